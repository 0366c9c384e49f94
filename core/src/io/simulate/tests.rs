use std::time::Duration;

use super::*;
use crate::sim::{Quirks, gallery};
use crate::value::{Value, VarBind, oid};
use crate::wire::{self, CommunityString, Message, Pdu, Request, Version};

fn sys_name(id: i32, community: &str) -> Vec<u8> {
    let varbinds = vec![VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 5, 0]), Value::Null)];
    let pdu = Pdu::Get(Request { id, varbinds });
    wire::encode(&Message { version: Version::V2c, community: CommunityString::new(community), pdu }).unwrap()
}

/// Asks for `sysName` and waits for one datagram.
async fn ask(network: &SimulatedNetwork, device: &str, community: &str) -> Option<(String, SocketAddr)> {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = network.world().address(device).unwrap();
    socket.send_to(&sys_name(1, community), (address, network.port())).await.unwrap();
    let mut buffer = [0; 2000];
    let wait = Duration::from_millis(if community == "public" { 2000 } else { 200 });
    let (length, from) = tokio::time::timeout(wait, socket.recv_from(&mut buffer)).await.ok()?.unwrap();
    let message = wire::decode(&buffer[..length]).unwrap().message;
    match &message.pdu.varbinds()[0].value {
        Value::OctetString(name) => Some((String::from_utf8(name.clone()).unwrap(), from)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_agent_of_the_campus_answers_at_its_own_address() {
    let network = SimulatedNetwork::start(gallery::campus().unwrap(), SimulationOptions::new()).await.unwrap();
    let agents: Vec<_> = network.world().truth().devices.into_iter().filter(|device| device.agent).collect();
    assert!(agents.len() > 15);
    for device in &agents {
        let (name, from) = ask(&network, &device.name, "public").await.unwrap();
        assert_eq!(name, device.name);
        assert_eq!(from, SocketAddr::from((device.address.unwrap(), network.port())));
    }
    assert_eq!(network.answered(), agents.len() as u64);
    assert_eq!(ask(&network, "core1", "private").await, None);
}

#[tokio::test]
async fn a_stopped_network_frees_its_port_and_a_taken_one_is_an_error() {
    let world = || gallery::two_switches().unwrap();
    let first = SimulatedNetwork::start(world(), SimulationOptions::new()).await.unwrap();
    let same = SimulationOptions::new().port(first.port());
    let error = SimulatedNetwork::start(world(), same.clone()).await.unwrap_err();
    assert_eq!(error.code(), "io");
    assert!(error.to_string().contains(&format!("UDP port {} at 127.20.1.1", first.port())), "{error}");
    first.stop().await;
    SimulatedNetwork::start(world(), same).await.unwrap();
}

#[tokio::test]
async fn faults_reach_the_wire() {
    let slow = Quirks::new().slow(Duration::from_millis(150));
    let faults = Faults::new(1).wrong_source(1.0).quirks("s2", slow);
    let options = SimulationOptions::new().faults(faults);
    let network = SimulatedNetwork::start(gallery::two_switches().unwrap(), options).await.unwrap();
    let (_, from) = ask(&network, "s1", "public").await.unwrap();
    assert_ne!(from.port(), network.port());
    let before = network.now();
    ask(&network, "s2", "public").await.unwrap();
    assert!(network.now() - before >= Duration::from_millis(150));
}

#[tokio::test]
async fn hosts_and_printers_show_a_page() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let network = SimulatedNetwork::start(gallery::two_switches().unwrap(), SimulationOptions::new()).await.unwrap();
    let at = |device| (network.world().address(device).unwrap(), network.port());
    let mut stream = tokio::net::TcpStream::connect(at("server")).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: server\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("<h1>server</h1>"), "{answer}");
    assert!(tokio::net::TcpStream::connect(at("s1")).await.is_err());
}

#[tokio::test]
async fn a_cut_cable_is_told_by_both_ends_and_is_one_change_of_the_right_link() {
    use crate::io::{Discovery, Engine, TrapListener, TrapOptions};
    use crate::sim::TrapForm;

    let network = SimulatedNetwork::start(gallery::ring().unwrap(), SimulationOptions::new()).await.unwrap();
    let engine = Engine::new().await.unwrap();
    let site = Discovery::of(network.range()).port(network.port()).run(&engine).await.unwrap();
    let topology = site.topology();
    let mut listener = TrapListener::start(TrapOptions::new().listen("127.0.0.1:0")).await.unwrap();
    let to = listener.addresses()[0];
    for (number, form) in (0..).zip([TrapForm::V1, TrapForm::V2c, TrapForm::InformV2c]) {
        network.cut("s1", "p1", &form, to).await.unwrap();
        network.mend("s2", "p2", &form, to).await.unwrap();
        let changes = listener.next_changes(Duration::from_millis(150)).await.unwrap();
        let links = topology.link_changes(&changes.notifications);
        let ups: Vec<bool> = links.iter().map(|change| change.up).collect();
        assert_eq!((ups.as_slice(), links[0].ends.len()), (&[false, true][..], 2), "{form:?}: {links:?}");
        let link = changes.notifications[0].link(&topology).unwrap();
        let mut ends = [link.a.to_string(), link.b.to_string()];
        ends.sort();
        assert_eq!(ends, ["s1 p1", "s2 p2"]);
        assert_eq!(changes.senders.len(), 2);
        let acknowledged = if form == TrapForm::InformV2c { 4 } else { 0 };
        assert_eq!(listener.statistics().acknowledged, acknowledged, "round {number}");
    }
    assert_eq!(network.cut("s1", "p9", &TrapForm::V1, to).await.unwrap_err().code(), "invalid");
}

#[cfg(feature = "v3")]
#[tokio::test]
async fn devices_tell_in_v3_and_informs_that_nobody_takes_are_errors() {
    use std::sync::Arc;

    use crate::inventory::Protection;
    use crate::io::{TrapListener, TrapOptions};
    use crate::sim::{Event, TrapForm};
    use crate::wire::usm::{AuthProtocol, PrivacyProtocol, UsmUser};

    let user = |password: &str| {
        let user = UsmUser::new("monitor").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap();
        Arc::new(user.privacy(PrivacyProtocol::Aes128, password).unwrap())
    };
    let network = SimulatedNetwork::start(gallery::two_switches().unwrap(), SimulationOptions::new()).await.unwrap();
    let options = TrapOptions::new().listen("127.0.0.1:0").user(user("wood-and-water"));
    let mut listener = TrapListener::start(options).await.unwrap();
    let to = listener.addresses()[0];
    for form in [TrapForm::V3(user("wood-and-water")), TrapForm::InformV3(user("wood-and-water"))] {
        network.tell("s1", &Event::ColdStart, &form, to).await.unwrap();
        let notification = listener.next().await.unwrap();
        assert_eq!(notification.protection, Protection::Encrypted);
        assert_eq!(notification.inform, matches!(form, TrapForm::InformV3(_)));
    }
    let wrong = TrapForm::InformV3(user("wood-and-wine"));
    assert_eq!(network.tell("s1", &Event::ColdStart, &wrong, to).await.unwrap_err().code(), "denied");
    let denied = network.tell("s1", &Event::ColdStart, &TrapForm::InformV2c, to).await.unwrap_err();
    assert_eq!(denied.code(), "timed-out");
}

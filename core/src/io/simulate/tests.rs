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

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::{root, uptime};
use crate::error::{Denial, Error};
use crate::io::{
    Community, Credential, Discovery, Engine, Session, SessionExt, SimulatedNetwork, SimulationOptions, UdpSession, Usm,
};
use crate::sim::{Device, Faults, Quirks, Vendor, World};
use crate::value::{Oid, Value, VlanId};
use crate::wire::usm::{AuthProtocol, PrivacyProtocol, UsmUser};
use crate::wire::{RetryPolicy, WalkLimits};

fn user(name: &str, auth: &str, privacy: &str) -> UsmUser {
    let user = UsmUser::new(name).unwrap().authentication(AuthProtocol::Sha256, auth).unwrap();
    user.privacy(PrivacyProtocol::Aes128, privacy).unwrap()
}

fn monitor() -> UsmUser {
    user("monitor", "maplesyrup", "wood-and-water")
}

fn reader() -> UsmUser {
    UsmUser::new("reader").unwrap().authentication(AuthProtocol::Md5, "maplesyrup").unwrap()
}

async fn network() -> SimulatedNetwork {
    let switch = Device::switch("s1").vendor(Vendor::Cisco).ports(24);
    let world = World::builder("lab").user(monitor()).user(reader()).device(switch).device(Device::switch("s2"));
    SimulatedNetwork::start(world.build().unwrap(), SimulationOptions::new()).await.unwrap()
}

fn address(network: &SimulatedNetwork, name: &str) -> SocketAddr {
    let address = network.world().agent(name).unwrap().address().unwrap();
    SocketAddr::new(IpAddr::V4(address), network.port())
}

fn session(engine: &Engine, network: &SimulatedNetwork, credential: impl Into<Credential>) -> UdpSession {
    let session = engine.session(address(network, "s1"), &credential.into());
    session.retry(RetryPolicy::new().timeout(Duration::from_millis(300)).retries(1))
}

fn denial(error: &Error) -> Option<Denial> {
    let Error::Denied { denial, .. } = error else { return None };
    Some(*denial)
}

#[tokio::test]
async fn a_user_gets_and_walks_at_each_level() {
    let network = network().await;
    let engine = Engine::new().await.unwrap();
    for user in [monitor(), reader()] {
        let session = session(&engine, &network, user);
        let before = engine.statistics();
        assert!(matches!(session.get(&[uptime()]).await.unwrap()[0].value, Value::TimeTicks(_)));
        let walked = session.walk(&root(), WalkLimits::new()).await.unwrap();
        assert!(walked.is_complete() && walked.varbinds.len() >= 24, "{walked:?}");
        let now = engine.statistics();
        assert_eq!(now.sent - before.sent, now.answered - before.answered + 1, "one discovery");
        assert_eq!((now.retransmitted, now.stray, now.late, now.malformed), (0, 0, 0, 0));
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_user_is_told_apart() {
    let network = network().await;
    let engine = Engine::new().await.unwrap();
    let too_much = reader().privacy(PrivacyProtocol::Aes128, "wood-and-water").unwrap();
    let table = [
        (user("nobody", "maplesyrup", "wood-and-water"), Denial::UnknownUser, "the agent does not know the user name"),
        (
            user("monitor", "mapleleaves", "wood-and-water"),
            Denial::WrongDigest,
            "the authentication password or protocol is wrong",
        ),
        (
            user("monitor", "maplesyrup", "wood-and-wine"),
            Denial::DecryptionError,
            "the privacy password or protocol is wrong",
        ),
        (too_much, Denial::UnsupportedSecurityLevel, "the agent does not allow this security level to the user"),
    ];
    for (user, cause, reason) in table {
        let session = session(&engine, &network, user);
        let error = session.get(&[uptime()]).await.unwrap_err();
        assert_eq!(denial(&error), Some(cause), "{error}");
        assert_eq!(error.to_string(), format!("{} denies access: {reason}", session.address()));
    }
    let lost = session(&engine, &network, Usm::new(monitor()).context("nowhere"));
    assert_eq!(denial(&lost.get(&[uptime()]).await.unwrap_err()), Some(Denial::UnknownContext));
}

#[tokio::test]
async fn a_vlan_is_a_context() {
    let network = network().await;
    let engine = Engine::new().await.unwrap();
    let session = session(&engine, &network, monitor());
    let ports = [Oid::new(&[1, 3, 6, 1, 2, 1, 17, 1, 2, 0])];
    let in_vlan = session.in_vlan(VlanId(1)).unwrap();
    assert!(matches!(in_vlan.get(&ports).await.unwrap()[0].value, Value::Integer(_)));
    let sent = engine.statistics().sent;
    session.get(&ports).await.unwrap();
    assert_eq!(engine.statistics().sent, sent + 1, "the engine that one discovered is known to the other");
    let elsewhere = session.in_vlan(VlanId(99)).unwrap().get(&ports).await.unwrap_err();
    assert_eq!(denial(&elsewhere), Some(Denial::UnknownContext));
}

#[tokio::test]
async fn many_requests_at_once_share_what_is_known() {
    let network = network().await;
    let engine = Engine::with(crate::io::EngineOptions::new().per_device(8)).await.unwrap();
    let session = session(&engine, &network, monitor());
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let session = session.clone();
        asked.spawn(async move { session.get(&[uptime()]).await.unwrap().len() });
    }
    assert_eq!(asked.join_all().await, [1; 64]);
    let statistics = engine.statistics();
    assert_eq!((statistics.retransmitted, statistics.stray), (0, 0));
    assert!(statistics.sent <= 64 + 8, "{statistics:?}");
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_leaps_costs_one_datagram() {
    let leap = Quirks::new().engine_time_jumps(crate::value::Moment::from_secs(60), Duration::from_secs(5000));
    let world = World::builder("lab").user(monitor()).device(Device::switch("s1").ports(24)).build().unwrap();
    let faults = Faults::new(1).quirks("s1", leap);
    let network = SimulatedNetwork::start(world, SimulationOptions::new().faults(faults)).await.unwrap();
    let engine = Engine::new().await.unwrap();
    let session = session(&engine, &network, monitor());
    session.get(&[uptime()]).await.unwrap();
    assert!(network.now() < crate::value::Moment::from_secs(60), "the leap is yet to come");
    tokio::time::sleep(Duration::from_secs(61)).await;
    let before = engine.statistics();
    assert!(session.walk(&root(), WalkLimits::new()).await.unwrap().is_complete());
    let now = engine.statistics();
    assert_eq!(now.sent - before.sent, now.answered - before.answered + 1);
    assert_eq!((now.retransmitted, now.stray), (0, 0));
}

#[tokio::test]
async fn a_discovery_tries_communities_and_users_in_order() {
    let network = network().await;
    let engine = Engine::new().await.unwrap();
    let discovery = || {
        let discovery = Discovery::of(network.range()).port(network.port()).timeout(Duration::from_millis(200));
        discovery.retries(0).credential(Community::new("wrong")).credential(user(
            "nobody",
            "maplesyrup",
            "wood-and-water",
        ))
    };
    let site = discovery().credential(monitor()).run(&engine).await.unwrap();
    assert_eq!((site.devices.len(), site.failures.len()), (2, 0), "{:?}", site.failures);
    let site = discovery().run(&engine).await.unwrap();
    assert_eq!(site.devices.len(), 0);
    let said: Vec<_> = site.failures.iter().map(|failure| (failure.code.as_str(), failure.reason.as_str())).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    for (code, reason) in said {
        assert!(code == "denied" && reason.ends_with("the agent does not know the user name"), "{code} {reason}");
    }
}

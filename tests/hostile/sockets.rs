//! The same items over real datagrams on loopback: the engine, its sockets and the simulated network.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use netwarden::io::{Community, Engine, EngineOptions, SimulatedNetwork, SimulationOptions, UdpSession};
use netwarden::sim::{Device, Misdeed, World, gallery};
use netwarden::wire::usm::{AuthProtocol, PrivacyProtocol, UsmUser};
use tokio::time::Instant;

use crate::items::{Item, items};
use crate::operations::outcome;
use crate::{Took, faults};

async fn replay(misdeeds: &[Misdeed], operation: &str, options: EngineOptions) -> Took {
    let options_of_network = SimulationOptions::new().faults(faults(misdeeds));
    let network = SimulatedNetwork::start(gallery::two_switches().unwrap(), options_of_network).await.unwrap();
    let address = network.world().agent("s1").unwrap().address().unwrap();
    let engine = Engine::with(options).await.unwrap();
    let session: UdpSession =
        engine.session(SocketAddr::new(IpAddr::V4(address), network.port()), &Community::new("public").or_v1().into());
    let started = Instant::now();
    let end = outcome(&session, operation).await;
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap();
    let requests = u32::try_from(engine.statistics().sent).unwrap();
    network.stop().await;
    Took { end, requests, ms, kib: 0 }
}

/// Time stands still while anything happens, so that a busy machine changes nothing.
pub(crate) fn in_paused_time<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(work)
}

#[test]
fn every_item_ends_as_documented_over_sockets() {
    in_paused_time(async {
        let mut wrong = Vec::new();
        for item in items() {
            let Item { name, misdeeds, ends, requests, ms, .. } = &item;
            for operation in ["get", "walk", "collect"] {
                let took = replay(misdeeds, operation, EngineOptions::new()).await;
                let end = &ends[operation];
                if took.end != *end || took.requests > *requests || took.ms > *ms {
                    wrong.push(format!("{name}, {operation}: {took:?} instead of {end}, {requests}, {ms}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn another_source_answers_only_where_that_is_wanted() {
    in_paused_time(async {
        for misdeed in [Misdeed::OtherAddress, Misdeed::OtherPort] {
            for (wanted, end) in [(false, "timed-out"), (true, "4 of 4")] {
                let options = EngineOptions::new().any_source(wanted);
                assert_eq!(replay(std::slice::from_ref(&misdeed), "get", options).await.end, end, "{misdeed:?}");
            }
        }
    });
}

/// What comes of a GET of SNMPv3 with authentication and privacy.
async fn get_v3(misdeeds: &[Misdeed]) -> String {
    let user = UsmUser::new("noc").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap();
    let user = Arc::new(user.privacy(PrivacyProtocol::Aes128, "maplesyrup").unwrap());
    let world = World::builder("one").device(Device::switch("s1").ports(4)).user(Arc::clone(&user)).build().unwrap();
    let address = IpAddr::V4(world.agent("s1").unwrap().address().unwrap());
    let options = SimulationOptions::new().faults(faults(misdeeds));
    let network = SimulatedNetwork::start(world, options).await.unwrap();
    let engine = Engine::new().await.unwrap();
    let session = engine.session(SocketAddr::new(address, network.port()), &user.into());
    let started = Instant::now();
    let end = outcome(&session, "get").await;
    assert!(started.elapsed().as_secs() <= 30, "{misdeeds:?}");
    assert!(engine.statistics().sent <= 12, "{misdeeds:?}");
    network.stop().await;
    end
}

#[test]
fn snmpv3_bears_what_the_way_does_to_its_datagrams() {
    in_paused_time(async {
        let cases = [
            (vec![], "4 of 4"),
            (vec![Misdeed::Silent], "timed-out"),
            (vec![Misdeed::Late { by_ms: 60_000 }], "timed-out"),
            (vec![Misdeed::Late { by_ms: 300 }], "4 of 4"),
            (vec![Misdeed::Repeated { times: 5 }], "4 of 4"),
            (vec![Misdeed::OneBehind], "4 of 4"),
            (vec![Misdeed::Flood { strays: 300 }], "4 of 4"),
            (vec![Misdeed::OtherAddress], "timed-out"),
            (vec![Misdeed::Echo], "timed-out"),
            (vec![Misdeed::Trickle { every_ms: 60_000 }], "timed-out"),
            (vec![Misdeed::RestartsAt { ms: 10 }, Misdeed::Late { by_ms: 50 }], "4 of 4"),
        ];
        for (misdeeds, end) in cases {
            assert_eq!(get_v3(&misdeeds).await, end, "{misdeeds:?}");
        }
        for octets in (0..160).step_by(7) {
            let end = get_v3(&[Misdeed::Truncated { octets }]).await;
            assert!(matches!(&*end, "timed-out" | "malformed" | "4 of 4"), "{octets}: {end}");
        }
    });
}

#[test]
fn a_closed_port_ends_like_silence_or_sooner() {
    in_paused_time(async {
        let free = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let engine = Engine::new().await.unwrap();
        let started = Instant::now();
        let end = outcome(&engine.session(address, &Community::new("public").into()), "collect").await;
        assert!(matches!(&*end, "timed-out" | "unreachable"), "{end}");
        assert!(started.elapsed().as_secs() <= 7);
    });
}

mod choices;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::{PollColumn, PollTarget, Poller};
use crate::inventory::PollBatch;
use crate::io::testing::{Agent, uptime};
use crate::io::{Community, Credential, Engine, EngineOptions, SimulatedNetwork, SimulationOptions};
use crate::sim::{Device, Faults, Quirks, World, gallery};
use crate::value::{DeviceId, SmiType, TimeTicks, Value, VarBind, oid};
use crate::wire::usm::{AuthProtocol, PrivacyProtocol, UsmUser};
use crate::wire::{RetryPolicy, Version};

async fn network(world: World) -> SimulatedNetwork {
    SimulatedNetwork::start(world, SimulationOptions::new()).await.unwrap()
}

fn targets(network: &SimulatedNetwork, credential: impl Into<Credential> + Clone) -> Vec<PollTarget> {
    let target = |agent: crate::sim::Agent| {
        let address = SocketAddr::new(IpAddr::V4(agent.address()?), network.port());
        Some(PollTarget::new(address, credential.clone()).named(DeviceId(agent.name().to_owned())))
    };
    network.world().agents().filter_map(target).collect()
}

fn rows_of(batch: &PollBatch, name: &str) -> Vec<u32> {
    let rows = (0..batch.len()).filter(|row| batch.device(*row).is_some_and(|device| device.0 == name));
    rows.map(|row| batch.index.of(row)[0]).collect()
}

fn quick() -> RetryPolicy {
    RetryPolicy::new().timeout(Duration::from_millis(300)).retries(1)
}

#[tokio::test]
async fn one_cycle_brings_every_interface_of_every_device_once() {
    let network = network(gallery::campus().unwrap()).await;
    let engine = Engine::new().await.unwrap();
    let targets = targets(&network, Community::new("public"));
    let count = targets.len();
    let batch = Poller::new(&engine).targets(targets).interfaces().once().await.unwrap();
    assert_eq!((batch.devices.len(), &batch.missed, &batch.partial), (count, &vec![], &vec![]));
    let agent = network.world().agents().next().unwrap();
    let rows = rows_of(&batch, agent.name());
    assert!(rows.len() > 1 && rows.is_sorted(), "{rows:?}");
    let speed = batch.column("ifSpeed").unwrap();
    assert!((0..batch.len()).all(|row| speed.value(row).is_some() && batch.uptime_of(row).is_some()));
    assert!(batch.columns.iter().all(|column| column.values.len() == batch.len()));
    assert!(batch.time.as_millis() > 1_600_000_000_000);
    let mut devices = batch.row_device.clone();
    devices.dedup();
    assert_eq!(devices.len(), count, "the rows of a device are together");
    let statistics = engine.statistics();
    assert_eq!((statistics.stray, statistics.late, statistics.in_flight), (0, 0, 0));
}

#[tokio::test]
async fn all_versions_bring_the_same_rows() {
    let user = || {
        let user = UsmUser::new("monitor").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap();
        user.privacy(PrivacyProtocol::Aes128, "wood-and-water").unwrap()
    };
    let world = World::builder("lab").user(user()).device(Device::switch("s1").ports(30)).device(Device::switch("s2"));
    let network = network(world.build().unwrap()).await;
    let engine = Engine::new().await.unwrap();
    let credentials: [Credential; 3] =
        [Community::new("public").into(), Community::new("public").version(Version::V1).into(), user().into()];
    let mut rows = Vec::new();
    for credential in credentials {
        let poller = Poller::new(&engine).targets(targets(&network, credential)).interfaces();
        let mut run = poller.every(Duration::from_millis(400)).start().unwrap();
        for _ in 0..2 {
            let batch = run.next().await.unwrap();
            assert_eq!((&batch.missed, &batch.partial), (&vec![], &vec![]));
            assert!((0..batch.len()).all(|row| batch.uptime_of(row).is_some()));
            rows.push((rows_of(&batch, "s1"), rows_of(&batch, "s2")));
        }
    }
    assert!(rows[0].0.len() >= 30 && rows.iter().all(|other| *other == rows[0]), "{rows:?}");
}

#[tokio::test]
async fn the_first_thing_that_an_engine_does_may_be_a_poll_in_v3() {
    let user = || UsmUser::new("monitor").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap();
    let network = network(gallery::two_switches().unwrap().with_user(user())).await;
    let engine = Engine::new().await.unwrap();
    let once = Poller::new(&engine).targets(targets(&network, user())).interfaces().once();
    let batch = tokio::time::timeout(Duration::from_secs(20), once).await.unwrap().unwrap();
    assert_eq!((batch.devices.len(), &batch.missed), (3, &vec![]));
}

#[tokio::test]
async fn agents_of_v1_only_and_without_bulk_are_found_out_and_remembered() {
    let world = || World::builder("lab").device(Device::switch("s1").ports(8)).build().unwrap();
    for quirks in [Quirks::new().v1_only(), Quirks::new().bulk_deaf()] {
        let faults = Faults::new(1).quirks("s1", quirks);
        let network = SimulatedNetwork::start(world(), SimulationOptions::new().faults(faults)).await.unwrap();
        let engine = Engine::new().await.unwrap();
        let poller = Poller::new(&engine).targets(targets(&network, Community::new("public").or_v1()));
        let mut run = poller.retry(quick()).every(Duration::from_secs(3)).start().unwrap();
        assert!(run.next().await.unwrap().len() >= 8);
        let before = engine.statistics();
        assert!(run.next().await.unwrap().len() >= 8);
        assert_eq!(engine.statistics().timed_out, before.timed_out);
    }
}

#[tokio::test]
async fn the_silent_are_named_and_get_one_datagram_a_cycle_until_they_answer() {
    let network = network(gallery::two_switches().unwrap()).await;
    let silent = Agent::silent().await;
    let engine = Engine::new().await.unwrap();
    let dead = PollTarget::new(silent.address, Community::new("public")).named(DeviceId("dead".to_owned()));
    let nowhere = PollTarget::new("[::1]:9".parse::<SocketAddr>().unwrap(), Community::new("x"));
    let poller = Poller::new(&engine).targets(targets(&network, Community::new("public"))).targets([dead, nowhere]);
    let mut run = poller.retry(quick()).every(Duration::from_secs(4)).start().unwrap();
    let first = run.next().await.unwrap();
    let missed: Vec<(&str, &str, u32)> =
        first.missed.iter().map(|it| (&*first.devices[it.device as usize].0, &*it.code, it.cycles)).collect();
    assert_eq!(missed[0], ("dead", "timed-out", 1));
    assert_eq!((missed.len(), missed[1].0), (2, "[::1]:9"));
    assert!(first.missed[0].reason.contains("did not answer within"), "{}", first.missed[0].reason);
    assert!(!rows_of(&first, "s1").is_empty() && !rows_of(&first, "s2").is_empty());
    let heard = silent.heard();
    assert_eq!(heard, 3, "GETBULK twice, and GETNEXT once");
    for cycle in 2..4 {
        let batch = run.next().await.unwrap();
        assert_eq!((batch.missed[0].cycles, batch.cycle, batch.skipped), (cycle, u64::from(cycle) - 1, 0));
        assert_eq!(silent.heard(), heard + cycle as usize - 1);
    }
}

#[tokio::test]
async fn the_end_of_a_run_ends_the_poll() {
    let network = network(gallery::two_switches().unwrap()).await;
    let engine = Engine::new().await.unwrap();
    let poller = Poller::new(&engine).targets(targets(&network, Community::new("public")));
    let mut run = poller.every(Duration::from_millis(50)).start().unwrap();
    run.next().await.unwrap();
    drop(run);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let sent = engine.statistics().sent;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!((engine.statistics().sent, engine.statistics().in_flight), (sent, 0));
}

#[tokio::test]
async fn what_nobody_fetches_is_skipped_visibly_and_never_piles_up() {
    let network = network(gallery::two_switches().unwrap()).await;
    let engine = Engine::new().await.unwrap();
    let poller = Poller::new(&engine).targets(targets(&network, Community::new("public")));
    let mut run = poller.every(Duration::from_millis(50)).start().unwrap();
    tokio::time::sleep(Duration::from_millis(700)).await;
    let mut last = None;
    for _ in 0..4 {
        let batch = run.next().await.unwrap();
        let expected = last.map_or(0, |last| last + 1);
        assert_eq!(batch.cycle, expected + batch.skipped);
        last = Some(batch.cycle);
    }
    assert!(last.unwrap() > 4, "{last:?}");
}

#[tokio::test]
async fn a_loss_of_a_third_costs_time_and_no_value() {
    let faults = Faults::new(7).loss(0.3);
    let world = World::builder("lab").device(Device::switch("s1").ports(48)).device(Device::switch("s2").ports(24));
    let options = SimulationOptions::new().faults(faults);
    let network = SimulatedNetwork::start(world.build().unwrap(), options).await.unwrap();
    let engine = Engine::new().await.unwrap();
    let retry = RetryPolicy::new().timeout(Duration::from_millis(100)).retries(6);
    let poller = Poller::new(&engine).targets(targets(&network, Community::new("public"))).interfaces().retry(retry);
    let batch = poller.once().await.unwrap();
    assert_eq!((&batch.missed, &batch.partial), (&vec![], &vec![]));
    assert!(rows_of(&batch, "s1").len() >= 48 && rows_of(&batch, "s2").len() >= 24);
    assert!(engine.statistics().retransmitted > 0);
}

#[tokio::test]
async fn where_the_pace_is_known_each_attempt_waits_twice_as_long_as_the_one_before() {
    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let session = crate::io::RecordedSession::new("dies", crate::io::testing::system("dies"));
    let agent = Agent::with(move |number, message| {
        sender.send(std::time::Instant::now()).unwrap();
        let answer = crate::wire::encode(&crate::io::testing::reply(&session, message)).unwrap();
        if number == 0 { vec![answer] } else { Vec::new() }
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let target = || PollTarget::new(agent.address, Community::new("public"));
    let retry = RetryPolicy::new().timeout(Duration::from_millis(400)).retries(2);
    for _ in 0..2 {
        Poller::new(&engine).targets([target()]).interfaces().retry(retry).once().await.unwrap();
    }
    let mut times = Vec::new();
    while let Ok(time) = heard.try_recv() {
        times.push(time);
    }
    let waits: Vec<u128> = times.windows(2).skip(1).map(|pair| (pair[1] - pair[0]).as_millis()).collect();
    // Answers that come at once are waited for 250 ms at least.
    assert!(matches!(waits[..], [250..400, 500..650, 1000..1300]), "{waits:?}");
}

#[tokio::test]
async fn a_slow_device_is_cut_at_the_end_of_its_cycle_and_marked_partial() {
    let row = |row: u32| VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10, row]), Value::Counter32(row));
    let mut variables = vec![VarBind::new(uptime(), Value::TimeTicks(TimeTicks(5)))];
    variables.extend((1..400).map(row));
    let session = crate::io::RecordedSession::new("slow", variables);
    let agent = Agent::with(move |_, message| {
        std::thread::sleep(Duration::from_millis(30));
        vec![crate::wire::encode(&crate::io::testing::reply(&session, message)).unwrap()]
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let column = PollColumn::new("ifInOctets", oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10]), SmiType::Counter32);
    let poller = Poller::new(&engine).targets([PollTarget::new(agent.address, Community::new("public"))]);
    let mut run = poller.columns([column]).every(Duration::from_millis(150)).start().unwrap();
    let batch = run.next().await.unwrap();
    assert_eq!(batch.partial.len(), 1, "{batch:?}");
    assert!(batch.partial[0].reason.starts_with("ifInOctets: partial: not done within"), "{:?}", batch.partial);
    assert!(!batch.is_empty() && batch.len() < 399);
}

#[tokio::test]
async fn a_device_that_restarts_while_it_is_read_is_marked_and_keeps_its_rows() {
    let row = |row: u32| VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10, row]), Value::Counter32(row));
    let at = |ticks: u32| {
        let variables = std::iter::once(VarBind::new(uptime(), Value::TimeTicks(TimeTicks(ticks))));
        crate::io::RecordedSession::new("sw1", variables.chain((1..400).map(row)).collect::<Vec<_>>())
    };
    let lives = [at(360_000), at(500)];
    let agent = Agent::with(move |number, message| {
        let session = if number == 0 { &lives[0] } else { &lives[1] };
        vec![crate::wire::encode(&crate::io::testing::reply(session, message)).unwrap()]
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let column = PollColumn::new("ifInOctets", oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10]), SmiType::Counter32);
    let poller = Poller::new(&engine).targets([PollTarget::new(agent.address, Community::new("public"))]);
    let mut run = poller.columns([column]).every(Duration::from_millis(50)).start().unwrap();
    let batch = run.next().await.unwrap();
    let reasons: Vec<&str> = batch.partial.iter().map(|partial| partial.reason.as_str()).collect();
    assert_eq!(reasons, ["partial: the agent restarted while it was read"]);
    assert_eq!(
        (batch.len(), batch.uptime_of(0), batch.uptime_of(398)),
        (399, Some(TimeTicks(360_000)), Some(TimeTicks(500)))
    );
    assert_eq!(run.next().await.unwrap().partial, [], "the next cycle is of one life");
}

#[tokio::test]
async fn what_cannot_be_polled_is_refused_in_words() {
    let engine = Engine::with(EngineOptions::new()).await.unwrap();
    let target = || PollTarget::new("127.0.0.1:161".parse::<SocketAddr>().unwrap(), Community::new("public"));
    let refused = |poller: Poller| poller.start().unwrap_err().to_string();
    assert!(refused(Poller::new(&engine)).contains("at least one device is expected"));
    assert!(refused(Poller::new(&engine).targets([target(), target()])).contains("each device is expected once"));
    assert!(refused(Poller::new(&engine).targets([target()]).every(Duration::ZERO)).contains("at least 10 ms"));
    let column = PollColumn::new("sysDescr", oid(&[1, 3, 6, 1, 2, 1, 1, 1]), SmiType::OctetString);
    assert!(refused(Poller::new(&engine).targets([target()]).columns([column])).contains("type of numbers"));
}

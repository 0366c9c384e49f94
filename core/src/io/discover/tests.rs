use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Discovery, DiscoveryEvent};
use crate::io::testing::{Agent, reply, system};
use crate::io::{CollectOptions, Community, Engine, RecordedSession, SimulatedNetwork, SimulationOptions};
use crate::sim::{Faults, gallery};
use crate::value::{MacAddr, Oid, Value, VarBind};
use crate::wire::{Pdu, Version, decode, encode};

async fn simulated(name: &str) -> (SimulatedNetwork, Engine) {
    let network = SimulatedNetwork::start(gallery::by_name(name).unwrap(), SimulationOptions::new()).await.unwrap();
    (network, Engine::new().await.unwrap())
}

fn discovery(network: &SimulatedNetwork) -> Discovery {
    Discovery::of(network.range().to_string()).port(network.port()).timeout(Duration::from_millis(300)).retries(1)
}

/// Somebody at an address of the range, behind all devices, who never answers.
fn silent(network: &SimulatedNetwork) -> std::net::UdpSocket {
    let addresses: Vec<_> = network.range().hosts().collect();
    let bound = addresses.into_iter().rev().find_map(|it| std::net::UdpSocket::bind((it, network.port())).ok());
    bound.unwrap()
}

/// Agents with these variables at 127.77.0.1, .2, … of one port; they end with the returned set.
async fn agents(devices: Vec<Vec<VarBind>>) -> (u16, tokio::task::JoinSet<()>) {
    agents_at([127, 77, 0], devices).await
}

/// The same at .1, .2, … of another network.
async fn agents_at([a, b, c]: [u8; 3], devices: Vec<Vec<VarBind>>) -> (u16, tokio::task::JoinSet<()>) {
    let mut port = 0;
    let mut tasks = tokio::task::JoinSet::new();
    for (number, variables) in (1..).zip(devices) {
        let socket = tokio::net::UdpSocket::bind((std::net::Ipv4Addr::new(a, b, c, number), port)).await.unwrap();
        port = socket.local_addr().unwrap().port();
        let session = RecordedSession::new("agent", variables);
        tasks.spawn(answer(socket, session));
    }
    (port, tasks)
}

/// Answers to the community `public`, for ever.
async fn answer(socket: tokio::net::UdpSocket, session: RecordedSession) {
    let mut buffer = [0; 4096];
    loop {
        let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
        let message = decode(&buffer[..length]).unwrap().message;
        if message.community.as_bytes() == b"public" {
            socket.send_to(&encode(&reply(&session, message)).unwrap(), from).await.unwrap();
        }
    }
}

/// A device with one interface of that MAC address.
fn device(name: &str, mac: u8) -> Vec<VarBind> {
    let cell = |column, value| VarBind::new(Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, column, 1]), value);
    let port = [cell(2, Value::OctetString(b"eth0".to_vec())), cell(6, Value::OctetString(vec![2, 0, 0, 0, 0, mac]))];
    system(name).into_iter().chain(port).collect()
}

fn with_engine_id(mut device: Vec<VarBind>, id: &str) -> Vec<VarBind> {
    let name = Oid::new(&[1, 3, 6, 1, 6, 3, 10, 2, 1, 1, 0]);
    device.push(VarBind::new(name, Value::OctetString(id.as_bytes().to_vec())));
    device
}

#[tokio::test]
async fn every_network_of_the_gallery_is_found_as_it_is() {
    for name in gallery::names() {
        let (network, engine) = simulated(name).await;
        let site = discovery(&network).run(&engine).await.unwrap();
        let mut expected: Vec<_> = network.world().agents().filter_map(|agent| agent.address()).collect();
        expected.sort();
        let found: Vec<_> = site.devices.iter().filter_map(|device| device.address).collect();
        let expected: Vec<std::net::IpAddr> = expected.into_iter().map(Into::into).collect();
        assert_eq!(found, expected, "{name}");
        assert_eq!((site.failures, site.cancelled), (vec![], false), "{name}");
        let faults: Vec<_> = site.devices.iter().flat_map(|device| &device.faults).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
        network.stop().await;
    }
}

#[tokio::test]
async fn a_bad_network_hides_nothing() {
    let faults = Faults::new(7)
        .loss(0.05)
        .duplication(0.1)
        .reordering(0.1)
        .truncation(0.03)
        .wrong_id(0.03)
        .wrong_source(0.03)
        .garbage(0.03)
        .delay(Duration::ZERO..=Duration::from_millis(10));
    let world = gallery::ring().unwrap();
    let mut expected: Vec<_> = world.agents().filter_map(|agent| agent.address()).collect();
    expected.sort();
    let network = SimulatedNetwork::start(world, SimulationOptions::new().faults(faults)).await.unwrap();
    let engine = Engine::new().await.unwrap();
    let targets: Vec<String> = expected.iter().map(ToString::to_string).collect();
    let search = Discovery::of(targets.join(",")).port(network.port()).timeout(Duration::from_millis(400)).retries(5);
    let site = search.run(&engine).await.unwrap();
    assert_eq!(site.failures, []);
    assert_eq!(site.devices.len(), expected.len());
    for table in site.devices.iter().flat_map(|device| &device.coverage) {
        assert!(table.complete, "{table:?}");
    }
    let statistics = engine.statistics();
    assert!(statistics.retransmitted > 0 && statistics.malformed > 0 && statistics.stray + statistics.late > 0);
}

#[tokio::test]
async fn a_mostly_silent_range_takes_about_one_timeout() {
    let (network, engine) = simulated("two-switches").await;
    let started = Instant::now();
    let site = discovery(&network).timeout(Duration::from_secs(1)).retries(0).run(&engine).await.unwrap();
    assert!(!site.devices.is_empty());
    assert!(started.elapsed() < Duration::from_millis(3500), "{:?}", started.elapsed());
    let hosts = 2_u64.pow(32 - u32::from(network.range().prefix_len())) - 2;
    assert_eq!((site.asked, site.failures.len()), (hosts, 0));
}

#[tokio::test]
async fn an_address_that_was_named_fails_and_one_of_a_range_is_silent() {
    let (port, _agents) = agents(vec![device("one", 1)]).await;
    let _silent = std::net::UdpSocket::bind(("127.77.0.9", port)).unwrap();
    let engine = Engine::new().await.unwrap();
    let ask = |targets: &str| Discovery::of(targets).port(port).timeout(Duration::from_millis(400)).retries(0);
    let site = ask("127.77.0.1-127.77.0.3").and("127.77.0.9").run(&engine).await.unwrap();
    assert_eq!((site.devices.len(), site.asked), (1, 4));
    let failed: Vec<_> = site.failures.iter().map(|it| (&*it.target, &*it.code)).collect();
    assert_eq!(failed, [("127.77.0.9", "timed-out")]);
    assert!(
        site.failures[0].reason.ends_with("(1 attempt); an agent that does not accept the community keeps silent, too")
    );
    let site = ask("127.77.0.4-20").run(&engine).await.unwrap();
    assert_eq!(site.failures.len(), 1);
    assert!(site.failures[0].reason.starts_with("17 addresses were asked, none "), "{:?}", site.failures);
    let site = ask("no-such-host.invalid").run(&engine).await.unwrap();
    assert_eq!((&*site.failures[0].target, &*site.failures[0].code), ("no-such-host.invalid", "unreachable"));
}

#[tokio::test]
async fn the_credential_that_works_is_used() {
    let (port, _agents) = agents(vec![device("one", 1)]).await;
    let engine = Engine::new().await.unwrap();
    let ask = Discovery::of("127.77.0.1").port(port).timeout(Duration::from_millis(400)).retries(0);
    let wrong = Community::new("wrong");
    let site = ask.clone().credential(wrong.clone()).run(&engine).await.unwrap();
    assert_eq!((site.devices.len(), &*site.failures[0].code), (0, "timed-out"));
    let right = ask.credential(wrong).credential(Community::new("public").version(Version::V1));
    assert!(!format!("{right:?}").contains("public"));
    let site = right.run(&engine).await.unwrap();
    assert_eq!((&*site.devices[0].name, site.failures.len()), ("one", 0));
}

#[tokio::test]
async fn a_device_with_several_addresses_is_there_once() {
    let devices = vec![
        with_engine_id(device("router", 1), "engine-1"),
        device("plain", 7),
        with_engine_id(device("router", 1), "engine-1"),
        device("plain", 7),
        device("plain", 8),
        with_engine_id(device("router", 1), "engine-2"),
    ];
    let (port, _agents) = agents(devices).await;
    let engine = Engine::new().await.unwrap();
    let site = Discovery::of("127.77.0.1-6").port(port).run(&engine).await.unwrap();
    let found: Vec<_> = site.devices.iter().map(|it| (&*it.id.0, &*it.name)).collect();
    assert_eq!(
        found,
        [("127.77.0.1", "router"), ("127.77.0.2", "plain"), ("127.77.0.5", "plain"), ("127.77.0.6", "router")]
    );
    let addresses: Vec<String> = site.devices[0].addresses.iter().map(|it| it.address.to_string()).collect();
    assert_eq!(addresses, ["127.77.0.1", "127.77.0.3"]);
    assert_eq!(site.devices[2].interfaces[0].mac, Some(MacAddr([2, 0, 0, 0, 0, 8])));
}

#[tokio::test]
async fn a_device_that_cannot_be_read_at_one_address_is_read_at_the_next() {
    let variables = with_engine_id(device("router", 1), "engine-1");
    let recorded = RecordedSession::new("agent", variables.clone());
    // At its first address it says who it is, and is silent from then on.
    let first = Agent::with(move |number, message| match number {
        0 | 1 => vec![encode(&reply(&recorded, message)).unwrap()],
        _ => Vec::new(),
    })
    .await;
    let recorded = RecordedSession::new("agent", variables);
    let second = tokio::net::UdpSocket::bind(("127.0.0.2", first.address.port())).await.unwrap();
    let mut answering = tokio::task::JoinSet::new();
    answering.spawn(answer(second, recorded));
    let engine = Engine::new().await.unwrap();
    let search = Discovery::of("127.0.0.1-2").port(first.address.port()).timeout(Duration::from_millis(400));
    let site = search.concurrency(1).run(&engine).await.unwrap();
    assert_eq!(site.devices.iter().map(|it| it.interfaces.len()).collect::<Vec<_>>(), [1]);
    let failed: Vec<_> = site.failures.iter().map(|it| (&*it.target, &*it.code)).collect();
    assert_eq!(failed, [("127.0.0.1", "timed-out")]);
}

#[tokio::test]
async fn neighbors_are_followed_where_that_is_allowed() {
    let arp = |last| {
        let name = Oid::new(&[1, 3, 6, 1, 2, 1, 4, 22, 1, 2, 1, 127, 77, 0, last]);
        VarBind::new(name, Value::OctetString(vec![2, 0, 0, 0, 9, 9]))
    };
    let knows = |name, mac, next| device(name, mac).into_iter().chain([arp(next)]).collect::<Vec<_>>();
    let (port, _agents) = agents(vec![knows("a", 1, 2), knows("b", 2, 3), knows("c", 3, 4), knows("d", 4, 1)]).await;
    let engine = Engine::new().await.unwrap();
    let ask = || Discovery::of("127.77.0.1").port(port);
    assert_eq!(ask().run(&engine).await.unwrap().devices.len(), 1);
    let site = ask().follow_neighbors("127.77.0.2-3").run(&engine).await.unwrap();
    let found: Vec<_> = site.devices.iter().map(|it| &*it.name).collect();
    assert_eq!((found, site.asked), (vec!["a", "b", "c"], 3));
    let wrong = ask().follow_neighbors("core1").run(&engine).await.unwrap_err();
    assert_eq!(wrong.to_string(), "\"core1\" is not a range: addresses are expected here, not a host name");
}

#[tokio::test]
async fn a_wrong_target_is_said_before_anything_is_sent() {
    let engine = Engine::new().await.unwrap();
    let error = Discovery::of("10.0.0.0/24").and("10.0.0.0/99").run(&engine).await.unwrap_err();
    assert_eq!(error.to_string(), "\"10.0.0.0/99\" is not a range: the prefix of an IPv4 network is 0 to 32");
    let error = Discovery::of("fd00::/64").run(&engine).await.unwrap_err();
    assert_eq!(error.code(), "limit");
    assert_eq!(engine.statistics().sent, 0);
}

#[tokio::test]
async fn cancelling_keeps_what_was_found_and_leaves_no_task() {
    let (network, engine) = simulated("two-switches").await;
    let _silent = silent(&network);
    let metrics = tokio::runtime::Handle::current().metrics();
    let before = metrics.num_alive_tasks();
    let found = u64::try_from(network.world().agents().count()).unwrap();
    let token = CancellationToken::new();
    let cancel = token.clone();
    let started = Instant::now();
    let search = discovery(&network)
        .timeout(Duration::from_secs(20))
        .cancel(token)
        .on_progress(move |progress| {
            if progress.found == found {
                cancel.cancel();
            }
        })
        .run(&engine);
    let site = search.await.unwrap();
    assert!(site.cancelled && started.elapsed() < Duration::from_secs(5));
    assert_eq!(u64::try_from(site.devices.len()).unwrap(), found);
    assert_eq!(metrics.num_alive_tasks(), before);
}

#[tokio::test]
async fn a_deadline_ends_the_search() {
    let (network, engine) = simulated("two-switches").await;
    let _silent = silent(&network);
    let search = discovery(&network).timeout(Duration::from_secs(20)).deadline(Duration::from_secs(2));
    let site = search.run(&engine).await.unwrap();
    assert!(site.cancelled);
    assert_eq!(site.devices.len(), network.world().agents().count());
}

#[tokio::test]
async fn a_deadline_beyond_the_end_of_the_clock_is_none() {
    let (port, _agents) = agents(vec![device("one", 1)]).await;
    let engine = Engine::new().await.unwrap();
    let collect = CollectOptions::new().time(Duration::MAX);
    let search = Discovery::of("127.77.0.1").port(port).deadline(Duration::MAX).collect(collect);
    let site = search.run(&engine).await.unwrap();
    assert_eq!((site.devices.len(), site.cancelled), (1, false));
    assert!(site.devices[0].coverage.iter().all(|table| table.complete), "{:?}", site.devices[0].coverage);
}

#[tokio::test]
async fn a_device_that_was_not_read_to_the_end_by_the_deadline_is_said() {
    // It says who it is, and nothing more.
    let agent = Agent::with(|_, message| match &message.pdu {
        Pdu::Get(_) => vec![encode(&reply(&RecordedSession::new("a", device("a", 1)), message)).unwrap()],
        _ => Vec::new(),
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let search = Discovery::of("127.0.0.1").port(agent.address.port()).timeout(Duration::from_secs(20));
    let site = search.deadline(Duration::from_millis(700)).run(&engine).await.unwrap();
    let failed: Vec<_> = site.failures.iter().map(|it| (&*it.target, &*it.code)).collect();
    assert_eq!((site.devices.len(), site.cancelled, failed), (0, true, vec![("127.0.0.1", "cancelled")]));
}

#[tokio::test]
async fn cancelling_a_run_whose_events_nobody_takes_loses_nobody() {
    const AGENTS: u8 = 100;
    let devices = (1..=AGENTS).map(|number| device(&format!("d{number}"), number)).collect();
    let (port, _agents) = agents(devices).await;
    let engine = Engine::new().await.unwrap();
    let range = format!("127.77.0.1-{AGENTS}");
    let run = Discovery::of(range).port(port).timeout(Duration::from_secs(5)).start(&engine).unwrap();
    // The search is held up by its events once nothing is asked any more.
    let mut quiet = (0, 0);
    while quiet.1 < 20 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let statistics = engine.statistics();
        let idle = statistics.in_flight == 0 && statistics.answered > u64::from(AGENTS);
        quiet = (statistics.answered, if idle && statistics.answered == quiet.0 { quiet.1 + 1 } else { 0 });
    }
    run.cancel();
    let site = run.finish().await;
    let cut_short = site.failures.iter().filter(|it| it.code == "cancelled").count();
    assert_eq!((site.devices.len() + cut_short, site.cancelled), (usize::from(AGENTS), true));
}

#[tokio::test]
async fn a_device_that_is_named_and_in_the_range_too_is_there_once() {
    // Nothing tells it from others but its address.
    let (port, _agents) = agents_at([127, 0, 0], vec![system("plain")]).await;
    let engine = Engine::new().await.unwrap();
    let search = Discovery::of("localhost").and("127.0.0.1-2").port(port).timeout(Duration::from_millis(400));
    let site = search.run(&engine).await.unwrap();
    assert_eq!(site.devices.iter().map(|it| &*it.id.0).collect::<Vec<_>>(), ["127.0.0.1"]);
}

#[tokio::test]
async fn progress_comes_seldom_and_at_the_end() {
    let (network, engine) = simulated("two-switches").await;
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let calls = Arc::clone(&told);
    let started = Instant::now();
    let search = discovery(&network).on_progress(move |progress| calls.lock().unwrap().push(progress.clone()));
    let site = search.run(&engine).await.unwrap();
    let told = told.lock().unwrap();
    let most = started.elapsed().as_millis() / 100 + 2;
    assert!((2..=most).contains(&(told.len() as u128)), "{}", told.len());
    let last = told.last().unwrap();
    let found = u64::try_from(site.devices.len()).unwrap();
    assert_eq!((last.done, last.total, last.found), (site.asked, site.asked, found));
}

#[tokio::test]
async fn a_run_hands_out_events_and_ends_with_its_handle() {
    let (network, engine) = simulated("ring").await;
    let mut run = discovery(&network).start(&engine).unwrap();
    let (mut found, mut finished) = (0, None);
    while let Some(event) = run.next_event().await {
        match event {
            DiscoveryEvent::Found(_) => found += 1,
            DiscoveryEvent::Finished(site) => finished = Some(site),
            DiscoveryEvent::Progress(_) => {}
            DiscoveryEvent::Failed(failure) => panic!("{failure:?}"),
        }
    }
    let site = finished.unwrap();
    assert_eq!((found, site.cancelled), (site.devices.len(), false));

    let metrics = tokio::runtime::Handle::current().metrics();
    let before = metrics.num_alive_tasks();
    let run = discovery(&network).timeout(Duration::from_secs(20)).start(&engine).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(metrics.num_alive_tasks() > before);
    drop(run);
    let ended = async {
        while metrics.num_alive_tasks() > before {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), ended).await.unwrap();

    let run = discovery(&network).timeout(Duration::from_secs(20)).start(&engine).unwrap();
    run.cancel();
    assert!(run.finish().await.cancelled);
}

#[tokio::test]
async fn the_rate_of_a_search_is_kept() {
    let (network, engine) = simulated("two-switches").await;
    let started = Instant::now();
    discovery(&network).rate(200).timeout(Duration::from_millis(50)).run(&engine).await.unwrap();
    let sent = engine.statistics().sent;
    let most = started.elapsed().as_secs_f64() * 200.0 + 2.0;
    assert!((sent as f64) <= most, "{sent} in {:?}", started.elapsed());
}

#[tokio::test]
async fn concurrency_is_a_limit() {
    let (port, _agents) = agents(vec![device("a", 1)]).await;
    let engine = Engine::new().await.unwrap();
    let most = Arc::new(AtomicUsize::new(0));
    let search = Discovery::of("127.77.0.2-60").port(port).timeout(Duration::from_millis(30)).retries(0).concurrency(7);
    let mut run = search.start(&engine).unwrap();
    loop {
        tokio::select! {
            event = run.next_event() => if event.is_none() { break },
            () = tokio::time::sleep(Duration::from_millis(5)) => {
                let now = usize::try_from(engine.statistics().in_flight).unwrap();
                most.fetch_max(now, Ordering::SeqCst);
            }
        }
    }
    assert!((1..=7).contains(&most.load(Ordering::SeqCst)), "{most:?}");
}

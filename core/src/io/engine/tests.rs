mod loss;

use std::time::Duration;

use tokio::time::Instant;

use super::{Engine, EngineOptions};
use crate::io::testing::{Agent, reply, system, uptime};
use crate::io::{Community, RecordedSession, Session, SessionExt, UdpSession};
use crate::value::{Oid, TimeTicks, Value, VarBind};
use crate::wire::{CommunityString, Message, Pdu, RetryPolicy, Version, WalkLimits, encode};

fn session(engine: &Engine, agent: &Agent) -> UdpSession {
    engine.session(agent.address, &Community::new("public").into())
}

/// An agent that sends what `wrong` makes of the right answer before the right answer.
async fn agent_with(wrong: impl Fn(Message) -> Vec<u8> + Send + 'static) -> Agent {
    let session = RecordedSession::new("agent", system("a"));
    Agent::with(move |_, message| {
        let right = reply(&session, message);
        vec![wrong(right.clone()), encode(&right).unwrap()]
    })
    .await
}

fn with_id(mut message: Message, id: i32) -> Message {
    if let Pdu::Response(response) = &mut message.pdu {
        response.id = id;
    }
    message
}

fn id(message: &Message) -> i32 {
    message.pdu.request_id().unwrap()
}

#[tokio::test]
async fn an_answer_is_found_and_counted() {
    let agent = Agent::sound(system("core1")).await;
    let engine = Engine::new().await.unwrap();
    let answer = session(&engine, &agent).get(&[uptime()]).await.unwrap();
    assert_eq!(answer[0].value, Value::TimeTicks(TimeTicks(4711)));
    let statistics = engine.statistics();
    assert_eq!((statistics.sent, statistics.received, statistics.answered), (1, 1, 1));
    assert!(statistics.receive_buffer > 0);
}

#[tokio::test]
async fn a_wrong_datagram_never_ends_a_request() {
    type Make = fn(Message) -> Vec<u8>;
    let cases: [(&str, Make); 6] = [
        ("wrong id", |right| encode(&with_id(right.clone(), id(&right) ^ 0x3000)).unwrap()),
        ("negative id", |right| encode(&with_id(right, -5)).unwrap()),
        ("wrong version", |right| encode(&Message { version: Version::V1, ..right }).unwrap()),
        ("wrong community", |right| encode(&Message { community: CommunityString::new("x"), ..right }).unwrap()),
        ("not a response", |right| {
            let Pdu::Response(response) = right.pdu else { panic!() };
            encode(&Message { pdu: Pdu::Report(response), ..right }).unwrap()
        }),
        ("a trap", |right| {
            let request = crate::wire::Request { id: id(&right), varbinds: Vec::new() };
            encode(&Message { pdu: Pdu::Trap(request), ..right }).unwrap()
        }),
    ];
    for (name, wrong) in cases {
        let agent = agent_with(wrong).await;
        let engine = Engine::new().await.unwrap();
        assert_eq!(session(&engine, &agent).get(&[uptime()]).await.unwrap().len(), 1, "{name}");
        let statistics = engine.statistics();
        assert_eq!((statistics.stray, statistics.answered, statistics.sent), (1, 1, 1), "{name}");
    }
}

#[tokio::test]
async fn bytes_that_are_not_snmp_never_end_a_request() {
    for cut in [0, 1, 20, 40] {
        let agent = agent_with(move |right| encode(&right).unwrap()[..cut].to_vec()).await;
        let engine = Engine::new().await.unwrap();
        assert_eq!(session(&engine, &agent).get(&[uptime()]).await.unwrap().len(), 1, "{cut}");
        assert_eq!(engine.statistics().malformed, 1, "{cut}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_from_elsewhere_counts_only_where_that_is_wanted() {
    for wanted in [false, true] {
        let recorded = RecordedSession::new("agent", system("a"));
        let asked = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let other = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = asked.local_addr().unwrap();
        let agent = tokio::spawn(async move {
            let mut buffer = [0; 1500];
            loop {
                let (length, from) = asked.recv_from(&mut buffer).await.unwrap();
                let message = crate::wire::decode(&buffer[..length]).unwrap().message;
                other.send_to(&encode(&reply(&recorded, message)).unwrap(), from).await.unwrap();
            }
        });
        let engine = Engine::with(EngineOptions::new().any_source(wanted)).await.unwrap();
        let answer = engine.session(address, &Community::new("public").into()).get(&[uptime()]).await;
        assert_eq!(answer.is_ok(), wanted);
        let strays = if wanted { 0 } else { 3 };
        assert_eq!(engine.statistics().stray, strays);
        agent.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn silence_ends_after_all_attempts() {
    let agent = Agent::silent().await;
    let engine = Engine::new().await.unwrap();
    let started = Instant::now();
    let error = session(&engine, &agent).get(&[uptime()]).await.unwrap_err();
    assert_eq!(error.code(), "timed-out");
    assert_eq!(error.to_string(), format!("{} did not answer within 7000 ms (3 attempts)", agent.address));
    assert_eq!(started.elapsed().as_secs(), 7);
    assert_eq!(agent.heard(), 3);
    let statistics = engine.statistics();
    assert_eq!((statistics.sent, statistics.retransmitted, statistics.timed_out), (3, 2, 1));
    tokio::task::yield_now().await;
    let device = engine.device_statistics(agent.address).await.unwrap().unwrap();
    assert_eq!((device.sent, device.timed_out, device.silences, device.round_trip_us), (3, 1, 1, None));
}

#[tokio::test(start_paused = true)]
async fn what_is_cut_short_every_time_is_malformed_not_silent() {
    let recorded = RecordedSession::new("agent", system("a"));
    let agent = Agent::with(move |_, message| {
        let mut datagram = encode(&reply(&recorded, message)).unwrap();
        datagram.truncate(datagram.len() - 3);
        vec![datagram]
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let error = session(&engine, &agent).get(&[uptime()]).await.unwrap_err();
    assert!(matches!(error.code(), "malformed" | "timed-out"), "{error}");
    assert_eq!(engine.statistics().malformed, 3);
}

#[tokio::test(start_paused = true)]
async fn a_late_answer_to_the_first_attempt_still_counts() {
    let recorded = RecordedSession::new("agent", system("a"));
    let mut first = None;
    let agent = Agent::with(move |number, message| {
        let answer = encode(&reply(&recorded, message)).unwrap();
        match number {
            0 => {
                first = Some(answer);
                Vec::new()
            }
            // The second attempt brings the answers to both.
            _ => vec![first.clone().unwrap(), answer],
        }
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = session(&engine, &agent);
    assert!(session.get(&[uptime()]).await.is_ok());
    assert!(session.get(&[uptime()]).await.is_ok());
    let statistics = engine.statistics();
    assert_eq!((statistics.retransmitted, statistics.answered), (1, 2));
    assert!(statistics.late + statistics.stray >= 1, "{statistics:?}");
}

#[tokio::test]
async fn one_device_gets_one_request_at_a_time_and_all_get_theirs() {
    let agent = Agent::sound(system("a")).await;
    let other = Agent::sound(system("b")).await;
    let engine = Engine::with(EngineOptions::new().receive_buffer(4096)).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..500 {
        let session = session(&engine, if number % 2 == 0 { &agent } else { &other });
        tasks.spawn(async move { session.get(&[uptime()]).await.unwrap().len() });
    }
    while let Some(length) = tasks.join_next().await {
        assert_eq!(length.unwrap(), 1);
    }
    let statistics = engine.statistics();
    assert_eq!((statistics.answered, statistics.timed_out), (500, 0));
}

#[tokio::test(start_paused = true)]
async fn a_device_that_is_waited_for_is_not_asked_more() {
    let agent = Agent::silent().await;
    let engine = Engine::new().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let session = session(&engine, &agent);
        tasks.spawn(async move { session.get(&[uptime()]).await.is_err() });
    }
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(agent.heard(), 1);
    assert_eq!((engine.statistics().in_flight, engine.statistics().queued), (1, 2));
    tasks.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_request_that_nobody_waits_for_is_dropped() {
    let agent = Agent::silent().await;
    let engine = Engine::new().await.unwrap();
    let impatient = tokio::time::timeout(Duration::from_millis(100), session(&engine, &agent).get(&[uptime()])).await;
    assert!(impatient.is_err());
    tokio::time::sleep(Duration::from_secs(2)).await;
    let statistics = engine.statistics();
    assert_eq!((statistics.abandoned, statistics.sent, statistics.in_flight), (1, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_nobody_waits_for_does_not_hold_up_the_next() {
    let recorded = RecordedSession::new("agent", system("a"));
    let agent = Agent::with(move |number, message| match number {
        0 => Vec::new(),
        _ => vec![encode(&reply(&recorded, message)).unwrap()],
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = session(&engine, &agent);
    let impatient = tokio::time::timeout(Duration::from_millis(100), session.get(&[uptime()])).await;
    assert!(impatient.is_err());
    let started = Instant::now();
    session.get(&[uptime()]).await.unwrap();
    assert!(started.elapsed() < Duration::from_millis(100), "{:?}", started.elapsed());
}

#[tokio::test]
async fn both_families_are_asked() {
    let Ok(socket) = tokio::net::UdpSocket::bind("[::1]:0").await else { return }; // a host without IPv6
    let address = socket.local_addr().unwrap();
    let recorded = RecordedSession::new("agent", system("a"));
    let agent = tokio::spawn(async move {
        let mut buffer = [0; 1500];
        let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
        let message = crate::wire::decode(&buffer[..length]).unwrap().message;
        socket.send_to(&encode(&reply(&recorded, message)).unwrap(), from).await.unwrap();
    });
    let engine = Engine::new().await.unwrap();
    assert!(engine.session(address, &Community::new("public").into()).get(&[uptime()]).await.is_ok());
    agent.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_kept_repeats_included() {
    let agent = Agent::silent().await;
    let engine = Engine::with(EngineOptions::new().rate(10).per_device(100)).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let session = session(&engine, &agent).retry(RetryPolicy::new().timeout(Duration::from_millis(500)).retries(1));
        tasks.spawn(async move { session.get(&[uptime()]).await.is_err() });
    }
    let mut before = 0;
    for _ in 0..6 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let heard = agent.heard();
        assert!(heard - before <= 11, "{heard} after {before}");
        before = heard;
    }
    assert!((55..=61).contains(&before), "{before}");
    while let Some(ended) = tasks.join_next().await {
        assert!(ended.unwrap());
    }
}

#[tokio::test(start_paused = true)]
async fn a_known_device_is_asked_again_sooner() {
    let recorded = RecordedSession::new("agent", system("a"));
    let agent = Agent::with(move |number, message| match number {
        0 => vec![encode(&reply(&recorded, message)).unwrap()],
        _ => Vec::new(),
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = session(&engine, &agent);
    session.get(&[uptime()]).await.unwrap();
    let started = Instant::now();
    session.get(&[uptime()]).await.unwrap_err();
    assert_eq!(started.elapsed().as_millis() / 50, 35); // 0.25 + 0.5 + 1 s
}

#[tokio::test]
async fn what_cannot_be_sent_is_unreachable_at_once() {
    let engine = Engine::with(EngineOptions::new().bind([127, 0, 0, 1].into())).await.unwrap();
    let credential = Community::new("public").into();
    let session = engine.session("[::1]:161".parse().unwrap(), &credential);
    let error = session.get(&[uptime()]).await.unwrap_err();
    assert_eq!(error.to_string(), "::1 cannot be reached: this engine has no IPv6 socket");
    let session = engine.session("255.255.255.255:161".parse().unwrap(), &credential);
    assert_eq!(session.get(&[uptime()]).await.unwrap_err().code(), "unreachable");
    assert_eq!(engine.statistics().unreachable, 2);
}

#[tokio::test]
async fn the_last_handle_ends_the_task() {
    let metrics = tokio::runtime::Handle::current().metrics();
    let before = metrics.num_alive_tasks();
    let engine = Engine::new().await.unwrap();
    let second = engine.clone();
    let session = engine.session("127.0.0.1:9".parse().unwrap(), &Community::new("public").into());
    assert_eq!(metrics.num_alive_tasks(), before + 1);
    drop(engine);
    drop(second);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(metrics.num_alive_tasks(), before + 1, "a session keeps its engine");
    drop(session);
    let ended = async {
        while metrics.num_alive_tasks() > before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), ended).await.unwrap();
}

#[test]
fn without_a_runtime_an_engine_says_so() {
    let mut engine = std::pin::pin!(Engine::new());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = engine.as_mut().poll(&mut context) else { panic!() };
    assert_eq!(error.code(), "io");
}

#[tokio::test]
async fn no_secret_is_shown() {
    let engine = Engine::new().await.unwrap();
    let session = engine.session("127.0.0.1:161".parse().unwrap(), &Community::new("s3cret").into());
    let in_vlan = session.in_vlan(crate::value::VlanId(7)).unwrap();
    assert!(!format!("{engine:?} {session:?} {in_vlan:?}").contains("s3cret"));
}

#[tokio::test]
async fn what_each_device_did_is_told() {
    let (good, other) = (Agent::sound(system("a")).await, Agent::sound(system("b")).await);
    let noisy = agent_with(|right| encode(&with_id(right.clone(), id(&right) ^ 0x3000)).unwrap()).await;
    let engine = Engine::new().await.unwrap();
    for agent in [&good, &good, &other, &noisy] {
        session(&engine, agent).get(&[uptime()]).await.unwrap();
    }
    let devices = engine.all_device_statistics().await.unwrap();
    assert!(devices.is_sorted_by_key(|device| device.address));
    let of = |agent: &Agent| *devices.iter().find(|device| device.address == agent.address).unwrap();
    assert_eq!((of(&good).sent, of(&good).received, of(&good).answered, of(&good).stray), (2, 2, 2, 0));
    assert_eq!((of(&other).sent, of(&other).answered), (1, 1));
    assert_eq!((of(&noisy).received, of(&noisy).answered, of(&noisy).stray), (2, 1, 1));
    assert!(of(&good).round_trip_us.unwrap() < 1_000_000 && of(&good).timeout_ms >= 250);
    assert_eq!(engine.device_statistics("127.0.0.1:9".parse().unwrap()).await.unwrap(), None);
    let sum: u64 = devices.iter().map(|device| device.received).sum();
    assert_eq!((engine.statistics().received, engine.statistics().devices), (sum, 3));
}

#[tokio::test(start_paused = true)]
async fn a_dead_target_is_asked_once_until_it_answers() {
    let recorded = RecordedSession::new("agent", system("a"));
    let agent = Agent::with(move |number, message| match number {
        0..7 | 9.. => Vec::new(),
        _ => vec![encode(&reply(&recorded, message)).unwrap()],
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = session(&engine, &agent);
    for (heard, seconds) in [(3, 7), (6, 7), (7, 1)] {
        let started = Instant::now();
        session.get(&[uptime()]).await.unwrap_err();
        assert_eq!((agent.heard(), started.elapsed().as_secs()), (heard, seconds));
    }
    session.get(&[uptime()]).await.unwrap();
    session.get(&[uptime()]).await.unwrap();
    session.get(&[uptime()]).await.unwrap_err();
    assert_eq!(agent.heard(), 12, "it was alive: all attempts again");
}

#[tokio::test]
async fn a_walk_lets_others_ask_the_same_device() {
    let column = |row| VarBind::new(Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10, row]), Value::Counter32(row));
    let agent = Agent::sound([system("a"), (1..=5000).map(column).collect()].concat()).await;
    let engine = Engine::new().await.unwrap();
    let session = session(&engine, &agent);
    let root = Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10]);
    let walk = tokio::spawn({
        let session = session.clone();
        async move { session.walk(&root, WalkLimits::new()).await.unwrap() }
    });
    while agent.heard() < 3 {
        tokio::task::yield_now().await;
    }
    session.get(&[uptime()]).await.unwrap();
    assert!(!walk.is_finished());
    let walked = walk.await.unwrap();
    assert_eq!((walked.varbinds.len(), walked.is_complete()), (5000, true));
    let statistics = engine.statistics();
    assert_eq!((statistics.answered, statistics.retransmitted, statistics.in_flight), (statistics.sent, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_walk_that_nobody_waits_for_is_dropped() {
    let column = |row| VarBind::new(Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10, row]), Value::Counter32(row));
    let recorded = RecordedSession::new("agent", (1..=5000).map(column).collect::<Vec<_>>());
    let agent = Agent::with(move |number, message| match number {
        0..3 => vec![encode(&reply(&recorded, message)).unwrap()],
        _ => Vec::new(),
    })
    .await;
    let engine = Engine::new().await.unwrap();
    let session = session(&engine, &agent);
    let root = Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10]);
    let walk = session.walk(&root, WalkLimits::new());
    assert!(tokio::time::timeout(Duration::from_millis(100), walk).await.is_err());
    tokio::time::sleep(Duration::from_secs(20)).await;
    let statistics = engine.statistics();
    assert_eq!((statistics.abandoned, statistics.in_flight, statistics.queued), (1, 0, 0));
    assert!(statistics.sent <= 5, "{statistics:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_the_network_refuses_is_unreachable_at_once_and_disturbs_no_other() {
    let good = Agent::sound(system("a")).await;
    let engine = Engine::with(EngineOptions::new().per_device(100)).await.unwrap();
    // No more: systems limit how many ICMP messages they send.
    let closed: Vec<_> = (0..20).map(|_| std::net::UdpSocket::bind("127.0.0.1:0").unwrap()).collect();
    let closed: Vec<_> = closed.into_iter().map(|socket| socket.local_addr().unwrap()).collect();
    let mut tasks = tokio::task::JoinSet::new();
    for address in closed {
        let refused = engine.session(address, &Community::new("public").into());
        let sound = session(&engine, &good);
        tasks.spawn(async move { refused.get(&[uptime()]).await.unwrap_err().to_string() });
        tasks.spawn(async move { sound.get(&[uptime()]).await.unwrap().len().to_string() });
    }
    let started = Instant::now();
    let mut refused = 0;
    while let Some(said) = tasks.join_next().await {
        let said = said.unwrap();
        if said != "1" {
            refused += 1;
            assert!(
                said.contains(" cannot be reached: port unreachable (ICMP type 3, code 3), says 127.0.0.1"),
                "{said}"
            );
        }
    }
    assert!(started.elapsed() < Duration::from_secs(6), "{:?}", started.elapsed());
    let statistics = engine.statistics();
    assert_eq!((refused, statistics.unreachable, statistics.answered), (20, 20, 20));
    assert_eq!(statistics.in_flight, 0);
}

#[test]
fn several_drivers_on_threads_of_their_own_share_the_work_and_need_no_runtime_of_the_caller() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let agents: Vec<Agent> = (0..20).map(|_| runtime.block_on(Agent::sound(system("a")))).collect();
    let asking = tokio::runtime::Builder::new_current_thread().build().unwrap(); // without I/O and time
    let engine = asking.block_on(Engine::with(EngineOptions::new().drivers(3).own_threads(true))).unwrap();
    asking.block_on(async {
        for agent in &agents {
            let session = session(&engine, agent);
            assert_eq!(session.get(&[uptime()]).await.unwrap().len(), 1);
            assert_eq!(engine.device_statistics(agent.address).await.unwrap().unwrap().answered, 1);
        }
    });
    let by_driver: Vec<u64> = engine
        .drivers
        .iter()
        .map(|driver| driver.counters.answered.load(std::sync::atomic::Ordering::Relaxed))
        .collect();
    assert_eq!((by_driver.len(), by_driver.iter().sum::<u64>()), (3, 20));
    assert!(by_driver.iter().all(|answered| *answered > 0), "{by_driver:?}");
    let all = asking.block_on(engine.all_device_statistics()).unwrap();
    assert_eq!((all.len(), all.is_sorted_by_key(|device| device.address)), (20, true));
    assert_eq!((engine.statistics().answered, engine.statistics().devices), (20, 20));
    let counters = std::sync::Arc::clone(&engine.drivers[0].counters);
    drop(engine);
    let ended = || {
        (0..1000).any(|_| {
            std::thread::sleep(Duration::from_millis(5));
            std::sync::Arc::strong_count(&counters) == 1
        })
    };
    assert!(ended(), "a driver ends with its engine");
}

//! Many devices behind one socket: datagrams get lost, and some devices are dead.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::error::Error;
use crate::io::testing::with;
use crate::io::{Community, Engine, EngineOptions, SessionExt, UdpSession};
use crate::value::{Oid, Value, VarBind};
use crate::wire::{ErrorStatus, Pdu, RetryPolicy, decode, encode};

const DEVICES: u32 = 1_000;

fn variable(device: u32) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 99999, device])
}

/// The devices at 127.70.0.0/16, which answer a question with the number in its name, if `lives` lets them.
async fn devices(mut lives: impl FnMut(u32) -> bool + Send + 'static) -> u16 {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None).unwrap();
    socket.set_recv_buffer_size(4 << 20).unwrap();
    socket.set_nonblocking(true).unwrap();
    socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)).into()).unwrap();
    let socket = UdpSocket::from_std(socket.into()).unwrap();
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut buffer = [0; 1500];
        loop {
            let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
            let message = decode(&buffer[..length]).unwrap().message;
            let Pdu::Get(asked) = &message.pdu else { panic!() };
            let device = *asked.varbinds[0].name.last().unwrap();
            if lives(device) {
                let (id, varbinds) = (asked.id, vec![VarBind::new(variable(device), Value::Gauge32(device))]);
                socket
                    .send_to(&encode(&with(message, id, ErrorStatus::NoError, 0, varbinds)).unwrap(), from)
                    .await
                    .unwrap();
            }
        }
    });
    port
}

/// All answers come from one address here, and all requests go to one socket, whose buffer may be the system's least.
fn options() -> EngineOptions {
    EngineOptions::new().any_source(true).receive_buffer(64 << 10)
}

fn sessions(engine: &Engine, port: u16, retry: RetryPolicy) -> Vec<UdpSession> {
    let address = |device: u32| SocketAddr::from((Ipv4Addr::from(0x7f46_0001 + device), port));
    (0..DEVICES).map(|device| engine.session(address(device), &Community::new("public").into()).retry(retry)).collect()
}

/// Asks each device once: how long that takes, and who did not answer.
async fn cycle(sessions: &[UdpSession]) -> (Duration, Vec<SocketAddr>) {
    let started = Instant::now();
    let mut asked = JoinSet::new();
    for (device, session) in (0..).zip(sessions.to_vec()) {
        asked.spawn(async move {
            match session.get(&[variable(device)]).await {
                Ok(got) => {
                    assert_eq!(got, [VarBind::new(variable(device), Value::Gauge32(device))]);
                    None
                }
                Err(Error::TimedOut { target, .. }) => {
                    assert_eq!(target, session.address().to_string());
                    Some(session.address())
                }
                Err(error) => panic!("{error}"),
            }
        });
    }
    let mut missing: Vec<SocketAddr> = asked.join_all().await.into_iter().flatten().collect();
    missing.sort_unstable();
    (started.elapsed(), missing)
}

#[tokio::test(start_paused = true)]
async fn with_three_of_ten_datagrams_lost_every_value_is_right_and_who_is_missing_is_named() {
    let mut random = fastrand::Rng::with_seed(30);
    // There and back.
    let port = devices(move |_| random.f64() > 0.3 && random.f64() > 0.3).await;
    let engine = Engine::with(options()).await.unwrap();
    let sessions = sessions(&engine, port, RetryPolicy::new().retries(5));
    let (_, missing) = cycle(&sessions).await;
    assert!((1..60).contains(&missing.len()), "{missing:?}");
    let silent = engine.all_device_statistics().await.unwrap().into_iter().filter(|device| device.silences > 0);
    assert_eq!(silent.map(|device| device.address).collect::<Vec<_>>(), missing);
    let statistics = engine.statistics();
    assert_eq!(statistics.answered + statistics.timed_out, u64::from(DEVICES));
    assert_eq!((statistics.timed_out, statistics.in_flight), (missing.len() as u64, 0));
}

// In real time: a paused clock leaps whenever all wait for the network.
#[tokio::test]
async fn dead_devices_cost_a_cycle_less_than_one_timeout() {
    const TIMEOUT: Duration = Duration::from_millis(700);
    let sessions_where = async |lives: fn(u32) -> bool| {
        let engine = Engine::with(options()).await.unwrap();
        sessions(&engine, devices(lives).await, RetryPolicy::new().timeout(TIMEOUT).retries(1))
    };
    let (all, some) = (sessions_where(|_| true).await, sessions_where(|device| device % 5 != 0).await);
    for number in 0..4 {
        let (without, with) = (cycle(&all).await, cycle(&some).await);
        assert_eq!((without.1.len(), with.1.len()), (0, 200), "cycle {number}");
        // In the first two, nobody knows yet who is dead, and they take three timeouts.
        let longer = with.0.saturating_sub(without.0);
        assert!(number < 2 || longer < TIMEOUT, "cycle {number} took {:?} instead of {:?}", with.0, without.0);
    }
}

//! What a request costs over a socket, ours and snmp2's asynchronous session, 64 in flight, measured in the same run
//! against an agent on another thread that only copies the request id. `cargo bench -p netwarden --bench engine` prints
//! medians of interleaved rounds. CPU time is that of the asking thread (Linux: /proc/thread-self/schedstat).

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods)]

use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use netwarden::io::{Community, Engine, EngineOptions, Query, Session};
use netwarden::value::{Oid, Value, VarBind};
use netwarden::wire::{CommunityString, ErrorStatus, Message, Pdu, Response, Version, decode, encode};

const ROUNDS: usize = 9;
const REQUESTS: usize = 8_192;
const IN_FLIGHT: usize = 64;
const UPTIME: [u32; 9] = [1, 3, 6, 1, 2, 1, 1, 3, 0];

fn main() {
    let agent = agent();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut ours, mut ours_bulk, mut peer, mut peer_bulk) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(runtime.block_on(netwarden(agent, Query::Get(vec![Oid::new(&UPTIME)]))));
        peer.push(runtime.block_on(snmp2(agent, false)));
        let names = (1..=6).map(|column| Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, column])).collect();
        let bulk = Query::GetBulk { non_repeaters: 0, max_repetitions: 10, names };
        ours_bulk.push(runtime.block_on(netwarden(agent, bulk)));
        peer_bulk.push(runtime.block_on(snmp2(agent, true)));
    }
    println!("CPU µs per request      GET of 1   GETBULK of 60");
    println!("netwarden, one engine   {:>8.2}   {:>13.2}", median(ours), median(ours_bulk));
    println!("snmp2, 64 sessions      {:>8.2}   {:>13.2}", median(peer), median(peer_bulk));
}

async fn netwarden(agent: SocketAddr, query: Query) -> f64 {
    let options = EngineOptions::new().per_device(u32::try_from(IN_FLIGHT).unwrap());
    let engine = Engine::with(options).await.unwrap();
    let session = engine.session(agent, &Community::new("public").into());
    let before = cpu();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..IN_FLIGHT {
        let (session, query) = (session.clone(), query.clone());
        tasks.spawn(async move {
            for _ in 0..REQUESTS / IN_FLIGHT {
                assert!(!session.exchange(query.clone()).await.unwrap().response.varbinds.is_empty());
            }
        });
    }
    tasks.join_all().await;
    per_request(before)
}

async fn snmp2(agent: SocketAddr, bulk: bool) -> f64 {
    let mut sessions = Vec::new();
    for _ in 0..IN_FLIGHT {
        sessions.push(snmp2::AsyncSession::new_v2c(agent, b"public", 0).await.unwrap());
    }
    let before = cpu();
    let mut tasks = tokio::task::JoinSet::new();
    for mut session in sessions {
        tasks.spawn(async move {
            let uptime = snmp2::Oid::from(&UPTIME.map(u64::from)).unwrap();
            let columns: Vec<_> =
                (1..=6_u64).map(|column| snmp2::Oid::from(&[1, 3, 6, 1, 2, 1, 2, 2, 1, column]).unwrap()).collect();
            let columns: Vec<&snmp2::Oid<'_>> = columns.iter().collect();
            for _ in 0..REQUESTS / IN_FLIGHT {
                let asked =
                    async { if bulk { session.getbulk(&columns, 0, 10).await } else { session.get(&uptime).await } };
                // It has no timeout of its own; a datagram that is lost would hold it for ever.
                let answer = tokio::time::timeout(Duration::from_secs(5), asked).await.unwrap().unwrap();
                assert!(answer.varbinds.count() > 0); // which decodes them, borrowed
            }
        });
    }
    tasks.join_all().await;
    per_request(before)
}

/// An agent that answers every request with the same variables, 1 or 60.
fn agent() -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    std::thread::spawn(move || {
        let answer = |count: u32| -> Vec<VarBind> {
            let name = |row| Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 10, row]);
            (1..=count).map(|row| VarBind::new(name(row), Value::Counter32(row * 1_000_003))).collect()
        };
        let (one, many) = (answer(1), answer(60));
        let mut buffer = [0; 1500];
        loop {
            let (length, from) = socket.recv_from(&mut buffer).unwrap();
            let message = decode(&buffer[..length]).unwrap().message;
            let varbinds = if matches!(message.pdu, Pdu::GetBulk(_)) { many.clone() } else { one.clone() };
            let id = message.pdu.request_id().unwrap();
            let response = Response { id, status: ErrorStatus::NoError, index: 0, varbinds };
            let community = CommunityString::new("public");
            let message = Message { version: Version::V2c, community, pdu: Pdu::Response(response) };
            socket.send_to(&encode(&message).unwrap(), from).unwrap();
        }
    });
    address
}

/// Nanoseconds that this thread was on a processor.
fn cpu() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    told.split(' ').next().unwrap().parse().unwrap()
}

fn per_request(before: u64) -> f64 {
    (cpu() - before) as f64 / 1e3 / REQUESTS as f64
}

fn median(mut rounds: Vec<f64>) -> f64 {
    rounds.sort_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}

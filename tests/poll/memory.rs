//! What a target costs while nothing is asked of it. A binary of its own, as its allocator counts every octet.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_possible_truncation)]
#![allow(unsafe_code)] // an allocator cannot be written without

mod agents;

use std::alloc::{GlobalAlloc, Layout, System};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::time::Duration;

use agents::Agents;
use netwarden::io::{
    Community, Credential, Engine, PollColumn, Poller, SessionExt, SimulatedNetwork, SimulationOptions, UdpSession,
};
use netwarden::sim::{Device, World};
use netwarden::value::{Oid, oid};
use netwarden::wire::usm::{AuthProtocol, PrivacyProtocol, UsmUser};

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

static HELD: AtomicIsize = AtomicIsize::new(0);

fn of(layout: Layout) -> isize {
    isize::try_from(layout.size()).unwrap_or(isize::MAX)
}

// SAFETY: every call goes to the system's allocator as it came; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(of(layout), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        HELD.fetch_sub(of(layout), Ordering::Relaxed);
        unsafe { System.dealloc(memory, layout) }
    }
}

const TARGETS: usize = 10_000;
/// What a target may cost at rest, in octets.
const MOST: isize = 4_096;

fn held() -> isize {
    HELD.load(Ordering::Relaxed)
}

/// Octets that each target has cost since `before`.
fn each(what: &str, before: isize, targets: usize) -> isize {
    let each = (held() - before) / isize::try_from(targets).unwrap();
    println!("{what}: {each} octets each");
    each
}

/// One after the other, as they share one count.
#[test]
fn an_idle_target_takes_less_than_four_kilobytes() {
    let agents = Agents::start(48, |_| true);
    assert!(to_its_end(poll(&agents)) <= MOST);
    assert!(to_its_end(sessions(&agents)) <= MOST);
    assert!(to_its_end(secured_sessions()) <= MOST);
}

/// Nothing of it lives on.
fn to_its_end(measure: impl Future<Output = isize>) -> isize {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(measure)
}

/// Between two cycles of a poll of six columns; the batch is in the hands of whoever polls.
async fn poll(agents: &Agents) -> isize {
    // So that what the agents keep, and the runtime, is not counted.
    let columns = || PollColumn::interfaces().into_iter().take(6);
    let engine = Engine::new().await.unwrap();
    let batch = Poller::new(&engine).targets(agents.targets(100)).columns(columns()).once().await.unwrap();
    assert_eq!(agents.check(&batch).1.len(), 100);
    drop((batch, engine));
    let before = held();
    let engine = Engine::new().await.unwrap();
    let poller = Poller::new(&engine).targets(agents.targets(TARGETS as u32)).columns(columns());
    let mut run = poller.every(Duration::from_secs(20)).start().unwrap();
    let batch = run.next().await.unwrap();
    assert_eq!((batch.missed.len(), batch.partial.len(), batch.len()), (0, 0, 480_000));
    drop(batch);
    let each = each("polled once", before, TARGETS);
    drop(run);
    each
}

/// A session that asked once and is kept.
async fn sessions(agents: &Agents) -> isize {
    let before = held();
    let engine = Engine::new().await.unwrap();
    let session = |device| engine.session(agents.address(device), &Community::new("public").into());
    let sessions: Vec<UdpSession> = (0..TARGETS as u32).map(session).collect();
    for session in &sessions {
        session.get(&[uptime()]).await.unwrap();
    }
    assert_eq!(engine.statistics().answered, TARGETS as u64);
    let each = each("a session that asked once", before, TARGETS);
    drop(sessions);
    each
}

/// A session of SNMPv3 that asked once: it knows the engine, and has its keys.
async fn secured_sessions() -> isize {
    const DEVICES: usize = 200;
    let user = UsmUser::new("noc").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap();
    let user = Arc::new(user.privacy(PrivacyProtocol::Aes128, "maplesyrup").unwrap());
    let world = World::builder("v3").user(Arc::clone(&user));
    let world = (0..DEVICES).fold(world, |world, device| world.device(Device::switch(&format!("s{device}")).ports(1)));
    let network = SimulatedNetwork::start(world.build().unwrap(), SimulationOptions::new()).await.unwrap();
    let addresses: Vec<SocketAddr> =
        network.world().agents().map(|agent| (agent.address().unwrap(), network.port()).into()).collect();
    let ask = async |engine: &Engine| {
        let credential = Credential::from(Arc::clone(&user));
        let sessions: Vec<UdpSession> = addresses.iter().map(|address| engine.session(*address, &credential)).collect();
        for session in &sessions {
            session.get(&[uptime()]).await.unwrap();
        }
        sessions
    };
    // So that what the network keeps is not counted.
    drop(ask(&Engine::new().await.unwrap()).await);
    let before = held();
    let engine = Engine::new().await.unwrap();
    let sessions = ask(&engine).await;
    assert_eq!(sessions.len(), DEVICES);
    each("a session of SNMPv3 that asked once", before, DEVICES)
}

fn uptime() -> Oid {
    oid(&[1, 3, 6, 1, 2, 1, 1, 3, 0])
}

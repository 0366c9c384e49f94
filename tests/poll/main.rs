//! What a cycle of polls is worth where devices are dead. Linux only: one socket answers for a thousand addresses.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod agents;

use std::time::Duration;

use agents::Agents;
use netwarden::inventory::PollBatch;
use netwarden::io::{Engine, EngineOptions, PollRun, Poller};
use netwarden::wire::RetryPolicy;

const DEVICES: u32 = 400;
const TIMEOUT: Duration = Duration::from_millis(400);
const INTERVAL: Duration = Duration::from_secs(4);

/// A receive buffer that has room for the answers of few devices at a time: the dead must not take it from the living.
async fn start(agents: &Agents) -> PollRun {
    let engine = Engine::with(EngineOptions::new().receive_buffer(64 << 10)).await.unwrap();
    let retry = RetryPolicy::new().timeout(TIMEOUT).retries(1);
    Poller::new(&engine).targets(agents.targets(DEVICES)).retry(retry).every(INTERVAL).start().unwrap()
}

fn took(batch: &PollBatch) -> Duration {
    Duration::from_millis(batch.took_ms)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fifth_of_the_devices_dead_makes_a_cycle_longer_by_less_than_one_timeout() {
    const INTERFACES: u32 = 4;
    let (all, some) = (Agents::start(INTERFACES, |_| true), Agents::start(INTERFACES, |device| device % 5 != 0));
    let (mut living, mut mixed) = (start(&all).await, start(&some).await);
    for cycle in 0..4 {
        let (without, with) = (living.next().await.unwrap(), mixed.next().await.unwrap());
        assert_eq!((without.cycle, with.cycle, without.skipped, with.skipped), (cycle, cycle, 0, 0));
        assert_eq!((without.missed.len(), all.check(&without).1.len()), (0, 400));
        assert_eq!((with.missed.len(), with.partial.len(), some.check(&with).1.len()), (80, 0, 320));
        assert!(with.missed.iter().all(|missed| missed.device % 5 == 0 && missed.code == "timed-out"));
        let longer = took(&with).saturating_sub(took(&without));
        if cycle == 0 {
            // Nobody knows yet who is dead: each gets two attempts with GETBULK and one with GETNEXT.
            assert!(longer > TIMEOUT && longer < INTERVAL, "{longer:?}");
        } else {
            assert!(longer < TIMEOUT, "cycle {cycle} took {:?} instead of {:?}", took(&with), took(&without));
        }
        println!("cycle {cycle}: {:?} without, {:?} with", took(&without), took(&with));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_is_whole_in_the_next_cycle() {
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let mut away = true;
    let agents = Agents::start(40, move |device| {
        away &= receiver.try_recv().is_err();
        device >= 100 || !away
    });
    let mut run = start(&agents).await;
    for _ in 0..2 {
        let batch = run.next().await.unwrap();
        assert_eq!((batch.missed.len(), agents.check(&batch).1.len()), (100, 300));
    }
    sender.send(()).unwrap();
    let batch = run.next().await.unwrap();
    assert_eq!((batch.missed.len(), batch.partial.len(), agents.check(&batch).1.len()), (0, 0, 400));
}

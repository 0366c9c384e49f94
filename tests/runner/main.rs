//! Checks by their intervals, on loopback.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use netwarden::check::schedule::Occasion;
use netwarden::check::{self, Cause, CheckSpec, Status};
use netwarden::io::{Ran, Runner, RunnerOptions, probe};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep, timeout};

const SOON: Duration = Duration::from_secs(10);

/// A server that takes connections and keeps them, and how many it took.
async fn server() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                let mut octets = [0; 1024];
                while stream.read(&mut octets).await.is_ok_and(|count| count > 0) {
                    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await.unwrap();
                }
            });
        }
    });
    (address, count)
}

async fn next(runner: &Runner) -> Ran {
    timeout(SOON, runner.next()).await.expect("a result in time").expect("the runner runs")
}

fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[tokio::test]
async fn each_check_runs_by_its_interval_and_tells_how_it_went() {
    let (address, count) = server().await;
    let runner = Runner::start(RunnerOptions::new()).unwrap();
    runner.add("tcp", check::tcp(address.to_string()), millis(100)).unwrap();
    runner.add("http", check::http(format!("http://{address}/")).keyword("ok"), millis(200)).unwrap();
    runner.add("refused", check::tcp("127.0.0.1:1"), millis(200)).unwrap();
    let mut ran: BTreeMap<String, Vec<Ran>> = BTreeMap::new();
    let until = Instant::now() + millis(1_450);
    while Instant::now() < until {
        let it = next(&runner).await;
        ran.entry(it.name.to_string()).or_default().push(it);
    }
    let of = |name: &str| (ran[name].len() as u64) + ran[name].iter().map(|ran| ran.skipped).sum::<u64>();
    // Up to two cycles more or less where the machine is busy.
    assert!((12..=17).contains(&of("tcp")) && (5..=9).contains(&of("http")), "{} {}", of("tcp"), of("http"));
    assert!(ran["tcp"].iter().chain(&ran["http"]).all(|ran| ran.result.status == Status::Ok), "{ran:?}");
    assert!(ran["refused"].iter().all(|ran| ran.result.cause == Some(Cause::Refused)));
    for ran in ran.values().flatten() {
        assert!(ran.occasion == Occasion::Cycle && ran.started >= ran.due && ran.result.at >= ran.started, "{ran:?}");
    }
    let statistics = runner.statistics();
    assert_eq!((statistics.checks, statistics.stalls, statistics.dropped), (3, 0, 0));
    assert!(statistics.done >= 20 && count.load(Ordering::Relaxed) as u64 >= 18, "{statistics:?}");
}

#[tokio::test]
async fn names_intervals_and_specs_that_make_no_sense_are_refused() {
    let runner = Runner::start(RunnerOptions::new()).unwrap();
    runner.add("a", check::tcp("127.0.0.1:1"), millis(1_000)).unwrap();
    let refused = [
        runner.add("a", check::tcp("127.0.0.1:1"), millis(1_000)),
        runner.add("", check::tcp("127.0.0.1:1"), millis(1_000)),
        runner.add("b", check::tcp("127.0.0.1"), millis(1_000)),
        runner.add("b", check::tcp("127.0.0.1:1"), millis(9)),
    ];
    let messages: Vec<String> = refused.into_iter().map(|refused| refused.unwrap_err().to_string()).collect();
    assert_eq!(messages[0], "\"a\" is not a valid check name: a name that no other check has is expected");
    assert_eq!(messages[1], "\"\" is not a valid check name: a name is expected");
    assert!(messages[2].contains("127.0.0.1"), "{messages:?}");
    assert_eq!(messages[3], "\"9ms\" is not a valid interval: 10 ms to 366 days are expected");
    assert_eq!(runner.statistics().checks, 1);
    for name in ["nobody", "b"] {
        assert!(!runner.remove(name) && !runner.run_now(name) && !runner.retry_in(name, millis(1)));
        assert!(!runner.enable(name) && !runner.disable(name));
    }
}

#[tokio::test]
async fn on_demand_and_retries_do_not_wait_for_the_interval() {
    let hour = Duration::from_secs(3600);
    let runner = Runner::start(RunnerOptions::new()).unwrap();
    runner.add("a", check::tcp("127.0.0.1:1"), hour).unwrap();
    assert!(runner.run_now("a"));
    let ran = next(&runner).await;
    assert_eq!((ran.occasion, ran.name.as_str()), (Occasion::Demand, "a"));
    let from = Instant::now();
    assert!(runner.retry_in("a", millis(150)));
    assert_eq!(next(&runner).await.occasion, Occasion::Retry);
    assert!(from.elapsed() >= millis(150));
    // A disabled one is run on demand only.
    assert!(runner.disable("a") && runner.run_now("a"));
    assert_eq!(next(&runner).await.occasion, Occasion::Demand);
}

/// How many attempts of a probe of our own run at once, at most.
#[derive(Default)]
struct Crowd {
    now: AtomicUsize,
    most: AtomicUsize,
}

fn crowded(options: RunnerOptions, lasts: Duration) -> (Runner, Arc<Crowd>) {
    let crowd = Arc::new(Crowd::default());
    let seen = Arc::clone(&crowd);
    let runner = Runner::start_with(options, move |spec: Arc<CheckSpec>| {
        let crowd = Arc::clone(&seen);
        async move {
            let now = crowd.now.fetch_add(1, Ordering::SeqCst) + 1;
            crowd.most.fetch_max(now, Ordering::SeqCst);
            sleep(lasts).await;
            crowd.now.fetch_sub(1, Ordering::SeqCst);
            probe::run(&spec).await
        }
    });
    (runner.unwrap(), crowd)
}

#[tokio::test]
async fn no_more_run_at_once_than_the_limits_say_and_what_is_lost_is_counted() {
    let (runner, crowd) = crowded(RunnerOptions::new().concurrency(7).per_host(2), millis(60));
    for number in 0..40 {
        // Two hosts have most of them.
        let host = if number % 2 == 0 { 1 } else { 2 + number % 7 };
        runner.add(&number.to_string(), check::tcp(format!("127.0.0.{host}:1")), millis(100)).unwrap();
    }
    let mut skipped = 0;
    for _ in 0..80 {
        skipped += next(&runner).await.skipped;
    }
    assert!((3..=7).contains(&crowd.most.load(Ordering::SeqCst)));
    let statistics = runner.statistics();
    assert!(skipped > 20 && statistics.skipped >= skipped, "{skipped} {statistics:?}");
    assert!(statistics.waiting > 0 && statistics.lag_ms > 0.0, "{statistics:?}");
}

#[tokio::test]
async fn an_attempt_that_panics_or_fails_is_a_result_and_the_others_go_on() {
    let runner = Runner::start_with(RunnerOptions::new(), |spec: Arc<CheckSpec>| async move {
        match spec.target().as_str() {
            "127.0.0.1:2" => panic!("on purpose"),
            "127.0.0.1:3" => Err(netwarden::Error::invalid("port", "3", "another one is expected")),
            _ => probe::run(&spec).await,
        }
    })
    .unwrap();
    runner.add("panics", check::tcp("127.0.0.1:2"), millis(100)).unwrap();
    runner.add("fails", check::http("http://127.0.0.1:3"), millis(100)).unwrap();
    runner.add("works", check::tcp("127.0.0.1:1"), millis(100)).unwrap();
    let mut seen: BTreeMap<String, Vec<Ran>> = BTreeMap::new();
    while seen.len() < 3 || seen.values().any(|ran| ran.len() < 3) {
        let ran = next(&runner).await;
        seen.entry(ran.name.to_string()).or_default().push(ran);
    }
    assert_eq!(seen["works"][2].result.cause, Some(Cause::Refused));
    for (name, summary) in [
        ("panics", "UNKNOWN 127.0.0.1:2 was not probed: the attempt panicked: on purpose"),
        ("fails", "UNKNOWN 127.0.0.1:3 was not probed: \"3\" is not a valid port: another one is expected"),
    ] {
        for ran in &seen[name] {
            assert_eq!(ran.result.to_string(), summary);
            assert_eq!((ran.result.cause.as_ref().unwrap().code(), ran.result.problems.len()), ("local", 1));
        }
    }
}

/// On several threads, with a probe that panics before it makes a future, and that asks the runner.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_probe_may_ask_the_runner_and_panic_at_once() {
    let known: Arc<std::sync::OnceLock<Arc<Runner>>> = Arc::default();
    let asked = Arc::clone(&known);
    let runner = Runner::start_with(RunnerOptions::new().concurrency(20).per_host(20), move |spec: Arc<CheckSpec>| {
        let statistics = asked.get().map(|runner| runner.statistics()).unwrap_or_default();
        assert!(statistics.running <= 20, "{statistics:?}");
        assert!(!spec.target().ends_with(":2"), "on purpose");
        async move { probe::run(&spec).await }
    });
    let runner = Arc::new(runner.unwrap());
    assert!(known.set(Arc::clone(&runner)).is_ok());
    for number in 0..300 {
        let target = format!("127.0.0.1:{}", 1 + number % 2);
        runner.add(&number.to_string(), check::tcp(target), millis(50)).unwrap();
    }
    let mut seen = [0, 0];
    while seen.iter().sum::<usize>() < 3_000 {
        for ran in timeout(SOON, runner.next_batch(100)).await.unwrap() {
            let cause = ran.result.cause.unwrap();
            let number: usize = ran.name.parse().unwrap();
            assert_eq!(cause.code(), ["refused", "local"][number % 2]);
            seen[number % 2] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 500), "{seen:?}");
    runner.close();
}

#[tokio::test]
async fn an_attempt_that_never_ends_is_given_up() {
    let runner = Runner::start_with(RunnerOptions::new(), |_| std::future::pending()).unwrap();
    tokio::time::pause();
    runner.add("a", check::tcp("127.0.0.1:1").timeout(millis(100)), Duration::from_secs(60)).unwrap();
    assert!(runner.run_now("a"));
    let ran = runner.next().await.unwrap();
    assert_eq!(ran.result.to_string(), "UNKNOWN 127.0.0.1:1 was not probed: the attempt did not end within 5100 ms");
}

#[tokio::test]
async fn while_nobody_reads_nothing_is_started_and_the_cycles_are_counted() {
    let (address, count) = server().await;
    let runner = Runner::start(RunnerOptions::new().unread(5).concurrency(3)).unwrap();
    for number in 0..10 {
        runner.add(&number.to_string(), check::tcp(address.to_string()), millis(50)).unwrap();
    }
    sleep(millis(700)).await;
    let statistics = runner.statistics();
    // Those that ran when the last place was taken end too.
    assert!((5..=8).contains(&statistics.unread) && statistics.started <= 8, "{statistics:?}");
    assert!(statistics.waiting >= 9 && statistics.stalls == 1, "{statistics:?}");
    let before = count.load(Ordering::Relaxed);
    let first = timeout(SOON, runner.next_batch(100)).await.unwrap();
    assert_eq!(first.len(), statistics.unread);
    assert!(first.iter().all(|ran| ran.skipped <= 1));
    let mut late = Vec::new();
    while late.len() < 10 {
        late.extend(timeout(SOON, runner.next_batch(2)).await.unwrap());
    }
    assert!(late.iter().map(|ran| ran.skipped).sum::<u64>() > 50, "some ten cycles of each");
    assert!(count.load(Ordering::Relaxed) > before);
}

#[tokio::test]
async fn one_that_is_removed_gets_no_result_and_its_attempt_ends() {
    let (runner, crowd) = crowded(RunnerOptions::new().concurrency(1), Duration::from_secs(3600));
    runner.add("hangs", check::tcp("127.0.0.1:1").timeout(Duration::from_secs(600)), millis(50)).unwrap();
    while crowd.most.load(Ordering::SeqCst) == 0 {
        sleep(millis(5)).await;
    }
    assert!(runner.remove("hangs") && !runner.remove("hangs"));
    let from = Instant::now();
    while runner.statistics().dropped == 0 {
        assert!(from.elapsed() < SOON);
        sleep(millis(5)).await;
    }
    let statistics = runner.statistics();
    assert_eq!((statistics.checks, statistics.running, statistics.unread), (0, 0, 0));
    // Its name is free again.
    runner.add("hangs", check::tcp("127.0.0.1:1"), millis(50)).unwrap();
}

#[tokio::test]
async fn after_closing_what_is_there_is_read_and_then_no_more() {
    let runner = Runner::start(RunnerOptions::new()).unwrap();
    runner.add("a", check::tcp("127.0.0.1:1"), millis(20)).unwrap();
    while runner.statistics().unread < 3 {
        sleep(millis(5)).await;
    }
    runner.close();
    let mut read = 0;
    while timeout(SOON, runner.next()).await.unwrap().is_some() {
        read += 1;
    }
    assert!(read >= 3 && runner.next_batch(9).await.is_empty());
}

#[tokio::test]
async fn dropping_it_ends_its_attempts() {
    let (runner, crowd) = crowded(RunnerOptions::new(), Duration::from_secs(3600));
    let held = Arc::downgrade(&crowd);
    runner.add("a", check::tcp("127.0.0.1:1").timeout(Duration::from_secs(600)), millis(20)).unwrap();
    while crowd.most.load(Ordering::SeqCst) == 0 {
        sleep(millis(5)).await;
    }
    drop((runner, crowd));
    let from = Instant::now();
    while held.upgrade().is_some() {
        assert!(from.elapsed() < SOON, "the attempt holds it");
        sleep(millis(5)).await;
    }
}

#[test]
fn without_a_runtime_it_says_so() {
    let error = Runner::start(RunnerOptions::new()).unwrap_err();
    assert!(error.code() == "io" && error.to_string().starts_with("starting a runner: "), "{error}");
}

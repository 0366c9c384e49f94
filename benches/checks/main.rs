//! Checks a second and CPU per check: one attempt after the other by `probe`, many by `Runner`, a sweep. `benches/checks/run`
//! starts servers and peers, and this with its client pinned to a core; alone it wants a server:
//!
//! ```text
//! cargo bench -p netwarden --bench checks -- probe tcp 127.0.0.1:8080 --seconds 3
//! cargo bench -p netwarden --bench checks -- runner http http://127.0.0.1:8080/ --seconds 3
//! cargo bench -p netwarden --bench checks -- sweep 127.0.0.0/16
//! cargo bench -p netwarden --bench checks -- drive 'http://127.0.0.1:9115/probe?module=tcp&target=' 127.0.0.1:8080
//! ```
//!
//! `drive` asks another prober over HTTP, on kept connections. The target's last octet goes round, so that the ports of one
//! pair of addresses do not run out. A line of JSON says what was measured. Linux only.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods, clippy::cast_possible_truncation)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use netwarden::check::{self, CheckSpec, Status};
use netwarden::io::probe::{ProbeOptions, SweepOptions, run_with, sweep};
use netwarden::io::{Runner, RunnerOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn main() {
    let all: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let option = |name: &str, default: f64| {
        let at = all.iter().position(|argument| argument == name);
        at.map_or(default, |at| all[at + 1].parse().unwrap())
    };
    let (seconds, at_once) = (Duration::from_secs_f64(option("--seconds", 3.0)), option("--at-once", 64.0));
    let at_once = at_once as usize;
    let words: Vec<&str> = all.iter().take_while(|word| !word.starts_with("--")).map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match words[..] {
        ["probe", kind, target] => runtime.block_on(probes(kind, target, seconds, at_once)),
        ["runner", kind, target] => runtime.block_on(runner(kind, target, seconds, at_once)),
        ["sweep", range] => runtime.block_on(sweeping(range)),
        ["drive", url, target] => runtime.block_on(drive(url, target, seconds, at_once)),
        _ => panic!("what to measure is expected: probe, runner, sweep or drive"),
    }
}

/// The target with another last octet of 127.0.0.1 each time.
fn turned(target: &str, turn: usize) -> String {
    target.replacen("127.0.0.1", &format!("127.0.0.{}", 1 + turn % 250), 1)
}

fn spec(kind: &str, target: &str) -> CheckSpec {
    match kind {
        "tcp" => check::tcp(target).into(),
        "http" => check::http(target).into(),
        "https" => check::http(target).ignore_certificate(true).into(),
        _ => panic!("tcp, http or https is expected"),
    }
}

/// Attempts, so many at once, without a schedule.
async fn probes(kind: &str, target: &str, lasts: Duration, at_once: usize) {
    let specs: Arc<Vec<CheckSpec>> = Arc::new((0..250).map(|turn| spec(kind, &turned(target, turn))).collect());
    let (done, failed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let next = Arc::new(AtomicUsize::new(0));
    let meter = Meter::start();
    let until = Instant::now() + lasts;
    let tasks: Vec<_> = (0..at_once)
        .map(|_| {
            let (specs, done, failed) = (Arc::clone(&specs), Arc::clone(&done), Arc::clone(&failed));
            let next = Arc::clone(&next);
            tokio::spawn(async move {
                let options = ProbeOptions::default();
                while Instant::now() < until {
                    let spec = &specs[next.fetch_add(1, Ordering::Relaxed) % specs.len()];
                    let result = run_with(spec, &options).await.unwrap();
                    failed.fetch_add(usize::from(result.status != Status::Ok), Ordering::Relaxed);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    meter.tell("probe", kind, done.load(Ordering::Relaxed), failed.load(Ordering::Relaxed));
}

/// More checks than can be made.
async fn runner(kind: &str, target: &str, lasts: Duration, at_once: usize) {
    let runner = Runner::start(RunnerOptions::new().concurrency(at_once).per_host(at_once)).unwrap();
    for number in 0..2_000 {
        let every = Duration::from_millis(50);
        runner.add(&number.to_string(), spec(kind, &turned(target, number)), every).unwrap();
    }
    // Until all have come round once.
    let mut before = 0;
    while before < 2_000 {
        before += runner.next_batch(1_000).await.len();
    }
    let (mut done, mut failed) = (0, 0);
    let meter = Meter::start();
    let until = Instant::now() + lasts;
    while Instant::now() < until {
        let batch = runner.next_batch(1_000).await;
        done += batch.len();
        failed += batch.iter().filter(|ran| ran.result.status != Status::Ok).count();
    }
    meter.tell("runner", kind, done, failed);
}

/// Who of a range answers, as fast as it goes.
async fn sweeping(range: &str) {
    let meter = Meter::start();
    let mut sweep = sweep([range.parse().unwrap()], SweepOptions::new().rate(None)).unwrap();
    let (mut done, mut failed) = (0, 0);
    while let Some(batch) = sweep.next_batch(4_096).await {
        done += batch.len();
        failed += batch.iter().filter(|one| !one.is_up() || one.sent > 1).count();
    }
    meter.tell("sweep", "icmp", done, failed);
}

/// Asks a prober that is asked over HTTP.
async fn drive(url: &str, target: &str, lasts: Duration, at_once: usize) {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let (done, failed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let meter = Meter::start();
    let until = Instant::now() + lasts;
    let tasks: Vec<_> = (0..at_once)
        .map(|task| {
            let (host, path, target) = (host.to_owned(), path.to_owned(), target.to_owned());
            let (done, failed) = (Arc::clone(&done), Arc::clone(&failed));
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(&host).await.unwrap();
                let mut turn = task;
                while Instant::now() < until {
                    turn += 7;
                    let target = turned(&target, turn);
                    let request = format!("GET /{path}{target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
                    stream.write_all(request.as_bytes()).await.unwrap();
                    let answer = answer(&mut stream).await;
                    failed.fetch_add(usize::from(!answer.contains("\nprobe_success 1")), Ordering::Relaxed);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    meter.tell("drive", "any", done.load(Ordering::Relaxed), failed.load(Ordering::Relaxed));
}

/// An answer with its length, or in chunks.
async fn answer(stream: &mut TcpStream) -> String {
    let mut octets = Vec::new();
    loop {
        assert!(stream.read_buf(&mut octets).await.unwrap() > 0, "the prober hung up");
        let text = String::from_utf8_lossy(&octets);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse::<usize>().ok());
        let is_whole = length.map_or_else(|| body.ends_with("0\r\n\r\n"), |length| body.len() >= length);
        if is_whole {
            return text.into_owned();
        }
    }
}

struct Meter {
    from: Instant,
    cpu_s: f64,
}

impl Meter {
    fn start() -> Self {
        Self { from: Instant::now(), cpu_s: cpu_s() }
    }

    fn tell(&self, what: &str, kind: &str, done: usize, failed: usize) {
        let (seconds, cpu_s) = (self.from.elapsed().as_secs_f64(), cpu_s() - self.cpu_s);
        let rss = std::fs::read_to_string("/proc/self/status").unwrap();
        let rss = rss.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap().trim().to_owned();
        println!(
            r#"{{"what":"{what}","kind":"{kind}","done":{done},"failed":{failed},"seconds":{seconds:.3},"cpu_s":{cpu_s:.3},"rss":"{rss}"}}"#
        );
    }
}

/// CPU of all threads of this process, in seconds.
fn cpu_s() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let nanos = tasks.filter_map(|task| {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    nanos.sum::<f64>() / 1e9
}

//! What ten thousand checks cost in memory. A binary of its own, as its allocator counts every octet.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]
#![allow(unsafe_code)] // an allocator cannot be written without

use std::alloc::{GlobalAlloc, Layout, System};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::time::{Duration, Instant};

use netwarden::check::{self, Status};
use netwarden::io::{Runner, RunnerOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

static HELD: AtomicIsize = AtomicIsize::new(0);
static PEAK: AtomicIsize = AtomicIsize::new(0);

fn of(layout: Layout) -> isize {
    isize::try_from(layout.size()).unwrap_or(isize::MAX)
}

// SAFETY: every call goes to the system's allocator as it came; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(of(layout), Ordering::Relaxed) + of(layout);
        PEAK.fetch_max(held, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        HELD.fetch_sub(of(layout), Ordering::Relaxed);
        unsafe { System.dealloc(memory, layout) }
    }
}

const CHECKS: usize = 10_000;
/// Ten thousand checks at 60 s are 167 attempts a second. Here they come six times as fast, for that many cycles.
const EVERY: Duration = Duration::from_secs(10);
/// For all of it, in octets: the checks, the attempts that run, the results that wait.
const MOST: isize = 100_000_000;

/// An HTTP server of as little memory as possible, in a thread of its own.
fn server() -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut octets = [0; 1024];
                    let _ = stream.read(&mut octets).await;
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
                });
            }
        });
    });
    told.recv().unwrap()
}

#[test]
fn ten_thousand_checks_take_less_than_a_hundred_megabytes() {
    let server = server();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let before = HELD.load(Ordering::Relaxed);
        let runner = Runner::start(RunnerOptions::new()).unwrap();
        for number in 0..CHECKS {
            let host = format!("127.{}.{}.{}", 1 + number / 62_500, number / 250 % 250, 1 + number % 250);
            // Half of them over HTTP, all at addresses of their own.
            let name = format!("service {number}");
            let port = server.port();
            match number % 2 {
                0 => runner.add(&name, check::tcp(format!("{host}:1")), EVERY).unwrap(),
                _ => runner.add(&name, check::http(format!("http://127.0.0.1:{port}/{number}")), EVERY).unwrap(),
            }
        }
        let idle = HELD.load(Ordering::Relaxed) - before;
        let from = Instant::now();
        let (mut ran, mut skipped, mut up) = (0, 0, 0);
        while ran < CHECKS as u64 {
            for each in runner.next_batch(64).await {
                ran += 1;
                skipped += each.skipped;
                up += u64::from(each.result.status == Status::Ok);
            }
        }
        let took = from.elapsed();
        let peak = PEAK.load(Ordering::Relaxed) - before;
        println!(
            "{CHECKS} checks added: {} octets each; {ran} attempts in {took:?}: at most {peak} octets",
            idle / CHECKS as isize
        );
        assert!(peak < MOST, "{peak}");
        assert!(idle / (CHECKS as isize) < 2_000, "{idle}");
        assert!(took < EVERY * 2 && skipped < 100, "{took:?}, {skipped} skipped");
        assert!((4_000..=6_000).contains(&up), "{up}");
        let statistics = runner.statistics();
        assert!(statistics.lag_ms < 1_000.0, "{statistics:?}");

        // Nobody reads: a full buffer of results, and no more.
        tokio::time::sleep(EVERY / 2).await;
        let statistics = runner.statistics();
        let peak = PEAK.load(Ordering::Relaxed) - before;
        println!("{} results unread: at most {peak} octets", statistics.unread);
        assert!(statistics.unread >= 1_024 && statistics.unread <= 1_024 + 256, "{statistics:?}");
        assert!(peak < MOST, "{peak}");
    });
}

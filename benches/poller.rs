//! What a cycle of polls costs the client: CPU, memory over the result, retransmits, the burst against the average.
//!
//! ```text
//! cargo build --release --manifest-path benches/snmp/Cargo.toml --bin responder
//! cargo bench -p netwarden --bench poller -- cycle --devices 10000 --interfaces 48 --columns 6 --rounds 5
//! cargo bench -p netwarden --bench poller -- minutes --devices 20834 --interfaces 48 --columns 15 --minutes 5
//! ```
//!
//! The devices are 127.x.y.z, answered by the responder, a process of its own on the last core; its CPU is not counted,
//! all threads of this one are (/proc/self/task/*/schedstat). `--responder PATH` says where it is; `--buffer OCTETS` asks
//! for a receive buffer, without it the system's default is kept; `--dead PERCENT` lets devices be silent. Linux only.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods, clippy::cast_possible_truncation)]

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use netwarden::inventory::PollBatch;
use netwarden::io::{Community, Engine, EngineOptions, PollColumn, PollTarget, Poller};
use netwarden::value::{Oid, SmiType};

fn main() {
    let options = Options::read();
    let responder = Responder::start(&options);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        match options.mode.as_str() {
            "minutes" => minutes(&options, responder.port).await,
            _ => cycles(&options, responder.port).await,
        }
    });
}

/// Single cycles, as fast as possible.
async fn cycles(options: &Options, port: u16) {
    let before = memory();
    println!(
        "{} devices × {} interfaces × {} columns, one cycle",
        options.devices, options.interfaces, options.columns
    );
    println!(
        "{:>6} {:>8} {:>8} {:>9} {:>9} {:>9} {:>10} {:>7} {:>7}",
        "round", "CPU s", "wall s", "requests", "µs/req", "values", "again/lost", "missed", "B/table"
    );
    for round in 0..options.rounds {
        let engine = engine(options).await;
        let (cpu, wall) = (cpu(), Instant::now());
        let batch = poller(&engine, options, port).once().await.unwrap();
        let (cpu, wall) = (cpu_since(cpu), wall.elapsed());
        let statistics = engine.statistics();
        println!(
            "{round:>6} {cpu:>8.3} {:>8.3} {:>9} {:>9.2} {:>9} {:>10} {:>7} {:>7}",
            wall.as_secs_f64(),
            statistics.sent,
            cpu * 1e6 / statistics.sent as f64,
            values(&batch),
            statistics.retransmitted,
            batch.missed.len(),
            table(&batch),
        );
        assert!(batch.partial.is_empty(), "{:?}", batch.partial.first());
        if round == 0 {
            let over = memory().saturating_sub(before).saturating_sub(table(&batch));
            println!("memory over the result table: {:.1} MB", over as f64 / 1e6);
        }
    }
}

/// Cycles of a minute, spread.
async fn minutes(options: &Options, port: u16) {
    println!(
        "{} devices × {} interfaces × {} columns, every {} s",
        options.devices, options.interfaces, options.columns, options.interval
    );
    let before = memory();
    let engine = engine(options).await;
    let over = Arc::new(AtomicBool::new(false));
    let sampler = std::thread::spawn({
        let (engine, over) = (engine.clone(), Arc::clone(&over));
        move || {
            let (mut sent, mut samples) = (0, Vec::new());
            while !over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(100));
                let now = engine.statistics().sent;
                samples.push(now - sent);
                sent = now;
            }
            samples
        }
    });
    let (cpu, wall) = (cpu(), Instant::now());
    let mut run = poller(&engine, options, port).every(Duration::from_secs(options.interval)).start().unwrap();
    let mut largest = 0;
    for _ in 0..options.minutes {
        let batch = run.next().await.unwrap();
        largest = largest.max(table(&batch));
        println!(
            "cycle {} ({} skipped): {} rows, {} values, {} missed, {} partial, {:.1} s, CPU so far {:.2} %",
            batch.cycle,
            batch.skipped,
            batch.len(),
            values(&batch),
            batch.missed.len(),
            batch.partial.len(),
            batch.took_ms as f64 / 1e3,
            cpu_since(cpu) * 100.0 / wall.elapsed().as_secs_f64(),
        );
    }
    // To the end of the last interval.
    let end = Duration::from_secs(options.interval * options.minutes);
    tokio::time::sleep(end.saturating_sub(wall.elapsed())).await;
    let (cpu, wall) = (cpu_since(cpu), wall.elapsed().as_secs_f64());
    over.store(true, Ordering::Relaxed);
    let samples = sampler.join().unwrap();
    let statistics = engine.statistics();
    let average = statistics.sent as f64 / samples.len().max(1) as f64;
    let peak = *samples.iter().max().unwrap_or(&0);
    println!(
        "CPU {cpu:.2} s in {wall:.1} s: {:.2} % of a core, {:.2} µs per request",
        cpu * 100.0 / wall,
        cpu * 1e6 / statistics.sent as f64
    );
    println!(
        "requests {}, retransmitted {}, timed out {}, stray {}, late {}",
        statistics.sent, statistics.retransmitted, statistics.timed_out, statistics.stray, statistics.late
    );
    println!("per 100 ms: {average:.0} on average, {peak} at most: {:.2} times", peak as f64 / average);
    println!(
        "memory: {:.0} MB at most, {:.0} MB over start and one result table",
        memory() as f64 / 1e6,
        memory().saturating_sub(before).saturating_sub(largest) as f64 / 1e6
    );
}

async fn engine(options: &Options) -> Engine {
    let engine = EngineOptions::new().receive_buffer(options.buffer);
    Engine::with(engine).await.unwrap()
}

fn poller(engine: &Engine, options: &Options, port: u16) -> Poller {
    let dead = |number: u32| number % 100 < options.dead;
    let targets = (1..=options.devices).map(|number| {
        let [_, x, y, z] = number.to_be_bytes();
        // A port at which nobody listens; 127.0.0.1 has no responder there either.
        let port = if dead(number) { 9 } else { port };
        PollTarget::new(SocketAddr::from((Ipv4Addr::new(127, x, y, z), port)), Community::new("public"))
    });
    Poller::new(engine).targets(targets).columns(columns(options.columns))
}

/// Counters of ifXTable, and beyond six what a monitor reads besides.
fn columns(count: usize) -> Vec<PollColumn> {
    let high = [
        ("ifHCInOctets", 6),
        ("ifHCOutOctets", 10),
        ("ifHCInUcastPkts", 7),
        ("ifHCOutUcastPkts", 11),
        ("ifHCInMulticastPkts", 8),
        ("ifHCOutMulticastPkts", 12),
    ];
    let low = [
        ("ifOperStatus", 8, SmiType::Integer),
        ("ifAdminStatus", 7, SmiType::Integer),
        ("ifInErrors", 14, SmiType::Counter32),
        ("ifOutErrors", 20, SmiType::Counter32),
        ("ifInDiscards", 13, SmiType::Counter32),
        ("ifOutDiscards", 19, SmiType::Counter32),
        ("ifLastChange", 9, SmiType::TimeTicks),
        ("ifSpeed", 5, SmiType::Gauge32),
        ("ifInUcastPkts", 11, SmiType::Counter32),
    ];
    let high = high
        .map(|(name, id)| PollColumn::new(name, Oid::new(&[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, id]), SmiType::Counter64));
    let low = low.map(|(name, id, kind)| PollColumn::new(name, Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, id]), kind));
    high.into_iter().chain(low).take(count).collect()
}

fn values(batch: &PollBatch) -> u64 {
    batch.columns.iter().flat_map(|column| &column.valid).map(|word| u64::from(word.count_ones())).sum()
}

/// Bytes that the numbers of a batch take.
fn table(batch: &PollBatch) -> usize {
    batch.columns.iter().map(|column| column.values.len() * 8 + column.valid.len() * 8).sum::<usize>()
        + batch.len() * (4 + 4 + 8 + 4)
        + batch.uptime_valid.len() * 8
}

/// Seconds that the threads of this process were on a processor.
fn cpu() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let nanos = tasks.filter_map(|task| {
        let told = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        told.split(' ').next()?.parse::<u64>().ok()
    });
    nanos.sum::<u64>() as f64 / 1e9
}

fn cpu_since(before: f64) -> f64 {
    cpu() - before
}

/// The most memory that this process has had, in bytes.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

struct Responder {
    process: Child,
    port: u16,
}

impl Responder {
    fn start(options: &Options) -> Self {
        let mut process = Command::new(&options.responder)
            .args(["0", "--tied", "--core", "1", "--interfaces", &options.interfaces.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; build it as said at the top of this file", options.responder));
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port =
            line.trim().strip_prefix("ready ").and_then(|port| port.parse().ok()).expect("the responder is ready");
        Self { process, port }
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Options {
    mode: String,
    devices: u32,
    interfaces: u32,
    columns: usize,
    rounds: u32,
    minutes: u64,
    interval: u64,
    buffer: usize,
    dead: u32,
    responder: String,
}

impl Options {
    fn read() -> Self {
        let mut options = Self {
            mode: "cycle".to_owned(),
            devices: 10_000,
            interfaces: 48,
            columns: 6,
            rounds: 5,
            minutes: 5,
            interval: 60,
            // Linux doubles what is asked for: this is net.core.rmem_default.
            buffer: 212_992 / 2,
            dead: 0,
            responder: concat!(env!("CARGO_MANIFEST_DIR"), "/../benches/snmp/target/release/responder").to_owned(),
        };
        let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench").peekable();
        if let Some(mode) = arguments.next_if(|argument| !argument.starts_with("--")) {
            options.mode = mode;
        }
        while let Some(name) = arguments.next() {
            let value = arguments.next().unwrap_or_else(|| panic!("{name} wants a value"));
            let number = || value.parse::<u64>().unwrap_or_else(|_| panic!("{name} wants a number, not {value}"));
            match name.as_str() {
                "--devices" => options.devices = number() as u32,
                "--interfaces" => options.interfaces = number() as u32,
                "--columns" => options.columns = number() as usize,
                "--rounds" => options.rounds = number() as u32,
                "--minutes" => options.minutes = number(),
                "--interval" => options.interval = number(),
                "--buffer" => options.buffer = number() as usize,
                "--dead" => options.dead = number() as u32,
                "--responder" => options.responder = value,
                _ => panic!("{name} is not an option; see the top of this file"),
            }
        }
        options
    }
}

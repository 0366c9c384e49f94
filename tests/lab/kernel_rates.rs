//! Rates beside the kernel: iperf3 through veth pairs into a network namespace, Net-SNMP's agents there, polls with all that
//! a program makes series of them with, and the kernel's own counters read every two milliseconds. Not part of a plain
//! `cargo test`: it needs root and the packages iproute2, iperf3, iputils-ping and snmpd.
//!
//! `cargo test -p netwarden --test kernel_rates`
//!
//! snmpd reads its counters every 3 s by itself and says meanwhile what it knew. So that an answer is of its own time, one
//! agent is told to keep its cache of ifTable for an hour (`nsCacheTimeout`), and after each poll to empty it (`nsCacheStatus`);
//! its `ifLastChange` is not polled, as that is then the time at which it read its table. The other agents are left as they are.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout)] // a test may wait and tell

mod kernel;

use std::time::Duration;

use kernel::{Agent, CACHE_STATUS, CACHE_TIMEOUT, EMPTY, Kernel, NAMESPACES, Process, index_of, make_port, run};
use netwarden::counter::{CounterBank, CounterColumn, CounterValues, Gap, MaxRate, RateColumn, Reading, Taken};
use netwarden::inventory::PollBatch;
use netwarden::io::{Community, Engine, PollChoice, PollColumn, PollRun, PollTarget, Poller};
use netwarden::series::{
    Append, ArchiveSpec, Columns, Measured, MemoryStore, ReadSpan, Retention, SeriesId, SeriesKey, SeriesKind,
    SeriesSpec, Store,
};
use netwarden::value::{TimeTicks, Timestamp};
use netwarden::wire::RetryPolicy;

/// Set for the process inside.
const INSIDE: &str = "NETWARDEN_COUNTED";
const SECONDS: u64 = 60;
/// For how long snmpd says what it knew, in milliseconds.
const CACHED: i64 = 3_300;
const COLUMNS: [&str; 5] = ["ifHCInOctets", "ifInOctets", "ifHighSpeed", "ifCounterDiscontinuityTime", "ifLastChange"];
/// What the flow through p3 never is, octets per second: a flow of 6 Mbit/s, of which an agent that reads its counters every
/// 3 s shows a poll of 2 s twice as much.
const NO_SPIKE: f64 = 5_000_000.0;

#[test]
fn rates_are_the_kernels() {
    if std::env::var_os(INSIDE).is_some() {
        return tokio::runtime::Runtime::new().unwrap().block_on(inside());
    }
    let _namespaces = kernel::Namespaces::new();
    let ran = kernel::command(&format!("ip netns exec {}", NAMESPACES[0]))
        .arg(std::env::current_exe().unwrap())
        .arg("--nocapture")
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{told}{}", String::from_utf8_lossy(&ran.stderr));
    told.lines().filter(|line| line.starts_with("kernel")).for_each(|line| println!("{line}"));
}

async fn inside() {
    for (port, index) in [("p1", 71), ("p2", 72), ("p3", 73)] {
        make_port(port, index);
    }
    // A veth pair says 10 Gbit/s and carries what the processor can; the limit of a rate must be true.
    run(&format!("ip netns exec {} tc qdisc add dev p2 root tbf rate 4gbit burst 2m latency 50ms", NAMESPACES[1]));
    let [polled, mut ended, cached] = [1161, 1162, 1163].map(Agent::start);
    let _servers = ["10.98.71.1", "10.98.72.1"].map(|address| Process::start(&format!("iperf3 -s -B {address}")));
    for agent in [&polled, &ended, &cached] {
        agent.wait().await;
    }
    let far = |words: &str| Process::start(&format!("ip netns exec {} {words}", NAMESPACES[1]));
    let time = SECONDS + 15;
    let _flows = [
        far(&format!("iperf3 -c 10.98.71.1 -u -b 50M -l 1400 -t {time}")),
        far(&format!("iperf3 -c 10.98.72.1 -t {time}")),
        far("ping -q -i 0.002 -s 1400 10.98.73.1"),
    ];
    let kernel = Kernel::watch(["p1", "p2"]);
    let engine = Engine::new().await.unwrap();
    polled.set(&engine, CACHE_TIMEOUT, 3_600).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    polled.set(&engine, CACHE_STATUS, EMPTY).await;
    let start = |agent: &Agent, community: &str, port: &str, every: u64| {
        let target = PollTarget::new(agent.address, Community::new(community));
        let retry = RetryPolicy::new().timeout(Duration::from_millis(300)).retries(1);
        let columns = PollColumn::interfaces().into_iter().filter(|column| {
            let is_asked = agent.address != polled.address || column.name() != "ifLastChange";
            COLUMNS.contains(&column.name()) && is_asked
        });
        let poller = Poller::new(&engine).targets([target]).columns(columns).retry(retry);
        let choice = PollChoice::rows([index_of(port), index_of(port) + 1]);
        poller.choosing(choice).every(Duration::from_secs(every)).start().unwrap()
    };
    let runs = [
        start(&polled, "public", "p1", 5),
        start(&cached, "public", "p1", 5),
        start(&polled, "narrow", "p2", 2),
        start(&polled, "narrow", "p2", 10),
        start(&ended, "public", "p3", 2),
    ];
    let [fresh, stale, often, seldom, broken] = runs;
    let (fresh, stale, often, seldom, broken) = tokio::join!(
        poll(&engine, Some(&polled), fresh, "p1", 5),
        poll(&engine, None, stale, "p1", 5),
        poll(&engine, Some(&polled), often, "p2", 2),
        poll(&engine, Some(&polled), seldom, "p2", 10),
        trouble(&mut ended, broken),
    );
    tokio::time::sleep(Duration::from_millis(200)).await;
    let kernel = kernel.end();
    let mut wrong = Vec::new();
    averages_are_right(&kernel, &fresh, "each reading of its own time", 0, &mut wrong);
    averages_are_right(&kernel, &stale, "as snmpd reads its counters by itself", CACHED, &mut wrong);
    one_wrap_is_counted(&kernel, &often, &mut wrong);
    more_wraps_are_not_guessed(&seldom, &mut wrong);
    a_break_is_a_gap(&broken, &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Notes what does not hold, so that the rest is told too.
fn hold(holds: bool, wrong: &mut Vec<String>, otherwise: impl FnOnce() -> String) {
    if !holds {
        wrong.push(otherwise());
    }
}

/// A counter of one port, read again and again, and what became of it.
struct Series {
    index: u32,
    wide: bool,
    bank: CounterBank,
    store: MemoryStore,
    id: SeriesId,
    /// When the first reading was taken: the steps begin there.
    origin: Option<i64>,
    last: Option<i64>,
    readings: Vec<Read>,
}

struct Read {
    /// The wall clock, in milliseconds: when the question was sent at the earliest, and when its answer came.
    sent: i64,
    came: i64,
    value: Option<u64>,
    rate: Result<(f64, u64), Gap>,
}

impl Series {
    fn new(index: u32, wide: bool, step_ms: u64) -> Self {
        let mut store = MemoryStore::new(Retention { archives: vec![ArchiveSpec { step_ms, rows: 100 }] }).unwrap();
        let key = SeriesKey::new("device", if wide { "ifHCInOctets" } else { "ifInOctets" }, index.to_string());
        let id = store.declare(&SeriesSpec { key, kind: SeriesKind::Counter, unit: "octets".into() }).unwrap();
        let bank = CounterBank::new(1, MaxRate::unknown());
        Self { index, wide, bank, store, id, origin: None, last: None, readings: Vec::new() }
    }

    fn take(&mut self, batch: &PollBatch) {
        let row = (0..batch.len()).find(|row| batch.index.of(*row) == [self.index]);
        let cell = |name: &str| batch.column(name).and_then(|column| column.value(row?));
        let ticks = |name: &str| cell(name).and_then(|ticks| u32::try_from(ticks).ok()).map(TimeTicks);
        if let Some(speed) = cell("ifHighSpeed") {
            self.bank.set_limit(0, MaxRate::from_high_speed(u32::try_from(speed).unwrap()));
        }
        let value = cell(if self.wide { "ifHCInOctets" } else { "ifInOctets" });
        let at = row.map_or(batch.started, |row| batch.taken[row]);
        let taken = Taken {
            at,
            uptime: row.and_then(|row| batch.uptime_of(row)),
            discontinuity: ticks("ifCounterDiscontinuityTime"),
            last_change: ticks("ifLastChange"),
            engine_boots: None,
        };
        let values = [value.unwrap_or_default()];
        let (valid, readings) = ([u64::from(value.is_some())], [Reading { rows: 1, taken }]);
        let values =
            if self.wide { CounterValues::Counter64(&values) } else { CounterValues::Counter32InWords(&values) };
        let mut rates = RateColumn::default();
        self.bank.advance(&CounterColumn { valid: Some(&valid), ..CounterColumn::new(values, &readings) }, &mut rates);
        let rate = rates.of(0).unwrap().map(|rate| (rate, rates.count[0]));

        let sent = batch.time.as_millis();
        let came = sent + i64::try_from(at.since(batch.started).as_millis()).unwrap();
        let origin = *self.origin.get_or_insert(came);
        let time = |millis: i64| Timestamp::from_millis(millis - origin);
        if let (Some(last), Some(measured)) = (self.last, Measured::counted(rate.map(|(_, count)| count))) {
            let append = Append { series: self.id, from: time(last), to: time(came), value: measured };
            assert_eq!(self.store.append(&[append]).unwrap().accepted, 1);
        }
        if value.is_some() {
            self.last = Some(came);
        }
        self.readings.push(Read { sent, came, value, rate });
    }

    fn read(&self) -> Columns {
        let to = i64::try_from(SECONDS).unwrap() * 1000;
        self.store.read(self.id, &ReadSpan::new(Timestamp::from_millis(0), Timestamp::from_millis(to))).unwrap()
    }

    /// The numbers, each between two readings, and what the kernel counted at least and at most between these.
    fn beside<'a>(&'a self, kernel: &'a Kernel, port: usize) -> impl Iterator<Item = (&'a Read, u64, u64, u64)> {
        self.readings.windows(2).filter_map(move |pair| {
            let [earlier, later] = pair else { return None };
            let (_, count) = later.rate.ok()?;
            let (least, most) = kernel.between(port, (earlier.sent, earlier.came), (later.sent, later.came));
            Some((later, count, least, most))
        })
    }
}

/// Polls for a minute; the agent that is named forgets what it read after each poll.
async fn poll(engine: &Engine, forgets: Option<&Agent>, mut polls: PollRun, port: &str, every: u64) -> Series {
    let mut series = Series::new(index_of(port), port == "p1", 30_000);
    for _ in 0..=SECONDS / every {
        let batch = polls.next().await.unwrap();
        assert_eq!((batch.skipped, &batch.missed), (0, &vec![]), "cycle {}", batch.cycle);
        series.take(&batch);
        if let Some(agent) = forgets {
            agent.set(engine, CACHE_STATUS, EMPTY).await;
        }
    }
    series
}

/// The agent is killed and started again; the port is deleted and made again, under its old number and under another.
async fn trouble(agent: &mut Agent, mut polls: PollRun) -> [Series; 2] {
    let index = index_of("p3");
    let mut series = [Series::new(index, true, 10_000), Series::new(index + 1, true, 10_000)];
    for cycle in 0..=SECONDS / 2 {
        let batch = polls.next().await.unwrap();
        series.iter_mut().for_each(|series| series.take(&batch));
        match cycle {
            5 => agent.kill(),
            8 => agent.start_again(),
            15 => {
                run("ip link del p3");
                make_port("p3", index);
            }
            22 => {
                run("ip link del p3");
                make_port("p3", index + 1);
            }
            _ => {}
        }
    }
    series
}

fn averages_are_right(kernel: &Kernel, series: &Series, how: &str, cached: i64, wrong: &mut Vec<String>) {
    let columns = series.read();
    hold(columns.len() == 2, wrong, || format!("{columns:?}"));
    let per_step = series.readings.len() / 2;
    for (step, average) in columns.average.iter().enumerate() {
        let (first, last) = (&series.readings[step * per_step], &series.readings[(step + 1) * per_step]);
        let (least, most) = kernel.between(0, (first.sent - cached, first.came), (last.sent - cached, last.came));
        let secs = (last.came - first.came) as f64 / 1000.0;
        let (least, most) = (least as f64 / secs, most as f64 / secs);
        println!(
            "kernel: {how}: {:.3} Mbit/s over 30 s, of {:.3} to {:.3} that the kernel counted: {:+.3} %",
            average * 8e-6,
            least * 8e-6,
            most * 8e-6,
            (average / ((least + most) / 2.0) - 1.0) * 100.0
        );
        let right = least * 0.99..=most * 1.01;
        hold(right.contains(average), wrong, || format!("{how}: {average} is not in {right:?}"));
        hold(most > 1_000_000.0, wrong, || "the flow is too slow for the test".to_owned());
    }
}

fn one_wrap_is_counted(kernel: &Kernel, series: &Series, wrong: &mut Vec<String>) {
    let (mut numbers, mut octets, mut worst) = (0, (0, 0, 0), 0.0_f64);
    for (read, count, least, most) in series.beside(kernel, 1) {
        let right = least as f64 * 0.99..=most as f64 * 1.01;
        hold(right.contains(&(count as f64)), wrong, || format!("{count} octets at {}, not in {right:?}", read.came));
        worst = worst.max((count as f64 / ((least + most) as f64 / 2.0) - 1.0).abs());
        octets = (octets.0 + count, octets.1 + least, octets.2 + most);
        numbers += 1;
    }
    let wraps = series.readings.windows(2).filter(|pair| pair[1].value < pair[0].value).count();
    let gaps: Vec<&str> = series.readings.iter().skip(1).filter_map(|read| read.rate.err()).map(Gap::code).collect();
    println!(
        "kernel: Counter32 every 2 s: {numbers} numbers, {wraps} wraps, {:.2} Gbit/s, worst {:.3} %, all {:+.4} %, gaps {gaps:?}",
        octets.0 as f64 * 8e-9 / (2.0 * f64::from(numbers)),
        worst * 100.0,
        (octets.0 as f64 / ((octets.1 + octets.2) as f64 / 2.0) - 1.0) * 100.0
    );
    hold(wraps > 0, wrong, || "the flow is too slow for the test".to_owned());
    // A poll that comes late has time for one wrap more, and is a gap.
    hold(gaps.iter().all(|gap| *gap == "ambiguous") && gaps.len() <= 6, wrong, || format!("gaps {gaps:?}"));
}

fn more_wraps_are_not_guessed(series: &Series, wrong: &mut Vec<String>) {
    let rates: Vec<_> = series.readings.iter().skip(1).map(|read| read.rate).collect();
    let told = |rate: &Result<(f64, u64), Gap>| rate.map_or_else(|gap| gap.to_string(), |(rate, _)| rate.to_string());
    println!("kernel: Counter32 every 10 s: {}", rates.iter().map(told).collect::<Vec<String>>().join("; "));
    let is_right = rates.len() == 6 && rates.iter().all(|rate| matches!(rate, Err(Gap::Ambiguous { .. })));
    hold(is_right && series.read().average.iter().all(|average| average.is_nan()), wrong, || format!("{rates:?}"));
}

fn a_break_is_a_gap([first, second]: &[Series; 2], wrong: &mut Vec<String>) {
    for series in [first, second] {
        let rate =
            |read: &Read| read.rate.map_or_else(|gap| gap.code().to_owned(), |(rate, _)| format!("{:.1}", rate * 8e-6));
        let told = series.readings.iter().map(rate).collect::<Vec<String>>().join(" ");
        println!("kernel: port {}, every 2 s, Mbit/s: {told}", series.index);
        let spikes = series.readings.iter().filter(|read| read.rate.is_ok_and(|(rate, _)| rate >= NO_SPIKE)).count();
        hold(spikes == 0, wrong, || format!("a spike: {told}"));
    }
    let codes: Vec<&str> = first.readings.iter().filter_map(|read| read.rate.err()).map(Gap::code).collect();
    let count = |code: &str| codes.iter().filter(|each| **each == code).count();
    let is_told = (count("first-sample"), count("restarted")) == (1, 1) && count("missed") >= 2;
    hold(is_told, wrong, || format!("{codes:?}"));
    let numbers = second.readings.iter().filter(|read| read.rate.is_ok()).count();
    hold(numbers >= 3, wrong, || format!("{numbers} numbers of the new port"));
}

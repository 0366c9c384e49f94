//! Series in a file: what they take on the disk after a day, and how long a minute of 10,000 switches takes.

use std::path::Path;
use std::time::Instant;

use netwarden::io::{SqliteOptions, SqliteStore};
use netwarden::series::{
    Append, ArchiveSpec, Measured, ReadSpan, Retention, SeriesFilter, SeriesId, SeriesKey, SeriesKind, SeriesSpec,
    Store,
};
use netwarden::value::Timestamp;

use super::memory::{CLASSES, Class, DAY};

/// 2026-11-22T21:00:17Z.
const START: i64 = 1_795_381_217_000;
const SWITCHES: u32 = 10_000;

pub(super) fn measure_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let only = Retention { archives: vec![ArchiveSpec { step_ms: 60_000, rows: DAY as u64 }] };
    for (name, retention) in [("1 minute only", only), ("1 and 10 minutes, 1 hour", Retention::default())] {
        let path = folder.path().join(format!("{}.db", name.len()));
        let (at_end, steady) = a_day(&path, &retention, 200);
        println!(
            "a day of 200 switches in a file, {name:<24} {at_end:.2} octets a sample, of which waiting to be packed {:.2}",
            at_end - steady
        );
    }
    minutes(&folder.path().join("large.db"));
}

/// Octets of the file for each sample, in all and without what is not packed yet.
fn a_day(path: &Path, retention: &Retention, switches: u32) -> (f64, f64) {
    let mut poll = Poll::new(path, retention, switches);
    for _ in 0..DAY {
        poll.minute();
    }
    let samples = f64::from(switches * 48) * DAY as f64;
    drop(poll);
    let octets = std::fs::metadata(path).expect("the file").len() as f64;
    let db = rusqlite::Connection::open(path).expect("the file");
    let waiting = "SELECT sum(length(entries) + 8) FROM log JOIN shard ON shard.id = shard WHERE log.id > folded";
    let waiting: f64 = db.query_row(waiting, [], |row| row.get::<_, i64>(0)).map_or(0.0, |octets| octets as f64);
    (octets / samples, (octets - waiting) / samples)
}

fn minutes(path: &Path) {
    let mut poll = Poll::new(path, &Retention::default(), SWITCHES);
    println!("{SWITCHES} switches of 48 series, 480,000 measurements in one append, on the disk when it returns");
    let took: Vec<f64> = (0..120).map(|_| poll.minute()).collect();
    for (name, of) in [("the first 30", &took[..30]), ("once they are packed, too", &took[90..])] {
        let mean = of.iter().sum::<f64>() / of.len() as f64;
        let longest = of.iter().copied().fold(0.0, f64::max);
        println!("{name:<28} {mean:.2} s a minute, {:.2} million/s; the longest {longest:.2} s", 0.48 / mean);
    }
    println!("{} of memory held by the process at most", peak_memory());
    let until = poll.until;
    let started = Instant::now();
    for series in 4_800..4_848 {
        let from = Timestamp::from_millis(until - 7_200_000);
        let read = poll.store.read(SeriesId(series), &ReadSpan::new(from, Timestamp::from_millis(until)));
        assert!(read.expect("a declared series").len() >= 120);
    }
    println!("48 series read over two hours    {:>6.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let Poll { store, .. } = poll;
    let started = Instant::now();
    drop(store);
    let closed = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let store = SqliteStore::open(path, &SqliteOptions::new()).expect("the file");
    println!("closed in {closed:.2} s, opened in {:.2} s", started.elapsed().as_secs_f64());
    let started = Instant::now();
    let listed = store.series(&SeriesFilter::default()).expect("the file").len();
    println!("{listed} series listed in {:.2} s", started.elapsed().as_secs_f64());
}

/// What the kernel says, in words.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "an unknown amount".into(), |line| line.trim().to_owned())
}

/// Switches that are polled every minute.
struct Poll {
    store: SqliteStore,
    random: fastrand::Rng,
    /// Of each series what it counts.
    classes: Vec<&'static Class>,
    minute: i64,
    until: i64,
}

impl Poll {
    fn new(path: &Path, retention: &Retention, switches: u32) -> Self {
        let options = SqliteOptions::new().retention(retention.clone());
        let mut store = SqliteStore::open(path, &options).expect("a new file");
        let of_48: Vec<&Class> =
            CLASSES.iter().flat_map(|class| std::iter::repeat_n(class, class.of_48 as usize)).collect();
        let spec = |switch: u32, number: usize| {
            let object =
                ["ifHCInOctets", "ifHCOutOctets", "ifInErrors", "ifOutErrors", "ifInDiscards", "ifOutDiscards"];
            let key = SeriesKey::new(format!("switch {switch}"), object[number % 6], format!("Gi1/0/{}", number / 6));
            SeriesSpec { key, kind: SeriesKind::Counter, unit: "octets".into() }
        };
        let series: Vec<SeriesSpec> =
            (0..switches).flat_map(|switch| (0..48).map(move |number| spec(switch, number))).collect();
        let started = Instant::now();
        store.declare_all(&series).expect("room for them");
        println!("{} series declared in {:.2} s", series.len(), started.elapsed().as_secs_f64());
        let classes = (0..switches).flat_map(|_| of_48.iter().copied()).collect();
        Self { store, random: fastrand::Rng::with_seed(7), classes, minute: 0, until: START }
    }

    /// How many seconds the append took.
    fn minute(&mut self) -> f64 {
        let Self { random, classes, minute, until, store } = self;
        let from = *until;
        *minute += 1;
        *until = START + *minute * 60_000 + random.i64(0..50);
        let of = |(series, class): (u32, &&Class)| Append {
            series: SeriesId(series),
            from: Timestamp::from_millis(from),
            to: Timestamp::from_millis(*until),
            value: Measured::Count((class.count)(random, *minute)),
        };
        let batch: Vec<Append> = (0..).zip(classes.iter()).map(of).collect();
        let started = Instant::now();
        let ack = store.append(&batch).expect("declared series");
        assert_eq!(ack.accepted, batch.len() as u64);
        started.elapsed().as_secs_f64()
    }
}

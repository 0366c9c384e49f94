//! Programs that are killed while they write to a store: whatever was acknowledged is there, exactly, and nothing else.
//!
//! `NETWARDEN_KILLS=1000 cargo test --release -p netwarden --features sqlite --test killed -- --nocapture` kills a thousand; a
//! plain run 40. It shows what the end of a program does, `kill -9`; it does not show what a loss of power does.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)] // a test waits, and may tell

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use netwarden::counter::Gap;
use netwarden::io::{Durability, SqliteOptions, SqliteStore};
use netwarden::series::{
    Append, ArchiveSpec, Measured, MemoryStore, ReadSpan, Retention, SeriesFilter, SeriesId, SeriesKey, SeriesKind,
    SeriesSpec, Store,
};
use netwarden::value::Timestamp;

const FILE: &str = "NETWARDEN_KILLED_FILE";
const FROM: &str = "NETWARDEN_KILLED_FROM";
const DURABILITY: &str = "NETWARDEN_KILLED_DURABILITY";

/// After so many kills, a new file: the making of one is interrupted as well.
const KILLS_OF_A_FILE: u32 = 25;

fn time(secs: u32) -> Timestamp {
    Timestamp::from_millis(i64::from(secs) * 1000)
}

/// Rings that go round within a few kills.
fn retention() -> Retention {
    let archive = |step_ms, rows| ArchiveSpec { step_ms, rows };
    Retention { archives: vec![archive(1_000, 300), archive(10_000, 60), archive(60_000, 30)] }
}

/// As many series as there are before a batch: 70, and one more every 50 batches.
fn series_before(batch: u32) -> u32 {
    (70 + batch / 50).min(140)
}

fn spec(series: u32) -> SeriesSpec {
    let kind = if series % 7 == 6 { SeriesKind::Gauge } else { SeriesKind::Counter };
    let key = SeriesKey::new(format!("switch {}", series / 48), "x", format!("Gi1/0/{}", series % 48));
    SeriesSpec { key, kind, unit: "octets".into() }
}

/// What goes before a batch, once or twice alike.
fn prepare(store: &mut dyn Store, batch: u32) {
    let specs: Vec<SeriesSpec> = (0..series_before(batch)).map(spec).collect();
    store.declare_all(&specs).unwrap();
    if batch % 97 == 96 {
        store.retain(time(batch)).unwrap();
    }
}

/// The same for a number, always. The first series is in every batch.
fn appends(batch: u32) -> Vec<Append> {
    let mut random = fastrand::Rng::with_seed(u64::from(batch));
    let mut batch_of = Vec::new();
    for series in 0..series_before(batch) {
        let value = match (series, spec(series).kind, random.u32(..30)) {
            (1.., _, 0) => continue,
            (_, _, 1) => Measured::Gap(Gap::NoCounter),
            (_, SeriesKind::Gauge, _) => Measured::Level(f64::from(random.i32(-400..900)) / 10.0),
            (_, SeriesKind::Counter, _) if series % 4 == 0 => Measured::Count(0),
            (_, SeriesKind::Counter, _) => Measured::Count(random.u64(..) >> random.u32(24..64)),
        };
        batch_of.push(Append { series: SeriesId(series), from: time(batch), to: time(batch + 1), value });
    }
    batch_of
}

/// The program that is killed: writes batch after batch, and says so of each that is acknowledged.
#[test]
#[ignore = "what the other test kills"]
fn writer() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let durability = if std::env::var(DURABILITY).unwrap() == "disk" { Durability::Disk } else { Durability::System };
    let options = SqliteOptions::new().retention(retention()).durability(durability);
    let mut store = SqliteStore::open(Path::new(&path), &options).unwrap();
    for batch in std::env::var(FROM).unwrap().parse().unwrap().. {
        prepare(&mut store, batch);
        store.append(&appends(batch)).unwrap();
        std::io::stdout().write_all(format!("\nacknowledged {batch}\n").as_bytes()).unwrap();
    }
}

/// How many batches were acknowledged until the writer was killed.
fn acknowledged(path: &Path, from: u32, durability: &str, patience: Duration) -> u32 {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FILE, path)
        .env(FROM, from.to_string())
        .env(DURABILITY, durability)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(writer.stdout.take().unwrap());
    let listener = std::thread::spawn(move || {
        let lines = output.lines().map_while(Result::ok);
        lines
            .filter_map(|line| line.strip_prefix("acknowledged ")?.parse().ok())
            .last()
            .map_or(from, |last: u32| last + 1)
    });
    std::thread::sleep(patience);
    writer.kill().unwrap();
    let status = writer.wait().unwrap();
    assert_eq!(status.code(), None, "it goes on until it is killed");
    listener.join().unwrap()
}

/// Both stores say the same of every series, in every archive.
fn compare(file: &SqliteStore, memory: &MemoryStore, batch: u32) {
    let all = SeriesFilter::default();
    assert_eq!(file.series(&all).unwrap(), memory.series(&all).unwrap());
    for series in (0..series_before(batch)).map(SeriesId) {
        assert_eq!(file.measured_until(series).unwrap(), memory.measured_until(series).unwrap());
        for step_ms in [1_000, 10_000, 60_000] {
            let span = ReadSpan::new(time(0), time(batch + 1)).step_ms(step_ms);
            let text = |store: &dyn Store| serde_json::to_string(&store.read(series, &span).unwrap()).unwrap();
            assert_eq!(text(file), text(memory), "series {} after batch {batch}", series.0);
        }
    }
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    let kills: u32 = std::env::var("NETWARDEN_KILLS").map_or(40, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::new();
    let (mut all, mut early, mut more) = (0, 0, 0);
    let mut path = folder.path().to_owned();
    let mut memory = MemoryStore::new(retention()).unwrap();
    let mut batch = 0;
    for kill in 0..kills {
        if kill % KILLS_OF_A_FILE == 0 {
            path = folder.path().join(format!("{kill}.db"));
            memory = MemoryStore::new(retention()).unwrap();
            batch = 0;
        }
        let durability = if random.bool() { "disk" } else { "system" };
        // In the midst of opening, too.
        let patience =
            Duration::from_micros(if random.u32(..4) == 0 { random.u64(..20_000) } else { random.u64(..250_000) });
        let acknowledged = acknowledged(&path, batch, durability, patience);
        early += u32::from(acknowledged == batch);

        let mut file = SqliteStore::open(&path, &SqliteOptions::new().retention(retention())).unwrap();
        let known = if file.is_empty() { None } else { file.measured_until(SeriesId(0)).unwrap() };
        let there = known.map_or(0, |until| u32::try_from(until.as_millis() / 1000).unwrap());
        assert!(
            there == acknowledged || there == acknowledged + 1,
            "{acknowledged} batches were acknowledged, {there} are there: at most the one that was being written is more"
        );
        more += there - acknowledged;
        all += acknowledged - batch;
        while batch < there {
            prepare(&mut memory, batch);
            memory.append(&appends(batch)).unwrap();
            batch += 1;
        }
        // What goes before the next batch may be there already.
        prepare(&mut memory, batch);
        prepare(&mut file, batch);
        compare(&file, &memory, batch);
        file.check().unwrap();
    }
    println!(
        "{kills} kills, {all} batches acknowledged and found, {more} found that were about to be, {early} kills before the first"
    );
    assert!(all > kills, "{all} batches");
}

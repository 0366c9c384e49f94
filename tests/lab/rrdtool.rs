//! The same readings through RRDtool and through this library, side by side. Not part of a plain `cargo test`: it needs
//! the package rrdtool.
//!
//! `cargo test -p netwarden --test rrdtool`
#![allow(clippy::unwrap_used, clippy::print_stdout)] // a test may tell

use std::path::Path;
use std::process::Command;

use netwarden::counter::{CounterValue, Gap, MaxRate, Sample, Taken, rate};
use netwarden::series::formats::{from_rrd_dump, to_rrd_dump};
use netwarden::series::{
    Append, Columns, Measured, MemoryStore, ReadSpan, Retention, SeriesKey, SeriesKind, SeriesSpec, Store,
};
use netwarden::value::{Moment, TimeTicks, Timestamp};

/// A whole hour, so that steps of every length begin here.
const START: i64 = 1_795_366_800;
const MINUTE: i64 = 60;

/// One reading: seconds since the start, the counter, seconds that the agent had been up.
#[derive(Clone, Copy)]
struct Reading {
    at: i64,
    value: CounterValue,
    up: i64,
    /// `ifCounterDiscontinuityTime`, seconds of the agent's time.
    discontinuity: Option<i64>,
}

fn narrow(at: i64, value: u32, up: i64) -> Reading {
    Reading { at, value: CounterValue::Counter32(value), up, discontinuity: None }
}

fn wide(at: i64, value: u64, up: i64) -> Reading {
    Reading { at, value: CounterValue::Counter64(value), up, discontinuity: None }
}

/// What all three say of every minute: averages per second.
struct Told {
    counter: Vec<f64>,
    derive: Vec<f64>,
    ours: Columns,
    /// The gap of each pair of readings, where there is one.
    gaps: Vec<Gap>,
}

fn tell(readings: &[Reading], limit: MaxRate, minutes: i64) -> Told {
    let (counter, derive) = rrdtool(readings, minutes);
    let (ours, gaps) = netwarden(readings, limit, minutes);
    Told { counter, derive, ours, gaps }
}

/// Data sources COUNTER and DERIVE, with a heartbeat of ten minutes and a least value of 0.
fn rrdtool(readings: &[Reading], minutes: i64) -> (Vec<f64>, Vec<f64>) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.rrd");
    let begin = format!("--start={}", START - 1);
    let archive = format!("RRA:AVERAGE:0.5:1:{}", minutes + 20);
    run(&file, "create", &["--step=60", &begin, "DS:counter:COUNTER:600:0:U", "DS:derive:DERIVE:600:0:U", &archive]);
    for reading in readings {
        let value = match reading.value {
            CounterValue::Counter32(value) => u64::from(value),
            CounterValue::Counter64(value) => value,
        };
        run(&file, "update", &[&format!("{}:{value}:{value}", START + reading.at)]);
    }
    let fetched = run(
        &file,
        "fetch",
        &["AVERAGE", "--start", &START.to_string(), "--end", &(START + (minutes - 1) * MINUTE).to_string()],
    );
    let number = |text: &str| if text.contains("nan") { f64::NAN } else { text.parse().unwrap() };
    let rows = fetched.lines().filter_map(|line| line.split_once(": "));
    let rows = rows.map(|(_, values)| values.split_once(' ').unwrap());
    rows.take(usize::try_from(minutes).unwrap())
        .map(|(counter, derive)| (number(counter), number(derive.trim())))
        .unzip()
}

fn run(file: &Path, command: &str, arguments: &[&str]) -> String {
    let ran = Command::new("rrdtool").arg(command).arg(file).args(arguments).output().expect("rrdtool is installed");
    assert!(ran.status.success(), "rrdtool {command} {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

fn netwarden(readings: &[Reading], limit: MaxRate, minutes: i64) -> (Columns, Vec<Gap>) {
    let mut store = MemoryStore::new(Retention::default()).unwrap();
    let key = SeriesKey::new("a", "octets", "1");
    let series = store.declare(&SeriesSpec { key, kind: SeriesKind::Counter, unit: "octets".into() }).unwrap();
    let time = |secs: i64| Timestamp::from_millis((START + secs) * 1000);
    let ticks = |secs: i64| TimeTicks(u32::try_from(secs * 100).unwrap());
    let sample = |reading: &Reading| Sample {
        value: reading.value,
        taken: Taken {
            at: Moment::from_secs(u64::try_from(10_000 + reading.at).unwrap()),
            uptime: Some(ticks(reading.up)),
            discontinuity: reading.discontinuity.map(ticks),
            ..Taken::default()
        },
    };
    let mut gaps = Vec::new();
    for pair in readings.windows(2) {
        let found = rate(&sample(&pair[0]), &sample(&pair[1]), limit);
        gaps.extend(found.err());
        let value = Measured::counted(found.map(|rate| rate.count)).unwrap();
        let ack = store.append(&[Append { series, from: time(pair[0].at), to: time(pair[1].at), value }]).unwrap();
        assert_eq!(ack.accepted, 1);
    }
    let span = ReadSpan::new(time(0), time(minutes * MINUTE)).step_ms(60_000);
    (store.read(series, &span).unwrap(), gaps)
}

/// Equal but for less than one count a step, since counts are whole here.
fn is_equal(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1.0 / 60.0 + a.abs() * 1e-9
}

#[test]
fn both_agree_where_rrdtool_is_right() {
    let mut random = fastrand::Rng::with_seed(5);
    for interval in [60..=60, 5..=20, 20..=110, 250..=400] {
        let (mut at, mut octets) = (0, u64::from(u32::MAX) - 400_000_000);
        let mut readings = vec![wide(0, octets, 100_000)];
        while at < 7_200 {
            at += random.i64(interval.clone());
            octets += random.u64(..1_000_000_000);
            readings.push(wide(at, octets, 100_000 + at));
        }
        let told = tell(&readings, MaxRate::from_high_speed(10_000), 119);
        assert_eq!((told.counter.len(), told.ours.len()), (119, 119));
        for (minute, ours) in told.ours.average.iter().enumerate() {
            let (counter, derive) = (told.counter[minute], told.derive[minute]);
            assert!(is_equal(*ours, counter) && is_equal(*ours, derive), "{minute}: {ours}, {counter}, {derive}");
        }
        assert!(told.ours.average.iter().all(|value| value.is_finite()));
    }
}

#[test]
fn both_see_one_wrap_of_32_bits() {
    let readings: Vec<Reading> = (0..20)
        .map(|n: i64| {
            narrow(n * 60, 4_294_000_000_u32.wrapping_add(u32::try_from(n).unwrap() * 600_000), 1_000 + n * 60)
        })
        .collect();
    let told = tell(&readings, MaxRate::from_high_speed(100), 18);
    for minute in 0..18 {
        assert_eq!(told.ours.average[minute], 10_000.0, "{minute}");
        assert!(is_equal(told.ours.average[minute], told.counter[minute]), "{minute}");
    }
    // RRDtool 1.7.2 adds 2³² − 1.
    assert!(told.counter[1] < 10_000.0, "{}", told.counter[1]);
    assert!(told.derive[1].is_nan(), "DERIVE with a least value of 0 does not know a wrap");
}

/// Readings each minute of 600 octets more, and what happens at the fifth.
struct Case {
    name: &'static str,
    readings: Vec<Reading>,
    limit: MaxRate,
}

fn cases() -> Vec<Case> {
    let gigabit = MaxRate::from_high_speed(1_000);
    let each = |one: &dyn Fn(i64) -> Reading| (0..8).map(one).collect::<Vec<Reading>>();
    // The agent started 20 s before the fifth reading.
    let up = |n: i64| if n < 4 { 100_000 + n * 60 } else { 20 + (n - 4) * 60 };
    let count = |n: i64| u64::try_from(n * 600).unwrap();
    let short = |n: i64| u32::try_from(n * 600).unwrap();
    vec![
        Case {
            name: "a restart, 32 bits",
            readings: each(&|n| narrow(n * 60, if n < 4 { 5_000_000 + short(n) } else { 200 + short(n - 4) }, up(n))),
            limit: MaxRate::from_high_speed(100),
        },
        Case {
            name: "a restart, 64 bits, from more than 2³²",
            readings: each(&|n| {
                wide(n * 60, if n < 4 { 50_000_000_000 + count(n) } else { 200 + count(n - 4) }, up(n))
            }),
            limit: gigabit,
        },
        Case {
            name: "a restart after which the counter is already higher",
            readings: each(&|n| wide(n * 60, if n < 4 { 1_000 + count(n) } else { 60_000 + count(n - 4) }, up(n))),
            limit: gigabit,
        },
        Case {
            name: "a 64-bit counter is reset, the agent runs on",
            readings: each(&|n| {
                wide(n * 60, if n < 4 { 5_000_000 + count(n) } else { count(n - 4) }, 100_000 + n * 60)
            }),
            limit: gigabit,
        },
        Case {
            name: "a line card comes back with a count of its own",
            readings: each(&|n| {
                wide(n * 60, if n < 4 { count(n) } else { 5_000_000_000_000_000 + count(n - 4) }, 100_000 + n * 60)
            }),
            limit: gigabit,
        },
        Case {
            name: "the agent declares a discontinuity",
            readings: each(&|n| Reading {
                discontinuity: Some(if n < 4 { 0 } else { 100_000 + 200 }),
                ..wide(n * 60, if n < 4 { count(n) } else { 700_000_000 + count(n - 4) }, 100_000 + n * 60)
            }),
            limit: gigabit,
        },
        Case {
            // 7 · 10¹⁰ octets a minute: 16 turns of 2³² and a rest.
            name: "32 bits at 10 Gb/s, asked every minute: more wraps than can be known",
            readings: each(&|n| {
                let full = u64::try_from(n).unwrap() * 70_000_000_000;
                narrow(n * 60, u32::try_from(full % (1 << 32)).unwrap(), 100_000 + n * 60)
            }),
            limit: MaxRate::from_high_speed(10_000),
        },
    ]
}

#[test]
fn where_rrdtool_is_wrong_there_is_a_gap_with_its_reason() {
    let page = include_str!("../../docs/accuracy.md");
    let mut missing = Vec::new();
    for case in cases() {
        let told = tell(&case.readings, case.limit, 7);
        // Between the fourth and the fifth reading.
        let shown = |value: f64| if value.is_nan() { "unknown".to_owned() } else { format!("{value:.0}") };
        assert!(told.ours.average[3].is_nan(), "{}: {}", case.name, told.ours.average[3]);
        let gap = told.gaps.first().unwrap();
        let row = format!("| {} | {} | {} | {gap} |", case.name, shown(told.counter[3]), shown(told.derive[3]));
        println!("{row}");
        if !page.contains(&row) {
            missing.push(row);
        }
        if !case.name.contains("32 bits at 10 Gb/s") {
            assert_eq!((told.gaps.len(), told.ours.average[2], told.ours.average[4]), (1, 10.0, 10.0), "{}", case.name);
        }
    }
    assert!(missing.is_empty(), "docs/accuracy.md lacks:\n{}", missing.join("\n"));
}

#[test]
fn rrdtool_restores_a_dump_and_dumps_what_it_restored() {
    let mut octets = Columns::new(SeriesKind::Counter, "octets", Timestamp::from_millis(START * 1000), 60_000);
    for minute in 0..30_u64 {
        let is_missing = minute % 7 == 3;
        octets.push(if is_missing {
            netwarden::series::Slot::NONE
        } else {
            netwarden::series::Slot::counted(minute * 1_000_000, 60_000, 60_000)
        });
    }
    let dir = tempfile::tempdir().unwrap();
    let (dump, file) = (dir.path().join("a.xml"), dir.path().join("a.rrd"));
    std::fs::write(&dump, to_rrd_dump(&[("in", &octets)]).unwrap()).unwrap();
    run(&dump, "restore", &[file.to_str().unwrap()]);
    let back = from_rrd_dump(&run(&file, "dump", &[])).unwrap();
    let [series] = back.as_slice() else { panic!("{} series", back.len()) };
    assert_eq!((series.columns.start, series.columns.step_ms), (octets.start, 60_000));
    assert_eq!(series.columns.count, octets.count);
    for (restored, written) in series.columns.average.iter().zip(&octets.average) {
        assert!((restored.is_nan() && written.is_nan()) || (restored - written).abs() <= written * 1e-9);
    }
    run(&file, "update", &[&format!("{}:5", START + 30 * MINUTE + 20)]);
}

/// Steps of three lengths in one dump, which ends within a step of the longest: RRDtool goes on where it ends.
#[test]
fn rrdtool_restores_a_dump_of_several_steps_and_goes_on() {
    let mut store = MemoryStore::new(Retention::default()).unwrap();
    let key = SeriesKey::new("core1", "in", "");
    let series = store.declare(&SeriesSpec { key, kind: SeriesKind::Counter, unit: "octets".into() }).unwrap();
    let time = |minute: i64| Timestamp::from_millis((START + minute * MINUTE) * 1000);
    for minute in 0..145_i64 {
        let value = Measured::Count(60 * minute.unsigned_abs());
        store.append(&[Append { series, from: time(minute), to: time(minute + 1), value }]).unwrap();
    }
    let read = |minutes: u64| store.read(series, &ReadSpan::new(time(0), time(145)).step_ms(minutes * 60_000)).unwrap();
    let (minutes, tens, hours) = (read(1), read(10), read(60));
    let dir = tempfile::tempdir().unwrap();
    let (dump, file) = (dir.path().join("a.xml"), dir.path().join("a.rrd"));
    std::fs::write(&dump, to_rrd_dump(&[("in", &minutes), ("in", &tens), ("in", &hours)]).unwrap()).unwrap();
    run(&dump, "restore", &[file.to_str().unwrap()]);
    // A DERIVE goes on by differences: the first update gives it no rate, the others 200 a second.
    for minute in 146..=180_i64 {
        run(&file, "update", &[&format!("{}:{}", START + minute * MINUTE, (minute - 146) * 200 * MINUTE)]);
    }
    let back = from_rrd_dump(&run(&file, "dump", &[])).unwrap();
    assert_eq!(back.iter().map(|series| series.columns.step_ms).collect::<Vec<_>>(), [60_000, 600_000, 3_600_000]);
    for (back, written) in back.iter().zip([&minutes, &tens, &hours]) {
        for slot in 0..written.len() - 1 {
            let at = written.time(slot);
            let ahead = (at.as_millis() - back.columns.start.as_millis()) / i64::try_from(written.step_ms).unwrap();
            let Ok(place) = usize::try_from(ahead) else { continue };
            let (restored, written) = (back.columns.average[place], written.average[slot]);
            assert!((restored - written).abs() <= written * 1e-9, "{at:?}: {restored} for {written}");
        }
    }
    // The hour that was open: 25 minutes of ours, one unknown, and 34 of RRDtool's.
    let last = *back[2].columns.average.last().unwrap();
    let ours: f64 = (120..145).map(f64::from).sum();
    assert!((last - (ours + 34.0 * 200.0) / 59.0).abs() < 1e-6, "{last}");
}

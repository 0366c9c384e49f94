//! What a day of series takes in memory, by what the counters count.

#![allow(clippy::cast_possible_truncation)] // traffic at random

use std::time::Instant;

use netwarden::series::{
    Append, ArchiveSpec, Measured, MemoryStore, ReadSpan, Retention, SeriesId, SeriesKey, SeriesKind, SeriesSpec, Store,
};
use netwarden::value::Timestamp;

pub(super) const DAY: i64 = 1_440;
const SERIES: u32 = 1_000;

/// What a counter counts in a minute.
pub(super) struct Class {
    name: &'static str,
    /// How many of the 48 series of a device are such: 8 ports with octets, errors and discards each way.
    pub(super) of_48: u32,
    pub(super) count: fn(&mut fastrand::Rng, i64) -> u64,
}

pub(super) const CLASSES: [Class; 5] = [
    Class { name: "errors and discards, never any", of_48: 28, count: |_, _| 0 },
    Class {
        name: "errors and discards, now and then",
        of_48: 4,
        count: |random, _| if random.u32(..200) == 0 { random.u64(1..50) } else { 0 },
    },
    Class { name: "octets of an unused port", of_48: 6, count: |_, _| 0 },
    Class {
        // Keepalives, and a burst every quarter of an hour or so.
        name: "octets of a desk",
        of_48: 6,
        count: |random, _| {
            let chatter = 9_000 + random.u64(..3_000);
            if random.u32(..15) == 0 { chatter + random.u64(..40_000_000) } else { chatter }
        },
    },
    Class {
        // 300 Mbit/s by day and 100 by night, each minute a tenth more or less.
        name: "octets of an uplink",
        of_48: 4,
        count: |random, minute| {
            let by_day = ((minute as f64 / DAY as f64 * std::f64::consts::TAU).sin() + 2.0) * 750_000_000.0;
            (by_day * (0.9 + 0.2 * random.f64())) as u64
        },
    },
];

pub(super) fn measure_all() {
    println!("a day at 1 minute, {SERIES} series of each class, polled every 60 s within 50 ms");
    let (mut all_packed, mut all) = (0.0, 0.0);
    for class in &CLASSES {
        let (octets, per_second) = a_day(class);
        let per_sample = octets / DAY as f64;
        all += octets * f64::from(class.of_48);
        all_packed += per_sample * f64::from(class.of_48);
        println!(
            "{:<36} {octets:>6.0} octets a series, {per_sample:.2} a sample, {:.2} million appended/s",
            class.name,
            per_second / 1e6
        );
    }
    println!(
        "of 48 as above: {:.2} octets a sample; 480,000 series: {:.2} GB",
        all_packed / 48.0,
        all * 10_000.0 / 1e9
    );
}

/// Octets of memory of a series, and measurements appended per second.
fn a_day(class: &Class) -> (f64, f64) {
    let retention = Retention { archives: vec![ArchiveSpec { step_ms: 60_000, rows: DAY as u64 }] };
    let mut store = MemoryStore::new(retention).expect("a retention of one archive");
    let mut random = fastrand::Rng::with_seed(7);
    let series: Vec<SeriesId> = (0..SERIES)
        .map(|number| {
            let key = SeriesKey::new(format!("device {}", number / 48), class.name, (number % 48).to_string());
            store.declare(&SeriesSpec { key, kind: SeriesKind::Counter, unit: "octets".into() }).expect("room for it")
        })
        .collect();
    let mut from = Timestamp::from_millis(17_000);
    let mut took = 0.0;
    // A day and an hour, so that the ring is full and goes round.
    for minute in 0..DAY + 60 {
        let to = Timestamp::from_millis((minute + 1) * 60_000 + 17_000 + random.i64(0..50));
        let batch: Vec<Append> = series
            .iter()
            .map(|series| Append {
                series: *series,
                from,
                to,
                value: Measured::Count((class.count)(&mut random, minute)),
            })
            .collect();
        let started = Instant::now();
        let ack = store.append(&batch).expect("declared series");
        took += started.elapsed().as_secs_f64();
        assert_eq!(ack.accepted, u64::from(SERIES));
        from = to;
    }
    let read = store.read(series[0], &ReadSpan::new(Timestamp::from_millis(0), from)).expect("a declared series");
    assert!(read.len() as i64 >= DAY && read.coverage.iter().skip(1).take(1_000).all(|part| *part == 1.0));
    (store.octets() as f64 / f64::from(SERIES), f64::from(SERIES) * (DAY + 60) as f64 / took)
}

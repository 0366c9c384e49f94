use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::counter::{Cause, Gap};
use crate::series::{ArchiveSpec, Measured, SeriesGap, SeriesKey, SeriesKind};

fn time(secs: i64) -> Timestamp {
    Timestamp::from_millis(secs * 1000)
}

fn spec(kind: SeriesKind, row: &str) -> SeriesSpec {
    SeriesSpec { key: SeriesKey::new("core1", "x", row), kind, unit: "octets".into() }
}

/// 1 s, 10 s and 60 s, each for so many steps.
fn small(rows: [u64; 3]) -> Retention {
    let archive = |step_ms, rows| ArchiveSpec { step_ms, rows };
    Retention { archives: vec![archive(1_000, rows[0]), archive(10_000, rows[1]), archive(60_000, rows[2])] }
}

struct One {
    store: MemoryStore,
    id: SeriesId,
}

impl One {
    fn new(kind: SeriesKind, rows: [u64; 3]) -> Self {
        let mut store = MemoryStore::new(small(rows)).unwrap();
        let id = store.declare(&spec(kind, "1")).unwrap();
        Self { store, id }
    }

    /// From and to in seconds.
    fn append(&mut self, from: i64, to: i64, value: Measured) -> Ack {
        self.append_ms(from * 1000, to * 1000, value)
    }

    fn append_ms(&mut self, from: i64, to: i64, value: Measured) -> Ack {
        let (from, to) = (Timestamp::from_millis(from), Timestamp::from_millis(to));
        self.store.append(&[Append { series: self.id, from, to, value }]).unwrap()
    }

    fn read(&self, from: i64, to: i64, step_secs: Option<u64>) -> Columns {
        let span = ReadSpan::new(time(from), time(to));
        self.store.read(self.id, &ReadSpan { step_ms: step_secs.map(|secs| secs * 1000), ..span }).unwrap()
    }
}

#[test]
fn a_count_is_read_in_every_step() {
    let mut one = One::new(SeriesKind::Counter, [3_600, 360, 60]);
    one.append(5, 25, Measured::Count(2_000));
    one.append(25, 65, Measured::Count(400));
    let tens = one.read(0, 70, Some(10));
    assert_eq!(tens.count, [500, 1_000, 550, 100, 100, 100, 50]);
    assert_eq!(tens.coverage, [0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5]);
    assert_eq!(
        (tens.average[0], tens.average[2], tens.min[2], tens.max[2], tens.last[2]),
        (100.0, 55.0, 10.0, 100.0, 10.0)
    );
    assert_eq!((tens.start, tens.step_ms, tens.unit.as_str()), (time(0), 10_000, "octets/s"));
    let minutes = one.read(0, 120, Some(60));
    assert_eq!(minutes.count, [2_350, 50]);
    assert!(minutes.average[1].is_nan(), "5 s of a minute are no minute");
    assert_eq!(one.read(0, 65, None).len(), 60, "whole seconds from the first to the last that was measured");
    assert_eq!(one.read(20, 40, Some(20)).count, [650], "own steps");
    assert_eq!(one.read(100, 200, None).len(), 0);
}

#[test]
fn what_is_missing_has_its_reason() {
    let mut one = One::new(SeriesKind::Counter, [3_600, 360, 60]);
    let restarted = Gap::Discontinuity { cause: Cause::Restarted { up_ms: Some(3_000) } };
    one.append(0, 10, Measured::Count(10));
    one.append(10, 20, Measured::Gap(restarted));
    one.append(20, 30, Measured::Count(10));
    one.append(50, 60, Measured::Gap(Gap::Missed));
    one.append(60, 70, Measured::Count(10));
    let read = one.read(0, 70, Some(10));
    let gap = |from, to, reason| SeriesGap { from: time(from), to: time(to), reason };
    assert_eq!(read.gaps, [gap(10, 20, restarted), gap(30, 50, Gap::Missed), gap(50, 60, Gap::Missed)]);
    let shown: Vec<bool> = read.average.iter().map(|value| value.is_nan()).collect();
    assert_eq!(shown, [false, true, false, true, true, true, false]);
    assert_eq!(one.read(20, 30, Some(10)).gaps, []);
}

#[test]
fn nothing_is_counted_twice() {
    let mut one = One::new(SeriesKind::Counter, [3_600, 360, 60]);
    let ack = |accepted, late, unfit| Ack { accepted, late, unfit };
    assert_eq!(one.append(10, 20, Measured::Count(7)), ack(1, 0, 0));
    assert_eq!(one.append(10, 20, Measured::Count(7)), ack(0, 1, 0));
    assert_eq!(one.append(0, 10, Measured::Count(7)), ack(0, 1, 0));
    assert_eq!(one.append(15, 30, Measured::Count(7)), ack(0, 1, 0));
    assert_eq!(one.append(30, 30, Measured::Count(7)), ack(0, 1, 0));
    assert_eq!(one.append(40, 30, Measured::Count(7)), ack(0, 1, 0));
    assert_eq!(one.append(20, 30, Measured::Level(7.0)), ack(0, 0, 1));
    assert_eq!(one.append(20, 1_000_000, Measured::Count(7)), ack(0, 0, 1));
    assert_eq!(one.append_ms(20_000, i64::MAX, Measured::Count(7)), ack(0, 0, 1));
    let huge = Retention {
        archives: vec![ArchiveSpec { step_ms: 1_000, rows: 1 }, ArchiveSpec { step_ms: 86_400_000, rows: 10_000_000 }],
    };
    let mut store = MemoryStore::new(huge).unwrap();
    let id = store.declare(&spec(SeriesKind::Counter, "1")).unwrap();
    let years = Append { series: id, from: time(0), to: time(1_000_000_000), value: Measured::Count(7) };
    assert_eq!(store.append(&[years]).unwrap(), ack(0, 0, 1));
    assert_eq!(one.read(0, 100, None).total(), 7);
    assert_eq!(one.store.measured_until(one.id).unwrap(), Some(time(20)));
}

#[test]
fn a_level_is_averaged_by_its_time() {
    let mut one = One::new(SeriesKind::Gauge, [3_600, 360, 60]);
    one.append(0, 15, Measured::Level(20.0));
    one.append(15, 20, Measured::Level(60.0));
    one.append(20, 25, Measured::Level(f64::INFINITY));
    one.append(25, 30, Measured::Level(-1.0));
    let read = one.read(0, 30, Some(10));
    assert_eq!((read.unit.as_str(), read.average.as_slice()), ("octets", [20.0, 40.0, -1.0].as_slice()));
    assert_eq!((read.min[1], read.max[1], read.last[1], read.coverage[2]), (20.0, 60.0, 60.0, 0.5));
    assert_eq!(read.gaps, [SeriesGap { from: time(20), to: time(25), reason: Gap::Missed }]);
    assert_eq!(one.read(0, 30, Some(30)).average, [(15.0 * 20.0 + 5.0 * 60.0 - 5.0) / 25.0]);
}

#[test]
fn rings_are_bounded_and_the_coarser_ones_reach_further_back() {
    let mut one = One::new(SeriesKind::Counter, [100, 30, 20]);
    for second in 0..5_000 {
        one.append(second, second + 1, Measured::Count(2));
    }
    let octets = one.store.octets();
    let read = one.read(0, 5_000, None);
    assert_eq!((read.step_ms, read.start, read.len()), (60_000, time(64 * 60), 20));
    assert_eq!(read.total(), 2 * (5_000 - 64 * 60));
    let read = one.read(4_710, 5_000, None);
    assert_eq!((read.step_ms, read.len(), read.total()), (10_000, 29, 580));
    let read = one.read(4_950, 5_000, None);
    assert_eq!((read.step_ms, read.len(), read.total()), (1_000, 50, 100));
    for second in 5_000..20_000 {
        one.append(second, second + 1, Measured::Count(2));
    }
    assert!(one.store.octets() <= octets * 3 / 2, "{} after {octets}", one.store.octets());
}

#[test]
fn a_long_silence_leaves_a_gap_and_what_was_before() {
    let mut one = One::new(SeriesKind::Counter, [100, 100, 10_000]);
    one.append(0, 10, Measured::Count(100));
    one.append(100_000, 100_010, Measured::Count(50));
    let read = one.read(0, 100_010, None);
    assert_eq!((read.step_ms, read.total(), read.gaps.len()), (60_000, 150, 1));
    assert_eq!((read.count[0], read.len()), (100, 1_667));
    one.store.retain(time(690_000)).unwrap();
    assert_eq!(one.read(0, 100_010, None).total(), 50);
}

#[test]
fn what_hardly_was_measured_is_no_extreme() {
    let mut one = One::new(SeriesKind::Counter, [100, 100, 100]);
    one.append_ms(900, 1_000, Measured::Count(1_000));
    one.append(1, 31, Measured::Count(300));
    for step in [10, 20] {
        let read = one.read(0, 20, Some(step));
        assert_eq!((read.max[0], read.min[0]), (10.0, 10.0), "{step}");
        assert!(read.average[0] > 50.0, "yet it counts");
    }
}

#[test]
fn a_series_is_declared_once() {
    let mut store = MemoryStore::new(Retention::default()).unwrap().most_series(2);
    let first = store.declare(&spec(SeriesKind::Counter, "1")).unwrap();
    assert_eq!(store.declare(&spec(SeriesKind::Counter, "1")).unwrap(), first);
    let error = store.declare(&spec(SeriesKind::Gauge, "1")).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#""core1 x 1, a gauge of octets" is not a valid series: it is there as a counter of octets"#
    );
    let second = store.declare(&spec(SeriesKind::Gauge, "2")).unwrap();
    assert_eq!(store.declare(&spec(SeriesKind::Gauge, "3")).unwrap_err().code(), "limit");
    let of = |row: &str| SeriesFilter { row: Some(row.into()), ..SeriesFilter::default() };
    assert_eq!(store.series(&of("2")).unwrap(), [(second, spec(SeriesKind::Gauge, "2"))]);
    assert_eq!(store.series(&SeriesFilter::default()).unwrap().len(), 2);
}

#[test]
fn a_batch_with_an_unknown_series_changes_nothing() {
    let mut one = One::new(SeriesKind::Counter, [100, 100, 100]);
    let append = |series| Append { series, from: time(0), to: time(1), value: Measured::Count(1) };
    let error = one.store.append(&[append(one.id), append(SeriesId(9))]).unwrap_err();
    assert_eq!(error.to_string(), r#""9" is not a valid series: one of the 1 series that were declared"#);
    assert_eq!(one.store.measured_until(one.id).unwrap(), None);
    assert_eq!(one.store.read(SeriesId(9), &ReadSpan::new(time(0), time(1))).unwrap_err().code(), "invalid");
    let span = ReadSpan::new(time(0), time(1)).step_ms(1_500);
    let error = one.store.read(one.id, &span).unwrap_err();
    assert_eq!(error.to_string(), r#""1500 ms" is not a valid step: a multiple of 1000 ms"#);
}

proptest! {
    /// Against a plain table of milliseconds, whatever the intervals and wherever they begin.
    #[test]
    fn every_archive_has_what_was_counted(
        start in -200_000_i64..200_000,
        parts in prop::collection::vec((1_i64..40_000, 0_u64..1_000_000, 0_u8..4), 1..40),
    ) {
        let mut one = One::new(SeriesKind::Counter, [10_000, 10_000, 10_000]);
        let mut exact: BTreeMap<i64, u64> = BTreeMap::new();
        let mut until = start;
        let mut total = 0;
        for (length, count, kind) in parts {
            let (from, to) = (until, until + length);
            until = to;
            match kind {
                0 => continue,
                1 => drop(one.append_ms(from, to, Measured::Gap(Gap::Missed))),
                _ => {
                    one.append_ms(from, to, Measured::Count(count));
                    total += u128::from(count);
                    for share in crate::series::spread::spread(from, to, count, 1_000) {
                        *exact.entry(share.step).or_default() += share.count;
                    }
                }
            }
        }
        for step in [1, 10, 60, 20, 120] {
            let read = one.read(-1_000_000, 10_000_000, Some(step));
            prop_assert_eq!(read.total(), total, "in steps of {} s", step);
            prop_assert!(read.coverage.iter().all(|part| (0.0..=1.0).contains(part)));
            for slot in read.slots().filter(|slot| slot.average.is_finite()) {
                prop_assert!(slot.average >= 0.0 && slot.min <= slot.max && slot.last <= slot.max);
            }
        }
        let read = one.read(-1_000_000, 10_000_000, Some(1));
        let first = read.start.as_millis().div_euclid(1_000);
        for (step, count) in (first..).zip(&read.count) {
            prop_assert_eq!(exact.get(&step).copied().unwrap_or(0), *count);
        }
    }

    #[test]
    fn no_times_panic(parts in prop::collection::vec((any::<i64>(), any::<i64>(), any::<u64>(), any::<bool>()), 1..8),
        from in any::<i64>(), to in any::<i64>()) {
        let mut one = One::new(SeriesKind::Counter, [50, 50, 50]);
        for (from, to, count, gap) in parts {
            one.append_ms(from, to, if gap { Measured::Gap(Gap::Missed) } else { Measured::Count(count) });
            let span = ReadSpan::new(Timestamp::from_millis(from), Timestamp::from_millis(to));
            prop_assert!(one.store.read(one.id, &span).is_ok());
            one.store.retain(Timestamp::from_millis(to)).unwrap();
        }
        let span = ReadSpan::new(Timestamp::from_millis(from), Timestamp::from_millis(to)).step_ms(20_000);
        prop_assert!(one.store.read(one.id, &span).is_ok());
    }
}

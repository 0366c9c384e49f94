mod damaged;

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::counter::{Cause, Gap};
use crate::series::{ArchiveSpec, Measured, MemoryStore, SeriesKey, SeriesKind};

struct Place {
    _folder: TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("series.db");
        Self { _folder: folder, path }
    }

    fn open(&self, options: &SqliteOptions) -> SqliteStore {
        SqliteStore::open(&self.path, options).unwrap()
    }

    fn refused(&self, options: &SqliteOptions) -> Error {
        SqliteStore::open(&self.path, options).unwrap_err()
    }

    /// Without the folder's name.
    fn text(&self, error: &Error) -> String {
        error.to_string().replace(self.path.to_str().unwrap(), "series.db")
    }
}

fn spec(number: u32) -> SeriesSpec {
    let key = SeriesKey::new(format!("switch {}", number / 48), "ifHCInOctets", format!("Gi1/0/{}", number % 48));
    let kind = if number % 5 == 4 { SeriesKind::Gauge } else { SeriesKind::Counter };
    SeriesSpec { key, kind, unit: "octets".into() }
}

fn time(secs: i64) -> Timestamp {
    Timestamp::from_millis(secs * 1000)
}

/// 1 s, 10 s and 60 s, each for so many steps.
fn small(rows: [u64; 3]) -> Retention {
    let archive = |step_ms, rows| ArchiveSpec { step_ms, rows };
    Retention { archives: vec![archive(1_000, rows[0]), archive(10_000, rows[1]), archive(60_000, rows[2])] }
}

fn count(series: u32, from: i64, to: i64, count: u64) -> Append {
    Append { series: SeriesId(series), from: time(from), to: time(to), value: Measured::Count(count) }
}

#[derive(Clone, Debug)]
enum Deed {
    Declare(u32),
    /// A poll of so many series from one on, so many milliseconds after the one before, for so many times.
    Poll {
        first: u32,
        series: u32,
        every_ms: i64,
        times: u32,
        value: u64,
    },
    /// Whatever.
    Append {
        series: u32,
        from: i64,
        to: i64,
        value: u64,
        kind: u8,
    },
    Retain {
        back_ms: i64,
    },
    Reopen,
    Read {
        series: u32,
        from: i64,
        to: i64,
        step: usize,
        percent: u8,
    },
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let secs = || prop_oneof![8 => -300_000_i64..3_000_000, 1 => any::<i64>()];
    prop_oneof![
        2 => (1_u32..60).prop_map(Deed::Declare),
        8 => (0_u32..130, 1_u32..80, 500_i64..20_000, 1_u32..40, any::<u64>()).prop_map(|(first, series, every_ms, times, value)| {
            Deed::Poll { first, series, every_ms, times, value }
        }),
        4 => (0_u32..130, secs(), secs(), any::<u64>(), 0_u8..6).prop_map(|(series, from, to, value, kind)| {
            Deed::Append { series, from, to, value, kind }
        }),
        1 => (-200_000_i64..500_000).prop_map(|back_ms| Deed::Retain { back_ms }),
        2 => Just(Deed::Reopen),
        4 => (0_u32..130, secs(), secs(), 0_usize..5, 0_u8..=100).prop_map(|(series, from, to, step, percent)| {
            Deed::Read { series, from, to, step, percent }
        }),
    ]
}

fn value_of(seed: u64, kind: u8) -> Measured {
    match kind {
        0 => Measured::Gap(Gap::Missed),
        1 => Measured::Gap(Gap::Discontinuity { cause: Cause::Restarted { up_ms: Some(seed) } }),
        2 => Measured::Level(f64::from_bits(seed)),
        3 => Measured::Level((seed % 1000) as f64 / 10.0),
        _ => Measured::Count(seed >> (seed % 64)),
    }
}

/// Two stores that are told the same.
struct Both {
    place: Place,
    options: SqliteOptions,
    file: Option<SqliteStore>,
    memory: MemoryStore,
    declared: u32,
    until: i64,
}

impl Both {
    fn new(retention: &Retention, log_octets: u64) -> Self {
        let place = Place::new();
        let options =
            SqliteOptions::new().retention(retention.clone()).log_octets(log_octets).durability(Durability::System);
        let file = Some(place.open(&options));
        Self { place, options, file, memory: MemoryStore::new(retention.clone()).unwrap(), declared: 0, until: 0 }
    }

    fn file(&mut self) -> &mut SqliteStore {
        self.file.as_mut().unwrap()
    }

    fn append(&mut self, batch: &[Append]) {
        let (file, memory) = (self.file().append(batch), self.memory.append(batch));
        match (file, memory) {
            (Ok(file), Ok(memory)) => assert_eq!(file, memory),
            (file, memory) => assert_eq!(file.unwrap_err().to_string(), memory.unwrap_err().to_string()),
        }
    }

    fn read(&mut self, series: u32, span: &ReadSpan) {
        let series = SeriesId(series);
        let text = |read: Result<Columns>| match read {
            Ok(columns) => serde_json::to_string(&columns).unwrap(),
            Err(error) => error.to_string(),
        };
        let (file, memory) = (text(self.file().read(series, span)), text(self.memory.read(series, span)));
        assert_eq!(file, memory, "series {} over {span:?}", series.0);
        let (file, memory) = (self.file().measured_until(series), self.memory.measured_until(series));
        assert_eq!(file.ok(), memory.ok());
    }

    fn do_it(&mut self, deed: &Deed) {
        match *deed {
            Deed::Declare(more) => {
                let specs: Vec<SeriesSpec> = (0..self.declared + more).map(spec).collect();
                let (file, memory) =
                    (self.file().declare_all(&specs).unwrap(), self.memory.declare_all(&specs).unwrap());
                assert_eq!(file, memory);
                self.declared += more;
            }
            Deed::Poll { first, series, every_ms, times, value } => {
                for number in 0..times {
                    let (from, to) = (self.until, self.until + every_ms);
                    let of = |series: u32| Append {
                        series: SeriesId(series),
                        from: Timestamp::from_millis(from),
                        to: Timestamp::from_millis(to),
                        value: match spec(series).kind {
                            SeriesKind::Counter => Measured::Count((value >> (series % 64)) / u64::from(number + 1)),
                            SeriesKind::Gauge => Measured::Level(f64::from(series) + f64::from(number % 3)),
                        },
                    };
                    let batch: Vec<Append> =
                        (first..first + series).filter(|series| *series < self.declared).map(of).collect();
                    self.append(&batch);
                    self.until = to;
                }
            }
            Deed::Append { series, from, to, value, kind } => {
                let value = value_of(value, kind);
                let (from, to) = (Timestamp::from_millis(from), Timestamp::from_millis(to));
                let of = |series| Append { series: SeriesId(series), from, to, value };
                self.append(&[of(series), of(series / 2), of(series)]);
            }
            Deed::Retain { back_ms } => {
                let now = Timestamp::from_millis(self.until - back_ms);
                self.file().retain(now).unwrap();
                self.memory.retain(now).unwrap();
            }
            Deed::Reopen => {
                self.file = None;
                self.file = Some(self.place.open(&self.options));
                self.file().check().unwrap();
                let all = SeriesFilter::default();
                assert_eq!(self.file().series(&all).unwrap(), self.memory.series(&all).unwrap());
            }
            Deed::Read { series, from, to, step, percent } => {
                let (from, to) = (Timestamp::from_millis(from), Timestamp::from_millis(to));
                let step_ms = [None, Some(1_000), Some(10_000), Some(120_000), Some(1_500)][step];
                self.read(series, &ReadSpan { step_ms, ..ReadSpan::new(from, to).least_coverage_percent(percent) });
            }
        }
    }

    fn read_all(&mut self) {
        for series in 0..self.declared {
            for step_ms in [None, Some(1_000), Some(10_000), Some(60_000), Some(600_000)] {
                self.read(series, &ReadSpan { step_ms, ..ReadSpan::new(time(-400), time(4_000_000)) });
            }
            let recent = Timestamp::from_millis(self.until - 90_000);
            self.read(series, &ReadSpan::new(recent, Timestamp::from_millis(self.until)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn it_reads_as_what_is_kept_in_memory(
        rows in [1_u64..400, 1_u64..200, 1_u64..200],
        log_octets in prop_oneof![Just(0_u64), 0_u64..3_000, Just(65_536)],
        deeds in prop::collection::vec(any_deed(), 1..40),
    ) {
        let mut both = Both::new(&small(rows), log_octets);
        both.do_it(&Deed::Declare(100));
        deeds.iter().for_each(|deed| both.do_it(deed));
        both.read_all();
        both.do_it(&Deed::Reopen);
        both.read_all();
    }
}

#[test]
fn a_month_reads_as_in_memory() {
    let mut both = Both::new(&Retention::for_billing(), 4_000);
    both.do_it(&Deed::Declare(6));
    // From the end of 2026 on, every ten minutes.
    both.until = 1_795_366_817_000;
    both.do_it(&Deed::Poll { first: 0, series: 6, every_ms: 600_050, times: 5_000, value: 1 << 40 });
    both.do_it(&Deed::Reopen);
    let until = both.until;
    for days in [1, 3, 30, 36, 60] {
        let from = Timestamp::from_millis(until - days * 86_400_000);
        (0..6).for_each(|series| both.read(series, &ReadSpan::new(from, Timestamp::from_millis(until))));
    }
}

#[test]
fn what_is_too_much_for_the_disk_is_not_taken_in() {
    let place = Place::new();
    let options = SqliteOptions::new().retention(small([3_600, 360, 60])).most_octets(200_000);
    let mut store = place.open(&options);
    let ids = store.declare_all(&(0..64).filter(|number| number % 5 != 4).map(spec).collect::<Vec<_>>()).unwrap();
    let batch = |minute: i64| -> Vec<Append> {
        let of = |id: &SeriesId| count(id.0, minute, minute + 1, u64::MAX >> (minute % 50));
        ids.iter().map(of).collect()
    };
    let mut taken = 0;
    let error = loop {
        match store.append(&batch(taken)) {
            Ok(ack) => assert_eq!(ack.accepted, ids.len() as u64),
            Err(error) => break error,
        }
        taken += 1;
        assert!(taken < 100_000, "it is never full");
    };
    assert!(taken > 50, "{taken}");
    assert_eq!(place.text(&error), "writing to series.db: the disk is full, or the file as large as it may become");
    assert_eq!(error.code(), "io");
    assert!(store.append(&batch(taken)).is_err());
    store.check().unwrap();
    let expect = |store: &SqliteStore| {
        let read = store.read(ids[3], &ReadSpan::new(time(taken - 60), time(taken + 10))).unwrap();
        assert_eq!((read.count.len(), store.measured_until(ids[3]).unwrap()), (60, Some(time(taken))));
    };
    expect(&store);
    drop(store);
    // Where there is room again, it goes on.
    let mut store = place.open(&SqliteOptions::new());
    expect(&store);
    assert_eq!(store.append(&batch(taken)).unwrap().accepted, ids.len() as u64);
    assert_eq!(store.append(&batch(taken)).unwrap().late, ids.len() as u64);
}

#[test]
fn a_file_is_for_one_at_a_time() {
    let place = Place::new();
    let first = place.open(&SqliteOptions::new());
    let error = place.refused(&SqliteOptions::new());
    assert_eq!(error.code(), "io");
    let text = place.text(&error);
    let who = if cfg!(target_os = "linux") { "this program, which has it open already" } else { "another program" };
    assert_eq!(text, format!("opening series.db: it is in use by {who}; a store is for one program at a time"));
    drop(first);
    place.open(&SqliteOptions::new());
}

#[test]
fn what_is_no_store_is_told_by_its_name() {
    let place = Place::new();
    let options = SqliteOptions::new();
    fs::write(
        &place.path,
        "It is a text, and no database, even though it is longer than a hundred octets, as a page's head is.",
    )
    .unwrap();
    let error = place.refused(&options);
    assert_eq!(
        (error.code(), place.text(&error)),
        ("malformed", "series.db is malformed at its beginning: it is no database of SQLite".into())
    );

    fs::remove_file(&place.path).unwrap();
    Connection::open(&place.path).unwrap().execute_batch("CREATE TABLE recipes (id INTEGER)").unwrap();
    let error = place.refused(&options);
    assert_eq!(
        (error.code(), place.text(&error)),
        ("invalid", r#""series.db" is not a valid store of series: the file is a database of another program"#.into())
    );

    fs::remove_file(&place.path).unwrap();
    drop(place.open(&options));
    let change = |sql: &str| Connection::open(&place.path).unwrap().execute_batch(sql).unwrap();
    change("PRAGMA user_version = 7");
    let error = place.refused(&options);
    let newer = r#""series.db" is not a valid store of series: a newer netwarden wrote it (version 7); this one reads up to version 1"#;
    assert_eq!((error.code(), place.text(&error)), ("invalid", newer.into()));
    change("PRAGMA user_version = 1; CREATE TRIGGER t AFTER INSERT ON log BEGIN DELETE FROM log; END");
    let error = place.refused(&options);
    assert_eq!(place.text(&error), "series.db is malformed at its tables: they are not those of a store of series");

    let nowhere = SqliteStore::open(place.path.join("series.db"), &options).unwrap_err();
    assert_eq!(
        (nowhere.code(), place.text(&nowhere)),
        ("io", "opening series.db/series.db: the file can be neither opened nor made".into())
    );
}

#[test]
fn a_retention_can_grow_but_not_change_its_steps() {
    let place = Place::new();
    drop(place.open(&SqliteOptions::new().retention(small([10, 10, 10]))));
    assert_eq!(*place.open(&SqliteOptions::new()).retention(), small([10, 10, 10]));
    drop(place.open(&SqliteOptions::new().retention(small([20, 10, 30]))));
    assert_eq!(*place.open(&SqliteOptions::new()).retention(), small([20, 10, 30]));
    let error = place.refused(&SqliteOptions::new().retention(Retention::for_billing()));
    assert_eq!(
        place.text(&error),
        r#""steps of [60000, 300000, 600000, 3600000] ms" is not a valid retention: series.db has steps of [1000, 10000, 60000] ms"#
    );
    let place = Place::new();
    assert_eq!(place.refused(&SqliteOptions::new().retention(Retention { archives: vec![] })).code(), "invalid");
}

#[test]
fn series_are_declared_once_and_listed() {
    let place = Place::new();
    let mut store = place.open(&SqliteOptions::new().most_series(3));
    let ids = store.declare_all(&[spec(0), spec(48), spec(0)]).unwrap();
    assert_eq!(ids, [SeriesId(0), SeriesId(1), SeriesId(0)]);
    let other = SeriesSpec { kind: SeriesKind::Gauge, ..spec(0) };
    let error = store.declare(&other).unwrap_err();
    let text = r#""switch 0 ifHCInOctets Gi1/0/0, a gauge of octets" is not a valid series: it is there as a counter of octets"#;
    assert_eq!((error.code(), error.to_string().as_str()), ("invalid", text));
    assert_eq!(store.declare_all(&[spec(1), spec(2)]).unwrap_err().code(), "limit");
    assert_eq!(store.len(), 2, "all or none");
    let of = |device: &str| SeriesFilter {
        device: Some(device.into()),
        row: Some("Gi1/0/0".into()),
        ..SeriesFilter::default()
    };
    assert_eq!(store.series(&of("switch 1")).unwrap(), [(SeriesId(1), spec(48))]);
    assert_eq!(store.series(&of("switch 2")).unwrap(), []);
    let long = SeriesSpec { unit: "x".repeat(70_000), ..spec(2) };
    assert_eq!(store.declare(&long).unwrap_err().code(), "limit");
    drop(store);
    assert_eq!(place.refused(&SqliteOptions::new().most_series(1)).code(), "limit");
    let mut store = place.open(&SqliteOptions::new());
    assert_eq!(store.declare(&spec(48)).unwrap(), SeriesId(1));
    assert_eq!(store.declare(&spec(2)).unwrap(), SeriesId(2));
    assert_eq!(
        store.append(&[count(9, 0, 1, 1)]).unwrap_err().to_string(),
        r#""9" is not a valid series: one of the 3 series that were declared"#
    );
}

#[test]
fn a_copy_is_a_store_too() {
    let place = Place::new();
    let mut store = place.open(&SqliteOptions::new());
    let id = store.declare(&spec(0)).unwrap();
    store.append(&[count(id.0, 0, 60, 7)]).unwrap();
    let copy = place.path.with_file_name("copy.db");
    store.copy_to(&copy).unwrap();
    assert_eq!(store.copy_to(&copy).unwrap_err().code(), "io");
    let copy = SqliteStore::open(&copy, &SqliteOptions::new()).unwrap();
    assert_eq!(copy.read(id, &ReadSpan::new(time(0), time(60))).unwrap().total(), 7);
}

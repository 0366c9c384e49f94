use std::thread;

use super::*;
use crate::series::{SeriesKey, SeriesKind};

fn spec(row: usize) -> SeriesSpec {
    let key = SeriesKey::new("core1", "ifHCInOctets", row.to_string());
    SeriesSpec { key, kind: SeriesKind::Counter, unit: "octets".into() }
}

fn time(secs: i64) -> Timestamp {
    Timestamp::from_millis(secs * 1000)
}

#[test]
fn threads_write_and_read_side_by_side() {
    let store = SharedStore::from(MemoryStore::new(Retention::default()).unwrap());
    let writers: Vec<_> = (0..4_usize)
        .map(|row| {
            let mut store = store.clone();
            thread::spawn(move || {
                let series = store.declare(&spec(row)).unwrap();
                for minute in 0..200 {
                    let (from, to) = ([minute * 60_000], [minute * 60_000 + 60_000]);
                    let ack = store.append(&Append::counts(&[series], &from, &to, &[6]).unwrap()).unwrap();
                    assert_eq!(ack.accepted, 1);
                    assert!(store.read(series, &ReadSpan::new(time(0), time(60))).unwrap().total() > 0);
                }
                series
            })
        })
        .collect();
    let all: Vec<SeriesId> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
    assert_eq!((store.len(), store.retention()), (4, &Retention::default()));
    for series in all {
        assert_eq!(store.read(series, &ReadSpan::new(time(0), time(12_000))).unwrap().total(), 1_200);
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn a_file_is_free_once_it_is_closed() {
    use crate::io::SqliteOptions;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("series.db");
    let open = || SqliteStore::open(&path, &SqliteOptions::new()).map(SharedStore::from);
    let mut store = open().unwrap();
    let series = store.declare(&spec(0)).unwrap();
    store.append(&Append::counts(&[series], &[0], &[60_000], &[6]).unwrap()).unwrap();
    store.check().unwrap();
    store.copy_to(folder.path().join("copy.db")).unwrap();
    assert_eq!(store.path(), Some(path.as_path()));
    assert!(open().is_err(), "it is in use");
    let reader = store.clone();
    store.close();
    store.close();
    for error in [reader.check().unwrap_err(), store.retain(time(0)).unwrap_err()] {
        assert_eq!((error.code(), error.to_string().contains("a store that is open")), ("invalid", true));
    }
    assert_eq!(reader.len(), 1, "as it was");
    assert_eq!(open().unwrap().read(series, &ReadSpan::new(time(0), time(60))).unwrap().total(), 6);
    let memory = SharedStore::from(MemoryStore::new(Retention::default()).unwrap());
    let text = r#""one in memory" is not a valid store: a store in a file"#;
    assert_eq!(
        (memory.check().unwrap_err().to_string().as_str(), memory.path(), memory.is_empty()),
        (text, None, true)
    );
}

use super::*;

/// A file with everything in it, closed.
fn filled(place: &Place) -> SqliteOptions {
    let options = SqliteOptions::new().retention(small([300, 60, 60])).log_octets(3_000);
    let mut store = place.open(&options);
    store.declare_all(&(0..70).map(spec).collect::<Vec<_>>()).unwrap();
    for second in 0..200 {
        let batch: Vec<Append> =
            (0..70).filter(|number| number % 5 != 4).map(|number| count(number, second, second + 1, 7)).collect();
        store.append(&batch).unwrap();
    }
    options
}

fn use_it(path: &Path, options: &SqliteOptions) -> Result<()> {
    let mut store = SqliteStore::open(path, options)?;
    let checked = store.check();
    for series in 0..70 {
        store.read(SeriesId(series), &ReadSpan::new(time(0), time(300)))?;
    }
    for second in 200..220 {
        store.append(&(0..70).map(|series| count(series, second, second + 1, 7)).collect::<Vec<_>>())?;
    }
    store.retain(time(400))?;
    checked
}

/// Whatever a disk does to one octet is told, or is of no account: nothing panics, and nothing is read as other numbers.
#[test]
fn a_damaged_file_is_told() {
    let place = Place::new();
    let options = filled(&place);
    let whole = fs::read(&place.path).unwrap();
    let expected: Vec<u128> = {
        let store = place.open(&options);
        (0..70)
            .map(|series| store.read(SeriesId(series), &ReadSpan::new(time(0), time(300))).unwrap().total())
            .collect()
    };
    let mut random = fastrand::Rng::with_seed(11);
    let (mut told, mut unseen) = (0, 0);
    for round in 0..120 {
        let mut octets = whole.clone();
        match round % 3 {
            0 => {
                let place = random.usize(..octets.len());
                octets[place] ^= 1 << random.u32(..8);
            }
            1 => {
                let place = random.usize(..octets.len() - 64);
                octets[place..place + 64].fill(random.u8(..));
            }
            _ => octets.truncate(random.usize(..octets.len())),
        }
        let path = place.path.with_file_name("damaged.db");
        for rest in ["damaged.db-wal", "damaged.db-shm"] {
            let _ = fs::remove_file(place.path.with_file_name(rest));
        }
        fs::write(&path, octets).unwrap();
        match use_it(&path, &options) {
            Err(error) => {
                assert!(error.to_string().contains("damaged.db"), "{error}");
                told += 1;
            }
            Ok(()) => {
                let store = SqliteStore::open(&path, &options).unwrap();
                let is_new = store.is_empty();
                for (series, expected) in (0..70).zip(&expected).filter(|_| !is_new) {
                    let read = store.read(SeriesId(series), &ReadSpan::new(time(0), time(200))).unwrap();
                    assert_eq!(read.total(), *expected, "round {round}");
                }
                unseen += 1;
            }
        }
    }
    assert!(told > 40, "{told} of 120 told, {unseen} of no account");
}

#[test]
fn rows_of_somebody_else_are_refused() {
    let big = "x".repeat(20 << 20);
    for (sql, where_) in [
        ("UPDATE log SET entries = x'00' WHERE id = (SELECT max(id) FROM log)", "table log"),
        ("UPDATE log SET shard = 900 WHERE id = (SELECT max(id) FROM log)", "table log"),
        ("UPDATE shard SET folded = 9223372036854775807", "table shard"),
        ("UPDATE shard SET untils = x'', state = x''", "table shard"),
        ("UPDATE shard SET id = id + 900", "table shard"),
        ("UPDATE chunk SET number = number + 1", "table chunk"),
        ("UPDATE series SET id = id + 1000 WHERE id > 3", "table series"),
        ("UPDATE series SET kind = 9", "table series"),
        ("UPDATE meta SET retention = '{\"archives\":[]}'", "table meta"),
        ("DELETE FROM meta", "table meta"),
        ("DELETE FROM text", "what is read of it"),
        (format!("UPDATE text SET text = '{big}' WHERE id = 1").as_str(), "its pages"),
    ] {
        let place = Place::new();
        let options = filled(&place);
        Connection::open(&place.path).unwrap().execute_batch(sql).unwrap();
        let error = use_it(&place.path, &options).expect_err(where_);
        let text = place.text(&error);
        assert!(text.starts_with("series.db is malformed at ") && text.contains(where_), "{text}");
    }
}

//! A month of a port in a file, and what is to be paid for it. Offline: the traffic is made up.
#![allow(clippy::print_stdout)]

use netwarden::io::{SqliteOptions, SqliteStore};
use netwarden::series::{Append, ReadSpan, Retention, SeriesKey, SeriesKind, SeriesSpec, Store, bill, month};

const POLL_MS: i64 = 300_000;

fn main() -> netwarden::Result<()> {
    let path = std::env::temp_dir().join(format!("keep_series-{}.db", std::process::id()));
    let (from, to) = month(2026, 11, 60)?; // as clocks an hour ahead of UTC have it
    let port = |object: &str| SeriesSpec {
        key: SeriesKey::new("core1", object, "Gi1/0/1"),
        kind: SeriesKind::Counter,
        unit: "octets".into(),
    };
    {
        // Minutes for two days, five minutes for 40, hours for two years.
        let mut store = SqliteStore::open(&path, &SqliteOptions::new().retention(Retention::for_billing()))?;
        let series = store.declare_all(&[port("ifHCInOctets"), port("ifHCOutOctets")])?;
        for day in (from.as_millis()..to.as_millis()).step_by(86_400_000) {
            // One append for many measurements: each waits for the disk once.
            let mut batch = Vec::new();
            for begin in (day..day + 86_400_000).step_by(300_000) {
                // 100 Mbit/s by day and 20 by night come in; a quarter of it goes out.
                let megabits = if (begin - day) / 3_600_000 < 9 { 20 } else { 100 };
                let octets = megabits * 125_000 * 300;
                batch.extend(Append::counts(&series, &[begin], &[begin + POLL_MS], &[octets, octets / 4])?);
            }
            store.append(&batch)?;
        }
    } // closed; what was acknowledged is there, however the program ends

    let mut store = SqliteStore::open(&path, &SqliteOptions::new())?;
    let span = ReadSpan::new(from, to).step_ms(300_000);
    let [input, output] = ["ifHCInOctets", "ifHCOutOctets"].map(|object| {
        let series = store.declare(&port(object))?;
        store.read(series, &span)
    });
    let bill = bill(&input?, &output?, from, to, Default::default())?;
    println!("{} of {} steps measured", bill.input.measured_steps, bill.steps);
    for (name, bps) in [("in", bill.input.bps), ("out", bill.output.bps), ("to be paid", bill.greater_bps)] {
        println!("{name}: {:.0} Mbit/s", bps.unwrap_or(0.0) / 1e6);
    }
    drop(store);
    std::fs::remove_file(&path).map_err(|error| netwarden::Error::io("removing the file", error))
}

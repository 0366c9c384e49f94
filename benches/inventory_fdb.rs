//! Defends a sentence of the docs: a forwarding table of a million rows becomes a snapshot within a second.
//!
//! `cargo bench --bench inventory_fdb`

#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use netwarden::inventory::{Collected, CollectedTable, build};
use netwarden::mib::{Dot1qTpFdbEntry, Row, Rows};
use netwarden::value::{DeviceId, Oid, Timestamp, Value, VarBind};

const ROWS: u32 = 1_000_000;
const ROUNDS: usize = 5;

fn main() {
    let by_column = [2, 3].into_iter().flat_map(|column| (0..ROWS).map(move |row| cell(row, column))).collect();
    measure("walked by column", by_column);
    measure("walked by row", (0..ROWS).flat_map(|row| [cell(row, 2), cell(row, 3)]).collect());
}

/// A cell of `dot1qTpFdbTable`: `dot1qTpFdbPort(2)` or `dot1qTpFdbStatus(3)`.
fn cell(row: u32, column: u32) -> VarBind {
    let [a, b, c, d] = row.to_be_bytes().map(u32::from);
    let name = Oid::new(Dot1qTpFdbEntry::TABLE.entry).child(&[column, 1 + row / 1000, 0, 0x1e, a, b, c, d]);
    VarBind::new(name, Value::Integer(if column == 2 { 7 } else { 3 }))
}

fn measure(what: &str, varbinds: Vec<VarBind>) {
    let rows = median(|| {
        let read = Rows::<Dot1qTpFdbEntry>::read(&varbinds);
        assert_eq!(read.rows.len(), ROWS as usize);
    });
    let tables = vec![CollectedTable {
        table: Dot1qTpFdbEntry::TABLE.name,
        vlan: None,
        varbinds: varbinds.clone(),
        complete: true,
        reason: None,
    }];
    let collected = Collected { tables };
    let snapshot = median(|| {
        let snapshot = build(DeviceId("switch".into()), None, None, Timestamp::from_millis(0), &collected);
        assert_eq!(snapshot.bridge.map(|bridge| bridge.fdb.len()), Some(ROWS as usize));
    });
    println!(
        "{ROWS} rows of dot1qTpFdbTable, {what}: rows in {rows:.0?}, snapshot in {snapshot:.0?} (median of {ROUNDS})"
    );
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut took: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    took.sort_unstable();
    took[ROUNDS / 2]
}

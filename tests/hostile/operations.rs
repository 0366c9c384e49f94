//! The operations that each item is replayed against, and what came of them in a word.

use std::time::Duration;

use netwarden::Result;
use netwarden::inventory::DeviceSnapshot;
use netwarden::io::{CollectOptions, Session, SessionExt, TableRead, collect};
use netwarden::mib::IfEntry;
use netwarden::value::{DeviceId, Oid, VarBind, oid};
use netwarden::wire::{WalkEnd, WalkLimits, WalkedColumn};

use crate::line_session::{BYTES, ROWS};

pub(crate) const OPERATIONS: [&str; 5] = ["get", "walk", "columns", "table", "collect"];

const IF_DESCR: &[u32] = &[1, 3, 6, 1, 2, 1, 2, 2, 1, 2];
const IF_TYPE: &[u32] = &[1, 3, 6, 1, 2, 1, 2, 2, 1, 3];
const IF_IN_OCTETS: &[u32] = &[1, 3, 6, 1, 2, 1, 2, 2, 1, 10];

/// `sysDescr.0`, `sysUpTime.0`, `ifNumber.0`, `ifInOctets.1`.
fn scalars() -> Vec<Oid> {
    let [descr, uptime, number] = [[1, 1], [1, 3], [2, 1]].map(|end| oid(&[1, 3, 6, 1, 2, 1]).child(&end).child(&[0]));
    vec![descr, uptime, number, oid(IF_IN_OCTETS).child(&[1])]
}

/// Does one operation and says what came of it.
pub(crate) async fn outcome<S: Session>(session: &S, operation: &str) -> String {
    let limits = WalkLimits::new().rows(ROWS).bytes(BYTES).time(Duration::from_secs(60));
    match operation {
        "get" => told(session.get(&scalars()).await, |found| values(&found)),
        "walk" => told(session.walk(&oid(IF_IN_OCTETS), limits).await, |column| walked(&[column])),
        "columns" => {
            let roots = [IF_DESCR, IF_TYPE, IF_IN_OCTETS].map(oid).to_vec();
            told(session.walk_columns(roots, limits).await, |columns| walked(&columns))
        }
        "table" => told(session.table::<IfEntry>().await, |read: TableRead<IfEntry>| table(&read)),
        "collect" => {
            let options = CollectOptions::new().rows(ROWS).bytes(BYTES).time(Duration::from_secs(120));
            told(collect(session, DeviceId("device".into()), None, options).await, |snapshot| collected(&snapshot))
        }
        other => panic!("no operation is called {other}"),
    }
}

fn told<T>(result: Result<T>, say: impl FnOnce(T) -> String) -> String {
    result.map_or_else(|error| error.code().to_owned(), say)
}

fn values(found: &[VarBind]) -> String {
    let right = scalars();
    let there = |name: &Oid| found.iter().any(|it| it.name == *name && !it.value.is_exception());
    format!("{} of {}", right.iter().filter(|name| there(name)).count(), right.len())
}

/// The first end that is not complete; else whether some variable could not be read.
fn walked(columns: &[WalkedColumn]) -> String {
    for column in columns {
        assert!(column.varbinds.windows(2).all(|pair| pair[0].name < pair[1].name), "names increase");
        assert!(column.varbinds.iter().all(|varbind| varbind.name.starts_with(&column.root)), "nothing from elsewhere");
    }
    let rows: usize = columns.iter().map(|column| column.varbinds.len()).sum();
    let end = match columns.iter().map(|column| &column.end).find(|end| !end.is_complete()) {
        None if columns.iter().all(WalkedColumn::is_complete) => "complete",
        None => "faults",
        Some(WalkEnd::NotIncreasing { .. }) => "not-increasing",
        Some(WalkEnd::TooManyRows { .. }) => "too-many-rows",
        Some(WalkEnd::TooManyBytes { .. }) => "too-many-bytes",
        Some(WalkEnd::TooLong { .. }) => "too-long",
        Some(WalkEnd::AgentError { .. }) => "agent-error",
        Some(WalkEnd::EmptyAnswer) => "empty-answer",
        Some(WalkEnd::Unreadable { .. }) => "unreadable",
        Some(WalkEnd::NoAnswer) => "no-answer",
        Some(WalkEnd::Restarted) => "restarted",
        Some(_) => "cancelled",
    };
    format!("{end}, {rows} rows")
}

fn table(read: &TableRead<IfEntry>) -> String {
    let end = if read.complete { "complete" } else { "partial" };
    format!("{end}, {} rows, {} faults", read.rows.rows.len(), read.rows.faults.len())
}

fn collected(snapshot: &DeviceSnapshot) -> String {
    let partial = snapshot.coverage.iter().filter(|it| !it.complete).count();
    format!("{} interfaces, {partial} partial, {} faults", snapshot.interfaces.len(), snapshot.faults.len())
}

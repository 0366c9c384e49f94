use super::*;
use crate::mib::Row;
use crate::value::{Oid, Value, VarBind};

mod device;
mod kind;
mod neighbor_quirks;
mod quirks;
mod routing;
mod spanning_trees;

/// A cell of `R`'s table.
fn cell<R: Row>(column: &str, index: &[u32], value: impl Into<Cell>) -> VarBind {
    let column = R::TABLE.column(column).unwrap_or_else(|| panic!("{} has no {column}", R::TABLE.name));
    VarBind::new(R::TABLE.column_oid(column).child(index), value.into().0)
}

/// A value by its Rust type: `i32` is `INTEGER`, `&str` and octets are `OCTET STRING`.
struct Cell(Value);

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self(Value::Integer(number))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self(Value::OctetString(text.as_bytes().to_vec()))
    }
}

impl<const N: usize> From<[u8; N]> for Cell {
    fn from(octets: [u8; N]) -> Self {
        Self(Value::OctetString(octets.to_vec()))
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

/// The snapshot of a recording.
fn recorded(varbinds: Vec<VarBind>) -> DeviceSnapshot {
    let mut collected = Collected::default();
    collected.add_recording(None, varbinds);
    built(&collected)
}

fn built(collected: &Collected) -> DeviceSnapshot {
    build(DeviceId("10.0.0.1".into()), None, None, Timestamp::from_millis(0), collected)
}

fn reasons(snapshot: &DeviceSnapshot) -> Vec<String> {
    snapshot.faults.iter().map(|fault| format!("{} {}: {}", fault.table, fault.index, fault.reason)).collect()
}

#[test]
fn a_device_without_sys_name_is_called_by_its_id() {
    assert_eq!(recorded(vec![]).name, "10.0.0.1");
    assert_eq!(recorded(vec![cell::<System>("sysName", &[0], " core1 ")]).name, "core1");
}

#[test]
fn a_recording_says_nothing_of_tables_that_it_does_not_have() {
    let snapshot = recorded(vec![cell::<System>("sysName", &[0], "core1")]);
    let told: Vec<_> =
        snapshot.coverage.iter().filter(|it| it.complete).map(|it| (it.table.as_str(), it.rows)).collect();
    assert_eq!(told, [("system", 1)]);
    assert!(snapshot.coverage.iter().any(|it| it.table == "lldpRemTable" && !it.complete && it.rows == 0));
}

#[test]
fn what_was_cut_short_is_in_the_coverage() {
    let reason = Some("the agent stopped answering".to_owned());
    let table =
        CollectedTable { table: "ifTable", vlan: None, varbinds: vec![], complete: false, reason: reason.clone() };
    let snapshot = built(&Collected { tables: vec![table] });
    assert_eq!(snapshot.coverage.len(), 1);
    assert_eq!((snapshot.coverage[0].complete, &snapshot.coverage[0].reason), (false, &reason));
}

#[test]
fn every_table_is_asked_for_once_and_no_column_belongs_to_two() {
    let mut columns: Vec<(Oid, &str)> = Vec::new();
    for request in tables() {
        columns.extend(request.table.columns.iter().map(|column| (request.table.column_oid(column), column.name)));
        for name in request.unless.into_iter().chain(request.with) {
            assert!(tables().iter().any(|other| other.table.name == name), "{name}");
        }
    }
    columns.sort_unstable();
    for pair in columns.windows(2) {
        assert!(pair[1].0.suffix_of(&pair[0].0).is_none(), "{pair:?}");
        assert_ne!(pair[0].1, pair[1].1);
    }
    assert_eq!(tables()[0].table.name, "system");
}

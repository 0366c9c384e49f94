use super::*;
use crate::value::{IfIndex, MacAddr, Oid, Value, VarBind};

mod catalog;
mod cells;
mod indexes;
mod names;

fn cell<R: Row>(column: &str, index: &[u32], value: Value) -> VarBind {
    let column = R::TABLE.column(column).unwrap();
    VarBind::new(R::TABLE.column_oid(column).child(index), value)
}

fn text(text: &str) -> Value {
    Value::OctetString(text.as_bytes().to_vec())
}

#[test]
fn rows_come_in_index_order_whatever_the_order_of_the_varbinds() {
    let mut varbinds = vec![
        cell::<IfXEntry>("ifName", &[10], text("ge-0/0/10")),
        cell::<IfXEntry>("ifHCInOctets", &[10], Value::Counter64(7)),
        cell::<IfXEntry>("ifName", &[2], text("ge-0/0/2")),
        cell::<IfXEntry>("ifHighSpeed", &[2], Value::Gauge32(1000)),
    ];
    let forward = Rows::<IfXEntry>::read(&varbinds);
    varbinds.reverse();
    assert_eq!(forward, Rows::<IfXEntry>::read(&varbinds));
    assert_eq!(forward.faults, []);
    let names: Vec<_> = forward.rows.iter().map(|row| (row.if_index, row.if_name.as_deref())).collect();
    assert_eq!(names, [(IfIndex(2), Some("ge-0/0/2")), (IfIndex(10), Some("ge-0/0/10"))]);
    assert_eq!(forward.rows[0].if_hc_in_octets, None);
}

#[test]
fn a_wrong_optional_cell_is_a_fault_and_the_row_stays() {
    let read = Rows::<IfXEntry>::read(&[
        cell::<IfXEntry>("ifName", &[2], text("ge-0/0/2")),
        cell::<IfXEntry>("ifHighSpeed", &[2], Value::ObjectId(Oid::new(&[0, 0]))),
    ]);
    assert_eq!(read.rows.len(), 1);
    let faults: Vec<String> = read.faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults, ["ifXTable 2: ifHighSpeed is OBJECT IDENTIFIER 0.0 where Gauge32 is expected"]);
}

#[test]
fn a_row_without_a_required_cell_is_a_fault() {
    let read = Rows::<Dot1dTpFdbEntry>::read(&[cell::<Dot1dTpFdbEntry>(
        "dot1dTpFdbStatus",
        &[0, 1, 2, 3, 4, 5],
        Value::Integer(3),
    )]);
    assert_eq!(read.rows, []);
    let faults: Vec<String> = read.faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults, ["dot1dTpFdbTable 0.1.2.3.4.5: dot1dTpFdbPort is absent where INTEGER is expected"]);
}

#[test]
fn an_index_of_another_shape_is_a_fault() {
    let read = Rows::<Dot1dTpFdbEntry>::read(&[cell::<Dot1dTpFdbEntry>(
        "dot1dTpFdbPort",
        &[0, 1, 2, 3, 4, 256],
        Value::Integer(3),
    )]);
    assert_eq!(
        read.faults[0].to_string(),
        "dot1dTpFdbTable 0.1.2.3.4.256: the index is 0.1.2.3.4.256 where dot1dTpFdbAddress (six arcs below 256) is expected"
    );
}

#[test]
fn scalars_are_a_group_with_one_row() {
    let read = Rows::<Dot1dBase>::read(&[
        cell::<Dot1dBase>("dot1dBaseNumPorts", &[0], Value::Integer(24)),
        cell::<Dot1dBase>("dot1dBaseBridgeAddress", &[0], text("0:1e:58:a3:2f:cd")),
        cell::<Dot1dBasePortEntry>("dot1dBasePortIfIndex", &[1], Value::Integer(1)),
    ]);
    assert_eq!(read.faults, []);
    assert_eq!(read.rows.len(), 1);
    assert_eq!(read.rows[0].dot1d_base_num_ports, Some(24));
    assert_eq!(read.rows[0].dot1d_base_bridge_address, Some(MacAddr([0, 0x1e, 0x58, 0xa3, 0x2f, 0xcd])));
}

#[test]
fn of_two_values_for_one_cell_the_first_counts() {
    let name = |name| cell::<IfXEntry>("ifName", &[2], text(name));
    let read = Rows::<IfXEntry>::read(&[name("Gi0/1"), name("Gi0/1"), name("Gi0/2")]);
    assert_eq!(read.rows[0].if_name.as_deref(), Some("Gi0/1"));
    let faults: Vec<String> = read.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "ifXTable 2: ifName is OCTET STRING of 5 \"Gi0/2\" where the same value as before, OCTET STRING of 5 \"Gi0/1\", is expected"
        ]
    );
}

#[test]
fn holes_and_exceptions_are_absent_cells() {
    let read = Rows::<IfXEntry>::read(&[
        cell::<IfXEntry>("ifName", &[2], text("Gi0/1")),
        cell::<IfXEntry>("ifAlias", &[2], Value::NoSuchInstance),
        cell::<IfXEntry>("ifHighSpeed", &[2], Value::Null),
        cell::<IfXEntry>("ifName", &[3], Value::NoSuchObject),
    ]);
    assert_eq!((read.rows.len(), read.faults.len()), (1, 0));
    assert_eq!((read.rows[0].if_alias.as_deref(), read.rows[0].if_high_speed), (None, None));
}

#[test]
fn faults_are_limited_and_counted() {
    let wrong = |index| cell::<IfXEntry>("ifHighSpeed", &[index], text("fast"));
    let read = Rows::<IfXEntry>::read(&(0..300).map(wrong).collect::<Vec<_>>());
    assert_eq!((read.rows.len(), read.faults.len(), read.more_faults), (300, Rows::<IfXEntry>::MAX_FAULTS, 44));
}

#[test]
fn faults_show_the_beginning_of_long_values() {
    let long = "x".repeat(1000);
    let read = Rows::<IfXEntry>::read(&[
        cell::<IfXEntry>("ifHighSpeed", &[1], text(&long)),
        cell::<IfXEntry>("ifHighSpeed", &[2], Value::OctetString(vec![0xff; 1000])),
    ]);
    let found: Vec<&str> = read.faults.iter().map(|fault| fault.found.as_str()).collect();
    insta::assert_debug_snapshot!(found, @r#"
    [
        "OCTET STRING of 1000 \"xxxxxxxxxxxxxxxxxxxxxxxx…\"",
        "OCTET STRING of 1000 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff…",
    ]
    "#);
}

#[test]
fn requests_are_columns_to_walk_and_scalars_to_get() {
    let requests = |table: Table| table.requests().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(requests(Dot1dTpFdbEntry::TABLE), ["1.3.6.1.2.1.17.4.3.1.2", "1.3.6.1.2.1.17.4.3.1.3"]);
    assert_eq!(requests(Ip::TABLE), ["1.3.6.1.2.1.4.1.0"]);
}

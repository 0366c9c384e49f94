use super::*;
use crate::mib::{CellKind, CellValue, TableType};

#[test]
fn every_table_is_found_by_its_names_and_says_what_a_row_has() {
    for each in catalog() {
        let name = each.name();
        assert_eq!(TableType::named(&name).unwrap(), each, "{name}");
        assert_eq!(TableType::named(each.table.name).unwrap(), each, "{name}");
        let columns = each.table.columns.iter().all(|column| each.fields.iter().any(|it| it.name == column.name));
        assert!(columns, "{name}");
        let row = each.fields.iter().map(|field| field.name).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(row.len(), each.fields.len(), "{name} has a name twice");
    }
    assert_eq!(TableType::named("ifXEntry").unwrap().row, "IfXEntry");
    assert_eq!(TableType::named("IF-MIB::ifEntry").unwrap().table.name, "ifTable");
}

#[test]
fn an_unknown_table_is_told_what_there_is() {
    let said = |name: &str| TableType::named(name).unwrap_err().to_string();
    assert!(said("IF-MIB::ifRcvAddressTable").ends_with("IF-MIB::ifTable or IF-MIB::ifStackTable or IF-MIB::ifXTable"));
    assert!(said("iftable").ends_with("is expected, IF-MIB::ifTable"));
    assert!(said("").ends_with("such as IF-MIB::ifTable"));
    assert!(TableType::named("IP-MIB::ifTable").is_err());
}

#[test]
fn a_row_under_its_names_is_the_typed_row() {
    let table = TableType::named("ifXTable").unwrap();
    let read = table.read(&[
        cell::<IfXEntry>("ifName", &[2], text("ge-0/0/2")),
        cell::<IfXEntry>("ifHCInOctets", &[2], Value::Counter64(u64::MAX)),
        cell::<IfXEntry>("ifHighSpeed", &[2], Value::Null),
        cell::<IfXEntry>("ifHighSpeed", &[3], Value::ObjectId(Oid::new(&[0, 0]))),
    ]);
    let cell = |row: usize, name: &str| {
        let at = table.fields.iter().position(|field| field.name == name).unwrap();
        read.rows[row].cells[at].clone()
    };
    assert_eq!(cell(0, "ifIndex"), Some(CellValue::Integer(2)));
    assert_eq!(cell(0, "ifName"), Some(CellValue::Text("ge-0/0/2".into())));
    assert_eq!(cell(0, "ifHCInOctets"), Some(CellValue::Counter64(u64::MAX)));
    assert_eq!(cell(0, "ifHighSpeed"), None);
    assert_eq!((read.rows.len(), read.faults.len()), (2, 1));
    let kinds: Vec<CellKind> = table.fields.iter().take(3).map(|field| field.kind).collect();
    assert_eq!(kinds, [CellKind::Integer, CellKind::Text, CellKind::Counter64]);
}

#[test]
fn a_management_address_is_written_by_its_family() {
    let shown = |family: u32, octets: &[u8]| LldpAddress { family, octets: octets.to_vec() }.to_string();
    assert_eq!(shown(1, &[10, 0, 0, 1]), "10.0.0.1");
    assert_eq!(shown(6, &[0, 0x1e, 0x58, 0xa3, 0x2f, 0xcd]), "00:1e:58:a3:2f:cd");
    assert_eq!(shown(1, &[10, 0]), "family 1 0a 00");
}

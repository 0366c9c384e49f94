use super::fixture::device;
use super::topology;
use crate::evidence::Source;
use crate::inventory::{DeviceSnapshot, TableCoverage};
use crate::topology::{Options, SourceCoverage, infer};

fn read(table: &str, rows: u32, complete: bool) -> TableCoverage {
    let reason = (!complete).then(|| "partial: no answer".to_owned());
    TableCoverage { table: table.to_owned(), vlan: None, rows, complete, reason }
}

fn with(coverage: Vec<TableCoverage>) -> DeviceSnapshot {
    DeviceSnapshot { coverage, ..device("s1").done() }
}

fn of(coverage: Vec<TableCoverage>) -> Vec<SourceCoverage> {
    topology(&[with(coverage)]).nodes[0].coverage.clone()
}

fn whole(source: Source, rows: u32) -> SourceCoverage {
    SourceCoverage { source, rows, complete: true, reason: None }
}

#[test]
fn a_source_is_whole_if_all_its_tables_were_read_to_their_end() {
    assert_eq!(of(vec![read("lldpRemTable", 0, true), read("ifTable", 9, false)]), [whole(Source::Lldp, 0)]);
    let cut = of(vec![read("dot1dTpFdbTable", 7, true), read("dot1dTpFdbTable", 2, false)]);
    let reason = Some("dot1dTpFdbTable: partial: no answer".to_owned());
    assert_eq!(cut, [SourceCoverage { source: Source::Fdb, rows: 9, complete: false, reason }]);
}

#[test]
fn a_table_that_nobody_recorded_does_not_matter_where_its_sister_has_rows() {
    let tables = |second| vec![read("ipNetToMediaTable", second, true), read("ipNetToPhysicalTable", 0, false)];
    assert_eq!(of(tables(4)), [whole(Source::Arp, 4)]);
    assert!(!of(tables(0))[0].complete, "neither has rows, and one of them is not known");
}

#[test]
fn what_was_not_asked_for_or_is_hidden_is_not_listed() {
    assert_eq!(of(Vec::new()), []);
    let site = [with(vec![read("lldpRemTable", 3, true)])];
    assert_eq!(infer(&site, &Options::new().hide(Source::Lldp)).nodes[0].coverage, []);
}

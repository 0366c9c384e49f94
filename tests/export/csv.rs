use netwarden::inventory::DeviceKind;

use crate::networks::{self, Builder};

/// Reads CSV by RFC 4180 §2.
pub(crate) fn records(text: &str) -> Vec<Vec<String>> {
    let mut rest = text.chars().peekable();
    let (mut all, mut record, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    while let Some(c) = rest.next() {
        match (c, quoted) {
            ('"', true) if rest.peek() == Some(&'"') => cell.push(rest.next().unwrap()),
            ('"', _) => quoted = !quoted,
            (',', false) => record.push(std::mem::take(&mut cell)),
            ('\r', false) => {
                assert_eq!(rest.next(), Some('\n'));
                record.push(std::mem::take(&mut cell));
                all.push(std::mem::take(&mut record));
            }
            (other, _) => cell.push(other),
        }
    }
    assert!(cell.is_empty() && record.is_empty() && !quoted, "the last record does not end");
    all
}

#[test]
fn ten_devices() {
    let ten = networks::ten();
    insta::assert_snapshot!("csv_devices", ten.devices_csv());
    insta::assert_snapshot!("csv_ports", ten.ports_csv());
    insta::assert_snapshot!("csv_links", ten.links_csv());
}

#[test]
fn every_record_has_the_cells_of_the_header() {
    for topology in [networks::ten(), networks::fabric(2, 3), networks::hostile()] {
        let counts =
            [topology.nodes.len(), topology.nodes.iter().map(|node| node.ports.len()).sum(), topology.links.len()];
        for (text, count) in [topology.devices_csv(), topology.ports_csv(), topology.links_csv()].iter().zip(counts) {
            let all = records(text);
            assert_eq!(all.len(), count + 1);
            assert!(all.iter().all(|record| record.len() == all[0].len()));
            assert_eq!(text.matches("\r\n").count(), count + 1, "a record is one line");
        }
    }
}

#[test]
fn no_cell_is_a_formula() {
    for name in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1", "=HYPERLINK(\"x\",\"y\")"] {
        let mut net = Builder::default();
        net.device(name, DeviceKind::Bridge);
        let all = records(&net.build().devices_csv());
        for cell in &all[1] {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝']), "{cell:?}");
        }
    }
}

#[test]
fn names_with_commas_and_quotes_are_read_back() {
    let mut net = Builder::default();
    net.device("a, \"b\"; c", DeviceKind::Bridge);
    assert_eq!(records(&net.build().devices_csv())[1][1], "a, \"b\"; c");
}

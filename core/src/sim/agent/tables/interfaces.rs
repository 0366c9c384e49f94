//! IF-MIB (RFC 2863).

use super::{MIB2, Subject, join};
use crate::sim::agent::view::{Cell, Count, Rows, gauge, index, int, mac, octets, text, ticks};
use crate::sim::world::{Interface, Medium, Vendor};
use crate::value::{MacAddr, Oid, Value};

pub(super) fn tables(subject: Subject<'_>, rows: &mut Rows) {
    let interfaces = &subject.node.interfaces;
    let number = u32::try_from(interfaces.len()).unwrap_or(u32::MAX);
    rows.set(&join(&MIB2, &[2, 1]), &[0], index(number));
    rows.set(&join(&MIB2, &[31, 1, 5]), &[0], ticks(0));
    for (port, interface) in interfaces.iter().enumerate() {
        if_entry(subject, port, interface, rows);
        if_x_entry(port, interface, rows);
    }
    if_stack(subject, rows);
}

/// `ifEntry`.
fn if_entry(subject: Subject<'_>, port: usize, interface: &Interface, rows: &mut Rows) {
    let entry = join(&MIB2, &[2, 2, 1]);
    let at = [interface.if_index];
    let address = if interface.mac == MacAddr([0; 6]) { octets(&[]) } else { mac(interface.mac) };
    rows.row(
        &entry,
        &at,
        [
            (1, index(interface.if_index)),
            (2, text(&interface.description)),
            (3, index(if_type(subject.node.vendor, interface.medium))),
            (4, int(if interface.medium == Medium::Loopback { 65_536 } else { 1500 })),
            (5, gauge(u32::try_from(interface.speed_bps).unwrap_or(u32::MAX))),
            (6, address),
            (13, Value::Counter32(0)),
            (14, Value::Counter32(0)),
            (15, Value::Counter32(0)),
            (19, Value::Counter32(0)),
            (20, Value::Counter32(0)),
            (22, Value::ObjectId(Oid::new(&[0, 0]))),
        ],
    );
    rows.set(&join(&entry, &[7]), &at, Cell::AdminStatus { port });
    rows.set(&join(&entry, &[8]), &at, Cell::OperStatus { port });
    rows.set(&join(&entry, &[9]), &at, Cell::LastChange { port });
    let columns = [(10, Count::InOctets), (11, Count::InPackets), (16, Count::OutOctets), (17, Count::OutPackets)];
    for (column, count) in columns {
        rows.set(&join(&entry, &[column]), &at, Cell::Counter { port, count, wide: false });
    }
}

/// `ifXEntry`.
fn if_x_entry(port: usize, interface: &Interface, rows: &mut Rows) {
    let entry = join(&MIB2, &[31, 1, 1, 1]);
    let at = [interface.if_index];
    let cabled = matches!(interface.medium, Medium::Copper | Medium::Aggregate);
    rows.row(
        &entry,
        &at,
        [
            (1, text(&interface.name)),
            (2, Value::Counter32(0)),
            (3, Value::Counter32(0)),
            (4, Value::Counter32(0)),
            (5, Value::Counter32(0)),
            (14, int(1)),
            (15, gauge(u32::try_from(interface.speed_bps / 1_000_000).unwrap_or(u32::MAX))),
            (16, int(if cabled { 1 } else { 2 })),
            (17, int(if interface.medium == Medium::Copper { 1 } else { 2 })),
            (18, text(&interface.alias)),
        ],
    );
    let columns = [(6, Count::InOctets), (7, Count::InPackets), (10, Count::OutOctets), (11, Count::OutPackets)];
    for (column, count) in columns {
        rows.set(&join(&entry, &[column]), &at, Cell::Counter { port, count, wide: true });
    }
    rows.set(&join(&entry, &[19]), &at, Cell::Discontinuity { port });
}

/// `IANAifType`.
fn if_type(vendor: Vendor, medium: Medium) -> u32 {
    match medium {
        Medium::Copper => 6,
        Medium::Radio => 71,
        Medium::Aggregate if vendor == Vendor::Cisco => 53,
        Medium::Aggregate => 161,
        Medium::Virtual if vendor == Vendor::Cisco => 53,
        Medium::Virtual => 136,
        Medium::Loopback => 24,
    }
}

/// `ifStackStatus`, higher layer first: an aggregate over its members, an address bearer over its port.
fn if_stack(subject: Subject<'_>, rows: &mut Rows) {
    let column = join(&MIB2, &[31, 1, 2, 1, 3]);
    let interfaces = &subject.node.interfaces;
    let number = |port: usize| interfaces.get(port).map(|interface| interface.if_index);
    for interface in interfaces {
        let own = interface.if_index;
        let higher = interface.aggregate.and_then(number);
        let lower = interface.over.and_then(number);
        let over_this = interfaces.iter().any(|other| other.over.and_then(number) == Some(own));
        if let Some(aggregate) = higher {
            rows.set(&column, &[aggregate, own], int(1));
        }
        if let Some(port) = lower {
            rows.set(&column, &[own, port], int(1));
        }
        if higher.is_none() && !over_this {
            rows.set(&column, &[0, own], int(1));
        }
        if lower.is_none() && interface.medium != Medium::Aggregate {
            rows.set(&column, &[own, 0], int(1));
        }
    }
}

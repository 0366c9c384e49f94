use super::{MINUTE_MS, PORTS, column};
use crate::measure::{ColumnSpec, CounterLimit, Formula, Group, Quantity, RowKind, Selection};
use crate::value::SmiType::{Counter32, Counter64, Gauge32, Integer, TimeTicks};

const IF_ENTRY: [u32; 9] = [1, 3, 6, 1, 2, 1, 2, 2, 1];
const IF_X_ENTRY: [u32; 10] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];

/// `softwareLoopback` of IANAifType-MIB: nothing passes that a network would see.
const LOOPBACK: u32 = 24;

fn if_entry(name: &str, id: u32, kind: crate::value::SmiType) -> ColumnSpec {
    column(name, &[&IF_ENTRY[..], &[id]].concat(), kind)
}

fn if_x_entry(name: &str, id: u32, kind: crate::value::SmiType) -> ColumnSpec {
    column(name, &[&IF_X_ENTRY[..], &[id]].concat(), kind)
}

fn counter(object: &str, unit: &str, columns: &[&str], limit: CounterLimit) -> Quantity {
    let columns = columns.iter().map(ToString::to_string).collect();
    Quantity::new(object, unit, Formula::Counter { columns, limit })
}

fn group(name: &str, columns: Vec<ColumnSpec>, quantities: Vec<Quantity>) -> Group {
    Group {
        name: name.into(),
        interval_ms: MINUTE_MS,
        rows: RowKind::Ports,
        columns,
        quantities,
        selection: Selection { not_if_types: vec![LOOPBACK], ..Selection::default() },
        ..Group::default()
    }
}

/// `ports`: whether ports are up, and how fast they are (IF-MIB, RFC 2863). The other groups of ports follow it: which
/// ports are meant, which rest, and what bounds their counters. Its states are the MIB's numbers: 1 is up, 2 down.
#[must_use]
pub fn ports() -> Group {
    let columns = vec![
        if_x_entry("ifHighSpeed", 15, Gauge32),
        if_entry("ifType", 3, Integer),
        if_entry("ifSpeed", 5, Gauge32),
        if_entry("ifAdminStatus", 7, Integer),
        if_entry("ifOperStatus", 8, Integer),
    ];
    let quantities = vec![
        super::level("oper_status", "state", "ifOperStatus", 1.0),
        super::level("admin_status", "state", "ifAdminStatus", 1.0),
    ];
    let adaptive = crate::measure::Adaptive { rests_while_down: false, ..Default::default() };
    Group { adaptive, ..group(PORTS, columns, quantities) }
}

/// `traffic`: octets in and out and the utilisation that follows, by 64 bits where a port has them.
#[must_use]
pub fn traffic() -> Group {
    let columns = vec![
        if_x_entry("ifHCInOctets", 6, Counter64),
        if_x_entry("ifHCOutOctets", 10, Counter64),
        if_x_entry("ifCounterDiscontinuityTime", 19, TimeTicks),
        if_entry("ifLastChange", 9, TimeTicks),
        if_entry("ifInOctets", 10, Counter32),
        if_entry("ifOutOctets", 16, Counter32),
    ];
    let utilisation = |object: &str, of: &str| Quantity {
        keep: false,
        ..Quantity::new(object, "percent", Formula::Utilisation { of: of.into() })
    };
    let quantities = vec![
        counter("in_octets", "octets", &["ifHCInOctets", "ifInOctets"], CounterLimit::Octets),
        counter("out_octets", "octets", &["ifHCOutOctets", "ifOutOctets"], CounterLimit::Octets),
        utilisation("in_utilisation", "in_octets"),
        utilisation("out_utilisation", "out_octets"),
    ];
    group("traffic", columns, quantities)
}

/// `errors`: packets that were wrong, and such as were discarded without being wrong.
#[must_use]
pub fn errors() -> Group {
    let columns = vec![
        if_x_entry("ifCounterDiscontinuityTime", 19, TimeTicks),
        if_entry("ifLastChange", 9, TimeTicks),
        if_entry("ifInDiscards", 13, Counter32),
        if_entry("ifInErrors", 14, Counter32),
        if_entry("ifOutDiscards", 19, Counter32),
        if_entry("ifOutErrors", 20, Counter32),
    ];
    let quantities = vec![
        counter("in_errors", "packets", &["ifInErrors"], CounterLimit::Packets),
        counter("out_errors", "packets", &["ifOutErrors"], CounterLimit::Packets),
        counter("in_discards", "packets", &["ifInDiscards"], CounterLimit::Packets),
        counter("out_discards", "packets", &["ifOutDiscards"], CounterLimit::Packets),
    ];
    group("errors", columns, quantities)
}

/// `packets`: unicast, multicast and broadcast packets in and out.
#[must_use]
pub fn packets() -> Group {
    let columns = vec![
        if_x_entry("ifInMulticastPkts", 2, Counter32),
        if_x_entry("ifInBroadcastPkts", 3, Counter32),
        if_x_entry("ifOutMulticastPkts", 4, Counter32),
        if_x_entry("ifOutBroadcastPkts", 5, Counter32),
        if_x_entry("ifHCInUcastPkts", 7, Counter64),
        if_x_entry("ifHCInMulticastPkts", 8, Counter64),
        if_x_entry("ifHCInBroadcastPkts", 9, Counter64),
        if_x_entry("ifHCOutUcastPkts", 11, Counter64),
        if_x_entry("ifHCOutMulticastPkts", 12, Counter64),
        if_x_entry("ifHCOutBroadcastPkts", 13, Counter64),
        if_x_entry("ifCounterDiscontinuityTime", 19, TimeTicks),
        if_entry("ifLastChange", 9, TimeTicks),
        if_entry("ifInUcastPkts", 11, Counter32),
        if_entry("ifOutUcastPkts", 17, Counter32),
    ];
    let packets = |object: &str, name: &str| {
        let (wide, narrow) = (format!("ifHC{name}Pkts"), format!("if{name}Pkts"));
        counter(object, "packets", &[&wide, &narrow], CounterLimit::Packets)
    };
    let quantities = vec![
        packets("in_unicast", "InUcast"),
        packets("out_unicast", "OutUcast"),
        packets("in_multicast", "InMulticast"),
        packets("out_multicast", "OutMulticast"),
        packets("in_broadcast", "InBroadcast"),
        packets("out_broadcast", "OutBroadcast"),
    ];
    group("packets", columns, quantities)
}

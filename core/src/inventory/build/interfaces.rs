use std::collections::BTreeMap;

use crate::inventory::{IfStatus, Interface, InterfaceCounters};
use crate::mib::{IfEntry, IfXEntry, mac_from_octets};
use crate::value::IfIndex;

use super::reader::Reader;
use super::said;

/// `ifTable` and `ifXTable`, by `ifIndex`.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<Interface> {
    let mut rows: BTreeMap<IfIndex, (Option<IfEntry>, Option<IfXEntry>)> = BTreeMap::new();
    for row in reader.rows::<IfEntry>() {
        let index = row.if_index;
        rows.entry(index).or_default().0 = Some(row);
    }
    for row in reader.rows::<IfXEntry>() {
        let index = row.if_index;
        rows.entry(index).or_default().1 = Some(row);
    }
    let mut interfaces: Vec<Interface> =
        rows.into_iter().map(|(index, (row, more))| interface(index, row, more)).collect();
    tell_namesakes_apart(&mut interfaces, reader);
    interfaces
}

fn interface(index: IfIndex, row: Option<IfEntry>, more: Option<IfXEntry>) -> Interface {
    let speed_bps = speed(row.as_ref().and_then(|row| row.if_speed), more.as_ref().and_then(|more| more.if_high_speed));
    let mut interface = Interface {
        index,
        name: String::new(),
        description: None,
        alias: None,
        if_type: None,
        mac: None,
        speed_bps,
        mtu: None,
        admin: IfStatus::Unknown,
        oper: IfStatus::Unknown,
        last_change: None,
        counters: InterfaceCounters::default(),
    };
    if let Some(row) = row {
        interface.description = row.if_descr.and_then(said);
        interface.if_type = row.if_type;
        interface.mac = row.if_phys_address.and_then(|octets| mac_from_octets(&octets)).filter(|mac| !mac.is_zero());
        interface.mtu = row.if_mtu.filter(|mtu| i32::try_from(*mtu).is_ok());
        interface.admin = status(row.if_admin_status);
        interface.oper = status(row.if_oper_status);
        interface.last_change = row.if_last_change;
        interface.counters.in_octets_32 = row.if_in_octets;
        interface.counters.out_octets_32 = row.if_out_octets;
        interface.counters.in_errors = row.if_in_errors;
        interface.counters.out_errors = row.if_out_errors;
        interface.counters.in_discards = row.if_in_discards;
        interface.counters.out_discards = row.if_out_discards;
    }
    let mut name = None;
    if let Some(more) = more {
        name = more.if_name.and_then(said);
        interface.alias = more.if_alias.and_then(said);
        interface.counters.in_octets_64 = more.if_hc_in_octets;
        interface.counters.out_octets_64 = more.if_hc_out_octets;
        interface.counters.discontinuity = more.if_counter_discontinuity_time;
    }
    interface.name = name.or_else(|| interface.description.clone()).unwrap_or_else(|| index.to_string());
    interface
}

fn status(number: Option<i32>) -> IfStatus {
    number.map(IfStatus::from_number).unwrap_or_default()
}

/// Bit/s by `ifHighSpeed` (Mbit/s), else by `ifSpeed`, which is 4,294,967,295 where it cannot tell
/// (RFC 2863 §3.1.4). An `ifHighSpeed` that equals `ifSpeed` is in bit/s: some agents have it so.
pub(crate) fn speed(speed: Option<u32>, high: Option<u32>) -> Option<u64> {
    let told = speed.filter(|speed| *speed != 0 && *speed != u32::MAX);
    match high.filter(|high| *high != 0) {
        Some(high) if told == Some(high) => Some(u64::from(high)),
        Some(high) => Some(u64::from(high) * 1_000_000),
        None => told.map(u64::from),
    }
}

/// Makes names unique: of several interfaces with one name, the one that is up keeps it, else the one
/// that changed last, else the one with the greatest `ifIndex`; the others have their `ifIndex` appended.
fn tell_namesakes_apart(interfaces: &mut [Interface], reader: &mut Reader<'_>) {
    let mut order: Vec<usize> = (0..interfaces.len()).collect();
    order.sort_by_key(|at| {
        interfaces.get(*at).map(|it| (it.name.clone(), it.oper == IfStatus::Up, it.last_change, it.index))
    });
    let mut renamed = Vec::new();
    for pair in order.windows(2) {
        let &[lesser, greater] = pair else { continue };
        let (Some(a), Some(b)) = (interfaces.get(lesser), interfaces.get(greater)) else { continue };
        if a.name == b.name {
            renamed.push(lesser);
        }
    }
    renamed.sort_unstable();
    for at in renamed {
        let Some(interface) = interfaces.get_mut(at) else { continue };
        let reason = format!("the name {} belongs to another interface too", interface.name);
        reader.note("ifTable", interface.index.to_string(), reason);
        interface.name = format!("{} ({})", interface.name, interface.index);
    }
}

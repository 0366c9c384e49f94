//! From rows to a [`DeviceSnapshot`]: what to fetch, and what to make of it.
//!
//! This is the only home of vendor quirks. Each stands in [`quirk`] or beside the table that it
//! concerns, and has a test with a small fixture of its name.

mod bridge;
mod collected;
mod hardware;
mod instances;
mod interfaces;
mod ip;
mod kind;
mod lag;
mod lldp;
mod neighbors;
mod quirk;
mod reader;
mod routing;

use std::net::IpAddr;

use crate::mib::{MtxrNeighborEntry, PrtGeneralEntry, SnmpEngine, System, enterprise_name, enterprise_number};
use crate::value::{DeviceId, Timestamp};

use super::{DeviceSnapshot, SystemInfo};
use reader::Reader;

pub use collected::{Collected, CollectedTable, TableRequest, tables, vlan_contexts};
pub(crate) use interfaces::speed;

/// Reads what one visit brought into a snapshot. Nothing here fails: rows that cannot be read, and
/// other oddities, are in [`DeviceSnapshot::faults`]; what was not obtained is in
/// [`DeviceSnapshot::coverage`].
///
/// `name` is the name of a recording; without one the snapshot is called by `sysName`, else by its id.
#[must_use]
pub fn build(
    id: DeviceId,
    name: Option<String>,
    address: Option<IpAddr>,
    polled_at: Timestamp,
    collected: &Collected,
) -> DeviceSnapshot {
    let mut reader = Reader::new(collected);
    let system = system(&mut reader);
    let interfaces = interfaces::read(&mut reader);
    let addresses = ip::addresses(&mut reader);
    let arp = ip::neighbors(&mut reader);
    let (bridge, vlans) = bridge::read(&mut reader);
    let heard_by_mikrotik = reader.rows::<MtxrNeighborEntry>();
    let lldp = lldp::read(&mut reader, &heard_by_mikrotik);
    let cdp = neighbors::cdp(&mut reader);
    let routing = routing::read(&mut reader, &routing::Own::new(&addresses));
    let discovered = neighbors::discovered(&mut reader, &interfaces, heard_by_mikrotik);
    let (lags, lacp) = lag::read(&mut reader, &interfaces);
    let (hardware, stack) = hardware::read(&mut reader);
    let kind = kind::Signs {
        services: system.services,
        description: system.description.as_deref(),
        forwards_ip: ip::forwards(&mut reader),
        prints: reader.has_rows::<PrtGeneralEntry>(),
        interfaces: &interfaces,
        addresses: &addresses,
        bridge_ports: bridge.as_ref().map_or(0, |bridge| bridge.ports.len()),
        capabilities: lldp.as_ref().and_then(|lldp| lldp.capabilities),
    }
    .kind();
    let name = name.or_else(|| system.name.clone()).unwrap_or_else(|| id.0.clone());
    let (coverage, faults) = reader.finish();
    DeviceSnapshot {
        id,
        name,
        kind,
        address,
        polled_at,
        system,
        interfaces,
        addresses,
        bridge,
        vlans,
        lldp,
        cdp,
        discovered,
        arp,
        lags,
        routing,
        lacp,
        hardware,
        stack,
        coverage,
        faults,
    }
}

fn system(reader: &mut Reader<'_>) -> SystemInfo {
    let engine = reader.rows::<SnmpEngine>().into_iter().find_map(|row| row.snmp_engine_id);
    // Short ones and zeros are what agents send that do not know.
    let engine = engine.filter(|id| id.len() >= 5 && id.iter().any(|octet| *octet != 0));
    let engine_id = engine.map(|id| id.iter().take(32).map(|octet| format!("{octet:02x}")).collect());
    let Some(row) = reader.rows::<System>().into_iter().next() else {
        return SystemInfo { engine_id, ..SystemInfo::default() };
    };
    SystemInfo {
        engine_id,
        description: row.sys_descr.and_then(said),
        vendor: row.sys_object_id.as_ref().and_then(enterprise_number).and_then(enterprise_name).map(str::to_owned),
        object_id: row.sys_object_id,
        uptime: row.sys_up_time,
        contact: row.sys_contact.and_then(said),
        name: row.sys_name.and_then(said),
        location: row.sys_location.and_then(said),
        services: row.sys_services,
    }
}

/// Text without the space around it; `None` where nothing is left.
fn said(text: String) -> Option<String> {
    let trimmed = text.trim();
    match trimmed.len() {
        0 => None,
        len if len == text.len() => Some(text),
        _ => Some(trimmed.to_owned()),
    }
}

#[cfg(test)]
mod tests;

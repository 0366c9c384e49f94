//! LLDP by whichever MIB the agent has: LLDP-MIB, else LLDP-V2-MIB, else its maker's own.

mod extensions;
mod ids;
mod tp_link;

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::inventory::{LldpInfo, LldpLocalPort, LldpNeighbor, LldpTable};
use crate::mib::{
    LldpAddress, LldpLocManAddrEntry, LldpLocPortEntry, LldpLocalSystemData, LldpRemEntry, LldpRemManAddrEntry,
    LldpV2LocPortEntry, LldpV2LocalSystemData, LldpV2RemEntry, LldpV2RemManAddrEntry, MtxrNeighborEntry,
    TmnxLldpRemEntry, TmnxLldpRemManAddrEntry,
};
use crate::value::{IfIndex, LldpPortNum};

use super::reader::Reader;
use super::said;

/// `None` where the device has none of it. `heard` are the rows of `mtxrNeighborTable`.
pub(super) fn read(reader: &mut Reader<'_>, heard: &[MtxrNeighborEntry]) -> Option<LldpInfo> {
    let (standard, second) = (local(reader), local_v2(reader));
    let (ports, ports_v2) = (local_ports(reader), local_ports_v2(reader));
    // Asked for its coverage: addresses of this device come from IP-MIB.
    reader.rows::<LldpLocManAddrEntry>();
    let (table, mut remote) = remote(reader, heard);
    let neighbors_by_name = tp_link::neighbors(reader);
    extensions::read(reader, &mut remote);

    let of_v2 = table == LldpTable::LldpV2 || (standard.is_none() && ports.is_empty());
    let (own, ports) = if of_v2 { (second.or(standard), ports_v2) } else { (standard.or(second), ports) };
    let mut neighbors = neighbors(reader, table, remote);
    let mut table = table;
    if neighbors.is_empty() && !neighbors_by_name.is_empty() {
        (table, neighbors) = (LldpTable::TpLink, neighbors_by_name);
    }
    if own.is_none() && ports.is_empty() && neighbors.is_empty() {
        return None;
    }
    Some(LldpInfo { table, ports, neighbors, ..own.unwrap_or_default() })
}

/// What the device announces of itself.
fn local(reader: &mut Reader<'_>) -> Option<LldpInfo> {
    let row = reader.rows::<LldpLocalSystemData>().into_iter().next()?;
    let id = row.lldp_loc_chassis_id.filter(|id| !id.is_empty());
    Some(LldpInfo {
        chassis: id.map(|id| ids::chassis(reader, "lldpLocalSystemData", "0", row.lldp_loc_chassis_id_subtype, id)),
        sys_name: row.lldp_loc_sys_name.and_then(said),
        capabilities: row.lldp_loc_sys_cap_enabled.map(|bits| bits.0),
        ..LldpInfo::default()
    })
}

fn local_v2(reader: &mut Reader<'_>) -> Option<LldpInfo> {
    let row = reader.rows::<LldpV2LocalSystemData>().into_iter().next()?;
    let id = row.lldp_v2_loc_chassis_id.filter(|id| !id.is_empty());
    let subtype = row.lldp_v2_loc_chassis_id_subtype;
    Some(LldpInfo {
        chassis: id.map(|id| ids::chassis(reader, "lldpV2LocalSystemData", "0", subtype, id)),
        sys_name: row.lldp_v2_loc_sys_name.and_then(said),
        capabilities: row.lldp_v2_loc_sys_cap_enabled.map(|bits| bits.0),
        ..LldpInfo::default()
    })
}

fn local_ports(reader: &mut Reader<'_>) -> Vec<LldpLocalPort> {
    let mut ports = Vec::new();
    for row in reader.rows::<LldpLocPortEntry>() {
        let (port, index) = (row.lldp_loc_port_num, row.lldp_loc_port_num.to_string());
        let id = ids::port(reader, "lldpLocPortTable", &index, row.lldp_loc_port_id_subtype, row.lldp_loc_port_id);
        ports.push(LldpLocalPort { port, id, description: row.lldp_loc_port_desc.and_then(said) });
    }
    ports
}

fn local_ports_v2(reader: &mut Reader<'_>) -> Vec<LldpLocalPort> {
    let mut ports = Vec::new();
    for row in reader.rows::<LldpV2LocPortEntry>() {
        let index = row.lldp_v2_loc_port_if_index;
        let (subtype, id) = (row.lldp_v2_loc_port_id_subtype, row.lldp_v2_loc_port_id);
        let id = ids::port(reader, "lldpV2LocPortTable", &index.to_string(), subtype, id);
        let description = row.lldp_v2_loc_port_desc.and_then(said);
        ports.push(LldpLocalPort { port: LldpPortNum(index.0), id, description });
    }
    ports
}

/// A row of a table of remote systems, whichever MIB has it.
#[derive(Debug, Default)]
struct Remote {
    mark: u32,
    local_port: u32,
    interface: Option<IfIndex>,
    /// What tells neighbors of one port apart.
    number: (u32, u32),
    index: String,
    chassis: (Option<i32>, Vec<u8>),
    port: (Option<i32>, Vec<u8>),
    port_description: Option<String>,
    sys_name: Option<String>,
    sys_description: Option<String>,
    capabilities: Option<u16>,
    addresses: Vec<IpAddr>,
    details: crate::inventory::LldpDetails,
}

impl Remote {
    fn key(&self) -> (u32, (u32, u32)) {
        (self.local_port, self.number)
    }

    /// Whether it tells of a neighbor: it has an id, or hides that but names the neighbor. A row without as much as a
    /// subtype was read while the agent changed it.
    fn says_something(&self) -> bool {
        let named = self.sys_name.is_some() || self.sys_description.is_some() || !self.addresses.is_empty();
        !self.chassis.1.is_empty() || !self.port.1.is_empty() || (self.chassis.0.is_some() && named)
    }
}

/// Addresses by port, neighbor and time mark.
type Addresses = BTreeMap<(u32, (u32, u32)), Vec<(u32, IpAddr)>>;

/// The rows of the first table that has any.
fn remote(reader: &mut Reader<'_>, heard: &[MtxrNeighborEntry]) -> (LldpTable, Vec<Remote>) {
    let tables = [
        (LldpTable::Lldp, standard(reader, heard)),
        (LldpTable::LldpV2, second(reader)),
        (LldpTable::Timetra, timetra(reader)),
    ];
    let mut tables = tables.into_iter();
    tables.find(|(_, rows)| !rows.is_empty()).unwrap_or_default()
}

fn standard(reader: &mut Reader<'_>, heard: &[MtxrNeighborEntry]) -> Vec<Remote> {
    let mut addresses = Addresses::new();
    for row in reader.rows::<LldpRemManAddrEntry>() {
        let key = (row.lldp_rem_local_port_num.0, (0, row.lldp_rem_index));
        enter(&mut addresses, key, row.lldp_rem_time_mark, &row.lldp_rem_man_addr);
    }
    let rows = reader.rows::<LldpRemEntry>().into_iter().map(|row| Remote {
        mark: row.lldp_rem_time_mark,
        local_port: row.lldp_rem_local_port_num.0,
        interface: by_mikrotik(&row, heard),
        number: (0, row.lldp_rem_index),
        index: format!("{}.{}.{}", row.lldp_rem_time_mark, row.lldp_rem_local_port_num, row.lldp_rem_index),
        chassis: (row.lldp_rem_chassis_id_subtype, row.lldp_rem_chassis_id.unwrap_or_default()),
        port: (row.lldp_rem_port_id_subtype, row.lldp_rem_port_id.unwrap_or_default()),
        port_description: row.lldp_rem_port_desc.and_then(said),
        sys_name: row.lldp_rem_sys_name.and_then(said),
        sys_description: row.lldp_rem_sys_desc.and_then(said),
        capabilities: row.lldp_rem_sys_cap_enabled.map(|bits| bits.0),
        ..Remote::default()
    });
    newest(rows.collect(), &addresses)
}

/// RouterOS does not say on which port it heard a neighbor; its own table of neighbors, with the same
/// numbers, does.
fn by_mikrotik(row: &LldpRemEntry, heard: &[MtxrNeighborEntry]) -> Option<IfIndex> {
    let same = heard.iter().find(|it| it.mtxr_neighbor_index == row.lldp_rem_index)?;
    let names = (row.lldp_rem_sys_name.as_deref(), same.mtxr_neighbor_identity.as_deref());
    let agrees = if let (Some(a), Some(b)) = names { a.trim() == b.trim() } else { true };
    let unknown = row.lldp_rem_local_port_num.0 == 0;
    same.mtxr_neighbor_interface_id.filter(|interface| unknown && agrees && interface.0 != 0)
}

fn second(reader: &mut Reader<'_>) -> Vec<Remote> {
    let mut addresses = Addresses::new();
    for row in reader.rows::<LldpV2RemManAddrEntry>() {
        let number = (row.lldp_v2_rem_local_dest_mac_address, row.lldp_v2_rem_index);
        let key = (row.lldp_v2_rem_local_if_index.0, number);
        enter(&mut addresses, key, row.lldp_v2_rem_time_mark, &row.lldp_v2_rem_man_addr);
    }
    by_interface(reader.rows::<LldpV2RemEntry>(), &addresses)
}

/// Nokia's tables are those of LLDP-V2-MIB by other names.
fn timetra(reader: &mut Reader<'_>) -> Vec<Remote> {
    let mut addresses = Addresses::new();
    for row in reader.rows::<TmnxLldpRemManAddrEntry>() {
        let key = (row.if_index.0, (row.tmnx_lldp_rem_local_dest_mac_address, row.tmnx_lldp_rem_index));
        enter(&mut addresses, key, row.tmnx_lldp_rem_time_mark, &row.tmnx_lldp_rem_man_addr);
    }
    let rows = reader.rows::<TmnxLldpRemEntry>().into_iter().map(|row| LldpV2RemEntry {
        lldp_v2_rem_time_mark: row.tmnx_lldp_rem_time_mark,
        lldp_v2_rem_local_if_index: row.if_index,
        lldp_v2_rem_local_dest_mac_address: row.tmnx_lldp_rem_local_dest_mac_address,
        lldp_v2_rem_index: row.tmnx_lldp_rem_index,
        lldp_v2_rem_chassis_id_subtype: row.tmnx_lldp_rem_chassis_id_subtype,
        lldp_v2_rem_chassis_id: row.tmnx_lldp_rem_chassis_id,
        lldp_v2_rem_port_id_subtype: row.tmnx_lldp_rem_port_id_subtype,
        lldp_v2_rem_port_id: row.tmnx_lldp_rem_port_id,
        lldp_v2_rem_port_desc: row.tmnx_lldp_rem_port_desc,
        lldp_v2_rem_sys_name: row.tmnx_lldp_rem_sys_name,
        lldp_v2_rem_sys_desc: row.tmnx_lldp_rem_sys_desc,
        lldp_v2_rem_sys_cap_enabled: row.tmnx_lldp_rem_sys_cap_enabled,
    });
    by_interface(rows.collect(), &addresses)
}

/// Rows whose index names the interface and the group address that the neighbor was heard by.
fn by_interface(rows: Vec<LldpV2RemEntry>, addresses: &Addresses) -> Vec<Remote> {
    let rows = rows.into_iter().map(|row| {
        let (mark, interface) = (row.lldp_v2_rem_time_mark, row.lldp_v2_rem_local_if_index);
        let (group, number) = (row.lldp_v2_rem_local_dest_mac_address, row.lldp_v2_rem_index);
        Remote {
            mark,
            local_port: interface.0,
            interface: Some(interface),
            number: (group, number),
            index: format!("{mark}.{interface}.{group}.{number}"),
            chassis: (row.lldp_v2_rem_chassis_id_subtype, row.lldp_v2_rem_chassis_id.unwrap_or_default()),
            port: (row.lldp_v2_rem_port_id_subtype, row.lldp_v2_rem_port_id.unwrap_or_default()),
            port_description: row.lldp_v2_rem_port_desc.and_then(said),
            sys_name: row.lldp_v2_rem_sys_name.and_then(said),
            sys_description: row.lldp_v2_rem_sys_desc.and_then(said),
            capabilities: row.lldp_v2_rem_sys_cap_enabled.map(|bits| bits.0),
            ..Remote::default()
        }
    });
    newest(rows.collect(), addresses)
}

fn enter(addresses: &mut Addresses, key: (u32, (u32, u32)), mark: u32, address: &LldpAddress) {
    if let Some(address) = address.ip().filter(|address| !address.is_unspecified()) {
        addresses.entry(key).or_default().push((mark, address));
    }
}

/// Of rows that differ in the time mark alone, the newest: `TimeFilter` (RFC 4502) makes agents repeat a row for every
/// mark. By local port and number, each with its addresses.
fn newest(mut rows: Vec<Remote>, addresses: &Addresses) -> Vec<Remote> {
    rows.sort_by(|a, b| {
        let key = |row: &Remote| (row.key(), row.chassis.1.clone(), row.port.1.clone());
        key(a).cmp(&key(b)).then_with(|| b.mark.cmp(&a.mark))
    });
    rows.dedup_by(|later, kept| {
        later.key() == kept.key() && later.chassis.1 == kept.chassis.1 && later.port.1 == kept.port.1
    });
    for row in &mut rows {
        let told = addresses.get(&row.key()).map_or(&[][..], Vec::as_slice);
        // The addresses with that time mark, else all.
        let marked = told.iter().any(|(mark, _)| *mark == row.mark);
        let usable = told.iter().filter(|(mark, _)| !marked || *mark == row.mark);
        row.addresses = usable.map(|(_, address)| *address).collect();
        row.addresses.sort_unstable();
        row.addresses.dedup();
    }
    rows
}

fn neighbors(reader: &mut Reader<'_>, table: LldpTable, rows: Vec<Remote>) -> Vec<LldpNeighbor> {
    let mut neighbors = Vec::new();
    let (mut hidden, mut silent) = (0_usize, 0_usize);
    for row in rows {
        if !row.says_something() {
            silent += 1;
            continue;
        }
        hidden += usize::from(row.chassis.1.is_empty());
        let chassis = ids::chassis(reader, table.name(), &row.index, row.chassis.0, row.chassis.1);
        let port = ids::port(reader, table.name(), &row.index, row.port.0, row.port.1);
        neighbors.push(LldpNeighbor {
            local_port: LldpPortNum(row.local_port),
            interface: row.interface,
            chassis,
            port,
            port_description: row.port_description,
            sys_name: row.sys_name,
            sys_description: row.sys_description,
            capabilities: row.capabilities,
            addresses: row.addresses,
            details: row.details,
        });
    }
    if hidden > 0 {
        reader.note(table.name(), "", format!("{hidden} rows have no chassis id"));
    }
    if silent > 0 {
        reader.note(table.name(), "", format!("{silent} rows do not say which neighbor and are left out"));
    }
    neighbors
}

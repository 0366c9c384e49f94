use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::inventory::{CdpNeighbor, LldpInfo, LldpLocalPort, LldpNeighbor};
use crate::mib::{
    CdpCacheEntry, LldpLocManAddrEntry, LldpLocPortEntry, LldpLocalSystemData, LldpRemEntry, LldpRemManAddrEntry,
    mac_from_octets, text_from_octets,
};
use crate::value::{ChassisId, ChassisIdSubtype, LldpPortNum, MacAddr, PortId, PortIdSubtype};

use super::collected::vlan_id;
use super::reader::Reader;
use super::said;

/// LLDP-MIB; `None` where the device has none of it.
pub(super) fn lldp(reader: &mut Reader<'_>) -> Option<LldpInfo> {
    let local = reader.rows::<LldpLocalSystemData>().into_iter().next();
    let ports = local_ports(reader);
    let neighbors = neighbors(reader);
    // Asked for its coverage: addresses of this device come from IP-MIB.
    reader.rows::<LldpLocManAddrEntry>();
    if local.is_none() && ports.is_empty() && neighbors.is_empty() {
        return None;
    }
    let mut info = LldpInfo { ports, neighbors, ..LldpInfo::default() };
    if let Some(local) = local {
        let id = local.lldp_loc_chassis_id.filter(|id| !id.is_empty());
        info.chassis = id.map(|id| chassis(reader, "lldpLocalSystemData", "0", local.lldp_loc_chassis_id_subtype, id));
        info.sys_name = local.lldp_loc_sys_name.and_then(said);
        info.capabilities = local.lldp_loc_sys_cap_enabled.map(|bits| bits.0);
    }
    Some(info)
}

fn local_ports(reader: &mut Reader<'_>) -> Vec<LldpLocalPort> {
    let mut ports = Vec::new();
    for row in reader.rows::<LldpLocPortEntry>() {
        let number = row.lldp_loc_port_num;
        let id =
            port(reader, "lldpLocPortTable", &number.to_string(), row.lldp_loc_port_id_subtype, row.lldp_loc_port_id);
        ports.push(LldpLocalPort { port: number, id, description: row.lldp_loc_port_desc.and_then(said) });
    }
    ports
}

fn neighbors(reader: &mut Reader<'_>) -> Vec<LldpNeighbor> {
    let rows = newest(reader.rows::<LldpRemEntry>());
    let mut addresses: BTreeMap<(LldpPortNum, u32), Vec<(u32, IpAddr)>> = BTreeMap::new();
    for row in reader.rows::<LldpRemManAddrEntry>() {
        let key = (row.lldp_rem_local_port_num, row.lldp_rem_index);
        if let Some(address) = row.lldp_rem_man_addr.ip().filter(|address| !address.is_unspecified()) {
            addresses.entry(key).or_default().push((row.lldp_rem_time_mark, address));
        }
    }
    let mut neighbors = Vec::new();
    for row in rows {
        let index = format!("{}.{}.{}", row.lldp_rem_time_mark, row.lldp_rem_local_port_num, row.lldp_rem_index);
        let told = addresses.get(&(row.lldp_rem_local_port_num, row.lldp_rem_index)).map_or(&[][..], Vec::as_slice);
        let addresses = addresses_at(told, row.lldp_rem_time_mark);
        let subtype = row.lldp_rem_chassis_id_subtype;
        let chassis = chassis(reader, "lldpRemTable", &index, subtype, row.lldp_rem_chassis_id);
        let port = port(reader, "lldpRemTable", &index, row.lldp_rem_port_id_subtype, row.lldp_rem_port_id);
        neighbors.push(LldpNeighbor {
            local_port: row.lldp_rem_local_port_num,
            chassis,
            port,
            port_description: row.lldp_rem_port_desc.and_then(said),
            sys_name: row.lldp_rem_sys_name.and_then(said),
            sys_description: row.lldp_rem_sys_desc.and_then(said),
            capabilities: row.lldp_rem_sys_cap_enabled.map(|bits| bits.0),
            addresses,
        });
    }
    neighbors
}

/// The addresses with that time mark, else all, sorted.
fn addresses_at(told: &[(u32, IpAddr)], mark: u32) -> Vec<IpAddr> {
    let marked = told.iter().any(|(other, _)| *other == mark);
    let usable = told.iter().filter(|(other, _)| !marked || *other == mark);
    let mut addresses: Vec<IpAddr> = usable.map(|(_, address)| *address).collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

/// Of rows that differ in `lldpRemTimeMark` alone, the newest: `TimeFilter` (RFC 4502) makes agents
/// repeat a row for every mark. By local port and `lldpRemIndex`.
fn newest(mut rows: Vec<LldpRemEntry>) -> Vec<LldpRemEntry> {
    let same = |a: &LldpRemEntry, b: &LldpRemEntry| {
        (a.lldp_rem_local_port_num, a.lldp_rem_index) == (b.lldp_rem_local_port_num, b.lldp_rem_index)
            && a.lldp_rem_chassis_id == b.lldp_rem_chassis_id
            && a.lldp_rem_port_id == b.lldp_rem_port_id
    };
    rows.sort_by(|a, b| {
        let key = |row: &LldpRemEntry| (row.lldp_rem_local_port_num, row.lldp_rem_index);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.lldp_rem_chassis_id.cmp(&b.lldp_rem_chassis_id))
            .then_with(|| a.lldp_rem_port_id.cmp(&b.lldp_rem_port_id))
            .then_with(|| b.lldp_rem_time_mark.cmp(&a.lldp_rem_time_mark))
    });
    rows.dedup_by(|later, kept| same(later, kept));
    rows
}

/// A chassis id as told. A subtype that the standard does not define stays: the octets decide. Without one it is 0.
fn chassis(reader: &mut Reader<'_>, table: &str, index: &str, subtype: Option<i32>, id: Vec<u8>) -> ChassisId {
    let told = subtype.is_some();
    let subtype = ChassisIdSubtype::from_number(subtype.unwrap_or(0));
    let id = match subtype {
        ChassisIdSubtype::MacAddress => mac_octets(id),
        ChassisIdSubtype::NetworkAddress => network_octets(id),
        ChassisIdSubtype::Other(number) if told => {
            reader.note(table, index, format!("the subtype of the chassis id is {number} where 1 to 7 is expected"));
            id
        }
        _ => id,
    };
    ChassisId::new(subtype, id)
}

/// A port id as told, likewise.
fn port(reader: &mut Reader<'_>, table: &str, index: &str, subtype: Option<i32>, id: Vec<u8>) -> PortId {
    let told = subtype.is_some();
    let subtype = PortIdSubtype::from_number(subtype.unwrap_or(0));
    let id = match subtype {
        PortIdSubtype::MacAddress => mac_octets(id),
        PortIdSubtype::NetworkAddress => network_octets(id),
        PortIdSubtype::Other(number) if told => {
            reader.note(table, index, format!("the subtype of the port id is {number} where 1 to 7 is expected"));
            id
        }
        _ => id,
    };
    PortId::new(subtype, id)
}

/// Six octets that are not the text of a short name.
fn is_binary_mac(id: &[u8]) -> bool {
    id.len() == 6 && !id.iter().all(u8::is_ascii_graphic)
}

/// A MAC address as its six octets, where it came as text.
fn mac_octets(id: Vec<u8>) -> Vec<u8> {
    mac_from_octets(&id).map_or(id, |mac| mac.0.to_vec())
}

/// A network address with its family octet, where it came without, or as text.
fn network_octets(id: Vec<u8>) -> Vec<u8> {
    if let Ok(four) = <[u8; 4]>::try_from(id.as_slice()) {
        return [&[1], four.as_slice()].concat();
    }
    match std::str::from_utf8(&id).ok().and_then(|text| text.parse().ok()) {
        Some(IpAddr::V4(address)) => [&[1], address.octets().as_slice()].concat(),
        Some(IpAddr::V6(address)) => [&[2], address.octets().as_slice()].concat(),
        None => id,
    }
}

/// `cdpCacheTable`.
pub(super) fn cdp(reader: &mut Reader<'_>) -> Vec<CdpNeighbor> {
    let rows = reader.rows::<CdpCacheEntry>().into_iter();
    rows.map(|row| CdpNeighbor {
        interface: row.cdp_cache_if_index,
        device_id: device_id(&row.cdp_cache_device_id),
        port: row.cdp_cache_device_port.trim().to_owned(),
        platform: row.cdp_cache_platform.and_then(said),
        address: row.cdp_cache_address.as_deref().and_then(cdp_address),
        capabilities: row.cdp_cache_capabilities.as_deref().and_then(number),
        native_vlan: row.cdp_cache_native_vlan.and_then(|vlan| vlan_id(u32::from(vlan.0))),
    })
    .collect()
}

/// Text, or a MAC address in six octets.
fn device_id(octets: &[u8]) -> String {
    match MacAddr::from_slice(octets).filter(|_| is_binary_mac(octets)) {
        Some(mac) => mac.to_string(),
        None => text_from_octets(octets).trim().to_owned(),
    }
}

/// Four or sixteen octets, or text.
fn cdp_address(octets: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(octets).ok().map(|four| Ipv4Addr::from(four).into());
    let sixteen = <[u8; 16]>::try_from(octets).ok().map(|all| Ipv6Addr::from(all).into());
    let told = std::str::from_utf8(octets).ok().and_then(|text| text.trim_end_matches('\0').trim().parse().ok());
    told.or(four).or(sixteen).filter(|address: &IpAddr| !address.is_unspecified())
}

/// Up to four octets, the most significant first.
fn number(octets: &[u8]) -> Option<u32> {
    let usable = !octets.is_empty() && octets.len() <= 4;
    usable.then(|| octets.iter().fold(0, |number, octet| number << 8 | u32::from(*octet)))
}

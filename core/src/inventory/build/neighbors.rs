//! Discovery protocols other than LLDP: CDP, and those of other makers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::inventory::{CdpNeighbor, DiscoveredNeighbor, DiscoveryProtocol, Interface};
use crate::mib::{
    AgentIsdpCacheEntry, CdpCacheEntry, ExtremeEdpEntry, MtxrNeighborEntry, S5EnMsTopNmmEntry, SnFdpCacheEntry,
    text_from_octets,
};
use crate::value::{IfIndex, MacAddr};

use super::collected::vlan_id;
use super::reader::Reader;
use super::said;

/// `cdpCacheTable`.
pub(super) fn cdp(reader: &mut Reader<'_>) -> Vec<CdpNeighbor> {
    let rows = reader.rows::<CdpCacheEntry>().into_iter();
    rows.map(|row| CdpNeighbor {
        interface: row.cdp_cache_if_index,
        device_id: device_id(&row.cdp_cache_device_id),
        port: row.cdp_cache_device_port.trim().to_owned(),
        platform: row.cdp_cache_platform.and_then(said),
        address: row.cdp_cache_address.as_deref().and_then(address),
        capabilities: row.cdp_cache_capabilities.as_deref().and_then(number),
        native_vlan: row.cdp_cache_native_vlan.and_then(|vlan| vlan_id(u32::from(vlan.0))),
    })
    .collect()
}

/// Protocols of other makers. `heard` are the rows of `mtxrNeighborTable`.
pub(super) fn discovered(
    reader: &mut Reader<'_>,
    interfaces: &[Interface],
    heard: Vec<MtxrNeighborEntry>,
) -> Vec<DiscoveredNeighbor> {
    let mut found: Vec<DiscoveredNeighbor> = Vec::new();
    let new = |protocol, interface| DiscoveredNeighbor {
        protocol,
        interface,
        name: None,
        mac: None,
        port: None,
        address: None,
        platform: None,
    };
    for row in reader.rows::<SnFdpCacheEntry>() {
        found.push(DiscoveredNeighbor {
            port: row.sn_fdp_cache_device_port.and_then(said),
            address: row.sn_fdp_cache_address.as_deref().and_then(address),
            platform: row.sn_fdp_cache_platform.and_then(said),
            ..named(new(DiscoveryProtocol::Fdp, row.sn_fdp_cache_if_index), &row.sn_fdp_cache_device_id)
        });
    }
    for row in reader.rows::<ExtremeEdpEntry>() {
        let port = row.extreme_edp_neighbor_port.filter(|port| *port != 0).map(|port| {
            match row.extreme_edp_neighbor_slot.unwrap_or(0) {
                0 => port.to_string(),
                slot => format!("{slot}/{port}"),
            }
        });
        found.push(DiscoveredNeighbor {
            name: row.extreme_edp_neighbor_name.and_then(said),
            mac: Some(row.extreme_edp_neighbor_id.mac).filter(|mac| !mac.is_zero()),
            port,
            ..new(DiscoveryProtocol::Edp, row.extreme_edp_port_if_index)
        });
    }
    for row in reader.rows::<S5EnMsTopNmmEntry>() {
        let (slot, port) = (row.s5_en_ms_top_nmm_slot, row.s5_en_ms_top_nmm_port);
        if port == 0 {
            continue; // the device itself
        }
        let interface = by_slot_and_port(slot, port, interfaces).unwrap_or(IfIndex(0));
        let far = row.s5_en_ms_top_nmm_seg_id;
        let far = ((far >> 8) & 0xff, far & 0xff);
        found.push(DiscoveredNeighbor {
            mac: row.s5_en_ms_top_nmm_mac_addr.filter(|mac| !mac.is_zero()),
            port: (far.1 != 0).then(|| format!("{}/{}", far.0, far.1)),
            address: Some(IpAddr::from(row.s5_en_ms_top_nmm_ip_addr)).filter(|address| !address.is_unspecified()),
            ..new(DiscoveryProtocol::Sonmp, interface)
        });
    }
    for row in reader.rows::<AgentIsdpCacheEntry>() {
        found.push(DiscoveredNeighbor {
            port: row.agent_isdp_cache_device_port.and_then(said),
            address: row.agent_isdp_cache_address.as_deref().and_then(address),
            platform: row.agent_isdp_cache_platform.and_then(said),
            ..named(new(DiscoveryProtocol::Isdp, row.agent_isdp_cache_if_index), &row.agent_isdp_cache_device_id)
        });
    }
    for row in heard {
        let words = [row.mtxr_neighbor_platform, row.mtxr_neighbor_version];
        let words: Vec<String> = words.into_iter().flatten().filter_map(said).collect();
        found.push(DiscoveredNeighbor {
            name: row.mtxr_neighbor_identity.and_then(said),
            mac: row.mtxr_neighbor_mac_address.filter(|mac| !mac.is_zero()),
            address: row.mtxr_neighbor_ip_address.map(IpAddr::from).filter(|address| !address.is_unspecified()),
            platform: said(words.join(" ")),
            ..new(DiscoveryProtocol::Mndp, row.mtxr_neighbor_interface_id.unwrap_or(IfIndex(0)))
        });
    }
    found.retain(|it| it.name.is_some() || it.mac.is_some() || it.address.is_some());
    found.sort();
    found.dedup();
    found
}

/// The interface that the agent names by slot and port: `1/2`; `2` where there is one slot only; or one whose
/// description ends in `Port 1/2`.
fn by_slot_and_port(slot: u32, port: u32, interfaces: &[Interface]) -> Option<IfIndex> {
    let (both, alone) = (format!("{slot}/{port}"), port.to_string());
    let only = |found: Vec<IfIndex>| if found.len() == 1 { found.first().copied() } else { None };
    let named = |name: &str| only(interfaces.iter().filter(|it| it.name == name).map(|it| it.index).collect());
    let described = |it: &&Interface| {
        let last = it.description.as_deref().and_then(|text| text.split_whitespace().next_back());
        last.is_some_and(|last| last == both || (slot <= 1 && last == alone))
    };
    named(&both)
        .or_else(|| named(&alone).filter(|_| slot <= 1))
        .or_else(|| only(interfaces.iter().filter(described).map(|it| it.index).collect()))
}

/// Text, or a MAC address in six octets.
fn device_id(octets: &[u8]) -> String {
    match MacAddr::from_slice(octets).filter(|_| is_binary_mac(octets)) {
        Some(mac) => mac.to_string(),
        None => text_from_octets(octets).trim().to_owned(),
    }
}

/// `neighbor` with what a device id says: a name, a MAC address, or `name(0012.f2aa.bb00)`.
fn named(neighbor: DiscoveredNeighbor, id: &[u8]) -> DiscoveredNeighbor {
    let text = device_id(id);
    if let Ok(mac) = text.parse() {
        return DiscoveredNeighbor { mac: Some(mac), ..neighbor };
    }
    let both = text.split_once('(').and_then(|(name, rest)| {
        let mac = rest.trim_end().strip_suffix(')')?.trim().parse::<MacAddr>().ok()?;
        Some((said(name.to_owned()), Some(mac)))
    });
    let (name, mac) = both.unwrap_or_else(|| (said(text), None));
    DiscoveredNeighbor { name, mac, ..neighbor }
}

/// Six octets that are not the text of a short name.
fn is_binary_mac(id: &[u8]) -> bool {
    id.len() == 6 && !id.iter().all(u8::is_ascii_graphic)
}

/// Four or sixteen octets, or text.
fn address(octets: &[u8]) -> Option<IpAddr> {
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

//! TPLINK-LLDPINFO-MIB: words where the standard has numbers.

use std::net::{IpAddr, Ipv6Addr};

use crate::inventory::LldpNeighbor;
use crate::inventory::build::reader::Reader;
use crate::inventory::build::said;
use crate::mib::LldpNeighborInfoEntry;
use crate::value::LldpPortNum;

use super::ids;

/// The words for subtypes of chassis ids, the first is 1.
const CHASSIS: [&str; 7] = [
    "chassis component",
    "interface alias",
    "port component",
    "mac address",
    "network address",
    "interface name",
    "locally assigned",
];
/// The words for subtypes of port ids, the first is 1.
const PORT: [&str; 7] = [
    "interface alias",
    "port component",
    "mac address",
    "network address",
    "interface name",
    "agent circuit id",
    "locally assigned",
];
/// The words for capabilities, the first is bit 0.
const CAPABILITIES: [&str; 8] = ["other", "repeater", "bridge", "wlan", "router", "telephone", "docsis", "station"];

pub(super) fn neighbors(reader: &mut Reader<'_>) -> Vec<LldpNeighbor> {
    const TABLE: &str = "lldpNeighborInfoTable";
    let mut neighbors = Vec::new();
    for row in reader.rows::<LldpNeighborInfoEntry>() {
        let index = format!("{}.{}", row.if_index, row.lldp_neighbor_index_id);
        let subtype = |word: Option<&str>, words: &[&str]| word.map(|word| number(word, words));
        let chassis = subtype(row.lldp_neighbor_chassis_id_type.as_deref(), &CHASSIS);
        let port = subtype(row.lldp_neighbor_port_id_type.as_deref(), &PORT);
        let octets = |text: Option<String>| text.and_then(said).unwrap_or_default().into_bytes();
        let chassis = ids::chassis(reader, TABLE, &index, chassis, octets(row.lldp_neighbor_chassis_id));
        let port = ids::port(reader, TABLE, &index, port, octets(row.lldp_neighbor_port_id_descr));
        neighbors.push(LldpNeighbor {
            interface: Some(row.if_index),
            port_description: row.lldp_neighbor_port_descr.and_then(said),
            sys_name: row.lldp_neighbor_device_name.and_then(said),
            sys_description: row.lldp_neighbor_device_descr.and_then(said),
            capabilities: row.lldp_neighbor_cap_enabled.as_deref().map(capabilities),
            addresses: row.lldp_neighbor_manage_ip_addr.as_deref().and_then(address).into_iter().collect(),
            ..LldpNeighbor::new(LldpPortNum(row.if_index.0), chassis, port)
        });
    }
    neighbors
}

/// The number that a word stands for; 0 where it is none of them.
fn number(word: &str, words: &[&str]) -> i32 {
    let word = word.trim().to_lowercase();
    let at = words.iter().position(|known| *known == word);
    at.and_then(|at| i32::try_from(at + 1).ok()).unwrap_or(0)
}

fn capabilities(words: &str) -> u16 {
    let words = words.to_lowercase();
    let said = CAPABILITIES.iter().enumerate().filter(|(_, word)| words.contains(**word));
    said.fold(0, |bits, (bit, _)| bits | 1 << bit)
}

/// An address; `::10.0.0.1` is 10.0.0.1, and `::` is none.
fn address(text: &str) -> Option<IpAddr> {
    let address = match text.trim().parse().ok()? {
        IpAddr::V6(v6) => embedded(v6).unwrap_or(IpAddr::V6(v6)),
        v4 => v4,
    };
    (!address.is_unspecified()).then_some(address)
}

fn embedded(address: Ipv6Addr) -> Option<IpAddr> {
    let [0, 0, 0, 0, 0, 0, high, low] = address.segments() else { return None };
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    (high != 0).then(|| IpAddr::from([a, b, c, d]))
}

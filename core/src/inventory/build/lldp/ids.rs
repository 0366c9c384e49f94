//! Chassis and port ids as agents write them, as the octets that the standard wants.

use std::net::IpAddr;

use crate::inventory::build::reader::Reader;
use crate::mib::mac_from_octets;
use crate::value::{ChassisId, ChassisIdSubtype, PortId, PortIdSubtype};

/// A chassis id as told. A subtype that the standard does not define stays: the octets decide. Without one it is 0.
pub(super) fn chassis(
    reader: &mut Reader<'_>,
    table: &str,
    index: &str,
    subtype: Option<i32>,
    id: Vec<u8>,
) -> ChassisId {
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
pub(super) fn port(reader: &mut Reader<'_>, table: &str, index: &str, subtype: Option<i32>, id: Vec<u8>) -> PortId {
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

//! What a local lldpd heard, as `lldpctl -f json` or `-f json0` prints it: the collector's own place in the network.

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::{DeviceSnapshot, LldpInfo, LldpLocalPort, LldpNeighbor, LldpTable, TableCoverage};
use crate::error::{Error, Result};
use crate::mib::mac_from_octets;
use crate::value::{
    ChassisId, ChassisIdSubtype, DeviceId, IfIndex, LldpPortNum, PortId, PortIdSubtype, Timestamp, VlanId,
};

/// The longest text that is read.
const LONGEST: usize = 16 << 20;
/// Neighbors that are kept; a host with more is not cabled to all of them.
const NEIGHBORS: usize = 4096;
/// The longest name or description that LLDP can carry (IEEE 802.1AB §8.5).
const TEXT: usize = 255;

impl DeviceSnapshot {
    /// The machine that a local lldpd runs on, with the neighbors that it heard: by `lldpctl -f json`, or `-f json0`, which
    /// always has the same shape. Use it as one more device of a site. Where the text has the local chassis as well
    /// (`lldpctl -f json show chassis`, or both objects in one), the device knows its own name and chassis id.
    ///
    /// Interfaces have no `ifIndex` there; LLDP port numbers count them, by name, from 1.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the text is not JSON, has neither `lldp` nor `local-chassis`, or is longer than 16 MiB.
    /// Neighbors that cannot be read are left out.
    ///
    /// ```
    /// use netwarden::inventory::DeviceSnapshot;
    /// use netwarden::value::{DeviceId, Timestamp};
    ///
    /// let heard = r#"{"lldp": {"interface": {"eth0": {"via": "LLDP",
    ///     "chassis": {"sw1": {"id": {"type": "mac", "value": "00:1e:58:a3:2f:cd"}}},
    ///     "port": {"id": {"type": "ifname", "value": "Gi1/0/7"}}}}}}"#;
    /// let device = DeviceSnapshot::from_lldpd(DeviceId("collector".into()), Timestamp::from_millis(0), heard)?;
    /// assert_eq!(device.lldp.unwrap().neighbors[0].sys_name.as_deref(), Some("sw1"));
    /// # Ok::<(), netwarden::Error>(())
    /// ```
    pub fn from_lldpd(id: DeviceId, polled_at: Timestamp, json: &str) -> Result<Self> {
        let wrong = |what: &str| Error::invalid("output of lldpctl", excerpt(json), what.to_owned());
        if json.len() > LONGEST {
            return Err(wrong("at most 16 MiB are read"));
        }
        let value: Value = serde_json::from_str(json).map_err(|error| wrong(&format!("JSON is expected: {error}")))?;
        let (heard, local) = (value.get("lldp"), value.get("local-chassis"));
        if heard.is_none() && local.is_none() {
            return Err(wrong("an object with lldp or local-chassis is expected, as lldpctl -f json prints"));
        }
        let mut device = Self { polled_at, ..Self::new(id) };
        let own = local.into_iter().flat_map(each).flat_map(|it| member(it, "chassis")).flat_map(each).next();
        let own = own.map(chassis).unwrap_or_default();
        if let Some(name) = &own.name {
            device.name.clone_from(name);
            device.system.name = Some(name.clone());
        }
        device.system.description = own.description;
        let rows: Vec<(String, &Value)> =
            heard.into_iter().flat_map(each).flat_map(interfaces).take(NEIGHBORS).collect();
        let mut names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let number = |name: &str| {
            let at = names.binary_search(&name).unwrap_or(0);
            LldpPortNum(u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1))
        };
        let ports = names.iter().map(|name| LldpLocalPort {
            port: number(name),
            id: PortId::new(PortIdSubtype::InterfaceName, *name),
            description: None,
        });
        let neighbors: Vec<LldpNeighbor> = rows.iter().filter_map(|(name, row)| neighbor(number(name), row)).collect();
        device.coverage.push(TableCoverage {
            table: LldpTable::Lldpd.name().to_owned(),
            vlan: None,
            rows: u32::try_from(neighbors.len()).unwrap_or(u32::MAX),
            complete: heard.is_some(),
            reason: heard.is_none().then(|| "the text has no neighbors".to_owned()),
        });
        device.lldp = Some(LldpInfo {
            table: LldpTable::Lldpd,
            chassis: own.id,
            sys_name: own.name,
            capabilities: own.capabilities,
            ports: ports.collect(),
            neighbors,
        });
        Ok(device)
    }
}

/// The beginning of a text, for a message.
fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A value, or each of a list: lldpd leaves out lists of one.
fn each(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        other => vec![other],
    }
}

fn member<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.as_object()?.get(key)
}

/// The text of a member, which may be `"x"`, `{"value": "x"}` or a list of these.
fn text(value: &Value, key: &str) -> Option<String> {
    texts(value, key).into_iter().next()
}

fn texts(value: &Value, key: &str) -> Vec<String> {
    let found = member(value, key).into_iter().flat_map(each);
    let plain = found.filter_map(|value| member(value, "value").unwrap_or(value).as_str());
    plain.map(|text| text.trim().chars().take(TEXT).collect::<String>()).filter(|text| !text.is_empty()).collect()
}

/// `{"eth0": {…}}` for one neighbor, `[{"eth0": {…}}, …]` for several, `[{"name": "eth0", …}]` in `json0`.
fn interfaces(lldp: &Value) -> Vec<(String, &Value)> {
    let short = |name: &str| name.trim().chars().take(TEXT).collect::<String>();
    let mut rows = Vec::new();
    for list in member(lldp, "interface").into_iter().flat_map(each) {
        let Some(object) = list.as_object() else { continue };
        match object.get("name").and_then(Value::as_str) {
            Some(name) => rows.push((short(name), list)),
            None => rows.extend(object.iter().map(|(name, row)| (short(name), row))),
        }
    }
    rows.retain(|(name, row)| !name.is_empty() && row.is_object());
    rows
}

#[derive(Default)]
struct Chassis {
    id: Option<ChassisId>,
    name: Option<String>,
    description: Option<String>,
    capabilities: Option<u16>,
    addresses: Vec<IpAddr>,
}

/// `{"sw1": {"id": …}}`, or `{"id": …, "name": …}` where it has no name or in `json0`.
fn chassis(value: &Value) -> Chassis {
    let bare = Map::new();
    let object = value.as_object().unwrap_or(&bare);
    let named = if object.contains_key("id") { None } else { object.iter().find(|(_, inner)| inner.is_object()) };
    let (name, inner) = named.map_or((None, value), |(name, inner)| (Some(name.as_str()), inner));
    let name = name.map(|name| name.trim().chars().take(TEXT).collect::<String>()).filter(|name| !name.is_empty());
    let mut addresses: Vec<IpAddr> = texts(inner, "mgmt-ip").iter().filter_map(|ip| ip.parse().ok()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    Chassis {
        id: id(inner).map(|(kind, id)| chassis_id(&kind, id)),
        name: name.or_else(|| text(inner, "name")),
        description: text(inner, "descr"),
        capabilities: capabilities(inner),
        addresses,
    }
}

fn neighbor(local_port: LldpPortNum, row: &Value) -> Option<LldpNeighbor> {
    let chassis = member(row, "chassis").into_iter().flat_map(each).next().map(chassis)?;
    let port = member(row, "port").into_iter().flat_map(each).next();
    let (kind, id) = port.and_then(id).unwrap_or_default();
    if chassis.id.is_none() && chassis.name.is_none() && id.is_empty() {
        return None;
    }
    let unknown = || ChassisId::new(ChassisIdSubtype::Other(0), Vec::new());
    let mut heard = LldpNeighbor::new(local_port, chassis.id.unwrap_or_else(unknown), port_id(&kind, id));
    heard.port_description = port.and_then(|port| text(port, "descr"));
    heard.sys_name = chassis.name;
    heard.sys_description = chassis.description;
    heard.capabilities = chassis.capabilities;
    heard.addresses = chassis.addresses;
    let aggregate = port.and_then(|port| text(port, "aggregation")).and_then(|id| id.parse().ok());
    heard.details.aggregate = aggregate.filter(|id| *id != 0).map(IfIndex);
    heard.details.aggregated = heard.details.aggregate.map(|_| true);
    for vlan in member(row, "vlan").into_iter().flat_map(each) {
        let Some(id) = text(vlan, "vlan-id").and_then(|id| id.parse().ok()).filter(|id| (1..=4094).contains(id)) else {
            continue;
        };
        if member(vlan, "pvid").is_some_and(|pvid| pvid.as_bool() == Some(true) || pvid.as_str() == Some("yes")) {
            heard.details.pvid = Some(VlanId(id));
        }
        heard.details.vlans.push(VlanId(id));
    }
    heard.details.vlans.sort_unstable();
    heard.details.vlans.dedup();
    for med in member(row, "lldp-med").into_iter().flat_map(each) {
        for inventory in member(med, "inventory").into_iter().flat_map(each) {
            heard.details.manufacturer = text(inventory, "manufacturer");
            heard.details.model = text(inventory, "model");
            heard.details.serial_number = text(inventory, "serial");
            heard.details.software = text(inventory, "software");
        }
    }
    Some(heard)
}

/// `{"type": "mac", "value": "…"}`.
fn id(value: &Value) -> Option<(String, String)> {
    let id = member(value, "id").into_iter().flat_map(each).next()?;
    Some((text(id, "type").unwrap_or_default(), text(id, "value")?))
}

fn chassis_id(kind: &str, id: String) -> ChassisId {
    match kind {
        "mac" => match mac_from_octets(id.as_bytes()) {
            Some(mac) => ChassisId::new(ChassisIdSubtype::MacAddress, mac.0),
            None => ChassisId::new(ChassisIdSubtype::Local, id),
        },
        "ip" => match id.parse() {
            Ok(address) => ChassisId::new(ChassisIdSubtype::NetworkAddress, network(address)),
            Err(_) => ChassisId::new(ChassisIdSubtype::Local, id),
        },
        "ifname" => ChassisId::new(ChassisIdSubtype::InterfaceName, id),
        "ifalias" => ChassisId::new(ChassisIdSubtype::InterfaceAlias, id),
        _ => ChassisId::new(ChassisIdSubtype::Local, id),
    }
}

fn port_id(kind: &str, id: String) -> PortId {
    match kind {
        "mac" => match mac_from_octets(id.as_bytes()) {
            Some(mac) => PortId::new(PortIdSubtype::MacAddress, mac.0),
            None => PortId::new(PortIdSubtype::Local, id),
        },
        "ip" => match id.parse() {
            Ok(address) => PortId::new(PortIdSubtype::NetworkAddress, network(address)),
            Err(_) => PortId::new(PortIdSubtype::Local, id),
        },
        "ifname" => PortId::new(PortIdSubtype::InterfaceName, id),
        "ifalias" => PortId::new(PortIdSubtype::InterfaceAlias, id),
        _ => PortId::new(PortIdSubtype::Local, id),
    }
}

fn network(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(v4) => [&[1], v4.octets().as_slice()].concat(),
        IpAddr::V6(v6) => [&[2], v6.octets().as_slice()].concat(),
    }
}

/// `[{"type": "Bridge", "enabled": true}, …]`, the bits as in [`LldpInfo::capabilities`].
fn capabilities(chassis: &Value) -> Option<u16> {
    const NAMES: [&str; 8] = ["Other", "Repeater", "Bridge", "Wlan", "Router", "Tel", "Docsis", "Station"];
    let mut bits = None;
    for capability in member(chassis, "capability").into_iter().flat_map(each) {
        let enabled = member(capability, "enabled");
        let enabled = enabled.is_some_and(|it| it.as_bool() == Some(true) || it.as_str() == Some("on"));
        let bit = text(capability, "type").and_then(|name| NAMES.iter().position(|known| *known == name));
        let bits = bits.get_or_insert(0);
        *bits |= bit.filter(|_| enabled).map_or(0, |bit| 1_u16 << bit);
    }
    bits
}

#[cfg(test)]
mod tests;

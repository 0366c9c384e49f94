//! The ports of one node under every name that tables use for them.

use std::collections::HashMap;

use super::names::{inner_name, interface_key, plain};
use crate::inventory::{DeviceSnapshot, IfStatus, Interface};
use crate::value::{BridgePort, IfIndex, LldpPortNum, MacAddr, PortId, PortIdSubtype};

/// Position of a port in its node's [`Ports`].
pub(super) type PortAt = usize;

/// A port as the inference sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct PortModel {
    pub(super) name: String,
    pub(super) if_index: Option<IfIndex>,
    pub(super) alias: Option<String>,
    pub(super) mac: Option<MacAddr>,
    pub(super) speed_bps: Option<u64>,
    pub(super) up: Option<bool>,
    /// The physical port of a unit or sub-interface: `ge-0/0/1` of `ge-0/0/1.0`.
    pub(super) parent: Option<PortAt>,
    /// The aggregate that it belongs to.
    pub(super) aggregate: Option<PortAt>,
    /// Its members, where it is an aggregate.
    pub(super) members: Vec<PortAt>,
    /// Whether frames are bridged through it.
    pub(super) bridged: bool,
    /// Its least bridge port number.
    pub(super) bridge: Option<u32>,
    /// Whether its `ifType` is that of a physical Ethernet port (IANA 6, 62, 69, 117).
    pub(super) ethernet: bool,
}

type Lookup<K> = HashMap<K, Vec<PortAt>>;

/// Ports and every index over them.
#[derive(Clone, Debug, Default)]
pub(super) struct Ports {
    list: Vec<PortModel>,
    names: Lookup<String>,
    descriptions: Lookup<String>,
    keys: Lookup<String>,
    aliases: Lookup<String>,
    macs: Lookup<MacAddr>,
    indexes: HashMap<u32, PortAt>,
    announced: Lookup<Vec<u8>>,
    lldp: HashMap<u32, PortAt>,
    bridge: HashMap<u32, PortAt>,
    /// Whether the device lists its bridge ports, so that a number outside the list is none.
    bridge_ports_listed: bool,
}

fn add<K: std::hash::Hash + Eq>(lookup: &mut Lookup<K>, key: K, port: PortAt) {
    let ports = lookup.entry(key).or_default();
    if !ports.contains(&port) {
        ports.push(port);
    }
}

impl Ports {
    /// The ports of a polled device.
    pub(super) fn of(device: &DeviceSnapshot) -> Self {
        let mut ports = Self::default();
        let mut interfaces: Vec<_> = device.interfaces.iter().collect();
        interfaces.sort_by(|a, b| {
            let key = |of: &'_ Interface| (of.index, of.mac, of.oper, of.speed_bps);
            let text = |of: &Interface| [Some(of.name.clone()), of.description.clone(), of.alias.clone()];
            key(a).cmp(&key(b)).then_with(|| text(a).cmp(&text(b)))
        });
        interfaces.dedup_by_key(|interface| interface.index);
        for interface in interfaces {
            let at = ports.push(PortModel {
                name: interface.name.clone(),
                if_index: Some(interface.index),
                alias: interface.alias.clone().filter(|alias| !alias.trim().is_empty()),
                mac: interface.mac.filter(|mac| !mac.is_zero()),
                speed_bps: interface.speed_bps,
                up: match interface.oper {
                    IfStatus::Up => Some(true),
                    IfStatus::Unknown => None,
                    _ => Some(false),
                },
                ethernet: matches!(interface.if_type, Some(6 | 62 | 69 | 117)),
                ..PortModel::default()
            });
            if let Some(description) = &interface.description {
                add(&mut ports.descriptions, plain(description), at);
                add(&mut ports.keys, interface_key(description), at);
            }
        }
        ports.relate_units();
        ports.read_lags(device);
        ports.read_bridge(device);
        ports.read_lldp(device);
        ports
    }

    fn push(&mut self, port: PortModel) -> PortAt {
        let at = self.list.len();
        if !port.name.is_empty() {
            add(&mut self.names, plain(&port.name), at);
            add(&mut self.keys, interface_key(&port.name), at);
        }
        if let Some(alias) = &port.alias {
            add(&mut self.aliases, plain(alias), at);
        }
        if let Some(mac) = port.mac {
            add(&mut self.macs, mac, at);
        }
        if let Some(index) = port.if_index {
            self.indexes.entry(index.0).or_insert(at);
        }
        self.list.push(port);
        at
    }

    fn relate_units(&mut self) {
        for at in 0..self.list.len() {
            let parent = match self.list[at].name.rsplit_once('.') {
                Some((parent, unit)) if !unit.is_empty() && unit.bytes().all(|byte| byte.is_ascii_digit()) => {
                    self.names.get(&plain(parent)).and_then(|found| found.first().copied())
                }
                _ => None,
            };
            self.list[at].parent = parent.filter(|parent| *parent != at);
        }
    }

    fn read_lags(&mut self, device: &DeviceSnapshot) {
        let mut pairs: Vec<(IfIndex, IfIndex)> =
            device.lags.iter().flat_map(|lag| lag.members.iter().map(|member| (lag.interface, *member))).collect();
        pairs.sort_unstable();
        for (aggregate, member) in pairs {
            let (Some(aggregate), Some(member)) = (self.by_index(aggregate), self.by_index(member)) else { continue };
            if aggregate != member && self.list[member].aggregate.is_none() && self.list[aggregate].aggregate.is_none()
            {
                self.list[member].aggregate = Some(aggregate);
                self.list[aggregate].members.push(member);
            }
        }
    }

    fn read_bridge(&mut self, device: &DeviceSnapshot) {
        let Some(bridge) = &device.bridge else { return };
        self.bridge_ports_listed = !bridge.ports.is_empty();
        let mut rows: Vec<_> = bridge.ports.iter().collect();
        rows.sort_by_key(|row| (row.port, row.interface));
        for row in rows {
            let index = row.interface.filter(|index| index.0 != 0).unwrap_or(IfIndex(row.port.0));
            let at = self.by_index(index).unwrap_or_else(|| self.numbered(index));
            self.bridge.entry(row.port.0).or_insert(at);
            self.mark_bridged(at, row.port);
        }
    }

    fn mark_bridged(&mut self, at: PortAt, number: BridgePort) {
        let port = &mut self.list[at];
        port.bridged = true;
        port.bridge = Some(port.bridge.map_or(number.0, |known| known.min(number.0)));
    }

    fn read_lldp(&mut self, device: &DeviceSnapshot) {
        let Some(lldp) = &device.lldp else { return };
        let mut rows: Vec<_> = lldp.ports.iter().collect();
        rows.sort_by(|a, b| (a.port, &a.id, &a.description).cmp(&(b.port, &b.id, &b.description)));
        // All rows are matched with interfaces before ports of their own are made: descriptions repeat.
        let matched: Vec<Option<PortAt>> = rows
            .iter()
            .map(|row| self.announced_by_itself(row.port, &row.id, row.description.as_deref().unwrap_or_default()))
            .collect();
        for (row, matched) in rows.into_iter().zip(matched) {
            let at = matched.unwrap_or_else(|| {
                let text = row.id.text().filter(|text| mac_in(&row.id).is_none() && !text.trim().is_empty());
                let name = text.or(row.description.as_deref()).map(str::trim).unwrap_or_default();
                let name = if name.is_empty() { format!("port {}", row.port) } else { name.to_owned() };
                self.push(PortModel { name, mac: mac_in(&row.id), ..PortModel::default() })
            });
            if let Some(description) = row.description.as_deref().filter(|text| !text.trim().is_empty()) {
                add(&mut self.descriptions, plain(description), at);
            }
            add(&mut self.announced, row.id.bytes.clone(), at);
            self.lldp.entry(row.port.0).or_insert(at);
        }
    }

    /// The interface that a row of `lldpLocPortTable` is about: by name, else by number.
    fn announced_by_itself(&self, number: LldpPortNum, id: &PortId, description: &str) -> Option<PortAt> {
        let text = id.text().unwrap_or_default();
        let only = |found: Vec<PortAt>| if found.len() == 1 { found.first().copied() } else { None };
        let named = matches!(id.subtype, PortIdSubtype::InterfaceName).then(|| self.by_text(text)).and_then(only);
        named
            .or_else(|| only(self.exactly(description)))
            .or_else(|| text.parse().ok().and_then(|index| self.by_index(IfIndex(index))))
            .or_else(|| mac_in(id).and_then(|mac| only(self.by_mac(mac))))
            .or_else(|| only(self.by_text(text)))
            .or_else(|| self.by_index(IfIndex(number.0)))
            .or_else(|| only(self.by_text(description)))
    }

    /// All ports, by position.
    pub(super) fn list(&self) -> &[PortModel] {
        &self.list
    }

    /// The port at a position that this object gave.
    pub(super) fn at(&self, at: PortAt) -> &PortModel {
        &self.list[at]
    }

    /// The physical port that a unit belongs to, or the port itself.
    pub(super) fn physical(&self, at: PortAt) -> PortAt {
        self.list[at].parent.unwrap_or(at)
    }

    /// The aggregate that a port belongs to, or its physical port: what bridge tables know.
    pub(super) fn bundle(&self, at: PortAt) -> PortAt {
        let physical = self.physical(at);
        self.list[physical].aggregate.unwrap_or(physical)
    }

    /// Whether frames from this port pass through the bridge: not those of a routed or management port.
    pub(super) fn carries_frames(&self, at: PortAt) -> bool {
        self.list[at].bridged || !self.list[at].ethernet || !self.bridge_ports_listed
    }

    /// The bridge port number of a port.
    pub(super) fn bridge_number(&self, at: PortAt) -> Option<BridgePort> {
        self.list[at].bridge.map(BridgePort)
    }

    /// The port behind a bridge port number that is in use.
    pub(super) fn listed_bridge_port(&self, port: BridgePort) -> Option<PortAt> {
        self.bridge.get(&port.0).copied()
    }

    pub(super) fn by_index(&self, index: IfIndex) -> Option<PortAt> {
        self.indexes.get(&index.0).copied()
    }

    /// The physical port that has this MAC address alone.
    pub(super) fn only_by_mac(&self, mac: MacAddr) -> Option<PortAt> {
        let mut bearing = self.macs.get(&mac)?.iter().map(|at| self.physical(*at));
        let first = bearing.next()?;
        bearing.all(|at| at == first).then_some(first)
    }

    pub(super) fn by_mac(&self, mac: MacAddr) -> Vec<PortAt> {
        self.macs.get(&mac).cloned().unwrap_or_default()
    }

    /// Ports whose `ifName` or `ifDescr` is this text.
    fn exactly(&self, text: &str) -> Vec<PortAt> {
        let wanted = plain(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        self.names.get(&wanted).or_else(|| self.descriptions.get(&wanted)).cloned().unwrap_or_default()
    }

    /// Ports that this text can mean, by the best kind of match that there is.
    pub(super) fn by_text(&self, text: &str) -> Vec<PortAt> {
        let found = self.exactly(text);
        if !found.is_empty() || text.trim().is_empty() {
            return found;
        }
        let lookups = [self.keys.get(&interface_key(text)), self.aliases.get(&plain(text))];
        if let Some(found) = lookups.into_iter().flatten().next() {
            return found.clone();
        }
        inner_name(text).map_or_else(Vec::new, |inner| self.exactly(inner))
    }

    /// The interface or port with a number that some table uses, made where it is not known.
    pub(super) fn numbered(&mut self, index: IfIndex) -> PortAt {
        self.by_index(index).unwrap_or_else(|| {
            self.push(PortModel { name: index.to_string(), if_index: Some(index), ..PortModel::default() })
        })
    }

    /// The number of a port in `lldpLocPortTable`: the least, where it has several.
    pub(super) fn lldp_number(&self, at: PortAt) -> Option<LldpPortNum> {
        self.lldp.iter().filter(|(_, port)| **port == at).map(|(number, _)| LldpPortNum(*number)).min()
    }

    /// The port on which LLDP heard something; `None` where the device does not know.
    pub(super) fn heard_on(&mut self, number: LldpPortNum) -> Option<PortAt> {
        if let Some(at) = self.lldp.get(&number.0) {
            return Some(*at);
        }
        if number.0 == 0 {
            return None;
        }
        Some(self.by_index(IfIndex(number.0)).unwrap_or_else(|| {
            let at = self.push(PortModel { name: number.to_string(), ..PortModel::default() });
            self.lldp.insert(number.0, at);
            at
        }))
    }

    /// The port behind a bridge port number. A number outside the device's own list is no bridge
    /// port; where there is no list, `ifIndex` and bridge port are taken to be equal.
    pub(super) fn bridged(&mut self, port: BridgePort) -> Option<PortAt> {
        if let Some(at) = self.bridge.get(&port.0) {
            return Some(*at);
        }
        if self.bridge_ports_listed || port.0 == 0 {
            return None;
        }
        let at = self
            .by_index(IfIndex(port.0))
            .unwrap_or_else(|| self.push(PortModel { name: port.to_string(), ..PortModel::default() }));
        self.bridge.insert(port.0, at);
        self.mark_bridged(at, port);
        Some(at)
    }

    /// Ports that a neighbor can mean by this id and description, sorted: one where it is clear.
    pub(super) fn announced_as(&self, id: &PortId, description: Option<&str>) -> Vec<PortAt> {
        let described = description.map(|text| self.by_text(text)).unwrap_or_default();
        let narrow = |found: Vec<PortAt>| {
            let both: Vec<PortAt> = found.iter().copied().filter(|at| described.contains(at)).collect();
            if found.len() > 1 && !both.is_empty() { both } else { found }
        };
        let text = id.text().unwrap_or_default();
        let number: Option<u32> = text.trim().parse().ok();
        let ways: [&dyn Fn() -> Vec<PortAt>; 5] = [
            &|| self.announced.get(&id.bytes).cloned().unwrap_or_default(),
            &|| mac_in(id).map(|mac| self.by_mac(mac)).unwrap_or_default(),
            &|| self.by_text(text),
            &|| {
                number
                    .and_then(|number| self.lldp.get(&number).copied().or_else(|| self.by_index(IfIndex(number))))
                    .into_iter()
                    .collect()
            },
            &|| described.clone(),
        ];
        let mut found = ways.iter().map(|way| narrow(way())).find(|found| !found.is_empty()).unwrap_or_default();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The port of a device that was only heard of, made on first mention.
    pub(super) fn heard_of(&mut self, id: &PortId, description: Option<&str>) -> Option<PortAt> {
        let mac = mac_in(id);
        let described = description.map(str::trim).filter(|text| !text.is_empty() && plain(text) != "not received");
        let text = id.text().map(str::trim).filter(|text| !text.is_empty());
        let number = text.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let name = match (mac, text) {
            (Some(mac), _) => described.map_or_else(|| mac.to_string(), str::to_owned),
            (None, Some(text)) if number && matches!(id.subtype, PortIdSubtype::Local) => {
                described.unwrap_or(text).to_owned()
            }
            (None, Some(text)) => text.to_owned(),
            (None, None) if !id.bytes.is_empty() => described.map_or_else(|| id.to_string(), str::to_owned),
            (None, None) => described?.to_owned(),
        };
        if let Some(at) =
            self.announced.get(&id.bytes).and_then(|found| found.first()).copied().filter(|_| !id.bytes.is_empty())
        {
            return Some(at);
        }
        let at = self.named(&name, mac);
        add(&mut self.announced, id.bytes.clone(), at);
        Some(at)
    }

    /// The port of that name, made on first mention.
    pub(super) fn named(&mut self, name: &str, mac: Option<MacAddr>) -> PortAt {
        let by_name = self.by_text(name).first().copied();
        if let Some(at) =
            by_name.filter(|at| mac.is_none() || self.list[*at].mac.is_none() || self.list[*at].mac == mac)
        {
            if let (Some(mac), None) = (mac, self.list[at].mac) {
                self.list[at].mac = Some(mac);
                add(&mut self.macs, mac, at);
            }
            return at;
        }
        self.push(PortModel { name: name.to_owned(), mac, ..PortModel::default() })
    }
}

/// The MAC address in a port id, whatever its subtype says: six octets that are no text, or text
/// that reads as one.
pub(super) fn mac_in(id: &PortId) -> Option<MacAddr> {
    let text = id.text();
    id.mac()
        .or_else(|| text.and_then(|text| text.trim().parse().ok()))
        .or_else(|| if text.is_none() { MacAddr::from_slice(&id.bytes) } else { None })
        .filter(|mac| !mac.is_zero())
}

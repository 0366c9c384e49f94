//! The ports of one node under every name that tables use for them.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::lookup::{Kind, Numbers, Texts};
use super::names::{inner_name, interface_key, plain, short};
use crate::inventory::{DeviceSnapshot, IfStatus, Interface};
use crate::value::{BridgePort, IfIndex, LldpPortNum, MacAddr, PortId, PortIdSubtype};

/// Position of a port in its node's [`Ports`].
pub(super) type PortAt = usize;

/// A port as the inference sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct PortModel<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) if_index: Option<IfIndex>,
    pub(super) alias: Option<&'a str>,
    /// `ifDescr`.
    pub(super) description: Option<&'a str>,
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
    /// Whether its bridge port number is taken for its `ifIndex`, because the bridge does not say.
    pub(super) assumed: bool,
    /// Whether its `ifType` is that of a physical Ethernet port (IANA 6, 62, 69, 117).
    pub(super) ethernet: bool,
    /// Whether its `ifType` is that of an aggregate (IANA 161).
    pub(super) is_aggregate: bool,
}

/// Ports and every index over them. Those over texts are made when somebody asks for one.
#[derive(Clone, Debug, Default)]
pub(super) struct Ports<'a> {
    list: Vec<PortModel<'a>>,
    indexes: Numbers,
    lldp: Numbers,
    bridge: Numbers,
    /// What LLDP announces of the ports.
    announced: Vec<(&'a [u8], PortAt)>,
    /// `lldpLocPortDesc`.
    described: Vec<(&'a str, PortAt)>,
    texts: OnceCell<Texts>,
    ids: OnceCell<Texts>,
    macs: OnceCell<Vec<(MacAddr, PortAt)>>,
    /// Whether the device lists its bridge ports, so that a number outside the list is none.
    bridge_ports_listed: bool,
}

impl<'a> Ports<'a> {
    /// The ports of a polled device.
    pub(super) fn of(device: &'a DeviceSnapshot) -> Self {
        let mut ports = Self::default();
        let mut interfaces: Vec<_> = device.interfaces.iter().collect();
        if !interfaces.is_sorted_by(|a, b| a.index < b.index) {
            interfaces.sort_by(|a, b| {
                let key = |of: &'_ Interface| (of.index, of.mac, of.oper, of.speed_bps);
                let text = |of: &Interface| [Some(of.name.clone()), of.description.clone(), of.alias.clone()];
                key(a).cmp(&key(b)).then_with(|| text(a).cmp(&text(b)))
            });
            interfaces.dedup_by_key(|interface| interface.index);
        }
        ports.list.reserve(interfaces.len());
        for interface in interfaces {
            ports.push(PortModel {
                name: short(&interface.name),
                if_index: Some(interface.index),
                alias: interface.alias.as_deref().filter(|alias| !alias.trim().is_empty()),
                description: interface.description.as_deref(),
                mac: interface.mac.filter(|mac| !mac.is_zero()),
                speed_bps: interface.speed_bps,
                up: match interface.oper {
                    IfStatus::Up => Some(true),
                    IfStatus::Unknown => None,
                    _ => Some(false),
                },
                ethernet: matches!(interface.if_type, Some(6 | 62 | 69 | 117)),
                is_aggregate: interface.if_type == Some(161),
                ..PortModel::default()
            });
        }
        ports.relate_units();
        ports.read_lags(device);
        ports.read_bridge(device);
        ports.read_lldp(device);
        ports
    }

    fn push(&mut self, port: PortModel<'a>) -> PortAt {
        let at = self.list.len();
        if let Some(texts) = self.texts.get_mut() {
            texts.add_port(&port, at);
        }
        if port.mac.is_some() {
            self.macs.take();
        }
        if let Some(index) = port.if_index {
            self.indexes.insert(index.0, at);
        }
        self.list.push(port);
        at
    }

    fn texts(&self) -> &Texts {
        self.texts.get_or_init(|| {
            let mut texts = Texts::default();
            self.list.iter().enumerate().for_each(|(at, port)| texts.add_port(port, at));
            self.described.iter().for_each(|(text, at)| texts.add(Kind::Description, &plain(text), *at));
            texts.sorted()
        })
    }

    /// Ports by the octets that LLDP announces.
    fn ids(&self) -> &Texts {
        self.ids.get_or_init(|| {
            let mut ids = Texts::default();
            self.announced.iter().for_each(|(bytes, at)| ids.add_bytes(Kind::Announced, bytes, *at));
            ids.sorted()
        })
    }

    /// All MAC addresses with the ports that have them, sorted.
    fn macs(&self) -> &[(MacAddr, PortAt)] {
        self.macs.get_or_init(|| {
            let with = |(at, port): (PortAt, &PortModel<'_>)| Some((port.mac?, at));
            let mut macs: Vec<(MacAddr, PortAt)> = self.list.iter().enumerate().filter_map(with).collect();
            macs.sort_unstable();
            macs
        })
    }

    fn with_mac(&self, mac: MacAddr) -> impl Iterator<Item = PortAt> + '_ {
        let macs = self.macs();
        let first = macs.partition_point(|(other, _)| *other < mac);
        macs.iter().skip(first).take_while(move |(other, _)| *other == mac).map(|(_, at)| *at)
    }

    fn relate_units(&mut self) {
        for at in 0..self.list.len() {
            let parent = match self.list[at].name.rsplit_once('.') {
                Some((parent, unit)) if !unit.is_empty() && unit.bytes().all(|byte| byte.is_ascii_digit()) => {
                    self.texts().first(Kind::Name, plain(parent).as_bytes())
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
            let free = self.list[member].aggregate.is_none() && self.list[member].members.is_empty();
            if aggregate != member && free && self.list[aggregate].aggregate.is_none() {
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
            let named = row.interface.filter(|index| index.0 != 0);
            let index = named.unwrap_or(IfIndex(row.port.0));
            let counted = || self.aggregate_counted(row.port).filter(|_| named.is_none());
            let at = self.by_index(index).or_else(counted).unwrap_or_else(|| self.numbered(index));
            self.list[at].assumed = named.is_none() && !self.list[at].bridged;
            self.bridge.insert(row.port.0, at);
            self.mark_bridged(at, row.port);
        }
    }

    /// The aggregate with a bridge port number that is no `ifIndex`, where nothing says which interface it is and
    /// physical ports are `1..=n` by `ifIndex`: then aggregates are counted after them.
    fn aggregate_counted(&self, port: BridgePort) -> Option<PortAt> {
        let physical = self.list.iter().filter(|port| port.ethernet).filter_map(|port| port.if_index);
        let mut count = 0_u32;
        for index in physical {
            count = count.checked_add(1).filter(|count| *count == index.0)?;
        }
        let after = usize::try_from(port.0.checked_sub(count)?.checked_sub(1)?).ok()?;
        let aggregates = self.list.iter().enumerate().filter(|(_, port)| port.is_aggregate);
        aggregates.map(|(at, _)| at).nth(after)
    }

    fn mark_bridged(&mut self, at: PortAt, number: BridgePort) {
        let port = &mut self.list[at];
        port.bridged = true;
        port.bridge = Some(port.bridge.map_or(number.0, |known| known.min(number.0)));
    }

    fn read_lldp(&mut self, device: &'a DeviceSnapshot) {
        let Some(lldp) = &device.lldp else { return };
        let mut rows: Vec<_> = lldp.ports.iter().collect();
        rows.sort_by(|a, b| (a.port, &a.id, &a.description).cmp(&(b.port, &b.id, &b.description)));
        self.announced.reserve(rows.len());
        // All rows are matched with interfaces before ports of their own are made: descriptions repeat.
        let matched: Vec<Option<PortAt>> = rows
            .iter()
            .map(|row| self.announced_by_itself(row.port, &row.id, row.description.as_deref().unwrap_or_default()))
            .collect();
        for (row, matched) in rows.into_iter().zip(matched) {
            let at = matched.unwrap_or_else(|| {
                let text = row.id.text().filter(|text| mac_in(&row.id).is_none() && !text.trim().is_empty());
                let name = text.or(row.description.as_deref()).map(str::trim).unwrap_or_default();
                let name = if name.is_empty() { Cow::Owned(format!("port {}", row.port)) } else { short(name) };
                self.push(PortModel { name, mac: mac_in(&row.id), ..PortModel::default() })
            });
            if let Some(description) = row.description.as_deref().filter(|text| !text.trim().is_empty()) {
                self.described.push((description, at));
                if let Some(texts) = self.texts.get_mut() {
                    texts.add(Kind::Description, &plain(description), at);
                }
            }
            self.announced.push((&row.id.bytes, at));
            self.lldp.insert(row.port.0, at);
        }
    }

    /// The interface that a row of `lldpLocPortTable` is about: by name, else by number.
    fn announced_by_itself(&self, number: LldpPortNum, id: &PortId, description: &str) -> Option<PortAt> {
        let text = id.text().unwrap_or_default();
        // Most agents number LLDP ports as interfaces and announce their names: then no text needs to be looked for.
        let numbered = self.by_index(IfIndex(number.0));
        let is_name = matches!(id.subtype, PortIdSubtype::InterfaceName) && !text.is_empty();
        if let Some(at) = numbered.filter(|at| is_name && self.list[*at].name == text) {
            return Some(at);
        }
        let only = |found: Vec<PortAt>| if found.len() == 1 { found.first().copied() } else { None };
        let named = matches!(id.subtype, PortIdSubtype::InterfaceName).then(|| self.by_text(text)).and_then(only);
        named
            .or_else(|| only(self.exactly(description)))
            .or_else(|| text.parse().ok().and_then(|index| self.by_index(IfIndex(index))))
            .or_else(|| mac_in(id).and_then(|mac| only(self.by_mac(mac))))
            .or_else(|| only(self.by_text(text)))
            .or(numbered)
            .or_else(|| only(self.by_text(description)))
    }

    /// All ports, by position.
    pub(super) fn list(&self) -> &[PortModel<'a>] {
        &self.list
    }

    /// The port at a position that this object gave.
    pub(super) fn at(&self, at: PortAt) -> &PortModel<'a> {
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
        self.bridge.get(port.0)
    }

    pub(super) fn by_index(&self, index: IfIndex) -> Option<PortAt> {
        self.indexes.get(index.0)
    }

    pub(super) fn by_mac(&self, mac: MacAddr) -> Vec<PortAt> {
        self.with_mac(mac).collect()
    }

    /// Ports whose `ifName` or `ifDescr` is this text.
    fn exactly(&self, text: &str) -> Vec<PortAt> {
        let wanted = plain(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let texts = self.texts();
        let named = texts.of(Kind::Name, &wanted);
        if named.is_empty() { texts.of(Kind::Description, &wanted) } else { named }
    }

    /// Ports that this text can mean, by the best kind of match that there is.
    pub(super) fn by_text(&self, text: &str) -> Vec<PortAt> {
        let found = self.exactly(text);
        if !found.is_empty() || text.trim().is_empty() {
            return found;
        }
        let texts = self.texts();
        for (kind, text) in [(Kind::Key, interface_key(text)), (Kind::Alias, plain(text))] {
            let found = texts.of(kind, &text);
            if !found.is_empty() {
                return found;
            }
        }
        inner_name(text).map_or_else(Vec::new, |inner| self.exactly(inner))
    }

    /// The first of the ports that this text can mean, however many they are.
    fn first_by_text(&self, text: &str) -> Option<PortAt> {
        let wanted = plain(text);
        if wanted.is_empty() {
            return None;
        }
        let texts = self.texts();
        let exact = |wanted: &str| {
            let named = texts.first(Kind::Name, wanted.as_bytes());
            named.or_else(|| texts.first(Kind::Description, wanted.as_bytes()))
        };
        exact(&wanted)
            .or_else(|| texts.first(Kind::Key, interface_key(text).as_bytes()))
            .or_else(|| texts.first(Kind::Alias, wanted.as_bytes()))
            .or_else(|| inner_name(text).and_then(|inner| exact(&plain(inner)).filter(|_| !plain(inner).is_empty())))
    }

    /// The interface or port with a number that some table uses, made where it is not known.
    pub(super) fn numbered(&mut self, index: IfIndex) -> PortAt {
        self.by_index(index).unwrap_or_else(|| {
            self.push(PortModel { name: index.to_string().into(), if_index: Some(index), ..PortModel::default() })
        })
    }

    /// The number of a port in `lldpLocPortTable`: the least, where it has several.
    pub(super) fn lldp_number(&self, at: PortAt) -> Option<LldpPortNum> {
        self.lldp.iter().filter(|(_, port)| *port == at).map(|(number, _)| LldpPortNum(number)).min()
    }

    /// The port on which LLDP heard something; `None` where the device does not know.
    pub(super) fn heard_on(&mut self, number: LldpPortNum) -> Option<PortAt> {
        if let Some(at) = self.lldp.get(number.0) {
            return Some(at);
        }
        if number.0 == 0 {
            return None;
        }
        Some(self.by_index(IfIndex(number.0)).unwrap_or_else(|| {
            let at = self.push(PortModel { name: number.to_string().into(), ..PortModel::default() });
            self.lldp.insert(number.0, at);
            at
        }))
    }

    /// The port behind a bridge port number. A number outside the device's own list is no bridge
    /// port; where there is no list, `ifIndex` and bridge port are taken to be equal.
    pub(super) fn bridged(&mut self, port: BridgePort) -> Option<PortAt> {
        if let Some(at) = self.bridge.get(port.0) {
            return Some(at);
        }
        if self.bridge_ports_listed || port.0 == 0 {
            return None;
        }
        let at = self
            .by_index(IfIndex(port.0))
            .or_else(|| self.aggregate_counted(port))
            .unwrap_or_else(|| self.push(PortModel { name: port.to_string().into(), ..PortModel::default() }));
        self.bridge.insert(port.0, at);
        self.mark_bridged(at, port);
        Some(at)
    }

    /// Ports that a neighbor can mean by this id and description, sorted: one where it is clear.
    pub(super) fn announced_as(&self, id: &PortId, description: Option<&str>) -> Vec<PortAt> {
        let described = || description.map(|text| self.by_text(text)).unwrap_or_default();
        let narrow = |found: Vec<PortAt>| {
            if found.len() < 2 {
                return found;
            }
            let described = described();
            let both: Vec<PortAt> = found.iter().copied().filter(|at| described.contains(at)).collect();
            if both.is_empty() { found } else { both }
        };
        let text = id.text().unwrap_or_default();
        let number: Option<u32> = text.trim().parse().ok();
        let ways: [&dyn Fn() -> Vec<PortAt>; 5] = [
            &|| self.ids().of_bytes(Kind::Announced, &id.bytes),
            &|| mac_in(id).map(|mac| self.by_mac(mac)).unwrap_or_default(),
            &|| self.by_text(text),
            &|| {
                number
                    .and_then(|number| self.lldp.get(number).or_else(|| self.by_index(IfIndex(number))))
                    .into_iter()
                    .collect()
            },
            &described,
        ];
        let mut found = ways.iter().map(|way| narrow(way())).find(|found| !found.is_empty()).unwrap_or_default();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The port of a device that was only heard of, made on first mention.
    pub(super) fn heard_of(&mut self, id: &'a PortId, description: Option<&'a str>) -> Option<PortAt> {
        let mac = mac_in(id);
        let described = description.map(str::trim).filter(|text| !text.is_empty() && plain(text) != "not received");
        let text = id.text().map(str::trim).filter(|text| !text.is_empty());
        let number = text.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let name: Cow<'a, str> = match (mac, text) {
            (Some(mac), _) => described.map_or_else(|| mac.to_string().into(), short),
            (None, Some(text)) if number && matches!(id.subtype, PortIdSubtype::Local) => {
                short(described.unwrap_or(text))
            }
            (None, Some(text)) => short(text),
            (None, None) if !id.bytes.is_empty() => {
                described.map_or_else(|| short(&id.to_string()).into_owned().into(), short)
            }
            (None, None) => short(described?),
        };
        if let Some(at) = self.ids().first(Kind::Announced, &id.bytes).filter(|_| !id.bytes.is_empty()) {
            return Some(at);
        }
        let at = self.named(name, mac);
        if let Some(ids) = self.ids.get_mut() {
            ids.add_bytes(Kind::Announced, &id.bytes, at);
        }
        Some(at)
    }

    /// The port of that name, made on first mention.
    pub(super) fn named(&mut self, name: Cow<'a, str>, mac: Option<MacAddr>) -> PortAt {
        let by_name = self.first_by_text(&name);
        if let Some(at) =
            by_name.filter(|at| mac.is_none() || self.list[*at].mac.is_none() || self.list[*at].mac == mac)
        {
            if let (Some(mac), None) = (mac, self.list[at].mac) {
                self.list[at].mac = Some(mac);
                self.macs.take();
            }
            return at;
        }
        self.push(PortModel { name, mac, ..PortModel::default() })
    }
}

/// The MAC address in a port id, whatever its subtype says: six octets that are no text, or text
/// that reads as one.
pub(super) fn mac_in(id: &PortId) -> Option<MacAddr> {
    let text = id.text();
    // No way to write an address is shorter than `0:1:2:3:4:5`.
    let text_of = || text.filter(|text| text.len() >= 11).and_then(|text| text.trim().parse().ok());
    id.mac()
        .or_else(text_of)
        .or_else(|| if text.is_none() { MacAddr::from_slice(&id.bytes) } else { None })
        .filter(|mac| !mac.is_zero())
}

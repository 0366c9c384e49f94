//! Who is who: which device a neighbor row is about.
//!
//! Strong keys are the chassis id, the base bridge address and interface MAC addresses; names and
//! addresses are weak. A key that several polled devices own identifies none of them, and two polled
//! devices never become one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

use super::model::Spot;
use super::names::{first_label, host_key, identifies, is_own};
use crate::evidence::{Claim, Statement};
use crate::inventory::{CdpNeighbor, DeviceSnapshot, LldpNeighbor};
use crate::value::{ChassisId, ChassisIdSubtype, MacAddr};

/// A chassis id reduced to what it means, whatever its subtype says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Chassis {
    Mac(MacAddr),
    Address(IpAddr),
    Text(String),
}

impl Chassis {
    pub(super) fn of(id: &ChassisId) -> Option<Self> {
        let text = id.text().map(str::trim);
        let mac = id.mac().or_else(|| text.and_then(|text| text.parse().ok()));
        let mac = mac.or_else(|| if text.is_none() { MacAddr::from_slice(&id.bytes) } else { None });
        if let Some(mac) = mac {
            return is_own(mac).then_some(Self::Mac(mac));
        }
        let address = id.ip().or_else(|| text.and_then(|text| text.parse().ok()));
        if let Some(address) = address {
            return identifies(address).then_some(Self::Address(address));
        }
        let text =
            if text.is_some() || !id.bytes.is_empty() { id.to_string().trim().to_lowercase() } else { String::new() };
        (!text.is_empty()).then_some(Self::Text(text))
    }
}

/// What one neighbor row says of the neighbor's identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Described {
    pub(super) chassis: Option<Chassis>,
    pub(super) name: Option<String>,
    pub(super) addresses: BTreeSet<IpAddr>,
}

impl Described {
    pub(super) fn by_lldp(heard: &LldpNeighbor) -> Self {
        let chassis = Chassis::of(&heard.chassis);
        let name = heard.sys_name.as_deref().and_then(host_key).or_else(|| match &chassis {
            Some(Chassis::Text(text)) if !matches!(heard.chassis.subtype, ChassisIdSubtype::MacAddress) => {
                host_key(text)
            }
            _ => None,
        });
        let mut addresses: BTreeSet<IpAddr> = heard.addresses.iter().copied().filter(|a| identifies(*a)).collect();
        if let Some(Chassis::Address(address)) = chassis {
            addresses.insert(address);
        }
        Self { chassis, name, addresses }
    }

    pub(super) fn by_cdp(heard: &CdpNeighbor) -> Self {
        let id = heard.device_id.trim();
        let chassis = id.parse().ok().filter(|mac| is_own(*mac)).map(Chassis::Mac);
        let name = if chassis.is_some() { None } else { host_key(id) };
        Self { chassis, name, addresses: heard.address.into_iter().filter(|address| identifies(*address)).collect() }
    }

    fn of(claim: &Claim<'_>) -> Option<Self> {
        match claim.statement {
            Statement::LldpSays(heard) => Some(Self::by_lldp(heard)),
            Statement::CdpSays(heard) => Some(Self::by_cdp(heard)),
            _ => None,
        }
    }
}

/// Whom a neighbor row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// A polled device, by position.
    Polled(usize),
    /// A device that was only heard of, by position among those.
    Heard(usize),
    /// Nobody can say; the reason in words.
    Unclear(String),
}

type Owners<K> = HashMap<K, BTreeSet<usize>>;

/// The keys of the polled devices and their owners.
pub(super) struct Registry {
    chassis: Owners<Chassis>,
    macs: Owners<MacAddr>,
    addresses: Owners<IpAddr>,
    names: Owners<String>,
    labels: Owners<String>,
    own_chassis: Vec<Option<Chassis>>,
    named: Vec<bool>,
}

impl Registry {
    pub(super) fn of(devices: &[&DeviceSnapshot]) -> Self {
        let mut registry = Self {
            chassis: HashMap::new(),
            macs: HashMap::new(),
            addresses: HashMap::new(),
            names: HashMap::new(),
            labels: HashMap::new(),
            own_chassis: Vec::with_capacity(devices.len()),
            named: vec![false; devices.len()],
        };
        for (at, device) in devices.iter().enumerate() {
            registry.enter(at, device);
        }
        registry
    }

    fn enter(&mut self, at: usize, device: &DeviceSnapshot) {
        let own = device.lldp.as_ref().and_then(|lldp| lldp.chassis.as_ref()).and_then(Chassis::of);
        if let Some(chassis) = own.clone() {
            self.chassis.entry(chassis).or_default().insert(at);
        }
        self.own_chassis.push(own);
        if let Some(base) = device.bridge.as_ref().and_then(|bridge| bridge.base_mac).filter(|mac| is_own(*mac)) {
            self.chassis.entry(Chassis::Mac(base)).or_default().insert(at);
        }
        for mac in device.interfaces.iter().filter_map(|interface| interface.mac).filter(|mac| is_own(*mac)) {
            self.macs.entry(mac).or_default().insert(at);
        }
        let addresses = device.addresses.iter().map(|entry| entry.address).chain(device.address);
        for address in addresses.filter(|address| identifies(*address)) {
            self.addresses.entry(address).or_default().insert(at);
        }
        let announced = device.lldp.as_ref().and_then(|lldp| lldp.sys_name.as_deref());
        for name in device.system.name.as_deref().into_iter().chain(announced).filter_map(host_key) {
            self.named[at] = true;
            self.labels.entry(first_label(&name).to_owned()).or_default().insert(at);
            self.names.entry(name).or_default().insert(at);
        }
    }

    /// The polled device that owns this MAC address alone.
    pub(super) fn owner_of_mac(&self, mac: MacAddr) -> Option<usize> {
        only(self.chassis.get(&Chassis::Mac(mac))).or_else(|| only(self.macs.get(&mac)))
    }

    /// Whether several polled devices own this MAC address, so that it identifies none.
    pub(super) fn is_shared_mac(&self, mac: MacAddr) -> bool {
        self.owner_of_mac(mac).is_none()
            && (self.chassis.contains_key(&Chassis::Mac(mac)) || self.macs.contains_key(&mac))
    }

    /// The polled device that owns this IP address alone.
    pub(super) fn owner_of_address(&self, address: IpAddr) -> Option<usize> {
        only(self.addresses.get(&address))
    }

    /// The polled device that is described; `Err` where several are, `Ok(None)` where none is.
    fn find(&self, described: &Described) -> Result<Option<usize>, String> {
        let by_name = described.name.as_ref().and_then(|name| self.by_name(name));
        let by_address: BTreeSet<usize> =
            described.addresses.iter().filter_map(|address| self.owner_of_address(*address)).collect();
        let strong = described.chassis.as_ref().and_then(|chassis| {
            let mac = if let Chassis::Mac(mac) = chassis { self.macs.get(mac) } else { None };
            self.chassis.get(chassis).or(mac)
        });
        if let Some(owners) = strong {
            let weak = [by_name, by_address.first().copied()];
            return only(Some(owners))
                .or_else(|| weak.into_iter().flatten().find(|at| owners.contains(at)))
                .map(Some)
                .ok_or_else(|| format!("its chassis id belongs to {} devices", owners.len()));
        }
        if let Some(Chassis::Address(address)) = &described.chassis {
            if let Some(at) = self.owner_of_address(*address) {
                return Ok(Some(at));
            }
        }
        if let Some(at) = by_name {
            let agrees = !self.contradicts(at, described) || by_address.contains(&at);
            return Ok(agrees.then_some(at));
        }
        let one = if by_address.len() == 1 { by_address.first().copied() } else { None };
        let found = one.filter(|at| !self.contradicts(*at, described) && !self.named_otherwise(*at, described));
        let namesakes = described.name.as_ref().and_then(|name| self.names.get(name)).map_or(0, BTreeSet::len);
        let name_is_all = matches!(described.chassis, None | Some(Chassis::Text(_)));
        if found.is_none() && name_is_all && namesakes > 1 {
            return Err(format!("its name belongs to {namesakes} devices"));
        }
        Ok(found)
    }

    fn by_name(&self, name: &str) -> Option<usize> {
        if let Some(owners) = self.names.get(name) {
            return only(Some(owners));
        }
        let label = first_label(name);
        let at = only(self.labels.get(label))?;
        // One of the two lacks its domain; two different domains are two hosts.
        let bare = !name.contains('.') || self.names.get(label).is_some_and(|owners| owners.contains(&at));
        bare.then_some(at)
    }

    /// Whether the device announces another chassis id of the same kind.
    fn contradicts(&self, at: usize, described: &Described) -> bool {
        match (self.own_chassis.get(at), &described.chassis) {
            (Some(Some(Chassis::Mac(own))), Some(Chassis::Mac(said))) => own != said,
            _ => false,
        }
    }

    /// Whether the device has names and all of them differ from the one said.
    fn named_otherwise(&self, at: usize, described: &Described) -> bool {
        let Some(name) = &described.name else { return false };
        let so_named = self.labels.get(first_label(name)).is_some_and(|owners| owners.contains(&at));
        self.named.get(at).is_some_and(|named| *named) && !so_named
    }
}

fn only(owners: Option<&BTreeSet<usize>>) -> Option<usize> {
    owners.filter(|owners| owners.len() == 1).and_then(|owners| owners.first().copied())
}

/// Who each claim's neighbor is, and how many devices were only heard of.
pub(super) struct Identities {
    /// One entry per claim; `None` for claims that describe no neighbor.
    pub(super) who: Vec<Option<Who>>,
    /// What was said of each device that was only heard of.
    pub(super) heard: Vec<Described>,
}

/// Resolves the neighbor of every LLDP and CDP claim; `heard_on` gives the port that each was heard on.
pub(super) fn resolve(registry: &Registry, claims: &[Claim<'_>], heard_on: &[Option<Spot>]) -> Identities {
    let mut who: Vec<Option<Who>> = Vec::with_capacity(claims.len());
    let mut strangers: Vec<(usize, Described)> = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        who.push(Described::of(claim).map(|described| match registry.find(&described) {
            Ok(Some(device)) => Who::Polled(device),
            Ok(None) if described.chassis.is_none() && described.name.is_none() && described.addresses.is_empty() => {
                Who::Unclear("it says nothing that identifies the neighbor".to_owned())
            }
            Ok(None) => {
                strangers.push((at, described));
                Who::Heard(strangers.len() - 1)
            }
            Err(reason) => Who::Unclear(reason),
        }));
    }
    let groups = group(&strangers, claims, heard_on);
    let mut heard: Vec<Described> = vec![Described::default(); groups.iter().max().map_or(0, |most| most + 1)];
    for ((at, described), group) in strangers.into_iter().zip(groups) {
        who[at] = Some(Who::Heard(group));
        let all = &mut heard[group];
        all.chassis = all.chassis.take().into_iter().chain(described.chassis).min();
        all.name = all.name.take().into_iter().chain(described.name).max_by_key(|name| (name.len(), name.clone()));
        all.addresses.extend(described.addresses);
    }
    Identities { who, heard }
}

/// Which of the unpolled neighbors are one device: a group number for each.
fn group(strangers: &[(usize, Described)], claims: &[Claim<'_>], heard_on: &[Option<Spot>]) -> Vec<usize> {
    let mut sets = Sets::new(strangers.len());
    let mut by_chassis: BTreeMap<&Chassis, Vec<usize>> = BTreeMap::new();
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_address: BTreeMap<IpAddr, Vec<usize>> = BTreeMap::new();
    for (at, (_, described)) in strangers.iter().enumerate() {
        described.chassis.iter().for_each(|chassis| by_chassis.entry(chassis).or_default().push(at));
        described.name.iter().for_each(|name| by_name.entry(name).or_default().push(at));
        described.addresses.iter().for_each(|address| by_address.entry(*address).or_default().push(at));
    }
    for same in by_chassis.values() {
        sets.union_all(same);
    }
    // A name or an address joins those that have no chassis id of their own to the one that has.
    let chassis_of =
        |at: &usize| strangers[*at].1.chassis.as_ref().filter(|chassis| !matches!(chassis, Chassis::Text(_)));
    let one_chassis = |same: &[usize]| same.iter().filter_map(chassis_of).collect::<BTreeSet<_>>().len() <= 1;
    for same in by_name.values().filter(|same| one_chassis(same)) {
        sets.union_all(same);
    }
    let mut by_label: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    by_name.keys().for_each(|name| by_label.entry(first_label(name)).or_default().push(name));
    for (label, names) in by_label {
        // `sw1` is `sw1.example.net` unless there is a second `sw1.…`.
        if names.len() == 2 && names.contains(&label) {
            let same: Vec<usize> = names.iter().filter_map(|name| by_name.get(name)).flatten().copied().collect();
            if one_chassis(&same) {
                sets.union_all(&same);
            }
        }
    }
    let named_apart = |same: &[usize]| {
        let names: BTreeSet<&str> =
            same.iter().filter_map(|at| strangers[*at].1.name.as_deref()).map(first_label).collect();
        names.len() > 1
    };
    for same in by_address.values().filter(|same| one_chassis(same) && !named_apart(same)) {
        sets.union_all(same);
    }
    join_protocols_of_one_port(strangers, claims, heard_on, &mut sets);
    sets.numbered()
}

/// One LLDP neighbor and one CDP neighbor on the same port, the latter without any chassis id: one device.
fn join_protocols_of_one_port(
    strangers: &[(usize, Described)],
    claims: &[Claim<'_>],
    heard_on: &[Option<Spot>],
    sets: &mut Sets,
) {
    let mut ports: BTreeMap<Spot, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, (claim, _)) in strangers.iter().enumerate() {
        let Some(spot) = heard_on[*claim].filter(|spot| spot.port.is_some()) else { continue };
        let (lldp, cdp) = ports.entry(spot).or_default();
        let same_protocol = if matches!(claims[*claim].statement, Statement::LldpSays(_)) { lldp } else { cdp };
        same_protocol.push(at);
    }
    for (lldp, cdp) in ports.into_values() {
        if let ([lldp], [cdp]) = (lldp.as_slice(), cdp.as_slice()) {
            let (heard, said) = (&strangers[*lldp].1, &strangers[*cdp].1);
            if said.chassis.is_none() && (heard.name.is_none() || said.name.is_none()) {
                sets.union(*lldp, *cdp);
            }
        }
    }
}

/// Disjoint sets with the least member as representative, so that the order of unions does not matter.
pub(super) struct Sets(Vec<usize>);

impl Sets {
    pub(super) fn new(members: usize) -> Self {
        Self((0..members).collect())
    }

    pub(super) fn find(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    pub(super) fn union(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn union_all(&mut self, same: &[usize]) {
        same.windows(2).for_each(|pair| self.union(pair[0], pair[1]));
    }

    /// The number of each member's set, counted from 0 in the order of the least members.
    fn numbered(mut self) -> Vec<usize> {
        let mut numbers = HashMap::new();
        (0..self.0.len())
            .map(|at| {
                let root = self.find(at);
                let next = numbers.len();
                *numbers.entry(root).or_insert(next)
            })
            .collect()
    }
}

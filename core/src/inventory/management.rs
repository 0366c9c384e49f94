//! Through which of its interfaces a device is reached: what must stay up for it to be asked again.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::value::{IfIndex, MacAddr};

/// The interfaces through which a device is reached, as far as that can be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagementPath {
    /// The interfaces, with what says so, by `ifIndex`, ascending.
    pub ports: Vec<PathPort>,
    /// Why there may be others; `None` where these are all.
    pub unknown: Option<String>,
}

/// One interface of a [`ManagementPath`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathPort {
    /// `ifIndex`.
    pub if_index: IfIndex,
    /// `ifName`, else `ifDescr`, else the index.
    pub name: String,
    /// What says that the device is reached through it.
    pub because: String,
}

impl ManagementPath {
    /// What it says of that interface.
    #[must_use]
    pub fn port(&self, if_index: IfIndex) -> Option<&PathPort> {
        self.ports.iter().find(|port| port.if_index == if_index)
    }

    /// Why that interface must not be taken down; `None` where it is known that the device is not reached through it.
    #[must_use]
    pub fn danger(&self, if_index: IfIndex) -> Option<String> {
        match (self.port(if_index), &self.unknown) {
            (Some(port), _) => Some(format!("the device is reached through it: {}", port.because)),
            (None, Some(unknown)) => {
                Some(format!("it cannot be told through which port the device is reached: {unknown}"))
            }
            (None, None) => None,
        }
    }
}

/// What a device says of itself that tells through which interfaces it is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathFacts {
    /// The address at which it is asked.
    pub asked_at: Option<IpAddr>,
    /// The address from which it is asked.
    pub asked_from: Option<IpAddr>,
    /// Its interfaces.
    pub interfaces: Vec<PathInterface>,
    /// The interface that bears the address at which it is asked (`ipAdEntIfIndex`, `ipAddressIfIndex`).
    pub bearer: Option<IfIndex>,
    /// The interface by which it answers, by its routing table, and the gateway where there is one.
    pub route: Option<(IfIndex, Option<IpAddr>)>,
    /// The next station on the way to whoever asks, by its ARP or ND table: that one itself, or the gateway.
    pub neighbor: Option<(IpAddr, MacAddr)>,
    /// Where that station was learned, by its forwarding tables.
    pub learned_at: Vec<IfIndex>,
    /// Whether it has BRIDGE-MIB.
    pub is_bridge: bool,
    /// Which interface runs over which (`ifStackTable`): higher, lower.
    pub stack: Vec<(IfIndex, IfIndex)>,
    /// Aggregates and their members (`dot3adAggPortTable`).
    pub members: Vec<(IfIndex, IfIndex)>,
}

/// What [`PathFacts`] want to know of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathInterface {
    /// `ifIndex`.
    pub if_index: IfIndex,
    /// `ifName`, else `ifDescr`.
    pub name: Option<String>,
    /// `ifType`.
    pub if_type: Option<u32>,
    /// `ifPhysAddress`, where it is six octets.
    pub mac: Option<MacAddr>,
    /// `ifConnectorPresent`.
    pub connector: Option<bool>,
}

impl PathInterface {
    /// Whether it is known to be no port with a plug. Linux says `ethernetCsmacd` of bridges and bonds as well: their
    /// usual names tell.
    fn is_virtual(&self) -> bool {
        const LINUX: [&str; 9] = ["br", "bond", "team", "vlan", "virbr", "docker", "tun", "tap", "wg"];
        // other, softwareLoopback, propVirtual, tunnel, l2vlan, l3ipvlan, l3ipxvlan, ieee8023adLag, bridge.
        let typed = matches!(self.if_type, Some(1 | 24 | 53 | 131 | 135 | 136 | 137 | 161 | 209));
        let named = self.name.as_deref().is_some_and(|name| {
            let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
            kind.len() < name.len() && LINUX.contains(&kind.trim_end_matches('-'))
        });
        typed || named || self.connector == Some(false)
    }
}

impl PathFacts {
    /// The interfaces through which the device is reached.
    ///
    /// These are the one that bears the address that is asked, the one by which it answers, and the port at which the
    /// asker or its gateway was learned; with the interfaces below them, and with the aggregate that one of them is a
    /// member of and all its members. Where that leaves a doubt, [`ManagementPath::unknown`] says which.
    #[must_use]
    pub fn path(&self) -> ManagementPath {
        let mut found = Found { facts: self, because: BTreeMap::new() };
        if let (Some(bearer), Some(address)) = (self.bearer, self.asked_at) {
            found.add(bearer, || format!("it bears {address}, at which the device is asked"));
        }
        if let (Some((interface, gateway)), Some(from)) = (self.route, self.asked_from) {
            found.add(interface, || match gateway {
                Some(gateway) => format!("the route to {from}, from where it is asked, leads through it to {gateway}"),
                None => format!("{from}, from where it is asked, is in its network"),
            });
        }
        if let Some((address, mac)) = self.neighbor {
            for port in &self.learned_at {
                found.add(*port, || format!("{mac} ({address}), on the way to whoever asks, was learned there"));
            }
        }
        found.follow();
        let certain = found.because.keys().any(|port| !self.is_virtual(*port));
        if self.learned_at.is_empty() {
            found.add_likes();
        }
        let unknown = self.doubt(certain);
        let ports = found.because.into_iter();
        let ports =
            ports.map(|(if_index, because)| PathPort { if_index, name: self.name(if_index), because }).collect();
        ManagementPath { ports, unknown }
    }

    fn doubt(&self, certain: bool) -> Option<String> {
        let Some(asked_at) = self.asked_at else {
            return Some("nobody said at which address it is reached".to_owned());
        };
        let Some(bearer) = self.bearer else {
            return Some(format!("{asked_at}, at which it is asked, is not among the addresses that it lists"));
        };
        let name = self.name(bearer);
        match (self.neighbor, self.learned_at.first()) {
            (_, Some(_)) if certain => None,
            (Some((address, mac)), Some(port)) => Some(format!(
                "{mac} ({address}) was learned at {}, and it does not show the port below that",
                self.name(*port)
            )),
            (Some((address, mac)), None) if !certain => Some(format!(
                "{name} bears {asked_at} but is no port itself, and {mac} ({address}) is in no forwarding table that it shows"
            )),
            (None, _) if !certain => Some(format!(
                "{name} bears {asked_at} but is no port itself, and it does not show who is next on the way"
            )),
            (None, _) if self.is_bridge => {
                Some(format!("it is a bridge and does not show who is next on the way from {name}"))
            }
            _ => None,
        }
    }

    fn interface(&self, if_index: IfIndex) -> Option<&PathInterface> {
        self.interfaces.iter().find(|it| it.if_index == if_index)
    }

    fn name(&self, if_index: IfIndex) -> String {
        let named = self.interface(if_index).and_then(|it| it.name.clone());
        named.unwrap_or_else(|| format!("ifIndex {}", if_index.0))
    }

    /// One that the device does not list is no port that could be switched.
    fn is_virtual(&self, if_index: IfIndex) -> bool {
        self.interface(if_index).is_none_or(PathInterface::is_virtual)
    }
}

struct Found<'a> {
    facts: &'a PathFacts,
    because: BTreeMap<IfIndex, String>,
}

impl Found<'_> {
    fn add(&mut self, port: IfIndex, because: impl FnOnce() -> String) -> bool {
        let is_new = port.0 != 0 && !self.because.contains_key(&port);
        if is_new {
            self.because.insert(port, because());
        }
        is_new
    }

    /// What is below those found, the aggregates that they are members of, and those aggregates' other members.
    fn follow(&mut self) {
        let facts = self.facts;
        // Which aggregate an interface is in: by the table of aggregates, or by the stack under one of that type.
        let is_aggregate = |port| facts.interface(port).is_some_and(|it| it.if_type == Some(161));
        let stacked = facts.stack.iter().filter(|(higher, _)| is_aggregate(*higher));
        let members: Vec<(IfIndex, IfIndex)> = facts.members.iter().chain(stacked).copied().collect();
        let mut below: BTreeMap<IfIndex, Vec<IfIndex>> = BTreeMap::new();
        let mut above: BTreeMap<IfIndex, Vec<IfIndex>> = BTreeMap::new();
        for (higher, lower) in facts.stack.iter().chain(&members) {
            below.entry(*higher).or_default().push(*lower);
        }
        for (aggregate, member) in &members {
            above.entry(*member).or_default().push(*aggregate);
        }
        let mut queue: Vec<IfIndex> = self.because.keys().copied().collect();
        while let Some(port) = queue.pop() {
            for lower in below.get(&port).into_iter().flatten() {
                if self.add(*lower, || format!("{} runs over it", facts.name(port))) {
                    queue.push(*lower);
                }
            }
            for aggregate in above.get(&port).into_iter().flatten() {
                if self.add(*aggregate, || format!("{} is a member of it", facts.name(port))) {
                    queue.push(*aggregate);
                }
            }
        }
    }

    /// Where no forwarding table says more: interfaces with the MAC address of one that was found, as the parts of a
    /// bond, and a Linux bridge and one of its ports, have.
    fn add_likes(&mut self) {
        let facts = self.facts;
        let own = |port: &IfIndex| Some((facts.interface(*port)?.mac?, *port));
        let macs: BTreeMap<MacAddr, IfIndex> = self.because.keys().filter_map(own).collect();
        for interface in &facts.interfaces {
            let alike = interface.mac.filter(|mac| *mac != MacAddr([0; 6])).and_then(|mac| macs.get(&mac));
            if let Some(alike) = alike {
                self.add(interface.if_index, || format!("it has the MAC address of {}", facts.name(*alike)));
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! Which node a routing neighbor is: a polled router, a device that others heard of, or one that only routers know.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr};

use super::{Spot, Stage};
use crate::evidence::Source;
use crate::inventory::{DeviceKind, RoutingNeighbor, RoutingProtocol, RoutingState};
use crate::topology::graph::Node;
use crate::topology::names::{host_key, identifies};
use crate::topology::options::Options;
use crate::topology::sets::Sets;
use crate::value::MacAddr;

/// By what a neighbor can be known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// A router id of OSPF, OSPFv3 or BGP: routers have one for all.
    Router(String),
    /// An IS-IS system id.
    System(String),
    Address(IpAddr),
}

impl Key {
    fn id(protocol: RoutingProtocol, id: &str) -> Self {
        match protocol {
            RoutingProtocol::Isis => Self::System(id.to_owned()),
            RoutingProtocol::Ospf | RoutingProtocol::Ospfv3 | RoutingProtocol::Bgp => Self::Router(id.to_owned()),
        }
    }

    /// What a node of that key is called in its id.
    fn text(&self) -> String {
        match self {
            Self::Router(id) | Self::System(id) => id.clone(),
            Self::Address(address) => address.to_string(),
        }
    }
}

/// Who a neighbor is.
pub(super) enum Found {
    /// A node, with the interface where it is known.
    Known(Spot),
    /// Nobody that is known.
    Stranger,
    /// That cannot be told, for this reason.
    Unclear(String),
    /// Nobody: the neighbor is down and unknown.
    Nobody,
}

/// The owners of keys. A key of several nodes identifies none. Empty where nobody has neighbors.
pub(super) struct Who {
    owners: HashMap<Key, BTreeSet<usize>>,
    spots: HashMap<IpAddr, BTreeSet<Spot>>,
    macs: HashMap<MacAddr, BTreeSet<Spot>>,
    /// Addresses that routers share.
    shared: HashSet<IpAddr>,
}

impl Who {
    pub(super) fn of(stage: &Stage<'_, '_>, options: &Options) -> Self {
        let mut who =
            Self { owners: HashMap::new(), spots: HashMap::new(), macs: HashMap::new(), shared: HashSet::new() };
        if options.uses(Source::Vrrp) {
            who.shared = stage.polled.devices.iter().flat_map(|(device, _)| device.shared_addresses()).collect();
        }
        let neighbors = || {
            let routing = stage.polled.devices.iter().filter_map(|(device, _)| device.routing.as_ref());
            routing.flat_map(|routing| &routing.neighbors)
        };
        if neighbors().next().is_none() {
            return who;
        }
        let asked: HashSet<MacAddr> = neighbors().filter_map(|neighbor| neighbor.mac).collect();
        for (device, node) in &stage.polled.devices {
            for id in device.routing.iter().flat_map(|routing| &routing.ids) {
                who.owners.entry(Key::id(id.protocol, &id.id)).or_default().insert(*node);
            }
            for own in &device.addresses {
                who.bears(own.address, Spot { node: *node, port: Some(own.interface) });
            }
            if let Some(address) = device.address {
                who.owns(address, *node);
            }
            for interface in device.interfaces.iter().filter(|_| !asked.is_empty()) {
                if let Some(mac) = interface.mac.filter(|mac| asked.contains(mac) && !mac.is_zero() && !mac.is_group())
                {
                    let spot = Spot { node: *node, port: Some(interface.index) };
                    who.macs.entry(mac).or_default().insert(spot);
                }
            }
        }
        // Who was not polled has what the polled devices have not.
        for (at, node) in stage.whole.nodes.iter().enumerate().filter(|(_, node)| !node.polled) {
            for address in &node.addresses {
                let taken = who
                    .owners
                    .get(&Key::Address(*address))
                    .is_some_and(|owners| owners.iter().any(|owner| stage.polled.at.contains_key(owner)));
                if !taken {
                    who.bears(*address, Spot { node: at, port: None });
                }
            }
        }
        who
    }

    fn owns(&mut self, address: IpAddr, node: usize) {
        if identifies(address) && !self.shared.contains(&address) {
            self.owners.entry(Key::Address(address)).or_default().insert(node);
        }
    }

    fn bears(&mut self, address: IpAddr, spot: Spot) {
        if identifies(address) && !self.shared.contains(&address) {
            self.owns(address, spot.node);
            self.spots.entry(address).or_default().insert(spot);
        }
    }

    fn owner(&self, key: &Key) -> Option<usize> {
        let owners = self.owners.get(key)?;
        if owners.len() == 1 { owners.first().copied() } else { None }
    }

    /// The interface of `node` that bears `address`, where only one does.
    fn bearer(&self, address: IpAddr, node: usize) -> Option<Spot> {
        let mut spots = self.spots.get(&address)?.iter().filter(|spot| spot.node == node);
        let first = spots.next()?;
        spots.next().is_none().then_some(*first)
    }

    /// Who `neighbor` is.
    pub(super) fn find(&self, neighbor: &RoutingNeighbor, stage: &Stage<'_, '_>) -> Found {
        let by_address: BTreeSet<usize> =
            neighbor.addresses.iter().filter_map(|address| self.owner(&Key::Address(*address))).collect();
        let by_mac: BTreeSet<Spot> = neighbor.mac.and_then(|mac| self.macs.get(&mac)).cloned().unwrap_or_default();
        let id = neighbor.router_id.as_deref().map(|id| Key::id(neighbor.protocol, id));
        let namesakes = id.as_ref().and_then(|id| self.owners.get(id)).map_or(0, BTreeSet::len);
        // A router id is an address of the router more often than not.
        let as_address = || {
            let id: Ipv4Addr = neighbor.router_id.as_deref()?.parse().ok()?;
            self.owner(&Key::Address(id.into()))
        };
        let by_id =
            id.as_ref().and_then(|id| self.owner(id)).or_else(|| if namesakes == 0 { as_address() } else { None });
        let one_address = if by_address.len() == 1 { by_address.first().copied() } else { None };
        let node = match (by_id, one_address) {
            (Some(id), Some(address)) if id != address => {
                let (id, address) = (stage.name(id), stage.name(address));
                return Found::Unclear(format!("its router id belongs to {id} and its address to {address}"));
            }
            (Some(node), _) | (None, Some(node)) => Some(node),
            (None, None) => {
                let nodes: BTreeSet<usize> = by_mac.iter().map(|spot| spot.node).collect();
                if nodes.len() == 1 { nodes.first().copied() } else { None }
            }
        };
        let Some(node) = node else {
            return match () {
                () if namesakes > 1 => Found::Unclear(format!("its router id belongs to {namesakes} devices")),
                () if neighbor.state == RoutingState::Down => Found::Nobody,
                () if keys(neighbor, self).is_empty() => {
                    Found::Unclear("it says nothing that identifies the neighbor".to_owned())
                }
                () => Found::Stranger,
            };
        };
        if neighbor.state == RoutingState::Down && !stage.polled.at.contains_key(&node) {
            return Found::Nobody;
        }
        let by_address = neighbor.addresses.iter().find_map(|address| self.bearer(*address, node)?.port);
        let by_mac = {
            let mut there = by_mac.iter().filter(|spot| spot.node == node);
            there.next().filter(|_| there.next().is_none()).and_then(|spot| spot.port)
        };
        let port = by_address.or_else(|| stage.interface(node, neighbor.remote_interface)).or(by_mac);
        Found::Known(Spot { node, port })
    }

    /// Makes nodes of the neighbors that nobody knows; those that have a key in common are one. Gives the node of each.
    pub(super) fn admit(&self, strangers: &[&RoutingNeighbor], stage: &mut Stage<'_, '_>) -> Vec<usize> {
        let all: Vec<Vec<Key>> = strangers.iter().map(|neighbor| keys(neighbor, self)).collect();
        let mut first: HashMap<&Key, usize> = HashMap::new();
        let mut sets = Sets::new(strangers.len());
        for (at, keys) in all.iter().enumerate() {
            for key in keys {
                let known = *first.entry(key).or_insert(at);
                sets.union(known, at);
            }
        }
        let groups = sets.numbered();
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, group) in groups.iter().enumerate() {
            members.entry(*group).or_default().push(at);
        }
        let mut names: HashSet<String> = stage.whole.nodes.iter().map(|node| node.name.clone()).collect();
        let mut ids: HashSet<String> = stage.whole.nodes.iter().map(|node| node.id.clone()).collect();
        let mut made: Vec<(Node, usize)> = members
            .iter()
            .map(|(group, members)| {
                let rows = members.iter().filter_map(|at| strangers.get(*at).copied());
                let keys = members.iter().filter_map(|at| all.get(*at)).flatten();
                (node(&rows.collect::<Vec<_>>(), keys.min()), *group)
            })
            .collect();
        made.sort_by(|(x, _), (y, _)| x.id.cmp(&y.id));
        let mut at_group: HashMap<usize, usize> = HashMap::new();
        for (mut node, group) in made {
            if !ids.insert(node.id.clone()) {
                node.id = format!("{}#2", node.id);
            }
            if !names.insert(node.name.clone()) {
                node.name = format!("{} ({})", node.name, node.id);
            }
            at_group.insert(group, stage.whole.nodes.len());
            stage.whole.nodes.push(node);
        }
        groups.iter().map(|group| at_group.get(group).copied().unwrap_or_default()).collect()
    }
}

/// By what a neighbor can be known: its id, its addresses that are no shared ones. BGP speakers share no router ids.
fn keys(neighbor: &RoutingNeighbor, who: &Who) -> Vec<Key> {
    let id = neighbor.router_id.as_deref().map(|id| Key::id(neighbor.protocol, id));
    let usable = neighbor.addresses.iter().filter(|address| identifies(**address) && !who.shared.contains(*address));
    id.into_iter().chain(usable.copied().map(Key::Address)).collect()
}

/// A router that only its neighbors tell of.
fn node(rows: &[&RoutingNeighbor], key: Option<&Key>) -> Node {
    let id = key.map(Key::text).unwrap_or_default();
    let name = rows.iter().filter_map(|row| row.name.clone()).filter(|name| host_key(name).is_some()).min();
    let addresses: BTreeSet<IpAddr> =
        rows.iter().flat_map(|row| &row.addresses).copied().filter(|address| identifies(*address)).collect();
    let macs: BTreeSet<MacAddr> = rows.iter().filter_map(|row| row.mac).collect();
    Node {
        id: format!("router:{id}"),
        name: name.clone().unwrap_or(id),
        kind: DeviceKind::Router,
        polled: false,
        sys_name: name,
        description: None,
        vendor: None,
        addresses: addresses.into_iter().collect(),
        macs: macs.into_iter().collect(),
        ports: Vec::new(),
        coverage: Vec::new(),
    }
}

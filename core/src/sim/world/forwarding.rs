//! Who talks, which way the frames take, and what bridges learn from them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::device::Role;
use super::load::{Load, scramble};
use super::node::{Node, Place};
use super::spanning_tree::{BridgeState, TreeBridge, TreePort, path_cost, settle};
use super::wiring::Wiring;
use crate::value::MacAddr;

/// Something with a MAC address that sends frames in one VLAN.
#[derive(Clone, Debug)]
pub(in crate::sim) struct Station {
    /// The interface that bears the address.
    pub(in crate::sim) place: Place,
    pub(in crate::sim) mac: MacAddr,
    pub(in crate::sim) address: Option<Ipv4Addr>,
    pub(in crate::sim) vlan: u16,
    /// The port by which its frames leave; `None` for the bridge itself.
    pub(in crate::sim) port: Option<Place>,
    pub(in crate::sim) routes: bool,
}

/// A row of a forwarding table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) struct Learned {
    /// Whose address: a position in [`World::stations`](super::World).
    pub(in crate::sim) station: u32,
    /// The interface, physical or aggregate.
    pub(in crate::sim) port: u32,
    /// Whether traffic passes all the time; otherwise only broadcasts refresh the row.
    pub(in crate::sim) constant: bool,
}

/// The settled spanning trees: a common one, or one per VLAN.
#[derive(Clone, Debug)]
pub(in crate::sim) struct Trees {
    pub(in crate::sim) per_vlan: bool,
    /// Ports of the second of two switches that share an aggregate: to the tree it is the first's.
    shadows: BTreeSet<Place>,
    by_vlan: BTreeMap<u16, BTreeMap<usize, Tree>>,
}

/// The tree as one bridge sees it.
#[derive(Clone, Debug)]
pub(in crate::sim) struct Tree {
    /// The interface of each port in the state.
    pub(in crate::sim) ports: Vec<usize>,
    pub(in crate::sim) costs: Vec<u32>,
    pub(in crate::sim) state: BridgeState,
}

impl Trees {
    /// Settles the trees of all VLANs.
    pub(super) fn new(
        nodes: &[Node],
        bpdu: &Wiring,
        vlans: &BTreeSet<u16>,
        per_vlan: bool,
        shadows: BTreeSet<Place>,
    ) -> Self {
        let vlans = if per_vlan { vlans.iter().map(|&vlan| Some(vlan)).collect() } else { vec![None] };
        let by_vlan =
            vlans.into_iter().map(|vlan| (vlan.unwrap_or(0), Self::one(nodes, bpdu, vlan, &shadows))).collect();
        Self { per_vlan, shadows, by_vlan }
    }

    fn one(nodes: &[Node], bpdu: &Wiring, vlan: Option<u16>, shadows: &BTreeSet<Place>) -> BTreeMap<usize, Tree> {
        let (mut bridges, mut outlines) = (Vec::new(), Vec::new());
        // Each shadow is alone on a segment of its own, so that it forwards.
        let alone = |place: Place| shadows.iter().position(|shadow| *shadow == place).map(|at| usize::MAX - at);
        for (at, node) in nodes.iter().enumerate().filter(|(_, node)| node.spanning_tree) {
            let (mut ports, mut interfaces) = (Vec::new(), Vec::new());
            for (port, interface) in node.interfaces.iter().enumerate() {
                let Some(number) = interface.bridge_port else { continue };
                if vlan.is_some_and(|vlan| !interface.carries(vlan)) {
                    continue;
                }
                let place = Place { node: at, port };
                let segment = alone(place).or_else(|| bpdu.segment_of(place).map(|(segment, _)| segment));
                let segment = segment.filter(|_| interface.admin_up);
                ports.push(TreePort { id: port_id(number), cost: path_cost(interface.speed_bps), segment });
                interfaces.push(port);
            }
            bridges.push(TreeBridge { id: node.bridge_id(vlan), ports });
            outlines.push((at, interfaces));
        }
        let states = settle(&bridges);
        let trees = outlines.into_iter().zip(&bridges).zip(states).map(|(((at, ports), bridge), state)| {
            let costs = bridge.ports.iter().map(|port| port.cost).collect();
            (at, Tree { ports, costs, state })
        });
        trees.collect()
    }

    /// The tree that governs `vlan`, as `node` sees it.
    pub(in crate::sim) fn of(&self, node: usize, vlan: u16) -> Option<&Tree> {
        self.by_vlan.get(if self.per_vlan { &vlan } else { &0 })?.get(&node)
    }

    /// Whether the tree of `vlan` leads through that bridge port.
    pub(in crate::sim) fn leads(&self, nodes: &[Node], place: Place, vlan: u16) -> bool {
        !self.shadows.contains(&place) && self.forwards(nodes, place, vlan)
    }

    /// Whether frames of `vlan` pass that bridge port.
    pub(in crate::sim) fn forwards(&self, nodes: &[Node], place: Place, vlan: u16) -> bool {
        let Some(interface) = nodes.get(place.node).and_then(|node| node.interfaces.get(place.port)) else {
            return false;
        };
        if interface.bridge_port.is_none() || !interface.admin_up || !interface.carries(vlan) {
            return false;
        }
        let Some(tree) = self.of(place.node, vlan) else { return true };
        let at = tree.ports.iter().position(|&port| port == place.port);
        at.and_then(|at| tree.state.ports.get(at)).is_some_and(|port| port.role.forwards())
    }
}

/// Priority 128 and the port's number: 8+8 bits, or 4+12 where the number needs them.
fn port_id(number: u32) -> u16 {
    let number = u16::try_from(number & 0xfff).unwrap_or(0);
    0x8000 | number
}

/// Everybody who sends frames, gateways first within the order of the nodes.
pub(super) fn stations(nodes: &[Node], wiring: &Wiring) -> Vec<Station> {
    let mut stations = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        let end_system = matches!(node.role, Role::Host | Role::Printer);
        for (port, interface) in node.interfaces.iter().enumerate() {
            let place = Place { node: at, port };
            let Some(vlan) = interface.vlan else { continue };
            let cabled = interface.over.or(interface.bridge_port.is_none().then_some(port));
            let leaves_by =
                cabled.filter(|_| !node.role.bridges()).map(|port| Place { node: at, port: node.logical(port) });
            if leaves_by.is_some_and(|port| wiring.segment_of(port).is_none()) || (leaves_by.is_none() && !node.talks) {
                continue;
            }
            let address = interface.address.map(|(address, _)| address);
            let routes = node.routes && !end_system;
            stations.push(Station { place, mac: interface.mac, address, vlan, port: leaves_by, routes });
        }
    }
    stations
}

/// A stream of frames from one station to another.
#[derive(Clone, Copy, Debug)]
pub(in crate::sim) struct Flow {
    pub(in crate::sim) from: usize,
    pub(in crate::sim) to: usize,
    pub(in crate::sim) load: Load,
}

/// What everybody does by default: each station exchanges frames with the gateway of its VLAN, or with
/// the next station where there is none.
pub(super) fn habits(nodes: &[Node], stations: &[Station], seed: u64) -> Vec<Flow> {
    let mut flows = Vec::new();
    let mut by_vlan: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    for (at, station) in stations.iter().enumerate() {
        by_vlan.entry(station.vlan).or_default().push(at);
    }
    for members in by_vlan.values() {
        let gateway = members.iter().copied().find(|&at| stations.get(at).is_some_and(|station| station.routes));
        for (turn, &at) in members.iter().enumerate() {
            let next = members.get((turn + 1) % members.len()).copied();
            let Some(partner) = gateway.or(next).filter(|&partner| partner != at) else { continue };
            let (up, down) = stations.get(at).map_or((0, 0), |station| appetite(nodes, station, seed));
            let salt = seed ^ (at as u64).wrapping_mul(0x1000_0001);
            flows.push(Flow { from: at, to: partner, load: Load::swinging(up, scramble(salt)) });
            flows.push(Flow { from: partner, to: at, load: Load::swinging(down, scramble(!salt)) });
        }
    }
    flows
}

/// How much a station sends and gets, in bit/s: end systems up to 1.5 % of their port's speed,
/// management a few kbit/s.
fn appetite(nodes: &[Node], station: &Station, seed: u64) -> (u64, u64) {
    let draw = scramble(seed ^ station.mac.0.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)));
    let node = nodes.get(station.place.node);
    let speed = node.and_then(|node| node.interfaces.get(station.place.port)).map_or(0, |it| it.speed_bps);
    if node.is_some_and(|node| matches!(node.role, Role::Host | Role::Printer)) {
        let unit = speed / 100_000;
        (unit * (10 + draw % 140), unit * (100 + (draw >> 32) % 1400))
    } else {
        (2000 + draw % 4000, 2000 + (draw >> 32) % 8000)
    }
}

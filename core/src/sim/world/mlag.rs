//! Pairs of switches whose aggregates are one to others (multi-chassis link aggregation): they announce one LACP system,
//! tell each other what they learn, and to spanning tree are one bridge.

use std::collections::{BTreeMap, BTreeSet};

use super::forwarding::Learned;
use super::learning::number;
use super::node::{Node, Place};
use super::ways::Ways;
use super::wiring::Wiring;
use super::{World, find_port};
use crate::error::{Error, Result};

/// Added to the numbers that the second of a pair has for its ports in LACP, so that they differ from the first's.
const SECOND: u32 = 0x4000;

/// Two switches that share aggregates.
#[derive(Clone, Debug)]
pub(in crate::sim) struct Pair {
    nodes: [usize; 2],
    /// The ports of each that lead to the other, their own aggregates apart.
    peers: [BTreeSet<usize>; 2],
    /// Aggregates that are one: that of the first, that of the second.
    shared: Vec<[usize; 2]>,
}

/// The pairs of a world by the names of their aggregates; both switches of each announce one LACP system from now on.
pub(super) fn pairs(wanted: &[[String; 4]], nodes: &mut [Node], wiring: &Wiring) -> Result<Vec<Pair>> {
    let mut shared: BTreeMap<[usize; 2], Vec<[usize; 2]>> = BTreeMap::new();
    for [a, of_a, b, of_b] in wanted {
        let place = |device: &str, port: &str| {
            let node = nodes.iter().position(|node| node.name == *device);
            let node = node.ok_or_else(|| Error::invalid("device", device, "a device of this world"))?;
            find_port(nodes, node, port)
        };
        let (x, y) = (place(a, of_a)?, place(b, of_b)?);
        let (x, y) = if x.node <= y.node { (x, y) } else { (y, x) };
        shared.entry([x.node, y.node]).or_default().push([x.port, y.port]);
    }
    let mut pairs = Vec::new();
    for (ends, shared) in shared {
        let own =
            |side: usize| shared.iter().filter_map(move |both| both.get(side).copied()).collect::<BTreeSet<usize>>();
        let [first, second] = ends;
        let toward = |node: usize, other: usize, own: &BTreeSet<usize>| -> BTreeSet<usize> {
            let ports = 0..nodes.get(node).map_or(0, |node| node.interfaces.len());
            let leads = |port: &usize| wiring.others(Place { node, port: *port }).any(|far| far.node == other);
            ports.filter(|port| !own.contains(port)).filter(leads).collect()
        };
        let peers = [toward(first, second, &own(0)), toward(second, first, &own(1))];
        let name = |at: usize| nodes.get(at).map(|node| node.name.clone()).unwrap_or_default();
        if first == second || peers.iter().any(BTreeSet::is_empty) {
            let expected = "two switches with a cable between them besides the aggregates that they share";
            return Err(Error::invalid("MLAG", format!("{} and {}", name(first), name(second)), expected));
        }
        let system = ends.iter().filter_map(|&at| nodes.get(at)).map(|node| node.base_mac).min();
        for (at, offset) in ends.into_iter().zip([0, SECOND]) {
            if let (Some(node), Some(system)) = (nodes.get_mut(at), system) {
                node.lacp_system = system;
                node.lacp_offset = offset;
            }
        }
        pairs.push(Pair { nodes: ends, peers, shared });
    }
    Ok(pairs)
}

impl Pair {
    /// The shared aggregates of the second: to spanning tree they are the first's.
    pub(super) fn shadows(&self) -> impl Iterator<Item = Place> + '_ {
        let [_, node] = self.nodes;
        self.shared.iter().map(move |[_, port]| Place { node, port: *port })
    }

    /// The second learned over the first what comes in by a shared aggregate; both know whom either knows.
    pub(super) fn tell(&self, world: &mut World, ways: &BTreeMap<u16, Ways>) {
        let [first, second] = self.nodes;
        let [peers, back] = &self.peers;
        let table = |at: usize| -> BTreeMap<u32, Learned> {
            world.learned.get(at).into_iter().flatten().map(|row| (row.station, *row)).collect()
        };
        let (mut of_first, mut of_second) = (table(first), table(second));
        let (to_second, to_first) = (peers.first().copied(), back.first().copied());
        let stations: BTreeSet<u32> = of_first.keys().chain(of_second.keys()).copied().collect();
        for station in stations {
            let Some(who) = world.stations.get(station as usize) else { continue };
            let (own, vlan) = (who.port.is_none().then_some(who.place.node), who.vlan);
            let row = of_first.get(&station).or(of_second.get(&station)).copied();
            let Some(row) = row else { continue };
            // Where the first has it, or would have it.
            let there = || {
                let ways = ways.get(&vlan)?;
                ways.toward(first, ways.anchor(&world.wiring, who)?)
            };
            let at_first = of_first.get(&station).map(|row| row.port as usize).or_else(there);
            let shared = at_first.and_then(|port| self.shared.iter().find(|[x, _]| *x == port));
            let behind_first = at_first.is_some_and(|port| !peers.contains(&port));
            let known = of_second.get(&station).map(|row| row.port as usize);
            let at_second = match shared {
                Some([_, port]) => Some(*port),
                None if behind_first || own == Some(first) => known.or(to_first),
                None => known,
            };
            if let Some(port) = at_first.or(to_second).filter(|_| own != Some(first)) {
                of_first.entry(station).or_insert(Learned { port: number(port), ..row });
            }
            if let Some(port) = at_second.filter(|_| own != Some(second)) {
                of_second.insert(station, Learned { port: number(port), ..row });
            }
        }
        for (at, table) in [(first, of_first), (second, of_second)] {
            if let Some(learned) = world.learned.get_mut(at) {
                *learned = table.into_values().collect();
            }
        }
    }
}

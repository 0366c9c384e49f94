//! Layer 3: who is in which subnet, which routers have what with each other, and what carries it.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::{Judge, Pair, Port, pair};
use super::{Score, Tally};
use crate::sim::{TruthEnd, TruthRouting};
use crate::topology::{End, Layer, Link, Segment, Topology};

/// Routers that have an adjacency, with the protocol's name.
type Routed = (Pair, String);

impl Judge {
    /// Counts the subnets' members, the adjacencies by protocol, and the ways of the adjacencies over layer 2.
    pub(super) fn layer3(&self, topology: &Topology, score: &mut Score) {
        score.subnets = self.subnets(topology);
        let mut there: BTreeMap<Pair, BTreeSet<Port>> = BTreeMap::new();
        let mut wanted: BTreeSet<Routed> = BTreeSet::new();
        for adjacency in &self.truth.adjacencies {
            let ends = pair(interface(&adjacency.a), interface(&adjacency.b));
            wanted.extend(adjacency.protocols.iter().map(|it| (ends.clone(), name(*it).to_owned())));
            let hops = adjacency.over.iter().flat_map(|hop| [&hop.a, &hop.b]);
            let on_the_way =
                hops.filter(|end| self.forwards.contains(&end.device)).map(|end| self.lifted(interface(end)));
            there.insert(ends, on_the_way.collect());
        }
        let links: BTreeMap<&str, &Link> = topology.links.iter().map(|link| (&*link.id, link)).collect();
        let segments: BTreeMap<&str, &Segment> = topology.segments.iter().map(|it| (&*it.id, it)).collect();
        let mut claimed: BTreeSet<Routed> = BTreeSet::new();
        let mut ways = Tally { there: there.values().filter(|way| !way.is_empty()).count() as f64, ..Tally::default() };
        for link in topology.links.iter().filter(|link| link.layer == Layer::L3 && link.confidence > 0.5) {
            let (Some(a), Some(b)) = (self.interface(&link.a), self.interface(&link.b)) else { continue };
            let ends = pair(a, b);
            claimed.extend(link.adjacencies.iter().map(|it| (ends.clone(), it.protocol.name().to_owned())));
            if link.carried_by.is_empty() {
                continue;
            }
            let cables = link.carried_by.iter().filter_map(|id| links.get(&**id));
            let cables: BTreeSet<Port> =
                cables.flat_map(|cable| [&cable.a, &cable.b]).filter_map(|end| self.port(end)).collect();
            let media = link.carried_by.iter().filter_map(|id| segments.get(&**id));
            let media: BTreeSet<Port> =
                media.flat_map(|medium| &medium.members).filter_map(|end| self.port(end)).collect();
            // A medium has more ports than those that frames of the two pass.
            let is_right = |way: &BTreeSet<Port>| {
                cables.is_subset(way) && way.iter().all(|port| cables.contains(port) || media.contains(port))
            };
            let right = f64::from(u8::from(there.get(&ends).is_some_and(is_right)));
            ways.claimed += 1.0;
            ways.right += right;
            ways.found += right;
        }
        score.adjacencies = Tally::of(&claimed, &wanted, &wanted);
        score.ways = ways;
    }

    /// Interfaces in subnets, of the devices that were asked.
    fn subnets(&self, topology: &Topology) -> Tally {
        let asked: BTreeSet<&str> = self.asked.values().map(String::as_str).collect();
        let of_subnet = |prefix: &str, port: Port| (prefix.to_owned(), port);
        let there = self.truth.subnets.iter().flat_map(|subnet| {
            let here = subnet.members.iter().filter(|member| asked.contains(&*member.end.device));
            here.map(|member| of_subnet(&subnet.prefix, interface(&member.end)))
        });
        let there: BTreeSet<(String, Port)> = there.collect();
        let claimed = topology.subnets.iter().flat_map(|subnet| {
            subnet.members.iter().filter_map(|member| Some(of_subnet(&subnet.prefix, self.interface(&member.end)?)))
        });
        Tally::of(&claimed.collect(), &there, &there)
    }

    /// The interface of a device that was asked.
    fn interface(&self, end: &End) -> Option<Port> {
        Some((self.asked.get(&end.node)?.clone(), end.port.clone()?))
    }
}

fn interface(end: &TruthEnd) -> Port {
    (end.device.clone(), end.port.clone())
}

fn name(protocol: TruthRouting) -> &'static str {
    match protocol {
        TruthRouting::Ospf => "ospf",
        TruthRouting::Isis => "isis",
        TruthRouting::Bgp => "bgp",
    }
}

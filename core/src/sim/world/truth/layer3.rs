//! Layer 3 as it is: subnets, who routes with whom, and the way their frames take.

use std::collections::BTreeMap;

use super::{TruthAdjacency, TruthEnd, TruthHop, TruthMember, TruthRouting, TruthSubnet};
use crate::sim::world::ways::Ways;
use crate::sim::world::{Node, Place, Station, World};

/// The subnets, by VLAN.
pub(super) fn subnets(world: &World) -> Vec<TruthSubnet> {
    let mut members: BTreeMap<u16, Vec<TruthMember>> = BTreeMap::new();
    for station in &world.stations {
        let (Some(end), Some(address)) = (world.end(station.place), station.address) else { continue };
        members.entry(station.vlan).or_default().push(TruthMember { end, address, routes: station.routes });
    }
    let subnet = |(vlan, mut members): (u16, Vec<TruthMember>)| {
        members.sort();
        let (_, prefix) = world.vlans.get(&vlan)?;
        Some(TruthSubnet { prefix: prefix.to_string(), vlan, members })
    };
    members.into_iter().filter_map(subnet).collect()
}

/// What routers that answer have with each other, ascending by their ends.
pub(super) fn adjacencies(world: &World) -> Vec<TruthAdjacency> {
    let runs = |node: &Node| node.routing.ospf || node.routing.isis || node.routing.bgp.is_some();
    let station = |at: &usize| world.stations.get(*at);
    let routers: Vec<usize> = (0..world.stations.len())
        .filter(|at| station(at).and_then(|it| world.nodes.get(it.place.node)).is_some_and(&runs))
        .collect();
    if routers.is_empty() {
        return Vec::new();
    }
    let mut ways: BTreeMap<u16, Ways> = BTreeMap::new();
    let mut found: BTreeMap<(TruthEnd, TruthEnd), TruthAdjacency> = BTreeMap::new();
    for (turn, at) in routers.iter().enumerate() {
        for other in routers.iter().skip(turn + 1) {
            let (Some(x), Some(y)) = (station(at), station(other)) else { continue };
            let protocols = protocols(world, x, y);
            let (Some(a), Some(b)) = (world.end(x.place), world.end(y.place)) else { continue };
            if protocols.is_empty() {
                continue;
            }
            let (a, b, x, y) = if a <= b { (a, b, x, y) } else { (b, a, y, x) };
            let over = if x.vlan == y.vlan {
                let way = || Ways::new(&world.nodes, &world.wiring, &world.trees, x.vlan);
                over(world, ways.entry(x.vlan).or_insert_with(way), x, y)
            } else {
                Vec::new()
            };
            found.insert((a.clone(), b.clone()), TruthAdjacency { a, b, protocols, over });
        }
    }
    found.into_values().collect()
}

/// The protocols that two stations of routers have in common, ascending.
fn protocols(world: &World, x: &Station, y: &Station) -> Vec<TruthRouting> {
    let mut common = Vec::new();
    let (Some(a), Some(b)) = (world.nodes.get(x.place.node), world.nodes.get(y.place.node)) else { return common };
    if x.place.node == y.place.node || x.address.is_none() || y.address.is_none() || !a.agent || !b.agent {
        return common;
    }
    let beside = x.vlan == y.vlan;
    if beside && a.routing.ospf && b.routing.ospf && exchanges(world, x.vlan, a, b) {
        common.push(TruthRouting::Ospf);
    }
    if beside && a.routing.isis && b.routing.isis {
        common.push(TruthRouting::Isis);
    }
    // Inside an autonomous system they meet at their ids, between two on a common subnet.
    let managed = |node: &Node, place: Place| node.management == Some(place.port);
    let meets = match (a.routing.bgp, b.routing.bgp) {
        (Some(one), Some(other)) if one == other => managed(a, x.place) && managed(b, y.place),
        (Some(_), Some(_)) => beside,
        _ => false,
    };
    if meets {
        common.push(TruthRouting::Bgp);
    }
    common
}

/// Whether two OSPF routers on one network exchange routes: one is the designated router there or its backup, as those
/// with the greatest ids are (RFC 2328 §7.3).
fn exchanges(world: &World, vlan: u16, a: &Node, b: &Node) -> bool {
    let here = world.stations.iter().filter(|station| station.vlan == vlan && station.address.is_some());
    let routers = here.filter_map(|station| world.nodes.get(station.place.node)).filter(|node| node.routing.ospf);
    let mut ids: Vec<_> = routers.filter_map(Node::address).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.iter().rev().take(2).any(|id| [a.address(), b.address()].contains(&Some(*id)))
}

fn over(world: &World, ways: &Ways, from: &Station, to: &Station) -> Vec<TruthHop> {
    let hops = ways.hops(&world.wiring, from, to);
    hops.into_iter().filter_map(|hop| Some(TruthHop { a: world.end(hop.from)?, b: world.end(hop.to)? })).collect()
}

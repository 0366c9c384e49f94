//! The groups that a caller asks for by a property of the devices.

use std::collections::{BTreeMap, BTreeSet};

use super::super::layout::{Graph, Wire, core, distances};
use super::Fold;
use super::divide::components;
use crate::inventory::DeviceKind;
use crate::topology::Topology;

/// The name of the group that each card is to be in, where the caller wants groups of that kind and there are some.
pub(super) fn labels(
    topology: &Topology,
    graph: &Graph,
    fold: Fold,
    sites: &BTreeMap<String, String>,
) -> Option<BTreeMap<usize, String>> {
    let labels = match fold {
        Fold::Auto | Fold::None => return None,
        Fold::BySite => by_site(topology, graph, sites),
        Fold::ByVlan => by_vlan(topology, graph),
        Fold::ByRole => by_role(graph),
        Fold::ByParent => by_parent(topology, graph),
    };
    // One group of everything says nothing.
    let different: BTreeSet<&String> = labels.values().collect();
    let some = !labels.is_empty() && labels.len() < graph.cards.len();
    (different.len() > 1 || some).then_some(labels)
}

/// A cloud is where all that is cabled to it is.
fn by_site(topology: &Topology, graph: &Graph, sites: &BTreeMap<String, String>) -> BTreeMap<usize, String> {
    let own = |card: usize| topology.nodes.get(card).and_then(|node| sites.get(&node.id));
    let mut labels = BTreeMap::new();
    for card in graph.cards.iter().copied() {
        let mut site = own(card);
        if card >= topology.nodes.len() {
            let around: BTreeSet<&String> = graph.neighbors[card].iter().filter_map(|other| own(*other)).collect();
            site = around.first().copied().filter(|_| around.len() == 1);
        }
        labels.extend(site.map(|site| (card, site.clone())));
    }
    labels
}

fn by_vlan(topology: &Topology, graph: &Graph) -> BTreeMap<usize, String> {
    let mut host_of: Vec<Option<usize>> = vec![None; graph.kinds.len()];
    for (card, rows) in graph.rows.iter().enumerate() {
        for (row, _) in rows {
            host_of[*row] = Some(card);
        }
    }
    let mut carried: BTreeMap<usize, BTreeSet<u16>> = BTreeMap::new();
    for edge in &graph.edges {
        let Wire::Link(link) = edge.wire else { continue };
        let Some(link) = topology.links.get(link) else { continue };
        for vertex in [edge.a, edge.b] {
            let card = host_of[vertex].unwrap_or(vertex);
            carried.entry(card).or_default().extend(link.vlans.iter().map(|vlan| vlan.0));
        }
    }
    let mut carriers: BTreeMap<u16, usize> = BTreeMap::new();
    for vlan in carried.values().flatten() {
        *carriers.entry(*vlan).or_default() += 1;
    }
    let rarest = |vlans: &BTreeSet<u16>| vlans.iter().copied().min_by_key(|vlan| (carriers.get(vlan).copied(), *vlan));
    carried.iter().filter_map(|(card, vlans)| Some((*card, format!("VLAN {}", rarest(vlans)?)))).collect()
}

fn by_role(graph: &Graph) -> BTreeMap<usize, String> {
    let mut labels = BTreeMap::new();
    for members in components(graph, &graph.cards) {
        let distance = distances(graph, &core(graph, &members));
        for card in members {
            let leads_on = graph.neighbors[card].iter().any(|other| distance[*other] > distance[card]);
            let role = match graph.kinds[card] {
                Some(DeviceKind::Router) => "routers",
                Some(DeviceKind::Bridge | DeviceKind::Repeater) => match (distance[card], leads_on) {
                    (0, true) => "core switches",
                    (_, true) => "distribution switches",
                    (_, false) => "access switches",
                },
                Some(DeviceKind::AccessPoint) => "access points",
                Some(_) => "end systems",
                None => "shared segments",
            };
            labels.insert(card, role.to_owned());
        }
    }
    labels
}

fn by_parent(topology: &Topology, graph: &Graph) -> BTreeMap<usize, String> {
    let name = |vertex: &usize| match topology.nodes.get(*vertex) {
        Some(node) => node.name.as_str(),
        None => topology.segments.get(vertex - topology.nodes.len()).map_or("", |segment| segment.name.as_str()),
    };
    let mut labels = BTreeMap::new();
    for members in components(graph, &graph.cards).into_iter().filter(|members| members.len() > 2) {
        let distance = distances(graph, &core(graph, &members));
        for card in members {
            let above = &graph.neighbors[card];
            if distance[card] > 0 && above.iter().all(|other| distance[*other] < distance[card]) {
                let names: Vec<&str> = above.iter().take(2).map(name).collect();
                let more = if above.len() > 2 { " and others" } else { "" };
                labels.insert(card, format!("below {}{more}", names.join(" + ")));
            }
        }
    }
    labels
}

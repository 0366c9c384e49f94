//! What is drawn: cards, rows on cards, and the edges between cards.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::inventory::DeviceKind;
use crate::topology::{End, Layer, Topology};

/// What an edge of the drawing stands for, by its place in the topology.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Wire {
    Link(usize),
    Member { segment: usize, member: usize },
}

/// An edge between two vertices. Vertices are the nodes, then the segments.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) wire: Wire,
}

type Ports = BTreeMap<(usize, usize), (u32, String)>;

#[derive(Debug)]
pub(super) struct Graph {
    pub(super) edges: Vec<Edge>,
    /// For every vertex: end systems that are rows of its card, with the edge that attaches each, in the order of ports.
    pub(super) rows: Vec<Vec<(usize, usize)>>,
    /// Vertices that have a card of their own, ascending.
    pub(super) cards: Vec<usize>,
    /// For every two cabled vertices: the first port at the first of them, by `ifIndex` and name.
    pub(super) ports: Ports,
    /// For every vertex: the cards that it is cabled to, ascending. Empty for rows.
    pub(super) neighbors: Vec<Vec<usize>>,
}

impl Graph {
    pub(super) fn of(topology: &Topology) -> Self {
        let edges = edges(topology);
        let vertices = topology.nodes.len() + topology.segments.len();
        let cabled: Vec<bool> = edges.iter().map(|edge| is_cable(topology, edge)).collect();
        let mut touching = vec![Vec::new(); vertices];
        for (number, edge) in edges.iter().enumerate() {
            for vertex in [edge.a, edge.b] {
                touching[vertex].push(number);
            }
        }
        let mut rows = vec![Vec::new(); vertices];
        let mut is_row = vec![false; vertices];
        for (vertex, node) in topology.nodes.iter().enumerate() {
            let [only] = touching[vertex].as_slice() else { continue };
            let edge = edges[*only];
            let host = if edge.a == vertex { edge.b } else { edge.a };
            if host != vertex && cabled[*only] && ends_there(node.kind) && !is_row[host] {
                is_row[vertex] = true;
                rows[host].push((vertex, *only));
            }
        }
        for (host, list) in rows.iter_mut().enumerate() {
            list.sort_by_cached_key(|(vertex, edge)| (port_order(topology, &edges[*edge], host), *vertex));
        }
        let cards = (0..vertices).filter(|vertex| !is_row[*vertex]).collect();
        let neighbors = neighbors(vertices, &edges, &cabled, &is_row);
        let ports = first_ports(topology, &edges);
        Self { edges, rows, cards, ports, neighbors }
    }
}

/// The end of `edge` at `vertex`, where it has one: the cloud of a segment has no port.
pub(super) fn end_at<'a>(topology: &'a Topology, edge: &Edge, vertex: usize, second: bool) -> Option<&'a End> {
    match edge.wire {
        Wire::Link(link) => topology.links.get(link).map(|link| if second { &link.b } else { &link.a }),
        Wire::Member { segment, member } => {
            let members = &topology.segments.get(segment)?.members;
            members.get(member).filter(|_| vertex < topology.nodes.len())
        }
    }
}

/// Sorts by `ifIndex`, then by name; unknown ports last.
fn port_order(topology: &Topology, edge: &Edge, vertex: usize) -> (u32, String) {
    let end = end_at(topology, edge, vertex, edge.b == vertex && edge.a != vertex);
    let index = end.and_then(|end| end.if_index).map_or(u32::MAX, |index| index.0);
    (index, end.and_then(|end| end.port.clone()).unwrap_or_default())
}

fn edges(topology: &Topology) -> Vec<Edge> {
    let by_id: BTreeMap<&str, usize> =
        topology.nodes.iter().enumerate().rev().map(|(number, node)| (node.id.as_str(), number)).collect();
    let place = |end: &End| by_id.get(end.node.as_str()).copied();
    let mut edges = Vec::new();
    for (number, link) in topology.links.iter().enumerate() {
        if let (Some(a), Some(b)) = (place(&link.a), place(&link.b)) {
            edges.push(Edge { a, b, wire: Wire::Link(number) });
        }
    }
    for (segment, cloud) in topology.segments.iter().enumerate() {
        for (member, end) in cloud.members.iter().enumerate() {
            if let Some(b) = place(end) {
                edges.push(Edge { a: topology.nodes.len() + segment, b, wire: Wire::Member { segment, member } });
            }
        }
    }
    edges
}

fn is_cable(topology: &Topology, edge: &Edge) -> bool {
    match edge.wire {
        Wire::Link(link) => topology.links.get(link).is_some_and(|link| link.layer == Layer::L2),
        Wire::Member { .. } => true,
    }
}

/// Whether a device with a single cable is the end of it.
fn ends_there(kind: DeviceKind) -> bool {
    !matches!(kind, DeviceKind::Bridge | DeviceKind::Router | DeviceKind::Repeater)
}

/// Cables make neighbors. A layer 3 link does only where no cables connect its ends: else it would pull together what
/// is far apart.
fn neighbors(vertices: usize, edges: &[Edge], cabled: &[bool], is_row: &[bool]) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..vertices).collect();
    let mut all = vec![Vec::new(); vertices];
    let mut order: Vec<usize> = (0..edges.len()).collect();
    order.sort_by_key(|edge| Reverse(cabled[*edge]));
    for number in order {
        let Edge { a, b, .. } = edges[number];
        let (first, second) = (find(&mut group, a), find(&mut group, b));
        if cabled[number] || first != second {
            group[first.max(second)] = first.min(second);
            if a != b && !is_row[a] && !is_row[b] {
                all[a].push(b);
                all[b].push(a);
            }
        }
    }
    for list in &mut all {
        list.sort_unstable();
        list.dedup();
    }
    all
}

/// For every pair of cabled cards: the first port at the first of them.
fn first_ports(topology: &Topology, edges: &[Edge]) -> Ports {
    let mut ports: Ports = BTreeMap::new();
    for edge in edges {
        for (here, there) in [(edge.a, edge.b), (edge.b, edge.a)] {
            let port = port_order(topology, edge, here);
            let known = ports.entry((here, there)).or_insert_with(|| port.clone());
            if port < *known {
                *known = port;
            }
        }
    }
    ports
}

fn find(group: &mut [usize], mut vertex: usize) -> usize {
    while group[vertex] != vertex {
        group[vertex] = group[group[vertex]];
        vertex = group[vertex];
    }
    vertex
}

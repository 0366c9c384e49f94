//! What is drawn: cards, rows on cards, and the edges between cards.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::export::fold::Folding;
use crate::inventory::DeviceKind;
use crate::topology::{End, Layer, Topology};

/// What an edge of the drawing stands for, by its place in the topology.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Wire {
    Link(usize),
    Member {
        segment: usize,
        member: usize,
    },
    /// All cables between two cards of which one at least is a group, or all members of an aggregate, by their place in
    /// [`Graph::bundles`].
    Bundle(usize),
}

/// A wire of a bundle.
#[derive(Clone, Copy, Debug)]
pub(in crate::export) struct Bundled {
    pub(in crate::export) wire: Wire,
    /// Whether its first end is at the second end of the bundle.
    pub(in crate::export) turned: bool,
}

/// An edge between two vertices.
#[derive(Clone, Copy, Debug)]
pub(in crate::export) struct Edge {
    pub(in crate::export) a: usize,
    pub(in crate::export) b: usize,
    pub(in crate::export) wire: Wire,
}

type Ports = BTreeMap<(usize, usize), (u32, String)>;

#[derive(Debug)]
pub(in crate::export) struct Graph {
    pub(in crate::export) edges: Vec<Edge>,
    /// For every vertex: end systems that are rows of its card, by their place in the topology, with the edge that
    /// attaches each, in the order of ports.
    pub(in crate::export) rows: Vec<Vec<(usize, usize)>>,
    /// Vertices that have a card of their own, ascending.
    pub(in crate::export) cards: Vec<usize>,
    /// For every two cabled vertices: the first port at the first of them, by `ifIndex` and name.
    pub(super) ports: Ports,
    /// For every vertex: the cards that it is cabled to, ascending. Empty for rows.
    pub(in crate::export) neighbors: Vec<Vec<usize>>,
    /// For every vertex: what it is; of a group, what leads it; nothing for a segment.
    pub(in crate::export) kinds: Vec<Option<DeviceKind>>,
    /// For every vertex: how many devices it stands for, without its rows.
    pub(super) devices: Vec<usize>,
    /// For every vertex: whether it is a group.
    is_group: Vec<bool>,
    /// The wires that each bundle stands for.
    pub(super) bundles: Vec<Vec<Bundled>>,
    /// For every vertex: its number in the whole topology. Nodes come first there, then segments, then groups.
    pub(in crate::export) global: Vec<usize>,
}

impl Graph {
    /// The whole topology without any group.
    pub(in crate::export) fn of(topology: &Topology) -> Self {
        let edges = edges(topology);
        let vertices = topology.nodes.len() + topology.segments.len();
        let cabled: Vec<bool> = edges.iter().map(|edge| is_cable(topology, edge.wire)).collect();
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
        let cards = (0..vertices).filter(|vertex| !is_row[*vertex]).collect();
        let neighbors = neighbors(vertices, &edges, &cabled, &is_row);
        let kinds: Vec<Option<DeviceKind>> =
            topology.nodes.iter().map(|node| Some(node.kind)).chain(topology.segments.iter().map(|_| None)).collect();
        let devices = kinds.iter().map(|kind| usize::from(kind.is_some())).collect();
        let global = (0..vertices).collect();
        let ports = Ports::new();
        let mut graph = Self {
            edges,
            rows: Vec::new(),
            cards,
            ports,
            neighbors,
            kinds,
            devices,
            is_group: vec![false; vertices],
            bundles: Vec::new(),
            global,
        };
        for (host, list) in rows.iter_mut().enumerate() {
            list.sort_by_cached_key(|(vertex, edge)| (graph.port_order(topology, &graph.edges[*edge], host), *vertex));
        }
        graph.rows = rows;
        graph
    }

    /// What is to be seen of `self`, which has no groups, in one frame: the whole drawing with its outermost groups
    /// closed, or the inside of one group. Vertices are numbered anew.
    pub(super) fn frame(&self, topology: &Topology, folding: &Folding, scope: Option<usize>) -> Self {
        let count = self.kinds.len() + folding.groups.len();
        let shown: Vec<Option<usize>> = (0..count).map(|vertex| folding.shown_as(vertex, scope)).collect();
        let global: Vec<usize> = (0..count).filter(|vertex| shown[*vertex] == Some(*vertex)).collect();
        let mut local = vec![usize::MAX; count];
        for (number, vertex) in global.iter().enumerate() {
            local[*vertex] = number;
        }
        let group = |vertex: usize| vertex.checked_sub(self.kinds.len()).and_then(|at| folding.groups.get(at));
        let kind = |vertex: &usize| group(*vertex).map_or_else(|| self.kinds[*vertex], |group| Some(group.kind));
        let kinds = global.iter().map(kind).collect();
        let devices = global
            .iter()
            .map(|vertex| group(*vertex).map_or_else(|| self.devices[*vertex], |group| group.devices))
            .collect();
        let mut is_row = vec![true; global.len()];
        for vertex in self.cards.iter().copied().chain(self.kinds.len()..count) {
            if shown[vertex] == Some(vertex) {
                is_row[local[vertex]] = false;
            }
        }
        let (mut edges, mut bundles) = (Vec::new(), Vec::new());
        let mut bundle_of: BTreeMap<(usize, usize, Option<&str>), usize> = BTreeMap::new();
        let mut now = BTreeMap::new();
        let whole = aggregates(topology, &self.edges);
        for (number, edge) in self.edges.iter().enumerate() {
            let (Some(a), Some(b)) = (shown[edge.a], shown[edge.b]) else { continue };
            let lag = lag_of(topology, edge.wire).filter(|lag| whole.contains(&(a.min(b), a.max(b), *lag)));
            let own = (a, b) == (edge.a, edge.b);
            if own && lag.is_none() {
                now.insert(number, edges.len());
                edges.push(Edge { a: local[a], b: local[b], wire: edge.wire });
            } else if a != b {
                let turned = a > b;
                let (a, b) = (local[a.min(b)], local[a.max(b)]);
                let bundle = *bundle_of.entry((a, b, lag.filter(|_| own))).or_insert_with(|| {
                    edges.push(Edge { a, b, wire: Wire::Bundle(bundles.len()) });
                    bundles.push(Vec::new());
                    bundles.len() - 1
                });
                bundles[bundle].push(Bundled { wire: edge.wire, turned });
            }
        }
        let mut rows = vec![Vec::new(); global.len()];
        for (number, vertex) in global.iter().enumerate() {
            for (row, edge) in self.rows.get(*vertex).into_iter().flatten() {
                rows[number].extend(now.get(edge).map(|edge| (*row, *edge)));
            }
        }
        let cabled: Vec<bool> = edges
            .iter()
            .map(|edge| match edge.wire {
                Wire::Bundle(bundle) => bundles[bundle].iter().any(|one: &Bundled| is_cable(topology, one.wire)),
                wire => is_cable(topology, wire),
            })
            .collect();
        let cards = (0..global.len()).filter(|vertex| !is_row[*vertex]).collect();
        let neighbors = neighbors(global.len(), &edges, &cabled, &is_row);
        let is_group = global.iter().map(|vertex| group(*vertex).is_some()).collect();
        let ports = Ports::new();
        let mut frame = Self { edges, rows, cards, ports, neighbors, kinds, devices, is_group, bundles, global };
        frame.ports = frame.first_ports(topology);
        frame
    }

    /// The end of `edge` at `vertex`, where it has one: the cloud of a segment has no port, and a bundle has many.
    pub(super) fn end_at<'a>(
        &self,
        topology: &'a Topology,
        edge: &Edge,
        vertex: usize,
        second: bool,
    ) -> Option<&'a End> {
        match edge.wire {
            Wire::Link(link) => topology.links.get(link).map(|link| if second { &link.b } else { &link.a }),
            Wire::Member { segment, member } => {
                let members = &topology.segments.get(segment)?.members;
                members.get(member).filter(|_| self.kinds[vertex].is_some())
            }
            // Of an aggregate the first member stands for all.
            Wire::Bundle(bundle) => {
                let wires = self.bundles.get(bundle)?;
                aggregate(topology, wires)?;
                let Bundled { wire: Wire::Link(link), turned } = wires.first()? else { return None };
                topology.links.get(*link).map(|link| if second != *turned { &link.b } else { &link.a })
            }
        }
    }

    /// What stands beside the end of `edge` at `vertex`: the port's name; at a group, how many wires a bundle is.
    pub(super) fn said_at(&self, topology: &Topology, edge: &Edge, vertex: usize, second: bool) -> String {
        if let Wire::Bundle(bundle) = edge.wire {
            let count = self.bundles[bundle].len();
            if let Some(lag) = aggregate(topology, &self.bundles[bundle]) {
                let device = self.end_at(topology, edge, vertex, second).map_or("", |end| end.device.as_str());
                return named_at(lag, device).map_or_else(|| format!("×{count}"), str::to_owned);
            }
            return if self.is_group[vertex] && count > 1 { format!("×{count}") } else { String::new() };
        }
        self.end_at(topology, edge, vertex, second).and_then(|end| end.port.clone()).unwrap_or_default()
    }

    /// Sorts by `ifIndex`, then by name; unknown ports last.
    fn port_order(&self, topology: &Topology, edge: &Edge, vertex: usize) -> (u32, String) {
        let end = self.end_at(topology, edge, vertex, edge.b == vertex && edge.a != vertex);
        let index = end.and_then(|end| end.if_index).map_or(u32::MAX, |index| index.0);
        (index, end.and_then(|end| end.port.clone()).unwrap_or_default())
    }

    /// For every pair of cabled cards: the first port at the first of them.
    fn first_ports(&self, topology: &Topology) -> Ports {
        let mut ports: Ports = BTreeMap::new();
        for edge in &self.edges {
            for (here, there) in [(edge.a, edge.b), (edge.b, edge.a)] {
                let port = self.port_order(topology, edge, here);
                let known = ports.entry((here, there)).or_insert_with(|| port.clone());
                if port < *known {
                    *known = port;
                }
            }
        }
        ports
    }
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

/// The aggregate that a wire is a member of.
fn lag_of(topology: &Topology, wire: Wire) -> Option<&str> {
    match wire {
        Wire::Link(link) => topology.links.get(link)?.lag.as_deref(),
        Wire::Member { .. } | Wire::Bundle(_) => None,
    }
}

/// The aggregates of which several members join the same two vertices, the lesser first.
fn aggregates<'t>(topology: &'t Topology, edges: &[Edge]) -> BTreeSet<(usize, usize, &'t str)> {
    let mut count: BTreeMap<(usize, usize, &str), usize> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| edge.a != edge.b) {
        if let Some(lag) = lag_of(topology, edge.wire) {
            *count.entry((edge.a.min(edge.b), edge.a.max(edge.b), lag)).or_default() += 1;
        }
    }
    count.into_iter().filter(|(_, members)| *members > 1).map(|(aggregate, _)| aggregate).collect()
}

/// The aggregate whose members alone a bundle is.
pub(in crate::export) fn aggregate<'t>(topology: &'t Topology, wires: &[Bundled]) -> Option<&'t str> {
    let lag = |one: &Bundled| lag_of(topology, one.wire);
    let first = lag(wires.first()?)?;
    (wires.len() > 1 && wires.iter().all(|one| lag(one) == Some(first))).then_some(first)
}

/// `Po1` of `core1 Po1 = dist2 Po1` at `core1`.
fn named_at<'t>(lag: &'t str, device: &str) -> Option<&'t str> {
    lag.split(" = ").find_map(|end| end.strip_prefix(device)?.strip_prefix(' '))
}

pub(super) fn is_cable(topology: &Topology, wire: Wire) -> bool {
    match wire {
        Wire::Link(link) => topology.links.get(link).is_some_and(|link| link.layer == Layer::L2),
        Wire::Member { .. } | Wire::Bundle(_) => true,
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

fn find(group: &mut [usize], mut vertex: usize) -> usize {
    while group[vertex] != vertex {
        group[vertex] = group[group[vertex]];
        vertex = group[vertex];
    }
    vertex
}

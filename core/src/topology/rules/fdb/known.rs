//! The network that is known already: which port of a node leads to which other nodes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Tables;
use crate::inventory::DeviceKind;
use crate::topology::graph::LinkState;
use crate::topology::model::{Cable, Net};
use crate::topology::ports::PortAt;

/// Whether frames pass through a node or medium.
pub(in crate::topology::rules) fn forwards(node: usize, net: &Net<'_>) -> bool {
    match net.nodes.get(node) {
        None => true,
        Some(model) => match model.device {
            Some(device) => device.bridge.is_some(),
            None => !matches!(model.kind, DeviceKind::Host | DeviceKind::Router | DeviceKind::Printer),
        },
    }
}

/// An edge from a place, by the port where the place is a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    port: Option<PortAt>,
    to: usize,
}

/// Cables that carry nothing: of several to a bridge that was not asked, those of which the near port has no rows while
/// another one has. Spanning tree blocks them at the far end, which nobody tells.
fn idle(net: &Net<'_>, tables: &Tables) -> BTreeSet<usize> {
    let mut cables: BTreeMap<usize, Vec<(usize, usize, PortAt)>> = BTreeMap::new();
    for (at, cable) in net.cables.iter().filter(|(_, cable)| cable.state != LinkState::Blocked) {
        let (near, far) = if cable.a.node < cable.b.node { (cable.a, cable.b) } else { (cable.b, cable.a) };
        let near = net.bundle(near);
        let (Ok(bridge), Some(port)) = (tables.bridges.binary_search(&near.node), near.port) else { continue };
        if far.node >= net.polled && forwards(far.node, net) {
            cables.entry(far.node).or_default().push((at, bridge, port));
        }
    }
    cables.retain(|_, cables| cables.len() > 1);
    let bridges: BTreeSet<usize> = cables.values().flatten().map(|(_, bridge, _)| *bridge).collect();
    let rows = |bridge: usize| tables.rows[bridge].iter().map(move |(_, port)| (bridge, *port));
    let used: HashSet<(usize, PortAt)> = bridges.into_iter().flat_map(rows).collect();
    let mut idle = BTreeSet::new();
    for cables in cables.into_values() {
        let (carrying, rest): (Vec<_>, Vec<_>) =
            cables.into_iter().partition(|(_, bridge, port)| used.contains(&(*bridge, *port)));
        if !carrying.is_empty() {
            idle.extend(rest.into_iter().map(|(at, ..)| at));
        }
    }
    idle
}

/// Links and media that carry frames between the places that forward them: nodes, and after them the media. As a
/// depth-first forest, so that questions about ways take no search.
pub(in crate::topology::rules) struct Known {
    edges: Vec<Vec<Edge>>,
    /// The number of each place in depth-first order, and the first number after what is below it.
    enter: Vec<usize>,
    leave: Vec<usize>,
    parent: Vec<Option<usize>>,
    /// Whether the edge to the parent is the only way there.
    only_way: Vec<bool>,
    /// The first place of the tree that a place is in.
    root: Vec<usize>,
    /// For each number in depth-first order: how many places of interest have a lesser one.
    counted: Vec<usize>,
    /// The places by their numbers.
    order: Vec<usize>,
}

/// What is behind a port, as numbers of places: those from the first to before the second; and the same of those that
/// are left out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::topology::rules) struct Side {
    pub(in crate::topology::rules) all: (usize, usize),
    pub(in crate::topology::rules) but: (usize, usize),
}

impl Known {
    /// Bridges with a table are of interest to [`Known::behind`].
    pub(in crate::topology::rules) fn of(net: &Net<'_>, tables: &Tables) -> Self {
        let counts = |node: usize| tables.bridges.binary_search(&node).is_ok();
        let idle = idle(net, tables);
        let mut edges: Vec<Vec<Edge>> = vec![Vec::new(); net.nodes.len() + net.media.len()];
        let open = |at: usize, cable: &Cable| cable.state != LinkState::Blocked && !idle.contains(&at);
        for (_, cable) in net.cables.iter().filter(|(at, cable)| open(*at, cable)) {
            let (a, b) = (net.bundle(cable.a), net.bundle(cable.b));
            if a.node != b.node && forwards(a.node, net) && forwards(b.node, net) {
                edges[a.node].push(Edge { port: a.port, to: b.node });
                edges[b.node].push(Edge { port: b.port, to: a.node });
            }
        }
        for (at, medium) in net.media.iter().enumerate() {
            for member in medium.members.iter().map(|member| net.bundle(*member)).filter(|at| forwards(at.node, net)) {
                edges[member.node].push(Edge { port: member.port, to: net.nodes.len() + at });
                edges[net.nodes.len() + at].push(Edge { port: None, to: member.node });
            }
        }
        for known in &mut edges {
            known.sort_unstable();
            known.dedup();
        }
        let places = edges.len();
        let mut known = Self {
            edges,
            enter: vec![usize::MAX; places],
            leave: vec![0; places],
            parent: vec![None; places],
            only_way: vec![false; places],
            root: (0..places).collect(),
            counted: Vec::with_capacity(places + 1),
            order: Vec::new(),
        };
        let order = known.walk();
        let mut count = 0;
        known.counted.push(0);
        for place in &order {
            count += usize::from(*place < net.nodes.len() && counts(*place));
            known.counted.push(count);
        }
        known.order = order;
        known
    }

    /// The number of a place in the walk through the known network.
    pub(in crate::topology::rules) fn number(&self, place: usize) -> usize {
        self.enter[place]
    }

    /// The place of that number.
    pub(in crate::topology::rules) fn numbered(&self, number: usize) -> Option<usize> {
        self.order.get(number).copied()
    }

    /// The places behind a port; `None` where there are none, or where another way leads to them too.
    pub(in crate::topology::rules) fn side(&self, node: usize, port: PortAt) -> Option<Side> {
        let mut edges = self.edges[node].iter().filter(|edge| edge.port == Some(port));
        let (edge, None) = (edges.next()?, edges.next()) else { return None };
        let within = |place: usize| (self.enter[place], self.leave[place]);
        if self.parent[edge.to] == Some(node) && self.only_way[edge.to] {
            Some(Side { all: within(edge.to), but: (self.leave[edge.to], self.leave[edge.to]) })
        } else if self.parent[node] == Some(edge.to) && self.only_way[node] {
            Some(Side { all: within(self.root[node]), but: within(node) })
        } else {
            None
        }
    }

    /// Numbers all places depth first, and finds the edges that no other way leads around.
    fn walk(&mut self) -> Vec<usize> {
        let mut order = Vec::new();
        let mut low = vec![usize::MAX; self.edges.len()];
        for start in 0..self.edges.len() {
            if self.enter[start] != usize::MAX {
                continue;
            }
            let mut stack = vec![(start, 0)];
            self.enter[start] = order.len();
            low[start] = order.len();
            order.push(start);
            while let Some((place, next)) = stack.pop() {
                let Some(edge) = self.edges[place].get(next).copied() else {
                    self.leave[place] = order.len();
                    if let Some(parent) = self.parent[place] {
                        low[parent] = low[parent].min(low[place]);
                        let ways = self.edges[parent].iter().filter(|edge| edge.to == place).count();
                        self.only_way[place] = low[place] > self.enter[parent] && ways == 1;
                    }
                    continue;
                };
                stack.push((place, next + 1));
                if self.enter[edge.to] == usize::MAX {
                    self.parent[edge.to] = Some(place);
                    self.root[edge.to] = start;
                    self.enter[edge.to] = order.len();
                    low[edge.to] = order.len();
                    order.push(edge.to);
                    stack.push((edge.to, 0));
                } else if self.parent[place] != Some(edge.to) {
                    low[place] = low[place].min(self.enter[edge.to]);
                }
            }
        }
        order
    }

    /// A number that all places have in common that known links join.
    pub(in crate::topology::rules) fn component(&self, place: usize) -> usize {
        self.root[place]
    }

    fn is_below(&self, place: usize, above: usize) -> bool {
        (self.enter[above]..self.leave[above]).contains(&self.enter[place])
    }

    /// The port of `from` that leads to `to`, where there is one way only.
    pub(in crate::topology::rules) fn towards(&self, from: usize, to: usize) -> Option<PortAt> {
        if from == to || self.root[from] != self.root[to] {
            return None;
        }
        let next = if self.is_below(to, from) {
            let children = self.edges[from].iter().filter(|edge| self.parent[edge.to] == Some(from));
            children
                .map(|edge| edge.to)
                .find(|child| self.is_below(to, *child))
                .filter(|child| self.only_way[*child])?
        } else {
            self.parent[from].filter(|_| self.only_way[from])?
        };
        self.edges[from].iter().find(|edge| edge.to == next)?.port
    }

    /// How many nodes of interest are behind a port, over edges that no other way leads around.
    pub(in crate::topology::rules) fn behind(&self, node: usize, port: PortAt) -> usize {
        let within = |place: usize| self.counted[self.leave[place]] - self.counted[self.enter[place]];
        let edges = self.edges[node].iter().filter(|edge| edge.port == Some(port));
        let counts = edges.map(|edge| {
            if self.parent[edge.to] == Some(node) {
                if self.only_way[edge.to] { within(edge.to) } else { 0 }
            } else if self.parent[node] == Some(edge.to) && self.only_way[node] {
                within(self.root[node]) - within(node)
            } else {
                0
            }
        });
        counts.sum()
    }

    /// The places that a port is connected with.
    pub(in crate::topology::rules) fn next(&self, node: usize, port: PortAt) -> impl Iterator<Item = usize> + '_ {
        self.edges[node].iter().filter(move |edge| edge.port == Some(port)).map(|edge| edge.to)
    }

    /// The places that a place is connected with.
    pub(in crate::topology::rules) fn around(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        self.edges[place].iter().map(|edge| edge.to)
    }
}

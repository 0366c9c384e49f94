//! A topology with what it takes to answer many questions fast.

use std::collections::HashSet;

use super::graph::{End, Layer, Link, LinkState, Node, Segment, Topology};
use super::hash::Map;
use super::sets::Sets;
use super::wiring::{NONE, Wiring};
use crate::error::Error;
use crate::evidence::Source;
use crate::inventory::{DeviceKind, RoutingProtocol};
use crate::value::IfIndex;

/// A topology, prepared for questions: who hangs on what, which way a frame takes, what happens if.
///
/// Making it costs one pass over the topology. Every method of [`Topology`] that asks such a question makes one and
/// forgets it; make one yourself where you ask often.
#[derive(Clone, Debug)]
pub struct Index<'t> {
    pub(super) topology: &'t Topology,
    by_id: Map<&'t str, usize>,
    /// Vertices: the nodes by position, then the segments.
    pub(super) wiring: Wiring,
    /// What each edge of the wiring is.
    pub(super) edges: Vec<Edge>,
    /// Adjacencies that are no edge, as cables carry them: by node, the positions of the links.
    carried: Map<usize, Vec<usize>>,
}

/// What an edge stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// A link, by position.
    Link(usize),
    /// A member of a segment, by positions.
    Member { segment: usize, member: usize },
}

impl Topology {
    /// Prepares this topology for many questions.
    #[must_use]
    pub fn index(&self) -> Index<'_> {
        Index::of(self)
    }
}

impl<'t> Index<'t> {
    fn of(topology: &'t Topology) -> Self {
        let mut by_id: Map<&'t str, usize> = Map::default();
        by_id.reserve(topology.nodes.len());
        for (at, node) in topology.nodes.iter().enumerate() {
            by_id.entry(node.id.as_str()).or_insert(at);
        }
        let mut index = Self { topology, by_id, wiring: Wiring::default(), edges: Vec::new(), carried: Map::default() };
        let vertices = topology.nodes.len() + topology.segments.len();
        let mut ends = Vec::with_capacity(topology.links.len());
        let mut routed = Vec::new();
        for (at, link) in topology.links.iter().enumerate() {
            let (a, b) = (index.vertex(&link.a), index.vertex(&link.b));
            if a == NONE || b == NONE {
                continue;
            }
            match link.layer {
                Layer::L2 => {
                    index.edges.push(Edge::Link(at));
                    ends.push((a, b));
                }
                Layer::L3 => routed.push((at, a, b)),
            }
        }
        for (segment, medium) in topology.segments.iter().enumerate() {
            for (member, end) in medium.members.iter().enumerate() {
                let node = index.vertex(end);
                if node != NONE {
                    index.edges.push(Edge::Member { segment, member });
                    ends.push((node, topology.nodes.len() + segment));
                }
            }
        }
        index.add_routed(&routed, &mut ends, vertices);
        index.wiring = Wiring::new(vertices, ends);
        index
    }

    /// A routing adjacency runs over cables. It counts as a connection of its own only where no cables are known that
    /// could carry it: a line of a provider, a tunnel. A session of BGP between routers that are in no common subnet runs
    /// over others, whichever they are: it is no connection.
    fn add_routed(&mut self, routed: &[(usize, usize, usize)], ends: &mut Vec<(usize, usize)>, vertices: usize) {
        if routed.is_empty() {
            return;
        }
        let meeting = self.meeting(routed);
        let mut cabled = Sets::new(vertices);
        for (a, b) in ends.iter() {
            cabled.union(*a, *b);
        }
        for (at, a, b) in routed {
            let Some(link) = self.topology.links.get(*at) else { continue };
            let elsewhere = !link.carried_by.is_empty() || (is_bgp_alone(link) && !meeting.contains(at));
            if !elsewhere && cabled.find(*a) != cabled.find(*b) {
                self.edges.push(Edge::Link(*at));
                ends.push((*a, *b));
                continue;
            }
            self.carried.entry(*a).or_default().push(*at);
            self.carried.entry(*b).or_default().push(*at);
        }
    }

    /// Those of the links that are BGP alone whose ends are in a common subnet.
    fn meeting(&self, routed: &[(usize, usize, usize)]) -> HashSet<usize> {
        let links = routed.iter().filter_map(|(at, ..)| Some((*at, self.topology.links.get(*at)?)));
        let bgp: Vec<(usize, &Link)> = links.filter(|(_, link)| is_bgp_alone(link)).collect();
        if bgp.is_empty() {
            return HashSet::new();
        }
        let mut subnets: Map<(&str, Option<IfIndex>), Vec<usize>> = Map::default();
        for (at, subnet) in self.topology.subnets.iter().enumerate() {
            for member in &subnet.members {
                subnets.entry((member.end.node.as_str(), member.end.if_index)).or_default().push(at);
            }
        }
        let is_in = |end: &End, subnet: usize| {
            subnets.get(&(end.node.as_str(), end.if_index)).is_some_and(|all| all.contains(&subnet))
        };
        let meet = |link: &Link| {
            let near = subnets.get(&(link.a.node.as_str(), link.a.if_index)).into_iter().flatten();
            link.subnet.is_some() || near.into_iter().any(|subnet| is_in(&link.b, *subnet))
        };
        bgp.into_iter().filter(|(_, link)| meet(link)).map(|(at, _)| at).collect()
    }

    fn vertex(&self, end: &End) -> usize {
        self.by_id.get(end.node.as_str()).copied().unwrap_or(NONE)
    }

    /// The topology that this is an index of.
    #[must_use]
    pub fn topology(&self) -> &'t Topology {
        self.topology
    }

    /// As [`Topology::node`], at once where an id is given.
    #[must_use]
    pub fn node(&self, name_or_id: &str) -> Option<&'t Node> {
        self.topology.nodes.get(self.at(name_or_id)?)
    }

    /// The position of the node of that id or name.
    pub(super) fn at(&self, name_or_id: &str) -> Option<usize> {
        let wanted = name_or_id.trim();
        let by_id = self.by_id.get(wanted).copied();
        by_id.or_else(|| self.by_id.get(self.topology.node(wanted)?.id.as_str()).copied())
    }

    /// As [`Self::at`], with an error that says what is wrong.
    pub(super) fn known(&self, name_or_id: &str) -> Result<usize, Error> {
        self.at(name_or_id).ok_or_else(|| {
            Error::invalid("device", name_or_id, "the id, name, sysName, IP or MAC address of a device of the topology")
        })
    }

    /// The links of a node, given by name or id, in their order.
    #[must_use]
    pub fn links_of(&self, node: &str) -> Vec<&'t Link> {
        let Some(at) = self.at(node) else { return Vec::new() };
        self.links_at(at).map(|(_, link)| link).collect()
    }

    /// All links between two nodes, given by name or id, in their order.
    #[must_use]
    pub fn links_between(&self, a: &str, b: &str) -> Vec<&'t Link> {
        let (Some(a), Some(b)) = (self.at(a), self.at(b)) else { return Vec::new() };
        let leads = |link: &&Link| [&link.a, &link.b].into_iter().any(|end| self.vertex(end) == b);
        self.links_at(a).map(|(_, link)| link).filter(leads).collect()
    }

    /// Links of the node at a position, each with its position, in their order.
    pub(super) fn links_at(&self, node: usize) -> impl Iterator<Item = (usize, &'t Link)> {
        let wired = self.wiring.around(node).iter().filter_map(|(_, edge)| match self.edges[*edge] {
            Edge::Link(at) => Some(at),
            Edge::Member { .. } => None,
        });
        let carried = self.carried.get(&node).into_iter().flatten().copied();
        let mut all: Vec<usize> = wired.chain(carried).collect();
        all.sort_unstable();
        all.into_iter().filter_map(|at| Some((at, self.topology.links.get(at)?)))
    }

    /// The link that an edge stands for.
    pub(super) fn link(&self, edge: usize) -> Option<&'t Link> {
        match self.edges.get(edge)? {
            Edge::Link(at) => self.topology.links.get(*at),
            Edge::Member { .. } => None,
        }
    }

    /// The segment that a vertex stands for.
    pub(super) fn segment(&self, vertex: usize) -> Option<&'t Segment> {
        self.topology.segments.get(vertex.checked_sub(self.topology.nodes.len())?)
    }

    /// The node that a vertex stands for.
    pub(super) fn node_at(&self, vertex: usize) -> Option<&'t Node> {
        self.topology.nodes.get(vertex)
    }

    /// Whether an edge forwards as far as is known.
    pub(super) fn passes(&self, edge: usize) -> bool {
        self.link(edge).is_none_or(|link| link.state != LinkState::Blocked)
    }

    /// Whether the node at a position counts as a host, not as a device of the network.
    pub(super) fn is_host(&self, vertex: usize) -> bool {
        self.node_at(vertex).is_some_and(|node| match node.kind {
            DeviceKind::Host | DeviceKind::Printer | DeviceKind::Phone => true,
            DeviceKind::Unknown => !node.polled && self.wiring.around(vertex).len() <= 1,
            _ => false,
        })
    }

    /// Whether the node at a position passes nothing on from one of its ports to another. A telephone does.
    pub(super) fn only_ends(&self, vertex: usize) -> bool {
        self.node_at(vertex).is_some_and(|node| matches!(node.kind, DeviceKind::Host | DeviceKind::Printer))
    }
}

impl Node {
    /// Whether it forwards frames between its ports, as far as is known: a layer 3 switch does, beside routing.
    pub(super) fn bridges(&self) -> bool {
        let learns = || {
            let bridge = |source| matches!(source, Source::Fdb | Source::Stp);
            self.coverage.iter().any(|read| bridge(read.source) && read.rows > 0)
        };
        self.kind != DeviceKind::Router || learns()
    }
}

fn is_bgp_alone(link: &Link) -> bool {
    let mut protocols = link.adjacencies.iter().map(|adjacency| adjacency.protocol);
    !link.adjacencies.is_empty() && protocols.all(|protocol| protocol == RoutingProtocol::Bgp)
}

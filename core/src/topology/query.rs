//! Questions to a topology.

use std::fmt;
use std::net::IpAddr;

use super::graph::{Adjacency, End, Layer, Link, LinkState, Node, Segment, Strength, Topology};
use crate::value::MacAddr;

impl Topology {
    /// The node of that id, or else of that name (exactly, or else in any case), `sysName`, IP or MAC address.
    #[must_use]
    pub fn node(&self, name_or_id: &str) -> Option<&Node> {
        let wanted = name_or_id.trim();
        // The order is canonical, but not that of a document from elsewhere.
        if let Ok(at) = self.nodes.binary_search_by(|node| node.id.as_str().cmp(wanted)) {
            return self.nodes.get(at);
        }
        let address: Option<IpAddr> = wanted.parse().ok();
        let mac: Option<MacAddr> = wanted.parse().ok();
        let rank = |node: &Node| match () {
            () if node.id == wanted => Some(0),
            () if node.name == wanted => Some(1),
            () if node.name.eq_ignore_ascii_case(wanted) => Some(2),
            () if node.sys_name.as_deref() == Some(wanted) => Some(3),
            () if address.is_some_and(|address| node.addresses.contains(&address)) => Some(4),
            () if mac.is_some_and(|mac| node.macs.contains(&mac)) => Some(4),
            () => None,
        };
        let ranked = self.nodes.iter().filter_map(|node| Some((rank(node)?, node)));
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, node)| node)
    }

    /// The links, in their order.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.links.iter()
    }

    /// The best link between two nodes, given by name or id: a cable before a link of layer 3, then the strongest, then
    /// the surest.
    #[must_use]
    pub fn link_between(&self, a: &str, b: &str) -> Option<&Link> {
        let better = |x: &&Link, y: &&Link| {
            let rank = |link: &Link| (link.layer == Layer::L2, link.strength, link.confidence);
            rank(x).partial_cmp(&rank(y)).unwrap_or(std::cmp::Ordering::Equal)
        };
        // Of equals the first: `max_by` takes the last, so look from the end.
        self.links_between(a, b).into_iter().rev().max_by(better)
    }

    /// All links between two nodes, given by name or id.
    #[must_use]
    pub fn links_between(&self, a: &str, b: &str) -> Vec<&Link> {
        let (Some(a), Some(b)) = (self.node(a), self.node(b)) else { return Vec::new() };
        let joins =
            |link: &&Link| (link.a.node == a.id && link.b.node == b.id) || (link.a.node == b.id && link.b.node == a.id);
        self.links.iter().filter(joins).collect()
    }

    /// The links of a node, given by name or id.
    #[must_use]
    pub fn links_of(&self, node: &str) -> Vec<&Link> {
        let Some(node) = self.node(node) else { return Vec::new() };
        self.links.iter().filter(|link| link.a.node == node.id || link.b.node == node.id).collect()
    }

    /// The shared media that a node is on, given by name or id.
    #[must_use]
    pub fn segments_of(&self, node: &str) -> Vec<&Segment> {
        let Some(node) = self.node(node) else { return Vec::new() };
        self.segments.iter().filter(|segment| segment.members.iter().any(|end| end.node == node.id)).collect()
    }
}

impl fmt::Display for End {
    /// `core1 Gi1/0/1`, or `core1` where the port is not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.device)?;
        match &self.port {
            Some(port) => write!(f, " {port}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Link {
    /// `core1 Gi1/0/1 ── dist2 Te1/1  confirmed, 0.998`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ── {}  {}, {:.3}", self.a, self.b, self.strength, self.confidence)?;
        if self.state == LinkState::Blocked {
            f.write_str(", blocked")?;
        }
        if self.layer == Layer::L3 {
            f.write_str(", layer 3")?;
        }
        Ok(())
    }
}

impl fmt::Display for Adjacency {
    /// `ospf:up`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.protocol.name(), self.state)
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Guessed => "guessed",
            Self::Inferred => "inferred",
            Self::Claimed => "claimed",
            Self::Confirmed => "confirmed",
        })
    }
}

//! Parts of a topology, named in results.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::graph::{Link, Node, Segment};
use super::index::{Edge, Index};

/// A device, a link or a shared medium of a topology.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Element {
    /// Which of them.
    pub kind: ElementKind,
    /// The id of the node, the link or the segment.
    pub id: String,
    /// For people: `dist2`, `core1 Gi1/0/1 ── dist2 Te1/1`, `hub at s1 p3`.
    pub name: String,
}

/// The kinds of parts of a topology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ElementKind {
    /// A node: a device of the network or a host.
    Device,
    /// A cable, or an adjacency over what no known cable carries.
    Link,
    /// A shared medium.
    Segment,
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Element {
    pub(super) fn of_node(node: &Node) -> Self {
        Self { kind: ElementKind::Device, id: node.id.clone(), name: node.name.clone() }
    }

    pub(super) fn of_link(link: &Link) -> Self {
        Self { kind: ElementKind::Link, id: link.id.clone(), name: format!("{} ── {}", link.a, link.b) }
    }

    pub(super) fn of_segment(segment: &Segment) -> Self {
        Self { kind: ElementKind::Segment, id: segment.id.clone(), name: segment.name.clone() }
    }
}

impl Index<'_> {
    /// What a vertex stands for.
    pub(super) fn element(&self, vertex: usize) -> Option<Element> {
        let node = self.node_at(vertex).map(Element::of_node);
        node.or_else(|| self.segment(vertex).map(Element::of_segment))
    }

    /// What an edge stands for: a link, or the medium that it leads to.
    pub(super) fn element_of_edge(&self, edge: usize) -> Option<Element> {
        match self.edges.get(edge)? {
            Edge::Link(at) => self.topology.links.get(*at).map(Element::of_link),
            Edge::Member { segment, .. } => self.topology.segments.get(*segment).map(Element::of_segment),
        }
    }
}

//! The topology as a graph of the package `petgraph`, for algorithms that are not here.

use std::collections::HashMap;

use petgraph::graph::{NodeIndex, UnGraph};

use super::graph::{End, Link, Node, Segment, Topology};

/// A vertex of [`Topology::graph`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GraphNode<'t> {
    /// A device or a host.
    Node(&'t Node),
    /// A shared medium, which stands between its members.
    Segment(&'t Segment),
}

/// An edge of [`Topology::graph`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GraphEdge<'t> {
    /// A link: several between two devices are several edges.
    Link(&'t Link),
    /// A member of a medium, by its end there.
    Member(&'t End),
}

impl Topology {
    /// The topology as an undirected graph: first the nodes, then the segments, in their order, so that
    /// `NodeIndex::new(3)` is `self.nodes[3]`; the links in their order, layer 3 included, then the members of the
    /// segments.
    ///
    /// Needs the feature `petgraph`.
    #[must_use]
    pub fn graph(&self) -> UnGraph<GraphNode<'_>, GraphEdge<'_>> {
        let members: usize = self.segments.iter().map(|segment| segment.members.len()).sum();
        let mut graph =
            UnGraph::with_capacity(self.nodes.len() + self.segments.len(), self.links.len().saturating_add(members));
        let mut by_id: HashMap<&str, NodeIndex> = HashMap::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let at = graph.add_node(GraphNode::Node(node));
            by_id.entry(node.id.as_str()).or_insert(at);
        }
        let media: Vec<NodeIndex> =
            self.segments.iter().map(|segment| graph.add_node(GraphNode::Segment(segment))).collect();
        let at = |end: &End| by_id.get(end.node.as_str()).copied();
        for link in &self.links {
            if let (Some(a), Some(b)) = (at(&link.a), at(&link.b)) {
                graph.add_edge(a, b, GraphEdge::Link(link));
            }
        }
        for (segment, medium) in self.segments.iter().zip(media) {
            for end in &segment.members {
                if let Some(node) = at(end) {
                    graph.add_edge(node, medium, GraphEdge::Member(end));
                }
            }
        }
        graph
    }
}

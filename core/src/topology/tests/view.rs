use petgraph::algo::connected_components;
use petgraph::graph::NodeIndex;

use super::built::net;
use crate::topology::{GraphEdge, GraphNode};

#[test]
fn the_graph_has_nodes_then_media_and_parallel_links_as_parallel_edges() {
    let topology = net("hub: sw1 p1, sw2 p1, pc1\nsw1 p2 -- sw3 p1\nsw1 p3 -- sw3 p2\nsw1 -- sw3 l3\nsw9");
    let graph = topology.graph();
    assert_eq!((graph.node_count(), graph.edge_count(), connected_components(&graph)), (6, 6, 2));
    assert!(topology.nodes.iter().enumerate().all(|(at, node)| graph[NodeIndex::new(at)] == GraphNode::Node(node)));
    assert_eq!(graph[NodeIndex::new(5)], GraphNode::Segment(&topology.segments[0]));
    let sw1 = topology.nodes.iter().position(|node| node.id == "sw1").unwrap();
    let sw3 = topology.nodes.iter().position(|node| node.id == "sw3").unwrap();
    assert_eq!(graph.edges_connecting(NodeIndex::new(sw1), NodeIndex::new(sw3)).count(), 3);
    let members = graph.edge_weights().filter(|edge| matches!(edge, GraphEdge::Member(_)));
    assert_eq!(members.count(), 3);
}

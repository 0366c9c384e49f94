//! Who is cabled to whom, why, how surely, and what contradicts it.

mod graph;

pub use graph::{Alternative, End, Layer, Link, LinkState, Node, Port, Reason, Segment, Strength, Topology, Unused};

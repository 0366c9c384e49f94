//! Who is cabled to whom, why, how surely, and what contradicts it.

mod assemble;
mod coverage;
mod digest;
mod domains;
mod explain;
mod graph;
mod hash;
mod heard;
mod identity;
mod infer;
mod model;
mod names;
mod notified;
mod numbering;
mod options;
mod ports;
mod positions;
mod query;
mod registry;
mod rules;
mod sets;
mod site;
mod strangers;
mod union;
mod weights;

pub use coverage::SourceCoverage;
pub use explain::Explanation;
pub use graph::{Alternative, End, Layer, Link, LinkState, Node, Port, Reason, Segment, Strength, Topology, Unused};
pub use infer::infer;
pub use notified::LinkChange;
pub use options::{Options, Strategy};
pub use positions::Positions;
pub use weights::VERSION as WEIGHTS_VERSION;

#[cfg(test)]
mod tests;

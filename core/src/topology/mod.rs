//! Who is cabled to whom, why, how surely, and what contradicts it.

mod ambiguous;
mod ascending;
mod assemble;
mod contradictions;
mod coverage;
mod cuts;
mod defaults;
mod diff;
mod digest;
mod domains;
mod dominators;
mod element;
mod explain;
mod graph;
mod hash;
mod heard;
mod identity;
mod index;
mod infer;
mod live;
mod lookup;
mod makers;
mod medium;
mod missing;
mod model;
mod names;
mod notified;
mod numbering;
mod options;
mod overlay;
mod path;
mod ports;
mod positions;
mod query;
mod registry;
mod rules;
mod sets;
mod single_points;
mod site;
mod skeleton;
mod strangers;
mod tracker;
mod union;
mod uplinks;
#[cfg(feature = "petgraph")]
mod view;
mod weights;
mod what_if;
mod why_not;
mod wiring;

pub use ambiguous::{Ambiguous, AmbiguousKind};
pub use contradictions::{Contradiction, ContradictionKind};
pub use coverage::SourceCoverage;
pub use diff::{Change, Diff, diff};
pub use dominators::{Dependency, Dominators};
pub use element::{Element, ElementKind};
pub use explain::Explanation;
pub use graph::{
    Adjacency, Alternative, End, Layer, Link, LinkState, Node, Port, Reason, Segment, Strength, Subnet, SubnetMember,
    Topology, Unused, VirtualAddress, VirtualMember,
};
pub use index::Index;
pub use infer::infer;
pub use live::LiveTopology;
pub use medium::SegmentKind;
pub use missing::{DeviceCoverage, MissingEvidence, MissingKind};
pub use notified::LinkChange;
pub use options::{Options, Strategy};
pub use overlay::{
    Applied, Collectors, Merged, Model, ModelDevice, ModelEnd, ModelFault, ModelLink, Models, Note, Ownership, Rack,
    RackPlace,
};
pub use path::{Detour, Hop, NoPath, NoPathReason, Path};
pub use positions::Positions;
pub use single_points::SinglePoint;
pub use tracker::{Tracker, TrackerOptions};
#[cfg(feature = "petgraph")]
pub use view::{GraphEdge, GraphNode};
pub use weights::VERSION as WEIGHTS_VERSION;
pub use what_if::{LagLoss, Part, Supposition, VlanLoss, WhatIf};
pub use why_not::{WhyNot, WhyNotVerdict};

#[cfg(test)]
mod tests;

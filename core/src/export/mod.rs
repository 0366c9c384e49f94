//! Topologies, snapshots and results as JSON, DOT, GraphML, CSV, SVG, HTML and PNG; series as charts ([`Plot`]).
//!
//! Every format is an inherent method of what it shows: [`Topology::to_json`](crate::topology::Topology::to_json),
//! [`Topology::to_dot`](crate::topology::Topology::to_dot), … What can be chosen about a drawing is a [`Drawing`]. All of
//! them are pure: the same topology gives the same bytes. Names come from the network and are never trusted: each format
//! escapes them.

mod charts;
mod csv;
mod dot;
mod drawing;
mod fold;
mod graphml;
mod html;
mod json;
mod layout;
mod load;
mod mermaid;
mod palette;
mod plot;
#[cfg(feature = "png")]
mod png;
mod svg;
mod words;
mod xml;

pub use charts::Charts;
pub use drawing::{Drawing, Theme};
pub use fold::Fold;
pub use load::{Load, PortLoad};
pub use plot::Plot;

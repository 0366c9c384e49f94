//! How right an inferred topology is, where the truth is known: of a [`World`](crate::sim::World).
//!
//! A *port* is the port of a forwarding device that was asked; an aggregate stands for its members. Two ports are
//! *adjacent* where one gets from one to the other over cables, shared media and forwarding devices that were not asked:
//! nobody can see inside those, so what lies between is one *medium*. The same reading is applied to the inferred
//! topology: links, segments and nodes that were only heard of join the ports around them. Only what the library
//! asserts counts, which is what it gives a confidence above one half; the rest are abstentions.
//!
//! ```
//! use netwarden::accuracy::{Judge, visit};
//! use netwarden::sim::netgen::{Plan, Shape};
//! use netwarden::value::Moment;
//!
//! let world = Plan::new(Shape::Campus).switches(12).hosts_per_switch(2).world()?;
//! let site = visit(&world, Moment::START);
//! let score = Judge::new(&world, &site.devices).score(&site.topology());
//! assert_eq!(score.links.f1(), Some(1.0));
//! # Ok::<(), netwarden::Error>(())
//! ```

mod judge;
mod layer3;
mod visit;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use judge::{Judge, Pair, Port, pair};
pub use visit::visit;

/// Right ones among those claimed, and found ones among those that there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many of those claimed are right.
    pub right: f64,
    /// How many the topology claims.
    pub claimed: f64,
    /// How many of those that there are the topology claims.
    pub found: f64,
    /// How many there are.
    pub there: f64,
}

impl Tally {
    fn of<T: Ord>(claimed: &BTreeSet<T>, allowed: &BTreeSet<T>, wanted: &BTreeSet<T>) -> Self {
        Self {
            right: claimed.intersection(allowed).count() as f64,
            claimed: claimed.len() as f64,
            found: wanted.intersection(claimed).count() as f64,
            there: wanted.len() as f64,
        }
    }

    /// The share, 0 to 1, of those claimed that are right; `None` where nothing was claimed.
    #[must_use]
    pub fn precision(self) -> Option<f64> {
        (self.claimed > 0.0).then(|| self.right / self.claimed)
    }

    /// The share, 0 to 1, of those that there are that was found; `None` where there is nothing to find.
    #[must_use]
    pub fn recall(self) -> Option<f64> {
        (self.there > 0.0).then(|| self.found / self.there)
    }

    /// The harmonic mean of precision and recall, 0 where one is; `None` where there is nothing to find.
    #[must_use]
    pub fn f1(self) -> Option<f64> {
        let recall = self.recall()?;
        let precision = self.precision().unwrap_or(0.0);
        Some(if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 })
    }
}

/// Links of like confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConfidenceBin {
    /// How many: links, and segments between ports.
    pub links: f64,
    /// The sum of their confidences.
    pub sure: f64,
    /// How many of them are right.
    pub right: f64,
}

impl ConfidenceBin {
    /// Counts one conclusion in the bin of its confidence.
    fn enter(bins: &mut [Self], confidence: f64, right: bool) {
        let at = EDGES.iter().position(|edge| confidence < *edge).unwrap_or(EDGES.len() - 1);
        if let Some(bin) = bins.get_mut(at) {
            bin.links += 1.0;
            bin.sure += confidence;
            bin.right += if right { 1.0 } else { 0.0 };
        }
    }

    /// By how much confidence and share of right ones differ, on average.
    fn error(bins: &[Self]) -> Option<f64> {
        let all: f64 = bins.iter().map(|bin| bin.links).sum();
        let off: f64 = bins.iter().map(|bin| (bin.sure - bin.right).abs()).sum();
        (all > 0.0).then(|| off / all)
    }
}

/// Edges of the bins of confidence: the last one is of links that are as good as certain.
pub const EDGES: [f64; 11] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1.01];

/// All that is measured of one topology.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Pairs of adjacent ports.
    pub links: Tally,
    /// B-cubed over ports: how much of the inferred medium of a port is on its true one, and the reverse.
    pub segments: Tally,
    /// Media with something in the middle that was not asked.
    pub hidden: Tally,
    /// End systems that some forwarding table knows, and where they are, as exactly as that is said: the port, or the
    /// switch alone.
    pub hosts: Tally,
    /// Those of which a port is said.
    pub host_ports: Tally,
    /// Those of which any place is given, however sure, and whether one of the places given is the switch they are on.
    pub host_candidates: Tally,
    /// Nodes that stand for one device, and devices that are one node.
    pub identity: Tally,
    /// Cables that are members of an aggregate.
    pub lag: Tally,
    /// Cables that spanning tree blocks.
    pub blocked: Tally,
    /// Interfaces of devices that were asked, in the subnets that they are in.
    pub subnets: Tally,
    /// What two routers have with each other: their interfaces, and the protocol.
    pub adjacencies: Tally,
    /// Adjacencies that are carried by cables and media: those of which the way over layer 2 is the true one.
    pub ways: Tally,
    /// Links by their confidence: below 0.1, 0.2 … 0.9, 0.99, and all others.
    pub bins: Vec<ConfidenceBin>,
    /// Places of end systems by their confidence, likewise.
    pub host_bins: Vec<ConfidenceBin>,
    /// Links and segments of at most half a confidence.
    pub abstained: f64,
    /// End systems that are in some table and were put nowhere.
    pub unplaced: f64,
}

impl Default for Score {
    /// Nothing is measured yet; the bins are there, and empty.
    fn default() -> Self {
        let none = Tally::default();
        Self {
            links: none,
            segments: none,
            hidden: none,
            hosts: none,
            host_ports: none,
            host_candidates: none,
            identity: none,
            lag: none,
            blocked: none,
            subnets: none,
            adjacencies: none,
            ways: none,
            bins: vec![ConfidenceBin::default(); EDGES.len()],
            host_bins: vec![ConfidenceBin::default(); EDGES.len()],
            abstained: 0.0,
            unplaced: 0.0,
        }
    }
}

impl Score {
    /// The expected calibration error: by how much confidence and share of right ones differ, on average; `None`
    /// without links.
    #[must_use]
    pub fn calibration_error(&self) -> Option<f64> {
        ConfidenceBin::error(&self.bins)
    }

    /// The same of where end systems are, each by the surest statement about it that names a device that was asked;
    /// `None` without any.
    #[must_use]
    pub fn host_calibration_error(&self) -> Option<f64> {
        ConfidenceBin::error(&self.host_bins)
    }
}

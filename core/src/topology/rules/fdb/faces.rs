use std::collections::BTreeMap;

use super::Tables;
use super::known::Known;
use crate::topology::model::Spot;
use crate::topology::ports::PortAt;
use crate::topology::weights;

/// Which ports lead to other bridges. Bridges by position in [`Tables`].
pub(in crate::topology::rules) struct Faces {
    pub(in crate::topology::rules) known: Known,
    /// How likely ports lead to other bridges, whether it is known how they are cabled or not.
    pub(super) faced: BTreeMap<Spot, f64>,
}

impl Faces {
    /// Whether other bridges are behind a port.
    pub(in crate::topology::rules) fn leads_on(&self, tables: &Tables, at: usize, port: PortAt) -> bool {
        let node = tables.bridges[at];
        self.doubt(tables, at, port) >= weights::FACED_AT_LEAST || self.known.behind(node, port) > 0
    }

    /// How likely a port of which no cable is known leads to another bridge that has a table.
    pub(in crate::topology::rules) fn doubt(&self, tables: &Tables, at: usize, port: PortAt) -> f64 {
        let node = tables.bridges[at];
        self.faced.get(&Spot { node, port: Some(port) }).copied().unwrap_or_default().min(1.0)
    }

    /// Whether an address behind a bridge without a table can be nowhere behind one with a table: there is none, or
    /// one that is there sees the address on this side.
    pub(in crate::topology::rules) fn ends_there(&self, tables: &Tables, item: usize, at: usize, port: PortAt) -> bool {
        let node = tables.bridges[at];
        let sees_it_here = |(other, on): &(usize, PortAt)| {
            let other = tables.bridges[*other];
            self.known.towards(node, other) == Some(port) && self.known.towards(other, node) == Some(*on)
        };
        self.known.behind(node, port) == 0 || tables.sightings[item].iter().any(sees_it_here)
    }
}

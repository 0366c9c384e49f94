use std::collections::BTreeSet;

use super::Tables;
use super::known::Known;
use crate::topology::model::Spot;
use crate::topology::ports::PortAt;

/// Which ports lead to other bridges. Bridges by position in [`Tables`].
pub(in crate::topology::rules) struct Faces {
    pub(super) known: Known,
    /// Ports that lead to other bridges, whether it is known how they are cabled or not.
    pub(super) faced: BTreeSet<Spot>,
}

impl Faces {
    /// Whether other bridges are behind a port.
    pub(in crate::topology::rules) fn leads_on(&self, tables: &Tables, at: usize, port: PortAt) -> bool {
        let node = tables.bridges[at];
        self.faced.contains(&Spot { node, port: Some(port) }) || self.known.behind(node, port) > 0
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

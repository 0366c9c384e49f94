//! Forwarding tables: which ports of which bridges face each other, even where no bridge ever sees
//! another bridge's address.
//!
//! Two ports face each other when frames between their bridges pass through both. For such ports
//! (`p` of A, `q` of B) every address that both bridges know is behind `p`, or behind `q`, or
//! between them: never elsewhere on both. Ports that face each other with no bridge between them are
//! on one cable or segment.
//!
//! What other evidence has joined is seen as one ([`islands`]); how these are joined is what all tables together make
//! most probable ([`joint`]); what is probable enough becomes a cable or a medium ([`conclude`]).

mod conclude;
mod faces;
mod islands;
mod joint;
mod known;
mod lists;
mod rows;
mod table;

use std::collections::BTreeMap;

use self::conclude::Conclusions;
pub(super) use self::faces::Faces;
use self::islands::Islands;
use self::known::Known;
pub(super) use self::known::{Side, forwards};
pub(super) use self::table::{Owner, Owners, Tables};
use crate::inventory::DeviceSnapshot;
use crate::topology::model::Net;

/// What the forwarding tables say, for the phases that place hosts.
pub(in crate::topology) struct Forwarding {
    pub(super) tables: Tables,
    pub(super) faces: Faces,
    pub(super) owners: Owners,
}

/// Adds the links between bridges that nothing else told.
pub(in crate::topology) fn apply(devices: &[&DeviceSnapshot], net: &mut Net<'_>) -> Forwarding {
    let owners = Owners::of(net);
    let tables = Tables::read(devices, net);
    let known = Known::of(net, |node| tables.bridges.binary_search(&node).is_ok());
    let faces = match Islands::of(&tables, &owners, &known, net) {
        None => Faces { known, faced: BTreeMap::new() },
        Some(islands) => {
            let findings = joint::solve(&islands.fabric);
            let faced = Conclusions::of(&findings, &islands, &tables).apply(net);
            Faces { known: Known::of(net, |node| tables.bridges.binary_search(&node).is_ok()), faced }
        }
    };
    Forwarding { tables, faces, owners }
}

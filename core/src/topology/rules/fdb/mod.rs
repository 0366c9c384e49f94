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
use self::islands::{Islands, in_band};
use self::joint::Findings;
use self::known::Known;
pub(super) use self::known::{Side, forwards};
pub(super) use self::lists::PerPort;
pub(super) use self::table::{Owner, Owners, Tables};
use crate::inventory::DeviceSnapshot;
use crate::topology::model::Net;
use crate::topology::weights;

/// What the forwarding tables say, for the phases that place hosts.
pub(in crate::topology) struct Forwarding {
    pub(super) tables: Tables,
    pub(super) faces: Faces,
    pub(super) owners: Owners,
    /// Items that are addresses of bridges with a table: where these are is what has been found out already.
    own: Vec<bool>,
}

impl Forwarding {
    /// Whether an item is an address of a bridge with a table, which frames to that address pass through.
    pub(super) fn is_of_bridge(&self, item: usize) -> bool {
        self.own.get(item).copied().unwrap_or_default()
    }
}

/// Adds the links between bridges that nothing else told.
pub(in crate::topology) fn apply(devices: &[&DeviceSnapshot], net: &mut Net<'_>) -> Forwarding {
    let owners = Owners::of(net);
    let tables = Tables::read(devices, net);
    let known = Known::of(net, &tables);
    let has_table = |node: usize| tables.bridges.binary_search(&node).is_ok();
    let own = tables.sightings.iter().enumerate();
    let own = own.map(|(item, seen)| in_band(item, seen, &tables, &owners, net).is_some_and(has_table)).collect();
    let faces = match Islands::of(&tables, &owners, &known, net) {
        None => Faces { known, faced: BTreeMap::new() },
        Some(islands) => {
            let findings = solve(&islands);
            let faced = Conclusions::of(&findings, &islands, &tables).apply(net);
            Faces { known: Known::of(net, &tables), faced }
        }
    };
    Forwarding { tables, faces, owners, own }
}

/// All VLANs together, unless one tree leaves too much unexplained and a tree for each VLAN does not.
fn solve(islands: &Islands) -> Findings {
    let vlans = islands.vlans();
    let all = islands.fabric();
    if vlans.len() < 2 {
        return joint::solve(&all, 1.0);
    }
    let together = joint::solve(&all, weights::UNEXPLAINED_BY_ONE_TREE);
    if together.unexplained <= weights::UNEXPLAINED_BY_ONE_TREE {
        return together;
    }
    let mut apart = Findings::default();
    let mut unexplained = 0.0;
    for vlan in vlans {
        let (fabric, numbers) = islands.fabric_of(vlan);
        let of_vlan = joint::solve(&fabric, 1.0);
        unexplained += of_vlan.unexplained * all.share_of(&fabric);
        apart.add(of_vlan, &numbers);
    }
    if unexplained < together.unexplained / 2.0 { apart } else { joint::solve(&all, 1.0) }
}

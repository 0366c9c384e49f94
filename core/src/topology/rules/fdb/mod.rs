//! Forwarding tables: which ports of which bridges face each other, even where no bridge ever sees
//! another bridge's address.
//!
//! Two ports face each other when frames between their bridges pass through both. For such ports
//! (`p` of A, `q` of B) every address that both bridges know is behind `p`, or behind `q`, or
//! between them: never elsewhere on both. Ports that face each other with no bridge between them are
//! on one cable or segment.

mod adjacency;
mod behind;
mod faces;
mod lists;
mod rows;
mod table;

pub(super) use faces::{Faces, forwards};
pub(super) use table::{Owner, Owners, Tables};

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
    let mut faces = Faces::find(&tables, &owners, net);
    adjacency::apply(&tables, &mut faces, net);
    Forwarding { tables, faces, owners }
}

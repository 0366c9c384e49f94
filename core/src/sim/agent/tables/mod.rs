//! What each agent shows, MIB by MIB, worked out from the world. The numbers are the standards'; nothing
//! here is shared with the code that reads them.

mod bridge;
mod discovery;
mod host;
mod interfaces;
mod ip;
mod lag;
mod lldp;
mod routing;
mod vlans;

use std::collections::BTreeMap;

use super::view::{Rows, View};
use crate::sim::world::{FdbStyle, Node, World};

/// `mib-2`.
const MIB2: [u32; 6] = [1, 3, 6, 1, 2, 1];
/// `enterprises`.
const ENTERPRISES: [u32; 6] = [1, 3, 6, 1, 4, 1];

/// One node of a world, for the functions that fill tables.
#[derive(Clone, Copy)]
struct Subject<'a> {
    world: &'a World,
    at: usize,
    node: &'a Node,
}

/// The instances that every community sees, and those of each VLAN in `community@vlan`.
pub(super) fn views(world: &World, at: usize) -> (View, BTreeMap<u16, View>) {
    let Some(node) = world.nodes.get(at) else { return (View::default(), BTreeMap::new()) };
    let subject = Subject { world, at, node };
    let mut rows = Rows::default();
    host::system(subject, &mut rows);
    interfaces::tables(subject, &mut rows);
    ip::tables(subject, &mut rows);
    routing::tables(subject, &mut rows);
    lldp::tables(subject, &mut rows);
    lldp::cdp_tables(subject, &mut rows);
    discovery::tables(subject, &mut rows);
    lag::tables(subject, &mut rows);
    host::tables(subject, &mut rows);
    let mut contexts = BTreeMap::new();
    if node.role.bridges() {
        vlans::tables(subject, &mut rows);
        match node.vendor.fdb_style() {
            FdbStyle::PerVlanCommunity => {
                for &vlan in world.vlans.keys() {
                    let mut rows = Rows::default();
                    bridge::tables(subject, Some(vlan), &mut rows);
                    contexts.insert(vlan, rows.into_view());
                }
            }
            FdbStyle::Plain | FdbStyle::PerVlanTable => bridge::tables(subject, None, &mut rows),
        }
    }
    (rows.into_view(), contexts)
}

/// `base` with `more` appended.
fn join(base: &[u32], more: &[u32]) -> Vec<u32> {
    [base, more].concat()
}

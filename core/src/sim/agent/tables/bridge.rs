//! BRIDGE-MIB (RFC 4188), whole or for one VLAN.

use std::collections::BTreeMap;

use super::{MIB2, Subject, join};
use crate::sim::agent::view::{Cell, Rows, index, int, mac, mac_arcs, octets, ticks};
use crate::sim::world::{FdbStyle, Learned, PortRole, Tree, World, scramble};
use crate::value::{BridgeId, MacAddr, Oid, Value};

/// The tables of the bridge, or of one VLAN of it.
pub(super) fn tables(subject: Subject<'_>, vlan: Option<u16>, rows: &mut Rows) {
    base(subject, vlan, rows);
    if let Some(tree) = subject.world.trees.of(subject.at, vlan.unwrap_or(1)) {
        spanning_tree(subject, vlan, tree, rows);
    }
    if vlan.is_some() || subject.node.vendor.fdb_style() == FdbStyle::Plain {
        forwarding(subject, vlan, rows);
    }
}

/// `dot1dBase`.
fn base(subject: Subject<'_>, vlan: Option<u16>, rows: &mut Rows) {
    let group = join(&MIB2, &[17, 1]);
    let node = subject.node;
    let ports = node.interfaces.iter().filter(|it| vlan.is_none_or(|vlan| it.carries(vlan)));
    let ports: Vec<(u32, u32)> = ports.filter_map(|it| Some((it.bridge_port?, it.if_index))).collect();
    rows.set(&join(&group, &[1]), &[0], mac(node.base_mac));
    rows.set(&join(&group, &[2]), &[0], index(u32::try_from(ports.len()).unwrap_or(u32::MAX)));
    rows.set(&join(&group, &[3]), &[0], int(2));
    for (port, if_index) in ports {
        rows.row(&join(&group, &[4, 1]), &[port], [(1, index(port)), (3, Value::ObjectId(Oid::new(&[0, 0])))]);
        rows.row(&join(&group, &[4, 1]), &[port], [(4, Value::Counter32(0)), (5, Value::Counter32(0))]);
        if node.vendor.maps_bridge_ports() {
            rows.row(&join(&group, &[4, 1]), &[port], [(2, index(if_index))]);
        }
    }
}

fn bridge_id(id: BridgeId) -> Value {
    octets(&[&id.priority.to_be_bytes()[..], &id.mac.0].concat())
}

/// `dot1dStp`.
fn spanning_tree(subject: Subject<'_>, vlan: Option<u16>, tree: &Tree, rows: &mut Rows) {
    let group = join(&MIB2, &[17, 2]);
    let own = subject.node.bridge_id(vlan.filter(|_| subject.world.trees.per_vlan));
    let number = |at: usize| {
        let interface = tree.ports.get(at).and_then(|&port| subject.node.interfaces.get(port));
        interface.and_then(|interface| interface.bridge_port).unwrap_or(0)
    };
    let root_port = tree.state.root_port.map_or(0, number);
    rows.scalars(
        &group,
        [
            (1, int(3)),
            (2, int(i32::from(own.priority))),
            (3, ticks(8_640_000)),
            (4, Value::Counter32(1)),
            (5, bridge_id(tree.state.root)),
            (6, index(tree.state.root_cost)),
            (7, index(root_port)),
            (8, int(2000)),
            (9, int(200)),
            (10, int(100)),
            (11, int(1500)),
            (12, int(2000)),
            (13, int(200)),
            (14, int(1500)),
        ],
    );
    for (at, state) in tree.state.ports.iter().enumerate() {
        let interface = tree.ports.get(at).and_then(|&port| subject.node.interfaces.get(port));
        if vlan.is_some_and(|vlan| interface.is_some_and(|interface| !interface.carries(vlan))) {
            continue;
        }
        let port = number(at);
        let cost = tree.costs.get(at).copied().unwrap_or(0);
        let standing = match state.role {
            PortRole::Disabled => 1,
            PortRole::Alternate | PortRole::Backup => 2,
            PortRole::Root | PortRole::Designated => 5,
        };
        rows.row(
            &join(&group, &[15, 1]),
            &[port],
            [
                (1, index(port)),
                (2, int(128)),
                (3, int(standing)),
                (4, int(1)),
                (5, index(cost)),
                (6, bridge_id(tree.state.root)),
                (7, index(state.designated_cost)),
                (8, bridge_id(state.designated_bridge)),
                (9, octets(&state.designated_port.to_be_bytes())),
                (10, Value::Counter32(1)),
            ],
        );
    }
}

/// `dot1dTp`: the addresses learned in one VLAN, or in all of them thrown together.
fn forwarding(subject: Subject<'_>, vlan: Option<u16>, rows: &mut Rows) {
    let group = join(&MIB2, &[17, 4]);
    rows.set(&join(&group, &[1]), &[0], Value::Counter32(0));
    rows.set(&join(&group, &[2]), &[0], index(u32::try_from(World::AGING.as_secs()).unwrap_or(300)));
    let entry = join(&group, &[3, 1]);
    rows.row(&entry, &mac_arcs(subject.node.base_mac), [(1, mac(subject.node.base_mac)), (2, int(0)), (3, int(4))]);
    for ((of_vlan, address), learned) in learned(subject) {
        let Some(port) = port_number(subject, learned) else { continue };
        if vlan.is_some_and(|vlan| vlan != of_vlan) {
            continue;
        }
        let arcs = mac_arcs(address);
        for (column, value) in [(1, mac(address)), (2, index(port)), (3, int(3))] {
            rows.set(&join(&entry, &[column]), &arcs, aging(subject.world, address, learned, value));
        }
    }
}

/// What the bridge has learned of others, by VLAN and address.
pub(super) fn learned(subject: Subject<'_>) -> BTreeMap<(u16, MacAddr), Learned> {
    let table = subject.world.learned.get(subject.at).map_or(&[][..], Vec::as_slice);
    let rows = table.iter().filter_map(|row| {
        let station = subject.world.stations.get(usize::try_from(row.station).ok()?)?;
        (station.mac != subject.node.base_mac).then_some(((station.vlan, station.mac), *row))
    });
    rows.collect()
}

pub(super) fn port_number(subject: Subject<'_>, learned: Learned) -> Option<u32> {
    subject.node.interfaces.get(usize::try_from(learned.port).ok()?)?.bridge_port
}

/// A row of the forwarding table: there as long as frames refresh it.
pub(super) fn aging(world: &World, address: MacAddr, learned: Learned, value: Value) -> Cell {
    if learned.constant || world.broadcast_every <= World::AGING {
        return Cell::Fixed(value);
    }
    let seed = address.0.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
    let draw = scramble(seed) % u64::try_from(world.broadcast_every.as_millis()).unwrap_or(u64::MAX).max(1);
    Cell::Aging { value, phase: std::time::Duration::from_millis(draw), period: world.broadcast_every }
}

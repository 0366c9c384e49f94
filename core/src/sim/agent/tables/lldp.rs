//! LLDP-MIB (IEEE 802.1AB-2005) and CISCO-CDP-MIB.

use super::{ENTERPRISES, Subject, join};
use crate::sim::agent::view::{Rows, address_arcs, index, int, octets, text};
use crate::sim::world::{
    ChassisStyle, Discovery, Interface, Kind, Medium, Node, Place, PortStyle, Role, Vendor, World, scramble,
};
use crate::value::{Oid, Value};

/// `lldpObjects`.
const LLDP: [u32; 7] = [1, 0, 8802, 1, 1, 2, 1];

/// What a node announces of itself: subtype and octets of its chassis id.
pub(super) fn chassis_id(node: &Node) -> (i32, Vec<u8>) {
    match (node.vendor.chassis_style(), node.address()) {
        (ChassisStyle::Address, Some(address)) => (5, [&[1], &address.octets()[..]].concat()),
        (ChassisStyle::LocalName, _) => (7, node.name.as_bytes().to_vec()),
        _ => (4, node.base_mac.0.to_vec()),
    }
}

/// What a node announces of a port: subtype and octets of its id.
pub(super) fn port_id(node: &Node, interface: &Interface) -> (i32, Vec<u8>) {
    match node.vendor.port_style() {
        PortStyle::Name => (5, interface.name.as_bytes().to_vec()),
        PortStyle::BridgedName if interface.bridge_port.is_some() => (5, format!("bridge/{}", interface.name).into()),
        PortStyle::BridgedName => (5, interface.name.as_bytes().to_vec()),
        PortStyle::LocalNumber => (7, interface.name.as_bytes().to_vec()),
        PortStyle::LocalIfIndex => (7, interface.if_index.to_string().into_bytes()),
        PortStyle::Mac => (3, interface.mac.0.to_vec()),
        PortStyle::Alias if interface.alias.is_empty() => (7, interface.name.as_bytes().to_vec()),
        PortStyle::Alias => (1, interface.alias.as_bytes().to_vec()),
    }
}

/// `LldpSystemCapabilitiesMap`: bit 0 is the most significant.
pub(super) fn capabilities(kind: Kind) -> Value {
    let bits: u8 = match kind {
        Kind::Repeater => 0x40,
        Kind::Bridge => 0x20,
        Kind::Router => 0x28,
        Kind::AccessPoint => 0x30,
        Kind::Phone => 0x24,
        Kind::Host | Kind::Printer => 0x01,
    };
    octets(&[bits, 0])
}

/// The local and the remote systems.
pub(super) fn tables(subject: Subject<'_>, rows: &mut Rows) {
    let node = subject.node;
    if !node.lldp || node.discovery == Discovery::LldpV2 || node.discovery == Discovery::Mndp {
        return;
    }
    let local = join(&LLDP, &[3]);
    let (subtype, id) = chassis_id(node);
    rows.scalars(
        &local,
        [
            (1, int(subtype)),
            (2, Value::OctetString(id)),
            (3, text(&node.name)),
            (4, text(&node.vendor.description(&node.name))),
            (5, capabilities(node.kind())),
            (6, capabilities(node.kind())),
        ],
    );
    for interface in node.interfaces.iter().filter(|interface| speaks(interface)) {
        let (subtype, id) = port_id(node, interface);
        rows.row(
            &join(&local, &[7, 1]),
            &[interface.lldp_port],
            [(2, int(subtype)), (3, Value::OctetString(id)), (4, text(&interface.description))],
        );
    }
    if let Some(address) = node.address() {
        rows.row(
            &join(&local, &[8, 1]),
            &join(&[1, 4], &address_arcs(address)),
            [(3, int(5)), (4, int(2)), (5, index(management_index(node))), (6, Value::ObjectId(Oid::new(&[0, 0])))],
        );
    }
    let neighbors = heard(subject.world, subject.at, |node| node.lldp);
    for ((own, far), number) in neighbors.into_iter().zip(1..) {
        neighbor(subject, own, far, number, rows);
    }
}

fn management_index(node: &Node) -> u32 {
    node.management.and_then(|port| node.interfaces.get(port)).map_or(0, |interface| interface.if_index)
}

pub(super) fn speaks(interface: &Interface) -> bool {
    interface.medium == Medium::Copper
}

/// `lldpRemEntry` and `lldpRemManAddrEntry`.
fn neighbor(subject: Subject<'_>, own: &Interface, far: Place, number: u32, rows: &mut Rows) {
    let (Some(node), Some(interface)) = (subject.world.nodes.get(far.node), subject.world.interface(far)) else {
        return;
    };
    let local_port = if subject.node.vendor == Vendor::Mikrotik { 0 } else { own.lldp_port };
    let heard_at = u32::try_from(scramble(u64::from(number) << 16 | u64::from(own.if_index)) % 100_000).unwrap_or(0);
    announced(&LLDP, 4, &[heard_at, local_port, number], node, interface, rows);
}

/// What a neighbor announces, in the tables of neighbors under `objects`: a row whose cells begin with that column, and
/// one for its address.
pub(super) fn announced(objects: &[u32], first: u32, at: &[u32], node: &Node, interface: &Interface, rows: &mut Rows) {
    let (chassis_subtype, chassis) = chassis_id(node);
    let (port_subtype, port) = port_id(node, interface);
    rows.row(
        &join(objects, &[4, 1, 1]),
        at,
        [
            (first, int(chassis_subtype)),
            (first + 1, Value::OctetString(chassis)),
            (first + 2, int(port_subtype)),
            (first + 3, Value::OctetString(port)),
            (first + 4, text(&interface.description)),
            (first + 5, text(&node.name)),
            (first + 6, text(&node.vendor.description(&node.name))),
            (first + 7, capabilities(node.kind())),
            (first + 8, capabilities(node.kind())),
        ],
    );
    if let Some(address) = node.address() {
        rows.row(
            &join(objects, &[4, 2, 1]),
            &join(at, &join(&[1, 4], &address_arcs(address))),
            [(3, int(2)), (4, index(management_index(node))), (5, Value::ObjectId(Oid::new(&[0, 0])))],
        );
    }
}

/// Who is heard on which own interface, in the order of the interfaces: over a cable, or through what
/// lets the protocol pass.
pub(super) fn heard(world: &World, at: usize, speaks_it: impl Fn(&Node) -> bool) -> Vec<(&Interface, Place)> {
    let Some(node) = world.nodes.get(at) else { return Vec::new() };
    let mut pairs = Vec::new();
    for (port, interface) in node.interfaces.iter().enumerate().filter(|(_, interface)| speaks(interface)) {
        for far in world.earshot.others(Place { node: at, port }) {
            let announces = world.interface(far).is_some_and(speaks);
            if announces && far.node != at && world.nodes.get(far.node).is_some_and(&speaks_it) {
                pairs.push((interface, far));
            }
        }
    }
    pairs
}

/// `cdpCacheEntry`.
pub(super) fn cdp_tables(subject: Subject<'_>, rows: &mut Rows) {
    if !subject.node.cdp {
        return;
    }
    let cdp = join(&ENTERPRISES, &[9, 9, 23, 1]);
    rows.set(&join(&cdp, &[3, 1]), &[0], int(1));
    rows.set(&join(&cdp, &[3, 4]), &[0], text(&subject.node.name));
    let neighbors = heard(subject.world, subject.at, |node| node.cdp);
    for ((own, far), number) in neighbors.into_iter().zip(1..) {
        let (Some(node), Some(interface)) = (subject.world.nodes.get(far.node), subject.world.interface(far)) else {
            continue;
        };
        let address = node.address().map(|address| address.octets().to_vec()).unwrap_or_default();
        let capabilities: u8 = match (node.role, node.kind()) {
            (Role::Switch, Kind::Router) => 0x29,
            (Role::Switch, _) => 0x28,
            (Role::Router, _) => 0x01,
            (Role::Phone, _) => 0x90,
            _ => 0x10,
        };
        rows.row(
            &join(&cdp, &[2, 1, 1]),
            &[own.if_index, number],
            [
                (3, int(1)),
                (4, Value::OctetString(address)),
                (5, text(&node.vendor.description(&node.name))),
                (6, text(&node.name)),
                (7, text(&interface.description)),
                (8, text("cisco WS-C2960S-24TS-L")),
                (9, octets(&[0, 0, 0, capabilities])),
                (11, int(i32::from(interface.untagged))),
                (12, int(3)),
            ],
        );
    }
}

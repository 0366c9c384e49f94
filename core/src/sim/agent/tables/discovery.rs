//! What agents show of their neighbors that have no LLDP-MIB: LLDP-V2-MIB (IEEE 802.1AB-2009), snFdpCacheTable
//! (FOUNDRY-SN-SWITCH-GROUP-MIB), extremeEdpTable (EXTREME-EDP-MIB) and mtxrNeighborTable (MIKROTIK-MIB).

use std::net::Ipv4Addr;

use super::lldp::{announced, capabilities, chassis_id, heard, port_id, speaks};
use super::{ENTERPRISES, Subject, join};
use crate::sim::agent::view::{Rows, index, int, mac, octets, text};
use crate::sim::world::{Discovery, Interface, Node};
use crate::value::Value;

/// `lldpV2Objects`.
const LLDP_V2: [u32; 9] = [1, 3, 111, 2, 802, 1, 1, 13, 1];
/// The row of `lldpV2DestAddressTable` for the nearest bridge, 01:80:c2:00:00:0e.
const NEAREST_BRIDGE: u32 = 1;

/// The tables of the agent's own kind of discovery.
pub(super) fn tables(subject: Subject<'_>, rows: &mut Rows) {
    match subject.node.discovery {
        Discovery::Lldp => {}
        Discovery::LldpV2 if subject.node.lldp => lldp_v2(subject, rows),
        Discovery::LldpV2 => {}
        Discovery::Fdp => fdp(subject, rows),
        Discovery::Edp => edp(subject, rows),
        Discovery::Mndp => mndp(subject, rows),
    }
}

fn lldp_v2(subject: Subject<'_>, rows: &mut Rows) {
    let node = subject.node;
    let local = join(&LLDP_V2, &[3]);
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
        let cells = [(2, int(subtype)), (3, Value::OctetString(id)), (4, text(&interface.description))];
        rows.row(&join(&local, &[7, 1]), &[interface.if_index], cells);
    }
    for (own, node, interface, number) in neighbors(subject, |node| node.lldp) {
        announced(&LLDP_V2, 5, &[0, own.if_index, NEAREST_BRIDGE, number], node, interface, rows);
    }
}

/// Who speaks FDP, and who speaks CDP.
fn fdp(subject: Subject<'_>, rows: &mut Rows) {
    let base = join(&ENTERPRISES, &[1991, 1, 1, 3, 20, 1, 2, 1, 1]);
    for (own, node, interface, number) in neighbors(subject, |node| node.discovery == Discovery::Fdp || node.cdp) {
        let by_cdp = node.discovery != Discovery::Fdp;
        let [a, b, c, d, e, f] = node.base_mac.0;
        let id = format!("{}({a:02x}{b:02x}.{c:02x}{d:02x}.{e:02x}{f:02x})", node.name);
        let at = node.address().map(|address| address.octets().to_vec()).unwrap_or_default();
        rows.row(
            &base,
            &[own.if_index, number],
            [
                (3, text(if by_cdp { &node.name } else { &id })),
                (4, int(1)),
                (5, octets(&at)),
                (7, text(&interface.description)),
                (8, text(&node.vendor.description(&node.name))),
                (10, int(if by_cdp { 2 } else { 1 })),
            ],
        );
    }
}

/// Who speaks EDP. Ports are numbers there.
fn edp(subject: Subject<'_>, rows: &mut Rows) {
    let base = join(&ENTERPRISES, &[1916, 1, 13, 2, 1]);
    for (own, node, interface, _) in neighbors(subject, |node| node.discovery == Discovery::Edp) {
        let id: Vec<u32> = [0, 0].into_iter().chain(node.base_mac.0.map(u32::from)).collect();
        let cells =
            [(3, text(&node.name)), (5, int(0)), (6, index(interface.bridge_port.unwrap_or(interface.if_index)))];
        rows.row(&base, &join(&[own.if_index], &id), cells);
    }
}

/// Who speaks MNDP, LLDP or CDP. The neighbor's port is not told.
fn mndp(subject: Subject<'_>, rows: &mut Rows) {
    let base = join(&ENTERPRISES, &[14988, 1, 1, 11, 1, 1]);
    let announces = |node: &Node| node.discovery == Discovery::Mndp || node.lldp || node.cdp;
    for (own, node, interface, number) in neighbors(subject, announces) {
        let cells = [
            (2, Value::IpAddress(node.address().unwrap_or(Ipv4Addr::UNSPECIFIED))),
            (3, mac(if node.discovery == Discovery::Mndp { node.base_mac } else { interface.mac })),
            (4, text("6.49.10 (simulated)")),
            (5, text(&node.vendor.description(&node.name))),
            (6, text(&node.name)),
            (8, index(own.if_index)),
        ];
        rows.row(&base, &[number], cells);
    }
}

/// Who is heard on which own interface, with the interface that it sends by, counted from 1.
fn neighbors<'a>(
    subject: Subject<'a>,
    speaks_it: impl Fn(&Node) -> bool,
) -> impl Iterator<Item = (&'a Interface, &'a Node, &'a Interface, u32)> {
    let heard = heard(subject.world, subject.at, speaks_it).into_iter();
    heard.zip(1..).filter_map(move |((own, far), number)| {
        Some((own, subject.world.nodes.get(far.node)?, subject.world.interface(far)?, number))
    })
}

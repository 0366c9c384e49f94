//! IEEE8023-LAG-MIB (IEEE 802.1AX).

use super::{Subject, join};
use crate::sim::agent::view::{Rows, index, int, mac, octets, port_list, ticks};
use crate::sim::world::{Cable, Interface, Medium, Node, Place};
use crate::value::MacAddr;

/// `lagMIBObjects`.
const LAG: [u32; 7] = [1, 2, 840, 10006, 300, 43, 1];

pub(super) fn tables(subject: Subject<'_>, rows: &mut Rows) {
    let node = subject.node;
    for (at, aggregate) in node.interfaces.iter().enumerate().filter(|(_, it)| it.medium == Medium::Aggregate) {
        let members = node.members(at);
        let partner = members.iter().find_map(|&port| far_end(subject, port)).map(|far| far.system);
        rows.row(
            &join(&LAG, &[1, 1, 1]),
            &[aggregate.if_index],
            [
                (2, mac(aggregate.mac)),
                (3, int(32_768)),
                (4, mac(node.lacp_system)),
                (5, int(1)),
                (6, index(aggregate.if_index & 0xffff)),
                (7, index(aggregate.if_index & 0xffff)),
                (8, mac(partner.unwrap_or(MacAddr([0; 6])))),
                (9, int(32_768)),
            ],
        );
        let mut ports = Vec::new();
        for &port in &members {
            let Some(member) = node.interfaces.get(port) else { continue };
            ports.push(member.if_index);
            let far = far_end(subject, port);
            let (partner, partner_port) = far.map_or((MacAddr([0; 6]), 0), |far| (far.system, far.port));
            let partner_key = far.map_or(0, |far| far.key);
            let attached = if member.oper_up { aggregate.if_index } else { 0 };
            rows.row(
                &join(&LAG, &[2, 1, 1]),
                &[member.if_index],
                [
                    (2, int(32_768)),
                    (3, mac(node.lacp_system)),
                    (4, index(aggregate.if_index & 0xffff)),
                    (5, index(aggregate.if_index & 0xffff)),
                    (7, int(32_768)),
                    (9, mac(partner)),
                    (11, index(partner_key)),
                    (12, index(aggregate.if_index)),
                    (13, index(attached)),
                    (14, index(lacp_port(node, member))),
                    (15, int(32_768)),
                    (17, index(partner_port)),
                    (21, octets(&[0x3d])),
                    (23, octets(&[0x3d])),
                    (24, int(1)),
                ],
            );
        }
        rows.set(&join(&LAG, &[1, 2, 1, 1]), &[aggregate.if_index], port_list(ports.iter().copied()));
    }
    if node.interfaces.iter().any(|interface| interface.medium == Medium::Aggregate) {
        rows.set(&join(&LAG, &[3]), &[0], ticks(0));
    }
}

/// The number of a port in LACP.
fn lacp_port(node: &Node, interface: &Interface) -> u32 {
    interface.if_index.wrapping_add(node.lacp_offset) & 0xffff
}

/// The partner at the far end of a member.
#[derive(Clone, Copy)]
struct Partner {
    system: MacAddr,
    port: u32,
    key: u32,
}

fn far_end(subject: Subject<'_>, port: usize) -> Option<Partner> {
    let own = Place { node: subject.at, port };
    let far = subject.world.cables.iter().find_map(|cable| match *cable {
        Cable { a, b } if a == own => Some(b),
        Cable { a, b } if b == own => Some(a),
        _ => None,
    })?;
    let interface = subject.world.interface(far)?;
    let node = subject.world.nodes.get(far.node)?;
    let aggregate = node.interfaces.get(interface.aggregate?)?;
    Some(Partner { system: node.lacp_system, port: lacp_port(node, interface), key: aggregate.if_index & 0xffff })
}

//! Q-BRIDGE-MIB (RFC 4363), and on Cisco the VLAN tables of CISCO-VTP-MIB and CISCO-VLAN-MEMBERSHIP-MIB.

use std::collections::BTreeMap;

use super::bridge::{aging, learned, port_number};
use super::{ENTERPRISES, MIB2, Subject, join};
use crate::sim::agent::view::{Rows, gauge, index, int, mac_arcs, octets, port_list, text, ticks};
use crate::sim::world::{FdbStyle, Interface, Medium, Vendor};
use crate::value::Value;

pub(super) fn tables(subject: Subject<'_>, rows: &mut Rows) {
    match subject.node.vendor.fdb_style() {
        FdbStyle::PerVlanTable => {
            vlans(subject, rows);
            forwarding(subject, rows);
        }
        FdbStyle::PerVlanCommunity => cisco(subject, rows),
        FdbStyle::Plain => {}
    }
}

/// The VLANs that a port of this bridge carries, with their names.
fn own_vlans<'a>(subject: Subject<'a>) -> impl Iterator<Item = (u16, &'a str)> {
    let ports = move |vlan| ports(subject).any(|(_, interface)| interface.carries(vlan));
    subject.world.vlans.iter().filter(move |&(&vlan, _)| ports(vlan)).map(|(&vlan, (name, _))| (vlan, name.as_str()))
}

fn ports<'a>(subject: Subject<'a>) -> impl Iterator<Item = (u32, &'a Interface)> {
    subject.node.interfaces.iter().filter_map(|interface| Some((interface.bridge_port?, interface)))
}

/// `dot1qFdbId` of a VLAN: on Juniper not the VLAN's own number.
fn fdb_ids(subject: Subject<'_>) -> BTreeMap<u16, u32> {
    let own = subject.node.vendor == Vendor::Juniper;
    let number = |(vlan, position): (u16, u32)| (vlan, if own { 131_072 + position } else { u32::from(vlan) });
    own_vlans(subject).map(|(vlan, _)| vlan).zip(1..).map(number).collect()
}

/// `dot1qBase` and `dot1qVlan`.
fn vlans(subject: Subject<'_>, rows: &mut Rows) {
    let group = join(&MIB2, &[17, 7, 1]);
    let ids = fdb_ids(subject);
    let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    rows.scalars(&join(&group, &[1]), [(1, int(1)), (2, int(4094)), (3, gauge(4094)), (4, gauge(count)), (5, int(2))]);
    for (vlan, name) in own_vlans(subject) {
        let number = u32::from(vlan);
        let egress = port_list(ports(subject).filter(|(_, it)| it.carries(vlan)).map(|(port, _)| port));
        let untagged = port_list(ports(subject).filter(|(_, it)| it.untagged == vlan).map(|(port, _)| port));
        let id = ids.get(&vlan).copied().unwrap_or(number);
        rows.row(
            &join(&group, &[4, 2, 1]),
            &[0, number],
            [(3, gauge(id)), (4, egress.clone()), (5, untagged.clone()), (6, int(2)), (7, ticks(0))],
        );
        rows.row(
            &join(&group, &[4, 3, 1]),
            &[number],
            [(1, text(name)), (2, egress), (3, octets(&[])), (4, untagged), (5, int(1))],
        );
    }
    for (port, interface) in ports(subject) {
        let columns = [(1, gauge(u32::from(interface.untagged))), (2, int(1)), (3, int(2)), (4, int(2))];
        rows.row(&join(&group, &[4, 5, 1]), &[port], columns);
    }
}

/// `dot1qTp`.
fn forwarding(subject: Subject<'_>, rows: &mut Rows) {
    let group = join(&MIB2, &[17, 7, 1, 2]);
    let ids = fdb_ids(subject);
    let mut counts: BTreeMap<u32, u32> = ids.values().map(|&id| (id, 0)).collect();
    let entry = join(&group, &[2, 1]);
    for (&id, own) in ids.values().zip(std::iter::repeat(subject.node.base_mac)) {
        rows.row(&entry, &join(&[id], &mac_arcs(own)), [(2, int(0)), (3, int(4))]);
    }
    for ((vlan, address), learned) in learned(subject) {
        let (Some(&id), Some(port)) = (ids.get(&vlan), port_number(subject, learned)) else { continue };
        *counts.entry(id).or_default() += 1;
        let arcs = join(&[id], &mac_arcs(address));
        for (column, value) in [(2, index(port)), (3, int(3))] {
            rows.set(&join(&entry, &[column]), &arcs, aging(subject.world, address, learned, value));
        }
    }
    for (id, count) in counts {
        rows.row(&join(&group, &[1, 1]), &[id], [(2, Value::Counter32(count))]);
    }
}

/// `vtpVlanEntry`, `vlanTrunkPortEntry` and `vmMembershipEntry`.
fn cisco(subject: Subject<'_>, rows: &mut Rows) {
    let vtp = join(&ENTERPRISES, &[9, 9, 46, 1]);
    for (vlan, name) in own_vlans(subject) {
        let at = [1, u32::from(vlan)];
        rows.row(&join(&vtp, &[3, 1, 1]), &at, [(2, int(1)), (3, int(1)), (4, text(name))]);
    }
    let member = join(&ENTERPRISES, &[9, 9, 68, 1, 2, 2, 1]);
    for interface in subject.node.interfaces.iter().filter(|it| matches!(it.medium, Medium::Copper | Medium::Aggregate))
    {
        let logical = interface.aggregate.and_then(|port| subject.node.interfaces.get(port)).unwrap_or(interface);
        let trunk = !logical.tagged.is_empty();
        let at = [interface.if_index];
        if !trunk {
            let columns = [(1, int(1)), (2, int(i32::from(logical.untagged))), (3, int(2))];
            rows.row(&member, &at, columns);
        }
        let carried = subject.world.vlans.keys().filter(|&&vlan| logical.carries(vlan));
        let mut enabled = vec![0_u8; 128];
        for vlan in carried {
            if let Some(bits) = enabled.get_mut(usize::from(vlan / 8)) {
                *bits |= 0x80 >> (vlan % 8);
            }
        }
        let columns = [
            (4, Value::OctetString(enabled)),
            (5, int(i32::from(logical.untagged))),
            (13, int(if trunk { 1 } else { 2 })),
            (14, int(if trunk { 1 } else { 2 })),
        ];
        rows.row(&join(&vtp, &[6, 1, 1]), &at, columns);
    }
}

//! Several end systems on one port: which of them the others are behind, or what stands between.

use std::collections::BTreeMap;

use super::Work;
use crate::inventory::DeviceKind;
use crate::mib::mac_vendor;
use crate::topology::graph::Strength;
use crate::topology::model::{Cable, Net, Spot};
use crate::topology::weights;
use crate::value::MacAddr;

/// What virtual machines of one maker have in common: the first three octets.
const VIRTUAL: [[u8; 3]; 13] = [
    [0x00, 0x05, 0x69], // VMware
    [0x00, 0x0c, 0x29],
    [0x00, 0x1c, 0x14],
    [0x00, 0x50, 0x56],
    [0x00, 0x15, 0x5d], // Hyper-V
    [0x00, 0x16, 0x3e], // Xen
    [0x00, 0x1c, 0x42], // Parallels
    [0x02, 0x42, 0xac], // Docker
    [0x08, 0x00, 0x27], // VirtualBox
    [0x50, 0x6b, 0x8d], // Nutanix
    [0x52, 0x54, 0x00], // QEMU
    [0x0a, 0x00, 0x27], // VirtualBox, host only
    [0xbc, 0x24, 0x11], // Proxmox
];

/// Makers of telephones, as the registry writes them, and hardly anything else.
const TELEPHONES: [&str; 11] =
    ["aastra", "avaya", "fanvil", "gigaset", "grandstream", "mitel", "polycom", "shoretel", "snom", "unify", "yealink"];

/// Makers of access points.
const ACCESS_POINTS: [&str; 6] = ["aerohive", "cambium networks", "meru", "mist systems", "ruckus", "ubiquiti"];

/// Whether the address is one that hypervisors give their machines.
fn is_virtual(mac: MacAddr) -> bool {
    VIRTUAL.iter().any(|start| mac.0.starts_with(start))
}

fn made_by(mac: MacAddr, makers: &[&str]) -> bool {
    mac_vendor(mac).is_some_and(|maker| {
        let maker = maker.to_lowercase();
        makers.iter().any(|known| maker.contains(known))
    })
}

/// What an end system on a shared port is, as far as its announcements and its addresses tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sharer {
    Phone,
    AccessPoint,
    Machine,
    Other,
}

fn sharer(spot: Spot, net: &Net<'_>) -> Sharer {
    let node = &net.nodes[spot.node];
    match node.kind {
        DeviceKind::Phone => Sharer::Phone,
        DeviceKind::AccessPoint => Sharer::AccessPoint,
        DeviceKind::Host | DeviceKind::Unknown if !node.macs.is_empty() => {
            let all = |is: &dyn Fn(MacAddr) -> bool| node.macs.iter().all(|mac| is(*mac));
            match () {
                () if all(&is_virtual) => Sharer::Machine,
                () if all(&|mac| made_by(mac, &TELEPHONES)) => Sharer::Phone,
                () if all(&|mac| made_by(mac, &ACCESS_POINTS)) => Sharer::AccessPoint,
                () => Sharer::Other,
            }
        }
        _ => Sharer::Other,
    }
}

impl Work<'_, '_> {
    /// End systems that share a port: a telephone with a computer, a hypervisor with its machines and an access point
    /// with its stations are cables to the first and on to the others; anything else is a medium, a hub or a switch
    /// that nobody can ask. `sure` is how likely the port leads to end systems at all.
    pub(super) fn share(&mut self, here: Spot, members: BTreeMap<Spot, Vec<usize>>, sure: f64, net: &mut Net<'_>) {
        let kinds: Vec<(Spot, Sharer)> = members.keys().map(|spot| (*spot, sharer(*spot, net))).collect();
        let only = |wanted: Sharer| {
            let mut found = kinds.iter().filter(|(_, kind)| *kind == wanted).map(|(spot, _)| *spot);
            found.next().filter(|_| found.next().is_none())
        };
        let machines = kinds.iter().filter(|(_, kind)| *kind == Sharer::Machine).count();
        let front = if let (Some(host), true) = (only(Sharer::Other), machines + 1 == kinds.len()) {
            Some((host, None, weights::ON_A_HYPERVISOR))
        } else if let (Some(phone), 2) = (only(Sharer::Phone), kinds.len()) {
            Some((phone, Some(DeviceKind::Phone), weights::BEHIND_A_PHONE))
        } else {
            only(Sharer::AccessPoint)
                .map(|radio| (radio, Some(DeviceKind::AccessPoint), weights::BEHIND_AN_ACCESS_POINT))
        };
        let Some((front, kind, behind)) = front else {
            let all: Vec<usize> = members.values().flatten().copied().collect();
            let because = self.quotes(&all, net);
            net.add_medium(members.into_keys().chain([here]).collect(), weights::HUB * sure, because);
            return;
        };
        if let Some(kind) = kind {
            net.nodes[front.node].kind = kind;
        }
        for (spot, items) in members {
            let (from, confidence) = if spot == front { (here, weights::HOST) } else { (front, behind) };
            let from = if from.node == here.node { from } else { Spot { node: from.node, port: None } };
            let mut cable = Cable::new(from, spot, Strength::Inferred, confidence * sure);
            cable.because = self.quotes(&items, net);
            net.add_cable(cable);
        }
    }
}

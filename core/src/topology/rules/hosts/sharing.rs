//! Several end systems on one port: which of them the others are behind, or what stands between.

use std::collections::BTreeMap;

use super::Work;
use crate::inventory::DeviceKind;
use crate::topology::graph::Strength;
use crate::topology::makers::{is_of_a_telephone, is_of_an_access_point, is_virtual};
use crate::topology::model::{Cable, Net, Spot};
use crate::topology::weights;
use crate::value::MacAddr;

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
                () if all(&is_of_a_telephone) => Sharer::Phone,
                () if all(&is_of_an_access_point) => Sharer::AccessPoint,
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

//! Devices that were not polled: which of the rows that describe one describe the same.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::identity::{Chassis, Described};
use super::model::Spot;
use super::names::first_label;
use super::sets::Sets;

/// One row about a device that was not polled.
pub(super) struct Stranger<'d> {
    /// Where it was heard.
    pub(super) from: Spot,
    pub(super) by_lldp: bool,
    pub(super) described: &'d Described,
}

/// All that the rows of one group say.
pub(super) fn merged(strangers: &[Stranger<'_>], groups: &[usize]) -> Vec<Described> {
    let mut merged: Vec<Described> = vec![Described::default(); groups.iter().max().map_or(0, |most| most + 1)];
    for (stranger, group) in strangers.iter().zip(groups) {
        let (all, described) = (&mut merged[*group], stranger.described);
        all.chassis = all.chassis.take().into_iter().chain(described.chassis.clone()).min();
        all.name =
            all.name.take().into_iter().chain(described.name.clone()).max_by(|x, y| (x.len(), x).cmp(&(y.len(), y)));
        all.addresses.extend(&described.addresses);
    }
    merged
}

/// Which of the unpolled neighbors are one device: a group number for each.
pub(super) fn group(strangers: &[Stranger<'_>]) -> Vec<usize> {
    let mut sets = Sets::new(strangers.len());
    let mut by_chassis: BTreeMap<&Chassis, Vec<usize>> = BTreeMap::new();
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_address: BTreeMap<IpAddr, Vec<usize>> = BTreeMap::new();
    for (at, Stranger { described, .. }) in strangers.iter().enumerate() {
        described.chassis.iter().for_each(|chassis| by_chassis.entry(chassis).or_default().push(at));
        described.name.iter().for_each(|name| by_name.entry(name).or_default().push(at));
        described.addresses.iter().for_each(|address| by_address.entry(*address).or_default().push(at));
    }
    for same in by_chassis.values() {
        sets.union_all(same);
    }
    // A name or an address joins those that have no chassis id of their own to the one that has.
    let chassis_of =
        |at: &usize| strangers[*at].described.chassis.as_ref().filter(|chassis| !matches!(chassis, Chassis::Text(_)));
    let one_chassis = |same: &[usize]| same.iter().filter_map(chassis_of).collect::<BTreeSet<_>>().len() <= 1;
    for same in by_name.values().filter(|same| one_chassis(same)) {
        sets.union_all(same);
    }
    let mut by_label: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    by_name.keys().for_each(|name| by_label.entry(first_label(name)).or_default().push(name));
    for (label, names) in by_label {
        // `sw1` is `sw1.example.net` unless there is a second `sw1.…`.
        if names.len() == 2 && names.contains(&label) {
            let same: Vec<usize> = names.iter().filter_map(|name| by_name.get(name)).flatten().copied().collect();
            if one_chassis(&same) {
                sets.union_all(&same);
            }
        }
    }
    let named_apart = |same: &[usize]| {
        let names: BTreeSet<&str> =
            same.iter().filter_map(|at| strangers[*at].described.name.as_deref()).map(first_label).collect();
        names.len() > 1
    };
    for same in by_address.values().filter(|same| one_chassis(same) && !named_apart(same)) {
        sets.union_all(same);
    }
    join_protocols_of_one_port(strangers, &mut sets);
    sets.numbered()
}

/// One LLDP neighbor and one CDP neighbor on the same port, the latter without any chassis id: one device.
fn join_protocols_of_one_port(strangers: &[Stranger<'_>], sets: &mut Sets) {
    let mut ports: BTreeMap<Spot, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, stranger) in strangers.iter().enumerate().filter(|(_, stranger)| stranger.from.port.is_some()) {
        let (lldp, cdp) = ports.entry(stranger.from).or_default();
        if stranger.by_lldp { lldp.push(at) } else { cdp.push(at) }
    }
    for (lldp, cdp) in ports.into_values() {
        if let ([lldp], [cdp]) = (lldp.as_slice(), cdp.as_slice()) {
            let (heard, said) = (strangers[*lldp].described, strangers[*cdp].described);
            if said.chassis.is_none() && (heard.name.is_none() || said.name.is_none()) {
                sets.union(*lldp, *cdp);
            }
        }
    }
}

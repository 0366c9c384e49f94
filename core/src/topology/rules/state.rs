//! What a cable carries: whether spanning tree blocks it, its VLANs, its aggregate.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::Source;
use crate::inventory::{DeviceSnapshot, StpState};
use crate::topology::graph::{Layer, LinkState};
use crate::topology::model::{Cable, Net, Spot};
use crate::topology::options::Options;
use crate::topology::ports::PortAt;
use crate::value::VlanId;

/// The states of each port, by tree.
pub(super) type States = BTreeMap<Option<VlanId>, StpState>;

/// Sets the state of every cable from the spanning trees of its ends.
pub(in crate::topology) fn apply(devices: &[&DeviceSnapshot], options: &Options, net: &mut Net<'_>) {
    if !options.uses(Source::Stp) {
        return;
    }
    let states = of_cabled(devices, net);
    let cables = net.cables.iter().filter(|(_, cable)| cable.layer == Layer::L2);
    let found: Vec<(usize, LinkState)> = cables.map(|(at, cable)| (at, state(cable, &states, net))).collect();
    for (at, state) in found {
        if let Some(cable) = net.cables.get_mut(at) {
            cable.state = state;
        }
    }
}

/// What spanning tree says of each port.
pub(super) fn states(devices: &[&DeviceSnapshot], net: &Net<'_>) -> BTreeMap<(usize, PortAt), States> {
    let mut states = BTreeMap::new();
    for (node, device) in devices.iter().enumerate() {
        read(node, device, &|_| true, &mut states, net);
    }
    states
}

/// What spanning tree says of the ports that cables end at.
fn of_cabled(devices: &[&DeviceSnapshot], net: &Net<'_>) -> BTreeMap<(usize, PortAt), States> {
    let ends = net.cables.iter().flat_map(|(_, cable)| [cable.a, cable.b]).filter(|end| end.node < net.polled);
    let mut cabled: Vec<(usize, PortAt)> = ends.filter_map(|end| Some((end.node, net.bundle(end).port?))).collect();
    cabled.sort_unstable();
    cabled.dedup();
    let mut states = BTreeMap::new();
    for ports in cabled.chunk_by(|x, y| x.0 == y.0) {
        let Some((node, device)) = ports.first().and_then(|(node, _)| Some((*node, devices.get(*node)?))) else {
            continue;
        };
        read(node, device, &|port| ports.binary_search(&(node, port)).is_ok(), &mut states, net);
    }
    states
}

fn read(
    node: usize,
    device: &DeviceSnapshot,
    wanted: &dyn Fn(PortAt) -> bool,
    states: &mut BTreeMap<(usize, PortAt), States>,
    net: &Net<'_>,
) {
    for tree in device.bridge.iter().flat_map(|bridge| &bridge.spanning_trees) {
        for row in &tree.ports {
            let port = net.nodes[node].ports.listed_bridge_port(row.port);
            let Some(port) = port.map(|port| net.nodes[node].ports.bundle(port)) else { continue };
            if wanted(port) {
                let state = states.entry((node, port)).or_default().entry(tree.vlan).or_insert(row.state);
                *state = (*state).min(row.state);
            }
        }
    }
}

/// A cable forwards if in some tree each end that says something forwards; it is blocked if not, and
/// some end blocks. Where only one end has a tree for each VLAN, the common tree of the other end holds
/// in all of them.
fn state(cable: &Cable, states: &BTreeMap<(usize, PortAt), States>, net: &Net<'_>) -> LinkState {
    let of = |spot: Spot| {
        let bundle = net.bundle(spot);
        bundle.port.and_then(|port| states.get(&(bundle.node, port)))
    };
    let ends = [of(cable.a), of(cable.b)];
    let mut trees: BTreeSet<Option<VlanId>> = ends.iter().flatten().flat_map(|states| states.keys().copied()).collect();
    if trees.iter().any(Option::is_some) {
        trees.remove(&None);
    }
    let mut blocked = false;
    for tree in trees {
        let said =
            || ends.iter().flatten().filter_map(|states| states.get(&tree).or_else(|| states.get(&None)).copied());
        let blocks = |state| matches!(state, StpState::Blocking | StpState::Broken);
        if said().any(blocks) {
            blocked = true;
        } else if said().all(|state| state == StpState::Forwarding) {
            return LinkState::Forwarding;
        }
    }
    if blocked { LinkState::Blocked } else { LinkState::Unknown }
}

/// The VLANs that both ends send, or the one end that says; `None` where neither says.
pub(in crate::topology) fn vlans(cable: &Cable, net: &Net<'_>) -> Vec<VlanId> {
    let of = |spot: Spot| -> Option<BTreeSet<VlanId>> {
        let (node, port) = (&net.nodes[spot.node], net.bundle(spot).port?);
        let device = node.device?;
        let number = node.ports.bridge_number(port)?;
        let sent = device.vlans.iter().filter(|vlan| vlan.egress.contains(&number));
        Some(sent.map(|vlan| vlan.id).collect()).filter(|sent: &BTreeSet<VlanId>| !sent.is_empty())
    };
    match (of(cable.a), of(cable.b)) {
        (Some(a), Some(b)) => a.intersection(&b).copied().collect(),
        (Some(one), None) | (None, Some(one)) => one.into_iter().collect(),
        (None, None) => Vec::new(),
    }
}

/// Aggregates that are one bundle, at most: those of a pair of devices that pass for one, and that of their partner.
const AGGREGATES: usize = 16;

/// The name that all members of an aggregate share: `core1 Po1 = dist2 Po1`; three names where two devices pass for one
/// system to the third (MLAG), so that the members lead to both.
pub(in crate::topology) fn lag(cable: &Cable, net: &Net<'_>) -> Option<String> {
    let aggregate = |spot: Spot| {
        let bundle = net.bundle(spot);
        bundle.port.is_some_and(|port| !net.nodes[bundle.node].ports.at(port).members.is_empty()).then_some(bundle)
    };
    let ends = |cable: &Cable| [cable.a, cable.b].map(aggregate);
    let mut bundles: BTreeSet<Spot> = ends(cable).into_iter().flatten().collect();
    loop {
        let of = |bundle: &Spot| net.cables_at(*bundle).map(|(_, cable)| ends(cable)).collect::<Vec<_>>();
        let both = bundles.iter().flat_map(of).filter(|ends| ends.iter().all(Option::is_some));
        let more: BTreeSet<Spot> =
            both.flatten().flatten().chain(bundles.iter().copied()).take(AGGREGATES * 64).collect();
        if more.len() == bundles.len() || more.len() > AGGREGATES {
            break;
        }
        bundles = more;
    }
    let mut names: Vec<String> = bundles.into_iter().map(|bundle| net.say(bundle)).collect();
    names.sort();
    (!names.is_empty()).then(|| names.join(" = "))
}

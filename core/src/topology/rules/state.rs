//! What a cable carries: whether spanning tree blocks it, its VLANs, its aggregate.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::Source;
use crate::inventory::{DeviceSnapshot, SpanningTree, StpState};
use crate::topology::graph::{Layer, LinkState};
use crate::topology::model::{Cable, Net, Spot};
use crate::topology::options::Options;
use crate::topology::ports::PortAt;
use crate::value::{BridgePort, VlanId};

/// A spanning tree: the common one, that of a VLAN, or an instance of MSTP.
pub(super) type Tree = (Option<VlanId>, Option<u16>);

/// The tree that carries every VLAN that has none of its own.
const COMMON: Tree = (None, None);

/// The states of each port, by tree.
pub(super) type States = BTreeMap<Tree, StpState>;

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
                let state =
                    states.entry((node, port)).or_default().entry((tree.vlan, tree.instance)).or_insert(row.state);
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
    let mut trees: BTreeSet<Tree> = ends.iter().flatten().flat_map(|states| states.keys().copied()).collect();
    if trees.iter().any(|(vlan, _)| vlan.is_some()) {
        trees.remove(&COMMON);
    }
    let mut blocked = false;
    for tree in trees {
        let said =
            || ends.iter().flatten().filter_map(|states| states.get(&tree).or_else(|| states.get(&COMMON)).copied());
        let blocks = |state| matches!(state, StpState::Blocking | StpState::Broken);
        if said().any(blocks) {
            blocked = true;
        } else if said().all(|state| state == StpState::Forwarding) {
            return LinkState::Forwarding;
        }
    }
    if blocked { LinkState::Blocked } else { LinkState::Unknown }
}

/// The VLANs that both ends carry, or the one end that says; empty where neither says. What a device says of its own
/// ports counts before what it announces: some announce a few VLANs of many.
pub(in crate::topology) fn vlans(cable: &Cable, net: &Net<'_>) -> Vec<VlanId> {
    let of = |spot: Spot| -> Option<BTreeSet<VlanId>> {
        let (node, port) = (&net.nodes[spot.node], net.bundle(spot).port?);
        let own = node.device.and_then(|device| own_vlans(device, node.ports.bridge_number(port)?));
        own.or_else(|| node.announced_vlans.get(&port).cloned())
    };
    match (of(cable.a), of(cable.b)) {
        (Some(a), Some(b)) => a.intersection(&b).copied().collect(),
        (Some(one), None) | (None, Some(one)) => one.into_iter().collect(),
        (None, None) => Vec::new(),
    }
}

/// The VLANs of a bridge port: those that it sends, tagged or not, the one of untagged frames, and those whose own
/// spanning tree it is in. `None` where the bridge does not say.
fn own_vlans(device: &DeviceSnapshot, port: BridgePort) -> Option<BTreeSet<VlanId>> {
    let sent = device.vlans.iter().filter(|vlan| vlan.egress.contains(&port) || vlan.untagged.contains(&port));
    let trees = device.bridge.iter().flat_map(|bridge| &bridge.spanning_trees);
    let takes_part =
        |tree: &&SpanningTree| tree.ports.iter().any(|row| row.port == port && row.state != StpState::Disabled);
    let of_trees = trees.filter(|tree| tree.vlan.is_some()).filter(takes_part).filter_map(|tree| tree.vlan);
    let mut vlans: BTreeSet<VlanId> = sent.map(|vlan| vlan.id).chain(of_trees).collect();
    // A port that no VLAN lists, though VLANs list their ports, has the VLAN of its untagged frames alone.
    if vlans.is_empty() && device.vlans.iter().any(|vlan| !vlan.egress.is_empty()) {
        let ports = device.bridge.iter().flat_map(|bridge| &bridge.ports);
        vlans.extend(ports.filter(|row| row.port == port).filter_map(|row| row.pvid));
    }
    Some(vlans).filter(|vlans| !vlans.is_empty())
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

//! What a cable carries: whether spanning tree blocks it, its VLANs, its aggregate.

use std::collections::BTreeSet;

use crate::evidence::Source;
use crate::inventory::{DeviceSnapshot, SpanningTree, StpState};
use crate::topology::graph::{Layer, LinkState};
use crate::topology::model::{Cable, Net, Spot};
use crate::topology::options::Options;
use crate::value::{BridgePort, VlanId};

/// A spanning tree: the common one, that of a VLAN, or an instance of MSTP.
pub(super) type Tree = (Option<VlanId>, Option<u16>);

/// The tree that carries every VLAN that has none of its own.
const COMMON: Tree = (None, None);

/// The state of a port in one tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct InTree {
    pub(super) spot: Spot,
    tree: Tree,
    pub(super) state: StpState,
}

/// The states of ports in all their trees, by port and tree.
#[derive(Debug, Default)]
pub(super) struct States(Vec<InTree>);

impl States {
    /// Of several rows of one tree the least state counts.
    fn of(mut rows: Vec<InTree>) -> Self {
        rows.sort_unstable();
        rows.dedup_by_key(|row| (row.spot, row.tree));
        Self(rows)
    }

    /// Port by port.
    pub(super) fn by_port(&self) -> impl Iterator<Item = (Spot, &[InTree])> {
        let ports = self.0.chunk_by(|x, y| x.spot == y.spot);
        ports.filter_map(|rows| Some((rows.first()?.spot, rows)))
    }

    fn at(&self, spot: Spot) -> &[InTree] {
        let rest = self.0.get(self.0.partition_point(|row| row.spot < spot)..).unwrap_or_default();
        rest.get(..rest.partition_point(|row| row.spot == spot)).unwrap_or_default()
    }
}

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
pub(super) fn states(devices: &[&DeviceSnapshot], net: &Net<'_>) -> States {
    let mut rows = Vec::new();
    for (node, device) in devices.iter().enumerate() {
        read(node, device, &|_| true, &mut rows, net);
    }
    States::of(rows)
}

/// What spanning tree says of the ports that cables end at.
fn of_cabled(devices: &[&DeviceSnapshot], net: &Net<'_>) -> States {
    let ends = net.cables.iter().flat_map(|(_, cable)| [cable.a, cable.b]).filter(|end| end.node < net.polled);
    let mut cabled: Vec<Spot> = ends.map(|end| net.bundle(end)).filter(|end| end.port.is_some()).collect();
    cabled.sort_unstable();
    cabled.dedup();
    let mut rows = Vec::new();
    for ports in cabled.chunk_by(|x, y| x.node == y.node) {
        let Some((node, device)) = ports.first().and_then(|spot| Some((spot.node, devices.get(spot.node)?))) else {
            continue;
        };
        read(node, device, &|spot| ports.binary_search(&spot).is_ok(), &mut rows, net);
    }
    States::of(rows)
}

fn read(node: usize, device: &DeviceSnapshot, wanted: &dyn Fn(Spot) -> bool, rows: &mut Vec<InTree>, net: &Net<'_>) {
    let ports = &net.nodes[node].ports;
    for tree in device.bridge.iter().flat_map(|bridge| &bridge.spanning_trees) {
        for row in &tree.ports {
            let Some(port) = ports.listed_bridge_port(row.port) else { continue };
            let spot = Spot { node, port: Some(ports.bundle(port)) };
            if wanted(spot) {
                rows.push(InTree { spot, tree: (tree.vlan, tree.instance), state: row.state });
            }
        }
    }
}

/// A cable forwards if in some tree each end that says something forwards; it is blocked if not, and
/// some end blocks. Where only one end has a tree for each VLAN, the common tree of the other end holds
/// in all of them.
fn state(cable: &Cable, states: &States, net: &Net<'_>) -> LinkState {
    let ends = [cable.a, cable.b].map(|spot| net.bundle(spot)).map(|end| states.at(end));
    let mut trees: Vec<Tree> = ends.iter().copied().flatten().map(|row| row.tree).collect();
    trees.sort_unstable();
    trees.dedup();
    if trees.iter().any(|(vlan, _)| vlan.is_some()) {
        trees.retain(|tree| *tree != COMMON);
    }
    let find = |rows: &[InTree], tree: Tree| {
        rows.binary_search_by_key(&tree, |row| row.tree).ok().and_then(|at| rows.get(at)).map(|row| row.state)
    };
    let mut blocked = false;
    for tree in trees {
        let said = || ends.iter().filter_map(|rows| find(rows, tree).or_else(|| find(rows, COMMON)));
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

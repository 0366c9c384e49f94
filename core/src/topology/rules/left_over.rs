//! Blocked ports of which no row says whom they hear, as agents without `dot1dStpPortDesignatedBridge` leave them: a
//! bridge is at the other end, and where one port alone is left over for it, that is the one.

use std::collections::{BTreeMap, BTreeSet};

use super::state::{InTree, states};
use crate::inventory::{DeviceSnapshot, FdbStatus, StpState};
use crate::topology::graph::{Reason, Strength};
use crate::topology::model::{Cable, Net, Other, Spot};
use crate::topology::sets::Sets;
use crate::topology::weights;

/// Other ports that may be left over beside the one that is chosen; with more, nothing can be told.
const OTHERS: usize = 4;

/// Adds a cable for each blocked port whose other end can only be one port.
pub(in crate::topology) fn apply(devices: &[&DeviceSnapshot], net: &mut Net<'_>) {
    let rows = |device: &&DeviceSnapshot| {
        let trees = device.bridge.iter().flat_map(|bridge| &bridge.spanning_trees);
        trees.flat_map(|tree| &tree.ports).any(|row| row.state == StpState::Blocking)
    };
    if !devices.iter().any(rows) {
        return;
    }
    let trees = states(devices, net);
    let free: Vec<(Spot, &[InTree])> = trees.by_port().filter(|(spot, _)| is_free(*spot, net)).collect();
    let of = |wanted: fn(&[InTree]) -> bool| -> Vec<Spot> {
        free.iter().filter(|(_, rows)| wanted(rows)).map(|(spot, _)| *spot).collect()
    };
    let blocked = of(|rows| rows.iter().all(|row| row.state == StpState::Blocking));
    if blocked.is_empty() {
        return;
    }
    let busy = busy_ports(devices, net);
    let led = led_by_others(devices, net);
    let mut leading = of(|rows| rows.iter().any(|row| row.state == StpState::Forwarding));
    leading.retain(|spot| !busy.contains(spot) && !led.contains(spot));
    let mut joined = joined(net);
    let mut around: BTreeMap<usize, Vec<Spot>> = BTreeMap::new();
    leading.into_iter().for_each(|spot| around.entry(joined.find(spot.node)).or_default().push(spot));
    let mut chosen: BTreeMap<Spot, Vec<Choice>> = BTreeMap::new();
    for spot in blocked.into_iter().filter(|spot| !led.contains(spot)) {
        let around = around.get(&joined.find(spot.node)).map(Vec::as_slice).unwrap_or_default();
        if let Some(choice) = choose(spot, around, net) {
            chosen.entry(choice.to).or_default().push(choice);
        }
    }
    for choice in chosen.into_values() {
        if let [choice] = choice.as_slice() {
            net.add_cable(cable(choice, net));
        }
    }
}

/// The other end of a blocked port.
struct Choice {
    from: Spot,
    to: Spot,
    confidence: f64,
    others: Vec<Spot>,
}

/// The only port left on a bridge that the blocked port's bridge is cabled to anyway, else the only one at all: what
/// spanning tree blocks is on a loop.
fn choose(from: Spot, around: &[Spot], net: &Net<'_>) -> Option<Choice> {
    let around: Vec<Spot> = around
        .iter()
        .copied()
        .filter(|spot| spot.node != from.node && may_be_as_fast(from, *spot, net))
        .take(OTHERS + 2)
        .collect();
    let neighbors: BTreeSet<usize> =
        net.cables.of(from.node).flat_map(|(_, cable)| [cable.a.node, cable.b.node]).collect();
    let (near, far): (Vec<Spot>, Vec<Spot>) = around.into_iter().partition(|spot| neighbors.contains(&spot.node));
    match (near.as_slice(), far.as_slice()) {
        ([to], others) if others.len() <= OTHERS => {
            let confidence = if others.is_empty() { weights::LEFT_OVER_PARALLEL } else { weights::LEFT_OVER };
            Some(Choice { from, to: *to, confidence, others: far })
        }
        ([], [to]) => Some(Choice { from, to: *to, confidence: weights::LEFT_OVER, others: Vec::new() }),
        _ => None,
    }
}

fn cable(choice: &Choice, net: &Net<'_>) -> Cable {
    let (from, to) = (net.say(choice.from), net.say(choice.to));
    let mut cable = Cable::new(choice.from, choice.to, Strength::Inferred, choice.confidence);
    cable.because.push(Reason {
        source: "stp".to_owned(),
        device: net.nodes[choice.from.node].id.clone(),
        row: format!("dot1dStpPortTable, state of {from}"),
        text: format!("{from} is blocked, so a bridge is at its other end; around it {to} alone leads on and has nothing at its other end"),
    });
    cable.alternatives = choice
        .others
        .iter()
        .map(|other| Other {
            a: choice.from,
            b: *other,
            confidence: (1.0 - choice.confidence) / choice.others.len() as f64,
            text: format!(
                "{} has nothing at its other end either, but the two bridges are not cabled otherwise",
                net.say(*other)
            ),
        })
        .collect();
    cable
}

/// Whether nothing is known to be plugged into a port that is not down.
fn is_free(spot: Spot, net: &Net<'_>) -> bool {
    let up = spot.port.is_some_and(|port| net.nodes[spot.node].ports.at(port).up != Some(false));
    up && net.is_open(spot)
}

fn may_be_as_fast(a: Spot, b: Spot, net: &Net<'_>) -> bool {
    let speed = |spot: Spot| net.nodes[spot.node].ports.at(spot.port?).speed_bps;
    speed(a).zip(speed(b)).is_none_or(|(a, b)| a == b)
}

/// Ports behind which a bridge learned addresses: behind a blocked cable nobody is heard.
fn busy_ports(devices: &[&DeviceSnapshot], net: &Net<'_>) -> BTreeSet<Spot> {
    let rows = devices
        .iter()
        .enumerate()
        .flat_map(|(node, device)| device.bridge.iter().flat_map(|bridge| &bridge.fdb).map(move |row| (node, row)));
    rows.filter(|(_, row)| row.status == FdbStatus::Learned)
        .filter_map(|(node, row)| {
            let ports = &net.nodes[node].ports;
            Some(Spot { node, port: Some(ports.bundle(ports.listed_bridge_port(row.port)?)) })
        })
        .collect()
}

/// Ports that say which bridge leads their segment, and it is another one: those are joined by that.
fn led_by_others(devices: &[&DeviceSnapshot], net: &Net<'_>) -> BTreeSet<Spot> {
    let mut led = BTreeSet::new();
    for (node, device) in devices.iter().enumerate() {
        let ports = &net.nodes[node].ports;
        for row in device.bridge.iter().flat_map(|bridge| &bridge.spanning_trees).flat_map(|tree| &tree.ports) {
            let other = row.designated_bridge.is_some_and(|bridge| !net.nodes[node].macs.contains(&bridge.mac));
            if let (true, Some(port)) = (other, ports.listed_bridge_port(row.port)) {
                led.insert(Spot { node, port: Some(ports.bundle(port)) });
            }
        }
    }
    led
}

/// Nodes that cables and media join.
fn joined(net: &Net<'_>) -> Sets {
    let mut sets = Sets::new(net.nodes.len());
    for (_, cable) in net.cables.iter() {
        sets.union(cable.a.node, cable.b.node);
    }
    for medium in &net.media {
        for pair in medium.members.iter().zip(medium.members.iter().skip(1)) {
            sets.union(pair.0.node, pair.1.node);
        }
    }
    sets
}

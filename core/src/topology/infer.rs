//! The order of the phases.

use super::ambiguous;
use super::assemble::assemble;
use super::digest::{Digest, Patches, own_key};
use super::domains::domains;
use super::graph::Topology;
use super::hash::{Map, Set};
use super::heard::Neighbors;
use super::model::{Net, NodeModel};
use super::options::{Options, Strategy};
use super::registry::{Everyone, Registry, Slot, Verdict};
use super::rules;
use super::union::union;
use crate::evidence::Source;
use crate::inventory::DeviceSnapshot;

/// Infers the network from what its devices say. The order of `devices`, and of the rows in them,
/// does not change the result.
#[must_use]
pub fn infer(devices: &[DeviceSnapshot], options: &Options) -> Topology {
    let devices = in_order(devices);
    let patches = Patches::of(options);
    let mut digests: Vec<Digest> = devices.iter().map(|device| Digest::of(device, options, &patches)).collect();
    let mut everyone = Everyone::default();
    everyone.expect(digests.iter().map(|digest| digest.identity.macs.len()).sum());
    for ((slot, device), digest) in (0..).zip(&devices).zip(&digests) {
        everyone.enter(slot, own_key(device), &digest.identity);
    }
    let heard = (0..).zip(&digests);
    let verdicts: Vec<Vec<Verdict>> = heard.map(|(slot, digest)| everyone.verdicts(slot, &digest.described)).collect();
    let mut keys = Vec::with_capacity(digests.iter().map(Digest::size).sum());
    for ((slot, digest), verdicts) in (0..).zip(&digests).zip(&verdicts) {
        keys.extend(digest.join_keys(verdicts, &everyone).map(|key| (key, slot)));
    }
    digests.iter_mut().for_each(Digest::forget_keys);
    let member = |slot: &u32| {
        let at = *slot as usize;
        Member { slot: *slot, device: devices[at], digest: &digests[at], verdicts: &verdicts[at] }
    };
    let parts = domains(devices.len(), keys).into_iter().map(|domain| {
        let members: Vec<Member<'_>> = domain.iter().map(member).collect();
        infer_domain(&members, &everyone, options)
    });
    let mut whole = union(parts, options);
    add_layer_3(&mut whole, &devices, options);
    whole.ambiguous = ambiguous::list(&everyone, |slot| devices.get(slot as usize).map(|device| device.id.0.as_str()));
    whole
}

/// Adds what routers tell to the union of all domains; `devices` in order.
pub(super) fn add_layer_3(whole: &mut Topology, devices: &[&DeviceSnapshot], options: &Options) {
    if options.strategy == Strategy::Default {
        rules::l3::add(whole, devices, options);
    }
}

/// A polled device as the inference of its domain sees it.
pub(super) struct Member<'a> {
    pub(super) slot: Slot,
    pub(super) device: &'a DeviceSnapshot,
    pub(super) digest: &'a Digest,
    /// Whom its neighbor claims are about.
    pub(super) verdicts: &'a [Verdict],
}

/// Infers one domain, whose devices are in order.
pub(super) fn infer_domain(members: &[Member<'_>], everyone: &Everyone, options: &Options) -> Topology {
    let registry = Registry::of(everyone, members.iter().map(|member| member.slot));
    let mut net = Net::default();
    net.nodes.extend(members.iter().map(|member| NodeModel::polled(member.device)));
    net.polled = net.nodes.len();
    name_apart(&mut net);
    match options.strategy {
        Strategy::Default => by_all_evidence(members, options, &registry, &mut net),
        Strategy::StpSegments => {
            let devices: Vec<&DeviceSnapshot> = members.iter().map(|member| member.device).collect();
            rules::stp_segments::apply(&devices, options, &registry, &mut net);
        }
    }
    name_apart(&mut net);
    assemble(net, options)
}

/// The best evidence first; what it fixes conditions the rest.
fn by_all_evidence<'a>(members: &[Member<'a>], options: &Options, registry: &Registry<'_>, net: &mut Net<'a>) {
    let devices: Vec<&DeviceSnapshot> = members.iter().map(|member| member.device).collect();
    let devices = devices.as_slice();
    let neighbors = Neighbors::read(members, options, registry, net);
    rules::neighbors::apply(&neighbors, net);
    let manual = rules::manual::apply(options, net);
    if options.uses(Source::Lacp) {
        rules::lacp::apply(devices, registry, net);
    }
    if options.uses(Source::Stp) {
        rules::stp::apply(devices, registry, net);
    }
    rules::state::apply(devices, options, net);
    if options.uses(Source::Fdb) {
        let forwarding = rules::fdb::apply(devices, net);
        rules::manual::against(&manual, &forwarding, net);
        rules::hosts::apply(devices, options, registry, &forwarding, net);
        if options.uses(Source::Stp) {
            rules::left_over::apply(devices, net);
        }
        rules::state::apply(devices, options, net);
    }
}

/// The devices by id; the order of devices with the same id follows from what they say.
pub(super) fn in_order(devices: &[DeviceSnapshot]) -> Vec<&DeviceSnapshot> {
    let mut sorted: Vec<&DeviceSnapshot> = devices.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    if sorted.windows(2).any(|pair| pair[0].id == pair[1].id) {
        sorted.sort_by_cached_key(|device| (device.id.clone(), content(device)));
    }
    sorted
}

/// What a device says, the same for every order of its rows.
fn content(device: &DeviceSnapshot) -> String {
    fn in_order(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Array(rows) => {
                rows.iter_mut().for_each(in_order);
                rows.sort_by_cached_key(ToString::to_string);
            }
            serde_json::Value::Object(fields) => fields.values_mut().for_each(in_order),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(device).unwrap_or_default();
    in_order(&mut value);
    value.to_string()
}

/// Makes the names and ids of the nodes unique, as far as there are nodes by now.
pub(super) fn name_apart(net: &mut Net<'_>) {
    if !all_differ(net.nodes.iter().map(|node| node.id.as_str())) {
        let mut ids: Map<String, u32> = Map::default();
        for node in &mut net.nodes {
            let seen = ids.entry(node.id.clone()).and_modify(|seen| *seen += 1).or_insert(1);
            if *seen > 1 {
                node.id = format!("{}#{seen}", node.id);
            }
        }
    }
    if all_differ(net.nodes.iter().map(|node| node.name.as_str())) {
        return;
    }
    let mut names: Map<&str, u32> = Map::default();
    net.nodes.iter().for_each(|node| *names.entry(&node.name).or_default() += 1);
    let repeated: Vec<bool> =
        net.nodes.iter().map(|node| names.get(node.name.as_str()).is_some_and(|times| *times > 1)).collect();
    for (node, repeated) in net.nodes.iter_mut().zip(repeated) {
        if repeated && node.name != node.id {
            node.name = format!("{} ({})", node.name, node.id);
        }
    }
}

fn all_differ<'t>(mut texts: impl ExactSizeIterator<Item = &'t str>) -> bool {
    let mut seen: Set<&str> = Set::default();
    seen.reserve(texts.len());
    texts.all(|text| seen.insert(text))
}

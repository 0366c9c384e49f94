//! The order of the phases.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::assemble;
use super::graph::Topology;
use super::identity::{Chassis, Registry, Who, resolve};
use super::model::{Net, NodeModel, Spot};
use super::names::{host_key, identifies, is_own};
use super::numbering;
use super::options::{Options, Strategy};
use super::ports::Ports;
use super::rules;
use crate::evidence::{Claim, Source, Statement, claims_of};
use crate::inventory::{DeviceKind, DeviceSnapshot};
use crate::value::IfIndex;

/// Infers the network from what its devices say. The order of `devices`, and of the rows in them,
/// does not change the result.
#[must_use]
pub fn infer(devices: &[DeviceSnapshot], options: &Options) -> Topology {
    let devices = in_order(devices);
    let mut net = Net::default();
    net.nodes.extend(devices.iter().map(|device| polled(device)));
    net.polled = net.nodes.len();
    name_apart(&mut net);
    let registry = Registry::of(&devices);
    match options.strategy {
        Strategy::Default => by_all_evidence(&devices, options, &registry, &mut net),
        Strategy::StpSegments => rules::stp_segments::apply(&devices, options, &registry, &mut net),
    }
    name_apart(&mut net);
    assemble(net, options)
}

/// The best evidence first; what it fixes conditions the rest.
fn by_all_evidence<'a>(devices: &[&'a DeviceSnapshot], options: &Options, registry: &Registry, net: &mut Net<'a>) {
    let neighbors = Neighbors::read(devices, options, registry, net);
    rules::neighbors::apply(&neighbors, net);
    if options.uses(Source::Stp) {
        rules::stp::apply(devices, registry, net);
    }
    rules::state::apply(devices, options, net);
    if options.uses(Source::Fdb) {
        let forwarding = rules::fdb::apply(devices, net);
        rules::hosts::apply(devices, options, registry, forwarding, net);
        rules::state::apply(devices, options, net);
    }
}

/// The devices by id; the order of devices with the same id follows from what they say.
fn in_order(devices: &[DeviceSnapshot]) -> Vec<&DeviceSnapshot> {
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

fn polled(device: &DeviceSnapshot) -> NodeModel<'_> {
    let lldp = device.lldp.as_ref();
    let chassis = lldp.and_then(|lldp| lldp.chassis.as_ref()).and_then(Chassis::of);
    let base = device.bridge.as_ref().and_then(|bridge| bridge.base_mac);
    let chassis = if let Some(Chassis::Mac(mac)) = chassis { Some(mac) } else { None };
    let macs = device.interfaces.iter().filter_map(|interface| interface.mac).chain(base).chain(chassis);
    NodeModel {
        device: Some(device),
        id: device.id.0.clone(),
        name: if device.name.trim().is_empty() { device.id.0.clone() } else { device.name.clone() },
        kind: device.kind,
        sys_name: device.system.name.clone().or_else(|| lldp.and_then(|lldp| lldp.sys_name.clone())),
        description: device.system.description.clone(),
        vendor: device.system.vendor.clone(),
        addresses: device
            .addresses
            .iter()
            .map(|entry| entry.address)
            .chain(device.address)
            .filter(|a| identifies(*a))
            .collect(),
        macs: macs.filter(|mac| is_own(*mac)).collect(),
        ports: Ports::of(device),
    }
}

/// Makes the names and ids of the nodes unique, as far as there are nodes by now.
fn name_apart(net: &mut Net<'_>) {
    let mut ids = BTreeMap::new();
    for node in &mut net.nodes {
        let seen = ids.entry(node.id.clone()).and_modify(|seen| *seen += 1).or_insert(1_u32);
        if *seen > 1 {
            node.id = format!("{}#{seen}", node.id);
        }
    }
    let mut names: BTreeMap<String, u32> = BTreeMap::new();
    net.nodes.iter().for_each(|node| *names.entry(node.name.clone()).or_default() += 1);
    for node in &mut net.nodes {
        if names.get(&node.name).is_some_and(|times| *times > 1) && node.name != node.id {
            node.name = format!("{} ({})", node.name, node.id);
        }
    }
}

/// Every LLDP and CDP claim with the port that it was heard on and the node that it is about.
pub(super) struct Neighbors<'a> {
    pub(super) heard: Vec<Heard<'a>>,
}

/// One neighbor claim, resolved.
#[derive(Clone, Debug)]
pub(super) struct Heard<'a> {
    pub(super) claim: Claim<'a>,
    pub(super) from: Spot,
    pub(super) to: usize,
    /// The ports of `to` that it can mean: one where it is clear, none where it is not known.
    pub(super) ports: Vec<usize>,
}

/// Neighbors that one port may have before the rest is left aside: a port with more is not cabled
/// to all of them, it is broken or hostile.
const NEIGHBORS_PER_PORT: usize = 64;

impl<'a> Neighbors<'a> {
    fn read(devices: &[&'a DeviceSnapshot], options: &Options, registry: &Registry, net: &mut Net<'a>) -> Self {
        let wanted = |source| matches!(source, Source::Lldp | Source::Cdp) && options.uses(source);
        let mut claims = Vec::new();
        let mut from = Vec::new();
        for (node, device) in devices.iter().enumerate() {
            let mut per_port: BTreeMap<Option<usize>, usize> = BTreeMap::new();
            let mut left = 0_usize;
            for claim in claims_of(device, &wanted) {
                let port = match claim.statement {
                    Statement::LldpSays(heard) => net.nodes[node].ports.heard_on(heard.local_port),
                    Statement::CdpSays(heard) => Some(net.nodes[node].ports.numbered(IfIndex(heard.interface.0))),
                    _ => continue,
                };
                let count = per_port.entry(port).or_default();
                *count += 1;
                if *count > NEIGHBORS_PER_PORT {
                    left += 1;
                    if left == 1 {
                        let text = "one of many neighbors on one port";
                        net.leave(&claim, text, format!("more than {NEIGHBORS_PER_PORT} neighbors on one port; the rest of its rows are left aside"));
                    }
                    continue;
                }
                claims.push(claim);
                from.push(Some(Spot { node, port }));
            }
        }
        let identities = resolve(registry, &claims, &from);
        let first = net.nodes.len();
        net.nodes.extend(identities.heard.iter().map(|_| NodeModel::default()));
        let mut heard = Vec::new();
        for ((claim, from), who) in claims.into_iter().zip(from).zip(identities.who) {
            let (Some(from), Some(who)) = (from, who) else { continue };
            let to = match who {
                Who::Polled(node) => node,
                Who::Heard(at) => {
                    describe(&mut net.nodes[first + at], &claim);
                    first + at
                }
                Who::Unclear(why) => {
                    net.leave(&claim, format!("a neighbor on {}", net.say(from)), why);
                    continue;
                }
            };
            heard.push(Heard { claim, from, to, ports: Vec::new() });
        }
        for (node, described) in net.nodes.iter_mut().skip(first).zip(identities.heard) {
            if let Some(Chassis::Mac(mac)) = described.chassis {
                node.macs.insert(mac);
            }
            node.addresses.extend(described.addresses);
            if node.name.is_empty() {
                node.name = node.id.split_once(':').map_or(node.id.as_str(), |(_, rest)| rest).to_owned();
            }
        }
        name_apart(net);
        for heard in &mut heard {
            heard.ports = ports_meant(heard, net);
        }
        numbering::correct(&mut heard, net);
        Self { heard }
    }
}

/// The ports of the neighbor that a claim can mean.
fn ports_meant(heard: &Heard<'_>, net: &mut Net<'_>) -> Vec<usize> {
    let polled = heard.to < net.polled;
    let ports = &mut net.nodes[heard.to].ports;
    match heard.claim.statement {
        Statement::LldpSays(row) if polled => ports.announced_as(&row.port, row.port_description.as_deref()),
        Statement::LldpSays(row) => ports.heard_of(&row.port, row.port_description.as_deref()).into_iter().collect(),
        Statement::CdpSays(row) if polled => ports.by_text(&row.port),
        Statement::CdpSays(row) if row.port.trim().is_empty() => Vec::new(),
        Statement::CdpSays(row) => vec![ports.named(row.port.trim(), None)],
        _ => Vec::new(),
    }
}

/// Adds what a neighbor row says of a device that was not polled. Rows come in a fixed order; the
/// first that says a thing is kept, LLDP before CDP.
fn describe(node: &mut NodeModel<'_>, claim: &Claim<'_>) {
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (id, sys_name, description, kind) = match claim.statement {
        Statement::LldpSays(row) => {
            let chassis = Chassis::of(&row.chassis).map_or_else(
                || row.chassis.to_string(),
                |chassis| match chassis {
                    Chassis::Mac(mac) => mac.to_string(),
                    Chassis::Address(address) => address.to_string(),
                    Chassis::Text(text) => text,
                },
            );
            let kind = row.capabilities.map_or(DeviceKind::Unknown, kind_by_lldp);
            (
                format!("lldp:{chassis}"),
                row.sys_name.as_deref().and_then(text),
                row.sys_description.as_deref().and_then(text),
                kind,
            )
        }
        Statement::CdpSays(row) => {
            let name = row.device_id.split_once('(').map_or(row.device_id.as_str(), |(name, _)| name);
            let name = text(name).or_else(|| text(&row.device_id));
            let kind = row.capabilities.map_or(DeviceKind::Unknown, kind_by_cdp);
            (format!("cdp:{}", row.device_id.trim().to_lowercase()), name, row.platform.as_deref().and_then(text), kind)
        }
        _ => return,
    };
    // The least id by LLDP, else the least by CDP: `lldp:` is greater than `cdp:`, so compare by protocol first.
    let rank = |id: &str| (!id.starts_with("lldp:"), id.to_owned());
    if node.id.is_empty() || rank(&id) < rank(&node.id) {
        node.id = id;
    }
    if node.name.is_empty() {
        node.name = sys_name.clone().filter(|name| host_key(name).is_some()).unwrap_or_default();
    }
    node.sys_name = node.sys_name.take().or(sys_name);
    node.description = node.description.take().or(description);
    if node.kind == DeviceKind::Unknown {
        node.kind = kind;
    }
}

/// The kind that enabled LLDP capabilities speak for (bit 0 other, 1 repeater, 2 bridge, 3 access
/// point, 4 router, 5 telephone, 6 DOCSIS, 7 station).
fn kind_by_lldp(capabilities: u16) -> DeviceKind {
    let has = |bit: u16| capabilities & (1 << bit) != 0;
    match () {
        () if has(5) => DeviceKind::Phone,
        () if has(3) => DeviceKind::AccessPoint,
        () if has(2) => DeviceKind::Bridge,
        () if has(4) => DeviceKind::Router,
        () if has(1) => DeviceKind::Repeater,
        () if has(7) => DeviceKind::Host,
        () => DeviceKind::Unknown,
    }
}

/// The kind that CDP capabilities speak for (bit 0 router, 1 transparent bridge, 2 source-route
/// bridge, 3 switch, 4 host, 5 IGMP, 6 repeater, 7 phone).
fn kind_by_cdp(capabilities: u32) -> DeviceKind {
    let has = |bit: u32| capabilities & (1 << bit) != 0;
    match () {
        () if has(7) => DeviceKind::Phone,
        () if has(3) => DeviceKind::Bridge,
        () if has(0) => DeviceKind::Router,
        () if has(1) || has(2) => DeviceKind::Bridge,
        () if has(6) => DeviceKind::Repeater,
        () if has(4) => DeviceKind::Host,
        () => DeviceKind::Unknown,
    }
}

/// The sources that a set of claims comes from.
pub(super) fn sources<'a, 'b: 'a>(heard: impl IntoIterator<Item = &'a Heard<'b>>) -> BTreeSet<Source> {
    heard.into_iter().map(|heard| heard.claim.source()).collect()
}

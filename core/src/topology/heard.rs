//! Neighbor claims with the ports that they were heard on and the devices that they are about.

use std::collections::{BTreeSet, HashMap};

use super::hash::Map;
use super::identity::Chassis;
use super::infer::{Member, name_apart};
use super::model::{Net, NodeModel, Spot};
use super::names::{host_key, short, short_id};
use super::numbering;
use super::options::Options;
use super::ports::PortAt;
use super::registry::{Registry, Verdict};
use super::strangers::{Stranger, group, merged};
use crate::evidence::{Claim, Source, Statement, claims_of};
use crate::inventory::{DeviceKind, DeviceSnapshot};
use crate::value::IfIndex;

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
    pub(super) fn read(members: &[Member<'a>], options: &Options, registry: &Registry<'_>, net: &mut Net<'a>) -> Self {
        let mut heard: Vec<Heard<'a>> = Vec::new();
        let mut unknown: Vec<(Claim<'a>, Stranger<'_>)> = Vec::new();
        for (node, member) in members.iter().enumerate() {
            let mut per_port: HashMap<Option<PortAt>, usize> = HashMap::new();
            let mut left = false;
            let claims = neighbor_claims(member.device, options);
            for ((claim, described), verdict) in claims.into_iter().zip(&member.digest.described).zip(member.verdicts) {
                let port = match claim.statement {
                    Statement::LldpSays(heard) => {
                        let ports = &mut net.nodes[node].ports;
                        let interface = heard.interface.map(|interface| ports.numbered(interface));
                        interface.or_else(|| ports.heard_on(heard.local_port))
                    }
                    Statement::CdpSays(heard) => Some(net.nodes[node].ports.numbered(IfIndex(heard.interface.0))),
                    Statement::Discovered(heard) if heard.interface.0 == 0 => None,
                    Statement::Discovered(heard) => Some(net.nodes[node].ports.numbered(heard.interface)),
                    _ => continue,
                };
                let from = Spot { node, port };
                let count = per_port.entry(port).or_default();
                *count += 1;
                if *count > NEIGHBORS_PER_PORT {
                    if !left {
                        let text = "one of many neighbors on one port";
                        net.leave(&claim, text, format!("more than {NEIGHBORS_PER_PORT} neighbors on one port; the rest of its rows are left aside"));
                    }
                    left = true;
                    continue;
                }
                match verdict {
                    Verdict::Polled(slot) => {
                        let Some(to) = registry.position(*slot) else { continue };
                        heard.push(Heard { claim, from, to, ports: Vec::new() });
                    }
                    Verdict::Stranger => {
                        let by_lldp = matches!(claim.statement, Statement::LldpSays(_));
                        heard.push(Heard { claim, from, to: net.polled + unknown.len(), ports: Vec::new() });
                        unknown.push((claim, Stranger { from, by_lldp, described }));
                    }
                    Verdict::Unclear(why) => net.leave(&claim, format!("a neighbor on {}", net.say(from)), why.clone()),
                }
            }
        }
        let first = net.polled;
        let (claims, strangers): (Vec<Claim<'a>>, Vec<Stranger<'_>>) = unknown.into_iter().unzip();
        let groups = group(&strangers);
        let merged = merged(&strangers, &groups);
        net.nodes.extend(merged.iter().map(|_| NodeModel::default()));
        for (claim, group) in claims.iter().zip(&groups) {
            describe(&mut net.nodes[first + group], claim);
        }
        for row in heard.iter_mut().filter(|row| row.to >= first) {
            row.to = groups.get(row.to - first).map_or(first, |group| first + group);
        }
        for (node, described) in net.nodes.iter_mut().skip(first).zip(merged) {
            node.macs.extend(described.chassis.as_ref().and_then(Chassis::mac));
            node.addresses.extend(described.addresses);
            if node.name.is_empty() {
                node.name = short(node.id.split_once(':').map_or(node.id.as_str(), |(_, rest)| rest)).into_owned();
            }
        }
        name_apart(net);
        for heard in &mut heard {
            heard.ports = ports_meant(heard, net);
        }
        numbering::correct(&mut heard, net);
        heard.iter().for_each(|heard| note_vlans(heard, net));
        Self { heard }
    }
}

/// The claims of a device about neighbors that announced themselves; of those on one port one more than are looked at.
pub(super) fn neighbor_claims<'a>(device: &'a DeviceSnapshot, options: &Options) -> Vec<Claim<'a>> {
    let mut claims = claims_of(device, &|source| Source::NEIGHBORS.contains(&source) && options.uses(source));
    let mut per_port: Map<_, usize> = Map::default();
    claims.retain(|claim| {
        let port = match claim.statement {
            Statement::LldpSays(row) => {
                let interface = row.interface.map(|interface| interface.0);
                (Source::Lldp, interface.is_some(), interface.unwrap_or(row.local_port.0))
            }
            Statement::CdpSays(row) => (Source::Cdp, true, row.interface.0),
            Statement::Discovered(row) => (row.protocol.into(), true, row.interface.0),
            _ => return true,
        };
        let count = per_port.entry(port).or_default();
        *count += 1;
        *count <= NEIGHBORS_PER_PORT + 1
    });
    claims
}

/// The id of a neighbor that was not polled.
pub(super) fn stranger_id(claim: &Claim<'_>) -> Option<String> {
    let id = match claim.statement {
        Statement::LldpSays(row) => {
            let chassis = Chassis::of(&row.chassis).map_or_else(
                || row.chassis.to_string(),
                |chassis| match chassis {
                    Chassis::Mac(mac) => mac.to_string(),
                    Chassis::Address(address) => address.to_string(),
                    Chassis::Text(text) => text,
                },
            );
            // Without a chassis id: by its name, else by where it was heard.
            let named = row.sys_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
            let place = || named.map_or_else(|| format!("{} {}", claim.device, claim.row()), str::to_lowercase);
            Some(format!("lldp:{}", if row.chassis.bytes.is_empty() { place() } else { chassis }))
        }
        Statement::Discovered(row) => {
            let own = row.mac.map(|mac| mac.to_string()).or_else(|| row.name.as_deref().map(str::to_lowercase));
            let own = own.or_else(|| row.address.map(|address| address.to_string())).unwrap_or_default();
            Some(format!("{}:{own}", row.protocol))
        }
        Statement::CdpSays(row) => Some(format!("cdp:{}", row.device_id.trim().to_lowercase())),
        _ => None,
    };
    id.map(short_id)
}

/// The ports of the neighbor that a claim can mean.
fn ports_meant<'a>(heard: &Heard<'a>, net: &mut Net<'a>) -> Vec<usize> {
    let polled = heard.to < net.polled;
    let ports = &mut net.nodes[heard.to].ports;
    match heard.claim.statement {
        Statement::LldpSays(row) if polled => ports.announced_as(&row.port, row.port_description.as_deref()),
        Statement::LldpSays(row) => ports.heard_of(&row.port, row.port_description.as_deref()).into_iter().collect(),
        Statement::Discovered(row) => match row.port.as_deref() {
            Some(port) if polled => ports.by_text(port),
            Some(port) => vec![ports.named(short(port), None)],
            None => Vec::new(),
        },
        Statement::CdpSays(row) if polled => ports.by_text(&row.port),
        Statement::CdpSays(row) if row.port.trim().is_empty() => Vec::new(),
        Statement::CdpSays(row) => vec![ports.named(short(row.port.trim()), None)],
        _ => Vec::new(),
    }
}

/// Notes the VLANs that a neighbor announces (IEEE 802.1 Annex D: port VLAN id and VLAN names).
fn note_vlans(heard: &Heard<'_>, net: &mut Net<'_>) {
    let (Statement::LldpSays(row), [port]) = (heard.claim.statement, heard.ports.as_slice()) else { return };
    if row.details.vlans.is_empty() && row.details.pvid.is_none() {
        return;
    }
    let port = net.nodes[heard.to].ports.bundle(*port);
    let known = net.nodes[heard.to].announced_vlans.entry(port).or_default();
    known.extend(row.details.vlans.iter().chain(&row.details.pvid));
}

/// Adds what a neighbor row says of a device that was not polled. Rows come in a fixed order; the
/// first that says a thing is kept, LLDP before CDP.
fn describe(node: &mut NodeModel<'_>, claim: &Claim<'_>) {
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let Some(id) = stranger_id(claim) else { return };
    let (sys_name, description, kind) = match claim.statement {
        Statement::LldpSays(row) => {
            let kind = row.capabilities.map_or(DeviceKind::Unknown, kind_by_lldp);
            (row.sys_name.as_deref().and_then(text), row.sys_description.as_deref().and_then(text), kind)
        }
        Statement::Discovered(row) => {
            let (name, platform) = (row.name.as_deref().and_then(text), row.platform.as_deref().and_then(text));
            (name, platform, DeviceKind::Unknown)
        }
        Statement::CdpSays(row) => {
            let name = row.device_id.split_once('(').map_or(row.device_id.as_str(), |(name, _)| name);
            let name = text(name).or_else(|| text(&row.device_id));
            let kind = row.capabilities.map_or(DeviceKind::Unknown, kind_by_cdp);
            (name, row.platform.as_deref().and_then(text), kind)
        }
        _ => return,
    };
    // The least id by LLDP, else the least by CDP: `lldp:` is greater than `cdp:`, so compare by protocol first.
    let rank = |id: &str| (!id.starts_with("lldp:"), id.to_owned());
    if node.id.is_empty() || rank(&id) < rank(&node.id) {
        node.id = id;
    }
    if node.name.is_empty() {
        node.name =
            sys_name.as_deref().filter(|name| host_key(name).is_some()).map(short).unwrap_or_default().into_owned();
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

//! From hypotheses to the topology: sorted, with stable ids.

use super::coverage;
use super::graph::{Alternative, End, Link, Node, Port, Reason, Segment, Topology, Unused};
use super::hash::{end_key, link_id, stable_id};
use super::medium::kind_of;
use super::model::{Cable, Medium, Net, NodeModel, Other, Spot};
use super::names::short;
use super::options::Options;
use super::rules::state;
use super::union::put_in_order;

/// Entries that are kept of statements that nothing uses, per device and reason.
const UNUSED_OF_A_KIND: usize = 100;

pub(super) fn assemble(mut net: Net<'_>, options: &Options) -> Topology {
    // What aggregates are one bundle, the cables beside tell: it is asked while they are all there.
    let bundles: Vec<Option<String>> = net.cables.iter().map(|(_, cable)| state::lag(cable, &net)).collect();
    let (cables, media) = (net.cables.take_all(), std::mem::take(&mut net.media));
    let mut whole = Topology {
        links: cables.zip(bundles).map(|(cable, lag)| link(cable, lag, &net)).collect(),
        segments: media.into_iter().map(|medium| segment(medium, &net)).collect(),
        nodes: net.nodes.into_iter().map(|model| node(model, options)).collect(),
        unused: unused(net.unused),
        strategy: options.strategy.name().to_owned(),
        ..Topology::default()
    };
    put_in_order(&mut whole);
    number_repeats(&mut whole.links);
    whole
}

fn node(model: NodeModel<'_>, options: &Options) -> Node {
    let mut ports: Vec<Port> = model
        .ports
        .list()
        .iter()
        .map(|port| Port {
            name: port.name.clone().into_owned(),
            if_index: port.if_index,
            alias: port.alias.map(|alias| short(alias).into_owned()),
            mac: port.mac,
            speed_bps: port.speed_bps,
            up: port.up,
        })
        .collect();
    ports.sort_by(|x, y| {
        (x.if_index.is_none(), x.if_index, &x.name, x.mac).cmp(&(y.if_index.is_none(), y.if_index, &y.name, y.mac))
    });
    Node {
        id: model.id,
        name: model.name,
        kind: model.kind,
        polled: model.device.is_some(),
        sys_name: model.sys_name,
        description: model.description,
        vendor: model.vendor,
        addresses: model.addresses.into_vec(),
        macs: model.macs.into_vec(),
        ports,
        coverage: model.device.map(|device| coverage::of(device, options)).unwrap_or_default(),
    }
}

fn end(spot: Spot, net: &Net<'_>) -> End {
    let node = &net.nodes[spot.node];
    let port = spot.port.map(|port| node.ports.at(port));
    End {
        node: node.id.clone(),
        device: node.name.clone(),
        port: port.map(|port| port.name.clone().into_owned()),
        if_index: port.and_then(|port| port.if_index),
    }
}

fn link(cable: Cable, lag: Option<String>, net: &Net<'_>) -> Link {
    let vlans = state::vlans(&cable, net);
    let (a, b) = (end(cable.a, net), end(cable.b, net));
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    Link {
        id: link_id(&a, &b, cable.layer),
        a,
        b,
        layer: cable.layer,
        state: cable.state,
        strength: cable.strength,
        confidence: cable.confidence,
        vlans,
        lag,
        adjacencies: Vec::new(),
        subnet: None,
        carried_by: Vec::new(),
        because: sorted(cable.because),
        contradicting: sorted(cable.contradicting),
        alternatives: cable.alternatives.into_iter().map(|other| alternative(other, net)).collect(),
    }
}

fn alternative(other: Other, net: &Net<'_>) -> Alternative {
    let (a, b) = (end(other.a, net), end(other.b, net));
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    Alternative { a, b, confidence: other.confidence, text: other.text }
}

/// Several cables between the same two ends (ports unknown) get ids of their own.
fn number_repeats(links: &mut [Link]) {
    let mut times: u32 = 0;
    for at in 1..links.len() {
        let same =
            links[at].a == links[at - 1].a && links[at].b == links[at - 1].b && links[at].layer == links[at - 1].layer;
        times = if same { times + 1 } else { 0 };
        if times > 0 {
            links[at].id = stable_id([links[at].id.as_str(), times.to_string().as_str()]);
        }
    }
}

fn segment(medium: Medium, net: &Net<'_>) -> Segment {
    let mut members: Vec<End> = medium.members.iter().map(|spot| end(*spot, net)).collect();
    members.sort();
    members.dedup();
    let keys: Vec<String> = members.iter().map(end_key).collect();
    let place = members.iter().find(|end| end.port.is_some()).or(members.first());
    let (kind, kind_because) = kind_of(&medium, net);
    let name = place.map_or_else(String::new, |end| format!("{kind} at {end}"));
    Segment {
        id: stable_id(keys.iter().map(String::as_str)),
        name,
        kind,
        kind_because,
        members,
        confidence: medium.confidence,
        because: sorted(medium.because),
    }
}

fn sorted(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.sort_unstable();
    reasons.dedup();
    reasons.shrink_to_fit();
    for reason in &mut reasons {
        reason.text.shrink_to_fit();
        reason.row.shrink_to_fit();
    }
    reasons
}

/// Sorted, and cut where one device says the same useless thing many times.
pub(super) fn unused(all: Vec<Unused>) -> Vec<Unused> {
    fn is_like(x: &Unused, y: &Unused) -> bool {
        (&x.reason.device, &x.reason.source, &x.why) == (&y.reason.device, &y.reason.source, &y.why)
    }
    let mut sorted = all;
    sorted.sort_unstable_by(|x, y| {
        (&x.reason.device, &x.reason.source, &x.why, x).cmp(&(&y.reason.device, &y.reason.source, &y.why, y))
    });
    sorted.dedup();
    let mut kept: Vec<Unused> = Vec::with_capacity(sorted.len());
    let mut rest = sorted.into_iter().peekable();
    while let Some(first) = rest.next() {
        let start = kept.len();
        kept.push(first);
        let mut cut: Option<(usize, Unused)> = None;
        while let Some(next) = rest.next_if(|next| kept.get(start).is_some_and(|first| is_like(first, next))) {
            if kept.len() - start < UNUSED_OF_A_KIND {
                kept.push(next);
            } else {
                cut = Some((cut.map_or(1, |(times, _)| times + 1), next));
            }
        }
        if let Some((times, mut last)) = cut {
            last.reason.row = String::new();
            last.reason.text = format!("{times} more rows like these");
            kept.push(last);
        }
    }
    kept.shrink_to_fit();
    kept
}

//! Cables that people know: they come before spanning tree and forwarding tables are asked, as those that neighbors
//! announce, and what forwarding tables say against them is kept with them.

use std::collections::BTreeSet;

use super::fdb::{Forwarding, Owner};
use crate::topology::graph::{LinkState, Reason, Strength, Unused};
use crate::topology::hash::Map;
use crate::topology::model::{Cable, Net, NodeModel, Spot};
use crate::topology::names::{short, short_id};
use crate::topology::options::Options;
use crate::topology::overlay::{ModelEnd, says};

/// Addresses that are quoted of those that speak against a cable.
const QUOTED: usize = 3;

/// A person's word counts for more than any row, as where a model is laid over the finished topology.
const CONFIDENCE: f64 = 1.0;

/// Adds the cables of which at least one end is a polled device of this domain. Returns their positions.
pub(in crate::topology) fn apply(options: &Options, net: &mut Net<'_>) -> Vec<usize> {
    let mut known = Vec::new();
    if options.cables.is_empty() {
        return known;
    }
    let mut names = Names::of(net);
    for (model, links) in &options.cables {
        for link in links {
            if [&link.a, &link.b].iter().all(|end| names.meant(end).iter().all(|node| *node >= net.polled)) {
                continue;
            }
            let (a, b) = match (names.spot(&link.a, net), names.spot(&link.b, net)) {
                (Ok(a), Ok(b)) if a.node != b.node => (a, b),
                (a, b) => {
                    let why = a.err().or(b.err()).unwrap_or_else(|| "both ends are one device".to_owned());
                    let reason = says(model, &shown(&link.a), &shown(&link.b), link.note.as_deref());
                    net.unused.push(Unused { reason, why });
                    continue;
                }
            };
            let (a, b) = if (&net.nodes[a.node].id, a) <= (&net.nodes[b.node].id, b) { (a, b) } else { (b, a) };
            let reason = says(model, &net.say(a), &net.say(b), link.note.as_deref());
            known.push(add(a, b, reason, net));
        }
    }
    known
}

/// Adds what forwarding tables say against cables that people know: addresses that both ends see, but neither on the
/// cable, where they outnumber those that speak for it; and the addresses of one end that the other has elsewhere.
pub(in crate::topology) fn against(known: &[usize], forwarding: &Forwarding, net: &mut Net<'_>) {
    for at in known {
        let Some(cable) = net.cables.get(*at).filter(|cable| cable.state != LinkState::Blocked) else { continue };
        let (a, b) = (net.bundle(cable.a), net.bundle(cable.b));
        let mut reasons = elsewhere(a, b, forwarding, net);
        reasons.extend(elsewhere(b, a, forwarding, net));
        reasons.extend(neither(a, b, forwarding, net));
        if let Some(cable) = net.cables.get_mut(*at) {
            cable.contradicting.extend(reasons);
        }
    }
}

/// The nodes by what people call them.
struct Names {
    ids: Map<String, usize>,
    names: Map<String, Vec<usize>>,
}

impl Names {
    fn of(net: &Net<'_>) -> Self {
        let mut all = Self { ids: Map::default(), names: Map::default() };
        for (at, node) in net.nodes.iter().enumerate() {
            all.ids.insert(node.id.clone(), at);
            let own = node.device.map(|device| device.name.trim()).filter(|own| *own != node.name);
            for name in own.into_iter().chain([node.name.as_str()]) {
                all.names.entry(name.to_owned()).or_default().push(at);
            }
        }
        all
    }

    /// The node of that id, or else all of that name.
    fn meant(&self, end: &ModelEnd) -> &[usize] {
        let wanted = end.device.trim();
        let by_id = self.ids.get(wanted).map(std::slice::from_ref);
        by_id.or_else(|| self.names.get(wanted).map(Vec::as_slice)).unwrap_or_default()
    }

    /// Where a cable ends; a device that is not there is made.
    fn spot(&mut self, end: &ModelEnd, net: &mut Net<'_>) -> Result<Spot, String> {
        let node = match self.meant(end) {
            [only] => *only,
            [] => {
                let (at, id) = (net.nodes.len(), short_id(end.device.trim().to_owned()));
                net.nodes.push(NodeModel { name: id.clone(), id, ..NodeModel::default() });
                self.ids.insert(end.device.trim().to_owned(), at);
                at
            }
            several => {
                let name = short(&end.device);
                return Err(format!("{} devices are called \"{name}\": an id tells them apart", several.len()));
            }
        };
        let port = end.port.as_deref().map(str::trim).filter(|port| !port.is_empty());
        let port = port.map(|port| net.nodes[node].ports.named(short(port).into_owned().into(), None));
        Ok(Spot { node, port })
    }
}

fn shown(end: &ModelEnd) -> String {
    match &end.port {
        Some(port) => short(&format!("{} {port}", end.device)).into_owned(),
        None => short(&end.device).into_owned(),
    }
}

/// Adds a cable, or the word of a person to one that is there. Cables that end at the same ports contradict it, and it
/// them.
fn add(a: Spot, b: Spot, reason: Reason, net: &mut Net<'_>) -> usize {
    if let Some(at) = same(a, b, net) {
        let (old_a, old_b) = net.cables.get(at).map_or((a, b), |cable| (cable.a, cable.b));
        let (near, far) = if old_a.node == a.node { (a, b) } else { (b, a) };
        let port = |old: Spot, said: Spot| Spot { node: old.node, port: old.port.or(said.port) };
        let (new_a, new_b) = (port(old_a, near), port(old_b, far));
        if (new_a, new_b) == (old_a, old_b) {
            if let Some(cable) = net.cables.get_mut(at) {
                cable.because.push(reason);
                (cable.strength, cable.confidence) = (Strength::Confirmed, CONFIDENCE);
            }
            return at;
        }
        // What was heard without a port is this cable.
        if let Some(old) = net.cables.take(at) {
            let mut cable = Cable { a: new_a.min(new_b), b: new_a.max(new_b), ..old };
            cable.because.push(reason);
            (cable.strength, cable.confidence) = (Strength::Confirmed, CONFIDENCE);
            return net.add_cable(cable);
        }
    }
    let mut cable = Cable::new(a, b, Strength::Confirmed, CONFIDENCE);
    for at in others(a, net).into_iter().chain(others(b, net)).collect::<BTreeSet<usize>>() {
        if let Some(other) = net.cables.get_mut(at) {
            cable.contradicting.extend(other.because.iter().cloned());
            other.contradicting.push(reason.clone());
        }
    }
    cable.because.push(reason);
    net.add_cable(cable)
}

/// The cable between these nodes that can be the one that is meant, best the one whose ports are the same.
fn same(a: Spot, b: Spot, net: &Net<'_>) -> Option<usize> {
    let fits = |known: Spot, said: Spot| {
        let known = net.physical(known);
        known.node == said.node && (known.port.is_none() || said.port.is_none() || known == net.physical(said))
    };
    let exact = |cable: &Cable| [cable.a, cable.b].iter().filter(|end| end.port.is_some()).count();
    let between = net
        .cables
        .of(a.node)
        .filter(|(_, cable)| (fits(cable.a, a) && fits(cable.b, b)) || (fits(cable.a, b) && fits(cable.b, a)));
    between.min_by_key(|(at, cable)| (std::cmp::Reverse(exact(cable)), *at)).map(|(at, _)| at)
}

/// The cables at the same physical port.
fn others(spot: Spot, net: &Net<'_>) -> Vec<usize> {
    let here = net.physical(spot);
    let ends = |cable: &Cable| [cable.a, cable.b].iter().any(|end| net.physical(*end) == here);
    let at_port = spot.port.map(|_| net.cables_at(net.bundle(spot)));
    at_port.into_iter().flatten().filter(|(_, cable)| ends(cable)).map(|(at, _)| at).collect()
}

/// Rows of `near` that have an address of `far` on another port than that of the cable.
fn elsewhere(near: Spot, far: Spot, forwarding: &Forwarding, net: &Net<'_>) -> Vec<Reason> {
    let tables = &forwarding.tables;
    let (Ok(at), Some(_)) = (tables.bridges.binary_search(&near.node), near.port) else { return Vec::new() };
    let own = |item: usize| {
        let owner = forwarding.owners.of_mac(tables.items[item].mac);
        matches!(owner, Some(Owner::Node(node, _)) if node == far.node)
    };
    let rows = tables.rows[at].iter().filter(|(item, port)| Some(*port) != near.port && own(*item));
    rows.take(QUOTED)
        .map(|(item, port)| {
            let who = format!("{}, an address of {},", tables.items[*item].mac, net.nodes[far.node].name);
            super::hosts::quote(tables, *item, Some((at, *port)), &who, net)
        })
        .collect()
}

/// Rows of both ends about addresses that each has on another port than that of the cable, if these are most of what
/// both know.
fn neither(a: Spot, b: Spot, forwarding: &Forwarding, net: &Net<'_>) -> Vec<Reason> {
    let tables = &forwarding.tables;
    let position = |spot: Spot| tables.bridges.binary_search(&spot.node).ok().filter(|_| spot.port.is_some());
    let (Some(at_a), Some(at_b)) = (position(a), position(b)) else { return Vec::new() };
    let common = tables.rows[at_a].iter().filter_map(|(item, on)| Some((*item, *on, tables.port(at_b, *item)?)));
    let on_it = |on_a, on_b| Some(on_a) == a.port || Some(on_b) == b.port;
    let (for_it, against): (Vec<_>, Vec<_>) = common.partition(|(_, on_a, on_b)| on_it(*on_a, *on_b));
    if against.len() <= for_it.len() {
        return Vec::new();
    }
    let rows = against.into_iter().take(QUOTED).flat_map(|(item, on_a, on_b)| [(item, at_a, on_a), (item, at_b, on_b)]);
    rows.map(|(item, at, port)| {
        let who = tables.items[item].mac.to_string();
        super::hosts::quote(tables, item, Some((at, port)), &who, net)
    })
    .collect()
}

//! LLDP and CDP: cables that one or both ends announce, and media on which several hear each other.

use std::collections::{BTreeMap, BTreeSet};

use super::pairing::{Edge, pair};
use crate::evidence::{Source, Statement};
use crate::inventory::DeviceKind;
use crate::topology::graph::{Reason, Strength, Unused};
use crate::topology::heard::{Heard, Neighbors, sources};
use crate::topology::model::{Cable, Net, Spot, reason};
use crate::topology::names::short;
use crate::topology::sets::Sets;
use crate::topology::weights;

/// Turns neighbor claims into cables and shared media.
pub(in crate::topology) fn apply(neighbors: &Neighbors<'_>, net: &mut Net<'_>) {
    let heard = &neighbors.heard;
    let mut edges = edges(heard, net);
    forget_ports_that_are_everywhere(&mut edges, net);
    for group in on_common_ports(&edges, net) {
        settle(group, &edges, heard, net);
    }
}

fn edges(heard: &[Heard<'_>], net: &mut Net<'_>) -> Vec<Edge> {
    let mut pairs: BTreeMap<(usize, usize), (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    let mut own: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, row) in heard.iter().enumerate() {
        let (from, to) = (row.from.node, row.to);
        if from == to {
            own.entry(from).or_default().push(at);
            continue;
        }
        let (forth, back) = pairs.entry((from.min(to), from.max(to))).or_default();
        if from < to { forth.push(at) } else { back.push(at) }
    }
    let mut edges: Vec<Edge> =
        pairs.into_iter().flat_map(|((a, b), (forth, back))| pair(a, b, &forth, &back, heard, net)).collect();
    own.into_values().for_each(|rows| edges.extend(loops(&rows, heard, net)));
    edges
}

/// Two ports of one device that name each other are cabled to each other. What else a device hears of itself is left
/// aside.
fn loops(rows: &[usize], heard: &[Heard<'_>], net: &mut Net<'_>) -> Vec<Edge> {
    let mut between: BTreeMap<(Spot, Spot), Vec<usize>> = BTreeMap::new();
    for at in rows {
        let row = &heard[*at];
        let (from, [to]) = (net.physical(row.from), row.ports.as_slice()) else { continue };
        let to = net.physical(Spot { node: row.to, port: Some(*to) });
        if from.port.is_some() && from != to {
            between.entry((from, to)).or_default().push(*at);
        }
    }
    let both = between.iter().filter(|((from, to), _)| from < to);
    let edges: Vec<Edge> = both
        .filter_map(|((from, to), forth)| {
            let (forth, back) = (forth.clone(), between.get(&(*to, *from))?.clone());
            Some(Edge { a: *from, b: *to, forth, back, arbitrary: false })
        })
        .collect();
    let used: BTreeSet<usize> = edges.iter().flat_map(|edge| edge.forth.iter().chain(&edge.back)).copied().collect();
    for at in rows.iter().filter(|at| !used.contains(at)) {
        let (text, why) = echo(&heard[*at], net);
        net.leave(&heard[*at].claim, text, why);
    }
    edges
}

/// What a device hears of itself: a cable from one of its ports to another, or a mistake.
fn echo(row: &Heard<'_>, net: &Net<'_>) -> (String, &'static str) {
    let there = if row.ports.len() == 1 { row.ports.first().copied() } else { None };
    let there = Spot { node: row.to, port: there };
    if there.port.is_some() && net.physical(there) != net.physical(row.from) {
        let text = format!("{} hears itself, {}", net.say(row.from), net.say(there));
        return (text, "a cable that leads back to the same device, or an identity that two devices share");
    }
    (format!("{} hears itself", net.say(row.from)), "a reflected frame, or an identity that two devices share")
}

/// A port of an unpolled device that several ports of one neighbor lead to is no port: the device
/// announces one id on all of them.
fn forget_ports_that_are_everywhere(edges: &mut [Edge], net: &Net<'_>) {
    let mut seen: BTreeMap<Spot, BTreeMap<usize, BTreeSet<Spot>>> = BTreeMap::new();
    for edge in edges.iter() {
        for (spot, other) in [(edge.a, edge.b), (edge.b, edge.a)] {
            if spot.node >= net.polled && spot.port.is_some() {
                seen.entry(spot).or_default().entry(other.node).or_default().insert(other);
            }
        }
    }
    let everywhere = |spot: &Spot| seen.get(spot).is_some_and(|by| by.values().any(|others| others.len() > 1));
    for edge in edges {
        for spot in [&mut edge.a, &mut edge.b] {
            if everywhere(spot) {
                spot.port = None;
            }
        }
    }
}

/// Groups of edges that share a port, each sorted. An aggregate is no port: its members are cabled
/// apart.
fn on_common_ports(edges: &[Edge], net: &Net<'_>) -> Vec<Vec<usize>> {
    let mut sets = Sets::new(edges.len());
    let mut first: BTreeMap<Spot, usize> = BTreeMap::new();
    for (at, edge) in edges.iter().enumerate() {
        for spot in [edge.a, edge.b] {
            let single = spot.port.is_some_and(|port| net.nodes[spot.node].ports.at(port).members.is_empty());
            if single {
                let known = *first.entry(spot).or_insert(at);
                sets.union(known, at);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..edges.len() {
        groups.entry(sets.find(at)).or_default().push(at);
    }
    groups.into_values().collect()
}

/// Decides on edges that share ports: one cable, a phone with something behind it, or a shared medium.
fn settle(group: Vec<usize>, edges: &[Edge], heard: &[Heard<'_>], net: &mut Net<'_>) {
    let (kept, stale): (Vec<usize>, Vec<usize>) =
        if group.len() == 1 { (group, Vec::new()) } else { split(group, edges, heard, net) };
    if let [one] = kept.as_slice() {
        let mut cable = cable(&edges[*one], heard, net);
        for stale in stale {
            let reasons = reasons(&edges[stale], heard, net);
            cable.contradicting.extend(reasons.iter().cloned());
            set_aside(reasons, net);
        }
        net.add_cable(cable);
        return;
    }
    for stale in stale {
        let reasons = reasons(&edges[stale], heard, net);
        set_aside(reasons, net);
    }
    if let Some(cables) = behind_a_phone(&kept, edges, heard, net) {
        for cable in cables {
            net.add_cable(cable);
        }
        return;
    }
    let members: BTreeSet<Spot> =
        kept.iter().flat_map(|at| [edges[*at].a, edges[*at].b]).map(|spot| named(spot, &kept, edges, heard)).collect();
    let complete =
        kept.iter().filter(|at| edges[**at].is_two_sided()).count() >= members.len() * (members.len() - 1) / 2;
    let because = kept.iter().flat_map(|at| reasons(&edges[*at], heard, net)).collect();
    net.add_medium(members, if complete { weights::SHARED_MEDIUM } else { weights::SHARED_MEDIUM_PARTIAL }, because);
}

/// What stands and what is stale: of edges on one port, a one-sided one whose silent end was asked
/// and hears others loses to a two-sided one.
fn split(group: Vec<usize>, edges: &[Edge], heard: &[Heard<'_>], net: &Net<'_>) -> (Vec<usize>, Vec<usize>) {
    let confirmed: BTreeSet<Spot> = group
        .iter()
        .filter(|at| edges[**at].is_two_sided())
        .flat_map(|at| [edges[*at].a, edges[*at].b])
        .filter(|spot| spot.port.is_some())
        .collect();
    group.into_iter().partition(|at| {
        let edge = &edges[*at];
        let shares = confirmed.contains(&edge.a) || confirmed.contains(&edge.b);
        edge.is_two_sided() || !shares || !silence_counts(edge, heard, net)
    })
}

/// Whether the silent end of a one-sided edge was asked, read completely and hears others.
fn silence_counts(edge: &Edge, heard: &[Heard<'_>], net: &Net<'_>) -> bool {
    let (rows, silent) = if edge.forth.is_empty() { (&edge.back, edge.a.node) } else { (&edge.forth, edge.b.node) };
    rows.iter().all(|row| {
        let table = heard[*row].claim.table;
        let read = net.nodes[silent].device.map(|device| device.coverage.iter().filter(|read| read.table == table));
        read.is_some_and(|mut read| {
            read.next().is_some_and(|first| first.complete && first.rows > 0 && read.all(|more| more.complete))
        })
    })
}

fn set_aside(reasons: Vec<Reason>, net: &mut Net<'_>) {
    let why =
        "the other end was asked and does not hear it, and another neighbor is confirmed on the port: probably stale";
    net.unused.extend(reasons.into_iter().map(|reason| Unused { reason, why: why.to_owned() }));
}

/// A telephone and one more end system on a port: the latter is plugged into the telephone.
fn behind_a_phone(kept: &[usize], edges: &[Edge], heard: &[Heard<'_>], net: &Net<'_>) -> Option<Vec<Cable>> {
    let [x, y] = kept else { return None };
    let common = [edges[*x].a, edges[*x].b].into_iter().find(|spot| *spot == edges[*y].a || *spot == edges[*y].b)?;
    let far = |edge: &Edge| if edge.a == common { edge.b } else { edge.a };
    let kind = |edge: &Edge| net.nodes[far(edge).node].kind;
    let (phone, other) = match (kind(&edges[*x]), kind(&edges[*y])) {
        (DeviceKind::Phone, DeviceKind::Host | DeviceKind::Unknown) => (&edges[*x], &edges[*y]),
        (DeviceKind::Host | DeviceKind::Unknown, DeviceKind::Phone) => (&edges[*y], &edges[*x]),
        _ => return None,
    };
    let inner = Spot { node: far(phone).node, port: None };
    let mut behind = Cable::new(inner, far(other), Strength::Inferred, weights::BEHIND_A_PHONE);
    behind.because = reasons(other, heard, net);
    Some(vec![cable(phone, heard, net), behind])
}

fn cable(edge: &Edge, heard: &[Heard<'_>], net: &Net<'_>) -> Cable {
    let rows: Vec<&Heard<'_>> = edge.forth.iter().chain(&edge.back).map(|row| &heard[*row]).collect();
    let (strength, confidence) = match () {
        () if edge.arbitrary => (Strength::Guessed, weights::PARALLEL_UNDECIDED),
        // One device's word alone, and another that has its id by mistake would say the same.
        () if edge.a.node == edge.b.node => (Strength::Claimed, weights::LOOPED_BACK),
        () if edge.is_two_sided() && sources(rows.iter().copied()).len() > 1 => {
            (Strength::Confirmed, weights::TWO_SIDED_AGREED)
        }
        () if edge.is_two_sided() => (Strength::Confirmed, weights::TWO_SIDED),
        () if silence_counts(edge, heard, net) => (Strength::Claimed, weights::ONE_SIDED_CONTRADICTED),
        () if edge.a.node < net.polled && edge.b.node < net.polled => (Strength::Claimed, weights::ONE_SIDED_SILENT),
        () => (Strength::Claimed, weights::ONE_SIDED),
    };
    let unknown = [edge.a, edge.b].iter().filter(|spot| spot.port.is_none()).count();
    let penalty = weights::PORT_UNKNOWN * f64::from(u8::try_from(unknown).unwrap_or(2));
    let all = [edge];
    let (a, b) = (named_by(edge.a, &all, heard), named_by(edge.b, &all, heard));
    let mut cable = Cable::new(a, b, strength, confidence - penalty);
    cable.because = reasons(edge, heard, net);
    if strength == Strength::Claimed && !edge.is_two_sided() && silence_counts(edge, heard, net) {
        let silent = if edge.forth.is_empty() { edge.a } else { edge.b };
        cable.contradicting.extend(silence(silent, &rows, net));
    }
    cable
}

/// The missing row as a reason against.
fn silence(silent: Spot, rows: &[&Heard<'_>], net: &Net<'_>) -> Option<Reason> {
    let (first, device) = (rows.first()?, net.nodes[silent.node].device?);
    Some(Reason {
        source: first.claim.source().name().to_owned(),
        device: device.id.0.clone(),
        row: first.claim.table.to_owned(),
        text: format!("{} was asked and does not hear {}", net.say(silent), net.say(first.from)),
    })
}

fn reasons(edge: &Edge, heard: &[Heard<'_>], net: &Net<'_>) -> Vec<Reason> {
    let rows = edge.forth.iter().map(|row| (row, edge.b)).chain(edge.back.iter().map(|row| (row, edge.a)));
    rows.map(|(row, far)| {
        let row = &heard[*row];
        let said = match row.claim.statement {
            Statement::LldpSays(says) => says.port.to_string(),
            Statement::CdpSays(says) => says.port.clone(),
            Statement::Discovered(says) => says.port.clone().unwrap_or_default(),
            _ => String::new(),
        };
        let name = &net.nodes[far.node].name;
        let text = format!("{} hears {name}, which calls its port {}", net.say(row.from), short(&said));
        reason(&row.claim, text)
    })
    .collect()
}

/// The port as the row that was heard on it names it: a unit where the agent speaks of the unit.
fn named(spot: Spot, kept: &[usize], edges: &[Edge], heard: &[Heard<'_>]) -> Spot {
    let touching: Vec<&Edge> =
        kept.iter().map(|at| &edges[*at]).filter(|edge| edge.a == spot || edge.b == spot).collect();
    named_by(spot, &touching, heard)
}

fn named_by(spot: Spot, edges: &[&Edge], heard: &[Heard<'_>]) -> Spot {
    if spot.port.is_none() {
        return spot;
    }
    let own = |edge: &&Edge| {
        let rows = if edge.a == spot { &edge.forth } else { &edge.back };
        rows.iter().map(|row| heard[*row].from).find(|from| from.port.is_some())
    };
    let said = |edge: &&Edge| {
        let rows = if edge.a == spot { &edge.back } else { &edge.forth };
        rows.iter()
            .map(|row| &heard[*row])
            .filter(|row| row.claim.source() == Source::Lldp && row.ports.len() == 1)
            .find_map(|row| row.ports.first().copied())
    };
    edges
        .iter()
        .find_map(own)
        .or_else(|| edges.iter().find_map(said).map(|port| Spot { node: spot.node, port: Some(port) }))
        .unwrap_or(spot)
}

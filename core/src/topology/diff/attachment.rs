//! Hosts and switches at other ports.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::links::{Port, port};
use super::{Change, Compared};
use crate::inventory::DeviceKind;
use crate::topology::graph::{End, Layer, Link, Topology};

/// What is explained by something having moved.
#[derive(Default)]
pub(super) struct Moves {
    /// Links by position before.
    pub(super) links_before: BTreeSet<usize>,
    /// Links by position after.
    pub(super) links_after: BTreeSet<usize>,
    /// Hosts by id after.
    pub(super) hosts: BTreeSet<String>,
}

/// Adds what moved.
pub(super) fn moves(compared: &Compared<'_>, changes: &mut Vec<Change>) -> Moves {
    let mut moves = Moves::default();
    let (gone, new) = (compared.links.gone(), compared.links.came());
    hosts(compared, &gone, &new, &mut moves, changes);
    cables(compared, &gone, &new, &mut moves, changes);
    moves
}

/// Whether the node of that id is an end system.
fn is_end_system(topology: &Topology, id: &str) -> bool {
    let ordered = topology.nodes.binary_search_by(|node| node.id.as_str().cmp(id)).ok();
    let at = ordered.or_else(|| topology.nodes.iter().position(|node| node.id == id));
    at.and_then(|at| topology.nodes.get(at)).is_some_and(|node| match node.kind {
        DeviceKind::Host | DeviceKind::Printer | DeviceKind::Phone => true,
        DeviceKind::Unknown => !node.polled,
        _ => false,
    })
}

/// Where hosts are: their own end, and the ports that they are at, as ends of this topology.
type Places<'t> = BTreeMap<&'t str, (&'t End, Vec<&'t End>)>;

/// The places of those of `candidates` that are end systems.
fn places<'t>(topology: &'t Topology, candidates: &HashSet<&str>) -> Places<'t> {
    let mut places: Places<'t> = BTreeMap::new();
    let mut add = |host: &'t End, place: &'t End| {
        let meant = candidates.contains(host.node.as_str()) && is_end_system(topology, &host.node);
        if meant && !is_end_system(topology, &place.node) {
            places.entry(host.node.as_str()).or_insert((host, Vec::new())).1.push(place);
        }
    };
    for link in topology.links.iter().filter(|link| link.layer == Layer::L2) {
        add(&link.a, &link.b);
        add(&link.b, &link.a);
    }
    for segment in &topology.segments {
        for host in segment.members.iter().filter(|member| candidates.contains(member.node.as_str())) {
            segment.members.iter().for_each(|place| add(host, place));
        }
    }
    places
}

/// A host moved if none of the ports that it was at is one that it is at.
fn hosts(compared: &Compared<'_>, gone: &[usize], new: &[usize], moves: &mut Moves, changes: &mut Vec<Change>) {
    let (left, joined) = super::media::turnover(compared);
    let ends = |link: &Link| [link.a.clone(), link.b.clone()];
    let links_gone = gone.iter().filter_map(|at| compared.before.links.get(*at)).flat_map(ends);
    let links_new = new.iter().filter_map(|at| compared.after.links.get(*at)).flat_map(ends);
    let arrived: HashSet<String> = links_new.chain(joined).map(|end| end.node).collect();
    let left: HashMap<String, String> = links_gone
        .chain(left)
        .map(|end| (compared.now(&end).to_owned(), end.node))
        .filter(|(now, _)| arrived.contains(now))
        .collect();
    if left.is_empty() {
        return;
    }
    let before = places(compared.before, &left.values().map(String::as_str).collect());
    let after = places(compared.after, &left.keys().map(String::as_str).collect());
    let before: BTreeMap<&str, &Vec<&End>> =
        before.values().map(|(host, places)| (compared.now(host), places)).collect();
    for (id, (host, to)) in &after {
        let Some(from) = before.get(id) else { continue };
        let was: HashSet<Port<'_>> = from.iter().map(|end| port(compared.now(end), end)).collect();
        if to.iter().any(|end| was.contains(&port(&end.node, end))) {
            continue;
        }
        if let (Some(from), Some(to)) = (from.first(), to.first()) {
            changes.push(Change::Moved { what: (*host).clone(), from: (*from).clone(), to: (*to).clone() });
            moves.hosts.insert((*id).to_owned());
        }
    }
    let moved = |id: &str| moves.hosts.contains(id);
    let of = |at: &&usize| {
        compared.before.links.get(**at).is_some_and(|link| moved(compared.now(&link.a)) || moved(compared.now(&link.b)))
    };
    let links_before: BTreeSet<usize> = gone.iter().filter(of).copied().collect();
    let of =
        |at: &&usize| compared.after.links.get(**at).is_some_and(|link| moved(&link.a.node) || moved(&link.b.node));
    let links_after: BTreeSet<usize> = new.iter().filter(of).copied().collect();
    moves.links_before.extend(links_before);
    moves.links_after.extend(links_after);
}

/// A cable moved if one end stayed: first those of which the other end is at the same device, then those between
/// devices of the network. What is at a port instead of something else did not move there.
fn cables(compared: &Compared<'_>, gone: &[usize], new: &[usize], moves: &mut Moves, changes: &mut Vec<Change>) {
    let mut at_port: HashMap<Port<'_>, Vec<usize>> = HashMap::new();
    for at in new.iter().filter(|at| !moves.links_after.contains(at)) {
        let Some(link) = compared.after.links.get(*at) else { continue };
        for end in [&link.a, &link.b].into_iter().filter(|end| end.port.is_some()) {
            at_port.entry(port(&end.node, end)).or_default().push(*at);
        }
    }
    for same_device in [true, false] {
        for b in gone {
            let Some(was) = compared.before.links.get(*b) else { continue };
            for (stays, from) in [(&was.a, &was.b), (&was.b, &was.a)] {
                if moves.links_before.contains(b) || stays.port.is_none() {
                    continue;
                }
                let here = port(compared.now(stays), stays);
                let fits = |at: &&usize| {
                    let Some(link) = compared.after.links.get(**at) else { return false };
                    let (_, to) = apart(link, &here);
                    let there = compared.now(from);
                    let same = to.node == there;
                    let network = || !is_end_system(compared.after, &to.node) && !is_end_system(compared.after, there);
                    link.layer == was.layer
                        && !moves.links_after.contains(at)
                        && if same_device { same } else { network() }
                };
                let Some(a) = at_port.get(&here).and_then(|found| found.iter().find(fits)).copied() else { continue };
                let Some(link) = compared.after.links.get(a) else { continue };
                let (what, to) = apart(link, &here);
                changes.push(Change::Moved { what: what.clone(), from: from.clone(), to: to.clone() });
                moves.links_before.insert(*b);
                moves.links_after.insert(a);
            }
        }
    }
}

/// The end of a link at that port, and the other.
fn apart<'t>(link: &'t Link, here: &Port<'_>) -> (&'t End, &'t End) {
    if port(&link.a.node, &link.a) == *here { (&link.a, &link.b) } else { (&link.b, &link.a) }
}

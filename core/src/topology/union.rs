//! Several domains as one topology.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::graph::{End, Link, Segment, Topology, Unused};
use super::hash::Set;
use super::options::Options;

/// The union of domains, in the order of their least devices. What is unique in a domain becomes unique in the whole.
pub(super) fn union(parts: impl Iterator<Item = Topology>, options: &Options) -> Topology {
    let mut whole = Topology { strategy: options.strategy.name().to_owned(), ..Topology::default() };
    for part in parts {
        whole.nodes.extend(part.nodes);
        whole.links.extend(part.links);
        whole.segments.extend(part.segments);
        whole.unused.extend(part.unused);
    }
    name_apart(&mut whole);
    put_in_order(&mut whole);
    // Stable: within one device, source and reason the order is that of the domain.
    sort_in_place(&mut whole.unused, |unused| &unused.reason.device, unused_order);
    whole
}

/// Nodes, links and segments in canonical order.
pub(super) fn put_in_order(whole: &mut Topology) {
    sort_in_place(&mut whole.nodes, |node| &node.id, |x, y| x.id.cmp(&y.id));
    sort_in_place(&mut whole.links, |link| &link.a.node, link_order);
    sort_in_place(
        &mut whole.segments,
        |segment| segment.members.first().map_or("", |member| &member.node),
        segment_order,
    );
}

pub(super) fn link_order(x: &Link, y: &Link) -> Ordering {
    (&x.a, &x.b, x.layer, &x.id).cmp(&(&y.a, &y.b, y.layer, &y.id))
}

pub(super) fn segment_order(x: &Segment, y: &Segment) -> Ordering {
    (&x.members, &x.id).cmp(&(&y.members, &y.id))
}

pub(super) fn unused_order(x: &Unused, y: &Unused) -> Ordering {
    (&x.reason.device, &x.reason.source, &x.why).cmp(&(&y.reason.device, &y.reason.source, &y.why))
}

/// Sorts, stable, what is large and lies in sorted runs: each item is moved once, and none is copied aside. `first` is
/// the text that the order looks at first: its start tells most of them apart, so that they need not be looked up.
fn sort_in_place<T>(items: &mut [T], first: impl Fn(&T) -> &str, order: impl Fn(&T, &T) -> Ordering) {
    let starts = items.iter().map(|item| start(first(item)));
    let mut sorted: Vec<(u128, usize)> = starts.zip(0..).collect();
    sorted.sort_by(|x, y| x.0.cmp(&y.0).then_with(|| order(&items[x.1], &items[y.1])));
    let mut from: Vec<usize> = sorted.into_iter().map(|(_, at)| at).collect();
    for start in 0..from.len() {
        let mut at = start;
        while from[at] != start {
            let next = from[at];
            items.swap(at, next);
            from[at] = at;
            at = next;
        }
        from[at] = at;
    }
}

/// The first 16 octets of a text, as a number that is ordered like the text.
fn start(text: &str) -> u128 {
    let mut octets = [0; 16];
    octets.iter_mut().zip(text.bytes()).for_each(|(octet, of)| *octet = of);
    u128::from_be_bytes(octets)
}

/// Gives nodes of different domains that have one name the name and the id.
pub(super) fn name_apart(whole: &mut Topology) {
    let mut seen: Set<&str> = Set::default();
    seen.reserve(whole.nodes.len());
    let repeated = whole.nodes.iter().map(|node| node.name.as_str()).filter(|name| !seen.insert(name));
    let repeated: BTreeSet<String> = repeated.map(str::to_owned).collect();
    if !repeated.is_empty() {
        show_names(whole, &|name| repeated.contains(name));
    }
}

/// Gives nodes of a name that comes repeatedly the name and the id.
pub(super) fn show_names(whole: &mut Topology, repeated: &dyn Fn(&str) -> bool) {
    let repeated = whole.nodes.iter().filter(|node| node.name != node.id && repeated(&node.name));
    let renamed: BTreeMap<String, (String, String)> =
        repeated.map(|node| (node.id.clone(), (node.name.clone(), format!("{} ({})", node.name, node.id)))).collect();
    if renamed.is_empty() {
        return;
    }
    for node in &mut whole.nodes {
        if let Some((_, name)) = renamed.get(&node.id) {
            node.name.clone_from(name);
        }
    }
    let rename = |end: &mut End| {
        if let Some((_, name)) = renamed.get(&end.node) {
            end.device.clone_from(name);
        }
    };
    for link in &mut whole.links {
        let others = link.alternatives.iter_mut().flat_map(|other| [&mut other.a, &mut other.b]);
        [&mut link.a, &mut link.b].into_iter().chain(others).for_each(rename);
    }
    for segment in &mut whole.segments {
        for member in &mut segment.members {
            if let Some((old, new)) = renamed.get(&member.node) {
                segment.name = segment.name.replace(&format!("at {old}"), &format!("at {new}"));
            }
            rename(member);
        }
    }
}

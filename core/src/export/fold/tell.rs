//! The names of groups, and what is said about what is in them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::super::layout::Graph;
use super::Folding;
use crate::inventory::DeviceKind;
use crate::topology::{LinkState, Topology};

/// Longest part of a device's name within a group's name, in characters.
const LONGEST_NAME: usize = 24;
/// The shortest beginning that names a group.
const SHORTEST_PREFIX: usize = 2;

#[derive(Clone, Default)]
struct Tally {
    routers: usize,
    switches: usize,
    ends: usize,
    segments: usize,
    blocked: usize,
    silent: usize,
    contradicted: usize,
}

/// Fills in what groups are called and what they say.
pub(super) fn tell(topology: &Topology, graph: &Graph, folding: &mut Folding) {
    let tallies = tallies(topology, folding);
    for (group, tally) in folding.groups.iter_mut().zip(&tallies) {
        group.counts = tally.counts();
        group.states = tally.states();
    }
    name(topology, graph, folding);
}

/// The groups that a vertex is in, by their place, from the inside.
fn around(folding: &Folding, vertex: usize) -> impl Iterator<Item = usize> {
    let up = |at: &usize| folding.home.get(*at).copied().flatten();
    std::iter::successors(up(&vertex), up).map(|group| group - folding.first)
}

fn tallies(topology: &Topology, folding: &Folding) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); folding.groups.len()];
    for (vertex, node) in topology.nodes.iter().enumerate() {
        for group in around(folding, vertex) {
            let tally = &mut tallies[group];
            match node.kind {
                DeviceKind::Router => tally.routers += 1,
                DeviceKind::Bridge | DeviceKind::Repeater => tally.switches += 1,
                _ => tally.ends += 1,
            }
            let leads = matches!(node.kind, DeviceKind::Bridge | DeviceKind::Router | DeviceKind::Repeater);
            tally.silent += usize::from(!node.polled && leads);
        }
    }
    for segment in 0..topology.segments.len() {
        for group in around(folding, topology.nodes.len() + segment) {
            tallies[group].segments += 1;
        }
    }
    let places = topology.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at));
    let place: BTreeMap<&str, usize> = places.collect();
    for link in &topology.links {
        let (blocked, contradicted) = (link.state == LinkState::Blocked, !link.contradicting.is_empty());
        if !blocked && !contradicted {
            continue;
        }
        let ends = [&link.a, &link.b].into_iter().filter_map(|end| place.get(end.node.as_str()));
        let groups: BTreeSet<usize> = ends.flat_map(|vertex| around(folding, *vertex)).collect();
        for group in groups {
            tallies[group].blocked += usize::from(blocked);
            tallies[group].contradicted += usize::from(contradicted);
        }
    }
    tallies
}

impl Tally {
    fn counts(&self) -> String {
        let words = [
            (self.routers, "router", "routers"),
            (self.switches, "switch", "switches"),
            (self.ends, "end system", "end systems"),
            (self.segments, "segment", "segments"),
        ];
        let some = words.iter().filter(|(count, ..)| *count > 0);
        let said = some.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }));
        said.collect::<Vec<String>>().join(", ")
    }

    fn states(&self) -> String {
        let words = [(self.silent, "did not answer"), (self.contradicted, "contradicted"), (self.blocked, "blocked")];
        let some = words.iter().filter(|(count, _)| *count > 0);
        some.map(|(count, word)| format!("{count} {word}")).collect::<Vec<String>>().join(", ")
    }
}

/// A group without a name takes the beginning that its devices share, where no other group beside it has that; else the
/// names of the devices that lead to it.
fn name(topology: &Topology, graph: &Graph, folding: &mut Folding) {
    let nodes = topology.nodes.len();
    let called = |card: usize| topology.nodes.get(card).map_or("", |node| node.name.as_str());
    let mut inside: Vec<Vec<usize>> = vec![Vec::new(); folding.groups.len()];
    for card in graph.cards.iter().copied().filter(|card| *card < nodes) {
        for group in around(folding, card) {
            inside[group].push(card);
        }
    }
    let prefixes: Vec<String> = inside.iter().map(|cards| prefix(cards.iter().map(|card| called(*card)))).collect();
    let home = |at: usize| folding.home.get(folding.first + at).copied().flatten();
    let mut known: BTreeMap<(Option<usize>, &str), usize> = BTreeMap::new();
    for (at, prefix) in prefixes.iter().enumerate() {
        *known.entry((home(at), prefix)).or_default() += 1;
    }
    let is_own = |at: usize| known.get(&(home(at), prefixes[at].as_str())) == Some(&1);
    let own: Vec<bool> =
        (0..prefixes.len()).map(|at| is_own(at) && prefixes[at].chars().count() >= SHORTEST_PREFIX).collect();
    for (at, group) in folding.groups.iter_mut().enumerate().filter(|(_, group)| group.name.is_empty()) {
        let mut leading: Vec<usize> = group.entries.iter().copied().filter(|card| *card < nodes).collect();
        leading.sort_by_key(|card| (Reverse(graph.neighbors[*card].len()), *card));
        let cut = |card: usize| called(card).chars().take(LONGEST_NAME).collect::<String>();
        group.name = match (leading.as_slice(), inside[at].as_slice()) {
            _ if own[at] => prefixes[at].chars().take(LONGEST_NAME).collect(),
            ([one], _) | (_, [one]) => cut(*one),
            ([one, two], _) => format!("{} + {}", cut(*one), cut(*two)),
            ([_, _, ..], _) => between(leading.iter().copied()).map(cut).join(" … "),
            (_, [_, _, ..]) => between(inside[at].iter().copied()).map(cut).join(" … "),
            _ => format!("{} devices", group.devices),
        };
    }
}

/// The first and the last card.
fn between(cards: impl Iterator<Item = usize> + Clone) -> [usize; 2] {
    [cards.clone().min().unwrap_or_default(), cards.max().unwrap_or_default()]
}

/// What all names begin with, without what separates it from the rest and without a number that would be cut in two.
pub(super) fn prefix<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    let Some(first) = names.next() else { return String::new() };
    let mut shared = first.to_owned();
    for name in names {
        let same: usize = shared.chars().zip(name.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        // `acc-1` is no beginning of `acc-10`.
        let goes_on = |text: &str| text.get(same..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let in_number = goes_on(name) || goes_on(&shared);
        shared.truncate(same);
        if in_number {
            shared.truncate(shared.trim_end_matches(|c: char| c.is_ascii_digit()).len());
        }
    }
    shared.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

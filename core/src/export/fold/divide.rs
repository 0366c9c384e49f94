//! Which cards are put together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::super::layout::{Graph, core};
use super::{Folding, Group, MOST_CARDS};
use crate::inventory::DeviceKind;
use crate::topology::Topology;

/// Groups within groups, at most.
const DEEPEST: usize = 16;
/// Groups that a network without a core is cut into.
const PIECES: usize = 24;
/// The smallest of such pieces.
const SMALLEST_PIECE: usize = 6;
/// Cards without any cable that are still drawn one by one.
const MOST_LONELY: usize = 8;
/// Ways into a group that are drawn as such.
const MOST_ENTRIES: usize = 8;

/// A set of cards within a frame.
struct Part {
    name: Option<String>,
    members: Vec<usize>,
}

fn plain(members: Vec<usize>) -> Part {
    Part { name: None, members }
}

/// Puts the cards of `graph` into groups, the outermost by their labels where there are any, and groups into groups.
pub(super) fn divide(
    topology: &Topology,
    graph: &Graph,
    labels: Option<&BTreeMap<usize, String>>,
    folding: &mut Folding,
) {
    let mut todo = VecDeque::from([(None, graph.cards.clone(), 0)]);
    while let Some((scope, members, depth)) = todo.pop_front() {
        let parts = match (depth, labels) {
            (DEEPEST.., _) => members.into_iter().map(|card| plain(vec![card])).collect(),
            (0, Some(labels)) => labelled(graph, members, labels),
            _ => divided(graph, members, depth == 0),
        };
        for part in parts {
            if let [card] = part.members.as_slice() {
                folding.home[*card] = scope;
                for (row, _) in &graph.rows[*card] {
                    folding.home[*row] = scope;
                }
            } else {
                let group = folding.first + folding.groups.len();
                folding.groups.push(new_group(topology, graph, &part, depth));
                folding.home.push(scope);
                todo.push_back((Some(group), part.members, depth + 1));
            }
        }
    }
}

fn new_group(topology: &Topology, graph: &Graph, part: &Part, depth: usize) -> Group {
    let entries = leading_out(graph, &part.members);
    let first = entries.first().or(part.members.first()).copied().unwrap_or_default();
    let first = match topology.nodes.get(first) {
        Some(node) => node.id.as_str(),
        None => topology.segments.get(first - topology.nodes.len()).map_or("", |segment| segment.id.as_str()),
    };
    let kind = entries.iter().chain(&part.members).filter_map(|card| graph.kinds[*card]).next();
    let devices = |card: &usize| graph.rows[*card].len() + usize::from(graph.kinds[*card].is_some());
    Group {
        id: format!("group:{depth}:{first}"),
        name: part.name.clone().unwrap_or_default(),
        kind: kind.unwrap_or(DeviceKind::Unknown),
        devices: part.members.iter().map(devices).sum(),
        counts: String::new(),
        states: String::new(),
        entries,
    }
}

/// The cards of `members` that are cabled to others.
fn leading_out(graph: &Graph, members: &[usize]) -> Vec<usize> {
    let outside = |vertex: &usize| members.binary_search(vertex).is_err();
    members.iter().copied().filter(|card| graph.neighbors[*card].iter().any(outside)).collect()
}

fn labelled(graph: &Graph, members: Vec<usize>, labels: &BTreeMap<usize, String>) -> Vec<Part> {
    let mut groups: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    let mut rest = Vec::new();
    for card in members {
        match labels.get(&card) {
            Some(label) => groups.entry(label).or_default().push(card),
            None => rest.push(card),
        }
    }
    let mut parts = divided(graph, rest, false);
    parts.extend(groups.into_iter().map(|(name, members)| Part { name: Some(name.clone()), members }));
    parts
}

/// By structure: the core stays, and what hangs together without it is a part.
fn divided(graph: &Graph, members: Vec<usize>, whole: bool) -> Vec<Part> {
    if members.len() <= MOST_CARDS {
        return members.into_iter().map(|card| plain(vec![card])).collect();
    }
    let mut pieces = components(graph, &members);
    let mut parts = Vec::new();
    if pieces.first().is_some_and(|first| first.len() * 2 > members.len()) {
        let first = pieces.remove(0);
        let (open, rest) = around_core(graph, &first, whole);
        parts.extend(open.into_iter().map(|card| plain(vec![card])));
        parts.extend(lumped(graph, rest));
    }
    let (lonely, others): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|piece| piece.len() == 1);
    parts.extend(lumped(graph, others));
    if lonely.len() <= MOST_LONELY {
        parts.extend(lonely.into_iter().map(plain));
    } else if parts.is_empty() {
        parts.extend(lumped(graph, lonely));
    } else {
        let members = lonely.concat();
        parts.push(Part { name: Some(format!("{} without cables", members.len())), members });
    }
    parts
}

/// The core of connected cards, and what is left without it, cut further where one piece is most of it.
fn around_core(graph: &Graph, members: &[usize], whole: bool) -> (Vec<usize>, Vec<Vec<usize>>) {
    let busiest = || members.iter().copied().min_by_key(|card| (Reverse(graph.neighbors[*card].len()), *card));
    let entries = leading_out(graph, members);
    let mut open = match entries.len() {
        0 if whole => core(graph, members),
        1..=MOST_ENTRIES => entries,
        _ => Vec::new(),
    };
    if open.is_empty() || open.len() > MOST_CARDS / 2 {
        open = busiest().into_iter().collect();
    }
    let left: Vec<usize> = members.iter().copied().filter(|card| open.binary_search(card).is_err()).collect();
    let mut pieces = components(graph, &left);
    let is_most = |piece: &&Vec<usize>| piece.len() * 10 > members.len() * 6 && piece.len() > MOST_CARDS / 2;
    if let Some(first) = pieces.first().filter(is_most) {
        let smaller = cut(graph, first, &open);
        pieces.splice(0..1, smaller);
    }
    (open, pieces)
}

/// Cuts connected cards into connected pieces of about the same size: along the trees of shortest ways from `open`.
fn cut(graph: &Graph, members: &[usize], open: &[usize]) -> Vec<Vec<usize>> {
    let size = (members.len() / PIECES).max(SMALLEST_PIECE);
    let place = |card: &usize| members.binary_search(card).ok();
    let mut parent: Vec<Option<usize>> = vec![None; members.len()];
    let is_root = |card: &usize| graph.neighbors[*card].iter().any(|other| open.binary_search(other).is_ok());
    let mut order: Vec<usize> = (0..members.len()).filter(|at| is_root(&members[*at])).collect();
    let mut seen = vec![false; members.len()];
    for root in &order {
        seen[*root] = true;
    }
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for other in graph.neighbors[members[at]].iter().filter_map(place) {
            if !std::mem::replace(&mut seen[other], true) {
                parent[other] = Some(at);
                order.push(other);
            }
        }
    }
    let mut weight = vec![1; members.len()];
    let mut is_top = vec![false; members.len()];
    for at in order.iter().rev().copied() {
        match parent[at] {
            Some(above) if weight[at] < size => weight[above] += weight[at],
            _ => is_top[at] = true,
        }
    }
    let mut top_of: Vec<usize> = (0..members.len()).collect();
    let mut pieces: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in order {
        if let Some(above) = parent[at].filter(|_| !is_top[at]) {
            top_of[at] = top_of[above];
        }
        pieces.entry(top_of[at]).or_default().push(members[at]);
    }
    for piece in pieces.values_mut() {
        piece.sort_unstable();
    }
    pieces.into_values().collect()
}

/// Too many pieces become fewer: some at a time, those that hang from the same cards side by side.
fn lumped(graph: &Graph, mut pieces: Vec<Vec<usize>>) -> Vec<Part> {
    if pieces.len() <= MOST_CARDS * 2 / 3 {
        return pieces.into_iter().map(plain).collect();
    }
    pieces.sort_by_cached_key(|piece| {
        let outside = |vertex: &usize| piece.binary_search(vertex).is_err();
        let around: BTreeSet<usize> =
            piece.iter().flat_map(|card| &graph.neighbors[*card]).copied().filter(outside).collect();
        (around, piece.first().copied())
    });
    let size = pieces.len().div_ceil(PIECES);
    let lump = |some: &[Vec<usize>]| {
        let mut members = some.concat();
        members.sort_unstable();
        plain(members)
    };
    pieces.chunks(size).map(lump).collect()
}

/// Connected sets of `members`, which ascend; the largest set first.
pub(super) fn components(graph: &Graph, members: &[usize]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; members.len()];
    let mut all = Vec::new();
    for start in 0..members.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut piece = vec![start];
        let mut next = 0;
        while let Some(at) = piece.get(next).copied() {
            next += 1;
            for other in graph.neighbors[members[at]].iter().filter_map(|other| members.binary_search(other).ok()) {
                if !std::mem::replace(&mut seen[other], true) {
                    piece.push(other);
                }
            }
        }
        piece.sort_unstable();
        all.push(piece.into_iter().map(|at| members[at]).collect::<Vec<usize>>());
    }
    all.sort_by_key(|piece| (Reverse(piece.len()), piece.first().copied()));
    all
}

//! Which layer each card is on: the core in the middle of the network, routers that only lead out above it, everything
//! else below by distance.

use std::cmp::Reverse;
use std::collections::VecDeque;

use super::graph::Graph;
use crate::inventory::DeviceKind;

/// Above this many cards only the best connected ones are tried as the middle.
const ALL_TRIED: usize = 400;
const BEST_TRIED: usize = 24;
/// Steps from the best of them to a better one beside it.
const MOST_STEPS: usize = 16;

/// Sets of connected cards, the largest first.
pub(super) fn components(graph: &Graph) -> Vec<Vec<usize>> {
    let mut seen = vec![false; graph.neighbors.len()];
    let mut all = Vec::new();
    for start in graph.cards.iter().copied() {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let mut members = vec![start];
        let mut next = 0;
        while let Some(vertex) = members.get(next).copied() {
            next += 1;
            for neighbor in graph.neighbors[vertex].iter().copied() {
                if !std::mem::replace(&mut seen[neighbor], true) {
                    members.push(neighbor);
                }
            }
        }
        members.sort_unstable();
        all.push(members);
    }
    all.sort_by_key(|members| (Reverse(members.len()), members.first().copied()));
    all
}

/// The layer of every vertex of `members`, 0 at the top; other entries are 0.
///
/// `entries` are the cards that the rest of the network is joined to, where `members` are the inside of a group: they
/// come first.
pub(super) fn layers(graph: &Graph, members: &[usize], entries: &[usize]) -> Vec<usize> {
    let from_outside: Vec<usize> =
        entries.iter().copied().filter(|vertex| members.binary_search(vertex).is_ok()).collect();
    let core = if from_outside.is_empty() { core(graph, members) } else { from_outside };
    let distance = distances(graph, &core);
    let up = leading_out(graph, members, &distance);
    let highest = members.iter().filter(|vertex| up[**vertex]).map(|vertex| distance[*vertex]).max().unwrap_or(0);
    let mut layers = vec![0; graph.neighbors.len()];
    for vertex in members.iter().copied() {
        let far = distance[vertex];
        layers[vertex] = if up[vertex] { highest - far } else { highest + far };
    }
    layers
}

/// The card with the least sum of distances to all devices. Together, routers count more than all others, because the
/// core is where the ways out are; clouds and what is on them count nothing, because they are the edge. A router with
/// one or two neighbors is a way out and no core itself, unless there is nothing else.
fn middle(graph: &Graph, members: &[usize]) -> usize {
    let is_router = |vertex: usize| graph.kinds[vertex] == Some(DeviceKind::Router);
    let may_be_core = |vertex: usize| match graph.kinds[vertex] {
        Some(DeviceKind::Bridge) => true,
        Some(DeviceKind::Router) => graph.neighbors[vertex].len() > 2,
        _ => false,
    };
    let forwards = |vertex: usize| matches!(graph.kinds[vertex], Some(DeviceKind::Bridge | DeviceKind::Router));
    let all = |wanted: &dyn Fn(usize) -> bool| members.iter().copied().filter(|vertex| wanted(*vertex)).collect();
    let choices: [Vec<usize>; 3] = [all(&may_be_core), all(&forwards), members.to_vec()];
    let mut tried = choices.into_iter().find(|choice| !choice.is_empty()).unwrap_or_default();
    tried.sort_by_key(|vertex| (Reverse(graph.neighbors[*vertex].len()), *vertex));
    tried.truncate(if members.len() > ALL_TRIED { BEST_TRIED } else { ALL_TRIED });
    let devices = |vertex: usize| graph.devices[vertex].max(1) + graph.rows[vertex].len();
    let total: usize = members.iter().map(|vertex| devices(*vertex)).sum();
    let routers = members.iter().filter(|vertex| is_router(**vertex)).count().max(1);
    let weight = |vertex: usize| match graph.kinds[vertex] {
        None => 0,
        Some(DeviceKind::Router) => devices(vertex) + (total + total / 4).div_ceil(routers),
        Some(_) => devices(vertex),
    };
    let cost = |start: usize| {
        let distance = distances(graph, &[start]);
        members.iter().map(|vertex| distance[*vertex] * weight(*vertex)).sum::<usize>()
    };
    let Some((mut least, mut best)) = tried.into_iter().map(|vertex| (cost(vertex), vertex)).min() else {
        return members.first().copied().unwrap_or(0);
    };
    // Where only some were tried, the middle may be beside the best of them.
    for _ in 0..MOST_STEPS {
        let mut around: Vec<usize> = graph.neighbors[best].iter().copied().filter(|vertex| forwards(*vertex)).collect();
        around.sort_by_key(|vertex| (Reverse(graph.neighbors[*vertex].len()), *vertex));
        around.truncate(BEST_TRIED);
        match around.into_iter().map(|vertex| (cost(vertex), vertex)).min() {
            Some((lesser, vertex)) if lesser < least => (least, best) = (lesser, vertex),
            _ => break,
        }
    }
    best
}

/// The middle and its peers: cards that share at least half of its neighbors and are cabled to it, as the second switch
/// of a redundant core is, or share three and have as many as it, as the other spines of a fabric do. Of the latter there
/// are fewer than neighbors; else they are what hangs from those.
pub(in crate::export) fn core(graph: &Graph, members: &[usize]) -> Vec<usize> {
    let middle = middle(graph, members);
    let around = &graph.neighbors[middle];
    let is_peer = |vertex: &usize| {
        let own = &graph.neighbors[*vertex];
        let shared = own.iter().filter(|other| around.binary_search(other).is_ok()).count();
        let least = if around.binary_search(vertex).is_ok() { 2 } else { 3 };
        *vertex != middle && shared >= least && shared * 2 + 1 >= around.len()
    };
    let (mut core, apart): (Vec<usize>, Vec<usize>) =
        members.iter().copied().filter(is_peer).partition(|vertex| around.binary_search(vertex).is_ok());
    let alike: Vec<usize> =
        apart.into_iter().filter(|vertex| graph.neighbors[*vertex].len() + 1 >= around.len()).collect();
    if alike.len() < around.len() {
        core.extend(alike);
    }
    core.push(middle);
    core.sort_unstable();
    core
}

pub(in crate::export) fn distances(graph: &Graph, from: &[usize]) -> Vec<usize> {
    let mut distance = vec![usize::MAX; graph.neighbors.len()];
    let mut queue: VecDeque<usize> = from.iter().copied().collect();
    for start in from {
        distance[*start] = 0;
    }
    while let Some(vertex) = queue.pop_front() {
        for neighbor in graph.neighbors[vertex].iter().copied() {
            if distance[neighbor] == usize::MAX {
                distance[neighbor] = distance[vertex] + 1;
                queue.push_back(neighbor);
            }
        }
    }
    distance
}

/// Marks parts that hang from the core and consist of routers only: the way out of the network.
fn leading_out(graph: &Graph, members: &[usize], distance: &[usize]) -> Vec<bool> {
    let mut out = vec![false; graph.neighbors.len()];
    let mut seen = vec![false; graph.neighbors.len()];
    let mut stays = false;
    for start in members.iter().copied().filter(|vertex| distance[*vertex] > 0) {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut part = vec![start];
        let mut next = 0;
        while let Some(vertex) = part.get(next).copied() {
            next += 1;
            for neighbor in graph.neighbors[vertex].iter().copied().filter(|neighbor| distance[*neighbor] > 0) {
                if !std::mem::replace(&mut seen[neighbor], true) {
                    part.push(neighbor);
                }
            }
        }
        let leads_out = part.iter().all(|vertex| graph.kinds[*vertex] == Some(DeviceKind::Router));
        stays |= !leads_out;
        for vertex in part {
            out[vertex] = leads_out;
        }
    }
    if stays { out } else { vec![false; graph.neighbors.len()] }
}

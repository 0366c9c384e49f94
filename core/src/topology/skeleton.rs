//! What carries traffic: the wiring without end systems that have several homes.

use std::collections::BTreeSet;

use super::cuts::Cuts;
use super::wiring::{NONE, Wiring};

/// The wiring as far as it passes things on. An end system on two switches is reached through either, but it joins
/// them no more than a printer would.
#[derive(Clone, Debug)]
pub(super) struct Skeleton {
    pub(super) wiring: Wiring,
    /// End systems with several homes, each with these.
    pub(super) homed: Vec<(usize, Vec<usize>)>,
}

impl Skeleton {
    /// `only_ends` says of a vertex whether it passes nothing on, `is_host` whether it is no device of the network.
    pub(super) fn of(wiring: &Wiring, only_ends: impl Fn(usize) -> bool, is_host: impl Fn(usize) -> bool) -> Self {
        let mut homed = Vec::new();
        let mut ends = wiring.edges().to_vec();
        for vertex in 0..wiring.vertices() {
            let around = wiring.around(vertex);
            if around.len() < 2 || !only_ends(vertex) {
                continue;
            }
            let homes: BTreeSet<usize> = around.iter().map(|(home, _)| *home).collect();
            // What hangs on an end system, such as a virtual machine, has it for a switch.
            if homes.len() < 2 || homes.iter().any(|home| is_host(*home)) {
                continue;
            }
            around.iter().for_each(|(_, edge)| ends[*edge] = (NONE, NONE));
            homed.push((vertex, homes.into_iter().collect()));
        }
        let wiring = if homed.is_empty() { wiring.clone() } else { Wiring::new(wiring.vertices(), ends) };
        Self { wiring, homed }
    }

    /// The component of each vertex over the edges that `passes` accepts; an end system with several homes is in that
    /// of `station`, where one of its homes is, else in that of its first home.
    pub(super) fn components(&self, station: Option<usize>, passes: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut component = self.wiring.components(passes);
        let preferred = station.and_then(|station| component.get(station)).copied();
        for (host, homes) in &self.homed {
            let mut at = homes.iter().map(|home| component[*home]);
            let here = at.clone().find(|at| Some(*at) == preferred).or(at.next());
            component[*host] = here.unwrap_or(NONE);
        }
        component
    }
}

/// The dominators of a skeleton, those of end systems with several homes included.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub(super) cuts: Cuts,
    /// The root from which each vertex was reached.
    pub(super) root: Vec<usize>,
}

impl Tree {
    pub(super) fn of(skeleton: &Skeleton, station: Option<usize>) -> Self {
        let cuts = Cuts::of(&skeleton.wiring, station.unwrap_or(NONE));
        let mut tree = Self { root: vec![NONE; cuts.order.len()], cuts };
        let mut depth = vec![0_usize; tree.root.len()];
        for at in &tree.cuts.order {
            let above = tree.cuts.parent[*at];
            tree.root[*at] = if above == NONE { *at } else { tree.root[above] };
            let dominator = tree.cuts.dominator[*at];
            depth[*at] = if dominator == NONE { 0 } else { depth[dominator] + 1 };
        }
        for (host, homes) in &skeleton.homed {
            let root = homes.iter().map(|home| tree.root[*home]);
            let root = root.clone().find(|root| Some(*root) == station).or_else(|| root.min()).unwrap_or(NONE);
            let meet = |a, b| tree.meet(a, b, &depth);
            let common = homes.iter().copied().filter(|home| tree.root[*home] == root).reduce(meet);
            tree.root[*host] = root;
            tree.cuts.dominator[*host] = common.unwrap_or(NONE);
        }
        tree
    }

    /// The nearest vertex without which neither can be reached.
    fn meet(&self, mut a: usize, mut b: usize, depth: &[usize]) -> usize {
        while a != b {
            if depth[a] >= depth[b] {
                a = self.cuts.dominator[a]
            } else {
                b = self.cuts.dominator[b]
            }
            if a == NONE || b == NONE {
                return NONE;
            }
        }
        a
    }
}

//! Single points of failure.

use std::cmp::Reverse;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::cuts::Weight;
use super::element::Element;
use super::graph::Topology;
use super::index::{Edge, Index};
use super::skeleton::{Skeleton, Tree};
use super::wiring::NONE;

/// Something whose loss cuts others off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SinglePoint {
    /// What it is.
    pub element: Element,
    /// Devices of the network that lose the connection to the largest part that remains.
    pub devices: u32,
    /// End systems that do.
    pub hosts: u32,
}

impl fmt::Display for SinglePoint {
    /// `without dist2, 3 devices and 40 hosts are cut off`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.devices + self.hosts == 1 { "is" } else { "are" };
        write!(f, "without {}, {} {verb} cut off", self.element, count(self.devices, self.hosts))
    }
}

/// `3 devices and 1 host`
pub(super) fn count(devices: u32, hosts: u32) -> String {
    let some = |number: u32, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    match (devices, hosts) {
        (_, 0) => some(devices, "device"),
        (0, _) => some(hosts, "host"),
        _ => format!("{} and {}", some(devices, "device"), some(hosts, "host")),
    }
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cut {
    Vertex(usize),
    Edge(usize),
}

impl Topology {
    /// Everything whose loss cuts something off: see [`Index::single_points_of_failure`].
    #[must_use]
    pub fn single_points_of_failure(&self) -> Vec<SinglePoint> {
        self.index().single_points_of_failure()
    }
}

impl Index<'_> {
    /// Devices, media and links whose loss cuts something off from the largest part of what remains: those with most
    /// devices behind first, then most hosts.
    ///
    /// Parallel links, members of an aggregate and links that spanning tree blocks are redundancy. The cable of a
    /// single host, and what joins a device to a shared medium, are not listed. O(nodes + links).
    #[must_use]
    pub fn single_points_of_failure(&self) -> Vec<SinglePoint> {
        let skeleton = Skeleton::of(&self.wiring, |at| self.only_ends(at), |at| self.is_host(at));
        let found = cut_points(&skeleton, None, &|at| self.weight(at), &|edge| self.is_link(edge));
        let point = |(cut, weight): (Cut, Weight)| {
            let element = match cut {
                Cut::Vertex(at) => self.element(at),
                Cut::Edge(edge) => self.element_of_edge(edge),
            };
            Some(SinglePoint { element: element?, devices: number(weight.devices), hosts: number(weight.hosts) })
        };
        in_order(found.into_iter().filter_map(point).collect())
    }

    /// What a vertex counts as.
    pub(super) fn weight(&self, vertex: usize) -> Weight {
        match () {
            () if vertex >= self.topology.nodes.len() => Weight::default(),
            () if self.is_host(vertex) => Weight { devices: 0, hosts: 1 },
            () => Weight { devices: 1, hosts: 0 },
        }
    }

    pub(super) fn is_link(&self, edge: usize) -> bool {
        matches!(self.edges.get(edge), Some(Edge::Link(_)))
    }
}

/// The worst first.
pub(super) fn in_order(mut points: Vec<SinglePoint>) -> Vec<SinglePoint> {
    points
        .sort_by(|x, y| (Reverse((x.devices, x.hosts)), &x.element).cmp(&(Reverse((y.devices, y.hosts)), &y.element)));
    points
}

/// What one vertex separates.
#[derive(Clone, Copy, Default)]
struct Parts {
    /// All that lies below it and is not reached without it.
    sum: Weight,
    heaviest: Weight,
    /// Where that part begins.
    at: Option<usize>,
}

/// What cuts something off when it fails, with how much: from the station, where it can reach it, else from the
/// heaviest part.
pub(super) fn cut_points(
    skeleton: &Skeleton,
    station: Option<usize>,
    weight: &dyn Fn(usize) -> Weight,
    is_link: &dyn Fn(usize) -> bool,
) -> Vec<(Cut, Weight)> {
    let tree = Tree::of(skeleton, station);
    let cuts = &tree.cuts;
    let count = tree.root.len();
    // End systems with several homes weigh where their ways part.
    let mut own: Vec<Weight> = (0..count).map(weight).collect();
    let mut parting: Vec<(usize, usize)> = Vec::new();
    for (at, (host, _)) in skeleton.homed.iter().enumerate() {
        let meet = cuts.dominator[*host];
        let weight = std::mem::take(&mut own[*host]);
        if meet != NONE {
            own[meet].add(weight);
            parting.push((meet, at));
        }
    }
    parting.sort_unstable();
    let sums = cuts.sums(|at| own[at]);
    let mut parts = vec![Parts::default(); count];
    for at in cuts.order.iter().filter(|at| cuts.splits[**at]) {
        let part = &mut parts[cuts.parent[*at]];
        part.sum.add(sums[*at]);
        if part.at.is_none() || part.heaviest < sums[*at] {
            (part.heaviest, part.at) = (sums[*at], Some(*at));
        }
    }
    let mut found = Vec::new();
    for at in cuts.order.iter().copied() {
        let root = tree.root[at];
        let from_station = Some(root) == station;
        let total = sums.get(root).copied().unwrap_or_default();
        if cuts.hangs[at] && is_link(cuts.through[at]) {
            let below = sums[at];
            let cut = if from_station { below } else { below.min(total.less(below)) };
            if cut.devices > 0 || cut.hosts > 1 {
                found.push((Cut::Edge(cuts.through[at]), cut));
            }
        }
        if Some(at) == station {
            continue;
        }
        let part = parts[at];
        let rest = total.less(sums[at]);
        let keeps_rest = from_station || rest >= part.heaviest;
        let mut cut = part.sum;
        if !keeps_rest {
            cut.add(rest);
            cut = cut.less(part.heaviest);
        }
        let kept = part.at.filter(|_| !keeps_rest);
        let from = parting.partition_point(|(meet, _)| *meet < at);
        for (_, homed) in parting.iter().skip(from).take_while(|(meet, _)| *meet == at) {
            let (host, homes) = &skeleton.homed[*homed];
            if !homes.iter().any(|home| kept.is_some_and(|kept| is_below(cuts, *home, kept))) {
                cut.add(weight(*host));
            }
        }
        if !cut.is_nothing() {
            found.push((Cut::Vertex(at), cut));
        }
    }
    found
}

/// Whether the walk reached `at` through `above`.
fn is_below(cuts: &super::cuts::Cuts, at: usize, above: usize) -> bool {
    let first = cuts.place[above];
    (first..first + cuts.below[above]).contains(&cuts.place[at])
}

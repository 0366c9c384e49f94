//! What happens if: who is cut off, what is still redundant, what spanning tree would open.

mod changed;
mod vlans;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use self::changed::Changed;
use super::cuts::Weight;
use super::element::Element;
use super::graph::{End, Topology};
use super::index::{Edge, Index};
use super::sets::Sets;
use super::single_points::{Cut, SinglePoint, cut_points, in_order, number};
use super::skeleton::Skeleton;
use crate::error::Error;
use crate::value::VlanId;

/// One thing that is supposed to happen. Devices are given by name or id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Supposition {
    /// A device fails or is taken away.
    DeviceGone {
        /// The device.
        device: String,
    },
    /// A cable, or one member of an aggregate, fails or is taken away.
    LinkGone {
        /// The link's id.
        link: String,
    },
    /// All members of an aggregate fail.
    LagGone {
        /// What its members are called: [`Link::lag`](super::Link::lag).
        lag: String,
    },
    /// A shared medium fails.
    SegmentGone {
        /// The segment's id.
        segment: String,
    },
    /// A port goes down, and all that is connected there with it.
    PortDown {
        /// The device.
        device: String,
        /// The port's name.
        port: String,
    },
    /// A device is put up.
    DeviceAdded {
        /// Its name: none of a device that is there.
        device: String,
    },
    /// A cable is drawn.
    LinkAdded {
        /// One device; it may be one that an earlier supposition adds.
        a: String,
        /// The other.
        b: String,
    },
}

/// What follows from suppositions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIf {
    /// What was supposed.
    pub supposed: Vec<Supposition>,
    /// From where it is judged; `None` where that is the largest part that remains.
    pub station: Option<Element>,
    /// What was connected and is not any more, the largest part first.
    pub cut_off: Vec<Part>,
    /// What becomes connected, the largest part first.
    pub joined: Vec<Part>,
    /// Devices of the network that are gone or cut off.
    pub devices: u32,
    /// End systems that are.
    pub hosts: u32,
    /// Links that are gone or lead nowhere.
    pub lost_links: Vec<Element>,
    /// Ports of devices that remain connected which lose what was there.
    pub ports: Vec<End>,
    /// Aggregates that lose members.
    pub lags: Vec<LagLoss>,
    /// VLANs that fall apart although the devices in them stay connected, by number.
    #[serde(default)]
    pub vlans: Vec<VlanLoss>,
    /// Links that spanning tree blocks and would open.
    pub unblocks: Vec<Element>,
    /// Single points of failure before.
    pub single_points_before: u32,
    /// Single points of failure after.
    pub single_points_after: u32,
    /// Those that were none before, or cut off more than before: the worst first.
    pub new_single_points: Vec<SinglePoint>,
    /// Those that are there still and are none any more.
    pub resolved_single_points: Vec<SinglePoint>,
}

/// Devices and hosts that are connected with each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Devices of the network, in their order.
    pub devices: Vec<Element>,
    /// End systems, in their order.
    pub hosts: Vec<Element>,
}

/// A VLAN that falls apart: no way that remains carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VlanLoss {
    /// The VLAN.
    pub vlan: VlanId,
    /// What is in it and apart from the part of the station, or where that is not in it from the largest: the largest
    /// first. Who is in it follows from links that are known to carry it.
    pub cut_off: Vec<Part>,
}

/// An aggregate that loses members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LagLoss {
    /// What its members are called.
    pub lag: String,
    /// Cables before.
    pub before: u32,
    /// Cables after; 0 where it is lost.
    pub after: u32,
}

impl Topology {
    /// What follows from `supposed`: see [`Index::what_if`].
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a device, port, link, aggregate or segment that is not there.
    pub fn what_if(&self, supposed: &[Supposition], station: Option<&str>) -> Result<WhatIf, Error> {
        self.index().what_if(supposed, station)
    }
}

impl Index<'_> {
    /// What follows if all of `supposed` happens, in that order, seen from the device `station` (by name or id) or, if
    /// `None`, from the largest part that remains. O(nodes + links).
    ///
    /// Parallel links and links that spanning tree blocks count as ways: what they keep connected is not cut off. Those
    /// that would have to be opened are told. Where the way that remains does not carry a VLAN, what is in that VLAN and
    /// loses its rest is told of in `vlans`; a link of which no VLAN is known may carry any.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a device, port, link, aggregate or segment that is not there, for a device that is added
    /// and is there, and for a station that is supposed to be gone.
    pub fn what_if(&self, supposed: &[Supposition], station: Option<&str>) -> Result<WhatIf, Error> {
        let changed = Changed::of(self, supposed)?;
        let at = station.map(|station| self.known(station)).transpose()?;
        if let Some(gone) = at.filter(|at| changed.is_gone(*at)) {
            let name = self.element(gone).map(|element| element.name).unwrap_or_default();
            return Err(Error::invalid("station", name, "a device that is not supposed to be gone"));
        }
        let only_ends = |vertex| Some(vertex) != at && changed.only_ends(vertex);
        let is_host = |vertex| self.is_host(vertex);
        let before = Skeleton::of(&changed.before, only_ends, is_host);
        let after = Skeleton::of(&changed.after, only_ends, is_host);
        let reach = Reach::of(&changed, &before, &after, at);
        let mut answer = WhatIf {
            supposed: supposed.to_vec(),
            station: at.and_then(|at| self.element(at)),
            cut_off: reach.parts(&changed, |at| reach.cut_off(at), &reach.after),
            joined: reach.parts(&changed, |at| reach.joins(at), &reach.before),
            devices: 0,
            hosts: 0,
            lost_links: Vec::new(),
            ports: Vec::new(),
            lags: lags(self, &changed),
            vlans: vlans::losses(self, &changed, (&before, &after), &reach, at),
            unblocks: changed.unblocks(),
            single_points_before: 0,
            single_points_after: 0,
            new_single_points: Vec::new(),
            resolved_single_points: Vec::new(),
        };
        let mut lost = Weight::default();
        let nodes = 0..self.topology.nodes.len();
        let gone = |at: &usize| changed.is_gone(*at) || reach.cut_off(*at);
        nodes.filter(gone).for_each(|at| lost.add(changed.weight(at)));
        (answer.devices, answer.hosts) = (number(lost.devices), number(lost.hosts));
        losses(self, &changed, &reach, &mut answer);
        compare_single_points(&changed, &before, &after, &mut answer);
        Ok(answer)
    }
}

/// Who is connected with whom, before and after.
struct Reach {
    before: Vec<usize>,
    after: Vec<usize>,
    main_before: usize,
    main_after: usize,
}

impl Reach {
    fn of(changed: &Changed<'_>, before: &Skeleton, after: &Skeleton, station: Option<usize>) -> Self {
        let (before, after) = (before.components(station, |_| true), after.components(station, |_| true));
        let heaviest = |component: &[usize], counts: &dyn Fn(usize) -> bool| {
            let mut weights: BTreeMap<usize, Weight> = BTreeMap::new();
            for at in (0..component.len()).filter(|at| counts(*at) && !changed.is_gone(*at)) {
                weights.entry(component[at]).or_default().add(changed.weight(at));
            }
            let best = weights.into_iter().max_by(|(a, x), (b, y)| x.cmp(y).then(b.cmp(a)));
            best.map_or(usize::MAX, |(component, _)| component)
        };
        let (main_before, main_after) = match station {
            Some(at) => (before[at], after[at]),
            None => {
                let main = heaviest(&before, &|_| true);
                (main, heaviest(&after, &|at| before[at] == main))
            }
        };
        Self { before, after, main_before, main_after }
    }

    fn cut_off(&self, at: usize) -> bool {
        self.before[at] == self.main_before && self.after[at] != self.main_after
    }

    fn joins(&self, at: usize) -> bool {
        self.before[at] != self.main_before && self.after[at] == self.main_after
    }

    /// What `counts`, by component; what is gone is in none.
    fn parts(&self, changed: &Changed<'_>, counts: impl Fn(usize) -> bool, component: &[usize]) -> Vec<Part> {
        let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
        for at in (0..component.len()).filter(|at| counts(*at) && !changed.is_gone(*at)) {
            let weight = changed.weight(at);
            let Some(element) = changed.element(at).filter(|_| !weight.is_nothing()) else { continue };
            let part = parts.entry(component[at]).or_default();
            if weight.devices > 0 { part.devices.push(element) } else { part.hosts.push(element) }
        }
        let mut parts: Vec<Part> = parts.into_values().collect();
        let size = |part: &Part| std::cmp::Reverse((part.devices.len(), part.hosts.len()));
        parts.sort_by_key(size);
        parts
    }
}

/// Links and ports that are lost.
fn losses(index: &Index<'_>, changed: &Changed<'_>, reach: &Reach, answer: &mut WhatIf) {
    let mut ports = BTreeSet::new();
    for edge in &changed.dead {
        let ends = match index.edges.get(*edge) {
            Some(Edge::Link(at)) => {
                let Some(link) = index.topology.links.get(*at) else { continue };
                answer.lost_links.push(Element::of_link(link));
                vec![&link.a, &link.b]
            }
            Some(Edge::Member { segment, member }) => {
                index.topology.segments.get(*segment).and_then(|it| it.members.get(*member)).into_iter().collect()
            }
            None => Vec::new(),
        };
        let remains = |end: &&End| {
            let at = index.at(&end.node);
            at.is_some_and(|at| !changed.is_gone(at) && reach.after[at] == reach.main_after && !index.only_ends(at))
        };
        ports.extend(ends.into_iter().filter(remains).cloned());
    }
    answer.lost_links.sort();
    answer.ports = ports.into_iter().collect();
}

fn lags(index: &Index<'_>, changed: &Changed<'_>) -> Vec<LagLoss> {
    let name = |edge: usize| index.link(edge).and_then(|link| link.lag.as_deref());
    let hit: BTreeSet<&str> = changed.dead.iter().filter_map(|edge| name(*edge)).collect();
    if hit.is_empty() {
        return Vec::new();
    }
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for edge in 0..index.edges.len() {
        if let Some(lag) = name(edge).filter(|lag| hit.contains(lag)) {
            let (before, after) = counts.entry(lag).or_default();
            *before += 1;
            *after += u32::from(!changed.is_dead(edge));
        }
    }
    counts.into_iter().map(|(lag, (before, after))| LagLoss { lag: lag.to_owned(), before, after }).collect()
}

fn compare_single_points(changed: &Changed<'_>, before: &Skeleton, after: &Skeleton, answer: &mut WhatIf) {
    let points = |skeleton: &Skeleton| -> BTreeMap<Cut, Weight> {
        cut_points(skeleton, None, &|at| changed.weight(at), &|edge| changed.is_link(edge)).into_iter().collect()
    };
    let (before, after) = (points(before), points(after));
    answer.single_points_before = number(before.len());
    answer.single_points_after = number(after.len());
    let point = |(cut, weight): (&Cut, &Weight)| {
        let element = match cut {
            Cut::Vertex(at) => changed.element(*at),
            Cut::Edge(edge) => changed.element_of_edge(*edge),
        };
        Some(SinglePoint { element: element?, devices: number(weight.devices), hosts: number(weight.hosts) })
    };
    let worse = |(cut, weight): &(&Cut, &Weight)| before.get(cut).is_none_or(|known| known < *weight);
    answer.new_single_points = in_order(after.iter().filter(worse).filter_map(point).collect());
    let is_there = |cut: &Cut| match cut {
        Cut::Vertex(at) => !changed.is_gone(*at),
        Cut::Edge(edge) => !changed.is_dead(*edge),
    };
    let resolved = |(cut, _): &(&Cut, &Weight)| !after.contains_key(cut) && is_there(cut);
    answer.resolved_single_points = in_order(before.iter().filter(resolved).filter_map(point).collect());
}

/// The blocked edges, in order, that join what the edges that pass leave apart.
fn opened(vertices: usize, edges: &[(usize, usize)], passes: &dyn Fn(usize) -> bool) -> BTreeSet<usize> {
    let mut sets = Sets::new(vertices);
    let there = |edge: &usize| edges[*edge].0 < vertices && edges[*edge].1 < vertices;
    let (open, blocked): (Vec<usize>, Vec<usize>) = (0..edges.len()).filter(there).partition(|edge| passes(*edge));
    open.into_iter().for_each(|edge| sets.union(edges[edge].0, edges[edge].1));
    let mut joins = |edge: &usize| {
        let (a, b) = edges[*edge];
        let apart = sets.find(a) != sets.find(b);
        sets.union(a, b);
        apart
    };
    blocked.into_iter().filter(|edge| joins(edge)).collect()
}

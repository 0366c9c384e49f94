//! Where an address can be that no bridge has on a port of its own: behind all the ports that others have it on.

use std::collections::BTreeMap;

use crate::topology::hash::Map;
use crate::topology::model::{Net, Spot};
use crate::topology::ports::PortAt;
use crate::topology::rules::fdb::{Forwarding, Side, forwards};
use crate::topology::weights;

/// Places that are looked at in one region; a larger one tells nothing.
const PLACES: usize = 64;

/// So many times the addresses make a port one that leads on.
const MANY_TIMES: usize = 4;

/// A node, or after all nodes a medium, that an address may be on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) node: usize,
    /// How likely it is.
    pub(super) share: f64,
    /// How likely the address is on it or on a medium that it is on.
    pub(super) beside: f64,
}

impl Candidate {
    /// How sure it is that the address is on the node or on a medium with it: a guess where the medium is the likelier.
    pub(super) fn confidence(&self) -> f64 {
        let confidence = weights::on_switch(self.beside);
        if self.beside > 2.0 * self.share { confidence.min(0.5) } else { confidence }
    }
}

/// A position in the tables and a port of it.
type Seen = (usize, PortAt);

/// What a port leads to.
#[derive(Clone, Copy)]
enum Way {
    /// These places.
    To(Side),
    /// No bridge or medium that is known.
    Out,
    /// Places that another way leads to as well.
    Unclear,
}

/// What is behind the ports of bridges, and who may be on them.
pub(super) struct Regions<'f, 'n> {
    forwarding: &'f Forwarding,
    net: &'n Net<'n>,
    ways: Map<Seen, Way>,
    /// For each node that was asked about: ports that are up and that nothing is known to be behind.
    free: Map<usize, f64>,
    /// How many end systems may be on an unmanaged medium: as many as there are to each bridge.
    on_a_medium: f64,
}

impl<'f, 'n> Regions<'f, 'n> {
    pub(super) fn new(forwarding: &'f Forwarding, net: &'n Net<'n>) -> Self {
        let tables = &forwarding.tables;
        let ends = (0..tables.items.len()).filter(|item| !forwarding.is_of_bridge(*item)).count();
        let on_a_medium = ends as f64 / tables.bridges.len().max(1) as f64;
        Self { forwarding, net, ways: Map::default(), free: Map::default(), on_a_medium }
    }

    fn way(&mut self, (at, port): Seen) -> Way {
        let known = &self.forwarding.faces.known;
        let node = self.forwarding.tables.bridges[at];
        *self.ways.entry((at, port)).or_insert_with(|| match known.side(node, port) {
            Some(side) => Way::To(side),
            None if known.next(node, port).next().is_none() => Way::Out,
            None => Way::Unclear,
        })
    }

    /// The edge port that an address is on, of those that saw it, and others that may lead to it. Of ports in one part
    /// of the network that one which most sightings agree with is it, and the rest are stale; of those in parts that
    /// nothing joins the one with fewest addresses is it, and the others lead there.
    pub(super) fn best(
        &mut self,
        sightings: &[Seen],
        edges: &mut [Seen],
        weight: impl Fn(Seen) -> Option<usize>,
    ) -> Option<(Seen, Vec<Seen>)> {
        match edges {
            [] => return None,
            [only] => return Some((*only, Vec::new())),
            _ => {}
        }
        let agreeing = self.agreeing(sightings, edges);
        edges.sort_by_key(|at| (std::cmp::Reverse(agreeing.get(at).copied()), weight(*at), *at));
        let (tables, known) = (&self.forwarding.tables, &self.forwarding.faces.known);
        // What has many times the addresses of another port is no place of its own, whoever agrees.
        let least = edges.iter().filter_map(|at| weight(*at)).min().unwrap_or_default();
        let (few, many): (Vec<Seen>, Vec<Seen>) =
            edges.iter().copied().partition(|at| weight(*at).is_none_or(|count| count <= MANY_TIMES * (least + 1)));
        let mut parts: BTreeMap<usize, Vec<Seen>> = BTreeMap::new();
        for edge in &few {
            let part = parts.entry(known.component(tables.bridges[edge.0])).or_default();
            if part.first().is_none_or(|first| agreeing.get(first) == agreeing.get(edge)) {
                part.push(*edge);
            }
        }
        let mut left: Vec<Seen> = parts.into_values().flatten().collect();
        left.sort_by_key(|at| (weight(*at), *at));
        let (best, rest) = left.split_first()?;
        Some((*best, rest.iter().chain(&many).copied().collect()))
    }

    /// For each sighting on an edge port: how many others agree that the address is there.
    fn agreeing(&mut self, sightings: &[Seen], edges: &[Seen]) -> BTreeMap<Seen, usize> {
        let ways: Vec<Way> = sightings.iter().map(|seen| self.way(*seen)).collect();
        let (tables, known) = (&self.forwarding.tables, &self.forwarding.faces.known);
        let behind = |number: usize, way: &Way| match way {
            Way::To(Side { all, but }) => (all.0..all.1).contains(&number) && !(but.0..but.1).contains(&number),
            Way::Out | Way::Unclear => false,
        };
        let agreeing = |edge: &Seen| {
            let number = known.number(tables.bridges[edge.0]);
            ways.iter().filter(|way| behind(number, way)).count()
        };
        edges.iter().map(|edge| (*edge, agreeing(edge))).collect()
    }

    /// The nodes that most sightings of an address point to, the likeliest first; empty where they point to several
    /// parts of the network that nothing joins, or out of what is known. `leaves` says of a port whether it leads to
    /// bridges of which it is not known how they are cabled.
    pub(super) fn of(&mut self, sightings: &[Seen], leaves: impl Fn(Seen) -> bool) -> Vec<Candidate> {
        let mut steps: Vec<(usize, i32)> = Vec::with_capacity(sightings.len() * 4);
        for seen in sightings {
            match self.way(*seen) {
                Way::Unclear => {}
                Way::To(Side { all, but }) => steps.extend([(all.0, 1), (but.0, -1), (but.1, 1), (all.1, -1)]),
                Way::Out => {
                    let number = self.forwarding.faces.known.number(self.forwarding.tables.bridges[seen.0]);
                    steps.extend([(number, 1), (number + 1, -1)]);
                }
            }
        }
        steps.sort_unstable();
        let known = &self.forwarding.faces.known;
        // By part of the network: the most votes, how many there are in it, and the numbers with that many.
        let mut parts: BTreeMap<usize, (i32, Vec<(usize, usize)>)> = BTreeMap::new();
        let mut votes = 0;
        for (at, (number, step)) in steps.iter().enumerate() {
            votes += step;
            let Some((next, _)) = steps.get(at + 1).filter(|(next, _)| next > number && votes > 0) else { continue };
            let Some(place) = known.numbered(*number) else { continue };
            let (most, ranges) = parts.entry(known.component(place)).or_default();
            if votes > *most {
                *most = votes;
                ranges.clear();
            }
            if votes == *most {
                ranges.push((*number, *next));
            }
        }
        let leaving: Vec<usize> =
            sightings.iter().filter(|seen| leaves(**seen)).map(|seen| self.forwarding.tables.bridges[seen.0]).collect();
        let mut found = Vec::new();
        for (most, ranges) in parts.into_values() {
            let places: Vec<usize> = ranges
                .iter()
                .flat_map(|(from, to)| *from..*to)
                .take(PLACES)
                .filter_map(|at| known.numbered(at))
                .collect();
            if places.iter().all(|place| leaving.contains(place)) {
                continue;
            }
            found.push((most, places));
        }
        let [(most, places)] = found.as_slice() else { return Vec::new() };
        if places.len() == PLACES {
            return Vec::new();
        }
        let agree = f64::from(*most) / sightings.len() as f64;
        let mut weights: Vec<(usize, f64)> = Vec::new();
        let mut all = 0.0;
        for place in places {
            let weight = if leaving.contains(place) { weights::BEYOND_A_PORT } else { self.free_ports(*place) };
            all += weight;
            if !leaving.contains(place) {
                weights.push((*place, weight));
            }
        }
        weights.retain(|(_, weight)| *weight > 0.0);
        weights.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        let share = |weight: f64| agree * weights::ON_ANY_OF_THEM * weight / f64::max(all, f64::MIN_POSITIVE);
        let is_medium = |place: usize| place >= self.net.nodes.len();
        let media: Vec<(usize, f64)> = weights.iter().copied().filter(|(place, _)| is_medium(*place)).collect();
        let around = |node: usize| {
            let on = |(medium, _): &&(usize, f64)| known.around(*medium).any(|member| member == node);
            media.iter().filter(on).map(|(_, weight)| weight).sum::<f64>()
        };
        let candidate = |(node, weight): (usize, f64)| {
            let beside = if is_medium(node) { weight } else { weight + around(node) };
            Candidate { node, share: share(weight), beside: share(beside) }
        };
        weights.into_iter().map(candidate).collect()
    }

    /// How many end systems may be on a place of which no table tells: ports that are up and that nothing is behind.
    fn free_ports(&mut self, place: usize) -> f64 {
        if let Some(known) = self.free.get(&place) {
            return *known;
        }
        let free = match self.net.nodes.get(place) {
            None => self.on_a_medium,
            Some(model) if model.device.is_none_or(|device| device.interfaces.is_empty()) => {
                weights::ON_AN_UNASKED_NODE
            }
            Some(_) if !forwards(place, self.net) => 0.0,
            Some(_) => self.forwarding.free_ports(place, self.net).len() as f64 + weights::ON_NO_FREE_PORT,
        };
        self.free.insert(place, free);
        free
    }
}

impl Forwarding {
    /// Ports of a bridge that are up, without anything known to be on them or behind them.
    pub(super) fn free_ports(&self, node: usize, net: &Net<'_>) -> Vec<PortAt> {
        let ports = &net.nodes[node].ports;
        let mut busy: Vec<PortAt> = Vec::new();
        if let Ok(at) = self.tables.bridges.binary_search(&node) {
            busy.extend(self.tables.rows[at].iter().map(|(_, port)| *port));
            busy.sort_unstable();
            busy.dedup();
        }
        let free = |at: &PortAt| {
            let port = ports.at(*at);
            let frames = port.bridged || (port.ethernet && ports.carries_frames(*at));
            let own = ports.bundle(*at) == *at && port.parent.is_none();
            frames
                && own
                && port.up != Some(false)
                && busy.binary_search(at).is_err()
                && net.is_open(Spot { node, port: Some(*at) })
        };
        (0..ports.list().len()).filter(free).collect()
    }
}

//! Where everything else is plugged in: addresses that forwarding tables know, put on the deepest
//! port that sees them, and named by ARP.

mod place;
mod region;
mod sharing;
mod who;

use std::collections::{BTreeMap, BTreeSet};

use self::place::{Place, Places};
use self::region::Candidate;
use self::who::BEHIND_BRIDGES;
pub(super) use self::who::{People, quote};
use super::fdb::{Forwarding, forwards};
use crate::evidence::Source;
use crate::inventory::{DeviceKind, DeviceSnapshot};
use crate::topology::graph::{Reason, Strength, Unused};
use crate::topology::model::{Cable, Net, Other, Spot};
use crate::topology::options::Options;
use crate::topology::ports::PortAt;
use crate::topology::registry::Registry;
use crate::topology::weights;

/// Rows that are quoted for one conclusion; the rest says the same.
const QUOTED: usize = 8;
/// Rows that are quoted of those that point to where an address is.
const POINTERS: usize = 3;
/// Other places that are listed.
const ALTERNATIVES: usize = 4;

/// Attaches hosts and other end systems to the ports that lead to them.
pub(in crate::topology) fn apply(
    devices: &[&DeviceSnapshot],
    options: &Options,
    registry: &Registry,
    forwarding: &Forwarding,
    net: &mut Net<'_>,
) {
    let mut people = People::of(devices, options.uses(Source::Arp), registry, &forwarding.owners, net);
    let places = Places::find(forwarding, net);
    let mut found: Vec<(Place, usize)> = Vec::with_capacity(places.of.len());
    for (item, place) in places.of.iter().enumerate() {
        match place {
            Some(place) => found.push((*place, item)),
            None => people.leave(item, forwarding, net),
        }
    }
    found.sort_unstable();
    let unknown = |(_, item): &&(Place, usize)| forwarding.owners.of_mac(forwarding.tables.items[*item].mac).is_none();
    net.nodes.reserve(found.iter().filter(unknown).count());
    let mut work = Work { forwarding, places: &places, people: &mut people };
    let mut shared: Vec<(Place, Vec<usize>)> = Vec::new();
    for together in found.chunk_by(|x, y| x.0 == y.0) {
        let items: Vec<usize> = together.iter().map(|(_, item)| *item).collect();
        let Some((place, _)) = together.first() else { continue };
        match *place {
            Place::Edge(at, port) => work.on_edge(at, port, &items, net),
            Place::With(_) | Place::Between(_) => shared.push((*place, items)),
            Place::Behind(node) => work.behind(node, &items, net),
            Place::At(node) => work.at(node, &items, net),
            Place::On(medium) => {
                let known: BTreeSet<usize> = net.media[medium].members.iter().map(|member| member.node).collect();
                let mut members = work.members(&items, net);
                members.retain(|spot, _| !known.contains(&spot.node) && !polled_bridge(*spot, net));
                let all: Vec<usize> = members.values().flatten().copied().collect();
                let quoted = work.quotes(&all, net);
                net.media[medium].members.extend(members.into_keys());
                net.media[medium].because.extend(quoted);
            }
        }
    }
    // What is on cables goes last: one that turns out to be a medium is a cable no more.
    for (place, items) in shared {
        if let Some(cable) = place.cable() {
            work.on_cable(cable, matches!(place, Place::With(_)), &items, net);
        }
    }
}

struct Work<'w, 'o> {
    forwarding: &'w Forwarding,
    places: &'w Places,
    people: &'w mut People<'o>,
}

impl Work<'_, '_> {
    /// The spots of the nodes that these addresses belong to, with their addresses.
    fn members(&mut self, items: &[usize], net: &mut Net<'_>) -> BTreeMap<Spot, Vec<usize>> {
        let mut spots: Vec<(Spot, usize)> = Vec::with_capacity(items.len());
        for item in items {
            match self.people.spot(self.forwarding.tables.items[*item].mac, net) {
                Some(spot) => spots.push((spot, *item)),
                None => {
                    let mac = self.forwarding.tables.items[*item].mac;
                    let why = "the address belongs to several devices";
                    net.unused.push(Unused { reason: self.quote(*item, net, &mac.to_string()), why: why.to_owned() });
                }
            }
        }
        spots.sort_unstable();
        let mut members = BTreeMap::new();
        for of_node in spots.chunk_by(|(x, _), (y, _)| x.node == y.node) {
            let (portless, on_ports) = of_node.split_at(of_node.partition_point(|(spot, _)| spot.port.is_none()));
            let Some((Spot { node, .. }, _)) = of_node.first().copied() else { continue };
            // A node that is known by one port and by addresses of no port is there with that port.
            let port = match (on_ports.first(), on_ports.last()) {
                (Some((first, _)), Some((last, _))) if first == last => first.port,
                _ => None,
            };
            let (first, rest) = if port.is_some() { (on_ports, portless) } else { (portless, on_ports) };
            let items = first.iter().chain(rest).map(|(_, item)| *item).collect();
            members.insert(Spot { node, port }, items);
        }
        members
    }

    /// One end system on an edge port is a cable, several are a medium, or one of them is what the others are behind.
    fn on_edge(&mut self, at: usize, port: PortAt, items: &[usize], net: &mut Net<'_>) {
        let here = Spot { node: self.forwarding.tables.bridges[at], port: Some(port) };
        let mut members = self.members(items, net);
        members.retain(|spot, items| {
            // A bridge that was only heard of may well have several cables.
            let bridge = spot.node >= net.polled && net.nodes[spot.node].kind == DeviceKind::Bridge;
            let elsewhere = attached(*spot, net) && !bridge;
            if elsewhere {
                let why = format!("{} is already cabled", net.say(*spot));
                self.leave(items, &why, net);
            }
            !elsewhere && spot.node != here.node
        });
        let doubt = self.forwarding.faces.doubt(&self.forwarding.tables, at, port);
        let bridges: Vec<Spot> = members.keys().copied().filter(|spot| polled_bridge(*spot, net)).collect();
        if let [first, ..] = bridges.as_slice() {
            // A port towards bridges that are not cabled yet: one alone is there, what else is seen is behind it.
            let alone = bridges.len() == 1;
            let others = members.iter().filter(|(spot, _)| !alone || *spot != first);
            others.for_each(|(_, items)| self.leave(items, BEHIND_BRIDGES, net));
            if alone {
                let there = Spot { node: first.node, port: None };
                let mut cable = Cable::new(here, there, Strength::Inferred, weights::SEEN_FROM_ONE_SIDE);
                cable.because = self.quotes(items, net);
                net.add_cable(cable);
            }
            return;
        }
        if members.len() > 1 {
            let apart = self.places.doubt.get(&at).copied().unwrap_or_default();
            self.share(here, members, 1.0 - doubt.max(apart), net);
            return;
        }
        for (spot, items) in members {
            let others: BTreeSet<(usize, PortAt)> =
                items.iter().filter_map(|item| self.places.others.get(item)).flatten().copied().collect();
            let confidence = if others.is_empty() { weights::HOST } else { weights::HOST_SEEN_TWICE };
            let mut cable = Cable::new(here, spot, Strength::Inferred, confidence * (1.0 - doubt));
            cable.because = self.quotes(&items, net);
            cable.alternatives = others
                .into_iter()
                .map(|(at, port)| Other {
                    a: Spot { node: self.forwarding.tables.bridges[at], port: Some(port) },
                    b: spot,
                    confidence: weights::HOST_ELSEWHERE,
                    text: "the address is seen there too, among more others".to_owned(),
                })
                .collect();
            net.add_cable(cable);
        }
    }

    /// On a node that others point to: on a port of its own that its table says nothing of, or on one that cannot be
    /// told, or on one of several nodes.
    fn at(&mut self, node: usize, items: &[usize], net: &mut Net<'_>) {
        let free = if node < net.polled { self.forwarding.free_ports(node, net) } else { Vec::new() };
        let members = self.members(items, net);
        let alone = members.len() == 1;
        for (spot, items) in members {
            if spot.node == node || attached(spot, net) || polled_bridge(spot, net) {
                continue;
            }
            let candidates: Vec<Candidate> =
                items.first().and_then(|item| self.places.candidates.get(item)).cloned().unwrap_or_default();
            let (share, sure) = candidates.first().map_or((0.0, 0.0), |first| (first.share, first.confidence()));
            let (port, confidence) = match free.as_slice() {
                [only] if alone && share >= weights::ON_ONE_SWITCH => (Some(*only), share * weights::HOST_ON_FREE_PORT),
                _ => (None, sure),
            };
            let strength = if confidence > 0.5 { Strength::Inferred } else { Strength::Guessed };
            let mut cable = Cable::new(Spot { node, port }, spot, strength, confidence);
            cable.because = self.pointers(&items, net);
            cable.alternatives = if port.is_none() && (1..=ALTERNATIVES).contains(&free.len()) {
                let each = confidence / free.len() as f64;
                let text = "nothing else is known of that port, and it is up".to_owned();
                let on = |port: &PortAt| Spot { node, port: Some(*port) };
                free.iter().map(|port| Other { a: on(port), b: spot, confidence: each, text: text.clone() }).collect()
            } else {
                Vec::new()
            };
            let others = candidates.iter().skip(1).take(ALTERNATIVES).map(|candidate| Other {
                a: Spot { node: candidate.node, port: None },
                b: spot,
                confidence: weights::on_switch(candidate.share),
                text: "the ports that the address is behind lead there too".to_owned(),
            });
            cable.alternatives.extend(others);
            net.add_cable(cable);
        }
    }

    /// The rows that point to where addresses must be, as reasons.
    fn pointers(&self, items: &[usize], net: &Net<'_>) -> Vec<Reason> {
        let tables = &self.forwarding.tables;
        let mut reasons: Vec<Reason> = Vec::new();
        for item in items.iter().take(QUOTED) {
            let mac = tables.items[*item].mac;
            let who = self.people.say(mac, net);
            let seen = tables.sightings[*item].iter().take(POINTERS);
            reasons.extend(seen.map(|seen| quote(tables, *item, Some(*seen), &who, net)));
            reasons.extend(self.people.resolved(mac));
        }
        reasons
    }

    /// Keeps addresses whose place cannot be told.
    fn leave(&self, items: &[usize], why: &str, net: &mut Net<'_>) {
        let say = |item: &usize| self.people.say(self.forwarding.tables.items[*item].mac, net);
        let reasons: Vec<Reason> = items.iter().map(|item| self.quote(*item, net, &say(item))).collect();
        net.unused.extend(reasons.into_iter().map(|reason| Unused { reason, why: why.to_owned() }));
    }

    /// Behind a device whose own table is not known: plugged into it, or further away.
    fn behind(&mut self, node: usize, items: &[usize], net: &mut Net<'_>) {
        let here = Spot { node, port: None };
        for (spot, items) in self.members(items, net) {
            if spot.node == node || attached(spot, net) || polled_bridge(spot, net) {
                continue;
            }
            let mut cable = Cable::new(here, spot, Strength::Inferred, weights::BEHIND_UNASKED);
            cable.because = self.quotes(&items, net);
            net.add_cable(cable);
        }
    }

    /// Addresses on a known cable: between its ends, or with the end system on it. Enough of them
    /// make it a medium.
    fn on_cable(&mut self, at: usize, with: bool, items: &[usize], net: &mut Net<'_>) {
        let mut members = self.members(items, net);
        let Some(known) = net.cables.get(at) else { return };
        let (ends, announced) = ([known.a, known.b], known.strength >= Strength::Claimed);
        let elsewhere = |spot: Spot| polled_bridge(spot, net) || attached(spot, net);
        members.retain(|spot, _| !ends.iter().any(|end| end.node == spot.node) && !elsewhere(*spot));
        let all: Vec<usize> = members.values().flatten().copied().collect();
        let quoted = self.quotes(&all, net);
        if all.is_empty() {
            let quoted = self.quotes(items, net);
            if let Some(cable) = net.cables.get_mut(at) {
                cable.because.extend(quoted);
            }
            return;
        }
        if with {
            let end = ends.into_iter().find(|end| !self.forwarding.tables.bridges.contains(&end.node));
            let hosts_others =
                end.is_some_and(|end| end.node >= net.polled || net.nodes[end.node].kind == DeviceKind::Host);
            if let Some(end) = end.filter(|_| hosts_others) {
                for (spot, items) in members {
                    let mut cable = Cable::new(
                        Spot { node: end.node, port: None },
                        spot,
                        Strength::Guessed,
                        weights::BEHIND_END_SYSTEM,
                    );
                    cable.because = self.quotes(&items, net);
                    net.add_cable(cable);
                }
                return;
            }
        } else {
            let common = self.places.common.get(&at).copied().unwrap_or_default();
            // Rows that are wrong or old are everywhere; a medium is in one place.
            let several = all.len() > 1 && !self.places.noisy && all.len() * weights::BETWEEN_SEVERAL_IN >= common;
            if (all.len() * weights::BETWEEN_ONE_IN < common && !several) || (all.len() == 1 && announced) {
                let why =
                    format!("seen between {}, but too few are to make it a medium: moved or stale", net.say_cable(at));
                net.unused.extend(quoted.into_iter().map(|reason| Unused { reason, why: why.clone() }));
                return;
            }
            if announced || all.len() * weights::MOSTLY_BETWEEN < common {
                // The ends are joined beyond doubt; that others are on the way is said by a medium beside the link.
                let members = members.into_keys().chain(ends).collect();
                net.add_medium(members, weights::HUB_ON_A_LINK, quoted);
                return;
            }
        }
        let Some(cable) = net.cables.take(at) else { return };
        let because = cable.because.into_iter().chain(quoted).collect();
        let members = members.into_keys().chain(ends).collect();
        net.add_medium(members, weights::HUB.min(cable.confidence), because);
    }

    /// Rows that saw these addresses where they were put, and who gave them their IP addresses.
    fn quotes(&self, items: &[usize], net: &Net<'_>) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::with_capacity(2 * items.len().min(QUOTED));
        for item in items.iter().take(QUOTED) {
            let mac = self.forwarding.tables.items[*item].mac;
            reasons.push(self.quote(*item, net, &self.people.say(mac, net)));
            reasons.extend(self.people.resolved(mac));
        }
        reasons
    }

    /// The sighting of an address at its place, as a reason.
    fn quote(&self, item: usize, net: &Net<'_>, who: &str) -> Reason {
        let tables = &self.forwarding.tables;
        let sightings = &tables.sightings[item];
        let first = match self.places.of[item] {
            Some(Place::Edge(at, port)) => Some((at, port)),
            Some(Place::With(cable) | Place::Between(cable)) => {
                let on_it = |(at, port): &&(usize, PortAt)| {
                    let here = Spot { node: tables.bridges[*at], port: Some(*port) };
                    net.cables
                        .get(cable)
                        .is_some_and(|cable| net.bundle(cable.a) == here || net.bundle(cable.b) == here)
                };
                sightings.iter().find(on_it).or(sightings.first()).copied()
            }
            _ => sightings.first().copied(),
        };
        quote(tables, item, first, who, net)
    }
}

/// Whether this is a bridge that was asked: where it is, links between bridges tell.
fn polled_bridge(spot: Spot, net: &Net<'_>) -> bool {
    spot.node < net.polled && forwards(spot.node, net)
}

/// Whether a cable already ends at this port of an end system, or at the system where its port is not known.
fn attached(spot: Spot, net: &Net<'_>) -> bool {
    net.cables
        .of(spot.node)
        .flat_map(|(_, cable)| [cable.a, cable.b])
        .any(|end| end.node == spot.node && (end.port == spot.port || end.port.is_none() || spot.port.is_none()))
}

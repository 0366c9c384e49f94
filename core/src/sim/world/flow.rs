//! Frames on their way, and what ports count.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::device::Role;
use super::forwarding::{Flow, Station};
use super::load::{Load, scramble};
use super::node::{Medium, Place};
use super::ways::{Hop, Ways};
use super::wiring::Cable;
use crate::error::{Error, Result};

/// What goes over every live cable besides users' frames, in bit/s: hellos of the protocols.
const HELLO_BPS: u64 = 320;

/// The live cables between two logical ports, each from the first port to the second.
type CablesBetween = BTreeMap<(Place, Place), Vec<(Place, Place)>>;

impl World {
    /// The ways of the frames of each VLAN that somebody sends in.
    pub(super) fn ways(&self) -> BTreeMap<u16, Ways> {
        let vlans: BTreeSet<u16> = self.stations.iter().map(|station| station.vlan).collect();
        let ways = |vlan| (vlan, Ways::new(&self.nodes, &self.wiring, &self.trees, vlan));
        vlans.into_iter().map(ways).collect()
    }

    /// Lets frames flow: ports count.
    pub(super) fn send(&mut self, ways: &BTreeMap<u16, Ways>, flows: &[Flow]) {
        let cables = self.cables_between();
        for flow in flows {
            let (Some(from), Some(to)) = (self.stations.get(flow.from).cloned(), self.stations.get(flow.to).cloned())
            else {
                continue;
            };
            let hops = ways.get(&from.vlan).map(|ways| ways.hops(&self.wiring, &from, &to)).unwrap_or_default();
            for hop in &hops {
                self.carry(&cables, *hop, flow);
            }
            if !hops.is_empty() {
                self.count_at_bearers(&from, &to, &flow.load);
            }
        }
    }

    /// Counts a flow over one segment: on one cable of an aggregate, on every port of a hub.
    fn carry(&mut self, cables: &CablesBetween, hop: Hop, flow: &Flow) {
        let direct = cables.get(&(hop.from, hop.to)).map_or(&[][..], Vec::as_slice);
        let (from, to) = match direct.get(
            usize::try_from(scramble(flow.from as u64 ^ (flow.to as u64) << 20)).unwrap_or(0) % direct.len().max(1),
        ) {
            Some(&pair) => pair,
            None => (self.first_member(hop.from), self.first_member(hop.to)),
        };
        self.count(from, to, &flow.load);
        if !direct.is_empty() {
            return;
        }
        let repeated = self.wiring.segment_of(hop.from).is_some_and(|(_, segment)| {
            segment.through.iter().any(|&node| self.nodes.get(node).is_some_and(|node| node.role == Role::Hub))
        });
        if repeated {
            let others: Vec<Place> = self.wiring.others(hop.from).filter(|&place| place != hop.to).collect();
            for other in others {
                let other = self.first_member(other);
                self.traffic.entry(other).or_default().ins.add(&flow.load);
            }
        }
    }

    pub(super) fn count(&mut self, from: Place, to: Place, load: &Load) {
        self.traffic.entry(from).or_default().outs.add(load);
        self.traffic.entry(to).or_default().ins.add(load);
    }

    /// Interfaces that only bear addresses count what their station sends and gets.
    fn count_at_bearers(&mut self, from: &Station, to: &Station, load: &Load) {
        let is_virtual = |world: &Self, place| world.interface(place).is_some_and(|it| it.medium == Medium::Virtual);
        if is_virtual(self, from.place) {
            self.traffic.entry(from.place).or_default().outs.add(load);
        }
        if is_virtual(self, to.place) {
            self.traffic.entry(to.place).or_default().ins.add(load);
        }
    }

    fn cables_between(&self) -> CablesBetween {
        let logical = |place: Place| {
            let port = self.nodes.get(place.node).map_or(place.port, |node| node.logical(place.port));
            Place { port, ..place }
        };
        let live = |place: Place| self.interface(place).is_some_and(|interface| interface.oper_up);
        let mut between = CablesBetween::new();
        for &Cable { a, b } in self.cables.iter().filter(|cable| live(cable.a) && live(cable.b)) {
            between.entry((logical(a), logical(b))).or_default().push((a, b));
            between.entry((logical(b), logical(a))).or_default().push((b, a));
        }
        between
    }

    fn first_member(&self, place: Place) -> Place {
        let members = self.nodes.get(place.node).map_or_else(Vec::new, |node| node.members(place.port));
        let up = members.into_iter().find(|&port| self.interface(Place { port, ..place }).is_some_and(|it| it.oper_up));
        Place { port: up.unwrap_or(place.port), ..place }
    }

    /// Every live cable carries hellos both ways, blocked or not.
    pub(super) fn hello(&mut self) {
        let cables = self.cables.clone();
        for Cable { a, b } in cables {
            let live = |place: Place| self.interface(place).is_some_and(|interface| interface.oper_up);
            if live(a) && live(b) {
                self.count(a, b, &Load::steady(HELLO_BPS));
                self.count(b, a, &Load::steady(HELLO_BPS));
            }
        }
    }

    pub(super) fn station_of(&self, device: &str) -> Result<usize> {
        let (node, _) = self.node(device)?;
        let found = self.stations.iter().position(|station| station.place.node == node);
        found.ok_or_else(|| Error::invalid("flow", device, "a device that is cabled and sends frames"))
    }

    /// The legs from one station to another: one within a VLAN, else two, to and from a gateway.
    pub(super) fn route(&self, from: usize, to: usize) -> Result<Vec<(usize, usize)>> {
        let vlan = |at: usize| self.stations.get(at).map(|station| station.vlan);
        if vlan(from) == vlan(to) {
            return Ok(vec![(from, to)]);
        }
        let gateway = |at: usize| {
            let mut all = self.stations.iter().enumerate();
            all.find(|(_, station)| station.routes && Some(station.vlan) == vlan(at)).map(|(at, _)| at)
        };
        match (gateway(from), gateway(to)) {
            (Some(near), Some(far)) => Ok([(from, near), (far, to)].into_iter().filter(|(a, b)| a != b).collect()),
            _ => Err(Error::invalid("flow", self.name.as_str(), "a gateway in both VLANs")),
        }
    }
}

//! What bridges learn from the frames that pass them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::World;
use super::conversations::Conversations;
use super::forwarding::{Flow, Learned};
use super::node::Place;
use super::ways::Ways;
use crate::error::{Error, Result};

/// How bridges come by the rows of their forwarding tables.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Learning {
    /// Every station is heard by every bridge of its VLAN. Where it broadcasts more seldom than bridges forget
    /// ([`WorldBuilder::broadcast_every`](super::WorldBuilder::broadcast_every)), those off the paths of its flows know
    /// it only for a while after each broadcast.
    #[default]
    Everything,
    /// Of that, each row is missing with a probability of its own, independent of the others.
    Drops(Drops),
    /// What traffic teaches: see [`Conversations`].
    Traffic(Conversations),
}

/// Which rows are missing: see [`Learning::Drops`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Drops {
    /// The share, 0 to 1, of the rows of end systems and routers that are missing, on their own port as anywhere else.
    pub missing: f64,
    /// The share, 0 to 1, of the rows of bridges' own addresses that are there, besides those due to the collector.
    pub management: f64,
    /// The bridge at which the collector sits, which talks with all other bridges: those on the way know the bridge
    /// that they are on the way to, and all know the one at which the collector sits.
    pub collector: Option<String>,
}

impl Learning {
    /// Fills the forwarding tables of a world.
    pub(super) fn apply(&self, world: &mut World, ways: &BTreeMap<u16, Ways>, flows: &[Flow], seed: u64) -> Result<()> {
        match self {
            Self::Everything => hear_all(world, ways, |_, _| true),
            Self::Drops(drops) => return drops.apply(world, ways, seed),
            Self::Traffic(talk) => return talk.apply(world, ways, seed),
        }
        for flow in flows {
            let (Some(from), Some(to)) = (world.stations.get(flow.from), world.stations.get(flow.to)) else { continue };
            let Some(ways) = ways.get(&from.vlan) else { continue };
            let ends = ways.anchor(&world.wiring, from).zip(ways.anchor(&world.wiring, to));
            let passed: Vec<usize> = ends.into_iter().flat_map(|(from, to)| ways.bridges_between(from, to)).collect();
            for node in passed {
                let table = world.learned.get_mut(node).map_or(&mut [][..], Vec::as_mut_slice);
                let at = table.binary_search_by_key(&flow.from, |row| row.station as usize);
                if let Some(row) = at.ok().and_then(|at| table.get_mut(at)) {
                    row.constant = true;
                }
            }
        }
        Ok(())
    }
}

/// Lets every bridge learn every station that it can hear, as far as `learns` (node, position of the station) says.
fn hear_all(world: &mut World, ways: &BTreeMap<u16, Ways>, mut learns: impl FnMut(usize, usize) -> bool) {
    for (at, station) in world.stations.iter().enumerate() {
        let Some(ways) = ways.get(&station.vlan) else { continue };
        let Some(anchor) = ways.anchor(&world.wiring, station) else { continue };
        for node in ways.reached_from(anchor) {
            let Some(port) = ways.toward(node, anchor) else { continue };
            let Some(table) = world.learned.get_mut(node).filter(|_| learns(node, at)) else { continue };
            let row = Learned { station: number(at), port: number(port), constant: false };
            table.push(row);
        }
    }
}

/// A position as it stands in a row.
pub(super) fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

impl Drops {
    fn apply(&self, world: &mut World, ways: &BTreeMap<u16, Ways>, seed: u64) -> Result<()> {
        let root = self.collector.as_deref().map(|name| world.node(name)).transpose()?.map(|(at, _)| at);
        let known = self.known_to_collector(world, ways, root)?;
        let of_bridge: Vec<Option<usize>> =
            world.stations.iter().map(|station| station.port.is_none().then_some(station.place.node)).collect();
        let mut random = fastrand::Rng::with_seed(seed ^ 0x6d69_7373_696e_6731);
        hear_all(world, ways, |node, at| {
            let draw = random.f64();
            match of_bridge.get(at).copied().flatten() {
                Some(owner) => draw < self.management || Some(owner) == root || known.contains(&(node, at)),
                None => draw >= self.missing,
            }
        });
        Ok(())
    }

    /// The rows due to what the collector asks: of each bridge on the bridges before it.
    fn known_to_collector(
        &self,
        world: &World,
        ways: &BTreeMap<u16, Ways>,
        root: Option<usize>,
    ) -> Result<BTreeSet<(usize, usize)>> {
        let mut known = BTreeSet::new();
        let Some(root) = root else { return Ok(known) };
        if !world.nodes.get(root).is_some_and(|node| node.role.bridges()) {
            let name = self.collector.as_deref().unwrap_or_default();
            return Err(Error::invalid("collector", name, "a bridge, at which the collector is plugged in"));
        }
        for (at, station) in world.stations.iter().enumerate().filter(|(_, station)| station.port.is_none()) {
            let Some(ways) = ways.get(&station.vlan) else { continue };
            let ends = ways.anchor(&world.wiring, station).zip(ways.bridge(root));
            known.extend(ends.into_iter().flat_map(|(from, to)| ways.bridges_between(from, to)).map(|node| (node, at)));
        }
        Ok(known)
    }
}

/// Turns a share of the rows into wrong ones.
pub(super) fn mistake(world: &mut World, share: f64, seed: u64) {
    if share <= 0.0 {
        return;
    }
    let mut random = fastrand::Rng::with_seed(seed ^ 0x7772_6f6e_6721);
    for node in 0..world.nodes.len() {
        let leads_on = |port: usize| {
            let place = Place { node, port };
            let bridge = |far: Place| far.node != node && world.nodes.get(far.node).is_some_and(|it| it.role.bridges());
            world.interface(place).is_some_and(|it| it.bridge_port.is_some()) && world.wiring.others(place).any(bridge)
        };
        let ports = world.nodes.get(node).map_or(0, |node| node.interfaces.len());
        let ports: Vec<u32> = (0..ports).filter(|&port| leads_on(port)).map(number).collect();
        for row in world.learned.get_mut(node).into_iter().flatten() {
            if random.f64() < share {
                row.port = random.choice(&ports).copied().unwrap_or(row.port);
            }
        }
    }
}

//! Forwarding tables as traffic makes them: who talks to whom, and when.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::World;
use super::device::Role;
use super::forwarding::{Learned, Station};
use super::learning::number;
use super::ways::Ways;
use crate::error::{Error, Result};

/// What stations do: see [`Learning::Traffic`](super::Learning::Traffic). All spans are in seconds.
///
/// A station talks at random moments, each at a pace of its own, with its gateway, with a server of its VLAN, or with
/// any other station there. What it does not have in its ARP table it asks for with a broadcast. A unicast frame is
/// learned along its way alone where bridges know the receiver, and by all that it is flooded to where they do not;
/// a broadcast is learned by all bridges of the VLAN. A row that no frame refreshes for 300 s
/// ([`World::AGING`]) is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conversations {
    /// How long before the agents are asked the bridges start with empty tables: 1 to 3200; the default is 1200.
    pub history_s: u32,
    /// The time between two conversations of a station, on average over stations: the liveliest talk four times as
    /// often, the quietest four times as seldom. The default is 60.
    pub talk_every_s: f64,
    /// The time between two broadcasts that belong to no conversation, on average; the default is 900.
    pub broadcast_every_s: f64,
    /// How long an address stays in an ARP table that is not used; the default is 600.
    pub arp_timeout_s: f64,
    /// The share, 0 to 1, of end systems that are off: they send nothing. The default is 0.1.
    pub asleep: f64,
    /// The share, 0 to 1, of conversations with the gateway, where the VLAN has one; the default is 0.7.
    pub with_gateway: f64,
    /// The share, 0 to 1, of conversations with servers, the gateway's apart; the rest is with anybody. The default is 0.2.
    pub with_servers: f64,
    /// Stations of each VLAN that are servers; the default is 3.
    pub servers: u32,
    /// The share, 0 to 1, of end systems that moved here from another bridge within the last 400 s; every other one says
    /// so with a broadcast. The default is 0.
    pub roaming: f64,
    /// The device that asks the bridges and routers of its VLAN, all of them: the last round ends when the agents are asked.
    pub collector: Option<String>,
    /// The time between two of its rounds; the default is 300.
    pub asks_every_s: f64,
}

impl Default for Conversations {
    fn default() -> Self {
        Self {
            history_s: 1200,
            talk_every_s: 60.0,
            broadcast_every_s: 900.0,
            arp_timeout_s: 600.0,
            asleep: 0.1,
            with_gateway: 0.7,
            with_servers: 0.2,
            servers: 3,
            roaming: 0.0,
            collector: None,
            asks_every_s: 300.0,
        }
    }
}

/// Tenths of a second since the tables were empty, plus one: 0 is never.
type Tenths = u16;

/// The ageing time in tenths.
const AGING: Tenths = 3000;
/// How long ago a station can have moved, in tenths.
const MOVED_WITHIN: Tenths = 4000;
/// Marks a moment at which a station was heard from its former place.
const FORMER: Tenths = 1 << 15;

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// The first station broadcasts.
    Broadcast(usize),
    /// The first station talks to the second, and is answered.
    Talk(usize, usize),
}

impl Conversations {
    /// Plays the traffic and fills the forwarding tables with what is left of it.
    pub(super) fn apply(&self, world: &mut World, ways: &BTreeMap<u16, Ways>, seed: u64) -> Result<()> {
        self.check()?;
        let mut random = fastrand::Rng::with_seed(seed ^ 0x7472_6166_6669_6321);
        let end = Tenths::try_from(self.history_s.saturating_mul(10)).unwrap_or(AGING);
        let mut play = Play::new(world, ways, end, self, &mut random);
        let mut events = self.events(world, &play, end, &mut random)?;
        events.sort_unstable();
        let cache = tenths(self.arp_timeout_s);
        // By pair: when the first last used the address of the second.
        let mut used: HashMap<(usize, usize), Tenths> = HashMap::new();
        for (at, event) in events {
            match event {
                Event::Broadcast(from) => play.broadcast(from, at),
                Event::Talk(from, to) => {
                    let last = used.insert((from, to), at);
                    if last.is_none_or(|last| at.saturating_sub(last) > cache) {
                        play.broadcast(from, at);
                        play.unicast(to, from, at);
                    }
                    used.insert((to, from), at);
                    play.unicast(from, to, at);
                    play.unicast(to, from, at);
                }
            }
        }
        let tables = play.tables(end);
        world.learned = tables;
        Ok(())
    }

    fn check(&self) -> Result<()> {
        if !(1..=3200).contains(&self.history_s) {
            return Err(Error::invalid("history", self.history_s.to_string(), "1 to 3200 s"));
        }
        let timeout = self.arp_timeout_s.max(1.0);
        for span in [self.talk_every_s, self.broadcast_every_s, self.asks_every_s, timeout] {
            if !(1.0..=1e9).contains(&span) {
                return Err(Error::invalid("time between events", span.to_string(), "1 s or more"));
            }
        }
        for share in [self.asleep, self.with_gateway, self.with_servers, self.roaming] {
            if !(0.0..=1.0).contains(&share) {
                return Err(Error::invalid("share of stations", share.to_string(), "0 to 1"));
            }
        }
        Ok(())
    }

    fn events(
        &self,
        world: &World,
        play: &Play<'_>,
        end: Tenths,
        random: &mut fastrand::Rng,
    ) -> Result<Vec<(Tenths, Event)>> {
        let mut by_vlan: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        for (at, station) in world.stations.iter().enumerate() {
            by_vlan.entry(station.vlan).or_default().push(at);
        }
        let mut events = Vec::new();
        for members in by_vlan.values() {
            let is = |at: usize, wanted: fn(&Station) -> bool| world.stations.get(at).is_some_and(wanted);
            let gateway = members.iter().copied().find(|&at| is(at, |station| station.routes));
            let mut ends: Vec<usize> =
                members.iter().copied().filter(|&at| play.is_end(at) && !play.is_asleep(at)).collect();
            let others = ends.clone();
            random.shuffle(&mut ends);
            let servers = ends.get(..ends.len().min(self.servers as usize)).unwrap_or_default().to_vec();
            for &from in &others {
                let pace = self.talk_every_s * 4_f64.powf(2.0 * random.f64() - 1.0);
                for at in moments(pace, end, random) {
                    let draw = random.f64();
                    let partner = match gateway.filter(|_| draw < self.with_gateway) {
                        Some(gateway) => Some(gateway),
                        None if random.f64() < self.with_servers => random.choice(&servers).copied(),
                        None => random.choice(&others).copied(),
                    };
                    events.extend(partner.filter(|&to| to != from).map(|to| (at, Event::Talk(from, to))));
                }
                for at in moments(self.broadcast_every_s, end, random) {
                    events.push((at, Event::Broadcast(from)));
                }
                if let Some(at) = play.moved(from).filter(|_| random.bool()) {
                    events.push((at, Event::Broadcast(from)));
                }
            }
        }
        self.rounds(world, end, &mut events)?;
        Ok(events)
    }

    /// The collector's rounds, back from the end.
    fn rounds(&self, world: &World, end: Tenths, events: &mut Vec<(Tenths, Event)>) -> Result<()> {
        let Some(name) = &self.collector else { return Ok(()) };
        let collector = world.station_of(name)?;
        let vlan = world.stations.get(collector).map(|station| station.vlan);
        // An address that routers share is nobody's to be asked at.
        let own = |it: &Station| world.interface(it.place).is_some_and(|interface| interface.mac == it.mac);
        let asked: Vec<usize> = (0..world.stations.len())
            .filter(|&at| at != collector)
            .filter(|&at| {
                let station = world.stations.get(at).filter(|it| Some(it.vlan) == vlan);
                station.is_some_and(|it| it.port.is_none() || (it.routes && own(it)))
            })
            .collect();
        let every = tenths(self.asks_every_s).max(1);
        let mut at = end;
        loop {
            events.extend(asked.iter().map(|&device| (at, Event::Talk(collector, device))));
            match at.checked_sub(every) {
                Some(before) if before > 0 => at = before,
                _ => return Ok(()),
            }
        }
    }
}

/// A span of at most 3200 s, longer ones cut.
fn tenths(seconds: f64) -> Tenths {
    let millis = Duration::from_secs_f64(seconds.clamp(0.0, 3200.0)).as_millis();
    Tenths::try_from(millis / 100).unwrap_or(AGING)
}

/// Random moments up to `end`, `every` seconds apart on average.
fn moments(every: f64, end: Tenths, random: &mut fastrand::Rng) -> Vec<Tenths> {
    let mut moments = Vec::new();
    let mut at = 0.0;
    loop {
        at += -(1.0 - random.f64()).ln() * every;
        match Some(tenths(at)).filter(|&at| at < end) {
            Some(at) => moments.push(at + 1),
            None => return moments,
        }
    }
}

/// The bridges of a world while frames pass.
struct Play<'a> {
    /// By station: the ways of its VLAN, and where it is plugged in.
    stations: Vec<Option<Plugged<'a>>>,
    /// By node and station: when it was last heard, broadcasts apart.
    heard: Vec<Vec<Tenths>>,
    /// By station: when it last broadcast, which all bridges of its VLAN hear.
    broadcast: Vec<Tenths>,
}

#[derive(Clone, Copy)]
struct Plugged<'a> {
    ways: &'a Ways,
    anchor: usize,
    /// Where it was before, and until when.
    before: Option<(usize, Tenths)>,
    asleep: bool,
    /// Whether it is an end system.
    end: bool,
    /// The bridge whose own station it is.
    own: Option<usize>,
}

impl<'a> Play<'a> {
    fn new(
        world: &World,
        ways: &'a BTreeMap<u16, Ways>,
        end: Tenths,
        habits: &Conversations,
        random: &mut fastrand::Rng,
    ) -> Self {
        let stations: Vec<Option<Plugged<'a>>> = world
            .stations
            .iter()
            .map(|station| {
                let ways = ways.get(&station.vlan)?;
                let anchor = ways.anchor(&world.wiring, station)?;
                let role = world.nodes.get(station.place.node).map(|node| node.role);
                let is_end = matches!(role, Some(Role::Host | Role::Printer));
                let (sleeps, moves, when) = (random.f64(), random.f64(), random.u16(0..MOVED_WITHIN));
                let elsewhere: Vec<usize> = if is_end && moves < habits.roaming {
                    ways.reached_from(anchor).filter_map(|node| ways.bridge(node)).collect()
                } else {
                    Vec::new()
                };
                let before = random.choice(&elsewhere).map(|&from| (from, end.saturating_sub(when)));
                let asks = habits
                    .collector
                    .as_ref()
                    .is_some_and(|name| world.nodes.get(station.place.node).is_some_and(|node| node.name == *name));
                Some(Plugged {
                    ways,
                    anchor,
                    before: before.filter(|_| !asks),
                    asleep: is_end && !asks && sleeps < habits.asleep,
                    end: is_end && !asks,
                    own: station.port.is_none().then_some(station.place.node),
                })
            })
            .collect();
        let table = |bridges: bool| if bridges { vec![0; world.stations.len()] } else { Vec::new() };
        let heard = world.nodes.iter().map(|node| table(node.role.bridges())).collect();
        Self { stations, heard, broadcast: vec![0; world.stations.len()] }
    }

    fn plugged(&self, station: usize) -> Option<&Plugged<'a>> {
        self.stations.get(station)?.as_ref()
    }

    fn is_end(&self, station: usize) -> bool {
        self.plugged(station).is_some_and(|it| it.end)
    }

    fn is_asleep(&self, station: usize) -> bool {
        self.plugged(station).is_none_or(|it| it.asleep)
    }

    /// When a station came to where it is.
    fn moved(&self, station: usize) -> Option<Tenths> {
        Some(self.plugged(station)?.before?.1)
    }

    /// Where a station is at that moment, and whether that is its former place.
    fn anchor(&self, station: usize, at: Tenths) -> Option<(usize, bool)> {
        let it = self.plugged(station)?;
        Some(match it.before {
            Some((former, until)) if at < until => (former, true),
            _ => (it.anchor, false),
        })
    }

    fn learn(&mut self, node: usize, station: usize, at: Tenths, former: bool) {
        if self.plugged(station).is_some_and(|it| it.own == Some(node)) {
            return;
        }
        if let Some(heard) = self.heard.get_mut(node).and_then(|table| table.get_mut(station)) {
            *heard = at | if former { FORMER } else { 0 };
        }
    }

    /// Where a bridge believes a station to be.
    fn belief(&self, node: usize, station: usize, at: Tenths) -> Option<usize> {
        let alone = *self.heard.get(node)?.get(station)?;
        let to_all = self.broadcast.get(station).copied().unwrap_or(0);
        let it = self.plugged(station)?;
        let newer = to_all & !FORMER > alone & !FORMER && it.own != Some(node);
        let heard = if newer && it.ways.reaches(it.anchor, node) { to_all } else { alone };
        let when = heard & !FORMER;
        if when == 0 || at.saturating_sub(when) >= AGING {
            return None;
        }
        if heard & FORMER == 0 { Some(it.anchor) } else { it.before.map(|(former, _)| former) }
    }

    fn broadcast(&mut self, from: usize, at: Tenths) {
        let Some((_, former)) = self.anchor(from, at) else { return };
        if let Some(last) = self.broadcast.get_mut(from) {
            *last = at | if former { FORMER } else { 0 };
        }
    }

    /// A frame on its way: straight where bridges know the receiver, everywhere where they do not.
    fn unicast(&mut self, from: usize, to: usize, at: Tenths) {
        let Some((anchor, former)) = self.anchor(from, at) else { return };
        let (Some(ways), Some(receiver)) = (self.plugged(from).map(|it| it.ways), self.plugged(to).copied()) else {
            return;
        };
        let mut open = vec![(anchor, None)];
        while let Some((here, came_from)) = open.pop() {
            let Some(node) = ways.bridge_at(here) else {
                open.extend(ways.onward(here).filter(|&next| Some(next) != came_from).map(|next| (next, Some(here))));
                continue;
            };
            self.learn(node, from, at, former);
            if receiver.own == Some(node) {
                continue;
            }
            match self.belief(node, to, at).filter(|&there| there != here) {
                Some(there) => {
                    let next = ways.step(here, there).filter(|&next| Some(next) != came_from);
                    open.extend(next.map(|next| (next, Some(here))));
                }
                None => {
                    let all = ways.onward(here).filter(|&next| Some(next) != came_from);
                    open.extend(all.map(|next| (next, Some(here))));
                }
            }
        }
    }

    /// What is left in the tables at `end`.
    fn tables(&self, end: Tenths) -> Vec<Vec<Learned>> {
        let tables = self.heard.iter().enumerate().map(|(node, heard)| {
            let rows = (0..heard.len()).filter_map(|station| {
                let there = self.belief(node, station, end)?;
                let port = self.plugged(station)?.ways.toward(node, there)?;
                Some(Learned { station: number(station), port: number(port), constant: true })
            });
            rows.collect()
        });
        tables.collect()
    }
}

#[cfg(test)]
mod tests;

//! Which interfaces of polled devices see which others by ARP and ND.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::IpAddr;

use super::subnets::Networks;
use super::{Polled, Spot};
use crate::inventory::{ArpEntry, DeviceSnapshot};
use crate::topology::names::{identifies, is_own};
use crate::value::MacAddr;

/// Others that an interface may see; one with more is on no cable.
const SEEN: usize = 64;

/// One entry about another polled device.
pub(super) struct Sight<'a> {
    pub(super) from: Spot,
    /// The interface with the address of the entry.
    pub(super) peer: Spot,
    pub(super) entry: &'a ArpEntry,
}

/// What one interface sees.
#[derive(Default)]
pub(super) struct Seen<'a> {
    /// MAC addresses that are not the device's own; no more than one above [`SEEN`].
    pub(super) macs: BTreeSet<MacAddr>,
    pub(super) peers: Vec<Sight<'a>>,
}

pub(super) struct Sights<'a> {
    of: BTreeMap<Spot, Seen<'a>>,
}

impl<'a> Sights<'a> {
    pub(super) fn of(polled: &Polled<'a>, networks: &Networks<'a>) -> Self {
        let bearers = networks.bearers();
        let mut sights = Self { of: BTreeMap::new() };
        for (device, node) in &polled.devices {
            sights.read(device, *node, &bearers, polled);
        }
        sights.of.retain(|_, seen| seen.macs.len() <= SEEN);
        for seen in sights.of.values_mut() {
            seen.peers.sort_by_key(|sight| (sight.peer, sight.entry.address, sight.from));
        }
        sights
    }

    fn read(&mut self, device: &'a DeviceSnapshot, node: usize, bearers: &HashMap<IpAddr, Spot>, polled: &Polled<'a>) {
        if device.arp.is_empty() {
            return;
        }
        let own: HashSet<MacAddr> = macs(device).collect();
        for entry in &device.arp {
            if own.contains(&entry.mac)
                || !is_own(entry.mac)
                || entry.address.is_multicast()
                || entry.address.is_unspecified()
            {
                continue;
            }
            let from = Spot { node, port: Some(entry.interface) };
            let seen = self.of.entry(from).or_default();
            if seen.macs.len() <= SEEN {
                seen.macs.insert(entry.mac);
            }
            let Some(peer) = bearers.get(&entry.address).filter(|_| identifies(entry.address)) else { continue };
            let theirs = || polled.device(peer.node).is_some_and(|device| macs(device).any(|mac| mac == entry.mac));
            if peer.node != node && seen.peers.len() <= SEEN && theirs() {
                seen.peers.push(Sight { from, peer: *peer, entry });
            }
        }
    }

    /// The interfaces of a node that see anything.
    pub(super) fn of_node(&self, node: usize) -> impl Iterator<Item = Spot> {
        let least = Spot { node, port: None };
        self.of.range(least..).map(|(spot, _)| *spot).take_while(move |spot| spot.node == node)
    }

    /// What an interface sees.
    pub(super) fn at(&self, spot: Spot) -> Option<&Seen<'a>> {
        self.of.get(&spot)
    }

    fn sees(&self, from: Spot, to: Spot) -> bool {
        self.of.get(&from).is_some_and(|seen| seen.peers.iter().any(|sight| sight.peer == to))
    }

    /// The interfaces that see each other; where no others are in their subnet, one that sees the other is enough.
    pub(super) fn pairs(&self, networks: &Networks<'_>) -> BTreeSet<(Spot, Spot)> {
        let mut pairs = BTreeSet::new();
        for (from, seen) in &self.of {
            for sight in &seen.peers {
                let pair = (*from.min(&sight.peer), *from.max(&sight.peer));
                if self.sees(sight.peer, *from) || networks.are_alone(*from, sight.peer) {
                    pairs.insert(pair);
                }
            }
        }
        pairs
    }
}

fn macs(device: &DeviceSnapshot) -> impl Iterator<Item = MacAddr> + '_ {
    let base = device.bridge.as_ref().and_then(|bridge| bridge.base_mac);
    device.interfaces.iter().filter_map(|interface| interface.mac).chain(base)
}

use std::collections::BTreeSet;

use super::lists::{Lists, PerPort};
use super::rows::{FdbRow, rows_of};
use crate::evidence::Statement;
use crate::inventory::DeviceSnapshot;
use crate::topology::hash::{Map, Set};
use crate::topology::model::Net;
use crate::topology::names::is_own;
use crate::topology::ports::PortAt;
use crate::value::{MacAddr, VlanId};

/// Whose a MAC address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::topology::rules) enum Owner {
    /// A node's, and the port's where one port has it.
    Node(usize, Option<PortAt>),
    /// Several nodes'.
    Several,
}

/// The nodes that MAC addresses belong to.
pub(in crate::topology::rules) struct Owners(Map<MacAddr, Owner>);

impl Owners {
    /// Polled nodes first: what a device says of itself outranks what others say of it.
    pub(in crate::topology::rules) fn of(net: &Net<'_>) -> Self {
        let mut owners: Map<MacAddr, Owner> = Map::default();
        owners.reserve(net.nodes.iter().map(|node| node.macs.len()).sum());
        let mut own: Vec<(MacAddr, Option<PortAt>)> = Vec::new();
        for (at, node) in net.nodes.iter().enumerate() {
            let ports = node.ports.list().iter().enumerate();
            let ports = ports.filter_map(|(at, port)| Some((port.mac?, Some(node.ports.physical(at)))));
            own.extend(node.macs.iter().map(|mac| (*mac, None)).chain(ports).filter(|(mac, _)| is_own(*mac)));
            own.sort_unstable();
            for of_mac in own.chunk_by(|x, y| x.0 == y.0) {
                let mut ports = of_mac.iter().filter_map(|(_, port)| *port);
                let port = ports.next().filter(|first| ports.all(|other| other == *first));
                let Some((mac, _)) = of_mac.first() else { continue };
                owners
                    .entry(*mac)
                    .and_modify(|owner| match owner {
                        Owner::Node(first, _) if *first < net.polled && at >= net.polled => {}
                        _ => *owner = Owner::Several,
                    })
                    .or_insert(Owner::Node(at, port));
            }
            own.clear();
        }
        Self(owners)
    }

    pub(in crate::topology::rules) fn of_mac(&self, mac: MacAddr) -> Option<Owner> {
        self.0.get(&mac).copied()
    }
}

/// An address whose place in the network is asked for: a MAC address, or one of its VLANs where it
/// is in a different place in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::topology::rules) struct Item {
    pub(in crate::topology::rules) mac: MacAddr,
    pub(in crate::topology::rules) vlan: Option<VlanId>,
}

/// Every forwarding table, ports resolved and bundled, addresses numbered.
#[derive(Default)]
pub(in crate::topology::rules) struct Tables {
    pub(in crate::topology::rules) items: Vec<Item>,
    /// For each item: the VLAN that it was seen in, 0 where no table tells one or tables differ.
    pub(super) vlans: Vec<u16>,
    /// Nodes that have a forwarding table, ascending.
    pub(in crate::topology::rules) bridges: Vec<usize>,
    /// For each of `bridges`: item and port, by item.
    pub(in crate::topology::rules) rows: Lists<(usize, PortAt)>,
    /// For each item: position in `bridges` and port, by bridge.
    pub(in crate::topology::rules) sightings: Lists<(usize, PortAt)>,
    /// Ports of nodes that have rows of VLANs.
    tagged: Set<(usize, PortAt)>,
}

/// A row of a bridge as one number: address (48 bits), node (32), VLAN (16) and port (32). All rows of all bridges are
/// sorted by it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sighting(u128);

impl Sighting {
    fn of(node: u32, row: FdbRow) -> Self {
        let (mac, node, vlan, port) =
            (u128::from(row.mac), u128::from(node), u128::from(row.vlan), u128::from(row.port));
        Self((mac << 80) | (node << 48) | (vlan << 32) | port)
    }

    fn address(self) -> MacAddr {
        let [a, b, c, d, e, f, ..] = self.0.to_be_bytes();
        MacAddr([a, b, c, d, e, f])
    }

    fn node(self) -> u32 {
        let [_, _, _, _, _, _, a, b, c, d, ..] = self.0.to_be_bytes();
        u32::from_be_bytes([a, b, c, d])
    }

    fn vlan(self) -> u16 {
        let [.., a, b, _, _, _, _] = self.0.to_be_bytes();
        u16::from_be_bytes([a, b])
    }

    fn port(self) -> u32 {
        let [.., a, b, c, d] = self.0.to_be_bytes();
        u32::from_be_bytes([a, b, c, d])
    }
}

/// An item seen by a node on a port.
type Seen = (u32, u32, u32);

impl Tables {
    pub(in crate::topology::rules) fn read(devices: &[&DeviceSnapshot], net: &mut Net<'_>) -> Self {
        let mut all = Vec::new();
        for (node, device) in devices.iter().enumerate() {
            let (rows, portless) = rows_of(device, &mut net.nodes[node].ports);
            for claim in portless {
                if let Statement::FdbPortOf(entry) = claim.statement {
                    let text = format!("{} is behind port {}", entry.mac, entry.port);
                    net.leave(&claim, text, "that number is none of the device's bridge ports");
                }
            }
            all.push(rows);
        }
        Self::merge(all.iter().map(Vec::as_slice))
    }

    /// The tables of nodes `0..`, each as [`rows_of`] makes it.
    pub(in crate::topology::rules) fn merge<'r>(tables: impl Iterator<Item = &'r [FdbRow]> + Clone) -> Self {
        let mut sightings: Vec<Sighting> = Vec::with_capacity(tables.clone().map(<[FdbRow]>::len).sum());
        let mut merged = Self::default();
        for (node, rows) in (0_u32..).zip(tables) {
            sightings.extend(rows.iter().map(|row| Sighting::of(node, *row)));
            let mut tagged: Vec<u32> = rows.iter().filter(|row| row.vlan != 0).map(|row| row.port).collect();
            tagged.sort_unstable();
            tagged.dedup();
            merged.tagged.extend(tagged.into_iter().map(|port| (node as usize, port as usize)));
        }
        sightings.sort_unstable();
        let mut seen: Vec<Seen> = Vec::with_capacity(sightings.len());
        for of_mac in sightings.chunk_by(|x, y| x.0 >> 80 == y.0 >> 80) {
            merged.number(of_mac, &mut seen);
        }
        drop(sightings);
        merged.bridges = seen.iter().map(|(_, node, _)| *node as usize).collect();
        merged.bridges.sort_unstable();
        merged.bridges.dedup();
        let mut position = vec![0; merged.bridges.last().map_or(0, |last| last + 1)];
        merged.bridges.iter().enumerate().for_each(|(at, node)| position[*node] = at);
        let at = |node: u32| position[node as usize];
        let by_bridge = seen.iter().map(|(item, node, port)| (at(*node), (*item as usize, *port as usize)));
        merged.rows = Lists::gather(merged.bridges.len(), by_bridge);
        let by_item = seen.iter().map(|(item, node, port)| (*item as usize, (at(*node), *port as usize)));
        merged.sightings = Lists::gather(merged.items.len(), by_item);
        merged
    }

    /// Numbers one address: once where every bridge has it on one port, else once per VLAN.
    fn number(&mut self, sightings: &[Sighting], seen: &mut Vec<Seen>) {
        let per_node = || sightings.chunk_by(|x, y| x.node() == y.node());
        if per_node().all(|rows| one_port(rows.iter()).is_some()) {
            let item = self.add(sightings, None);
            seen.extend(per_node().filter_map(|rows| Some((item, rows.first()?.node(), one_port(rows.iter())?))));
            return;
        }
        let vlans: BTreeSet<u16> = sightings.iter().map(|seen| seen.vlan()).filter(|vlan| *vlan != 0).collect();
        for vlan in vlans {
            let item = self.add(sightings, Some(VlanId(vlan)));
            seen.extend(per_node().filter_map(|rows| {
                let of_vlan = rows.iter().filter(|seen| seen.vlan() == 0 || seen.vlan() == vlan);
                Some((item, rows.first()?.node(), one_port(of_vlan)?))
            }));
        }
    }

    fn add(&mut self, sightings: &[Sighting], vlan: Option<VlanId>) -> u32 {
        let number = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let mut told = sightings.iter().map(|seen| seen.vlan()).filter(|vlan| *vlan != 0);
        let one = told.next().filter(|first| told.all(|other| other == *first));
        self.vlans.push(vlan.map(|vlan| vlan.0).or(one).unwrap_or_default());
        self.items.extend(sightings.first().map(|seen| Item { mac: seen.address(), vlan }));
        number
    }

    /// The same of each port of each bridge up to the last that has rows.
    pub(in crate::topology::rules) fn per_port<T: Copy>(&self, value: T) -> PerPort<T> {
        PerPort::new(
            self.rows.iter().map(|rows| rows.iter().map(|(_, port)| port + 1).max().unwrap_or_default()),
            value,
        )
    }

    /// How many addresses are behind each port.
    pub(in crate::topology::rules) fn behind(&self) -> PerPort<usize> {
        let mut behind = self.per_port(0);
        for seen in self.sightings.iter().flatten() {
            if let Some(count) = behind.get_mut(*seen) {
                *count += 1;
            }
        }
        behind
    }

    /// The port of bridge `at` that an item is behind.
    pub(in crate::topology::rules) fn port(&self, at: usize, item: usize) -> Option<PortAt> {
        let rows = &self.rows[at];
        rows.binary_search_by_key(&item, |(item, _)| *item).ok().map(|found| rows[found].1)
    }

    /// The table that says what is behind a port.
    pub(in crate::topology::rules) fn table_of(&self, node: usize, port: PortAt) -> &'static str {
        if self.tagged.contains(&(node, port)) { "dot1qTpFdbTable" } else { "dot1dTpFdbTable" }
    }
}

fn one_port<'s>(mut rows: impl Iterator<Item = &'s Sighting>) -> Option<u32> {
    let first = rows.next()?.port();
    rows.all(|seen| seen.port() == first).then_some(first)
}

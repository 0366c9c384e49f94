use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::evidence::{Claim, Source, Statement, claims_of};
use crate::inventory::DeviceSnapshot;
use crate::topology::model::Net;
use crate::topology::names::{is_own, is_shared};
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
pub(in crate::topology::rules) struct Owners(HashMap<MacAddr, Owner>);

impl Owners {
    /// Polled nodes first: what a device says of itself outranks what others say of it.
    pub(in crate::topology::rules) fn of(net: &Net<'_>) -> Self {
        let mut owners: HashMap<MacAddr, Owner> = HashMap::new();
        for (at, node) in net.nodes.iter().enumerate() {
            let ports = node.ports.list().iter().filter_map(|port| port.mac);
            let own: BTreeSet<MacAddr> = node.macs.iter().copied().chain(ports).filter(|mac| is_own(*mac)).collect();
            for mac in own {
                let port = node.ports.only_by_mac(mac);
                owners
                    .entry(mac)
                    .and_modify(|owner| match owner {
                        Owner::Node(first, _) if *first < net.polled && at >= net.polled => {}
                        _ => *owner = Owner::Several,
                    })
                    .or_insert(Owner::Node(at, port));
            }
        }
        Self(owners)
    }

    pub(in crate::topology::rules) fn all(&self) -> impl Iterator<Item = (MacAddr, Owner)> + '_ {
        self.0.iter().map(|(mac, owner)| (*mac, *owner))
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
    /// Nodes that have a forwarding table, ascending.
    pub(in crate::topology::rules) bridges: Vec<usize>,
    /// For each of `bridges`: item and port, by item.
    pub(in crate::topology::rules) rows: Vec<Vec<(usize, PortAt)>>,
    /// For each item: position in `bridges` and port, by bridge.
    pub(in crate::topology::rules) sightings: Vec<Vec<(usize, PortAt)>>,
    /// VLANs in which an address was seen on a port of a node.
    pub(in crate::topology::rules) vlans: BTreeMap<(usize, PortAt), BTreeSet<VlanId>>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sighting {
    mac: MacAddr,
    node: usize,
    vlan: Option<VlanId>,
    port: PortAt,
}

impl Tables {
    pub(in crate::topology::rules) fn read(devices: &[&DeviceSnapshot], net: &mut Net<'_>) -> Self {
        let mut sightings: Vec<Sighting> = Vec::new();
        for (node, device) in devices.iter().enumerate() {
            for claim in claims_of(device, &|source| source == Source::Fdb) {
                sightings.extend(sighting(&claim, node, net));
            }
        }
        sightings.sort_unstable();
        sightings.dedup();
        let mut tables = Self::default();
        for seen in &sightings {
            if let Some(vlan) = seen.vlan {
                tables.vlans.entry((seen.node, seen.port)).or_default().insert(vlan);
            }
        }
        let mut by_bridge: BTreeMap<usize, Vec<(usize, PortAt)>> = BTreeMap::new();
        for of_mac in sightings.chunk_by(|x, y| x.mac == y.mac) {
            tables.place(of_mac, &mut by_bridge);
        }
        tables.sightings = vec![Vec::new(); tables.items.len()];
        for (at, (node, rows)) in by_bridge.into_iter().enumerate() {
            for (item, port) in &rows {
                tables.sightings[*item].push((at, *port));
            }
            tables.bridges.push(node);
            tables.rows.push(rows);
        }
        tables
    }

    /// Numbers one address: once where every bridge has it on one port, else once per VLAN.
    fn place(&mut self, seen: &[Sighting], by_bridge: &mut BTreeMap<usize, Vec<(usize, PortAt)>>) {
        let per_node = || seen.chunk_by(|x, y| x.node == y.node);
        if per_node().all(|rows| one_port(rows).is_some()) {
            let item = self.add(seen, None);
            for rows in per_node() {
                if let (Some(first), Some(port)) = (rows.first(), one_port(rows)) {
                    by_bridge.entry(first.node).or_default().push((item, port));
                }
            }
            return;
        }
        let vlans: BTreeSet<VlanId> = seen.iter().filter_map(|seen| seen.vlan).collect();
        for vlan in vlans {
            let item = self.add(seen, Some(vlan));
            for rows in per_node() {
                let of_vlan: Vec<Sighting> =
                    rows.iter().copied().filter(|row| row.vlan.is_none_or(|of| of == vlan)).collect();
                if let (Some(first), Some(port)) = (of_vlan.first(), one_port(&of_vlan)) {
                    by_bridge.entry(first.node).or_default().push((item, port));
                }
            }
        }
    }

    fn add(&mut self, seen: &[Sighting], vlan: Option<VlanId>) -> usize {
        self.items.extend(seen.first().map(|seen| Item { mac: seen.mac, vlan }));
        self.items.len() - 1
    }

    /// The port of bridge `at` that an item is behind.
    pub(in crate::topology::rules) fn port(&self, at: usize, item: usize) -> Option<PortAt> {
        let rows = self.rows.get(at)?;
        rows.binary_search_by_key(&item, |(item, _)| *item).ok().map(|found| rows[found].1)
    }
}

fn one_port(rows: &[Sighting]) -> Option<PortAt> {
    let first = rows.first()?.port;
    rows.iter().all(|row| row.port == first).then_some(first)
}

/// A row with its port, where it is about a bridge port and an address that is in one place.
fn sighting(claim: &Claim<'_>, node: usize, net: &mut Net<'_>) -> Option<Sighting> {
    let Statement::FdbPortOf(entry) = claim.statement else { return None };
    if is_shared(entry.mac) {
        return None;
    }
    let ports = &mut net.nodes[node].ports;
    let Some(port) = ports.bridged(entry.port) else {
        let text = format!("{} is behind port {}", entry.mac, entry.port);
        net.leave(claim, text, "that number is none of the device's bridge ports");
        return None;
    };
    let port = ports.bundle(port);
    Some(Sighting { mac: entry.mac, node, vlan: entry.vlan, port })
}

use std::collections::BTreeSet;
use std::net::IpAddr;

use smallvec::SmallVec;

use crate::evidence::{Claim, Source, Statement, claims_of};
use crate::inventory::{DeviceKind, DeviceSnapshot};
use crate::topology::graph::{Reason, Unused};
use crate::topology::hash::Map;
use crate::topology::model::{Net, NodeModel, Spot, reason};
use crate::topology::names::identifies;
use crate::topology::ports::PortAt;
use crate::topology::registry::Registry;
use crate::topology::rules::fdb::{Forwarding, Owner, Owners, Tables};
use crate::value::MacAddr;

/// IP addresses that one MAC address may have before it is taken for a router that answers for others.
const ADDRESSES_OF_A_HOST: usize = 8;

/// Why an address is put nowhere.
pub(super) const BEHIND_BRIDGES: &str =
    "other bridges are behind that port, and none tells on which of its ports the address is";

/// Who the MAC addresses are: known nodes, or hosts that are made when they are first asked for.
pub(in crate::topology::rules) struct People<'o> {
    /// IP addresses of each MAC address, ascending, and the row that said so first.
    arp: Map<MacAddr, (SmallVec<[IpAddr; 1]>, Claim<'o>)>,
    owners: &'o Owners,
    /// Those that nobody owned.
    made: Map<MacAddr, Spot>,
    by_address: Map<IpAddr, Option<usize>>,
}

impl<'o> People<'o> {
    pub(in crate::topology::rules) fn of(
        devices: &[&'o DeviceSnapshot],
        arp: bool,
        registry: &Registry,
        owners: &'o Owners,
        net: &Net<'_>,
    ) -> Self {
        let mut people = Self { arp: Map::default(), owners, made: Map::default(), by_address: Map::default() };
        for (at, node) in net.nodes.iter().enumerate() {
            for address in node.addresses.iter().filter(|address| identifies(**address)) {
                // A polled node that knows its own MAC addresses needs no ARP to be found.
                let known = at < net.polled && !node.macs.is_empty();
                let owner = if known { None } else { Some(at) };
                people.by_address.entry(*address).and_modify(|other| *other = None).or_insert(owner);
            }
        }
        if arp {
            for device in devices {
                people.read_arp(device, registry);
            }
        }
        people
    }

    /// Where the node of this address ends, `None` where several have it; where one is known by now.
    fn known(&self, mac: MacAddr) -> Option<Option<Spot>> {
        match self.owners.of_mac(mac) {
            Some(Owner::Node(node, port)) => Some(Some(Spot { node, port })),
            Some(Owner::Several) => Some(None),
            None => self.made.get(&mac).map(|spot| Some(*spot)),
        }
    }

    fn read_arp(&mut self, device: &'o DeviceSnapshot, registry: &Registry) {
        for claim in claims_of(device, &|source| source == Source::Arp) {
            let Statement::ArpBinds(entry) = claim.statement else { continue };
            if !identifies(entry.address) || registry.owner_of_mac(entry.mac).is_some() {
                continue;
            }
            let (addresses, _) = self.arp.entry(entry.mac).or_insert_with(|| (SmallVec::new(), claim));
            if let Err(at) = addresses.binary_search(&entry.address) {
                addresses.insert(at, entry.address);
            }
        }
    }

    /// The row that gave an address its IP address.
    pub(super) fn resolved(&self, mac: MacAddr) -> Option<Reason> {
        let (_, claim) = self.arp.get(&mac)?;
        let Statement::ArpBinds(entry) = claim.statement else { return None };
        Some(reason(claim, [&*entry.mac.text(), " has the address ", &entry.address.to_string()].concat()))
    }

    /// Where the node of this address ends; a host is made where nobody has it. `None` where
    /// several devices have it.
    pub(in crate::topology::rules) fn spot(&mut self, mac: MacAddr, net: &mut Net<'_>) -> Option<Spot> {
        if let Some(known) = self.known(mac) {
            return known;
        }
        let addresses = self.arp.get(&mac).map(|(addresses, _)| addresses.clone()).unwrap_or_default();
        let few = addresses.len() <= ADDRESSES_OF_A_HOST;
        let known: BTreeSet<usize> =
            addresses.iter().filter_map(|address| self.by_address.get(address).copied().flatten()).collect();
        let node = match (known.len(), known.first()) {
            (1, Some(node)) if few => {
                net.nodes[*node].macs.insert(mac);
                *node
            }
            _ => {
                let name = addresses.iter().find(|_| few).map_or_else(|| mac.to_string(), ToString::to_string);
                net.nodes.push(NodeModel {
                    id: ["mac:", &*mac.text()].concat(),
                    name,
                    kind: DeviceKind::Host,
                    addresses: addresses.iter().copied().take(ADDRESSES_OF_A_HOST).collect(),
                    macs: [mac].into(),
                    ..NodeModel::default()
                });
                net.nodes.len() - 1
            }
        };
        let spot = Spot { node, port: None };
        self.made.insert(mac, spot);
        Some(spot)
    }

    /// The name of the node that has an address, for sentences.
    pub(in crate::topology::rules) fn say(&self, mac: MacAddr, net: &Net<'_>) -> String {
        let text = mac.text();
        match self.known(mac).flatten().map(|spot| &net.nodes[spot.node].name) {
            Some(name) if **name != *text => [&*text, " (", name, ")"].concat(),
            _ => mac.to_string(),
        }
    }

    /// Keeps an address whose place cannot be told, unless it belongs to a device that is known anyway.
    pub(super) fn leave(&self, item: usize, forwarding: &Forwarding, net: &mut Net<'_>) {
        let mac = forwarding.tables.items[item].mac;
        if self.known(mac).is_some() {
            return;
        }
        let first = forwarding.tables.sightings[item].first().copied();
        let reason = quote(&forwarding.tables, item, first, &mac.to_string(), net);
        net.unused.push(Unused { reason, why: BEHIND_BRIDGES.to_owned() });
    }
}

/// A sighting as a reason.
pub(in crate::topology::rules) fn quote(
    tables: &Tables,
    item: usize,
    seen: Option<(usize, PortAt)>,
    who: &str,
    net: &Net<'_>,
) -> Reason {
    let mac = tables.items[item].mac;
    let Some((at, port)) = seen else {
        return Reason {
            source: "fdb".to_owned(),
            device: String::new(),
            row: mac.to_string(),
            text: format!("{who} is seen"),
        };
    };
    let here = Spot { node: tables.bridges[at], port: Some(port) };
    let table = tables.table_of(here.node, port);
    Reason {
        source: Source::Fdb.name().to_owned(),
        device: net.nodes[here.node].id.clone(),
        row: [table, " ", &*mac.text()].concat(),
        text: [who, " is behind ", &net.say(here)].concat(),
    }
}

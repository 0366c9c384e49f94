//! Bridges that known links join, seen as one: an island with the ports that lead out of it.

use std::collections::{BTreeMap, BTreeSet};

use super::joint::Fabric;
use super::known::{Known, forwards};
use super::{Owner, Owners, Tables};
use crate::topology::hash::Map;
use crate::topology::model::{Net, Spot};
use crate::topology::ports::PortAt;
use crate::topology::weights;

/// Where an island ends: a port of a bridge, or a bridge that was not asked, somewhere behind which the rest is.
pub(super) type Exit = Spot;

/// All islands and what is seen from their exits.
pub(super) struct Islands {
    /// For each island: items and the exits that they are behind.
    rows: Vec<Vec<(u32, u16)>>,
    /// The island that an item is an address of.
    owned: Vec<Option<u32>>,
    /// The VLAN that an item was seen in, 0 where none is told.
    vlans: Vec<u16>,
    /// For each island: its exits, in the order of the ports of the fabric.
    pub(super) exits: Vec<Vec<Exit>>,
    /// The bridges that have tables, and the island that each is on.
    pub(super) bridges: Vec<(usize, u32)>,
}

impl Islands {
    /// `None` where nothing is left to find out: all bridges are on one island.
    pub(super) fn of(tables: &Tables, owners: &Owners, known: &Known, net: &Net<'_>) -> Option<Self> {
        let mut numbers: BTreeMap<usize, u32> = BTreeMap::new();
        let island_of: Vec<u32> = tables
            .bridges
            .iter()
            .map(|node| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(known.component(*node)).or_insert(next)
            })
            .collect();
        let count = numbers.len();
        if count < 2 {
            return None;
        }
        let leads = Leads::of(tables, known, net);
        let step = sampling(count, tables.items.len());
        let mut exits: Vec<BTreeMap<Exit, Vec<u32>>> = vec![BTreeMap::new(); count];
        let (mut owned, mut vlans) = (Vec::new(), Vec::new());
        for (item, sightings) in tables.sightings.iter().enumerate() {
            let owner = in_band(item, sightings, tables, owners, net)
                .and_then(|node| numbers.get(&known.component(node)).copied());
            if owner.is_none() && item % step != 0 {
                continue;
            }
            let number = u32::try_from(owned.len()).unwrap_or(u32::MAX);
            owned.push(owner);
            vlans.push(tables.vlans[item]);
            let mut by_island: BTreeMap<u32, Vec<(usize, PortAt)>> = BTreeMap::new();
            sightings.iter().for_each(|seen| by_island.entry(island_of[seen.0]).or_default().push(*seen));
            for (island, seen) in by_island.into_iter().filter(|(island, _)| Some(*island) != owner) {
                if let Some(exit) = exit_of(&seen, &leads, tables, known) {
                    exits[island as usize].entry(exit).or_default().push(number);
                }
            }
        }
        let (mut rows, mut spots) = (Vec::new(), Vec::new());
        for island in exits {
            let numbered = (0_u16..).zip(&island);
            rows.push(numbered.flat_map(|(port, (_, items))| items.iter().map(move |item| (*item, port))).collect());
            spots.push(island.into_keys().collect());
        }
        Some(Self {
            rows,
            owned,
            vlans,
            exits: spots,
            bridges: tables.bridges.iter().copied().zip(island_of).collect(),
        })
    }

    /// All that the islands saw.
    pub(super) fn fabric(&self) -> Fabric {
        Fabric::new(&self.rows, &self.owned)
    }

    /// The VLANs that items were seen in.
    pub(super) fn vlans(&self) -> BTreeSet<u16> {
        self.vlans.iter().copied().filter(|vlan| *vlan != 0).collect()
    }

    /// What the islands saw in one VLAN, and which islands saw anything.
    pub(super) fn fabric_of(&self, vlan: u16) -> (Fabric, Vec<u32>) {
        let inside = |(item, _): &&(u32, u16)| self.vlans.get(*item as usize) == Some(&vlan);
        let of_vlan = self.rows.iter().map(|rows| rows.iter().filter(inside).copied().collect::<Vec<_>>());
        let (islands, rows): (Vec<u32>, Vec<Vec<(u32, u16)>>) =
            (0_u32..).zip(of_vlan).filter(|(_, rows)| !rows.is_empty()).unzip();
        let number = |island: u32| islands.binary_search(&island).ok().and_then(|at| u32::try_from(at).ok());
        let owned: Vec<Option<u32>> = self.owned.iter().map(|owner| owner.and_then(number)).collect();
        (Fabric::new(&rows, &owned), islands)
    }
}

/// Every how manieth address is looked at, so that the work stays bounded.
fn sampling(islands: usize, items: usize) -> usize {
    items.saturating_mul(islands).saturating_mul(islands) / weights::JOINT_WORK + 1
}

/// The node that an address belongs to, where frames of that address pass through the bridge.
///
/// A bridge that learned its own address from outside has it on a port that is not bridged, such as one for
/// management: it says where that is, not where the bridge is.
pub(super) fn in_band(
    item: usize,
    seen: &[(usize, PortAt)],
    tables: &Tables,
    owners: &Owners,
    net: &Net<'_>,
) -> Option<usize> {
    let Some(Owner::Node(node, port)) = owners.of_mac(tables.items[item].mac) else { return None };
    let outside = seen.iter().any(|(at, _)| tables.bridges[*at] == node);
    let carried = port.is_none_or(|port| net.nodes[node].ports.carries_frames(port));
    (!outside && carried && forwards(node, net)).then_some(node)
}

/// What the ports of bridges lead to over known links.
struct Leads {
    /// Ports that lead to other bridges with a table.
    inner: BTreeSet<(usize, PortAt)>,
    /// Ports cabled to a bridge that was not asked.
    opaque: Map<(usize, PortAt), usize>,
    /// How many addresses are behind each port.
    behind: Map<(usize, PortAt), usize>,
}

impl Leads {
    fn of(tables: &Tables, known: &Known, net: &Net<'_>) -> Self {
        let has_table = |place: usize| tables.bridges.binary_search(&place).is_ok();
        let mut leads = Self { inner: BTreeSet::new(), opaque: Map::default(), behind: Map::default() };
        tables.sightings.iter().flatten().for_each(|seen| *leads.behind.entry(*seen).or_default() += 1);
        for (at, rows) in tables.rows.iter().enumerate() {
            let node = tables.bridges[at];
            let ports: BTreeSet<PortAt> = rows.iter().map(|(_, port)| *port).collect();
            for port in ports {
                for next in known.next(node, port) {
                    let medium = next >= net.nodes.len();
                    if has_table(next) || (medium && known.around(next).any(|other| other != node && has_table(other)))
                    {
                        leads.inner.insert((at, port));
                    } else if !medium {
                        leads.opaque.insert((at, port), next);
                    }
                }
            }
        }
        leads
    }
}

/// Where an item leaves the island that sees it on these ports: the port that leads out, with most others agreeing.
fn exit_of(seen: &[(usize, PortAt)], leads: &Leads, tables: &Tables, known: &Known) -> Option<Exit> {
    let out: Vec<&(usize, PortAt)> =
        seen.iter().filter(|at| !leads.inner.contains(*at) && !leads.opaque.contains_key(*at)).collect();
    match out.as_slice() {
        [] => {
            let behind: BTreeSet<usize> = seen.iter().filter_map(|at| leads.opaque.get(at).copied()).collect();
            let only = behind.first().filter(|_| behind.len() == 1)?;
            Some(Spot { node: *only, port: None })
        }
        [(at, port)] => Some(Spot { node: tables.bridges[*at], port: Some(*port) }),
        _ => {
            let agreeing = |at: usize| {
                let others = seen.iter().filter(|(other, _)| *other != at);
                others
                    .filter(|(other, port)| known.towards(tables.bridges[*other], tables.bridges[at]) == Some(*port))
                    .count()
            };
            // Where they do not tell, the port with the fewest addresses: those towards the rest have many.
            let behind = |seen: &(usize, PortAt)| leads.behind.get(seen).copied().unwrap_or_default();
            let mut votes: Vec<((std::cmp::Reverse<usize>, usize), usize, PortAt)> =
                out.iter().map(|seen| ((std::cmp::Reverse(agreeing(seen.0)), behind(seen)), seen.0, seen.1)).collect();
            votes.sort_unstable();
            match votes.as_slice() {
                [first, second, ..] if first.0 < second.0 => {
                    Some(Spot { node: tables.bridges[first.1], port: Some(first.2) })
                }
                _ => None,
            }
        }
    }
}

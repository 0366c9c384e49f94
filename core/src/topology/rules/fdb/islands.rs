//! Bridges that known links join, seen as one: an island with the ports that lead out of it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::joint::Fabric;
use super::known::{Known, forwards};
use super::lists::PerPort;
use super::{Owner, Owners, Tables};
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
        // For each island: the exit that an item is behind, by its number, and the item.
        let mut seen_by: Vec<Vec<(u32, u32)>> = vec![Vec::new(); count];
        let (mut owned, mut vlans) = (Vec::new(), Vec::new());
        let mut by_island: Vec<(u32, Seen)> = Vec::new();
        for (item, sightings) in tables.sightings.iter().enumerate() {
            let owner = in_band(item, sightings, tables, owners, net)
                .and_then(|node| numbers.get(&known.component(node)).copied());
            if owner.is_none() && item % step != 0 {
                continue;
            }
            let number = u32::try_from(owned.len()).unwrap_or(u32::MAX);
            owned.push(owner);
            vlans.push(tables.vlans[item]);
            by_island.clear();
            by_island.extend(sightings.iter().map(|seen| (island_of[seen.0], *seen)));
            by_island.sort_unstable();
            for seen in by_island.chunk_by(|x, y| x.0 == y.0) {
                let island = seen.first().map(|(island, _)| *island).filter(|island| Some(*island) != owner);
                if let (Some(island), Some(exit)) = (island, leads.exit_of(seen, tables, known)) {
                    seen_by[island as usize].push((exit, number));
                }
            }
        }
        let (mut rows, mut spots) = (Vec::new(), Vec::new());
        for mut seen in seen_by {
            seen.sort_unstable();
            let by_exit = seen.chunk_by(|x, y| x.0 == y.0);
            let mut exits: Vec<(Exit, &[(u32, u32)])> =
                by_exit.filter_map(|rows| Some((leads.exit(rows.first()?.0, tables)?, rows))).collect();
            exits.sort_unstable_by_key(|(exit, _)| *exit);
            let numbered = (0_u16..).zip(&exits);
            rows.push(numbered.flat_map(|(port, (_, rows))| rows.iter().map(move |(_, item)| (*item, port))).collect());
            spots.push(exits.into_iter().map(|(exit, _)| exit).collect());
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

/// A position in the tables and a port of it.
type Seen = (usize, PortAt);

/// What a port leads to over known links.
#[derive(Clone, Copy, Debug, Default)]
struct Lead {
    /// Whether to other bridges with a table.
    inner: bool,
    /// The bridge that was not asked and that it is cabled to.
    opaque: Option<usize>,
}

/// What the ports of bridges lead to.
struct Leads {
    of: PerPort<Lead>,
    /// How many addresses are behind each port.
    behind: PerPort<usize>,
    /// How many ports there are.
    ports: usize,
}

impl Leads {
    fn of(tables: &Tables, known: &Known, net: &Net<'_>) -> Self {
        let has_table = |place: usize| tables.bridges.binary_search(&place).is_ok();
        let behind = tables.behind();
        let mut of = tables.per_port(Lead::default());
        for ((at, port), _) in behind.iter().filter(|(_, items)| *items > 0) {
            let (node, Some(lead)) = (tables.bridges[at], of.get_mut((at, port))) else { continue };
            for next in known.next(node, port) {
                let medium = next >= net.nodes.len();
                if has_table(next) || (medium && known.around(next).any(|other| other != node && has_table(other))) {
                    lead.inner = true;
                } else if !medium {
                    lead.opaque = Some(next);
                }
            }
        }
        let ports = behind.len();
        Self { of, behind, ports }
    }

    fn lead(&self, seen: Seen) -> Lead {
        self.of.get(seen).unwrap_or_default()
    }

    /// The number of an exit: those of ports first, those of nodes after them.
    fn port(&self, seen: Seen) -> Option<u32> {
        u32::try_from(self.of.position(seen)?).ok()
    }

    /// The exit of that number.
    fn exit(&self, number: u32, tables: &Tables) -> Option<Exit> {
        let number = number as usize;
        match number.checked_sub(self.ports) {
            Some(node) => Some(Spot { node, port: None }),
            None => self.of.at(number).map(|(at, port)| Spot { node: tables.bridges[at], port: Some(port) }),
        }
    }

    /// Where an item leaves the island that sees it on these ports: the number of the port that leads out, with most
    /// others agreeing.
    fn exit_of(&self, seen: &[(u32, Seen)], tables: &Tables, known: &Known) -> Option<u32> {
        let seen = || seen.iter().map(|(_, seen)| *seen);
        let leads_out = |seen: &Seen| matches!(self.lead(*seen), Lead { inner: false, opaque: None });
        let mut out = seen().filter(leads_out);
        match (out.next(), out.next()) {
            (None, _) => {
                let mut behind = seen().filter_map(|at| self.lead(at).opaque);
                let only = behind.next().filter(|first| behind.all(|other| other == *first))?;
                u32::try_from(self.ports + only).ok()
            }
            (Some(only), None) => self.port(only),
            _ => {
                let agreeing = |at: usize| {
                    let others = seen().filter(|(other, _)| *other != at);
                    let towards = |other: usize| known.towards(tables.bridges[other], tables.bridges[at]);
                    others.filter(|(other, port)| towards(*other) == Some(*port)).count()
                };
                // Where they do not tell, the port with the fewest addresses: those towards the rest have many.
                let behind = |seen| self.behind.get(seen).unwrap_or_default();
                let mut votes: Vec<((Reverse<usize>, usize), Seen)> =
                    seen().filter(leads_out).map(|seen| ((Reverse(agreeing(seen.0)), behind(seen)), seen)).collect();
                votes.sort_unstable();
                match votes.as_slice() {
                    [first, second, ..] if first.0 < second.0 => self.port(first.1),
                    _ => None,
                }
            }
        }
    }
}

use std::collections::{BTreeMap, BTreeSet};

use super::region::{Candidate, Regions};
use crate::topology::hash::Map;
use crate::topology::model::{Net, Spot};
use crate::topology::ports::PortAt;
use crate::topology::rules::fdb::{Forwarding, Owner, PerPort, forwards};
use crate::topology::sets::Sets;
use crate::topology::weights;
use crate::value::MacAddr;

/// Where an address is. Bridges by position in the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    /// On a port with no bridge behind it.
    Edge(usize, PortAt),
    /// On a known medium.
    On(usize),
    /// On a port that is cabled to an end system.
    With(usize),
    /// Behind a node that forwards and whose own table is not known.
    Behind(usize),
    /// Seen at both ends of a cable, each from the other side.
    Between(usize),
    /// On this node, as the ports of others say; on which of its ports is not known.
    At(usize),
}

impl Place {
    pub(super) fn cable(self) -> Option<usize> {
        match self {
            Self::With(cable) | Self::Between(cable) => Some(cable),
            _ => None,
        }
    }
}

/// What is known of a port before hosts are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Edge,
    /// A cable to a bridge with a table.
    Trunk(usize),
    /// A cable to this bridge, which has none.
    Opaque(usize),
    /// A cable to an end system.
    End(usize),
    /// A medium that other bridges with tables are on.
    Shared(usize),
    /// A medium without others.
    Hub(usize),
    /// Bridges are behind it, but how it is cabled is not known.
    Faced,
}

/// The place of every address.
pub(super) struct Places {
    /// For each item; `None` where it cannot be told.
    pub(super) of: Vec<Option<Place>>,
    /// Other edge ports that saw an item.
    pub(super) others: Map<usize, BTreeSet<(usize, PortAt)>>,
    /// For each cable between bridges: how many addresses both ends know.
    pub(super) common: BTreeMap<usize, usize>,
    /// How likely a port with several addresses leads to bridges that nothing is cabled to, by position of its bridge.
    pub(super) doubt: Map<usize, f64>,
    /// Whether most cables between bridges have addresses between their ends: so many rows are wrong or old.
    pub(super) noisy: bool,
    /// Where else an item that no bridge has on an edge port may be, the likeliest first, that of `of` included.
    pub(super) candidates: Map<usize, Vec<Candidate>>,
}

impl Places {
    pub(super) fn find(forwarding: &Forwarding, net: &Net<'_>) -> Self {
        let tables = &forwarding.tables;
        let weight = tables.behind();
        let roles = Roles::find(forwarding, &weight, net);
        let mut places = Self {
            of: vec![None; tables.items.len()],
            others: Map::default(),
            common: BTreeMap::new(),
            doubt: Map::default(),
            noisy: false,
            candidates: Map::default(),
        };
        let mut regions = Regions::new(forwarding, net);
        let mut leads_on = tables.per_port(0_usize);
        let mut edges: Vec<(usize, PortAt)> = Vec::new();
        for (item, sightings) in tables.sightings.iter().enumerate().filter(|(item, _)| !forwarding.is_of_bridge(*item))
        {
            edges.clear();
            edges.extend(sightings.iter().copied().filter(|at| roles.of(*at) == Role::Edge));
            let Some((best, rest)) = regions.best(sightings, &mut edges, |at| weight.get(at)) else {
                places.of[item] = roles.inner_place(item, sightings, forwarding);
                if places.of[item].is_none() && !is_polled_bridge(tables.items[item].mac, forwarding, net) {
                    let mut candidates = regions.of(sightings, |at| roles.of(at) == Role::Faced);
                    let is_medium = |candidate: &Candidate| candidate.node >= net.nodes.len();
                    let on = candidates.first().filter(|it| is_medium(it) && it.share >= weights::ON_THE_MEDIUM);
                    let on = on.map(|medium| Place::On(medium.node - net.nodes.len()));
                    candidates.retain(|candidate| !is_medium(candidate));
                    candidates.sort_by(|x, y| y.beside.total_cmp(&x.beside).then(x.node.cmp(&y.node)));
                    places.of[item] = on.or(candidates.first().map(|first| Place::At(first.node)));
                    places.candidates.insert(item, candidates);
                }
                continue;
            };
            places.of[item] = Some(Place::Edge(best.0, best.1));
            for other in rest {
                if let Some(deeper) = leads_on.get_mut(other) {
                    *deeper += 1;
                }
            }
            if edges.len() > 1 {
                places.others.insert(item, edges.iter().copied().filter(|at| *at != best).collect());
            }
        }
        // A port behind which several addresses are found to be deeper elsewhere leads to a bridge
        // that is not known: what else is behind it is not plugged into it.
        let uplink = |at: (usize, PortAt)| leads_on.get(at).is_some_and(|deeper| deeper > 1);
        for place in &mut places.of {
            if matches!(place, Some(Place::Edge(at, port)) if uplink((*at, *port))) {
                *place = None;
            }
        }
        places.others.values_mut().for_each(|others| others.retain(|at| !uplink(*at)));
        places.count_common(forwarding, net);
        places.doubt = doubts(forwarding, &roles, &weight);
        places
    }

    fn count_common(&mut self, forwarding: &Forwarding, net: &Net<'_>) {
        let tables = &forwarding.tables;
        let between = self.of.iter().flatten().filter(|place| matches!(place, Place::Between(_)));
        let between: BTreeSet<&Place> = between.collect();
        let has_table = |node: usize| tables.bridges.binary_search(&node).is_ok();
        let trunks = net.cables.iter().filter(|(_, cable)| has_table(cable.a.node) && has_table(cable.b.node)).count();
        self.noisy = between.len() * 2 > trunks;
        let cables: BTreeSet<usize> = self.of.iter().flatten().filter_map(|place| place.cable()).collect();
        for at in cables {
            let Some(cable) = net.cables.get(at) else { continue };
            let ends = [cable.a.node, cable.b.node].map(|node| tables.bridges.binary_search(&node).ok());
            if let [Some(a), Some(b)] = ends {
                let both = tables.rows[a].iter().filter(|(item, _)| tables.port(b, *item).is_some()).count();
                self.common.insert(at, both);
            }
        }
    }
}

/// Whether the address is that of a bridge that was asked: where it is, links between bridges tell.
fn is_polled_bridge(mac: MacAddr, forwarding: &Forwarding, net: &Net<'_>) -> bool {
    let owner = forwarding.owners.of_mac(mac);
    matches!(owner, Some(Owner::Node(node, _)) if node < net.polled && forwards(node, net))
}

/// Addresses that two parts of the network must have in common to be one.
const IN_COMMON: usize = 2;

/// Where bridges have addresses in common and nothing joins them, as many ports with several addresses lead from one to
/// another as it takes to join them.
fn doubts(forwarding: &Forwarding, roles: &Roles, weight: &PerPort<usize>) -> Map<usize, f64> {
    let tables = &forwarding.tables;
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let part: Vec<usize> = tables
        .bridges
        .iter()
        .map(|node| {
            let next = numbers.len();
            *numbers.entry(forwarding.faces.known.component(*node)).or_insert(next)
        })
        .collect();
    if numbers.len() < 2 {
        return Map::default();
    }
    let mut common: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for sightings in tables.sightings.iter() {
        let parts: BTreeSet<usize> = sightings.iter().map(|(at, _)| part[*at]).collect();
        for (x, y) in parts.iter().zip(parts.iter().skip(1)) {
            *common.entry((*x, *y)).or_default() += 1;
        }
    }
    let mut sets = Sets::new(numbers.len());
    for ((x, y), _) in common.iter().filter(|(_, times)| **times >= IN_COMMON) {
        sets.union(*x, *y);
    }
    let group: Vec<usize> = part.iter().map(|part| sets.find(*part)).collect();
    let mut ports: BTreeMap<usize, (BTreeSet<usize>, usize)> = BTreeMap::new();
    for (at, group) in group.iter().enumerate() {
        ports.entry(*group).or_default().0.insert(part[at]);
    }
    for (at, _) in weight.iter().filter(|(at, items)| *items > 1 && roles.of(*at) == Role::Edge) {
        if let Some((_, count)) = group.get(at.0).and_then(|group| ports.get_mut(group)) {
            *count += 1;
        }
    }
    let doubt = |group: &usize| {
        let (parts, count) = ports.get(group)?;
        let ends = 2 * (parts.len() - 1);
        (ends > 0).then(|| (ends as f64 / (*count).max(1) as f64).min(1.0))
    };
    group.iter().enumerate().filter_map(|(at, group)| Some((at, doubt(group)?))).collect()
}

struct Roles {
    /// Of ports that have rows.
    roles: PerPort<Role>,
    /// For each medium that bridges with tables share: how many of them.
    members: Map<usize, usize>,
}

impl Roles {
    fn of(&self, at: (usize, PortAt)) -> Role {
        self.roles.get(at).unwrap_or(Role::Edge)
    }

    fn set(&mut self, at: (usize, PortAt), role: Role) {
        if let Some(known) = self.roles.get_mut(at) {
            *known = role;
        }
    }

    fn new_with(forwarding: &Forwarding, weight: &PerPort<usize>) -> Self {
        let tables = &forwarding.tables;
        let mut roles = Self { roles: tables.per_port(Role::Edge), members: Map::default() };
        for (at, _) in weight.iter().filter(|(_, items)| *items > 0) {
            if forwarding.faces.leads_on(tables, at.0, at.1) {
                roles.set(at, Role::Faced);
            }
        }
        roles
    }

    fn find(forwarding: &Forwarding, weight: &PerPort<usize>, net: &Net<'_>) -> Self {
        let mut roles = Self::new_with(forwarding, weight);
        let bridges = &forwarding.tables.bridges;
        let has_table = |node: usize| bridges.binary_search(&node).is_ok();
        let position = |spot: Spot| Some((bridges.binary_search(&spot.node).ok()?, net.bundle(spot).port?));
        for (at, cable) in net.cables.iter() {
            for (here, there) in [(cable.a, cable.b), (cable.b, cable.a)] {
                let role = match there.node {
                    node if has_table(node) => Role::Trunk(at),
                    node if forwards(node, net) => Role::Opaque(node),
                    _ => Role::End(at),
                };
                if let Some(position) = position(here) {
                    roles.set(position, role);
                }
            }
        }
        for (at, medium) in net.media.iter().enumerate() {
            let bridges: BTreeSet<usize> = medium.members.iter().map(|member| member.node).collect();
            roles.members.insert(at, bridges.into_iter().filter(|node| has_table(*node)).count().max(2));
            for member in &medium.members {
                let others = medium.members.iter().any(|other| other.node != member.node && has_table(other.node));
                if let Some(position) = position(*member) {
                    roles.set(position, if others { Role::Shared(at) } else { Role::Hub(at) });
                }
            }
        }
        roles
    }

    /// The place of an address that no edge port saw.
    fn inner_place(&self, item: usize, sightings: &[(usize, PortAt)], forwarding: &Forwarding) -> Option<Place> {
        let mut at_cables: BTreeMap<usize, usize> = BTreeMap::new();
        let mut at_media: BTreeMap<usize, usize> = BTreeMap::new();
        let mut found: BTreeSet<Place> = BTreeSet::new();
        for seen in sightings {
            match self.of(*seen) {
                Role::End(cable) => {
                    found.insert(Place::With(cable));
                }
                Role::Hub(medium) => {
                    found.insert(Place::On(medium));
                }
                Role::Trunk(cable) => *at_cables.entry(cable).or_default() += 1,
                Role::Shared(medium) => *at_media.entry(medium).or_default() += 1,
                Role::Opaque(node) if forwarding.faces.ends_there(&forwarding.tables, item, seen.0, seen.1) => {
                    found.insert(Place::Behind(node));
                }
                Role::Opaque(_) | Role::Faced | Role::Edge => {}
            }
        }
        if found.is_empty() {
            // On a medium is what all bridges on it see there; what one of them does not know may be behind that one.
            let all = |medium: usize| self.members.get(&medium).copied().unwrap_or_default();
            let on = at_media.into_iter().filter(|(medium, times)| *times >= all(*medium));
            found.extend(on.map(|(medium, _)| Place::On(medium)));
            found.extend(at_cables.into_iter().filter(|(_, times)| *times > 1).map(|(cable, _)| Place::Between(cable)));
        }
        if found.len() == 1 { found.pop_first() } else { None }
    }
}

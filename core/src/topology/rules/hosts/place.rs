use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::topology::model::{Net, Spot};
use crate::topology::ports::PortAt;
use crate::topology::rules::fdb::{Forwarding, forwards};

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
    pub(super) others: HashMap<usize, BTreeSet<(usize, PortAt)>>,
    /// For each cable between bridges: how many addresses both ends know.
    pub(super) common: BTreeMap<usize, usize>,
}

impl Places {
    pub(super) fn find(forwarding: &Forwarding, net: &Net<'_>) -> Self {
        let roles = Roles::find(forwarding, net);
        let tables = &forwarding.tables;
        let mut places = Self { of: vec![None; tables.items.len()], others: HashMap::new(), common: BTreeMap::new() };
        let mut weight: HashMap<(usize, PortAt), usize> = HashMap::new();
        for seen in tables.sightings.iter().flatten() {
            *weight.entry(*seen).or_default() += 1;
        }
        let mut leads_on: HashMap<(usize, PortAt), usize> = HashMap::new();
        for (item, sightings) in tables.sightings.iter().enumerate() {
            let mut edges: Vec<(usize, PortAt)> =
                sightings.iter().copied().filter(|at| roles.of(*at) == Role::Edge).collect();
            edges.sort_by_key(|at| (weight.get(at).copied(), *at));
            let Some((best, rest)) = edges.split_first() else {
                places.of[item] = roles.inner_place(item, sightings, forwarding);
                continue;
            };
            places.of[item] = Some(Place::Edge(best.0, best.1));
            for other in rest {
                *leads_on.entry(*other).or_default() += 1;
            }
            if !rest.is_empty() {
                places.others.insert(item, rest.iter().copied().collect());
            }
        }
        // A port behind which several addresses are found to be deeper elsewhere leads to a bridge
        // that is not known: what else is behind it is not plugged into it.
        let uplink = |at: &(usize, PortAt)| leads_on.get(at).is_some_and(|deeper| *deeper > 1);
        for place in &mut places.of {
            if matches!(place, Some(Place::Edge(at, port)) if uplink(&(*at, *port))) {
                *place = None;
            }
        }
        places.others.values_mut().for_each(|others| others.retain(|at| !uplink(at)));
        places.count_common(forwarding, net);
        places
    }

    fn count_common(&mut self, forwarding: &Forwarding, net: &Net<'_>) {
        let tables = &forwarding.tables;
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

struct Roles {
    roles: HashMap<(usize, PortAt), Role>,
}

impl Roles {
    fn of(&self, at: (usize, PortAt)) -> Role {
        self.roles.get(&at).copied().unwrap_or(Role::Edge)
    }

    fn new_with(forwarding: &Forwarding) -> Self {
        let mut roles = HashMap::new();
        for (at, rows) in forwarding.tables.rows.iter().enumerate() {
            let ports: BTreeSet<PortAt> = rows.iter().map(|(_, port)| *port).collect();
            for port in ports.into_iter().filter(|port| forwarding.faces.leads_on(&forwarding.tables, at, *port)) {
                roles.insert((at, port), Role::Faced);
            }
        }
        Self { roles }
    }

    fn find(forwarding: &Forwarding, net: &Net<'_>) -> Self {
        let mut roles = Self::new_with(forwarding);
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
                    roles.roles.insert(position, role);
                }
            }
        }
        for (at, medium) in net.media.iter().enumerate() {
            for member in &medium.members {
                let others = medium.members.iter().any(|other| other.node != member.node && has_table(other.node));
                if let Some(position) = position(*member) {
                    roles.roles.insert(position, if others { Role::Shared(at) } else { Role::Hub(at) });
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
            found.extend(at_media.into_iter().filter(|(_, times)| *times > 1).map(|(medium, _)| Place::On(medium)));
            found.extend(at_cables.into_iter().filter(|(_, times)| *times > 1).map(|(cable, _)| Place::Between(cable)));
        }
        if found.len() == 1 { found.pop_first() } else { None }
    }
}

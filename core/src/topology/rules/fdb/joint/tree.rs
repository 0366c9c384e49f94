use std::collections::{BTreeMap, BTreeSet};

use super::fabric::Fabric;
use super::{At, Pair, pair};

/// Where a bridge can be put into a tree that does not have it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    /// Into a region: for each of its ports, in order, the port of the bridge that leads to it.
    Within { region: u32, by: Vec<u16> },
    /// On a port that nothing else is known to be behind: with this port of its own, over a cable or a hub that end
    /// systems share.
    On { at: At, by: u16, shared: bool },
}

/// Bridges and the regions between their ports.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub(super) placed: Vec<bool>,
    /// For each bridge and port: its region, if other bridges are behind it.
    pub(super) region_at: Vec<Vec<Option<u32>>>,
    /// Ports that face one another, sorted; empty where a number is not in use.
    pub(super) regions: Vec<Vec<At>>,
    /// Regions that end systems are thought to be on.
    pub(super) shared: Vec<bool>,
    free: Vec<u32>,
}

/// A bridge or region, in depth-first order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    pub(super) is_bridge: bool,
    pub(super) id: u32,
    /// The port between parent and child: of the child if it is a bridge, of the parent if it is a region.
    pub(super) port: u16,
    pub(super) parent: usize,
    /// The first position after what is below it.
    pub(super) end: usize,
}

impl Tree {
    pub(super) fn new(fabric: &Fabric) -> Self {
        let ports = (0_u32..).take(fabric.bridges()).map(|bridge| vec![None; fabric.ports(bridge)]).collect();
        Self {
            placed: vec![false; fabric.bridges()],
            region_at: ports,
            regions: Vec::new(),
            shared: Vec::new(),
            free: Vec::new(),
        }
    }

    pub(super) fn region(&self, (bridge, port): At) -> Option<u32> {
        self.region_at[bridge as usize].get(usize::from(port)).copied().flatten()
    }

    fn add_region(&mut self, mut members: Vec<At>, shared: bool) {
        members.sort_unstable();
        let number = self.free.pop().unwrap_or_else(|| {
            self.regions.push(Vec::new());
            self.shared.push(false);
            u32::try_from(self.regions.len() - 1).unwrap_or_default()
        });
        for (bridge, port) in &members {
            self.region_at[*bridge as usize][usize::from(*port)] = Some(number);
        }
        self.regions[number as usize] = members;
        self.shared[number as usize] = shared;
    }

    fn drop_region(&mut self, number: u32) -> Vec<At> {
        let members = std::mem::take(&mut self.regions[number as usize]);
        for (bridge, port) in &members {
            self.region_at[*bridge as usize][usize::from(*port)] = None;
        }
        self.free.push(number);
        members
    }

    /// Takes a bridge out: the regions at its ports become one.
    pub(super) fn remove(&mut self, bridge: u32, fabric: &Fabric) {
        let regions: BTreeSet<u32> = self.region_at[bridge as usize].iter().copied().flatten().collect();
        let mut members: Vec<At> = Vec::new();
        let mut shared = false;
        for region in regions {
            shared |= self.shared[region as usize];
            members.extend(self.drop_region(region).into_iter().filter(|(other, _)| *other != bridge));
        }
        self.region_at[bridge as usize].truncate(fabric.ports(bridge));
        self.placed[bridge as usize] = false;
        if members.len() > 1 {
            self.add_region(members, shared);
        }
    }

    /// A port as it is numbered in the tree: one without rows is made anew.
    fn port(&mut self, bridge: u32, port: u16, fabric: &Fabric) -> At {
        if fabric.is_seen((bridge, port)) {
            return (bridge, port);
        }
        let ports = &mut self.region_at[bridge as usize];
        ports.push(None);
        (bridge, u16::try_from(ports.len() - 1).unwrap_or(u16::MAX))
    }

    pub(super) fn insert(&mut self, bridge: u32, place: &Place, fabric: &Fabric) {
        self.placed[bridge as usize] = true;
        match place {
            Place::Within { region, by } => {
                let shared = self.shared[*region as usize];
                let mut sides: BTreeMap<u16, Vec<At>> = BTreeMap::new();
                for (member, by) in self.drop_region(*region).into_iter().zip(by) {
                    sides.entry(*by).or_default().push(member);
                }
                for (by, mut members) in sides {
                    members.push(self.port(bridge, by, fabric));
                    self.add_region(members, shared);
                }
            }
            Place::On { at: (other, port), by, shared } => {
                let members = vec![self.port(*other, *port, fabric), self.port(bridge, *by, fabric)];
                self.add_region(members, *shared);
            }
        }
    }

    /// Bridges and regions, parents before children.
    pub(super) fn visits(&self) -> Vec<Visit> {
        let mut visits: Vec<Visit> = Vec::new();
        let Some(root) = self.placed.iter().position(|placed| *placed) else { return visits };
        let mut stack = vec![(true, u32::try_from(root).unwrap_or_default(), u16::MAX, usize::MAX)];
        while let Some((is_bridge, id, port, parent)) = stack.pop() {
            let here = visits.len();
            visits.push(Visit { is_bridge, id, port, parent, end: here + 1 });
            if is_bridge {
                for (out, region) in (0_u16..).zip(&self.region_at[id as usize]) {
                    stack.extend(region.filter(|_| out != port).map(|region| (false, region, out, here)));
                }
            } else {
                let from = visits[parent].id;
                let others = self.regions[id as usize].iter().filter(|(bridge, _)| *bridge != from);
                stack.extend(others.map(|(bridge, port)| (true, *bridge, *port, here)));
            }
        }
        for at in (1..visits.len()).rev() {
            let Visit { end, parent, .. } = visits[at];
            visits[parent].end = visits[parent].end.max(end);
        }
        visits
    }

    /// Ports that face each other.
    pub(super) fn pairs(&self) -> BTreeSet<Pair> {
        let mut pairs = BTreeSet::new();
        for members in &self.regions {
            for (at, a) in members.iter().enumerate() {
                pairs.extend(members[at + 1..].iter().map(|b| pair(*a, *b)));
            }
        }
        pairs
    }
}

//! Who depends on whom, seen from one place: what to suppress when something is down.

use serde::{Deserialize, Serialize};

use super::element::{Element, ElementKind};
use super::graph::{Node, Topology};
use super::index::{Edge, Index};
use super::skeleton::{Skeleton, Tree};
use super::wiring::NONE;
use crate::error::Error;

/// The dominator tree seen from a monitoring station: what each device cannot be reached without.
///
/// A blocked link and a member of an aggregate count as redundancy: what has another way, be it one that spanning tree
/// would have to open, depends on neither.
#[derive(Clone, Debug)]
pub struct Dominators<'i> {
    index: &'i Index<'i>,
    station: usize,
    tree: Tree,
}

/// A device, and the nearest thing that it cannot be reached without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    /// The device.
    pub device: Element,
    /// The nearest device or medium without which the station does not reach it; `None` for the station, and where
    /// `reachable` is false.
    pub upstream: Option<Element>,
    /// The one link between the two, where there is no other.
    pub link: Option<Element>,
    /// Whether any chain of links leads from the station to it.
    pub reachable: bool,
}

impl Index<'_> {
    /// The dominator tree seen from the device `from`, given by name or id. O(nodes + links).
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the topology has no such device.
    pub fn dominators(&self, from: &str) -> Result<Dominators<'_>, Error> {
        let station = self.known(from)?;
        let skeleton = Skeleton::of(&self.wiring, |at| at != station && self.only_ends(at), |at| self.is_host(at));
        Ok(Dominators { index: self, station, tree: Tree::of(&skeleton, Some(station)) })
    }
}

impl Topology {
    /// What `device` cannot be reached without from `station`, both given by name or id: see
    /// [`Dominators::upstream_of`].
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the topology has no such device or no chain of links joins the two.
    pub fn upstream_of(&self, station: &str, device: &str) -> Result<Vec<Element>, Error> {
        let index = self.index();
        index.known(device)?;
        let dominators = index.dominators(station)?;
        dominators.upstream_of(device).ok_or_else(|| {
            Error::invalid(
                "device",
                device,
                format!("a device that a chain of links joins to {}", dominators.station()),
            )
        })
    }

    /// The devices and hosts that `station` cannot reach without `device`, both given by name or id, in their order: who
    /// is downstream of it. See [`Dominators::dependents_of`].
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the topology has no such device.
    pub fn dependents_of(&self, station: &str, device: &str) -> Result<Vec<Element>, Error> {
        let index = self.index();
        index.known(device)?;
        let dominators = index.dominators(station)?;
        Ok(dominators.dependents_of(device).into_iter().map(Element::of_node).collect())
    }

    /// For every node, in their order, the nearest thing that `station`, given by name or id, cannot reach it without.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the topology has no such station.
    pub fn dependencies(&self, station: &str) -> Result<Vec<Dependency>, Error> {
        Ok(self.index().dominators(station)?.dependencies())
    }
}

impl Dominators<'_> {
    /// What the tree is seen from.
    #[must_use]
    pub fn station(&self) -> Element {
        self.index.element(self.station).unwrap_or_else(|| unnamed(ElementKind::Device))
    }

    /// Everything without which the device, given by name or id, cannot be reached, the nearest first and the station
    /// not among it: devices, media, and links that have no parallel. `None` where the topology has no such device or
    /// no chain of links leads there.
    ///
    /// An alert about the device is to be held back while any of these is down.
    #[must_use]
    pub fn upstream_of(&self, device: &str) -> Option<Vec<Element>> {
        let at = self.index.at(device)?;
        self.reaches(at).then(|| self.chain(at))
    }

    /// The nodes that cannot be reached without that device, given by name or id, in their order.
    #[must_use]
    pub fn dependents_of(&self, device: &str) -> Vec<&Node> {
        let Some(on) = self.index.at(device) else { return Vec::new() };
        let mut hangs: Vec<Option<bool>> = vec![None; self.tree.root.len()];
        hangs[on] = Some(true);
        let nodes = self.index.topology().nodes.iter().enumerate();
        nodes.filter(|(at, _)| *at != on && self.hangs(*at, &mut hangs)).map(|(_, node)| node).collect()
    }

    /// For every node, in their order, the nearest thing that it cannot be reached without.
    #[must_use]
    pub fn dependencies(&self) -> Vec<Dependency> {
        let nodes = self.index.topology().nodes.iter().enumerate();
        nodes
            .map(|(at, node)| {
                let upstream = self.tree.cuts.dominator[at];
                let reachable = self.reaches(at);
                Dependency {
                    device: Element::of_node(node),
                    upstream: self.index.element(upstream).filter(|_| reachable),
                    link: self.only_link(at).filter(|_| reachable),
                    reachable,
                }
            })
            .collect()
    }

    /// The nodes to which no chain of links leads from the station, in their order.
    #[must_use]
    pub fn unreachable(&self) -> Vec<&Node> {
        let nodes = self.index.topology().nodes.iter().enumerate();
        nodes.filter(|(at, _)| !self.reaches(*at)).map(|(_, node)| node).collect()
    }

    fn reaches(&self, at: usize) -> bool {
        self.tree.root[at] == self.station
    }

    fn chain(&self, mut at: usize) -> Vec<Element> {
        let mut chain = Vec::new();
        while at != self.station && at != NONE {
            chain.extend(self.only_link(at));
            at = self.tree.cuts.dominator[at];
            chain.extend(self.index.element(at).filter(|_| at != self.station));
        }
        chain
    }

    /// The link through which alone the vertex is reached, where it is one and no membership in a medium.
    fn only_link(&self, at: usize) -> Option<Element> {
        if !self.tree.cuts.hangs[at] {
            return None;
        }
        match self.index.edges.get(self.tree.cuts.through[at])? {
            Edge::Link(_) => self.index.element_of_edge(self.tree.cuts.through[at]),
            Edge::Member { .. } => None,
        }
    }

    /// Whether the chain of `at` passes one that is known to hang; what is found is kept.
    fn hangs(&self, at: usize, known: &mut [Option<bool>]) -> bool {
        let mut path = Vec::new();
        let mut here = at;
        let answer = loop {
            if here == NONE {
                break false;
            }
            if let Some(answer) = known[here] {
                break answer;
            }
            path.push(here);
            here = self.tree.cuts.dominator[here];
        };
        path.into_iter().for_each(|at| known[at] = Some(answer));
        answer
    }
}

fn unnamed(kind: ElementKind) -> Element {
    Element { kind, id: String::new(), name: String::new() }
}

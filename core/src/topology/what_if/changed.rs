//! A topology with suppositions applied to its wiring.

use super::{Supposition, opened};
use crate::error::Error;
use crate::topology::cuts::Weight;
use crate::topology::element::{Element, ElementKind};
use crate::topology::graph::End;
use crate::topology::index::{Edge, Index};
use crate::topology::wiring::{NONE, Wiring};

/// Before and after share the numbers of vertices and edges; what is added follows what is there.
pub(super) struct Changed<'i> {
    index: &'i Index<'i>,
    pub(super) before: Wiring,
    pub(super) after: Wiring,
    /// By vertex.
    gone: Vec<bool>,
    /// Edges that are not there any more, ascending.
    pub(super) dead: Vec<usize>,
    added: Vec<String>,
}

/// What suppositions do, before the wiring is made anew.
struct Plan<'i> {
    index: &'i Index<'i>,
    ends: Vec<(usize, usize)>,
    gone: Vec<bool>,
    dead: Vec<bool>,
    added: Vec<String>,
}

impl<'i> Changed<'i> {
    pub(super) fn of(index: &'i Index<'i>, supposed: &[Supposition]) -> Result<Self, Error> {
        let ends = index.wiring.edges().to_vec();
        let gone = vec![false; index.wiring.vertices()];
        let mut plan = Plan { index, dead: vec![false; ends.len()], ends, gone, added: Vec::new() };
        for supposition in supposed {
            plan.apply(supposition)?;
        }
        let Plan { mut ends, gone, dead, added, .. } = plan;
        let before = if added.is_empty() {
            index.wiring.clone()
        } else {
            Wiring::new(gone.len(), ends.iter().take(index.edges.len()).copied().collect())
        };
        ends.iter_mut().zip(&dead).filter(|(_, dead)| **dead).for_each(|(ends, _)| *ends = (NONE, NONE));
        let after = Wiring::new(gone.len(), ends);
        let dead = dead.into_iter().enumerate().filter_map(|(edge, dead)| dead.then_some(edge)).collect();
        Ok(Self { index, before, after, gone, dead, added })
    }

    pub(super) fn is_gone(&self, vertex: usize) -> bool {
        self.gone.get(vertex).copied().unwrap_or(false)
    }

    pub(super) fn is_dead(&self, edge: usize) -> bool {
        self.dead.binary_search(&edge).is_ok()
    }

    /// The name of a device that was added.
    fn added(&self, vertex: usize) -> Option<&String> {
        self.added.get(vertex.checked_sub(self.index.wiring.vertices())?)
    }

    pub(super) fn weight(&self, vertex: usize) -> Weight {
        match self.added(vertex) {
            Some(_) => Weight { devices: 1, hosts: 0 },
            None => self.index.weight(vertex),
        }
    }

    pub(super) fn only_ends(&self, vertex: usize) -> bool {
        self.index.only_ends(vertex)
    }

    pub(super) fn is_link(&self, edge: usize) -> bool {
        edge >= self.index.edges.len() || self.index.is_link(edge)
    }

    pub(super) fn element(&self, vertex: usize) -> Option<Element> {
        match self.added(vertex) {
            Some(name) => Some(Element { kind: ElementKind::Device, id: name.clone(), name: name.clone() }),
            None => self.index.element(vertex),
        }
    }

    pub(super) fn element_of_edge(&self, edge: usize) -> Option<Element> {
        if edge < self.index.edges.len() {
            return self.index.element_of_edge(edge);
        }
        let (a, b) = self.after.edges().get(edge)?;
        let name = format!("{} ── {}", self.element(*a)?, self.element(*b)?);
        Some(Element { kind: ElementKind::Link, id: name.clone(), name })
    }

    /// Blocked links that are needed now and were not before.
    pub(super) fn unblocks(&self) -> Vec<Element> {
        let passes = |edge: usize| self.index.passes(edge);
        let before = opened(self.before.vertices(), self.before.edges(), &passes);
        let after = opened(self.after.vertices(), self.after.edges(), &passes);
        after.difference(&before).filter_map(|edge| self.element_of_edge(*edge)).collect()
    }
}

impl Plan<'_> {
    fn apply(&mut self, supposition: &Supposition) -> Result<(), Error> {
        match supposition {
            Supposition::DeviceGone { device } => {
                let at = self.at(device)?;
                self.gone[at] = true;
                self.kill(|_, ends| ends.0 == at || ends.1 == at);
            }
            Supposition::LinkGone { link } => {
                let index = self.index;
                let hit = |edge| index.link(edge).is_some_and(|known| known.id == *link);
                if !self.kill(|edge, _| hit(edge)) {
                    return Err(Error::invalid("link", link, "the id of a cable of the topology"));
                }
            }
            Supposition::LagGone { lag } => {
                let index = self.index;
                let hit = |edge| index.link(edge).is_some_and(|link| link.lag.as_deref() == Some(lag));
                if !self.kill(|edge, _| hit(edge)) {
                    return Err(Error::invalid("aggregate", lag, "what the members of an aggregate are called"));
                }
            }
            Supposition::SegmentGone { segment } => {
                let mut segments = self.index.topology.segments.iter();
                let Some(at) = segments.position(|known| known.id == *segment) else {
                    return Err(Error::invalid("segment", segment, "the id of a segment of the topology"));
                };
                let at = at + self.index.topology.nodes.len();
                self.gone[at] = true;
                self.kill(|_, ends| ends.0 == at || ends.1 == at);
            }
            Supposition::PortDown { device, port } => {
                let at = self.at(device)?;
                let index = self.index;
                let node = index.node_at(at);
                let is_port = |end: &End| {
                    node.is_some_and(|node| node.id == end.node)
                        && end.port.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(port.trim()))
                };
                let known =
                    node.is_some_and(|node| node.ports.iter().any(|it| it.name.eq_ignore_ascii_case(port.trim())));
                let hit = |edge: usize| match index.edges.get(edge) {
                    Some(Edge::Link(_)) => index.link(edge).is_some_and(|link| is_port(&link.a) || is_port(&link.b)),
                    Some(Edge::Member { segment, member }) => {
                        let segment = index.topology.segments.get(*segment);
                        segment.and_then(|segment| segment.members.get(*member)).is_some_and(is_port)
                    }
                    None => false,
                };
                if !self.kill(|edge, _| hit(edge)) && !known {
                    let device = node.map(|node| node.name.as_str()).unwrap_or_default();
                    return Err(Error::invalid("port", port, format!("the name of a port of {device}")));
                }
            }
            Supposition::DeviceAdded { device } => {
                if self.at(device).is_ok() {
                    return Err(Error::invalid("new device", device, "a name that no device has"));
                }
                self.added.push(device.trim().to_owned());
                self.gone.push(false);
            }
            Supposition::LinkAdded { a, b } => {
                let ends = (self.at(a)?, self.at(b)?);
                if ends.0 == ends.1 {
                    return Err(Error::invalid("end of a link", b, format!("another device than {a}")));
                }
                self.ends.push(ends);
                self.dead.push(false);
            }
        }
        Ok(())
    }

    /// The vertex of a device that is there, or was added.
    fn at(&self, device: &str) -> Result<usize, Error> {
        let added = self.added.iter().position(|added| added == device.trim());
        let vertex = match added {
            Some(added) => self.index.wiring.vertices() + added,
            None => self.index.known(device)?,
        };
        if self.gone.get(vertex).copied().unwrap_or(false) {
            return Err(Error::invalid("device", device, "one that is not supposed to be gone already"));
        }
        Ok(vertex)
    }

    /// Takes away the edges that are hit; whether there was one.
    fn kill(&mut self, hit: impl Fn(usize, (usize, usize)) -> bool) -> bool {
        let mut any = false;
        for (edge, ends) in self.ends.iter().enumerate() {
            if hit(edge, *ends) {
                any = true;
                self.dead[edge] = true;
            }
        }
        any
    }
}

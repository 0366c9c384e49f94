//! The way from one device to another.

mod search;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::search::{Rules, Step, find};
use super::element::Element;
use super::graph::{End, Layer, LinkState, Topology};
use super::index::{Edge, Index};
use crate::value::VlanId;

/// Other ways that are looked for.
const DETOURS: usize = 3;

/// The way that frames take from one device to another, and the ways that are left if it fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Path {
    /// Where it begins.
    pub from: Element,
    /// Where it ends.
    pub to: Element,
    /// The VLAN that was asked about.
    pub vlan: Option<VlanId>,
    /// Layer 2 where switches alone carry it, layer 3 where it crosses a router.
    pub layer: Layer,
    /// Link by link; empty where both ends are one device.
    pub hops: Vec<Hop>,
    /// The product of the hops' confidences, 0 to 1.
    pub confidence: f64,
    /// Other ways, those first that share least with this one and with each other.
    pub alternatives: Vec<Detour>,
}

/// One link, or one passage over a shared medium.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hop {
    /// The near end.
    pub from: End,
    /// The far end.
    pub to: End,
    /// The link or the medium.
    pub over: Element,
    /// Links beside it between the same devices, such as the other members of an aggregate.
    pub parallel: Vec<Element>,
    /// The layer of the link.
    pub layer: Layer,
    /// Whether it forwards.
    pub state: LinkState,
    /// Whether the near device routes here: what follows may be in another VLAN.
    pub routed: bool,
    /// How sure the link is, 0 to 1.
    pub confidence: f64,
}

/// Another way between the ends of a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detour {
    /// Link by link.
    pub hops: Vec<Hop>,
    /// Blocked links that spanning tree would have to open.
    pub unblocks: Vec<Element>,
    /// What it shares with the path, and thus does not replace.
    pub shared: Vec<Element>,
}

/// Why there is no way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{text}")]
pub struct NoPath {
    /// The kind of reason.
    pub reason: NoPathReason,
    /// The links at which it ends: blocked ones, or those that do not carry the VLAN.
    pub at: Vec<Element>,
    /// A sentence for people.
    pub text: String,
}

/// The kinds of reasons why there is no way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoPathReason {
    /// The topology has no such device.
    UnknownDevice,
    /// No chain of links joins the two.
    Apart,
    /// There are chains of links, but on each one does not carry the VLAN.
    Vlan,
    /// There are chains of links, but spanning tree blocks one on each.
    Blocked,
}

impl Topology {
    /// The way from `a` to `b`, given by name or id: see [`Index::path`].
    ///
    /// # Errors
    ///
    /// [`NoPath`] with the reason.
    pub fn path(&self, a: &str, b: &str, vlan: Option<VlanId>) -> Result<Path, NoPath> {
        self.index().path(a, b, vlan)
    }
}

impl Index<'_> {
    /// The way that frames take from `a` to `b`, given by name or id, over links that are not blocked: over switches
    /// alone where that is possible, else across as few routers as can be; of equals the one with the fewest hops, then
    /// the surest links.
    ///
    /// With a VLAN, links that are known to carry others only are not used before the first router; a link of which no
    /// VLAN is known may carry any. End systems pass nothing on.
    ///
    /// # Errors
    ///
    /// [`NoPath`] with the reason.
    pub fn path(&self, a: &str, b: &str, vlan: Option<VlanId>) -> Result<Path, NoPath> {
        let (from, to) = (self.end_of_path(a)?, self.end_of_path(b)?);
        let rules = Rules { index: self, from, to, vlan, open: false, used: Vec::new() };
        let Some(steps) = find(&rules) else { return Err(self.no_path(&rules)) };
        let hops = self.hops(&steps, &rules);
        let named = |at| self.element(at).ok_or_else(|| unknown(""));
        let across = hops.iter().any(|hop| hop.routed || hop.layer == Layer::L3);
        Ok(Path {
            from: named(from)?,
            to: named(to)?,
            vlan,
            layer: if across { Layer::L3 } else { Layer::L2 },
            confidence: hops.iter().map(|hop| hop.confidence).product(),
            alternatives: self.detours(steps, rules),
            hops,
        })
    }

    fn end_of_path(&self, name: &str) -> Result<usize, NoPath> {
        self.at(name).ok_or_else(|| unknown(name))
    }

    fn no_path(&self, rules: &Rules<'_>) -> NoPath {
        let name = |at| self.element(at).map(|element| element.name).unwrap_or_default();
        let (a, b) = (name(rules.from), name(rules.to));
        let failing = |steps: &[Step], fails: &dyn Fn(&Step) -> bool| -> Vec<Element> {
            let links = steps.iter().filter(|step| fails(step));
            links.filter_map(|step| self.element_of_edge(step.edge)).collect()
        };
        let any_vlan = Rules { vlan: None, ..rules.clone() };
        if let (Some(steps), Some(vlan)) = (find(&any_vlan), rules.vlan) {
            let at = failing(&steps, &|step| !rules.carries(step.edge));
            let text = format!("no way from {a} to {b} in VLAN {vlan}: {} not carry it", say(&at, "does", "do"));
            return NoPath { reason: NoPathReason::Vlan, at, text };
        }
        if let Some(steps) = find(&Rules { open: true, ..any_vlan }) {
            let at = failing(&steps, &|step| !self.passes(step.edge));
            let text = format!("no way from {a} to {b}: spanning tree blocks {}", names(&at));
            return NoPath { reason: NoPathReason::Blocked, at, text };
        }
        let text = format!("no way from {a} to {b}: no chain of links joins them");
        NoPath { reason: NoPathReason::Apart, at: Vec::new(), text }
    }

    fn detours(&self, main: Vec<Step>, rules: Rules<'_>) -> Vec<Detour> {
        let mut rules = Rules { open: true, used: vec![0; self.edges.len()], ..rules };
        let on_main: Vec<usize> = main.iter().flat_map(|step| self.beside(step)).collect();
        let mut known = vec![main];
        let mut detours = Vec::new();
        for _ in 0..DETOURS {
            for edge in known.last().into_iter().flatten().flat_map(|step| self.beside(step)) {
                rules.used[edge] += 1;
            }
            let Some(steps) = find(&rules) else { break };
            let same = |other: &Vec<Step>| other.iter().map(|step| step.to).eq(steps.iter().map(|step| step.to));
            if known.iter().any(same) {
                break;
            }
            let element = |step: &Step| self.element_of_edge(step.edge);
            let mut shared: Vec<Element> =
                steps.iter().filter(|step| on_main.contains(&step.edge)).filter_map(element).collect();
            shared.dedup();
            detours.push(Detour {
                hops: self.hops(&steps, &rules),
                unblocks: steps.iter().filter(|step| !self.passes(step.edge)).filter_map(element).collect(),
                shared,
            });
            known.push(steps);
        }
        detours
    }

    /// The edges between the ends of a step, its own first.
    fn beside(&self, step: &Step) -> Vec<usize> {
        let others = self.wiring.around(step.from).iter().filter(|(to, edge)| *to == step.to && *edge != step.edge);
        std::iter::once(step.edge).chain(others.map(|(_, edge)| *edge)).collect()
    }

    fn hops(&self, steps: &[Step], rules: &Rules<'_>) -> Vec<Hop> {
        let mut hops = Vec::new();
        let mut entered: Option<(End, bool)> = None;
        for step in steps {
            match self.edges.get(step.edge) {
                Some(Edge::Link(_)) => hops.extend(self.hop(step, rules)),
                Some(Edge::Member { segment, member }) => {
                    let Some(medium) = self.topology.segments.get(*segment) else { continue };
                    let Some(end) = medium.members.get(*member).cloned() else { continue };
                    match entered.take() {
                        None => entered = Some((end, step.routed)),
                        Some((from, routed)) => hops.push(Hop {
                            from,
                            to: end,
                            over: Element::of_segment(medium),
                            parallel: Vec::new(),
                            layer: Layer::L2,
                            state: LinkState::Unknown,
                            routed,
                            confidence: medium.confidence,
                        }),
                    }
                }
                None => {}
            }
        }
        hops
    }

    fn hop(&self, step: &Step, rules: &Rules<'_>) -> Option<Hop> {
        let link = self.link(step.edge)?;
        let starts = self.node_at(step.from)?.id == link.a.node;
        let (from, to) = if starts { (&link.a, &link.b) } else { (&link.b, &link.a) };
        let others = self.beside(step).into_iter().skip(1).filter(|edge| rules.admits(*edge, step.crossed));
        Some(Hop {
            from: from.clone(),
            to: to.clone(),
            over: Element::of_link(link),
            parallel: others.filter_map(|edge| self.element_of_edge(edge)).collect(),
            layer: link.layer,
            state: link.state,
            routed: step.routed,
            confidence: link.confidence,
        })
    }
}

fn unknown(name: &str) -> NoPath {
    let text = format!("no device of the topology has the id, name, sysName, IP or MAC address \"{name}\"");
    NoPath { reason: NoPathReason::UnknownDevice, at: Vec::new(), text }
}

fn names(elements: &[Element]) -> String {
    elements.iter().map(|element| element.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn say(elements: &[Element], one: &str, several: &str) -> String {
    format!("{} {}", names(elements), if elements.len() == 1 { one } else { several })
}

impl fmt::Display for Path {
    /// `pc1 to pc2, layer 2, 3 hops, 0.95: pc1 ── p3 sw1 p24 ── p1 core1`, and a line for each other way
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.from, self.to)?;
        if let Some(vlan) = self.vlan {
            write!(f, " in VLAN {vlan}")?;
        }
        let layer = if self.layer == Layer::L2 { 2 } else { 3 };
        let hops = if self.hops.len() == 1 { "hop" } else { "hops" };
        write!(f, ", layer {layer}, {} {hops}, {:.3}: {}", self.hops.len(), self.confidence, way(&self.hops))?;
        for other in &self.alternatives {
            write!(f, "\n  or else: {}", way(&other.hops))?;
            if !other.unblocks.is_empty() {
                write!(f, "; spanning tree would open {}", names(&other.unblocks))?;
            }
            if !other.shared.is_empty() {
                write!(f, "; shares {}", names(&other.shared))?;
            }
        }
        Ok(())
    }
}

/// `pc1 ── p3 sw1 p24 ── p1 core1`
fn way(hops: &[Hop]) -> String {
    let mut text = String::new();
    for (at, hop) in hops.iter().enumerate() {
        if at == 0 {
            text.push_str(&hop.from.device);
        }
        if hop.routed {
            text.push_str(" (routes)");
        }
        let port = |end: &End| end.port.clone().map(|port| format!(" {port}")).unwrap_or_default();
        let over = match hop.over.kind {
            super::element::ElementKind::Segment => format!("({}) ──", hop.over.name),
            _ => String::new(),
        };
        text.push_str(&format!("{} ──{over}{} {}", port(&hop.from), port(&hop.to), hop.to.device));
    }
    text
}

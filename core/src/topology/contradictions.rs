//! Everything in a topology that does not fit together.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ambiguous::{Ambiguous, AmbiguousKind};
use super::element::Element;
use super::graph::{End, Layer, Link, Node, Port, Reason, Segment, Topology};
use super::index::Index;
use super::missing::names_the_other;
use crate::evidence::Source;

/// Two statements, or a statement and a conclusion, that do not fit together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Contradiction {
    /// In what way.
    pub kind: ContradictionKind,
    /// What it is about: links, segments, devices.
    pub about: Vec<Element>,
    /// A sentence for people.
    pub text: String,
    /// The statements, where it is about such.
    pub reasons: Vec<Reason>,
}

/// The ways in which things do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContradictionKind {
    /// Statements speak against a link that others speak for.
    LinkContradicted,
    /// A port ends several cables, or a cable and a shared medium.
    PortTwice,
    /// A cable ends at a port that is down.
    PortDown,
    /// The ports at both ends of a cable have different speeds.
    SpeedsDiffer,
    /// A neighbor is named, but no link follows from it.
    UnusedClaim,
    /// Several devices that answer have the same chassis id, serial number or SNMP engine id.
    SharedChassis,
    /// Several devices bear an IP address.
    SharedAddress,
    /// Several devices bear a MAC address.
    SharedMac,
    /// Several devices that answer have the same `sysName`.
    SharedName,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Topology {
    /// Everything that does not fit together, in canonical order: see [`ContradictionKind`]. O(nodes + links).
    #[must_use]
    pub fn contradictions(&self) -> Vec<Contradiction> {
        self.index().contradictions()
    }
}

impl<'t> Index<'t> {
    /// As [`Topology::contradictions`].
    #[must_use]
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut found = Vec::new();
        let cables = || self.topology.links.iter().filter(|link| link.layer == Layer::L2);
        for link in self.topology.links.iter().filter(|link| !link.contradicting.is_empty()) {
            let against: Vec<&str> = link.contradicting.iter().map(|reason| reason.text.as_str()).collect();
            let text = format!("{} ── {} is {}, but {}", link.a, link.b, link.strength, against.join("; "));
            let reasons = link.because.iter().chain(&link.contradicting).cloned().collect();
            found.push(contradiction(ContradictionKind::LinkContradicted, vec![Element::of_link(link)], text, reasons));
        }
        cables().for_each(|link| self.ports(link, &mut found));
        self.taken_twice(&mut found);
        for unused in &self.topology.unused {
            let names = unused
                .reason
                .source
                .parse::<Source>()
                .is_ok_and(|source| names_the_other(source) || source == Source::Stp);
            if names {
                let about = self.node(&unused.reason.device).map(Element::of_node).into_iter().collect();
                let text = format!("{}: {}", unused.reason.text, unused.why);
                found.push(contradiction(ContradictionKind::UnusedClaim, about, text, vec![unused.reason.clone()]));
            }
        }
        // Hosts of two domains may have the same short name.
        let keys = self.topology.ambiguous.iter().filter(|key| key.kind != AmbiguousKind::ShortName);
        keys.for_each(|ambiguous| found.push(self.ambiguous(ambiguous)));
        let nodes = &self.topology.nodes;
        shared(ContradictionKind::SharedAddress, nodes, |node| node.addresses.clone(), &mut found);
        shared(ContradictionKind::SharedMac, nodes, |node| node.macs.clone(), &mut found);
        found.sort();
        found
    }

    fn ambiguous(&self, ambiguous: &Ambiguous) -> Contradiction {
        let (kind, what) = match ambiguous.kind {
            AmbiguousKind::ChassisId => (ContradictionKind::SharedChassis, "the chassis id"),
            AmbiguousKind::MacAddress => (ContradictionKind::SharedMac, "the MAC address"),
            AmbiguousKind::IpAddress => (ContradictionKind::SharedAddress, "the address"),
            AmbiguousKind::SerialNumber => (ContradictionKind::SharedChassis, "the serial number"),
            AmbiguousKind::EngineId => (ContradictionKind::SharedChassis, "the SNMP engine id"),
            AmbiguousKind::Name => (ContradictionKind::SharedName, "the name"),
            AmbiguousKind::ShortName => (ContradictionKind::SharedName, "the short name"),
        };
        let about: Vec<Element> =
            ambiguous.owners.iter().filter_map(|id| self.node(id)).map(Element::of_node).collect();
        let names: Vec<&str> = about.iter().map(|element| element.name.as_str()).collect();
        let rest = if (ambiguous.count as usize) > about.len() { ", …" } else { "" };
        let (count, key, why) = (ambiguous.count, &ambiguous.key, &ambiguous.why);
        let text = format!("{count} devices have {what} {key} ({}{rest}): {why}", names.join(", "));
        contradiction(kind, about, text, Vec::new())
    }

    fn ports(&self, link: &Link, found: &mut Vec<Contradiction>) {
        let ends = [(&link.a, self.port(&link.a)), (&link.b, self.port(&link.b))];
        for (end, port) in &ends {
            if port.is_some_and(|port| port.up == Some(false)) {
                let text = format!("{} ── {} is {}, but {end} is down", link.a, link.b, link.strength);
                found.push(contradiction(ContradictionKind::PortDown, vec![Element::of_link(link)], text, Vec::new()));
            }
        }
        let speed = |port: Option<&Port>| port.and_then(|port| port.speed_bps).filter(|speed| *speed > 0);
        let up = ends.iter().all(|(_, port)| port.is_some_and(|port| port.up != Some(false)));
        if let (Some(a), Some(b), true) = (speed(ends[0].1), speed(ends[1].1), up) {
            if a != b {
                let text = format!("{} has {a} bit/s, but {} at the other end {b} bit/s", link.a, link.b);
                found.push(contradiction(
                    ContradictionKind::SpeedsDiffer,
                    vec![Element::of_link(link)],
                    text,
                    Vec::new(),
                ));
            }
        }
    }

    fn port(&self, end: &End) -> Option<&Port> {
        let name = end.port.as_deref()?;
        let same = |port: &&Port| port.name == name && (end.if_index.is_none() || port.if_index == end.if_index);
        self.node(&end.node)?.ports.iter().find(same)
    }

    fn taken_twice(&self, found: &mut Vec<Contradiction>) {
        let mut ends: Vec<(&str, &str, &End, Thing<'_>)> = Vec::with_capacity(self.topology.links.len() * 2);
        let mut add = |end: &'t End, thing| {
            if let Some(port) = &end.port {
                ends.push((&end.node, port, end, thing));
            }
        };
        for link in self.topology.links.iter().filter(|link| link.layer == Layer::L2) {
            add(&link.a, Thing::Link(link));
            add(&link.b, Thing::Link(link));
        }
        for segment in &self.topology.segments {
            segment.members.iter().for_each(|end| add(end, Thing::Segment(segment)));
        }
        // Stable: what ends at one port stays in the order of the topology.
        ends.sort_by_key(|(node, port, ..)| (*node, *port));
        for group in ends.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)).filter(|group| group.len() > 1) {
            let Some((_, _, end, _)) = group.first() else { continue };
            let about: Vec<Element> = group.iter().map(|(.., thing)| thing.element()).collect();
            let names: Vec<&str> = about.iter().map(|element| element.name.as_str()).collect();
            let text = format!("{end} is one port, but {} things end there: {}", about.len(), names.join(", "));
            found.push(contradiction(ContradictionKind::PortTwice, about, text, Vec::new()));
        }
    }
}

/// What ends at a port.
#[derive(Clone, Copy)]
enum Thing<'t> {
    Link(&'t Link),
    Segment(&'t Segment),
}

impl Thing<'_> {
    fn element(self) -> Element {
        match self {
            Self::Link(link) => Element::of_link(link),
            Self::Segment(segment) => Element::of_segment(segment),
        }
    }
}

fn contradiction(kind: ContradictionKind, about: Vec<Element>, text: String, reasons: Vec<Reason>) -> Contradiction {
    Contradiction { kind, about, text, reasons }
}

/// Keys that several nodes have of which some did not answer; those of polled devices alone are ambiguous.
fn shared<'t, K: Ord + ToString>(
    kind: ContradictionKind,
    nodes: &'t [Node],
    keys: impl Fn(&'t Node) -> Vec<K>,
    found: &mut Vec<Contradiction>,
) {
    let mut owners: Vec<(K, &Node)> =
        nodes.iter().flat_map(|node| keys(node).into_iter().map(move |key| (key, node))).collect();
    owners.sort_by(|(x, _), (y, _)| x.cmp(y));
    let what = if kind == ContradictionKind::SharedAddress { "the address" } else { "the MAC address" };
    for group in owners.chunk_by(|x, y| x.0 == y.0).filter(|group| group.len() > 1) {
        let mut nodes: Vec<&Node> = group.iter().map(|(_, node)| *node).collect();
        nodes.dedup_by(|x, y| x.id == y.id);
        if nodes.len() < 2 || nodes.iter().all(|node| node.polled) {
            continue;
        }
        let Some((key, _)) = group.first() else { continue };
        let names: Vec<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
        let text = format!("{} devices have {what} {}: {}", nodes.len(), key.to_string(), names.join(", "));
        let about = nodes.into_iter().map(Element::of_node).collect();
        found.push(contradiction(kind, about, text, Vec::new()));
    }
}

//! Everything in a topology that does not fit together.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::element::Element;
use super::graph::{End, Layer, Link, Node, Port, Reason, Topology};
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

impl Index<'_> {
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
        let all = || self.topology.nodes.iter();
        shared(ContradictionKind::SharedAddress, all(), |node| node.addresses.clone(), &mut found);
        shared(ContradictionKind::SharedMac, all(), |node| node.macs.clone(), &mut found);
        let polled = all().filter(|node| node.polled);
        shared(ContradictionKind::SharedName, polled, |node| node.sys_name.clone().into_iter().collect(), &mut found);
        found.sort();
        found
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
        let mut at: HashMap<(&str, &str), Vec<(&End, Element)>> = HashMap::new();
        for link in self.topology.links.iter().filter(|link| link.layer == Layer::L2) {
            for end in [&link.a, &link.b] {
                if let Some(port) = &end.port {
                    at.entry((&end.node, port)).or_default().push((end, Element::of_link(link)));
                }
            }
        }
        for segment in &self.topology.segments {
            for end in &segment.members {
                if let Some(port) = &end.port {
                    at.entry((&end.node, port)).or_default().push((end, Element::of_segment(segment)));
                }
            }
        }
        for ends in at.into_values().filter(|ends| ends.len() > 1) {
            let Some((end, _)) = ends.first() else { continue };
            let names: Vec<&str> = ends.iter().map(|(_, element)| element.name.as_str()).collect();
            let text = format!("{end} is one port, but {} things end there: {}", ends.len(), names.join(", "));
            let about = ends.into_iter().map(|(_, element)| element).collect();
            found.push(contradiction(ContradictionKind::PortTwice, about, text, Vec::new()));
        }
    }
}

fn contradiction(kind: ContradictionKind, about: Vec<Element>, text: String, reasons: Vec<Reason>) -> Contradiction {
    Contradiction { kind, about, text, reasons }
}

/// Keys that several nodes have.
fn shared<'t, K: Ord + Hash + Eq + ToString>(
    kind: ContradictionKind,
    nodes: impl Iterator<Item = &'t Node>,
    keys: impl Fn(&Node) -> Vec<K>,
    found: &mut Vec<Contradiction>,
) {
    let mut first: HashMap<K, &Node> = HashMap::new();
    let mut several: BTreeMap<K, Vec<&Node>> = BTreeMap::new();
    for node in nodes {
        for key in keys(node) {
            if let Some(owners) = several.get_mut(&key) {
                owners.push(node);
            } else if let Some(owner) = first.get(&key) {
                if owner.id != node.id {
                    several.insert(key, vec![owner, node]);
                }
            } else {
                first.insert(key, node);
            }
        }
    }
    let what = match kind {
        ContradictionKind::SharedAddress => "the address",
        ContradictionKind::SharedMac => "the MAC address",
        _ => "the name",
    };
    for (key, mut owners) in several {
        owners.dedup_by(|x, y| x.id == y.id);
        let names: Vec<&str> = owners.iter().map(|node| node.name.as_str()).collect();
        let text = format!("{} devices have {what} {}: {}", owners.len(), key.to_string(), names.join(", "));
        let about = owners.into_iter().map(Element::of_node).collect();
        found.push(contradiction(kind, about, text, Vec::new()));
    }
}

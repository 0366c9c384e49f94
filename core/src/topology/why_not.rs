//! Why two devices or two ports are not cabled.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::graph::{End, Layer, Link, Node, Reason, Topology};
use super::index::Index;
use super::missing::{MissingEvidence, MissingKind, missing};
use super::path::Path;
use crate::error::Error;

/// Why there is no cable between two devices or two ports, or that there is one.
///
/// It prints as a sentence, and a line for each thing that speaks for or against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhyNot {
    /// The one that was asked about; a port only where one was named.
    pub a: End,
    /// The other.
    pub b: End,
    /// The short answer.
    pub verdict: WhyNotVerdict,
    /// What speaks for a cable.
    pub evidence_for: Vec<Reason>,
    /// What speaks against it: ports that are taken, readings that won, tables that were read to their end and do not
    /// have the row that was looked for.
    pub evidence_against: Vec<Reason>,
    /// What is not known and would settle it.
    pub missing: Vec<MissingEvidence>,
    /// What would make it a link, a sentence each.
    pub would_be: Vec<String>,
    /// How the two are connected instead, where they are.
    pub nearest: Option<Path>,
}

/// The short answer to the question why two devices or ports are not cabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNotVerdict {
    /// They are cabled.
    Linked,
    /// They share a medium: there is no cable of the two alone.
    SharedMedium,
    /// The devices are cabled, but not by these ports.
    OtherPorts,
    /// A port that was named is cabled to something else.
    PortTaken,
    /// Something speaks for it, but another reading of the evidence won.
    Outweighed,
    /// Nothing speaks for it, and what would was read to its end.
    NoEvidence,
    /// Nothing speaks for it, but what would was not read, or not to its end.
    NotKnown,
}

/// A device or a port that was asked about.
struct Place<'t> {
    node: &'t Node,
    end: End,
}

impl Topology {
    /// Why `a` and `b` are not cabled: see [`Index::why_not`].
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the topology has no such device or the device no such port.
    pub fn why_not(&self, a: &str, b: &str) -> Result<WhyNot, Error> {
        self.index().why_not(a, b)
    }
}

impl<'t> Index<'t> {
    /// Why `a` and `b` are not cabled, or that they are. Each is a device by name or id, or a port such as
    /// `core1 Gi1/0/1`.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where the topology has no such device or the device no such port, and where both are one
    /// device.
    pub fn why_not(&self, a: &str, b: &str) -> Result<WhyNot, Error> {
        let (a, b) = (self.place(a)?, self.place(b)?);
        if a.node.id == b.node.id {
            return Err(Error::invalid("pair of devices", &a.node.name, "two different devices"));
        }
        let between = self.links_between(&a.node.id, &b.node.id);
        let between: Vec<&Link> = between.into_iter().filter(|link| link.layer == Layer::L2).collect();
        let linked = between.iter().find(|link| at_both(link, &a, &b)).copied();
        let mut answer = WhyNot {
            evidence_for: linked.map(|link| link.because.clone()).unwrap_or_default(),
            evidence_against: linked.map(|link| link.contradicting.clone()).unwrap_or_default(),
            missing: Vec::new(),
            would_be: Vec::new(),
            nearest: self.path(&a.node.id, &b.node.id, None).ok(),
            verdict: WhyNotVerdict::Linked,
            a: a.end.clone(),
            b: b.end.clone(),
        };
        let because = answer.evidence_for.clone();
        let (absent, open): (Vec<_>, Vec<_>) = [(&a, &b), (&b, &a)]
            .into_iter()
            .flat_map(|(one, other)| missing(one.node, other.node, Layer::L2, &because))
            .partition(|missing| missing.kind == MissingKind::Absent);
        answer.missing = open;
        if linked.is_some() {
            return Ok(answer);
        }
        answer.evidence_for = self.readings(&a, &b).chain(self.left_over(&a, &b)).collect();
        let shared = self.shared_medium(&a, &b);
        let taken: Vec<Reason> = [(&a, &b), (&b, &a)].iter().flat_map(|(one, other)| self.taken(one, other)).collect();
        let others = between.iter().map(|link| told(&a, link.id.clone(), format!("the devices are joined by {link}")));
        answer.verdict = match () {
            () if shared.is_some() => WhyNotVerdict::SharedMedium,
            () if !between.is_empty() => WhyNotVerdict::OtherPorts,
            () if !taken.is_empty() => WhyNotVerdict::PortTaken,
            () if !answer.evidence_for.is_empty() => WhyNotVerdict::Outweighed,
            () if answer.missing.iter().any(|missing| missing.kind != MissingKind::Silent) => WhyNotVerdict::NotKnown,
            () if absent.is_empty() => WhyNotVerdict::NotKnown,
            () => WhyNotVerdict::NoEvidence,
        };
        let absent = absent.into_iter().map(|missing| Reason {
            source: missing.source.map_or_else(String::new, |source| source.name().to_owned()),
            device: missing.device.id,
            row: String::new(),
            text: missing.text,
        });
        answer.evidence_against = shared.into_iter().chain(others).chain(taken).chain(absent).collect();
        answer.would_be = would_be(&a, &b);
        Ok(answer)
    }

    /// The device, or else the device and the port, of that name.
    fn place(&self, text: &str) -> Result<Place<'t>, Error> {
        let text = text.trim();
        let whole = |node: &'t Node, port: Option<&str>| {
            let known = port.and_then(|port| node.ports.iter().find(|known| known.name.eq_ignore_ascii_case(port)));
            let end = End {
                node: node.id.clone(),
                device: node.name.clone(),
                port: known.map(|port| port.name.clone()).or_else(|| port.map(str::to_owned)),
                if_index: known.and_then(|port| port.if_index),
            };
            Place { node, end }
        };
        if let Some(node) = self.node(text) {
            return Ok(whole(node, None));
        }
        for (at, _) in text.match_indices(' ').collect::<Vec<_>>().into_iter().rev() {
            let (device, port) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default().trim());
            let Some(node) = self.node(device) else { continue };
            if !node.ports.iter().any(|known| known.name.eq_ignore_ascii_case(port)) {
                return Err(Error::invalid("port", port, format!("the name of a port of {}", node.name)));
            }
            return Ok(whole(node, Some(port)));
        }
        let expected = "the id, name, sysName, IP or MAC address of a device of the topology, or that and a port";
        Err(Error::invalid("device", text, expected))
    }

    /// Links that could also be read as this one.
    fn readings(&self, a: &Place<'t>, b: &Place<'t>) -> impl Iterator<Item = Reason> {
        let links = self.links_of(&a.node.id).into_iter().chain(self.links_of(&b.node.id));
        let mut found = Vec::new();
        for link in links {
            for other in &link.alternatives {
                let fits = (is_at(&other.a, a) && is_at(&other.b, b)) || (is_at(&other.a, b) && is_at(&other.b, a));
                if fits {
                    let text = format!(
                        "{} ── {} may be read as {} ── {}, {:.3}: {}",
                        link.a, link.b, other.a, other.b, other.confidence, other.text
                    );
                    found.push(told(a, link.id.clone(), text));
                }
            }
        }
        found.sort();
        found.dedup();
        found.into_iter()
    }

    /// Statements that no link uses, by one of the two, that name the other.
    fn left_over(&self, a: &Place<'t>, b: &Place<'t>) -> impl Iterator<Item = Reason> {
        let by = |device: &str| match device {
            device if device == a.node.id => Some(b.node),
            device if device == b.node.id => Some(a.node),
            _ => None,
        };
        let named = self.topology.unused.iter().filter(move |unused| {
            by(&unused.reason.device)
                .is_some_and(|other| mentions(&unused.reason.text, other) || mentions(&unused.why, other))
        });
        named.map(|unused| Reason {
            text: format!("{}; not used: {}", unused.reason.text, unused.why),
            ..unused.reason.clone()
        })
    }

    fn shared_medium(&self, a: &Place<'t>, b: &Place<'t>) -> Option<Reason> {
        let on = |place: &Place<'_>, members: &[End]| members.iter().any(|end| is_at(end, place));
        let shared = self.topology.segments.iter().find(|it| on(a, &it.members) && on(b, &it.members))?;
        Some(told(
            a,
            shared.id.clone(),
            format!("both are on {}, a medium of {} members", shared.name, shared.members.len()),
        ))
    }

    /// What a port that was named is cabled to, if it is not the other.
    fn taken(&self, place: &Place<'t>, other: &Place<'t>) -> Vec<Reason> {
        if place.end.port.is_none() {
            return Vec::new();
        }
        let links = self
            .links_of(&place.node.id)
            .into_iter()
            .filter(|link| link.layer == Layer::L2 && (is_at(&link.a, place) || is_at(&link.b, place)));
        let away = links.filter(|link| link.a.node != other.node.id && link.b.node != other.node.id);
        let cabled = away.map(|link| told(place, link.id.clone(), format!("{} is cabled: {link}", place.end)));
        let media = self.topology.segments.iter().filter(|it| it.members.iter().any(|end| is_at(end, place)));
        let on = media.map(|it| told(place, it.id.clone(), format!("{} is on {}", place.end, it.name)));
        cabled.chain(on).collect()
    }
}

/// What the topology itself says.
fn told(place: &Place<'_>, row: String, text: String) -> Reason {
    Reason { source: "topology".to_owned(), device: place.node.id.clone(), row, text }
}

/// Whether an end is at the device, and the port where one was named.
fn is_at(end: &End, place: &Place<'_>) -> bool {
    end.node == place.end.node && (place.end.port.is_none() || end.port == place.end.port)
}

fn at_both(link: &Link, a: &Place<'_>, b: &Place<'_>) -> bool {
    (is_at(&link.a, a) && is_at(&link.b, b)) || (is_at(&link.a, b) && is_at(&link.b, a))
}

/// Whether a sentence names a device, as a word of its own.
fn mentions(text: &str, node: &Node) -> bool {
    let keys = [node.name.clone(), node.id.clone()].into_iter().chain(node.sys_name.clone());
    let macs = node.macs.iter().map(ToString::to_string);
    let addresses = node.addresses.iter().map(ToString::to_string);
    keys.chain(macs).chain(addresses).filter(|key| !key.is_empty()).any(|key| {
        text.match_indices(key.as_str()).any(|(at, found)| {
            let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
            let before = text.get(..at).and_then(|text| text.chars().next_back()).is_some_and(joins);
            let after = text.get(at + found.len()..).unwrap_or_default();
            // A sentence may end here.
            let after = after.trim_start_matches(['.', ':']).len() == after.len() && after.starts_with(joins);
            !before && !after
        })
    })
}

fn would_be(a: &Place<'_>, b: &Place<'_>) -> Vec<String> {
    let mut would = Vec::new();
    for (one, other) in [(a, b), (b, a)] {
        if one.node.polled {
            would.push(format!("a neighbor row (LLDP, CDP, …) of {} that names {}", one.end, other.end));
        }
    }
    if a.node.polled && b.node.polled {
        would.push(format!(
            "forwarding tables or a spanning tree in which {} and {} face each other with nothing between",
            a.end, b.end
        ));
    }
    would
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (a, b) = (&self.a, &self.b);
        match self.verdict {
            WhyNotVerdict::Linked => write!(f, "{a} and {b} are cabled")?,
            WhyNotVerdict::SharedMedium => write!(f, "{a} and {b} are not cabled: they share a medium with others")?,
            WhyNotVerdict::OtherPorts => {
                write!(f, "{a} and {b} are not cabled, but their devices are, by other ports")?
            }
            WhyNotVerdict::PortTaken => write!(f, "{a} and {b} are not cabled: a port is taken")?,
            WhyNotVerdict::Outweighed => {
                write!(f, "{a} and {b} are not cabled: something speaks for it, but more speaks for something else")?;
            }
            WhyNotVerdict::NoEvidence => {
                write!(f, "{a} and {b} are not cabled: nothing speaks for it, and what would was read to its end")?;
            }
            WhyNotVerdict::NotKnown => {
                write!(
                    f,
                    "it is not known whether {a} and {b} are cabled: nothing speaks for it, but not all was read"
                )?;
            }
        }
        for (title, reasons) in [("for", &self.evidence_for), ("against", &self.evidence_against)] {
            reasons.iter().try_for_each(|reason| write!(f, "\n  {title}: {}", reason.text))?;
        }
        self.missing.iter().try_for_each(|missing| write!(f, "\n  not known: {missing}"))?;
        self.would_be.iter().try_for_each(|would| write!(f, "\n  it would be a link with: {would}"))?;
        match self.nearest.as_ref().filter(|_| self.verdict != WhyNotVerdict::Linked) {
            Some(path) => {
                let path = path.to_string();
                write!(f, "\n  connected instead: {}", path.lines().next().unwrap_or_default())
            }
            None => Ok(()),
        }
    }
}

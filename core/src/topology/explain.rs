//! Why the topology says what it says.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::graph::{Alternative, Layer, Link, LinkState, Node, Reason, Segment, Strength, Topology};
use super::index::Index;
use super::missing::{DeviceCoverage, MissingEvidence, missing};

/// Why a link or a shared medium is in the topology, and what speaks against it.
///
/// It prints as text of several lines for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// What is concluded: `core1 Gi1/0/1 is cabled to dist2 Te1/1`.
    pub what: String,
    /// How sure it is, in words.
    pub how_sure: String,
    /// How sure it is, 0 to 1. Not calibrated yet: it ranks, it does not count.
    pub confidence: f64,
    /// The statements that speak for it.
    pub because: Vec<Reason>,
    /// The statements that speak against it.
    pub contradicting: Vec<Reason>,
    /// What else could explain the same statements.
    pub alternatives: Vec<Alternative>,
    /// What was read of the devices at the ends.
    pub coverage: Vec<DeviceCoverage>,
    /// What is not known, or was looked for and is not there.
    pub missing: Vec<MissingEvidence>,
}

impl Topology {
    /// Why this link is in the topology.
    #[must_use]
    pub fn explain(&self, link: &Link) -> Explanation {
        let verb = match link.layer {
            Layer::L2 => "is cabled to",
            Layer::L3 => "is a layer 3 neighbor of",
        };
        let state = match link.state {
            LinkState::Forwarding => "; it forwards",
            LinkState::Blocked => "; spanning tree blocks it: it is redundant",
            LinkState::Unknown => "",
        };
        let lag = link.lag.as_ref().map(|lag| format!("; part of the aggregate {lag}")).unwrap_or_default();
        let rank = match link.strength {
            Strength::Confirmed => "both ends say so",
            Strength::Claimed => "one end says so",
            Strength::Inferred if link.layer == Layer::L3 => "both are alone in a subnet for two",
            Strength::Inferred => "it follows from forwarding tables or spanning tree",
            Strength::Guessed => "one candidate among several",
        };
        let ends: Vec<&Node> = [&link.a, &link.b].into_iter().filter_map(|end| self.node(&end.node)).collect();
        Explanation {
            what: format!("{} {verb} {}{}{lag}{state}", link.a, link.b, self.layer_3(link)),
            how_sure: format!("{}, {:.3}: {rank}", link.strength, link.confidence),
            confidence: link.confidence,
            because: link.because.clone(),
            contradicting: link.contradicting.clone(),
            alternatives: link.alternatives.clone(),
            coverage: ends.iter().map(|node| DeviceCoverage::of(node)).collect(),
            missing: self.missing(link),
        }
    }

    /// ` by OSPF (up), in 10.0.0.0/30, over r1 p1 ── s p1 and r2 p2 ── s p2`; nothing of a cable.
    fn layer_3(&self, link: &Link) -> String {
        let mut text = String::new();
        for (at, adjacency) in link.adjacencies.iter().enumerate() {
            text.push_str(if at == 0 { " by " } else { " and " });
            text.push_str(&format!("{} ({}", adjacency.protocol, adjacency.state));
            if let Some(area) = &adjacency.area {
                text.push_str(&format!(", area {area}"));
            }
            text.push(')');
        }
        if let Some(subnet) = &link.subnet {
            text.push_str(&format!(", in {subnet}"));
        }
        if link.carried_by.is_empty() {
            return text;
        }
        let at = |id: &str| link.carried_by.iter().position(|carrier| carrier == id);
        let cables = self.links.iter().filter_map(|it| Some((at(&it.id)?, format!("{} ── {}", it.a, it.b))));
        let media = self.segments.iter().filter_map(|it| Some((at(&it.id)?, it.name.clone())));
        let mut carriers: Vec<(usize, String)> = cables.chain(media).collect();
        carriers.sort();
        let names: Vec<String> = carriers.into_iter().map(|(_, name)| name).collect();
        format!("{text}, over {}", names.join(" and "))
    }

    /// What either end could say and does not.
    fn missing(&self, link: &Link) -> Vec<MissingEvidence> {
        let (Some(a), Some(b)) = (self.node(&link.a.node), self.node(&link.b.node)) else { return Vec::new() };
        let of = |node, other| missing(node, other, link.layer, &link.because);
        of(a, b).into_iter().chain(of(b, a)).collect()
    }

    /// Why this shared medium is in the topology.
    #[must_use]
    pub fn explain_segment(&self, segment: &Segment) -> Explanation {
        let members: Vec<String> = segment.members.iter().map(ToString::to_string).collect();
        Explanation {
            what: format!("{}: {} share a medium", segment.name, members.join(", ")),
            how_sure: format!(
                "{:.3}: more than two are on it, so it is no cable; {}: {}",
                segment.confidence, segment.kind, segment.kind_because
            ),
            confidence: segment.confidence,
            because: segment.because.clone(),
            contradicting: Vec::new(),
            alternatives: Vec::new(),
            coverage: segment.members.iter().filter_map(|end| self.node(&end.node)).map(DeviceCoverage::of).collect(),
            missing: Vec::new(),
        }
    }

    /// Why these two nodes, given by name or id, are joined: by their best link, else by the medium
    /// that both are on. `None` where nothing joins them directly.
    #[must_use]
    pub fn explain_between(&self, a: &str, b: &str) -> Option<Explanation> {
        if let Some(link) = self.link_between(a, b) {
            return Some(self.explain(link));
        }
        let other = self.node(b)?;
        let shared = self.segments_of(a);
        let common = shared.into_iter().find(|segment| segment.members.iter().any(|end| end.node == other.id))?;
        Some(self.explain_segment(common))
    }
}

impl Index<'_> {
    /// As [`Topology::explain_between`], at once.
    #[must_use]
    pub fn explain_between(&self, a: &str, b: &str) -> Option<Explanation> {
        let links = self.links_between(a, b);
        let better = |x: &&&Link, y: &&&Link| {
            (x.strength, x.confidence).partial_cmp(&(y.strength, y.confidence)).unwrap_or(std::cmp::Ordering::Equal)
        };
        // Of equals the first: `max_by` takes the last, so look from the end.
        if let Some(link) = links.iter().rev().max_by(better) {
            return Some(self.topology.explain(link));
        }
        let (a, b) = (self.at(a)?, self.at(b)?);
        let other: Vec<usize> = self.wiring.around(b).iter().map(|(medium, _)| *medium).collect();
        let mut media = self.wiring.around(a).iter().filter(|(medium, _)| other.contains(medium));
        media.find_map(|(medium, _)| self.segment(*medium)).map(|segment| self.topology.explain_segment(segment))
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.what)?;
        write!(f, "  how sure: {}", self.how_sure)?;
        for (title, reasons) in [("because", &self.because), ("against", &self.contradicting)] {
            for reason in reasons {
                write!(f, "\n  {title}: {reason}")?;
            }
        }
        for other in &self.alternatives {
            write!(f, "\n  or else: {} ── {}, {:.3}: {}", other.a, other.b, other.confidence, other.text)?;
        }
        // What both ends say needs no more.
        let settled = self.how_sure.starts_with(&Strength::Confirmed.to_string());
        for missing in self.missing.iter().filter(|_| !settled) {
            write!(f, "\n  not known: {missing}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Reason {
    /// `core1 Gi1/0/1 hears dist2, which calls its port Te1/1 (lldpRemTable local port 7 of 10.0.0.1)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space = if self.row.is_empty() { "" } else { " " };
        write!(f, "{} ({}{space}of {})", self.text, self.row, self.device)
    }
}

//! What is not known and would settle whether a link is there.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::coverage::SourceCoverage;
use super::element::Element;
use super::graph::{Layer, Node, Reason};
use crate::evidence::Source;
use crate::inventory::DeviceKind;

/// Evidence that is not there, and why not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MissingEvidence {
    /// Who would have it.
    pub device: Element,
    /// The source; `None` where the device was not asked for anything.
    pub source: Option<Source>,
    /// Why it is not there.
    pub kind: MissingKind,
    /// A sentence for people.
    pub text: String,
}

/// Why evidence is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingKind {
    /// The device was not asked, or did not answer.
    NotPolled,
    /// The device was asked, but not for these tables, or they are hidden.
    NotAsked,
    /// The tables were not read to their end: the row may be in the rest.
    CutShort,
    /// The tables were read to their end and are empty: the device does not speak the protocol.
    Silent,
    /// The tables were read to their end, have rows, and none of them speaks for the link.
    Absent,
}

/// What was read of a device at an end of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceCoverage {
    /// The device.
    pub device: Element,
    /// Whether it answered itself.
    pub polled: bool,
    /// What was read, by source; a source that is not listed was not asked for.
    pub sources: Vec<SourceCoverage>,
}

impl DeviceCoverage {
    pub(super) fn of(node: &Node) -> Self {
        Self { device: Element::of_node(node), polled: node.polled, sources: node.coverage.clone() }
    }
}

impl fmt::Display for MissingEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Sources in which each end names the other.
pub(super) fn names_the_other(source: Source) -> bool {
    !matches!(
        source,
        Source::Stp | Source::Fdb | Source::Arp | Source::Lag | Source::Stack | Source::Subnet | Source::Vrrp
    )
}

fn is_routing(source: Source) -> bool {
    matches!(source, Source::Ospf | Source::Ospfv3 | Source::Isis | Source::Bgp)
}

/// What `node` could say of a link to `other` on that layer and does not: `because` has what is said.
pub(super) fn missing(node: &Node, other: &Node, layer: Layer, because: &[Reason]) -> Vec<MissingEvidence> {
    let device = || Element::of_node(node);
    if !node.polled {
        if matches!(node.kind, DeviceKind::Host | DeviceKind::Printer | DeviceKind::Phone) {
            return Vec::new();
        }
        let text = format!("{} was not asked, or did not answer: it may name {}", node.name, other.name);
        return vec![MissingEvidence { device: device(), source: None, kind: MissingKind::NotPolled, text }];
    }
    let says = |source: Source| because.iter().any(|reason| reason.device == node.id && reason.source == source.name());
    let mut found = Vec::new();
    let mut add = |source: Source, kind, text| {
        found.push(MissingEvidence { device: device(), source: Some(source), kind, text });
    };
    let basic: &[Source] = if layer == Layer::L2 { &[Source::Lldp, Source::Stp, Source::Fdb] } else { &[] };
    for source in basic.iter().copied().filter(|source| !says(*source)) {
        if !node.coverage.iter().any(|read| read.source == source) {
            let text = format!("{} was not asked for {source}, or {source} is not used", node.name);
            add(source, MissingKind::NotAsked, text);
        }
    }
    for read in node.coverage.iter().filter(|read| !says(read.source)) {
        let source = read.source;
        let of_layer = match layer {
            Layer::L2 => {
                matches!(source, Source::Stp | Source::Fdb) || (names_the_other(source) && !is_routing(source))
            }
            Layer::L3 => is_routing(source),
        };
        if !of_layer {
            continue;
        }
        let name = &node.name;
        if !read.complete {
            let why = read.reason.as_deref().unwrap_or("cut short");
            add(source, MissingKind::CutShort, format!("{source} of {name} was not read to its end ({why})"));
        } else if read.rows == 0 && matches!(source, Source::Lldp | Source::Cdp | Source::Stp | Source::Fdb) {
            add(source, MissingKind::Silent, format!("{name} has no row of {source}: it does not speak it"));
        } else if read.rows > 0 && names_the_other(source) {
            let rows = if read.rows == 1 { "row" } else { "rows" };
            let text = format!(
                "{source} of {name} was read to its end, {} {rows}, and none speaks of {}",
                read.rows, other.name
            );
            add(source, MissingKind::Absent, text);
        }
    }
    found
}

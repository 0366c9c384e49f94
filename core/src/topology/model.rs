//! What the phases of the inference share: the nodes, and the hypotheses that they add.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::graph::{Layer, LinkState, Reason, Strength, Unused};
use super::ports::{PortAt, Ports};
use crate::evidence::Claim;
use crate::inventory::{DeviceKind, DeviceSnapshot};
use crate::value::MacAddr;

/// A port of a node, or the node where the port is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot {
    pub(super) node: usize,
    pub(super) port: Option<PortAt>,
}

/// A device while the topology is being inferred.
#[derive(Clone, Debug, Default)]
pub(super) struct NodeModel<'a> {
    /// Its snapshot, where it was polled.
    pub(super) device: Option<&'a DeviceSnapshot>,
    pub(super) id: String,
    /// What people call it; made unique at the end.
    pub(super) name: String,
    pub(super) kind: DeviceKind,
    pub(super) sys_name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) vendor: Option<String>,
    pub(super) addresses: BTreeSet<IpAddr>,
    pub(super) macs: BTreeSet<MacAddr>,
    pub(super) ports: Ports,
}

/// A cable that some evidence speaks for.
#[derive(Clone, Debug)]
pub(super) struct Cable {
    pub(super) a: Spot,
    pub(super) b: Spot,
    pub(super) layer: Layer,
    pub(super) state: LinkState,
    pub(super) strength: Strength,
    pub(super) confidence: f64,
    pub(super) because: Vec<Reason>,
    pub(super) contradicting: Vec<Reason>,
    pub(super) alternatives: Vec<Other>,
}

/// Another reading of a cable's evidence.
#[derive(Clone, Debug)]
pub(super) struct Other {
    pub(super) a: Spot,
    pub(super) b: Spot,
    pub(super) confidence: f64,
    pub(super) text: String,
}

impl Cable {
    pub(super) fn new(a: Spot, b: Spot, strength: Strength, confidence: f64) -> Self {
        Self {
            a: a.min(b),
            b: a.max(b),
            layer: Layer::L2,
            state: LinkState::Unknown,
            strength,
            confidence,
            because: Vec::new(),
            contradicting: Vec::new(),
            alternatives: Vec::new(),
        }
    }
}

/// A shared medium that some evidence speaks for.
#[derive(Clone, Debug)]
pub(super) struct Medium {
    pub(super) members: BTreeSet<Spot>,
    pub(super) confidence: f64,
    pub(super) because: Vec<Reason>,
}

/// Everything known and concluded so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Net<'a> {
    /// Polled devices first, by id; then those that were only heard of or seen.
    pub(super) nodes: Vec<NodeModel<'a>>,
    /// How many of the nodes were polled.
    pub(super) polled: usize,
    pub(super) cables: Vec<Cable>,
    pub(super) media: Vec<Medium>,
    pub(super) unused: Vec<Unused>,
}

impl Net<'_> {
    /// The physical port at `spot`, for comparing spots that name a unit or the port that carries it.
    pub(super) fn physical(&self, spot: Spot) -> Spot {
        Spot { node: spot.node, port: spot.port.map(|port| self.nodes[spot.node].ports.physical(port)) }
    }

    /// The aggregate that carries `spot`, or its physical port.
    pub(super) fn bundle(&self, spot: Spot) -> Spot {
        Spot { node: spot.node, port: spot.port.map(|port| self.nodes[spot.node].ports.bundle(port)) }
    }

    /// Whether a cable leads from that bundle to that node.
    pub(super) fn joins(&self, cable: &Cable, bundle: Spot, node: usize) -> bool {
        (self.bundle(cable.a) == bundle && cable.b.node == node)
            || (self.bundle(cable.b) == bundle && cable.a.node == node)
    }

    /// `core1 Gi1/0/1 ── dist2 Te1/1`, for sentences.
    pub(super) fn say_cable(&self, at: usize) -> String {
        let cable = &self.cables[at];
        format!("{} ── {}", self.say(cable.a), self.say(cable.b))
    }

    /// `core1 Gi1/0/1`, for sentences.
    pub(super) fn say(&self, spot: Spot) -> String {
        let node = &self.nodes[spot.node];
        match spot.port {
            Some(port) => format!("{} {}", node.name, node.ports.at(port).name),
            None => node.name.clone(),
        }
    }

    /// Keeps a claim that nothing uses.
    pub(super) fn leave(&mut self, claim: &Claim<'_>, text: impl Into<String>, why: impl Into<String>) {
        self.unused.push(Unused { reason: reason(claim, text), why: why.into() });
    }
}

/// A claim as a reason, with a sentence for people.
pub(super) fn reason(claim: &Claim<'_>, text: impl Into<String>) -> Reason {
    Reason {
        source: claim.source().name().to_owned(),
        device: claim.device.0.clone(),
        row: format!("{} {}", claim.table, claim.row()),
        text: text.into(),
    }
}

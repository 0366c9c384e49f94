//! What the phases of the inference share: the nodes, and the hypotheses that they add.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use smallvec::SmallVec;

use super::ascending::Ascending;
use super::graph::{Layer, LinkState, Reason, Strength, Unused};
use super::hash::Map;
use super::identity::Chassis;
use super::names::{identifies, is_own, short};
use super::ports::{PortAt, Ports};
use crate::evidence::Claim;
use crate::inventory::{DeviceKind, DeviceSnapshot};
use crate::value::{MacAddr, VlanId};

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
    pub(super) addresses: Ascending<IpAddr>,
    pub(super) macs: Ascending<MacAddr>,
    pub(super) ports: Ports<'a>,
    /// VLANs that it announces to have on its ports, as neighbors heard.
    pub(super) announced_vlans: BTreeMap<PortAt, BTreeSet<VlanId>>,
}

impl<'a> NodeModel<'a> {
    pub(super) fn polled(device: &'a DeviceSnapshot) -> Self {
        let lldp = device.lldp.as_ref();
        let chassis = lldp.and_then(|lldp| lldp.chassis.as_ref()).and_then(Chassis::of);
        let base = device.bridge.as_ref().and_then(|bridge| bridge.base_mac);
        let chassis = if let Some(Chassis::Mac(mac)) = chassis { Some(mac) } else { None };
        let macs = device.interfaces.iter().filter_map(|interface| interface.mac).chain(base).chain(chassis);
        Self {
            device: Some(device),
            id: device.id.0.clone(),
            name: short(if device.name.trim().is_empty() { &device.id.0 } else { &device.name }).into_owned(),
            kind: device.kind,
            sys_name: device.system.name.clone().or_else(|| lldp.and_then(|lldp| lldp.sys_name.clone())),
            description: device.system.description.clone(),
            vendor: device.system.vendor.clone(),
            addresses: device
                .addresses
                .iter()
                .map(|entry| entry.address)
                .chain(device.address)
                .filter(|a| identifies(*a))
                .collect(),
            macs: macs.filter(|mac| is_own(*mac)).collect(),
            ports: Ports::of(device),
            announced_vlans: BTreeMap::new(),
        }
    }
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

/// Cables and where they end. One that turns out to be a medium leaves a gap, so that positions stay.
#[derive(Clone, Debug, Default)]
pub(super) struct Cables {
    list: Vec<Option<Cable>>,
    at_node: Map<usize, SmallVec<[usize; 2]>>,
    at_bundle: Map<Spot, SmallVec<[usize; 2]>>,
}

impl Cables {
    pub(super) fn get(&self, at: usize) -> Option<&Cable> {
        self.list.get(at)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Cable> {
        self.list.get_mut(at)?.as_mut()
    }

    pub(super) fn take(&mut self, at: usize) -> Option<Cable> {
        self.list.get_mut(at)?.take()
    }

    /// Every cable; none is left.
    pub(super) fn take_all(&mut self) -> impl Iterator<Item = Cable> + use<> {
        std::mem::take(&mut self.list).into_iter().flatten()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Cable)> {
        self.list.iter().enumerate().filter_map(|(at, cable)| Some((at, cable.as_ref()?)))
    }

    /// The cables that end at a node.
    pub(super) fn of(&self, node: usize) -> impl Iterator<Item = (usize, &Cable)> {
        self.at_node.get(&node).into_iter().flatten().filter_map(|at| Some((*at, self.get(*at)?)))
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
    pub(super) cables: Cables,
    pub(super) media: Vec<Medium>,
    media_at: Map<Spot, usize>,
    pub(super) unused: Vec<Unused>,
}

impl Net<'_> {
    /// Adds a cable; returns its position.
    pub(super) fn add_cable(&mut self, cable: Cable) -> usize {
        let at = self.cables.list.len();
        let (a, b) = (self.bundle(cable.a), self.bundle(cable.b));
        self.cables.at_node.entry(a.node).or_default().push(at);
        if a.node != b.node {
            self.cables.at_node.entry(b.node).or_default().push(at);
        }
        self.cables.at_bundle.entry(a).or_default().push(at);
        if a != b {
            self.cables.at_bundle.entry(b).or_default().push(at);
        }
        self.cables.list.push(Some(cable));
        at
    }

    pub(super) fn add_medium(&mut self, members: BTreeSet<Spot>, confidence: f64, because: Vec<Reason>) {
        let at = self.media.len();
        for member in &members {
            let bundle = self.bundle(*member);
            self.media_at.entry(bundle).or_insert(at);
        }
        self.media.push(Medium { members, confidence, because });
    }

    /// Whether a port, or the aggregate that carries it, has neither cable nor medium.
    pub(super) fn is_open(&self, spot: Spot) -> bool {
        let bundle = self.bundle(spot);
        self.cables_at(bundle).next().is_none() && self.medium_of(bundle).is_none()
    }

    /// The first medium that a bundle is on.
    pub(super) fn medium_of(&self, bundle: Spot) -> Option<usize> {
        self.media_at.get(&bundle).copied()
    }

    /// The cables that end at a bundle.
    pub(super) fn cables_at(&self, bundle: Spot) -> impl Iterator<Item = (usize, &Cable)> {
        let at = self.cables.at_bundle.get(&bundle).into_iter().flatten();
        at.filter_map(|at| Some((*at, self.cables.get(*at)?)))
    }

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
        self.cables.get(at).map_or_else(String::new, |cable| format!("{} ── {}", self.say(cable.a), self.say(cable.b)))
    }

    /// `core1 Gi1/0/1`, for sentences.
    pub(super) fn say(&self, spot: Spot) -> String {
        let node = &self.nodes[spot.node];
        match spot.port {
            Some(port) => [node.name.as_str(), " ", &node.ports.at(port).name].concat(),
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
        row: [claim.table, " ", &claim.row()].concat(),
        text: text.into(),
    }
}

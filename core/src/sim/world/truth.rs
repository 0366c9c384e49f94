mod layer3;
mod media;

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::World;
use super::device::{Kind, Role};
use super::node::{Medium, Place};
use super::wiring::Cable;
use crate::value::MacAddr;

/// What is true of a world, to judge conclusions by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truth {
    /// The world's name.
    pub world: String,
    /// All devices, in the order in which they were added.
    pub devices: Vec<TruthDevice>,
    /// Cables between two devices that both have an address of their own, ascending by their ends.
    pub links: Vec<TruthLink>,
    /// Media with a hub, an unmanaged switch or a radio in the middle.
    pub segments: Vec<TruthSegment>,
    /// Where each end system is attached, ascending by name.
    pub hosts: Vec<TruthHost>,
    /// What joins the ports of devices that answer, whatever is in between: see [`TruthMedium`].
    pub media: Vec<TruthMedium>,
    /// The same, of what passes users' frames in one VLAN at least: without blocked ports.
    pub forwarding_media: Vec<TruthMedium>,
    /// The subnets that somebody has an address in, by VLAN.
    #[serde(default)]
    pub subnets: Vec<TruthSubnet>,
    /// What routers that answer have with each other, ascending by their ends.
    #[serde(default)]
    pub adjacencies: Vec<TruthAdjacency>,
}

/// A subnet: that of a VLAN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthSubnet {
    /// The prefix, such as `10.99.0.0/24`.
    pub prefix: String,
    /// The VLAN.
    pub vlan: u16,
    /// Who has an address in it, ascending.
    pub members: Vec<TruthMember>,
}

/// An interface with an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TruthMember {
    /// The interface that bears the address.
    pub end: TruthEnd,
    /// The address.
    pub address: Ipv4Addr,
    /// Whether the device routes.
    pub routes: bool,
}

/// What two routers have with each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthAdjacency {
    /// The lesser end: the interface that bears the address.
    pub a: TruthEnd,
    /// The greater end.
    pub b: TruthEnd,
    /// The protocols that both speak with each other, ascending.
    pub protocols: Vec<TruthRouting>,
    /// The way of frames from `a` to `b`, one hop for each segment; aggregates stand for their members. Empty where
    /// other routers lie in between.
    pub over: Vec<TruthHop>,
}

/// A routing protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TruthRouting {
    /// OSPF version 2. Of routers on one network the designated one and its backup have it with all others, those with
    /// each other not.
    Ospf,
    /// IS-IS.
    Isis,
    /// BGP-4.
    Bgp,
}

/// A step of a frame over one segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthHop {
    /// The port that it leaves by.
    pub a: TruthEnd,
    /// The port that it enters by.
    pub b: TruthEnd,
}

/// All that lies between ports of forwarding devices which answer SNMP: a cable, or a cluster of hubs, silent
/// switches, telephones and radios with all that is plugged into it. What a perfect observer who only has what agents
/// say could conclude: nobody can tell what is inside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TruthMedium {
    /// The ports of forwarding devices that answer, ascending. An aggregate stands for its members.
    pub ports: Vec<TruthEnd>,
    /// Forwarding devices in between that do not answer, ascending.
    pub through: Vec<String>,
    /// End systems on it, ascending.
    pub hosts: Vec<String>,
}

/// One device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthDevice {
    /// `sysName`.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Where it is asked on this machine.
    pub address: Option<Ipv4Addr>,
    /// The addresses that it bears, ascending; see [`World::range`].
    pub addresses: Vec<Ipv4Addr>,
    /// The bridge address, or that of the first port.
    pub mac: Option<MacAddr>,
    /// Whether it answers SNMP.
    pub agent: bool,
}

/// One end of a cable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TruthEnd {
    /// `sysName`.
    pub device: String,
    /// `ifName`.
    pub port: String,
}

/// One cable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TruthLink {
    /// The lesser end.
    pub a: TruthEnd,
    /// The greater end.
    pub b: TruthEnd,
    /// Whether users' frames pass.
    pub state: TruthState,
    /// What it joins.
    pub kind: LinkKind,
    /// The aggregates at both ends, where it is a member of one.
    pub lag: Option<TruthLag>,
}

/// The aggregates that a cable is a member of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TruthLag {
    /// That of the end a.
    pub a: String,
    /// That of the end b.
    pub b: String,
}

/// Whether a cable carries users' frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TruthState {
    /// Frames pass, in one VLAN at least.
    Forwarding,
    /// Spanning tree blocks an end in every VLAN that it carries.
    Blocked,
    /// An end is switched off.
    Down,
}

/// What a cable joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// Two devices that forward.
    Backbone,
    /// A device that forwards and an end system, or two end systems.
    Edge,
}

/// A medium with more than two ends, or with something invisible in the middle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthSegment {
    /// The names of the hubs and unmanaged switches; the access point and its radio.
    pub through: Vec<String>,
    /// The ports on it, ascending.
    pub members: Vec<TruthEnd>,
}

/// An end system and its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TruthHost {
    /// Its name.
    pub name: String,
    /// Its MAC address.
    pub mac: MacAddr,
    /// Its IP address.
    pub address: Option<Ipv4Addr>,
    /// The VLAN that it is in.
    pub vlan: u16,
    /// The ports of bridges and routers on its segment: one, unless a hub joins several.
    pub attached_to: Vec<TruthEnd>,
}

impl World {
    /// What is true of this world.
    #[must_use]
    pub fn truth(&self) -> Truth {
        let mut links: Vec<TruthLink> = self.cables.iter().filter_map(|cable| self.truth_link(*cable)).collect();
        links.sort();
        let mut hosts: Vec<TruthHost> = (0..self.nodes.len()).filter_map(|node| self.truth_host(node)).collect();
        hosts.sort();
        Truth {
            world: self.name.clone(),
            devices: self.truth_devices(),
            links,
            segments: self.truth_segments(),
            hosts,
            media: media::media(self, false),
            forwarding_media: media::media(self, true),
            subnets: layer3::subnets(self),
            adjacencies: layer3::adjacencies(self),
        }
    }

    fn truth_devices(&self) -> Vec<TruthDevice> {
        let devices = self.nodes.iter().map(|node| {
            let mut addresses: Vec<Ipv4Addr> =
                node.interfaces.iter().filter_map(|interface| Some(interface.address?.0)).collect();
            addresses.sort_unstable();
            let mac = if node.role.bridges() { Some(node.base_mac) } else { node.interfaces.first().map(|it| it.mac) };
            TruthDevice {
                name: node.name.clone(),
                kind: node.kind(),
                address: node.asked_at(),
                addresses,
                mac: mac.filter(|_| !node.role.is_dumb()),
                agent: node.agent,
            }
        });
        devices.collect()
    }

    fn end(&self, place: Place) -> Option<TruthEnd> {
        let node = self.nodes.get(place.node)?;
        Some(TruthEnd { device: node.name.clone(), port: node.interfaces.get(place.port)?.name.clone() })
    }

    fn truth_link(&self, cable: Cable) -> Option<TruthLink> {
        let (near, far) = (self.nodes.get(cable.a.node)?, self.nodes.get(cable.b.node)?);
        let is_medium = |place| self.interface(place).is_none_or(|interface| interface.medium == Medium::Radio);
        if near.role.is_dumb() || far.role.is_dumb() || is_medium(cable.a) || is_medium(cable.b) {
            return None;
        }
        let forwards = |role: Role| role.bridges() || role == Role::Router;
        let kind = if forwards(near.role) && forwards(far.role) { LinkKind::Backbone } else { LinkKind::Edge };
        let bundle = |place| {
            let interface = self.interface(place)?;
            let node = self.nodes.get(place.node)?;
            Some(node.interfaces.get(interface.aggregate?)?.name.clone())
        };
        let (a, b) = (self.end(cable.a)?, self.end(cable.b)?);
        let (a_lag, b_lag) = (bundle(cable.a), bundle(cable.b));
        let state = self.truth_state(cable);
        let (a, b, lag) = if a <= b { (a, b, a_lag.zip(b_lag)) } else { (b, a, b_lag.zip(a_lag)) };
        Some(TruthLink { a, b, state, kind, lag: lag.map(|(a, b)| TruthLag { a, b }) })
    }

    fn truth_state(&self, cable: Cable) -> TruthState {
        let up = |place| self.interface(place).is_some_and(|interface| interface.oper_up);
        if !up(cable.a) || !up(cable.b) {
            return TruthState::Down;
        }
        let passes = |place: Place, vlan| {
            let Some(node) = self.nodes.get(place.node) else { return false };
            let port = node.logical(place.port);
            !node.role.bridges() || self.trees.forwards(&self.nodes, Place { port, ..place }, vlan)
        };
        let open = self.vlans.keys().any(|&vlan| passes(cable.a, vlan) && passes(cable.b, vlan));
        if open { TruthState::Forwarding } else { TruthState::Blocked }
    }

    fn truth_segments(&self) -> Vec<TruthSegment> {
        let mut segments = Vec::new();
        for segment in &self.wiring.segments {
            let name = |&node: &usize| self.nodes.get(node).map(|node| node.name.clone());
            let mut through: Vec<String> = segment.through.iter().filter_map(name).collect();
            let mut members: Vec<TruthEnd> = segment.members.iter().filter_map(|&place| self.end(place)).collect();
            for &place in &segment.members {
                if self.interface(place).is_some_and(|interface| interface.medium == Medium::Radio) {
                    through.extend(self.end(place).map(|end| format!("{} {}", end.device, end.port)));
                }
            }
            if !through.is_empty() {
                members.sort();
                segments.push(TruthSegment { through, members });
            }
        }
        segments
    }

    fn truth_host(&self, at: usize) -> Option<TruthHost> {
        let node = self.nodes.get(at)?;
        if !matches!(node.role, Role::Host | Role::Printer) {
            return None;
        }
        let interface = node.interfaces.first()?;
        let others = self.wiring.others(Place { node: at, port: 0 });
        let forwarding = others.filter(|place| {
            self.nodes.get(place.node).is_some_and(|node| node.role.bridges() || node.role == Role::Router)
        });
        Some(TruthHost {
            name: node.name.clone(),
            mac: interface.mac,
            address: interface.address.map(|(address, _)| address),
            vlan: interface.vlan.unwrap_or(1),
            attached_to: forwarding.filter_map(|place| self.end(place)).collect(),
        })
    }
}

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::ambiguous::Ambiguous;
use super::coverage::SourceCoverage;
use super::medium::SegmentKind;
use crate::inventory::{DeviceKind, RoutingProtocol, RoutingState, VirtualRouterProtocol, VirtualRouterState};
use crate::value::{IfIndex, MacAddr, VlanId};

/// The inferred network: devices, the cables between them, shared segments, and what did not fit.
///
/// The order of every list is canonical: the same evidence in any order gives the same topology,
/// byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Topology {
    /// Devices: polled ones, neighbors that were heard of, hosts that were only seen.
    pub nodes: Vec<Node>,
    /// Cables with two ends, redundant blocked ones included.
    pub links: Vec<Link>,
    /// Media with more than two members: a hub, an unmanaged switch, a radio cell.
    pub segments: Vec<Segment>,
    /// IP subnets of the polled devices, by prefix: who is in them, and by whom they are left.
    #[serde(default)]
    pub subnets: Vec<Subnet>,
    /// Keys of identity that several polled devices have, so that they identify none, sorted.
    #[serde(default)]
    pub ambiguous: Vec<Ambiguous>,
    /// Statements that no link uses, each with the reason.
    pub unused: Vec<Unused>,
    /// The strategy that made this: `default`, `stp-segments`.
    pub strategy: String,
}

/// A device of the topology.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Unique within the topology and stable between runs: the snapshot's id for a polled device;
    /// `lldp:…`, `cdp:…` or `mac:…` for one that was only heard of or seen.
    pub id: String,
    /// For people, and unique within the topology.
    pub name: String,
    /// What it seems to be.
    pub kind: DeviceKind,
    /// Whether it answered itself.
    pub polled: bool,
    /// `sysName` as the device or its neighbor says.
    pub sys_name: Option<String>,
    /// `sysDescr` as the device or its neighbor says.
    pub description: Option<String>,
    /// Maker.
    pub vendor: Option<String>,
    /// IP addresses, sorted.
    pub addresses: Vec<IpAddr>,
    /// MAC addresses that identify it, sorted.
    pub macs: Vec<MacAddr>,
    /// Ports: all of a polled device, those that were named of others.
    pub ports: Vec<Port>,
    /// What was read of it, by source of evidence; empty where it was not polled. A source that is not listed was not
    /// asked for.
    #[serde(default)]
    pub coverage: Vec<SourceCoverage>,
}

/// A port of a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Port {
    /// `ifName`, or what neighbors call it.
    pub name: String,
    /// `ifIndex`, where it is known.
    pub if_index: Option<IfIndex>,
    /// `ifAlias`.
    pub alias: Option<String>,
    /// MAC address.
    pub mac: Option<MacAddr>,
    /// Speed in bit/s.
    pub speed_bps: Option<u64>,
    /// Whether it is up, where that is known.
    pub up: Option<bool>,
}

/// One end of a link or a member of a segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct End {
    /// The node's id.
    pub node: String,
    /// The node's name.
    pub device: String,
    /// `ifName`, or what neighbors call it; `None` where the port is not known.
    pub port: Option<String>,
    /// `ifIndex`, where it is known.
    pub if_index: Option<IfIndex>,
}

/// A cable, or the layer 3 adjacency over one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// A hash of the two ends: stable between runs.
    pub id: String,
    /// The lesser end.
    pub a: End,
    /// The greater end.
    pub b: End,
    /// Which layer it belongs to.
    pub layer: Layer,
    /// Whether it forwards.
    pub state: LinkState,
    /// How good the evidence is, as a rank.
    pub strength: Strength,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// VLANs that it is known to carry, sorted.
    pub vlans: Vec<VlanId>,
    /// The aggregate that this cable belongs to: a name that all members share, `a's LAG = b's LAG`.
    pub lag: Option<String>,
    /// Of a link of layer 3: what the two routers have with each other, by protocol. Empty for a cable, and where only a
    /// common subnet tells of the link.
    #[serde(default)]
    pub adjacencies: Vec<Adjacency>,
    /// Of a link of layer 3: the point-to-point subnet that both ends are in, `192.0.2.0/30`.
    #[serde(default)]
    pub subnet: Option<String>,
    /// Of a link of layer 3: the ids of the links and segments of layer 2 that carry it, in order from `a` to `b`; the
    /// members of an aggregate follow each other. Empty where the way is not known, as between BGP peers that other
    /// routers lie between.
    #[serde(default)]
    pub carried_by: Vec<String>,
    /// Why.
    pub because: Vec<Reason>,
    /// What speaks against it.
    pub contradicting: Vec<Reason>,
    /// What else could explain the same evidence.
    pub alternatives: Vec<Alternative>,
}

/// What two routers have with each other by one protocol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Adjacency {
    /// The protocol.
    pub protocol: RoutingProtocol,
    /// How far they have come; of two ends that differ, the lesser.
    pub state: RoutingState,
    /// The OSPF area.
    pub area: Option<String>,
}

/// The layer of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// A cable.
    L2,
    /// A routing adjacency or a shared point-to-point subnet.
    L3,
}

/// Whether a link forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// Both ends forward as far as is known.
    Forwarding,
    /// Spanning tree blocks at least one end: redundant.
    Blocked,
    /// Nothing says.
    Unknown,
}

/// The rank of a link's evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// A candidate among several.
    Guessed,
    /// Follows from forwarding tables or spanning tree.
    Inferred,
    /// One end says so.
    Claimed,
    /// Both ends say so.
    Confirmed,
}

/// One statement by one table of one device, in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reason {
    /// The kind of evidence: `lldp`, `cdp`, `stp`, `fdb`, `arp`, `lag`, `subnet`, …
    pub source: String,
    /// The id of the device that said it.
    pub device: String,
    /// The MIB table and row: `lldpRemTable 0.5.1`.
    pub row: String,
    /// A sentence for people.
    pub text: String,
}

/// Another reading of the same evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// One end.
    pub a: End,
    /// The other.
    pub b: End,
    /// Its confidence, 0 to 1.
    pub confidence: f64,
    /// Why it lost.
    pub text: String,
}

/// A medium with more than two members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// A hash of its members: stable between runs.
    pub id: String,
    /// For people: what it is and where, `hub at s1 p3`.
    pub name: String,
    /// What seems to be in the middle.
    #[serde(default)]
    pub kind: SegmentKind,
    /// Why it seems to be that.
    #[serde(default)]
    pub kind_because: String,
    /// Ports and hosts on it, sorted.
    pub members: Vec<End>,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// Why.
    pub because: Vec<Reason>,
}

/// An IP subnet that polled devices are in. It is no medium: what joins its members is layer 2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    /// `192.0.2.0/24`
    pub prefix: String,
    /// Interfaces with an address in it, by address. Addresses that several devices have are left out.
    pub members: Vec<SubnetMember>,
    /// Addresses in it that routers share.
    pub virtual_addresses: Vec<VirtualAddress>,
}

/// An interface that is in a subnet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubnetMember {
    /// The interface.
    pub end: End,
    /// Its address.
    pub address: IpAddr,
    /// Whether the device routes, so that others can leave the subnet by it.
    pub gateway: bool,
}

/// An address that several routers share by VRRP or HSRP; it identifies none of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VirtualAddress {
    /// The address.
    pub address: IpAddr,
    /// How they agree on who answers to it.
    pub protocol: VirtualRouterProtocol,
    /// The VRRP virtual router id, or the HSRP group.
    pub group: u32,
    /// Who answers to it: the one that says so; `None` where none or more than one does.
    pub master: Option<End>,
    /// The polled routers that share it.
    pub members: Vec<VirtualMember>,
}

/// A router that shares an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VirtualMember {
    /// The interface.
    pub end: End,
    /// What it does.
    pub state: VirtualRouterState,
    /// Its priority.
    pub priority: Option<u32>,
}

/// A statement that no link uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unused {
    /// The statement.
    pub reason: Reason,
    /// Why it was not used.
    pub why: String,
}

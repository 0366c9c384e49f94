use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::DeviceSnapshot;
use crate::value::{IfIndex, MacAddr};

/// What a router says of its routing protocols: who it is to them, whom it hears, which addresses it shares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingInfo {
    /// Its ids, one for each protocol that runs, by protocol.
    pub ids: Vec<RouterId>,
    /// Its autonomous system, where it speaks BGP.
    pub local_as: Option<u32>,
    /// OSPF neighbors, IS-IS adjacencies, BGP peers.
    pub neighbors: Vec<RoutingNeighbor>,
    /// Addresses that it shares with other routers by VRRP or HSRP.
    pub virtual_routers: Vec<VirtualRouter>,
}

/// A routing protocol whose neighbors are links of layer 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoutingProtocol {
    /// OSPF version 2 (RFC 2328), by OSPF-MIB.
    Ospf,
    /// OSPF version 3 (RFC 5340), by OSPFV3-MIB.
    Ospfv3,
    /// IS-IS (ISO 10589, RFC 1195), by ISIS-MIB.
    Isis,
    /// BGP (RFC 4271), by BGP4-MIB and what Cisco and Juniper have beside it.
    Bgp,
}

impl RoutingProtocol {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Ospf, Self::Ospfv3, Self::Isis, Self::Bgp];

    /// The name used in reasons and in ids of nodes: `ospf`, `ospfv3`, `isis`, `bgp`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ospf => "ospf",
            Self::Ospfv3 => "ospfv3",
            Self::Isis => "isis",
            Self::Bgp => "bgp",
        }
    }
}

impl fmt::Display for RoutingProtocol {
    /// `OSPF`, `OSPFv3`, `IS-IS`, `BGP`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ospf => "OSPF",
            Self::Ospfv3 => "OSPFv3",
            Self::Isis => "IS-IS",
            Self::Bgp => "BGP",
        })
    }
}

/// The id by which a router is known to one protocol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RouterId {
    /// The protocol.
    pub protocol: RoutingProtocol,
    /// `192.0.2.1`; of IS-IS the system id, `1920.0000.2001`.
    pub id: String,
}

/// How far two routers have come with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoutingState {
    /// Nothing is heard: OSPF down and attempt, IS-IS down and failed, BGP idle, connect and active.
    Down,
    /// They are on the way: OSPF init, exchange start, exchange and loading, IS-IS initializing, BGP opensent and
    /// openconfirm.
    Starting,
    /// They hear each other and need no more: OSPF two-way, of two routers of which neither is designated.
    TwoWay,
    /// They exchange routes: OSPF full, IS-IS up, BGP established.
    Up,
}

impl RoutingState {
    /// `ospfNbrState` and `ospfv3NbrState` (RFC 4750, RFC 5643).
    #[must_use]
    pub fn from_ospf(number: i32) -> Self {
        match number {
            8 => Self::Up,
            4 => Self::TwoWay,
            3 | 5..=7 => Self::Starting,
            _ => Self::Down,
        }
    }

    /// `isisISAdjState` (RFC 4444).
    #[must_use]
    pub fn from_isis(number: i32) -> Self {
        match number {
            3 => Self::Up,
            2 => Self::Starting,
            _ => Self::Down,
        }
    }

    /// `bgpPeerState` (RFC 4273).
    #[must_use]
    pub fn from_bgp(number: i32) -> Self {
        match number {
            6 => Self::Up,
            4 | 5 => Self::Starting,
            _ => Self::Down,
        }
    }

    /// Whether packets can be sent to the neighbor: up, or two-way.
    #[must_use]
    pub fn is_up(self) -> bool {
        matches!(self, Self::Up | Self::TwoWay)
    }
}

impl fmt::Display for RoutingState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Down => "down",
            Self::Starting => "starting",
            Self::TwoWay => "two-way",
            Self::Up => "up",
        })
    }
}

/// A neighbor by a routing protocol: a row of `ospfNbrTable`, `ospfv3NbrTable`, `isisISAdjTable` or `bgpPeerTable`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RoutingNeighbor {
    /// The protocol.
    pub protocol: RoutingProtocol,
    /// The MIB's name of the table that says so.
    pub table: String,
    /// The local interface towards it, where it is known.
    pub interface: Option<IfIndex>,
    /// The local address that it speaks to, where it is known.
    pub local_address: Option<IpAddr>,
    /// Its router id; of IS-IS its system id. `None` while nothing was heard of it.
    pub router_id: Option<String>,
    /// Its addresses towards this router, sorted.
    pub addresses: Vec<IpAddr>,
    /// Its MAC address on a LAN (IS-IS).
    pub mac: Option<MacAddr>,
    /// The number of its interface, where the protocol tells it (OSPFv3).
    pub remote_interface: Option<IfIndex>,
    /// Its host name, where the protocol tells it (IS-IS, RFC 5301).
    pub name: Option<String>,
    /// The OSPF area that both are in: `0.0.0.0`.
    pub area: Option<String>,
    /// Its autonomous system (BGP).
    pub remote_as: Option<u32>,
    /// How far they have come.
    pub state: RoutingState,
}

/// How routers agree on who answers to a shared address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VirtualRouterProtocol {
    /// VRRP version 2 or 3 (RFC 3768, RFC 5798).
    Vrrp,
    /// Cisco's HSRP (RFC 2281).
    Hsrp,
}

impl fmt::Display for VirtualRouterProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Vrrp => "VRRP",
            Self::Hsrp => "HSRP",
        })
    }
}

/// Whether a router answers to a shared address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VirtualRouterState {
    /// It takes no part, or not yet.
    Down,
    /// It waits: VRRP backup, HSRP listen, speak and standby.
    Backup,
    /// It answers: VRRP master, HSRP active.
    Master,
}

/// Addresses that several routers share on one interface of this one (VRRP-MIB, VRRPV3-MIB, CISCO-HSRP-MIB). They
/// identify no device.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VirtualRouter {
    /// How the routers agree.
    pub protocol: VirtualRouterProtocol,
    /// The interface.
    pub interface: IfIndex,
    /// The VRRP virtual router id, or the HSRP group.
    pub group: u32,
    /// The shared addresses, sorted.
    pub addresses: Vec<IpAddr>,
    /// What this router does.
    pub state: VirtualRouterState,
    /// Its priority; by VRRP 255 where the address is its own.
    pub priority: Option<u32>,
    /// The real address of the master, where this router knows it.
    pub master: Option<IpAddr>,
}

impl DeviceSnapshot {
    /// The addresses that it shares with other routers by VRRP or HSRP, and that therefore do not identify it. One that
    /// is its own by VRRP (priority 255) is not among them.
    pub fn shared_addresses(&self) -> impl Iterator<Item = IpAddr> + '_ {
        const OWNER: u32 = 255;
        let groups = self.routing.iter().flat_map(|routing| &routing.virtual_routers);
        let shared = groups.filter(|group| group.priority != Some(OWNER));
        shared.flat_map(|group| group.addresses.iter().copied())
    }
}

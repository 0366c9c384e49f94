use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::routing;
use crate::error::Error;
use crate::inventory::{
    ArpEntry, CdpNeighbor, DiscoveredNeighbor, DiscoveryProtocol, FdbEntry, InterfaceAddress, LacpPort, LldpNeighbor,
    RoutingNeighbor, StackMember, StpPort, VirtualRouter,
};
use crate::value::{DeviceId, IfIndex, VlanId};

/// The protocol or table family that a statement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// LLDP (IEEE 802.1AB), by LLDP-MIB, LLDP-V2-MIB or a maker's own table.
    Lldp,
    /// CISCO-CDP-MIB.
    Cdp,
    /// Foundry's protocol, `snFdpCacheTable`.
    Fdp,
    /// Extreme's protocol, `extremeEdpTable`.
    Edp,
    /// The protocol of SynOptics and Nortel, `s5EnMsTopNmmTable`.
    Sonmp,
    /// Broadcom FASTPATH's protocol, `agentIsdpCacheTable`.
    Isdp,
    /// MikroTik's protocol, `mtxrNeighborTable`.
    Mndp,
    /// The partners of LACP, `dot3adAggPortTable` (IEEE 802.1AX).
    Lacp,
    /// BRIDGE-MIB, `dot1dStp` (RFC 4188).
    Stp,
    /// BRIDGE-MIB and Q-BRIDGE-MIB, `dot1dTpFdbTable` and `dot1qTpFdbTable` (RFC 4188, RFC 4363).
    Fdb,
    /// IP-MIB, `ipNetToMediaTable` and `ipNetToPhysicalTable` (RFC 4293).
    Arp,
    /// IEEE8023-LAG-MIB and IF-MIB, aggregates and their members.
    Lag,
    /// CISCO-STACKWISE-MIB and ENTITY-MIB (RFC 6933), the switches of a stack.
    Stack,
    /// OSPF-MIB, `ospfNbrTable` (RFC 4750).
    Ospf,
    /// OSPFV3-MIB, `ospfv3NbrTable` (RFC 5643).
    Ospfv3,
    /// ISIS-MIB, `isisISAdjTable` (RFC 4444), and CISCO-IETF-ISIS-MIB.
    Isis,
    /// BGP4-MIB, `bgpPeerTable` (RFC 4273), CISCO-BGP4-MIB and BGP4-V2-MIB-JUNIPER.
    Bgp,
    /// IP-MIB, `ipAddressTable` and `ipAddrTable` (RFC 4293): the subnets that interfaces are in.
    Subnet,
    /// VRRP-MIB, VRRPV3-MIB and CISCO-HSRP-MIB: addresses that routers share.
    Vrrp,
}

impl Source {
    /// All sources, in the order in which inference uses them.
    pub const ALL: [Self; 19] = [
        Self::Lldp,
        Self::Cdp,
        Self::Fdp,
        Self::Edp,
        Self::Sonmp,
        Self::Isdp,
        Self::Mndp,
        Self::Lacp,
        Self::Stp,
        Self::Fdb,
        Self::Arp,
        Self::Lag,
        Self::Stack,
        Self::Ospf,
        Self::Ospfv3,
        Self::Isis,
        Self::Bgp,
        Self::Subnet,
        Self::Vrrp,
    ];

    /// The sources whose rows name a neighbor on a port.
    pub const NEIGHBORS: [Self; 7] = [Self::Lldp, Self::Cdp, Self::Fdp, Self::Edp, Self::Sonmp, Self::Isdp, Self::Mndp];

    /// The name used in reasons, on command lines and in bindings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lldp => "lldp",
            Self::Cdp => "cdp",
            Self::Fdp => "fdp",
            Self::Edp => "edp",
            Self::Sonmp => "sonmp",
            Self::Isdp => "isdp",
            Self::Mndp => "mndp",
            Self::Lacp => "lacp",
            Self::Stp => "stp",
            Self::Fdb => "fdb",
            Self::Arp => "arp",
            Self::Lag => "lag",
            Self::Ospf => "ospf",
            Self::Ospfv3 => "ospfv3",
            Self::Isis => "isis",
            Self::Bgp => "bgp",
            Self::Subnet => "subnet",
            Self::Vrrp => "vrrp",
            Self::Stack => "stack",
        }
    }
}

impl From<DiscoveryProtocol> for Source {
    fn from(protocol: DiscoveryProtocol) -> Self {
        match protocol {
            DiscoveryProtocol::Fdp => Self::Fdp,
            DiscoveryProtocol::Edp => Self::Edp,
            DiscoveryProtocol::Sonmp => Self::Sonmp,
            DiscoveryProtocol::Isdp => Self::Isdp,
            DiscoveryProtocol::Mndp => Self::Mndp,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Source {
    type Err = Error;

    /// Reads the name of a source, in any case.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wanted = text.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|source| source.name() == wanted).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|source| source.name()).collect();
            Error::invalid("source of evidence", text, format!("one of {}", names.join(", ")))
        })
    }
}

/// One statement by one table of one device.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Claim<'a> {
    /// Who says so.
    pub device: &'a DeviceId,
    /// The MIB's name of the table.
    pub table: &'static str,
    /// The VLAN that the statement is about, where the table is per VLAN.
    pub vlan: Option<VlanId>,
    /// What it says.
    pub statement: Statement<'a>,
}

/// What a row says, in the words of its table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Statement<'a> {
    /// This neighbor was heard on that local port.
    LldpSays(&'a LldpNeighbor),
    /// This neighbor was heard on that interface.
    CdpSays(&'a CdpNeighbor),
    /// This neighbor was heard on that interface, by another maker's protocol.
    Discovered(&'a DiscoveredNeighbor),
    /// LACP on this port speaks with that system's port.
    LacpPartner(&'a LacpPort),
    /// The segment behind this bridge port is led to the root by that bridge's port.
    StpDesignated(&'a StpPort),
    /// This address is behind that bridge port.
    FdbPortOf(&'a FdbEntry),
    /// This IP address belongs to that MAC address, behind that interface.
    ArpBinds(&'a ArpEntry),
    /// `member` is part of `aggregate`.
    LagMember {
        /// The aggregated interface.
        aggregate: IfIndex,
        /// One of its members.
        member: IfIndex,
    },
    /// This router is a neighbor by a routing protocol.
    RoutesWith(&'a RoutingNeighbor),
    /// An interface bears this address.
    Bears(&'a InterfaceAddress),
    /// An interface shares these addresses with other routers.
    SharesAddress(&'a VirtualRouter),
    /// This box is part of the device.
    StackMember(&'a StackMember),
}

impl Claim<'_> {
    /// Where the statement comes from.
    #[must_use]
    pub fn source(&self) -> Source {
        match self.statement {
            Statement::LldpSays(_) => Source::Lldp,
            Statement::CdpSays(_) => Source::Cdp,
            Statement::Discovered(heard) => heard.protocol.into(),
            Statement::LacpPartner(_) => Source::Lacp,
            Statement::StpDesignated(_) => Source::Stp,
            Statement::FdbPortOf(_) => Source::Fdb,
            Statement::ArpBinds(_) => Source::Arp,
            Statement::LagMember { .. } => Source::Lag,
            Statement::RoutesWith(neighbor) => routing::source(neighbor.protocol),
            Statement::Bears(_) => Source::Subnet,
            Statement::SharesAddress(_) => Source::Vrrp,
            Statement::StackMember(_) => Source::Stack,
        }
    }

    /// Which row of the table says so: its index as far as it identifies the row on the device.
    #[must_use]
    pub fn row(&self) -> String {
        let row = match self.statement {
            Statement::LldpSays(heard) => match heard.interface {
                Some(interface) => format!("interface {interface}"),
                None => format!("local port {}", heard.local_port),
            },
            Statement::CdpSays(heard) => format!("interface {}", heard.interface),
            Statement::Discovered(heard) => format!("interface {}", heard.interface),
            Statement::LacpPartner(port) => format!("port {}", port.interface),
            Statement::StpDesignated(port) => format!("port {}", port.port),
            Statement::FdbPortOf(entry) => entry.mac.to_string(),
            Statement::ArpBinds(entry) => format!("{}.{}", entry.interface, entry.address),
            Statement::LagMember { member, .. } => format!("member {member}"),
            Statement::RoutesWith(neighbor) => neighbor_row(neighbor),
            Statement::Bears(own) => own.address.to_string(),
            Statement::SharesAddress(group) => format!("{}.{}", group.interface, group.group),
            Statement::StackMember(member) => format!("switch {}", member.number),
        };
        match self.vlan {
            Some(vlan) => format!("{row} in VLAN {vlan}"),
            None => row,
        }
    }
}

/// The address of a neighbor, else its id: what tells its row from the others.
fn neighbor_row(neighbor: &RoutingNeighbor) -> String {
    let address = neighbor.addresses.first().map(ToString::to_string);
    let who = address.or_else(|| neighbor.router_id.clone()).unwrap_or_default();
    match neighbor.interface {
        Some(interface) => format!("{who} on interface {interface}"),
        None => who,
    }
}

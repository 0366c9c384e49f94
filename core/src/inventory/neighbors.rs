//! Neighbors that announced themselves: by LLDP, by CDP, by discovery protocols of other makers.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::value::{ChassisId, IfIndex, LldpPortNum, MacAddr, PortId, VlanId};

/// LLDP-MIB, local and remote systems.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LldpInfo {
    /// Where the neighbors were read.
    #[serde(default)]
    pub table: LldpTable,
    /// `lldpLocChassisId`.
    pub chassis: Option<ChassisId>,
    /// `lldpLocSysName`.
    pub sys_name: Option<String>,
    /// `lldpLocSysCapEnabled`: bit 0 other, 1 repeater, 2 bridge, 3 access point, 4 router, 5 telephone, 6 DOCSIS, 7 station.
    pub capabilities: Option<u16>,
    /// `lldpLocPortTable`.
    pub ports: Vec<LldpLocalPort>,
    /// `lldpRemTable` with its management addresses.
    pub neighbors: Vec<LldpNeighbor>,
}

/// A row of `lldpLocPortTable`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LldpLocalPort {
    /// `lldpLocPortNum`.
    pub port: LldpPortNum,
    /// The id that this port announces.
    pub id: PortId,
    /// `lldpLocPortDesc`.
    pub description: Option<String>,
}

/// A row of `lldpRemTable`: what was heard on one local port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LldpNeighbor {
    /// `lldpRemLocalPortNum`; 0 where the device does not know (seen on MikroTik and Juniper).
    pub local_port: LldpPortNum,
    /// The local interface, where the table says it; it then counts instead of `local_port`.
    #[serde(default)]
    pub interface: Option<IfIndex>,
    /// `lldpRemChassisId`; without octets where the agent hides it.
    pub chassis: ChassisId,
    /// `lldpRemPortId`; without octets where the agent hides it.
    pub port: PortId,
    /// `lldpRemPortDesc`.
    pub port_description: Option<String>,
    /// `lldpRemSysName`.
    pub sys_name: Option<String>,
    /// `lldpRemSysDesc`.
    pub sys_description: Option<String>,
    /// `lldpRemSysCapEnabled`, bits as in [`LldpInfo::capabilities`].
    pub capabilities: Option<u16>,
    /// `lldpRemManAddrTable`.
    pub addresses: Vec<IpAddr>,
    /// What it announced by extensions of LLDP.
    #[serde(default)]
    pub details: LldpDetails,
}

impl LldpNeighbor {
    /// A neighbor of which nothing is known but its ids.
    #[must_use]
    pub fn new(local_port: LldpPortNum, chassis: ChassisId, port: PortId) -> Self {
        Self {
            local_port,
            interface: None,
            chassis,
            port,
            port_description: None,
            sys_name: None,
            sys_description: None,
            capabilities: None,
            addresses: Vec::new(),
            details: LldpDetails::default(),
        }
    }
}

/// A row of `cdpCacheTable`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CdpNeighbor {
    /// `cdpCacheIfIndex`: the local interface.
    pub interface: IfIndex,
    /// `cdpCacheDeviceId`: usually a host name, sometimes `name(serial)` or a MAC address.
    pub device_id: String,
    /// `cdpCacheDevicePort`: the far interface's name, long or short.
    pub port: String,
    /// `cdpCachePlatform`.
    pub platform: Option<String>,
    /// `cdpCacheAddress`, where it is an IP address.
    pub address: Option<IpAddr>,
    /// `cdpCacheCapabilities`: bit 0 router, 1 transparent bridge, 2 source-route bridge, 3 switch, 4 host, 5 IGMP, 6 repeater, 7 phone.
    pub capabilities: Option<u32>,
    /// `cdpCacheNativeVLAN`.
    pub native_vlan: Option<VlanId>,
}

/// Where the neighbors of [`LldpInfo`] were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LldpTable {
    /// `lldpRemTable` (LLDP-MIB, IEEE 802.1AB-2005).
    #[default]
    Lldp,
    /// `lldpV2RemTable` (LLDP-V2-MIB, IEEE 802.1AB-2009).
    LldpV2,
    /// `tmnxLldpRemTable` (TIMETRA-LLDP-MIB) of Nokia.
    Timetra,
    /// `lldpNeighborInfoTable` (TPLINK-LLDPINFO-MIB).
    TpLink,
    /// What `lldpctl` of a local lldpd prints.
    Lldpd,
}

impl LldpTable {
    /// The MIB's name of the table of remote systems; `lldpctl` where there is no MIB.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lldp => "lldpRemTable",
            Self::LldpV2 => "lldpV2RemTable",
            Self::Timetra => "tmnxLldpRemTable",
            Self::TpLink => "lldpNeighborInfoTable",
            Self::Lldpd => "lldpctl",
        }
    }
}

impl fmt::Display for LldpTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a neighbor announced by the extensions of LLDP (IEEE 802.1, IEEE 802.3, ANSI/TIA-1057).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LldpDetails {
    /// `lldpXdot1RemPortVlanId`: the VLAN of the neighbor's untagged frames.
    pub pvid: Option<VlanId>,
    /// `lldpXdot1RemVlanNameTable`: VLANs that the neighbor has on the port, sorted.
    pub vlans: Vec<VlanId>,
    /// `lldpXdot3RemLinkAggStatus`: whether the neighbor's port is part of an aggregate.
    pub aggregated: Option<bool>,
    /// `lldpXdot3RemLinkAggPortId`: the `ifIndex` of that aggregate on the neighbor.
    pub aggregate: Option<IfIndex>,
    /// `lldpXMedRemMfgName`: who made it.
    pub manufacturer: Option<String>,
    /// `lldpXMedRemModelName`.
    pub model: Option<String>,
    /// `lldpXMedRemSerialNum`.
    pub serial_number: Option<String>,
    /// `lldpXMedRemSoftwareRev`.
    pub software: Option<String>,
}

/// A discovery protocol of a maker, other than CDP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiscoveryProtocol {
    /// Foundry (Brocade, Ruckus): `snFdpCacheTable`.
    Fdp,
    /// Extreme: `extremeEdpTable`.
    Edp,
    /// SynOptics, Bay, Nortel, Avaya, Extreme: `s5EnMsTopNmmTable`.
    Sonmp,
    /// Broadcom FASTPATH (Dell, Netgear and others): `agentIsdpCacheTable`; CDP by another name.
    Isdp,
    /// MikroTik: `mtxrNeighborTable`, of neighbors heard by MNDP, CDP or LLDP.
    Mndp,
}

impl DiscoveryProtocol {
    /// All protocols.
    pub const ALL: [Self; 5] = [Self::Fdp, Self::Edp, Self::Sonmp, Self::Isdp, Self::Mndp];

    /// `fdp`, `edp`, `sonmp`, `isdp`, `mndp`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fdp => "fdp",
            Self::Edp => "edp",
            Self::Sonmp => "sonmp",
            Self::Isdp => "isdp",
            Self::Mndp => "mndp",
        }
    }

    /// The MIB's name of the table.
    #[must_use]
    pub fn table(self) -> &'static str {
        match self {
            Self::Fdp => "snFdpCacheTable",
            Self::Edp => "extremeEdpTable",
            Self::Sonmp => "s5EnMsTopNmmTable",
            Self::Isdp => "agentIsdpCacheTable",
            Self::Mndp => "mtxrNeighborTable",
        }
    }
}

impl fmt::Display for DiscoveryProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A neighbor by a maker's discovery protocol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DiscoveredNeighbor {
    /// How it was heard.
    pub protocol: DiscoveryProtocol,
    /// The local interface; 0 where no interface has the slot and port that the table names.
    pub interface: IfIndex,
    /// Its name.
    pub name: Option<String>,
    /// The address of its chassis.
    pub mac: Option<MacAddr>,
    /// Its port, as it or the table names it: `ethernet1/1/2`, `1/2`.
    pub port: Option<String>,
    /// Its IP address.
    pub address: Option<IpAddr>,
    /// Its hardware and software.
    pub platform: Option<String>,
}

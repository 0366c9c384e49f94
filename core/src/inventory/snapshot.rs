use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{CdpNeighbor, DiscoveredNeighbor, HardwarePart, LacpPort, LldpInfo, RoutingInfo, StackMember};
use crate::value::{BridgeId, BridgePort, DeviceId, IfIndex, MacAddr, Oid, TimeTicks, Timestamp, VlanId};

/// What one device said of itself in one visit: everything that topology, rates and reports need,
/// in plain words with units, independent of the MIB it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceSnapshot {
    /// Stable within a site: the address that it was asked at, or the name of the recording.
    pub id: DeviceId,
    /// For people: `sysName` of a live device, else the id; the recording's name for a recording.
    pub name: String,
    /// What it seems to be, judged from services, bridge ports, interface types and capabilities.
    pub kind: DeviceKind,
    /// The address that answered, where there is one.
    pub address: Option<IpAddr>,
    /// When the visit began.
    pub polled_at: Timestamp,
    /// The `system` group.
    pub system: SystemInfo,
    /// Interfaces by `ifIndex`, ascending.
    pub interfaces: Vec<Interface>,
    /// IP addresses of this device, with the interface that bears them.
    pub addresses: Vec<InterfaceAddress>,
    /// Bridge data, where the device is a bridge.
    pub bridge: Option<BridgeInfo>,
    /// VLANs configured.
    pub vlans: Vec<Vlan>,
    /// LLDP's view of itself and its neighbors.
    pub lldp: Option<LldpInfo>,
    /// CDP neighbors.
    pub cdp: Vec<CdpNeighbor>,
    /// Neighbors by other discovery protocols of makers.
    #[serde(default)]
    pub discovered: Vec<DiscoveredNeighbor>,
    /// ARP and ND entries.
    pub arp: Vec<ArpEntry>,
    /// Aggregated interfaces and their members.
    pub lags: Vec<Lag>,
    /// Routing protocols, where any runs.
    #[serde(default)]
    pub routing: Option<RoutingInfo>,
    /// What LACP knows of ports that have a partner.
    #[serde(default)]
    pub lacp: Vec<LacpPort>,
    /// What the device is made of.
    #[serde(default)]
    pub hardware: Vec<HardwarePart>,
    /// The switches of a stack, by number; empty for a single device.
    #[serde(default)]
    pub stack: Vec<StackMember>,
    /// Which tables were read, how many rows, and why one is incomplete. Absence of a row means
    /// something only where its table is complete.
    pub coverage: Vec<TableCoverage>,
    /// Rows that did not parse, and other oddities; the rest of the snapshot stands.
    pub faults: Vec<SnapshotFault>,
}

impl DeviceSnapshot {
    /// A device of which nothing is known but its id, which is also its name.
    #[must_use]
    pub fn new(id: DeviceId) -> Self {
        Self {
            name: id.0.clone(),
            id,
            kind: DeviceKind::Unknown,
            address: None,
            polled_at: Timestamp::from_millis(0),
            system: SystemInfo::default(),
            interfaces: Vec::new(),
            addresses: Vec::new(),
            bridge: None,
            vlans: Vec::new(),
            lldp: None,
            cdp: Vec::new(),
            discovered: Vec::new(),
            arp: Vec::new(),
            lags: Vec::new(),
            lacp: Vec::new(),
            hardware: Vec::new(),
            stack: Vec::new(),
            routing: None,
            coverage: Vec::new(),
            faults: Vec::new(),
        }
    }
}

/// What a device seems to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKind {
    /// Repeats at layer 1.
    Repeater,
    /// Forwards at layer 2: a switch.
    Bridge,
    /// Forwards at layer 3; a layer 3 switch with routing counts as a router only if it routes.
    Router,
    /// An end system.
    Host,
    /// Prints.
    Printer,
    /// A wireless access point.
    AccessPoint,
    /// A telephone.
    Phone,
    /// Not enough was seen.
    #[default]
    Unknown,
}

impl fmt::Display for DeviceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Repeater => "repeater",
            Self::Bridge => "bridge",
            Self::Router => "router",
            Self::Host => "host",
            Self::Printer => "printer",
            Self::AccessPoint => "access point",
            Self::Phone => "phone",
            Self::Unknown => "unknown",
        })
    }
}

/// The `system` group of SNMPv2-MIB (RFC 3418).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SystemInfo {
    /// `sysDescr`.
    pub description: Option<String>,
    /// `sysObjectID`: the maker's identification of the product.
    pub object_id: Option<Oid>,
    /// The maker, from the enterprise number in `object_id` (IANA).
    pub vendor: Option<String>,
    /// `sysUpTime`: time since the agent started, wrapping at 497 days.
    pub uptime: Option<TimeTicks>,
    /// `sysContact`.
    pub contact: Option<String>,
    /// `sysName`.
    pub name: Option<String>,
    /// `sysLocation`.
    pub location: Option<String>,
    /// `sysServices`: bit 0 is layer 1, bit 1 layer 2, bit 2 layer 3, bit 6 applications.
    pub services: Option<u32>,
    /// `snmpEngineID` (RFC 3411) in hexadecimal: meant to be the agent's alone; copies of one disk image share theirs.
    #[serde(default)]
    pub engine_id: Option<String>,
}

/// One interface (IF-MIB, RFC 2863).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interface {
    /// `ifIndex`.
    pub index: IfIndex,
    /// `ifName`, else `ifDescr`, else the index in decimal.
    pub name: String,
    /// `ifDescr`.
    pub description: Option<String>,
    /// `ifAlias`: what the operator wrote.
    pub alias: Option<String>,
    /// `ifType` by IANA number.
    pub if_type: Option<u32>,
    /// `ifPhysAddress`, where it is a MAC address.
    pub mac: Option<MacAddr>,
    /// `ifHighSpeed` in bit/s where it is there, else `ifSpeed`.
    pub speed_bps: Option<u64>,
    /// `ifMtu` in octets.
    pub mtu: Option<u32>,
    /// `ifAdminStatus`.
    pub admin: IfStatus,
    /// `ifOperStatus`.
    pub oper: IfStatus,
    /// `ifLastChange`: `sysUpTime` when the state last changed.
    pub last_change: Option<TimeTicks>,
    /// Counters at the time of the visit.
    pub counters: InterfaceCounters,
}

/// `ifAdminStatus` and `ifOperStatus`, in the standard's order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IfStatus {
    /// `up(1)`.
    Up,
    /// `down(2)`.
    Down,
    /// `testing(3)`.
    Testing,
    /// `unknown(4)`, or the agent did not say.
    #[default]
    Unknown,
    /// `dormant(5)`.
    Dormant,
    /// `notPresent(6)`.
    NotPresent,
    /// `lowerLayerDown(7)`.
    LowerLayerDown,
}

impl IfStatus {
    /// The status of that number (RFC 2863); `Unknown` where the standard does not have it.
    #[must_use]
    pub fn from_number(number: i32) -> Self {
        match number {
            1 => Self::Up,
            2 => Self::Down,
            3 => Self::Testing,
            5 => Self::Dormant,
            6 => Self::NotPresent,
            7 => Self::LowerLayerDown,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for IfStatus {
    /// `up`, `lower layer down`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Testing => "testing",
            Self::Unknown => "unknown",
            Self::Dormant => "dormant",
            Self::NotPresent => "not present",
            Self::LowerLayerDown => "lower layer down",
        })
    }
}

/// Counters of one interface. `None` means that the agent does not have the counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceCounters {
    /// `ifInOctets`.
    pub in_octets_32: Option<u32>,
    /// `ifOutOctets`.
    pub out_octets_32: Option<u32>,
    /// `ifHCInOctets`.
    pub in_octets_64: Option<u64>,
    /// `ifHCOutOctets`.
    pub out_octets_64: Option<u64>,
    /// `ifInErrors`.
    pub in_errors: Option<u32>,
    /// `ifOutErrors`.
    pub out_errors: Option<u32>,
    /// `ifInDiscards`.
    pub in_discards: Option<u32>,
    /// `ifOutDiscards`.
    pub out_discards: Option<u32>,
    /// `ifCounterDiscontinuityTime`: `sysUpTime` at the last discontinuity.
    pub discontinuity: Option<TimeTicks>,
}

/// An IP address of the device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceAddress {
    /// The interface that bears it.
    pub interface: IfIndex,
    /// The address.
    pub address: IpAddr,
    /// Length of the network prefix in bits, where the agent says.
    pub prefix_len: Option<u8>,
}

/// What a bridge says (BRIDGE-MIB, Q-BRIDGE-MIB).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BridgeInfo {
    /// `dot1dBaseBridgeAddress`.
    pub base_mac: Option<MacAddr>,
    /// `dot1dBaseNumPorts`.
    pub num_ports: Option<u32>,
    /// Ports and the interface that each stands for.
    pub ports: Vec<BridgePortInfo>,
    /// Spanning trees: one, one per VLAN, or one and its instances.
    pub spanning_trees: Vec<SpanningTree>,
    /// The forwarding tables of all VLANs.
    pub fdb: Vec<FdbEntry>,
}

/// A bridge port (`dot1dBasePortTable`, `dot1qPortVlanTable`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BridgePortInfo {
    /// `dot1dBasePort`.
    pub port: BridgePort,
    /// `dot1dBasePortIfIndex`, where the agent says; else `None` (equal numbers are likely but not sure).
    pub interface: Option<IfIndex>,
    /// `dot1qPvid`: VLAN of untagged frames.
    pub pvid: Option<VlanId>,
}

/// One spanning tree instance as one bridge sees it (`dot1dStp`, `ieee8021MstpTable`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanningTree {
    /// The VLAN that was asked for; `None` for the common tree.
    pub vlan: Option<VlanId>,
    /// The number of an MSTP instance (IEEE8021-MSTP-MIB); `None` for the common tree and the tree of a VLAN.
    #[serde(default)]
    pub instance: Option<u16>,
    /// `dot1dStpPriority`: with the base address it makes this bridge's own id.
    pub priority: Option<u16>,
    /// `dot1dStpDesignatedRoot`.
    pub root: Option<BridgeId>,
    /// `dot1dStpRootCost`.
    pub root_cost: Option<u32>,
    /// `dot1dStpRootPort`; `None` or 0 on the root itself.
    pub root_port: Option<BridgePort>,
    /// `dot1dStpPortTable`.
    pub ports: Vec<StpPort>,
}

/// One row of `dot1dStpPortTable`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StpPort {
    /// `dot1dStpPort`.
    pub port: BridgePort,
    /// `dot1dStpPortState`.
    pub state: StpState,
    /// `dot1dStpPortPathCost`.
    pub path_cost: Option<u32>,
    /// `dot1dStpPortDesignatedBridge`: the bridge that leads this segment to the root.
    pub designated_bridge: Option<BridgeId>,
    /// `dot1dStpPortDesignatedPort`: that bridge's port, as the two octets on the wire (priority
    /// and number, split 8+8 or 4+12).
    pub designated_port: Option<u16>,
}

/// `dot1dStpPortState`, in the standard's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StpState {
    /// `disabled(1)`.
    Disabled,
    /// `blocking(2)`.
    Blocking,
    /// `listening(3)`.
    Listening,
    /// `learning(4)`.
    Learning,
    /// `forwarding(5)`.
    Forwarding,
    /// `broken(6)`.
    Broken,
}

/// One learned or configured address (`dot1dTpFdbTable`, `dot1qTpFdbTable`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FdbEntry {
    /// The address.
    pub mac: MacAddr,
    /// Where it was seen; 0 means that the bridge knows the address but not the port.
    pub port: BridgePort,
    /// The VLAN, where the table is per VLAN.
    pub vlan: Option<VlanId>,
    /// How it got here.
    pub status: FdbStatus,
}

/// `dot1dTpFdbStatus`, in the standard's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FdbStatus {
    /// `other(1)`.
    Other,
    /// `invalid(2)`: aged out.
    Invalid,
    /// `learned(3)`.
    Learned,
    /// `self(4)`: the bridge's own address.
    #[serde(rename = "self")]
    Own,
    /// `mgmt(5)`: configured.
    Mgmt,
}

/// A VLAN of the device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vlan {
    /// The id.
    pub id: VlanId,
    /// The name, where one is set.
    pub name: Option<String>,
    /// Ports that send the VLAN, tagged or not.
    pub egress: Vec<BridgePort>,
    /// Ports that send it untagged.
    pub untagged: Vec<BridgePort>,
}

/// An ARP or ND entry (`ipNetToMediaTable`, `ipNetToPhysicalTable`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ArpEntry {
    /// The interface behind which the neighbor is.
    pub interface: IfIndex,
    /// Its IP address.
    pub address: IpAddr,
    /// Its MAC address.
    pub mac: MacAddr,
}

/// An aggregated interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lag {
    /// The aggregate.
    pub interface: IfIndex,
    /// Its members, ascending.
    pub members: Vec<IfIndex>,
}

/// What was read of one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCoverage {
    /// The MIB's name of the table, such as `lldpRemTable`.
    pub table: String,
    /// The VLAN context it was asked in, if any.
    pub vlan: Option<VlanId>,
    /// Rows obtained.
    pub rows: u32,
    /// Whether the agent's whole table was read.
    pub complete: bool,
    /// Why not, in words.
    pub reason: Option<String>,
}

/// Something of one table that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotFault {
    /// The MIB's name of the table.
    pub table: String,
    /// The row's index, dotted.
    pub index: String,
    /// What is wrong.
    pub reason: String,
}

//! Q-BRIDGE-MIB (RFC 4363).

use crate::value::{BridgePort, MacAddr, VlanId};

row! {
    /// `dot1qTpFdbTable` (RFC 4363 §5): addresses by filtering database.
    Dot1qTpFdbEntry = "dot1qTpFdbTable", Rows, [1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1];
    index ("dot1qFdbId.dot1qTpFdbAddress (six arcs below 256)") {
        /// `dot1qFdbId`: the filtering database; often, but not by rule, a VLAN id.
        dot1q_fdb_id: u32 = "dot1qFdbId",
        /// `dot1qTpFdbAddress`.
        dot1q_tp_fdb_address: MacAddr = "dot1qTpFdbAddress",
    }
    required {
        /// `dot1qTpFdbPort`: 0 where the port is not known.
        dot1q_tp_fdb_port: BridgePort = "dot1qTpFdbPort" 2 Integer,
    }
    optional {
        /// `dot1qTpFdbStatus`: other(1), invalid(2), learned(3), self(4), mgmt(5).
        dot1q_tp_fdb_status: i32 = "dot1qTpFdbStatus" 3 Integer,
    }
}

row! {
    /// `dot1qVlanCurrentTable` (RFC 4363 §5): VLANs in use, and their filtering databases.
    Dot1qVlanCurrentEntry = "dot1qVlanCurrentTable", Rows, [1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 2, 1];
    index ("dot1qVlanTimeMark.dot1qVlanIndex") {
        /// `dot1qVlanTimeMark`: a `TimeFilter`; the same VLAN may come with several.
        dot1q_vlan_time_mark: u32 = "dot1qVlanTimeMark",
        /// `dot1qVlanIndex`: a VLAN id up to 4094.
        dot1q_vlan_index: u32 = "dot1qVlanIndex",
    }
    required {}
    optional {
        /// `dot1qVlanFdbId`: the filtering database of this VLAN.
        dot1q_vlan_fdb_id: u32 = "dot1qVlanFdbId" 3 Gauge32,
        /// `dot1qVlanCurrentEgressPorts`: a `PortList` of ports that send it.
        dot1q_vlan_current_egress_ports: Vec<u8> = "dot1qVlanCurrentEgressPorts" 4 OctetString,
        /// `dot1qVlanCurrentUntaggedPorts`: a `PortList` of ports that send it untagged.
        dot1q_vlan_current_untagged_ports: Vec<u8> = "dot1qVlanCurrentUntaggedPorts" 5 OctetString,
    }
}

row! {
    /// `dot1qVlanStaticTable` (RFC 4363 §5): VLANs as configured.
    Dot1qVlanStaticEntry = "dot1qVlanStaticTable", Rows, [1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 3, 1];
    index ("dot1qVlanIndex") {
        /// `dot1qVlanIndex`: a VLAN id up to 4094.
        dot1q_vlan_index: u32 = "dot1qVlanIndex",
    }
    required {}
    optional {
        /// `dot1qVlanStaticName`.
        dot1q_vlan_static_name: String = "dot1qVlanStaticName" 1 DisplayString,
        /// `dot1qVlanStaticEgressPorts`: a `PortList` of ports that always send it.
        dot1q_vlan_static_egress_ports: Vec<u8> = "dot1qVlanStaticEgressPorts" 2 OctetString,
        /// `dot1qVlanStaticUntaggedPorts`: a `PortList` of ports that send it untagged.
        dot1q_vlan_static_untagged_ports: Vec<u8> = "dot1qVlanStaticUntaggedPorts" 4 OctetString,
    }
}

row! {
    /// `dot1qPortVlanTable` (RFC 4363 §5): the VLAN of untagged frames.
    Dot1qPortVlanEntry = "dot1qPortVlanTable", Rows, [1, 3, 6, 1, 2, 1, 17, 7, 1, 4, 5, 1];
    index ("dot1dBasePort") {
        /// `dot1dBasePort`.
        dot1d_base_port: BridgePort = "dot1dBasePort",
    }
    required {
        /// `dot1qPvid`.
        dot1q_pvid: VlanId = "dot1qPvid" 1 Gauge32,
    }
    optional {}
}

/// The ports of a `PortList` (RFC 4363 §5): the most significant bit of the first octet is port 1.
#[must_use]
pub fn ports_from_list(list: &[u8]) -> Vec<BridgePort> {
    let bits = list.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1 == 1));
    (1..).zip(bits).filter(|(_, set)| *set).map(|(port, _)| BridgePort(port)).collect()
}

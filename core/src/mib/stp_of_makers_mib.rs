//! Spanning trees per instance in the makers' own words: HUAWEI-MSTP-MIB, HH3C-LswMSTP-MIB (H3C, HPE Comware) and
//! CISCO-STP-EXTENSIONS-MIB. The first two have one structure under different names.

use crate::value::{BridgeId, BridgePort};

row! {
    /// `hwMstpInstanceTable` (HUAWEI-MSTP-MIB): the instances; 0 is the common tree.
    HwMstpInstanceEntry = "hwMstpInstanceTable", Rows, [1, 3, 6, 1, 4, 1, 2011, 5, 25, 42, 4, 1, 19, 1];
    index ("hwMstpInstanceID") {
        /// `hwMstpInstanceID`: the number of the instance.
        hw_mstp_instance_id: u32 = "hwMstpInstanceID",
    }
    required {}
    optional {
        /// `hwMstpiBridgePriority`: the first four bits of this bridge's id in the instance, times 4096.
        hw_mstpi_bridge_priority: u32 = "hwMstpiBridgePriority" 3 Integer,
        /// `hwMstpiDesignedRoot`: the root of the instance.
        hw_mstpi_designed_root: BridgeId = "hwMstpiDesignedRoot" 4 BridgeId,
        /// `hwMstpiRootPathCost`: the cost of the path to it.
        hw_mstpi_root_path_cost: u32 = "hwMstpiRootPathCost" 5 Integer,
        /// `hwMstpiRootPort`: the port towards it; 0 on the root.
        hw_mstpi_root_port: BridgePort = "hwMstpiRootPort" 6 Integer,
    }
}

row! {
    /// `hwMstpPortTable` (HUAWEI-MSTP-MIB): the ports of each instance.
    HwMstpPortEntry = "hwMstpPortTable", Rows, [1, 3, 6, 1, 4, 1, 2011, 5, 25, 42, 4, 1, 20, 1];
    index ("hwMstpInstanceID.hwMstpiPortIndex") {
        /// `hwMstpInstanceID`: the number of the instance.
        hw_mstp_instance_id: u32 = "hwMstpInstanceID",
        /// `hwMstpiPortIndex`: the bridge port.
        hw_mstpi_port_index: BridgePort = "hwMstpiPortIndex",
    }
    required {
        /// `hwMstpiState`: disabled(1), discarding(2), learning(4), forwarding(5).
        hw_mstpi_state: i32 = "hwMstpiState" 2 Integer,
    }
    optional {
        /// `hwMstpiPathCost`.
        hw_mstpi_path_cost: u32 = "hwMstpiPathCost" 4 Integer,
        /// `hwMstpiDesignatedBridge`: the bridge that leads the segment to the root.
        hw_mstpi_designated_bridge: BridgeId = "hwMstpiDesignatedBridge" 7 BridgeId,
        /// `hwMstpiDesignatedPort`: that bridge's port, in two octets.
        hw_mstpi_designated_port: Vec<u8> = "hwMstpiDesignatedPort" 8 OctetString,
    }
}

row! {
    /// `hh3cdot1sInstanceTable` (HH3C-LswMSTP-MIB): the instances; 0 is the common tree.
    Hh3cdot1sInstanceEntry = "hh3cdot1sInstanceTable", Rows, [1, 3, 6, 1, 4, 1, 25506, 8, 35, 14, 19, 1];
    index ("hh3cdot1sInstanceID") {
        /// `hh3cdot1sInstanceID`: the number of the instance.
        hh3cdot1s_instance_id: u32 = "hh3cdot1sInstanceID",
    }
    required {}
    optional {
        /// `hh3cdot1sMstiBridgePriority`: the first four bits of this bridge's id in the instance, times 4096.
        hh3cdot1s_msti_bridge_priority: u32 = "hh3cdot1sMstiBridgePriority" 3 Integer,
        /// `hh3cdot1sMstiDesignedRoot`: the root of the instance.
        hh3cdot1s_msti_designed_root: BridgeId = "hh3cdot1sMstiDesignedRoot" 4 BridgeId,
        /// `hh3cdot1sMstiRootPathCost`: the cost of the path to it.
        hh3cdot1s_msti_root_path_cost: u32 = "hh3cdot1sMstiRootPathCost" 5 Integer,
        /// `hh3cdot1sMstiRootPort`: the port towards it; 0 on the root.
        hh3cdot1s_msti_root_port: BridgePort = "hh3cdot1sMstiRootPort" 6 Integer,
    }
}

row! {
    /// `hh3cdot1sPortTable` (HH3C-LswMSTP-MIB): the ports of each instance.
    Hh3cdot1sPortEntry = "hh3cdot1sPortTable", Rows, [1, 3, 6, 1, 4, 1, 25506, 8, 35, 14, 20, 1];
    index ("hh3cdot1sInstanceID.hh3cdot1sMstiPortIndex") {
        /// `hh3cdot1sInstanceID`: the number of the instance.
        hh3cdot1s_instance_id: u32 = "hh3cdot1sInstanceID",
        /// `hh3cdot1sMstiPortIndex`: the bridge port.
        hh3cdot1s_msti_port_index: BridgePort = "hh3cdot1sMstiPortIndex",
    }
    required {
        /// `hh3cdot1sMstiState`: disabled(1), discarding(2), learning(4), forwarding(5).
        hh3cdot1s_msti_state: i32 = "hh3cdot1sMstiState" 2 Integer,
    }
    optional {
        /// `hh3cdot1sMstiPathCost`.
        hh3cdot1s_msti_path_cost: u32 = "hh3cdot1sMstiPathCost" 4 Integer,
        /// `hh3cdot1sMstiDesignatedBridge`: the bridge that leads the segment to the root.
        hh3cdot1s_msti_designated_bridge: BridgeId = "hh3cdot1sMstiDesignatedBridge" 7 BridgeId,
        /// `hh3cdot1sMstiDesignatedPort`: that bridge's port, in two octets.
        hh3cdot1s_msti_designated_port: Vec<u8> = "hh3cdot1sMstiDesignatedPort" 8 OctetString,
    }
}

row! {
    /// `stpxSpanningTreeObjects` (CISCO-STP-EXTENSIONS-MIB): which spanning tree runs.
    StpxSpanningTreeObjects = "stpxSpanningTreeObjects", Scalars, [1, 3, 6, 1, 4, 1, 9, 9, 82, 1, 6];
    index ("0") {}
    required {}
    optional {
        /// `stpxSpanningTreeType`: pvstPlus(1), mistp(2), mistpPvstPlus(3), mst(4), rapidPvstPlus(5).
        stpx_spanning_tree_type: i32 = "stpxSpanningTreeType" 1 Integer,
    }
}

row! {
    /// `stpxRSTPPortRoleTable` (CISCO-STP-EXTENSIONS-MIB): what each port is in each tree, without a context for each.
    StpxRstpPortRoleEntry = "stpxRSTPPortRoleTable", Rows, [1, 3, 6, 1, 4, 1, 9, 9, 82, 1, 12, 2, 1];
    index ("stpxRSTPPortRoleInstanceIndex.stpxRSTPPortRolePortIndex") {
        /// `stpxRSTPPortRoleInstanceIndex`: a VLAN id; of MSTP the number of an instance.
        stpx_rstp_port_role_instance_index: u32 = "stpxRSTPPortRoleInstanceIndex",
        /// `stpxRSTPPortRolePortIndex`: the bridge port.
        stpx_rstp_port_role_port_index: BridgePort = "stpxRSTPPortRolePortIndex",
    }
    required {
        /// `stpxRSTPPortRoleValue`: disabled(1), root(2), designated(3), alternate(4), backUp(5), boundary(6), master(7).
        stpx_rstp_port_role_value: i32 = "stpxRSTPPortRoleValue" 3 Integer,
    }
    optional {}
}

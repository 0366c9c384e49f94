//! IEEE8021-MSTP-MIB (IEEE 802.1Q): one spanning tree per instance.

use crate::value::{BridgeId, BridgePort};

row! {
    /// `ieee8021MstpTable`: the instances beside the common tree.
    Ieee8021MstpEntry = "ieee8021MstpTable", Rows, [1, 3, 111, 2, 802, 1, 1, 6, 1, 2, 1];
    index ("ieee8021MstpComponentId.ieee8021MstpId") {
        /// `ieee8021MstpComponentId`: which bridge of the device, as a rule 1.
        ieee8021_mstp_component_id: u32 = "ieee8021MstpComponentId",
        /// `ieee8021MstpId`: the number of the instance.
        ieee8021_mstp_id: u32 = "ieee8021MstpId",
    }
    required {}
    optional {
        /// `ieee8021MstpDesignatedRoot`: the root of the instance in this region.
        ieee8021_mstp_designated_root: BridgeId = "ieee8021MstpDesignatedRoot" 7 BridgeId,
        /// `ieee8021MstpRootPathCost`: the cost of the path to it.
        ieee8021_mstp_root_path_cost: u32 = "ieee8021MstpRootPathCost" 8 Integer,
        /// `ieee8021MstpRootPort`: the port towards it; 0 on the root.
        ieee8021_mstp_root_port: BridgePort = "ieee8021MstpRootPort" 9 Gauge32,
        /// `ieee8021MstpBridgePriority`: the first four bits of this bridge's id in the instance, times 4096.
        ieee8021_mstp_bridge_priority: u32 = "ieee8021MstpBridgePriority" 10 Integer,
    }
}

row! {
    /// `ieee8021MstpPortTable`: the ports of each instance.
    Ieee8021MstpPortEntry = "ieee8021MstpPortTable", Rows, [1, 3, 111, 2, 802, 1, 1, 6, 1, 4, 1];
    index ("ieee8021MstpPortComponentId.ieee8021MstpPortMstId.ieee8021MstpPortNum") {
        /// `ieee8021MstpPortComponentId`.
        ieee8021_mstp_port_component_id: u32 = "ieee8021MstpPortComponentId",
        /// `ieee8021MstpPortMstId`: the number of the instance.
        ieee8021_mstp_port_mst_id: u32 = "ieee8021MstpPortMstId",
        /// `ieee8021MstpPortNum`.
        ieee8021_mstp_port_num: BridgePort = "ieee8021MstpPortNum",
    }
    required {
        /// `ieee8021MstpPortState`: disabled(1), listening(2), learning(3), forwarding(4), blocking(5).
        ieee8021_mstp_port_state: i32 = "ieee8021MstpPortState" 5 Integer,
    }
    optional {
        /// `ieee8021MstpPortPathCost`.
        ieee8021_mstp_port_path_cost: u32 = "ieee8021MstpPortPathCost" 7 Integer,
        /// `ieee8021MstpPortDesignatedBridge`: the bridge that leads the segment to the root.
        ieee8021_mstp_port_designated_bridge: BridgeId = "ieee8021MstpPortDesignatedBridge" 10 BridgeId,
        /// `ieee8021MstpPortDesignatedPort`: that bridge's port.
        ieee8021_mstp_port_designated_port: u32 = "ieee8021MstpPortDesignatedPort" 11 Gauge32,
    }
}

//! BRIDGE-MIB (RFC 4188).

use crate::value::{BridgeId, BridgePort, IfIndex, MacAddr};

row! {
    /// `dot1dBase` (RFC 4188 §4): the bridge as a whole.
    Dot1dBase = "dot1dBase", Scalars, [1, 3, 6, 1, 2, 1, 17, 1];
    index ("0") {}
    required {}
    optional {
        /// `dot1dBaseBridgeAddress`: the address that the bridge is known by.
        dot1d_base_bridge_address: MacAddr = "dot1dBaseBridgeAddress" 1 MacAddress,
        /// `dot1dBaseNumPorts`: ports of the bridge.
        dot1d_base_num_ports: u32 = "dot1dBaseNumPorts" 2 Integer,
        /// `dot1dBaseType`: unknown(1), transparent-only(2), sourceroute-only(3), srt(4).
        dot1d_base_type: i32 = "dot1dBaseType" 3 Integer,
    }
}

row! {
    /// `dot1dBasePortTable` (RFC 4188 §4): which interface a bridge port is.
    Dot1dBasePortEntry = "dot1dBasePortTable", Rows, [1, 3, 6, 1, 2, 1, 17, 1, 4, 1];
    index ("dot1dBasePort") {
        /// `dot1dBasePort`.
        dot1d_base_port: BridgePort = "dot1dBasePort",
    }
    required {}
    optional {
        /// `dot1dBasePortIfIndex`.
        dot1d_base_port_if_index: IfIndex = "dot1dBasePortIfIndex" 2 Integer,
    }
}

row! {
    /// `dot1dStp` (RFC 4188 §4): the spanning tree as this bridge sees it.
    Dot1dStp = "dot1dStp", Scalars, [1, 3, 6, 1, 2, 1, 17, 2];
    index ("0") {}
    required {}
    optional {
        /// `dot1dStpProtocolSpecification`: unknown(1), decLb100(2), ieee8021d(3).
        dot1d_stp_protocol_specification: i32 = "dot1dStpProtocolSpecification" 1 Integer,
        /// `dot1dStpPriority`: the first two octets of this bridge's id.
        dot1d_stp_priority: u32 = "dot1dStpPriority" 2 Integer,
        /// `dot1dStpDesignatedRoot`: the root of the tree.
        dot1d_stp_designated_root: BridgeId = "dot1dStpDesignatedRoot" 5 BridgeId,
        /// `dot1dStpRootCost`: the cost of the path to the root.
        dot1d_stp_root_cost: u32 = "dot1dStpRootCost" 6 Integer,
        /// `dot1dStpRootPort`: the port towards the root; 0 on the root.
        dot1d_stp_root_port: BridgePort = "dot1dStpRootPort" 7 Integer,
    }
}

row! {
    /// `dot1dStpPortTable` (RFC 4188 §4): ports of the spanning tree.
    Dot1dStpPortEntry = "dot1dStpPortTable", Rows, [1, 3, 6, 1, 2, 1, 17, 2, 15, 1];
    index ("dot1dStpPort") {
        /// `dot1dStpPort`.
        dot1d_stp_port: BridgePort = "dot1dStpPort",
    }
    required {
        /// `dot1dStpPortState`: disabled(1), blocking(2), listening(3), learning(4), forwarding(5), broken(6).
        dot1d_stp_port_state: i32 = "dot1dStpPortState" 3 Integer,
    }
    optional {
        /// `dot1dStpPortPathCost`: what the port adds to the cost of paths.
        dot1d_stp_port_path_cost: u32 = "dot1dStpPortPathCost" 5 Integer,
        /// `dot1dStpPortDesignatedRoot`: the root by the segment's designated bridge.
        dot1d_stp_port_designated_root: BridgeId = "dot1dStpPortDesignatedRoot" 6 BridgeId,
        /// `dot1dStpPortDesignatedBridge`: the bridge that leads the segment to the root.
        dot1d_stp_port_designated_bridge: BridgeId = "dot1dStpPortDesignatedBridge" 8 BridgeId,
        /// `dot1dStpPortDesignatedPort`: that bridge's port, two octets.
        dot1d_stp_port_designated_port: Vec<u8> = "dot1dStpPortDesignatedPort" 9 OctetString,
    }
}

row! {
    /// `dot1dTpFdbTable` (RFC 4188 §4): addresses and the ports behind which they are.
    Dot1dTpFdbEntry = "dot1dTpFdbTable", Rows, [1, 3, 6, 1, 2, 1, 17, 4, 3, 1];
    index ("dot1dTpFdbAddress (six arcs below 256)") {
        /// `dot1dTpFdbAddress`.
        dot1d_tp_fdb_address: MacAddr = "dot1dTpFdbAddress",
    }
    required {
        /// `dot1dTpFdbPort`: 0 where the port is not known.
        dot1d_tp_fdb_port: BridgePort = "dot1dTpFdbPort" 2 Integer,
    }
    optional {
        /// `dot1dTpFdbStatus`: other(1), invalid(2), learned(3), self(4), mgmt(5).
        dot1d_tp_fdb_status: i32 = "dot1dTpFdbStatus" 3 Integer,
    }
}

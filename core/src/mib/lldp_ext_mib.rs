//! What organisations add to LLDP: LLDP-EXT-DOT1-MIB (IEEE 802.1), LLDP-EXT-DOT3-MIB (IEEE 802.3) and
//! LLDP-EXT-MED-MIB (ANSI/TIA-1057). Rows go with those of `lldpRemTable`.

use crate::value::LldpPortNum;

row! {
    /// `lldpXdot1RemTable` (IEEE 802.1AB annex F): the VLAN of a neighbor's untagged frames.
    LldpXdot1RemEntry = "lldpXdot1RemTable", Rows, [1, 0, 8802, 1, 1, 2, 1, 5, 32962, 1, 3, 1, 1];
    index ("lldpRemTimeMark.lldpRemLocalPortNum.lldpRemIndex") {
        /// `lldpRemTimeMark`.
        lldp_rem_time_mark: u32 = "lldpRemTimeMark",
        /// `lldpRemLocalPortNum`.
        lldp_rem_local_port_num: LldpPortNum = "lldpRemLocalPortNum",
        /// `lldpRemIndex`.
        lldp_rem_index: u32 = "lldpRemIndex",
    }
    required {}
    optional {
        /// `lldpXdot1RemPortVlanId`: 0 where the neighbor does not say.
        lldp_xdot1_rem_port_vlan_id: u32 = "lldpXdot1RemPortVlanId" 1 Integer,
    }
}

row! {
    /// `lldpXdot1RemVlanNameTable` (IEEE 802.1AB annex F): VLANs that a neighbor has on its port.
    LldpXdot1RemVlanNameEntry = "lldpXdot1RemVlanNameTable", Rows, [1, 0, 8802, 1, 1, 2, 1, 5, 32962, 1, 3, 3, 1];
    index ("lldpRemTimeMark.lldpRemLocalPortNum.lldpRemIndex.lldpXdot1RemVlanId") {
        /// `lldpRemTimeMark`.
        lldp_rem_time_mark: u32 = "lldpRemTimeMark",
        /// `lldpRemLocalPortNum`.
        lldp_rem_local_port_num: LldpPortNum = "lldpRemLocalPortNum",
        /// `lldpRemIndex`.
        lldp_rem_index: u32 = "lldpRemIndex",
        /// `lldpXdot1RemVlanId`.
        lldp_xdot1_rem_vlan_id: u32 = "lldpXdot1RemVlanId",
    }
    required {}
    optional {
        /// `lldpXdot1RemVlanName`.
        lldp_xdot1_rem_vlan_name: String = "lldpXdot1RemVlanName" 2 DisplayString,
    }
}

row! {
    /// `lldpXdot3RemLinkAggTable` (IEEE 802.1AB annex G): whether a neighbor's port is part of an aggregate.
    LldpXdot3RemLinkAggEntry = "lldpXdot3RemLinkAggTable", Rows, [1, 0, 8802, 1, 1, 2, 1, 5, 4623, 1, 3, 3, 1];
    index ("lldpRemTimeMark.lldpRemLocalPortNum.lldpRemIndex") {
        /// `lldpRemTimeMark`.
        lldp_rem_time_mark: u32 = "lldpRemTimeMark",
        /// `lldpRemLocalPortNum`.
        lldp_rem_local_port_num: LldpPortNum = "lldpRemLocalPortNum",
        /// `lldpRemIndex`.
        lldp_rem_index: u32 = "lldpRemIndex",
    }
    required {}
    optional {
        /// `lldpXdot3RemLinkAggStatus`: the first bit is `aggCapable`, the second `aggEnabled`.
        lldp_xdot3_rem_link_agg_status: Vec<u8> = "lldpXdot3RemLinkAggStatus" 1 OctetString,
        /// `lldpXdot3RemLinkAggPortId`: the `ifIndex` of the neighbor's aggregate; 0 for none.
        lldp_xdot3_rem_link_agg_port_id: u32 = "lldpXdot3RemLinkAggPortId" 2 Integer,
    }
}

row! {
    /// `lldpXMedRemInventoryTable` (ANSI/TIA-1057): what a neighbor is as a product.
    LldpXMedRemInventoryEntry = "lldpXMedRemInventoryTable", Rows, [1, 0, 8802, 1, 1, 2, 1, 5, 4795, 1, 3, 3, 1];
    index ("lldpRemTimeMark.lldpRemLocalPortNum.lldpRemIndex") {
        /// `lldpRemTimeMark`.
        lldp_rem_time_mark: u32 = "lldpRemTimeMark",
        /// `lldpRemLocalPortNum`.
        lldp_rem_local_port_num: LldpPortNum = "lldpRemLocalPortNum",
        /// `lldpRemIndex`.
        lldp_rem_index: u32 = "lldpRemIndex",
    }
    required {}
    optional {
        /// `lldpXMedRemSoftwareRev`.
        lldp_x_med_rem_software_rev: String = "lldpXMedRemSoftwareRev" 3 DisplayString,
        /// `lldpXMedRemSerialNum`.
        lldp_x_med_rem_serial_num: String = "lldpXMedRemSerialNum" 4 DisplayString,
        /// `lldpXMedRemMfgName`.
        lldp_x_med_rem_mfg_name: String = "lldpXMedRemMfgName" 5 DisplayString,
        /// `lldpXMedRemModelName`.
        lldp_x_med_rem_model_name: String = "lldpXMedRemModelName" 6 DisplayString,
    }
}

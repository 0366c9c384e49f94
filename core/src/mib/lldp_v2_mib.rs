//! LLDP-V2-MIB (IEEE 802.1AB-2009 §11.5): LLDP of agents that count ports by `ifIndex`.

use crate::value::{IfIndex, Oid};

use super::{LldpAddress, LldpCapabilities};

row! {
    /// `lldpV2LocalSystemData` (IEEE 802.1AB-2009): what this device announces of itself.
    LldpV2LocalSystemData = "lldpV2LocalSystemData", Scalars, [1, 3, 111, 2, 802, 1, 1, 13, 1, 3];
    index ("0") {}
    required {}
    optional {
        /// `lldpV2LocChassisIdSubtype`: chassisComponent(1) to local(7).
        lldp_v2_loc_chassis_id_subtype: i32 = "lldpV2LocChassisIdSubtype" 1 Integer,
        /// `lldpV2LocChassisId`.
        lldp_v2_loc_chassis_id: Vec<u8> = "lldpV2LocChassisId" 2 OctetString,
        /// `lldpV2LocSysName`.
        lldp_v2_loc_sys_name: String = "lldpV2LocSysName" 3 DisplayString,
        /// `lldpV2LocSysCapEnabled`: other(0) to stationOnly(7).
        lldp_v2_loc_sys_cap_enabled: LldpCapabilities = "lldpV2LocSysCapEnabled" 6 OctetString,
    }
}

row! {
    /// `lldpV2LocPortTable` (IEEE 802.1AB-2009): what each port announces of itself.
    LldpV2LocPortEntry = "lldpV2LocPortTable", Rows, [1, 3, 111, 2, 802, 1, 1, 13, 1, 3, 7, 1];
    index ("lldpV2LocPortIfIndex") {
        /// `lldpV2LocPortIfIndex`: the port's `ifIndex`.
        lldp_v2_loc_port_if_index: IfIndex = "lldpV2LocPortIfIndex",
    }
    required {
        /// `lldpV2LocPortId`.
        lldp_v2_loc_port_id: Vec<u8> = "lldpV2LocPortId" 3 OctetString,
    }
    optional {
        /// `lldpV2LocPortIdSubtype`: interfaceAlias(1) to local(7).
        lldp_v2_loc_port_id_subtype: i32 = "lldpV2LocPortIdSubtype" 2 Integer,
        /// `lldpV2LocPortDesc`.
        lldp_v2_loc_port_desc: String = "lldpV2LocPortDesc" 4 DisplayString,
    }
}

row! {
    /// `lldpV2RemTable` (IEEE 802.1AB-2009): what was heard from neighbors.
    LldpV2RemEntry = "lldpV2RemTable", Rows, [1, 3, 111, 2, 802, 1, 1, 13, 1, 4, 1, 1];
    index ("lldpV2RemTimeMark.lldpV2RemLocalIfIndex.lldpV2RemLocalDestMACAddress.lldpV2RemIndex") {
        /// `lldpV2RemTimeMark`: a `TimeFilter`; the same neighbor may come with several.
        lldp_v2_rem_time_mark: u32 = "lldpV2RemTimeMark",
        /// `lldpV2RemLocalIfIndex`: the local port's `ifIndex`.
        lldp_v2_rem_local_if_index: IfIndex = "lldpV2RemLocalIfIndex",
        /// `lldpV2RemLocalDestMACAddress`: the row of the destination addresses that the frame was sent to.
        lldp_v2_rem_local_dest_mac_address: u32 = "lldpV2RemLocalDestMACAddress",
        /// `lldpV2RemIndex`: tells neighbors apart.
        lldp_v2_rem_index: u32 = "lldpV2RemIndex",
    }
    required {}
    optional {
        /// `lldpV2RemChassisIdSubtype`: chassisComponent(1) to local(7).
        lldp_v2_rem_chassis_id_subtype: i32 = "lldpV2RemChassisIdSubtype" 5 Integer,
        /// `lldpV2RemChassisId`.
        lldp_v2_rem_chassis_id: Vec<u8> = "lldpV2RemChassisId" 6 OctetString,
        /// `lldpV2RemPortIdSubtype`: interfaceAlias(1) to local(7).
        lldp_v2_rem_port_id_subtype: i32 = "lldpV2RemPortIdSubtype" 7 Integer,
        /// `lldpV2RemPortId`.
        lldp_v2_rem_port_id: Vec<u8> = "lldpV2RemPortId" 8 OctetString,
        /// `lldpV2RemPortDesc`.
        lldp_v2_rem_port_desc: String = "lldpV2RemPortDesc" 9 DisplayString,
        /// `lldpV2RemSysName`.
        lldp_v2_rem_sys_name: String = "lldpV2RemSysName" 10 DisplayString,
        /// `lldpV2RemSysDesc`.
        lldp_v2_rem_sys_desc: String = "lldpV2RemSysDesc" 11 DisplayString,
        /// `lldpV2RemSysCapEnabled`: other(0) to stationOnly(7).
        lldp_v2_rem_sys_cap_enabled: LldpCapabilities = "lldpV2RemSysCapEnabled" 13 OctetString,
    }
}

row! {
    /// `lldpV2RemManAddrTable` (IEEE 802.1AB-2009): management addresses of neighbors; the index carries them.
    LldpV2RemManAddrEntry = "lldpV2RemManAddrTable", Rows, [1, 3, 111, 2, 802, 1, 1, 13, 1, 4, 2, 1];
    index ("lldpV2RemTimeMark.lldpV2RemLocalIfIndex.lldpV2RemLocalDestMACAddress.lldpV2RemIndex.lldpV2RemManAddrSubtype.length.lldpV2RemManAddr") {
        /// `lldpV2RemTimeMark`.
        lldp_v2_rem_time_mark: u32 = "lldpV2RemTimeMark",
        /// `lldpV2RemLocalIfIndex`.
        lldp_v2_rem_local_if_index: IfIndex = "lldpV2RemLocalIfIndex",
        /// `lldpV2RemLocalDestMACAddress`.
        lldp_v2_rem_local_dest_mac_address: u32 = "lldpV2RemLocalDestMACAddress",
        /// `lldpV2RemIndex`.
        lldp_v2_rem_index: u32 = "lldpV2RemIndex",
        /// `lldpV2RemManAddrSubtype` and `lldpV2RemManAddr`.
        lldp_v2_rem_man_addr: LldpAddress = "lldpV2RemManAddr",
    }
    required {}
    optional {
        /// `lldpV2RemManAddrIfSubtype`: unknown(1), ifIndex(2), systemPortNumber(3).
        lldp_v2_rem_man_addr_if_subtype: i32 = "lldpV2RemManAddrIfSubtype" 3 Integer,
        /// `lldpV2RemManAddrIfId`: the neighbor's interface, as the subtype says.
        lldp_v2_rem_man_addr_if_id: u32 = "lldpV2RemManAddrIfId" 4 Integer,
        /// `lldpV2RemManAddrOID`: what manages the address; often `0.0`.
        lldp_v2_rem_man_addr_oid: Oid = "lldpV2RemManAddrOID" 5 ObjectId,
    }
}

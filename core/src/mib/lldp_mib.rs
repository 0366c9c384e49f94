//! LLDP-MIB (IEEE 802.1AB-2005 §12).

use crate::value::{LldpPortNum, Oid};

use super::{LldpAddress, LldpCapabilities};

row! {
    /// `lldpLocalSystemData` (IEEE 802.1AB): what this device announces of itself.
    LldpLocalSystemData = "lldpLocalSystemData", Scalars, [1, 0, 8802, 1, 1, 2, 1, 3];
    index ("0") {}
    required {}
    optional {
        /// `lldpLocChassisIdSubtype`: chassisComponent(1) to local(7).
        lldp_loc_chassis_id_subtype: i32 = "lldpLocChassisIdSubtype" 1 Integer,
        /// `lldpLocChassisId`.
        lldp_loc_chassis_id: Vec<u8> = "lldpLocChassisId" 2 OctetString,
        /// `lldpLocSysName`.
        lldp_loc_sys_name: String = "lldpLocSysName" 3 DisplayString,
        /// `lldpLocSysDesc`.
        lldp_loc_sys_desc: String = "lldpLocSysDesc" 4 DisplayString,
        /// `lldpLocSysCapSupported`: other(0) to stationOnly(7).
        lldp_loc_sys_cap_supported: LldpCapabilities = "lldpLocSysCapSupported" 5 OctetString,
        /// `lldpLocSysCapEnabled`: other(0) to stationOnly(7).
        lldp_loc_sys_cap_enabled: LldpCapabilities = "lldpLocSysCapEnabled" 6 OctetString,
    }
}

row! {
    /// `lldpLocPortTable` (IEEE 802.1AB): what each port announces of itself.
    LldpLocPortEntry = "lldpLocPortTable", Rows, [1, 0, 8802, 1, 1, 2, 1, 3, 7, 1];
    index ("lldpLocPortNum") {
        /// `lldpLocPortNum`.
        lldp_loc_port_num: LldpPortNum = "lldpLocPortNum",
    }
    required {
        /// `lldpLocPortId`.
        lldp_loc_port_id: Vec<u8> = "lldpLocPortId" 3 OctetString,
    }
    optional {
        /// `lldpLocPortIdSubtype`: interfaceAlias(1) to local(7).
        lldp_loc_port_id_subtype: i32 = "lldpLocPortIdSubtype" 2 Integer,
        /// `lldpLocPortDesc`.
        lldp_loc_port_desc: String = "lldpLocPortDesc" 4 DisplayString,
    }
}

row! {
    /// `lldpLocManAddrTable` (IEEE 802.1AB): the management addresses of this device.
    LldpLocManAddrEntry = "lldpLocManAddrTable", Rows, [1, 0, 8802, 1, 1, 2, 1, 3, 8, 1];
    index ("lldpLocManAddrSubtype.length.lldpLocManAddr") {
        /// `lldpLocManAddrSubtype` and `lldpLocManAddr`.
        lldp_loc_man_addr: LldpAddress = "lldpLocManAddr",
    }
    required {}
    optional {
        /// `lldpLocManAddrIfSubtype`: unknown(1), ifIndex(2), systemPortNumber(3).
        lldp_loc_man_addr_if_subtype: i32 = "lldpLocManAddrIfSubtype" 4 Integer,
        /// `lldpLocManAddrIfId`: the interface, as the subtype says.
        lldp_loc_man_addr_if_id: u32 = "lldpLocManAddrIfId" 5 Integer,
    }
}

row! {
    /// `lldpRemTable` (IEEE 802.1AB): what was heard from neighbors.
    LldpRemEntry = "lldpRemTable", Rows, [1, 0, 8802, 1, 1, 2, 1, 4, 1, 1];
    index ("lldpRemTimeMark.lldpRemLocalPortNum.lldpRemIndex") {
        /// `lldpRemTimeMark`: a `TimeFilter`; the same neighbor may come with several.
        lldp_rem_time_mark: u32 = "lldpRemTimeMark",
        /// `lldpRemLocalPortNum`: the local port; 0 where the device does not know.
        lldp_rem_local_port_num: LldpPortNum = "lldpRemLocalPortNum",
        /// `lldpRemIndex`: tells neighbors apart.
        lldp_rem_index: u32 = "lldpRemIndex",
    }
    required {}
    optional {
        /// `lldpRemChassisId`; some agents hide it.
        lldp_rem_chassis_id: Vec<u8> = "lldpRemChassisId" 5 OctetString,
        /// `lldpRemPortId`; some agents hide it.
        lldp_rem_port_id: Vec<u8> = "lldpRemPortId" 7 OctetString,
        /// `lldpRemChassisIdSubtype`: chassisComponent(1) to local(7).
        lldp_rem_chassis_id_subtype: i32 = "lldpRemChassisIdSubtype" 4 Integer,
        /// `lldpRemPortIdSubtype`: interfaceAlias(1) to local(7).
        lldp_rem_port_id_subtype: i32 = "lldpRemPortIdSubtype" 6 Integer,
        /// `lldpRemPortDesc`.
        lldp_rem_port_desc: String = "lldpRemPortDesc" 8 DisplayString,
        /// `lldpRemSysName`.
        lldp_rem_sys_name: String = "lldpRemSysName" 9 DisplayString,
        /// `lldpRemSysDesc`.
        lldp_rem_sys_desc: String = "lldpRemSysDesc" 10 DisplayString,
        /// `lldpRemSysCapSupported`: other(0) to stationOnly(7).
        lldp_rem_sys_cap_supported: LldpCapabilities = "lldpRemSysCapSupported" 11 OctetString,
        /// `lldpRemSysCapEnabled`: other(0) to stationOnly(7).
        lldp_rem_sys_cap_enabled: LldpCapabilities = "lldpRemSysCapEnabled" 12 OctetString,
    }
}

row! {
    /// `lldpRemManAddrTable` (IEEE 802.1AB): management addresses of neighbors; the index carries them.
    LldpRemManAddrEntry = "lldpRemManAddrTable", Rows, [1, 0, 8802, 1, 1, 2, 1, 4, 2, 1];
    index ("lldpRemTimeMark.lldpRemLocalPortNum.lldpRemIndex.lldpRemManAddrSubtype.length.lldpRemManAddr") {
        /// `lldpRemTimeMark`.
        lldp_rem_time_mark: u32 = "lldpRemTimeMark",
        /// `lldpRemLocalPortNum`.
        lldp_rem_local_port_num: LldpPortNum = "lldpRemLocalPortNum",
        /// `lldpRemIndex`.
        lldp_rem_index: u32 = "lldpRemIndex",
        /// `lldpRemManAddrSubtype` and `lldpRemManAddr`.
        lldp_rem_man_addr: LldpAddress = "lldpRemManAddr",
    }
    required {}
    optional {
        /// `lldpRemManAddrIfSubtype`: unknown(1), ifIndex(2), systemPortNumber(3).
        lldp_rem_man_addr_if_subtype: i32 = "lldpRemManAddrIfSubtype" 3 Integer,
        /// `lldpRemManAddrIfId`: the neighbor's interface, as the subtype says.
        lldp_rem_man_addr_if_id: u32 = "lldpRemManAddrIfId" 4 Integer,
        /// `lldpRemManAddrOID`: what manages the address; often `0.0`.
        lldp_rem_man_addr_oid: Oid = "lldpRemManAddrOID" 5 ObjectId,
    }
}

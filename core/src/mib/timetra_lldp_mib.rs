//! TIMETRA-LLDP-MIB: LLDP of Nokia (TiMOS, SR OS) where the agent does not have LLDP-MIB.

use crate::value::IfIndex;

use super::{LldpAddress, LldpCapabilities};

row! {
    /// `tmnxLldpRemTable` (TIMETRA-LLDP-MIB): what was heard from neighbors.
    TmnxLldpRemEntry = "tmnxLldpRemTable", Rows, [1, 3, 6, 1, 4, 1, 6527, 3, 1, 2, 59, 4, 1, 1];
    index ("tmnxLldpRemTimeMark.ifIndex.tmnxLldpRemLocalDestMACAddress.tmnxLldpRemIndex") {
        /// `tmnxLldpRemTimeMark`: a `TimeFilter`; the same neighbor may come with several.
        tmnx_lldp_rem_time_mark: u32 = "tmnxLldpRemTimeMark",
        /// `ifIndex` of the local port.
        if_index: IfIndex = "ifIndex",
        /// `tmnxLldpRemLocalDestMACAddress`: 1 for the nearest bridge, 2 for the nearest that is no TPMR, 3 for the nearest customer.
        tmnx_lldp_rem_local_dest_mac_address: u32 = "tmnxLldpRemLocalDestMACAddress",
        /// `tmnxLldpRemIndex`: tells neighbors apart.
        tmnx_lldp_rem_index: u32 = "tmnxLldpRemIndex",
    }
    required {}
    optional {
        /// `tmnxLldpRemChassisIdSubtype`: chassisComponent(1) to local(7).
        tmnx_lldp_rem_chassis_id_subtype: i32 = "tmnxLldpRemChassisIdSubtype" 4 Integer,
        /// `tmnxLldpRemChassisId`.
        tmnx_lldp_rem_chassis_id: Vec<u8> = "tmnxLldpRemChassisId" 5 OctetString,
        /// `tmnxLldpRemPortIdSubtype`: interfaceAlias(1) to local(7).
        tmnx_lldp_rem_port_id_subtype: i32 = "tmnxLldpRemPortIdSubtype" 6 Integer,
        /// `tmnxLldpRemPortId`.
        tmnx_lldp_rem_port_id: Vec<u8> = "tmnxLldpRemPortId" 7 OctetString,
        /// `tmnxLldpRemPortDesc`.
        tmnx_lldp_rem_port_desc: String = "tmnxLldpRemPortDesc" 8 DisplayString,
        /// `tmnxLldpRemSysName`.
        tmnx_lldp_rem_sys_name: String = "tmnxLldpRemSysName" 9 DisplayString,
        /// `tmnxLldpRemSysDesc`.
        tmnx_lldp_rem_sys_desc: String = "tmnxLldpRemSysDesc" 10 DisplayString,
        /// `tmnxLldpRemSysCapEnabled`: other(0) to stationOnly(7).
        tmnx_lldp_rem_sys_cap_enabled: LldpCapabilities = "tmnxLldpRemSysCapEnabled" 12 OctetString,
    }
}

row! {
    /// `tmnxLldpRemManAddrTable` (TIMETRA-LLDP-MIB): management addresses of neighbors; the index carries them.
    TmnxLldpRemManAddrEntry = "tmnxLldpRemManAddrTable", Rows, [1, 3, 6, 1, 4, 1, 6527, 3, 1, 2, 59, 4, 2, 1];
    index ("tmnxLldpRemTimeMark.ifIndex.tmnxLldpRemLocalDestMACAddress.tmnxLldpRemIndex.tmnxLldpRemManAddrSubtype.length.tmnxLldpRemManAddr") {
        /// `tmnxLldpRemTimeMark`.
        tmnx_lldp_rem_time_mark: u32 = "tmnxLldpRemTimeMark",
        /// `ifIndex` of the local port.
        if_index: IfIndex = "ifIndex",
        /// `tmnxLldpRemLocalDestMACAddress`.
        tmnx_lldp_rem_local_dest_mac_address: u32 = "tmnxLldpRemLocalDestMACAddress",
        /// `tmnxLldpRemIndex`.
        tmnx_lldp_rem_index: u32 = "tmnxLldpRemIndex",
        /// `tmnxLldpRemManAddrSubtype` and `tmnxLldpRemManAddr`.
        tmnx_lldp_rem_man_addr: LldpAddress = "tmnxLldpRemManAddr",
    }
    required {}
    optional {
        /// `tmnxLldpRemManAddrIfSubtype`: unknown(1), ifIndex(2), systemPortNumber(3).
        tmnx_lldp_rem_man_addr_if_subtype: i32 = "tmnxLldpRemManAddrIfSubtype" 3 Integer,
    }
}

//! TPLINK-LLDPINFO-MIB: LLDP neighbors of TP-Link switches, as text.

use crate::value::IfIndex;

row! {
    /// `lldpNeighborInfoTable` (TPLINK-LLDPINFO-MIB): what was heard from neighbors; every cell is text for people.
    LldpNeighborInfoEntry = "lldpNeighborInfoTable", Rows, [1, 3, 6, 1, 4, 1, 11863, 6, 35, 1, 2, 2, 1];
    index ("ifIndex.lldpNeighborIndexId") {
        /// `ifIndex` of the local port.
        if_index: IfIndex = "ifIndex",
        /// `lldpNeighborIndexId`: tells neighbors apart.
        lldp_neighbor_index_id: u32 = "lldpNeighborIndexId",
    }
    required {}
    optional {
        /// `lldpNeighborPortId`: the local port, without its kind.
        lldp_neighbor_port_id: String = "lldpNeighborPortId" 1 DisplayString,
        /// `lldpNeighborChassisIdType`: `MAC address`, `Locally assigned` and others.
        lldp_neighbor_chassis_id_type: String = "lldpNeighborChassisIdType" 3 DisplayString,
        /// `lldpNeighborChassisId`.
        lldp_neighbor_chassis_id: String = "lldpNeighborChassisId" 4 DisplayString,
        /// `lldpNeighborPortIdType`: `Interface name`, `MAC address` and others.
        lldp_neighbor_port_id_type: String = "lldpNeighborPortIdType" 5 DisplayString,
        /// `lldpNeighborPortIdDescr`: the neighbor's port id.
        lldp_neighbor_port_id_descr: String = "lldpNeighborPortIdDescr" 6 DisplayString,
        /// `lldpNeighborPortDescr`: the neighbor's port description.
        lldp_neighbor_port_descr: String = "lldpNeighborPortDescr" 8 DisplayString,
        /// `lldpNeighborDeviceName`.
        lldp_neighbor_device_name: String = "lldpNeighborDeviceName" 9 DisplayString,
        /// `lldpNeighborDeviceDescr`.
        lldp_neighbor_device_descr: String = "lldpNeighborDeviceDescr" 10 DisplayString,
        /// `lldpNeighborCapEnabled`: words such as `Bridge Router`.
        lldp_neighbor_cap_enabled: String = "lldpNeighborCapEnabled" 12 DisplayString,
        /// `lldpNeighborManageIpAddr`: an address, for IPv4 behind `::`.
        lldp_neighbor_manage_ip_addr: String = "lldpNeighborManageIpAddr" 13 DisplayString,
    }
}

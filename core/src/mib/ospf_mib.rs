//! OSPF-MIB (RFC 4750) and OSPFV3-MIB (RFC 5643): routers, their interfaces, their neighbors.

use std::net::Ipv4Addr;

use crate::value::IfIndex;

row! {
    /// `ospfGeneralGroup` (RFC 4750): the OSPF process.
    OspfGeneralGroup = "ospfGeneralGroup", Scalars, [1, 3, 6, 1, 2, 1, 14, 1];
    index ("0") {}
    required {}
    optional {
        /// `ospfRouterId`: unique among the routers; 0.0.0.0 where OSPF does not run.
        ospf_router_id: Ipv4Addr = "ospfRouterId" 1 IpAddress,
    }
}

row! {
    /// `ospfIfTable` (RFC 4750): the interfaces that take part.
    OspfIfEntry = "ospfIfTable", Rows, [1, 3, 6, 1, 2, 1, 14, 7, 1];
    index ("ospfIfIpAddress.ospfAddressLessIf") {
        /// `ospfIfIpAddress`: 0.0.0.0 for an interface without an address.
        ospf_if_ip_address: Ipv4Addr = "ospfIfIpAddress",
        /// `ospfAddressLessIf`: the `ifIndex` of an interface without an address, else 0.
        ospf_address_less_if: IfIndex = "ospfAddressLessIf",
    }
    required {}
    optional {
        /// `ospfIfAreaId`.
        ospf_if_area_id: Ipv4Addr = "ospfIfAreaId" 3 IpAddress,
        /// `ospfIfType`: broadcast(1), nbma(2), pointToPoint(3), pointToMultipoint(5).
        ospf_if_type: i32 = "ospfIfType" 4 Integer,
        /// `ospfIfState`: down(1), loopback(2), waiting(3), pointToPoint(4), designatedRouter(5),
        /// backupDesignatedRouter(6), otherDesignatedRouter(7).
        ospf_if_state: i32 = "ospfIfState" 12 Integer,
    }
}

row! {
    /// `ospfNbrTable` (RFC 4750): neighbors that are not virtual.
    OspfNbrEntry = "ospfNbrTable", Rows, [1, 3, 6, 1, 2, 1, 14, 10, 1];
    index ("ospfNbrIpAddr.ospfNbrAddressLessIndex") {
        /// `ospfNbrIpAddr`: the neighbor's address on the common network.
        ospf_nbr_ip_addr: Ipv4Addr = "ospfNbrIpAddr",
        /// `ospfNbrAddressLessIndex`: on an interface without an address the neighbor's `ifIndex`, else 0.
        ospf_nbr_address_less_index: IfIndex = "ospfNbrAddressLessIndex",
    }
    required {
        /// `ospfNbrState`: down(1), attempt(2), init(3), twoWay(4), exchangeStart(5), exchange(6), loading(7), full(8).
        ospf_nbr_state: i32 = "ospfNbrState" 6 Integer,
    }
    optional {
        /// `ospfNbrRtrId`: the neighbor's router id.
        ospf_nbr_rtr_id: Ipv4Addr = "ospfNbrRtrId" 3 IpAddress,
    }
}

row! {
    /// `ospfv3GeneralGroup` (RFC 5643): the OSPFv3 process.
    Ospfv3GeneralGroup = "ospfv3GeneralGroup", Scalars, [1, 3, 6, 1, 2, 1, 191, 1, 1];
    index ("0") {}
    required {}
    optional {
        /// `ospfv3RouterId`: an IPv4 address as a number; 0 where OSPFv3 does not run.
        ospfv3_router_id: u32 = "ospfv3RouterId" 1 Gauge32,
    }
}

row! {
    /// `ospfv3IfTable` (RFC 5643): the interfaces that take part.
    Ospfv3IfEntry = "ospfv3IfTable", Rows, [1, 3, 6, 1, 2, 1, 191, 1, 7, 1];
    index ("ospfv3IfIndex.ospfv3IfInstId") {
        /// `ospfv3IfIndex`.
        ospfv3_if_index: IfIndex = "ospfv3IfIndex",
        /// `ospfv3IfInstId`: tells instances on one link apart.
        ospfv3_if_inst_id: u32 = "ospfv3IfInstId",
    }
    required {}
    optional {
        /// `ospfv3IfAreaId`: an IPv4 address as a number.
        ospfv3_if_area_id: u32 = "ospfv3IfAreaId" 3 Gauge32,
        /// `ospfv3IfState`: as `ospfIfState`, and standby(8).
        ospfv3_if_state: i32 = "ospfv3IfState" 12 Integer,
    }
}

row! {
    /// `ospfv3NbrTable` (RFC 5643): neighbors that are not virtual.
    Ospfv3NbrEntry = "ospfv3NbrTable", Rows, [1, 3, 6, 1, 2, 1, 191, 1, 9, 1];
    index ("ospfv3NbrIfIndex.ospfv3NbrIfInstId.ospfv3NbrRtrId") {
        /// `ospfv3NbrIfIndex`: the local interface.
        ospfv3_nbr_if_index: IfIndex = "ospfv3NbrIfIndex",
        /// `ospfv3NbrIfInstId`.
        ospfv3_nbr_if_inst_id: u32 = "ospfv3NbrIfInstId",
        /// `ospfv3NbrRtrId`: the neighbor's router id as a number.
        ospfv3_nbr_rtr_id: u32 = "ospfv3NbrRtrId",
    }
    required {
        /// `ospfv3NbrState`: as `ospfNbrState`.
        ospfv3_nbr_state: i32 = "ospfv3NbrState" 8 Integer,
    }
    optional {
        /// `ospfv3NbrAddress`: the neighbor's link-local address.
        ospfv3_nbr_address: Vec<u8> = "ospfv3NbrAddress" 5 OctetString,
        /// `ospfv3NbrIfId`: what the neighbor calls its interface, usually its `ifIndex`.
        ospfv3_nbr_if_id: IfIndex = "ospfv3NbrIfId" 12 Integer,
    }
}

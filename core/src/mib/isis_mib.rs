//! ISIS-MIB (RFC 4444), and its draft that Cisco's IOS has as CISCO-IETF-ISIS-MIB.

use crate::value::{IfIndex, MacAddr};

row! {
    /// `isisSysObject` (RFC 4444): the IS-IS process.
    IsisSysObject = "isisSysObject", Scalars, [1, 3, 6, 1, 2, 1, 138, 1, 1, 1];
    index ("0") {}
    required {}
    optional {
        /// `isisSysID`: six octets, unique in the domain.
        isis_sys_id: Vec<u8> = "isisSysID" 3 OctetString,
    }
}

row! {
    /// `isisCircTable` (RFC 4444): the interfaces that take part.
    IsisCircEntry = "isisCircTable", Rows, [1, 3, 6, 1, 2, 1, 138, 1, 3, 2, 1];
    index ("isisCircIndex") {
        /// `isisCircIndex`: often the `ifIndex`, but not by rule.
        isis_circ_index: u32 = "isisCircIndex",
    }
    required {
        /// `isisCircIfIndex`.
        isis_circ_if_index: IfIndex = "isisCircIfIndex" 2 Integer,
    }
    optional {}
}

row! {
    /// `isisISAdjTable` (RFC 4444): adjacencies with other routers.
    IsisIsAdjEntry = "isisISAdjTable", Rows, [1, 3, 6, 1, 2, 1, 138, 1, 6, 1, 1];
    index ("isisCircIndex.isisISAdjIndex") {
        /// `isisCircIndex`.
        isis_circ_index: u32 = "isisCircIndex",
        /// `isisISAdjIndex`: tells adjacencies of one circuit apart.
        isis_is_adj_index: u32 = "isisISAdjIndex",
    }
    required {
        /// `isisISAdjState`: down(1), initializing(2), up(3), failed(4).
        isis_is_adj_state: i32 = "isisISAdjState" 2 Integer,
    }
    optional {
        /// `isisISAdjNeighSNPAAddress`: the neighbor's MAC address on a LAN.
        isis_is_adj_neigh_snpa_address: Vec<u8> = "isisISAdjNeighSNPAAddress" 4 OctetString,
        /// `isisISAdjNeighSysID`: the neighbor's system id.
        isis_is_adj_neigh_sys_id: Vec<u8> = "isisISAdjNeighSysID" 6 OctetString,
    }
}

row! {
    /// `isisISAdjIPAddrTable` (RFC 4444): the neighbor's addresses on the common circuit.
    IsisIsAdjIpAddrEntry = "isisISAdjIPAddrTable", Rows, [1, 3, 6, 1, 2, 1, 138, 1, 6, 3, 1];
    index ("isisCircIndex.isisISAdjIndex.isisISAdjIPAddrIndex") {
        /// `isisCircIndex`.
        isis_circ_index: u32 = "isisCircIndex",
        /// `isisISAdjIndex`.
        isis_is_adj_index: u32 = "isisISAdjIndex",
        /// `isisISAdjIPAddrIndex`.
        isis_is_adj_ip_addr_index: u32 = "isisISAdjIPAddrIndex",
    }
    required {
        /// `isisISAdjIPAddrAddress`: four or sixteen octets.
        isis_is_adj_ip_addr_address: Vec<u8> = "isisISAdjIPAddrAddress" 3 OctetString,
    }
    optional {}
}

row! {
    /// `isisRouterTable` (RFC 4444): the names of the routers of the domain (RFC 5301).
    IsisRouterEntry = "isisRouterTable", Rows, [1, 3, 6, 1, 2, 1, 138, 1, 1, 6, 1];
    index ("isisRouterSysID (six arcs).isisRouterLevel") {
        /// `isisRouterSysID`: the six octets of a system id, which is no MAC address.
        isis_router_sys_id: MacAddr = "isisRouterSysID",
        /// `isisRouterLevel`: area(1), domain(2).
        isis_router_level: u32 = "isisRouterLevel",
    }
    required {
        /// `isisRouterHostName`.
        isis_router_host_name: String = "isisRouterHostName" 3 DisplayString,
    }
    optional {}
}

row! {
    /// `ciiSysObject` (CISCO-IETF-ISIS-MIB): the IS-IS process.
    CiiSysObject = "ciiSysObject", Scalars, [1, 3, 6, 1, 4, 1, 9, 10, 118, 1, 1, 1];
    index ("0") {}
    required {}
    optional {
        /// `ciiSysID`: six octets, unique in the domain.
        cii_sys_id: Vec<u8> = "ciiSysID" 3 OctetString,
    }
}

row! {
    /// `ciiCircTable` (CISCO-IETF-ISIS-MIB): the interfaces that take part.
    CiiCircEntry = "ciiCircTable", Rows, [1, 3, 6, 1, 4, 1, 9, 10, 118, 1, 3, 2, 1];
    index ("ciiCircIndex") {
        /// `ciiCircIndex`: often the `ifIndex`, but not by rule.
        cii_circ_index: u32 = "ciiCircIndex",
    }
    required {
        /// `ciiCircIfIndex`.
        cii_circ_if_index: IfIndex = "ciiCircIfIndex" 2 Integer,
    }
    optional {}
}

row! {
    /// `ciiISAdjTable` (CISCO-IETF-ISIS-MIB): adjacencies with other routers.
    CiiIsAdjEntry = "ciiISAdjTable", Rows, [1, 3, 6, 1, 4, 1, 9, 10, 118, 1, 6, 1, 1];
    index ("ciiCircIndex.ciiISAdjIndex") {
        /// `ciiCircIndex`.
        cii_circ_index: u32 = "ciiCircIndex",
        /// `ciiISAdjIndex`: tells adjacencies of one circuit apart.
        cii_is_adj_index: u32 = "ciiISAdjIndex",
    }
    required {
        /// `ciiISAdjState`: down(1), initializing(2), up(3), failed(4).
        cii_is_adj_state: i32 = "ciiISAdjState" 2 Integer,
    }
    optional {
        /// `ciiISAdjNeighSNPAAddress`: the neighbor's MAC address on a LAN.
        cii_is_adj_neigh_snpa_address: Vec<u8> = "ciiISAdjNeighSNPAAddress" 4 OctetString,
        /// `ciiISAdjNeighSysID`: the neighbor's system id.
        cii_is_adj_neigh_sys_id: Vec<u8> = "ciiISAdjNeighSysID" 6 OctetString,
    }
}

row! {
    /// `ciiISAdjIPAddrTable` (CISCO-IETF-ISIS-MIB): the neighbor's addresses on the common circuit.
    CiiIsAdjIpAddrEntry = "ciiISAdjIPAddrTable", Rows, [1, 3, 6, 1, 4, 1, 9, 10, 118, 1, 6, 3, 1];
    index ("ciiCircIndex.ciiISAdjIndex.ciiISAdjIPAddrIndex") {
        /// `ciiCircIndex`.
        cii_circ_index: u32 = "ciiCircIndex",
        /// `ciiISAdjIndex`.
        cii_is_adj_index: u32 = "ciiISAdjIndex",
        /// `ciiISAdjIPAddrIndex`.
        cii_is_adj_ip_addr_index: u32 = "ciiISAdjIPAddrIndex",
    }
    required {
        /// `ciiISAdjIPAddrAddress`: four or sixteen octets.
        cii_is_adj_ip_addr_address: Vec<u8> = "ciiISAdjIPAddrAddress" 3 OctetString,
    }
    optional {}
}

row! {
    /// `ciiRouterTable` (CISCO-IETF-ISIS-MIB): the names of the routers of the domain (RFC 5301).
    CiiRouterEntry = "ciiRouterTable", Rows, [1, 3, 6, 1, 4, 1, 9, 10, 118, 1, 1, 7, 1];
    index ("ciiRouterSysID (six arcs).ciiRouterLevel") {
        /// `ciiRouterSysID`: the six octets of a system id, which is no MAC address.
        cii_router_sys_id: MacAddr = "ciiRouterSysID",
        /// `ciiRouterLevel`: area(1), domain(2).
        cii_router_level: u32 = "ciiRouterLevel",
    }
    required {
        /// `ciiRouterHostName`.
        cii_router_host_name: String = "ciiRouterHostName" 3 DisplayString,
    }
    optional {}
}

//! Addresses that several routers share: VRRP-MIB (RFC 2787), VRRPV3-MIB (RFC 6527), CISCO-HSRP-MIB.

use std::net::Ipv4Addr;

use crate::value::{IfIndex, MacAddr};

row! {
    /// `vrrpOperTable` (RFC 2787): virtual routers of VRRP version 2.
    VrrpOperEntry = "vrrpOperTable", Rows, [1, 3, 6, 1, 2, 1, 68, 1, 3, 1];
    index ("ifIndex.vrrpOperVrId") {
        /// `ifIndex`.
        if_index: IfIndex = "ifIndex",
        /// `vrrpOperVrId`: 1 to 255.
        vrrp_oper_vr_id: u32 = "vrrpOperVrId",
    }
    required {
        /// `vrrpOperState`: initialize(1), backup(2), master(3).
        vrrp_oper_state: i32 = "vrrpOperState" 3 Integer,
    }
    optional {
        /// `vrrpOperPriority`: 255 where the device owns the address.
        vrrp_oper_priority: u32 = "vrrpOperPriority" 5 Integer,
        /// `vrrpOperMasterIpAddr`: the real address of the master.
        vrrp_oper_master_ip_addr: Ipv4Addr = "vrrpOperMasterIpAddr" 7 IpAddress,
    }
}

row! {
    /// `vrrpAssoIpAddrTable` (RFC 2787): the addresses of each virtual router; the index carries them.
    VrrpAssoIpAddrEntry = "vrrpAssoIpAddrTable", Rows, [1, 3, 6, 1, 2, 1, 68, 1, 4, 1];
    index ("ifIndex.vrrpOperVrId.vrrpAssoIpAddr") {
        /// `ifIndex`.
        if_index: IfIndex = "ifIndex",
        /// `vrrpOperVrId`.
        vrrp_oper_vr_id: u32 = "vrrpOperVrId",
        /// `vrrpAssoIpAddr`.
        vrrp_asso_ip_addr: Ipv4Addr = "vrrpAssoIpAddr",
    }
    required {}
    optional {
        /// `vrrpAssoIpAddrRowStatus`.
        vrrp_asso_ip_addr_row_status: i32 = "vrrpAssoIpAddrRowStatus" 2 Integer,
    }
}

row! {
    /// `vrrpv3OperationsTable` (RFC 6527): virtual routers of VRRP version 3.
    Vrrpv3OperationsEntry = "vrrpv3OperationsTable", Rows, [1, 3, 6, 1, 2, 1, 207, 1, 1, 1, 1];
    index ("ifIndex.vrrpv3OperationsVrId.vrrpv3OperationsInetAddrType") {
        /// `ifIndex`.
        if_index: IfIndex = "ifIndex",
        /// `vrrpv3OperationsVrId`: 1 to 255.
        vrrpv3_operations_vr_id: u32 = "vrrpv3OperationsVrId",
        /// `vrrpv3OperationsInetAddrType`: ipv4(1), ipv6(2).
        vrrpv3_operations_inet_addr_type: u32 = "vrrpv3OperationsInetAddrType",
    }
    required {
        /// `vrrpv3OperationsStatus`: initialize(1), backup(2), master(3).
        vrrpv3_operations_status: i32 = "vrrpv3OperationsStatus" 6 Integer,
    }
    optional {
        /// `vrrpv3OperationsMasterIpAddr`: the real address of the master.
        vrrpv3_operations_master_ip_addr: Vec<u8> = "vrrpv3OperationsMasterIpAddr" 3 OctetString,
        /// `vrrpv3OperationsPriority`: 255 where the device owns the address.
        vrrpv3_operations_priority: u32 = "vrrpv3OperationsPriority" 7 Gauge32,
    }
}

row! {
    /// `vrrpv3AssociatedIpAddrTable` (RFC 6527): the addresses of each virtual router; the index carries them.
    Vrrpv3AssociatedIpAddrEntry = "vrrpv3AssociatedIpAddrTable", Rows, [1, 3, 6, 1, 2, 1, 207, 1, 1, 2, 1];
    index ("ifIndex.vrrpv3OperationsVrId.vrrpv3OperationsInetAddrType.length.vrrpv3AssociatedIpAddrAddress") {
        /// `ifIndex`.
        if_index: IfIndex = "ifIndex",
        /// `vrrpv3OperationsVrId`.
        vrrpv3_operations_vr_id: u32 = "vrrpv3OperationsVrId",
        /// `vrrpv3OperationsInetAddrType` and `vrrpv3AssociatedIpAddrAddress`.
        vrrpv3_associated_ip_addr_address: super::InetAddress = "vrrpv3AssociatedIpAddrAddress",
    }
    required {}
    optional {
        /// `vrrpv3AssociatedIpAddrRowStatus`.
        vrrpv3_associated_ip_addr_row_status: i32 = "vrrpv3AssociatedIpAddrRowStatus" 2 Integer,
    }
}

row! {
    /// `cHsrpGrpTable` (CISCO-HSRP-MIB): groups of routers that share an address by HSRP.
    CHsrpGrpEntry = "cHsrpGrpTable", Rows, [1, 3, 6, 1, 4, 1, 9, 9, 106, 1, 2, 1, 1];
    index ("ifIndex.cHsrpGrpNumber") {
        /// `ifIndex`.
        if_index: IfIndex = "ifIndex",
        /// `cHsrpGrpNumber`.
        c_hsrp_grp_number: u32 = "cHsrpGrpNumber",
    }
    required {
        /// `cHsrpGrpVirtualIpAddr`.
        c_hsrp_grp_virtual_ip_addr: Ipv4Addr = "cHsrpGrpVirtualIpAddr" 11 IpAddress,
    }
    optional {
        /// `cHsrpGrpPriority`.
        c_hsrp_grp_priority: u32 = "cHsrpGrpPriority" 3 Gauge32,
        /// `cHsrpGrpActiveRouter`: the real address of the active router.
        c_hsrp_grp_active_router: Ipv4Addr = "cHsrpGrpActiveRouter" 13 IpAddress,
        /// `cHsrpGrpStandbyState`: initial(1), learn(2), listen(3), speak(4), standby(5), active(6).
        c_hsrp_grp_standby_state: i32 = "cHsrpGrpStandbyState" 15 Integer,
        /// `cHsrpGrpVirtualMacAddr`.
        c_hsrp_grp_virtual_mac_addr: MacAddr = "cHsrpGrpVirtualMacAddr" 16 MacAddress,
    }
}

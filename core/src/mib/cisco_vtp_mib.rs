//! CISCO-VTP-MIB.

row! {
    /// `vtpVlanTable` (CISCO-VTP-MIB): VLANs of a Cisco switch. Where it has rows, BRIDGE-MIB is asked once per VLAN.
    VtpVlanEntry = "vtpVlanTable", Rows, [1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1, 1];
    index ("managementDomainIndex.vtpVlanIndex") {
        /// `managementDomainIndex`.
        management_domain_index: u32 = "managementDomainIndex",
        /// `vtpVlanIndex`: a VLAN id.
        vtp_vlan_index: u32 = "vtpVlanIndex",
    }
    required {}
    optional {
        /// `vtpVlanState`: operational(1), suspended(2), mtuTooBigForDevice(3), mtuTooBigForTrunk(4).
        vtp_vlan_state: i32 = "vtpVlanState" 2 Integer,
        /// `vtpVlanType`: ethernet(1), fddi(2), tokenRing(3), fddiNet(4), trNet(5), deprecated(6).
        vtp_vlan_type: i32 = "vtpVlanType" 3 Integer,
        /// `vtpVlanName`.
        vtp_vlan_name: String = "vtpVlanName" 4 DisplayString,
    }
}

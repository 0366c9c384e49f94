//! IP-MIB (RFC 4293), with the tables that it deprecates and that old agents still have.

use std::net::Ipv4Addr;

use crate::value::{IfIndex, MacAddr, Oid};

use super::InetAddress;

row! {
    /// `ip` (RFC 4293 §5): whether the device routes.
    Ip = "ip", Scalars, [1, 3, 6, 1, 2, 1, 4];
    index ("0") {}
    required {}
    optional {
        /// `ipForwarding`: forwarding(1), notForwarding(2).
        ip_forwarding: i32 = "ipForwarding" 1 Integer,
    }
}

row! {
    /// `ipAddrTable` (RFC 4293 §5, deprecated): IPv4 addresses of the device.
    IpAddrEntry = "ipAddrTable", Rows, [1, 3, 6, 1, 2, 1, 4, 20, 1];
    index ("ipAdEntAddr (four arcs below 256)") {
        /// `ipAdEntAddr`.
        ip_ad_ent_addr: Ipv4Addr = "ipAdEntAddr",
    }
    required {
        /// `ipAdEntIfIndex`.
        ip_ad_ent_if_index: IfIndex = "ipAdEntIfIndex" 2 Integer,
    }
    optional {
        /// `ipAdEntNetMask`.
        ip_ad_ent_net_mask: Ipv4Addr = "ipAdEntNetMask" 3 IpAddress,
    }
}

row! {
    /// `ipNetToMediaTable` (RFC 4293 §5, deprecated): ARP.
    IpNetToMediaEntry = "ipNetToMediaTable", Rows, [1, 3, 6, 1, 2, 1, 4, 22, 1];
    index ("ipNetToMediaIfIndex.ipNetToMediaNetAddress (four arcs below 256)") {
        /// `ipNetToMediaIfIndex`.
        ip_net_to_media_if_index: IfIndex = "ipNetToMediaIfIndex",
        /// `ipNetToMediaNetAddress`.
        ip_net_to_media_net_address: Ipv4Addr = "ipNetToMediaNetAddress",
    }
    required {}
    optional {
        /// `ipNetToMediaPhysAddress`: empty while nobody has answered.
        ip_net_to_media_phys_address: MacAddr = "ipNetToMediaPhysAddress" 2 MacAddress,
        /// `ipNetToMediaType`: other(1), invalid(2), dynamic(3), static(4).
        ip_net_to_media_type: i32 = "ipNetToMediaType" 4 Integer,
    }
}

row! {
    /// `ipAddressTable` (RFC 4293 §5): IPv4 and IPv6 addresses of the device.
    IpAddressEntry = "ipAddressTable", Rows, [1, 3, 6, 1, 2, 1, 4, 34, 1];
    index ("ipAddressAddrType.length.ipAddressAddr") {
        /// `ipAddressAddrType` and `ipAddressAddr`.
        ip_address_addr: InetAddress = "ipAddressAddr",
    }
    required {
        /// `ipAddressIfIndex`.
        ip_address_if_index: IfIndex = "ipAddressIfIndex" 3 Integer,
    }
    optional {
        /// `ipAddressType`: unicast(1), anycast(2), broadcast(3).
        ip_address_type: i32 = "ipAddressType" 4 Integer,
        /// `ipAddressPrefix`: a row of `ipAddressPrefixTable`, whose last arc is the prefix length, or `0.0`.
        ip_address_prefix: Oid = "ipAddressPrefix" 5 ObjectId,
    }
}

row! {
    /// `ipNetToPhysicalTable` (RFC 4293 §5): ARP and neighbor discovery.
    IpNetToPhysicalEntry = "ipNetToPhysicalTable", Rows, [1, 3, 6, 1, 2, 1, 4, 35, 1];
    index ("ipNetToPhysicalIfIndex.ipNetToPhysicalNetAddressType.length.ipNetToPhysicalNetAddress") {
        /// `ipNetToPhysicalIfIndex`.
        ip_net_to_physical_if_index: IfIndex = "ipNetToPhysicalIfIndex",
        /// `ipNetToPhysicalNetAddressType` and `ipNetToPhysicalNetAddress`.
        ip_net_to_physical_net_address: InetAddress = "ipNetToPhysicalNetAddress",
    }
    required {}
    optional {
        /// `ipNetToPhysicalPhysAddress`: empty while nobody has answered.
        ip_net_to_physical_phys_address: MacAddr = "ipNetToPhysicalPhysAddress" 4 MacAddress,
        /// `ipNetToPhysicalType`: other(1), invalid(2), dynamic(3), static(4), local(5).
        ip_net_to_physical_type: i32 = "ipNetToPhysicalType" 6 Integer,
        /// `ipNetToPhysicalState`: reachable(1), stale(2), delay(3), probe(4), invalid(5), unknown(6), incomplete(7).
        ip_net_to_physical_state: i32 = "ipNetToPhysicalState" 7 Integer,
    }
}

//! BGP4-MIB (RFC 4273), and the peer tables of Cisco and Juniper that also have peers over IPv6.

use std::net::Ipv4Addr;

use super::{InetAddress, PlainInetAddress};

row! {
    /// `bgp` (RFC 4273): the BGP process.
    Bgp = "bgp", Scalars, [1, 3, 6, 1, 2, 1, 15];
    index ("0") {}
    required {}
    optional {
        /// `bgpLocalAs`: the autonomous system; 23456 stands for one of four octets (RFC 6793).
        bgp_local_as: u32 = "bgpLocalAs" 2 Integer,
        /// `bgpIdentifier`: 0.0.0.0 where BGP does not run.
        bgp_identifier: Ipv4Addr = "bgpIdentifier" 4 IpAddress,
    }
}

row! {
    /// `bgpPeerTable` (RFC 4273): peers over IPv4.
    BgpPeerEntry = "bgpPeerTable", Rows, [1, 3, 6, 1, 2, 1, 15, 3, 1];
    index ("bgpPeerRemoteAddr (four arcs below 256)") {
        /// `bgpPeerRemoteAddr`.
        bgp_peer_remote_addr: Ipv4Addr = "bgpPeerRemoteAddr",
    }
    required {
        /// `bgpPeerState`: idle(1), connect(2), active(3), opensent(4), openconfirm(5), established(6).
        bgp_peer_state: i32 = "bgpPeerState" 2 Integer,
    }
    optional {
        /// `bgpPeerIdentifier`: 0.0.0.0 while the session is not open.
        bgp_peer_identifier: Ipv4Addr = "bgpPeerIdentifier" 1 IpAddress,
        /// `bgpPeerLocalAddr`: 0.0.0.0 while the session is not open.
        bgp_peer_local_addr: Ipv4Addr = "bgpPeerLocalAddr" 5 IpAddress,
        /// `bgpPeerRemoteAs`.
        bgp_peer_remote_as: u32 = "bgpPeerRemoteAs" 9 Integer,
    }
}

row! {
    /// `cbgpPeer2Table` (CISCO-BGP4-MIB): peers over IPv4 and IPv6.
    CbgpPeer2Entry = "cbgpPeer2Table", Rows, [1, 3, 6, 1, 4, 1, 9, 9, 187, 1, 2, 5, 1];
    index ("cbgpPeer2Type.length.cbgpPeer2RemoteAddr") {
        /// `cbgpPeer2Type` and `cbgpPeer2RemoteAddr`.
        cbgp_peer2_remote_addr: InetAddress = "cbgpPeer2RemoteAddr",
    }
    required {
        /// `cbgpPeer2State`: as `bgpPeerState`.
        cbgp_peer2_state: i32 = "cbgpPeer2State" 3 Integer,
    }
    optional {
        /// `cbgpPeer2LocalAddr`: four or sixteen octets.
        cbgp_peer2_local_addr: Vec<u8> = "cbgpPeer2LocalAddr" 6 OctetString,
        /// `cbgpPeer2RemoteAs`.
        cbgp_peer2_remote_as: u32 = "cbgpPeer2RemoteAs" 11 Gauge32,
        /// `cbgpPeer2RemoteIdentifier`.
        cbgp_peer2_remote_identifier: Ipv4Addr = "cbgpPeer2RemoteIdentifier" 12 IpAddress,
    }
}

row! {
    /// `jnxBgpM2PeerTable` (BGP4-V2-MIB-JUNIPER): peers over IPv4 and IPv6, of all routing instances.
    JnxBgpM2PeerEntry = "jnxBgpM2PeerTable", Rows, [1, 3, 6, 1, 4, 1, 2636, 5, 1, 1, 2, 1, 1, 1];
    index ("jnxBgpM2PeerRoutingInstance, local address, remote address, each a type and its octets without a length") {
        /// `jnxBgpM2PeerRoutingInstance`: 0 is the main one.
        jnx_bgp_m2_peer_routing_instance: u32 = "jnxBgpM2PeerRoutingInstance",
        /// `jnxBgpM2PeerLocalAddrType` and `jnxBgpM2PeerLocalAddr`.
        jnx_bgp_m2_peer_local_addr: PlainInetAddress = "jnxBgpM2PeerLocalAddr",
        /// `jnxBgpM2PeerRemoteAddrType` and `jnxBgpM2PeerRemoteAddr`.
        jnx_bgp_m2_peer_remote_addr: PlainInetAddress = "jnxBgpM2PeerRemoteAddr",
    }
    required {
        /// `jnxBgpM2PeerState`: as `bgpPeerState`.
        jnx_bgp_m2_peer_state: i32 = "jnxBgpM2PeerState" 2 Integer,
    }
    optional {
        /// `jnxBgpM2PeerIdentifier`: four octets.
        jnx_bgp_m2_peer_identifier: Vec<u8> = "jnxBgpM2PeerIdentifier" 1 OctetString,
        /// `jnxBgpM2PeerRemoteAs`.
        jnx_bgp_m2_peer_remote_as: u32 = "jnxBgpM2PeerRemoteAs" 13 Gauge32,
    }
}

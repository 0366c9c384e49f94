use std::net::IpAddr;

use super::{Claim, Source, Statement};
use crate::inventory::{
    DeviceSnapshot, InterfaceAddress, RoutingNeighbor, RoutingProtocol, VirtualRouter, VirtualRouterProtocol,
};

/// `ospfNbrTable`: whom this router hears by OSPF. Repeated rows are one claim; so in the others.
pub(super) fn ospf<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    neighbors(device, RoutingProtocol::Ospf, claims);
}

/// `ospfv3NbrTable`.
pub(super) fn ospfv3<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    neighbors(device, RoutingProtocol::Ospfv3, claims);
}

/// `isisISAdjTable`, or Cisco's draft of it.
pub(super) fn isis<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    neighbors(device, RoutingProtocol::Isis, claims);
}

/// `bgpPeerTable`, or what Cisco and Juniper have beside it.
pub(super) fn bgp<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    neighbors(device, RoutingProtocol::Bgp, claims);
}

fn neighbors<'a>(device: &'a DeviceSnapshot, protocol: RoutingProtocol, claims: &mut Vec<Claim<'a>>) {
    let Some(routing) = &device.routing else { return };
    let mut heard: Vec<&RoutingNeighbor> = routing.neighbors.iter().filter(|it| it.protocol == protocol).collect();
    heard.sort();
    heard.dedup();
    claims.extend(heard.into_iter().map(|neighbor| Claim {
        device: &device.id,
        table: table(neighbor),
        vlan: None,
        statement: Statement::RoutesWith(neighbor),
    }));
}

/// The table that a neighbor is from; that of the standard where another one is named.
fn table(neighbor: &RoutingNeighbor) -> &'static str {
    const TABLES: [&str; 4] = ["ciiISAdjTable", "cbgpPeer2Table", "jnxBgpM2PeerTable", "bgpPeerTable"];
    TABLES.into_iter().find(|table| *table == neighbor.table).unwrap_or(match neighbor.protocol {
        RoutingProtocol::Ospf => "ospfNbrTable",
        RoutingProtocol::Ospfv3 => "ospfv3NbrTable",
        RoutingProtocol::Isis => "isisISAdjTable",
        RoutingProtocol::Bgp => "bgpPeerTable",
    })
}

/// `ipAddressTable` and `ipAddrTable`: which subnets this device is in. Loopback, link-local and unspecified addresses
/// say nothing, nor does one without the length of its prefix.
pub(super) fn subnets<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    let mut borne: Vec<&InterfaceAddress> = device.addresses.iter().filter(|own| says_something(own)).collect();
    borne.sort_by_key(|own| (own.address, own.prefix_len, own.interface));
    borne.dedup();
    claims.extend(borne.into_iter().map(|own| Claim {
        device: &device.id,
        table: "ipAddrTable",
        vlan: None,
        statement: Statement::Bears(own),
    }));
}

fn says_something(own: &InterfaceAddress) -> bool {
    let shared = match own.address {
        IpAddr::V4(address) => {
            !address.is_unspecified() && !address.is_loopback() && !address.is_link_local() && !address.is_multicast()
        }
        IpAddr::V6(address) => {
            !address.is_unspecified()
                && !address.is_loopback()
                && !address.is_multicast()
                && address.segments()[0] & 0xffc0 != 0xfe80
        }
    };
    shared && own.prefix_len.is_some()
}

/// `vrrpOperTable`, `vrrpv3OperationsTable` and `cHsrpGrpTable`: which addresses this router shares with others.
pub(super) fn shared<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    let Some(routing) = &device.routing else { return };
    let mut shared: Vec<&VirtualRouter> = routing.virtual_routers.iter().collect();
    shared.sort();
    shared.dedup();
    claims.extend(shared.into_iter().map(|group| Claim {
        device: &device.id,
        table: match group.protocol {
            VirtualRouterProtocol::Vrrp => "vrrpOperTable",
            VirtualRouterProtocol::Hsrp => "cHsrpGrpTable",
        },
        vlan: None,
        statement: Statement::SharesAddress(group),
    }));
}

/// The source that a routing protocol is.
pub(super) fn source(protocol: RoutingProtocol) -> Source {
    match protocol {
        RoutingProtocol::Ospf => Source::Ospf,
        RoutingProtocol::Ospfv3 => Source::Ospfv3,
        RoutingProtocol::Isis => Source::Isis,
        RoutingProtocol::Bgp => Source::Bgp,
    }
}

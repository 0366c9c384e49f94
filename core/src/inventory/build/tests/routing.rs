//! Routing protocols: each table, and what agents get wrong in it.

use super::*;
use crate::inventory::{
    RouterId, RoutingInfo, RoutingNeighbor, RoutingProtocol, RoutingState, VirtualRouterProtocol, VirtualRouterState,
    tables,
};
use crate::mib::*;
use crate::value::IfIndex;

fn ip(text: &str) -> Value {
    Value::IpAddress(text.parse().unwrap())
}

/// 10.1.0.1/30 on 1, 10.2.0.1/24 on 2, 10.2.0.129/25 on 3, 192.0.2.1/32 on 9.
fn addresses() -> Vec<VarBind> {
    let own = [([10, 1, 0, 1], 1, "255.255.255.252"), ([10, 2, 0, 1], 2, "255.255.255.0")];
    let own = own.into_iter().chain([([10, 2, 0, 129], 3, "255.255.255.128"), ([192, 0, 2, 1], 9, "255.255.255.255")]);
    own.flat_map(|(address, interface, mask)| {
        [
            cell::<IpAddrEntry>("ipAdEntIfIndex", &address, interface),
            cell::<IpAddrEntry>("ipAdEntNetMask", &address, ip(mask)),
        ]
    })
    .collect()
}

fn routing(varbinds: impl IntoIterator<Item = VarBind>) -> RoutingInfo {
    recorded(addresses().into_iter().chain(varbinds).collect()).routing.unwrap_or_default()
}

/// `ospf up 192.0.2.7 at 10.1.0.2 from 1 10.1.0.1`
fn said(neighbors: &[RoutingNeighbor]) -> Vec<String> {
    let or = |text: Option<String>| text.unwrap_or_else(|| "?".to_owned());
    let line = |it: &RoutingNeighbor| {
        let at: Vec<String> = it.addresses.iter().map(ToString::to_string).collect();
        let from = or(it.interface.map(|index| index.to_string()));
        let local = or(it.local_address.map(|address| address.to_string()));
        let id = or(it.router_id.clone());
        format!("{} {} {id} at {} from {from} {local}", it.protocol.name(), it.state, at.join("+"))
    };
    neighbors.iter().map(line).collect()
}

#[test]
fn the_interface_of_an_ospf_neighbor_is_the_one_in_whose_subnet_it_is() {
    let neighbor = |at: [u32; 5], id: &str, state: i32| {
        [cell::<OspfNbrEntry>("ospfNbrRtrId", &at, ip(id)), cell::<OspfNbrEntry>("ospfNbrState", &at, state)]
    };
    let mut all = vec![
        cell::<OspfGeneralGroup>("ospfRouterId", &[0], ip("192.0.2.1")),
        cell::<OspfIfEntry>("ospfIfAreaId", &[10, 1, 0, 1, 0], ip("0.0.0.5")),
        cell::<OspfIfEntry>("ospfIfAreaId", &[0, 0, 0, 0, 4], ip("0.0.0.6")),
    ];
    all.extend(neighbor([10, 1, 0, 2, 0], "192.0.2.7", 8));
    all.extend(neighbor([10, 2, 0, 130, 0], "192.0.2.8", 4));
    all.extend(neighbor([10, 2, 0, 2, 0], "0.0.0.0", 2));
    all.extend(neighbor([192, 0, 2, 9, 4], "192.0.2.9", 5));
    all.extend(neighbor([172, 16, 0, 1, 0], "192.0.2.10", 8));
    let found = routing(all);
    assert_eq!(found.ids, [RouterId { protocol: RoutingProtocol::Ospf, id: "192.0.2.1".into() }]);
    assert_eq!(
        said(&found.neighbors),
        [
            "ospf up 192.0.2.10 at 172.16.0.1 from ? ?",
            "ospf up 192.0.2.7 at 10.1.0.2 from 1 10.1.0.1",
            "ospf down ? at 10.2.0.2 from 2 10.2.0.1",
            "ospf two-way 192.0.2.8 at 10.2.0.130 from 3 10.2.0.129",
            "ospf starting 192.0.2.9 at 192.0.2.9 from 4 ?",
        ]
    );
    let areas: Vec<_> = found.neighbors.iter().map(|it| it.area.as_deref()).collect();
    assert_eq!(areas, [None, Some("0.0.0.5"), None, None, Some("0.0.0.6")]);
}

#[test]
fn ospfv3_has_ids_as_numbers_and_link_local_addresses() {
    let at = [3, 0, 0xc000_0207];
    let octets = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
    let found = routing([
        cell::<Ospfv3GeneralGroup>("ospfv3RouterId", &[0], Value::Gauge32(0xc000_0201)),
        cell::<Ospfv3IfEntry>("ospfv3IfAreaId", &[3, 0], Value::Gauge32(5)),
        cell::<Ospfv3NbrEntry>("ospfv3NbrState", &at, 8),
        cell::<Ospfv3NbrEntry>("ospfv3NbrAddress", &at, octets),
        cell::<Ospfv3NbrEntry>("ospfv3NbrIfId", &at, 12),
    ]);
    assert_eq!(found.ids, [RouterId { protocol: RoutingProtocol::Ospfv3, id: "192.0.2.1".into() }]);
    assert_eq!(said(&found.neighbors), ["ospfv3 up 192.0.2.7 at fe80::7 from 3 ?"]);
    let first = &found.neighbors[0];
    assert_eq!((first.remote_interface, first.area.as_deref()), (Some(IfIndex(12)), Some("0.0.0.5")));
}

#[test]
fn isis_adjacencies_have_their_interface_by_the_circuit_and_names_by_the_system_id() {
    let found = routing([
        cell::<IsisSysObject>("isisSysID", &[0], [0x19, 0x20, 0, 0, 0x20, 1]),
        cell::<IsisCircEntry>("isisCircIfIndex", &[77], 1),
        cell::<IsisIsAdjEntry>("isisISAdjState", &[77, 1], 3),
        cell::<IsisIsAdjEntry>("isisISAdjNeighSNPAAddress", &[77, 1], [2, 0, 0, 0, 0, 7]),
        cell::<IsisIsAdjEntry>("isisISAdjNeighSysID", &[77, 1], [0x19, 0x20, 0, 0, 0x20, 7]),
        cell::<IsisIsAdjIpAddrEntry>("isisISAdjIPAddrAddress", &[77, 1, 1], [10, 1, 0, 2]),
        cell::<IsisRouterEntry>("isisRouterHostName", &[0x19, 0x20, 0, 0, 0x20, 7, 2], "r7"),
        // No circuit of that number: the address tells.
        cell::<IsisIsAdjEntry>("isisISAdjState", &[78, 1], 1),
        cell::<IsisIsAdjEntry>("isisISAdjNeighSNPAAddress", &[78, 1], [0, 0, 0, 0, 0, 0]),
        cell::<IsisIsAdjIpAddrEntry>("isisISAdjIPAddrAddress", &[78, 1, 1], [10, 2, 0, 2]),
    ]);
    assert_eq!(found.ids, [RouterId { protocol: RoutingProtocol::Isis, id: "1920.0000.2001".into() }]);
    assert_eq!(
        said(&found.neighbors),
        ["isis up 1920.0000.2007 at 10.1.0.2 from 1 10.1.0.1", "isis down ? at 10.2.0.2 from 2 10.2.0.1"]
    );
    assert_eq!(found.neighbors[0].name.as_deref(), Some("r7"));
    let macs: Vec<_> = found.neighbors.iter().map(|it| it.mac.map(|mac| mac.to_string())).collect();
    assert_eq!(macs, [Some("02:00:00:00:00:07".to_owned()), None]);
}

#[test]
fn cisco_has_isis_in_a_module_of_its_own() {
    let found = routing([
        cell::<CiiSysObject>("ciiSysID", &[0], [0x19, 0x20, 0, 0, 0x20, 1]),
        cell::<CiiCircEntry>("ciiCircIfIndex", &[1], 2),
        cell::<CiiIsAdjEntry>("ciiISAdjState", &[1, 1], 2),
        cell::<CiiIsAdjEntry>("ciiISAdjNeighSysID", &[1, 1], [0x19, 0x20, 0, 0, 0x20, 8]),
        cell::<CiiIsAdjIpAddrEntry>("ciiISAdjIPAddrAddress", &[1, 1, 1], [10, 2, 0, 8]),
        cell::<CiiRouterEntry>("ciiRouterHostName", &[0x19, 0x20, 0, 0, 0x20, 8, 1], "r8"),
    ]);
    assert_eq!(said(&found.neighbors), ["isis starting 1920.0000.2008 at 10.2.0.8 from 2 10.2.0.1"]);
    assert_eq!((found.neighbors[0].name.as_deref(), found.neighbors[0].table.as_str()), (Some("r8"), "ciiISAdjTable"));
}

#[test]
fn a_bgp_peer_in_several_tables_is_one_and_each_table_adds_what_it_knows() {
    let v6 = [2, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
    let juniper = [0, 1, 192, 0, 2, 1, 1, 192, 0, 2, 7];
    let found = routing([
        cell::<Bgp>("bgpLocalAs", &[0], 64512),
        cell::<Bgp>("bgpIdentifier", &[0], ip("192.0.2.1")),
        cell::<BgpPeerEntry>("bgpPeerState", &[192, 0, 2, 7], 6),
        cell::<BgpPeerEntry>("bgpPeerIdentifier", &[192, 0, 2, 7], ip("192.0.2.7")),
        cell::<BgpPeerEntry>("bgpPeerRemoteAs", &[192, 0, 2, 7], 23456),
        cell::<BgpPeerEntry>("bgpPeerLocalAddr", &[192, 0, 2, 7], ip("0.0.0.0")),
        cell::<JnxBgpM2PeerEntry>("jnxBgpM2PeerState", &juniper, 3),
        cell::<JnxBgpM2PeerEntry>("jnxBgpM2PeerRemoteAs", &juniper, Value::Gauge32(4_200_000_000)),
        cell::<CbgpPeer2Entry>("cbgpPeer2State", &v6, 1),
        // Not reached, in the subnet of an interface.
        cell::<BgpPeerEntry>("bgpPeerState", &[10, 1, 0, 2], 3),
    ]);
    assert_eq!((found.local_as, found.ids[0].id.as_str()), (Some(64512), "192.0.2.1"));
    assert_eq!(
        said(&found.neighbors),
        [
            "bgp down ? at 10.1.0.2 from 1 10.1.0.1",
            "bgp up 192.0.2.7 at 192.0.2.7 from 9 192.0.2.1",
            "bgp down ? at 2001:db8::7 from ? ?",
        ]
    );
    assert_eq!(found.neighbors[1].remote_as, Some(4_200_000_000));
}

#[test]
fn shared_addresses_of_vrrp_and_hsrp_come_with_who_answers() {
    let v6 = [2, 1, 2, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    let found = routing([
        cell::<VrrpOperEntry>("vrrpOperState", &[2, 1], 3),
        cell::<VrrpOperEntry>("vrrpOperPriority", &[2, 1], 120),
        cell::<VrrpOperEntry>("vrrpOperMasterIpAddr", &[2, 1], ip("10.2.0.1")),
        cell::<VrrpAssoIpAddrEntry>("vrrpAssoIpAddrRowStatus", &[2, 1, 10, 2, 0, 254], 1),
        // Without an address.
        cell::<VrrpOperEntry>("vrrpOperState", &[2, 2], 2),
        cell::<Vrrpv3OperationsEntry>("vrrpv3OperationsStatus", &[2, 1, 2], 2),
        cell::<Vrrpv3AssociatedIpAddrEntry>("vrrpv3AssociatedIpAddrRowStatus", &v6, 1),
        cell::<CHsrpGrpEntry>("cHsrpGrpVirtualIpAddr", &[3, 5], ip("10.2.0.200")),
        cell::<CHsrpGrpEntry>("cHsrpGrpStandbyState", &[3, 5], 5),
        cell::<CHsrpGrpEntry>("cHsrpGrpActiveRouter", &[3, 5], ip("10.2.0.130")),
    ]);
    let shared: Vec<_> = found
        .virtual_routers
        .iter()
        .map(|it| (it.protocol, it.interface.0, it.group, it.addresses[0].to_string(), it.state))
        .collect();
    use VirtualRouterProtocol::{Hsrp, Vrrp};
    use VirtualRouterState::{Backup, Master};
    assert_eq!(
        shared,
        [
            (Vrrp, 2, 1, "10.2.0.254".to_owned(), Master),
            (Vrrp, 2, 1, "2001:db8::1".to_owned(), Backup),
            (Hsrp, 3, 5, "10.2.0.200".to_owned(), Backup),
        ]
    );
    assert_eq!(found.virtual_routers[2].master, Some("10.2.0.130".parse().unwrap()));
}

#[test]
fn a_device_that_routes_by_no_protocol_says_nothing_of_routing() {
    let zero = [
        cell::<OspfGeneralGroup>("ospfRouterId", &[0], ip("0.0.0.0")),
        cell::<Bgp>("bgpLocalAs", &[0], 0),
        cell::<Bgp>("bgpIdentifier", &[0], ip("0.0.0.0")),
    ];
    assert_eq!(recorded(zero.to_vec()).routing, None);
    assert_eq!(RoutingState::from_ospf(99), RoutingState::Down);
}

#[test]
fn tables_of_a_protocol_that_does_not_run_are_not_asked_for() {
    let needless = |group: Option<Vec<VarBind>>, complete: bool| {
        let table = |varbinds| CollectedTable { table: "bgp", vlan: None, varbinds, complete, reason: None };
        let collected = Collected { tables: group.map(table).into_iter().collect() };
        let peers = tables().iter().find(|request| request.table.name == "bgpPeerTable").unwrap();
        !peers.is_needed(&collected)
    };
    let zero = || vec![cell::<Bgp>("bgpLocalAs", &[0], 0), cell::<Bgp>("bgpIdentifier", &[0], ip("0.0.0.0"))];
    assert!(needless(Some(zero()), true));
    assert!(needless(Some(Vec::new()), true));
    // What was not read says nothing.
    assert!(!needless(Some(zero()), false));
    assert!(!needless(None, true));
    assert!(!needless(Some(vec![cell::<Bgp>("bgpLocalAs", &[0], 1)]), true));
}

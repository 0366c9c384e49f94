//! One test per oddity of real agents, each with the few variables that show it.

use super::*;
use crate::inventory::{FdbEntry, FdbStatus, IfStatus};
use crate::mib::{
    CdpCacheEntry, Dot1dBase, Dot1dBasePortEntry, Dot1dStp, Dot1dStpPortEntry, Dot1dTpFdbEntry, Dot1qPortVlanEntry,
    Dot1qTpFdbEntry, Dot1qVlanCurrentEntry, IfEntry, IfXEntry, IpNetToPhysicalEntry, LldpLocalSystemData, LldpRemEntry,
    LldpRemManAddrEntry, SnmpEngine, VtpVlanEntry,
};
use crate::value::{BridgePort, ChassisIdSubtype, IfIndex, MacAddr, PortIdSubtype, TimeTicks, VlanId};

const MAC: [u8; 6] = [0, 1, 2, 3, 4, 5];
const MAC_INDEX: [u32; 6] = [0, 1, 2, 3, 4, 5];

/// A neighbor that says switch `MAC`, port `ge-0/0/7`.
fn neighbor(index: &[u32]) -> Vec<VarBind> {
    vec![
        cell::<LldpRemEntry>("lldpRemChassisIdSubtype", index, 4),
        cell::<LldpRemEntry>("lldpRemChassisId", index, MAC),
        cell::<LldpRemEntry>("lldpRemPortIdSubtype", index, 5),
        cell::<LldpRemEntry>("lldpRemPortId", index, "ge-0/0/7"),
    ]
}

fn fdb_of(snapshot: &DeviceSnapshot) -> &[FdbEntry] {
    &snapshot.bridge.as_ref().unwrap().fdb
}

fn entry(port: u32, vlan: Option<u16>) -> FdbEntry {
    FdbEntry { mac: MacAddr(MAC), port: BridgePort(port), vlan: vlan.map(VlanId), status: FdbStatus::Learned }
}

#[test]
fn scalars_without_instance() {
    let group = Oid::new(Dot1dBase::TABLE.entry);
    let snapshot = recorded(vec![
        VarBind::new(group.child(&[1]), Value::OctetString(MAC.to_vec())),
        VarBind::new(group.child(&[2]), Value::Integer(4)),
    ]);
    let bridge = snapshot.bridge.as_ref().unwrap();
    assert_eq!((bridge.base_mac, bridge.num_ports), (Some(MacAddr(MAC)), Some(4)));
    assert_eq!(reasons(&snapshot), ["dot1dBase : 2 scalars come without the instance .0"]);
}

#[test]
fn base_port_if_index_missing() {
    let snapshot = recorded(vec![
        cell::<Dot1qPortVlanEntry>("dot1qPvid", &[1], 10),
        cell::<Dot1dStpPortEntry>("dot1dStpPortState", &[2], 5),
        cell::<Dot1dTpFdbEntry>("dot1dTpFdbPort", &MAC_INDEX, 3),
        cell::<Dot1dBasePortEntry>("dot1dBasePortIfIndex", &[4], 104),
        cell::<Dot1dBasePortEntry>("dot1dBasePortIfIndex", &[5], 0),
    ]);
    let ports = &snapshot.bridge.as_ref().unwrap().ports;
    let told: Vec<_> = ports.iter().map(|port| (port.port.0, port.interface.map(|index| index.0))).collect();
    assert_eq!(told, [(1, None), (2, None), (3, None), (4, Some(104)), (5, None)]);
    assert_eq!(ports[0].pvid, Some(VlanId(10)));
}

#[test]
fn bridge_ids_as_text() {
    let snapshot = recorded(vec![
        cell::<Dot1dStp>("dot1dStpDesignatedRoot", &[0], "80:00:00:01:02:03:04:05"),
        cell::<Dot1dStpPortEntry>("dot1dStpPortState", &[2], 5),
        cell::<Dot1dStpPortEntry>("dot1dStpPortDesignatedBridge", &[2], "10 01 00 01 02 03 04 05"),
        cell::<Dot1dStpPortEntry>("dot1dStpPortDesignatedPort", &[2], "80 02"),
    ]);
    let tree = &snapshot.bridge.as_ref().unwrap().spanning_trees[0];
    assert_eq!(tree.root.unwrap().to_string(), "32768/00:01:02:03:04:05");
    assert_eq!(tree.ports[0].designated_bridge.unwrap().to_string(), "4097/00:01:02:03:04:05");
    assert_eq!(tree.ports[0].designated_port, Some(0x8002));
}

#[test]
fn bridge_ids_of_zeros() {
    let snapshot = recorded(vec![
        cell::<Dot1dStp>("dot1dStpDesignatedRoot", &[0], [0; 8]),
        cell::<Dot1dStpPortEntry>("dot1dStpPortState", &[2], 1),
        cell::<Dot1dStpPortEntry>("dot1dStpPortDesignatedBridge", &[2], [0; 8]),
        cell::<Dot1dStpPortEntry>("dot1dStpPortDesignatedPort", &[2], [0, 0]),
    ]);
    let tree = &snapshot.bridge.as_ref().unwrap().spanning_trees[0];
    assert_eq!((tree.root, tree.ports[0].designated_bridge), (None, None));
}

#[test]
fn engine_id_of_zeros() {
    let engine = |octets: &[u8]| {
        let id = Value::OctetString(octets.to_vec());
        recorded(vec![cell::<SnmpEngine>("snmpEngineID", &[0], id)]).system.engine_id
    };
    assert_eq!(engine(&[0x80, 0, 0x1f, 0x88, 4]).as_deref(), Some("80001f8804"));
    assert_eq!((engine(&[0; 12]), engine(&[1, 2])), (None, None));
}

#[test]
fn mac_index_of_seven_arcs() {
    let snapshot = recorded(vec![
        cell::<Dot1dTpFdbEntry>("dot1dTpFdbPort", &[6, 0, 1, 2, 3, 4, 5], 3),
        cell::<Dot1qTpFdbEntry>("dot1qTpFdbPort", &[7, 6, 0, 1, 2, 3, 4, 5], 4),
    ]);
    assert_eq!(fdb_of(&snapshot), [entry(3, None), entry(4, Some(7))]);
    assert_eq!(
        reasons(&snapshot),
        [
            "dot1qTpFdbTable : 1 indexes have seven arcs after dot1qFdbId: a length before the MAC address",
            "dot1dTpFdbTable : 1 indexes have seven arcs: a length before the MAC address",
        ]
    );
}

#[test]
fn fdb_port_not_known() {
    let snapshot = recorded(vec![
        cell::<Dot1qTpFdbEntry>("dot1qTpFdbPort", &[1, 0, 1, 2, 3, 4, 5], 0),
        cell::<Dot1qTpFdbEntry>("dot1qTpFdbPort", &[2, 0, 1, 2, 3, 4, 5], -1),
        cell::<Dot1dBase>("dot1dBaseNumPorts", &[0], 24),
    ]);
    assert_eq!(fdb_of(&snapshot), [entry(0, Some(1)), entry(0, Some(2))]);
    assert_eq!(snapshot.bridge.as_ref().unwrap().ports, []);
}

#[test]
fn fdb_of_both_bridge_mibs() {
    let snapshot = recorded(vec![
        cell::<Dot1dTpFdbEntry>("dot1dTpFdbPort", &MAC_INDEX, 3),
        cell::<Dot1dTpFdbEntry>("dot1dTpFdbPort", &[0, 1, 2, 3, 4, 6], 5),
        cell::<Dot1qTpFdbEntry>("dot1qTpFdbPort", &[10, 0, 1, 2, 3, 4, 5], 3),
        cell::<Dot1qTpFdbEntry>("dot1qTpFdbPort", &[20, 0, 1, 2, 3, 4, 5], 3),
    ]);
    let other = FdbEntry { mac: MacAddr([0, 1, 2, 3, 4, 6]), ..entry(5, None) };
    assert_eq!(fdb_of(&snapshot), [entry(3, Some(10)), entry(3, Some(20)), other]);
}

#[test]
fn fdb_per_vlan_context() {
    let mut collected = Collected::default();
    let learned = |port| cell::<Dot1dTpFdbEntry>("dot1dTpFdbPort", &MAC_INDEX, port);
    collected.add_recording(None, [learned(3), cell::<Dot1dBasePortEntry>("dot1dBasePortIfIndex", &[3], 10003)]);
    collected.add_recording(Some(VlanId(1)), [learned(3)]);
    collected.add_recording(
        Some(VlanId(950)),
        [learned(4), cell::<Dot1dBasePortEntry>("dot1dBasePortIfIndex", &[4], 10004)],
    );
    let snapshot = built(&collected);
    assert_eq!(fdb_of(&snapshot), [entry(3, Some(1)), entry(4, Some(950))]);
    let interfaces: Vec<_> = snapshot.bridge.as_ref().unwrap().ports.iter().filter_map(|port| port.interface).collect();
    assert_eq!(interfaces, [IfIndex(10003), IfIndex(10004)]);
    let contexts: Vec<_> =
        snapshot.coverage.iter().filter(|it| it.table == "dot1dTpFdbTable").map(|it| (it.vlan, it.rows)).collect();
    assert_eq!(contexts, [(None, 1), (Some(VlanId(1)), 1), (Some(VlanId(950)), 1)]);
}

#[test]
fn vlan_contexts_are_the_ethernet_vlans_in_operation() {
    let vlan = |id, state, kind| {
        [cell::<VtpVlanEntry>("vtpVlanState", &[1, id], state), cell::<VtpVlanEntry>("vtpVlanType", &[1, id], kind)]
    };
    let mut collected = Collected::default();
    assert_eq!(vlan_contexts(&collected), []);
    let vlans = [vlan(950, 1, 1), vlan(1, 1, 1), vlan(20, 2, 1), vlan(1002, 1, 2), vlan(1005, 1, 1), vlan(4095, 1, 1)];
    collected.add_recording(None, vlans.into_iter().flatten());
    assert_eq!(vlan_contexts(&collected), [VlanId(1), VlanId(950)]);
}

#[test]
fn filtering_database_is_not_the_vlan() {
    let learned = |database| cell::<Dot1qTpFdbEntry>("dot1qTpFdbPort", &[database, 0, 1, 2, 3, 4, 5], 3);
    let vlan = |id, database| cell::<Dot1qVlanCurrentEntry>("dot1qVlanFdbId", &[0, id], Value::Gauge32(database));
    assert_eq!(fdb_of(&recorded(vec![learned(7)])), [entry(3, Some(7))]);
    assert_eq!(fdb_of(&recorded(vec![learned(7), vlan(100, 7)])), [entry(3, Some(100))]);
    assert_eq!(fdb_of(&recorded(vec![learned(7), vlan(100, 7), vlan(200, 7)])), [entry(3, None)]);
    assert_eq!(fdb_of(&recorded(vec![learned(8), vlan(100, 7)])), [entry(3, None)]);
}

#[test]
fn vlan_index_without_time_mark() {
    let snapshot = recorded(vec![
        cell::<Dot1qVlanCurrentEntry>("dot1qVlanCurrentEgressPorts", &[30], [0b1000_0001, 0b0100_0000]),
        cell::<Dot1qVlanCurrentEntry>("dot1qVlanCurrentUntaggedPorts", &[30], [0b0000_0001]),
    ]);
    let vlan = &snapshot.vlans[0];
    assert_eq!(vlan.id, VlanId(30));
    assert_eq!(vlan.egress, [BridgePort(1), BridgePort(8), BridgePort(10)]);
    assert_eq!(vlan.untagged, [BridgePort(8)]);
}

#[test]
fn lldp_remote_index_of_two_parts() {
    let snapshot = recorded(neighbor(&[5, 1]));
    let neighbors = &snapshot.lldp.as_ref().unwrap().neighbors;
    assert_eq!(neighbors.len(), 1);
    assert_eq!((neighbors[0].local_port.0, neighbors[0].port.to_string()), (5, "ge-0/0/7".into()));
    assert_eq!(reasons(&snapshot), ["lldpRemTable : 4 indexes have two of three parts: lldpRemTimeMark is taken as 0"]);
}

#[test]
fn lldp_rows_once_per_time_mark() {
    let marks = [100, 0, 7];
    let mut varbinds: Vec<VarBind> = marks.iter().flat_map(|mark| neighbor(&[*mark, 5, 1])).collect();
    varbinds.push(cell::<LldpRemManAddrEntry>("lldpRemManAddrIfId", &[0, 5, 1, 1, 4, 10, 0, 0, 9], 3));
    varbinds.push(cell::<LldpRemManAddrEntry>("lldpRemManAddrIfId", &[7, 5, 1, 1, 4, 10, 0, 0, 9], 3));
    let snapshot = recorded(varbinds);
    let neighbors = &snapshot.lldp.as_ref().unwrap().neighbors;
    assert_eq!(neighbors.len(), 1);
    assert_eq!(neighbors[0].addresses, ["10.0.0.9".parse::<IpAddr>().unwrap()]);
}

#[test]
fn lldp_neighbors_told_apart_by_time_mark_alone() {
    let mut varbinds = neighbor(&[3, 5, 1]);
    varbinds.extend(neighbor(&[4, 5, 1]));
    let last = varbinds.len() - 1;
    varbinds[last].value = Value::OctetString(b"ge-0/0/8".to_vec());
    for (mark, host) in [(3, 1), (4, 2)] {
        varbinds.push(cell::<LldpRemManAddrEntry>("lldpRemManAddrIfId", &[mark, 5, 1, 1, 4, 10, 0, 0, host], 3));
    }
    let snapshot = recorded(varbinds);
    let told: Vec<String> =
        snapshot.lldp.as_ref().unwrap().neighbors.iter().map(|it| format!("{} {:?}", it.port, it.addresses)).collect();
    assert_eq!(told, ["ge-0/0/7 [10.0.0.1]", "ge-0/0/8 [10.0.0.2]"]);
}

#[test]
fn lldp_subtype_that_does_not_exist() {
    let mut varbinds = neighbor(&[0, 5, 1]);
    varbinds[0].value = Value::Integer(0);
    varbinds[2].value = Value::Integer(0);
    let snapshot = recorded(varbinds);
    let neighbor = &snapshot.lldp.as_ref().unwrap().neighbors[0];
    assert_eq!(
        (neighbor.chassis.subtype, neighbor.port.subtype),
        (ChassisIdSubtype::Other(0), PortIdSubtype::Other(0))
    );
    assert_eq!((neighbor.chassis.bytes.as_slice(), neighbor.port.text()), (&MAC[..], Some("ge-0/0/7")));
    assert_eq!(
        reasons(&snapshot),
        [
            "lldpRemTable 0.5.1: the subtype of the chassis id is 0 where 1 to 7 is expected",
            "lldpRemTable 0.5.1: the subtype of the port id is 0 where 1 to 7 is expected",
        ]
    );
}

#[test]
fn lldp_ids_in_other_forms() {
    let chassis = |subtype: i32, id: Cell| {
        let snapshot = recorded(vec![
            cell::<LldpLocalSystemData>("lldpLocChassisIdSubtype", &[0], subtype),
            cell::<LldpLocalSystemData>("lldpLocChassisId", &[0], id.0),
        ]);
        snapshot.lldp.unwrap().chassis.unwrap()
    };
    assert_eq!(chassis(4, "00:01:02:03:04:05".into()).mac(), Some(MacAddr(MAC)));
    assert_eq!(chassis(4, "0-1-2-3-4-5".into()).mac(), Some(MacAddr(MAC)));
    let address = "10.0.0.9".parse().ok();
    assert_eq!(chassis(5, [1, 10, 0, 0, 9].into()).ip(), address);
    assert_eq!(chassis(5, [10, 0, 0, 9].into()).ip(), address);
    assert_eq!(chassis(5, "10.0.0.9".into()).ip(), address);
    assert_eq!(chassis(5, "fe80::1".into()).ip(), "fe80::1".parse().ok());
    assert_eq!(chassis(7, "00:01:02:03:04:05".into()).text(), Some("00:01:02:03:04:05"));
}

#[test]
fn lldp_capabilities_as_number() {
    let enabled = |value: Cell| {
        let snapshot = recorded(vec![cell::<LldpLocalSystemData>("lldpLocSysCapEnabled", &[0], value.0)]);
        snapshot.lldp.unwrap().capabilities
    };
    let (bridge, router) = (1 << 2, 1 << 4);
    assert_eq!(enabled([0b0010_1000].into()), Some(bridge | router));
    assert_eq!(enabled([0b0010_1000, 0].into()), Some(bridge | router));
    assert_eq!(enabled(i32::from(bridge | router).into()), Some(bridge | router));
    assert_eq!(enabled("".into()), None);
}

#[test]
fn lldp_local_ports_missing() {
    let lldp = recorded(neighbor(&[0, 5, 1])).lldp.unwrap();
    assert_eq!((lldp.ports.len(), lldp.neighbors.len()), (0, 1));
}

#[test]
fn lldp_management_address_index_in_other_forms() {
    for index in [&[0, 5, 1, 1, 4, 10, 0, 0, 9][..], &[5, 1, 1, 4, 10, 0, 0, 9], &[0, 5, 1, 1, 10, 0, 0, 9]] {
        let mut varbinds = neighbor(&[0, 5, 1]);
        varbinds.push(cell::<LldpRemManAddrEntry>("lldpRemManAddrIfId", index, 3));
        let snapshot = recorded(varbinds);
        let addresses = &snapshot.lldp.as_ref().unwrap().neighbors[0].addresses;
        assert_eq!(addresses, &["10.0.0.9".parse::<IpAddr>().unwrap()], "{index:?}: {:?}", reasons(&snapshot));
    }
}

#[test]
fn cdp_address_binary_or_text() {
    let neighbor = |address: Cell| {
        let snapshot = recorded(vec![
            cell::<CdpCacheEntry>("cdpCacheDeviceId", &[3, 1], "SW1.example.org"),
            cell::<CdpCacheEntry>("cdpCacheDevicePort", &[3, 1], "GigabitEthernet0/1"),
            cell::<CdpCacheEntry>("cdpCacheAddress", &[3, 1], address.0),
            cell::<CdpCacheEntry>("cdpCacheCapabilities", &[3, 1], [0, 0, 0, 0x28]),
            cell::<CdpCacheEntry>("cdpCacheNativeVLAN", &[3, 1], 0),
        ]);
        snapshot.cdp.into_iter().next().unwrap()
    };
    let address = "10.0.0.9".parse().ok();
    assert_eq!(neighbor([10, 0, 0, 9].into()).address, address);
    assert_eq!(neighbor("10.0.0.9".into()).address, address);
    assert_eq!(neighbor([0, 0, 0, 0].into()).address, None);
    assert_eq!(neighbor([1, 2, 3].into()).address, None);
    let told = neighbor([10, 0, 0, 9].into());
    assert_eq!((told.interface, told.capabilities, told.native_vlan), (IfIndex(3), Some(0x28), None));
}

#[test]
fn cdp_device_id_that_is_a_mac_address() {
    let snapshot = recorded(vec![
        cell::<CdpCacheEntry>("cdpCacheDeviceId", &[3, 1], MAC),
        cell::<CdpCacheEntry>("cdpCacheDevicePort", &[3, 1], "Port 1"),
        cell::<CdpCacheEntry>("cdpCacheDeviceId", &[3, 2], "switch"),
        cell::<CdpCacheEntry>("cdpCacheDevicePort", &[3, 2], "1"),
    ]);
    let ids: Vec<_> = snapshot.cdp.iter().map(|neighbor| neighbor.device_id.as_str()).collect();
    assert_eq!(ids, ["00:01:02:03:04:05", "switch"]);
}

#[test]
fn speed_of_fast_and_of_slow_interfaces() {
    const G: u32 = 1_000_000_000;
    for (speed, high, bps) in [
        (Some(u32::MAX), Some(10_000), Some(10_000_000_000)),
        (Some(G), Some(1000), Some(1_000_000_000)),
        (Some(64_000), Some(0), Some(64_000)),
        (Some(G), None, Some(1_000_000_000)),
        (Some(u32::MAX), Some(0), None),
        (Some(u32::MAX), None, None),
        (Some(0), Some(0), None),
        (None, None, None),
        // ifHighSpeed in bit/s.
        (Some(G), Some(G), Some(1_000_000_000)),
    ] {
        let mut varbinds = vec![cell::<IfEntry>("ifDescr", &[1], "eth0")];
        varbinds.extend(speed.map(|speed| cell::<IfEntry>("ifSpeed", &[1], Value::Gauge32(speed))));
        varbinds.extend(high.map(|high| cell::<IfXEntry>("ifHighSpeed", &[1], Value::Gauge32(high))));
        assert_eq!(recorded(varbinds).interfaces[0].speed_bps, bps, "ifSpeed {speed:?}, ifHighSpeed {high:?}");
    }
}

#[test]
fn one_name_of_several_interfaces() {
    let port = |index: u32, oper: i32, changed: u32| {
        [
            cell::<IfXEntry>("ifName", &[index], "Gi1/0/1"),
            cell::<IfEntry>("ifOperStatus", &[index], oper),
            cell::<IfEntry>("ifLastChange", &[index], Value::TimeTicks(TimeTicks(changed))),
        ]
    };
    let names = |ports: &[[VarBind; 3]]| -> Vec<String> {
        recorded(ports.concat()).interfaces.into_iter().map(|interface| interface.name).collect()
    };
    assert_eq!(names(&[port(1, 1, 5), port(2, 2, 9)]), ["Gi1/0/1", "Gi1/0/1 (2)"]);
    assert_eq!(names(&[port(1, 2, 9), port(2, 2, 5)]), ["Gi1/0/1", "Gi1/0/1 (2)"]);
    assert_eq!(names(&[port(1, 6, 5), port(2, 6, 5), port(3, 6, 5)]), ["Gi1/0/1 (1)", "Gi1/0/1 (2)", "Gi1/0/1"]);
    let snapshot = recorded([port(1, 1, 5), port(2, 2, 9)].concat());
    assert_eq!(reasons(&snapshot), ["ifTable 2: the name Gi1/0/1 belongs to another interface too"]);
    assert_eq!(snapshot.interfaces[0].oper, IfStatus::Up);
}

#[test]
fn interface_without_name() {
    let snapshot = recorded(vec![
        cell::<IfXEntry>("ifName", &[1], ""),
        cell::<IfEntry>("ifDescr", &[1], "  Port 1\0"),
        cell::<IfXEntry>("ifName", &[2], " "),
    ]);
    let names: Vec<_> = snapshot.interfaces.iter().map(|interface| interface.name.as_str()).collect();
    assert_eq!(names, ["Port 1", "2"]);
}

#[test]
fn neighbor_address_index_without_length() {
    let snapshot =
        recorded(vec![cell::<IpNetToPhysicalEntry>("ipNetToPhysicalPhysAddress", &[4, 1, 10, 0, 0, 9], MAC)]);
    assert_eq!(snapshot.arp.len(), 1);
    assert_eq!((snapshot.arp[0].address, snapshot.arp[0].mac), ("10.0.0.9".parse().unwrap(), MacAddr(MAC)));
}

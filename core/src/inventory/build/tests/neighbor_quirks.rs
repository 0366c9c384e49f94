//! One test per oddity of tables of neighbors that are not LLDP-MIB as written, each with the few variables that show it.

use super::*;
use crate::inventory::{DiscoveryProtocol, LldpDetails, LldpNeighbor, LldpTable, StackRole};
use crate::mib::{
    AgentIsdpCacheEntry, CswSwitchInfoEntry, Dot3adAggPortEntry, EntAliasMappingEntry, EntPhysicalEntry,
    ExtremeEdpEntry, IfEntry, IfXEntry, LldpLocPortEntry, LldpNeighborInfoEntry, LldpRemEntry, LldpV2LocPortEntry,
    LldpV2RemEntry, LldpV2RemManAddrEntry, LldpXMedRemInventoryEntry, LldpXdot1RemEntry, LldpXdot1RemVlanNameEntry,
    LldpXdot3RemLinkAggEntry, MtxrNeighborEntry, S5EnMsTopNmmEntry, SnFdpCacheEntry, TmnxLldpRemEntry,
    TmnxLldpRemManAddrEntry,
};
use crate::value::{IfIndex, LldpPortNum, MacAddr, VlanId};

const MAC: [u8; 6] = [0, 1, 2, 3, 4, 5];

fn lldp(varbinds: Vec<VarBind>) -> (LldpTable, Vec<LldpNeighbor>) {
    let info = recorded(varbinds).lldp.unwrap();
    (info.table, info.neighbors)
}

/// A row of `lldpRemTable` of switch `MAC`, port `ge-0/0/7`.
fn standard(index: &[u32]) -> Vec<VarBind> {
    vec![
        cell::<LldpRemEntry>("lldpRemChassisIdSubtype", index, 4),
        cell::<LldpRemEntry>("lldpRemChassisId", index, MAC),
        cell::<LldpRemEntry>("lldpRemPortIdSubtype", index, 5),
        cell::<LldpRemEntry>("lldpRemPortId", index, "ge-0/0/7"),
        cell::<LldpRemEntry>("lldpRemSysName", index, "core1"),
    ]
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn lldp_v2_alone() {
    let at = [9, 18, 1, 4];
    let (table, neighbors) = lldp(vec![
        cell::<LldpV2LocPortEntry>("lldpV2LocPortId", &[18], "ethernet1/13"),
        cell::<LldpV2RemEntry>("lldpV2RemChassisIdSubtype", &at, 4),
        cell::<LldpV2RemEntry>("lldpV2RemChassisId", &at, "00:01:02:03:04:05"),
        cell::<LldpV2RemEntry>("lldpV2RemPortIdSubtype", &at, 5),
        cell::<LldpV2RemEntry>("lldpV2RemPortId", &at, "Ethernet46"),
        cell::<LldpV2RemManAddrEntry>("lldpV2RemManAddrIfSubtype", &[9, 18, 1, 4, 1, 4, 10, 0, 0, 9], 2),
    ]);
    assert_eq!((table, neighbors.len()), (LldpTable::LldpV2, 1));
    assert_eq!((neighbors[0].interface, neighbors[0].chassis.mac()), (Some(IfIndex(18)), Some(MacAddr(MAC))));
    assert_eq!(
        (neighbors[0].port.text(), neighbors[0].addresses.as_slice()),
        (Some("Ethernet46"), &[address("10.0.0.9")][..])
    );
}

#[test]
fn lldp_v2_management_address_without_length() {
    let at = [9, 18, 1, 4];
    let (_, neighbors) = lldp(vec![
        cell::<LldpV2RemEntry>("lldpV2RemChassisId", &at, MAC),
        cell::<LldpV2RemManAddrEntry>("lldpV2RemManAddrIfSubtype", &[9, 18, 1, 4, 1, 10, 0, 0, 9], 2),
    ]);
    assert_eq!(neighbors[0].addresses, [address("10.0.0.9")]);
}

#[test]
fn lldp_of_both_versions_counts_once() {
    let mut varbinds = standard(&[0, 5, 1]);
    varbinds.push(cell::<LldpLocPortEntry>("lldpLocPortId", &[5], "Gi0/5"));
    varbinds.push(cell::<LldpV2RemEntry>("lldpV2RemChassisId", &[0, 105, 1, 1], MAC));
    varbinds.push(cell::<LldpV2LocPortEntry>("lldpV2LocPortId", &[105], "Gi0/5"));
    let info = recorded(varbinds).lldp.unwrap();
    assert_eq!((info.table, info.neighbors.len(), info.ports.len()), (LldpTable::Lldp, 1, 1));
    assert_eq!((info.neighbors[0].interface, info.neighbors[0].local_port), (None, LldpPortNum(5)));
}

#[test]
fn lldp_in_the_table_of_nokia() {
    let at = [725, 35_684_352, 1, 2];
    let (table, neighbors) = lldp(vec![
        cell::<TmnxLldpRemEntry>("tmnxLldpRemChassisIdSubtype", &at, 4),
        cell::<TmnxLldpRemEntry>("tmnxLldpRemChassisId", &at, MAC),
        cell::<TmnxLldpRemEntry>("tmnxLldpRemPortIdSubtype", &at, 7),
        cell::<TmnxLldpRemEntry>("tmnxLldpRemPortId", &at, "35717120"),
        cell::<TmnxLldpRemEntry>("tmnxLldpRemSysCapEnabled", &at, [0x28, 0]),
        cell::<TmnxLldpRemManAddrEntry>("tmnxLldpRemManAddrIfSubtype", &[725, 35_684_352, 1, 2, 1, 4, 10, 0, 0, 9], 2),
    ]);
    assert_eq!((table, neighbors.len()), (LldpTable::Timetra, 1));
    assert_eq!((neighbors[0].interface, neighbors[0].capabilities), (Some(IfIndex(35_684_352)), Some(1 << 2 | 1 << 4)));
    assert_eq!(neighbors[0].addresses, [address("10.0.0.9")]);
}

#[test]
fn lldp_in_the_words_of_tp_link() {
    let at = [49_170, 1];
    let (table, neighbors) = lldp(vec![
        cell::<LldpLocPortEntry>("lldpLocPortId", &[18], "gigabitEthernet 1/0/18"),
        cell::<LldpNeighborInfoEntry>("lldpNeighborChassisIdType", &at, "MAC address"),
        cell::<LldpNeighborInfoEntry>("lldpNeighborChassisId", &at, "00:01:02:03:04:05"),
        cell::<LldpNeighborInfoEntry>("lldpNeighborPortIdType", &at, "Interface name"),
        cell::<LldpNeighborInfoEntry>("lldpNeighborPortIdDescr", &at, "gi1/0/6"),
        cell::<LldpNeighborInfoEntry>("lldpNeighborCapEnabled", &at, "Bridge Router "),
        cell::<LldpNeighborInfoEntry>("lldpNeighborManageIpAddr", &at, "::10.0.0.9"),
    ]);
    assert_eq!((table, neighbors.len()), (LldpTable::TpLink, 1));
    assert_eq!((neighbors[0].interface, neighbors[0].chassis.mac()), (Some(IfIndex(49_170)), Some(MacAddr(MAC))));
    assert_eq!(
        (neighbors[0].capabilities, neighbors[0].addresses.as_slice()),
        (Some(1 << 2 | 1 << 4), &[address("10.0.0.9")][..])
    );
    let nowhere = cell::<LldpNeighborInfoEntry>("lldpNeighborManageIpAddr", &at, "::");
    let id = cell::<LldpNeighborInfoEntry>("lldpNeighborChassisId", &at, "00:01:02:03:04:05");
    assert_eq!(lldp(vec![id, nowhere]).1[0].addresses, [] as [IpAddr; 0]);
}

#[test]
fn lldp_local_port_by_the_neighbors_of_mikrotik() {
    let heard = |name: &str| {
        vec![
            cell::<MtxrNeighborEntry>("mtxrNeighborInterfaceID", &[4], 3),
            cell::<MtxrNeighborEntry>("mtxrNeighborIdentity", &[4], name),
        ]
    };
    let interface = |name: &str, index: &[u32]| {
        let snapshot = recorded([standard(index), heard(name)].concat());
        snapshot.lldp.unwrap().neighbors[0].interface
    };
    assert_eq!(interface("core1", &[0, 0, 4]), Some(IfIndex(3)));
    assert_eq!(interface("core1", &[4]), Some(IfIndex(3)), "an index of one part");
    assert_eq!(interface("another", &[0, 0, 4]), None);
    assert_eq!(interface("core1", &[0, 2, 4]), None, "the standard table knows the port");
}

#[test]
fn lldp_chassis_id_hidden() {
    let mut varbinds = standard(&[0, 5, 1]);
    varbinds.retain(|it| !matches!(it.name.arcs().get(10), Some(5 | 7)));
    let snapshot = recorded(varbinds);
    let neighbors = &snapshot.lldp.as_ref().unwrap().neighbors;
    assert_eq!((neighbors.len(), neighbors[0].chassis.bytes.len(), neighbors[0].port.bytes.len()), (1, 0, 0));
    assert_eq!(neighbors[0].sys_name.as_deref(), Some("core1"));
    assert_eq!(reasons(&snapshot), ["lldpRemTable : 1 rows have no chassis id"]);
}

#[test]
fn lldp_row_torn_by_a_change() {
    let snapshot = recorded(vec![cell::<LldpRemEntry>("lldpRemSysName", &[0, 5, 1], "core1")]);
    assert!(snapshot.lldp.is_none());
    assert_eq!(reasons(&snapshot), ["lldpRemTable : 1 rows do not say which neighbor and are left out"]);
}

#[test]
fn lldp_extensions_with_another_time_mark() {
    let (here, there) = ([7, 5, 1], [0, 5, 1]);
    let vlan = |id: u32| cell::<LldpXdot1RemVlanNameEntry>("lldpXdot1RemVlanName", &[0, 5, 1, id], "v");
    let mut varbinds = standard(&here);
    varbinds.extend([
        cell::<LldpXdot1RemEntry>("lldpXdot1RemPortVlanId", &there, 20),
        vlan(30),
        vlan(20),
        vlan(5000),
        cell::<LldpXdot3RemLinkAggEntry>("lldpXdot3RemLinkAggStatus", &there, [0xc0]),
        cell::<LldpXdot3RemLinkAggEntry>("lldpXdot3RemLinkAggPortId", &there, 5007),
        cell::<LldpXMedRemInventoryEntry>("lldpXMedRemModelName", &there, " 8845 "),
        cell::<LldpXMedRemInventoryEntry>("lldpXMedRemSerialNum", &there, "E1"),
    ]);
    let details = &lldp(varbinds).1[0].details;
    let expected = LldpDetails {
        pvid: Some(VlanId(20)),
        vlans: vec![VlanId(20), VlanId(30)],
        aggregated: Some(true),
        aggregate: Some(IfIndex(5007)),
        model: Some("8845".into()),
        serial_number: Some("E1".into()),
        ..LldpDetails::default()
    };
    assert_eq!(details, &expected);
}

#[test]
fn lldp_extensions_without_time_mark() {
    let mut varbinds = standard(&[5, 1]);
    varbinds.extend([
        cell::<LldpXdot1RemEntry>("lldpXdot1RemPortVlanId", &[5, 1], 20),
        cell::<LldpXdot1RemVlanNameEntry>("lldpXdot1RemVlanName", &[5, 1, 30], "v"),
        cell::<LldpXdot3RemLinkAggEntry>("lldpXdot3RemLinkAggPortId", &[5, 1], 5007),
        cell::<LldpXMedRemInventoryEntry>("lldpXMedRemSerialNum", &[5, 1], "E1"),
    ]);
    let details = &lldp(varbinds).1[0].details;
    assert_eq!((details.pvid, details.vlans.as_slice()), (Some(VlanId(20)), &[VlanId(30)][..]));
    assert_eq!((details.aggregate, details.serial_number.as_deref()), (Some(IfIndex(5007)), Some("E1")));
}

/// The only neighbor by a protocol of a maker: which protocol, on which interface, its name, port and MAC address.
fn discovered(varbinds: Vec<VarBind>) -> (DiscoveryProtocol, u32, Option<String>, Option<String>, Option<MacAddr>) {
    let found = recorded(varbinds).discovered;
    assert_eq!(found.len(), 1, "{found:?}");
    let it = found.into_iter().next().unwrap();
    (it.protocol, it.interface.0, it.name, it.port, it.mac)
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn fdp_name_with_the_mac_address_in_brackets() {
    let row = |id: &str| {
        vec![
            cell::<SnFdpCacheEntry>("snFdpCacheDeviceId", &[3, 1], id),
            cell::<SnFdpCacheEntry>("snFdpCacheDevicePort", &[3, 1], "ethernet1/1/2"),
            cell::<SnFdpCacheEntry>("snFdpCacheAddress", &[3, 1], [10, 0, 0, 9]),
        ]
    };
    let (fdp, port) = (DiscoveryProtocol::Fdp, text("ethernet1/1/2"));
    let both = discovered(row("icx7450(0001.0203.0405)"));
    assert_eq!(both, (fdp, 3, text("icx7450"), port.clone(), Some(MacAddr(MAC))));
    assert_eq!(discovered(row("0001.0203.0405")), (fdp, 3, None, port.clone(), Some(MacAddr(MAC))));
    assert_eq!(discovered(row("icx(old)")), (fdp, 3, text("icx(old)"), port, None));
    assert_eq!(recorded(row("icx")).discovered[0].address, Some(address("10.0.0.9")));
}

#[test]
fn edp_id_in_the_index_and_port_by_slot() {
    let row = |slot, port| {
        let at = [1001, 0, 0, 0, 1, 2, 3, 4, 5];
        vec![
            cell::<ExtremeEdpEntry>("extremeEdpNeighborName", &at, "x460"),
            cell::<ExtremeEdpEntry>("extremeEdpNeighborSlot", &at, slot),
            cell::<ExtremeEdpEntry>("extremeEdpNeighborPort", &at, port),
        ]
    };
    let told =
        |port: Option<&str>| (DiscoveryProtocol::Edp, 1001, text("x460"), port.map(str::to_owned), Some(MacAddr(MAC)));
    assert_eq!(discovered(row(1, 24)), told(Some("1/24")));
    assert_eq!(discovered(row(0, 24)), told(Some("24")));
    assert_eq!(discovered(row(1, 0)), told(None));
}

#[test]
fn isdp_is_cdp_by_another_name() {
    let found = discovered(vec![
        cell::<AgentIsdpCacheEntry>("agentIsdpCacheDeviceId", &[7, 1], "n3024"),
        cell::<AgentIsdpCacheEntry>("agentIsdpCacheDevicePort", &[7, 1], "Gi1/0/1"),
        cell::<AgentIsdpCacheEntry>("agentIsdpCacheAddress", &[7, 1], "10.0.0.9"),
    ]);
    assert_eq!(found, (DiscoveryProtocol::Isdp, 7, text("n3024"), text("Gi1/0/1"), None));
}

#[test]
fn mndp_neighbor_without_a_name() {
    let found = discovered(vec![
        cell::<MtxrNeighborEntry>("mtxrNeighborMacAddress", &[2], MAC),
        cell::<MtxrNeighborEntry>("mtxrNeighborInterfaceID", &[2], 5),
    ]);
    assert_eq!(found, (DiscoveryProtocol::Mndp, 5, None, None, Some(MacAddr(MAC))));
    let nobody = cell::<MtxrNeighborEntry>("mtxrNeighborInterfaceID", &[2], 5);
    assert_eq!(recorded(vec![nobody]).discovered, [], "a row that names nobody");
}

#[test]
fn sonmp_port_by_slot_and_port() {
    let row = |slot, port, segment| {
        let index = [slot, port, 10, 0, 0, 9, segment];
        cell::<S5EnMsTopNmmEntry>("s5EnMsTopNmmMacAddr", &index, MAC)
    };
    let interface = |names: &[(u32, &str, &str)], slot, port| {
        let mut varbinds = vec![row(0, 0, 0), row(slot, port, 0x0102)];
        for (index, name, description) in names {
            varbinds.push(cell::<IfXEntry>("ifName", &[*index], *name));
            varbinds.push(cell::<IfEntry>("ifDescr", &[*index], *description));
        }
        let found = recorded(varbinds).discovered;
        assert_eq!((found.len(), found[0].protocol), (1, DiscoveryProtocol::Sonmp), "slot 0 is the device itself");
        assert_eq!(found[0].port.as_deref(), Some("1/2"));
        found[0].interface.0
    };
    assert_eq!(interface(&[(192, "1/1", "a"), (193, "1/2", "b")], 1, 2), 193);
    assert_eq!(interface(&[(1, "1", "a"), (2, "2", "b")], 1, 2), 2);
    assert_eq!(interface(&[(65, "", "Module - Port 1"), (66, "", "Module - Port 2")], 1, 2), 66);
    assert_eq!(interface(&[(1, "1", "a"), (2, "2", "b")], 3, 2), 0, "no interface is in slot 3");
}

#[test]
fn lacp_partner_by_default_is_none() {
    let row = |port: u32, partner: [u8; 6], state: u8| {
        [
            cell::<Dot3adAggPortEntry>("dot3adAggPortActorSystemID", &[port], MAC),
            cell::<Dot3adAggPortEntry>("dot3adAggPortActorPort", &[port], 7),
            cell::<Dot3adAggPortEntry>("dot3adAggPortPartnerOperSystemID", &[port], partner),
            cell::<Dot3adAggPortEntry>("dot3adAggPortPartnerOperPort", &[port], 9),
            cell::<Dot3adAggPortEntry>("dot3adAggPortPartnerOperState", &[port], [state]),
        ]
    };
    let other = [0, 1, 2, 3, 4, 6];
    let rows = [row(1, other, 0x3d), row(2, other, 0x3f), row(3, [0; 6], 0x3d), row(4, MAC, 0x3d)];
    let snapshot = recorded(rows.concat());
    let told: Vec<_> = snapshot.lacp.iter().map(|it| (it.interface.0, it.partner_port)).collect();
    assert_eq!(told, [(1, 9)], "a partner that is defaulted, zero or the port's own system is none");
}

#[test]
fn stack_by_entity_mib() {
    let part = |index: u32, class: i32, parent: i32, position: i32| {
        [
            cell::<EntPhysicalEntry>("entPhysicalClass", &[index], class),
            cell::<EntPhysicalEntry>("entPhysicalContainedIn", &[index], parent),
            cell::<EntPhysicalEntry>("entPhysicalParentRelPos", &[index], position),
            cell::<EntPhysicalEntry>("entPhysicalSerialNum", &[index], format!("S{index}").as_str()),
        ]
    };
    let mut varbinds = [
        part(1, 11, 0, -1), // stack
        part(10, 3, 1, 1),  // chassis
        part(20, 3, 1, 2),  // chassis
        part(21, 5, 20, 0), // container
        part(22, 9, 21, 0), // module in it
        part(23, 8, 22, 0), // sensor
        part(30, 9, 31, 0), // two that hold each other
        part(31, 5, 30, 0),
    ]
    .concat();
    let if_index = |index: u32| Value::ObjectId(Oid::new(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 1, index]));
    varbinds.push(cell::<EntPhysicalEntry>("entPhysicalClass", &[24], 10));
    varbinds.push(cell::<EntPhysicalEntry>("entPhysicalContainedIn", &[24], 22));
    varbinds.push(cell::<EntAliasMappingEntry>("entAliasMappingIdentifier", &[24, 0], if_index(7)));
    let snapshot = recorded(varbinds);
    let parts: Vec<_> = snapshot.hardware.iter().map(|part| (part.index, part.parent)).collect();
    assert_eq!(parts, [(1, None), (10, Some(1)), (20, Some(1)), (22, Some(20)), (30, None)]);
    assert_eq!(
        snapshot.hardware[3].interfaces,
        [IfIndex(7)],
        "a port's interface is on the module that holds the port"
    );
    let stack: Vec<_> = snapshot.stack.iter().map(|it| (it.number, it.serial_number.clone().unwrap())).collect();
    assert_eq!(stack, [(1, "S10".to_owned()), (2, "S20".to_owned())]);
}

#[test]
fn stack_by_stackwise() {
    let switch = |index: u32, number: u32, role: i32, state: i32| {
        [
            cell::<CswSwitchInfoEntry>("cswSwitchNumCurrent", &[index], Value::Gauge32(number)),
            cell::<CswSwitchInfoEntry>("cswSwitchRole", &[index], role),
            cell::<CswSwitchInfoEntry>("cswSwitchState", &[index], state),
            cell::<CswSwitchInfoEntry>("cswSwitchMacAddress", &[index], MAC),
        ]
    };
    let stack = recorded([switch(1001, 1, 1, 4), switch(2001, 2, 2, 4), switch(3001, 3, 2, 9)].concat()).stack;
    let told: Vec<_> = stack.iter().map(|it| (it.number, it.role, it.mac)).collect();
    assert_eq!(told, [(1, StackRole::Master, Some(MacAddr(MAC))), (2, StackRole::Member, Some(MacAddr(MAC)))]);
    assert_eq!(recorded(switch(1001, 1, 1, 4).to_vec()).stack, [], "one switch is no stack");
}

#[test]
fn tables_of_a_maker_are_asked_for_where_its_enterprise_number_is() {
    let asked = |product: &[u32], rows: Vec<VarBind>| -> Vec<&str> {
        let mut collected = Collected::default();
        let product = Value::ObjectId(Oid::new(&[&[1, 3, 6, 1, 4, 1], product].concat()));
        collected.add_recording(None, [vec![cell::<System>("sysObjectID", &[0], product)], rows].concat());
        tables().iter().filter(|it| it.is_needed(&collected)).map(|it| it.table.name).collect()
    };
    let nokia = asked(&[6527, 6, 2], vec![]);
    assert!(nokia.contains(&"tmnxLldpRemTable") && !nokia.contains(&"mtxrNeighborTable"), "{nokia:?}");
    assert!(nokia.contains(&"lldpV2RemTable") && !nokia.contains(&"lldpXdot1RemTable"), "{nokia:?}");
    let other = asked(&[9, 1], standard(&[0, 5, 1]));
    assert!(!other.contains(&"tmnxLldpRemTable") && !other.contains(&"lldpV2RemTable"), "{other:?}");
    assert!(other.contains(&"lldpXdot1RemTable") && other.contains(&"cswSwitchInfoTable"), "{other:?}");
    let nothing = Collected::default();
    let special = tables().iter().filter(|it| !it.only_for.is_empty());
    assert!(special.clone().count() >= 8 && special.into_iter().all(|it| it.is_needed(&nothing)));
}

//! One made-up device with every table, as a whole.

use proptest::prelude::*;

use super::*;
use crate::mib::*;
use crate::value::TimeTicks;

/// A switch that routes, with a LAG, three VLANs and neighbors.
fn core1() -> Vec<VarBind> {
    let up = |index: u32| cell::<IfEntry>("ifOperStatus", &[index], 1);
    let mut all = vec![
        cell::<System>("sysDescr", &[0], "Example Switch 48"),
        cell::<System>("sysObjectID", &[0], Value::ObjectId("1.3.6.1.4.1.9.1.516".parse().unwrap())),
        cell::<System>("sysUpTime", &[0], Value::TimeTicks(TimeTicks(8_640_000))),
        cell::<System>("sysName", &[0], "core1"),
        cell::<System>("sysServices", &[0], 6),
        cell::<Ip>("ipForwarding", &[0], 1),
        cell::<Dot3adAggPortEntry>("dot3adAggPortAttachedAggID", &[1], 50),
        cell::<Dot3adAggPortEntry>("dot3adAggPortAttachedAggID", &[2], 50),
        cell::<Dot3adAggPortEntry>("dot3adAggPortAttachedAggID", &[3], 3),
        cell::<IfStackEntry>("ifStackStatus", &[51, 3], 1),
        cell::<IfStackEntry>("ifStackStatus", &[51, 0], 1),
        cell::<IpAddrEntry>("ipAdEntIfIndex", &[10, 0, 0, 1], 60),
        cell::<IpAddrEntry>("ipAdEntNetMask", &[10, 0, 0, 1], Value::IpAddress([255, 255, 255, 0].into())),
        cell::<IpAddressEntry>("ipAddressIfIndex", &[1, 4, 10, 0, 1, 1], 61),
        cell::<IpAddressEntry>(
            "ipAddressPrefix",
            &[1, 4, 10, 0, 1, 1],
            Value::ObjectId("1.3.6.1.2.1.4.32.1.5.61.1.4.10.0.1.0.25".parse().unwrap()),
        ),
        cell::<IpAddressEntry>("ipAddressIfIndex", &[1, 4, 10, 0, 1, 127], 61),
        cell::<IpAddressEntry>("ipAddressType", &[1, 4, 10, 0, 1, 127], 3),
        cell::<IpNetToMediaEntry>("ipNetToMediaPhysAddress", &[60, 10, 0, 0, 7], [2, 0, 0, 0, 0, 7]),
        cell::<IpNetToMediaEntry>("ipNetToMediaPhysAddress", &[60, 10, 0, 0, 8], ""),
        cell::<IpNetToPhysicalEntry>("ipNetToPhysicalPhysAddress", &[60, 1, 4, 10, 0, 0, 7], [2, 0, 0, 0, 0, 7]),
        cell::<IpNetToPhysicalEntry>("ipNetToPhysicalPhysAddress", &[60, 1, 4, 10, 0, 0, 1], [2, 0, 0, 0, 0, 1]),
        cell::<IpNetToPhysicalEntry>("ipNetToPhysicalType", &[60, 1, 4, 10, 0, 0, 1], 5),
        cell::<Dot1dBase>("dot1dBaseBridgeAddress", &[0], [2, 0, 0, 0, 0, 1]),
        cell::<Dot1dBase>("dot1dBaseNumPorts", &[0], 3),
        cell::<Dot1qVlanStaticEntry>("dot1qVlanStaticName", &[10], "office"),
        cell::<Dot1qVlanStaticEntry>("dot1qVlanStaticEgressPorts", &[10], [0b1010_0000]),
        cell::<Dot1qVlanCurrentEntry>("dot1qVlanFdbId", &[0, 10], Value::Gauge32(1)),
        cell::<Dot1qVlanCurrentEntry>("dot1qVlanCurrentEgressPorts", &[0, 10], [0b1110_0000]),
        cell::<Dot1qVlanCurrentEntry>("dot1qVlanFdbId", &[0, 4095], Value::Gauge32(2)),
        cell::<Dot1qPortVlanEntry>("dot1qPvid", &[3], Value::Gauge32(10)),
        cell::<Dot1qTpFdbEntry>("dot1qTpFdbPort", &[1, 2, 0, 0, 0, 0, 7], 3),
        cell::<Dot1qTpFdbEntry>("dot1qTpFdbStatus", &[1, 2, 0, 0, 0, 0, 7], 3),
        cell::<Dot1qTpFdbEntry>("dot1qTpFdbPort", &[1, 2, 0, 0, 0, 0, 1], 0),
        cell::<Dot1qTpFdbEntry>("dot1qTpFdbStatus", &[1, 2, 0, 0, 0, 0, 1], 4),
        cell::<Dot1dStp>("dot1dStpPriority", &[0], 32768),
        cell::<Dot1dStp>("dot1dStpDesignatedRoot", &[0], [0x10, 0, 2, 0, 0, 0, 0, 9]),
        cell::<Dot1dStp>("dot1dStpRootCost", &[0], 4),
        cell::<Dot1dStp>("dot1dStpRootPort", &[0], 1),
        cell::<Dot1dStpPortEntry>("dot1dStpPortState", &[1], 5),
        cell::<Dot1dStpPortEntry>("dot1dStpPortDesignatedBridge", &[1], [0x10, 0, 2, 0, 0, 0, 0, 9]),
        cell::<Dot1dStpPortEntry>("dot1dStpPortDesignatedPort", &[1], [0x80, 4]),
        cell::<Dot1dStpPortEntry>("dot1dStpPortState", &[2], 9),
        cell::<LldpLocalSystemData>("lldpLocChassisIdSubtype", &[0], 4),
        cell::<LldpLocalSystemData>("lldpLocChassisId", &[0], [2, 0, 0, 0, 0, 1]),
        cell::<LldpLocalSystemData>("lldpLocSysCapEnabled", &[0], [0b0010_1000, 0]),
        cell::<LldpLocPortEntry>("lldpLocPortIdSubtype", &[1], 5),
        cell::<LldpLocPortEntry>("lldpLocPortId", &[1], "Gi1/0/1"),
        cell::<LldpRemEntry>("lldpRemChassisIdSubtype", &[0, 1, 4], 4),
        cell::<LldpRemEntry>("lldpRemChassisId", &[0, 1, 4], [2, 0, 0, 0, 0, 9]),
        cell::<LldpRemEntry>("lldpRemPortIdSubtype", &[0, 1, 4], 5),
        cell::<LldpRemEntry>("lldpRemPortId", &[0, 1, 4], "Te1/1"),
        cell::<LldpRemEntry>("lldpRemSysName", &[0, 1, 4], "dist2"),
        cell::<LldpRemManAddrEntry>("lldpRemManAddrIfId", &[0, 1, 4, 1, 4, 10, 0, 0, 2], 1),
        cell::<LldpRemEntry>("lldpRemSysName", &[0, 2, 5], "torn"),
        cell::<CdpCacheEntry>("cdpCacheDeviceId", &[3, 1], "phone7"),
        cell::<CdpCacheEntry>("cdpCacheDevicePort", &[3, 1], "Port 1"),
        cell::<CdpCacheEntry>("cdpCacheAddressType", &[3, 1], 1),
        cell::<CdpCacheEntry>("cdpCacheAddress", &[3, 1], [10, 0, 0, 7]),
    ];
    for (index, if_type, name) in [
        (1, 6, "Gi1/0/1"),
        (2, 6, "Gi1/0/2"),
        (3, 6, "Gi1/0/3"),
        (50, 161, "Po1"),
        (51, 161, "Po2"),
        (60, 53, "Vlan10"),
        (61, 53, "Vlan20"),
    ] {
        all.push(cell::<IfEntry>("ifDescr", &[index], format!("interface {name}").as_str()));
        all.push(cell::<IfEntry>("ifType", &[index], if_type));
        all.push(cell::<IfXEntry>("ifName", &[index], name));
        all.push(up(index));
    }
    for port in 1..=3 {
        all.push(cell::<Dot1dBasePortEntry>("dot1dBasePortIfIndex", &[port], i32::try_from(port).unwrap()));
    }
    all.push(cell::<IfEntry>("ifPhysAddress", &[1], [2, 0, 0, 0, 0, 0x11]));
    all.push(cell::<IfEntry>("ifSpeed", &[1], Value::Gauge32(1_000_000_000)));
    all.push(cell::<IfXEntry>("ifHCInOctets", &[1], Value::Counter64(1 << 40)));
    all.push(cell::<IfEntry>("ifInOctets", &[1], Value::Counter32(7)));
    all.push(cell::<IfEntry>("ifInErrors", &[1], "many"));
    all
}

#[test]
fn a_whole_device() {
    insta::assert_json_snapshot!(recorded(core1()));
}

#[test]
fn the_order_of_the_variables_does_not_matter() {
    let mut varbinds = core1();
    let forward = recorded(varbinds.clone());
    varbinds.reverse();
    assert_eq!(recorded(varbinds), forward);
}

/// Any value, for any column, however wrong.
fn value() -> impl Strategy<Value = Value> {
    let octets = || proptest::collection::vec(any::<u8>(), 0..20);
    prop_oneof![
        any::<i32>().prop_map(Value::Integer),
        octets().prop_map(Value::OctetString),
        "[0-9a-fA-F:. -]{0,24}".prop_map(|text| Value::OctetString(text.into_bytes())),
        octets().prop_map(Value::Opaque),
        any::<u32>().prop_map(Value::Counter32),
        any::<u32>().prop_map(Value::Gauge32),
        any::<u64>().prop_map(Value::Counter64),
        any::<u32>().prop_map(|ticks| Value::TimeTicks(TimeTicks(ticks))),
        any::<u32>().prop_map(|address| Value::IpAddress(address.into())),
        proptest::collection::vec(any::<u32>(), 0..20).prop_map(|arcs| Value::ObjectId(Oid::new(&arcs))),
        Just(Value::Null),
        Just(Value::NoSuchInstance),
    ]
}

/// An instance of any column, with any index.
fn varbind() -> impl Strategy<Value = VarBind> {
    let columns: Vec<Oid> = tables()
        .iter()
        .flat_map(|request| request.table.columns.iter().map(|column| request.table.column_oid(column)))
        .collect();
    let arc = prop_oneof![Just(0), Just(1), Just(4), Just(6), 0..=300_u32, any::<u32>()];
    (proptest::sample::select(columns), proptest::collection::vec(arc, 0..12), value())
        .prop_map(|(column, index, value)| VarBind::new(column.child(&index), value))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_that_an_agent_says_makes_it_panic(
        varbinds in proptest::collection::vec(varbind(), 0..60),
        vlan in proptest::option::of(1..4095_u16),
    ) {
        let mut collected = Collected::default();
        collected.add_recording(vlan.map(crate::value::VlanId), varbinds);
        let snapshot = built(&collected);
        let json = serde_json::to_string(&snapshot).unwrap();
        prop_assert_eq!(serde_json::from_str::<DeviceSnapshot>(&json).unwrap(), snapshot);
        prop_assert!(vlan_contexts(&collected).len() <= 4094);
    }
}

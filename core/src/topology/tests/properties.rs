//! For any snapshots at all: no panic, one answer for every order, sound references.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::fixture::{Fixture, device, mac_port, named_port, neighbor};
use crate::inventory::{ArpEntry, DeviceSnapshot, FdbStatus, InterfaceAddress, StpState};
use crate::topology::{Options, Strategy as How, Topology, infer};
use crate::value::{ChassisId, ChassisIdSubtype, IfIndex};

/// A MAC address out of a few, among them ones that identify nobody.
fn address(number: u8) -> String {
    match number % 24 {
        0 => "00:00:00:00:00:00".to_owned(),
        1 => "00:00:5e:00:01:01".to_owned(),
        2 => "ff:ff:ff:ff:ff:ff".to_owned(),
        other => format!("02:00:00:00:00:{other:02x}"),
    }
}

#[derive(Clone, Debug)]
enum Row {
    Interface(u8, u8),
    Lldp(u8, u8, u8, u8),
    Cdp(u8, u8, u8),
    Tree(u8, u8, u8, u8),
    Fdb(u8, u8, u8),
    Arp(u8, u8),
    Lag(u8, u8),
    Address(u8),
    BridgePort(u8, u8),
}

fn row() -> impl Strategy<Value = Row> {
    let n = || any::<u8>();
    prop_oneof![
        (n(), n()).prop_map(|(a, b)| Row::Interface(a, b)),
        (n(), n(), n(), n()).prop_map(|(a, b, c, d)| Row::Lldp(a, b, c, d)),
        (n(), n(), n()).prop_map(|(a, b, c)| Row::Cdp(a, b, c)),
        (n(), n(), n(), n()).prop_map(|(a, b, c, d)| Row::Tree(a, b, c, d)),
        (n(), n(), n()).prop_map(|(a, b, c)| Row::Fdb(a, b, c)),
        (n(), n()).prop_map(|(a, b)| Row::Arp(a, b)),
        (n(), n()).prop_map(|(a, b)| Row::Lag(a, b)),
        n().prop_map(Row::Address),
        (n(), n()).prop_map(|(a, b)| Row::BridgePort(a, b)),
    ]
}

fn add(fixture: Fixture, row: &Row) -> Fixture {
    let small = |number: u8| u32::from(number % 6);
    match *row {
        Row::Interface(index, mac) => fixture.interface_mac(small(index), &format!("p{}", index % 6), &address(mac)),
        Row::Lldp(local, chassis, port, name) => {
            let id = match chassis % 3 {
                0 => ChassisId::new(ChassisIdSubtype::Local, vec![chassis % 5; usize::from(chassis % 9)]),
                _ => ChassisId::new(ChassisIdSubtype::MacAddress, address(chassis).into_bytes()),
            };
            let port = if port % 2 == 0 { named_port(&format!("p{}", port % 6)) } else { mac_port(&address(port)) };
            let mut row = neighbor(small(local), id, port);
            row.sys_name = (name % 2 == 0).then(|| format!("d{}", name % 8));
            row.capabilities = Some(u16::from(name));
            fixture.hears_row(row)
        }
        Row::Cdp(interface, name, port) => {
            fixture.cdp(small(interface), &format!("D{}.example.net", name % 8), &format!("Port {}", port % 6))
        }
        Row::Tree(port, state, bridge, led) => {
            let state = [StpState::Forwarding, StpState::Blocking, StpState::Disabled][usize::from(state % 3)];
            fixture.tree(small(port), state, &address(bridge), 0x8000 | u16::from(led % 6))
        }
        Row::Fdb(port, mac, status) => {
            let status = if status % 8 == 0 { FdbStatus::Own } else { FdbStatus::Learned };
            fixture.sees_as(small(port), &address(mac), status)
        }
        Row::Arp(mac, ip) => {
            let mut fixture = fixture;
            let entry = ArpEntry {
                interface: IfIndex(1),
                address: [10, 0, 0, ip % 8].into(),
                mac: address(mac).parse().unwrap(),
            };
            fixture.0.arp.push(entry);
            fixture
        }
        Row::Lag(aggregate, member) => fixture.lag(small(aggregate), &[small(member)]),
        Row::Address(ip) => {
            let mut fixture = fixture;
            let entry =
                InterfaceAddress { interface: IfIndex(1), address: [10, 0, 0, ip % 8].into(), prefix_len: None };
            fixture.0.addresses.push(entry);
            fixture
        }
        Row::BridgePort(port, interface) => fixture.bridge_port(small(port), small(interface)),
    }
}

pub(super) fn devices() -> impl Strategy<Value = Vec<DeviceSnapshot>> {
    let one = (0_u8..8, proptest::collection::vec(row(), 0..24))
        .prop_map(|(name, rows)| rows.iter().fold(device(&format!("d{name}")), add).done());
    proptest::collection::vec(one, 0..7)
}

/// The same statements in another order.
fn shuffled(devices: &[DeviceSnapshot], by: usize) -> Vec<DeviceSnapshot> {
    let mut other = devices.to_vec();
    other.reverse();
    for device in &mut other {
        device.interfaces.reverse();
        device.cdp.reverse();
        device.arp.reverse();
        device.lags.reverse();
        device.addresses.reverse();
        if let Some(lldp) = &mut device.lldp {
            lldp.neighbors.reverse();
        }
        if let Some(bridge) = &mut device.bridge {
            bridge.ports.reverse();
            bridge.fdb.reverse();
            let turn = by % bridge.fdb.len().max(1);
            bridge.fdb.rotate_left(turn);
            bridge.spanning_trees.iter_mut().for_each(|tree| tree.ports.reverse());
        }
    }
    let turn = by % other.len().max(1);
    other.rotate_left(turn);
    other
}

fn check_references(topology: &Topology) -> Result<(), TestCaseError> {
    let ids: BTreeSet<&str> = topology.nodes.iter().map(|node| node.id.as_str()).collect();
    prop_assert_eq!(ids.len(), topology.nodes.len(), "node ids are unique");
    let names: BTreeSet<&str> = topology.nodes.iter().map(|node| node.name.as_str()).collect();
    prop_assert_eq!(names.len(), topology.nodes.len(), "node names are unique");
    let links: BTreeSet<&str> = topology.links.iter().map(|link| link.id.as_str()).collect();
    prop_assert_eq!(links.len(), topology.links.len(), "link ids are unique");
    let ends = topology.links.iter().flat_map(|link| [&link.a, &link.b]);
    for end in ends.chain(topology.segments.iter().flat_map(|segment| &segment.members)) {
        let node = topology.nodes.iter().find(|node| node.id == end.node);
        prop_assert!(node.is_some_and(|node| node.name == end.device), "{end} is a node");
        let port = node.filter(|node| end.port.as_ref().is_none_or(|name| node.ports.iter().any(|p| p.name == *name)));
        prop_assert!(port.is_some(), "{end} is a port");
    }
    for link in &topology.links {
        prop_assert!(link.a <= link.b && (0.0..=1.0).contains(&link.confidence) && !link.because.is_empty());
        prop_assert!(!topology.explain(link).to_string().is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_snapshots_give_one_sound_answer_in_every_order(devices in devices(), by in 0_usize..100) {
        for how in How::ALL {
            let options = Options::new().strategy(how);
            let topology = infer(&devices, &options);
            check_references(&topology)?;
            let other = infer(&shuffled(&devices, by), &options);
            prop_assert_eq!(serde_json::to_string(&topology).unwrap(), serde_json::to_string(&other).unwrap());
        }
    }
}

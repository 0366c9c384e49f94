//! A topology kept up to date is at every moment what inferring all at once gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::fixture::{Fixture, device, routes};
use super::properties::devices;
use crate::inventory::{DeviceSnapshot, IfStatus, RoutingProtocol, SnapshotFault, StpState};
use crate::topology::{Change, Diff, LiveTopology, Model, ModelEnd, ModelLink, Options, infer};
use crate::value::{BridgePort, DeviceId, LldpPortNum, Oid, TimeTicks, Timestamp};

/// Devices of which some route: neighbors by address or id, and addresses in subnets for two and for many.
fn routers() -> impl Strategy<Value = Vec<DeviceSnapshot>> {
    let row = (0_usize..8, any::<bool>(), 0_u8..4, 0_u8..8, 1_u32..4);
    (devices(), proptest::collection::vec(row, 0..12)).prop_map(|(mut devices, rows)| {
        for (at, routes_with, kind, other, interface) in rows {
            let count = devices.len().max(1);
            let Some(device) = devices.get_mut(at % count) else { continue };
            let fixture = Fixture(device.clone());
            let address = format!("10.0.0.{other}");
            *device = match (routes_with, kind) {
                (true, 0) => fixture.routes_with(routes(RoutingProtocol::Bgp, 0, "", &address)).done(),
                (true, 1) => fixture.router_id(RoutingProtocol::Ospf, &address).done(),
                (true, _) => fixture.routes_with(routes(RoutingProtocol::Ospf, interface, &address, "")).done(),
                (false, 0 | 1) => fixture.net(interface, &format!("{address}/30")).done(),
                (false, _) => fixture.net(interface, &format!("{address}/24")).done(),
            };
        }
        devices
    })
}

/// Devices that come together, and ones that go.
fn steps() -> impl Strategy<Value = Vec<(Vec<DeviceSnapshot>, BTreeSet<u8>, bool)>> {
    proptest::collection::vec((routers(), proptest::collection::btree_set(0_u8..8, 0..3), any::<bool>()), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_updates_give_what_inferring_at_once_gives(steps in steps()) {
        let mut live = LiveTopology::new(Options::new());
        let mut now: BTreeMap<DeviceId, DeviceSnapshot> = BTreeMap::new();
        let mut before = live.topology();
        for (come, go, look) in steps {
            let gone: Vec<DeviceId> = go.iter().map(|number| DeviceId(format!("d{number}"))).collect();
            for id in &gone {
                now.remove(id);
            }
            now.extend(come.iter().map(|device| (device.id.clone(), device.clone())));
            let changes = live.update(come, &gone);
            let taken_away = gone.iter().filter(|id| !now.contains_key(*id)).map(|id| id.0.as_str());
            let diff = Diff::new().removed(taken_away);
            let all: Vec<DeviceSnapshot> = now.values().cloned().collect();
            let (after, wanted) = (live.topology(), infer(&all, &Options::new()));
            if look {
                prop_assert_eq!(&*live.current(), &after);
            }
            prop_assert_eq!(serde_json::to_string(&after).unwrap(), serde_json::to_string(&wanted).unwrap());
            prop_assert_eq!(changes, diff.between(&before, &after));
            before = after;
        }
        prop_assert!(live.devices().eq(now.values()));
    }
}

/// Everything that no conclusion depends on is otherwise.
fn unseen(device: &mut DeviceSnapshot, number: u32) {
    device.polled_at = Timestamp::from_millis(i64::from(number) * 1000);
    device.system.uptime = Some(TimeTicks(number));
    device.system.contact = Some(format!("somebody {number}"));
    device.system.location = Some(format!("room {number}"));
    device.system.services = Some(number);
    device.system.object_id = Some(Oid::new(&[1, 3, number]));
    for interface in &mut device.interfaces {
        interface.mtu = Some(number);
        interface.admin = if number % 2 == 0 { IfStatus::Up } else { IfStatus::Down };
        interface.last_change = Some(TimeTicks(number));
        interface.counters.in_octets_32 = Some(number);
    }
    let (table, index, reason) = ("ifTable".to_owned(), number.to_string(), "odd".to_owned());
    device.faults = vec![SnapshotFault { table, index, reason }];
}

/// A visit that finds one thing otherwise: a host elsewhere or gone, a neighbor, a tree, a port that is down, a name.
fn changed(mut device: DeviceSnapshot, kind: u8, at: usize, other: u8) -> DeviceSnapshot {
    let port = u32::from(other % 6);
    let row = |count: usize| at % count.max(1);
    match kind {
        0..=2 => {
            let Some(bridge) = &mut device.bridge else { return device };
            let row = row(bridge.fdb.len());
            let Some(entry) = bridge.fdb.get_mut(row) else { return device };
            if kind == 2 {
                bridge.fdb.remove(row);
            } else {
                entry.port = BridgePort(port);
            }
        }
        3 => {
            let Some(lldp) = &mut device.lldp else { return device };
            let row = row(lldp.neighbors.len());
            lldp.neighbors.get_mut(row).into_iter().for_each(|heard| heard.local_port = LldpPortNum(port));
        }
        4 => {
            let trees = device.bridge.iter_mut().flat_map(|bridge| &mut bridge.spanning_trees);
            trees.flat_map(|tree| &mut tree.ports).for_each(|row| row.state = StpState::Blocking);
        }
        5 => device.interfaces.iter_mut().for_each(|interface| interface.oper = IfStatus::Down),
        6 => device.name = format!("d{}", other % 8),
        8 => unseen(&mut device, u32::from(other)),
        _ => device.arp.retain(|entry| entry.mac.0[5] % 2 == other % 2),
    }
    device
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_kept_from_call_to_call_is_what_inferring_at_once_gives(
        first in devices(),
        visits in proptest::collection::vec((0_usize..8, 0_u8..9, any::<usize>(), any::<u8>(), any::<bool>()), 1..16),
        cables in proptest::collection::vec((0_u8..9, 0_u8..6, 0_u8..9, 0_u8..6), 0..3),
    ) {
        let end = |device: u8, port: u8| ModelEnd { device: format!("d{device}"), port: Some(format!("p{port}")) };
        let link = |(a, p, b, q): (u8, u8, u8, u8)| ModelLink { a: end(a, p), b: end(b, q), lag: None, note: None };
        let model = Model { links: cables.into_iter().map(link).collect(), ..Model::new("plan") };
        let options = Options::new().cables_of(&model);
        let mut live = LiveTopology::new(options.clone());
        live.update(first, []);
        let mut before = live.topology();
        for (device, kind, at, other, look) in visits {
            let mut all: Vec<DeviceSnapshot> = live.devices().cloned().collect();
            let count = all.len().max(1);
            let Some(device) = all.get_mut(device % count) else { continue };
            *device = changed(device.clone(), kind, at, other);
            let changes = live.replace(device.clone());
            let after = infer(&all, &options);
            prop_assert_eq!(serde_json::to_string(&live.topology()).unwrap(), serde_json::to_string(&after).unwrap());
            prop_assert_eq!(changes, Diff::new().between(&before, &after));
            if look {
                prop_assert_eq!(&*live.current(), &after);
            }
            before = after;
        }
    }
}

#[test]
fn the_whole_is_kept_and_only_what_changed_is_put_in() {
    let pair = |number: u8, port: u32| {
        let mac = |side: u8| format!("02:00:00:00:{number:02x}:{side:02x}");
        let a = device(&format!("a{number}")).interfaces(4).lldp(&mac(1)).hears(port, &mac(2), "p1").done();
        let b = device(&format!("b{number}")).interfaces(4).lldp(&mac(2)).hears(1, &mac(1), &format!("p{port}")).done();
        [a, b]
    };
    let mut live = LiveTopology::new(Options::new());
    live.update((0..4).flat_map(|number| pair(number, 1)), []);
    let first = live.current();
    assert!(Arc::ptr_eq(&first, &live.current()));
    // Who holds what was given out before keeps it as it was.
    live.update(pair(2, 3), []);
    let second = live.current();
    assert_eq!((*second == live.topology(), *first == *second), (true, false));
    drop(first);
    live.update(pair(3, 2), []);
    drop(second);
    assert_eq!(*live.current(), live.topology());
}

#[test]
fn a_visit_that_finds_nothing_new_changes_nothing() {
    let network = |seconds: i64| {
        let mut a = device("a").interfaces(2).lldp("02:00:00:00:00:0a").hears(1, "02:00:00:00:00:0b", "p2").done();
        unseen(&mut a, u32::try_from(seconds).unwrap());
        a
    };
    let mut live = LiveTopology::new(Options::new());
    let changes = live.replace(network(0));
    assert_eq!(changes.iter().filter(|change| matches!(change, Change::LinkAdded { .. })).count(), 1);
    let before = live.current();
    assert!(live.replace(network(60)).is_empty());
    assert!(Arc::ptr_eq(&before, &live.current()));
    assert_eq!(live.device(&DeviceId("a".to_owned())).unwrap(), &network(60));
    assert_eq!(live.device(&DeviceId("a".to_owned())).unwrap().polled_at, Timestamp::from_millis(60_000));
}

#[test]
fn a_namesake_elsewhere_changes_how_a_device_is_called() {
    let named = |id: &str| {
        let mut device = device("core")
            .interfaces(1)
            .lldp(&format!("02:00:00:00:00:{id}"))
            .hears(1, "02:00:00:00:ff:01", "p1")
            .done();
        device.id = DeviceId(id.to_owned());
        device
    };
    let mut other = named("0b");
    other.lldp.as_mut().unwrap().neighbors.clear();
    let mut live = LiveTopology::new(Options::new());
    live.replace(named("0a"));
    let told = |changes: Vec<Change>| changes.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(told(live.replace(other)), ["core (0b) is new", "core is called core (0a) now"]);
    assert_eq!(live.topology().node("0a").unwrap().name, "core (0a)");
    let changes = live.remove(&DeviceId("0b".to_owned()));
    assert_eq!(told(changes), ["core (0b) is gone", "core (0a) is called core now"]);
}

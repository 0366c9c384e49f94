//! A topology kept up to date is at every moment what inferring all at once gives.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::fixture::{Fixture, device, routes};
use super::properties::devices;
use crate::inventory::{DeviceSnapshot, RoutingProtocol};
use crate::topology::{Change, Diff, LiveTopology, Options, infer};
use crate::value::{DeviceId, TimeTicks, Timestamp};

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
fn steps() -> impl Strategy<Value = Vec<(Vec<DeviceSnapshot>, BTreeSet<u8>)>> {
    proptest::collection::vec((routers(), proptest::collection::btree_set(0_u8..8, 0..3)), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_updates_give_what_inferring_at_once_gives(steps in steps()) {
        let mut live = LiveTopology::new(Options::new());
        let mut now: BTreeMap<DeviceId, DeviceSnapshot> = BTreeMap::new();
        let mut before = live.topology();
        for (come, go) in steps {
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
            prop_assert_eq!(serde_json::to_string(&after).unwrap(), serde_json::to_string(&wanted).unwrap());
            prop_assert_eq!(changes, diff.between(&before, &after));
            before = after;
        }
        prop_assert!(live.devices().eq(now.values()));
    }
}

#[test]
fn a_visit_that_finds_nothing_new_changes_nothing() {
    let network = |seconds: i64| {
        let mut a = device("a").interfaces(2).lldp("02:00:00:00:00:0a").hears(1, "02:00:00:00:00:0b", "p2").done();
        a.polled_at = Timestamp::from_millis(seconds * 1000);
        a.system.uptime = Some(TimeTicks(u32::try_from(seconds).unwrap() * 100));
        a.interfaces[0].counters.in_octets_32 = u32::try_from(seconds).ok();
        a
    };
    let mut live = LiveTopology::new(Options::new());
    let changes = live.replace(network(0));
    assert_eq!(changes.iter().filter(|change| matches!(change, Change::LinkAdded { .. })).count(), 1);
    assert!(live.replace(network(60)).is_empty());
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

//! A topology kept up to date is at every moment what inferring all at once gives.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::fixture::device;
use super::properties::devices;
use crate::inventory::DeviceSnapshot;
use crate::topology::{Ids, LiveTopology, Options, Topology, Update, infer};
use crate::value::{DeviceId, TimeTicks, Timestamp};

/// The ids of what differs, by comparing everything.
fn difference(before: &Topology, after: &Topology) -> Update {
    fn ids<'t, T: PartialEq>(before: &'t [T], after: &'t [T], id: impl Fn(&'t T) -> &'t str) -> Ids {
        let old: BTreeMap<&str, &T> = before.iter().map(|item| (id(item), item)).collect();
        let new: BTreeMap<&str, &T> = after.iter().map(|item| (id(item), item)).collect();
        let owned = |ids: Vec<&&str>| ids.into_iter().map(|id| (*id).to_owned()).collect();
        Ids {
            added: owned(new.keys().filter(|id| !old.contains_key(**id)).collect()),
            removed: owned(old.keys().filter(|id| !new.contains_key(**id)).collect()),
            changed: owned(new.keys().filter(|id| old.get(**id).is_some_and(|item| *item != new[**id])).collect()),
        }
    }
    Update {
        nodes: ids(&before.nodes, &after.nodes, |node| &node.id),
        links: ids(&before.links, &after.links, |link| &link.id),
        segments: ids(&before.segments, &after.segments, |segment| &segment.id),
    }
}

/// Devices that come together, and ones that go.
fn steps() -> impl Strategy<Value = Vec<(Vec<DeviceSnapshot>, BTreeSet<u8>)>> {
    proptest::collection::vec((devices(), proptest::collection::btree_set(0_u8..8, 0..3)), 1..6)
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
            let update = live.update(come, &gone);
            let all: Vec<DeviceSnapshot> = now.values().cloned().collect();
            let (after, wanted) = (live.topology(), infer(&all, &Options::new()));
            prop_assert_eq!(serde_json::to_string(&after).unwrap(), serde_json::to_string(&wanted).unwrap());
            prop_assert_eq!(update, difference(&before, &after));
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
    assert_eq!(live.replace(network(0)).links.added.len(), 1);
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
    let update = live.replace(other);
    assert_eq!((update.nodes.added, update.nodes.changed), (vec!["0b".to_owned()], vec!["0a".to_owned()]));
    assert_eq!(update.links.changed.len(), 1);
    assert_eq!(live.topology().node("0a").unwrap().name, "core (0a)");
    let update = live.remove(&DeviceId("0b".to_owned()));
    assert_eq!((update.nodes.removed, update.nodes.changed), (vec!["0b".to_owned()], vec!["0a".to_owned()]));
}

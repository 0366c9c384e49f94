//! What is in the middle of shared media.

use super::fixture::device;
use super::topology;
use crate::topology::SegmentKind;
use crate::topology::medium::by_speed;
use crate::value::IfIndex;

/// What is behind port 2 of a bridge whose ports run at `megabits`, where these stations are.
fn behind(megabits: Option<u64>, if_type: u32, stations: &[&str]) -> (SegmentKind, String, String) {
    let mut bridge = device("a").interfaces(4).bridge("00:00:0c:00:00:01").bridge_ports(4);
    for interface in &mut bridge.0.interfaces {
        interface.speed_bps = megabits.map(|it| it * 1_000_000);
        if interface.index == IfIndex(2) {
            interface.if_type = Some(if_type);
        }
    }
    let bridge = stations.iter().fold(bridge, |bridge, mac| bridge.sees(2, mac));
    let found = topology(&[bridge.done()]);
    let [segment] = found.segments.as_slice() else { panic!("{:?}", found.segments) };
    (segment.kind, segment.name.clone(), segment.kind_because.clone())
}

const CARDS: [&str; 3] = ["00:1b:21:00:00:01", "00:14:22:00:00:02", "00:26:b9:00:00:03"];

#[test]
fn at_a_port_that_is_slow_enough_for_a_hub_nothing_tells() {
    for megabits in [None, Some(10), Some(100)] {
        let (kind, name, why) = behind(megabits, 6, &CARDS);
        assert_eq!((kind, name.as_str()), (SegmentKind::Hub, "hub at a p2"));
        assert!(why.contains("nothing tells"), "{why}");
    }
}

#[test]
fn no_hub_runs_at_a_gigabit() {
    let (kind, name, why) = behind(Some(1000), 6, &CARDS);
    assert_eq!((kind, name.as_str()), (SegmentKind::UnmanagedSwitch, "unmanaged switch at a p2"));
    assert_eq!(why, "a p2 runs at 1000 Mbit/s, which no hub does");
}

#[test]
fn a_hub_has_one_speed() {
    let ports = [("a p1", 10_000_000), ("b p1", 100_000_000)];
    let (kind, why) = by_speed(ports.iter().map(|(name, speed)| ((*name).to_owned(), Some(*speed))));
    assert_eq!(kind, SegmentKind::UnmanagedSwitch);
    assert_eq!(why, "a p1 runs at 10 Mbit/s and b p1 at 100, while a hub has one speed");
}

#[test]
fn machines_without_a_host_of_their_own_are_on_a_hypervisor() {
    let machines = ["00:50:56:00:00:01", "00:50:56:00:00:02", "00:50:56:00:00:03"];
    let (kind, name, why) = behind(Some(1000), 6, &machines);
    assert_eq!((kind, name.as_str()), (SegmentKind::Hypervisor, "hypervisor at a p2"));
    assert_eq!(why, "3 of the 3 stations have addresses that hypervisors give");
    // Two of five are machines on somebody's desk.
    let (kind, ..) = behind(Some(1000), 6, &[&machines[..2], &CARDS[..]].concat());
    assert_eq!(kind, SegmentKind::UnmanagedSwitch);
}

#[test]
fn addresses_drawn_by_lot_are_those_of_handhelds_at_an_access_point() {
    let (kind, name, why) =
        behind(Some(1000), 6, &["a2:11:22:00:00:01", "36:11:22:00:00:02", "fe:11:22:00:00:03", CARDS[0]]);
    assert_eq!((kind, name.as_str()), (SegmentKind::AccessPoint, "access point at a p2"));
    assert_eq!(why, "3 of the 4 stations have addresses of wireless devices");
}

#[test]
fn the_radio_of_an_access_point_is_no_hub() {
    let (kind, name, _) = behind(Some(300), 71, &CARDS);
    assert_eq!((kind, name.as_str()), (SegmentKind::Radio, "radio at a p2"));
}

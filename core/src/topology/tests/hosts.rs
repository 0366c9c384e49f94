//! Where end systems are, and what stands between them and their switch.

use super::fixture::{Fixture, device};
use super::{lines, segments, topology};
use crate::inventory::DeviceSnapshot;
use crate::topology::{Strength, Topology};

/// The address of host number `n`.
fn host(n: u8) -> String {
    format!("02:aa:00:00:00:{n:02x}")
}

/// A bridge with as many ports, all of them up, and `rows` of addresses behind ports.
fn bridge(name: &str, ports: u32, rows: &[(u32, &[u8])]) -> Fixture {
    let base = format!("02:bb:00:00:00:{:02x}", name.as_bytes()[0]);
    let fixture = device(name).interfaces(ports).bridge(&base).bridge_ports(ports);
    rows.iter().fold(fixture, |fixture, (port, hosts)| {
        hosts.iter().fold(fixture, |fixture, number| fixture.sees(*port, &host(*number)))
    })
}

/// Three bridges in a row: left p9 ── p7 middle p8 ── p6 right, with hosts 1 to 4, 5 to 8 and 9 to 12.
fn row(of_right: u32) -> [DeviceSnapshot; 3] {
    let (one, two, three): (&[u8], &[u8], &[u8]) = (&[1, 2, 3, 4], &[5, 6, 7, 8], &[9, 10, 11, 12]);
    let own = |hosts: &'static [u8]| hosts.chunks(1).zip(1..).map(|(host, port)| (port, host)).collect::<Vec<_>>();
    let left = bridge("left", 9, &[own(&[1, 2, 3, 4]), vec![(9, two), (9, three)]].concat());
    let middle = bridge("middle", 8, &[own(&[5, 6, 7, 8]), vec![(7, one), (8, three)]].concat());
    // Right has lost its row of host 12, which is on port 4.
    let right = bridge("right", of_right, &[own(&[9, 10, 11]), vec![(6, one), (6, two)]].concat());
    [left.done(), middle.done(), right.done()]
}

fn of_host(topology: &Topology, number: u8) -> &crate::topology::Link {
    topology
        .links
        .iter()
        .find(|link| link.a.node.ends_with(&host(number)) || link.b.node.ends_with(&host(number)))
        .unwrap()
}

#[test]
fn a_host_that_its_own_switch_has_forgotten_is_on_the_switch_that_all_others_point_to() {
    let found = topology(&row(7));
    let link = of_host(&found, 12);
    let ends = [&link.a, &link.b];
    let switch = ends.iter().find(|end| end.device == "right").unwrap();
    // Ports 4, 5 and 7 are up and nothing is known of them: any of the three.
    assert_eq!((switch.port.as_deref(), link.strength), (None, Strength::Inferred));
    assert!((0.9..0.98).contains(&link.confidence), "{}", link.confidence);
    let others = link.alternatives.iter().flat_map(|other| [&other.a, &other.b]);
    let ports: Vec<&str> = others.filter_map(|end| end.port.as_deref()).collect();
    assert_eq!(ports, ["p4", "p5", "p7"]);
    assert!(link.because.iter().any(|reason| reason.text.contains("is behind left p9")), "{:?}", link.because);
}

#[test]
fn the_only_port_that_nothing_is_known_of_is_the_one() {
    let mut devices = row(6);
    for interface in devices[2].interfaces.iter_mut().filter(|interface| interface.name == "p5") {
        interface.oper = crate::inventory::IfStatus::Down;
    }
    let found = topology(&devices);
    let link = of_host(&found, 12);
    assert_eq!(lines(&found).iter().filter(|line| line.contains("right p4")).count(), 1, "{:?}", lines(&found));
    assert!((0.6..0.85).contains(&link.confidence), "{}", link.confidence);
}

#[test]
fn a_host_that_all_others_point_to_a_full_switch_for_is_on_it_or_beside_it() {
    let mut devices = row(6);
    for interface in devices[2].interfaces.iter_mut().filter(|it| it.name == "p4" || it.name == "p5") {
        interface.oper = crate::inventory::IfStatus::Down;
    }
    let found = topology(&devices);
    let link = of_host(&found, 12);
    let switch = [&link.a, &link.b].into_iter().find(|end| end.device == "right").unwrap();
    assert_eq!((switch.port.as_deref(), link.strength), (None, Strength::Inferred), "{link:?}");
    assert!((0.9..0.98).contains(&link.confidence), "{}", link.confidence);
}

#[test]
fn a_host_that_several_switches_may_have_is_guessed_with_the_others_as_alternatives() {
    let mut devices = row(7);
    for device in &mut devices[1..] {
        device.bridge.as_mut().unwrap().fdb.retain(|row| row.mac.to_string() != host(12));
    }
    let found = topology(&devices);
    let link = of_host(&found, 12);
    assert!(link.confidence < 0.95 && !link.alternatives.is_empty(), "{link:?}");
    let named: std::collections::BTreeSet<&str> =
        link.alternatives.iter().flat_map(|it| [&*it.a.device, &*it.b.device]).collect();
    assert!(named.contains("right") || link.a.device == "right" || link.b.device == "right", "{link:?}");
}

#[test]
fn machines_of_a_hypervisor_are_behind_it() {
    let a = bridge("a", 4, &[(1, &[1])]).sees(2, "00:1b:21:00:00:01");
    let a = (1..=3).fold(a, |a, number| a.sees(2, &format!("00:50:56:00:00:0{number}")));
    let found = topology(&[a.done()]);
    assert_eq!(
        lines(&found),
        [
            "00:1b:21:00:00:01 ── 00:50:56:00:00:01  inferred",
            "00:1b:21:00:00:01 ── 00:50:56:00:00:02  inferred",
            "00:1b:21:00:00:01 ── 00:50:56:00:00:03  inferred",
            "00:1b:21:00:00:01 ── a p2  inferred",
            "02:aa:00:00:00:01 ── a p1  inferred",
        ]
    );
    assert!(segments(&found).is_empty());
}

#[test]
#[cfg(feature = "names")]
fn a_telephone_is_known_by_its_maker_and_the_computer_is_behind_it() {
    // 00:15:65 is Yealink's.
    let a = bridge("a", 4, &[(1, &[1])]).sees(1, "00:15:65:00:00:07");
    let found = topology(&[a.done()]);
    assert_eq!(
        lines(&found),
        ["00:15:65:00:00:07 ── 02:aa:00:00:00:01  inferred", "00:15:65:00:00:07 ── a p1  inferred"]
    );
    assert_eq!(found.node("00:15:65:00:00:07").unwrap().kind, crate::inventory::DeviceKind::Phone);
}

#[test]
fn bridges_behind_a_port_that_nothing_cables_make_no_hub() {
    // b and c are behind a's port 2 by their addresses; their own tables tell nothing.
    let a = bridge("a", 4, &[(1, &[1]), (2, &[2, 3])]).sees(2, "02:bb:00:00:00:62").sees(2, "02:bb:00:00:00:63");
    let (b, c) = (bridge("b", 2, &[]), bridge("c", 2, &[]));
    let found = topology(&[a.done(), b.done(), c.done()]);
    assert!(segments(&found).is_empty(), "{:?}", segments(&found));
}

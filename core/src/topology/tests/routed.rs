//! Cables between routed ports, which no forwarding table tells of.

use super::fixture::{Fixture, device};
use super::topology;
use crate::evidence::Source;
use crate::inventory::DeviceSnapshot;
use crate::topology::{Layer, Options, Strength, Topology, infer};

const A: &str = "02:00:00:00:00:0a";
const B: &str = "02:00:00:00:00:0b";
const C: &str = "02:00:00:00:00:0c";
const PC: &str = "02:00:00:00:01:01";

/// `r1 p1` with 10.0.0.1 and `r2 p1` with 10.0.0.2, in a subnet of that size.
fn pair(len: u8) -> (Fixture, Fixture) {
    let r1 = device("r1").interface_mac(1, "p1", A).net(1, &format!("10.0.0.1/{len}"));
    let r2 = device("r2").interface_mac(1, "p1", B).net(1, &format!("10.0.0.2/{len}"));
    (r1, r2)
}

fn seeing(len: u8) -> (Fixture, Fixture) {
    let (r1, r2) = pair(len);
    (r1.arp(1, "10.0.0.2", B), r2.arp(1, "10.0.0.1", A))
}

/// A bridge that sees one end system.
fn bridge() -> Fixture {
    device("s").interfaces(2).bridge("02:00:00:00:00:05").bridge_ports(2).sees(1, PC)
}

fn cables(topology: &Topology) -> Vec<String> {
    let cables = topology.links().filter(|link| link.layer == Layer::L2 && link.a.node.starts_with('r'));
    cables.map(|link| format!("{} ── {} {:.2}", link.a, link.b, link.confidence)).collect()
}

fn of(devices: &[DeviceSnapshot]) -> Vec<String> {
    cables(&topology(devices))
}

#[test]
fn two_that_see_each_other_in_a_subnet_for_two_are_cabled() {
    let (r1, r2) = seeing(30);
    let (r1, r2) = (r1.done(), r2.done());
    let both = topology(&[r2.clone(), bridge().done(), r1.clone()]);
    assert_eq!(cables(&both), ["r1 p1 ── r2 p1 0.95"]);
    let link = both.links().find(|link| link.layer == Layer::L2 && link.a.node == "r1").unwrap();
    assert_eq!(link.strength, Strength::Inferred);
    let why: Vec<&str> = link.because.iter().map(|reason| reason.text.as_str()).collect();
    assert_eq!(
        why,
        [
            "r1 p1 sees 10.0.0.2 of r2 p1 and nobody else",
            "r2 p1 sees 10.0.0.1 of r1 p1 and nobody else",
            "the one bridge with a forwarding table does not have these addresses"
        ]
    );
    // The link of layer 3 is carried by it.
    let routed = both.links().find(|it| it.layer == Layer::L3).unwrap();
    assert_eq!(routed.carried_by, std::slice::from_ref(&link.id));
    for source in [Source::Arp, Source::Subnet] {
        assert_eq!(cables(&infer(&[r1.clone(), r2.clone()], &Options::new().hide(source))), [] as [String; 0]);
    }
}

#[test]
fn one_that_sees_the_other_is_enough_in_a_subnet_of_their_own() {
    let (r1, r2) = pair(30);
    assert_eq!(of(&[r1.arp(1, "10.0.0.2", B).done(), r2.done()]), ["r1 p1 ── r2 p1 0.80"]);
    let (r1, r2) = pair(24);
    assert_eq!(of(&[r1.arp(1, "10.0.0.2", B).done(), r2.done()]), [] as [String; 0]);
    // With a bridge that would have seen them, were it between.
    let (r1, r2) = pair(24);
    assert_eq!(of(&[r1.arp(1, "10.0.0.2", B).done(), r2.done(), bridge().done()]), ["r1 p1 ── r2 p1 0.70"]);
    let (r1, r2) = pair(30);
    assert_eq!(of(&[r1.done(), r2.done()]), [] as [String; 0], "nothing tells of a cable but the subnet");
}

#[test]
fn in_a_larger_subnet_they_must_be_alone_with_each_other() {
    let (r1, r2) = seeing(24);
    assert_eq!(of(&[r1.done(), r2.done()]), ["r1 p1 ── r2 p1 0.60"]);
    let (r1, r2) = seeing(24);
    assert_eq!(of(&[r1.done(), r2.done(), bridge().done()]), ["r1 p1 ── r2 p1 0.80"]);
    // An end system beside them, or a third device in the subnet: something is between.
    let (r1, r2) = seeing(24);
    assert_eq!(of(&[r1.arp(1, "10.0.0.77", PC).done(), r2.done()]), [] as [String; 0]);
    let (r1, r2) = seeing(24);
    let third = device("r3").interface_mac(1, "p1", C).net(1, "10.0.0.3/24").done();
    assert_eq!(of(&[r1.done(), r2.done(), third]), [] as [String; 0]);
}

#[test]
fn what_a_bridge_sees_is_not_cabled_past_it() {
    let (r1, r2) = seeing(30);
    let found = topology(&[r1.done(), r2.done(), bridge().sees(2, A).done()]);
    assert!(found.link_between("r1", "s").is_some());
    let cables = found.links().filter(|link| link.layer == Layer::L2).count();
    assert_eq!(cables, 2, "{:?}", found.links);
}

#[test]
fn bridge_ports_virtual_interfaces_and_ports_that_are_down_are_left_alone() {
    let without = |change: &dyn Fn(&mut DeviceSnapshot)| {
        let (r1, r2) = seeing(30);
        let mut r1 = r1.done();
        change(&mut r1);
        of(&[r1, r2.done()])
    };
    assert_eq!(without(&|_| ()).len(), 1);
    assert_eq!(without(&|r1| r1.interfaces[0].if_type = Some(136)).len(), 0);
    assert_eq!(without(&|r1| r1.interfaces[0].oper = crate::inventory::IfStatus::Down).len(), 0);
    let (r1, r2) = seeing(30);
    let bridged = r1.bridge("02:00:00:00:00:0f").bridge_ports(1).done();
    assert_eq!(of(&[bridged, r2.done()]).len(), 0);
}

#[test]
fn an_address_of_the_whole_device_is_worth_less() {
    let (r1, r2) = seeing(30);
    // The bridge sees another port of r1 with the same address.
    let r1 = r1.interface_mac(2, "p2", A).done();
    let found = topology(&[r1, r2.done(), bridge().sees(2, A).done()]);
    assert!(cables(&found).contains(&"r1 p1 ── r2 p1 0.85".to_owned()), "{:?}", cables(&found));
}

#[test]
fn sub_interfaces_are_their_port_and_two_peers_are_no_cable() {
    let sub = |name: &str, own: &str| {
        let fixture = device(name).interface_mac(1, "ge0", own).interface_mac(7, "ge0.7", own);
        fixture.interface_mac(8, "ge0.8", own)
    };
    let (r1, r2) = (sub("r1", A).net(7, "10.0.7.1/30"), sub("r2", B).net(7, "10.0.7.2/30").arp(7, "10.0.7.1", A));
    let r1 = r1.arp(7, "10.0.7.2", B);
    let two = (r1.0.clone(), r2.0.clone());
    assert_eq!(of(&[two.0, two.1]), ["r1 ge0 ── r2 ge0 0.95"]);
    let r3 = sub("r3", C).net(8, "10.0.8.2/30").arp(8, "10.0.8.1", A).done();
    let r1 = r1.net(8, "10.0.8.1/30").arp(8, "10.0.8.2", C).done();
    assert_eq!(of(&[r1, r2.done(), r3]), [] as [String; 0]);
}

#[test]
fn several_that_see_each_other_and_that_no_bridge_sees_are_a_medium() {
    let router =
        |name: &str, own: &str, last: u8| device(name).interface_mac(1, "p1", own).net(1, &format!("10.0.0.{last}/24"));
    let devices = [
        router("r1", A, 1).arp(1, "10.0.0.2", B).arp(1, "10.0.0.3", C).done(),
        router("r2", B, 2).arp(1, "10.0.0.1", A).done(),
        router("r3", C, 3).arp(1, "10.0.0.1", A).done(),
        bridge().done(),
    ];
    let found = topology(&devices);
    assert_eq!(cables(&found), [] as [String; 0]);
    let names: Vec<&str> = found.segments.iter().map(|segment| segment.name.as_str()).collect();
    assert_eq!(names, ["hub at r1 p1"]);
    assert_eq!(found.segments[0].members.len(), 3);
}

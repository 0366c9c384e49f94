//! The known oddities of agents, one test each, by their names in the field.

use super::fixture::{Fixture, device, ip, mac_chassis, named_port, neighbor};
use super::{lines, topology};
use crate::inventory::{BridgePortInfo, DiscoveredNeighbor, DiscoveryProtocol, StpState};
use crate::value::{BridgePort, ChassisId, ChassisIdSubtype, IfIndex, PortId, PortIdSubtype};

const A: &str = "02:00:00:00:00:0a";
const B: &str = "02:00:00:00:00:0b";

/// `a`, which hears on its only port that port of `b`, whose ports are called so.
fn heard(port: PortId, called: &[&str]) -> Vec<String> {
    let a = device("a").interfaces(1).lldp(A).hears_row(neighbor(1, mac_chassis(B), port)).done();
    let b = (1..).zip(called).fold(device("b"), |b, (index, name)| b.interface(index, name)).lldp(B).done();
    lines(&topology(&[a, b]))
}

#[test]
fn port_id_bridge_ether1() {
    assert_eq!(heard(named_port("bridge/ether1"), &["ether1", "ether2"]), ["a p1 ── b ether1  claimed"]);
}

#[test]
fn port_id_name_and_mac_in_parentheses() {
    let id = format!("ether2({B})");
    assert_eq!(heard(named_port(&id), &["ether1", "ether2"]), ["a p1 ── b ether2  claimed"]);
}

#[test]
fn port_id_se0_0_0_for_serial0_0_0() {
    assert_eq!(heard(named_port("Se0/0/0"), &["Serial0/0/0", "Serial0/0/1"]), ["a p1 ── b Serial0/0/0  claimed"]);
    assert_eq!(heard(named_port("Serial0/0/1"), &["Se0/0/0", "Se0/0/1"]), ["a p1 ── b Se0/0/1  claimed"]);
}

#[test]
fn port_id_gi_for_gigabit_ethernet() {
    for id in ["Gi1/0/2", "GigabitEthernet1/0/2", "Gig 1/0/2", "gi1/0/2"] {
        let called = ["GigabitEthernet1/0/1", "GigabitEthernet1/0/2"];
        assert_eq!(heard(named_port(id), &called), ["a p1 ── b GigabitEthernet1/0/2  claimed"], "{id}");
    }
}

#[test]
fn port_id_if_index_as_local() {
    let id = PortId::new(PortIdSubtype::Local, "2");
    assert_eq!(heard(id, &["xe-0/0/0", "xe-0/0/1"]), ["a p1 ── b xe-0/0/1  claimed"]);
}

#[test]
fn port_id_whose_subtype_lies() {
    for subtype in
        [PortIdSubtype::Other(0), PortIdSubtype::MacAddress, PortIdSubtype::Local, PortIdSubtype::InterfaceAlias]
    {
        let id = PortId::new(subtype, "ether11");
        assert_eq!(heard(id, &["ether10", "ether11"]), ["a p1 ── b ether11  claimed"], "{subtype:?}");
    }
}

#[test]
fn chassis_id_whose_subtype_lies() {
    let says = |chassis: ChassisId| {
        let a = device("a").interfaces(1).lldp(A).hears_row(neighbor(1, chassis, named_port("p1"))).done();
        lines(&topology(&[a, device("b").interfaces(1).lldp(B).done()]))
    };
    for subtype in [ChassisIdSubtype::Other(0), ChassisIdSubtype::Local, ChassisIdSubtype::InterfaceName] {
        assert_eq!(says(ChassisId::new(subtype, B)), ["a p1 ── b p1  claimed"], "{subtype:?} as text");
        let octets = [2, 0, 0, 0, 0, 0x0b];
        assert_eq!(says(ChassisId::new(subtype, octets)), ["a p1 ── b p1  claimed"], "{subtype:?} as octets");
    }
}

#[test]
fn rows_that_come_three_times() {
    let three = |fixture: Fixture, peer| (0..3).fold(fixture, |fixture, _| fixture.hears(1, peer, "p1")).done();
    let found = topology(&[three(device("a").interfaces(1).lldp(A), B), three(device("b").interfaces(1).lldp(B), A)]);
    assert_eq!((lines(&found), found.links[0].because.len()), (vec!["a p1 ── b p1  confirmed".to_owned()], 2));
}

#[test]
fn neighbor_known_by_its_address_alone() {
    let mut a = device("a").interfaces(1).done();
    a.discovered.push(DiscoveredNeighbor {
        protocol: DiscoveryProtocol::Mndp,
        interface: IfIndex(1),
        name: None,
        mac: None,
        port: Some("ether1".to_owned()),
        address: Some(ip("10.1.2.3")),
        platform: None,
    });
    let b = device("b").interface(1, "ether1").address(1, "10.1.2.3").done();
    let found = topology(&[a, b]);
    assert_eq!((found.nodes.len(), lines(&found)), (2, vec!["a p1 ── b ether1  claimed".to_owned()]));
}

#[test]
fn bridge_ports_without_if_index() {
    let led = |bridge: Fixture| bridge.tree(2, StpState::Forwarding, A, 0x8001).done();
    let a = device("a").interfaces(2).bridge(A).bridge_ports(2).tree(1, StpState::Forwarding, A, 0x8001).done();
    let told = topology(&[a.clone(), led(device("b").interfaces(2).bridge(B).bridge_ports(2))]);
    let mut b = device("b").interfaces(2).bridge(B);
    let ports = (1..=2).map(|port| BridgePortInfo { port: BridgePort(port), interface: None, pvid: None });
    b.0.bridge.as_mut().unwrap().ports.extend(ports);
    let assumed = topology(&[a, led(b)]);
    assert_eq!(lines(&assumed), ["a p1 ── b p2  inferred"]);
    assert_eq!(lines(&assumed), lines(&told));
    assert!(assumed.links[0].confidence < told.links[0].confidence);
}

#[test]
fn cable_from_a_device_to_itself() {
    let a = device("a").interfaces(3).lldp(A).hears(1, A, "p2").hears(2, A, "p1").hears(3, A, "p1").done();
    let found = topology(&[a]);
    assert_eq!(lines(&found), ["a p1 ── a p2  claimed"]);
    assert!(found.links[0].confidence < 0.9, "one device's word alone");
    assert_eq!(found.unused.len(), 1, "p3 hears itself, and p1 says otherwise");
}

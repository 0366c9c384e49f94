use super::fixture::{Fixture, device, mac};
use super::{lines, topology};
use crate::evidence::Source;
use crate::inventory::{DeviceSnapshot, LacpPort};
use crate::topology::{Link, Options, Strength, infer};
use crate::value::IfIndex;

/// A switch with two ports whose LACP system is `system`.
fn switch(name: &str, system: &str) -> Fixture {
    device(name).interface(1, "p1").interface(2, "p2").bridge(system)
}

/// What LACP says on port `port` of a switch: number 100 + port, and whom it speaks with.
fn partner(mut at: DeviceSnapshot, system: &str, port: u32, partner: &str, partner_port: u32) -> DeviceSnapshot {
    at.lacp.push(LacpPort {
        interface: IfIndex(port),
        aggregate: None,
        system: mac(system),
        key: 1,
        port: 100 + port,
        partner_system: mac(partner),
        partner_key: 1,
        partner_port,
    });
    at
}

const A: &str = "02:00:00:00:00:0a";
const B: &str = "02:00:00:00:00:0b";

fn ports(link: &Link) -> [Option<&str>; 2] {
    [link.a.port.as_deref(), link.b.port.as_deref()]
}

#[test]
fn two_members_that_name_each_other_are_cabled_crosswise() {
    let a = partner(partner(switch("a", A).done(), A, 1, B, 102), A, 2, B, 101);
    let b = partner(partner(switch("b", B).done(), B, 1, A, 102), B, 2, A, 101);
    let found = topology(&[a, b]);
    assert_eq!(lines(&found), ["a p1 ── b p2  confirmed", "a p2 ── b p1  confirmed"]);
}

#[test]
fn lacp_that_one_end_speaks_is_claimed() {
    let a = partner(switch("a", A).done(), A, 1, B, 7);
    let found = topology(&[a, switch("b", B).done()]);
    assert_eq!(found.links.len(), 1);
    assert_eq!((ports(&found.links[0]), found.links[0].strength), ([Some("p1"), None], Strength::Claimed));
    assert!(found.links[0].confidence < 0.9);
}

#[test]
fn a_partner_that_leads_a_segment_of_the_spanning_tree_is_a_bridge() {
    let a = partner(switch("a", A).done(), A, 1, B, 7);
    let c = switch("c", "02:00:00:00:00:0c").bridge_ports(2).tree(2, crate::inventory::StpState::Blocking, B, 0x8003);
    let found = topology(&[a, c.done()]);
    let partner = found.nodes.iter().find(|node| !node.polled).unwrap();
    assert_eq!((partner.kind, found.links.len()), (crate::inventory::DeviceKind::Bridge, 2), "{:?}", lines(&found));
}

#[test]
fn lacp_confirms_a_cable_that_one_end_announces() {
    let a = partner(switch("a", A).lldp(A).hears(1, B, "p2").done(), A, 1, B, 102);
    let b = partner(switch("b", B).done(), B, 2, A, 101);
    let found = topology(&[a, b]);
    assert_eq!((found.links.len(), found.links[0].strength), (1, Strength::Confirmed));
    let sources: Vec<_> = found.links[0].because.iter().map(|reason| reason.source.as_str()).collect();
    assert_eq!(sources, ["lacp", "lacp", "lldp"]);
}

#[test]
fn a_partner_that_was_not_asked_becomes_a_node() {
    let a = partner(partner(switch("a", A).done(), A, 1, B, 7), A, 2, B, 8);
    let found = topology(std::slice::from_ref(&a));
    assert_eq!(
        lines(&found),
        ["02:00:00:00:00:0b port 7 ── a p1  claimed", "02:00:00:00:00:0b port 8 ── a p2  claimed"]
    );
    let heard = switch("a", A).lldp(A).hears(1, "02:00:00:00:00:0c", "Gi1/0/1").done();
    let found = topology(&[partner(heard, A, 1, B, 7)]);
    assert_eq!(lines(&found), ["02:00:00:00:00:0c Gi1/0/1 ── a p1  claimed"], "one of two that share the aggregate");
    assert_eq!(found.links[0].because.len(), 2);
    assert_eq!(topology(&[partner(switch("a", A).done(), A, 1, "00:00:00:00:00:00", 0)]).links, []);
}

#[test]
fn lacp_that_is_hidden_says_nothing() {
    let a = partner(switch("a", A).done(), A, 1, B, 101);
    let b = partner(switch("b", B).done(), B, 1, A, 101);
    assert_eq!(infer(&[a, b], &Options::new().hide(Source::Lacp)).links, []);
}

#[test]
fn a_system_that_many_ports_announce_makes_no_cable() {
    let mut many = switch("many", A).done();
    for port in 1..=2 {
        for _ in 0..3 {
            many = partner(many, A, port, B, 101);
        }
    }
    // Every port of several devices claims to be the same port of the same system.
    let mut devices: Vec<DeviceSnapshot> =
        (0..20).map(|at| partner(switch(&format!("s{at}"), A).done(), A, 1, B, 101)).collect();
    devices.push(partner(switch("b", B).done(), B, 1, A, 101));
    devices.push(many);
    let found = topology(&devices);
    assert!(found.links.iter().all(|link| link.strength < Strength::Confirmed), "{:?}", lines(&found));
}

#[test]
fn a_neighbor_with_an_address_of_the_hearer_is_somebody_else() {
    let ours = device("a").interface(1, "p1").lldp(A).address(1, "10.1.1.1");
    let mut row = super::fixture::neighbor(1, super::fixture::mac_chassis(B), super::fixture::named_port("1/7/18"));
    row.addresses = vec![super::fixture::ip("10.1.1.1")];
    let found = topology(&[ours.hears_row(row).done()]);
    assert_eq!((found.links.len(), found.unused.len()), (1, 0));
}

#[test]
fn a_switch_of_a_stack_is_the_stack() {
    let mut stack = device("stack").interface(1, "Gi1/0/1").interface(2, "Gi2/0/1").done();
    stack.stack.push(crate::inventory::StackMember {
        number: 2,
        role: Default::default(),
        mac: Some(mac(B)),
        serial_number: None,
        model: None,
    });
    let other = device("other").interface(1, "p1").lldp(A).hears(1, B, "Gi2/0/1").done();
    let found = topology(&[stack, other]);
    assert_eq!((found.nodes.len(), found.links.len()), (2, 1));
    assert_eq!(ports(&found.links[0]), [Some("p1"), Some("Gi2/0/1")]);
}

#[test]
fn two_chassis_that_pass_for_one_system_share_the_bundle_of_their_partner() {
    // c's aggregate has a member at each of a and b, which announce one system id; the numbers of their ports differ.
    let pair = "02:00:00:00:00:ff";
    let chassis = |name: &str, base: &str, number: u32, partner_port: u32| {
        let mut at = device(name).interface(1, "p1").interface(9, "po9").bridge(base).lag(9, &[1]).done();
        at.lacp.push(LacpPort {
            interface: IfIndex(1),
            aggregate: Some(IfIndex(9)),
            system: mac(pair),
            key: 9,
            port: number,
            partner_system: mac("02:00:00:00:00:0c"),
            partner_key: 1,
            partner_port,
        });
        at
    };
    let (a, b) = (chassis("a", A, 1, 101), chassis("b", B, 0x8001, 102));
    let c = switch("c", "02:00:00:00:00:0c").interface(3, "po1").lag(3, &[1, 2]).done();
    let c = partner(partner(c, "02:00:00:00:00:0c", 1, pair, 1), "02:00:00:00:00:0c", 2, pair, 0x8001);
    let found = topology(&[a, b, c]);
    assert_eq!(lines(&found), ["a p1 ── c p1  confirmed", "b p1 ── c p2  confirmed"]);
    let bundles: Vec<_> = found.links.iter().map(|link| link.lag.as_deref()).collect();
    assert_eq!(bundles, [Some("a po9 = b po9 = c po1"); 2]);
    assert_eq!(found.nodes.len(), 3);
}

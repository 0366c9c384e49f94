use super::fixture::{device, ip, mac_chassis, mac_port, named_port, neighbor};
use super::{lines, segments, topology};
use crate::inventory::DeviceKind;
use crate::value::{ChassisId, ChassisIdSubtype, PortId, PortIdSubtype};

const A: &str = "02:00:00:00:00:0a";
const B: &str = "02:00:00:00:00:0b";
const C: &str = "02:00:00:00:00:0c";
const X: &str = "02:00:00:00:00:99";

#[test]
fn two_switches_that_hear_each_other_have_one_confirmed_link() {
    let a = device("a").interfaces(2).lldp(A).hears(1, B, "p2").done();
    let b = device("b").interfaces(2).lldp(B).hears(2, A, "p1").done();
    let topology = topology(&[a, b]);
    assert_eq!(lines(&topology), ["a p1 ── b p2  confirmed"]);
    assert_eq!(topology.links[0].to_string(), "a p1 ── b p2  confirmed, 0.998");
    assert!(topology.unused.is_empty());
}

#[test]
fn a_neighbor_that_was_not_asked_becomes_a_node_with_the_kind_it_announces() {
    let mut row = neighbor(1, mac_chassis(X), named_port("eth0"));
    row.sys_name = Some("camera-7".to_owned());
    row.capabilities = Some(1 << 7);
    let topology = topology(&[device("a").interfaces(1).lldp(A).hears_row(row).done()]);
    assert_eq!(lines(&topology), ["a p1 ── camera-7 eth0  claimed"]);
    let node = topology.node("camera-7").unwrap();
    assert_eq!((node.id.as_str(), node.polled, node.kind), ("lldp:02:00:00:00:00:99", false, DeviceKind::Host));
}

#[test]
fn one_neighbor_heard_by_lldp_and_by_cdp_under_its_qualified_name_is_one_node() {
    let mut row = neighbor(1, mac_chassis(X), named_port("Gi0/1"));
    row.sys_name = Some("sw21".to_owned());
    for id in ["sw21.example.net", "SW21(FOC1234X0AB)", "sw21"] {
        let a = device("a").interfaces(1).lldp(A).hears_row(row.clone()).cdp(1, id, "GigabitEthernet0/1").done();
        let topology = topology(&[a]);
        assert_eq!(lines(&topology), ["a p1 ── sw21 Gi0/1  claimed"], "{id}");
        assert_eq!(topology.nodes.len(), 2);
    }
}

#[test]
fn cdp_names_a_polled_device_by_host_name_and_its_port_by_the_long_name() {
    let r1 = device("r1").interface(1, "Gi0/0").cdp(1, "r2.example.net", "Serial0/0/0").done();
    let r2 = device("r2").interface(7, "Se0/0/0").cdp(7, "r1", "GigabitEthernet0/0").done();
    assert_eq!(lines(&topology(&[r1, r2])), ["r1 Gi0/0 ── r2 Se0/0/0  confirmed"]);
}

#[test]
fn a_local_port_id_is_the_if_index_of_the_far_end() {
    let local = |index: &str| PortId::new(PortIdSubtype::Local, index);
    let a =
        device("a").interface(508, "xe-0/0/0").lldp(A).hears_row(neighbor(508, mac_chassis(B), local("575"))).done();
    let b =
        device("b").interface(575, "xe-1/0/1").lldp(B).hears_row(neighbor(575, mac_chassis(A), local("508"))).done();
    assert_eq!(lines(&topology(&[a, b])), ["a xe-0/0/0 ── b xe-1/0/1  confirmed"]);
}

#[test]
fn a_local_port_of_zero_is_repaired_from_the_row_of_the_peer() {
    let a = device("a").interfaces(3).lldp(A).hears(0, B, "p2").done();
    let b = device("b").interfaces(3).lldp(B).hears(2, A, "p3").done();
    assert_eq!(lines(&topology(&[a, b])), ["a p3 ── b p2  confirmed"]);
}

#[test]
fn ports_that_share_one_mac_are_told_apart_by_the_rows_of_the_peer() {
    let twin = |name: &str| device(name).interface_mac(1, "p1", X).interface_mac(2, "p2", X);
    let a = device("a").interfaces(2).lldp(A);
    let a = a.hears_row(neighbor(1, mac_chassis(B), mac_port(X))).hears_row(neighbor(2, mac_chassis(B), mac_port(X)));
    let b = twin("b").lldp(B).hears(1, A, "p2").hears(2, A, "p1");
    assert_eq!(lines(&topology(&[a.done(), b.done()])), ["a p1 ── b p2  confirmed", "a p2 ── b p1  confirmed"]);
}

#[test]
fn an_illegal_subtype_and_a_mac_written_as_text_still_name_the_neighbor() {
    let text = |text: &str| ChassisId::new(ChassisIdSubtype::Other(0), text);
    let port = |text: &str| PortId::new(PortIdSubtype::Other(0), text);
    let a =
        device("a").interface(1, "2/4").lldp(A).hears_row(neighbor(1, text("02-00-00-00-00-0B"), port("3/5"))).done();
    let b = device("b").interface(9, "3/5").lldp(B).hears_row(neighbor(9, text(A), port("2/4"))).done();
    assert_eq!(lines(&topology(&[a, b])), ["a 2/4 ── b 3/5  confirmed"]);
}

#[test]
fn several_neighbors_on_one_port_share_a_medium_and_are_not_a_mesh() {
    let a = device("a").interfaces(1).lldp(A).hears(1, B, "p1").hears(1, C, "p1").done();
    let b = device("b").interfaces(1).lldp(B).hears(1, A, "p1").hears(1, C, "p1").done();
    let c = device("c").interfaces(1).lldp(C).hears(1, A, "p1").hears(1, B, "p1").done();
    let topology = topology(&[a, b, c]);
    assert_eq!(lines(&topology), Vec::<String>::new());
    assert_eq!(segments(&topology), ["a p1 + b p1 + c p1"]);
}

#[test]
fn a_stale_row_loses_to_a_confirmed_neighbor_and_is_kept_as_a_contradiction() {
    let a = device("a").interfaces(2).lldp(A).hears(1, B, "p1").hears(1, C, "p1").done();
    let b = device("b").interfaces(1).lldp(B).hears(1, A, "p1").done();
    let c = device("c").interfaces(2).lldp(C).hears(2, X, "p1").done();
    let topology = topology(&[a, b, c]);
    assert_eq!(lines(&topology), ["02:00:00:00:00:99 p1 ── c p2  claimed", "a p1 ── b p1  confirmed"]);
    assert_eq!(topology.links[0].contradicting.len(), 1);
    assert_eq!(topology.unused.len(), 1);
}

#[test]
fn a_peer_that_was_asked_and_hears_others_contradicts_a_one_sided_row() {
    let a = device("a").interfaces(1).lldp(A).hears(1, B, "p1").done();
    let b = device("b").interfaces(2).lldp(B).hears(2, X, "p1").done();
    let topology = topology(&[a, b]);
    let link = topology.link_between("a", "b").unwrap();
    assert_eq!((link.contradicting.len(), link.confidence < 0.7), (1, true));
}

#[test]
fn two_polled_devices_with_one_chassis_id_stay_two_and_the_name_tells_which_is_meant() {
    let row = |name: Option<&str>| {
        let mut row = neighbor(1, mac_chassis(B), named_port("p1"));
        row.sys_name = name.map(str::to_owned);
        row
    };
    let twins = [device("b1").interfaces(1).lldp(B).done(), device("b2").interfaces(1).lldp(B).done()];
    let a = |name| device("a").interfaces(1).lldp(A).hears_row(row(name)).done();
    let [b1, b2] = twins;
    let named = topology(&[a(Some("b2")), b1.clone(), b2.clone()]);
    assert_eq!(lines(&named), ["a p1 ── b2 p1  claimed"]);
    let unnamed = topology(&[a(None), b1, b2]);
    assert_eq!((unnamed.nodes.len(), unnamed.links.len(), unnamed.unused.len()), (3, 0, 1));
}

#[test]
fn a_name_that_two_polled_devices_have_makes_no_third() {
    let namesake = |id: &str, chassis| {
        let mut twin = device("sw1").interfaces(1).lldp(chassis).done();
        twin.id.0 = id.to_owned();
        twin
    };
    let a = device("a").interfaces(1).cdp(1, "sw1.example.net", "p1").done();
    let (one, other) = (namesake("10.0.0.1", B), namesake("10.0.0.2", C));
    let mut full = other.clone();
    full.system.name = Some("sw1.example.net".to_owned());
    full.lldp.as_mut().unwrap().sys_name = None;
    // Only one has the domain that the row names: it is meant.
    assert_eq!(lines(&topology(&[a, one.clone(), full])).len(), 1);
    let a = device("a").interfaces(1).cdp(1, "sw1", "p1").done();
    let unclear = topology(&[a, one, other]);
    assert_eq!((unclear.nodes.len(), unclear.links.len(), unclear.unused.len()), (3, 0, 1));
    assert_eq!(unclear.unused[0].why, "its name belongs to 2 devices");
}

#[test]
fn a_cable_that_was_moved_counts_where_both_ends_say_so() {
    // `b p1` went from `a` to `c`; `a` does not know yet.
    let a = device("a").interfaces(1).lldp(A).hears(1, B, "p1").done();
    let b = device("b").interfaces(1).lldp(B).hears(1, C, "p1").done();
    let c = device("c").interfaces(1).lldp(C).hears(1, B, "p1").done();
    let topology = topology(&[a, b, c]);
    assert_eq!((lines(&topology), topology.segments.len()), (vec!["b p1 ── c p1  confirmed".to_owned()], 0));
    let against: Vec<_> = topology.links[0].contradicting.iter().map(|reason| &*reason.device).collect();
    assert_eq!((against, topology.unused.len()), (vec!["a"], 1));
}

#[test]
fn frames_that_pass_an_unmanaged_switch_join_the_two_beyond_it() {
    let seen = "02:00:00:00:00:77";
    let bridge = |name: &str, base: &str| device(name).interfaces(2).lldp(base).bridge(base).bridge_ports(2);
    let a = bridge("a", A).hears(1, B, "p1").sees(1, B).sees(1, seen).done();
    let b = bridge("b", B).hears(1, A, "p1").sees(1, A).sees(1, seen).done();
    let topology = topology(&[a, b]);
    assert_eq!(lines(&topology), ["a p1 ── b p1  confirmed"]);
    // One address between them is no third end: it is kept with the reason.
    assert_eq!((topology.segments.len(), topology.unused.len()), (0, 1));
}

#[test]
fn loopback_addresses_and_default_names_merge_nobody() {
    let mut row = neighbor(1, mac_chassis(X), named_port("p1"));
    row.sys_name = Some("switch".to_owned());
    row.addresses = vec![ip("127.0.0.1")];
    let mut b = device("switch").interfaces(1).address(1, "127.0.0.1").done();
    b.id.0 = "b".to_owned();
    let topology = topology(&[device("a").interfaces(1).lldp(A).hears_row(row).done(), b]);
    assert_eq!(topology.nodes.len(), 3);
    assert!(topology.link_between("a", "b").is_none());
}

#[test]
fn a_unit_and_its_physical_port_are_one_port() {
    let a = device("a").interface(10, "ge-0/0/1").interface(11, "ge-0/0/1.0").lldp(A).hears(11, B, "p1").done();
    let b = device("b").interfaces(1).lldp(B).hears(1, A, "ge-0/0/1").done();
    assert_eq!(lines(&topology(&[a, b])), ["a ge-0/0/1.0 ── b p1  confirmed"]);
}

#[test]
fn a_pc_behind_a_phone_hangs_off_the_phone() {
    let mut phone = neighbor(1, mac_chassis(B), named_port("port 1"));
    phone.capabilities = Some(1 << 5 | 1 << 2);
    let mut pc = neighbor(1, mac_chassis(C), named_port("eth0"));
    pc.capabilities = Some(1 << 7);
    let topology = topology(&[device("a").interfaces(1).lldp(A).hears_row(phone).hears_row(pc).done()]);
    assert_eq!(
        lines(&topology),
        ["02:00:00:00:00:0b port 1 ── a p1  claimed", "02:00:00:00:00:0b ── 02:00:00:00:00:0c eth0  inferred"]
    );
}

#[test]
fn a_device_that_hears_itself_gets_no_link() {
    let topology = topology(&[device("a").interfaces(2).lldp(A).hears(1, A, "p2").done()]);
    assert_eq!((topology.links.len(), topology.unused.len()), (0, 1));
}

#[test]
fn an_explanation_names_each_row_that_speaks_for_and_against() {
    let a = device("a").interfaces(1).lldp(A).hears(1, B, "p1").done();
    let b = device("b").interfaces(2).lldp(B).hears(2, X, "p1").done();
    let topology = topology(&[a, b]);
    let text = topology.explain_between("a", "b").unwrap().to_string();
    let expected = "a p1 is cabled to b p1\n  how sure: claimed, 0.600: one end says so\n  \
        because: a p1 hears b, which calls its port p1 (lldpRemTable local port 1 of a)\n  \
        against: b p1 was asked and does not hear a p1 (lldpRemTable of b)\n  \
        not known: a was not asked for stp, or stp is not used\n  \
        not known: a was not asked for fdb, or fdb is not used\n  \
        not known: b was not asked for stp, or stp is not used\n  \
        not known: b was not asked for fdb, or fdb is not used\n  \
        not known: lldp of b was read to its end, 1 row, and none speaks of a";
    assert_eq!(text, expected);
}

#[test]
fn local_port_numbers_that_are_off_by_one_are_corrected_by_what_the_peers_announce() {
    // `mid` counts from 0 in its neighbor table and from 1 in its port table.
    let mid = device("mid").interfaces(4).lldp(B).hears(0, A, "p1").hears(1, C, "p1").hears(2, X, "eth0").done();
    let left = device("left").interfaces(1).lldp(A).hears(1, B, "p1").done();
    let right = device("right").interfaces(1).lldp(C).hears(1, B, "p2").done();
    assert_eq!(
        lines(&topology(&[left, mid, right])),
        ["02:00:00:00:00:99 eth0 ── mid p3  claimed", "left p1 ── mid p1  confirmed", "mid p2 ── right p1  confirmed"]
    );
}

#[test]
fn an_agent_that_says_port_0_on_every_row_has_no_numbers_to_correct() {
    let mid = device("mid").interfaces(4).lldp(B).hears(0, A, "p1").hears(0, C, "p1").hears(0, X, "eth0").done();
    let left = device("left").interfaces(1).lldp(A).hears(1, B, "p2").done();
    let right = device("right").interfaces(1).lldp(C).hears(1, B, "p2").done();
    let topology = topology(&[left, mid, right]);
    let at_p2 = lines(&topology).into_iter().filter(|line| line.contains("eth0") && line.contains("mid p")).count();
    assert_eq!(at_p2, 0, "{:?}", lines(&topology));
}

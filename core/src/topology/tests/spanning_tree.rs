//! Spanning tree: links without LLDP, blocked ones, hubs.

use super::fixture::device;
use super::{lines, segments, topology};
use crate::inventory::{DeviceSnapshot, FdbEntry, FdbStatus, StpState};
use crate::topology::{Link, LinkState};
use crate::value::BridgePort;

const A: &str = "02:bb:00:00:00:0a";
const B: &str = "02:bb:00:00:00:0b";
const C: &str = "02:bb:00:00:00:0c";

/// A bridge of four ports; `rows` are port, state, designated bridge, designated port.
fn bridge(name: &str, base: &str, rows: &[(u32, StpState, &str, u16)]) -> DeviceSnapshot {
    let fixture = device(name).interfaces(4).bridge(base).bridge_ports(4);
    rows.iter().fold(fixture, |fixture, (port, state, bridge, led)| fixture.tree(*port, *state, bridge, *led)).done()
}

use StpState::{Blocking, Disabled, Forwarding};

#[test]
fn a_ring_of_three_has_three_links_and_one_is_blocked() {
    let a = bridge("a", A, &[(1, Forwarding, A, 0x8001), (2, Forwarding, A, 0x8002)]);
    let b = bridge("b", B, &[(1, Forwarding, A, 0x8001), (2, Forwarding, B, 0x8002)]);
    let c = bridge("c", C, &[(1, Forwarding, A, 0x8002), (2, Blocking, B, 0x8002)]);
    let topology = topology(&[a, b, c]);
    assert_eq!(lines(&topology), ["a p1 ── b p1  inferred", "a p2 ── c p1  inferred", "b p2 ── c p2  inferred"]);
    let states: Vec<LinkState> = topology.links().map(|link| link.state).collect();
    assert_eq!(states, [LinkState::Forwarding, LinkState::Forwarding, LinkState::Blocked]);
    assert!(topology.links[2].to_string().ends_with(", blocked"));
}

/// Bridges that are neighbors of a neighbor in the tree have no cable, although each sees the other's addresses and the
/// blocked port still knows some from before it was blocked.
#[test]
fn a_ring_with_a_blocked_port_and_full_forwarding_tables_has_no_phantom_link() {
    const D: &str = "02:bb:00:00:00:0d";
    let host = |number: u8| format!("02:aa:00:00:00:{number:02x}");
    let with_rows = |mut bridge: DeviceSnapshot, rows: &[(u32, &[&str], &[u8])]| {
        for (port, bridges, hosts) in rows {
            let addresses =
                bridges.iter().map(|base| (*base).to_owned()).chain(hosts.iter().map(|number| host(*number)));
            let entries = addresses.map(|address| FdbEntry {
                mac: super::fixture::mac(&address),
                port: BridgePort(*port),
                vlan: None,
                status: FdbStatus::Learned,
            });
            bridge.bridge.as_mut().unwrap().fdb.extend(entries);
        }
        bridge
    };
    let a = bridge("a", A, &[(1, Forwarding, A, 0x8001), (2, Forwarding, A, 0x8002)]);
    let b = bridge("b", B, &[(1, Forwarding, A, 0x8001), (2, Forwarding, B, 0x8002)]);
    let c = bridge("c", C, &[(1, Forwarding, B, 0x8002), (2, Forwarding, C, 0x8002)]);
    let d = bridge("d", D, &[(1, Forwarding, A, 0x8002), (2, Blocking, C, 0x8002)]);
    let ring = topology(&[
        with_rows(a, &[(1, &[B, C], &[2, 3]), (2, &[D], &[4]), (3, &[], &[1])]),
        with_rows(b, &[(1, &[A, D], &[1, 4]), (2, &[C], &[3]), (3, &[], &[2])]),
        with_rows(c, &[(1, &[A, B, D], &[1, 2, 4]), (3, &[], &[3])]),
        with_rows(d, &[(1, &[A, B], &[1, 2]), (2, &[C], &[3]), (3, &[], &[4])]),
    ]);
    let cables: Vec<String> = lines(&ring).into_iter().filter(|line| !line.contains(':')).collect();
    assert_eq!(
        cables,
        ["a p1 ── b p1  inferred", "a p2 ── d p1  inferred", "b p2 ── c p1  inferred", "c p2 ── d p2  inferred"]
    );
    assert_eq!(ring.link_between("c", "d").unwrap().state, LinkState::Blocked);
    let on_edge = |link: &&Link| [&link.a, &link.b].iter().any(|end| end.port.as_deref() == Some("p3"));
    assert_eq!(ring.links().filter(on_edge).count(), 4, "each host on its switch");
}

#[test]
fn several_ports_with_one_designated_port_are_on_a_hub() {
    let a = bridge("a", A, &[(1, Forwarding, A, 0x8001)]);
    let b = bridge("b", B, &[(3, Forwarding, A, 0x8001)]);
    let c = bridge("c", C, &[(4, Forwarding, A, 0x8001)]);
    let topology = topology(&[a, b, c]);
    assert_eq!((lines(&topology).len(), segments(&topology)), (0, vec!["a p1 + b p3 + c p4".to_owned()]));
}

#[test]
fn a_designated_port_that_says_nothing_is_found_by_its_number_in_8_and_in_12_bits() {
    for led in [0x8003, 0x7003] {
        let a = bridge("a", A, &[]);
        let b = bridge("b", B, &[(1, Forwarding, A, led)]);
        assert_eq!(lines(&topology(&[a, b])), ["a p3 ── b p1  inferred"], "{led:x}");
    }
}

#[test]
fn a_designated_bridge_that_was_not_asked_becomes_a_node() {
    let b = bridge("b", B, &[(1, Forwarding, A, 0x8007)]);
    let topology = topology(&[b]);
    assert_eq!(lines(&topology), ["02:bb:00:00:00:0a port 7 ── b p1  inferred"]);
    assert_eq!(topology.node(A).unwrap().id, "mac:02:bb:00:00:00:0a");
}

#[test]
fn a_disabled_port_keeps_what_it_last_heard_and_proves_nothing() {
    let a = bridge("a", A, &[(1, Forwarding, A, 0x8001)]);
    let b = bridge("b", B, &[(1, Disabled, A, 0x8001)]);
    assert!(topology(&[a, b]).links.is_empty());
}

#[test]
fn spanning_tree_adds_its_reason_to_the_cable_that_lldp_knows_and_blocks_it() {
    let a = device("a").interfaces(4).bridge(A).bridge_ports(4).lldp(A).hears(1, B, "p2");
    let a = a.tree(1, Forwarding, A, 0x8001).done();
    let b = device("b").interfaces(4).bridge(B).bridge_ports(4).lldp(B).hears(2, A, "p1");
    let b = b.tree(2, Blocking, A, 0x8001).done();
    let topology = topology(&[a, b]);
    assert_eq!(topology.links[0].to_string(), "a p1 ── b p2  confirmed, 0.999, blocked");
    assert_eq!(topology.links[0].because.len(), 3);
}

#[test]
fn a_link_that_forwards_in_one_vlan_is_not_blocked() {
    let a = device("a").interfaces(4).bridge(A).bridge_ports(4).lldp(A).hears(1, B, "p1").done();
    let b = device("b").interfaces(4).bridge(B).bridge_ports(4).lldp(B).hears(1, A, "p1");
    let b = b.tree_of(Some(10), 1, Blocking, A, 0x8001).tree_of(Some(20), 1, Forwarding, A, 0x8001).done();
    assert_eq!(topology(&[a, b]).links[0].state, LinkState::Forwarding);
}

#[test]
fn a_link_of_an_aggregate_bears_its_name_and_its_state() {
    let side = |name: &str, base: &str, peer: &str| {
        let fixture = device(name).interface(1, "p1").interface(2, "p2").interface(9, "Po1").lag(9, &[1, 2]);
        fixture.bridge(base).bridge_port(9, 9).lldp(base).hears(1, peer, "p1").hears(2, peer, "p2")
    };
    let a = side("a", A, B).tree(9, Forwarding, A, 0x8009).done();
    let b = side("b", B, A).tree(9, Blocking, A, 0x8009).done();
    let topology = topology(&[a, b]);
    assert_eq!(lines(&topology), ["a p1 ── b p1  confirmed", "a p2 ── b p2  confirmed"]);
    for link in topology.links() {
        assert_eq!((link.lag.as_deref(), link.state), (Some("a Po1 = b Po1"), LinkState::Blocked));
    }
}

#[test]
fn spanning_tree_in_hiding_says_nothing() {
    let a = bridge("a", A, &[(1, Forwarding, A, 0x8001)]);
    let b = bridge("b", B, &[(1, Forwarding, A, 0x8001)]);
    let options = crate::topology::Options::new().hide_named(["stp"]).unwrap();
    assert!(crate::topology::infer(&[a, b], &options).links.is_empty());
}

/// A bridge whose trees tell states only, and that hears `neighbors`: local port, base address and port there.
fn quiet(name: &str, base: &str, states: &[StpState], neighbors: &[(u32, &str, &str)]) -> DeviceSnapshot {
    let count = u32::try_from(states.len()).unwrap();
    let fixture = device(name).interfaces(count).bridge(base).bridge_ports(count).lldp(base);
    let fixture = (1..).zip(states).fold(fixture, |fixture, (port, state)| fixture.tree(port, *state, base, 0));
    let fixture = neighbors.iter().fold(fixture, |fixture, (port, base, far)| fixture.hears(*port, base, far));
    let mut device = fixture.done();
    for row in device.bridge.iter_mut().flat_map(|bridge| &mut bridge.spanning_trees).flat_map(|tree| &mut tree.ports) {
        (row.designated_bridge, row.designated_port) = (None, None);
    }
    device
}

/// Two bridges cabled on their ports 2; port 1 of `b` is in that state.
fn pair(a_port_1: StpState, b_port_1: StpState) -> [DeviceSnapshot; 2] {
    let a = quiet("a", A, &[a_port_1, Forwarding, Forwarding], &[(2, B, "p2"), (3, C, "p1")]);
    let b = quiet("b", B, &[b_port_1, Forwarding], &[(2, A, "p2")]);
    [a, b]
}

#[test]
fn a_blocked_port_that_does_not_say_whom_it_hears_is_cabled_to_the_only_port_left_over() {
    let topology = topology(&pair(Forwarding, Blocking));
    let link = topology.links().find(|link| link.state == LinkState::Blocked).unwrap();
    assert_eq!(link.to_string(), "a p1 ── b p1  inferred, 0.850, blocked");
    assert_eq!(
        link.because[0].text,
        "b p1 is blocked, so a bridge is at its other end; around it a p1 alone leads on and has nothing at its other end"
    );
}

#[test]
fn two_ports_that_forward_with_nothing_at_their_ends_are_not_cabled_to_each_other() {
    let topology = topology(&pair(Forwarding, Forwarding));
    assert!(topology.links().all(|link| link.a.port.as_deref() != Some("p1") || link.b.device != "b"));
}

#[test]
fn a_blocked_port_is_cabled_to_none_where_no_port_or_too_many_are_left_over() {
    let [a, b] = pair(Forwarding, Blocking);
    let c = quiet("c", C, &[Forwarding; 9], &[(1, A, "p3")]);
    for devices in [pair(Disabled, Blocking).to_vec(), vec![a, b, c]] {
        assert!(topology(&devices).links().all(|link| link.state != LinkState::Blocked));
    }
}

#[test]
fn a_port_with_addresses_behind_it_is_no_end_of_a_blocked_cable() {
    let [mut a, b] = pair(Forwarding, Blocking);
    let row = FdbEntry {
        mac: "02:cc:00:00:00:01".parse().unwrap(),
        port: BridgePort(1),
        vlan: None,
        status: FdbStatus::Learned,
    };
    a.bridge.as_mut().unwrap().fdb.push(row);
    assert!(topology(&[a, b]).links().all(|link| link.state != LinkState::Blocked));
}

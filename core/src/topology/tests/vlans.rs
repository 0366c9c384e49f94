//! The VLANs of links, and the instances of MSTP that block them.

use super::fixture::{Fixture, device, mac_chassis, named_port, neighbor};
use super::topology;
use crate::inventory::{DeviceSnapshot, SpanningTree, StpPort, StpState, Vlan};
use crate::topology::LinkState;
use crate::value::{BridgePort, VlanId};

const A: &str = "02:00:00:00:00:0a";
const B: &str = "02:00:00:00:00:0b";

/// A switch of two ports that hears `peer` on its first.
fn switch(name: &str, base: &str, peer: &str) -> Fixture {
    device(name).interfaces(2).bridge(base).bridge_ports(2).lldp(base).hears(1, peer, "p1")
}

/// The same with VLANs on the first port, the last of them on the second one as well.
fn carries(mut switch: DeviceSnapshot, vlans: &[u16]) -> DeviceSnapshot {
    let last = vlans.last().copied();
    switch.vlans.extend(vlans.iter().map(|id| Vlan {
        id: VlanId(*id),
        name: None,
        egress: [1, 2].into_iter().filter(|port| *port == 1 || Some(*id) == last).map(BridgePort).collect(),
        untagged: Vec::new(),
    }));
    switch
}

fn vlans(devices: &[DeviceSnapshot]) -> Vec<u16> {
    topology(devices).links[0].vlans.iter().map(|vlan| vlan.0).collect()
}

#[test]
fn a_link_carries_what_both_ends_send() {
    let a = carries(switch("a", A, B).done(), &[10, 20, 30]);
    assert_eq!(vlans(&[a.clone(), carries(switch("b", B, A).done(), &[20, 30, 40])]), [20, 30]);
    assert_eq!(vlans(&[a, switch("b", B, A).done()]), [10, 20, 30], "the other end does not say");
}

#[test]
fn the_vlan_of_untagged_frames_counts_where_no_list_has_the_port() {
    let mut a = carries(switch("a", A, B).done(), &[10]);
    a.vlans[0].egress = vec![BridgePort(2)];
    a.bridge.as_mut().unwrap().ports[0].pvid = Some(VlanId(77));
    assert_eq!(vlans(&[a, switch("b", B, A).done()]), [77]);
    let mut a = carries(switch("a", A, B).done(), &[10]);
    a.bridge.as_mut().unwrap().ports[0].pvid = Some(VlanId(1));
    assert_eq!(vlans(&[a, switch("b", B, A).done()]), [10], "a native VLAN that is not sent");
}

#[test]
fn what_a_neighbor_announces_of_its_port_counts_for_one_that_was_not_asked() {
    let mut row = neighbor(1, mac_chassis(B), named_port("p1"));
    row.details.vlans = vec![VlanId(20), VlanId(30)];
    row.details.pvid = Some(VlanId(1));
    let heard = device("a").interfaces(2).bridge(A).bridge_ports(2).lldp(A).hears_row(row).done();
    assert_eq!(vlans(std::slice::from_ref(&heard)), [1, 20, 30]);
    assert_eq!(vlans(&[carries(heard, &[10, 20])]), [20]);
}

#[test]
fn a_port_carries_the_vlans_whose_spanning_trees_it_is_in() {
    let a = switch("a", A, B).tree_of(Some(10), 1, StpState::Forwarding, A, 0x8001);
    let a = a.tree_of(Some(20), 1, StpState::Blocking, B, 0x8001).tree_of(Some(30), 2, StpState::Forwarding, A, 0x8002);
    assert_eq!(vlans(&[a.done(), switch("b", B, A).done()]), [10, 20]);
}

/// An instance of MSTP that has the first port in that state.
fn instance(number: u16, state: StpState) -> SpanningTree {
    let port = StpPort { port: BridgePort(1), state, path_cost: None, designated_bridge: None, designated_port: None };
    SpanningTree { instance: Some(number), ports: vec![port], ..SpanningTree::default() }
}

#[test]
fn a_link_that_forwards_in_one_instance_is_not_blocked() {
    let state = |states: &[StpState]| {
        let mut b = switch("b", B, A).tree(1, StpState::Blocking, A, 0x8001).done();
        let trees = &mut b.bridge.as_mut().unwrap().spanning_trees;
        trees.extend((1..).zip(states).map(|(number, state)| instance(number, *state)));
        topology(&[switch("a", A, B).done(), b]).links[0].state
    };
    assert_eq!(state(&[]), LinkState::Blocked);
    assert_eq!(state(&[StpState::Blocking, StpState::Blocking]), LinkState::Blocked);
    assert_eq!(state(&[StpState::Blocking, StpState::Forwarding]), LinkState::Forwarding);
}

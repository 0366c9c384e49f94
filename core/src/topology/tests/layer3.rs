//! Layer 3: who is a neighbor of whom, over what, and in which subnets.

use proptest::prelude::*;

use super::fixture::{Fixture, device, routes};
use super::topology;
use crate::evidence::Source;
use crate::inventory::RoutingProtocol::{Bgp, Isis, Ospf, Ospfv3};
use crate::inventory::{DeviceSnapshot, RoutingNeighbor, RoutingState, StpState, VirtualRouterState};
use crate::topology::{Layer, Link, LinkState, Options, Strength, Topology, infer};
use crate::value::IfIndex;

const A: &str = "02:00:00:00:00:0a";
const B: &str = "02:00:00:00:00:0b";
const S: &str = "02:00:00:00:00:05";

/// `r1` with 10.0.0.1/30 on interface 1 and `r2` with 10.0.0.2/30 on interface 2.
fn pair() -> (Fixture, Fixture) {
    let r1 = device("r1").interfaces(2).net(1, "10.0.0.1/30").router_id(Ospf, "192.0.2.1");
    let r2 = device("r2").interfaces(2).net(2, "10.0.0.2/30").router_id(Ospf, "192.0.2.2");
    (r1, r2)
}

fn down(row: RoutingNeighbor) -> RoutingNeighbor {
    RoutingNeighbor { state: RoutingState::Down, ..row }
}

/// `r1 p1 ── r2 p2 confirmed ospf:up 10.0.0.0/30`, those of layer 3.
fn lines(topology: &Topology) -> Vec<String> {
    let line = |link: &Link| {
        let mut words = vec![format!("{} ── {} {}", link.a, link.b, link.strength)];
        words.extend(link.adjacencies.iter().map(ToString::to_string));
        words.extend(link.subnet.clone());
        words.join(" ")
    };
    topology.links().filter(|link| link.layer == Layer::L3).map(line).collect()
}

fn carriers(topology: &Topology) -> Vec<String> {
    let link = topology.links().find(|link| link.layer == Layer::L3).unwrap();
    let name = |id: &String| {
        let cable = topology.links().find(|link| link.id == *id).map(|link| format!("{} ── {}", link.a, link.b));
        cable.or_else(|| topology.segments.iter().find(|it| it.id == *id).map(|it| it.name.clone())).unwrap()
    };
    link.carried_by.iter().map(name).collect()
}

#[test]
fn two_routers_that_are_neighbors_of_each_other_have_one_confirmed_link() {
    let (r1, r2) = pair();
    let r1 = r1.routes_with(routes(Ospf, 1, "192.0.2.2", "10.0.0.2")).done();
    let r2 = r2.routes_with(routes(Ospf, 2, "192.0.2.1", "10.0.0.1")).done();
    let both = topology(&[r1.clone(), r2.clone()]);
    assert_eq!(lines(&both), ["r1 p1 ── r2 p2 confirmed ospf:up 10.0.0.0/30"]);
    let link = &both.links[0];
    assert_eq!((link.state, link.contradicting.len(), both.unused.len()), (LinkState::Forwarding, 0, 0));
    // Without the subnet, and by each protocol hidden in turn.
    let hidden = |source| lines(&infer(&[r1.clone(), r2.clone()], &Options::new().hide(source)));
    assert_eq!(hidden(Source::Subnet), ["r1 p1 ── r2 p2 confirmed ospf:up"]);
    assert_eq!(hidden(Source::Ospf), ["r1 p1 ── r2 p2 inferred 10.0.0.0/30"]);
}

#[test]
fn a_neighbor_that_was_not_asked_is_one_router_whoever_tells_of_it() {
    let (r1, r2) = pair();
    let ospf = routes(Ospf, 2, "192.0.2.9", "10.0.1.9");
    let r1 = r1.net(2, "10.0.1.1/24").routes_with(ospf).done();
    let bgp = RoutingNeighbor { remote_as: Some(64512), ..routes(Bgp, 0, "192.0.2.9", "192.0.2.9") };
    let isis = RoutingNeighbor { name: Some("far".to_owned()), ..routes(Isis, 1, "1920.0000.2009", "10.0.1.9") };
    let r2 = r2.routes_with(bgp).routes_with(isis).done();
    let topology = topology(&[r1, r2]);
    let far = topology.node("far").unwrap();
    assert_eq!((far.id.as_str(), far.polled, far.addresses.len()), ("router:192.0.2.9", false, 2));
    assert_eq!(
        lines(&topology),
        [
            "r1 p1 ── r2 p2 inferred 10.0.0.0/30",
            "r1 p2 ── far claimed ospf:up",
            "r2 ── far claimed bgp:up",
            "r2 p1 ── far claimed isis:up"
        ]
    );
}

#[test]
fn a_router_that_was_asked_and_has_other_neighbors_contradicts() {
    let (r1, r2) = pair();
    let r1 = r1.routes_with(routes(Ospf, 1, "192.0.2.2", "10.0.0.2")).done();
    let r2 = r2.routes_with(routes(Ospf, 1, "192.0.2.7", "10.9.0.7")).done();
    let topology = topology(&[r1, r2]);
    let link = topology.link_between("r1", "r2").unwrap();
    assert_eq!((link.strength, link.contradicting.len()), (Strength::Claimed, 1));
    assert_eq!(link.contradicting[0].text, "r2 p2 was asked and has no such neighbor by OSPF");
    assert!(link.confidence < 0.7);
}

/// Routers `r1` to `rN` on one network; the first two are designated.
fn on_one_network(count: u8) -> Vec<DeviceSnapshot> {
    let id = |n: u8| format!("192.0.2.{n}");
    let router = |n: u8| {
        let fixture = device(&format!("r{n}")).interfaces(1).net(1, &format!("10.0.0.{n}/24")).router_id(Ospf, &id(n));
        (1..=count).filter(|other| *other != n).fold(fixture, |fixture, other| {
            let row = routes(Ospf, 1, &id(other), &format!("10.0.0.{other}"));
            let state = if n.min(other) <= 2 { RoutingState::Up } else { RoutingState::TwoWay };
            fixture.routes_with(RoutingNeighbor { state, ..row })
        })
    };
    (1..=count).map(|n| router(n).done()).collect()
}

#[test]
fn routers_of_one_network_are_linked_with_the_designated_ones() {
    let devices = on_one_network(9);
    let whole = topology(&devices);
    // Not the 36 pairs.
    assert_eq!(lines(&whole).len(), 8 + 7);
    assert!(whole.links().all(|link| link.contradicting.is_empty() && link.strength == Strength::Confirmed));
    assert_eq!(whole.subnets[0].members.len(), 9);
    let told: Vec<&str> = whole.unused.iter().map(|it| it.reason.text.as_str()).collect();
    assert_eq!(told.len(), 7);
    assert_eq!(told[0], "r3 p1 hears 6 more by OSPF that are not designated either");
    // A line beside the network between two that are not designated is a link of its own.
    let line = |device: DeviceSnapshot, own: &str, other: u8, address: &str| {
        let fixture = Fixture(device).interface(2, "p2").net(2, own);
        fixture.routes_with(routes(Ospf, 2, &format!("192.0.2.{other}"), address)).done()
    };
    let mut beside = devices.clone();
    beside[4] = line(beside[4].clone(), "10.1.0.1/30", 6, "10.1.0.2");
    beside[5] = line(beside[5].clone(), "10.1.0.2/30", 5, "10.1.0.1");
    assert_eq!(lines(&topology(&beside)).len(), 8 + 7 + 1);
    // Where neither of the designated ones was asked, all the same: each is known by its neighbors.
    let others = topology(&devices[2..]);
    assert_eq!((lines(&others).len(), others.nodes.len()), (2 * 7, 9));
    // Seen by one router alone, those that are not designated hang on it.
    let one = topology(&devices[4..5]);
    assert_eq!((lines(&one).len(), one.nodes.len(), one.unused.len()), (8, 9, 0));
}

#[test]
fn neighbors_without_addresses_meet_by_their_ids_and_interfaces() {
    let r1 = device("r1").interfaces(2).router_id(Ospfv3, "192.0.2.1");
    let r2 = device("r2").interfaces(2).router_id(Ospfv3, "192.0.2.2");
    let by_index = RoutingNeighbor { remote_interface: Some(IfIndex(2)), ..routes(Ospfv3, 1, "192.0.2.2", "fe80::2") };
    let r1 = r1.routes_with(by_index).done();
    let back = routes(Ospfv3, 2, "192.0.2.1", "fe80::1");
    assert_eq!(lines(&topology(&[r1, r2.routes_with(back).done()])), ["r1 p1 ── r2 p2 confirmed ospfv3:up"]);
}

#[test]
fn isis_finds_the_far_interface_by_its_mac_address() {
    let r1 = device("r1").interface_mac(1, "p1", A).router_id(Isis, "0000.0000.0001");
    let r2 = device("r2").interface_mac(2, "p2", B).interface(3, "p3").router_id(Isis, "0000.0000.0002");
    let row = RoutingNeighbor { mac: Some(B.parse().unwrap()), ..routes(Isis, 1, "0000.0000.0002", "") };
    // Two levels are two rows, and one of them is not up yet.
    let starting = RoutingNeighbor { state: RoutingState::Starting, ..row.clone() };
    let r1 = r1.routes_with(row).routes_with(starting).done();
    assert_eq!(lines(&topology(&[r1, r2.done()])), ["r1 p1 ── r2 p2 claimed isis:up"]);
}

#[test]
fn a_down_session_to_nobody_makes_no_router_and_one_to_a_polled_router_is_shown_as_down() {
    let (r1, r2) = pair();
    let r1 = r1.routes_with(down(routes(Bgp, 0, "", "203.0.113.9"))).routes_with(down(routes(Bgp, 1, "", "10.0.0.2")));
    let r2 = r2.routes_with(down(routes(Bgp, 2, "", "10.0.0.1")));
    let topology = infer(&[r1.done(), r2.done()], &Options::new().hide(Source::Subnet));
    assert_eq!((lines(&topology), topology.nodes.len()), (vec!["r1 p1 ── r2 p2 confirmed bgp:down".to_owned()], 2));
    assert_eq!((topology.links[0].state, topology.unused.len()), (LinkState::Unknown, 1));
}

#[test]
fn ids_and_addresses_that_several_devices_have_name_none_of_them() {
    let (r1, r2) = pair();
    let twin = device("twin").interfaces(1).net(1, "10.0.7.1/24").router_id(Ospf, "192.0.2.2").done();
    let by_id = routes(Ospf, 1, "192.0.2.2", "");
    let unclear = topology(&[r1.routes_with(by_id).done(), r2.done(), twin.clone()]);
    assert_eq!(lines(&unclear), ["r1 p1 ── r2 p2 inferred 10.0.0.0/30"]);
    assert_eq!(unclear.unused[0].why, "its router id belongs to 2 devices");
    // The address tells which one is meant.
    let (r1, r2) = pair();
    let by_address = routes(Ospf, 1, "192.0.2.2", "10.0.0.2");
    let clear = infer(&[r1.routes_with(by_address).done(), r2.done(), twin], &Options::new().hide(Source::Subnet));
    assert_eq!(lines(&clear), ["r1 p1 ── r2 p2 claimed ospf:up"]);
    // An id of one and an address of another.
    let (r1, r2) = pair();
    let third = device("r3").interfaces(1).net(1, "10.0.8.3/24").router_id(Ospf, "192.0.2.3").done();
    let mixed = topology(&[r1.routes_with(routes(Ospf, 1, "192.0.2.3", "10.0.0.2")).done(), r2.done(), third]);
    assert_eq!(mixed.unused[0].why, "its router id belongs to r3 and its address to r2");
}

#[test]
fn subnets_for_two_join_exactly_two_and_larger_ones_are_listed() {
    let member = |name: &str, own: &str| device(name).interfaces(1).net(1, own).done();
    let joined = |devices: &[DeviceSnapshot]| lines(&topology(devices));
    assert_eq!(joined(&[member("a", "10.0.0.0/31"), member("b", "10.0.0.1/31")]).len(), 1);
    assert_eq!(joined(&[member("a", "2001:db8::/127"), member("b", "2001:db8::1/127")]).len(), 1);
    assert_eq!(joined(&[member("a", "10.0.0.1/29"), member("b", "10.0.0.2/29")]).len(), 0);
    // Three in a subnet for two, or one address twice: nothing is to be concluded.
    let three = [member("a", "10.0.0.1/30"), member("b", "10.0.0.2/30"), member("c", "10.0.0.3/30")];
    assert_eq!(joined(&three).len(), 0);
    assert_eq!(joined(&[member("a", "10.0.0.1/30"), member("b", "10.0.0.1/30")]).len(), 0);
    let listed = topology(&[member("b", "10.1.0.7/24"), member("a", "10.1.0.200/24"), member("c", "10.2.0.1/32")]);
    let subnets: Vec<_> = listed.subnets.iter().map(|it| (it.prefix.as_str(), it.members.len())).collect();
    assert_eq!(subnets, [("10.1.0.0/24", 2)]);
    assert_eq!(listed.subnets[0].members[0].end.to_string(), "b p1");
}

#[test]
fn a_shared_address_identifies_no_router_and_its_master_is_told() {
    use VirtualRouterState::{Backup, Master};
    let r1 = device("r1").interfaces(1).net(1, "10.0.0.2/24").net(1, "10.0.0.1/24").shares(1, "10.0.0.1", Master);
    let r2 = device("r2").interfaces(1).net(1, "10.0.0.3/24").shares(1, "10.0.0.1", Backup);
    let r3 = device("r3").interfaces(1).net(1, "10.0.0.9/24").routes_with(routes(Bgp, 1, "", "10.0.0.1"));
    let devices = [r1.done(), r2.done(), r3.done()];
    let told = topology(&devices);
    assert_eq!(lines(&told), [] as [String; 0], "a session with a shared address is with nobody in particular");
    let subnet = &told.subnets[0];
    assert_eq!(subnet.members.len(), 3);
    let shared = &subnet.virtual_addresses[0];
    assert_eq!((shared.address.to_string(), shared.members.len()), ("10.0.0.1".to_owned(), 2));
    assert_eq!(shared.master.as_ref().unwrap().to_string(), "r1 p1");
    assert_eq!(infer(&devices, &Options::new().hide(Source::Vrrp)).subnets[0].virtual_addresses, []);
}

/// `r1 p1` and `r2 p2` with switch `s` between them, on its ports 1 and 2.
fn over_a_switch(state: StpState) -> Topology {
    let (r1, r2) = pair();
    let r1 = r1.lldp(A).hears(1, S, "p1").routes_with(routes(Ospf, 1, "192.0.2.2", "10.0.0.2"));
    let r2 = r2.lldp(B).hears(2, S, "p2").routes_with(routes(Ospf, 2, "192.0.2.1", "10.0.0.1"));
    let s = device("s").interfaces(2).lldp(S).bridge(S).bridge_ports(2).hears(1, A, "p1").hears(2, B, "p2");
    let s = s.tree(1, StpState::Forwarding, S, 1).tree(2, state, S, 2);
    topology(&[r1.done(), r2.done(), s.done()])
}

#[test]
fn a_link_names_the_cables_that_carry_it() {
    let topology = over_a_switch(StpState::Forwarding);
    assert_eq!(carriers(&topology), ["r1 p1 ── s p1", "r2 p2 ── s p2"]);
    assert_eq!(topology.link_between("r1", "r2").unwrap().contradicting, []);
}

#[test]
fn a_link_that_is_up_over_a_blocked_cable_is_contradicted() {
    let topology = over_a_switch(StpState::Blocking);
    assert_eq!(carriers(&topology), ["r1 p1 ── s p1", "r2 p2 ── s p2"]);
    let against = &topology.link_between("r1", "r2").unwrap().contradicting;
    assert_eq!(against.len(), 1);
    assert_eq!(against[0].text, "no way of layer 2 joins them but over r2 p2 ── s p2, which is blocked");
}

#[test]
fn a_cable_is_carried_by_itself_and_a_router_between_carries_nothing() {
    let (r1, r2) = pair();
    let r1 = r1.lldp(A).hears(1, B, "p2");
    let r2 = r2.lldp(B).hears(2, A, "p1");
    assert_eq!(carriers(&topology(&[r1.done(), r2.done()])), ["r1 p1 ── r2 p2"]);
    // The same as over a switch, but what is between does not bridge.
    let (r1, r2) = pair();
    let r1 = r1.lldp(A).hears(1, S, "p1");
    let r2 = r2.lldp(B).hears(2, S, "p2");
    let between = device("s").interfaces(2).lldp(S).hears(1, A, "p1").hears(2, B, "p2");
    assert_eq!(carriers(&topology(&[r1.done(), r2.done(), between.done()])), [] as [String; 0]);
}

#[test]
fn all_members_of_an_aggregate_carry() {
    let bundled = |name: &str, own: &str, base, peer| {
        let fixture = device(name).interfaces(2).interface(9, "lag9").lag(9, &[1, 2]).net(9, own).lldp(base);
        fixture.hears(1, peer, "p1").hears(2, peer, "p2").done()
    };
    let topology = topology(&[bundled("r1", "10.0.0.1/30", A, B), bundled("r2", "10.0.0.2/30", B, A)]);
    assert_eq!(lines(&topology), ["r1 lag9 ── r2 lag9 inferred 10.0.0.0/30"]);
    assert_eq!(carriers(&topology), ["r1 p1 ── r2 p1", "r1 p2 ── r2 p2"]);
}

#[test]
fn an_explanation_tells_the_protocols_and_the_carriers() {
    let topology = over_a_switch(StpState::Forwarding);
    let text = topology.explain_between("r1", "r2").unwrap().to_string();
    assert!(
        text.starts_with(
            "r1 p1 is a layer 3 neighbor of r2 p2 by OSPF (up), in 10.0.0.0/30, over r1 p1 ── s p1 and r2 p2 ── s p2"
        ),
        "{text}"
    );
    assert!(
        text.contains("because: r1 p1 is a neighbor of r2 by OSPF: up (ospfNbrTable 10.0.0.2 on interface 1 of r1)")
    );
}

#[test]
fn a_million_neighbors_of_one_router_are_cut() {
    let mut r1 = device("r1").interfaces(1).net(1, "10.0.0.1/8").done();
    let routing = r1.routing.get_or_insert_default();
    routing.neighbors = (0..20_000_u32)
        .map(|n| routes(Ospf, 1, &format!("172.16.{}.{}", n >> 8, n & 255), &format!("10.1.{}.{}", n >> 8, n & 255)))
        .collect();
    let topology = topology(&[r1]);
    assert_eq!(lines(&topology).len(), 4096);
    assert_eq!(topology.unused.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the order of devices and rows, the same bytes.
    #[test]
    fn the_order_of_devices_and_rows_does_not_matter(seed in any::<u64>()) {
        let router = |n: u32| {
            let id = |n: u32| format!("192.0.2.{n}");
            let fixture = device(&format!("r{n}")).interfaces(4).router_id(Ospf, &id(n)).router_id(Bgp, &id(n));
            let (left, right) = ((n + 4) % 5, (n + 1) % 5);
            let fixture = fixture.net(1, &format!("10.0.{n}.1/30")).net(2, &format!("10.0.{left}.2/30"));
            fixture
                .routes_with(routes(Ospf, 1, &id(right), &format!("10.0.{n}.2")))
                .routes_with(routes(Ospf, 2, &id(left), &format!("10.0.{left}.1")))
                .routes_with(routes(Bgp, 0, &id((n + 2) % 5), ""))
                .routes_with(routes(Ospf, 3, &id(200 + n % 2), &format!("10.7.0.{}", n % 2)))
                .done()
        };
        let mut devices: Vec<DeviceSnapshot> = (0..5).map(router).collect();
        let first = topology(&devices).to_json().unwrap();
        let turn = usize::try_from(seed % 5).unwrap();
        devices.rotate_left(turn);
        for device in &mut devices {
            let neighbors = &mut device.routing.as_mut().unwrap().neighbors;
            let at = usize::try_from(seed % 7).unwrap() % neighbors.len();
            neighbors.rotate_left(at);
            device.addresses.reverse();
        }
        prop_assert_eq!(topology(&devices).to_json().unwrap(), first);
    }
}

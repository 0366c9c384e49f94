//! Forwarding tables alone: links, media and hosts where nobody speaks LLDP.

use super::fixture::{Fixture, device, mac};
use super::{lines, segments, topology};
use crate::inventory::{ArpEntry, DeviceSnapshot, FdbStatus};
use crate::value::{IfIndex, VlanId};

/// The address of host number `n`.
fn host(n: u8) -> String {
    format!("02:aa:00:00:00:{n:02x}")
}

/// A bridge with `rows` of host numbers behind ports, by number only: no interface table.
fn bridge(name: &str, base: u8, rows: &[(u32, &[u8])]) -> DeviceSnapshot {
    let base = format!("02:bb:00:00:00:{base:02x}");
    let behind = |fixture: Fixture, (port, hosts): &(u32, &[u8])| {
        hosts.iter().fold(fixture, |fixture, number| fixture.sees(*port, &host(*number)))
    };
    rows.iter().fold(device(name).bridge(&base), behind).done()
}

/// The same topology, byte for byte, from every order of the devices (some of them, where there are
/// thousands) and from other orders of their rows.
fn in_every_order(devices: &[DeviceSnapshot]) -> super::Topology {
    let first = topology(devices);
    let all = orders(devices.len());
    let step = all.len() / 500 + 1;
    for order in all.into_iter().step_by(step) {
        let mut shuffled: Vec<DeviceSnapshot> = order.iter().map(|at| devices[*at].clone()).collect();
        for (turn, device) in shuffled.iter_mut().enumerate() {
            let fdb = &mut device.bridge.as_mut().unwrap().fdb;
            let by = (turn + order[0]) % fdb.len();
            fdb.rotate_left(by);
        }
        assert_eq!(topology(&shuffled), first);
    }
    first
}

fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for order in orders(count - 1) {
        for at in 0..count {
            let mut longer = order.clone();
            longer.insert(at, count - 1);
            all.push(longer);
        }
    }
    all
}

#[test]
fn three_bridges_in_a_row_that_never_see_each_other_are_ordered_by_their_hosts() {
    let left = bridge("left", 1, &[(3, &[1]), (9, &[2, 3])]);
    let middle = bridge("middle", 2, &[(7, &[1]), (4, &[2]), (8, &[3])]);
    let right = bridge("right", 3, &[(6, &[1, 2]), (5, &[3])]);
    let topology = in_every_order(&[left, middle, right]);
    assert_eq!(
        lines(&topology),
        [
            "02:aa:00:00:00:01 ── left 3  inferred",
            "02:aa:00:00:00:02 ── middle 4  inferred",
            "02:aa:00:00:00:03 ── right 5  inferred",
            "left 9 ── middle 7  inferred",
            "middle 8 ── right 6  inferred",
        ]
    );
    assert!(topology.segments.is_empty());
}

#[test]
fn a_tree_of_seven_bridges_follows_from_eight_hosts() {
    // hub h: port 1 to a (then b), port 2 to c (then d), port 3 to e (then f); hosts 7 and 8 on h.
    let (at_b, at_d, at_f): (&[u8], &[u8], &[u8]) = (&[1, 2], &[3, 4], &[5, 6]);
    let others = |own: &[u8]| (1..=8).filter(|number| !own.contains(number)).collect::<Vec<u8>>();
    let inner = |name: &str, base: u8, own: &[u8]| bridge(name, base, &[(10, &others(own)), (11, own)]);
    let leaf =
        |name: &str, base: u8, own: &[u8]| bridge(name, base, &[(20, &others(own)), (1, &own[..1]), (2, &own[1..])]);
    let h = bridge("h", 1, &[(1, at_b), (2, at_d), (3, at_f), (7, &[7]), (8, &[8])]);
    let devices = [
        h,
        inner("a", 2, at_b),
        leaf("b", 3, at_b),
        inner("c", 4, at_d),
        leaf("d", 5, at_d),
        inner("e", 6, at_f),
        leaf("f", 7, at_f),
    ];
    let topology = in_every_order(&devices);
    let between: Vec<String> = lines(&topology).into_iter().filter(|line| !line.starts_with("02:")).collect();
    assert_eq!(
        between,
        [
            "a 10 ── h 1  inferred",
            "a 11 ── b 20  inferred",
            "c 10 ── h 2  inferred",
            "c 11 ── d 20  inferred",
            "e 10 ── h 3  inferred",
            "e 11 ── f 20  inferred",
        ]
    );
    assert_eq!(topology.links.len() + topology.segments.len(), 14);
}

#[test]
fn hosts_that_each_side_has_on_ports_of_its_own_are_joined_by_a_cable() {
    let a = bridge("a", 1, &[(1, &[1]), (2, &[2]), (3, &[3]), (16, &[4, 5, 6])]);
    let b = bridge("b", 2, &[(24, &[1, 2, 3]), (4, &[4]), (5, &[5]), (6, &[6])]);
    let topology = in_every_order(&[a, b]);
    let found = topology.link_between("a", "b").unwrap();
    assert!(found.to_string().starts_with("a 16 ── b 24  inferred") && found.confidence > 0.9, "{found}");
    assert_eq!((topology.links.len(), topology.segments.len()), (7, 0));
}

#[test]
fn hosts_that_both_sides_see_towards_each_other_share_a_medium_with_them() {
    let a = bridge("a", 1, &[(16, &[1, 2, 3, 4, 5, 6]), (8, &[7])]);
    let b = bridge("b", 2, &[(24, &[1, 2, 3, 4, 5, 7]), (6, &[6])]);
    let topology = in_every_order(&[a, b]);
    let members: Vec<String> = (1..=5).map(host).chain(["a 16".to_owned(), "b 24".to_owned()]).collect();
    assert_eq!(segments(&topology), [members.join(" + ")]);
    assert_eq!(lines(&topology), ["02:aa:00:00:00:06 ── b 6  inferred", "02:aa:00:00:00:07 ── a 8  inferred"]);
}

#[test]
fn a_few_hosts_between_two_bridges_stand_beside_their_link_and_one_sided_ones_are_on_the_far_bridge() {
    let a = bridge("a", 1, &[(1, &[1, 2, 3, 4]), (12, &[5, 6, 7, 8, 20, 21])]);
    let b = bridge("b", 2, &[(21, &[1, 2, 3, 20, 21, 30]), (2, &[5, 6, 7])]);
    let topology = in_every_order(&[a, b]);
    let far = |number: u8, bridge: &str| format!("{} ── {bridge}  inferred", host(number));
    assert_eq!(lines(&topology), [far(8, "b"), far(30, "a"), "a 12 ── b 21  inferred".to_owned()]);
    let between = format!("{} + {} + a 12 + b 21", host(20), host(21));
    assert!(segments(&topology).contains(&between), "{:?}", segments(&topology));
}

#[test]
fn three_bridges_that_all_face_each_other_on_one_port_share_a_hidden_switch() {
    let a = bridge("a", 1, &[(1, &[1, 2]), (9, &[3, 4, 5, 6])]);
    let b = bridge("b", 2, &[(1, &[3, 4]), (9, &[1, 2, 5, 6])]);
    let c = bridge("c", 3, &[(1, &[5, 6]), (9, &[1, 2, 3, 4])]);
    let topology = in_every_order(&[a, b, c]);
    assert!(segments(&topology).contains(&"a 9 + b 9 + c 9".to_owned()), "{:?}", segments(&topology));
    assert!(topology.links.is_empty());
}

#[test]
fn own_group_aged_virtual_and_portless_entries_make_no_host() {
    let a = device("a").bridge("02:bb:00:00:00:01");
    let a = a.sees(1, "01:80:c2:00:00:00").sees(1, "00:00:5e:00:01:07").sees(0, &host(1));
    let a = a.sees_as(1, &host(2), FdbStatus::Own).sees_as(1, &host(3), FdbStatus::Invalid);
    let topology = topology(&[a.done()]);
    assert_eq!((topology.nodes.len(), topology.links.len()), (1, 0));
}

#[test]
fn the_addresses_of_a_bridge_and_its_ports_are_no_hosts() {
    let a = device("a").interface_mac(1, "p1", "02:bb:00:00:01:01").interface_mac(2, "p2", "02:bb:00:00:01:02");
    let a = a.bridge("02:bb:00:00:01:00").bridge_ports(2).sees(1, "02:bb:00:00:02:01").sees(2, &host(1));
    let b = device("b").interface_mac(1, "p1", "02:bb:00:00:02:01").interface_mac(2, "p2", "02:bb:00:00:02:02");
    let b = b.bridge("02:bb:00:00:02:00").bridge_ports(2).sees(1, "02:bb:00:00:01:01").sees(2, &host(2));
    let topology = topology(&[a.done(), b.done()]);
    assert_eq!(
        lines(&topology),
        ["02:aa:00:00:00:01 ── a p2  inferred", "02:aa:00:00:00:02 ── b p2  inferred", "a p1 ── b p1  inferred"]
    );
}

#[test]
fn an_edge_port_with_several_hosts_is_a_medium() {
    let topology = topology(&[bridge("a", 1, &[(1, &[1]), (2, &[2, 3])])]);
    assert_eq!(lines(&topology), ["02:aa:00:00:00:01 ── a 1  inferred"]);
    assert_eq!(segments(&topology), ["02:aa:00:00:00:02 + 02:aa:00:00:00:03 + a 2"]);
}

#[test]
fn arp_names_a_host_and_alone_makes_no_link() {
    let mut a = bridge("a", 1, &[(1, &[1])]);
    let entry = |address: &str, number| ArpEntry {
        interface: IfIndex(1),
        address: address.parse().unwrap(),
        mac: mac(&host(number)),
    };
    a.arp = vec![entry("10.0.0.5", 1), entry("10.0.0.9", 9)];
    let topology = topology(&[a]);
    assert_eq!(lines(&topology), ["10.0.0.5 ── a 1  inferred"]);
    assert_eq!(topology.node("10.0.0.5").unwrap().id, "mac:02:aa:00:00:00:01");
    assert_eq!(topology.nodes.len(), 2);
}

#[test]
fn a_polled_host_without_lldp_is_attached_by_its_address() {
    let server = device("server").interface_mac(2, "eth0", &host(1)).done();
    let topology = topology(&[bridge("a", 1, &[(4, &[1])]), server]);
    assert_eq!(lines(&topology), ["a 4 ── server eth0  inferred"]);
}

#[test]
fn hosts_behind_a_switch_that_was_not_asked_hang_off_it() {
    let a = device("a").interfaces(2).bridge("02:bb:00:00:00:01").bridge_ports(2).lldp("02:bb:00:00:00:01");
    let a = a.hears(1, "02:bb:00:00:00:02", "uplink").sees(1, &host(1)).sees(1, &host(2));
    let topology = topology(&[a.done()]);
    assert_eq!(
        lines(&topology),
        [
            "02:aa:00:00:00:01 ── 02:bb:00:00:00:02  inferred",
            "02:aa:00:00:00:02 ── 02:bb:00:00:00:02  inferred",
            "02:bb:00:00:00:02 uplink ── a p1  claimed",
        ]
    );
}

#[test]
fn an_entry_on_a_number_that_is_no_bridge_port_says_nothing() {
    let a = device("a").interfaces(3).bridge("02:bb:00:00:00:01").bridge_ports(2).sees(3, &host(1));
    let topology = topology(&[a.done()]);
    assert_eq!((topology.links.len(), topology.unused.len()), (0, 1));
}

#[test]
fn a_bridge_behind_one_that_was_not_asked_is_cabled_to_that_one() {
    // a p1 ── x (heard by LLDP, not asked) ── b 9: a and b face each other through x.
    let a = device("a").interfaces(3).bridge("02:bb:00:00:00:01").bridge_ports(3).lldp("02:bb:00:00:00:01");
    let a =
        a.hears(1, "02:bb:00:00:00:99", "7").sees(1, &host(3)).sees(1, &host(4)).sees(2, &host(1)).sees(3, &host(2));
    let b = bridge("b", 2, &[(9, &[1, 2]), (3, &[3]), (4, &[4])]);
    let topology = topology(&[a.done(), b]);
    let between: Vec<String> = lines(&topology).into_iter().filter(|line| !line.contains("02:aa")).collect();
    assert_eq!(between, ["02:bb:00:00:00:99 7 ── a p1  claimed", "02:bb:00:00:00:99 ── b 9  inferred"]);
}

#[test]
fn a_bridge_whose_table_tells_nothing_is_found_by_its_address() {
    let a = device("a").bridge("02:bb:00:00:00:01").sees(1, "02:bb:00:00:00:02").sees(2, &host(1)).done();
    let b = bridge("b", 2, &[(5, &[9])]);
    let topology = topology(&[a, b]);
    let found = topology.link_between("a", "b").unwrap();
    assert_eq!(found.to_string(), "a 1 ── b  inferred, 0.700");
}

#[test]
fn ports_that_face_each_other_past_an_end_system_stay_unused() {
    let mut row = super::fixture::neighbor(
        1,
        super::fixture::mac_chassis("02:bb:00:00:00:99"),
        super::fixture::named_port("eth0"),
    );
    row.capabilities = Some(1 << 7);
    let a = device("a").interfaces(3).bridge("02:bb:00:00:00:01").bridge_ports(3).lldp("02:bb:00:00:00:01");
    let a = a.hears_row(row).sees(1, &host(3)).sees(1, &host(4)).sees(2, &host(1)).sees(3, &host(2));
    let b = bridge("b", 2, &[(9, &[1, 2]), (3, &[3]), (4, &[4])]);
    let topology = topology(&[a.done(), b]);
    assert!(topology.link_between("a", "b").is_none());
    assert!(topology.unused.iter().any(|unused| unused.why == "one of the ports is cabled elsewhere"));
}

#[test]
fn trees_that_differ_by_vlan_are_found_each() {
    // A triangle: VLAN 10 passes a–b–c, VLAN 20 passes a–c–b. Port 1 leads to the next by name, 2 to the one after.
    // Hosts 1 to 3, 11 to 13 and 21 to 23 of VLAN 10 are at a, b and c; those of VLAN 20 have numbers greater by 100.
    let at = |first: u8| (first..first + 3).collect::<Vec<u8>>();
    let bridge_in_vlans = |name: &str, base: u8, ports: &[(u32, [&[u8]; 2])]| {
        let all: Vec<(u32, Vec<u8>)> = ports
            .iter()
            .map(|(port, [ten, twenty])| {
                let of = |firsts: &[u8]| firsts.iter().flat_map(|first| at(*first)).collect::<Vec<u8>>();
                (*port, [of(ten), of(twenty)].concat())
            })
            .collect();
        let rows: Vec<(u32, &[u8])> = all.iter().map(|(port, hosts)| (*port, hosts.as_slice())).collect();
        let mut bridge = bridge(name, base, &rows);
        for row in &mut bridge.bridge.as_mut().unwrap().fdb {
            row.vlan = Some(VlanId(if row.mac.0[5] > 100 { 20 } else { 10 }));
        }
        bridge
    };
    let a = bridge_in_vlans("a", 1, &[(1, [&[11, 21], &[]]), (2, [&[], &[111, 121]]), (9, [&[1], &[101]])]);
    let b = bridge_in_vlans("b", 2, &[(1, [&[21], &[101, 121]]), (2, [&[1], &[]]), (9, [&[11], &[111]])]);
    let c = bridge_in_vlans("c", 3, &[(1, [&[], &[101]]), (2, [&[1, 11], &[111]]), (9, [&[21], &[121]])]);
    let links = lines(&in_every_order(&[a, b, c]));
    let between: Vec<&String> = links.iter().filter(|line| !line.contains(':')).collect();
    assert_eq!(between, ["a 1 ── b 2  inferred", "a 2 ── c 1  inferred", "b 1 ── c 2  inferred"]);
}

#[test]
fn a_bridge_port_that_nothing_maps_is_the_aggregate_counted_after_the_physical_ports() {
    let mut fixture = device("a").interfaces(2).interface(1001, "lag1").bridge("02:bb:00:00:00:01").sees(3, &host(1));
    fixture.0.interfaces.last_mut().unwrap().if_type = Some(161);
    assert_eq!(lines(&topology(&[fixture.done()])), ["02:aa:00:00:00:01 ── a lag1  inferred"]);
}

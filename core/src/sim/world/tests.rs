use std::time::Duration;

use super::load::Load;
use super::spanning_tree::{BridgeState, PortRole, TreeBridge, TreePort, path_cost, settle};
use super::*;
use crate::value::{BridgeId, MacAddr};

/// A bridge of that priority and number with ports of that cost, each on a segment.
fn bridge(priority: u16, number: u8, ports: &[(u32, usize)]) -> TreeBridge {
    let ports = ports.iter().zip(0x8001..);
    TreeBridge {
        id: BridgeId { priority, mac: MacAddr([0, 0, 0, 0, 0, number]) },
        ports: ports.map(|(&(cost, segment), id)| TreePort { id, cost, segment: Some(segment) }).collect(),
    }
}

/// The roles of all ports, a letter each: Root, Designated, Alternate, Backup, disabled as `-`.
fn roles(bridges: &[TreeBridge]) -> Vec<String> {
    let letter = |role| match role {
        PortRole::Root => 'R',
        PortRole::Designated => 'D',
        PortRole::Alternate => 'A',
        PortRole::Backup => 'B',
        PortRole::Disabled => '-',
    };
    let line = |state: BridgeState| state.ports.iter().map(|port| letter(port.role)).collect();
    settle(bridges).into_iter().map(line).collect()
}

#[test]
fn spanning_tree_table() {
    let table: [(&str, Vec<TreeBridge>, &[&str]); 8] = [
        ("alone", vec![bridge(32_768, 1, &[(4, 0)])], &["D"]),
        (
            "the lesser address is root at equal priority",
            vec![bridge(8, 2, &[(4, 0)]), bridge(8, 1, &[(4, 0)])],
            &["R", "D"],
        ),
        ("priority goes before the address", vec![bridge(4, 2, &[(4, 0)]), bridge(8, 1, &[(4, 0)])], &["D", "R"]),
        (
            "of two cables between two bridges the sender's lesser port wins",
            vec![bridge(4, 1, &[(4, 1), (4, 0)]), bridge(8, 2, &[(4, 0), (4, 1)])],
            &["DD", "AR"],
        ),
        (
            "in a triangle the cable off the root blocks at the greater bridge",
            vec![bridge(4, 1, &[(4, 0), (4, 2)]), bridge(8, 2, &[(4, 0), (4, 1)]), bridge(8, 3, &[(4, 1), (4, 2)])],
            &["DD", "RD", "AR"],
        ),
        (
            "a slow direct cable loses to two fast ones",
            vec![bridge(4, 1, &[(4, 0), (100, 2)]), bridge(8, 2, &[(4, 0), (4, 1)]), bridge(8, 3, &[(4, 1), (100, 2)])],
            &["DD", "RD", "RA"],
        ),
        ("two ports on one hub: one backs up the other", vec![bridge(4, 1, &[(4, 0), (4, 0)])], &["DB"]),
        (
            "parts without a path have a root each",
            vec![bridge(4, 1, &[(4, 0)]), bridge(8, 2, &[(4, 1)]), bridge(8, 3, &[(4, 1)])],
            &["D", "D", "R"],
        ),
    ];
    for (name, bridges, expected) in table {
        assert_eq!(roles(&bridges), expected, "{name}");
    }
}

#[test]
fn a_settled_tree_joins_everything_without_a_loop() {
    // Bridges with pseudo-random cables: as many forwarding segments between bridges as a tree has.
    for seed in 0..50_u64 {
        let count = 3 + scramble(seed) % 12;
        let mut ports: Vec<Vec<(u32, usize)>> = vec![Vec::new(); usize::try_from(count).unwrap()];
        let cables = 2 * count;
        for cable in 0..cables {
            let draw = scramble(seed << 8 | cable);
            let (a, b) = if cable < count - 1 { (cable, cable + 1) } else { (draw % count, (draw >> 20) % count) };
            for end in [a, b] {
                ports[usize::try_from(end).unwrap()].push((4, usize::try_from(cable).unwrap()));
            }
        }
        let bridges: Vec<_> = ports.iter().zip(1..).map(|(ports, number)| bridge(8, number, ports)).collect();
        let states = settle(&bridges);
        let least = bridges.iter().map(|bridge| bridge.id).min().unwrap();
        assert!(states.iter().all(|state| state.root == least), "seed {seed}");
        let roots = states.iter().flat_map(|state| &state.ports).filter(|port| port.role == PortRole::Root).count();
        assert_eq!(roots, bridges.len() - 1, "seed {seed}");
        for segment in 0..usize::try_from(cables).unwrap() {
            let on: Vec<PortRole> = bridges
                .iter()
                .zip(&states)
                .flat_map(|(bridge, state)| bridge.ports.iter().zip(&state.ports))
                .filter(|(port, _)| port.segment == Some(segment))
                .map(|(_, state)| state.role)
                .collect();
            assert_eq!(on.iter().filter(|role| **role == PortRole::Designated).count(), 1, "seed {seed}: {on:?}");
        }
    }
}

#[test]
fn path_costs_are_those_of_the_standard() {
    let expected = [(10_000_000, 100), (100_000_000, 19), (1_000_000_000, 4), (10_000_000_000, 2), (20_000_000_000, 1)];
    for (speed_bps, cost) in expected {
        assert_eq!(path_cost(speed_bps), cost, "{speed_bps}");
    }
}

#[test]
fn octets_are_the_integral_of_the_rate() {
    let load = Load::swinging(8_000_000, 7);
    let mut sum = 0;
    for second in 0..960 {
        sum += load.bps(Duration::from_secs(second)) / 8;
    }
    let octets = load.octets(Duration::from_secs(960));
    assert!(octets.abs_diff(sum) <= 960, "{octets} against {sum}");
    assert_eq!(Load::steady(8000).octets(Duration::from_millis(1500)), 1500);
    let early = load.octets(Duration::from_nanos(123_456_789_012));
    assert!(load.octets(Duration::from_nanos(123_456_789_013)) >= early);
}

#[test]
fn what_goes_out_of_one_end_of_a_cable_comes_in_at_the_other() {
    for name in crate::sim::gallery::names() {
        let world = crate::sim::gallery::by_name(name).unwrap();
        let links = world.truth().links;
        for moment in [0, 1, 17, 86_400].map(Moment::from_secs) {
            for link in links.iter() {
                let a = world.traffic(&link.a.device, &link.a.port, moment).unwrap();
                let b = world.traffic(&link.b.device, &link.b.port, moment).unwrap();
                assert_eq!((a.in_octets, a.out_octets), (b.out_octets, b.in_octets), "{name}: {link:?}");
                assert_eq!((a.in_bps, a.out_bps), (b.out_bps, b.in_bps), "{name}: {link:?}");
                let hello = 320;
                let is_open = link.state == TruthState::Forwarding;
                assert!(is_open || a.in_bps == hello, "{name}: users' frames on a blocked cable: {link:?}");
            }
        }
    }
}

#[test]
fn bridges_learn_every_station_towards_its_port_in_its_vlan() {
    let world = crate::sim::gallery::router_on_a_stick().unwrap();
    let (at, _) = world.node("s1").unwrap();
    let truth = world.truth();
    let host = truth.hosts.iter().find(|host| host.name == "office2").unwrap();
    assert_eq!(host.vlan, 10);
    let rows = world.learned[at].iter().map(|row| (&world.stations[row.station as usize], row.port as usize));
    let ports: Vec<_> = rows.filter(|(station, _)| station.mac == host.mac).collect();
    let [(station, port)] = ports.as_slice() else { panic!("{ports:?}") };
    assert_eq!((station.vlan, &*world.nodes[at].interfaces[*port].name), (10, "Gi1/0/2"));
}

#[test]
fn mistakes_are_named() {
    let lab = || World::builder("lab").device(Device::switch("s1").ports(2)).device(Device::switch("s2").ports(2));
    let table = [
        (lab().cable("s1", "p1", "s3", "p1"), "\"s3\" is not a valid device: lab has no device of that name"),
        (lab().cable("s1", "p9", "s2", "p1"), "\"p9\" is not a valid port: s1 has p1, p2, vlan1"),
        (
            lab().cable("s1", "p1", "s2", "p1").cable("s1", "p1", "s2", "p2"),
            "\"s1 p1\" is not a valid cable: a port takes one cable, an aggregate none",
        ),
        (lab().device(Device::host("s1")), "\"s1\" is not a valid device: a name that no other device has"),
        (
            lab().network("10.0.0.0/99"),
            "\"10.0.0.0/99\" is not a valid network: an IPv4 network of /8 to /32, such as 10.20.0.0/24",
        ),
        (lab().network("10.99.0.0/31"), "the number of devices exceeds the limit of the addresses of 10.99.0.0/31"),
        (
            lab().device(Device::switch("s3").bridge_priority(5)),
            "\"5\" is not a valid bridge priority: 0 to 61440 in steps of 4096",
        ),
        (
            lab().device(Device::switch("s3").ports(1).access("p1", 5000)),
            "\"5000\" is not a valid VLAN: a number from 1 to 4094",
        ),
    ];
    for (builder, message) in table {
        assert_eq!(builder.build().unwrap_err().to_string(), message);
    }
}

#[test]
fn a_world_without_devices_or_cables_is_a_world() {
    assert_eq!(World::builder("empty").build().unwrap().truth().links, []);
    assert!(World::builder("one").device(Device::switch("s1").ports(4)).build().is_ok());
}

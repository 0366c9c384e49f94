use super::*;

const AT: &str = "10.0.0.1";
const FROM: &str = "10.9.9.9";
const GATEWAY: &str = "10.0.0.254";
const MAC: MacAddr = MacAddr([2, 0, 0, 0, 0, 0xfe]);

const ETHERNET: u32 = 6;
const LAG: u32 = 161;
const VLAN: u32 = 136;

fn interface(index: u32, name: &str, if_type: u32) -> PathInterface {
    let mac = Some(MacAddr([2, 1, 0, 0, 0, u8::try_from(index).unwrap()]));
    PathInterface { if_index: IfIndex(index), name: Some(name.into()), if_type: Some(if_type), mac, connector: None }
}

fn pairs(of: &[(u32, u32)]) -> Vec<(IfIndex, IfIndex)> {
    of.iter().map(|(a, b)| (IfIndex(*a), IfIndex(*b))).collect()
}

/// A switch with two ports, an aggregate of two more, and a VLAN interface with the address.
fn switch() -> PathFacts {
    PathFacts {
        asked_at: Some(AT.parse().unwrap()),
        asked_from: Some(FROM.parse().unwrap()),
        interfaces: vec![
            interface(1, "p1", ETHERNET),
            interface(2, "p2", ETHERNET),
            interface(3, "p3", ETHERNET),
            interface(4, "p4", ETHERNET),
            interface(50, "lag1", LAG),
            interface(90, "Vlan1", VLAN),
        ],
        bearer: Some(IfIndex(90)),
        route: Some((IfIndex(90), Some(GATEWAY.parse().unwrap()))),
        neighbor: Some((GATEWAY.parse().unwrap(), MAC)),
        learned_at: vec![IfIndex(2)],
        is_bridge: true,
        stack: pairs(&[(50, 3), (50, 4)]),
        members: Vec::new(),
    }
}

/// The indexes on the path, and whether those are all.
fn path(facts: &PathFacts) -> (Vec<u32>, Option<String>) {
    let path = facts.path();
    (path.ports.iter().map(|port| port.if_index.0).collect(), path.unknown)
}

#[test]
fn a_switch_is_reached_through_the_port_where_the_gateway_was_learned() {
    let facts = switch();
    assert_eq!(path(&facts), (vec![2, 90], None));
    let found = facts.path();
    assert_eq!(
        found.port(IfIndex(2)).unwrap().because,
        "02:00:00:00:00:fe (10.0.0.254), on the way to whoever asks, was learned there"
    );
    assert_eq!(found.port(IfIndex(90)).unwrap().because, "it bears 10.0.0.1, at which the device is asked");
    assert_eq!(found.danger(IfIndex(1)), None);
    assert!(found.danger(IfIndex(2)).unwrap().starts_with("the device is reached through it: 02:00"));
}

#[test]
fn an_aggregate_counts_with_all_its_members_by_either_table() {
    for (learned_at, stack, members) in [
        (50, vec![(50, 3), (50, 4)], vec![]),
        (50, vec![], vec![(50, 3), (50, 4)]),
        (3, vec![(50, 3), (50, 4)], vec![]), // some agents learn at the member
        (4, vec![], vec![(50, 3), (50, 4)]),
    ] {
        let facts = PathFacts {
            learned_at: vec![IfIndex(learned_at)],
            stack: pairs(&stack),
            members: pairs(&members),
            ..switch()
        };
        assert_eq!(path(&facts), (vec![3, 4, 50, 90], None), "learned at {learned_at}");
    }
}

#[test]
fn an_aggregate_of_unknown_members_leaves_a_doubt() {
    let facts = PathFacts { learned_at: vec![IfIndex(50)], stack: vec![], ..switch() };
    let (ports, unknown) = path(&facts);
    assert_eq!(ports, [50, 90]);
    assert_eq!(
        unknown.unwrap(),
        "02:00:00:00:00:fe (10.0.0.254) was learned at lag1, and it does not show the port below that"
    );
    let danger = facts.path().danger(IfIndex(1)).unwrap();
    assert!(danger.starts_with("it cannot be told through which port the device is reached: "), "{danger}");
}

#[test]
fn a_router_is_reached_through_the_port_below_the_interface_with_the_address() {
    let facts = PathFacts {
        interfaces: vec![interface(1, "e1", ETHERNET), interface(2, "e2", ETHERNET), interface(60, "e1.10", VLAN)],
        bearer: Some(IfIndex(60)),
        route: Some((IfIndex(2), None)),
        learned_at: vec![],
        is_bridge: false,
        stack: pairs(&[(60, 1)]),
        ..switch()
    };
    assert_eq!(path(&facts), (vec![1, 2, 60], None), "in by one, out by another");
}

#[test]
fn a_port_of_its_own_for_management_is_no_bridge_port() {
    let mut facts = PathFacts { bearer: Some(IfIndex(1)), route: None, learned_at: vec![], ..switch() };
    assert_eq!(path(&facts), (vec![1], None), "its neighbor was not learned by the bridge");
    facts.neighbor = None;
    let unknown = path(&facts).1.unwrap();
    assert_eq!(unknown, "it is a bridge and does not show who is next on the way from p1");
}

#[test]
fn what_is_not_known_is_said() {
    let cases = [
        (PathFacts { asked_at: None, ..switch() }, "nobody said at which address it is reached"),
        (
            PathFacts { bearer: None, ..switch() },
            "10.0.0.1, at which it is asked, is not among the addresses that it lists",
        ),
        (
            PathFacts { learned_at: vec![], ..switch() },
            "Vlan1 bears 10.0.0.1 but is no port itself, and 02:00:00:00:00:fe (10.0.0.254) is in no forwarding table \
             that it shows",
        ),
        (
            PathFacts { learned_at: vec![], neighbor: None, ..switch() },
            "Vlan1 bears 10.0.0.1 but is no port itself, and it does not show who is next on the way",
        ),
    ];
    for (facts, expected) in cases {
        assert_eq!(path(&facts).1.as_deref(), Some(expected));
    }
}

#[test]
fn a_linux_bridge_or_bond_is_known_by_its_name_and_its_port_by_the_mac_address() {
    for name in ["br0", "bond0", "br-12", "docker0"] {
        let mut facts = PathFacts {
            interfaces: vec![
                interface(1, "eth0", ETHERNET),
                interface(2, "eth1", ETHERNET),
                interface(3, name, ETHERNET),
            ],
            bearer: Some(IfIndex(3)),
            route: None,
            learned_at: vec![],
            is_bridge: false,
            ..switch()
        };
        facts.interfaces[0].mac = facts.interfaces[2].mac;
        let found = facts.path();
        assert_eq!(found.port(IfIndex(1)).unwrap().because, format!("it has the MAC address of {name}"));
        assert!(found.unknown.is_some() && found.port(IfIndex(2)).is_none(), "{name}");
    }
    assert!(!interface(1, "broadband", ETHERNET).is_virtual() && !interface(1, "1", ETHERNET).is_virtual());
}

#[test]
fn circles_in_the_stack_end() {
    let facts = PathFacts { stack: pairs(&[(90, 1), (1, 2), (2, 90), (2, 1), (3, 3)]), ..switch() };
    assert_eq!(path(&facts), (vec![1, 2, 90], None));
}

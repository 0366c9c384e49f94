use proptest::prelude::*;

use super::*;

fn port(index: u32, name: &str, alias: &str, mac: u8) -> PortIdentity {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mac = (mac > 0).then_some(MacAddr([0, 0x1e, 0x58, 0, 0, mac]));
    PortIdentity { index: IfIndex(index), name: text(name), alias: text(alias), mac }
}

const SAME: Identity = Identity::Same;
const NEW: Identity = Identity::New;
const REPLACED: Identity = Identity::Replaced;

const fn moved(from: u32) -> Identity {
    Identity::Moved { from: IfIndex(from) }
}

const fn swapped(from: u32) -> Identity {
    Identity::Swapped { from: IfIndex(from) }
}

const fn ambiguous(candidates: u32) -> Identity {
    Identity::Ambiguous { candidates }
}

/// index, ifName, ifAlias, last octet of ifPhysAddress (0: none)
type Port = (u32, &'static str, &'static str, u8);
type Case = (&'static str, &'static [Port], &'static [Port], &'static [(Identity, Option<usize>)], &'static [usize]);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("nothing happens", &[(1, "eth0", "", 1), (2, "eth1", "", 2)], &[(1, "eth0", "", 1), (2, "eth1", "", 2)], &[(SAME, Some(0)), (SAME, Some(1))], &[]),
    ("names without addresses suffice", &[(1, "eth0", "", 0)], &[(1, "eth0", "", 0)], &[(SAME, Some(0))], &[]),
    ("an address that appears is no contradiction", &[(1, "eth0", "", 0)], &[(1, "eth0", "", 1)], &[(SAME, Some(0))], &[]),
    ("numbered anew", &[(1, "eth0", "", 1), (2, "eth1", "", 2)], &[(1, "eth1", "", 2), (2, "eth0", "", 1)], &[(moved(2), Some(1)), (moved(1), Some(0))], &[]),
    ("a card swapped for one with a new number", &[(1, "Gi1/0/1", "uplink", 1)], &[(7, "Gi1/0/1", "uplink", 9)], &[(swapped(1), Some(0))], &[]),
    ("a card swapped that keeps the number", &[(1, "Gi1/0/1", "uplink", 1)], &[(1, "Gi1/0/1", "uplink", 9)], &[(swapped(1), Some(0))], &[]),
    ("deleted and made anew", &[(5, "veth1", "", 0)], &[(6, "veth1", "", 0)], &[(moved(5), Some(0))], &[]),
    ("the number is another port now", &[(5, "Gi1/0/1", "", 1)], &[(5, "Te2/0/1", "", 2)], &[(REPLACED, None)], &[0]),
    ("the number is another port, the old one elsewhere", &[(5, "Gi1/0/1", "", 1)], &[(5, "Te2/0/1", "", 2), (6, "Gi1/0/1", "", 1)], &[(REPLACED, None), (moved(5), Some(0))], &[]),
    ("a port is new, another gone", &[(1, "eth0", "", 1)], &[(2, "eth1", "", 2)], &[(NEW, None)], &[0]),
    ("renamed, known by its address and number", &[(1, "eth0", "", 1)], &[(1, "wan0", "", 1)], &[(SAME, Some(0))], &[]),
    ("renamed and numbered anew, known by its address", &[(1, "eth0", "", 1)], &[(3, "wan0", "", 1)], &[(moved(1), Some(0))], &[]),
    ("renamed where several share an address", &[(1, "eth0.1", "", 1), (2, "eth0.2", "", 1)], &[(3, "wan.1", "", 1), (4, "wan.2", "", 1)], &[(ambiguous(2), None), (ambiguous(2), None)], &[]),
    ("renamed where several share an address, known by their aliases", &[(1, "eth0.1", "a", 1), (2, "eth0.2", "b", 1)], &[(3, "wan.1", "b", 1), (4, "wan.2", "a", 1)], &[(moved(2), Some(1)), (moved(1), Some(0))], &[]),
    ("no names, known by their addresses", &[(1, "", "", 1), (2, "", "", 2)], &[(2, "", "", 1), (1, "", "", 2)], &[(moved(1), Some(0)), (moved(2), Some(1))], &[]),
    ("a customer's alias alone is no proof", &[(1, "Gi1/0/1", "customer", 0)], &[(2, "Gi1/0/2", "customer", 0)], &[(ambiguous(1), None)], &[]),
    ("the bare number is no proof", &[(1, "", "", 0)], &[(1, "", "", 0)], &[(ambiguous(1), None)], &[]),
    ("namesakes keep their numbers", &[(1, "lan", "", 0), (2, "lan", "", 0)], &[(2, "lan", "", 0), (1, "lan", "", 0)], &[(SAME, Some(1)), (SAME, Some(0))], &[]),
    ("namesakes that change numbers are known by their addresses", &[(1, "lan", "", 1), (2, "lan", "", 2)], &[(1, "lan", "", 2), (2, "lan", "", 1)], &[(moved(2), Some(1)), (moved(1), Some(0))], &[]),
    ("namesakes numbered anew are known by their aliases", &[(1, "lan", "a", 0), (2, "lan", "b", 0)], &[(3, "lan", "b", 0), (4, "lan", "a", 0)], &[(moved(2), Some(1)), (moved(1), Some(0))], &[]),
    ("namesakes numbered anew, nothing else", &[(1, "lan", "", 0), (2, "lan", "", 0)], &[(3, "lan", "", 0), (4, "lan", "", 0)], &[(ambiguous(2), None), (ambiguous(2), None)], &[]),
    ("the first reading", &[], &[(1, "eth0", "", 1)], &[(NEW, None)], &[]),
    ("the device is empty", &[(1, "eth0", "", 1)], &[], &[], &[0]),
];

#[test]
fn every_case_has_its_identities() {
    let ports = |ports: &[Port]| -> Vec<_> { ports.iter().map(|p| port(p.0, p.1, p.2, p.3)).collect() };
    for (name, earlier, later, expected, gone) in CASES {
        let followed = follow(&ports(earlier), &ports(later));
        let found: Vec<_> = followed.ports.iter().map(|port| (port.identity, port.earlier)).collect();
        assert_eq!((found.as_slice(), followed.gone.as_slice()), (*expected, *gone), "{name}");
    }
}

#[test]
fn only_the_same_port_under_the_same_number_counts_on() {
    for (identity, code) in [
        (SAME, None),
        (NEW, Some("first-sample")),
        (REPLACED, Some("replaced")),
        (moved(1), Some("replaced")),
        (swapped(1), Some("replaced")),
        (ambiguous(2), Some("replaced")),
    ] {
        assert_eq!(identity.gap().map(Gap::code), code);
    }
}

fn any_ports() -> impl Strategy<Value = Vec<PortIdentity>> {
    let one = (0_u32..6, "[ab]?", "[xy]?", 0_u8..4);
    prop::collection::vec(one.prop_map(|(index, name, alias, mac)| port(index, &name, &alias, mac)), 0..8)
}

proptest! {
    #[test]
    fn no_port_is_taken_twice_and_every_port_is_told_of(earlier in any_ports(), later in any_ports()) {
        let followed = follow(&earlier, &later);
        prop_assert_eq!(followed.ports.len(), later.len());
        let mut taken: Vec<usize> = followed.ports.iter().filter_map(|port| port.earlier).collect();
        taken.extend(&followed.gone);
        let count = taken.len();
        taken.sort_unstable();
        taken.dedup();
        prop_assert!(taken.len() == count && taken.iter().all(|at| *at < earlier.len()));
        for (port, found) in later.iter().zip(&followed.ports) {
            let past = found.earlier.and_then(|at| earlier.get(at));
            match found.identity {
                Identity::Same => prop_assert_eq!(past.unwrap().index, port.index),
                Identity::Moved { from } => prop_assert!(past.unwrap().index == from && from != port.index),
                Identity::Swapped { from } => prop_assert!(past.unwrap().index == from && past.unwrap().mac != port.mac),
                Identity::New => prop_assert!(earlier.iter().all(|past| past.index != port.index)),
                Identity::Replaced => prop_assert!(earlier.iter().any(|past| past.index == port.index)),
                Identity::Ambiguous { candidates } => prop_assert!(past.is_none() && candidates > 0),
            }
        }
    }

    #[test]
    fn the_order_of_the_rows_decides_nothing(earlier in any_ports(), later in any_ports()) {
        let straight = follow(&earlier, &later);
        let (mut past, mut now) = (earlier.clone(), later.clone());
        past.reverse();
        now.reverse();
        let mut turned = follow(&past, &now);
        turned.ports.reverse();
        for port in &mut turned.ports {
            port.earlier = port.earlier.map(|at| earlier.len() - 1 - at);
        }
        prop_assert_eq!(straight.ports, turned.ports);
    }
}

use super::built::{hears, net};
use crate::topology::{Ambiguous, AmbiguousKind, ContradictionKind, Reason, Unused};

#[test]
fn what_fits_together_contradicts_nothing() {
    assert_eq!(net("sw1 p1 -- sw2 p1\nsw1 p2 -- pc1\nhub: sw2 p3, pc2, pc3").contradictions(), []);
}

#[test]
fn each_kind_is_told_as_a_sentence() {
    let mut site = net("sw1 p1 -- sw2 p1\nsw1 p1 -- sw3 p1\nsw4 p2 -- sw5 p2\nhub: sw5 p2, pc2, pc3");
    let against = Reason { text: "sw2 hears sw9 there".to_owned(), ..hears("sw2") };
    site.links[0].contradicting.push(against);
    let mac = "02:00:00:00:00:01".parse().unwrap();
    for node in &mut site.nodes {
        match node.id.as_str() {
            "sw1" | "pc2" => {
                node.addresses.push("10.0.0.1".parse().unwrap());
                node.macs.push(mac);
            }
            _ => {}
        }
        node.ports.iter_mut().for_each(|port| port.speed_bps = Some(if node.id == "sw4" { 10 } else { 1000 }));
        if node.id == "sw3" {
            node.ports[0].up = Some(false);
        }
    }
    site.ambiguous =
        [AmbiguousKind::ChassisId, AmbiguousKind::MacAddress, AmbiguousKind::IpAddress, AmbiguousKind::Name]
            .map(|kind| Ambiguous {
                kind,
                key: "x".to_owned(),
                owners: vec!["sw1".to_owned(), "sw5".to_owned()],
                count: if kind == AmbiguousKind::Name { 3 } else { 2 },
                why: "it identifies none of them".to_owned(),
            })
            .to_vec();
    let left = |source: &str| Unused {
        reason: Reason { source: source.to_owned(), text: "a neighbor on sw4 p9".to_owned(), ..hears("sw4") },
        why: "its name is that of several".to_owned(),
    };
    site.unused = vec![left("arp"), left("lldp")];
    let found = site.contradictions();
    let told: Vec<(ContradictionKind, &str)> = found.iter().map(|it| (it.kind, it.text.as_str())).collect();
    use ContradictionKind as Kind;
    assert_eq!(
        told,
        [
            (Kind::LinkContradicted, "sw1 p1 ── sw2 p1 is confirmed, but sw2 hears sw9 there"),
            (Kind::PortTwice, "sw1 p1 is one port, but 2 things end there: sw1 p1 ── sw2 p1, sw1 p1 ── sw3 p1"),
            (Kind::PortTwice, "sw5 p2 is one port, but 2 things end there: sw4 p2 ── sw5 p2, hub"),
            (Kind::PortDown, "sw1 p1 ── sw3 p1 is confirmed, but sw3 p1 is down"),
            (Kind::SpeedsDiffer, "sw4 p2 has 10 bit/s, but sw5 p2 at the other end 1000 bit/s"),
            (Kind::UnusedClaim, "a neighbor on sw4 p9: its name is that of several"),
            (Kind::SharedChassis, "2 devices have the chassis id x (sw1, sw5): it identifies none of them"),
            (Kind::SharedAddress, "2 devices have the address 10.0.0.1: pc2, sw1"),
            (Kind::SharedAddress, "2 devices have the address x (sw1, sw5): it identifies none of them"),
            (Kind::SharedMac, "2 devices have the MAC address 02:00:00:00:00:01: pc2, sw1"),
            (Kind::SharedMac, "2 devices have the MAC address x (sw1, sw5): it identifies none of them"),
            (Kind::SharedName, "3 devices have the name x (sw1, sw5, …): it identifies none of them"),
        ]
    );
}

use super::built::{hears, net, whole};
use crate::evidence::Source;
use crate::topology::{Alternative, End, MissingKind, SourceCoverage, Topology, Unused, WhyNotVerdict};

const SITE: &str = "
    sw1 p1 -- sw2 p1
    sw2 p2 -- sw3 p1
    sw3 p4 -- x9 p7
    hub: sw3 p3, sw4 p1, pc1
    sw5 p1 -- pc2
";

fn verdict(topology: &Topology, a: &str, b: &str) -> WhyNotVerdict {
    topology.why_not(a, b).unwrap().verdict
}

#[test]
fn two_switches_that_hear_others_only_are_not_cabled() {
    let why = net(SITE).why_not("sw1", "sw3").unwrap();
    assert_eq!(
        why.to_string(),
        "it is not known whether sw1 and sw3 are cabled: nothing speaks for it, but not all was read\n  \
         against: lldp of sw1 was read to its end, 4 rows, and none speaks of sw3\n  \
         against: lldp of sw3 was read to its end, 4 rows, and none speaks of sw1\n  \
         not known: sw1 was not asked for stp, or stp is not used\n  \
         not known: sw1 was not asked for fdb, or fdb is not used\n  \
         not known: sw3 was not asked for stp, or stp is not used\n  \
         not known: sw3 was not asked for fdb, or fdb is not used\n  \
         it would be a link with: a neighbor row (LLDP, CDP, …) of sw1 that names sw3\n  \
         it would be a link with: a neighbor row (LLDP, CDP, …) of sw3 that names sw1\n  \
         it would be a link with: forwarding tables or a spanning tree in which sw1 and sw3 face each other with nothing between\n  \
         connected instead: sw1 to sw3, layer 2, 2 hops, 0.810: sw1 p1 ── p1 sw2 p2 ── p1 sw3"
    );
}

#[test]
fn what_was_read_decides_between_no_and_not_known() {
    let mut site = net(SITE);
    for node in &mut site.nodes {
        node.coverage = vec![whole(Source::Lldp, 2), whole(Source::Stp, 9), whole(Source::Fdb, 70)];
    }
    assert_eq!(verdict(&site, "sw1", "sw3"), WhyNotVerdict::NoEvidence);
    let silent = |node: &str, coverage: SourceCoverage| {
        let mut site = site.clone();
        site.nodes.iter_mut().find(|known| known.id == node).unwrap().coverage[0] = coverage;
        site
    };
    let cut = SourceCoverage { complete: false, reason: Some("partial".to_owned()), ..whole(Source::Lldp, 2) };
    let why = silent("sw3", cut).why_not("sw1", "sw3").unwrap();
    assert_eq!(why.verdict, WhyNotVerdict::NotKnown);
    assert_eq!(why.missing[0].kind, MissingKind::CutShort);
    assert_eq!(why.missing[0].text, "lldp of sw3 was not read to its end (partial)");
    let mute = silent("sw3", whole(Source::Lldp, 0)).why_not("sw1", "sw3").unwrap();
    assert_eq!((mute.verdict, mute.missing[0].kind), (WhyNotVerdict::NoEvidence, MissingKind::Silent));
    assert_eq!(verdict(&site, "sw1", "x9"), WhyNotVerdict::NotKnown, "x9 was not asked");
}

#[test]
fn ports_are_linked_taken_or_others() {
    let site = net(SITE);
    assert_eq!(verdict(&site, "sw1 p1", "sw2"), WhyNotVerdict::Linked);
    assert_eq!(verdict(&site, "sw1 p1", "sw2 p2"), WhyNotVerdict::OtherPorts);
    let taken = site.why_not("sw1 p1", "sw3").unwrap();
    assert_eq!(taken.verdict, WhyNotVerdict::PortTaken);
    assert_eq!(taken.evidence_against[0].text, "sw1 p1 is cabled: sw1 p1 ── sw2 p1  confirmed, 0.900");
    assert_eq!(verdict(&site, "sw3", "sw4"), WhyNotVerdict::SharedMedium);
    assert_eq!(verdict(&site, "sw3 p3", "sw1"), WhyNotVerdict::PortTaken, "a medium takes a port too");
    let wrong = |a: &str| site.why_not(a, "sw2").unwrap_err().to_string();
    assert!(
        wrong("sw1 p77").contains("\"p77\" is not a valid port: the name of a port of sw1"),
        "{}",
        wrong("sw1 p77")
    );
    assert!(wrong("nobody").contains("a device of the topology, or that and a port"));
    assert!(wrong("sw2").contains("two different devices"));
}

#[test]
fn readings_that_lost_and_statements_that_nothing_uses_speak_for_it() {
    let mut site = net(SITE);
    let end = |node: &str| End { node: node.to_owned(), device: node.to_owned(), port: None, if_index: None };
    site.links.iter_mut().find(|link| link.a.node == "sw1").unwrap().alternatives.push(Alternative {
        a: end("sw1"),
        b: end("sw3"),
        confidence: 0.2,
        text: "fewer addresses fit".to_owned(),
    });
    let why = site.why_not("sw3", "sw1").unwrap();
    assert_eq!(why.verdict, WhyNotVerdict::Outweighed);
    assert_eq!(why.evidence_for[0].text, "sw1 p1 ── sw2 p1 may be read as sw1 ── sw3, 0.200: fewer addresses fit");

    let mut site = net(SITE);
    let said = |device: &str, text: &str| Unused {
        reason: crate::topology::Reason { text: text.to_owned(), ..hears(device) },
        why: "its name is that of several".to_owned(),
    };
    site.unused =
        vec![said("sw1", "sw1 p9 hears sw3."), said("sw1", "sw1 p9 hears sw33"), said("sw2", "sw2 hears sw3")];
    let why = site.why_not("sw1", "sw3").unwrap();
    let texts: Vec<&str> = why.evidence_for.iter().map(|reason| reason.text.as_str()).collect();
    assert_eq!(texts, ["sw1 p9 hears sw3.; not used: its name is that of several"]);
}

#[test]
fn an_explanation_says_what_was_read_and_what_is_missing() {
    let site = net(SITE);
    let of = |id: &str| site.explain(site.links().find(|link| link.id == id).unwrap());
    let claimed = of("sw3 p4--x9 p7");
    assert_eq!(claimed.coverage.len(), 2);
    assert!(!claimed.coverage[1].polled);
    let kinds: Vec<MissingKind> = claimed.missing.iter().map(|missing| missing.kind).collect();
    assert_eq!(kinds, [MissingKind::NotAsked, MissingKind::NotAsked, MissingKind::NotPolled]);
    assert_eq!(claimed.missing[2].text, "x9 was not asked, or did not answer: it may name sw3");
    assert!(!claimed.to_string().contains("not known"), "what both ends say needs no more");
    let mut weaker = site.clone();
    weaker.links.iter_mut().for_each(|link| link.strength = crate::topology::Strength::Claimed);
    assert!(weaker.explain(&weaker.links[2]).to_string().contains("\n  not known: "));
}

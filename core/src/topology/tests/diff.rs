use super::built::{hears, net, whole};
use crate::evidence::Source;
use crate::topology::{Change, Diff, Topology, diff};

fn said(before: &Topology, after: &Topology) -> Vec<String> {
    diff(before, after).iter().map(ToString::to_string).collect()
}

fn of(before: &str, after: &str) -> Vec<String> {
    said(&net(before), &net(after))
}

#[test]
fn a_topology_does_not_differ_from_itself() {
    let site = "sw1 p1 -- sw2 p1\nsw1 p2 -- sw2 p2\nhub: sw1 p3, pc1, pc2\nsw2 p9 -- pc3";
    assert_eq!(of(site, site), [""; 0]);
}

#[test]
fn what_comes_and_goes_is_told_once() {
    let expected = ["pc1 is gone", "pc2 is new", "pc1 ── sw1 p1 is gone", "pc2 ── sw1 p1 is new"];
    assert_eq!(of("sw1 p1 -- pc1\nsw1 p9 -- sw2 p1", "sw1 p1 -- pc2\nsw1 p9 -- sw2 p1"), expected);
}

#[test]
fn hosts_and_switches_move() {
    assert_eq!(
        of("sw1 p1 -- pc1\nsw2 p1 -- pc2", "sw1 p1 -- pc2\nsw2 p7 -- pc1"),
        ["pc1 moved from sw1 p1 to sw2 p7", "pc2 moved from sw2 p1 to sw1 p1",]
    );
    assert_eq!(of("sw1 p1 -- sw3 p1\nsw2", "sw2 p5 -- sw3 p1\nsw1"), ["sw3 p1 moved from sw1 p1 to sw2 p5"]);
    assert_eq!(of("sw1 p1 -- sw3 p1", "sw1 p1 -- sw3 p2"), ["sw1 p1 moved from sw3 p1 to sw3 p2"]);
    assert_eq!(of("sw1 p1 -- sw3", "sw1 p1 -- sw3 p2"), ["sw1 p1 turned out to be at sw3 p2"]);
}

#[test]
fn a_host_moves_into_a_hub_and_out_of_it() {
    let (before, after) = ("hub: sw1 p1, pc1, pc2\nsw2 p4 -- pc3", "hub: sw1 p1, pc2, pc3\nsw2 p4 -- pc1");
    assert_eq!(of(before, after), ["pc1 moved from sw1 p1 to sw2 p4", "pc3 moved from sw2 p4 to sw1 p1"]);
    let turned = of("sw1 p1 -- pc1", "hub: sw1 p1, pc1, pc2");
    assert_eq!(turned, ["pc2 is new", "pc1 ── sw1 p1 is gone", "medium hub is new"], "pc1 is at the same port");
    let grown = of("hub: sw1 p1, pc1, pc2", "hub2: sw1 p1, pc1, pc2, pc4");
    assert_eq!(grown, ["pc4 is new", "medium hub2 gained pc4"]);
}

#[test]
fn aggregates_lose_and_gain_members() {
    let two = "sw1 p1 -- sw2 p1 lag=L\nsw1 p2 -- sw2 p2 lag=L";
    assert_eq!(of(two, "sw1 p1 -- sw2 p1 lag=L"), ["L lost its member sw1 p2 ── sw2 p2: 1 left"]);
    assert_eq!(of("sw1 p1 -- sw2 p1 lag=L", two), ["L has the new member sw1 p2 ── sw2 p2: 2 now"]);
    assert_eq!(of(two, "sw1 p1 -- sw2 p1 lag=L\nsw1 p2 -- sw2 p2"), ["L lost its member sw1 p2 ── sw2 p2: 1 left"]);
    assert_eq!(of(two, "sw1\nsw2"), ["sw1 p1 ── sw2 p1 is gone", "sw1 p2 ── sw2 p2 is gone"]);
}

#[test]
fn state_strength_and_vlans_change() {
    let changed = of("sw1 p1 -- sw2 p1 vlan=1,10 conf=0.998", "sw1 p1 -- sw2 p1 vlan=10,20 claimed blocked conf=0.95");
    assert_eq!(
        changed,
        [
            "spanning tree blocks sw1 p1 ── sw2 p1 now",
            "sw1 p1 ── sw2 p1 is claimed, 0.950; it was confirmed, 0.998",
            "sw1 p1 ── sw2 p1 carries VLAN 20 and no more carries VLAN 1",
        ]
    );
    assert_eq!(of("sw1 p1 -- sw2 p1 conf=0.95", "sw1 p1 -- sw2 p1 conf=0.93"), [""; 0], "within a rank");
    assert_eq!(of("sw1 p1 -- sw2 p1 conf=0.95", "sw1 p1 -- sw2 p1 conf=0.6").len(), 1);
}

/// `before`, and as it looks if `silent` does not answer: what nobody else said is not there.
fn without(before: &Topology, silent: &str) -> Topology {
    let mut after = before.clone();
    after.nodes.retain(|node| node.id != silent);
    after.links.retain(|link| link.a.node != silent && link.b.node != silent);
    after.segments.retain(|segment| segment.members.iter().all(|end| end.node != silent));
    let seen = |id: &str| after.links.iter().any(|link| link.a.node == id || link.b.node == id);
    let hosts: Vec<String> =
        after.nodes.iter().filter(|node| node.polled || seen(&node.id)).map(|it| it.id.clone()).collect();
    after.nodes.retain(|node| hosts.contains(&node.id));
    after
}

#[test]
fn a_device_that_does_not_answer_refutes_nothing() {
    let mut before = net("sw1 p1 -- sw2 p1\nsw2 p2 -- pc1\nsw1 p2 -- pc2");
    for link in &mut before.links {
        let teller = if link.id.contains("pc1") { "sw2" } else { "sw1" };
        link.because = vec![hears(teller)];
        if link.id == "sw1 p1--sw2 p1" {
            link.because.push(hears("sw2"));
        }
    }
    let after = without(&before, "sw2");
    assert_eq!(
        said(&before, &after),
        [
            "sw2 does not answer any more",
            "pc1 ── sw2 p2 is not seen, but may be there: sw2 cannot be asked to the end",
            "sw1 p1 ── sw2 p1 is not seen, but may be there: sw2 cannot be asked to the end",
        ]
    );
    let removed: Vec<String> =
        Diff::new().removed(["sw2"]).between(&before, &after).iter().map(ToString::to_string).collect();
    assert_eq!(removed, ["pc1 is gone", "sw2 is gone", "pc1 ── sw2 p2 is gone", "sw1 p1 ── sw2 p1 is gone"]);

    // A table that was cut short is silence too, a whole one is not.
    let mut cut = before.clone();
    cut.links.retain(|link| !link.id.contains("pc1"));
    assert_eq!(said(&before, &cut), ["pc1 ── sw2 p2 is gone"]);
    let sw2 = cut.nodes.iter_mut().find(|node| node.id == "sw2").unwrap();
    sw2.coverage[0].complete = false;
    assert_eq!(said(&before, &cut), ["pc1 ── sw2 p2 is not seen, but may be there: sw2 cannot be asked to the end"]);

    // What is seen elsewhere is not where the silent one said.
    let mut elsewhere = after.clone();
    let moved = net("sw1 p7 -- pc1");
    elsewhere.links.extend(moved.links);
    elsewhere.nodes.extend(moved.nodes.into_iter().filter(|node| node.id == "pc1"));
    elsewhere.nodes.sort_by(|x, y| x.id.cmp(&y.id));
    assert!(said(&before, &elsewhere).contains(&"pc1 moved from sw2 p2 to sw1 p7".to_owned()));
}

#[test]
fn a_link_that_one_silent_device_confirmed_is_not_weaker_for_it() {
    let before = net("sw1 p1 -- sw2 p1");
    let mut after = net("sw1 p1 -- sw2 p1 claimed conf=0.85");
    let sw2 = after.nodes.iter_mut().find(|node| node.id == "sw2").unwrap();
    (sw2.polled, sw2.coverage) = (false, Vec::new());
    assert_eq!(said(&before, &after), ["sw2 does not answer any more"]);
    assert_eq!(
        said(&after, &before),
        ["sw2 answers now", "sw1 p1 ── sw2 p1 is confirmed, 0.900; it was claimed, 0.850"]
    );
}

/// `node` under another id.
fn known_as(mut topology: Topology, node: &str, id: &str) -> Topology {
    for known in topology.nodes.iter_mut().filter(|known| known.id == node) {
        known.id = id.to_owned();
    }
    let members = topology.segments.iter_mut().flat_map(|segment| &mut segment.members);
    for end in topology.links.iter_mut().flat_map(|link| [&mut link.a, &mut link.b]).chain(members) {
        if end.node == node {
            end.node = id.to_owned();
        }
    }
    topology.links.iter_mut().for_each(|link| link.id = format!("{} of {id}", link.id));
    topology.nodes.sort_by(|x, y| x.id.cmp(&y.id));
    topology
}

fn with_mac(mut topology: Topology, node: &str, mac: &str) -> Topology {
    let node = topology.nodes.iter_mut().find(|known| known.id == node).unwrap();
    node.macs.push(mac.parse().unwrap());
    node.macs.sort();
    topology
}

#[test]
fn one_that_was_only_heard_of_and_answers_now_is_the_same() {
    let mac = "02:00:00:00:00:07";
    let site = "sw1 p1 -- sw7 p1\nsw1 p2 -- pc1\nsw7 p4 -- pc2";
    let after = with_mac(net(site), "sw7", mac);
    let mut before = known_as(after.clone(), "sw7", "lldp:02:00:00:00:00:07");
    let heard = before.nodes.iter_mut().find(|node| node.id.starts_with("lldp")).unwrap();
    (heard.polled, heard.coverage) = (false, Vec::new());
    assert_eq!(
        said(&before, &after),
        ["sw7 is known by the id sw7 now, before by lldp:02:00:00:00:00:07", "sw7 answers now"]
    );
    assert_eq!(diff(&after, &before).len(), 2);
}

#[test]
fn nodes_that_turn_out_to_be_one_are_merged_and_else_split() {
    let (first, second) = ("02:00:00:00:00:07", "02:00:00:00:00:08");
    let one = with_mac(with_mac(net("sw1 p1 -- sw7 p1"), "sw7", first), "sw7", second);
    let two = with_mac(with_mac(net("sw1 p1 -- sw7 p1\nx8"), "sw7", first), "x8", second);
    assert_eq!(said(&two, &one), ["sw7 (sw7), x8 (x8) turned out to be one: sw7"]);
    assert_eq!(said(&one, &two), ["sw7 turned out to be several: sw7 (sw7), x8 (x8)"]);
}

#[test]
fn names_and_addresses_change() {
    let before = net("sw1 p1 -- sw2 p1");
    let mut after = before.clone();
    after.nodes[0].name = "core".to_owned();
    after.nodes[0].addresses = vec!["10.0.0.1".parse().unwrap()];
    after.links[0].a.device = "core".to_owned();
    assert_eq!(said(&before, &after), ["sw1 is called core now", "core has 10.0.0.1"]);
    assert_eq!(said(&after, &before), ["core is called sw1 now", "sw1 has no more 10.0.0.1"]);
    let back: Change = serde_json::from_str(&serde_json::to_string(&diff(&before, &after)[0]).unwrap()).unwrap();
    assert_eq!(back, diff(&before, &after)[0]);
}

#[test]
fn the_sources_of_coverage_are_those_of_reasons() {
    assert_eq!(whole(Source::Lldp, 1).source.name(), hears("sw1").source);
}

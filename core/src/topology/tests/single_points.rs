use petgraph::Graph;
use petgraph::algo::dominators::simple_fast;
use petgraph::algo::{articulation_points::articulation_points, bridges};
use petgraph::graph::NodeIndex;
use proptest::prelude::*;

use super::built::{names, net};
use crate::topology::cuts::Cuts;
use crate::topology::wiring::{NONE, Wiring};
use crate::topology::{Element, Topology};

fn points(topology: &Topology) -> Vec<String> {
    topology.single_points_of_failure().iter().map(ToString::to_string).collect()
}

#[test]
fn a_chain_hangs_on_its_middle_and_on_its_cables() {
    let chain = net("sw1 p1 -- sw2 p1\nsw2 p2 -- sw3 p1\nsw3 p9 -- pc1");
    let expected = [
        "without sw2 p2 ── sw3 p1, 1 device and 1 host are cut off",
        "without sw2, 1 device is cut off",
        "without sw1 p1 ── sw2 p1, 1 device is cut off",
        "without sw3, 1 host is cut off",
    ];
    assert_eq!(points(&chain), expected);
}

#[test]
fn parallel_cables_members_of_an_aggregate_and_blocked_links_are_redundancy() {
    let parallel = net("sw1 p1 -- sw2 p1 lag=a\nsw1 p2 -- sw2 p2 lag=a");
    assert_eq!(points(&parallel), [""; 0]);
    let ring = net("sw1 p1 -- sw2 p1\nsw2 p2 -- sw3 p1\nsw1 p2 -- sw3 p2 blocked");
    assert_eq!(points(&ring), [""; 0]);
}

#[test]
fn a_server_on_two_switches_joins_them_no_more_than_a_printer_would() {
    let dual = net("sw1 p1 -- sw2 p1\nsw1 p5 -- pc1 e0\nsw2 p5 -- pc1 e1\nsw2 p2 -- sw3 p1\nsw1 p2 -- sw4 p1");
    let expected = [
        "without sw1 p1 ── sw2 p1, 2 devices are cut off",
        "without sw1, 1 device is cut off",
        "without sw2, 1 device is cut off",
        "without sw1 p2 ── sw4 p1, 1 device is cut off",
        "without sw2 p2 ── sw3 p1, 1 device is cut off",
    ];
    assert_eq!(points(&dual), expected);
}

#[test]
fn a_hub_and_a_telephone_carry_what_is_behind_them() {
    let hub = net("hub: sw1 p1, sw2 p1, pc1\nsw1 p7 -- ph1\nph1 -- pc2\nsw1 p2 -- sw3 p1");
    let expected = [
        "without sw1, 1 device and 2 hosts are cut off",
        "without hub, 1 device and 1 host are cut off",
        "without sw1 p2 ── sw3 p1, 1 device is cut off",
        "without ph1 ── sw1 p7, 2 hosts are cut off",
        "without ph1, 1 host is cut off",
    ];
    // Without sw1 the parts are the hub with sw2 and pc1, sw3 alone, the telephone with pc2: the first is kept.
    assert_eq!(points(&hub), expected);
}

#[test]
fn a_routing_adjacency_over_known_cables_is_no_second_way_but_a_line_of_a_provider_is_one() {
    let over_cables = net("r1 p1 -- sw1 p1\nsw1 p2 -- r2 p1\nr1 -- r2 l3");
    assert_eq!(points(&over_cables)[0], "without sw1, 1 device is cut off");
    let line = net("sw1 p1 -- r1 p1\nr1 -- r2 l3\nr2 p1 -- sw2 p1");
    assert!(points(&line).contains(&"without r1 ── r2, 2 devices are cut off".to_owned()), "{:?}", points(&line));
}

#[test]
fn what_is_upstream_is_told_from_the_nearest_on_and_ends_before_the_station() {
    let tree = net(
        "x9 -- sw1 p1\nsw1 p2 -- sw2 p1\nsw1 p3 -- sw3 p1\nsw2 p3 -- sw3 p3 blocked\nsw3 p2 -- sw4 p1 lag=a\nsw3 p4 -- sw4 p2 lag=a\nsw4 p9 -- pc1\nsw5 p1 -- sw6 p1",
    );
    let of = |device: &str| tree.upstream_of("x9", device).map(|chain| names(&chain));
    assert_eq!(of("pc1").unwrap(), "pc1 ── sw4 p9, sw4, sw3, sw1, sw1 p1 ── x9");
    assert_eq!(of("sw3").unwrap(), "sw1, sw1 p1 ── x9", "the ring has two ways, one of them blocked");
    assert_eq!(of("x9").unwrap(), "");
    let message = of("sw5").unwrap_err().to_string();
    assert_eq!(message, "\"sw5\" is not a valid device: a device that a chain of links joins to x9");
    assert!(of("sw99").is_err());

    let index = tree.index();
    let dominators = index.dominators("x9").unwrap();
    let ids =
        |nodes: Vec<&crate::topology::Node>| nodes.iter().map(|node| node.id.as_str()).collect::<Vec<_>>().join(" ");
    assert_eq!(ids(dominators.dependents_of("sw3")), "pc1 sw4");
    assert_eq!(ids(dominators.dependents_of("sw2")), "");
    assert_eq!(ids(dominators.unreachable()), "sw5 sw6");
    assert_eq!(names(&tree.dependents_of("x9", "sw3").unwrap()), "pc1, sw4");
    assert!(tree.dependents_of("x9", "sw99").is_err() && tree.dependents_of("x99", "sw3").is_err());
    let rows = tree.dependencies("x9").unwrap();
    let row = |id: &str| {
        let row = rows.iter().find(|row| row.device.id == id).unwrap();
        let name = |element: &Option<Element>| element.as_ref().map(|element| element.name.clone()).unwrap_or_default();
        (name(&row.upstream), name(&row.link), row.reachable)
    };
    assert_eq!(row("sw4"), ("sw3".into(), String::new(), true));
    assert_eq!(row("pc1"), ("sw4".into(), "pc1 ── sw4 p9".into(), true));
    assert_eq!(row("sw6"), (String::new(), String::new(), false));
}

#[test]
fn a_server_on_two_switches_depends_on_what_both_ways_share() {
    let dual = net("x9 -- sw1\nsw1 p1 -- sw2 p1\nsw1 p2 -- sw3 p1\nsw2 p5 -- pc1 e0\nsw3 p5 -- pc1 e1");
    assert_eq!(names(&dual.upstream_of("x9", "pc1").unwrap()), "sw1, sw1 ── x9");
    assert_eq!(names(&dual.upstream_of("x9", "sw3").unwrap()), "sw1 p2 ── sw3 p1, sw1, sw1 ── x9");
    assert_eq!(
        names(&dual.upstream_of("pc1", "x9").unwrap()),
        "sw1 ── x9, sw1",
        "the station itself may have two homes"
    );
}

proptest! {
    /// The one walk agrees with three algorithms of petgraph on any graph.
    #[test]
    fn cuts_are_those_of_petgraph(vertices in 1_usize..14, ends in prop::collection::vec((0_usize..14, 0_usize..14), 0..30)) {
        let ends: Vec<(usize, usize)> =
            ends.into_iter().map(|(a, b)| (a % vertices, b % vertices)).filter(|(a, b)| a != b).collect();
        let wiring = Wiring::new(vertices, ends.clone());
        let cuts = Cuts::of(&wiring, 0);
        let mut graph: Graph<(), (), petgraph::Undirected> = Graph::new_undirected();
        let at: Vec<NodeIndex> = (0..vertices).map(|_| graph.add_node(())).collect();
        ends.iter().for_each(|(a, b)| { graph.add_edge(at[*a], at[*b], ()); });

        let mut expected: Vec<usize> = articulation_points(&graph).into_iter().map(NodeIndex::index).collect();
        expected.sort_unstable();
        let children = |v: usize| (0..vertices).filter(|c| cuts.parent[*c] == v && cuts.splits[*c]).count();
        let found: Vec<usize> =
            (0..vertices).filter(|v| children(*v) > usize::from(cuts.parent[*v] == NONE)).collect();
        prop_assert_eq!(found, expected);

        // petgraph does not know parallel edges here: one of several is no bridge.
        let alone = |a: usize, b: usize| ends.iter().filter(|(x, y)| (*x, *y) == (a, b) || (*x, *y) == (b, a)).count() == 1;
        let mut expected: Vec<(usize, usize)> = bridges(&graph)
            .map(|edge| { use petgraph::visit::EdgeRef; (edge.source().index(), edge.target().index()) })
            .map(|(a, b)| (a.min(b), a.max(b)))
            .filter(|(a, b)| alone(*a, *b))
            .collect();
        expected.sort_unstable();
        let hangs = (0..vertices).filter(|v| cuts.hangs[*v]);
        let mut found: Vec<(usize, usize)> = hangs.map(|v| (v.min(cuts.parent[v]), v.max(cuts.parent[v]))).collect();
        found.sort_unstable();
        prop_assert_eq!(found, expected);

        let mut directed: Graph<(), ()> = Graph::new();
        (0..vertices).for_each(|_| { directed.add_node(()); });
        for (a, b) in &ends {
            directed.add_edge(at[*a], at[*b], ());
            directed.add_edge(at[*b], at[*a], ());
        }
        let dominators = simple_fast(&directed, at[0]);
        for v in (1..vertices).filter(|v| wiring.components(|_| true)[*v] == 0) {
            prop_assert_eq!(dominators.immediate_dominator(at[v]).map(NodeIndex::index), Some(cuts.dominator[v]));
        }
    }
}

//! The inference on small generated networks: floors below which it must not fall. The figures of record are in
//! docs/accuracy.md.

#![allow(clippy::unwrap_used)]

use netwarden::accuracy::{Judge, Score, visit};
use netwarden::sim::Conversations;
use netwarden::sim::netgen::{Plan, Shape, Sources};
use netwarden::topology::{Options, infer};
use netwarden::value::Moment;

fn score(plan: Plan, seed: u64) -> Score {
    let world = plan.switches(20).hosts_per_switch(5).seed(seed).world().unwrap();
    let devices = visit(&world, Moment::START).devices;
    Judge::new(&world, &devices).score(&infer(&devices, &Options::new()))
}

#[test]
fn links_are_found_at_least_this_well() {
    let grown = || Plan::new(Shape::RandomTree).sources(Sources::FORWARDING_TABLES);
    let talk = |shape| Plan::new(shape).in_band(true).traffic(Conversations::default());
    let cases = [
        ("campus, all sources", talk(Shape::Campus), 1.0, 1.0),
        (
            "leaf and spine without neighbor protocols",
            talk(Shape::LeafSpine).sources(Sources::WITHOUT_NEIGHBORS),
            1.0,
            1.0,
        ),
        ("full forwarding tables", grown(), 1.0, 1.0),
        ("traffic, forwarding tables alone", talk(Shape::RandomTree).sources(Sources::FORWARDING_TABLES), 0.9, 0.9),
        ("out of band, 30 % missing", grown().rows_missing(0.3), 0.9, 0.5),
        ("in band, half missing", grown().in_band(true).management_rows(0.2).rows_missing(0.5), 0.7, 0.7),
    ];
    for (name, plan, precision, recall) in cases {
        for seed in [1, 2] {
            let links = score(plan.clone(), seed).links;
            let (found, claimed) = (links.recall().unwrap(), links.precision().unwrap());
            assert!(claimed >= precision, "{name}, seed {seed}: precision {claimed:.3}");
            assert!(found >= recall, "{name}, seed {seed}: recall {found:.3}");
        }
    }
}

#[test]
fn what_else_is_concluded_is_right_where_the_sources_say_it() {
    let plan = Plan::new(Shape::Campus).in_band(true).traffic(Conversations::default()).lags(0.5);
    let score = score(plan, 1);
    for (name, tally) in [("blocked", score.blocked), ("LAG members", score.lag), ("identity", score.identity)] {
        assert_eq!(tally.f1(), Some(1.0), "{name}: {tally:?}");
    }
    assert_eq!(score.hosts.precision(), Some(1.0), "{:?}", score.hosts);
    assert!(score.calibration_error().unwrap() < 0.05);
}

#[test]
fn pairs_of_switches_that_share_aggregates_are_two_switches_with_cables_of_their_own() {
    let score = score(Plan::new(Shape::Campus).mlag(true), 1);
    assert_eq!(score.lag.f1(), Some(1.0), "{:?}", score.lag);
    assert_eq!(score.links.f1(), Some(1.0), "{:?}", score.links);
    assert_eq!((score.hidden.there, score.hidden.claimed), (0.0, 0.0), "nothing is hidden");
    assert_eq!(score.hosts.f1(), Some(1.0), "both know the end systems on what they share: {:?}", score.hosts);
}

#[test]
fn neighbors_by_other_protocols_than_lldp_are_found() {
    // Without spanning tree and forwarding tables nothing but these protocols tells of a cable.
    let tables = Sources { cdp: true, lldp: true, stp: false, fdb: false, ..Sources::FORWARDING_TABLES };
    let score = score(Plan::new(Shape::RandomTree).other_protocols(1.0).sources(tables), 1);
    assert_eq!(score.links.precision(), Some(1.0), "{:?}", score.links);
    assert!(score.links.recall().unwrap() > 0.3, "{:?}", score.links);
    assert_eq!(score.identity.f1(), Some(1.0), "{:?}", score.identity);
}

#[test]
fn layer_3_is_what_it_is() {
    let score = score(Plan::new(Shape::Campus).in_band(true).vlans(3).routing(0.4), 1);
    assert!(score.adjacencies.there > 3.0 && score.ways.there > 3.0, "{score:?}");
    for (name, tally) in [("subnets", score.subnets), ("adjacencies", score.adjacencies), ("ways", score.ways)] {
        assert_eq!(tally.precision(), Some(1.0), "{name}: {tally:?}");
    }
    assert_eq!((score.subnets.recall(), score.adjacencies.recall()), (Some(1.0), Some(1.0)), "{score:?}");
}

#[test]
fn hosts_are_placed_at_least_this_well() {
    let grown = Plan::new(Shape::RandomTree).sources(Sources::FORWARDING_TABLES);
    let cases = [
        ("full tables", grown.clone(), 1.0, 1.0, 1.0),
        ("a third missing", grown.clone().rows_missing(0.33), 0.93, 0.8, 0.97),
        ("half missing", grown.rows_missing(0.5), 0.9, 0.55, 0.9),
    ];
    for (name, plan, precision, recall, among) in cases {
        for seed in [1, 2] {
            let score = score(plan.clone(), seed);
            let (right, found) = (score.hosts.precision().unwrap(), score.hosts.recall().unwrap());
            let candidates = score.host_candidates.precision().unwrap();
            assert!(right >= precision, "{name}, seed {seed}: precision {right:.3}");
            assert!(found >= recall, "{name}, seed {seed}: recall {found:.3}");
            assert!(candidates >= among, "{name}, seed {seed}: among the candidates {candidates:.3}");
        }
    }
}

#[test]
fn nothing_hidden_is_invented() {
    let grown = Plan::new(Shape::RandomTree).sources(Sources::FORWARDING_TABLES);
    for (name, plan) in [("half missing", grown.clone().rows_missing(0.5)), ("most missing", grown.rows_missing(0.7))] {
        for seed in [1, 2] {
            let hidden = score(plan.clone(), seed).hidden;
            assert!(hidden.claimed - hidden.right <= 1.0, "{name}, seed {seed}: {hidden:?}");
        }
    }
}

#[test]
fn the_scorer_tells_right_from_wrong() {
    let world = Plan::new(Shape::Tree).switches(5).hosts_per_switch(2).world().unwrap();
    let devices = visit(&world, Moment::START).devices;
    let judge = Judge::new(&world, &devices);
    let right = infer(&devices, &Options::new());
    assert_eq!(judge.score(&right).links.f1(), Some(1.0));

    let mut less = right.clone();
    let between = |link: &netwarden::topology::Link| {
        let asked = |end: &netwarden::topology::End| right.nodes.iter().any(|node| node.id == end.node && node.polled);
        asked(&link.a) && asked(&link.b)
    };
    let at = less.links.iter().position(between).unwrap();
    let taken = less.links.remove(at);
    let links = judge.score(&less).links;
    assert_eq!((links.precision(), links.recall()), (Some(1.0), Some(0.75)));

    let mut wrong = less.clone();
    let other =
        right.nodes.iter().find(|node| node.polled && ![&taken.a.node, &taken.b.node].contains(&&node.id)).unwrap();
    let free = netwarden::topology::End {
        node: other.id.clone(),
        device: other.name.clone(),
        port: Some("p99".into()),
        if_index: None,
    };
    wrong.links.push(netwarden::topology::Link { b: free, ..taken.clone() });
    let links = judge.score(&wrong).links;
    assert_eq!((links.precision(), links.recall()), (Some(0.75), Some(0.75)));

    let mut unsure = less;
    unsure.links.push(netwarden::topology::Link { confidence: 0.4, ..taken });
    let score = judge.score(&unsure);
    assert_eq!((score.links.recall(), score.abstained), (Some(0.75), 1.0));
}

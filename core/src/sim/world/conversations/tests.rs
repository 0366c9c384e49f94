use super::*;
use crate::sim::world::{Device, Learning};

/// A star: `middle` with `left`, `right` and `far` around it, and an end system named after each.
fn star() -> World {
    let mut world = World::builder("star");
    for name in ["middle", "left", "right", "far"] {
        let host = format!("{name} pc");
        world = world
            .device(Device::switch(name).ports(8).out_of_band())
            .device(Device::host(&host).silent())
            .cable(name, "p8", &host, "eth0");
    }
    for (port, name) in [("p1", "left"), ("p2", "right"), ("p3", "far")] {
        world = world.cable("middle", port, name, "p1");
    }
    world.build().unwrap()
}

/// Plays `act` and tells which switches know whom: `left: right pc at p1`.
fn after(roaming: f64, act: impl Fn(&mut Play<'_>, &dyn Fn(&str) -> usize), end: Tenths) -> Vec<String> {
    let world = star();
    let ways = world.ways();
    let habits = Conversations { roaming, asleep: 0.0, ..Conversations::default() };
    let mut play = Play::new(&world, &ways, end, &habits, &mut fastrand::Rng::with_seed(3));
    act(&mut play, &|name| world.station_of(name).unwrap());
    let mut all = Vec::new();
    for (node, rows) in world.nodes.iter().zip(play.tables(end)) {
        for row in rows {
            let who = &world.nodes[world.stations[row.station as usize].place.node].name;
            all.push(format!("{}: {who} at {}", node.name, node.interfaces[row.port as usize].name));
        }
    }
    all.sort();
    all
}

#[test]
fn a_broadcast_is_learned_by_every_bridge_towards_the_sender() {
    let known = after(0.0, |play, of| play.broadcast(of("left pc"), 10), 20);
    assert_eq!(known, ["far: left pc at p1", "left: left pc at p8", "middle: left pc at p1", "right: left pc at p1"]);
}

#[test]
fn a_frame_to_a_known_receiver_is_learned_along_its_way_alone() {
    let known = after(
        0.0,
        |play, of| {
            play.broadcast(of("right pc"), 10);
            play.unicast(of("left pc"), of("right pc"), 20);
        },
        30,
    );
    let of_left: Vec<_> = known.iter().filter(|row| row.contains(": left pc")).collect();
    assert_eq!(of_left, ["left: left pc at p8", "middle: left pc at p1", "right: left pc at p1"]);
}

#[test]
fn a_frame_to_an_unknown_receiver_is_flooded() {
    let known = after(0.0, |play, of| play.unicast(of("left pc"), of("right pc"), 20), 30);
    assert_eq!(known, ["far: left pc at p1", "left: left pc at p8", "middle: left pc at p1", "right: left pc at p1"]);
}

#[test]
fn flooding_stops_at_a_bridge_that_knows_the_receiver_behind_the_port_of_arrival() {
    let known = after(
        0.0,
        |play, of| {
            // Nobody knows `far pc` yet, so that all learn `right pc`; then `far` knows it behind the port of arrival.
            play.unicast(of("right pc"), of("far pc"), 10);
            play.unicast(of("left pc"), of("right pc"), 20);
        },
        30,
    );
    assert!(known.contains(&"right: left pc at p1".to_owned()), "{known:?}");
    assert!(!known.contains(&"far: left pc at p1".to_owned()), "{known:?}");
}

#[test]
fn a_row_that_nothing_refreshes_is_gone_after_300_seconds() {
    let act = |play: &mut Play<'_>, of: &dyn Fn(&str) -> usize| play.broadcast(of("left pc"), 100);
    assert_eq!(after(0.0, act, 100 + AGING - 1).len(), 4);
    assert_eq!(after(0.0, act, 100 + AGING), Vec::<String>::new());
    assert_eq!(Duration::from_millis(u64::from(AGING) * 100), World::AGING);
}

#[test]
fn a_station_that_moved_in_silence_is_still_looked_for_where_it_was() {
    // Everybody has moved at some moment before 5000; nobody has said so since.
    let known = after(1.0, |play, of| play.broadcast(of("left pc"), 900), 5000);
    assert_eq!(known, Vec::<String>::new(), "aged out");
    let recent = after(1.0, |play, of| play.broadcast(of("left pc"), 1), 2000);
    let true_places = ["left: left pc at p8", "middle: left pc at p1"];
    assert!(!recent.is_empty() && !true_places.iter().all(|row| recent.iter().any(|it| it == row)), "{recent:?}");
}

fn small(talk: Conversations) -> World {
    let mut world = World::builder("small").learning(Learning::Traffic(talk)).seed(5);
    for number in 1..=4 {
        world = world.device(Device::switch(&format!("s{number}")).ports(24));
        for host in 0..6 {
            let name = format!("pc{number}{host}");
            let port = format!("p{}", 10 + host);
            world = world.device(Device::host(&name).silent()).cable(&format!("s{number}"), &port, &name, "eth0");
        }
    }
    world.cable("s1", "p1", "s2", "p1").cable("s2", "p2", "s3", "p1").cable("s2", "p3", "s4", "p1").build().unwrap()
}

#[test]
fn rows_become_fewer_as_stations_fall_silent() {
    let rows = |talk: Conversations| small(talk).learned.iter().map(Vec::len).sum::<usize>();
    let lively = rows(Conversations::default());
    let quiet = rows(Conversations { talk_every_s: 600.0, ..Conversations::default() });
    let silent = rows(Conversations { asleep: 1.0, ..Conversations::default() });
    assert!(lively > quiet && quiet > silent, "{lively}, {quiet}, {silent}");
    assert_eq!(silent, 0);
}

#[test]
fn the_collector_has_just_asked_every_bridge() {
    let talk = Conversations { asleep: 1.0, collector: Some("pc10".to_owned()), ..Conversations::default() };
    let world = small(talk);
    // s1, where the collector is, has heard the answers of all others; s2 those of what is behind it.
    let known = |name: &str| {
        let (at, _) = world.node(name).unwrap();
        let owners = world.learned[at].iter().map(|row| world.stations[row.station as usize].place.node);
        owners.map(|node| world.nodes[node].name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(known("s1"), ["pc10", "s2", "s3", "s4"]);
    assert!(known("s2").first().is_some_and(|name| name == "pc10") && known("s2").contains(&"s3".to_owned()));
}

#[test]
fn nonsense_is_told() {
    let said = |talk: Conversations| {
        World::builder("none").learning(Learning::Traffic(talk)).build().map(|_| ()).unwrap_err().to_string()
    };
    assert!(said(Conversations { history_s: 0, ..Conversations::default() }).contains("3200"));
    assert!(said(Conversations { talk_every_s: 0.0, ..Conversations::default() }).contains("1 s or more"));
    assert!(said(Conversations { asleep: 2.0, ..Conversations::default() }).contains("0 to 1"));
    assert!(
        said(Conversations { collector: Some("nobody".to_owned()), ..Conversations::default() }).contains("nobody")
    );
}

//! What is inferred from the simulated networks, against what is true of them: with all evidence, and
//! with the neighbor protocols and spanning tree hidden.

#![allow(clippy::unwrap_used)]

mod sim_common;

use std::collections::{BTreeMap, BTreeSet};

use netwarden::sim::{Device, LinkKind, Truth, TruthEnd, TruthLink, TruthState, World, gallery};
use netwarden::topology::{End, Layer, Link, LinkState, Options, Topology, infer};

use sim_common::site;

fn hiding(sources: &[&str]) -> Options {
    Options::new().hide_named(sources).unwrap()
}

/// The world's name of an inferred node: silent end systems are only known by their addresses.
fn name(end: &End, topology: &Topology, truth: &Truth) -> String {
    let node = topology.node(&end.node).unwrap();
    let is = |device: &&netwarden::sim::TruthDevice| {
        device.name == end.device || device.mac.is_some_and(|mac| node.macs.contains(&mac))
    };
    truth.devices.iter().find(is).map_or_else(|| end.device.clone(), |device| device.name.clone())
}

type Pair = (String, String);

fn sorted(x: String, y: String) -> Pair {
    if x <= y { (x, y) } else { (y, x) }
}

/// Each inferred link by its ends as `device port`, `device ?` where the port of an end system is not known.
fn found(topology: &Topology, truth: &Truth) -> BTreeMap<Pair, LinkState> {
    let say = |end: &End| format!("{} {}", name(end, topology, truth), end.port.as_deref().unwrap_or("?"));
    topology.links().map(|link| (sorted(say(&link.a), say(&link.b)), link.state)).collect()
}

/// Whether an inferred pair of ends is that cable.
fn is_cable((x, y): &Pair, cable: &TruthLink) -> bool {
    let is = |said: &str, end: &TruthEnd| {
        said == format!("{} {}", end.device, end.port) || said == format!("{} ?", end.device)
    };
    (is(x, &cable.a) && is(y, &cable.b)) || (is(x, &cable.b) && is(y, &cable.a))
}

fn has_state(state: LinkState, truth: TruthState) -> bool {
    match state {
        LinkState::Forwarding => truth == TruthState::Forwarding,
        LinkState::Blocked => truth == TruthState::Blocked,
        LinkState::Unknown => true,
    }
}

#[test]
fn every_cable_and_host_of_the_gallery_is_found_with_its_ports_and_its_state_and_nothing_else() {
    for world in gallery::names() {
        let (world, truth) = (gallery::by_name(world).unwrap(), gallery::by_name(world).unwrap().truth());
        let topology = infer(&site(&world).devices, &Options::new());
        let mut found = found(&topology, &truth);
        for cable in truth.links.iter().filter(|cable| cable.state != TruthState::Down) {
            let hit = found.iter().find(|(pair, _)| is_cable(pair, cable)).map(|(pair, state)| (pair.clone(), *state));
            let (pair, state) = hit.unwrap_or_else(|| panic!("{}: {cable:?} is missing", truth.world));
            assert!(has_state(state, cable.state), "{}: {cable:?} is found {state:?}", truth.world);
            found.remove(&pair);
        }
        assert_eq!(found, BTreeMap::new(), "{}", truth.world);
    }
}

#[test]
fn every_shared_medium_of_the_gallery_is_found_with_its_members() {
    for world in gallery::names() {
        let (world, truth) = (gallery::by_name(world).unwrap(), gallery::by_name(world).unwrap().truth());
        for hidden in [&[] as &[&str], &["lldp", "cdp"], &["lldp", "cdp", "stp"]] {
            let topology = infer(&site(&world).devices, &hiding(hidden));
            let found: BTreeSet<BTreeSet<String>> = topology
                .segments
                .iter()
                .map(|segment| segment.members.iter().map(|end| name(end, &topology, &truth)).collect())
                .collect();
            let there: BTreeSet<BTreeSet<String>> = truth
                .segments
                .iter()
                .map(|segment| segment.members.iter().map(|end| end.device.clone()).collect())
                .collect();
            assert_eq!(found, there, "{} without {hidden:?}", truth.world);
        }
    }
}

/// Cables between switches by device and port, members of an aggregate by the aggregate.
fn backbone(truth: &Truth, wanted: impl Fn(&TruthLink) -> bool) -> BTreeSet<Pair> {
    let switch = |name: &str| {
        use netwarden::sim::Kind::{Bridge, Router};
        truth.devices.iter().any(|device| device.name == name && device.agent && matches!(device.kind, Bridge | Router))
    };
    let cables = truth.links.iter().filter(|link| link.kind == LinkKind::Backbone);
    cables
        .filter(|link| switch(&link.a.device) && switch(&link.b.device) && wanted(link))
        .map(|link| match &link.lag {
            Some(lag) => sorted(format!("{} {}", link.a.device, lag.a), format!("{} {}", link.b.device, lag.b)),
            None => sorted(format!("{} {}", link.a.device, link.a.port), format!("{} {}", link.b.device, link.b.port)),
        })
        .collect()
}

fn found_backbone(topology: &Topology, truth: &Truth, there: &BTreeSet<Pair>) -> BTreeSet<Pair> {
    let device = |said: &str| said.split(' ').next().unwrap().to_owned();
    let switches: BTreeSet<String> = there.iter().flat_map(|(x, y)| [device(x), device(y)]).collect();
    let all = found(topology, truth).into_keys();
    all.filter(|(x, y)| switches.contains(&device(x)) && switches.contains(&device(y))).collect()
}

#[test]
fn spanning_tree_and_forwarding_tables_find_the_backbone_without_neighbor_protocols() {
    for world in gallery::names() {
        let (world, truth) = (gallery::by_name(world).unwrap(), gallery::by_name(world).unwrap().truth());
        let topology = infer(&site(&world).devices, &hiding(&["lldp", "cdp", "lacp"]));
        let there = backbone(&truth, |_| true);
        assert_eq!(found_backbone(&topology, &truth, &there), there, "{}", truth.world);
    }
}

#[test]
fn forwarding_tables_alone_find_every_link_that_carries_frames_and_no_other() {
    for world in gallery::names() {
        let (world, truth) = (gallery::by_name(world).unwrap(), gallery::by_name(world).unwrap().truth());
        let topology = infer(&site(&world).devices, &hiding(&["lldp", "cdp", "lacp", "stp"]));
        let there = backbone(&truth, |link| link.state == TruthState::Forwarding);
        assert_eq!(found_backbone(&topology, &truth, &there), there, "{}", truth.world);
    }
}

/// Three routers on a LAN behind one switch, and a line between two of them.
fn routed() -> World {
    let router = |name: &str| Device::router(name).ports(2).with_lldp();
    World::builder("routed")
        .network("10.30.0.0/24")
        .vlan(1, "lan", "10.30.0.0/25")
        .vlan(100, "line", "10.30.0.252/30")
        .device(Device::switch("s1").ports(4))
        .device(router("r1").routes_on("p1", &[1]).routes_on("p2", &[100]).ospf().bgp(64512))
        .device(router("r2").routes_on("p1", &[1]).routes_on("p2", &[100]).ospf().isis())
        .device(router("r3").routes_on("p1", &[1]).ospf().isis().bgp(64512))
        .cable("s1", "p1", "r1", "p1")
        .cable("s1", "p2", "r2", "p1")
        .cable("s1", "p3", "r3", "p1")
        .cable("r1", "p2", "r2", "p2")
        .build()
        .unwrap()
}

#[test]
fn routing_protocols_become_links_of_layer_3_that_name_the_cables_under_them() {
    let topology = infer(&site(&routed()).devices, &Options::new());
    let cable = |id: &String| {
        let link = topology.links().find(|link| link.id == *id).unwrap();
        let (a, b) = sorted(link.a.to_string(), link.b.to_string());
        format!("{a} ── {b}")
    };
    let line = |link: &Link| {
        let (a, b) = sorted(link.a.to_string(), link.b.to_string());
        let spoken: Vec<String> = link.adjacencies.iter().map(ToString::to_string).collect();
        let mut over: Vec<String> = link.carried_by.iter().map(cable).collect();
        over.sort();
        format!("{a} ── {b} {} {} over {}", link.strength, spoken.join(" "), over.join(", "))
    };
    let found: BTreeSet<String> = topology.links().filter(|link| link.layer == Layer::L3).map(line).collect();
    let expected = [
        "r1 p1 ── r2 p1 confirmed ospf:up over r1 p1 ── s1 p1, r2 p1 ── s1 p2",
        "r1 p1 ── r3 p1 confirmed ospf:up bgp:up over r1 p1 ── s1 p1, r3 p1 ── s1 p3",
        "r1 p2.100 ── r2 p2.100 confirmed ospf:up over r1 p2 ── r2 p2",
        "r2 p1 ── r3 p1 confirmed ospf:up isis:up over r2 p1 ── s1 p2, r3 p1 ── s1 p3",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
    let subnets: Vec<(&str, usize)> =
        topology.subnets.iter().map(|subnet| (subnet.prefix.as_str(), subnet.members.len())).collect();
    assert_eq!(subnets, [("10.30.0.0/25", 4), ("10.30.0.252/30", 2)]);
}

/// Three routers on a ring of switches, one cable of which is blocked, and lines between two of them.
fn routed_over_a_ring() -> World {
    let router = |name: &str| Device::router(name).ports(2).with_lldp();
    let mut builder = World::builder("routed over a ring").network("10.31.0.0/24").vlan(1, "lan", "10.31.0.0/25").vlan(
        100,
        "line",
        "10.31.0.252/30",
    );
    for switch in ["s1", "s2", "s3", "s4"] {
        builder = builder.device(Device::switch(switch).ports(4));
    }
    builder
        .device(router("r1").routes_on("p1", &[1]).routes_on("p2", &[100]).ospf().bgp(64512))
        .device(router("r2").routes_on("p1", &[1]).routes_on("p2", &[100]).ospf().isis().bgp(64513))
        .device(router("r3").routes_on("p1", &[1]).ospf().isis())
        .cable("s1", "p1", "s2", "p2")
        .cable("s2", "p1", "s3", "p2")
        .cable("s3", "p1", "s4", "p2")
        .cable("s4", "p1", "s1", "p2")
        .cable("s1", "p3", "r1", "p1")
        .cable("s3", "p3", "r2", "p1")
        .cable("s4", "p3", "r3", "p1")
        .cable("r1", "p2", "r2", "p2")
        .build()
        .unwrap()
}

#[test]
fn layer_3_is_what_is_true_of_the_world() {
    for world in [routed(), routed_over_a_ring()] {
        let truth = world.truth();
        let topology = infer(&site(&world).devices, &Options::new());
        let name = |end: &TruthEnd| format!("{} {}", end.device, end.port);
        let there: BTreeSet<String> = truth
            .adjacencies
            .iter()
            .map(|it| {
                let protocols: Vec<String> = it.protocols.iter().map(|it| format!("{it:?}").to_lowercase()).collect();
                let mut over: Vec<String> = it
                    .over
                    .iter()
                    .map(|hop| sorted(name(&hop.a), name(&hop.b)))
                    .map(|(a, b)| format!("{a}={b}"))
                    .collect();
                over.sort();
                format!("{}={} {} over {}", name(&it.a), name(&it.b), protocols.join(","), over.join(" "))
            })
            .collect();
        let cable = |id: &String| {
            let link = topology.links().find(|link| link.id == *id).unwrap();
            let (a, b) = sorted(link.a.to_string(), link.b.to_string());
            format!("{a}={b}")
        };
        let found: BTreeSet<String> = topology
            .links()
            .filter(|link| link.layer == Layer::L3)
            .map(|link| {
                let protocols: Vec<String> = link.adjacencies.iter().map(|it| it.protocol.name().to_owned()).collect();
                let mut over: Vec<String> = link.carried_by.iter().map(cable).collect();
                over.sort();
                let (a, b) = sorted(link.a.to_string(), link.b.to_string());
                format!("{a}={b} {} over {}", protocols.join(","), over.join(" "))
            })
            .collect();
        assert_eq!(found, there, "{}", truth.world);
        // Who is in which subnet, of those that answer.
        let asked = |device: &str| truth.devices.iter().any(|it| it.name == device && it.agent);
        let members = truth.subnets.iter().map(|subnet| {
            let here = subnet.members.iter().filter(|it| asked(&it.end.device));
            (subnet.prefix.to_string(), here.map(|it| (it.address.to_string(), name(&it.end))).collect())
        });
        let there: BTreeSet<(String, BTreeSet<(String, String)>)> = members.collect();
        let members = topology.subnets.iter().map(|subnet| {
            let here = subnet.members.iter().map(|it| (it.address.to_string(), it.end.to_string()));
            (subnet.prefix.clone(), here.collect())
        });
        assert_eq!(members.collect::<BTreeSet<_>>(), there, "{}", truth.world);
    }
}

#[test]
fn uplinks_are_the_ports_between_devices_that_forward() {
    for world in ["ring", "campus"] {
        let (world, truth) = (gallery::by_name(world).unwrap(), gallery::by_name(world).unwrap().truth());
        let topology = infer(&site(&world).devices, &Options::new());
        let found: BTreeSet<(String, String)> = topology
            .uplinks()
            .into_iter()
            .map(|uplink| (topology.node(&uplink.device.0).unwrap().name.clone(), uplink.port))
            .collect();
        // What nobody asked and what does not speak, such as an access point without an agent, is not known to forward.
        let is_asked = |end: &TruthEnd| truth.devices.iter().any(|device| device.name == end.device && device.agent);
        let backbone = truth.links.iter().filter(|link| link.kind == LinkKind::Backbone);
        let asked = backbone.filter(|link| is_asked(&link.a) && is_asked(&link.b));
        let ends = asked.flat_map(|link| [&link.a, &link.b]);
        let wanted: BTreeSet<(String, String)> =
            ends.map(|end: &TruthEnd| (end.device.clone(), end.port.clone())).collect();
        assert!(!wanted.is_empty());
        assert_eq!(found, wanted);
    }
}

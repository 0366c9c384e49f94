//! From the simulated agents to the map, without a network: what is concluded must be what is true.

#![allow(clippy::unwrap_used)]

mod sim_common;

use std::collections::BTreeSet;
use std::net::IpAddr;

use netwarden::inventory::DeviceKind;
use netwarden::sim::{Kind, LinkKind, TruthLink, TruthState, gallery};
use netwarden::topology::LinkState;
use netwarden::value::Moment;

use sim_common::site;

fn kind_of(kind: Kind) -> DeviceKind {
    match kind {
        Kind::Repeater => DeviceKind::Repeater,
        Kind::Bridge => DeviceKind::Bridge,
        Kind::Router => DeviceKind::Router,
        Kind::Host => DeviceKind::Host,
        Kind::Printer => DeviceKind::Printer,
        Kind::AccessPoint => DeviceKind::AccessPoint,
        Kind::Phone => DeviceKind::Phone,
    }
}

#[test]
fn snapshots_say_what_is_true() {
    for name in gallery::names() {
        let world = gallery::by_name(name).unwrap();
        let site = site(&world);
        for truth in world.truth().devices.iter().filter(|device| device.agent) {
            let found = site.devices.iter().find(|device| device.name == truth.name).unwrap();
            let at = format!("{name}: {}", truth.name);
            assert_eq!(found.faults, [], "{at}");
            assert_eq!(found.kind, kind_of(truth.kind), "{at}");
            let addresses: BTreeSet<IpAddr> = found.addresses.iter().map(|entry| entry.address).collect();
            assert!(truth.addresses.iter().all(|address| addresses.contains(&IpAddr::from(*address))), "{at}");
            for interface in &found.interfaces {
                let traffic = world.traffic(&truth.name, &interface.name, Moment::START).unwrap();
                assert!(interface.counters.in_octets_64.unwrap() <= traffic.in_octets, "{at}");
            }
            if let Some(bridge) = &found.bridge {
                assert!(!bridge.fdb.is_empty(), "{at} has learned nothing");
            }
        }
    }
}

/// `s1 p1 = s2 p1`, the lesser end first.
fn cable(a: (&str, &str), b: (&str, &str)) -> String {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    format!("{} {} = {} {}", a.0, a.1, b.0, b.1)
}

#[test]
fn the_backbone_that_is_inferred_is_the_one_that_is_cabled() {
    for name in gallery::names() {
        let world = gallery::by_name(name).unwrap();
        let truth = world.truth();
        let asked = |device: &str| truth.devices.iter().any(|it| it.name == device && it.agent);
        let backbone: BTreeSet<(String, bool)> = truth
            .links
            .iter()
            .filter(|link| link.kind == LinkKind::Backbone && asked(&link.a.device) && asked(&link.b.device))
            .map(|link| {
                let name = cable((&link.a.device, &link.a.port), (&link.b.device, &link.b.port));
                (name, link.state == TruthState::Blocked)
            })
            .collect();
        let topology = site(&world).topology();
        let forwards = |device: &str| {
            let at = |link: &&TruthLink| link.a.device == device || link.b.device == device;
            asked(device) && truth.links.iter().filter(|link| link.kind == LinkKind::Backbone).any(|link| at(&link))
        };
        let found: BTreeSet<(String, bool)> = topology
            .links()
            .filter(|link| forwards(&link.a.device) && forwards(&link.b.device))
            .filter_map(|link| {
                let name = cable((&link.a.device, link.a.port.as_deref()?), (&link.b.device, link.b.port.as_deref()?));
                Some((name, link.state == LinkState::Blocked))
            })
            .collect();

        assert_eq!(found, backbone, "{name}");
    }
}

#[test]
fn end_systems_are_found_where_they_are_plugged_in() {
    for name in gallery::names() {
        let world = gallery::by_name(name).unwrap();
        let truth = world.truth();
        let topology = site(&world).topology();
        let mut wrong = Vec::new();
        let asked = |device: &str| truth.devices.iter().any(|it| it.name == device && it.agent);
        for host in &truth.hosts {
            // Behind a telephone that does not answer, or on a hub with several bridges, no port is the right one.
            let [place] = host.attached_to.as_slice() else { continue };
            if !asked(&place.device) {
                continue;
            }
            let Some(node) = topology.nodes.iter().find(|node| node.macs.contains(&host.mac)) else {
                wrong.push(format!("{} is nowhere", host.name));
                continue;
            };
            let at = |device: &str, port: &Option<String>| device == place.device && port.as_ref() == Some(&place.port);
            let by_link = topology
                .links_of(&node.id)
                .into_iter()
                .any(|link| at(&link.a.device, &link.a.port) || at(&link.b.device, &link.b.port));
            let shared = topology.segments_of(&node.id);
            let by_medium = shared.iter().any(|medium| medium.members.iter().any(|end| at(&end.device, &end.port)));
            if !by_link && !by_medium {
                wrong.push(format!("{} is not at {} {}", host.name, place.device, place.port));
            }
        }
        assert_eq!(wrong, Vec::<String>::new(), "{name}");
    }
}

//! From the simulated agents to the map, without a network: what is concluded must be what is true.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::net::IpAddr;

use netwarden::inventory::{Collected, DeviceKind, DeviceSnapshot, Site, build, vlan_contexts};
use netwarden::sim::{Agent, Kind, LinkKind, TruthLink, TruthState, World, gallery};
use netwarden::topology::LinkState;
use netwarden::value::{DeviceId, Moment, Oid, Timestamp, Value, VarBind, oid};
use netwarden::wire::{BulkRequest, CommunityString, Message, Pdu, Version};

/// Everything that an agent shows under a community.
fn walk(agent: &Agent, community: &str) -> Vec<VarBind> {
    let (mut all, mut from): (Vec<VarBind>, Oid) = (Vec::new(), oid(&[1]));
    loop {
        let varbinds = vec![VarBind::new(from.clone(), Value::Null)];
        let pdu = Pdu::GetBulk(BulkRequest { id: 1, non_repeaters: 0, max_repetitions: 50, varbinds });
        let message = Message { version: Version::V2c, community: CommunityString::new(community), pdu };
        let Some(answer) = agent.respond(&message, Moment::START) else { return all };
        for varbind in answer.pdu.varbinds() {
            if varbind.value == Value::EndOfMibView {
                return all;
            }
            assert!(varbind.name > from);
            from.clone_from(&varbind.name);
            all.push(varbind.clone());
        }
    }
}

fn snapshot(agent: &Agent) -> DeviceSnapshot {
    let mut collected = Collected::default();
    collected.add_recording(None, walk(agent, "public"));
    for vlan in vlan_contexts(&collected) {
        collected.add_recording(Some(vlan), walk(agent, &format!("public@{vlan}")));
    }
    let address = agent.address().map(IpAddr::from);
    let id = DeviceId(address.unwrap().to_string());
    build(id, None, address, Timestamp::from_millis(0), &collected)
}

fn site(world: &World) -> Site {
    let devices: Vec<_> = world.agents().map(|agent| snapshot(&agent)).collect();
    Site { asked: devices.len() as u64, devices, ..Site::default() }
}

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

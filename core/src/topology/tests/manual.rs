//! Cables that people know condition what is inferred from spanning tree and forwarding tables.

use super::fixture::{Fixture, device};
use super::lines;
use crate::inventory::{DeviceSnapshot, StpState};
use crate::topology::{LiveTopology, Model, ModelEnd, ModelLink, Options, Reason, Strength, Topology, infer};

fn end(text: &str) -> ModelEnd {
    let mut words = text.split_whitespace();
    ModelEnd { device: words.next().unwrap().to_owned(), port: words.next().map(str::to_owned) }
}

fn plan(cables: &[(&str, &str)]) -> Model {
    let link = |(a, b): &(&str, &str)| ModelLink { a: end(a), b: end(b), lag: None, note: None };
    Model { links: cables.iter().map(link).collect(), ..Model::new("plan") }
}

/// The same in both orders of the devices, and device by device.
fn with(devices: &[DeviceSnapshot], model: &Model) -> Topology {
    let options = Options::new().cables_of(model);
    let topology = infer(devices, &options);
    let mut live = LiveTopology::new(options.clone());
    for device in devices {
        live.replace(device.clone());
    }
    assert_eq!(live.topology(), topology);
    let reversed: Vec<DeviceSnapshot> = devices.iter().rev().cloned().collect();
    assert_eq!(infer(&reversed, &options), topology);
    topology
}

fn base(number: u8) -> String {
    format!("02:bb:00:00:00:{number:02x}")
}

fn bridge(name: &str, number: u8) -> Fixture {
    device(name).interfaces(8).bridge(&base(number)).bridge_ports(8)
}

fn host(number: u8) -> String {
    format!("02:aa:00:00:00:{number:02x}")
}

fn sources(reasons: &[Reason]) -> Vec<&str> {
    let mut sources: Vec<&str> = reasons.iter().map(|reason| reason.source.as_str()).collect();
    sources.dedup();
    sources
}

#[test]
fn a_cable_that_people_know_is_drawn_once_and_forwarding_tables_place_hosts_by_it() {
    let hosts = |fixture: Fixture, port: u32, numbers: &[u8]| {
        numbers.iter().fold(fixture, |fixture, number| fixture.sees(port, &host(*number)))
    };
    let a = hosts(bridge("a", 1).sees(1, &base(2)), 1, &[3, 4]).sees(3, &host(1)).sees(4, &host(2)).done();
    let b = hosts(bridge("b", 2).sees(2, &base(1)), 2, &[1, 2]).sees(5, &host(3)).sees(6, &host(4)).done();
    let topology = with(&[a, b], &plan(&[("b p2", "a p1")]));
    let wanted = [
        "02:aa:00:00:00:01 ── a p3  inferred",
        "02:aa:00:00:00:02 ── a p4  inferred",
        "02:aa:00:00:00:03 ── b p5  inferred",
        "02:aa:00:00:00:04 ── b p6  inferred",
        "a p1 ── b p2  confirmed",
    ];
    assert_eq!(lines(&topology), wanted);
    let link = topology.links.iter().find(|link| link.strength == Strength::Confirmed).unwrap();
    assert!((link.confidence - 1.0).abs() < 1e-9 && link.contradicting.is_empty());
    assert_eq!(link.because[0].text, "people say that a p1 is cabled to b p2");
    let applied = plan(&[("a p1", "b p2")]).apply(&topology);
    assert_eq!((lines(&applied.topology), applied.topology.links.len()), (lines(&topology), 5));
}

#[test]
fn forwarding_tables_that_lead_elsewhere_contradict_and_make_no_second_cable() {
    let a = bridge("a", 1).sees(3, &base(2)).sees(3, &host(1)).sees(3, &host(2)).sees(4, &host(3)).done();
    let b = bridge("b", 2).sees(5, &host(1)).sees(5, &host(2)).sees(6, &host(3)).done();
    let topology = with(&[a, b], &plan(&[("a p1", "b p1")]));
    let between: Vec<String> = lines(&topology).into_iter().filter(|line| line.contains("── b")).collect();
    assert_eq!(between, ["a p1 ── b p1  confirmed"]);
    let link = topology.links.iter().find(|link| link.strength == Strength::Confirmed).unwrap();
    let against: Vec<&str> = link.contradicting.iter().map(|reason| reason.text.as_str()).collect();
    assert!(against.contains(&"02:bb:00:00:00:02, an address of b, is behind a p3"), "{against:?}");
    assert!(against.contains(&"02:aa:00:00:00:01 is behind b p5"), "{against:?}");
    assert!(!topology.contradictions().is_empty());
}

#[test]
fn a_few_stale_rows_contradict_nothing() {
    let a = (1..=9).fold(bridge("a", 1), |a, number| a.sees(1, &host(number))).sees(3, &host(10)).done();
    let b = (1..=9).fold(bridge("b", 2), |b, number| b.sees(4, &host(number))).sees(3, &host(10)).done();
    let topology = with(&[a, b], &plan(&[("a p1", "b p1")]));
    let link = topology.links.iter().find(|link| link.strength == Strength::Confirmed).unwrap();
    assert_eq!(link.contradicting, []);
}

#[test]
fn what_neighbors_announce_and_people_know_is_one_cable() {
    let chassis = |name: &str, number: u8| device(name).interfaces(4).lldp(&base(number));
    let a = chassis("a", 1).hears(1, &base(2), "p2").done();
    let b = chassis("b", 2).hears(2, &base(1), "p1").done();
    let devices = [a, b];
    for said in [("a p1", "b p2"), ("a", "b p2"), ("a", "b")] {
        let topology = with(&devices, &plan(&[said]));
        assert_eq!(lines(&topology), ["a p1 ── b p2  confirmed"]);
        assert_eq!(sources(&topology.links[0].because), ["lldp", "manual"]);
    }
    // A port that the neighbor does not tell, people do.
    let a = chassis("a", 1).hears(1, &base(2), "nonsense").done();
    let topology = with(&[a, chassis("b", 2).done()], &plan(&[("a p1", "b p2")]));
    assert_eq!(lines(&topology), ["a p1 ── b p2  confirmed"]);
    assert_eq!(sources(&topology.links[0].because), ["lldp", "manual"]);
}

#[test]
fn another_neighbor_on_the_port_and_the_word_of_a_person_contradict_each_other() {
    let chassis = |name: &str, number: u8| device(name).interfaces(4).lldp(&base(number));
    let a = chassis("a", 1).hears(1, &base(2), "p2").done();
    let b = chassis("b", 2).hears(2, &base(1), "p1").done();
    let topology = with(&[a, b, chassis("c", 3).done()], &plan(&[("a p1", "c p3")]));
    assert_eq!(lines(&topology), ["a p1 ── b p2  confirmed", "a p1 ── c p3  confirmed"]);
    let contradicting: Vec<Vec<&str>> = topology.links.iter().map(|link| sources(&link.contradicting)).collect();
    assert_eq!(contradicting, [["manual"], ["lldp"]]);
}

#[test]
fn spanning_tree_adds_its_rows_to_a_cable_that_people_know() {
    let a = bridge("a", 1).tree(1, StpState::Forwarding, &base(1), 0x8001).done();
    let b = bridge("b", 2).tree(2, StpState::Forwarding, &base(1), 0x8001).done();
    let topology = with(&[a, b], &plan(&[("a p1", "b p2")]));
    assert_eq!(lines(&topology), ["a p1 ── b p2  confirmed"]);
    assert_eq!(sources(&topology.links[0].because), ["manual", "stp"]);
}

#[test]
fn a_device_that_nobody_knows_is_one_for_all_cables_that_people_know() {
    let a = bridge("a", 1).sees(1, &host(1)).sees(1, &host(2)).done();
    let topology = with(&[a, bridge("b", 2).done()], &plan(&[("a p1", "patch panel"), ("b p1", "patch other")]));
    assert_eq!(lines(&topology)[2..], ["a p1 ── patch panel  confirmed", "b p1 ── patch other  confirmed"]);
    let ends: Vec<String> = lines(&topology)[..2].to_vec();
    assert_eq!(ends, ["02:aa:00:00:00:01 ── patch  inferred", "02:aa:00:00:00:02 ── patch  inferred"]);
    let alone = with(&[bridge("a", 1).done()], &plan(&[("x p1", "y p1")]));
    assert_eq!((alone.nodes.len(), alone.links.len(), alone.unused.len()), (1, 0, 0));
}

#[test]
fn a_name_of_several_devices_is_no_end() {
    let named = |id: &str| {
        let mut device = bridge("core", 1).done();
        device.id.0 = id.to_owned();
        device.bridge = None;
        device.interfaces.iter_mut().for_each(|interface| interface.mac = None);
        device
    };
    let devices = [named("10.0.0.1"), named("10.0.0.2"), device("edge").interfaces(2).done()];
    let topology = with(&devices, &plan(&[("edge p1", "core p1")]));
    assert_eq!((topology.links.len(), topology.unused.len()), (0, 1));
    assert_eq!(topology.unused[0].why, "2 devices are called \"core\": an id tells them apart");
    let topology = with(&devices, &plan(&[("edge p1", "10.0.0.2 p1"), ("edge p1", "edge p2")]));
    assert_eq!(lines(&topology), ["core (10.0.0.2) p1 ── edge p1  confirmed"]);
    assert_eq!(topology.unused[0].why, "both ends are one device");
}

//! Devices that say absurdly much: what takes a second or two here must not take the square of it.
#![allow(clippy::disallowed_methods)] // what is tested is the time that it takes

use std::time::{Duration, Instant};

use super::fixture::{Fixture, device, mac_chassis, named_port, neighbor};
use super::topology;
use crate::inventory::StpState;
use crate::topology::{Strength, Topology};
use crate::value::{ChassisId, ChassisIdSubtype};

const ROWS: u32 = 10_000;

/// Ten times what it takes, for machines that are busy; comparing all rows with all takes longer.
const LONGEST: Duration = Duration::from_secs(30);

fn nobody(number: u32) -> String {
    let [_, a, b, c] = number.to_be_bytes();
    format!("02:00:7f:{a:02x}:{b:02x}:{c:02x}")
}

#[test]
fn a_bridge_led_by_ten_thousand_others() {
    let ports = device("a").interfaces(ROWS).bridge("02:00:00:00:00:0a").bridge_ports(ROWS);
    let a = (1..=ROWS).fold(ports, |a, port| a.tree(port, StpState::Forwarding, &nobody(port), 0x8001));
    let started = Instant::now();
    let topology = topology(&[a.done()]);
    assert!(started.elapsed() < LONGEST, "{:?}", started.elapsed());
    assert_eq!(topology.links.len(), 10_000);
}

#[test]
fn a_device_with_ten_thousand_neighbors() {
    let a = device("a").interfaces(ROWS).lldp("02:00:00:00:00:0a");
    let id = |number| ChassisId::new(ChassisIdSubtype::Local, nobody(number));
    let a = (1..=ROWS).fold(a, |a, port| a.hears_row(neighbor(port, id(port), named_port("p"))));
    let started = Instant::now();
    let topology = topology(&[a.done()]);
    assert!(started.elapsed() < LONGEST, "{:?}", started.elapsed());
    assert_eq!(topology.links.len(), 10_000);
}

#[test]
fn a_bridge_that_sees_ten_thousand_addresses_on_as_many_ports() {
    let a = device("a").interfaces(ROWS).bridge("02:00:00:00:00:0a").bridge_ports(ROWS);
    let a = (1..=ROWS).fold(a, |a, port| a.sees(port, &nobody(port)));
    let started = Instant::now();
    let topology = topology(&[a.done()]);
    assert!(started.elapsed() < LONGEST, "{:?}", started.elapsed());
    assert_eq!(topology.links.len(), 10_000);
}

const SURE: f64 = 0.9;

fn in_time(devices: &[crate::inventory::DeviceSnapshot]) -> Topology {
    let started = Instant::now();
    let topology = topology(devices);
    assert!(started.elapsed() < LONGEST, "{:?}", started.elapsed());
    topology
}

#[test]
fn a_million_neighbors_on_one_port_are_no_cables() {
    let a = device("a").interfaces(2).lldp("02:00:00:00:00:0a");
    let mut a = a.done();
    let id = |number| ChassisId::new(ChassisIdSubtype::Local, nobody(number));
    let rows = (0..1_000_000).map(|number| neighbor(1, id(number), named_port("p")));
    a.lldp.as_mut().unwrap().neighbors = rows.collect();
    let topology = in_time(&[a]);
    assert!(topology.links.is_empty() && topology.nodes.len() < 100, "{} nodes", topology.nodes.len());
    assert!(topology.unused.iter().any(|unused| unused.why.starts_with("more than 64 neighbors on one port")));
}

#[test]
fn a_chassis_id_that_everybody_has_joins_nobody() {
    let one = |number: u32| {
        let name = format!("d{number}");
        let row = neighbor(1, mac_chassis("02:00:00:00:00:0a"), named_port("p2"));
        device(&name).interfaces(2).lldp("02:00:00:00:00:0a").hears_row(row).done()
    };
    let devices: Vec<_> = (0..2_000).map(one).collect();
    let topology = in_time(&devices);
    assert_eq!((topology.links.len(), topology.segments.len(), topology.nodes.len()), (0, 0, 2_000));
    assert!(topology.unused.iter().all(|unused| unused.why == "its chassis id belongs to 2000 devices"));
}

#[test]
fn every_key_that_everybody_has_joins_nobody() {
    // Chassis id, base address, name, address and serial number are the same; each hears one that is like all of them.
    let one = |number: u32| {
        let mut row = neighbor(1, mac_chassis("02:00:00:00:00:0a"), named_port("p2"));
        row.sys_name = Some("switch".to_owned());
        row.addresses = vec!["10.0.0.1".parse().unwrap()];
        let mut device = device(&format!("d{number}")).interfaces(2).lldp("02:00:00:00:00:0a").hears_row(row);
        device = device.bridge("02:00:00:00:00:0a").bridge_ports(2).net(1, "10.0.0.1/24");
        device = device.tree(1, StpState::Forwarding, "02:00:00:00:00:0a", 0x8002).sees(1, "02:00:00:00:00:0a");
        let mut device = (0..4).fold(device, |device, host| device.sees(2, &nobody(host))).done();
        device.name = "switch".to_owned();
        device.system.name = Some("switch".to_owned());
        device
    };
    let devices: Vec<_> = (0..300).map(one).collect();
    let topology = in_time(&devices);
    let sure: Vec<_> = topology.links.iter().filter(|link| link.confidence >= SURE).collect();
    assert!(sure.is_empty(), "{} links, as {:?}", sure.len(), sure.first());
    assert_eq!(topology.nodes.iter().filter(|node| node.polled).count(), 300);
}

#[test]
fn devices_that_hear_themselves_are_not_cabled_to_themselves() {
    let a = device("a").interfaces(2).lldp("02:00:00:00:00:0a").hears(1, "02:00:00:00:00:0a", "p1");
    let a = a.hears(2, "02:00:00:00:00:0a", "p1").bridge("02:00:00:00:00:0a").bridge_ports(2);
    let a = a.tree(1, StpState::Blocking, "02:00:00:00:00:0a", 0x8002).sees(1, "02:00:00:00:00:0a").done();
    let topology = in_time(&[a]);
    assert!(topology.links.iter().all(|link| link.confidence < SURE), "{:?}", topology.links);
}

#[test]
fn aggregates_that_contain_each_other_end() {
    let ring = |fixture: Fixture| fixture.lag(1, &[2]).lag(2, &[3]).lag(3, &[1]).lag(4, &[4]);
    let a = ring(device("a").interfaces(4).lldp("02:00:00:00:00:0a").hears(1, "02:00:00:00:00:0b", "p1")).done();
    let b = ring(device("b").interfaces(4).lldp("02:00:00:00:00:0b").hears(1, "02:00:00:00:00:0a", "p1")).done();
    let topology = in_time(&[a, b]);
    assert_eq!((topology.links.len(), topology.links[0].strength), (1, Strength::Confirmed));
}

#[test]
fn names_of_64_kilobytes_are_cut_where_they_are_shown() {
    let long = |letter: &str| letter.repeat(1 << 16);
    let mut row = neighbor(1, ChassisId::new(ChassisIdSubtype::Local, long("c")), named_port(&long("p")));
    row.sys_name = Some(long("n"));
    let mut a = device("a").interface(1, &long("i")).lldp("02:00:00:00:00:0a").hears_row(row).done();
    a.name = long("d");
    let topology = in_time(&[a]);
    let link = &topology.links[0];
    for shown in [&link.a.device, &link.b.device, link.a.port.as_ref().unwrap(), link.b.port.as_ref().unwrap()] {
        assert!(shown.len() <= 255, "{} octets", shown.len());
    }
    assert!(link.a.node.len() <= 255 && link.b.node.len() <= 255);
    assert!(topology.links[0].because.iter().all(|reason| reason.text.len() < 1_200));
}

#[test]
fn aggregates_in_a_circle_of_a_thousand_end() {
    let ring =
        |fixture: Fixture| (1..=1_000).fold(fixture, |fixture, at| fixture.lag(at, &[at % 1_000 + 1, at / 2 + 1]));
    let name = |number| format!("02:00:00:00:00:{number:02x}");
    let a = ring(device("a").interfaces(1_000).lldp(&name(1)).hears(1, &name(2), "p1"))
        .bridge(&name(1))
        .bridge_ports(1_000);
    let b = ring(device("b").interfaces(1_000).lldp(&name(2)).hears(1, &name(1), "p1"))
        .bridge(&name(2))
        .bridge_ports(1_000);
    let topology = in_time(&[a.sees(7, &nobody(1)).done(), b.sees(9, &nobody(1)).done()]);
    let between = topology.links.iter().filter(|link| [&link.a, &link.b].iter().all(|end| end.node.len() == 1));
    assert_eq!(between.count(), 1);
}

#[test]
fn texts_of_64_kilobytes_everywhere_are_cut_where_they_are_shown() {
    let long = |letter: &str| letter.repeat(1 << 16);
    let mut row = neighbor(1, ChassisId::new(ChassisIdSubtype::Local, long("c")), named_port(&long("p")));
    (row.port_description, row.sys_description) = (Some(long("q")), Some(long("e")));
    let other = device("b").interface(1, &long("i")).cdp(1, &long("D"), &long("P")).lldp("02:00:00:00:00:0b");
    let mut a = device("a").interface(1, &long("i")).lldp("02:00:00:00:00:0a").hears_row(row).done();
    let port = a.interfaces.first_mut().unwrap();
    (port.description, port.alias) = (Some(long("d")), Some(long("l")));
    a.system.name = Some(long("s"));
    let topology = in_time(&[a, other.done()]);
    for node in &topology.nodes {
        assert!(node.id.len() <= 255 && node.name.len() <= 255, "{} {}", node.id.len(), node.name.len());
        assert!(
            node.ports
                .iter()
                .all(|port| port.name.len() <= 255 && port.alias.as_ref().is_none_or(|alias| alias.len() <= 255))
        );
    }
    let reasons =
        topology.links.iter().flat_map(|link| &link.because).chain(topology.unused.iter().map(|unused| &unused.reason));
    assert!(reasons.into_iter().all(|reason| reason.text.len() < 1_200 && reason.row.len() < 1_200));
    assert!(topology.links.iter().all(|link| link.confidence < 0.99));
}

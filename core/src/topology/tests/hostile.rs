//! Devices that say absurdly much: what takes a second or two here must not take the square of it.
#![allow(clippy::disallowed_methods)] // what is tested is the time that it takes

use std::time::{Duration, Instant};

use super::fixture::{device, named_port, neighbor};
use super::topology;
use crate::inventory::StpState;
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

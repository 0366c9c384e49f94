//! The strategy of 2009: segments from spanning tree, hosts from forwarding tables.

use super::fixture::device;
use super::{lines, segments};
use crate::inventory::{DeviceSnapshot, StpState};
use crate::topology::{Options, Strategy, infer};

const A: &str = "02:bb:00:00:00:0a";
const B: &str = "02:bb:00:00:00:0b";

fn two_bridges() -> [DeviceSnapshot; 2] {
    let host = |number: u8| format!("02:aa:00:00:00:{number:02x}");
    let forwarding = StpState::Forwarding;
    let a = device("a").interfaces(3).bridge(A).bridge_ports(3);
    let a = a.tree(1, forwarding, A, 0x8001).tree(2, forwarding, A, 0x8002).tree(3, forwarding, A, 0x8003);
    let a = a.sees(1, &host(3)).sees(1, &host(4)).sees(2, &host(1)).sees(3, &host(5)).sees(3, &host(6)).done();
    let b = device("b").interfaces(3).bridge(B).bridge_ports(3);
    let b = b.tree(1, forwarding, A, 0x8001).tree(2, forwarding, B, 0x8002).tree(3, forwarding, B, 0x8003);
    let b = b.sees(1, &host(1)).sees(2, &host(3)).sees(3, &host(4)).sees(1, &host(7)).done();
    [a, b]
}

#[test]
fn segments_come_from_designated_ports_and_hosts_from_what_does_not_lead_outward() {
    let topology = infer(&two_bridges(), &Options::new().strategy(Strategy::StpSegments));
    assert_eq!(topology.strategy, "stp-segments");
    assert_eq!(
        lines(&topology),
        [
            "02:aa:00:00:00:01 ── a p2  inferred",
            "02:aa:00:00:00:03 ── b p2  inferred",
            "02:aa:00:00:00:04 ── b p3  inferred",
        ]
    );
    assert_eq!(
        segments(&topology),
        ["02:aa:00:00:00:05 + 02:aa:00:00:00:06 + a p3", "02:aa:00:00:00:07 + a p1 + b p1"]
    );
}

#[test]
fn an_unknown_strategy_lists_the_right_ones() {
    assert_eq!("STP_Segments".parse::<Strategy>().unwrap(), Strategy::StpSegments);
    let error = "best".parse::<Strategy>().unwrap_err();
    assert_eq!(error.to_string(), "\"best\" is not a valid strategy: one of default, stp-segments");
}

mod fixture;
mod neighbors;

use super::{Options, Topology, infer};
use crate::inventory::DeviceSnapshot;

/// The topology of these devices by all evidence.
fn topology(devices: &[DeviceSnapshot]) -> Topology {
    infer(devices, &Options::new())
}

/// Each link as `sw1 p1 ── sw2 p2  confirmed`, without the number and what follows it.
fn lines(topology: &Topology) -> Vec<String> {
    topology.links().map(|link| format!("{} ── {}  {}", link.a, link.b, link.strength)).collect()
}

/// Each segment as its members, joined by ` + `.
fn segments(topology: &Topology) -> Vec<String> {
    let members = |segment: &super::Segment| segment.members.iter().map(ToString::to_string).collect::<Vec<_>>();
    topology.segments.iter().map(|segment| members(segment).join(" + ")).collect()
}

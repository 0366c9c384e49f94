mod ambiguous;
mod built;
mod contradictions;
mod coverage;
mod diff;
mod fixture;
mod forwarding;
mod hostile;
mod hosts;
mod identity;
mod lacp;
mod layer3;
mod live;
mod manual;
mod medium;
mod neighbors;
mod notified;
mod oddities;
mod overlay;
mod path;
mod properties;
mod routed;
mod single_points;
mod spanning_tree;
mod strategy;
mod tracker;
mod trees;
#[cfg(feature = "petgraph")]
mod view;
mod vlans;
mod what_if;
mod why_not;

use super::{Options, Topology, infer};
use crate::inventory::DeviceSnapshot;

/// The topology of these devices by all evidence.
fn topology(devices: &[DeviceSnapshot]) -> Topology {
    infer(devices, &Options::new())
}

/// Each link as `sw1 p1 ── sw2 p2  confirmed`, without the number and what follows it; ends and lines sorted.
fn lines(topology: &Topology) -> Vec<String> {
    let mut lines: Vec<String> = topology
        .links()
        .map(|link| {
            let mut ends = [link.a.to_string(), link.b.to_string()];
            ends.sort();
            format!("{}  {}", ends.join(" ── "), link.strength)
        })
        .collect();
    lines.sort();
    lines
}

/// Each segment as its members, joined by ` + `; members and segments sorted.
fn segments(topology: &Topology) -> Vec<String> {
    let members = |segment: &super::Segment| {
        let mut members: Vec<String> = segment.members.iter().map(ToString::to_string).collect();
        members.sort();
        members.join(" + ")
    };
    let mut segments: Vec<String> = topology.segments.iter().map(members).collect();
    segments.sort();
    segments
}

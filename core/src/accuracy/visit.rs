//! From the agents of a world to what a visit to each brings, without a network.

use std::net::IpAddr;

use crate::inventory::{Collected, DeviceSnapshot, Site, build, vlan_contexts};
use crate::sim::{Agent, World};
use crate::value::{DeviceId, Moment, Timestamp};

/// What all agents of `world` say at that moment, VLAN by VLAN where they keep them apart: what a discovery of it would
/// bring. Of two visits, the rates between them come as of any other.
#[must_use]
pub fn visit(world: &World, now: Moment) -> Site {
    Site::of(world.agents().map(|agent| snapshot(&agent, now)))
}

fn snapshot(agent: &Agent, now: Moment) -> DeviceSnapshot {
    let mut collected = Collected::default();
    collected.add_recording(None, agent.recording(None, now).unwrap_or_default());
    for vlan in vlan_contexts(&collected) {
        let recording = agent.recording(Some(vlan.0), now);
        collected.add_recording(Some(vlan), recording.unwrap_or_default());
    }
    let address = agent.address().map(IpAddr::from);
    let id = address.map_or_else(|| agent.name().to_owned(), |address| address.to_string());
    let at = Timestamp::from_millis(i64::try_from(now.as_nanos() / 1_000_000).unwrap_or(i64::MAX));
    build(DeviceId(id), None, address, at, &collected)
}

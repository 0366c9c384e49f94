//! From the agents of a generated network to what a visit to each brings.

use std::net::IpAddr;

use netwarden::inventory::{Collected, DeviceSnapshot, build, vlan_contexts};
use netwarden::sim::{Agent, World};
use netwarden::value::{DeviceId, Moment, Timestamp};

/// What all agents of `world` say, VLAN by VLAN where they keep them apart.
pub(crate) fn snapshots(world: &World) -> Vec<DeviceSnapshot> {
    world.agents().map(|agent| snapshot(&agent)).collect()
}

fn snapshot(agent: &Agent) -> DeviceSnapshot {
    let mut collected = Collected::default();
    collected.add_recording(None, agent.recording(None, Moment::START).unwrap_or_default());
    for vlan in vlan_contexts(&collected) {
        let recording = agent.recording(Some(vlan.0), Moment::START);
        collected.add_recording(Some(vlan), recording.unwrap_or_default());
    }
    let address = agent.address().map(IpAddr::from);
    let id = address.map_or_else(|| agent.name().to_owned(), |address| address.to_string());
    build(DeviceId(id), None, address, Timestamp::from_millis(0), &collected)
}

//! The agents of a simulated network, walked without any network.

use std::net::IpAddr;

use netwarden::inventory::{Collected, DeviceSnapshot, Site, build, vlan_contexts};
use netwarden::sim::{Agent, World};
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

/// What all agents of `world` say, VLAN by VLAN where they keep them apart.
pub(crate) fn site(world: &World) -> Site {
    let devices: Vec<_> = world.agents().map(|agent| snapshot(&agent)).collect();
    Site { asked: devices.len() as u64, devices, ..Site::default() }
}

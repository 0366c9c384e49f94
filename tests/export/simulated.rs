//! Simulated networks, walked without any network and inferred.

use netwarden::inventory::{Collected, Site, build, vlan_contexts};
use netwarden::sim::{Agent, World};
use netwarden::topology::Topology;
use netwarden::value::{DeviceId, Moment, Oid, Timestamp, VarBind, VlanId, oid};
use netwarden::wire::{BulkRequest, CommunityString, ErrorStatus, Message, Pdu, Version};

/// What the agents of `world` say after an hour.
pub(crate) fn site(world: &World) -> Site {
    let devices = world.agents().map(|agent| {
        let mut collected = Collected::default();
        collected.add_recording(None, walk(&agent, None));
        for vlan in vlan_contexts(&collected) {
            collected.add_recording(Some(vlan), walk(&agent, Some(vlan)));
        }
        build(DeviceId(agent.name().into()), None, agent.address().map(Into::into), Timestamp::default(), &collected)
    });
    let devices: Vec<_> = devices.collect();
    Site { asked: devices.len() as u64, devices, ..Site::default() }
}

pub(crate) fn topology(world: &World) -> Topology {
    site(world).topology()
}

fn walk(agent: &Agent, vlan: Option<VlanId>) -> Vec<VarBind> {
    let community = vlan.map_or_else(|| "public".to_owned(), |vlan| format!("public@{vlan}"));
    let mut all: Vec<VarBind> = Vec::new();
    let mut from: Oid = oid(&[1, 0]);
    loop {
        let varbinds = vec![VarBind::new(from.clone(), netwarden::value::Value::Null)];
        let request = BulkRequest { id: 1, non_repeaters: 0, max_repetitions: 40, varbinds };
        let community = CommunityString::new(community.clone());
        let message = Message { version: Version::V2c, community, pdu: Pdu::GetBulk(request) };
        let Some(Message { pdu: Pdu::Response(response), .. }) = agent.respond(&message, Moment::from_secs(3600))
        else {
            return all;
        };
        assert_eq!(response.status, ErrorStatus::NoError);
        for varbind in response.varbinds {
            if varbind.value.is_exception() {
                return all;
            }
            assert!(varbind.name > from, "{from} is followed by {}", varbind.name);
            from = varbind.name.clone();
            all.push(varbind);
        }
    }
}

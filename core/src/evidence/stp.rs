use super::{Claim, Statement};
use crate::inventory::{DeviceSnapshot, SpanningTree, StpPort, StpState};

/// `dot1dStpPortTable`: who leads the segment behind each port. Ports that take no part say nothing. The instances of
/// MSTP have the cables of the common tree; they only tell what is blocked.
pub(super) fn read<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    let Some(bridge) = &device.bridge else { return };
    let mut trees: Vec<&SpanningTree> = bridge.spanning_trees.iter().filter(|tree| tree.instance.is_none()).collect();
    trees.sort_by_key(|tree| tree.vlan);
    for tree in trees {
        let mut ports: Vec<&StpPort> = tree.ports.iter().filter(|port| takes_part(port)).collect();
        ports.sort_by_key(|port| (port.port, port.designated_bridge, port.designated_port, port.state));
        ports.dedup();
        claims.extend(ports.into_iter().map(|port| Claim {
            device: &device.id,
            table: "dot1dStpPortTable",
            vlan: tree.vlan,
            statement: Statement::StpDesignated(port),
        }));
    }
}

/// A disabled or broken port keeps what it last heard; that is not evidence.
fn takes_part(port: &StpPort) -> bool {
    !matches!(port.state, StpState::Disabled | StpState::Broken)
        && port.designated_bridge.is_some_and(|bridge| !bridge.mac.is_zero())
}

use super::{Claim, Statement};
use crate::inventory::DeviceSnapshot;
use crate::value::IfIndex;

/// `dot3adAggPortTable` and `ifStackTable`: which interfaces are bundled into which.
pub(super) fn read<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    let mut members: Vec<(IfIndex, IfIndex)> = device
        .lags
        .iter()
        .flat_map(|lag| lag.members.iter().map(|member| (lag.interface, *member)))
        .filter(|(aggregate, member)| aggregate != member)
        .collect();
    members.sort_unstable();
    members.dedup();
    claims.extend(members.into_iter().map(|(aggregate, member)| Claim {
        device: &device.id,
        table: "dot3adAggPortTable",
        vlan: None,
        statement: Statement::LagMember { aggregate, member },
    }));
}

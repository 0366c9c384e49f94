use super::{Claim, Statement};
use crate::inventory::{DeviceSnapshot, StackMember};

/// `cswSwitchInfoTable` and `entPhysicalTable`: the boxes that answer as one device.
pub(super) fn read<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    let mut members: Vec<&StackMember> = device.stack.iter().collect();
    members.sort_by_key(|member| (member.number, member.mac, member.role));
    claims.extend(members.into_iter().map(|member| Claim {
        device: &device.id,
        table: if member.mac.is_some() { "cswSwitchInfoTable" } else { "entPhysicalTable" },
        vlan: None,
        statement: Statement::StackMember(member),
    }));
}

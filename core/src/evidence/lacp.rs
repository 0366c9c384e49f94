use super::{Claim, Statement};
use crate::inventory::{DeviceSnapshot, LacpPort};

/// `dot3adAggPortTable`: which port of which system LACP speaks with.
pub(super) fn read<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    let mut ports: Vec<&LacpPort> = device.lacp.iter().collect();
    ports.sort();
    ports.dedup();
    claims.extend(ports.into_iter().map(|port| Claim {
        device: &device.id,
        table: "dot3adAggPortTable",
        vlan: None,
        statement: Statement::LacpPartner(port),
    }));
}

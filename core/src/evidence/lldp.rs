use super::{Claim, Statement};
use crate::inventory::{DeviceSnapshot, LldpNeighbor};

/// `lldpRemTable`, or the table that the device has instead: whom this device heard, and on which port. Repeated rows are one claim.
pub(super) fn read<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    let Some(lldp) = &device.lldp else { return };
    let mut heard: Vec<&LldpNeighbor> = lldp.neighbors.iter().collect();
    heard.sort_by(|a, b| key(a).cmp(&key(b)));
    heard.dedup();
    claims.extend(heard.into_iter().map(|neighbor| Claim {
        device: &device.id,
        table: lldp.table.name(),
        vlan: None,
        statement: Statement::LldpSays(neighbor),
    }));
}

fn key(neighbor: &LldpNeighbor) -> impl Ord {
    (
        (neighbor.local_port, neighbor.interface),
        &neighbor.chassis,
        &neighbor.port,
        (&neighbor.port_description, &neighbor.sys_name, &neighbor.sys_description),
        neighbor.capabilities,
        (&neighbor.addresses, &neighbor.details),
    )
}

use super::{Claim, Statement};
use crate::inventory::{CdpNeighbor, DeviceSnapshot};

/// `cdpCacheTable`: whom this device heard, and on which interface. Repeated rows are one claim.
pub(super) fn read<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    let mut heard: Vec<&CdpNeighbor> = device.cdp.iter().collect();
    heard.sort_by(|a, b| key(a).cmp(&key(b)));
    heard.dedup();
    claims.extend(heard.into_iter().map(|neighbor| Claim {
        device: &device.id,
        table: "cdpCacheTable",
        vlan: None,
        statement: Statement::CdpSays(neighbor),
    }));
}

fn key(neighbor: &CdpNeighbor) -> impl Ord {
    (
        neighbor.interface,
        &neighbor.device_id,
        &neighbor.port,
        &neighbor.platform,
        neighbor.address,
        neighbor.capabilities,
        neighbor.native_vlan,
    )
}

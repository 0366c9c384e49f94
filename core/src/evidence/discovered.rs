use super::{Claim, Source, Statement};
use crate::inventory::{DeviceSnapshot, DiscoveredNeighbor};

/// `snFdpCacheTable`, `extremeEdpTable`, `s5EnMsTopNmmTable`, `agentIsdpCacheTable` and `mtxrNeighborTable`: whom this
/// device heard, by protocols that are wanted. Repeated rows are one claim.
pub(super) fn read<'a>(device: &'a DeviceSnapshot, wanted: &dyn Fn(Source) -> bool, claims: &mut Vec<Claim<'a>>) {
    let mut heard: Vec<&DiscoveredNeighbor> = device.discovered.iter().collect();
    heard.retain(|neighbor| wanted(neighbor.protocol.into()));
    heard.sort();
    heard.dedup();
    claims.extend(heard.into_iter().map(|neighbor| Claim {
        device: &device.id,
        table: neighbor.protocol.table(),
        vlan: None,
        statement: Statement::Discovered(neighbor),
    }));
}

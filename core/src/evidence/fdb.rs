use super::{Claim, Statement};
use crate::inventory::{DeviceSnapshot, FdbEntry, FdbStatus};

/// `dot1dTpFdbTable` and `dot1qTpFdbTable`: which address is behind which port. The bridge's own
/// addresses, entries that have aged out, entries without a port and group addresses say nothing.
pub(super) fn read<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    let Some(bridge) = &device.bridge else { return };
    let mut entries: Vec<&FdbEntry> = bridge.fdb.iter().filter(|entry| says_where(entry)).collect();
    entries.sort_by_key(|entry| (entry.mac, entry.vlan, entry.port, entry.status));
    entries.dedup();
    claims.extend(entries.into_iter().map(|entry| Claim {
        device: &device.id,
        table: if entry.vlan.is_some() { "dot1qTpFdbTable" } else { "dot1dTpFdbTable" },
        vlan: entry.vlan,
        statement: Statement::FdbPortOf(entry),
    }));
}

/// Whether a row tells where an address is.
pub(crate) fn says_where(entry: &FdbEntry) -> bool {
    !matches!(entry.status, FdbStatus::Own | FdbStatus::Invalid)
        && entry.port.0 != 0
        && !entry.mac.is_zero()
        && !entry.mac.is_group()
}

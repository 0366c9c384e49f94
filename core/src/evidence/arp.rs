use super::{Claim, Statement};
use crate::inventory::{ArpEntry, DeviceSnapshot};

/// `ipNetToMediaTable` and `ipNetToPhysicalTable`: which IP address belongs to which MAC address.
/// Group addresses say nothing.
pub(super) fn read<'a>(device: &'a DeviceSnapshot, claims: &mut Vec<Claim<'a>>) {
    let mut entries: Vec<&ArpEntry> = device.arp.iter().filter(|entry| says_something(entry)).collect();
    entries.sort_by_key(|entry| (entry.mac, entry.address, entry.interface));
    entries.dedup();
    claims.extend(entries.into_iter().map(|entry| Claim {
        device: &device.id,
        table: "ipNetToMediaTable",
        vlan: None,
        statement: Statement::ArpBinds(entry),
    }));
}

fn says_something(entry: &ArpEntry) -> bool {
    !entry.mac.is_zero() && !entry.mac.is_group() && !entry.address.is_multicast() && !entry.address.is_unspecified()
}

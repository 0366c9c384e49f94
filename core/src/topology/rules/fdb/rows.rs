//! What one device's forwarding table says, as a short sorted list.

use crate::evidence::{Claim, Source, Statement, claims_of, says_where};
use crate::inventory::{DeviceSnapshot, FdbEntry};
use crate::topology::names::is_shared;
use crate::topology::ports::Ports;

/// One address behind one port of a bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::topology) struct FdbRow {
    /// The address, in the low 48 bits.
    pub(in crate::topology) mac: u64,
    /// The VLAN, 0 where the table has none.
    pub(in crate::topology) vlan: u16,
    /// The bundle that the address is behind, by its position in the device's [`Ports`].
    pub(in crate::topology) port: u32,
}

impl FdbRow {
    fn of(entry: &FdbEntry, port: u32) -> Self {
        let mac = entry.mac.0.iter().fold(0, |mac, octet| (mac << 8) | u64::from(*octet));
        Self { mac, vlan: entry.vlan.map_or(0, |vlan| vlan.0), port }
    }
}

/// The rows of a device, sorted and each once, and its claims about ports that it does not have. Addresses that
/// several devices use at once (virtual routers) say nothing of where one is and are left out.
pub(in crate::topology) fn rows_of<'a>(device: &'a DeviceSnapshot, ports: &mut Ports) -> (Vec<FdbRow>, Vec<Claim<'a>>) {
    if let Some(rows) = plain_rows(device, ports) {
        return (rows, Vec::new());
    }
    let (mut rows, mut portless) = (Vec::new(), Vec::new());
    for claim in claims_of(device, &|source| source == Source::Fdb) {
        let Statement::FdbPortOf(entry) = claim.statement else { continue };
        if is_shared(entry.mac) {
            continue;
        }
        let port = ports.bridged(entry.port).and_then(|port| u32::try_from(ports.bundle(port)).ok());
        match port {
            Some(port) => rows.push(FdbRow::of(entry, port)),
            None => portless.push(claim),
        }
    }
    rows.sort_unstable();
    rows.dedup();
    (rows, portless)
}

/// The rows where every row is about a bridge port that the device lists, so that none has to be made or left.
fn plain_rows(device: &DeviceSnapshot, ports: &Ports) -> Option<Vec<FdbRow>> {
    let bridge = device.bridge.as_ref()?;
    let mut rows = Vec::with_capacity(bridge.fdb.len());
    for entry in bridge.fdb.iter().filter(|entry| says_where(entry) && !is_shared(entry.mac)) {
        let port = ports.bundle(ports.listed_bridge_port(entry.port)?);
        rows.push(FdbRow::of(entry, u32::try_from(port).ok()?));
    }
    rows.sort_unstable();
    rows.dedup();
    Some(rows)
}

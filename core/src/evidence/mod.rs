//! Snapshots to claims: one claim is one statement by one table of one device.
//!
//! A claim borrows from the snapshot that it was read from and is not interpreted here: names are
//! not resolved, contradictions are not weighed. That is the work of `topology`.

mod arp;
mod cdp;
mod claim;
mod discovered;
mod fdb;
mod lacp;
mod lag;
mod lldp;
mod routing;
mod stack;
mod stp;

pub use claim::{Claim, Source, Statement};
pub(crate) use fdb::says_where;

use crate::inventory::DeviceSnapshot;

type Reader<'a> = fn(&'a DeviceSnapshot, &mut Vec<Claim<'a>>);

/// All claims of `devices`, device by device in the order given, and within a device by source and row.
#[must_use]
pub fn claims(devices: &[DeviceSnapshot]) -> Vec<Claim<'_>> {
    devices.iter().flat_map(|device| claims_of(device, &|_| true)).collect()
}

/// The claims of one device whose source `wanted` accepts, by source and row: the order of the
/// snapshot's lists does not matter.
#[must_use]
pub fn claims_of<'a>(device: &'a DeviceSnapshot, wanted: &dyn Fn(Source) -> bool) -> Vec<Claim<'a>> {
    let mut claims = Vec::new();
    let neighbors: [(Source, Reader<'a>); 2] = [(Source::Lldp, lldp::read), (Source::Cdp, cdp::read)];
    let readers: [(Source, Reader<'a>); 12] = [
        (Source::Lacp, lacp::read),
        (Source::Stp, stp::read),
        (Source::Fdb, fdb::read),
        (Source::Arp, arp::read),
        (Source::Lag, lag::read),
        (Source::Stack, stack::read),
        (Source::Ospf, routing::ospf),
        (Source::Ospfv3, routing::ospfv3),
        (Source::Isis, routing::isis),
        (Source::Bgp, routing::bgp),
        (Source::Subnet, routing::subnets),
        (Source::Vrrp, routing::shared),
    ];
    for (_, read) in neighbors.into_iter().filter(|(source, _)| wanted(*source)) {
        read(device, &mut claims);
    }
    discovered::read(device, wanted, &mut claims);
    for (_, read) in readers.into_iter().filter(|(source, _)| wanted(*source)) {
        read(device, &mut claims);
    }
    claims
}

#[cfg(test)]
mod tests;

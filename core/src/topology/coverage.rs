//! What was read of each polled device: absence of a row means something only where its table is whole.

use serde::{Deserialize, Serialize};

use super::options::Options;
use crate::evidence::Source;
use crate::inventory::{DeviceSnapshot, TableCoverage};

/// What was read of one source of evidence on one polled device, all its tables and VLAN contexts together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCoverage {
    /// The source.
    pub source: Source,
    /// Rows obtained of the tables that decide, such as `lldpRemTable`.
    pub rows: u32,
    /// Whether these tables were read to their end, so that a row that is not there is not there on the device.
    pub complete: bool,
    /// Why not, in words.
    pub reason: Option<String>,
}

/// The tables whose rows are the evidence of each source.
const DECISIVE: [(Source, &[&str]); 17] = [
    (Source::Lldp, &["lldpRemTable", "lldpV2RemTable", "tmnxLldpRemTable", "lldpNeighborInfoTable", "lldpctl"]),
    (Source::Cdp, &["cdpCacheTable"]),
    (Source::Fdp, &["snFdpCacheTable"]),
    (Source::Edp, &["extremeEdpTable"]),
    (Source::Sonmp, &["s5EnMsTopNmmTable"]),
    (Source::Isdp, &["agentIsdpCacheTable"]),
    (Source::Mndp, &["mtxrNeighborTable"]),
    (Source::Lacp, &["dot3adAggPortTable"]),
    (Source::Stp, &["dot1dStpPortTable"]),
    (Source::Fdb, &["dot1qTpFdbTable", "dot1dTpFdbTable"]),
    (Source::Arp, &["ipNetToMediaTable", "ipNetToPhysicalTable"]),
    (Source::Lag, &["dot3adAggPortTable", "ifStackTable"]),
    (Source::Ospf, &["ospfNbrTable"]),
    (Source::Ospfv3, &["ospfv3NbrTable"]),
    (Source::Isis, &["isisISAdjTable", "ciiISAdjTable"]),
    (Source::Bgp, &["bgpPeerTable", "cbgpPeer2Table", "jnxBgpM2PeerTable"]),
    (Source::Stack, &["cswSwitchInfoTable", "entPhysicalTable"]),
];

/// What was read of `device`, by source; sources that were not asked for or are not used are not listed.
pub(super) fn of(device: &DeviceSnapshot, options: &Options) -> Vec<SourceCoverage> {
    let used = DECISIVE.iter().filter(|(source, _)| options.uses(*source));
    used.filter_map(|(source, tables)| summary(device, *source, tables)).collect()
}

/// Several tables say the same in other words: one that has no row does not matter where another has some.
fn summary(device: &DeviceSnapshot, source: Source, tables: &[&str]) -> Option<SourceCoverage> {
    let read: Vec<&TableCoverage> =
        device.coverage.iter().filter(|read| tables.contains(&read.table.as_str())).collect();
    if read.is_empty() {
        return None;
    }
    let rows = read.iter().fold(0_u32, |sum, table| sum.saturating_add(table.rows));
    let mut matters = read.iter().filter(|table| rows == 0 || table.rows > 0);
    let cut = matters.find(|table| !table.complete);
    let reason = cut.map(|table| format!("{}: {}", table.table, table.reason.as_deref().unwrap_or("cut short")));
    Some(SourceCoverage { source, rows, complete: cut.is_none(), reason })
}

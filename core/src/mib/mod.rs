//! MIB tables as data: columns with their types, rows as Rust types, faults kept. Declares, never fetches.
//!
//! Every table is a row type with a [`Table`]: what to fetch ([`Table::columns`]) and how to read it
//! ([`Rows::read`]). Field names are the MIB's names in snake case, so a search for either finds it.

#[macro_use]
mod table;
mod bgp4_mib;
mod bridge_mib;
mod catalog;
mod cell;
mod cisco_cdp_mib;
mod cisco_vtp_mib;
mod discovery_mib;
mod entity_mib;
mod if_mib;
mod index;
mod ip_mib;
mod isis_mib;
mod lag_mib;
mod lldp_ext_mib;
mod lldp_mib;
mod lldp_v2_mib;
mod mstp_mib;
mod names;
mod naming;
mod notifications;
mod ospf_mib;
mod printer_mib;
mod q_bridge_mib;
mod snmpv2_mib;
mod stp_of_makers_mib;
mod timetra_lldp_mib;
mod tplink_lldp_mib;
mod vrrp_mib;

pub use bgp4_mib::{Bgp, BgpPeerEntry, CbgpPeer2Entry, JnxBgpM2PeerEntry};
pub use bridge_mib::{Dot1dBase, Dot1dBasePortEntry, Dot1dStp, Dot1dStpPortEntry, Dot1dTpFdbEntry};
pub use catalog::{CellKind, CellValue, Field, NamedRow, TableType, catalog};
pub use cell::{Cell, LldpCapabilities, WrongType, mac_from_octets, text_from_octets};
pub use cisco_cdp_mib::CdpCacheEntry;
pub use cisco_vtp_mib::VtpVlanEntry;
pub use discovery_mib::{AgentIsdpCacheEntry, ExtremeEdpEntry, MtxrNeighborEntry, S5EnMsTopNmmEntry, SnFdpCacheEntry};
pub use entity_mib::{CswSwitchInfoEntry, EntAliasMappingEntry, EntPhysicalEntry};
pub use if_mib::{IfEntry, IfStackEntry, IfXEntry};
pub use index::{IndexPart, IndexParts, InetAddress, LldpAddress, PlainInetAddress};
pub use ip_mib::{Ip, IpAddrEntry, IpAddressEntry, IpNetToMediaEntry, IpNetToPhysicalEntry};
pub use isis_mib::{
    CiiCircEntry, CiiIsAdjEntry, CiiIsAdjIpAddrEntry, CiiRouterEntry, CiiSysObject, IsisCircEntry, IsisIsAdjEntry,
    IsisIsAdjIpAddrEntry, IsisRouterEntry, IsisSysObject,
};
pub use lag_mib::Dot3adAggPortEntry;
pub use lldp_ext_mib::{
    LldpXMedRemInventoryEntry, LldpXdot1RemEntry, LldpXdot1RemVlanNameEntry, LldpXdot3RemLinkAggEntry,
};
pub use lldp_mib::{LldpLocManAddrEntry, LldpLocPortEntry, LldpLocalSystemData, LldpRemEntry, LldpRemManAddrEntry};
pub use lldp_v2_mib::{LldpV2LocPortEntry, LldpV2LocalSystemData, LldpV2RemEntry, LldpV2RemManAddrEntry};
pub use mstp_mib::{Ieee8021MstpEntry, Ieee8021MstpPortEntry};
pub use names::{enterprise_name, enterprise_number, if_type_name, mac_vendor};
#[cfg(all(feature = "mibs", feature = "io"))]
pub(crate) use naming::{LARGEST_MIB_FILE, MOST_MIB_FILES};
#[cfg(feature = "mibs")]
pub use naming::{MibFault, MibFile, MibReport, MibStrictness};
pub use naming::{NamedNumber, Names, ObjectInfo, ObjectKind};
pub use notifications::NotificationType;
pub use ospf_mib::{OspfGeneralGroup, OspfIfEntry, OspfNbrEntry, Ospfv3GeneralGroup, Ospfv3IfEntry, Ospfv3NbrEntry};
pub use printer_mib::PrtGeneralEntry;
pub use q_bridge_mib::{
    Dot1qPortVlanEntry, Dot1qTpFdbEntry, Dot1qVlanCurrentEntry, Dot1qVlanStaticEntry, ports_from_list,
};
pub use snmpv2_mib::{SnmpEngine, System};
pub use stp_of_makers_mib::{
    Hh3cdot1sInstanceEntry, Hh3cdot1sPortEntry, HwMstpInstanceEntry, HwMstpPortEntry, StpxRstpPortRoleEntry,
    StpxSpanningTreeObjects,
};
pub use table::{Cells, Column, Row, RowFault, Rows, Syntax, Table, TableKind};
pub use timetra_lldp_mib::{TmnxLldpRemEntry, TmnxLldpRemManAddrEntry};
pub use tplink_lldp_mib::LldpNeighborInfoEntry;
pub use vrrp_mib::{
    CHsrpGrpEntry, VrrpAssoIpAddrEntry, VrrpOperEntry, Vrrpv3AssociatedIpAddrEntry, Vrrpv3OperationsEntry,
};

#[cfg(test)]
mod tests;

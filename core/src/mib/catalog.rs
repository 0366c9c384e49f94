//! Every table by its name, with rows under their MIB names: for callers that learn at run time which table is wanted.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::value::{BridgeId, BridgePort, IfIndex, LldpPortNum, MacAddr, Oid, TimeTicks, VarBind, VlanId};

use super::naming::IndexEncoding;
use super::{
    AgentIsdpCacheEntry, Bgp, BgpPeerEntry, CHsrpGrpEntry, CbgpPeer2Entry, CdpCacheEntry, CiiCircEntry, CiiIsAdjEntry,
    CiiIsAdjIpAddrEntry, CiiRouterEntry, CiiSysObject, CswSwitchInfoEntry, Dot1dBase, Dot1dBasePortEntry, Dot1dStp,
    Dot1dStpPortEntry, Dot1dTpFdbEntry, Dot1qPortVlanEntry, Dot1qTpFdbEntry, Dot1qVlanCurrentEntry,
    Dot1qVlanStaticEntry, Dot3adAggPortEntry, EntAliasMappingEntry, EntPhysicalEntry, ExtremeEdpEntry,
    Hh3cdot1sInstanceEntry, Hh3cdot1sPortEntry, HwMstpInstanceEntry, HwMstpPortEntry, Ieee8021MstpEntry,
    Ieee8021MstpPortEntry, IfEntry, IfStackEntry, IfXEntry, InetAddress, Ip, IpAddrEntry, IpAddressEntry,
    IpNetToMediaEntry, IpNetToPhysicalEntry, IsisCircEntry, IsisIsAdjEntry, IsisIsAdjIpAddrEntry, IsisRouterEntry,
    IsisSysObject, JnxBgpM2PeerEntry, LldpAddress, LldpCapabilities, LldpLocManAddrEntry, LldpLocPortEntry,
    LldpLocalSystemData, LldpNeighborInfoEntry, LldpRemEntry, LldpRemManAddrEntry, LldpV2LocPortEntry,
    LldpV2LocalSystemData, LldpV2RemEntry, LldpV2RemManAddrEntry, LldpXMedRemInventoryEntry, LldpXdot1RemEntry,
    LldpXdot1RemVlanNameEntry, LldpXdot3RemLinkAggEntry, MtxrNeighborEntry, OspfGeneralGroup, OspfIfEntry,
    OspfNbrEntry, Ospfv3GeneralGroup, Ospfv3IfEntry, Ospfv3NbrEntry, PlainInetAddress, PrtGeneralEntry, Row, Rows,
    S5EnMsTopNmmEntry, SnFdpCacheEntry, SnmpEngine, StpxRstpPortRoleEntry, StpxSpanningTreeObjects, System, Table,
    TmnxLldpRemEntry, TmnxLldpRemManAddrEntry, VrrpAssoIpAddrEntry, VrrpOperEntry, Vrrpv3AssociatedIpAddrEntry,
    Vrrpv3OperationsEntry, VtpVlanEntry,
};

/// A table, or a group of scalars, that this library reads as typed rows.
///
/// ```
/// use netwarden::mib;
///
/// let table = mib::catalog().iter().find(|each| each.name() == "IF-MIB::ifXTable").unwrap();
/// assert_eq!(table.row, "IfXEntry");
/// assert_eq!(mib::TableType::named("ifXTable")?, table);
/// assert!(table.fields.iter().any(|field| field.name == "ifHCInOctets"));
/// # Ok::<(), netwarden::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TableType {
    /// The MIB module, such as `IF-MIB`.
    pub module: &'static str,
    /// The row type, such as `IfXEntry`.
    pub row: &'static str,
    /// What to fetch.
    pub table: Table,
    /// What a row has: the parts of its index, then its columns.
    pub fields: &'static [Field],
    pub(super) index: &'static [(&'static str, IndexEncoding)],
    read: fn(&[VarBind]) -> Rows<NamedRow>,
}

/// What a row has under one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The MIB's name, such as `ifHCInOctets`.
    pub name: &'static str,
    /// What a cell is.
    pub kind: CellKind,
    /// Whether every row has it: it is part of the index, or the row means nothing without it.
    pub always: bool,
}

/// The kind of a [`CellValue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// [`CellValue::Integer`].
    Integer,
    /// [`CellValue::Counter64`].
    Counter64,
    /// [`CellValue::Text`].
    Text,
    /// [`CellValue::Octets`].
    Octets,
    /// [`CellValue::TimeTicks`].
    TimeTicks,
}

/// A cell of a [`NamedRow`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "kebab-case")]
pub enum CellValue {
    /// A number of at most 32 bits, with its sign or without.
    Integer(i64),
    /// A `Counter64`.
    Counter64(u64),
    /// Text, and what is written as text: addresses, object identifiers, bridge ids.
    Text(String),
    /// Octets.
    Octets(Vec<u8>),
    /// Hundredths of a second.
    TimeTicks(TimeTicks),
}

/// A row: a cell for each of [`TableType::fields`], in their order; `None` where the agent does not have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct NamedRow {
    /// The cells.
    pub cells: Vec<Option<CellValue>>,
}

impl TableType {
    const fn of<R: Named>(module: &'static str, row: &'static str) -> Self {
        Self { module, row, table: R::TABLE, fields: R::FIELDS, index: R::INDEX, read: read::<R> }
    }

    /// The table of that name, with its module or without: `IF-MIB::ifXTable`, `ifXTable`, `ifXEntry`.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is none.
    pub fn named(name: &str) -> Result<&'static Self> {
        let (module, own) = name.split_once("::").map_or((None, name), |(module, own)| (Some(module), own));
        let entry = own.strip_suffix("Entry");
        let is_it = |each: &&Self| {
            module.is_none_or(|module| module == each.module)
                && (each.table.name == own || (entry.is_some() && entry == each.table.name.strip_suffix("Table")))
        };
        catalog().iter().find(is_it).ok_or_else(|| {
            let close = |each: &&Self| Some(each.module) == module || each.table.name.eq_ignore_ascii_case(own);
            let near: Vec<String> = catalog().iter().filter(close).map(Self::name).collect();
            let hint = if near.is_empty() { "such as IF-MIB::ifTable".to_owned() } else { near.join(" or ") };
            Error::invalid("table", name, format!("the name of a table that is read as rows is expected, {hint}"))
        })
    }

    /// The name with its module: `IF-MIB::ifXTable`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}::{}", self.module, self.table.name)
    }

    /// Reads the rows out of `varbinds`, as [`Rows::read`] does.
    #[must_use]
    pub fn read(&self, varbinds: &[VarBind]) -> Rows<NamedRow> {
        (self.read)(varbinds)
    }
}

/// By its name: function pointers have no identity.
impl PartialEq for TableType {
    fn eq(&self, other: &Self) -> bool {
        (self.module, self.table) == (other.module, other.table)
    }
}

impl Eq for TableType {}

/// Every table that [`TableType::named`] knows, by module.
#[must_use]
pub fn catalog() -> &'static [TableType] {
    macro_rules! tables {
        ($($module:literal: $($row:ident)+;)+) => {
            &[$($(TableType::of::<$row>($module, stringify!($row)),)+)+]
        };
    }
    const TABLES: &[TableType] = tables! {
        "BGP4-MIB": Bgp BgpPeerEntry;
        "BGP4-V2-MIB-JUNIPER": JnxBgpM2PeerEntry;
        "BRIDGE-MIB": Dot1dBase Dot1dBasePortEntry Dot1dStp Dot1dStpPortEntry Dot1dTpFdbEntry;
        "CISCO-BGP4-MIB": CbgpPeer2Entry;
        "CISCO-CDP-MIB": CdpCacheEntry;
        "CISCO-HSRP-MIB": CHsrpGrpEntry;
        "CISCO-IETF-ISIS-MIB": CiiCircEntry CiiIsAdjEntry CiiIsAdjIpAddrEntry CiiRouterEntry CiiSysObject;
        "CISCO-STACKWISE-MIB": CswSwitchInfoEntry;
        "CISCO-STP-EXTENSIONS-MIB": StpxRstpPortRoleEntry StpxSpanningTreeObjects;
        "CISCO-VTP-MIB": VtpVlanEntry;
        "ENTITY-MIB": EntAliasMappingEntry EntPhysicalEntry;
        "EXTREME-EDP-MIB": ExtremeEdpEntry;
        "FASTPATH-ISDP-MIB": AgentIsdpCacheEntry;
        "FOUNDRY-SN-SWITCH-GROUP-MIB": SnFdpCacheEntry;
        "HH3C-LswMSTP-MIB": Hh3cdot1sInstanceEntry Hh3cdot1sPortEntry;
        "HUAWEI-MSTP-MIB": HwMstpInstanceEntry HwMstpPortEntry;
        "IEEE8021-MSTP-MIB": Ieee8021MstpEntry Ieee8021MstpPortEntry;
        "IEEE8023-LAG-MIB": Dot3adAggPortEntry;
        "IF-MIB": IfEntry IfStackEntry IfXEntry;
        "IP-MIB": Ip IpAddrEntry IpAddressEntry IpNetToMediaEntry IpNetToPhysicalEntry;
        "ISIS-MIB": IsisCircEntry IsisIsAdjEntry IsisIsAdjIpAddrEntry IsisRouterEntry IsisSysObject;
        "LLDP-EXT-DOT1-MIB": LldpXdot1RemEntry LldpXdot1RemVlanNameEntry;
        "LLDP-EXT-DOT3-MIB": LldpXdot3RemLinkAggEntry;
        "LLDP-EXT-MED-MIB": LldpXMedRemInventoryEntry;
        "LLDP-MIB": LldpLocalSystemData LldpLocManAddrEntry LldpLocPortEntry LldpRemEntry LldpRemManAddrEntry;
        "LLDP-V2-MIB": LldpV2LocalSystemData LldpV2LocPortEntry LldpV2RemEntry LldpV2RemManAddrEntry;
        "MIKROTIK-MIB": MtxrNeighborEntry;
        "OSPF-MIB": OspfGeneralGroup OspfIfEntry OspfNbrEntry;
        "OSPFV3-MIB": Ospfv3GeneralGroup Ospfv3IfEntry Ospfv3NbrEntry;
        "Printer-MIB": PrtGeneralEntry;
        "Q-BRIDGE-MIB": Dot1qPortVlanEntry Dot1qTpFdbEntry Dot1qVlanCurrentEntry Dot1qVlanStaticEntry;
        "S5-ETH-MULTISEG-TOPOLOGY-MIB": S5EnMsTopNmmEntry;
        "SNMP-FRAMEWORK-MIB": SnmpEngine;
        "SNMPv2-MIB": System;
        "TIMETRA-LLDP-MIB": TmnxLldpRemEntry TmnxLldpRemManAddrEntry;
        "TPLINK-LLDPINFO-MIB": LldpNeighborInfoEntry;
        "VRRP-MIB": VrrpAssoIpAddrEntry VrrpOperEntry;
        "VRRPV3-MIB": Vrrpv3AssociatedIpAddrEntry Vrrpv3OperationsEntry;
    };
    TABLES
}

fn read<R: Named>(varbinds: &[VarBind]) -> Rows<NamedRow> {
    let Rows { rows, faults, more_faults } = Rows::<R>::read(varbinds);
    Rows { rows: rows.into_iter().map(Named::named).collect(), faults, more_faults }
}

/// A row type that knows the MIB names of its fields.
pub(super) trait Named: Row {
    const FIELDS: &'static [Field];
    const INDEX: &'static [(&'static str, IndexEncoding)];

    fn named(self) -> NamedRow;
}

/// A field of a row type that can be a [`CellValue`].
pub(super) trait Shown {
    const KIND: CellKind;

    fn shown(self) -> CellValue;
}

macro_rules! shown {
    ($($kind:ident { $($type:ty: $cell:ident => $value:expr,)+ })+) => {
        $($(impl Shown for $type {
            const KIND: CellKind = CellKind::$kind;

            fn shown(self) -> CellValue {
                let $cell = self;
                CellValue::$kind($value)
            }
        })+)+
    };
}

shown! {
    Integer {
        i32: number => number.into(),
        u32: number => number.into(),
        IfIndex: index => index.0.into(),
        BridgePort: port => port.0.into(),
        LldpPortNum: port => port.0.into(),
        VlanId: vlan => vlan.0.into(),
        LldpCapabilities: bits => bits.0.into(),
    }
    Counter64 { u64: count => count, }
    Text {
        String: text => text,
        MacAddr: mac => mac.to_string(),
        BridgeId: id => id.to_string(),
        Ipv4Addr: address => address.to_string(),
        InetAddress: address => address.0.to_string(),
        PlainInetAddress: address => address.0.to_string(),
        LldpAddress: address => address.to_string(),
        Oid: name => name.to_string(),
    }
    Octets { Vec<u8>: octets => octets, }
    TimeTicks { TimeTicks: ticks => ticks, }
}

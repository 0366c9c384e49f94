use crate::mib::{
    Bgp, BgpPeerEntry, CHsrpGrpEntry, CbgpPeer2Entry, CdpCacheEntry, CiiCircEntry, CiiIsAdjEntry, CiiIsAdjIpAddrEntry,
    CiiRouterEntry, CiiSysObject, Dot1dBase, Dot1dBasePortEntry, Dot1dStp, Dot1dStpPortEntry, Dot1dTpFdbEntry,
    Dot1qPortVlanEntry, Dot1qTpFdbEntry, Dot1qVlanCurrentEntry, Dot1qVlanStaticEntry, Dot3adAggPortEntry, IfEntry,
    IfStackEntry, IfXEntry, Ip, IpAddrEntry, IpAddressEntry, IpNetToMediaEntry, IpNetToPhysicalEntry, IsisCircEntry,
    IsisIsAdjEntry, IsisIsAdjIpAddrEntry, IsisRouterEntry, IsisSysObject, JnxBgpM2PeerEntry, LldpLocManAddrEntry,
    LldpLocPortEntry, LldpLocalSystemData, LldpRemEntry, LldpRemManAddrEntry, OspfGeneralGroup, OspfIfEntry,
    OspfNbrEntry, Ospfv3GeneralGroup, Ospfv3IfEntry, Ospfv3NbrEntry, PrtGeneralEntry, Row, Rows, System, Table,
    TableKind, VrrpAssoIpAddrEntry, VrrpOperEntry, Vrrpv3AssociatedIpAddrEntry, Vrrpv3OperationsEntry, VtpVlanEntry,
};
use crate::value::{Value, VarBind, VlanId};

/// What one visit to one device brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Tables, each once per VLAN context that it was asked in.
    pub tables: Vec<CollectedTable>,
}

/// What was obtained of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectedTable {
    /// The MIB's name of the table ([`Table::name`]).
    pub table: &'static str,
    /// The VLAN context that it was asked in, if any.
    pub vlan: Option<VlanId>,
    /// The variables, in any order.
    pub varbinds: Vec<VarBind>,
    /// Whether the agent's whole table was read.
    pub complete: bool,
    /// Why not, in words.
    pub reason: Option<String>,
}

/// A table to fetch for a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRequest {
    /// The table and its columns.
    pub table: Table,
    /// Whether to ask for it once more in the context of each VLAN that [`vlan_contexts`] names.
    pub per_vlan: bool,
    /// It tells nothing new where the table of this name is complete and has rows.
    pub unless: Option<&'static str>,
    /// It has nothing to tell where the group of scalars of this name was read and every object of it is absent,
    /// zero or empty: the protocol does not run.
    pub with: Option<&'static str>,
}

const fn once<R: Row>() -> TableRequest {
    TableRequest { table: R::TABLE, per_vlan: false, unless: None, with: None }
}

const fn per_vlan<R: Row>() -> TableRequest {
    TableRequest { table: R::TABLE, per_vlan: true, unless: None, with: None }
}

const fn with<R: Row>(group: &'static str) -> TableRequest {
    TableRequest { table: R::TABLE, per_vlan: false, unless: None, with: Some(group) }
}

/// Every table that a snapshot is made of, in the order to ask for them: a device that does not
/// answer to the first, `system`, need not be asked for the rest.
#[must_use]
pub fn tables() -> &'static [TableRequest] {
    const TABLES: &[TableRequest] = &[
        once::<System>(),
        once::<Ip>(),
        once::<IfEntry>(),
        once::<IfXEntry>(),
        once::<LldpLocalSystemData>(),
        once::<LldpLocPortEntry>(),
        once::<LldpLocManAddrEntry>(),
        once::<LldpRemEntry>(),
        once::<LldpRemManAddrEntry>(),
        once::<CdpCacheEntry>(),
        once::<IpAddrEntry>(),
        once::<IpAddressEntry>(),
        once::<Dot3adAggPortEntry>(),
        once::<IfStackEntry>(),
        once::<PrtGeneralEntry>(),
        once::<VtpVlanEntry>(),
        once::<Dot1qVlanCurrentEntry>(),
        once::<Dot1qVlanStaticEntry>(),
        once::<Dot1qPortVlanEntry>(),
        once::<Dot1dBase>(),
        per_vlan::<Dot1dBasePortEntry>(),
        per_vlan::<Dot1dStp>(),
        per_vlan::<Dot1dStpPortEntry>(),
        once::<Dot1qTpFdbEntry>(),
        TableRequest { table: Dot1dTpFdbEntry::TABLE, per_vlan: true, unless: Some("dot1qTpFdbTable"), with: None },
        once::<IpNetToMediaEntry>(),
        once::<IpNetToPhysicalEntry>(),
        once::<OspfGeneralGroup>(),
        with::<OspfIfEntry>("ospfGeneralGroup"),
        with::<OspfNbrEntry>("ospfGeneralGroup"),
        once::<Ospfv3GeneralGroup>(),
        with::<Ospfv3IfEntry>("ospfv3GeneralGroup"),
        with::<Ospfv3NbrEntry>("ospfv3GeneralGroup"),
        once::<IsisSysObject>(),
        with::<IsisCircEntry>("isisSysObject"),
        with::<IsisIsAdjEntry>("isisSysObject"),
        with::<IsisIsAdjIpAddrEntry>("isisSysObject"),
        with::<IsisRouterEntry>("isisSysObject"),
        once::<CiiSysObject>(),
        with::<CiiCircEntry>("ciiSysObject"),
        with::<CiiIsAdjEntry>("ciiSysObject"),
        with::<CiiIsAdjIpAddrEntry>("ciiSysObject"),
        with::<CiiRouterEntry>("ciiSysObject"),
        once::<Bgp>(),
        with::<BgpPeerEntry>("bgp"),
        with::<CbgpPeer2Entry>("bgp"),
        with::<JnxBgpM2PeerEntry>("bgp"),
        once::<VrrpOperEntry>(),
        once::<VrrpAssoIpAddrEntry>(),
        once::<Vrrpv3OperationsEntry>(),
        once::<Vrrpv3AssociatedIpAddrEntry>(),
        once::<CHsrpGrpEntry>(),
    ];
    TABLES
}

/// The VLANs in whose context the tables marked [`TableRequest::per_vlan`] are asked for again
/// (`community@vlan`, or the SNMPv3 context `vlan-N`): the Ethernet VLANs in operation of a Cisco
/// switch, by the rows of its `vtpVlanTable`. Empty where there is no such table.
#[must_use]
pub fn vlan_contexts(collected: &Collected) -> Vec<VlanId> {
    let mut vlans: Vec<VlanId> = collected
        .tables
        .iter()
        .filter(|table| table.table == VtpVlanEntry::TABLE.name)
        .flat_map(|table| Rows::<VtpVlanEntry>::read(&table.varbinds).rows)
        .filter(|row| row.vtp_vlan_state.is_none_or(|state| state == 1))
        .filter(|row| row.vtp_vlan_type.is_none_or(|kind| kind == 1))
        .filter_map(|row| vlan_id(row.vtp_vlan_index))
        .filter(|vlan| !(1002..=1005).contains(&vlan.0))
        .collect();
    vlans.sort_unstable();
    vlans.dedup();
    vlans
}

/// `number` as a VLAN id, where it is one.
pub(super) fn vlan_id(number: u32) -> Option<VlanId> {
    u16::try_from(number).ok().filter(|id| (1..=4094).contains(id)).map(VlanId)
}

impl TableRequest {
    /// Whether what was collected so far shows that the table tells nothing.
    #[must_use]
    pub fn is_needless(&self, collected: &Collected) -> bool {
        let read = |name: &str| collected.tables.iter().find(|it| it.table == name && it.complete);
        self.unless.and_then(read).is_some_and(|other| !other.varbinds.is_empty())
            || self.with.and_then(read).is_some_and(|group| !group.varbinds.iter().any(|it| says_something(&it.value)))
    }
}

/// Whether a value is more than absent, zero or empty.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Integer(number) => *number != 0,
        Value::Counter32(number) | Value::Gauge32(number) => *number != 0,
        Value::Counter64(number) => *number != 0,
        Value::TimeTicks(ticks) => ticks.0 != 0,
        Value::IpAddress(address) => !address.is_unspecified(),
        Value::OctetString(octets) | Value::Opaque(octets) => octets.iter().any(|octet| *octet != 0),
        Value::ObjectId(name) => !name.is_empty(),
        Value::Null | Value::NoSuchObject | Value::NoSuchInstance | Value::EndOfMibView => false,
    }
}

impl Collected {
    /// Adds a recording: variables of any tables in any order, all asked in the context of `vlan`.
    /// Other variables are left out.
    ///
    /// A table with rows counts as complete. One without says nothing, as nobody knows whether it
    /// was asked for.
    pub fn add_recording(&mut self, vlan: Option<VlanId>, varbinds: impl IntoIterator<Item = VarBind>) {
        let requests = tables();
        let mut found: Vec<Vec<VarBind>> = vec![Vec::new(); requests.len()];
        let mut last = 0;
        for varbind in varbinds {
            let belongs = |at: &usize| requests.get(*at).is_some_and(|it| it.table.split(&varbind.name).is_some());
            let at = if belongs(&last) { Some(last) } else { (0..requests.len()).find(belongs) };
            if let Some(list) = at.and_then(|at| found.get_mut(at)) {
                last = at.unwrap_or(last);
                list.push(varbind);
            }
        }
        for (request, varbinds) in requests.iter().zip(found) {
            if varbinds.is_empty() && (vlan.is_some() || request.table.kind == TableKind::Scalars) {
                continue;
            }
            let complete = !varbinds.is_empty();
            let reason = (!complete).then(|| "the recording has no row of it".to_owned());
            self.tables.push(CollectedTable { table: request.table.name, vlan, varbinds, complete, reason });
        }
    }
}

use crate::mib::{
    AgentIsdpCacheEntry, Bgp, BgpPeerEntry, CHsrpGrpEntry, CbgpPeer2Entry, CdpCacheEntry, CiiCircEntry, CiiIsAdjEntry,
    CiiIsAdjIpAddrEntry, CiiRouterEntry, CiiSysObject, CswSwitchInfoEntry, Dot1dBase, Dot1dBasePortEntry, Dot1dStp,
    Dot1dStpPortEntry, Dot1dTpFdbEntry, Dot1qPortVlanEntry, Dot1qTpFdbEntry, Dot1qVlanCurrentEntry,
    Dot1qVlanStaticEntry, Dot3adAggPortEntry, EntAliasMappingEntry, EntPhysicalEntry, ExtremeEdpEntry,
    Hh3cdot1sInstanceEntry, Hh3cdot1sPortEntry, HwMstpInstanceEntry, HwMstpPortEntry, Ieee8021MstpEntry,
    Ieee8021MstpPortEntry, IfEntry, IfStackEntry, IfXEntry, Ip, IpAddrEntry, IpAddressEntry, IpNetToMediaEntry,
    IpNetToPhysicalEntry, IsisCircEntry, IsisIsAdjEntry, IsisIsAdjIpAddrEntry, IsisRouterEntry, IsisSysObject,
    JnxBgpM2PeerEntry, LldpLocManAddrEntry, LldpLocPortEntry, LldpLocalSystemData, LldpNeighborInfoEntry, LldpRemEntry,
    LldpRemManAddrEntry, LldpV2LocPortEntry, LldpV2LocalSystemData, LldpV2RemEntry, LldpV2RemManAddrEntry,
    LldpXMedRemInventoryEntry, LldpXdot1RemEntry, LldpXdot1RemVlanNameEntry, LldpXdot3RemLinkAggEntry,
    MtxrNeighborEntry, OspfGeneralGroup, OspfIfEntry, OspfNbrEntry, Ospfv3GeneralGroup, Ospfv3IfEntry, Ospfv3NbrEntry,
    PrtGeneralEntry, Row, Rows, S5EnMsTopNmmEntry, SnFdpCacheEntry, SnmpEngine, StpxRstpPortRoleEntry,
    StpxSpanningTreeObjects, System, Table, TableKind, TmnxLldpRemEntry, TmnxLldpRemManAddrEntry, VrrpAssoIpAddrEntry,
    VrrpOperEntry, Vrrpv3AssociatedIpAddrEntry, Vrrpv3OperationsEntry, VtpVlanEntry, enterprise_number,
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
    /// It has rows only where the table of this name has some.
    pub only_with: Option<&'static str>,
    /// Few agents have rows of it: whether there is any is asked first, one variable for the whole table.
    pub rare: bool,
    /// Only agents whose `sysObjectID` has one of these enterprise numbers have it; empty where any agent may.
    pub only_for: &'static [u32],
}

impl TableRequest {
    /// Whether to ask for it, by what was obtained so far: the tables named in `unless` and `only_with`
    /// come before it. An agent that does not tell its `sysObjectID` is asked.
    #[must_use]
    pub fn is_needed(&self, collected: &Collected) -> bool {
        let has_rows = |name: &str, whole: bool| {
            let mut tables = collected.tables.iter().filter(|it| it.table == name);
            tables.any(|it| (it.complete || !whole) && !it.varbinds.is_empty())
        };
        let maker = || collected.enterprise().is_none_or(|number| self.only_for.contains(&number));
        let silent = |name: &str| {
            let mut groups = collected.tables.iter().filter(|it| it.table == name && it.complete);
            groups.next().is_some_and(|group| !group.varbinds.iter().any(|it| says_something(&it.value)))
        };
        (self.only_for.is_empty() || maker())
            && !self.with.is_some_and(silent)
            && self.only_with.is_none_or(|name| has_rows(name, false))
            && !self.unless.is_some_and(|name| has_rows(name, true))
    }

    const fn unless(mut self, table: &'static str) -> Self {
        self.unless = Some(table);
        self
    }

    const fn only_with(mut self, table: &'static str) -> Self {
        self.only_with = Some(table);
        self
    }

    const fn rare(mut self) -> Self {
        self.rare = true;
        self
    }

    const fn only_for(mut self, enterprises: &'static [u32]) -> Self {
        self.only_for = enterprises;
        self
    }
}

const fn once<R: Row>() -> TableRequest {
    TableRequest {
        table: R::TABLE,
        per_vlan: false,
        unless: None,
        with: None,
        only_with: None,
        rare: false,
        only_for: &[],
    }
}

const fn with<R: Row>(group: &'static str) -> TableRequest {
    TableRequest { with: Some(group), ..once::<R>() }
}

const fn per_vlan<R: Row>() -> TableRequest {
    TableRequest { per_vlan: true, ..once::<R>() }
}

/// Enterprise numbers (IANA) of makers whose agents have tables of their own.
mod maker {
    pub(super) const CISCO: &[u32] = &[9];
    /// SynOptics and Bay, Rapid City (both Nortel, Avaya, Extreme), and makers that licensed their software.
    pub(super) const SONMP: &[u32] = &[45, 1584, 1872, 2272, 6889];
    pub(super) const EXTREME: &[u32] = &[1916];
    /// Foundry: Brocade and Ruckus as well.
    pub(super) const FOUNDRY: &[u32] = &[1588, 1991];
    /// Broadcom, and those who sell its software: Dell, Netgear, Edge-Core, Quanta, Lenovo.
    pub(super) const FASTPATH: &[u32] = &[259, 674, 4413, 4526, 7244, 19046];
    /// H3C, and 3Com before it; HPE's Comware has the number of H3C.
    pub(super) const H3C: &[u32] = &[43, 25506];
    pub(super) const HUAWEI: &[u32] = &[2011];
    pub(super) const NOKIA: &[u32] = &[6527];
    pub(super) const TP_LINK: &[u32] = &[11863];
    pub(super) const MIKROTIK: &[u32] = &[14988];
}

/// Every table that a snapshot is made of, in the order to ask for them: a device that does not
/// answer to the first, `system`, need not be asked for the rest.
#[must_use]
pub fn tables() -> &'static [TableRequest] {
    const TABLES: &[TableRequest] = &[
        once::<System>(),
        once::<SnmpEngine>(),
        once::<Ip>(),
        once::<IfEntry>(),
        once::<IfXEntry>(),
        once::<LldpLocalSystemData>(),
        once::<LldpLocPortEntry>(),
        once::<LldpLocManAddrEntry>(),
        once::<LldpRemEntry>(),
        once::<LldpRemManAddrEntry>(),
        once::<LldpXdot1RemEntry>().only_with("lldpRemTable"),
        once::<LldpXdot1RemVlanNameEntry>().only_with("lldpRemTable"),
        once::<LldpXdot3RemLinkAggEntry>().only_with("lldpRemTable"),
        once::<LldpXMedRemInventoryEntry>().only_with("lldpRemTable"),
        once::<LldpV2LocalSystemData>(),
        once::<LldpV2RemEntry>().unless("lldpRemTable").rare(),
        once::<LldpV2RemManAddrEntry>().only_with("lldpV2RemTable"),
        once::<LldpV2LocPortEntry>().unless("lldpLocPortTable").rare(),
        once::<TmnxLldpRemEntry>().only_for(maker::NOKIA),
        once::<TmnxLldpRemManAddrEntry>().only_for(maker::NOKIA),
        once::<LldpNeighborInfoEntry>().only_for(maker::TP_LINK),
        once::<CdpCacheEntry>().rare(),
        once::<SnFdpCacheEntry>().only_for(maker::FOUNDRY),
        once::<ExtremeEdpEntry>().only_for(maker::EXTREME),
        once::<S5EnMsTopNmmEntry>().only_for(maker::SONMP),
        once::<AgentIsdpCacheEntry>().only_for(maker::FASTPATH),
        once::<MtxrNeighborEntry>().only_for(maker::MIKROTIK),
        once::<IpAddrEntry>(),
        once::<IpAddressEntry>(),
        once::<Dot3adAggPortEntry>().rare(),
        once::<IfStackEntry>(),
        once::<EntPhysicalEntry>().rare(),
        once::<EntAliasMappingEntry>().only_with("entPhysicalTable"),
        once::<CswSwitchInfoEntry>().only_for(maker::CISCO),
        once::<PrtGeneralEntry>().rare(),
        once::<VtpVlanEntry>().rare(),
        once::<Dot1qVlanCurrentEntry>(),
        once::<Dot1qVlanStaticEntry>(),
        once::<Dot1qPortVlanEntry>(),
        once::<Dot1dBase>(),
        per_vlan::<Dot1dBasePortEntry>(),
        per_vlan::<Dot1dStp>(),
        per_vlan::<Dot1dStpPortEntry>(),
        once::<Ieee8021MstpEntry>().rare(),
        once::<Ieee8021MstpPortEntry>().rare(),
        once::<HwMstpInstanceEntry>().only_for(maker::HUAWEI).rare(),
        once::<HwMstpPortEntry>().only_for(maker::HUAWEI).rare(),
        once::<Hh3cdot1sInstanceEntry>().only_for(maker::H3C).rare(),
        once::<Hh3cdot1sPortEntry>().only_for(maker::H3C).rare(),
        once::<StpxSpanningTreeObjects>().only_for(maker::CISCO),
        once::<StpxRstpPortRoleEntry>().only_for(maker::CISCO).rare(),
        once::<Dot1qTpFdbEntry>(),
        per_vlan::<Dot1dTpFdbEntry>().unless("dot1qTpFdbTable"),
        once::<IpNetToMediaEntry>(),
        once::<IpNetToPhysicalEntry>().rare(),
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
        once::<VrrpOperEntry>().rare(),
        once::<VrrpAssoIpAddrEntry>().rare(),
        once::<Vrrpv3OperationsEntry>().rare(),
        once::<Vrrpv3AssociatedIpAddrEntry>().rare(),
        once::<CHsrpGrpEntry>().rare(),
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
    /// The enterprise number in `sysObjectID`, where the agent told it.
    fn enterprise(&self) -> Option<u32> {
        const SYS_OBJECT_ID: &[u32] = &[1, 3, 6, 1, 2, 1, 1, 2];
        let system = self.tables.iter().filter(|table| table.table == System::TABLE.name);
        system.flat_map(|table| &table.varbinds).find_map(|varbind| match &varbind.value {
            Value::ObjectId(product) if varbind.name.suffix_of(SYS_OBJECT_ID).is_some() => enterprise_number(product),
            _ => None,
        })
    }

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
            let special = request.only_with.is_some() || !request.only_for.is_empty();
            if varbinds.is_empty() && (vlan.is_some() || special || request.table.kind == TableKind::Scalars) {
                continue;
            }
            let complete = !varbinds.is_empty();
            let reason = (!complete).then(|| "the recording has no row of it".to_owned());
            self.tables.push(CollectedTable { table: request.table.name, vlan, varbinds, complete, reason });
        }
    }
}

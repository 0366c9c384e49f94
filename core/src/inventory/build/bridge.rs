use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{BridgeInfo, BridgePortInfo, FdbEntry, FdbStatus, SpanningTree, StpPort, StpState, Vlan};
use crate::mib::{
    Dot1dBase, Dot1dBasePortEntry, Dot1dStp, Dot1dStpPortEntry, Dot1dTpFdbEntry, Dot1qPortVlanEntry, Dot1qTpFdbEntry,
    Dot1qVlanCurrentEntry, Dot1qVlanStaticEntry, VtpVlanEntry, ports_from_list,
};
use crate::value::{BridgeId, BridgePort, VlanId};

use super::collected::vlan_id;
use super::instances;
use super::reader::Reader;
use super::said;

/// BRIDGE-MIB and Q-BRIDGE-MIB of all contexts; `None` for the bridge where the device has none of it.
pub(super) fn read(reader: &mut Reader<'_>) -> (Option<BridgeInfo>, Vec<Vlan>) {
    let base = reader.rows::<Dot1dBase>().into_iter().next();
    let (vlans, databases) = vlans(reader);
    let spanning_trees = spanning_trees(reader);
    let fdb = fdb(reader, &databases);
    let ports = ports(reader, &spanning_trees, &fdb);
    let spanning_trees = instances::with_roles(reader, spanning_trees, &ports);
    let base_mac = base.as_ref().and_then(|base| base.dot1d_base_bridge_address).filter(|mac| !mac.is_zero());
    let num_ports = base.and_then(|base| base.dot1d_base_num_ports);
    let is_bridge = base_mac.is_some() || num_ports.is_some_and(|ports| ports > 0);
    let is_bridge = is_bridge || !ports.is_empty() || !spanning_trees.is_empty();
    let bridge = is_bridge.then_some(BridgeInfo { base_mac, num_ports, ports, spanning_trees, fdb });
    (bridge, vlans)
}

/// Every port that a table names. Agents without `dot1dBasePortIfIndex` leave its interface unknown.
fn ports(reader: &mut Reader<'_>, trees: &[SpanningTree], fdb: &[FdbEntry]) -> Vec<BridgePortInfo> {
    let mut ports: BTreeMap<BridgePort, BridgePortInfo> = BTreeMap::new();
    let fresh = |port: BridgePort| BridgePortInfo { port, interface: None, pvid: None };
    for (_, rows) in reader.contexts::<Dot1dBasePortEntry>() {
        for row in rows {
            let port = ports.entry(row.dot1d_base_port).or_insert_with(|| fresh(row.dot1d_base_port));
            port.interface = port.interface.or(row.dot1d_base_port_if_index.filter(|index| index.0 != 0));
        }
    }
    for row in reader.rows::<Dot1qPortVlanEntry>() {
        let port = ports.entry(row.dot1d_base_port).or_insert_with(|| fresh(row.dot1d_base_port));
        port.pvid = vlan_id(u32::from(row.dot1q_pvid.0));
    }
    let of_trees = trees.iter().flat_map(|tree| &tree.ports).map(|port| port.port);
    let of_fdb: BTreeSet<BridgePort> = fdb.iter().map(|entry| entry.port).collect();
    for port in of_trees.chain(of_fdb).filter(|port| port.0 != 0) {
        ports.entry(port).or_insert_with(|| fresh(port));
    }
    ports.into_values().collect()
}

/// VLANs by all tables that list them, and which filtering databases hold which VLANs.
fn vlans(reader: &mut Reader<'_>) -> (Vec<Vlan>, Databases) {
    let mut vlans: BTreeMap<VlanId, Vlan> = BTreeMap::new();
    let fresh = |id: VlanId| Vlan { id, name: None, egress: Vec::new(), untagged: Vec::new() };
    for row in reader.rows::<Dot1qVlanStaticEntry>() {
        let Some(id) = vlan_id(row.dot1q_vlan_index) else { continue };
        let vlan = vlans.entry(id).or_insert_with(|| fresh(id));
        vlan.name = row.dot1q_vlan_static_name.and_then(said);
        vlan.egress = ports_from_list(&row.dot1q_vlan_static_egress_ports.unwrap_or_default());
        vlan.untagged = ports_from_list(&row.dot1q_vlan_static_untagged_ports.unwrap_or_default());
    }
    let mut databases = Databases::default();
    // The same VLAN comes once per time mark, ascending: the last row is the newest.
    for row in reader.rows::<Dot1qVlanCurrentEntry>() {
        let Some(id) = vlan_id(row.dot1q_vlan_index) else { continue };
        let vlan = vlans.entry(id).or_insert_with(|| fresh(id));
        if let Some(ports) = row.dot1q_vlan_current_egress_ports {
            vlan.egress = ports_from_list(&ports);
        }
        if let Some(ports) = row.dot1q_vlan_current_untagged_ports {
            vlan.untagged = ports_from_list(&ports);
        }
        if let Some(database) = row.dot1q_vlan_fdb_id {
            databases.0.entry(database).or_default().insert(id);
        }
    }
    for row in reader.rows::<VtpVlanEntry>() {
        const ETHERNET: i32 = 1;
        let Some(id) = vlan_id(row.vtp_vlan_index) else { continue };
        if row.vtp_vlan_type.is_none_or(|kind| kind == ETHERNET) {
            let vlan = vlans.entry(id).or_insert_with(|| fresh(id));
            vlan.name = vlan.name.take().or(row.vtp_vlan_name.and_then(said));
        }
    }
    (vlans.into_values().collect(), databases)
}

/// The VLANs of each filtering database (`dot1qVlanFdbId`).
#[derive(Default)]
struct Databases(BTreeMap<u32, BTreeSet<VlanId>>);

impl Databases {
    /// The VLAN of a database that holds one VLAN only. Where the agent tells of no database, their
    /// numbers are VLAN ids, as in most agents.
    fn vlan(&self, database: u32) -> Option<VlanId> {
        match self.0.get(&database) {
            Some(vlans) if vlans.len() == 1 => vlans.first().copied(),
            None if self.0.is_empty() => vlan_id(database),
            _ => None,
        }
    }
}

fn spanning_trees(reader: &mut Reader<'_>) -> Vec<SpanningTree> {
    let mut trees: BTreeMap<Option<VlanId>, SpanningTree> = BTreeMap::new();
    for (vlan, rows) in reader.contexts::<Dot1dStp>() {
        for row in rows {
            let tree = trees.entry(vlan).or_default();
            tree.priority = row.dot1d_stp_priority.and_then(|priority| u16::try_from(priority).ok());
            tree.root = row.dot1d_stp_designated_root.filter(is_set);
            tree.root_cost = row.dot1d_stp_root_cost;
            tree.root_port = row.dot1d_stp_root_port;
        }
    }
    for (vlan, rows) in reader.contexts::<Dot1dStpPortEntry>() {
        for row in rows {
            let Some(state) = stp_state(row.dot1d_stp_port_state) else {
                let reason = format!("dot1dStpPortState is {} where 1 to 6 is expected", row.dot1d_stp_port_state);
                reader.note("dot1dStpPortTable", row.dot1d_stp_port.to_string(), reason);
                continue;
            };
            trees.entry(vlan).or_default().ports.push(StpPort {
                port: row.dot1d_stp_port,
                state,
                path_cost: row.dot1d_stp_port_path_cost,
                designated_bridge: row.dot1d_stp_port_designated_bridge.filter(is_set),
                designated_port: row.dot1d_stp_port_designated_port.and_then(|octets| two_octets(&octets)),
            });
        }
    }
    // A switch with a tree per VLAN shows one of them without a context too.
    let common = trees.get(&None).cloned();
    if trees.iter().any(|(vlan, tree)| vlan.is_some() && Some(tree) == common.as_ref()) {
        trees.remove(&None);
    }
    let told = trees.into_iter().filter(|(_, tree)| tree.root.is_some() || !tree.ports.is_empty());
    told.map(|(vlan, tree)| SpanningTree { vlan, ..tree }).chain(instances::read(reader)).collect()
}

/// Bridges without spanning tree fill ids with zeros.
pub(super) fn is_set(id: &BridgeId) -> bool {
    !id.mac.is_zero()
}

fn stp_state(number: i32) -> Option<StpState> {
    Some(match number {
        1 => StpState::Disabled,
        2 => StpState::Blocking,
        3 => StpState::Listening,
        4 => StpState::Learning,
        5 => StpState::Forwarding,
        6 => StpState::Broken,
        _ => return None,
    })
}

/// `dot1dStpPortDesignatedPort`: two octets, or four digits in hexadecimal.
pub(super) fn two_octets(octets: &[u8]) -> Option<u16> {
    if let Ok(pair) = <[u8; 2]>::try_from(octets) {
        return Some(u16::from_be_bytes(pair));
    }
    let digits: String = std::str::from_utf8(octets).ok()?.chars().filter(char::is_ascii_hexdigit).collect();
    (digits.len() == 4).then(|| u16::from_str_radix(&digits, 16).ok()).flatten()
}

/// The forwarding tables of all contexts, each entry once. An entry without a VLAN that another table
/// has with one is left out.
fn fdb(reader: &mut Reader<'_>, databases: &Databases) -> Vec<FdbEntry> {
    let mut fdb = Vec::new();
    for row in reader.rows::<Dot1qTpFdbEntry>() {
        let (mac, port) = (row.dot1q_tp_fdb_address, known(row.dot1q_tp_fdb_port));
        let vlan = databases.vlan(row.dot1q_fdb_id);
        fdb.push(FdbEntry { mac, port, vlan, status: fdb_status(row.dot1q_tp_fdb_status) });
    }
    for (vlan, rows) in reader.contexts::<Dot1dTpFdbEntry>() {
        fdb.extend(rows.into_iter().map(|row| {
            let (mac, port) = (row.dot1d_tp_fdb_address, known(row.dot1d_tp_fdb_port));
            FdbEntry { mac, port, vlan, status: fdb_status(row.dot1d_tp_fdb_status) }
        }));
    }
    // Entries with a VLAN first, so that the one without follows them.
    fdb.sort_by_key(|entry| (entry.mac, entry.port, entry.vlan.is_none(), entry.vlan));
    fdb.dedup_by(|later, kept| {
        (later.mac, later.port) == (kept.mac, kept.port) && (later.vlan.is_none() || later.vlan == kept.vlan)
    });
    fdb.shrink_to_fit();
    fdb
}

/// A port, or 0 where the agent says -1 for "not known".
fn known(port: BridgePort) -> BridgePort {
    const MINUS_ONE: BridgePort = BridgePort(u32::MAX);
    if port == MINUS_ONE { BridgePort(0) } else { port }
}

fn fdb_status(number: Option<i32>) -> FdbStatus {
    match number {
        Some(1) => FdbStatus::Other,
        Some(2) => FdbStatus::Invalid,
        Some(4) => FdbStatus::Own,
        Some(5) => FdbStatus::Mgmt,
        _ => FdbStatus::Learned,
    }
}

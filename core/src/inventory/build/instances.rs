//! Spanning trees per instance: IEEE8021-MSTP-MIB, else the tables of Huawei or H3C; and what Cisco tells of trees without
//! a context for each.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{BridgePortInfo, SpanningTree, StpPort, StpState};
use crate::mib::{
    Hh3cdot1sInstanceEntry, Hh3cdot1sPortEntry, HwMstpInstanceEntry, HwMstpPortEntry, Ieee8021MstpEntry,
    Ieee8021MstpPortEntry, Row, StpxRstpPortRoleEntry, StpxSpanningTreeObjects,
};
use crate::value::{BridgeId, BridgePort, VlanId};

use super::bridge::{is_set, two_octets};
use super::collected::vlan_id;
use super::reader::Reader;

/// The instances of MSTP, beside the common tree: of the first MIB that has any.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<SpanningTree> {
    let standard = standard(reader);
    let others = [huawei(reader), h3c(reader)];
    others.into_iter().fold(standard, |first, next| if first.is_empty() { next } else { first })
}

/// The trees by instance.
#[derive(Default)]
struct Instances(BTreeMap<u16, SpanningTree>);

/// What a row says of an instance, whichever MIB has it.
struct Bridge {
    instance: u32,
    priority: Option<u32>,
    root: Option<BridgeId>,
    root_cost: Option<u32>,
    root_port: Option<BridgePort>,
}

/// What a row says of a port in an instance, whichever MIB has it.
struct Member {
    instance: u32,
    port: BridgePort,
    /// The column, its number and what is expected of it.
    state: (&'static str, i32, &'static str),
    path_cost: Option<u32>,
    designated_bridge: Option<BridgeId>,
    designated_port: Option<u16>,
}

impl Instances {
    /// The tree of that number. 0 is the common tree, which BRIDGE-MIB tells of.
    fn of(&mut self, number: u32) -> Option<&mut SpanningTree> {
        let number = u16::try_from(number).ok().filter(|id| (1..=4094).contains(id))?;
        Some(self.0.entry(number).or_insert_with(|| SpanningTree { instance: Some(number), ..SpanningTree::default() }))
    }

    fn bridge(&mut self, row: Bridge) {
        let Some(tree) = self.of(row.instance) else { return };
        tree.priority = row.priority.and_then(|priority| u16::try_from(priority).ok());
        tree.root = row.root.filter(is_set);
        tree.root_cost = row.root_cost;
        tree.root_port = row.root_port;
    }

    fn port(&mut self, reader: &mut Reader<'_>, table: &str, states: fn(i32) -> Option<StpState>, row: Member) {
        let (column, number, expected) = row.state;
        let Some(tree) = self.of(row.instance) else { return };
        let Some(state) = states(number) else {
            let reason = format!("{column} is {number} where {expected} is expected");
            return reader.note(table, format!("{}.{}", row.instance, row.port), reason);
        };
        tree.ports.push(StpPort {
            port: row.port,
            state,
            path_cost: row.path_cost,
            designated_bridge: row.designated_bridge.filter(is_set),
            designated_port: row.designated_port,
        });
    }

    fn told(self) -> Vec<SpanningTree> {
        self.0.into_values().collect()
    }
}

fn standard(reader: &mut Reader<'_>) -> Vec<SpanningTree> {
    let mut instances = Instances::default();
    for row in reader.rows::<Ieee8021MstpEntry>() {
        instances.bridge(Bridge {
            instance: row.ieee8021_mstp_id,
            priority: row.ieee8021_mstp_bridge_priority,
            root: row.ieee8021_mstp_designated_root,
            root_cost: row.ieee8021_mstp_root_path_cost,
            root_port: row.ieee8021_mstp_root_port,
        });
    }
    for row in reader.rows::<Ieee8021MstpPortEntry>() {
        let member = Member {
            instance: row.ieee8021_mstp_port_mst_id,
            port: row.ieee8021_mstp_port_num,
            state: ("ieee8021MstpPortState", row.ieee8021_mstp_port_state, "1 to 5"),
            path_cost: row.ieee8021_mstp_port_path_cost,
            designated_bridge: row.ieee8021_mstp_port_designated_bridge,
            designated_port: row.ieee8021_mstp_port_designated_port.and_then(|port| u16::try_from(port).ok()),
        };
        instances.port(reader, Ieee8021MstpPortEntry::TABLE.name, standard_state, member);
    }
    instances.told()
}

fn huawei(reader: &mut Reader<'_>) -> Vec<SpanningTree> {
    let mut instances = Instances::default();
    for row in reader.rows::<HwMstpInstanceEntry>() {
        instances.bridge(Bridge {
            instance: row.hw_mstp_instance_id,
            priority: row.hw_mstpi_bridge_priority,
            root: row.hw_mstpi_designed_root,
            root_cost: row.hw_mstpi_root_path_cost,
            root_port: row.hw_mstpi_root_port,
        });
    }
    for row in reader.rows::<HwMstpPortEntry>() {
        let member = Member {
            instance: row.hw_mstp_instance_id,
            port: row.hw_mstpi_port_index,
            state: ("hwMstpiState", row.hw_mstpi_state, "1, 2, 4 or 5"),
            path_cost: row.hw_mstpi_path_cost,
            designated_bridge: row.hw_mstpi_designated_bridge,
            designated_port: row.hw_mstpi_designated_port.and_then(|octets| two_octets(&octets)),
        };
        instances.port(reader, HwMstpPortEntry::TABLE.name, state_of_makers, member);
    }
    instances.told()
}

fn h3c(reader: &mut Reader<'_>) -> Vec<SpanningTree> {
    let mut instances = Instances::default();
    for row in reader.rows::<Hh3cdot1sInstanceEntry>() {
        instances.bridge(Bridge {
            instance: row.hh3cdot1s_instance_id,
            priority: row.hh3cdot1s_msti_bridge_priority,
            root: row.hh3cdot1s_msti_designed_root,
            root_cost: row.hh3cdot1s_msti_root_path_cost,
            root_port: row.hh3cdot1s_msti_root_port,
        });
    }
    for row in reader.rows::<Hh3cdot1sPortEntry>() {
        let member = Member {
            instance: row.hh3cdot1s_instance_id,
            port: row.hh3cdot1s_msti_port_index,
            state: ("hh3cdot1sMstiState", row.hh3cdot1s_msti_state, "1, 2, 4 or 5"),
            path_cost: row.hh3cdot1s_msti_path_cost,
            designated_bridge: row.hh3cdot1s_msti_designated_bridge,
            designated_port: row.hh3cdot1s_msti_designated_port.and_then(|octets| two_octets(&octets)),
        };
        instances.port(reader, Hh3cdot1sPortEntry::TABLE.name, state_of_makers, member);
    }
    instances.told()
}

/// `ieee8021MstpPortState`.
fn standard_state(number: i32) -> Option<StpState> {
    Some(match number {
        1 => StpState::Disabled,
        2 => StpState::Listening,
        3 => StpState::Learning,
        4 => StpState::Forwarding,
        5 => StpState::Blocking,
        _ => return None,
    })
}

/// `hwMstpiState` and `hh3cdot1sMstiState`.
fn state_of_makers(number: i32) -> Option<StpState> {
    Some(match number {
        1 => StpState::Disabled,
        2 => StpState::Blocking,
        4 => StpState::Learning,
        5 => StpState::Forwarding,
        _ => return None,
    })
}

/// Adds what Cisco's table of roles says of trees that no context told of. It numbers bridge ports; of those whose
/// interface only a context would tell nothing is said.
pub(super) fn with_roles(
    reader: &mut Reader<'_>,
    mut trees: Vec<SpanningTree>,
    ports: &[BridgePortInfo],
) -> Vec<SpanningTree> {
    const MST: i32 = 4;
    const PER_VLAN: [i32; 2] = [1, 5];
    let kind = reader.rows::<StpxSpanningTreeObjects>().first().and_then(|row| row.stpx_spanning_tree_type);
    let known: BTreeSet<BridgePort> = ports.iter().filter(|it| it.interface.is_some()).map(|it| it.port).collect();
    let mut told: BTreeMap<(Option<VlanId>, Option<u16>), Vec<StpPort>> = BTreeMap::new();
    for row in reader.rows::<StpxRstpPortRoleEntry>() {
        let number = row.stpx_rstp_port_role_instance_index;
        let tree = match (kind, vlan_id(number)) {
            (Some(MST), Some(instance)) => (None, Some(instance.0)),
            (Some(kind), Some(vlan)) if PER_VLAN.contains(&kind) => (Some(vlan), None),
            _ => continue,
        };
        let port = row.stpx_rstp_port_role_port_index;
        let Some(state) = state_of_role(row.stpx_rstp_port_role_value).filter(|_| known.contains(&port)) else {
            continue;
        };
        let port = StpPort { port, state, path_cost: None, designated_bridge: None, designated_port: None };
        told.entry(tree).or_default().push(port);
    }
    let before: BTreeSet<_> = trees.iter().map(|tree| (tree.vlan, tree.instance)).collect();
    told.retain(|tree, _| !before.contains(tree));
    trees.extend(told.into_iter().map(|((vlan, instance), ports)| SpanningTree {
        vlan,
        instance,
        ports,
        ..SpanningTree::default()
    }));
    trees
}

/// What `stpxRSTPPortRoleValue` means for frames; a port at the edge of a region may be either.
fn state_of_role(number: i32) -> Option<StpState> {
    Some(match number {
        1 => StpState::Disabled,
        2 | 3 | 7 => StpState::Forwarding,
        4 | 5 => StpState::Blocking,
        _ => return None,
    })
}

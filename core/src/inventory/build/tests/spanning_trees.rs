//! One test per way in which agents tell of several spanning trees.

use super::*;
use crate::inventory::{SpanningTree, StpState};
use crate::mib::{
    Dot1dBasePortEntry, Dot1dStp, Dot1dStpPortEntry, Hh3cdot1sInstanceEntry, Hh3cdot1sPortEntry, HwMstpInstanceEntry,
    HwMstpPortEntry, Ieee8021MstpEntry, Ieee8021MstpPortEntry, StpxRstpPortRoleEntry, StpxSpanningTreeObjects,
};
use crate::value::VlanId;

const ROOT: [u8; 8] = [0x80, 7, 0, 1, 2, 3, 4, 5];

fn trees(varbinds: Vec<VarBind>) -> Vec<SpanningTree> {
    recorded(varbinds).bridge.unwrap().spanning_trees
}

#[test]
fn one_tree_per_vlan_and_one_of_them_without_context() {
    let tree = |vlan, root| CollectedTable {
        table: Dot1dStp::TABLE.name,
        vlan,
        varbinds: vec![cell::<Dot1dStp>("dot1dStpDesignatedRoot", &[0], [0x80, root, 0, 1, 2, 3, 4, 5])],
        complete: true,
        reason: None,
    };
    let tables = vec![tree(None, 1), tree(Some(VlanId(1)), 1), tree(Some(VlanId(20)), 20)];
    let snapshot = built(&Collected { tables });
    let trees = snapshot.bridge.unwrap().spanning_trees;
    assert_eq!(trees.iter().map(|tree| tree.vlan).collect::<Vec<_>>(), [Some(VlanId(1)), Some(VlanId(20))]);
}

#[test]
fn instances_of_mstp_beside_the_common_tree() {
    let snapshot = recorded(vec![
        cell::<Ieee8021MstpEntry>("ieee8021MstpDesignatedRoot", &[1, 7], [0x80, 7, 0, 1, 2, 3, 4, 5]),
        cell::<Ieee8021MstpPortEntry>("ieee8021MstpPortState", &[1, 7, 3], 5),
        cell::<Ieee8021MstpPortEntry>("ieee8021MstpPortState", &[1, 7, 4], 9),
        cell::<Dot1dStpPortEntry>("dot1dStpPortState", &[3], 5),
    ]);
    let trees = &snapshot.bridge.as_ref().unwrap().spanning_trees;
    let told: Vec<_> = trees.iter().map(|tree| (tree.instance, tree.ports[0].state)).collect();
    assert_eq!(told, [(None, StpState::Forwarding), (Some(7), StpState::Blocking)]);
    assert_eq!(trees[1].root.unwrap().to_string(), "32775/00:01:02:03:04:05");
    assert_eq!(reasons(&snapshot), ["ieee8021MstpPortTable 7.4: ieee8021MstpPortState is 9 where 1 to 5 is expected"]);
}

#[test]
fn instances_of_mstp_in_the_tables_of_huawei() {
    let snapshot = recorded(vec![
        cell::<HwMstpInstanceEntry>("hwMstpiBridgePriority", &[0], 32768),
        cell::<HwMstpInstanceEntry>("hwMstpiBridgePriority", &[7], 4096),
        cell::<HwMstpInstanceEntry>("hwMstpiDesignedRoot", &[7], ROOT),
        cell::<HwMstpInstanceEntry>("hwMstpiRootPort", &[7], 3),
        cell::<HwMstpPortEntry>("hwMstpiState", &[0, 3], 5),
        cell::<HwMstpPortEntry>("hwMstpiState", &[7, 3], 5),
        cell::<HwMstpPortEntry>("hwMstpiDesignatedBridge", &[7, 3], ROOT),
        cell::<HwMstpPortEntry>("hwMstpiDesignatedPort", &[7, 3], [0x80, 9]),
        cell::<HwMstpPortEntry>("hwMstpiState", &[7, 4], 2),
        cell::<HwMstpPortEntry>("hwMstpiState", &[7, 5], 3),
    ]);
    let trees = &snapshot.bridge.as_ref().unwrap().spanning_trees;
    assert_eq!((trees.len(), trees[0].instance, trees[0].priority), (1, Some(7), Some(4096)));
    assert_eq!(
        (trees[0].root.unwrap().to_string(), trees[0].root_port.unwrap().0),
        ("32775/00:01:02:03:04:05".into(), 3)
    );
    let ports: Vec<_> = trees[0].ports.iter().map(|it| (it.port.0, it.state, it.designated_port)).collect();
    assert_eq!(ports, [(3, StpState::Forwarding, Some(0x8009)), (4, StpState::Blocking, None)]);
    assert_eq!(reasons(&snapshot), ["hwMstpPortTable 7.5: hwMstpiState is 3 where 1, 2, 4 or 5 is expected"]);
}

#[test]
fn instances_of_mstp_in_the_tables_of_h3c() {
    let rows = vec![
        cell::<Hh3cdot1sInstanceEntry>("hh3cdot1sMstiBridgePriority", &[2], 8192),
        cell::<Hh3cdot1sInstanceEntry>("hh3cdot1sMstiDesignedRoot", &[2], ROOT),
        cell::<Hh3cdot1sPortEntry>("hh3cdot1sMstiState", &[2, 3], 4),
        cell::<Hh3cdot1sPortEntry>("hh3cdot1sMstiPathCost", &[2, 3], 200),
        cell::<Hh3cdot1sPortEntry>("hh3cdot1sMstiDesignatedBridge", &[2, 3], ROOT),
        cell::<Hh3cdot1sPortEntry>("hh3cdot1sMstiDesignatedPort", &[2, 3], "80 01"),
    ];
    let found = trees(rows.clone());
    assert_eq!((found.len(), found[0].instance, found[0].priority), (1, Some(2), Some(8192)));
    let port = &found[0].ports[0];
    assert_eq!((port.state, port.path_cost, port.designated_port), (StpState::Learning, Some(200), Some(0x8001)));
    let standard = cell::<Ieee8021MstpPortEntry>("ieee8021MstpPortState", &[1, 5, 3], 5);
    let found = trees([rows, vec![standard]].concat());
    assert_eq!(found.iter().map(|it| it.instance).collect::<Vec<_>>(), [Some(5)], "the standard comes first");
}

/// `stpxSpanningTreeType` and roles of ports by tree; port 3 has an interface.
fn roles(kind: i32, rows: &[(u32, u32, i32)]) -> Vec<VarBind> {
    let role = |(tree, port, role): &(u32, u32, i32)| {
        cell::<StpxRstpPortRoleEntry>("stpxRSTPPortRoleValue", &[*tree, *port], *role)
    };
    let base = [
        cell::<StpxSpanningTreeObjects>("stpxSpanningTreeType", &[0], kind),
        cell::<Dot1dBasePortEntry>("dot1dBasePortIfIndex", &[3], 10003),
        cell::<Dot1dBasePortEntry>("dot1dBasePortIfIndex", &[4], 10004),
    ];
    base.into_iter().chain(rows.iter().map(role)).collect()
}

#[test]
fn roles_of_ports_of_a_cisco_without_contexts() {
    let found = trees(roles(5, &[(20, 3, 4), (20, 4, 2), (20, 7, 3), (30, 4, 6), (30, 3, 1)]));
    let told: Vec<_> = found
        .iter()
        .map(|it| (it.vlan, it.instance, it.ports.iter().map(|port| (port.port.0, port.state)).collect::<Vec<_>>()))
        .collect();
    let both = vec![(3, StpState::Blocking), (4, StpState::Forwarding)];
    assert_eq!(
        told,
        [(Some(VlanId(20)), None, both), (Some(VlanId(30)), None, vec![(3, StpState::Disabled)])],
        "nothing of a port whose interface is not known, nor of one at the edge of a region"
    );
    let found = trees(roles(4, &[(0, 3, 4), (2, 3, 5)]));
    assert_eq!(found.iter().map(|it| (it.vlan, it.instance)).collect::<Vec<_>>(), [(None, Some(2))]);
    assert_eq!(trees(roles(2, &[(2, 3, 5)])), [], "another kind of trees");
}

#[test]
fn roles_of_ports_yield_to_contexts() {
    let mut collected = Collected::default();
    collected.add_recording(None, roles(5, &[(20, 3, 4), (30, 3, 2)]));
    collected.add_recording(Some(VlanId(20)), [cell::<Dot1dStpPortEntry>("dot1dStpPortState", &[3], 5)]);
    let trees = built(&collected).bridge.unwrap().spanning_trees;
    let told: Vec<_> = trees.iter().map(|it| (it.vlan.unwrap().0, it.ports[0].state)).collect();
    assert_eq!(told, [(20, StpState::Forwarding), (30, StpState::Forwarding)]);
}

//! One test per oddity of real agents, each with the few variables that show it.

use super::*;
use crate::mib::{Dot1dBase, Dot1dTpFdbEntry, LldpRemEntry};
use crate::value::{BridgePort, MacAddr};

#[test]
fn scalars_without_instance() {
    let group = Oid::new(Dot1dBase::TABLE.entry);
    let snapshot = recorded(vec![
        VarBind::new(group.child(&[1]), Value::OctetString(vec![0, 1, 2, 3, 4, 5])),
        VarBind::new(group.child(&[2]), Value::Integer(4)),
    ]);
    let bridge = snapshot.bridge.as_ref().unwrap();
    assert_eq!((bridge.base_mac, bridge.num_ports), (Some(MacAddr([0, 1, 2, 3, 4, 5])), Some(4)));
    assert_eq!(reasons(&snapshot), ["dot1dBase : 2 scalars come without the instance .0"]);
}

#[test]
fn mac_index_of_seven_arcs() {
    let snapshot = recorded(vec![cell::<Dot1dTpFdbEntry>("dot1dTpFdbPort", &[6, 0, 1, 2, 3, 4, 5], 3)]);
    let fdb = &snapshot.bridge.as_ref().unwrap().fdb;
    assert_eq!(fdb.len(), 1);
    assert_eq!((fdb[0].mac, fdb[0].port), (MacAddr([0, 1, 2, 3, 4, 5]), BridgePort(3)));
    assert_eq!(reasons(&snapshot), ["dot1dTpFdbTable : 1 indexes have seven arcs: a length before the MAC address"]);
}

#[test]
fn lldp_remote_index_of_two_parts() {
    let snapshot = recorded(vec![
        cell::<LldpRemEntry>("lldpRemChassisIdSubtype", &[5, 1], 4),
        cell::<LldpRemEntry>("lldpRemChassisId", &[5, 1], [0, 1, 2, 3, 4, 5]),
        cell::<LldpRemEntry>("lldpRemPortIdSubtype", &[5, 1], 5),
        cell::<LldpRemEntry>("lldpRemPortId", &[5, 1], "ge-0/0/7"),
    ]);
    let neighbors = &snapshot.lldp.as_ref().unwrap().neighbors;
    assert_eq!(neighbors.len(), 1);
    assert_eq!(neighbors[0].local_port.0, 5);
    assert_eq!(neighbors[0].port.to_string(), "ge-0/0/7");
    assert_eq!(reasons(&snapshot), ["lldpRemTable : 4 indexes have two of three parts: lldpRemTimeMark is taken as 0"]);
}

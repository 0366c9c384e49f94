use std::net::Ipv4Addr;

use super::*;
use crate::inventory::IfStatus;
use crate::value::{IfIndex, oid};
use crate::wire::{CommunityString, Request, TrapV1};

fn trap(generic: i32, specific: i32, varbinds: Vec<VarBind>) -> TrapV1 {
    let enterprise = oid(&[1, 3, 6, 1, 4, 1, 9, 1, 516]);
    TrapV1 { enterprise, agent: Ipv4Addr::new(10, 0, 0, 2), generic, specific, uptime: TimeTicks(7), varbinds }
}

fn sent() -> Sent {
    Sent {
        received_at: Timestamp::from_millis(5),
        source: Ipv4Addr::new(10, 0, 0, 9).into(),
        version: TrapVersion::V3,
        protection: Protection::Encrypted,
        user: Some("monitor".to_owned()),
        context: None,
    }
}

#[test]
fn rfc3584_3_1_the_variables_of_a_v1_trap_in_their_order() {
    let own = VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 1, 3]), Value::Integer(3));
    let community = CommunityString::new("public");
    let names: Vec<Oid> =
        trap(2, 0, vec![own.clone()]).to_v2(Some(&community)).into_iter().map(|varbind| varbind.name).collect();
    let expected: [&[u32]; 6] = [
        &SYS_UP_TIME,
        &SNMP_TRAP_OID,
        own.name.arcs(),
        &SNMP_TRAP_ADDRESS,
        &SNMP_TRAP_COMMUNITY,
        &SNMP_TRAP_ENTERPRISE,
    ];
    assert_eq!(names.iter().map(|name| name.arcs()).collect::<Vec<_>>(), expected);
    let passed_on = VarBind::new(oid(&SNMP_TRAP_ADDRESS), Value::IpAddress(Ipv4Addr::new(192, 168, 1, 2)));
    let varbinds = trap(2, 0, vec![passed_on]).to_v2(None);
    assert_eq!(varbinds.iter().filter(|varbind| varbind.name.arcs() == SNMP_TRAP_ADDRESS).count(), 1);
}

#[test]
fn rfc3584_3_1_generic_traps_beyond_the_six_are_specific() {
    let suffix = |generic, specific| trap(generic, specific, vec![]).trap_oid().arcs()[7..].to_vec();
    assert_eq!(trap(5, 9, vec![]).trap_oid(), oid(&[1, 3, 6, 1, 6, 3, 1, 1, 5, 6]));
    assert_eq!(suffix(6, 9), [1, 516, 0, 9]);
    assert_eq!(suffix(7, 9), [1, 516, 0, 9]);
    assert_eq!(suffix(-1, 9), [1, 516, 0, 9]);
}

#[test]
fn a_community_is_nowhere_to_be_seen() {
    let secret = VarBind::new(oid(&SNMP_TRAP_COMMUNITY), Value::OctetString(b"hunter2".to_vec()));
    let trap_oid = VarBind::new(oid(&SNMP_TRAP_OID), Value::ObjectId(oid(&[1, 3, 6, 1, 6, 3, 1, 1, 5, 1])));
    let pdu = Pdu::Trap(Request { id: 1, varbinds: vec![trap_oid, secret] });
    let notification = Notification::of(&pdu, &[], sent()).unwrap();
    let shown = format!("{notification:?} {notification} {}", serde_json::to_string(&notification).unwrap());
    assert!(!shown.contains("hunter2") && !shown.contains("104,117,110"), "{shown}");
    let json = serde_json::to_value(&notification).unwrap();
    assert_eq!(json["kind"], serde_json::json!({"kind": "cold-start"}));
    assert_eq!(serde_json::from_value::<Notification>(json).unwrap(), notification);
}

#[test]
fn every_status_of_an_interface_is_told() {
    let statuses: Vec<IfStatus> = (0..=8)
        .map(|number| {
            let varbinds = vec![VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 8, 3]), Value::Integer(number))];
            match Notification::of(&Pdu::TrapV1(trap(2, 0, varbinds)), &[], sent()).unwrap().kind {
                NotificationKind::LinkDown { interface: Some(IfIndex(3)), oper, .. } => oper,
                other => panic!("{other:?}"),
            }
        })
        .collect();
    use IfStatus::{Dormant, Down, LowerLayerDown, NotPresent, Testing, Unknown, Up};
    assert_eq!(statuses, [Unknown, Up, Down, Testing, Unknown, Dormant, NotPresent, LowerLayerDown, Unknown]);
}

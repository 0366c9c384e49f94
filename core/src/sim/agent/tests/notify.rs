//! What a device says unasked.

use super::*;
use crate::sim::{Event, TrapForm};
use crate::wire;

fn oper(agent: &Agent, index: u32, now: Moment) -> Value {
    let name = oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 8, index]);
    ask(agent, Version::V2c, "public", get(&[name]), now).unwrap().varbinds[0].value.clone()
}

#[test]
fn a_cut_cable_takes_the_port_down_for_all_clones_and_its_counters_stand_still() {
    let agent = s1();
    let clone = agent.clone();
    agent.set_cable("p1", false, Moment::from_secs(100)).unwrap();
    agent.set_cable("p1", true, Moment::from_secs(200)).unwrap();
    let states = [50, 100, 150, 200, 300].map(|at| oper(&clone, 1, Moment::from_secs(at)));
    assert_eq!(states, [1, 2, 2, 1, 1].map(Value::Integer));
    let octets = |at| number(&clone, &IF_HC_IN.iter().copied().chain([1]).collect(), Moment::from_secs(at));
    assert_eq!(octets(120), octets(190));
    assert!(octets(300) > octets(200) && octets(100) > octets(50));
    assert_eq!(agent.set_cable("p99", false, Moment::START).unwrap_err().code(), "invalid");
}

#[test]
fn rfc2863_6_a_link_down_names_the_interface_and_its_states() {
    let agent = s1();
    let now = Moment::from_secs(100);
    agent.set_cable("p1", false, now).unwrap();
    let told = agent.tell(&Event::LinkDown("p1".to_owned()), 7, now).unwrap();
    let values: Vec<&Value> = told.varbinds.iter().skip(1).map(|varbind| &varbind.value).collect();
    let trap_oid = Value::ObjectId(oid(&[1, 3, 6, 1, 6, 3, 1, 1, 5, 3]));
    assert_eq!(values, [&trap_oid, &Value::Integer(1), &Value::Integer(1), &Value::Integer(2)]);
    let uptime = number(&agent, &oid(&SYS_UP_TIME), now);
    assert_eq!(told.varbinds[0].value, Value::TimeTicks(TimeTicks(u32::try_from(uptime).unwrap())));
    assert_eq!(agent.tell(&Event::LinkDown("p99".to_owned()), 7, now).unwrap_err().code(), "invalid");
}

#[test]
fn rfc3584_3_2_in_v1_and_back_it_is_the_same_trap() {
    let agent = s1();
    let events = [
        Event::ColdStart,
        Event::WarmStart,
        Event::LinkUp("p2".to_owned()),
        Event::AuthenticationFailure,
        Event::NewRoot,
        Event::TopologyChange,
        Event::LldpRemTablesChange,
    ];
    for event in events {
        let told = agent.tell(&event, 7, Moment::START).unwrap();
        let datagram = agent.trap(&event, &TrapForm::V1, 7, Moment::START).unwrap();
        let Pdu::TrapV1(trap) = wire::decode(&datagram).unwrap().message.pdu else { panic!("{event:?}") };
        assert_eq!(trap.to_v2(None)[..told.varbinds.len()], told.varbinds, "{event:?}");
        let datagram = agent.trap(&event, &TrapForm::V2c, 7, Moment::START).unwrap();
        assert_eq!(wire::decode(&datagram).unwrap().message.pdu, Pdu::Trap(told));
    }
}

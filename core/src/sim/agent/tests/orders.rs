//! SET by RFC 3416 §4.2.5, and ports that are switched.

use super::*;
use crate::sim::World;

fn world() -> World {
    World::builder("orders")
        .write_community("private")
        .device(Device::switch("s1").ports(4).lag("lag1", &["p3", "p4"]))
        .device(Device::switch("s2").ports(4).lag("lag1", &["p3", "p4"]))
        .device(Device::router("r").vendor(Vendor::Cisco).ports(2))
        .cable("s1", "p1", "s2", "p1")
        .cable("s1", "p3", "s2", "p3")
        .cable("s1", "p4", "s2", "p4")
        .load("s1", "p1", 8_000, 16_000)
        .build()
        .unwrap()
}

fn set(agent: &Agent, version: Version, values: &[(Oid, Value)], now: Moment) -> (ErrorStatus, u32) {
    let varbinds = values.iter().map(|(name, value)| VarBind::new(name.clone(), value.clone())).collect();
    let response = ask(agent, version, "private", Pdu::Set(Request { id: 1, varbinds }), now).unwrap();
    (response.status, response.index)
}

fn if_entry(column: u32, port: u32) -> Oid {
    oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, column, port])
}

fn alias(port: u32) -> Oid {
    oid(&[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18, port])
}

fn integer(agent: &Agent, name: Oid, now: Moment) -> i32 {
    match ask(agent, Version::V2c, "public", get(&[name]), now).unwrap().varbinds[0].value {
        Value::Integer(number) => number,
        ref other => panic!("{other:?}"),
    }
}

fn text(text: &str) -> Value {
    Value::OctetString(text.as_bytes().to_vec())
}

#[test]
fn the_checks_come_in_the_order_of_the_standard() {
    let agent = world().agent("s1").unwrap();
    let admin = |port| if_entry(7, port);
    let cases = [
        // 2: no variable of that kind can ever be written.
        (if_entry(8, 1), Value::Integer(2), ErrorStatus::NotWritable, ErrorStatus::NoSuchName),
        (oid(&SYS_UP_TIME), Value::Integer(2), ErrorStatus::NotWritable, ErrorStatus::NoSuchName),
        // 3, also where the instance does not exist: that comes later.
        (admin(1), text("down"), ErrorStatus::WrongType, ErrorStatus::BadValue),
        (admin(99), text("down"), ErrorStatus::WrongType, ErrorStatus::BadValue),
        (admin(1), Value::Gauge32(2), ErrorStatus::WrongType, ErrorStatus::BadValue),
        // 4
        (alias(1), text(&"x".repeat(65)), ErrorStatus::WrongLength, ErrorStatus::BadValue),
        // 6
        (admin(1), Value::Integer(3), ErrorStatus::WrongValue, ErrorStatus::BadValue),
        (admin(99), Value::Integer(7), ErrorStatus::WrongValue, ErrorStatus::BadValue),
        (alias(1), Value::OctetString(vec![0xff]), ErrorStatus::WrongValue, ErrorStatus::BadValue),
        // 7
        (admin(99), Value::Integer(2), ErrorStatus::NoCreation, ErrorStatus::NoSuchName),
        (admin(1).child(&[0]), Value::Integer(2), ErrorStatus::NoCreation, ErrorStatus::NoSuchName),
    ];
    for (name, value, v2c, v1) in cases {
        let values = [(alias(2), text("first")), (name, value)];
        assert_eq!(set(&agent, Version::V2c, &values, Moment::START), (v2c, 2), "{:?}", values[1]);
        assert_eq!(set(&agent, Version::V1, &values, Moment::START), (v1, 2), "{:?}", values[1]);
    }
    let alias = get(&[alias(2)]);
    assert_eq!(v2c(&agent, alias).varbinds[0].value, text(""), "all or nothing");
}

#[test]
fn what_is_set_is_said_by_get_and_by_get_next_and_by_every_copy_of_the_agent() {
    let agent = world().agent("s1").unwrap();
    let copy = agent.clone();
    let values = [(oid(&SYS_NAME), text("renamed")), (alias(2), text("to the cellar"))];
    assert_eq!(set(&agent, Version::V1, &values, Moment::START), (ErrorStatus::NoError, 0));
    let walked = walk(&copy, Version::V2c, "public", Moment::START);
    for (name, value) in values {
        assert_eq!(walked.iter().find(|it| it.name == name).unwrap().value, value);
    }
    let other = world().agent("s1").unwrap();
    assert_eq!(v2c(&other, get(&[oid(&SYS_NAME)])).varbinds[0].value, text("s1"), "another device");
}

#[test]
fn a_port_that_is_down_says_so_and_its_counters_stand_still() {
    let agent = world().agent("s1").unwrap();
    let at = Moment::from_secs;
    let octets = |now| number(&agent, &oid(&IF_HC_IN).child(&[1]), now);
    let (before, later) = (octets(at(100)), octets(at(200)));
    assert!(later > before);
    assert_eq!(set(&agent, Version::V2c, &[(if_entry(7, 1), Value::Integer(2))], at(200)), (ErrorStatus::NoError, 0));
    assert_eq!((integer(&agent, if_entry(7, 1), at(201)), integer(&agent, if_entry(8, 1), at(201))), (2, 2));
    assert_eq!((octets(at(200)), octets(at(300))), (later, later));
    assert_eq!(set(&agent, Version::V2c, &[(if_entry(7, 1), Value::Integer(1))], at(300)), (ErrorStatus::NoError, 0));
    assert_eq!((integer(&agent, if_entry(7, 1), at(301)), integer(&agent, if_entry(8, 1), at(301))), (1, 1));
    assert_eq!(octets(at(300)), later);
    let whole = world().agent("s1").unwrap();
    let whole = |now| number(&whole, &oid(&IF_HC_IN).child(&[1]), now);
    assert_eq!(octets(at(400)) - later, whole(at(400)) - whole(at(300)), "it goes on where it stood");
    let changed = v2c_at(&agent, if_entry(9, 1), at(400));
    let uptime = v2c_at(&agent, oid(&SYS_UP_TIME), at(300));
    assert_eq!(changed, uptime, "ifLastChange is sysUpTime when it came up");
}

fn v2c_at(agent: &Agent, name: Oid, now: Moment) -> Value {
    ask(agent, Version::V2c, "public", get(&[name]), now).unwrap().varbinds[0].value.clone()
}

#[test]
fn an_aggregate_is_up_while_a_member_is() {
    let agent = world().agent("s1").unwrap();
    let walked = walk(&agent, Version::V2c, "public", Moment::START);
    let names = |it: &&VarBind| it.name.starts_with(&[1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1]) && it.value == text("lag1");
    let lag = *walked.iter().find(names).unwrap().name.last().unwrap();
    let oper = |now| integer(&agent, if_entry(8, lag), now);
    assert_eq!(oper(Moment::START), 1);
    for (port, expected) in [(3, 1), (4, 2)] {
        let now = Moment::from_secs(u64::from(port));
        assert_eq!(set(&agent, Version::V2c, &[(if_entry(7, port), Value::Integer(2))], now).0, ErrorStatus::NoError);
        assert_eq!(oper(now), expected);
    }
    assert_eq!(integer(&agent, if_entry(7, lag), Moment::from_secs(9)), 1, "it is the members that are off");
}

#[test]
fn an_agent_does_not_take_orders_without_end() {
    let agent = world().agent("s1").unwrap();
    let switch = |on| set(&agent, Version::V2c, &[(if_entry(7, 1), Value::Integer(on))], Moment::START);
    for step in 0..1_000 {
        assert_eq!(switch(1 + step % 2), (ErrorStatus::NoError, 0));
    }
    assert_eq!(switch(1), (ErrorStatus::ResourceUnavailable, 1));
    let other = world().agent("s2").unwrap();
    assert_eq!(ask(&other, Version::V2c, "privates", get(&[oid(&SYS_NAME)]), Moment::START), None);
}

use std::sync::Arc;
use std::time::Duration;

use super::{SYS_NAME, get, names, oid};
use crate::sim::{Agent, Device, Quirks, Vendor, World};
use crate::value::{Moment, Value};
use crate::wire::usm::{AuthProtocol, Opened, PrivacyProtocol, UsmSession, UsmUser};
use crate::wire::v3::ReportCause;
use crate::wire::{BulkRequest, Pdu};

fn monitor() -> UsmUser {
    let user = UsmUser::new("monitor").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap();
    user.privacy(PrivacyProtocol::Aes128, "wood-and-water").unwrap()
}

fn agent(user: &UsmUser, quirks: Quirks) -> Agent {
    let switch = Device::switch("s1").vendor(Vendor::Cisco).ports(48);
    let world = World::builder("lab").device(switch).user(user.clone()).user(UsmUser::new("guest").unwrap());
    world.build().unwrap().agent("s1").unwrap().with_quirks(quirks)
}

/// Asks until there is something else than a reason to ask again; also how many datagrams that took.
fn ask(session: &mut UsmSession, agent: &Agent, pdu: &Pdu, context: &str, now: Moment) -> Option<(Opened, i32)> {
    let first = i32::try_from(now.as_nanos() / 1_000_000_000 * 20).unwrap();
    (0..10).find_map(|more| {
        let sealed = session.seal(pdu, context.as_bytes(), first + more, now).unwrap();
        let opened = session.open(&agent.answer(&sealed.datagram, now)?, now).unwrap();
        (opened != Opened::SealAgain).then_some((opened, more + 1))
    })
}

fn session(user: &UsmUser) -> UsmSession {
    UsmSession::new(Arc::new(user.clone()), 1)
}

fn values(opened: &Opened) -> Vec<Value> {
    let Opened::Response(decoded) = opened else { panic!("{opened:?}") };
    decoded.scoped.pdu.varbinds().iter().map(|varbind| varbind.value.clone()).collect()
}

#[test]
fn a_device_with_users_answers_in_v3_at_each_users_level() {
    let agent = agent(&monitor(), Quirks::new());
    for user in [monitor(), UsmUser::new("guest").unwrap()] {
        let (opened, sent) =
            ask(&mut session(&user), &agent, &get(&[oid(&SYS_NAME)]), "", Moment::from_secs(5)).unwrap();
        assert_eq!(values(&opened), [Value::OctetString(b"s1".to_vec())]);
        assert_eq!(sent, 2, "a discovery and the request");
    }
    assert_eq!(agent.engine_id().unwrap(), b"\x80\x00\x7e\xd9\x04s1");
    let stranger = UsmUser::new("stranger").unwrap();
    let (opened, _) = ask(&mut session(&stranger), &agent, &get(&[oid(&SYS_NAME)]), "", Moment::START).unwrap();
    assert!(matches!(opened, Opened::Report(report) if report.cause == ReportCause::UnknownUserNames));
}

#[test]
fn a_device_without_users_is_silent_in_v3_and_one_of_v3_only_in_v2c() {
    let world = World::builder("lab").device(Device::host("pc")).build().unwrap();
    let pc = world.agent("pc").unwrap();
    assert_eq!(pc.engine_id(), None);
    assert_eq!(ask(&mut session(&monitor()), &pc, &get(&[oid(&SYS_NAME)]), "", Moment::START), None);
    let agent = agent(&monitor(), Quirks::new().v3_only());
    let pdu = get(&[oid(&SYS_NAME)]);
    assert!(super::ask(&agent, super::Version::V2c, "public", pdu.clone(), Moment::START).is_none());
    assert!(ask(&mut session(&monitor()), &agent, &pdu, "", Moment::START).is_some());
}

#[test]
fn rfc3413_3_2_contexts_are_vlans_or_are_reported() {
    let agent = agent(&monitor(), Quirks::new());
    let base = get(&[oid(&[1, 3, 6, 1, 2, 1, 17, 1, 2, 0])]);
    let (opened, _) = ask(&mut session(&monitor()), &agent, &base, "vlan-1", Moment::START).unwrap();
    assert_eq!(values(&opened).len(), 1);
    for context in ["vlan-99", "elsewhere"] {
        let (opened, _) = ask(&mut session(&monitor()), &agent, &base, context, Moment::START).unwrap();
        let Opened::Report(report) = opened else { panic!("{opened:?}") };
        assert_eq!((report.cause, report.authenticated), (ReportCause::UnknownContexts, true));
    }
}

#[test]
fn a_bulk_answer_fits_into_a_message_of_v3() {
    let agent = agent(&monitor(), Quirks::new());
    let varbinds = names(&[oid(&[1, 3, 6, 1, 2, 1, 2, 2, 1, 2])]);
    let pdu = Pdu::GetBulk(BulkRequest { id: 1, non_repeaters: 0, max_repetitions: 1000, varbinds });
    let mut session = session(&monitor());
    ask(&mut session, &agent, &get(&[oid(&SYS_NAME)]), "", Moment::START).unwrap();
    let sealed = session.seal(&pdu, b"", 9, Moment::START).unwrap();
    let answer = agent.answer(&sealed.datagram, Moment::START).unwrap();
    assert!((900..=1472).contains(&answer.len()), "{}", answer.len());
    assert!(values(&session.open(&answer, Moment::START).unwrap()).len() > 10);
}

#[test]
fn restarts_and_leaps_of_the_clock_are_followed() {
    let quirks = Quirks::new()
        .restart_at(Moment::from_secs(100))
        .engine_time_jumps(Moment::from_secs(400), Duration::from_secs(5000))
        .restart_at(Moment::from_secs(700));
    let pdu = get(&[oid(&SYS_NAME)]);
    for (quirks, boots) in [(quirks.clone(), [3, 4, 4, 5]), (quirks.forgets_boots(), [3, 3, 3, 3])] {
        let agent = agent(&monitor(), quirks);
        let mut session = session(&monitor());
        let clocks = [(10, 2), (200, 2), (500, 2), (800, 2)].map(|(at, expected)| {
            let (opened, sent) = ask(&mut session, &agent, &pdu, "", Moment::from_secs(at)).unwrap();
            assert_eq!((values(&opened).len(), sent), (1, expected), "at {at} s");
            let clock = session.clock().unwrap();
            (clock.boots, clock.time)
        });
        assert_eq!(clocks.map(|(boots, _)| boots), boots);
        assert_eq!([clocks[1].1, clocks[2].1, clocks[3].1], [100, 5400, 100]);
    }
}

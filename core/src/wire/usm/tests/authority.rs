use std::sync::Arc;

use crate::value::{Moment, Oid, TimeTicks, Value, VarBind, oid};
use crate::wire::usm::{
    AuthProtocol, Authority, EngineClock, Incoming, KeyExtension, NotificationReceiver, Notified, Opened,
    PrivacyProtocol, Refusal, Rejected, Report, UsmSession, UsmUser,
};
use crate::wire::v3::{ReportCause, SecurityLevel, read};
use crate::wire::{ErrorStatus, Pdu, PduKind, Request, Response};

const START: Moment = Moment::from_secs(1000);
const AGENT: &[u8] = b"\x80\x00\x1f\x88\x04agent";
const LISTENER: &[u8] = b"\x80\x00\x1f\x88\x04listener";

fn user(level: SecurityLevel) -> UsmUser {
    let user = UsmUser::new(level.name()).unwrap();
    match level {
        SecurityLevel::NoAuthNoPriv => user,
        SecurityLevel::AuthNoPriv => user.authentication(AuthProtocol::Sha256, "maplesyrup").unwrap(),
        SecurityLevel::AuthPriv => user
            .authentication(AuthProtocol::Sha1, "maplesyrup")
            .and_then(|user| user.privacy(PrivacyProtocol::Aes128, "wood-and-water"))
            .unwrap(),
    }
}

const LEVELS: [SecurityLevel; 3] = [SecurityLevel::NoAuthNoPriv, SecurityLevel::AuthNoPriv, SecurityLevel::AuthPriv];

fn engine(id: &[u8]) -> Authority {
    Authority::new(id, EngineClock { boots: 4, time: 100_000, received: START }, 7).unwrap()
}

fn agent() -> Authority {
    LEVELS.into_iter().fold(engine(AGENT), |agent, level| agent.user(user(level)))
}

fn receiver() -> NotificationReceiver {
    NotificationReceiver::new(engine(LISTENER), LEVELS.map(|level| Arc::new(user(level))), 3)
}

fn get() -> Pdu {
    Pdu::Get(Request { id: 77, varbinds: vec![VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 7, 0]), Value::Null)] })
}

fn varbinds() -> Vec<VarBind> {
    let trap = oid(&[1, 3, 6, 1, 6, 3, 1, 1, 5, 1]);
    vec![
        VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 3, 0]), Value::TimeTicks(TimeTicks(9))),
        VarBind::new(oid(&[1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0]), Value::ObjectId(trap)),
    ]
}

fn trap(id: i32) -> Pdu {
    Pdu::Trap(Request { id, varbinds: varbinds() })
}

fn inform(id: i32) -> Pdu {
    Pdu::Inform(Request { id, varbinds: varbinds() })
}

/// Answers with the number of variables asked for, or with the report.
fn answer(agent: &mut Authority, datagram: &[u8], now: Moment) -> Vec<u8> {
    match agent.open(datagram, now) {
        Ok(incoming) => {
            let asked = &incoming.content.scoped.pdu;
            let (id, varbinds) = (asked.request_id().unwrap(), asked.varbinds().to_vec());
            let pdu = Pdu::Response(Response { id, status: ErrorStatus::NoError, index: 0, varbinds });
            agent.respond(&incoming, &pdu, now).unwrap()
        }
        Err(rejected) => rejected.report.unwrap(),
    }
}

/// Asks until there is something else than a reason to ask again; also how many datagrams that took.
fn ask(session: &mut UsmSession, agent: &mut Authority, pdu: &Pdu, first: i32, now: Moment) -> (Opened, i32) {
    for id in first..first + 10 {
        let sealed = session.seal(pdu, b"vlan-7", id, now).unwrap();
        let opened = session.open(&answer(agent, &sealed.datagram, now), now).unwrap();
        if opened != Opened::SealAgain {
            return (opened, id - first + 1);
        }
    }
    panic!("no end to asking again");
}

fn is_response(opened: &Opened) -> bool {
    matches!(opened, Opened::Response(decoded)
        if decoded.scoped.pdu.request_id() == Some(77) && decoded.scoped.context_name == b"vlan-7")
}

fn name_of(datagram: &[u8]) -> Oid {
    read(datagram).unwrap().plain().unwrap().unwrap().scoped.pdu.varbinds()[0].name.clone()
}

#[test]
fn a_session_and_an_authority_understand_each_other_in_every_pair_of_protocols() {
    let ciphers = [
        PrivacyProtocol::Des,
        PrivacyProtocol::Aes128,
        PrivacyProtocol::Aes192(KeyExtension::Blumenthal),
        PrivacyProtocol::Aes256(KeyExtension::Reeder),
    ];
    let mut users = vec![user(SecurityLevel::NoAuthNoPriv)];
    for protocol in AuthProtocol::ALL {
        let user = UsmUser::new("admin").unwrap().authentication(protocol, "maplesyrup").unwrap();
        users.extend(ciphers.map(|cipher| user.clone().privacy(cipher, "maplesyrup").unwrap()));
        users.push(user);
    }
    for user in users.into_iter().map(Arc::new) {
        let mut agent = engine(AGENT).user(Arc::clone(&user));
        let mut session = UsmSession::new(Arc::clone(&user), 5);
        let (opened, sent) = ask(&mut session, &mut agent, &get(), 0, START);
        assert!(is_response(&opened) && sent == 2, "{user:?}: {opened:?} after {sent}");
        assert_eq!(agent.statistics().unknown_engine_ids, 1, "the discovery");
    }
}

#[test]
fn rfc3414_3_2_every_cause_is_reported_and_counted() {
    let known = |level| {
        let mut session = UsmSession::new(Arc::new(user(level)), 5);
        assert!(is_response(&ask(&mut session, &mut agent(), &get(), 0, START).0));
        session
    };
    let wrong = |auth: &str, privacy: &str| {
        let user = UsmUser::new("authPriv").unwrap().authentication(AuthProtocol::Sha1, auth).unwrap();
        UsmSession::new(Arc::new(user.privacy(PrivacyProtocol::Aes128, privacy).unwrap()), 5)
    };
    let named = |name: &str| UsmSession::new(Arc::new(UsmUser::new(name).unwrap()), 5);
    let mut agent = agent();
    let mut cause = |mut session: UsmSession| match ask(&mut session, &mut agent, &get(), 50, START).0 {
        Opened::Report(Report { cause, .. }) => cause,
        other => panic!("{other:?}"),
    };
    assert_eq!(cause(named("nobody")), ReportCause::UnknownUserNames);
    assert_eq!(cause(named("authPriv")), ReportCause::UnsupportedSecLevels, "less than the user has");
    assert_eq!(cause(wrong("mapleleaves", "wood-and-water")), ReportCause::WrongDigests);
    assert_eq!(cause(wrong("maplesyrup", "wood-and-wine")), ReportCause::DecryptionErrors);
    let statistics = agent.statistics();
    assert_eq!((statistics.unknown_user_names, statistics.unsupported_sec_levels), (1, 1));
    assert_eq!((statistics.wrong_digests, statistics.decryption_errors), (1, 1));

    let mut session = known(SecurityLevel::AuthPriv);
    agent.set_clock(EngineClock { boots: 5, time: 0, received: START });
    let sealed = session.seal(&get(), b"", 60, START).unwrap();
    let rejected = agent.open(&sealed.datagram, START).unwrap_err();
    assert_eq!(rejected.refusal, Refusal::OutsideWindow { boots: 4, time: 100_000 });
    let report = rejected.report.unwrap();
    assert_eq!(read(&report).unwrap().header.level, SecurityLevel::AuthNoPriv, "RFC 3414 §3.2 (7) (a): with proof");
    assert_eq!(name_of(&report), ReportCause::NotInTimeWindows.counter());
    assert_eq!(session.open(&report, START), Ok(Opened::SealAgain));
    assert_eq!(session.clock().unwrap().boots, 5);
    assert_eq!(agent.statistics().not_in_time_windows, 1);
}

#[test]
fn rfc3414_3_2_7a_the_window_is_150_seconds_to_both_sides() {
    let mut session = UsmSession::new(Arc::new(user(SecurityLevel::AuthNoPriv)), 5);
    let mut agent = agent();
    ask(&mut session, &mut agent, &get(), 0, START);
    let mut accepts = |time| {
        let datagram = session.seal(&get(), b"", 60, START).unwrap().datagram;
        agent.set_clock(EngineClock { boots: 4, time, received: START });
        agent.open(&datagram, START).is_ok()
    };
    assert!(accepts(100_150) && accepts(99_850));
    assert!(!accepts(100_151) && !accepts(99_849));
}

#[test]
fn rfc3414_2_2_1_an_engine_at_its_last_start_accepts_nothing_that_is_authenticated() {
    let mut agent = agent();
    agent.set_clock(EngineClock { boots: 0x7fff_ffff, time: 5, received: START });
    let mut session = UsmSession::new(Arc::new(user(SecurityLevel::AuthNoPriv)), 5);
    let (opened, _) = ask(&mut session, &mut agent, &get(), 0, START);
    assert!(matches!(opened, Opened::Report(Report { cause: ReportCause::NotInTimeWindows, .. })), "{opened:?}");
}

#[test]
fn rfc3412_7_1_nobody_reports_to_a_trap_or_to_one_who_wants_no_report() {
    let mut agent = agent();
    let mut other = engine(b"\x80\x00\x1f\x88\x04other").user(user(SecurityLevel::AuthNoPriv));
    let datagram = other.trap(b"authNoPriv", b"", &trap(1), 1, START).unwrap();
    let rejected = agent.open(&datagram, START).unwrap_err();
    assert_eq!(*rejected, Rejected { refusal: Refusal::WrongEngine, report: None });
    assert!(agent.open(b"\x30\x02\x02\x00", START).unwrap_err().report.is_none());
}

#[test]
fn engine_ids_have_5_to_32_octets() {
    let clock = EngineClock { boots: 1, time: 0, received: START };
    for (octets, fits) in [(4, false), (5, true), (32, true), (33, false)] {
        assert_eq!(Authority::new(vec![0x80; octets], clock, 0).is_ok(), fits, "{octets}");
    }
}

#[test]
fn only_answers_are_sealed_as_answers_and_only_traps_as_traps() {
    let (mut agent, mut session) = (agent(), UsmSession::new(Arc::new(user(SecurityLevel::AuthPriv)), 5));
    ask(&mut session, &mut agent, &get(), 0, START);
    let datagram = session.seal(&get(), b"", 60, START).unwrap().datagram;
    let incoming = agent.open(&datagram, START).unwrap();
    assert_eq!(agent.respond(&incoming, &get(), START).unwrap_err().code(), "invalid");
    assert_eq!(agent.trap(b"authPriv", b"", &get(), 1, START).unwrap_err().code(), "invalid");
    assert_eq!(agent.trap(b"nobody", b"", &trap(1), 1, START).unwrap_err().code(), "invalid");
    assert_eq!(agent.trap(b"authPriv", b"", &trap(1), -1, START).unwrap_err().code(), "invalid");
}

fn received(notified: Result<Notified, Box<Rejected>>) -> Incoming {
    let Ok(Notified::Trap(incoming)) = notified else { panic!("{notified:?}") };
    assert_eq!(incoming.content.scoped.pdu.varbinds(), varbinds());
    incoming
}

fn refusal(notified: Result<Notified, Box<Rejected>>) -> Refusal {
    notified.unwrap_err().refusal
}

#[test]
fn traps_of_every_level_are_received() {
    let (mut agent, mut receiver) = (agent(), receiver());
    for (id, level) in (1..).zip(LEVELS) {
        let datagram = agent.trap(level.name().as_bytes(), b"ctx", &trap(id), id, START).unwrap();
        let incoming = received(receiver.open(&datagram, START));
        assert_eq!((incoming.level, incoming.engine_id.as_slice()), (level, AGENT));
        assert_eq!(incoming.user, level.name().as_bytes());
    }
    assert_eq!(receiver.engines(), 1);
}

#[test]
fn a_trap_that_comes_again_is_refused_now_and_later() {
    let (mut agent, mut receiver) = (agent(), receiver());
    let datagram = agent.trap(b"authPriv", b"", &trap(1), 1, START).unwrap();
    received(receiver.open(&datagram, START));
    assert_eq!(refusal(receiver.open(&datagram, START)), Refusal::Replayed);
    for id in 2..400 {
        let datagram = agent.trap(b"authPriv", b"", &trap(id), id, START).unwrap();
        received(receiver.open(&datagram, START));
    }
    let later = Moment::from_secs(1151);
    let recorded = Refusal::OutsideWindow { boots: 4, time: 100_000 };
    assert_eq!(refusal(receiver.open(&datagram, later)), recorded, "even where nothing came since");
    let fresh = agent.trap(b"authPriv", b"", &trap(1), 1, later).unwrap();
    received(receiver.open(&fresh, later));

    agent.set_clock(EngineClock { boots: 5, time: 0, received: later });
    let restarted = agent.trap(b"authPriv", b"", &trap(2), 2, later).unwrap();
    received(receiver.open(&restarted, later));
    agent.set_clock(EngineClock { boots: 4, time: 200_000, received: later });
    let before = agent.trap(b"authPriv", b"", &trap(3), 3, later).unwrap();
    let refused = Refusal::OutsideWindow { boots: 4, time: 200_000 };
    assert_eq!(refusal(receiver.open(&before, later)), refused, "of a start that is over");
}

#[test]
fn forged_traps_change_nothing() {
    let (mut agent, mut receiver) = (agent(), receiver());
    let guess = UsmUser::new("authNoPriv").unwrap().authentication(AuthProtocol::Sha256, "mapleleaves").unwrap();
    let mut forger = engine(AGENT).user(guess);
    forger.set_clock(EngineClock { boots: 0x7fff_fffe, time: 1, received: START });
    let forged = forger.trap(b"authNoPriv", b"", &trap(1), 1, START).unwrap();
    assert_eq!(refusal(receiver.open(&forged, START)), Refusal::WrongDigest);
    assert_eq!(receiver.engines(), 0, "who proves nothing is not remembered");
    let datagram = agent.trap(b"authNoPriv", b"", &trap(1), 1, START).unwrap();
    received(receiver.open(&datagram, START));
    assert_eq!(refusal(receiver.open(&forged, START)), Refusal::WrongDigest);

    let mut naked = engine(AGENT).user(UsmUser::new("authNoPriv").unwrap());
    let unprotected = naked.trap(b"authNoPriv", b"", &trap(2), 2, START).unwrap();
    assert!(matches!(refusal(receiver.open(&unprotected, START)), Refusal::WrongLevel { .. }));
    let stranger = engine(AGENT).user(UsmUser::new("stranger").unwrap()).trap(b"stranger", b"", &trap(2), 2, START);
    assert_eq!(refusal(receiver.open(&stranger.unwrap(), START)), Refusal::WrongUser);
    let datagram = agent.trap(b"authNoPriv", b"", &trap(3), 3, START).unwrap();
    for length in 0..datagram.len() {
        assert!(receiver.open(&datagram[..length], START).is_err(), "{length} octets");
    }
    for at in 0..datagram.len() {
        let mut changed = datagram.clone();
        changed[at] ^= 0x10;
        assert!(receiver.open(&changed, START).is_err(), "octet {at}");
    }
    received(receiver.open(&datagram, START));
}

#[test]
fn the_sender_that_was_silent_longest_is_forgotten_first() {
    let mut receiver = receiver();
    let mut send = |number: u8, at: u64| {
        let mut agent = engine(&[0x80, 0, 0, 0, number]).user(user(SecurityLevel::AuthNoPriv));
        let now = Moment::from_secs(1000 + at);
        let datagram = agent.trap(b"authNoPriv", b"", &trap(1), 1, now).unwrap();
        received(receiver.open(&datagram, now));
        receiver.engines()
    };
    assert_eq!([send(1, 0), send(2, 1), send(3, 2), send(1, 3), send(4, 4)], [1, 2, 3, 3, 3]);
    let known: Vec<u8> = receiver.known().map(|id| id[4]).collect();
    assert_eq!(known, [1, 3, 4]);
}

#[test]
fn informs_of_every_level_are_acknowledged() {
    let mut receiver = receiver();
    for level in LEVELS {
        let mut session = UsmSession::new(Arc::new(user(level)), 5);
        let mut informs = 0;
        let opened = (1..10).find_map(|id| {
            let sealed = session.seal(&inform(77), b"", id, START).unwrap();
            let back = match receiver.open(&sealed.datagram, START) {
                Ok(Notified::Inform { inform, acknowledgement }) => {
                    assert_eq!((inform.level, inform.content.scoped.pdu.kind()), (level, PduKind::Inform));
                    informs += 1;
                    acknowledgement
                }
                Ok(other) => panic!("{other:?}"),
                Err(rejected) => rejected.report.unwrap(),
            };
            Some(session.open(&back, START).unwrap()).filter(|opened| *opened != Opened::SealAgain)
        });
        let Some(Opened::Response(decoded)) = opened else { panic!("{opened:?}") };
        let expected = Response { id: 77, status: ErrorStatus::NoError, index: 0, varbinds: varbinds() };
        assert_eq!((decoded.scoped.pdu, informs), (Pdu::Response(expected), 1));
    }
    assert_eq!(receiver.engines(), 0, "of informs the receiver is the authority");
}

#[test]
fn an_inform_to_the_engine_that_was_here_before_is_told_of_this_one() {
    let user = Arc::new(user(SecurityLevel::AuthPriv));
    let mut earlier = NotificationReceiver::new(engine(b"\x80\x00\x1f\x88\x04gone"), [Arc::clone(&user)], 3);
    let mut session = UsmSession::new(user, 5);
    let probe = session.seal(&inform(1), b"", 1, START).unwrap().datagram;
    let report = earlier.open(&probe, START).unwrap_err().report.unwrap();
    session.open(&report, START).unwrap();
    let datagram = session.seal(&inform(1), b"", 2, START).unwrap().datagram;
    let report = receiver().open(&datagram, START).unwrap_err().report.unwrap();
    assert_eq!(read(&report).unwrap().header.engine_id, LISTENER);
    assert_eq!(name_of(&report), ReportCause::UnknownEngineIds.counter());
}

#[test]
fn what_is_no_notification_is_refused() {
    let mut receiver = receiver();
    let mut session = UsmSession::new(Arc::new(user(SecurityLevel::NoAuthNoPriv)), 5);
    let probe = session.seal(&get(), b"", 1, START).unwrap().datagram;
    session.open(&receiver.open(&probe, START).unwrap_err().report.unwrap(), START).unwrap();
    let datagram = session.seal(&get(), b"", 2, START).unwrap().datagram;
    assert_eq!(refusal(receiver.open(&datagram, START)), Refusal::NotAnAnswer(PduKind::Get));
}

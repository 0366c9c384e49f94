use std::sync::Arc;

use super::agent::Agent;
use crate::value::{Moment, Value, VarBind, oid};
use crate::wire::usm::{AuthProtocol, KeyExtension, Opened, PrivacyProtocol, Refusal, Report, UsmSession, UsmUser};
use crate::wire::v3::{ReportCause, Scope, SecurityLevel, read};
use crate::wire::{Pdu, Request, TrapV1};

const START: Moment = Moment::from_secs(1000);

fn user(auth: AuthProtocol, password: &str) -> UsmUser {
    UsmUser::new("admin").unwrap().authentication(auth, password).unwrap()
}

fn private() -> UsmUser {
    user(AuthProtocol::Md5, "maplesyrup").privacy(PrivacyProtocol::Aes128, "wood-and-water").unwrap()
}

fn get() -> Pdu {
    Pdu::Get(Request { id: 77, varbinds: vec![VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 7, 0]), Value::Null)] })
}

fn session(user: &UsmUser) -> UsmSession {
    UsmSession::new(Arc::new(user.clone()), 0x0123_4567_89ab_cdef)
}

/// Asks until there is something else than a reason to ask again; also how many datagrams that took.
fn ask(session: &mut UsmSession, agent: &Agent, id: &mut i32, now: Moment) -> (Opened, usize) {
    for sent in 1..20 {
        *id += 1;
        let sealed = session.seal(&get(), b"vlan-7", *id, now).unwrap();
        let opened = session.open(&agent.answer(&sealed.datagram, now), now).unwrap();
        if opened != Opened::SealAgain {
            return (opened, sent);
        }
    }
    panic!("no end to asking again");
}

fn is_answer(opened: &Opened) -> bool {
    let Opened::Response(decoded) = opened else { return false };
    decoded.scoped.context_name == b"vlan-7"
        && decoded.scoped.pdu.request_id() == Some(77)
        && decoded.scoped.pdu.varbinds().iter().map(|varbind| &varbind.value).eq([&Value::Integer(42)])
        && decoded.faults.is_empty()
        && decoded.anomalies.is_empty()
}

/// A session that has had an authenticated answer.
fn known(agent: &Agent) -> UsmSession {
    let mut session = session(&agent.user);
    let (opened, _) = ask(&mut session, agent, &mut 0, START);
    assert!(is_answer(&opened), "{opened:?}");
    session
}

fn reported(cause: ReportCause, authenticated: bool) -> Opened {
    Opened::Report(Report { cause, authenticated })
}

#[test]
fn every_pair_of_protocols_asks_and_is_answered_in_two_steps() {
    let ciphers = [
        PrivacyProtocol::Des,
        PrivacyProtocol::TripleDes,
        PrivacyProtocol::Aes128,
        PrivacyProtocol::Aes192(KeyExtension::Blumenthal),
        PrivacyProtocol::Aes192(KeyExtension::Reeder),
        PrivacyProtocol::Aes256(KeyExtension::Blumenthal),
        PrivacyProtocol::Aes256(KeyExtension::Reeder),
    ];
    let mut users = vec![UsmUser::new("admin").unwrap()];
    for auth in AuthProtocol::ALL {
        let user = user(auth, "maplesyrup");
        users.extend(ciphers.map(|cipher| user.clone().privacy(cipher, "maplesyrup").unwrap()));
        users.push(user);
    }
    for user in users {
        let agent = Agent::new(user.clone());
        let mut session = session(&user);
        assert_eq!(session.engine_id(), None);
        let (opened, sent) = ask(&mut session, &agent, &mut 0, START);
        assert!(is_answer(&opened), "{user:?}: {opened:?}");
        assert_eq!(sent, 2, "{user:?}: a discovery and the request");
        assert_eq!(session.engine_id(), Some(agent.id.as_slice()));
        let sealed = session.seal(&get(), b"", 9, START).unwrap();
        assert!(!sealed.is_discovery);
        let name_is_readable = sealed.datagram.windows(8).any(|octets| octets == [0x2b, 6, 1, 2, 1, 1, 7, 0]);
        assert_eq!(name_is_readable, user.level() != SecurityLevel::AuthPriv);
    }
}

/// A user whose key is longer than its hash, extended that way.
fn extended(extension: KeyExtension) -> UsmUser {
    user(AuthProtocol::Sha1, "maplesyrup").privacy(PrivacyProtocol::Aes256(extension), "wood-and-water").unwrap()
}

#[test]
fn both_key_extensions_are_tried_and_the_right_one_is_remembered() {
    for (extension, sent) in [(KeyExtension::Blumenthal, 2), (KeyExtension::Reeder, 3)] {
        let agent = Agent::new(extended(extension));
        let mut session = session(&extended(KeyExtension::Either));
        let mut id = 0;
        assert!(
            matches!(ask(&mut session, &agent, &mut id, START), (answer, asked) if is_answer(&answer) && asked == sent)
        );
        assert!(matches!(ask(&mut session, &agent, &mut id, START), (answer, 1) if is_answer(&answer)));
        session.rediscover();
        assert!(matches!(ask(&mut session, &agent, &mut id, START), (answer, 2) if is_answer(&answer)), "remembered");
    }
}

#[test]
fn an_agent_that_is_silent_about_what_it_cannot_decrypt_is_asked_in_turns() {
    let agent = Agent::new(extended(KeyExtension::Reeder));
    let mut session = session(&extended(KeyExtension::Either));
    let probe = session.seal(&get(), b"vlan-7", 1, START).unwrap();
    assert_eq!(session.open(&agent.answer(&probe.datagram, START), START), Ok(Opened::SealAgain));
    session.seal(&get(), b"vlan-7", 2, START).unwrap();
    let second = session.seal(&get(), b"vlan-7", 3, START).unwrap();
    session.seal(&get(), b"vlan-7", 4, START).unwrap();
    let opened = session.open(&agent.answer(&second.datagram, START), START).unwrap();
    assert!(is_answer(&opened), "its answer comes after the next datagram was sent: {opened:?}");
    assert!(matches!(ask(&mut session, &agent, &mut 10, START), (answer, 1) if is_answer(&answer)));
}

#[test]
fn a_wrong_privacy_password_is_told_after_both_extensions() {
    let wrong = user(AuthProtocol::Sha1, "maplesyrup");
    let wrong = wrong.privacy(PrivacyProtocol::Aes256(KeyExtension::Either), "wood-and-wine").unwrap();
    let agent = Agent::new(extended(KeyExtension::Blumenthal));
    let (opened, sent) = ask(&mut session(&wrong), &agent, &mut 0, START);
    assert_eq!((opened, sent), (reported(ReportCause::DecryptionErrors, false), 3));
}

#[test]
fn a_hash_that_is_long_enough_needs_no_extension() {
    let user = user(AuthProtocol::Sha256, "maplesyrup");
    let user = user.privacy(PrivacyProtocol::Aes256(KeyExtension::Either), "wood-and-water").unwrap();
    assert!(!user.is_extended_either_way());
    let (opened, sent) = ask(&mut session(&user), &Agent::new(user.clone()), &mut 0, START);
    assert!(is_answer(&opened) && sent == 2);
}

#[test]
fn the_same_request_is_never_encrypted_the_same_way_twice() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    let mut payload = || session.seal(&get(), b"", 5, START).unwrap().datagram.split_off(60);
    assert_ne!(payload(), payload());
}

#[test]
fn rfc3414_2_3_the_time_goes_on_while_nothing_is_asked() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    for idle in [151, 300, 86_400, 40_000_000] {
        let (opened, sent) = ask(&mut session, &agent, &mut (idle % 100_000), Moment::from_secs(1000 + idle as u64));
        assert!(is_answer(&opened), "after {idle} s: {opened:?}");
        assert_eq!(sent, 1, "after {idle} s");
    }
}

#[test]
fn rfc3414_2_2_1_the_time_wraps_into_one_more_start() {
    let clock = super::super::EngineClock { boots: 4, time: 0x7fff_fff0, received: START };
    assert_eq!(clock.at(Moment::from_secs(1000 + 15)), (4, 0x7fff_ffff));
    assert_eq!(clock.at(Moment::from_secs(1000 + 16)), (5, 1));
    let last = super::super::EngineClock { boots: 0x7fff_ffff, ..clock };
    assert_eq!(last.at(Moment::from_secs(1000 + 20)).0, 0x7fff_ffff);
    assert!(!{ last }.accept(0x7fff_ffff, 0x7fff_fff0, START), "RFC 3414 §2.2.1: beyond authentication");
}

#[test]
fn rfc3414_3_2_7b_a_clock_accepts_150_seconds_and_never_an_earlier_start() {
    let mut clock = super::super::EngineClock { boots: 4, time: 1000, received: START };
    assert!(clock.accept(4, 850, START));
    assert!(!clock.accept(4, 849, START));
    assert!(!clock.accept(3, 5000, START));
    assert_eq!((clock.boots, clock.time), (4, 1000), "neither moved it");
    assert!(clock.accept(5, 3, START));
    assert_eq!((clock.boots, clock.time), (5, 3));
}

#[test]
fn a_restart_of_the_agent_is_followed_in_one_step() {
    let mut agent = Agent::new(private());
    let mut session = known(&agent);
    let now = Moment::from_secs(5000);
    (agent.boots, agent.started) = (5, Moment::from_secs(4990));
    let (opened, sent) = ask(&mut session, &agent, &mut 100, now);
    assert!(is_answer(&opened), "{opened:?}");
    assert_eq!(sent, 2, "a report of the time, and the request again");
    assert_eq!(session.clock().map(|clock| (clock.boots, clock.time)), Some((5, 10)));
}

#[test]
fn an_agent_that_lost_its_count_of_starts_is_followed() {
    let mut agent = Agent::new(private());
    let mut session = known(&agent);
    (agent.boots, agent.started) = (1, Moment::from_secs(4990));
    let (opened, _) = ask(&mut session, &agent, &mut 100, Moment::from_secs(5000));
    assert!(is_answer(&opened), "{opened:?}");
}

#[test]
fn an_agent_that_is_never_content_with_the_time_is_given_up() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    for id in 10..18 {
        session.seal(&get(), b"", id, START).unwrap();
        let report = agent.report(id, 2, SecurityLevel::AuthNoPriv, START);
        assert_eq!(session.open(&report, START).unwrap(), Opened::SealAgain);
    }
    session.seal(&get(), b"", 18, START).unwrap();
    let report = agent.report(18, 2, SecurityLevel::AuthNoPriv, START);
    assert_eq!(session.open(&report, START).unwrap(), reported(ReportCause::NotInTimeWindows, true));
}

#[test]
fn a_wrong_user_a_wrong_password_and_a_wrong_level_are_told_apart() {
    let agent = Agent::new(private());
    let wrong_auth = user(AuthProtocol::Md5, "mapleleaves").privacy(PrivacyProtocol::Aes128, "wood-and-water").unwrap();
    let wrong_privacy =
        user(AuthProtocol::Md5, "maplesyrup").privacy(PrivacyProtocol::Aes128, "wood-and-wine").unwrap();
    let nobody = UsmUser::new("nobody").unwrap();
    let nobody = nobody.authentication(AuthProtocol::Md5, "maplesyrup").unwrap();
    let table = [
        (&nobody, ReportCause::UnknownUserNames),
        (&wrong_auth, ReportCause::WrongDigests),
        (&wrong_privacy, ReportCause::DecryptionErrors),
    ];
    for (user, cause) in table {
        let (opened, _) = ask(&mut session(user), &agent, &mut 0, START);
        assert_eq!(opened, reported(cause, false));
    }
    let agent = Agent::new(user(AuthProtocol::Md5, "maplesyrup"));
    let (opened, _) = ask(&mut session(&private()), &agent, &mut 0, START);
    assert_eq!(opened, reported(ReportCause::UnsupportedSecLevels, false));
}

#[test]
fn a_forged_time_locks_nobody_out() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    let clock = session.clock();
    session.seal(&get(), b"", 50, START).unwrap();

    let mut forger = Agent::new(user(AuthProtocol::Md5, "not-the-password"));
    forger.boots = 0x7fff_fffe;
    let forged = forger.report(50, 2, SecurityLevel::AuthNoPriv, START);
    assert_eq!(session.open(&forged, START), Err(Refusal::WrongDigest));
    let forged = forger.report(50, 2, SecurityLevel::NoAuthNoPriv, START);
    assert_eq!(session.open(&forged, START), Ok(reported(ReportCause::NotInTimeWindows, false)));
    let forged = forger.response(50, SecurityLevel::AuthPriv, START);
    assert!(session.open(&forged, START).is_err());
    let forged = forger.response(50, SecurityLevel::NoAuthNoPriv, START);
    assert!(matches!(session.open(&forged, START), Err(Refusal::WrongLevel { .. })));
    forger.id = b"\x80\x00\x1f\x88\x04forger".to_vec();
    let forged = forger.report(50, 4, SecurityLevel::NoAuthNoPriv, START);
    assert_eq!(session.open(&forged, START), Ok(reported(ReportCause::UnknownEngineIds, false)));

    assert_eq!(session.clock(), clock);
    let answer = agent.response(50, SecurityLevel::AuthPriv, START);
    assert!(matches!(session.open(&answer, START), Ok(Opened::Response(_))), "the real answer is still welcome");
}

#[test]
fn a_forged_discovery_is_mended_by_the_agent() {
    let agent = Agent::new(private());
    let mut session = session(&agent.user);
    let mut forger = Agent::new(private());
    forger.id = b"\x80\x00\x1f\x88\x04forger".to_vec();
    forger.boots = 0x7fff_fff0;
    let probe = session.seal(&get(), b"", 1, START).unwrap();
    assert!(probe.is_discovery);
    assert_eq!(session.open(&forger.answer(&probe.datagram, START), START), Ok(Opened::SealAgain));
    assert_eq!(session.clock(), None, "a guess is not a clock");
    let (opened, _) = ask(&mut session, &agent, &mut 1, START);
    assert!(is_answer(&opened), "{opened:?}");
    assert_eq!(session.clock().map(|clock| clock.boots), Some(4));
}

#[test]
fn a_replayed_answer_is_refused() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    session.seal(&get(), b"", 50, START).unwrap();
    let answer = agent.response(50, SecurityLevel::AuthPriv, START);
    assert!(session.open(&answer, START).is_ok());
    assert_eq!(session.open(&answer, START), Err(Refusal::UnexpectedId(50)));

    // Later the caller uses the message id again, and the engine has moved on.
    let later = Moment::from_secs(1200);
    let (opened, _) = ask(&mut session, &agent, &mut 60, later);
    assert!(is_answer(&opened));
    session.seal(&get(), b"", 50, later).unwrap();
    assert_eq!(session.open(&answer, later), Err(Refusal::OutsideWindow { boots: 4, time: 1000 }));
    let fresh = agent.response(50, SecurityLevel::AuthPriv, later);
    assert!(matches!(session.open(&fresh, later), Ok(Opened::Response(_))));
}

#[test]
fn a_replayed_report_of_the_time_is_refused() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    session.seal(&get(), b"", 50, START).unwrap();
    let report = agent.report(50, 2, SecurityLevel::AuthNoPriv, START);
    assert_eq!(session.open(&report, START), Ok(Opened::SealAgain));
    let later = Moment::from_secs(5000);
    let (opened, _) = ask(&mut session, &agent, &mut 60, later);
    assert!(is_answer(&opened));
    let clock = session.clock();
    session.seal(&get(), b"", 70, later).unwrap();
    assert_eq!(session.open(&report, later), Err(Refusal::UnexpectedId(50)));
    assert_eq!(session.clock(), clock);
}

#[test]
fn a_late_answer_to_an_earlier_sending_is_welcome() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    let first = session.seal(&get(), b"vlan-7", 50, START).unwrap();
    session.seal(&get(), b"vlan-7", 51, START).unwrap();
    let opened = session.open(&agent.answer(&first.datagram, START), START).unwrap();
    assert!(is_answer(&opened), "{opened:?}");
}

#[test]
fn another_user_or_engine_or_kind_is_no_answer() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    session.seal(&get(), b"", 50, START).unwrap();
    let mut other = Agent::new(private());
    other.id = b"\x80\x00\x1f\x88\x04other".to_vec();
    let answer = other.response(50, SecurityLevel::AuthPriv, START);
    assert_eq!(session.open(&answer, START), Err(Refusal::WrongEngine));
    let echo = agent.seal(50, SecurityLevel::AuthPriv, Scope { engine_id: &agent.id, name: &[], pdu: &get() }, START);
    assert_eq!(session.open(&echo, START), Err(Refusal::NotAnAnswer(crate::wire::PduKind::Get)));
    let answer = agent.response(50, SecurityLevel::AuthNoPriv, START);
    assert!(matches!(session.open(&answer, START), Err(Refusal::WrongLevel { .. })));
}

#[test]
fn unknown_contexts_are_reported_with_proof() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    session.seal(&get(), b"nowhere", 50, START).unwrap();
    let report = agent.report_of(50, oid(&[1, 3, 6, 1, 6, 3, 12, 1, 5, 0]), SecurityLevel::AuthPriv, START);
    assert_eq!(session.open(&report, START), Ok(reported(ReportCause::UnknownContexts, true)));
}

#[test]
fn a_datagram_cut_or_changed_anywhere_is_refused() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    session.seal(&get(), b"", 50, START).unwrap();
    let answer = agent.response(50, SecurityLevel::AuthPriv, START);
    for length in 0..answer.len() {
        assert!(matches!(session.open(&answer[..length], START), Err(Refusal::Malformed(_))), "{length} octets");
    }
    for at in 0..answer.len() {
        for bit in 0..8 {
            let mut changed = answer.clone();
            changed[at] ^= 1 << bit;
            assert!(session.open(&changed, START).is_err(), "bit {bit} of octet {at}");
        }
    }
    assert!(matches!(session.open(&answer, START), Ok(Opened::Response(_))), "nothing of it did harm");
}

#[test]
fn only_requests_are_sealed() {
    let mut session = known(&Agent::new(private()));
    let trap = TrapV1 {
        enterprise: oid(&[1, 3, 6, 1, 4, 1, 9]),
        agent: std::net::Ipv4Addr::LOCALHOST,
        generic: 0,
        specific: 0,
        uptime: crate::value::TimeTicks(0),
        varbinds: Vec::new(),
    };
    assert_eq!(session.seal(&Pdu::TrapV1(trap), b"", 1, START).unwrap_err().code(), "invalid");
    assert_eq!(session.seal(&get(), b"", -1, START).unwrap_err().code(), "invalid");
}

#[test]
fn a_forgotten_engine_is_discovered_again() {
    let agent = Agent::new(private());
    let mut session = known(&agent);
    session.rediscover();
    let sealed = session.seal(&get(), b"", 50, START).unwrap();
    assert!(sealed.is_discovery);
    let message = read(&sealed.datagram).unwrap();
    assert_eq!((message.header.engine_id, message.header.user), (&[][..], &[][..]));
    assert!(message.header.reportable);
}

#[test]
fn a_session_shows_no_secret() {
    let session = known(&Agent::new(private()));
    let shown = format!("{session:?}");
    assert!(shown.contains("admin") && !shown.contains("maple") && !shown.contains("wood"), "{shown}");
}

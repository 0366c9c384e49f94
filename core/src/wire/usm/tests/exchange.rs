use std::sync::Arc;
use std::time::Duration;

use super::agent::Agent;
use crate::error::Denial;
use crate::value::{Moment, Value, VarBind, oid};
use crate::wire::usm::{AuthProtocol, MessageIds, PrivacyProtocol, Refusal, UsmPeer, UsmSession, UsmUser};
use crate::wire::v3::{SecurityLevel, message_id, read};
use crate::wire::{Exchange, Pdu, Progress, Request, RetryPolicy, Stray};

fn private() -> UsmUser {
    let user = UsmUser::new("admin").unwrap().authentication(AuthProtocol::Sha256, "maplesyrup").unwrap();
    user.privacy(PrivacyProtocol::Aes128, "wood-and-water").unwrap()
}

fn at(millis: u64) -> Moment {
    Moment::from_millis(1_000_000 + millis)
}

fn peer(user: &UsmUser) -> UsmPeer {
    UsmSession::new(Arc::new(user.clone()), 7).into()
}

fn get(id: i32) -> Pdu {
    Pdu::Get(Request { id, varbinds: vec![VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 5, 0]), Value::Null)] })
}

fn start(peer: &UsmPeer, now: Moment) -> Exchange {
    let ids = MessageIds::tagged(3, 99);
    Exchange::start_v3(peer.clone(), b"vlan-7", get(5), ids, RetryPolicy::new(), now).unwrap()
}

/// Sends what is due and gives the agent's answer back, until the exchange is over or nothing is due.
fn talk(exchange: &mut Exchange, agent: &Agent, now: Moment) -> (Option<Progress>, usize) {
    let (mut last, mut sent) = (None, 0);
    while let Some(datagram) = exchange.datagram_to_send(now).map(<[u8]>::to_vec) {
        sent += 1;
        last = Some(exchange.datagram_received(&agent.answer(&datagram, now), now));
        assert!(sent < 20, "no end to it");
    }
    (last, sent)
}

/// A peer that has had an answer.
fn known(agent: &Agent) -> UsmPeer {
    let peer = peer(&agent.user);
    let (last, sent) = talk(&mut start(&peer, at(0)), agent, at(0));
    assert!(matches!(last, Some(Progress::Answered(_))), "{last:?}");
    assert_eq!(sent, 2, "a discovery, and the request");
    peer
}

/// How it ends if nothing more comes, and how many datagrams are sent until then.
fn end(exchange: &mut Exchange) -> (String, usize) {
    let mut sent = 0;
    while let Some(due) = exchange.next_deadline() {
        sent += usize::from(exchange.datagram_to_send(due).is_some());
    }
    (exchange.timeout().unwrap().of_target("sw1").to_string(), sent)
}

fn denial(exchange: &Exchange) -> Option<Denial> {
    exchange.timeout().unwrap().denial
}

#[test]
fn the_first_request_discovers_the_engine_and_the_next_does_not() {
    let agent = Agent::new(private());
    let peer = known(&agent);
    let mut exchange = start(&peer, at(5000));
    let datagram = exchange.datagram_to_send(at(5000)).unwrap().to_vec();
    let Progress::Answered(answer) = exchange.datagram_received(&agent.answer(&datagram, at(5004)), at(5004)) else {
        panic!("it is the answer");
    };
    assert_eq!(answer.response.varbinds[0].value, Value::Integer(42));
    assert_eq!((answer.attempts, answer.round_trip), (1, Some(Duration::from_millis(4))));
    assert_eq!(exchange.next_deadline(), None);
}

#[test]
fn every_sending_has_a_message_id_of_its_own_and_each_answer_counts() {
    let agent = Agent::new(private());
    let mut exchange = start(&known(&agent), at(0));
    let first = exchange.datagram_to_send(at(0)).unwrap().to_vec();
    let second = exchange.datagram_to_send(at(1000)).unwrap().to_vec();
    let ids = [&first, &second].map(|datagram| message_id(datagram).unwrap());
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids.map(|id| id & 0xffff), [3, 3]);
    let answer = agent.answer(&first, at(1100));
    let Progress::Answered(answer) = exchange.datagram_received(&answer, at(1100)) else { panic!() };
    assert_eq!((answer.attempts, answer.round_trip), (2, None));
}

#[test]
fn a_report_that_anybody_can_send_ends_it_only_after_the_grace() {
    let agent = Agent::new(private());
    let peer = known(&agent);
    let mut exchange = start(&peer, at(0));
    let datagram = exchange.datagram_to_send(at(0)).unwrap().to_vec();
    let id = message_id(&datagram).unwrap();
    let forged = agent.report(id, 3, SecurityLevel::NoAuthNoPriv, at(0));
    assert_eq!(exchange.datagram_received(&forged, at(10)), Progress::Advanced);
    assert_eq!(exchange.next_deadline(), Some(at(260)));
    let answer = agent.answer(&datagram, at(20));
    let progress = exchange.clone().datagram_received(&answer, at(20));
    assert!(matches!(progress, Progress::Answered(_)), "the real answer wins: {progress:?}");

    let mut exchange = start(&peer, at(2000));
    let id = message_id(exchange.datagram_to_send(at(2000)).unwrap()).unwrap();
    exchange.datagram_received(&agent.report(id, 3, SecurityLevel::NoAuthNoPriv, at(2000)), at(2010));
    assert_eq!(end(&mut exchange), ("sw1 denies access: the agent does not know the user name".into(), 0));
    assert_eq!(denial(&exchange), Some(Denial::UnknownUser));
}

#[test]
fn a_report_with_proof_ends_it_at_once() {
    let agent = Agent::new(private());
    let mut exchange = start(&known(&agent), at(0));
    let id = message_id(exchange.datagram_to_send(at(0)).unwrap()).unwrap();
    let unknown_contexts = oid(&[1, 3, 6, 1, 6, 3, 12, 1, 5, 0]);
    let report = agent.report_of(id, unknown_contexts, SecurityLevel::AuthPriv, at(0));
    assert_eq!(exchange.datagram_received(&report, at(7)), Progress::Advanced);
    assert_eq!(exchange.datagram_to_send(at(7)), None);
    assert_eq!(denial(&exchange), Some(Denial::UnknownContext));
}

#[test]
fn an_agent_that_was_replaced_is_found_again_within_one_request() {
    let mut agent = Agent::new(private());
    let peer = known(&agent);
    agent.id = b"\x80\x00\x1f\x88\x04another".to_vec();
    let mut exchange = start(&peer, at(0));
    let datagram = exchange.datagram_to_send(at(0)).unwrap().to_vec();
    exchange.datagram_received(&agent.answer(&datagram, at(5)), at(5));
    let after_grace = exchange.next_deadline().unwrap();
    let (last, sent) = talk(&mut exchange, &agent, after_grace);
    assert!(matches!(last, Some(Progress::Answered(_))), "{last:?}");
    assert_eq!((sent, after_grace), (2, at(255)));
    assert_eq!(peer.with(|session| session.engine_id().map(<[u8]>::to_vec)), Some(agent.id));
}

#[test]
fn an_agent_that_restarts_between_two_requests_of_a_walk_is_followed_at_once() {
    let mut agent = Agent::new(private());
    let peer = known(&agent);
    (agent.boots, agent.started) = (5, at(0));
    let (last, sent) = talk(&mut start(&peer, at(9000)), &agent, at(9000));
    assert!(matches!(last, Some(Progress::Answered(_))), "{last:?}");
    assert_eq!(sent, 2, "a report of the time, and the request again");
}

#[test]
fn two_agents_with_one_engine_id_have_a_clock_each() {
    let (mut old, mut new) = (Agent::new(private()), Agent::new(private()));
    assert_eq!(old.id, new.id);
    (old.boots, old.started) = (900, Moment::START);
    (new.boots, new.started) = (1, at(0));
    let (first, second) = (known(&old), known(&new));
    for round in 1..5 {
        let now = at(round * 100_000);
        for (peer, agent) in [(&first, &old), (&second, &new)] {
            let (last, sent) = talk(&mut start(peer, now), agent, now);
            assert!(matches!(last, Some(Progress::Answered(_))), "{last:?}");
            assert_eq!(sent, 1, "neither disturbs the other");
        }
    }
}

#[test]
fn an_agent_that_keeps_silent_after_its_discovery_may_not_decrypt() {
    let agent = Agent::new(private());
    let peer = peer(&private());
    let mut exchange = start(&peer, at(0));
    let probe = exchange.datagram_to_send(at(0)).unwrap().to_vec();
    assert_eq!(exchange.datagram_received(&agent.answer(&probe, at(1)), at(1)), Progress::Advanced);
    let (error, sent) = end(&mut exchange);
    assert_eq!(sent, 3, "each attempt is for the request itself");
    assert_eq!(
        error,
        "sw1 did not answer within 7001 ms (3 attempts; it told its engine id: it is busy, or the privacy password or \
         protocol is wrong)"
    );
    // From an agent that never said anything there is nothing to conclude.
    let mut exchange = start(&self::peer(&private()), at(0));
    assert_eq!(end(&mut exchange), ("sw1 did not answer within 7000 ms (3 attempts)".into(), 3));
}

#[test]
fn an_agent_that_kept_silent_is_discovered_anew() {
    let agent = Agent::new(private());
    let peer = known(&agent);
    assert_eq!(end(&mut start(&peer, at(0))), ("sw1 did not answer within 7000 ms (3 attempts)".into(), 3));
    let mut exchange = start(&peer, at(10_000));
    let datagram = exchange.datagram_to_send(at(10_000)).unwrap();
    assert_eq!(read(datagram).unwrap().header.engine_id, b"");
    let (last, _) = talk(&mut start(&peer, at(20_000)), &agent, at(20_000));
    assert!(matches!(last, Some(Progress::Answered(_))), "{last:?}");
}

#[test]
fn two_requests_at_once_need_one_discovery_each_and_no_time() {
    let agent = Agent::new(private());
    let peer = peer(&private());
    let ids = MessageIds::tagged(4, 100);
    let mut first = start(&peer, at(0));
    let mut second = Exchange::start_v3(peer.clone(), b"", get(6), ids, RetryPolicy::new(), at(0)).unwrap();
    let probes = [first.datagram_to_send(at(0)).unwrap().to_vec(), second.datagram_to_send(at(0)).unwrap().to_vec()];
    assert_eq!(first.datagram_received(&agent.answer(&probes[0], at(1)), at(1)), Progress::Advanced);
    assert_eq!(second.datagram_received(&agent.answer(&probes[1], at(2)), at(2)), Progress::Advanced);
    for exchange in [&mut first, &mut second] {
        let (last, sent) = talk(exchange, &agent, at(2));
        assert!(matches!(last, Some(Progress::Answered(_))), "{last:?}");
        assert_eq!(sent, 1);
    }
}

/// What is refused must change neither the exchange nor what is known of the engine.
#[test]
fn what_proves_nothing_changes_nothing() {
    let agent = Agent::new(private());
    let peer = known(&agent);
    let clock = peer.with(|session| session.clock());
    let mut exchange = start(&peer, at(100));
    let datagram = exchange.datagram_to_send(at(100)).unwrap().to_vec();
    let id = message_id(&datagram).unwrap();
    let deadline = exchange.next_deadline();
    let mut other_user = Agent::new(
        UsmUser::new("other")
            .and_then(|user| user.authentication(AuthProtocol::Sha256, "maplesyrup"))
            .and_then(|user| user.privacy(PrivacyProtocol::Aes128, "wood-and-water"))
            .unwrap(),
    );
    other_user.id = agent.id.clone();
    let other_password = private().authentication(AuthProtocol::Sha256, "mapleleaves").unwrap();
    let mut forger = Agent::new(other_password.privacy(PrivacyProtocol::Aes128, "wood-and-water").unwrap());
    (forger.boots, forger.started) = (0x7fff_fffe, Moment::START);
    let mut elsewhere = Agent::new(private());
    elsewhere.id = b"\x80\x00\x1f\x88\x04other".to_vec();
    let mut earlier = Agent::new(private());
    earlier.boots = 3;
    let refused: [(&str, Vec<u8>, Stray); 8] = [
        (
            "a spoofed time",
            forger.report(id, 2, SecurityLevel::AuthNoPriv, at(100)),
            Stray::Refused(Refusal::WrongDigest),
        ),
        ("a wrong digest", forger.response(id, SecurityLevel::AuthPriv, at(100)), Stray::Refused(Refusal::WrongDigest)),
        ("a wrong user", other_user.response(id, SecurityLevel::AuthPriv, at(100)), Stray::Refused(Refusal::WrongUser)),
        (
            "another engine",
            elsewhere.response(id, SecurityLevel::AuthPriv, at(100)),
            Stray::Refused(Refusal::WrongEngine),
        ),
        (
            "a downgraded level",
            agent.response(id, SecurityLevel::NoAuthNoPriv, at(100)),
            Stray::Refused(Refusal::WrongLevel {
                expected: SecurityLevel::AuthPriv,
                found: SecurityLevel::NoAuthNoPriv,
            }),
        ),
        (
            "a level without privacy",
            agent.response(id, SecurityLevel::AuthNoPriv, at(100)),
            Stray::Refused(Refusal::WrongLevel { expected: SecurityLevel::AuthPriv, found: SecurityLevel::AuthNoPriv }),
        ),
        (
            "an earlier start",
            earlier.response(id, SecurityLevel::AuthPriv, at(100)),
            Stray::Refused(Refusal::OutsideWindow { boots: 3, time: earlier.time(at(100)) }),
        ),
        ("another message id", agent.response(id ^ 0x0100_0000, SecurityLevel::AuthPriv, at(100)), Stray::WrongId),
    ];
    for (name, datagram, stray) in refused {
        assert_eq!(exchange.datagram_received(&datagram, at(100)), Progress::Stray(stray), "{name}");
        assert_eq!((exchange.next_deadline(), peer.with(|session| session.clock())), (deadline, clock), "{name}");
    }
    assert_eq!(exchange.strays(), 8);
    let answer = agent.answer(&datagram, at(100));
    assert!(matches!(exchange.datagram_received(&answer, at(100)), Progress::Answered(_)));
    assert_eq!(exchange.datagram_received(&answer, at(100)), Progress::Stray(Stray::TooLate), "replayed");
    let ids = MessageIds::tagged(3, 100);
    let mut next = Exchange::start_v3(peer, b"", get(5), ids, RetryPolicy::new(), at(200)).unwrap();
    next.datagram_to_send(at(200));
    assert_eq!(next.datagram_received(&answer, at(200)), Progress::Stray(Stray::WrongId), "replayed");
}

#[test]
fn an_exchange_shows_no_secret() {
    let shown = format!("{:?}", start(&known(&Agent::new(private())), at(0)));
    assert!(shown.contains("admin") && !shown.contains("maple") && !shown.contains("wood"), "{shown}");
}

#[test]
fn what_is_no_request_is_said_at_the_start() {
    let mut pdu = get(5);
    if let Pdu::Get(request) = &mut pdu {
        request.varbinds[0].name = oid(&[9, 99]);
    }
    let ids = MessageIds::tagged(3, 99);
    let error = Exchange::start_v3(peer(&private()), b"", pdu, ids, RetryPolicy::new(), at(0)).unwrap_err();
    assert_eq!(error.code(), "invalid");
}

use std::time::Duration;

use crate::value::{Moment, Value, VarBind, oid};
use crate::wire::*;

const SYS_NAME: &[u32] = &[1, 3, 6, 1, 2, 1, 1, 5, 0];

fn request(id: i32) -> Message {
    let varbinds = vec![VarBind::new(oid(SYS_NAME), Value::Null)];
    message("public", Pdu::Get(Request { id, varbinds }))
}

fn message(community: &str, pdu: Pdu) -> Message {
    Message { version: Version::V2c, community: CommunityString::new(community), pdu }
}

fn response(id: i32, status: ErrorStatus) -> Pdu {
    let varbinds = vec![VarBind::new(oid(SYS_NAME), Value::OctetString(b"sw1".to_vec()))];
    Pdu::Response(Response { id, status, index: 0, varbinds })
}

fn reply(id: i32) -> Vec<u8> {
    encode(&message("public", response(id, ErrorStatus::NoError))).unwrap()
}

fn at(millis: u64) -> Moment {
    Moment::from_millis(millis)
}

fn started() -> Exchange {
    let mut exchange = Exchange::start(&request(7), RetryPolicy::new(), at(0)).unwrap();
    assert_eq!(exchange.next_deadline(), Some(at(0)));
    assert!(exchange.datagram_to_send(at(0)).is_some());
    exchange
}

fn answered(progress: Progress) -> Answer {
    match progress {
        Progress::Answered(answer) => answer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_ends_the_exchange_and_measures_it() {
    let mut exchange = started();
    let answer = answered(exchange.datagram_received(&reply(7), at(12)));
    assert_eq!(answer.verdict(), Verdict::Success);
    assert_eq!(answer.round_trip, Some(Duration::from_millis(12)));
    assert_eq!(answer.attempts, 1);
    assert_eq!(exchange.next_deadline(), None);
    assert_eq!(exchange.datagram_to_send(at(5000)), None);
    assert_eq!(exchange.timeout(), None);
}

#[test]
fn attempts_are_alike_and_wait_twice_as_long_each_time() {
    let mut exchange = Exchange::start(&request(7), RetryPolicy::new(), at(0)).unwrap();
    let first = exchange.datagram_to_send(at(0)).unwrap().to_vec();
    assert_eq!(exchange.next_deadline(), Some(at(1000)));
    assert_eq!(exchange.datagram_to_send(at(999)), None);
    assert_eq!(exchange.datagram_to_send(at(1000)).unwrap(), first);
    assert_eq!(exchange.next_deadline(), Some(at(3000)));
    assert_eq!(exchange.datagram_to_send(at(3000)).unwrap(), first);
    assert_eq!(exchange.next_deadline(), Some(at(7000)));
    assert_eq!(exchange.timeout(), None);
    assert_eq!(exchange.datagram_to_send(at(7000)), None);
    assert_eq!(exchange.next_deadline(), None);
    let timeout = exchange.timeout().unwrap();
    assert_eq!(timeout.of_target("10.0.0.1").to_string(), "10.0.0.1 did not answer within 7000 ms (3 attempts)");
}

#[test]
fn no_attempt_waits_longer_than_the_longest() {
    let policy = RetryPolicy::new().timeout(Duration::from_secs(2)).longest(Duration::from_secs(5)).retries(40);
    let mut exchange = Exchange::start(&request(7), policy, at(0)).unwrap();
    let mut waits = Vec::new();
    while let Some(due) = exchange.next_deadline() {
        if exchange.datagram_to_send(due).is_some() {
            waits.push(exchange.next_deadline().unwrap().since(due).as_secs());
        }
    }
    assert_eq!(waits.len(), 41);
    assert_eq!(waits[..3], [2, 4, 5]);
    assert!(waits[2..].iter().all(|&wait| wait == 5));
}

#[test]
fn rfc6298_3_karn_a_late_first_answer_counts_but_is_not_measured() {
    let mut exchange = started();
    assert!(exchange.datagram_to_send(at(1000)).is_some());
    let answer = answered(exchange.datagram_received(&reply(7), at(1001)));
    assert_eq!((answer.attempts, answer.round_trip), (2, None));
}

#[test]
fn a_late_reply_does_not_answer_another_request() {
    let mut first = started();
    for moment in [1000, 3000, 7000] {
        first.datagram_to_send(at(moment));
    }
    assert!(first.timeout().is_some());
    let mut second = Exchange::start(&request(8), RetryPolicy::new(), at(7000)).unwrap();
    second.datagram_to_send(at(7000));
    assert_eq!(second.datagram_received(&reply(7), at(7001)), Progress::Stray(Stray::WrongId));
    assert_eq!(first.datagram_received(&reply(7), at(7001)), Progress::Stray(Stray::TooLate));
    answered(second.datagram_received(&reply(8), at(7002)));
}

#[test]
fn what_does_not_match_is_counted_and_never_ends_the_exchange() {
    let mut exchange = started();
    let other = |community: &str, pdu: Pdu| encode(&message(community, pdu)).unwrap();
    let mut v1 = reply(7);
    v1[4] = 0;
    let mut cut = reply(7);
    cut.truncate(20);
    let cases = [
        (reply(8), Stray::WrongId),
        (other("private", response(7, ErrorStatus::NoError)), Stray::WrongCommunity),
        (v1, Stray::WrongVersion),
        (encode(&request(7)).unwrap(), Stray::NotAResponse),
    ];
    for (datagram, stray) in &cases {
        assert_eq!(exchange.datagram_received(datagram, at(1)), Progress::Stray(*stray));
    }
    assert!(matches!(exchange.datagram_received(&cut, at(1)), Progress::Stray(Stray::Malformed(_))));
    assert!(matches!(exchange.datagram_received(&[], at(1)), Progress::Stray(Stray::Malformed(_))));
    assert_eq!(exchange.strays(), 6);
    answered(exchange.datagram_received(&reply(7), at(2)));
    assert_eq!(exchange.datagram_received(&reply(7), at(3)), Progress::Stray(Stray::TooLate));
}

#[test]
fn an_agent_that_only_answers_unreadably_is_malformed_not_silent() {
    let mut exchange = started();
    let mut broken = reply(7);
    // The tag of the list of variables, after the head of the PDU.
    let list = broken.windows(3).rposition(|octets| octets == [0x02, 0x01, 0x00]).unwrap() + 3;
    broken[list] = 0x31;
    assert!(matches!(exchange.datagram_received(&broken, at(1)), Progress::Stray(Stray::Malformed(_))));
    for moment in [1000, 3000, 7000] {
        exchange.datagram_to_send(at(moment));
    }
    let error = exchange.timeout().unwrap().of_target("10.0.0.1");
    assert_eq!(
        error.to_string(),
        "10.0.0.1 is malformed at byte 24: variable-bindings: tag 0x30 is expected, 0x31 is there"
    );
}

#[test]
fn rfc3416_4_2_too_big_and_refusals_are_verdicts() {
    let answer = |status| {
        let datagram = encode(&message("public", response(7, status))).unwrap();
        answered(started().datagram_received(&datagram, at(1)))
    };
    assert_eq!(answer(ErrorStatus::TooBig).verdict(), Verdict::TooBig);
    let refused = Verdict::Refused { status: ErrorStatus::GenErr, index: 0 };
    assert_eq!(answer(ErrorStatus::GenErr).verdict(), refused);
}

#[test]
fn what_nobody_answers_cannot_start() {
    let error = Exchange::start(&message("public", response(7, ErrorStatus::NoError)), RetryPolicy::new(), at(0));
    let expected = "\"Response\" is not a valid request: Get, GetNext, GetBulk, Set or Inform is expected";
    assert_eq!(error.unwrap_err().to_string(), expected);
}

#[test]
fn the_community_is_not_in_debug() {
    let exchange = started();
    let octets = encode(&request(7)).unwrap();
    let shown = format!("{exchange:?} {:?} {:?}", peek(&octets).unwrap(), decode(&octets).unwrap());
    assert!(!shown.contains("public") && !shown.contains("112, 117, 98"), "{shown}");
}

#[test]
fn rfc6298_2_the_timeout_follows_the_measurements() {
    let mut trips = RoundTrips::new();
    assert_eq!((trips.timeout(), trips.smoothed()), (Duration::from_secs(1), None));
    // §2.2: SRTT = R, RTTVAR = R/2, so 400 + 4 · 200.
    trips.observe(Duration::from_millis(400));
    assert_eq!(trips.timeout(), Duration::from_millis(1200));
    // §2.3: RTTVAR = 3/4 · 200 + 1/4 · 80 = 170, SRTT = 7/8 · 400 + 1/8 · 480 = 410.
    trips.observe(Duration::from_millis(480));
    assert_eq!((trips.timeout(), trips.smoothed()), (Duration::from_millis(1090), Some(Duration::from_millis(410))));
    // §5.5, up to the longest.
    for expected in [2180, 4360, 5000, 5000] {
        trips.back_off();
        assert_eq!(trips.timeout(), Duration::from_millis(expected));
    }
}

#[test]
fn rfc6298_2_4_the_timeout_stays_within_its_limits() {
    let mut near = RoundTrips::new();
    let mut far = RoundTrips::new();
    for _ in 0..100 {
        near.observe(Duration::from_micros(300));
        far.observe(Duration::MAX);
    }
    assert_eq!(near.timeout(), RoundTrips::SHORTEST);
    assert_eq!(far.timeout(), RoundTrips::LONGEST);
}

#[test]
fn only_who_saw_the_request_id_can_quote_the_request() {
    for id in [7, 0x7f, 0x80, 0x1234, 0x0080_1234, 0x5678_1234, i32::MAX] {
        let mut exchange = Exchange::start(&request(id), RetryPolicy::new(), at(0)).unwrap();
        let datagram = exchange.datagram_to_send(at(0)).unwrap().to_vec();
        assert!(exchange.is_quoted_by(&datagram));
        let own = encode(&request(id)).unwrap();
        let until_id = own.len() - encode(&request(id)).unwrap().iter().rev().position(|octet| *octet == 0xa0).unwrap();
        assert!(!exchange.is_quoted_by(&datagram[..until_id]) && !exchange.is_quoted_by(&[]), "{id}");
        assert!(!exchange.is_quoted_by(&encode(&request(id ^ 0x0100)).unwrap()));
        assert!(!exchange.is_quoted_by(&[datagram.as_slice(), &[0]].concat()));
    }
}

#[test]
fn no_attempt_waits_for_ever() {
    let policy = RetryPolicy::new().timeout(Duration::MAX).longest(Duration::MAX);
    let mut exchange = Exchange::start(&request(7), policy, at(0)).unwrap();
    exchange.datagram_to_send(at(0)).unwrap();
    assert_eq!(exchange.next_deadline(), Some(at(300_000)));
}

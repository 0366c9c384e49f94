use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use proptest::prelude::*;

use super::echo::Echo;
use super::rounds::{Next, Rounds};
use super::{Sweep, SweepBatch, SweepOptions, Swept, sweep};
use crate::check::AddressPolicy;
use crate::io::AddressRange;
use crate::value::Moment;

fn range(text: &str) -> AddressRange {
    text.parse().unwrap()
}

/// A sweep, where this system permits one.
fn permitted(ranges: &[&str], options: SweepOptions) -> Option<Sweep> {
    match sweep(ranges.iter().map(|text| range(text)), options) {
        Ok(sweep) => Some(sweep),
        Err(error) => {
            assert!(error.to_string().contains("net.ipv4.ping_group_range"), "{error}");
            eprintln!("skipped: {error}");
            None
        }
    }
}

async fn all(sweep: &mut Sweep) -> BTreeMap<IpAddr, Swept> {
    let mut seen = BTreeMap::new();
    while let Some(batch) = tokio::time::timeout(Duration::from_secs(20), sweep.next_batch(100)).await.unwrap() {
        assert!((1..=100).contains(&batch.len()));
        for one in batch.iter() {
            assert!(seen.insert(one.address, one).is_none(), "{one:?} is told twice");
        }
    }
    seen
}

#[tokio::test]
async fn every_address_of_the_loopback_answers_each_request() {
    let options = SweepOptions::new().requests(3).interval(Duration::from_millis(20)).rate(None);
    let Some(mut sweep) = permitted(&["127.1.0.0/22", "127.9.9.9"], options) else { return };
    let seen = all(&mut sweep).await;
    assert_eq!(seen.len(), 1_023);
    for one in seen.values() {
        assert_eq!((one.sent, one.received, one.loss()), (3, 3, 0.0), "{one:?}");
        assert!(one.rtt_min_ms > 0.0 && one.rtt_min_ms <= one.rtt_ms && one.rtt_ms <= one.rtt_max_ms, "{one:?}");
        assert!(one.rtt_max_ms < 900.0, "{one:?}");
    }
    let progress = sweep.progress();
    assert_eq!((progress.done, progress.total, progress.found, progress.left_ms), (1_023, 1_023, 1_023, Some(0)));
    assert_eq!(sweep.unsent(), None);
}

#[tokio::test]
async fn both_families_are_swept_at_once_and_what_the_policy_forbids_is_not_asked() {
    if std::net::UdpSocket::bind("[::1]:0").is_err() {
        return;
    }
    let options = SweepOptions::new().retries(0).timeout(Duration::from_millis(300));
    let policy = AddressPolicy::open().deny("127.0.0.3/32".parse().unwrap());
    let Some(mut sweep) = permitted(&["::1", "127.0.0.1-4"], options.policy(policy)) else { return };
    let seen = all(&mut sweep).await;
    let up: Vec<String> = seen.values().filter(|one| one.is_up()).map(|one| one.address.to_string()).collect();
    assert_eq!(up, ["127.0.0.1", "127.0.0.2", "127.0.0.4", "::1"]);
    let denied = &seen[&"127.0.0.3".parse().unwrap()];
    assert!(denied.sent == 0 && denied.rtt_ms.is_nan() && denied.loss().is_nan(), "{denied:?}");
}

#[tokio::test]
async fn what_the_system_will_not_send_is_counted_with_its_reason() {
    // The broadcast address of the loopback's network.
    let options = SweepOptions::new().timeout(Duration::from_millis(200));
    let Some(mut sweep) = permitted(&["127.255.255.254-255"], options) else { return };
    let seen = all(&mut sweep).await;
    let counts: Vec<(u16, u16)> = seen.values().map(|one| (one.sent, one.received)).collect();
    assert_eq!(counts, [(1, 1), (0, 0)], "{seen:?}");
    assert_eq!(sweep.unsent(), Some((1, "Permission denied".to_owned())));
}

#[tokio::test]
async fn the_rate_is_kept() {
    let Some(mut sweep) = permitted(&["127.0.0.0/24"], SweepOptions::new().rate(500)) else { return };
    let from = tokio::time::Instant::now();
    let seen = all(&mut sweep).await;
    let took = from.elapsed();
    assert_eq!(seen.values().filter(|one| one.is_up()).count(), 254);
    // 254 requests, of which three may be early.
    assert!(took >= Duration::from_millis(490) && took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn one_that_is_cancelled_or_dropped_ends() {
    let options = SweepOptions::new().rate(100);
    let Some(mut sweep) = permitted(&["127.0.0.0/24"], options.clone()) else { return };
    assert!(sweep.next_batch(1).await.is_some());
    let left = sweep.progress().left_ms.unwrap();
    assert!((500..10_000).contains(&left), "{left} ms");
    sweep.cancel();
    assert!(all(&mut sweep).await.len() < 100);
    drop(permitted(&["127.0.0.0/24"], options));
}

#[tokio::test]
async fn a_sweep_that_is_too_large_is_refused() {
    let error = sweep([range("10.0.0.0/8")], SweepOptions::new()).unwrap_err();
    assert_eq!(error.to_string(), "a sweep of 16777214 addresses exceeds the limit of 1048576 addresses");
    let error = sweep([range("10.0.0.0/12")], SweepOptions::new().requests(5)).unwrap_err();
    assert_eq!(error.to_string(), "a sweep of 6291444 requests exceeds the limit of 4194304 requests");
    let Some(mut empty) = permitted(&[], SweepOptions::new()) else { return };
    assert_eq!(empty.next_batch(9).await, None);
}

/// Asks what is to be asked; `answers` says after how many milliseconds an address answers in a round.
fn play(options: &SweepOptions, ranges: &[&str], answers: impl Fn(u32, u16) -> Option<u64>) -> (Vec<Swept>, u64) {
    let ranges: Vec<AddressRange> = ranges.iter().map(|text| range(text)).collect();
    let mut now = Moment::from_secs(1);
    let mut rounds = Rounds::new(&ranges, options, now);
    let mut coming: BTreeMap<(Moment, u32, u16), ()> = BTreeMap::new();
    let mut decided = Vec::new();
    loop {
        match rounds.next(now, &mut decided) {
            Next::Ask(index, round) => {
                rounds.asked(index, now);
                if let Some(after) = answers(index, round) {
                    coming.insert((now + Duration::from_millis(after), index, round), ());
                }
                now = now + Duration::from_millis(1);
            }
            Next::Wait(until) => {
                let first = coming.keys().next().map(|(at, _, _)| *at);
                now = first.map_or(until, |first| first.min(until)).max(now);
            }
            Next::Over => break,
        }
        while let Some(((at, index, round), ())) = coming.first_key_value().map(|(key, ())| (*key, ())) {
            if at > now {
                break;
            }
            coming.pop_first();
            assert!(rounds.answered(index, round, at, &mut decided) || rounds.tally(index).is_some());
            assert!(!rounds.answered(index, round, at, &mut decided), "once only");
        }
        let (requests, _) = rounds.outlook();
        assert!(requests <= 10_000);
    }
    assert_eq!(decided.len(), rounds.total() as usize);
    let swept = decided.iter().map(|index| {
        let tally = rounds.tally(*index).unwrap();
        Swept {
            address: rounds.address(*index).unwrap(),
            sent: tally.sent,
            received: tally.received,
            rtt_ms: tally.rtt_sum_ms / f32::from(tally.received),
            rtt_min_ms: tally.rtt_min_ms,
            rtt_max_ms: tally.rtt_max_ms,
        }
    });
    (swept.collect(), now.since(Moment::from_secs(1)).as_millis().try_into().unwrap())
}

#[test]
fn the_silent_are_asked_again_and_the_others_are_not() {
    let options = SweepOptions::new().retries(2);
    // The first answers at once, the second to the last retry, the third never, the fourth too late for its own round.
    let (swept, took_ms) = play(&options, &["10.0.0.1-4"], |index, round| match (index, round) {
        (0, _) | (1, 2) => Some(7),
        (3, 0) => Some(1_050),
        _ => None,
    });
    let seen: Vec<(String, u16, u16)> =
        swept.iter().map(|one| (one.address.to_string(), one.sent, one.received)).collect();
    let expected = [("10.0.0.1", 1, 1), ("10.0.0.4", 2, 1), ("10.0.0.2", 3, 1), ("10.0.0.3", 3, 0)];
    assert_eq!(seen, expected.map(|(address, sent, received)| (address.to_owned(), sent, received)));
    assert!((swept[0].rtt_ms - 7.0).abs() < 0.01 && (swept[1].rtt_ms - 1_050.0).abs() < 0.1, "{swept:?}");
    assert!((3_000..3_020).contains(&took_ms), "{took_ms}");
}

#[test]
fn loss_is_of_the_counted_requests() {
    let options = SweepOptions::new().requests(4).retries(1);
    let (swept, _) = play(&options, &["10.0.0.1-2"], |index, round| (index == 0 && round != 2).then_some(3));
    let seen: Vec<(u16, u16, f32)> = swept.iter().map(|one| (one.sent, one.received, one.loss())).collect();
    assert_eq!(seen, [(4, 3, 0.25), (5, 0, 1.0)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn each_address_is_decided_once_whatever_answers(
        requests in 1..4_u16, retries in 0..3_u16, seed in any::<u64>(), percent in 0..101_u64,
    ) {
        let options = SweepOptions::new().requests(requests).retries(retries).interval(Duration::from_millis(50));
        let (swept, _) = play(&options, &["10.0.0.0/28", "10.1.0.7"], |index, round| {
            let mut random = fastrand::Rng::with_seed(seed ^ u64::from(index) << 16 ^ u64::from(round));
            (random.u64(0..100) < percent).then(|| random.u64(0..1_400))
        });
        let addresses: std::collections::BTreeSet<IpAddr> = swept.iter().map(|one| one.address).collect();
        prop_assert_eq!((addresses.len(), swept.len()), (15, 15));
        for one in swept {
            prop_assert!(one.received <= one.sent && one.sent >= 1 && one.sent <= requests + retries, "{:?}", one);
            prop_assert!(one.is_up() || one.sent == requests + retries, "{:?}", one);
        }
    }

    #[test]
    fn what_is_no_answer_of_ours_is_none(octets in prop::collection::vec(any::<u8>(), 0..120), v4 in any::<bool>()) {
        let echo = Echo::new([7; 8], 56);
        let from: IpAddr = if v4 { "127.0.0.1".parse().unwrap() } else { "::1".parse().unwrap() };
        prop_assert_eq!(echo.answered(&octets, from), None);
    }
}

#[test]
fn an_answer_is_known_by_its_payload_with_a_header_before_it_or_without() {
    let mut echo = Echo::new([1, 2, 3, 4, 5, 6, 7, 8], 0);
    for (from, reply, header) in [("192.0.2.1", 0, 20), ("192.0.2.1", 0, 0), ("2001:db8::1", 129, 0)] {
        let from: IpAddr = from.parse().unwrap();
        let mut answer = vec![0; header];
        answer.iter_mut().take(1).for_each(|octet| *octet = 0x45);
        let request = echo.request(from.is_ipv4(), 70_000, 3).to_vec();
        assert_eq!(echo.answered(&request, from), None, "our own request");
        answer.extend(request);
        answer[header] = reply;
        assert_eq!(echo.answered(&answer, from), Some((70_000, 3)));
        for length in 0..answer.len() {
            assert_eq!(echo.answered(&answer[..length], from), None, "cut at {length}");
        }
        answer[header + 9] ^= 1;
        assert_eq!(echo.answered(&answer, from), None, "another one's nonce");
    }
}

#[test]
fn a_batch_is_made_of_its_rows() {
    let row =
        Swept { address: "::1".parse().unwrap(), sent: 2, received: 1, rtt_ms: 3.0, rtt_min_ms: 3.0, rtt_max_ms: 3.0 };
    let batch: SweepBatch = [row, row].into_iter().collect();
    assert_eq!((batch.len(), batch.is_empty()), (2, false));
    assert_eq!(batch.iter().collect::<Vec<_>>(), [row, row]);
}

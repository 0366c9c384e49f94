use super::line::HELD_BACK;
use super::*;
use crate::sim::gallery;
use crate::value::{Value, VarBind, oid};
use crate::wire::{self, CommunityString, Message, Pdu, Request, Version};

const ROUNDS: i32 = 400;

fn request(id: i32) -> Vec<u8> {
    let varbinds = vec![VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 5, 0]), Value::Null)];
    let pdu = Pdu::Get(Request { id, varbinds });
    wire::encode(&Message { version: Version::V2c, community: CommunityString::new("public"), pdu }).unwrap()
}

fn line(faults: &Faults, device: &str) -> Line {
    faults.line(gallery::two_switches().unwrap().agent(device).unwrap())
}

/// What comes back of `ROUNDS` requests, one a second.
fn run(faults: &Faults, device: &str) -> Vec<Vec<Delivery>> {
    let mut line = line(faults, device);
    (0..ROUNDS).map(|id| line.send(&request(id), Moment::from_secs(u64::try_from(id).unwrap()))).collect()
}

fn id_of(delivery: &Delivery) -> Option<i32> {
    wire::decode(&delivery.datagram).ok()?.message.pdu.request_id()
}

/// How many of `ROUNDS` satisfy it, in percent.
fn percent(rounds: &[Vec<Delivery>], holds: impl Fn(i32, &[Delivery]) -> bool) -> usize {
    (0..).zip(rounds).filter(|(id, deliveries)| holds(*id, deliveries)).count() * 100 / rounds.len()
}

#[test]
fn a_perfect_network_answers_each_request_once_at_once() {
    for (id, deliveries) in (0..).zip(run(&Faults::default(), "s1")) {
        assert_eq!(deliveries.len(), 1);
        assert_eq!(id_of(&deliveries[0]), Some(id));
        assert_eq!(deliveries[0].at, Moment::from_secs(id.try_into().unwrap()));
        assert!(deliveries[0].from == Source::Asked);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
    let faults = |seed| {
        let delay = Duration::ZERO..=Duration::from_millis(9);
        Faults::new(seed).loss(0.2).garbage(0.2).duplication(0.2).truncation(0.2).wrong_id(0.2).delay(delay)
    };
    assert_eq!(run(&faults(1), "s1"), run(&faults(1), "s1"));
    assert_ne!(run(&faults(1), "s1"), run(&faults(2), "s1"));
    let lost = |device| run(&faults(1), device).iter().map(Vec::is_empty).collect::<Vec<_>>();
    assert_ne!(lost("s1"), lost("s2"));
}

#[test]
fn each_fault_strikes_as_often_as_it_should() {
    type Case = (&'static str, Faults, usize, fn(i32, &[Delivery]) -> bool);
    let new = || Faults::new(3);
    let table: [Case; 6] = [
        ("loss, there and back", new().loss(0.3), 51, |_, all| all.is_empty()),
        ("duplication", new().duplication(0.3), 30, |_, all| all.len() == 2 && all[0] == all[1]),
        ("truncation", new().truncation(0.3), 30, |_, all| wire::decode(&all[0].datagram).is_err()),
        ("wrong id", new().wrong_id(0.3), 30, |id, all| id_of(&all[0]) == Some(id + 1)),
        ("wrong source", new().wrong_source(0.3), 30, |_, all| all[0].from == Source::OtherPort),
        ("garbage", new().garbage(0.3), 30, |id, all| all.len() == 2 && id_of(&all[1]) == Some(id)),
    ];
    for (name, faults, expected, holds) in table {
        let found = percent(&run(&faults, "s1"), holds);
        assert!(found.abs_diff(expected) <= 7, "{name}: {found} %");
    }
}

#[test]
fn chances_of_nothing_and_everything_are_exact() {
    assert_eq!(percent(&run(&Faults::new(1).loss(1.0), "s1"), |_, all| all.is_empty()), 100);
    assert_eq!(percent(&run(&Faults::new(1).loss(0.0), "s1"), |_, all| all.is_empty()), 0);
}

#[test]
fn one_fault_more_does_not_move_the_others() {
    let lost = |faults: Faults| run(&faults, "s1").iter().map(Vec::is_empty).collect::<Vec<_>>();
    assert_eq!(
        lost(Faults::new(5).loss(0.2)),
        lost(Faults::new(5).loss(0.2).garbage(0.0).wrong_id(0.5).truncation(0.5))
    );
}

#[test]
fn delays_lie_in_their_range_and_reordering_lets_later_ones_overtake() {
    let (least, most) = (Duration::from_millis(5), Duration::from_millis(20));
    for (id, deliveries) in (0..).zip(run(&Faults::new(1).delay(least..=most), "s1")) {
        let took = deliveries[0].at - Moment::from_secs(id);
        assert!((least..=most).contains(&took), "{took:?}");
    }
    let late = percent(&run(&Faults::new(1).reordering(0.5), "s1"), |id, all| {
        all[0].at - Moment::from_secs(id.try_into().unwrap()) == HELD_BACK
    });
    assert!((43..=57).contains(&late), "{late} %");
}

#[test]
fn quirks_reach_the_agent_of_that_name_only() {
    let faults = Faults::new(1).quirks("s2", Quirks::new().slow(Duration::from_millis(700)));
    let took = |device| line(&faults, device).send(&request(1), Moment::START)[0].at - Moment::START;
    assert_eq!((took("s1"), took("s2")), (Duration::ZERO, Duration::from_millis(700)));
}

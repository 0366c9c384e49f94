//! Any octets, any agent: nothing panics, loops or is lost without a word. The same invariants are fuzz targets in
//! `tests/fuzz`.

#![allow(clippy::unwrap_used)]

#[path = "wire_common/invariants.rs"]
mod invariants;
#[path = "wire_common/messages.rs"]
mod messages;

use invariants::{
    a_v3_message, decode_is_sound, notification_is_sound, poll_ends, v3_is_sound, view_agrees, walk_ends,
};
use messages::messages;
use netwarden::wire::{decode, encode};
use proptest::prelude::*;

/// Where, with which octet, and how to alter a message.
type Change = (prop::sample::Index, u8, u8);

fn a_change() -> impl Strategy<Value = Change> {
    (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8)
}

/// Replaces an octet, flips a bit of it, or adds or takes one.
fn alter(octets: &mut Vec<u8>, (at, octet, way): Change) {
    let at = at.index(octets.len());
    match way {
        0 => octets[at] = octet,
        1 => octets[at] ^= 1 << (octet & 7),
        2 => octets.insert(at, octet),
        _ if octets.len() > 1 => drop(octets.remove(at)),
        _ => {}
    }
}

/// An invariant of any octets.
type IsSound = fn(&[u8]);

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn a_message_comes_back_as_it_was(message in messages()) {
        let octets = encode(&message).unwrap();
        let decoded = decode(&octets).unwrap();
        prop_assert_eq!(decoded.message, message);
        prop_assert!(decoded.faults.is_empty());
        prop_assert!(decoded.anomalies.is_empty());
    }

    #[test]
    fn a_message_cut_at_any_byte_is_an_error(message in messages()) {
        let octets = encode(&message).unwrap();
        for length in 0..octets.len() {
            let error = decode(&octets[..length]).unwrap_err();
            prop_assert!(error.offset <= length, "{}", error);
        }
    }

    #[test]
    fn a_message_with_some_octets_changed_is_sound(
        message in messages(),
        changes in prop::collection::vec(a_change(), 1..6),
    ) {
        let mut octets = encode(&message).unwrap();
        for change in changes {
            alter(&mut octets, change);
            decode_is_sound(&octets);
            view_agrees(&octets);
            notification_is_sound(&octets);
        }
    }

    #[test]
    fn any_octets_are_sound(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        decode_is_sound(&octets);
        view_agrees(&octets);
        notification_is_sound(&octets);
    }

    #[test]
    fn a_v3_message_with_some_octets_changed_is_sound(
        changes in prop::collection::vec(a_change(), 0..6),
    ) {
        let mut octets = a_v3_message().to_vec();
        // The message id that the sessions await.
        let id = octets.windows(3).position(|octets| octets == [2, 1, 1]).unwrap() + 2;
        octets[id] = 2;
        for change in changes {
            alter(&mut octets, change);
            v3_is_sound(&octets);
            notification_is_sound(&octets);
        }
    }

    #[test]
    fn any_octets_are_sound_as_v3(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        v3_is_sound(&octets);
    }

    #[test]
    fn a_walk_ends_whatever_the_agent_does(script in prop::collection::vec(any::<u8>(), 0..2000)) {
        walk_ends(&script);
    }

    #[test]
    fn a_poll_ends_whatever_the_agent_does(script in prop::collection::vec(any::<u8>(), 0..2000)) {
        poll_ends(&script);
    }
}

#[test]
fn a_varbind_list_cut_at_any_byte_says_what_is_lost() {
    // The frame stays whole: only the list ends too early.
    let whole: Vec<u8> = (0..3).flat_map(|row| [0x30, 6, 0x06, 1, 0x2b, 0x02, 1, row]).collect();
    for length in 0..=whole.len() {
        let list = &whole[..length];
        let short = |length: usize| u8::try_from(length).unwrap();
        let pdu = [&[2, 1, 7, 2, 1, 0, 2, 1, 0, 0x30, short(length)], list].concat();
        let body = [&[2, 1, 1, 4, 1, b'p', 0xa2, short(pdu.len())], &pdu[..]].concat();
        let datagram = [&[0x30, short(body.len())], &body[..]].concat();
        let decoded = decode(&datagram).unwrap();
        assert_eq!(decoded.message.pdu.varbinds().len(), length / 8);
        assert_eq!(decoded.faults.len(), usize::from(length % 8 != 0));
        assert!(decoded.faults.iter().all(|fault| fault.rest_lost && fault.position == length / 8));
        decode_is_sound(&datagram);
    }
}

/// What fuzzing starts from, and what it found once.
#[test]
fn the_seeds_of_the_fuzz_targets_are_sound() {
    let targets: [(&str, IsSound); 6] = [
        ("decode", decode_is_sound),
        ("view", view_agrees),
        ("trap", notification_is_sound),
        ("v3", v3_is_sound),
        ("walk", walk_ends),
        ("poll", poll_ends),
    ];
    for (target, is_sound) in targets {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/seeds").join(target);
        let mut seeds = 0;
        for seed in std::fs::read_dir(&dir).unwrap() {
            is_sound(&std::fs::read(seed.unwrap().path()).unwrap());
            seeds += 1;
        }
        assert!(seeds >= 4, "{target}: {seeds}");
    }
}

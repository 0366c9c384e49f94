//! Measurements in few octets, as a store notes them down before it rolls them into steps.

use super::octets::{Octets, put_number, put_signed};
use crate::counter::{Cause, Gap, MaxRate};
use crate::series::Measured;

/// How many series a store keeps together.
pub(crate) const SHARD: usize = 64;

/// What was measured of one of the series of a shard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Which of the shard's, below [`SHARD`].
    pub(crate) place: u8,
    /// From when until when, in milliseconds.
    pub(crate) time: (i64, i64),
    pub(crate) value: Measured,
}

/// Set where the time is that of the entry before.
const SAME_TIME: u8 = 4;
/// Set where the series is the one after that of the entry before.
const NEXT: u8 = 8;

/// Packs entries: of each an octet of what follows: two bits for the kind, [`SAME_TIME`], [`NEXT`], and four for how many
/// octets of a count or a level there are.
pub(crate) fn encode(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(entries.len() * 3);
    let mut before = (u8::MAX, (0, 0));
    for Entry { place, time, value } in entries {
        let (kind, bits) = match value {
            Measured::Count(count) => (0, *count),
            Measured::Level(level) => (1, level.to_bits().swap_bytes()),
            Measured::Gap(_) => (2, 0),
        };
        // At most 8.
        let length = u8::try_from(8 - bits.leading_zeros() / 8).unwrap_or(8);
        let is_next = before.0.wrapping_add(1) == *place;
        let is_same_time = before.1 == *time;
        let same_time = if is_same_time { SAME_TIME } else { 0 };
        let next = if is_next { NEXT } else { 0 };
        out.push(kind | same_time | next | (length << 4));
        if !is_next {
            out.push(*place);
        }
        if !is_same_time {
            put_signed(&mut out, time.0.wrapping_sub(before.1.0));
            put_number(&mut out, time.1.wrapping_sub(time.0) as u64);
        }
        out.extend(bits.to_le_bytes().iter().take(length.into()));
        if let Measured::Gap(gap) = value {
            put_gap(&mut out, *gap);
        }
        before = (*place, *time);
    }
    out
}

/// The entries; `None` where these are none.
pub(crate) fn decode(octets: &[u8]) -> Option<Vec<Entry>> {
    let mut octets = Octets(octets);
    let mut entries = Vec::new();
    let mut before = (u8::MAX, (0_i64, 0_i64));
    while !octets.is_empty() {
        let head = octets.octet()?;
        let place = if head & NEXT == 0 { octets.octet()? } else { before.0.wrapping_add(1) };
        let time = if head & SAME_TIME == 0 {
            let from = before.1.0.wrapping_add(octets.signed()?);
            (from, from.wrapping_add(octets.number()? as i64))
        } else {
            before.1
        };
        let mut bits = [0; 8];
        let length = usize::from(head >> 4);
        bits.get_mut(..length)?.copy_from_slice(octets.take(length)?);
        let bits = u64::from_le_bytes(bits);
        let value = match head & 3 {
            0 => Measured::Count(bits),
            1 => Measured::Level(f64::from_bits(bits.swap_bytes())),
            2 => Measured::Gap(take_gap(&mut octets)?),
            _ => return None,
        };
        if usize::from(place) >= SHARD {
            return None;
        }
        entries.push(Entry { place, time, value });
        before = (place, time);
    }
    Some(entries)
}

pub(super) fn put_gap(out: &mut Vec<u8>, gap: Gap) {
    match gap {
        Gap::FirstSample => out.push(0),
        Gap::Missed => out.push(1),
        Gap::NoCounter => out.push(2),
        Gap::OutOfOrder => out.push(3),
        Gap::SameInstant => out.push(4),
        Gap::SpeedUnknown => out.push(5),
        Gap::SpeedChanged { from_bps, to_bps } => {
            out.push(6);
            put_number(out, from_bps);
            put_number(out, to_bps);
        }
        Gap::Ambiguous { fewest_wraps, most_wraps, max_rate } => {
            out.push(7);
            put_number(out, fewest_wraps);
            put_number(out, most_wraps);
            put_number(out, max_rate.counts_per_second().unwrap_or(0));
        }
        Gap::Discontinuity { cause } => match cause {
            Cause::Restarted { up_ms: None } => out.push(8),
            Cause::Restarted { up_ms: Some(up_ms) } => {
                out.push(9);
                put_number(out, up_ms);
            }
            Cause::Declared => out.push(10),
            Cause::Decreased => out.push(11),
            Cause::StateChanged => out.push(12),
            Cause::UptimeUnknown => out.push(13),
            Cause::SpeedUnknown => out.push(14),
            Cause::TooFast => out.push(15),
            Cause::WidthChanged => out.push(16),
            Cause::Replaced => out.push(17),
            Cause::RolledBack => out.push(18),
            Cause::Reset => out.push(19),
        },
    }
}

pub(super) fn take_gap(octets: &mut Octets<'_>) -> Option<Gap> {
    let because = |cause| Gap::Discontinuity { cause };
    Some(match octets.octet()? {
        0 => Gap::FirstSample,
        1 => Gap::Missed,
        2 => Gap::NoCounter,
        3 => Gap::OutOfOrder,
        4 => Gap::SameInstant,
        5 => Gap::SpeedUnknown,
        6 => Gap::SpeedChanged { from_bps: octets.number()?, to_bps: octets.number()? },
        7 => Gap::Ambiguous {
            fewest_wraps: octets.number()?,
            most_wraps: octets.number()?,
            max_rate: MaxRate::per_second(octets.number()?),
        },
        8 => because(Cause::Restarted { up_ms: None }),
        9 => because(Cause::Restarted { up_ms: Some(octets.number()?) }),
        10 => because(Cause::Declared),
        11 => because(Cause::Decreased),
        12 => because(Cause::StateChanged),
        13 => because(Cause::UptimeUnknown),
        14 => because(Cause::SpeedUnknown),
        15 => because(Cause::TooFast),
        16 => because(Cause::WidthChanged),
        17 => because(Cause::Replaced),
        18 => because(Cause::RolledBack),
        19 => because(Cause::Reset),
        _ => return None,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(in super::super) fn any_gap() -> impl Strategy<Value = Gap> {
        let number = || prop_oneof![Just(0), 1_u64..300, any::<u64>()];
        let because = |cause| Just(Gap::Discontinuity { cause });
        prop_oneof![
            Just(Gap::FirstSample),
            Just(Gap::Missed),
            Just(Gap::NoCounter),
            Just(Gap::OutOfOrder),
            Just(Gap::SameInstant),
            Just(Gap::SpeedUnknown),
            (number(), number()).prop_map(|(from_bps, to_bps)| Gap::SpeedChanged { from_bps, to_bps }),
            (number(), number(), number()).prop_map(|(fewest_wraps, most_wraps, rate)| {
                Gap::Ambiguous { fewest_wraps, most_wraps, max_rate: MaxRate::per_second(rate) }
            }),
            prop::option::of(number()).prop_map(|up_ms| Gap::Discontinuity { cause: Cause::Restarted { up_ms } }),
            because(Cause::Declared),
            because(Cause::Decreased),
            because(Cause::StateChanged),
            because(Cause::UptimeUnknown),
            because(Cause::SpeedUnknown),
            because(Cause::TooFast),
            because(Cause::WidthChanged),
            because(Cause::Replaced),
            because(Cause::RolledBack),
            because(Cause::Reset),
        ]
    }

    fn any_entry() -> impl Strategy<Value = Entry> {
        let value = prop_oneof![
            prop_oneof![Just(0), 1_u64..70_000, any::<u64>()].prop_map(Measured::Count),
            (-1e6..1e6).prop_map(Measured::Level),
            any_gap().prop_map(Measured::Gap),
        ];
        let time = prop_oneof![Just((60_000, 120_000)), any::<(i64, i64)>()];
        (0_u8..64, time, value).prop_map(|(place, time, value)| Entry { place, time, value })
    }

    proptest! {
        #[test]
        fn what_is_packed_is_what_comes_out(entries in prop::collection::vec(any_entry(), 0..100)) {
            prop_assert_eq!(decode(&encode(&entries)), Some(entries));
        }

        #[test]
        fn no_octets_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(decode(&octets).is_none_or(|found| found.iter().all(|entry| usize::from(entry.place) < SHARD)));
        }
    }

    #[test]
    fn an_idle_counter_of_a_device_takes_one_octet() {
        let entry =
            |place, count| Entry { place, time: (1_795_366_800_000, 1_795_366_860_000), value: Measured::Count(count) };
        let idle: Vec<Entry> = (0..48).map(|place| entry(place, 0)).collect();
        assert_eq!(encode(&idle).len(), 48 + 9);
        let busy: Vec<Entry> = (0..48).map(|place| entry(place, 750_000_000)).collect();
        assert_eq!(encode(&busy).len(), 48 * 5 + 9);
    }
}

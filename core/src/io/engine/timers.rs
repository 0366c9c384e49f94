use crate::value::Moment;

use super::slots::Place;

/// Buckets of a millisecond each: what is due later than in about 8 s is looked at once more on the way.
const BUCKETS: usize = 8_192;
const NANOS: u64 = 1_000_000;

/// What is due when, to the millisecond: a wheel, so that an entry costs the same however many there are. Entries of
/// requests that are over stay until their time.
#[derive(Debug)]
pub(super) struct Timers {
    buckets: Box<[Vec<Place>]>,
    /// One bit for each bucket that has entries.
    occupied: Box<[u64]>,
    /// The millisecond of the first bucket; all before are done.
    first: u64,
}

impl Timers {
    pub(super) fn new() -> Self {
        Self { buckets: vec![Vec::new(); BUCKETS].into(), occupied: vec![0; BUCKETS / 64].into(), first: 0 }
    }

    /// Remembers a place until a moment, or until it is looked at once more.
    pub(super) fn push(&mut self, due: Moment, place: Place) {
        let tick = due.as_nanos().div_ceil(NANOS).clamp(self.first, self.first.saturating_add(BUCKETS as u64 - 1));
        let bucket = index(tick);
        if let (Some(bits), Some(entries)) = (self.occupied.get_mut(bucket / 64), self.buckets.get_mut(bucket)) {
            *bits |= 1 << (bucket % 64);
            entries.push(place);
        }
    }

    /// When something is due next.
    pub(super) fn next(&self) -> Option<Moment> {
        self.next_tick().map(|tick| Moment::from_nanos(tick.saturating_mul(NANOS)))
    }

    /// One of those whose moment has come.
    pub(super) fn pop(&mut self, now: Moment) -> Option<Place> {
        let now = now.as_nanos() / NANOS;
        loop {
            match self.next_tick() {
                Some(tick) if tick <= now => self.first = tick,
                _ => {
                    self.first = self.first.max(now.saturating_add(1));
                    return None;
                }
            }
            let bucket = index(self.first);
            if let Some(place) = self.buckets.get_mut(bucket)?.pop() {
                return Some(place);
            }
            *self.occupied.get_mut(bucket / 64)? &= !(1 << (bucket % 64));
        }
    }

    fn next_tick(&self) -> Option<u64> {
        let start = index(self.first);
        let (word, bit) = (start / 64, start % 64);
        let words = self.occupied.len();
        // The word of the first bucket comes twice: from its bit on, and at last up to it.
        (0..=words).find_map(|step| {
            let at = (word + step) % words;
            let bits = *self.occupied.get(at)?;
            let bits = match step {
                0 => bits & (u64::MAX << bit),
                _ if step == words => bits & !(u64::MAX << bit),
                _ => bits,
            };
            if bits == 0 {
                return None;
            }
            let bucket = at * 64 + bits.trailing_zeros() as usize;
            Some(self.first + ((bucket + BUCKETS - start) % BUCKETS) as u64)
        })
    }
}

fn index(tick: u64) -> usize {
    usize::try_from(tick % BUCKETS as u64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::slots::Slots;
    use super::{Moment, Timers};

    #[test]
    fn each_comes_when_it_is_due_and_not_before() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut slots = Slots::<()>::new(0);
        let (mut timers, mut expected, mut now) = (Timers::new(), Vec::new(), Moment::START);
        for round in 0..3_000 {
            for _ in 0..random.u32(0..4) {
                let due = now + Duration::from_micros(random.u64(0..if round % 9 == 0 { 8_000_000 } else { 40_000 }));
                let place = slots.reserve().unwrap();
                slots.free(place);
                timers.push(due, place);
                expected.push((due, place));
            }
            now = now + Duration::from_micros(random.u64(0..if round % 50 == 0 { 9_000_000 } else { 30_000 }));
            let next = timers.next();
            let first = expected.iter().map(|(due, _)| *due).min();
            assert_eq!(next.is_some(), first.is_some());
            if let (Some(next), Some(first)) = (next, first) {
                assert!(next >= first && next - first < Duration::from_millis(1) || next <= now, "{next:?} {first:?}");
            }
            while let Some(place) = timers.pop(now) {
                let at = expected.iter().position(|(due, it)| *it == place && *due <= now).unwrap();
                expected.swap_remove(at);
            }
            assert!(expected.iter().all(|(due, _)| *due + Duration::from_millis(1) > now), "{round}");
        }
    }

    #[test]
    fn what_is_due_far_ahead_is_looked_at_on_the_way() {
        let mut slots = Slots::<()>::new(0);
        let place = slots.reserve().unwrap();
        let mut timers = Timers::new();
        timers.push(Moment::from_secs(3600), place);
        assert_eq!(timers.next(), Some(Moment::from_millis(8191)));
        assert_eq!((timers.pop(Moment::from_secs(8)), timers.pop(Moment::from_secs(9))), (None, Some(place)));
        timers.push(Moment::from_secs(1), place);
        assert_eq!((timers.pop(Moment::from_secs(9)), timers.pop(Moment::from_millis(9001))), (Some(place), None));
        assert_eq!((timers.next(), timers.pop(Moment::from_secs(99))), (None, None));
    }
}

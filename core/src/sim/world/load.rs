use std::time::Duration;

/// Slots in a cycle of load.
const SLOTS: usize = 16;
/// Length of one slot in nanoseconds: 15 s, so that a cycle is four minutes.
const SLOT_NS: u128 = 15_000_000_000;
const CYCLE_NS: u128 = SLOT_NS * SLOTS as u128;
/// Bits in an octet times nanoseconds in a second.
const BIT_NS_PER_OCTET: u128 = 8 * 1_000_000_000;

/// A rate in bit/s that changes every 15 s and repeats every four minutes. Octets are its exact
/// integral, so both ends of a cable always count the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::sim) struct Load([u64; SLOTS]);

impl Load {
    pub(in crate::sim) fn steady(bps: u64) -> Self {
        Self([bps; SLOTS])
    }

    /// About `bps` bit/s on average, between 40 % and 160 % of it, by `seed`.
    pub(in crate::sim) fn swinging(bps: u64, seed: u64) -> Self {
        let mut slots = [0; SLOTS];
        for (slot, number) in slots.iter_mut().zip(0..) {
            let percent = 40 + scramble(seed ^ (number << 32)) % 121;
            *slot = bps / 100 * percent + bps % 100 * percent / 100;
        }
        Self(slots)
    }

    pub(in crate::sim) fn add(&mut self, other: &Self) {
        for (slot, more) in self.0.iter_mut().zip(other.0) {
            *slot = slot.saturating_add(more);
        }
    }

    /// The rate at `age`, in bit/s.
    pub(in crate::sim) fn bps(&self, age: Duration) -> u64 {
        let slot = usize::try_from(age.as_nanos() % CYCLE_NS / SLOT_NS).unwrap_or(0);
        self.0.get(slot).copied().unwrap_or(0)
    }

    /// Octets carried since the beginning of time, up to `age`.
    pub(in crate::sim) fn octets(&self, age: Duration) -> u64 {
        let nanos = age.as_nanos();
        let cycle: u128 = self.0.iter().map(|&bps| u128::from(bps)).sum();
        let whole = nanos / CYCLE_NS * cycle * SLOT_NS;
        let (mut left, mut part) = (nanos % CYCLE_NS, 0);
        for &bps in &self.0 {
            let span = left.min(SLOT_NS);
            part += u128::from(bps) * span;
            left -= span;
        }
        u64::try_from((whole + part) / BIT_NS_PER_OCTET).unwrap_or(u64::MAX)
    }
}

/// A number that looks random and is always the same for the same `seed` (the finaliser of SplitMix64).
pub(in crate::sim) fn scramble(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

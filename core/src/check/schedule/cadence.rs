use std::time::Duration;

use crate::value::Moment;

/// Cycles that begin one interval after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    origin: Moment,
    every_ns: u64,
}

impl Cadence {
    /// Cycle 0 begins at `origin`, each of the others `every` after the one before; a nanosecond at least.
    #[must_use]
    pub fn new(origin: Moment, every: Duration) -> Self {
        Self { origin, every_ns: u64::try_from(every.as_nanos()).unwrap_or(u64::MAX).max(1) }
    }

    /// When that cycle begins.
    #[must_use]
    pub fn at(self, cycle: u64) -> Moment {
        self.origin + Duration::from_nanos(self.every_ns.saturating_mul(cycle))
    }

    /// The first cycle that begins at `now` or later.
    #[must_use]
    pub fn first_from(self, now: Moment) -> u64 {
        now.as_nanos().saturating_sub(self.origin.as_nanos()).div_ceil(self.every_ns)
    }

    /// How many cycles have begun, with one that begins `now`.
    #[must_use]
    pub fn begun(self, now: Moment) -> u64 {
        match now.as_nanos().checked_sub(self.origin.as_nanos()) {
            Some(passed) => passed / self.every_ns + 1,
            None => 0,
        }
    }
}

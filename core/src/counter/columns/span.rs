use super::limit::Limit;
use crate::counter::delta::{IMPOSSIBLE_PER_SECOND, capacity, looks_turned};
use crate::counter::rate::{Passage, passage};
use crate::counter::{Rate, Taken};

/// What one agent's time did between two readings: worked out once for all rows that were in both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// The slot of the earlier reading.
    pub(super) from: u32,
    /// The interval in nanoseconds; 0 where there is none to compute with.
    nanos: u64,
    interval_ms: u32,
    /// Whether a count of zero shows nothing, as the agent may have repeated its answer.
    repeated: bool,
    /// What a `Counter64` may count without further questions.
    free: u64,
    /// By this a limit per second becomes what may be counted.
    seconds: f64,
}

/// How far the estimate of a capacity in floating point is from the exact one, at most.
const ESTIMATE: f64 = 1e-12;
/// 2³², at which a `Counter32` wraps.
const TURN: f64 = 4_294_967_296.0;

impl Span {
    pub(super) fn new(from: u32, earlier: &Taken, later: &Taken) -> Self {
        let (nanos, repeated) = match passage(earlier, later) {
            Passage::Elapsed(elapsed) => (elapsed.nanos(), elapsed.agent_stood_still()),
            Passage::Restarted { .. } | Passage::OutOfOrder => (0, false),
        };
        Self {
            from,
            nanos,
            interval_ms: interval_ms(nanos),
            repeated,
            free: u64::try_from(capacity(IMPOSSIBLE_PER_SECOND, nanos)).unwrap_or(u64::MAX),
            seconds: (nanos as f64 + 1e9) * 1.1e-9,
        }
    }

    /// Whether what a `Counter64` counted is beyond doubt. Where the answer is close, it is no.
    #[inline]
    pub(super) fn is_plain_64(&self, from: u64, to: u64, limit: Limit) -> bool {
        let count = to.wrapping_sub(from);
        self.nanos != 0
            && count <= self.free
            && !(self.repeated && count == 0)
            && (!looks_turned(from, to) || self.is_believed(count, limit))
    }

    /// Whether a counter can have counted this much and passed a multiple of 2³².
    fn is_believed(&self, count: u64, limit: Limit) -> bool {
        let capacity = limit.estimate() * self.nanos as f64 * 1.25e-9;
        limit == Limit::default() || capacity * (1.0 - ESTIMATE) - 1.0 >= count as f64
    }

    /// Whether a `Counter32` that did not decrease counted this much beyond doubt. Where the answer is close, it is no.
    #[inline]
    pub(super) fn is_plain_32(&self, count: u64, limit: Limit) -> bool {
        if self.nanos == 0 || (self.repeated && count == 0) {
            return false;
        }
        let capacity = limit.estimate() * self.seconds;
        let count = count as f64;
        limit == Limit::default()
            || (capacity * (1.0 - ESTIMATE) - 1.0 >= count && capacity * (1.0 + ESTIMATE) + 1.0 < TURN + count)
    }

    #[inline]
    pub(super) fn rate(&self, count: u64) -> (f64, u64, u32) {
        (count as f64 * 1e9 / self.nanos as f64, count, self.interval_ms)
    }
}

/// A rate as a row of a column.
pub(super) fn row(rate: &Rate) -> (f64, u64, u32) {
    (rate.per_second, rate.count, u32::try_from(rate.interval_ms).unwrap_or(u32::MAX))
}

fn interval_ms(nanos: u64) -> u32 {
    u32::try_from(nanos / 1_000_000).unwrap_or(u32::MAX)
}

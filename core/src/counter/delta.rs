use serde::{Deserialize, Serialize};

use super::rate::{Passage, passage};
use super::{Cause, Counter, CounterValue, MaxRate, Sample, Taken};

/// 2³², at which a `Counter32` wraps.
const TURN: u64 = 1 << 32;

/// A count per second that nothing reaches: 100 Tb/s in octets, 60 times the fastest Ethernet.
/// A `Counter64` that jumps so far was set, it did not count.
pub(super) const IMPOSSIBLE_PER_SECOND: u64 = 12_500_000_000_000;

/// What happened to a counter between two samples.
///
/// After any of them the later sample is the next earlier one, except after [`Self::OutOfOrder`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "detail", rename_all = "kebab-case")]
pub enum Delta {
    /// It counted this much.
    Advanced(u64),
    /// A `Counter32` passed 2³² exactly once and counted this much.
    Wrapped(u64),
    /// The later value does not continue the earlier one.
    Discontinuity(Cause),
    /// A `Counter32` may have wrapped in more than one way.
    Ambiguous {
        /// The fewest wraps that explain the samples: 0 or 1.
        fewest_wraps: u64,
        /// The most wraps that the greatest rate allows.
        most_wraps: u64,
    },
    /// The later sample is the older one.
    OutOfOrder,
}

impl Delta {
    /// What was counted, where that is known.
    #[must_use]
    pub fn counted(self) -> Option<u64> {
        match self {
            Self::Advanced(count) | Self::Wrapped(count) => Some(count),
            Self::Discontinuity(_) | Self::Ambiguous { .. } | Self::OutOfOrder => None,
        }
    }
}

/// What a counter did from `earlier` to `later`, where it counts at most `limit`.
///
/// A `Counter64` that decreases was reset; so was one that seems to have passed a multiple of 2³² faster than the limit and
/// a quarter, as where an agent takes the reset of 32 bits for a wrap. A `Counter32` that decreases wrapped only if the agent's
/// uptime advanced, nothing says that the counter was reset, and the rate that follows is possible;
/// if it can have wrapped once more within the time, or unseen, the answer is
/// [`Delta::Ambiguous`]. The limit is taken with 10 % and one second of tolerance, since agents
/// refresh their counters in their own time.
#[must_use]
pub fn delta<C: Counter>(earlier: &Sample<C>, later: &Sample<C>, limit: MaxRate) -> Delta {
    judge(earlier, later, limit, passage(&earlier.taken, &later.taken))
}

pub(super) fn judge<C: Counter>(earlier: &Sample<C>, later: &Sample<C>, limit: MaxRate, passage: Passage) -> Delta {
    let elapsed = match passage {
        Passage::OutOfOrder => return Delta::OutOfOrder,
        Passage::Restarted { up_ms } => return Delta::Discontinuity(Cause::Restarted { up_ms }),
        Passage::Elapsed(elapsed) => elapsed,
    };
    if is_declared(&earlier.taken, &later.taken) {
        return Delta::Discontinuity(Cause::Declared);
    }
    match (earlier.value.counter(), later.value.counter()) {
        (CounterValue::Counter64(from), CounterValue::Counter64(to)) => delta_64(from, to, limit, elapsed.nanos()),
        (CounterValue::Counter32(from), CounterValue::Counter32(to)) if to >= from => {
            advance_32(u64::from(to - from), limit, elapsed.nanos())
        }
        (CounterValue::Counter32(from), CounterValue::Counter32(to)) => {
            let cause = if moved(earlier.taken.last_change, later.taken.last_change) {
                Cause::StateChanged
            } else if !elapsed.agent_advanced() {
                Cause::UptimeUnknown
            } else {
                return wrap_32(u64::from(to.wrapping_sub(from)), limit, elapsed.nanos());
            };
            Delta::Discontinuity(cause)
        }
        _ => Delta::Discontinuity(Cause::WidthChanged),
    }
}

fn delta_64(from: u64, to: u64, limit: MaxRate, nanos: u64) -> Delta {
    let Some(count) = to.checked_sub(from) else {
        return Delta::Discontinuity(Cause::Decreased);
    };
    // Nominal speeds of tunnels and other virtual interfaces are often far too low, so a 64-bit
    // counter is refused only where no interface could have counted so much.
    let generous = limit.counts_per_second().unwrap_or(0).saturating_mul(10).max(IMPOSSIBLE_PER_SECOND);
    let is_impossible = u128::from(count) > capacity(generous, nanos);
    let is_reset = || limit.counts_per_second().is_some_and(|most| u128::from(count) > turn_capacity(most, nanos));
    if is_impossible || (looks_turned(from, to) && is_reset()) {
        return Delta::Discontinuity(Cause::TooFast);
    }
    Delta::Advanced(count)
}

/// Whether a `Counter64` did what one of 32 bits does when it is reset and taken for wrapped: net-snmp makes 64 bits of
/// the system's 32 so, and a port that was made again under its number "counts" up to 2³² more (RFC 2863 §3.1.5).
#[inline]
pub(super) fn looks_turned(from: u64, to: u64) -> bool {
    to % TURN < from % TURN && to.wrapping_sub(from) < TURN
}

/// The most that such a counter is believed to have counted: what its speed allows and a quarter.
pub(super) fn turn_capacity(per_second: u64, nanos: u64) -> u128 {
    u128::from(per_second).saturating_mul(u128::from(nanos)).saturating_mul(5) / 4_000_000_000
}

/// A `Counter32` that did not decrease: it advanced by `count`, or by some turns more.
fn advance_32(count: u64, limit: MaxRate, nanos: u64) -> Delta {
    let Some(per_second) = limit.counts_per_second() else {
        return Delta::Advanced(count);
    };
    match more_turns(count, per_second, nanos) {
        None => Delta::Discontinuity(Cause::TooFast),
        Some(0) => Delta::Advanced(count),
        Some(most_wraps) => Delta::Ambiguous { fewest_wraps: 0, most_wraps },
    }
}

/// A `Counter32` that decreased while nothing speaks of a reset: `count` is the distance across 2³².
fn wrap_32(count: u64, limit: MaxRate, nanos: u64) -> Delta {
    let Some(per_second) = limit.counts_per_second() else {
        return Delta::Discontinuity(Cause::SpeedUnknown);
    };
    match more_turns(count, per_second, nanos) {
        None => Delta::Discontinuity(Cause::TooFast),
        Some(0) => Delta::Wrapped(count),
        Some(more) => Delta::Ambiguous { fewest_wraps: 1, most_wraps: more.saturating_add(1) },
    }
}

/// How many whole turns fit besides `count`; `None` where `count` alone is too much.
fn more_turns(count: u64, per_second: u64, nanos: u64) -> Option<u64> {
    let room = capacity(per_second, nanos).checked_sub(u128::from(count))?;
    Some(u64::try_from(room / u128::from(TURN)).unwrap_or(u64::MAX))
}

/// The most that can be counted in `nanos` at `per_second`, with the tolerance.
pub(super) fn capacity(per_second: u64, nanos: u64) -> u128 {
    // Below 2^64 · 2^65 · 11 only in theory: per_second and nanos are both below 2^64, so saturate.
    u128::from(per_second).saturating_mul(u128::from(nanos) + 1_000_000_000).saturating_mul(11) / 10_000_000_000
}

/// Whether the agent says that the counter lost continuity between the samples.
fn is_declared(earlier: &Taken, later: &Taken) -> bool {
    match (earlier.discontinuity, later.discontinuity) {
        (Some(_), Some(_)) => moved(earlier.discontinuity, later.discontinuity),
        (None, Some(time)) => match (earlier.uptime, later.uptime) {
            (Some(from), Some(to)) => {
                let after = time.0.wrapping_sub(from.0);
                after > 0 && after <= to.0.wrapping_sub(from.0)
            }
            _ => false,
        },
        _ => false,
    }
}

fn moved<T: PartialEq>(earlier: Option<T>, later: Option<T>) -> bool {
    matches!((earlier, later), (Some(from), Some(to)) if from != to)
}

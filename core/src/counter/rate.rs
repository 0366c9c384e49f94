use serde::{Deserialize, Serialize};

use super::delta::judge;
use super::{Counter, Delta, Gap, MaxRate, Sample, Taken};

/// Nanoseconds of one `TimeTicks`.
const TICK: u64 = 10_000_000;
/// Nanoseconds of 2³² `TimeTicks`, 497.1 days, after which `sysUpTime` wraps.
const UPTIME_TURN: u64 = (1 << 32) * TICK;

/// A rate, and what it was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Counts per second.
    pub per_second: f64,
    /// What was counted.
    pub count: u64,
    /// Whether a `Counter32` wrapped meanwhile.
    pub wrapped: bool,
    /// The time that the rate is over, in milliseconds.
    pub interval_ms: u64,
    /// Whose time that is.
    pub base: TimeBase,
    /// The agent's clock minus the local one over the interval, in milliseconds, where both are known: the answer's
    /// delay, the clocks' drift, or a step of one of them.
    pub drift_ms: Option<i64>,
}

/// Whose clock measured an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeBase {
    /// `sysUpTime` of the agent: free of the jitter of the network.
    Agent,
    /// The local clock.
    Local,
}

/// The rate from `earlier` to `later`, where the counter counts at most `limit`.
///
/// The interval is the agent's own, by `sysUpTime`, where that advanced; else the local one.
///
/// # Errors
/// The [`Gap`] that says why there is no rate.
pub fn rate<C: Counter>(earlier: &Sample<C>, later: &Sample<C>, limit: MaxRate) -> Result<Rate, Gap> {
    let passage = passage(&earlier.taken, &later.taken);
    let (count, wrapped) = match judge(earlier, later, limit, passage) {
        Delta::Advanced(count) => (count, false),
        Delta::Wrapped(count) => (count, true),
        Delta::Discontinuity(cause) => return Err(Gap::Discontinuity { cause }),
        Delta::Ambiguous { fewest_wraps, most_wraps } => {
            return Err(Gap::Ambiguous { fewest_wraps, most_wraps, max_rate: limit });
        }
        Delta::OutOfOrder => return Err(Gap::OutOfOrder),
    };
    let Passage::Elapsed(elapsed) = passage else {
        return Err(Gap::OutOfOrder);
    };
    let nanos = elapsed.nanos();
    if nanos == 0 || (count == 0 && elapsed.agent_stood_still()) {
        return Err(Gap::SameInstant);
    }
    Ok(Rate {
        per_second: count as f64 * 1e9 / nanos as f64,
        count,
        wrapped,
        interval_ms: nanos / 1_000_000,
        base: if elapsed.agent_advanced() { TimeBase::Agent } else { TimeBase::Local },
        drift_ms: elapsed.drift_ms(),
    })
}

/// The rate between two polls of which either may have brought nothing.
///
/// # Errors
/// [`Gap::FirstSample`] without an earlier sample, [`Gap::Missed`] without a later one, else as [`rate`].
pub fn rate_between<C: Counter>(
    earlier: Option<&Sample<C>>,
    later: Option<&Sample<C>>,
    limit: MaxRate,
) -> Result<Rate, Gap> {
    let later = later.ok_or(Gap::Missed)?;
    let earlier = earlier.ok_or(Gap::FirstSample)?;
    rate(earlier, later, limit)
}

/// What time did between two samples.
#[derive(Clone, Copy, Debug)]
pub(super) enum Passage {
    /// It passed.
    Elapsed(Elapsed),
    /// The agent started meanwhile.
    Restarted { up_ms: Option<u64> },
    /// The later sample is the older one.
    OutOfOrder,
}

/// An interval by both clocks, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Elapsed {
    /// By `sysUpTime`, where both samples have one that can be compared.
    agent: Option<u64>,
    /// By the local clock; negative where that was set back.
    local: i128,
}

impl Elapsed {
    /// The interval to compute with.
    pub(super) fn nanos(self) -> u64 {
        match self.agent {
            Some(agent) if agent > 0 => agent,
            _ => u64::try_from(self.local.max(0)).unwrap_or(u64::MAX),
        }
    }

    /// Whether the agent's own clock shows that it kept running.
    pub(super) fn agent_advanced(self) -> bool {
        self.agent.is_some_and(|agent| agent > 0)
    }

    /// Whether the agent's own clock did not move.
    pub(super) fn agent_stood_still(self) -> bool {
        self.agent == Some(0)
    }

    fn drift_ms(self) -> Option<i64> {
        let drift = i128::from(self.agent?) - self.local;
        i64::try_from(drift / 1_000_000).ok()
    }
}

/// Compares the clocks of two samples. `sysUpTime` that goes back is its own wrap, a restart or an
/// old answer; which one, the local clock tells.
pub(super) fn passage(earlier: &Taken, later: &Taken) -> Passage {
    let local = i128::from(later.at.as_nanos()) - i128::from(earlier.at.as_nanos());
    let up_ms = later.uptime.map(|uptime| u64::from(uptime.0) * 10);
    if let (Some(from), Some(to)) = (earlier.engine_boots, later.engine_boots) {
        if from > to && local < 0 {
            return Passage::OutOfOrder;
        }
        if from != to {
            return Passage::Restarted { up_ms };
        }
    }
    let ticks = match (earlier.uptime, later.uptime) {
        // An agent that always says 0 keeps no time; an interval of 497 days fits no TimeTicks.
        (Some(from), Some(to)) if (from.0, to.0) != (0, 0) && local < i128::from(UPTIME_TURN) => (from.0, to.0),
        _ if local < 0 => return Passage::OutOfOrder,
        _ => return Passage::Elapsed(Elapsed { agent: None, local }),
    };
    let (from, to) = (u64::from(ticks.0) * TICK, u64::from(ticks.1) * TICK);
    let slack = SECOND + local.max(0) / 100;
    let was_down = local > i128::from(to) + slack;
    if to >= from {
        return match (was_down, to == from && local < 0) {
            // The agent has been up for less than the interval.
            (true, _) => Passage::Restarted { up_ms },
            (_, true) => Passage::OutOfOrder,
            _ => Passage::Elapsed(Elapsed { agent: Some(to - from), local }),
        };
    }
    let across = to + UPTIME_TURN - from;
    if local < 0 {
        Passage::OutOfOrder
    } else if (i128::from(across) - local).abs() <= slack {
        Passage::Elapsed(Elapsed { agent: Some(across), local })
    } else if i128::from(to) <= local + slack {
        Passage::Restarted { up_ms }
    } else {
        // Up for longer than the interval, yet less than before: an old answer that came late.
        Passage::OutOfOrder
    }
}

const SECOND: i128 = 1_000_000_000;

//! Two samples of one counter.

use std::time::Duration;

use netwarden::counter::{Cause, CounterValue, Gap, MaxRate, Rate, Taken, delta, rate_between};
use netwarden::value::{Moment, TimeTicks};

use crate::data::Delta;

/// What a counter says, with its width.
#[derive(uniffi::Enum)]
pub enum NativeCounter {
    Counter32 { value: u32 },
    Counter64 { value: u64 },
}

/// One reading of one counter.
#[derive(uniffi::Record)]
pub struct NativeSample {
    pub value: NativeCounter,
    pub at: Duration,
    pub uptime: Option<TimeTicks>,
    pub discontinuity: Option<TimeTicks>,
    pub last_change: Option<TimeTicks>,
    pub engine_boots: Option<u32>,
}

impl From<NativeSample> for netwarden::counter::Sample<CounterValue> {
    fn from(sample: NativeSample) -> Self {
        let NativeSample { value, at, uptime, discontinuity, last_change, engine_boots } = sample;
        let value = match value {
            NativeCounter::Counter32 { value } => CounterValue::Counter32(value),
            NativeCounter::Counter64 { value } => CounterValue::Counter64(value),
        };
        Self { value, taken: Taken { at: Moment::START + at, uptime, discontinuity, last_change, engine_boots } }
    }
}

/// A rate, or why there is none.
#[derive(uniffi::Enum)]
pub enum RateOutcome {
    /// The rate.
    Known { rate: Rate },
    /// Why there is none.
    Missing { gap: Gap },
}

fn limit(max_rate: Option<u64>) -> MaxRate {
    max_rate.map_or_else(MaxRate::unknown, MaxRate::per_second)
}

#[uniffi::export]
pub fn native_delta(earlier: NativeSample, later: NativeSample, max_rate: Option<u64>) -> Delta {
    delta(&earlier.into(), &later.into(), limit(max_rate)).into()
}

#[uniffi::export]
pub fn native_rate(earlier: Option<NativeSample>, later: Option<NativeSample>, max_rate: Option<u64>) -> RateOutcome {
    let (earlier, later) = (earlier.map(Into::into), later.map(Into::into));
    match rate_between::<CounterValue>(earlier.as_ref(), later.as_ref(), limit(max_rate)) {
        Ok(rate) => RateOutcome::Known { rate },
        Err(gap) => RateOutcome::Missing { gap },
    }
}

/// `restarted 14 s ago`
#[uniffi::export]
pub fn native_gap_text(gap: Gap) -> String {
    gap.to_string()
}

/// `restarted`, `ambiguous`, …
#[uniffi::export]
pub fn native_gap_code(gap: Gap) -> String {
    gap.code().to_owned()
}

/// `restarted`, `declared`, …
#[uniffi::export]
pub fn native_discontinuity_code(cause: Cause) -> String {
    cause.code().to_owned()
}

/// `restarted 14 s ago`
#[uniffi::export]
pub fn native_discontinuity_text(cause: Cause) -> String {
    cause.to_string()
}

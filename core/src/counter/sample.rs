use serde::{Deserialize, Serialize};

use crate::value::{Moment, TimeTicks, Value};

/// A `Counter32` (RFC 2578 §7.1.6): wraps at 2³².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counter32(pub u32);

/// A `Counter64` (RFC 2578 §7.1.10): does not wrap in practice, 2⁶⁴ octets last 11 years at 400 Gb/s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counter64(pub u64);

/// A counter whose width is known at run time only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "kebab-case")]
pub enum CounterValue {
    /// A `Counter32`.
    Counter32(u32),
    /// A `Counter64`.
    Counter64(u64),
}

/// What can be counted with: [`Counter32`], [`Counter64`], or [`CounterValue`] where the width is
/// known at run time only. The width is never guessed from the value.
pub trait Counter: Copy + sealed::Sealed {
    /// The value with its width.
    fn counter(self) -> CounterValue;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Counter32 {}
    impl Sealed for super::Counter64 {}
    impl Sealed for super::CounterValue {}
}

impl Counter for Counter32 {
    fn counter(self) -> CounterValue {
        CounterValue::Counter32(self.0)
    }
}

impl Counter for Counter64 {
    fn counter(self) -> CounterValue {
        CounterValue::Counter64(self.0)
    }
}

impl Counter for CounterValue {
    fn counter(self) -> CounterValue {
        self
    }
}

impl CounterValue {
    /// The counter in `value`; `None` where that is no counter (a `Gauge32` is none).
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Counter32(count) => Some(Self::Counter32(*count)),
            Value::Counter64(count) => Some(Self::Counter64(*count)),
            _ => None,
        }
    }
}

/// When a counter was read, by every clock that can tell.
///
/// Only `at` is required. The more the agent says, the more decreases can be explained: read
/// `sysUpTime.0` in the same PDU as the counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The local clock; the moment when the answer came.
    pub at: Moment,
    /// `sysUpTime.0` of the same PDU.
    pub uptime: Option<TimeTicks>,
    /// `ifCounterDiscontinuityTime` (RFC 2863): `sysUpTime` when the counter last lost continuity.
    pub discontinuity: Option<TimeTicks>,
    /// `ifLastChange`: `sysUpTime` when the interface last changed its state.
    pub last_change: Option<TimeTicks>,
    /// `snmpEngineBoots` (RFC 3411): how often the agent has started since it was configured.
    pub engine_boots: Option<u32>,
}

/// One reading of one counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample<C> {
    /// The value.
    pub value: C,
    /// When it was read.
    #[serde(flatten)]
    pub taken: Taken,
}

impl<C: Counter> Sample<C> {
    /// `value`, read at `at` by the local clock.
    #[must_use]
    pub fn new(value: C, at: Moment) -> Self {
        Self { value, taken: Taken { at, ..Taken::default() } }
    }

    /// With `sysUpTime.0` of the same PDU.
    #[must_use]
    pub fn uptime(mut self, uptime: TimeTicks) -> Self {
        self.taken.uptime = Some(uptime);
        self
    }

    /// With `ifCounterDiscontinuityTime`.
    #[must_use]
    pub fn discontinuity(mut self, time: TimeTicks) -> Self {
        self.taken.discontinuity = Some(time);
        self
    }

    /// With `ifLastChange`.
    #[must_use]
    pub fn last_change(mut self, time: TimeTicks) -> Self {
        self.taken.last_change = Some(time);
        self
    }

    /// With `snmpEngineBoots`.
    #[must_use]
    pub fn engine_boots(mut self, boots: u32) -> Self {
        self.taken.engine_boots = Some(boots);
        self
    }
}

/// The most that a counter can count in a second, in the counter's own unit.
///
/// It decides whether a decreased `Counter32` can have wrapped, and how often it can have wrapped
/// unseen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MaxRate(Option<u64>);

impl MaxRate {
    /// Not known: a `Counter32` that decreases is then a gap.
    #[must_use]
    pub const fn unknown() -> Self {
        Self(None)
    }

    /// `count` per second, in the counter's own unit; 0 means unknown.
    #[must_use]
    pub const fn per_second(count: u64) -> Self {
        Self(if count == 0 { None } else { Some(count) })
    }

    /// For a counter of octets on an interface of `bps` bit/s; 0 means unknown.
    #[must_use]
    pub const fn from_bps(bps: u64) -> Self {
        Self::per_second(bps.div_ceil(8))
    }

    /// For a counter of octets on an interface of `ifHighSpeed` (Mbit/s, RFC 2863); 0 means unknown.
    #[must_use]
    pub const fn from_high_speed(mbit: u32) -> Self {
        // A u32 of megabits is below 2^52 bits.
        Self::from_bps(mbit as u64 * 1_000_000)
    }

    /// Counts per second, where known.
    #[must_use]
    pub const fn counts_per_second(self) -> Option<u64> {
        self.0
    }
}

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::MaxRate;
use crate::error::Error;

/// Why a counter's later value does not continue its earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Cause {
    /// The agent started between the samples: `sysUpTime` or `snmpEngineBoots` says so.
    Restarted {
        /// How long the agent had been up at the later sample, in milliseconds, where it says.
        up_ms: Option<u64>,
    },
    /// `ifCounterDiscontinuityTime` moved: the agent itself says that the counter lost continuity.
    Declared,
    /// A `Counter64` decreased. It does not wrap in practice, so it was reset.
    Decreased,
    /// A `Counter32` decreased and the interface changed its state meanwhile (`ifLastChange`): a reset, not a wrap.
    StateChanged,
    /// A `Counter32` decreased and `sysUpTime` is missing or did not advance: a wrap cannot be told from a reset.
    UptimeUnknown,
    /// A `Counter32` decreased and its greatest rate is not known: a wrap cannot be told from a reset.
    SpeedUnknown,
    /// The count would mean more than the counter can count in that time.
    TooFast,
    /// The counter was 32 bits wide in one sample and 64 in the other.
    WidthChanged,
    /// Another interface answers under the same number, or the same one under another: re-indexed or replaced, so the
    /// counter is another one.
    Replaced,
    /// A printer's page counter is a little less than before: with the power went what was not stored yet.
    RolledBack,
    /// A printer's page counter was set, or its memory was exchanged.
    Reset,
}

impl Cause {
    /// The stable code of this cause, the same in every language.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Restarted { .. } => "restarted",
            Self::Declared => "declared",
            Self::Decreased => "decreased",
            Self::StateChanged => "state-changed",
            Self::UptimeUnknown => "uptime-unknown",
            Self::SpeedUnknown => "speed-unknown",
            Self::TooFast => "too-fast",
            Self::WidthChanged => "width-changed",
            Self::Replaced => "replaced",
            Self::RolledBack => "rolled-back",
            Self::Reset => "reset",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Restarted { up_ms: Some(up) } => return write!(f, "restarted {} ago", Span(*up)),
            Self::Restarted { up_ms: None } => "restarted between the samples",
            Self::Declared => "the agent declares a discontinuity of the counter",
            Self::Decreased => "the 64-bit counter decreased, so it was reset",
            Self::StateChanged => "the counter decreased and the interface changed its state",
            Self::UptimeUnknown => {
                "the 32-bit counter decreased, and without an advancing uptime a wrap looks like a reset"
            }
            Self::SpeedUnknown => {
                "the 32-bit counter decreased, and without the interface's speed a wrap looks like a reset"
            }
            Self::TooFast => "the counter grew faster than it can",
            Self::WidthChanged => "the counter changed its width",
            Self::Replaced => "the interface was replaced or has another number now",
            Self::RolledBack => "the page counter went back a little, as after a power cut",
            Self::Reset => "the page counter was set anew",
        })
    }
}

/// Why there is no rate. A missing rate is a gap with a reason, never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Gap {
    /// There is no earlier sample yet.
    FirstSample,
    /// The later sample was not obtained.
    Missed,
    /// The agent does not have the counter.
    NoCounter,
    /// The later sample was taken before the earlier one, or its answer is an old one that came late.
    OutOfOrder,
    /// No time passed between the samples by any clock, or the agent repeated its earlier answer.
    SameInstant,
    /// The counter does not continue.
    Discontinuity {
        /// Why not.
        cause: Cause,
    },
    /// A `Counter32` may have wrapped more than once, or unseen.
    Ambiguous {
        /// The fewest wraps that explain the samples: 0 or 1.
        fewest_wraps: u64,
        /// The most wraps that the counter's greatest rate allows.
        most_wraps: u64,
        /// The greatest rate that this was judged by.
        max_rate: MaxRate,
    },
    /// For utilisation only: the agent does not say the interface's speed.
    SpeedUnknown,
    /// For utilisation only: the interface's speed changed between the samples.
    SpeedChanged {
        /// The earlier speed, bit/s.
        from_bps: u64,
        /// The later speed, bit/s.
        to_bps: u64,
    },
}

impl Gap {
    /// The stable code of this gap, the same in every language; a discontinuity has its cause's.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::FirstSample => "first-sample",
            Self::Missed => "missed",
            Self::NoCounter => "no-counter",
            Self::OutOfOrder => "out-of-order",
            Self::SameInstant => "same-instant",
            Self::Discontinuity { cause } => cause.code(),
            Self::Ambiguous { .. } => "ambiguous",
            Self::SpeedUnknown => "no-speed",
            Self::SpeedChanged { .. } => "speed-changed",
        }
    }
}

impl FromStr for Gap {
    type Err = Error;

    /// The gap of a code, such as `restarted`, without the details that the code does not tell.
    fn from_str(code: &str) -> Result<Self, Error> {
        let cause = |cause| Self::Discontinuity { cause };
        Ok(match code {
            "first-sample" => Self::FirstSample,
            "missed" => Self::Missed,
            "no-counter" => Self::NoCounter,
            "out-of-order" => Self::OutOfOrder,
            "same-instant" => Self::SameInstant,
            "no-speed" => Self::SpeedUnknown,
            "speed-changed" => Self::SpeedChanged { from_bps: 0, to_bps: 0 },
            "ambiguous" => Self::Ambiguous { fewest_wraps: 0, most_wraps: 0, max_rate: MaxRate::unknown() },
            "restarted" => cause(Cause::Restarted { up_ms: None }),
            "declared" => cause(Cause::Declared),
            "decreased" => cause(Cause::Decreased),
            "state-changed" => cause(Cause::StateChanged),
            "uptime-unknown" => cause(Cause::UptimeUnknown),
            "speed-unknown" => cause(Cause::SpeedUnknown),
            "too-fast" => cause(Cause::TooFast),
            "width-changed" => cause(Cause::WidthChanged),
            "replaced" => cause(Cause::Replaced),
            "rolled-back" => cause(Cause::RolledBack),
            "reset" => cause(Cause::Reset),
            _ => return Err(Error::invalid("gap", code, "the code of a gap, such as missed, restarted or no-counter")),
        })
    }
}

impl fmt::Display for Gap {
    /// `restarted 14 s ago`, `1 or 2 wraps possible at 10 Gb/s`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirstSample => "first sample",
            Self::Missed => "the sample was missed",
            Self::NoCounter => "the agent has no such counter",
            Self::OutOfOrder => "the samples are out of order",
            Self::SameInstant => "both samples are of the same instant",
            Self::Discontinuity { cause } => return cause.fmt(f),
            Self::Ambiguous { fewest_wraps, most_wraps, max_rate } => {
                let joint = if most_wraps.saturating_sub(*fewest_wraps) > 1 { "to" } else { "or" };
                write!(f, "{fewest_wraps} {joint} {most_wraps} wraps possible")?;
                return match max_rate.counts_per_second() {
                    Some(octets) => write!(f, " at {}", BitRate(octets.saturating_mul(8))),
                    None => Ok(()),
                };
            }
            Self::SpeedUnknown => "the agent does not say the interface's speed",
            Self::SpeedChanged { from_bps, to_bps } => {
                return write!(f, "the speed changed from {} to {}", BitRate(*from_bps), BitRate(*to_bps));
            }
        })
    }
}

impl std::error::Error for Gap {}

/// `14 s`, `3 min`, `2 h`, `12 d`, from milliseconds.
struct Span(u64);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1000;
        match seconds {
            0..120 => write!(f, "{seconds} s"),
            120..7200 => write!(f, "{} min", seconds / 60),
            7200..172_800 => write!(f, "{} h", seconds / 3600),
            _ => write!(f, "{} d", seconds / 86_400),
        }
    }
}

/// `10 Gb/s`, `2.5 Gb/s`, from bit/s.
struct BitRate(u64);

impl fmt::Display for BitRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, name) = match self.0 {
            0..1_000 => (1, "b/s"),
            1_000..1_000_000 => (1_000, "kb/s"),
            1_000_000..1_000_000_000 => (1_000_000, "Mb/s"),
            1_000_000_000..1_000_000_000_000 => (1_000_000_000, "Gb/s"),
            _ => (1_000_000_000_000, "Tb/s"),
        };
        let (whole, tenth) = (self.0 / unit, self.0 % unit * 10 / unit);
        if tenth == 0 { write!(f, "{whole} {name}") } else { write!(f, "{whole}.{tenth} {name}") }
    }
}

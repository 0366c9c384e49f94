use serde::{Deserialize, Serialize};

use super::{CounterValue, Gap, MaxRate, Rate, Sample, Taken, rate};

/// The octet counters of one interface, read together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceSample {
    /// When they were read.
    #[serde(flatten)]
    pub taken: Taken,
    /// The interface's speed in bit/s, where the agent says; 0 counts as not said.
    pub speed_bps: Option<u64>,
    /// `ifHCInOctets`, else `ifInOctets`.
    pub in_octets: Option<CounterValue>,
    /// `ifHCOutOctets`, else `ifOutOctets`.
    pub out_octets: Option<CounterValue>,
}

/// The traffic of one interface over an interval; what cannot be told is a [`Gap`] with its reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterfaceRate {
    /// Received, bit/s.
    #[serde(with = "outcome")]
    pub in_bps: Result<f64, Gap>,
    /// Sent, bit/s.
    #[serde(with = "outcome")]
    pub out_bps: Result<f64, Gap>,
    /// Received, as a part of the speed: 1 is all of it. More than 1 means that the agent's speed is nominal.
    #[serde(with = "outcome")]
    pub in_utilisation: Result<f64, Gap>,
    /// Sent, as a part of the speed.
    #[serde(with = "outcome")]
    pub out_utilisation: Result<f64, Gap>,
    /// The time that the rates are over, in milliseconds, where there is one.
    pub interval_ms: Option<u64>,
    /// The agent's clock minus the local one over the interval, in milliseconds, where both are known.
    pub drift_ms: Option<i64>,
    /// The width of the counters used: with 32 bits, fast interfaces have gaps.
    pub width: CounterWidth,
}

/// The width of an interface's octet counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CounterWidth {
    /// The agent has no octet counters for the interface.
    None,
    /// At least one direction has only 32 bits; 2³² octets pass in 34.4 s at 1 Gb/s.
    Bits32,
    /// 64 bits in both directions.
    Bits64,
}

impl InterfaceRate {
    /// No rate in either direction, for one reason.
    #[must_use]
    pub fn gap(gap: Gap) -> Self {
        Self {
            in_bps: Err(gap),
            out_bps: Err(gap),
            in_utilisation: Err(gap),
            out_utilisation: Err(gap),
            interval_ms: None,
            drift_ms: None,
            width: CounterWidth::None,
        }
    }
}

/// The traffic from `earlier` to `later`.
#[must_use]
pub fn interface_rate(earlier: &InterfaceSample, later: &InterfaceSample) -> InterfaceRate {
    // The faster speed judges wraps: over a change, more could have passed.
    let limit = MaxRate::from_bps(earlier.speed_bps.unwrap_or(0).max(later.speed_bps.unwrap_or(0)));
    let direction = |from: Option<CounterValue>, to: Option<CounterValue>| {
        let (Some(from), Some(to)) = (from, to) else { return Err(Gap::NoCounter) };
        let sample = |value, taken| Sample { value, taken };
        rate(&sample(from, earlier.taken), &sample(to, later.taken), limit)
    };
    let input = direction(earlier.in_octets, later.in_octets);
    let output = direction(earlier.out_octets, later.out_octets);
    let speed = common_speed(earlier, later);
    let bps = |rate: &Result<Rate, Gap>| rate.map(|rate| rate.per_second * 8.0);
    let utilisation = |rate: &Result<Rate, Gap>| bps(rate).and_then(|bps| Ok(bps / speed? as f64));
    let any = input.as_ref().or(output.as_ref()).ok();
    InterfaceRate {
        in_bps: bps(&input),
        out_bps: bps(&output),
        in_utilisation: utilisation(&input),
        out_utilisation: utilisation(&output),
        interval_ms: any.map(|rate| rate.interval_ms),
        drift_ms: any.and_then(|rate| rate.drift_ms),
        width: width(later),
    }
}

fn common_speed(earlier: &InterfaceSample, later: &InterfaceSample) -> Result<u64, Gap> {
    let said = |sample: &InterfaceSample| sample.speed_bps.filter(|speed| *speed > 0);
    let to_bps = said(later).ok_or(Gap::SpeedUnknown)?;
    match said(earlier) {
        Some(from_bps) if from_bps != to_bps => Err(Gap::SpeedChanged { from_bps, to_bps }),
        _ => Ok(to_bps),
    }
}

fn width(sample: &InterfaceSample) -> CounterWidth {
    match (sample.in_octets, sample.out_octets) {
        (None, None) => CounterWidth::None,
        (Some(CounterValue::Counter32(_)), _) | (_, Some(CounterValue::Counter32(_))) => CounterWidth::Bits32,
        _ => CounterWidth::Bits64,
    }
}

/// `{"value": 1.0}` or `{"gap": {…}}`.
mod outcome {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Gap;

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Outcome {
        Value(f64),
        Gap(Gap),
    }

    #[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
    pub(super) fn serialize<S: Serializer>(of: &Result<f64, Gap>, serializer: S) -> Result<S::Ok, S::Error> {
        match *of {
            Ok(value) => Outcome::Value(value),
            Err(gap) => Outcome::Gap(gap),
        }
        .serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Result<f64, Gap>, D::Error> {
        Ok(match Outcome::deserialize(deserializer)? {
            Outcome::Value(value) => Ok(value),
            Outcome::Gap(gap) => Err(gap),
        })
    }
}

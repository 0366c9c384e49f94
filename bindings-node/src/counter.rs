//! Two samples of one counter.

use napi::bindgen_prelude::{BigInt, Either, Env, Result};
use napi_derive::napi;
use netwarden::Error;
use netwarden::counter::{CounterValue, MaxRate, Taken};
use netwarden::value::{Moment, TimeTicks};

use crate::convert::Js;
use crate::data::{Delta, Gap, Rate};
use crate::error::raise;

/// One reading of one counter.
#[napi(object, object_to_js = false)]
pub struct Sample {
    pub counter32: Option<u32>,
    pub counter64: Option<BigInt>,
    pub at_ms: f64,
    pub uptime: Option<u32>,
    pub discontinuity: Option<u32>,
    pub last_change: Option<u32>,
    pub engine_boots: Option<u32>,
}

impl Sample {
    fn core(self) -> netwarden::Result<netwarden::counter::Sample<CounterValue>> {
        let wrong = |given: &str, expected: &str| Error::invalid("sample", given, expected);
        let value = match (self.counter32, self.counter64) {
            (Some(value), None) => CounterValue::Counter32(value),
            (None, Some(value)) => match value.get_u64() {
                (false, value, true) => CounterValue::Counter64(value),
                _ => return Err(wrong("counter64", "a BigInt from 0 to 2n ** 64n - 1n")),
            },
            (Some(_), Some(_)) => return Err(wrong("both counter32 and counter64", "one of them")),
            (None, None) => return Err(wrong("no value", "counter32 or counter64")),
        };
        let at = std::time::Duration::try_from_secs_f64(self.at_ms / 1000.0)
            .map_err(|_| Error::invalid("atMs", self.at_ms.to_string(), "milliseconds from 0 up are expected"))?;
        let taken = Taken {
            at: Moment::START + at,
            uptime: self.uptime.map(TimeTicks),
            discontinuity: self.discontinuity.map(TimeTicks),
            last_change: self.last_change.map(TimeTicks),
            engine_boots: self.engine_boots,
        };
        Ok(netwarden::counter::Sample { value, taken })
    }
}

fn limit(max_rate: Option<f64>) -> MaxRate {
    // Saturates: what is negative or no number is unknown.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    max_rate.map_or_else(MaxRate::unknown, |count| MaxRate::per_second(count as u64))
}

#[napi]
pub fn delta(env: &Env, earlier: Sample, later: Sample, max_rate: Option<f64>) -> Result<Delta> {
    let judge = || Ok(netwarden::counter::delta(&earlier.core()?, &later.core()?, limit(max_rate)).js());
    judge().map_err(|error| raise(env, &error))
}

#[napi]
pub fn rate(
    env: &Env,
    earlier: Option<Sample>,
    later: Option<Sample>,
    max_rate: Option<f64>,
) -> Result<Either<Rate, Gap>> {
    let judge = || {
        let (earlier, later) = (earlier.map(Sample::core).transpose()?, later.map(Sample::core).transpose()?);
        Ok(netwarden::counter::rate_between(earlier.as_ref(), later.as_ref(), limit(max_rate)).js())
    };
    judge().map_err(|error| raise(env, &error))
}

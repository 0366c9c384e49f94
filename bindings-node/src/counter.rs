//! Two samples of one counter.

use napi::bindgen_prelude::{BigInt, Either, Env, Result};
use napi_derive::napi;
use netwarden::Error;
use netwarden::counter::{CounterValue, MaxRate, Taken};
use netwarden::value::{IfIndex, Moment, TimeTicks};

use crate::convert::Js;
use crate::data::{Delta, FollowedPorts, Gap, PageDelta, Rate};
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
        let taken = Taken {
            at: moment(self.at_ms)?,
            uptime: self.uptime.map(TimeTicks),
            discontinuity: self.discontinuity.map(TimeTicks),
            last_change: self.last_change.map(TimeTicks),
            engine_boots: self.engine_boots,
        };
        Ok(netwarden::counter::Sample { value, taken })
    }
}

/// A time of a local clock.
pub(crate) fn moment(at_ms: f64) -> netwarden::Result<Moment> {
    let at = std::time::Duration::try_from_secs_f64(at_ms / 1000.0)
        .map_err(|_| Error::invalid("atMs", at_ms.to_string(), "milliseconds from 0 up are expected"))?;
    Ok(Moment::START + at)
}

pub(crate) fn limit(max_rate: Option<f64>) -> MaxRate {
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

/// What an agent says of one interface.
#[napi(object, object_to_js = false)]
pub struct PortIdentity {
    pub index: u32,
    pub name: Option<String>,
    pub alias: Option<String>,
    pub mac: Option<String>,
}

impl PortIdentity {
    fn core(self) -> netwarden::Result<netwarden::counter::PortIdentity> {
        let Self { index, name, alias, mac } = self;
        let mac = mac.map(|text| text.parse()).transpose()?;
        Ok(netwarden::counter::PortIdentity { index: IfIndex(index), name, alias, mac })
    }
}

#[napi]
pub fn follow(env: &Env, earlier: Vec<PortIdentity>, later: Vec<PortIdentity>) -> Result<FollowedPorts> {
    let ports =
        |given: Vec<PortIdentity>| given.into_iter().map(PortIdentity::core).collect::<netwarden::Result<Vec<_>>>();
    let judge = || Ok(netwarden::counter::follow(&ports(earlier)?, &ports(later)?).js());
    judge().map_err(|error| raise(env, &error))
}

/// One reading of a printer's page counter.
#[napi(object, object_to_js = false)]
pub struct PageReading {
    pub pages: Option<f64>,
    pub at_ms: f64,
    pub manufacturer: Option<String>,
    pub serial: Option<String>,
}

impl PageReading {
    fn core(self) -> netwarden::Result<netwarden::counter::PageReading> {
        let Self { pages, at_ms, manufacturer, serial } = self;
        let pages = pages.filter(|pages| *pages >= 0.0).map(crate::series::whole);
        Ok(netwarden::counter::PageReading { manufacturer, serial, pages, at: moment(at_ms)? })
    }
}

/// What is known of a page counter's ways.
#[napi(object, object_to_js = false)]
pub struct PageOptions {
    pub last_count: Option<f64>,
    pub most_per_minute: Option<u32>,
    pub most_lost: Option<u32>,
}

#[napi]
pub fn page_delta(env: &Env, earlier: PageReading, later: PageReading, options: PageOptions) -> Result<PageDelta> {
    let usual = netwarden::counter::PageRules::default();
    let rules = netwarden::counter::PageRules {
        last_count: options.last_count.map(crate::series::whole),
        most_per_minute: options.most_per_minute.unwrap_or(usual.most_per_minute),
        most_lost: options.most_lost.unwrap_or(usual.most_lost),
    };
    let judge = || Ok(netwarden::counter::page_delta(&earlier.core()?, &later.core()?, rules).js());
    judge().map_err(|error| raise(env, &error))
}

//! The rates of very many counters at once.

use napi::bindgen_prelude::{BigUint64Array, Either, Env, Float64Array, Result, Uint8Array, Uint32Array};
use napi_derive::napi;
use netwarden::Error;
use netwarden::counter::{self, CounterColumn, CounterValues, Taken};
use netwarden::value::{Moment, TimeTicks};

use crate::convert::Js;
use crate::counter::{limit, moment};
use crate::data::RowGap;
use crate::error::raise;

/// So many rows of one agent that one answer brought.
#[napi(object, object_to_js = false)]
pub struct Reading {
    pub rows: u32,
    pub at_ms: f64,
    pub uptime: Option<u32>,
    pub discontinuity: Option<u32>,
    pub last_change: Option<u32>,
    pub engine_boots: Option<u32>,
}

impl Reading {
    fn core(&self) -> netwarden::Result<counter::Reading> {
        let at: Moment = moment(self.at_ms)?;
        let taken = Taken {
            at,
            uptime: self.uptime.map(TimeTicks),
            discontinuity: self.discontinuity.map(TimeTicks),
            last_change: self.last_change.map(TimeTicks),
            engine_boots: self.engine_boots,
        };
        Ok(counter::Reading { rows: self.rows as usize, taken })
    }
}

/// What was read of counters.
#[napi(object, object_to_js = false)]
pub struct GivenCounters {
    pub readings: Vec<Reading>,
    pub counter32: Option<Either<Uint32Array, BigUint64Array>>,
    pub counter64: Option<BigUint64Array>,
    pub valid: Option<Uint8Array>,
    pub discontinuity: Option<Uint32Array>,
    pub last_change: Option<Uint32Array>,
}

/// The rates of a column of counters.
#[napi(object, object_from_js = false)]
pub struct RateColumn {
    pub per_second: Float64Array,
    pub count: BigUint64Array,
    pub interval_ms: Uint32Array,
    pub gaps: Vec<RowGap>,
}

/// The last readings of many counters of one kind.
#[napi]
pub struct CounterBank {
    core: counter::CounterBank,
}

#[napi]
impl CounterBank {
    #[napi(factory)]
    pub fn of(rows: u32, max_rate: Option<f64>) -> Self {
        Self { core: counter::CounterBank::new(rows as usize, limit(max_rate)) }
    }

    #[napi]
    pub fn advance(&mut self, env: &Env, given: GivenCounters) -> Result<RateColumn> {
        let readings: netwarden::Result<Vec<_>> = given.readings.iter().map(Reading::core).collect();
        let readings = readings.map_err(|error| raise(env, &error))?;
        let values = match (&given.counter32, &given.counter64) {
            (Some(Either::A(values)), None) => CounterValues::Counter32(values),
            (Some(Either::B(values)), None) => CounterValues::Counter32InWords(values),
            (None, Some(values)) => CounterValues::Counter64(values),
            _ => return Err(raise(env, &Error::invalid("values", "none or both", "counter32 or counter64"))),
        };
        let word = |flags: &[u8]| {
            flags.iter().enumerate().fold(0_u64, |word, (bit, flag)| word | (u64::from(*flag != 0) << bit))
        };
        let valid: Option<Vec<u64>> = given.valid.as_ref().map(|flags| flags.chunks(64).map(word).collect());
        let column = CounterColumn {
            values,
            valid: valid.as_deref(),
            discontinuity: given.discontinuity.as_deref(),
            last_change: given.last_change.as_deref(),
            readings: &readings,
        };
        let mut rates = counter::RateColumn::default();
        self.core.advance(&column, &mut rates);
        Ok(RateColumn {
            per_second: rates.per_second.into(),
            count: rates.count.into(),
            interval_ms: rates.interval_ms.into(),
            gaps: rates.gaps.js(),
        })
    }

    #[napi]
    pub fn push(&mut self, max_rate: Option<f64>) {
        self.core.push(limit(max_rate));
    }

    #[napi]
    pub fn set_limit(&mut self, row: u32, max_rate: Option<f64>) {
        self.core.set_limit(row as usize, limit(max_rate));
    }

    #[napi]
    pub fn limit(&self, row: u32) -> Option<f64> {
        self.core.limit(row as usize).counts_per_second().map(Js::js)
    }

    #[napi]
    pub fn forget(&mut self, row: u32) {
        self.core.forget(row as usize);
    }

    #[napi]
    pub fn size(&self) -> u32 {
        u32::try_from(self.core.len()).unwrap_or(u32::MAX)
    }
}

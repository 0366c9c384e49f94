//! Series, their figures, and the formats that they are exchanged in.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use napi::bindgen_prelude::{
    BigInt, BigInt64Array, BigUint64Array, ClassInstance, Env, Float64Array, PromiseRaw, Result, Uint8Array,
};
use napi_derive::napi;
use netwarden::Error;
use netwarden::series::formats::{self, MeasuredSeries as CoreMeasured, SeriesColumns as CoreSeries};
use netwarden::series::{self, BillingRules, Measured, SeriesKey as CoreKey};
use netwarden::value::Timestamp;

use crate::convert::Js;
use crate::data::{Bill, SeriesGap, SeriesKey, SeriesSpec};
use crate::error::{off_thread, raise};

/// From when until when there is no number, and the code of the reason.
#[napi(object, object_to_js = false)]
pub struct GivenGap {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub reason: String,
}

/// What is said of a program's own numbers.
#[napi(object, object_to_js = false)]
pub struct GivenColumns {
    pub unit: String,
    pub start: DateTime<Utc>,
    pub step_ms: f64,
    pub min: Option<Float64Array>,
    pub max: Option<Float64Array>,
    pub coverage: Option<Float64Array>,
    pub gaps: Option<Vec<GivenGap>>,
}

impl GivenColumns {
    fn finish(self, made: netwarden::Result<series::Columns>) -> netwarden::Result<Columns> {
        let mut made = made?;
        if self.min.is_some() || self.max.is_some() {
            let read = |given: Option<Float64Array>| given.map_or_else(|| made.average.clone(), |given| given.to_vec());
            let (min, max) = (read(self.min), read(self.max));
            made = made.with_extremes(&min, &max)?;
        }
        for gap in self.gaps.unwrap_or_default() {
            let (from, to) = (timestamp(gap.from), timestamp(gap.to));
            made = made.with_gap(series::SeriesGap { from, to, reason: gap.reason.parse()? });
        }
        Ok(made.into())
    }
}

pub(crate) fn timestamp(time: DateTime<Utc>) -> Timestamp {
    Timestamp::from_millis(time.timestamp_millis())
}

/// A whole number of JavaScript; what is none is 0, which no call takes.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
pub(crate) fn whole(number: f64) -> u64 {
    if number.fract() == 0.0 { number as u64 } else { 0 }
}

pub(crate) fn part(percent: Option<u32>) -> netwarden::Result<u8> {
    let percent = percent.unwrap_or(50);
    let fits = u8::try_from(percent).ok().filter(|percent| *percent <= 100);
    fits.ok_or_else(|| Error::invalid("leastCoveragePercent", percent.to_string(), "0 to 100"))
}

/// A series over a span of time.
#[napi]
pub struct Columns {
    core: Arc<series::Columns>,
}

impl Columns {
    pub(crate) fn core(&self) -> Arc<series::Columns> {
        Arc::clone(&self.core)
    }
}

impl From<series::Columns> for Columns {
    fn from(core: series::Columns) -> Self {
        Self { core: Arc::new(core) }
    }
}

/// What is not a column.
#[napi(object, object_from_js = false)]
pub struct ColumnsHead {
    pub kind: String,
    pub unit: String,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub step_ms: f64,
    pub length: u32,
    pub gaps: Vec<SeriesGap>,
}

#[napi]
impl Columns {
    #[napi(factory)]
    pub fn counted(env: &Env, counts: BigUint64Array, given: GivenColumns) -> Result<Self> {
        let (start, step) = (timestamp(given.start), whole(given.step_ms));
        let made = series::Columns::counted(&given.unit, start, step, &counts, given.coverage.as_deref());
        given.finish(made).map_err(|error| raise(env, &error))
    }

    #[napi(factory)]
    pub fn levels(env: &Env, levels: Float64Array, given: GivenColumns) -> Result<Self> {
        let (start, step) = (timestamp(given.start), whole(given.step_ms));
        let made = series::Columns::levels(&given.unit, start, step, &levels, given.coverage.as_deref());
        given.finish(made).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn head(&self) -> ColumnsHead {
        ColumnsHead {
            kind: self.core.kind.js(),
            unit: self.core.unit.clone(),
            start: self.core.start.js(),
            end: self.core.end().js(),
            step_ms: self.core.step_ms.js(),
            length: u32::try_from(self.core.len()).unwrap_or(u32::MAX),
            gaps: self.core.gaps.clone().js(),
        }
    }

    #[napi]
    pub fn average(&self) -> Float64Array {
        self.core.average.clone().into()
    }

    #[napi]
    pub fn min(&self) -> Float64Array {
        self.core.min.clone().into()
    }

    #[napi]
    pub fn max(&self) -> Float64Array {
        self.core.max.clone().into()
    }

    #[napi]
    pub fn last(&self) -> Float64Array {
        self.core.last.clone().into()
    }

    #[napi]
    pub fn count(&self) -> BigUint64Array {
        self.core.count.clone().into()
    }

    #[napi]
    pub fn coverage(&self) -> Float64Array {
        self.core.coverage.clone().into()
    }

    #[napi]
    pub fn time(&self, step: u32) -> DateTime<Utc> {
        self.core.time(step as usize).js()
    }

    #[napi]
    pub fn total(&self) -> BigInt {
        self.core.total().into()
    }

    #[napi]
    pub fn average_of_all(&self) -> Option<f64> {
        self.core.average_of_all()
    }

    #[napi]
    pub fn percentile(&self, env: &Env, percent: f64, method: String) -> Result<Option<f64>> {
        let method = method.parse().map_err(|error| raise(env, &error))?;
        Ok(self.core.percentile(percent, method))
    }

    #[napi]
    pub fn scaled(&self, factor: f64, unit: String) -> Self {
        series::Columns::clone(&self.core).scaled(factor, &unit).into()
    }

    #[napi]
    pub fn rolled_up(&self, env: &Env, step_ms: f64, least_coverage_percent: Option<u32>) -> Result<Self> {
        let rolled = part(least_coverage_percent).and_then(|part| self.core.rolled_up(whole(step_ms), part));
        rolled.map(Self::from).map_err(|error| raise(env, &error))
    }
}

/// A series with its columns.
#[napi]
pub struct SeriesColumns {
    core: Arc<CoreSeries>,
}

impl From<CoreSeries> for SeriesColumns {
    fn from(core: CoreSeries) -> Self {
        Self { core: Arc::new(core) }
    }
}

#[napi]
impl SeriesColumns {
    #[napi(factory)]
    pub fn of(columns: &Columns, device: String, object: String, row: String) -> Self {
        CoreSeries { key: CoreKey::new(device, object, row), columns: series::Columns::clone(&columns.core) }.into()
    }

    #[napi]
    pub fn key(&self) -> SeriesKey {
        self.core.key.clone().js()
    }

    #[napi]
    pub fn columns(&self) -> Columns {
        self.core.columns.clone().into()
    }

    #[napi]
    pub fn measured(&self) -> MeasuredSeries {
        MeasuredSeries { core: Arc::new(self.core.measured()) }
    }
}

/// What was measured of a series.
#[napi]
pub struct MeasuredSeries {
    core: Arc<CoreMeasured>,
}

impl MeasuredSeries {
    pub(crate) fn core(&self) -> Arc<CoreMeasured> {
        Arc::clone(&self.core)
    }
}

/// All of it.
#[napi(object, object_from_js = false)]
pub struct MeasuredNumbers {
    pub series: SeriesSpec,
    pub from_ms: BigInt64Array,
    pub to_ms: BigInt64Array,
    pub count: BigUint64Array,
    pub level: Float64Array,
    pub gaps: Vec<SeriesGap>,
}

#[napi]
impl MeasuredSeries {
    #[napi]
    pub fn numbers(&self) -> MeasuredNumbers {
        let (mut from_ms, mut to_ms, mut count, mut level, mut gaps) = (vec![], vec![], vec![], vec![], vec![]);
        for each in &self.core.measured {
            let (counted, height) = match each.value {
                Measured::Count(count) => (count, f64::NAN),
                Measured::Level(level) => (0, level),
                Measured::Gap(reason) => {
                    gaps.push(series::SeriesGap { from: each.from, to: each.to, reason });
                    continue;
                }
            };
            from_ms.push(each.from.as_millis());
            to_ms.push(each.to.as_millis());
            count.push(counted);
            level.push(height);
        }
        MeasuredNumbers {
            series: self.core.series.clone().js(),
            from_ms: from_ms.into(),
            to_ms: to_ms.into(),
            count: count.into(),
            level: level.into(),
            gaps: gaps.js(),
        }
    }

    #[napi]
    pub fn columns(&self, env: &Env, step_ms: f64) -> Result<Columns> {
        self.core.columns(whole(step_ms)).map(Columns::from).map_err(|error| raise(env, &error))
    }
}

/// Bodies of Prometheus remote write, one after the other.
#[napi]
pub struct RemoteWriter {
    core: Arc<Mutex<formats::RemoteWriter>>,
}

#[napi]
impl RemoteWriter {
    #[napi(factory)]
    pub fn begin() -> Self {
        Self { core: Arc::default() }
    }

    #[napi]
    pub fn body<'env>(
        &self,
        env: &'env Env,
        series: Vec<ClassInstance<SeriesColumns>>,
    ) -> Result<PromiseRaw<'env, Uint8Array>> {
        let (core, series) = (Arc::clone(&self.core), shared(&series));
        let work = move || core.lock().unwrap_or_else(PoisonError::into_inner).body(&cores(&series));
        off_thread(env, work, Uint8Array::from)
    }
}

fn shared(series: &[ClassInstance<SeriesColumns>]) -> Vec<Arc<CoreSeries>> {
    series.iter().map(|one| Arc::clone(&one.core)).collect()
}

/// The formats take series side by side.
fn cores(series: &[Arc<CoreSeries>]) -> Vec<CoreSeries> {
    series.iter().map(|one| CoreSeries::clone(one)).collect()
}

macro_rules! writers {
    ($($name:ident)*) => {
        $(#[napi]
        pub fn $name<'env>(env: &'env Env, series: Vec<ClassInstance<SeriesColumns>>) -> Result<PromiseRaw<'env, String>> {
            let series = shared(&series);
            off_thread(env, move || Ok(formats::$name(&cores(&series))), |text| text)
        })*
    };
}

macro_rules! readers {
    ($($name:ident)*) => {
        $(#[napi]
        pub fn $name(env: &Env, text: String) -> Result<PromiseRaw<'_, Vec<SeriesColumns>>> {
            off_thread(env, move || formats::$name(&text), |made| made.into_iter().map(SeriesColumns::from).collect())
        })*
    };
}

macro_rules! readers_of_moments {
    ($($name:ident)*) => {
        $(#[napi]
        pub fn $name(env: &Env, text: String) -> Result<PromiseRaw<'_, Vec<MeasuredSeries>>> {
            let show = |made: Vec<CoreMeasured>| made.into_iter().map(|core| MeasuredSeries { core: Arc::new(core) }).collect();
            off_thread(env, move || formats::$name(&text), show)
        })*
    };
}

writers! { to_json to_csv to_openmetrics to_influx }
readers! { from_json from_csv from_rrd_dump }
readers_of_moments! { from_openmetrics from_influx }

#[napi]
pub fn to_remote_write<'env>(
    env: &'env Env,
    series: Vec<ClassInstance<SeriesColumns>>,
) -> Result<PromiseRaw<'env, Uint8Array>> {
    let series = shared(&series);
    off_thread(env, move || formats::to_remote_write(&cores(&series)), Uint8Array::from)
}

#[napi]
pub fn to_rrd_dump<'env>(
    env: &'env Env,
    names: Vec<String>,
    columns: Vec<ClassInstance<Columns>>,
) -> Result<PromiseRaw<'env, String>> {
    let columns: Vec<Arc<series::Columns>> = columns.iter().map(|columns| columns.core()).collect();
    let work = move || {
        let sources: Vec<(&str, &series::Columns)> =
            names.iter().zip(&columns).map(|(name, columns)| (name.as_str(), columns.as_ref())).collect();
        formats::to_rrd_dump(&sources)
    };
    off_thread(env, work, |text| text)
}

#[napi]
pub fn utilisation(env: &Env, traffic: &Columns, speed: &Columns) -> Result<Columns> {
    series::utilisation(&traffic.core, &speed.core).map(Columns::from).map_err(|error| raise(env, &error))
}

/// What is chosen about a bill.
#[napi(object, object_to_js = false)]
pub struct BillOptions {
    pub step_ms: Option<f64>,
    pub percent: Option<f64>,
    pub method: Option<String>,
    pub least_coverage_percent: Option<u32>,
}

#[napi]
pub fn bill(
    env: &Env,
    input: &Columns,
    output: &Columns,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    options: BillOptions,
) -> Result<Bill> {
    let make = || {
        let usual = BillingRules::default();
        let rules = BillingRules {
            step_ms: options.step_ms.map_or(usual.step_ms, whole),
            percent: options.percent.unwrap_or(usual.percent),
            method: options.method.map(|word| word.parse()).transpose()?.unwrap_or_default(),
            least_coverage_percent: part(options.least_coverage_percent)?,
        };
        series::bill(&input.core, &output.core, timestamp(from), timestamp(to), rules)
    };
    make().map(Js::js).map_err(|error: Error| raise(env, &error))
}

#[napi]
pub fn month(env: &Env, year: u32, month: u32, utc_offset_minutes: i32) -> Result<Vec<DateTime<Utc>>> {
    let narrow = (u16::try_from(year).unwrap_or(0), u8::try_from(month).unwrap_or(0));
    let offset = i16::try_from(utc_offset_minutes).unwrap_or(i16::MAX);
    let (from, to) = series::month(narrow.0, narrow.1, offset).map_err(|error| raise(env, &error))?;
    Ok(vec![from.js(), to.js()])
}

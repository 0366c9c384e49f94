//! Templates, which cross as JSON, and what a cycle of one came to.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use napi::bindgen_prelude::{BigUint64Array, Either, Env, Float64Array, Result, Uint32Array};
use napi_derive::napi;
use netwarden::Error;
use netwarden::measure::{self, RowFacts, Selection, Template, Watch, standard};
use netwarden::value::{DeviceId, Timestamp};

use crate::convert::Js;
use crate::data::{CheckResult, Gap, MeasuredGap, MissedDevice, PartialDevice};
use crate::error::raise;
use crate::io::span;
use crate::series::timestamp;

/// A ready template with these groups only, and at that interval.
fn ready(template: Template, groups: Option<Vec<String>>, every_ms: Option<f64>) -> netwarden::Result<String> {
    let mut template = match groups {
        Some(groups) => template.only(&groups.iter().map(String::as_str).collect::<Vec<_>>())?,
        None => template,
    };
    if let Some(millis) = every_ms {
        template = template.every_ms(u64::try_from(span("everyMs", millis)?.as_millis()).unwrap_or(u64::MAX));
    }
    template.check()?;
    serde_json::to_string(&template).map_err(|error| Error::invalid("template", &template.name, error.to_string()))
}

#[napi]
pub fn measure_everything(env: &Env, groups: Option<Vec<String>>, every_ms: Option<f64>) -> Result<String> {
    ready(standard::everything(), groups, every_ms).map_err(|error| raise(env, &error))
}

#[napi]
pub fn measure_interfaces_only(env: &Env, groups: Option<Vec<String>>, every_ms: Option<f64>) -> Result<String> {
    ready(standard::interfaces_only(), groups, every_ms).map_err(|error| raise(env, &error))
}

#[napi]
pub fn measure_check(env: &Env, template: String) -> Result<()> {
    Template::from_json(&template).map(drop).map_err(|error| raise(env, &error))
}

#[napi]
pub fn measure_admits(env: &Env, selection: String, device: String, row: String) -> Result<bool> {
    let read = || Ok(Selection::from_json(&selection)?.admits(&DeviceId(device), &RowFacts::from_json(&row)?));
    read().map_err(|error: Error| raise(env, &error))
}

/// A number, or the code of why there is none.
#[napi]
pub fn measure_judge(
    env: &Env,
    watch: String,
    target: String,
    unit: String,
    measured: Either<f64, String>,
    at: DateTime<Utc>,
) -> Result<CheckResult> {
    let judged = || {
        let measured = match measured {
            Either::A(number) => Ok(number),
            Either::B(code) => Err(code.parse()?),
        };
        Ok(Watch::from_json(&watch)?.judge(target, &unit, measured, timestamp(at)).js())
    };
    judged().map_err(|error: Error| raise(env, &error))
}

/// What one cycle of a group came to.
#[napi]
pub struct Measurements {
    core: Arc<measure::Measurements>,
}

impl From<Arc<measure::Measurements>> for Measurements {
    fn from(core: Arc<measure::Measurements>) -> Self {
        Self { core }
    }
}

/// All of it but the columns.
#[napi(object, object_from_js = false)]
pub struct MeasurementsHead {
    pub group: String,
    pub cycle: f64,
    pub skipped: f64,
    pub time: DateTime<Utc>,
    pub took_ms: f64,
    pub devices: Vec<String>,
    pub row_device: Uint32Array,
    pub names: Vec<String>,
    pub states: Vec<String>,
    pub taken_ms: Float64Array,
    pub missed: Vec<MissedDevice>,
    pub partial: Vec<PartialDevice>,
    pub unnamed: f64,
    pub clock_step_ms: f64,
}

/// One quantity of all rows.
#[napi(object, object_from_js = false)]
pub struct MeasuredColumn {
    pub object: String,
    pub kind: String,
    pub unit: String,
    pub keep: bool,
    pub values: Float64Array,
    pub counts: BigUint64Array,
    pub since_ms: Float64Array,
    pub gaps: Vec<MeasuredGap>,
}

#[allow(clippy::cast_precision_loss)] // milliseconds since 1970 are exact below 2^53
fn times(times: &[Timestamp]) -> Float64Array {
    times.iter().map(|time| time.as_millis() as f64).collect::<Vec<f64>>().into()
}

#[napi]
impl Measurements {
    /// The arrays are moved, so that they are read once.
    #[napi]
    #[allow(clippy::cast_precision_loss)] // no clock is stepped by so much
    pub fn head(&self) -> MeasurementsHead {
        let core = &self.core;
        MeasurementsHead {
            group: core.group.clone(),
            cycle: core.cycle.js(),
            skipped: core.skipped.js(),
            time: core.time.js(),
            took_ms: core.took_ms.js(),
            devices: core.rows.devices.clone().js(),
            row_device: core.rows.device.clone().into(),
            names: core.rows.name.clone(),
            states: core.state.clone().js(),
            taken_ms: times(&core.taken),
            missed: core.missed.clone().js(),
            partial: core.partial.clone().js(),
            unnamed: core.unnamed.js(),
            clock_step_ms: core.clock_step_ms as f64,
        }
    }

    #[napi]
    pub fn columns(&self) -> Vec<MeasuredColumn> {
        let column = |column: &measure::MeasuredColumn| MeasuredColumn {
            object: column.object.clone(),
            kind: column.kind.js(),
            unit: column.unit.clone(),
            keep: column.keep,
            values: column.values.clone().into(),
            counts: column.counts.clone().into(),
            since_ms: times(&column.since),
            gaps: column.gaps.clone().js(),
        };
        self.core.columns.iter().map(column).collect()
    }

    #[napi]
    pub fn results(&self) -> Vec<CheckResult> {
        self.core.results.clone().js()
    }

    #[napi]
    pub fn index(&self, row: u32) -> Option<Vec<u32>> {
        let row = row as usize;
        (row < self.core.rows.len()).then(|| self.core.rows.index.of(row).to_vec())
    }

    #[napi]
    pub fn find(&self, device: String, name: String) -> Option<u32> {
        self.core.rows.find(&DeviceId(device), &name).and_then(|row| u32::try_from(row).ok())
    }

    #[napi]
    pub fn value(&self, device: String, name: String, object: String) -> Option<Either<f64, Gap>> {
        self.core.value(&DeviceId(device), &name, &object).map(Js::js)
    }
}

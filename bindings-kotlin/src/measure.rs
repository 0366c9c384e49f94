//! Templates, and what a cycle of one came to. The mirrors of templates go by JSON, as they are written.

use std::sync::Arc;

use netwarden::Error;
use netwarden::check::CheckResult;
use netwarden::inventory::{MissedDevice, PartialDevice};
use netwarden::measure::{self, MeasuredGap, RowState, standard};
use netwarden::series::SeriesKind;
use netwarden::value::{DeviceId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::convert::RateValue;
use crate::error::NativeException;
use crate::octets::{doubles, words32, words64};
use crate::options::{PortKey, RowFacts, Selection, Template, Watch};

fn written(what: &str, data: &impl Serialize) -> netwarden::Result<String> {
    serde_json::to_string(data).map_err(|error| Error::invalid(what, "data", error.to_string()))
}

/// The mirror of what the core has.
fn mirrored<T: DeserializeOwned>(what: &str, core: &impl Serialize) -> netwarden::Result<T> {
    serde_json::from_str(&written(what, core)?).map_err(|error| Error::invalid(what, "data", error.to_string()))
}

/// What a mirror says, where it fits together.
pub(crate) fn template(given: &Template) -> netwarden::Result<measure::Template> {
    measure::Template::from_json(&written("template", given)?)
}

/// The ports of the core as data.
pub(crate) fn ports(core: Vec<measure::PortKey>) -> Vec<PortKey> {
    core.into_iter().map(|key| PortKey { device: key.device.0, port: key.port }).collect()
}

fn ready(
    mut template: measure::Template,
    groups: Option<Vec<String>>,
    every_ms: Option<u64>,
) -> Result<Template, NativeException> {
    if let Some(groups) = groups {
        template = template.only(&groups.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    if let Some(millis) = every_ms {
        template = template.every_ms(millis);
    }
    template.check()?;
    Ok(mirrored("template", &template)?)
}

#[uniffi::export]
pub fn native_measure_everything(
    groups: Option<Vec<String>>,
    every_ms: Option<u64>,
) -> Result<Template, NativeException> {
    ready(standard::everything(), groups, every_ms)
}

#[uniffi::export]
pub fn native_measure_interfaces_only(
    groups: Option<Vec<String>>,
    every_ms: Option<u64>,
) -> Result<Template, NativeException> {
    ready(standard::interfaces_only(), groups, every_ms)
}

#[uniffi::export]
pub fn native_measure_check(given: &Template) -> Result<(), NativeException> {
    template(given)?;
    Ok(())
}

#[uniffi::export]
pub fn native_measure_from_json(text: &str) -> Result<Template, NativeException> {
    Ok(mirrored("template", &measure::Template::from_json(text)?)?)
}

#[uniffi::export]
pub fn native_measure_to_json(given: &Template) -> Result<String, NativeException> {
    Ok(written("template", &template(given)?)?)
}

#[uniffi::export]
pub fn native_measure_admits(selection: &Selection, device: String, row: &RowFacts) -> Result<bool, NativeException> {
    let selection = measure::Selection::from_json(&written("selection", selection)?)?;
    Ok(selection.admits(&DeviceId(device), &measure::RowFacts::from_json(&written("row", row)?)?))
}

#[uniffi::export]
pub fn native_measure_judge(
    watch: &Watch,
    target: String,
    unit: &str,
    measured: RateValue,
    at: Timestamp,
) -> Result<CheckResult, NativeException> {
    Ok(measure::Watch::from_json(&written("watch", watch)?)?.judge(target, unit, measured.into(), at))
}

/// What one cycle of a group came to; `io.netwarden.Measurements` wraps it.
#[derive(uniffi::Object)]
pub struct NativeMeasurements {
    core: Arc<measure::Measurements>,
}

impl From<Arc<measure::Measurements>> for NativeMeasurements {
    fn from(core: Arc<measure::Measurements>) -> Self {
        Self { core }
    }
}

/// All of it but the columns; numbers cross as octets, the least significant first.
#[derive(uniffi::Record)]
pub struct NativeMeasurementsHead {
    pub group: String,
    pub cycle: u64,
    pub skipped: u64,
    pub time: Timestamp,
    pub took_ms: u64,
    pub devices: Vec<DeviceId>,
    pub row_device: Vec<u8>,
    pub names: Vec<String>,
    pub states: Vec<RowState>,
    pub taken_ms: Vec<u8>,
    pub missed: Vec<MissedDevice>,
    pub partial: Vec<PartialDevice>,
    pub unnamed: u64,
    pub clock_step_ms: i64,
}

/// One quantity of all rows.
#[derive(uniffi::Record)]
pub struct NativeMeasurementsColumn {
    pub object: String,
    pub kind: SeriesKind,
    pub unit: String,
    pub keep: bool,
    pub values: Vec<u8>,
    pub counts: Vec<u8>,
    pub since_ms: Vec<u8>,
    pub gaps: Vec<MeasuredGap>,
}

fn times(times: &[Timestamp]) -> Vec<u8> {
    words64(times.iter().map(|time| time.as_millis().cast_unsigned()))
}

#[uniffi::export]
impl NativeMeasurements {
    pub fn head(&self) -> NativeMeasurementsHead {
        let core = &self.core;
        NativeMeasurementsHead {
            group: core.group.clone(),
            cycle: core.cycle,
            skipped: core.skipped,
            time: core.time,
            took_ms: core.took_ms,
            devices: core.rows.devices.clone(),
            row_device: words32(&core.rows.device),
            names: core.rows.name.clone(),
            states: core.state.clone(),
            taken_ms: times(&core.taken),
            missed: core.missed.clone(),
            partial: core.partial.clone(),
            unnamed: core.unnamed,
            clock_step_ms: core.clock_step_ms,
        }
    }

    pub fn columns(&self) -> Vec<NativeMeasurementsColumn> {
        let column = |column: &measure::MeasuredColumn| NativeMeasurementsColumn {
            object: column.object.clone(),
            kind: column.kind,
            unit: column.unit.clone(),
            keep: column.keep,
            values: doubles(&column.values),
            counts: words64(column.counts.iter().copied()),
            since_ms: times(&column.since),
            gaps: column.gaps.clone(),
        };
        self.core.columns.iter().map(column).collect()
    }

    pub fn results(&self) -> Vec<CheckResult> {
        self.core.results.clone()
    }

    pub fn index(&self, row: u32) -> Option<Vec<u32>> {
        let row = row as usize;
        (row < self.core.rows.len()).then(|| self.core.rows.index.of(row).to_vec())
    }

    pub fn find(&self, device: String, name: &str) -> Option<u32> {
        self.core.rows.find(&DeviceId(device), name).and_then(|row| u32::try_from(row).ok())
    }

    pub fn value(&self, device: String, name: &str, object: &str) -> Option<RateValue> {
        self.core.value(&DeviceId(device), name, object).map(RateValue::from)
    }
}

//! `netwarden.measure`: templates, which cross as JSON, and what a cycle of one came to.

use std::sync::Arc;
use std::time::SystemTime;

use netwarden::counter::Gap;
use netwarden::measure::{self, RowFacts, Selection, Template, Watch, standard};
use netwarden::series::SeriesKind;
use netwarden::value::{DeviceId, Timestamp};
use netwarden::{Error, Result};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::buffer::{counts, doubles, view};
use crate::convert::{Kept, ToPy, timestamp};
use crate::data;
use crate::error::raise;

/// A ready template with these groups only, and at that interval.
fn ready(template: Template, groups: Option<Vec<String>>, every_ms: Option<u64>) -> PyResult<String> {
    let chosen = |groups: Vec<String>| template.clone().only(&groups.iter().map(String::as_str).collect::<Vec<_>>());
    let template = groups.map_or_else(|| Ok(template.clone()), chosen).map_err(|error| raise(&error))?;
    let template = every_ms.map_or_else(|| template.clone(), |millis| template.clone().every_ms(millis));
    template.check().map_err(|error| raise(&error))?;
    serde_json::to_string(&template)
        .map_err(|error| raise(&Error::invalid("template", &template.name, error.to_string())))
}

#[pyfunction]
#[pyo3(signature = (groups = None, every_ms = None))]
pub(crate) fn measure_everything(groups: Option<Vec<String>>, every_ms: Option<u64>) -> PyResult<String> {
    ready(standard::everything(), groups, every_ms)
}

#[pyfunction]
#[pyo3(signature = (groups = None, every_ms = None))]
pub(crate) fn measure_interfaces_only(groups: Option<Vec<String>>, every_ms: Option<u64>) -> PyResult<String> {
    ready(standard::interfaces_only(), groups, every_ms)
}

#[pyfunction]
pub(crate) fn measure_check(template: &str) -> PyResult<()> {
    Template::from_json(template).map(drop).map_err(|error| raise(&error))
}

#[pyfunction]
pub(crate) fn measure_admits(selection: &str, device: String, row: &str) -> PyResult<bool> {
    let read = || -> Result<bool> {
        Ok(Selection::from_json(selection)?.admits(&DeviceId(device), &RowFacts::from_json(row)?))
    };
    read().map_err(|error| raise(&error))
}

/// A number, why there is none, or the code of why.
#[derive(FromPyObject)]
pub(crate) enum GivenNumber<'py> {
    Number(f64),
    Missing(PyRef<'py, data::Gap>),
    Code(String),
}

#[pyfunction]
pub(crate) fn measure_judge<'py>(
    py: Python<'py>,
    watch: &str,
    target: String,
    unit: &str,
    measured: GivenNumber<'py>,
    at: SystemTime,
) -> PyResult<Bound<'py, PyAny>> {
    let judged = || {
        let measured = match measured {
            GivenNumber::Number(number) => Ok(number),
            GivenNumber::Missing(gap) => Err(gap.core),
            GivenNumber::Code(code) => Err(code.parse()?),
        };
        Ok(Watch::from_json(watch)?.judge(target, unit, measured, timestamp(at)))
    };
    judged().map_err(|error: Error| raise(&error))?.to_py(py)
}

/// What one cycle of a group came to.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Measurements {
    core: Arc<measure::Measurements>,
    devices: Kept,
    names: Kept,
    row_device: Kept,
    states: Kept,
    taken_ms: Kept,
    columns: Kept,
    results: Kept,
    missed: Kept,
    partial: Kept,
}

impl From<Arc<measure::Measurements>> for Measurements {
    fn from(core: Arc<measure::Measurements>) -> Self {
        let kept = Kept::default;
        Self {
            core,
            devices: kept(),
            names: kept(),
            row_device: kept(),
            states: kept(),
            taken_ms: kept(),
            columns: kept(),
            results: kept(),
            missed: kept(),
            partial: kept(),
        }
    }
}

fn times<'py>(py: Python<'py>, times: &[Timestamp]) -> PyResult<Bound<'py, PyAny>> {
    view(py, times.iter().map(|time| time.as_millis().to_ne_bytes()), "q")
}

#[pymethods]
impl Measurements {
    #[getter]
    fn group(&self) -> &str {
        &self.core.group
    }

    #[getter]
    fn cycle(&self) -> u64 {
        self.core.cycle
    }

    #[getter]
    fn skipped(&self) -> u64 {
        self.core.skipped
    }

    #[getter]
    fn time<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.core.time.to_py(py)
    }

    #[getter]
    fn took_ms(&self) -> u64 {
        self.core.took_ms
    }

    #[getter]
    fn devices<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.devices.show(py, &self.core.rows.devices)
    }

    #[getter]
    fn names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.names.show(py, &self.core.rows.name)
    }

    #[getter]
    fn row_device<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let device = &self.core.rows.device;
        self.row_device.make(py, || view(py, device.iter().map(|each| each.to_ne_bytes()), "I"))
    }

    #[getter]
    fn states<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.states.show(py, &self.core.state)
    }

    #[getter]
    fn taken_ms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.taken_ms.make(py, || times(py, &self.core.taken))
    }

    #[getter]
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.columns.make(py, || {
            let columns = (0..self.core.columns.len()).map(|at| MeasuredColumn::new(&self.core, at));
            Ok(PyTuple::new(py, columns.collect::<Vec<_>>())?.into_any())
        })
    }

    #[getter]
    fn results<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.results.show(py, &self.core.results)
    }

    #[getter]
    fn missed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.missed.show(py, &self.core.missed)
    }

    #[getter]
    fn partial<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.partial.show(py, &self.core.partial)
    }

    #[getter]
    fn unnamed(&self) -> u64 {
        self.core.unnamed
    }

    #[getter]
    fn clock_step_ms(&self) -> i64 {
        self.core.clock_step_ms
    }

    fn index<'py>(&self, py: Python<'py>, row: usize) -> PyResult<Bound<'py, PyAny>> {
        if row >= self.core.rows.len() {
            return Ok(py.None().into_bound(py));
        }
        Ok(PyTuple::new(py, self.core.rows.index.of(row))?.into_any())
    }

    fn find(&self, device: String, name: &str) -> Option<usize> {
        self.core.rows.find(&DeviceId(device), name)
    }

    fn column<'py>(&self, py: Python<'py>, object: &str) -> PyResult<Bound<'py, PyAny>> {
        match self.core.columns.iter().position(|column| column.object == object) {
            Some(at) => self.columns(py)?.get_item(at),
            None => Ok(py.None().into_bound(py)),
        }
    }

    fn value<'py>(&self, py: Python<'py>, device: String, name: &str, object: &str) -> PyResult<Bound<'py, PyAny>> {
        let value: Option<std::result::Result<f64, Gap>> = self.core.value(&DeviceId(device), name, object);
        value.to_py(py)
    }

    fn __len__(&self) -> usize {
        self.core.rows.len()
    }

    fn __repr__(&self) -> String {
        let core = &self.core;
        format!("<Measurements of {}, cycle {}: {} rows>", core.group, core.cycle, core.rows.len())
    }
}

/// One quantity of all rows.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct MeasuredColumn {
    core: Arc<measure::Measurements>,
    at: usize,
    values: Kept,
    counts: Kept,
    since_ms: Kept,
    gaps: Kept,
}

impl MeasuredColumn {
    fn new(core: &Arc<measure::Measurements>, at: usize) -> Self {
        let kept = Kept::default;
        Self { core: Arc::clone(core), at, values: kept(), counts: kept(), since_ms: kept(), gaps: kept() }
    }

    fn column(&self) -> PyResult<&measure::MeasuredColumn> {
        // What was measured is frozen, so the column is there.
        self.core.columns.get(self.at).ok_or_else(|| raise(&Error::Cancelled))
    }
}

#[pymethods]
impl MeasuredColumn {
    #[getter]
    fn object(&self) -> PyResult<&str> {
        Ok(&self.column()?.object)
    }

    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let kind: SeriesKind = self.column()?.kind;
        kind.to_py(py)
    }

    #[getter]
    fn unit(&self) -> PyResult<&str> {
        Ok(&self.column()?.unit)
    }

    #[getter]
    fn keep(&self) -> PyResult<bool> {
        Ok(self.column()?.keep)
    }

    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let column = self.column()?;
        self.values.make(py, || doubles(py, &column.values))
    }

    #[getter]
    fn counts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let column = self.column()?;
        self.counts.make(py, || counts(py, &column.counts))
    }

    #[getter]
    fn since_ms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let column = self.column()?;
        self.since_ms.make(py, || times(py, &column.since))
    }

    #[getter]
    fn gaps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.gaps.show(py, &self.column()?.gaps)
    }

    fn __len__(&self) -> PyResult<usize> {
        Ok(self.column()?.values.len())
    }

    fn __repr__(&self) -> PyResult<String> {
        let column = self.column()?;
        Ok(format!("<MeasuredColumn {} of {} rows>", column.object, column.values.len()))
    }
}

//! `netwarden.series`: what a counter or a level did over time, its figures, and the formats that it is exchanged in.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use netwarden::Error;
use netwarden::series::formats::{self, MeasuredSeries as CoreMeasured, SeriesColumns as CoreSeries};
use netwarden::series::{self, BillingRules, Measured, SeriesKey};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::buffer::{counts, doubles, read_counts, read_doubles, view};
use crate::convert::{Kept, Shown, ToPy, timestamp};
use crate::error::raise;

/// A series over a span of time, step by step.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Columns {
    core: Arc<series::Columns>,
    average: Kept,
    min: Kept,
    max: Kept,
    last: Kept,
    count: Kept,
    coverage: Kept,
    gaps: Kept,
}

impl From<series::Columns> for Columns {
    fn from(core: series::Columns) -> Self {
        Arc::new(core).into()
    }
}

impl From<Arc<series::Columns>> for Columns {
    fn from(core: Arc<series::Columns>) -> Self {
        let kept = Kept::default;
        Self {
            core,
            average: kept(),
            min: kept(),
            max: kept(),
            last: kept(),
            count: kept(),
            coverage: kept(),
            gaps: kept(),
        }
    }
}

impl Columns {
    pub(crate) fn core(&self) -> Arc<series::Columns> {
        Arc::clone(&self.core)
    }

    /// With what else a caller gave.
    fn made(
        made: netwarden::Result<series::Columns>,
        min: Option<&Bound<'_, PyAny>>,
        max: Option<&Bound<'_, PyAny>>,
        gaps: Vec<GivenGap>,
    ) -> PyResult<Self> {
        let mut made = made.map_err(|error| raise(&error))?;
        if min.is_some() || max.is_some() {
            let read = |name, given: Option<&Bound<'_, PyAny>>| {
                given.map_or_else(|| Ok(made.average.clone()), |given| read_doubles(name, given))
            };
            let (min, max) = (read("min", min)?, read("max", max)?);
            made = made.with_extremes(&min, &max).map_err(|error| raise(&error))?;
        }
        for gap in gaps {
            made = made.with_gap(gap.core()?);
        }
        Ok(made.into())
    }
}

/// From when until when there is no number, and the code of the reason.
#[derive(FromPyObject)]
pub(crate) struct GivenGap(SystemTime, SystemTime, String);

impl GivenGap {
    fn core(&self) -> PyResult<series::SeriesGap> {
        let reason = self.2.parse().map_err(|error: Error| raise(&error))?;
        Ok(series::SeriesGap { from: timestamp(self.0), to: timestamp(self.1), reason })
    }
}

#[pymethods]
impl Columns {
    #[staticmethod]
    #[pyo3(signature = (counts, *, unit, start, step_ms, coverage = None, gaps = Vec::new()))]
    fn counted(
        counts: &Bound<'_, PyAny>,
        unit: &str,
        start: SystemTime,
        step_ms: u64,
        coverage: Option<&Bound<'_, PyAny>>,
        gaps: Vec<GivenGap>,
    ) -> PyResult<Self> {
        let counts = read_counts("counts", counts)?;
        let coverage = coverage.map(|given| read_doubles("coverage", given)).transpose()?;
        let made = series::Columns::counted(unit, timestamp(start), step_ms, &counts, coverage.as_deref());
        Self::made(made, None, None, gaps)
    }

    #[staticmethod]
    #[pyo3(signature = (levels, *, unit, start, step_ms, min = None, max = None, coverage = None, gaps = Vec::new()))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn levels(
        levels: &Bound<'_, PyAny>,
        unit: &str,
        start: SystemTime,
        step_ms: u64,
        min: Option<&Bound<'_, PyAny>>,
        max: Option<&Bound<'_, PyAny>>,
        coverage: Option<&Bound<'_, PyAny>>,
        gaps: Vec<GivenGap>,
    ) -> PyResult<Self> {
        let levels = read_doubles("levels", levels)?;
        let coverage = coverage.map(|given| read_doubles("coverage", given)).transpose()?;
        let made = series::Columns::levels(unit, timestamp(start), step_ms, &levels, coverage.as_deref());
        Self::made(made, min, max, gaps)
    }

    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.core.kind.to_py(py)
    }

    #[getter]
    fn unit(&self) -> &str {
        &self.core.unit
    }

    #[getter]
    fn start<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.core.start.to_py(py)
    }

    #[getter]
    fn end<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.core.end().to_py(py)
    }

    #[getter]
    fn step_ms(&self) -> u64 {
        self.core.step_ms
    }

    #[getter]
    fn average<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.average.make(py, || doubles(py, &self.core.average))
    }

    #[getter]
    fn min<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.min.make(py, || doubles(py, &self.core.min))
    }

    #[getter]
    fn max<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.max.make(py, || doubles(py, &self.core.max))
    }

    #[getter]
    fn last<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.last.make(py, || doubles(py, &self.core.last))
    }

    #[getter]
    fn count<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.count.make(py, || counts(py, &self.core.count))
    }

    #[getter]
    fn coverage<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.coverage.make(py, || doubles(py, &self.core.coverage))
    }

    #[getter]
    fn gaps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.gaps.show(py, &self.core.gaps)
    }

    fn time<'py>(&self, py: Python<'py>, step: usize) -> PyResult<Bound<'py, PyAny>> {
        self.core.time(step).to_py(py)
    }

    fn total(&self) -> u128 {
        self.core.total()
    }

    fn average_of_all(&self) -> Option<f64> {
        self.core.average_of_all()
    }

    #[pyo3(signature = (percent, *, method = "nearest-rank"))]
    fn percentile(&self, py: Python<'_>, percent: f64, method: &str) -> PyResult<Option<f64>> {
        let method = method.parse().map_err(|error: Error| raise(&error))?;
        Ok(py.detach(|| self.core.percentile(percent, method)))
    }

    fn scaled(&self, py: Python<'_>, factor: f64, unit: &str) -> Self {
        py.detach(|| series::Columns::clone(&self.core).scaled(factor, unit)).into()
    }

    #[pyo3(signature = (step_ms, *, least_coverage_percent = 50))]
    fn rolled_up(&self, py: Python<'_>, step_ms: u64, least_coverage_percent: u8) -> PyResult<Self> {
        let rolled = py.detach(|| self.core.rolled_up(step_ms, least_coverage_percent));
        rolled.map(Self::from).map_err(|error| raise(&error))
    }

    fn __len__(&self) -> usize {
        self.core.len()
    }

    fn __repr__(&self) -> String {
        let core = &self.core;
        format!("<Columns of {} steps of {} ms in {}, {} gaps>", core.len(), core.step_ms, core.unit, core.gaps.len())
    }
}

/// A series with its columns.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct SeriesColumns {
    core: Arc<CoreSeries>,
    key: Kept,
    columns: Kept,
}

impl From<CoreSeries> for SeriesColumns {
    fn from(core: CoreSeries) -> Self {
        Self { core: Arc::new(core), key: Kept::default(), columns: Kept::default() }
    }
}

#[pymethods]
impl SeriesColumns {
    #[new]
    #[pyo3(signature = (columns, *, device, object, row = ""))]
    fn new(columns: &Columns, device: &str, object: &str, row: &str) -> Self {
        CoreSeries { key: SeriesKey::new(device, object, row), columns: series::Columns::clone(&columns.core) }.into()
    }

    #[getter]
    fn key<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.key.show(py, &self.core.key)
    }

    #[getter]
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.columns.make(py, || Ok(Bound::new(py, Columns::from(self.core.columns.clone()))?.into_any()))
    }

    fn measured(&self, py: Python<'_>) -> MeasuredSeries {
        py.detach(|| self.core.measured()).into()
    }

    fn __repr__(&self) -> String {
        format!("<SeriesColumns {} of {} steps>", self.core.key, self.core.columns.len())
    }
}

/// What was measured of a series, in the order of time.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct MeasuredSeries {
    pub(crate) core: CoreMeasured,
    series: Kept,
}

impl From<CoreMeasured> for MeasuredSeries {
    fn from(core: CoreMeasured) -> Self {
        Self { core, series: Kept::default() }
    }
}

impl MeasuredSeries {
    /// From when, until when and what, without the gaps.
    fn numbers(&self) -> Vec<(i64, i64, Measured)> {
        let is_number = |value: &Measured| !matches!(value, Measured::Gap(_));
        let all = self.core.measured.iter().filter(|each| is_number(&each.value));
        all.map(|each| (each.from.as_millis(), each.to.as_millis(), each.value)).collect()
    }
}

#[pymethods]
#[allow(clippy::wrong_self_convention)] // from when on
impl MeasuredSeries {
    #[getter]
    fn series<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.series.show(py, &self.core.series)
    }

    #[getter]
    fn from_ms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        view(py, self.numbers().iter().map(|each| each.0.to_ne_bytes()), "q")
    }

    #[getter]
    fn to_ms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        view(py, self.numbers().iter().map(|each| each.1.to_ne_bytes()), "q")
    }

    #[getter]
    fn count<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let count = |value: &Measured| if let Measured::Count(count) = value { *count } else { 0 };
        view(py, self.numbers().iter().map(|each| count(&each.2).to_ne_bytes()), "Q")
    }

    #[getter]
    fn level<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let level = |value: &Measured| if let Measured::Level(level) = value { *level } else { f64::NAN };
        view(py, self.numbers().iter().map(|each| level(&each.2).to_ne_bytes()), "d")
    }

    #[getter]
    fn gaps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let gap = |each: &formats::Measurement| match each.value {
            Measured::Gap(reason) => Some(series::SeriesGap { from: each.from, to: each.to, reason }),
            _ => None,
        };
        self.core.measured.iter().filter_map(gap).collect::<Vec<_>>().to_py(py)
    }

    fn columns(&self, py: Python<'_>, step_ms: u64) -> PyResult<Columns> {
        py.detach(|| self.core.columns(step_ms)).map(Columns::from).map_err(|error| raise(&error))
    }

    fn __len__(&self) -> usize {
        self.numbers().len()
    }

    fn __repr__(&self) -> String {
        format!("<MeasuredSeries {} of {} numbers>", self.core.series.key, self.__len__())
    }
}

/// Bodies of Prometheus remote write, one after the other.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct RemoteWriter {
    core: Mutex<formats::RemoteWriter>,
}

#[pymethods]
impl RemoteWriter {
    #[new]
    fn new() -> Self {
        Self { core: Mutex::default() }
    }

    fn body<'py>(&self, py: Python<'py>, series: Vec<PyRef<'py, SeriesColumns>>) -> PyResult<Bound<'py, PyBytes>> {
        let series = cores(&series);
        let body = py.detach(|| self.core.lock().unwrap_or_else(PoisonError::into_inner).body(&series));
        Ok(PyBytes::new(py, &body.map_err(|error| raise(&error))?))
    }
}

/// The formats take series side by side.
fn cores(series: &[PyRef<'_, SeriesColumns>]) -> Vec<CoreSeries> {
    series.iter().map(|one| CoreSeries::clone(&one.core)).collect()
}

fn shown<'py, Core, View>(py: Python<'py>, made: netwarden::Result<Vec<Core>>) -> PyResult<Bound<'py, PyTuple>>
where
    View: From<Core> + pyo3::PyClass + Into<PyClassInitializer<View>>,
{
    let made = made.map_err(|error| raise(&error))?;
    PyTuple::new(py, made.into_iter().map(|one| Bound::new(py, View::from(one))).collect::<PyResult<Vec<_>>>()?)
}

macro_rules! writers {
    ($($name:ident)*) => {
        $(#[pyfunction]
        fn $name(py: Python<'_>, series: Vec<PyRef<'_, SeriesColumns>>) -> String {
            let series = cores(&series);
            py.detach(|| formats::$name(&series))
        })*
    };
}

macro_rules! readers {
    ($($name:ident as $view:ident)*) => {
        $(#[pyfunction]
        fn $name<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyTuple>> {
            shown::<_, $view>(py, py.detach(|| formats::$name(text)))
        })*
    };
}

writers! { to_json to_csv to_openmetrics to_influx }
readers! {
    from_json as SeriesColumns
    from_csv as SeriesColumns
    from_openmetrics as MeasuredSeries
    from_influx as MeasuredSeries
    from_rrd_dump as SeriesColumns
}

#[pyfunction]
fn to_remote_write<'py>(py: Python<'py>, series: Vec<PyRef<'py, SeriesColumns>>) -> PyResult<Bound<'py, PyBytes>> {
    let series = cores(&series);
    let body = py.detach(|| formats::to_remote_write(&series)).map_err(|error| raise(&error))?;
    Ok(PyBytes::new(py, &body))
}

#[pyfunction]
fn to_rrd_dump(py: Python<'_>, sources: Vec<(String, PyRef<'_, Columns>)>) -> PyResult<String> {
    let sources: Vec<(String, Arc<series::Columns>)> =
        sources.into_iter().map(|(name, columns)| (name, columns.core())).collect();
    let sources: Vec<(&str, &series::Columns)> =
        sources.iter().map(|(name, columns)| (name.as_str(), columns.as_ref())).collect();
    py.detach(|| formats::to_rrd_dump(&sources)).map_err(|error| raise(&error))
}

/// How much of a port's speed its traffic took.
#[pyfunction]
fn utilisation(py: Python<'_>, traffic: &Columns, speed: &Columns) -> PyResult<Columns> {
    py.detach(|| series::utilisation(&traffic.core, &speed.core)).map(Columns::from).map_err(|error| raise(&error))
}

/// What is to be paid for traffic in both directions.
#[pyfunction]
#[pyo3(signature = (
    input, output, from_, to, *, step_ms = 300_000, percent = 95.0, method = "nearest-rank", least_coverage_percent = 50
))]
#[allow(clippy::too_many_arguments)] // what is above four is by keyword only
fn bill<'py>(
    py: Python<'py>,
    input: &Columns,
    output: &Columns,
    from_: SystemTime,
    to: SystemTime,
    step_ms: u64,
    percent: f64,
    method: &str,
    least_coverage_percent: u8,
) -> PyResult<Bound<'py, PyAny>> {
    let method = method.parse().map_err(|error: Error| raise(&error))?;
    let rules = BillingRules { step_ms, percent, method, least_coverage_percent };
    let (from, to) = (timestamp(from_), timestamp(to));
    let bill = py.detach(|| series::bill(&input.core, &output.core, from, to, rules));
    bill.map_err(|error| raise(&error))?.to_py(py)
}

/// When a month begins, and the next one.
#[pyfunction]
#[pyo3(signature = (year, month, *, utc_offset_minutes = 0))]
fn month<'py>(py: Python<'py>, year: u16, month: u8, utc_offset_minutes: i16) -> PyResult<Bound<'py, PyTuple>> {
    let (from, to) = series::month(year, month, utc_offset_minutes).map_err(|error| raise(&error))?;
    (Shown(from), Shown(to)).into_pyobject(py)
}

/// Adds every function of this file.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(to_json, module)?)?;
    module.add_function(wrap_pyfunction!(from_json, module)?)?;
    module.add_function(wrap_pyfunction!(to_csv, module)?)?;
    module.add_function(wrap_pyfunction!(from_csv, module)?)?;
    module.add_function(wrap_pyfunction!(to_openmetrics, module)?)?;
    module.add_function(wrap_pyfunction!(from_openmetrics, module)?)?;
    module.add_function(wrap_pyfunction!(to_influx, module)?)?;
    module.add_function(wrap_pyfunction!(from_influx, module)?)?;
    module.add_function(wrap_pyfunction!(to_remote_write, module)?)?;
    module.add_function(wrap_pyfunction!(to_rrd_dump, module)?)?;
    module.add_function(wrap_pyfunction!(from_rrd_dump, module)?)?;
    module.add_function(wrap_pyfunction!(utilisation, module)?)?;
    module.add_function(wrap_pyfunction!(bill, module)?)?;
    module.add_function(wrap_pyfunction!(month, module)?)
}

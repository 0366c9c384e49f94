//! Stores of series, in memory and in files.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use netwarden::counter::Gap;
use netwarden::io::{SharedStore, SqliteOptions, SqliteStore};
use netwarden::series::{
    Ack, Append, MemoryStore, ReadSpan, Retention, SeriesFilter, SeriesId, SeriesSpec as CoreSpec, Store as _,
};
use netwarden::{Error, Result};
use pyo3::prelude::*;

use crate::buffer::{read_counts, read_counts_32, read_doubles, read_times, view};
use crate::convert::{Shown, ToPy, timestamp};
use crate::data::SeriesSpec;
use crate::error::raise;
use crate::series::{Columns, MeasuredSeries};

/// A store, in memory or in a file.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Store {
    core: SharedStore,
    closed: AtomicBool,
}

impl Store {
    pub(crate) fn core(&self) -> SharedStore {
        self.core.clone()
    }

    /// Does what may wait, for the disk or for who else uses the store, without the interpreter lock.
    fn apart<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&mut SharedStore) -> Result<T> + Send) -> PyResult<T> {
        let mut core = self.core();
        py.detach(|| work(&mut core)).map_err(|error| raise(&error))
    }

    fn append_all(&self, py: Python<'_>, made: Result<Vec<Append>>) -> PyResult<Shown<Ack>> {
        self.apart(py, |core| core.append(&made?)).map(Shown)
    }
}

fn retention_of(text: Option<&str>) -> PyResult<Option<Retention>> {
    let read =
        |text| serde_json::from_str(text).map_err(|error| Error::invalid("retention", "data", error.to_string()));
    text.map(read).transpose().map_err(|error| raise(&error))
}

fn written(retention: &Retention) -> PyResult<String> {
    serde_json::to_string(retention).map_err(|error| raise(&Error::invalid("retention", "data", error.to_string())))
}

/// A number of a series, or those of a column.
fn ids(given: &Bound<'_, PyAny>) -> PyResult<Vec<SeriesId>> {
    let numbers = match given.extract::<u32>() {
        Ok(number) => vec![number],
        Err(_) => read_counts_32("series", given)?,
    };
    Ok(numbers.into_iter().map(SeriesId).collect())
}

fn times(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Vec<i64>> {
    given.extract::<i64>().map_or_else(|_| read_times(argument, given), |time| Ok(vec![time]))
}

#[pymethods]
impl Store {
    #[staticmethod]
    #[pyo3(signature = (retention = None, most_series = None))]
    fn memory(retention: Option<&str>, most_series: Option<usize>) -> PyResult<Self> {
        let made = MemoryStore::new(retention_of(retention)?.unwrap_or_default()).map_err(|error| raise(&error))?;
        let made = most_series.map_or_else(|| made.clone(), |most| made.clone().most_series(most));
        Ok(Self { core: made.into(), closed: AtomicBool::new(false) })
    }

    #[staticmethod]
    #[pyo3(signature = (path, retention = None, durability = None, most_series = None, most_octets = None))]
    fn sqlite(
        py: Python<'_>,
        path: PathBuf,
        retention: Option<&str>,
        durability: Option<&str>,
        most_series: Option<usize>,
        most_octets: Option<u64>,
    ) -> PyResult<Self> {
        let mut options = SqliteOptions::new();
        if let Some(retention) = retention_of(retention)? {
            options = options.retention(retention);
        }
        if let Some(durability) = durability {
            options = options.durability(durability.parse().map_err(|error: Error| raise(&error))?);
        }
        if let Some(most) = most_series {
            options = options.most_series(most);
        }
        if let Some(most) = most_octets {
            options = options.most_octets(most);
        }
        let opened = py.detach(|| SqliteStore::open(path, &options)).map_err(|error| raise(&error))?;
        Ok(Self { core: opened.into(), closed: AtomicBool::new(false) })
    }

    fn declare(&self, py: Python<'_>, series: &SeriesSpec) -> PyResult<u32> {
        self.apart(py, |core| core.declare(&series.core)).map(|id| id.0)
    }

    fn declare_all<'py>(&self, py: Python<'py>, series: Vec<PyRef<'py, SeriesSpec>>) -> PyResult<Bound<'py, PyAny>> {
        let series: Vec<CoreSpec> = series.iter().map(|series| series.core.clone()).collect();
        let ids = self.apart(py, |core| core.declare_all(&series))?;
        view(py, ids.iter().map(|id| id.0.to_ne_bytes()), "I")
    }

    fn append(&self, py: Python<'_>, measured: &MeasuredSeries) -> PyResult<Shown<Ack>> {
        self.apart(py, |core| measured.core.append_to(core)).map(Shown)
    }

    fn append_counts(
        &self,
        py: Python<'_>,
        series: &Bound<'_, PyAny>,
        from_ms: &Bound<'_, PyAny>,
        to_ms: &Bound<'_, PyAny>,
        counts: &Bound<'_, PyAny>,
    ) -> PyResult<Shown<Ack>> {
        let counts = counts.extract::<u64>().map_or_else(|_| read_counts("counts", counts), |count| Ok(vec![count]))?;
        self.append_all(
            py,
            Append::counts(&ids(series)?, &times("from_ms", from_ms)?, &times("to_ms", to_ms)?, &counts),
        )
    }

    fn append_levels(
        &self,
        py: Python<'_>,
        series: &Bound<'_, PyAny>,
        from_ms: &Bound<'_, PyAny>,
        to_ms: &Bound<'_, PyAny>,
        levels: &Bound<'_, PyAny>,
    ) -> PyResult<Shown<Ack>> {
        let levels =
            levels.extract::<f64>().map_or_else(|_| read_doubles("levels", levels), |level| Ok(vec![level]))?;
        self.append_all(
            py,
            Append::levels(&ids(series)?, &times("from_ms", from_ms)?, &times("to_ms", to_ms)?, &levels),
        )
    }

    fn append_gaps(
        &self,
        py: Python<'_>,
        series: &Bound<'_, PyAny>,
        from_ms: &Bound<'_, PyAny>,
        to_ms: &Bound<'_, PyAny>,
        reason: &str,
    ) -> PyResult<Shown<Ack>> {
        let reason: Gap = reason.parse().map_err(|error: Error| raise(&error))?;
        self.append_all(
            py,
            Append::gaps(&ids(series)?, &times("from_ms", from_ms)?, &times("to_ms", to_ms)?, &[reason]),
        )
    }

    #[pyo3(signature = (series, from_, to, step_ms = None, least_coverage_percent = 50))]
    #[allow(clippy::wrong_self_convention)] // from when on
    fn read(
        &self,
        py: Python<'_>,
        series: u32,
        from_: SystemTime,
        to: SystemTime,
        step_ms: Option<u64>,
        least_coverage_percent: u8,
    ) -> PyResult<Columns> {
        let span = ReadSpan { from: timestamp(from_), to: timestamp(to), step_ms, least_coverage_percent };
        self.apart(py, |core| core.read(SeriesId(series), &span)).map(Columns::from)
    }

    #[pyo3(signature = (device = None, object = None, row = None))]
    fn series<'py>(
        &self,
        py: Python<'py>,
        device: Option<String>,
        object: Option<String>,
        row: Option<String>,
    ) -> PyResult<Vec<(u32, Bound<'py, PyAny>)>> {
        let found = self.apart(py, |core| core.series(&SeriesFilter { device, object, row }))?;
        found.into_iter().map(|(id, series)| Ok((id.0, series.to_py(py)?))).collect()
    }

    fn measured_until<'py>(&self, py: Python<'py>, series: u32) -> PyResult<Bound<'py, PyAny>> {
        self.apart(py, |core| core.measured_until(SeriesId(series)))?.to_py(py)
    }

    fn retain(&self, py: Python<'_>, now: SystemTime) -> PyResult<()> {
        self.apart(py, |core| core.retain(timestamp(now)))
    }

    #[getter]
    fn retention(&self) -> PyResult<String> {
        written(self.core.retention())
    }

    #[getter]
    fn path(&self) -> Option<OsString> {
        self.core.path().map(Into::into)
    }

    fn copy_to(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        self.apart(py, |core| core.copy_to(path))
    }

    fn check(&self, py: Python<'_>) -> PyResult<()> {
        self.apart(py, |core| core.check())
    }

    fn close(&self, py: Python<'_>) {
        self.closed.store(true, Ordering::Relaxed);
        py.detach(|| self.core.close());
    }

    #[getter]
    fn closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    fn __len__(&self) -> usize {
        self.core.len()
    }
}

#[pyfunction]
pub(crate) fn default_retention() -> PyResult<String> {
    written(&Retention::default())
}

#[pyfunction]
pub(crate) fn retention_for_billing() -> PyResult<String> {
    written(&Retention::for_billing())
}

//! `netwarden.counter.CounterBank`: the rates of very many counters at once.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use netwarden::Error;
use netwarden::counter::{self, CounterColumn, CounterValues, Taken};
use netwarden::value::Moment;
use pyo3::prelude::*;

use crate::buffer::{counts, doubles, read_bits, read_counts, read_counts_32, view};
use crate::convert::Kept;
use crate::counter::{limit, ticks};
use crate::error::raise;

/// So many rows of one agent that one answer brought.
#[pyclass(frozen, eq, module = "netwarden")]
#[derive(PartialEq)]
pub(crate) struct Reading {
    core: counter::Reading,
}

#[pymethods]
impl Reading {
    #[new]
    #[pyo3(signature = (rows, *, at, uptime = None, discontinuity = None, last_change = None, engine_boots = None))]
    fn new(
        rows: usize,
        at: Duration,
        uptime: Option<Duration>,
        discontinuity: Option<Duration>,
        last_change: Option<Duration>,
        engine_boots: Option<u32>,
    ) -> PyResult<Self> {
        let taken = Taken {
            at: Moment::START + at,
            uptime: uptime.map(|span| ticks("uptime", span)).transpose()?,
            discontinuity: discontinuity.map(|span| ticks("discontinuity", span)).transpose()?,
            last_change: last_change.map(|span| ticks("last_change", span)).transpose()?,
            engine_boots,
        };
        Ok(Self { core: counter::Reading { rows, taken } })
    }

    fn __repr__(&self) -> String {
        format!("Reading({} rows)", self.core.rows)
    }
}

/// The last readings of many counters of one kind.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct CounterBank {
    core: Mutex<counter::CounterBank>,
}

impl CounterBank {
    fn locked<T>(&self, work: impl FnOnce(&mut counter::CounterBank) -> T) -> T {
        work(&mut self.core.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

enum Values {
    Narrow(Vec<u32>),
    NarrowInWords(Vec<u64>),
    Wide(Vec<u64>),
}

#[pymethods]
impl CounterBank {
    #[new]
    #[pyo3(signature = (rows, *, max_rate = None))]
    fn new(rows: usize, max_rate: Option<u64>) -> Self {
        Self { core: Mutex::new(counter::CounterBank::new(rows, limit(max_rate))) }
    }

    #[pyo3(signature = (readings, *, counter32 = None, counter64 = None, valid = None, discontinuity = None, last_change = None))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn advance(
        &self,
        py: Python<'_>,
        readings: Vec<PyRef<'_, Reading>>,
        counter32: Option<&Bound<'_, PyAny>>,
        counter64: Option<&Bound<'_, PyAny>>,
        valid: Option<&Bound<'_, PyAny>>,
        discontinuity: Option<&Bound<'_, PyAny>>,
        last_change: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<RateColumn> {
        let values = match (counter32, counter64) {
            (Some(values), None) => match read_counts_32("counter32", values) {
                Ok(values) => Values::Narrow(values),
                Err(_) => Values::NarrowInWords(read_counts("counter32", values)?),
            },
            (None, Some(values)) => Values::Wide(read_counts("counter64", values)?),
            _ => return Err(raise(&Error::invalid("values", "none or both", "counter32 or counter64"))),
        };
        let readings: Vec<counter::Reading> = readings.iter().map(|reading| reading.core).collect();
        let valid = valid.map(|rows| read_bits("valid", rows)).transpose()?;
        let discontinuity = discontinuity.map(|times| read_counts_32("discontinuity", times)).transpose()?;
        let last_change = last_change.map(|times| read_counts_32("last_change", times)).transpose()?;
        let core = py.detach(|| {
            let column = CounterColumn {
                values: match &values {
                    Values::Narrow(values) => CounterValues::Counter32(values),
                    Values::NarrowInWords(values) => CounterValues::Counter32InWords(values),
                    Values::Wide(values) => CounterValues::Counter64(values),
                },
                valid: valid.as_deref(),
                discontinuity: discontinuity.as_deref(),
                last_change: last_change.as_deref(),
                readings: &readings,
            };
            let mut rates = counter::RateColumn::default();
            self.locked(|bank| bank.advance(&column, &mut rates));
            rates
        });
        Ok(RateColumn {
            core,
            per_second: Kept::default(),
            count: Kept::default(),
            interval_ms: Kept::default(),
            gaps: Kept::default(),
        })
    }

    #[pyo3(signature = (*, max_rate = None))]
    fn push(&self, max_rate: Option<u64>) {
        self.locked(|bank| bank.push(limit(max_rate)));
    }

    #[pyo3(signature = (row, *, max_rate = None))]
    fn set_limit(&self, row: usize, max_rate: Option<u64>) {
        self.locked(|bank| bank.set_limit(row, limit(max_rate)));
    }

    fn limit(&self, row: usize) -> Option<u64> {
        self.locked(|bank| bank.limit(row)).counts_per_second()
    }

    fn forget(&self, row: usize) {
        self.locked(|bank| bank.forget(row));
    }

    fn __len__(&self) -> usize {
        self.locked(|bank| bank.len())
    }

    fn __repr__(&self) -> String {
        format!("<CounterBank of {} counters>", self.__len__())
    }
}

/// The rates of a column of counters.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct RateColumn {
    core: counter::RateColumn,
    per_second: Kept,
    count: Kept,
    interval_ms: Kept,
    gaps: Kept,
}

#[pymethods]
impl RateColumn {
    #[getter]
    fn per_second<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.per_second.make(py, || doubles(py, &self.core.per_second))
    }

    #[getter]
    fn count<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.count.make(py, || counts(py, &self.core.count))
    }

    #[getter]
    fn interval_ms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.interval_ms.make(py, || view(py, self.core.interval_ms.iter().map(|each| each.to_ne_bytes()), "I"))
    }

    #[getter]
    fn gaps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.gaps.show(py, &self.core.gaps)
    }

    fn __len__(&self) -> usize {
        self.core.per_second.len()
    }

    fn __repr__(&self) -> String {
        format!("<RateColumn of {} rows, {} without a rate>", self.core.per_second.len(), self.core.gaps.len())
    }
}

//! `netwarden.counter`: two samples of one counter.

use std::time::Duration;

use netwarden::Error;
use netwarden::counter::{CounterValue, MaxRate, Taken};
use netwarden::value::{Moment, TimeTicks};
use pyo3::prelude::*;

use crate::convert::ToPy;
use crate::error::raise;

/// One reading of one counter.
#[pyclass(frozen, eq, module = "netwarden")]
#[derive(PartialEq)]
pub(crate) struct Sample {
    core: netwarden::counter::Sample<CounterValue>,
}

#[pymethods]
impl Sample {
    #[new]
    #[pyo3(signature = (*, at, counter32 = None, counter64 = None, uptime = None, discontinuity = None, last_change = None, engine_boots = None))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn new(
        at: Duration,
        counter32: Option<u32>,
        counter64: Option<u64>,
        uptime: Option<Duration>,
        discontinuity: Option<Duration>,
        last_change: Option<Duration>,
        engine_boots: Option<u32>,
    ) -> PyResult<Self> {
        let value = match (counter32, counter64) {
            (Some(value), None) => CounterValue::Counter32(value),
            (None, Some(value)) => CounterValue::Counter64(value),
            (Some(_), Some(_)) => return Err(wrong("sample", "both counter32 and counter64", "one of them")),
            (None, None) => return Err(wrong("sample", "no value", "counter32 or counter64")),
        };
        let taken = Taken {
            at: Moment::START + at,
            uptime: uptime.map(|span| ticks("uptime", span)).transpose()?,
            discontinuity: discontinuity.map(|span| ticks("discontinuity", span)).transpose()?,
            last_change: last_change.map(|span| ticks("last_change", span)).transpose()?,
            engine_boots,
        };
        Ok(Self { core: netwarden::counter::Sample { value, taken } })
    }

    fn __repr__(&self) -> String {
        format!("Sample({:?} at {} ns)", self.core.value, self.core.taken.at.as_nanos())
    }
}

fn ticks(argument: &str, span: Duration) -> PyResult<TimeTicks> {
    let hundredths = u32::try_from(span.as_millis() / 10);
    hundredths.map(TimeTicks).map_err(|_| wrong(argument, &format!("{span:?}"), "0 to 497.1 days, as TimeTicks count"))
}

fn wrong(argument: &str, given: &str, expected: &str) -> PyErr {
    raise(&Error::invalid(argument, given, expected))
}

/// What the counter did from one sample to the other.
#[pyfunction]
#[pyo3(signature = (earlier, later, *, max_rate = None))]
pub(crate) fn delta<'py>(
    py: Python<'py>,
    earlier: &Sample,
    later: &Sample,
    max_rate: Option<u64>,
) -> PyResult<Bound<'py, PyAny>> {
    netwarden::counter::delta(&earlier.core, &later.core, limit(max_rate)).to_py(py)
}

/// The rate from one sample to the other, or why there is none.
#[pyfunction]
#[pyo3(signature = (earlier, later, *, max_rate = None))]
pub(crate) fn rate<'py>(
    py: Python<'py>,
    earlier: Option<&Sample>,
    later: Option<&Sample>,
    max_rate: Option<u64>,
) -> PyResult<Bound<'py, PyAny>> {
    let (earlier, later) = (earlier.map(|sample| &sample.core), later.map(|sample| &sample.core));
    netwarden::counter::rate_between(earlier, later, limit(max_rate)).to_py(py)
}

fn limit(max_rate: Option<u64>) -> MaxRate {
    max_rate.map_or_else(MaxRate::unknown, MaxRate::per_second)
}

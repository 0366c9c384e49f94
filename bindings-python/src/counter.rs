//! `netwarden.counter`: two samples of one counter.

use std::time::Duration;

use netwarden::Error;
use netwarden::counter::{CounterValue, MaxRate, Taken};
use netwarden::value::{IfIndex, MacAddr, Moment, TimeTicks};
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

pub(crate) fn ticks(argument: &str, span: Duration) -> PyResult<TimeTicks> {
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

pub(crate) fn limit(max_rate: Option<u64>) -> MaxRate {
    max_rate.map_or_else(MaxRate::unknown, MaxRate::per_second)
}

/// What an agent says of one interface, by which it is known again.
#[pyclass(frozen, eq, module = "netwarden")]
#[derive(PartialEq)]
pub(crate) struct PortIdentity {
    core: netwarden::counter::PortIdentity,
}

#[pymethods]
impl PortIdentity {
    #[new]
    #[pyo3(signature = (index, *, name = None, alias = None, mac = None))]
    fn new(index: u32, name: Option<String>, alias: Option<String>, mac: Option<&str>) -> PyResult<Self> {
        let mac: Option<MacAddr> = mac.map(str::parse).transpose().map_err(|error| raise(&error))?;
        Ok(Self { core: netwarden::counter::PortIdentity { index: IfIndex(index), name, alias, mac } })
    }

    fn __repr__(&self) -> String {
        format!("PortIdentity({}, name={:?})", self.core.index.0, self.core.name)
    }
}

/// Which interface of an earlier reading each of a later one is.
#[pyfunction]
pub(crate) fn follow<'py>(
    py: Python<'py>,
    earlier: Vec<PyRef<'py, PortIdentity>>,
    later: Vec<PyRef<'py, PortIdentity>>,
) -> PyResult<Bound<'py, PyAny>> {
    let ports = |given: &[PyRef<'py, PortIdentity>]| given.iter().map(|port| port.core.clone()).collect::<Vec<_>>();
    netwarden::counter::follow(&ports(&earlier), &ports(&later)).to_py(py)
}

/// One reading of a printer's page counter.
#[pyclass(frozen, eq, module = "netwarden")]
#[derive(PartialEq)]
pub(crate) struct PageReading {
    core: netwarden::counter::PageReading,
}

#[pymethods]
impl PageReading {
    #[new]
    #[pyo3(signature = (pages, *, at, manufacturer = None, serial = None))]
    fn new(pages: Option<u64>, at: Duration, manufacturer: Option<String>, serial: Option<String>) -> Self {
        let at = Moment::START + at;
        Self { core: netwarden::counter::PageReading { manufacturer, serial, pages, at } }
    }

    fn __repr__(&self) -> String {
        match self.core.pages {
            Some(pages) => format!("PageReading({pages})"),
            None => "PageReading(None)".into(),
        }
    }
}

/// What the page counter did from one reading to the other.
#[pyfunction]
#[pyo3(signature = (earlier, later, *, last_count = None, most_per_minute = 300, most_lost = 200))]
pub(crate) fn page_delta<'py>(
    py: Python<'py>,
    earlier: &PageReading,
    later: &PageReading,
    last_count: Option<u64>,
    most_per_minute: u32,
    most_lost: u32,
) -> PyResult<Bound<'py, PyAny>> {
    let rules = netwarden::counter::PageRules { last_count, most_per_minute, most_lost };
    netwarden::counter::page_delta(&earlier.core, &later.core, rules).to_py(py)
}

//! `netwarden.check`: specs and their judgement.

use std::collections::HashMap;
use std::path::PathBuf;

use netwarden::Error;
use netwarden::check::{
    AddressPolicy, CheckResult, Observation, Perfdata, StatusRange, ThresholdRange, Thresholds, evaluate,
};
use netwarden::io::probe::{self, ProbeOptions};
use pyo3::prelude::*;

use crate::convert::ToPy;
use crate::custom::Registry;
use crate::error::raise;
use crate::runtime;

/// What to try and what would be right.
#[pyclass(frozen, eq, module = "netwarden.check")]
#[derive(PartialEq)]
pub(crate) struct CheckSpec {
    pub(crate) core: netwarden::check::CheckSpec,
}

#[pymethods]
impl CheckSpec {
    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        netwarden::check::CheckSpec::from_json(text).map(|core| Self { core }).map_err(|error| raise(&error))
    }

    #[getter]
    fn target(&self) -> String {
        self.core.target()
    }

    #[getter]
    fn time_limit_ms(&self) -> u64 {
        self.core.time_limit_ms()
    }

    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.core).map_err(|error| raise(&wrong("check", &self.core.target(), &error)))
    }

    fn evaluate<'py>(&self, py: Python<'py>, observation: &str) -> PyResult<Bound<'py, PyAny>> {
        let seen: Observation =
            serde_json::from_str(observation).map_err(|error| raise(&wrong("observation", observation, &error)))?;
        evaluate(&self.core, &seen).to_py(py)
    }

    /// An awaitable.
    fn run<'py>(&self, py: Python<'py>, prober: &Prober) -> PyResult<Bound<'py, PyAny>> {
        let (spec, options) = (self.core.clone(), prober.core.clone());
        runtime::spawn(
            py,
            async move { probe::run_with(&spec, &options).await.map(Shown).map_err(|error| raise(&error)) },
        )
    }

    fn run_blocking<'py>(&self, py: Python<'py>, prober: &Prober) -> PyResult<Bound<'py, PyAny>> {
        let work = async { probe::run_with(&self.core, &prober.core).await.map_err(|error| raise(&error)) };
        runtime::block_on(py, work, |_| Ok(()))?.to_py(py)
    }
}

/// A result on its way to the thread that may make objects.
struct Shown(CheckResult);

impl<'py> IntoPyObject<'py> for Shown {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        self.0.to_py(py)
    }
}

/// How probes are made.
#[pyclass(frozen, module = "netwarden.check")]
pub(crate) struct Prober {
    pub(crate) core: ProbeOptions,
}

#[pymethods]
impl Prober {
    #[new]
    #[pyo3(signature = (*, trust_pem = None, only_given_roots = false, user_agent = None, closed = false, secrets = None, registry = None, plugins = None))]
    fn new(
        trust_pem: Option<&str>,
        only_given_roots: bool,
        user_agent: Option<String>,
        closed: bool,
        secrets: Option<HashMap<String, String>>,
        registry: Option<&Registry>,
        plugins: Option<PathBuf>,
    ) -> PyResult<Self> {
        let mut core = ProbeOptions::new();
        if let Some(pem) = trust_pem {
            core = core.trust_pem(pem).map_err(|error| raise(&error))?;
        }
        if only_given_roots {
            core = core.only_given_roots();
        }
        if let Some(name) = user_agent {
            core = core.user_agent(name);
        }
        if closed {
            core = core.policy(AddressPolicy::closed());
        }
        for (name, secret) in secrets.unwrap_or_default() {
            core = core.secret(name, secret);
        }
        if let Some(registry) = registry {
            core = core.registry(registry.core.clone());
        }
        if let Some(folder) = plugins {
            core = core.plugins(folder);
        }
        Ok(Self { core })
    }
}

fn wrong(argument: &str, given: &str, error: &serde_json::Error) -> Error {
    Error::invalid(argument, given, error.to_string())
}

/// The token of an account for a host.
#[pyfunction]
pub(crate) fn ownership_token(secret: &str, account: &str, host: &str) -> PyResult<String> {
    netwarden::check::ownership_token(secret, account, host).map_err(|error| raise(&error))
}

/// The canonical text of a threshold range.
#[pyfunction]
pub(crate) fn threshold_range(text: &str) -> PyResult<String> {
    text.parse::<ThresholdRange>().map(|range| range.to_string()).map_err(|error| raise(&error))
}

/// The canonical text of a range of HTTP statuses.
#[pyfunction]
pub(crate) fn status_range(text: &str) -> PyResult<String> {
    text.parse::<StatusRange>().map(|range| range.to_string()).map_err(|error| raise(&error))
}

/// Whether a value alerts.
#[pyfunction]
pub(crate) fn alerts(range: &str, value: f64) -> PyResult<bool> {
    range.parse::<ThresholdRange>().map(|range| range.alerts(value)).map_err(|error| raise(&error))
}

/// What a value is by two thresholds.
#[pyfunction]
#[pyo3(signature = (value, *, warning = None, critical = None))]
pub(crate) fn judge<'py>(
    py: Python<'py>,
    value: f64,
    warning: Option<&str>,
    critical: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let read = || -> netwarden::Result<Thresholds> {
        Ok(Thresholds {
            warning: warning.map(str::parse).transpose()?,
            critical: critical.map(str::parse).transpose()?,
        })
    };
    read().map_err(|error| raise(&error))?.judge(value).to_py(py)
}

/// Reads the performance data of a monitoring plugin.
#[pyfunction]
pub(crate) fn perfdata<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    Perfdata::parse_all(text).map_err(|error| raise(&error))?.to_py(py)
}

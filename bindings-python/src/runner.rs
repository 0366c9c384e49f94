//! `Runner`: thousands of checks by their intervals.

use std::sync::Arc;
use std::time::Duration;

use netwarden::io::{self, Ran, RunnerOptions};
use pyo3::prelude::*;

use crate::check::{CheckSpec, Prober};
use crate::convert::ToPy;
use crate::error::raise;
use crate::runtime;

/// Runs checks by their intervals; `netwarden.Runner` wraps it.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Runner {
    core: Arc<io::Runner>,
}

/// Results on their way to the thread that may make objects.
struct Shown<T>(T);

impl<'py, T: ToPy> IntoPyObject<'py> for Shown<T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        self.0.to_py(py)
    }
}

impl Runner {
    fn waiting(&self) -> impl Future<Output = PyResult<Shown<Option<Ran>>>> + Send + 'static {
        let core = Arc::clone(&self.core);
        async move { Ok(Shown(core.next().await)) }
    }

    fn batch(&self, most: usize) -> impl Future<Output = PyResult<Shown<Vec<Ran>>>> + Send + 'static {
        let core = Arc::clone(&self.core);
        async move { Ok(Shown(core.next_batch(most).await)) }
    }
}

#[pymethods]
impl Runner {
    #[new]
    #[pyo3(signature = (prober, *, concurrency = None, per_host = None, unread = None, seed = None))]
    fn new(
        py: Python<'_>,
        prober: &Prober,
        concurrency: Option<usize>,
        per_host: Option<usize>,
        unread: Option<usize>,
        seed: Option<u64>,
    ) -> PyResult<Self> {
        let mut options = RunnerOptions::new().probe(prober.core.clone());
        if let Some(attempts) = concurrency {
            options = options.concurrency(attempts);
        }
        if let Some(attempts) = per_host {
            options = options.per_host(attempts);
        }
        if let Some(results) = unread {
            options = options.unread(results);
        }
        if let Some(seed) = seed {
            options = options.seed(seed);
        }
        let start = async { io::Runner::start(options).map_err(|error| raise(&error)) };
        Ok(Self { core: Arc::new(runtime::block_on(py, start, |_| Ok(()))?) })
    }

    fn add(&self, name: &str, check: &CheckSpec, every_ms: u64) -> PyResult<()> {
        let every = Duration::from_millis(every_ms);
        self.core.add(name, check.core.clone(), every).map_err(|error| raise(&error))
    }

    fn remove(&self, name: &str) -> bool {
        self.core.remove(name)
    }

    fn run_now(&self, name: &str) -> bool {
        self.core.run_now(name)
    }

    fn retry_in(&self, name: &str, wait_ms: u64) -> bool {
        self.core.retry_in(name, Duration::from_millis(wait_ms))
    }

    fn enable(&self, name: &str) -> bool {
        self.core.enable(name)
    }

    fn disable(&self, name: &str) -> bool {
        self.core.disable(name)
    }

    fn next<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.waiting())
    }

    fn next_blocking<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        runtime::block_on(py, self.waiting(), |_| Ok(()))?.into_pyobject(py)
    }

    fn next_batch<'py>(&self, py: Python<'py>, most: usize) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.batch(most))
    }

    fn next_batch_blocking<'py>(&self, py: Python<'py>, most: usize) -> PyResult<Bound<'py, PyAny>> {
        runtime::block_on(py, self.batch(most), |_| Ok(()))?.into_pyobject(py)
    }

    fn statistics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.core.statistics().to_py(py)
    }

    fn close(&self) {
        self.core.close();
    }
}

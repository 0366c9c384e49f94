//! `Engine.record`: templates polled, named, measured.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use netwarden::io::{self, Credential, Engine, PollTarget, Recorder, RecordingView, SharedStore, agent_address};
use netwarden::measure::Template;
use netwarden::value::DeviceId;
use netwarden::wire::RetryPolicy;
use pyo3::prelude::*;
use tokio::sync::{Mutex, watch};

use crate::convert::ToPy;
use crate::error::raise;
use crate::measure::Measurements;
use crate::runtime;
use crate::store::Store;

/// What to record, of whom.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct RecordPlan {
    targets: Vec<(String, String)>,
    port: u16,
    template: Option<Template>,
    remember_in: Option<PathBuf>,
    names_every: Option<Duration>,
    timeout: Option<Duration>,
    retries: Option<u32>,
    store: Option<SharedStore>,
}

#[pymethods]
impl RecordPlan {
    #[new]
    #[pyo3(signature = (targets, *, port = 161, template = None, remember_in = None, names_every_ms = None, timeout_ms = None, retries = None, store = None))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn new(
        targets: Vec<(String, String)>,
        port: u16,
        template: Option<&str>,
        remember_in: Option<PathBuf>,
        names_every_ms: Option<u64>,
        timeout_ms: Option<u64>,
        retries: Option<u32>,
        store: Option<&Store>,
    ) -> PyResult<Self> {
        let millis = |millis: Option<u64>| millis.map(Duration::from_millis);
        Ok(Self {
            targets,
            port,
            template: template.map(Template::from_json).transpose().map_err(|error| raise(&error))?,
            remember_in,
            names_every: millis(names_every_ms),
            timeout: millis(timeout_ms),
            retries,
            store: store.map(Store::core),
        })
    }
}

impl RecordPlan {
    fn recorder(&self, engine: &Engine, credential: &Credential) -> netwarden::Result<Recorder> {
        let target = |(name, address): &(String, String)| {
            let address = agent_address(address, self.port)?;
            Ok(PollTarget::new(address, credential.clone()).named(DeviceId(name.clone())))
        };
        let targets = self.targets.iter().map(target).collect::<netwarden::Result<Vec<_>>>()?;
        let mut recorder = Recorder::new(engine).targets(targets);
        if let Some(template) = &self.template {
            recorder = recorder.template(template.clone());
        }
        if let Some(store) = &self.store {
            recorder = recorder.store(store.clone());
        }
        if let Some(file) = &self.remember_in {
            recorder = recorder.remember_in(file);
        }
        if let Some(interval) = self.names_every {
            recorder = recorder.names_every(interval);
        }
        if self.timeout.is_some() || self.retries.is_some() {
            let retry = self.timeout.map_or_else(RetryPolicy::new, |timeout| RetryPolicy::new().timeout(timeout));
            recorder = recorder.retry(self.retries.map_or(retry, |retries| retry.retries(retries)));
        }
        Ok(recorder)
    }

    pub(crate) fn start(&self, py: Python<'_>, engine: &Engine, credential: &Credential) -> PyResult<Recording> {
        // A file may be read.
        let start = async { self.recorder(engine, credential)?.start() };
        let core = runtime::block_on(py, async { start.await.map_err(|error| raise(&error)) }, |_| Ok(()))?;
        Ok(Recording { view: core.view(), run: Arc::new(Mutex::new(Some(core))), stop: watch::Sender::new(false) })
    }
}

/// What is measured, as it comes.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Recording {
    view: RecordingView,
    run: Arc<Mutex<Option<io::Recording>>>,
    stop: watch::Sender<bool>,
}

impl Recording {
    fn waiting(&self) -> impl Future<Output = PyResult<Option<Measurements>>> + Send + 'static {
        let (run, mut stop) = (Arc::clone(&self.run), self.stop.subscribe());
        async move {
            let stopped = async {
                let _ = stop.wait_for(|stop| *stop).await;
            };
            let next = async {
                let mut run = run.lock().await;
                match run.as_mut() {
                    Some(run) => run.next().await,
                    None => None,
                }
            };
            Ok(tokio::select! {
                biased;
                () = stopped => None,
                measured = next => measured.map(Measurements::from),
            })
        }
    }

    fn stopping(&self) -> impl Future<Output = PyResult<()>> + Send + 'static {
        self.stop.send_replace(true);
        let run = Arc::clone(&self.run);
        async move {
            // Who stops it a second time waits for the first.
            let mut run = run.lock().await;
            match run.take() {
                Some(run) => run.stop().await.map_err(|error| raise(&error)),
                None => Ok(()),
            }
        }
    }
}

#[pymethods]
impl Recording {
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.waiting())
    }

    fn next_blocking(&self, py: Python<'_>) -> PyResult<Option<Measurements>> {
        runtime::block_on(py, self.waiting(), |_| Ok(()))
    }

    fn latest(&self, group: &str) -> Option<Measurements> {
        self.view.latest(group).map(Measurements::from)
    }

    fn statistics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.view.statistics().to_py(py)
    }

    fn stop<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.stopping())
    }

    fn stop_blocking(&self, py: Python<'_>) -> PyResult<()> {
        runtime::block_on(py, self.stopping(), |_| Ok(()))
    }
}

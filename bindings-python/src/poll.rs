//! `Engine.poll`: the numbers of many devices, cycle by cycle, in columns.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use netwarden::Error;
use netwarden::inventory::{PollBatch as CoreBatch, PolledColumn as CoreColumn};
use netwarden::io::{
    Credential, Engine, PollChoice, PollChoices, PollColumn, PollRun, PollTarget, Poller, agent_address,
};
use netwarden::value::{DeviceId, SmiType};
use netwarden::wire::RetryPolicy;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use tokio::sync::watch;

use crate::buffer::view;
use crate::convert::{Kept, ToPy};
use crate::error::raise;
use crate::runtime;

/// What to poll, of whom, how often.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct PollPlan {
    targets: Vec<(String, String)>,
    port: u16,
    every: Option<Duration>,
    columns: Vec<PollColumn>,
    timeout: Option<Duration>,
    retries: Option<u32>,
    choice: PollChoice,
}

#[pymethods]
impl PollPlan {
    #[new]
    #[pyo3(signature = (targets, *, port = 161, every_ms = None, columns = Vec::new(), timeout_ms = None, retries = None, rows = None))]
    fn new(
        targets: Vec<(String, String)>,
        port: u16,
        every_ms: Option<u64>,
        columns: Vec<(String, String, String)>,
        timeout_ms: Option<u64>,
        retries: Option<u32>,
        rows: Option<Vec<String>>,
    ) -> PyResult<Self> {
        let column =
            |(name, oid, kind): (String, String, String)| Ok(PollColumn::new(name, oid.parse()?, kind.parse()?));
        let columns = columns.into_iter().map(column).collect::<netwarden::Result<_>>();
        let millis = |millis: Option<u64>| millis.map(Duration::from_millis);
        Ok(Self {
            targets,
            port,
            every: millis(every_ms),
            columns: columns.map_err(|error| raise(&error))?,
            timeout: millis(timeout_ms),
            retries,
            choice: choice(rows)?,
        })
    }
}

impl PollPlan {
    fn poller(&self, engine: &Engine, credential: &Credential) -> netwarden::Result<Poller> {
        let target = |(name, address): &(String, String)| {
            let address = agent_address(address, self.port)?;
            Ok(PollTarget::new(address, credential.clone()).named(DeviceId(name.clone())))
        };
        let targets = self.targets.iter().map(target).collect::<netwarden::Result<Vec<_>>>()?;
        let mut poller = Poller::new(engine).targets(targets).columns(self.columns.clone());
        if let Some(interval) = self.every {
            poller = poller.every(interval);
        }
        let mut retry = RetryPolicy::new();
        if let Some(timeout) = self.timeout {
            retry = retry.timeout(timeout);
        }
        if let Some(retries) = self.retries {
            retry = retry.retries(retries);
        }
        Ok(poller.retry(retry).choosing(self.choice.clone()))
    }

    pub(crate) fn start(&self, engine: &Engine, credential: &Credential) -> PyResult<Poll> {
        let run = self.poller(engine, credential).and_then(Poller::start).map_err(|error| raise(&error))?;
        let choices = run.choices();
        Ok(Poll { run: Arc::new(tokio::sync::Mutex::new(Some(run))), stop: watch::Sender::new(false), choices })
    }

    pub(crate) fn once(
        &self,
        engine: &Engine,
        credential: &Credential,
    ) -> PyResult<impl Future<Output = PyResult<PollBatch>> + Send + 'static> {
        let poller = self.poller(engine, credential).map_err(|error| raise(&error))?;
        Ok(async move { poller.once().await.map(PollBatch::from).map_err(|error| raise(&error)) })
    }
}

/// Everything, or these rows; none of them is rest.
fn choice(rows: Option<Vec<String>>) -> PyResult<PollChoice> {
    rows.map_or(Ok(PollChoice::All), PollChoice::parsed).map_err(|error| raise(&error))
}

/// The batches of a poll, as they come.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Poll {
    run: Arc<tokio::sync::Mutex<Option<PollRun>>>,
    stop: watch::Sender<bool>,
    choices: PollChoices,
}

impl Poll {
    fn next(&self) -> impl Future<Output = PyResult<Option<PollBatch>>> + Send + 'static {
        let (run, mut stop) = (Arc::clone(&self.run), self.stop.subscribe());
        async move {
            let stopped = async {
                let _ = stop.wait_for(|stop| *stop).await;
            };
            let next = async {
                let mut run = run.lock().await;
                let batch = match run.as_mut() {
                    Some(run) => run.next().await,
                    None => None,
                };
                if batch.is_none() {
                    run.take();
                }
                batch
            };
            let batch = tokio::select! {
                biased;
                () = stopped => None,
                batch = next => batch,
            };
            if batch.is_none() {
                run.lock().await.take();
            }
            Ok(batch.map(PollBatch::from))
        }
    }
}

#[pymethods]
impl Poll {
    fn next_batch<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.next())
    }

    fn next_batch_blocking(&self, py: Python<'_>) -> PyResult<Option<PollBatch>> {
        runtime::block_on(py, self.next(), |_| Ok(()))
    }

    fn choose(&self, device: u32, rows: Option<Vec<String>>) -> PyResult<()> {
        self.choices.choose(device, choice(rows)?).map_err(|error| raise(&error))
    }

    fn cancel(&self) {
        self.stop.send_replace(true);
        if let Ok(mut run) = self.run.try_lock() {
            run.take();
        }
    }
}

/// What one cycle brought, in columns.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct PollBatch {
    core: Arc<CoreBatch>,
    kept: Mutex<Vec<(&'static str, Py<PyAny>)>>,
    columns: Kept,
}

impl From<CoreBatch> for PollBatch {
    fn from(core: CoreBatch) -> Self {
        Self { core: Arc::new(core), kept: Mutex::default(), columns: Kept::default() }
    }
}

impl PollBatch {
    /// A buffer that is made on first use.
    fn keep<'py>(
        &self,
        py: Python<'py>,
        name: &'static str,
        make: impl FnOnce(&CoreBatch) -> PyResult<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let known = |kept: &[(&'static str, Py<PyAny>)]| {
            kept.iter().find(|(each, _)| *each == name).map(|(_, made)| made.bind(py).clone())
        };
        if let Some(made) = known(&self.kept.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(made);
        }
        let made = make(&self.core)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = known(&kept) {
            return Ok(first);
        }
        kept.push((name, made.clone().unbind()));
        Ok(made)
    }
}

impl PollBatch {
    pub(crate) fn core(&self) -> &CoreBatch {
        &self.core
    }
}

#[pymethods]
impl PollBatch {
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
        self.keep(py, "devices", |core| core.devices.to_py(py))
    }

    #[getter]
    fn row_device<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.keep(py, "row_device", |core| view(py, core.row_device.iter().map(|each| each.to_ne_bytes()), "I"))
    }

    #[getter]
    fn index<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.keep(py, "index", |core| view(py, core.index.arcs.iter().map(|each| each.to_ne_bytes()), "I"))
    }

    #[getter]
    fn index_ends<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.keep(py, "index_ends", |core| view(py, core.index.ends.iter().map(|each| each.to_ne_bytes()), "I"))
    }

    #[getter]
    fn taken_ns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.keep(py, "taken_ns", |core| {
            let since = |each: &netwarden::value::Moment| each.since(core.started).as_nanos();
            view(py, core.taken.iter().map(|each| u64::try_from(since(each)).unwrap_or(u64::MAX).to_ne_bytes()), "Q")
        })
    }

    #[getter]
    fn uptime<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.keep(py, "uptime", |core| view(py, core.uptime.iter().map(|each| each.to_ne_bytes()), "I"))
    }

    #[getter]
    fn uptime_valid<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.keep(py, "uptime_valid", |core| {
            view(py, (0..core.len()).map(|row| [u8::from(core.uptime_of(row).is_some())]), "?")
        })
    }

    #[getter]
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.columns.show(py, &Columns(&self.core))
    }

    fn column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        match self.core.columns.iter().position(|column| column.name == name) {
            Some(at) => self.columns(py)?.get_item(at),
            None => Ok(py.None().into_bound(py)),
        }
    }

    #[getter]
    fn missed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.keep(py, "missed", |core| core.missed.to_py(py))
    }

    #[getter]
    fn partial<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.keep(py, "partial", |core| core.partial.to_py(py))
    }

    #[getter]
    fn resting<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.keep(py, "resting", |core| view(py, core.resting.iter().map(|each| each.to_ne_bytes()), "I"))
    }

    #[getter]
    fn chosen<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.keep(py, "chosen", |core| core.chosen.to_py(py))
    }

    fn rates<'py>(&self, py: Python<'py>, earlier: &Self) -> PyResult<Bound<'py, PyAny>> {
        py.detach(|| self.core.rates(&earlier.core)).to_py(py)
    }

    fn __len__(&self) -> usize {
        self.core.len()
    }

    fn __repr__(&self) -> String {
        let core = &self.core;
        format!("<PollBatch cycle {} {} rows, {} devices missed>", core.cycle, core.len(), core.missed.len())
    }
}

struct Columns<'a>(&'a Arc<CoreBatch>);

impl ToPy for Columns<'_> {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let make = |at| PolledColumn { core: Arc::clone(self.0), at, values: Kept::default(), valid: Kept::default() };
        Ok(PyTuple::new(py, (0..self.0.columns.len()).map(make).collect::<Vec<_>>())?.into_any())
    }
}

/// One column of a batch.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct PolledColumn {
    core: Arc<CoreBatch>,
    at: usize,
    values: Kept,
    valid: Kept,
}

struct Values<'a>(&'a CoreColumn);
struct Valid<'a>(&'a CoreColumn);

impl ToPy for Values<'_> {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let format = if self.0.kind == SmiType::Integer { "q" } else { "Q" };
        view(py, self.0.values.iter().map(|each| each.to_ne_bytes()), format)
    }
}

impl ToPy for Valid<'_> {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        view(py, (0..self.0.values.len()).map(|row| [u8::from(self.0.value(row).is_some())]), "?")
    }
}

impl PolledColumn {
    fn column(&self) -> PyResult<&CoreColumn> {
        // The batch is frozen, so the column is there.
        self.core.columns.get(self.at).ok_or_else(|| raise(&Error::Cancelled))
    }
}

#[pymethods]
impl PolledColumn {
    #[getter]
    fn name(&self) -> PyResult<&str> {
        Ok(&self.column()?.name)
    }

    #[getter]
    fn oid(&self) -> PyResult<String> {
        Ok(self.column()?.oid.to_string())
    }

    #[getter]
    fn r#type(&self) -> PyResult<&'static str> {
        Ok(self.column()?.kind.word())
    }

    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.values.show(py, &Values(self.column()?))
    }

    #[getter]
    fn valid<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.valid.show(py, &Valid(self.column()?))
    }

    fn __len__(&self) -> PyResult<usize> {
        Ok(self.column()?.values.len())
    }

    fn __repr__(&self) -> PyResult<String> {
        let column = self.column()?;
        Ok(format!("<PolledColumn {} {} rows>", column.name, column.values.len()))
    }
}

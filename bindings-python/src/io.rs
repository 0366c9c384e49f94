//! `netwarden.Engine` and discovery.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use netwarden::Error;
use netwarden::inventory::Progress;
use netwarden::io::{Discovery, EngineOptions, agent_address};
use netwarden::wire::RetryPolicy;
use pyo3::prelude::*;
use tokio::sync::watch;

use crate::convert::{Shown, ToPy};
use crate::credential::Credential;
use crate::error::raise;
use crate::inventory::Site;
use crate::poll::{Poll, PollBatch, PollPlan};
use crate::record::{RecordPlan, Recording};
use crate::runtime;
use crate::session::{CollectLimits, Session};

/// Asks any number of agents over shared sockets.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Engine {
    core: Mutex<Option<netwarden::io::Engine>>,
}

impl Engine {
    fn open(&self) -> PyResult<netwarden::io::Engine> {
        let core = self.core.lock().unwrap_or_else(PoisonError::into_inner);
        core.clone().ok_or_else(|| raise(&Error::invalid("engine", "closed", "an engine that is open")))
    }
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (*, receive_buffer = None, per_device = None, rate = None, timeout_ms = None, retries = None, dead_after = None, any_source = None, bind = None, drivers = None, own_threads = None))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn new(
        py: Python<'_>,
        receive_buffer: Option<usize>,
        per_device: Option<u32>,
        rate: Option<u32>,
        timeout_ms: Option<u64>,
        retries: Option<u32>,
        dead_after: Option<u32>,
        any_source: Option<bool>,
        bind: Option<&str>,
        drivers: Option<usize>,
        own_threads: Option<bool>,
    ) -> PyResult<Self> {
        let mut options = EngineOptions::new();
        if let Some(bytes) = receive_buffer {
            options = options.receive_buffer(bytes);
        }
        if let Some(requests) = per_device {
            options = options.per_device(requests);
        }
        if let Some(datagrams) = rate {
            options = options.rate(datagrams);
        }
        let mut retry = RetryPolicy::new();
        if let Some(millis) = timeout_ms {
            retry = retry.timeout(Duration::from_millis(millis));
        }
        if let Some(retries) = retries {
            retry = retry.retries(retries);
        }
        options = options.retry(retry);
        if let Some(requests) = dead_after {
            options = options.dead_after(requests);
        }
        if let Some(accept) = any_source {
            options = options.any_source(accept);
        }
        if let Some(text) = bind {
            let wrong = |_| raise(&Error::invalid("bind", text, "an IP address of this host is expected"));
            options = options.bind(text.parse::<IpAddr>().map_err(wrong)?);
        }
        if let Some(drivers) = drivers {
            options = options.drivers(drivers);
        }
        if let Some(own) = own_threads {
            options = options.own_threads(own);
        }
        let start = async { netwarden::io::Engine::with(options).await.map_err(|error| raise(&error)) };
        let core = runtime::block_on(py, start, |_| Ok(()))?;
        Ok(Self { core: Mutex::new(Some(core)) })
    }

    fn close(&self) {
        self.core.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    #[getter]
    fn closed(&self) -> bool {
        self.core.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    fn statistics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.open()?.statistics().to_py(py)
    }

    #[pyo3(signature = (address, *, port = 161))]
    fn device_statistics<'py>(&self, py: Python<'py>, address: &str, port: u16) -> PyResult<Bound<'py, PyAny>> {
        let (engine, address) = (self.open()?, agent_address(address, port).map_err(|error| raise(&error))?);
        let work = async move { engine.device_statistics(address).await.map(Shown).map_err(|error| raise(&error)) };
        runtime::spawn(py, work)
    }

    fn all_device_statistics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let engine = self.open()?;
        let work = async move { engine.all_device_statistics().await.map(Shown).map_err(|error| raise(&error)) };
        runtime::spawn(py, work)
    }

    #[pyo3(signature = (address, credential, *, port = 161, timeout_ms = None, retries = None))]
    fn session(
        &self,
        address: &str,
        credential: Credential,
        port: u16,
        timeout_ms: Option<u64>,
        retries: Option<u32>,
    ) -> PyResult<Session> {
        let engine = self.open()?;
        let address = agent_address(address, port).map_err(|error| raise(&error))?;
        let session = engine.session(address, &credential.into());
        let mut retry = session.retry_policy();
        if let Some(millis) = timeout_ms {
            retry = retry.timeout(Duration::from_millis(millis));
        }
        if let Some(retries) = retries {
            retry = retry.retries(retries);
        }
        Ok(Session::new(session.retry(retry)))
    }

    fn poll(&self, plan: &PollPlan, credential: Credential) -> PyResult<Poll> {
        plan.start(&self.open()?, &credential.into())
    }

    fn record(&self, py: Python<'_>, plan: &RecordPlan, credential: Credential) -> PyResult<Recording> {
        plan.start(py, &self.open()?, &credential.into())
    }

    fn poll_once<'py>(&self, py: Python<'py>, plan: &PollPlan, credential: Credential) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, plan.once(&self.open()?, &credential.into())?)
    }

    fn poll_once_blocking(&self, py: Python<'_>, plan: &PollPlan, credential: Credential) -> PyResult<PollBatch> {
        runtime::block_on(py, plan.once(&self.open()?, &credential.into())?, |_| Ok(()))
    }

    /// An awaitable; `on_progress` is called in a thread of the runtime.
    #[pyo3(signature = (search, on_progress = None))]
    fn discover<'py>(
        &self,
        py: Python<'py>,
        search: &Search,
        on_progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let engine = self.open()?;
        let mut discovery = search.core.clone();
        if let Some(callback) = on_progress {
            discovery = discovery.on_progress(move |progress| {
                Python::attach(|py| {
                    let told = progress.to_py(py).and_then(|shown| callback.call1(py, (shown,)));
                    if let Err(error) = told {
                        error.write_unraisable(py, Some(callback.bind(py)));
                    }
                });
            });
        }
        runtime::spawn(py, async move { discovery.run(&engine).await.map(Site::from).map_err(|error| raise(&error)) })
    }

    /// Blocks; `on_progress` is called in the calling thread, and an exception from it ends the search.
    #[pyo3(signature = (search, on_progress = None))]
    fn discover_blocking(&self, py: Python<'_>, search: &Search, on_progress: Option<Py<PyAny>>) -> PyResult<Site> {
        let engine = self.open()?;
        let (sender, mut newest) = watch::channel(None::<Progress>);
        let discovery = search.core.clone().on_progress(move |progress| {
            sender.send_replace(Some(progress.clone()));
        });
        let tell = |py: Python<'_>| -> PyResult<()> {
            let (Some(callback), true) = (&on_progress, newest.has_changed().unwrap_or(true)) else { return Ok(()) };
            let progress = newest.borrow_and_update().clone();
            if let Some(progress) = progress {
                callback.call1(py, (progress.to_py(py)?,))?;
            }
            Ok(())
        };
        let work = async { discovery.run(&engine).await.map(Site::from).map_err(|error| raise(&error)) };
        runtime::block_on(py, work, tell)
    }
}

/// Ranges, or the devices of a site again.
#[derive(FromPyObject)]
enum Targets<'py> {
    Ranges(String),
    Again(PyRef<'py, Site>),
}

/// Whom to ask, with which credentials, how fast.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Search {
    core: Discovery,
}

#[pymethods]
impl Search {
    #[new]
    #[pyo3(signature = (targets, *, credentials = Vec::new(), port = None, concurrency = None, rate = None, timeout_ms = None, retries = None, deadline_ms = None, follow_neighbors = None, only_interfaces = false, collect = None))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn new(
        targets: Targets<'_>,
        credentials: Vec<Credential>,
        port: Option<u16>,
        concurrency: Option<usize>,
        rate: Option<u32>,
        timeout_ms: Option<u64>,
        retries: Option<u32>,
        deadline_ms: Option<u64>,
        follow_neighbors: Option<&str>,
        only_interfaces: bool,
        collect: Option<CollectLimits>,
    ) -> Self {
        let mut core = match targets {
            Targets::Ranges(ranges) => Discovery::of(ranges),
            Targets::Again(site) => Discovery::again(site.core()),
        };
        for credential in credentials {
            core = core.credential(credential);
        }
        if let Some(port) = port {
            core = core.port(port);
        }
        if let Some(addresses) = concurrency {
            core = core.concurrency(addresses);
        }
        if let Some(datagrams) = rate {
            core = core.rate(datagrams);
        }
        if let Some(millis) = timeout_ms {
            core = core.timeout(Duration::from_millis(millis));
        }
        if let Some(retries) = retries {
            core = core.retries(retries);
        }
        if let Some(millis) = deadline_ms {
            core = core.deadline(Duration::from_millis(millis));
        }
        if let Some(allowed) = follow_neighbors {
            core = core.follow_neighbors(allowed);
        }
        if only_interfaces {
            core = core.only_interfaces();
        }
        if let Some(limits) = collect {
            core = core.collect(limits.core);
        }
        Self { core }
    }
}

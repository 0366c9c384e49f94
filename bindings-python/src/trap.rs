//! Traps and informs.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use netwarden::Error;
use netwarden::inventory::Notification;
use netwarden::io::{Changes, TrapListener as Core, TrapMeter, TrapOptions, TrapStatistics, wall_clock};
use pyo3::prelude::*;
use tokio_util::sync::CancellationToken;

use crate::convert::Shown;
use crate::credential::UsmUser;
use crate::error::raise;
use crate::runtime;
use crate::topology::Topology;

/// Receives the traps and informs of devices.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct TrapListener {
    core: Arc<tokio::sync::Mutex<Option<Core>>>,
    addresses: Vec<String>,
    engine_id: Option<Vec<u8>>,
    meter: TrapMeter,
    closed: CancellationToken,
}

impl TrapListener {
    /// Waits for a notification; none comes once the listener was closed.
    fn next_work(&self) -> impl Future<Output = PyResult<Shown<Option<Notification>>>> + Send + use<> {
        let (core, closed) = (Arc::clone(&self.core), self.closed.clone());
        async move {
            let mut core = core.lock().await;
            let Some(listener) = core.as_mut() else { return Ok(Shown(None)) };
            let next = closed.run_until_cancelled(listener.next()).await;
            if next.is_none() {
                core.take();
            }
            Ok(Shown(next.flatten()))
        }
    }

    fn changes_work(
        &self,
        quiet_ms: u64,
        topology: Option<&Topology>,
    ) -> impl Future<Output = PyResult<Shown<Option<Changes>>>> + Send + use<> {
        let (core, closed) = (Arc::clone(&self.core), self.closed.clone());
        let topology = topology.map(Topology::core);
        async move {
            let mut core = core.lock().await;
            let Some(listener) = core.as_mut() else { return Ok(Shown(None)) };
            let next = closed.run_until_cancelled(listener.next_changes(Duration::from_millis(quiet_ms))).await;
            if next.is_none() {
                core.take();
            }
            let changes = next.flatten();
            Ok(Shown(match topology {
                Some(topology) => changes.map(|changes| changes.locate(&topology)),
                None => changes,
            }))
        }
    }
}

#[pymethods]
impl TrapListener {
    #[new]
    #[pyo3(signature = (*, listen = Vec::new(), communities = Vec::new(), any_community = false, users = Vec::new(), engine_id = None, engine_boots = 1, allow = Vec::new(), queue = None, rate = None, inform_window_ms = None))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn new(
        py: Python<'_>,
        listen: Vec<String>,
        communities: Vec<String>,
        any_community: bool,
        users: Vec<UsmUser>,
        engine_id: Option<Vec<u8>>,
        engine_boots: u32,
        allow: Vec<String>,
        queue: Option<usize>,
        rate: Option<(u32, u32)>,
        inform_window_ms: Option<u64>,
    ) -> PyResult<Self> {
        let mut options = TrapOptions::new();
        for address in listen {
            options = options.listen(address);
        }
        for community in communities {
            options = options.community(community);
        }
        if any_community {
            options = options.any_community();
        }
        for user in users {
            options = options.user(user.user());
        }
        if let Some(id) = engine_id {
            options = options.engine(id, engine_boots);
        }
        for sources in allow {
            options = options.allow(sources);
        }
        if let Some(notifications) = queue {
            options = options.queue(notifications);
        }
        if let Some((per_second, burst)) = rate {
            options = options.rate(per_second, burst);
        }
        if let Some(millis) = inform_window_ms {
            options = options.inform_window(Duration::from_millis(millis));
        }
        let start = async { Core::start(options).await.map_err(|error| raise(&error)) };
        let core = runtime::block_on(py, start, |_| Ok(()))?;
        let addresses = core.addresses().iter().map(ToString::to_string).collect();
        let engine_id = core.engine_id().map(<[u8]>::to_vec);
        let (meter, closed) = (core.meter(), CancellationToken::new());
        Ok(Self { core: Arc::new(tokio::sync::Mutex::new(Some(core))), addresses, engine_id, meter, closed })
    }

    #[getter]
    fn addresses(&self) -> Vec<String> {
        self.addresses.clone()
    }

    #[getter]
    fn engine_id(&self) -> Option<Cow<'_, [u8]>> {
        self.engine_id.as_deref().map(Cow::Borrowed)
    }

    fn statistics(&self) -> Shown<TrapStatistics> {
        Shown(self.meter.read())
    }

    fn next<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.next_work())
    }

    fn next_blocking(&self, py: Python<'_>) -> PyResult<Shown<Option<Notification>>> {
        runtime::block_on(py, self.next_work(), |_| Ok(()))
    }

    #[pyo3(signature = (quiet_ms, topology = None))]
    fn next_changes<'py>(
        &self,
        py: Python<'py>,
        quiet_ms: u64,
        topology: Option<&Topology>,
    ) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.changes_work(quiet_ms, topology))
    }

    #[pyo3(signature = (quiet_ms, topology = None))]
    fn next_changes_blocking(
        &self,
        py: Python<'_>,
        quiet_ms: u64,
        topology: Option<&Topology>,
    ) -> PyResult<Shown<Option<Changes>>> {
        runtime::block_on(py, self.changes_work(quiet_ms, topology), |_| Ok(()))
    }

    /// A call that waits just now ends, and closes the sockets.
    fn close(&self) {
        self.closed.cancel();
        if let Ok(mut core) = self.core.try_lock() {
            core.take();
        }
    }

    #[getter]
    fn closed(&self) -> bool {
        self.closed.is_cancelled()
    }
}

/// Reads a datagram of v1 or v2c.
#[pyfunction]
pub(crate) fn read_notification(datagram: &[u8], source: &str) -> PyResult<Shown<Notification>> {
    let wrong = |_| raise(&Error::invalid("source", source, "an IP address is expected"));
    let source = source.parse().map_err(wrong)?;
    Notification::read(datagram, source, wall_clock()).map(Shown).map_err(|error| raise(&error))
}

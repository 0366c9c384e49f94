//! `netwarden.Tracker`.

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use netwarden::topology::{Change, Element, Tracker as Core, TrackerOptions};
use netwarden::value::Timestamp;
use pyo3::prelude::*;

use crate::convert::Shown;
use crate::error::raise;
use crate::topology::Topology;

/// Follows a network and reports changes that lasted.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Tracker {
    core: Mutex<Core>,
}

impl Tracker {
    /// `work` on the tracker; nobody panics while holding it, and what it knows is whole in any case.
    fn with<T>(&self, work: impl FnOnce(&mut Core) -> T) -> T {
        work(&mut self.core.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[pymethods]
impl Tracker {
    #[new]
    #[pyo3(signature = (*, observations = None, hold_ms = None, flap_changes = None, flap_window_ms = None))]
    fn new(
        observations: Option<u32>,
        hold_ms: Option<u64>,
        flap_changes: Option<u32>,
        flap_window_ms: Option<u64>,
    ) -> Self {
        let given = TrackerOptions { hold_ms, ..TrackerOptions::new() };
        let (changes, window) =
            (flap_changes.unwrap_or(given.flap_changes), flap_window_ms.unwrap_or(given.flap_window_ms));
        let seen = observations.unwrap_or(given.observations);
        Self { core: Mutex::new(Core::new(given.observations(seen).flapping(changes, window))) }
    }

    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        let core = py.detach(|| Core::from_json(text)).map_err(|error| raise(&error))?;
        Ok(Self { core: Mutex::new(core) })
    }

    #[allow(clippy::disallowed_methods)] // a script that says no time means now
    #[pyo3(signature = (latest, now = None))]
    fn observe(&self, py: Python<'_>, latest: &Topology, now: Option<SystemTime>) -> Shown<Vec<Change>> {
        let latest = latest.core();
        let now = timestamp(now.unwrap_or_else(SystemTime::now));
        Shown(py.detach(|| self.with(|core| core.observe(&latest, now))))
    }

    fn remove(&self, py: Python<'_>, device: &str) {
        py.detach(|| self.with(|core| core.remove(device)));
    }

    fn topology(&self, py: Python<'_>) -> Option<Topology> {
        py.detach(|| self.with(|core| core.topology().cloned())).map(Topology::from)
    }

    #[getter]
    fn pending(&self, py: Python<'_>) -> Shown<Vec<Element>> {
        Shown(py.detach(|| self.with(|core| core.pending())))
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.with(|core| core.to_json())).map_err(|error| raise(&error))
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("<Tracker {} pending>", py.detach(|| self.with(|core| core.pending().len())))
    }
}

fn timestamp(time: SystemTime) -> Timestamp {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

//! `netwarden.LiveTopology`.

use std::sync::{Mutex, PoisonError};

use netwarden::inventory::DeviceSnapshot as Snapshot;
use netwarden::topology::{Change, LiveTopology as Core};
use netwarden::value::DeviceId;
use pyo3::prelude::*;

use crate::convert::Shown;
use crate::data::DeviceSnapshot;
use crate::error::raise;
use crate::inventory::Devices;
use crate::models::GivenModel;
use crate::topology::{Topology, options};

/// The topology of devices that come, change and go.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct LiveTopology {
    core: Mutex<Core>,
}

impl LiveTopology {
    /// `work` on the topology; the interpreter goes on meanwhile. Nobody panics while holding it.
    fn with<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&mut Core) -> T + Send) -> T {
        py.detach(|| work(&mut self.core.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

#[pymethods]
impl LiveTopology {
    #[new]
    #[pyo3(signature = (*, strategy = "default", hide = Vec::new(), cables = Vec::new()))]
    fn new(strategy: &str, hide: Vec<String>, cables: Vec<GivenModel>) -> PyResult<Self> {
        let options = options(strategy, &hide, &cables).map_err(|error| raise(&error))?;
        Ok(Self { core: Mutex::new(Core::new(options)) })
    }

    fn replace(&self, py: Python<'_>, device: PyRef<'_, DeviceSnapshot>) -> Shown<Vec<Change>> {
        let device = device.core.clone();
        Shown(self.with(py, |core| core.replace(device)))
    }

    fn remove(&self, py: Python<'_>, id: String) -> Shown<Vec<Change>> {
        Shown(self.with(py, |core| core.remove(&DeviceId(id))))
    }

    #[pyo3(signature = (replaced, *, removed = Vec::new()))]
    fn update(&self, py: Python<'_>, replaced: Devices<'_>, removed: Vec<String>) -> Shown<Vec<Change>> {
        let replaced = replaced.shared();
        let removed: Vec<DeviceId> = removed.into_iter().map(DeviceId).collect();
        Shown(self.with(py, |core| core.update(replaced.into_vec(), &removed)))
    }

    fn topology(&self, py: Python<'_>) -> Topology {
        self.with(py, Core::current).into()
    }

    #[getter]
    fn devices(&self, py: Python<'_>) -> Shown<Vec<Snapshot>> {
        Shown(self.with(py, |core| core.devices().cloned().collect()))
    }

    fn device(&self, py: Python<'_>, id: String) -> Shown<Option<Snapshot>> {
        Shown(self.with(py, |core| core.device(&DeviceId(id)).cloned()))
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("<LiveTopology {} devices>", self.with(py, |core| core.devices().count()))
    }
}

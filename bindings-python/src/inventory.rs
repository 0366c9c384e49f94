//! `netwarden.Site` and the rates between two visits.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use netwarden::inventory::DeviceSnapshot as Snapshot;
use netwarden::value::{DeviceId, Timestamp};
use pyo3::prelude::*;

use crate::convert::{Kept, ToPy, timestamp};
use crate::data::DeviceSnapshot;
use crate::error::raise;
use crate::models::GivenModel;
use crate::topology::{Topology, options};

/// What a discovery, or a folder of recordings, brought.
#[pyclass(frozen, eq, module = "netwarden")]
pub(crate) struct Site {
    core: Arc<netwarden::inventory::Site>,
    devices: Kept,
    failures: Kept,
}

impl From<netwarden::inventory::Site> for Site {
    fn from(core: netwarden::inventory::Site) -> Self {
        Self { core: Arc::new(core), devices: Kept::default(), failures: Kept::default() }
    }
}

impl Site {
    pub(crate) fn core(&self) -> &netwarden::inventory::Site {
        &self.core
    }
}

impl PartialEq for Site {
    fn eq(&self, other: &Self) -> bool {
        self.core == other.core
    }
}

/// All devices of a site, or these.
#[derive(FromPyObject)]
pub(crate) enum Devices<'py> {
    Site(PyRef<'py, Site>),
    These(Vec<PyRef<'py, DeviceSnapshot>>),
}

impl Devices<'_> {
    /// The same for work without the interpreter; whole sites are not copied.
    pub(crate) fn shared(&self) -> SharedDevices {
        match self {
            Self::Site(site) => SharedDevices::Site(Arc::clone(&site.core)),
            Self::These(devices) => SharedDevices::These(devices.iter().map(|device| device.core.clone()).collect()),
        }
    }
}

/// Devices that any thread may read.
pub(crate) enum SharedDevices {
    Site(Arc<netwarden::inventory::Site>),
    These(Vec<Snapshot>),
}

impl SharedDevices {
    pub(crate) fn as_slice(&self) -> &[Snapshot] {
        match self {
            Self::Site(site) => &site.devices,
            Self::These(devices) => devices,
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Snapshot> {
        match self {
            Self::Site(site) => site.devices.clone(),
            Self::These(devices) => devices,
        }
    }
}

#[pymethods]
impl Site {
    #[staticmethod]
    fn from_recordings(py: Python<'_>, directory: PathBuf) -> PyResult<Self> {
        let read = py.detach(|| netwarden::inventory::Site::from_recordings(directory));
        read.map(Self::from).map_err(|error| raise(&error))
    }

    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        let read = py.detach(|| netwarden::inventory::Site::from_json(text));
        read.map(Self::from).map_err(|error| raise(&error))
    }

    #[staticmethod]
    #[pyo3(signature = (text, *, id = "collector", polled_at = None))]
    fn from_lldpd(text: &str, id: &str, polled_at: Option<SystemTime>) -> PyResult<Self> {
        let at = polled_at.map_or(Timestamp::from_millis(0), timestamp);
        let device = Snapshot::from_lldpd(DeviceId(id.to_owned()), at, text).map_err(|error| raise(&error))?;
        Ok(netwarden::inventory::Site::of([device]).into())
    }

    fn updated(&self, py: Python<'_>, later: &Self) -> Self {
        let merge = || {
            let mut core = (*self.core).clone();
            core.update((*later.core).clone());
            core
        };
        py.detach(merge).into()
    }

    #[getter]
    fn devices<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.devices.show(py, &self.core.devices)
    }

    #[getter]
    fn failures<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.failures.show(py, &self.core.failures)
    }

    #[getter]
    fn asked(&self) -> u64 {
        self.core.asked
    }

    #[getter]
    fn cancelled(&self) -> bool {
        self.core.cancelled
    }

    #[pyo3(signature = (*, strategy = "default", hide = Vec::new(), cables = Vec::new()))]
    fn topology(
        &self,
        py: Python<'_>,
        strategy: &str,
        hide: Vec<String>,
        cables: Vec<GivenModel>,
    ) -> PyResult<Topology> {
        let options = options(strategy, &hide, &cables).map_err(|error| raise(&error))?;
        Ok(py.detach(|| self.core.topology_with(&options)).into())
    }

    fn rates_since<'py>(&self, py: Python<'py>, earlier: &Self) -> PyResult<Bound<'py, PyAny>> {
        py.detach(|| self.core.rates_since(&earlier.core)).to_py(py)
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.core.to_json()).map_err(|error| raise(&error))
    }

    fn __repr__(&self) -> String {
        let core = &self.core;
        format!("<Site {} devices, {} failures of {} asked>", core.devices.len(), core.failures.len(), core.asked)
    }
}

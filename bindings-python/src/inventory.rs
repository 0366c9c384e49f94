//! `netwarden.Site`.

use std::sync::Arc;

use pyo3::prelude::*;

use crate::convert::Kept;

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

impl PartialEq for Site {
    fn eq(&self, other: &Self) -> bool {
        self.core == other.core
    }
}

#[pymethods]
impl Site {
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
}

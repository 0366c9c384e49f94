//! `netwarden.Topology`.

use std::sync::Arc;

use pyo3::prelude::*;

use crate::convert::Kept;

/// The inferred network.
#[pyclass(frozen, eq, module = "netwarden")]
pub(crate) struct Topology {
    core: Arc<netwarden::topology::Topology>,
    nodes: Kept,
    links: Kept,
    segments: Kept,
    unused: Kept,
}

impl From<netwarden::topology::Topology> for Topology {
    fn from(core: netwarden::topology::Topology) -> Self {
        Self {
            core: Arc::new(core),
            nodes: Kept::default(),
            links: Kept::default(),
            segments: Kept::default(),
            unused: Kept::default(),
        }
    }
}

impl PartialEq for Topology {
    fn eq(&self, other: &Self) -> bool {
        self.core == other.core
    }
}

#[pymethods]
impl Topology {
    #[getter]
    fn nodes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.nodes.show(py, &self.core.nodes)
    }

    #[getter]
    fn links<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.links.show(py, &self.core.links)
    }

    #[getter]
    fn segments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.segments.show(py, &self.core.segments)
    }

    #[getter]
    fn unused<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.unused.show(py, &self.core.unused)
    }

    #[getter]
    fn strategy(&self) -> &str {
        &self.core.strategy
    }
}

//! `netwarden.Topology`.

use std::path::PathBuf;
use std::sync::Arc;

use netwarden::topology::Options;
use pyo3::prelude::*;

use crate::convert::{Kept, ToPy};
use crate::error::raise;

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

impl Topology {
    pub(crate) fn core(&self) -> Arc<netwarden::topology::Topology> {
        Arc::clone(&self.core)
    }
}

/// The core's options from the words that bindings take.
pub(crate) fn options(strategy: &str, hide: &[String]) -> netwarden::Result<Options> {
    Options::new().strategy(strategy.parse()?).hide_named(hide)
}

#[pymethods]
impl Topology {
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        let read = py.detach(|| netwarden::topology::Topology::from_json(text));
        read.map(Self::from).map_err(|error| raise(&error))
    }

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

    fn node<'py>(&self, py: Python<'py>, name_or_id: &str) -> PyResult<Bound<'py, PyAny>> {
        self.core.node(name_or_id).cloned().to_py(py)
    }

    fn link_between<'py>(&self, py: Python<'py>, a: &str, b: &str) -> PyResult<Bound<'py, PyAny>> {
        self.core.link_between(a, b).cloned().to_py(py)
    }

    fn links_between<'py>(&self, py: Python<'py>, a: &str, b: &str) -> PyResult<Bound<'py, PyAny>> {
        owned(self.core.links_between(a, b)).to_py(py)
    }

    fn links_of<'py>(&self, py: Python<'py>, node: &str) -> PyResult<Bound<'py, PyAny>> {
        owned(self.core.links_of(node)).to_py(py)
    }

    fn segments_of<'py>(&self, py: Python<'py>, node: &str) -> PyResult<Bound<'py, PyAny>> {
        owned(self.core.segments_of(node)).to_py(py)
    }

    fn explain<'py>(&self, py: Python<'py>, a: &str, b: &str) -> PyResult<Bound<'py, PyAny>> {
        self.core.explain_between(a, b).to_py(py)
    }

    #[pyo3(signature = (*, pretty = false))]
    fn to_json(&self, py: Python<'_>, pretty: bool) -> PyResult<String> {
        let core = &self.core;
        let text = py.detach(|| if pretty { core.to_json_pretty() } else { core.to_json() });
        text.map_err(|error| raise(&error))
    }

    fn to_dot(&self, py: Python<'_>) -> String {
        py.detach(|| self.core.to_dot())
    }

    fn to_graphml(&self, py: Python<'_>) -> String {
        py.detach(|| self.core.to_graphml())
    }

    fn devices_csv(&self, py: Python<'_>) -> String {
        py.detach(|| self.core.devices_csv())
    }

    fn ports_csv(&self, py: Python<'_>) -> String {
        py.detach(|| self.core.ports_csv())
    }

    fn links_csv(&self, py: Python<'_>) -> String {
        py.detach(|| self.core.links_csv())
    }

    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.core.save(path)).map_err(|error| raise(&error))
    }

    fn to_svg(&self, py: Python<'_>) -> String {
        py.detach(|| self.core.to_svg())
    }

    fn to_html(&self, py: Python<'_>) -> String {
        py.detach(|| self.core.to_html())
    }

    /// How a notebook shows it.
    fn _repr_svg_(&self, py: Python<'_>) -> String {
        self.to_svg(py)
    }

    fn __repr__(&self) -> String {
        let core = &self.core;
        format!("<Topology {} nodes, {} links, {} segments>", core.nodes.len(), core.links.len(), core.segments.len())
    }
}

fn owned<T: Clone>(found: Vec<&T>) -> Vec<T> {
    found.into_iter().cloned().collect()
}

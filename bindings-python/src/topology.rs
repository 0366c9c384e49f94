//! `netwarden.Topology`.

use std::path::PathBuf;
use std::sync::Arc;

use netwarden::topology::{Diff, Options};
use netwarden::value::VlanId;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use crate::convert::{Kept, Shown, ToPy};
use crate::data::Supposition;
use crate::error::raise;
use crate::inventory::Devices;
use crate::models::GivenModel;

/// The inferred network.
#[pyclass(frozen, eq, module = "netwarden")]
pub(crate) struct Topology {
    core: Arc<netwarden::topology::Topology>,
    nodes: Kept,
    links: Kept,
    segments: Kept,
    unused: Kept,
    ambiguous: Kept,
    subnets: Kept,
}

impl From<netwarden::topology::Topology> for Topology {
    fn from(core: netwarden::topology::Topology) -> Self {
        Arc::new(core).into()
    }
}

impl From<Arc<netwarden::topology::Topology>> for Topology {
    fn from(core: Arc<netwarden::topology::Topology>) -> Self {
        Self {
            core,
            nodes: Kept::default(),
            links: Kept::default(),
            segments: Kept::default(),
            unused: Kept::default(),
            ambiguous: Kept::default(),
            subnets: Kept::default(),
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
pub(crate) fn options(strategy: &str, hide: &[String], cables: &[GivenModel]) -> netwarden::Result<Options> {
    let options = Options::new().strategy(strategy.parse()?).hide_named(hide)?;
    Ok(cables.iter().fold(options, |options, model| options.cables_of(&model.0)))
}

/// One supposition or several.
#[derive(FromPyObject)]
enum Supposed<'py> {
    One(PyRef<'py, Supposition>),
    Several(Vec<PyRef<'py, Supposition>>),
}

impl Supposed<'_> {
    fn core(&self) -> Vec<netwarden::topology::Supposition> {
        match self {
            Self::One(one) => vec![one.core.clone()],
            Self::Several(several) => several.iter().map(|each| each.core.clone()).collect(),
        }
    }
}

#[pymethods]
impl Topology {
    #[staticmethod]
    #[pyo3(signature = (devices, *, strategy = "default", hide = Vec::new(), cables = Vec::new()))]
    fn infer(
        py: Python<'_>,
        devices: Devices<'_>,
        strategy: &str,
        hide: Vec<String>,
        cables: Vec<GivenModel>,
    ) -> PyResult<Self> {
        let options = options(strategy, &hide, &cables).map_err(|error| raise(&error))?;
        let devices = devices.shared();
        Ok(py.detach(|| netwarden::topology::infer(devices.as_slice(), &options)).into())
    }

    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        let read = py.detach(|| netwarden::topology::Topology::from_json(text));
        read.map(Self::from).map_err(|error| raise(&error))
    }

    fn uplinks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let ports = py.detach(|| self.core.uplinks()).into_iter().map(|key| {
            let port = PyDict::new(py);
            port.set_item("device", key.device.0)?;
            port.set_item("port", key.port)?;
            Ok(port)
        });
        PyTuple::new(py, ports.collect::<PyResult<Vec<_>>>()?)
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
    fn ambiguous<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.ambiguous.show(py, &self.core.ambiguous)
    }

    #[getter]
    fn subnets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.subnets.show(py, &self.core.subnets)
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

    fn why_not(&self, py: Python<'_>, a: &str, b: &str) -> PyResult<Shown<netwarden::topology::WhyNot>> {
        py.detach(|| self.core.why_not(a, b)).map(Shown).map_err(|error| raise(&error))
    }

    #[pyo3(signature = (a, b, *, vlan = None))]
    fn path<'py>(&self, py: Python<'py>, a: &str, b: &str, vlan: Option<u16>) -> PyResult<Bound<'py, PyAny>> {
        py.detach(|| self.core.path(a, b, vlan.map(VlanId))).to_py(py)
    }

    fn contradictions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.detach(|| self.core.contradictions()).to_py(py)
    }

    fn single_points_of_failure<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.detach(|| self.core.single_points_of_failure()).to_py(py)
    }

    fn upstream_of<'py>(&self, py: Python<'py>, station: &str, device: &str) -> PyResult<Bound<'py, PyAny>> {
        py.detach(|| self.core.upstream_of(station, device)).map_err(|error| raise(&error))?.to_py(py)
    }

    fn dependents_of<'py>(&self, py: Python<'py>, station: &str, device: &str) -> PyResult<Bound<'py, PyAny>> {
        py.detach(|| self.core.dependents_of(station, device)).map_err(|error| raise(&error))?.to_py(py)
    }

    fn dependencies<'py>(&self, py: Python<'py>, station: &str) -> PyResult<Bound<'py, PyAny>> {
        py.detach(|| self.core.dependencies(station)).map_err(|error| raise(&error))?.to_py(py)
    }

    #[pyo3(signature = (supposed, *, station = None))]
    fn what_if(
        &self,
        py: Python<'_>,
        supposed: Supposed<'_>,
        station: Option<&str>,
    ) -> PyResult<Shown<netwarden::topology::WhatIf>> {
        let supposed = supposed.core();
        py.detach(|| self.core.what_if(&supposed, station)).map(Shown).map_err(|error| raise(&error))
    }

    #[pyo3(signature = (after, *, removed = Vec::new()))]
    fn diff<'py>(&self, py: Python<'py>, after: &Self, removed: Vec<String>) -> PyResult<Bound<'py, PyAny>> {
        py.detach(|| Diff::new().removed(removed).between(&self.core, &after.core)).to_py(py)
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

    fn to_mermaid(&self, py: Python<'_>) -> String {
        py.detach(|| self.core.to_mermaid())
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

    #[pyo3(signature = (*, scale = 1.0))]
    fn to_png<'py>(&self, py: Python<'py>, scale: f32) -> PyResult<Bound<'py, PyBytes>> {
        let picture = py.detach(|| self.core.to_png(scale)).map_err(|error| raise(&error))?;
        Ok(PyBytes::new(py, &picture))
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

//! `netwarden.World`: a simulated network in memory, its truth, and how right conclusions about it are.

use std::sync::Arc;

use netwarden::Error;
use netwarden::accuracy::{Judge, visit};
use netwarden::sim::netgen::Plan;
use netwarden::sim::{Blueprint, TruthEnd, gallery};
use netwarden::value::{Moment, VarBind};
use pyo3::prelude::*;

use crate::convert::{Kept, Shown, ToPy};
use crate::credential::UsmUser;
use crate::error::raise;
use crate::inventory::Site;
use crate::sim::{SimulatedNetwork, serve};
use crate::topology::Topology;

/// A network in memory.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct World {
    core: Arc<netwarden::sim::World>,
    truth: Kept,
}

impl From<netwarden::sim::World> for World {
    fn from(core: netwarden::sim::World) -> Self {
        Self { core: Arc::new(core), truth: Kept::default() }
    }
}

impl World {
    pub(crate) fn shared(&self) -> Arc<netwarden::sim::World> {
        Arc::clone(&self.core)
    }
}

/// The truth of a world, told where it is asked for.
struct Truth<'a>(&'a netwarden::sim::World);

impl ToPy for Truth<'_> {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.detach(|| self.0.truth()).to_py(py)
    }
}

#[pymethods]
impl World {
    /// A network made by a plan, as JSON.
    #[staticmethod]
    fn generate(py: Python<'_>, plan: &str) -> PyResult<Self> {
        let make = || {
            let read = serde_json::from_str::<Plan>(plan);
            read.map_err(|error| Error::invalid("plan", plan, error.to_string()))?.world()
        };
        py.detach(make).map(Self::from).map_err(|error| raise(&error))
    }

    /// A network by its blueprint, as JSON.
    #[staticmethod]
    fn build(py: Python<'_>, blueprint: &str) -> PyResult<Self> {
        let make = || {
            let read = serde_json::from_str::<Blueprint>(blueprint);
            read.map_err(|error| Error::invalid("blueprint", blueprint, error.to_string()))?.world()
        };
        py.detach(make).map(Self::from).map_err(|error| raise(&error))
    }

    /// A network of the gallery.
    #[staticmethod]
    fn named(name: &str) -> PyResult<Self> {
        gallery::by_name(name).map(Self::from).map_err(|error| raise(&error))
    }

    #[getter]
    fn name(&self) -> &str {
        self.core.name()
    }

    #[getter]
    fn range(&self) -> String {
        self.core.range().to_string()
    }

    #[getter]
    fn network(&self) -> String {
        self.core.network().to_string()
    }

    fn address(&self, device: &str) -> Option<String> {
        self.core.address(device).map(|address| address.to_string())
    }

    fn other_end<'py>(&self, py: Python<'py>, device: &str, port: &str) -> PyResult<Bound<'py, PyAny>> {
        let far = self.core.other_end(device, port).map_err(|error| raise(&error))?;
        far.map(|(device, port)| TruthEnd { device: device.to_owned(), port: port.to_owned() }).to_py(py)
    }

    #[getter]
    fn device_names(&self) -> Vec<&str> {
        self.core.device_names().collect()
    }

    #[getter]
    fn truth<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.truth.show(py, &Truth(&self.core))
    }

    #[pyo3(signature = (*, at_ms = 0))]
    fn site(&self, py: Python<'_>, at_ms: u64) -> Site {
        py.detach(|| visit(&self.core, Moment::from_millis(at_ms))).into()
    }

    #[pyo3(signature = (device, *, vlan = None, at_ms = 0))]
    fn recording(
        &self,
        py: Python<'_>,
        device: &str,
        vlan: Option<u16>,
        at_ms: u64,
    ) -> PyResult<Option<Shown<Vec<VarBind>>>> {
        let read = || Ok(self.core.agent(device)?.recording(vlan, Moment::from_millis(at_ms)));
        let found = py.detach(read).map_err(|error: Error| raise(&error))?;
        Ok(found.map(Shown))
    }

    #[pyo3(signature = (device, port, *, at_ms = 0))]
    fn traffic<'py>(&self, py: Python<'py>, device: &str, port: &str, at_ms: u64) -> PyResult<Bound<'py, PyAny>> {
        let traffic = self.core.traffic(device, port, Moment::from_millis(at_ms));
        traffic.map_err(|error| raise(&error))?.to_py(py)
    }

    fn score<'py>(&self, py: Python<'py>, site: &Site, topology: &Topology) -> PyResult<Bound<'py, PyAny>> {
        let topology = topology.core();
        py.detach(|| Judge::new(&self.core, &site.core().devices).score(&topology)).to_py(py)
    }

    /// Each pair of ports as two of device and port.
    fn score_pairs<'py>(
        &self,
        py: Python<'py>,
        site: &Site,
        pairs: Vec<((String, String), (String, String))>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let claimed = pairs.into_iter().map(|(a, b)| if a <= b { (a, b) } else { (b, a) }).collect();
        py.detach(|| Judge::new(&self.core, &site.core().devices).pairs(&claimed)).to_py(py)
    }

    #[pyo3(signature = (*, port = 0, users = Vec::new(), write_community = None))]
    fn start(
        &self,
        py: Python<'_>,
        port: u16,
        users: Vec<UsmUser>,
        write_community: Option<&str>,
    ) -> PyResult<SimulatedNetwork> {
        serve(py, (*self.core).clone(), port, &users, write_community)
    }

    fn __repr__(&self) -> String {
        format!("<World {} of {} devices>", self.core.name(), self.core.device_names().count())
    }
}

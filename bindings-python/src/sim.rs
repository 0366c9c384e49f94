//! `netwarden.sim`: a simulated network on the loopback interface.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use netwarden::Error;
use netwarden::io::SimulationOptions;
use netwarden::sim::{World, gallery};
use pyo3::prelude::*;

use crate::credential::{UsmUser, trap_form};
use crate::error::raise;
use crate::runtime;

/// A network of the gallery; it takes orders from `write_community`.
pub(crate) fn world(name: &str, write_community: Option<&str>) -> netwarden::Result<World> {
    let world = gallery::by_name(name)?;
    Ok(match write_community {
        Some(community) => world.with_write_community(community),
        None => world,
    })
}

/// A simulated network that answers until it is stopped.
#[pyclass(frozen, module = "netwarden.sim")]
pub(crate) struct SimulatedNetwork {
    core: Mutex<Option<Arc<netwarden::io::SimulatedNetwork>>>,
    name: String,
    range: String,
    port: u16,
    truth: String,
}

impl SimulatedNetwork {
    fn open(&self) -> PyResult<Arc<netwarden::io::SimulatedNetwork>> {
        let core = self.core.lock().unwrap_or_else(PoisonError::into_inner).clone();
        core.ok_or_else(|| raise(&Error::invalid("simulated network", "stopped", "one that runs")))
    }
}

/// Where a simulated device tells of something.
fn listener(text: &str) -> PyResult<SocketAddr> {
    let wrong = |_| raise(&Error::invalid("listener", text, "an address and a port such as 127.0.0.1:162"));
    text.parse().map_err(wrong)
}

#[pymethods]
impl SimulatedNetwork {
    #[staticmethod]
    #[pyo3(signature = (name, *, port = 0, users = Vec::new(), write_community = None))]
    fn start(
        py: Python<'_>,
        name: &str,
        port: u16,
        users: Vec<UsmUser>,
        write_community: Option<&str>,
    ) -> PyResult<Self> {
        let world = world(name, write_community).map_err(|error| raise(&error))?;
        let world = users.iter().fold(world, |world, user| world.with_user(user.user()));
        let (name, range) = (world.name().to_owned(), world.range().to_string());
        let truth = serde_json::to_string(&world.truth()).unwrap_or_default();
        let start = async {
            let options = SimulationOptions::new().port(port);
            netwarden::io::SimulatedNetwork::start(world, options).await.map_err(|error| raise(&error))
        };
        let core = runtime::block_on(py, start, |_| Ok(()))?;
        let port = core.port();
        Ok(Self { core: Mutex::new(Some(Arc::new(core))), name, range, port, truth })
    }

    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    #[getter]
    fn range(&self) -> &str {
        &self.range
    }

    #[getter]
    fn port(&self) -> u16 {
        self.port
    }

    fn truth_json(&self) -> &str {
        &self.truth
    }

    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        let taken = self.core.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Where another thread just cuts a cable, it stops as that ends.
        let Some(core) = taken.and_then(Arc::into_inner) else { return Ok(()) };
        let stop = async {
            core.stop().await;
            Ok(())
        };
        runtime::block_on(py, stop, |_| Ok(()))
    }

    #[pyo3(signature = (device, port, *, to, version = "2c", user = None, inform = false))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn cut(
        &self,
        py: Python<'_>,
        device: &str,
        port: &str,
        to: &str,
        version: &str,
        user: Option<&UsmUser>,
        inform: bool,
    ) -> PyResult<()> {
        let (core, form, to) = (self.open()?, trap_form(version, user, inform)?, listener(to)?);
        let work = async { core.cut(device, port, &form, to).await.map_err(|error| raise(&error)) };
        runtime::block_on(py, work, |_| Ok(()))
    }

    #[pyo3(signature = (device, port, *, to, version = "2c", user = None, inform = false))]
    #[allow(clippy::too_many_arguments)] // by keyword only
    fn mend(
        &self,
        py: Python<'_>,
        device: &str,
        port: &str,
        to: &str,
        version: &str,
        user: Option<&UsmUser>,
        inform: bool,
    ) -> PyResult<()> {
        let (core, form, to) = (self.open()?, trap_form(version, user, inform)?, listener(to)?);
        let work = async { core.mend(device, port, &form, to).await.map_err(|error| raise(&error)) };
        runtime::block_on(py, work, |_| Ok(()))
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_raised))]
    fn __exit__(&self, py: Python<'_>, _raised: &Bound<'_, pyo3::types::PyTuple>) -> PyResult<()> {
        self.stop(py)
    }

    fn __repr__(&self) -> String {
        format!("<SimulatedNetwork {} {} port {}>", self.name, self.range, self.port)
    }
}

/// The names of the gallery.
#[pyfunction]
pub(crate) fn sim_names() -> Vec<&'static str> {
    gallery::names().collect()
}

//! `netwarden.sim`: a simulated network on the loopback interface.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use netwarden::Error;
use netwarden::io::SimulationOptions;
use netwarden::sim::{TrapForm, World, gallery};
use pyo3::prelude::*;

use crate::credential::{UsmUser, trap_form};
use crate::error::raise;
use crate::runtime;

/// A network of the gallery; it takes orders from `write_community`.
pub(crate) fn world(name: &str, write_community: Option<&str>) -> netwarden::Result<World> {
    Ok(ordered(gallery::by_name(name)?, write_community))
}

fn ordered(world: World, write_community: Option<&str>) -> World {
    match write_community {
        Some(community) => world.with_write_community(community),
        None => world,
    }
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

    /// The network, the form in which its devices tell of something, and whom.
    fn prepare(
        &self,
        to: &str,
        version: &str,
        user: Option<&UsmUser>,
        inform: bool,
    ) -> PyResult<(Arc<netwarden::io::SimulatedNetwork>, TrapForm, SocketAddr)> {
        let wrong = |_| raise(&Error::invalid("listener", to, "an address and a port such as 127.0.0.1:162"));
        Ok((self.open()?, trap_form(version, user, inform)?, to.parse().map_err(wrong)?))
    }
}

/// The agents of `world` at UDP port `port`; they answer to `users` too, and take orders from `write_community`.
pub(crate) fn serve(
    py: Python<'_>,
    world: World,
    port: u16,
    users: &[UsmUser],
    write_community: Option<&str>,
) -> PyResult<SimulatedNetwork> {
    let world = ordered(world, write_community);
    let world = users.iter().fold(world, |world, user| world.with_user(user.user()));
    let (name, range) = (world.name().to_owned(), world.range().to_string());
    let truth = serde_json::to_string(&world.truth()).unwrap_or_default();
    let core = block_on(py, netwarden::io::SimulatedNetwork::start(world, SimulationOptions::new().port(port)))?;
    let port = core.port();
    Ok(SimulatedNetwork { core: Mutex::new(Some(Arc::new(core))), name, range, port, truth })
}

fn block_on<T: Send>(py: Python<'_>, work: impl Future<Output = netwarden::Result<T>> + Send) -> PyResult<T> {
    runtime::block_on(py, async { work.await.map_err(|error| raise(&error)) }, |_| Ok(()))
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
        serve(py, gallery::by_name(name).map_err(|error| raise(&error))?, port, &users, write_community)
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
        block_on(py, stop)
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
        let (core, form, to) = self.prepare(to, version, user, inform)?;
        block_on(py, async { core.cut(device, port, &form, to).await })
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
        let (core, form, to) = self.prepare(to, version, user, inform)?;
        block_on(py, async { core.mend(device, port, &form, to).await })
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

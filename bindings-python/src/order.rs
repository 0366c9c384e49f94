//! Orders: what changes a device and looks after it.

use std::net::IpAddr;
use std::time::Duration;

use netwarden::Error;
use netwarden::inventory::{AdminStatus, ManagementPath, OrderReport};
use netwarden::io::{OrderOptions as Core, PortRef};
use netwarden::value::IfIndex;
use pyo3::prelude::*;

use crate::convert::Shown;
use crate::error::raise;
use crate::runtime;
use crate::session::{Session, Work};

/// How an order is given.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct OrderOptions {
    core: Core,
}

#[pymethods]
impl OrderOptions {
    #[new]
    #[pyo3(signature = (*, force = None, timeout_ms = None, wait_oper = None, reached_at = None, reached_from = None))]
    fn new(
        force: Option<bool>,
        timeout_ms: Option<u64>,
        wait_oper: Option<bool>,
        reached_at: Option<&str>,
        reached_from: Option<&str>,
    ) -> PyResult<Self> {
        let mut core = Core::new();
        if let Some(force) = force {
            core = core.force(force);
        }
        if let Some(millis) = timeout_ms {
            core = core.timeout(Duration::from_millis(millis));
        }
        if let Some(wait) = wait_oper {
            core = core.wait_oper(wait);
        }
        if let Some(text) = reached_at {
            core = core.reached_at(address("reached_at", text)?);
        }
        if let Some(text) = reached_from {
            core = core.reached_from(address("reached_from", text)?);
        }
        Ok(Self { core })
    }
}

fn address(argument: &str, text: &str) -> PyResult<IpAddr> {
    text.parse().map_err(|_| raise(&Error::invalid(argument, text, "an IP address such as 10.0.0.7")))
}

/// A port: an int is its `ifIndex`, a str its name.
#[derive(FromPyObject)]
pub(crate) enum Port {
    Index(i64),
    Name(String),
}

impl Port {
    fn core(self) -> PyResult<PortRef> {
        let expected = "an ifIndex of 32 bits, or the name of a port, is expected";
        match self {
            Self::Index(index) => match u32::try_from(index) {
                Ok(index) => Ok(IfIndex(index).into()),
                Err(_) => Err(raise(&Error::invalid("port", index.to_string(), expected))),
            },
            Self::Name(name) => Ok(name.into()),
        }
    }
}

fn order_work(
    session: &Session,
    port: Port,
    status: &str,
    options: &OrderOptions,
) -> PyResult<impl Work<Shown<OrderReport>> + use<>> {
    let (core, options) = (session.core(), options.core);
    let port = port.core()?;
    let status: AdminStatus = status.parse().map_err(|error| raise(&error))?;
    Ok(async move {
        let done = netwarden::io::set_if_admin_status(&*core, port, status, options).await;
        done.map(Shown).map_err(|error| raise(&error))
    })
}

fn path_work(session: &Session, options: &OrderOptions) -> impl Work<Shown<ManagementPath>> + use<> {
    let (core, options) = (session.core(), options.core);
    async move { netwarden::io::management_path(&*core, &options).await.map(Shown).map_err(|error| raise(&error)) }
}

#[pyfunction]
pub(crate) fn set_if_admin_status<'py>(
    py: Python<'py>,
    session: &Session,
    port: Port,
    status: &str,
    options: &OrderOptions,
) -> PyResult<Bound<'py, PyAny>> {
    runtime::spawn(py, order_work(session, port, status, options)?)
}

#[pyfunction]
pub(crate) fn set_if_admin_status_blocking(
    py: Python<'_>,
    session: &Session,
    port: Port,
    status: &str,
    options: &OrderOptions,
) -> PyResult<Shown<OrderReport>> {
    runtime::block_on(py, order_work(session, port, status, options)?, |_| Ok(()))
}

#[pyfunction]
pub(crate) fn management_path<'py>(
    py: Python<'py>,
    session: &Session,
    options: &OrderOptions,
) -> PyResult<Bound<'py, PyAny>> {
    runtime::spawn(py, path_work(session, options))
}

#[pyfunction]
pub(crate) fn management_path_blocking(
    py: Python<'_>,
    session: &Session,
    options: &OrderOptions,
) -> PyResult<Shown<ManagementPath>> {
    runtime::block_on(py, path_work(session, options), |_| Ok(()))
}

//! `netwarden.Session`: asking one agent, over the network, out of a recording, or in memory.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use netwarden::Error;
use netwarden::inventory::DeviceSnapshot;
use netwarden::io::{CollectOptions, RecordedSession, Session as CoreSession, SessionExt, SimulatedSession, TableRead};
use netwarden::wire::{Stepping, VarBindFault as CoreFault, WalkLimits, WalkedColumn as CoreColumn};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::convert::{Kept, Shown, ToPy, repr};
use crate::credential::Community;
use crate::error::raise;
use crate::mib::{Table, named};
use crate::runtime;
use crate::sim::world;
use crate::value::{VarBind, names};
use crate::world::World;

/// One agent and the right to ask it.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Session {
    core: Arc<dyn CoreSession>,
}

impl Session {
    pub(crate) fn new(core: impl CoreSession + 'static) -> Self {
        Self { core: Arc::new(core) }
    }

    pub(crate) fn core(&self) -> Arc<dyn CoreSession> {
        Arc::clone(&self.core)
    }

    fn get_work(&self, texts: &[String]) -> PyResult<impl Work<VarBinds>> {
        let (core, names) = (Arc::clone(&self.core), names(texts)?);
        Ok(async move { core.get(&names).await.map(Shown).map_err(|error| raise(&error)) })
    }

    fn get_next_work(&self, texts: &[String]) -> PyResult<impl Work<VarBinds>> {
        let (core, names) = (Arc::clone(&self.core), names(texts)?);
        Ok(async move { core.get_next(&names).await.map(Shown).map_err(|error| raise(&error)) })
    }

    fn get_bulk_work(
        &self,
        texts: &[String],
        non_repeaters: u32,
        max_repetitions: u32,
    ) -> PyResult<impl Work<VarBinds>> {
        let (core, names) = (Arc::clone(&self.core), names(texts)?);
        Ok(async move {
            let found = core.get_bulk(non_repeaters, max_repetitions, &names).await;
            found.map(Shown).map_err(|error| raise(&error))
        })
    }

    fn set_work(&self, variables: Vec<VarBind>) -> impl Work<VarBinds> + use<> {
        let core = Arc::clone(&self.core);
        let variables: Vec<_> = variables.into_iter().map(|each| each.core).collect();
        async move { core.set(&variables).await.map(Shown).map_err(|error| raise(&error)) }
    }

    fn walk_work(&self, roots: &[String], limits: &Limits) -> PyResult<impl Work<Columns>> {
        let (core, roots, limits) = (Arc::clone(&self.core), names(roots)?, limits.core);
        Ok(async move { core.walk_columns(roots, limits).await.map(Columns).map_err(|error| raise(&error)) })
    }

    fn collect_work(&self, options: CollectOptions, only_interfaces: bool) -> impl Work<Shown<DeviceSnapshot>> + use<> {
        let core = Arc::clone(&self.core);
        async move {
            let found =
                if only_interfaces { core.collect_interfaces(options).await } else { core.collect(options).await };
            found.map(Shown).map_err(|error| raise(&error))
        }
    }

    fn table_work(&self, table: &str) -> PyResult<impl Work<Table>> {
        let (core, table) = (Arc::clone(&self.core), named(table)?);
        Ok(async move {
            let TableRead { rows, complete: _, reason } =
                core.table_named(table).await.map_err(|error| raise(&error))?;
            Ok(Table::new(table, rows, reason))
        })
    }
}

pub(crate) trait Work<T>: Future<Output = PyResult<T>> + Send + 'static {}

impl<T, F: Future<Output = PyResult<T>> + Send + 'static> Work<T> for F {}

#[pymethods]
impl Session {
    #[staticmethod]
    #[pyo3(signature = (path, device = None))]
    fn recorded(py: Python<'_>, path: PathBuf, device: Option<&str>) -> PyResult<Self> {
        let opened = py.detach(|| RecordedSession::open(path, device));
        opened.map(Self::new).map_err(|error| raise(&error))
    }

    #[staticmethod]
    #[pyo3(signature = (network, device, credential, write_community = None))]
    fn simulated(
        network: Network<'_>,
        device: &str,
        credential: &Community,
        write_community: Option<&str>,
    ) -> PyResult<Self> {
        let agent = match (&network, write_community) {
            (Network::Named(name), _) => world(name, write_community).and_then(|world| world.agent(device)),
            (Network::World(world), None) => world.shared().agent(device),
            (Network::World(world), Some(community)) => {
                (*world.shared()).clone().with_write_community(community).agent(device)
            }
        };
        agent.map(|agent| Self::new(SimulatedSession::new(agent, &credential.core))).map_err(|error| raise(&error))
    }

    #[staticmethod]
    fn of_variables(name: &str, variables: Vec<VarBind>) -> Self {
        Self::new(RecordedSession::new(name, variables.into_iter().map(|each| each.core).collect()))
    }

    #[getter]
    fn target(&self) -> String {
        self.core.target()
    }

    fn get<'py>(&self, py: Python<'py>, names: Vec<String>) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.get_work(&names)?)
    }

    fn get_blocking(&self, py: Python<'_>, names: Vec<String>) -> PyResult<VarBinds> {
        runtime::block_on(py, self.get_work(&names)?, |_| Ok(()))
    }

    fn get_next<'py>(&self, py: Python<'py>, names: Vec<String>) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.get_next_work(&names)?)
    }

    fn get_next_blocking(&self, py: Python<'_>, names: Vec<String>) -> PyResult<VarBinds> {
        runtime::block_on(py, self.get_next_work(&names)?, |_| Ok(()))
    }

    fn get_bulk<'py>(
        &self,
        py: Python<'py>,
        names: Vec<String>,
        non_repeaters: u32,
        max_repetitions: u32,
    ) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.get_bulk_work(&names, non_repeaters, max_repetitions)?)
    }

    fn get_bulk_blocking(
        &self,
        py: Python<'_>,
        names: Vec<String>,
        non_repeaters: u32,
        max_repetitions: u32,
    ) -> PyResult<VarBinds> {
        runtime::block_on(py, self.get_bulk_work(&names, non_repeaters, max_repetitions)?, |_| Ok(()))
    }

    fn set<'py>(&self, py: Python<'py>, variables: Vec<VarBind>) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.set_work(variables))
    }

    fn set_blocking(&self, py: Python<'_>, variables: Vec<VarBind>) -> PyResult<VarBinds> {
        runtime::block_on(py, self.set_work(variables), |_| Ok(()))
    }

    fn walk_columns<'py>(&self, py: Python<'py>, roots: Vec<String>, limits: &Limits) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.walk_work(&roots, limits)?)
    }

    fn walk_columns_blocking(&self, py: Python<'_>, roots: Vec<String>, limits: &Limits) -> PyResult<Columns> {
        runtime::block_on(py, self.walk_work(&roots, limits)?, |_| Ok(()))
    }

    fn table<'py>(&self, py: Python<'py>, table: &str) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.table_work(table)?)
    }

    fn table_blocking(&self, py: Python<'_>, table: &str) -> PyResult<Table> {
        runtime::block_on(py, self.table_work(table)?, |_| Ok(()))
    }

    #[pyo3(signature = (limits, only_interfaces))]
    fn collect<'py>(
        &self,
        py: Python<'py>,
        limits: CollectLimits,
        only_interfaces: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        runtime::spawn(py, self.collect_work(limits.core, only_interfaces))
    }

    #[pyo3(signature = (limits, only_interfaces))]
    fn collect_blocking(
        &self,
        py: Python<'_>,
        limits: CollectLimits,
        only_interfaces: bool,
    ) -> PyResult<Shown<DeviceSnapshot>> {
        runtime::block_on(py, self.collect_work(limits.core, only_interfaces), |_| Ok(()))
    }

    fn __repr__(&self) -> String {
        format!("<Session {}>", self.core.target())
    }
}

/// What a session in memory asks: a network of the gallery, or one that was made.
#[derive(FromPyObject)]
enum Network<'py> {
    Named(String),
    World(PyRef<'py, World>),
}

/// What a visit to one device may cost, by the names of `CollectOptions`.
pub(crate) struct CollectLimits {
    pub(crate) core: CollectOptions,
}

impl<'py> FromPyObject<'_, 'py> for CollectLimits {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let mut core = CollectOptions::new();
        for (name, number) in given.extract::<HashMap<String, u64>>()? {
            let count = usize::try_from(number).unwrap_or(usize::MAX);
            core = match name.as_str() {
                "rows" => core.rows(count),
                "bytes" => core.bytes(count),
                "time_ms" => core.time(Duration::from_millis(number)),
                "vlans" => core.vlans(count),
                _ => return Err(PyTypeError::new_err(format!("\"{name}\" is none of rows, bytes, time_ms, vlans"))),
            };
        }
        Ok(Self { core })
    }
}

/// What a walk may cost.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Limits {
    core: WalkLimits,
}

#[pymethods]
impl Limits {
    #[new]
    #[pyo3(signature = (*, rows = None, bytes = None, time_ms = None, repetitions = None, stepping = None))]
    fn new(
        rows: Option<usize>,
        bytes: Option<usize>,
        time_ms: Option<u64>,
        repetitions: Option<u32>,
        stepping: Option<&str>,
    ) -> PyResult<Self> {
        let mut core = WalkLimits::new();
        if let Some(rows) = rows {
            core = core.rows(rows);
        }
        if let Some(bytes) = bytes {
            core = core.bytes(bytes);
        }
        if let Some(millis) = time_ms {
            core = core.time(Duration::from_millis(millis));
        }
        if let Some(repetitions) = repetitions {
            core = core.repetitions(repetitions);
        }
        match stepping {
            None | Some("bulk") => {}
            Some("next") => core = core.stepping(Stepping::Next),
            Some(other) => return Err(raise(&Error::invalid("stepping", other, "one of bulk, next"))),
        }
        Ok(Self { core })
    }
}

/// Variables, as a tuple.
type VarBinds = Shown<Vec<netwarden::value::VarBind>>;

/// Columns, as a tuple.
pub(crate) struct Columns(Vec<CoreColumn>);

impl<'py> IntoPyObject<'py> for Columns {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let shown: Vec<WalkedColumn> = self.0.into_iter().map(WalkedColumn::from).collect();
        Ok(pyo3::types::PyTuple::new(py, shown)?.into_any())
    }
}

/// What a walk read below one root.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct WalkedColumn {
    core: CoreColumn,
    varbinds: Kept,
    faults: Kept,
}

impl From<CoreColumn> for WalkedColumn {
    fn from(core: CoreColumn) -> Self {
        Self { core, varbinds: Kept::default(), faults: Kept::default() }
    }
}

#[pymethods]
impl WalkedColumn {
    #[getter]
    fn root(&self) -> String {
        self.core.root.to_string()
    }

    #[getter]
    fn varbinds<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.varbinds.show(py, &self.core.varbinds)
    }

    #[getter]
    fn complete(&self) -> bool {
        self.core.is_complete()
    }

    #[getter]
    fn reason(&self) -> Option<String> {
        self.core.why_partial()
    }

    #[getter]
    fn end(&self) -> &'static str {
        self.core.end.code()
    }

    #[getter]
    fn faults<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.faults.show(py, &self.core.faults)
    }

    fn __len__(&self) -> usize {
        self.core.varbinds.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.varbinds(py)?.try_iter()?.into_any())
    }

    fn __repr__(&self) -> String {
        format!("<WalkedColumn {} {} variables, {}>", self.core.root, self.core.varbinds.len(), self.core.end)
    }
}

/// A variable that was sent but cannot be read.
#[pyclass(frozen, eq, module = "netwarden")]
#[derive(PartialEq)]
pub(crate) struct VarBindFault {
    core: CoreFault,
}

impl ToPy for CoreFault {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        // Names every field: one that the core gains does not build until it is here.
        let Self { position: _, name: _, error: _, rest_lost: _ } = self;
        Ok(Bound::new(py, VarBindFault { core: self.clone() })?.into_any())
    }
}

#[pymethods]
impl VarBindFault {
    #[getter]
    fn position(&self) -> usize {
        self.core.position
    }

    #[getter]
    fn name(&self) -> Option<String> {
        self.core.name.as_ref().map(ToString::to_string)
    }

    #[getter]
    fn error(&self) -> String {
        self.core.error.to_string()
    }

    #[getter]
    fn rest_lost(&self) -> bool {
        self.core.rest_lost
    }

    #[getter]
    fn text(&self) -> String {
        self.core.to_string()
    }

    fn __str__(&self) -> String {
        self.core.to_string()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        repr("VarBindFault", &[("text", self.text().into_bound_py_any(py)?)])
    }
}

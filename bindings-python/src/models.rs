//! The native halves of `netwarden.Models` and `netwarden.Collectors`. Models cross as JSON.

use std::sync::{Mutex, MutexGuard, PoisonError};

use netwarden::Error;
use netwarden::topology::{Applied, Merged, Model};
use pyo3::prelude::*;

use crate::convert::ToPy;
use crate::error::raise;
use crate::inventory::Site;
use crate::topology::Topology;

fn read(text: &str) -> PyResult<Model> {
    serde_json::from_str(text).map_err(|error| raise(&Error::invalid("model", text, error.to_string())))
}

/// A model as Python has it: a dictionary.
pub(crate) struct GivenModel(pub(crate) Model);

impl<'py> FromPyObject<'_, 'py> for GivenModel {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let text = given.py().import("json")?.call_method1("dumps", (given,))?;
        Ok(Self(read(text.extract()?)?))
    }
}

/// Several models side by side.
#[pyclass(frozen, eq, module = "netwarden")]
#[derive(Default)]
pub(crate) struct Models {
    core: Mutex<netwarden::topology::Models>,
}

impl Models {
    fn open(&self) -> MutexGuard<'_, netwarden::topology::Models> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PartialEq for Models {
    fn eq(&self, other: &Self) -> bool {
        // One after the other: a model may be compared with itself.
        let mine = self.open().clone();
        mine == *other.open()
    }
}

#[pymethods]
impl Models {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        let core = netwarden::topology::Models::from_json(text).map_err(|error| raise(&error))?;
        Ok(Self { core: Mutex::new(core) })
    }

    fn to_json(&self) -> PyResult<String> {
        self.open().to_json().map_err(|error| raise(&error))
    }

    #[getter]
    fn names(&self) -> Vec<String> {
        self.open().models.iter().map(|model| model.name.clone()).collect()
    }

    fn get(&self, name: &str) -> Option<String> {
        self.open().get(name).and_then(|model| serde_json::to_string(model).ok())
    }

    fn put(&self, text: &str) -> PyResult<()> {
        self.open().put(read(text)?);
        Ok(())
    }

    fn remove(&self, name: &str) -> bool {
        self.open().remove(name)
    }

    fn check(&self) -> PyResult<()> {
        self.open().check().map_err(|error| raise(&error))
    }

    fn apply<'py>(
        &self,
        py: Python<'py>,
        names: Vec<String>,
        topology: &Topology,
    ) -> PyResult<(Topology, Bound<'py, PyAny>)> {
        let (models, topology) = (self.open().clone(), topology.core());
        let applied = py.detach(|| models.apply(&names, &topology));
        let Applied { topology, faults } = applied.map_err(|error| raise(&error))?;
        Ok((topology.into(), faults.to_py(py)?))
    }
}

/// What several collectors see.
#[pyclass(frozen, module = "netwarden")]
#[derive(Default)]
pub(crate) struct Collectors {
    core: Mutex<netwarden::topology::Collectors>,
}

impl Collectors {
    fn open(&self) -> MutexGuard<'_, netwarden::topology::Collectors> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Collectors {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        let core = py.detach(|| netwarden::topology::Collectors::from_json(text)).map_err(|error| raise(&error))?;
        Ok(Self { core: Mutex::new(core) })
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.open().to_json()).map_err(|error| raise(&error))
    }

    fn set<'py>(&self, py: Python<'py>, collector: &str, site: &Site) -> PyResult<Bound<'py, PyAny>> {
        let gone = py.detach(|| self.open().set(collector, site.core().clone()));
        gone.to_py(py)
    }

    fn remove<'py>(&self, py: Python<'py>, collector: &str) -> PyResult<Bound<'py, PyAny>> {
        let gone = py.detach(|| self.open().remove(collector));
        gone.to_py(py)
    }

    #[getter]
    fn names(&self, py: Python<'_>) -> Vec<String> {
        py.detach(|| self.open().names().map(str::to_owned).collect())
    }

    fn merged<'py>(&self, py: Python<'py>) -> PyResult<(Site, Bound<'py, PyAny>)> {
        let Merged { site, owners } = py.detach(|| self.open().merged());
        Ok((site.into(), owners.to_py(py)?))
    }
}

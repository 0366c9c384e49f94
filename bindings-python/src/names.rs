//! `netwarden.mib.Names`: names for numbers, and the user's own MIB files.

use std::path::PathBuf;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use netwarden::io::read_mib_files;
use netwarden::mib::{MibFile as CoreFile, MibReport, MibStrictness, Names as Core, ObjectInfo};
use netwarden::value::Oid;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::convert::Shown;
use crate::error::raise;
use crate::value::SnmpValue;

/// Names of objects and of their values.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Names {
    core: RwLock<Core>,
}

impl Names {
    /// Nothing panics while it is held.
    fn read(&self) -> RwLockReadGuard<'_, Core> {
        self.core.read().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Names {
    #[new]
    fn new() -> Self {
        Self { core: RwLock::new(Core::new()) }
    }

    fn lookup(&self, name: &str) -> PyResult<String> {
        self.read().lookup(name).map(|oid| oid.to_string()).map_err(|error| raise(&error))
    }

    fn name_of(&self, oid: &str) -> PyResult<Option<String>> {
        Ok(self.read().name_of(&number(oid)?))
    }

    fn describe(&self, name: &str) -> PyResult<Shown<Option<ObjectInfo>>> {
        let core = self.read();
        let oid = core.lookup(name).map_err(|error| raise(&error))?;
        Ok(Shown(core.describe(&oid)))
    }

    #[pyo3(signature = (name, value))]
    fn show(&self, name: &str, value: &SnmpValue) -> PyResult<String> {
        let core = self.read();
        let oid = core.lookup(name).map_err(|error| raise(&error))?;
        Ok(core.show(&oid, &value.core))
    }

    #[getter]
    fn modules(&self) -> Shown<Vec<String>> {
        Shown(self.read().modules())
    }

    #[pyo3(signature = (*files, lenient = false))]
    fn load(&self, py: Python<'_>, files: Vec<Given>, lenient: bool) -> PyResult<Shown<MibReport>> {
        let strictness = if lenient { MibStrictness::Lenient } else { MibStrictness::Strict };
        let load = || {
            let mut all = Vec::new();
            for file in files {
                match file {
                    Given::File(file) => all.push(file.core),
                    Given::Path(path) => all.extend(read_mib_files([path])?),
                }
            }
            self.core.write().unwrap_or_else(PoisonError::into_inner).load(&all, strictness)
        };
        py.detach(load).map(Shown).map_err(|error| raise(&error))
    }

    fn __len__(&self) -> usize {
        self.read().len()
    }

    fn __repr__(&self) -> String {
        format!("<Names {} objects>", self.read().len())
    }
}

fn number(oid: &str) -> PyResult<Oid> {
    oid.parse().map_err(|error| raise(&error))
}

/// A MIB file: its content, or where it lies.
#[derive(FromPyObject)]
pub(crate) enum Given {
    File(MibFile),
    Path(PathBuf),
}

/// A MIB file's text.
#[pyclass(frozen, eq, module = "netwarden", from_py_object)]
#[derive(Clone, PartialEq)]
pub(crate) struct MibFile {
    core: CoreFile,
}

#[pymethods]
impl MibFile {
    #[new]
    fn new(name: String, text: Text) -> Self {
        let text = match text {
            Text::Str(text) => text.into_bytes(),
            Text::Bytes(octets) => octets,
        };
        Self { core: CoreFile { name, text } }
    }

    #[getter]
    fn name(&self) -> &str {
        &self.core.name
    }

    #[getter]
    fn text<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.core.text)
    }

    fn __repr__(&self) -> String {
        format!("<MibFile {} {} octets>", self.core.name, self.core.text.len())
    }
}

/// Text, or octets of it.
#[derive(FromPyObject)]
pub(crate) enum Text {
    Str(String),
    Bytes(Vec<u8>),
}

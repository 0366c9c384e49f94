//! `netwarden.mib`: tables by their names, rows under MIB names.

use netwarden::mib::{CellValue, NamedRow, RowFault as CoreFault, Rows, TableType};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use crate::convert::{Kept, ToPy, repr};
use crate::error::raise;
use crate::value::VarBind;

/// The names of all tables that are read as rows.
#[pyfunction]
pub(crate) fn table_names() -> Vec<String> {
    netwarden::mib::catalog().iter().map(TableType::name).collect()
}

/// The rows of a table that are among these variables.
#[pyfunction]
pub(crate) fn read_rows(py: Python<'_>, table: &str, varbinds: Vec<VarBind>) -> PyResult<Table> {
    let table = named(table)?;
    let varbinds: Vec<_> = varbinds.into_iter().map(|varbind| varbind.core).collect();
    let rows = py.detach(|| table.read(&varbinds));
    Ok(Table::new(table, rows, None))
}

pub(crate) fn named(table: &str) -> PyResult<&'static TableType> {
    TableType::named(table).map_err(|error| raise(&error))
}

/// A table as rows under MIB names.
#[pyclass(frozen, module = "netwarden")]
pub(crate) struct Table {
    table: &'static TableType,
    read: Rows<NamedRow>,
    partial: Option<String>,
    rows: Kept,
    faults: Kept,
}

impl Table {
    pub(crate) fn new(table: &'static TableType, read: Rows<NamedRow>, partial: Option<String>) -> Self {
        Self { table, read, partial, rows: Kept::default(), faults: Kept::default() }
    }
}

#[pymethods]
impl Table {
    #[getter]
    fn name(&self) -> String {
        self.table.name()
    }

    #[getter]
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.rows.show(py, &Cells { table: self.table, rows: &self.read.rows })
    }

    #[getter]
    fn complete(&self) -> bool {
        self.partial.is_none()
    }

    #[getter]
    fn reason(&self) -> Option<&str> {
        self.partial.as_deref()
    }

    #[getter]
    fn faults<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.faults.show(py, &self.read.faults)
    }

    #[getter]
    fn more_faults(&self) -> u64 {
        self.read.more_faults
    }
}

struct Cells<'a> {
    table: &'static TableType,
    rows: &'a [NamedRow],
}

impl ToPy for Cells<'_> {
    /// A tuple of dictionaries that share their keys.
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let names: Vec<_> = self.table.fields.iter().map(|field| PyString::intern(py, field.name)).collect();
        let shown = self.rows.iter().map(|row| {
            let shown = PyDict::new(py);
            for (name, cell) in names.iter().zip(&row.cells) {
                shown.set_item(name, cell.to_py(py)?)?;
            }
            Ok(shown)
        });
        Ok(PyTuple::new(py, shown.collect::<PyResult<Vec<_>>>()?)?.into_any())
    }
}

impl ToPy for CellValue {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Integer(number) => number.into_bound_py_any(py),
            Self::Counter64(count) => count.into_bound_py_any(py),
            Self::Text(text) => text.into_bound_py_any(py),
            Self::Octets(octets) => Ok(PyBytes::new(py, octets).into_any()),
            Self::TimeTicks(ticks) => ticks.to_py(py),
        }
    }
}

/// A row, or a cell of a row, that could not be read.
#[pyclass(frozen, eq, module = "netwarden")]
#[derive(PartialEq)]
pub(crate) struct RowFault {
    core: CoreFault,
}

impl ToPy for CoreFault {
    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        // Names every field: one that the core gains does not build until it is here.
        let Self { table: _, index: _, column: _, found: _, expected: _ } = self;
        Ok(Bound::new(py, RowFault { core: self.clone() })?.into_any())
    }
}

#[pymethods]
impl RowFault {
    #[getter]
    fn table(&self) -> &'static str {
        self.core.table
    }

    #[getter]
    fn index(&self) -> &str {
        &self.core.index
    }

    #[getter]
    fn column(&self) -> Option<&'static str> {
        self.core.column
    }

    #[getter]
    fn found(&self) -> &str {
        &self.core.found
    }

    #[getter]
    fn expected(&self) -> &str {
        &self.core.expected
    }

    #[getter]
    fn text(&self) -> String {
        self.core.to_string()
    }

    fn __str__(&self) -> String {
        self.core.to_string()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        repr("RowFault", &[("text", self.text().into_bound_py_any(py)?)])
    }
}

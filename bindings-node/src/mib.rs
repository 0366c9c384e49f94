//! Tables by their names, rows under MIB names.

use napi::bindgen_prelude::{Env, Result};
use napi_derive::napi;
use netwarden::mib::{NamedRow, RowFault as CoreFault, Rows, TableType};

use crate::error::raise;
use crate::pack::{self, Packed};
use crate::value::GivenVarBind;

/// A table as rows; the facade takes the cells apart.
#[napi(object, object_from_js = false)]
pub struct Table {
    pub name: String,
    pub fields: Vec<&'static str>,
    pub cells: Packed,
    pub reason: Option<String>,
    pub faults: Vec<RowFault>,
    pub more_faults: f64,
}

impl Table {
    pub(crate) fn new(table: &'static TableType, read: Rows<NamedRow>, reason: Option<String>) -> Self {
        let Rows { rows, faults, more_faults } = read;
        Self {
            name: table.name(),
            fields: table.fields.iter().map(|field| field.name).collect(),
            cells: pack::rows(&rows),
            reason,
            faults: faults.into_iter().map(RowFault::from).collect(),
            more_faults: more_faults as f64,
        }
    }
}

/// A row, or a cell of a row, that could not be read.
#[napi(object, object_from_js = false)]
pub struct RowFault {
    pub table: String,
    pub index: String,
    pub column: Option<String>,
    pub found: String,
    pub expected: String,
    pub text: String,
}

impl From<CoreFault> for RowFault {
    fn from(core: CoreFault) -> Self {
        let text = core.to_string();
        let CoreFault { table, index, column, found, expected } = core;
        Self { table: table.into(), index, column: column.map(str::to_owned), found, expected, text }
    }
}

/// The names of all tables that are read as rows.
#[napi]
pub fn table_names() -> Vec<String> {
    netwarden::mib::catalog().iter().map(TableType::name).collect()
}

/// The rows of a table that are among these variables.
#[napi]
pub fn read_rows(env: &Env, table: String, varbinds: Vec<GivenVarBind>) -> Result<Table> {
    let read = || {
        let table = TableType::named(&table)?;
        let varbinds = varbinds.into_iter().map(GivenVarBind::core).collect::<netwarden::Result<Vec<_>>>()?;
        Ok(Table::new(table, table.read(&varbinds), None))
    };
    read().map_err(|error| raise(env, &error))
}

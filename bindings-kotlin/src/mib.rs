//! Tables by their names, rows under MIB names.

use netwarden::Error;
use netwarden::mib::{CellValue, NamedRow, RowFault as CoreFault, Rows, TableType};
use netwarden::value::TimeTicks;

use crate::error::NativeException;
use crate::value::{NativeOctets, VarBind};

/// A cell of a row.
#[derive(uniffi::Enum)]
pub enum Cell {
    /// A number of at most 32 bits, with its sign or without.
    Integer {
        /// The number.
        value: i64,
    },
    /// A `Counter64`.
    Counter64 {
        /// The number.
        value: u64,
    },
    /// Text, and what is written as text: addresses, object identifiers, bridge ids.
    Text {
        /// The text.
        value: String,
    },
    /// Octets.
    Octets {
        /// The octets.
        value: NativeOctets,
    },
    /// A time.
    TimeTicks {
        /// The time, exact to a hundredth of a second.
        value: TimeTicks,
    },
}

impl From<CellValue> for Cell {
    fn from(core: CellValue) -> Self {
        match core {
            CellValue::Integer(value) => Self::Integer { value },
            CellValue::Counter64(value) => Self::Counter64 { value },
            CellValue::Text(value) => Self::Text { value },
            CellValue::Octets(octets) => Self::Octets { value: NativeOctets(octets) },
            CellValue::TimeTicks(value) => Self::TimeTicks { value },
        }
    }
}

/// A row, or a cell of a row, that could not be read.
#[derive(uniffi::Record)]
pub struct RowFault {
    /// The MIB's name of the table.
    pub table: String,
    /// The row's index, dotted.
    pub index: String,
    /// The MIB's name of the column; `null` where the index itself is wrong.
    pub column: Option<String>,
    /// What was found, shortened.
    pub found: String,
    /// What would be right.
    pub expected: String,
    /// A sentence for people.
    pub text: String,
}

impl From<CoreFault> for RowFault {
    fn from(core: CoreFault) -> Self {
        let text = core.to_string();
        let CoreFault { table, index, column, found, expected } = core;
        Self { table: table.into(), index, column: column.map(str::to_owned), found, expected, text }
    }
}

/// A table as rows; `io.netwarden.TableRead` is made of it.
#[derive(uniffi::Record)]
pub struct NativeTable {
    pub name: String,
    pub fields: Vec<String>,
    pub rows: Vec<Vec<Option<Cell>>>,
    pub reason: Option<String>,
    pub faults: Vec<RowFault>,
    pub more_faults: u64,
}

impl NativeTable {
    pub(crate) fn new(table: &'static TableType, read: Rows<NamedRow>, reason: Option<String>) -> Self {
        let Rows { rows, faults, more_faults } = read;
        Self {
            name: table.name(),
            fields: table.fields.iter().map(|field| field.name.to_owned()).collect(),
            rows: rows
                .into_iter()
                .map(|row| row.cells.into_iter().map(|cell| cell.map(Cell::from)).collect())
                .collect(),
            reason,
            faults: faults.into_iter().map(RowFault::from).collect(),
            more_faults,
        }
    }
}

/// The names of all tables that are read as rows.
#[uniffi::export]
pub fn native_table_names() -> Vec<String> {
    netwarden::mib::catalog().iter().map(TableType::name).collect()
}

/// The rows of a table that are among these variables.
#[uniffi::export]
pub fn native_read_rows(table: String, varbinds: Vec<VarBind>) -> Result<NativeTable, NativeException> {
    let table = TableType::named(&table)?;
    let varbinds = varbinds.into_iter().map(TryInto::try_into).collect::<Result<Vec<_>, Error>>()?;
    Ok(NativeTable::new(table, table.read(&varbinds), None))
}

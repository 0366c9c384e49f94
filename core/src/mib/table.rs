use std::fmt;

use serde::Serialize;

use crate::value::{Oid, SmiType, Value, VarBind};

use super::Cell;

/// A conceptual table or a group of scalars, as its MIB module defines it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// The MIB's name, such as `ifXTable`; of a group of scalars, such as `system`.
    pub name: &'static str,
    /// Rows with an index, or scalars with the instance `.0`.
    pub kind: TableKind,
    /// The object identifier of the conceptual row (`ifXEntry`), or of the group.
    pub entry: &'static [u32],
    /// The columns that this library reads. Fetch these and no others.
    pub columns: &'static [Column],
}

/// Whether a [`Table`] has an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableKind {
    /// Any number of rows: walk the columns.
    Rows,
    /// One instance of each object, `.0`: get them. The group may contain tables: do not walk it.
    Scalars,
}

/// A column of a [`Table`], or a scalar of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The MIB's name, such as `ifHCInOctets`.
    pub name: &'static str,
    /// The last arc of its object identifier.
    pub id: u32,
    /// The type that the MIB gives it.
    pub syntax: Syntax,
}

/// The type of a column, by the names of SMIv2 and its textual conventions (RFC 2578, RFC 2579).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// `Integer32`, and `INTEGER` with or without names for its numbers.
    Integer,
    /// `Counter32`.
    Counter32,
    /// `Counter64`.
    Counter64,
    /// `Gauge32` and `Unsigned32`.
    Gauge32,
    /// `TimeTicks` and `TimeStamp`.
    TimeTicks,
    /// `OCTET STRING` without a form, `PhysAddress`, `PortList`, `BITS`.
    OctetString,
    /// `DisplayString` and `SnmpAdminString`: text.
    DisplayString,
    /// `MacAddress`: six octets.
    MacAddress,
    /// `BridgeId` (RFC 4188): two octets of priority and a MAC address.
    BridgeId,
    /// `IpAddress`.
    IpAddress,
    /// `OBJECT IDENTIFIER` and `RowPointer`.
    ObjectId,
}

impl Table {
    /// The object identifier of `column`: what a walk of it starts from.
    #[must_use]
    pub fn column_oid(&self, column: &Column) -> Oid {
        Oid::new(self.entry).child(&[column.id])
    }

    /// The object identifiers to fetch: the roots of the columns to walk, or the scalars to get, `.0` included.
    #[must_use]
    pub fn requests(&self) -> Vec<Oid> {
        let suffix: &[u32] = if self.kind == TableKind::Scalars { &[0] } else { &[] };
        self.columns.iter().map(|column| self.column_oid(column).child(suffix)).collect()
    }

    /// The column of that MIB name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Splits an instance name into the position of its column and its index, where it belongs here.
    #[must_use]
    pub fn split<'n>(&self, name: &'n Oid) -> Option<(usize, &'n [u32])> {
        let (id, index) = name.suffix_of(self.entry)?.split_first()?;
        Some((self.columns.iter().position(|column| column.id == *id)?, index))
    }
}

impl Syntax {
    /// The type that an agent should send.
    #[must_use]
    pub fn smi_type(self) -> SmiType {
        match self {
            Self::Integer => SmiType::Integer,
            Self::Counter32 => SmiType::Counter32,
            Self::Counter64 => SmiType::Counter64,
            Self::Gauge32 => SmiType::Gauge32,
            Self::TimeTicks => SmiType::TimeTicks,
            Self::OctetString | Self::DisplayString | Self::MacAddress | Self::BridgeId => SmiType::OctetString,
            Self::IpAddress => SmiType::IpAddress,
            Self::ObjectId => SmiType::ObjectId,
        }
    }
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DisplayString => "text (OCTET STRING)",
            Self::MacAddress => "a MAC address (OCTET STRING of 6)",
            Self::BridgeId => "a bridge id (OCTET STRING of 8)",
            other => return other.smi_type().fmt(f),
        })
    }
}

/// A row type: the conceptual row of one table.
pub trait Row: Sized {
    /// The table and its columns.
    const TABLE: Table;

    /// Reads one row.
    ///
    /// # Errors
    /// A [`RowFault`] where the index, or a column without which the row means nothing, is wrong.
    /// Other wrong cells are noted in `cells` and read as absent.
    fn read(index: &[u32], cells: &mut Cells<'_>) -> Result<Self, RowFault>;
}

/// A row, or a cell of a row, that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowFault {
    /// The MIB's name of the table.
    pub table: &'static str,
    /// The row's index, dotted.
    pub index: String,
    /// The MIB's name of the column; `None` where the index itself is wrong.
    pub column: Option<&'static str>,
    /// What was found, shortened.
    pub found: String,
    /// What would be right.
    pub expected: String,
}

impl RowFault {
    /// What is wrong, without the table and the row: `lldpRemPortId is INTEGER 5 where OCTET STRING is expected`.
    #[must_use]
    pub fn reason(&self) -> String {
        let column = self.column.unwrap_or("the index");
        format!("{column} is {} where {} is expected", self.found, self.expected)
    }
}

impl fmt::Display for RowFault {
    /// `lldpRemTable 0.5.1: lldpRemPortId is INTEGER 5 where OCTET STRING is expected`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.table, self.index, self.reason())
    }
}

/// The cells of one row while it is read.
#[derive(Debug)]
pub struct Cells<'a> {
    table: &'static Table,
    index: &'a [u32],
    values: Vec<Option<&'a Value>>,
    faults: Vec<RowFault>,
}

impl Cells<'_> {
    /// The cell of the column with that id, without which the row means nothing.
    ///
    /// # Errors
    /// A [`RowFault`] where the cell is absent or wrong.
    pub fn required<T: Cell>(&self, id: u32) -> Result<T, RowFault> {
        let (column, value) = self.find(id);
        match value.map(T::decode) {
            Some(Ok(Some(cell))) => Ok(cell),
            _ => Err(self.fault(column, value)),
        }
    }

    /// The cell of the column with that id; `None` where it is absent, or wrong, which is noted.
    pub fn optional<T: Cell>(&mut self, id: u32) -> Option<T> {
        let (column, value) = self.find(id);
        match value.map(T::decode)? {
            Ok(cell) => cell,
            Err(_) => {
                let fault = self.fault(column, value);
                self.faults.push(fault);
                None
            }
        }
    }

    /// The fault of an index that is not as the table defines it.
    #[must_use]
    pub fn bad_index(&self, expected: &str) -> RowFault {
        RowFault {
            table: self.table.name,
            index: Oid::new(self.index).to_string(),
            column: None,
            found: Oid::new(self.index).to_string(),
            expected: expected.to_owned(),
        }
    }

    fn find(&self, id: u32) -> (Option<&'static Column>, Option<&Value>) {
        match self.table.columns.iter().position(|column| column.id == id) {
            Some(at) => (self.table.columns.get(at), self.values.get(at).copied().flatten()),
            None => (None, None),
        }
    }

    fn fault(&self, column: Option<&'static Column>, value: Option<&Value>) -> RowFault {
        RowFault {
            table: self.table.name,
            index: Oid::new(self.index).to_string(),
            column: column.map(|column| column.name),
            found: value.map_or_else(|| "absent".to_owned(), describe),
            expected: column.map_or_else(String::new, |column| column.syntax.to_string()),
        }
    }
}

/// The rows of one table that could be read, in the order of their indexes, and what could not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rows<R> {
    /// The rows, by index, ascending.
    pub rows: Vec<R>,
    /// Rows and cells that could not be read; at most [`Rows::MAX_FAULTS`].
    pub faults: Vec<RowFault>,
    /// Faults beyond that number.
    pub more_faults: u64,
}

impl<R: Row> Rows<R> {
    /// The most faults that are kept of one table.
    pub const MAX_FAULTS: usize = 256;

    /// Reads the rows of `R`'s table out of `varbinds`, which may come in any order, with holes and
    /// duplicates, and mixed with other objects. Of two values for one cell the first counts; a
    /// second one that differs is a fault.
    ///
    /// Takes O(n) comparisons for a walk by row, O(n log c) for a walk by one of c columns after the
    /// other, O(n log n) for no order.
    #[must_use]
    pub fn read(varbinds: &[VarBind]) -> Self {
        let table = const { &R::TABLE };
        let mut found: Vec<Found<'_>> = varbinds
            .iter()
            .filter(|varbind| !varbind.value.is_exception() && varbind.value != Value::Null)
            .filter_map(|varbind| {
                let (column, index) = table.split(&varbind.name)?;
                Some(Found { index, column, value: &varbind.value })
            })
            .collect();
        found.sort_by(|a, b| a.index.cmp(b.index).then(a.column.cmp(&b.column)));

        let mut read = Self { rows: Vec::new(), faults: Vec::new(), more_faults: 0 };
        let mut cells = Cells { table, index: &[], values: Vec::new(), faults: Vec::new() };
        for row in found.chunk_by(|a, b| a.index == b.index) {
            cells.index = row.first().map_or(&[], |cell| cell.index);
            cells.values.clear();
            cells.values.resize(table.columns.len(), None);
            for cell in row {
                cells.place(cell);
            }
            match R::read(cells.index, &mut cells) {
                Ok(row) => read.rows.push(row),
                Err(fault) => read.note(fault),
            }
            while let Some(fault) = cells.faults.pop() {
                read.note(fault);
            }
        }
        read
    }

    fn note(&mut self, fault: RowFault) {
        if self.faults.len() < Self::MAX_FAULTS {
            self.faults.push(fault);
        } else {
            self.more_faults += 1;
        }
    }
}

struct Found<'a> {
    index: &'a [u32],
    column: usize,
    value: &'a Value,
}

impl<'a> Cells<'a> {
    fn place(&mut self, cell: &Found<'a>) {
        let Some(slot) = self.values.get_mut(cell.column) else { return };
        match slot {
            None => *slot = Some(cell.value),
            Some(first) if *first != cell.value => {
                let expected = format!("the same value as before, {},", describe(first));
                let mut fault = self.fault(self.table.columns.get(cell.column), Some(cell.value));
                fault.expected = expected;
                self.faults.push(fault);
            }
            Some(_) => {}
        }
    }
}

/// A value in a few words, for a fault: its type and the beginning of its content.
fn describe(value: &Value) -> String {
    const SHOWN: usize = 24;
    let kind = value.smi_type();
    match value {
        Value::Integer(number) => format!("{kind} {number}"),
        Value::Counter32(number) | Value::Gauge32(number) => format!("{kind} {number}"),
        Value::Counter64(number) => format!("{kind} {number}"),
        Value::TimeTicks(ticks) => format!("{kind} {}", ticks.0),
        Value::IpAddress(address) => format!("{kind} {address}"),
        Value::ObjectId(name) => format!("{kind} {name}"),
        Value::OctetString(octets) | Value::Opaque(octets) => {
            let shown = octets.get(..SHOWN).unwrap_or(octets);
            let more = if octets.len() > SHOWN { "…" } else { "" };
            match std::str::from_utf8(shown) {
                Ok(text) if !text.is_empty() && !text.chars().any(char::is_control) => {
                    format!("{kind} of {} \"{text}{more}\"", octets.len())
                }
                _ => {
                    let hex: Vec<String> = shown.iter().map(|octet| format!("{octet:02x}")).collect();
                    format!("{kind} of {} {}{more}", octets.len(), hex.join(" ")).replace("  ", " ").trim().to_owned()
                }
            }
        }
        Value::Null | Value::NoSuchObject | Value::NoSuchInstance | Value::EndOfMibView => kind.to_string(),
    }
}

/// Declares a row type with its [`Table`]: the name of the table, `Rows` or `Scalars`, the object
/// identifier of its entry, the parts of the index in order with their MIB names, the columns without which a row means
/// nothing, and the others, each with its MIB name, its id and its syntax.
macro_rules! row {
    (
        $(#[$doc:meta])*
        $row:ident = $table:literal, $kind:ident, [$($arc:literal),*];
        index ($shape:literal) { $($(#[$idoc:meta])* $index:ident: $itype:ty = $iname:literal,)* }
        required { $($(#[$rdoc:meta])* $req:ident: $rtype:ty = $rname:literal $rid:literal $rsyntax:ident,)* }
        optional { $($(#[$odoc:meta])* $opt:ident: $otype:ty = $oname:literal $oid:literal $osyntax:ident,)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
        pub struct $row {
            $($(#[$idoc])* pub $index: $itype,)*
            $($(#[$rdoc])* pub $req: $rtype,)*
            $($(#[$odoc])* pub $opt: Option<$otype>,)*
        }

        impl $crate::mib::Row for $row {
            const TABLE: $crate::mib::Table = $crate::mib::Table {
                name: $table,
                kind: $crate::mib::TableKind::$kind,
                entry: &[$($arc),*],
                columns: &[
                    $($crate::mib::Column { name: $rname, id: $rid, syntax: $crate::mib::Syntax::$rsyntax },)*
                    $($crate::mib::Column { name: $oname, id: $oid, syntax: $crate::mib::Syntax::$osyntax },)*
                ],
            };

            fn read(
                index: &[u32],
                cells: &mut $crate::mib::Cells<'_>,
            ) -> Result<Self, $crate::mib::RowFault> {
                let mut parts = $crate::mib::IndexParts::new(index, $crate::mib::TableKind::$kind);
                $(let $index = parts.take::<$itype>();)*
                let (true, $(Some($index),)*) = (parts.end(), $($index,)*) else {
                    return Err(cells.bad_index($shape));
                };
                Ok(Self {
                    $($index,)*
                    $($req: cells.required($rid)?,)*
                    $($opt: cells.optional($oid),)*
                })
            }
        }

        impl $crate::mib::catalog::Named for $row {
            const FIELDS: &'static [$crate::mib::Field] = &[
                $($crate::mib::Field { name: $iname, kind: <$itype as $crate::mib::catalog::Shown>::KIND, always: true },)*
                $($crate::mib::Field { name: $rname, kind: <$rtype as $crate::mib::catalog::Shown>::KIND, always: true },)*
                $($crate::mib::Field { name: $oname, kind: <$otype as $crate::mib::catalog::Shown>::KIND, always: false },)*
            ];

            const INDEX: &'static [(&'static str, $crate::mib::naming::IndexEncoding)] =
                &[$(($iname, <$itype as $crate::mib::naming::Encoded>::ENCODING),)*];

            fn named(self) -> $crate::mib::NamedRow {
                use $crate::mib::catalog::Shown as _;
                $crate::mib::NamedRow {
                    cells: vec![
                        $(Some(self.$index.shown()),)*
                        $(Some(self.$req.shown()),)*
                        $(self.$opt.map(|cell| cell.shown()),)*
                    ],
                }
            }
        }
    };
}

use std::borrow::Cow;

use crate::inventory::{SnapshotFault, TableCoverage};
use crate::mib::{Row, RowFault, Rows};
use crate::value::VlanId;

use super::{Collected, quirk};

/// Reads tables out of what was collected and keeps account of coverage and faults.
pub(super) struct Reader<'a> {
    collected: &'a Collected,
    coverage: Vec<TableCoverage>,
    faults: Vec<SnapshotFault>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(collected: &'a Collected) -> Self {
        Self { collected, coverage: Vec::new(), faults: Vec::new() }
    }

    /// The rows of a table, of each VLAN context apart. Call it once per table: it notes coverage and faults.
    pub(super) fn contexts<R: Row>(&mut self) -> Vec<(Option<VlanId>, Vec<R>)> {
        let mut contexts = Vec::new();
        for table in self.collected.tables.iter().filter(|table| table.table == R::TABLE.name) {
            let (varbinds, oddities) = quirk::repair(&const { R::TABLE }, &table.varbinds);
            let read = match varbinds {
                Cow::Borrowed(varbinds) => Rows::<R>::read(varbinds),
                Cow::Owned(varbinds) => Rows::<R>::read(&varbinds),
            };
            for fault in &read.faults {
                self.row_fault(fault, table.vlan);
            }
            for oddity in oddities {
                self.note(R::TABLE.name, "", oddity);
            }
            if read.more_faults > 0 {
                self.note(R::TABLE.name, "", format!("{} more faults are not listed", read.more_faults));
            }
            self.coverage.push(TableCoverage {
                table: table.table.to_owned(),
                vlan: table.vlan,
                rows: u32::try_from(read.rows.len()).unwrap_or(u32::MAX),
                complete: table.complete,
                reason: table.reason.clone(),
            });
            contexts.push((table.vlan, read.rows));
        }
        contexts
    }

    /// The rows of a table that is not asked for per VLAN.
    pub(super) fn rows<R: Row>(&mut self) -> Vec<R> {
        self.contexts().into_iter().flat_map(|(_, rows)| rows).collect()
    }

    /// Whether a table has any row.
    pub(super) fn has_rows<R: Row>(&mut self) -> bool {
        !self.rows::<R>().is_empty()
    }

    /// Notes an oddity of one row.
    pub(super) fn note(&mut self, table: &str, index: impl Into<String>, reason: impl Into<String>) {
        self.faults.push(SnapshotFault { table: table.to_owned(), index: index.into(), reason: reason.into() });
    }

    pub(super) fn finish(self) -> (Vec<TableCoverage>, Vec<SnapshotFault>) {
        (self.coverage, self.faults)
    }

    fn row_fault(&mut self, fault: &RowFault, vlan: Option<VlanId>) {
        let mut reason = fault.reason();
        if let Some(vlan) = vlan {
            reason = format!("{reason} (VLAN {vlan})");
        }
        self.note(fault.table, fault.index.clone(), reason);
    }
}

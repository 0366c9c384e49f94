//! The numbers of many devices at one time, in columns.

mod rates;

use serde::{Deserialize, Serialize};

use crate::counter::bit;
use crate::value::{DeviceId, Moment, Oid, SmiType, TimeTicks, Timestamp};
use crate::wire::TablePoll;

pub use rates::PolledRate;

/// What one cycle of a poll brought: the numbers of all devices, column by column.
///
/// A row is one row of a table of one device, such as an interface. All that is of rows stands in vectors of equal
/// length: row `n` is of the device `devices[row_device[n]]`, has the index `index.of(n)`, and its cell in a column is
/// `column.value(n)`. Rows of one device are together, by index; devices come in the order in which they were done.
///
/// What failed is part of it: a device without an answer is in [`Self::missed`], one whose table was not read to its
/// end, or with cells that cannot be read, in [`Self::partial`], each with the reason.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PollBatch {
    /// Counts the cycles from 0; those that were skipped count too.
    pub cycle: u64,
    /// Cycles that were left out just before this one, as the one before took longer than its interval or nobody
    /// fetched it.
    pub skipped: u64,
    /// When the cycle began.
    pub time: Timestamp,
    /// The same by the local clock that never steps, to which [`Self::taken`] refers.
    pub started: Moment,
    /// How long the cycle took, in milliseconds.
    pub took_ms: u64,
    /// All devices that are polled, answered or not, in the order in which they were given.
    pub devices: Vec<DeviceId>,
    /// Of each row: the position of its device in [`Self::devices`].
    pub row_device: Vec<u32>,
    /// Of each row: its index in its table.
    pub index: RowIndexes,
    /// Of each row: when its answer came, by the local clock.
    pub taken: Vec<Moment>,
    /// Of each row: `sysUpTime.0` of the same answer, in hundredths of a second; 0 where [`Self::uptime_valid`] has no
    /// bit. See [`Self::uptime_of`].
    pub uptime: Vec<u32>,
    /// Which rows have an uptime: row `n` at bit `n % 64` of word `n / 64`.
    pub uptime_valid: Vec<u64>,
    /// The columns in the order in which they were given, each with a value for every row.
    pub columns: Vec<PolledColumn>,
    /// Devices of which nothing was obtained.
    pub missed: Vec<MissedDevice>,
    /// Devices of which not all was obtained.
    pub partial: Vec<PartialDevice>,
    /// Devices that were not asked, by choice: their positions in [`Self::devices`], ascending.
    pub resting: Vec<u32>,
    /// Devices of which only some rows were asked for, by choice.
    pub chosen: Vec<ChosenRows>,
}

/// One column of a [`PollBatch`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolledColumn {
    /// The MIB's name, such as `ifHCInOctets`.
    pub name: String,
    /// The object identifier of the column, without index.
    pub oid: Oid,
    /// The type that the MIB gives it. It is also the width of a counter: a device that sends another width has no
    /// value here.
    pub kind: SmiType,
    /// A number for each row, 0 where there is none; an `INTEGER` below zero as its two's complement.
    pub values: Vec<u64>,
    /// Which rows have a value: row `n` at bit `n % 64` of word `n / 64`.
    pub valid: Vec<u64>,
}

/// The indexes of rows. They are made of any list of arcs, such as `RowIndexes::from_iter([[1], [2]])`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowIndexes {
    /// The arcs of all rows, one after the other. Where every index has one arc, such as `ifIndex`, row `n` has the
    /// `n`th.
    pub arcs: Vec<u32>,
    /// Where the arcs of each row end; empty where every index has one arc.
    pub ends: Vec<u32>,
}

/// A device of which a poll obtained nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedDevice {
    /// Its position in [`PollBatch::devices`].
    pub device: u32,
    /// The error's code: `timed-out`, `unreachable`, `denied`, …
    pub code: String,
    /// The error's message.
    pub reason: String,
    /// In how many cycles in a row it was missed, this one included.
    pub cycles: u32,
}

/// A device of which a poll obtained some, but not all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartialDevice {
    /// Its position in [`PollBatch::devices`].
    pub device: u32,
    /// Why.
    pub reason: String,
}

/// A device of which a poll asked for some rows only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenRows {
    /// Its position in [`PollBatch::devices`].
    pub device: u32,
    /// How many rows were asked for, whether the device has them or not.
    pub rows: u32,
}

impl PollBatch {
    /// How many rows there are, of all devices together.
    #[must_use]
    pub fn len(&self) -> usize {
        self.row_device.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.row_device.is_empty()
    }

    /// The device of a row.
    #[must_use]
    pub fn device(&self, row: usize) -> Option<&DeviceId> {
        self.devices.get(usize::try_from(*self.row_device.get(row)?).ok()?)
    }

    /// `sysUpTime.0` of the answer that brought a row.
    #[must_use]
    pub fn uptime_of(&self, row: usize) -> Option<TimeTicks> {
        if bit(&self.uptime_valid, row) { self.uptime.get(row).copied().map(TimeTicks) } else { None }
    }

    /// The column of that MIB name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&PolledColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Appends a row: one cell for each column, and which of them are there, the first at bit 0. A program that polls by
    /// itself makes its batches with it.
    pub fn push(&mut self, device: u32, index: &[u32], taken: Moment, uptime: Option<u32>, cells: &[u64], valid: u64) {
        let row = self.row_device.len();
        self.row_device.push(device);
        self.index.push(index);
        self.taken.push(taken);
        self.uptime.push(uptime.unwrap_or_default());
        push_bit(&mut self.uptime_valid, row, uptime.is_some());
        for (place, (column, cell)) in self.columns.iter_mut().zip(cells).enumerate() {
            column.values.push(*cell);
            push_bit(&mut column.valid, row, valid >> place & 1 == 1);
        }
    }

    /// Appends the rows that a poll of a device has read, with the same columns.
    pub fn append(&mut self, device: u32, poll: &TablePoll) {
        let Some(rows) = poll.rows_in_order() else {
            for row in poll.rows() {
                self.push(device, row.index, row.taken, row.uptime, row.cells, row.valid);
            }
            return;
        };
        let before = self.row_device.len();
        self.row_device.resize(before + rows.len(), device);
        for index in rows.indexes() {
            self.index.push(index);
        }
        self.taken.extend(rows.taken.iter().map(|(taken, _)| *taken));
        self.uptime.extend(rows.taken.iter().map(|(_, uptime)| uptime.unwrap_or_default()));
        push_bits(&mut self.uptime_valid, before, rows.taken.iter().map(|(_, uptime)| uptime.is_some()));
        let everywhere = rows.valid.iter().fold(u64::MAX, |all, valid| all & valid);
        for (place, column) in self.columns.iter_mut().enumerate() {
            let cells = rows.cells.chunks_exact(rows.width.max(1));
            column.values.extend(cells.map(|row| row.get(place).copied().unwrap_or_default()));
            if everywhere >> place & 1 == 1 {
                push_ones(&mut column.valid, before, rows.len());
            } else {
                push_bits(&mut column.valid, before, rows.valid.iter().map(|valid| valid >> place & 1 == 1));
            }
        }
    }

    /// Makes room for that many more rows.
    pub fn reserve(&mut self, rows: usize) {
        self.row_device.reserve_exact(rows);
        self.index.arcs.reserve_exact(rows);
        self.taken.reserve_exact(rows);
        self.uptime.reserve_exact(rows);
        self.uptime_valid.reserve_exact(rows.div_ceil(64));
        for column in &mut self.columns {
            column.values.reserve_exact(rows);
            column.valid.reserve_exact(rows.div_ceil(64));
        }
    }
}

impl PolledColumn {
    /// The same column of another batch, without values as yet.
    #[must_use]
    pub fn without_values(&self) -> Self {
        let Self { name, oid, kind, .. } = self;
        Self { name: name.clone(), oid: oid.clone(), kind: *kind, values: Vec::new(), valid: Vec::new() }
    }

    /// The value of a row.
    #[must_use]
    #[inline]
    pub fn value(&self, row: usize) -> Option<u64> {
        if bit(&self.valid, row) { self.values.get(row).copied() } else { None }
    }
}

impl RowIndexes {
    /// The arcs of a row's index.
    #[must_use]
    pub fn of(&self, row: usize) -> &[u32] {
        if self.ends.is_empty() {
            return self.arcs.get(row..row + 1).unwrap_or_default();
        }
        let end = |row: usize| self.ends.get(row).map_or(0, |end| *end as usize);
        let start = row.checked_sub(1).map_or(0, end);
        self.arcs.get(start..end(row)).unwrap_or_default()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        if self.ends.is_empty() { self.arcs.len() } else { self.ends.len() }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The arcs of each row's index.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        (0..self.len()).map(|row| self.of(row))
    }

    /// Appends a row.
    pub fn push(&mut self, index: &[u32]) {
        if self.ends.is_empty() && index.len() != 1 {
            // So far every index had one arc.
            self.ends.extend(1..=u32::try_from(self.arcs.len()).unwrap_or(u32::MAX));
            self.arcs.extend_from_slice(index);
            self.ends.push(u32::try_from(self.arcs.len()).unwrap_or(u32::MAX));
            return;
        }
        self.arcs.extend_from_slice(index);
        if !self.ends.is_empty() {
            self.ends.push(u32::try_from(self.arcs.len()).unwrap_or(u32::MAX));
        }
    }
}

impl<I: AsRef<[u32]>> FromIterator<I> for RowIndexes {
    fn from_iter<T: IntoIterator<Item = I>>(indexes: T) -> Self {
        let mut all = Self::default();
        indexes.into_iter().for_each(|index| all.push(index.as_ref()));
        all
    }
}

fn push_bit(words: &mut Vec<u64>, row: usize, set: bool) {
    push_bits(words, row, [set]);
}

/// Sets the bits of the rows from `row` on, the first that the words do not have yet.
fn push_bits(words: &mut Vec<u64>, row: usize, bits: impl IntoIterator<Item = bool>) {
    let mut at = row % 64;
    let mut word = if at == 0 { 0 } else { words.pop().unwrap_or_default() };
    for set in bits {
        word |= u64::from(set) << at;
        at += 1;
        if at == 64 {
            words.push(std::mem::take(&mut word));
            at = 0;
        }
    }
    if at > 0 {
        words.push(word);
    }
}

/// Sets the bits of so many rows from `row` on.
fn push_ones(words: &mut Vec<u64>, row: usize, rows: usize) {
    let (mut at, mut left) = (row % 64, rows);
    while left > 0 {
        if at == 0 {
            words.push(0);
        }
        let some = left.min(64 - at);
        if let Some(word) = words.last_mut() {
            *word |= u64::MAX >> (64 - some) << at;
        }
        left -= some;
        at = 0;
    }
}

#[cfg(test)]
mod tests;

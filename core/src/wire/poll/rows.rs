use crate::value::Moment;

/// The rows of one device while they are read: indexes of any number of arcs, and cells row by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Staged {
    width: usize,
    /// The arcs of all indexes, one after the other, in the order in which rows were found.
    arcs: Vec<u32>,
    ends: Vec<u32>,
    cells: Vec<u64>,
    /// Which cells of each row have a value.
    valid: Vec<u64>,
    taken: Vec<(Moment, Option<u32>)>,
    /// The rows by index; empty while they came in that order.
    order: Vec<u32>,
}

/// A row that a poll has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolledRow<'a> {
    /// The arcs of its index.
    pub index: &'a [u32],
    /// When the answer came that brought its first cell.
    pub taken: Moment,
    /// `sysUpTime.0` of that answer.
    pub uptime: Option<u32>,
    /// Its cells in the order of the columns; 0 where there is none. `INTEGER` as its two's complement.
    pub cells: &'a [u64],
    /// Which cells have a value, the first column at bit 0.
    pub valid: u64,
}

/// All rows of a poll, ascending by index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowsInOrder<'a> {
    /// How many cells each row has.
    pub(crate) width: usize,
    arcs: &'a [u32],
    ends: &'a [u32],
    /// The cells row by row.
    pub(crate) cells: &'a [u64],
    /// Which cells of each row have a value, the first column at bit 0.
    pub(crate) valid: &'a [u64],
    /// When the answer came that brought each row's first cell, and its `sysUpTime.0`.
    pub(crate) taken: &'a [(Moment, Option<u32>)],
}

impl<'a> RowsInOrder<'a> {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The arcs of each row's index.
    pub(crate) fn indexes(&self) -> impl Iterator<Item = &'a [u32]> {
        let Self { arcs, ends, .. } = *self;
        let mut start = 0;
        ends.iter().map(move |end| {
            let index = arcs.get(start..*end as usize).unwrap_or_default();
            start = *end as usize;
            index
        })
    }
}

impl Staged {
    pub(super) fn clear(&mut self, width: usize) {
        let Self { width: kept, arcs, ends, cells, valid, taken, order } = self;
        *kept = width;
        arcs.clear();
        ends.clear();
        cells.clear();
        valid.clear();
        taken.clear();
        order.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn octets(&self) -> usize {
        self.arcs.len() * 4 + self.len() * (self.width * 8 + 40)
    }

    /// The index of a row.
    #[inline]
    pub(super) fn index(&self, row: u32) -> &[u32] {
        let row = row as usize;
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let end = self.ends.get(row).map_or(start, |end| *end as usize);
        self.arcs.get(start..end).unwrap_or_default()
    }

    /// How many rows have any value.
    pub(super) fn with_values(&self) -> usize {
        self.valid.iter().filter(|valid| **valid != 0).count()
    }

    /// Whether any row has a value in that column.
    pub(super) fn has_any(&self, column: usize) -> bool {
        self.valid.iter().any(|valid| valid >> column & 1 == 1)
    }

    /// A row of that index, to be filled later; those that are there already are not made twice.
    pub(super) fn want(&mut self, index: &[u32]) {
        let last = self.len().checked_sub(1).map(|last| self.index(u32::try_from(last).unwrap_or(u32::MAX)));
        if self.order.is_empty() && last.is_none_or(|last| last < index) {
            self.push(index, (Moment::START, None));
        } else {
            self.find_or_insert(index, (Moment::START, None));
        }
    }

    /// Puts a cell in a row that was wanted; the first one tells when it was taken.
    pub(super) fn put_wanted(&mut self, row: u32, column: usize, value: u64, taken: (Moment, Option<u32>)) {
        let is_first = self.valid.get(row as usize) == Some(&0);
        if let Some(at) = self.taken.get_mut(row as usize).filter(|_| is_first) {
            *at = taken;
        }
        self.put(row, column, value);
    }

    /// The row of that index, which is behind the row `after`; made if it is not there.
    #[inline]
    pub(super) fn row(&mut self, after: Option<u32>, index: &[u32], taken: (Moment, Option<u32>)) -> u32 {
        if self.order.is_empty() {
            let next = after.map_or(0, |row| row.saturating_add(1));
            if next as usize == self.len() {
                return self.push(index, taken);
            }
            if self.index(next) == index {
                return next;
            }
        }
        self.find_or_insert(index, taken)
    }

    fn find_or_insert(&mut self, index: &[u32], taken: (Moment, Option<u32>)) -> u32 {
        let rows = u32::try_from(self.len()).unwrap_or(u32::MAX);
        if self.order.is_empty() {
            self.order.extend(0..rows);
        }
        let place = self.order.binary_search_by(|&row| self.index(row).cmp(index));
        match place {
            Ok(found) => self.order.get(found).copied().unwrap_or_default(),
            Err(place) => {
                self.order.insert(place, rows);
                self.push(index, taken)
            }
        }
    }

    fn push(&mut self, index: &[u32], taken: (Moment, Option<u32>)) -> u32 {
        let row = u32::try_from(self.len()).unwrap_or(u32::MAX);
        self.arcs.extend_from_slice(index);
        self.ends.push(u32::try_from(self.arcs.len()).unwrap_or(u32::MAX));
        self.cells.resize(self.cells.len() + self.width, 0);
        self.valid.push(0);
        self.taken.push(taken);
        row
    }

    #[inline]
    pub(super) fn put(&mut self, row: u32, column: usize, value: u64) {
        let row = row as usize;
        if let (Some(cell), Some(valid)) = (self.cells.get_mut(row * self.width + column), self.valid.get_mut(row)) {
            *cell = value;
            *valid |= 1 << column;
        }
    }

    /// Puts a cell in each of these columns.
    #[inline]
    pub(super) fn put_all(&mut self, row: u32, columns: &[u8], values: &[u64]) {
        let row = row as usize;
        let cells = self.cells.get_mut(row * self.width..).and_then(|cells| cells.get_mut(..self.width));
        let (Some(cells), Some(valid)) = (cells, self.valid.get_mut(row)) else { return };
        let mut put = 0;
        for (column, value) in columns.iter().zip(values) {
            if let Some(cell) = cells.get_mut(usize::from(*column)) {
                *cell = *value;
                put |= 1 << column;
            }
        }
        *valid |= put;
    }

    /// All rows, where they came in the order of their indexes.
    pub(super) fn in_order(&self) -> Option<RowsInOrder<'_>> {
        let Self { width, arcs, ends, cells, valid, taken, order } = self;
        order.is_empty().then_some(RowsInOrder { width: *width, arcs, ends, cells, valid, taken })
    }

    /// The rows by index, ascending.
    pub(super) fn rows(&self) -> impl Iterator<Item = PolledRow<'_>> {
        (0..self.len()).filter_map(|place| {
            let row = self.order.get(place).map_or(place, |row| *row as usize);
            let (taken, uptime) = *self.taken.get(row)?;
            Some(PolledRow {
                index: self.index(u32::try_from(row).ok()?),
                taken,
                uptime,
                cells: self.cells.get(row * self.width..(row + 1) * self.width)?,
                valid: *self.valid.get(row)?,
            })
        })
    }
}

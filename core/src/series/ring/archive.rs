use std::collections::VecDeque;
use std::ops::Range;

use crate::error::Result;
use crate::series::{ArchiveSpec, Cell, CellShape, chunk};

/// How many steps are packed together.
pub(crate) const CHUNK: usize = 60;

/// A packed chunk with its number: it begins with step number · [`CHUNK`].
pub(crate) type Packed = (i64, Vec<u8>);

/// The steps of one length of a series: the latest open, the older ones packed, the oldest thrown away.
#[derive(Clone, Debug)]
pub(crate) struct Archive {
    step_ms: u32,
    rows: u32,
    shape: CellShape,
    /// The number of the chunk that is open: it begins with step `open · CHUNK`.
    pub(super) open: i64,
    /// What was counted in the open chunk's steps and how much of them is covered; of a gauge the former stays 0.
    pub(super) counts: Vec<(u64, u32)>,
    /// The levels of the same steps, where the shape has some.
    levels: Vec<[f64; 4]>,
    /// The chunks just before, oldest first: two octets of length each and so many octets, or none where nothing was
    /// measured.
    pub(super) packed: VecDeque<u8>,
    /// How many chunks are packed.
    pub(super) chunks: u32,
    /// Steps before this one were thrown away, if there were any.
    oldest: i64,
}

impl Archive {
    pub(super) fn new(spec: ArchiveSpec, shape: CellShape) -> Self {
        Self {
            // A retention was checked: 31 days are below 2^32 milliseconds.
            step_ms: u32::try_from(spec.step_ms).unwrap_or(u32::MAX),
            rows: u32::try_from(spec.rows).unwrap_or(u32::MAX),
            shape,
            open: i64::MIN / CHUNK as i64,
            counts: Vec::new(),
            levels: Vec::new(),
            packed: VecDeque::new(),
            chunks: 0,
            oldest: i64::MIN,
        }
    }

    pub(super) const fn step_ms(&self) -> u32 {
        self.step_ms
    }

    pub(super) const fn shape(&self) -> CellShape {
        self.shape
    }

    /// The number of the step after the latest.
    pub(super) fn end(&self) -> i64 {
        self.open * CHUNK as i64 + self.counts.len() as i64
    }

    /// The number of the step before which nothing is kept.
    pub(super) fn lost_before(&self) -> i64 {
        self.oldest.max(self.end().saturating_sub(self.rows.into()))
    }

    /// The number of the step before which everything was thrown away, whatever came later.
    pub(super) const fn oldest(&self) -> i64 {
        self.oldest
    }

    /// Whether nothing was ever measured.
    #[cfg(feature = "sqlite")]
    pub(super) fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    pub(super) const fn rows(&self) -> u32 {
        self.rows
    }

    /// The latest step, whether or not it is still to be kept.
    pub(super) fn last(&self) -> Option<(i64, Cell)> {
        let place = self.counts.len().checked_sub(1)?;
        Some((self.open * CHUNK as i64 + place as i64, self.cell(place)))
    }

    /// Changes a step; one before the open chunk is not there any more.
    pub(super) fn change(&mut self, step: i64, change: impl FnOnce(&mut Cell)) {
        let chunk = step.div_euclid(CHUNK as i64);
        if chunk > self.open {
            self.go_to(chunk);
        }
        let Ok(place) = usize::try_from(step - self.open * CHUNK as i64) else { return };
        if place >= CHUNK {
            return;
        }
        self.grow(place + 1);
        let mut cell = self.cell(place);
        change(&mut cell);
        if let Some(counts) = self.counts.get_mut(place) {
            *counts = (cell.count, cell.covered_ms);
        }
        if let Some(levels) = self.levels.get_mut(place) {
            *levels = [cell.integral, cell.min, cell.max, cell.last];
        }
    }

    /// The packed chunks that have steps from one number until before another: those of them that are older than what
    /// is held here are wanted of [`Self::cells`].
    pub(super) fn chunks(&self, from: i64, to: i64) -> Range<i64> {
        let held = self.open.saturating_sub(self.chunks.into());
        let end = to.saturating_sub(1).div_euclid(CHUNK as i64).saturating_add(1).min(held);
        from.div_euclid(CHUNK as i64).min(end)..end
    }

    /// The steps from one number until before another; those that are not kept are empty.
    pub(super) fn cells(&self, from: i64, to: i64, older: &[Packed]) -> Result<Vec<Cell>> {
        let mut cells = vec![Cell::default(); usize::try_from(to.saturating_sub(from)).unwrap_or(0)];
        let lost = self.lost_before();
        let mut put = |step: i64, found: Cell| {
            let place = usize::try_from(step.saturating_sub(from)).ok();
            if let Some(cell) = place.filter(|_| step >= lost).and_then(|place| cells.get_mut(place)) {
                *cell = found;
            }
        };
        for (number, octets) in older.iter().filter(|(number, _)| *number < self.open) {
            let (_, found) = chunk::decode(octets, self.step_ms)?;
            (number.saturating_mul(CHUNK as i64)..)
                .zip(found.into_iter().take(CHUNK))
                .for_each(|(step, cell)| put(step, cell));
        }
        let mut place = 0;
        for number in (self.open - i64::from(self.chunks)..self.open).map(|number| number * CHUNK as i64) {
            let length = self.length_at(place);
            if number < to && number + CHUNK as i64 > from {
                let octets: Vec<u8> = self.packed.iter().skip(place + 2).take(length).copied().collect();
                let (_, found) = chunk::decode(&octets, self.step_ms)?;
                (number..).zip(found).for_each(|(step, cell)| put(step, cell));
            }
            place += 2 + length;
        }
        let open = (self.open * CHUNK as i64..).zip(0..self.counts.len());
        open.for_each(|(step, place)| put(step, self.cell(place)));
        Ok(cells)
    }

    /// Forgets for good what is older than is to be kept where the newest step is before `end`.
    pub(super) fn forget(&mut self, end: i64) {
        self.oldest = self.oldest.max(end.saturating_sub(self.rows.into()));
        self.drop_before(self.oldest);
    }

    /// Drops the chunks of which all steps are before one.
    fn drop_before(&mut self, oldest: i64) {
        while self.chunks > 0 && (self.open - i64::from(self.chunks) + 1) * CHUNK as i64 <= oldest {
            let length = self.length_at(0);
            self.packed.drain(..(2 + length).min(self.packed.len()));
            self.chunks -= 1;
        }
    }

    /// How many octets are on the heap.
    pub(super) fn octets(&self) -> usize {
        self.packed.capacity()
            + self.counts.capacity() * size_of::<(u64, u32)>()
            + self.levels.capacity() * size_of::<[f64; 4]>()
    }

    /// Packs what is open and opens a later chunk.
    fn go_to(&mut self, chunk: i64) {
        let kept = i64::from(self.rows) / CHUNK as i64 + 1;
        let skipped = chunk.saturating_sub(self.open);
        if skipped > kept || self.counts.is_empty() {
            self.packed.clear();
            self.chunks = 0;
        } else {
            let cells: Vec<Cell> = (0..self.counts.len()).map(|place| self.cell(place)).collect();
            self.pack(&chunk::encode(&cells, self.shape, self.step_ms));
            (1..skipped).for_each(|_| self.pack(&[]));
        }
        (self.counts, self.levels) = (Vec::new(), Vec::new());
        self.open = chunk;
        self.drop_before(chunk.saturating_mul(CHUNK as i64).saturating_sub(self.rows.into()));
    }

    fn pack(&mut self, octets: &[u8]) {
        // 60 steps of four levels take at most 2.4 KB.
        let length = u16::try_from(octets.len()).unwrap_or(0);
        let more = 2 + usize::from(length);
        // Exactly as much as is needed, once in 60 steps: there are many archives.
        self.packed.reserve_exact(more);
        self.packed.extend(length.to_be_bytes());
        self.packed.extend(octets.iter().take(length.into()));
        self.chunks += 1;
    }

    fn length_at(&self, place: usize) -> usize {
        match (self.packed.get(place), self.packed.get(place + 1)) {
            (Some(high), Some(low)) => usize::from(u16::from_be_bytes([*high, *low])),
            _ => 0,
        }
    }

    /// So many steps are open at least.
    fn grow(&mut self, steps: usize) {
        // A few at a time, and never twice as many: there are many archives.
        let wanted = steps.next_multiple_of(12).min(CHUNK);
        if self.counts.len() < steps {
            self.counts.reserve_exact(wanted.saturating_sub(self.counts.len()));
            self.counts.resize(steps, (0, 0));
        }
        if self.shape != CellShape::Counts && self.levels.len() < steps {
            self.levels.reserve_exact(wanted.saturating_sub(self.levels.len()));
            self.levels.resize(steps, [0.0; 4]);
        }
    }

    pub(super) fn cell(&self, place: usize) -> Cell {
        let (count, covered_ms) = self.counts.get(place).copied().unwrap_or_default();
        let [integral, min, max, last] = self.levels.get(place).copied().unwrap_or_default();
        Cell { count, covered_ms, integral, min, max, last }
    }
}

use std::collections::VecDeque;

use crate::series::{ArchiveSpec, Cell, CellShape, chunk};

/// How many steps are packed together.
const CHUNK: usize = 60;

/// The steps of one length of a series: the latest open, the older ones packed, the oldest thrown away.
#[derive(Clone, Debug)]
pub(super) struct Archive {
    step_ms: u32,
    rows: u32,
    shape: CellShape,
    /// The number of the chunk that is open: it begins with step `open · CHUNK`.
    open: i64,
    /// What was counted in the open chunk's steps and how much of them is covered; of a gauge the former stays 0.
    counts: Vec<(u64, u32)>,
    /// The levels of the same steps, where the shape has some.
    levels: Vec<[f64; 4]>,
    /// The chunks just before, oldest first: two octets of length each and so many octets, or none where nothing was
    /// measured.
    packed: VecDeque<u8>,
    /// How many chunks are packed.
    chunks: u32,
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

    /// The number of the first step that is kept, and of the one after the last; both are equal where nothing is.
    pub(super) fn kept(&self) -> (i64, i64) {
        let end = self.open * CHUNK as i64 + self.counts.len() as i64;
        let begin = (self.open - i64::from(self.chunks)) * CHUNK as i64;
        (begin.max(self.lost_before()).min(end), end)
    }

    /// The number of the step before which nothing is kept.
    pub(super) fn lost_before(&self) -> i64 {
        let end = self.open * CHUNK as i64 + self.counts.len() as i64;
        self.oldest.max(end.saturating_sub(self.rows.into()))
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

    /// The steps from one number until before another, without those before and after what is kept.
    pub(super) fn cells(&self, from: i64, to: i64) -> Vec<Cell> {
        let (begin, end) = self.kept();
        let (from, to) = (from.max(begin), to.min(end));
        let mut found = Vec::with_capacity(usize::try_from(to.saturating_sub(from)).unwrap_or(0));
        let mut place = 0;
        for number in 0..i64::from(self.chunks) {
            let first = (self.open - i64::from(self.chunks) + number) * CHUNK as i64;
            let length = self.length_at(place);
            if first < to && first + CHUNK as i64 > from {
                let octets: Vec<u8> = self.packed.iter().skip(place + 2).take(length).copied().collect();
                let mut cells = chunk::decode(&octets, self.step_ms).map_or_else(|_| Vec::new(), |(_, cells)| cells);
                cells.resize(CHUNK, Cell::default());
                found.extend((first..).zip(cells).filter(|(step, _)| (from..to).contains(step)).map(|(_, cell)| cell));
            }
            place += 2 + length;
        }
        let open = (self.open * CHUNK as i64..).zip(0..self.counts.len());
        found.extend(open.filter(|(step, _)| (from..to).contains(step)).map(|(_, place)| self.cell(place)));
        found
    }

    /// Drops what is older than is to be kept, the newest step being before `end`.
    pub(super) fn drop_before(&mut self, end: i64) {
        self.oldest = self.oldest.max(end.saturating_sub(self.rows.into()));
        while self.chunks > 0 && (self.open - i64::from(self.chunks) + 1) * CHUNK as i64 <= self.oldest {
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
        self.drop_before(chunk.saturating_mul(CHUNK as i64));
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

    fn cell(&self, place: usize) -> Cell {
        let (count, covered_ms) = self.counts.get(place).copied().unwrap_or_default();
        let [integral, min, max, last] = self.levels.get(place).copied().unwrap_or_default();
        Cell { count, covered_ms, integral, min, max, last }
    }
}

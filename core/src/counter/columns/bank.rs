use std::ops::Range;

use smallvec::SmallVec;

use super::limit::Limit;
use super::span::{Span, row};
use super::{CounterColumn, CounterValues, RateColumn, Reading, bit};
use crate::counter::{CounterValue, Gap, MaxRate, Sample, Taken, rate};
use crate::value::TimeTicks;

/// The last readings of many counters of one kind: what their next rates follow from.
///
/// A row takes 24 octets. The verdicts are those of [`rate`], row by row; what time did is
/// worked out once for all rows that came together.
///
/// ```
/// use netwarden::counter::{CounterBank, CounterColumn, CounterValues, MaxRate, RateColumn, Reading, Taken};
/// use netwarden::value::{Moment, TimeTicks};
///
/// let mut bank = CounterBank::new(3, MaxRate::from_high_speed(1_000));
/// let mut rates = RateColumn::default();
/// for (secs, values) in [(0, [10, 20, 30]), (60, [610, 20, 7])] {
///     let uptime = Some(TimeTicks(90_000 + secs * 100));
///     let taken = Taken { at: Moment::from_secs(secs.into()), uptime, ..Taken::default() };
///     bank.advance(&CounterColumn::new(CounterValues::Counter64(&values), &[Reading { rows: 3, taken }]), &mut rates);
/// }
/// assert_eq!(rates.per_second[..2], [10.0, 0.0]);
/// assert_eq!(rates.of(2).unwrap().unwrap_err().code(), "decreased");
/// ```
#[derive(Clone, Debug, Default)]
pub struct CounterBank {
    rows: Vec<Row>,
    slots: Vec<Slot>,
    free: Vec<u32>,
}

/// What is known of one counter.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    value: u64,
    limit: Limit,
    discontinuity: u32,
    last_change: u32,
    seen: Seen,
}

/// In which reading a counter was seen last, and what came with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seen(u32);

/// A reading that rows were seen in last.
#[derive(Clone, Copy, Debug)]
struct Slot {
    taken: Taken,
    rows: usize,
}

impl Slot {
    /// Whether rows are of it, and it is of that answer.
    fn is_of(&self, taken: &Taken) -> bool {
        self.rows > 0 && self.taken == *taken
    }
}

impl Seen {
    const WIDE: u32 = 1 << 31;
    const DISCONTINUITY: u32 = 1 << 30;
    const LAST_CHANGE: u32 = 1 << 29;
    const SLOT: u32 = Self::LAST_CHANGE - 1;
    /// What must be as it was, so that a count is beyond doubt.
    const DECIDES: u32 = Self::WIDE | Self::DISCONTINUITY;

    /// The slot, where there is one: 0 is for a counter that was never seen.
    fn slot(self) -> Option<u32> {
        (self.0 & Self::SLOT).checked_sub(1)
    }

    fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

impl<'a> CounterColumn<'a> {
    /// Values of which all were read, without times of rows' own.
    #[must_use]
    pub const fn new(values: CounterValues<'a>, readings: &'a [Reading]) -> Self {
        Self { values, valid: None, discontinuity: None, last_change: None, readings }
    }
}

/// How the values of a column are kept, and their width.
trait Cell {
    type Raw: Copy;
    const WIDE: bool;
    fn count(raw: Self::Raw) -> u64;
    fn is_plain(span: &Span, from: u64, to: u64, limit: Limit) -> bool;
}

struct Wide;
struct Narrow;
struct NarrowInWords;

impl Cell for Wide {
    type Raw = u64;
    const WIDE: bool = true;
    fn count(raw: u64) -> u64 {
        raw
    }
    #[inline]
    fn is_plain(span: &Span, from: u64, to: u64, limit: Limit) -> bool {
        span.is_plain_64(from, to, limit)
    }
}

impl Cell for Narrow {
    type Raw = u32;
    const WIDE: bool = false;
    fn count(raw: u32) -> u64 {
        raw.into()
    }
    #[inline]
    fn is_plain(span: &Span, from: u64, to: u64, limit: Limit) -> bool {
        span.is_plain_32(to.wrapping_sub(from), limit)
    }
}

impl Cell for NarrowInWords {
    type Raw = u64;
    const WIDE: bool = false;
    fn count(raw: u64) -> u64 {
        raw & u64::from(u32::MAX)
    }
    #[inline]
    fn is_plain(span: &Span, from: u64, to: u64, limit: Limit) -> bool {
        span.is_plain_32(to.wrapping_sub(from), limit)
    }
}

impl CounterBank {
    /// The most counters that a bank can have, 2²⁹ − 2.
    pub const MOST: usize = Seen::SLOT as usize - 1;

    /// A bank of so many counters, at most [`Self::MOST`], that count at most `limit` each; none of them was seen yet.
    #[must_use]
    pub fn new(rows: usize, limit: MaxRate) -> Self {
        let row = Row { limit: Limit::new(limit), ..Row::default() };
        Self { rows: vec![row; rows.min(Self::MOST)], slots: Vec::new(), free: Vec::new() }
    }

    /// How many counters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no counter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// One counter more, at the end, that was not seen yet; none where there are [`Self::MOST`].
    pub fn push(&mut self, limit: MaxRate) {
        if self.rows.len() < Self::MOST {
            self.rows.push(Row { limit: Limit::new(limit), ..Row::default() });
        }
    }

    /// The most that a row counts in a second, from now on. It is kept in four octets, rounded up by less than one part
    /// in 2²⁵.
    pub fn set_limit(&mut self, row: usize, limit: MaxRate) {
        if let Some(row) = self.rows.get_mut(row) {
            row.limit = Limit::new(limit);
        }
    }

    /// The most that a row counts in a second.
    #[must_use]
    pub fn limit(&self, row: usize) -> MaxRate {
        self.rows.get(row).map_or(MaxRate::unknown(), |row| row.limit.get())
    }

    /// How many octets a row takes.
    #[must_use]
    pub const fn octets_per_row() -> usize {
        size_of::<Row>()
    }

    /// The last sample of a row; `None` where it was not seen yet.
    #[must_use]
    pub fn sample(&self, row: usize) -> Option<Sample<CounterValue>> {
        let row = self.rows.get(row)?;
        let slot = self.slots.get(row.seen.slot()? as usize)?;
        Some(row.sample(&slot.taken))
    }

    /// A row was seen last in this sample, as [`Self::sample`] told it of this bank or of one of an earlier run of the
    /// program: the next rate is since then.
    ///
    /// [`Taken::at`] is of the clock that this run has: what passed by the wall clock since the sample was taken, before
    /// now. Give rows of one answer one after the other: they share what is kept of it.
    pub fn restore(&mut self, row: usize, sample: &Sample<CounterValue>) {
        self.forget(row);
        let Some(found) = self.rows.get_mut(row) else { return };
        let taken = Taken { discontinuity: None, last_change: None, ..sample.taken };
        let last = self.slots.len().checked_sub(1).filter(|_| self.slots.last().is_some_and(|slot| slot.is_of(&taken)));
        let slot = last.unwrap_or(self.slots.len());
        let Ok(number) = u32::try_from(slot) else { return };
        match self.slots.get_mut(slot) {
            Some(slot) => slot.rows += 1,
            None => self.slots.push(Slot { taken, rows: 1 }),
        }
        let (value, wide) = match sample.value {
            CounterValue::Counter32(value) => (u64::from(value), 0),
            CounterValue::Counter64(value) => (value, Seen::WIDE),
        };
        let own = |time: Option<TimeTicks>, flag| time.map_or((0, 0), |time| (time.0, flag));
        let (discontinuity, declared) = own(sample.taken.discontinuity, Seen::DISCONTINUITY);
        let (last_change, changed) = own(sample.taken.last_change, Seen::LAST_CHANGE);
        let seen = Seen((number + 1) | declared | changed | wide);
        *found = Row { value, limit: found.limit, discontinuity, last_change, seen };
    }

    /// Forgets what was seen of a row: another counter is there now.
    pub fn forget(&mut self, row: usize) {
        if let Some(row) = self.rows.get_mut(row) {
            if let Some(before) = std::mem::take(&mut row.seen).slot() {
                self.leave(before, 1);
            }
        }
    }

    /// Takes in what was read, and says the rate of every row since it was seen last.
    ///
    /// A row that was not read, or is past the columns' end, has [`Gap::Missed`], and its next rate is over the longer
    /// time. So is that of a row whose answer came out of order, or is of the instant of the one before.
    pub fn advance(&mut self, column: &CounterColumn<'_>, rates: &mut RateColumn) {
        rates.start(self.rows.len());
        match column.values {
            CounterValues::Counter32(values) => self.advance_cells::<Narrow>(values, column, rates),
            CounterValues::Counter32InWords(values) => self.advance_cells::<NarrowInWords>(values, column, rates),
            CounterValues::Counter64(values) => self.advance_cells::<Wide>(values, column, rates),
        }
    }

    fn advance_cells<C: Cell>(&mut self, cells: &[C::Raw], column: &CounterColumn<'_>, rates: &mut RateColumn) {
        let mut start = 0_usize;
        for reading in column.readings {
            let end = start.saturating_add(reading.rows).min(self.rows.len()).min(cells.len());
            self.advance_run::<C>(start..end, cells, column, &reading.taken, rates);
            start = end.max(start);
        }
        for row in start..self.rows.len() {
            rates.gap(row, Gap::Missed);
        }
    }

    /// Takes in the rows of one reading.
    fn advance_run<C: Cell>(
        &mut self,
        run: Range<usize>,
        cells: &[C::Raw],
        column: &CounterColumn<'_>,
        taken: &Taken,
        rates: &mut RateColumn,
    ) {
        let (Some(rows), Some(cells)) = (self.rows.get_mut(run.clone()), cells.get(run.clone())) else { return };
        let own = |times: Option<&[u32]>, flag, of_reading: Option<TimeTicks>, row: usize| match (times, of_reading) {
            (Some(times), _) => times.get(row).map_or((0, 0), |time| (*time, flag)),
            (None, Some(time)) => (time.0, flag),
            (None, None) => (0, 0),
        };
        let slot = self.free.pop().unwrap_or_else(|| u32::try_from(self.slots.len()).unwrap_or(Seen::SLOT));
        let mut span = None;
        let mut joined = 0;
        let mut left: SmallVec<[(u32, usize); 4]> = SmallVec::new();
        for ((row, cell), number) in rows.iter_mut().zip(cells).zip(run) {
            if !column.valid.is_none_or(|valid| bit(valid, number)) {
                rates.gap(number, Gap::Missed);
                continue;
            }
            let (discontinuity, declared) = own(column.discontinuity, Seen::DISCONTINUITY, taken.discontinuity, number);
            let (last_change, changed) = own(column.last_change, Seen::LAST_CHANGE, taken.last_change, number);
            let wide = if C::WIDE { Seen::WIDE } else { 0 };
            let seen = Seen((slot + 1) | declared | changed | wide);
            let now = Row { value: C::count(*cell), limit: row.limit, discontinuity, last_change, seen };
            let outcome = match row.seen.slot().and_then(|slot| Some((slot, self.slots.get(slot as usize)?))) {
                None => Err(Gap::FirstSample),
                Some((before, Slot { taken: past, .. })) => {
                    let since = match span {
                        Some(span @ Span { from, .. }) if from == before => span,
                        _ => *span.insert(Span::new(before, past, taken)),
                    };
                    row.plain::<C>(&now, &since)
                        .map_or_else(|| row.questioned(past, &now, taken), |count| Ok(since.rate(count)))
                }
            };
            match outcome {
                Ok(rate) => rates.rate(number, rate),
                Err(gap) => rates.gap(number, gap),
            }
            // After these the earlier sample is still the one to go on from.
            if matches!(outcome, Err(Gap::OutOfOrder | Gap::SameInstant)) {
                continue;
            }
            if let Some(before) = row.seen.slot() {
                match left.last_mut() {
                    Some((slot, rows)) if *slot == before => *rows += 1,
                    _ => left.push((before, 1)),
                }
            }
            *row = now;
            joined += 1;
        }
        let new = Slot { taken: *taken, rows: joined };
        match self.slots.get_mut(slot as usize) {
            Some(old) => *old = new,
            None => self.slots.push(new),
        }
        if joined == 0 {
            self.free.push(slot);
        }
        for (slot, rows) in left {
            self.leave(slot, rows);
        }
    }

    /// How many readings are kept.
    #[cfg(test)]
    pub(super) fn readings(&self) -> usize {
        self.slots.len()
    }

    /// So many rows are no longer of that slot.
    fn leave(&mut self, slot: u32, rows: usize) {
        if let Some(found) = self.slots.get_mut(slot as usize) {
            found.rows = found.rows.saturating_sub(rows);
            if found.rows == 0 {
                self.free.push(slot);
            }
        }
    }
}

impl Row {
    /// What was counted since, where that is beyond doubt.
    #[inline]
    fn plain<C: Cell>(&self, now: &Self, since: &Span) -> Option<u64> {
        let is_same = self.discontinuity == now.discontinuity && (self.seen.0 ^ now.seen.0) & Seen::DECIDES == 0;
        let count = now.value.checked_sub(self.value)?;
        (is_same && C::is_plain(since, self.value, now.value, self.limit)).then_some(count)
    }

    /// The rate by every rule.
    #[cold]
    fn questioned(&self, past: &Taken, now: &Self, taken: &Taken) -> Result<(f64, u64, u32), Gap> {
        rate(&self.sample(past), &now.sample(taken), self.limit.get()).map(|rate| row(&rate))
    }

    fn sample(&self, taken: &Taken) -> Sample<CounterValue> {
        let time = |flag, ticks| self.seen.has(flag).then_some(TimeTicks(ticks));
        let narrow = || u32::try_from(self.value).unwrap_or(u32::MAX);
        Sample {
            value: if self.seen.has(Seen::WIDE) {
                CounterValue::Counter64(self.value)
            } else {
                CounterValue::Counter32(narrow())
            },
            taken: Taken {
                discontinuity: time(Seen::DISCONTINUITY, self.discontinuity),
                last_change: time(Seen::LAST_CHANGE, self.last_change),
                ..*taken
            },
        }
    }
}

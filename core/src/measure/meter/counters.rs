use crate::counter::{
    Cause, CounterBank, CounterColumn, CounterValue, CounterValues, Gap, MaxRate, PageDelta, PageReading, PageRules,
    RateColumn, Reading, RowGap, Sample, Taken, bit, page_delta,
};
use crate::measure::{CounterLimit, MeasuredColumn, MeasuredGap};
use crate::value::{Moment, SmiType, Timestamp};

use super::take::{Asked, Cycle};

/// A row has changed over from one column to another after so many readings that lack the one and have the other.
const STRIKES: u8 = 3;

/// The counters of one quantity, of all rows.
#[derive(Debug)]
pub(super) struct Counters {
    columns: Vec<String>,
    limit: CounterLimit,
    kind: Kind,
    /// When each row was read last, by the wall clock.
    since: Vec<Timestamp>,
    /// The column of each row, and how often it was missing while another was there.
    source: Vec<Source>,
    /// Rows whose counters are others now: their next sample is no first one.
    replaced: Vec<u32>,
    /// Rows whose limit is that of the faster speed until they were read once.
    narrowing: Vec<(u32, Option<u64>)>,
    cells: Cells,
    rates: RateColumn,
    narrow_rates: RateColumn,
}

#[derive(Debug)]
enum Kind {
    Bank(CounterBank),
    Pages(Vec<PageReading>),
}

#[derive(Clone, Copy, Debug, Default)]
struct Source {
    /// The place of its column and one; 0 while it has none.
    column: u8,
    strikes: u8,
}

/// The cells of a cycle in the order of the rows.
#[derive(Debug, Default)]
struct Cells {
    values: Vec<u64>,
    wide: Vec<u64>,
    narrow: Vec<u64>,
    discontinuity: Vec<u32>,
    last_change: Vec<u32>,
    readings: Vec<Reading>,
}

impl Counters {
    pub(super) fn of_columns(columns: &[String], limit: CounterLimit) -> Self {
        Self::new(columns.to_vec(), limit, Kind::Bank(CounterBank::default()))
    }

    pub(super) fn of_pages(column: &str) -> Self {
        Self::new(vec![column.to_owned()], CounterLimit::None, Kind::Pages(Vec::new()))
    }

    fn new(columns: Vec<String>, limit: CounterLimit, kind: Kind) -> Self {
        Self {
            columns,
            limit,
            kind,
            since: Vec::new(),
            source: Vec::new(),
            replaced: Vec::new(),
            narrowing: Vec::new(),
            cells: Cells::default(),
            rates: RateColumn::default(),
            narrow_rates: RateColumn::default(),
        }
    }

    /// One row more.
    pub(super) fn push(&mut self) {
        self.since.push(Timestamp::default());
        self.source.push(Source::default());
        match &mut self.kind {
            Kind::Bank(bank) => bank.push(MaxRate::unknown()),
            Kind::Pages(pages) => pages.push(PageReading::default()),
        }
    }

    /// Another counter is there under the row's name.
    pub(super) fn replace(&mut self, row: usize) {
        let was_read = self.source.get(row).is_some_and(|source| source.column > 0);
        if let Kind::Bank(bank) = &mut self.kind {
            bank.forget(row);
            if was_read {
                self.replaced.extend(u32::try_from(row));
            }
            if let Some(source) = self.source.get_mut(row) {
                *source = Source::default();
            }
        }
    }

    /// The speed of a row's port. Over a change, more could have passed: the faster one judges it.
    pub(super) fn limit(&mut self, row: usize, before: Option<u64>, speed: Option<u64>) {
        if self.limit == CounterLimit::None {
            return;
        }
        let changed = before.is_some() && before != speed;
        let faster = if changed { before.max(speed) } else { speed };
        if changed {
            self.narrowing.extend(u32::try_from(row).map(|row| (row, speed)));
        }
        self.set_limit(row, faster);
    }

    fn set_limit(&mut self, row: usize, speed: Option<u64>) {
        let limit = match (self.limit, speed) {
            (CounterLimit::Octets, Some(bps)) => MaxRate::from_bps(bps),
            // 64 octets, a preamble of 8 and a gap of 12.
            (CounterLimit::Packets, Some(bps)) => MaxRate::per_second(bps.div_ceil(84 * 8)),
            _ => MaxRate::unknown(),
        };
        if let Kind::Bank(bank) = &mut self.kind {
            bank.set_limit(row, limit);
        }
    }

    /// What a row was read as last, and the place of its column.
    pub(super) fn sample(&self, row: usize) -> Option<(Sample<CounterValue>, &str, Timestamp)> {
        let Kind::Bank(bank) = &self.kind else {
            let Kind::Pages(pages) = &self.kind else { return None };
            let reading = pages.get(row)?;
            let taken = Taken { at: reading.at, ..Taken::default() };
            let sample = Sample { value: CounterValue::Counter64(reading.pages?), taken };
            return Some((sample, self.columns.first()?, *self.since.get(row)?));
        };
        let column = usize::from(self.source.get(row)?.column).checked_sub(1)?;
        Some((bank.sample(row)?, self.columns.get(column)?, *self.since.get(row)?))
    }

    /// A row goes on from what an earlier run of the program read.
    pub(super) fn restore(&mut self, row: usize, column: &str, sample: &Sample<CounterValue>, at: Timestamp) {
        let place = self.columns.iter().position(|name| name == column);
        let Some(place) = place.and_then(|place| u8::try_from(place + 1).ok()) else { return };
        match &mut self.kind {
            Kind::Bank(bank) => bank.restore(row, sample),
            Kind::Pages(pages) => {
                if let (Some(reading), CounterValue::Counter64(count)) = (pages.get_mut(row), sample.value) {
                    (reading.pages, reading.at) = (Some(count), sample.taken.at);
                }
            }
        }
        if let (Some(source), Some(since)) = (self.source.get_mut(row), self.since.get_mut(row)) {
            (*source, *since) = (Source { column: place, strikes: 0 }, at);
        }
        self.cells.start(self.since.len());
        let times = (sample.taken.discontinuity, sample.taken.last_change);
        self.cells.keep_times(row, (times.0.map(|time| time.0), times.1.map(|time| time.0)));
    }

    /// What was counted since each row was read last.
    pub(super) fn measure(&mut self, cycle: &Cycle<'_>, out: &mut MeasuredColumn) {
        self.gather(cycle);
        let mut kind = std::mem::replace(&mut self.kind, Kind::Pages(Vec::new()));
        match &mut kind {
            Kind::Bank(bank) => self.advance(bank),
            Kind::Pages(pages) => self.count_pages(pages, cycle),
        }
        self.kind = kind;
        out.values.clone_from(&self.rates.per_second);
        out.counts.clone_from(&self.rates.count);
        out.since.clone_from(&self.since);
        self.explain(cycle, out);
        for (row, speed) in std::mem::take(&mut self.narrowing) {
            if self.cells.has(row as usize) {
                self.set_limit(row as usize, speed);
            } else {
                self.narrowing.push((row, speed));
            }
        }
    }

    /// The gaps of rows that were asked for, and when each row was read last.
    fn explain(&mut self, cycle: &Cycle<'_>, out: &mut MeasuredColumn) {
        let mut replaced = std::mem::take(&mut self.replaced);
        replaced.sort_unstable();
        let mut still_replaced = Vec::new();
        for found in &self.rates.gaps {
            let row = found.row as usize;
            let has_source = self.source.get(row).is_some_and(|source| source.column > 0);
            let is_replaced = replaced.binary_search(&found.row).is_ok();
            let reason = match (cycle.asked(row), self.cells.has(row)) {
                (Asked::Not | Asked::Elsewhere, _) => {
                    if is_replaced {
                        still_replaced.push(found.row);
                    }
                    continue;
                }
                (Asked::Unsure(gap), _) if has_source => gap,
                (Asked::Yes(_), false) if has_source => Gap::NoCounter,
                (Asked::InVain, _) if has_source => Gap::Missed,
                (_, false) => {
                    if is_replaced {
                        still_replaced.push(found.row);
                    }
                    continue;
                }
                (_, true) if is_replaced && found.gap == Gap::FirstSample => {
                    Gap::Discontinuity { cause: Cause::Replaced }
                }
                (_, true) => found.gap,
            };
            out.gaps.push(MeasuredGap { row: found.row, reason });
        }
        self.replaced = still_replaced;
        for (row, since) in self.since.iter_mut().enumerate() {
            let Asked::Yes(_) = cycle.asked(row) else { continue };
            // After these the earlier sample is still the one to go on from.
            let is_stale = matches!(self.rates.of(row), Some(Err(Gap::OutOfOrder | Gap::SameInstant)));
            if self.cells.has(row) && !is_stale {
                *since = cycle.taken(row);
            }
        }
    }

    /// Brings the cells of the cycle into the order of the rows.
    fn gather(&mut self, cycle: &Cycle<'_>) {
        let rows = self.since.len();
        self.cells.start(rows);
        let columns: Vec<_> = self.columns.iter().map(|name| cycle.column(name)).collect();
        for row in 0..rows {
            let Asked::Yes(at) = cycle.asked(row) else {
                self.cells.unread();
                continue;
            };
            let value = |place: usize| columns.get(place).copied().flatten().and_then(|column| column.value(at));
            let Some(source) = self.source.get_mut(row) else { continue };
            let own = usize::from(source.column).checked_sub(1);
            let found = match own.and_then(|own| Some((own, value(own)?))) {
                Some(found) => {
                    source.strikes = 0;
                    Some(found)
                }
                None => {
                    let other = (0..columns.len()).find_map(|place| Some((place, value(place)?)));
                    source.strikes = source.strikes.saturating_add(u8::from(other.is_some()));
                    other.filter(|_| own.is_none() || source.strikes >= STRIKES)
                }
            };
            let taken = cycle.reading(at);
            if let Some((place, value)) = found {
                source.column = u8::try_from(place + 1).unwrap_or(u8::MAX);
                let kind = columns.get(place).copied().flatten().map(|column| column.kind);
                self.cells.put(row, value, kind == Some(SmiType::Counter64), cycle.own_times(at));
            } else {
                self.cells.skip();
            }
            self.cells.read(taken);
        }
    }

    fn advance(&mut self, bank: &mut CounterBank) {
        let column = |values, valid| CounterColumn {
            values,
            valid: Some(valid),
            discontinuity: Some(&self.cells.discontinuity),
            last_change: Some(&self.cells.last_change),
            readings: &self.cells.readings,
        };
        bank.advance(&column(CounterValues::Counter64(&self.cells.values), &self.cells.wide), &mut self.rates);
        if self.cells.narrow.iter().all(|word| *word == 0) {
            return;
        }
        let narrow = column(CounterValues::Counter32InWords(&self.cells.values), &self.cells.narrow);
        bank.advance(&narrow, &mut self.narrow_rates);
        self.merge_narrow();
    }

    /// What rows of 32 bits say takes the place of what was said of them among those of 64.
    fn merge_narrow(&mut self) {
        let is_narrow = |row: usize| bit(&self.cells.narrow, row);
        let narrow = &self.narrow_rates;
        for row in 0..self.since.len() {
            if !is_narrow(row) {
                continue;
            }
            let from = (narrow.per_second.get(row), narrow.count.get(row), narrow.interval_ms.get(row));
            let to = (
                self.rates.per_second.get_mut(row),
                self.rates.count.get_mut(row),
                self.rates.interval_ms.get_mut(row),
            );
            if let ((Some(rate), Some(count), Some(ms)), (Some(to_rate), Some(to_count), Some(to_ms))) = (from, to) {
                (*to_rate, *to_count, *to_ms) = (*rate, *count, *ms);
            }
        }
        self.rates.gaps.retain(|gap| !is_narrow(gap.row as usize));
        self.rates.gaps.extend(narrow.gaps.iter().filter(|gap| is_narrow(gap.row as usize)));
        self.rates.gaps.sort_unstable_by_key(|gap| gap.row);
    }

    fn count_pages(&mut self, pages: &mut [PageReading], cycle: &Cycle<'_>) {
        self.rates.per_second.clear();
        self.rates.count.clear();
        self.rates.gaps.clear();
        for (row, earlier) in pages.iter_mut().enumerate() {
            let (mut rate, mut count, mut gap) = (f64::NAN, 0, Some(Gap::Missed));
            if self.cells.has(row) {
                let later = PageReading {
                    manufacturer: None,
                    serial: cycle.serial(row).map(str::to_owned),
                    pages: self.cells.values.get(row).copied(),
                    at: cycle.moment(row),
                };
                let outcome = page_delta(earlier, &later, PageRules::default());
                gap = match outcome {
                    PageDelta::Advance { .. } | PageDelta::Wrap { .. } => None,
                    PageDelta::NvramRollback { .. } => Some(Gap::Discontinuity { cause: Cause::RolledBack }),
                    PageDelta::Reset => Some(Gap::Discontinuity { cause: Cause::Reset }),
                    PageDelta::DeviceReplaced => Some(Gap::Discontinuity { cause: Cause::Replaced }),
                    PageDelta::NoReading if earlier.pages.is_none() => Some(Gap::FirstSample),
                    PageDelta::NoReading => Some(Gap::OutOfOrder),
                };
                let seconds = later.at.since(earlier.at).as_secs_f64();
                match outcome.pages() {
                    Some(_) if seconds <= 0.0 => gap = Some(Gap::SameInstant),
                    Some(pages) => (rate, count) = (pages as f64 / seconds, pages),
                    None => {}
                }
                if !matches!(gap, Some(Gap::OutOfOrder | Gap::SameInstant)) {
                    *earlier = later;
                }
            }
            self.rates.per_second.push(rate);
            self.rates.count.push(count);
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            self.rates.gaps.extend(gap.map(|gap| RowGap { row, gap }));
        }
    }
}

impl Cells {
    fn start(&mut self, rows: usize) {
        self.values.clear();
        self.readings.clear();
        // Where a cell of them is missing once, nothing has changed.
        self.discontinuity.resize(rows, 0);
        self.last_change.resize(rows, 0);
        for bits in [&mut self.wide, &mut self.narrow] {
            bits.clear();
            bits.resize(rows.div_ceil(64), 0);
        }
    }

    /// A row that was not read: it goes with the reading before, which says nothing of it.
    fn unread(&mut self) {
        self.skip();
        match self.readings.last_mut() {
            Some(last) => last.rows += 1,
            None => self.readings.push(Reading { rows: 1, taken: Taken::default() }),
        }
    }

    fn skip(&mut self) {
        self.values.push(0);
    }

    fn put(&mut self, row: usize, value: u64, is_wide: bool, times: (Option<u32>, Option<u32>)) {
        self.values.push(value);
        self.keep_times(row, times);
        let bits = if is_wide { &mut self.wide } else { &mut self.narrow };
        if let Some(word) = bits.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
    }

    fn keep_times(&mut self, row: usize, times: (Option<u32>, Option<u32>)) {
        for (kept, time) in [(&mut self.discontinuity, times.0), (&mut self.last_change, times.1)] {
            if let (Some(kept), Some(time)) = (kept.get_mut(row), time) {
                *kept = time;
            }
        }
    }

    /// When the row was read that was put last.
    fn read(&mut self, taken: Taken) {
        match self.readings.last_mut() {
            Some(last) if last.taken == taken => last.rows += 1,
            _ => self.readings.push(Reading { rows: 1, taken }),
        }
    }

    fn has(&self, row: usize) -> bool {
        bit(&self.wide, row) || bit(&self.narrow, row)
    }
}

/// The moment of a restored reading must be able to lie before the clock began.
pub(super) const BEFORE: Moment = Moment::from_secs(400 * 86_400);

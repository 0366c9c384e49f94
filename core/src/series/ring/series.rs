use std::collections::VecDeque;
use std::ops::Range;

use super::archive::{Archive, Packed};
use crate::counter::Gap;
use crate::error::{Error, Result};
use crate::series::spread::spread;
use crate::series::{Cell, CellShape, Columns, Measured, ReadSpan, Retention, SeriesGap, SeriesKind};
use crate::value::Timestamp;

/// The most gaps of a series that are kept; the oldest go first.
pub(super) const MOST_GAPS: usize = 1_000;

/// One series: its archives, and what is missing.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(super) kind: SeriesKind,
    /// The finest first.
    pub(super) archives: Box<[Archive]>,
    pub(super) gaps: VecDeque<SeriesGap>,
    /// From when until when there is something, measured or gap, in milliseconds.
    pub(super) span: Option<(i64, i64)>,
}

/// What became of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Accepted,
    Late,
    Unfit,
}

impl Taken {
    /// What becomes of a measurement from one moment to another of a series that has something until `until`, or never had
    /// (`i64::MIN`). What is no finite level is taken in, as a gap.
    pub(crate) fn judge(kind: SeriesKind, until: i64, time: (i64, i64), value: Measured, longest_ms: u64) -> Self {
        let (from, to) = time;
        if to <= from || from < until {
            return Self::Late;
        }
        let is_long = to.checked_sub(from).is_none_or(|length| length.unsigned_abs() > longest_ms);
        match (kind, value) {
            (_, Measured::Gap(_)) => Self::Accepted,
            _ if is_long => Self::Unfit,
            (SeriesKind::Counter, Measured::Count(_)) | (SeriesKind::Gauge, Measured::Level(_)) => Self::Accepted,
            (SeriesKind::Counter, Measured::Level(_)) | (SeriesKind::Gauge, Measured::Count(_)) => Self::Unfit,
        }
    }
}

impl Series {
    /// A series of which nothing was measured, in a store that was told at `retained` to forget.
    pub(crate) fn new(kind: SeriesKind, retention: &Retention, retained: Option<Timestamp>) -> Self {
        let archives = retention.archives.iter().enumerate();
        let archives = archives.map(|(number, spec)| Archive::new(*spec, CellShape::of(kind, number == 0)));
        let mut series = Self { kind, archives: archives.collect(), gaps: VecDeque::new(), span: None };
        if let Some(now) = retained {
            series.retain(now);
        }
        series
    }

    pub(crate) fn measured_until(&self) -> Option<Timestamp> {
        self.span.map(|(_, until)| Timestamp::from_millis(until))
    }

    pub(crate) fn take(&mut self, from: Timestamp, to: Timestamp, value: Measured, longest_ms: u64) -> Taken {
        let (from, to) = (from.as_millis(), to.as_millis());
        let until = self.span.map_or(i64::MIN, |(_, until)| until);
        let judged = Taken::judge(self.kind, until, (from, to), value, longest_ms);
        if judged != Taken::Accepted {
            return judged;
        }
        match (self.kind, value) {
            (SeriesKind::Counter, Measured::Count(count)) => {
                self.add(from, to, count, |share, count| Cell::counted(count, share));
            }
            (SeriesKind::Gauge, Measured::Level(level)) if level.is_finite() => {
                self.add(from, to, 0, |share, _| Cell::level(level, share));
            }
            (_, Measured::Gap(reason)) => self.note_gap(from, to, reason),
            (SeriesKind::Gauge, Measured::Level(_)) => self.note_gap(from, to, Gap::Missed),
            // Judged above.
            (SeriesKind::Counter, Measured::Level(_)) | (SeriesKind::Gauge, Measured::Count(_)) => return Taken::Unfit,
        }
        let begin = match self.span {
            Some((begin, until)) => {
                if until < from {
                    self.note_gap(until, from, Gap::Missed);
                }
                begin
            }
            None => from,
        };
        self.span = Some((begin, to));
        Taken::Accepted
    }

    fn add(&mut self, from: i64, to: i64, count: u64, cell: impl Fn(u32, u64) -> Cell) {
        let Some((finest, _)) = self.archives.split_first() else { return };
        let (kind, finest_ms) = (self.kind, finest.step_ms());
        for share in spread(from, to, count, finest_ms) {
            let now = cell(share.covered_ms, share.count);
            let Some((finest, coarser)) = self.archives.split_first_mut() else { return };
            if share.step >= finest.end() {
                // The step before is over: from here on it counts in the longer ones.
                if let Some((step, done)) = finest.last() {
                    coarser.iter_mut().for_each(|archive| roll(archive, step, &done, kind, finest_ms));
                }
            }
            finest.change(share.step, |step| step.join(&now));
        }
    }

    fn note_gap(&mut self, from: i64, to: i64, reason: Gap) {
        let (from, to) = (Timestamp::from_millis(from), Timestamp::from_millis(to));
        // A hole before a gap is noted after it: gaps stand in the order of time.
        let place = self.gaps.iter().rposition(|gap| gap.to <= from).map_or(0, |place| place + 1);
        match place.checked_sub(1).and_then(|place| self.gaps.get_mut(place)) {
            Some(last) if last.to == from && last.reason == reason => last.to = to,
            _ => self.gaps.insert(place, SeriesGap { from, to, reason }),
        }
        if self.gaps.len() > MOST_GAPS {
            self.gaps.pop_front();
        }
    }

    /// Reads a span. `older` is asked for the chunks of an archive, by its place and their numbers, that are not held here.
    pub(crate) fn read(
        &self,
        unit: &str,
        span: &ReadSpan,
        older: impl FnOnce(usize, Range<i64>) -> Result<Vec<Packed>>,
    ) -> Result<Columns> {
        let (place, archive) = self.archive_for(span)?;
        let step_ms = i64::from(archive.step_ms());
        let wanted_ms = span.step_ms.unwrap_or_else(|| archive.step_ms().into());
        let wanted = i64::try_from(wanted_ms).unwrap_or(i64::MAX);
        // Whole steps as they are wanted, as far as something is kept.
        let (begin, end) = self.reach(archive);
        let from = span.from.as_millis().div_euclid(wanted).saturating_mul(wanted).max(begin);
        let to = span.to.as_millis();
        let to = to.saturating_add((wanted - to.rem_euclid(wanted)) % wanted).min(end).max(from);
        let (first, last) = (from.div_euclid(step_ms), to.div_euclid(step_ms) + i64::from(to.rem_euclid(step_ms) > 0));
        let cells = self.cells(archive, first, last, &older(place, archive.chunks(first, last))?)?;
        let start = Timestamp::from_millis(first.saturating_mul(step_ms));
        let mut columns = Columns::new(self.kind, unit, start, archive.step_ms().into());
        let slot = |cell: &Cell, least| cell.slot(archive.shape(), archive.step_ms(), least);
        if wanted == step_ms {
            cells.iter().for_each(|cell| columns.push(slot(cell, span.least_coverage_percent)));
        } else {
            // Whatever was measured is part of the average; what hardly was is no extreme.
            cells
                .iter()
                .for_each(|cell| columns.push(slot(cell, 0).without_extremes_unless(slot(cell, 50).is_value())));
        }
        columns.gaps = self.gaps_between(start, columns.end());
        if wanted == step_ms { Ok(columns) } else { columns.rolled_up(wanted_ms, span.least_coverage_percent) }
    }

    /// All steps from one number until before another; those that are not kept are empty.
    fn cells(&self, archive: &Archive, first: i64, last: i64, older: &[Packed]) -> Result<Vec<Cell>> {
        let mut cells = archive.cells(first, last, older)?;
        // A coarser archive does not have the last finest step yet, as it is not over.
        if let Some(finest) = self.archives.first().filter(|finest| finest.step_ms() != archive.step_ms()) {
            self.add_open(finest, archive, first, &mut cells);
        }
        Ok(cells)
    }

    /// The finest archive that reaches back so far and whose step fits, else the one that reaches back furthest.
    fn archive_for(&self, span: &ReadSpan) -> Result<(usize, &Archive)> {
        let fits = |(_, archive): &(usize, &Archive)| {
            span.step_ms.is_none_or(|step| step >= archive.step_ms().into() && step % u64::from(archive.step_ms()) == 0)
        };
        let from = span.from.as_millis().max(self.span.map_or(i64::MIN, |span| self.begin(span)));
        let reaches = |(_, archive): &(usize, &Archive)| self.reach(archive).0 <= from;
        let mut fitting = self.archives.iter().enumerate().filter(fits);
        let found = fitting.clone().find(reaches).or_else(|| fitting.next_back());
        found.ok_or_else(|| Error::Invalid {
            argument: "step".into(),
            given: format!("{} ms", span.step_ms.unwrap_or(0)),
            expected: format!("a multiple of {} ms", self.archives.first().map_or(0, |archive| archive.step_ms())),
        })
    }

    /// From when until when an archive has something, in whole steps of it.
    fn reach(&self, archive: &Archive) -> (i64, i64) {
        let Some(span) = self.span else { return (0, 0) };
        let step_ms = i64::from(archive.step_ms());
        let end = span.1.saturating_sub(1).div_euclid(step_ms) + 1;
        let kept = archive.lost_before().max(end.saturating_sub(archive.rows().into()));
        let begin = self.begin(span).div_euclid(step_ms).max(kept).min(end);
        (begin.saturating_mul(step_ms), end.saturating_mul(step_ms))
    }

    /// From when on there is something that is not forgotten.
    fn begin(&self, (begin, until): (i64, i64)) -> i64 {
        begin.max(self.forgotten_before()).min(until)
    }

    /// Before when everything is forgotten, in milliseconds.
    fn forgotten_before(&self) -> i64 {
        self.archives.last().map_or(i64::MIN, |coarsest| coarsest.oldest().saturating_mul(coarsest.step_ms().into()))
    }

    /// The finest step that is not over yet belongs to the last of a coarser archive's.
    fn add_open(&self, finest: &Archive, archive: &Archive, first: i64, cells: &mut [Cell]) {
        let Some((step, cell)) = finest.last() else { return };
        let coarse = step.saturating_mul(finest.step_ms().into()).div_euclid(archive.step_ms().into());
        if let Some(found) = usize::try_from(coarse - first).ok().and_then(|place| cells.get_mut(place)) {
            found.roll(&cell, self.kind, finest.step_ms());
        }
    }

    fn gaps_between(&self, from: Timestamp, to: Timestamp) -> Vec<SeriesGap> {
        let forgotten = Timestamp::from_millis(self.forgotten_before());
        self.gaps.iter().filter(|gap| gap.from < to && gap.to > from && gap.to > forgotten).copied().collect()
    }

    /// Forgets what is older than is to be kept at `now`.
    pub(crate) fn retain(&mut self, now: Timestamp) {
        for archive in &mut self.archives {
            archive.forget(now.as_millis().div_euclid(archive.step_ms().into()) + 1);
        }
        let forgotten = Timestamp::from_millis(self.forgotten_before());
        while self.gaps.front().is_some_and(|gap| gap.to <= forgotten) {
            self.gaps.pop_front();
        }
    }

    pub(crate) fn octets(&self) -> usize {
        size_of::<Self>()
            + size_of_val(&*self.archives)
            + self.archives.iter().map(Archive::octets).sum::<usize>()
            + self.gaps.capacity() * size_of::<SeriesGap>()
    }
}

fn roll(archive: &mut Archive, finest_step: i64, finest: &Cell, kind: SeriesKind, finest_ms: u32) {
    if finest.covered_ms > 0 {
        let step = finest_step.saturating_mul(finest_ms.into()).div_euclid(archive.step_ms().into());
        archive.change(step, |cell| cell.roll(finest, kind, finest_ms));
    }
}

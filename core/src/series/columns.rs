use serde::{Deserialize, Serialize};

use super::{PercentileMethod, SeriesKind, nan, percentile::percentile, to_iso};
use crate::counter::Gap;
use crate::error::{Error, Result};
use crate::value::Timestamp;

/// A series over a span of time, step by step: what a read returns, and what plots, formats and bindings take.
///
/// All vectors but [`Self::gaps`] have one element for each step; step `n` is from `start + n · step_ms` until just before
/// the next. What is no number is `NaN` in memory and `null` in JSON: a step without values is a gap, never 0.
///
/// ```
/// use netwarden::series::{Columns, PercentileMethod, SeriesKind, Slot};
/// use netwarden::value::Timestamp;
///
/// let mut traffic = Columns::new(SeriesKind::Counter, "octets", Timestamp::from_millis(0), 60_000);
/// traffic.push(Slot::counted(6_000, 60_000, 60_000));
/// traffic.push(Slot::NONE);
/// traffic.push(Slot::counted(9_000, 30_000, 60_000));
/// assert_eq!((traffic.unit.as_str(), traffic.average[0], traffic.average[2]), ("octets/s", 100.0, 300.0));
/// assert!(traffic.average[1].is_nan());
/// assert_eq!((traffic.total(), traffic.coverage[2]), (15_000, 0.5));
///
/// let bits = traffic.scaled(8.0, "bit/s");
/// assert_eq!(bits.percentile(95.0, PercentileMethod::NearestRank), Some(2_400.0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Columns {
    /// Counts per second, or levels.
    pub kind: SeriesKind,
    /// The unit of the values: `octets/s` where octets are counted, `bit/s` once scaled, `celsius` of a gauge.
    pub unit: String,
    /// When the first step begins: a multiple of the step since 1970-01-01T00:00:00Z.
    pub start: Timestamp,
    /// How long each step is, in milliseconds.
    pub step_ms: u64,
    /// The average over the time of the step that was measured.
    #[serde(with = "nan")]
    pub average: Vec<f64>,
    /// The least average of the archive's finest steps within; of a gauge the least level.
    #[serde(with = "nan")]
    pub min: Vec<f64>,
    /// The greatest.
    #[serde(with = "nan")]
    pub max: Vec<f64>,
    /// The last.
    #[serde(with = "nan")]
    pub last: Vec<f64>,
    /// Exactly what was counted, whether or not the step was covered enough for values; 0 of a gauge.
    pub count: Vec<u64>,
    /// Which part of the step was measured, 0 to 1.
    pub coverage: Vec<f64>,
    /// What is missing and why, in the order of time; parts of steps, too.
    pub gaps: Vec<SeriesGap>,
}

/// A time without numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesGap {
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// Why.
    pub reason: Gap,
}

/// One step of [`Columns`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// See [`Columns::average`].
    pub average: f64,
    /// See [`Columns::min`].
    pub min: f64,
    /// See [`Columns::max`].
    pub max: f64,
    /// See [`Columns::last`].
    pub last: f64,
    /// See [`Columns::count`].
    pub count: u64,
    /// See [`Columns::coverage`].
    pub coverage: f64,
}

impl Slot {
    /// A step of which nothing was measured.
    pub const NONE: Self =
        Self { average: f64::NAN, min: f64::NAN, max: f64::NAN, last: f64::NAN, count: 0, coverage: 0.0 };

    /// A step in which so much was counted in `covered_ms` of its milliseconds.
    #[must_use]
    pub fn counted(count: u64, covered_ms: u64, step_ms: u64) -> Self {
        if covered_ms == 0 || step_ms == 0 {
            return Self { count, ..Self::NONE };
        }
        let coverage = (covered_ms as f64 / step_ms as f64).min(1.0);
        Self { count, ..Self::level(count as f64 * 1000.0 / covered_ms as f64, coverage) }
    }

    /// A step in which a level was always the same.
    #[must_use]
    pub const fn level(level: f64, coverage: f64) -> Self {
        Self { average: level, min: level, max: level, last: level, count: 0, coverage }
    }

    /// Its values, of which a roll-up takes no extremes unless it is so.
    pub(super) const fn without_extremes_unless(mut self, has_extremes: bool) -> Self {
        if !has_extremes {
            (self.min, self.max, self.last) = (f64::NAN, f64::NAN, f64::NAN);
        }
        self
    }

    /// Whether the step has values.
    #[must_use]
    pub const fn is_value(&self) -> bool {
        self.average.is_finite()
    }
}

impl Columns {
    /// No steps yet. `unit` is that of what is counted, or of the level: `octets` give values in `octets/s`.
    #[must_use]
    pub fn new(kind: SeriesKind, unit: &str, start: Timestamp, step_ms: u64) -> Self {
        Self { kind, unit: kind.unit_of_values(unit), start, step_ms, ..Self::default() }
    }

    /// Steps in which so much was counted, from the counts of a program's own. Where there is a `coverage`, it says which
    /// part of each step was measured, 0 to 1; else all of it was.
    ///
    /// ```
    /// use netwarden::series::Columns;
    /// use netwarden::value::Timestamp;
    ///
    /// let traffic = Columns::counted("octets", Timestamp::from_millis(0), 60_000, &[6_000, 0], Some(&[1.0, 0.0]))?;
    /// assert_eq!((traffic.unit.as_str(), traffic.average[0]), ("octets/s", 100.0));
    /// assert!(traffic.average[1].is_nan());
    /// # Ok::<(), netwarden::Error>(())
    /// ```
    ///
    /// # Errors
    /// `invalid` where the start is no multiple of the step, or the coverage is not of as many steps.
    pub fn counted(
        unit: &str,
        start: Timestamp,
        step_ms: u64,
        counts: &[u64],
        coverage: Option<&[f64]>,
    ) -> Result<Self> {
        let mut columns = Self::new(SeriesKind::Counter, unit, start, step_ms);
        check_given(start, step_ms, counts.len(), coverage)?;
        for (step, count) in counts.iter().enumerate() {
            let part = part_of(coverage, step);
            let rate = *count as f64 * 1000.0 / (part * step_ms as f64);
            let slot = if part > 0.0 { Slot::level(rate, part) } else { Slot::NONE };
            columns.push(Slot { count: *count, ..slot });
        }
        Ok(columns)
    }

    /// Steps of a level, or of rates that something else has worked out: `bit/s`, `celsius`. What is no finite number is a
    /// step without values. `coverage` is as in [`Self::counted`].
    ///
    /// # Errors
    /// As there.
    pub fn levels(
        unit: &str,
        start: Timestamp,
        step_ms: u64,
        levels: &[f64],
        coverage: Option<&[f64]>,
    ) -> Result<Self> {
        let mut columns = Self::new(SeriesKind::Gauge, unit, start, step_ms);
        check_given(start, step_ms, levels.len(), coverage)?;
        for (step, level) in levels.iter().enumerate() {
            let part = part_of(coverage, step);
            columns.push(if level.is_finite() && part > 0.0 { Slot::level(*level, part) } else { Slot::NONE });
        }
        Ok(columns)
    }

    /// With the least and the greatest of what each step was made of; what is no finite number leaves the average there.
    ///
    /// # Errors
    /// `invalid` where they are not of as many steps.
    pub fn with_extremes(mut self, min: &[f64], max: &[f64]) -> Result<Self> {
        for (argument, given, into) in [("min", min, &mut self.min), ("max", max, &mut self.max)] {
            check_length(argument, given.len(), self.average.len())?;
            for ((place, given), average) in into.iter_mut().zip(given).zip(&self.average) {
                *place = if given.is_finite() && average.is_finite() { *given } else { *average };
            }
        }
        Ok(self)
    }

    /// With a time without numbers, and why. Steps that are wholly within have no values any more; their counts stay.
    #[must_use]
    pub fn with_gap(mut self, gap: SeriesGap) -> Self {
        let is_within = |step: usize| self.time(step) >= gap.from && self.time(step + 1) <= gap.to;
        for step in (0..self.len()).filter(|step| is_within(*step)).collect::<Vec<_>>() {
            for column in [&mut self.average, &mut self.min, &mut self.max, &mut self.last] {
                if let Some(value) = column.get_mut(step) {
                    *value = f64::NAN;
                }
            }
            if let Some(part) = self.coverage.get_mut(step) {
                *part = 0.0;
            }
        }
        self.gaps.push(gap);
        self.gaps.sort_by_key(|gap| (gap.from, gap.to));
        self
    }

    /// One step more.
    pub fn push(&mut self, slot: Slot) {
        self.average.push(slot.average);
        self.min.push(slot.min);
        self.max.push(slot.max);
        self.last.push(slot.last);
        self.count.push(slot.count);
        self.coverage.push(slot.coverage);
    }

    /// How many steps there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.average.len()
    }

    /// Whether there is no step.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.average.is_empty()
    }

    /// When a step begins, or, for the number of steps, when the last one ends.
    #[must_use]
    pub fn time(&self, step: usize) -> Timestamp {
        let ahead = i64::try_from((step as u64).saturating_mul(self.step_ms)).unwrap_or(i64::MAX);
        Timestamp::from_millis(self.start.as_millis().saturating_add(ahead))
    }

    /// When the last step ends.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.time(self.len())
    }

    /// A step; `None` past the end.
    #[must_use]
    pub fn slot(&self, step: usize) -> Option<Slot> {
        Some(Slot {
            average: *self.average.get(step)?,
            min: *self.min.get(step)?,
            max: *self.max.get(step)?,
            last: *self.last.get(step)?,
            count: *self.count.get(step)?,
            coverage: *self.coverage.get(step)?,
        })
    }

    /// All steps in order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        (0..self.len()).filter_map(|step| self.slot(step))
    }

    /// Everything that was counted, exactly.
    #[must_use]
    pub fn total(&self) -> u128 {
        self.count.iter().map(|count| u128::from(*count)).sum()
    }

    /// How much of a step was measured, in milliseconds.
    #[must_use]
    pub fn covered_ms(&self, step: usize) -> u64 {
        let covered = self.coverage.get(step).map_or(0.0, |part| (part.clamp(0.0, 1.0) * self.step_ms as f64).round());
        // Between 0 and the step.
        #[allow(clippy::cast_possible_truncation)]
        let covered = covered as u64;
        covered
    }

    /// The average over all that was measured; `None` where nothing was.
    #[must_use]
    pub fn average_of_all(&self) -> Option<f64> {
        let (mut sum, mut weight) = (0.0, 0.0);
        for slot in self.slots().filter(Slot::is_value) {
            sum += slot.average * slot.coverage;
            weight += slot.coverage;
        }
        (weight > 0.0).then(|| sum / weight)
    }

    /// A percentile, `percent` from 0 to 100, of the averages of the steps that have values; `None` where none has, or
    /// `percent` is out of its range.
    #[must_use]
    pub fn percentile(&self, percent: f64, method: PercentileMethod) -> Option<f64> {
        percentile(&mut self.average.clone(), percent, method)
    }

    /// The values times `factor`, in another unit: octets/s times 8 are `bit/s`. The counts stay what was counted.
    #[must_use]
    pub fn scaled(mut self, factor: f64, unit: &str) -> Self {
        for values in [&mut self.average, &mut self.min, &mut self.max, &mut self.last] {
            values.iter_mut().for_each(|value| *value *= factor);
        }
        if factor < 0.0 {
            std::mem::swap(&mut self.min, &mut self.max);
        }
        self.unit = unit.to_owned();
        self
    }

    /// The same in longer steps. Counts add up exactly; a step has values where at least `least_coverage_percent` of it
    /// were measured.
    ///
    /// # Errors
    /// `invalid` where `step_ms` is no multiple of the step.
    pub fn rolled_up(&self, step_ms: u64, least_coverage_percent: u8) -> Result<Self> {
        if self.step_ms == 0 || step_ms < self.step_ms || step_ms % self.step_ms != 0 {
            return Err(Error::Invalid {
                argument: "step".into(),
                given: format!("{step_ms} ms"),
                expected: format!("a multiple of {} ms", self.step_ms),
            });
        }
        let start = floor_to(self.start, step_ms);
        let mut rolled = Self { kind: self.kind, unit: self.unit.clone(), start, step_ms, ..Self::default() };
        rolled.gaps.clone_from(&self.gaps);
        let mut group = Group::default();
        let mut ends = start.as_millis().saturating_add_unsigned(step_ms);
        for (step, slot) in self.slots().enumerate() {
            if self.time(step).as_millis() >= ends {
                rolled.push(std::mem::take(&mut group).slot(step_ms, least_coverage_percent));
                ends = ends.saturating_add_unsigned(step_ms);
            }
            group.add(slot, self.covered_ms(step));
        }
        if !self.is_empty() {
            rolled.push(group.slot(step_ms, least_coverage_percent));
        }
        Ok(rolled)
    }
}

/// Whether steps can begin there, and there is a coverage for each of them.
fn check_given(start: Timestamp, step_ms: u64, steps: usize, coverage: Option<&[f64]>) -> Result<()> {
    if step_ms == 0 {
        return Err(Error::invalid("step", "0 ms", "at least 1 ms"));
    }
    if floor_to(start, step_ms) != start {
        let expected =
            format!("a multiple of the step of {step_ms} ms since 1970, such as {}", to_iso(floor_to(start, step_ms)));
        return Err(Error::invalid("start", to_iso(start), expected));
    }
    coverage.map_or(Ok(()), |coverage| check_length("coverage", coverage.len(), steps))
}

fn check_length(argument: &str, given: usize, steps: usize) -> Result<()> {
    if given == steps {
        return Ok(());
    }
    Err(Error::invalid(argument, format!("{given} numbers"), format!("{steps}, one for each step")))
}

/// Which part of a step was measured, where all of it was unless said.
fn part_of(coverage: Option<&[f64]>, step: usize) -> f64 {
    let part = coverage.map_or(1.0, |coverage| coverage.get(step).copied().unwrap_or(0.0));
    if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 }
}

/// The beginning of the step that a moment is in.
pub(super) fn floor_to(time: Timestamp, step_ms: u64) -> Timestamp {
    let step = i64::try_from(step_ms.max(1)).unwrap_or(i64::MAX);
    Timestamp::from_millis(time.as_millis().saturating_sub(time.as_millis().rem_euclid(step)))
}

/// Steps that become one.
struct Group {
    count: u64,
    covered_ms: u64,
    /// The averages times their milliseconds, and those milliseconds.
    sum: f64,
    weight: f64,
    /// Least, greatest and last; `NaN` until there is one.
    extremes: (f64, f64, f64),
}

impl Default for Group {
    fn default() -> Self {
        Self { count: 0, covered_ms: 0, sum: 0.0, weight: 0.0, extremes: (f64::NAN, f64::NAN, f64::NAN) }
    }
}

impl Group {
    fn add(&mut self, slot: Slot, covered_ms: u64) {
        self.count = self.count.saturating_add(slot.count);
        self.covered_ms = self.covered_ms.saturating_add(covered_ms);
        if slot.is_value() {
            self.sum += slot.average * covered_ms as f64;
            self.weight += covered_ms as f64;
            // The lesser of a number and NaN is the number.
            let (min, max, last) = self.extremes;
            let last = if slot.last.is_nan() { last } else { slot.last };
            self.extremes = (min.min(slot.min), max.max(slot.max), last);
        }
    }

    fn slot(self, step_ms: u64, least_coverage_percent: u8) -> Slot {
        let coverage = (self.covered_ms as f64 / step_ms as f64).min(1.0);
        if self.weight == 0.0 || !is_enough(self.covered_ms, step_ms, least_coverage_percent) {
            return Slot { count: self.count, coverage, ..Slot::NONE };
        }
        let average = self.sum / self.weight;
        let or_average = |value: f64| if value.is_nan() { average } else { value };
        let (min, max, last) = self.extremes;
        let (min, max, last) = (or_average(min), or_average(max), or_average(last));
        Slot { average, min, max, last, count: self.count, coverage }
    }
}

/// Whether so much of a step was measured that it has values.
pub(super) fn is_enough(covered_ms: u64, step_ms: u64, least_coverage_percent: u8) -> bool {
    covered_ms > 0 && u128::from(covered_ms) * 100 >= u128::from(step_ms) * u128::from(least_coverage_percent)
}

use serde::{Deserialize, Serialize};

use super::SeriesKind;
use super::columns::{Slot, is_enough};

/// One step as it is kept: exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// What was counted; 0 of a gauge.
    pub count: u64,
    /// How much of the step was measured, in milliseconds, at most the step.
    pub covered_ms: u32,
    /// Of a gauge: the sum of its levels, each times its milliseconds.
    pub integral: f64,
    /// The least level, or the least rate of the finest steps within; 0 where nothing was measured.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    /// The last.
    pub last: f64,
}

/// Which parts of a [`Cell`] say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellShape {
    /// Count and coverage: a finest step of a counter, whose only rate follows from them.
    Counts,
    /// Count, coverage, and the least, greatest and last rate: a longer step of a counter.
    Extremes,
    /// All but the count: a step of a gauge.
    Levels,
}

impl CellShape {
    /// The shape of the steps of an archive, which is the finest one or not.
    #[must_use]
    pub const fn of(kind: SeriesKind, is_finest: bool) -> Self {
        match (kind, is_finest) {
            (SeriesKind::Gauge, _) => Self::Levels,
            (SeriesKind::Counter, true) => Self::Counts,
            (SeriesKind::Counter, false) => Self::Extremes,
        }
    }
}

impl Cell {
    /// A level that was held for so long.
    pub(super) fn level(level: f64, covered_ms: u32) -> Self {
        Self { count: 0, covered_ms, integral: level * f64::from(covered_ms), min: level, max: level, last: level }
    }

    /// So much was counted.
    pub(super) fn counted(count: u64, covered_ms: u32) -> Self {
        Self { count, covered_ms, ..Self::default() }
    }

    /// With what follows it within the same step.
    pub(super) fn join(&mut self, later: &Self) {
        if later.covered_ms == 0 {
            self.count = self.count.saturating_add(later.count);
            return;
        }
        let (min, max) = if self.covered_ms == 0 {
            (later.min, later.max)
        } else {
            (self.min.min(later.min), self.max.max(later.max))
        };
        *self = Self {
            count: self.count.saturating_add(later.count),
            covered_ms: self.covered_ms.saturating_add(later.covered_ms),
            integral: self.integral + later.integral,
            min,
            max,
            last: later.last,
        };
    }

    /// With a whole finest step that follows it within a longer one. What was covered by less than a half counts, but
    /// its rate is no extreme.
    pub(super) fn roll(&mut self, finest: &Self, kind: SeriesKind, finest_ms: u32) {
        match (kind, finest.rate()) {
            (SeriesKind::Counter, Some(rate)) if is_enough(finest.covered_ms.into(), finest_ms.into(), 50) => {
                let rolled = Self { min: rate, max: rate, last: rate, ..*finest };
                if self.has_extremes() {
                    self.join(&rolled);
                } else {
                    let before = *self;
                    *self = rolled;
                    self.count = self.count.saturating_add(before.count);
                    self.covered_ms = self.covered_ms.saturating_add(before.covered_ms);
                }
            }
            (SeriesKind::Counter, _) => {
                self.count = self.count.saturating_add(finest.count);
                self.covered_ms = self.covered_ms.saturating_add(finest.covered_ms);
                if !self.has_extremes() {
                    (self.min, self.max, self.last) = (f64::NAN, f64::NAN, f64::NAN);
                }
            }
            (SeriesKind::Gauge, _) => self.join(finest),
        }
    }

    fn has_extremes(&self) -> bool {
        self.covered_ms > 0 && !self.min.is_nan()
    }

    /// Counts per second.
    fn rate(&self) -> Option<f64> {
        (self.covered_ms > 0).then(|| self.count as f64 * 1000.0 / f64::from(self.covered_ms))
    }

    /// As a step of columns.
    pub(super) fn slot(&self, shape: CellShape, step_ms: u32, least_coverage_percent: u8) -> Slot {
        let coverage = (f64::from(self.covered_ms) / f64::from(step_ms.max(1))).min(1.0);
        let none = Slot { count: self.count, coverage, ..Slot::NONE };
        let (Some(rate), true) =
            (self.rate(), is_enough(self.covered_ms.into(), step_ms.into(), least_coverage_percent))
        else {
            return none;
        };
        let average = match shape {
            CellShape::Counts => return Slot { count: self.count, ..Slot::level(rate, coverage) },
            CellShape::Extremes => rate,
            CellShape::Levels => self.integral / f64::from(self.covered_ms),
        };
        let or_average = |rate: f64| if rate.is_nan() { average } else { rate };
        Slot { average, min: or_average(self.min), max: or_average(self.max), last: or_average(self.last), ..none }
    }
}

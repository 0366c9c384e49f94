use crate::counter::Gap;

/// The rates of a column of counters: what one call of [`CounterBank::advance`](super::CounterBank::advance) says.
///
/// It is reused from batch to batch, so that nothing is allocated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RateColumn {
    /// Of each row: counts per second; `NaN` where there is a gap, never 0.
    pub per_second: Vec<f64>,
    /// Of each row: what was counted; 0 where there is a gap.
    pub count: Vec<u64>,
    /// Of each row: the time that the rate is over, in milliseconds, 49.7 days where it is longer; 0 where there is a gap.
    pub interval_ms: Vec<u32>,
    /// Why there is no rate, in the order of the rows: each row without one is here once.
    pub gaps: Vec<RowGap>,
}

/// A row without a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowGap {
    /// The row.
    pub row: u32,
    /// Why it has none.
    pub gap: Gap,
}

impl RateColumn {
    /// The rate of a row in counts per second, or why there is none. `None` where there is no such row.
    #[must_use]
    pub fn of(&self, row: usize) -> Option<Result<f64, Gap>> {
        let per_second = *self.per_second.get(row)?;
        let gap = || self.gaps.binary_search_by_key(&row, |gap| gap.row as usize).ok().and_then(|at| self.gaps.get(at));
        Some(if per_second.is_nan() { Err(gap().map_or(Gap::Missed, |found| found.gap)) } else { Ok(per_second) })
    }

    /// A row has a rate.
    #[inline]
    pub(super) fn rate(&mut self, row: usize, (per_second, count, interval_ms): (f64, u64, u32)) {
        self.set(row, per_second, count, interval_ms);
    }

    /// A row has none.
    pub(super) fn gap(&mut self, row: usize, gap: Gap) {
        self.set(row, f64::NAN, 0, 0);
        self.gaps.push(RowGap { row: u32::try_from(row).unwrap_or(u32::MAX), gap });
    }

    #[inline]
    fn set(&mut self, row: usize, per_second: f64, count: u64, interval_ms: u32) {
        let cells = (self.per_second.get_mut(row), self.count.get_mut(row), self.interval_ms.get_mut(row));
        if let (Some(rate), Some(counted), Some(interval)) = cells {
            (*rate, *counted, *interval) = (per_second, count, interval_ms);
        }
    }

    pub(super) fn start(&mut self, rows: usize) {
        self.gaps.clear();
        self.per_second.resize(rows, f64::NAN);
        self.count.resize(rows, 0);
        self.interval_ms.resize(rows, 0);
    }
}

use super::take::{Asked, Cycle};
use crate::counter::Gap;
use crate::inventory::PolledColumn;
use crate::measure::formula::sensor_value;
use crate::measure::{Formula, Group, MeasuredColumn, MeasuredGap, Term};
use crate::value::{SmiType, Timestamp};

/// The levels of one quantity, of all rows.
#[derive(Debug, Default)]
pub(super) struct Levels {
    /// The last value of each row; `NaN` while it has none.
    last: Vec<f64>,
}

/// What levels follow from.
pub(super) struct Origin<'a> {
    pub(super) group: &'a Group,
    pub(super) formula: &'a Formula,
    /// When each row was read before.
    pub(super) taken: &'a [Timestamp],
    /// The quantities of this cycle that are known already.
    pub(super) known: &'a [MeasuredColumn],
}

/// The columns that a formula reads, of one batch.
struct Source<'a> {
    group: &'a Group,
    cycle: &'a Cycle<'a>,
}

impl Levels {
    /// One row more.
    pub(super) fn push(&mut self) {
        self.last.push(f64::NAN);
    }

    /// The level of each row, and which rows have another than before.
    pub(super) fn measure(
        &mut self,
        cycle: &Cycle<'_>,
        from: &Origin<'_>,
        out: &mut MeasuredColumn,
        changed: &mut [bool],
    ) {
        let Origin { group, formula, taken, known } = *from;
        let source = Source { group, cycle };
        let of = match formula {
            Formula::Utilisation { of } => known.iter().find(|column| column.object == *of),
            _ => None,
        };
        for (row, last) in self.last.iter_mut().enumerate() {
            let had_one = !last.is_nan();
            let outcome = match (cycle.asked(row), formula) {
                (Asked::Not | Asked::Elsewhere, _) => None,
                (_, Formula::Utilisation { .. }) => of.and_then(|column| column.of(row)).map(|rate| {
                    let speed = cycle.speed_bps(row).ok_or(Gap::SpeedUnknown);
                    rate.and_then(|rate| Ok(rate * 800.0 / speed? as f64))
                }),
                (Asked::Unsure(gap), _) => had_one.then_some(Err(gap)),
                (Asked::InVain, _) => had_one.then_some(Err(Gap::Missed)),
                (Asked::Yes(at), formula) => match source.level(formula, at) {
                    Some(level) => Some(Ok(level)),
                    None => had_one.then_some(Err(Gap::NoCounter)),
                },
            };
            let value = match outcome {
                Some(Ok(value)) => value,
                _ => f64::NAN,
            };
            out.values.push(value);
            out.since.push(since(row, cycle, taken, group.interval_ms, of));
            if let Some(Err(reason)) = outcome {
                out.gaps.push(MeasuredGap { row: u32::try_from(row).unwrap_or(u32::MAX), reason });
            }
            if !value.is_nan() {
                let is_same = (value - *last).abs() <= f64::EPSILON * value.abs();
                if let Some(changed) = changed.get_mut(row) {
                    *changed |= !is_same;
                }
                *last = value;
            }
        }
    }
}

/// Since when a level is taken to be as it is: since the row was read before, where it was left to rest meanwhile; else
/// for no longer than an interval.
fn since(
    row: usize,
    cycle: &Cycle<'_>,
    taken: &[Timestamp],
    interval_ms: u64,
    of: Option<&MeasuredColumn>,
) -> Timestamp {
    if let Some(since) = of.and_then(|column| column.since.get(row)) {
        return *since;
    }
    let now = cycle.taken(row).as_millis();
    let interval = now.saturating_sub(i64::try_from(interval_ms).unwrap_or(i64::MAX));
    let before = taken.get(row).map_or(0, |taken| taken.as_millis());
    // Cycles are not asked to the millisecond: what the one before measured until, this one measures from.
    let is_next = before > interval.saturating_sub(i64::try_from(interval_ms / 2).unwrap_or(0));
    let rested = cycle.rested(row);
    Timestamp::from_millis(if before > 0 && (is_next || rested) { before } else { interval })
}

impl<'a> Source<'a> {
    fn level(&self, formula: &Formula, at: usize) -> Option<f64> {
        let value = match formula {
            Formula::Level { terms } => self.sum(terms, at)?,
            Formula::Product { column, by, factor } => self.cell(column, at)? * self.cell(by, at)? * factor,
            Formula::Share { part, whole } => {
                let whole = self.sum(whole, at).filter(|whole| *whole != 0.0)?;
                self.sum(part, at)? * 100.0 / whole
            }
            Formula::Sensor { value, measures, wanted, scale, precision } => {
                if self.number(measures, at)? != *wanted {
                    return None;
                }
                sensor_value(self.cell(value, at)?, self.number(scale, at)?, self.number(precision, at)?)?
            }
            Formula::Counter { .. } | Formula::Pages { .. } | Formula::Utilisation { .. } => return None,
        };
        value.is_finite().then_some(value)
    }

    fn sum(&self, terms: &[Term], at: usize) -> Option<f64> {
        terms.iter().try_fold(0.0, |sum, term| Some(sum + self.cell(&term.column, at)? * term.factor))
    }

    #[allow(clippy::cast_precision_loss)]
    fn cell(&self, name: &str, at: usize) -> Option<f64> {
        let column = self.column(name)?;
        if column.kind == SmiType::Integer {
            return self.number(name, at).map(|number| number as f64);
        }
        column.value(at).map(|value| value as f64)
    }

    /// The cell of an `INTEGER`, where it is not below what means something.
    fn number(&self, name: &str, at: usize) -> Option<i64> {
        let number = i64::from_ne_bytes(self.column(name)?.value(at)?.to_ne_bytes());
        let least = self.group.columns.iter().find(|column| column.name == name).and_then(|column| column.least);
        (least.is_none_or(|least| number >= i64::from(least))).then_some(number)
    }

    fn column(&self, name: &str) -> Option<&'a PolledColumn> {
        self.cycle.column(name)
    }
}

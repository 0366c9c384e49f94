//! A curve as it is drawn: no more points than there are pixels, and every spike among them.

use super::axis::FAR;
use super::clock::Tick;
use super::unit::Unit;
use crate::series::{Columns, PercentileMethod, Slot};
use crate::value::Timestamp;

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Line,
    Area,
}

/// One step, or several that share a pixel. Times are milliseconds after the start of the plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) from: f64,
    pub(super) to: f64,
    /// Its value; of several the least and the greatest, in the order of time.
    pub(super) first: f64,
    pub(super) second: Option<f64>,
    /// The least and the greatest of the finest steps within.
    pub(super) least: f64,
    pub(super) most: f64,
}

/// What a legend says of a curve, in its unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Figures {
    pub(super) last: Option<f64>,
    pub(super) average: Option<f64>,
    pub(super) max: Option<f64>,
    pub(super) percentile: Option<f64>,
}

/// A curve, ready to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    pub(super) name: String,
    pub(super) style: Style,
    pub(super) unit: Unit,
    /// Drawn downward.
    pub(super) is_below: bool,
    /// What is joined; between two runs there are no values.
    pub(super) runs: Vec<Vec<Piece>>,
    pub(super) figures: Figures,
}

impl Figures {
    pub(super) fn of(columns: &Columns, factor: f64, percent: Option<f64>) -> Self {
        let values = || columns.slots().filter(Slot::is_value);
        let greatest = |slot: Slot| if slot.max.is_finite() { slot.max } else { slot.average };
        let scaled = |value: f64| (value * factor).clamp(-FAR, FAR);
        Self {
            last: values().last().map(|slot| if slot.last.is_finite() { slot.last } else { slot.average }).map(scaled),
            average: columns.average_of_all().filter(|average| !average.is_nan()).map(scaled),
            max: values().map(greatest).reduce(f64::max).map(scaled),
            percentile: percent
                .and_then(|percent| columns.percentile(percent, PercentileMethod::NearestRank))
                .map(scaled),
        }
    }
}

/// The pieces of a series: one for each step where there are no more steps than `pixels`, else one for every two pixels.
pub(super) fn runs(columns: &Columns, origin: Timestamp, factor: f64, pixels: usize) -> Vec<Vec<Piece>> {
    let len = columns.len();
    let together = if len <= pixels { 1 } else { len.div_ceil((pixels / 2).max(1)) };
    let (mut runs, mut run) = (Vec::new(), Vec::new());
    let mut step = 0;
    while step < len {
        let next = step.saturating_add(together).min(len);
        match piece(columns, step..next, origin, factor) {
            Some(piece) => run.push(piece),
            None if run.is_empty() => {}
            None => runs.push(std::mem::take(&mut run)),
        }
        step = next;
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// From the start of the plot to a moment, in milliseconds.
pub(super) fn since(origin: Timestamp, time: Timestamp) -> f64 {
    (i128::from(time.as_millis()) - i128::from(origin.as_millis())) as f64
}

fn piece(columns: &Columns, steps: std::ops::Range<usize>, origin: Timestamp, factor: f64) -> Option<Piece> {
    let scaled = |value: f64| (value * factor).clamp(-FAR, FAR);
    let mut found: Option<(Piece, bool)> = None;
    for step in steps {
        let Some(slot) = columns.slot(step).filter(Slot::is_value) else { continue };
        let or_average = |value: f64| if value.is_finite() { scaled(value) } else { scaled(slot.average) };
        let value = scaled(slot.average);
        let (least, most) = (or_average(slot.min), or_average(slot.max));
        let (from, to) = (since(origin, columns.time(step)), since(origin, columns.time(step + 1)));
        let Some((piece, is_rising)) = &mut found else {
            found = Some((Piece { from, to, first: value, second: None, least, most }, true));
            continue;
        };
        piece.to = to;
        piece.least = piece.least.min(least);
        piece.most = piece.most.max(most);
        let (low, high) = match piece.second {
            None => (piece.first, piece.first),
            Some(second) if *is_rising => (piece.first, second),
            Some(second) => (second, piece.first),
        };
        if value > high {
            *is_rising = true;
            (piece.first, piece.second) = (low, Some(value));
        } else if value < low {
            *is_rising = false;
            (piece.first, piece.second) = (high, Some(value));
        }
    }
    found.map(|(piece, _)| piece)
}

/// Ticks and curves are placed by the same scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    /// How long the plot is, in milliseconds; above 0.
    pub(super) span: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Frame {
    pub(super) fn x(&self, time: f64) -> f64 {
        self.left + (time / self.span).clamp(0.0, 1.0) * self.width
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        self.top + ((self.high - value) / (self.high - self.low)).clamp(0.0, 1.0) * self.height
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Whether the label of a tick stays within the plot.
    pub(super) fn has_room(&self, tick: &Tick, length: f64, beyond: f64) -> bool {
        let x = self.x(tick.at);
        x - length / 2.0 >= 0.0 && x + length / 2.0 <= self.right() + beyond
    }
}

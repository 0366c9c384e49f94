//! A chart for a page that draws it itself: small, and with figures that are exact.

use serde::Serialize;

use super::curve::{Figures, since};
use super::unit::{Unit, ordinal};
use super::{MOST_CURVES, Plot, Style, gaps};
use crate::series::Columns;
use crate::value::Timestamp;

/// Two of these letters are a value: 64 times 64 levels. None of them means anything in HTML or JSON.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// No value.
const NONE: u32 = 4095;
/// The greatest value.
const TOP: f64 = 4094.0;
/// Most stretches without values that are told of a chart.
const MOST_HOLES: usize = 100;

/// A chart as letters and figures.
#[derive(Clone, Debug, Serialize)]
pub(in crate::export) struct PackedPlot {
    title: String,
    /// When it begins and ends, in milliseconds since 1970.
    from: i64,
    to: i64,
    utc_offset_minutes: i32,
    mirrored: bool,
    /// `95th`, where there is one.
    percentile: Option<String>,
    curves: Vec<PackedCurve>,
    /// From, until, in milliseconds after the beginning, and why.
    holes: Vec<(f64, f64, String)>,
    /// How many curves and holes are not here.
    left_out: usize,
}

#[derive(Clone, Debug, Serialize)]
struct PackedCurve {
    name: String,
    area: bool,
    /// The symbol of the unit, and how it takes prefixes.
    unit: (String, &'static str),
    /// When its first step begins, after the beginning of the chart, and how long each is.
    begins: f64,
    step_ms: f64,
    /// What the least and the greatest letters mean; between them the distance from `low` grows with the square.
    low: f64,
    high: f64,
    values: String,
    /// The greatest values of the finest steps within, where they differ.
    most: Option<String>,
    /// Last, average, greatest and percentile, as text.
    figures: [Option<String>; 4],
    percentile: Option<f64>,
}

impl PackedPlot {
    /// A chart in at most so many steps.
    pub(in crate::export) fn new(plot: &Plot<'_>, most_steps: usize) -> Self {
        let drawn: Vec<_> = plot.curves.iter().take(MOST_CURVES).collect();
        let filled = || drawn.iter().map(|source| source.columns).filter(|columns| !columns.is_empty());
        let start = filled().map(|columns| columns.start).min().unwrap_or(Timestamp::from_millis(0));
        let end = filled().map(Columns::end).max().unwrap_or(start);
        let span = since(start, end).max(1.0);
        let names: Vec<&str> = drawn.iter().map(|source| source.name.as_str()).collect();
        let columns: Vec<&Columns> = drawn.iter().map(|source| source.columns).collect();
        let holes = gaps::holes(&columns, start, span, span / 1000.0);
        let left_out = (plot.curves.len() - drawn.len()) + holes.len().saturating_sub(MOST_HOLES);
        let curve = |source: &&super::Source<'_>| {
            let mut curve = PackedCurve::new(source.columns, start, most_steps, plot.percent);
            source.name.chars().take(200).for_each(|letter| curve.name.push(letter));
            curve.area = source.style == Style::Area;
            curve
        };
        Self {
            title: plot.title.chars().take(200).collect(),
            from: start.as_millis(),
            to: end.as_millis(),
            utc_offset_minutes: plot.offset_minutes,
            mirrored: plot.is_mirrored,
            percentile: plot.percent.map(ordinal),
            curves: drawn.iter().map(curve).collect(),
            holes: holes.iter().take(MOST_HOLES).map(|hole| (hole.from, hole.to, hole.reason(&names))).collect(),
            left_out,
        }
    }
}

impl PackedCurve {
    fn new(columns: &Columns, start: Timestamp, most_steps: usize, percent: Option<f64>) -> Self {
        let unit = Unit::of(&columns.unit);
        let figures = Figures::of(columns, unit.factor, percent);
        let rolled = columns.rolled_up(longer_step(columns, most_steps), 1);
        let rolled = rolled.as_ref().unwrap_or(columns);
        let scaled = |value: f64| (value * unit.factor).clamp(-super::axis::FAR, super::axis::FAR);
        let values: Vec<f64> = rolled.average.iter().map(|value| scaled(*value)).collect();
        let most: Vec<f64> = rolled.max.iter().map(|value| scaled(*value)).collect();
        let finite = || values.iter().chain(&most).copied().filter(|value| value.is_finite());
        let low = finite().fold(0.0, f64::min);
        let high = finite().fold(low, f64::max);
        #[allow(clippy::float_cmp)] // a step that was not rolled up has one value
        let differ =
            values.iter().zip(&most).any(|(value, most)| most.is_finite() && value.is_finite() && most != value);
        let text = |value: Option<f64>| value.map(|value| unit.text(value));
        let (symbol, prefixes) = unit.told();
        Self {
            name: String::new(),
            area: false,
            unit: (symbol.to_owned(), prefixes),
            begins: since(start, rolled.start),
            step_ms: rolled.step_ms as f64,
            low,
            high,
            values: letters(&values, low, high),
            most: differ.then(|| letters(&most, low, high)),
            figures: [text(figures.last), text(figures.average), text(figures.max), text(figures.percentile)],
            percentile: figures.percentile,
        }
    }
}

/// A multiple of the step in which there are at most so many, and that divides a day where one does.
fn longer_step(columns: &Columns, most_steps: usize) -> u64 {
    const DAY: u64 = 86_400_000;
    let (step, least) = (columns.step_ms.max(1), columns.len().div_ceil(most_steps.max(1)).max(1) as u64);
    let factor = (least..least.saturating_mul(2)).find(|factor| DAY % step.saturating_mul(*factor) == 0);
    step.saturating_mul(factor.unwrap_or(least))
}

/// Two letters for each value.
fn letters(values: &[f64], low: f64, high: f64) -> String {
    let mut text = String::with_capacity(values.len() * 2);
    for value in values {
        let part = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0).sqrt() } else { 0.0 };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 4094")]
        let level = if value.is_finite() { (part * TOP).round() as u32 } else { NONE };
        for digit in [level / 64, level % 64] {
            text.push(
                usize::try_from(digit).ok().and_then(|at| LETTERS.get(at)).map_or('A', |letter| char::from(*letter)),
            );
        }
    }
    text
}

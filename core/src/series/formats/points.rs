//! Steps as readings at moments, as programs have them that scrape.

use super::SeriesColumns;
use crate::series::SeriesKind;
use crate::value::Timestamp;

/// What is said of a series at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Point {
    /// From here on it was measured; a counter is at 0.
    Begin(Timestamp),
    /// What a counter has counted since it began.
    Total(Timestamp, u128),
    /// What a level was on average since the point before.
    Level(Timestamp, f64),
    /// From here on it was not measured.
    End(Timestamp),
}

/// The points of a series: at the end of each step of which something was measured, and where that begins and ends.
pub(super) fn points(series: &SeriesColumns) -> Vec<Point> {
    let columns = &series.columns;
    let mut points = Vec::with_capacity(columns.len() + 2);
    let mut total: Option<u128> = None;
    for (step, slot) in columns.slots().enumerate() {
        let (from, to) = (columns.time(step), columns.time(step + 1));
        let is_measured = match columns.kind {
            SeriesKind::Counter => slot.coverage > 0.0,
            SeriesKind::Gauge => slot.is_value(),
        };
        if !is_measured {
            if total.take().is_some() {
                points.push(Point::End(from));
            }
            continue;
        }
        if total.is_none() {
            points.push(Point::Begin(from));
        }
        let counted = total.unwrap_or(0) + u128::from(slot.count);
        total = Some(counted);
        points.push(match columns.kind {
            SeriesKind::Counter => Point::Total(to, counted),
            SeriesKind::Gauge => Point::Level(to, slot.average),
        });
    }
    points
}

/// A name as Prometheus takes it: other characters than letters and digits become `_`.
pub(super) fn metric_name(object: &str, unit: &str) -> String {
    let mut name: String = object.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    let unit: String = unit.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if !unit.is_empty() && !name.ends_with(&format!("_{unit}")) {
        name.push('_');
        name.push_str(&unit);
    }
    name
}

//! Series to and from what other programs write and read.
//!
//! | format | written by | read by | what is kept |
//! |---|---|---|---|
//! | JSON | [`to_json`] | [`from_json`] | everything |
//! | CSV | [`to_csv`] | [`from_csv`] | everything but the details of gaps |
//! | dump of RRDtool | [`to_rrd_dump`] | [`from_rrd_dump`] | averages, extremes, last; coverage as all or nothing |
//! | OpenMetrics text | [`to_openmetrics`] | [`from_openmetrics`] | exact counts, averages of gauges; coverage as all or nothing |
//! | InfluxDB line protocol | [`to_influx`] | [`from_influx`] | everything but gaps |
//! | Prometheus remote write | [`to_remote_write`], [`RemoteWriter`] | | totals, averages of gauges, gaps as staleness |
//!
//! Columns are written as they were read of a [`Store`], not scaled to other units. What comes as steps
//! becomes [`SeriesColumns`] again; what comes as readings at moments becomes [`MeasuredSeries`], which any store takes.

mod csv;
mod influx;
mod json;
mod openmetrics;
mod points;
mod remote_write;
mod rrd;

use serde::{Deserialize, Serialize};

pub use csv::{from_csv, to_csv};
pub use influx::{from_influx, to_influx};
pub use json::{from_json, to_json};
pub use openmetrics::{from_openmetrics, to_openmetrics};
pub use remote_write::{RemoteWriter, to_remote_write};
pub use rrd::{from_rrd_dump, to_rrd_dump};

use super::{
    Ack, Append, ArchiveSpec, Columns, Measured, MemoryStore, ReadSpan, Retention, SeriesKey, SeriesKind, SeriesSpec,
    Store,
};
use crate::error::{Error, Result};
use crate::value::Timestamp;

/// A series with its columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesColumns {
    /// What it is of.
    pub key: SeriesKey,
    /// Its steps.
    pub columns: Columns,
}

/// What was measured of a series, in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MeasuredSeries {
    /// The series.
    pub series: SeriesSpec,
    /// From when until when, and what.
    pub measured: Vec<Measurement>,
}

/// What was measured from one moment to another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// What.
    pub value: Measured,
}

impl SeriesColumns {
    /// The series, as it is declared to a store.
    #[must_use]
    pub fn spec(&self) -> SeriesSpec {
        let Columns { kind, unit, .. } = &self.columns;
        let unit = match kind {
            SeriesKind::Counter => unit.strip_suffix("/s").unwrap_or(unit),
            SeriesKind::Gauge => unit,
        };
        SeriesSpec { key: self.key.clone(), kind: *kind, unit: unit.to_owned() }
    }

    /// What a store is told so that it has the same counts and averages: each step from its beginning for as long as it
    /// was measured, and the gaps between.
    #[must_use]
    pub fn measured(&self) -> MeasuredSeries {
        let columns = &self.columns;
        let mut measured = Vec::new();
        for (step, slot) in columns.slots().enumerate() {
            let covered = i64::try_from(columns.covered_ms(step)).unwrap_or(i64::MAX);
            let from = columns.time(step);
            let to = Timestamp::from_millis(from.as_millis().saturating_add(covered));
            let value = match columns.kind {
                SeriesKind::Counter => Measured::Count(slot.count),
                SeriesKind::Gauge => Measured::Level(slot.average),
            };
            if covered > 0 {
                measured.push(Measurement { from, to, value });
            }
        }
        for gap in &columns.gaps {
            measured.push(Measurement { from: gap.from, to: gap.to, value: Measured::Gap(gap.reason) });
        }
        // A gap that is within a step which was measured in part ends after it.
        measured.sort_by_key(|measurement| (measurement.to, measurement.from));
        MeasuredSeries { series: self.spec(), measured }
    }
}

impl MeasuredSeries {
    /// Declares the series to a store and tells it everything. What the store has of that time already stays.
    ///
    /// # Errors
    /// What the store fails with.
    pub fn append_to(&self, store: &mut dyn Store) -> Result<Ack> {
        let series = store.declare(&self.series)?;
        let append =
            |measured: &Measurement| Append { series, from: measured.from, to: measured.to, value: measured.value };
        store.append(&self.measured.iter().map(append).collect::<Vec<_>>())
    }

    /// What was measured, in steps of `step_ms` from the one that it begins in until the one that it ends in; a step has
    /// values where at least a half of it was measured.
    ///
    /// # Errors
    /// `invalid` where nothing was measured, a step is not 1,000 ms to 31 days, or there would be more than 10,000,000.
    pub fn columns(&self, step_ms: u64) -> Result<Columns> {
        let from = self.measured.iter().map(|measured| measured.from).min();
        let to = self.measured.iter().map(|measured| measured.to).max();
        let (Some(from), Some(to)) = (from, to) else {
            return Err(Error::invalid("series", "nothing that was measured", "at least one measurement"));
        };
        let span = to.as_millis().saturating_sub(from.as_millis()).max(0).unsigned_abs();
        let rows = span / step_ms.max(1) + 2;
        let mut store = MemoryStore::new(Retention { archives: vec![ArchiveSpec { step_ms, rows }] })?;
        let series = store.declare(&self.series)?;
        self.append_to(&mut store)?;
        store.read(series, &ReadSpan::new(from, to))
    }
}

/// A line that cannot be read.
fn malformed(format: &str, line: usize, reason: impl Into<String>) -> Error {
    Error::Malformed { origin: format.into(), offset: format!("line {line}"), reason: reason.into() }
}

#[cfg(test)]
mod tests;

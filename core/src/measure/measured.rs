use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::check::CheckResult;
use crate::counter::Gap;
use crate::inventory::{MissedDevice, PartialDevice, RowIndexes};
use crate::series::{Append, Measured, SeriesId, SeriesKey, SeriesKind, SeriesSpec};
use crate::value::{DeviceId, Timestamp};

/// What one cycle of a group came to: for every row that is known, each quantity in a column.
///
/// Rows keep their places for as long as a meter lasts; new ones come at the end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measurements {
    /// The group.
    pub group: String,
    /// Counts the cycles from 0; those that were skipped count too.
    pub cycle: u64,
    /// Cycles that were left out just before this one, as the one before took longer than its interval or nobody
    /// fetched it.
    pub skipped: u64,
    /// When the cycle began.
    pub time: Timestamp,
    /// How long the cycle took, in milliseconds.
    pub took_ms: u64,
    /// The rows that are known.
    pub rows: Arc<MeasuredRows>,
    /// Of each row: what became of it in this cycle.
    pub state: Vec<RowState>,
    /// Of each row: when it was read last; 1970 where it never was.
    pub taken: Vec<Timestamp>,
    /// The quantities, in the order of the group.
    pub columns: Vec<MeasuredColumn>,
    /// What the thresholds say of what was measured in this cycle.
    pub results: Vec<CheckResult>,
    /// Devices of which nothing was obtained.
    pub missed: Vec<MissedDevice>,
    /// Devices of which not all was obtained.
    pub partial: Vec<PartialDevice>,
    /// How many rows were read whose names are not known yet; nothing is made of them.
    pub unnamed: u64,
    /// By how much the wall clock was stepped since the cycle before, in milliseconds; 0 where it was not.
    pub clock_step_ms: i64,
}

/// The rows that a meter knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredRows {
    /// All devices that are polled.
    pub devices: Vec<DeviceId>,
    /// Of each row: the position of its device in [`Self::devices`].
    pub device: Vec<u32>,
    /// Of each row: its index in its table.
    pub index: RowIndexes,
    /// Of each row: its name; empty for what a device has once.
    pub name: Vec<String>,
}

/// One quantity of all rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MeasuredColumn {
    /// What it is, such as `in_octets`.
    pub object: String,
    /// Counts or levels.
    pub kind: SeriesKind,
    /// The unit of what is counted, or of the level.
    pub unit: String,
    /// Whether it is worth a series.
    pub keep: bool,
    /// Of each row: counts per second, or the level; `NaN`, `null` in JSON, where there is none in this cycle.
    #[serde(with = "crate::series::nan")]
    pub values: Vec<f64>,
    /// Of each row: what was counted, 0 where there is a gap; of levels empty.
    pub counts: Vec<u64>,
    /// Of each row: since when the value is, where there is one.
    pub since: Vec<Timestamp>,
    /// Why there is no value, in the order of the rows; rows that rested, and what a row never had, are not in it.
    pub gaps: Vec<MeasuredGap>,
}

/// A row without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredGap {
    /// The row.
    pub row: u32,
    /// Why it has none.
    pub reason: Gap,
}

/// What became of a row in a cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    /// It was read.
    Read,
    /// It was asked for and did not come: the device was missed, or has no such row any more.
    #[default]
    Missed,
    /// It was not asked for, as the port is down.
    Down,
    /// It was not asked for, as it has not changed for long.
    Calm,
    /// It is not measured: no rule of the selection means it.
    LeftOut,
    /// It is not measured until its device was asked for its names again, after a restart.
    Unsure,
    /// It is gone: its device has no row of that name any more.
    Gone,
}

impl MeasuredRows {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.name.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name.is_empty()
    }

    /// A row's device.
    #[must_use]
    pub fn device(&self, row: usize) -> Option<&DeviceId> {
        self.devices.get(*self.device.get(row)? as usize)
    }

    /// The row of that name.
    #[must_use]
    pub fn find(&self, device: &DeviceId, name: &str) -> Option<usize> {
        (0..self.len())
            .find(|row| self.name.get(*row).is_some_and(|it| it == name) && self.device(*row) == Some(device))
    }

    /// The key of the series of an object of a row.
    #[must_use]
    pub fn key(&self, row: usize, object: &str) -> Option<SeriesKey> {
        Some(SeriesKey::new(self.device(row)?.0.clone(), object, self.name.get(row)?.clone()))
    }
}

impl MeasuredColumn {
    /// The value of a row, or why there is none; `None` where it was not asked for or never had one.
    #[must_use]
    pub fn of(&self, row: usize) -> Option<Result<f64, Gap>> {
        let value = *self.values.get(row)?;
        if value.is_finite() {
            return Some(Ok(value));
        }
        let found = self.gaps.binary_search_by_key(&row, |gap| gap.row as usize).ok()?;
        self.gaps.get(found).map(|gap| Err(gap.reason))
    }

    /// The series of the quantity on a row.
    #[must_use]
    pub fn series(&self, rows: &MeasuredRows, row: usize) -> Option<SeriesSpec> {
        Some(SeriesSpec { key: rows.key(row, &self.object)?, kind: self.kind, unit: self.unit.clone() })
    }

    /// What a row's series gets of this cycle; `None` where nothing.
    #[must_use]
    pub fn append(&self, row: usize, series: SeriesId, taken: Timestamp) -> Option<Append> {
        let value = match (self.of(row)?, self.kind) {
            (Ok(level), SeriesKind::Gauge) => Measured::Level(level),
            (Ok(_), SeriesKind::Counter) => Measured::Count(*self.counts.get(row)?),
            (Err(gap), _) => Measured::counted(Err(gap))?,
        };
        let from = *self.since.get(row)?;
        (from < taken).then_some(Append { series, from, to: taken, value })
    }
}

impl Measurements {
    /// The column of that object.
    #[must_use]
    pub fn column(&self, object: &str) -> Option<&MeasuredColumn> {
        self.columns.iter().find(|column| column.object == object)
    }

    /// The value of an object on a row of that name.
    #[must_use]
    pub fn value(&self, device: &DeviceId, name: &str, object: &str) -> Option<Result<f64, Gap>> {
        self.column(object)?.of(self.rows.find(device, name)?)
    }
}

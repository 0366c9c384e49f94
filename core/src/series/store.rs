use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{Columns, SeriesId, SeriesSpec};
use crate::counter::Gap;
use crate::error::{Error, Result};
use crate::value::Timestamp;

/// Where series are kept.
///
/// What [`Self::append`] has acknowledged is there for every later [`Self::read`], and where the store outlives the
/// program, for those of the next one.
pub trait Store {
    /// The series of that key; it is made where there is none yet.
    ///
    /// # Errors
    /// `invalid` where the key is there with another kind or unit; what the store itself fails with.
    fn declare(&mut self, series: &SeriesSpec) -> Result<SeriesId>;

    /// All of these series, in their order; one that the store writes to a disk makes them all at once.
    ///
    /// # Errors
    /// As of [`Self::declare`]. Those before the one that failed may be there.
    fn declare_all(&mut self, series: &[SeriesSpec]) -> Result<Vec<SeriesId>> {
        series.iter().map(|series| self.declare(series)).collect()
    }

    /// Takes in what was measured, all or nothing.
    ///
    /// A measurement is refused, and counted in [`Ack`], where its time is not after what the series already has: nothing
    /// is counted twice.
    ///
    /// # Errors
    /// `invalid` where a series was not declared; what the store itself fails with. Nothing was taken in then.
    fn append(&mut self, measured: &[Append]) -> Result<Ack>;

    /// A series over a span of time, from its finest archive that reaches back so far and fits the step.
    ///
    /// # Errors
    /// `invalid` where there is no such series or the step does not fit; what the store itself fails with.
    fn read(&self, series: SeriesId, span: &ReadSpan) -> Result<Columns>;

    /// The series that the filter lets through, in the order of their ids.
    ///
    /// # Errors
    /// What the store itself fails with.
    fn series(&self, filter: &SeriesFilter) -> Result<Vec<(SeriesId, SeriesSpec)>>;

    /// When the series was measured last: from there it goes on. `None` where it never was.
    ///
    /// # Errors
    /// `invalid` where there is no such series; what the store itself fails with.
    fn measured_until(&self, series: SeriesId) -> Result<Option<Timestamp>>;

    /// Forgets what is older than the archives are to keep at `now`.
    ///
    /// # Errors
    /// What the store itself fails with.
    fn retain(&mut self, now: Timestamp) -> Result<()>;
}

/// A store that several hold: one records, others read. After a panic of one of them, the others go on.
impl<S: Store + ?Sized> Store for Arc<Mutex<S>> {
    fn declare(&mut self, series: &SeriesSpec) -> Result<SeriesId> {
        self.lock().unwrap_or_else(PoisonError::into_inner).declare(series)
    }

    fn declare_all(&mut self, series: &[SeriesSpec]) -> Result<Vec<SeriesId>> {
        self.lock().unwrap_or_else(PoisonError::into_inner).declare_all(series)
    }

    fn append(&mut self, measured: &[Append]) -> Result<Ack> {
        self.lock().unwrap_or_else(PoisonError::into_inner).append(measured)
    }

    fn read(&self, series: SeriesId, span: &ReadSpan) -> Result<Columns> {
        self.lock().unwrap_or_else(PoisonError::into_inner).read(series, span)
    }

    fn series(&self, filter: &SeriesFilter) -> Result<Vec<(SeriesId, SeriesSpec)>> {
        self.lock().unwrap_or_else(PoisonError::into_inner).series(filter)
    }

    fn measured_until(&self, series: SeriesId) -> Result<Option<Timestamp>> {
        self.lock().unwrap_or_else(PoisonError::into_inner).measured_until(series)
    }

    fn retain(&mut self, now: Timestamp) -> Result<()> {
        self.lock().unwrap_or_else(PoisonError::into_inner).retain(now)
    }
}

/// What was measured of a series from one moment to another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Append {
    /// The series.
    pub series: SeriesId,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// What.
    pub value: Measured,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Measured {
    /// So many were counted: [`Rate::count`](crate::counter::Rate::count).
    Count(u64),
    /// The level was that high. What is no finite number is a gap.
    Level(f64),
    /// There is no number, and why.
    Gap(Gap),
}

impl Measured {
    /// What is to be appended of a counter's rate: its [`Rate::count`](crate::counter::Rate::count), or the gap, over the time
    /// since the reading that it is counted from.
    ///
    /// `None` where nothing is: after a missed reading, one out of order, one of the same instant, and the first one, the next
    /// rate is over the whole time since, and a gap would take its place.
    ///
    /// ```
    /// use netwarden::counter::Gap;
    /// use netwarden::series::Measured;
    ///
    /// assert_eq!(Measured::counted(Ok(600)), Some(Measured::Count(600)));
    /// assert_eq!(Measured::counted(Err(Gap::NoCounter)), Some(Measured::Gap(Gap::NoCounter)));
    /// assert_eq!(Measured::counted(Err(Gap::Missed)), None);
    /// ```
    #[must_use]
    pub const fn counted(count: std::result::Result<u64, Gap>) -> Option<Self> {
        match count {
            Ok(count) => Some(Self::Count(count)),
            Err(Gap::FirstSample | Gap::Missed | Gap::OutOfOrder | Gap::SameInstant) => None,
            Err(gap) => Some(Self::Gap(gap)),
        }
    }
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// How many were taken in.
    pub accepted: u64,
    /// How many were refused because the series has something of that time already, or they end before they begin.
    pub late: u64,
    /// How many were refused because they are longer than any archive keeps, or than 1,100,000 of the finest steps, or of
    /// another kind than the series.
    pub unfit: u64,
}

/// What to read of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSpan {
    /// The first step is the one that this is in.
    pub from: Timestamp,
    /// The last step is the one that begins before this.
    pub to: Timestamp,
    /// The step in milliseconds; a multiple of an archive's. `None`: that of the finest archive that reaches back so far.
    pub step_ms: Option<u64>,
    /// Which part of a step must have been measured, from 0 to 100 percent, so that it has values. Its count is told
    /// anyway.
    pub least_coverage_percent: u8,
}

/// Which series are meant: those that have all that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeriesFilter {
    /// Of this device.
    pub device: Option<String>,
    /// Of this object.
    pub object: Option<String>,
    /// Of this row.
    pub row: Option<String>,
}

/// What is kept, how finely, and how long: the finest archive first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// The archives; each step is a multiple of the one before.
    pub archives: Vec<ArchiveSpec>,
}

/// One archive of a series: a ring of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveSpec {
    /// The length of a step in milliseconds, 1,000 to 31 days.
    pub step_ms: u64,
    /// How many steps are kept, 1 to 10,000,000.
    pub rows: u64,
}

const DAY_MS: u64 = 86_400_000;

impl Default for Retention {
    /// 1 minute for 2 days, 10 minutes for 35 days, 1 hour for 2 years.
    fn default() -> Self {
        let archive = |minutes: u64, days: u64| ArchiveSpec { step_ms: minutes * 60_000, rows: days * 1440 / minutes };
        Self { archives: vec![archive(1, 2), archive(10, 35), archive(60, 731)] }
    }
}

impl Retention {
    /// As by default, and 5 minutes for 40 days: what a bill of a month by the 95th percentile is made of.
    #[must_use]
    pub fn for_billing() -> Self {
        let mut retention = Self::default();
        retention.archives.insert(1, ArchiveSpec { step_ms: 300_000, rows: 40 * 288 });
        retention
    }

    /// Whether a store can keep to it.
    ///
    /// # Errors
    /// `invalid`, with what would be right.
    pub fn check(&self) -> Result<()> {
        let invalid = |given: String, expected: &str| {
            Err(Error::Invalid { argument: "retention".into(), given, expected: expected.into() })
        };
        if self.archives.is_empty() {
            return invalid("nothing".into(), "at least one archive");
        }
        for archive in &self.archives {
            if !(1_000..=31 * DAY_MS).contains(&archive.step_ms) {
                return invalid(format!("{} ms", archive.step_ms), "a step is 1,000 ms to 31 days");
            }
            if !(1..=10_000_000).contains(&archive.rows) {
                return invalid(format!("{} rows", archive.rows), "an archive has 1 to 10,000,000 rows");
            }
        }
        for (fine, coarse) in self.archives.iter().zip(self.archives.iter().skip(1)) {
            if coarse.step_ms <= fine.step_ms || coarse.step_ms % fine.step_ms != 0 {
                let given = format!("{} ms after {} ms", coarse.step_ms, fine.step_ms);
                return invalid(given, "each step is a multiple of the one before");
            }
        }
        Ok(())
    }
}

impl ArchiveSpec {
    /// For how long it keeps a step, in milliseconds.
    #[must_use]
    pub const fn span_ms(self) -> u64 {
        self.step_ms.saturating_mul(self.rows)
    }
}

impl ReadSpan {
    /// The span in the finest step that is kept so far back; steps that were measured to at least one half have values.
    #[must_use]
    pub const fn new(from: Timestamp, to: Timestamp) -> Self {
        Self { from, to, step_ms: None, least_coverage_percent: 50 }
    }

    /// In steps of so many milliseconds.
    #[must_use]
    pub const fn step_ms(mut self, step_ms: u64) -> Self {
        self.step_ms = Some(step_ms);
        self
    }

    /// Values where at least so many percent of a step were measured.
    #[must_use]
    pub const fn least_coverage_percent(mut self, percent: u8) -> Self {
        self.least_coverage_percent = percent;
        self
    }
}

impl SeriesFilter {
    /// Whether a series is meant.
    #[must_use]
    pub fn admits(&self, series: &SeriesSpec) -> bool {
        let is = |wanted: &Option<String>, has: &str| wanted.as_deref().is_none_or(|wanted| wanted == has);
        is(&self.device, &series.key.device) && is(&self.object, &series.key.object) && is(&self.row, &series.key.row)
    }
}

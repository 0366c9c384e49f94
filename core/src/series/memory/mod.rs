mod names;

use self::names::Names;
use super::ring::{self, Series, Taken};
use super::{Ack, Append, Columns, ReadSpan, Retention, SeriesFilter, SeriesId, SeriesSpec, Store};
use crate::error::{Error, Result};
use crate::value::Timestamp;

/// The most series of a store, unless said.
const MOST_SERIES: usize = 1_000_000;

/// Series in memory, in rings of a fixed length: packed, in about one octet for each step of idle and two to five for each
/// of busy interfaces.
///
/// ```
/// use netwarden::series::{Append, Measured, MemoryStore, ReadSpan, Retention, SeriesKey, SeriesKind, SeriesSpec, Store};
/// use netwarden::value::Timestamp;
///
/// # fn main() -> netwarden::Result<()> {
/// let mut store = MemoryStore::new(Retention::default())?;
/// let key = SeriesKey::new("core1", "ifHCInOctets", "Gi1/0/1");
/// let series = store.declare(&SeriesSpec { key, kind: SeriesKind::Counter, unit: "octets".into() })?;
/// let time = |secs: i64| Timestamp::from_millis(secs * 1000);
/// store.append(&[Append { series, from: time(30), to: time(90), value: Measured::Count(6_001) }])?;
///
/// let read = store.read(series, &ReadSpan::new(time(0), time(120)))?;
/// assert_eq!((read.count.as_slice(), read.coverage.as_slice()), ([3_000, 3_001].as_slice(), [0.5, 0.5].as_slice()));
/// assert_eq!(read.average[0], 100.0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct MemoryStore {
    retention: Retention,
    /// The longest time that one measurement can be of.
    longest_ms: u64,
    most_series: usize,
    /// The latest moment that it was told to forget for.
    retained: Option<Timestamp>,
    names: Names,
    series: Vec<Series>,
}

impl MemoryStore {
    /// An empty store of at most 1,000,000 series.
    ///
    /// # Errors
    /// `invalid` where the retention cannot be kept to.
    pub fn new(retention: Retention) -> Result<Self> {
        retention.check()?;
        let longest_ms = ring::longest_ms(&retention);
        let (names, series) = (Names::default(), Vec::new());
        Ok(Self { retention, longest_ms, most_series: MOST_SERIES, retained: None, names, series })
    }

    /// Of at most so many series.
    #[must_use]
    pub fn most_series(mut self, most: usize) -> Self {
        self.most_series = most;
        self
    }

    /// What is kept.
    #[must_use]
    pub const fn retention(&self) -> &Retention {
        &self.retention
    }

    /// How many series there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.series.len()
    }

    /// Whether there is no series.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// How many octets the series take in memory, without those of their names.
    #[must_use]
    pub fn octets(&self) -> usize {
        self.series.iter().map(Series::octets).sum()
    }

    fn of(&self, series: SeriesId) -> Result<&Series> {
        place(series).and_then(|place| self.series.get(place)).ok_or_else(|| ring::unknown(series, self.series.len()))
    }
}

impl Store for MemoryStore {
    fn declare(&mut self, series: &SeriesSpec) -> Result<SeriesId> {
        if let Some(found) = self.names.find(series)? {
            return Ok(found);
        }
        if self.series.len() >= self.most_series {
            let limit = format!("{} series", self.most_series);
            return Err(Error::Limit { what: "the store's number of series".into(), limit });
        }
        let id = self.names.add(series)?;
        self.series.push(Series::new(series.kind, &self.retention, self.retained));
        Ok(id)
    }

    fn append(&mut self, measured: &[Append]) -> Result<Ack> {
        for append in measured {
            self.of(append.series)?;
        }
        let mut ack = Ack::default();
        for Append { series, from, to, value } in measured {
            let Some(found) = place(*series).and_then(|place| self.series.get_mut(place)) else { continue };
            match found.take(*from, *to, *value, self.longest_ms) {
                Taken::Accepted => ack.accepted += 1,
                Taken::Late => ack.late += 1,
                Taken::Unfit => ack.unfit += 1,
            }
        }
        Ok(ack)
    }

    fn read(&self, series: SeriesId, span: &ReadSpan) -> Result<Columns> {
        let found = self.of(series)?;
        found.read(&self.names.unit(series), span, |_, _| Ok(Vec::new()))
    }

    fn series(&self, filter: &SeriesFilter) -> Result<Vec<(SeriesId, SeriesSpec)>> {
        Ok(self.names.all().filter(|(_, series)| filter.admits(series)).collect())
    }

    fn measured_until(&self, series: SeriesId) -> Result<Option<Timestamp>> {
        Ok(self.of(series)?.measured_until())
    }

    fn retain(&mut self, now: Timestamp) -> Result<()> {
        self.retained = self.retained.max(Some(now));
        self.series.iter_mut().for_each(|series| series.retain(now));
        Ok(())
    }
}

fn place(series: SeriesId) -> Option<usize> {
    usize::try_from(series.0).ok()
}

#[cfg(test)]
mod tests;

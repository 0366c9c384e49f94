//! Stores of series, in memory and in files. Numbers cross as octets.

use std::sync::Arc;

use netwarden::counter::Gap;
use netwarden::io::SharedStore;
use netwarden::series::{
    Ack, Append, MemoryStore, ReadSpan, Retention, SeriesFilter, SeriesId, SeriesSpec, Store as _,
};
use netwarden::value::Timestamp;

use crate::error::NativeException;
use crate::octets::{read_doubles, read_times, read32, read64, words32};
use crate::series::{NativeColumns, NativeMeasured};

/// What an acknowledged append outlasts.
#[derive(Clone, Copy, uniffi::Enum)]
pub enum Durability {
    /// The end of the program, however it ends, and of the machine: the disk has said that it has written.
    Disk,
    /// The end of the program, however it ends.
    System,
}

/// A store, in memory or in a file; `io.netwarden.Store` wraps it.
#[derive(uniffi::Object)]
pub struct NativeStore {
    core: SharedStore,
}

/// A series with its number.
#[derive(uniffi::Record)]
pub struct NativeFoundSeries {
    pub id: u32,
    pub series: SeriesSpec,
}

/// Columns of numbers of series and of times.
#[derive(uniffi::Record)]
pub struct NativeSpans {
    pub series: Vec<u8>,
    pub from_ms: Vec<u8>,
    pub to_ms: Vec<u8>,
}

impl NativeSpans {
    fn read(&self) -> (Vec<SeriesId>, Vec<i64>, Vec<i64>) {
        let series = read32(&self.series).into_iter().map(SeriesId).collect();
        (series, read_times(&self.from_ms), read_times(&self.to_ms))
    }
}

impl NativeStore {
    pub(crate) fn core(&self) -> SharedStore {
        self.core.clone()
    }

    fn append_all(&self, made: netwarden::Result<Vec<Append>>) -> Result<Ack, NativeException> {
        Ok(self.core().append(&made?)?)
    }
}

#[cfg(feature = "sqlite")]
fn open(
    path: String,
    retention: Option<Retention>,
    durability: Durability,
    most_series: u32,
    most_octets: Option<u64>,
) -> netwarden::Result<SharedStore> {
    use netwarden::io::{self, SqliteOptions, SqliteStore};

    let durability = match durability {
        Durability::Disk => io::Durability::Disk,
        Durability::System => io::Durability::System,
    };
    let most_series = usize::try_from(most_series).unwrap_or(usize::MAX);
    let mut options = SqliteOptions::new().durability(durability).most_series(most_series);
    if let Some(retention) = retention {
        options = options.retention(retention);
    }
    if let Some(most) = most_octets {
        options = options.most_octets(most);
    }
    SqliteStore::open(path, &options).map(SharedStore::from)
}

#[cfg(not(feature = "sqlite"))]
fn open(
    _path: String,
    _retention: Option<Retention>,
    _durability: Durability,
    _most_series: u32,
    _most_octets: Option<u64>,
) -> netwarden::Result<SharedStore> {
    Err(netwarden::Error::invalid("store", "a file", "a library that was built with the feature sqlite"))
}

#[uniffi::export]
impl NativeStore {
    #[uniffi::constructor]
    pub fn memory(retention: Option<Retention>, most_series: u32) -> Result<Arc<Self>, NativeException> {
        let most_series = usize::try_from(most_series).unwrap_or(usize::MAX);
        let store = MemoryStore::new(retention.unwrap_or_default())?.most_series(most_series);
        Ok(Arc::new(Self { core: store.into() }))
    }

    #[uniffi::constructor]
    pub fn sqlite(
        path: String,
        retention: Option<Retention>,
        durability: Durability,
        most_series: u32,
        most_octets: Option<u64>,
    ) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(Self { core: open(path, retention, durability, most_series, most_octets)? }))
    }

    /// The numbers of series.
    pub fn declare_all(&self, series: Vec<SeriesSpec>) -> Result<Vec<u8>, NativeException> {
        let ids: Vec<u32> = self.core().declare_all(&series)?.into_iter().map(|id| id.0).collect();
        Ok(words32(&ids))
    }

    pub fn append(&self, measured: Arc<NativeMeasured>) -> Result<Ack, NativeException> {
        Ok(measured.core().append_to(&mut self.core())?)
    }

    pub fn append_counts(&self, spans: NativeSpans, counts: Vec<u8>) -> Result<Ack, NativeException> {
        let (series, from, to) = spans.read();
        self.append_all(Append::counts(&series, &from, &to, &read64(&counts)))
    }

    pub fn append_levels(&self, spans: NativeSpans, levels: Vec<u8>) -> Result<Ack, NativeException> {
        let (series, from, to) = spans.read();
        self.append_all(Append::levels(&series, &from, &to, &read_doubles(&levels)))
    }

    pub fn append_gaps(&self, spans: NativeSpans, reason: Gap) -> Result<Ack, NativeException> {
        let (series, from, to) = spans.read();
        self.append_all(Append::gaps(&series, &from, &to, &[reason]))
    }

    pub fn read(
        &self,
        series: u32,
        from: Timestamp,
        to: Timestamp,
        step_ms: Option<u64>,
        least_coverage_percent: u8,
    ) -> Result<Arc<NativeColumns>, NativeException> {
        let span = ReadSpan { from, to, step_ms, least_coverage_percent };
        Ok(NativeColumns::shared(self.core.read(SeriesId(series), &span)?))
    }

    pub fn series(&self, filter: SeriesFilter) -> Result<Vec<NativeFoundSeries>, NativeException> {
        let found = self.core.series(&filter)?.into_iter();
        Ok(found.map(|(id, series)| NativeFoundSeries { id: id.0, series }).collect())
    }

    pub fn measured_until(&self, series: u32) -> Result<Option<Timestamp>, NativeException> {
        Ok(self.core.measured_until(SeriesId(series))?)
    }

    pub fn retain(&self, now: Timestamp) -> Result<(), NativeException> {
        Ok(self.core().retain(now)?)
    }

    pub fn retention(&self) -> Retention {
        self.core.retention().clone()
    }

    pub fn size(&self) -> u32 {
        u32::try_from(self.core.len()).unwrap_or(u32::MAX)
    }

    /// Empty of what is in memory.
    pub fn path(&self) -> String {
        #[cfg(feature = "sqlite")]
        if let Some(path) = self.core.path() {
            return path.display().to_string();
        }
        String::new()
    }

    #[cfg_attr(not(feature = "sqlite"), allow(unused_variables, reason = "there are no files then"))]
    pub fn copy_to(&self, path: String) -> Result<(), NativeException> {
        #[cfg(feature = "sqlite")]
        self.core.copy_to(path)?;
        Ok(())
    }

    pub fn check(&self) -> Result<(), NativeException> {
        #[cfg(feature = "sqlite")]
        self.core.check()?;
        Ok(())
    }

    pub fn shut(&self) {
        self.core.close();
    }
}

#[uniffi::export]
pub fn native_default_retention() -> Retention {
    Retention::default()
}

#[uniffi::export]
pub fn native_retention_for_billing() -> Retention {
    Retention::for_billing()
}

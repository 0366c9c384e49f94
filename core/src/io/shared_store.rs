//! A store that several hold.

use std::fmt;
#[cfg(feature = "sqlite")]
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

#[cfg(feature = "sqlite")]
use super::SqliteStore;
use crate::error::{Error, Result};
use crate::series::{
    Ack, Append, Columns, MemoryStore, ReadSpan, Retention, SeriesFilter, SeriesId, SeriesSpec, Store,
};
use crate::value::Timestamp;

/// A store in memory or in a file that several hold, from any thread, and that one of them can close for all: a recording
/// writes to it while others read. A clone is the same store.
///
/// Its calls wait for each other, those of a file for the disk too; what says how the store is does not wait.
///
/// ```
/// use netwarden::io::SharedStore;
/// use netwarden::series::{MemoryStore, Retention, SeriesFilter, SeriesKey, SeriesKind, SeriesSpec, Store};
///
/// # fn main() -> netwarden::Result<()> {
/// let mut store = SharedStore::from(MemoryStore::new(Retention::default())?);
/// let reader = store.clone();
/// let key = SeriesKey::new("core1", "ifHCInOctets", "Gi1/0/1");
/// store.declare(&SeriesSpec { key, kind: SeriesKind::Counter, unit: "octets".into() })?;
/// assert_eq!((reader.len(), reader.series(&SeriesFilter::default())?.len()), (1, 1));
///
/// store.close();
/// let error = reader.series(&SeriesFilter::default()).unwrap_err();
/// assert_eq!(error.to_string(), r#""closed" is not a valid store: a store that is open"#);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SharedStore(Arc<Shared>);

struct Shared {
    /// `None` once it is closed.
    kept: Mutex<Option<Kept>>,
    series: AtomicUsize,
    retention: Retention,
    #[cfg(feature = "sqlite")]
    path: Option<PathBuf>,
}

enum Kept {
    Memory(MemoryStore),
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteStore),
}

impl Kept {
    const fn store(&self) -> &dyn Store {
        match self {
            Self::Memory(store) => store,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(store) => store,
        }
    }

    const fn store_mut(&mut self) -> &mut dyn Store {
        match self {
            Self::Memory(store) => store,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(store) => store,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Memory(store) => store.len(),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(store) => store.len(),
        }
    }
}

impl From<MemoryStore> for SharedStore {
    fn from(store: MemoryStore) -> Self {
        let retention = store.retention().clone();
        Self(Arc::new(Shared {
            series: AtomicUsize::new(store.len()),
            kept: Mutex::new(Some(Kept::Memory(store))),
            retention,
            #[cfg(feature = "sqlite")]
            path: None,
        }))
    }
}

#[cfg(feature = "sqlite")]
impl From<SqliteStore> for SharedStore {
    fn from(store: SqliteStore) -> Self {
        let (retention, path) = (store.retention().clone(), Some(store.path().to_owned()));
        let series = AtomicUsize::new(store.len());
        Self(Arc::new(Shared { series, kept: Mutex::new(Some(Kept::Sqlite(store))), retention, path }))
    }
}

impl SharedStore {
    /// How many series there are, or were when it was closed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.series.load(Ordering::Relaxed)
    }

    /// Whether there is no series.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is kept.
    #[must_use]
    pub fn retention(&self) -> &Retention {
        &self.0.retention
    }

    /// Where the file is, of a store in a file.
    #[cfg(feature = "sqlite")]
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// As [`SqliteStore::copy_to`].
    ///
    /// # Errors
    /// Of that, and `invalid` where it is closed or in memory.
    #[cfg(feature = "sqlite")]
    pub fn copy_to(&self, path: impl AsRef<Path>) -> Result<()> {
        self.file(|store| store.copy_to(path))
    }

    /// As [`SqliteStore::check`].
    ///
    /// # Errors
    /// Of that, and `invalid` where it is closed or in memory.
    #[cfg(feature = "sqlite")]
    pub fn check(&self) -> Result<()> {
        self.file(SqliteStore::check)
    }

    /// Closes it for all, once whoever uses it is done: a file is free for another program then. Every later call fails,
    /// but for this one.
    pub fn close(&self) {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    #[cfg(feature = "sqlite")]
    fn file<T>(&self, work: impl FnOnce(&SqliteStore) -> Result<T>) -> Result<T> {
        match self.0.kept.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(Kept::Sqlite(store)) => work(store),
            Some(Kept::Memory(_)) => Err(Error::invalid("store", "one in memory", "a store in a file")),
            None => Err(closed()),
        }
    }

    fn read_from<T>(&self, work: impl FnOnce(&dyn Store) -> Result<T>) -> Result<T> {
        let kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        work(kept.as_ref().ok_or_else(closed)?.store())
    }

    fn write_to<T>(&self, work: impl FnOnce(&mut dyn Store) -> Result<T>) -> Result<T> {
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_mut().ok_or_else(closed)?;
        let done = work(kept.store_mut());
        self.0.series.store(kept.len(), Ordering::Relaxed);
        done
    }
}

fn closed() -> Error {
    Error::invalid("store", "closed", "a store that is open")
}

impl Store for SharedStore {
    fn declare(&mut self, series: &SeriesSpec) -> Result<SeriesId> {
        self.write_to(|store| store.declare(series))
    }

    fn declare_all(&mut self, series: &[SeriesSpec]) -> Result<Vec<SeriesId>> {
        self.write_to(|store| store.declare_all(series))
    }

    fn append(&mut self, measured: &[Append]) -> Result<Ack> {
        self.write_to(|store| store.append(measured))
    }

    fn read(&self, series: SeriesId, span: &ReadSpan) -> Result<Columns> {
        self.read_from(|store| store.read(series, span))
    }

    fn series(&self, filter: &SeriesFilter) -> Result<Vec<(SeriesId, SeriesSpec)>> {
        self.read_from(|store| store.series(filter))
    }

    fn measured_until(&self, series: SeriesId) -> Result<Option<Timestamp>> {
        self.read_from(|store| store.measured_until(series))
    }

    fn retain(&mut self, now: Timestamp) -> Result<()> {
        self.write_to(|store| store.retain(now))
    }
}

impl fmt::Debug for SharedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedStore").field("series", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

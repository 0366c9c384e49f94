//! Series in a file of SQLite.

mod file;
mod holder;
mod journal;
mod names;
mod options;
mod seal;
mod shard;

use std::fmt;
use std::path::Path;

pub use self::options::{Durability, SqliteOptions};

use self::file::{Fault, File, Meta};
use self::journal::{Head, Journal, shard_of};
use self::shard::Rules;
use crate::error::{Error, Result};
use crate::series::ring::{self, Entry, SHARD, Taken};
use crate::series::{Ack, Append, Columns, ReadSpan, Retention, SeriesFilter, SeriesId, SeriesSpec, Store};
use crate::value::Timestamp;

/// How many octets of measurements wait for each series until they are packed, and at least in all: of a switch that is
/// polled every minute about an hour.
const LOG_OCTETS: (u64, u64) = (64, 65_536);

/// Series in a file of SQLite, which outlive the program: whatever was acknowledged is there, however the program ended.
///
/// It reads as a [`MemoryStore`](crate::series::MemoryStore) that was told the same does. Of each series some 20 octets
/// are held in memory, and 16 MB in all of what was read and written last.
///
/// Its calls wait for the disk; asynchronous programs call it in `tokio::task::spawn_blocking`. The file is
/// for one program at a time, and another one that opens it is told who has it. Beside the file stands SQLite's log, `-wal`,
/// while it is open: who copies the file copies both, or calls [`Self::copy_to`].
///
/// ```
/// use netwarden::io::{SqliteOptions, SqliteStore};
/// use netwarden::series::{Append, Measured, ReadSpan, SeriesKey, SeriesKind, SeriesSpec, Store};
/// use netwarden::value::Timestamp;
///
/// # fn main() -> netwarden::Result<()> {
/// # let folder = tempfile::tempdir().expect("a folder");
/// # let path = folder.path().join("ports.db");
/// let key = SeriesKey::new("core1", "ifHCInOctets", "Gi1/0/1");
/// let port = SeriesSpec { key, kind: SeriesKind::Counter, unit: "octets".into() };
/// let time = |secs: i64| Timestamp::from_millis(secs * 1000);
/// {
///     let mut store = SqliteStore::open(&path, &SqliteOptions::new())?;
///     let series = store.declare(&port)?;
///     store.append(&[Append { series, from: time(30), to: time(90), value: Measured::Count(6_001) }])?;
/// }
/// let mut store = SqliteStore::open(&path, &SqliteOptions::new())?;
/// let series = store.declare(&port)?;
/// assert_eq!(store.read(series, &ReadSpan::new(time(0), time(120)))?.count, [3_000, 3_001]);
/// assert_eq!(store.measured_until(series)?, Some(time(90)));
/// # Ok(())
/// # }
/// ```
pub struct SqliteStore {
    file: File,
    retention: Retention,
    /// The latest moment that it was told to forget for.
    retained: Option<Timestamp>,
    longest_ms: u64,
    most_series: usize,
    log_octets: Option<u64>,
    heads: Vec<Head>,
    journal: Journal,
}

impl SqliteStore {
    /// Opens the file, or makes it where there is none.
    ///
    /// # Errors
    /// `io` where the file is in use, or can be neither opened nor made; `malformed` where it is no store of series or
    /// damaged; `invalid` where it is another program's or a newer version's, or the retention cannot be kept to; `limit`
    /// where it has more series than the options allow.
    pub fn open(path: impl AsRef<Path>, options: &SqliteOptions) -> Result<Self> {
        let (file, Meta { retention, retained }) = File::open(path.as_ref(), options)?;
        let read = || {
            let kinds = names::kinds(&file.db, options.most_series)?;
            let mut heads: Vec<Head> = kinds.into_iter().map(|kind| Head { until: i64::MIN, kind }).collect();
            let journal = Journal::read(&file.db, &mut heads)?;
            Ok((heads, journal))
        };
        let (heads, journal) = read().map_err(|fault| file.named("reading", fault))?;
        Ok(Self {
            longest_ms: ring::longest_ms(&retention),
            file,
            retention,
            retained,
            most_series: options.most_series,
            log_octets: options.log_octets,
            heads,
            journal,
        })
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// What is kept.
    #[must_use]
    pub const fn retention(&self) -> &Retention {
        &self.retention
    }

    /// How many series there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there is no series.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// Writes everything to a new file, which is a store like this one: a copy for safekeeping while this one is used.
    ///
    /// # Errors
    /// `io` where the file is there already or cannot be written.
    pub fn copy_to(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let copied = || {
            if path.exists() {
                return Err(Error::io(
                    format!("copying to {}", path.display()),
                    std::io::ErrorKind::AlreadyExists.into(),
                )
                .into());
            }
            let name = path
                .to_str()
                .ok_or_else(|| Error::invalid("file name", path.display().to_string(), "the name of a copy is text"))?;
            self.file.db.execute("VACUUM INTO ?1", [name])?;
            Ok(())
        };
        copied().map_err(|fault| self.file.named("copying", fault))
    }

    /// Reads the whole file, whether it is as it was written: SQLite's own check, and the checksums of all rows.
    ///
    /// # Errors
    /// `malformed`, with the first thing that is not; `io` where it cannot be read.
    pub fn check(&self) -> Result<()> {
        shard::check(&self.file.db, self.len()).map_err(|fault| self.file.named("reading", fault))
    }

    fn head(&self, series: SeriesId) -> Result<(usize, &Head)> {
        let place = usize::try_from(series.0).ok();
        let found = place.and_then(|place| Some((place, self.heads.get(place)?)));
        found.ok_or_else(|| ring::unknown(series, self.heads.len()))
    }

    fn rules(&self) -> Rules<'_> {
        let Self { heads, retention, retained, longest_ms, .. } = self;
        Rules { heads, retention, retained: *retained, longest_ms: *longest_ms }
    }

    /// Moves the heads on by what can be taken in, of which it returns the places in the batch, and the heads before.
    fn judge(&mut self, measured: &[Append]) -> (Ack, Vec<(u32, i64)>) {
        let (mut ack, mut taken) = (Ack::default(), Vec::with_capacity(measured.len()));
        for (number, Append { series, from, to, value }) in (0_u32..).zip(measured) {
            let Some(head) = usize::try_from(series.0).ok().and_then(|place| self.heads.get_mut(place)) else {
                continue;
            };
            let (from, to) = (from.as_millis(), to.as_millis());
            match Taken::judge(head.kind, head.until, (from, to), *value, self.longest_ms) {
                Taken::Accepted => {
                    ack.accepted += 1;
                    taken.push((number, head.until));
                    head.until = to;
                }
                Taken::Late => ack.late += 1,
                Taken::Unfit => ack.unfit += 1,
            }
        }
        (ack, taken)
    }

    fn log(&mut self, measured: &[Append], taken: &[(u32, i64)]) -> Result<()> {
        let of = |(number, _): &(u32, i64)| {
            let append = usize::try_from(*number).ok().and_then(|number| measured.get(number))?;
            Some((usize::try_from(append.series.0).ok()?, append))
        };
        let mut order: Vec<(usize, &Append)> = taken.iter().filter_map(of).collect();
        order.sort_by_key(|(series, _)| shard_of(*series));
        let entries = order.into_iter().map(|(series, append)| {
            let time = (append.from.as_millis(), append.to.as_millis());
            // Below 64.
            let place = u8::try_from(series % SHARD).unwrap_or(0);
            (shard_of(series), Entry { place, time, value: append.value })
        });
        let (for_each, at_least) = LOG_OCTETS;
        let most_octets = (for_each * self.heads.len() as u64).max(at_least);
        let most_octets = self.log_octets.unwrap_or(most_octets);
        let mut journal = std::mem::take(&mut self.journal);
        let mut written = Vec::new();
        let done = self.file.write(|db| {
            journal.write(db, entries, &mut written)?;
            journal.pack(db, self.rules(), most_octets)
        });
        let done = match done {
            Ok(packing) => {
                journal.packed(packing);
                Ok(())
            }
            Err(error) => {
                journal.take_back(&written);
                Err(error)
            }
        };
        self.journal = journal;
        done
    }
}

impl Store for SqliteStore {
    fn declare(&mut self, series: &SeriesSpec) -> Result<SeriesId> {
        let ids = self.declare_all(std::slice::from_ref(series))?;
        ids.first().copied().ok_or_else(|| Error::invalid("series", series.key.to_string(), "one series"))
    }

    fn declare_all(&mut self, series: &[SeriesSpec]) -> Result<Vec<SeriesId>> {
        let mut texts = names::Texts::default();
        // Up to the first that is not there.
        let known = series.iter().map_while(|spec| names::find(&self.file.db, &mut texts, spec).transpose());
        let known = known.collect::<Result<Vec<_>, _>>().map_err(|fault| self.file.named("reading", fault))?;
        if known.len() == series.len() {
            return Ok(known);
        }
        let mut heads = Vec::new();
        let ids = self.file.write(|db| {
            let mut ids = Vec::with_capacity(series.len());
            for spec in series {
                // One of the same batch may be it.
                if let Some(found) = names::find(db, &mut texts, spec)? {
                    ids.push(found);
                    continue;
                }
                let count = self.heads.len() + heads.len();
                if count >= self.most_series {
                    let limit = format!("{} series", self.most_series);
                    return Err(Error::Limit { what: "the store's number of series".into(), limit }.into());
                }
                let id = u32::try_from(count).map(SeriesId).map_err(|_| ring::unknown(SeriesId(u32::MAX), count))?;
                names::add(db, &mut texts, id, spec)?;
                heads.push(Head { until: i64::MIN, kind: spec.kind });
                ids.push(id);
            }
            Ok(ids)
        })?;
        self.heads.append(&mut heads);
        self.journal.reach(self.heads.len());
        Ok(ids)
    }

    fn append(&mut self, measured: &[Append]) -> Result<Ack> {
        if u32::try_from(measured.len()).is_err() {
            return Err(Error::Limit { what: "the batch".into(), limit: format!("{} measurements", u32::MAX) });
        }
        for append in measured {
            self.head(append.series)?;
        }
        let (ack, taken) = self.judge(measured);
        if taken.is_empty() {
            return Ok(ack);
        }
        self.log(measured, &taken).map(|()| ack).inspect_err(|_| {
            for (number, until) in taken.iter().rev() {
                let append = usize::try_from(*number).ok().and_then(|number| measured.get(number));
                let head = append.and_then(|append| self.heads.get_mut(usize::try_from(append.series.0).ok()?));
                if let Some(head) = head {
                    head.until = *until;
                }
            }
        })
    }

    fn read(&self, series: SeriesId, span: &ReadSpan) -> Result<Columns> {
        let (number, _) = self.head(series)?;
        let (shard, place) = (shard_of(number), number % SHARD);
        let db = &self.file.db;
        let named = |fault: Fault| self.file.named("reading", fault);
        let found = shard::one(db, shard, place, self.journal.rows(shard), self.rules()).map_err(named)?;
        let unit = names::unit(db, series).map_err(named)?;
        found.read(&unit, span, |archive, numbers| shard::chunks(db, shard, place, archive, numbers).map_err(named))
    }

    fn series(&self, filter: &SeriesFilter) -> Result<Vec<(SeriesId, SeriesSpec)>> {
        names::all(&self.file.db, filter).map_err(|fault| self.file.named("reading", fault))
    }

    fn measured_until(&self, series: SeriesId) -> Result<Option<Timestamp>> {
        let until = self.head(series)?.1.until;
        Ok((until > i64::MIN).then(|| Timestamp::from_millis(until)))
    }

    fn retain(&mut self, now: Timestamp) -> Result<()> {
        let retained = self.retained.max(Some(now));
        self.file.write(|db| {
            db.execute(
                "UPDATE meta SET retained_ms = ?1 WHERE id = 1",
                [now.max(self.retained.unwrap_or(now)).as_millis()],
            )?;
            shard::forget_all(db, self.heads.len(), &self.retention, now)
        })?;
        self.retained = retained;
        Ok(())
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.path()).field("series", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

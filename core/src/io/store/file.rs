//! The file: how it is opened, what must be in it, and what its errors mean.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use super::holder::holder;
use super::{Durability, SqliteOptions};
use crate::error::{Error, Result};
use crate::series::Retention;
use crate::value::Timestamp;

/// The number that says whose file it is: `nwSr`.
const APPLICATION: i32 = 0x6e77_5372;
/// The version of what follows.
const VERSION: i32 = 1;
/// The most octets of a row: 64 series of 1,000 gaps and sixty open steps in each of twenty archives are fewer.
const MOST_ROW_OCTETS: i32 = 16 << 20;
/// How long to wait for who is about to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is in the file, each by its name.
///
/// Series stand together in shards of 64. What is measured goes to `log`, a row for each shard of a batch, and is acknowledged.
/// From time to time the rows of a shard are rolled into steps: those that are complete become rows of `chunk`, one for
/// all series of the shard, and what is open is kept in `shard`, with the number of the last row of `log` that is in it.
const TABLES: [(&str, &str); 7] = [
    (
        "chunk",
        "CREATE TABLE chunk (id INTEGER PRIMARY KEY, shard INTEGER NOT NULL, archive INTEGER NOT NULL, number INTEGER NOT NULL, cells BLOB NOT NULL) STRICT",
    ),
    ("chunk_place", "CREATE INDEX chunk_place ON chunk (shard, archive, number)"),
    ("log", "CREATE TABLE log (id INTEGER PRIMARY KEY, shard INTEGER NOT NULL, entries BLOB NOT NULL) STRICT"),
    ("meta", "CREATE TABLE meta (id INTEGER PRIMARY KEY, retention TEXT NOT NULL, retained_ms INTEGER) STRICT"),
    (
        "series",
        "CREATE TABLE series (id INTEGER PRIMARY KEY, device INTEGER NOT NULL, object INTEGER NOT NULL, row INTEGER NOT NULL, unit INTEGER NOT NULL, kind INTEGER NOT NULL, UNIQUE (device, object, row)) STRICT",
    ),
    (
        "shard",
        "CREATE TABLE shard (id INTEGER PRIMARY KEY, folded INTEGER NOT NULL, untils BLOB NOT NULL, state BLOB NOT NULL) STRICT",
    ),
    ("text", "CREATE TABLE text (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT"),
];

/// An open file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) db: Connection,
    path: PathBuf,
}

/// What went wrong within, before the file is named.
#[derive(Debug)]
pub(super) enum Fault {
    Sql(rusqlite::Error),
    /// Where, and what is wrong there.
    Damaged(String, &'static str),
    Other(Error),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

/// What the file says about itself.
#[derive(Debug)]
pub(super) struct Meta {
    pub(super) retention: Retention,
    pub(super) retained: Option<Timestamp>,
}

impl File {
    /// Opens the file, or makes it.
    pub(super) fn open(path: &Path, options: &SqliteOptions) -> Result<(Self, Meta)> {
        let named = |error| failed(path, "opening", Fault::Sql(error));
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let file = Self { db: Connection::open_with_flags(path, flags).map_err(named)?, path: path.to_owned() };
        let meta = file.prepare(options).map_err(|fault| file.named("opening", fault))?;
        Ok((file, meta))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The fault with the file's name, and what was done to it.
    pub(super) fn named(&self, doing: &str, fault: Fault) -> Error {
        failed(&self.path, doing, fault)
    }

    /// Does all of it or nothing; what is done is kept as the durability says.
    pub(super) fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T> {
        let all = || {
            self.db.execute_batch("BEGIN IMMEDIATE")?;
            let done = work(&self.db)?;
            self.db.execute_batch("COMMIT")?;
            Ok(done)
        };
        all().map_err(|fault| {
            if !self.db.is_autocommit() {
                // Where even that fails, what was written is undone when the file is opened next.
                let _ = self.db.execute_batch("ROLLBACK");
            }
            self.named("writing to", fault)
        })
    }

    fn prepare(&self, options: &SqliteOptions) -> Result<Meta, Fault> {
        let db = &self.db;
        db.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_ROW_OCTETS)?;
        db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        db.busy_timeout(PATIENCE)?;
        db.set_prepared_statement_cache_capacity(64);
        db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        db.pragma_update(None, "cell_size_check", true)?;
        db.pragma_update(None, "temp_store", "MEMORY")?;
        // 16 MB.
        db.pragma_update(None, "cache_size", -16_384)?;
        let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let version: i32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let is_new = !db.prepare("SELECT 1 FROM sqlite_schema")?.exists([])? && application == 0;
        if !is_new {
            self.check_origin(application, version)?;
        }
        if is_new {
            db.pragma_update(None, "page_size", 8_192)?;
        }
        db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        db.pragma_update(None, "journal_size_limit", 16 << 20)?;
        let synchronous = match options.durability {
            Durability::Disk => "FULL",
            Durability::System => "NORMAL",
        };
        db.pragma_update(None, "synchronous", synchronous)?;
        if let Some(most) = options.most_octets {
            let page_size: u32 = db.pragma_query_value(None, "page_size", |row| row.get(0))?;
            let pages = i64::try_from((most / u64::from(page_size.max(1))).max(1)).unwrap_or(i64::MAX);
            db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
        }
        if is_new {
            let retention = options.retention.clone().unwrap_or_default();
            retention.check()?;
            return Ok(self.write(|db| create(db, &retention)).map(|()| Meta { retention, retained: None })?);
        }
        self.meta(options)
    }

    fn check_origin(&self, application: i32, version: i32) -> Result<(), Fault> {
        let invalid = |expected: String| {
            Err(Fault::Other(Error::invalid("store of series", self.path.display().to_string(), expected)))
        };
        if application != APPLICATION {
            return invalid("the file is a database of another program".into());
        }
        if version > VERSION {
            return invalid(format!(
                "a newer netwarden wrote it (version {version}); this one reads up to version {VERSION}"
            ));
        }
        let mut tables = self.db.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")?;
        let tables = tables.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found: Vec<(String, String)> = tables.take(TABLES.len() + 1).collect::<Result<_, _>>()?;
        let is_ours = version == VERSION && found.iter().map(|(name, sql)| (name.as_str(), sql.as_str())).eq(TABLES);
        if is_ours {
            Ok(())
        } else {
            Err(Fault::Damaged("its tables".into(), "they are not those of a store of series"))
        }
    }

    fn meta(&self, options: &SqliteOptions) -> Result<Meta, Fault> {
        let damaged = || Fault::Damaged("table meta".into(), "it has no retention");
        let row = self.db.query_row("SELECT retention, retained_ms FROM meta WHERE id = 1", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?))
        });
        let (retention, retained_ms) = row.optional()?.ok_or_else(damaged)?;
        let mut retention: Retention = serde_json::from_str(&retention).map_err(|_| damaged())?;
        retention.check().map_err(|_| damaged())?;
        if let Some(wanted) = options.retention.as_ref().filter(|wanted| **wanted != retention) {
            wanted.check()?;
            let steps =
                |retention: &Retention| retention.archives.iter().map(|archive| archive.step_ms).collect::<Vec<_>>();
            if steps(wanted) != steps(&retention) {
                let given = format!("steps of {:?} ms", steps(wanted));
                let expected = format!("{} has steps of {:?} ms", self.path.display(), steps(&retention));
                return Err(Error::invalid("retention", given, expected).into());
            }
            retention.clone_from(wanted);
            self.write(|db| {
                db.execute("UPDATE meta SET retention = ?1 WHERE id = 1", [text_of(&retention)?])?;
                Ok(())
            })?;
        }
        Ok(Meta { retention, retained: retained_ms.map(Timestamp::from_millis) })
    }
}

fn create(db: &Connection, retention: &Retention) -> Result<(), Fault> {
    for (_, sql) in TABLES {
        db.execute_batch(sql)?;
    }
    db.execute("INSERT INTO meta (id, retention) VALUES (1, ?1)", [text_of(retention)?])?;
    db.pragma_update(None, "application_id", APPLICATION)?;
    db.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}

fn text_of(retention: &Retention) -> Result<String, Fault> {
    serde_json::to_string(retention).map_err(|error| Fault::Other(Error::io("writing a retention", error.into())))
}

fn failed(path: &Path, doing: &str, fault: Fault) -> Error {
    let name = path.display();
    let malformed = |offset: String, reason: String| Error::Malformed { origin: name.to_string(), offset, reason };
    let system = |kind, reason: String| Error::io(format!("{doing} {name}"), io::Error::new(kind, reason));
    let error = match fault {
        Fault::Other(error) => return error,
        Fault::Damaged(offset, reason) => return malformed(offset, reason.into()),
        Fault::Sql(error) => error,
    };
    let code = match &error {
        rusqlite::Error::SqliteFailure(failure, _) => Some(failure.code),
        rusqlite::Error::SqlInputError { error, .. } => Some(error.code),
        _ => None,
    };
    let Some(code) = code else {
        // What is read is of the wrong type, no text, or a row too few.
        return malformed("what is read of it".into(), error.to_string());
    };
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            let who = holder(path).unwrap_or_else(|| "another program".into());
            system(io::ErrorKind::ResourceBusy, format!("it is in use by {who}; a store is for one program at a time"))
        }
        ErrorCode::DiskFull => {
            system(io::ErrorKind::StorageFull, "the disk is full, or the file as large as it may become".into())
        }
        ErrorCode::NotADatabase => malformed("its beginning".into(), "it is no database of SQLite".into()),
        ErrorCode::DatabaseCorrupt | ErrorCode::TooBig => malformed("its pages".into(), error.to_string()),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            system(io::ErrorKind::PermissionDenied, "it may not be written".into())
        }
        ErrorCode::CannotOpen => system(io::ErrorKind::NotFound, "the file can be neither opened nor made".into()),
        _ => system(io::ErrorKind::Other, error.to_string()),
    }
}

//! The series of a shard: put away in one row, rolled on, and read.

use std::collections::BTreeMap;
use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, params};

use super::file::Fault;
use super::journal::Head;
use super::seal::{sealed, unsealed};
use crate::series::Retention;
use crate::series::ring::{Archive, Entry, Octets, Packed, SHARD, Series, decode_entries, put_octets, put_signed};
use crate::value::Timestamp;

/// What is to be known of a store to roll its series on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'a> {
    pub(super) heads: &'a [Head],
    pub(super) retention: &'a Retention,
    pub(super) retained: Option<Timestamp>,
    pub(super) longest_ms: u64,
}

/// Rolls what waits of a shard into steps, and writes down what is complete.
pub(super) fn pack(db: &Connection, shard: usize, rows: &[i64], rules: Rules<'_>) -> Result<(), Fault> {
    let id = number(shard);
    let mut series = restored(db, shard, None, rules)?;
    each_entry(db, rows, |entry| {
        if let Some(found) = series.get_mut(usize::from(entry.place)) {
            take(found, &entry, rules);
        }
    })?;
    let mut chunks: BTreeMap<(usize, i64), Vec<u8>> = BTreeMap::new();
    for (place, found) in (0_u8..).zip(&mut series) {
        for (archive, chunk, octets) in found.take_packed() {
            let row = chunks.entry((archive, chunk)).or_default();
            row.push(place);
            put_octets(row, &octets);
        }
    }
    let mut insert = db.prepare_cached("INSERT INTO chunk (shard, archive, number, cells) VALUES (?1, ?2, ?3, ?4)")?;
    for ((archive, chunk), octets) in chunks {
        insert.execute(params![id, number(archive), chunk, sealed(octets, &[id, number(archive), chunk])])?;
    }
    for archive in 0..rules.retention.archives.len() {
        // What one of them still has is kept for all.
        if let Some(first) = series.iter().filter_map(|series| series.first_chunk(archive)).min() {
            forget(db, id, number(archive), first)?;
        }
    }
    let packed = rows.last().copied().unwrap_or(0);
    let mut state = Vec::new();
    series.iter().for_each(|series| put_octets(&mut state, &series.state()));
    let mut untils = Vec::new();
    let mut before = 0_i64;
    for until in series.iter().map(|series| series.measured_until().map_or(i64::MIN, Timestamp::as_millis)) {
        put_signed(&mut untils, until.wrapping_sub(before));
        before = until;
    }
    db.prepare_cached("INSERT OR REPLACE INTO shard (id, folded, untils, state) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, packed, sealed(untils, &[id]), sealed(state, &[id, packed])])?;
    Ok(())
}

/// One series of a shard, with everything but its older chunks.
pub(super) fn one(
    db: &Connection,
    shard: usize,
    place: usize,
    rows: &[i64],
    rules: Rules<'_>,
) -> Result<Series, Fault> {
    let mut series = restored(db, shard, Some(place), rules)?.pop().ok_or_else(|| damaged("shard", number(shard)))?;
    each_entry(db, rows, |entry| {
        if usize::from(entry.place) == place {
            take(&mut series, &entry, rules);
        }
    })?;
    Ok(series)
}

/// The chunks of one of a shard's series.
pub(super) fn chunks(
    db: &Connection,
    shard: usize,
    place: usize,
    archive: usize,
    numbers: Range<i64>,
) -> Result<Vec<Packed>, Fault> {
    let (shard, archive) = (number(shard), number(archive));
    let mut select = db.prepare_cached(
        "SELECT id, number, cells FROM chunk WHERE shard = ?1 AND archive = ?2 AND number >= ?3 AND number < ?4",
    )?;
    let mut rows = select.query(params![shard, archive, numbers.start, numbers.end])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, chunk): (i64, i64) = (row.get(0)?, row.get(1)?);
        let cells = row.get_ref(2)?.as_blob().map_err(|_| damaged("chunk", id))?;
        let cells = unsealed(cells, &[shard, archive, chunk]).ok_or_else(|| damaged("chunk", id))?;
        let mut octets = Octets(cells);
        while !octets.is_empty() {
            let (Some(whose), Some(cells)) = (octets.octet(), octets.octets()) else {
                return Err(damaged("chunk", id));
            };
            if usize::from(whose) == place {
                found.push((chunk, cells.to_vec()));
            }
        }
    }
    Ok(found)
}

/// Drops what is older than any series is to keep at `now`.
pub(super) fn forget_all(db: &Connection, series: usize, retention: &Retention, now: Timestamp) -> Result<(), Fault> {
    for shard in 0..number(series.div_ceil(SHARD)) {
        for (archive, spec) in (0_i64..).zip(&retention.archives) {
            forget(db, shard, archive, Archive::first_chunk_at(spec.step_ms, spec.rows, now))?;
        }
    }
    Ok(())
}

/// Whether the file is as it was written.
pub(super) fn check(db: &Connection, series: usize) -> Result<(), Fault> {
    let sound: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(Fault::Damaged("its pages".into(), "SQLite's integrity check finds it inconsistent"));
    }
    let mut select = db.prepare("SELECT id, shard, archive, number, cells FROM chunk")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (id, place) = (row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?]);
        let cells = row.get_ref(4)?.as_blob().map_err(|_| damaged("chunk", id))?;
        unsealed(cells, &place).ok_or_else(|| damaged("chunk", id))?;
    }
    let mut select = db.prepare("SELECT id, folded, state FROM shard")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (id, packed) = (row.get(0)?, row.get(1)?);
        let state = row.get_ref(2)?.as_blob().map_err(|_| damaged("shard", id))?;
        unsealed(state, &[id, packed])
            .filter(|_| id < number(series.div_ceil(SHARD)))
            .ok_or_else(|| damaged("shard", id))?;
    }
    let mut select = db.prepare("SELECT id, entries FROM log")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        entries_of(row.get_ref(1)?.as_blob().map_err(|_| damaged("log", id))?, id)?;
    }
    Ok(())
}

fn forget(db: &Connection, shard: i64, archive: i64, first: i64) -> Result<(), Fault> {
    let mut delete = db.prepare_cached("DELETE FROM chunk WHERE shard = ?1 AND archive = ?2 AND number < ?3")?;
    delete.execute(params![shard, archive, first])?;
    Ok(())
}

/// Until when the series of a shard have something, for the heads of them; `None` where the octets do not say.
pub(super) fn read_untils(octets: &[u8], shard: i64, heads: &mut [Head]) -> Option<()> {
    let mut octets = Octets(unsealed(octets, &[shard])?);
    let mut before = 0_i64;
    let mut heads = heads.iter_mut().take(SHARD);
    while !octets.is_empty() {
        before = before.wrapping_add(octets.signed()?);
        heads.next()?.until = before;
    }
    Some(())
}

/// The measurements of a row of the log.
pub(super) fn entries_of(octets: &[u8], id: i64) -> Result<Vec<Entry>, Fault> {
    unsealed(octets, &[id]).and_then(decode_entries).ok_or_else(|| damaged("log", id))
}

/// A row that is not as it was written.
pub(super) fn damaged(table: &str, id: i64) -> Fault {
    Fault::Damaged(format!("row {id} of table {table}"), "it is not as it was written")
}

pub(super) fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// The series of a shard, or one of them, as they were put away.
fn restored(db: &Connection, shard: usize, only: Option<usize>, rules: Rules<'_>) -> Result<Vec<Series>, Fault> {
    let id = number(shard);
    let heads = rules.heads.get(shard.saturating_mul(SHARD)..).unwrap_or_default().iter().take(SHARD).enumerate();
    let mut select = db.prepare_cached("SELECT folded, state FROM shard WHERE id = ?1")?;
    let row = select.query_row([id], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))).optional()?;
    let state = row.as_ref().map_or(Some(&[][..]), |(packed, state)| unsealed(state, &[id, *packed]));
    let mut states = Octets(state.ok_or_else(|| damaged("shard", id))?);
    let mut found = Vec::new();
    for (place, head) in heads {
        // A series that came after the row was written has no state yet.
        let state = if states.is_empty() { &[] } else { states.octets().ok_or_else(|| damaged("shard", id))? };
        if only.is_none_or(|only| only == place) {
            let series = Series::restored(state, head.kind, rules.retention, rules.retained);
            found.push(series.ok_or_else(|| damaged("shard", id))?);
        }
    }
    Ok(found)
}

fn each_entry(db: &Connection, rows: &[i64], mut each: impl FnMut(Entry)) -> Result<(), Fault> {
    let mut select = db.prepare_cached("SELECT entries FROM log WHERE id = ?1")?;
    for id in rows {
        let mut found = select.query([id])?;
        let row = found.next()?.ok_or_else(|| damaged("log", *id))?;
        let octets = row.get_ref(0)?.as_blob().map_err(|_| damaged("log", *id))?;
        entries_of(octets, *id)?.into_iter().for_each(&mut each);
    }
    Ok(())
}

fn take(series: &mut Series, entry: &Entry, rules: Rules<'_>) {
    let (from, to) = (Timestamp::from_millis(entry.time.0), Timestamp::from_millis(entry.time.1));
    // It was accepted when it came.
    series.take(from, to, entry.value, rules.longest_ms);
}

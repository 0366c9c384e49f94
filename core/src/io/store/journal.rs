//! Measurements that are acknowledged and wait to be packed, and how they are.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::file::Fault;
use super::seal::sealed;
use super::shard::{Rules, damaged, entries_of, number, pack, read_untils};
use crate::series::SeriesKind;
use crate::series::ring::{Entry, SHARD, encode_entries};

/// What a row of the log takes besides its entries, roughly.
const ROW_OCTETS: u64 = 16;
/// The most entries of a row of the log.
const MOST_ENTRIES: usize = 4_096;

/// A series as far as an append needs it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// Until when there is something, in milliseconds; `i64::MIN` where there is nothing.
    pub(super) until: i64,
    pub(super) kind: SeriesKind,
}

/// What of the log is not packed yet.
#[derive(Debug, Default)]
pub(super) struct Journal {
    shards: Vec<Pending>,
    /// The number of the next row.
    next: i64,
    /// All rows before this one are packed.
    begin: i64,
    /// How many octets are not packed.
    octets: u64,
}

/// What of a shard is not packed yet.
#[derive(Clone, Debug, Default)]
struct Pending {
    /// The last row that is packed.
    packed: i64,
    rows: Vec<i64>,
    octets: u64,
}

/// Rows that were written in a transaction, by shard and octets.
pub(super) type Written = Vec<(usize, u64)>;

/// What was packed in a transaction.
#[derive(Debug)]
pub(super) struct Packing {
    shards: BTreeSet<usize>,
    begin: i64,
}

pub(super) fn shard_of(series: usize) -> usize {
    series / SHARD
}

impl Journal {
    /// What the file has, of as many series as there are heads; their heads go on from where the file ends.
    pub(super) fn read(db: &Connection, heads: &mut [Head]) -> Result<Self, Fault> {
        let mut journal = Self { next: 1, begin: i64::MAX, ..Self::default() };
        journal.reach(heads.len());
        let mut select = db.prepare("SELECT id, folded, untils FROM shard ORDER BY id")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (id, packed): (i64, i64) = (row.get(0)?, row.get(1)?);
            let octets = row.get_ref(2)?.as_blob().map_err(|_| damaged("shard", id))?;
            let shard = usize::try_from(id).ok().and_then(|id| Some((id, journal.shards.get_mut(id)?)));
            let (place, pending) = shard.ok_or_else(|| damaged("shard", id))?;
            pending.packed = packed;
            journal.next = journal.next.max(packed.checked_add(1).ok_or_else(|| damaged("shard", id))?);
            read_untils(octets, id, heads.get_mut(place * SHARD..).unwrap_or_default())
                .ok_or_else(|| damaged("shard", id))?;
        }
        let mut select = db.prepare("SELECT id, shard, entries FROM log ORDER BY id")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (id, shard): (i64, i64) = (row.get(0)?, row.get(1)?);
            let octets = row.get_ref(2)?.as_blob().map_err(|_| damaged("log", id))?;
            let place = usize::try_from(shard).ok().filter(|place| *place < journal.shards.len());
            let place = place.ok_or_else(|| damaged("log", id))?;
            journal.begin = journal.begin.min(id);
            journal.next = journal.next.max(id.checked_add(1).ok_or_else(|| damaged("log", id))?);
            if journal.shards.get(place).is_some_and(|pending| id <= pending.packed) {
                continue;
            }
            for entry in entries_of(octets, id)? {
                let head = heads.get_mut(place * SHARD + usize::from(entry.place));
                head.ok_or_else(|| damaged("log", id))?.until = entry.time.1;
            }
            journal.note(place, id, octets.len() as u64);
        }
        journal.begin = journal.begin.min(journal.next);
        Ok(journal)
    }

    /// So many series have their shards.
    pub(super) fn reach(&mut self, series: usize) {
        self.shards.resize(series.div_ceil(SHARD), Pending::default());
    }

    /// Writes measurements down, those of a shard one after the other.
    pub(super) fn write(
        &mut self,
        db: &Connection,
        measured: impl Iterator<Item = (usize, Entry)>,
        written: &mut Written,
    ) -> Result<(), Fault> {
        let mut insert = db.prepare_cached("INSERT INTO log (id, shard, entries) VALUES (?1, ?2, ?3)")?;
        let mut row = |journal: &mut Self, shard: usize, entries: &[Entry]| -> Result<(), Fault> {
            let id = journal.next;
            let octets = sealed(encode_entries(entries), &[id]);
            insert.execute(params![id, number(shard), octets])?;
            journal.next += 1;
            journal.note(shard, id, octets.len() as u64);
            written.push((shard, octets.len() as u64));
            Ok(())
        };
        let (mut open, mut entries) = (0, Vec::new());
        for (shard, entry) in measured {
            if !entries.is_empty() && (shard != open || entries.len() >= MOST_ENTRIES) {
                row(self, open, &entries)?;
                entries.clear();
            }
            open = shard;
            entries.push(entry);
        }
        if entries.is_empty() { Ok(()) } else { row(self, open, &entries) }
    }

    fn note(&mut self, shard: usize, id: i64, octets: u64) {
        if let Some(pending) = self.shards.get_mut(shard) {
            pending.rows.push(id);
            pending.octets += octets + ROW_OCTETS;
            self.octets += octets + ROW_OCTETS;
        }
    }

    /// The rows were not kept.
    pub(super) fn take_back(&mut self, written: &Written) {
        for (shard, octets) in written.iter().rev() {
            if let Some(pending) = self.shards.get_mut(*shard) {
                pending.rows.pop();
                pending.octets = pending.octets.saturating_sub(octets + ROW_OCTETS);
                self.octets = self.octets.saturating_sub(octets + ROW_OCTETS);
                self.next -= 1;
            }
        }
    }

    /// Packs the shards whose rows have waited longest, until at most so many octets wait.
    pub(super) fn pack(&self, db: &Connection, rules: Rules<'_>, most_octets: u64) -> Result<Packing, Fault> {
        let mut packing = Packing { shards: BTreeSet::new(), begin: self.begin };
        let mut octets = self.octets;
        let mut next = db.prepare_cached("SELECT id, shard FROM log WHERE id >= ?1 ORDER BY id LIMIT 1")?;
        while octets > most_octets {
            let row = next.query_row([packing.begin], |row| Ok((row.get(0)?, row.get::<_, u32>(1)?))).optional()?;
            let Some((id, shard)) = row else { break };
            packing.begin = id + 1;
            let Some((shard, pending)) =
                usize::try_from(shard).ok().and_then(|shard| Some((shard, self.shards.get(shard)?)))
            else {
                return Err(damaged("log", id));
            };
            if id > pending.packed && packing.shards.insert(shard) {
                octets = octets.saturating_sub(pending.octets);
                pack(db, shard, &pending.rows, rules)?;
            }
        }
        if packing.begin > self.begin {
            db.prepare_cached("DELETE FROM log WHERE id < ?1")?.execute([packing.begin])?;
        }
        Ok(packing)
    }

    /// What was packed is kept.
    pub(super) fn packed(&mut self, packing: Packing) {
        for shard in packing.shards {
            if let Some(pending) = self.shards.get_mut(shard) {
                pending.packed = pending.rows.last().copied().unwrap_or(pending.packed);
                self.octets = self.octets.saturating_sub(pending.octets);
                (pending.rows, pending.octets) = (Vec::new(), 0);
            }
        }
        self.begin = packing.begin;
    }

    /// The rows of a shard that are not packed.
    pub(super) fn rows(&self, shard: usize) -> &[i64] {
        self.shards.get(shard).map_or(&[], |pending| &pending.rows)
    }
}

//! The names of series: each text once, as devices, objects and ports come up again and again.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::file::Fault;
use crate::error::Error;
use crate::series::{SeriesFilter, SeriesId, SeriesKey, SeriesKind, SeriesSpec};

/// The most octets of a name or unit.
const MOST_OCTETS: usize = 65_536;

/// The numbers of the texts of a batch, each looked up once.
#[derive(Default)]
pub(super) struct Texts<'a>(BTreeMap<&'a str, i64>);

impl<'a> Texts<'a> {
    /// The number of a text that is there.
    fn find(&mut self, db: &Connection, text: &'a str) -> Result<Option<i64>, Fault> {
        if let Some(found) = self.0.get(text) {
            return Ok(Some(*found));
        }
        let mut select = db.prepare_cached("SELECT id FROM text WHERE text = ?1")?;
        let found = select.query_row([text], |row| row.get(0)).optional()?;
        if let Some(found) = found {
            self.0.insert(text, found);
        }
        Ok(found)
    }

    /// The number of a text, which is added where it is not there.
    fn add(&mut self, db: &Connection, text: &'a str) -> Result<i64, Fault> {
        if let Some(found) = self.find(db, text)? {
            return Ok(found);
        }
        db.prepare_cached("INSERT INTO text (text) VALUES (?1)")?.execute([text])?;
        let added = db.last_insert_rowid();
        self.0.insert(text, added);
        Ok(added)
    }
}

/// The series of that key.
pub(super) fn find<'a>(
    db: &Connection,
    texts: &mut Texts<'a>,
    series: &'a SeriesSpec,
) -> Result<Option<SeriesId>, Fault> {
    let SeriesKey { device, object, row } = &series.key;
    for text in [device, object, row, &series.unit] {
        if text.len() > MOST_OCTETS {
            let limit = format!("{MOST_OCTETS} octets");
            return Err(Error::Limit { what: "the length of a series' name".into(), limit }.into());
        }
    }
    let numbers = (texts.find(db, device)?, texts.find(db, object)?, texts.find(db, row)?);
    let (Some(device), Some(object), Some(row)) = numbers else { return Ok(None) };
    let mut select =
        db.prepare_cached("SELECT id, kind, unit FROM series WHERE device = ?1 AND object = ?2 AND row = ?3")?;
    let found = select
        .query_row([device, object, row], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, u8>(1)?, row.get::<_, i64>(2)?))
        })
        .optional()?;
    let Some((id, kind, unit)) = found else { return Ok(None) };
    let kind = kind_of(kind)?;
    if kind == series.kind && texts.find(db, &series.unit)? == Some(unit) {
        return Ok(Some(SeriesId(id)));
    }
    let unit: String = db.query_row("SELECT text FROM text WHERE id = ?1", [unit], |row| row.get(0))?;
    let given = format!("{}, a {} of {}", series.key, series.kind.code(), series.unit);
    Err(Error::invalid("series", given, format!("it is there as a {} of {unit}", kind.code())).into())
}

/// A new series.
pub(super) fn add<'a>(
    db: &Connection,
    texts: &mut Texts<'a>,
    id: SeriesId,
    series: &'a SeriesSpec,
) -> Result<(), Fault> {
    let SeriesKey { device, object, row } = &series.key;
    let mut insert =
        db.prepare_cached("INSERT INTO series (id, device, object, row, unit, kind) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let (device, object, row) = (texts.add(db, device)?, texts.add(db, object)?, texts.add(db, row)?);
    insert.execute(params![id.0, device, object, row, texts.add(db, &series.unit)?, code_of(series.kind)])?;
    Ok(())
}

pub(super) fn unit(db: &Connection, series: SeriesId) -> Result<String, Fault> {
    let mut select = db.prepare_cached("SELECT text FROM series JOIN text ON text.id = unit WHERE series.id = ?1")?;
    Ok(select.query_row([series.0], |row| row.get(0))?)
}

/// The series that are meant, in the order of their ids.
pub(super) fn all(db: &Connection, filter: &SeriesFilter) -> Result<Vec<(SeriesId, SeriesSpec)>, Fault> {
    let wanted = [("device", &filter.device), ("object", &filter.object), ("row", &filter.row)];
    let wanted: Vec<(&str, &String)> =
        wanted.into_iter().filter_map(|(column, text)| Some((column, text.as_ref()?))).collect();
    let mut sql = String::from(
        "SELECT s.id, s.kind, d.text, o.text, r.text, u.text FROM series s JOIN text d ON d.id = s.device \
         JOIN text o ON o.id = s.object JOIN text r ON r.id = s.row JOIN text u ON u.id = s.unit",
    );
    for (number, (column, _)) in wanted.iter().enumerate() {
        let joint = if number == 0 { "WHERE" } else { "AND" };
        sql.push_str(&format!(" {joint} s.{column} = (SELECT id FROM text WHERE text = ?{})", number + 1));
    }
    sql.push_str(" ORDER BY s.id");
    let mut select = db.prepare_cached(&sql)?;
    let mut rows = select.query(rusqlite::params_from_iter(wanted.iter().map(|(_, text)| text)))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(spec(row)?);
    }
    Ok(found)
}

fn spec(row: &Row<'_>) -> Result<(SeriesId, SeriesSpec), Fault> {
    let kind = kind_of(row.get(1)?)?;
    let key = SeriesKey { device: row.get(2)?, object: row.get(3)?, row: row.get(4)? };
    Ok((SeriesId(row.get(0)?), SeriesSpec { key, kind, unit: row.get(5)? }))
}

/// The kinds of all series; their ids are the numbers from 0 on.
pub(super) fn kinds(db: &Connection, most: usize) -> Result<Vec<SeriesKind>, Fault> {
    let mut select = db.prepare("SELECT id, kind FROM series ORDER BY id")?;
    let mut rows = select.query([])?;
    let mut kinds = Vec::new();
    while let Some(row) = rows.next()? {
        if kinds.len() >= most {
            let limit = format!("{most} series");
            return Err(Error::Limit { what: "the store's number of series".into(), limit }.into());
        }
        if usize::try_from(row.get::<_, i64>(0)?) != Ok(kinds.len()) {
            return Err(Fault::Damaged("table series".into(), "a number is missing among those of its series"));
        }
        kinds.push(kind_of(row.get(1)?)?);
    }
    Ok(kinds)
}

const fn code_of(kind: SeriesKind) -> u8 {
    match kind {
        SeriesKind::Counter => 0,
        SeriesKind::Gauge => 1,
    }
}

fn kind_of(code: u8) -> Result<SeriesKind, Fault> {
    match code {
        0 => Ok(SeriesKind::Counter),
        1 => Ok(SeriesKind::Gauge),
        _ => Err(Fault::Damaged("table series".into(), "it has a kind that is neither counter nor gauge")),
    }
}

use std::collections::BTreeMap;
use std::fmt::Write;

use roxmltree::{Document, Node, ParsingOptions};

use super::SeriesColumns;
use crate::error::{Error, Result};
use crate::series::{Columns, SeriesKey, SeriesKind, Slot};
use crate::value::Timestamp;

/// One of the columns.
type Values = fn(&Columns) -> &[f64];

/// The most rows of an archive.
const MOST_ROWS: usize = 10_000_000;

/// Series as a dump of RRDtool, version 0003, that `rrdtool restore` takes: one data source for each name, and one archive for
/// each of AVERAGE, MIN, MAX and LAST of each step.
///
/// Of a name the columns of several steps can be given, each once, as a [`Store`](crate::series::Store) reads them of its
/// archives: every name in the same steps, which are multiples of the shortest. The dump ends with the columns of the
/// shortest step. Longer steps that end later are open then: of them it has what RRDtool needs to go on.
///
/// Counters are of type `DERIVE` with a least value of 0, which is what RRDtool's authors recommend instead of `COUNTER`;
/// their values are counts per second. RRDtool knows no coverage: a step has a value or is unknown.
///
/// # Errors
/// `invalid` where the columns of a step differ in start, step or length, are none, do not last whole seconds, a step has not
/// all names, or a name is not 1 to 19 of the letters a-z, A-Z, 0-9, _ and -.
pub fn to_rrd_dump(sources: &[(&str, &Columns)]) -> Result<String> {
    let mut groups: BTreeMap<u64, Vec<(&str, &Columns)>> = BTreeMap::new();
    for (name, columns) in sources {
        groups.entry(columns.step_ms).or_default().push((name, columns));
    }
    let finest = groups.values().next().ok_or_else(|| invalid("series", "none", "at least one"))?.clone();
    let archives = groups.into_values().map(|group| Rows::new(group, &finest)).collect::<Result<Vec<_>>>()?;
    let first = archives.first().ok_or_else(|| invalid("series", "none", "at least one"))?;
    let (step, end) = (first.step, first.end);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE rrd SYSTEM \"https://oss.oetiker.ch/rrdtool/rrdtool.dtd\">\n",
    );
    // Writing to a string does not fail.
    let _ = write!(out, "<rrd>\n<version>0003</version>\n<step>{step}</step>\n<lastupdate>{end}</lastupdate>\n");
    for (name, columns) in &finest {
        let (kind, min) = match columns.kind {
            SeriesKind::Counter => ("DERIVE", "0.0"),
            SeriesKind::Gauge => ("GAUGE", "NaN"),
        };
        let _ = writeln!(
            out,
            "<ds><name> {name} </name><type> {kind} </type><minimal_heartbeat>{}</minimal_heartbeat><min>{min}</min>\
             <max>NaN</max><last_ds>U</last_ds><value>0.0</value><unknown_sec> 0 </unknown_sec></ds>",
            step * 2
        );
    }
    for archive in &archives {
        for (function, values) in FUNCTIONS {
            archive.write(&mut out, function, values, first);
        }
    }
    out.push_str("</rrd>\n");
    Ok(out)
}

const FUNCTIONS: [(&str, Values); 4] = [
    ("AVERAGE", |columns| &columns.average),
    ("MIN", |columns| &columns.min),
    ("MAX", |columns| &columns.max),
    ("LAST", |columns| &columns.last),
];

/// The columns of one step, one for each data source.
struct Rows<'a> {
    sources: Vec<&'a Columns>,
    /// In seconds.
    step: i64,
    /// When the first row begins, and when the last whole one ends, in seconds since 1970.
    start: i64,
    end: i64,
}

impl<'a> Rows<'a> {
    /// In the order of the finest ones, with which the dump ends.
    fn new(group: Vec<(&'a str, &'a Columns)>, finest: &[(&str, &Columns)]) -> Result<Self> {
        let (Some((_, first)), Some((_, base))) = (group.first(), finest.first()) else {
            return Err(invalid("series", "none", "at least one"));
        };
        for (number, (name, columns)) in group.iter().enumerate() {
            let is_letter = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-');
            let is_taken = group.iter().take(number).any(|(other, _)| other == name);
            if !(1..=19).contains(&name.len()) || !name.bytes().all(is_letter) || is_taken {
                return Err(invalid(
                    "data source",
                    name,
                    "1 to 19 of the letters a-z, A-Z, 0-9, _ and -, once in each step",
                ));
            }
            if (columns.start, columns.step_ms, columns.len()) != (first.start, first.step_ms, first.len()) {
                return Err(invalid("series", name, "of the start, step and length of the others"));
            }
        }
        let sources = finest.iter().map(|(name, finest)| {
            let found = group.iter().find(|(other, columns)| other == name && columns.kind == finest.kind);
            found
                .map(|(_, columns)| *columns)
                .ok_or_else(|| invalid("data source", name, "in each step, of the same kind"))
        });
        let sources = sources.collect::<Result<Vec<_>>>()?;
        let given = format!("{} steps of {} ms", first.len(), first.step_ms);
        if first.is_empty() || first.step_ms == 0 || first.step_ms % 1000 != 0 || first.start.as_millis() < 0 {
            return Err(invalid("series", &given, "at least one step of whole seconds since 1970"));
        }
        if first.step_ms % base.step_ms.max(1) != 0 || group.len() != finest.len() {
            return Err(invalid("series", &given, "a multiple of the shortest step, of the same data sources"));
        }
        let step = i64::try_from(first.step_ms / 1000).unwrap_or(i64::MAX);
        let (start, until) = (first.start.as_millis() / 1000, base.end().as_millis() / 1000);
        let rows = Self { sources, step, start, end: until.saturating_sub(until.rem_euclid(step)) };
        if (1..=MOST_ROWS as i64).contains(&rows.count()) {
            return Ok(rows);
        }
        Err(invalid("series", &given, "1 to 10,000,000 whole steps until the end of the shortest"))
    }

    fn count(&self) -> i64 {
        self.end.saturating_sub(self.start) / self.step
    }

    /// One archive; `finest` has the parts of the row that is open.
    fn write(&self, out: &mut String, function: &str, values: Values, finest: &Self) {
        let per_row = self.step / finest.step.max(1);
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "<rra><cf>{function}</cf><pdp_per_row>{per_row}</pdp_per_row><params><xff>0.5</xff></params>\n<cdp_prep>"
        );
        let whole = self.count();
        for (columns, finest_columns) in self.sources.iter().zip(&finest.sources) {
            let last = at(values(columns), whole - 1).map_or_else(|| "NaN".into(), number);
            let (open, unknown) = finest.open(values(finest_columns), function, self.end);
            let _ = write!(
                out,
                "<ds><primary_value>{last}</primary_value><secondary_value>{last}</secondary_value><value>{}</value>\
                 <unknown_datapoints>{unknown}</unknown_datapoints></ds>",
                number(open)
            );
        }
        out.push_str("</cdp_prep>\n<database>\n");
        for row in 0..whole {
            out.push_str("<row>");
            for columns in &self.sources {
                let value = at(values(columns), row).map_or_else(|| "NaN".into(), number);
                let _ = write!(out, "<v>{value}</v>");
            }
            out.push_str("</row>\n");
        }
        out.push_str("</database></rra>\n");
    }

    /// What of these, the finest, is after `since` and so in a longer step's open row: what they make together, and how
    /// many of them are unknown. RRDtool divides an average's sum when the row is over.
    fn open(&self, values: &[f64], function: &str, since: i64) -> (f64, usize) {
        let first = since.saturating_sub(self.start) / self.step;
        let parts: Vec<f64> = (first..self.count()).map(|row| at(values, row).unwrap_or(f64::NAN)).collect();
        let unknown = parts.iter().filter(|part| part.is_nan()).count();
        let mut known = parts.into_iter().filter(|part| !part.is_nan());
        let value = match function {
            "AVERAGE" => known.reduce(|sum, part| sum + part),
            "MIN" => known.reduce(f64::min),
            "MAX" => known.reduce(f64::max),
            _ => known.next_back(),
        };
        (value.unwrap_or(f64::NAN), unknown)
    }
}

fn at(values: &[f64], row: i64) -> Option<f64> {
    usize::try_from(row).ok().and_then(|row| values.get(row)).copied()
}

/// The series of a dump that `rrdtool dump` wrote: for each data source, each length of its archives' rows, the shortest
/// first. What AVERAGE, MIN, MAX and LAST have for the same length is put together; where there is no AVERAGE, there is no
/// average. The key's object is the data source's name; `GAUGE` and `COMPUTE` become gauges, all else counters.
///
/// Counts are averages times the step, to the nearest whole: RRDtool does not keep what was counted.
///
/// # Errors
/// `malformed` where the text is no such dump, with the line.
pub fn from_rrd_dump(text: &str) -> Result<Vec<SeriesColumns>> {
    // The dump names its grammar, by which it is not read, and defines nothing.
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 200_000_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| malformed(format!("line {}", error.pos().row), error.to_string()))?;
    let root = document.root_element();
    let reader = Reader { document: &document };
    if root.tag_name().name() != "rrd" {
        return Err(reader.wrong(root, "it is no <rrd>"));
    }
    let step: i64 = reader.number(root, "step", 1..=2_678_400)?;
    let updated: i64 = reader.number(root, "lastupdate", 0..=i64::MAX / 2_000)?;
    let sources: Vec<(String, SeriesKind)> = children(root, "ds").map(|ds| reader.source(ds)).collect::<Result<_>>()?;
    let mut found: BTreeMap<(i64, usize), Columns> = BTreeMap::new();
    for archive in children(root, "rra") {
        let seconds = step.saturating_mul(reader.number(archive, "pdp_per_row", 1..=2_678_400)?);
        let function = reader.text(archive, "cf")?;
        let database = child(archive, "database").ok_or_else(|| reader.wrong(archive, "it has no <database>"))?;
        let rows: Vec<Vec<f64>> =
            children(database, "row").map(|row| reader.row(row, sources.len())).collect::<Result<_>>()?;
        if rows.len() > MOST_ROWS {
            return Err(reader.wrong(archive, "it has more than 10,000,000 rows"));
        }
        let length = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let begin = (updated / seconds).saturating_sub(length).saturating_mul(seconds);
        for (number, (_, kind)) in sources.iter().enumerate() {
            let columns = found.entry((seconds, number)).or_insert_with(|| {
                let step_ms = u64::try_from(seconds.saturating_mul(1_000)).unwrap_or(u64::MAX);
                Columns::new(*kind, "", Timestamp::from_millis(begin.saturating_mul(1_000)), step_ms)
            });
            put(columns, begin.saturating_mul(1_000), function, rows.iter().filter_map(|row| row.get(number).copied()));
        }
    }
    let series = found.into_iter().filter_map(|((_, number), columns)| {
        let (name, _) = sources.get(number)?;
        Some(SeriesColumns { key: SeriesKey::new("", name, ""), columns: with_counts(columns) })
    });
    Ok(series.collect())
}

/// Puts the rows of an archive into the columns, from `begin` on; archives of one length end at the same time.
fn put(columns: &mut Columns, begin: i64, function: &str, rows: impl Iterator<Item = f64>) {
    let ahead = (columns.start.as_millis().saturating_sub(begin)) / i64::try_from(columns.step_ms.max(1)).unwrap_or(1);
    if ahead > 0 {
        let before = usize::try_from(ahead).unwrap_or(0);
        let mut longer = Columns { start: Timestamp::from_millis(begin), ..empty_like(columns) };
        (0..before).for_each(|_| longer.push(Slot::NONE));
        columns.slots().for_each(|slot| longer.push(slot));
        *columns = longer;
    }
    let skip = usize::try_from(-ahead).unwrap_or(0);
    for (number, value) in rows.enumerate() {
        let step = number + skip;
        while columns.len() <= step {
            columns.push(Slot::NONE);
        }
        let column = match function {
            "AVERAGE" => &mut columns.average,
            "MIN" => &mut columns.min,
            "MAX" => &mut columns.max,
            "LAST" => &mut columns.last,
            _ => return,
        };
        if let Some(cell) = column.get_mut(step) {
            *cell = value;
        }
    }
}

fn empty_like(columns: &Columns) -> Columns {
    Columns { kind: columns.kind, unit: columns.unit.clone(), step_ms: columns.step_ms, ..Columns::default() }
}

/// With counts and coverage that follow from the averages.
fn with_counts(mut columns: Columns) -> Columns {
    let seconds = columns.step_ms as f64 / 1000.0;
    for (step, average) in columns.average.iter().enumerate().filter(|(_, average)| average.is_finite()) {
        if let (Some(count), Some(coverage)) = (columns.count.get_mut(step), columns.coverage.get_mut(step)) {
            if columns.kind == SeriesKind::Counter {
                // Saturates, and what is less than 0 is 0.
                #[allow(clippy::cast_possible_truncation)]
                let whole = (average * seconds).round() as u64;
                *count = whole;
            }
            *coverage = 1.0;
        }
    }
    columns
}

struct Reader<'a> {
    document: &'a Document<'a>,
}

impl<'a> Reader<'a> {
    fn source(&self, node: Node<'a, 'a>) -> Result<(String, SeriesKind)> {
        let kind = match self.text(node, "type")? {
            "GAUGE" | "COMPUTE" => SeriesKind::Gauge,
            _ => SeriesKind::Counter,
        };
        Ok((self.text(node, "name")?.to_owned(), kind))
    }

    fn row(&self, row: Node<'a, 'a>, sources: usize) -> Result<Vec<f64>> {
        let values: Vec<f64> = children(row, "v")
            .map(|value| {
                let text = value.text().unwrap_or_default().trim();
                let number: f64 = text.parse().map_err(|_| self.wrong(value, &format!("\"{text}\" is no number")))?;
                Ok(if number.is_finite() { number } else { f64::NAN })
            })
            .collect::<Result<_>>()?;
        if values.len() == sources {
            return Ok(values);
        }
        Err(self.wrong(row, &format!("it has {} values for {sources} data sources", values.len())))
    }

    fn number(&self, node: Node<'a, 'a>, name: &str, range: std::ops::RangeInclusive<i64>) -> Result<i64> {
        let text = self.text(node, name)?;
        text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            let reason = format!("<{name}> is \"{text}\", not a number from {} to {}", range.start(), range.end());
            self.wrong(node, &reason)
        })
    }

    fn text(&self, node: Node<'a, 'a>, name: &str) -> Result<&'a str> {
        let found = child(node, name).and_then(|child| child.text());
        found.map(str::trim).ok_or_else(|| self.wrong(node, &format!("it has no <{name}>")))
    }

    fn wrong(&self, node: Node<'_, '_>, reason: &str) -> Error {
        let line = self.document.text_pos_at(node.range().start).row;
        malformed(format!("line {line}"), format!("<{}>: {reason}", node.tag_name().name()))
    }
}

fn children<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    node.children().find(|child| child.has_tag_name(name))
}

fn number(value: f64) -> String {
    if value.is_finite() { format!("{value:e}") } else { "NaN".into() }
}

fn invalid(argument: &str, given: &str, expected: &str) -> Error {
    Error::Invalid { argument: argument.into(), given: given.into(), expected: expected.into() }
}

fn malformed(offset: String, reason: String) -> Error {
    Error::Malformed { origin: "dump of RRDtool".into(), offset, reason }
}

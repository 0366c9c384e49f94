use std::collections::BTreeMap;
use std::fmt::Write;

use super::points::{Point, metric_name, points};
use super::{MeasuredSeries, Measurement, SeriesColumns, malformed};
use crate::counter::{Cause, Gap};
use crate::error::Result;
use crate::series::{Measured, SeriesKey, SeriesKind, SeriesSpec};
use crate::value::Timestamp;

const OPENMETRICS: &str = "OpenMetrics text";

/// Series as OpenMetrics text (version 1.0), with the labels `device`, `object` and `row`.
///
/// A counter is its total at the end of each step. Where it was not measured it begins again at 0, with the time in
/// `_created`, so that no rate is made of a gap. A gauge is its average of the step at the step's end; `NaN` stands where
/// what was measured begins.
#[must_use]
pub fn to_openmetrics(series: &[SeriesColumns]) -> String {
    // A family has one type; a counter and a gauge of one name are two families.
    let mut families: BTreeMap<(String, SeriesKind), (String, Vec<&SeriesColumns>)> = BTreeMap::new();
    for one in series {
        let unit = one.spec().unit;
        let name = metric_name(&one.key.object, &unit);
        families.entry((name, one.columns.kind)).or_insert_with(|| (unit, Vec::new())).1.push(one);
    }
    let counters: Vec<String> =
        families.keys().filter(|(_, kind)| *kind == SeriesKind::Counter).map(|(name, _)| name.clone()).collect();
    let mut out = String::new();
    for ((name, kind), (unit, members)) in families {
        let is_taken = kind == SeriesKind::Gauge && counters.contains(&name);
        let name = if is_taken { format!("level_{name}") } else { name };
        let _ = writeln!(out, "# TYPE {name} {}", kind.code());
        let unit = metric_name(&unit, "");
        if name.ends_with(&format!("_{unit}")) {
            let _ = writeln!(out, "# UNIT {name} {unit}");
        }
        for one in members {
            write_points(&mut out, &name, one);
        }
    }
    out.push_str("# EOF\n");
    out
}

fn write_points(out: &mut String, name: &str, series: &SeriesColumns) {
    let SeriesKey { device, object, row } = &series.key;
    let labels = [("device", device), ("object", object), ("row", row)]
        .map(|(label, text)| {
            format!("{label}=\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
        })
        .join(",");
    for point in points(series) {
        // Writing to a string does not fail.
        let _ = match (point, series.columns.kind) {
            (Point::Begin(time), SeriesKind::Counter) => {
                let time = seconds(time);
                writeln!(out, "{name}_total{{{labels}}} 0 {time}\n{name}_created{{{labels}}} {time} {time}")
            }
            (Point::Begin(time), SeriesKind::Gauge) => writeln!(out, "{name}{{{labels}}} NaN {}", seconds(time)),
            (Point::Total(time, total), _) => writeln!(out, "{name}_total{{{labels}}} {total} {}", seconds(time)),
            (Point::Level(time, level), _) => writeln!(out, "{name}{{{labels}}} {level} {}", seconds(time)),
            (Point::End(_), _) => Ok(()),
        };
    }
}

fn seconds(time: Timestamp) -> String {
    let (whole, part) = (time.as_millis().div_euclid(1000), time.as_millis().rem_euclid(1000));
    match (whole, part) {
        (_, 0) => whole.to_string(),
        (0.., _) => format!("{whole}.{part:03}"),
        // -0.25 is 750 ms after -1.
        _ => format!("-{}.{:03}", -(whole + 1), 1000 - part),
    }
}

/// The counters and gauges of OpenMetrics text whose samples have times; those of other types, such as histograms, are
/// left out. Samples of a series come in the order of time, as the standard has it.
///
/// What a counter has at one time and the next is what it counted between; a total that decreases, or another
/// `_created`, is a reset. A gauge holds from one sample until the next, with the value of the later one. `device`,
/// `object` and `row` are labels; else the device is `instance`, the object the metric's name, and the row all other
/// labels.
///
/// # Errors
/// `malformed`, with the line and what would be right.
pub fn from_openmetrics(text: &str) -> Result<Vec<MeasuredSeries>> {
    let mut kinds: BTreeMap<&str, SeriesKind> = BTreeMap::new();
    let mut units: BTreeMap<&str, &str> = BTreeMap::new();
    let mut found: BTreeMap<SeriesKey, Reading> = BTreeMap::new();
    let mut has_ended = false;
    for (number, line) in text.lines().enumerate().map(|(number, line)| (number + 1, line)) {
        if has_ended {
            return Err(malformed(OPENMETRICS, number, "something follows # EOF"));
        }
        if let Some(comment) = line.strip_prefix("# ") {
            let mut words = comment.splitn(3, ' ');
            match (words.next(), words.next(), words.next()) {
                (Some("EOF"), None, None) => has_ended = true,
                (Some("TYPE"), Some(name), Some("counter")) => drop(kinds.insert(name, SeriesKind::Counter)),
                (Some("TYPE"), Some(name), Some("gauge" | "unknown")) => drop(kinds.insert(name, SeriesKind::Gauge)),
                (Some("UNIT"), Some(name), Some(unit)) => drop(units.insert(name, unit)),
                _ => {}
            }
            continue;
        }
        let sample = Sample::read(line).map_err(|reason| malformed(OPENMETRICS, number, reason))?;
        let counter = ["_total", "_created"].into_iter().find_map(|end| Some((sample.name.strip_suffix(end)?, end)));
        let counter = counter.filter(|(name, _)| kinds.get(name) == Some(&SeriesKind::Counter));
        let (family, is_created) = counter.map_or((sample.name, false), |(name, end)| (name, end == "_created"));
        let Some(kind) = kinds.get(family).copied() else { continue };
        if (kind == SeriesKind::Counter) != counter.is_some() {
            return Err(malformed(OPENMETRICS, number, "a counter's sample ends with _total or _created"));
        }
        let time = sample.time.ok_or_else(|| malformed(OPENMETRICS, number, "the sample has no time"))?;
        let unit = units.get(family).copied().unwrap_or_default();
        let reading = found.entry(sample.key(family)).or_insert_with(|| Reading::new(kind, unit));
        let taken = if is_created {
            reading.created(sample.value);
            Ok(())
        } else {
            reading.take(sample.value, sample.total, time)
        };
        taken.map_err(|reason| malformed(OPENMETRICS, number, reason))?;
    }
    if !has_ended {
        return Err(malformed(OPENMETRICS, text.lines().count(), "the text does not end with # EOF"));
    }
    let series = |(key, reading): (SeriesKey, Reading)| MeasuredSeries {
        series: SeriesSpec { key, kind: reading.kind, unit: reading.unit },
        measured: reading.measured,
    };
    Ok(found.into_iter().map(series).collect())
}

/// A series as it is read.
struct Reading {
    kind: SeriesKind,
    unit: String,
    /// The last sample's time, and what a counter had come to.
    last: Option<(Timestamp, u128)>,
    created: Option<f64>,
    measured: Vec<Measurement>,
}

impl Reading {
    fn new(kind: SeriesKind, unit: &str) -> Self {
        Self { kind, unit: unit.to_owned(), last: None, created: None, measured: Vec::new() }
    }

    fn take(&mut self, value: f64, total: u128, time: Timestamp) -> std::result::Result<(), String> {
        if self.kind == SeriesKind::Counter && !(value >= 0.0 && value.is_finite()) {
            return Err(format!("\"{value}\" is no total of a counter"));
        }
        if let Some((from, before)) = self.last {
            if time <= from {
                return Err("the sample is not after the one before".to_owned());
            }
            let counted = total.checked_sub(before).and_then(|count| u64::try_from(count).ok());
            let value = match (self.kind, counted) {
                (SeriesKind::Counter, Some(count)) => Measured::Count(count),
                (SeriesKind::Counter, None) => Measured::Gap(Gap::Discontinuity { cause: Cause::Decreased }),
                (SeriesKind::Gauge, _) if value.is_finite() => Measured::Level(value),
                (SeriesKind::Gauge, _) => Measured::Gap(Gap::Missed),
            };
            self.measured.push(Measurement { from, to: time, value });
        }
        self.last = Some((time, total));
        Ok(())
    }

    /// When the counter of the sample before was made: what led to that sample is no count of it.
    fn created(&mut self, created: f64) {
        let is_new = self.created.is_some_and(|before| before.to_bits() != created.to_bits());
        self.created = Some(created);
        if let (true, Some(last)) = (is_new, self.measured.last_mut()) {
            let since = Timestamp::from_millis(millis(created)).max(last.from).min(last.to);
            let counted = self.last.and_then(|(_, total)| u64::try_from(total).ok()).unwrap_or(u64::MAX);
            let to = last.to;
            (last.to, last.value) = (since, Measured::Gap(Gap::Missed));
            if since < to {
                self.measured.push(Measurement { from: since, to, value: Measured::Count(counted) });
            }
        }
    }
}

/// One line.
struct Sample<'a> {
    name: &'a str,
    labels: Vec<(&'a str, String)>,
    value: f64,
    /// The value as a whole number, exactly where it is written as one.
    total: u128,
    time: Option<Timestamp>,
}

impl<'a> Sample<'a> {
    fn read(line: &'a str) -> std::result::Result<Self, String> {
        let name_end = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':')).unwrap_or(line.len());
        let (name, rest) = line.split_at(name_end);
        if name.is_empty() {
            return Err("the line has no name".to_owned());
        }
        let (labels, rest) = match rest.strip_prefix('{') {
            Some(rest) => labels(rest).ok_or("the labels are not name=\"text\",… within { and }")?,
            None => (Vec::new(), rest),
        };
        let mut words = rest.split(" # ").next().unwrap_or_default().split_ascii_whitespace();
        let number = |text: &str| text.parse::<f64>().map_err(|_| format!("\"{text}\" is no number"));
        let text = words.next().ok_or("the line has no value")?;
        let value = number(text)?;
        // Saturates; what is less than 0, or no number, is 0.
        #[allow(clippy::cast_possible_truncation)]
        let total = text.parse().unwrap_or(value as u128);
        let time = words.next().map(number).transpose()?.map(|time| Timestamp::from_millis(millis(time)));
        match words.next() {
            Some(word) => Err(format!("\"{word}\" follows the time")),
            None => Ok(Self { name, labels, value, total, time }),
        }
    }

    fn key(&self, family: &str) -> SeriesKey {
        let label = |wanted: &str| self.labels.iter().find(|(name, _)| *name == wanted).map(|(_, text)| text.clone());
        let rest = || {
            let others = self.labels.iter().filter(|(name, _)| !matches!(*name, "device" | "instance" | "object"));
            others.map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join(",")
        };
        SeriesKey {
            device: label("device").or_else(|| label("instance")).unwrap_or_default(),
            object: label("object").unwrap_or_else(|| family.to_owned()),
            row: label("row").unwrap_or_else(rest),
        }
    }
}

/// The labels and what follows their closing brace.
fn labels(text: &str) -> Option<(Vec<(&str, String)>, &str)> {
    let mut labels = Vec::new();
    let mut rest = text;
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return Some((labels, after));
        }
        let (name, after) = rest.split_once("=\"")?;
        let mut text = String::new();
        let mut letters = after.char_indices();
        let end = loop {
            match letters.next()? {
                (_, '\\') => text.push(match letters.next()?.1 {
                    'n' => '\n',
                    other => other,
                }),
                (at, '"') => break at,
                (_, other) => text.push(other),
            }
        };
        labels.push((name, text));
        rest = after.get(end + 1..)?;
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
}

fn millis(seconds: f64) -> i64 {
    // Saturates; NaN is 0.
    #[allow(clippy::cast_possible_truncation)]
    let millis = (seconds * 1000.0).round() as i64;
    millis
}

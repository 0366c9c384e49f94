use std::collections::BTreeMap;
use std::fmt::Write;

use super::{MeasuredSeries, Measurement, SeriesColumns, malformed};
use crate::error::Result;
use crate::series::{Measured, SeriesKey, SeriesKind, SeriesSpec};
use crate::value::Timestamp;

const INFLUX: &str = "InfluxDB line protocol";

/// Series as InfluxDB line protocol: one line for each step of which something was measured or counted, at the step's
/// beginning in nanoseconds. The measurement is the object; tags are `device`, `row`, `kind` and `unit`; fields are
/// `average`, `min`, `max`, `last`, `count`, `coverage` and `step_ms`.
#[must_use]
pub fn to_influx(series: &[SeriesColumns]) -> String {
    let mut out = String::new();
    for one in series {
        let (key, columns, spec) = (&one.key, &one.columns, one.spec());
        let mut head = if key.object.is_empty() { "_".to_owned() } else { escaped(&key.object, &[',', ' ']) };
        for (tag, text) in
            [("device", key.device.as_str()), ("kind", columns.kind.code()), ("row", &key.row), ("unit", &spec.unit)]
        {
            if !text.is_empty() {
                let _ = write!(head, ",{tag}={}", escaped(text, &[',', '=', ' ']));
            }
        }
        for (step, slot) in columns.slots().enumerate() {
            if slot.coverage <= 0.0 && slot.count == 0 {
                continue;
            }
            let mut fields = format!("coverage={},step_ms={}i", slot.coverage, columns.step_ms);
            if columns.kind == SeriesKind::Counter {
                let width = if i64::try_from(slot.count).is_ok() { 'i' } else { 'u' };
                let _ = write!(fields, ",count={}{width}", slot.count);
            }
            for (field, value) in [("average", slot.average), ("min", slot.min), ("max", slot.max), ("last", slot.last)]
            {
                if value.is_finite() {
                    let _ = write!(fields, ",{field}={value}");
                }
            }
            let nanos = i128::from(columns.time(step).as_millis()) * 1_000_000;
            let _ = writeln!(out, "{head} {fields} {nanos}");
        }
    }
    out
}

/// The numbers of InfluxDB line protocol, whose points have times in nanoseconds.
///
/// What [`to_influx`] wrote becomes the same counts and averages. Of other lines each field that is a number is a gauge
/// of its own, named `measurement.field`, of the device in the tag `device`, else `host`, and of a row of all other tags; a
/// point holds from the one before it. Texts and truth values are left out.
///
/// # Errors
/// `malformed`, with the line and what would be right.
pub fn from_influx(text: &str) -> Result<Vec<MeasuredSeries>> {
    let mut found: BTreeMap<SeriesKey, (SeriesKind, String, Vec<Measurement>)> = BTreeMap::new();
    let mut levels: BTreeMap<SeriesKey, BTreeMap<Timestamp, f64>> = BTreeMap::new();
    for (number, line) in text.lines().enumerate().map(|(number, line)| (number + 1, line.trim())) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let point = Point::read(line).map_err(|reason| malformed(INFLUX, number, reason))?;
        match point.step() {
            Some((kind, measurement)) => {
                let unit = point.tag("unit").unwrap_or_default();
                let series = found.entry(point.key(None)).or_insert_with(|| (kind, unit, Vec::new()));
                if series.0 != kind {
                    return Err(malformed(INFLUX, number, "the series was of another kind before"));
                }
                series.2.push(measurement);
            }
            None => {
                for (field, value) in point.fields.iter().filter_map(|(field, value)| Some((field, (*value)?))) {
                    levels.entry(point.key(Some(field))).or_default().insert(point.time, value);
                }
            }
        }
    }
    for (key, points) in levels {
        let pairs = points.iter().zip(points.iter().skip(1));
        let level = |((from, _), (to, level)): ((&Timestamp, &f64), (&Timestamp, &f64))| Measurement {
            from: *from,
            to: *to,
            value: Measured::Level(*level),
        };
        let measured: Vec<Measurement> = pairs.map(level).collect();
        found.entry(key).or_insert_with(|| (SeriesKind::Gauge, String::new(), measured));
    }
    let series = found.into_iter().map(|(key, (kind, unit, mut measured))| {
        measured.sort_by_key(|measurement| measurement.from);
        MeasuredSeries { series: SeriesSpec { key, kind, unit }, measured }
    });
    Ok(series.collect())
}

/// One line.
struct Point {
    measurement: String,
    tags: Vec<(String, String)>,
    /// The fields; those that are no numbers have none.
    fields: Vec<(String, Option<f64>)>,
    /// The field `count`, exactly.
    count: Option<u64>,
    time: Timestamp,
}

impl Point {
    fn read(line: &str) -> std::result::Result<Self, String> {
        let words = split(line, ' ');
        let [head, fields, time] = words.as_slice() else {
            return Err("the line is not measurement,tags fields time".to_owned());
        };
        let mut head = split(head, ',').into_iter();
        let measurement = unescaped(head.next().unwrap_or_default());
        let pair = |text: &str| {
            let (name, value) = split_once(text, '=').ok_or_else(|| format!("\"{text}\" is not name=value"))?;
            Ok::<_, String>((unescaped(name), value.to_owned()))
        };
        let tags = head
            .map(|tag| pair(tag).map(|(name, text)| (name, unescaped(&text))))
            .collect::<std::result::Result<_, _>>()?;
        let mut count = None;
        let mut numbers = Vec::new();
        for field in split(fields, ',') {
            let (name, text) = pair(field)?;
            let whole = text.strip_suffix(['i', 'u']);
            if name == "count" {
                count = whole.and_then(|text| text.parse().ok());
            }
            let is_number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
            let number = match whole.unwrap_or(&text).parse::<f64>() {
                Ok(number) if is_number => Some(number),
                _ if is_number => return Err(format!("\"{text}\" is no number")),
                _ => None,
            };
            numbers.push((name, number));
        }
        let nanos: i64 = time.parse().map_err(|_| format!("\"{time}\" is no time in nanoseconds"))?;
        let time = Timestamp::from_millis(nanos.div_euclid(1_000_000));
        Ok(Self { measurement, tags, fields: numbers, count, time })
    }

    fn tag(&self, wanted: &str) -> Option<String> {
        self.tags.iter().find(|(name, _)| name == wanted).map(|(_, text)| text.clone())
    }

    fn field(&self, wanted: &str) -> Option<f64> {
        self.fields.iter().find(|(name, _)| name == wanted)?.1
    }

    /// What was measured in a step, where the point is one that [`to_influx`] wrote.
    fn step(&self) -> Option<(SeriesKind, Measurement)> {
        let (coverage, step_ms) = (self.field("coverage")?, self.field("step_ms")?);
        let kind = match self.tag("kind")?.as_str() {
            "counter" => SeriesKind::Counter,
            "gauge" => SeriesKind::Gauge,
            _ => return None,
        };
        let value = match kind {
            SeriesKind::Counter => Measured::Count(self.count?),
            SeriesKind::Gauge => Measured::Level(self.field("average").unwrap_or(f64::NAN)),
        };
        // Saturates.
        #[allow(clippy::cast_possible_truncation)]
        let covered = (coverage.clamp(0.0, 1.0) * step_ms).round() as i64;
        let to = Timestamp::from_millis(self.time.as_millis().saturating_add(covered));
        Some((kind, Measurement { from: self.time, to, value }))
    }

    /// The series of a step, or of a field.
    fn key(&self, field: Option<&str>) -> SeriesKey {
        let device = self.tag("device").or_else(|| self.tag("host")).unwrap_or_default();
        let Some(field) = field else {
            return SeriesKey { device, object: self.measurement.clone(), row: self.tag("row").unwrap_or_default() };
        };
        let others = self.tags.iter().filter(|(name, _)| !matches!(name.as_str(), "device" | "host"));
        let row = others.map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join(",");
        SeriesKey { device, object: format!("{}.{field}", self.measurement), row }
    }
}

/// A name or a tag. Control characters, which a line cannot have, become spaces.
fn escaped(text: &str, special: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if letter == '\\' || special.contains(&letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_mark = letter == '\\' && letters.peek().is_some_and(|next| matches!(next, ',' | '=' | ' ' | '\\'));
        out.push(if is_mark { letters.next().unwrap_or(letter) } else { letter });
    }
    out
}

/// The parts between characters that are neither escaped nor within quotes; empty ones are left out.
fn split(text: &str, between: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((part, after)) = split_once(rest, between) {
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts.retain(|part| !part.is_empty());
    parts
}

fn split_once(text: &str, between: char) -> Option<(&str, &str)> {
    let (mut is_escaped, mut is_quoted) = (false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if letter == between && !is_quoted => {
                return Some((text.get(..at)?, text.get(at + letter.len_utf8()..)?));
            }
            _ => {}
        }
    }
    None
}

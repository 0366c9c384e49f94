use serde::{Deserialize, Serialize};

use super::SeriesColumns;
use crate::error::{Error, Result};

const FORMAT: &str = "netwarden-series";
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u32,
    series: &'a [SeriesColumns],
}

#[derive(Deserialize)]
struct Read {
    format: String,
    version: u32,
    series: Vec<SeriesColumns>,
}

/// Series as JSON: `{"format": "netwarden-series", "version": 1, "series": [{"key": {…}, "columns": {…}}]}`, with `null` for
/// what is no number and times in milliseconds since 1970.
#[must_use]
pub fn to_json(series: &[SeriesColumns]) -> String {
    // What is written has no maps with other keys than texts, so that nothing can fail.
    serde_json::to_string(&Written { format: FORMAT, version: VERSION, series }).unwrap_or_default()
}

/// The series that [`to_json`] wrote.
///
/// # Errors
/// `malformed` where the text is no such JSON, with the line.
pub fn from_json(text: &str) -> Result<Vec<SeriesColumns>> {
    let malformed = |line: usize, reason: String| Error::Malformed {
        origin: "JSON of series".into(),
        offset: format!("line {line}"),
        reason,
    };
    let read: Read = serde_json::from_str(text).map_err(|error| malformed(error.line(), error.to_string()))?;
    if (read.format.as_str(), read.version) != (FORMAT, VERSION) {
        let reason = format!("{} of version {} is not {FORMAT} of version {VERSION}", read.format, read.version);
        return Err(malformed(1, reason));
    }
    for SeriesColumns { key, columns } in &read.series {
        let steps = columns.len();
        let others = [&columns.min, &columns.max, &columns.last, &columns.coverage];
        if columns.step_ms == 0 || columns.count.len() != steps || others.iter().any(|column| column.len() != steps) {
            return Err(malformed(1, format!("the columns of {key} are not of one length, or its step is 0")));
        }
    }
    Ok(read.series)
}

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ThresholdRange;
use super::threshold::number;
use crate::error::Error;

/// One measured value as the Monitoring Plugins guidelines write it:
/// `'label'=value[UOM];[warn];[crit];[min];[max]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Perfdata {
    /// What was measured. An equals sign cannot be written in it.
    pub label: String,
    /// The value; `None` is `U`, could not be determined.
    pub value: Option<f64>,
    /// The unit of measurement: empty for a number of things, `s`, `ms`, `us`, `%`, `B`, `KB`, `MB`, `GB`, `TB`, or
    /// `c` for a continuous counter.
    pub unit: String,
    /// The warning threshold.
    pub warning: Option<ThresholdRange>,
    /// The critical threshold.
    pub critical: Option<ThresholdRange>,
    /// The least possible value, in the same unit.
    pub min: Option<f64>,
    /// The greatest possible value, in the same unit; implied for `%`.
    pub max: Option<f64>,
}

impl Perfdata {
    /// `value` of `label` in `unit`, at least 0.
    #[must_use]
    pub fn new(label: impl Into<String>, value: f64, unit: impl Into<String>) -> Self {
        Self { label: label.into(), value: Some(value), unit: unit.into(), min: Some(0.0), ..Self::default() }
    }

    /// Reads a plugin's performance data: values separated by spaces.
    ///
    /// # Errors
    /// [`Error::Invalid`] that names the first value that is not right.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, Error> {
        let mut rest = text.trim_start();
        let mut values = Vec::new();
        while !rest.is_empty() {
            let (label, after) = split_label(rest)?;
            let end = after.find(char::is_whitespace).unwrap_or(after.len());
            let (fields, remainder) = after.split_at(end);
            values.push(Self::from_fields(label, fields)?);
            rest = remainder.trim_start();
        }
        Ok(values)
    }

    fn from_fields(label: String, text: &str) -> Result<Self, Error> {
        let invalid = |expected: &str| Error::invalid("performance value", format!("{label}={text}"), expected);
        let mut fields = text.split(';');
        let (value, unit) = fields.next().and_then(split_unit).ok_or_else(|| {
            invalid("a number with a unit (none, s, ms, us, %, B, KB, MB, GB, TB, c) or U is expected after the equals sign")
        })?;
        let range = |field: Option<&str>| match field {
            None | Some("") => Ok(None),
            Some(range) => range.parse::<ThresholdRange>().map(Some),
        };
        let limit = |field: Option<&str>| match field {
            None | Some("") => Ok(None),
            Some(limit) => {
                number(limit).map(Some).ok_or_else(|| invalid("the least and the greatest value are numbers"))
            }
        };
        let (warning, critical) = (range(fields.next())?, range(fields.next())?);
        let (min, max) = (limit(fields.next())?, limit(fields.next())?);
        if fields.any(|field| !field.is_empty()) {
            return Err(invalid("value;warning;critical;least;greatest are all its fields"));
        }
        Ok(Self { value, unit: unit.to_string(), warning, critical, min, max, label })
    }
}

/// The label, unquoted, and what follows its equals sign.
fn split_label(text: &str) -> Result<(String, &str), Error> {
    let invalid = |expected: &str| Error::invalid("performance value", text, expected);
    let Some(mut rest) = text.strip_prefix('\'') else {
        let (label, rest) = text.split_once('=').ok_or_else(|| invalid("label=value is expected"))?;
        if label.is_empty() || label.contains(char::is_whitespace) || label.contains('\'') {
            return Err(invalid("a label with spaces or quotes stands in single quotes"));
        }
        return Ok((label.to_string(), rest));
    };
    let mut label = String::new();
    loop {
        let (part, after) = rest.split_once('\'').ok_or_else(|| invalid("the label's closing quote is missing"))?;
        label.push_str(part);
        match after.strip_prefix('\'') {
            Some(doubled) => {
                label.push('\'');
                rest = doubled;
            }
            None => {
                let rest = after
                    .strip_prefix('=')
                    .ok_or_else(|| invalid("an equals sign follows the label's closing quote"))?;
                return if label.is_empty() { Err(invalid("a label is expected")) } else { Ok((label, rest)) };
            }
        }
    }
}

fn split_unit(text: &str) -> Option<(Option<f64>, &str)> {
    if text == "U" {
        return Some((None, ""));
    }
    let end = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let (value, unit) = text.split_at(end);
    let known = matches!(unit, "" | "s" | "ms" | "us" | "%" | "B" | "KB" | "MB" | "GB" | "TB" | "c");
    if known { Some((Some(number(value)?), unit)) } else { None }
}

impl fmt::Display for Perfdata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.label.replace('=', "_");
        if label.is_empty() || label.contains(|c: char| c.is_whitespace() || c == '\'') {
            write!(f, "'{}'=", label.replace('\'', "''"))?;
        } else {
            write!(f, "{label}=")?;
        }
        match self.value.filter(|value| value.is_finite()) {
            Some(value) => write!(f, "{value}{}", self.unit)?,
            None => f.write_str("U")?,
        }
        let text = |part: Option<&dyn fmt::Display>| part.map(ToString::to_string).unwrap_or_default();
        let fields = [
            text(self.warning.as_ref().map(|range| range as _)),
            text(self.critical.as_ref().map(|range| range as _)),
            text(self.min.as_ref().map(|limit| limit as _)),
            text(self.max.as_ref().map(|limit| limit as _)),
        ];
        let used = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
        fields.iter().take(used).try_for_each(|field| write!(f, ";{field}"))
    }
}

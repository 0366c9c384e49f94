use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Status;
use crate::error::Error;

/// A threshold range as the Monitoring Plugins guidelines define it: `[@]start:end`.
///
/// | range | alerts where the value is |
/// |---|---|
/// | `10` | below 0 or above 10 |
/// | `10:` | below 10 |
/// | `~:10` | above 10 |
/// | `10:20` | below 10 or above 20 |
/// | `@10:20` | from 10 to 20, both included |
///
/// The ends belong to the range. It is written and serialised as that text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThresholdRange {
    /// The lowest value of the range; `None` is minus infinity, written `~`.
    pub start: Option<f64>,
    /// The highest value of the range; `None` is infinity, written by leaving it out.
    pub end: Option<f64>,
    /// Whether the alert is inside (`@`) instead of outside.
    pub inside: bool,
}

impl ThresholdRange {
    /// Alerts above `end` and below 0; the same as `end` alone.
    #[must_use]
    pub const fn up_to(end: f64) -> Self {
        Self { start: Some(0.0), end: Some(end), inside: false }
    }

    /// Alerts below `start`; the same as `start:`.
    #[must_use]
    pub const fn at_least(start: f64) -> Self {
        Self { start: Some(start), end: None, inside: false }
    }

    /// Whether `value` alerts. A value that is not a number does.
    #[must_use]
    pub fn alerts(&self, value: f64) -> bool {
        if value.is_nan() {
            return true;
        }
        let within = self.start.is_none_or(|start| value >= start) && self.end.is_none_or(|end| value <= end);
        within == self.inside
    }
}

impl FromStr for ThresholdRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = |expected: &str| Error::invalid("threshold range", text, expected);
        const FORM: &str = "[@]start:end is expected, such as 10, 10:, ~:10, 10:20 or @10:20";
        let (inside, range) = match text.strip_prefix('@') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (start, end) = match range.split_once(':') {
            Some((start, end)) => (start, end),
            None if range.is_empty() => return Err(invalid(FORM)),
            None => ("", range),
        };
        if start.is_empty() && end.is_empty() {
            return Err(invalid(FORM));
        }
        let number = |part: &str| number(part).ok_or_else(|| invalid(FORM));
        let start = match start {
            "~" => None,
            "" => Some(0.0),
            start => Some(number(start)?),
        };
        let end = if end.is_empty() { None } else { Some(number(end)?) };
        match (start, end) {
            (Some(start), Some(end)) if start > end => Err(invalid("the start must not be above the end")),
            _ => Ok(Self { start, end, inside }),
        }
    }
}

/// A decimal number, without `inf`, `nan` and other words.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    if plain { text.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
}

impl fmt::Display for ThresholdRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.inside {
            f.write_str("@")?;
        }
        match (self.start, self.end) {
            (Some(0.0), Some(end)) => write!(f, "{end}"),
            (Some(start), Some(end)) => write!(f, "{start}:{end}"),
            (Some(start), None) => write!(f, "{start}:"),
            (None, Some(end)) => write!(f, "~:{end}"),
            (None, None) => f.write_str("~:"),
        }
    }
}

impl Serialize for ThresholdRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ThresholdRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// When a value is a warning and when it is critical.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Alerts as a warning.
    pub warning: Option<ThresholdRange>,
    /// Alerts as critical; judged first.
    pub critical: Option<ThresholdRange>,
}

impl Thresholds {
    /// Reads both ranges.
    ///
    /// # Errors
    /// [`Error::Invalid`] where one is not a threshold range.
    pub fn parse(warning: &str, critical: &str) -> Result<Self, Error> {
        Ok(Self { warning: Some(warning.parse()?), critical: Some(critical.parse()?) })
    }

    /// What `value` is by these thresholds: critical, a warning, or nothing to say.
    #[must_use]
    pub fn judge(&self, value: f64) -> Status {
        let alerts = |range: Option<ThresholdRange>| range.is_some_and(|range| range.alerts(value));
        if alerts(self.critical) {
            Status::Critical
        } else if alerts(self.warning) {
            Status::Warning
        } else {
            Status::Ok
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ThresholdRange {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ThresholdRange".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let number = r"-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?";
        schemars::json_schema!({
            "type": "string",
            "description": "A threshold range as the Monitoring Plugins guidelines define it: [@]start:end.",
            "pattern": format!("^@?((~|{number})?:({number})?|{number})$"),
        })
    }
}

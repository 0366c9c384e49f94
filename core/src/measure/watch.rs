use serde::{Deserialize, Serialize};

use super::{glob, reading};
use crate::check::{Cause, CheckResult, Perfdata, Problem, Status, Thresholds, Timing};
use crate::counter::Gap;
use crate::value::Timestamp;

/// A threshold that watches a quantity: each measurement of it becomes a result of a check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// The object of the quantity.
    pub object: String,
    /// Of which rows, by name; of all where empty. `*` stands for any characters and `?` for one.
    #[serde(default)]
    pub names: Vec<String>,
    /// When it is a warning and when it is critical, in the quantity's unit; of counters, per second.
    pub thresholds: Thresholds,
}

impl Watch {
    /// Reads a threshold in JSON.
    ///
    /// # Errors
    /// `invalid`, with what is wrong.
    pub fn from_json(text: &str) -> crate::error::Result<Self> {
        reading::read("watch", text)
    }

    /// Whether a row of that name is watched.
    #[must_use]
    pub fn admits(&self, row: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|pattern| glob::admits(pattern, row))
    }

    /// The result for one measurement of `target`, such as `core1 in_utilisation Gi1/0/1`; unknown where there is a gap.
    #[must_use]
    pub fn judge(&self, target: String, unit: &str, measured: Result<f64, Gap>, at: Timestamp) -> CheckResult {
        let shown = |value: f64| {
            format!("{}{}", rounded(value), if unit.is_empty() { String::new() } else { format!(" {unit}") })
        };
        let (cause, status, summary) = match measured {
            Err(gap) => {
                let cause = Cause::NotEvaluated { reason: gap.to_string() };
                let summary = format!("{target} {cause}");
                (Some(cause), Status::Unknown, summary)
            }
            Ok(value) => match self.thresholds.judge(value) {
                Status::Ok => (None, Status::Ok, format!("{target} is {}", shown(value))),
                status => {
                    let range = match status {
                        Status::Critical => self.thresholds.critical,
                        _ => self.thresholds.warning,
                    };
                    let range = range.map_or_else(String::new, |range| range.to_string());
                    let cause = Cause::ThresholdCrossed { value, unit: unit.to_owned(), range };
                    let summary = format!("{target} {cause}");
                    (Some(cause), status, summary)
                }
            },
        };
        let perfdata = Perfdata {
            label: self.object.clone(),
            value: measured.ok(),
            unit: if unit == "percent" { "%".into() } else { String::new() },
            warning: self.thresholds.warning,
            critical: self.thresholds.critical,
            min: None,
            max: None,
        };
        CheckResult {
            status,
            problems: cause.iter().map(|cause| Problem { status, cause: cause.clone() }).collect(),
            cause,
            summary,
            target,
            at,
            peer: None,
            timing: Timing::default(),
            tls: None,
            hops: Vec::new(),
            http_status: None,
            facts: Vec::new(),
            assertions: Vec::new(),
            parts: Vec::new(),
            perfdata: vec![perfdata],
        }
    }
}

/// A value with as many digits as people read: three behind the point at most.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_becomes_a_result() {
        let watch = Watch {
            object: "in_utilisation".into(),
            names: vec!["Te*".into()],
            thresholds: Thresholds::parse("80", "95").unwrap(),
        };
        assert!(watch.admits("te1/1") && !watch.admits("Gi1/1"));
        let judge =
            |measured| watch.judge("core1 in_utilisation Te1/1".into(), "percent", measured, Timestamp::from_millis(5));
        let fine = judge(Ok(12.345_67));
        assert_eq!(
            (fine.status, fine.to_string().as_str()),
            (Status::Ok, "OK core1 in_utilisation Te1/1 is 12.346 percent")
        );
        let high = judge(Ok(90.0));
        assert_eq!(
            (high.status, high.to_string().as_str()),
            (Status::Warning, "WARNING core1 in_utilisation Te1/1 is 90 percent; the threshold is 80")
        );
        assert_eq!(high.plugin_output().split_once(" | ").unwrap().1, "in_utilisation=90%;80;95");
        assert_eq!(judge(Ok(99.0)).status, Status::Critical);
        let gap = judge(Err(Gap::Missed));
        assert_eq!((gap.status, gap.perfdata[0].value), (Status::Unknown, None));
        assert_eq!(gap.problems.len(), 1);
    }
}

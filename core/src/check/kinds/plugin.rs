//! A monitoring plugin: a program that checks something and says so as the Monitoring Plugins guidelines have it.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::setters::setters;
use crate::check::validate::{bounded, within};
use crate::check::verdict::{Verdict, short};
use crate::check::{Attempt, Cause, Perfdata, Status, Thresholds};
use crate::error::{Error, Result};

/// A check by the monitoring plugin `program`, the name of a file in the prober's folder of plugins.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::plugin("check_disk").arguments(["-w", "10%", "-p", "/"]).target("disks of alpha").spec()?;
/// assert_eq!(spec.target(), "disks of alpha");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn plugin(program: impl Into<String>) -> PluginCheck {
    PluginCheck { program: program.into(), ..PluginCheck::default() }
}

/// A check by a monitoring plugin, such as one of Nagios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct PluginCheck {
    /// The name of a file in the prober's folder of plugins: `check_disk`.
    pub program: String,
    /// Its arguments, as they are: no shell reads them. Whoever may list processes sees them, so that no secret belongs here.
    pub arguments: Vec<String>,
    /// What is checked, for people; the program by default.
    pub target: String,
    /// Milliseconds that it may take, 1 to 600,000; 10,000. Then it is killed, with all that it started.
    pub timeout_ms: u64,
    /// Judges how long it took, in milliseconds. None by default.
    pub time: Thresholds,
}

impl Default for PluginCheck {
    fn default() -> Self {
        Self {
            program: String::new(),
            arguments: Vec::new(),
            target: String::new(),
            timeout_ms: 10_000,
            time: Thresholds::default(),
        }
    }
}

setters! { PluginCheck -> Plugin {
    /// What is checked, for people.
    target(target: impl Into<String>) target = target.into();
    /// How long it may take.
    timeout(time: std::time::Duration) timeout_ms = crate::check::setters::millis(time);
    /// Judges how long it took, in milliseconds.
    time(thresholds: Thresholds) time = thresholds;
} }

impl PluginCheck {
    /// Its arguments.
    #[must_use]
    pub fn arguments<T: Into<String>>(mut self, arguments: impl IntoIterator<Item = T>) -> Self {
        self.arguments = arguments.into_iter().map(Into::into).collect();
        self
    }
}

impl Spec for PluginCheck {
    fn validate(&self) -> Result<()> {
        bounded("program", &self.program, 255)?;
        if self.program.contains(['/', '\\']) || matches!(self.program.as_str(), "." | "..") {
            let expected = "the name of a file in the prober's folder of plugins, without a path";
            return Err(Error::invalid("program", &self.program, expected));
        }
        if self.arguments.len() > 1_000 {
            return Err(Error::invalid("arguments", self.arguments.len().to_string(), "at most 1,000 are expected"));
        }
        for argument in &self.arguments {
            if argument.contains('\0') || argument.len() > 65_536 {
                return Err(Error::invalid(
                    "arguments",
                    "one of them",
                    "at most 65,536 bytes without a NUL are expected",
                ));
            }
        }
        if !self.target.is_empty() {
            bounded("target", &self.target, 256)?;
        }
        within("timeout_ms", self.timeout_ms, 1, 600_000, " ms")
    }

    fn target(&self) -> String {
        if self.target.is_empty() { self.program.clone() } else { self.target.clone() }
    }

    fn time_limit_ms(&self) -> u64 {
        self.timeout_ms
    }
}

/// What a monitoring plugin says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PluginObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Its exit code; `None` where a signal ended it, or it did not run.
    pub exit_code: Option<i32>,
    /// What it printed.
    pub output: String,
}

impl Judge for PluginCheck {
    type Seen = PluginObservation;

    fn judge(&self, seen: &PluginObservation, verdict: &mut Verdict) -> String {
        let (text, long, values) = parts(&seen.output);
        if !long.is_empty() {
            verdict.fact("output", &long);
        }
        match Perfdata::parse_all(&values) {
            Ok(values) => values.into_iter().for_each(|value| verdict.measured(value)),
            Err(error) => verdict.fact("unreadable_perfdata", error),
        }
        // Many plugins have a `time` of their own.
        if self.time != Thresholds::default() {
            verdict.time(&seen.attempt, self.time);
        }
        if seen.attempt.failure.is_some() {
            return String::new();
        }
        let said = || if text.is_empty() { "it says nothing".to_string() } else { text.clone() };
        match seen.exit_code {
            Some(0) => {}
            Some(1) => verdict.add(Status::Warning, Cause::ServiceFailed { reason: said() }),
            Some(2) => verdict.add(Status::Critical, Cause::ServiceFailed { reason: said() }),
            Some(3) => verdict.fail(Cause::NotEvaluated { reason: said() }),
            Some(code) => {
                let reason = format!("the plugin ended with exit code {code}, which is none of 0 to 3: {}", said());
                verdict.fail(Cause::NotEvaluated { reason });
            }
            None => verdict.fail(Cause::NotEvaluated { reason: "a signal ended the plugin".to_string() }),
        }
        let time = short(seen.attempt.timing.total_ms);
        if text.is_empty() { format!("is well, after {time} ms") } else { format!("says: {text}") }
    }
}

/// The first line without performance data, the lines after it, and all performance data: `TEXT | DATA`, lines of text, the last
/// of them with `| DATA` again, and lines of data.
fn parts(output: &str) -> (String, String, String) {
    let mut lines = output.lines();
    let (text, first) =
        lines.next().unwrap_or_default().split_once('|').unwrap_or((output.lines().next().unwrap_or_default(), ""));
    let (mut long, mut values, mut in_values) = (Vec::new(), vec![first.trim()], false);
    for line in lines {
        match line.split_once('|').filter(|_| !in_values) {
            Some((text, data)) => {
                in_values = true;
                long.push(text.trim_end());
                values.push(data.trim());
            }
            None if in_values => values.push(line.trim()),
            None => long.push(line.trim_end()),
        }
    }
    (text.trim().to_string(), long.join("\n").trim().to_string(), values.join(" "))
}

//! A check that the program itself brings.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::form::Inputs;
use crate::check::setters::setters;
use crate::check::validate::{bounded, within};
use crate::check::verdict::Verdict;
use crate::check::{Attempt, Cause, Fact, Perfdata, Status};
use crate::error::Result;

/// A check by what the program has registered as `check`.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::custom("door").target("front door").input("minutes", 5.0).spec()?;
/// assert_eq!(spec.target(), "front door");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn custom(check: impl Into<String>) -> CustomCheck {
    CustomCheck { check: check.into(), ..CustomCheck::default() }
}

/// A check by what the program has registered under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct CustomCheck {
    /// The name under which it is registered.
    pub check: String,
    /// What is checked, for people; the name of the check by default.
    pub target: String,
    /// What it asks for, by the ids of its form.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Map<String, serde_json::Value>"))]
    pub input: Inputs,
    /// Milliseconds that an attempt may take, 1 to 600,000; 10,000.
    pub timeout_ms: u64,
}

impl Default for CustomCheck {
    fn default() -> Self {
        Self { check: String::new(), target: String::new(), input: Inputs::new(), timeout_ms: 10_000 }
    }
}

setters! { CustomCheck -> Custom {
    /// What is checked, for people.
    target(target: impl Into<String>) target = target.into();
    /// How long an attempt may take.
    timeout(time: std::time::Duration) timeout_ms = crate::check::setters::millis(time);
} }

impl CustomCheck {
    /// Fills in a field of its form.
    #[must_use]
    pub fn input(mut self, id: impl Into<String>, value: impl Into<crate::check::InputValue>) -> Self {
        self.input.insert(id.into(), value.into());
        self
    }
}

impl Spec for CustomCheck {
    fn validate(&self) -> Result<()> {
        bounded("check", &self.check, 64)?;
        if !self.target.is_empty() {
            bounded("target", &self.target, 256)?;
        }
        within("timeout_ms", self.timeout_ms, 1, 600_000, " ms")
    }

    fn target(&self) -> String {
        if self.target.is_empty() { self.check.clone() } else { self.target.clone() }
    }

    fn time_limit_ms(&self) -> u64 {
        self.timeout_ms
    }
}

/// What a check of the program's own says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// What it is.
    pub status: Status,
    /// A sentence for people.
    pub summary: String,
    /// What it measured.
    pub perfdata: Vec<Perfdata>,
    /// What is good to know.
    pub facts: Vec<Fact>,
}

impl Judge for CustomCheck {
    type Seen = CustomObservation;

    fn judge(&self, seen: &CustomObservation, verdict: &mut Verdict) -> String {
        for fact in &seen.facts {
            verdict.fact(&fact.name, &fact.value);
        }
        for value in &seen.perfdata {
            verdict.measured(value.clone());
        }
        if seen.attempt.failure.is_none() {
            verdict.add(seen.status, Cause::ServiceFailed { reason: seen.summary.clone() });
        }
        if seen.summary.is_empty() { "is well".to_string() } else { format!("says: {}", seen.summary) }
    }
}

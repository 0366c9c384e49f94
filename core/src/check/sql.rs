//! What is asked of a database, and how its answer is judged.

use serde::{Deserialize, Serialize};

use super::validate::bounded;
use super::verdict::Verdict;
use super::{Attempt, Cause, Thresholds};
use crate::error::{Error, Result};

/// A query, and what is expected of its answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SqlRules {
    /// One statement to run after the login, in a transaction that is read-only where the database knows such. None by
    /// default.
    pub query: Option<String>,
    /// The text that the first value of the first row must be.
    pub expect: Option<String>,
    /// Judges the first value of the first row, a number. None by default.
    pub value: Thresholds,
    /// Judges how many rows come. None by default.
    pub rows: Thresholds,
}

/// What a query brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SqlAnswer {
    /// The first value of the first row, as text; `None` where it is NULL or there is no row.
    pub value: Option<String>,
    /// How many rows came.
    pub rows: u32,
}

impl SqlRules {
    /// Whether every field is right; `has_login` where somebody logs in.
    pub(super) fn validate(&self, has_login: bool) -> Result<()> {
        match &self.query {
            Some(query) if query.trim().is_empty() || query.len() > 65_536 || query.contains('\0') => {
                let shown: String = query.chars().take(60).collect();
                return Err(Error::invalid("query", shown, "a statement of at most 65,536 bytes is expected"));
            }
            Some(query) if !has_login => {
                let shown: String = query.chars().take(60).collect();
                return Err(Error::invalid("query", shown, "a login is expected beside it: give user and password"));
            }
            Some(_) => {}
            None if self != &Self::default() => {
                return Err(Error::invalid("query", "none", "what is expected is of an answer: give a query"));
            }
            None => {}
        }
        self.expect.as_deref().map_or(Ok(()), |text| bounded("expect", text, 65_536))
    }

    pub(super) fn judge(&self, answer: Option<&SqlAnswer>, attempt: &Attempt, verdict: &mut Verdict) {
        let Some(answer) = answer.filter(|_| self.query.is_some() && verdict.is_whole(attempt)) else {
            return;
        };
        let value = answer.value.as_deref();
        let shown: String =
            value.unwrap_or(if answer.rows == 0 { "no row" } else { "NULL" }).chars().take(200).collect();
        verdict.fact("value", &shown);
        if let Some(wanted) = &self.expect {
            let cause = Cause::UnexpectedAnswer { expected: format!("{wanted:?}"), found: shown };
            verdict.assert(format!("the first value is {wanted:?}"), (value != Some(wanted)).then_some(cause));
        }
        let number = value.and_then(|value| value.trim().parse().ok()).filter(|number: &f64| number.is_finite());
        let asked = self.value != Thresholds::default();
        if asked || number.is_some() {
            verdict.told(attempt, ("value", ""), number, &self.value, "the first value is no number");
        }
        verdict.told(attempt, ("rows", ""), Some(f64::from(answer.rows)), &self.rows, "no rows were told");
    }
}

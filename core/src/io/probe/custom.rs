//! A check that the program itself brings.

use std::time::Duration;

use zeroize::Zeroizing;

use super::{Budget, ProbeOptions};
use crate::check::{Attempt, Cause, CustomCheck, CustomObservation, Secret};
use crate::error::Result;
use crate::io::custom::Failure;
use crate::io::wall_clock;

/// Letters of a summary at most.
const MOST_SUMMARY: usize = 1_000;
/// Values and facts at most.
const MOST_PARTS: usize = 1_000;

pub(super) async fn observe(check: &CustomCheck, options: &ProbeOptions) -> Result<CustomObservation> {
    let budget = Budget::start(check.timeout_ms);
    let mut seen =
        CustomObservation { attempt: Attempt { at: wall_clock(), ..Attempt::default() }, ..Default::default() };
    let known = |name: &str| options.secrets.get(name).and_then(Secret::given).map(|text| Zeroizing::new(text.into()));
    let target = if check.target.is_empty() { check.check.clone() } else { check.target.clone() };
    let timeout = Duration::from_millis(check.timeout_ms);
    match options.registry.attempt(&check.check, target, &check.input, known, timeout).await? {
        Ok(mut answer) => {
            answer.perfdata.truncate(MOST_PARTS);
            answer.facts.truncate(MOST_PARTS);
            seen.status = answer.status;
            seen.summary = super::lines::shown(&answer.summary, MOST_SUMMARY);
            (seen.perfdata, seen.facts) = (answer.perfdata, answer.facts);
        }
        Err(Failure::Secret(name)) => seen.attempt.failure = Some(Cause::SecretMissing { name }),
        Err(Failure::Other(reason)) => seen.attempt.failure = Some(Cause::NotEvaluated { reason }),
    }
    seen.attempt.timing.total_ms = budget.total_ms();
    Ok(seen)
}

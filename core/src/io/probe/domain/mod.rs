//! The registration of a domain: RDAP first, WHOIS where that is not to be had.

mod date;
mod rdap;
#[cfg(test)]
mod tests;
mod whois;

use std::time::Duration;

use serde_json::Value;

use super::{Budget, ProbeOptions, http};
use crate::check::{self, Attempt, Cause, Connection, DomainCheck, DomainObservation};
use crate::error::Result;
use crate::io::wall_clock;

/// Bytes of an answer of RDAP at most; IANA's list has some 50,000.
const MAX_BYTES: u64 = 1 << 20;

/// What asking one source came to: what it says, or why that was not to be had.
type Told = std::result::Result<DomainObservation, Box<(Cause, Attempt)>>;

pub(super) async fn observe(check: &DomainCheck, options: &ProbeOptions) -> Result<DomainObservation> {
    let budget = Budget::start(check.connection.timeout_ms);
    let at = wall_clock();
    let mut seen = match url::Host::parse(check.name.trim_end_matches('.')) {
        Ok(url::Host::Domain(name)) => ask(check, &name, options, budget).await,
        _ => failed(Cause::NameNotFound { reason: "it is no domain".to_string() }, Attempt::default()),
    };
    seen.attempt.at = at;
    seen.attempt.timing.total_ms = budget.total_ms();
    Ok(seen)
}

fn failed(cause: Cause, attempt: Attempt) -> DomainObservation {
    DomainObservation { attempt: Attempt { failure: Some(cause), ..attempt }, ..DomainObservation::default() }
}

async fn ask(check: &DomainCheck, name: &str, options: &ProbeOptions, budget: Budget) -> DomainObservation {
    let whois_alone = check.whois.is_some() && check.rdap.is_none() && check.bootstrap.is_none();
    let rdap_alone = check.whois.is_none() && check.rdap.is_some();
    let mut failure = None;
    if !whois_alone {
        // Half of the time, so that WHOIS has the other.
        let time = if rdap_alone { left(budget) } else { left(budget) / 2 };
        match rdap::ask(check, name, options, budget, time).await {
            Ok(Some(seen)) => return seen,
            Ok(None) => {}
            Err(lost) => failure = Some(lost),
        }
    }
    if !rdap_alone {
        match whois::ask(check, name, options, left(budget)).await {
            Ok(seen) => return seen,
            Err(lost) => failure = failure.or(Some(lost)),
        }
    }
    let (cause, attempt) = failure.map_or_else(
        || (Cause::NotEvaluated { reason: "its registry has no RDAP server".to_string() }, Attempt::default()),
        |lost| *lost,
    );
    // That a registry is away says nothing of the domain.
    match cause {
        cause @ (Cause::AddressDenied { .. } | Cause::FeatureMissing { .. } | Cause::NotEvaluated { .. }) => {
            failed(cause, attempt)
        }
        cause => failed(Cause::ResolverFailed { reason: format!("the registry {cause}") }, attempt),
    }
}

fn left(budget: Budget) -> Duration {
    let left = Duration::from_millis(budget.limit_ms).saturating_sub(budget.started.elapsed());
    left.max(Duration::from_millis(1))
}

/// The connection of the spec, for a part of it.
fn part(connection: &Connection, time: Duration) -> Connection {
    let timeout_ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
    Connection { timeout_ms, time: check::Thresholds::default(), ..connection.clone() }
}

/// A JSON document; `None` where there is none of that name (404).
async fn fetch(
    url: &str,
    connection: &Connection,
    options: &ProbeOptions,
    time: Duration,
) -> std::result::Result<(Option<Value>, Attempt), Box<(Cause, Attempt)>> {
    let mut request = check::http(url).header("Accept", "application/rdap+json, application/json").max_bytes(MAX_BYTES);
    request.connection = part(connection, time);
    let got = http::observe(&request, options)
        .await
        .map_err(|error| Box::new((Cause::NotEvaluated { reason: error.to_string() }, Attempt::default())))?;
    let attempt = got.attempt;
    let lost = |cause: Cause| Err(Box::new((cause, Attempt { failure: None, ..attempt.clone() })));
    if let Some(cause) = attempt.failure.clone() {
        return lost(cause);
    }
    if let Some(tls) = attempt.tls.as_ref().and_then(|facts| facts.verdict.clone()) {
        return lost(Cause::Tls { tls });
    }
    match got.status {
        Some(404) => return Ok((None, attempt)),
        Some(200) => {}
        status => return lost(Cause::StatusCode { status: status.unwrap_or_default() }),
    }
    if got.truncated {
        return lost(Cause::AnswerTooLong { limit: MAX_BYTES });
    }
    match serde_json::from_str(&got.body) {
        Ok(value) => Ok((Some(value), attempt)),
        Err(error) => lost(Cause::Protocol { reason: format!("its answer is no JSON: {error}") }),
    }
}

//! A judgement, as it is made.

use std::fmt::Write;

use super::connection::TlsRules;
use super::{
    Assertion, Attempt, Cause, CheckResult, Fact, Hop, Perfdata, Problem, Status, SubResult, ThresholdRange,
    Thresholds, Timing, TlsFacts,
};

/// What a judgement comes to, as it is made.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    problems: Vec<Problem>,
    perfdata: Vec<Perfdata>,
    facts: Vec<Fact>,
    assertions: Vec<Assertion>,
    /// The results of parts, such as the resources of a page.
    pub(crate) parts: Vec<SubResult>,
    /// The redirects that were followed.
    pub(crate) hops: Vec<Hop>,
    /// The HTTP status of the last answer.
    pub(crate) http_status: Option<u16>,
}

impl Verdict {
    /// Begins with what ended the attempt, if anything.
    pub(crate) fn of(attempt: &Attempt) -> Self {
        let mut verdict = Self::default();
        if let Some(failure) = &attempt.failure {
            verdict.fail(failure.clone());
        }
        verdict
    }

    /// Something is not as it should be; nothing where `status` is OK.
    pub(crate) fn add(&mut self, status: Status, cause: Cause) {
        if status != Status::Ok {
            self.problems.push(Problem { status, cause });
        }
    }

    /// Something is as bad as its cause always is.
    pub(crate) fn fail(&mut self, cause: Cause) {
        self.add(cause.status(), cause);
    }

    /// Notes what was asserted, such as `body contains "Welcome"`, and whether it holds: `None` where it does, else why not.
    pub(crate) fn assert(&mut self, what: impl Into<String>, broken: Option<Cause>) {
        let status = broken.as_ref().map_or(Status::Ok, Cause::status);
        self.assertions.push(Assertion { what: what.into(), status });
        if let Some(cause) = broken {
            self.add(status, cause);
        }
    }

    /// Notes what was asserted where a threshold has judged it.
    pub(crate) fn assert_status(&mut self, what: impl Into<String>, status: Status) {
        self.assertions.push(Assertion { what: what.into(), status });
    }

    /// Notes a greeting, and asserts that it contains what is expected, where there was one to hear.
    pub(crate) fn greeted(&mut self, greeting: &str, attempt: &Attempt, expected: Option<&str>) {
        if !greeting.is_empty() {
            self.fact("greeting", greeting);
        }
        let is_greeted = !greeting.is_empty() || (attempt.failure.is_none() && !self.distrusts());
        if let Some(expected) = expected.filter(|_| is_greeted) {
            let missing = Cause::KeywordMissing { keyword: expected.to_string() };
            self.assert(format!("greeting contains {expected:?}"), (!greeting.contains(expected)).then_some(missing));
        }
    }

    /// Notes what is good to know: `server`, `Postfix`.
    pub(crate) fn fact(&mut self, name: &str, value: impl ToString) {
        self.facts.push(Fact { name: name.to_string(), value: value.to_string() });
    }

    /// Notes a value.
    pub(crate) fn measured(&mut self, perfdata: Perfdata) {
        self.perfdata.push(perfdata);
    }

    /// Notes a value, and judges it.
    pub(crate) fn judged(&mut self, label: &str, value: f64, unit: &str, thresholds: &Thresholds) {
        let (warning, critical) = (thresholds.warning, thresholds.critical);
        self.perfdata.push(Perfdata { warning, critical, min: None, ..Perfdata::new(label, round(value), unit) });
        let status = thresholds.judge(value);
        let crossed = if status == Status::Critical { critical } else { warning };
        let range = crossed.map(|range| range.to_string()).unwrap_or_default();
        self.add(status, Cause::ThresholdCrossed { value, unit: unit.to_string(), range });
    }

    /// Whether nothing was found that is not as it should be.
    pub(crate) fn is_good(&self) -> bool {
        self.problems.is_empty()
    }

    /// Notes and judges a value, where the service told it; where it did not and thresholds ask for it, `missing` says why
    /// that is UNKNOWN.
    pub(crate) fn told(
        &mut self,
        attempt: &Attempt,
        (label, unit): (&str, &str),
        value: Option<f64>,
        thresholds: &Thresholds,
        missing: &str,
    ) {
        match value {
            Some(value) => self.judged(label, value, unit, thresholds),
            None if *thresholds != Thresholds::default() && self.is_whole(attempt) => {
                self.fail(Cause::NotEvaluated { reason: missing.to_string() });
            }
            None => {}
        }
    }

    /// Notes that the service `is` something, where it told, and asserts that this is what is `wanted`.
    pub(crate) fn is(&mut self, attempt: &Attempt, name: &str, is: &str, wanted: Option<&str>) {
        if !is.is_empty() {
            self.fact(name, is);
        }
        if let Some(wanted) = wanted.filter(|_| self.is_whole(attempt)) {
            let expected = format!("the {} {wanted}", name.replace('_', " "));
            let cause = Cause::UnexpectedAnswer { expected: expected.clone(), found: is.to_string() };
            self.assert(expected, (is != wanted).then_some(cause));
        }
    }

    /// Whether the attempt came to its end, so that what is not there was not told.
    pub(crate) fn is_whole(&self, attempt: &Attempt) -> bool {
        attempt.failure.is_none() && !self.distrusts()
    }

    /// Whether the certificate is wrong, so that nothing was asked.
    pub(crate) fn distrusts(&self) -> bool {
        self.problems.iter().any(|problem| matches!(problem.cause, Cause::Tls { .. }))
    }

    /// The times of the parts, and the total judged.
    pub(crate) fn time(&mut self, attempt: &Attempt, thresholds: Thresholds) {
        let total_ms = attempt.timing.total_ms;
        if attempt.failure.is_none() {
            self.add(thresholds.judge(total_ms), Cause::TooSlow { total_ms });
        }
        let measured = Perfdata::new("time", round(total_ms), "ms");
        self.perfdata.push(Perfdata { warning: thresholds.warning, critical: thresholds.critical, ..measured });
        for (label, value) in phases(&attempt.timing) {
            self.perfdata.push(Perfdata::new(label, round(value), "ms"));
        }
    }

    /// What TLS said, by the rules.
    pub(crate) fn tls(&mut self, facts: Option<&TlsFacts>, rules: &TlsRules) {
        let Some(facts) = facts else { return };
        if let (Some(tls), false) = (&facts.verdict, rules.ignore_certificate) {
            self.add(Status::Critical, Cause::Tls { tls: tls.clone() });
        }
        let Some(days) = facts.days_left else { return };
        let (warning, critical) = (rules.expires_warning_days, rules.expires_critical_days);
        let fewer = |limit: Option<u32>| limit.is_some_and(|limit| days < i64::from(limit));
        if days >= 0 {
            let status = match (fewer(critical), fewer(warning)) {
                (true, _) => Status::Critical,
                (_, true) => Status::Warning,
                _ => Status::Ok,
            };
            self.add(status, Cause::CertificateExpires { days });
        }
        let range = |limit: Option<u32>| limit.map(|limit| ThresholdRange::at_least(f64::from(limit)));
        self.perfdata.push(Perfdata {
            warning: range(warning),
            critical: range(critical),
            min: None,
            ..Perfdata::new("certificate_days", days as f64, "")
        });
    }

    /// The result; `good` ends the sentence where all is well.
    pub(crate) fn conclude(mut self, target: String, attempt: &Attempt, good: &str) -> CheckResult {
        // Stable: among equals, the order of finding stays.
        self.problems.sort_by_key(|problem| std::cmp::Reverse(problem.status.severity()));
        let worst = self.problems.first();
        let summary = match worst {
            None => format!("{target} {good}"),
            Some(problem) => format!("{target} {}", problem.cause),
        };
        CheckResult {
            status: worst.map_or(Status::Ok, |problem| problem.status),
            cause: worst.map(|problem| problem.cause.clone()),
            summary,
            target,
            at: attempt.at,
            peer: attempt.peer,
            timing: attempt.timing,
            tls: attempt.tls.clone(),
            hops: self.hops,
            http_status: self.http_status,
            facts: self.facts,
            assertions: self.assertions,
            parts: self.parts,
            perfdata: self.perfdata,
            problems: self.problems,
        }
    }
}

fn phases(timing: &Timing) -> impl Iterator<Item = (&'static str, f64)> {
    [
        ("resolve", timing.resolve_ms),
        ("connect", timing.connect_ms),
        ("tls", timing.tls_ms),
        ("send", timing.send_ms),
        ("first_byte", timing.first_byte_ms),
        ("transfer", timing.transfer_ms),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
}

/// ` (dns 3, connect 11, tls 24, first byte 41), certificate 61 days`
pub(crate) fn details(attempt: &Attempt) -> String {
    let timing = &attempt.timing;
    let parts: Vec<String> = [
        ("dns", timing.resolve_ms),
        ("connect", timing.connect_ms),
        ("tls", timing.tls_ms),
        ("first byte", timing.first_byte_ms),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some(format!("{name} {}", short(value?))))
    .collect();
    let mut text = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    if let Some(days) = attempt.tls.as_ref().and_then(|facts| facts.days_left) {
        let _ = write!(text, ", certificate {days} {}", if days == 1 { "day" } else { "days" });
    }
    text
}

/// To a microsecond, where the unit is a millisecond.
pub(crate) fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Milliseconds as people read them: whole from 10 on, else one or two decimals.
pub(crate) fn short(ms: f64) -> String {
    let text = match ms {
        ms if ms >= 10.0 => return format!("{ms:.0}"),
        ms if ms >= 1.0 => format!("{ms:.1}"),
        _ => format!("{ms:.2}"),
    };
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

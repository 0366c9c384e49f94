use std::fmt::Write;

use super::{
    Attempt, Cause, CheckResult, CheckSpec, Hop, HttpCheck, HttpObservation, IcmpCheck, IcmpObservation, Observation,
    Perfdata, Problem, Status, TcpCheck, TcpObservation, Thresholds, Timing, TlsFacts,
};

/// Judges what was seen by what was expected. It never fails: what cannot be judged is UNKNOWN.
///
/// All problems are found, not only the first; the worst gives the status, the cause and the summary.
#[must_use]
pub fn evaluate(spec: &CheckSpec, observation: &Observation) -> CheckResult {
    let mut verdict = Verdict::default();
    if let Some(failure) = &observation.attempt().failure {
        verdict.add(failure.status(), failure.clone());
    }
    let (hops, http_status, good) = match (spec, observation) {
        (CheckSpec::Icmp(check), Observation::Icmp(seen)) => (Vec::new(), None, icmp(check, seen, &mut verdict)),
        (CheckSpec::Tcp(check), Observation::Tcp(seen)) => (Vec::new(), None, tcp(check, seen, &mut verdict)),
        (CheckSpec::Http(check), Observation::Http(seen)) => {
            (seen.hops.clone(), seen.status, http(check, seen, &mut verdict))
        }
        _ => {
            let reason = "the observation is of another kind than the spec".to_string();
            verdict.add(Status::Unknown, Cause::NotEvaluated { reason });
            (Vec::new(), None, String::new())
        }
    };
    let attempt = observation.attempt();
    verdict.conclude(spec.target(), attempt, hops, http_status, &good)
}

#[derive(Default)]
struct Verdict {
    problems: Vec<Problem>,
    perfdata: Vec<Perfdata>,
}

impl Verdict {
    fn add(&mut self, status: Status, cause: Cause) {
        if status != Status::Ok {
            self.problems.push(Problem { status, cause });
        }
    }

    /// Whether the certificate is wrong, so that nothing was asked.
    fn distrusts(&self) -> bool {
        self.problems.iter().any(|problem| matches!(problem.cause, Cause::Tls { .. }))
    }

    fn conclude(
        mut self,
        target: String,
        attempt: &Attempt,
        hops: Vec<Hop>,
        http_status: Option<u16>,
        good: &str,
    ) -> CheckResult {
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
            hops,
            http_status,
            perfdata: self.perfdata,
            problems: self.problems,
        }
    }

    fn time(&mut self, attempt: &Attempt, thresholds: Thresholds) {
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

    fn tls(&mut self, facts: Option<&TlsFacts>, ignore: bool, warning: Option<u32>, critical: Option<u32>) {
        let Some(facts) = facts else { return };
        if let (Some(tls), false) = (&facts.verdict, ignore) {
            self.add(Status::Critical, Cause::Tls { tls: tls.clone() });
        }
        let Some(days) = facts.days_left else { return };
        let fewer = |limit: Option<u32>| limit.is_some_and(|limit| days < i64::from(limit));
        if days >= 0 {
            let status = match (fewer(critical), fewer(warning)) {
                (true, _) => Status::Critical,
                (_, true) => Status::Warning,
                _ => Status::Ok,
            };
            self.add(status, Cause::CertificateExpires { days });
        }
        let range = |limit: Option<u32>| limit.map(|limit| super::ThresholdRange::at_least(f64::from(limit)));
        self.perfdata.push(Perfdata {
            warning: range(warning),
            critical: range(critical),
            min: None,
            ..Perfdata::new("certificate_days", days as f64, "")
        });
    }
}

fn icmp(check: &IcmpCheck, seen: &IcmpObservation, verdict: &mut Verdict) -> String {
    let failed = seen.attempt.failure.is_some();
    if seen.sent == 0 {
        if !failed {
            verdict.add(Status::Unknown, Cause::NotEvaluated { reason: "no packet was sent".to_string() });
        }
        return String::new();
    }
    let lost = seen.sent.saturating_sub(seen.received);
    let percent = f64::from(lost) * 100.0 / f64::from(seen.sent);
    if !failed {
        let status = if seen.received == 0 { Status::Critical } else { check.loss.judge(percent) };
        verdict.add(status, Cause::PacketLoss { percent });
    }
    let perf = |label: &str, value: f64, unit: &str| Perfdata::new(label, round(value), unit);
    let rtt = Rtt::of(&seen.rtts_ms);
    if let Some(rtt) = &rtt {
        if !failed {
            verdict.add(check.rtt.judge(rtt.mean), Cause::TooSlow { total_ms: rtt.mean });
        }
        let thresholds = check.rtt;
        let mean = perf("rtt", rtt.mean, "ms");
        verdict.perfdata.extend([
            Perfdata { warning: thresholds.warning, critical: thresholds.critical, ..mean },
            perf("rtt_min", rtt.min, "ms"),
            perf("rtt_max", rtt.max, "ms"),
            perf("rtt_mdev", rtt.mdev, "ms"),
        ]);
    }
    let loss = Perfdata { max: Some(100.0), ..perf("loss", percent, "%") };
    verdict.perfdata.push(Perfdata { warning: check.loss.warning, critical: check.loss.critical, ..loss });

    let mut good = format!("answered {} of {}", seen.received, seen.sent);
    if let Some(rtt) = rtt {
        let _ = write!(good, " in {} ms (min {}, max {})", short(rtt.mean), short(rtt.min), short(rtt.max));
    }
    if seen.duplicates > 0 {
        let _ = write!(good, ", {} duplicates", seen.duplicates);
    }
    good
}

/// Round-trip times in milliseconds.
struct Rtt {
    min: f64,
    mean: f64,
    max: f64,
    /// The standard deviation, as ping calls it.
    mdev: f64,
}

impl Rtt {
    fn of(times: &[f64]) -> Option<Self> {
        if times.is_empty() {
            return None;
        }
        let count = times.len() as f64;
        let mean = times.iter().sum::<f64>() / count;
        let variance = times.iter().map(|time| (time - mean) * (time - mean)).sum::<f64>() / count;
        let min = times.iter().copied().fold(f64::INFINITY, f64::min);
        let max = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Some(Self { min, mean, max, mdev: variance.sqrt() })
    }
}

fn tcp(check: &TcpCheck, seen: &TcpObservation, verdict: &mut Verdict) -> String {
    let attempt = &seen.attempt;
    verdict.tls(
        attempt.tls.as_ref(),
        check.ignore_certificate,
        check.expires_warning_days,
        check.expires_critical_days,
    );
    let can_judge = attempt.failure.is_none() && !verdict.distrusts();
    if let Some(expected) = check.expect.as_ref().filter(|_| can_judge) {
        if !seen.received.contains(expected.as_str()) {
            if seen.truncated {
                verdict.add(Status::Unknown, Cause::AnswerTooLong { limit: check.max_bytes });
            } else {
                verdict.add(Status::Critical, Cause::KeywordMissing { keyword: expected.clone() });
            }
        }
    }
    verdict.time(attempt, check.time);
    let what = if check.expect.is_some() { "answered" } else { "connected" };
    format!("{what} in {} ms{}", short(attempt.timing.total_ms), details(attempt))
}

fn http(check: &HttpCheck, seen: &HttpObservation, verdict: &mut Verdict) -> String {
    let attempt = &seen.attempt;
    verdict.tls(
        attempt.tls.as_ref(),
        check.ignore_certificate,
        check.expires_warning_days,
        check.expires_critical_days,
    );
    let Some(status) = seen.status else {
        // Where the certificate is wrong no request was sent, and the verdict says so already.
        if attempt.failure.is_none() && !verdict.distrusts() {
            verdict.add(Status::Unknown, Cause::NotEvaluated { reason: "there is no answer".to_string() });
        }
        verdict.time(attempt, Thresholds::default());
        return String::new();
    };
    if !check.statuses.iter().any(|range| (range.first..=range.last).contains(&status)) {
        verdict.add(Status::Critical, Cause::StatusCode { status });
    }
    for wanted in &check.expect_headers {
        header(wanted, seen, verdict);
    }
    if attempt.failure.is_none() {
        keywords(check, seen, verdict);
    }
    verdict.time(attempt, check.time);
    #[allow(clippy::cast_precision_loss)] // the limit of a body is far below 2^53
    verdict.perfdata.push(Perfdata::new("size", seen.bytes as f64, "B"));
    format!("{status} in {} ms{}", short(attempt.timing.total_ms), details(attempt))
}

fn header(wanted: &super::HeaderMatch, seen: &HttpObservation, verdict: &mut Verdict) {
    let mut values = seen.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(&wanted.name)).peekable();
    let first = values.peek().map(|header| header.value.clone());
    let matches = match &wanted.contains {
        Some(text) => values.any(|header| header.value.contains(text.as_str())),
        None => first.is_some(),
    };
    if !matches {
        let cause =
            Cause::HeaderMismatch { name: wanted.name.clone(), expected: wanted.contains.clone(), found: first };
        verdict.add(Status::Critical, cause);
    }
}

fn keywords(check: &HttpCheck, seen: &HttpObservation, verdict: &mut Verdict) {
    let wanted = check.keyword.as_deref().filter(|keyword| !seen.body.contains(keyword));
    let unwanted = check.keyword_absent.as_deref();
    let found = unwanted.filter(|keyword| seen.body.contains(keyword));
    if let Some(keyword) = found {
        verdict.add(Status::Critical, Cause::KeywordPresent { keyword: keyword.to_string() });
    }
    if wanted.is_none() && (unwanted.is_none() || found.is_some()) {
        return;
    }
    // From here on a text was not found: that says something only of a body that was read whole.
    let encoding = seen
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-encoding") && header.value != "identity");
    if let Some(header) = encoding {
        verdict.add(Status::Unknown, Cause::Encoded { encoding: header.value.clone() });
    } else if seen.truncated {
        verdict.add(Status::Unknown, Cause::AnswerTooLong { limit: check.max_bytes });
    } else if let Some(keyword) = wanted {
        verdict.add(Status::Critical, Cause::KeywordMissing { keyword: keyword.to_string() });
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
fn details(attempt: &Attempt) -> String {
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
fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Milliseconds as people read them: whole from 10 on, else one or two decimals.
fn short(ms: f64) -> String {
    let text = match ms {
        ms if ms >= 10.0 => return format!("{ms:.0}"),
        ms if ms >= 1.0 => format!("{ms:.1}"),
        _ => format!("{ms:.2}"),
    };
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

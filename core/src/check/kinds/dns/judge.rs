//! How answers of name servers are judged.

use super::{AnswerMatch, DnsCheck, DnsObservation, DnsReply, DnssecRule, DnssecState, SerialSeen};
use crate::check::kinds::Judge;
use crate::check::verdict::{Verdict, details, round, short};
use crate::check::{Cause, Perfdata, Status, SubResult, Thresholds, Timing};

impl Judge for DnsCheck {
    type Seen = DnsObservation;

    fn judge(&self, seen: &DnsObservation, verdict: &mut Verdict) -> String {
        let total_ms = seen.attempt.timing.total_ms;
        let good = match seen.replies.as_slice() {
            [] => String::new(),
            [only] => self.reply(only, verdict),
            several => {
                self.parts(several, verdict);
                format!("{} servers answered in {} ms", several.len(), short(total_ms))
            }
        };
        let serials = if self.same_serial { self.serials(&seen.serials, verdict) } else { String::new() };
        verdict.time(&seen.attempt, self.connection.time);
        match seen.replies.len() {
            0 | 1 => format!("{good}{serials}"),
            _ => format!("is right: {good}{serials}"),
        }
    }
}

impl DnsCheck {
    fn reply(&self, reply: &DnsReply, verdict: &mut Verdict) -> String {
        let attempt = &reply.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        let Some(rcode) = &reply.rcode else { return String::new() };
        verdict.fact("server", &reply.server);
        verdict.fact("rcode", rcode);
        verdict.fact("flags", reply.flags.join(" "));
        for record in &reply.records {
            verdict.fact(&record.record, &record.data);
        }
        let wanted = self.expected_rcode();
        let other = (*rcode != wanted).then(|| match (rcode.as_str(), wanted.as_str()) {
            ("NXDOMAIN", "NOERROR") => Cause::NameNotFound { reason: rcode.clone() },
            ("NOERROR", _) | (_, "NXDOMAIN") => {
                Cause::UnexpectedAnswer { expected: wanted.clone(), found: rcode.clone() }
            }
            _ => Cause::ServiceFailed { reason: rcode.clone() },
        });
        let is_right = other.is_none();
        verdict.assert(format!("the code is {wanted}"), other);
        for flag in self.flags.iter().map(|flag| flag.to_ascii_lowercase()) {
            let missing =
                Cause::UnexpectedAnswer { expected: format!("the flag {flag}"), found: reply.flags.join(" ") };
            verdict.assert(format!("the flag {flag} is set"), (!reply.flags.contains(&flag)).then_some(missing));
        }
        let record = self.record_type();
        let found: Vec<_> = reply.records.iter().filter(|each| record == "ANY" || each.record == record).collect();
        if is_right && wanted == "NOERROR" {
            let data: Vec<&str> = found.iter().map(|record| record.data.as_str()).collect();
            self.records(&record, &data, verdict);
            if let Some(lowest) = found.iter().map(|record| record.ttl).min() {
                verdict.judged("ttl", f64::from(lowest), "s", &self.ttl);
            }
        }
        let proof = self.proof(reply, verdict);
        let tcp = if reply.truncated { ", over TCP as the first answer was truncated" } else { "" };
        let count = match (wanted.as_str(), found.len()) {
            ("NOERROR", 1) => "1 record".to_string(),
            ("NOERROR", count) => format!("{count} records"),
            (code, _) => code.to_string(),
        };
        format!("answered {count} in {} ms{}{tcp}{proof}", short(attempt.timing.total_ms), details(attempt))
    }

    fn records(&self, record: &str, found: &[&str], verdict: &mut Verdict) {
        let shown = || if found.is_empty() { "nothing".to_string() } else { found.join(", ") };
        let Thresholds { warning, critical } = self.answers;
        if warning.is_some() || critical.is_some() {
            verdict.judged("answers", found.len() as f64, "", &self.answers);
        } else {
            verdict.measured(Perfdata::new("answers", found.len() as f64, ""));
            if self.expect.is_empty() {
                let none = Cause::UnexpectedAnswer { expected: format!("a record {record}"), found: shown() };
                verdict.assert(format!("there is a record {record}"), found.is_empty().then_some(none));
            }
        }
        if self.expect.is_empty() {
            return;
        }
        let form = |data: &str| canonical(record, data);
        let there: Vec<String> = found.iter().map(|data| form(data)).collect();
        let wanted: Vec<String> = self.expect.iter().map(|data| form(data)).collect();
        let has_all = wanted.iter().all(|data| there.contains(data));
        let (expected, holds) = match self.expect_match {
            AnswerMatch::Exact => {
                let only = there.iter().all(|data| wanted.contains(data));
                (self.expect.join(", "), has_all && only)
            }
            AnswerMatch::Contains => (format!("{} among others", self.expect.join(", ")), has_all),
        };
        let broken = Cause::UnexpectedAnswer { expected: expected.clone(), found: shown() };
        verdict.assert(format!("the records are {expected}"), (!holds).then_some(broken));
    }

    fn proof(&self, reply: &DnsReply, verdict: &mut Verdict) -> &'static str {
        let Some(seen) = reply.dnssec.as_ref().filter(|_| self.dnssec != DnssecRule::Ignore) else { return "" };
        let (word, broken) = match seen.state {
            DnssecState::Secure => ("secure", None),
            DnssecState::Insecure => ("insecure", (self.dnssec == DnssecRule::Secure).then_some(Cause::DnssecInsecure)),
            DnssecState::Bogus => ("bogus", Some(Cause::DnssecBogus { reason: seen.reason.clone() })),
            DnssecState::Indeterminate => {
                ("indeterminate", Some(Cause::DnssecIndeterminate { reason: seen.reason.clone() }))
            }
        };
        verdict.fact("dnssec", word);
        verdict.assert("the signatures are right", broken);
        if seen.state == DnssecState::Secure { ", secure" } else { ", not signed" }
    }

    /// Each of several servers is a part.
    fn parts(&self, replies: &[DnsReply], verdict: &mut Verdict) {
        let mut worst = Status::Ok;
        for reply in replies {
            let mut own = Verdict::of(&reply.attempt);
            let good = self.reply(reply, &mut own);
            let result = own.conclude(reply.server.clone(), &reply.attempt, &good);
            verdict.measured(Perfdata::new(&reply.server, round(reply.attempt.timing.total_ms), "ms"));
            worst = worst.worse(result.status);
            verdict.parts.push(SubResult {
                name: reply.server.clone(),
                status: result.status,
                cause: result.cause,
                summary: result.summary,
                timing: result.timing,
            });
        }
        fail_parts(verdict, worst);
    }

    /// Each name server of the zone is a part; those that lag behind the newest are wrong.
    fn serials(&self, seen: &[SerialSeen], verdict: &mut Verdict) -> String {
        if seen.is_empty() {
            let reason = "the name servers of the zone are not known".to_string();
            if verdict.is_good() {
                verdict.fail(Cause::NotEvaluated { reason });
            }
            return String::new();
        }
        let heard = || seen.iter().filter_map(|each| each.serial);
        let later = |one: u32, other: u32| if is_later(one, other) { one } else { other };
        let newest = heard().reduce(later).unwrap_or_default();
        let oldest =
            heard().reduce(|one, other| if later(one, other) == one { other } else { one }).unwrap_or_default();
        let mut worst = Status::Ok;
        for each in seen {
            let cause = match (each.serial, &each.failure) {
                (_, Some(failure)) => Some(failure.clone()),
                (Some(serial), _) if serial != newest => Some(Cause::SerialsDiffer { newest, oldest: serial }),
                (Some(_), None) => None,
                (None, None) => Some(Cause::Protocol { reason: "the answer holds no serial number".to_string() }),
            };
            let status = cause.as_ref().map_or(Status::Ok, Cause::status);
            let summary = match (&cause, each.serial) {
                (Some(Cause::SerialsDiffer { .. }), Some(serial)) => {
                    format!("{} has the serial number {serial}, the newest is {newest}", each.server)
                }
                (Some(cause), _) => format!("{} {cause}", each.server),
                (None, _) => format!("{} has the serial number {newest}", each.server),
            };
            if !matches!(cause, Some(Cause::SerialsDiffer { .. })) {
                worst = worst.worse(status);
            }
            if let Some(serial) = each.serial {
                verdict.fact("serial", format!("{} {serial}", each.server));
            }
            let timing = Timing { total_ms: each.total_ms, ..Timing::default() };
            verdict.parts.push(SubResult { name: format!("serial {}", each.server), status, cause, summary, timing });
        }
        let differ = Cause::SerialsDiffer { newest, oldest };
        verdict.assert("every name server has the same serial number", (newest != oldest).then_some(differ));
        fail_parts(verdict, worst);
        format!(", serial {newest} at {} {}", seen.len(), if seen.len() == 1 { "server" } else { "servers" })
    }
}

fn fail_parts(verdict: &mut Verdict, worst: Status) {
    let (total, failed) = (verdict.parts.len(), verdict.parts.iter().filter(|part| part.status != Status::Ok).count());
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    verdict.add(worst, Cause::PartsFailed { failed: count(failed), total: count(total) });
}

/// Whether a serial number is later than another, by the arithmetic of RFC 1982.
fn is_later(one: u32, other: u32) -> bool {
    one != other && one.wrapping_sub(other) < 1 << 31
}

/// The data of a record in a form that is the same for equal ones.
fn canonical(record: &str, data: &str) -> String {
    if matches!(record, "TXT" | "CAA" | "HINFO") {
        return data.trim_matches('"').to_string();
    }
    let words = data.split_ascii_whitespace().map(|word| match word.strip_suffix('.') {
        Some(bare) if !bare.is_empty() => bare.to_ascii_lowercase(),
        _ => word.to_ascii_lowercase(),
    });
    let form = words.collect::<Vec<String>>().join(" ");
    form.parse::<std::net::IpAddr>().map_or(form, |address| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::{canonical, is_later};

    #[test]
    fn equal_data_has_one_form() {
        assert_eq!(canonical("MX", "10  Mail.Example.org."), canonical("MX", "10 mail.example.org"));
        assert_eq!(canonical("AAAA", "2001:DB8:0::1"), "2001:db8::1");
        assert_eq!(canonical("TXT", "\"v=spf1 -ALL\""), "v=spf1 -ALL");
        assert_eq!(canonical("NS", "."), ".");
        assert_ne!(canonical("TXT", "a"), canonical("TXT", "A"));
    }

    #[test]
    fn serial_numbers_go_round() {
        assert!(is_later(2, 1) && !is_later(1, 2) && !is_later(1, 1));
        assert!(is_later(1, u32::MAX));
    }
}

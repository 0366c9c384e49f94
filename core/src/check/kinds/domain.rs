//! The registration of a domain, by RDAP (RFC 9083) or WHOIS (RFC 3912).

use serde::{Deserialize, Serialize};
use url::Url;

use super::dns::dns_name;
use super::{Judge, Spec};
use crate::check::connection::Connection;
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port, ordered_days};
use crate::check::verdict::{Verdict, short};
use crate::check::{Attempt, Cause, Perfdata, Status, ThresholdRange};
use crate::error::{Error, Result};
use crate::value::Timestamp;

/// A check of the registration of the domain `name`.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::domain("example.org").expires_after(30).expected_name_server("ns1.example.net").spec()?;
/// assert_eq!(spec.target(), "example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn domain(name: impl Into<String>) -> DomainCheck {
    DomainCheck { name: name.into(), ..DomainCheck::default() }
}

/// A check of the registration of a domain: until when, by whom, and whether it changed. A registry that publishes no end is no
/// problem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct DomainCheck {
    /// The domain as it is registered: `example.org`, not `www.example.org`.
    pub name: String,
    /// How to get to the registry, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// The registry's RDAP server, `https://rdap.example.net/`. None: that of the top-level domain.
    pub rdap: Option<String>,
    /// The list of RDAP servers (RFC 9224) to find it in; IANA's by default, which is asked only for what is not known here.
    pub bootstrap: Option<String>,
    /// The WHOIS server, as `host` or `host:port`, that is asked where RDAP is not to be had, or alone where it is given without
    /// `rdap` and `bootstrap`. None: the one to which IANA's refers. The port is 43.
    pub whois: Option<String>,
    /// A warning where the registration ends in fewer whole days. None by default; one that has ended is critical.
    pub expires_warning_days: Option<u32>,
    /// Critical where the registration ends in fewer whole days. None by default.
    pub expires_critical_days: Option<u32>,
    /// Text that the registrar's name must contain; the case of letters does not count.
    pub expected_registrar: Option<String>,
    /// The name servers that it must have, these and no others.
    pub expected_name_servers: Vec<String>,
    /// Statuses that it must have, such as `client transfer prohibited`.
    pub expected_status: Vec<String>,
}

setters! { DomainCheck -> Domain, connection {
    /// Asks this RDAP server.
    rdap(url: impl Into<String>) rdap = Some(url.into());
    /// Finds the RDAP server in this list.
    bootstrap(url: impl Into<String>) bootstrap = Some(url.into());
    /// Asks this WHOIS server.
    whois(server: impl Into<String>) whois = Some(server.into());
    /// Warns where the registration ends within `days`.
    expires_after(days: u32) expires_warning_days = Some(days);
    /// Is critical where the registration ends within `days`.
    expires_critical(days: u32) expires_critical_days = Some(days);
    /// Expects a registrar whose name contains `text`.
    expected_registrar(text: impl Into<String>) expected_registrar = Some(text.into());
} }

impl DomainCheck {
    /// Expects the name server `name` too, and no others than those that are expected.
    #[must_use]
    pub fn expected_name_server(mut self, name: impl Into<String>) -> Self {
        self.expected_name_servers.push(name.into());
        self
    }

    /// Expects the status too, such as `client transfer prohibited`.
    #[must_use]
    pub fn expected_status(mut self, status: impl Into<String>) -> Self {
        self.expected_status.push(status.into());
        self
    }
}

fn web_address(field: &str, given: Option<&str>) -> Result<()> {
    let Some(given) = given else { return Ok(()) };
    match Url::parse(given) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(()),
        _ => Err(Error::invalid(field, given, "an http or https URL is expected")),
    }
}

impl Spec for DomainCheck {
    fn validate(&self) -> Result<()> {
        dns_name("name", &self.name)?;
        if !self.name.trim_end_matches('.').contains('.') {
            return Err(Error::invalid("name", &self.name, "a domain below a top-level domain is expected"));
        }
        self.connection.validate()?;
        web_address("rdap", self.rdap.as_deref())?;
        web_address("bootstrap", self.bootstrap.as_deref())?;
        if let Some(server) = &self.whois {
            host_and_port("whois", server, Some(43))?;
        }
        ordered_days(self.expires_warning_days, self.expires_critical_days)?;
        self.expected_registrar.as_deref().map_or(Ok(()), |text| bounded("expected_registrar", text, 255))?;
        self.expected_name_servers.iter().try_for_each(|name| dns_name("expected_name_servers", name))?;
        self.expected_status.iter().try_for_each(|status| bounded("expected_status", status, 255))
    }

    fn target(&self) -> String {
        self.name.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// What a registry says of a domain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DomainObservation {
    /// What every attempt has; its peer is the server that told.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Who told: `rdap` or `whois`.
    pub source: String,
    /// Whether it is registered; `None` where that was not told.
    pub registered: Option<bool>,
    /// The registrar's name.
    pub registrar: Option<String>,
    /// Its statuses, as the source writes them.
    pub statuses: Vec<String>,
    /// Its name servers, in small letters.
    pub name_servers: Vec<String>,
    /// When the registration ends, where that is published.
    pub expires: Option<Timestamp>,
    /// When it began, where that is published.
    pub created: Option<Timestamp>,
}

/// `clientTransferProhibited` of WHOIS is `client transfer prohibited` of RDAP (RFC 8056).
fn plain(status: &str) -> String {
    status.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Judge for DomainCheck {
    type Seen = DomainObservation;

    fn judge(&self, seen: &DomainObservation, verdict: &mut Verdict) -> String {
        let mut good = String::new();
        match seen.registered {
            Some(true) => good = self.registration(seen, verdict),
            Some(false) => verdict.fail(Cause::NameNotFound { reason: "it is not registered".to_string() }),
            None if seen.attempt.failure.is_none() => {
                let reason = "the registry's answer tells nothing of it".to_string();
                verdict.fail(Cause::NotEvaluated { reason });
            }
            None => {}
        }
        verdict.time(&seen.attempt, self.connection.time);
        format!("is registered{good}, told in {} ms", short(seen.attempt.timing.total_ms))
    }
}

impl DomainCheck {
    fn registration(&self, seen: &DomainObservation, verdict: &mut Verdict) -> String {
        verdict.fact("source", &seen.source);
        if let Some(registrar) = &seen.registrar {
            verdict.fact("registrar", registrar);
        }
        seen.statuses.iter().for_each(|status| verdict.fact("status", status));
        seen.name_servers.iter().for_each(|server| verdict.fact("name_server", server));
        let days = seen.expires.map(|at| self.expiry(at, seen, verdict));
        if let Some(wanted) = &self.expected_registrar {
            let found = seen.registrar.clone().unwrap_or_default();
            let is_it = found.to_lowercase().contains(&wanted.to_lowercase());
            let expected = format!("the registrar {wanted}");
            let other = Cause::UnexpectedAnswer { expected: expected.clone(), found };
            verdict.assert(expected, (!is_it).then_some(other));
        }
        if !self.expected_name_servers.is_empty() {
            let sorted = |names: &[String]| {
                let mut names: Vec<String> =
                    names.iter().map(|name| name.trim_end_matches('.').to_ascii_lowercase()).collect();
                names.sort_unstable();
                names.dedup();
                names.join(", ")
            };
            let (wanted, found) = (sorted(&self.expected_name_servers), sorted(&seen.name_servers));
            let differs = wanted != found;
            let expected = format!("the name servers {wanted}");
            let other = Cause::UnexpectedAnswer { expected: expected.clone(), found };
            verdict.assert(expected, differs.then_some(other));
        }
        for wanted in &self.expected_status {
            let has = seen.statuses.iter().any(|status| plain(status) == plain(wanted));
            let expected = format!("the status {wanted}");
            let other = Cause::UnexpectedAnswer { expected: expected.clone(), found: seen.statuses.join(", ") };
            verdict.assert(expected, (!has).then_some(other));
        }
        match days {
            Some(1) => ", for 1 more day".to_string(),
            Some(days) => format!(", for {days} more days"),
            None => ", its end is not published".to_string(),
        }
    }

    fn expiry(&self, at: Timestamp, seen: &DomainObservation, verdict: &mut Verdict) -> i64 {
        let days = at.as_millis().saturating_sub(seen.attempt.at.as_millis()).div_euclid(86_400_000);
        let (warning, critical) = (self.expires_warning_days, self.expires_critical_days);
        let fewer = |limit: Option<u32>| limit.is_some_and(|limit| days < i64::from(limit));
        let status = match (days < 0 || fewer(critical), fewer(warning)) {
            (true, _) => Status::Critical,
            (_, true) => Status::Warning,
            _ => Status::Ok,
        };
        verdict.add(status, Cause::DomainExpires { days });
        let range = |limit: Option<u32>| limit.map(|limit| ThresholdRange::at_least(f64::from(limit)));
        verdict.measured(Perfdata {
            warning: range(warning),
            critical: range(critical),
            min: None,
            ..Perfdata::new("domain_days", days as f64, "")
        });
        days
    }
}

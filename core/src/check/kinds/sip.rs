//! A SIP server (RFC 3261).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause, StatusRange};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by what a SIP server says of itself (`OPTIONS`).
///
/// ```
/// use netwarden::check::{self, SipTransport};
///
/// let spec = check::sip("pbx.example.org").transport(SipTransport::Tls).expires_after(14).spec()?;
/// assert_eq!(spec.target(), "pbx.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn sip(target: impl Into<String>) -> SipCheck {
    SipCheck { target: target.into(), ..SipCheck::default() }
}

/// What carries SIP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SipTransport {
    /// Datagrams; what stays without an answer is sent again, ever more slowly (RFC 3261 §17.1.2).
    #[default]
    Udp,
    /// A connection.
    Tcp,
    /// A connection with TLS.
    Tls,
}

/// A check by `OPTIONS`: nobody is called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SipCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 5060, or 5061 with TLS.
    pub target: String,
    /// How to get there, and how long it may take. UDP knows no proxies.
    #[serde(flatten)]
    pub connection: Connection,
    /// What carries it. UDP by default.
    pub transport: SipTransport,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Whom to ask, such as `sip:100@example.org`; `sip:` and the target by default.
    pub uri: Option<String>,
    /// The statuses that are right; 200 to 299 by default.
    pub statuses: Vec<StatusRange>,
}

impl Default for SipCheck {
    fn default() -> Self {
        Self {
            target: String::new(),
            connection: Connection::default(),
            transport: SipTransport::Udp,
            tls_rules: TlsRules::default(),
            uri: None,
            statuses: vec![StatusRange { first: 200, last: 299 }],
        }
    }
}

setters! { SipCheck -> Sip, connection, tls_rules {
    /// Is carried by `transport`.
    transport(transport: SipTransport) transport = transport;
    /// Asks `uri`.
    uri(uri: impl Into<String>) uri = Some(uri.into());
    /// Expects one of these statuses.
    statuses(statuses: Vec<StatusRange>) statuses = statuses;
} }

impl SipCheck {
    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is neither `host` nor `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        host_and_port("target", &self.target, Some(if self.transport == SipTransport::Tls { 5061 } else { 5060 }))
    }
}

impl Spec for SipCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        match self.transport {
            SipTransport::Udp => self.connection.validate_datagrams("SIP")?,
            SipTransport::Tcp | SipTransport::Tls => self.connection.validate()?,
        }
        self.tls_rules.validate(self.transport == SipTransport::Tls)?;
        if let Some(uri) = &self.uri {
            bounded("uri", uri, 512)?;
            let is_sip = ["sip:", "sips:"].iter().any(|scheme| uri.starts_with(scheme));
            if !is_sip || uri.contains([' ', '<', '>', '"']) {
                return Err(Error::invalid("uri", uri, "a URI such as sip:100@example.org is expected"));
            }
        }
        if self.statuses.is_empty() {
            return Err(Error::invalid("statuses", "none", "at least one status is expected, such as 200-299"));
        }
        // As they are read from text.
        self.statuses.iter().try_for_each(|range| range.to_string().parse::<StatusRange>().map(drop))
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// What a SIP server said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SipObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The status of the final answer.
    pub status: Option<u16>,
    /// The words beside it.
    pub reason: String,
    /// What it calls itself (`Server`, or `User-Agent`).
    pub server: Option<String>,
    /// The methods that it allows.
    pub allow: Vec<String>,
    /// How often the request was sent: more than once where an answer over UDP was late.
    pub sent: u32,
}

impl Judge for SipCheck {
    type Seen = SipObservation;

    fn judge(&self, seen: &SipObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        if let Some(server) = &seen.server {
            verdict.fact("server", server);
        }
        for method in &seen.allow {
            verdict.fact("allow", method);
        }
        if seen.sent > 1 {
            verdict.fact("sent", seen.sent);
        }
        let mut what = "answered".to_string();
        if let Some(status) = seen.status {
            what = format!("answered {status} {}", seen.reason).trim_end().to_string();
            let ranges: Vec<String> = self.statuses.iter().map(ToString::to_string).collect();
            let expected = format!("status {}", ranges.join(" or "));
            let holds = self.statuses.iter().any(|range| (range.first..=range.last).contains(&status));
            let found = format!("{status} {}", seen.reason);
            let broken = Cause::UnexpectedAnswer { expected: expected.clone(), found };
            verdict.assert(expected, (!holds).then_some(broken));
        }
        verdict.time(attempt, self.connection.time);
        format!("{what} in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

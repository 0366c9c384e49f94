//! A connection to a port.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules};
use crate::check::setters::setters;
use crate::check::validate::{filled, host_and_port, within};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause};
use crate::error::Result;

/// A check of `target`, as `host:port`, by a TCP connection.
pub fn tcp(target: impl Into<String>) -> TcpCheck {
    TcpCheck { target: target.into(), ..TcpCheck::default() }
}

/// A check of `target`, as `host:port`, by a TLS connection: the certificate counts.
pub fn tls(target: impl Into<String>) -> TcpCheck {
    TcpCheck { tls: true, ..tcp(target) }
}

/// A protocol that has a word for TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StarttlsProtocol {
    /// Mail (RFC 3207).
    Smtp,
    /// Mailboxes (RFC 9051).
    Imap,
    /// Mailboxes (RFC 2595).
    Pop3,
    /// Files (RFC 4217).
    Ftp,
    /// Directories (RFC 4511).
    Ldap,
    /// Messages (RFC 6120).
    Xmpp,
    /// PostgreSQL's protocol 3.
    Postgres,
    /// The protocol of MySQL and MariaDB.
    Mysql,
}

/// A check by a TCP connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct TcpCheck {
    /// `host:port`; an IPv6 address stands in brackets.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether to speak TLS.
    pub tls: bool,
    /// The protocol whose own word for TLS is said first (STARTTLS), so that TLS follows at any such port. None by default.
    pub starttls: Option<StarttlsProtocol>,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Text to send after connecting.
    pub send: Option<String>,
    /// Text that must occur in what the peer sends. Nothing is read without it.
    pub expect: Option<String>,
    /// Bytes to read at most, 1 to 16 MiB. 64 KiB: a greeting is short.
    pub max_bytes: u64,
}

impl Default for TcpCheck {
    fn default() -> Self {
        Self {
            target: String::new(),
            connection: Connection::default(),
            tls: false,
            starttls: None,
            tls_rules: TlsRules::default(),
            send: None,
            expect: None,
            max_bytes: 65_536,
        }
    }
}

setters! { TcpCheck -> Tcp, connection, tls_rules {
    /// Speaks TLS after this protocol's own word for it.
    starttls(protocol: StarttlsProtocol) starttls = Some(protocol);
    /// Sends `text` after connecting.
    send(text: impl Into<String>) send = Some(text.into());
    /// Expects `text` in what the peer sends.
    expect(text: impl Into<String>) expect = Some(text.into());
    /// Reads `bytes` at most.
    max_bytes(bytes: u64) max_bytes = bytes;
} }

/// A connection and what came over it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TcpObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// What the peer sent, as text; bytes that are no UTF-8 are replaced.
    pub received: String,
    /// Bytes read.
    pub bytes: u64,
    /// Whether reading ended at the limit of bytes.
    pub truncated: bool,
}

impl Spec for TcpCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        within("max_bytes", self.max_bytes, 1, 16 << 20, " bytes")?;
        filled("expect", self.expect.as_deref())?;
        self.tls_rules.validate(self.tls || self.starttls.is_some())
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

impl TcpCheck {
    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::error::Error::Invalid) where it is not `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        host_and_port("target", &self.target, None)
    }
}

impl Judge for TcpCheck {
    type Seen = TcpObservation;

    fn judge(&self, seen: &TcpObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        let can_judge = attempt.failure.is_none() && !verdict.distrusts();
        if let Some(expected) = self.expect.as_ref().filter(|_| can_judge) {
            let missing = || match seen.truncated {
                true => Cause::AnswerTooLong { limit: self.max_bytes },
                false => Cause::KeywordMissing { keyword: expected.clone() },
            };
            let found = seen.received.contains(expected.as_str());
            verdict.assert(format!("answer contains {expected:?}"), (!found).then(missing));
        }
        verdict.time(attempt, self.connection.time);
        let what = if self.expect.is_some() { "answered" } else { "connected" };
        format!("{what} in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

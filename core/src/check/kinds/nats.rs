//! A NATS server (the NATS client protocol).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsMode, TlsRules, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause, Secret};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by a conversation with a NATS server.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::nats("bus.example.org").token("sesame").jetstream(true).spec()?;
/// assert_eq!(spec.target(), "bus.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn nats(target: impl Into<String>) -> NatsCheck {
    NatsCheck { target: target.into(), ..NatsCheck::default() }
}

/// A check by a conversation with a NATS server: `INFO`, TLS where asked for, `CONNECT`, `PING`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct NatsCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 4222.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether and when to speak TLS: `starttls` is after the server's `INFO`, which is the usual way. None by default.
    pub tls: TlsMode,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// A token to log in with, instead of a user and a password.
    pub token: Option<Secret>,
    /// Whether JetStream must be on.
    pub jetstream: bool,
    /// The name that the server must have.
    pub expect_name: Option<String>,
}

setters! { NatsCheck -> Nats, connection, tls_rules {
    /// Speaks TLS so.
    tls(mode: TlsMode) tls = mode;
    /// Logs in with a token.
    token(token: impl Into<Secret>) token = Some(token.into());
    /// Expects that JetStream is on.
    jetstream(expected: bool) jetstream = expected;
    /// Expects the server of that name.
    expect_name(name: impl Into<String>) expect_name = Some(name.into());
} }

impl NatsCheck {
    /// Logs in.
    #[must_use]
    pub fn login(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        (self.user, self.password) = (Some(user.into()), Some(password.into()));
        self
    }

    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is neither `host` nor `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        host_and_port("target", &self.target, Some(4222))
    }
}

impl Spec for NatsCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls != TlsMode::None)?;
        login("login", self.user.as_deref(), self.password.as_ref())?;
        if let Some(token) = &self.token {
            if self.user.is_some() {
                return Err(Error::invalid("token", "a token", "either a token or a user and a password are expected"));
            }
            token.validate("token")?;
        }
        self.expect_name.as_deref().map_or(Ok(()), |name| bounded("expect_name", name, 255))
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A conversation with a NATS server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NatsObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Its version.
    pub version: String,
    /// Its name.
    pub server_name: String,
    /// The cluster that it belongs to; empty for one that stands alone.
    pub cluster: String,
    /// Whether JetStream is on.
    pub jetstream: Option<bool>,
}

impl Judge for NatsCheck {
    type Seen = NatsObservation;

    fn judge(&self, seen: &NatsObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        for (name, value) in [("version", &seen.version), ("cluster", &seen.cluster)] {
            if !value.is_empty() {
                verdict.fact(name, value);
            }
        }
        verdict.is(attempt, "server_name", &seen.server_name, self.expect_name.as_deref());
        if let Some(jetstream) = seen.jetstream {
            verdict.fact("jetstream", if jetstream { "on" } else { "off" });
        }
        if self.jetstream && verdict.is_whole(attempt) {
            let expected = "JetStream on".to_string();
            let cause = Cause::UnexpectedAnswer { expected: expected.clone(), found: "JetStream off".to_string() };
            verdict.assert(expected, (seen.jetstream != Some(true)).then_some(cause));
        }
        verdict.time(attempt, self.connection.time);
        format!("answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

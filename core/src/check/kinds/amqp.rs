//! An AMQP 0-9-1 broker, such as RabbitMQ.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Secret};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by a conversation with an AMQP 0-9-1 broker.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::amqp("broker.example.org").login("monitor", "sesame").vhost("orders").spec()?;
/// assert_eq!(spec.target(), "broker.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn amqp(target: impl Into<String>) -> AmqpCheck {
    AmqpCheck { target: target.into(), ..AmqpCheck::default() }
}

/// A check by a conversation with an AMQP 0-9-1 broker: its `connection.start`; with a login, the opening of a virtual host.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct AmqpCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 5672, or 5671 with TLS.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether to speak TLS.
    pub tls: bool,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in, by `PLAIN`. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// The virtual host to open; `/` by default. It needs a login.
    pub vhost: Option<String>,
}

setters! { AmqpCheck -> Amqp, connection, tls_rules {
    /// Speaks TLS.
    tls(tls: bool) tls = tls;
    /// Opens the virtual host of that name.
    vhost(name: impl Into<String>) vhost = Some(name.into());
} }

impl AmqpCheck {
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
        host_and_port("target", &self.target, Some(if self.tls { 5671 } else { 5672 }))
    }
}

impl Spec for AmqpCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls)?;
        login("login", self.user.as_deref(), self.password.as_ref())?;
        let Some(vhost) = &self.vhost else { return Ok(()) };
        bounded("vhost", vhost, 255)?;
        match &self.user {
            Some(_) => Ok(()),
            None => Err(Error::invalid("vhost", vhost, "a login is expected beside it: give user and password")),
        }
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A conversation with an AMQP 0-9-1 broker.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AmqpObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// What it is: `RabbitMQ`.
    pub product: String,
    /// Its version.
    pub version: String,
    /// The cluster that it belongs to, where it tells.
    pub cluster: String,
    /// The ways to log in that it offers, with blanks between them.
    pub mechanisms: String,
    /// Whether the virtual host was opened.
    pub opened: bool,
}

impl Judge for AmqpCheck {
    type Seen = AmqpObservation;

    fn judge(&self, seen: &AmqpObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        let facts = [
            ("product", &seen.product),
            ("version", &seen.version),
            ("cluster", &seen.cluster),
            ("mechanisms", &seen.mechanisms),
        ];
        for (name, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
            verdict.fact(name, value);
        }
        verdict.time(attempt, self.connection.time);
        let opened = if seen.opened { ", virtual host opened" } else { "" };
        format!("answered in {} ms{}{opened}", short(attempt.timing.total_ms), details(attempt))
    }
}

//! A POP3 server (RFC 1939), with CAPA (RFC 2449) and STLS (RFC 2595).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsMode, TlsRules, login_in_lines};
use crate::check::setters::setters;
use crate::check::validate::{filled, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Secret, Thresholds};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by a conversation with a POP3 server.
///
/// ```
/// use netwarden::check::{self, Secret, Thresholds, TlsMode};
///
/// let spec = check::pop3("mail.example.org")
///     .tls(TlsMode::Implicit)
///     .login("anna", Secret::named("mail"))
///     .messages(Thresholds::parse("100", "1000")?)
///     .spec()?;
/// assert_eq!(spec.target(), "mail.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn pop3(target: impl Into<String>) -> Pop3Check {
    Pop3Check { target: target.into(), ..Pop3Check::default() }
}

/// A check by a conversation with a POP3 server: greeting, `CAPA`, TLS and login where asked for, `STAT`, `QUIT`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Pop3Check {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 110, or 995 with implicit TLS.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether and when to speak TLS. None by default.
    pub tls: TlsMode,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in, by `USER` and `PASS`. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// Judges how many mails wait. None by default; it needs a login.
    pub messages: Thresholds,
    /// Text that must occur in the greeting.
    pub expect: Option<String>,
}

setters! { Pop3Check -> Pop3, connection, tls_rules {
    /// Speaks TLS so.
    tls(mode: TlsMode) tls = mode;
    /// Judges how many mails wait.
    messages(thresholds: Thresholds) messages = thresholds;
    /// Expects `text` in the greeting.
    expect(text: impl Into<String>) expect = Some(text.into());
} }

impl Pop3Check {
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
        let usual = if self.tls == TlsMode::Implicit { 995 } else { 110 };
        host_and_port("target", &self.target, Some(usual))
    }
}

impl Spec for Pop3Check {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls != TlsMode::None)?;
        login_in_lines(self.user.as_deref(), self.password.as_ref())?;
        if self.user.is_none() && self.messages != Thresholds::default() {
            return Err(Error::invalid(
                "messages",
                "no login",
                "mails are counted after a login: give user and password",
            ));
        }
        filled("expect", self.expect.as_deref())
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A conversation with a POP3 server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pop3Observation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The greeting, without its `+OK`.
    pub greeting: String,
    /// What the server can do, as it says it after `CAPA`, the last time that it was asked.
    pub capabilities: Vec<String>,
    /// Whether the login was accepted; `None` where none was tried.
    pub logged_in: Option<bool>,
    /// How many mails wait; `None` where nobody logged in.
    pub messages: Option<u64>,
}

impl Judge for Pop3Check {
    type Seen = Pop3Observation;

    fn judge(&self, seen: &Pop3Observation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        verdict.greeted(&seen.greeting, attempt, self.expect.as_deref());
        for capability in &seen.capabilities {
            verdict.fact("capability", capability);
        }
        let mut more = String::new();
        if seen.logged_in == Some(true) {
            more.push_str(", logged in");
        }
        if let Some(count) = seen.messages {
            verdict.fact("messages", count);
            verdict.judged("messages", count as f64, "", &self.messages);
            more.push_str(&format!(", {count} {}", if count == 1 { "message" } else { "messages" }));
        }
        verdict.time(attempt, self.connection.time);
        format!("greeted in {} ms{}{more}", short(attempt.timing.total_ms), details(attempt))
    }
}

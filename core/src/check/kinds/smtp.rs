//! A mail server (RFC 5321), with STARTTLS (RFC 3207) and login (RFC 4954).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsMode, TlsRules, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, filled, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Secret};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by a conversation with a mail server.
///
/// ```
/// use netwarden::check::{self, TlsMode};
///
/// let spec = check::smtp("mail.example.org:587").tls(TlsMode::Starttls).expires_after(14).spec()?;
/// assert_eq!(spec.target(), "mail.example.org:587");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn smtp(target: impl Into<String>) -> SmtpCheck {
    SmtpCheck { target: target.into(), ..SmtpCheck::default() }
}

/// A check by a conversation with a mail server: greeting, `EHLO`, TLS and login where asked for, `QUIT`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SmtpCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 25, or 465 with implicit TLS.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether and when to speak TLS. None by default.
    pub tls: TlsMode,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// The name by which to greet; `netwarden.invalid` by default.
    pub helo: Option<String>,
    /// Who logs in, by PLAIN or LOGIN. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// The sender of a mail that is announced, but not sent; the empty one where only `recipient` is given.
    pub sender: Option<String>,
    /// A recipient that must be accepted. No mail is sent.
    pub recipient: Option<String>,
    /// Text that must occur in the greeting.
    pub expect: Option<String>,
}

setters! { SmtpCheck -> Smtp, connection, tls_rules {
    /// Speaks TLS so.
    tls(mode: TlsMode) tls = mode;
    /// Greets by `name`.
    helo(name: impl Into<String>) helo = Some(name.into());
    /// Announces a mail of `sender`.
    sender(address: impl Into<String>) sender = Some(address.into());
    /// Expects that mail to `address` is accepted; none is sent.
    recipient(address: impl Into<String>) recipient = Some(address.into());
    /// Expects `text` in the greeting.
    expect(text: impl Into<String>) expect = Some(text.into());
} }

impl SmtpCheck {
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
        let usual = if self.tls == TlsMode::Implicit { 465 } else { 25 };
        host_and_port("target", &self.target, Some(usual))
    }
}

impl Spec for SmtpCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls != TlsMode::None)?;
        login("login", self.user.as_deref(), self.password.as_ref())?;
        filled("expect", self.expect.as_deref())?;
        let words = [("helo", &self.helo), ("sender", &self.sender), ("recipient", &self.recipient)];
        for (field, word) in words.iter().filter_map(|(field, word)| Some((field, word.as_deref()?))) {
            bounded(field, word, 320)?;
            if word.contains([' ', '<', '>']) {
                return Err(Error::invalid(*field, word, "no spaces and no angle brackets are expected"));
            }
        }
        Ok(())
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A conversation with a mail server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SmtpObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The greeting, without its code.
    pub greeting: String,
    /// What the server can do, as it says it after `EHLO`, the last time that it was asked.
    pub capabilities: Vec<String>,
    /// Whether the login was accepted; `None` where none was tried.
    pub logged_in: Option<bool>,
    /// Whether the recipient was accepted; `None` where none was announced.
    pub accepted: Option<bool>,
}

impl Judge for SmtpCheck {
    type Seen = SmtpObservation;

    fn judge(&self, seen: &SmtpObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        verdict.greeted(&seen.greeting, attempt, self.expect.as_deref());
        for capability in &seen.capabilities {
            verdict.fact("capability", capability);
        }
        verdict.time(attempt, self.connection.time);
        let login = if seen.logged_in == Some(true) { ", logged in" } else { "" };
        let mail = if seen.accepted == Some(true) { ", recipient accepted" } else { "" };
        format!("greeted in {} ms{}{login}{mail}", short(attempt.timing.total_ms), details(attempt))
    }
}

//! An IMAP server (RFC 9051, RFC 3501).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsMode, TlsRules, login_in_lines};
use crate::check::setters::setters;
use crate::check::validate::{bounded, filled, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Secret, Thresholds};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by a conversation with an IMAP server.
///
/// ```
/// use netwarden::check::{self, Secret, Thresholds, TlsMode};
///
/// let spec = check::imap("mail.example.org")
///     .tls(TlsMode::Starttls)
///     .login("anna", Secret::named("mail"))
///     .mailbox("INBOX")
///     .messages(Thresholds::parse("100", "1000")?)
///     .spec()?;
/// assert_eq!(spec.target(), "mail.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn imap(target: impl Into<String>) -> ImapCheck {
    ImapCheck { target: target.into(), ..ImapCheck::default() }
}

/// A check by a conversation with an IMAP server: greeting, `CAPABILITY`, TLS, login and `STATUS` where asked for, `LOGOUT`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ImapCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 143, or 993 with implicit TLS.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether and when to speak TLS. None by default.
    pub tls: TlsMode,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in, by `AUTHENTICATE PLAIN` or `LOGIN`. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// A mailbox that must exist, such as `INBOX`; it is not opened. It needs a login.
    pub mailbox: Option<String>,
    /// Judges how many mails are in the mailbox. None by default.
    pub messages: Thresholds,
    /// Text that must occur in the greeting.
    pub expect: Option<String>,
}

setters! { ImapCheck -> Imap, connection, tls_rules {
    /// Speaks TLS so.
    tls(mode: TlsMode) tls = mode;
    /// Expects the mailbox of that name.
    mailbox(name: impl Into<String>) mailbox = Some(name.into());
    /// Judges how many mails are in the mailbox.
    messages(thresholds: Thresholds) messages = thresholds;
    /// Expects `text` in the greeting.
    expect(text: impl Into<String>) expect = Some(text.into());
} }

impl ImapCheck {
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
        let usual = if self.tls == TlsMode::Implicit { 993 } else { 143 };
        host_and_port("target", &self.target, Some(usual))
    }
}

impl Spec for ImapCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls != TlsMode::None)?;
        login_in_lines(self.user.as_deref(), self.password.as_ref())?;
        if let Some(mailbox) = &self.mailbox {
            bounded("mailbox", mailbox, 500)?;
            if self.user.is_none() {
                return Err(Error::invalid(
                    "mailbox",
                    mailbox,
                    "a login is expected beside it: give user and password",
                ));
            }
        } else if self.messages != Thresholds::default() {
            let expected = "mails are counted in a mailbox: name one, such as INBOX";
            return Err(Error::invalid("messages", "no mailbox", expected));
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

/// A conversation with an IMAP server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImapObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The greeting, without its `* OK`.
    pub greeting: String,
    /// What the server can do, as it says it before the login, the last time that it was asked.
    pub capabilities: Vec<String>,
    /// Whether the login was accepted; `None` where none was tried.
    pub logged_in: Option<bool>,
    /// How many mails are in the mailbox; `None` where none was asked for.
    pub messages: Option<u64>,
}

impl Judge for ImapCheck {
    type Seen = ImapObservation;

    fn judge(&self, seen: &ImapObservation, verdict: &mut Verdict) -> String {
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

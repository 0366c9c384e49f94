//! A Telnet server (RFC 854).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules, login_in_lines};
use crate::check::setters::setters;
use crate::check::validate::{filled, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Secret};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by a conversation with a Telnet server.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::telnet("switch.example.org").login("monitor", "pw").prompt("switch>").spec()?;
/// assert_eq!(spec.target(), "switch.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn telnet(target: impl Into<String>) -> TelnetCheck {
    TelnetCheck { target: target.into(), ..TelnetCheck::default() }
}

/// A check by a conversation with a Telnet server: its options are declined, its greeting is read; login and prompt where
/// asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct TelnetCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 23, or 992 with TLS.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether to speak TLS.
    pub tls: bool,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Text that must occur in what it says before anybody logs in.
    pub expect: Option<String>,
    /// Who logs in. Nobody by default.
    pub user: Option<String>,
    /// The password. Without TLS it crosses the network as it is.
    pub password: Option<Secret>,
    /// How it asks for the user; `ogin:` by default.
    pub login_prompt: String,
    /// How it asks for the password; `assword:` by default.
    pub password_prompt: String,
    /// What it says when it awaits a command, such as `switch>`. Needed for a login: only this tells that it was accepted.
    pub prompt: Option<String>,
}

impl Default for TelnetCheck {
    fn default() -> Self {
        Self {
            target: String::new(),
            connection: Connection::default(),
            tls: false,
            tls_rules: TlsRules::default(),
            expect: None,
            user: None,
            password: None,
            login_prompt: "ogin:".to_string(),
            password_prompt: "assword:".to_string(),
            prompt: None,
        }
    }
}

setters! { TelnetCheck -> Telnet, connection, tls_rules {
    /// Speaks TLS.
    tls(tls: bool) tls = tls;
    /// Expects `text` in what it says before anybody logs in.
    expect(text: impl Into<String>) expect = Some(text.into());
    /// Expects that it asks for the user so.
    login_prompt(text: impl Into<String>) login_prompt = text.into();
    /// Expects that it asks for the password so.
    password_prompt(text: impl Into<String>) password_prompt = text.into();
    /// Expects that it awaits commands with `text`.
    prompt(text: impl Into<String>) prompt = Some(text.into());
} }

impl TelnetCheck {
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
        host_and_port("target", &self.target, Some(if self.tls { 992 } else { 23 }))
    }
}

impl Spec for TelnetCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls)?;
        login_in_lines(self.user.as_deref(), self.password.as_ref())?;
        filled("expect", self.expect.as_deref())?;
        filled("login_prompt", Some(&self.login_prompt))?;
        filled("password_prompt", Some(&self.password_prompt))?;
        filled("prompt", self.prompt.as_deref())?;
        if self.user.is_some() && self.prompt.is_none() {
            let expected = "the prompt that follows the login is expected, such as \"$ \": nothing else tells whether it was accepted";
            return Err(Error::invalid("prompt", "none", expected));
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

/// A conversation with a Telnet server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TelnetObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// What it said before anybody logged in, without the commands of the protocol.
    pub greeting: String,
    /// The options that it wanted of us or offered (RFC 855), by number, in the order in which it named them.
    pub options: Vec<u8>,
    /// Whether the login was accepted; `None` where none was tried.
    pub logged_in: Option<bool>,
    /// Whether the prompt came; `None` where none was expected.
    pub prompted: Option<bool>,
}

impl Judge for TelnetCheck {
    type Seen = TelnetObservation;

    fn judge(&self, seen: &TelnetObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        verdict.greeted(seen.greeting.trim(), attempt, self.expect.as_deref());
        for option in &seen.options {
            verdict.fact("option", option);
        }
        verdict.time(attempt, self.connection.time);
        let login = if seen.logged_in == Some(true) { ", logged in" } else { "" };
        let prompt = if seen.prompted == Some(true) { ", awaits commands" } else { "" };
        format!("greeted in {} ms{}{login}{prompt}", short(attempt.timing.total_ms), details(attempt))
    }
}

//! An FTP server (RFC 959), with AUTH TLS (RFC 4217).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsMode, TlsRules, login_in_lines};
use crate::check::setters::setters;
use crate::check::validate::{bounded, filled, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Secret};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by a conversation with an FTP server.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::ftp("ftp.example.org").login("anonymous", "check@example.org").path("/pub/README").spec()?;
/// assert_eq!(spec.target(), "ftp.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn ftp(target: impl Into<String>) -> FtpCheck {
    FtpCheck { target: target.into(), ..FtpCheck::default() }
}

/// A check by a conversation with an FTP server: greeting, TLS and login where asked for, a path that must exist, `QUIT`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct FtpCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 21, or 990 with implicit TLS.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether and when to speak TLS. None by default.
    pub tls: TlsMode,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in; `anonymous` where the server lets anybody. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// A file or a directory that must exist. It is not read. It needs a login.
    pub path: Option<String>,
    /// Text that must occur in the greeting.
    pub expect: Option<String>,
}

setters! { FtpCheck -> Ftp, connection, tls_rules {
    /// Speaks TLS so.
    tls(mode: TlsMode) tls = mode;
    /// Expects a file or a directory at `path`.
    path(path: impl Into<String>) path = Some(path.into());
    /// Expects `text` in the greeting.
    expect(text: impl Into<String>) expect = Some(text.into());
} }

impl FtpCheck {
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
        let usual = if self.tls == TlsMode::Implicit { 990 } else { 21 };
        host_and_port("target", &self.target, Some(usual))
    }
}

impl Spec for FtpCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls != TlsMode::None)?;
        login_in_lines(self.user.as_deref(), self.password.as_ref())?;
        if let Some(path) = &self.path {
            bounded("path", path, 1024)?;
            if self.user.is_none() {
                let expected = "a login is expected beside it, such as that of anonymous";
                return Err(Error::invalid("path", path, expected));
            }
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

/// A conversation with an FTP server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FtpObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The greeting, without its code.
    pub greeting: String,
    /// Whether the login was accepted; `None` where none was tried.
    pub logged_in: Option<bool>,
    /// Whether the path exists; `None` where none was asked for.
    pub found: Option<bool>,
    /// The size of the file in bytes, where the server tells one.
    pub size: Option<u64>,
}

impl Judge for FtpCheck {
    type Seen = FtpObservation;

    fn judge(&self, seen: &FtpObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        verdict.greeted(&seen.greeting, attempt, self.expect.as_deref());
        let mut more = String::new();
        if seen.logged_in == Some(true) {
            more.push_str(", logged in");
        }
        if let (Some(path), Some(true)) = (&self.path, seen.found) {
            more.push_str(&format!(", has {path}"));
        }
        if let Some(size) = seen.size {
            verdict.fact("size", size);
        }
        verdict.time(attempt, self.connection.time);
        format!("greeted in {} ms{}{more}", short(attempt.timing.total_ms), details(attempt))
    }
}

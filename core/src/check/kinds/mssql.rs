//! A Microsoft SQL Server, by what it says before a login ([MS-TDS] 2.2.6.5).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::Connection;
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause};
use crate::error::Result;

/// A check of `target`, as `host` or `host:port`, by the first words of a Microsoft SQL Server.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::mssql("db.example.org").instance("MSSQLSERVER").encryption(true).spec()?;
/// assert_eq!(spec.target(), "db.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn mssql(target: impl Into<String>) -> MssqlCheck {
    MssqlCheck { target: target.into(), ..MssqlCheck::default() }
}

/// A check by the first words of a Microsoft SQL Server: `PRELOGIN`. Nobody logs in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct MssqlCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 1433.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// The instance that must be at the port, such as `MSSQLSERVER`. Any by default.
    pub instance: Option<String>,
    /// Whether the server must be able to encrypt.
    pub encryption: bool,
}

setters! { MssqlCheck -> Mssql, connection {
    /// Expects the instance of that name at the port.
    instance(name: impl Into<String>) instance = Some(name.into());
    /// Expects that the server can encrypt.
    encryption(expected: bool) encryption = expected;
} }

impl MssqlCheck {
    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::error::Error::Invalid) where it is neither `host` nor `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        host_and_port("target", &self.target, Some(1433))
    }
}

impl Spec for MssqlCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.instance.as_deref().map_or(Ok(()), |name| bounded("instance", name, 255))
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// The first words of a Microsoft SQL Server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MssqlObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Its version, as `15.0.2000`; that is SQL Server 2019.
    pub version: String,
    /// `login-only`, `on`, `not-supported` or `required`; empty where it does not tell.
    pub encryption: String,
    /// Whether the instance is the one that was asked for.
    pub is_instance: Option<bool>,
}

impl Judge for MssqlCheck {
    type Seen = MssqlObservation;

    fn judge(&self, seen: &MssqlObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        for (name, value) in [("version", &seen.version), ("encryption", &seen.encryption)] {
            if !value.is_empty() {
                verdict.fact(name, value);
            }
        }
        if self.encryption && verdict.is_whole(attempt) {
            let can = matches!(seen.encryption.as_str(), "login-only" | "on" | "required");
            let expected = "a server that can encrypt".to_string();
            let found = format!("encryption {}", if seen.encryption.is_empty() { "untold" } else { &seen.encryption });
            let cause = Cause::UnexpectedAnswer { expected: expected.clone(), found };
            verdict.assert(expected, (!can).then_some(cause));
        }
        if let Some(instance) = self.instance.as_deref().filter(|_| verdict.is_whole(attempt)) {
            let expected = format!("the instance {instance}");
            let found = if seen.is_instance.is_none() { "nothing of its instance" } else { "another instance" };
            let cause = Cause::UnexpectedAnswer { expected: expected.clone(), found: found.to_string() };
            verdict.assert(expected, (seen.is_instance != Some(true)).then_some(cause));
        }
        verdict.time(attempt, self.connection.time);
        format!("answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

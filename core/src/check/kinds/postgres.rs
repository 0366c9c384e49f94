//! A PostgreSQL server, or one that speaks its protocol.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsMode, TlsRules, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Secret, SqlAnswer, SqlRules};
use crate::error::Result;

/// A check of `target`, as `host` or `host:port`, by a conversation with a PostgreSQL server.
///
/// ```
/// use netwarden::check::{self, Thresholds};
///
/// let spec = check::postgres("db.example.org")
///     .login("monitor", "sesame")
///     .query("SELECT count(*) FROM pg_stat_activity")
///     .value(Thresholds::parse("80", "95")?)
///     .spec()?;
/// assert_eq!(spec.target(), "db.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn postgres(target: impl Into<String>) -> PostgresCheck {
    PostgresCheck { target: target.into(), ..PostgresCheck::default() }
}

/// A check by a conversation with a PostgreSQL server: TLS, login and a query where asked for. Without a login, that the
/// server asks for one is enough.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct PostgresCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 5432.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether and when to speak TLS: `starttls` is after the server agreed (`SSLRequest`), as all versions know it;
    /// `implicit` from PostgreSQL 17 on. None by default.
    pub tls: TlsMode,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in, by SCRAM-SHA-256, MD5 or in clear text, as the server asks. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// The database to open; the one of the user's name by default.
    pub database: Option<String>,
    /// What to ask, and what is expected.
    #[serde(flatten)]
    pub sql: SqlRules,
}

setters! { PostgresCheck -> Postgres, connection, tls_rules, sql {
    /// Speaks TLS so.
    tls(mode: TlsMode) tls = mode;
    /// Opens the database of that name.
    database(name: impl Into<String>) database = Some(name.into());
} }

impl PostgresCheck {
    /// Logs in.
    #[must_use]
    pub fn login(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        (self.user, self.password) = (Some(user.into()), Some(password.into()));
        self
    }

    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::error::Error::Invalid) where it is neither `host` nor `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        host_and_port("target", &self.target, Some(5432))
    }
}

impl Spec for PostgresCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls != TlsMode::None)?;
        login("login", self.user.as_deref(), self.password.as_ref())?;
        self.user.as_deref().map_or(Ok(()), |user| bounded("user", user, 255))?;
        self.database.as_deref().map_or(Ok(()), |name| bounded("database", name, 255))?;
        self.sql.validate(self.user.is_some())
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A conversation with a PostgreSQL server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostgresObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Its version; it is told after a login only.
    pub version: String,
    /// Whether it is a standby, where it tells (PostgreSQL 14).
    pub standby: Option<bool>,
    /// Why it refused one who did not log in, which is as good as asking for a login.
    pub refusal: String,
    /// What the query brought.
    pub answer: Option<SqlAnswer>,
}

impl Judge for PostgresCheck {
    type Seen = PostgresObservation;

    fn judge(&self, seen: &PostgresObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        for (name, value) in [("version", &seen.version), ("refusal", &seen.refusal)] {
            if !value.is_empty() {
                verdict.fact(name, value);
            }
        }
        if let Some(standby) = seen.standby {
            verdict.fact("role", if standby { "standby" } else { "primary" });
        }
        self.sql.judge(seen.answer.as_ref(), attempt, verdict);
        verdict.time(attempt, self.connection.time);
        format!("answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

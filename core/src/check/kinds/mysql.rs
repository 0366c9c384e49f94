//! A MySQL or MariaDB server.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Secret, SqlAnswer, SqlRules};
use crate::error::Result;

/// A check of `target`, as `host` or `host:port`, by a conversation with a MySQL or MariaDB server.
///
/// ```
/// use netwarden::check::{self, Thresholds};
///
/// let spec = check::mysql("db.example.org")
///     .login("monitor", "sesame")
///     .query("SELECT count(*) FROM information_schema.processlist")
///     .value(Thresholds::parse("80", "95")?)
///     .spec()?;
/// assert_eq!(spec.target(), "db.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn mysql(target: impl Into<String>) -> MysqlCheck {
    MysqlCheck { target: target.into(), ..MysqlCheck::default() }
}

/// A check by a conversation with a MySQL or MariaDB server: greeting, TLS, login and a query where asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct MysqlCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 3306.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether to speak TLS, after the server's greeting. One that does not offer it is critical.
    pub tls: bool,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in, by `mysql_native_password`, or over TLS `caching_sha2_password` and
    /// `mysql_clear_password`, as the server asks. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// The database to open; none by default.
    pub database: Option<String>,
    /// What to ask, and what is expected.
    #[serde(flatten)]
    pub sql: SqlRules,
}

setters! { MysqlCheck -> Mysql, connection, tls_rules, sql {
    /// Speaks TLS.
    tls(tls: bool) tls = tls;
    /// Opens the database of that name.
    database(name: impl Into<String>) database = Some(name.into());
} }

impl MysqlCheck {
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
        host_and_port("target", &self.target, Some(3306))
    }
}

impl Spec for MysqlCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls)?;
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

/// A conversation with a MySQL or MariaDB server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MysqlObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Its version, without the `5.5.5-` that MariaDB puts before it.
    pub version: String,
    /// `MySQL` or `MariaDB`.
    pub product: String,
    /// What the query brought.
    pub answer: Option<SqlAnswer>,
}

impl Judge for MysqlCheck {
    type Seen = MysqlObservation;

    fn judge(&self, seen: &MysqlObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        for (name, value) in [("version", &seen.version), ("product", &seen.product)] {
            if !value.is_empty() {
                verdict.fact(name, value);
            }
        }
        self.sql.judge(seen.answer.as_ref(), attempt, verdict);
        verdict.time(attempt, self.connection.time);
        format!("answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

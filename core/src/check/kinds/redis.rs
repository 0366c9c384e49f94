//! A Redis server, or one that speaks its protocol (RESP).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause, Secret, Thresholds};
use crate::error::Result;

/// A check of `target`, as `host` or `host:port`, by a conversation with a Redis server.
///
/// ```
/// use netwarden::check::{self, Thresholds};
///
/// let spec = check::redis("cache.example.org").role("master").clients(Thresholds::parse("500", "900")?).spec()?;
/// assert_eq!(spec.target(), "cache.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn redis(target: impl Into<String>) -> RedisCheck {
    RedisCheck { target: target.into(), ..RedisCheck::default() }
}

/// A check by a conversation with a Redis server: login where asked for, `PING`, `INFO`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct RedisCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 6379.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether to speak TLS.
    pub tls: bool,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in; `default` where only a password is given.
    pub user: Option<String>,
    /// The password. Nobody logs in without.
    pub password: Option<Secret>,
    /// The role that it must have: `master` or `slave`.
    pub role: Option<String>,
    /// Judges `used_memory` in bytes. None by default.
    pub memory: Thresholds,
    /// Judges `connected_clients`. None by default.
    pub clients: Thresholds,
}

setters! { RedisCheck -> Redis, connection, tls_rules {
    /// Speaks TLS.
    tls(tls: bool) tls = tls;
    /// Logs in with a password alone.
    password(password: impl Into<Secret>) password = Some(password.into());
    /// Expects the role `master` or `slave`.
    role(role: impl Into<String>) role = Some(role.into());
    /// Judges `used_memory` in bytes.
    memory(thresholds: Thresholds) memory = thresholds;
    /// Judges `connected_clients`.
    clients(thresholds: Thresholds) clients = thresholds;
} }

impl RedisCheck {
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
        host_and_port("target", &self.target, Some(6379))
    }
}

impl Spec for RedisCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls)?;
        let user = self.user.as_deref().or(self.password.is_some().then_some("default"));
        login("login", user, self.password.as_ref())?;
        self.role.as_deref().map_or(Ok(()), |role| bounded("role", role, 32))
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A conversation with a Redis server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RedisObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// What it says of itself: the lines `name:value` of `INFO`.
    pub info: Vec<(String, String)>,
}

impl RedisObservation {
    fn value(&self, name: &str) -> Option<&str> {
        self.info.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

impl Judge for RedisCheck {
    type Seen = RedisObservation;

    fn judge(&self, seen: &RedisObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        for (fact, name) in [("version", "redis_version"), ("role", "role"), ("mode", "redis_mode")] {
            if let Some(value) = seen.value(name) {
                verdict.fact(fact, value);
            }
        }
        let all_seen = attempt.failure.is_none() && !verdict.distrusts();
        if let Some(wanted) = self.role.as_deref().filter(|_| all_seen) {
            let found = seen.value("role").unwrap_or_default();
            let expected = format!("the role {wanted}");
            let cause = Cause::UnexpectedAnswer { expected: expected.clone(), found: found.to_string() };
            verdict.assert(expected, (found != wanted).then_some(cause));
        }
        let values =
            [("memory", "used_memory", "B", &self.memory), ("clients", "connected_clients", "", &self.clients)];
        for (label, name, unit, thresholds) in values {
            let asked = thresholds.warning.is_some() || thresholds.critical.is_some();
            match seen.value(name).and_then(|value| value.parse().ok()) {
                Some(value) => verdict.judged(label, value, unit, thresholds),
                None if asked && all_seen => {
                    verdict.fail(Cause::NotEvaluated { reason: format!("INFO has no {name}") });
                }
                None => {}
            }
        }
        verdict.time(attempt, self.connection.time);
        format!("answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

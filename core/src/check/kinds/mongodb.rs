//! A MongoDB server, or one that speaks its wire protocol.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Secret};
use crate::error::{Error, Result};

const ROLES: [&str; 6] = ["primary", "secondary", "arbiter", "standalone", "mongos", "other"];

/// A check of `target`, as `host` or `host:port`, by a conversation with a MongoDB server.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::mongodb("db1.example.org").role("primary").replica_set("rs0").spec()?;
/// assert_eq!(spec.target(), "db1.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn mongodb(target: impl Into<String>) -> MongodbCheck {
    MongodbCheck { target: target.into(), ..MongodbCheck::default() }
}

/// A check by a conversation with a MongoDB server: `hello`, login where asked for, `ping`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct MongodbCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 27017.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether to speak TLS.
    pub tls: bool,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in, by SCRAM-SHA-256. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// The database that knows the user; `admin` by default.
    pub auth_source: Option<String>,
    /// The role that it must have: `primary`, `secondary`, `arbiter`, `standalone`, `mongos`, or `other` for a member of a
    /// set that is none of them, such as one that starts.
    pub role: Option<String>,
    /// The replica set that it must belong to.
    pub replica_set: Option<String>,
}

setters! { MongodbCheck -> Mongodb, connection, tls_rules {
    /// Speaks TLS.
    tls(tls: bool) tls = tls;
    /// Logs in as a user of that database.
    auth_source(database: impl Into<String>) auth_source = Some(database.into());
    /// Expects the role `primary`, `secondary`, `arbiter`, `standalone`, `mongos` or `other`.
    role(role: impl Into<String>) role = Some(role.into());
    /// Expects a member of the replica set of that name.
    replica_set(name: impl Into<String>) replica_set = Some(name.into());
} }

impl MongodbCheck {
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
        host_and_port("target", &self.target, Some(27017))
    }
}

impl Spec for MongodbCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls)?;
        login("login", self.user.as_deref(), self.password.as_ref())?;
        self.auth_source.as_deref().map_or(Ok(()), |database| bounded("auth_source", database, 63))?;
        self.replica_set.as_deref().map_or(Ok(()), |name| bounded("replica_set", name, 255))?;
        match self.role.as_deref() {
            Some(role) if !ROLES.contains(&role) => {
                Err(Error::invalid("role", role, format!("one of {} is expected", ROLES.join(", "))))
            }
            _ => Ok(()),
        }
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A conversation with a MongoDB server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MongodbObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// `primary`, `secondary`, `arbiter`, `standalone`, `mongos`, `other`.
    pub role: String,
    /// The replica set that it belongs to; empty where it belongs to none.
    pub replica_set: String,
    /// The newest version of the wire protocol that it speaks; 21 is MongoDB 7.0.
    pub wire_version: Option<u32>,
    /// Whether it takes no writes.
    pub read_only: bool,
}

impl Judge for MongodbCheck {
    type Seen = MongodbObservation;

    fn judge(&self, seen: &MongodbObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        verdict.is(attempt, "role", &seen.role, self.role.as_deref());
        verdict.is(attempt, "replica_set", &seen.replica_set, self.replica_set.as_deref());
        if let Some(version) = seen.wire_version {
            verdict.fact("wire_version", version);
        }
        if seen.read_only {
            verdict.fact("read_only", "yes");
        }
        verdict.time(attempt, self.connection.time);
        format!("answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

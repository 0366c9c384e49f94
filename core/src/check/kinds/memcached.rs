//! A memcached server, by its text protocol (memcached's doc/protocol.txt).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules, login_in_lines};
use crate::check::setters::setters;
use crate::check::validate::host_and_port;
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Secret, Thresholds};
use crate::error::Result;

/// A check of `target`, as `host` or `host:port`, by a conversation with a memcached server.
///
/// ```
/// use netwarden::check::{self, Thresholds};
///
/// let spec = check::memcached("cache.example.org").hit_ratio(Thresholds::parse("80:", "50:")?).spec()?;
/// assert_eq!(spec.target(), "cache.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn memcached(target: impl Into<String>) -> MemcachedCheck {
    MemcachedCheck { target: target.into(), ..MemcachedCheck::default() }
}

/// A check by a conversation with a memcached server: login where asked for, `version`, `stats`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct MemcachedCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 11211.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether to speak TLS.
    pub tls: bool,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in, as the text protocol does it (`--auth-file`). Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// Judges `curr_connections`. None by default.
    pub connections: Thresholds,
    /// Judges `bytes`, what the items take. None by default.
    pub memory: Thresholds,
    /// Judges `get_hits` of all reads since the server started, in percent. None by default.
    pub hit_ratio: Thresholds,
}

setters! { MemcachedCheck -> Memcached, connection, tls_rules {
    /// Speaks TLS.
    tls(tls: bool) tls = tls;
    /// Judges `curr_connections`.
    connections(thresholds: Thresholds) connections = thresholds;
    /// Judges `bytes`, what the items take.
    memory(thresholds: Thresholds) memory = thresholds;
    /// Judges `get_hits` of all reads since the server started, in percent.
    hit_ratio(thresholds: Thresholds) hit_ratio = thresholds;
} }

impl MemcachedCheck {
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
        host_and_port("target", &self.target, Some(11211))
    }
}

impl Spec for MemcachedCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls)?;
        login_in_lines(self.user.as_deref(), self.password.as_ref())
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A conversation with a memcached server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemcachedObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Its version, as it says it.
    pub version: String,
    /// What it counts: the lines `STAT name value` of `stats`.
    pub stats: Vec<(String, String)>,
}

impl MemcachedObservation {
    fn value(&self, name: &str) -> Option<f64> {
        let (_, value) = self.stats.iter().find(|(found, _)| found == name)?;
        value.parse().ok().filter(|value: &f64| value.is_finite())
    }

    /// Hits of all reads in percent; nothing where nobody has read yet.
    fn hit_ratio(&self) -> Option<f64> {
        let (hits, misses) = (self.value("get_hits")?, self.value("get_misses")?);
        (hits + misses > 0.0).then(|| hits / (hits + misses) * 100.0)
    }
}

impl Judge for MemcachedCheck {
    type Seen = MemcachedObservation;

    fn judge(&self, seen: &MemcachedObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        if !seen.version.is_empty() {
            verdict.fact("version", &seen.version);
        }
        let connections = seen.value("curr_connections");
        verdict.told(attempt, ("connections", ""), connections, &self.connections, "stats has no curr_connections");
        verdict.told(attempt, ("memory", "B"), seen.value("bytes"), &self.memory, "stats has no bytes");
        verdict.told(attempt, ("hit_ratio", "%"), seen.hit_ratio(), &self.hit_ratio, "nobody has read anything yet");
        verdict.time(attempt, self.connection.time);
        format!("answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

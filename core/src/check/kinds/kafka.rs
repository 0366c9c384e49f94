//! A broker of Apache Kafka, or one that speaks its protocol.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause, Secret, Thresholds};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by a conversation with a Kafka broker.
///
/// ```
/// use netwarden::check::{self, Thresholds};
///
/// let spec = check::kafka("broker1.example.org").topic("orders").in_sync(Thresholds::parse("3:", "2:")?).spec()?;
/// assert_eq!(spec.target(), "broker1.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn kafka(target: impl Into<String>) -> KafkaCheck {
    KafkaCheck { target: target.into(), ..KafkaCheck::default() }
}

/// A check by a conversation with a Kafka broker: `ApiVersions`, login where asked for, `Metadata`. No topic is created.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct KafkaCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 9092.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether to speak TLS.
    pub tls: bool,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Who logs in, by SASL `PLAIN`. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// Judges how many brokers the cluster has. None by default.
    pub brokers: Thresholds,
    /// A topic that must exist, each of its partitions with a leader.
    pub topic: Option<String>,
    /// Judges the in-sync replicas of the partition of the topic that has the fewest. None by default.
    pub in_sync: Thresholds,
}

setters! { KafkaCheck -> Kafka, connection, tls_rules {
    /// Speaks TLS.
    tls(tls: bool) tls = tls;
    /// Judges how many brokers the cluster has.
    brokers(thresholds: Thresholds) brokers = thresholds;
    /// Expects the topic of that name.
    topic(name: impl Into<String>) topic = Some(name.into());
    /// Judges the in-sync replicas of the partition that has the fewest.
    in_sync(thresholds: Thresholds) in_sync = thresholds;
} }

impl KafkaCheck {
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
        host_and_port("target", &self.target, Some(9092))
    }
}

impl Spec for KafkaCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls)?;
        login("login", self.user.as_deref(), self.password.as_ref())?;
        match &self.topic {
            Some(topic) => bounded("topic", topic, 249),
            None if self.in_sync != Thresholds::default() => {
                Err(Error::invalid("in_sync", "no topic", "replicas are those of a topic: name one"))
            }
            None => Ok(()),
        }
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// A conversation with a Kafka broker.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KafkaObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The cluster's name for itself.
    pub cluster: String,
    /// The broker that is the controller; −1 where none is known.
    pub controller: Option<i32>,
    /// How many brokers the cluster has.
    pub brokers: Option<u32>,
    /// Kafka's error code of the topic; 0 is none.
    pub topic_error: Option<i16>,
    /// The partitions of the topic.
    pub partitions: Vec<KafkaPartition>,
}

/// A partition of a topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KafkaPartition {
    /// Its number, from 0.
    pub partition: i32,
    /// The broker that leads it; −1 where none does.
    pub leader: i32,
    /// How many brokers have it.
    pub replicas: u32,
    /// How many of them are in sync.
    pub in_sync: u32,
}

impl KafkaCheck {
    fn judge_topic(&self, topic: &str, seen: &KafkaObservation, verdict: &mut Verdict) {
        let wanted = format!("the topic {topic}");
        let found = match seen.topic_error {
            Some(0) if !seen.partitions.is_empty() => None,
            Some(3) => Some("no such topic".to_string()),
            Some(29) => Some("no permission to describe it".to_string()),
            Some(0) | None => Some("nothing of it".to_string()),
            Some(code) => Some(format!("error {code}")),
        };
        let cause = found.map(|found| Cause::UnexpectedAnswer { expected: wanted.clone(), found });
        let is_there = cause.is_none();
        verdict.assert(wanted, cause);
        if !is_there {
            return;
        }
        let (all, partitions) = (seen.partitions.len(), &seen.partitions);
        let leaderless = partitions.iter().filter(|partition| partition.leader < 0).count();
        let reason = format!("{leaderless} of {all} partitions of the topic have no leader");
        verdict.assert("each partition has a leader", (leaderless > 0).then_some(Cause::ServiceFailed { reason }));
        verdict.fact("partitions", all);
        let fewest = partitions.iter().map(|partition| partition.in_sync).min();
        verdict.told(&seen.attempt, ("in_sync", ""), fewest.map(f64::from), &self.in_sync, "no replicas were told");
        let behind = partitions.iter().filter(|partition| partition.in_sync < partition.replicas).count();
        verdict.judged("under_replicated", behind as f64, "", &Thresholds::default());
    }
}

impl Judge for KafkaCheck {
    type Seen = KafkaObservation;

    fn judge(&self, seen: &KafkaObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        if !seen.cluster.is_empty() {
            verdict.fact("cluster", &seen.cluster);
        }
        match seen.controller {
            Some(controller) if controller < 0 => {
                verdict.fail(Cause::ServiceFailed { reason: "the cluster has no controller".to_string() });
            }
            Some(controller) => verdict.fact("controller", controller),
            None => {}
        }
        let brokers = seen.brokers.map(f64::from);
        verdict.told(attempt, ("brokers", ""), brokers, &self.brokers, "no brokers were told");
        if let Some(topic) = self.topic.as_deref().filter(|_| verdict.is_whole(attempt)) {
            self.judge_topic(topic, seen, verdict);
        }
        verdict.time(attempt, self.connection.time);
        format!("answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

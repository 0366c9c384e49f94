//! An MQTT broker (MQTT 3.1.1 and 5.0).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, TlsRules, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, filled, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause, Secret};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by a conversation with an MQTT broker.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::mqtt("broker.example.org").login("anna", "sesame").topic("site/state").expect("online").spec()?;
/// assert_eq!(spec.target(), "broker.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn mqtt(target: impl Into<String>) -> MqttCheck {
    MqttCheck { target: target.into(), ..MqttCheck::default() }
}

/// A check by a conversation with an MQTT broker: `CONNECT`, a subscription where asked for, `PINGREQ`, `DISCONNECT`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct MqttCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 1883, or 8883 with TLS.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Whether to speak TLS.
    pub tls: bool,
    /// What is expected of TLS.
    #[serde(flatten)]
    pub tls_rules: TlsRules,
    /// Whether to speak MQTT 5.0 instead of 3.1.1.
    pub v5: bool,
    /// The name of the client; one made by chance by default. A broker ends an older session of the same name.
    pub client_id: Option<String>,
    /// Who logs in. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// A topic, or a filter of topics, to subscribe to; the broker must grant it.
    pub topic: Option<String>,
    /// Text that must occur in a retained message of the topic.
    pub expect: Option<String>,
}

setters! { MqttCheck -> Mqtt, connection, tls_rules {
    /// Speaks TLS.
    tls(tls: bool) tls = tls;
    /// Speaks MQTT 5.0 instead of 3.1.1.
    v5(v5: bool) v5 = v5;
    /// Is the client of that name.
    client_id(name: impl Into<String>) client_id = Some(name.into());
    /// Subscribes to a topic.
    topic(topic: impl Into<String>) topic = Some(topic.into());
    /// Expects `text` in a retained message of the topic.
    expect(text: impl Into<String>) expect = Some(text.into());
} }

impl MqttCheck {
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
        host_and_port("target", &self.target, Some(if self.tls { 8883 } else { 1883 }))
    }
}

impl Spec for MqttCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        self.tls_rules.validate(self.tls)?;
        login("login", self.user.as_deref(), self.password.as_ref())?;
        self.client_id.as_deref().map_or(Ok(()), |name| bounded("client_id", name, 1024))?;
        self.topic.as_deref().map_or(Ok(()), |topic| bounded("topic", topic, 1024))?;
        if let (Some(text), None) = (&self.expect, &self.topic) {
            return Err(Error::invalid("expect", text, "a retained message is of a topic: name one"));
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

/// A conversation with an MQTT broker.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MqttObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The return code (3.1.1) or the reason code (5.0) of `CONNACK`; 0 is success.
    pub code: Option<u8>,
    /// The topic of the first retained message that came.
    pub topic: Option<String>,
    /// What it says; bytes that are no UTF-8 are replaced.
    pub message: Option<String>,
}

impl Judge for MqttCheck {
    type Seen = MqttObservation;

    fn judge(&self, seen: &MqttObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        verdict.tls(attempt.tls.as_ref(), &self.tls_rules);
        if let Some(code) = seen.code {
            verdict.fact("return_code", code);
        }
        if let Some(topic) = &seen.topic {
            verdict.fact("topic", topic);
        }
        if let Some(message) = &seen.message {
            verdict.fact("message", message.chars().take(200).collect::<String>());
        }
        if let Some(text) = self.expect.as_deref().filter(|_| verdict.is_whole(attempt)) {
            let there = seen.message.as_deref().is_some_and(|message| message.contains(text));
            let missing = Cause::KeywordMissing { keyword: text.to_string() };
            verdict.assert(format!("a retained message contains {text:?}"), (!there).then_some(missing));
        }
        verdict.time(attempt, self.connection.time);
        format!("answered in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

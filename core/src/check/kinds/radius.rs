//! A RADIUS server (RFC 2865).

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::{Connection, login};
use crate::check::setters::setters;
use crate::check::validate::{bounded, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause, Secret};
use crate::error::{Error, Result};

/// A check of `target`, as `host` or `host:port`, by a question to a RADIUS server, which knows us by `secret`.
///
/// ```
/// use netwarden::check::{self, Secret};
///
/// let spec = check::radius("radius.example.org").secret(Secret::named("radius")).login("monitor", "pw").spec()?;
/// assert_eq!(spec.target(), "radius.example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn radius(target: impl Into<String>) -> RadiusCheck {
    RadiusCheck { target: target.into(), ..RadiusCheck::default() }
}

/// What a RADIUS server answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RadiusReply {
    /// The user may come in (`Access-Accept`); the only answer to a question how the server is.
    #[default]
    Accept,
    /// The user may not (`Access-Reject`).
    Reject,
    /// The user must answer something more (`Access-Challenge`).
    Challenge,
}

/// A check by one request over UDP: whether a user may come in, or, without one, how the server is (`Status-Server`, RFC 5997).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct RadiusCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 1812.
    pub target: String,
    /// How to get there, and how long it may take. UDP knows no proxies.
    #[serde(flatten)]
    pub connection: Connection,
    /// The secret that the server shares with us. Always needed.
    pub secret: Option<Secret>,
    /// Who wants to come in. Nobody by default: the server is asked how it is.
    pub user: Option<String>,
    /// The password (PAP), of at most 128 bytes.
    pub password: Option<Secret>,
    /// Who asks (`NAS-Identifier`); `netwarden` by default.
    pub nas_identifier: Option<String>,
    /// The answer that is right. `accept` by default.
    pub expect: RadiusReply,
}

setters! { RadiusCheck -> Radius, connection {
    /// The secret that the server shares with us.
    secret(secret: impl Into<Secret>) secret = Some(secret.into());
    /// Asks as `name`.
    nas_identifier(name: impl Into<String>) nas_identifier = Some(name.into());
    /// Expects that answer.
    expect(reply: RadiusReply) expect = reply;
} }

impl RadiusCheck {
    /// Asks whether this user may come in.
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
        host_and_port("target", &self.target, Some(1812))
    }
}

impl Spec for RadiusCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate_datagrams("RADIUS")?;
        match &self.secret {
            Some(secret) if secret.given() != Some("") => secret.validate("secret")?,
            _ => return Err(Error::invalid("secret", "none", "the secret that the server shares with us is expected")),
        }
        login("login", self.user.as_deref(), self.password.as_ref())?;
        if self.user.as_deref().is_some_and(|user| user.len() > 253) {
            return Err(Error::invalid("user", "a long one", "at most 253 bytes are expected"));
        }
        if self.password.as_ref().and_then(Secret::given).is_some_and(|password| password.len() > 128) {
            return Err(Error::invalid(
                "password",
                "a secret",
                "at most 128 bytes are expected, which RADIUS can carry",
            ));
        }
        self.nas_identifier.as_deref().map_or(Ok(()), |name| bounded("nas_identifier", name, 253))
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// What a RADIUS server said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RadiusObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Its answer; `None` where none came that can be trusted.
    pub reply: Option<RadiusReply>,
    /// What it says to the user (`Reply-Message`).
    pub messages: Vec<String>,
    /// Whether the answer is signed by `Message-Authenticator` (RFC 3579 §3.2) and not only by MD5.
    pub is_signed: bool,
}

impl Judge for RadiusCheck {
    type Seen = RadiusObservation;

    fn judge(&self, seen: &RadiusObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        let mut what = "answered";
        for message in &seen.messages {
            verdict.fact("message", message);
        }
        if let Some(reply) = seen.reply {
            verdict.fact("message_authenticator", if seen.is_signed { "valid" } else { "missing" });
            let word = |reply| match reply {
                RadiusReply::Accept => "Access-Accept",
                RadiusReply::Reject => "Access-Reject",
                RadiusReply::Challenge => "Access-Challenge",
            };
            what = match (reply, &self.user) {
                (RadiusReply::Accept, Some(_)) => "accepted the user",
                (RadiusReply::Accept, None) => "is well",
                (RadiusReply::Reject, _) => "rejected the user",
                (RadiusReply::Challenge, _) => "challenged the user",
            };
            let said = if seen.messages.is_empty() { word(reply).to_string() } else { seen.messages.join(" ") };
            let broken = match (self.expect, reply) {
                (expected, found) if expected == found => None,
                (RadiusReply::Accept, RadiusReply::Reject) => Some(Cause::LoginRefused { reason: said }),
                (expected, found) => {
                    Some(Cause::UnexpectedAnswer { expected: word(expected).into(), found: word(found).into() })
                }
            };
            verdict.assert(word(self.expect), broken);
        }
        verdict.time(attempt, self.connection.time);
        format!("{what} in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

//! An SSH server (RFC 4253), without a login.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::Connection;
use crate::check::setters::setters;
use crate::check::validate::{filled, host_and_port};
use crate::check::verdict::{Verdict, details, short};
use crate::check::{Attempt, Cause};
use crate::error::Result;

/// A check of `target`, as `host` or `host:port`, by the first words of an SSH server.
///
/// ```
/// use netwarden::check;
///
/// let spec = check::ssh("example.org").expect("OpenSSH").spec()?;
/// assert_eq!(spec.target(), "example.org");
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn ssh(target: impl Into<String>) -> SshCheck {
    SshCheck { target: target.into(), ..SshCheck::default() }
}

/// A check by the first words of an SSH server: its identification and the algorithms that it offers. Nobody logs in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SshCheck {
    /// `host` or `host:port`; an IPv6 address stands in brackets. The port is 22.
    pub target: String,
    /// How to get there, and how long it may take.
    #[serde(flatten)]
    pub connection: Connection,
    /// Text that must occur in the identification, such as `OpenSSH`.
    pub expect: Option<String>,
}

setters! { SshCheck -> Ssh, connection {
    /// Expects `text` in the identification.
    expect(text: impl Into<String>) expect = Some(text.into());
} }

impl SshCheck {
    /// The host and the port of the target.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::error::Error::Invalid) where it is neither `host` nor `host:port`.
    pub fn host_and_port(&self) -> Result<(String, u16)> {
        host_and_port("target", &self.target, Some(22))
    }
}

impl Spec for SshCheck {
    fn validate(&self) -> Result<()> {
        self.host_and_port()?;
        self.connection.validate()?;
        filled("expect", self.expect.as_deref())
    }

    fn target(&self) -> String {
        self.target.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// The first words of an SSH server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SshObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The lines before the identification.
    pub banner: Vec<String>,
    /// `SSH-2.0-OpenSSH_9.2p1 Debian-2`; empty where none came.
    pub identification: String,
    /// The ways to agree on a key (`kex_algorithms`), the preferred first.
    pub key_exchange: Vec<String>,
    /// The kinds of host keys (`server_host_key_algorithms`), the preferred first.
    pub host_keys: Vec<String>,
}

impl Judge for SshCheck {
    type Seen = SshObservation;

    fn judge(&self, seen: &SshObservation, verdict: &mut Verdict) -> String {
        let attempt = &seen.attempt;
        // SSH-protoversion-softwareversion SP comments (RFC 4253 §4.2)
        let mut parts = seen.identification.splitn(3, '-').skip(1);
        let (protocol, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (software, comments) = rest.split_once(' ').unwrap_or((rest, ""));
        for (name, value) in [("protocol", protocol), ("software", software), ("comments", comments)] {
            if !value.is_empty() {
                verdict.fact(name, value);
            }
        }
        for (name, values) in
            [("banner", &seen.banner), ("key_exchange", &seen.key_exchange), ("host_key", &seen.host_keys)]
        {
            for value in values {
                verdict.fact(name, value);
            }
        }
        if let Some(expected) = self.expect.as_ref().filter(|_| !seen.identification.is_empty()) {
            let missing = Cause::KeywordMissing { keyword: expected.clone() };
            let holds = seen.identification.contains(expected.as_str());
            verdict.assert(format!("identification contains {expected:?}"), (!holds).then_some(missing));
        }
        verdict.time(attempt, self.connection.time);
        format!("is {software} in {} ms{}", short(attempt.timing.total_ms), details(attempt))
    }
}

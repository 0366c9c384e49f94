//! Whether somebody owns a host, before it is watched for them.

use serde::{Deserialize, Serialize};

use super::{Judge, Spec};
use crate::check::connection::Connection;
use crate::check::setters::setters;
use crate::check::validate::{host, within};
use crate::check::verdict::{Verdict, short};
use crate::check::{Attempt, Cause};
use crate::error::{Error, Result};

/// What stands before the token, as the name of a label, of a meta tag and of a file.
const NAME: &str = "netwarden-challenge";
/// Letters of a token: 160 bits, in a label of the DNS.
const TOKEN: usize = 40;

/// A check whether who was given `token` for `host` could place it there.
///
/// ```
/// use netwarden::check::{self, OwnershipProof};
///
/// let token = check::ownership_token("a secret of the service", "anna", "example.org")?;
/// let check = check::ownership("example.org", token).proof(OwnershipProof::File);
/// assert!(check.instruction().starts_with("a line "));
/// # Ok::<(), netwarden::Error>(())
/// ```
pub fn ownership(host: impl Into<String>, token: impl Into<String>) -> OwnershipCheck {
    OwnershipCheck { host: host.into(), token: token.into(), ..OwnershipCheck::default() }
}

/// The token of `account` for `host`: it follows from the service's `secret`, so that nothing has to be kept, and tells nothing of it
/// (HMAC-SHA-256, RFC 2104). 40 hexadecimal digits.
///
/// # Errors
/// [`Error::Invalid`] where the secret is shorter than 16 bytes, the account is empty or longer than 255, or the host is none.
#[cfg(feature = "v3")]
pub fn ownership_token(secret: &str, account: &str, host_name: &str) -> Result<String> {
    use hmac::{Hmac, Mac};
    use sha2::Sha256;

    if secret.len() < 16 {
        return Err(Error::invalid("secret", "a secret", "at least 16 bytes are expected"));
    }
    if account.is_empty() || account.len() > 255 {
        return Err(Error::invalid(
            "account",
            account.chars().take(60).collect::<String>(),
            "1 to 255 bytes are expected",
        ));
    }
    host("host", host_name)?;
    let host_name = host_name.trim_end_matches('.').to_lowercase();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|_| Error::invalid("secret", "a secret", "a key of HMAC is expected"))?;
    // Lengths before the parts: no account and host give the bytes of others.
    for part in [NAME, account, &host_name] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(digits.chars().take(TOKEN).collect())
}

/// Where the token is placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OwnershipProof {
    /// A TXT record `netwarden-challenge=TOKEN` of `_netwarden-challenge.HOST`.
    #[default]
    Txt,
    /// A CNAME record of `_netwarden-challenge.HOST` whose target's first label is the token.
    Cname,
    /// `<meta name="netwarden-challenge" content="TOKEN">` in the head of the page `/`.
    Meta,
    /// A line with the token in the file `/.well-known/netwarden-challenge.txt`.
    File,
}

/// A check whether somebody owns a host. Redirects are followed within the host alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct OwnershipCheck {
    /// The host.
    pub host: String,
    /// How to get there, and how long it may take. `name_servers` are asked for records too.
    #[serde(flatten)]
    pub connection: Connection,
    /// The token that was made for it: 40 hexadecimal digits.
    pub token: String,
    /// Where it is placed. A TXT record by default.
    pub proof: OwnershipProof,
    /// Whether a page or a file is asked for by HTTPS. Not by default.
    pub tls: bool,
    /// The port of the page or of the file. 80 by default, 443 with TLS.
    pub port: Option<u16>,
}

setters! { OwnershipCheck -> Ownership, connection {
    /// Expects the token there.
    proof(proof: OwnershipProof) proof = proof;
    /// Asks for a page or a file by HTTPS.
    tls(tls: bool) tls = tls;
    /// Asks at this port.
    port(port: u16) port = Some(port);
} }

impl OwnershipCheck {
    /// The name of the record: `_netwarden-challenge.example.org`.
    #[must_use]
    pub fn record_name(&self) -> String {
        format!("_{NAME}.{}", self.host.trim_end_matches('.'))
    }

    /// The text of the TXT record.
    #[must_use]
    pub fn record_text(&self) -> String {
        format!("{NAME}={}", self.token)
    }

    /// The address of the page or of the file.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let path =
            if self.proof == OwnershipProof::File { format!("/.well-known/{NAME}.txt") } else { "/".to_string() };
        format!("{scheme}://{host}{port}{path}")
    }

    /// What is to be placed where, for people.
    #[must_use]
    pub fn instruction(&self) -> String {
        match self.proof {
            OwnershipProof::Txt => format!("a TXT record {:?} of {}", self.record_text(), self.record_name()),
            OwnershipProof::Cname => {
                format!("a CNAME record of {} to a name that begins with {}", self.record_name(), self.token)
            }
            OwnershipProof::Meta => {
                format!("<meta name=\"{NAME}\" content=\"{}\"> in the head of {}", self.token, self.url())
            }
            OwnershipProof::File => format!("a line {} in {}", self.token, self.url()),
        }
    }
}

impl Spec for OwnershipCheck {
    fn validate(&self) -> Result<()> {
        host("host", &self.host)?;
        self.connection.validate()?;
        if self.token.len() != TOKEN || !self.token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Error::invalid(
                "token",
                "a token",
                "40 hexadecimal digits are expected, as ownership_token makes them",
            ));
        }
        if self.connection.proxy.is_some() && matches!(self.proof, OwnershipProof::Txt | OwnershipProof::Cname) {
            return Err(Error::invalid("proxy", "a proxy", "none is expected for records"));
        }
        self.port.map_or(Ok(()), |port| within("port", u64::from(port), 1, 65_535, ""))
    }

    fn target(&self) -> String {
        self.host.clone()
    }

    fn time_limit_ms(&self) -> u64 {
        self.connection.timeout_ms
    }
}

/// What was found where the token should be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnershipObservation {
    /// What every attempt has.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// The texts of the records, the targets of aliases, the contents of the meta tags, or the lines of the file.
    pub found: Vec<String>,
}

impl Judge for OwnershipCheck {
    type Seen = OwnershipObservation;

    fn judge(&self, seen: &OwnershipObservation, verdict: &mut Verdict) -> String {
        if seen.attempt.failure.is_none() {
            let is_it = |found: &String| match self.proof {
                OwnershipProof::Txt => found.eq_ignore_ascii_case(&self.record_text()),
                OwnershipProof::Cname => {
                    found.split('.').next().is_some_and(|label| label.eq_ignore_ascii_case(&self.token))
                }
                OwnershipProof::Meta | OwnershipProof::File => found.trim().eq_ignore_ascii_case(&self.token),
            };
            let missing = Cause::KeywordMissing { keyword: self.token.clone() };
            verdict
                .assert(format!("there is {}", self.instruction()), (!seen.found.iter().any(is_it)).then_some(missing));
        }
        verdict.time(&seen.attempt, self.connection.time);
        format!("is proved to be owned, in {} ms", short(seen.attempt.timing.total_ms))
    }
}

use serde::{Deserialize, Serialize};

use crate::check::Secret;
use crate::check::connection::login;
use crate::error::{Error, Result};

/// How a user and a password are shown over HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HttpAuth {
    /// As they are (RFC 7617): the password is as safe as the connection.
    #[default]
    Basic,
    /// By a hash over what the server asks with 401 (RFC 7616), SHA-256 or MD5; that costs one more request.
    Digest,
}

/// A login over HTTP. It goes to the origin of the URL alone, and only where the certificate is right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct HttpLogin {
    /// Who logs in. Nobody by default.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// How user and password are shown: `basic` by default, or `digest`.
    pub auth: HttpAuth,
    /// A token to show instead (Bearer, RFC 6750).
    pub token: Option<Secret>,
}

impl HttpLogin {
    /// Whether there is one.
    #[must_use]
    pub const fn is_some(&self) -> bool {
        self.user.is_some() || self.token.is_some()
    }

    pub(crate) fn validate(&self) -> Result<()> {
        login("login", self.user.as_deref(), self.password.as_ref())?;
        if let Some(user) = self.user.as_deref() {
            // RFC 7617 §2: the colon ends the name.
            if user.contains(|letter: char| letter.is_control() || (letter == ':' && self.auth == HttpAuth::Basic)) {
                return Err(Error::invalid(
                    "user",
                    user,
                    "a user name without colons and control characters is expected",
                ));
            }
        } else if self.auth != HttpAuth::Basic {
            return Err(Error::invalid("auth", "digest", "a user and a password are expected beside it"));
        }
        let Some(token) = &self.token else { return Ok(()) };
        if self.user.is_some() {
            return Err(Error::invalid("token", "a secret", "either a user and a password or a token is expected"));
        }
        token.validate("token")?;
        match token.given() {
            Some(text) if text.is_empty() || text.bytes().any(|byte| byte <= b' ' || byte == 0x7f) => {
                Err(Error::invalid("token", "a secret", "a text without spaces and control characters is expected"))
            }
            _ => Ok(()),
        }
    }
}

//! Users as people write them down: protocols by name.

use std::str::FromStr;

use super::digest::AuthProtocol;
use super::privacy::{KeyExtension, PrivacyProtocol};
use super::user::UsmUser;
use crate::error::{Error, Result};

const HASHES: &str = "one of md5, sha-1, sha-224, sha-256, sha-384, sha-512";
const CIPHERS: &str = "one of des, 3des, aes-128, aes-192, aes-256, aes-192-c, aes-256-c";

/// `sha-256`, also as `SHA256` and `sha2-256`; `sha` alone is SHA-1.
impl FromStr for AuthProtocol {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Ok(match bare(text).as_str() {
            "md5" => Self::Md5,
            "sha" | "sha1" => Self::Sha1,
            "sha224" | "sha2224" => Self::Sha224,
            "sha256" | "sha2256" => Self::Sha256,
            "sha384" | "sha2384" => Self::Sha384,
            "sha512" | "sha2512" => Self::Sha512,
            _ => return Err(Error::invalid("authentication protocol", text, HASHES)),
        })
    }
}

/// `aes-128`, also as `AES128` and `aes`; `3des`. `aes-192` and `aes-256` try both ways of extending keys
/// ([`KeyExtension::Either`]); with `-c` at the end they are Cisco's ([`KeyExtension::Reeder`]) only.
impl FromStr for PrivacyProtocol {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Ok(match bare(text).as_str() {
            "des" => Self::Des,
            "3des" | "tripledes" | "3desede" => Self::TripleDes,
            "aes" | "aes128" => Self::Aes128,
            "aes192" => Self::Aes192(KeyExtension::Either),
            "aes256" => Self::Aes256(KeyExtension::Either),
            "aes192c" => Self::Aes192(KeyExtension::Reeder),
            "aes256c" => Self::Aes256(KeyExtension::Reeder),
            _ => return Err(Error::invalid("privacy protocol", text, CIPHERS)),
        })
    }
}

/// In lower case, without what is put between letters and digits.
fn bare(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, '-' | '_' | ' ')).map(|letter| letter.to_ascii_lowercase()).collect()
}

impl UsmUser {
    /// A user out of what a configuration says: each protocol by name, with its password.
    ///
    /// ```
    /// use netwarden::wire::usm::UsmUser;
    ///
    /// # fn main() -> netwarden::Result<()> {
    /// let user = UsmUser::from_words("monitor", Some("sha-256"), Some("maplesyrup"), Some("aes-128"), Some("wood-and-water"))?;
    /// assert_eq!(user.level().name(), "authPriv");
    /// let error = UsmUser::from_words("monitor", Some("sha-2"), Some("maplesyrup"), None, None).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "\"sha-2\" is not a valid authentication protocol: one of md5, sha-1, sha-224, sha-256, sha-384, sha-512"
    /// );
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a protocol that there is not, a protocol without a password or the other way round,
    /// privacy without authentication, and as [`Self::new`], [`Self::authentication`] and [`Self::privacy`].
    pub fn from_words(
        name: &str,
        auth: Option<&str>,
        auth_password: Option<&str>,
        privacy: Option<&str>,
        privacy_password: Option<&str>,
    ) -> Result<Self> {
        let auth = pair("authentication", auth, auth_password, HASHES)?;
        let privacy = pair("privacy", privacy, privacy_password, CIPHERS)?;
        let mut user = Self::new(name)?;
        if let Some((protocol, password)) = auth {
            user = user.authentication(protocol.parse()?, password)?;
        }
        if let Some((protocol, password)) = privacy {
            user = user.privacy(protocol.parse()?, password)?;
        }
        Ok(user)
    }
}

/// A protocol and its password: both or neither.
fn pair<'a>(
    of: &str,
    protocol: Option<&'a str>,
    password: Option<&'a str>,
    protocols: &str,
) -> Result<Option<(&'a str, &'a str)>> {
    match (protocol, password) {
        (Some(protocol), Some(password)) => Ok(Some((protocol, password))),
        (None, None) => Ok(None),
        (Some(protocol), None) => Err(Error::invalid(
            format!("{of} password"),
            "none",
            format!("{protocol} needs a password of 8 octets or more"),
        )),
        (None, Some(_)) => {
            Err(Error::invalid(format!("{of} protocol"), "none", format!("with a password, {protocols}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AuthProtocol, PrivacyProtocol, UsmUser};
    use crate::wire::v3::SecurityLevel;

    #[test]
    fn protocols_are_read_as_they_are_shown() {
        for protocol in AuthProtocol::ALL {
            assert_eq!(protocol.to_string().parse::<AuthProtocol>().unwrap(), protocol);
            assert_eq!(protocol.to_string().to_lowercase().replace('-', "").parse::<AuthProtocol>().unwrap(), protocol);
        }
        for name in ["DES", "3DES", "AES-128", "AES-192", "AES-256", "AES-192-C", "AES-256-C"] {
            assert_eq!(name.parse::<PrivacyProtocol>().unwrap().to_string(), name);
        }
        assert_eq!("sha".parse::<AuthProtocol>().unwrap(), AuthProtocol::Sha1);
        assert_eq!("AES".parse::<PrivacyProtocol>().unwrap(), PrivacyProtocol::Aes128);
    }

    #[test]
    fn a_user_of_words_is_at_the_level_of_its_words() {
        let user = |auth, privacy: Option<&str>| {
            let password = privacy.map(|_| "wood-and-water");
            UsmUser::from_words("u", auth, auth.map(|_: &str| "maplesyrup"), privacy, password).unwrap().level()
        };
        assert_eq!(user(None, None), SecurityLevel::NoAuthNoPriv);
        assert_eq!(user(Some("md5"), None), SecurityLevel::AuthNoPriv);
        assert_eq!(user(Some("sha-512"), Some("aes-256")), SecurityLevel::AuthPriv);
    }

    #[test]
    fn what_is_wrong_with_a_user_is_said_without_its_passwords() {
        type Words = [Option<&'static str>; 4];
        let table: [(&str, Words, &str); 7] = [
            ("", [None; 4], "\"\" is not a valid user name: a name of 1 to 32 octets"),
            (
                "u",
                [Some("sha"), None, None, None],
                "\"none\" is not a valid authentication password: sha needs a password of 8 octets or more",
            ),
            (
                "u",
                [None, Some("maplesyrup"), None, None],
                "\"none\" is not a valid authentication protocol: with a password, one of md5, sha-1, sha-224, sha-256, \
                 sha-384, sha-512",
            ),
            (
                "u",
                [Some("sha"), Some("maple"), None, None],
                "\"a password of 5 octets\" is not a valid authentication password: RFC 3414 §11.2 wants at least 8 octets",
            ),
            (
                "u",
                [None, None, Some("aes"), Some("maplesyrup")],
                "\"AES-128 without authentication\" is not a valid privacy protocol: privacy needs authentication: set \
                 that first",
            ),
            (
                "u",
                [Some("sha"), Some("maplesyrup"), Some("rot13"), Some("maplesyrup")],
                "\"rot13\" is not a valid privacy protocol: one of des, 3des, aes-128, aes-192, aes-256, aes-192-c, \
                 aes-256-c",
            ),
            (
                "u",
                [Some("sha"), Some("maplesyrup"), Some("aes"), Some("syrup")],
                "\"a password of 5 octets\" is not a valid privacy password: RFC 3414 §11.2 wants at least 8 octets",
            ),
        ];
        for (name, [auth, auth_password, privacy, privacy_password], said) in table {
            let error = UsmUser::from_words(name, auth, auth_password, privacy, privacy_password).unwrap_err();
            assert_eq!(error.to_string(), said);
        }
    }
}

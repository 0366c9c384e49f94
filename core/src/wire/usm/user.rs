use std::fmt;

use super::digest::AuthProtocol;
use super::keys::{LocalizedKeys, MasterKey};
use super::privacy::{KeyExtension, PrivacyProtocol};
use crate::error::{Error, Result};
use crate::wire::v3::SecurityLevel;

/// A user of the User-based Security Model with the keys that follow from the passwords (RFC 3414 §2.1).
///
/// Making one costs some milliseconds per password: make it once and share it. The passwords are not kept, the keys are
/// overwritten when they are dropped, and neither is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct UsmUser {
    name: Vec<u8>,
    authentication: Option<(AuthProtocol, MasterKey)>,
    privacy: Option<(PrivacyProtocol, MasterKey)>,
}

impl UsmUser {
    /// A user without passwords: `noAuthNoPriv`.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] unless the name has 1 to 32 octets (RFC 3414 §2.1).
    pub fn new(name: impl Into<Vec<u8>>) -> Result<Self> {
        let name = name.into();
        if name.is_empty() || name.len() > 32 {
            let given = String::from_utf8_lossy(&name).into_owned();
            return Err(Error::invalid("user name", given, "a name of 1 to 32 octets"));
        }
        Ok(Self { name, authentication: None, privacy: None })
    }

    /// The same user with an authentication password: `authNoPriv`. Takes back what [`Self::privacy`] set, since those
    /// keys depend on the protocol here.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for fewer than eight octets (RFC 3414 §11.2).
    pub fn authentication(mut self, protocol: AuthProtocol, password: impl AsRef<[u8]>) -> Result<Self> {
        let key = MasterKey::from_password(protocol, password.as_ref(), "authentication password")?;
        self.authentication = Some((protocol, key));
        self.privacy = None;
        Ok(self)
    }

    /// The same user with a privacy password: `authPriv`. Comes after [`Self::authentication`].
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for fewer than eight octets (RFC 3414 §11.2), and without authentication (RFC 3411 §3.4.3).
    pub fn privacy(mut self, protocol: PrivacyProtocol, password: impl AsRef<[u8]>) -> Result<Self> {
        let Some((hash, _)) = self.authentication else {
            let given = format!("{protocol} without authentication");
            return Err(Error::invalid("privacy protocol", given, "privacy needs authentication: set that first"));
        };
        let key = MasterKey::from_password(hash, password.as_ref(), "privacy password")?;
        self.privacy = Some((protocol, key));
        Ok(self)
    }

    /// `usmUserName`.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// How far messages of this user are protected.
    #[must_use]
    pub fn level(&self) -> SecurityLevel {
        match (&self.authentication, &self.privacy) {
            (None, _) => SecurityLevel::NoAuthNoPriv,
            (Some(_), None) => SecurityLevel::AuthNoPriv,
            (Some(_), Some(_)) => SecurityLevel::AuthPriv,
        }
    }

    /// The keys for one engine; `None` for a user without passwords. A [`super::UsmSession`] does it itself, once per
    /// engine. Of [`KeyExtension::Either`] it takes the first.
    #[must_use]
    pub fn localize(&self, engine_id: &[u8]) -> Option<LocalizedKeys> {
        self.localize_with(engine_id, KeyExtension::Blumenthal)
    }

    /// The same, with keys that are extended that way where the user has [`KeyExtension::Either`].
    pub(super) fn localize_with(&self, engine_id: &[u8], extension: KeyExtension) -> Option<LocalizedKeys> {
        let (protocol, master) = self.authentication.as_ref()?;
        let privacy = self.privacy.as_ref().map(|(cipher, master)| (cipher.or_extended(extension), master));
        Some(LocalizedKeys::new((*protocol, master), privacy, engine_id))
    }

    /// Whether there are two keys to try.
    pub(super) fn is_extended_either_way(&self) -> bool {
        let (Some((hash, _)), Some((cipher, _))) = (&self.authentication, &self.privacy) else { return false };
        let either = matches!(
            cipher,
            PrivacyProtocol::Aes192(KeyExtension::Either) | PrivacyProtocol::Aes256(KeyExtension::Either)
        );
        either && hash.key_len() < cipher.key_len()
    }
}

impl UsmUser {
    /// The keys that verify messages of one engine, without those that decipher: they cost nothing to speak of, also
    /// where an extended privacy key would take milliseconds.
    pub(super) fn localize_authentication(&self, engine_id: &[u8]) -> Option<LocalizedKeys> {
        let (protocol, master) = self.authentication.as_ref()?;
        Some(LocalizedKeys::new((*protocol, master), None, engine_id))
    }
}

impl fmt::Debug for UsmUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UsmUser")
            .field("name", &String::from_utf8_lossy(&self.name))
            .field("authentication", &self.authentication.as_ref().map(|(protocol, _)| protocol))
            .field("privacy", &self.privacy.as_ref().map(|(protocol, _)| protocol))
            .finish_non_exhaustive()
    }
}

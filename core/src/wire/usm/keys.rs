use std::fmt;
use std::ops::Range;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::digest::AuthProtocol;
use super::privacy::PrivacyProtocol;
use crate::error::{Error, Result};

/// Octets of a repeated password that are hashed (RFC 3414 §A.2).
const EXPANDED: usize = 1_048_576;
/// RFC 3414 §11.2: passwords have at least this many octets.
pub(super) const LEAST_PASSWORD: usize = 8;

/// `Ku` (RFC 3414 §2.6): the key that follows from a password alone. It is overwritten when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct MasterKey(Zeroizing<Vec<u8>>);

impl MasterKey {
    /// RFC 3414 §A.2: hashes the password, repeated to 1 MiB.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for fewer than eight octets (RFC 3414 §11.2).
    pub(super) fn from_password(protocol: AuthProtocol, password: &[u8], argument: &str) -> Result<Self> {
        if password.len() < LEAST_PASSWORD {
            let given = format!("a password of {} octets", password.len());
            return Err(Error::invalid(argument, given, "RFC 3414 §11.2 wants at least 8 octets"));
        }
        Ok(Self(expand(protocol, password)))
    }

    /// `Kul` (RFC 3414 §2.6): the key for one engine.
    pub(super) fn localize(&self, protocol: AuthProtocol, engine_id: &[u8]) -> Zeroizing<Vec<u8>> {
        protocol.hash([self.0.as_slice(), engine_id, self.0.as_slice()])
    }

    /// Draft-reeder-snmpv3-usm-3desede §2.1: a key that is the password of the next.
    pub(super) fn from_key(protocol: AuthProtocol, key: &[u8]) -> Self {
        Self(expand(protocol, key))
    }

    #[cfg(test)]
    pub(super) fn octets(&self) -> &[u8] {
        &self.0
    }
}

fn expand(protocol: AuthProtocol, password: &[u8]) -> Zeroizing<Vec<u8>> {
    // Whole repetitions in pieces of some kilobytes: the hash sees few updates.
    let piece = Zeroizing::new(password.repeat(4096 / password.len().max(1) + 1));
    let whole = std::iter::repeat_n(piece.as_slice(), EXPANDED / piece.len().max(1));
    let rest = piece.get(..EXPANDED % piece.len().max(1)).unwrap_or_default();
    protocol.hash(whole.chain([rest]))
}

/// The keys of a user for one engine. They are overwritten when they are dropped, and never shown.
#[derive(Clone)]
pub struct LocalizedKeys {
    authentication: (AuthProtocol, Zeroizing<Vec<u8>>),
    privacy: Option<(PrivacyProtocol, Zeroizing<Vec<u8>>)>,
}

impl LocalizedKeys {
    pub(super) fn new(
        (protocol, master): (AuthProtocol, &MasterKey),
        privacy: Option<(PrivacyProtocol, &MasterKey)>,
        engine_id: &[u8],
    ) -> Self {
        Self {
            authentication: (protocol, master.localize(protocol, engine_id)),
            privacy: privacy.map(|(cipher, master)| (cipher, cipher.key(protocol, master, engine_id))),
        }
    }

    pub(super) fn privacy(&self) -> Option<(PrivacyProtocol, &[u8])> {
        self.privacy.as_ref().map(|(cipher, key)| (*cipher, key.as_slice()))
    }

    #[cfg(test)]
    pub(super) fn authentication(&self) -> &[u8] {
        &self.authentication.1
    }

    /// Puts the digest of a message into its place, which holds zeros (RFC 3414 §6.3.1).
    pub(super) fn sign(&self, message: &mut [u8], place: Range<usize>) {
        let (protocol, key) = &self.authentication;
        let digest = protocol.authenticate(key, &[message]);
        for (octet, signed) in message.get_mut(place).into_iter().flatten().zip(digest) {
            *octet = signed;
        }
    }

    /// Whether the digest in a message is right (RFC 3414 §6.3.2), in a time that does not tell where it differs.
    pub(super) fn verify(&self, message: &[u8], place: Range<usize>) -> bool {
        let (protocol, key) = &self.authentication;
        let (Some(before), Some(found), Some(after)) =
            (message.get(..place.start), message.get(place.clone()), message.get(place.end..))
        else {
            return false;
        };
        if found.len() != protocol.digest_len() {
            return false;
        }
        let zeros = [0; 48];
        let zeros = zeros.get(..found.len()).unwrap_or_default();
        protocol.authenticate(key, &[before, zeros, after]).as_slice().ct_eq(found).into()
    }

    /// Octets of a digest.
    pub(super) fn digest_len(&self) -> usize {
        self.authentication.0.digest_len()
    }
}

impl fmt::Debug for LocalizedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalizedKeys")
            .field("authentication", &self.authentication.0)
            .field("privacy", &self.privacy.as_ref().map(|(protocol, _)| protocol))
            .finish_non_exhaustive()
    }
}

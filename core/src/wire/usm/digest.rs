use std::fmt;

use hmac::digest::Digest;
use hmac::digest::core_api::BlockSizeUser;
use hmac::{Mac, SimpleHmac};
use zeroize::Zeroizing;

/// How messages are authenticated, in the order of their registration (RFC 3414 §5, RFC 7860 §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthProtocol {
    /// `usmHMACMD5AuthProtocol`.
    Md5,
    /// `usmHMACSHAAuthProtocol`: SHA-1.
    Sha1,
    /// `usmHMAC128SHA224AuthProtocol`.
    Sha224,
    /// `usmHMAC192SHA256AuthProtocol`.
    Sha256,
    /// `usmHMAC256SHA384AuthProtocol`.
    Sha384,
    /// `usmHMAC384SHA512AuthProtocol`.
    Sha512,
}

/// Runs generic code with the hash of a protocol.
macro_rules! with_hash {
    ($protocol:expr, $run:ident($($argument:expr),*)) => {
        match $protocol {
            AuthProtocol::Md5 => $run::<md5::Md5>($($argument),*),
            AuthProtocol::Sha1 => $run::<sha1::Sha1>($($argument),*),
            AuthProtocol::Sha224 => $run::<sha2::Sha224>($($argument),*),
            AuthProtocol::Sha256 => $run::<sha2::Sha256>($($argument),*),
            AuthProtocol::Sha384 => $run::<sha2::Sha384>($($argument),*),
            AuthProtocol::Sha512 => $run::<sha2::Sha512>($($argument),*),
        }
    };
}

impl AuthProtocol {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Md5, Self::Sha1, Self::Sha224, Self::Sha256, Self::Sha384, Self::Sha512];

    /// Octets of `msgAuthenticationParameters` (RFC 3414 §6, §7; RFC 7860 §4.2.1).
    #[must_use]
    pub fn digest_len(self) -> usize {
        match self {
            Self::Md5 | Self::Sha1 => 12,
            Self::Sha224 => 16,
            Self::Sha256 => 24,
            Self::Sha384 => 32,
            Self::Sha512 => 48,
        }
    }

    /// Octets of a key.
    #[must_use]
    pub fn key_len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The hash of these parts, one after the other.
    pub(super) fn hash<'a>(self, parts: impl IntoIterator<Item = &'a [u8]>) -> Zeroizing<Vec<u8>> {
        with_hash!(self, hash(parts))
    }

    /// The HMAC of these parts under `key`, truncated to [`Self::digest_len`].
    pub(super) fn authenticate(self, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        let mut digest = with_hash!(self, authenticate(key, parts));
        digest.truncate(self.digest_len());
        digest
    }
}

impl fmt::Display for AuthProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

fn hash<'a, D: Digest>(parts: impl IntoIterator<Item = &'a [u8]>) -> Zeroizing<Vec<u8>> {
    let mut digest = D::new();
    for part in parts {
        digest.update(part);
    }
    Zeroizing::new(digest.finalize().to_vec())
}

fn authenticate<D: Digest + BlockSizeUser>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of any length: there is no error to be had.
    let Ok(mut mac) = <SimpleHmac<D> as Mac>::new_from_slice(key) else { return Vec::new() };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

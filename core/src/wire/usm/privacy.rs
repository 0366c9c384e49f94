use std::fmt;

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockDecryptMut, BlockEncryptMut, KeyIvInit};
use cfb_mode::cipher::AsyncStreamCipher;
use des::{Des, TdesEde3};
use zeroize::Zeroizing;

use super::digest::AuthProtocol;
use super::keys::MasterKey;

/// How a key for AES-192 or AES-256 is made where the hash is too short. The standards do not say; both ways are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyExtension {
    /// draft-blumenthal-aes-usm §3.1.2.1: the hash of the key is appended. Net-SNMP's `AES-192` and `AES-256`.
    Blumenthal,
    /// draft-reeder-snmpv3-usm-3desede §2.1: the key is the password of what is appended. Cisco's; Net-SNMP's
    /// `AES-192-C` and `AES-256-C`.
    Reeder,
    /// Blumenthal's, and where that brings no answer Reeder's. A session tries both in turn and remembers which one the
    /// engine answered to; where the hash is long enough, they are the same.
    Either,
}

/// How payloads are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrivacyProtocol {
    /// `usmDESPrivProtocol` (RFC 3414 §8): CBC-DES, broken since long.
    Des,
    /// `usm3DESEDEPrivProtocol` (draft-reeder-snmpv3-usm-3desede-00 §5): CBC-3DES-EDE, no standard, but Cisco's; keys
    /// are extended as [`KeyExtension::Reeder`] has it.
    TripleDes,
    /// `usmAesCfb128Protocol` (RFC 3826): CFB128-AES-128.
    Aes128,
    /// CFB128-AES-192, no standard. The extension matters with MD5 and SHA-1.
    Aes192(KeyExtension),
    /// CFB128-AES-256, no standard. The extension matters with MD5, SHA-1 and SHA-224.
    Aes256(KeyExtension),
}

/// `msgPrivacyParameters`: eight octets in every protocol.
pub(super) type Salt = [u8; 8];

/// What the initialisation vector is made of, beside the key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vector {
    pub(super) boots: u32,
    pub(super) time: u32,
    pub(super) salt: Salt,
}

impl PrivacyProtocol {
    /// Octets of a key; with DES and 3DES the last eight are the pre-IV (RFC 3414 §8.1.1.1).
    #[must_use]
    pub fn key_len(self) -> usize {
        match self {
            Self::Des | Self::Aes128 => 16,
            Self::Aes192(_) => 24,
            Self::TripleDes | Self::Aes256(_) => 32,
        }
    }

    /// The key for one engine, extended where the hash is too short, cut where it is too long.
    pub(super) fn key(self, auth: AuthProtocol, master: &MasterKey, engine_id: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut key = master.localize(auth, engine_id);
        // A hash has at least 16 octets, a key at most 32: one extension is enough.
        if key.len() < self.key_len() {
            let more = match self {
                Self::TripleDes | Self::Aes192(KeyExtension::Reeder) | Self::Aes256(KeyExtension::Reeder) => {
                    MasterKey::from_key(auth, &key).localize(auth, engine_id)
                }
                _ => auth.hash([key.as_slice()]),
            };
            // A new buffer: growing the old one would leave a copy behind.
            key = Zeroizing::new([key.as_slice(), more.as_slice()].concat());
        }
        key.truncate(self.key_len());
        key
    }

    /// The same, with keys that are extended that way where it does not say.
    pub(super) fn or_extended(self, extension: KeyExtension) -> Self {
        match self {
            Self::Aes192(KeyExtension::Either) => Self::Aes192(extension),
            Self::Aes256(KeyExtension::Either) => Self::Aes256(extension),
            said => said,
        }
    }

    /// The salt of the next message: unique as long as the counter is (RFC 3414 §8.1.1.1, RFC 3826 §3.1.2.1).
    pub(super) fn salt(self, boots: u32, counter: u64) -> Salt {
        match self {
            Self::Des | Self::TripleDes => {
                let [.., a, b, c, d] = counter.to_be_bytes();
                let [e, f, g, h] = boots.to_be_bytes();
                [e, f, g, h, a, b, c, d]
            }
            _ => counter.to_be_bytes(),
        }
    }

    /// Encrypts in place; DES first pads to whole blocks (RFC 3414 §8.1.1.2). `None` where the key is not one.
    pub(super) fn encrypt(self, key: &[u8], vector: Vector, payload: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::Des => {
                let length = pad(payload);
                let (key, iv) = des_key(key, 8, vector.salt)?;
                let cipher = cbc::Encryptor::<Des>::new_from_slices(key, &iv).ok()?;
                cipher.encrypt_padded_mut::<NoPadding>(payload, length).ok()?;
            }
            Self::TripleDes => {
                let length = pad(payload);
                let (key, iv) = des_key(key, 24, vector.salt)?;
                let cipher = cbc::Encryptor::<TdesEde3>::new_from_slices(key, &iv).ok()?;
                cipher.encrypt_padded_mut::<NoPadding>(payload, length).ok()?;
            }
            Self::Aes128 => cfb_mode::Encryptor::<Aes128>::new_from_slices(key, &aes_iv(vector)).ok()?.encrypt(payload),
            Self::Aes192(_) => {
                cfb_mode::Encryptor::<Aes192>::new_from_slices(key, &aes_iv(vector)).ok()?.encrypt(payload);
            }
            Self::Aes256(_) => {
                cfb_mode::Encryptor::<Aes256>::new_from_slices(key, &aes_iv(vector)).ok()?.encrypt(payload);
            }
        }
        Some(())
    }

    /// Decrypts in place. `None` where the octets cannot come from this cipher.
    pub(super) fn decrypt(self, key: &[u8], vector: Vector, payload: &mut [u8]) -> Option<()> {
        match self {
            Self::Des => {
                let (key, iv) = des_key(key, 8, vector.salt)?;
                let cipher = cbc::Decryptor::<Des>::new_from_slices(key, &iv).ok()?;
                cipher.decrypt_padded_mut::<NoPadding>(payload).ok()?;
            }
            Self::TripleDes => {
                let (key, iv) = des_key(key, 24, vector.salt)?;
                let cipher = cbc::Decryptor::<TdesEde3>::new_from_slices(key, &iv).ok()?;
                cipher.decrypt_padded_mut::<NoPadding>(payload).ok()?;
            }
            Self::Aes128 => cfb_mode::Decryptor::<Aes128>::new_from_slices(key, &aes_iv(vector)).ok()?.decrypt(payload),
            Self::Aes192(_) => {
                cfb_mode::Decryptor::<Aes192>::new_from_slices(key, &aes_iv(vector)).ok()?.decrypt(payload);
            }
            Self::Aes256(_) => {
                cfb_mode::Decryptor::<Aes256>::new_from_slices(key, &aes_iv(vector)).ok()?.decrypt(payload);
            }
        }
        Some(())
    }
}

/// Fills up to whole blocks, and says how many octets that are.
fn pad(payload: &mut Vec<u8>) -> usize {
    let length = payload.len().next_multiple_of(8);
    payload.resize(length, 0);
    length
}

/// RFC 3414 §8.1.1.1: the key of that length, and the salt XORed with the pre-IV after it.
fn des_key(key: &[u8], length: usize, salt: Salt) -> Option<(&[u8], [u8; 8])> {
    let (key, pre_iv) = key.split_at_checked(length)?;
    let mut iv = <[u8; 8]>::try_from(pre_iv).ok()?;
    for (octet, salt) in iv.iter_mut().zip(salt) {
        *octet ^= salt;
    }
    Some((key, iv))
}

/// RFC 3826 §3.1.2.1: boots, time, salt.
fn aes_iv(vector: Vector) -> [u8; 16] {
    let mut iv = [0; 16];
    let parts = vector.boots.to_be_bytes().into_iter().chain(vector.time.to_be_bytes()).chain(vector.salt);
    for (octet, part) in iv.iter_mut().zip(parts) {
        *octet = part;
    }
    iv
}

impl fmt::Display for PrivacyProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Des => "DES",
            Self::TripleDes => "3DES",
            Self::Aes128 => "AES-128",
            Self::Aes192(KeyExtension::Blumenthal | KeyExtension::Either) => "AES-192",
            Self::Aes192(KeyExtension::Reeder) => "AES-192-C",
            Self::Aes256(KeyExtension::Blumenthal | KeyExtension::Either) => "AES-256",
            Self::Aes256(KeyExtension::Reeder) => "AES-256-C",
        })
    }
}

//! Signing, encrypting and their reverse: the same for one who asks and one who is asked (RFC 3414 §3.1, §3.2).

use super::keys::LocalizedKeys;
use super::privacy::Vector;
use super::session::Refusal;
use crate::error::{Error, Result};
use crate::wire::v3::{
    Content, DecodedScopedPdu, Header, Payload, Protected, Scope, SecurityLevel, read_scoped, write,
};

/// `msgMaxSize`: what a UDP datagram over IPv4 holds.
pub(super) const MAX_SIZE: u32 = 65_507;

/// What the header of a message says, but for digest and salt, which follow from the keys.
#[derive(Clone, Copy)]
pub(super) struct Envelope<'a> {
    pub(super) id: i32,
    pub(super) level: SecurityLevel,
    pub(super) reportable: bool,
    /// The authoritative engine.
    pub(super) engine_id: &'a [u8],
    pub(super) boots: u32,
    pub(super) time: u32,
    pub(super) user: &'a [u8],
}

/// RFC 3414 §3.1: protects a scoped PDU as the envelope says. `counter` makes the salt: no value twice under a key.
///
/// # Errors
///
/// [`Error::Invalid`] where the keys are not those of the level, and for what BER cannot express.
pub(super) fn seal(
    envelope: Envelope<'_>,
    keys: Option<&LocalizedKeys>,
    scope: Scope<'_>,
    counter: u64,
) -> Result<Vec<u8>> {
    let Envelope { id, level, reportable, engine_id, boots, time, user } = envelope;
    let mut header = Header {
        id,
        max_size: MAX_SIZE,
        level,
        reportable,
        engine_id,
        boots,
        time,
        user,
        authentication: &[],
        privacy: &[],
    };
    if level == SecurityLevel::NoAuthNoPriv {
        return Ok(write(&header, Payload::Plain(scope))?.0);
    }
    let lacks = || Error::invalid("user", String::from_utf8_lossy(user), format!("one with keys of {}", level.name()));
    let keys = keys.ok_or_else(lacks)?;
    let zeros = [0; 48];
    header.authentication = zeros.get(..keys.digest_len()).unwrap_or_default();
    let (mut datagram, place) = if level == SecurityLevel::AuthNoPriv {
        write(&header, Payload::Plain(scope))?
    } else {
        let (cipher, key) = keys.privacy().ok_or_else(lacks)?;
        let salt = cipher.salt(boots, counter);
        header.privacy = &salt;
        let mut payload = scope.encode()?;
        cipher.encrypt(key, Vector { boots, time, salt }, &mut payload).ok_or_else(|| {
            Error::invalid("privacy key", format!("{} octets", key.len()), format!("a key of {cipher}"))
        })?;
        write(&header, Payload::Encrypted(&payload))?
    };
    keys.sign(&mut datagram, place);
    Ok(datagram)
}

/// RFC 3414 §3.2 (6): whether the digest of a protected message is the user's.
pub(super) fn verify(keys: &LocalizedKeys, message: &Protected<'_>) -> Result<(), Refusal> {
    if keys.verify(message.whole, message.digest.clone()) { Ok(()) } else { Err(Refusal::WrongDigest) }
}

/// RFC 3414 §3.2 (8): deciphers what is encrypted, and reads.
pub(super) fn decipher(keys: Option<&LocalizedKeys>, message: &Protected<'_>) -> Result<DecodedScopedPdu, Refusal> {
    match message.content {
        Content::Plain { octets, offset } => Ok(read_scoped(octets, offset, message.anomalies.clone())?),
        Content::Encrypted { octets, offset } => {
            let header = &message.header;
            let (cipher, key) = keys.and_then(LocalizedKeys::privacy).ok_or(Refusal::Undecipherable)?;
            let salt = header.privacy.try_into().map_err(|_| Refusal::Undecipherable)?;
            let vector = Vector { boots: header.boots, time: header.time, salt };
            let mut payload = octets.to_vec();
            cipher.decrypt(key, vector, &mut payload).ok_or(Refusal::Undecipherable)?;
            Ok(read_scoped(&payload, offset, message.anomalies.clone())?)
        }
    }
}

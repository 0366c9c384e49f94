use std::ops::Range;

use super::scoped::{DecodedScopedPdu, Scope, read_scoped};
use crate::error::Result;
use crate::wire::ber::{Reader, Writer, tag};
use crate::wire::fault::{Anomalies, AnomalyKind, DecodeError, DecodeErrorKind};

/// `snmpV3MessageProcessing` (RFC 3412 §6): `msgVersion` of an SNMPv3 message.
const VERSION: i64 = 3;
/// `SnmpSecurityModel` (RFC 3411 §5): the User-based Security Model.
const USM: i32 = 3;
/// `msgMaxSize` is at least this (RFC 3412 §6).
const LEAST_MAX_SIZE: u32 = 484;

/// How far a message is protected (RFC 3411 §3.4.3), in the standard's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecurityLevel {
    /// `noAuthNoPriv`: not at all.
    NoAuthNoPriv,
    /// `authNoPriv`: nobody can forge it, everybody can read it.
    AuthNoPriv,
    /// `authPriv`: nobody can forge or read it.
    AuthPriv,
}

impl SecurityLevel {
    /// Its name in the standard.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoAuthNoPriv => "noAuthNoPriv",
            Self::AuthNoPriv => "authNoPriv",
            Self::AuthPriv => "authPriv",
        }
    }
}

/// What stands before the payload of an SNMPv3 message (RFC 3412 §6, RFC 3414 §2.4).
///
/// Nothing of it is to be believed before the digest was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// `msgID`: pairs a request with its answer.
    pub id: i32,
    /// `msgMaxSize`: octets that the sender can receive.
    pub max_size: u32,
    /// `authFlag` and `privFlag`.
    pub level: SecurityLevel,
    /// `reportableFlag`: the sender wants a report if it goes wrong.
    pub reportable: bool,
    /// `msgAuthoritativeEngineID`: empty in a discovery.
    pub engine_id: &'a [u8],
    /// `msgAuthoritativeEngineBoots`: how often that engine was started.
    pub boots: u32,
    /// `msgAuthoritativeEngineTime`: seconds since it was.
    pub time: u32,
    /// `msgUserName`.
    pub user: &'a [u8],
    /// `msgAuthenticationParameters`: the truncated digest.
    pub authentication: &'a [u8],
    /// `msgPrivacyParameters`: the salt.
    pub privacy: &'a [u8],
}

/// A message that was split into its parts, not verified and not deciphered.
#[derive(Clone, Debug)]
pub struct Protected<'a> {
    /// What stands before the payload.
    pub header: Header<'a>,
    /// The payload, in the clear or not.
    pub content: Content<'a>,
    /// What the standard forbids but was understood, up to the payload.
    pub(crate) anomalies: Anomalies,
    /// The octets that the digest covers.
    pub(crate) whole: &'a [u8],
    /// Where the digest is in `whole`.
    pub(crate) digest: Range<usize>,
}

/// `msgData` (RFC 3412 §6.8). The offset is that of the octets from the start of the datagram.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// `plaintext`; [`Protected::plain`] reads it.
    Plain {
        /// The encoded `ScopedPDU`.
        octets: &'a [u8],
        /// Where it is.
        offset: usize,
    },
    /// `encryptedPDU`.
    Encrypted {
        /// The cipher text.
        octets: &'a [u8],
        /// Where it is.
        offset: usize,
    },
}

impl Protected<'_> {
    /// Reads a payload that is in the clear; `None` where it is encrypted.
    #[must_use]
    pub fn plain(&self) -> Option<Result<DecodedScopedPdu, DecodeError>> {
        match self.content {
            Content::Plain { octets, offset } => Some(read_scoped(octets, offset, self.anomalies.clone())),
            Content::Encrypted { .. } => None,
        }
    }
}

/// Splits an SNMPv3 message into header and payload, without allocation.
///
/// # Errors
///
/// Where the octets are not an SNMPv3 message of the User-based Security Model, with the offset.
pub fn read(datagram: &[u8]) -> Result<Protected<'_>, DecodeError> {
    let mut anomalies = Anomalies::default();
    let mut outside = Reader::new(datagram);
    let mut message = outside.expect(tag::SEQUENCE, "message")?;
    let whole = datagram.get(..outside.offset()).unwrap_or(datagram);
    outside.finish(&mut anomalies);

    let at_version = message;
    let number = message.expect(tag::INTEGER, "version")?.signed("version", &mut anomalies)?;
    if number != i128::from(VERSION) {
        let other = i64::try_from(number).unwrap_or(i64::MAX);
        return Err(at_version.error("version", DecodeErrorKind::NotV3(other)));
    }

    let mut global = message.expect(tag::SEQUENCE, "msgGlobalData")?;
    // Below 2³¹.
    let id = not_negative(&mut global, "msgID", &mut anomalies)? as i32;
    let at_size = global.offset();
    let max_size = not_negative(&mut global, "msgMaxSize", &mut anomalies)?;
    if max_size < LEAST_MAX_SIZE {
        anomalies.note(AnomalyKind::SmallMaxSize, at_size);
    }
    let (level, reportable) = read_flags(&mut global)?;
    let at_model = global;
    let model = global.integer32("msgSecurityModel", &mut anomalies)?;
    if model != USM {
        return Err(at_model.error("msgSecurityModel", DecodeErrorKind::SecurityModel(model)));
    }
    global.finish(&mut anomalies);

    let mut outer = message.expect(tag::OCTET_STRING, "msgSecurityParameters")?;
    let mut security = outer.expect(tag::SEQUENCE, "UsmSecurityParameters")?;
    outer.finish(&mut anomalies);
    let engine_id = octets(&mut security, 32, "msgAuthoritativeEngineID")?.octets();
    let boots = not_negative(&mut security, "msgAuthoritativeEngineBoots", &mut anomalies)?;
    let time = not_negative(&mut security, "msgAuthoritativeEngineTime", &mut anomalies)?;
    let user = octets(&mut security, 32, "msgUserName")?.octets();
    let digest = security.expect(tag::OCTET_STRING, "msgAuthenticationParameters")?;
    let privacy = security.expect(tag::OCTET_STRING, "msgPrivacyParameters")?.octets();
    security.finish(&mut anomalies);

    let content = if level == SecurityLevel::AuthPriv {
        let encrypted = message.expect(tag::OCTET_STRING, "encryptedPDU")?;
        Content::Encrypted { octets: encrypted.octets(), offset: encrypted.offset() }
    } else {
        let offset = message.offset();
        let all = message.octets();
        message.expect(tag::SEQUENCE, "ScopedPDU")?;
        let length = message.offset().saturating_sub(offset);
        Content::Plain { octets: all.get(..length).unwrap_or(all), offset }
    };
    message.finish(&mut anomalies);

    let authentication = digest.octets();
    let header = Header { id, max_size, level, reportable, engine_id, boots, time, user, authentication, privacy };
    let digest = digest.offset()..digest.offset().saturating_add(authentication.len());
    Ok(Protected { header, content, anomalies, whole, digest })
}

/// The `msgID` of an SNMPv3 message, for finding the request that it may answer.
///
/// # Errors
///
/// As [`read`].
pub fn message_id(datagram: &[u8]) -> Result<i32, DecodeError> {
    read(datagram).map(|message| message.header.id)
}

/// RFC 3412 §6.4: one octet, of which three bits have a meaning.
fn read_flags(global: &mut Reader<'_>) -> Result<(SecurityLevel, bool), DecodeError> {
    const PART: &str = "msgFlags";
    let flags = global.expect(tag::OCTET_STRING, PART)?;
    let [bits] = flags.octets() else {
        return Err(flags.error(PART, DecodeErrorKind::FlagsLength { octets: flags.octets().len() }));
    };
    let level = match bits & 0b011 {
        0b000 => SecurityLevel::NoAuthNoPriv,
        0b001 => SecurityLevel::AuthNoPriv,
        0b011 => SecurityLevel::AuthPriv,
        _ => return Err(flags.error(PART, DecodeErrorKind::PrivacyWithoutAuthentication)),
    };
    Ok((level, bits & 0b100 != 0))
}

/// `INTEGER (0..2147483647)`.
fn not_negative(reader: &mut Reader<'_>, part: &'static str, anomalies: &mut Anomalies) -> Result<u32, DecodeError> {
    let start = *reader;
    let number = reader.integer32(part, anomalies)?;
    u32::try_from(number).map_err(|_| start.error(part, DecodeErrorKind::OutOfRange))
}

fn octets<'a>(reader: &mut Reader<'a>, at_most: usize, part: &'static str) -> Result<Reader<'a>, DecodeError> {
    let start = *reader;
    let content = reader.expect(tag::OCTET_STRING, part)?;
    if content.octets().len() > at_most {
        return Err(start.error(part, DecodeErrorKind::OutOfRange));
    }
    Ok(content)
}

/// The payload of a message to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Payload<'a> {
    Plain(Scope<'a>),
    Encrypted(&'a [u8]),
}

/// Encodes a message, and says where in it the digest is, so that it can be put there.
pub(crate) fn write(header: &Header<'_>, payload: Payload<'_>) -> Result<(Vec<u8>, Range<usize>)> {
    let mut out = Vec::with_capacity(256);
    let mut writer = Writer::new(&mut out);
    let start = writer.mark();
    match payload {
        Payload::Plain(scope) => scope.write(&mut writer)?,
        Payload::Encrypted(octets) => writer.octets(tag::OCTET_STRING, octets),
    }

    let security = writer.mark();
    writer.octets(tag::OCTET_STRING, header.privacy);
    let digest = writer.mark();
    writer.octets(tag::OCTET_STRING, header.authentication);
    writer.octets(tag::OCTET_STRING, header.user);
    writer.signed(tag::INTEGER, i64::from(header.time));
    writer.signed(tag::INTEGER, i64::from(header.boots));
    writer.octets(tag::OCTET_STRING, header.engine_id);
    writer.close(security, tag::SEQUENCE);
    writer.close(security, tag::OCTET_STRING);

    let global = writer.mark();
    writer.signed(tag::INTEGER, i64::from(USM));
    writer.octets(tag::OCTET_STRING, &[flags(header)]);
    writer.signed(tag::INTEGER, i64::from(header.max_size));
    writer.signed(tag::INTEGER, i64::from(header.id));
    writer.close(global, tag::SEQUENCE);
    writer.signed(tag::INTEGER, VERSION);
    writer.close(start, tag::SEQUENCE);
    writer.finish();
    // What was written first is last now.
    let end = out.len().saturating_sub(digest);
    Ok((out, end.saturating_sub(header.authentication.len())..end))
}

fn flags(header: &Header<'_>) -> u8 {
    let level = match header.level {
        SecurityLevel::NoAuthNoPriv => 0b000,
        SecurityLevel::AuthNoPriv => 0b001,
        SecurityLevel::AuthPriv => 0b011,
    };
    level | u8::from(header.reportable) << 2
}

use std::fmt;

use crate::error::Error;
use crate::value::Oid;

/// Why bytes are not an SNMP message, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{part} at byte {offset}: {kind}")]
pub struct DecodeError {
    /// The offset of the octet that is wrong, counted from the start of the datagram.
    pub offset: usize,
    /// The field that was read, in the standard's words, such as `request-id`.
    pub part: &'static str,
    /// What is wrong with it.
    pub kind: DecodeErrorKind,
}

impl DecodeError {
    /// This error as [`Error::Malformed`]; `origin` says where the bytes come from, such as an address.
    #[must_use]
    pub fn from_origin(self, origin: impl Into<String>) -> Error {
        Error::Malformed {
            origin: origin.into(),
            offset: format!("byte {}", self.offset),
            reason: format!("{}: {}", self.part, self.kind),
        }
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        error.from_origin("SNMP message")
    }
}

/// What is wrong with an element of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecodeErrorKind {
    /// The octets end where a tag, a length or a content is expected.
    Ends {
        /// Octets that are missing, where that is known; else 1.
        missing: usize,
    },
    /// Another tag is expected here.
    WrongTag {
        /// The tag that the standard has here.
        expected: u8,
        /// The tag that is there.
        found: u8,
    },
    /// A tag of several octets (X.690 §8.1.2.4), which SNMP does not use.
    LongTag,
    /// The indefinite form of a length, which RFC 3417 §8 prohibits.
    IndefiniteLength,
    /// A length of more than eight octets, or the reserved one (X.690 §8.1.3.5 c).
    LengthOfLength,
    /// An integer of more octets than an unsigned 64-bit number needs.
    LongInteger {
        /// Its octets.
        octets: usize,
    },
    /// A number outside the range of its type.
    OutOfRange,
    /// An `IpAddress` that is not four octets (RFC 2578 §7.1.5).
    AddressLength {
        /// Its octets.
        octets: usize,
    },
    /// An object identifier of more than 128 arcs (RFC 2578 §3.5).
    TooManyArcs,
    /// A sub-identifier above 2³²−1 (RFC 2578 §3.5).
    ArcOverflow,
    /// A sub-identifier that starts with the octet 0x80 (X.690 §8.19.2).
    PaddedArc,
    /// An object identifier whose last octet says that more follow (X.690 §8.19.2).
    UnfinishedArc,
    /// A message version that is neither v1 (0) nor v2c (1).
    Version(i64),
    /// A message version that is not v3 (3).
    NotV3(i64),
    /// `msgFlags` that are not one octet (RFC 3412 §6).
    FlagsLength {
        /// Their octets.
        octets: usize,
    },
    /// `msgFlags` with privacy but without authentication (RFC 3412 §6.4).
    PrivacyWithoutAuthentication,
    /// A security model that is not the User-based one, 3 (RFC 3411 §5).
    SecurityModel(i32),
    /// A PDU tag that RFC 3416 §3 does not define.
    UnknownPdu(u8),
    /// A PDU that does not exist in this version: a bulk request in v1, a v1 trap in v2c.
    PduNotInVersion(u8),
    /// A value tag that RFC 3416 §3 does not define.
    UnknownValue(u8),
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ends { missing: 1 } => f.write_str("the octets end here, at least 1 more is expected"),
            Self::Ends { missing } => write!(f, "the octets end here, {missing} more are expected"),
            Self::WrongTag { expected, found } => write!(f, "tag {expected:#04x} is expected, {found:#04x} is there"),
            Self::LongTag => f.write_str("a tag of one octet is expected"),
            Self::IndefiniteLength => f.write_str("a definite length is expected, this one is indefinite"),
            Self::LengthOfLength => f.write_str("a length of at most eight octets is expected"),
            Self::LongInteger { octets } => {
                write!(f, "an integer of at most nine octets is expected, this one has {octets}")
            }
            Self::OutOfRange => f.write_str("the number is outside the range of its type"),
            Self::AddressLength { octets } => {
                write!(f, "an address of four octets is expected, this one has {octets}")
            }
            Self::TooManyArcs => f.write_str("at most 128 arcs are expected"),
            Self::ArcOverflow => f.write_str("an arc of at most 4294967295 is expected"),
            Self::PaddedArc => f.write_str("an arc is expected not to start with 0x80"),
            Self::UnfinishedArc => f.write_str("the object identifier ends within an arc"),
            Self::Version(3) => f.write_str("v1 or v2c is expected, this message is SNMPv3"),
            Self::Version(other) => write!(f, "version 0 (v1) or 1 (v2c) is expected, {other} is there"),
            Self::NotV3(other) => write!(f, "version 3 (v3) is expected, {other} is there"),
            Self::FlagsLength { octets } => write!(f, "flags of one octet are expected, {octets} are there"),
            Self::PrivacyWithoutAuthentication => f.write_str("privacy is expected only together with authentication"),
            Self::SecurityModel(model) => {
                write!(f, "the User-based Security Model (3) is expected, model {model} is there")
            }
            Self::UnknownPdu(tag) => write!(f, "{tag:#04x} is not the tag of a PDU"),
            Self::PduNotInVersion(tag) => write!(f, "the PDU {tag:#04x} does not exist in this version of SNMP"),
            Self::UnknownValue(0x01) => f.write_str("BOOLEAN (0x01) is not a type of SNMP values"),
            Self::UnknownValue(tag) => write!(f, "{tag:#04x} is not the tag of an SNMP value"),
        }
    }
}

/// A variable that was sent but cannot be read. The message around it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VarBindFault {
    /// Its place among all the variables of the message, readable or not, from 0.
    pub position: usize,
    /// Its name, where at least that can be read.
    pub name: Option<Oid>,
    /// What is wrong, and where.
    pub error: DecodeError,
    /// Whether the octets after it could not be read either, so that variables may be missing.
    pub rest_lost: bool,
}

impl fmt::Display for VarBindFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "variable {}", self.position + 1)?;
        if let Some(name) = &self.name {
            write!(f, " ({name})")?;
        }
        write!(f, ": {}", self.error)?;
        if self.rest_lost {
            f.write_str("; what follows it is lost")?;
        }
        Ok(())
    }
}

/// Something that the standard forbids but whose meaning is beyond doubt: it was read and is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Anomaly {
    /// What the agent did.
    pub kind: AnomalyKind,
    /// Where it did so first: an offset from the start of the datagram.
    pub offset: usize,
    /// How often it did so in this message.
    pub count: u32,
}

impl fmt::Display for Anomaly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)?;
        if self.count > 1 {
            write!(f, " and {} more", self.count - 1)?;
        }
        Ok(())
    }
}

/// The kinds of tolerated anomalies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnomalyKind {
    /// Octets after the message, or after the last field of a constructed element.
    TrailingBytes,
    /// An integer without octets (X.690 §8.3.1 wants one): read as 0.
    EmptyInteger,
    /// An integer with more octets than it needs (X.690 §8.3.2).
    PaddedInteger,
    /// An unsigned number encoded as a negative one (RFC 2578 §7.1.6): read modulo 2³² or 2⁶⁴.
    NegativeUnsigned,
    /// An object identifier without octets: read as 0.0.
    EmptyOid,
    /// A `NULL` or an exception with content (X.690 §8.8.2): the content is ignored.
    NullWithContent,
    /// `UInteger32` of RFC 1442, withdrawn since: read as `Gauge32`.
    ObsoleteUInteger32,
    /// A `Counter64` or an exception in a v1 message (RFC 3584 §4.2.2).
    ValueNotInV1,
    /// `msgMaxSize` below 484 (RFC 3412 §6).
    SmallMaxSize,
    /// A negative count in a PDU: read as 0, as RFC 3416 §4.2.3 has it for bulk requests.
    NegativeCount,
}

impl fmt::Display for AnomalyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TrailingBytes => "trailing bytes",
            Self::EmptyInteger => "an integer without octets",
            Self::PaddedInteger => "an integer with needless octets",
            Self::NegativeUnsigned => "an unsigned number encoded as negative",
            Self::EmptyOid => "an object identifier without octets",
            Self::NullWithContent => "a NULL with content",
            Self::ObsoleteUInteger32 => "the withdrawn type UInteger32",
            Self::ValueNotInV1 => "a value that SNMPv1 does not have",
            Self::SmallMaxSize => "a msgMaxSize below 484",
            Self::NegativeCount => "a negative count",
        })
    }
}

/// The anomalies of one message, at most one entry per kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anomalies(Vec<Anomaly>);

impl Anomalies {
    pub(crate) fn note(&mut self, kind: AnomalyKind, offset: usize) {
        match self.0.iter_mut().find(|known| known.kind == kind) {
            Some(known) => known.count = known.count.saturating_add(1),
            None => self.0.push(Anomaly { kind, offset, count: 1 }),
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Anomaly> {
        self.0
    }
}

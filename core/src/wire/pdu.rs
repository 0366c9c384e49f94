use std::fmt;
use std::sync::Arc;

use crate::value::{Oid, TimeTicks, VarBind};

/// The version of an SNMP message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// SNMPv1 (RFC 1157): 0 on the wire.
    V1,
    /// SNMPv2c (RFC 1901): 1 on the wire.
    V2c,
}

impl Version {
    /// The number in the message.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::V1 => 0,
            Self::V2c => 1,
        }
    }
}

/// A community string; clones share it. It is a secret: it never shows in `Debug`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CommunityString(Arc<[u8]>);

impl CommunityString {
    /// Takes the octets.
    #[must_use]
    pub fn new(octets: impl Into<Vec<u8>>) -> Self {
        Self(octets.into().into())
    }

    /// The octets, for the wire only.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for CommunityString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CommunityString(…)")
    }
}

/// A community-based message (RFC 1157 §4, RFC 1901 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// v1 or v2c.
    pub version: Version,
    /// The community.
    pub community: CommunityString,
    /// What is asked or answered.
    pub pdu: Pdu,
}

/// A protocol data unit (RFC 1157 §4.1, RFC 3416 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pdu {
    /// `GetRequest-PDU`.
    Get(Request),
    /// `GetNextRequest-PDU`.
    GetNext(Request),
    /// `GetBulkRequest-PDU`, v2c and later.
    GetBulk(BulkRequest),
    /// `SetRequest-PDU`.
    Set(Request),
    /// `Response-PDU`.
    Response(Response),
    /// `Trap-PDU` of v1.
    TrapV1(TrapV1),
    /// `SNMPv2-Trap-PDU`.
    Trap(Request),
    /// `InformRequest-PDU`.
    Inform(Request),
    /// `Report-PDU`.
    Report(Response),
}

/// The kind of a PDU, without its content (RFC 1157 §4.1, RFC 3416 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PduKind {
    /// `GetRequest-PDU`, tag 0.
    Get,
    /// `GetNextRequest-PDU`, tag 1.
    GetNext,
    /// `Response-PDU`, tag 2.
    Response,
    /// `SetRequest-PDU`, tag 3.
    Set,
    /// `Trap-PDU` of v1, tag 4.
    TrapV1,
    /// `GetBulkRequest-PDU`, tag 5.
    GetBulk,
    /// `InformRequest-PDU`, tag 6.
    Inform,
    /// `SNMPv2-Trap-PDU`, tag 7.
    Trap,
    /// `Report-PDU`, tag 8.
    Report,
}

impl PduKind {
    const ALL: [Self; 9] = [
        Self::Get,
        Self::GetNext,
        Self::Response,
        Self::Set,
        Self::TrapV1,
        Self::GetBulk,
        Self::Inform,
        Self::Trap,
        Self::Report,
    ];

    pub(super) fn from_tag(tag: u8) -> Option<Self> {
        Self::ALL.get(usize::from(tag.checked_sub(0xa0)?)).copied()
    }

    pub(super) fn tag(self) -> u8 {
        // Context-specific, constructed: the enum is in the order of the numbers.
        0xa0 | self as u8
    }

    pub(super) fn is_in(self, version: Version) -> bool {
        match version {
            // RFC 1157 §4.1.
            Version::V1 => matches!(self, Self::Get | Self::GetNext | Self::Response | Self::Set | Self::TrapV1),
            // RFC 3416 §3.
            Version::V2c => self != Self::TrapV1,
        }
    }
}

impl Pdu {
    /// The kind of this PDU.
    #[must_use]
    pub fn kind(&self) -> PduKind {
        match self {
            Self::Get(_) => PduKind::Get,
            Self::GetNext(_) => PduKind::GetNext,
            Self::GetBulk(_) => PduKind::GetBulk,
            Self::Set(_) => PduKind::Set,
            Self::Response(_) => PduKind::Response,
            Self::TrapV1(_) => PduKind::TrapV1,
            Self::Trap(_) => PduKind::Trap,
            Self::Inform(_) => PduKind::Inform,
            Self::Report(_) => PduKind::Report,
        }
    }

    /// The `request-id`; a v1 trap has none.
    #[must_use]
    pub fn request_id(&self) -> Option<i32> {
        match self {
            Self::Get(request)
            | Self::GetNext(request)
            | Self::Set(request)
            | Self::Trap(request)
            | Self::Inform(request) => Some(request.id),
            Self::GetBulk(request) => Some(request.id),
            Self::Response(response) | Self::Report(response) => Some(response.id),
            Self::TrapV1(_) => None,
        }
    }

    /// The variables.
    #[must_use]
    pub fn varbinds(&self) -> &[VarBind] {
        match self {
            Self::Get(request)
            | Self::GetNext(request)
            | Self::Set(request)
            | Self::Trap(request)
            | Self::Inform(request) => &request.varbinds,
            Self::GetBulk(request) => &request.varbinds,
            Self::Response(response) | Self::Report(response) => &response.varbinds,
            Self::TrapV1(trap) => &trap.varbinds,
        }
    }
}

/// A request that names variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `request-id`.
    pub id: i32,
    /// The variables.
    pub varbinds: Vec<VarBind>,
}

impl Request {
    /// The response that acknowledges this inform: the same id and variables, no error (RFC 3416 §4.2.7).
    #[must_use]
    pub fn acknowledgement(&self) -> Response {
        Response { id: self.id, status: ErrorStatus::NoError, index: 0, varbinds: self.varbinds.clone() }
    }
}

/// A bulk request (RFC 3416 §4.2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkRequest {
    /// `request-id`.
    pub id: i32,
    /// `non-repeaters`.
    pub non_repeaters: u32,
    /// `max-repetitions`.
    pub max_repetitions: u32,
    /// The variables.
    pub varbinds: Vec<VarBind>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// `request-id`.
    pub id: i32,
    /// `error-status`.
    pub status: ErrorStatus,
    /// `error-index`: 1 is the first variable, 0 none.
    pub index: u32,
    /// The variables.
    pub varbinds: Vec<VarBind>,
}

/// A v1 trap (RFC 1157 §4.1.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrapV1 {
    /// `enterprise`.
    pub enterprise: Oid,
    /// `agent-addr`.
    pub agent: std::net::Ipv4Addr,
    /// `generic-trap`, 0 to 6.
    pub generic: i32,
    /// `specific-trap`.
    pub specific: i32,
    /// `time-stamp`.
    pub uptime: TimeTicks,
    /// The variables.
    pub varbinds: Vec<VarBind>,
}

macro_rules! error_status {
    ($($(#[$doc:meta])* $variant:ident = $number:literal $name:literal,)*) => {
        /// `error-status` (RFC 3416 §3), in the standard's order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorStatus {
            $($(#[$doc])* $variant,)*
            /// A number that the standard does not define.
            Other(i32),
        }

        impl ErrorStatus {
            /// The status of that number.
            #[must_use]
            pub fn from_number(number: i32) -> Self {
                match number { $($number => Self::$variant,)* other => Self::Other(other) }
            }

            /// The number of that status.
            #[must_use]
            pub fn number(self) -> i32 {
                match self { $(Self::$variant => $number,)* Self::Other(other) => other }
            }
        }

        impl fmt::Display for ErrorStatus {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant => f.write_str($name),)* Self::Other(other) => write!(f, "error-status {other}") }
            }
        }
    };
}

impl ErrorStatus {
    /// The status that stands for this one in SNMPv1 (RFC 3584 §4.3), which has only the first six.
    #[must_use]
    pub fn in_v1(self) -> Self {
        match self {
            Self::WrongType | Self::WrongLength | Self::WrongEncoding | Self::WrongValue | Self::InconsistentValue => {
                Self::BadValue
            }
            Self::NoAccess
            | Self::NoCreation
            | Self::AuthorizationError
            | Self::NotWritable
            | Self::InconsistentName => Self::NoSuchName,
            Self::ResourceUnavailable | Self::CommitFailed | Self::UndoFailed | Self::Other(_) => Self::GenErr,
            old => old,
        }
    }

    /// What it means, in a few words for people; `None` for `noError` and for a number that the standard does not define.
    ///
    /// What v1 says of a SET is less exact (RFC 3584 §4.3): its `noSuchName` also stands for noAccess, notWritable,
    /// noCreation, inconsistentName and authorizationError, and its `badValue` for wrongType, wrongLength,
    /// wrongEncoding, wrongValue and inconsistentValue.
    #[must_use]
    pub fn meaning(self) -> Option<&'static str> {
        Some(match self {
            Self::NoError | Self::Other(_) => return None,
            Self::TooBig => "the answer would not fit into a message",
            Self::NoSuchName => "there is no such variable, or it may not be written, which SNMPv1 does not tell apart",
            Self::BadValue => "the value's type, length or content is wrong, which SNMPv1 does not tell apart",
            Self::ReadOnly | Self::NotWritable => "it cannot be written",
            Self::GenErr => "the agent failed and does not say why",
            Self::NoAccess => "these credentials may not do that",
            Self::WrongType => "the value has another type than the variable",
            Self::WrongLength => "the value has a length that the variable cannot have",
            Self::WrongEncoding => "the agent cannot read the value's encoding",
            Self::WrongValue => "the variable can never have that value",
            Self::NoCreation => "there is no such variable and it cannot be made",
            Self::InconsistentValue => "the variable cannot have that value as things stand",
            Self::ResourceUnavailable => "the agent lacks a resource that this needs",
            Self::CommitFailed => "it failed half-way and was undone",
            Self::UndoFailed => "it failed half-way and could not be undone: some of the variables may have changed",
            Self::AuthorizationError => "the agent does not grant access",
            Self::InconsistentName => "there is no such variable and it cannot be made as things stand",
        })
    }
}

error_status! {
    /// `noError(0)`.
    NoError = 0 "noError",
    /// `tooBig(1)`: the answer does not fit into a message.
    TooBig = 1 "tooBig",
    /// `noSuchName(2)`, v1: the end of the table, or no such variable.
    NoSuchName = 2 "noSuchName",
    /// `badValue(3)`, v1.
    BadValue = 3 "badValue",
    /// `readOnly(4)`, v1.
    ReadOnly = 4 "readOnly",
    /// `genErr(5)`.
    GenErr = 5 "genErr",
    /// `noAccess(6)`.
    NoAccess = 6 "noAccess",
    /// `wrongType(7)`.
    WrongType = 7 "wrongType",
    /// `wrongLength(8)`.
    WrongLength = 8 "wrongLength",
    /// `wrongEncoding(9)`.
    WrongEncoding = 9 "wrongEncoding",
    /// `wrongValue(10)`.
    WrongValue = 10 "wrongValue",
    /// `noCreation(11)`.
    NoCreation = 11 "noCreation",
    /// `inconsistentValue(12)`.
    InconsistentValue = 12 "inconsistentValue",
    /// `resourceUnavailable(13)`.
    ResourceUnavailable = 13 "resourceUnavailable",
    /// `commitFailed(14)`.
    CommitFailed = 14 "commitFailed",
    /// `undoFailed(15)`.
    UndoFailed = 15 "undoFailed",
    /// `authorizationError(16)`.
    AuthorizationError = 16 "authorizationError",
    /// `notWritable(17)`.
    NotWritable = 17 "notWritable",
    /// `inconsistentName(18)`.
    InconsistentName = 18 "inconsistentName",
}

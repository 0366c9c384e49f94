use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Oid, TimeTicks};
use crate::error::Error;

/// A typed SMI value (RFC 2578 §7.1, RFC 3416 §3). `Counter32`, `Gauge32` and `TimeTicks` share an
/// encoding of 32 bits but never mix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "kebab-case")]
pub enum Value {
    /// `INTEGER` and `Integer32`.
    Integer(i32),
    /// `OCTET STRING`: text or binary, the MIB says which.
    OctetString(Vec<u8>),
    /// `NULL`, the value of a request's variable.
    Null,
    /// `OBJECT IDENTIFIER`.
    ObjectId(Oid),
    /// `IpAddress`, four octets.
    IpAddress(Ipv4Addr),
    /// `Counter32`: wraps at 2³².
    Counter32(u32),
    /// `Gauge32` and `Unsigned32`, which share a tag.
    Gauge32(u32),
    /// `TimeTicks`: hundredths of a second.
    TimeTicks(TimeTicks),
    /// `Opaque`: uninterpreted octets.
    Opaque(Vec<u8>),
    /// `Counter64`: v2c and v3 only.
    Counter64(u64),
    /// `noSuchObject`: the agent does not implement the object.
    NoSuchObject,
    /// `noSuchInstance`: the object exists, this row does not.
    NoSuchInstance,
    /// `endOfMibView`: nothing follows.
    EndOfMibView,
}

/// The type of a [`Value`], without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SmiType {
    /// `INTEGER`.
    Integer,
    /// `OCTET STRING`.
    OctetString,
    /// `NULL`.
    Null,
    /// `OBJECT IDENTIFIER`.
    ObjectId,
    /// `IpAddress`.
    IpAddress,
    /// `Counter32`.
    Counter32,
    /// `Gauge32` or `Unsigned32`.
    Gauge32,
    /// `TimeTicks`.
    TimeTicks,
    /// `Opaque`.
    Opaque,
    /// `Counter64`.
    Counter64,
    /// `noSuchObject`, `noSuchInstance` or `endOfMibView`.
    Exception,
}

impl Value {
    /// The type of this value.
    #[must_use]
    pub fn smi_type(&self) -> SmiType {
        match self {
            Self::Integer(_) => SmiType::Integer,
            Self::OctetString(_) => SmiType::OctetString,
            Self::Null => SmiType::Null,
            Self::ObjectId(_) => SmiType::ObjectId,
            Self::IpAddress(_) => SmiType::IpAddress,
            Self::Counter32(_) => SmiType::Counter32,
            Self::Gauge32(_) => SmiType::Gauge32,
            Self::TimeTicks(_) => SmiType::TimeTicks,
            Self::Opaque(_) => SmiType::Opaque,
            Self::Counter64(_) => SmiType::Counter64,
            Self::NoSuchObject | Self::NoSuchInstance | Self::EndOfMibView => SmiType::Exception,
        }
    }

    /// Octets that it takes besides itself: strings, and long object identifiers.
    #[must_use]
    pub fn heap_octets(&self) -> usize {
        match self {
            Self::OctetString(octets) | Self::Opaque(octets) => octets.capacity(),
            Self::ObjectId(oid) => oid.heap_octets(),
            _ => 0,
        }
    }

    /// Whether this is `noSuchObject`, `noSuchInstance` or `endOfMibView`.
    #[must_use]
    pub fn is_exception(&self) -> bool {
        self.smi_type() == SmiType::Exception
    }
}

impl fmt::Display for Value {
    /// The content for people, without its type: octets are their text where they are text, else hexadecimal
    /// (`00 1e 58`), a time is `12 d 3:04:05.06`, an exception is its name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Counter32(number) | Self::Gauge32(number) => number.fmt(f),
            Self::Counter64(number) => number.fmt(f),
            Self::TimeTicks(ticks) => ticks.fmt(f),
            Self::IpAddress(address) => address.fmt(f),
            Self::ObjectId(name) => name.fmt(f),
            Self::OctetString(octets) | Self::Opaque(octets) => match std::str::from_utf8(octets) {
                Ok(text) if !text.chars().any(|c| c.is_control() && !c.is_ascii_whitespace()) => f.write_str(text),
                _ => octets.iter().enumerate().try_for_each(|(at, octet)| {
                    if at > 0 { write!(f, " {octet:02x}") } else { write!(f, "{octet:02x}") }
                }),
            },
            Self::Null => f.write_str("null"),
            Self::NoSuchObject => f.write_str("noSuchObject"),
            Self::NoSuchInstance => f.write_str("noSuchInstance"),
            Self::EndOfMibView => f.write_str("endOfMibView"),
        }
    }
}

impl SmiType {
    const ALL: [Self; 11] = [
        Self::Integer,
        Self::OctetString,
        Self::Null,
        Self::ObjectId,
        Self::IpAddress,
        Self::Counter32,
        Self::Gauge32,
        Self::TimeTicks,
        Self::Opaque,
        Self::Counter64,
        Self::Exception,
    ];

    /// The word for it in JSON and in every language: `octet-string`, `counter64`, …
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::OctetString => "octet-string",
            Self::Null => "null",
            Self::ObjectId => "object-id",
            Self::IpAddress => "ip-address",
            Self::Counter32 => "counter32",
            Self::Gauge32 => "gauge32",
            Self::TimeTicks => "time-ticks",
            Self::Opaque => "opaque",
            Self::Counter64 => "counter64",
            Self::Exception => "exception",
        }
    }
}

impl FromStr for SmiType {
    type Err = Error;

    /// Reads [`SmiType::word`].
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|it| it.word() == text).ok_or_else(|| {
            let words = Self::ALL.map(Self::word).join(", ");
            Error::invalid("type of a value", text, format!("one of {words} is expected"))
        })
    }
}

impl fmt::Display for SmiType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Integer => "INTEGER",
            Self::OctetString => "OCTET STRING",
            Self::Null => "NULL",
            Self::ObjectId => "OBJECT IDENTIFIER",
            Self::IpAddress => "IpAddress",
            Self::Counter32 => "Counter32",
            Self::Gauge32 => "Gauge32",
            Self::TimeTicks => "TimeTicks",
            Self::Opaque => "Opaque",
            Self::Counter64 => "Counter64",
            Self::Exception => "exception",
        })
    }
}

/// One variable of a request or a response: a name and its value (RFC 3416 §3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VarBind {
    /// The full instance name.
    pub name: Oid,
    /// Its value, or an exception.
    pub value: Value,
}

impl VarBind {
    /// Pairs `name` with `value`.
    #[must_use]
    pub fn new(name: Oid, value: Value) -> Self {
        Self { name, value }
    }

    /// Octets of memory that it takes, with what lies on the heap.
    #[must_use]
    pub fn octets(&self) -> usize {
        size_of::<Self>() + self.name.heap_octets() + self.value.heap_octets()
    }
}

impl fmt::Display for VarBind {
    /// `1.3.6.1.2.1.1.5.0 = core1`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name, self.value)
    }
}

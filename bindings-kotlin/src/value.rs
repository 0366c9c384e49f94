//! The nouns: values and variables of SNMP, and those that cross as text, checked and written as the library does.

use netwarden::Error;
use netwarden::value::{MacAddr, Oid, TimeTicks, Value, VarBind as CoreVarBind};

use crate::error::NativeException;

#[uniffi::export]
pub fn native_oid(text: &str) -> Result<String, NativeException> {
    Ok(text.parse::<Oid>()?.to_string())
}

#[uniffi::export]
pub fn native_mac(text: &str) -> Result<String, NativeException> {
    Ok(text.parse::<MacAddr>()?.to_string())
}

/// Octets; `io.netwarden.Octets`, whose arrays are equal where their content is.
pub struct NativeOctets(pub Vec<u8>);
uniffi::custom_newtype!(NativeOctets, Vec<u8>);

/// A typed SMI value (RFC 2578 §7.1, RFC 3416 §3), or an exception in its place.
#[derive(uniffi::Enum)]
pub enum SnmpValue {
    /// `INTEGER` and `Integer32`.
    Integer {
        /// The number.
        value: i32,
    },
    /// `OCTET STRING`: text or binary, the MIB says which.
    OctetString {
        /// The octets.
        value: NativeOctets,
    },
    /// `NULL`, the value of a request's variable.
    Null,
    /// `OBJECT IDENTIFIER`.
    ObjectId {
        /// The identifier, such as `1.3.6.1`.
        value: String,
    },
    /// `IpAddress`, four octets.
    IpAddress {
        /// The address, such as `10.0.0.7`.
        value: String,
    },
    /// `Counter32`: wraps at 2³².
    Counter32 {
        /// The number.
        value: u32,
    },
    /// `Gauge32` and `Unsigned32`, which share a tag.
    Gauge32 {
        /// The number.
        value: u32,
    },
    /// `TimeTicks`.
    TimeTicks {
        /// Hundredths of a second.
        value: u32,
    },
    /// `Opaque`: uninterpreted octets.
    Opaque {
        /// The octets.
        value: NativeOctets,
    },
    /// `Counter64`: v2c and v3 only.
    Counter64 {
        /// The number.
        value: u64,
    },
    /// `noSuchObject`: the agent does not implement the object.
    NoSuchObject,
    /// `noSuchInstance`: the object exists, this row does not.
    NoSuchInstance,
    /// `endOfMibView`: nothing follows.
    EndOfMibView,
}

impl From<Value> for SnmpValue {
    fn from(core: Value) -> Self {
        match core {
            Value::Integer(value) => Self::Integer { value },
            Value::OctetString(octets) => Self::OctetString { value: NativeOctets(octets) },
            Value::Null => Self::Null,
            Value::ObjectId(name) => Self::ObjectId { value: name.to_string() },
            Value::IpAddress(address) => Self::IpAddress { value: address.to_string() },
            Value::Counter32(value) => Self::Counter32 { value },
            Value::Gauge32(value) => Self::Gauge32 { value },
            Value::TimeTicks(ticks) => Self::TimeTicks { value: ticks.0 },
            Value::Opaque(octets) => Self::Opaque { value: NativeOctets(octets) },
            Value::Counter64(value) => Self::Counter64 { value },
            Value::NoSuchObject => Self::NoSuchObject,
            Value::NoSuchInstance => Self::NoSuchInstance,
            Value::EndOfMibView => Self::EndOfMibView,
        }
    }
}

impl TryFrom<SnmpValue> for Value {
    type Error = Error;

    fn try_from(given: SnmpValue) -> Result<Self, Error> {
        Ok(match given {
            SnmpValue::Integer { value } => Self::Integer(value),
            SnmpValue::OctetString { value } => Self::OctetString(value.0),
            SnmpValue::Null => Self::Null,
            SnmpValue::ObjectId { value } => Self::ObjectId(value.parse()?),
            SnmpValue::IpAddress { value } => {
                let wrong = |_| Error::invalid("ip-address value", &value, "an IPv4 address such as 10.0.0.7");
                Self::IpAddress(value.parse().map_err(wrong)?)
            }
            SnmpValue::Counter32 { value } => Self::Counter32(value),
            SnmpValue::Gauge32 { value } => Self::Gauge32(value),
            SnmpValue::TimeTicks { value } => Self::TimeTicks(TimeTicks(value)),
            SnmpValue::Opaque { value } => Self::Opaque(value.0),
            SnmpValue::Counter64 { value } => Self::Counter64(value),
            SnmpValue::NoSuchObject => Self::NoSuchObject,
            SnmpValue::NoSuchInstance => Self::NoSuchInstance,
            SnmpValue::EndOfMibView => Self::EndOfMibView,
        })
    }
}

/// A variable: a name and its value (RFC 3416 §3).
#[derive(uniffi::Record)]
pub struct VarBind {
    /// The object identifier of the instance.
    pub name: String,
    /// Its value, or an exception.
    pub value: SnmpValue,
}

impl From<CoreVarBind> for VarBind {
    fn from(core: CoreVarBind) -> Self {
        let CoreVarBind { name, value } = core;
        Self { name: name.to_string(), value: value.into() }
    }
}

impl TryFrom<VarBind> for CoreVarBind {
    type Error = Error;

    fn try_from(given: VarBind) -> Result<Self, Error> {
        Ok(Self::new(given.name.parse()?, given.value.try_into()?))
    }
}

/// The content of a value for people.
#[uniffi::export]
pub fn native_value_text(value: SnmpValue) -> Result<String, NativeException> {
    Ok(Value::try_from(value)?.to_string())
}

/// Object identifiers as callers write them.
pub(crate) fn names(texts: &[String]) -> Result<Vec<Oid>, Error> {
    texts.iter().map(|text| text.parse()).collect()
}

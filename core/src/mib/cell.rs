use std::net::Ipv4Addr;

use serde::Serialize;

use crate::value::{BridgeId, BridgePort, IfIndex, MacAddr, Oid, TimeTicks, Value, VlanId};

/// The value of a cell is not of the column's type and cannot be read as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongType;

/// A type that a cell can have. Reading is generous where agents are careless and only one reading
/// is possible: an `INTEGER` for a `Gauge32`, decimal digits for a number, `0:1e:58:a3:2f:cd` for six octets.
pub trait Cell: Sized {
    /// Reads `value`; `None` where it is empty and that means that there is none.
    ///
    /// # Errors
    /// [`WrongType`] where `value` is something else.
    fn decode(value: &Value) -> Result<Option<Self>, WrongType>;
}

impl Cell for i32 {
    fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
        match value {
            Value::Integer(number) => Ok(Some(*number)),
            other => match number(other)? {
                Some(number) => Self::try_from(number).map(Some).map_err(|_| WrongType),
                None => Ok(None),
            },
        }
    }
}

impl Cell for u32 {
    fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
        match number(value)? {
            Some(number) => Self::try_from(number).map(Some).map_err(|_| WrongType),
            None => Ok(None),
        }
    }
}

macro_rules! numbered {
    ($($name:ident($inner:ty)),*) => {
        $(impl Cell for $name {
            fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
                Ok(u32::decode(value)?.map(<$inner>::try_from).transpose().map_err(|_| WrongType)?.map(Self))
            }
        })*
    };
}

numbered! { IfIndex(u32), BridgePort(u32), VlanId(u16), TimeTicks(u32) }

impl Cell for u64 {
    fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
        number(value)
    }
}

impl Cell for String {
    fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
        match value {
            Value::OctetString(octets) => Ok(Some(text_from_octets(octets))),
            _ => Err(WrongType),
        }
    }
}

impl Cell for Vec<u8> {
    fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
        match value {
            Value::OctetString(octets) => Ok(Some(octets.clone())),
            Value::IpAddress(address) => Ok(Some(address.octets().to_vec())),
            _ => Err(WrongType),
        }
    }
}

impl Cell for MacAddr {
    fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
        match value {
            Value::OctetString(octets) if octets.is_empty() => Ok(None),
            Value::OctetString(octets) => mac_from_octets(octets).map(Some).ok_or(WrongType),
            _ => Err(WrongType),
        }
    }
}

impl Cell for BridgeId {
    fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
        match value {
            Value::OctetString(octets) if octets.is_empty() => Ok(None),
            Value::OctetString(octets) => {
                let id = Self::from_slice(octets).or_else(|| Self::from_slice(&octets_from_hex(octets)?));
                id.map(Some).ok_or(WrongType)
            }
            _ => Err(WrongType),
        }
    }
}

/// `LldpSystemCapabilitiesMap` (IEEE 802.1AB): bit 0 is other, 1 repeater, 2 bridge, 3 WLAN access point, 4
/// router, 5 telephone, 6 DOCSIS cable device, 7 station only, as in the TLV on the wire.
///
/// The MIB has it as `BITS`, of which the first is the most significant of the first octet. Some agents
/// send the number of the TLV as an `INTEGER` instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct LldpCapabilities(pub u16);

impl Cell for LldpCapabilities {
    fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
        match value {
            Value::OctetString(octets) => {
                let octet = |at: usize| octets.get(at).map_or(0, |octet| octet.reverse_bits());
                Ok((!octets.is_empty()).then(|| Self(u16::from_le_bytes([octet(0), octet(1)]))))
            }
            Value::Integer(bits) => u16::try_from(*bits).map(|bits| Some(Self(bits))).map_err(|_| WrongType),
            _ => Err(WrongType),
        }
    }
}

impl Cell for Ipv4Addr {
    fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
        match value {
            Value::IpAddress(address) => Ok(Some(*address)),
            Value::OctetString(octets) if octets.is_empty() => Ok(None),
            Value::OctetString(octets) => {
                let four = <[u8; 4]>::try_from(octets.as_slice()).ok().map(Self::from);
                four.or_else(|| text_from_octets(octets).trim().parse().ok()).map(Some).ok_or(WrongType)
            }
            _ => Err(WrongType),
        }
    }
}

impl Cell for Oid {
    fn decode(value: &Value) -> Result<Option<Self>, WrongType> {
        match value {
            Value::ObjectId(name) if name.len() > Self::MAX_ARCS => Err(WrongType),
            Value::ObjectId(name) => Ok((!name.is_empty()).then(|| name.clone())),
            Value::OctetString(octets) if octets.is_empty() => Ok(None),
            Value::OctetString(octets) => text_from_octets(octets).trim().parse().map(Some).map_err(|_| WrongType),
            _ => Err(WrongType),
        }
    }
}

/// Any of the SMI's numbers. A negative `INTEGER` is the 32 bits of an unsigned one.
fn number(value: &Value) -> Result<Option<u64>, WrongType> {
    match value {
        Value::Integer(number) => Ok(Some(u64::from(*number as u32))),
        Value::Counter32(number) | Value::Gauge32(number) => Ok(Some(u64::from(*number))),
        Value::TimeTicks(ticks) => Ok(Some(u64::from(ticks.0))),
        Value::Counter64(number) => Ok(Some(*number)),
        Value::OctetString(octets) => {
            let text = text_from_octets(octets);
            match text.trim() {
                "" => Ok(None),
                digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                    digits.parse().map(Some).map_err(|_| WrongType)
                }
                _ => Err(WrongType),
            }
        }
        Value::Opaque(octets) => opaque_counter64(octets).map(Some).ok_or(WrongType),
        _ => Err(WrongType),
    }
}

/// A 64-bit counter in an `Opaque` (tag 0x9f 0x76), as agents send it to SNMPv1 managers.
fn opaque_counter64(octets: &[u8]) -> Option<u64> {
    let (len, content) = octets.strip_prefix(&[0x9f, 0x76])?.split_first()?;
    if content.is_empty() || content.len() > 8 || usize::from(*len) != content.len() {
        return None;
    }
    Some(content.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
}

/// Text: UTF-8 where it is valid, else Latin-1, without the NULs at its end.
#[must_use]
pub fn text_from_octets(octets: &[u8]) -> String {
    let end = octets.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1);
    let octets = octets.get(..end).unwrap_or(octets);
    match std::str::from_utf8(octets) {
        Ok(text) => text.to_owned(),
        Err(_) => octets.iter().map(|octet| char::from(*octet)).collect(),
    }
}

/// A MAC address: six octets, or their text in hexadecimal (`0:1e:58:a3:2f:cd`, `00 1E 58 A3 2F CD`, `0x001e58a32fcd`).
#[must_use]
pub fn mac_from_octets(octets: &[u8]) -> Option<MacAddr> {
    MacAddr::from_slice(octets).or_else(|| MacAddr::from_slice(&octets_from_hex(octets)?))
}

/// The octets that text in hexadecimal stands for, separated or not.
fn octets_from_hex(text: &[u8]) -> Option<Vec<u8>> {
    const LONGEST: usize = 64;
    let text = std::str::from_utf8(text).ok().filter(|text| text.len() <= LONGEST)?;
    let text = text.trim_end_matches('\0').trim();
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let mut octets = Vec::new();
    for part in text.split([':', '-', ' ', '.']) {
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        if part.len() == 1 {
            octets.push(u8::from_str_radix(part, 16).ok()?);
            continue;
        }
        for pair in part.as_bytes().chunks(2) {
            let &[high, low] = pair else { return None };
            let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            octets.push(digit(high)? << 4 | digit(low)?);
        }
    }
    Some(octets)
}

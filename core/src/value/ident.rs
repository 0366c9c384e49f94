use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// `ifIndex` (RFC 2863): an interface of one device. It may change at a reboot.
    IfIndex(u32)
}
number! {
    /// `dot1dBasePort` (RFC 4188): a port of a bridge. It is not an `ifIndex`.
    BridgePort(u32)
}
number! {
    /// `lldpPortNum` (IEEE 802.1AB): a local port in the LLDP tables. Neither of the two above by rule.
    LldpPortNum(u32)
}
number! {
    /// A VLAN id, 1 to 4094.
    VlanId(u16)
}

/// The stable name of a device within one site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(pub String);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An IEEE 802 MAC address. Prints as `00:1e:58:a3:2f:cd`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddr(pub [u8; 6]);

impl MacAddr {
    /// Whether the group bit is set: multicast or broadcast.
    #[must_use]
    pub fn is_group(self) -> bool {
        self.0[0] & 1 == 1
    }

    /// Whether the address was administered locally, not given by IEEE.
    #[must_use]
    pub fn is_local(self) -> bool {
        self.0[0] & 2 == 2
    }

    /// Whether all octets are zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == [0; 6]
    }

    /// The address in `bytes`, where there are six.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The address in an index of six arcs below 256, as `dot1dTpFdbTable` has it.
    #[must_use]
    pub fn from_index(arcs: &[u32]) -> Option<Self> {
        let mut bytes = [0; 6];
        if arcs.len() != 6 {
            return None;
        }
        for (byte, arc) in bytes.iter_mut().zip(arcs) {
            *byte = u8::try_from(*arc).ok()?;
        }
        Some(Self(bytes))
    }

    /// As it prints, without an allocation.
    pub(crate) fn text(self) -> MacText {
        const DIGITS: [u8; 16] = *b"0123456789abcdef";
        let mut text = [b':'; 17];
        for (two, octet) in text.chunks_mut(3).zip(self.0) {
            (two[0], two[1]) = (DIGITS[usize::from(octet >> 4)], DIGITS[usize::from(octet & 15)]);
        }
        MacText(text)
    }
}

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// A MAC address as it prints.
#[derive(Clone, Copy)]
pub(crate) struct MacText([u8; 17]);

impl Deref for MacText {
    type Target = str;

    fn deref(&self) -> &str {
        // Digits and colons alone.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MacAddr({self})")
    }
}

impl FromStr for MacAddr {
    type Err = Error;

    /// Reads `00:1e:58:a3:2f:cd`, `00-1E-58-A3-2F-CD`, `001e.58a3.2fcd`, `001e58a32fcd` and the
    /// short form `0:1e:58:a3:2f:cd`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = || Error::invalid("MAC address", text, "six octets are expected, such as 00:1e:58:a3:2f:cd");
        let octet = |part: &str| {
            let plain = matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_hexdigit());
            plain.then(|| u8::from_str_radix(part, 16).ok()).flatten()
        };
        let parts: Vec<&str> = text.split([':', '-']).collect();
        let bytes: Option<Vec<u8>> = if parts.len() == 6 {
            parts.into_iter().map(octet).collect()
        } else {
            let digits: String = text.chars().filter(|c| *c != '.').collect();
            if digits.len() != 12 || !digits.is_ascii() {
                return Err(invalid());
            }
            (0..6).map(|at| octet(&digits[at * 2..at * 2 + 2])).collect()
        };
        bytes.as_deref().and_then(Self::from_slice).ok_or_else(invalid)
    }
}

impl Serialize for MacAddr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MacAddr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A spanning tree bridge identifier (IEEE 802.1D §9.2.5): a priority and a MAC address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BridgeId {
    /// Priority, including the system id extension (VLAN or instance) in the low 12 bits.
    pub priority: u16,
    /// The bridge's address.
    pub mac: MacAddr,
}

impl BridgeId {
    /// Reads the eight octets of `BridgeId` (RFC 4188).
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let (priority, mac) = bytes.split_first_chunk::<2>()?;
        Some(Self { priority: u16::from_be_bytes(*priority), mac: MacAddr::from_slice(mac)? })
    }
}

impl fmt::Display for BridgeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.priority, self.mac)
    }
}

macro_rules! subtyped_id {
    ($(#[$doc:meta])* $id:ident, $(#[$subdoc:meta])* $subtype:ident {
        $($(#[$vdoc:meta])* $variant:ident = $number:literal,)*
    }, mac: $mac:ident, address: $address:ident) => {
        $(#[$subdoc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $subtype {
            $($(#[$vdoc])* $variant,)*
            /// A number that the standard does not define; real devices send 0.
            Other(i32),
        }

        impl $subtype {
            /// The subtype of that number.
            #[must_use]
            pub fn from_number(number: i32) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    other => Self::Other(other),
                }
            }
        }

        $(#[$doc])*
        ///
        /// The subtype is a hint, the octets are the truth: devices lie about the subtype.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $id {
            /// What the sender says the octets are.
            pub subtype: $subtype,
            /// The octets as received.
            pub bytes: Vec<u8>,
        }

        impl $id {
            /// Pairs a subtype with its octets.
            #[must_use]
            pub fn new(subtype: $subtype, bytes: impl Into<Vec<u8>>) -> Self {
                Self { subtype, bytes: bytes.into() }
            }

            /// The MAC address, where the subtype says that it is one and there are six octets.
            #[must_use]
            pub fn mac(&self) -> Option<MacAddr> {
                if self.subtype == $subtype::$mac { MacAddr::from_slice(&self.bytes) } else { None }
            }

            /// The IP address, where the subtype says so: an IANA family octet and the address.
            #[must_use]
            pub fn ip(&self) -> Option<IpAddr> {
                if self.subtype != $subtype::$address {
                    return None;
                }
                match self.bytes.split_first() {
                    Some((1, rest)) => <[u8; 4]>::try_from(rest).ok().map(|four| Ipv4Addr::from(four).into()),
                    Some((2, rest)) => <[u8; 16]>::try_from(rest).ok().map(|all| Ipv6Addr::from(all).into()),
                    _ => None,
                }
            }

            /// The octets as text, where all of them are printable.
            #[must_use]
            pub fn text(&self) -> Option<&str> {
                let text = std::str::from_utf8(&self.bytes).ok()?.trim_end_matches('\0');
                (!text.is_empty() && !text.chars().any(char::is_control)).then_some(text)
            }
        }

        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if let Some(mac) = self.mac() {
                    return mac.fmt(f);
                }
                if let Some(ip) = self.ip() {
                    return ip.fmt(f);
                }
                match self.text() {
                    Some(text) => f.write_str(text),
                    None => {
                        for (position, byte) in self.bytes.iter().enumerate() {
                            write!(f, "{}{byte:02x}", if position == 0 { "" } else { ":" })?;
                        }
                        Ok(())
                    }
                }
            }
        }

        impl fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?} {self})", stringify!($id), self.subtype)
            }
        }
    };
}

subtyped_id! {
    /// An LLDP chassis id (IEEE 802.1AB §8.5.2).
    ChassisId,
    /// `LldpChassisIdSubtype` (IEEE 802.1AB).
    ChassisIdSubtype {
        /// `chassisComponent(1)`: `entPhysicalAlias` of a chassis.
        ChassisComponent = 1,
        /// `interfaceAlias(2)`: `ifAlias`.
        InterfaceAlias = 2,
        /// `portComponent(3)`: `entPhysicalAlias` of a port or backplane.
        PortComponent = 3,
        /// `macAddress(4)`.
        MacAddress = 4,
        /// `networkAddress(5)`: an IANA family octet and the address.
        NetworkAddress = 5,
        /// `interfaceName(6)`: `ifName`.
        InterfaceName = 6,
        /// `local(7)`: anything.
        Local = 7,
    }, mac: MacAddress, address: NetworkAddress
}

subtyped_id! {
    /// An LLDP port id (IEEE 802.1AB §8.5.3).
    PortId,
    /// `LldpPortIdSubtype` (IEEE 802.1AB).
    PortIdSubtype {
        /// `interfaceAlias(1)`: `ifAlias`.
        InterfaceAlias = 1,
        /// `portComponent(2)`: `entPhysicalAlias`.
        PortComponent = 2,
        /// `macAddress(3)`.
        MacAddress = 3,
        /// `networkAddress(4)`: an IANA family octet and the address.
        NetworkAddress = 4,
        /// `interfaceName(5)`: `ifName`.
        InterfaceName = 5,
        /// `agentCircuitId(6)` (RFC 3046).
        AgentCircuitId = 6,
        /// `local(7)`: anything.
        Local = 7,
    }, mac: MacAddress, address: NetworkAddress
}

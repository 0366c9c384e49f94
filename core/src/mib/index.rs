use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::Serialize;

use crate::value::{BridgeId, BridgePort, IfIndex, LldpPortNum, MacAddr, VlanId};

use super::TableKind;

/// Takes the index of a row apart (RFC 2578 §7.7).
#[derive(Debug)]
pub struct IndexParts<'a> {
    rest: Option<&'a [u32]>,
}

impl<'a> IndexParts<'a> {
    /// Starts at the beginning of `index`. The index of a scalar is 0 and has no parts.
    #[must_use]
    pub fn new(index: &'a [u32], kind: TableKind) -> Self {
        let rest = match kind {
            TableKind::Rows => Some(index),
            TableKind::Scalars => index.strip_prefix(&[0]),
        };
        Self { rest }
    }

    /// The next part, or `None` where the index does not have it.
    pub fn take<T: IndexPart>(&mut self) -> Option<T> {
        let mut rest = self.rest.take()?;
        let part = T::take(&mut rest)?;
        self.rest = Some(rest);
        Some(part)
    }

    /// Ends the reading: whether every part was there and nothing is left.
    pub fn end(&mut self) -> bool {
        self.rest.take().is_some_and(<[u32]>::is_empty)
    }
}

/// A type that can stand in an index.
pub trait IndexPart: Sized {
    /// Takes the part off the front of `arcs`; `None` where it is not there or not of this type.
    fn take(arcs: &mut &[u32]) -> Option<Self>;
}

fn arc(arcs: &mut &[u32]) -> Option<u32> {
    let (first, rest) = arcs.split_first()?;
    *arcs = rest;
    Some(*first)
}

fn octets<const N: usize>(arcs: &mut &[u32]) -> Option<[u8; N]> {
    let (first, rest) = arcs.split_first_chunk::<N>()?;
    let mut octets = [0; N];
    for (octet, arc) in octets.iter_mut().zip(first) {
        *octet = u8::try_from(*arc).ok()?;
    }
    *arcs = rest;
    Some(octets)
}

impl IndexPart for u32 {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        arc(arcs)
    }
}

impl IndexPart for IfIndex {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        arc(arcs).map(Self)
    }
}

impl IndexPart for BridgePort {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        arc(arcs).map(Self)
    }
}

impl IndexPart for LldpPortNum {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        arc(arcs).map(Self)
    }
}

impl IndexPart for VlanId {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        u16::try_from(arc(arcs)?).ok().map(Self)
    }
}

impl IndexPart for MacAddr {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        octets(arcs).map(Self)
    }
}

impl IndexPart for BridgeId {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        Self::from_slice(&octets::<8>(arcs)?)
    }
}

impl IndexPart for Ipv4Addr {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        octets::<4>(arcs).map(Self::from)
    }
}

/// An `InetAddressType` and an `InetAddress` (RFC 4001) in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct InetAddress(pub IpAddr);

impl IndexPart for InetAddress {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        let (kind, len) = (arc(arcs)?, arc(arcs)?);
        let address = match (kind, len) {
            (1, 4) => Ipv4Addr::from(octets::<4>(arcs)?).into(),
            (2, 16) => Ipv6Addr::from(octets::<16>(arcs)?).into(),
            (3, 8) => zoned(Ipv4Addr::from(octets::<4>(arcs)?).into(), arcs)?,
            (4, 20) => zoned(Ipv6Addr::from(octets::<16>(arcs)?).into(), arcs)?,
            _ => return None,
        };
        Some(Self(address))
    }
}

/// An `InetAddressType` and the octets of an address without their number, as BGP4-V2-MIB-JUNIPER has them in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct PlainInetAddress(pub IpAddr);

impl IndexPart for PlainInetAddress {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        let address = match arc(arcs)? {
            1 => Ipv4Addr::from(octets::<4>(arcs)?).into(),
            2 => Ipv6Addr::from(octets::<16>(arcs)?).into(),
            _ => return None,
        };
        Some(Self(address))
    }
}

/// Drops the four octets of a zone index.
fn zoned(address: IpAddr, arcs: &mut &[u32]) -> Option<IpAddr> {
    octets::<4>(arcs).map(|_| address)
}

/// An `AddressFamilyNumbers` and an `LldpManAddress` (IEEE 802.1AB) in an index.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LldpAddress {
    /// The IANA address family: 1 IPv4, 2 IPv6, 6 all802 (MAC).
    pub family: u32,
    /// The octets of the address.
    pub octets: Vec<u8>,
}

impl LldpAddress {
    /// The IP address, where the family says that it is one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        match self.family {
            1 => <[u8; 4]>::try_from(self.octets.as_slice()).ok().map(|four| Ipv4Addr::from(four).into()),
            2 => <[u8; 16]>::try_from(self.octets.as_slice()).ok().map(|all| Ipv6Addr::from(all).into()),
            _ => None,
        }
    }
}

impl fmt::Display for LldpAddress {
    /// An IP or a MAC address; of other families, the octets in hexadecimal: `family 16 0a 00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ip) = self.ip() {
            return ip.fmt(f);
        }
        if let (6, Some(mac)) = (self.family, MacAddr::from_slice(&self.octets)) {
            return mac.fmt(f);
        }
        write!(f, "family {}", self.family)?;
        self.octets.iter().try_for_each(|octet| write!(f, " {octet:02x}"))
    }
}

impl IndexPart for LldpAddress {
    fn take(arcs: &mut &[u32]) -> Option<Self> {
        let (family, len) = (arc(arcs)?, usize::try_from(arc(arcs)?).ok()?);
        let (address, rest) = arcs.split_at_checked(len)?;
        let octets = address.iter().map(|arc| u8::try_from(*arc).ok()).collect::<Option<_>>()?;
        *arcs = rest;
        Some(Self { family, octets })
    }
}

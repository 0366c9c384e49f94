use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// Which addresses a prober may touch. It is asked after each name lookup, for each connection and
/// each redirect, so a name cannot lead around it.
///
/// The default is [`open`](Self::open): a monitor of its owner's network touches what it is told to. A
/// prober that others give targets to needs [`closed`](Self::closed).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AddressPolicy {
    /// Whether only globally reachable unicast addresses are allowed (IANA special-purpose registries, RFC 6890).
    pub global_only: bool,
    /// Networks that are allowed in any case.
    pub allow: Vec<IpNet>,
    /// Networks that are forbidden, where not allowed above.
    pub deny: Vec<IpNet>,
}

impl AddressPolicy {
    /// Everything is allowed.
    #[must_use]
    pub fn open() -> Self {
        Self::default()
    }

    /// Only globally reachable unicast addresses are allowed: no loopback, private, link-local, shared or
    /// documentation address, nor one that carries such an address inside (mapped, 6to4, NAT64).
    #[must_use]
    pub fn closed() -> Self {
        Self { global_only: true, ..Self::default() }
    }

    /// Allows `network` in any case.
    #[must_use]
    pub fn allow(mut self, network: IpNet) -> Self {
        self.allow.push(network);
        self
    }

    /// Forbids `network`.
    #[must_use]
    pub fn deny(mut self, network: IpNet) -> Self {
        self.deny.push(network);
        self
    }

    /// Whether nothing is forbidden, so that a proxy may look names up itself.
    #[cfg_attr(not(feature = "io"), allow(dead_code))]
    pub(crate) fn is_open(&self) -> bool {
        !self.global_only && self.deny.is_empty()
    }

    /// Why `address` is forbidden, as what it is; `None` where it is allowed.
    #[must_use]
    pub fn forbids(&self, address: IpAddr) -> Option<&'static str> {
        // An IPv4 address is the same address when it is written as an IPv6 one.
        let address = address.to_canonical();
        let within = |networks: &[IpNet]| networks.iter().any(|network| network.contains(&address));
        if within(&self.allow) {
            None
        } else if within(&self.deny) {
            Some("in a forbidden network")
        } else if self.global_only {
            special(address)
        } else {
            None
        }
    }
}

/// What kind of special address this is; `None` for a globally reachable unicast address.
fn special(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => special_v4(address),
        IpAddr::V6(address) => special_v6(address),
    }
}

fn special_v4(address: Ipv4Addr) -> Option<&'static str> {
    Some(match address.octets() {
        [0, ..] => "an address of this network",
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => "a private address",
        [100, 64..=127, ..] => "a shared address",
        [127, ..] => "a loopback address",
        [169, 254, ..] => "a link-local address",
        [192, 0, 0, _] | [192, 88, 99, _] => "an address of a protocol",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "a documentation address",
        [198, 18..=19, ..] => "a benchmarking address",
        [224..=239, ..] => "a multicast address",
        [255, 255, 255, 255] => "the broadcast address",
        [240..=255, ..] => "a reserved address",
        _ => return None,
    })
}

fn special_v6(address: Ipv6Addr) -> Option<&'static str> {
    let [a, b, c, d, _, _, g, h] = address.segments();
    let inner = |high: u16, low: u16| special_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    Some(match (a, b) {
        _ if address.is_unspecified() => "the unspecified address",
        _ if address.is_loopback() => "a loopback address",
        (0xff00..=0xffff, _) => "a multicast address",
        (0xfe80..=0xfebf, _) => "a link-local address",
        (0xfec0..=0xfeff, _) => "a site-local address",
        (0xfc00..=0xfdff, _) => "a private address",
        (0x2001, 0x0db8) | (0x3fff, 0..=0x0fff) => "a documentation address",
        // NAT64 (RFC 6052) and 6to4 (RFC 3056) carry an IPv4 address.
        (0x0064, 0xff9b) if (c, d) == (0, 0) => return inner(g, h),
        (0x0064, 0xff9b) => "a private translated address",
        (0x2002, _) => return inner(b, c),
        // Teredo, ORCHID, benchmarking and other protocols.
        (0x2001, 0..=0x01ff) => "an address of a protocol",
        (0x2000..=0x3fff, _) => return None,
        _ => "a reserved address",
    })
}

//! Routing protocols: whom a router hears, and on which of its interfaces.

mod bgp;
mod isis;
mod ospf;
mod shared;

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::inventory::{InterfaceAddress, RouterId, RoutingInfo, RoutingProtocol};
use crate::value::IfIndex;

use super::reader::Reader;

/// OSPF, IS-IS, BGP, VRRP and HSRP; `None` where none of them runs.
pub(super) fn read(reader: &mut Reader<'_>, own: &Own<'_>) -> Option<RoutingInfo> {
    let mut info = RoutingInfo::default();
    ospf::read(reader, own, &mut info);
    ospf::read_v3(reader, own, &mut info);
    isis::read(reader, own, &mut info);
    bgp::read(reader, own, &mut info);
    info.virtual_routers = shared::read(reader);
    info.ids.sort_unstable();
    info.ids.dedup();
    info.neighbors.sort_unstable();
    info.neighbors.dedup();
    let runs = !(info.ids.is_empty() && info.neighbors.is_empty() && info.virtual_routers.is_empty());
    (runs || info.local_as.is_some()).then_some(info)
}

/// The device's own addresses, to find the one that a neighbor is reached from.
pub(super) struct Own<'a> {
    bearers: HashMap<IpAddr, &'a InterfaceAddress>,
    networks: HashMap<(u8, IpAddr), &'a InterfaceAddress>,
    /// The prefix lengths in use, the longest first.
    lengths: BTreeSet<Reverse<u8>>,
    at_interface: HashMap<IfIndex, Vec<IpAddr>>,
}

impl<'a> Own<'a> {
    pub(super) fn new(addresses: &'a [InterfaceAddress]) -> Self {
        let mut own = Self {
            bearers: HashMap::new(),
            networks: HashMap::new(),
            lengths: BTreeSet::new(),
            at_interface: HashMap::new(),
        };
        for address in addresses {
            own.bearers.entry(address.address).or_insert(address);
            own.at_interface.entry(address.interface).or_default().push(address.address);
            if let Some(len) = address.prefix_len.filter(|len| *len > 0) {
                own.networks.entry((len, network(address.address, len))).or_insert(address);
                own.lengths.insert(Reverse(len));
            }
        }
        own
    }

    /// The address in whose subnet `there` is: of several, that in the smallest.
    fn towards(&self, there: IpAddr) -> Option<&'a InterfaceAddress> {
        let lengths = self.lengths.iter().map(|len| len.0);
        let mut sharing = lengths.filter_map(|len| self.networks.get(&(len, network(there, len))).copied());
        sharing.find(|own| own.address != there)
    }

    /// The interface that bears `address`.
    fn bearer(&self, address: IpAddr) -> Option<IfIndex> {
        self.bearers.get(&address).map(|own| own.interface)
    }

    /// The address of `interface` of the family of `there`, where it has only one such.
    fn only(&self, interface: IfIndex, there: IpAddr) -> Option<IpAddr> {
        let mut alike = self.at_interface.get(&interface)?.iter().filter(|own| own.is_ipv4() == there.is_ipv4());
        let first = alike.next()?;
        alike.next().is_none().then_some(*first)
    }
}

/// The first address of the network of `len` bits that `address` is in.
fn network(address: IpAddr, len: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(u32::from(len))).unwrap_or(0);
            Ipv4Addr::from(u32::from(address) & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(u32::from(len))).unwrap_or(0);
            Ipv6Addr::from(u128::from(address) & mask).into()
        }
    }
}

fn id(protocol: RoutingProtocol, address: Option<Ipv4Addr>) -> Option<RouterId> {
    said(address).map(|id| RouterId { protocol, id: id.to_string() })
}

/// An address that is not 0.0.0.0.
fn said(address: Option<Ipv4Addr>) -> Option<Ipv4Addr> {
    address.filter(|address| !address.is_unspecified())
}

/// Four or sixteen octets (or, with a zone, twenty) that are not all zero.
fn inet(octets: &[u8]) -> Option<IpAddr> {
    let octets = if octets.len() == 20 { octets.get(..16)? } else { octets };
    let four = <[u8; 4]>::try_from(octets).ok().map(|four| Ipv4Addr::from(four).into());
    let sixteen = <[u8; 16]>::try_from(octets).ok().map(|all| Ipv6Addr::from(all).into());
    four.or(sixteen).filter(|address: &IpAddr| !address.is_unspecified())
}

//! Looks one destination up in a device's routing table, whatever its length: the prefixes that could match are asked
//! for, the longest first.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::facts::{arcs, number, typed};
use crate::error::{Error, Result};
use crate::io::{Session, SessionExt};
use crate::value::{IfIndex, Oid, Value, VarBind};

/// Prefixes in one request.
const AT_ONCE: usize = 33;

/// `inetCidrRouteIfIndex` (RFC 4292).
const INET_CIDR_ROUTE_IF_INDEX: [u32; 11] = [1, 3, 6, 1, 2, 1, 4, 24, 7, 1, 7];
/// `ipCidrRouteIfIndex` (RFC 4292, deprecated).
const IP_CIDR_ROUTE_IF_INDEX: [u32; 11] = [1, 3, 6, 1, 2, 1, 4, 24, 4, 1, 5];
/// `ipRouteIfIndex`, `ipRouteMask` and `ipRouteNextHop` (RFC 1213).
const IP_ROUTE: [u32; 9] = [1, 3, 6, 1, 2, 1, 4, 21, 1];
const IF_INDEX: u32 = 2;
const NEXT_HOP: u32 = 7;
const MASK: u32 = 11;

/// The interface of the best route to `to`, and the gateway where there is one.
pub(super) async fn find<S: Session + ?Sized>(session: &S, to: IpAddr) -> Result<Option<(IfIndex, Option<IpAddr>)>> {
    if let Some(found) = in_inet_cidr_route_table(session, to).await? {
        return Ok(Some(found));
    }
    let IpAddr::V4(to) = to else { return Ok(None) };
    match in_ip_cidr_route_table(session, to).await? {
        Some(found) => Ok(Some(found)),
        None => in_ip_route_table(session, to).await,
    }
}

/// The variables after these names, in their order; nothing where the agent refuses or has nothing more.
async fn next<S: Session + ?Sized>(session: &S, names: &[Oid]) -> Result<Vec<VarBind>> {
    let mut found = Vec::with_capacity(names.len());
    for some in names.chunks(AT_ONCE) {
        match session.get_next(some).await {
            Ok(next) => found.extend(next),
            // v1 refuses all where one is past the end: one by one then.
            Err(Error::Refused { .. }) => {
                for name in some {
                    match session.get_next(std::slice::from_ref(name)).await {
                        Ok(next) => found.extend(next),
                        Err(Error::Refused { .. }) => found.push(VarBind::new(name.clone(), Value::EndOfMibView)),
                        Err(error) => return Err(error),
                    }
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// Index: destination type, length, destination, prefix length, policy (length, arcs), next hop type, length, next hop.
async fn in_inet_cidr_route_table<S: Session + ?Sized>(
    session: &S,
    to: IpAddr,
) -> Result<Option<(IfIndex, Option<IpAddr>)>> {
    let bits: u8 = if to.is_ipv4() { 32 } else { 128 };
    let root = Oid::new(&INET_CIDR_ROUTE_IF_INDEX);
    let prefix = |length: u8| root.child(&typed(masked(to, length))).child(&[u32::from(length)]);
    let names: Vec<Oid> = (0..=bits).rev().map(prefix).collect();
    // An agent without the table answers with what follows it, or refuses: one question finds that out.
    let first = next(session, std::slice::from_ref(&root)).await?;
    if !first.iter().any(|it| it.name.starts_with(&root)) {
        return Ok(None);
    }
    let found = next(session, &names).await?;
    for (name, route) in names.iter().zip(&found) {
        let (Some(rest), Some(interface)) = (route.name.suffix_of(name), number(route)) else { continue };
        let gateway = rest.split_first().and_then(|(policy, rest)| {
            let rest = rest.get(usize::try_from(*policy).ok()?..)?;
            address(rest.get(2..)?)
        });
        return Ok(known(interface, gateway));
    }
    Ok(None)
}

/// Index: destination, mask, type of service, next hop.
async fn in_ip_cidr_route_table<S: Session + ?Sized>(
    session: &S,
    to: Ipv4Addr,
) -> Result<Option<(IfIndex, Option<IpAddr>)>> {
    let root = Oid::new(&IP_CIDR_ROUTE_IF_INDEX);
    let first = next(session, std::slice::from_ref(&root)).await?;
    if !first.iter().any(|it| it.name.starts_with(&root)) {
        return Ok(None);
    }
    let prefix = |length: u8| root.child(&arcs(masked(to.into(), length))).child(&arcs(mask(length).into()));
    let names: Vec<Oid> = (0..=32).rev().map(prefix).collect();
    let found = next(session, &names).await?;
    for (name, route) in names.iter().zip(&found) {
        let (Some([_, next_hop @ ..]), Some(interface)) = (route.name.suffix_of(name), number(route)) else { continue };
        return Ok(known(interface, address(next_hop)));
    }
    Ok(None)
}

/// Index: destination. The mask is a column.
async fn in_ip_route_table<S: Session + ?Sized>(
    session: &S,
    to: Ipv4Addr,
) -> Result<Option<(IfIndex, Option<IpAddr>)>> {
    let cell = |column: u32, length: u8| Oid::new(&IP_ROUTE).child(&[column]).child(&arcs(masked(to.into(), length)));
    let names: Vec<Oid> = (0..=32).rev().map(|length| cell(MASK, length)).collect();
    let masks = match session.get(&names).await {
        Ok(masks) => masks,
        Err(Error::Refused { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let best = (0..=32).rev().zip(&masks).find(|(length, it)| it.value == Value::IpAddress(mask(*length)));
    let Some((length, _)) = best else { return Ok(None) };
    let got = session.get(&[cell(IF_INDEX, length), cell(NEXT_HOP, length)]).await?;
    let interface = got.first().and_then(number);
    let gateway = got.get(1).and_then(|it| match it.value {
        Value::IpAddress(gateway) if !gateway.is_unspecified() => Some(IpAddr::V4(gateway)),
        _ => None,
    });
    Ok(interface.and_then(|index| known(index, gateway)))
}

/// RFC 4292: an interface of 0 is that of a route that leads nowhere, or whose gateway is to be looked up in turn.
fn known(interface: u32, gateway: Option<IpAddr>) -> Option<(IfIndex, Option<IpAddr>)> {
    (interface != 0).then_some((IfIndex(interface), gateway))
}

/// An address out of an index; `None` for the one that stands for no gateway.
fn address(arcs: &[u32]) -> Option<IpAddr> {
    let octets: Vec<u8> = arcs.iter().map(|arc| u8::try_from(*arc).ok()).collect::<Option<_>>()?;
    let address: IpAddr = match octets.len() {
        4 => <[u8; 4]>::try_from(octets).ok()?.into(),
        16 => <[u8; 16]>::try_from(octets).ok()?.into(),
        // InetAddressIPv6z (RFC 4001): four octets of the zone follow.
        20 => <[u8; 16]>::try_from(octets.get(..16)?).ok()?.into(),
        _ => return None,
    };
    (!address.is_unspecified()).then_some(address)
}

fn mask(length: u8) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::MAX.checked_shl(32 - u32::from(length.min(32))).unwrap_or(0))
}

fn masked(address: IpAddr, length: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => (address & mask(length)).into(),
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(length.min(128))).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

#[cfg(test)]
mod tests;

//! Looks up what tells through which interfaces a device is reached. It does not read long tables: it asks them.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv6Addr};

use super::port::{DESCR, NAME, text};
use crate::error::{Error, Result};
use crate::inventory::{PathFacts, PathInterface};
use crate::io::{Session, SessionExt};
use crate::mib::{Dot1qVlanCurrentEntry, Dot1qVlanStaticEntry, VtpVlanEntry};
use crate::value::{IfIndex, MacAddr, Oid, Value, VarBind, VlanId};
use crate::wire::WalkLimits;

/// Variables in one request: an answer with so many integers fits into any agent's message.
const AT_ONCE: usize = 32;
/// Filtering databases and VLANs that are asked.
const MOST_VLANS: usize = 4_094;

const IF_TYPE: [u32; 10] = [1, 3, 6, 1, 2, 1, 2, 2, 1, 3];
const IF_PHYS_ADDRESS: [u32; 10] = [1, 3, 6, 1, 2, 1, 2, 2, 1, 6];
const IF_CONNECTOR_PRESENT: [u32; 11] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 17];
const IF_STACK_STATUS: [u32; 11] = [1, 3, 6, 1, 2, 1, 31, 1, 2, 1, 3];
const DOT3AD_AGG_PORT_ATTACHED_AGG_ID: [u32; 11] = [1, 2, 840, 10006, 300, 43, 1, 2, 1, 1, 13];
const IP_AD_ENT_IF_INDEX: [u32; 10] = [1, 3, 6, 1, 2, 1, 4, 20, 1, 2];
const IP_ADDRESS_IF_INDEX: [u32; 10] = [1, 3, 6, 1, 2, 1, 4, 34, 1, 3];
const IP_NET_TO_MEDIA_PHYS_ADDRESS: [u32; 10] = [1, 3, 6, 1, 2, 1, 4, 22, 1, 2];
const IP_NET_TO_PHYSICAL_PHYS_ADDRESS: [u32; 10] = [1, 3, 6, 1, 2, 1, 4, 35, 1, 4];
const DOT1D_BASE_NUM_PORTS: [u32; 10] = [1, 3, 6, 1, 2, 1, 17, 1, 2, 0];
const DOT1D_BASE_PORT_IF_INDEX: [u32; 11] = [1, 3, 6, 1, 2, 1, 17, 1, 4, 1, 2];
const DOT1D_TP_FDB_PORT: [u32; 11] = [1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 2];
const DOT1Q_TP_FDB_PORT: [u32; 13] = [1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1, 2];

/// Reads what the device shows. What it does not have is left out; what fails on the way is what it does not have.
pub(super) async fn read<S: Session + ?Sized>(
    session: &S,
    reached_at: Option<IpAddr>,
    reached_from: Option<IpAddr>,
) -> Result<PathFacts> {
    let (at, from) = session.ends().map_or((None, None), |(at, from)| (Some(at), from));
    let mut facts = PathFacts {
        asked_at: reached_at.or(at),
        asked_from: reached_from.or(from),
        interfaces: interfaces(session).await?,
        ..PathFacts::default()
    };
    if let Some(address) = facts.asked_at {
        facts.bearer = bearer(session, address).await?;
    }
    if let Some(from) = facts.asked_from {
        let route = super::route::find(session, from).await?;
        // For what is next to it, RFC 1213 has the device's own address as the next hop.
        facts.route = route.map(|(interface, gateway)| (interface, gateway.filter(|it| Some(*it) != facts.asked_at)));
        facts.neighbor = neighbor(session, &facts, from).await?;
    }
    let ports = absent_is_none(session.get(&[Oid::new(&DOT1D_BASE_NUM_PORTS)]).await)?;
    facts.is_bridge = ports.iter().filter_map(number).any(|ports| ports > 0);
    if let Some((_, mac)) = facts.neighbor {
        let vlans = vlans(session).await?;
        facts.learned_at = learned_at(session, mac, &vlans).await?;
        facts.is_bridge |= !facts.learned_at.is_empty() || !vlans.contexts.is_empty();
    }
    facts.stack = pairs(session, &IF_STACK_STATUS).await?;
    facts.members = members(session).await?;
    Ok(facts)
}

/// What a question brought: nothing, where the agent refuses it, as some refuse tables that they do not have.
fn absent_is_none(answer: Result<Vec<VarBind>>) -> Result<Vec<VarBind>> {
    match answer {
        Err(Error::Refused { .. }) => Ok(Vec::new()),
        answer => answer,
    }
}

async fn column<S: Session + ?Sized>(session: &S, root: &[u32]) -> Result<Vec<VarBind>> {
    Ok(session.walk(&Oid::new(root), WalkLimits::new()).await?.varbinds)
}

async fn interfaces<S: Session + ?Sized>(session: &S) -> Result<Vec<PathInterface>> {
    let roots =
        [Oid::new(&IF_TYPE), Oid::new(&IF_PHYS_ADDRESS), Oid::new(&IF_CONNECTOR_PRESENT), NAME.oid(), DESCR.oid()];
    let columns = session.walk_columns(roots.to_vec(), WalkLimits::new()).await?;
    let cell = |at: usize, index: u32| {
        let name = roots.get(at)?.child(&[index]);
        let column = &columns.get(at)?.varbinds;
        column.binary_search_by(|it| it.name.cmp(&name)).ok().and_then(|found| column.get(found))
    };
    let mut indexes = BTreeSet::new();
    for (root, column) in roots.iter().zip(&columns) {
        indexes.extend(column.varbinds.iter().filter_map(|it| it.name.suffix_of(root)?.first().copied()));
    }
    let interface = |index| PathInterface {
        if_index: IfIndex(index),
        name: [3, 4].into_iter().filter_map(|at| text(cell(at, index)?)).find(|name| !name.is_empty()),
        if_type: cell(0, index).and_then(number),
        mac: cell(1, index).and_then(mac),
        // TruthValue (RFC 2579): true(1), false(2).
        connector: cell(2, index).and_then(number).map(|truth| truth == 1),
    };
    Ok(indexes.into_iter().map(interface).collect())
}

/// The interface that bears that address.
async fn bearer<S: Session + ?Sized>(session: &S, address: IpAddr) -> Result<Option<IfIndex>> {
    let mut names = vec![Oid::new(&IP_ADDRESS_IF_INDEX).child(&typed(address))];
    if address.is_ipv4() {
        names.push(Oid::new(&IP_AD_ENT_IF_INDEX).child(&arcs(address)));
    }
    let found = absent_is_none(session.get(&names).await)?;
    Ok(found.iter().filter_map(number).find(|index| *index != 0).map(IfIndex))
}

/// The next station on the way to `from`: the gateway where the route has one, else `from` itself.
async fn neighbor<S: Session + ?Sized>(
    session: &S,
    facts: &PathFacts,
    from: IpAddr,
) -> Result<Option<(IpAddr, MacAddr)>> {
    let next = facts.route.and_then(|(_, gateway)| gateway).unwrap_or(from);
    let interfaces: BTreeSet<u32> = facts
        .route
        .map(|(interface, _)| interface)
        .into_iter()
        .chain(facts.bearer)
        .map(|interface| interface.0)
        .collect();
    let mut names = Vec::new();
    for interface in interfaces {
        names.push(Oid::new(&IP_NET_TO_PHYSICAL_PHYS_ADDRESS).child(&[interface]).child(&typed(next)));
        if let IpAddr::V6(next) = next {
            if next.is_unicast_link_local() {
                names.push(
                    Oid::new(&IP_NET_TO_PHYSICAL_PHYS_ADDRESS).child(&[interface]).child(&zoned(next, interface)),
                );
            }
        } else {
            names.push(Oid::new(&IP_NET_TO_MEDIA_PHYS_ADDRESS).child(&[interface]).child(&arcs(next)));
        }
    }
    if names.is_empty() {
        return Ok(None);
    }
    let found = absent_is_none(session.get(&names).await)?;
    Ok(found.iter().find_map(mac).map(|mac| (next, mac)))
}

/// Where addresses may have been learned.
struct Vlans {
    /// `dot1qFdbId` of filtering databases, and VLANs, which are the same on many devices.
    databases: BTreeSet<u32>,
    /// VLANs whose bridge tables are in a context each.
    contexts: Vec<VlanId>,
}

async fn vlans<S: Session + ?Sized>(session: &S) -> Result<Vlans> {
    let mut databases = BTreeSet::new();
    for row in session.table::<Dot1qVlanCurrentEntry>().await?.rows.rows {
        databases.extend([row.dot1q_vlan_index].into_iter().chain(row.dot1q_vlan_fdb_id));
    }
    if databases.is_empty() {
        databases
            .extend(session.table::<Dot1qVlanStaticEntry>().await?.rows.rows.iter().map(|row| row.dot1q_vlan_index));
    }
    let cisco = session.table::<VtpVlanEntry>().await?.rows.rows;
    let numbers: BTreeSet<u16> = cisco.iter().filter_map(|row| u16::try_from(row.vtp_vlan_index).ok()).collect();
    Ok(Vlans { databases, contexts: numbers.into_iter().take(MOST_VLANS).map(VlanId).collect() })
}

/// The interfaces at which that station was learned.
async fn learned_at<S: Session + ?Sized>(session: &S, mac: MacAddr, vlans: &Vlans) -> Result<Vec<IfIndex>> {
    let station = mac.0.map(u32::from);
    let mut names = vec![Oid::new(&DOT1D_TP_FDB_PORT).child(&station)];
    let databases = vlans.databases.iter().take(MOST_VLANS);
    names.extend(databases.map(|database| Oid::new(&DOT1Q_TP_FDB_PORT).child(&[*database]).child(&station)));
    let mut found = BTreeSet::new();
    for some in names.chunks(AT_ONCE) {
        let ports = absent_is_none(session.get(some).await)?;
        found.extend(interfaces_of(session, &ports).await?);
    }
    for vlan in &vlans.contexts {
        let Some(context) = session.in_vlan(*vlan) else { break };
        // A VLAN without a context is silence: others may have one.
        let Ok(ports) = context.get(&[Oid::new(&DOT1D_TP_FDB_PORT).child(&station)]).await else { continue };
        found.extend(interfaces_of(&*context, &ports).await.unwrap_or_default());
    }
    Ok(found.into_iter().collect())
}

/// The interfaces that these bridge ports are.
async fn interfaces_of<S: Session + ?Sized>(session: &S, ports: &[VarBind]) -> Result<Vec<IfIndex>> {
    let ports: BTreeSet<u32> = ports.iter().filter_map(number).filter(|port| *port != 0).collect();
    if ports.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<Oid> = ports.iter().map(|port| Oid::new(&DOT1D_BASE_PORT_IF_INDEX).child(&[*port])).collect();
    let found = absent_is_none(session.get(&names).await)?;
    Ok(found.iter().filter_map(number).filter(|index| *index != 0).map(IfIndex).collect())
}

/// The index of a table of pairs; 0 is nothing.
async fn pairs<S: Session + ?Sized>(session: &S, root: &[u32]) -> Result<Vec<(IfIndex, IfIndex)>> {
    let pair = |it: &VarBind| match it.name.suffix_of(root) {
        Some([higher, lower]) if *higher != 0 && *lower != 0 => Some((IfIndex(*higher), IfIndex(*lower))),
        _ => None,
    };
    Ok(column(session, root).await?.iter().filter_map(pair).collect())
}

/// Aggregates and their members.
async fn members<S: Session + ?Sized>(session: &S) -> Result<Vec<(IfIndex, IfIndex)>> {
    let root = &DOT3AD_AGG_PORT_ATTACHED_AGG_ID;
    let member = |it: &VarBind| match (it.name.suffix_of(root), number(it)) {
        (Some([member]), Some(aggregate)) if aggregate != 0 => Some((IfIndex(aggregate), IfIndex(*member))),
        _ => None,
    };
    let found = column(session, root).await?;
    Ok(found.iter().filter_map(member).filter(|(aggregate, member)| aggregate != member).collect())
}

/// An address as an index without a type.
pub(super) fn arcs(address: IpAddr) -> Vec<u32> {
    match address {
        IpAddr::V4(address) => address.octets().map(u32::from).to_vec(),
        IpAddr::V6(address) => address.octets().map(u32::from).to_vec(),
    }
}

/// `InetAddressType` and `InetAddress` (RFC 4001) as an index.
pub(super) fn typed(address: IpAddr) -> Vec<u32> {
    let kind = if address.is_ipv4() { [1, 4] } else { [2, 16] };
    [&kind[..], &arcs(address)].concat()
}

/// The same with the zone, `InetAddressIPv6z`, as agents write addresses of a single link.
fn zoned(address: Ipv6Addr, zone: u32) -> Vec<u32> {
    [&[4, 20][..], &arcs(address.into()), &zone.to_be_bytes().map(u32::from)].concat()
}

pub(super) fn number(varbind: &VarBind) -> Option<u32> {
    match varbind.value {
        Value::Integer(number) => u32::try_from(number).ok(),
        Value::Gauge32(number) => Some(number),
        _ => None,
    }
}

fn mac(varbind: &VarBind) -> Option<MacAddr> {
    match &varbind.value {
        Value::OctetString(octets) => MacAddr::from_slice(octets).filter(|mac| *mac != MacAddr([0; 6])),
        _ => None,
    }
}

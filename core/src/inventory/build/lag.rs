use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{Interface, LacpPort, Lag};
use crate::mib::{Dot3adAggPortEntry, IfStackEntry};
use crate::value::{IfIndex, MacAddr};

use super::reader::Reader;

/// `ethernetCsmacd(6)` of IANAifType-MIB.
const ETHERNET: u32 = 6;
/// `ieee8023adLag(161)` of IANAifType-MIB.
const LAG: u32 = 161;

/// Aggregates by `dot3adAggPortTable`; those that it does not have by `ifStackTable`. And what LACP knows of ports with
/// a partner.
pub(super) fn read(reader: &mut Reader<'_>, interfaces: &[Interface]) -> (Vec<Lag>, Vec<LacpPort>) {
    let if_type = |index: IfIndex| {
        let at = interfaces.binary_search_by_key(&index, |interface| interface.index).ok()?;
        interfaces.get(at)?.if_type
    };
    let mut members: BTreeMap<IfIndex, BTreeSet<IfIndex>> = BTreeMap::new();
    let mut lacp = Vec::new();
    for row in reader.rows::<Dot3adAggPortEntry>() {
        let port = row.dot3ad_agg_port_index;
        lacp.extend(with_partner(&row));
        // A port that is its own aggregate stands alone (IEEE 802.1AX §6.3.5: individual).
        if let Some(lag) = row.dot3ad_agg_port_attached_agg_id.filter(|lag| lag.0 != 0 && *lag != port) {
            members.entry(lag).or_default().insert(port);
        }
    }
    members.retain(|lag, ports| ports.len() > 1 || if_type(*lag).is_none_or(|kind| kind == LAG));

    let mut stack: BTreeMap<IfIndex, BTreeSet<IfIndex>> = BTreeMap::new();
    for row in reader.rows::<IfStackEntry>() {
        stack.entry(row.if_stack_higher_layer).or_default().insert(row.if_stack_lower_layer);
    }
    let mut stacked: BTreeMap<IfIndex, BTreeSet<IfIndex>> = BTreeMap::new();
    for (higher, lower) in &stack {
        let Some(lag) = aggregate_of(*higher, interfaces) else { continue };
        let ports = lower.iter().filter_map(|lower| ethernet_below(*lower, &stack, &if_type));
        stacked.entry(lag).or_default().extend(ports);
    }
    stacked.retain(|_, ports| !ports.is_empty());
    for (lag, ports) in stacked {
        members.entry(lag).or_insert(ports);
    }
    let lags = members.into_iter().map(|(interface, ports)| Lag { interface, members: ports.into_iter().collect() });
    (lags.collect(), lacp)
}

/// What a port says of its partner. A partner in the state `defaulted` is what the operator configured, not what was
/// heard; one that is the port's own system is an echo.
fn with_partner(row: &Dot3adAggPortEntry) -> Option<LacpPort> {
    // BITS: lacpActivity(0) is the most significant; defaulted(6).
    const DEFAULTED: u8 = 0x02;
    let heard = |system: &MacAddr| !system.is_zero() && !system.is_group();
    let state = row.dot3ad_agg_port_partner_oper_state.as_deref().and_then(<[u8]>::first);
    if state.is_some_and(|bits| bits & DEFAULTED != 0) {
        return None;
    }
    let system = row.dot3ad_agg_port_actor_system_id.filter(heard)?;
    let partner_system = row.dot3ad_agg_port_partner_oper_system_id.filter(heard).filter(|it| *it != system)?;
    Some(LacpPort {
        interface: row.dot3ad_agg_port_index,
        aggregate: row.dot3ad_agg_port_attached_agg_id.filter(|lag| lag.0 != 0),
        system,
        key: row.dot3ad_agg_port_actor_oper_key.unwrap_or(0),
        port: row.dot3ad_agg_port_actor_port?,
        partner_system,
        partner_key: row.dot3ad_agg_port_partner_oper_key.unwrap_or(0),
        partner_port: row.dot3ad_agg_port_partner_oper_port?,
    })
}

/// The aggregate that a layer belongs to: itself, or that of which it is a unit, as `ae0.0` is of `ae0`.
fn aggregate_of(index: IfIndex, interfaces: &[Interface]) -> Option<IfIndex> {
    let at = interfaces.binary_search_by_key(&index, |interface| interface.index).ok()?;
    let interface = interfaces.get(at)?;
    if interface.if_type == Some(LAG) {
        return Some(index);
    }
    let (parent, _) = interface.name.rsplit_once('.')?;
    let parent = interfaces.iter().find(|other| other.name == parent && other.if_type == Some(LAG))?;
    Some(parent.index)
}

/// The Ethernet port at or below a layer, through units such as `ge-0/0/5.0` over `ge-0/0/5`.
fn ethernet_below(
    index: IfIndex,
    stack: &BTreeMap<IfIndex, BTreeSet<IfIndex>>,
    if_type: &impl Fn(IfIndex) -> Option<u32>,
) -> Option<IfIndex> {
    if if_type(index) == Some(ETHERNET) {
        return Some(index);
    }
    let below = stack.get(&index)?;
    let only = if below.len() == 1 { below.first().copied()? } else { return None };
    (if_type(only) == Some(ETHERNET)).then_some(only)
}

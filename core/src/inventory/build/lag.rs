use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{Interface, Lag};
use crate::mib::{Dot3adAggPortEntry, IfStackEntry};
use crate::value::IfIndex;

use super::reader::Reader;

/// `ethernetCsmacd(6)` of IANAifType-MIB.
const ETHERNET: u32 = 6;
/// `ieee8023adLag(161)` of IANAifType-MIB.
const LAG: u32 = 161;

/// Aggregates by `dot3adAggPortTable`; those that it does not have by `ifStackTable`.
pub(super) fn read(reader: &mut Reader<'_>, interfaces: &[Interface]) -> Vec<Lag> {
    let if_type = |index: IfIndex| {
        let at = interfaces.binary_search_by_key(&index, |interface| interface.index).ok()?;
        interfaces.get(at)?.if_type
    };
    let mut members: BTreeMap<IfIndex, BTreeSet<IfIndex>> = BTreeMap::new();
    for row in reader.rows::<Dot3adAggPortEntry>() {
        let port = row.dot3ad_agg_port_index;
        // A port that is its own aggregate stands alone (IEEE 802.1AX §6.3.5: individual).
        if let Some(lag) = row.dot3ad_agg_port_attached_agg_id.filter(|lag| lag.0 != 0 && *lag != port) {
            members.entry(lag).or_default().insert(port);
        }
    }
    members.retain(|lag, ports| ports.len() > 1 || if_type(*lag).is_none_or(|kind| kind == LAG));

    let mut stacked: BTreeMap<IfIndex, BTreeSet<IfIndex>> = BTreeMap::new();
    for row in reader.rows::<IfStackEntry>() {
        let (higher, lower) = (row.if_stack_higher_layer, row.if_stack_lower_layer);
        if if_type(higher) == Some(LAG) && if_type(lower) == Some(ETHERNET) {
            stacked.entry(higher).or_default().insert(lower);
        }
    }
    for (lag, ports) in stacked {
        members.entry(lag).or_insert(ports);
    }
    members.into_iter().map(|(interface, ports)| Lag { interface, members: ports.into_iter().collect() }).collect()
}

//! LLDP-EXT-DOT1-MIB, LLDP-EXT-DOT3-MIB and LLDP-EXT-MED-MIB, joined to the neighbors that they are of.

use std::collections::HashMap;

use crate::inventory::LldpDetails;
use crate::inventory::build::collected::vlan_id;
use crate::inventory::build::reader::Reader;
use crate::inventory::build::said;
use crate::mib::{LldpXMedRemInventoryEntry, LldpXdot1RemEntry, LldpXdot1RemVlanNameEntry, LldpXdot3RemLinkAggEntry};
use crate::value::{IfIndex, LldpPortNum};

use super::Remote;

/// The VLANs of one neighbor that are kept.
const VLANS: usize = 4094;

/// Rows go with a neighbor by its whole index; where time marks differ between the tables, by the rest of it.
#[derive(Default)]
struct Details {
    exact: HashMap<(u32, LldpPortNum, u32), LldpDetails>,
    loose: HashMap<(LldpPortNum, u32), LldpDetails>,
}

impl Details {
    fn enter(&mut self, index: (u32, LldpPortNum, u32), add: impl Fn(&mut LldpDetails)) {
        add(self.exact.entry(index).or_default());
        add(self.loose.entry((index.1, index.2)).or_default());
    }
}

pub(super) fn read(reader: &mut Reader<'_>, remote: &mut [Remote]) {
    let mut details = Details::default();
    for row in reader.rows::<LldpXdot1RemEntry>() {
        let index = (row.lldp_rem_time_mark, row.lldp_rem_local_port_num, row.lldp_rem_index);
        details.enter(index, |it| it.pvid = row.lldp_xdot1_rem_port_vlan_id.and_then(vlan_id).or(it.pvid));
    }
    for row in reader.rows::<LldpXdot1RemVlanNameEntry>() {
        let index = (row.lldp_rem_time_mark, row.lldp_rem_local_port_num, row.lldp_rem_index);
        let Some(vlan) = vlan_id(row.lldp_xdot1_rem_vlan_id) else { continue };
        details.enter(index, |it| {
            if it.vlans.len() < VLANS && it.vlans.last() != Some(&vlan) {
                it.vlans.push(vlan);
            }
        });
    }
    for row in reader.rows::<LldpXdot3RemLinkAggEntry>() {
        let index = (row.lldp_rem_time_mark, row.lldp_rem_local_port_num, row.lldp_rem_index);
        // BITS: aggCapable(0) is the most significant, aggEnabled(1) the next.
        let enabled =
            row.lldp_xdot3_rem_link_agg_status.as_deref().and_then(<[u8]>::first).map(|bits| bits & 0x40 != 0);
        let aggregate = row.lldp_xdot3_rem_link_agg_port_id.filter(|id| *id != 0).map(IfIndex);
        details.enter(index, |it| {
            it.aggregated = enabled.or(it.aggregated);
            it.aggregate = aggregate.filter(|_| enabled != Some(false)).or(it.aggregate);
        });
    }
    for row in reader.rows::<LldpXMedRemInventoryEntry>() {
        let index = (row.lldp_rem_time_mark, row.lldp_rem_local_port_num, row.lldp_rem_index);
        let text = |text: &Option<String>| text.clone().and_then(said);
        details.enter(index, |it| {
            it.manufacturer = text(&row.lldp_x_med_rem_mfg_name).or(it.manufacturer.take());
            it.model = text(&row.lldp_x_med_rem_model_name).or(it.model.take());
            it.serial_number = text(&row.lldp_x_med_rem_serial_num).or(it.serial_number.take());
            it.software = text(&row.lldp_x_med_rem_software_rev).or(it.software.take());
        });
    }
    let alone = |row: &Remote| (LldpPortNum(row.local_port), row.number.1);
    let mut rows_of: HashMap<(LldpPortNum, u32), usize> = HashMap::new();
    remote.iter().for_each(|row| *rows_of.entry(alone(row)).or_default() += 1);
    for row in remote {
        let exact = details.exact.get(&(row.mark, LldpPortNum(row.local_port), row.number.1));
        let only = rows_of.get(&alone(row)) == Some(&1);
        let found = exact.or_else(|| details.loose.get(&alone(row)).filter(|_| only));
        row.details = found.cloned().unwrap_or_default();
        row.details.vlans.sort_unstable();
        row.details.vlans.dedup();
    }
}

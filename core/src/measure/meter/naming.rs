use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use smallvec::SmallVec;

use super::{Facts, Measure, Meter};
use crate::measure::{RowFacts, RowState};
use crate::value::{DeviceId, Timestamp};

/// The most rows that a device may ever have: one that makes up names again and again must not fill the memory.
const MOST_ROWS: usize = 65_536;

impl Meter {
    /// Says what all rows of a device are called, and what else is known of them. Rows that are not among them are gone.
    ///
    /// A row under another index than before is the same series with other counters. Of rows of one name all but the
    /// first are called by their index too. A device that is not the meter's is passed over, and so are new names of one that
    /// had 65,536 already.
    pub fn name_rows(&mut self, device: u32, rows: &[RowFacts]) {
        let Some(id) = self.rows.devices.get(device as usize).cloned() else { return };
        let mut known = self.rows_of(device);
        let mut used = BTreeSet::new();
        let mut by_index: Vec<(SmallVec<[u32; 4]>, u32)> = Vec::with_capacity(rows.len());
        let mut moved = BTreeMap::new();
        for facts in rows {
            let mut name = facts.name.clone();
            if !used.insert(name.clone()) {
                name = format!("{name} ({})", dotted(&facts.index));
                used.insert(name.clone());
            }
            let row = match known.remove(&name) {
                Some(row) => row,
                None => {
                    let Some(row) = self.add_row(device, &facts.index, &name) else { continue };
                    self.recall(&id, row, &facts.index, &name);
                    row
                }
            };
            if self.tell(&id, row, facts) {
                moved.insert(row as usize, facts.index.as_slice());
            }
            by_index.push((SmallVec::from_slice(&facts.index), row));
        }
        for row in known.into_values() {
            if let Some(facts) = self.facts.get_mut(row as usize) {
                facts.is_gone = true;
            }
        }
        if !moved.is_empty() {
            let rows = Arc::make_mut(&mut self.rows);
            let index = rows.index.iter().enumerate().map(|(row, before)| moved.get(&row).copied().unwrap_or(before));
            rows.index = index.collect();
        }
        by_index.sort_unstable();
        by_index.dedup_by(|a, b| a.0 == b.0);
        if let Some(device) = self.devices.get_mut(device as usize) {
            device.rows = by_index;
            (device.wants_names, device.is_unsure) = (false, false);
        }
    }

    /// Says the serial number of a printer, where it has one. Under another one all page counters are others.
    pub fn set_serial(&mut self, device: u32, serial: Option<String>) {
        if let Some(device) = self.devices.get_mut(device as usize) {
            device.serial = serial;
            (device.wants_names, device.is_unsure) = (false, false);
        }
    }

    /// The names of a device's rows could not be read; they are asked for again after its next batch.
    pub fn could_not_name(&mut self, device: u32) {
        if let Some(device) = self.devices.get_mut(device as usize) {
            device.wants_names = true;
        }
    }

    /// The rows that a device ever had, by name.
    fn rows_of(&self, device: u32) -> BTreeMap<String, u32> {
        let rows = self.device(device).map_or(&[][..], |device| &device.ever);
        rows.iter().filter_map(|row| Some((self.rows.name.get(*row as usize)?.clone(), *row))).collect()
    }

    pub(super) fn add_row(&mut self, device: u32, index: &[u32], name: &str) -> Option<u32> {
        let row = u32::try_from(self.facts.len()).ok()?;
        let ever = &mut self.devices.get_mut(device as usize)?.ever;
        if ever.len() >= MOST_ROWS {
            return None;
        }
        ever.push(row);
        let rows = Arc::make_mut(&mut self.rows);
        rows.device.push(device);
        rows.index.push(index);
        rows.name.push(name.to_owned());
        self.facts.push(Facts { every: 1, ..Facts::default() });
        self.state.push(RowState::Missed);
        self.taken.push(Timestamp::default());
        for measure in &mut self.measures {
            match measure {
                Measure::Counters(counters) => counters.push(),
                Measure::Levels(levels) => levels.push(),
            }
        }
        Some(row)
    }

    /// Takes over what is known of a row, and says whether it has another index.
    fn tell(&mut self, id: &DeviceId, row: u32, said: &RowFacts) -> bool {
        let place = row as usize;
        let is_left_out = !self.group.selection.admits(id, said);
        let (Some(facts), before) = (self.facts.get_mut(place), self.rows.index.of(place)) else { return false };
        let moved = before != said.index;
        if said.is_new_counter || moved || facts.is_gone {
            for measure in &mut self.measures {
                if let Measure::Counters(counters) = measure {
                    counters.replace(place);
                }
            }
        }
        if said.is_down != facts.is_down || facts.is_gone || moved {
            (facts.was_seen_down, facts.calm, facts.every, facts.due) = (false, 0, 1, 0);
        }
        let speed_before = facts.speed_bps;
        (facts.is_down, facts.is_left_out, facts.is_gone) = (said.is_down, is_left_out, false);
        facts.speed_bps = said.speed_bps.filter(|speed| *speed > 0);
        let speed = facts.speed_bps;
        for measure in &mut self.measures {
            if let Measure::Counters(counters) = measure {
                counters.limit(place, speed_before, speed);
            }
        }
        moved
    }
}

/// An index as its MIB writes it: `3.1`.
pub(super) fn dotted(index: &[u32]) -> String {
    let arcs: Vec<String> = index.iter().map(u32::to_string).collect();
    arcs.join(".")
}

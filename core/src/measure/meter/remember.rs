use super::take::restored;
use super::{Measure, Meter};
use crate::counter::{Sample, Taken};
use crate::measure::{CounterMemory, DeviceMemory, MeterMemory, RowMemory};
use crate::value::{DeviceId, Moment, Timestamp};

impl Meter {
    /// What is to be known after a restart of the program.
    #[must_use]
    pub fn memory(&self) -> MeterMemory {
        let mut memory = MeterMemory { group: self.group.name.clone(), devices: Vec::new() };
        for (id, device) in self.rows.devices.iter().zip(&self.devices) {
            let rows = device.rows.iter().filter_map(|(index, row)| {
                let counters = self.counters_of(*row as usize);
                let name = self.rows.name.get(*row as usize)?.clone();
                (!counters.is_empty()).then(|| RowMemory { index: index.to_vec(), name, counters })
            });
            let rows: Vec<RowMemory> = rows.collect();
            if !rows.is_empty() {
                memory.devices.push(DeviceMemory { device: id.clone(), rows });
            } else if let Some(kept) = self.memory.get(id) {
                // Not asked yet, or without an answer, since the program began.
                memory.devices.push(kept.clone());
            }
        }
        memory
    }

    /// Goes on from what an earlier run of the program remembered. Rows are known again by device, name and index; a row
    /// that has another index now has other counters.
    pub fn restore(&mut self, memory: MeterMemory) {
        self.memory.extend(memory.devices.into_iter().map(|device| (device.device.clone(), device)));
    }

    fn counters_of(&self, row: usize) -> Vec<CounterMemory> {
        let counters = self.measures.iter().zip(&self.group.quantities).filter_map(|(measure, quantity)| {
            let Measure::Counters(counters) = measure else { return None };
            let (sample, column, at) = counters.sample(row)?;
            let Taken { uptime, discontinuity, last_change, .. } = sample.taken;
            let (object, column) = (quantity.object.clone(), column.to_owned());
            Some(CounterMemory { object, column, value: sample.value, at, uptime, discontinuity, last_change })
        });
        counters.collect()
    }

    /// Whether a new row is one that an earlier run knew: then its counters are to go on.
    pub(super) fn recall(&mut self, device: &DeviceId, row: u32, index: &[u32], name: &str) {
        let Some(memory) = self.memory.get_mut(device) else { return };
        let Some(place) = memory.rows.iter().position(|it| it.name == name) else { return };
        let remembered = memory.rows.swap_remove(place);
        if memory.rows.is_empty() {
            self.memory.remove(device);
        }
        if remembered.index != index {
            return;
        }
        for counter in remembered.counters {
            let quantity = self.group.quantities.iter().position(|quantity| quantity.object == counter.object);
            self.restores.extend(quantity.map(|quantity| (row, quantity, counter)));
        }
    }

    /// Lets the counters go on that were recalled, now that both clocks are known.
    pub(super) fn recall_counters(&mut self, anchor: (Timestamp, Moment)) {
        for (row, quantity, memory) in std::mem::take(&mut self.restores) {
            let Some(Measure::Counters(counters)) = self.measures.get_mut(quantity) else { continue };
            let CounterMemory { column, value, at, uptime, discontinuity, last_change, .. } = memory;
            // What is from the future was read before the clock was set back: then nobody knows when.
            if at > anchor.0 {
                continue;
            }
            let taken = Taken { at: restored(anchor, at), uptime, discontinuity, last_change, engine_boots: None };
            counters.restore(row as usize, &column, &Sample { value, taken }, at);
        }
    }
}

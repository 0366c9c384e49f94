use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{PollBatch, PolledColumn};
use crate::counter::{Gap, InterfaceRate, InterfaceSample, Taken, interface_rate};
use crate::inventory::InterfaceCounters;
use crate::inventory::build::speed;
use crate::inventory::rates::Width;
use crate::value::{DeviceId, IfIndex, TimeTicks};

/// The traffic of one interface between two batches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolledRate {
    /// The device's position in [`PollBatch::devices`] of the later batch.
    pub device: u32,
    /// `ifIndex`.
    pub index: IfIndex,
    /// The traffic, or why there is none.
    pub rate: InterfaceRate,
}

impl PollBatch {
    /// The traffic of every interface from `earlier` to this batch, by the same rules as
    /// [`rates`](crate::inventory::rates) between two visits, in the order of the rows. Interfaces that are gone, or
    /// whose device was missed, follow as gaps.
    ///
    /// Columns are known by their names: `ifHCInOctets`, `ifHCOutOctets`, `ifInOctets`, `ifOutOctets`, `ifHighSpeed`,
    /// `ifSpeed`, `ifCounterDiscontinuityTime`, `ifLastChange`. What was not polled is absent, and its rates are gaps.
    /// An interface is followed by its number, as names are not polled: where an agent renumbers its interfaces
    /// without a restart, the rates of one poll are between two interfaces, unless their counters tell.
    #[must_use]
    pub fn rates(&self, earlier: &Self) -> Vec<PolledRate> {
        let (now, before) = (Ports::new(self), Ports::new(earlier));
        let past: HashMap<&DeviceId, Range<usize>> = before.devices().collect();
        let mut joined = vec![false; earlier.len()];
        let mut rates = Vec::with_capacity(self.len());
        for (device, rows) in now.devices() {
            let mut past = past.get(device).cloned().unwrap_or_default().peekable();
            for row in rows {
                let (Some(index), Some(device)) = (now.index(row), self.row_device.get(row)) else { continue };
                while past.next_if(|row| before.index(*row) < Some(index)).is_some() {}
                let same = past.next_if(|row| before.index(*row) == Some(index));
                if let Some(joined) = same.and_then(|row| joined.get_mut(row)) {
                    *joined = true;
                }
                let rate =
                    same.map_or_else(|| InterfaceRate::gap(Gap::FirstSample), |from| before.rate(from, &now, row));
                rates.push(PolledRate { device: *device, index, rate });
            }
        }
        let place: HashMap<&DeviceId, u32> = self.devices.iter().zip(0..).collect();
        let gone = (0..earlier.len()).zip(joined).filter(|(_, joined)| !joined);
        rates.extend(gone.filter_map(|(row, _)| {
            let device = *place.get(earlier.device(row)?)?;
            Some(PolledRate { device, index: before.index(row)?, rate: InterfaceRate::gap(Gap::Missed) })
        }));
        rates
    }
}

/// The columns of a batch that say what interfaces carry.
struct Ports<'a> {
    batch: &'a PollBatch,
    in_64: Option<&'a PolledColumn>,
    out_64: Option<&'a PolledColumn>,
    in_32: Option<&'a PolledColumn>,
    out_32: Option<&'a PolledColumn>,
    high_speed: Option<&'a PolledColumn>,
    speed: Option<&'a PolledColumn>,
    discontinuity: Option<&'a PolledColumn>,
    last_change: Option<&'a PolledColumn>,
}

impl<'a> Ports<'a> {
    fn new(batch: &'a PollBatch) -> Self {
        Self {
            batch,
            in_64: batch.column("ifHCInOctets"),
            out_64: batch.column("ifHCOutOctets"),
            in_32: batch.column("ifInOctets"),
            out_32: batch.column("ifOutOctets"),
            high_speed: batch.column("ifHighSpeed"),
            speed: batch.column("ifSpeed"),
            discontinuity: batch.column("ifCounterDiscontinuityTime"),
            last_change: batch.column("ifLastChange"),
        }
    }

    /// The devices that have rows, and their rows.
    fn devices(&self) -> impl Iterator<Item = (&'a DeviceId, Range<usize>)> {
        let batch = self.batch;
        let mut start = 0;
        batch.row_device.chunk_by(|a, b| a == b).filter_map(move |rows| {
            let first = start;
            start += rows.len();
            Some((batch.device(first)?, first..start))
        })
    }

    /// `ifIndex`, where the index of the row is one arc.
    fn index(&self, row: usize) -> Option<IfIndex> {
        match self.batch.index.of(row) {
            [index] => Some(IfIndex(*index)),
            _ => None,
        }
    }

    fn rate(&self, from: usize, later: &Self, to: usize) -> InterfaceRate {
        let (past, now) = (self.counters(from), later.counters(to));
        let wide = Width::common(&past, &now);
        interface_rate(&self.sample(from, &past, wide), &later.sample(to, &now, wide))
    }

    fn counters(&self, row: usize) -> InterfaceCounters {
        let wide = |column: Option<&PolledColumn>| column?.value(row);
        InterfaceCounters {
            in_octets_64: wide(self.in_64),
            out_octets_64: wide(self.out_64),
            in_octets_32: narrow(self.in_32, row),
            out_octets_32: narrow(self.out_32, row),
            discontinuity: narrow(self.discontinuity, row).map(TimeTicks),
            ..InterfaceCounters::default()
        }
    }

    fn sample(&self, row: usize, counters: &InterfaceCounters, wide: Width) -> InterfaceSample {
        let (in_octets, out_octets) = wide.octets(counters);
        InterfaceSample {
            taken: Taken {
                at: self.batch.taken.get(row).copied().unwrap_or_default(),
                uptime: self.batch.uptime_of(row),
                discontinuity: counters.discontinuity,
                last_change: narrow(self.last_change, row).map(TimeTicks),
                engine_boots: None,
            },
            speed_bps: speed(narrow(self.speed, row), narrow(self.high_speed, row)),
            in_octets,
            out_octets,
        }
    }
}

fn narrow(column: Option<&PolledColumn>, row: usize) -> Option<u32> {
    u32::try_from(column?.value(row)?).ok()
}

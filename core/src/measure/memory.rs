use serde::{Deserialize, Serialize};

use crate::counter::CounterValue;
use crate::value::{DeviceId, TimeTicks, Timestamp};

/// What a [`Meter`](super::Meter) has to know after a restart of the program so that its counters go on: no spike, and
/// nothing that was counted meanwhile is lost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MeterMemory {
    /// The group.
    pub group: String,
    /// Its devices that have rows.
    pub devices: Vec<DeviceMemory>,
}

/// The last counters of a device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceMemory {
    /// The device.
    pub device: DeviceId,
    /// Its rows.
    pub rows: Vec<RowMemory>,
}

/// The last counters of a row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RowMemory {
    /// Its index.
    pub index: Vec<u32>,
    /// Its name.
    pub name: String,
    /// What was read last of each counter.
    pub counters: Vec<CounterMemory>,
}

/// A counter as it was read last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CounterMemory {
    /// The object.
    pub object: String,
    /// The column that it was read from.
    pub column: String,
    /// The value, with its width.
    pub value: CounterValue,
    /// When, by the wall clock.
    pub at: Timestamp,
    /// `sysUpTime.0` of the same answer.
    pub uptime: Option<TimeTicks>,
    /// `ifCounterDiscontinuityTime` of the row.
    pub discontinuity: Option<TimeTicks>,
    /// `ifLastChange` of the row.
    pub last_change: Option<TimeTicks>,
}

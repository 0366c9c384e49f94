use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::DeviceSnapshot;
use crate::value::DeviceId;

/// What a discovery, or a folder of recordings, brought: devices, and what failed and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Devices that answered, by id.
    pub devices: Vec<DeviceSnapshot>,
    /// Targets of which nothing, or not all that there was, was obtained, and why. An address of a range that
    /// stays silent is not listed, only counted in `asked`.
    pub failures: Vec<TargetFailure>,
    /// Targets that were asked.
    pub asked: u64,
    /// Whether the work was ended before its end; what was found so far is here.
    pub cancelled: bool,
}

impl Site {
    /// These devices, as if each had been asked: of one id the last.
    #[must_use]
    pub fn of(devices: impl IntoIterator<Item = DeviceSnapshot>) -> Self {
        let by_id: BTreeMap<DeviceId, DeviceSnapshot> = devices.into_iter().map(|it| (it.id.clone(), it)).collect();
        let mut devices: Vec<DeviceSnapshot> = by_id.into_values().collect();
        devices.sort_by(|a, b| (a.address, &a.id).cmp(&(b.address, &b.id)));
        Self { asked: u64::try_from(devices.len()).unwrap_or(u64::MAX), devices, ..Self::default() }
    }

    /// What devices say as their location (`sysLocation`), by their id; without those that say nothing.
    #[must_use]
    pub fn locations(&self) -> BTreeMap<String, String> {
        let told = self.devices.iter().filter_map(|device| {
            let location = device.system.location.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
            Some((device.id.0.clone(), location.to_owned()))
        });
        told.collect()
    }

    /// Takes over what a later visit to some of the devices brought, such as one that a notification gave rise to. A
    /// device that did not answer then stays as it was; its failure is added.
    pub fn update(&mut self, later: Self) {
        self.devices.retain(|device| !later.devices.iter().any(|seen| seen.id == device.id));
        self.failures.retain(|failure| !later.failures.iter().any(|again| again.target == failure.target));
        self.devices.extend(later.devices);
        self.devices.sort_by(|a, b| (a.address, &a.id).cmp(&(b.address, &b.id)));
        self.failures.extend(later.failures);
    }
}

/// A target of which nothing, or not all that there was, was obtained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetFailure {
    /// The address, name or file.
    pub target: String,
    /// The error's code: `timed-out`, `unreachable`, `denied`, `malformed`, …
    pub code: String,
    /// The error's message.
    pub reason: String,
}

/// How far a long work is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done: `asking`, `reading`, …
    pub phase: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all, as far as is known now.
    pub total: u64,
    /// Devices found so far.
    pub found: u64,
    /// Milliseconds since the start.
    pub elapsed_ms: u64,
    /// Milliseconds left, where that can be told.
    pub left_ms: Option<u64>,
}

impl fmt::Display for Progress {
    /// `asking 37 of 254, 12 found, about 3 s left`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} of {}, {} found", self.phase, self.done, self.total, self.found)?;
        match self.left_ms {
            Some(left) => write!(f, ", about {} s left", left.div_ceil(1000)),
            None => Ok(()),
        }
    }
}

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::measure::Measurements;

/// How a recording goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingStatistics {
    /// Cycles of all groups that were measured.
    pub cycles: u64,
    /// Cycles that were left out, as the one before took longer than its interval.
    pub skipped: u64,
    /// Measurements that nobody fetched; they are recorded all the same.
    pub untold: u64,
    /// How many readings the store took in.
    pub accepted: u64,
    /// How many it refused, as it has something of that time already.
    pub late: u64,
    /// How many it refused as too long, or of another kind than the series.
    pub unfit: u64,
    /// How many wait for a store that fails; at most 1,000,000.
    pub waiting: u64,
    /// How many were given up: the oldest where more would have waited, and those for which the store made no series.
    pub given_up: u64,
    /// Devices whose names could not be read the last time.
    pub unnamed_devices: u64,
    /// What the store said last, where it failed and has not taken in anything since.
    pub store_error: Option<String>,
    /// Why the last counters could not be remembered, where they could not.
    pub memory_error: Option<String>,
}

/// What a recording and who watches it have in common.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) statistics: RecordingStatistics,
    pub(super) latest: BTreeMap<String, Arc<Measurements>>,
}

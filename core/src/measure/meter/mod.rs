mod counters;
mod levels;
mod naming;
mod remember;
mod rest;
mod take;

use std::collections::BTreeMap;
use std::sync::Arc;

use smallvec::SmallVec;

use super::{CounterMemory, DeviceMemory, Formula, Group, MeasuredRows, RowKind, RowState};
use crate::error::Result;
use crate::inventory::RowIndexes;
use crate::value::{DeviceId, Moment, TimeTicks, Timestamp};
use counters::Counters;
use levels::Levels;

/// One group of a template at work on many devices: batches of its poll in, [`Measurements`](super::Measurements) out.
///
/// ```text
/// PollBatch ──► take ──► Measurements       unnamed ──► who has rows of no name: read them, then name_rows
///                 └────► choices ──► what to ask each device for in the next cycle
/// ```
///
/// A row is known by its name: a port that has another `ifIndex` after a restart keeps its series, and its counters
/// begin anew. After a restart of a device nothing is made of its rows until they were named again.
#[derive(Debug)]
pub struct Meter {
    group: Group,
    rows: Arc<MeasuredRows>,
    devices: Vec<Device>,
    facts: Vec<Facts>,
    state: Vec<RowState>,
    taken: Vec<Timestamp>,
    measures: Vec<Measure>,
    /// The wall clock and the local one at the same time.
    anchor: Option<(Timestamp, Moment)>,
    /// The cycle that comes next.
    next_cycle: u64,
    memory: BTreeMap<DeviceId, DeviceMemory>,
    /// Counters that go on from before the program started, and the quantity of each.
    restores: Vec<(u32, usize, CounterMemory)>,
}

/// What to ask a device for in the next cycle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RowChoice {
    /// All rows.
    #[default]
    All,
    /// Nothing.
    Rest,
    /// These rows.
    Rows(RowIndexes),
}

/// How a quantity is measured.
#[derive(Debug)]
enum Measure {
    Counters(Box<Counters>),
    Levels(Levels),
}

#[derive(Debug, Default)]
struct Device {
    /// Its rows by index, ascending.
    rows: Vec<(SmallVec<[u32; 4]>, u32)>,
    /// All that it ever had.
    ever: Vec<u32>,
    uptime: Option<TimeTicks>,
    /// Of a printer.
    serial: Option<String>,
    /// Whether its names are to be read, as they never were, or rows came that have none.
    wants_names: bool,
    /// Whether it restarted since, so that its indexes may be others.
    is_unsure: bool,
    /// It lacked the table when it was asked last.
    is_empty: bool,
    /// In which cycle all of it is asked for again.
    look_again: u64,
    /// After how many cycles that is, while it lacks the table; twice as many each time.
    patience: u64,
    choice: RowChoice,
}

/// What is known of a row besides its numbers.
#[derive(Debug, Default)]
struct Facts {
    speed_bps: Option<u64>,
    is_down: bool,
    is_left_out: bool,
    is_gone: bool,
    /// Whether it was read since it went down.
    was_seen_down: bool,
    /// Readings in a row without any change.
    calm: u32,
    /// Every how many cycles it is read.
    every: u64,
    /// In which cycle it is read again.
    due: u64,
}

impl Meter {
    /// A meter of that group, for these devices.
    ///
    /// # Errors
    /// As [`Group::check`].
    pub fn new(group: Group, devices: impl IntoIterator<Item = DeviceId>) -> Result<Self> {
        group.check()?;
        let measures = group.quantities.iter().map(|quantity| match &quantity.formula {
            Formula::Counter { columns, limit } => Measure::Counters(Box::new(Counters::of_columns(columns, *limit))),
            Formula::Pages { column } => Measure::Counters(Box::new(Counters::of_pages(column))),
            _ => Measure::Levels(Levels::default()),
        });
        let measures = measures.collect();
        let rows = MeasuredRows { devices: devices.into_iter().collect(), ..MeasuredRows::default() };
        // Other tables are looked for first: few devices have them.
        let wants_names = group.rows == RowKind::Ports;
        let device = |_: &DeviceId| Device { wants_names, ..Device::default() };
        Ok(Self {
            measures,
            devices: rows.devices.iter().map(device).collect(),
            group,
            rows: Arc::new(rows),
            facts: Vec::new(),
            state: Vec::new(),
            taken: Vec::new(),
            anchor: None,
            next_cycle: 0,
            memory: BTreeMap::new(),
            restores: Vec::new(),
        })
    }

    /// The group.
    #[must_use]
    pub fn group(&self) -> &Group {
        &self.group
    }

    /// The rows that are known.
    #[must_use]
    pub fn rows(&self) -> &MeasuredRows {
        &self.rows
    }

    /// The devices whose rows are to be named, or to be named again, by position; of a group that counts pages those whose
    /// serial number is to be told.
    #[must_use]
    pub fn unnamed(&self) -> Vec<u32> {
        let wants = |(_, device): &(u32, &Device)| device.wants_names && !device.is_empty;
        (0..).zip(&self.devices).filter(wants).map(|(place, _)| place).collect()
    }

    /// Whether it must be known of which device the numbers are: rows have names, or there are page counters.
    fn wants_identity(&self) -> bool {
        self.group.rows != RowKind::Plain || self.group.counts_pages()
    }

    fn device(&self, place: u32) -> Option<&Device> {
        self.devices.get(place as usize)
    }
}

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::memory;
use super::names::{Names, Wanted};
use super::statistics::Shared;
use crate::error::{Error, Result};
use crate::inventory::PollBatch;
use crate::io::{PollChoice, PollChoices};
use crate::measure::{
    Group, MeasuredColumn, Measurements, Meter, PortTable, RowChoice, RowKind, RowState, Template, standard,
};
use crate::series::{Append, SeriesId, Store};
use crate::value::DeviceId;

/// The most readings that wait for a store that fails.
const MOST_WAITING: usize = 1_000_000;
/// The last counters are remembered no more often than this.
const REMEMBER_EVERY: Duration = Duration::from_secs(60);
/// What is too old is forgotten so often.
const RETAIN_EVERY: Duration = Duration::from_secs(600);

/// What a recording knows and keeps. It works where waiting is allowed: the store writes to disks.
pub(super) struct Books {
    meters: Vec<Meter>,
    ports: PortTable,
    /// Of each group, quantity and row: its series in the store, once it had a value.
    series: Vec<Vec<Vec<Option<SeriesId>>>>,
    store: Option<Box<dyn Store + Send>>,
    waiting: VecDeque<Append>,
    /// Why the store did not take the last batch.
    refused: Option<Error>,
    memory: Option<PathBuf>,
    remembered: Instant,
    retained: Option<Instant>,
    shared: Arc<Mutex<Shared>>,
}

/// What became of a batch.
pub(super) struct Outcome {
    pub(super) measured: Arc<Measurements>,
    /// Whose names are to be read.
    pub(super) wanted: Vec<(u32, Wanted)>,
}

impl Books {
    pub(super) fn new(
        template: &Template,
        devices: &[DeviceId],
        store: Option<Box<dyn Store + Send>>,
        path: Option<PathBuf>,
        shared: Arc<Mutex<Shared>>,
    ) -> Result<Self> {
        let meter = |group: &Group| Meter::new(group.clone(), devices.iter().cloned());
        let mut meters = template.groups.iter().map(meter).collect::<Result<Vec<_>>>()?;
        for memory in path.as_deref().map(memory::read).transpose()?.unwrap_or_default() {
            if let Some(meter) = meters.iter_mut().find(|meter| meter.group().name == memory.group) {
                meter.restore(memory);
            }
        }
        Ok(Self {
            series: meters.iter().map(|meter| vec![Vec::new(); meter.group().quantities.len()]).collect(),
            meters,
            ports: PortTable::new(devices.iter().cloned()),
            store,
            waiting: VecDeque::new(),
            refused: None,
            memory: path,
            remembered: Instant::now(),
            retained: None,
            shared,
        })
    }

    /// What is to be read of every device at the start.
    pub(super) fn first_wanted(&self) -> Vec<(u32, Wanted)> {
        let has_ports = self.meters.iter().any(|meter| meter.group().rows == RowKind::Ports);
        let devices = u32::try_from(self.devices()).unwrap_or(u32::MAX);
        if has_ports { (0..devices).map(|device| (device, Wanted::Ports)).collect() } else { Vec::new() }
    }

    /// What is to be read again from time to time: of devices that have rows.
    pub(super) fn all_wanted(&self) -> Vec<(u32, Wanted)> {
        let mut wanted = self.first_wanted();
        for (number, meter) in self.meters.iter().enumerate() {
            let Some(kind) = wanted_of(number, meter.group()).filter(|kind| *kind != Wanted::Ports) else { continue };
            let mut devices = meter.rows().device.clone();
            devices.sort_unstable();
            devices.dedup();
            wanted.extend(devices.into_iter().map(|device| (device, kind.clone())));
        }
        wanted
    }

    fn devices(&self) -> usize {
        self.meters.first().map_or(0, |meter| meter.rows().devices.len())
    }

    /// Takes a batch of a group: measures, keeps, and says what to ask next.
    pub(super) fn take(&mut self, group: usize, batch: &PollBatch, choices: &[Option<PollChoices>]) -> Option<Outcome> {
        if self.meters.get(group)?.group().name == standard::PORTS {
            for device in self.ports.take(batch) {
                self.tell_ports(device);
            }
        }
        let meter = self.meters.get_mut(group)?;
        let measured = Arc::new(meter.take(batch));
        let wanted = match wanted_of(group, meter.group()) {
            Some(kind) => meter.unnamed().into_iter().map(|device| (device, kind.clone())).collect(),
            None => Vec::new(),
        };
        self.keep(group, &measured);
        self.choose(group, choices);
        if self.remembered.elapsed() >= REMEMBER_EVERY {
            self.remember();
        }
        let mut shared = self.shared();
        shared.statistics.cycles += 1;
        shared.statistics.skipped += measured.skipped;
        shared.latest.insert(measured.group.clone(), Arc::clone(&measured));
        drop(shared);
        Some(Outcome { measured, wanted })
    }

    /// Takes the names of a device's rows, or that they could not be read.
    /// What follows for asking is chosen with the next batch, not with each of many devices that are named.
    pub(super) fn name(&mut self, device: u32, wanted: &Wanted, names: Result<Names>) {
        match names {
            Ok(Names::Ports(ports)) => {
                self.ports.name_ports(device, ports);
                self.tell_ports(device);
            }
            Ok(Names::Rows(group, rows)) => {
                if let Some(meter) = self.meters.get_mut(group) {
                    meter.name_rows(device, &rows);
                }
            }
            Ok(Names::Serial(group, serial)) => {
                if let Some(meter) = self.meters.get_mut(group) {
                    meter.set_serial(device, serial);
                }
            }
            Err(_) => {
                for (number, meter) in self.meters.iter_mut().enumerate() {
                    if wanted_of(number, meter.group()).as_ref() == Some(wanted) {
                        meter.could_not_name(device);
                    }
                }
            }
        }
    }

    /// Every group of ports learns what is known of a device's ports.
    fn tell_ports(&mut self, device: u32) {
        let facts = self.ports.facts(device);
        // Before it was named, nothing is known of it.
        if facts.is_empty() {
            return;
        }
        for meter in &mut self.meters {
            if meter.group().rows == RowKind::Ports {
                meter.name_rows(device, &facts);
            }
        }
        self.ports.settle(device);
    }

    /// What to ask next, after a batch of that group: of the group, and of all of ports where it told their states.
    fn choose(&mut self, group: usize, choices: &[Option<PollChoices>]) {
        let told_states = self.meters.get(group).is_some_and(|meter| meter.group().name == standard::PORTS);
        for (number, (meter, choices)) in self.meters.iter_mut().zip(choices).enumerate() {
            let is_concerned = number == group || (told_states && meter.group().rows == RowKind::Ports);
            let Some(choices) = choices.as_ref().filter(|_| is_concerned) else { continue };
            for (device, choice) in meter.choices() {
                let choice = match choice {
                    RowChoice::All => PollChoice::All,
                    RowChoice::Rest => PollChoice::Rest,
                    RowChoice::Rows(rows) => PollChoice::Rows(Arc::new(rows)),
                };
                // The positions are those of the poll, and the indexes came from it.
                let _ = choices.choose(device, choice);
            }
        }
    }

    /// Puts what was measured into the store.
    fn keep(&mut self, group: usize, measured: &Measurements) {
        let Some(mut store) = self.store.take() else { return };
        let outcome = self.keep_in(&mut *store, group, measured);
        self.store = Some(store);
        let waiting = self.waiting.len() as u64;
        let mut shared = self.shared();
        shared.statistics.waiting = waiting;
        shared.statistics.store_error = outcome.as_ref().err().map(ToString::to_string);
        drop(shared);
        self.refused = outcome.err();
    }

    fn keep_in(&mut self, store: &mut dyn Store, group: usize, measured: &Measurements) -> Result<()> {
        let declared = self.declare(store, group, measured);
        let given_up = self.waiting.len().saturating_sub(MOST_WAITING);
        self.waiting.drain(..given_up);
        self.shared().statistics.given_up += given_up as u64;
        declared?;
        if !self.waiting.is_empty() {
            let ack = store.append(self.waiting.make_contiguous())?;
            self.waiting.clear();
            let mut shared = self.shared();
            shared.statistics.accepted += ack.accepted;
            shared.statistics.late += ack.late;
            shared.statistics.unfit += ack.unfit;
        }
        if self.retained.is_none_or(|retained| retained.elapsed() >= RETAIN_EVERY) {
            store.retain(crate::io::wall_clock())?;
            self.retained = Some(Instant::now());
        }
        Ok(())
    }

    /// What was measured waits for the store from here on; what has no series yet gets one.
    fn declare(&mut self, store: &mut dyn Store, group: usize, measured: &Measurements) -> Result<()> {
        let Some(known) = self.series.get_mut(group) else { return Ok(()) };
        let (mut specs, mut places) = (Vec::new(), Vec::new());
        for (number, (column, known)) in measured.columns.iter().zip(known.iter_mut()).enumerate() {
            known.resize(measured.rows.len(), None);
            for (row, _) in appends(column, measured) {
                if let (None, Some(series)) = (known.get(row).copied().flatten(), column.series(&measured.rows, row)) {
                    specs.push(series);
                    places.push((number, row));
                }
            }
        }
        let declared = if specs.is_empty() { Ok(Vec::new()) } else { store.declare_all(&specs) };
        // What the store makes no series for has nowhere to wait.
        let given_up = if declared.is_err() { specs.len() as u64 } else { 0 };
        let (declared, outcome) = declared.map_or_else(|error| (Vec::new(), Err(error)), |series| (series, Ok(())));
        for ((number, row), series) in places.into_iter().zip(declared) {
            if let Some(known) = known.get_mut(number).and_then(|known| known.get_mut(row)) {
                *known = Some(series);
            }
        }
        for (column, known) in measured.columns.iter().zip(known) {
            for (row, append) in appends(column, measured) {
                if let Some(series) = known.get(row).copied().flatten() {
                    self.waiting.push_back(Append { series, ..append });
                }
            }
        }
        self.shared().statistics.given_up += given_up;
        outcome
    }

    /// Writes the last counters to their file.
    pub(super) fn remember(&mut self) {
        let Some(path) = self.memory.clone() else { return };
        let written = memory::write(&path, self.meters.iter().map(Meter::memory).collect());
        self.remembered = Instant::now();
        self.shared().statistics.memory_error = written.err().map(|error| error.to_string());
    }

    /// Everything measured is kept, or the reason why not.
    pub(super) fn close(mut self) -> Result<()> {
        if let (Some(store), false) = (&mut self.store, self.waiting.is_empty()) {
            store.append(self.waiting.make_contiguous())?;
        }
        if let Some(path) = &self.memory {
            memory::write(path, self.meters.iter().map(Meter::memory).collect())?;
        }
        self.refused.map_or(Ok(()), Err)
    }

    pub(super) fn count_names(&self, failed: usize) {
        self.shared().statistics.unnamed_devices = failed as u64;
    }

    pub(super) fn untold(&self) {
        self.shared().statistics.untold += 1;
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What names the rows of a group; `None` where their indexes are enough.
fn wanted_of(number: usize, group: &Group) -> Option<Wanted> {
    match &group.rows {
        RowKind::Ports => Some(Wanted::Ports),
        RowKind::Named { columns } => Some(Wanted::Rows(number, columns.clone())),
        RowKind::Plain => group.counts_pages().then_some(Wanted::Serial(number)),
    }
}

/// What a cycle has for the series of a quantity, by row; whose series it is, is filled in later. What was not read has
/// nothing to say: what became of it is told by its next reading.
fn appends<'a>(column: &'a MeasuredColumn, measured: &'a Measurements) -> impl Iterator<Item = (usize, Append)> + 'a {
    let rows = measured.taken.iter().zip(&measured.state).enumerate();
    let read = rows.filter(|(_, (_, state))| column.keep && **state == RowState::Read);
    read.filter_map(|(row, (taken, _))| Some((row, column.append(row, SeriesId(u32::MAX), *taken)?)))
}

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::counters::BEFORE;
use super::levels::Origin;
use super::naming::dotted;
use super::{Device, Facts, Measure, Meter};
use crate::check::CheckResult;
use crate::counter::{Cause, Gap, Taken};
use crate::inventory::{PollBatch, PolledColumn};
use crate::measure::{Group, MeasuredColumn, Measurements, RowFacts, RowKind, RowState};
use crate::series::SeriesKind;
use crate::value::{DeviceId, Moment, Timestamp};

/// The wall clock was stepped where it is off by more than this from what passed by the local one.
const STEP_MS: i64 = 10_000;

/// What became of a row's asking.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asked {
    /// It is this row of the batch.
    Yes(usize),
    /// It was asked for and is not in the batch.
    InVain,
    /// It may be another row now.
    Unsure(Gap),
    /// It was not asked for, or nobody wants it.
    Not,
    /// The batch is not of its device.
    Elsewhere,
}

/// A batch beside the rows that a meter knows.
#[derive(Debug)]
pub(super) struct Cycle<'a> {
    batch: &'a PollBatch,
    facts: &'a [Facts],
    devices: &'a [Device],
    device_of: &'a [u32],
    /// Of each row of the meter.
    asked: Vec<Asked>,
    anchor: (Timestamp, Moment),
    discontinuity: Option<&'a PolledColumn>,
    last_change: Option<&'a PolledColumn>,
}

impl Meter {
    /// What a batch of the group's poll comes to. Devices are known by their ids; those that are not the meter's are
    /// passed over.
    pub fn take(&mut self, batch: &PollBatch) -> Measurements {
        let (anchor, clock_step_ms) = self.keep_time(batch);
        self.recall_counters(anchor);
        let places = self.places(batch);
        let (asked, unnamed) = self.join(batch, &places);
        let cycle = Cycle {
            batch,
            facts: &self.facts,
            devices: &self.devices,
            device_of: &self.rows.device,
            asked,
            anchor,
            discontinuity: batch.column("ifCounterDiscontinuityTime"),
            last_change: batch.column("ifLastChange"),
        };
        let (columns, changed) = measure(&self.group, &mut self.measures, &self.taken, &cycle);
        let (asked, taken): (Vec<Asked>, Vec<Timestamp>) =
            cycle.asked.iter().enumerate().map(|(row, asked)| (*asked, cycle.taken(row))).unzip();
        self.next_cycle = batch.cycle + 1;
        for (row, (asked, taken)) in asked.into_iter().zip(taken).enumerate() {
            self.settle(row, asked, taken, changed.get(row).copied().unwrap_or(true));
        }
        let mut measured = Measurements {
            group: self.group.name.clone(),
            cycle: batch.cycle,
            skipped: batch.skipped,
            time: batch.time,
            took_ms: batch.took_ms,
            rows: Arc::clone(&self.rows),
            state: self.state.clone(),
            taken: self.taken.clone(),
            columns,
            results: Vec::new(),
            missed: batch.missed.clone(),
            partial: batch.partial.clone(),
            unnamed,
            clock_step_ms,
        };
        measured.results = self.watch(&measured);
        measured
    }

    /// The two clocks at one time. Times of series follow the one that never steps; where the other was stepped, they
    /// follow it from then on.
    fn keep_time(&mut self, batch: &PollBatch) -> ((Timestamp, Moment), i64) {
        let now = (batch.time, batch.started);
        let anchor = *self.anchor.get_or_insert(now);
        let step = batch.time.as_millis().saturating_sub(wall(anchor, batch.started).as_millis());
        if step.abs() <= STEP_MS {
            return (anchor, 0);
        }
        self.anchor = Some(now);
        (now, step)
    }

    /// The meter's place of each device of a batch.
    fn places(&self, batch: &PollBatch) -> Vec<Option<u32>> {
        if batch.devices == self.rows.devices {
            return (0..).take(batch.devices.len()).map(Some).collect();
        }
        let own: HashMap<&DeviceId, u32> = self.rows.devices.iter().zip(0..).collect();
        batch.devices.iter().map(|device| own.get(device).copied()).collect()
    }

    /// What became of each row, and how many rows have no name.
    fn join(&mut self, batch: &PollBatch, places: &[Option<u32>]) -> (Vec<Asked>, u64) {
        let mut asked = vec![Asked::Elsewhere; self.facts.len()];
        for place in places.iter().flatten() {
            let Some(device) = self.devices.get(*place as usize) else { continue };
            for (_, row) in &device.rows {
                if let Some(asked) = asked.get_mut(*row as usize) {
                    *asked = Asked::InVain;
                }
            }
        }
        let was_asked = |position: &u32| places.get(*position as usize).copied().flatten();
        for place in batch.resting.iter().filter_map(was_asked) {
            self.set_all(place, Asked::Not, &mut asked);
        }
        let chosen: Vec<u32> = batch.chosen.iter().filter_map(|chosen| was_asked(&chosen.device)).collect();
        for place in &chosen {
            for row in self.not_chosen(*place) {
                if let Some(asked) = asked.get_mut(row as usize) {
                    *asked = Asked::Not;
                }
            }
        }
        let mut unnamed = 0;
        let mut first = 0;
        let mut answered = vec![false; self.devices.len()];
        for rows in batch.row_device.chunk_by(|a, b| a == b) {
            let range = first..first + rows.len();
            first = range.end;
            let place = rows.first().and_then(|position| places.get(*position as usize).copied().flatten());
            let Some(place) = place else { continue };
            if let Some(answered) = answered.get_mut(place as usize) {
                *answered = true;
            }
            self.note_uptime(place, batch, range.clone());
            unnamed += self.join_device(place, batch, range, &mut asked);
        }
        self.note_empty(batch, places, &answered);
        for (place, device) in (0_u32..).zip(&self.devices) {
            if device.is_unsure {
                let up_ms = device.uptime.map(|uptime| u64::from(uptime.0) * 10);
                let gap = Gap::Discontinuity { cause: Cause::Restarted { up_ms } };
                self.set_all(place, Asked::Unsure(gap), &mut asked);
            }
        }
        for (asked, facts) in asked.iter_mut().zip(&self.facts) {
            if (facts.is_left_out || facts.is_gone) && !matches!(asked, Asked::Elsewhere) {
                *asked = Asked::Not;
            }
        }
        (asked, unnamed)
    }

    fn set_all(&self, place: u32, to: Asked, asked: &mut [Asked]) {
        for (_, row) in self.device(place).map_or(&[][..], |device| &device.rows) {
            if let Some(asked) = asked.get_mut(*row as usize) {
                *asked = to;
            }
        }
    }

    /// Finds the rows of a device, both in the order of their indexes; counts those that have no name.
    fn join_device(&mut self, place: u32, batch: &PollBatch, range: Range<usize>, asked: &mut Vec<Asked>) -> u64 {
        let mut known = self.device(place).map_or_else(Vec::new, |device| device.rows.clone()).into_iter().peekable();
        let mut strangers = Vec::new();
        for at in range {
            let index = batch.index.of(at);
            while known.next_if(|(own, _)| own.as_slice() < index).is_some() {}
            match known.next_if(|(own, _)| own.as_slice() == index) {
                Some((_, row)) => {
                    if let Some(asked) = asked.get_mut(row as usize) {
                        *asked = Asked::Yes(at);
                    }
                }
                None => strangers.push(at),
            }
        }
        if strangers.is_empty() {
            return 0;
        }
        if self.group.rows != RowKind::Plain {
            if let Some(device) = self.devices.get_mut(place as usize) {
                device.wants_names = true;
            }
            return strangers.len() as u64;
        }
        if self.group.counts_pages() {
            if let Some(device) = self.devices.get_mut(place as usize) {
                device.wants_names = true;
            }
        }
        for at in strangers {
            self.name_by_index(place, batch.index.of(at), at, asked);
        }
        0
    }

    /// A row whose index is its name; the one of a scalar has none.
    fn name_by_index(&mut self, place: u32, index: &[u32], at: usize, asked: &mut Vec<Asked>) {
        let name = if index == [0] { String::new() } else { dotted(index) };
        let Some(id) = self.rows.devices.get(place as usize).cloned() else { return };
        let Some(row) = self.add_row(place, index, &name) else { return };
        let facts = RowFacts::new(index, name.clone());
        if let Some(own) = self.facts.get_mut(row as usize) {
            own.is_left_out = !self.group.selection.admits(&id, &facts);
        }
        self.recall(&id, row, index, &name);
        asked.push(Asked::Yes(at));
        if let Some(device) = self.devices.get_mut(place as usize) {
            let at = device.rows.partition_point(|(own, _)| own.as_slice() < index);
            device.rows.insert(at, (index.into(), row));
        }
    }

    /// After a restart the indexes of a device may be others, so that its rows must be named again.
    fn note_uptime(&mut self, place: u32, batch: &PollBatch, mut rows: Range<usize>) {
        let Some(uptime) = rows.find_map(|row| batch.uptime_of(row)) else { return };
        let is_named = self.wants_identity();
        let Some(device) = self.devices.get_mut(place as usize) else { return };
        if device.uptime.is_some_and(|before| uptime.is_after_restart(before)) && is_named {
            (device.wants_names, device.is_unsure) = (true, true);
        }
        device.uptime = Some(uptime);
    }

    /// Devices that answered and lack the table.
    fn note_empty(&mut self, batch: &PollBatch, places: &[Option<u32>], answered: &[bool]) {
        let mut silent = vec![false; self.devices.len()];
        let positions = batch.missed.iter().map(|missed| missed.device).chain(batch.resting.iter().copied());
        for position in positions.chain(batch.chosen.iter().map(|chosen| chosen.device)) {
            let place = places.get(position as usize).copied().flatten();
            if let Some(silent) = place.and_then(|place| silent.get_mut(place as usize)) {
                *silent = true;
            }
        }
        for place in places.iter().flatten() {
            let at = *place as usize;
            let (has_rows, is_silent) = (answered.get(at) == Some(&true), silent.get(at) == Some(&true));
            let Some(device) = self.devices.get_mut(at) else { continue };
            device.is_empty = if is_silent { device.is_empty } else { !has_rows };
        }
    }

    /// What was obtained of a row in this cycle.
    fn settle(&mut self, row: usize, asked: Asked, taken: Timestamp, changed: bool) {
        let (Some(facts), Some(state)) = (self.facts.get_mut(row), self.state.get_mut(row)) else { return };
        *state = match asked {
            _ if facts.is_gone => RowState::Gone,
            _ if facts.is_left_out => RowState::LeftOut,
            Asked::Yes(_) => RowState::Read,
            Asked::InVain => RowState::Missed,
            Asked::Unsure(_) => RowState::Unsure,
            Asked::Not if facts.is_down => RowState::Down,
            Asked::Not => RowState::Calm,
            Asked::Elsewhere => *state,
        };
        if matches!(asked, Asked::Yes(_)) {
            if let Some(last) = self.taken.get_mut(row) {
                *last = taken;
            }
            self.was_read(row, changed);
        }
    }

    fn watch(&self, measured: &Measurements) -> Vec<CheckResult> {
        let mut results = Vec::new();
        for watch in &self.group.watches {
            let Some(column) = measured.column(&watch.object) else { continue };
            let unit = column.kind.unit_of_values(&column.unit);
            for (row, (name, taken)) in measured.rows.name.iter().zip(&measured.taken).enumerate() {
                let Some(outcome) = column.of(row).filter(|_| watch.admits(name)) else { continue };
                // The first sample of a counter is nothing to worry about.
                if outcome == Err(Gap::FirstSample) {
                    continue;
                }
                let Some(key) = measured.rows.key(row, &watch.object) else { continue };
                let at = if outcome.is_ok() { *taken } else { measured.time };
                results.push(watch.judge(key.to_string(), &unit, outcome, at));
            }
        }
        results
    }
}

/// Every quantity of every row, and which rows are not as they were.
fn measure(
    group: &Group,
    measures: &mut [Measure],
    taken: &[Timestamp],
    cycle: &Cycle<'_>,
) -> (Vec<MeasuredColumn>, Vec<bool>) {
    let mut columns: Vec<MeasuredColumn> = Vec::with_capacity(measures.len());
    let mut changed = vec![false; taken.len()];
    for (measure, quantity) in measures.iter_mut().zip(&group.quantities) {
        let kind = if quantity.formula.counts() { SeriesKind::Counter } else { SeriesKind::Gauge };
        let (object, unit, keep) = (quantity.object.clone(), quantity.unit.clone(), quantity.keep);
        let mut column = MeasuredColumn { object, kind, unit, keep, ..MeasuredColumn::default() };
        match measure {
            Measure::Counters(counters) => {
                counters.measure(cycle, &mut column);
                for (changed, count) in changed.iter_mut().zip(&column.counts) {
                    *changed |= *count > 0;
                }
            }
            Measure::Levels(levels) => {
                let from = Origin { group, formula: &quantity.formula, taken, known: &columns };
                levels.measure(cycle, &from, &mut column, &mut changed);
            }
        }
        for gap in &column.gaps {
            if let Some(changed) = changed.get_mut(gap.row as usize) {
                *changed = true;
            }
        }
        columns.push(column);
    }
    (columns, changed)
}

impl<'a> Cycle<'a> {
    pub(super) fn column(&self, name: &str) -> Option<&'a PolledColumn> {
        self.batch.column(name)
    }

    pub(super) fn asked(&self, row: usize) -> Asked {
        self.asked.get(row).copied().unwrap_or(Asked::Not)
    }

    /// Whether a row was left to rest before it was read now.
    pub(super) fn rested(&self, row: usize) -> bool {
        self.facts.get(row).is_some_and(|facts| facts.every > 1)
    }

    pub(super) fn speed_bps(&self, row: usize) -> Option<u64> {
        self.facts.get(row)?.speed_bps
    }

    pub(super) fn serial(&self, row: usize) -> Option<&str> {
        self.devices.get(*self.device_of.get(row)? as usize)?.serial.as_deref()
    }

    /// When a row was read by the wall clock; when the cycle began, where it was not.
    pub(super) fn taken(&self, row: usize) -> Timestamp {
        match self.asked(row) {
            Asked::Yes(at) => wall(self.anchor, self.batch.taken.get(at).copied().unwrap_or_default()),
            _ => wall(self.anchor, self.batch.started),
        }
    }

    /// The same by the clock of the counters.
    pub(super) fn moment(&self, row: usize) -> Moment {
        match self.asked(row) {
            Asked::Yes(at) => shifted(self.batch.taken.get(at).copied().unwrap_or_default()),
            _ => shifted(self.batch.started),
        }
    }

    /// The answer that brought a row of the batch.
    pub(super) fn reading(&self, at: usize) -> Taken {
        Taken {
            at: shifted(self.batch.taken.get(at).copied().unwrap_or_default()),
            uptime: self.batch.uptime_of(at),
            ..Taken::default()
        }
    }

    /// `ifCounterDiscontinuityTime` and `ifLastChange` of a row of the batch.
    pub(super) fn own_times(&self, at: usize) -> (Option<u32>, Option<u32>) {
        let time = |column: Option<&PolledColumn>| u32::try_from(column?.value(at)?).ok();
        (time(self.discontinuity), time(self.last_change))
    }
}

/// A moment of the local clock by the wall clock.
pub(super) fn wall((time, started): (Timestamp, Moment), at: Moment) -> Timestamp {
    let millis = |nanos: u64| i64::try_from(nanos / 1_000_000).unwrap_or(i64::MAX);
    let (at, started) = (millis(at.as_nanos()), millis(started.as_nanos()));
    Timestamp::from_millis(time.as_millis().saturating_add(at.saturating_sub(started)))
}

/// A moment on the clock of the counters, which has room for what was read before the program began.
pub(super) fn shifted(at: Moment) -> Moment {
    BEFORE + at.since(Moment::START)
}

/// A wall-clock time on the clock of the counters.
pub(super) fn restored((time, started): (Timestamp, Moment), at: Timestamp) -> Moment {
    let ago = time.as_millis().saturating_sub(at.as_millis());
    let now = shifted(started).as_nanos();
    let nanos = |millis: u64| millis.saturating_mul(1_000_000);
    Moment::from_nanos(match u64::try_from(ago) {
        Ok(ago) => now.saturating_sub(nanos(ago)),
        Err(_) => now.saturating_add(nanos(ago.unsigned_abs())),
    })
}

//! Reading the numbers of a table of many devices, again and again: answers are not decoded to values but matched and
//! read where they are, and requests are the last ones with a few octets overwritten.

mod answer;
mod chosen;
mod memory;
mod plan;
mod rows;
mod template;

use chosen::Chosen;
use smallvec::SmallVec;

use super::fault::DecodeError;
use super::pdu::{BulkRequest, ErrorStatus, Pdu, PduKind, Request};
use super::view::ResponseView;
use super::walk::{Stepping, WalkEnd};
use crate::error::Result;
use crate::value::{Moment, TimeTicks, Value, VarBind, oid};

pub use memory::PollMemory;
pub use plan::{PollLimits, PollPlan};
pub use rows::PolledRow;
pub(crate) use rows::RowsInOrder;
use rows::Staged;
use template::Question;
pub use template::RequestTemplate;

/// Reads the columns of a [`PollPlan`] of one device, once. A pure machine, like [`Walk`](super::Walk), and as
/// distrustful; but it reads numbers only, row by row, and remembers in a few octets what the device can do.
///
/// ```text
/// begin, begin_rows ──► request, pdu ──► accept, timed_out ──► Ask again … Done ──► rows, partial, memory
/// ```
///
/// `sysUpTime.0` rides in every request as the time base of its rows. Columns stay side by side as long as they have
/// the same rows, and each goes on by itself where some have holes. Where only some rows are wanted, they are asked for by
/// their names.
#[derive(Clone, Debug, Default)]
pub struct TablePoll {
    columns: Vec<ColumnAt>,
    /// What is wanted, where that is not the whole table.
    chosen: Option<Chosen>,
    staged: Staged,
    memory: PollMemory,
    /// The columns asked; of chosen rows, those of the cells asked.
    asked: SmallVec<[u8; 16]>,
    repetitions: u32,
    /// Whether sysUpTime is worth asking for.
    uptime: bool,
    /// Whether one column is asked for, with GETNEXT and nothing besides, as its last answer was in doubt.
    alone: bool,
    /// The one that was told last.
    last_uptime: Option<TimeTicks>,
    width: usize,
    silences: u32,
    answered: bool,
    moved: bool,
    partial: Option<(usize, WalkEnd)>,
    faults: u32,
    first_fault: Option<CellFault>,
}

#[derive(Clone, Copy, Debug, Default)]
struct ColumnAt {
    /// The last row that has a cell of this column.
    row: Option<u32>,
    closed: bool,
    /// The row and whether it was closed, before the answer that is being read.
    before: (Option<u32>, bool),
    /// In the answer that is being read, a name did not follow the one before.
    back: bool,
    /// In the answer that is being read, a name could not be read.
    unread: bool,
    /// What was said of it beside other columns cannot be right.
    doubted: bool,
}

/// What happened to a [`TablePoll`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollStep {
    /// There is more to ask.
    Ask,
    /// The poll is over.
    Done,
}

/// A cell that is not there although the agent sent something in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellFault {
    /// Another type than the column's.
    #[error("a value is of another type than its column")]
    WrongType,
    /// Octets that cannot be read.
    #[error("{0}")]
    Unreadable(DecodeError),
    /// A variable that was not asked for.
    #[error("the agent answers with another variable than was asked for")]
    WrongName,
}

impl TablePoll {
    /// Begins with a device of which that much is known; what was read before is forgotten, its room is used again.
    pub fn begin(&mut self, plan: &PollPlan, memory: PollMemory) {
        self.clear(plan, memory);
        self.chosen = None;
        self.prepare(plan);
    }

    /// The same, to read only the rows of these indexes, with GET; rows that the device does not have are absent. Without any
    /// row only `sysUpTime.0` is asked.
    pub fn begin_rows<'r>(&mut self, plan: &PollPlan, memory: PollMemory, rows: impl IntoIterator<Item = &'r [u32]>) {
        self.clear(plan, memory);
        self.choose(plan, rows);
        self.prepare(plan);
    }

    /// Begins again, to read the same of the same device, of which something else is known now.
    pub fn begin_again(&mut self, plan: &PollPlan, memory: PollMemory) {
        if self.chosen.is_none() {
            return self.begin(plan, memory);
        }
        let before = std::mem::take(&mut self.staged);
        self.begin_rows(plan, memory, before.rows().map(|row| row.index));
    }

    fn clear(&mut self, plan: &PollPlan, memory: PollMemory) {
        self.columns.clear();
        self.columns.resize(plan.columns.len(), ColumnAt::default());
        self.staged.clear(plan.columns.len());
        self.memory = memory;
        self.asked.clear();
        self.repetitions = 0;
        (self.uptime, self.last_uptime) = (true, None);
        self.width = memory.width(plan.columns.len());
        (self.silences, self.answered, self.moved) = (0, false, false);
        (self.partial, self.faults, self.first_fault) = (None, 0, None);
    }

    /// What is to be sent now, in octets.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`](crate::Error::Limit) where no datagram is large enough.
    pub fn request<'t>(&self, plan: &PollPlan, template: &'t mut RequestTemplate, id: i32) -> Result<&'t [u8]> {
        let mut indexes: SmallVec<[u8; 256]> = SmallVec::new();
        let mut lengths: SmallVec<[u16; 64]> = SmallVec::new();
        let mut before = None;
        for (_, row) in self.names_asked() {
            let start = indexes.len();
            match (row, before) {
                (None, _) => {}
                (Some(row), Some((same, from))) if row == same => {
                    let index: SmallVec<[u8; 64]> = indexes.get(from..).unwrap_or_default().into();
                    indexes.extend_from_slice(&index);
                }
                (Some(row), _) => encode_index(self.staged.index(row), &mut indexes),
            }
            before = row.map(|row| (row, start));
            lengths.push(u16::try_from(indexes.len() - start).unwrap_or(u16::MAX));
        }
        let question = Question {
            kind: self.kind(),
            repetitions: self.repetitions,
            uptime: self.asks_uptime(),
            columns: &self.asked,
            indexes: &indexes,
            lengths: &lengths,
        };
        template.fill(plan, &question, id)
    }

    /// The same as a PDU, for SNMPv3 to seal.
    #[must_use]
    pub fn pdu(&self, plan: &PollPlan, id: i32) -> Pdu {
        let column = |(place, row): (u8, Option<u32>)| {
            let column = plan.columns.get(usize::from(place))?;
            Some(column.root.child(row.map_or(&[], |row| self.staged.index(row))))
        };
        let uptime: &[u32] = match self.kind() {
            PduKind::Get => &[1, 3, 6, 1, 2, 1, 1, 3, 0],
            _ => &[1, 3, 6, 1, 2, 1, 1, 3],
        };
        let uptime = self.asks_uptime().then(|| oid(uptime));
        let names = uptime.into_iter().chain(self.names_asked().filter_map(column));
        let varbinds = names.map(|name| VarBind::new(name, Value::Null)).collect();
        match self.kind() {
            PduKind::Get => Pdu::Get(Request { id, varbinds }),
            PduKind::GetBulk => Pdu::GetBulk(BulkRequest {
                id,
                non_repeaters: u32::from(self.asks_uptime()),
                max_repetitions: self.repetitions,
                varbinds,
            }),
            _ => Pdu::GetNext(Request { id, varbinds }),
        }
    }

    /// The columns asked, each with the row that its name is of: the last one read, or the one wanted.
    fn names_asked(&self) -> impl Iterator<Item = (u8, Option<u32>)> {
        self.asked.iter().enumerate().map(|(turn, place)| match &self.chosen {
            None => (*place, self.columns.get(usize::from(*place)).and_then(|column| column.row)),
            Some(chosen) => (*place, chosen.row(turn)),
        })
    }

    /// Takes the answer to the last request, of so many octets.
    pub fn accept(&mut self, plan: &PollPlan, answer: &ResponseView<'_>, octets: usize, now: Moment) -> PollStep {
        self.silences = 0;
        self.answered = true;
        if self.asked.is_empty() {
            return PollStep::Done;
        }
        if self.chosen.is_some() {
            self.accept_cells(plan, answer, octets, now);
            return self.prepare(plan);
        }
        match answer.status {
            ErrorStatus::NoError => self.absorb(plan, answer, octets, now),
            ErrorStatus::TooBig => self.shrink_or_end(&WalkEnd::AgentError { status: ErrorStatus::TooBig }),
            status => self.refused(status, answer.index),
        }
        self.prepare(plan)
    }

    /// Nothing answered the last request, or nothing readable.
    pub fn timed_out(&mut self, plan: &PollPlan) -> PollStep {
        self.silences = self.silences.saturating_add(1);
        let patience = if self.answered { plan.limits.timeouts } else { plan.limits.timeouts.min(1) };
        let unproven = self.kind() == PduKind::GetBulk && !self.memory.bulk_worked();
        let is_gone = !self.answered && self.memory.has_answered() && !unproven;
        if self.silences > patience || is_gone {
            self.stop(&WalkEnd::NoAnswer);
        } else if self.chosen.is_some() {
            self.cells_unanswered();
        } else if unproven {
            // An agent may drop bulk requests that it does not know.
            self.memory.without_bulk();
        } else if !self.shrink() {
            self.stop(&WalkEnd::NoAnswer);
        }
        self.prepare(plan)
    }

    /// Ends the poll: columns that are not at their end are partial, for that reason.
    pub fn stop(&mut self, end: &WalkEnd) {
        if self.chosen.is_some() {
            return self.stop_cells(end);
        }
        for place in 0..self.columns.len() {
            self.close(place, end);
        }
        self.asked.clear();
    }

    /// The rows by index, ascending.
    pub fn rows(&self) -> impl Iterator<Item = PolledRow<'_>> {
        let is_table = self.chosen.is_none();
        self.staged.rows().filter(move |row| is_table || row.valid != 0)
    }

    /// The same column by column, where the agent sent them in that order.
    pub(crate) fn rows_in_order(&self) -> Option<RowsInOrder<'_>> {
        let is_whole = self.chosen.is_none() || self.len() == self.staged.len();
        if is_whole { self.staged.in_order() } else { None }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        if self.chosen.is_none() { self.staged.len() } else { self.staged.with_values() }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the device answered at all.
    #[must_use]
    pub fn has_answered(&self) -> bool {
        self.answered
    }

    /// Which column was not read to its end first, and why; `None` where all were, or all that was wanted. After
    /// [`WalkEnd::Restarted`] all may have been: the rows are of two lives of the device.
    #[must_use]
    pub fn partial(&self) -> Option<(usize, &WalkEnd)> {
        self.partial.as_ref().map(|(column, end)| (*column, end))
    }

    /// How many cells the agent sent that are of the wrong type or cannot be read, and what is wrong with the first.
    #[must_use]
    pub fn faults(&self) -> (u32, Option<CellFault>) {
        (self.faults, self.first_fault)
    }

    /// What is known of the device now, for the next poll.
    #[must_use]
    pub fn memory(&self) -> PollMemory {
        let mut memory = self.memory;
        if self.answered {
            let rows = if self.chosen.is_none() { Some(self.staged.len()) } else { None };
            memory.remember(rows, self.partial.is_none());
        }
        memory
    }

    fn kind(&self) -> PduKind {
        match (&self.chosen, self.memory.stepping()) {
            (Some(chosen), _) if chosen.probed().is_none() => PduKind::Get,
            (None, Stepping::Bulk) => PduKind::GetBulk,
            _ => PduKind::GetNext,
        }
    }

    /// Decides what to ask next.
    fn prepare(&mut self, plan: &PollPlan) -> PollStep {
        self.asked.clear();
        if self.chosen.is_some() {
            return self.prepare_cells(plan);
        }
        let open = (0..).zip(&self.columns).filter(|(_, column)| !column.closed);
        let doubted = open.clone().find(|(_, column)| column.doubted).map(|(place, _)| place);
        self.alone = doubted.is_some();
        match doubted {
            Some(place) => self.asked.push(place),
            None => self.asked.extend(open.map(|(place, _)| place).take(self.width)),
        }
        if self.asked.is_empty() {
            return PollStep::Done;
        }
        let row = |place: &u8| self.columns.get(usize::from(*place)).and_then(|column| column.row);
        let behind = self.asked.iter().map(row).min().flatten().map_or(0, |row| row + 1);
        self.repetitions = match self.memory.stepping() {
            Stepping::Bulk => self.memory.repetitions(plan, self.asked.len(), behind),
            Stepping::Next => 1,
        };
        PollStep::Ask
    }

    fn over_limits(&mut self, plan: &PollPlan) -> bool {
        let end = if self.staged.len() > plan.limits.rows {
            WalkEnd::TooManyRows { limit: plan.limits.rows }
        } else if self.staged.octets() > plan.limits.octets {
            WalkEnd::TooManyBytes { limit: plan.limits.octets }
        } else {
            return false;
        };
        self.stop(&end);
        true
    }

    /// Names that do not increase: GETBULK may be at fault, or that several columns were asked for at once. So nothing of
    /// that answer is believed, and GETNEXT of one column has the last word.
    fn turned_back(&mut self, faults_before: (u32, Option<CellFault>)) {
        if !self.alone {
            for column in &mut self.columns {
                (column.row, column.closed) = column.before;
            }
            (self.faults, self.first_fault) = faults_before;
            if self.memory.stepping() == Stepping::Bulk {
                self.memory.without_bulk();
                return;
            }
            for place in &self.asked {
                if let Some(column) = self.columns.get_mut(usize::from(*place)) {
                    column.doubted = true;
                }
            }
            return;
        }
        for place in 0..self.columns.len() {
            let at = self.columns.get(place).filter(|column| column.back && !column.closed).map(|column| column.row);
            if let Some(row) = at {
                let after = row.map_or(&[][..], |row| self.staged.index(row));
                let end = WalkEnd::NotIncreasing { at: oid(after) };
                self.close(place, &end);
            }
        }
    }

    fn refused(&mut self, status: ErrorStatus, index: u32) {
        let index = usize::try_from(index).unwrap_or_default();
        if self.asks_uptime() && index == 1 && status == ErrorStatus::NoSuchName {
            self.uptime = false;
            return;
        }
        if status != ErrorStatus::NoSuchName && self.drops_uptime() {
            return;
        }
        let end = match status {
            // RFC 1157 §4.1.3: the end in v1; the index names the column.
            ErrorStatus::NoSuchName => WalkEnd::NoSuchName,
            // Some agents fail a whole bulk request for a variable far down.
            _ if self.memory.stepping() == Stepping::Bulk => return self.memory.without_bulk(),
            status => WalkEnd::AgentError { status },
        };
        let only = if self.asked.len() == 1 { self.asked.first() } else { None };
        let named = index.checked_sub(1 + usize::from(self.asks_uptime())).and_then(|turn| self.asked.get(turn));
        match named.or(only).copied() {
            Some(place) => {
                self.close(usize::from(place), &end);
            }
            // Nobody knows which column is meant: ask for fewer.
            None => self.narrow(),
        }
    }

    fn shrink_or_end(&mut self, end: &WalkEnd) {
        if !self.shrink() {
            for place in std::mem::take(&mut self.asked) {
                self.close(usize::from(place), end);
            }
        }
    }

    /// Asks for less: half the rows, then half the columns, then without GETBULK and `sysUpTime`. False when there is no
    /// less.
    fn shrink(&mut self) -> bool {
        let columns = self.asked.len();
        let is_bulk = self.memory.stepping() == Stepping::Bulk;
        if is_bulk && self.repetitions > 1 {
            self.memory.limit(self.repetitions as usize / 2 * columns);
        } else if columns > 1 {
            self.narrow();
        } else if is_bulk {
            self.memory.without_bulk();
        } else {
            return self.drops_uptime();
        }
        true
    }

    /// Asks for no `sysUpTime` any more, where nothing else could be left out: some agents bear one variable in a request.
    fn drops_uptime(&mut self) -> bool {
        let could = self.memory.stepping() == Stepping::Next && self.asked.len() == 1 && self.asks_uptime();
        self.uptime &= !could;
        could
    }

    fn asks_uptime(&self) -> bool {
        self.uptime && !self.alone && !self.probes_column()
    }

    fn narrow(&mut self) {
        self.width = (self.asked.len() / 2).max(1);
        self.memory.narrowed(self.width);
    }
}

fn encode_index(arcs: &[u32], out: &mut SmallVec<impl smallvec::Array<Item = u8>>) {
    for arc in arcs {
        // Groups of seven bits (X.690 §8.19.2), the last without the bit that says that more follow.
        let groups = (u32::BITS - arc.leading_zeros()).div_ceil(7).max(1);
        for group in (1..groups).rev() {
            out.push((arc >> (7 * group)).to_le_bytes()[0] | 0x80);
        }
        out.push(arc.to_le_bytes()[0] & 0x7f);
    }
}

#[cfg(test)]
mod tests;

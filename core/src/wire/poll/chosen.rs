use smallvec::SmallVec;

use super::answer::read_uptime;
use super::rows::Staged;
use super::template::UPTIME_INSTANCE;
use super::{CellFault, PollPlan, PollStep, TablePoll, encode_index};
use crate::value::{Moment, Oid};
use crate::wire::ber::same;
use crate::wire::fault::DecodeError;
use crate::wire::pdu::ErrorStatus;
use crate::wire::view::{ResponseView, VarBindView, Variables};
use crate::wire::walk::WalkEnd;

/// What of chosen rows is still to be asked. GET of them never takes more requests than GETBULK of their table: as many
/// rows fit in an answer, and at the end of the table nobody need be asked what follows.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    /// Of each row: the cells that are known or given up, the first column at bit 0.
    settled: Vec<u64>,
    /// The rows before it are settled.
    first: usize,
    /// The rows of the cells asked, whose columns are in [`TablePoll::asked`].
    rows: Vec<u32>,
    /// How many cells may be asked at once, where an agent refused some and did not say which.
    room: usize,
    /// Whether a cell is asked twice: what stands last in the agent's answers cannot be read.
    padded: bool,
    /// Answers in a row that settled nothing.
    vain: u32,
    /// The column of which it is asked whether the agent has it at all.
    probed: Option<u8>,
    /// The columns of which that was asked.
    known: u64,
}

/// After so many answers in a row that settled nothing, an agent is asked no more.
const PATIENCE: u32 = 24;

impl Chosen {
    /// The row of a cell asked.
    pub(super) fn row(&self, turn: usize) -> Option<u32> {
        self.rows.get(turn).copied()
    }

    /// The column of which it is asked whether the agent has it at all.
    pub(super) fn probed(&self) -> Option<u8> {
        self.probed
    }

    fn settle(&mut self, row: u32, column: u8) {
        if let Some(settled) = self.settled.get_mut(row as usize) {
            *settled |= 1 << column;
        }
    }
}

/// Reading chosen rows: cell by cell, by their names.
impl TablePoll {
    pub(super) fn choose<'r>(&mut self, plan: &PollPlan, rows: impl IntoIterator<Item = &'r [u32]>) {
        let mut chosen = self.chosen.take().unwrap_or_default();
        chosen.settled.clear();
        chosen.rows.clear();
        (chosen.first, chosen.room, chosen.vain, chosen.padded) = (0, usize::MAX, 0, false);
        (chosen.probed, chosen.known) = (None, 0);
        let longest = plan.columns.iter().map(|column| column.root.len()).max().unwrap_or_default();
        for index in rows {
            // No object has such a name.
            if index.is_empty() || longest + index.len() > Oid::MAX_ARCS {
                continue;
            }
            let end = if self.staged.len() >= plan.limits.rows {
                WalkEnd::TooManyRows { limit: plan.limits.rows }
            } else if self.staged.octets() >= plan.limits.octets {
                WalkEnd::TooManyBytes { limit: plan.limits.octets }
            } else {
                self.staged.want(index);
                continue;
            };
            self.partial = Some((0, end));
            break;
        }
        chosen.settled.resize(self.staged.len(), 0);
        self.chosen = Some(chosen);
    }

    /// Decides which cells to ask next: whole rows, as many as an answer holds, so that each row is of one moment.
    pub(super) fn prepare_cells(&mut self, plan: &PollPlan) -> PollStep {
        let Some(chosen) = &mut self.chosen else { return PollStep::Done };
        chosen.rows.clear();
        if let Some(column) = chosen.probed {
            self.asked.push(column);
            return PollStep::Ask;
        }
        let all = all_of(plan.columns.len());
        chosen.first += chosen.settled.iter().skip(chosen.first).take_while(|settled| **settled == all).count();
        let room = self.memory.room(plan).min(chosen.room).max(1);
        let first = u32::try_from(chosen.first).unwrap_or(u32::MAX);
        for (row, settled) in (first..).zip(chosen.settled.iter().skip(chosen.first)) {
            let left = all & !settled;
            let count = left.count_ones() as usize;
            if !self.asked.is_empty() && self.asked.len() + count > room {
                break;
            }
            let cells = (0..64_u8).filter(|column| left >> column & 1 == 1).take(room);
            self.asked.extend(cells);
            chosen.rows.resize(self.asked.len(), row);
        }
        if let (true, [cell], Some(row)) = (chosen.padded, self.asked.as_slice(), chosen.row(0)) {
            self.asked.push(*cell);
            chosen.rows.push(row);
        }
        if self.asked.is_empty() { PollStep::Done } else { PollStep::Ask }
    }

    pub(super) fn accept_cells(&mut self, plan: &PollPlan, answer: &ResponseView<'_>, octets: usize, now: Moment) {
        if self.probes_column() {
            return self.take_probe(plan, answer);
        }
        let Some(chosen) = &mut self.chosen else { return };
        chosen.vain = chosen.vain.saturating_add(1);
        let is_last = chosen.vain >= PATIENCE;
        match answer.status {
            ErrorStatus::NoError => self.take_cells(plan, answer, octets, now),
            ErrorStatus::TooBig => {
                if !self.ask_fewer() {
                    self.give_up_asked(&WalkEnd::AgentError { status: ErrorStatus::TooBig });
                }
            }
            status => self.refused_cells(status, answer.index),
        }
        if is_last && self.chosen.as_ref().is_some_and(|chosen| chosen.vain > 0) {
            match answer.status {
                ErrorStatus::NoError if self.faults > 0 => {
                    let (cells, _) = self.settle_all();
                    self.faults = self.faults.saturating_add(cells);
                }
                ErrorStatus::NoError => self.stop_cells(&WalkEnd::EmptyAnswer),
                status => self.stop_cells(&WalkEnd::AgentError { status }),
            }
        }
    }

    /// Nothing answered the last request: fewer cells may be answered. Of a device that never said a word only one row is
    /// asked then.
    pub(super) fn cells_unanswered(&mut self) {
        if self.probes_column() {
            if let Some(chosen) = &mut self.chosen {
                chosen.probed = None;
            }
        } else if !self.answered && self.asked.len() > self.columns.len() {
            self.memory.limit(self.columns.len());
        } else if !self.ask_fewer() {
            self.stop_cells(&WalkEnd::NoAnswer);
        }
    }

    /// Gives up all cells that are not known.
    pub(super) fn stop_cells(&mut self, end: &WalkEnd) {
        if let (1.., column) = self.settle_all() {
            self.partial.get_or_insert_with(|| (column, end.clone()));
        }
    }

    /// Nothing is to be asked any more: tells how many cells that would have been, and the column of the first.
    fn settle_all(&mut self) -> (u32, usize) {
        let Some(chosen) = &mut self.chosen else { return (0, 0) };
        let all = all_of(self.columns.len());
        let (mut cells, mut column) = (0_u32, 0);
        for settled in chosen.settled.iter_mut().skip(chosen.first) {
            let left = all & !std::mem::replace(settled, all);
            if cells == 0 && left != 0 {
                column = left.trailing_zeros() as usize;
            }
            cells = cells.saturating_add(left.count_ones());
        }
        (chosen.first, chosen.probed) = (chosen.settled.len(), None);
        chosen.rows.clear();
        self.asked.clear();
        (cells, column)
    }

    /// Takes the cells of an answer: those that were asked, in that order. What an agent left out, or sent under a name
    /// that cannot be read, is asked again; and is at fault where it was asked alone.
    fn take_cells(&mut self, plan: &PollPlan, answer: &ResponseView<'_>, octets: usize, now: Moment) {
        let mut variables = answer.variables();
        let mut uptime = None;
        if self.asks_uptime() {
            let mut behind = variables;
            if let Some(Ok(first)) = behind.next().filter(|first| is_uptime(first.as_ref().ok())) {
                uptime = read_uptime(&first);
                self.note_uptime(uptime);
                variables = behind;
            }
        }
        let asked = std::mem::take(&mut self.asked);
        let mut names = CellNames::default();
        let (mut next, mut received, mut settled) = (0, 0_usize, 0_usize);
        let mut unreadable = None;
        while received < asked.len() {
            let Some((name, variable)) = next_variable(&mut variables) else { break };
            received += 1;
            let Some(chosen) = &mut self.chosen else { break };
            let mut cells = asked.iter().zip(&chosen.rows).enumerate().skip(next);
            let is_named =
                |(_, (column, row)): &(usize, (&u8, &u32))| names.is(plan, &self.staged, **column, **row, name);
            let Some((turn, (&column, &row))) = cells.find(is_named) else {
                unreadable = unreadable.or(variable.err());
                continue;
            };
            next = turn + 1;
            settled += 1;
            chosen.settle(row, column);
            match variable {
                Ok(variable) => self.take_cell(plan, row, column, &variable, (now, uptime)),
                Err(error) => self.fault(CellFault::Unreadable(error)),
            }
        }
        self.asked = asked;
        let room = self.memory.room(plan);
        let is_full = settled >= self.asked.len() && self.asked.len() + plan.columns.len() > room;
        if received > 0 {
            self.memory.adapt(plan, received + usize::from(self.asks_uptime()), octets, is_full);
        }
        if settled > 0 {
            return self.went_well();
        }
        let asks_again = (unreadable.is_some() && self.pad()) || self.isolate();
        if !asks_again {
            // It was asked alone.
            match unreadable {
                None if received == 0 => return self.give_up_asked(&WalkEnd::EmptyAnswer),
                None => self.fault(CellFault::WrongName),
                Some(error) => self.fault(CellFault::Unreadable(error)),
            }
            for (column, row) in self.cells_asked() {
                self.settle(row, column);
            }
        }
    }

    fn take_cell(
        &mut self,
        plan: &PollPlan,
        row: u32,
        column: u8,
        variable: &VarBindView<'_>,
        taken: (Moment, Option<u32>),
    ) {
        // RFC 3416 §4.2.1: the agent has no such object, or no such instance of it.
        if variable.is_exception() {
            return;
        }
        let place = usize::from(column);
        let Some(planned) = plan.columns.get(place) else { return };
        match variable.number() {
            Ok(Some(number)) if planned.takes(number.kind, number.bits) => {
                self.staged.put_wanted(row, place, number.bits, taken);
            }
            Ok(_) => self.fault(CellFault::WrongType),
            Err(error) => self.fault(CellFault::Unreadable(error)),
        }
    }

    /// RFC 1157 §4.1.2: the agent answers an error instead of all cells, with the place of the first one at fault.
    fn refused_cells(&mut self, status: ErrorStatus, index: u32) {
        let index = usize::try_from(index).unwrap_or_default();
        if self.asks_uptime() && index == 1 && status == ErrorStatus::NoSuchName {
            self.uptime = false;
            return;
        }
        let named = index.checked_sub(1 + usize::from(self.asks_uptime()));
        let cell = named.and_then(|turn| Some((*self.asked.get(turn)?, self.chosen.as_ref()?.row(turn)?)));
        match cell {
            Some((column, row)) if status == ErrorStatus::NoSuchName => self.cell_is_absent(row, column),
            Some((column, row)) => self.give_up_cell(row, column, &WalkEnd::AgentError { status }),
            // Nobody knows which cell is meant.
            None if self.isolate() => {}
            None if status == ErrorStatus::NoSuchName => {
                for (column, row) in self.cells_asked() {
                    self.cell_is_absent(row, column);
                }
            }
            None => self.give_up_asked(&WalkEnd::AgentError { status }),
        }
    }

    /// The agent has no such cell. In v1 each one costs a request, so where nothing of the column was seen yet, it is asked
    /// whether there is any.
    fn cell_is_absent(&mut self, row: u32, column: u8) {
        let Some(chosen) = &mut self.chosen else { return };
        chosen.settle(row, column);
        chosen.vain = 0;
        let is_known = chosen.known >> column & 1 == 1 || self.staged.has_any(usize::from(column));
        if !is_known {
            chosen.known |= 1 << column;
            chosen.probed = Some(column);
        }
    }

    pub(super) fn probes_column(&self) -> bool {
        self.chosen.as_ref().is_some_and(|chosen| chosen.probed.is_some())
    }

    /// Takes the answer to GETNEXT of a column: where no name of it follows, none of its cells need be asked.
    fn take_probe(&mut self, plan: &PollPlan, answer: &ResponseView<'_>) {
        let Some(chosen) = &mut self.chosen else { return };
        let Some(column) = chosen.probed.take() else { return };
        let Some(root) = plan.columns.get(usize::from(column)).map(|column| column.octets.as_slice()) else { return };
        let is_absent = match answer.status {
            ErrorStatus::NoSuchName => true,
            ErrorStatus::NoError => answer
                .variables()
                .find_map(Result::ok)
                .is_some_and(|next| next.is_exception() || !next.name_octets().starts_with(root)),
            _ => false,
        };
        if is_absent {
            chosen.settled.iter_mut().for_each(|settled| *settled |= 1 << column);
        }
    }

    /// Asks for less: half the cells, at last without `sysUpTime`. False when there is no less.
    fn ask_fewer(&mut self) -> bool {
        if self.asked.len() > 1 {
            self.memory.limit(self.asked.len() / 2);
            return true;
        }
        std::mem::take(&mut self.uptime)
    }

    /// The same to find the cell that is at fault, and no longer than that takes.
    fn isolate(&mut self) -> bool {
        let Some(chosen) = &mut self.chosen else { return false };
        if self.asked.len() > 1 && !chosen.padded {
            chosen.room = self.asked.len() / 2;
            return true;
        }
        std::mem::take(&mut self.uptime)
    }

    /// Asks for the only cell twice, so that it does not stand last. False where that was done.
    fn pad(&mut self) -> bool {
        let Some(chosen) = self.chosen.as_mut().filter(|_| self.asked.len() == 1) else { return false };
        !std::mem::replace(&mut chosen.padded, true)
    }

    fn went_well(&mut self) {
        if let Some(chosen) = &mut self.chosen {
            (chosen.vain, chosen.padded) = (0, false);
            chosen.room = chosen.room.saturating_mul(2);
        }
    }

    fn settle(&mut self, row: u32, column: u8) {
        if let Some(chosen) = &mut self.chosen {
            chosen.settle(row, column);
            chosen.padded = false;
        }
    }

    fn cells_asked(&self) -> Vec<(u8, u32)> {
        let rows = self.chosen.iter().flat_map(|chosen| &chosen.rows);
        self.asked.iter().copied().zip(rows.copied()).collect()
    }

    fn give_up_asked(&mut self, end: &WalkEnd) {
        for (column, row) in self.cells_asked() {
            self.give_up_cell(row, column, end);
        }
    }

    fn give_up_cell(&mut self, row: u32, column: u8, end: &WalkEnd) {
        self.settle(row, column);
        self.partial.get_or_insert_with(|| (usize::from(column), end.clone()));
    }
}

/// The names of cells, encoded: that of a row is made once.
#[derive(Default)]
struct CellNames {
    row: Option<u32>,
    index: SmallVec<[u8; 64]>,
}

impl CellNames {
    fn is(&mut self, plan: &PollPlan, staged: &Staged, column: u8, row: u32, name: &[u8]) -> bool {
        let Some(root) = plan.columns.get(usize::from(column)).map(|column| column.octets.as_slice()) else {
            return false;
        };
        let Some((found, index)) = name.split_at_checked(root.len()) else { return false };
        if !same(found, root) {
            return false;
        }
        if self.row != Some(row) {
            self.index.clear();
            encode_index(staged.index(row), &mut self.index);
            self.row = Some(row);
        }
        same(index, &self.index)
    }
}

/// The next variable's name, as far as it can be told, and itself or what is wrong with it.
fn next_variable<'a>(variables: &mut Variables<'a>) -> Option<(&'a [u8], Result<VarBindView<'a>, DecodeError>)> {
    let variable = match variables.plain() {
        Some(variable) => Ok(variable),
        None => variables.next()?,
    };
    Some(match variable {
        Ok(variable) => (variable.name_octets(), Ok(variable)),
        Err(broken) => (broken.name_octets().unwrap_or_default(), Err(broken.error)),
    })
}

fn is_uptime(variable: Option<&VarBindView<'_>>) -> bool {
    variable.is_some_and(|variable| variable.name_octets() == UPTIME_INSTANCE)
}

/// A bit for each column.
fn all_of(columns: usize) -> u64 {
    u64::MAX >> (PollPlan::MAX_COLUMNS - columns.clamp(1, PollPlan::MAX_COLUMNS))
}

//! Stepping through subtrees (RFC 3416 §4.2.2, §4.2.3) and why it stopped.

mod column;
mod limits;

use column::{Column, Taken};
pub use column::{WalkEnd, WalkedColumn};
pub use limits::{Stepping, WalkLimits};

use super::exchange::{Answer, Verdict};
use super::fault::{DecodeError, VarBindFault};
use super::message::slots;
use super::pdu::{BulkRequest, ErrorStatus, Pdu, Request};
use crate::value::{Moment, Oid, Value, VarBind};

/// Reads one or several subtrees side by side. A pure machine: it says what to ask next and takes the answers.
///
/// Each answer moves a column on, ends one, or makes the next request smaller; so the walk ends whatever the agent
/// does. It adapts: answers are aimed at a size, `tooBig` and silence halve the request, full answers let it grow
/// slowly, and an agent that is bad at GETBULK is asked with GETNEXT.
#[derive(Clone, Debug)]
pub struct Walk {
    columns: Vec<Column>,
    limits: WalkLimits,
    stepping: Stepping,
    /// Variables per request, all columns together.
    budget: usize,
    /// The budget grows up to here, below what once failed.
    ceiling: usize,
    /// Columns per request.
    width: usize,
    asked: Option<Asked>,
    started: Option<Moment>,
    rows: usize,
    bytes: usize,
    /// Whether a limit was reached already, and greedy columns were stopped.
    over: bool,
    silences: u32,
    answered: bool,
    bulk_worked: bool,
    /// Asks for the last name twice: what stands last in an answer cannot be read.
    padded: bool,
}

#[derive(Clone, Debug)]
struct Asked {
    columns: Vec<usize>,
    repetitions: u32,
}

/// What an answer did to a [`Walk`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more to ask.
    Continue,
    /// The walk is over; of several columns, the first reason that is not completion.
    Stopped(WalkEnd),
}

impl Walk {
    /// Walks everything below `root`.
    #[must_use]
    pub fn new(root: Oid, limits: WalkLimits) -> Self {
        Self::columns([root], limits)
    }

    /// Walks everything below each root, side by side.
    #[must_use]
    pub fn columns(roots: impl IntoIterator<Item = Oid>, limits: WalkLimits) -> Self {
        Self {
            columns: roots.into_iter().map(Column::new).collect(),
            stepping: limits.stepping,
            budget: limits.varbinds,
            ceiling: usize::MAX,
            width: limits.columns.min(limits.varbinds),
            asked: None,
            started: None,
            rows: 0,
            bytes: 0,
            over: false,
            silences: 0,
            answered: limits.answers,
            bulk_worked: false,
            padded: false,
            limits,
        }
    }

    /// What to ask next, with that request-id; `None` once the walk is over. Asked twice without an answer in
    /// between, it is the same question.
    pub fn next_request(&mut self, id: i32, now: Moment) -> Option<Pdu> {
        let started = *self.started.get_or_insert(now);
        if now.since(started) > self.limits.time {
            self.stop(&WalkEnd::TooLong { limit: self.limits.time });
        }
        let doubted = self.columns.iter().position(|column| column.end.is_none() && column.doubted);
        let open = self.columns.iter().enumerate().filter(|(_, column)| column.end.is_none());
        let (columns, mut varbinds): (Vec<_>, Vec<_>) = open
            .filter(|(place, _)| doubted.is_none_or(|doubted| doubted == *place))
            .take(self.width)
            .map(|(place, column)| (place, VarBind::new(column.cursor().clone(), Value::Null)))
            .unzip();
        if columns.is_empty() {
            self.asked = None;
            return None;
        }
        varbinds.extend(varbinds.last().filter(|_| self.padded).cloned());
        let repetitions = match self.stepping {
            Stepping::Bulk => u32::try_from(self.budget / columns.len()).unwrap_or(u32::MAX),
            Stepping::Next => 1,
        };
        let repetitions = repetitions.clamp(1, self.limits.repetitions);
        self.asked = Some(Asked { columns, repetitions });
        Some(match self.stepping {
            Stepping::Bulk => {
                Pdu::GetBulk(BulkRequest { id, non_repeaters: 0, max_repetitions: repetitions, varbinds })
            }
            Stepping::Next => Pdu::GetNext(Request { id, varbinds }),
        })
    }

    /// Takes the answer to the last request. An answer that nobody asked for changes nothing.
    pub fn accept(&mut self, answer: Answer) -> Step {
        let Some(asked) = self.asked.take() else { return self.step() };
        self.silences = 0;
        self.answered = true;
        match answer.verdict() {
            Verdict::Success => self.absorb(&asked, answer),
            Verdict::TooBig => self.shrink_or_end(&asked, &WalkEnd::AgentError { status: ErrorStatus::TooBig }),
            Verdict::Refused { status, index } => self.refused(&asked, status, index),
        }
        self.step()
    }

    /// Nothing answered the last request, or nothing readable.
    pub fn timed_out(&mut self) -> Step {
        let Some(asked) = self.asked.take() else { return self.step() };
        self.silences = self.silences.saturating_add(1);
        let patience = if self.answered { self.limits.timeouts } else { self.limits.timeouts.min(1) };
        if self.silences > patience {
            self.stop(&WalkEnd::NoAnswer);
        } else if self.stepping == Stepping::Bulk && (!self.bulk_worked || self.silences == patience) {
            // An agent may drop bulk requests that it does not know.
            self.stepping = Stepping::Next;
        } else {
            self.shrink(&asked);
        }
        self.step()
    }

    /// The last request was answered, but so that nothing could be read. Large answers are what agents break or cut:
    /// asks for much less, down to one variable.
    pub fn unreadable(&mut self) -> Step {
        let Some(asked) = self.asked.take() else { return self.step() };
        let columns = asked.columns.len();
        if self.stepping == Stepping::Bulk && asked.repetitions > 1 {
            (self.budget, self.ceiling) = (columns, columns);
        } else if columns > 1 {
            self.width = columns / 4 + usize::from(columns < 4);
            (self.budget, self.ceiling) = (self.width, self.width);
        } else if self.stepping == Stepping::Bulk {
            self.stepping = Stepping::Next;
        } else {
            self.stop(&WalkEnd::NoAnswer);
        }
        self.step()
    }

    /// How many variables a request asks for now, to begin with the next time:
    /// [`WalkLimits::varbinds`]. A request asks for one of each of its columns at least.
    #[must_use]
    pub fn varbinds_per_request(&self) -> usize {
        self.budget.max(self.width)
    }

    /// How the walk asks now: [`Stepping::Next`] where the agent proved bad at GETBULK.
    #[must_use]
    pub fn stepping(&self) -> Stepping {
        if self.padded { self.limits.stepping } else { self.stepping }
    }

    /// What was read, column by column in the order of the roots. Columns that are not at their end are
    /// [`WalkEnd::Cancelled`].
    #[must_use]
    pub fn finish(self) -> Vec<WalkedColumn> {
        self.columns.into_iter().map(Column::into_walked).collect()
    }

    fn step(&self) -> Step {
        let mut worst = &WalkEnd::OutOfSubtree;
        for (place, column) in self.columns.iter().enumerate() {
            match &column.end {
                None => return Step::Continue,
                Some(end) if place == 0 || (worst.is_complete() && !end.is_complete()) => worst = end,
                Some(_) => {}
            }
        }
        Step::Stopped(worst.clone())
    }

    fn absorb(&mut self, asked: &Asked, answer: Answer) {
        let (mut received, total) = (0, answer.response.varbinds.len() + answer.faults.len());
        let mut moved = false;
        let mut unreadable = None;
        let octets = answer.octets;
        let Answer { response, faults, .. } = answer;
        self.columns.iter_mut().for_each(Column::begin);
        for &place in &asked.columns {
            self.columns.get_mut(place).into_iter().for_each(|column| column.doubted = false);
        }
        if let Some((place, at)) = self.first_backwards(asked, &response.varbinds, &faults) {
            return self.turned_back(asked, place, at);
        }
        // RFC 3416 §4.2.3: repetition after repetition, each in the order of the request; it may end anywhere.
        let told = if self.padded { asked.columns.len() } else { total };
        for (slot, &place) in slots(response.varbinds, faults).take(told).zip(asked.columns.iter().cycle()) {
            received += 1;
            let Some(column) = self.columns.get_mut(place).filter(|column| column.end.is_none()) else { continue };
            let taken = match slot {
                Ok(varbind) => column.take(varbind),
                // Where agents miscount or cut, the last variable bears it: in another place it may be readable. The
                // column does not move then; so that the walk ends, something must have.
                Err(fault) if received == total && moved && column.may_go_on_with(&fault) => break,
                Err(fault) => {
                    unreadable = Some(fault.error);
                    column.skip(fault)
                }
            };
            match taken {
                Taken::Moved(octets) => {
                    moved = true;
                    self.rows = self.rows.saturating_add(1);
                    self.bytes = self.bytes.saturating_add(octets);
                }
                Taken::Ended => moved = true,
                Taken::Nameless => {}
            }
            self.over_limits();
        }
        self.adapt(asked, received, octets);
        if moved && self.stepping == Stepping::Bulk {
            self.bulk_worked = true;
        }
        if !moved {
            self.stalled(asked, unreadable, total == 1);
        }
    }

    /// The first name of an answer that does not follow the one before it in its column, and the column.
    fn first_backwards(&self, asked: &Asked, varbinds: &[VarBind], faults: &[VarBindFault]) -> Option<(usize, Oid)> {
        let mut last: Vec<Option<&Oid>> =
            asked.columns.iter().map(|&place| self.columns.get(place).map(Column::cursor)).collect();
        let told = if self.padded { asked.columns.len() } else { usize::MAX };
        for (slot, turn) in slots(varbinds, faults).take(told).zip((0..asked.columns.len()).cycle()) {
            let name = match &slot {
                // What an agent says of a column after its end does not matter.
                Ok(varbind) if varbind.value.is_exception() => {
                    last.get_mut(turn).into_iter().for_each(|last| *last = last.filter(|last| varbind.name > **last));
                    continue;
                }
                Ok(varbind) => Some(&varbind.name),
                Err(fault) => fault.name.as_ref(),
            };
            let (Some(name), Some(Some(last))) = (name, last.get_mut(turn)) else { continue };
            if name <= *last {
                return Some((*asked.columns.get(turn)?, name.clone()));
            }
            *last = name;
        }
        None
    }

    /// Stops what went beyond a limit: at first only the columns that took more than their share, so that one endless
    /// table does not cost the others. Those may then take as much again, all together.
    fn over_limits(&mut self) {
        let (rows, bytes) = (self.rows > self.limits.rows, self.bytes > self.limits.bytes);
        let end = match (rows, bytes) {
            (true, _) => WalkEnd::TooManyRows { limit: self.limits.rows },
            (false, true) => WalkEnd::TooManyBytes { limit: self.limits.bytes },
            (false, false) => return,
        };
        if self.over {
            return self.stop(&end);
        }
        self.over = true;
        let count = self.columns.len().max(1);
        let (rows, bytes) = (self.limits.rows / count, self.limits.bytes / count);
        for column in &mut self.columns {
            if column.rows() > rows || column.octets() > bytes {
                column.end.get_or_insert_with(|| end.clone());
            }
        }
        (self.rows, self.bytes) = (0, 0);
    }

    /// Aims the next answer at the size that is wanted.
    fn adapt(&mut self, asked: &Asked, received: usize, octets: usize) {
        if self.stepping == Stepping::Next || received == 0 {
            return;
        }
        let fitting = self.limits.answer_octets.saturating_mul(received).checked_div(octets).unwrap_or(usize::MAX);
        let full = received >= asked.columns.len() * asked.repetitions as usize;
        let grown = if full { self.budget.saturating_add(self.budget / 4 + 1) } else { self.budget };
        let most = self.limits.columns.saturating_mul(self.limits.repetitions as usize);
        self.budget = grown.min(fitting).min(self.ceiling).min(most).max(1);
    }

    /// Names that do not increase. Nothing of such an answer is believed: GETBULK may be at fault, or columns may be
    /// mixed up; so GETNEXT for one column has the last word.
    fn turned_back(&mut self, asked: &Asked, place: usize, at: Oid) {
        if self.stepping == Stepping::Bulk {
            self.stepping = Stepping::Next;
            return;
        }
        if asked.columns.len() > 1 {
            for &place in &asked.columns {
                self.columns.get_mut(place).into_iter().for_each(|column| column.doubted = true);
            }
            return;
        }
        if let Some(column) = self.columns.get_mut(place) {
            // At the end of its MIB an agent may start again from the top: that is outside, not a loop.
            let is_top = column.is_outside(&at) && at.len() > 2;
            let end = if is_top { WalkEnd::OutOfSubtree } else { WalkEnd::NotIncreasing { at } };
            column.end.get_or_insert(end);
        }
        self.trust_bulk_again();
    }

    /// The fault lay with a column, not with GETBULK.
    fn trust_bulk_again(&mut self) {
        if self.bulk_worked && self.stepping == Stepping::Next {
            self.stepping = Stepping::Bulk;
            self.columns.iter_mut().for_each(|column| column.doubted = false);
        }
    }

    fn stalled(&mut self, asked: &Asked, unreadable: Option<DecodeError>, alone: bool) {
        if alone && unreadable.is_some() && !self.padded {
            (self.padded, self.stepping) = (true, Stepping::Next);
            return;
        }
        let end = unreadable.map_or(WalkEnd::EmptyAnswer, |error| WalkEnd::Unreadable { error });
        self.shrink_or_end(asked, &end);
    }

    fn refused(&mut self, asked: &Asked, status: ErrorStatus, index: u32) {
        let named = usize::try_from(index).ok().and_then(|index| asked.columns.get(index.checked_sub(1)?)).copied();
        let only = match asked.columns.as_slice() {
            &[only] => Some(only),
            _ => None,
        };
        let end = match status {
            // RFC 1157 §4.1.3: the end in v1; the index names the column.
            ErrorStatus::NoSuchName => WalkEnd::NoSuchName,
            // Some agents fail a whole bulk request for a variable far down.
            _ if self.stepping == Stepping::Bulk => {
                self.stepping = Stepping::Next;
                return;
            }
            status => WalkEnd::AgentError { status },
        };
        match named.or(only).and_then(|place| self.columns.get_mut(place)) {
            Some(column) => {
                column.end.get_or_insert(end);
                self.trust_bulk_again();
            }
            // Nobody knows which column is meant: ask for fewer.
            None => {
                self.width = (asked.columns.len() / 2).max(1);
                (self.budget, self.ceiling) = (self.width, self.width);
            }
        }
    }

    fn shrink_or_end(&mut self, asked: &Asked, end: &WalkEnd) {
        if self.shrink(asked) {
            return;
        }
        for &place in &asked.columns {
            if let Some(column) = self.columns.get_mut(place) {
                column.end.get_or_insert_with(|| end.clone());
            }
        }
    }

    /// Asks for less: half the rows, then half the columns, then without GETBULK. False when there is no less.
    fn shrink(&mut self, asked: &Asked) -> bool {
        let columns = asked.columns.len();
        if self.stepping == Stepping::Bulk && asked.repetitions > 1 {
            self.budget = asked.repetitions as usize / 2 * columns;
            self.ceiling = self.budget;
        } else if columns > 1 {
            self.width = columns / 2;
            self.budget = self.width;
            self.ceiling = self.budget;
        } else if self.stepping == Stepping::Bulk {
            self.stepping = Stepping::Next;
        } else {
            return false;
        }
        true
    }

    fn stop(&mut self, end: &WalkEnd) {
        for column in &mut self.columns {
            column.end.get_or_insert_with(|| end.clone());
        }
    }
}

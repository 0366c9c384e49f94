use smallvec::SmallVec;

use super::rows::Staged;
use super::template::UPTIME_INSTANCE;
use super::{CellFault, ColumnAt, PollPlan, TablePoll, encode_index};
use crate::value::{Moment, Oid, TimeTicks};
use crate::wire::ber::same;
use crate::wire::fault::DecodeError;
use crate::wire::view::{Arcs, BrokenVarBind, ResponseView, VarBindView, Variables};
use crate::wire::walk::{Stepping, WalkEnd};

/// The first column of a repetition, which the others are likely to follow.
#[derive(Clone, Copy)]
struct Lead<'a> {
    before: Option<u32>,
    row: u32,
    index: &'a [u8],
}

/// Reading an answer: which row each variable belongs to, and what it is.
impl TablePoll {
    pub(super) fn absorb(&mut self, plan: &PollPlan, answer: &ResponseView<'_>, octets: usize, now: Moment) {
        let mut variables = answer.variables();
        let mut uptime = None;
        if self.asks_uptime() {
            uptime = variables.next().and_then(Result::ok).and_then(|variable| read_uptime(&variable));
            self.note_uptime(uptime);
        }
        let asked = std::mem::take(&mut self.asked);
        for column in &mut self.columns {
            (column.before, column.back, column.unread) = ((column.row, column.closed), false, false);
        }
        let faults_before = (self.faults, self.first_fault);
        let mut lead = None;
        let (mut received, mut moved, mut backwards) = (0_usize, false, false);
        let mut unreadable = None;
        let whole = self.take_whole_rows(plan, &asked, &mut variables, (now, uptime));
        if whole > 0 {
            (received, moved) = (whole * asked.len(), true);
        }
        // RFC 3416 §4.2.3: repetition after repetition, each in the order of the request; it may end anywhere.
        let mut turns = asked.iter().enumerate().cycle();
        loop {
            let variable = match variables.plain() {
                Some(variable) => Ok(variable),
                None => match variables.next() {
                    Some(variable) => variable,
                    None => break,
                },
            };
            let Some((turn, &place)) = turns.next() else { break };
            received += 1;
            if turn == 0 {
                lead = None;
                if self.staged.len() > plan.limits.rows {
                    break;
                }
            }
            let place = usize::from(place);
            if self.columns.get(place).is_none_or(|column| column.closed || column.back) {
                continue;
            }
            let taken = match variable {
                Ok(variable) => self.take(plan, place, &variable, &mut lead, (now, uptime)),
                Err(broken) => self.skip(plan, place, &broken, (now, uptime)),
            };
            match taken {
                Taken::Moved => {
                    moved = true;
                    if let Some(error) = unreadable {
                        self.passed_over(place, error);
                    }
                }
                Taken::NotIncreasing => backwards = true,
                Taken::Nameless(error) => {
                    unreadable = Some(error);
                    if let Some(column) = self.columns.get_mut(place) {
                        column.unread = true;
                    }
                }
            }
        }
        self.asked = asked;
        if self.over_limits(plan) {
            return;
        }
        let full = received >= self.asked.len() * self.repetitions as usize;
        if self.memory.stepping() == Stepping::Bulk && received > 0 {
            self.memory.adapt(plan, received + usize::from(self.asks_uptime()), octets, full);
            if moved {
                self.memory.bulk_has_worked();
            }
        }
        if moved && self.alone {
            self.columns.iter_mut().for_each(|column| column.doubted &= column.row == column.before.0);
        }
        if backwards {
            self.turned_back(faults_before);
        } else if !moved {
            let end = unreadable.map_or(WalkEnd::EmptyAnswer, |error| WalkEnd::Unreadable { error });
            self.shrink_or_end(&end);
        }
    }

    /// Rows from before a restart and rows from after it do not belong together, so the poll is marked; each row by
    /// itself is right, with the time base that came with it.
    pub(super) fn note_uptime(&mut self, uptime: Option<u32>) {
        let Some(now) = uptime.map(TimeTicks) else { return };
        if self.last_uptime.is_some_and(|last| now.is_after_restart(last)) {
            self.partial.get_or_insert((0, WalkEnd::Restarted));
        }
        self.last_uptime = Some(now);
    }

    /// Takes rows as nearly all are: a cell of its type in each column that was asked. What is not such a row is left
    /// to be taken variable by variable. Tells how many there were.
    fn take_whole_rows(
        &mut self,
        plan: &PollPlan,
        asked: &[u8],
        variables: &mut Variables<'_>,
        taken: (Moment, Option<u32>),
    ) -> usize {
        let mut places = asked.iter().map(|place| self.columns.get(usize::from(*place)));
        let Some(Some(&ColumnAt { row: mut before, .. })) = places.next() else { return 0 };
        if places.any(|at| at.is_none_or(|at| at.row != before)) {
            return 0;
        }
        let mut cells = [0; PollPlan::MAX_COLUMNS];
        let mut rows = 0;
        loop {
            let mut row = *variables;
            let Some(index) = read_whole_row(plan, asked, &mut row, &mut cells) else { break };
            let Ok(at) = step_to(&mut self.staged, before, index, taken) else { break };
            self.staged.put_all(at, asked, &cells);
            *variables = row;
            before = Some(at);
            rows += 1;
        }
        for place in asked {
            if let Some(column) = self.columns.get_mut(usize::from(*place)) {
                column.row = before;
            }
        }
        rows
    }

    #[inline]
    fn take<'a>(
        &mut self,
        plan: &PollPlan,
        place: usize,
        variable: &VarBindView<'a>,
        lead: &mut Option<Lead<'a>>,
        taken: (Moment, Option<u32>),
    ) -> Taken {
        let (Some(column), Some(at)) = (plan.columns.get(place), self.columns.get_mut(place)) else {
            return Taken::Moved;
        };
        let row = match variable.name_octets().split_at_checked(column.octets.len()) {
            Some((root, index)) if same(root, &column.octets) => match lead {
                // What holds for the first column of this repetition holds for this one too.
                Some(lead) if lead.before == at.row && same(lead.index, index) && !variable.is_exception() => lead.row,
                _ => {
                    if variable.is_exception() {
                        return self.close(place, &WalkEnd::EndOfMibView);
                    }
                    let before = at.row;
                    match step_to(&mut self.staged, before, index, taken) {
                        Ok(row) => {
                            lead.get_or_insert(Lead { before, row, index });
                            row
                        }
                        Err(Wrong::NotIncreasing) => {
                            at.back = true;
                            return Taken::NotIncreasing;
                        }
                        Err(Wrong::Unreadable) => return nameless(variable),
                    }
                }
            },
            _ => return self.outside(plan, place, variable),
        };
        at.row = Some(row);
        match variable.number() {
            Ok(Some(number)) if column.takes(number.kind, number.bits) => self.staged.put(row, place, number.bits),
            Ok(_) => self.fault(CellFault::WrongType),
            Err(error) => self.fault(CellFault::Unreadable(error)),
        }
        Taken::Moved
    }

    /// A variable whose value cannot even be told from what follows it.
    fn skip(
        &mut self,
        plan: &PollPlan,
        place: usize,
        broken: &BrokenVarBind<'_>,
        taken: (Moment, Option<u32>),
    ) -> Taken {
        let (Some(column), Some(at)) = (plan.columns.get(place), self.columns.get_mut(place)) else {
            return Taken::Moved;
        };
        let Some(name) = broken.name() else { return Taken::Nameless(broken.error) };
        self.faults = self.faults.saturating_add(1);
        self.first_fault.get_or_insert(CellFault::Unreadable(broken.error));
        let mut index: SmallVec<[u8; 64]> = SmallVec::new();
        let Some(arcs) = name.suffix_of(&column.root) else { return self.leave(plan, place, &name) };
        encode_index(arcs, &mut index);
        match step_to(&mut self.staged, at.row, &index, taken) {
            Ok(row) => {
                at.row = Some(row);
                Taken::Moved
            }
            Err(_) => {
                at.back = true;
                Taken::NotIncreasing
            }
        }
    }

    #[cold]
    fn outside(&mut self, plan: &PollPlan, place: usize, variable: &VarBindView<'_>) -> Taken {
        // RFC 3416 §4.2.2: no name follows; RFC 1157 agents behind a proxy say it by the other exceptions.
        if variable.is_exception() {
            return self.close(place, &WalkEnd::EndOfMibView);
        }
        match variable.name() {
            Ok(name) => self.leave(plan, place, &name),
            Err(error) => Taken::Nameless(error),
        }
    }

    /// A name that is not in the column.
    fn leave(&mut self, plan: &PollPlan, place: usize, name: &Oid) -> Taken {
        let (Some(column), Some(at)) = (plan.columns.get(place), self.columns.get_mut(place)) else {
            return Taken::Moved;
        };
        if *name > column.root {
            return self.close(place, &WalkEnd::OutOfSubtree);
        }
        // At the end of its MIB an agent may start again from the top: that is outside, not a loop. GETNEXT of one column
        // tells.
        if self.alone && name.len() > 2 {
            return self.close(place, &WalkEnd::OutOfSubtree);
        }
        at.back = true;
        Taken::NotIncreasing
    }

    pub(super) fn close(&mut self, place: usize, end: &WalkEnd) -> Taken {
        if let Some(column) = self.columns.get_mut(place).filter(|column| !column.closed) {
            column.closed = true;
            if !end.is_complete() {
                self.partial.get_or_insert_with(|| (place, end.clone()));
            }
        }
        Taken::Moved
    }

    /// A column goes on, or ends, behind a variable of which not even the name could be read.
    #[cold]
    fn passed_over(&mut self, place: usize, error: DecodeError) {
        if self.columns.get_mut(place).is_some_and(|column| std::mem::take(&mut column.unread)) {
            self.fault(CellFault::Unreadable(error));
        }
    }

    pub(super) fn fault(&mut self, fault: CellFault) {
        self.faults = self.faults.saturating_add(1);
        self.first_fault.get_or_insert(fault);
    }
}

/// Reads a cell for each column, all with the same index, which is returned.
#[inline]
fn read_whole_row<'a>(
    plan: &PollPlan,
    asked: &[u8],
    variables: &mut Variables<'a>,
    cells: &mut [u64; PollPlan::MAX_COLUMNS],
) -> Option<&'a [u8]> {
    let mut of_row = None;
    for (place, cell) in asked.iter().zip(cells) {
        let variable = variables.plain()?;
        let column = plan.columns.get(usize::from(*place))?;
        let (root, index) = variable.name_octets().split_at_checked(column.octets.len())?;
        let number = variable.natural(column.tag).filter(|number| *number <= column.largest)?;
        if !same(root, &column.octets) || !same(of_row.get_or_insert(index), index) {
            return None;
        }
        *cell = number;
    }
    of_row
}

/// What a variable did to its column.
pub(super) enum Taken {
    /// The column moved on, or is at its end.
    Moved,
    /// The name does not follow the one before.
    NotIncreasing,
    /// Not even the name can be read.
    Nameless(DecodeError),
}

enum Wrong {
    NotIncreasing,
    Unreadable,
}

/// The row of an encoded index, which must be behind the row `before`.
#[inline]
fn step_to(staged: &mut Staged, before: Option<u32>, index: &[u8], taken: (Moment, Option<u32>)) -> Result<u32, Wrong> {
    if let [arc @ 0..0x80] = index {
        return step_to_arcs(staged, before, &[u32::from(*arc)], taken);
    }
    let mut arcs: SmallVec<[u32; 16]> = SmallVec::new();
    let mut octets = Arcs::new(index);
    while let Some(arc) = octets.next() {
        if arcs.len() == Oid::MAX_ARCS {
            return Err(Wrong::Unreadable);
        }
        arcs.push(arc.ok_or(Wrong::Unreadable)?);
    }
    step_to_arcs(staged, before, &arcs, taken)
}

#[inline]
fn step_to_arcs(
    staged: &mut Staged,
    before: Option<u32>,
    arcs: &[u32],
    taken: (Moment, Option<u32>),
) -> Result<u32, Wrong> {
    if arcs.is_empty() || before.is_some_and(|row| staged.index(row) >= arcs) {
        return Err(Wrong::NotIncreasing);
    }
    Ok(staged.row(before, arcs, taken))
}

fn nameless(variable: &VarBindView<'_>) -> Taken {
    match variable.name() {
        Err(error) => Taken::Nameless(error),
        // A name that can be read as a whole can be read in parts.
        Ok(_) => Taken::NotIncreasing,
    }
}

pub(super) fn read_uptime(variable: &VarBindView<'_>) -> Option<u32> {
    if variable.name_octets() != UPTIME_INSTANCE {
        return None;
    }
    variable.number().ok().flatten().and_then(|number| u32::try_from(number.bits).ok())
}

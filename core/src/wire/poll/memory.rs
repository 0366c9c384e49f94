use super::super::walk::Stepping;
use super::plan::PollPlan;

/// What is remembered of a device from one poll to the next, in a few octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollMemory {
    /// Rows last time.
    rows: u32,
    /// Variables per request; 0 while nothing is known.
    budget: u16,
    /// The budget grows up to here, below what failed; 0 where nothing has.
    ceiling: u16,
    /// Octets of an answer per variable, in sixteenths: of those answers that had most; 0 while nothing is known.
    each: u16,
    /// Columns side by side, where not all of them go; else 0.
    width: u8,
    /// Polls since the last trouble.
    calm: u8,
    next: bool,
    bulk_worked: bool,
    answered: bool,
}

impl PollMemory {
    /// Polls without trouble after which a little more is tried than what failed once.
    const PATIENCE: u8 = 8;

    /// A device that only has GETNEXT: all that v1 has.
    #[must_use]
    pub fn of_v1() -> Self {
        Self { next: true, ..Self::default() }
    }

    /// How the device is asked.
    #[must_use]
    pub fn stepping(&self) -> Stepping {
        if self.next { Stepping::Next } else { Stepping::Bulk }
    }

    /// Whether it ever answered.
    #[must_use]
    pub fn has_answered(&self) -> bool {
        self.answered
    }

    /// How many rows it had the last time.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.rows
    }

    pub(super) fn bulk_worked(&self) -> bool {
        self.bulk_worked
    }

    pub(super) fn width(&self, columns: usize) -> usize {
        if self.width == 0 { columns } else { usize::from(self.width) }
    }

    pub(super) fn without_bulk(&mut self) {
        self.next = true;
    }

    pub(super) fn bulk_has_worked(&mut self) {
        self.bulk_worked = true;
    }

    /// How many variables to ask for besides `sysUpTime`.
    pub(super) fn room(&self, plan: &PollPlan) -> usize {
        let budget = if self.budget == 0 { plan.limits.varbinds } else { self.budget };
        usize::from(budget.saturating_sub(1))
    }

    /// How many rows to ask for: as many as an answer holds, but no more than there are likely to be, and one to see
    /// that there are no more.
    pub(super) fn repetitions(&self, plan: &PollPlan, columns: usize, read: u32) -> u32 {
        let most = u32::try_from(self.room(plan) / columns.max(1)).unwrap_or(1);
        let left = match self.rows.checked_sub(read) {
            Some(left) if self.rows > 0 => left + 1,
            _ => u32::MAX,
        };
        most.min(left).clamp(1, PollPlan::MAX_REPETITIONS)
    }

    /// Aims the next answer at the size that is wanted.
    pub(super) fn adapt(&mut self, plan: &PollPlan, received: usize, octets: usize, full: bool) {
        let each = octets.saturating_mul(16).div_ceil(received.max(1));
        self.each = self.each.max(u16::try_from(each).unwrap_or(u16::MAX)).max(1);
        let fitting = plan.limits.answer_octets.saturating_mul(16) / usize::from(self.each);
        let fitting = u16::try_from(fitting).unwrap_or(u16::MAX);
        let budget = if self.budget == 0 { plan.limits.varbinds } else { self.budget };
        let grown = if full { budget.saturating_add(budget / 4 + 1) } else { budget };
        let ceiling = if self.ceiling == 0 { u16::MAX } else { self.ceiling };
        self.budget = grown.min(fitting).min(ceiling).max(1);
    }

    /// So many variables are enough in one request, as more went wrong.
    pub(super) fn limit(&mut self, varbinds: usize) {
        // sysUpTime takes one.
        self.budget = u16::try_from(varbinds.saturating_add(1)).unwrap_or(u16::MAX);
        self.ceiling = self.budget;
        self.calm = 0;
    }

    pub(super) fn narrowed(&mut self, width: usize) {
        self.width = u8::try_from(width).unwrap_or(u8::MAX);
        self.limit(width);
    }

    /// After a poll that was answered; `rows` where the whole table was asked for.
    pub(super) fn remember(&mut self, rows: Option<usize>, complete: bool) {
        self.answered = true;
        if !complete {
            self.calm = 0;
            return;
        }
        if let Some(rows) = rows {
            self.rows = u32::try_from(rows).unwrap_or(u32::MAX);
        }
        self.calm = self.calm.saturating_add(1);
        if self.calm == Self::PATIENCE {
            self.calm = 0;
            self.each -= self.each / 16;
            // What failed once may have been a bad day.
            self.ceiling = self.ceiling.saturating_add(self.ceiling / 4).saturating_add(u16::from(self.ceiling > 0));
            self.width = self.width.saturating_mul(2);
        }
    }
}

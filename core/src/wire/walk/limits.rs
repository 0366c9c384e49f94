use std::time::Duration;

/// How a walk asks for what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stepping {
    /// GETBULK, many rows per request; by itself it falls back to [`Stepping::Next`] where an agent cannot.
    Bulk,
    /// GETNEXT, one row per request: all that v1 has.
    Next,
}

/// What a walk may cost. Every limit protects against what an agent controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkLimits {
    pub(super) stepping: Stepping,
    pub(super) rows: usize,
    pub(super) bytes: usize,
    pub(super) time: Duration,
    pub(super) varbinds: usize,
    pub(super) repetitions: u32,
    pub(super) columns: usize,
    pub(super) answer_octets: usize,
    pub(super) timeouts: u32,
    pub(super) answers: bool,
}

impl WalkLimits {
    /// The largest max-repetitions that is ever asked: some agents read the number as a signed octet.
    pub const MAX_REPETITIONS: u32 = 127;

    /// GETBULK; limits of 500,000 variables, 256 MiB and 5 minutes; 16 columns side by side; answers of up to
    /// 1,400 octets, so that they are not fragmented; 48 variables in the first request; 2 exchanges in a row may
    /// time out.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            stepping: Stepping::Bulk,
            rows: 500_000,
            bytes: 256 << 20,
            time: Duration::from_secs(300),
            varbinds: 48,
            repetitions: Self::MAX_REPETITIONS,
            columns: 16,
            answer_octets: 1400,
            timeouts: 2,
            answers: false,
        }
    }

    /// How to ask: [`Stepping::Next`] for v1 and for agents known to be bad at GETBULK.
    #[must_use]
    pub const fn stepping(mut self, stepping: Stepping) -> Self {
        self.stepping = stepping;
        self
    }

    /// The most variables that a walk reads. Of several columns, first those stop that have taken more than their
    /// share; the others, which they must not spoil, may then take as much again, all together.
    #[must_use]
    pub const fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// The most octets of memory that the variables of a walk take, shared out as in [`Self::rows`].
    #[must_use]
    pub const fn bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// The walk stops after this time.
    #[must_use]
    pub const fn time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// How many variables the first request asks for, all columns together; at least 1. Pass what
    /// [`Walk::varbinds_per_request`](super::Walk::varbinds_per_request) found for this device the last time. A request
    /// asks for no more columns than that.
    #[must_use]
    pub const fn varbinds(mut self, varbinds: usize) -> Self {
        self.varbinds = if varbinds == 0 { 1 } else { varbinds };
        self
    }

    /// How many variables the first request asks for at most.
    #[must_use]
    pub const fn first_varbinds(&self) -> usize {
        self.varbinds
    }

    /// The largest max-repetitions to ask for, 1 to [`Self::MAX_REPETITIONS`].
    #[must_use]
    pub const fn repetitions(mut self, repetitions: u32) -> Self {
        self.repetitions = match repetitions {
            0 => 1,
            1..=Self::MAX_REPETITIONS => repetitions,
            _ => Self::MAX_REPETITIONS,
        };
        self
    }

    /// How many columns are asked for side by side; at least 1.
    #[must_use]
    pub const fn columns(mut self, columns: usize) -> Self {
        self.columns = if columns == 0 { 1 } else { columns };
        self
    }

    /// The size at which answers are aimed, in octets.
    #[must_use]
    pub const fn answer_octets(mut self, octets: usize) -> Self {
        self.answer_octets = octets;
        self
    }

    /// How many exchanges in a row may time out once the agent has answered; before that, only one.
    #[must_use]
    pub const fn timeouts(mut self, timeouts: u32) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Whether the agent is known to answer, so that silence means from the start that it was asked for too much.
    #[must_use]
    pub const fn answers(mut self, answers: bool) -> Self {
        self.answers = answers;
        self
    }
}

impl Default for WalkLimits {
    fn default() -> Self {
        Self::new()
    }
}

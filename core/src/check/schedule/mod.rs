//! When to run which check: thousands of them, each by its interval, within limits.
//!
//! [`Schedule`] is the pure machine below `io::Runner`: it is told the time, says what to start, and is told what ended.
//!
//! - A check has its moment in the interval by its name and by the wall clock, so that checks do not come together and a
//!   restart changes nothing.
//! - At most [`Limits::concurrency`] attempts run at once, at most [`Limits::per_host`] of one host, one of each check.
//! - A cycle that begins while an attempt runs or waits for its turn gets none of its own: it is counted as skipped.
//!   What was skipped is never made up for, so nothing piles up; after a leap of the clock each check runs once.
//! - What is asked for on demand comes before everything else, but within the limits.
//!
//! ```
//! use std::time::Duration;
//! use netwarden::check::schedule::{Limits, Schedule};
//! use netwarden::value::{Moment, Timestamp};
//!
//! let mut schedule = Schedule::new(Limits::default(), 0, Moment::START, Timestamp::from_millis(1_700_000_000_000));
//! schedule.insert("web", "192.0.2.1", Duration::from_secs(60), Moment::START);
//! let due = schedule.next_due().expect("one check");
//! assert!(schedule.next_start(Moment::START).is_none() && due <= Moment::from_secs(60));
//!
//! let start = schedule.next_start(due).expect("its moment has come");
//! assert_eq!((&*start.name, start.skipped), ("web", 0));
//! // The attempt takes two and a half minutes.
//! assert!(schedule.finish(start.run, due + Duration::from_secs(150)));
//! let next = schedule.next_due().expect("one check");
//! assert_eq!(next, due + Duration::from_secs(180));
//! assert_eq!(schedule.next_start(next).map(|start| start.skipped), Some(2));
//! ```

mod cadence;
mod machine;

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::value::Moment;

pub use cadence::Cadence;
pub use machine::Schedule;

/// How many attempts may run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of all checks, at least 1. 256: each holds a socket, and many systems let a program open no more than 1,024 files.
    pub concurrency: usize,
    /// Of the checks of one host, at least 1. 4: a host that is slow is not helped by more, and others have their turns.
    pub per_host: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { concurrency: 256, per_host: 4 }
    }
}

/// Why an attempt is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// Somebody asked for it.
    Demand,
    /// A retry was due.
    Retry,
    /// A cycle of the check was due.
    Cycle,
}

/// Tells an attempt from all others of a [`Schedule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(u64);

/// An attempt that is to be made now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// To be given back to [`Schedule::finish`].
    pub run: RunId,
    /// The check.
    pub name: Arc<str>,
    /// Why it is made.
    pub occasion: Occasion,
    /// When it was due.
    pub due: Moment,
    /// Cycles of this check that got no attempt, since the last attempt was started.
    pub skipped: u64,
}

/// What a [`Schedule`] has done, and what it has to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScheduleStatistics {
    /// Checks that are known, with those that are disabled.
    pub checks: usize,
    /// Attempts that run.
    pub running: usize,
    /// Checks that are due and wait for their turn.
    pub waiting: usize,
    /// How long the one of them waits that waits longest.
    pub lag: Duration,
    /// Attempts that were started.
    pub started: u64,
    /// Attempts that have ended.
    pub done: u64,
    /// Attempts that ended after their check was removed; their results are dropped.
    pub dropped: u64,
    /// Cycles that were due and got an attempt.
    pub cycles: u64,
    /// Cycles that were due and got none.
    pub skipped: u64,
}

#[cfg(test)]
mod tests;

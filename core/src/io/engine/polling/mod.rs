//! Polls inside the driver: no future for a device, no channel for a request.

mod job;
mod run;
mod secured;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::Duration;

use crate::value::Moment;
use crate::wire::TablePoll;

use super::device::DeviceNumber;
use super::slots::{Place, Slots};
pub(crate) use job::{Access, Group, PollOrder};
use job::{PollJob, Target};
pub(super) use secured::SecuredPoll;

/// Machines that are kept for the next device.
const SPARE: usize = 1_024;

/// The polls of a driver.
#[derive(Debug)]
pub(super) struct Polling {
    jobs: BTreeMap<u32, PollJob>,
    next_job: u32,
    /// Requests under way lead to the poll of one device.
    pub(super) slots: Slots<u32>,
    running: Vec<Option<Running>>,
    free: Vec<u32>,
    /// When each of them is to be looked at; entries of those that are over are skipped.
    timers: BinaryHeap<Reverse<(Moment, u32, u32)>>,
    serial: u32,
    spare: Vec<TablePoll>,
}

/// The poll of one device, with a request under way.
#[derive(Debug)]
struct Running {
    job: u32,
    target: u32,
    version: u8,
    /// Tells it from those that had its place before.
    serial: u32,
    poll: TablePoll,
    device: DeviceNumber,
    place: Place,
    begun: Moment,
    sent: Moment,
    /// When something is to be done.
    due: Moment,
    /// When its timer will look.
    looked_at: Option<Moment>,
    /// When the poll ends at the latest.
    until: Moment,
    /// How often the request was sent, and how often all of them.
    attempts: u32,
    all_attempts: u32,
    /// Bytes of the window that its answer may need.
    weight: usize,
    /// How long the first attempt waits.
    wait: Duration,
    /// Whether it waits for its turn by the engine's rate, and not for an answer.
    is_paced: bool,
}

impl Running {
    /// Whether it asks a target that was missed the last time and has not said a word yet.
    fn is_probe(&self, target: &Target) -> bool {
        target.missed > 0 && !self.poll.has_answered()
    }
}

impl Polling {
    /// With the key of the other requests.
    pub(super) fn new(key: u32) -> Self {
        Self {
            jobs: BTreeMap::new(),
            next_job: 0,
            slots: Slots::of_polls(key),
            running: Vec::new(),
            free: Vec::new(),
            timers: BinaryHeap::new(),
            serial: 0,
            spare: Vec::new(),
        }
    }

    pub(super) fn order(&mut self, order: PollOrder, now: Moment) {
        self.jobs.insert(self.next_job, PollJob::new(order, now));
        self.next_job = self.next_job.wrapping_add(1);
    }

    /// When there is something to do, as far as is known; what waits for the window is not counted.
    pub(super) fn due(&self, now: Moment) -> Option<Moment> {
        let start = self.jobs.values().filter_map(PollJob::due).filter(|due| *due > now).min();
        let timer = self.timers.peek().map(|Reverse((due, _, _))| *due);
        start.into_iter().chain(timer).min()
    }

    /// Whether polls have requests under way, and time to wait for several answers at once.
    pub(super) fn are_leisurely(&self) -> bool {
        self.free.len() < self.running.len() && self.jobs.values().all(PollJob::is_leisurely)
    }

    /// Forgets the polls that nobody wants any more; those of single devices come to their end.
    pub(super) fn sweep(&mut self) {
        self.jobs.retain(|_, job| !job.is_abandoned());
    }
}

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::check::schedule::Cadence;
use crate::error::Error;
use crate::inventory::{ChosenRows, MissedDevice, PartialDevice, PollBatch, PolledColumn, RowIndexes};
use crate::io::engine::query::Recipient;
use crate::io::{PollChoice, PollChoices, wall_clock};
use crate::value::{Moment, Timestamp};
use crate::wire::{CommunityString, PollMemory, PollPlan, RequestTemplate, RetryPolicy, TablePoll, Version, WalkEnd};

/// Starts that fall into one tick are made together, so that their answers come together too.
const TICK: Duration = Duration::from_millis(200);
/// Polls that come round no faster have time: their answers may wait for each other.
const LEISURELY: Duration = Duration::from_secs(5);
/// After so many devices it is estimated how many rows there will be.
const SAMPLE: usize = 256;
/// The end of each interval is left to those that are slow to answer, up to this.
const LONGEST_TAIL: Duration = Duration::from_secs(15);
/// The longest that a single cycle waits for a device.
const LONGEST_POLL: Duration = Duration::from_secs(300);

/// A poll as its maker orders it.
#[derive(Debug)]
pub(crate) struct PollOrder {
    pub(crate) plan: Arc<PollPlan>,
    /// The first batch, without rows.
    pub(crate) batch: PollBatch,
    pub(crate) groups: Vec<Group>,
    pub(crate) targets: Vec<(SocketAddr, Access)>,
    /// The time from cycle to cycle; `None` is one cycle, as fast as possible.
    pub(crate) interval: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    pub(crate) choices: PollChoices,
    pub(crate) batches: mpsc::Sender<PollBatch>,
}

/// A community and the versions to ask it in, shared by many targets.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) community: CommunityString,
    pub(crate) versions: Vec<Version>,
}

/// How a target is asked.
#[derive(Clone, Debug)]
pub(crate) enum Access {
    /// By the community of that group.
    Group(u32),
    /// In SNMPv3.
    Usm(Arc<Recipient>),
}

/// A poll that is under way, cycle after cycle.
#[derive(Debug)]
pub(super) struct PollJob {
    pub(super) plan: Arc<PollPlan>,
    pub(super) templates: Vec<Vec<RequestTemplate>>,
    pub(super) targets: Vec<Target>,
    pub(super) retry: RetryPolicy,
    pub(super) batches: mpsc::Sender<PollBatch>,
    choices: PollChoices,
    interval: Option<Duration>,
    /// The targets in the order in which they are asked: by hash, so that neighbors do not come together.
    sequence: Vec<u32>,
    /// The place in the sequence of the next one that is not among the probes.
    next: usize,
    /// The places of those that were missed in the last cycle and are still to be asked.
    probes: VecDeque<usize>,
    /// How many are still to be asked in this cycle.
    left: usize,
    /// How many were asked and are not done.
    open: usize,
    /// When the next target may be asked at the earliest, where some were not asked in time.
    earliest: Moment,
    /// When the first cycle began.
    origin: Moment,
    batch: PollBatch,
    /// How many rows the last batch had.
    rows: usize,
    /// Batches that nobody fetched.
    lost: u64,
}

#[derive(Debug)]
pub(super) struct Target {
    pub(super) address: SocketAddr,
    pub(super) access: Access,
    pub(super) memory: PollMemory,
    /// Which of its group's versions answered.
    pub(super) version: u8,
    /// Cycles in a row without an answer.
    pub(super) missed: u32,
    /// Whether it had been missed when the cycle began.
    is_probe: bool,
}

impl Target {
    /// The ways to ask a target that never answered: v2c with GETBULK, v2c with GETNEXT, v1; what it was asked first,
    /// and then one after the other in each cycle.
    pub(super) fn first_way(&self, templates: &[RequestTemplate]) -> (u8, PollMemory) {
        if self.memory.has_answered() {
            return (self.version, self.memory);
        }
        let mut ways = Vec::with_capacity(3);
        for (place, template) in (0..).zip(templates) {
            if template.version() != Version::V1 {
                ways.push((place, PollMemory::default()));
            }
            ways.push((place, PollMemory::of_v1()));
        }
        let turn = (self.missed as usize).checked_rem(ways.len()).unwrap_or_default();
        ways.get(turn).copied().unwrap_or_default()
    }
}

/// A target that is to be asked now.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) target: u32,
    /// When its poll ends at the latest.
    pub(super) until: Moment,
    /// The rows that are wanted, where those are not all.
    rows: Option<Arc<RowIndexes>>,
}

impl Turn {
    pub(super) fn begin(&self, poll: &mut TablePoll, plan: &PollPlan, memory: PollMemory) {
        match &self.rows {
            None => poll.begin(plan, memory),
            Some(rows) => poll.begin_rows(plan, memory, rows.iter()),
        }
    }
}

impl PollJob {
    pub(super) fn new(order: PollOrder, now: Moment) -> Self {
        let PollOrder { plan, batch, groups, targets, interval, retry, choices, batches } = order;
        let template = |group: Group| {
            let Group { community, versions } = group;
            versions.into_iter().map(|version| RequestTemplate::new(version, community.clone())).collect()
        };
        let mut sequence: Vec<u32> = (0..).take(targets.len()).collect();
        sequence.sort_by_cached_key(|place| targets.get(*place as usize).map(|(address, _)| hash(address)));
        let memory = PollMemory::default();
        let target = |(address, access)| Target { address, access, memory, version: 0, missed: 0, is_probe: false };
        let mut job = Self {
            plan,
            templates: groups.into_iter().map(template).collect(),
            targets: targets.into_iter().map(target).collect(),
            retry,
            batches,
            choices,
            interval,
            sequence,
            next: 0,
            probes: VecDeque::new(),
            left: 0,
            open: 0,
            earliest: now,
            origin: now,
            batch,
            rows: 0,
            lost: 0,
        };
        job.begin(0, now);
        job
    }

    fn begin(&mut self, cycle: u64, start: Moment) {
        self.batch.cycle = cycle;
        self.batch.started = start;
        self.left = self.sequence.len();
        self.probes.clear();
        for (place, target) in self.sequence.iter().enumerate() {
            let Some(target) = self.targets.get_mut(*target as usize) else { continue };
            target.is_probe = target.missed > 0;
            if target.is_probe {
                self.probes.push_back(place);
            }
        }
        self.next = self.after_probes(0);
    }

    /// The first place from there on that is not among the probes.
    fn after_probes(&self, from: usize) -> usize {
        let is_probe = |target: &u32| self.targets.get(*target as usize).is_some_and(|target| target.is_probe);
        from + self.sequence.iter().skip(from).take_while(|target| is_probe(target)).count()
    }

    /// Whether a millisecond more or less is nothing to it.
    pub(super) fn is_leisurely(&self) -> bool {
        self.interval.is_some_and(|interval| interval >= LEISURELY)
    }

    /// Whether nobody wants its batches any more.
    pub(super) fn is_abandoned(&self) -> bool {
        self.batches.is_closed()
    }

    /// When the next target is to be asked; `None` where all were.
    pub(super) fn due(&self) -> Option<Moment> {
        let due = [self.probe_due(), self.next_due()].into_iter().flatten().min()?;
        Some(if self.interval.is_some() { due.max(self.earliest) } else { due })
    }

    fn next_due(&self) -> Option<Moment> {
        let turn = self.turn(self.next, self.spread());
        (self.next < self.sequence.len()).then(|| self.batch.started + turn)
    }

    /// Those that were missed are asked early enough to be given up when the last of the others has its turn: so the
    /// dead make no cycle longer.
    fn probe_due(&self) -> Option<Moment> {
        let spread = self.spread().saturating_sub(self.retry.first_timeout());
        Some(self.batch.started + self.turn(*self.probes.front()?, spread))
    }

    /// The part of a cycle in which devices have their turns.
    fn spread(&self) -> Duration {
        self.interval.map_or(Duration::ZERO, |interval| interval - tail(interval))
    }

    /// Starts of this time are made together.
    fn tick(&self) -> Duration {
        self.interval.map_or(TICK, |interval| TICK.min(interval / 20))
    }

    /// When a place of the sequence has its turn, where all have theirs within `spread`.
    fn turn(&self, place: usize, spread: Duration) -> Duration {
        let [spread, tick] = [spread, self.tick()].map(|time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        let [place, places] = [place, self.sequence.len().max(1)].map(|count| count as u64);
        // In two parts, as the product of all would not fit.
        let share = spread / places * place + spread % places * place / places;
        Duration::from_nanos(share / tick.max(1) * tick)
    }

    /// The next target that is due and does not rest.
    pub(super) fn take_due(&mut self, now: Moment) -> Option<Turn> {
        loop {
            let target = self.take_place(now)?;
            let rows = match self.choices.of(target).unwrap_or_default() {
                PollChoice::All => None,
                PollChoice::Rest => {
                    self.batch.resting.push(target);
                    continue;
                }
                PollChoice::Rows(rows) => {
                    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
                    self.batch.chosen.push(ChosenRows { device: target, rows: count });
                    Some(rows)
                }
            };
            if self.interval.is_some() {
                // What could not be asked in time is made up for at twice the pace, not at once.
                let targets = u32::try_from(self.sequence.len()).unwrap_or(u32::MAX);
                let step = self.spread() / targets.max(1) / 2;
                let before = Moment::START + (now - Moment::START).saturating_sub(self.tick());
                self.earliest = self.earliest.max(before) + step;
            }
            self.open += 1;
            let until = match self.interval {
                Some(interval) => (self.batch.started + interval).max(now + tail(interval)),
                None => now + LONGEST_POLL,
            };
            return Some(Turn { target, until, rows });
        }
    }

    /// The next target that is due.
    fn take_place(&mut self, now: Moment) -> Option<u32> {
        let is_due = |due: Option<Moment>| due.is_some_and(|due| due <= now);
        let place = if is_due(self.probe_due()) {
            self.probes.pop_front()?
        } else if is_due(self.next_due()) {
            let following = self.after_probes(self.next + 1);
            std::mem::replace(&mut self.next, following)
        } else {
            return None;
        };
        if self.left == self.sequence.len() {
            self.batch.time = clock_before(now - self.batch.started);
            self.batch.reserve(self.rows);
        }
        self.left -= 1;
        self.sequence.get(place).copied()
    }

    /// Takes what a poll of one target brought, and why it brought nothing if so.
    pub(super) fn settle(&mut self, number: u32, poll: &TablePoll, error: Option<Error>) {
        self.open = self.open.saturating_sub(1);
        let Some(target) = self.targets.get_mut(number as usize) else { return };
        if !poll.has_answered() {
            target.missed = target.missed.saturating_add(1);
            let error = error.unwrap_or(Error::Cancelled);
            let (code, reason) = (error.code().to_owned(), error.to_string());
            self.batch.missed.push(MissedDevice { device: number, code, reason, cycles: target.missed });
            return;
        }
        target.missed = 0;
        target.memory = poll.memory();
        self.batch.append(number, poll);
        let done = self.sequence.len() - self.left - self.open;
        if done == SAMPLE && self.rows == 0 {
            // As many as those had, so that the columns need not be moved again and again.
            self.batch.reserve(self.batch.len() * (self.sequence.len() - done) / done);
        }
        if let Some(reason) = self.why_partial(poll) {
            self.batch.partial.push(PartialDevice { device: number, reason });
        }
    }

    fn why_partial(&self, poll: &TablePoll) -> Option<String> {
        let column = |place: usize| self.batch.columns.get(place).map_or("", |column| column.name.as_str());
        match (poll.partial(), poll.faults()) {
            (Some((_, end @ WalkEnd::Restarted)), _) => Some(end.to_string()),
            (Some((place, end)), _) => Some(format!("{}: {end}", column(place))),
            (None, (count, Some(fault))) => Some(format!("{count} cells cannot be used; of the first, {fault}")),
            (None, _) => None,
        }
    }

    /// Ends the cycle where all targets are done; the next one begins at the next whole interval. False where there is
    /// none.
    pub(super) fn end_cycle(&mut self, now: Moment) -> bool {
        if self.open > 0 || self.left > 0 || now < self.batch.started {
            return true;
        }
        let following = PollBatch {
            devices: self.batch.devices.clone(),
            columns: self.batch.columns.iter().map(PolledColumn::without_values).collect(),
            ..PollBatch::default()
        };
        self.rows = self.batch.len();
        let mut done = std::mem::replace(&mut self.batch, following);
        done.took_ms = u64::try_from(now.since(done.started).as_millis()).unwrap_or(u64::MAX);
        done.skipped += std::mem::take(&mut self.lost);
        done.missed.sort_unstable_by_key(|missed| missed.device);
        done.partial.sort_unstable_by_key(|partial| partial.device);
        done.resting.sort_unstable();
        done.chosen.sort_unstable_by_key(|chosen| chosen.device);
        let (cycle, skipped) = (done.cycle, done.skipped);
        if self.batches.try_send(done).is_err() {
            self.lost = skipped + 1;
        }
        let Some(interval) = self.interval else { return false };
        let cadence = Cadence::new(self.origin, interval);
        let next = cadence.first_from(now).max(cycle + 1);
        self.begin(next, cadence.at(next));
        self.batch.skipped = next - cycle - 1;
        true
    }
}

/// The end of an interval that is left to slow devices.
fn tail(interval: Duration) -> Duration {
    (interval / 2).min(LONGEST_TAIL)
}

fn hash(address: &SocketAddr) -> u64 {
    let mut hasher = DefaultHasher::new();
    address.hash(&mut hasher);
    hasher.finish()
}

/// The wall clock, so long ago.
fn clock_before(ago: Duration) -> Timestamp {
    let ago = i64::try_from(ago.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(wall_clock().as_millis().saturating_sub(ago))
}

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use super::{Cadence, Limits, Occasion, RunId, ScheduleStatistics, Start};
use crate::value::{Moment, Timestamp};

/// Which check runs when. Time is an argument of every method; one that is earlier than an earlier one is taken for that.
#[derive(Debug)]
pub struct Schedule {
    limits: Limits,
    seed: u64,
    /// What the wall clock said when.
    anchor: (Moment, Timestamp),
    now: Moment,
    names: HashMap<Arc<str>, u32>,
    entries: Vec<Option<Entry>>,
    free: Vec<u32>,
    hosts: HashMap<Arc<str>, Host>,
    runs: HashMap<RunId, Run>,
    next_run: u64,
    timers: BTreeSet<(Moment, u32)>,
    ready: BTreeSet<Turn>,
    counts: ScheduleStatistics,
}

/// Whose turn it is first: what is on demand, then what has been due for longest.
type Turn = (Rank, Moment, u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Demanded,
    Due,
}

#[derive(Debug)]
struct Entry {
    name: Arc<str>,
    host: Arc<str>,
    cadence: Cadence,
    /// The first cycle that was neither run nor skipped.
    next: u64,
    retry: Option<Moment>,
    demand: Option<Moment>,
    is_enabled: bool,
    /// Cycles skipped since the last start.
    untold: u64,
    place: Place,
}

/// Where a check is; each is in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Idle,
    Timer(Moment),
    /// Due, and the next whose turn it is may start.
    Ready(Rank, Moment),
    /// Due, but its host has no room.
    Held(Rank, Moment),
    Running(RunId),
}

#[derive(Debug, Default)]
struct Host {
    checks: usize,
    running: usize,
    held: BTreeSet<Turn>,
}

#[derive(Debug)]
struct Run {
    /// `None` where the check was removed.
    check: Option<u32>,
    host: Arc<str>,
}

impl Schedule {
    /// A schedule without checks. `seed` tells the moments of this prober's checks from those of other probers with
    /// checks of the same names; `wall` is what the wall clock says `now`.
    #[must_use]
    pub fn new(limits: Limits, seed: u64, now: Moment, wall: Timestamp) -> Self {
        let limits = Limits { concurrency: limits.concurrency.max(1), per_host: limits.per_host.max(1) };
        Self {
            limits,
            seed,
            anchor: (now, wall),
            now,
            names: HashMap::new(),
            entries: Vec::new(),
            free: Vec::new(),
            hosts: HashMap::new(),
            runs: HashMap::new(),
            next_run: 0,
            timers: BTreeSet::new(),
            ready: BTreeSet::new(),
            counts: ScheduleStatistics::default(),
        }
    }

    /// Adds a check of `host` that runs `every` so often; its first cycle comes within one interval. False where the
    /// name is taken: nothing is changed then.
    pub fn insert(&mut self, name: &str, host: &str, every: Duration, now: Moment) -> bool {
        self.pass_to(now);
        if self.names.contains_key(name) {
            return false;
        }
        let name: Arc<str> = name.into();
        let host: Arc<str> = match self.hosts.get_key_value(host) {
            Some((known, _)) => Arc::clone(known),
            None => host.into(),
        };
        self.hosts.entry(Arc::clone(&host)).or_default().checks += 1;
        let cadence = Cadence::new(self.first_cycle(&name, every), every);
        let entry = Entry {
            name: Arc::clone(&name),
            host,
            cadence,
            next: 0,
            retry: None,
            demand: None,
            is_enabled: true,
            untold: 0,
            place: Place::Idle,
        };
        let id = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            // There is no memory for as many as would not fit.
            u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX)
        });
        if let Some(free) = self.entries.get_mut(id as usize) {
            *free = Some(entry);
        }
        self.names.insert(name, id);
        self.arrange(id);
        true
    }

    /// Removes a check: the attempt of it that runs and is to be given up, if any. `None` where there is no such check.
    pub fn remove(&mut self, name: &str, now: Moment) -> Option<Option<RunId>> {
        self.pass_to(now);
        let id = self.names.remove(name)?;
        let running = match self.entry(id)?.place {
            Place::Running(run) => Some(run),
            _ => None,
        };
        self.take_out(id);
        let entry = self.entries.get_mut(id as usize)?.take()?;
        self.free.push(id);
        if let Some(run) = running.and_then(|run| self.runs.get_mut(&run)) {
            run.check = None;
        }
        if let Some(host) = self.hosts.get_mut(&entry.host) {
            host.checks -= 1;
        }
        self.forget_host(&entry.host);
        Some(running)
    }

    /// Runs a check as soon as the limits permit, before all that are due; once more where it runs already. Its cycles
    /// stay where they are. False where there is no such check.
    pub fn run_now(&mut self, name: &str, now: Moment) -> bool {
        self.change(name, now, |entry, now| entry.demand = Some(entry.demand.unwrap_or(now)))
    }

    /// Runs a check once `wait` from now, if no cycle of it begins before. False where there is no such check.
    pub fn retry_in(&mut self, name: &str, wait: Duration, now: Moment) -> bool {
        self.change(name, now, |entry, now| entry.retry = Some(now + wait))
    }

    /// Lets a check run again by its interval; the cycles that began meanwhile do not count. False where there is none.
    pub fn enable(&mut self, name: &str, now: Moment) -> bool {
        self.change(name, now, |entry, now| {
            if !entry.is_enabled {
                entry.is_enabled = true;
                entry.next = entry.cadence.first_from(now).max(entry.next);
            }
        })
    }

    /// Runs a check only on demand from now on. What runs comes to its end. False where there is no such check.
    pub fn disable(&mut self, name: &str, now: Moment) -> bool {
        let mut skipped = 0;
        let is_known = self.change(name, now, |entry, now| {
            skipped = entry.skip_to(entry.cadence.begun(now));
            entry.is_enabled = false;
            entry.retry = None;
        });
        self.counts.skipped += skipped;
        is_known
    }

    /// The next attempt to make now; `None` where none is due or the limits permit none.
    pub fn next_start(&mut self, now: Moment) -> Option<Start> {
        self.pass_to(now);
        while let Some((due, id)) = self.timers.first().copied().filter(|(due, _)| *due <= self.now) {
            self.put(id, Place::Ready(Rank::Due, due));
        }
        if self.is_full() {
            return None;
        }
        while let Some((rank, due, id)) = self.ready.first().copied() {
            let host = Arc::clone(&self.entry(id)?.host);
            if self.hosts.get(&host).is_some_and(|host| host.running >= self.limits.per_host) {
                self.put(id, Place::Held(rank, due));
            } else {
                return self.start(id, due, host);
            }
        }
        None
    }

    /// An attempt has ended. False where its check was removed meanwhile: its result is nothing to anybody.
    pub fn finish(&mut self, run: RunId, now: Moment) -> bool {
        self.pass_to(now);
        let Some(Run { check, host: name }) = self.runs.remove(&run) else { return false };
        self.counts.done += 1;
        if let Some(host) = self.hosts.get_mut(&name) {
            host.running -= 1;
        }
        self.let_in(&name);
        self.forget_host(&name);
        let now = self.now;
        let Some(entry) = check.and_then(|id| self.entries.get_mut(id as usize)).and_then(Option::as_mut) else {
            self.counts.dropped += 1;
            return false;
        };
        if entry.is_enabled {
            self.counts.skipped += entry.skip_to(entry.cadence.first_from(now));
        }
        entry.place = Place::Idle;
        check.into_iter().for_each(|id| self.arrange(id));
        true
    }

    /// When a check is due next that is not due yet.
    #[must_use]
    pub fn next_due(&self) -> Option<Moment> {
        self.timers.first().map(|(due, _)| *due)
    }

    /// Whether a check is due that does not run, and not for want of room at its host.
    #[must_use]
    pub fn is_due(&self, now: Moment) -> bool {
        !self.ready.is_empty() || self.next_due().is_some_and(|due| due <= now)
    }

    /// Whether as many attempts run as may.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.runs.len() >= self.limits.concurrency
    }

    /// Whether there is such a check.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// What was done, and what is to be done.
    #[must_use]
    pub fn statistics(&self, now: Moment) -> ScheduleStatistics {
        let now = self.now.max(now);
        let held = self.hosts.values().flat_map(|host| host.held.iter());
        let turns = self.ready.iter().chain(held).map(|(_, due, _)| *due);
        // Those whose moment came while nothing was started.
        let late = self.timers.iter().map(|(due, _)| *due).take_while(|due| *due <= now);
        let (waiting, longest) =
            turns.chain(late).fold((0, now), |(count, longest), due| (count + 1, longest.min(due)));
        ScheduleStatistics {
            checks: self.names.len(),
            running: self.runs.len(),
            waiting,
            lag: now.since(longest),
            ..self.counts
        }
    }

    /// A moment that `every` so often comes at the same time of the wall clock, whenever the program is started.
    fn first_cycle(&self, name: &str, every: Duration) -> Moment {
        let every = every.as_nanos().max(1);
        let (at, wall) = self.anchor;
        let wall = i128::from(wall.as_millis()) * 1_000_000 + i128::try_from((self.now - at).as_nanos()).unwrap_or(0);
        let place = wall.rem_euclid(i128::try_from(every).unwrap_or(i128::MAX)).unsigned_abs();
        let phase = u128::from(spread(name, self.seed)) % every;
        let wait = if phase >= place { phase - place } else { every - place + phase };
        self.now + Duration::from_nanos(u64::try_from(wait).unwrap_or(u64::MAX))
    }

    fn pass_to(&mut self, now: Moment) {
        self.now = self.now.max(now);
    }

    fn entry(&self, id: u32) -> Option<&Entry> {
        self.entries.get(id as usize)?.as_ref()
    }

    fn change(&mut self, name: &str, now: Moment, change: impl FnOnce(&mut Entry, Moment)) -> bool {
        self.pass_to(now);
        let Some(id) = self.names.get(name).copied() else { return false };
        let now = self.now;
        if let Some(Some(entry)) = self.entries.get_mut(id as usize) {
            change(entry, now);
        }
        self.arrange(id);
        true
    }

    /// Puts a check where it belongs, unless it runs.
    fn arrange(&mut self, id: u32) {
        let Some(entry) = self.entry(id) else { return };
        if matches!(entry.place, Place::Running(_)) {
            return;
        }
        let place = match entry.demand {
            Some(at) => Place::Ready(Rank::Demanded, at),
            None => match entry.due() {
                Some(due) if due <= self.now => Place::Ready(Rank::Due, due),
                Some(due) => Place::Timer(due),
                None => Place::Idle,
            },
        };
        self.put(id, place);
    }

    fn put(&mut self, id: u32, place: Place) {
        self.take_out(id);
        let Some(Some(entry)) = self.entries.get_mut(id as usize) else { return };
        entry.place = place;
        match place {
            Place::Timer(due) => {
                self.timers.insert((due, id));
            }
            Place::Ready(rank, due) => {
                self.ready.insert((rank, due, id));
            }
            Place::Held(rank, due) => {
                if let Some(host) = self.hosts.get_mut(&entry.host) {
                    host.held.insert((rank, due, id));
                }
            }
            Place::Idle | Place::Running(_) => {}
        }
    }

    fn take_out(&mut self, id: u32) {
        let Some(Some(entry)) = self.entries.get_mut(id as usize) else { return };
        match std::mem::replace(&mut entry.place, Place::Idle) {
            Place::Timer(due) => {
                self.timers.remove(&(due, id));
            }
            Place::Ready(rank, due) => {
                self.ready.remove(&(rank, due, id));
                // It may have been let in instead of another one.
                let host = Arc::clone(&entry.host);
                self.let_in(&host);
            }
            Place::Held(rank, due) => {
                if let Some(host) = self.hosts.get_mut(&entry.host) {
                    host.held.remove(&(rank, due, id));
                }
            }
            Place::Idle | Place::Running(_) => {}
        }
    }

    /// The next check of a host that has room gets its turn.
    fn let_in(&mut self, name: &Arc<str>) {
        let Some(host) = self.hosts.get_mut(name).filter(|host| host.running < self.limits.per_host) else { return };
        let Some((rank, due, id)) = host.held.pop_first() else { return };
        if let Some(Some(entry)) = self.entries.get_mut(id as usize) {
            entry.place = Place::Ready(rank, due);
            self.ready.insert((rank, due, id));
        }
    }

    fn forget_host(&mut self, name: &Arc<str>) {
        if self.hosts.get(name).is_some_and(|host| host.checks == 0 && host.running == 0) {
            self.hosts.remove(name);
        }
    }

    fn start(&mut self, id: u32, due: Moment, host: Arc<str>) -> Option<Start> {
        let run = RunId(self.next_run);
        self.next_run += 1;
        self.put(id, Place::Running(run));
        let now = self.now;
        let entry = self.entries.get_mut(id as usize)?.as_mut()?;
        let begun = if entry.is_enabled { entry.cadence.begun(now) } else { entry.next };
        let is_cycle = begun > entry.next;
        if is_cycle {
            // This attempt is that of the latest cycle.
            self.counts.skipped += entry.skip_to(begun - 1);
            entry.next = begun;
            self.counts.cycles += 1;
        }
        let (occasion, due) = match (entry.demand.take(), is_cycle) {
            (Some(at), _) => (Occasion::Demand, at),
            (None, true) => (Occasion::Cycle, entry.cadence.at(begun - 1)),
            (None, false) => (Occasion::Retry, due),
        };
        entry.retry = None;
        let start =
            Start { run, name: Arc::clone(&entry.name), occasion, due, skipped: std::mem::take(&mut entry.untold) };
        self.counts.started += 1;
        if let Some(host) = self.hosts.get_mut(&host) {
            host.running += 1;
        }
        self.runs.insert(run, Run { check: Some(id), host });
        Some(start)
    }
}

impl Entry {
    fn due(&self) -> Option<Moment> {
        let cycle = self.cadence.at(self.next);
        self.is_enabled.then(|| self.retry.map_or(cycle, |retry| retry.min(cycle)))
    }

    /// Skips the cycles before that one: how many.
    fn skip_to(&mut self, cycle: u64) -> u64 {
        let skipped = if self.is_enabled { cycle.saturating_sub(self.next) } else { 0 };
        self.next += skipped;
        self.untold += skipped;
        skipped
    }
}

/// A number that is far from that of a similar name, and the same for ever: FNV-1a, and the end of `SplitMix64`.
fn spread(name: &str, seed: u64) -> u64 {
    let octets = seed.to_be_bytes().into_iter().chain(name.bytes());
    let mut hash = octets
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| (hash ^ u64::from(octet)).wrapping_mul(0x0000_0100_0000_01b3));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
impl Schedule {
    pub(super) fn entry_due(&self, name: &str) -> Moment {
        self.names.get(name).and_then(|id| self.entry(*id)?.due()).unwrap()
    }
}

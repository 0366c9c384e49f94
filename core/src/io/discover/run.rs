use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};

use super::DiscoveryEvent;
use super::identity::{Identity, same_interfaces, settle};
use super::plan::{Candidate, Plan};
use super::report::Report;
use super::visit::{Present, Probed, neighbors};
use crate::error::{Error, Result};
use crate::inventory::{DeviceSnapshot, Site, TargetFailure};

/// Asks all candidates and visits whoever answers. Every task has ended when this returns.
pub(super) async fn run(plan: Plan, report: Report) -> Site {
    // One that the clock does not reach is none.
    let deadline = plan.deadline.and_then(|deadline| Instant::now().checked_add(deadline));
    let cancel = plan.cancel.clone();
    let mut run = Run {
        total: u64::try_from(plan.candidates.len()).unwrap_or(u64::MAX),
        plan,
        report,
        tasks: JoinSet::new(),
        devices: Vec::new(),
        by_address: HashMap::new(),
        by_name: HashMap::new(),
        failures: Vec::new(),
        asked: 0,
        done: 0,
        silence: None,
        over: false,
    };
    let ended = tokio::select! {
        biased;
        () = cancel.cancelled() => false,
        () = sleep_until(deadline) => false,
        heard = run.work() => heard,
    };
    run.stop().await;
    run.finish(ended)
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

struct Run {
    plan: Plan,
    report: Report,
    tasks: JoinSet<Done>,
    devices: Vec<Device>,
    /// Positions of devices by the addresses that they answer at, and by their names.
    by_address: HashMap<IpAddr, usize>,
    by_name: HashMap<String, Vec<usize>>,
    failures: Vec<TargetFailure>,
    asked: u64,
    done: u64,
    total: u64,
    /// What an address of a range met, where nobody answers there.
    silence: Option<Error>,
    /// Nothing is begun any more.
    over: bool,
}

enum Done {
    Probed(Probed),
    Visited { place: usize, outcome: Result<Box<DeviceSnapshot>> },
}

/// One agent and the addresses at which it answers.
struct Device {
    identity: Identity,
    answered_at: BTreeSet<IpAddr>,
    /// Other ways to ask it, in case this one fails.
    others: Vec<Present>,
    snapshot: Option<Box<DeviceSnapshot>>,
    /// Whether a visit is under way.
    visiting: bool,
}

impl Device {
    /// What to call it while nothing more is known.
    fn target(&self) -> String {
        self.answered_at.first().map(ToString::to_string).unwrap_or_default()
    }

    /// The failure of a device whose visit was cut short.
    fn unfinished(&self) -> TargetFailure {
        let reason = "it answers, but the search was ended before everything was read from it".to_owned();
        TargetFailure { target: self.target(), code: Error::Cancelled.code().into(), reason }
    }
}

impl Run {
    /// False where the caller went away.
    async fn work(&mut self) -> bool {
        let mut ticks = tokio::time::interval(Report::INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            while self.tasks.len() < self.plan.concurrency {
                let Some(candidate) = self.plan.candidates.pop_front() else { break };
                self.ask(candidate);
            }
            tokio::select! {
                done = self.tasks.join_next() => match done {
                    None => return true,
                    Some(Ok(done)) => {
                        if !self.take(done).await {
                            return false;
                        }
                    }
                    Some(Err(failed)) => match failed.try_into_panic() {
                        Ok(panic) => std::panic::resume_unwind(panic),
                        Err(_) => return false,
                    },
                },
                _ = ticks.tick() => self.tell(),
            }
        }
    }

    fn ask(&mut self, candidate: Candidate) {
        self.asked += 1;
        let visitor = self.plan.visitor.clone();
        self.tasks.spawn(async move { Done::Probed(visitor.probe(candidate).await) });
    }

    fn visit(&mut self, place: usize, present: Present) {
        if self.over {
            return;
        }
        let visitor = self.plan.visitor.clone();
        self.tasks
            .spawn(async move { Done::Visited { place, outcome: visitor.collect(&present).await.map(Box::new) } });
    }

    /// Ends all tasks. Of those that are done, what they found is kept.
    async fn stop(&mut self) {
        self.over = true;
        self.tasks.abort_all();
        while let Some(done) = self.tasks.join_next().await {
            if let Ok(done) = done {
                self.note(done);
            }
        }
    }

    /// Notes what came of a task and tells it. False where the caller went away.
    async fn take(&mut self, done: Done) -> bool {
        match self.note(done) {
            Some(event) => self.report.event(event).await,
            None => true,
        }
    }

    fn note(&mut self, done: Done) -> Option<DiscoveryEvent> {
        match done {
            Done::Probed(Probed::Present(present)) => {
                self.present(*present);
                None
            }
            Done::Probed(Probed::Silent { target, named, error }) => {
                self.done += 1;
                if !named {
                    // Who keeps silent may be an agent; who has no agent says so.
                    if matches!(self.silence, None | Some(Error::Unreachable { .. })) {
                        self.silence = Some(error);
                    }
                    return None;
                }
                let hint = match error {
                    Error::TimedOut { .. } => "; an agent that does not accept the community keeps silent, too",
                    _ => "",
                };
                let reason = format!("{error}{hint}");
                self.fail(TargetFailure { target, code: error.code().into(), reason })
            }
            Done::Probed(Probed::Failed { target, error }) => {
                self.done += 1;
                self.fail(TargetFailure { target, code: error.code().into(), reason: error.to_string() })
            }
            Done::Visited { place, outcome } => self.visited(place, outcome),
        }
    }

    /// Somebody answers: a new device, or another address of one that is known, or the same again under its name.
    fn present(&mut self, present: Present) {
        if let Some(place) = self.known(&present) {
            let Some(device) = self.devices.get_mut(place) else { return };
            device.answered_at.insert(present.address);
            self.by_address.insert(present.address, place);
            if device.visiting || device.snapshot.is_some() {
                device.others.push(present);
                self.done += 1;
            } else {
                // The visit at its other address failed already.
                device.visiting = true;
                self.visit(place, present);
            }
            return;
        }
        let place = self.devices.len();
        self.by_address.insert(present.address, place);
        if let Some(name) = present.identity.name() {
            self.by_name.entry(name.to_owned()).or_default().push(place);
        }
        self.devices.push(Device {
            identity: present.identity.clone(),
            answered_at: BTreeSet::from([present.address]),
            others: Vec::new(),
            snapshot: None,
            visiting: true,
        });
        self.visit(place, present);
    }

    /// The device that surely answers here: it has the same address, or is the same by what it says.
    fn known(&self, present: &Present) -> Option<usize> {
        if let Some(place) = self.by_address.get(&present.address) {
            return Some(*place);
        }
        let namesakes = self.by_name.get(present.identity.name()?)?;
        let is_same =
            |place: &usize| self.devices.get(*place).is_some_and(|device| device.identity.is_same(&present.identity));
        namesakes.iter().copied().find(is_same)
    }

    fn visited(&mut self, place: usize, outcome: Result<Box<DeviceSnapshot>>) -> Option<DiscoveryEvent> {
        let device = self.devices.get_mut(place)?;
        match outcome {
            Ok(snapshot) => {
                self.done += 1;
                if self.plan.follows() {
                    self.total += self.plan.follow(neighbors(&snapshot));
                }
                let event = self.report.wants_events().then(|| DiscoveryEvent::Found(snapshot.clone()));
                device.snapshot = Some(snapshot);
                device.visiting = false;
                event
            }
            Err(error) => {
                if let Some(other) = device.others.pop() {
                    self.visit(place, other);
                    return None;
                }
                self.done += 1;
                device.visiting = false;
                let target = device.target();
                self.fail(TargetFailure { target, code: error.code().into(), reason: error.to_string() })
            }
        }
    }

    fn fail(&mut self, failure: TargetFailure) -> Option<DiscoveryEvent> {
        self.failures.push(failure.clone());
        self.report.wants_events().then_some(DiscoveryEvent::Failed(failure))
    }

    fn tell(&mut self) {
        let found = self.devices.iter().filter(|device| device.snapshot.is_some()).count();
        self.report.progress("asking", self.done, self.total, u64::try_from(found).unwrap_or(u64::MAX));
    }

    fn finish(mut self, ended: bool) -> Site {
        self.tell();
        let asked = self.asked;
        let mut failures = self.failures;
        failures.extend(self.devices.iter().filter(|device| device.visiting).map(Device::unfinished));
        let mut devices = merge(self.devices);
        devices.sort_by(|a, b| (a.address, &a.id).cmp(&(b.address, &b.id)));
        failures.sort_by(|a, b| (a.target.parse::<IpAddr>().ok(), &a.target).cmp(&(b.target.parse().ok(), &b.target)));
        if let (true, true, Some(error)) = (ended, devices.is_empty() && failures.is_empty(), self.silence) {
            failures.push(nothing(asked, &error));
        }
        Site { devices, failures, asked, cancelled: !ended }
    }
}

/// Puts together what turned out to be one device, and settles what each is called.
fn merge(found: Vec<Device>) -> Vec<DeviceSnapshot> {
    let mut merged: Vec<(Identity, BTreeSet<IpAddr>, DeviceSnapshot)> = Vec::new();
    let mut found: Vec<Device> = found;
    found.sort_by(|a, b| a.answered_at.first().cmp(&b.answered_at.first()));
    // Only namesakes can be one: so a large site need not be compared all with all.
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for device in found {
        let Some(snapshot) = device.snapshot else { continue };
        let namesakes = by_name.entry(device.identity.name().unwrap_or_default().to_owned()).or_default();
        let is_same = |place: &usize| {
            merged.get(*place).is_some_and(|(identity, _, other)| {
                identity.may_be_same(&device.identity) && same_interfaces(other, &snapshot)
            })
        };
        match namesakes.iter().copied().find(is_same).and_then(|place| merged.get_mut(place)) {
            Some((_, answered_at, _)) => answered_at.extend(device.answered_at),
            None => {
                namesakes.push(merged.len());
                merged.push((device.identity, device.answered_at, *snapshot));
            }
        }
    }
    let settled = |(_, answered_at, mut snapshot): (Identity, BTreeSet<IpAddr>, DeviceSnapshot)| {
        settle(&mut snapshot, &answered_at);
        snapshot
    };
    merged.into_iter().map(settled).collect()
}

/// What it may mean that nobody answers.
fn nothing(asked: u64, error: &Error) -> TargetFailure {
    let code = error.code().to_owned();
    let reason = match error {
        Error::Unreachable { reason, .. } => format!("{asked} addresses were asked, none can be reached: {reason}"),
        _ => format!(
            "{asked} addresses were asked, none answered: nobody is there, SNMP is off or does not listen at this port, \
             a firewall is in between, or the community or the version is wrong (an agent keeps silent then)"
        ),
    };
    TargetFailure { target: "all".into(), code, reason }
}

use std::cmp::Reverse;
use std::net::SocketAddr;
use std::time::Duration;

use crate::error::Error;
use crate::io::engine::device::DeviceNumber;
use crate::io::engine::driver::Driver;
use crate::io::engine::receive::Noise;
use crate::io::engine::slots::Place;
use crate::io::engine::socket::shown;
use crate::io::engine::statistics::tally;
use crate::io::engine::work::LARGE;
use crate::wire::{Peek, PollMemory, PollStep, ResponseView, TablePoll, Version, WalkEnd, is_quote};

use super::job::{Access, PollJob, Turn};
use super::{Running, SPARE};

impl Driver {
    /// Begins with devices whose time has come, as far as the window has room.
    pub(in crate::io::engine) fn start_polls(&mut self) {
        let jobs: smallvec::SmallVec<[u32; 4]> = self.polling.jobs.keys().copied().collect();
        for number in jobs {
            while let Some(job) = self.polling.jobs.get_mut(&number) {
                if job.is_abandoned() {
                    self.polling.jobs.remove(&number);
                    break;
                }
                if !self.window.has_room(LARGE) {
                    if job.due().is_some_and(|due| due <= self.now) {
                        self.window.note_wait(self.now);
                    }
                    break;
                }
                let Some(turn) = job.take_due(self.now) else { break };
                self.start_poll(number, &turn);
            }
            // Without targets, or where none could be asked.
            self.end_cycle(number);
        }
    }

    fn start_poll(&mut self, number: u32, turn: &Turn) {
        let (place, until) = (turn.target, turn.until);
        let Some(job) = self.polling.jobs.get(&number) else { return };
        let Some(target) = job.targets.get(place as usize) else { return };
        let address = target.address;
        let Access::Group(group) = &target.access else { return self.start_secured(number, turn) };
        let (version, memory) = target.first_way(job.templates.get(*group as usize).map_or(&[], Vec::as_slice));
        // No answer of a dead target seems to be on its way.
        let weight = if target.missed > 0 { 0 } else { LARGE };
        let mut poll = self.polling.spare.pop().unwrap_or_default();
        turn.begin(&mut poll, &job.plan, memory);
        let device = self.devices.number(address);
        if let Some(device) = self.devices.at(device) {
            device.busy += 1;
        }
        let Some(request) = self.polling.slots.reserve() else {
            // Nobody has as many requests under way: the window is far smaller.
            self.hang_up(device);
            self.settle_poll(number, place, poll, Some(Error::Cancelled));
            return;
        };
        self.polling.serial = self.polling.serial.wrapping_add(1);
        let now = self.now;
        let running = Running {
            job: number,
            target: place,
            version,
            serial: self.polling.serial,
            poll,
            device,
            place: request,
            begun: now,
            sent: now,
            due: now,
            looked_at: None,
            until,
            attempts: 0,
            all_attempts: 0,
            weight,
            wait: Duration::ZERO,
            is_paced: false,
        };
        self.window.take(weight);
        self.in_flight += 1;
        let at = self.polling.free.pop().unwrap_or_else(|| {
            self.polling.running.push(None);
            // There is no memory for as many as would not fit.
            u32::try_from(self.polling.running.len() - 1).unwrap_or(u32::MAX)
        });
        if let Some(free) = self.polling.running.get_mut(at as usize) {
            *free = Some(running);
        }
        self.polling.slots.put(request, at);
        self.transmit(at);
    }

    /// Sends the request that is due, for the first time or again.
    fn transmit(&mut self, at: u32) {
        let now = self.now;
        let Some(Some(running)) = self.polling.running.get_mut(at as usize) else { return };
        if !std::mem::take(&mut running.is_paced) {
            let turn = self.pacer.as_ref().map(|pacer| pacer.reserve(now));
            if let Some(turn) = turn.filter(|turn| *turn > now) {
                running.is_paced = true;
                running.due = turn;
                self.look_at(at);
                return;
            }
        }
        let Some(job) = self.polling.jobs.get_mut(&running.job) else { return self.drop_poll(at) };
        let Some(target) = job.targets.get(running.target as usize) else { return self.drop_poll(at) };
        let Access::Group(group) = &target.access else { return self.drop_poll(at) };
        let template = job.templates.get_mut(*group as usize);
        let Some(template) = template.and_then(|versions| versions.get_mut(usize::from(running.version))) else {
            return self.drop_poll(at);
        };
        let address = target.address;
        let (device, policy, is_probe) = (running.device, job.retry, running.is_probe(target));
        let id = self.polling.slots.id(running.place);
        let datagram = match running.poll.request(&job.plan, template, id) {
            Ok(datagram) => datagram,
            Err(error) => return self.end_poll(at, Some(error)),
        };
        let Some(outbox) = self.sockets.outbox(&address) else {
            let family = if address.is_ipv4() { "IPv4" } else { "IPv6" };
            let reason = format!("this engine has no {family} socket");
            return self.end_poll(at, Some(Error::Unreachable { target: shown(address), reason }));
        };
        outbox.push(running.place, address, datagram);
        running.sent = now;
        running.attempts += 1;
        running.all_attempts += 1;
        let attempts = running.attempts;
        if attempts > 1 {
            // No answer is on its way any more, as far as can be told.
            self.window.give(std::mem::take(&mut running.weight));
        }
        tally!(self, Some(device), sent);
        if attempts > 1 {
            tally!(self, Some(device), retransmitted);
            self.back_off(device);
        }
        let first_wait = (attempts == 1).then(|| {
            let policy = if is_probe { self.probing(device, policy, LARGE) } else { self.paced(device, policy, LARGE) };
            policy.first_timeout()
        });
        if let Some(Some(running)) = self.polling.running.get_mut(at as usize) {
            running.wait = first_wait.unwrap_or(running.wait);
            running.due = now + policy.timeout(running.wait).wait(attempts);
        }
        self.look_at(at);
    }

    /// Sees to it that a timer looks at a poll when something is due.
    fn look_at(&mut self, at: u32) {
        let Some(Some(running)) = self.polling.running.get_mut(at as usize) else { return };
        running.due = running.due.min(running.until);
        if running.looked_at.is_none_or(|looked_at| running.due < looked_at) {
            running.looked_at = Some(running.due);
            self.polling.timers.push(Reverse((running.due, at, running.serial)));
        }
    }

    /// Takes the steps of polls that are due.
    pub(in crate::io::engine) fn keep_time_of_polls(&mut self) {
        while let Some(Reverse((due, at, serial))) = self.polling.timers.peek().copied() {
            if due > self.now {
                return;
            }
            self.polling.timers.pop();
            let Some(Some(running)) = self.polling.running.get_mut(at as usize) else { continue };
            if running.serial != serial || running.looked_at != Some(due) {
                continue;
            }
            running.looked_at = None;
            if self.now >= running.until {
                self.cut(at);
            } else if running.due > self.now {
                self.look_at(at);
            } else if self.is_exhausted(at) {
                self.give_up_request(at);
            } else {
                self.transmit(at);
            }
        }
    }

    /// Whether the request was sent as often as it may be.
    fn is_exhausted(&self, at: u32) -> bool {
        let Some(Some(running)) = self.polling.running.get(at as usize) else { return true };
        if running.is_paced || running.attempts == 0 {
            return false;
        }
        let Some(job) = self.polling.jobs.get(&running.job) else { return true };
        // A device that was missed, or that has not said a word yet when asked another way, is only probed.
        let missed = job.targets.get(running.target as usize).is_some_and(|target| running.is_probe(target));
        let is_probe = missed || (running.all_attempts > running.attempts && !running.poll.has_answered());
        running.attempts > if is_probe { 0 } else { job.retry.most_retries() }
    }

    /// The last attempt waited in vain: the machine may try another way.
    fn give_up_request(&mut self, at: u32) {
        let Some(Some(running)) = self.polling.running.get_mut(at as usize) else { return };
        let Some(job) = self.polling.jobs.get(&running.job) else { return self.drop_poll(at) };
        let Some(target) = job.targets.get(running.target as usize) else { return self.drop_poll(at) };
        let device = running.device;
        let mut step = PollStep::Done;
        if !running.is_probe(target) {
            step = running.poll.timed_out(&job.plan);
            if step == PollStep::Done && !running.poll.has_answered() && !target.memory.has_answered() {
                step = next_version(running, job);
            }
        }
        tally!(self, Some(device), timed_out);
        self.back_off(device);
        if let Some(device) = self.devices.at(device) {
            device.silences = device.silences.saturating_add(1);
        }
        match step {
            PollStep::Ask => self.ask_next(at),
            PollStep::Done => self.end_poll(at, None),
        }
    }

    /// The poll took too long.
    fn cut(&mut self, at: u32) {
        let Some(Some(running)) = self.polling.running.get_mut(at as usize) else { return };
        let limit = running.until - running.begun;
        running.poll.stop(&WalkEnd::TooLong { limit });
        self.end_poll(at, None);
    }

    /// Finds the poll that a datagram answers, and takes it further.
    pub(in crate::io::engine) fn answer_of_poll(
        &mut self,
        datagram: &[u8],
        from: SocketAddr,
        head: &Peek<'_>,
        place: Place,
    ) -> Result<(), Noise> {
        let at = *self.polling.slots.at(place).ok_or(Noise::Late)?;
        let Some(Some(running)) = self.polling.running.get_mut(at as usize) else { return Err(Noise::Late) };
        let Some(job) = self.polling.jobs.get(&running.job) else {
            self.drop_poll(at);
            return Err(Noise::Late);
        };
        let Some(target) = job.targets.get(running.target as usize) else { return Err(Noise::Late) };
        let Access::Group(group) = &target.access else { return Err(Noise::Stray) };
        let template = job.templates.get(*group as usize).and_then(|them| them.get(usize::from(running.version)));
        let is_ours = template.is_some_and(|template| {
            head.version == template.version() && head.community == template.community().as_bytes()
        });
        let is_from_there = (target.address.ip(), target.address.port()) == (from.ip(), from.port());
        if !is_ours || running.attempts == 0 || (!is_from_there && !self.any_source) {
            return Err(Noise::Stray);
        }
        let answer = ResponseView::after(head).map_err(|_| Noise::Malformed)?;
        let step = running.poll.accept(&job.plan, &answer, datagram.len(), self.now);
        let round_trip = (running.attempts == 1).then(|| self.now.since(running.sent));
        let device = running.device;
        tally!(self, Some(device), received);
        tally!(self, Some(device), answered);
        if let Some(device) = self.devices.at(device) {
            device.silences = 0;
            if let Some(round_trip) = round_trip {
                device.round_trips.observe(round_trip);
            }
        }
        match step {
            PollStep::Ask => self.ask_next(at),
            PollStep::Done => self.end_poll(at, None),
        }
        Ok(())
    }

    /// The next request of a poll, under an id of its own.
    fn ask_next(&mut self, at: u32) {
        let Some(Some(running)) = self.polling.running.get_mut(at as usize) else { return };
        self.polling.slots.free(running.place);
        let Some(place) = self.polling.slots.reserve() else { return self.end_poll(at, Some(Error::Cancelled)) };
        self.polling.slots.put(place, at);
        running.place = place;
        running.attempts = 0;
        running.is_paced = false;
        self.window.give(running.weight);
        self.window.take(LARGE);
        running.weight = LARGE;
        self.transmit(at);
    }

    /// The request of a poll of that device which an ICMP message quotes.
    pub(in crate::io::engine) fn poll_quoted_by(&mut self, number: DeviceNumber, quote: &[u8]) -> Option<Place> {
        let of_device = self.polling.running.iter().flatten().filter(|running| running.device == number);
        for running in of_device {
            let job = self.polling.jobs.get_mut(&running.job)?;
            let Access::Group(group) = &job.targets.get(running.target as usize)?.access else { continue };
            let template = job.templates.get_mut(*group as usize)?.get_mut(usize::from(running.version))?;
            let id = self.polling.slots.id(running.place);
            let datagram = running.poll.request(&job.plan, template, id).ok()?;
            if is_quote(quote, datagram, id) {
                return Some(running.place);
            }
        }
        None
    }

    /// The system will not send it, or the network says that nobody is there.
    pub(in crate::io::engine) fn cannot_reach_poll(&mut self, place: Place, reason: String) {
        let Some(&mut at) = self.polling.slots.at(place) else { return };
        let Some(Some(running)) = self.polling.running.get(at as usize) else { return };
        let device = running.device;
        let address = self.devices.at(device).map(|device| device.address);
        tally!(self, Some(device), unreachable);
        let error = address.map(|address| Error::Unreachable { target: shown(address), reason });
        self.end_poll(at, error);
    }

    /// Ends the poll of one device and keeps what it brought.
    fn end_poll(&mut self, at: u32, error: Option<Error>) {
        let Some(running) = self.take_poll(at) else { return };
        let silence = || {
            let address = self.polling.jobs.get(&running.job)?.targets.get(running.target as usize)?.address;
            Some(Error::TimedOut {
                target: shown(address),
                after_ms: u64::try_from(self.now.since(running.begun).as_millis()).unwrap_or(u64::MAX),
                attempts: running.all_attempts,
                hint: "",
            })
        };
        let error = error.or_else(silence);
        if running.poll.has_answered() {
            let target =
                self.polling.jobs.get_mut(&running.job).and_then(|job| job.targets.get_mut(running.target as usize));
            if let Some(target) = target {
                target.version = running.version;
            }
        }
        self.settle_poll(running.job, running.target, running.poll, error);
    }

    /// Ends the poll of one device that nobody wants.
    fn drop_poll(&mut self, at: u32) {
        self.take_poll(at);
    }

    fn take_poll(&mut self, at: u32) -> Option<Running> {
        let running = self.polling.running.get_mut(at as usize)?.take()?;
        self.polling.free.push(at);
        self.polling.slots.free(running.place);
        self.window.give(running.weight);
        self.in_flight -= 1;
        self.hang_up(running.device);
        Some(running)
    }

    pub(super) fn settle_poll(&mut self, number: u32, target: u32, mut poll: TablePoll, error: Option<Error>) {
        // Where the network cut it short; what was read to its end stays so.
        poll.stop(&WalkEnd::NoAnswer);
        if let Some(job) = self.polling.jobs.get_mut(&number) {
            job.settle(target, &poll, error);
            self.end_cycle(number);
        }
        if self.polling.spare.len() < SPARE && poll.len() <= 1_024 {
            self.polling.spare.push(poll);
        }
    }

    fn end_cycle(&mut self, number: u32) {
        let goes_on = self.polling.jobs.get_mut(&number).is_none_or(|job| job.end_cycle(self.now));
        if !goes_on {
            self.polling.jobs.remove(&number);
        }
    }
}

/// A target that never answered may know another version only.
fn next_version(running: &mut Running, job: &PollJob) -> PollStep {
    let Some(Access::Group(group)) = job.targets.get(running.target as usize).map(|target| &target.access) else {
        return PollStep::Done;
    };
    let next = usize::from(running.version) + 1;
    let Some(template) = job.templates.get(*group as usize).and_then(|versions| versions.get(next)) else {
        return PollStep::Done;
    };
    running.version += 1;
    let memory = if template.version() == Version::V1 { PollMemory::of_v1() } else { PollMemory::default() };
    running.poll.begin_again(&job.plan, memory);
    PollStep::Ask
}

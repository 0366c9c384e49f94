use crate::error::Result;
use crate::wire::usm::MessageIds;
use crate::wire::{Answer, RetryPolicy, RoundTrips};

use super::device::DeviceNumber;
use super::driver::{Driver, UnderWay};
use super::slots::Place;
use super::statistics::count;
use super::work::{Job, SMALL};

/// Who may send: one request at a time for a device, as many for all as the window has room for.
impl Driver {
    pub(super) fn enqueue(&mut self, job: Job) {
        let number = self.devices.number(job.recipient.address);
        let Some(device) = self.devices.at(number) else { return };
        let is_dead = job.is_dead(self.dead_after);
        device.queue.push_back(job);
        self.queued += 1;
        if device.busy < self.per_device {
            device.busy += 1;
            if is_dead {
                // Nothing waits for it, and its timeout passes while the others have their turns.
                self.ready.push_front(number);
            } else {
                self.ready.push_back(number);
            }
            return;
        }
        // What nobody waits for any more must not keep others waiting.
        let mut given_up = device.under_way.clone();
        given_up.retain(|place| self.slots.at(*place).is_some_and(|it| it.job.work.is_abandoned()));
        for place in given_up {
            self.abandon(place);
        }
    }

    /// Starts requests of devices whose turn it is, as long as the window has room.
    pub(super) fn start_ready(&mut self) {
        while let Some(number) = self.ready.pop_front() {
            let Some(device) = self.devices.at(number) else { continue };
            let Some(job) = device.queue.pop_front() else {
                self.release(number);
                continue;
            };
            if job.work.is_abandoned() {
                self.queued -= 1;
                count(&self.counters.abandoned);
                self.ready.push_front(number);
                continue;
            }
            // No answer of a dead target seems to be on its way.
            let weight = if job.is_dead(self.dead_after) { 0 } else { job.weight() };
            let place = if self.window.has_room(weight) { self.slots.reserve() } else { None };
            let Some(place) = place else {
                self.window.note_wait(self.now);
                device.queue.push_front(job);
                self.ready.push_front(number);
                return;
            };
            self.queued -= 1;
            self.start(number, job, place, weight);
        }
    }

    fn start(&mut self, number: DeviceNumber, mut job: Job, place: Place, weight: usize) {
        let now = self.now;
        let Some(pdu) = job.work.next_request(self.slots.id(place), now) else {
            self.slots.free(place);
            if let Some(poll) = job.work.finish() {
                self.secured_is_over(*poll);
            }
            self.release(number);
            return;
        };
        let policy = self.policy(number, &job, weight);
        let Self { slots, seeds, .. } = self;
        let ids = || MessageIds::tagged(slots.tag(place), seeds.next_u64());
        match job.recipient.security.exchange(job.version, pdu, policy, ids, now) {
            Ok(exchange) => {
                self.window.take(weight);
                self.in_flight += 1;
                let retries = policy.most_retries();
                let under_way = UnderWay { exchange, device: number, job, weight, attempts: 0, retries, turn: None };
                self.slots.put(place, under_way);
                if let Some(device) = self.devices.at(number) {
                    device.under_way.push(place);
                }
                self.step(place);
            }
            Err(error) => {
                self.slots.free(place);
                self.settle(number, job, Err(error));
                self.release(number);
            }
        }
    }

    /// How long to wait for a device whose pace may be known, and how often.
    fn policy(&mut self, number: DeviceNumber, job: &Job, weight: usize) -> RetryPolicy {
        let policy = job.recipient.retry;
        if job.is_dead(self.dead_after) {
            self.probing(number, policy, weight)
        } else {
            self.paced(number, policy, weight)
        }
    }

    /// A device that counts as dead is asked once. What was in vain before says nothing of its pace, so the wait is a
    /// first timeout, or longer where its answers used to take longer.
    pub(super) fn probing(&mut self, number: DeviceNumber, policy: RetryPolicy, weight: usize) -> RetryPolicy {
        let estimate = self.devices.at(number).and_then(|device| device.round_trips.estimate());
        let longest = policy.first_timeout().max(estimate.unwrap_or_default());
        let paced = self.paced(number, policy, weight);
        paced.timeout(paced.first_timeout().min(longest)).retries(0)
    }

    /// How long to wait for a device whose pace may be known.
    pub(super) fn paced(&mut self, number: DeviceNumber, mut policy: RetryPolicy, weight: usize) -> RetryPolicy {
        let round_trips = self.devices.at(number).map(|device| device.round_trips).unwrap_or_default();
        if round_trips.smoothed().is_some() {
            let least = if weight > SMALL {
                policy.first_timeout() / 2
            } else {
                policy.first_timeout().min(RoundTrips::SHORTEST)
            };
            policy = policy.timeout(round_trips.timeout().max(least));
        }
        policy
    }

    /// A poll has no more to ask of a device.
    pub(super) fn hang_up(&mut self, number: DeviceNumber) {
        let Some(device) = self.devices.at(number) else { return };
        // It came on top of the requests that the device may get.
        if device.busy > self.per_device { device.busy -= 1 } else { self.release(number) }
    }

    pub(super) fn abandon(&mut self, place: Place) {
        count(&self.counters.abandoned);
        if let Some(under_way) = self.over(place) {
            self.release(under_way.device);
        }
    }

    /// Ends a request and gives its turn to the device's next one.
    pub(super) fn finish(&mut self, place: Place, outcome: Result<Answer>) {
        let Some(UnderWay { device, job, .. }) = self.over(place) else { return };
        self.settle(device, job, outcome);
        self.release(device);
    }

    fn over(&mut self, place: Place) -> Option<UnderWay> {
        let under_way = self.slots.free(place)?;
        self.window.give(under_way.weight);
        self.in_flight -= 1;
        if let Some(device) = self.devices.at(under_way.device) {
            device.under_way.retain(|other| *other != place);
        }
        Some(under_way)
    }

    /// What has more to ask waits for its next turn, behind what waits already.
    fn settle(&mut self, number: DeviceNumber, job: Job, outcome: Result<Answer>) {
        let Job { recipient, version, work } = job;
        let Some(work) = work.settle(outcome, self.now) else { return };
        if let Some(device) = self.devices.at(number) {
            device.queue.push_back(Job { recipient, version, work });
            self.queued += 1;
        }
    }

    fn release(&mut self, number: DeviceNumber) {
        let Some(device) = self.devices.at(number) else { return };
        if !device.queue.is_empty() {
            self.ready.push_back(number);
            return;
        }
        device.busy -= 1;
        if device.busy == 0 {
            self.devices.is_idle(number);
        }
    }
}

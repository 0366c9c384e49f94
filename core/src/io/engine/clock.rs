use crate::error::Error;

use super::device::DeviceNumber;
use super::driver::Driver;
use super::slots::Place;
use super::socket::shown;
use super::statistics::tally;

/// What is due: datagrams to send and to send again, and requests to give up.
impl Driver {
    /// Takes the steps that are due.
    pub(super) fn keep_time(&mut self) {
        while let Some(place) = self.timers.pop(self.now) {
            if self.slots.at(place).is_some() {
                self.step(place);
            }
        }
    }

    /// Sends a request's datagram if it is due, or ends the request.
    pub(super) fn step(&mut self, place: Place) {
        let now = self.now;
        let Some(under_way) = self.slots.at(place) else { return };
        let Some(due) = under_way.exchange.next_deadline() else { return };
        if under_way.job.work.is_abandoned() {
            self.abandon(place);
            return;
        }
        if due > now {
            self.timers.push(due, place);
            return;
        }
        let mut turn = under_way.turn.take();
        if turn.is_none() && under_way.attempts <= under_way.retries {
            let of_work = under_way.job.recipient.pacer.as_ref().map(|pacer| pacer.reserve(now));
            let of_engine = self.pacer.as_ref().map(|pacer| pacer.reserve(now));
            turn = of_work.max(of_engine);
        }
        if let Some(turn) = turn.filter(|turn| *turn > now) {
            under_way.turn = Some(turn);
            self.timers.push(turn, place);
            return;
        }
        let (device, address) = (under_way.device, under_way.job.recipient.address);
        let Some(datagram) = under_way.exchange.datagram_to_send(now) else {
            self.give_up(place);
            return;
        };
        let Some(outbox) = self.sockets.outbox(&address) else {
            let family = if address.is_ipv4() { "IPv4" } else { "IPv6" };
            self.cannot_reach(place, format!("this engine has no {family} socket"));
            return;
        };
        outbox.push(place, address, datagram);
        if let Some(next) = under_way.exchange.next_deadline() {
            self.timers.push(next, place);
        }
        tally!(self, Some(device), sent);
        under_way.attempts += 1;
        if under_way.attempts > 1 {
            tally!(self, Some(device), retransmitted);
            // No answer is on its way any more, as far as can be told.
            self.window.give(std::mem::take(&mut under_way.weight));
            self.back_off(device);
        }
    }

    /// The last attempt waited in vain.
    fn give_up(&mut self, place: Place) {
        let Some(under_way) = self.slots.at(place) else { return };
        let Some(timeout) = under_way.exchange.timeout() else { return };
        let (number, recipient) = (under_way.device, &under_way.job.recipient);
        recipient.silent();
        let error = timeout.of_target(shown(recipient.address));
        tally!(self, Some(number), timed_out);
        self.back_off(number);
        if let Some(device) = self.devices.at(number) {
            device.silences = device.silences.saturating_add(1);
        }
        self.finish(place, Err(error));
    }

    /// RFC 6298 §5.5: the next request waits longer, until a round trip is measured.
    pub(super) fn back_off(&mut self, number: DeviceNumber) {
        if let Some(device) = self.devices.at(number) {
            device.round_trips.back_off();
        }
    }

    /// The system will not send it.
    pub(super) fn cannot_reach(&mut self, place: Place, reason: String) {
        if place.is_of_polls() {
            self.cannot_reach_poll(place, reason);
            return;
        }
        let Some(under_way) = self.slots.at(place) else { return };
        let target = shown(under_way.job.recipient.address);
        tally!(self, Some(under_way.device), unreachable);
        self.finish(place, Err(Error::Unreachable { target, reason }));
    }
}

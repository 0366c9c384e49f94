use std::net::SocketAddr;
use std::sync::Arc;

use crate::wire::v3::message_id;
use crate::wire::{PduKind, Peek, Progress, Stray, peek};

use super::datagrams::{Event, Refusal};
use super::driver::Driver;
use super::slots::Found;
use super::statistics::{add, tally};

/// What comes in, and what became of what goes out.
impl Driver {
    /// Takes what has arrived: how many datagrams.
    pub(super) fn receive(&mut self) -> usize {
        let mut received = 0;
        let Some(mut inbox) = self.inbox.take() else { return received };
        for v4 in [true, false] {
            let channel = if v4 { self.sockets.v4.as_ref() } else { self.sockets.v6.as_ref() };
            let Some(socket) = channel.map(|channel| Arc::clone(&channel.socket)) else { continue };
            inbox.receive(&socket, v4, |event| match event {
                Event::Datagram(datagram, from) => {
                    received += 1;
                    self.datagram(datagram, from);
                }
                Event::Dropped(so_far) => self.dropped(v4, so_far),
                Event::Refused(refusal) => self.refused(&refusal),
            });
        }
        self.inbox = Some(inbox);
        received
    }

    /// The network did not deliver a datagram. Whoever can say so must know what was in it.
    fn refused(&mut self, refusal: &Refusal<'_>) {
        let Some(number) = self.devices.known(&refusal.to) else { return };
        let mut under_way = self.devices.at(number).into_iter().flat_map(|device| &device.under_way).copied();
        let slots = &mut self.slots;
        let place = under_way.find(|place| slots.at(*place).is_some_and(|it| it.exchange.is_quoted_by(refusal.quote)));
        if let Some(place) = place.or_else(|| self.poll_quoted_by(number, refusal.quote)) {
            self.cannot_reach(place, refusal.reason.clone());
        }
    }

    fn dropped(&mut self, v4: bool, so_far: u32) {
        let before = if v4 { &mut self.dropped.0 } else { &mut self.dropped.1 };
        let more = so_far.wrapping_sub(std::mem::replace(before, so_far));
        add(&self.counters.dropped, u64::from(more));
    }

    fn datagram(&mut self, datagram: &[u8], from: SocketAddr) {
        let Err(noise) = self.answer(datagram, from) else { return };
        let device = self.devices.known(&from);
        match noise {
            Noise::Stray => tally!(self, device, stray),
            Noise::Late => tally!(self, device, late),
            Noise::Malformed => tally!(self, device, malformed),
        }
        tally!(self, device, received);
    }

    /// Finds the request that a datagram answers, and ends it.
    fn answer(&mut self, datagram: &[u8], from: SocketAddr) -> Result<(), Noise> {
        let found = match peek(datagram) {
            Ok(head @ Peek { kind: PduKind::Response, request_id: Some(id), .. }) => {
                if self.polling.slots.owns(id) {
                    return match self.polling.slots.find(id) {
                        Found::Here(place) => self.answer_of_poll(datagram, from, &head, place),
                        Found::Past => Err(Noise::Late),
                        Found::Never => Err(Noise::Stray),
                    };
                }
                self.slots.find(id)
            }
            Ok(_) => Found::Never,
            Err(_) => self.slots.find_tagged(message_id(datagram).map_err(|_| Noise::Malformed)?),
        };
        let place = match found {
            Found::Here(place) => place,
            Found::Past => return Err(Noise::Late),
            Found::Never => return Err(Noise::Stray),
        };
        let under_way = self.slots.at(place).ok_or(Noise::Late)?;
        let (number, asked) = (under_way.device, under_way.job.recipient.address);
        if !self.any_source && (asked.ip(), asked.port()) != (from.ip(), from.port()) {
            return Err(Noise::Stray);
        }
        let answer = match under_way.exchange.datagram_received(datagram, self.now) {
            Progress::Answered(answer) => answer,
            Progress::Advanced => {
                // What is sent next is another datagram than the one before.
                under_way.attempts = 0;
                tally!(self, Some(number), received);
                self.step(place);
                return Ok(());
            }
            Progress::Stray(Stray::Malformed(_)) => return Err(Noise::Malformed),
            Progress::Stray(Stray::TooLate) => return Err(Noise::Late),
            Progress::Stray(_) => return Err(Noise::Stray),
        };
        under_way.job.recipient.answered();
        tally!(self, Some(number), received);
        tally!(self, Some(number), answered);
        if let Some(device) = self.devices.at(number) {
            device.silences = 0;
            if let Some(round_trip) = answer.round_trip {
                device.round_trips.observe(round_trip);
            }
        }
        self.finish(place, Ok(answer));
        Ok(())
    }

    /// Hands over to the system what is to be sent.
    pub(super) fn send(&mut self) {
        for (place, error) in self.sockets.send() {
            self.cannot_reach(place, error.to_string());
        }
    }
}

/// A datagram that answers nothing.
pub(super) enum Noise {
    Stray,
    Late,
    Malformed,
}

use std::io;
use std::net::SocketAddr;

use crate::wire::v3::message_id;
use crate::wire::{PduKind, Peek, Progress, Stray, peek};

use super::driver::Driver;
use super::slots::Found;
use super::statistics::tally;

/// Datagrams read before the other work gets its turn.
const BATCH: usize = 256;

/// What comes in, and what became of what goes out.
impl Driver {
    pub(super) fn receive(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        for v4 in [true, false] {
            for _ in 0..BATCH {
                let channel = if v4 { self.sockets.v4.as_ref() } else { self.sockets.v6.as_ref() };
                let Some(channel) = channel else { break };
                match channel.socket.try_recv_from(&mut buffer) {
                    Ok((length, from)) => self.datagram(buffer.get(..length).unwrap_or_default(), from),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    // What an earlier datagram met on its way; its own timer takes care of it.
                    Err(_) => {}
                }
            }
        }
        self.buffer = buffer;
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
            Ok(Peek { kind: PduKind::Response, request_id: Some(id), .. }) => self.slots.find(id),
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
enum Noise {
    Stray,
    Late,
    Malformed,
}

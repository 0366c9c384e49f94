use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;

use tokio::net::UdpSocket;

use super::slots::Place;
use super::socket::lacks_room;

/// The datagrams that are to be sent from one socket, oldest first.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    octets: Vec<u8>,
    letters: VecDeque<Letter>,
}

#[derive(Debug)]
struct Letter {
    place: Place,
    to: SocketAddr,
    start: usize,
    end: usize,
}

impl Outbox {
    /// Adds the datagram of the request at that place.
    pub(super) fn push(&mut self, place: Place, to: SocketAddr, datagram: &[u8]) {
        let start = self.octets.len();
        self.octets.extend_from_slice(datagram);
        self.letters.push_back(Letter { place, to, start, end: self.octets.len() });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// Sends as much as the system takes now. `failed` learns what it will not send at all.
    pub(super) fn send(&mut self, socket: &UdpSocket, failed: &mut Vec<(Place, io::Error)>) {
        while let Some(letter) = self.letters.front() {
            let datagram = self.octets.get(letter.start..letter.end).unwrap_or_default();
            match socket.try_send_to(datagram, letter.to) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if !is_passing(&error) => failed.push((letter.place, error)),
                Ok(_) | Err(_) => {}
            }
            self.letters.pop_front();
        }
        self.octets.clear();
    }
}

/// Whether the next datagram to the same address may fare better: it is as if this one were lost on its way, and the
/// request's timer takes care of it.
fn is_passing(error: &io::Error) -> bool {
    // What an earlier datagram met.
    matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset) || lacks_room(error)
}

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;

use tokio::net::UdpSocket;

use super::datagrams;
use super::socket::lacks_room;

/// How often one datagram is tried where the system tells an error, which may be that of an earlier one.
const TRIES: u32 = 3;

/// The datagrams that are to be sent from one socket, oldest first, each with the place of what it belongs to.
#[derive(Debug)]
pub(crate) struct Outbox<P> {
    octets: Vec<u8>,
    letters: VecDeque<Letter<P>>,
}

impl<P> Default for Outbox<P> {
    fn default() -> Self {
        Self { octets: Vec::new(), letters: VecDeque::new() }
    }
}

#[derive(Debug)]
struct Letter<P> {
    place: P,
    to: SocketAddr,
    start: usize,
    end: usize,
}

impl<P> Outbox<P> {
    /// Adds the datagram of the request at that place.
    pub(crate) fn push(&mut self, place: P, to: SocketAddr, datagram: &[u8]) {
        let start = self.octets.len();
        self.octets.extend_from_slice(datagram);
        self.letters.push_back(Letter { place, to, start, end: self.octets.len() });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.letters.len()
    }

    /// The datagrams and whom they are for.
    pub(super) fn oldest(&self) -> impl Iterator<Item = (&[u8], SocketAddr)> {
        self.letters.iter().map(|letter| (self.octets.get(letter.start..letter.end).unwrap_or_default(), letter.to))
    }

    /// Sends as much as the system takes now. `failed` learns what it will not send at all.
    pub(crate) fn send(&mut self, socket: &UdpSocket, failed: &mut Vec<(P, io::Error)>) {
        let mut tries = 0;
        while !self.letters.is_empty() {
            match datagrams::send(socket, self) {
                Ok(sent) => {
                    self.letters.drain(..sent.min(self.letters.len()));
                    tries = 0;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) => {
                    tries += 1;
                    // An error that belongs to an earlier datagram is told once.
                    if tries < TRIES && !lacks_room(&error) {
                        continue;
                    }
                    tries = 0;
                    let letter = self.letters.pop_front();
                    if !is_passing(&error) {
                        failed.extend(letter.map(|letter| (letter.place, error)));
                    }
                }
            }
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

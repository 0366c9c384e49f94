use std::io;

use tokio::net::UdpSocket;

use super::{Event, MOST};
use crate::io::engine::outbox::Outbox;

/// Where datagrams are read into.
#[derive(Debug)]
pub(crate) struct Inbox {
    octets: Vec<u8>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self { octets: vec![0; 65_536] }
    }
}

impl Inbox {
    /// Tells what has arrived, up to a limit.
    pub(crate) fn receive(&mut self, socket: &UdpSocket, _: bool, mut take: impl FnMut(Event<'_>)) {
        for _ in 0..MOST {
            match socket.try_recv_from(&mut self.octets) {
                Ok((length, from)) => take(Event::Datagram(self.octets.get(..length).unwrap_or_default(), from)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // What an earlier datagram met on its way; its own timer takes care of it.
                Err(_) => {}
            }
        }
    }
}

/// Nothing to ask for.
pub(in crate::io::engine) fn prepare(_: &socket2::Socket, _: bool) {}

/// Waits until there is something to tell.
pub(in crate::io::engine) async fn ready(socket: &UdpSocket) -> io::Result<()> {
    socket.readable().await
}

/// Sends the oldest datagram: how many were taken.
pub(in crate::io::engine) fn send<P>(socket: &UdpSocket, outbox: &Outbox<P>) -> io::Result<usize> {
    match outbox.oldest().next() {
        Some((datagram, to)) => socket.try_send_to(datagram, to).map(|_| 1),
        None => Ok(0),
    }
}

//! Datagrams out of a socket and into it: many with one system call where there is one for that, else one by one.

#[cfg(any(target_os = "linux", target_os = "android"))]
mod batched;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) use batched::Inbox;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) use batched::{prepare, ready, send};

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod plain;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) use plain::Inbox;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) use plain::{prepare, ready, send};

// So that what other systems run is compiled and tested here too.
#[cfg(all(test, any(target_os = "linux", target_os = "android")))]
#[allow(dead_code)]
mod plain;

use std::net::SocketAddr;

/// Datagrams read before the other work gets its turn.
const MOST: usize = 256;

/// What a socket has to tell.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// A datagram and whom it is from.
    Datagram(&'a [u8], SocketAddr),
    /// How many datagrams the socket has dropped so far, as its buffer was full.
    Dropped(u32),
    /// The network did not deliver a datagram.
    Refused(Refusal<'a>),
}

/// An ICMP message about a datagram that was sent.
#[derive(Debug)]
pub(crate) struct Refusal<'a> {
    /// Whom the datagram was for.
    pub(super) to: SocketAddr,
    /// What the message quotes of the datagram's content; often all, sometimes nothing.
    pub(super) quote: &'a [u8],
    /// What the message says, and who says it.
    pub(super) reason: String,
}

#[cfg(test)]
mod tests;

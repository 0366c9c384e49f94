use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;

use crate::error::{Error, Result};

use super::datagrams;
use super::outbox::Outbox;
use super::slots::Place;

/// One unconnected socket per address family; a family that the host does not have is absent.
#[derive(Debug)]
pub(super) struct Sockets {
    pub(super) v4: Option<Channel>,
    pub(super) v6: Option<Channel>,
    receive_buffer: usize,
}

/// A socket and what is to be sent from it.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) socket: Arc<UdpSocket>,
    outbox: Outbox<Place>,
}

impl Sockets {
    pub(super) fn open(bind: Option<IpAddr>, receive_buffer: usize) -> Result<Self> {
        let wanted = match bind {
            Some(address) => vec![address],
            None => vec![Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()],
        };
        let mut sockets = Self { v4: None, v6: None, receive_buffer: usize::MAX };
        let mut failed = None;
        for address in wanted {
            match open(address, receive_buffer) {
                Ok((socket, granted)) => {
                    sockets.receive_buffer = sockets.receive_buffer.min(granted);
                    let channel = Channel { socket: Arc::new(socket), outbox: Outbox::default() };
                    *(if address.is_ipv4() { &mut sockets.v4 } else { &mut sockets.v6 }) = Some(channel);
                }
                Err(error) => failed = Some((address, error)),
            }
        }
        match failed {
            Some((address, error)) if sockets.v4.is_none() && sockets.v6.is_none() => {
                Err(Error::io(format!("opening a UDP socket on {address}"), error))
            }
            _ => Ok(sockets),
        }
    }

    /// The smaller receive buffer of the two, as the system accounts for it, in bytes.
    pub(super) fn receive_buffer(&self) -> usize {
        self.receive_buffer
    }

    /// Where datagrams to that address are put.
    pub(super) fn outbox(&mut self, address: &SocketAddr) -> Option<&mut Outbox<Place>> {
        let channel = if address.is_ipv4() { &mut self.v4 } else { &mut self.v6 };
        channel.as_mut().map(|channel| &mut channel.outbox)
    }

    /// Sends as much as the system takes now; what it will not send at all is in the list.
    pub(super) fn send(&mut self) -> Vec<(Place, io::Error)> {
        let mut failed = Vec::new();
        for Channel { socket, outbox } in [&mut self.v4, &mut self.v6].into_iter().flatten() {
            outbox.send(socket, &mut failed);
        }
        failed
    }

    /// Whether something waits for the system to take it.
    pub(super) fn are_blocked(&self) -> bool {
        [&self.v4, &self.v6].into_iter().flatten().any(|channel| !channel.outbox.is_empty())
    }

    /// Waits until the runtime knows that the sockets can be written to.
    pub(super) async fn writable(&self) {
        for channel in [&self.v4, &self.v6].into_iter().flatten() {
            let _ = channel.socket.writable().await; // what is wrong shows when something is sent
        }
    }

    /// Waits until one of the sockets has something to tell.
    pub(super) async fn readable(&self) {
        tokio::select! {
            () = readable(self.v4.as_ref()) => {}
            () = readable(self.v6.as_ref()) => {}
        }
    }
}

async fn readable(channel: Option<&Channel>) {
    match channel {
        Some(channel) if datagrams::ready(&channel.socket).await.is_ok() => {}
        Some(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        None => std::future::pending().await,
    }
}

fn open(address: IpAddr, receive_buffer: usize) -> io::Result<(UdpSocket, usize)> {
    let domain = if address.is_ipv4() { Domain::IPV4 } else { Domain::IPV6 };
    let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    datagrams::prepare(&socket, address.is_ipv4());
    // Systems grant less without an error, or refuse and keep what they have: either will do.
    let _ = socket.set_recv_buffer_size(receive_buffer);
    let granted = socket.recv_buffer_size()?;
    socket.set_nonblocking(true)?;
    socket.bind(&SocketAddr::new(address, 0).into())?;
    Ok((UdpSocket::from_std(socket.into())?, granted))
}

/// Whether the system had no room for a datagram, for the moment.
pub(crate) fn lacks_room(error: &io::Error) -> bool {
    // ENOBUFS, which has no kind of its own.
    const NO_BUFFERS: i32 = if cfg!(windows) {
        10_055
    } else if cfg!(any(target_os = "linux", target_os = "android")) {
        105
    } else {
        55
    };
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted | io::ErrorKind::OutOfMemory)
        || error.raw_os_error() == Some(NO_BUFFERS)
}

/// The address, and the port where it is not SNMP's.
pub(crate) fn shown(address: SocketAddr) -> String {
    if address.port() == 161 { address.ip().to_string() } else { address.to_string() }
}

#[cfg(test)]
mod tests {
    use std::io::Error;

    use super::lacks_room;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_queue_passes_and_what_is_forbidden_does_not() {
        let [eagain, enobufs, eperm, ehostunreach] = [11, 105, 1, 113].map(Error::from_raw_os_error);
        assert!(lacks_room(&eagain) && lacks_room(&enobufs));
        assert!(!lacks_room(&eperm) && !lacks_room(&ehostunreach));
    }
}

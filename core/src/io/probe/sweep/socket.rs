use std::io;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;

use crate::check::Cause;
use crate::error::{Error, Result};
use crate::io::probe::icmp::first_permitted;

/// Octets of answers that may wait for us; the system may give less.
const BUFFER: usize = 4 << 20;

/// A socket for echo requests of that family: of the unprivileged kind, or a raw one.
pub(super) fn open(v4: bool, id: u16) -> Result<UdpSocket> {
    let family = if v4 { "IPv4" } else { "IPv6" };
    first_permitted(|kind| socket(v4, kind, id)).map_err(|cause| {
        let (kind, reason) = match cause {
            Cause::PermissionMissing { remedy } => (io::ErrorKind::PermissionDenied, remedy),
            other => (io::ErrorKind::Other, other.to_string()),
        };
        Error::io(format!("opening a socket for ICMP over {family}"), io::Error::new(kind, reason))
    })
}

fn socket(v4: bool, kind: Type, id: u16) -> io::Result<UdpSocket> {
    let (domain, protocol) = if v4 { (Domain::IPV4, Protocol::ICMPV4) } else { (Domain::IPV6, Protocol::ICMPV6) };
    let socket = Socket::new(domain, kind, Some(protocol))?;
    socket.set_nonblocking(true)?;
    // Where the system will not give as much, what it has is enough for what it can send at once.
    let _ = socket.set_recv_buffer_size(BUFFER);
    if kind == Type::RAW {
        only_answers(&socket, v4, id)?;
    }
    // The socket's type matters to the system only; reading and writing are those of any datagram.
    UdpSocket::from_std(socket.into())
}

/// A raw socket gets a copy of every ICMP message of the host, with our own requests on loopback: only echo replies with
/// our identifier are let through.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn only_answers(socket: &Socket, v4: bool, id: u16) -> io::Result<()> {
    use socket2::SockFilter;
    let step = SockFilter::new;
    // BPF: IPv4 comes with its header, whose length goes into X; a load is relative to X. IPv6 comes without.
    const LENGTH_TO_X: u16 = 0xb1;
    const LOAD_OCTET: u16 = 0x50;
    const LOAD_HALF: u16 = 0x48;
    const IF_EQUAL: u16 = 0x15;
    const X_IS: u16 = 0x01;
    const RETURN: u16 = 0x06;
    let (start, reply) = if v4 { (step(LENGTH_TO_X, 0, 0, 0), 0) } else { (step(X_IS, 0, 0, 0), 129) };
    socket.attach_filter(&[
        start,
        step(LOAD_OCTET, 0, 0, 0),
        step(IF_EQUAL, 0, 3, reply),
        step(LOAD_HALF, 0, 0, 4),
        step(IF_EQUAL, 0, 1, id.into()),
        step(RETURN, 0, 0, u32::MAX),
        step(RETURN, 0, 0, 0),
    ])
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn only_answers(_: &Socket, _: bool, _: u16) -> io::Result<()> {
    Ok(())
}

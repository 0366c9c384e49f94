use std::cell::RefCell;
use std::io::{self, IoSlice, IoSliceMut};
use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsRawFd, RawFd};
use std::thread::LocalKey;

use nix::libc;
use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, MultiHeaders, SockaddrIn, SockaddrIn6, SockaddrLike, SockaddrStorage, recvmmsg,
    recvmsg, sendmmsg, setsockopt, sockopt,
};
use tokio::io::Interest;
use tokio::net::UdpSocket;

use super::{Event, MOST, Refusal};
use crate::io::engine::outbox::Outbox;

/// Datagrams per system call.
const BATCH: usize = 32;
/// A datagram of any size, and so much more that the starts of the buffers do not share the same lines of the cache.
const STRIDE: usize = 65_536 + 2_112;

// The headers hold pointers, so a task cannot carry them from thread to thread. They are of one family each: the system
// leaves the length of the last address in them.
thread_local! {
    static FROM_V4: RefCell<MultiHeaders<SockaddrIn>> = RefCell::new(MultiHeaders::preallocate(BATCH, None));
    static FROM_V6: RefCell<MultiHeaders<SockaddrIn6>> = RefCell::new(MultiHeaders::preallocate(BATCH, None));
    static TO: RefCell<MultiHeaders<SockaddrStorage>> = RefCell::new(MultiHeaders::preallocate(BATCH, None));
}

/// Where datagrams are read into.
#[derive(Debug)]
pub(crate) struct Inbox {
    octets: Vec<u8>,
    /// What the system says beside a datagram.
    beside: Vec<u8>,
}

impl Default for Inbox {
    fn default() -> Self {
        // Pages that no datagram reaches stay unused.
        Self { octets: vec![0; BATCH * STRIDE], beside: vec![0; 512] }
    }
}

impl Inbox {
    /// Tells what has arrived, up to a limit.
    pub(crate) fn receive(&mut self, socket: &UdpSocket, v4: bool, mut take: impl FnMut(Event<'_>)) {
        let take = &mut take;
        if v4 {
            let plain = |address: SockaddrIn| SocketAddr::V4(SocketAddrV4::new(address.ip(), address.port()));
            self.refusals(socket, plain, take);
            self.datagrams(socket, &FROM_V4, plain, take);
        } else {
            let plain = |address: SockaddrIn6| SocketAddr::V6(SocketAddrV6::from(address));
            self.refusals(socket, plain, take);
            self.datagrams(socket, &FROM_V6, plain, take);
        }
    }

    fn datagrams<S: SockaddrLike + Copy>(
        &mut self,
        socket: &UdpSocket,
        headers: &'static LocalKey<RefCell<MultiHeaders<S>>>,
        plain: impl Fn(S) -> SocketAddr,
        take: &mut impl FnMut(Event<'_>),
    ) {
        let mut left = MOST;
        // The first one tells how many were dropped; of a batch, only single calls would.
        match socket.try_io(Interest::READABLE, || self.first(socket.as_raw_fd(), &plain, take)) {
            Ok(()) => left -= 1,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
            // What an earlier datagram met on its way: the error queue tells more.
            Err(_) => {}
        }
        while left > 0 {
            let batch = || self.batch(socket.as_raw_fd(), headers, &plain, take);
            match socket.try_io(Interest::READABLE, batch) {
                Ok(BATCH) => left = left.saturating_sub(BATCH),
                Ok(_) => return,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(_) => left -= 1,
            }
        }
    }

    fn first<S: SockaddrLike + Copy>(
        &mut self,
        fd: RawFd,
        plain: impl Fn(S) -> SocketAddr,
        take: &mut impl FnMut(Event<'_>),
    ) -> io::Result<()> {
        let mut buffers = [IoSliceMut::new(&mut self.octets)];
        let message = recvmsg::<S>(fd, &mut buffers, Some(&mut self.beside), MsgFlags::empty())?;
        for beside in message.cmsgs().into_iter().flatten() {
            if let ControlMessageOwned::RxqOvfl(dropped) = beside {
                take(Event::Dropped(dropped));
            }
        }
        if let Some(from) = message.address {
            take(Event::Datagram(message.iovs().next().unwrap_or_default(), plain(from)));
        }
        Ok(())
    }

    fn batch<S: SockaddrLike + Copy>(
        &mut self,
        fd: RawFd,
        headers: &'static LocalKey<RefCell<MultiHeaders<S>>>,
        plain: impl Fn(S) -> SocketAddr,
        take: &mut impl FnMut(Event<'_>),
    ) -> io::Result<usize> {
        headers.with_borrow_mut(|headers| {
            let mut buffers = self.octets.chunks_exact_mut(STRIDE);
            let mut buffers: [_; BATCH] =
                std::array::from_fn(|_| [IoSliceMut::new(buffers.next().unwrap_or_default())]);
            let messages = recvmmsg(fd, headers, &mut buffers, MsgFlags::empty(), None)?;
            let mut received = 0;
            for message in messages {
                received += 1;
                if let Some(from) = message.address {
                    take(Event::Datagram(message.iovs().next().unwrap_or_default(), plain(from)));
                }
            }
            Ok(received)
        })
    }

    /// Reads the queue of ICMP messages (`IP_RECVERR`, ip(7)).
    fn refusals<S: SockaddrLike + Copy>(
        &mut self,
        socket: &UdpSocket,
        plain: impl Fn(S) -> SocketAddr,
        take: &mut impl FnMut(Event<'_>),
    ) {
        for _ in 0..MOST {
            let refusal = socket.try_io(Interest::ERROR, || {
                let mut buffers = [IoSliceMut::new(&mut self.octets)];
                let flags = MsgFlags::MSG_ERRQUEUE;
                let message = recvmsg::<S>(socket.as_raw_fd(), &mut buffers, Some(&mut self.beside), flags)?;
                let reason = message.cmsgs().into_iter().flatten().find_map(|beside| reason(&beside));
                if let (Some(to), Some(reason)) = (message.address, reason) {
                    let quote = message.iovs().next().unwrap_or_default();
                    take(Event::Refused(Refusal { to: plain(to), quote, reason }));
                }
                Ok(())
            });
            if refusal.is_err() {
                return;
            }
        }
    }
}

/// What an ICMP message says; `None` where the datagram may have been delivered all the same.
fn reason(beside: &ControlMessageOwned) -> Option<String> {
    let (what, by) = match beside {
        ControlMessageOwned::Ipv4RecvErr(error, by) => {
            (icmp(error)?, by.map(|by| SockaddrIn::from(by).ip().to_string()))
        }
        ControlMessageOwned::Ipv6RecvErr(error, by) => {
            (icmp_v6(error)?, by.map(|by| SockaddrIn6::from(by).ip().to_string()))
        }
        _ => return None,
    };
    Some(match by {
        Some(by) => format!("{what}, says {by}"),
        None => what,
    })
}

/// RFC 792 and RFC 1812 §5.2.7.1: Destination Unreachable, but for code 4, which is about the size.
fn icmp(error: &libc::sock_extended_err) -> Option<String> {
    let (libc::SO_EE_ORIGIN_ICMP, 3) = (error.ee_origin, error.ee_type) else { return None };
    let what = match error.ee_code {
        0 => "network unreachable",
        1 => "host unreachable",
        2 => "protocol unreachable",
        3 => "port unreachable",
        4 => return None,
        9 | 10 | 13 => "administratively prohibited",
        _ => "destination unreachable",
    };
    Some(format!("{what} (ICMP type 3, code {})", error.ee_code))
}

/// RFC 4443 §3.1: Destination Unreachable.
fn icmp_v6(error: &libc::sock_extended_err) -> Option<String> {
    let (libc::SO_EE_ORIGIN_ICMP6, 1) = (error.ee_origin, error.ee_type) else { return None };
    let what = match error.ee_code {
        0 => "no route to destination",
        1 => "administratively prohibited",
        3 => "address unreachable",
        4 => "port unreachable",
        _ => "destination unreachable",
    };
    Some(format!("{what} (ICMPv6 type 1, code {})", error.ee_code))
}

/// Asks the system to tell of ICMP messages, and of datagrams that it drops. Where it will not, they stay untold.
pub(in crate::io::engine) fn prepare(socket: &socket2::Socket, v4: bool) {
    let _ = if v4 {
        setsockopt(socket, sockopt::Ipv4RecvErr, &true)
    } else {
        setsockopt(socket, sockopt::Ipv6RecvErr, &true)
    };
    let _ = setsockopt(socket, sockopt::RxqOvfl, &1);
}

/// Waits until there is something to tell.
pub(in crate::io::engine) async fn ready(socket: &UdpSocket) -> io::Result<()> {
    socket.ready(Interest::READABLE | Interest::ERROR).await.map(|_| ())
}

/// Sends the oldest datagrams: how many were taken. An error is that of the first one, or of an earlier one that met an
/// ICMP message.
pub(in crate::io::engine) fn send<P>(socket: &UdpSocket, outbox: &Outbox<P>) -> io::Result<usize> {
    socket.try_io(Interest::WRITABLE, || {
        TO.with_borrow_mut(|headers| {
            let mut letters = outbox.oldest();
            let mut addresses: [Option<SockaddrStorage>; BATCH] = [None; BATCH];
            let datagrams: [_; BATCH] = std::array::from_fn(|at| match (letters.next(), addresses.get_mut(at)) {
                (Some((datagram, to)), Some(address)) => {
                    *address = Some(to.into());
                    [IoSlice::new(datagram)]
                }
                _ => [IoSlice::new(&[])],
            });
            let datagrams = datagrams.iter().take(outbox.len());
            let sent = sendmmsg(socket.as_raw_fd(), headers, datagrams, addresses, [], MsgFlags::empty())?;
            Ok(sent.count())
        })
    })
}

//! Batched datagrams and pinned processes on Linux, for the responder and for the floor that clients are held against.

use std::io;
use std::mem::{self, MaybeUninit};
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd;
use std::time::Duration;

/// Datagrams per system call.
pub const BATCH: usize = 64;

/// The largest datagram that is received whole.
const OCTETS: usize = 2048;

/// Asked of the system for each direction of a socket.
const BUFFER: libc::c_int = 8 << 20;

/// An IPv4 socket that receives and sends up to [`BATCH`] datagrams in one system call, and knows at which of its own
/// addresses each one arrived.
#[derive(Debug)]
pub struct Batch {
    socket: UdpSocket,
    incoming: Vec<Slot>,
    received: usize,
    outgoing: Vec<Slot>,
    queued: usize,
}

/// A datagram.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Its content.
    pub octets: Vec<u8>,
    /// Who sent it, or whom it is for.
    pub peer: SocketAddrV4,
    /// Which address of this machine it is for, or is from; unspecified is the system's choice.
    pub local: Ipv4Addr,
}

impl Slot {
    fn new() -> Self {
        let unspecified = Ipv4Addr::UNSPECIFIED;
        Self { octets: Vec::with_capacity(OCTETS), peer: SocketAddrV4::new(unspecified, 0), local: unspecified }
    }
}

/// Room for one `IP_PKTINFO`, aligned as its header demands.
type Control = [u64; 5];

impl Batch {
    /// Binds a port, 0 for any, at all addresses.
    pub fn bind(port: u16) -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, port))?;
        option(&socket, libc::IPPROTO_IP, libc::IP_PKTINFO, 1)?;
        for (forced, asked) in [(libc::SO_RCVBUFFORCE, libc::SO_RCVBUF), (libc::SO_SNDBUFFORCE, libc::SO_SNDBUF)] {
            // Only root may exceed the system's limit.
            if option(&socket, libc::SOL_SOCKET, forced, BUFFER).is_err() {
                option(&socket, libc::SOL_SOCKET, asked, BUFFER)?;
            }
        }
        let slots = || (0..BATCH).map(|_| Slot::new()).collect();
        Ok(Self { socket, incoming: slots(), received: 0, outgoing: slots(), queued: 0 })
    }

    /// The port.
    pub fn port(&self) -> io::Result<u16> {
        Ok(self.socket.local_addr()?.port())
    }

    /// How long [`Self::receive`] waits.
    pub fn timeout(&self, timeout: Duration) -> io::Result<()> {
        self.socket.set_read_timeout(Some(timeout))
    }

    /// Waits for a datagram and takes what else is there.
    pub fn receive(&mut self) -> io::Result<()> {
        self.received = 0;
        let mut from = [const { MaybeUninit::<libc::sockaddr_in>::zeroed() }; BATCH];
        let mut control: [Control; BATCH] = [[0; 5]; BATCH];
        let mut parts = [libc::iovec { iov_base: std::ptr::null_mut(), iov_len: 0 }; BATCH];
        let mut headers = [const { MaybeUninit::<libc::mmsghdr>::zeroed() }; BATCH];
        for at in 0..BATCH {
            let octets = &mut self.incoming[at].octets;
            octets.clear();
            parts[at] = libc::iovec { iov_base: octets.as_mut_ptr().cast(), iov_len: OCTETS };
            // SAFETY: all zeros is a valid mmsghdr: null pointers and lengths of zero.
            let header = unsafe { &mut headers[at].assume_init_mut().msg_hdr };
            header.msg_name = from[at].as_mut_ptr().cast();
            header.msg_namelen = size_of::<libc::sockaddr_in>() as u32;
            header.msg_iov = &mut parts[at];
            header.msg_iovlen = 1;
            header.msg_control = control[at].as_mut_ptr().cast();
            header.msg_controllen = size_of::<Control>();
        }
        let (first, flags) = (headers.as_mut_ptr().cast::<libc::mmsghdr>(), libc::MSG_WAITFORONE);
        // SAFETY: every header points at memory that lives until after the call, with its true length.
        let count =
            unsafe { libc::recvmmsg(self.socket.as_raw_fd(), first, BATCH as u32, flags as _, std::ptr::null_mut()) };
        self.received = usize::try_from(count).map_err(|_| io::Error::last_os_error())?;
        for (at, slot) in self.incoming.iter_mut().take(self.received).enumerate() {
            // SAFETY: the system filled in this header, this address, and so many octets of this buffer.
            let (header, peer) = unsafe { (headers[at].assume_init_ref(), from[at].assume_init_ref()) };
            unsafe { slot.octets.set_len(OCTETS.min(header.msg_len as usize)) };
            slot.peer = SocketAddrV4::new(address(peer.sin_addr), u16::from_be(peer.sin_port));
            slot.local = destination(&header.msg_hdr);
        }
        Ok(())
    }

    /// The datagrams that [`Self::receive`] took.
    pub fn received(&self) -> &[Slot] {
        &self.incoming[..self.received]
    }

    /// Queues a datagram: `fill` writes it, given what was received, and says whether it is to be sent.
    pub fn queue(&mut self, fill: impl FnOnce(&[Slot], &mut Slot) -> bool) -> io::Result<()> {
        if self.queued == BATCH {
            self.send()?;
        }
        if fill(&self.incoming[..self.received], &mut self.outgoing[self.queued]) {
            self.queued += 1;
        }
        Ok(())
    }

    /// Sends all that is queued. What the system does not take is lost, as on any network.
    pub fn send(&mut self) -> io::Result<()> {
        let queued = mem::take(&mut self.queued);
        let mut to = [const { MaybeUninit::<libc::sockaddr_in>::zeroed() }; BATCH];
        let mut control: [Control; BATCH] = [[0; 5]; BATCH];
        let mut parts = [libc::iovec { iov_base: std::ptr::null_mut(), iov_len: 0 }; BATCH];
        let mut headers = [const { MaybeUninit::<libc::mmsghdr>::zeroed() }; BATCH];
        for (at, slot) in self.outgoing.iter_mut().take(queued).enumerate() {
            // SAFETY: all zeros is a valid sockaddr_in and a valid mmsghdr.
            let (peer, header) = unsafe { (to[at].assume_init_mut(), headers[at].assume_init_mut()) };
            peer.sin_family = libc::AF_INET as _;
            peer.sin_port = slot.peer.port().to_be();
            peer.sin_addr.s_addr = u32::from(*slot.peer.ip()).to_be();
            parts[at] = libc::iovec { iov_base: slot.octets.as_mut_ptr().cast(), iov_len: slot.octets.len() };
            let header = &mut header.msg_hdr;
            header.msg_name = to[at].as_mut_ptr().cast();
            header.msg_namelen = size_of::<libc::sockaddr_in>() as u32;
            header.msg_iov = &mut parts[at];
            header.msg_iovlen = 1;
            if !slot.local.is_unspecified() {
                header.msg_control = control[at].as_mut_ptr().cast();
                header.msg_controllen = size_of::<Control>();
                write_source(header, slot.local);
            }
        }
        let mut sent = 0;
        while sent < queued {
            // SAFETY: as in `receive`; only initialised headers are handed over.
            let count = unsafe {
                let first = headers.as_mut_ptr().add(sent).cast::<libc::mmsghdr>();
                libc::sendmmsg(self.socket.as_raw_fd(), first, (queued - sent) as u32, 0)
            };
            // The first one of the rest cannot be sent; the others may.
            sent += usize::try_from(count).unwrap_or(0).max(1);
        }
        Ok(())
    }
}

fn option(socket: &UdpSocket, level: libc::c_int, name: libc::c_int, value: libc::c_int) -> io::Result<()> {
    let length = size_of::<libc::c_int>() as u32;
    // SAFETY: the pointer and the length are those of `value`.
    let done = unsafe { libc::setsockopt(socket.as_raw_fd(), level, name, (&raw const value).cast(), length) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn address(address: libc::in_addr) -> Ipv4Addr {
    Ipv4Addr::from(u32::from_be(address.s_addr))
}

/// Which of this machine's addresses a received datagram was for.
fn destination(header: &libc::msghdr) -> Ipv4Addr {
    // SAFETY: the system filled in header and control messages, and CMSG_FIRSTHDR checks their length.
    unsafe {
        let control = libc::CMSG_FIRSTHDR(header);
        if control.is_null() || ((*control).cmsg_level, (*control).cmsg_type) != (libc::IPPROTO_IP, libc::IP_PKTINFO) {
            return Ipv4Addr::UNSPECIFIED;
        }
        address(libc::CMSG_DATA(control).cast::<libc::in_pktinfo>().read_unaligned().ipi_addr)
    }
}

/// From which of this machine's addresses a datagram is to be sent.
fn write_source(header: &mut libc::msghdr, local: Ipv4Addr) {
    let spec = libc::in_addr { s_addr: u32::from(local).to_be() };
    let source = libc::in_pktinfo { ipi_ifindex: 0, ipi_spec_dst: spec, ipi_addr: libc::in_addr { s_addr: 0 } };
    let length = size_of::<libc::in_pktinfo>() as u32;
    // SAFETY: the control buffer is a `Control`: aligned, and large enough for one in_pktinfo.
    unsafe {
        header.msg_controllen = libc::CMSG_SPACE(length) as _;
        let control = libc::CMSG_FIRSTHDR(header);
        (*control).cmsg_level = libc::IPPROTO_IP;
        (*control).cmsg_type = libc::IP_PKTINFO;
        (*control).cmsg_len = libc::CMSG_LEN(length) as _;
        libc::CMSG_DATA(control).cast::<libc::in_pktinfo>().write_unaligned(source);
    }
}

/// Keeps this process on one core.
pub fn pin(core: usize) -> io::Result<()> {
    // SAFETY: a cpu_set_t of zeros is empty; CPU_SET checks the number against its size by indexing.
    let done = unsafe {
        let mut cores: libc::cpu_set_t = mem::zeroed();
        libc::CPU_SET(core, &mut cores);
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &cores)
    };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Ends this process when the one that started it ends.
pub fn end_with_parent() -> io::Result<()> {
    // SAFETY: takes numbers only.
    let done = unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGTERM) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// CPU time of this process so far, user and system.
pub fn cpu() -> Duration {
    // SAFETY: getrusage fills in the struct; all zeros is a valid one.
    let usage = unsafe {
        let mut usage: libc::rusage = mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage
    };
    let time = |time: libc::timeval| Duration::new(time.tv_sec as u64, 0) + Duration::from_micros(time.tv_usec as u64);
    time(usage.ru_utime) + time(usage.ru_stime)
}

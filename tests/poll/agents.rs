//! Canned agents at every address of 127.71.0.0/16, behind one socket: each says what `Canned` says, at one moment that
//! never passes, so that every value of every device is known beforehand.

use std::io::{IoSlice, IoSliceMut};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use netwarden::inventory::PollBatch;
use netwarden::io::{Community, PollTarget};
use netwarden::sim::Canned;
use netwarden::value::{Moment, TimeTicks, Value};
use nix::sys::socket::{
    ControlMessage, ControlMessageOwned, MsgFlags, SockaddrIn, recvmsg, sendmsg, setsockopt, sockopt::Ipv4PacketInfo,
};

/// When all that the agents say is said.
const MOMENT: Moment = Moment::from_secs(4_711);
const FIRST: u32 = 0x7f47_0001;

pub(crate) struct Agents {
    port: u16,
    interfaces: u32,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Agents {
    /// Agents with that many interfaces, of which those answer that `live`.
    pub(crate) fn start(interfaces: u32, mut lives: impl FnMut(u32) -> bool + Send + 'static) -> Self {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None).unwrap();
        socket.set_recv_buffer_size(4 << 20).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)).into()).unwrap();
        setsockopt(&socket, Ipv4PacketInfo, &true).unwrap();
        let port = socket.local_addr().unwrap().as_socket_ipv4().unwrap().port();
        let ended = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&ended);
        let thread = std::thread::spawn(move || {
            let (mut canned, mut answer) = (Canned::new(interfaces), Vec::new());
            let mut buffer = vec![0; 65_536];
            while !over.load(Ordering::Relaxed) {
                let Some((length, from, asked)) = receive(&socket, &mut buffer) else { continue };
                let device = u32::from(asked).wrapping_sub(FIRST);
                if lives(device) && canned.answer(&buffer[..length], device, MOMENT, &mut answer) {
                    send(&socket, &answer, from, asked);
                }
            }
        });
        Self { port, interfaces, ended, thread: Some(thread) }
    }

    pub(crate) fn address(&self, device: u32) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::from(FIRST + device), self.port))
    }

    pub(crate) fn targets(&self, devices: u32) -> impl Iterator<Item = PollTarget> {
        (0..devices).map(|device| PollTarget::new(self.address(device), Community::new("public")))
    }

    /// How many values a batch of the first devices has, each of which must be what its agent says; and of which devices
    /// it has all.
    pub(crate) fn check(&self, batch: &PollBatch) -> (usize, Vec<u32>) {
        let canned = Canned::new(self.interfaces);
        let mut values = 0;
        let mut cells = vec![0; batch.devices.len()];
        for row in 0..batch.len() {
            let (device, index) = (batch.row_device[row], batch.index.of(row));
            assert_eq!(batch.devices[device as usize].0, self.address(device).to_string());
            assert!(matches!(index, [number] if (1..=self.interfaces).contains(number)), "{index:?}");
            for column in &batch.columns {
                let said = canned.value(&column.oid.child(index), device, MOMENT).map(number);
                let cell = column.value(row);
                assert!(cell.is_none() || cell == said, "{} of row {index:?} of device {device}", column.name);
                values += usize::from(cell.is_some());
                cells[device as usize] += usize::from(cell == said);
            }
        }
        let is_whole = |cells: &usize| *cells == self.interfaces as usize * batch.columns.len();
        (values, (0..).zip(&cells).filter(|(_, cells)| is_whole(cells)).map(|(device, _)| device).collect())
    }
}

fn number(value: Value) -> u64 {
    match value {
        Value::Counter64(number) => number,
        Value::Counter32(number) | Value::Gauge32(number) | Value::TimeTicks(TimeTicks(number)) => number.into(),
        Value::Integer(number) => u64::try_from(number).unwrap(),
        other => panic!("{other:?} is no number"),
    }
}

impl Drop for Agents {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        let _ = self.thread.take().unwrap().join();
    }
}

/// A datagram, whence it came, and which device was asked.
fn receive(socket: &socket2::Socket, buffer: &mut [u8]) -> Option<(usize, SockaddrIn, Ipv4Addr)> {
    let mut control = nix::cmsg_space!(nix::libc::in_pktinfo);
    let mut parts = [IoSliceMut::new(buffer)];
    let received = recvmsg::<SockaddrIn>(socket.as_raw_fd(), &mut parts, Some(&mut control), MsgFlags::empty()).ok()?;
    let asked = received.cmsgs().ok()?.find_map(|message| match message {
        ControlMessageOwned::Ipv4PacketInfo(info) => Some(Ipv4Addr::from(info.ipi_addr.s_addr.to_ne_bytes())),
        _ => None,
    })?;
    Some((received.bytes, received.address?, asked))
}

/// Answers from the address that was asked.
fn send(socket: &socket2::Socket, datagram: &[u8], to: SockaddrIn, from: Ipv4Addr) {
    let address = nix::libc::in_addr { s_addr: u32::from_ne_bytes(from.octets()) };
    let info = nix::libc::in_pktinfo { ipi_ifindex: 0, ipi_spec_dst: address, ipi_addr: address };
    let control = [ControlMessage::Ipv4PacketInfo(&info)];
    // What cannot be sent is lost, as on any network.
    let _ = sendmsg(socket.as_raw_fd(), &[IoSlice::new(datagram)], &control, MsgFlags::empty(), Some(&to));
}

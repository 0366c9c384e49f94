//! Echo requests over a datagram socket, or a raw one where only that is permitted.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::time::sleep_until;

use super::connect::{Lookup, plain, resolve};
use super::{Budget, ProbeOptions, ms};
use crate::check::{Attempt, Cause, IcmpCheck, IcmpObservation};
use crate::error::Result;
use crate::io::engine::lacks_room;
use crate::io::wall_clock;

/// A header of an echo message: type, code, checksum, identifier, sequence (RFC 792, RFC 4443 §4).
pub(super) const HEADER: usize = 8;
/// What recognises our payload: a nonce and the sequence. The identifier does not: the system may choose it.
const MARK: usize = 12;

pub(super) async fn observe(check: &IcmpCheck, options: &ProbeOptions) -> Result<IcmpObservation> {
    let mut seen =
        IcmpObservation { attempt: Attempt { at: wall_clock(), ..Attempt::default() }, ..Default::default() };
    let budget = Budget::start(crate::check::CheckSpec::from(check.clone()).time_limit_ms());
    seen.attempt.failure = echo(check, options, budget, &mut seen).await.err();
    seen.attempt.timing.total_ms = budget.total_ms();
    Ok(seen)
}

async fn echo(
    check: &IcmpCheck,
    options: &ProbeOptions,
    budget: Budget,
    seen: &mut IcmpObservation,
) -> Result<(), Cause> {
    let lookup = Lookup { family: check.family, source: check.source, name_servers: None };
    let (peer, resolve_ms) = resolve(&check.host, 0, lookup, options, budget).await?;
    seen.attempt.timing.resolve_ms = resolve_ms;
    seen.attempt.peer = Some(peer);
    let socket = open(peer, check.source)?;
    let mut nonce = [0; 8];
    getrandom::fill(&mut nonce).map_err(|error| Cause::Local { reason: error.to_string() })?;
    let mut run =
        Run { check, peer, nonce, sent_at: Vec::new(), rtts: vec![None; check.count as usize], duplicates: 0 };
    let outcome = run.exchange(&socket).await;
    seen.sent = u32::try_from(run.sent_at.len()).unwrap_or(u32::MAX);
    seen.rtts_ms = run.rtts.into_iter().flatten().collect();
    seen.received = u32::try_from(seen.rtts_ms.len()).unwrap_or(u32::MAX);
    seen.duplicates = run.duplicates;
    outcome
}

/// The exchange of one attempt.
struct Run<'a> {
    check: &'a IcmpCheck,
    peer: SocketAddr,
    nonce: [u8; 8],
    sent_at: Vec<Instant>,
    rtts: Vec<Option<f64>>,
    duplicates: u32,
}

impl Run<'_> {
    /// Sends in the interval and receives meanwhile, until all is answered or the last wait is over.
    async fn exchange(&mut self, socket: &UdpSocket) -> Result<(), Cause> {
        let interval = Duration::from_millis(self.check.interval_ms);
        let patience = Duration::from_millis(self.check.timeout_ms);
        let mut buffer = vec![0; 2048];
        let mut next = Instant::now();
        loop {
            let all_sent = self.sent_at.len() == self.rtts.len();
            if all_sent && self.rtts.iter().all(Option::is_some) {
                return Ok(());
            }
            tokio::select! {
                biased;
                received = socket.recv(&mut buffer) => match received {
                    Ok(length) => self.note(buffer.get(..length).unwrap_or_default(), Instant::now()),
                    Err(error) => refusal(&error)?,
                },
                () = sleep_until(next.into()) => {
                    if all_sent {
                        return Ok(());
                    }
                    let message = self.request(self.sent_at.len());
                    self.sent_at.push(Instant::now());
                    if let Err(error) = socket.send(&message).await {
                        refusal(&error)?;
                    }
                    let wait = if self.sent_at.len() == self.rtts.len() { patience } else { interval };
                    next = Instant::now() + wait;
                }
            }
        }
    }

    /// The echo request of that sequence.
    fn request(&self, sequence: usize) -> Vec<u8> {
        let kind = if self.peer.is_ipv4() { 8 } else { 128 };
        let number = u32::try_from(sequence).unwrap_or(u32::MAX).to_be_bytes();
        let [_, _, high, low] = number;
        let [id_high, id_low, ..] = self.nonce;
        let mut message = vec![kind, 0, 0, 0, id_high, id_low, high, low];
        message.extend_from_slice(&self.nonce);
        message.extend_from_slice(&number);
        message.resize(HEADER + (self.check.payload_bytes as usize).max(MARK), 0x5a);
        if self.peer.is_ipv4() {
            // For IPv6 the system adds the checksum: it covers addresses that are not known here.
            let sum = checksum(&message).to_be_bytes();
            for (place, byte) in message.iter_mut().skip(2).zip(sum) {
                *place = byte;
            }
        }
        message
    }

    fn note(&mut self, datagram: &[u8], at: Instant) {
        let Some(sequence) = answered(datagram, self.peer.ip(), &self.nonce) else { return };
        let (Some(sent), Some(slot)) = (self.sent_at.get(sequence), self.rtts.get_mut(sequence)) else { return };
        match slot {
            Some(_) => self.duplicates = self.duplicates.saturating_add(1),
            None => *slot = Some(ms(at.saturating_duration_since(*sent))),
        }
    }
}

/// The sequence that an echo reply answers, where it is one of ours.
fn answered(datagram: &[u8], peer: IpAddr, nonce: &[u8; 8]) -> Option<usize> {
    let message = match (peer.is_ipv4(), datagram.first()? >> 4) {
        // Raw sockets, and datagram sockets of some systems, deliver the IPv4 header too.
        (true, 4) => datagram.get(usize::from(datagram.first()? & 0xf) * 4..)?,
        _ => datagram,
    };
    let (header, payload) = message.split_at_checked(HEADER)?;
    let reply = if peer.is_ipv4() { 0 } else { 129 };
    if header.first_chunk::<2>()? != &[reply, 0] {
        return None;
    }
    let number = payload.strip_prefix(nonce)?.first_chunk::<4>()?;
    usize::try_from(u32::from_be_bytes(*number)).ok()
}

/// The Internet checksum (RFC 1071).
pub(super) fn checksum(message: &[u8]) -> u16 {
    let mut sum: u32 = 0;
    for pair in message.chunks(2) {
        let high = pair.first().copied().unwrap_or_default();
        let low = pair.get(1).copied().unwrap_or_default();
        sum += u32::from(u16::from_be_bytes([high, low]));
    }
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).unwrap_or_default()
}

/// What an error of the socket means: that there is no way, or nothing (a full queue is a lost packet).
fn refusal(error: &io::Error) -> Result<(), Cause> {
    match error.kind() {
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            Err(Cause::Unreachable { reason: plain(error) })
        }
        ErrorKind::ConnectionRefused => {
            Err(Cause::Unreachable { reason: "the host does not take echo requests".to_string() })
        }
        _ if lacks_room(error) => Ok(()),
        _ => Err(Cause::Local { reason: plain(error) }),
    }
}

fn open(peer: SocketAddr, source: Option<IpAddr>) -> Result<UdpSocket, Cause> {
    first_permitted(|kind| socket(peer, source, kind))
}

/// What `open` makes of the unprivileged type of socket, or of the raw one where the first is not permitted.
pub(super) fn first_permitted<T>(open: impl Fn(Type) -> io::Result<T>) -> Result<T, Cause> {
    match open(Type::DGRAM) {
        Ok(socket) => return Ok(socket),
        Err(error) if is_forbidden(&error) => {}
        Err(error) => return Err(local(&error)),
    }
    match open(Type::RAW) {
        Ok(socket) => Ok(socket),
        Err(error) if is_forbidden(&error) => Err(Cause::PermissionMissing { remedy: REMEDY.to_string() }),
        Err(error) => Err(local(&error)),
    }
}

const REMEDY: &str = "add the program's group to the sysctl net.ipv4.ping_group_range, or grant CAP_NET_RAW";

fn is_forbidden(error: &io::Error) -> bool {
    // EACCES and EPERM; a system without datagram ICMP says EPROTONOSUPPORT.
    error.kind() == ErrorKind::PermissionDenied || error.raw_os_error() == Some(EPROTONOSUPPORT)
}

/// The protocol is not supported for that type of socket (Linux).
const EPROTONOSUPPORT: i32 = 93;

fn local(error: &io::Error) -> Cause {
    match refusal(error) {
        Err(cause) => cause,
        Ok(()) => Cause::Local { reason: plain(error) },
    }
}

fn socket(peer: SocketAddr, source: Option<IpAddr>, kind: Type) -> io::Result<UdpSocket> {
    let (domain, protocol) = match peer {
        SocketAddr::V4(_) => (Domain::IPV4, Protocol::ICMPV4),
        SocketAddr::V6(_) => (Domain::IPV6, Protocol::ICMPV6),
    };
    let socket = Socket::new(domain, kind, Some(protocol))?;
    socket.set_nonblocking(true)?;
    if let Some(source) = source {
        socket.bind(&SocketAddr::new(source, 0).into())?;
    }
    // Only the peer's answers come then, and errors that the network reports.
    socket.connect(&peer.into())?;
    // The socket's type matters to the system only; reading and writing are those of any datagram.
    UdpSocket::from_std(socket.into())
}

#[cfg(test)]
mod tests;

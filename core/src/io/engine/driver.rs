use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use smallvec::SmallVec;
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::value::Moment;
use crate::wire::{Answer, Exchange, Message, PduKind, Progress, RetryPolicy, RoundTrips, Stray, peek};

use super::pace::Pacer;
use super::slots::{Found, Place, Slots};
use super::socket::{Sockets, lacks_room};
use super::statistics::{Counters, count, level};
use super::{Ask, EngineOptions, Query};

/// Bytes of receive buffer that Linux charges for an answer of up to 1,500 octets.
const LARGE: usize = 3_328;
/// The same for an answer of up to about 250 octets.
const SMALL: usize = 832;
/// Datagrams read before the other work gets its turn.
const BATCH: usize = 256;

/// The one task of an engine: sends, receives, keeps the time.
///
/// ```text
/// asked ──► queue of the device ──► ready ──► under way ──► answered, timed out, unreachable
///                    (its turn)        (window)
/// ```
pub(super) struct Driver {
    sockets: Sockets,
    counters: Arc<Counters>,
    asked: mpsc::UnboundedReceiver<Ask>,
    per_device: u32,
    any_source: bool,
    pacer: Option<Pacer>,
    start: Instant,
    devices: HashMap<SocketAddr, Device>,
    slots: Slots<UnderWay>,
    /// What each request's next step is due; entries of requests that are over are skipped.
    timers: BinaryHeap<Reverse<(Moment, Place)>>,
    /// Devices whose turn it is, one entry for each request.
    ready: VecDeque<SocketAddr>,
    /// Datagrams that the system had no room for.
    blocked: VecDeque<(SocketAddr, Vec<u8>)>,
    window: usize,
    expected: usize,
    in_flight: usize,
    queued: usize,
    buffer: Vec<u8>,
}

#[derive(Default)]
struct Device {
    round_trips: RoundTrips,
    queue: VecDeque<Ask>,
    /// Requests under way, and entries in `ready`.
    busy: u32,
    under_way: SmallVec<[Place; 2]>,
}

struct UnderWay {
    exchange: Exchange,
    address: SocketAddr,
    pacer: Option<Arc<Pacer>>,
    reply: oneshot::Sender<Result<Answer>>,
    /// Bytes of the window that its answer may need.
    weight: usize,
    attempts: u32,
    retries: u32,
    /// When its next datagram may go, if that is later than when it is due.
    turn: Option<Moment>,
}

enum Wake {
    Asked(Option<Ask>),
    Time,
    Sockets,
}

impl Driver {
    pub(super) fn new(
        sockets: Sockets,
        options: EngineOptions,
        key: u32,
        counters: Arc<Counters>,
        asked: mpsc::UnboundedReceiver<Ask>,
    ) -> Self {
        Self {
            window: sockets.receive_buffer().max(LARGE),
            sockets,
            counters,
            asked,
            per_device: options.per_device,
            any_source: options.any_source,
            pacer: options.rate.map(Pacer::new),
            start: Instant::now(),
            devices: HashMap::new(),
            slots: Slots::new(key),
            timers: BinaryHeap::new(),
            ready: VecDeque::new(),
            blocked: VecDeque::new(),
            expected: 0,
            in_flight: 0,
            queued: 0,
            buffer: vec![0; 65_536],
        }
    }

    /// Works until the last handle is gone.
    pub(super) async fn run(mut self) {
        loop {
            match self.wait().await {
                Wake::Asked(None) => return,
                Wake::Asked(Some(ask)) => {
                    self.enqueue(ask);
                    while let Ok(ask) = self.asked.try_recv() {
                        self.enqueue(ask);
                    }
                }
                Wake::Time | Wake::Sockets => {}
            }
            self.receive();
            self.flush();
            self.keep_time();
            self.start_ready();
            level(&self.counters.in_flight, self.in_flight);
            level(&self.counters.queued, self.queued);
            level(&self.counters.devices, self.devices.len());
        }
    }

    async fn wait(&mut self) -> Wake {
        let due = self.timers.peek().map(|Reverse((due, _))| self.start + (*due - Moment::START));
        let blocked = !self.blocked.is_empty();
        let Self { asked, sockets, .. } = self;
        tokio::select! {
            ask = asked.recv() => Wake::Asked(ask),
            () = readable(sockets.v4.as_ref()) => Wake::Sockets,
            () = readable(sockets.v6.as_ref()) => Wake::Sockets,
            () = writable(sockets), if blocked => Wake::Sockets,
            () = tokio::time::sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => Wake::Time,
        }
    }

    fn now(&self) -> Moment {
        Moment::START + self.start.elapsed()
    }

    fn enqueue(&mut self, ask: Ask) {
        let address = ask.request.address;
        let device = self.devices.entry(address).or_default();
        device.queue.push_back(ask);
        self.queued += 1;
        if device.busy < self.per_device {
            device.busy += 1;
            self.ready.push_back(address);
            return;
        }
        // What nobody waits for any more must not keep others waiting.
        let mut given_up = device.under_way.clone();
        given_up.retain(|place| self.slots.at(*place).is_some_and(|it| it.reply.is_closed()));
        for place in given_up {
            count(&self.counters.abandoned);
            self.finish(place, None);
        }
    }

    /// Starts requests of devices whose turn it is, as long as the window has room.
    fn start_ready(&mut self) {
        while let Some(address) = self.ready.pop_front() {
            let Some(device) = self.devices.get_mut(&address) else { continue };
            let Some(ask) = device.queue.pop_front() else {
                self.release(address);
                continue;
            };
            if ask.reply.is_closed() {
                self.queued -= 1;
                count(&self.counters.abandoned);
                self.ready.push_front(address);
                continue;
            }
            let weight = weight(&ask.request.query);
            if self.expected + weight > self.window && self.expected > 0 {
                device.queue.push_front(ask);
                self.ready.push_front(address);
                return;
            }
            let Some(place) = self.slots.reserve() else {
                device.queue.push_front(ask);
                self.ready.push_front(address);
                return;
            };
            self.queued -= 1;
            self.start(ask, place, weight);
        }
    }

    fn start(&mut self, ask: Ask, place: Place, weight: usize) {
        let now = self.now();
        let Ask { request, reply } = ask;
        let address = request.address;
        let round_trips = self.devices.get(&address).map(|device| device.round_trips).unwrap_or_default();
        let policy = paced(request.retry, &round_trips);
        let pdu = request.query.into_pdu(self.slots.id(place));
        let message = Message { version: request.version, community: request.community, pdu };
        match Exchange::start(&message, policy, now) {
            Ok(exchange) => {
                self.expected += weight;
                self.in_flight += 1;
                let (pacer, retries) = (request.pacer, policy.most_retries());
                let under_way = UnderWay { exchange, address, pacer, reply, weight, attempts: 0, retries, turn: None };
                self.slots.put(place, under_way);
                if let Some(device) = self.devices.get_mut(&address) {
                    device.under_way.push(place);
                }
                self.step(place, now);
            }
            Err(error) => {
                self.slots.free(place);
                let _ = reply.send(Err(error));
                self.release(address);
            }
        }
    }

    /// Takes the steps that are due.
    fn keep_time(&mut self) {
        let now = self.now();
        while let Some(Reverse((due, place))) = self.timers.peek().copied() {
            if due > now {
                return;
            }
            self.timers.pop();
            if self.slots.at(place).is_some() {
                self.step(place, now);
            }
        }
    }

    /// Sends a request's datagram if it is due, or ends the request.
    fn step(&mut self, place: Place, now: Moment) {
        let Some(under_way) = self.slots.at(place) else { return };
        let Some(due) = under_way.exchange.next_deadline() else { return };
        if under_way.reply.is_closed() {
            count(&self.counters.abandoned);
            self.finish(place, None);
            return;
        }
        if due > now {
            self.timers.push(Reverse((due, place)));
            return;
        }
        let again = under_way.attempts > 0;
        let mut turn = under_way.turn.take();
        if turn.is_none() && under_way.attempts <= under_way.retries {
            let of_work = under_way.pacer.as_ref().map(|pacer| pacer.reserve(now));
            let of_engine = self.pacer.as_ref().map(|pacer| pacer.reserve(now));
            turn = of_work.max(of_engine);
        }
        if let Some(turn) = turn.filter(|turn| *turn > now) {
            under_way.turn = Some(turn);
            self.timers.push(Reverse((turn, place)));
            return;
        }
        let address = under_way.address;
        match under_way.exchange.datagram_to_send(now) {
            Some(datagram) => {
                let sent = send(&self.sockets, &mut self.blocked, address, datagram);
                under_way.attempts += 1;
                if let Err(error) = sent {
                    count(&self.counters.unreachable);
                    self.finish(place, Some(Err(error)));
                    return;
                }
                count(&self.counters.sent);
                if again {
                    count(&self.counters.retransmitted);
                    // No answer is on its way any more, as far as can be told.
                    self.expected -= std::mem::take(&mut under_way.weight);
                }
                if let Some(next) = under_way.exchange.next_deadline() {
                    self.timers.push(Reverse((next, place)));
                }
            }
            None => {
                let Some(timeout) = under_way.exchange.timeout() else { return };
                count(&self.counters.timed_out);
                if let Some(device) = self.devices.get_mut(&address) {
                    device.round_trips.back_off();
                }
                self.finish(place, Some(Err(timeout.of_target(shown(address)))));
            }
        }
    }

    fn receive(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        for v4 in [true, false] {
            for _ in 0..BATCH {
                let socket = if v4 { self.sockets.v4.as_ref() } else { self.sockets.v6.as_ref() };
                let Some(socket) = socket else { break };
                match socket.try_recv_from(&mut buffer) {
                    Ok((length, from)) => {
                        count(&self.counters.received);
                        self.datagram(buffer.get(..length).unwrap_or_default(), from);
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    // What an earlier datagram met on its way; its own timer takes care of it.
                    Err(_) => {}
                }
            }
        }
        self.buffer = buffer;
    }

    fn datagram(&mut self, datagram: &[u8], from: SocketAddr) {
        let Ok(head) = peek(datagram) else { return count(&self.counters.malformed) };
        let (PduKind::Response, Some(id)) = (head.kind, head.request_id) else { return count(&self.counters.stray) };
        let place = match self.slots.find(id) {
            Found::Here(place) => place,
            Found::Past => return count(&self.counters.late),
            Found::Never => return count(&self.counters.stray),
        };
        let now = self.now();
        let Some(under_way) = self.slots.at(place) else { return };
        if !self.any_source && (under_way.address.ip(), under_way.address.port()) != (from.ip(), from.port()) {
            return count(&self.counters.stray);
        }
        let answer = match under_way.exchange.datagram_received(datagram, now) {
            Progress::Answered(answer) => answer,
            Progress::Stray(Stray::Malformed(_)) => return count(&self.counters.malformed),
            Progress::Stray(Stray::TooLate) => return count(&self.counters.late),
            Progress::Stray(_) => return count(&self.counters.stray),
        };
        count(&self.counters.answered);
        let address = under_way.address;
        if let (Some(device), Some(round_trip)) = (self.devices.get_mut(&address), answer.round_trip) {
            device.round_trips.observe(round_trip);
        }
        self.finish(place, Some(Ok(answer)));
    }

    /// Ends a request and gives its turn to the device's next one.
    fn finish(&mut self, place: Place, outcome: Option<Result<Answer>>) {
        let Some(under_way) = self.slots.free(place) else { return };
        self.expected -= under_way.weight;
        self.in_flight -= 1;
        if let Some(device) = self.devices.get_mut(&under_way.address) {
            device.under_way.retain(|other| *other != place);
        }
        if let Some(outcome) = outcome {
            let _ = under_way.reply.send(outcome); // a caller that went away wants nothing
        }
        self.release(under_way.address);
    }

    fn release(&mut self, address: SocketAddr) {
        let Some(device) = self.devices.get_mut(&address) else { return };
        if device.queue.is_empty() {
            device.busy -= 1;
            // A device that never answered is forgotten: a scan meets many of those.
            if device.busy == 0 && device.round_trips.smoothed().is_none() {
                self.devices.remove(&address);
            }
        } else {
            self.ready.push_back(address);
        }
    }

    /// Sends what the system had no room for.
    fn flush(&mut self) {
        while let Some((address, datagram)) = self.blocked.pop_front() {
            let Some(socket) = self.sockets.of(&address) else { continue };
            if let Err(error) = socket.try_send_to(&datagram, address) {
                if error.kind() == io::ErrorKind::WouldBlock {
                    self.blocked.push_front((address, datagram));
                    return;
                }
            }
        }
    }
}

/// The policy of a request to a device whose pace may be known.
fn paced(policy: RetryPolicy, round_trips: &RoundTrips) -> RetryPolicy {
    match round_trips.smoothed() {
        Some(_) => policy.timeout(round_trips.timeout().max(policy.first_timeout() / 2)),
        None => policy,
    }
}

fn weight(query: &Query) -> usize {
    match query {
        Query::Get(names) | Query::GetNext(names) if names.len() <= 4 => SMALL,
        _ => LARGE,
    }
}

fn send(
    sockets: &Sockets,
    blocked: &mut VecDeque<(SocketAddr, Vec<u8>)>,
    address: SocketAddr,
    datagram: &[u8],
) -> Result<()> {
    let unreachable = |reason: String| Error::Unreachable { target: shown(address), reason };
    let Some(socket) = sockets.of(&address) else {
        let family = if address.is_ipv4() { "IPv4" } else { "IPv6" };
        return Err(unreachable(format!("this engine has no {family} socket")));
    };
    match socket.try_send_to(datagram, address) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
            blocked.push_back((address, datagram.to_vec()));
            Ok(())
        }
        Err(error) if is_passing(&error) => Ok(()),
        Err(error) => Err(unreachable(error.to_string())),
    }
}

/// Whether the next datagram to the same address may fare better: it is as if this one were lost on its way, and the
/// request's timer takes care of it.
fn is_passing(error: &io::Error) -> bool {
    // What an earlier datagram met.
    matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset) || lacks_room(error)
}

/// The address, and the port where it is not SNMP's.
pub(crate) fn shown(address: SocketAddr) -> String {
    if address.port() == 161 { address.ip().to_string() } else { address.to_string() }
}

async fn readable(socket: Option<&UdpSocket>) {
    match socket {
        Some(socket) if socket.readable().await.is_ok() => {}
        Some(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        None => std::future::pending().await,
    }
}

async fn writable(sockets: &Sockets) {
    for socket in [&sockets.v4, &sockets.v6].into_iter().flatten() {
        let _ = socket.writable().await;
    }
}

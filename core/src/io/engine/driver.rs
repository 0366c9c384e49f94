use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::value::Moment;
use crate::wire::Exchange;

use super::EngineOptions;
use super::datagrams::Inbox;
use super::device::{DeviceNumber, Devices};
use super::pace::Pacer;
use super::polling::{PollOrder, Polling};
use super::seeds::Seeds;
use super::slots::Slots;
use super::socket::Sockets;
use super::statistics::{Counters, DeviceStatistics, level};
use super::timers::Timers;
use super::window::Window;
use super::work::Job;

/// How long the system gets to send what it had no room for.
const BLOCKED: Duration = Duration::from_millis(1);

/// What polls that have time wait for answers to come together: each time that the driver wakes costs as much as two or
/// three answers.
const NAP: Duration = Duration::from_millis(1);

/// The one task of an engine: sends, receives, keeps the time.
///
/// ```text
/// ordered ──► queue of the device ──► ready ──► under way ──► answered, timed out, unreachable
///                 ▲   (its turn)        (window)                    │
///                 └──────────────── a walk has more to ask ─────────┘
/// ```
///
/// What it does is spread over the files beside this one: `turns` says who may send, `clock` what is due, `receive`
/// what an answer leads to.
pub(super) struct Driver {
    pub(super) sockets: Sockets,
    pub(super) counters: Arc<Counters>,
    ordered: mpsc::UnboundedReceiver<Order>,
    pub(super) per_device: u32,
    pub(super) dead_after: u32,
    pub(super) any_source: bool,
    pub(super) pacer: Option<Pacer>,
    start: Instant,
    /// The time, read once for everything that is done together.
    pub(super) now: Moment,
    pub(super) devices: Devices,
    pub(super) slots: Slots<UnderWay>,
    pub(super) polling: Polling,
    pub(super) seeds: Seeds,
    /// When each request's next step is due; entries of requests that are over are skipped.
    pub(super) timers: Timers,
    /// Devices whose turn it is, one entry for each request.
    pub(super) ready: VecDeque<DeviceNumber>,
    pub(super) window: Window,
    pub(super) in_flight: usize,
    pub(super) queued: usize,
    /// Absent while it is read from.
    pub(super) inbox: Option<Inbox>,
    /// Datagrams that the sockets dropped, v4 and v6.
    pub(super) dropped: (u32, u32),
}

/// What a handle wants of the driver.
#[derive(Debug)]
pub(super) enum Order {
    Work(Job),
    Device {
        address: SocketAddr,
        reply: oneshot::Sender<Option<DeviceStatistics>>,
    },
    Devices {
        reply: oneshot::Sender<Vec<DeviceStatistics>>,
    },
    Poll(Box<PollOrder>),
    /// A poll may have been given up.
    SweepPolls,
}

/// A request that was sent, or is about to be.
pub(super) struct UnderWay {
    pub(super) exchange: Exchange,
    pub(super) device: DeviceNumber,
    pub(super) job: Job,
    /// Bytes of the window that its answer may need.
    pub(super) weight: usize,
    pub(super) attempts: u32,
    pub(super) retries: u32,
    /// When its next datagram may go, if that is later than when it is due.
    pub(super) turn: Option<Moment>,
}

enum Wake {
    Ordered(Option<Order>),
    Time,
    Sockets,
}

impl Driver {
    pub(super) fn new(
        sockets: Sockets,
        options: &EngineOptions,
        mut seeds: Seeds,
        counters: Arc<Counters>,
        ordered: mpsc::UnboundedReceiver<Order>,
    ) -> Self {
        let key = (seeds.next_u64() >> 32) as u32; // half of a random number is as random
        Self {
            window: Window::new(sockets.receive_buffer()),
            sockets,
            counters,
            ordered,
            per_device: options.per_device,
            dead_after: options.dead_after,
            any_source: options.any_source,
            pacer: options.rate.map(Pacer::new),
            start: Instant::now(),
            now: Moment::START,
            devices: Devices::default(),
            slots: Slots::new(key),
            polling: Polling::new(key),
            seeds,
            timers: Timers::new(),
            ready: VecDeque::new(),
            in_flight: 0,
            queued: 0,
            inbox: Some(Inbox::default()),
            dropped: (0, 0),
        }
    }

    /// Works until the last handle is gone.
    pub(super) async fn run(mut self) {
        self.sockets.writable().await;
        loop {
            let wake = self.wait().await;
            self.now = Moment::START + self.start.elapsed();
            match wake {
                Wake::Ordered(None) => return,
                Wake::Ordered(Some(order)) => {
                    self.take(order);
                    while let Ok(order) = self.ordered.try_recv() {
                        self.take(order);
                    }
                }
                Wake::Time | Wake::Sockets => {}
            }
            let answers = self.receive();
            self.window.observe(answers, self.now);
            self.keep_time();
            self.keep_time_of_polls();
            self.start_ready();
            self.start_polls();
            self.send();
            level(&self.counters.in_flight, self.in_flight);
            level(&self.counters.queued, self.queued);
            level(&self.counters.devices, self.devices.len());
        }
    }

    async fn wait(&mut self) -> Wake {
        let due = self.timers.next().into_iter().chain(self.polling.due(self.now)).chain(self.window.due()).min();
        let due = due.map(|due| self.start + (due - Moment::START));
        let may_nap = !self.window.waits() && self.slots.are_free() && self.polling.are_leisurely();
        let Self { ordered, sockets, .. } = self;
        if may_nap {
            tokio::select! {
                order = ordered.recv() => return Wake::Ordered(order),
                () = tokio::time::sleep(NAP) => {}
            }
        }
        tokio::select! {
            order = ordered.recv() => Wake::Ordered(order),
            () = sockets.readable() => Wake::Sockets,
            // Once a socket met an error, the runtime takes it for writable for ever: a short wait serves as well.
            () = tokio::time::sleep(BLOCKED), if sockets.are_blocked() => Wake::Sockets,
            () = tokio::time::sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => Wake::Time,
        }
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Work(job) => self.enqueue(job),
            Order::Poll(order) => self.polling.order(*order, self.now),
            Order::SweepPolls => self.polling.sweep(),
            Order::Device { address, reply } => {
                let number = self.devices.known(&address);
                let device = number.and_then(|number| self.devices.at(number));
                let _ = reply.send(device.map(|device| device.statistics())); // whoever asked may be gone
            }
            Order::Devices { reply } => {
                let _ = reply.send(self.devices.iter().map(|device| device.statistics()).collect());
            }
        }
    }
}

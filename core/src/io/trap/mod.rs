//! Receiving traps and informs.

mod changes;
mod guard;
mod intake;
mod options;
mod statistics;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::UdpSocket;
use tokio::sync::mpsc::{self, Receiver, Sender, WeakSender};
use tokio::task::JoinSet;

use crate::error::{Error, Result};
use crate::inventory::Notification;
use crate::io::wall_clock;
use crate::value::Moment;

pub use changes::Changes;
use intake::{Intake, Verdict};
pub use options::TrapOptions;
pub use statistics::TrapStatistics;
use statistics::{Counters, count};

/// The largest UDP datagram.
const LARGEST: usize = 65_535;
/// Datagrams that are read before other tasks get their turn.
const AT_ONCE: u32 = 128;

/// Receives the traps and informs of devices: SNMPv1, v2c and v3, over IPv4 and IPv6.
///
/// Informs are acknowledged at once. Nothing that arrives ends it: what is malformed, denied or too much is counted in
/// [`Self::statistics`]. To drop it closes its sockets.
///
/// ```
/// use netwarden::io::{TrapListener, TrapOptions};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> netwarden::Result<()> {
/// let mut listener = TrapListener::start(TrapOptions::new().listen("127.0.0.1:0")).await?;
/// # let trap = b"\x30\x2e\x02\x01\x01\x04\x06public\xa7\x21\x02\x01\x01\x02\x01\x00\x02\x01\x00\x30\x16\x30\x14\x06\x0a\
/// # \x2b\x06\x01\x06\x03\x01\x01\x04\x01\x00\x06\x06\x2b\x06\x01\x06\x03\x01";
/// # let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
/// # socket.send_to(trap, listener.addresses()[0]).unwrap();
/// if let Some(notification) = listener.next().await {
///     println!("{notification}"); // linkDown of Gi1/0/3 from 10.0.0.2
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TrapListener {
    queue: Receiver<Notification>,
    /// Read from the queue by [`Self::next_changes`], which was given up before it had them all.
    held: Vec<Notification>,
    addresses: Vec<SocketAddr>,
    counters: Arc<Counters>,
    sender: WeakSender<Notification>,
    engine_id: Option<Vec<u8>>,
    intake: Arc<Mutex<Intake>>,
    started: Instant,
    tasks: JoinSet<()>,
}

impl TrapListener {
    /// Opens the sockets and begins to listen.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an option that is wrong, and without a tokio runtime. [`Error::Io`] where a socket cannot
    /// be opened: ports below 1024, such as 162, need privilege, and a port serves one listener only.
    pub async fn start(options: TrapOptions) -> Result<Self> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::invalid("runtime", "none", "a tokio runtime with I/O and time"));
        }
        let options = options.checked()?;
        let sockets = options.open()?;
        let addresses = sockets.iter().map(UdpSocket::local_addr).collect::<std::io::Result<_>>();
        let addresses = addresses.map_err(|error| Error::io("reading a socket's address", error))?;
        let started = Instant::now();
        #[cfg(feature = "v3")]
        let receiver = options.receiver()?;
        #[cfg(feature = "v3")]
        let engine_id = receiver.as_ref().map(|receiver| receiver.authority().engine_id().to_vec());
        #[cfg(not(feature = "v3"))]
        let engine_id = None;
        let (sender, queue) = mpsc::channel(options.queue);
        let intake = Intake::new(
            options,
            #[cfg(feature = "v3")]
            receiver,
        );
        let counters = Arc::clone(&intake.counters);
        let intake = Arc::new(Mutex::new(intake));
        let mut tasks = JoinSet::new();
        for socket in sockets {
            let (intake, queue) = (Arc::clone(&intake), sender.clone());
            tasks.spawn(Door { socket, intake, queue, started }.run());
        }
        let sender = sender.downgrade();
        Ok(Self { queue, held: Vec::new(), addresses, counters, sender, engine_id, intake, started, tasks })
    }

    /// Where it listens.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The `snmpEngineID` by which informs of v3 address it; `None` without users.
    #[must_use]
    pub fn engine_id(&self) -> Option<&[u8]> {
        self.engine_id.as_deref()
    }

    /// The senders of authenticated traps and their clocks, to be stored and given to [`TrapOptions::known_engines`] at
    /// the next start, so that nothing which was recorded before is believed then. It holds no secret.
    #[cfg(feature = "v3")]
    #[must_use]
    pub fn known_engines(&self) -> Vec<crate::wire::usm::KnownEngine> {
        let now = Moment::START + self.started.elapsed();
        self.intake.lock().unwrap_or_else(PoisonError::into_inner).known_engines(now, wall_clock())
    }

    /// What was received, and what became of it.
    #[must_use]
    pub fn statistics(&self) -> TrapStatistics {
        let queued = self.queue.len().saturating_add(self.held.len());
        TrapStatistics { queued: u64::try_from(queued).unwrap_or(u64::MAX), ..self.counters.read() }
    }

    /// The next notification, in the order of arrival; waits for one. `None` only where the runtime shuts down.
    ///
    /// To give it up loses nothing.
    pub async fn next(&mut self) -> Option<Notification> {
        if !self.held.is_empty() {
            return Some(self.held.remove(0));
        }
        self.queue.recv().await
    }

    /// The notifications that are there, at most `most`; waits for the first. Empty only where the runtime shuts down.
    ///
    /// To give it up loses nothing.
    pub async fn next_batch(&mut self, most: usize) -> Vec<Notification> {
        if self.held.is_empty() {
            self.queue.recv_many(&mut self.held, most.max(1)).await;
        }
        let count = most.max(1).min(self.held.len());
        self.held.drain(..count).collect()
    }

    /// Waits for a notification, and then until none came for `quiet`, or for ten times `quiet` at most: one cut cable
    /// is told by both its ends, by their neighbors' LLDP and by the spanning tree.
    ///
    /// `None` only where the runtime shuts down. To give it up loses nothing.
    pub async fn next_changes(&mut self, quiet: Duration) -> Option<Changes> {
        if self.held.is_empty() {
            let first = self.queue.recv().await?;
            self.held.push(first);
        }
        let end = tokio::time::Instant::now() + quiet.saturating_mul(10);
        while self.held.len() < Changes::MOST {
            let until = end.min(tokio::time::Instant::now() + quiet);
            match tokio::time::timeout_at(until, self.queue.recv()).await {
                Ok(Some(more)) => self.held.push(more),
                _ => break,
            }
        }
        Some(Changes::new(std::mem::take(&mut self.held)))
    }

    /// Reads the statistics from elsewhere, also while somebody waits for a notification.
    #[must_use]
    pub fn meter(&self) -> TrapMeter {
        TrapMeter { counters: Arc::clone(&self.counters), queue: self.sender.clone() }
    }

    /// Closes the sockets; when this returns, the port is free.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

/// The statistics of a [`TrapListener`], for whoever does not hold it.
#[derive(Clone, Debug)]
pub struct TrapMeter {
    counters: Arc<Counters>,
    queue: WeakSender<Notification>,
}

impl TrapMeter {
    /// What was received, and what became of it. Nothing waits in the queue of a listener that is gone.
    #[must_use]
    pub fn read(&self) -> TrapStatistics {
        let queued = self.queue.upgrade().map_or(0, |queue| queue.max_capacity().saturating_sub(queue.capacity()));
        TrapStatistics { queued: u64::try_from(queued).unwrap_or(u64::MAX), ..self.counters.read() }
    }
}

/// One socket.
struct Door {
    socket: UdpSocket,
    intake: Arc<Mutex<Intake>>,
    queue: Sender<Notification>,
    started: Instant,
}

impl Door {
    async fn run(self) {
        let mut buffer = vec![0; LARGEST];
        loop {
            if self.socket.readable().await.is_err() {
                // Nothing is known to cause this; it must not become a loop that does nothing else.
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            for _ in 0..AT_ONCE {
                match self.socket.try_recv_from(&mut buffer) {
                    Ok((length, from)) => self.receive(buffer.get(..length).unwrap_or_default(), from).await,
                    // An earlier answer met a closed port, or nothing is there.
                    Err(_) => break,
                }
            }
            tokio::task::yield_now().await;
        }
    }

    async fn receive(&self, datagram: &[u8], from: SocketAddr) {
        if let Some(answer) = self.judge(datagram, from) {
            // What cannot be sent is lost, as on any network: the sender tries again.
            let _ = self.socket.send_to(&answer, from).await;
        }
    }

    /// Delivers what is to be delivered, and says what to answer.
    fn judge(&self, datagram: &[u8], from: SocketAddr) -> Option<Vec<u8>> {
        let now = Moment::START + self.started.elapsed();
        let mut intake = self.intake.lock().unwrap_or_else(PoisonError::into_inner);
        match intake.take(datagram, from, now, wall_clock()) {
            Verdict::Ignore => None,
            Verdict::Answer(answer) => Some(answer),
            Verdict::Deliver { notification, acknowledgement } => {
                let Ok(place) = self.queue.try_reserve() else {
                    count(&intake.counters.queue_full);
                    return None;
                };
                // Who receives it finds it counted.
                count(&intake.counters.accepted);
                place.send(*notification);
                let (key, answer) = acknowledgement?;
                count(&intake.counters.acknowledged);
                intake.delivered(key, now);
                Some(answer)
            }
        }
    }
}

#[cfg(test)]
mod tests;

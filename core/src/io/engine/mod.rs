//! The engine: shared sockets and one task, the driver, for any number of agents.

mod clock;
mod datagrams;
mod device;
mod driver;
mod handle;
mod options;
mod outbox;
mod pace;
mod polling;
mod query;
mod receive;
mod security;
mod seeds;
mod slots;
mod socket;
mod statistics;
mod timers;
mod turns;
mod window;
mod work;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::error::{Error, Result};
use crate::io::walking::Walking;
use crate::wire::usm::{UsmPeer, UsmSession, UsmUser};
use crate::wire::{Answer, RetryPolicy, Version, Walk};

pub(crate) use datagrams::{Event, Inbox};
use driver::Order;
use handle::DriverHandle;
pub use options::EngineOptions;
pub(crate) use outbox::Outbox;
pub(crate) use pace::Pacer;
pub(crate) use polling::{Access, Group, PollOrder};
pub use query::Query;
pub(crate) use query::Recipient;
pub(crate) use security::Security;
use seeds::Seeds;
pub(crate) use socket::{lacks_room, shown};
pub use statistics::{DeviceStatistics, EngineStatistics};
use work::{Job, Work};

/// Asks any number of SNMP agents over one IPv4 and one IPv6 socket, or over a pair for each of several drivers.
///
/// A handle is cheap to clone. A task, or as many as there are drivers, does the work; it ends when the last handle, and the last
/// session made of one, is gone. Nothing is global: two engines can live side by side.
///
/// An answer counts only if its source, version, community and request id are those of a request
/// that is under way, and in SNMPv3 only if it proves to be the agent's; anything else is counted in [`EngineStatistics`] and changes nothing.
#[derive(Clone, Debug)]
pub struct Engine {
    drivers: Arc<[DriverHandle]>,
    seeds: Arc<Mutex<Seeds>>,
    retry: RetryPolicy,
}

impl Engine {
    /// An engine with the default options.
    ///
    /// # Errors
    /// As [`Self::with`].
    pub async fn new() -> Result<Self> {
        Self::with(EngineOptions::new()).await
    }

    /// An engine with these options, on the current tokio runtime, or on threads of its own
    /// ([`EngineOptions::own_threads`]).
    ///
    /// # Errors
    /// [`Error::Io`] where no socket can be opened, or where no randomness is to be had.
    pub async fn with(options: EngineOptions) -> Result<Self> {
        let seeds = Arc::new(Mutex::new(Seeds::new()?));
        let drivers = (0..options.drivers).map(|_| DriverHandle::start(&options)).collect::<Result<_>>()?;
        Ok(Self { drivers, seeds, retry: options.retry })
    }

    /// What was sent and received so far.
    #[must_use]
    pub fn statistics(&self) -> EngineStatistics {
        let mut sum = EngineStatistics::default();
        for driver in &*self.drivers {
            driver.counters.add_to(&mut sum);
        }
        sum
    }

    /// What was sent to the device at that address and received from it; `None` where it was never asked.
    ///
    /// # Errors
    /// [`Error::Cancelled`] where the runtime is shutting down.
    pub async fn device_statistics(&self, address: SocketAddr) -> Result<Option<DeviceStatistics>> {
        let (reply, answer) = oneshot::channel();
        self.order(address, Order::Device { address, reply })?;
        answer.await.map_err(|_| Error::Cancelled)
    }

    /// The statistics of every device that was asked, in the order of their addresses. Of the addresses that never
    /// answered, the last 16,384 are there.
    ///
    /// # Errors
    /// [`Error::Cancelled`] where the runtime is shutting down.
    pub async fn all_device_statistics(&self) -> Result<Vec<DeviceStatistics>> {
        let mut devices = Vec::new();
        for driver in &*self.drivers {
            let (reply, answer) = oneshot::channel();
            driver.order(Order::Devices { reply })?;
            devices.extend(answer.await.map_err(|_| Error::Cancelled)?);
        }
        devices.sort_unstable_by_key(|device| device.address);
        Ok(devices)
    }

    pub(crate) fn retry(&self) -> RetryPolicy {
        self.retry
    }

    /// A session of that user with an engine that is yet unknown.
    pub(crate) fn peer(&self, user: Arc<UsmUser>) -> UsmPeer {
        let seed = self.seeds.lock().unwrap_or_else(PoisonError::into_inner).next_u64();
        UsmPeer::new(UsmSession::new(user, seed))
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn ask(&self, recipient: &Arc<Recipient>, version: Version, query: Query) -> Result<Answer> {
        let (reply, answer) = oneshot::channel();
        self.work(recipient, version, Work::Ask { query: Some(query), reply })?;
        answer.await.map_err(|_| Error::Cancelled)?
    }

    /// Takes a walk as far as it comes.
    pub(crate) async fn walk(&self, recipient: &Arc<Recipient>, version: Version, walk: Walk) -> Result<Walk> {
        let (reply, answer) = oneshot::channel();
        self.work(recipient, version, Work::Walk { walking: Box::new(Walking::new(walk)), reply })?;
        answer.await.map_err(|_| Error::Cancelled)?
    }

    /// Begins with a poll; the driver of its first device does all of it.
    pub(crate) fn poll(&self, order: PollOrder) -> Result<()> {
        let (first, _) = order.targets.first().ok_or(Error::Cancelled)?;
        self.order(*first, Order::Poll(Box::new(order)))
    }

    /// Tells that a poll was given up.
    pub(crate) fn sweep_polls(&self) {
        for driver in &*self.drivers {
            let _ = driver.order(Order::SweepPolls); // without a driver there is nothing to sweep
        }
    }

    fn work(&self, recipient: &Arc<Recipient>, version: Version, work: Work) -> Result<()> {
        self.order(recipient.address, Order::Work(Job { recipient: Arc::clone(recipient), version, work }))
    }

    fn order(&self, address: SocketAddr, order: Order) -> Result<()> {
        handle::of_address(&self.drivers, address).ok_or(Error::Cancelled)?.order(order)
    }
}

#[cfg(test)]
mod tests;

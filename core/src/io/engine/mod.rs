//! The engine: two shared sockets and one task for any number of agents.

mod driver;
mod pace;
mod slots;
mod socket;
mod statistics;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use crate::error::{Error, Result};
use crate::value::{Oid, Value, VarBind};
use crate::wire::{Answer, BulkRequest, CommunityString, Pdu, Request, RetryPolicy, Version};

use driver::Driver;
pub(crate) use driver::shown;
pub(crate) use pace::Pacer;
use socket::Sockets;
pub(crate) use socket::lacks_room;
use statistics::Counters;
pub use statistics::EngineStatistics;

/// How an [`Engine`] works. The defaults suit a network of thousands of devices.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    receive_buffer: usize,
    per_device: u32,
    rate: Option<u32>,
    retry: RetryPolicy,
    any_source: bool,
    bind: Option<IpAddr>,
}

impl EngineOptions {
    /// The defaults, each described at its method.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            receive_buffer: 4 << 20,
            per_device: 1,
            rate: None,
            retry: RetryPolicy::new(),
            any_source: false,
            bind: None,
        }
    }

    /// The receive buffer to ask for, in bytes; 4 MiB. What the system grants decides how many
    /// requests are under way at once: answers that find the buffer full are lost.
    #[must_use]
    pub const fn receive_buffer(mut self, bytes: usize) -> Self {
        self.receive_buffer = bytes;
        self
    }

    /// How many requests one device gets at a time; 1, as many agents answer one after the other
    /// and some drop what they cannot answer at once. 0 counts as 1.
    #[must_use]
    pub const fn per_device(mut self, requests: u32) -> Self {
        self.per_device = if requests == 0 { 1 } else { requests };
        self
    }

    /// The most datagrams that are sent in a second, repeated ones included; no limit.
    /// 0 counts as 1.
    #[must_use]
    pub const fn rate(mut self, datagrams_per_second: u32) -> Self {
        self.rate = Some(if datagrams_per_second == 0 { 1 } else { datagrams_per_second });
        self
    }

    /// How long to wait and how often to ask again; 1 s and twice. Once a device has answered, its
    /// own pace (RFC 6298) replaces the first timeout, but never below half of it.
    #[must_use]
    pub const fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Accepts answers from another address than the one that was asked, as agents with several
    /// addresses send them. Off: whoever can guess the request id could answer.
    #[must_use]
    pub const fn any_source(mut self, accept: bool) -> Self {
        self.any_source = accept;
        self
    }

    /// The local address to send from; any. It excludes the other address family.
    #[must_use]
    pub const fn bind(mut self, address: IpAddr) -> Self {
        self.bind = Some(address);
        self
    }
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// Asks any number of SNMP agents over one IPv4 and one IPv6 socket.
///
/// A handle is cheap to clone. One task does the work; it ends when the last handle, and the last
/// session made of one, is gone. Nothing is global: two engines can live side by side.
///
/// An answer counts only if its source, version, community and request id are those of a request
/// that is under way; anything else is counted in [`EngineStatistics`] and changes nothing.
#[derive(Clone, Debug)]
pub struct Engine {
    requests: mpsc::UnboundedSender<Ask>,
    counters: Arc<Counters>,
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

    /// An engine with these options, on the current tokio runtime.
    ///
    /// # Errors
    /// [`Error::Io`] where no socket can be opened, or where no randomness is to be had.
    pub async fn with(options: EngineOptions) -> Result<Self> {
        let runtime =
            Handle::try_current().map_err(|error| Error::io("starting an engine", io::Error::other(error)))?;
        let sockets = Sockets::open(options.bind, options.receive_buffer)?;
        let mut key = [0; 4];
        getrandom::fill(&mut key).map_err(|error| Error::io("drawing a random key", error.into()))?;
        let counters = Arc::new(Counters::new(sockets.receive_buffer()));
        let (requests, asked) = mpsc::unbounded_channel();
        let retry = options.retry;
        let driver = Driver::new(sockets, options, u32::from_ne_bytes(key), Arc::clone(&counters), asked);
        runtime.spawn(driver.run());
        Ok(Self { requests, counters, retry })
    }

    /// What was sent and received so far.
    #[must_use]
    pub fn statistics(&self) -> EngineStatistics {
        self.counters.read()
    }

    pub(crate) fn retry(&self) -> RetryPolicy {
        self.retry
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn request(&self, request: Outgoing) -> Result<Answer> {
        let (reply, answer) = oneshot::channel();
        // The driver lives as long as there are handles; a runtime that shuts down ends it earlier.
        self.requests.send(Ask { request, reply }).map_err(|_| Error::Cancelled)?;
        answer.await.map_err(|_| Error::Cancelled)?
    }
}

/// What to ask of an agent: names of variables, by one of the three reading requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// `GetRequest`: exactly these variables.
    Get(Vec<Oid>),
    /// `GetNextRequest`: the variables that follow these.
    GetNext(Vec<Oid>),
    /// `GetBulkRequest` (RFC 3416 §4.2.3), v2c and later.
    GetBulk {
        /// Of how many of the names, from the first, only the one variable that follows is wanted.
        non_repeaters: u32,
        /// How many variables that follow each of the others are wanted.
        max_repetitions: u32,
        /// The names.
        names: Vec<Oid>,
    },
}

impl Query {
    pub(crate) fn into_pdu(self, id: i32) -> Pdu {
        let unset = |names: Vec<Oid>| names.into_iter().map(|name| VarBind::new(name, Value::Null)).collect();
        match self {
            Self::Get(names) => Pdu::Get(Request { id, varbinds: unset(names) }),
            Self::GetNext(names) => Pdu::GetNext(Request { id, varbinds: unset(names) }),
            Self::GetBulk { non_repeaters, max_repetitions, names } => {
                Pdu::GetBulk(BulkRequest { id, non_repeaters, max_repetitions, varbinds: unset(names) })
            }
        }
    }
}

/// A request as the driver needs it.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) address: SocketAddr,
    pub(crate) version: Version,
    pub(crate) community: CommunityString,
    pub(crate) query: Query,
    pub(crate) retry: RetryPolicy,
    /// Spaces the datagrams of one piece of work.
    pub(crate) pacer: Option<Arc<Pacer>>,
}

#[derive(Debug)]
struct Ask {
    request: Outgoing,
    reply: oneshot::Sender<Result<Answer>>,
}

#[cfg(test)]
mod tests;

use std::net::IpAddr;

use crate::wire::RetryPolicy;

/// How an [`Engine`](super::Engine) works. The defaults suit a network of thousands of devices.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    pub(super) receive_buffer: usize,
    pub(super) per_device: u32,
    pub(super) rate: Option<u32>,
    pub(super) retry: RetryPolicy,
    pub(super) dead_after: u32,
    pub(super) any_source: bool,
    pub(super) bind: Option<IpAddr>,
    pub(super) drivers: usize,
    pub(super) own_threads: bool,
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
            dead_after: 2,
            any_source: false,
            bind: None,
            drivers: 1,
            own_threads: false,
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

    /// The most datagrams that a driver sends in a second, repeated ones included; no limit.
    /// 0 counts as 1.
    #[must_use]
    pub const fn rate(mut self, datagrams_per_second: u32) -> Self {
        self.rate = Some(if datagrams_per_second == 0 { 1 } else { datagrams_per_second });
        self
    }

    /// How long to wait and how often to ask again; 1 s and twice. Once a device has answered, its
    /// own pace (RFC 6298) replaces the first timeout, within 0.25 s and 5 s, and for requests of many variables not
    /// below half of it: they take an agent longer than the short ones by which its pace may have been measured.
    #[must_use]
    pub const fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// After how many requests in a row without an answer a target counts as dead; 2. A dead target gets each
    /// further request once, without repeats, until it answers: so those that are off cost a cycle one timeout.
    /// 0 means never.
    #[must_use]
    pub const fn dead_after(mut self, requests: u32) -> Self {
        self.dead_after = requests;
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

    /// How many drivers share the work, each with sockets of its own; 1, which is enough for some 100,000 requests a
    /// second. All requests to one address go through the same driver. 0 counts as 1.
    #[must_use]
    pub const fn drivers(mut self, drivers: usize) -> Self {
        self.drivers = if drivers == 0 { 1 } else { drivers };
        self
    }

    /// Gives each driver a thread of its own instead of a task on the current runtime. Off. Several drivers on a
    /// runtime of one thread take turns; on threads of their own they use as many processors.
    #[must_use]
    pub const fn own_threads(mut self, own: bool) -> Self {
        self.own_threads = own;
        self
    }
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self::new()
    }
}

//! Traps and informs.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use netwarden::Error;
use netwarden::inventory::Notification;
use netwarden::io::{Changes, TrapListener, TrapMeter, TrapOptions, TrapStatistics, wall_clock};
use tokio_util::sync::CancellationToken;

use crate::credential::NativeUsmUser;
use crate::error::NativeException;
use crate::live::Alive;
use crate::topology::NativeTopology;
use crate::value::NativeOctets;

/// Where to listen, and to whom.
#[derive(uniffi::Record)]
pub struct TrapListenerOptions {
    /// Addresses and ports; without any, it is port 162, which needs privilege.
    #[uniffi(default = [])]
    pub listen: Vec<String>,
    /// Communities that are accepted; `public` without any and without users.
    #[uniffi(default = [])]
    pub communities: Vec<String>,
    /// Accepts every community; false.
    #[uniffi(default = false)]
    pub any_community: bool,
    /// The `snmpEngineID` by which informs of v3 address the listener; without it, each start has one of its own, which
    /// senders find out by themselves.
    #[uniffi(default = None)]
    pub engine_id: Option<NativeOctets>,
    /// How often it was started with that id: to be stored, and one more at each start; 1.
    #[uniffi(default = 1)]
    pub engine_boots: u32,
    /// Networks, ranges and addresses that may send; all without any.
    #[uniffi(default = [])]
    pub allow: Vec<String>,
    /// How many notifications wait; 10,000. When there are as many, what comes is not taken.
    #[uniffi(default = None)]
    pub queue: Option<u32>,
    /// How many datagrams a second one sender may send for long; 100.
    #[uniffi(default = None)]
    pub per_second: Option<u32>,
    /// How many datagrams one sender may send at once; 1,000.
    #[uniffi(default = None)]
    pub burst: Option<u32>,
    /// How long an inform is known again; 60,000.
    #[uniffi(default = None)]
    pub inform_window_ms: Option<u64>,
}

impl From<TrapListenerOptions> for TrapOptions {
    fn from(given: TrapListenerOptions) -> Self {
        let mut core = given.listen.into_iter().fold(Self::new(), Self::listen);
        core = given.communities.into_iter().fold(core, Self::community);
        core = given.allow.into_iter().fold(core, Self::allow);
        if let Some(id) = given.engine_id {
            core = core.engine(id.0, given.engine_boots);
        }
        if given.any_community {
            core = core.any_community();
        }
        if let Some(notifications) = given.queue {
            core = core.queue(usize::try_from(notifications).unwrap_or(usize::MAX));
        }
        if given.per_second.is_some() || given.burst.is_some() {
            core = core.rate(given.per_second.unwrap_or(100), given.burst.unwrap_or(1000));
        }
        if let Some(millis) = given.inform_window_ms {
            core = core.inform_window(Duration::from_millis(millis));
        }
        core
    }
}

/// Receives the traps and informs of devices; `io.netwarden.TrapListener` wraps it.
#[derive(uniffi::Object)]
pub struct NativeTrapListener {
    core: tokio::sync::Mutex<Option<TrapListener>>,
    addresses: Vec<String>,
    engine_id: Option<Vec<u8>>,
    meter: TrapMeter,
    closed: CancellationToken,
}

#[uniffi::export(async_runtime = "tokio")]
impl NativeTrapListener {
    #[uniffi::constructor]
    pub async fn start(
        users: Vec<Arc<NativeUsmUser>>,
        options: TrapListenerOptions,
    ) -> Result<Arc<Self>, NativeException> {
        let options = users.iter().fold(TrapOptions::from(options), |options, user| options.user(user.user()));
        let core = TrapListener::start(options).await?;
        let addresses = core.addresses().iter().map(ToString::to_string).collect();
        let engine_id = core.engine_id().map(<[u8]>::to_vec);
        let (meter, closed) = (core.meter(), CancellationToken::new());
        Ok(Arc::new(Self { core: tokio::sync::Mutex::new(Some(core)), addresses, engine_id, meter, closed }))
    }

    pub fn engine_id(&self) -> Option<NativeOctets> {
        self.engine_id.clone().map(NativeOctets)
    }

    pub fn addresses(&self) -> Vec<String> {
        self.addresses.clone()
    }

    pub fn statistics(&self) -> TrapStatistics {
        self.meter.read()
    }

    pub async fn next(&self) -> Option<Notification> {
        let _alive = Alive::new();
        let mut core = self.core.lock().await;
        let next = self.closed.run_until_cancelled(core.as_mut()?.next()).await;
        if next.is_none() {
            core.take();
        }
        next.flatten()
    }

    pub async fn next_changes(&self, quiet_ms: u64, topology: Option<Arc<NativeTopology>>) -> Option<Changes> {
        let _alive = Alive::new();
        let mut core = self.core.lock().await;
        let quiet = Duration::from_millis(quiet_ms);
        let next = self.closed.run_until_cancelled(core.as_mut()?.next_changes(quiet)).await;
        if next.is_none() {
            core.take();
        }
        let changes = next.flatten();
        match topology {
            Some(topology) => changes.map(|changes| changes.locate(topology.core())),
            None => changes,
        }
    }

    /// A call that waits just now ends, and closes the sockets.
    pub fn shut(&self) {
        self.closed.cancel();
        if let Ok(mut core) = self.core.try_lock() {
            core.take();
        }
    }

    pub fn is_shut(&self) -> bool {
        self.closed.is_cancelled()
    }
}

/// Reads a datagram of v1 or v2c.
#[uniffi::export]
pub fn native_read_notification(datagram: Vec<u8>, source: &str) -> Result<Notification, NativeException> {
    let wrong = |_| Error::invalid("source", source, "an IP address is expected");
    let address: IpAddr = source.parse().map_err(wrong)?;
    Ok(Notification::read(&datagram, address, wall_clock())?)
}

/// What a notification says, in a sentence.
#[uniffi::export]
pub fn native_notification_text(notification: Notification) -> String {
    notification.to_string()
}

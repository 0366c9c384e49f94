//! `Engine` and discovery.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use netwarden::Error;
use netwarden::inventory::Progress;
use netwarden::io::{DeviceStatistics, Discovery, Engine, EngineStatistics, agent_address};
use netwarden::wire::RetryPolicy;

use crate::credential::NativeCredential;
use crate::error::NativeException;
use crate::inventory::NativeSite;
use crate::live::Alive;
use crate::poll::{NativeBatch, NativePoll, NativeTarget, PollOptions, poller};
use crate::record::{NativeRecording, RecordOptions, recorder};
use crate::session::{CollectOptions, NativeSession, SessionOptions};
use crate::store::NativeStore;

/// How an engine works. The defaults suit a network of thousands of devices.
#[derive(uniffi::Record)]
pub struct EngineOptions {
    /// The receive buffer to ask for, in bytes; 4 MiB. What the system grants decides how many requests are under way at once.
    #[uniffi(default = None)]
    pub receive_buffer: Option<u32>,
    /// How many requests one device gets at a time; 1, as many agents answer one after the other.
    #[uniffi(default = None)]
    pub per_device: Option<u32>,
    /// The most datagrams that a driver sends in a second, repeated ones included; no limit.
    #[uniffi(default = None)]
    pub rate: Option<u32>,
    /// How long the first attempt waits for an answer; 1000. Each further one waits twice as long. Once a device has answered,
    /// its own pace replaces it, within 250 and 5000.
    #[uniffi(default = None)]
    pub timeout_ms: Option<u64>,
    /// How often a request is sent again; 2.
    #[uniffi(default = None)]
    pub retries: Option<u32>,
    /// After how many requests in a row without an answer a device counts as dead, and is asked once only; 2. 0 means never.
    #[uniffi(default = None)]
    pub dead_after: Option<u32>,
    /// Accepts answers from another address than the one that was asked; false.
    #[uniffi(default = None)]
    pub any_source: Option<bool>,
    /// The local address to send from; any. It excludes the other address family.
    #[uniffi(default = None)]
    pub bind: Option<String>,
    /// How many drivers share the work, each with sockets of its own; 1, which is enough for some 100,000 requests a second.
    #[uniffi(default = None)]
    pub drivers: Option<u32>,
    /// Gives each driver a thread of its own; false: they share one thread of the library.
    #[uniffi(default = None)]
    pub own_threads: Option<bool>,
}

impl EngineOptions {
    fn core(self) -> Result<netwarden::io::EngineOptions, Error> {
        let mut core = netwarden::io::EngineOptions::new();
        if let Some(bytes) = self.receive_buffer {
            core = core.receive_buffer(usize::try_from(bytes).unwrap_or(usize::MAX));
        }
        if let Some(requests) = self.per_device {
            core = core.per_device(requests);
        }
        if let Some(datagrams) = self.rate {
            core = core.rate(datagrams);
        }
        let mut retry = RetryPolicy::new();
        if let Some(millis) = self.timeout_ms {
            retry = retry.timeout(Duration::from_millis(millis));
        }
        if let Some(retries) = self.retries {
            retry = retry.retries(retries);
        }
        core = core.retry(retry);
        if let Some(requests) = self.dead_after {
            core = core.dead_after(requests);
        }
        if let Some(accept) = self.any_source {
            core = core.any_source(accept);
        }
        if let Some(text) = self.bind {
            let address: Result<IpAddr, _> = text.parse();
            core =
                core.bind(address.map_err(|_| Error::invalid("bind", text, "an IP address of this host is expected"))?);
        }
        if let Some(drivers) = self.drivers {
            core = core.drivers(usize::try_from(drivers).unwrap_or(usize::MAX));
        }
        if let Some(own) = self.own_threads {
            core = core.own_threads(own);
        }
        Ok(core)
    }
}

/// Ranges, or the devices of a site again.
#[derive(uniffi::Enum)]
pub enum NativeTargets {
    /// Ranges, with commas between.
    Ranges { ranges: String },
    /// The devices of a site.
    Again { site: Arc<NativeSite> },
}

/// Whom to ask and how fast.
#[derive(uniffi::Record)]
pub struct DiscoverOptions {
    /// The UDP port to ask; 161.
    #[uniffi(default = None)]
    pub port: Option<u16>,
    /// How many addresses are asked at a time; 1,024.
    #[uniffi(default = None)]
    pub concurrency: Option<u32>,
    /// The most datagrams that are sent in a second, repeated ones included; 2,000.
    #[uniffi(default = None)]
    pub rate: Option<u32>,
    /// How long the first attempt waits for an answer; 1000. Each further one waits twice as long.
    #[uniffi(default = None)]
    pub timeout_ms: Option<u64>,
    /// How often a request is sent again; once to find out whether somebody is there, twice for all that follows.
    #[uniffi(default = None)]
    pub retries: Option<u32>,
    /// The longest that the whole may take; no limit. The result is then what was found, marked as cancelled.
    #[uniffi(default = None)]
    pub deadline_ms: Option<u64>,
    /// Also visits the neighbors of the devices found, as long as they are among these ranges; none.
    #[uniffi(default = None)]
    pub follow_neighbors: Option<String>,
    /// Reads the `system` group and the interfaces with their counters, and nothing else: what rates need; false.
    #[uniffi(default = false)]
    pub only_interfaces: bool,
    /// What the visit to one device may cost.
    #[uniffi(default = None)]
    pub collect: Option<CollectOptions>,
}

impl DiscoverOptions {
    fn core(self, targets: NativeTargets) -> Discovery {
        let mut core = match targets {
            NativeTargets::Ranges { ranges } => Discovery::of(ranges),
            NativeTargets::Again { site } => Discovery::again(site.core()),
        };
        if let Some(port) = self.port {
            core = core.port(port);
        }
        if let Some(addresses) = self.concurrency {
            core = core.concurrency(usize::try_from(addresses).unwrap_or(usize::MAX));
        }
        if let Some(datagrams) = self.rate {
            core = core.rate(datagrams);
        }
        if let Some(millis) = self.timeout_ms {
            core = core.timeout(Duration::from_millis(millis));
        }
        if let Some(retries) = self.retries {
            core = core.retries(retries);
        }
        if let Some(millis) = self.deadline_ms {
            core = core.deadline(Duration::from_millis(millis));
        }
        if let Some(allowed) = self.follow_neighbors {
            core = core.follow_neighbors(allowed);
        }
        if self.only_interfaces {
            core = core.only_interfaces();
        }
        if let Some(limits) = self.collect {
            core = core.collect(limits.into());
        }
        core
    }
}

/// Told how far a search is.
#[uniffi::export(with_foreign)]
pub trait NativeOnProgress: Send + Sync {
    fn on_progress(&self, progress: Progress);
}

/// Asks any number of agents over shared sockets; `io.netwarden.Engine` wraps it.
#[derive(uniffi::Object)]
pub struct NativeEngine {
    core: Mutex<Option<Engine>>,
}

impl NativeEngine {
    fn open(&self) -> Result<Engine, Error> {
        let engine = self.core.lock().unwrap_or_else(PoisonError::into_inner).clone();
        engine.ok_or_else(|| Error::invalid("engine", "closed", "an engine that is open"))
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl NativeEngine {
    #[uniffi::constructor]
    pub async fn start(options: EngineOptions) -> Result<Arc<Self>, NativeException> {
        let core = Engine::with(options.core()?).await?;
        Ok(Arc::new(Self { core: Mutex::new(Some(core)) }))
    }

    pub fn shut(&self) {
        self.core.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    pub fn is_shut(&self) -> bool {
        self.core.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    pub fn session(
        &self,
        address: String,
        credential: NativeCredential,
        options: SessionOptions,
    ) -> Result<Arc<NativeSession>, NativeException> {
        let SessionOptions { port, timeout_ms, retries } = options;
        let address = agent_address(&address, port.unwrap_or(161))?;
        let session = self.open()?.session(address, &credential.into());
        let mut retry = session.retry_policy();
        if let Some(millis) = timeout_ms {
            retry = retry.timeout(Duration::from_millis(millis));
        }
        if let Some(retries) = retries {
            retry = retry.retries(retries);
        }
        Ok(Arc::new(NativeSession::new(session.retry(retry))))
    }

    pub fn poll(
        &self,
        targets: Vec<NativeTarget>,
        credential: NativeCredential,
        options: PollOptions,
    ) -> Result<Arc<NativePoll>, NativeException> {
        Ok(Arc::new(NativePoll::new(poller(&self.open()?, targets, credential, options)?.start()?)))
    }

    pub async fn record(
        &self,
        targets: Vec<NativeTarget>,
        credential: NativeCredential,
        options: RecordOptions,
        store: Option<Arc<NativeStore>>,
    ) -> Result<Arc<NativeRecording>, NativeException> {
        Ok(Arc::new(NativeRecording::new(recorder(&self.open()?, targets, credential, options, store)?.start()?)))
    }

    pub async fn poll_once(
        &self,
        targets: Vec<NativeTarget>,
        credential: NativeCredential,
        options: PollOptions,
    ) -> Result<Arc<NativeBatch>, NativeException> {
        let _alive = Alive::new();
        let poller = poller(&self.open()?, targets, credential, options)?;
        Ok(Arc::new(poller.once().await?.into()))
    }

    pub fn statistics(&self) -> Result<EngineStatistics, NativeException> {
        Ok(self.open()?.statistics())
    }

    pub async fn device_statistics(
        &self,
        address: String,
        port: u16,
    ) -> Result<Option<DeviceStatistics>, NativeException> {
        let _alive = Alive::new();
        let engine = self.open()?;
        Ok(engine.device_statistics(agent_address(&address, port)?).await?)
    }

    pub async fn all_device_statistics(&self) -> Result<Vec<DeviceStatistics>, NativeException> {
        let _alive = Alive::new();
        let engine = self.open()?;
        Ok(engine.all_device_statistics().await?)
    }

    pub async fn discover(
        &self,
        targets: NativeTargets,
        credentials: Vec<NativeCredential>,
        options: DiscoverOptions,
        on_progress: Option<Arc<dyn NativeOnProgress>>,
    ) -> Result<Arc<NativeSite>, NativeException> {
        let _alive = Alive::new();
        let engine = self.open()?;
        let mut discovery = options.core(targets);
        for credential in credentials {
            discovery = discovery.credential(credential);
        }
        if let Some(listener) = on_progress {
            discovery = discovery.on_progress(move |progress| listener.on_progress(progress.clone()));
        }
        Ok(Arc::new(discovery.run(&engine).await?.into()))
    }
}

//! `Engine` and discovery.

use std::net::IpAddr;
use std::time::Duration;

use napi::Status;
use napi::bindgen_prelude::{Either, Env, PromiseRaw, Result};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;
use netwarden::Error;
use netwarden::io::{Community, Discovery, agent_address};
use netwarden::wire::RetryPolicy;

use crate::cancel::Cancel;
use crate::convert::Js;
use crate::credential::Credential;
use crate::data::{DeviceStatistics, EngineStatistics, Progress};
use crate::error::{promise, raise};
use crate::inventory::Site;
use crate::poll::{Poll, PollBatch, PollOptions};
use crate::record::{RecordOptions, Recording};
use crate::session::{CollectOptions, Session, SessionOptions};
use crate::store::Store;

/// How an engine works.
#[napi(object, object_to_js = false)]
pub struct EngineOptions {
    pub receive_buffer: Option<u32>,
    pub per_device: Option<u32>,
    pub rate: Option<u32>,
    pub timeout_ms: Option<f64>,
    pub retries: Option<u32>,
    pub dead_after: Option<u32>,
    pub any_source: Option<bool>,
    pub bind: Option<String>,
    pub drivers: Option<u32>,
    pub own_threads: Option<bool>,
}

impl EngineOptions {
    fn core(self) -> netwarden::Result<netwarden::io::EngineOptions> {
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
            retry = retry.timeout(span("timeoutMs", millis)?);
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
            let address: std::result::Result<IpAddr, _> = text.parse();
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

/// Whom to ask, with which credentials, how fast.
#[napi(object, object_to_js = false)]
pub struct DiscoverOptions {
    pub credentials: Option<Vec<Credential>>,
    pub port: Option<u32>,
    pub concurrency: Option<u32>,
    pub rate: Option<u32>,
    pub timeout_ms: Option<f64>,
    pub retries: Option<u32>,
    pub deadline_ms: Option<f64>,
    pub follow_neighbors: Option<String>,
    pub only_interfaces: Option<bool>,
    pub collect: Option<CollectOptions>,
}

impl DiscoverOptions {
    fn core(self, targets: &Either<String, &Site>) -> netwarden::Result<Discovery> {
        let mut core = match targets {
            Either::A(ranges) => Discovery::of(ranges),
            Either::B(site) => Discovery::again(site.core()),
        };
        for credential in self.credentials.unwrap_or_default() {
            core = core.credential(credential.core()?);
        }
        if let Some(port) = self.port {
            core = core.port(udp_port(Some(port))?);
        }
        if let Some(addresses) = self.concurrency {
            core = core.concurrency(usize::try_from(addresses).unwrap_or(usize::MAX));
        }
        if let Some(datagrams) = self.rate {
            core = core.rate(datagrams);
        }
        if let Some(millis) = self.timeout_ms {
            core = core.timeout(span("timeoutMs", millis)?);
        }
        if let Some(retries) = self.retries {
            core = core.retries(retries);
        }
        if let Some(millis) = self.deadline_ms {
            core = core.deadline(span("deadlineMs", millis)?);
        }
        if let Some(allowed) = self.follow_neighbors {
            core = core.follow_neighbors(allowed);
        }
        if self.only_interfaces == Some(true) {
            core = core.only_interfaces();
        }
        if let Some(limits) = self.collect {
            core = core.collect(limits.core()?);
        }
        Ok(core)
    }
}

pub(crate) fn span(argument: &str, millis: f64) -> netwarden::Result<Duration> {
    Duration::try_from_secs_f64(millis / 1000.0)
        .map_err(|_| Error::invalid(argument, millis.to_string(), "milliseconds from 0 up are expected"))
}

/// Asks any number of agents over shared sockets.
#[napi]
pub struct Engine {
    core: Option<netwarden::io::Engine>,
}

impl Engine {
    fn open(&self) -> netwarden::Result<netwarden::io::Engine> {
        self.core.clone().ok_or_else(|| Error::invalid("engine", "closed", "an engine that is open"))
    }
}

fn pairs(targets: Vec<String>) -> Vec<(String, String)> {
    let mut targets = targets.into_iter();
    std::iter::from_fn(|| Some((targets.next()?, targets.next()?))).collect()
}

pub(crate) fn udp_port(port: Option<u32>) -> netwarden::Result<u16> {
    let port = port.unwrap_or(161);
    u16::try_from(port).map_err(|_| Error::invalid("port", port.to_string(), "1 to 65535 are expected"))
}

type OnProgress = ThreadsafeFunction<Progress, (), Progress, Status, false, true>;

#[napi]
impl Engine {
    #[napi]
    pub fn start(env: &Env, options: EngineOptions) -> Result<PromiseRaw<'_, Self>> {
        let options = options.core().map_err(|error| raise(env, &error))?;
        promise(env, async move { netwarden::io::Engine::with(options).await }, |core| Self { core: Some(core) })
    }

    #[napi]
    pub fn close(&mut self) {
        self.core = None;
    }

    #[napi]
    pub fn closed(&self) -> bool {
        self.core.is_none()
    }

    #[napi]
    pub fn session(&self, env: &Env, address: String, options: SessionOptions) -> Result<Session> {
        let make = || {
            let engine = self.open()?;
            let SessionOptions { credential, port, timeout_ms, retries } = options;
            let address = agent_address(&address, udp_port(port)?)?;
            let credential = credential.map_or_else(|| Ok(Community::new("public").into()), Credential::core)?;
            let session = engine.session(address, &credential);
            let mut retry = session.retry_policy();
            if let Some(millis) = timeout_ms {
                retry = retry.timeout(span("timeoutMs", millis)?);
            }
            if let Some(retries) = retries {
                retry = retry.retries(retries);
            }
            Ok(Session::new(session.retry(retry)))
        };
        make().map_err(|error| raise(env, &error))
    }

    /// The names and addresses of devices stand in turn.
    #[napi]
    pub fn poll(&self, env: &Env, targets: Vec<String>, options: PollOptions) -> Result<Poll> {
        let start = || options.poller(&self.open()?, pairs(targets))?.start().map(Poll::from);
        start().map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn record<'env>(
        &self,
        env: &'env Env,
        targets: Vec<String>,
        options: RecordOptions,
        store: Option<&Store>,
    ) -> Result<PromiseRaw<'env, Recording>> {
        let store = store.map(Store::core);
        let prepare = || options.recorder(&self.open()?, pairs(targets), store);
        let recorder = prepare().map_err(|error| raise(env, &error))?;
        promise(env, async move { recorder.start() }, Recording::from)
    }

    #[napi]
    pub fn poll_once<'env>(
        &self,
        env: &'env Env,
        targets: Vec<String>,
        options: PollOptions,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, PollBatch>> {
        let prepare = || options.poller(&self.open()?, pairs(targets));
        let poller = prepare().map_err(|error| raise(env, &error))?;
        promise(env, Cancel::watch(cancel, async move { poller.once().await }), PollBatch::from)
    }

    #[napi]
    pub fn statistics(&self, env: &Env) -> Result<EngineStatistics> {
        self.open().map(|engine| engine.statistics().js()).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn device_statistics<'env>(
        &self,
        env: &'env Env,
        address: String,
        port: Option<u32>,
    ) -> Result<PromiseRaw<'env, Option<DeviceStatistics>>> {
        let prepare = || Ok((self.open()?, agent_address(&address, udp_port(port)?)?));
        let (engine, address) = prepare().map_err(|error| raise(env, &error))?;
        promise(env, async move { engine.device_statistics(address).await }, Js::js)
    }

    #[napi]
    pub fn all_device_statistics<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Vec<DeviceStatistics>>> {
        let engine = self.open().map_err(|error| raise(env, &error))?;
        promise(env, async move { engine.all_device_statistics().await }, Js::js)
    }

    #[napi]
    pub fn discover<'env>(
        &self,
        env: &'env Env,
        targets: Either<String, &Site>,
        options: DiscoverOptions,
        on_progress: Option<OnProgress>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Site>> {
        let engine = self.open().map_err(|error| raise(env, &error))?;
        let mut discovery = options.core(&targets).map_err(|error| raise(env, &error))?;
        if let Some(callback) = on_progress {
            discovery = discovery.on_progress(move |progress| {
                callback.call(progress.clone().js(), ThreadsafeFunctionCallMode::NonBlocking);
            });
        }
        let work = async move { discovery.run(&engine).await };
        promise(env, Cancel::watch(cancel, work), Site::from)
    }
}

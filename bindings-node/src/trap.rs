//! Traps and informs.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result, Uint8Array};
use napi_derive::napi;
use netwarden::Error;
use netwarden::io::{TrapListener as Core, TrapMeter, TrapOptions, wall_clock};
use tokio_util::sync::CancellationToken;

use crate::cancel::Cancel;
use crate::convert::Js;
use crate::credential::Credential;
use crate::data::{Changes, Notification, TrapStatistics};
use crate::error::{promise, raise};
use crate::io::span;
use crate::topology::Topology;

/// Where to listen, and to whom.
#[napi(object, object_to_js = false)]
pub struct TrapListenerOptions {
    pub listen: Option<Vec<String>>,
    pub communities: Option<Vec<String>>,
    pub any_community: Option<bool>,
    pub users: Option<Vec<Credential>>,
    pub engine_id: Option<Uint8Array>,
    pub engine_boots: Option<u32>,
    pub allow: Option<Vec<String>>,
    pub queue: Option<u32>,
    pub per_second: Option<u32>,
    pub burst: Option<u32>,
    pub inform_window_ms: Option<f64>,
}

impl TrapListenerOptions {
    fn core(self) -> netwarden::Result<TrapOptions> {
        let mut core = TrapOptions::new();
        for address in self.listen.unwrap_or_default() {
            core = core.listen(address);
        }
        for community in self.communities.unwrap_or_default() {
            core = core.community(community);
        }
        if self.any_community == Some(true) {
            core = core.any_community();
        }
        for user in self.users.unwrap_or_default() {
            core = core.user(Arc::clone(user.into_usm()?.user()));
        }
        if let Some(id) = self.engine_id {
            core = core.engine(id.to_vec(), self.engine_boots.unwrap_or(1));
        }
        for sources in self.allow.unwrap_or_default() {
            core = core.allow(sources);
        }
        if let Some(notifications) = self.queue {
            core = core.queue(usize::try_from(notifications).unwrap_or(usize::MAX));
        }
        if self.per_second.is_some() || self.burst.is_some() {
            core = core.rate(self.per_second.unwrap_or(100), self.burst.unwrap_or(1000));
        }
        if let Some(millis) = self.inform_window_ms {
            core = core.inform_window(span("informWindowMs", millis)?);
        }
        Ok(core)
    }
}

/// Receives the traps and informs of devices.
#[napi]
pub struct TrapListener {
    core: Arc<tokio::sync::Mutex<Option<Core>>>,
    addresses: Vec<String>,
    engine_id: Option<Vec<u8>>,
    meter: TrapMeter,
    closed: CancellationToken,
}

#[napi]
impl TrapListener {
    #[napi]
    pub fn start(env: &Env, options: TrapListenerOptions) -> Result<PromiseRaw<'_, Self>> {
        let options = options.core().map_err(|error| raise(env, &error))?;
        promise(env, Core::start(options), |core| Self {
            addresses: core.addresses().iter().map(ToString::to_string).collect(),
            engine_id: core.engine_id().map(<[u8]>::to_vec),
            meter: core.meter(),
            closed: CancellationToken::new(),
            core: Arc::new(tokio::sync::Mutex::new(Some(core))),
        })
    }

    #[napi]
    pub fn addresses(&self) -> Vec<String> {
        self.addresses.clone()
    }

    #[napi]
    pub fn engine_id(&self) -> Option<Uint8Array> {
        self.engine_id.clone().map(Uint8Array::from)
    }

    #[napi]
    pub fn statistics(&self) -> TrapStatistics {
        self.meter.read().js()
    }

    #[napi]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Option<Notification>>> {
        let (core, closed) = (Arc::clone(&self.core), self.closed.clone());
        let work = async move {
            let mut core = core.lock().await;
            let Some(listener) = core.as_mut() else { return Ok(None) };
            let next = closed.run_until_cancelled(listener.next()).await;
            if next.is_none() {
                core.take();
            }
            Ok(next.flatten())
        };
        promise(env, Cancel::watch(cancel, work), Js::js)
    }

    #[napi]
    pub fn next_changes<'env>(
        &self,
        env: &'env Env,
        quiet_ms: f64,
        topology: Option<&Topology>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Option<Changes>>> {
        let quiet = span("quietMs", quiet_ms).map_err(|error| raise(env, &error))?;
        let (core, closed) = (Arc::clone(&self.core), self.closed.clone());
        let topology = topology.map(Topology::core);
        let work = async move {
            let mut core = core.lock().await;
            let Some(listener) = core.as_mut() else { return Ok(None) };
            let next = closed.run_until_cancelled(listener.next_changes(quiet)).await;
            if next.is_none() {
                core.take();
            }
            let changes = next.flatten();
            Ok(match topology {
                Some(topology) => changes.map(|changes| changes.locate(&topology)),
                None => changes,
            })
        };
        promise(env, Cancel::watch(cancel, work), Js::js)
    }

    /// A call that waits just now ends, and closes the sockets.
    #[napi]
    pub fn close(&self) {
        self.closed.cancel();
        if let Ok(mut core) = self.core.try_lock() {
            core.take();
        }
    }

    #[napi]
    pub fn closed(&self) -> bool {
        self.closed.is_cancelled()
    }
}

/// Reads a datagram of v1 or v2c.
#[napi]
pub fn read_notification(env: &Env, datagram: Uint8Array, source: String) -> Result<Notification> {
    let read = || {
        let wrong = |_| Error::invalid("source", &source, "an IP address is expected");
        let address = source.parse().map_err(wrong)?;
        netwarden::inventory::Notification::read(&datagram, address, wall_clock())
    };
    read().map(Js::js).map_err(|error| raise(env, &error))
}

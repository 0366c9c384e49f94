//! `Tracker`.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use napi::bindgen_prelude::{Env, PromiseRaw, Result, ToNapiValue};
use napi_derive::napi;
use netwarden::topology::{Tracker as Core, TrackerOptions as CoreOptions};
use netwarden::value::Timestamp;

use crate::convert::Js;
use crate::data::{Change, Element};
use crate::error::{off_thread, raise};
use crate::io::span;
use crate::topology::Topology;

/// Follows a network and reports changes that lasted. The facade makes its calls one after the other.
#[napi]
pub struct Tracker {
    core: Arc<Mutex<Core>>,
}

impl From<Core> for Tracker {
    fn from(core: Core) -> Self {
        Self { core: Arc::new(Mutex::new(core)) }
    }
}

impl Tracker {
    /// `work` on the tracker, beside the event loop; nobody panics while holding it.
    fn with<'env, T, V>(
        &self,
        env: &'env Env,
        work: impl FnOnce(&mut Core) -> netwarden::Result<T> + Send + 'static,
        show: impl FnOnce(T) -> V + 'static,
    ) -> Result<PromiseRaw<'env, V>>
    where
        T: Send + 'static,
        V: ToNapiValue,
    {
        let core = Arc::clone(&self.core);
        off_thread(env, move || work(&mut core.lock().unwrap_or_else(PoisonError::into_inner)), show)
    }
}

/// When a change counts.
#[napi(object, object_to_js = false)]
pub struct TrackerOptions {
    pub observations: Option<u32>,
    pub hold_ms: Option<f64>,
    pub flap_changes: Option<u32>,
    pub flap_window_ms: Option<f64>,
}

#[napi]
impl Tracker {
    #[napi(constructor)]
    pub fn new(env: &Env, options: TrackerOptions) -> Result<Self> {
        let TrackerOptions { observations, hold_ms, flap_changes, flap_window_ms } = options;
        let millis = |argument, given: Option<f64>| match given {
            Some(millis) => whole_millis(argument, millis).map(Some).map_err(|error| raise(env, &error)),
            None => Ok(None),
        };
        let given = CoreOptions { hold_ms: millis("holdMs", hold_ms)?, ..CoreOptions::new() };
        let window = millis("flapWindowMs", flap_window_ms)?.unwrap_or(given.flap_window_ms);
        let changes = flap_changes.unwrap_or(given.flap_changes);
        let seen = observations.unwrap_or(given.observations);
        Ok(Core::new(given.observations(seen).flapping(changes, window)).into())
    }

    #[napi]
    pub fn from_json(env: &Env, text: String) -> Result<PromiseRaw<'_, Self>> {
        off_thread(env, move || Core::from_json(&text), Self::from)
    }

    #[napi]
    pub fn observe<'env>(
        &self,
        env: &'env Env,
        latest: &Topology,
        now: DateTime<Utc>,
    ) -> Result<PromiseRaw<'env, Vec<Change>>> {
        let (latest, now) = (latest.core(), Timestamp::from_millis(now.timestamp_millis()));
        self.with(env, move |core| Ok(core.observe(&latest, now)), Js::js)
    }

    #[napi]
    pub fn remove<'env>(&self, env: &'env Env, device: String) -> Result<PromiseRaw<'env, ()>> {
        let remove = move |core: &mut Core| {
            core.remove(&device);
            Ok(())
        };
        self.with(env, remove, |()| ())
    }

    #[napi]
    pub fn topology<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Option<Topology>>> {
        self.with(env, |core| Ok(core.topology().cloned()), |topology| topology.map(Topology::from))
    }

    #[napi]
    pub fn pending<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Vec<Element>>> {
        self.with(env, |core| Ok(core.pending()), Js::js)
    }

    #[napi]
    pub fn to_json<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.with(env, |core| core.to_json(), |text| text)
    }
}

fn whole_millis(argument: &str, millis: f64) -> netwarden::Result<u64> {
    Ok(u64::try_from(span(argument, millis)?.as_millis()).unwrap_or(u64::MAX))
}

//! `LiveTopology`.

use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::{Env, PromiseRaw, Result, ToNapiValue};
use napi_derive::napi;
use netwarden::topology::LiveTopology as Core;
use netwarden::value::DeviceId;

use crate::convert::Js;
use crate::data::Change;
use crate::error::{off_thread, raise};
use crate::inventory::{Devices, Site};
use crate::topology::{Topology, TopologyOptions};

/// The topology of devices that come, change and go. The facade makes its calls one after the other.
#[napi]
pub struct LiveTopology {
    core: Arc<Mutex<Core>>,
}

impl LiveTopology {
    /// `work` on the topology, beside the event loop; nobody panics while holding it.
    fn with<'env, T, V>(
        &self,
        env: &'env Env,
        work: impl FnOnce(&mut Core) -> T + Send + 'static,
        show: impl FnOnce(T) -> V + 'static,
    ) -> Result<PromiseRaw<'env, V>>
    where
        T: Send + 'static,
        V: ToNapiValue,
    {
        let core = Arc::clone(&self.core);
        off_thread(env, move || Ok(work(&mut core.lock().unwrap_or_else(PoisonError::into_inner))), show)
    }
}

#[napi]
impl LiveTopology {
    #[napi(factory)]
    pub fn start(env: &Env, options: TopologyOptions) -> Result<Self> {
        let options = options.core().map_err(|error| raise(env, &error))?;
        Ok(Self { core: Arc::new(Mutex::new(Core::new(options))) })
    }

    #[napi]
    pub fn update<'env>(
        &self,
        env: &'env Env,
        replaced: &Devices,
        removed: Vec<String>,
    ) -> Result<PromiseRaw<'env, Vec<Change>>> {
        let replaced = replaced.named();
        let removed: Vec<DeviceId> = removed.into_iter().map(DeviceId).collect();
        self.with(env, move |core| core.update(replaced.core(), &removed), Js::js)
    }

    #[napi]
    pub fn topology<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Topology>> {
        self.with(env, Core::current, Topology::from)
    }

    /// The devices as a site, which can show them and give them to a call.
    #[napi]
    pub fn devices<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Site>> {
        self.with(env, |core| netwarden::inventory::Site::of(core.devices().cloned()), Site::from)
    }

    /// The device of that id, as a site.
    #[napi]
    pub fn device<'env>(&self, env: &'env Env, id: String) -> Result<PromiseRaw<'env, Option<Site>>> {
        let find = move |core: &mut Core| core.device(&DeviceId(id)).cloned();
        self.with(env, find, |device| device.map(|device| netwarden::inventory::Site::of([device]).into()))
    }
}

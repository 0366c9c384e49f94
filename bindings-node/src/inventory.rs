//! `Site`.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use netwarden::inventory::DeviceSnapshot;
use netwarden::value::{DeviceId, Timestamp};

use crate::convert::Js;
use crate::data::{DeviceRates, DeviceSnapshot as ShownSnapshot, TargetFailure};
use crate::error::{off_thread, raise};
use crate::topology::{Topology, TopologyOptions};

/// What a discovery, or a folder of recordings, brought.
#[napi]
pub struct Site {
    core: Arc<netwarden::inventory::Site>,
}

impl From<netwarden::inventory::Site> for Site {
    fn from(core: netwarden::inventory::Site) -> Self {
        Self { core: Arc::new(core) }
    }
}

/// Devices of sites, to be given to a call: records of JavaScript do not come back, so each is named by its place.
#[napi]
#[derive(Clone)]
pub struct Devices {
    /// Each with its place; all of the site without.
    named: Vec<(Arc<netwarden::inventory::Site>, Option<u32>)>,
}

#[napi]
impl Devices {
    #[napi(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { named: Vec::new() }
    }

    /// Adds the device at a place of `site`, or all.
    #[napi]
    pub fn add(&mut self, site: &Site, at: Option<u32>) {
        self.named.push((site.shared(), at));
    }
}

impl Devices {
    /// The same, for a thread.
    pub(crate) fn named(&self) -> Self {
        self.clone()
    }

    pub(crate) fn core(&self) -> Vec<DeviceSnapshot> {
        let of = |(site, at): &(Arc<netwarden::inventory::Site>, Option<u32>)| match at {
            None => site.devices.clone(),
            Some(at) => site.devices.get(*at as usize).cloned().into_iter().collect(),
        };
        self.named.iter().flat_map(of).collect()
    }
}

impl Site {
    pub(crate) fn core(&self) -> &netwarden::inventory::Site {
        &self.core
    }

    pub(crate) fn shared(&self) -> Arc<netwarden::inventory::Site> {
        Arc::clone(&self.core)
    }
}

#[napi]
impl Site {
    #[napi]
    pub fn from_recordings(env: &Env, directory: String) -> Result<PromiseRaw<'_, Self>> {
        off_thread(env, move || netwarden::inventory::Site::from_recordings(directory), Self::from)
    }

    #[napi]
    pub fn from_json(env: &Env, text: String) -> Result<PromiseRaw<'_, Self>> {
        off_thread(env, move || netwarden::inventory::Site::from_json(&text), Self::from)
    }

    #[napi(factory)]
    pub fn from_lldpd(env: &Env, text: String, id: String, polled_at: Option<DateTime<Utc>>) -> Result<Self> {
        let at = Timestamp::from_millis(polled_at.map_or(0, |at| at.timestamp_millis()));
        let device = DeviceSnapshot::from_lldpd(DeviceId(id), at, &text).map_err(|error| raise(env, &error))?;
        Ok(netwarden::inventory::Site::of([device]).into())
    }

    #[napi]
    pub fn devices(&self) -> Vec<ShownSnapshot> {
        self.core.devices.clone().js()
    }

    #[napi]
    pub fn failures(&self) -> Vec<TargetFailure> {
        self.core.failures.clone().js()
    }

    #[napi]
    pub fn asked(&self) -> f64 {
        self.core.asked.js()
    }

    #[napi]
    pub fn cancelled(&self) -> bool {
        self.core.cancelled
    }

    #[napi]
    pub fn topology<'env>(&self, env: &'env Env, options: TopologyOptions) -> Result<PromiseRaw<'env, Topology>> {
        let core = self.shared();
        off_thread(env, move || Ok(core.topology_with(&options.core()?)), Topology::from)
    }

    #[allow(clippy::use_self)] // napi takes no Self in arguments
    #[napi]
    pub fn updated<'env>(&self, env: &'env Env, later: &Site) -> Result<PromiseRaw<'env, Site>> {
        let (core, later) = (self.shared(), later.shared());
        let merge = move || {
            let mut core = (*core).clone();
            core.update((*later).clone());
            Ok(core)
        };
        off_thread(env, merge, Site::from)
    }

    #[napi]
    pub fn to_json<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        let core = self.shared();
        off_thread(env, move || core.to_json(), |text| text)
    }

    #[allow(clippy::use_self)] // napi takes no Self in arguments
    #[napi]
    pub fn rates_since<'env>(&self, env: &'env Env, earlier: &Site) -> Result<PromiseRaw<'env, Vec<DeviceRates>>> {
        let (core, earlier) = (self.shared(), earlier.shared());
        off_thread(env, move || Ok(core.rates_since(&earlier)), Js::js)
    }
}

//! `Site`.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use napi::bindgen_prelude::{Env, Result};
use napi_derive::napi;
use netwarden::inventory::DeviceSnapshot;
use netwarden::value::{DeviceId, Timestamp};

use crate::convert::Js;
use crate::data::{DeviceRates, DeviceSnapshot as ShownSnapshot, TargetFailure};
use crate::error::raise;
use crate::topology::{Topology, options};

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
pub struct Devices {
    core: Vec<DeviceSnapshot>,
}

#[napi]
impl Devices {
    #[napi(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { core: Vec::new() }
    }

    /// Adds the device at a place of `site`, or all.
    #[napi]
    pub fn add(&mut self, site: &Site, at: Option<u32>) {
        match at {
            None => self.core.extend_from_slice(&site.core.devices),
            Some(at) => self.core.extend(site.core.devices.get(at as usize).cloned()),
        }
    }
}

impl Devices {
    pub(crate) fn take(&mut self) -> Vec<DeviceSnapshot> {
        std::mem::take(&mut self.core)
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
    #[napi(factory)]
    pub fn from_recordings(env: &Env, directory: String) -> Result<Self> {
        netwarden::inventory::Site::from_recordings(directory).map(Self::from).map_err(|error| raise(env, &error))
    }

    #[napi(factory)]
    pub fn from_json(env: &Env, text: String) -> Result<Self> {
        netwarden::inventory::Site::from_json(&text).map(Self::from).map_err(|error| raise(env, &error))
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
    pub fn topology(&self, env: &Env, strategy: Option<String>, hide: Option<Vec<String>>) -> Result<Topology> {
        let options = options(strategy, hide).map_err(|error| raise(env, &error))?;
        Ok(self.core.topology_with(&options).into())
    }

    #[allow(clippy::use_self)] // napi takes no Self in arguments
    #[napi]
    pub fn updated(&self, later: &Site) -> Self {
        let mut core = (*self.core).clone();
        core.update((*later.core).clone());
        core.into()
    }

    #[napi]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        self.core.to_json().map_err(|error| raise(env, &error))
    }

    #[allow(clippy::use_self)] // napi takes no Self in arguments
    #[napi]
    pub fn rates_since(&self, earlier: &Site) -> Vec<DeviceRates> {
        self.core.rates_since(&earlier.core).js()
    }
}

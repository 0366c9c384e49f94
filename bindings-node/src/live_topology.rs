//! `LiveTopology`.

use napi::bindgen_prelude::{Env, Result};
use napi_derive::napi;
use netwarden::topology::LiveTopology as Core;
use netwarden::value::DeviceId;

use crate::convert::Js;
use crate::data::Change;
use crate::error::raise;
use crate::inventory::{Devices, Site};
use crate::topology::{Topology, options};

/// The topology of devices that come, change and go.
#[napi]
pub struct LiveTopology {
    core: Core,
}

#[napi]
impl LiveTopology {
    #[napi(factory)]
    pub fn start(env: &Env, strategy: Option<String>, hide: Option<Vec<String>>) -> Result<Self> {
        let options = options(strategy, hide).map_err(|error| raise(env, &error))?;
        Ok(Self { core: Core::new(options) })
    }

    #[napi]
    pub fn update(&mut self, replaced: &mut Devices, removed: Vec<String>) -> Vec<Change> {
        let removed: Vec<DeviceId> = removed.into_iter().map(DeviceId).collect();
        self.core.update(replaced.take(), &removed).js()
    }

    #[napi]
    pub fn topology(&self) -> Topology {
        self.core.topology().into()
    }

    /// The devices as a site, which can show them and give them to a call.
    #[napi]
    pub fn devices(&self) -> Site {
        netwarden::inventory::Site::of(self.core.devices().cloned()).into()
    }

    /// The device of that id, as a site.
    #[napi]
    pub fn device(&self, id: String) -> Option<Site> {
        let device = self.core.device(&DeviceId(id)).cloned();
        device.map(|device| netwarden::inventory::Site::of([device]).into())
    }

    #[napi]
    pub fn count(&self) -> u32 {
        u32::try_from(self.core.devices().count()).unwrap_or(u32::MAX)
    }
}

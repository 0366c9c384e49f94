//! `Site`.

use std::sync::Arc;

use netwarden::evidence::Source;
use netwarden::inventory::{DeviceRates, DeviceSnapshot, Progress, Site, TargetFailure};
use netwarden::topology::{Model, Strategy};
use netwarden::value::{DeviceId, Timestamp};

use crate::error::NativeException;
use crate::topology::{NativeTopology, options};

/// What a discovery, or a folder of recordings, brought; `io.netwarden.Site` wraps it.
#[derive(uniffi::Object)]
pub struct NativeSite {
    core: Site,
}

impl From<Site> for NativeSite {
    fn from(core: Site) -> Self {
        Self { core }
    }
}

impl NativeSite {
    pub(crate) fn core(&self) -> &Site {
        &self.core
    }
}

#[uniffi::export]
impl NativeSite {
    #[uniffi::constructor]
    pub fn from_recordings(directory: &str) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(Site::from_recordings(directory)?.into()))
    }

    #[uniffi::constructor]
    pub fn from_json(text: &str) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(Site::from_json(text)?.into()))
    }

    #[uniffi::constructor]
    pub fn from_lldpd(text: &str, id: String, polled_at: Option<Timestamp>) -> Result<Arc<Self>, NativeException> {
        let at = polled_at.unwrap_or(Timestamp::from_millis(0));
        Ok(Arc::new(Site::of([DeviceSnapshot::from_lldpd(DeviceId(id), at, text)?]).into()))
    }

    pub fn updated(&self, later: &Self) -> Arc<Self> {
        let mut core = self.core.clone();
        core.update(later.core.clone());
        Arc::new(core.into())
    }

    pub fn devices(&self) -> Vec<DeviceSnapshot> {
        self.core.devices.clone()
    }

    pub fn failures(&self) -> Vec<TargetFailure> {
        self.core.failures.clone()
    }

    pub fn asked(&self) -> u64 {
        self.core.asked
    }

    pub fn cancelled(&self) -> bool {
        self.core.cancelled
    }

    pub fn topology(&self, strategy: Strategy, hide: Vec<Source>, cables: Vec<Model>) -> Arc<NativeTopology> {
        Arc::new(self.core.topology_with(&options(strategy, hide, &cables)).into())
    }

    pub fn rates_since(&self, earlier: &Self) -> Vec<DeviceRates> {
        self.core.rates_since(&earlier.core)
    }

    pub fn to_json(&self) -> Result<String, NativeException> {
        Ok(self.core.to_json()?)
    }
}

/// `asking 37 of 254, 12 found, about 3 s left`
#[uniffi::export]
pub fn native_progress_text(progress: Progress) -> String {
    progress.to_string()
}

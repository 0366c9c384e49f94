//! `LiveTopology`.

use std::sync::{Arc, Mutex, PoisonError};

use netwarden::evidence::Source;
use netwarden::inventory::DeviceSnapshot;
use netwarden::topology::{Change, LiveTopology, Model, Strategy};
use netwarden::value::DeviceId;

use crate::inventory::NativeSite;
use crate::topology::{NativeTopology, options};

/// The topology of devices that come, change and go; `io.netwarden.LiveTopology` wraps it.
#[derive(uniffi::Object)]
pub struct NativeLiveTopology {
    core: Mutex<LiveTopology>,
}

impl NativeLiveTopology {
    /// `work` on the topology; nobody panics while holding it.
    fn with<T>(&self, work: impl FnOnce(&mut LiveTopology) -> T) -> T {
        work(&mut self.core.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[uniffi::export]
impl NativeLiveTopology {
    #[uniffi::constructor]
    pub fn new(strategy: Strategy, hide: Vec<Source>, cables: Vec<Model>) -> Arc<Self> {
        Arc::new(Self { core: Mutex::new(LiveTopology::new(options(strategy, hide, &cables))) })
    }

    pub fn remove(&self, id: DeviceId) -> Vec<Change> {
        self.with(|core| core.remove(&id))
    }

    pub fn update(&self, replaced: Vec<DeviceSnapshot>, removed: Vec<DeviceId>) -> Vec<Change> {
        self.with(|core| core.update(replaced, &removed))
    }

    pub fn update_site(&self, site: &NativeSite, removed: Vec<DeviceId>) -> Vec<Change> {
        let devices = site.core().devices.iter().cloned();
        self.with(|core| core.update(devices, &removed))
    }

    pub fn topology(&self) -> Arc<NativeTopology> {
        Arc::new(self.with(LiveTopology::current).into())
    }

    pub fn devices(&self) -> Vec<DeviceSnapshot> {
        self.with(|core| core.devices().cloned().collect())
    }

    pub fn device(&self, id: DeviceId) -> Option<DeviceSnapshot> {
        self.with(|core| core.device(&id).cloned())
    }

    pub fn count(&self) -> u32 {
        u32::try_from(self.with(|core| core.devices().count())).unwrap_or(u32::MAX)
    }
}

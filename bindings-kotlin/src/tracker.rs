//! `Tracker`.

use std::sync::{Arc, Mutex, PoisonError};

use netwarden::topology::{Change, Element, Tracker, TrackerOptions as CoreOptions};
use netwarden::value::Timestamp;

use crate::error::NativeException;
use crate::topology::NativeTopology;

/// Follows a network and reports changes that lasted; `io.netwarden.Tracker` wraps it.
#[derive(uniffi::Object)]
pub struct NativeTracker {
    core: Mutex<Tracker>,
}

/// When a change counts. What is not given has its default.
#[derive(uniffi::Record)]
pub struct TrackerOptions {
    /// Observations in a row that must show a change before it is reported, 1 at least; 2.
    #[uniffi(default = None)]
    pub observations: Option<u32>,
    /// Milliseconds for which a change must have lasted before it is reported, if fewer observations than that show it;
    /// without it only observations count.
    #[uniffi(default = None)]
    pub hold_ms: Option<u64>,
    /// Changes within the window that make something flapping, 2 at least; 6.
    #[uniffi(default = None)]
    pub flap_changes: Option<u32>,
    /// The window in milliseconds; an hour.
    #[uniffi(default = None)]
    pub flap_window_ms: Option<u64>,
}

impl NativeTracker {
    /// `work` on the tracker; nobody panics while holding it, and what it knows is whole in any case.
    fn with<T>(&self, work: impl FnOnce(&mut Tracker) -> T) -> T {
        work(&mut self.core.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[uniffi::export]
impl NativeTracker {
    #[uniffi::constructor]
    pub fn new(options: TrackerOptions) -> Arc<Self> {
        let TrackerOptions { observations, hold_ms, flap_changes, flap_window_ms } = options;
        let given = CoreOptions { hold_ms, ..CoreOptions::new() };
        let window = flap_window_ms.unwrap_or(given.flap_window_ms);
        let changes = flap_changes.unwrap_or(given.flap_changes);
        let seen = observations.unwrap_or(given.observations);
        Arc::new(Self { core: Mutex::new(Tracker::new(given.observations(seen).flapping(changes, window))) })
    }

    #[uniffi::constructor]
    pub fn from_json(text: &str) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(Self { core: Mutex::new(Tracker::from_json(text)?) }))
    }

    pub fn observe(&self, latest: &NativeTopology, now: Timestamp) -> Vec<Change> {
        self.with(|core| core.observe(latest.core(), now))
    }

    pub fn remove(&self, device: &str) {
        self.with(|core| core.remove(device));
    }

    pub fn topology(&self) -> Option<Arc<NativeTopology>> {
        self.with(|core| core.topology().cloned()).map(|topology| Arc::new(topology.into()))
    }

    pub fn pending(&self) -> Vec<Element> {
        self.with(|core| core.pending())
    }

    pub fn to_json(&self) -> Result<String, NativeException> {
        Ok(self.with(|core| core.to_json())?)
    }
}

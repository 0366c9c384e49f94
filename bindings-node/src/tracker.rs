//! `Tracker`.

use chrono::{DateTime, Utc};
use napi::bindgen_prelude::{Env, Result};
use napi_derive::napi;
use netwarden::topology::{Tracker as Core, TrackerOptions as CoreOptions};
use netwarden::value::Timestamp;

use crate::convert::Js;
use crate::data::{Change, Element};
use crate::error::raise;
use crate::io::span;
use crate::topology::Topology;

/// Follows a network and reports changes that lasted.
#[napi]
pub struct Tracker {
    core: Core,
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
        Ok(Self { core: Core::new(given.observations(seen).flapping(changes, window)) })
    }

    #[napi(factory)]
    pub fn from_json(env: &Env, text: String) -> Result<Self> {
        Core::from_json(&text).map(|core| Self { core }).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn observe(&mut self, latest: &Topology, now: DateTime<Utc>) -> Vec<Change> {
        self.core.observe(&latest.core(), Timestamp::from_millis(now.timestamp_millis())).js()
    }

    #[napi]
    pub fn remove(&mut self, device: String) {
        self.core.remove(&device);
    }

    #[napi]
    pub fn topology(&self) -> Option<Topology> {
        self.core.topology().cloned().map(Topology::from)
    }

    #[napi]
    pub fn pending(&self) -> Vec<Element> {
        self.core.pending().js()
    }

    #[napi]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        self.core.to_json().map_err(|error| raise(env, &error))
    }
}

fn whole_millis(argument: &str, millis: f64) -> netwarden::Result<u64> {
    Ok(u64::try_from(span(argument, millis)?.as_millis()).unwrap_or(u64::MAX))
}

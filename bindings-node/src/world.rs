//! `World`: a simulated network in memory, its truth, and how right conclusions about it are.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use netwarden::Error;
use netwarden::accuracy::{Judge, visit};
use netwarden::sim::netgen::Plan;
use netwarden::sim::{Blueprint, gallery};
use netwarden::value::Moment;

use crate::convert::Js;
use crate::credential::Credential;
use crate::data::{PortTraffic, Score, Tally, Truth, TruthEnd};
use crate::error::{off_thread, raise};
use crate::inventory::Site;
use crate::pack::Packed;
use crate::sim::{SimulatedNetwork, serve};
use crate::topology::Topology;

/// A network in memory.
#[napi]
pub struct World {
    core: Arc<netwarden::sim::World>,
}

impl From<netwarden::sim::World> for World {
    fn from(core: netwarden::sim::World) -> Self {
        Self { core: Arc::new(core) }
    }
}

impl World {
    pub(crate) fn shared(&self) -> Arc<netwarden::sim::World> {
        Arc::clone(&self.core)
    }
}

/// Milliseconds as JavaScript counts them; what is no time is none.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a cast saturates
fn moment(ms: f64) -> Moment {
    Moment::from_millis(ms as u64)
}

#[napi]
impl World {
    #[napi]
    pub fn generate(env: &Env, plan: String) -> Result<PromiseRaw<'_, Self>> {
        let make = move || {
            let read = serde_json::from_str::<Plan>(&plan);
            read.map_err(|error| Error::invalid("plan", &plan, error.to_string()))?.world()
        };
        off_thread(env, make, Self::from)
    }

    #[napi(factory)]
    pub fn build(env: &Env, blueprint: String) -> Result<Self> {
        let read = serde_json::from_str::<Blueprint>(&blueprint);
        let read = read.map_err(|error| Error::invalid("blueprint", &blueprint, error.to_string()));
        read.and_then(|it| it.world()).map(Self::from).map_err(|error| raise(env, &error))
    }

    #[napi(factory)]
    pub fn named(env: &Env, name: String) -> Result<Self> {
        gallery::by_name(&name).map(Self::from).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn name(&self) -> String {
        self.core.name().to_owned()
    }

    #[napi]
    pub fn range(&self) -> String {
        self.core.range().to_string()
    }

    #[napi]
    pub fn network(&self) -> String {
        self.core.network().to_string()
    }

    #[napi]
    pub fn address(&self, device: String) -> Option<String> {
        self.core.address(&device).map(|address| address.to_string())
    }

    #[napi]
    pub fn other_end(&self, env: &Env, device: String, port: String) -> Result<Option<TruthEnd>> {
        let far = self.core.other_end(&device, &port).map_err(|error| raise(env, &error))?;
        Ok(far.map(|(device, port)| TruthEnd { device: device.to_owned(), port: port.to_owned() }))
    }

    #[napi]
    pub fn device_names(&self) -> Vec<String> {
        self.core.device_names().map(str::to_owned).collect()
    }

    #[napi]
    pub fn truth(&self) -> Truth {
        self.core.truth().js()
    }

    #[napi]
    pub fn site<'env>(&self, env: &'env Env, at_ms: f64) -> Result<PromiseRaw<'env, Site>> {
        let core = Arc::clone(&self.core);
        off_thread(env, move || Ok(visit(&core, moment(at_ms))), Site::from)
    }

    #[napi]
    pub fn recording(&self, env: &Env, device: String, vlan: Option<u32>, at_ms: f64) -> Result<Option<Packed>> {
        let agent = self.core.agent(&device).map_err(|error| raise(env, &error))?;
        // A VLAN that no device can have is one that this one has not.
        let vlan = vlan.map(|vlan| u16::try_from(vlan).unwrap_or(u16::MAX));
        Ok(agent.recording(vlan, moment(at_ms)).js())
    }

    #[napi]
    pub fn traffic(&self, env: &Env, device: String, port: String, at_ms: f64) -> Result<PortTraffic> {
        self.core.traffic(&device, &port, moment(at_ms)).map(Js::js).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn score<'env>(&self, env: &'env Env, site: &Site, topology: &Topology) -> Result<PromiseRaw<'env, Score>> {
        let (world, site, topology) = (Arc::clone(&self.core), site.shared(), topology.core());
        off_thread(env, move || Ok(Judge::new(&world, &site.devices).score(&topology)), Js::js)
    }

    /// The names of the device, its port, the other device and its port stand in turn.
    #[napi]
    pub fn score_pairs<'env>(
        &self,
        env: &'env Env,
        site: &Site,
        pairs: Vec<String>,
    ) -> Result<PromiseRaw<'env, Tally>> {
        let (world, site) = (Arc::clone(&self.core), site.shared());
        let mut names = pairs.into_iter();
        let mut port = move || Some((names.next()?, names.next()?));
        let pair = move || port().zip(port()).map(|(a, b)| if a <= b { (a, b) } else { (b, a) });
        let claimed = std::iter::from_fn(pair).collect();
        off_thread(env, move || Ok(Judge::new(&world, &site.devices).pairs(&claimed)), Js::js)
    }

    #[napi]
    pub fn start<'env>(
        &self,
        env: &'env Env,
        port: Option<u32>,
        users: Vec<Credential>,
        write_community: Option<String>,
    ) -> Result<PromiseRaw<'env, SimulatedNetwork>> {
        serve(env, (*self.core).clone(), port, users, write_community)
    }
}

//! A simulated network on the loopback interface.

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use netwarden::Error;
use netwarden::io::SimulationOptions;
use netwarden::sim::{World, gallery};

use crate::credential::Credential;
use crate::error::{promise, raise};

/// A network of the gallery; it takes orders from `write_community`.
pub(crate) fn world(name: &str, write_community: Option<&str>) -> netwarden::Result<World> {
    let world = gallery::by_name(name)?;
    Ok(match write_community {
        Some(community) => world.with_write_community(community),
        None => world,
    })
}

/// A simulated network that answers until it is stopped.
#[napi]
pub struct SimulatedNetwork {
    core: Option<netwarden::io::SimulatedNetwork>,
    name: String,
    range: String,
    port: u16,
    truth: String,
}

#[napi]
impl SimulatedNetwork {
    #[napi]
    pub fn start(
        env: &Env,
        name: String,
        port: Option<u32>,
        users: Vec<Credential>,
        write_community: Option<String>,
    ) -> Result<PromiseRaw<'_, Self>> {
        let prepare = || {
            let port = port.unwrap_or(0);
            let right = u16::try_from(port);
            let right = right.map_err(|_| Error::invalid("port", port.to_string(), "0 to 65535 are expected"))?;
            let mut world = world(&name, write_community.as_deref())?;
            for user in users {
                world = world.with_user(std::sync::Arc::clone(user.into_usm()?.user()));
            }
            Ok((world, SimulationOptions::new().port(right)))
        };
        let (world, options) = prepare().map_err(|error| raise(env, &error))?;
        let (name, range) = (world.name().to_owned(), world.range().to_string());
        let truth = serde_json::to_string(&world.truth()).unwrap_or_default();
        let work = async move { netwarden::io::SimulatedNetwork::start(world, options).await };
        promise(env, work, move |core| Self { port: core.port(), core: Some(core), name, range, truth })
    }

    #[napi]
    pub fn name(&self) -> String {
        self.name.clone()
    }

    #[napi]
    pub fn range(&self) -> String {
        self.range.clone()
    }

    #[napi]
    pub fn port(&self) -> u32 {
        self.port.into()
    }

    #[napi]
    pub fn truth_json(&self) -> String {
        self.truth.clone()
    }

    #[napi]
    pub fn stop<'env>(&mut self, env: &'env Env) -> Result<PromiseRaw<'env, ()>> {
        let taken = self.core.take();
        let work = async move {
            if let Some(core) = taken {
                core.stop().await;
            }
            Ok(())
        };
        promise(env, work, |()| ())
    }
}

/// The names of the gallery.
#[napi]
pub fn sim_names() -> Vec<String> {
    gallery::names().map(str::to_owned).collect()
}

//! A simulated network on the loopback interface.

use std::net::SocketAddr;
use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use netwarden::Error;
use netwarden::io::SimulationOptions;
use netwarden::sim::{TrapForm, World, gallery};

use crate::credential::{Credential, trap_form};
use crate::error::{promise, raise};

/// A network of the gallery; it takes orders from `write_community`.
pub(crate) fn world(name: &str, write_community: Option<&str>) -> netwarden::Result<World> {
    Ok(ordered(gallery::by_name(name)?, write_community))
}

pub(crate) fn ordered(world: World, write_community: Option<&str>) -> World {
    match write_community {
        Some(community) => world.with_write_community(community),
        None => world,
    }
}

/// The agents of `world` at a UDP port; they answer to `users` too, and take orders from `write_community`.
pub(crate) fn serve(
    env: &Env,
    world: World,
    port: Option<u32>,
    users: Vec<Credential>,
    write_community: Option<String>,
) -> Result<PromiseRaw<'_, SimulatedNetwork>> {
    let prepare = || {
        let port = port.unwrap_or(0);
        let right = u16::try_from(port);
        let right = right.map_err(|_| Error::invalid("port", port.to_string(), "0 to 65535 are expected"))?;
        let mut world = ordered(world, write_community.as_deref());
        for user in users {
            world = world.with_user(Arc::clone(user.into_usm()?.user()));
        }
        Ok((world, SimulationOptions::new().port(right)))
    };
    let (world, options) = prepare().map_err(|error| raise(env, &error))?;
    let (name, range) = (world.name().to_owned(), world.range().to_string());
    let truth = serde_json::to_string(&world.truth()).unwrap_or_default();
    let work = async move { netwarden::io::SimulatedNetwork::start(world, options).await };
    let shown = move |core: netwarden::io::SimulatedNetwork| SimulatedNetwork {
        port: core.port(),
        core: Some(Arc::new(core)),
        name,
        range,
        truth,
    };
    promise(env, work, shown)
}

/// A simulated network that answers until it is stopped.
#[napi]
pub struct SimulatedNetwork {
    core: Option<Arc<netwarden::io::SimulatedNetwork>>,
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
        let world = gallery::by_name(&name).map_err(|error| raise(env, &error))?;
        serve(env, world, port, users, write_community)
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
            // Where a cable is just cut, it stops as that ends.
            if let Some(core) = taken.and_then(Arc::into_inner) {
                core.stop().await;
            }
            Ok(())
        };
        promise(env, work, |()| ())
    }

    #[napi]
    pub fn cut<'env>(
        &self,
        env: &'env Env,
        device: String,
        port: String,
        options: TellOptions,
    ) -> Result<PromiseRaw<'env, ()>> {
        let ((form, to), core) = self.prepare(options).map_err(|error| raise(env, &error))?;
        promise(env, async move { core.cut(&device, &port, &form, to).await }, |()| ())
    }

    #[napi]
    pub fn mend<'env>(
        &self,
        env: &'env Env,
        device: String,
        port: String,
        options: TellOptions,
    ) -> Result<PromiseRaw<'env, ()>> {
        let ((form, to), core) = self.prepare(options).map_err(|error| raise(env, &error))?;
        promise(env, async move { core.mend(&device, &port, &form, to).await }, |()| ())
    }
}

type Prepared = ((TrapForm, SocketAddr), Arc<netwarden::io::SimulatedNetwork>);

impl SimulatedNetwork {
    fn prepare(&self, options: TellOptions) -> netwarden::Result<Prepared> {
        let core = self.core.clone();
        let core = core.ok_or_else(|| Error::invalid("simulated network", "stopped", "one that runs"))?;
        Ok((options.core()?, core))
    }
}

/// Whom simulated devices tell, and in which form.
#[napi(object, object_to_js = false)]
pub struct TellOptions {
    pub to: String,
    pub version: Option<String>,
    pub user: Option<Credential>,
    pub inform: Option<bool>,
}

impl TellOptions {
    fn core(self) -> netwarden::Result<(TrapForm, SocketAddr)> {
        let form = trap_form(self.version.as_deref(), self.user, self.inform.unwrap_or(false))?;
        let wrong = |_| Error::invalid("listener", &self.to, "an address and a port such as 127.0.0.1:162");
        Ok((form, self.to.parse().map_err(wrong)?))
    }
}

/// The names of the gallery.
#[napi]
pub fn sim_names() -> Vec<String> {
    gallery::names().map(str::to_owned).collect()
}

//! A simulated network on the loopback interface.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use netwarden::Error;
use netwarden::io::{SimulatedNetwork, SimulationOptions};
use netwarden::sim::{World, gallery};

use crate::credential::{NativeUsmUser, SnmpVersion, trap_form};
use crate::error::NativeException;
use crate::live::Alive;

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

/// The agents of `world` at UDP port `port`; they answer to `users` too, and take orders from `write_community`.
pub(crate) async fn serve(
    world: World,
    port: u16,
    users: Vec<Arc<NativeUsmUser>>,
    write_community: Option<String>,
) -> netwarden::Result<Arc<NativeSimulatedNetwork>> {
    let world = ordered(world, write_community.as_deref());
    let world = users.iter().fold(world, |world, user| world.with_user(user.user()));
    let (name, range) = (world.name().to_owned(), world.range().to_string());
    let truth = serde_json::to_string(&world.truth()).unwrap_or_default();
    let core = SimulatedNetwork::start(world, SimulationOptions::new().port(port)).await?;
    let port = core.port();
    Ok(Arc::new(NativeSimulatedNetwork { core: Mutex::new(Some(Arc::new(core))), name, range, port, truth }))
}

/// A simulated network that answers until it is stopped; `io.netwarden.SimulatedNetwork` wraps it.
#[derive(uniffi::Object)]
pub struct NativeSimulatedNetwork {
    core: Mutex<Option<Arc<SimulatedNetwork>>>,
    name: String,
    range: String,
    port: u16,
    truth: String,
}

impl NativeSimulatedNetwork {
    fn open(&self) -> Result<Arc<SimulatedNetwork>, Error> {
        let core = self.core.lock().unwrap_or_else(PoisonError::into_inner).clone();
        core.ok_or_else(|| Error::invalid("simulated network", "stopped", "one that runs"))
    }
}

/// Where a simulated device tells of something.
fn listener(text: &str) -> Result<SocketAddr, Error> {
    text.parse().map_err(|_| Error::invalid("listener", text, "an address and a port such as 127.0.0.1:162"))
}

#[uniffi::export(async_runtime = "tokio")]
impl NativeSimulatedNetwork {
    #[uniffi::constructor]
    pub async fn start(
        name: String,
        port: u16,
        users: Vec<Arc<NativeUsmUser>>,
        write_community: Option<String>,
    ) -> Result<Arc<Self>, NativeException> {
        Ok(serve(gallery::by_name(&name)?, port, users, write_community).await?)
    }

    pub fn name(&self) -> String {
        self.name.clone()
    }

    pub fn range(&self) -> String {
        self.range.clone()
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn truth_json(&self) -> String {
        self.truth.clone()
    }

    pub async fn cut(
        &self,
        device: String,
        port: String,
        to: String,
        version: SnmpVersion,
        user: Option<Arc<NativeUsmUser>>,
        inform: bool,
    ) -> Result<(), NativeException> {
        let _alive = Alive::new();
        let (core, form, to) = (self.open()?, trap_form(version, user, inform)?, listener(&to)?);
        Ok(core.cut(&device, &port, &form, to).await?)
    }

    pub async fn mend(
        &self,
        device: String,
        port: String,
        to: String,
        version: SnmpVersion,
        user: Option<Arc<NativeUsmUser>>,
        inform: bool,
    ) -> Result<(), NativeException> {
        let _alive = Alive::new();
        let (core, form, to) = (self.open()?, trap_form(version, user, inform)?, listener(&to)?);
        Ok(core.mend(&device, &port, &form, to).await?)
    }

    /// Stops at once; the sockets close as its tasks end.
    pub fn stop(&self) {
        drop(self.core.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// The names of the gallery.
#[uniffi::export]
pub fn native_sim_names() -> Vec<String> {
    gallery::names().map(str::to_owned).collect()
}

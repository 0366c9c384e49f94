//! A simulated network on the loopback interface.

use std::sync::{Arc, Mutex, PoisonError};

use netwarden::io::{SimulatedNetwork, SimulationOptions};
use netwarden::sim::{World, gallery};

use crate::credential::NativeUsmUser;
use crate::error::NativeException;

/// A network of the gallery; it takes orders from `write_community`.
pub(crate) fn world(name: &str, write_community: Option<&str>) -> netwarden::Result<World> {
    let world = gallery::by_name(name)?;
    Ok(match write_community {
        Some(community) => world.with_write_community(community),
        None => world,
    })
}

/// A simulated network that answers until it is stopped; `io.netwarden.SimulatedNetwork` wraps it.
#[derive(uniffi::Object)]
pub struct NativeSimulatedNetwork {
    core: Mutex<Option<SimulatedNetwork>>,
    name: String,
    range: String,
    port: u16,
    truth: String,
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
        let world = world(&name, write_community.as_deref())?;
        let world = users.iter().fold(world, |world, user| world.with_user(user.user()));
        let (name, range) = (world.name().to_owned(), world.range().to_string());
        let truth = serde_json::to_string(&world.truth()).unwrap_or_default();
        let core = SimulatedNetwork::start(world, SimulationOptions::new().port(port)).await?;
        Ok(Arc::new(Self { port: core.port(), core: Mutex::new(Some(core)), name, range, truth }))
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

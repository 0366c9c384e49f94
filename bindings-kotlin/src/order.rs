//! Orders: what changes a device and looks after it.

use std::net::IpAddr;
use std::time::Duration;

use netwarden::Error;
use netwarden::inventory::{AdminStatus, ManagementPath, OrderReport};
use netwarden::io::{OrderOptions as Core, PortRef};
use netwarden::value::IfIndex;

use crate::error::NativeException;
use crate::live::Alive;
use crate::session::NativeSession;

/// How an order is given. The defaults do no harm.
#[derive(uniffi::Record)]
pub struct OrderOptions {
    /// Gives the order even where it may cut the device off; false.
    #[uniffi(default = None)]
    pub force: Option<bool>,
    /// How long to look whether the port is as ordered; 5000.
    #[uniffi(default = None)]
    pub timeout_ms: Option<u64>,
    /// Whether to wait as long until `ifOperStatus` follows; false: a port without a cable never comes up.
    #[uniffi(default = None)]
    pub wait_oper: Option<bool>,
    /// The device's own address by which it is reached, where that is not the one that the session asks.
    #[uniffi(default = None)]
    pub reached_at: Option<String>,
    /// The address from which the device is reached, as it sees it; by default this machine's address towards it.
    #[uniffi(default = None)]
    pub reached_from: Option<String>,
}

impl TryFrom<OrderOptions> for Core {
    type Error = Error;

    fn try_from(given: OrderOptions) -> Result<Self, Error> {
        let OrderOptions { force, timeout_ms, wait_oper, reached_at, reached_from } = given;
        let mut core = Self::new();
        if let Some(force) = force {
            core = core.force(force);
        }
        if let Some(millis) = timeout_ms {
            core = core.timeout(Duration::from_millis(millis));
        }
        if let Some(wait) = wait_oper {
            core = core.wait_oper(wait);
        }
        if let Some(text) = reached_at {
            core = core.reached_at(address("reachedAt", &text)?);
        }
        if let Some(text) = reached_from {
            core = core.reached_from(address("reachedFrom", &text)?);
        }
        Ok(core)
    }
}

fn address(argument: &str, text: &str) -> Result<IpAddr, Error> {
    text.parse().map_err(|_| Error::invalid(argument, text, "an IP address such as 10.0.0.7"))
}

/// Which port is meant; the overloads of the facade make it.
#[derive(uniffi::Enum)]
pub enum NativePort {
    /// By `ifIndex`.
    Index { index: u32 },
    /// By its name.
    Name { name: String },
}

impl From<NativePort> for PortRef {
    fn from(port: NativePort) -> Self {
        match port {
            NativePort::Index { index } => IfIndex(index).into(),
            NativePort::Name { name } => name.into(),
        }
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl NativeSession {
    pub async fn set_if_admin_status(
        &self,
        port: NativePort,
        status: AdminStatus,
        options: OrderOptions,
    ) -> Result<OrderReport, NativeException> {
        let _alive = Alive::new();
        Ok(netwarden::io::set_if_admin_status(self.core(), port, status, options.try_into()?).await?)
    }

    pub async fn management_path(&self, options: OrderOptions) -> Result<ManagementPath, NativeException> {
        let _alive = Alive::new();
        Ok(netwarden::io::management_path(self.core(), &options.try_into()?).await?)
    }
}

/// What an order did, in a sentence.
#[uniffi::export]
pub fn native_order_text(report: OrderReport) -> String {
    report.to_string()
}

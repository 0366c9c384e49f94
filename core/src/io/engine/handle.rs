use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::runtime::{Builder, Handle};
use tokio::sync::mpsc;

use crate::error::{Error, Result};

use super::EngineOptions;
use super::driver::{Driver, Order};
use super::seeds::Seeds;
use super::socket::Sockets;
use super::statistics::{self, Counters};

/// A driver at work, as those see it who give it orders.
#[derive(Debug)]
pub(super) struct DriverHandle {
    pub(super) counters: Arc<Counters>,
    orders: mpsc::UnboundedSender<Order>,
}

impl DriverHandle {
    /// Starts a driver, on a thread of its own or on the current runtime. It ends with its handle.
    pub(super) fn start(options: &EngineOptions) -> Result<Self> {
        let failed = |error| Error::io("starting an engine", error);
        if !options.own_threads {
            let runtime = Handle::try_current().map_err(|error| failed(io::Error::other(error)))?;
            let (handle, driver) = Self::with_driver(options)?;
            runtime.spawn(driver.run());
            return Ok(handle);
        }
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let (handle, driver) = {
            let _sockets_belong_to = runtime.enter();
            Self::with_driver(options)?
        };
        let thread = std::thread::Builder::new().name("netwarden".into());
        thread.spawn(move || runtime.block_on(driver.run())).map_err(failed)?;
        Ok(handle)
    }

    fn with_driver(options: &EngineOptions) -> Result<(Self, Driver)> {
        let sockets = Sockets::open(options.bind, options.receive_buffer)?;
        let counters = Arc::new(Counters::default());
        statistics::level(&counters.receive_buffer, sockets.receive_buffer());
        let (orders, ordered) = mpsc::unbounded_channel();
        let driver = Driver::new(sockets, options, Seeds::new()?, Arc::clone(&counters), ordered);
        Ok((Self { counters, orders }, driver))
    }

    pub(super) fn order(&self, order: Order) -> Result<()> {
        // The driver lives as long as there are handles; a runtime that shuts down ends it earlier.
        self.orders.send(order).map_err(|_| Error::Cancelled)
    }
}

/// Which of several drivers an address belongs to.
pub(super) fn of_address(drivers: &[DriverHandle], address: SocketAddr) -> Option<&DriverHandle> {
    if let [only] = drivers {
        return Some(only);
    }
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(address);
    let count = u64::try_from(drivers.len()).unwrap_or(u64::MAX);
    drivers.get(usize::try_from(hash.checked_rem(count)?).ok()?)
}

//! Everything that touches the outside world: sockets, clocks, randomness, files.
#![allow(clippy::disallowed_methods)] // the only room that reads clocks

mod clock;
mod collect;
mod credential;
pub mod custom;
mod discover;
mod engine;
#[cfg(feature = "mibs")]
mod mibs;
mod order;
mod parallel;
mod poll;
mod record;
pub mod recorded;
mod runner;
mod save;
mod session;
mod shared_store;
mod simulate;
#[cfg(feature = "snmp2")]
pub mod snmp2;
#[cfg(feature = "sqlite")]
mod store;
mod target;
#[cfg(test)]
mod testing;
mod trap;
mod walking;

pub use clock::wall_clock;
pub use collect::{CollectOptions, collect, collect_interfaces};
pub use credential::{Community, Credential, Usm};
pub use discover::{Discovery, DiscoveryEvent, DiscoveryRun};
pub use engine::{DeviceStatistics, Engine, EngineOptions, EngineStatistics, Query};
#[cfg(feature = "mibs")]
pub use mibs::read_mib_files;
pub use order::{OrderOptions, PortRef, management_path, set_if_admin_status};
pub use poll::{PollChoice, PollChoices, PollColumn, PollRun, PollTarget, Poller};
pub use record::{Recorder, Recording, RecordingStatistics, RecordingView};
pub use runner::{Ran, Runner, RunnerOptions, RunnerStatistics};
pub use session::{RecordedSession, Session, SessionExt, SessionFuture, SimulatedSession, TableRead, UdpSession};
pub use shared_store::SharedStore;
pub use simulate::{SimulatedNetwork, SimulationOptions};
#[cfg(feature = "sqlite")]
pub use store::{Durability, SqliteOptions, SqliteStore};
pub use target::{AddressRange, TargetSpec, agent_address};
pub use trap::{Changes, TrapListener, TrapMeter, TrapOptions, TrapStatistics};
pub mod probe;

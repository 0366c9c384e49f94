//! Embeddable network monitoring: discovery, topology, rates and checks.
//!
//! Three rivers, one sea:
//!
//! - **Map**: [`io::Discovery`] visits a range and brings an [`inventory::Site`] of device snapshots;
//!   `Site::topology` infers a [`topology::Topology`] from them, and `Topology::explain` says why.
//! - **Numbers**: [`counter`] turns two samples of a counter into a rate, or into the reason why there is none; [`series`]
//!   keeps rates over time.
//! - **Health**: [`check`] describes what to check and judges what was seen; [`io::probe`] looks.
//!
//! Everything but [`io`] is pure: no sockets, no clocks, no randomness. With `default-features = false` nothing else is
//! there, and no tokio. [`sim`] answers as real agents do, so every example runs offline.
//!
//! ```
//! use netwarden::prelude::*;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> netwarden::Result<()> {
//! let network = SimulatedNetwork::start(sim::gallery::ring()?, SimulationOptions::new()).await?;
//! let engine = Engine::new().await?;
//! let discovery = Discovery::of(network.range()).port(network.port()).credential(Community::new("public"));
//! let topology = discovery.run(&engine).await?.topology();
//! println!("{}", topology.explain_between("s2", "s3").expect("a cable of the ring"));
//! # Ok(())
//! # }
//! ```

pub mod accuracy;
pub mod check;
pub mod counter;
pub mod error;
pub mod evidence;
pub mod export;
pub mod inventory;
#[cfg(feature = "io")]
pub mod io;
pub mod measure;
pub mod mib;
pub mod series;
pub mod sim;
pub mod topology;
pub mod value;
pub mod wire;

pub use error::{Denial, Error, Result};

/// What most programs need: `use netwarden::prelude::*;`.
pub mod prelude {
    pub use crate::check;
    pub use crate::counter::{self, MaxRate};
    pub use crate::inventory::{
        DeviceKind, DeviceSnapshot, Notification, NotificationKind, Progress, Site, TargetFailure,
    };
    #[cfg(feature = "io")]
    pub use crate::io::{
        AddressRange, Community, Credential, Discovery, DiscoveryEvent, DiscoveryRun, Engine, EngineOptions,
        PollColumn, PollTarget, Poller, RecordedSession, Session, SessionExt, SimulatedNetwork, SimulationOptions,
        TrapListener, TrapOptions, UdpSession,
    };
    pub use crate::sim::{self, World};
    pub use crate::topology::{Link, Node, Segment, Topology};
    pub use crate::value::{
        DeviceId, IfIndex, MacAddr, Moment, Oid, TimeTicks, Timestamp, Value, VarBind, VlanId, oid,
    };
}

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

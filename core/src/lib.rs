//! Embeddable network monitoring: discovery, topology, rates and checks.

pub mod check;
pub mod counter;
pub mod error;
pub mod evidence;
pub mod export;
pub mod inventory;
#[cfg(feature = "io")]
pub mod io;
pub mod mib;
pub mod sim;
pub mod topology;
pub mod value;
pub mod wire;

pub use error::{Error, Result};

/// What most programs need: `use netwarden::prelude::*;`.
pub mod prelude {
    pub use crate::check;
    pub use crate::counter::{self, MaxRate};
    pub use crate::inventory::{DeviceKind, DeviceSnapshot, Progress, Site, TargetFailure};
    #[cfg(feature = "io")]
    pub use crate::io::{
        AddressRange, Community, Credential, Discovery, DiscoveryEvent, DiscoveryRun, Engine, EngineOptions,
        RecordedSession, Session, SessionExt, SimulatedNetwork, SimulationOptions, UdpSession,
    };
    pub use crate::sim::{self, World};
    pub use crate::topology::{Link, Node, Segment, Topology};
    pub use crate::value::{
        DeviceId, IfIndex, MacAddr, Moment, Oid, TimeTicks, Timestamp, Value, VarBind, VlanId, oid,
    };
}

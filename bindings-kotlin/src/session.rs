//! `Session`: asking one agent, over the network, out of a recording, or in memory.

use std::sync::Arc;
use std::time::Duration;

use netwarden::inventory::DeviceSnapshot;
use netwarden::io::{Community, RecordedSession, Session, SessionExt, SimulatedSession, TableRead};
use netwarden::mib::TableType;
use netwarden::wire::{Stepping as CoreStepping, VarBindFault as CoreFault, WalkLimits, WalkedColumn as CoreColumn};

use crate::credential::NativeCommunity;
use crate::error::NativeException;
use crate::live::Alive;
use crate::mib::NativeTable;
use crate::sim::{ordered, world};
use crate::value::{VarBind, names};
use crate::world::NativeWorld;

/// How to ask an agent over the network.
#[derive(uniffi::Record)]
pub struct SessionOptions {
    /// The UDP port, where the address has none; 161.
    #[uniffi(default = None)]
    pub port: Option<u16>,
    /// How long the first attempt waits for an answer; 1000. Each further one waits twice as long.
    #[uniffi(default = None)]
    pub timeout_ms: Option<u64>,
    /// How often a request is sent again; 2.
    #[uniffi(default = None)]
    pub retries: Option<u32>,
}

/// How a walk asks for what follows.
#[derive(uniffi::Enum)]
pub enum Stepping {
    /// GETBULK, which falls back to GETNEXT where the agent is bad at it.
    Bulk,
    /// GETNEXT.
    Next,
}

/// What a walk may cost. Every limit protects against what an agent controls.
#[derive(uniffi::Record)]
pub struct WalkOptions {
    /// The walk stops as soon as it has read more variables than this; 500,000.
    #[uniffi(default = None)]
    pub rows: Option<u32>,
    /// The walk stops as soon as its variables take more octets of memory than this; 256 MiB.
    #[uniffi(default = None)]
    pub bytes: Option<u64>,
    /// The walk stops after this time; 300,000.
    #[uniffi(default = None)]
    pub time_ms: Option<u64>,
    /// The largest max-repetitions to ask for, 1 to 127; 127.
    #[uniffi(default = None)]
    pub repetitions: Option<u32>,
    /// How to ask; bulk.
    #[uniffi(default = None)]
    pub stepping: Option<Stepping>,
}

impl From<WalkOptions> for WalkLimits {
    fn from(options: WalkOptions) -> Self {
        let mut core = Self::new();
        if let Some(rows) = options.rows {
            core = core.rows(usize::try_from(rows).unwrap_or(usize::MAX));
        }
        if let Some(bytes) = options.bytes {
            core = core.bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
        }
        if let Some(millis) = options.time_ms {
            core = core.time(Duration::from_millis(millis));
        }
        if let Some(repetitions) = options.repetitions {
            core = core.repetitions(repetitions);
        }
        match options.stepping {
            None | Some(Stepping::Bulk) => core,
            Some(Stepping::Next) => core.stepping(CoreStepping::Next),
        }
    }
}

/// What the visit to one device may cost. The limits protect against what an agent controls; a table that reaches one is
/// marked incomplete, with the reason.
#[derive(uniffi::Record)]
pub struct CollectOptions {
    /// The most variables of one walk; 500,000. A large table has a walk for itself, the small ones share one.
    #[uniffi(default = None)]
    pub rows: Option<u32>,
    /// The most octets of memory that the variables of one walk may take; 256 MiB.
    #[uniffi(default = None)]
    pub bytes: Option<u64>,
    /// The longest that the visit may take; 300,000.
    #[uniffi(default = None)]
    pub time_ms: Option<u64>,
    /// The most VLANs in whose context the bridge tables of a Cisco switch are asked for; 256.
    #[uniffi(default = None)]
    pub vlans: Option<u32>,
}

impl From<CollectOptions> for netwarden::io::CollectOptions {
    fn from(options: CollectOptions) -> Self {
        let mut core = Self::new();
        if let Some(rows) = options.rows {
            core = core.rows(usize::try_from(rows).unwrap_or(usize::MAX));
        }
        if let Some(bytes) = options.bytes {
            core = core.bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
        }
        if let Some(millis) = options.time_ms {
            core = core.time(Duration::from_millis(millis));
        }
        if let Some(vlans) = options.vlans {
            core = core.vlans(usize::try_from(vlans).unwrap_or(usize::MAX));
        }
        core
    }
}

/// One agent and the right to ask it; `io.netwarden.Session` wraps it.
#[derive(uniffi::Object)]
pub struct NativeSession {
    core: Arc<dyn Session>,
}

impl NativeSession {
    pub(crate) fn new(core: impl Session + 'static) -> Self {
        Self { core: Arc::new(core) }
    }

    pub(crate) fn core(&self) -> &dyn Session {
        &*self.core
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl NativeSession {
    #[uniffi::constructor]
    pub fn recorded(path: &str, device: Option<String>) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(Self::new(RecordedSession::open(path, device.as_deref())?)))
    }

    #[uniffi::constructor]
    pub fn simulated(
        network: &str,
        device: &str,
        credential: NativeCommunity,
        write_community: Option<String>,
    ) -> Result<Arc<Self>, NativeException> {
        let agent = world(network, write_community.as_deref())?.agent(device)?;
        Ok(Arc::new(Self::new(SimulatedSession::new(agent, &Community::from(credential)))))
    }

    /// As `simulated`, of a world.
    #[uniffi::constructor]
    pub fn of_world(
        world: &NativeWorld,
        device: &str,
        credential: NativeCommunity,
        write_community: Option<String>,
    ) -> Result<Arc<Self>, NativeException> {
        let agent = match &write_community {
            Some(_) => ordered(world.core().clone(), write_community.as_deref()).agent(device)?,
            None => world.core().agent(device)?,
        };
        Ok(Arc::new(Self::new(SimulatedSession::new(agent, &Community::from(credential)))))
    }

    #[uniffi::constructor]
    pub fn of_variables(name: String, variables: Vec<VarBind>) -> Result<Arc<Self>, NativeException> {
        let variables = variables.into_iter().map(TryInto::try_into).collect::<Result<_, netwarden::Error>>()?;
        Ok(Arc::new(Self::new(RecordedSession::new(name, variables))))
    }

    pub async fn collect(
        &self,
        only_interfaces: bool,
        options: CollectOptions,
    ) -> Result<DeviceSnapshot, NativeException> {
        let (_alive, options) = (Alive::new(), options.into());
        Ok(if only_interfaces {
            self.core.collect_interfaces(options).await?
        } else {
            self.core.collect(options).await?
        })
    }

    pub fn target(&self) -> String {
        self.core.target()
    }

    pub async fn get(&self, texts: Vec<String>) -> Result<Vec<VarBind>, NativeException> {
        let _alive = Alive::new();
        let found = self.core.get(&names(&texts)?).await?;
        Ok(found.into_iter().map(VarBind::from).collect())
    }

    pub async fn get_next(&self, texts: Vec<String>) -> Result<Vec<VarBind>, NativeException> {
        let _alive = Alive::new();
        let found = self.core.get_next(&names(&texts)?).await?;
        Ok(found.into_iter().map(VarBind::from).collect())
    }

    pub async fn get_bulk(
        &self,
        texts: Vec<String>,
        non_repeaters: u32,
        max_repetitions: u32,
    ) -> Result<Vec<VarBind>, NativeException> {
        let _alive = Alive::new();
        let found = self.core.get_bulk(non_repeaters, max_repetitions, &names(&texts)?).await?;
        Ok(found.into_iter().map(VarBind::from).collect())
    }

    pub async fn set(&self, variables: Vec<VarBind>) -> Result<Vec<VarBind>, NativeException> {
        let _alive = Alive::new();
        let variables = variables.into_iter().map(TryInto::try_into).collect::<netwarden::Result<Vec<_>>>()?;
        let confirmed = self.core.set(&variables).await?;
        Ok(confirmed.into_iter().map(VarBind::from).collect())
    }

    pub async fn walk_columns(
        &self,
        roots: Vec<String>,
        options: WalkOptions,
    ) -> Result<Vec<WalkedColumn>, NativeException> {
        let _alive = Alive::new();
        let columns = self.core.walk_columns(names(&roots)?, options.into()).await?;
        Ok(columns.into_iter().map(WalkedColumn::from).collect())
    }

    pub async fn table(&self, table: String) -> Result<NativeTable, NativeException> {
        let _alive = Alive::new();
        let table = TableType::named(&table)?;
        let TableRead { rows, complete: _, reason } = self.core.table_named(table).await?;
        Ok(NativeTable::new(table, rows, reason))
    }
}

/// What a walk read below one root.
#[derive(uniffi::Record)]
pub struct WalkedColumn {
    /// The root.
    pub root: String,
    /// The variables, in increasing order of their names.
    pub varbinds: Vec<VarBind>,
    /// Whether everything below the root was read.
    pub complete: bool,
    /// Why not, in words.
    pub reason: Option<String>,
    /// The stable code of why the walk stopped: `out-of-subtree`, `end-of-mib-view`, `no-such-name` where all was read;
    /// `not-increasing`, `too-many-rows`, `too-many-bytes`, `too-long`, `agent-error`, `empty-answer`, `unreadable`,
    /// `no-answer`, `restarted`, `cancelled`.
    pub end: String,
    /// The variables that the agent sent but that cannot be read.
    pub faults: Vec<VarBindFault>,
}

impl From<CoreColumn> for WalkedColumn {
    fn from(core: CoreColumn) -> Self {
        let (complete, reason) = (core.is_complete(), core.why_partial());
        let CoreColumn { root, varbinds, faults, end } = core;
        Self {
            root: root.to_string(),
            varbinds: varbinds.into_iter().map(VarBind::from).collect(),
            complete,
            reason,
            end: end.code().into(),
            faults: faults.into_iter().map(VarBindFault::from).collect(),
        }
    }
}

/// A variable that was sent but cannot be read. The message around it was kept.
#[derive(uniffi::Record)]
pub struct VarBindFault {
    /// Its place among all the variables of the message, readable or not, from 0.
    pub position: u32,
    /// Its name, where at least that can be read.
    pub name: Option<String>,
    /// What is wrong, and where.
    pub error: String,
    /// Whether the octets after it could not be read either, so that variables may be missing.
    pub rest_lost: bool,
    /// A sentence for people.
    pub text: String,
}

impl From<CoreFault> for VarBindFault {
    fn from(core: CoreFault) -> Self {
        let text = core.to_string();
        let CoreFault { position, name, error, rest_lost } = core;
        Self {
            position: u32::try_from(position).unwrap_or(u32::MAX),
            name: name.map(|name| name.to_string()),
            error: error.to_string(),
            rest_lost,
            text,
        }
    }
}

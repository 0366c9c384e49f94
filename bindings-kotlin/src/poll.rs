//! `Engine.poll`: the numbers of many devices, cycle by cycle, in columns.

use std::sync::Arc;
use std::time::Duration;

use netwarden::inventory::{
    ChosenRows, MissedDevice, PartialDevice, PollBatch, PolledColumn as CoreColumn, PolledRate,
};
use netwarden::io::{
    Credential, Engine, PollChoice as CoreChoice, PollChoices, PollColumn as CoreWanted, PollRun, PollTarget, Poller,
    agent_address,
};
use netwarden::value::{DeviceId, SmiType, Timestamp};
use netwarden::wire::RetryPolicy;
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, watch};

use crate::credential::NativeCredential;
use crate::error::NativeException;
use crate::live::Alive;
use crate::octets::{words32, words64};

/// The type of a column that can be polled.
#[derive(uniffi::Enum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolledType {
    /// `Counter64`.
    Counter64,
    /// `Counter32`.
    Counter32,
    /// `Gauge32` and `Unsigned32`.
    Gauge32,
    /// `TimeTicks`: hundredths of a second.
    TimeTicks,
    /// `INTEGER` and `Integer32`.
    Integer,
}

impl From<PolledType> for SmiType {
    fn from(given: PolledType) -> Self {
        match given {
            PolledType::Counter64 => Self::Counter64,
            PolledType::Counter32 => Self::Counter32,
            PolledType::Gauge32 => Self::Gauge32,
            PolledType::TimeTicks => Self::TimeTicks,
            PolledType::Integer => Self::Integer,
        }
    }
}

impl From<SmiType> for PolledType {
    fn from(core: SmiType) -> Self {
        match core {
            SmiType::Counter64 => Self::Counter64,
            SmiType::Counter32 => Self::Counter32,
            SmiType::TimeTicks => Self::TimeTicks,
            SmiType::Integer => Self::Integer,
            // No poll begins with a column that is not a number.
            _ => Self::Gauge32,
        }
    }
}

/// A column to be polled: a column of numbers of a table.
#[derive(uniffi::Record)]
pub struct PollColumn {
    /// The name in the batches.
    pub name: String,
    /// The object identifier of the column, without index.
    pub oid: String,
    /// The type that the MIB gives it.
    pub r#type: PolledType,
}

/// What to poll, and how often.
#[derive(uniffi::Record)]
pub struct PollOptions {
    /// The UDP port, where an address has none; 161.
    #[uniffi(default = None)]
    pub port: Option<u16>,
    /// The time from the beginning of one cycle to that of the next; 60,000. Devices are asked evenly in its first part.
    #[uniffi(default = None)]
    pub every_ms: Option<u64>,
    /// At most 64, of tables with the same index; those of IF-MIB that traffic, errors and states follow from.
    #[uniffi(default = None)]
    pub columns: Option<Vec<PollColumn>>,
    /// How long the first attempt waits for an answer; 1000. Each further one waits twice as long.
    #[uniffi(default = None)]
    pub timeout_ms: Option<u64>,
    /// How often a request is sent again; 2. A device that was missed in the cycle before gets one datagram.
    #[uniffi(default = None)]
    pub retries: Option<u32>,
    /// What every device is asked for at first; everything. `Poll.choose` changes it.
    #[uniffi(default = None)]
    pub choice: Option<PollChoice>,
}

/// What a device is asked for.
#[derive(uniffi::Enum)]
pub enum PollChoice {
    /// The whole table.
    All,
    /// Nothing: no datagram is sent to the device, and it is not missed.
    Rest,
    /// Only the rows of these indexes, such as `49` or `10.0.0.1`. Those that the device does not have are absent.
    Rows {
        /// The indexes: numbers separated by dots.
        indexes: Vec<String>,
    },
}

impl PollChoice {
    fn core(self) -> netwarden::Result<CoreChoice> {
        match self {
            Self::All => Ok(CoreChoice::All),
            Self::Rest => Ok(CoreChoice::Rest),
            Self::Rows { indexes } => CoreChoice::parsed(indexes),
        }
    }
}

/// A device to be polled.
#[derive(uniffi::Record)]
pub struct NativeTarget {
    pub name: String,
    pub address: String,
}

pub(crate) fn poller(
    engine: &Engine,
    targets: Vec<NativeTarget>,
    credential: NativeCredential,
    options: PollOptions,
) -> netwarden::Result<Poller> {
    let credential = Credential::from(credential);
    let port = options.port.unwrap_or(161);
    let target = |target: NativeTarget| {
        let address = agent_address(&target.address, port)?;
        Ok(PollTarget::new(address, credential.clone()).named(DeviceId(target.name)))
    };
    let column = |column: PollColumn| Ok(CoreWanted::new(column.name, column.oid.parse()?, column.r#type.into()));
    let targets = targets.into_iter().map(target).collect::<netwarden::Result<Vec<_>>>()?;
    let columns = options.columns.unwrap_or_default().into_iter().map(column).collect::<netwarden::Result<Vec<_>>>()?;
    let mut poller = Poller::new(engine).targets(targets).columns(columns);
    if let Some(millis) = options.every_ms {
        poller = poller.every(Duration::from_millis(millis));
    }
    let mut retry = RetryPolicy::new();
    if let Some(millis) = options.timeout_ms {
        retry = retry.timeout(Duration::from_millis(millis));
    }
    if let Some(retries) = options.retries {
        retry = retry.retries(retries);
    }
    let choice = options.choice.map_or(Ok(CoreChoice::All), PollChoice::core)?;
    Ok(poller.retry(retry).choosing(choice))
}

/// The batches of a poll, as they come; `io.netwarden.Poll` wraps it.
#[derive(uniffi::Object)]
pub struct NativePoll {
    run: Mutex<Option<PollRun>>,
    stop: watch::Sender<bool>,
    choices: PollChoices,
}

impl NativePoll {
    pub(crate) fn new(run: PollRun) -> Self {
        let choices = run.choices();
        Self { run: Mutex::new(Some(run)), stop: watch::Sender::new(false), choices }
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl NativePoll {
    pub async fn next_batch(&self) -> Option<Arc<NativeBatch>> {
        let _alive = Alive::new();
        let mut stop = self.stop.subscribe();
        let stopped = async {
            let _ = stop.wait_for(|stop| *stop).await;
        };
        let next = async {
            let mut run = self.run.lock().await;
            match run.as_mut() {
                Some(run) => run.next().await,
                None => None,
            }
        };
        let batch = tokio::select! {
            biased;
            () = stopped => None,
            batch = next => batch,
        };
        if batch.is_none() {
            self.run.lock().await.take();
        }
        batch.map(|core| Arc::new(NativeBatch { core }))
    }

    pub fn choose(&self, device: u32, choice: PollChoice) -> Result<(), NativeException> {
        Ok(self.choices.choose(device, choice.core()?)?)
    }

    pub fn cancel(&self) {
        self.stop.send_replace(true);
        if let Ok(mut run) = self.run.try_lock() {
            run.take();
        }
    }
}

/// What one cycle brought; `io.netwarden.PollBatch` wraps it.
#[derive(uniffi::Object)]
pub struct NativeBatch {
    core: PollBatch,
}

impl From<PollBatch> for NativeBatch {
    fn from(core: PollBatch) -> Self {
        Self { core }
    }
}

impl NativeBatch {
    pub(crate) fn core(&self) -> &PollBatch {
        &self.core
    }
}

/// All of a batch that is read by row; numbers cross as octets, the least significant first.
#[derive(uniffi::Record)]
pub struct NativeRows {
    pub cycle: u64,
    pub skipped: u64,
    pub time: Timestamp,
    pub took_ms: u64,
    pub devices: Vec<DeviceId>,
    pub row_device: Vec<u8>,
    pub index: Vec<u8>,
    pub index_ends: Vec<u8>,
    pub taken_ns: Vec<u8>,
    pub uptime: Vec<u8>,
    pub uptime_valid: Vec<u8>,
    pub missed: Vec<MissedDevice>,
    pub partial: Vec<PartialDevice>,
    pub resting: Vec<u8>,
    pub chosen: Vec<ChosenRows>,
    pub columns: Vec<NativeColumn>,
}

/// One column of a batch.
#[derive(uniffi::Record)]
pub struct NativeColumn {
    pub name: String,
    pub oid: String,
    pub r#type: PolledType,
    pub values: Vec<u8>,
    pub valid: Vec<u8>,
}

#[uniffi::export]
impl NativeBatch {
    pub fn rows(&self) -> NativeRows {
        let core = &self.core;
        let since =
            |taken: &netwarden::value::Moment| u64::try_from(taken.since(core.started).as_nanos()).unwrap_or(u64::MAX);
        let column = |column: &CoreColumn| NativeColumn {
            name: column.name.clone(),
            oid: column.oid.to_string(),
            r#type: column.kind.into(),
            values: words64(column.values.iter().copied()),
            valid: (0..core.len()).map(|row| u8::from(column.value(row).is_some())).collect(),
        };
        NativeRows {
            cycle: core.cycle,
            skipped: core.skipped,
            time: core.time,
            took_ms: core.took_ms,
            devices: core.devices.clone(),
            row_device: words32(&core.row_device),
            index: words32(&core.index.arcs),
            index_ends: words32(&core.index.ends),
            taken_ns: words64(core.taken.iter().map(since)),
            uptime: words32(&core.uptime),
            uptime_valid: (0..core.len()).map(|row| u8::from(core.uptime_of(row).is_some())).collect(),
            missed: core.missed.clone(),
            partial: core.partial.clone(),
            resting: words32(&core.resting),
            chosen: core.chosen.clone(),
            columns: core.columns.iter().map(column).collect(),
        }
    }

    pub fn rates(&self, earlier: &Self) -> Vec<PolledRate> {
        self.core.rates(&earlier.core)
    }
}

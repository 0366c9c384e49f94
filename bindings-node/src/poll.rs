//! `Engine.poll`: the numbers of many devices, cycle by cycle, in columns.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use napi::bindgen_prelude::{BigInt64Array, BigUint64Array, Either, Env, PromiseRaw, Result, Uint8Array, Uint32Array};
use napi_derive::napi;
use netwarden::inventory::PollBatch as CoreBatch;
use netwarden::io::{
    Credential as CoreCredential, Engine, PollChoice, PollChoices, PollColumn as CoreColumn, PollRun, PollTarget,
    Poller,
};
use netwarden::value::{DeviceId, SmiType};
use netwarden::wire::RetryPolicy;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::cancel::Cancel;
use crate::convert::Js;
use crate::credential::Credential;
use crate::data::{ChosenRows, MissedDevice, PartialDevice, PolledRate};
use crate::error::{promise, raise};
use crate::io::{span, udp_port};

/// What to poll, and how often.
#[napi(object, object_to_js = false)]
pub struct PollOptions {
    pub credential: Option<Credential>,
    pub port: Option<u32>,
    pub every_ms: Option<f64>,
    pub columns: Option<Vec<PollColumn>>,
    pub timeout_ms: Option<f64>,
    pub retries: Option<u32>,
    /// Everything, or these rows; none of them is rest.
    pub rows: Option<Vec<String>>,
}

/// A column to be polled.
#[napi(object, object_to_js = false)]
pub struct PollColumn {
    pub name: String,
    pub oid: String,
    pub r#type: String,
}

impl PollColumn {
    fn core(self) -> netwarden::Result<CoreColumn> {
        Ok(CoreColumn::new(self.name, self.oid.parse()?, self.r#type.parse()?))
    }
}

impl PollOptions {
    /// A poll of devices, each with its name and its address.
    pub(crate) fn poller(self, engine: &Engine, targets: Vec<(String, String)>) -> netwarden::Result<Poller> {
        let port = udp_port(self.port)?;
        let community = || Ok(netwarden::io::Community::new("public").into());
        let credential: CoreCredential = self.credential.map_or_else(community, Credential::core)?;
        let target = |(name, address): (String, String)| {
            let address = netwarden::io::agent_address(&address, port)?;
            Ok(PollTarget::new(address, credential.clone()).named(DeviceId(name)))
        };
        let targets = targets.into_iter().map(target).collect::<netwarden::Result<Vec<_>>>()?;
        let columns = self.columns.unwrap_or_default().into_iter().map(PollColumn::core);
        let mut poller = Poller::new(engine).targets(targets).columns(columns.collect::<netwarden::Result<Vec<_>>>()?);
        if let Some(millis) = self.every_ms {
            poller = poller.every(span("everyMs", millis)?);
        }
        let mut retry = RetryPolicy::new();
        if let Some(millis) = self.timeout_ms {
            retry = retry.timeout(span("timeoutMs", millis)?);
        }
        if let Some(retries) = self.retries {
            retry = retry.retries(retries);
        }
        Ok(poller.retry(retry).choosing(choice(self.rows)?))
    }
}

fn choice(rows: Option<Vec<String>>) -> netwarden::Result<PollChoice> {
    rows.map_or(Ok(PollChoice::All), PollChoice::parsed)
}

/// The batches of a poll, as they come.
#[napi]
pub struct Poll {
    run: Arc<Mutex<Option<PollRun>>>,
    stop: CancellationToken,
    choices: PollChoices,
}

impl From<PollRun> for Poll {
    fn from(run: PollRun) -> Self {
        let choices = run.choices();
        Self { run: Arc::new(Mutex::new(Some(run))), stop: CancellationToken::new(), choices }
    }
}

#[napi]
impl Poll {
    #[napi]
    pub fn next_batch<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Option<PollBatch>>> {
        let (run, stop) = (Arc::clone(&self.run), self.stop.clone());
        let work = async move {
            let next = async {
                let mut run = run.lock().await;
                match run.as_mut() {
                    Some(run) => run.next().await,
                    None => None,
                }
            };
            let batch = stop.run_until_cancelled(next).await.flatten();
            if batch.is_none() {
                run.lock().await.take();
            }
            Ok(batch)
        };
        promise(env, Cancel::watch(cancel, work), |batch| batch.map(PollBatch::from))
    }

    #[napi]
    pub fn choose(&self, env: &Env, device: f64, rows: Option<Vec<String>>) -> Result<()> {
        // A position that is none is one that no device has.
        let is_position = device.fract() == 0.0 && (0.0..f64::from(u32::MAX)).contains(&device);
        #[allow(clippy::cast_possible_truncation)] // a whole number in that range
        let device = if is_position { device as u32 } else { u32::MAX };
        choice(rows).and_then(|choice| self.choices.choose(device, choice)).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn cancel(&self) {
        self.stop.cancel();
        if let Ok(mut run) = self.run.try_lock() {
            run.take();
        }
    }
}

/// What one cycle brought.
#[napi]
pub struct PollBatch {
    core: Arc<CoreBatch>,
}

impl PollBatch {
    pub(crate) fn shared(&self) -> Arc<CoreBatch> {
        Arc::clone(&self.core)
    }
}

impl From<CoreBatch> for PollBatch {
    fn from(core: CoreBatch) -> Self {
        Self { core: Arc::new(core) }
    }
}

/// All of a batch that is read by row.
#[napi(object, object_from_js = false)]
pub struct PolledRows {
    pub cycle: f64,
    pub skipped: f64,
    pub time: DateTime<Utc>,
    pub took_ms: f64,
    pub devices: Vec<String>,
    pub row_device: Uint32Array,
    pub index: Uint32Array,
    pub index_ends: Uint32Array,
    pub taken_ns: BigUint64Array,
    pub uptime: Uint32Array,
    pub uptime_valid: Uint8Array,
    pub missed: Vec<MissedDevice>,
    pub partial: Vec<PartialDevice>,
    pub resting: Uint32Array,
    pub chosen: Vec<ChosenRows>,
    pub columns: Vec<PolledColumn>,
}

/// One column of a batch.
#[napi(object, object_from_js = false)]
pub struct PolledColumn {
    pub name: String,
    pub oid: String,
    pub r#type: String,
    pub values: Either<BigUint64Array, BigInt64Array>,
    pub valid: Uint8Array,
}

#[napi]
impl PollBatch {
    /// The rows; the arrays are moved, so that they are read once.
    #[napi]
    pub fn rows(&self) -> PolledRows {
        let core = &self.core;
        let since =
            |taken: &netwarden::value::Moment| u64::try_from(taken.since(core.started).as_nanos()).unwrap_or(u64::MAX);
        let column = |column: &netwarden::inventory::PolledColumn| PolledColumn {
            name: column.name.clone(),
            oid: column.oid.to_string(),
            r#type: column.kind.word().into(),
            values: if column.kind == SmiType::Integer {
                Either::B(column.values.iter().map(|value| value.cast_signed()).collect::<Vec<i64>>().into())
            } else {
                Either::A(column.values.clone().into())
            },
            valid: (0..core.len()).map(|row| u8::from(column.value(row).is_some())).collect::<Vec<u8>>().into(),
        };
        PolledRows {
            cycle: core.cycle.js(),
            skipped: core.skipped.js(),
            time: core.time.js(),
            took_ms: core.took_ms.js(),
            devices: core.devices.clone().js(),
            row_device: core.row_device.clone().into(),
            index: core.index.arcs.clone().into(),
            index_ends: core.index.ends.clone().into(),
            taken_ns: core.taken.iter().map(since).collect::<Vec<u64>>().into(),
            uptime: core.uptime.clone().into(),
            uptime_valid: (0..core.len())
                .map(|row| u8::from(core.uptime_of(row).is_some()))
                .collect::<Vec<u8>>()
                .into(),
            missed: core.missed.clone().js(),
            partial: core.partial.clone().js(),
            resting: core.resting.clone().into(),
            chosen: core.chosen.clone().js(),
            columns: core.columns.iter().map(column).collect(),
        }
    }

    #[napi]
    #[allow(clippy::use_self)] // napi takes no Self in arguments
    pub fn rates(&self, earlier: &PollBatch) -> Vec<PolledRate> {
        self.core.rates(&earlier.core).js()
    }
}

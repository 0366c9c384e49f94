//! Polling: the same numbers of many devices, again and again.

mod choice;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::engine::{Access, Group, PollOrder, Recipient, Security, shown};
use super::{Community, Credential, Engine};
use crate::error::{Error, Result};
use crate::inventory::{PollBatch, PolledColumn, Site};
use crate::value::{DeviceId, Oid, SmiType};
use crate::wire::{PollLimits, PollPlan, RetryPolicy};

pub use choice::{PollChoice, PollChoices};

/// Batches that wait to be fetched; where more come, the newest is dropped and counted as skipped.
const WAITING: usize = 2;

/// A poll: which numbers of which devices, how often.
///
/// All devices of a cycle are asked by the engine's one task, each at its own moment of the interval, so that nothing
/// bursts; each cycle brings one [`PollBatch`]. A device that does not answer is named in it, and asked with a single
/// datagram in the next cycles, until it answers.
///
/// ```
/// use std::time::Duration;
/// use netwarden::io::{Community, Engine, PollTarget, Poller, SimulatedNetwork, SimulationOptions};
/// use netwarden::sim::gallery;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> netwarden::Result<()> {
/// let network = SimulatedNetwork::start(gallery::ring()?, SimulationOptions::new()).await?;
/// let engine = Engine::new().await?;
/// let devices = network.world().agents().filter_map(|agent| agent.address());
/// let targets = devices.map(|address| PollTarget::new((address, network.port()), Community::new("public")));
///
/// let mut poll = Poller::new(&engine).every(Duration::from_millis(200)).targets(targets).interfaces().start()?;
/// let earlier = poll.next().await.expect("the engine is there");
/// let later = poll.next().await.expect("the engine is there");
/// for port in later.rates(&earlier) {
///     match port.rate.in_bps {
///         Ok(bps) => println!("{} {}: {bps:.0} bit/s", later.devices[port.device as usize], port.index),
///         Err(gap) => println!("{} {}: no rate, {gap}", later.devices[port.device as usize], port.index),
///     }
/// }
/// # assert!(later.missed.is_empty() && later.len() > 4);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Poller {
    engine: Engine,
    interval: Duration,
    targets: Vec<PollTarget>,
    columns: Vec<PollColumn>,
    limits: PollLimits,
    retry: RetryPolicy,
    choice: PollChoice,
}

/// A device to be polled.
#[derive(Clone, Debug)]
pub struct PollTarget {
    device: DeviceId,
    address: SocketAddr,
    credential: Credential,
}

/// A column to be polled: a column of numbers of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollColumn {
    name: String,
    oid: Oid,
    kind: SmiType,
}

/// The batches of a [`Poller`], as they come. Dropping it ends the poll.
#[derive(Debug)]
pub struct PollRun {
    engine: Engine,
    batches: mpsc::Receiver<PollBatch>,
    choices: PollChoices,
}

impl PollTarget {
    /// The device at that address, named by it in the batches.
    #[must_use]
    pub fn new(address: impl Into<SocketAddr>, credential: impl Into<Credential>) -> Self {
        let address = address.into();
        Self { device: DeviceId(shown(address)), address, credential: credential.into() }
    }

    /// The name of the device in the batches.
    #[must_use]
    pub fn named(mut self, device: DeviceId) -> Self {
        self.device = device;
        self
    }

    /// The devices of a site that have an address, under their ids there. Port and credential are to be said again: a
    /// site holds no secrets.
    #[must_use]
    pub fn of_site(site: &Site, port: u16, credential: &Credential) -> Vec<Self> {
        let target = |device: &crate::inventory::DeviceSnapshot| {
            let address = SocketAddr::new(device.address?, port);
            Some(Self { device: device.id.clone(), address, credential: credential.clone() })
        };
        site.devices.iter().filter_map(target).collect()
    }

    /// The name of the device in the batches.
    #[must_use]
    pub fn device(&self) -> &DeviceId {
        &self.device
    }

    /// The address that is asked.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn credential(&self) -> &Credential {
        &self.credential
    }
}

impl PollColumn {
    /// A column by its object identifier without index, the name that it has in the batches, and the type that the MIB
    /// gives it: `Counter64`, `Counter32`, `Gauge32`, `TimeTicks` or `INTEGER`.
    #[must_use]
    pub fn new(name: impl Into<String>, oid: Oid, kind: SmiType) -> Self {
        Self { name: name.into(), oid, kind }
    }

    /// The columns of IF-MIB (RFC 2863) that traffic, errors and states of interfaces follow from: what
    /// [`PollBatch::rates`] needs, and packets that were discarded or wrong.
    #[must_use]
    pub fn interfaces() -> Vec<Self> {
        const IF_ENTRY: [u32; 9] = [1, 3, 6, 1, 2, 1, 2, 2, 1];
        const IF_X_ENTRY: [u32; 10] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];
        let column = |entry: &[u32], name: &str, id, kind| Self::new(name, Oid::new(entry).child(&[id]), kind);
        vec![
            column(&IF_X_ENTRY, "ifHCInOctets", 6, SmiType::Counter64),
            column(&IF_X_ENTRY, "ifHCOutOctets", 10, SmiType::Counter64),
            column(&IF_X_ENTRY, "ifHighSpeed", 15, SmiType::Gauge32),
            column(&IF_X_ENTRY, "ifCounterDiscontinuityTime", 19, SmiType::TimeTicks),
            column(&IF_ENTRY, "ifSpeed", 5, SmiType::Gauge32),
            column(&IF_ENTRY, "ifAdminStatus", 7, SmiType::Integer),
            column(&IF_ENTRY, "ifOperStatus", 8, SmiType::Integer),
            column(&IF_ENTRY, "ifLastChange", 9, SmiType::TimeTicks),
            column(&IF_ENTRY, "ifInOctets", 10, SmiType::Counter32),
            column(&IF_ENTRY, "ifInDiscards", 13, SmiType::Counter32),
            column(&IF_ENTRY, "ifInErrors", 14, SmiType::Counter32),
            column(&IF_ENTRY, "ifOutOctets", 16, SmiType::Counter32),
            column(&IF_ENTRY, "ifOutDiscards", 19, SmiType::Counter32),
            column(&IF_ENTRY, "ifOutErrors", 20, SmiType::Counter32),
        ]
    }

    /// The name in the batches.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Poller {
    /// A poll by that engine: of nothing yet, every 60 s.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            interval: Duration::from_secs(60),
            targets: Vec::new(),
            columns: Vec::new(),
            limits: PollLimits::new(),
            retry: engine.retry(),
            choice: PollChoice::All,
        }
    }

    /// The time from the beginning of one cycle to that of the next; 60 s. The devices are asked in the first part of
    /// it, evenly; half of it, but at most 15 s, is left to those that are slow.
    #[must_use]
    pub fn every(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Devices to poll; several calls add up.
    #[must_use]
    pub fn targets(mut self, targets: impl IntoIterator<Item = PollTarget>) -> Self {
        self.targets.extend(targets);
        self
    }

    /// Columns to read, at most 64, of one table or of several with the same index; several calls add up. Without any,
    /// it is [`Self::interfaces`].
    #[must_use]
    pub fn columns(mut self, columns: impl IntoIterator<Item = PollColumn>) -> Self {
        self.columns.extend(columns);
        self
    }

    /// The columns of [`PollColumn::interfaces`].
    #[must_use]
    pub fn interfaces(self) -> Self {
        self.columns(PollColumn::interfaces())
    }

    /// What a poll may cost one device.
    #[must_use]
    pub fn limits(mut self, limits: PollLimits) -> Self {
        self.limits = limits;
        self
    }

    /// How long to wait and how often to ask again; the engine's policy unless set. A device that was missed in the
    /// cycle before gets one datagram, whatever this says.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// What every device is asked for at first: the whole table unless set. [`PollRun::choices`] changes it, device by
    /// device.
    #[must_use]
    pub fn choosing(mut self, choice: PollChoice) -> Self {
        self.choice = choice;
        self
    }

    /// Begins to poll.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an interval below 10 ms, no target, a target that is there twice, a choice as
    /// [`PollChoices::choose`] refuses it, and columns as [`PollPlan::new`] refuses them; [`Error::Cancelled`] where the engine's runtime is shutting down.
    pub fn start(self) -> Result<PollRun> {
        let interval = Some(self.interval);
        self.order(interval)
    }

    /// Polls once, as fast as the engine can.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn once(self) -> Result<PollBatch> {
        self.order(None)?.next().await.ok_or(Error::Cancelled)
    }

    /// Whether it could start.
    pub(super) fn check(&self) -> Result<()> {
        if self.interval < Duration::from_millis(10) {
            return Err(Error::invalid("interval", format!("{:?}", self.interval), "at least 10 ms is expected"));
        }
        if self.targets.is_empty() {
            return Err(Error::invalid("targets", "none", "at least one device is expected"));
        }
        let mut devices: Vec<&DeviceId> = self.targets.iter().map(|target| &target.device).collect();
        devices.sort_unstable();
        match devices.windows(2).find(|pair| matches!(pair, [a, b] if a == b)) {
            Some(pair) => {
                let twice = pair.first().map(ToString::to_string).unwrap_or_default();
                Err(Error::invalid("targets", twice, "each device is expected once"))
            }
            None => Ok(()),
        }
    }

    fn order(self, interval: Option<Duration>) -> Result<PollRun> {
        self.check()?;
        let Self { engine, targets, mut columns, limits, retry, choice, .. } = self;
        if columns.is_empty() {
            columns = PollColumn::interfaces();
        }
        let plan = PollPlan::new(columns.iter().map(|column| (column.oid.clone(), column.kind)), limits)?;
        let (groups, accesses) = accesses(&engine, &targets, retry);
        let batch = PollBatch {
            devices: targets.iter().map(|target| target.device.clone()).collect(),
            columns: columns.into_iter().map(PollColumn::into_polled).collect(),
            ..PollBatch::default()
        };
        let choices = PollChoices::new(targets.len(), choice)?;
        let (sender, batches) = mpsc::channel(WAITING);
        let order = PollOrder {
            plan: Arc::new(plan),
            batch,
            groups,
            targets: targets.iter().map(|target| target.address).zip(accesses).collect(),
            interval,
            retry,
            choices: choices.clone(),
            batches: sender,
        };
        engine.poll(order)?;
        Ok(PollRun { engine, batches, choices })
    }
}

/// Communities are shared: each is there once.
fn accesses(engine: &Engine, targets: &[PollTarget], retry: RetryPolicy) -> (Vec<Group>, Vec<Access>) {
    let mut communities: Vec<&Community> = Vec::new();
    let mut known = HashMap::new();
    let mut found = Vec::with_capacity(targets.len());
    for target in targets {
        found.push(match &target.credential {
            Credential::Community(community) => {
                let number = *known.entry(community).or_insert_with(|| {
                    communities.push(community);
                    u32::try_from(communities.len() - 1).unwrap_or(u32::MAX)
                });
                Access::Group(number)
            }
            Credential::Usm(usm) => {
                let security = Security::Usm(engine.peer(Arc::clone(usm.user())), usm.context_name().to_vec());
                Access::Usm(Arc::new(Recipient::new(target.address, security, retry, None)))
            }
        });
    }
    let group = |community: &Community| Group {
        community: community.string().clone(),
        versions: community.versions().collect(),
    };
    (communities.into_iter().map(group).collect(), found)
}

impl PollColumn {
    fn into_polled(self) -> PolledColumn {
        let Self { name, oid, kind } = self;
        PolledColumn { name, oid, kind, values: Vec::new(), valid: Vec::new() }
    }
}

impl PollRun {
    /// The next batch; `None` where the engine's runtime is shutting down.
    pub async fn next(&mut self) -> Option<PollBatch> {
        self.batches.recv().await
    }

    /// The way to choose what each device is asked for, also while batches are waited for.
    #[must_use]
    pub fn choices(&self) -> PollChoices {
        self.choices.clone()
    }
}

impl Drop for PollRun {
    fn drop(&mut self) {
        self.batches.close();
        self.engine.sweep_polls();
    }
}

#[cfg(test)]
mod tests;

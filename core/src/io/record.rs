//! Recording: templates polled, named, measured, and kept.

mod books;
mod memory;
mod names;
mod run;
mod statistics;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Engine, PollColumn, PollTarget, Poller};
use crate::error::{Error, Result};
use crate::measure::{Group, Measurements, RowKind, Template, standard};
use crate::series::Store;
use crate::value::DeviceId;
use crate::wire::RetryPolicy;
use books::Books;
use run::Run;
pub use statistics::RecordingStatistics;
use statistics::Shared;

/// Measurements that wait to be fetched; what comes beyond is recorded, but not told.
const WAITING: usize = 16;

/// Measures devices by a [`Template`], again and again: polls them, reads the names of their rows, and tells what each cycle
/// came to; where there is a [`Store`], the series are kept in it.
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use std::time::Duration;
/// use netwarden::io::{Community, Engine, PollTarget, Recorder, SimulatedNetwork, SimulationOptions};
/// use netwarden::measure::standard;
/// use netwarden::series::{MemoryStore, Retention, SeriesFilter, Store};
/// use netwarden::sim::gallery;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> netwarden::Result<()> {
/// let network = SimulatedNetwork::start(gallery::ring()?, SimulationOptions::new()).await?;
/// let engine = Engine::new().await?;
/// let devices = network.world().agents().filter_map(|agent| agent.address());
/// let targets = devices.map(|address| PollTarget::new((address, network.port()), Community::new("public")));
/// let store = Arc::new(Mutex::new(MemoryStore::new(Retention::default())?));
///
/// let template = standard::interfaces_only().every_ms(200);
/// let mut recording = Recorder::new(&engine).targets(targets).template(template).store(Arc::clone(&store)).start()?;
/// while let Some(measured) = recording.next().await {
///     let Some(column) = measured.column("in_octets") else { continue };
///     if column.values.iter().any(|octets| octets.is_finite()) {
///         break;
///     }
/// }
/// recording.stop().await?;
/// assert!(store.lock().unwrap().series(&SeriesFilter::default())?.len() > 4);
/// # Ok(())
/// # }
/// ```
pub struct Recorder {
    engine: Engine,
    targets: Vec<PollTarget>,
    template: Template,
    store: Option<Box<dyn Store + Send>>,
    memory: Option<PathBuf>,
    retry: Option<RetryPolicy>,
    names_every: Duration,
}

/// What a [`Recorder`] measures, as it comes. Dropping it ends the recording; [`Self::stop`] waits until all is kept.
#[derive(Debug)]
pub struct Recording {
    measured: mpsc::Receiver<Arc<Measurements>>,
    shared: Arc<Mutex<Shared>>,
    stop: CancellationToken,
    task: Option<JoinHandle<Result<()>>>,
}

/// Looks at a [`Recording`] while somebody else waits for what comes next. It keeps nothing going.
#[derive(Clone, Debug)]
pub struct RecordingView {
    shared: Arc<Mutex<Shared>>,
}

impl Recorder {
    /// A recorder of nothing yet, by the template [`standard::everything`].
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self {
            engine: engine.clone(),
            targets: Vec::new(),
            template: standard::everything(),
            store: None,
            memory: None,
            retry: None,
            names_every: Duration::from_secs(3_600),
        }
    }

    /// Devices to measure; several calls add up. Their names are those of the series.
    #[must_use]
    pub fn targets(mut self, targets: impl IntoIterator<Item = PollTarget>) -> Self {
        self.targets.extend(targets);
        self
    }

    /// What to measure. Where groups of ports are in it, but not [`standard::ports`], which they follow, it is added, and
    /// kept out of the store.
    #[must_use]
    pub fn template(mut self, template: Template) -> Self {
        self.template = template;
        self
    }

    /// Where the series are kept. To read while it records, give an `Arc<Mutex<…>>` and keep a clone.
    #[must_use]
    pub fn store(mut self, store: impl Store + Send + 'static) -> Self {
        self.store = Some(Box::new(store));
        self
    }

    /// A file in which the last counters are remembered, so that the next run goes on from there without a spike and
    /// without a loss. It is written at most once a minute, and at the end; where it is not there yet, nothing was remembered.
    #[must_use]
    pub fn remember_in(mut self, file: impl Into<PathBuf>) -> Self {
        self.memory = Some(file.into());
        self
    }

    /// How long to wait and how often to ask again; the engine's policy unless set.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = Some(retry);
        self
    }

    /// How often all names are read again; an hour unless set. They are read at once where a device restarted or rows came
    /// that have none.
    #[must_use]
    pub fn names_every(mut self, interval: Duration) -> Self {
        self.names_every = interval;
        self
    }

    /// Begins to record.
    ///
    /// # Errors
    /// [`Error::Invalid`] for no target, a target that is there twice, an empty template and one that does not fit together
    /// ([`Template::check`]), an interval of names below a second; a file of the last counters that no recorder wrote; [`Error::Io`]
    /// where it cannot be read, and outside of a runtime of tokio.
    pub fn start(self) -> Result<Recording> {
        let Self { engine, targets, template, store, memory, retry, names_every } = self;
        let template = with_ports(template);
        template.check()?;
        if template.groups.is_empty() {
            return Err(Error::invalid("template", "no groups", "at least one group is expected"));
        }
        if names_every < Duration::from_secs(1) {
            return Err(Error::invalid("names", format!("{names_every:?}"), "an interval of at least 1 s is expected"));
        }
        let devices: Vec<DeviceId> = targets.iter().map(|target| target.device().clone()).collect();
        let shared = Arc::new(Mutex::new(Shared::default()));
        let books = Books::new(&template, &devices, store, memory, Arc::clone(&shared))?;
        let polls = template.groups.iter().map(|group| poller(&engine, group, &targets, retry));
        let polls = polls.collect::<Result<Vec<_>>>()?;
        let (sender, measured) = mpsc::channel(WAITING);
        let stop = CancellationToken::new();
        let run = Run::new(engine.clone(), targets, &template, books, polls, sender, stop.clone());
        let runtime =
            Handle::try_current().map_err(|error| Error::io("starting a recording", std::io::Error::other(error)))?;
        let task = runtime.spawn(run.run(names_every));
        Ok(Recording { measured, shared, stop, task: Some(task) })
    }
}

impl Recording {
    /// What the next cycle of a group came to; `None` once the recording has ended.
    pub async fn next(&mut self) -> Option<Arc<Measurements>> {
        self.measured.recv().await
    }

    /// What the last cycle of a group came to; `None` where it had none yet.
    #[must_use]
    pub fn latest(&self, group: &str) -> Option<Arc<Measurements>> {
        self.view().latest(group)
    }

    /// How it goes.
    #[must_use]
    pub fn statistics(&self) -> RecordingStatistics {
        self.view().statistics()
    }

    /// Looks at it beside whoever waits for [`Self::next`], and after its end.
    #[must_use]
    pub fn view(&self) -> RecordingView {
        RecordingView { shared: Arc::clone(&self.shared) }
    }

    /// Ends the recording, and waits until everything measured is in the store and the last counters are remembered.
    ///
    /// # Errors
    /// What kept the last of it from being written.
    pub async fn stop(mut self) -> Result<()> {
        self.stop.cancel();
        self.measured.close();
        match self.task.take() {
            Some(task) => task.await.unwrap_or(Err(Error::Cancelled)),
            None => Ok(()),
        }
    }
}

impl RecordingView {
    /// As [`Recording::latest`].
    #[must_use]
    pub fn latest(&self, group: &str) -> Option<Arc<Measurements>> {
        self.shared().latest.get(group).cloned()
    }

    /// As [`Recording::statistics`].
    #[must_use]
    pub fn statistics(&self) -> RecordingStatistics {
        self.shared().statistics.clone()
    }

    fn shared(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Without the store, which need not be shown.
impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let devices: Vec<&DeviceId> = self.targets.iter().map(PollTarget::device).collect();
        let mut shown = f.debug_struct("Recorder");
        shown.field("targets", &devices).field("template", &self.template.name).field("memory", &self.memory);
        shown.finish_non_exhaustive()
    }
}

/// Groups of ports follow the group of their states.
fn with_ports(mut template: Template) -> Template {
    let of_ports = || template.groups.iter().filter(|group| group.rows == RowKind::Ports);
    if template.named(standard::PORTS).is_none() {
        if let Some(interval_ms) = of_ports().map(|group| group.interval_ms).min() {
            let mut ports = Group { interval_ms, ..standard::ports() };
            ports.quantities.iter_mut().for_each(|quantity| quantity.keep = false);
            template.groups.insert(0, ports);
        }
    }
    // What others follow comes first.
    template.groups.sort_by_key(|group| group.name != standard::PORTS);
    template
}

fn poller(engine: &Engine, group: &Group, targets: &[PollTarget], retry: Option<RetryPolicy>) -> Result<Poller> {
    let columns = group.columns.iter().map(|column| PollColumn::new(&column.name, column.oid.clone(), column.kind));
    let poller = Poller::new(engine)
        .every(Duration::from_millis(group.interval_ms))
        .targets(targets.iter().cloned())
        .columns(columns);
    let poller = match retry {
        Some(retry) => poller.retry(retry),
        None => poller,
    };
    poller.check()?;
    Ok(poller)
}

#[cfg(test)]
mod tests;

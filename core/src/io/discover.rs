//! Finding the devices of a network: which addresses answer, and what each says of itself.

mod identity;
mod plan;
mod report;
mod run;
mod visit;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{CollectOptions, Community, Credential, Engine, TargetSpec};
use crate::error::{Error, Result};
use crate::inventory::{DeviceSnapshot, Progress, Site, TargetFailure};

use plan::Plan;
use report::Report;

/// Called with each [`Progress`].
type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;

/// A search for devices: whom to ask, with which credentials, how fast.
///
/// ```
/// use netwarden::io::{Community, Discovery, Engine, SimulatedNetwork, SimulationOptions};
/// use netwarden::sim::gallery;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> netwarden::Result<()> {
/// let network = SimulatedNetwork::start(gallery::ring()?, SimulationOptions::new()).await?;
/// let engine = Engine::new().await?;
/// let site = Discovery::of(network.range().to_string())
///     .port(network.port())
///     .credential(Community::new("public"))
///     .run(&engine)
///     .await?;
/// assert_eq!(site.devices.len(), network.world().agents().count());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Discovery {
    specs: Parsed,
    credentials: Vec<Credential>,
    port: u16,
    concurrency: usize,
    rate: Option<u32>,
    timeout: Duration,
    retries: Option<u32>,
    deadline: Option<Duration>,
    collect: CollectOptions,
    only_interfaces: bool,
    follow: Parsed,
    on_progress: Option<OnProgress>,
    cancel: CancellationToken,
}

impl Discovery {
    /// The most addresses that one discovery asks: 1,048,576.
    pub const MOST_ADDRESSES: u64 = 1 << 20;

    /// A search among these addresses: a range such as `10.0.0.0/24`, `10.0.0.1-10.0.0.20`, `10.0.0.5-20`, an
    /// address, a host name, or several of them, separated by commas or white space. What is wrong with one is said
    /// by [`Self::run`] and [`Self::start`].
    ///
    /// Of a network in IPv4, its own and the broadcast address are not asked; of one in IPv6, the subnet-router
    /// anycast address is not.
    #[must_use]
    pub fn of(targets: impl ToString) -> Self {
        Self {
            specs: list(&targets.to_string()),
            credentials: Vec::new(),
            port: 161,
            concurrency: 1024,
            rate: Some(2_000),
            timeout: Duration::from_secs(1),
            retries: None,
            deadline: None,
            collect: CollectOptions::new(),
            only_interfaces: false,
            follow: Ok(Vec::new()),
            on_progress: None,
            cancel: CancellationToken::new(),
        }
    }

    /// A visit to the devices of a site again, at the addresses that they have there. Who does not answer now is a
    /// failure. Port and credentials are to be said again: a site holds no secrets.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use netwarden::io::{Discovery, Engine, SimulatedNetwork, SimulationOptions};
    /// # use netwarden::sim::gallery;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> netwarden::Result<()> {
    /// # let network = SimulatedNetwork::start(gallery::ring()?, SimulationOptions::new()).await?;
    /// # let (range, port) = (network.range().to_string(), network.port());
    /// let engine = Engine::new().await?;
    /// let earlier = Discovery::of(range).port(port).timeout(Duration::from_millis(200)).run(&engine).await?;
    /// tokio::time::sleep(Duration::from_millis(100)).await; // a minute is more usual
    /// let later = Discovery::again(&earlier).port(port).only_interfaces().run(&engine).await?;
    /// for device in later.rates_since(&earlier) {
    ///     println!("{}: {} ports", device.device, device.ports.len());
    /// }
    /// # assert_eq!(later.devices.len(), earlier.devices.len());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn again(site: &Site) -> Self {
        let addresses = site.devices.iter().filter_map(|device| device.address);
        Self { specs: Ok(addresses.map(TargetSpec::from).collect()), ..Self::of("") }
    }

    /// And among these: the calls add up. An address that several name is asked once.
    #[must_use]
    pub fn and(mut self, targets: impl ToString) -> Self {
        self.specs = add(self.specs, &targets.to_string());
        self
    }

    /// A credential to try. Several are tried in the order of the calls; the one that a device answers to is used
    /// for all of it. Without any, it is the community `public` in v2c.
    #[must_use]
    pub fn credential(mut self, credential: impl Into<Credential>) -> Self {
        self.credentials.push(credential.into());
        self
    }

    /// The UDP port to ask; 161.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// How many addresses are asked at a time; 1,024. 0 counts as 1.
    #[must_use]
    pub fn concurrency(mut self, addresses: usize) -> Self {
        self.concurrency = addresses.max(1);
        self
    }

    /// The most datagrams that are sent in a second, repeated ones included; 2,000, which no network minds. The
    /// engine's own limit holds as well.
    #[must_use]
    pub fn rate(mut self, datagrams_per_second: u32) -> Self {
        self.rate = Some(datagrams_per_second.max(1));
        self
    }

    /// How long the first attempt waits for an answer; 1 s. Each further one waits twice as long.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often a request is sent again. Unless set, it is once to find out whether somebody is there, and twice
    /// for all that follows.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// The longest that the whole may take; no limit. At its end, the result is what was found, marked as
    /// cancelled; a device that answers but was not read to the end by then is a failure of the code `cancelled`.
    #[must_use]
    pub fn deadline(mut self, longest: Duration) -> Self {
        self.deadline = Some(longest);
        self
    }

    /// What the visit to one device may cost.
    #[must_use]
    pub fn collect(mut self, options: CollectOptions) -> Self {
        self.collect = options;
        self
    }

    /// Reads the `system` group and the interfaces with their counters, and nothing else: what rates need.
    #[must_use]
    pub fn only_interfaces(mut self) -> Self {
        self.only_interfaces = true;
        self
    }

    /// Also visits what the devices found know of, as long as it is among `allowed` (as in [`Self::of`], without
    /// host names): the management addresses of their LLDP and CDP neighbors and the addresses in their ARP tables.
    #[must_use]
    pub fn follow_neighbors(mut self, allowed: impl ToString) -> Self {
        self.follow = add(self.follow, &allowed.to_string());
        self
    }

    /// Calls this at most ten times a second, and once at the end.
    ///
    /// ```no_run
    /// # use netwarden::io::Discovery;
    /// // asking 37 of 254, 12 found, about 3 s left
    /// Discovery::of("10.0.0.0/24").on_progress(|progress| eprintln!("{progress}"));
    /// ```
    #[must_use]
    pub fn on_progress(mut self, on_progress: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(on_progress));
        self
    }

    /// Ends the search when this token is cancelled; the result is then what was found so far, as at a
    /// [`Self::deadline`].
    #[must_use]
    pub fn cancel(mut self, token: CancellationToken) -> Self {
        self.cancel = token;
        self
    }

    /// Searches, and returns what was found and what failed.
    ///
    /// A device that answers at several of the addresses is there once. An address of a range that stays silent is
    /// counted in [`Site::asked`], not listed as a failure; one that was named alone is. Where nothing answers at
    /// all, a failure says what that may mean.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a target that is none, [`Error::Limit`] for more than [`Self::MOST_ADDRESSES`].
    /// What fails on the way is in the result.
    pub async fn run(self, engine: &Engine) -> Result<Site> {
        let plan = self.plan(engine)?;
        Ok(run::run(plan, Report::new(self.on_progress, None)).await)
    }

    /// Starts the search in a task of its own and hands out its events.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn start(self, engine: &Engine) -> Result<DiscoveryRun> {
        let mut plan = self.plan(engine)?;
        plan.cancel = plan.cancel.child_token();
        let cancel = plan.cancel.clone();
        let (sender, events) = mpsc::channel(EVENTS);
        let report = Report::new(self.on_progress, Some(sender.clone()));
        let runtime = tokio::runtime::Handle::try_current()
            .map_err(|error| Error::io("starting a discovery", std::io::Error::other(error)))?;
        runtime.spawn(async move {
            let site = run::run(plan, report).await;
            // Nobody to tell where the handle is gone.
            let _ = sender.send(DiscoveryEvent::Finished(site)).await;
        });
        Ok(DiscoveryRun { events, guard: cancel.clone().drop_guard(), cancel })
    }

    fn plan(&self, engine: &Engine) -> Result<Plan> {
        let wrong = |wrong: &Wrong| Error::invalid(&wrong.argument, &wrong.given, &wrong.expected);
        let specs = self.specs.as_ref().map_err(wrong)?;
        let follow = self.follow.as_ref().map_err(wrong)?;
        let credentials = match self.credentials.as_slice() {
            [] => vec![Community::new("public").into()],
            some => some.to_vec(),
        };
        Plan::new(self, engine.clone(), specs, follow, credentials)
    }
}

/// Events that wait for the caller before the search waits for it.
const EVENTS: usize = 64;

/// What the text of the targets said; what is wrong with it is an [`Error::Invalid`] in parts, to be told later.
type Parsed = Result<Vec<TargetSpec>, Wrong>;

#[derive(Clone, Debug)]
struct Wrong {
    argument: String,
    given: String,
    expected: String,
}

fn list(text: &str) -> Parsed {
    TargetSpec::list(text).map_err(|error| match error {
        Error::Invalid { argument, given, expected } => Wrong { argument, given, expected },
        other => Wrong { argument: "range".to_owned(), given: text.to_owned(), expected: other.to_string() },
    })
}

fn add(specs: Parsed, text: &str) -> Parsed {
    let mut specs = specs?;
    specs.extend(list(text)?);
    Ok(specs)
}

impl std::fmt::Debug for Discovery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Discovery").field("specs", &self.specs).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Something that happened during a [`Discovery`].
#[derive(Clone, Debug, PartialEq)]
pub enum DiscoveryEvent {
    /// How far it is.
    Progress(Progress),
    /// A device. It may turn out to be one that is known at another address: the [`Site`] decides.
    Found(Box<DeviceSnapshot>),
    /// A target of which nothing was obtained.
    Failed(TargetFailure),
    /// The end, with everything.
    Finished(Site),
}

/// A [`Discovery`] under way. To drop it ends the search.
#[derive(Debug)]
pub struct DiscoveryRun {
    events: mpsc::Receiver<DiscoveryEvent>,
    cancel: CancellationToken,
    #[expect(dead_code, reason = "it cancels when it is dropped")]
    guard: DropGuard,
}

impl DiscoveryRun {
    /// The next event; `None` after [`DiscoveryEvent::Finished`]. The search waits for a caller who does not take
    /// its events, except for progress, of which only the newest matters.
    pub async fn next_event(&mut self) -> Option<DiscoveryEvent> {
        self.events.recv().await
    }

    /// Ends the search; [`DiscoveryEvent::Finished`] still comes, with what was found so far.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// Waits for the end.
    pub async fn finish(mut self) -> Site {
        while let Some(event) = self.next_event().await {
            if let DiscoveryEvent::Finished(site) = event {
                return site;
            }
        }
        Site { cancelled: true, ..Site::default() }
    }
}

/// The id of the device at an address.
fn id_of(address: IpAddr) -> crate::value::DeviceId {
    crate::value::DeviceId(address.to_string())
}

#[cfg(test)]
mod tests;

//! Checks that run by their intervals, thousands of them.

mod clock;
mod drive;
mod options;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::task::JoinHandle;

use crate::check::schedule::{Occasion, RunId, Schedule};
use crate::check::{CheckResult, CheckSpec};
use crate::error::{Error, Result};
use crate::io::probe;
use crate::value::{Moment, Timestamp};

use clock::Clock;
use drive::Driver;
pub use options::RunnerOptions;

/// Intervals from a hundredth of a second to a year.
const SHORTEST: Duration = Duration::from_millis(10);
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// Checks that run by their intervals: thousands of them, within limits, one task for all.
///
/// A check has its moment in the interval by its name and by the wall clock, so that checks do not come together, and
/// come at the same moments after a restart. Its first attempt is at that moment, within one interval; [`run_now`] is for
/// those that shall not wait. What is still running or waiting for its turn when a cycle begins gets no other attempt in
/// that cycle; [`Ran::skipped`] counts such cycles. Nothing is made up for.
///
/// Results wait to be read, so many as [`RunnerOptions::unread`] says. Where they are not read, no attempt is started, and
/// the cycles are skipped: no memory grows, no result is thrown away, and what is missing is counted.
///
/// Dropping it ends all attempts.
///
/// ```
/// use std::time::Duration;
/// use netwarden::check;
/// use netwarden::io::{Runner, RunnerOptions};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> netwarden::Result<()> {
/// # let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
/// # let address = listener.local_addr().expect("bound").to_string();
/// let runner = Runner::start(RunnerOptions::new().concurrency(64))?;
/// runner.add("mail", check::tcp(address), Duration::from_millis(50))?;
/// runner.add("shop", check::tcp("127.0.0.1:1"), Duration::from_secs(60))?;
/// runner.run_now("shop");
///
/// for _ in 0..2 {
///     let ran = runner.next().await.expect("it runs until it is closed");
///     println!("{}: {}, {} cycles skipped", ran.name, ran.result, ran.skipped);
/// }
/// assert!(runner.statistics().done >= 2);
/// # Ok(())
/// # }
/// ```
///
/// [`run_now`]: Self::run_now
#[derive(Debug)]
pub struct Runner {
    shared: Arc<Shared>,
    results: tokio::sync::Mutex<mpsc::Receiver<Ran>>,
    task: JoinHandle<()>,
}

/// What an attempt of a check came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ran {
    /// The name that the check was added by.
    pub name: String,
    /// Why the attempt was made.
    pub occasion: Occasion,
    /// When it was due.
    pub due: Timestamp,
    /// When it was started.
    pub started: Timestamp,
    /// Cycles of this check that got no attempt, since the attempt before.
    pub skipped: u64,
    /// What it came to. What the program itself could not do, such as an attempt that panicked, is UNKNOWN with the cause
    /// `local`.
    pub result: CheckResult,
}

/// What a [`Runner`] has done, and what it has to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunnerStatistics {
    /// Checks that it has, with those that are disabled.
    pub checks: usize,
    /// Attempts that run.
    pub running: usize,
    /// Checks that are due and wait for their turn.
    pub waiting: usize,
    /// How long the one of them waits that waits longest, in milliseconds.
    pub lag_ms: f64,
    /// Attempts that were started.
    pub started: u64,
    /// Attempts that have ended.
    pub done: u64,
    /// Attempts that ended after their check was removed; their results are dropped.
    pub dropped: u64,
    /// Cycles that were due and got an attempt.
    pub cycles: u64,
    /// Cycles that were due and got none.
    pub skipped: u64,
    /// Results that wait to be read.
    pub unread: usize,
    /// How often attempts had to wait as too many results were unread.
    pub stalls: u64,
}

#[derive(Debug)]
struct Shared {
    book: Mutex<Book>,
    wake: Notify,
    /// Whether an attempt waits for results to be read.
    is_starved: AtomicBool,
}

#[derive(Debug)]
struct Book {
    schedule: Schedule,
    clock: Clock,
    specs: HashMap<Arc<str>, Arc<CheckSpec>>,
    /// Attempts that run and whose checks were removed.
    given_up: Vec<RunId>,
    stalls: u64,
}

impl Shared {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Runner {
    /// Starts a runner without checks on the runtime of the caller.
    ///
    /// # Errors
    /// [`Error::Io`] outside a runtime of tokio.
    pub fn start(options: RunnerOptions) -> Result<Self> {
        let probe = Arc::new(options.probe.clone());
        Self::start_with(options, move |spec| {
            let probe = Arc::clone(&probe);
            async move { probe::run_with(&spec, &probe).await }
        })
    }

    /// As [`start`](Self::start), with attempts of the caller's own making: plugins, other protocols, simulations. What
    /// `probe` returns as an error becomes a result: UNKNOWN with the cause `local`.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_with<P, F>(options: RunnerOptions, probe: P) -> Result<Self>
    where
        P: Fn(Arc<CheckSpec>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<CheckResult>> + Send + 'static,
    {
        let runtime = Handle::try_current()
            .map_err(|error| Error::io("starting a runner", std::io::Error::other(error.to_string())))?;
        let (clock, now, wall) = Clock::start();
        // Each attempt has room for its result before it starts.
        let room = options.limits.concurrency.saturating_add(options.unread).min(Semaphore::MAX_PERMITS);
        let (sender, results) = mpsc::channel(room);
        let book = Book {
            schedule: Schedule::new(options.limits, options.seed, now, wall),
            clock,
            specs: HashMap::new(),
            given_up: Vec::new(),
            stalls: 0,
        };
        let shared =
            Arc::new(Shared { book: Mutex::new(book), wake: Notify::new(), is_starved: AtomicBool::new(false) });
        let task = runtime.spawn(Driver::new(Arc::clone(&shared), sender, options.unread, probe).run());
        Ok(Self { shared, results: tokio::sync::Mutex::new(results), task })
    }

    /// Adds a check by a name of its own, to be run `every` so often.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the spec is wrong, the name is empty or taken, or the interval is not within 10 ms and a
    /// year.
    pub fn add(&self, name: &str, spec: impl Into<CheckSpec>, every: Duration) -> Result<()> {
        let spec = spec.into();
        spec.validate()?;
        if name.is_empty() {
            return Err(Error::invalid("check name", name, "a name is expected"));
        }
        if !(SHORTEST..=LONGEST).contains(&every) {
            return Err(Error::invalid("interval", format!("{every:?}"), "10 ms to 366 days are expected"));
        }
        let mut book = self.shared.book();
        let now = book.clock.now();
        if !book.schedule.insert(name, &host_of(&spec.target()), every, now) {
            return Err(Error::invalid("check name", name, "a name that no other check has is expected"));
        }
        book.specs.insert(name.into(), Arc::new(spec));
        drop(book);
        self.shared.wake.notify_one();
        Ok(())
    }

    /// Removes a check; an attempt of it that runs is given up. False where there is none of that name.
    pub fn remove(&self, name: &str) -> bool {
        self.order(|book, now| {
            book.specs.remove(name);
            let removed = book.schedule.remove(name, now);
            book.given_up.extend(removed.flatten());
            removed.is_some()
        })
    }

    /// Runs a check as soon as the limits permit, before all that are due; where it runs already, once more after that.
    /// Its cycles stay where they are. False where there is none of that name.
    pub fn run_now(&self, name: &str) -> bool {
        self.order(|book, now| book.schedule.run_now(name, now))
    }

    /// Runs a check once `wait` from now, if no cycle of it begins before: what a state that is not sure yet asks for.
    /// False where there is none of that name.
    pub fn retry_in(&self, name: &str, wait: Duration) -> bool {
        self.order(|book, now| book.schedule.retry_in(name, wait, now))
    }

    /// Lets a check run by its interval again. False where there is none of that name.
    pub fn enable(&self, name: &str) -> bool {
        self.order(|book, now| book.schedule.enable(name, now))
    }

    /// Lets a check run on demand only; its cycles do not count as skipped. An attempt that runs comes to its end. False
    /// where there is none of that name.
    pub fn disable(&self, name: &str) -> bool {
        self.order(|book, now| book.schedule.disable(name, now))
    }

    /// The next result; `None` after [`close`](Self::close), when all are read. Several readers share the results.
    pub async fn next(&self) -> Option<Ran> {
        let ran = self.results.lock().await.recv().await;
        self.have_read();
        ran
    }

    /// The results that are there, `most` at most, 1 at least: waits for the first only. Empty after
    /// [`close`](Self::close), when all are read.
    pub async fn next_batch(&self, most: usize) -> Vec<Ran> {
        let mut batch = Vec::new();
        self.results.lock().await.recv_many(&mut batch, most.max(1)).await;
        self.have_read();
        batch
    }

    /// Ends all attempts; the results that are there can still be read.
    pub fn close(&self) {
        self.task.abort();
    }

    /// What was done, and what is to be done.
    #[must_use]
    pub fn statistics(&self) -> RunnerStatistics {
        let mut book = self.shared.book();
        let now = book.clock.now();
        let of = book.schedule.statistics(now);
        RunnerStatistics {
            checks: of.checks,
            running: of.running,
            waiting: of.waiting,
            lag_ms: of.lag.as_secs_f64() * 1000.0,
            started: of.started,
            done: of.done,
            dropped: of.dropped,
            cycles: of.cycles,
            skipped: of.skipped,
            unread: self.results.try_lock().map_or(0, |results| results.len()),
            stalls: book.stalls,
        }
    }

    fn order(&self, order: impl FnOnce(&mut Book, Moment) -> bool) -> bool {
        let mut book = self.shared.book();
        let now = book.clock.now();
        let is_known = order(&mut book, now);
        drop(book);
        self.shared.wake.notify_one();
        is_known
    }

    fn have_read(&self) {
        if self.shared.is_starved.swap(false, Ordering::SeqCst) {
            self.shared.wake.notify_one();
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The host of a target, whose checks share a limit: without scheme, port, brackets and path.
fn host_of(target: &str) -> String {
    let rest = target.split_once("://").map_or(target, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#', ' ']).next().unwrap_or_default();
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let host = match rest.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        // More than one colon is an IPv6 address without a port.
        None => rest.split_once(':').filter(|(_, port)| !port.contains(':')).map_or(rest, |(host, _)| host),
    };
    host.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    #[test]
    fn checks_of_one_host_are_known_by_their_targets() {
        let targets = ["Web.example.org.", "web.example.org:25", "https://web.example.org:8443/a?b", "web.example.org"];
        assert!(targets.iter().all(|target| super::host_of(target) == "web.example.org"), "{targets:?}");
        for target in ["2001:db8::1", "[2001:db8::1]:443", "http://[2001:db8::1]/"] {
            assert_eq!(super::host_of(target), "2001:db8::1");
        }
        assert_eq!(super::host_of("mqtt://user@broker:1883"), "broker");
    }
}

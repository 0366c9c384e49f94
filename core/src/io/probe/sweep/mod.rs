//! Who of a range of addresses answers echo requests.

mod drive;
mod echo;
mod rounds;
mod socket;

use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::check::AddressPolicy;
use crate::error::{Error, Result};
use crate::inventory::Progress;
use crate::io::AddressRange;
use crate::io::engine::{Inbox, Pacer};
use crate::value::Moment;

use drive::{Channel, Driver};
use echo::Echo;
use rounds::Rounds;

/// Addresses of one sweep, so that it takes no more than some 60 MB.
const MOST_ADDRESSES: u128 = 1 << 20;
/// Addresses times rounds.
const MOST_REQUESTS: u128 = 1 << 22;

/// How a sweep is made.
#[derive(Clone, Debug)]
pub struct SweepOptions {
    requests: u16,
    retries: u16,
    rate: Option<u32>,
    timeout: Duration,
    interval: Duration,
    payload: usize,
    policy: AddressPolicy,
}

impl SweepOptions {
    /// One request to each address and one more to those that are silent, 2,000 a second, 1 s for each answer.
    #[must_use]
    pub fn new() -> Self {
        Self {
            requests: 1,
            retries: 1,
            rate: Some(2_000),
            timeout: Duration::from_secs(1),
            interval: Duration::from_millis(200),
            payload: 56,
            policy: AddressPolicy::open(),
        }
    }

    /// Requests to each address, 1 to 1,000; 1 by default. More of them tell loss and jitter.
    #[must_use]
    pub fn requests(mut self, count: u16) -> Self {
        self.requests = count.clamp(1, 1_000);
        self
    }

    /// Further requests to an address that has not answered at all, 0 to 100; 1 by default: a packet may be lost, and a
    /// router that has to look for its neighbor drops the first one.
    #[must_use]
    pub fn retries(mut self, count: u16) -> Self {
        self.retries = count.min(100);
        self
    }

    /// Requests a second; 2,000 by default, 1.6 Mbit/s over Ethernet: a /16 in half a minute. More than routers' queues and
    /// tables of neighbors bear is lost. `None` is as fast as the system takes them, which is for one's own loopback.
    #[must_use]
    pub fn rate(mut self, per_second: impl Into<Option<u32>>) -> Self {
        self.rate = per_second.into();
        self
    }

    /// How long an answer is waited for, 1 ms to a minute; 1 s by default.
    #[must_use]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = time.clamp(Duration::from_millis(1), Duration::from_secs(60));
        self
    }

    /// The shortest time from one request to an address to its next, where there are several, up to a minute; 200 ms by
    /// default, as some routers answer no more.
    #[must_use]
    pub fn interval(mut self, time: Duration) -> Self {
        self.interval = time.min(Duration::from_secs(60));
        self
    }

    /// Octets of payload, 16 to 1,400; 56 by default, as everybody.
    #[must_use]
    pub fn payload(mut self, octets: u16) -> Self {
        self.payload = usize::from(octets.clamp(16, 1_400));
        self
    }

    /// Asks only what `policy` allows; all by default. Others are in the result with nothing sent.
    #[must_use]
    pub fn policy(mut self, policy: AddressPolicy) -> Self {
        self.policy = policy;
        self
    }
}

impl Default for SweepOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// Asks every address of these ranges whether it is there, over one socket for each family.
///
/// ```
/// use netwarden::io::probe::{SweepOptions, sweep};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> netwarden::Result<()> {
/// let mut sweep = match sweep(["127.0.0.0/24".parse()?], SweepOptions::new()) {
///     Ok(sweep) => sweep,
///     Err(error) => return Ok(println!("{error}")), // how to be permitted to
/// };
/// let mut found = 0;
/// while let Some(batch) = sweep.next_batch(1_000).await {
///     for one in batch.iter().filter(|one| one.is_up()) {
///         found += 1;
///         println!("{} after {:.3} ms, {:.0} % lost", one.address, one.rtt_ms, one.loss() * 100.0);
///     }
/// }
/// assert_eq!(found, 254);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Error::Io`] where the system does not permit it, with what to do, and outside a runtime of tokio; [`Error::Limit`] for
/// more than 1,048,576 addresses or 4,194,304 requests.
pub fn sweep(ranges: impl IntoIterator<Item = AddressRange>, options: SweepOptions) -> Result<Sweep> {
    let ranges: Vec<AddressRange> = ranges.into_iter().collect();
    let addresses = ranges.iter().fold(0_u128, |sum, range| sum.saturating_add(range.len()));
    let rounds = u128::from(options.requests.saturating_add(options.retries));
    if addresses > MOST_ADDRESSES {
        let limit = format!("{MOST_ADDRESSES} addresses");
        return Err(Error::Limit { what: format!("a sweep of {addresses} addresses"), limit });
    }
    if addresses * rounds > MOST_REQUESTS {
        let (what, limit) =
            (format!("a sweep of {} requests", addresses * rounds), format!("{MOST_REQUESTS} requests"));
        return Err(Error::Limit { what, limit });
    }
    let runtime =
        Handle::try_current().map_err(|error| Error::io("starting a sweep", io::Error::other(error.to_string())))?;
    let mut nonce = [0; 8];
    getrandom::fill(&mut nonce).map_err(|error| Error::io("drawing random numbers", error.into()))?;
    let echo = Echo::new(nonce, options.payload);
    let has = |v4: bool| ranges.iter().any(|range| range.first().is_ipv4() == v4);
    let open = |v4: bool| has(v4).then(|| Channel::open(v4, echo.id())).transpose();
    let (v4, v6) = (open(true)?, open(false)?);
    let rounds = Rounds::new(&ranges, &options, Moment::START);
    let shared = Arc::new(Shared::new(rounds.total()));
    let driver = Driver {
        rounds,
        pacer: options.rate.map(Pacer::new),
        options,
        shared: Arc::clone(&shared),
        echo,
        v4,
        v6,
        inbox: Inbox::default(),
        turn: None,
        origin: Instant::now(),
        decided: Vec::new(),
    };
    let over = End(Arc::clone(&shared));
    let task = runtime.spawn(async move {
        let _over = over;
        driver.run().await;
    });
    Ok(Sweep { shared, task })
}

/// A sweep under way. Dropping it ends it.
#[derive(Debug)]
pub struct Sweep {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Sweep {
    /// The addresses that were decided since the last call, `most` at most, 1 at least; waits for some. `None` when all were
    /// told. An address is told once: as soon as it has answered all it was asked, or will not any more.
    pub async fn next_batch(&mut self, most: usize) -> Option<SweepBatch> {
        loop {
            {
                let mut state = self.shared.state();
                if !state.decided.is_empty() {
                    let most = most.max(1).min(state.decided.len());
                    return Some(state.decided.drain(..most).collect());
                }
                if state.is_over {
                    return None;
                }
            }
            self.shared.news.notified().await;
        }
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.shared.state().progress.clone()
    }

    /// What the system would not send, if anything: how many requests, and what it said of the last one.
    #[must_use]
    pub fn unsent(&self) -> Option<(u64, String)> {
        self.shared.state().unsent.clone()
    }

    /// Ends it; what was decided can still be read.
    pub fn cancel(&self) {
        self.task.abort();
    }
}

impl Drop for Sweep {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a sweep says of addresses, in columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SweepBatch {
    /// The addresses, in the order in which they were decided.
    pub addresses: Vec<IpAddr>,
    /// Requests sent; 0 where the system or the policy would not.
    pub sent: Vec<u16>,
    /// Requests answered.
    pub received: Vec<u16>,
    /// The mean of the round-trip times in milliseconds; NaN without an answer.
    pub rtt_ms: Vec<f32>,
    /// The shortest one.
    pub rtt_min_ms: Vec<f32>,
    /// The longest one.
    pub rtt_max_ms: Vec<f32>,
}

impl SweepBatch {
    /// How many addresses there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// The addresses one by one.
    pub fn iter(&self) -> impl Iterator<Item = Swept> + '_ {
        let counts = self.sent.iter().zip(&self.received);
        let times = self.rtt_ms.iter().zip(&self.rtt_min_ms).zip(&self.rtt_max_ms);
        self.addresses.iter().zip(counts).zip(times).map(|((address, (sent, received)), ((mean, min), max))| Swept {
            address: *address,
            sent: *sent,
            received: *received,
            rtt_ms: *mean,
            rtt_min_ms: *min,
            rtt_max_ms: *max,
        })
    }
}

impl FromIterator<Swept> for SweepBatch {
    fn from_iter<I: IntoIterator<Item = Swept>>(rows: I) -> Self {
        let mut batch = Self::default();
        for row in rows {
            batch.addresses.push(row.address);
            batch.sent.push(row.sent);
            batch.received.push(row.received);
            batch.rtt_ms.push(row.rtt_ms);
            batch.rtt_min_ms.push(row.rtt_min_ms);
            batch.rtt_max_ms.push(row.rtt_max_ms);
        }
        batch
    }
}

/// What a sweep says of one address.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Swept {
    /// The address.
    pub address: IpAddr,
    /// Requests sent; 0 where the system or the policy would not.
    pub sent: u16,
    /// Requests answered.
    pub received: u16,
    /// The mean of the round-trip times in milliseconds; NaN without an answer. They are true to the time between two
    /// looks at the socket: a tenth of a millisecond, or a few at the highest rates.
    pub rtt_ms: f32,
    /// The shortest one.
    pub rtt_min_ms: f32,
    /// The longest one.
    pub rtt_max_ms: f32,
}

impl Swept {
    /// Whether it answered.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.received > 0
    }

    /// The part of the requests without an answer, 0 to 1; NaN where none was sent.
    #[must_use]
    pub fn loss(&self) -> f32 {
        1.0 - f32::from(self.received) / f32::from(self.sent)
    }
}

/// What the task tells the handle.
#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    news: Notify,
}

#[derive(Debug)]
struct State {
    decided: VecDeque<Swept>,
    progress: Progress,
    unsent: Option<(u64, String)>,
    is_over: bool,
}

impl Shared {
    fn new(total: u32) -> Self {
        let progress = Progress {
            phase: "sweeping".to_owned(),
            done: 0,
            total: total.into(),
            found: 0,
            elapsed_ms: 0,
            left_ms: None,
        };
        let state = State { decided: VecDeque::new(), progress, unsent: None, is_over: false };
        Self { state: Mutex::new(state), news: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fault(&self, error: &io::Error) {
        let mut state = self.state();
        let count = state.unsent.take().map_or(0, |(count, _)| count);
        state.unsent = Some((count + 1, super::connect::plain(error)));
    }

    fn tell(&self, rounds: &Rounds, decided: &mut Vec<u32>, elapsed: Duration, timeout: Duration) {
        let mut state = self.state();
        let (requests, waits) = rounds.outlook();
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        state.progress.done = rounds.decided.into();
        state.progress.found = rounds.found.into();
        state.progress.elapsed_ms = millis(elapsed);
        state.progress.left_ms = match rounds.requests {
            0 => None,
            sent => Some(millis(elapsed).saturating_mul(requests) / sent + millis(timeout * waits)),
        };
        if decided.is_empty() {
            return;
        }
        for index in decided.drain(..) {
            let (Some(tally), Some(address)) = (rounds.tally(index), rounds.address(index)) else { continue };
            let is_up = tally.received > 0;
            let known = |time: f32| if is_up { time } else { f32::NAN };
            state.decided.push_back(Swept {
                address,
                sent: tally.sent,
                received: tally.received,
                rtt_ms: known(tally.rtt_sum_ms / f32::from(tally.received)),
                rtt_min_ms: known(tally.rtt_min_ms),
                rtt_max_ms: known(tally.rtt_max_ms),
            });
        }
        drop(state);
        self.news.notify_one();
    }
}

/// Says that it is over, however it ended.
struct End(Arc<Shared>);

impl Drop for End {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_over = true;
        state.progress.left_ms = Some(0);
        drop(state);
        self.0.news.notify_one();
    }
}

#[cfg(test)]
mod tests;

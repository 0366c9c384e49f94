use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, interval_at, sleep};
use tokio_util::sync::CancellationToken;

use super::books::Books;
use super::names::{self, Names, Wanted};
use crate::error::{Error, Result};
use crate::inventory::PollBatch;
use crate::io::{Engine, PollChoices, PollTarget, Poller};
use crate::measure::{Measurements, Template};

/// So many devices are asked for names at once.
const AT_ONCE: usize = 64;
/// Polls do not begin all at the same time, so that no device is asked for everything at once.
const APART: Duration = Duration::from_millis(300);

/// What happens in a recording.
enum Event {
    Started(usize, PollChoices),
    Batch(usize, Box<PollBatch>),
    Failed(Error),
}

/// A recording under way.
pub(super) struct Run {
    engine: Engine,
    targets: Arc<Vec<PollTarget>>,
    intervals: Vec<Duration>,
    books: Option<Books>,
    polls: Vec<Poller>,
    choices: Vec<Option<PollChoices>>,
    measured: mpsc::Sender<Arc<Measurements>>,
    stop: CancellationToken,
    /// What is being read of whom.
    asked: BTreeSet<(u32, Wanted)>,
    failed: BTreeSet<(u32, Wanted)>,
    readers: JoinSet<(u32, Wanted, Result<Names>)>,
    turns: Arc<Semaphore>,
}

impl Run {
    pub(super) fn new(
        engine: Engine,
        targets: Vec<PollTarget>,
        template: &Template,
        books: Books,
        polls: Vec<Poller>,
        measured: mpsc::Sender<Arc<Measurements>>,
        stop: CancellationToken,
    ) -> Self {
        Self {
            engine,
            targets: Arc::new(targets),
            intervals: template.groups.iter().map(|group| Duration::from_millis(group.interval_ms)).collect(),
            books: Some(books),
            choices: vec![None; polls.len()],
            polls,
            measured,
            stop,
            asked: BTreeSet::new(),
            failed: BTreeSet::new(),
            readers: JoinSet::new(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Records until it is stopped.
    pub(super) async fn run(mut self, names_every: Duration) -> Result<()> {
        let (sender, mut events) = mpsc::channel(1);
        let mut forwarders = JoinSet::new();
        let groups = u32::try_from(self.polls.len()).unwrap_or(u32::MAX).max(1);
        for (number, poll) in (0_u32..).zip(std::mem::take(&mut self.polls)) {
            let interval = self.intervals.get(number as usize).copied().unwrap_or_default();
            let delay = APART.min(interval / groups) * number;
            forwarders.spawn(forward(number as usize, poll, delay, sender.clone()));
        }
        drop(sender);
        let first = self.books.as_ref().map(Books::first_wanted).unwrap_or_default();
        self.want(first);
        let mut again = interval_at(Instant::now() + names_every, names_every);
        let stop = self.stop.clone();
        loop {
            let goes_on = tokio::select! {
                () = stop.cancelled() => break,
                event = events.recv() => match event {
                    Some(Event::Started(group, choices)) => {
                        self.choices.get_mut(group).map(|place| place.insert(choices));
                        true
                    }
                    Some(Event::Batch(group, batch)) => self.take(group, batch).await,
                    Some(Event::Failed(error)) => return Err(error),
                    None => break,
                },
                Some(read) = self.readers.join_next() => self.name(read).await,
                _ = again.tick() => {
                    let all = self.books.as_ref().map(Books::all_wanted).unwrap_or_default();
                    self.want(all);
                    true
                }
            };
            if !goes_on {
                return Err(Error::Cancelled);
            }
        }
        forwarders.abort_all();
        self.readers.abort_all();
        let Some(books) = self.books.take() else { return Err(Error::Cancelled) };
        spawn_blocking(move || books.close()).await.unwrap_or(Err(Error::Cancelled))
    }

    /// False where the runtime is shutting down.
    async fn take(&mut self, group: usize, batch: Box<PollBatch>) -> bool {
        let choices = self.choices.clone();
        let Some(outcome) = self.with_books(move |books| books.take(group, &batch, &choices)).await else {
            return false;
        };
        let Some(outcome) = outcome else { return true };
        self.want(outcome.wanted);
        if self.measured.try_send(outcome.measured).is_err() {
            if let Some(books) = &self.books {
                books.untold();
            }
        }
        true
    }

    async fn name(&mut self, read: std::result::Result<(u32, Wanted, Result<Names>), tokio::task::JoinError>) -> bool {
        let Ok((device, wanted, names)) = read else { return !self.stop.is_cancelled() };
        let key = (device, wanted.clone());
        self.asked.remove(&key);
        if names.is_ok() {
            self.failed.remove(&key);
        } else {
            self.failed.insert(key);
        }
        let failed = self.failed.len();
        let named = self.with_books(move |books| {
            books.name(device, &wanted, names);
            books.count_names(failed);
        });
        named.await.is_some()
    }

    /// Reads what is wanted and not being read already.
    fn want(&mut self, wanted: Vec<(u32, Wanted)>) {
        for (device, kind) in wanted {
            let Some(target) = self.targets.get(device as usize) else { continue };
            if !self.asked.insert((device, kind.clone())) {
                continue;
            }
            let session = self.engine.session(target.address(), target.credential());
            let turns = Arc::clone(&self.turns);
            self.readers.spawn(async move {
                let _turn = turns.acquire_owned().await;
                let names = names::read(&session, kind.clone()).await;
                (device, kind, names)
            });
        }
    }

    /// Works on the books where waiting is allowed. `None` where the runtime is shutting down.
    async fn with_books<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Books) -> T + Send + 'static,
    ) -> Option<T> {
        let mut books = self.books.take()?;
        let worked = spawn_blocking(move || {
            let done = work(&mut books);
            (books, done)
        });
        let (books, done) = worked.await.ok()?;
        self.books = Some(books);
        Some(done)
    }
}

/// Hands on what a poll brings, which begins after a while.
async fn forward(group: usize, poll: Poller, delay: Duration, events: mpsc::Sender<Event>) {
    sleep(delay).await;
    let mut run = match poll.start() {
        Ok(run) => run,
        Err(error) => {
            let _ = events.send(Event::Failed(error)).await;
            return;
        }
    };
    if events.send(Event::Started(group, run.choices())).await.is_err() {
        return;
    }
    while let Some(batch) = run.next().await {
        if events.send(Event::Batch(group, Box::new(batch))).await.is_err() {
            return;
        }
    }
}

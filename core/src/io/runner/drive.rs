use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::mpsc::{OwnedPermit, Sender};
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

use super::{Book, Ran, Shared};
use crate::check::schedule::{RunId, Start};
use crate::check::{Attempt, Cause, CheckResult, CheckSpec, Observation, TcpObservation, evaluate};
use crate::error::Result;
use crate::io::wall_clock;
use crate::value::{Moment, Timestamp};

/// How often the wall clock is looked at where nothing is due: a machine that slept is noticed then.
const LOOK: Duration = Duration::from_secs(30);
/// An attempt that has not ended so long after its own time limit is given up.
const GRACE: Duration = Duration::from_secs(5);

/// The one task of a runner: starts what is due, and tells what ended.
pub(super) struct Driver<P> {
    shared: Arc<Shared>,
    results: Sender<Ran>,
    unread: usize,
    probe: Arc<P>,
    attempts: JoinSet<Result<CheckResult>>,
    under_way: HashMap<Id, UnderWay>,
    tasks: HashMap<RunId, AbortHandle>,
}

/// An attempt under way.
struct UnderWay {
    start: Start,
    spec: Arc<CheckSpec>,
    due: Timestamp,
    started: Timestamp,
    room: OwnedPermit<Ran>,
}

impl<P, F> Driver<P>
where
    P: Fn(Arc<CheckSpec>) -> F + Send + Sync + 'static,
    F: Future<Output = Result<CheckResult>> + Send + 'static,
{
    pub(super) fn new(shared: Arc<Shared>, results: Sender<Ran>, unread: usize, probe: P) -> Self {
        let (attempts, under_way, tasks) = (JoinSet::new(), HashMap::new(), HashMap::new());
        Self { shared, results, unread, probe: Arc::new(probe), attempts, under_way, tasks }
    }

    pub(super) async fn run(mut self) {
        loop {
            let next = self.step();
            tokio::select! {
                Some(ended) = self.attempts.join_next_with_id() => {
                    self.settle(ended);
                    while let Some(ended) = self.attempts.try_join_next_with_id() {
                        self.settle(ended);
                    }
                }
                () = self.shared.wake.notified() => {}
                () = sleep_until(next) => {}
                () = self.results.closed() => return,
            }
        }
    }

    /// Does what is to be done now; when to look again at the latest.
    fn step(&mut self) -> Instant {
        let shared = Arc::clone(&self.shared);
        let mut book = shared.book();
        let now = book.clock.now();
        for run in book.given_up.drain(..) {
            if let Some(task) = self.tasks.get(&run) {
                task.abort();
            }
        }
        let look = now + LOOK;
        loop {
            if book.schedule.is_full() || !book.schedule.is_due(now) {
                break;
            }
            if self.is_unread() {
                // Whoever reads wakes us; it may have done so between these two looks.
                shared.is_starved.store(true, Ordering::SeqCst);
                if self.is_unread() {
                    book.stalls += 1;
                    return book.clock.instant(look);
                }
            }
            let Ok(room) = self.results.clone().try_reserve_owned() else { break };
            let Some(start) = book.schedule.next_start(now) else { break };
            self.begin(&book, start, now, room);
        }
        let due = book.schedule.next_due().filter(|_| !book.schedule.is_full());
        book.clock.instant(due.map_or(look, |due| due.min(look)))
    }

    /// Whether as many results wait to be read as may.
    fn is_unread(&self) -> bool {
        let taken = self.results.max_capacity() - self.results.capacity();
        taken.saturating_sub(self.under_way.len()) >= self.unread
    }

    fn begin(&mut self, book: &Book, start: Start, now: Moment, room: OwnedPermit<Ran>) {
        let Some(spec) = book.specs.get(&start.name).map(Arc::clone) else { return };
        let started = wall_clock();
        let late = i64::try_from(now.since(start.due).as_millis()).unwrap_or(i64::MAX);
        let due = Timestamp::from_millis(started.as_millis().saturating_sub(late));
        let limit = Duration::from_millis(spec.time_limit_ms()).saturating_add(GRACE);
        let (probe, of) = (Arc::clone(&self.probe), Arc::clone(&spec));
        let task = self.attempts.spawn(async move {
            // Called here, so that it may panic, and may ask the runner, whose book is open now.
            let attempt = async { probe(Arc::clone(&of)).await };
            match tokio::time::timeout(limit, attempt).await {
                Ok(result) => result,
                Err(_) => Ok(failed(&of, started, format!("the attempt did not end within {} ms", limit.as_millis()))),
            }
        });
        let id = task.id();
        self.tasks.insert(start.run, task);
        self.under_way.insert(id, UnderWay { start, spec, due, started, room });
    }

    /// Tells what an attempt came to.
    fn settle(&mut self, ended: Result<(Id, Result<CheckResult>), JoinError>) {
        let id = match &ended {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        let Some(UnderWay { start, spec, due, started, room }) = self.under_way.remove(&id) else { return };
        self.tasks.remove(&start.run);
        let result = match ended {
            Ok((_, Ok(result))) => result,
            Ok((_, Err(error))) => failed(&spec, started, error.to_string()),
            Err(error) => failed(&spec, started, why(error)),
        };
        let is_wanted = {
            let mut book = self.shared.book();
            let now = book.clock.now();
            book.schedule.finish(start.run, now)
        };
        if is_wanted {
            let Start { name, occasion, skipped, .. } = start;
            room.send(Ran { name: name.to_string(), occasion, due, started, skipped, result });
        }
    }
}

/// A result that says that no attempt could be made.
fn failed(spec: &CheckSpec, at: Timestamp, reason: String) -> CheckResult {
    let failure = Some(Cause::Local { reason });
    let seen = TcpObservation { attempt: Attempt { at, failure, ..Attempt::default() }, ..TcpObservation::default() };
    let mut result = evaluate(spec, &Observation::Tcp(seen));
    // Nothing was seen, so nothing more can be said.
    result.problems.truncate(1);
    result.perfdata.clear();
    result
}

fn why(error: JoinError) -> String {
    match error.try_into_panic() {
        Ok(panic) => format!("the attempt panicked: {}", message(&*panic)),
        Err(_) => "the attempt was given up".to_string(),
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

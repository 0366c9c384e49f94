//! The clock, and a task for each device.

use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::case::{Asked, Case, Result, Tally};

/// Measures from its start on.
pub(crate) struct Meter {
    cpu: Duration,
    started: Instant,
    end: Instant,
}

impl Meter {
    pub(crate) fn start(asked: &Asked) -> Self {
        let started = Instant::now();
        Self { cpu: responder::cpu(), started, end: started + asked.time }
    }

    pub(crate) fn goes_on(&self) -> bool {
        Instant::now() < self.end
    }

    pub(crate) fn stop(&self, mut tally: Tally) -> Tally {
        tally.cpu = responder::cpu() - self.cpu;
        tally.wall = self.started.elapsed();
        tally
    }
}

/// Lets each session ask one thing after the other until the time is over, all in one thread.
pub(crate) async fn all<S: 'static>(
    asked: &Asked,
    sessions: Vec<S>,
    ask: impl AsyncFn(&mut S, Case, &mut Tally) -> Result<()> + 'static,
) -> Tally {
    let shared = Rc::new((Meter::start(asked), ask));
    let case = asked.case;
    let tasks: Vec<_> = sessions
        .into_iter()
        .map(|mut session| {
            let shared = shared.clone();
            tokio::task::spawn_local(async move {
                let (meter, ask) = &*shared;
                let mut tally = Tally::default();
                while meter.goes_on() {
                    if ask(&mut session, case, &mut tally).await.is_err() {
                        tally.errors += 1;
                    }
                }
                tally
            })
        })
        .collect();
    let mut sum = Tally::default();
    for task in tasks {
        sum.add(task.await.unwrap_or_default());
    }
    shared.0.stop(sum)
}

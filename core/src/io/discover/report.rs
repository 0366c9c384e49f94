use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{DiscoveryEvent, OnProgress};
use crate::inventory::Progress;

/// Tells the caller how it goes.
pub(super) struct Report {
    on_progress: Option<OnProgress>,
    events: Option<mpsc::Sender<DiscoveryEvent>>,
    started: Instant,
    told: Option<(u64, u64, u64)>,
}

impl Report {
    /// The shortest time between two reports of progress.
    pub(super) const INTERVAL: Duration = Duration::from_millis(100);

    pub(super) fn new(on_progress: Option<OnProgress>, events: Option<mpsc::Sender<DiscoveryEvent>>) -> Self {
        Self { on_progress, events, started: Instant::now(), told: None }
    }

    /// Whether events are wanted: else there is no need to make them.
    pub(super) fn wants_events(&self) -> bool {
        self.events.is_some()
    }

    /// Hands out an event, waiting for the caller to take it. False where nobody is there any more.
    pub(super) async fn event(&self, event: DiscoveryEvent) -> bool {
        match &self.events {
            Some(events) => events.send(event).await.is_ok(),
            None => true,
        }
    }

    /// Tells the progress, where it changed.
    pub(super) fn progress(&mut self, phase: &str, done: u64, total: u64, found: u64) {
        if self.told == Some((done, total, found)) {
            return;
        }
        self.told = Some((done, total, found));
        let elapsed = self.started.elapsed();
        let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let left_ms = match done {
            0 => None,
            done => elapsed_ms.checked_mul(total.saturating_sub(done)).map(|product| product / done),
        };
        let progress = Progress { phase: phase.to_owned(), done, total, found, elapsed_ms, left_ms };
        if let Some(events) = &self.events {
            // A full queue has newer things to say than this.
            let _ = events.try_send(DiscoveryEvent::Progress(progress.clone()));
        }
        if let Some(on_progress) = &self.on_progress {
            on_progress(&progress);
        }
    }
}

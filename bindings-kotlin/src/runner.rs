//! `Runner`: thousands of checks by their intervals.

use std::sync::Arc;
use std::time::Duration;

use netwarden::io::{self, Ran, RunnerStatistics};

use crate::check::{NativeCheck, ProbeOptions};
use crate::error::NativeException;
use crate::live::Alive;

/// How checks are run.
#[derive(uniffi::Record)]
pub struct RunnerOptions {
    /// At most so many attempts at once, each with a socket; 256.
    #[uniffi(default = None)]
    pub concurrency: Option<u32>,
    /// At most so many attempts at once of checks of the same host; 4.
    #[uniffi(default = None)]
    pub per_host: Option<u32>,
    /// No attempt is started while so many results wait to be read; 1,024.
    #[uniffi(default = None)]
    pub unread: Option<u32>,
    /// Tells probers apart that have the same checks; 0.
    #[uniffi(default = None)]
    pub seed: Option<u64>,
}

/// Runs checks by their intervals; `io.netwarden.Runner` wraps it.
#[derive(uniffi::Object)]
pub struct NativeRunner {
    core: io::Runner,
}

#[uniffi::export(async_runtime = "tokio")]
impl NativeRunner {
    #[uniffi::constructor]
    pub async fn start(options: RunnerOptions, probe: ProbeOptions) -> Result<Arc<Self>, NativeException> {
        let mut core = io::RunnerOptions::new().probe(probe.core()?);
        if let Some(attempts) = options.concurrency {
            core = core.concurrency(attempts as usize);
        }
        if let Some(attempts) = options.per_host {
            core = core.per_host(attempts as usize);
        }
        if let Some(results) = options.unread {
            core = core.unread(results as usize);
        }
        if let Some(seed) = options.seed {
            core = core.seed(seed);
        }
        Ok(Arc::new(Self { core: io::Runner::start(core)? }))
    }

    pub fn add(&self, name: &str, check: Arc<NativeCheck>, every_ms: u64) -> Result<(), NativeException> {
        Ok(self.core.add(name, check.core.clone(), Duration::from_millis(every_ms))?)
    }

    pub fn remove(&self, name: &str) -> bool {
        self.core.remove(name)
    }

    pub fn run_now(&self, name: &str) -> bool {
        self.core.run_now(name)
    }

    pub fn retry_in(&self, name: &str, wait_ms: u64) -> bool {
        self.core.retry_in(name, Duration::from_millis(wait_ms))
    }

    pub fn enable(&self, name: &str) -> bool {
        self.core.enable(name)
    }

    pub fn disable(&self, name: &str) -> bool {
        self.core.disable(name)
    }

    pub async fn next(&self) -> Option<Ran> {
        let _alive = Alive::new();
        self.core.next().await
    }

    pub async fn next_batch(&self, most: u32) -> Vec<Ran> {
        let _alive = Alive::new();
        self.core.next_batch(most as usize).await
    }

    pub fn statistics(&self) -> RunnerStatistics {
        self.core.statistics()
    }

    pub fn end(&self) {
        self.core.close();
    }
}

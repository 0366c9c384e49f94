//! `Runner`: thousands of checks by their intervals.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use netwarden::io;

use crate::cancel::Cancel;
use crate::check::{CheckSpec, ProbeOptions};
use crate::convert::Js;
use crate::custom::Registry;
use crate::data::{Ran, RunnerStatistics};
use crate::error::{promise, raise};
use crate::io::span;

/// How checks are run.
#[napi(object, object_to_js = false)]
pub struct RunnerOptions {
    pub probe: ProbeOptions,
    pub concurrency: Option<u32>,
    pub per_host: Option<u32>,
    pub unread: Option<u32>,
    pub seed: Option<u32>,
}

/// Runs checks by their intervals.
#[napi]
pub struct Runner {
    core: Arc<io::Runner>,
}

#[napi]
impl Runner {
    #[napi]
    pub fn start<'env>(
        env: &'env Env,
        options: RunnerOptions,
        registry: Option<&Registry>,
    ) -> Result<PromiseRaw<'env, Self>> {
        let probe = options.probe.core(registry).map_err(|error| raise(env, &error))?;
        let mut core = io::RunnerOptions::new().probe(probe);
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
            core = core.seed(u64::from(seed));
        }
        promise(env, async move { io::Runner::start(core) }, |core| Self { core: Arc::new(core) })
    }

    #[napi]
    pub fn add(&self, env: &Env, name: String, check: &CheckSpec, every_ms: f64) -> Result<()> {
        let added = span("everyMs", every_ms).and_then(|every| self.core.add(&name, check.core.clone(), every));
        added.map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn remove(&self, name: String) -> bool {
        self.core.remove(&name)
    }

    #[napi]
    pub fn run_now(&self, name: String) -> bool {
        self.core.run_now(&name)
    }

    #[napi]
    pub fn retry_in(&self, env: &Env, name: String, wait_ms: f64) -> Result<bool> {
        span("waitMs", wait_ms).map(|wait| self.core.retry_in(&name, wait)).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn enable(&self, name: String) -> bool {
        self.core.enable(&name)
    }

    #[napi]
    pub fn disable(&self, name: String) -> bool {
        self.core.disable(&name)
    }

    #[napi]
    pub fn next<'env>(&self, env: &'env Env, cancel: Option<&Cancel>) -> Result<PromiseRaw<'env, Option<Ran>>> {
        let core = Arc::clone(&self.core);
        promise(env, Cancel::watch(cancel, async move { Ok(core.next().await) }), |ran| ran.map(Js::js))
    }

    #[napi]
    pub fn next_batch<'env>(
        &self,
        env: &'env Env,
        most: u32,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Vec<Ran>>> {
        let core = Arc::clone(&self.core);
        let work = async move { Ok(core.next_batch(most as usize).await) };
        promise(env, Cancel::watch(cancel, work), Js::js)
    }

    #[napi]
    pub fn statistics(&self) -> RunnerStatistics {
        self.core.statistics().js()
    }

    #[napi]
    pub fn close(&self) {
        self.core.close();
    }
}

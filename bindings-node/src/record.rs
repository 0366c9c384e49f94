//! `Engine.record`: templates polled, named, measured.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use netwarden::io::{self, Credential as CoreCredential, Engine, PollTarget, Recorder, RecordingView, SharedStore};
use netwarden::measure::Template;
use netwarden::value::DeviceId;
use netwarden::wire::RetryPolicy;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::cancel::Cancel;
use crate::convert::Js;
use crate::credential::Credential;
use crate::data::RecordingStatistics;
use crate::error::promise;
use crate::io::{span, udp_port};
use crate::measure::Measurements;

/// What to measure, and how. The template is JSON.
#[napi(object, object_to_js = false)]
pub struct RecordOptions {
    pub credential: Option<Credential>,
    pub port: Option<u32>,
    pub template: Option<String>,
    pub remember_in: Option<String>,
    pub names_every_ms: Option<f64>,
    pub timeout_ms: Option<f64>,
    pub retries: Option<u32>,
}

impl RecordOptions {
    /// A recorder of devices, each with its name and its address.
    pub(crate) fn recorder(
        self,
        engine: &Engine,
        targets: Vec<(String, String)>,
        store: Option<SharedStore>,
    ) -> netwarden::Result<Recorder> {
        let port = udp_port(self.port)?;
        let community = || Ok(io::Community::new("public").into());
        let credential: CoreCredential = self.credential.map_or_else(community, Credential::core)?;
        let target = |(name, address): (String, String)| {
            let address = io::agent_address(&address, port)?;
            Ok(PollTarget::new(address, credential.clone()).named(DeviceId(name)))
        };
        let targets = targets.into_iter().map(target).collect::<netwarden::Result<Vec<_>>>()?;
        let mut recorder = Recorder::new(engine).targets(targets);
        if let Some(template) = self.template {
            recorder = recorder.template(Template::from_json(&template)?);
        }
        if let Some(store) = store {
            recorder = recorder.store(store);
        }
        if let Some(file) = self.remember_in {
            recorder = recorder.remember_in(file);
        }
        if let Some(millis) = self.names_every_ms {
            recorder = recorder.names_every(span("namesEveryMs", millis)?);
        }
        if self.timeout_ms.is_some() || self.retries.is_some() {
            let mut retry = RetryPolicy::new();
            if let Some(millis) = self.timeout_ms {
                retry = retry.timeout(span("timeoutMs", millis)?);
            }
            if let Some(retries) = self.retries {
                retry = retry.retries(retries);
            }
            recorder = recorder.retry(retry);
        }
        Ok(recorder)
    }
}

/// What is measured, as it comes.
#[napi]
pub struct Recording {
    view: RecordingView,
    run: Arc<Mutex<Option<io::Recording>>>,
    stop: CancellationToken,
}

impl From<io::Recording> for Recording {
    fn from(run: io::Recording) -> Self {
        Self { view: run.view(), run: Arc::new(Mutex::new(Some(run))), stop: CancellationToken::new() }
    }
}

#[napi]
impl Recording {
    #[napi]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Option<Measurements>>> {
        let (run, stop) = (Arc::clone(&self.run), self.stop.clone());
        let work = async move {
            let next = async {
                let mut run = run.lock().await;
                match run.as_mut() {
                    Some(run) => run.next().await,
                    None => None,
                }
            };
            Ok(stop.run_until_cancelled(next).await.flatten())
        };
        promise(env, Cancel::watch(cancel, work), |measured| measured.map(Measurements::from))
    }

    #[napi]
    pub fn latest(&self, group: String) -> Option<Measurements> {
        self.view.latest(&group).map(Measurements::from)
    }

    #[napi]
    pub fn statistics(&self) -> RecordingStatistics {
        self.view.statistics().js()
    }

    #[napi]
    pub fn stop<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, ()>> {
        self.stop.cancel();
        let run = Arc::clone(&self.run);
        let work = async move {
            // Who stops it a second time waits for the first.
            let mut run = run.lock().await;
            match run.take() {
                Some(run) => run.stop().await,
                None => Ok(()),
            }
        };
        promise(env, work, |()| ())
    }
}

//! `Engine.record`: templates polled, named, measured.

use std::sync::Arc;
use std::time::Duration;

use netwarden::io::{
    Credential, Engine, PollTarget, Recorder, Recording, RecordingStatistics, RecordingView, agent_address,
};
use netwarden::value::DeviceId;
use netwarden::wire::RetryPolicy;
use tokio::sync::{Mutex, watch};

use crate::credential::NativeCredential;
use crate::error::NativeException;
use crate::live::Alive;
use crate::measure::{NativeMeasurements, template};
use crate::options::Template;
use crate::poll::NativeTarget;
use crate::store::NativeStore;

/// What to measure, and how.
#[derive(uniffi::Record)]
pub struct RecordOptions {
    /// The UDP port, where an address has none; 161.
    #[uniffi(default = None)]
    pub port: Option<u16>,
    /// What to measure; `Measure.everything()`. Where groups of ports are in it, but not `ports`, which they follow, that is
    /// added, and kept out of the store.
    #[uniffi(default = None)]
    pub template: Option<Template>,
    /// A file in which the last counters are remembered, so that the next run goes on from there without a spike and without a
    /// loss. It is written at most once a minute, and at the end; none.
    #[uniffi(default = None)]
    pub remember_in: Option<String>,
    /// How often all names of rows are read again; an hour. They are read at once where a device restarted or rows came that
    /// have none.
    #[uniffi(default = None)]
    pub names_every_ms: Option<u64>,
    /// How long the first attempt waits for an answer; the engine's.
    #[uniffi(default = None)]
    pub timeout_ms: Option<u64>,
    /// How often a request is sent again; the engine's.
    #[uniffi(default = None)]
    pub retries: Option<u32>,
}

pub(crate) fn recorder(
    engine: &Engine,
    targets: Vec<NativeTarget>,
    credential: NativeCredential,
    options: RecordOptions,
    store: Option<Arc<NativeStore>>,
) -> netwarden::Result<Recorder> {
    let credential = Credential::from(credential);
    let port = options.port.unwrap_or(161);
    let target = |target: NativeTarget| {
        let address = agent_address(&target.address, port)?;
        Ok(PollTarget::new(address, credential.clone()).named(DeviceId(target.name)))
    };
    let targets = targets.into_iter().map(target).collect::<netwarden::Result<Vec<_>>>()?;
    let mut recorder = Recorder::new(engine).targets(targets);
    if let Some(given) = &options.template {
        recorder = recorder.template(template(given)?);
    }
    if let Some(store) = store {
        recorder = recorder.store(store.core());
    }
    if let Some(file) = options.remember_in {
        recorder = recorder.remember_in(file);
    }
    if let Some(millis) = options.names_every_ms {
        recorder = recorder.names_every(Duration::from_millis(millis));
    }
    if options.timeout_ms.is_some() || options.retries.is_some() {
        let mut retry = RetryPolicy::new();
        if let Some(millis) = options.timeout_ms {
            retry = retry.timeout(Duration::from_millis(millis));
        }
        if let Some(retries) = options.retries {
            retry = retry.retries(retries);
        }
        recorder = recorder.retry(retry);
    }
    Ok(recorder)
}

/// What is measured, as it comes; `io.netwarden.Recording` wraps it.
#[derive(uniffi::Object)]
pub struct NativeRecording {
    view: RecordingView,
    run: Mutex<Option<Recording>>,
    stop: watch::Sender<bool>,
}

impl NativeRecording {
    pub(crate) fn new(run: Recording) -> Self {
        Self { view: run.view(), run: Mutex::new(Some(run)), stop: watch::Sender::new(false) }
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl NativeRecording {
    pub async fn next(&self) -> Option<Arc<NativeMeasurements>> {
        let _alive = Alive::new();
        let mut stop = self.stop.subscribe();
        let stopped = async {
            let _ = stop.wait_for(|stop| *stop).await;
        };
        let next = async {
            let mut run = self.run.lock().await;
            match run.as_mut() {
                Some(run) => run.next().await,
                None => None,
            }
        };
        let measured = tokio::select! {
            biased;
            () = stopped => None,
            measured = next => measured,
        };
        measured.map(|core| Arc::new(core.into()))
    }

    pub fn latest(&self, group: &str) -> Option<Arc<NativeMeasurements>> {
        self.view.latest(group).map(|core| Arc::new(core.into()))
    }

    pub fn statistics(&self) -> RecordingStatistics {
        self.view.statistics()
    }

    pub async fn stop(&self) -> Result<(), NativeException> {
        let _alive = Alive::new();
        self.stop.send_replace(true);
        // Who stops it a second time waits for the first.
        let mut run = self.run.lock().await;
        match run.take() {
            Some(run) => Ok(run.stop().await?),
            None => Ok(()),
        }
    }

    /// Ends it without waiting.
    pub fn cancel(&self) {
        self.stop.send_replace(true);
        if let Ok(mut run) = self.run.try_lock() {
            run.take();
        }
    }
}

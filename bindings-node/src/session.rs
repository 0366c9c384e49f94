//! `Session`: asking one agent, over the network, out of a recording, or in memory.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use netwarden::Error;
use netwarden::io::{RecordedSession, Session as CoreSession, SessionExt, SimulatedSession, TableRead};
use netwarden::mib::TableType;
use netwarden::value::VarBind;
use netwarden::wire::{Stepping, VarBindFault as CoreFault, WalkLimits, WalkedColumn as CoreColumn};

use crate::cancel::Cancel;
use crate::credential::Credential;
use crate::error::{promise, raise};
use crate::inventory::Site;
use crate::io::span;
use crate::mib::Table;
use crate::pack::{self, Packed};
use crate::sim::{ordered, world};
use crate::value::{GivenVarBind, names};
use crate::world::World;

/// How to ask an agent over the network.
#[napi(object, object_to_js = false)]
pub struct SessionOptions {
    pub credential: Option<Credential>,
    pub port: Option<u32>,
    pub timeout_ms: Option<f64>,
    pub retries: Option<u32>,
}

/// What a walk may cost.
#[napi(object, object_to_js = false)]
pub struct WalkOptions {
    pub rows: Option<u32>,
    pub bytes: Option<f64>,
    pub time_ms: Option<f64>,
    pub repetitions: Option<u32>,
    pub stepping: Option<String>,
}

impl WalkOptions {
    fn core(self) -> netwarden::Result<WalkLimits> {
        let mut core = WalkLimits::new();
        if let Some(rows) = self.rows {
            core = core.rows(usize::try_from(rows).unwrap_or(usize::MAX));
        }
        if let Some(bytes) = self.bytes {
            // Saturates; no number is 0.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let bytes = bytes as usize;
            core = core.bytes(bytes);
        }
        if let Some(millis) = self.time_ms {
            core = core.time(span("timeMs", millis)?);
        }
        if let Some(repetitions) = self.repetitions {
            core = core.repetitions(repetitions);
        }
        match self.stepping.as_deref() {
            None | Some("bulk") => Ok(core),
            Some("next") => Ok(core.stepping(Stepping::Next)),
            Some(other) => Err(Error::invalid("stepping", other, "one of bulk, next")),
        }
    }
}

/// What the visit to one device may cost.
#[napi(object, object_to_js = false)]
pub struct CollectOptions {
    pub rows: Option<u32>,
    pub bytes: Option<f64>,
    pub time_ms: Option<f64>,
    pub vlans: Option<u32>,
}

impl CollectOptions {
    pub(crate) fn core(self) -> netwarden::Result<netwarden::io::CollectOptions> {
        let mut core = netwarden::io::CollectOptions::new();
        if let Some(rows) = self.rows {
            core = core.rows(usize::try_from(rows).unwrap_or(usize::MAX));
        }
        if let Some(bytes) = self.bytes {
            // Saturates; no number is 0.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let bytes = bytes as usize;
            core = core.bytes(bytes);
        }
        if let Some(millis) = self.time_ms {
            core = core.time(span("timeMs", millis)?);
        }
        if let Some(vlans) = self.vlans {
            core = core.vlans(usize::try_from(vlans).unwrap_or(usize::MAX));
        }
        Ok(core)
    }
}

/// One agent and the right to ask it.
#[napi]
pub struct Session {
    core: Arc<dyn CoreSession>,
}

impl Session {
    pub(crate) fn new(core: impl CoreSession + 'static) -> Self {
        Self { core: Arc::new(core) }
    }

    pub(crate) fn core(&self) -> Arc<dyn CoreSession> {
        Arc::clone(&self.core)
    }

    /// Starts `work` with the session and what was prepared for it.
    fn ask<'env, P, T, V, F>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
        prepared: netwarden::Result<P>,
        work: impl FnOnce(Arc<dyn CoreSession>, P) -> F,
        show: impl FnOnce(T) -> V + 'static,
    ) -> Result<PromiseRaw<'env, V>>
    where
        T: Send + 'static,
        V: napi::bindgen_prelude::ToNapiValue,
        F: Future<Output = netwarden::Result<T>> + Send + 'static,
    {
        let prepared = prepared.map_err(|error| raise(env, &error))?;
        promise(env, Cancel::watch(cancel, work(Arc::clone(&self.core), prepared)), show)
    }
}

fn packed(varbinds: Vec<VarBind>) -> Packed {
    pack::varbinds(&varbinds)
}

#[napi]
impl Session {
    #[napi(factory)]
    pub fn recorded(env: &Env, path: String, device: Option<String>) -> Result<Self> {
        RecordedSession::open(path, device.as_deref()).map(Self::new).map_err(|error| raise(env, &error))
    }

    #[napi(factory)]
    pub fn simulated(
        env: &Env,
        network: String,
        device: String,
        credential: Credential,
        write_community: Option<String>,
    ) -> Result<Self> {
        let make = || {
            let agent = world(&network, write_community.as_deref())?.agent(&device)?;
            Ok(Self::new(SimulatedSession::new(agent, &credential.into_community()?)))
        };
        make().map_err(|error| raise(env, &error))
    }

    /// As `simulated`, of a world.
    #[napi(factory)]
    pub fn of_world(
        env: &Env,
        world: &World,
        device: String,
        credential: Credential,
        write_community: Option<String>,
    ) -> Result<Self> {
        let make = || {
            let agent = match &write_community {
                Some(_) => ordered((*world.shared()).clone(), write_community.as_deref()).agent(&device)?,
                None => world.shared().agent(&device)?,
            };
            Ok(Self::new(SimulatedSession::new(agent, &credential.into_community()?)))
        };
        make().map_err(|error| raise(env, &error))
    }

    #[napi(factory)]
    pub fn of_variables(env: &Env, name: String, variables: Vec<GivenVarBind>) -> Result<Self> {
        let given = variables.into_iter().map(GivenVarBind::core).collect::<netwarden::Result<_>>();
        given.map(|given| Self::new(RecordedSession::new(name, given))).map_err(|error| raise(env, &error))
    }

    /// The device as a site, which can show it and give it to a call.
    #[napi]
    pub fn collect<'env>(
        &self,
        env: &'env Env,
        options: CollectOptions,
        only_interfaces: bool,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Site>> {
        let work = move |core: Arc<dyn CoreSession>, options| async move {
            if only_interfaces { core.collect_interfaces(options).await } else { core.collect(options).await }
        };
        self.ask(env, cancel, options.core(), work, |device| netwarden::inventory::Site::of([device]).into())
    }

    #[napi]
    pub fn target(&self) -> String {
        self.core.target()
    }

    #[napi]
    pub fn get<'env>(
        &self,
        env: &'env Env,
        texts: Vec<String>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Packed>> {
        let work = |core: Arc<dyn CoreSession>, names: Vec<_>| async move { core.get(&names).await };
        self.ask(env, cancel, names(&texts), work, packed)
    }

    #[napi]
    pub fn get_next<'env>(
        &self,
        env: &'env Env,
        texts: Vec<String>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Packed>> {
        let work = |core: Arc<dyn CoreSession>, names: Vec<_>| async move { core.get_next(&names).await };
        self.ask(env, cancel, names(&texts), work, packed)
    }

    #[napi]
    pub fn get_bulk<'env>(
        &self,
        env: &'env Env,
        texts: Vec<String>,
        non_repeaters: u32,
        max_repetitions: u32,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Packed>> {
        let work = move |core: Arc<dyn CoreSession>, names: Vec<_>| async move {
            core.get_bulk(non_repeaters, max_repetitions, &names).await
        };
        self.ask(env, cancel, names(&texts), work, packed)
    }

    #[napi]
    pub fn set<'env>(
        &self,
        env: &'env Env,
        variables: Vec<GivenVarBind>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Packed>> {
        let prepared = variables.into_iter().map(GivenVarBind::core).collect::<netwarden::Result<_>>();
        let work = |core: Arc<dyn CoreSession>, variables: Vec<_>| async move { core.set(&variables).await };
        self.ask(env, cancel, prepared, work, packed)
    }

    #[napi]
    pub fn walk_columns<'env>(
        &self,
        env: &'env Env,
        roots: Vec<String>,
        options: WalkOptions,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Vec<WalkedColumn>>> {
        let prepared = names(&roots).and_then(|roots| Ok((roots, options.core()?)));
        let work = |core: Arc<dyn CoreSession>, (roots, limits): (Vec<_>, _)| async move {
            core.walk_columns(roots, limits).await
        };
        self.ask(env, cancel, prepared, work, |columns: Vec<CoreColumn>| {
            columns.into_iter().map(WalkedColumn::from).collect::<Vec<_>>()
        })
    }

    #[napi]
    pub fn table<'env>(
        &self,
        env: &'env Env,
        table: String,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Table>> {
        let work = |core: Arc<dyn CoreSession>, table: &'static TableType| async move {
            core.table_named(table).await.map(|read| (table, read))
        };
        self.ask(env, cancel, TableType::named(&table), work, |(table, read)| {
            let TableRead { rows, complete: _, reason } = read;
            Table::new(table, rows, reason)
        })
    }
}

/// What a walk read below one root.
#[napi(object, object_from_js = false)]
pub struct WalkedColumn {
    pub root: String,
    pub varbinds: Packed,
    pub complete: bool,
    pub reason: Option<String>,
    pub end: String,
    pub faults: Vec<VarBindFault>,
}

impl From<CoreColumn> for WalkedColumn {
    fn from(core: CoreColumn) -> Self {
        let (complete, reason) = (core.is_complete(), core.why_partial());
        let CoreColumn { root, varbinds, faults, end } = core;
        Self {
            root: root.to_string(),
            varbinds: pack::varbinds(&varbinds),
            complete,
            reason,
            end: end.code().into(),
            faults: faults.into_iter().map(VarBindFault::from).collect(),
        }
    }
}

/// A variable that was sent but cannot be read.
#[napi(object, object_from_js = false)]
pub struct VarBindFault {
    pub position: u32,
    pub name: Option<String>,
    pub error: String,
    pub rest_lost: bool,
    pub text: String,
}

impl From<CoreFault> for VarBindFault {
    fn from(core: CoreFault) -> Self {
        let text = core.to_string();
        let CoreFault { position, name, error, rest_lost } = core;
        Self {
            position: u32::try_from(position).unwrap_or(u32::MAX),
            name: name.map(|name| name.to_string()),
            error: error.to_string(),
            rest_lost,
            text,
        }
    }
}

//! Questions to a `Topology`. What is asked of the whole network is answered beside the event loop.

use napi::bindgen_prelude::{Either, Env, PromiseRaw, Result};
use napi_derive::napi;
use netwarden::topology::Diff;
use netwarden::value::VlanId;

use super::{Topology, TopologyOptions};
use crate::convert::Js;
use crate::data::{Change, Contradiction, Dependency, Element, NoPath, Path, SinglePoint, Supposition, WhatIf, WhyNot};
use crate::error::off_thread;
use crate::inventory::Devices;

#[napi]
impl Topology {
    #[napi]
    pub fn infer<'env>(env: &'env Env, devices: &Devices, options: TopologyOptions) -> Result<PromiseRaw<'env, Self>> {
        let devices = devices.named();
        let work = move || Ok(netwarden::topology::infer(&devices.core(), &options.core()?));
        off_thread(env, work, Self::from)
    }

    #[napi]
    pub fn why_not<'env>(&self, env: &'env Env, a: String, b: String) -> Result<PromiseRaw<'env, WhyNot>> {
        self.ask(env, move |core| core.why_not(&a, &b), Js::js)
    }

    #[napi]
    pub fn path<'env>(
        &self,
        env: &'env Env,
        a: String,
        b: String,
        vlan: Option<u16>,
    ) -> Result<PromiseRaw<'env, Either<Path, NoPath>>> {
        self.ask(env, move |core| Ok(core.path(&a, &b, vlan.map(VlanId))), Js::js)
    }

    #[napi]
    pub fn contradictions<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Vec<Contradiction>>> {
        self.ask(env, |core| Ok(core.contradictions()), Js::js)
    }

    #[napi]
    pub fn single_points_of_failure<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Vec<SinglePoint>>> {
        self.ask(env, |core| Ok(core.single_points_of_failure()), Js::js)
    }

    #[napi]
    pub fn upstream_of<'env>(
        &self,
        env: &'env Env,
        station: String,
        device: String,
    ) -> Result<PromiseRaw<'env, Vec<Element>>> {
        self.ask(env, move |core| core.upstream_of(&station, &device), Js::js)
    }

    #[napi]
    pub fn dependents_of<'env>(
        &self,
        env: &'env Env,
        station: String,
        device: String,
    ) -> Result<PromiseRaw<'env, Vec<Element>>> {
        self.ask(env, move |core| core.dependents_of(&station, &device), Js::js)
    }

    #[napi]
    pub fn dependencies<'env>(&self, env: &'env Env, station: String) -> Result<PromiseRaw<'env, Vec<Dependency>>> {
        self.ask(env, move |core| core.dependencies(&station), Js::js)
    }

    #[napi]
    pub fn what_if<'env>(
        &self,
        env: &'env Env,
        supposed: Vec<Supposition>,
        station: Option<String>,
    ) -> Result<PromiseRaw<'env, WhatIf>> {
        let supposed: netwarden::Result<Vec<_>> = supposed.into_iter().map(Supposition::core).collect();
        self.ask(env, move |core| core.what_if(&supposed?, station.as_deref()), Js::js)
    }

    #[allow(clippy::use_self)] // napi takes no Self in arguments
    #[napi]
    pub fn diff<'env>(
        &self,
        env: &'env Env,
        after: &Topology,
        removed: Vec<String>,
    ) -> Result<PromiseRaw<'env, Vec<Change>>> {
        let after = after.core();
        self.ask(env, move |core| Ok(Diff::new().removed(removed).between(core, &after)), Js::js)
    }
}

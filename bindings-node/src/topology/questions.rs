//! Questions to a `Topology`.

use napi::bindgen_prelude::{Either, Env, Result};
use napi_derive::napi;
use netwarden::topology::Diff;
use netwarden::value::VlanId;

use super::{Topology, options};
use crate::convert::Js;
use crate::data::{Change, Contradiction, Dependency, Element, NoPath, Path, SinglePoint, Supposition, WhatIf, WhyNot};
use crate::error::raise;
use crate::inventory::Devices;

#[napi]
impl Topology {
    #[napi(factory)]
    pub fn infer(
        env: &Env,
        devices: &mut Devices,
        strategy: Option<String>,
        hide: Option<Vec<String>>,
    ) -> Result<Self> {
        let options = options(strategy, hide).map_err(|error| raise(env, &error))?;
        Ok(netwarden::topology::infer(&devices.take(), &options).into())
    }

    #[napi]
    pub fn why_not(&self, env: &Env, a: String, b: String) -> Result<WhyNot> {
        self.core().why_not(&a, &b).map(Js::js).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn path(&self, a: String, b: String, vlan: Option<u16>) -> Either<Path, NoPath> {
        self.core().path(&a, &b, vlan.map(VlanId)).js()
    }

    #[napi]
    pub fn contradictions(&self) -> Vec<Contradiction> {
        self.core().contradictions().js()
    }

    #[napi]
    pub fn single_points_of_failure(&self) -> Vec<SinglePoint> {
        self.core().single_points_of_failure().js()
    }

    #[napi]
    pub fn upstream_of(&self, env: &Env, station: String, device: String) -> Result<Vec<Element>> {
        self.core().upstream_of(&station, &device).map(Js::js).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn dependents_of(&self, env: &Env, station: String, device: String) -> Result<Vec<Element>> {
        self.core().dependents_of(&station, &device).map(Js::js).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn dependencies(&self, env: &Env, station: String) -> Result<Vec<Dependency>> {
        self.core().dependencies(&station).map(Js::js).map_err(|error| raise(env, &error))
    }

    #[napi]
    pub fn what_if(&self, env: &Env, supposed: Vec<Supposition>, station: Option<String>) -> Result<WhatIf> {
        let ask = || {
            let supposed: Vec<_> = supposed.into_iter().map(Supposition::core).collect::<netwarden::Result<_>>()?;
            self.core().what_if(&supposed, station.as_deref())
        };
        ask().map(Js::js).map_err(|error| raise(env, &error))
    }

    #[allow(clippy::use_self)] // napi takes no Self in arguments
    #[napi]
    pub fn diff(&self, after: &Topology, removed: Vec<String>) -> Vec<Change> {
        Diff::new().removed(removed).between(&self.core(), &after.core()).js()
    }
}

//! `Topology`.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result, ToNapiValue};
use napi_derive::napi;
use netwarden::topology::Options;

use crate::convert::Js;
use crate::data::{Ambiguous, Explanation, Link, Node, Segment, Subnet, Unused};
use crate::error::off_thread;
use crate::models::read_model;

/// The inferred network.
#[napi]
pub struct Topology {
    core: Arc<netwarden::topology::Topology>,
}

// After the class: napi must have seen it.
mod questions;

impl From<netwarden::topology::Topology> for Topology {
    fn from(core: netwarden::topology::Topology) -> Self {
        Self { core: Arc::new(core) }
    }
}

impl From<Arc<netwarden::topology::Topology>> for Topology {
    fn from(core: Arc<netwarden::topology::Topology>) -> Self {
        Self { core }
    }
}

impl Topology {
    pub(crate) fn core(&self) -> Arc<netwarden::topology::Topology> {
        Arc::clone(&self.core)
    }

    /// What takes a while in a large network: beside the event loop.
    fn ask<'env, T, V>(
        &self,
        env: &'env Env,
        work: impl FnOnce(&netwarden::topology::Topology) -> netwarden::Result<T> + Send + 'static,
        show: impl FnOnce(T) -> V + 'static,
    ) -> Result<PromiseRaw<'env, V>>
    where
        T: Send + 'static,
        V: ToNapiValue,
    {
        let core = self.core();
        off_thread(env, move || work(&core), show)
    }

    fn text<'env>(
        &self,
        env: &'env Env,
        work: impl FnOnce(&netwarden::topology::Topology) -> String + Send + 'static,
    ) -> Result<PromiseRaw<'env, String>> {
        self.ask(env, |core| Ok(work(core)), |text| text)
    }
}

/// The core's options from the words that bindings take.
#[napi(object, object_to_js = false)]
pub struct TopologyOptions {
    pub strategy: Option<String>,
    pub hide: Option<Vec<String>>,
    /// Models, each as JSON.
    pub cables: Option<Vec<String>>,
}

impl TopologyOptions {
    pub(crate) fn core(self) -> netwarden::Result<Options> {
        let mut options = match self.strategy {
            Some(strategy) => Options::new().strategy(strategy.parse()?),
            None => Options::new(),
        };
        for model in self.cables.unwrap_or_default() {
            options = options.cables_of(&read_model(&model)?);
        }
        options.hide_named(self.hide.unwrap_or_default())
    }
}

/// A port of a device, by its name.
#[napi(object, object_from_js = false)]
pub struct PortKey {
    pub device: String,
    pub port: String,
}

#[napi]
impl Topology {
    #[napi]
    pub fn from_json(env: &Env, text: String) -> Result<PromiseRaw<'_, Self>> {
        off_thread(env, move || netwarden::topology::Topology::from_json(&text), Self::from)
    }

    #[napi]
    pub fn nodes(&self) -> Vec<Node> {
        self.core.nodes.clone().js()
    }

    #[napi]
    pub fn links(&self) -> Vec<Link> {
        self.core.links.clone().js()
    }

    #[napi]
    pub fn segments(&self) -> Vec<Segment> {
        self.core.segments.clone().js()
    }

    #[napi]
    pub fn unused(&self) -> Vec<Unused> {
        self.core.unused.clone().js()
    }

    #[napi]
    pub fn ambiguous(&self) -> Vec<Ambiguous> {
        self.core.ambiguous.clone().js()
    }

    #[napi]
    pub fn subnets(&self) -> Vec<Subnet> {
        self.core.subnets.clone().js()
    }

    #[napi]
    pub fn strategy(&self) -> String {
        self.core.strategy.clone()
    }

    #[napi]
    pub fn counts(&self) -> Vec<u32> {
        let core = &self.core;
        [core.nodes.len(), core.links.len(), core.segments.len()]
            .into_iter()
            .map(|count| u32::try_from(count).unwrap_or(u32::MAX))
            .collect()
    }

    #[napi]
    pub fn node(&self, name_or_id: String) -> Option<Node> {
        self.core.node(&name_or_id).cloned().js()
    }

    #[napi]
    pub fn link_between(&self, a: String, b: String) -> Option<Link> {
        self.core.link_between(&a, &b).cloned().js()
    }

    #[napi]
    pub fn links_between(&self, a: String, b: String) -> Vec<Link> {
        owned(self.core.links_between(&a, &b)).js()
    }

    #[napi]
    pub fn links_of(&self, node: String) -> Vec<Link> {
        owned(self.core.links_of(&node)).js()
    }

    #[napi]
    pub fn uplinks(&self) -> Vec<PortKey> {
        self.core.uplinks().into_iter().map(|key| PortKey { device: key.device.0, port: key.port }).collect()
    }

    #[napi]
    pub fn segments_of(&self, node: String) -> Vec<Segment> {
        owned(self.core.segments_of(&node)).js()
    }

    #[napi]
    pub fn explain(&self, a: String, b: String) -> Option<Explanation> {
        self.core.explain_between(&a, &b).js()
    }

    #[napi]
    pub fn to_json<'env>(&self, env: &'env Env, pretty: bool) -> Result<PromiseRaw<'env, String>> {
        self.ask(env, move |core| if pretty { core.to_json_pretty() } else { core.to_json() }, |text| text)
    }

    #[napi]
    pub fn to_dot<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.text(env, netwarden::topology::Topology::to_dot)
    }

    #[napi]
    pub fn to_graphml<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.text(env, netwarden::topology::Topology::to_graphml)
    }

    #[napi]
    pub fn to_mermaid<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.text(env, netwarden::topology::Topology::to_mermaid)
    }

    #[napi]
    pub fn devices_csv<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.text(env, netwarden::topology::Topology::devices_csv)
    }

    #[napi]
    pub fn ports_csv<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.text(env, netwarden::topology::Topology::ports_csv)
    }

    #[napi]
    pub fn links_csv<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.text(env, netwarden::topology::Topology::links_csv)
    }

    #[napi]
    pub fn save<'env>(&self, env: &'env Env, path: String) -> Result<PromiseRaw<'env, ()>> {
        self.ask(env, move |core| core.save(path), |()| ())
    }

    #[napi]
    pub fn to_svg<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.text(env, netwarden::topology::Topology::to_svg)
    }

    #[napi]
    pub fn to_html<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, String>> {
        self.text(env, netwarden::topology::Topology::to_html)
    }
}

fn owned<T: Clone>(found: Vec<&T>) -> Vec<T> {
    found.into_iter().cloned().collect()
}

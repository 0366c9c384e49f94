//! `Topology`.

mod questions;

use std::sync::Arc;

use netwarden::evidence::Source;
use netwarden::topology::{Ambiguous, Explanation, Link, Model, Node, Options, Segment, Strategy, Subnet, Unused};

use crate::error::NativeException;
use crate::measure::ports;
use crate::options::PortKey;

/// The inferred network; `io.netwarden.Topology` wraps it.
#[derive(uniffi::Object)]
pub struct NativeTopology {
    core: Arc<netwarden::topology::Topology>,
}

impl From<netwarden::topology::Topology> for NativeTopology {
    fn from(core: netwarden::topology::Topology) -> Self {
        Self { core: Arc::new(core) }
    }
}

impl From<Arc<netwarden::topology::Topology>> for NativeTopology {
    fn from(core: Arc<netwarden::topology::Topology>) -> Self {
        Self { core }
    }
}

impl NativeTopology {
    pub(crate) fn core(&self) -> &netwarden::topology::Topology {
        &self.core
    }

    pub(crate) fn shared(&self) -> Arc<netwarden::topology::Topology> {
        Arc::clone(&self.core)
    }
}

/// The core's options.
pub(crate) fn options(strategy: Strategy, hide: Vec<Source>, cables: &[Model]) -> Options {
    let options = hide.into_iter().fold(Options::new().strategy(strategy), Options::hide);
    cables.iter().fold(options, Options::cables_of)
}

#[uniffi::export]
impl NativeTopology {
    #[uniffi::constructor]
    pub fn from_json(text: &str) -> Result<Arc<Self>, NativeException> {
        Ok(Arc::new(netwarden::topology::Topology::from_json(text)?.into()))
    }

    pub fn nodes(&self) -> Vec<Node> {
        self.core.nodes.clone()
    }

    pub fn links(&self) -> Vec<Link> {
        self.core.links.clone()
    }

    pub fn segments(&self) -> Vec<Segment> {
        self.core.segments.clone()
    }

    pub fn unused(&self) -> Vec<Unused> {
        self.core.unused.clone()
    }

    pub fn ambiguous(&self) -> Vec<Ambiguous> {
        self.core.ambiguous.clone()
    }

    pub fn subnets(&self) -> Vec<Subnet> {
        self.core.subnets.clone()
    }

    pub fn strategy(&self) -> String {
        self.core.strategy.clone()
    }

    pub fn node(&self, name_or_id: &str) -> Option<Node> {
        self.core.node(name_or_id).cloned()
    }

    pub fn link_between(&self, a: &str, b: &str) -> Option<Link> {
        self.core.link_between(a, b).cloned()
    }

    pub fn links_between(&self, a: &str, b: &str) -> Vec<Link> {
        owned(self.core.links_between(a, b))
    }

    pub fn links_of(&self, node: &str) -> Vec<Link> {
        owned(self.core.links_of(node))
    }

    pub fn uplinks(&self) -> Vec<PortKey> {
        ports(self.core.uplinks())
    }

    pub fn segments_of(&self, node: &str) -> Vec<Segment> {
        owned(self.core.segments_of(node))
    }

    pub fn explain(&self, a: &str, b: &str) -> Option<Explanation> {
        self.core.explain_between(a, b)
    }

    pub fn to_json(&self, pretty: bool) -> Result<String, NativeException> {
        Ok(if pretty { self.core.to_json_pretty()? } else { self.core.to_json()? })
    }

    pub fn to_dot(&self) -> String {
        self.core.to_dot()
    }

    pub fn to_graphml(&self) -> String {
        self.core.to_graphml()
    }

    pub fn to_mermaid(&self) -> String {
        self.core.to_mermaid()
    }

    pub fn devices_csv(&self) -> String {
        self.core.devices_csv()
    }

    pub fn ports_csv(&self) -> String {
        self.core.ports_csv()
    }

    pub fn links_csv(&self) -> String {
        self.core.links_csv()
    }

    pub fn save(&self, path: &str) -> Result<(), NativeException> {
        Ok(self.core.save(path)?)
    }

    pub fn to_svg(&self) -> String {
        self.core.to_svg()
    }

    pub fn to_html(&self) -> String {
        self.core.to_html()
    }

    pub fn describe(&self) -> String {
        let core = &self.core;
        format!("<Topology {} nodes, {} links, {} segments>", core.nodes.len(), core.links.len(), core.segments.len())
    }
}

fn owned<T: Clone>(found: Vec<&T>) -> Vec<T> {
    found.into_iter().cloned().collect()
}

/// `core1 Gi1/0/1 ── dist2 Te1/1  confirmed, 0.998`
#[uniffi::export]
pub fn native_link_text(link: Link) -> String {
    link.to_string()
}

/// Several lines for people.
#[uniffi::export]
pub fn native_explanation_text(explanation: Explanation) -> String {
    explanation.to_string()
}

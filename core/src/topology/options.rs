use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::overlay::{Model, ModelLink};
use crate::error::Error;
use crate::evidence::Source;

/// How a topology is to be inferred.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Evidence to leave out, as if no device had answered it.
    pub hide: BTreeSet<Source>,
    /// The way to infer.
    pub strategy: Strategy,
    /// Cables that people know, by the name of the model that they are in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cables: BTreeMap<String, Vec<ModelLink>>,
}

impl Options {
    /// All evidence, the default strategy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves out one source of evidence.
    #[must_use]
    pub fn hide(mut self, source: Source) -> Self {
        self.hide.insert(source);
        self
    }

    /// Leaves out the sources of these names, such as `["lldp", "cdp"]`.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a name that is no source; it lists the right ones.
    pub fn hide_named<I: IntoIterator<Item = S>, S: AsRef<str>>(mut self, names: I) -> Result<Self, Error> {
        for name in names {
            self.hide.insert(name.as_ref().parse()?);
        }
        Ok(self)
    }

    /// Uses this strategy.
    #[must_use]
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Takes the cables of a model as known, in place of those of a model of the same name: neither spanning tree nor
    /// forwarding tables are asked where they lead, and what forwarding tables say against them is in
    /// [`Link::contradicting`](super::Link::contradicting). A device is given by its id or else its name; one that nobody
    /// knows is added where the other end is a polled one. Everything else of the model is for [`Model::apply`].
    #[must_use]
    pub fn cables_of(mut self, model: &Model) -> Self {
        self.cables.insert(model.name.clone(), model.links.clone());
        self
    }

    /// Whether evidence of this source is used.
    #[must_use]
    pub fn uses(&self, source: Source) -> bool {
        !self.hide.contains(&source)
    }
}

/// A way to infer a topology.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// All evidence together, the best first.
    #[default]
    Default,
    /// Segments by designated bridge and port of the spanning tree, hosts from forwarding tables.
    StpSegments,
}

impl Strategy {
    /// All strategies.
    pub const ALL: [Self; 2] = [Self::Default, Self::StpSegments];

    /// The name used in results, on command lines and in bindings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::StpSegments => "stp-segments",
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Strategy {
    type Err = Error;

    /// Reads the name of a strategy, in any case; `stp_segments` is `stp-segments`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wanted = text.trim().to_ascii_lowercase().replace('_', "-");
        Self::ALL.into_iter().find(|strategy| strategy.name() == wanted).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|strategy| strategy.name()).collect();
            Error::invalid("strategy", text, format!("one of {}", names.join(", ")))
        })
    }
}

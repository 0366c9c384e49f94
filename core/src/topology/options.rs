use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::evidence::Source;

/// How a topology is to be inferred.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Evidence to leave out, as if no device had answered it.
    pub hide: BTreeSet<Source>,
    /// The way to infer.
    pub strategy: Strategy,
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

//! Bad networks, repeatable: every decision comes from a seed.

mod act;
mod element;
mod line;
mod misdeed;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

pub use line::{Delivery, Line, Source};
pub use misdeed::{End, LengthForm, Misdeed, Part, Path, Requests};

use super::agent::{Agent, Quirks};
use crate::value::Moment;

/// What can happen to datagrams, and the bad habits and misdeeds of single agents. The default is a perfect network.
///
/// Chances are from 0 to 1; what is outside counts as the nearer of the two. Each device has a random
/// stream of its own, so the order in which devices are asked changes nothing.
///
/// ```
/// use std::time::Duration;
/// use netwarden::sim::{Faults, Quirks};
///
/// let faults = Faults::new(42)
///     .loss(0.05)
///     .delay(Duration::from_millis(2)..=Duration::from_millis(30))
///     .quirks("old-switch", Quirks::new().without_counter64().bulk_deaf());
/// # let _ = faults;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Faults {
    seed: u64,
    loss: f64,
    duplication: f64,
    reordering: f64,
    truncation: f64,
    wrong_id: f64,
    wrong_source: f64,
    garbage: f64,
    delay: Option<(Duration, Duration)>,
    quirks: BTreeMap<String, Quirks>,
    misdeeds: BTreeMap<String, Vec<Misdeed>>,
}

impl Faults {
    /// No fault yet; `seed` decides all that follow.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// The chance that a datagram is lost, on its way to the agent and again on the way back.
    #[must_use]
    pub fn loss(mut self, chance: f64) -> Self {
        self.loss = chance;
        self
    }

    /// The chance that an answer comes twice.
    #[must_use]
    pub fn duplication(mut self, chance: f64) -> Self {
        self.duplication = chance;
        self
    }

    /// The chance that an answer is held back for 50 ms, so that later ones overtake it.
    #[must_use]
    pub fn reordering(mut self, chance: f64) -> Self {
        self.reordering = chance;
        self
    }

    /// The chance that an answer is cut off somewhere.
    #[must_use]
    pub fn truncation(mut self, chance: f64) -> Self {
        self.truncation = chance;
        self
    }

    /// The chance that an answer bears the id of another request.
    #[must_use]
    pub fn wrong_id(mut self, chance: f64) -> Self {
        self.wrong_id = chance;
        self
    }

    /// The chance that an answer comes from another port than the one that was asked.
    #[must_use]
    pub fn wrong_source(mut self, chance: f64) -> Self {
        self.wrong_source = chance;
        self
    }

    /// The chance that random octets come before an answer.
    #[must_use]
    pub fn garbage(mut self, chance: f64) -> Self {
        self.garbage = chance;
        self
    }

    /// How long an answer takes.
    #[must_use]
    pub fn delay(mut self, span: RangeInclusive<Duration>) -> Self {
        self.delay = Some(span.into_inner());
        self
    }

    /// Gives the agent of one device bad habits.
    #[must_use]
    pub fn quirks(mut self, device: &str, quirks: Quirks) -> Self {
        self.quirks.insert(device.to_owned(), quirks);
        self
    }

    /// Has one device do something against the standards, besides what it does already.
    #[must_use]
    pub fn misdeed(mut self, device: &str, misdeed: Misdeed) -> Self {
        self.misdeeds.entry(device.to_owned()).or_default().push(misdeed);
        self
    }

    /// Puts an agent behind this network.
    #[must_use]
    pub fn line(&self, agent: Agent) -> Line {
        let quirks = self.quirks.get(agent.name()).cloned();
        let misdeeds = self.misdeeds.get(agent.name()).cloned().unwrap_or_default();
        let seed = agent.name().bytes().fold(self.seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        let agent = match (quirks, misdeeds.as_slice()) {
            (None, []) => agent,
            (quirks, misdeeds) => agent.with_quirks(misdeeds.iter().fold(quirks.unwrap_or_default(), habit)),
        };
        let faults = Self { quirks: BTreeMap::new(), misdeeds: BTreeMap::new(), ..self.clone() };
        Line::new(agent, faults, misdeeds, seed)
    }
}

/// The misdeeds that are habits of the agent itself.
fn habit(quirks: Quirks, misdeed: &Misdeed) -> Quirks {
    match misdeed {
        Misdeed::BulkDeaf => quirks.bulk_deaf(),
        Misdeed::V1Only => quirks.v1_only(),
        Misdeed::RestartsAt { ms } => quirks.restart_at(Moment::START + Duration::from_millis(*ms)),
        Misdeed::Walk { below, path } => quirks.path_below(below.clone(), *path),
        Misdeed::IgnoresMaxRepetitions { .. } => quirks.max_message(LARGEST),
        _ => quirks,
    }
}

/// Octets that fit into a UDP datagram over IPv4, less a few.
const LARGEST: usize = 65_000;

#[cfg(test)]
mod tests;

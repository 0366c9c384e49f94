//! Bad networks, repeatable: every decision comes from a seed.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use fastrand::Rng;

use super::agent::{Agent, Quirks};
use crate::value::Moment;
use crate::wire::{self, Pdu};

/// What can happen to datagrams, and the bad habits of single agents. The default is a perfect network.
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
}

/// How long a reordered datagram is held back, besides its delay.
const HELD_BACK: Duration = Duration::from_millis(50);

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

    /// Puts an agent behind this network.
    #[must_use]
    pub fn line(&self, agent: Agent) -> Line {
        let quirks = self.quirks.get(agent.name()).cloned();
        let seed = agent.name().bytes().fold(self.seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        let agent = match quirks {
            Some(quirks) => agent.with_quirks(quirks),
            None => agent,
        };
        Line { agent, faults: Self { quirks: BTreeMap::new(), ..self.clone() }, random: Rng::with_seed(seed) }
    }
}

/// An agent and the network in front of it.
#[derive(Clone, Debug)]
pub struct Line {
    agent: Agent,
    faults: Faults,
    random: Rng,
}

/// A datagram on its way to whoever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// When it arrives.
    pub at: Moment,
    /// Its octets.
    pub datagram: Vec<u8>,
    /// Whether it comes from another port than the one that was asked.
    pub wrong_source: bool,
}

/// What befalls one exchange. All of it is drawn every time, so that one fault more or less does not
/// change when the others strike.
struct Fate {
    request_lost: bool,
    answer_lost: bool,
    duplicated: bool,
    held_back: bool,
    cut_at: Option<u64>,
    wrong_id: bool,
    wrong_source: bool,
    garbage: Option<u64>,
    delay: f64,
}

impl Line {
    /// The agent.
    #[must_use]
    pub fn agent(&self) -> &Agent {
        &self.agent
    }

    /// Sends a datagram to the agent and returns what comes back, in the order of arrival.
    pub fn send(&mut self, datagram: &[u8], now: Moment) -> Vec<Delivery> {
        let fate = self.draw();
        if fate.request_lost {
            return Vec::new();
        }
        let Some(answer) = self.agent.answer(datagram, now) else { return Vec::new() };
        let (least, most) = self.faults.delay.unwrap_or_default();
        let mut at = now + least + most.saturating_sub(least).mul_f64(fate.delay) + self.agent.slowness();
        let mut deliveries = Vec::with_capacity(1);
        if let Some(seed) = fate.garbage {
            let mut noise = Rng::with_seed(seed);
            let octets = (0..noise.usize(1..120)).map(|_| noise.u8(..)).collect();
            deliveries.push(Delivery { at, datagram: octets, wrong_source: false });
        }
        if fate.answer_lost {
            return deliveries;
        }
        let answer = if fate.wrong_id { with_another_id(answer) } else { answer };
        let datagram = match fate.cut_at {
            Some(draw) => cut(answer, draw),
            None => answer,
        };
        if fate.held_back {
            at = at + HELD_BACK;
        }
        let delivery = Delivery { at, datagram, wrong_source: fate.wrong_source };
        if fate.duplicated {
            deliveries.push(delivery.clone());
        }
        deliveries.push(delivery);
        deliveries
    }

    fn draw(&mut self) -> Fate {
        let random = &mut self.random;
        let mut strikes = |chance: f64| random.f64() < chance;
        let (request_lost, answer_lost) = (strikes(self.faults.loss), strikes(self.faults.loss));
        let (duplicated, held_back) = (strikes(self.faults.duplication), strikes(self.faults.reordering));
        let (truncated, wrong_id) = (strikes(self.faults.truncation), strikes(self.faults.wrong_id));
        let (wrong_source, garbage) = (strikes(self.faults.wrong_source), strikes(self.faults.garbage));
        let (part, noise, delay) = (random.u64(..), random.u64(..), random.f64());
        Fate {
            request_lost,
            answer_lost,
            duplicated,
            held_back,
            cut_at: truncated.then_some(part),
            wrong_id,
            wrong_source,
            garbage: garbage.then_some(noise),
            delay,
        }
    }
}

/// Cuts the end off, by `draw`: at least one octet stays, and never all.
fn cut(mut datagram: Vec<u8>, draw: u64) -> Vec<u8> {
    let most = u64::try_from(datagram.len()).unwrap_or(u64::MAX).saturating_sub(1).max(1);
    datagram.truncate(usize::try_from(1 + draw % most).unwrap_or(1));
    datagram
}

fn with_another_id(datagram: Vec<u8>) -> Vec<u8> {
    let Ok(decoded) = wire::decode(&datagram) else { return datagram };
    let mut message = decoded.message;
    if let Pdu::Response(response) = &mut message.pdu {
        response.id = response.id.wrapping_add(1);
    }
    wire::encode(&message).unwrap_or(datagram)
}

#[cfg(test)]
mod tests;

use std::time::Duration;

use fastrand::Rng;

use super::{Faults, Misdeed, act};
use crate::sim::agent::Agent;
use crate::value::Moment;
use crate::wire::{self, Pdu};

/// An agent and the network in front of it.
#[derive(Clone, Debug)]
pub struct Line {
    agent: Agent,
    faults: Faults,
    misdeeds: Vec<Misdeed>,
    random: Rng,
    /// The answer that waits for the next request.
    held: Option<Vec<u8>>,
}

/// A datagram on its way to whoever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// When it arrives.
    pub at: Moment,
    /// Its octets.
    pub datagram: Vec<u8>,
    /// Whence it comes.
    pub from: Source,
}

/// Whence a datagram comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The address and port that were asked.
    Asked,
    /// Another port of that address.
    OtherPort,
    /// Another address.
    OtherAddress,
}

/// Octets that fit into a UDP datagram over IPv4; what is longer cannot be sent.
const MOST: usize = 65_507;

/// How long a reordered datagram is held back, besides its delay.
pub(super) const HELD_BACK: Duration = Duration::from_millis(50);

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
    pub(super) fn new(agent: Agent, faults: Faults, misdeeds: Vec<Misdeed>, seed: u64) -> Self {
        Self { agent, faults, misdeeds, random: Rng::with_seed(seed), held: None }
    }

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
        let Some(answer) = self.answer(datagram, now) else { return Vec::new() };
        let (least, most) = self.faults.delay.unwrap_or_default();
        let mut at = now + least + most.saturating_sub(least).mul_f64(fate.delay) + self.agent.slowness();
        let mut deliveries = Vec::with_capacity(1);
        if let Some(seed) = fate.garbage {
            let mut noise = Rng::with_seed(seed);
            let octets = (0..noise.usize(1..120)).map(|_| noise.u8(..)).collect();
            deliveries.push(Delivery { at, datagram: octets, from: Source::Asked });
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
        let from = if fate.wrong_source { Source::OtherPort } else { Source::Asked };
        let delivery = Delivery { at, datagram, from };
        if fate.duplicated {
            deliveries.push(delivery.clone());
        }
        deliveries.push(delivery);
        for misdeed in &self.misdeeds {
            deliveries = act::on_the_way(misdeed, deliveries, now, &mut self.random, &mut self.held);
        }
        deliveries.retain(|delivery| delivery.datagram.len() <= MOST);
        deliveries
    }

    fn answer(&self, datagram: &[u8], now: Moment) -> Option<Vec<u8>> {
        match self.misdeeds.as_slice() {
            [] => self.agent.answer(datagram, now),
            misdeeds => act::answer(&self.agent, misdeeds, datagram, now),
        }
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

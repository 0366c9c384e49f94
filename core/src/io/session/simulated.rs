use std::sync::Arc;

use tokio::time::Instant;

use super::{Session, SessionFuture};
use crate::error::{Error, Result};
use crate::io::{Community, Query};
use crate::sim::Agent;
use crate::value::{Moment, VlanId};
use crate::wire::{Answer, CommunityString, Message, Pdu, Version};

/// Asks a simulated agent directly, without sockets: what is silence on a network is a timeout at once.
///
/// Its clock is tokio's: with `tokio::time::pause`, counters advance as the test says.
#[derive(Clone, Debug)]
pub struct SimulatedSession {
    agent: Arc<Agent>,
    community: CommunityString,
    version: Version,
    started: Instant,
}

impl SimulatedSession {
    /// A session with that agent, whose clock starts now. Of the community's versions the first is used.
    #[must_use]
    pub fn new(agent: Agent, community: &Community) -> Self {
        let version = community.versions().next().unwrap_or(Version::V2c);
        Self { agent: Arc::new(agent), community: community.string().clone(), version, started: Instant::now() }
    }

    fn answer(&self, query: Query) -> Result<Answer> {
        let query = match (self.version, query) {
            (Version::V1, Query::GetBulk { names, .. }) => Query::GetNext(names),
            (_, query) => query,
        };
        let message = Message { version: self.version, community: self.community.clone(), pdu: query.into_pdu(1) };
        match self.agent.respond(&message, Moment::START + self.started.elapsed()).map(|answer| answer.pdu) {
            Some(Pdu::Response(response)) => Ok(Answer::from(response)),
            _ => Err(Error::TimedOut { target: self.target(), after_ms: 0, attempts: 1, hint: "" }),
        }
    }
}

impl Session for SimulatedSession {
    fn target(&self) -> String {
        self.agent.name().to_owned()
    }

    fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>> {
        Box::pin(std::future::ready(self.answer(query)))
    }

    fn in_vlan(&self, vlan: VlanId) -> Option<Box<dyn Session>> {
        Some(Box::new(Self { community: Community::in_vlan(&self.community, vlan.0), ..self.clone() }))
    }
}

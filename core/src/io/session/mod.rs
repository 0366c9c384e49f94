//! Asking one agent: over the network, out of a recording, or in memory.

mod ext;
mod get;
mod recorded;
mod simulated;
mod udp;

use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

use crate::error::Result;
use crate::value::VlanId;
use crate::wire::{Answer, Walk, WalkLimits};

use super::Query;

pub use ext::{SessionExt, TableRead};
pub use recorded::RecordedSession;
pub use simulated::SimulatedSession;
pub use udp::UdpSession;

/// What a [`Session`] gives back: a future that can be boxed and sent.
pub type SessionFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One agent and the right to ask it: a target. Its operations are in [`SessionExt`].
///
/// There are sessions over the network ([`UdpSession`]), out of a recording ([`RecordedSession`]) and with a simulated
/// agent ([`SimulatedSession`]); what is written against this trait works with all of them, and with others that
/// implement [`Self::exchange`].
pub trait Session: fmt::Debug + Send + Sync {
    /// What to call the agent in messages: its address, or the recording's name.
    fn target(&self) -> String;

    /// Asks once; repeats and late answers are the session's affair.
    ///
    /// An answer whose error-status is not `noError` is an answer, not an error.
    fn exchange(&self, query: Query) -> SessionFuture<'_, Result<Answer>>;

    /// The address at which the agent is asked, and the one from which, where there is a network in between.
    fn ends(&self) -> Option<(IpAddr, Option<IpAddr>)> {
        None
    }

    /// Takes a walk as far as it comes: asks what it wants to know until it wants no more. A session over a
    /// network may do that nearer to its sockets.
    ///
    /// # Errors
    /// Where the agent answered nothing at all.
    fn follow(&self, walk: Walk) -> SessionFuture<'_, Result<Walk>> {
        Box::pin(ext::follow(self, walk))
    }

    /// A session with the same agent in the context of a VLAN, as Cisco's bridges need it; `None` where there is
    /// no such thing.
    fn in_vlan(&self, vlan: VlanId) -> Option<Box<dyn Session>> {
        let _ = vlan;
        None
    }

    /// The limits of a walk, adapted to what is known of this agent.
    fn adapted(&self, limits: WalkLimits) -> WalkLimits {
        limits
    }

    /// Remembers what a walk found out about this agent.
    fn learn(&self, walk: &Walk) {
        let _ = walk;
    }
}

#[cfg(test)]
mod tests;

use crate::error::Result;
use crate::io::Community;
use crate::value::{Moment, VlanId};
use crate::wire::usm::{MessageIds, UsmPeer};
use crate::wire::{CommunityString, Exchange, Message, Pdu, RetryPolicy, Version};

/// What the requests to one agent are protected with.
#[derive(Clone, Debug)]
pub(crate) enum Security {
    /// SNMPv1 or v2c.
    Community(CommunityString),
    /// SNMPv3: what is known of the agent's engine, and the context name.
    Usm(UsmPeer, Vec<u8>),
}

impl Security {
    /// The same agent in the context of a VLAN, as Cisco's bridges have it.
    pub(crate) fn in_vlan(&self, vlan: VlanId) -> Self {
        match self {
            Self::Community(string) => Self::Community(Community::in_vlan(string, vlan.0)),
            Self::Usm(peer, _) => Self::Usm(peer.clone(), format!("vlan-{}", vlan.0).into_bytes()),
        }
    }

    /// The life of a request under this protection. `version` is for a community; `ids` makes the message ids of
    /// v3.
    pub(super) fn exchange(
        &self,
        version: Version,
        pdu: Pdu,
        policy: RetryPolicy,
        ids: impl FnOnce() -> MessageIds,
        now: Moment,
    ) -> Result<Exchange> {
        match self {
            Self::Community(community) => {
                Exchange::start(&Message { version, community: community.clone(), pdu }, policy, now)
            }
            Self::Usm(peer, context) => Exchange::start_v3(peer.clone(), context.clone(), pdu, ids(), policy, now),
        }
    }
}

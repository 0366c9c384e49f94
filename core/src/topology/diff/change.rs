use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::topology::element::Element;
use crate::topology::graph::{End, LinkState, Strength};
use crate::value::VlanId;

/// One difference between two topologies. It prints as a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Change {
    /// A node is new.
    NodeAdded {
        /// The node.
        node: Element,
    },
    /// A node is gone.
    NodeRemoved {
        /// The node.
        node: Element,
    },
    /// A node has another name.
    NodeRenamed {
        /// The node.
        node: Element,
        /// Its name before.
        was: String,
    },
    /// A node is known by another id: one that was only heard of or seen now answers, or the other way round.
    NodeIdentified {
        /// The node.
        node: Element,
        /// What it was.
        was: Element,
    },
    /// Several nodes turned out to be one.
    NodesMerged {
        /// The one.
        node: Element,
        /// What they were.
        was: Vec<Element>,
    },
    /// One node turned out to be several.
    NodeSplit {
        /// The nodes.
        nodes: Vec<Element>,
        /// What they were.
        was: Element,
    },
    /// A device answered and does not now. What it said is not refuted.
    NoAnswer {
        /// The device.
        node: Element,
    },
    /// A device answers that did not.
    Answers {
        /// The device.
        node: Element,
    },
    /// IP addresses of a node came or went.
    AddressesChanged {
        /// The node.
        node: Element,
        /// Those that came.
        added: Vec<IpAddr>,
        /// Those that went.
        removed: Vec<IpAddr>,
    },
    /// A link is new.
    LinkAdded {
        /// The link.
        link: Element,
    },
    /// A link is gone: those who said that it is there do not say so now.
    LinkRemoved {
        /// The link.
        link: Element,
    },
    /// A link or a medium is not seen, but devices that said that it is there cannot be asked.
    Unseen {
        /// The link or the segment.
        element: Element,
        /// The devices that do not answer, or not wholly.
        silent: Vec<Element>,
    },
    /// A host or a switch is at another port, or another port of it is.
    Moved {
        /// The end that stays.
        what: End,
        /// The other end before.
        from: End,
        /// The other end after.
        to: End,
    },
    /// An aggregate lost a member.
    LagMemberLost {
        /// What its members are called.
        lag: String,
        /// The member.
        link: Element,
        /// How many are left.
        members: u32,
    },
    /// An aggregate has a new member.
    LagMemberAdded {
        /// What its members are called.
        lag: String,
        /// The member.
        link: Element,
        /// How many there are.
        members: u32,
    },
    /// Spanning tree blocks a link that forwarded, or opens one.
    StateChanged {
        /// The link.
        link: Element,
        /// Before.
        before: LinkState,
        /// After.
        after: LinkState,
    },
    /// The evidence of a link has another rank, or its confidence crossed 0.99, 0.9 or 0.5.
    StrengthChanged {
        /// The link.
        link: Element,
        /// The rank before.
        before: Strength,
        /// The rank after.
        after: Strength,
        /// The confidence before.
        confidence_before: f64,
        /// The confidence after.
        confidence_after: f64,
    },
    /// A link is known to carry other VLANs.
    VlansChanged {
        /// The link.
        link: Element,
        /// Those that came.
        added: Vec<VlanId>,
        /// Those that went.
        removed: Vec<VlanId>,
    },
    /// A shared medium is new.
    SegmentAdded {
        /// The segment.
        segment: Element,
    },
    /// A shared medium is gone.
    SegmentRemoved {
        /// The segment.
        segment: Element,
    },
    /// A shared medium has other members.
    SegmentChanged {
        /// The segment.
        segment: Element,
        /// Those that came.
        joined: Vec<End>,
        /// Those that went.
        left: Vec<End>,
    },
    /// Something comes and goes too often for each change to be told: see [`Tracker`](crate::topology::Tracker).
    Flapping {
        /// The device, link or segment.
        element: Element,
        /// Changes within the window.
        changes: u32,
        /// The window in milliseconds.
        window_ms: u64,
    },
    /// Something that came and went too often is steady again.
    Steady {
        /// The device, link or segment.
        element: Element,
    },
}

/// By kind, then by what it is about.
pub(in crate::topology) fn in_order(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by_cached_key(|change| (change.rank(), change.subject(), change.to_string()));
    changes
}

impl Change {
    fn rank(&self) -> u8 {
        match self {
            Self::NodesMerged { .. } => 0,
            Self::NodeSplit { .. } => 1,
            Self::NodeIdentified { .. } => 2,
            Self::NodeRemoved { .. } => 3,
            Self::NodeAdded { .. } => 4,
            Self::NoAnswer { .. } => 5,
            Self::Answers { .. } => 6,
            Self::NodeRenamed { .. } => 7,
            Self::AddressesChanged { .. } => 8,
            Self::Moved { .. } => 9,
            Self::LinkRemoved { .. } => 10,
            Self::LinkAdded { .. } => 11,
            Self::Unseen { .. } => 12,
            Self::LagMemberLost { .. } => 13,
            Self::LagMemberAdded { .. } => 14,
            Self::StateChanged { .. } => 15,
            Self::StrengthChanged { .. } => 16,
            Self::VlansChanged { .. } => 17,
            Self::SegmentRemoved { .. } => 18,
            Self::SegmentAdded { .. } => 19,
            Self::SegmentChanged { .. } => 20,
            Self::Flapping { .. } => 21,
            Self::Steady { .. } => 22,
        }
    }

    fn subject(&self) -> String {
        match self {
            Self::NodeAdded { node }
            | Self::NodeRemoved { node }
            | Self::NodeRenamed { node, .. }
            | Self::NodeIdentified { node, .. }
            | Self::NodesMerged { node, .. }
            | Self::NoAnswer { node }
            | Self::Answers { node }
            | Self::AddressesChanged { node, .. } => node.id.clone(),
            Self::NodeSplit { was, .. } => was.id.clone(),
            Self::Moved { what, .. } => what.node.clone(),
            Self::LinkAdded { link }
            | Self::LinkRemoved { link }
            | Self::LagMemberLost { link, .. }
            | Self::LagMemberAdded { link, .. }
            | Self::StateChanged { link, .. }
            | Self::StrengthChanged { link, .. }
            | Self::VlansChanged { link, .. } => link.name.clone(),
            Self::Unseen { element, .. } | Self::Flapping { element, .. } | Self::Steady { element } => {
                element.name.clone()
            }
            Self::SegmentAdded { segment }
            | Self::SegmentRemoved { segment }
            | Self::SegmentChanged { segment, .. } => segment.name.clone(),
        }
    }
}

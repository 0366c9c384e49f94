use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::inventory::{Notification, NotificationKind};
use crate::io::Discovery;
use crate::topology::{LinkChange, Topology};

/// What devices said until they were quiet for a while ([`TrapListener::next_changes`](super::TrapListener::next_changes)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// All notifications, in the order of arrival.
    pub notifications: Vec<Notification>,
    /// The addresses that told of a start, a link, a neighbor or the spanning tree, each once, ascending: the devices
    /// that are worth another visit. It is the address that a notification came from, never the one that it claims.
    pub senders: Vec<IpAddr>,
    /// The cables that went down or came up, once [`Self::locate`] was given a topology.
    pub links: Vec<LinkChange>,
}

impl Changes {
    /// Notifications that are waited for at most.
    pub(super) const MOST: usize = 10_000;

    pub(super) fn new(notifications: Vec<Notification>) -> Self {
        let told = notifications.iter().filter(|notification| is_change(&notification.kind));
        let senders: BTreeSet<IpAddr> = told.map(|notification| notification.source).collect();
        Self { notifications, senders: senders.into_iter().collect(), links: Vec::new() }
    }

    /// The same with the cables of that topology that the notifications are about ([`Topology::link_changes`]).
    #[must_use]
    pub fn locate(mut self, topology: &Topology) -> Self {
        self.links = topology.link_changes(&self.notifications);
        self
    }

    /// Another visit to the devices that told of a change; `None` where none did. Port and credentials are to be said,
    /// and [`Site::update`](crate::inventory::Site::update) takes over what it brings.
    #[must_use]
    pub fn discovery(&self) -> Option<Discovery> {
        let text = self.senders.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        (!self.senders.is_empty()).then(|| Discovery::of(text))
    }
}

/// Whether the device may look different now. A failed authentication says nothing of the device, and what is not known
/// comes too often to be followed.
fn is_change(kind: &NotificationKind) -> bool {
    match kind {
        NotificationKind::ColdStart
        | NotificationKind::WarmStart
        | NotificationKind::LinkDown { .. }
        | NotificationKind::LinkUp { .. }
        | NotificationKind::EgpNeighborLoss { .. }
        | NotificationKind::NewRoot
        | NotificationKind::TopologyChange
        | NotificationKind::LldpRemTablesChange { .. }
        | NotificationKind::OspfNbrStateChange { .. } => true,
        NotificationKind::AuthenticationFailure | NotificationKind::PrinterV2Alert { .. } | NotificationKind::Other => {
            false
        }
    }
}

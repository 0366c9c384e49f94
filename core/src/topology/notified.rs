//! Which cable a notification is about.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::graph::{End, Layer, Link, Node, Topology};
use crate::inventory::{Notification, NotificationKind};
use crate::value::{IfIndex, Timestamp};

/// A cable that went down or came up, by what the devices at its ends said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkChange {
    /// The id of the link.
    pub link: String,
    /// Whether it came up; else it went down.
    pub up: bool,
    /// When the first notification of it was received.
    pub at: Timestamp,
    /// The ends that said so, in the order in which they did.
    pub ends: Vec<End>,
    /// The positions of the notifications in what was given.
    pub notifications: Vec<u32>,
}

/// An interface as a notification names it.
struct Named<'a> {
    interface: Option<IfIndex>,
    names: [Option<&'a str>; 2],
    up: bool,
}

impl Notification {
    /// The cable that a `linkDown` or `linkUp` is about: `None` for other notifications, for a device or an interface
    /// that the topology does not have, and for one where several cables end, such as a radio or an aggregate.
    #[must_use]
    pub fn link<'t>(&self, topology: &'t Topology) -> Option<&'t Link> {
        topology.end_of(self).map(|(link, _)| link)
    }

    /// The device that sent it: the one that was polled at the address that it came from, else the only one that has
    /// that address, else the same of the address that the notification gives.
    #[must_use]
    pub fn sender<'t>(&self, topology: &'t Topology) -> Option<&'t Node> {
        let at = |address: IpAddr| {
            let id = address.to_string();
            let polled = topology.nodes.iter().find(|node| node.polled && node.id == id);
            let mut owners = topology.nodes.iter().filter(|node| node.addresses.contains(&address));
            polled.or_else(|| owners.next().filter(|_| owners.next().is_none()))
        };
        at(self.source).or_else(|| at(self.agent?))
    }

    fn named(&self) -> Option<Named<'_>> {
        let (NotificationKind::LinkDown { interface, name, description, .. }
        | NotificationKind::LinkUp { interface, name, description, .. }) = &self.kind
        else {
            return None;
        };
        let up = matches!(self.kind, NotificationKind::LinkUp { .. });
        Some(Named { interface: *interface, names: [name.as_deref(), description.as_deref()], up })
    }
}

impl Named<'_> {
    /// The number decides where both have one.
    fn is(&self, end: &End) -> bool {
        match (self.interface, end.if_index) {
            (Some(named), Some(known)) => named == known,
            _ => end.port.as_deref().is_some_and(|port| self.names.contains(&Some(port))),
        }
    }
}

impl Topology {
    /// What notifications say of the cables: those of both ends of one cable become one change, in the order in which
    /// the changes were first heard of. Each further change of the same cable is one of its own.
    #[must_use]
    pub fn link_changes(&self, notifications: &[Notification]) -> Vec<LinkChange> {
        let mut changes: Vec<LinkChange> = Vec::new();
        for (position, notification) in (0..).zip(notifications) {
            let (Some((link, end)), Some(named)) = (self.end_of(notification), notification.named()) else { continue };
            let last = changes.iter_mut().rev().find(|change| change.link == link.id);
            match last.filter(|change| change.up == named.up) {
                Some(change) => {
                    if !change.ends.contains(end) {
                        change.ends.push(end.clone());
                    }
                    change.notifications.push(position);
                }
                None => changes.push(LinkChange {
                    link: link.id.clone(),
                    up: named.up,
                    at: notification.received_at,
                    ends: vec![end.clone()],
                    notifications: vec![position],
                }),
            }
        }
        changes
    }

    /// The cable of a notification, and its end at the sender.
    fn end_of(&self, notification: &Notification) -> Option<(&Link, &End)> {
        let (named, node) = (notification.named()?, notification.sender(self)?);
        let mut found = self.links.iter().filter(|link| link.layer == Layer::L2).filter_map(|link| {
            let end = [&link.a, &link.b].into_iter().find(|end| end.node == node.id && named.is(end))?;
            Some((link, end))
        });
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}

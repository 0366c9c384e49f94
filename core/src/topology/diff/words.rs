use std::fmt;

use super::Change;
use crate::topology::element::Element;
use crate::topology::graph::LinkState;

impl fmt::Display for Change {
    /// `pc7 moved from sw1 p5 to sw2 p7`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NodeAdded { node } => write!(f, "{node} is new"),
            Self::NodeRemoved { node } => write!(f, "{node} is gone"),
            Self::NodeRenamed { node, was } => write!(f, "{was} is called {node} now"),
            Self::NodeIdentified { node, was } if node.name == was.name => {
                write!(f, "{node} is known by the id {} now, before by {}", node.id, was.id)
            }
            Self::NodeIdentified { node, was } => {
                write!(f, "{} ({}) turned out to be {node} ({})", was.name, was.id, node.id)
            }
            Self::NodesMerged { node, was } => write!(f, "{} turned out to be one: {node}", ids(was)),
            Self::NodeSplit { nodes, was } => write!(f, "{was} turned out to be several: {}", ids(nodes)),
            Self::NoAnswer { node } => write!(f, "{node} does not answer any more"),
            Self::Answers { node } => write!(f, "{node} answers now"),
            Self::AddressesChanged { node, added, removed } => {
                write!(f, "{node} {}", came_and_went("has", list(added), "has no more", list(removed)))
            }
            Self::LinkAdded { link } => write!(f, "{link} is new"),
            Self::LinkRemoved { link } => write!(f, "{link} is gone"),
            Self::Unseen { element, silent } => {
                let verb = if silent.len() == 1 { "cannot" } else { "cannot all" };
                write!(f, "{element} is not seen, but may be there: {} {verb} be asked to the end", list(silent))
            }
            Self::Moved { what, from, to } if from.node == to.node && from.port.is_none() => {
                write!(f, "{what} turned out to be at {to}")
            }
            Self::Moved { what, from, to } => write!(f, "{what} moved from {from} to {to}"),
            Self::LagMemberLost { lag, link, members } => write!(f, "{lag} lost its member {link}: {members} left"),
            Self::LagMemberAdded { lag, link, members } => write!(f, "{lag} has the new member {link}: {members} now"),
            Self::StateChanged { link, before, after } => match (before, after) {
                (_, LinkState::Blocked) => write!(f, "spanning tree blocks {link} now"),
                (LinkState::Blocked, LinkState::Forwarding) => write!(f, "spanning tree opened {link}"),
                (_, LinkState::Forwarding) => write!(f, "{link} forwards now"),
                (_, LinkState::Unknown) => write!(f, "whether {link} forwards is not known any more"),
            },
            Self::StrengthChanged { link, before, after, confidence_before, confidence_after } => {
                write!(f, "{link} is {after}, {confidence_after:.3}; it was {before}, {confidence_before:.3}")
            }
            Self::VlansChanged { link, added, removed } => {
                write!(
                    f,
                    "{link} {}",
                    came_and_went("carries VLAN", list(added), "no more carries VLAN", list(removed))
                )
            }
            Self::SegmentAdded { segment } => write!(f, "medium {segment} is new"),
            Self::SegmentRemoved { segment } => write!(f, "medium {segment} is gone"),
            Self::SegmentChanged { segment, joined, left } => {
                write!(f, "medium {segment} {}", came_and_went("gained", list(joined), "lost", list(left)))
            }
            Self::Flapping { element, changes, window_ms } => {
                write!(f, "{element} comes and goes: {changes} changes within {} s", window_ms / 1000)
            }
            Self::Steady { element } => write!(f, "{element} is steady again"),
        }
    }
}

fn list<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn ids(elements: &[Element]) -> String {
    elements.iter().map(|element| format!("{} ({})", element.name, element.id)).collect::<Vec<_>>().join(", ")
}

fn came_and_went(gained: &str, added: String, lost: &str, removed: String) -> String {
    match (added.is_empty(), removed.is_empty()) {
        (_, true) => format!("{gained} {added}"),
        (true, _) => format!("{lost} {removed}"),
        _ => format!("{gained} {added} and {lost} {removed}"),
    }
}

//! What of a node, a link or a medium counts as a change.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::topology::diff::band;
use crate::topology::element::{Element, ElementKind};
use crate::topology::graph::{End, Link, Node, Segment, Topology};

/// What a node, a link or a medium is known by. As a key of JSON it is one string.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) kind: ElementKind,
    pub(super) id: String,
}

const KINDS: [(ElementKind, &str); 3] =
    [(ElementKind::Device, "device "), (ElementKind::Link, "link "), (ElementKind::Segment, "segment ")];

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = KINDS.iter().find(|(kind, _)| *kind == self.kind).map(|(_, word)| *word).unwrap_or_default();
        serializer.serialize_str(&format!("{kind}{}", self.id))
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known =
            KINDS.iter().find_map(|(kind, word)| Some(Self { kind: *kind, id: text.strip_prefix(word)?.to_owned() }));
        known.ok_or_else(|| serde::de::Error::custom(format!("\"{text}\" is no key of a device, link or segment")))
    }
}

/// What differs between two topologies, each with how it is in the second; empty where it is not there.
pub(super) struct Differing(pub(super) BTreeMap<Key, (Element, String)>, BTreeMap<Key, Vec<String>>);

impl Differing {
    pub(super) fn of(reported: &Topology, seen: &Topology) -> Self {
        let mut differing = Self(BTreeMap::new(), BTreeMap::new());
        differing.add(
            &reported.nodes,
            &seen.nodes,
            |node| &node.id,
            node,
            Element::of_node,
            |node| vec![node.id.clone()],
        );
        let ends = |link: &Link| vec![link.a.node.clone(), link.b.node.clone()];
        differing.add(&reported.links, &seen.links, |link| &link.id, link, Element::of_link, ends);
        let members = |it: &Segment| it.members.iter().map(|end| end.node.clone()).collect();
        differing.add(&reported.segments, &seen.segments, |it| &it.id, segment, Element::of_segment, members);
        differing
    }

    fn add<T>(
        &mut self,
        reported: &[T],
        seen: &[T],
        id: impl Fn(&T) -> &String,
        signature: impl Fn(&T) -> String,
        element: impl Fn(&T) -> Element,
        nodes: impl Fn(&T) -> Vec<String>,
    ) {
        let known: HashMap<&str, &T> = reported.iter().map(|it| (id(it).as_str(), it)).collect();
        let mut there = BTreeSet::new();
        for it in seen {
            there.insert(id(it).as_str());
            let now = signature(it);
            if known.get(id(it).as_str()).is_none_or(|was| signature(was) != now) {
                let element = element(it);
                self.0.insert(Key { kind: element.kind, id: element.id.clone() }, (element, now));
            }
        }
        for it in reported.iter().filter(|it| !there.contains(id(it).as_str())) {
            let element = element(it);
            let key = Key { kind: element.kind, id: element.id.clone() };
            self.1.insert(key.clone(), nodes(it));
            self.0.insert(key, (element, String::new()));
        }
    }

    /// Whether something is gone because a device was taken away.
    pub(super) fn taken_away(&self, key: &Key, removed: &BTreeSet<String>) -> bool {
        self.1.get(key).is_some_and(|nodes| nodes.iter().any(|node| removed.contains(node)))
    }
}

fn node(node: &Node) -> String {
    format!("{} {} {:?}", node.name, node.polled, node.addresses)
}

fn end(end: &End) -> String {
    format!("{} {:?} {:?}", end.node, end.port, end.if_index)
}

fn link(link: &Link) -> String {
    let (a, b) = (end(&link.a), end(&link.b));
    let (layer, state, strength, vlans, lag) = (link.layer, link.state, link.strength, &link.vlans, link.lag.is_some());
    format!("{a} {b} {layer:?} {state:?} {strength:?} {} {vlans:?} {lag}", band(link.confidence))
}

fn segment(segment: &Segment) -> String {
    segment.members.iter().map(end).collect::<Vec<_>>().join(",")
}

//! What of a node, a link or a medium counts as a change.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::topology::diff::{band, joined};
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
        let order = |x: &Node, y: &Node| x.id.cmp(&y.id);
        let pairs = joined(&reported.nodes, &seen.nodes, order, |node| node.id.as_str());
        differing
            .add(&reported.nodes, &seen.nodes, &pairs, same_node, node, Element::of_node, |node| vec![node.id.clone()]);
        let order = |x: &Link, y: &Link| (&x.a, &x.b, x.layer, &x.id).cmp(&(&y.a, &y.b, y.layer, &y.id));
        let pairs = joined(&reported.links, &seen.links, order, |link| link.id.as_str());
        let ends = |link: &Link| vec![link.a.node.clone(), link.b.node.clone()];
        differing.add(&reported.links, &seen.links, &pairs, same_link, link, Element::of_link, ends);
        let order = |x: &Segment, y: &Segment| (&x.members, &x.id).cmp(&(&y.members, &y.id));
        let pairs = joined(&reported.segments, &seen.segments, order, |it| it.id.as_str());
        let members = |it: &Segment| it.members.iter().map(|end| end.node.clone()).collect();
        differing.add(&reported.segments, &seen.segments, &pairs, same_segment, segment, Element::of_segment, members);
        differing
    }

    #[allow(clippy::too_many_arguments)] // one for each thing in which the three kinds differ
    fn add<T>(
        &mut self,
        reported: &[T],
        seen: &[T],
        pairs: &[(usize, usize)],
        same: impl Fn(&T, &T) -> bool,
        signature: impl Fn(&T) -> String,
        element: impl Fn(&T) -> Element,
        nodes: impl Fn(&T) -> Vec<String>,
    ) {
        let (mut gone, mut new) = (vec![true; reported.len()], vec![true; seen.len()]);
        for (b, a) in pairs {
            gone[*b] = false;
            new[*a] = !same(&reported[*b], &seen[*a]);
        }
        for (it, _) in seen.iter().zip(&new).filter(|(_, new)| **new) {
            let element = element(it);
            self.0.insert(Key { kind: element.kind, id: element.id.clone() }, (element, signature(it)));
        }
        for (it, _) in reported.iter().zip(&gone).filter(|(_, gone)| **gone) {
            let element = element(it);
            let key = Key { kind: element.kind, id: element.id.clone() };
            self.1.insert(key.clone(), nodes(it));
            self.0.entry(key).or_insert((element, String::new()));
        }
    }

    /// Whether something is gone because a device was taken away.
    pub(super) fn taken_away(&self, key: &Key, removed: &BTreeSet<String>) -> bool {
        self.1.get(key).is_some_and(|nodes| nodes.iter().any(|node| removed.contains(node)))
    }
}

fn same_node(x: &Node, y: &Node) -> bool {
    x.name == y.name && x.polled == y.polled && x.addresses == y.addresses
}

fn node(node: &Node) -> String {
    format!("{} {} {:?}", node.name, node.polled, node.addresses)
}

/// Names of devices are not compared: they change with the device.
fn same_end(x: &End, y: &End) -> bool {
    x.node == y.node && x.port == y.port && x.if_index == y.if_index
}

fn end(end: &End) -> String {
    format!("{} {:?} {:?}", end.node, end.port, end.if_index)
}

fn same_link(x: &Link, y: &Link) -> bool {
    same_end(&x.a, &y.a)
        && same_end(&x.b, &y.b)
        && (x.layer, x.state, x.strength, band(x.confidence)) == (y.layer, y.state, y.strength, band(y.confidence))
        && x.vlans == y.vlans
        && x.lag.is_some() == y.lag.is_some()
}

fn link(link: &Link) -> String {
    let (a, b) = (end(&link.a), end(&link.b));
    let (layer, state, strength, vlans, lag) = (link.layer, link.state, link.strength, &link.vlans, link.lag.is_some());
    format!("{a} {b} {layer:?} {state:?} {strength:?} {} {vlans:?} {lag}", band(link.confidence))
}

fn same_segment(x: &Segment, y: &Segment) -> bool {
    x.members.len() == y.members.len() && x.members.iter().zip(&y.members).all(|(x, y)| same_end(x, y))
}

fn segment(segment: &Segment) -> String {
    segment.members.iter().map(end).collect::<Vec<_>>().join(",")
}

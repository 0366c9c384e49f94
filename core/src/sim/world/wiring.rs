use std::collections::BTreeMap;

use super::node::{Node, Place};

/// Two ports joined by a cable (or a radio and a station).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) struct Cable {
    pub(in crate::sim) a: Place,
    pub(in crate::sim) b: Place,
}

/// Ports that hear each other directly: two on a cable, more on a hub, an unmanaged switch or a radio.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Segment {
    /// Ports of devices that are not themselves transparent, ascending.
    pub(in crate::sim) members: Vec<Place>,
    /// Transparent devices in between, ascending.
    pub(in crate::sim) through: Vec<usize>,
}

/// The segments of a wiring, and which segment each port is on.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Wiring {
    pub(in crate::sim) segments: Vec<Segment>,
    of: BTreeMap<Place, usize>,
}

impl Wiring {
    /// Follows the cables, through devices that are `transparent`. With `logical`, members of an
    /// aggregate count as the aggregate.
    pub(super) fn new(nodes: &[Node], cables: &[Cable], logical: bool, transparent: impl Fn(&Node) -> bool) -> Self {
        let clear: Vec<bool> = nodes.iter().map(transparent).collect();
        let is_clear = |node: usize| clear.get(node).copied().unwrap_or(false);
        // A transparent device is one knot of the graph; of the others each port is one.
        let knot = |place: Place| {
            let port = match nodes.get(place.node) {
                _ if is_clear(place.node) => 0,
                Some(node) if logical => node.logical(place.port),
                _ => place.port,
            };
            Place { node: place.node, port }
        };
        let mut groups = Groups::default();
        for cable in cables.iter().filter(|cable| is_up(nodes, cable.a) && is_up(nodes, cable.b)) {
            groups.join(knot(cable.a), knot(cable.b));
        }
        groups.into_wiring(is_clear)
    }

    pub(in crate::sim) fn segment_of(&self, place: Place) -> Option<(usize, &Segment)> {
        let &at = self.of.get(&place)?;
        Some((at, self.segments.get(at)?))
    }

    /// The other ports on the segment of `place`.
    pub(in crate::sim) fn others(&self, place: Place) -> impl Iterator<Item = Place> + '_ {
        let members = self.segment_of(place).map_or(&[][..], |(_, segment)| &segment.members);
        members.iter().copied().filter(move |&other| other != place)
    }
}

fn is_up(nodes: &[Node], place: Place) -> bool {
    nodes.get(place.node).and_then(|node| node.interfaces.get(place.port)).is_some_and(|interface| interface.admin_up)
}

/// Union-find over places.
#[derive(Default)]
struct Groups {
    parent: BTreeMap<Place, Place>,
}

impl Groups {
    fn root(&mut self, place: Place) -> Place {
        let mut root = place;
        while let Some(&parent) = self.parent.get(&root) {
            if parent == root {
                break;
            }
            root = parent;
        }
        let mut walk = place;
        while walk != root {
            walk = self.parent.insert(walk, root).unwrap_or(root);
        }
        self.parent.insert(root, root);
        root
    }

    fn join(&mut self, a: Place, b: Place) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent.insert(a.max(b), a.min(b));
    }

    fn into_wiring(mut self, is_clear: impl Fn(usize) -> bool) -> Wiring {
        let places: Vec<Place> = self.parent.keys().copied().collect();
        let mut wiring = Wiring::default();
        let mut at_root = BTreeMap::new();
        for place in places {
            let root = self.root(place);
            let at = *at_root.entry(root).or_insert_with(|| {
                wiring.segments.push(Segment::default());
                wiring.segments.len() - 1
            });
            wiring.of.insert(place, at);
            if let Some(segment) = wiring.segments.get_mut(at) {
                if is_clear(place.node) {
                    segment.through.push(place.node);
                } else {
                    segment.members.push(place);
                }
            }
        }
        wiring
    }
}

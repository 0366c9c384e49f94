//! The ways that the frames of one VLAN take once spanning tree has settled: a forest of bridges and segments.

use super::forwarding::{Station, Trees};
use super::node::{Node, Place};
use super::wiring::Wiring;

/// The forest of one VLAN. Bridges and segments take turns along every path.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Ways {
    vertices: Vec<Vertex>,
    /// By node: the vertex of a bridge that forwards in this VLAN.
    bridges: Vec<Option<usize>>,
    /// By segment.
    segments: Vec<Option<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knot {
    Bridge(usize),
    Segment(usize),
}

#[derive(Clone, Debug)]
struct Vertex {
    knot: Knot,
    parent: Option<usize>,
    /// The bridge port at which this vertex and its parent meet.
    joint: Option<Place>,
    children: Vec<usize>,
    /// Those beside it by which one gets to another bridge.
    onward: Vec<usize>,
    tree: usize,
    depth: usize,
    /// The last of those below it: the vertices of a subtree stand together.
    last: usize,
}

/// A step of a frame over one segment, from port to port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) struct Hop {
    pub(in crate::sim) from: Place,
    pub(in crate::sim) to: Place,
}

impl Ways {
    pub(in crate::sim) fn new(nodes: &[Node], wiring: &Wiring, trees: &Trees, vlan: u16) -> Self {
        let mut ways = Self {
            vertices: Vec::new(),
            bridges: vec![None; nodes.len()],
            segments: vec![None; wiring.segments.len()],
        };
        let forwards = |place: Place| trees.leads(nodes, place, vlan);
        let around = |knot| match knot {
            Knot::Bridge(at) => {
                let ports = 0..nodes.get(at).map_or(0, |node| node.interfaces.len());
                let places = ports.map(|port| Place { node: at, port }).filter(|&place| forwards(place));
                places.filter_map(|place| Some((place, Knot::Segment(wiring.segment_of(place)?.0)))).collect()
            }
            Knot::Segment(at) => {
                let members = wiring.segments.get(at).map_or(&[][..], |segment| &segment.members);
                let bridges = members.iter().copied().filter(|&place| forwards(place));
                bridges.map(|place| (place, Knot::Bridge(place.node))).collect()
            }
        };
        let bridges = |node: usize| nodes.get(node).is_some_and(|node| node.role.bridges());
        for at in (0..nodes.len()).filter(|&at| bridges(at)) {
            ways.grow(Knot::Bridge(at), &around);
        }
        // A cable from one end system to another.
        for (at, segment) in wiring.segments.iter().enumerate() {
            if !segment.members.iter().any(|place| bridges(place.node)) {
                ways.grow(Knot::Segment(at), &around);
            }
        }
        ways
    }

    fn slot(&mut self, knot: Knot) -> Option<&mut Option<usize>> {
        match knot {
            Knot::Bridge(at) => self.bridges.get_mut(at),
            Knot::Segment(at) => self.segments.get_mut(at),
        }
    }

    /// Walks one tree in depth from `root`, where nobody has been yet.
    fn grow(&mut self, root: Knot, around: &dyn Fn(Knot) -> Vec<(Place, Knot)>) {
        let tree = self.vertices.len();
        let mut open: Vec<(Knot, Option<usize>, Option<Place>)> = vec![(root, None, None)];
        while let Some((knot, parent, joint)) = open.pop() {
            let at = self.vertices.len();
            let Some(slot) = self.slot(knot).filter(|slot| slot.is_none()) else { continue };
            *slot = Some(at);
            let depth = parent.and_then(|parent| self.vertices.get(parent)).map_or(0, |parent| parent.depth + 1);
            if let Some(parent) = parent.and_then(|parent| self.vertices.get_mut(parent)) {
                parent.children.push(at);
            }
            self.vertices.push(Vertex {
                knot,
                parent,
                joint,
                children: Vec::new(),
                onward: Vec::new(),
                tree,
                depth,
                last: at,
            });
            // Last first onto the stack, so that the least port is followed first.
            open.extend(around(knot).into_iter().rev().map(|(place, next)| (next, Some(at), Some(place))));
        }
        for at in (tree..self.vertices.len()).rev() {
            let last = self.vertices.get(at).map_or(at, |vertex| vertex.last);
            let parent = self.vertices.get(at).and_then(|vertex| vertex.parent);
            if let Some(parent) = parent.and_then(|parent| self.vertices.get_mut(parent)) {
                parent.last = parent.last.max(last);
            }
        }
        for at in tree..self.vertices.len() {
            let Some(vertex) = self.vertices.get(at) else { continue };
            let leads_on = |&&child: &&usize| match self.vertices.get(child) {
                Some(child) => matches!(child.knot, Knot::Bridge(_)) || !child.children.is_empty(),
                None => false,
            };
            let onward = vertex.parent.into_iter().chain(vertex.children.iter().filter(leads_on).copied()).collect();
            if let Some(vertex) = self.vertices.get_mut(at) {
                vertex.onward = onward;
            }
        }
    }

    /// Where the frames of a station come in: the segment that it is on, or its own bridge.
    pub(in crate::sim) fn anchor(&self, wiring: &Wiring, station: &Station) -> Option<usize> {
        match station.port {
            Some(port) => *self.segments.get(wiring.segment_of(port)?.0)?,
            None => self.bridge(station.place.node),
        }
    }

    /// The vertex of a bridge.
    pub(in crate::sim) fn bridge(&self, node: usize) -> Option<usize> {
        *self.bridges.get(node)?
    }

    /// The bridges that frames from `anchor` can reach, in the order of the walk, each with its vertex.
    pub(in crate::sim) fn reached_from(&self, anchor: usize) -> impl Iterator<Item = usize> + '_ {
        let tree = self.vertices.get(anchor).map_or(usize::MAX, |vertex| vertex.tree);
        let last = self.vertices.get(tree).map_or(0, |root| root.last);
        let members = self.vertices.get(tree..=last).unwrap_or_default();
        members.iter().filter_map(|vertex| match vertex.knot {
            Knot::Bridge(node) => Some(node),
            Knot::Segment(_) => None,
        })
    }

    /// Whether frames from `anchor` can reach a bridge.
    pub(in crate::sim) fn reaches(&self, anchor: usize, node: usize) -> bool {
        let tree = |at: usize| self.vertices.get(at).map(|vertex| vertex.tree);
        self.bridge(node).is_some_and(|at| tree(at) == tree(anchor))
    }

    /// The bridge at a vertex; `None` for a segment.
    pub(in crate::sim) fn bridge_at(&self, vertex: usize) -> Option<usize> {
        match self.vertices.get(vertex)?.knot {
            Knot::Bridge(node) => Some(node),
            Knot::Segment(_) => None,
        }
    }

    /// The vertices beside one by which one gets to another bridge.
    pub(in crate::sim) fn onward(&self, vertex: usize) -> impl Iterator<Item = usize> + '_ {
        self.vertices.get(vertex).map_or(&[][..], |vertex| &vertex.onward).iter().copied()
    }

    /// The vertex beside `from` on the way to `target`; `None` where they are the same, or where there is no way.
    pub(in crate::sim) fn step(&self, from: usize, target: usize) -> Option<usize> {
        let (here, there) = (self.vertices.get(from)?, self.vertices.get(target)?);
        if from == target || here.tree != there.tree {
            return None;
        }
        if target < from || target > here.last {
            return here.parent;
        }
        let next = here.children.partition_point(|&child| child <= target).checked_sub(1)?;
        here.children.get(next).copied()
    }

    /// The port of a bridge that leads to `target`; `None` on the way to itself, or where there is no way.
    pub(in crate::sim) fn toward(&self, node: usize, target: usize) -> Option<usize> {
        let at = self.bridge(node)?;
        let next = self.step(at, target)?;
        Some(self.joint(at, next)?.port)
    }

    /// The vertices from `a` to `b`, both included; empty where there is no way.
    fn between(&self, a: usize, b: usize) -> Vec<usize> {
        let (mut up, mut down) = (vec![a], vec![b]);
        let (mut left, mut right) = (a, b);
        while left != right {
            let (Some(x), Some(y)) = (self.vertices.get(left), self.vertices.get(right)) else { return Vec::new() };
            let (parent, side, here) =
                if x.depth >= y.depth { (x.parent, &mut up, &mut left) } else { (y.parent, &mut down, &mut right) };
            let Some(parent) = parent else { return Vec::new() };
            side.push(parent);
            *here = parent;
        }
        down.pop();
        up.extend(down.into_iter().rev());
        up
    }

    /// The bridges from one place to another, both included where they are bridges.
    pub(in crate::sim) fn bridges_between(&self, a: usize, b: usize) -> impl Iterator<Item = usize> + '_ {
        self.between(a, b).into_iter().filter_map(|at| self.bridge_at(at))
    }

    /// The port at which two vertices beside each other meet.
    fn joint(&self, a: usize, b: usize) -> Option<Place> {
        let (x, y) = (self.vertices.get(a)?, self.vertices.get(b)?);
        if x.parent == Some(b) { x.joint } else { y.joint.filter(|_| y.parent == Some(a)) }
    }

    /// The hops from one station to another; empty where there is no way.
    pub(in crate::sim) fn hops(&self, wiring: &Wiring, from: &Station, to: &Station) -> Vec<Hop> {
        let (Some(start), Some(end)) = (self.anchor(wiring, from), self.anchor(wiring, to)) else { return Vec::new() };
        let path = self.between(start, end);
        let mut hops = Vec::new();
        for (at, &vertex) in path.iter().enumerate() {
            if !self.vertices.get(vertex).is_some_and(|vertex| matches!(vertex.knot, Knot::Segment(_))) {
                continue;
            }
            let before = at.checked_sub(1).and_then(|at| path.get(at)).map_or(from.port, |&on| self.joint(on, vertex));
            let after = path.get(at + 1).map_or(to.port, |&on| self.joint(vertex, on));
            if let (Some(from), Some(to)) = (before, after) {
                if from != to {
                    hops.push(Hop { from, to });
                }
            }
        }
        hops
    }
}

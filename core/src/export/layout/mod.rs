//! A layered drawing of a topology: cards for devices and clouds, rows on a card for its end systems, wires between
//! cards. Pure and deterministic; lengths are in pixels at scale 1.
//!
//! The steps: [`graph`] decides what is a card and what a row, [`layers`] puts cards on layers around the middle of
//! the network, [`place`] packs what hangs from one parent into blocks, [`plan`] orders the layers (with [`order`])
//! and gives them coordinates, [`ring`] does all of it for a ring, [`bands`] cuts what is too tall, [`pinned`] moves what people have put somewhere else,
//! [`route`] finds a slot for every end of a wire.

mod bands;
mod cards;
mod graph;
mod layers;
mod order;
mod pinned;
mod place;
mod plan;
mod ring;
mod route;
mod text;

pub(super) use cards::{BEHIND, HEAD, ROW, ROW_ICON, ROW_LINK};
pub(super) use graph::{Bundled, Graph, Wire, aggregate};
pub(super) use layers::{core, distances};
pub(super) use route::{Path, Side, Slot};
pub(super) use text::{turns, width};

use super::fold::Folding;
use crate::topology::{Positions, Topology};

/// A point of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// The points that a wire passes between its ends, if any.
#[derive(Clone, Debug, Default)]
struct Way {
    points: Vec<Point>,
    /// Whether the wire leaves its first end downward and comes to its second from above, else the other way round.
    from_a: bool,
}

/// A device or a cloud with its end systems, or a group.
#[derive(Clone, Debug, Default)]
pub(super) struct Card {
    /// A node by its place in the topology, or, counting on, a segment, or, counting on, a group.
    pub(super) vertex: usize,
    pub(super) name: String,
    pub(super) detail: String,
    /// What in a group is not as it should be.
    pub(super) states: String,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) rows: Vec<Row>,
    /// End systems that have no row because there are too many, by their place in the topology.
    pub(super) folded: Vec<usize>,
    /// Where the line that stands for them begins, relative to the card.
    pub(super) fold: Option<(f64, f64)>,
}

/// An end system on the card of what it hangs from; places are relative to the card.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) node: usize,
    pub(super) wire: Wire,
    pub(super) port: String,
    pub(super) name: String,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) port_width: f64,
}

/// The whole drawing, or the inside of a group.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) cards: Vec<Card>,
    pub(super) paths: Vec<Path>,
    /// What each [`Wire::Bundle`] stands for.
    pub(super) bundles: Vec<Vec<Bundled>>,
}

/// Space around the drawing and between its parts.
const MARGIN: f64 = 32.0;
const BETWEEN_PARTS: f64 = 72.0;
/// The shape that the parts are packed into, width to height.
const ASPECT: f64 = 1.7;

/// Draws one frame of `topology`: the whole with its groups closed, or the inside of the group `scope`. `base` is the
/// graph of the whole. Cards that are `pinned`, by id, stand where they are told.
pub(super) fn lay_out(
    topology: &Topology,
    base: &Graph,
    folding: &Folding,
    scope: Option<usize>,
    pinned: &Positions,
) -> Layout {
    let graph = base.frame(topology, folding, scope);
    let hosts = folding.hosts(scope);
    let mut cards = vec![Card::default(); graph.neighbors.len()];
    for vertex in graph.cards.iter().copied() {
        cards[vertex] = cards::card(topology, folding, &graph, vertex, hosts);
    }
    let entries = folding.entries(scope, &graph);
    let components = layers::components(&graph);
    let mut ways = vec![Way::default(); graph.edges.len()];
    let mut parts = Vec::new();
    for members in &components {
        if let Some(order) = ring::ring(&graph, members) {
            parts.push((members, ring::place(&order, &mut cards)));
            continue;
        }
        let layers = layers::layers(&graph, members, &entries);
        route::widen(topology, &graph, &layers, members, &mut cards);
        let size = place::place(&graph, &layers, members, &mut cards, &mut ways);
        let size = bands::cut(&graph, members, size, &mut cards, &mut ways);
        parts.push((members, size));
    }
    let (width, height) = pack(&graph, &parts, &mut cards, &mut ways);
    let area = pinned::pin(topology, folding, &graph, pinned, (width, height), &mut cards, &mut ways);
    let paths = route::paths(topology, &graph, &cards, &ways);
    let cards = graph.cards.iter().map(|vertex| std::mem::take(&mut cards[*vertex])).collect();
    let [left, top, right, bottom] = area;
    Layout { left, top, width: right - left, height: bottom - top, cards, paths, bundles: graph.bundles }
}

/// Puts the parts side by side on shelves, the first and largest at the top left; cards without any cable come below.
fn pack(graph: &Graph, parts: &[(&Vec<usize>, (f64, f64))], cards: &mut [Card], ways: &mut [Way]) -> (f64, f64) {
    let area: f64 = parts.iter().map(|(_, (w, h))| (w + BETWEEN_PARTS) * (h + BETWEEN_PARTS)).sum();
    let widest = parts.iter().map(|(_, (w, _))| *w).fold(0.0, f64::max);
    let limit = (area * ASPECT).sqrt().max(widest);
    let (mut x, mut y, mut shelf) = (0.0, 0.0, 0.0f64);
    let (mut width, mut height) = (0.0f64, 0.0f64);
    let mut moved: Vec<(f64, f64)> = vec![(0.0, 0.0); cards.len()];
    let mut cabled = true;
    for (members, (w, h)) in parts {
        let first_alone = std::mem::replace(&mut cabled, members.len() > 1) && members.len() == 1;
        if x > 0.0 && (x + w > limit || first_alone) {
            (x, y, shelf) = (0.0, y + shelf + BETWEEN_PARTS, 0.0);
        }
        for vertex in members.iter().copied() {
            cards[vertex].x += x + MARGIN;
            cards[vertex].y += y + MARGIN;
            moved[vertex] = (x + MARGIN, y + MARGIN);
        }
        (width, height) = (width.max(x + w), height.max(y + h));
        (x, shelf) = (x + w + BETWEEN_PARTS, shelf.max(*h));
    }
    for (edge, way) in graph.edges.iter().zip(ways) {
        for point in &mut way.points {
            point.x += moved[edge.a].0;
            point.y += moved[edge.a].1;
        }
    }
    (width + 2.0 * MARGIN, height + 2.0 * MARGIN)
}

#[cfg(test)]
mod tests;

//! Where wires touch cards, and the way that each takes.

use std::collections::BTreeMap;

use super::cards::HEAD;
use super::graph::{Edge, Graph, Wire, is_cable};
use super::text;
use super::{Card, Point, Way};
use crate::topology::Topology;

/// Font size and greatest width of port labels.
pub(in crate::export) const PORT_SIZE: f64 = 9.0;
const WIDEST_PORT: f64 = 54.0;
/// Up to this many wires on a side have their labels upright beside them; more have them turned along the wire.
const UPRIGHT: usize = 4;
const PITCH: f64 = 13.0;
const SIDE_PITCH: f64 = 15.0;
/// How far a wire leaves a card straight, beyond a turned label.
const STUB: f64 = 8.0;

/// The side of a card that a wire touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::export) enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

/// One end of a wire.
#[derive(Clone, Debug)]
pub(in crate::export) struct Slot {
    pub(in crate::export) vertex: usize,
    pub(in crate::export) side: Side,
    pub(in crate::export) at: Point,
    /// How far the wire goes straight from here.
    pub(in crate::export) stub: f64,
    /// The port, as it is shown.
    pub(in crate::export) label: String,
    /// Whether the label stands along the wire.
    pub(in crate::export) turned: bool,
}

/// A wire between two cards.
#[derive(Clone, Debug)]
pub(in crate::export) struct Path {
    pub(in crate::export) wire: Wire,
    pub(in crate::export) a: Slot,
    pub(in crate::export) b: Slot,
    /// Corners between the stubs.
    pub(in crate::export) via: Vec<Point>,
}

impl Slot {
    /// Where the straight part ends.
    pub(in crate::export) fn knee(&self) -> Point {
        let Point { x, y } = self.at;
        match self.side {
            Side::Top => Point { x, y: y - self.stub },
            Side::Right => Point { x: x + self.stub, y },
            Side::Bottom => Point { x, y: y + self.stub },
            Side::Left => Point { x: x - self.stub, y },
        }
    }
}

impl Path {
    /// The way of a layer 3 link that runs over this cable: beside it, without ports of its own.
    fn beside(&self, wire: Wire, turned: bool) -> Self {
        let mut path = Self { wire, ..self.clone() };
        for slot in [&mut path.a, &mut path.b] {
            slot.label.clear();
            match slot.side {
                Side::Top | Side::Bottom => slot.at.x -= BESIDE,
                Side::Left | Side::Right => slot.at.y += BESIDE,
            }
        }
        for point in &mut path.via {
            point.x -= BESIDE;
        }
        if turned {
            std::mem::swap(&mut path.a, &mut path.b);
            path.via.reverse();
        }
        path
    }

    /// All points, from end to end.
    pub(in crate::export) fn points(&self) -> Vec<Point> {
        let mut points = vec![self.a.at, self.a.knee()];
        points.extend(&self.via);
        points.extend([self.b.knee(), self.b.at]);
        points
    }
}

/// How far a layer 3 link runs beside the cable that carries it.
const BESIDE: f64 = 3.5;

/// Makes cards wide enough for the wires that will touch them from above and below.
pub(super) fn widen(topology: &Topology, graph: &Graph, layers: &[usize], members: &[usize], cards: &mut [Card]) {
    let mut sides: BTreeMap<(usize, bool), Vec<f64>> = BTreeMap::new();
    let carried = carriers(topology, graph);
    for (_, edge) in between_cards(graph).filter(|(number, _)| !carried.contains_key(number)) {
        for (here, there, second) in [(edge.a, edge.b, false), (edge.b, edge.a, true)] {
            if members.binary_search(&here).is_ok() && layers[here] != layers[there] {
                let width = text::width(&label(topology, graph, edge, here, second), PORT_SIZE);
                sides.entry((here, layers[here] < layers[there])).or_default().push(width);
            }
        }
    }
    for ((vertex, _), widths) in sides {
        let needed = pitch(&widths) * widths.len() as f64 + 14.0;
        cards[vertex].width = cards[vertex].width.max(needed);
    }
}

/// An end of a wire at a side of a card: where the wire goes from there, its number, and which of its ends this is.
struct Touch {
    toward: f64,
    number: usize,
    second: bool,
}

/// The way of every wire between two cards.
pub(super) fn paths(topology: &Topology, graph: &Graph, cards: &[Card], ways: &[Way]) -> Vec<Path> {
    let carried = carriers(topology, graph);
    let mut touching: BTreeMap<(usize, Side), Vec<Touch>> = BTreeMap::new();
    for (number, edge) in between_cards(graph).filter(|(number, _)| !carried.contains_key(number)) {
        let way = &ways[number];
        let (a, b) = sides(graph, cards, edge, way);
        let toward = |point: Option<&Point>, other: usize, side: Side| match side {
            Side::Top | Side::Bottom => point.map_or_else(|| center(&cards[other]), |point| point.x),
            Side::Left | Side::Right => cards[other].y,
        };
        touching.entry((edge.a, a)).or_default().push(Touch {
            toward: toward(way.points.first(), edge.b, a),
            number,
            second: false,
        });
        touching.entry((edge.b, b)).or_default().push(Touch {
            toward: toward(way.points.last(), edge.a, b),
            number,
            second: true,
        });
    }
    let mut slots: BTreeMap<(usize, bool), Slot> = BTreeMap::new();
    for ((vertex, side), mut list) in touching {
        list.sort_by(|a, b| a.toward.total_cmp(&b.toward).then((a.number, a.second).cmp(&(b.number, b.second))));
        let labels =
            list.iter().map(|end| label(topology, graph, &graph.edges[end.number], vertex, end.second)).collect();
        let placed = spread(&cards[vertex], side, labels);
        slots.extend(list.iter().map(|end| (end.number, end.second)).zip(placed));
    }
    let mut all = BTreeMap::new();
    for (number, edge) in between_cards(graph) {
        if let (Some(a), Some(b)) = (slots.remove(&(number, false)), slots.remove(&(number, true))) {
            all.insert(number, Path { wire: edge.wire, a, b, via: ways[number].points.clone() });
        }
    }
    for (number, carrier) in carried {
        if let Some(path) = all.get(&carrier) {
            let edge = &graph.edges[number];
            let path = path.beside(edge.wire, edge.a != graph.edges[carrier].a);
            all.insert(number, path);
        }
    }
    all.into_values().collect()
}

/// For every layer 3 link between two cards: the cable between them that it runs over, the one at the same ports first.
fn carriers(topology: &Topology, graph: &Graph) -> BTreeMap<usize, usize> {
    let mut cables: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut adjacent = Vec::new();
    for (number, edge) in between_cards(graph).filter(|(_, edge)| edge.a != edge.b) {
        match edge.wire {
            Wire::Link(_) if !is_cable(topology, edge.wire) => adjacent.push(number),
            Wire::Link(_) => cables.entry((edge.a.min(edge.b), edge.a.max(edge.b))).or_default().push(number),
            _ => {}
        }
    }
    let port = |number: usize, vertex: usize| {
        let edge = &graph.edges[number];
        graph.end_at(topology, edge, vertex, edge.b == vertex).and_then(|end| end.port.as_deref())
    };
    let mut carried = BTreeMap::new();
    for number in adjacent {
        let Edge { a, b, .. } = graph.edges[number];
        let Some(between) = cables.get(&(a.min(b), a.max(b))) else { continue };
        let same = |cable: &&usize| port(**cable, a) == port(number, a) && port(**cable, b) == port(number, b);
        carried.extend(between.iter().find(same).or(between.first()).map(|cable| (number, *cable)));
    }
    carried
}

fn between_cards(graph: &Graph) -> impl Iterator<Item = (usize, &Edge)> {
    graph.edges.iter().enumerate().filter(|(_, edge)| is_between_cards(graph, edge))
}

fn is_between_cards(graph: &Graph, edge: &Edge) -> bool {
    [edge.a, edge.b].iter().all(|vertex| graph.cards.binary_search(vertex).is_ok())
}

fn label(topology: &Topology, graph: &Graph, edge: &Edge, vertex: usize, second: bool) -> String {
    text::fit(&text::short_port(&graph.said_at(topology, edge, vertex, second)), PORT_SIZE, WIDEST_PORT)
}

fn center(card: &Card) -> f64 {
    card.x + card.width / 2.0
}

/// Which sides a wire touches: the ones that face each other; from above where something stands between.
fn sides(graph: &Graph, cards: &[Card], edge: &Edge, way: &Way) -> (Side, Side) {
    let (a, b) = (&cards[edge.a], &cards[edge.b]);
    if edge.a == edge.b {
        return (Side::Bottom, Side::Bottom);
    }
    if !way.points.is_empty() {
        return if way.from_a { (Side::Bottom, Side::Top) } else { (Side::Top, Side::Bottom) };
    }
    if a.y + a.height <= b.y {
        return (Side::Bottom, Side::Top);
    }
    if b.y + b.height <= a.y {
        return (Side::Top, Side::Bottom);
    }
    let (left, right) = if a.x <= b.x { (a, b) } else { (b, a) };
    let line = left.y.max(right.y) + HEAD / 2.0;
    let blocked = graph.cards.iter().map(|vertex| &cards[*vertex]).any(|other| {
        let inside = other.x > left.x && other.x < right.x;
        inside && other.y <= line && line <= other.y + other.height
    });
    match (blocked || left.x + left.width > right.x, a.x <= b.x) {
        (true, _) => (Side::Top, Side::Top),
        (false, true) => (Side::Right, Side::Left),
        (false, false) => (Side::Left, Side::Right),
    }
}

fn pitch(widths: &[f64]) -> f64 {
    let widest = widths.iter().copied().fold(0.0, f64::max);
    if widths.len() <= UPRIGHT { (widest + 9.0).max(PITCH) } else { PITCH }
}

/// Spreads wires along one side of a card, in the order given.
fn spread(card: &Card, side: Side, labels: Vec<String>) -> Vec<Slot> {
    let widths: Vec<f64> = labels.iter().map(|label| text::width(label, PORT_SIZE)).collect();
    let widest = widths.iter().copied().fold(0.0, f64::max);
    let count = labels.len() as f64;
    let flat = matches!(side, Side::Top | Side::Bottom);
    // Where more wires touch than there was space for, they move together.
    let (room, wanted) = if flat { (card.width - 8.0, pitch(&widths)) } else { (card.height - 6.0, SIDE_PITCH) };
    let step = wanted.min(room / count);
    let turned = flat && (labels.len() > UPRIGHT || step < widest);
    let upright = flat && !turned && labels.len() > 1;
    let middle = if !flat { card.y + card.height.min(HEAD) / 2.0 } else { center(card) };
    let first = middle - step * (count - 1.0) / 2.0 - if upright { widest / 2.0 } else { 0.0 };
    let stub = match (flat, turned) {
        (true, false) => 16.0,
        _ => widest + STUB,
    };
    let slot = |(number, label): (usize, String)| {
        let along = first + number as f64 * step;
        let at = match side {
            Side::Top => Point { x: along, y: card.y },
            Side::Bottom => Point { x: along, y: card.y + card.height },
            Side::Left => Point { x: card.x, y: along.max(card.y + 3.0) },
            Side::Right => Point { x: card.x + card.width, y: along.max(card.y + 3.0) },
        };
        Slot { vertex: card.vertex, side, at, stub, label, turned }
    };
    labels.into_iter().enumerate().map(slot).collect()
}

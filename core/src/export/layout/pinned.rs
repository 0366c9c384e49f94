//! Cards that people have put somewhere stay there. All others keep their places relative to those that they are cabled
//! to, and give way where they would overlap.

use std::collections::{BTreeMap, VecDeque};

use super::graph::Graph;
use super::{Card, MARGIN, Way};
use crate::export::fold::Folding;
use crate::topology::{Positions, Topology};

/// Rounds in which a card takes the mean shift of its neighbors.
const ROUNDS: usize = 24;
/// Least space between a card that gives way and others.
const GAP: f64 = 24.0;
/// The side of a square of the index of places, and the step by which a free place is searched.
const SQUARE: f64 = 256.0;
const STEP: f64 = 56.0;
/// Rings of places that are tried around the wanted one; after them a card goes below everything.
const RINGS: i32 = 40;

type Shift = (f64, f64);

/// Moves what is pinned and what follows it. Returns left, top, right and bottom of the drawing.
pub(super) fn pin(
    topology: &Topology,
    folding: &Folding,
    graph: &Graph,
    positions: &Positions,
    (width, height): (f64, f64),
    cards: &mut [Card],
    ways: &mut [Way],
) -> [f64; 4] {
    let mut shifts: Vec<Option<Shift>> = vec![None; cards.len()];
    for vertex in graph.cards.iter().copied().filter(|_| !positions.0.is_empty()) {
        let card = &cards[vertex];
        let place = folding.id(topology, card.vertex).and_then(|id| positions.get(id));
        shifts[vertex] = place.map(|(x, y)| (x - card.x, y - card.y));
    }
    let pinned: Vec<bool> = shifts.iter().map(Option::is_some).collect();
    if !pinned.contains(&true) {
        return [0.0, 0.0, width, height];
    }
    let nearest = follow(graph, &pinned, &mut shifts);
    let mut taken = Taken::default();
    for vertex in graph.cards.iter().copied().filter(|vertex| pinned[*vertex]) {
        shift(&mut cards[vertex], shifts[vertex]);
        taken.add(&cards[vertex]);
    }
    for vertex in nearest {
        let card = &mut cards[vertex];
        let before = (card.x, card.y);
        shift(card, shifts[vertex]);
        (card.x, card.y) = taken.free_place(card);
        shifts[vertex] = Some((card.x - before.0, card.y - before.1));
        taken.add(card);
    }
    let moved = |vertex: usize| shifts[vertex].unwrap_or_default();
    for (edge, way) in graph.edges.iter().zip(ways) {
        let (a, b) = (moved(edge.a), moved(edge.b));
        if (a.0 - b.0).abs() + (a.1 - b.1).abs() > 1.0 {
            way.points.clear();
        }
        for point in &mut way.points {
            point.x += a.0;
            point.y += a.1;
        }
    }
    let shown = || graph.cards.iter().map(|vertex| &cards[*vertex]);
    let left = shown().map(|card| card.x).fold(f64::INFINITY, f64::min);
    let top = shown().map(|card| card.y).fold(f64::INFINITY, f64::min);
    let right = shown().map(|card| card.x + card.width).fold(f64::NEG_INFINITY, f64::max);
    let bottom = shown().map(|card| card.y + card.height).fold(f64::NEG_INFINITY, f64::max);
    [(left - MARGIN).min(0.0), (top - MARGIN).min(0.0), right + MARGIN, bottom + MARGIN]
}

fn shift(card: &mut Card, by: Option<Shift>) {
    let (x, y) = by.unwrap_or_default();
    card.x += x;
    card.y += y;
}

/// Spreads the shifts of pinned cards along cables: near a pinned card as that, between several the mean. Returns the
/// cards that are not pinned, the nearest to pinned ones first; parts without a pinned card come last and stay.
fn follow(graph: &Graph, pinned: &[bool], shifts: &mut [Option<Shift>]) -> Vec<usize> {
    let mut queue: VecDeque<usize> = (0..pinned.len()).filter(|vertex| pinned[*vertex]).collect();
    let mut order = Vec::new();
    while let Some(vertex) = queue.pop_front() {
        for other in graph.neighbors[vertex].iter().copied() {
            if shifts[other].is_none() {
                shifts[other] = shifts[vertex];
                order.push(other);
                queue.push_back(other);
            }
        }
    }
    for _ in 0..ROUNDS {
        for vertex in order.iter().copied() {
            let around: Vec<Shift> = graph.neighbors[vertex].iter().filter_map(|other| shifts[*other]).collect();
            let count = around.len() as f64;
            let sum = around.iter().fold((0.0, 0.0), |sum, shift| (sum.0 + shift.0, sum.1 + shift.1));
            if count > 0.0 {
                shifts[vertex] = Some((sum.0 / count, sum.1 / count));
            }
        }
    }
    let alone = graph.cards.iter().copied().filter(|vertex| shifts[*vertex].is_none());
    order.into_iter().chain(alone.collect::<Vec<usize>>()).collect()
}

/// The places that are taken, by squares.
#[derive(Default)]
struct Taken {
    squares: BTreeMap<(i64, i64), Vec<[f64; 4]>>,
    bottom: f64,
}

impl Taken {
    fn squares([left, top, right, bottom]: [f64; 4]) -> impl Iterator<Item = (i64, i64)> {
        #[allow(clippy::cast_possible_truncation, reason = "places are within a billion pixels, and a cast saturates")]
        let square = |value: f64| (value / SQUARE).floor() as i64;
        let across = square(left)..=square(right);
        across.flat_map(move |x| (square(top)..=square(bottom)).map(move |y| (x, y)))
    }

    fn add(&mut self, card: &Card) {
        let area = [card.x, card.y, card.x + card.width, card.y + card.height];
        self.bottom = self.bottom.max(card.y + card.height);
        for square in Self::squares(area) {
            self.squares.entry(square).or_default().push(area);
        }
    }

    fn is_free(&self, x: f64, y: f64, card: &Card) -> bool {
        let wanted = [x - GAP, y - GAP, x + card.width + GAP, y + card.height + GAP];
        let apart = |other: &[f64; 4]| {
            other[0] >= wanted[2] || other[2] <= wanted[0] || other[1] >= wanted[3] || other[3] <= wanted[1]
        };
        Self::squares(wanted).filter_map(|square| self.squares.get(&square)).flatten().all(apart)
    }

    /// The free place nearest to where a card is: around it ring by ring, to the sides first.
    fn free_place(&self, card: &Card) -> (f64, f64) {
        for ring in 0..=RINGS {
            let mut steps: Vec<(i32, i32)> = (-ring..=ring)
                .flat_map(|x| (-ring..=ring).map(move |y| (x, y)))
                .filter(|(x, y)| x.abs().max(y.abs()) == ring)
                .collect();
            steps.sort_by_key(|(x, y)| (x * x + y * y * 2, -x, -y));
            for (x, y) in steps {
                let (x, y) = (card.x + f64::from(x) * STEP, card.y + f64::from(y) * STEP);
                if self.is_free(x, y, card) {
                    return (x, y);
                }
            }
        }
        (card.x, self.bottom + GAP)
    }
}

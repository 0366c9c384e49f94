//! A ring of switches is drawn as one: around a rectangle, in the order of its cables.

use super::Card;
use super::graph::Graph;
use super::place::{GAP_Y, GRID_ASPECT};

/// The rings that are drawn as such: a longer one is too wide to read.
const SHORTEST: usize = 4;
const LONGEST: usize = 40;
/// Space between cards side by side, for a cable with two port labels.
const GAP_X: f64 = 128.0;

/// The cards of `members` in the order of the ring that they are, from the first on; nothing where they are no ring.
pub(super) fn ring(graph: &Graph, members: &[usize]) -> Option<Vec<usize>> {
    let is_ring = members.iter().all(|vertex| graph.neighbors[*vertex].len() == 2);
    if !is_ring || !(SHORTEST..=LONGEST).contains(&members.len()) {
        return None;
    }
    let mut order = vec![*members.first()?];
    while let Some(here) = order.last() {
        match graph.neighbors[*here].iter().find(|next| !order.contains(next)) {
            Some(next) => order.push(*next),
            None => break,
        }
    }
    Some(order)
}

/// Places the cards of a ring clockwise from the top left. Returns width and height.
pub(super) fn place(order: &[usize], cards: &mut [Card]) -> (f64, f64) {
    let cell = order.iter().map(|vertex| cards[*vertex].width).fold(0.0, f64::max) + GAP_X;
    let tallest = order.iter().map(|vertex| cards[*vertex].height).fold(0.0, f64::max);
    let line = tallest + GAP_Y;
    let count = order.len();
    // So many cards in the first row, and in each of the rows between it and the last a card on either side.
    let shape = |columns: usize| {
        let ratio = columns as f64 * cell / (count.saturating_sub(2 * columns).div_ceil(2) + 2) as f64 / line;
        (ratio / GRID_ASPECT).ln().abs()
    };
    let columns = (2..=count.div_ceil(2)).min_by(|a, b| shape(*a).total_cmp(&shape(*b))).unwrap_or(count);
    let sides = count.saturating_sub(2 * columns).div_ceil(2);
    let below = count - columns - sides;
    let last = below.saturating_sub(sides).max(1);
    let width = columns as f64 * cell - GAP_X;
    for (number, vertex) in order.iter().enumerate() {
        let card = &mut cards[*vertex];
        let (center, row) = if number < columns {
            (cell * number as f64 + (cell - GAP_X) / 2.0, 0)
        } else if number < columns + sides {
            (width - (cell - GAP_X) / 2.0, number - columns + 1)
        } else if number < columns + sides + last {
            let from_right = (number - columns - sides) as f64;
            let step = if last > 1 { (width - (cell - GAP_X)) / (last - 1) as f64 } else { 0.0 };
            (width - (cell - GAP_X) / 2.0 - step * from_right, sides + 1)
        } else {
            ((cell - GAP_X) / 2.0, (count - number).min(sides.max(1)))
        };
        card.x = center - card.width / 2.0;
        card.y = row as f64 * line;
    }
    (width, (sides + 1) as f64 * line + tallest)
}

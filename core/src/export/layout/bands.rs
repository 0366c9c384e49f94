//! Cuts a tall and narrow part, such as a ring or a chain of switches, into bands that stand side by side.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::{ASPECT, Card, Point, Way};

/// Space between bands, and how far wires run beyond them.
const BETWEEN: f64 = 130.0;
const BEYOND: f64 = 30.0;
/// From this ratio of height to width on a part is cut.
const TALL: f64 = 2.4;
const LANE: f64 = 6.0;
const LANES: usize = 4;

/// Cuts the part of `members` where no card is in the way, if it is that tall. Returns its new width and height.
pub(super) fn cut(
    graph: &Graph,
    members: &[usize],
    (width, height): (f64, f64),
    cards: &mut [Card],
    ways: &mut [Way],
) -> (f64, f64) {
    if height < TALL * width.max(400.0) {
        return (width, height);
    }
    let cuts = lines(members, cards, (ASPECT * height / (width + BETWEEN)).sqrt(), height);
    let tops: Vec<f64> = std::iter::once(0.0).chain(cuts).collect();
    let band_of = |y: f64| tops.partition_point(|top| *top <= y).saturating_sub(1);
    let tallest = tops.iter().zip(tops.iter().skip(1).chain([&height])).map(|(top, end)| end - top).fold(0.0, f64::max);
    // Wires between bands leave below all of them and enter above.
    let margin = BEYOND + LANE * LANES as f64;
    let left = |band: usize| band as f64 * (width + BETWEEN);
    let mut band = vec![usize::MAX; cards.len()];
    for vertex in members.iter().copied() {
        let card = &mut cards[vertex];
        band[vertex] = band_of(card.y);
        card.x += left(band[vertex]);
        card.y += margin - tops[band[vertex]];
    }
    // Between two bands the wire from the right is the first to turn upward and the highest above, so none cross.
    let mut between: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    for (number, edge) in graph.edges.iter().enumerate() {
        let (a, b) = (band[edge.a], band[edge.b]);
        if a == usize::MAX || b == usize::MAX {
            continue;
        }
        if a == b {
            for point in &mut ways[number].points {
                point.x += left(a);
                point.y += margin - tops[a];
            }
        } else {
            let from = if a < b { edge.a } else { edge.b };
            between.entry(a.max(b)).or_default().push((number, cards[from].x));
        }
    }
    for (to, mut wires) in between {
        wires.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (place, (number, _)) in wires.into_iter().enumerate() {
            let lane = (place % LANES) as f64;
            let back = (LANES - 1) as f64 - lane;
            let x = left(to) - BETWEEN / 2.0 + lane * LANE;
            let way = &mut ways[number];
            let edge = &graph.edges[number];
            way.points = vec![
                Point { x, y: margin + tallest + BEYOND + lane * LANE },
                Point { x, y: margin - BEYOND - back * LANE },
            ];
            way.from_a = band[edge.a] < band[edge.b];
            if !way.from_a {
                way.points.reverse();
            }
        }
    }
    (left(tops.len() - 1) + width, tallest + 2.0 * margin)
}

/// Heights between cards that cut the part into about `count` bands of about the same height.
fn lines(members: &[usize], cards: &[Card], count: f64, height: f64) -> Vec<f64> {
    let mut spans: Vec<(f64, f64)> =
        members.iter().map(|vertex| (cards[*vertex].y, cards[*vertex].y + cards[*vertex].height)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let band = height / count.round().max(2.0);
    let (mut cuts, mut last, mut covered) = (Vec::new(), 0.0, 0.0f64);
    for (top, bottom) in spans {
        if top > covered && top - last >= band {
            cuts.push(top);
            last = top;
        }
        covered = covered.max(bottom);
    }
    cuts
}

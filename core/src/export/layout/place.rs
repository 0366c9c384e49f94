//! Coordinates of the cards of one connected part.
//!
//! What hangs from one card only is a tree and is packed below it as a grid. What is left is layered: cards that are
//! cabled in loops, and blocks: grids of all that hangs from the same card, or from the same set of cards as access
//! switches with two uplinks do.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::plan::{Item, Plan};
use super::{Card, Point, Way};

/// Least space between cards of a layer.
pub(super) const GAP_X: f64 = 34.0;
/// Least space between layers, for slots, labels and the crossing of wires.
pub(super) const GAP_Y: f64 = 116.0;
/// The shape of a grid, width to height, and the width up to which one row is kept.
pub(super) const GRID_ASPECT: f64 = 1.9;
pub(super) const ONE_ROW: f64 = 1100.0;
/// Width of a gutter for each row of cards that it leads past.
const LANE: f64 = 14.0;

/// Cards in rows and columns, each with the tree that hangs from it.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    pub(super) members: Vec<usize>,
    pub(super) columns: usize,
    pub(super) cell: f64,
    pub(super) gutter: f64,
    pub(super) row_heights: Vec<f64>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A card and the grids below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    pub(super) grids: Vec<Grid>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Gives every card of `members` its place, and every edge its way. Returns width and height.
pub(super) fn place(
    graph: &Graph,
    layers: &[usize],
    members: &[usize],
    cards: &mut [Card],
    ways: &mut [Way],
) -> (f64, f64) {
    let parents = hang(graph, layers, members);
    let trees = grow(graph, layers, members, &parents, cards);
    let mut plan = Plan::new(graph, layers, members, &parents, &trees, cards);
    plan.arrange();
    let mut entries: BTreeMap<usize, Vec<Point>> = BTreeMap::new();
    let mut todo = Vec::new();
    for (number, item) in plan.items.iter().enumerate() {
        let (x, y) = (plan.x[number] - plan.width[number] / 2.0, plan.y[plan.layer[number]]);
        match item {
            Item::Card(vertex) => (cards[*vertex].x, cards[*vertex].y) = (x, y),
            Item::Block(grid) => put_grid(grid, x, y, &trees, &mut entries, &mut todo),
            Item::Passing { .. } => {}
        }
    }
    while let Some((vertex, x, y)) = todo.pop() {
        let tree = &trees[&vertex];
        let (width, height) = (cards[vertex].width, cards[vertex].height);
        (cards[vertex].x, cards[vertex].y) = (x + (tree.width - width) / 2.0, y);
        let below: f64 = tree.grids.iter().map(|grid| grid.width).sum::<f64>() + gaps(tree.grids.len());
        let mut left = x + (tree.width - below) / 2.0;
        for grid in &tree.grids {
            put_grid(grid, left, y + height + GAP_Y, &trees, &mut entries, &mut todo);
            left += grid.width + GAP_X;
        }
    }
    plan.pass(graph, cards, &entries, ways);
    let right = plan.items.iter().enumerate().map(|(number, _)| plan.x[number] + plan.width[number] / 2.0);
    (right.fold(0.0, f64::max), plan.bottom)
}

fn gaps(count: usize) -> f64 {
    count.saturating_sub(1) as f64 * GAP_X
}

/// The sets of cards that hang from others only, by what they hang from: `Some([parent])` for trees, `Some([a, b, …])`
/// for what has several uplinks and nothing beside it, `None` for cards that are cabled in loops.
fn hang(graph: &Graph, layers: &[usize], members: &[usize]) -> Vec<Option<Vec<usize>>> {
    let mut parents: Vec<Option<Vec<usize>>> = vec![None; graph.neighbors.len()];
    let mut by_depth = members.to_vec();
    by_depth.sort_by_key(|vertex| (std::cmp::Reverse(layers[*vertex]), *vertex));
    for vertex in by_depth {
        let own_child = |other: usize| parents[other].as_deref() == Some(&[vertex]);
        let others: Vec<usize> = graph.neighbors[vertex].iter().copied().filter(|other| !own_child(*other)).collect();
        let all_above = others.iter().all(|other| layers[*other] + 1 == layers[vertex]);
        if !others.is_empty() && all_above {
            parents[vertex] = Some(others);
        }
    }
    parents
}

/// Sizes of all trees, deepest first.
fn grow(
    graph: &Graph,
    layers: &[usize],
    members: &[usize],
    parents: &[Option<Vec<usize>>],
    cards: &[Card],
) -> BTreeMap<usize, Tree> {
    let mut by_depth: Vec<usize> = members.iter().copied().filter(|vertex| parents[*vertex].is_some()).collect();
    by_depth.sort_by_key(|vertex| (std::cmp::Reverse(layers[*vertex]), *vertex));
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut trees: BTreeMap<usize, Tree> = BTreeMap::new();
    for vertex in by_depth {
        let mut mine = children.remove(&vertex).unwrap_or_default();
        mine.sort_by_cached_key(|child| (graph.ports.get(&(vertex, *child)).cloned(), *child));
        let grids = grids(&mine, &trees, ONE_ROW, GRID_ASPECT);
        let below: f64 = grids.iter().map(|grid| grid.width).sum::<f64>() + gaps(grids.len());
        let deepest = grids.iter().map(|grid| grid.height + GAP_Y).fold(0.0, f64::max);
        let (width, height) = (cards[vertex].width.max(below), cards[vertex].height + deepest);
        trees.insert(vertex, Tree { grids, width, height });
        if let Some([parent]) = parents[vertex].as_deref() {
            children.entry(*parent).or_default().push(vertex);
        }
    }
    trees
}

/// One grid for cards that nothing hangs from, one for those with trees of their own.
pub(super) fn grids(members: &[usize], trees: &BTreeMap<usize, Tree>, one_row: f64, aspect: f64) -> Vec<Grid> {
    let (leaves, branches): (Vec<usize>, Vec<usize>) =
        members.iter().partition(|vertex| trees.get(vertex).is_none_or(|tree| tree.grids.is_empty()));
    [branches, leaves].into_iter().filter(|set| !set.is_empty()).map(|set| grid(set, trees, one_row, aspect)).collect()
}

fn grid(members: Vec<usize>, trees: &BTreeMap<usize, Tree>, one_row: f64, aspect: f64) -> Grid {
    let size = |vertex: &usize| trees.get(vertex).map_or((0.0, 0.0), |tree| (tree.width, tree.height));
    let cell = members.iter().map(|vertex| size(vertex).0).fold(0.0, f64::max);
    let tallest = members.iter().map(|vertex| size(vertex).1).fold(0.0, f64::max);
    let count = members.len();
    let shape = |columns: usize| {
        let rows = count.div_ceil(columns) as f64;
        let ratio = (columns as f64 * (cell + GAP_X)) / (rows * (tallest + GAP_Y)) / aspect;
        ratio.max(1.0 / ratio) + (columns * count.div_ceil(columns) - count) as f64 / count as f64
    };
    let columns = if count as f64 * (cell + GAP_X) <= one_row {
        count
    } else {
        (1..=count).min_by(|a, b| shape(*a).total_cmp(&shape(*b))).unwrap_or(count)
    };
    let rows = count.div_ceil(columns.max(1));
    let gutter = GAP_X + rows.saturating_sub(1) as f64 * LANE;
    let row_heights: Vec<f64> =
        members.chunks(columns.max(1)).map(|row| row.iter().map(|vertex| size(vertex).1).fold(0.0, f64::max)).collect();
    let width = columns as f64 * cell + columns.saturating_sub(1) as f64 * gutter + if rows > 1 { gutter } else { 0.0 };
    let height = row_heights.iter().sum::<f64>() + rows.saturating_sub(1) as f64 * GAP_Y;
    Grid { members, columns, cell, gutter, row_heights, width, height }
}

/// Places the members of a grid; those of the second row and further get the points of the gutter that leads to them.
fn put_grid(
    grid: &Grid,
    left: f64,
    top: f64,
    trees: &BTreeMap<usize, Tree>,
    entries: &mut BTreeMap<usize, Vec<Point>>,
    todo: &mut Vec<(usize, f64, f64)>,
) {
    // With several rows the first gutter is left of the first column.
    let first = if grid.row_heights.len() > 1 { left + grid.gutter } else { left };
    let mut y = top;
    for (row, (members, height)) in grid.members.chunks(grid.columns.max(1)).zip(&grid.row_heights).enumerate() {
        for (column, vertex) in members.iter().enumerate() {
            let x = first + column as f64 * (grid.cell + grid.gutter);
            let width = trees.get(vertex).map_or(0.0, |tree| tree.width);
            if row > 0 {
                let lanes = grid.row_heights.len() as f64 - 2.0;
                let lane = x - grid.gutter / 2.0 + ((row - 1) as f64 - lanes / 2.0) * LANE;
                entries.insert(*vertex, vec![Point { x: lane, y: top - 8.0 }, Point { x: lane, y: y - GAP_Y + 22.0 }]);
            }
            todo.push((*vertex, x + (grid.cell - width) / 2.0, y));
        }
        y += height + GAP_Y;
    }
}

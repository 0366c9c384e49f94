//! Coordinates of the cards of one connected part.
//!
//! What hangs from one card only is a tree and is packed below it as a grid. What is left is layered: cards that are
//! cabled in loops, and blocks: grids of all that hangs from the same card, or from the same set of cards as access
//! switches with two uplinks do.

use std::collections::BTreeMap;

use super::graph::{Graph, port_order};
use super::order::{Between, reduce_crossings};
use super::{Card, Point};
use crate::topology::Topology;

/// Least space between cards of a layer, and where a cable with two port labels runs between them.
const GAP_X: f64 = 34.0;
const GAP_CABLED: f64 = 128.0;
/// Least space between layers, for slots, labels and the crossing of wires.
const GAP_Y: f64 = 116.0;
/// Space that a wire takes which passes a layer, and of wires side by side in a gutter.
const WIRE: f64 = 7.0;
const LANE: f64 = 14.0;
const IN_LANE: f64 = 5.0;
/// The shape of a grid, width to height, and the width up to which one row is kept.
const GRID_ASPECT: f64 = 1.9;
const NARROWEST_ASPECT: f64 = 0.3;
const ONE_ROW: f64 = 1100.0;
/// The width up to which all that hangs from layered cards stays in one row.
const ONE_ROW_OF_ALL: f64 = 2600.0;
/// Wires that pass a layer one by one; above it they go straight.
const MOST_PASSING: usize = 20_000;

/// Cards in rows and columns, each with the tree that hangs from it.
#[derive(Clone, Debug, Default)]
struct Grid {
    members: Vec<usize>,
    columns: usize,
    cell: f64,
    gutter: f64,
    row_heights: Vec<f64>,
    width: f64,
    height: f64,
}

/// A card and the grids below it.
#[derive(Clone, Debug, Default)]
struct Tree {
    grids: Vec<Grid>,
    width: f64,
    height: f64,
}

#[derive(Debug)]
enum Item {
    Card(usize),
    Block(Grid),
    /// Wires from a card to an item further below, passing this layer.
    Passing {
        from: usize,
        to: usize,
    },
}

/// Gives every card of `members` its place, and every edge the points that it passes. Returns width and height.
pub(super) fn place(
    topology: &Topology,
    graph: &Graph,
    layers: &[usize],
    members: &[usize],
    cards: &mut [Card],
    vias: &mut [Vec<Point>],
) -> (f64, f64) {
    let parents = hang(graph, layers, members);
    let trees = grow(topology, graph, layers, members, &parents, cards);
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
    plan.pass(graph, cards, &entries, vias);
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
    topology: &Topology,
    graph: &Graph,
    layers: &[usize],
    members: &[usize],
    parents: &[Option<Vec<usize>>],
    cards: &[Card],
) -> BTreeMap<usize, Tree> {
    let mut by_depth: Vec<usize> = members.iter().copied().filter(|vertex| parents[*vertex].is_some()).collect();
    by_depth.sort_by_key(|vertex| (std::cmp::Reverse(layers[*vertex]), *vertex));
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let ports = first_ports(topology, graph);
    let mut trees: BTreeMap<usize, Tree> = BTreeMap::new();
    for vertex in by_depth {
        let mut mine = children.remove(&vertex).unwrap_or_default();
        mine.sort_by_cached_key(|child| (ports.get(&(vertex, *child)).cloned(), *child));
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

/// For every pair of cabled cards: the first port at the first of them.
fn first_ports(topology: &Topology, graph: &Graph) -> BTreeMap<(usize, usize), (u32, String)> {
    let mut ports: BTreeMap<(usize, usize), (u32, String)> = BTreeMap::new();
    for edge in &graph.edges {
        for (here, there) in [(edge.a, edge.b), (edge.b, edge.a)] {
            let port = port_order(topology, edge, here);
            let known = ports.entry((here, there)).or_insert_with(|| port.clone());
            if port < *known {
                *known = port;
            }
        }
    }
    ports
}

/// One grid for cards that nothing hangs from, one for those with trees of their own.
fn grids(members: &[usize], trees: &BTreeMap<usize, Tree>, one_row: f64, aspect: f64) -> Vec<Grid> {
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

/// The layered items of one part.
struct Plan {
    items: Vec<Item>,
    layer: Vec<usize>,
    width: Vec<f64>,
    height: Vec<f64>,
    between: Between,
    /// For every layer its items in order.
    layers: Vec<Vec<usize>>,
    x: Vec<f64>,
    /// For every layer its top.
    y: Vec<f64>,
    bottom: f64,
}

impl Plan {
    fn new(
        graph: &Graph,
        layers: &[usize],
        members: &[usize],
        parents: &[Option<Vec<usize>>],
        trees: &BTreeMap<usize, Tree>,
        cards: &[Card],
    ) -> Self {
        let mut plan = Self {
            items: Vec::new(),
            layer: Vec::new(),
            width: Vec::new(),
            height: Vec::new(),
            between: Between { above: Vec::new(), below: Vec::new(), beside: Vec::new() },
            layers: Vec::new(),
            x: Vec::new(),
            y: Vec::new(),
            bottom: 0.0,
        };
        let mut item_of = BTreeMap::new();
        for vertex in members.iter().copied().filter(|vertex| parents[*vertex].is_none()) {
            let item = plan.add(Item::Card(vertex), layers[vertex], cards[vertex].width, cards[vertex].height);
            item_of.insert(vertex, item);
        }
        for vertex in item_of.keys().copied().collect::<Vec<_>>() {
            for other in graph.neighbors[vertex].iter().copied().filter(|other| parents[*other].is_none()) {
                let (upper, lower) = (item_of[&vertex], item_of[&other]);
                if layers[vertex] < layers[other] {
                    plan.join(upper, lower, 1);
                } else if layers[vertex] == layers[other] {
                    plan.between.beside[upper].push(lower);
                }
            }
        }
        let blocks = blocks(members, layers, parents, trees, &item_of);
        let lowest = blocks.iter().map(|block| block.layer).chain(plan.layer.iter().copied()).max().unwrap_or(0);
        for Hanging { above, layer: below, grid } in blocks {
            let uppers: Vec<usize> = above.iter().map(|vertex| item_of[vertex]).collect();
            // What is tall goes to the bottom, where it pushes nothing else down.
            let layer = if grid.height > 150.0 { lowest } else { below };
            let (wires, width, height) = (grid.members.len(), grid.width, grid.height);
            let block = plan.add(Item::Block(grid), layer, width, height);
            for upper in uppers {
                plan.join(upper, block, wires);
            }
        }
        plan
    }

    fn add(&mut self, item: Item, layer: usize, width: f64, height: f64) -> usize {
        let number = self.items.len();
        self.items.push(item);
        self.layer.push(layer);
        self.width.push(width);
        self.height.push(height);
        self.between.above.push(Vec::new());
        self.between.below.push(Vec::new());
        self.between.beside.push(Vec::new());
        if self.layers.len() <= layer {
            self.layers.resize(layer + 1, Vec::new());
        }
        self.layers[layer].push(number);
        number
    }

    /// Joins two items, with one more item on every layer that the `wires` pass between them.
    fn join(&mut self, upper: usize, lower: usize, wires: usize) {
        let (first, last) = (self.layer[upper] + 1, self.layer[lower]);
        let mut from = upper;
        if self.items.len() + last.saturating_sub(first) < MOST_PASSING {
            for layer in first..last {
                let passing = Item::Passing { from: upper, to: lower };
                let number = self.add(passing, layer, 10.0 + WIRE * wires.min(12) as f64, 0.0);
                self.touch(from, number);
                from = number;
            }
        }
        if from != upper || first == last {
            self.touch(from, lower);
        }
    }

    fn touch(&mut self, upper: usize, lower: usize) {
        self.between.below[upper].push(lower);
        self.between.above[lower].push(upper);
    }

    /// Orders the layers and gives the items their coordinates.
    fn arrange(&mut self) {
        reduce_crossings(&mut self.layers, &self.between);
        self.x = vec![0.0; self.items.len()];
        for layer in &self.layers {
            let mut x = 0.0;
            for (at, item) in layer.iter().copied().enumerate() {
                x += if at == 0 { self.width[item] / 2.0 } else { self.apart(layer[at - 1], item) };
                self.x[item] = x;
            }
            let middle = x / 2.0;
            for item in layer {
                self.x[*item] -= middle;
            }
        }
        for sweep in 0..17 {
            let count = self.layers.len();
            for step in 0..count {
                let number = if sweep % 2 == 0 { step } else { count - 1 - step };
                self.settle(number, sweep);
            }
        }
        let left =
            (0..self.items.len()).map(|item| self.x[item] - self.width[item] / 2.0).fold(f64::INFINITY, f64::min);
        for x in &mut self.x {
            *x -= left;
        }
        let mut y = 0.0;
        for layer in &self.layers {
            let tallest = layer.iter().map(|item| self.height[*item]).fold(0.0, f64::max);
            let span = layer.iter().map(|item| self.x[*item]).fold(0.0, f64::max);
            self.y.push(y);
            self.bottom = y + tallest;
            y += tallest + GAP_Y + (span * 0.05).min(220.0);
        }
    }

    /// The least distance between the centers of two adjacent items.
    fn apart(&self, left: usize, right: usize) -> f64 {
        let gap = if self.between.beside[left].contains(&right) { GAP_CABLED } else { GAP_X };
        (self.width[left] + self.width[right]) / 2.0 + gap
    }

    /// Moves the items of one layer as near as possible to the middle of what they are joined to, keeping order and
    /// distances: isotonic regression by pooling adjacent violators.
    fn settle(&mut self, number: usize, sweep: usize) {
        let layer = std::mem::take(&mut self.layers[number]);
        let mut offset = 0.0;
        // Pools of items that touch: sum of weighted targets, sum of weights, number of items.
        let mut pools: Vec<(f64, f64, usize)> = Vec::with_capacity(layer.len());
        let mut offsets = Vec::with_capacity(layer.len());
        for (at, item) in layer.iter().copied().enumerate() {
            if at > 0 {
                offset += self.apart(layer[at - 1], item);
            }
            offsets.push(offset);
            let (target, weight) = self.target(item, sweep);
            pools.push(((target - offset) * weight, weight, 1));
            while let [.., before, last] = pools.as_slice() {
                if before.0 / before.1 <= last.0 / last.1 {
                    break;
                }
                let merged = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
                pools.truncate(pools.len() - 2);
                pools.push(merged);
            }
        }
        let places = pools.iter().flat_map(|(sum, weight, count)| std::iter::repeat_n(sum / weight, *count));
        for ((item, offset), place) in layer.iter().zip(offsets).zip(places) {
            self.x[*item] = place + offset;
        }
        self.layers[number] = layer;
    }

    fn target(&self, item: usize, sweep: usize) -> (f64, f64) {
        let (above, below) = (&self.between.above[item], &self.between.below[item]);
        let toward: Vec<usize> = match (above.is_empty(), below.is_empty(), sweep % 2 == 0) {
            (true, true, _) => return (self.x[item], 0.1),
            (false, true, _) | (false, false, true) => above.clone(),
            (true, false, _) | (false, false, false) => below.clone(),
        };
        let sum: f64 = toward.iter().map(|other| self.x[*other]).sum();
        // Wires that pass a layer are kept straight before anything else.
        let weight = if matches!(self.items[item], Item::Passing { .. }) { 4.0 } else { 1.0 };
        (sum / toward.len() as f64, weight)
    }

    /// Collects, for every edge, the points of the layers that it passes and of the gutters that lead to its lower end.
    fn pass(&self, graph: &Graph, cards: &[Card], entries: &BTreeMap<usize, Vec<Point>>, vias: &mut [Vec<Point>]) {
        let mut item_of = BTreeMap::new();
        let mut passing: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (number, item) in self.items.iter().enumerate() {
            match item {
                Item::Card(vertex) => drop(item_of.insert(*vertex, number)),
                Item::Block(grid) => item_of.extend(grid.members.iter().map(|vertex| (*vertex, number))),
                Item::Passing { from, to } => passing.entry((*from, *to)).or_default().push(number),
            }
        }
        let mut beside: BTreeMap<usize, usize> = BTreeMap::new();
        for (edge, via) in graph.edges.iter().zip(vias) {
            let forward = cards[edge.a].y <= cards[edge.b].y;
            let (upper, lower) = if forward { (edge.a, edge.b) } else { (edge.b, edge.a) };
            if !graph.neighbors[upper].contains(&lower) {
                continue;
            }
            let mut points = Vec::new();
            if let (Some(from), Some(to)) = (item_of.get(&upper), item_of.get(&lower)) {
                for number in passing.get(&(*from, *to)).into_iter().flatten() {
                    let y = self.y[self.layer[*number]];
                    let tallest =
                        self.layers[self.layer[*number]].iter().map(|item| self.height[*item]).fold(0.0, f64::max);
                    points.push(Point { x: self.x[*number], y });
                    points.push(Point { x: self.x[*number], y: y + tallest });
                }
            }
            if let Some(gutter) = entries.get(&lower) {
                // Wires to the same card run side by side: 0, 1, -1, 2, -2 steps from the middle, then again.
                let turn = beside.entry(lower).or_default();
                let step = [0.0, 1.0, -1.0, 2.0, -2.0][*turn % 5] * IN_LANE;
                *turn += 1;
                points.extend(gutter.iter().map(|point| Point { x: point.x + step, y: point.y }));
            }
            if !points.is_empty() {
                if !forward {
                    points.reverse();
                }
                *via = points;
            }
        }
    }
}

/// A grid that hangs from layered cards, and the layer next below them.
struct Hanging {
    above: Vec<usize>,
    layer: usize,
    grid: Grid,
}

fn blocks(
    members: &[usize],
    layers: &[usize],
    parents: &[Option<Vec<usize>>],
    trees: &BTreeMap<usize, Tree>,
    item_of: &BTreeMap<usize, usize>,
) -> Vec<Hanging> {
    let mut by_parents: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
    for vertex in members.iter().copied() {
        if let Some(above) = parents[vertex].as_deref() {
            if above.iter().all(|parent| item_of.contains_key(parent)) {
                by_parents.entry(above).or_default().push(vertex);
            }
        }
    }
    // Blocks stand side by side: the more there are, the narrower each must be for the whole to keep its shape.
    let wide: f64 = by_parents.values().flatten().map(|vertex| trees[vertex].width + GAP_X).sum();
    let share = by_parents.values().map(|hanging| (hanging.len() as f64).sqrt()).sum::<f64>().max(1.0);
    let mut all = Vec::new();
    for (above, hanging) in by_parents {
        let layer = above.iter().map(|vertex| layers[*vertex] + 1).max().unwrap_or(0);
        let part = (hanging.len() as f64).sqrt() / share;
        let one_row = if wide <= ONE_ROW_OF_ALL { f64::INFINITY } else { ONE_ROW * part };
        let aspect = (GRID_ASPECT * part).max(NARROWEST_ASPECT);
        let here = grids(&hanging, trees, one_row, aspect).into_iter();
        all.extend(here.map(|grid| Hanging { above: above.to_vec(), layer, grid }));
    }
    all
}

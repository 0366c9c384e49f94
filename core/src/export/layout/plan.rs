//! The layers of one connected part: which item is on which, in what order, and where.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::order::{Between, reduce_crossings};
use super::place::{GAP_X, GAP_Y, GRID_ASPECT, Grid, ONE_ROW, Tree, grids};
use super::{Card, Point, Way};

/// Least space between cards of a layer where a cable with two port labels runs between them.
const GAP_CABLED: f64 = 128.0;
/// Space that a wire takes which passes a layer, and between wires side by side in a gutter.
const WIRE: f64 = 7.0;
const IN_LANE: f64 = 5.0;
/// The width up to which all that hangs from layered cards stays in one row.
const ONE_ROW_OF_ALL: f64 = 2600.0;
/// The narrowest shape of a block among many, width to height.
const NARROWEST_ASPECT: f64 = 0.3;
/// Sweeps that move the items of each layer towards those above (even) and below (odd); the last one moves only what
/// has nothing below it.
const LAST_SWEEP: usize = 16;
/// Wires that pass a layer one by one; above it they go straight.
const MOST_PASSING: usize = 20_000;

#[derive(Debug)]
pub(super) enum Item {
    Card(usize),
    Block(Grid),
    /// Wires from a card to an item further below, passing this layer.
    Passing {
        from: usize,
        to: usize,
    },
}

/// The layered items of one part.
pub(super) struct Plan {
    pub(super) items: Vec<Item>,
    pub(super) layer: Vec<usize>,
    pub(super) width: Vec<f64>,
    height: Vec<f64>,
    between: Between,
    /// For every layer its items in order.
    layers: Vec<Vec<usize>>,
    /// For every layer the number of wires that leave it downward.
    wires: Vec<usize>,
    pub(super) x: Vec<f64>,
    /// For every layer its top.
    pub(super) y: Vec<f64>,
    pub(super) bottom: f64,
}

impl Plan {
    pub(super) fn new(
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
            wires: Vec::new(),
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
            self.wires.resize(layer + 1, 0);
        }
        self.layers[layer].push(number);
        number
    }

    /// Joins two items, with one more item on every layer that the `wires` pass between them.
    fn join(&mut self, upper: usize, lower: usize, wires: usize) {
        let (first, last) = (self.layer[upper] + 1, self.layer[lower]);
        for layer in first - 1..last {
            self.wires[layer] += wires;
        }
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
    pub(super) fn arrange(&mut self) {
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
        for sweep in 0..=LAST_SWEEP {
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
        for (number, layer) in self.layers.iter().enumerate() {
            let tallest = layer.iter().map(|item| self.height[*item]).fold(0.0, f64::max);
            let span = layer.iter().map(|item| self.x[*item]).fold(0.0, f64::max);
            self.y.push(y);
            self.bottom = y + tallest;
            // Wires that cross flat and densely cannot be told apart: more of them need more height.
            let wires = self.wires[number] as f64;
            y += tallest + GAP_Y + (span * 0.05 + wires * 1.5).min(240.0);
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
        if sweep == LAST_SWEEP && !below.is_empty() {
            return (self.x[item], 1.0);
        }
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
    pub(super) fn pass(&self, graph: &Graph, cards: &[Card], entries: &BTreeMap<usize, Vec<Point>>, ways: &mut [Way]) {
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
        for (edge, way) in graph.edges.iter().zip(ways) {
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
                *way = Way { points, from_a: forward };
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

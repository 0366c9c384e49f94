//! The order of items within their layers: barycenter sweeps and swaps of neighbors, keeping the order with the fewest
//! crossings.

const SWEEPS: usize = 12;
/// Items whose pairs are compared by all their edges; above it a swap costs too much.
const MOST_EDGES: usize = 64;

/// Edges between items. Those between layers join adjacent layers only; those within a layer want to be short.
#[derive(Debug)]
pub(super) struct Between {
    /// For every item: items on the layer above.
    pub(super) above: Vec<Vec<usize>>,
    /// For every item: items on the layer below.
    pub(super) below: Vec<Vec<usize>>,
    /// For every item: items on its own layer.
    pub(super) beside: Vec<Vec<usize>>,
}

/// Reorders every layer of `layers`.
pub(super) fn reduce_crossings(layers: &mut Vec<Vec<usize>>, between: &Between) {
    let mut place = vec![0.0; between.above.len()];
    renumber(layers, &mut place);
    let mut best = layers.clone();
    let mut fewest = cost(layers, between, &place);
    for sweep in 0..SWEEPS {
        if fewest == 0 {
            break;
        }
        let down = sweep % 2 == 0;
        let count = layers.len();
        for step in 0..count {
            let number = if down { step } else { count - 1 - step };
            let toward = if down { &between.above } else { &between.below };
            if let Some(layer) = layers.get_mut(number) {
                sort_by_barycenter(layer, toward, &mut place);
                swap_neighbors(layer, between, &mut place);
            }
        }
        let now = cost(layers, between, &place);
        if now < fewest {
            fewest = now;
            best.clone_from(layers);
        }
    }
    *layers = best;
}

fn renumber(layers: &[Vec<usize>], place: &mut [f64]) {
    for layer in layers {
        renumber_layer(layer, place);
    }
}

fn renumber_layer(layer: &[usize], place: &mut [f64]) {
    // From 0 to 1, so that layers of different length compare.
    let step = 1.0 / (layer.len().max(1) as f64);
    for (number, item) in layer.iter().enumerate() {
        place[*item] = (number as f64 + 0.5) * step;
    }
}

fn sort_by_barycenter(layer: &mut [usize], toward: &[Vec<usize>], place: &mut [f64]) {
    let mut keyed: Vec<(f64, usize)> = layer
        .iter()
        .map(|item| {
            let others = &toward[*item];
            let sum: f64 = others.iter().map(|other| place[*other]).sum();
            (if others.is_empty() { place[*item] } else { sum / others.len() as f64 }, *item)
        })
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (slot, (_, item)) in layer.iter_mut().zip(keyed) {
        *slot = item;
    }
    renumber_layer(layer, place);
}

fn swap_neighbors(layer: &mut [usize], between: &Between, place: &mut [f64]) {
    for _ in 0..4 {
        let mut swapped = false;
        for at in 1..layer.len() {
            let (left, right) = (layer[at - 1], layer[at]);
            let kept = pair_cost(left, right, between, place);
            let (first, second) = (place[left], place[right]);
            (place[left], place[right]) = (second, first);
            if pair_cost(right, left, between, place) < kept {
                layer.swap(at - 1, at);
                swapped = true;
            } else {
                (place[left], place[right]) = (first, second);
            }
        }
        if !swapped {
            return;
        }
    }
}

/// Crossings between the edges of two adjacent items, and the length of edges within the layer.
fn pair_cost(left: usize, right: usize, between: &Between, place: &[f64]) -> f64 {
    let mut crossings = 0;
    for side in [&between.above, &between.below] {
        for a in side[left].iter().take(MOST_EDGES) {
            crossings += side[right].iter().take(MOST_EDGES).filter(|b| place[*a] > place[**b]).count();
        }
    }
    let lengths: f64 = [left, right]
        .into_iter()
        .flat_map(|item| between.beside[item].iter().map(move |other| (place[item] - place[*other]).abs()))
        .sum();
    crossings as f64 + lengths
}

/// Crossings of the whole drawing, plus items that edges within a layer step over.
fn cost(layers: &[Vec<usize>], between: &Between, place: &[f64]) -> usize {
    let mut total = 0;
    for layer in layers {
        let mut ends = Vec::new();
        for item in layer {
            let mut below: Vec<f64> = between.below[*item].iter().map(|other| place[*other]).collect();
            below.sort_by(f64::total_cmp);
            ends.extend(below);
        }
        total += inversions(&mut ends);
        let step = 1.0 / (layer.len().max(1) as f64);
        for item in layer {
            for other in &between.beside[*item] {
                let apart = place[*other] - place[*item];
                total += usize::from(apart > step * 1.5);
            }
        }
    }
    total
}

/// Pairs of `values` in the wrong order, by merge sort.
fn inversions(values: &mut [f64]) -> usize {
    let mut count = 0;
    let mut merged = Vec::with_capacity(values.len());
    let mut run = 1;
    while run < values.len() {
        merged.clear();
        for chunk in values.chunks(run * 2) {
            let (left, right) = chunk.split_at(run.min(chunk.len()));
            let (mut l, mut r) = (left.iter().copied().peekable(), right.iter().copied().peekable());
            let mut taken = 0;
            loop {
                match (l.peek().copied(), r.peek().copied()) {
                    (Some(a), Some(b)) if a <= b => {
                        merged.push(a);
                        taken += 1;
                        l.next();
                    }
                    (_, Some(b)) => {
                        merged.push(b);
                        count += left.len() - taken;
                        r.next();
                    }
                    (Some(a), None) => {
                        merged.push(a);
                        taken += 1;
                        l.next();
                    }
                    (None, None) => break,
                }
            }
        }
        values.copy_from_slice(&merged);
        run *= 2;
    }
    count
}

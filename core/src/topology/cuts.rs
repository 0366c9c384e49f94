//! What separates what: bridges, articulation points and dominators of a graph in one walk, O(vertices + edges).
//!
//! In an undirected graph the nearest dominator of a vertex, seen from a root, is the vertex through which the walk
//! entered its biconnected component (Tarjan 1972, Hopcroft and Tarjan 1973).

use super::wiring::{NONE, Wiring};

/// One depth-first walk over all components, and what it tells.
#[derive(Clone, Debug)]
pub(super) struct Cuts {
    /// All vertices in the order in which the walk reached them; what lies below one follows it without gap.
    pub(super) order: Vec<usize>,
    /// Where each vertex stands in `order`.
    pub(super) place: Vec<usize>,
    /// How many vertices lie below each one in the walk, itself included.
    pub(super) below: Vec<usize>,
    /// The vertex from which each one was reached; [`NONE`] for the roots.
    pub(super) parent: Vec<usize>,
    /// The edge through which each one was reached; [`NONE`] for the roots.
    pub(super) through: Vec<usize>,
    /// Whether what lies below the vertex hangs on that edge alone: it is a bridge.
    pub(super) hangs: Vec<bool>,
    /// Whether what lies below the vertex is cut off from the rest without the vertex that it was reached from.
    pub(super) splits: Vec<bool>,
    /// The nearest vertex without which each one cannot be reached from its root; [`NONE`] for the roots.
    pub(super) dominator: Vec<usize>,
}

struct Frame {
    vertex: usize,
    /// Neighbors looked at.
    done: usize,
}

impl Cuts {
    /// Walks from `root`, where it is a vertex, then from each vertex not reached yet.
    pub(super) fn of(wiring: &Wiring, root: usize) -> Self {
        let count = wiring.vertices();
        let mut cuts = Self {
            order: Vec::with_capacity(count),
            place: vec![NONE; count],
            below: vec![1; count],
            parent: vec![NONE; count],
            through: vec![NONE; count],
            hangs: vec![false; count],
            splits: vec![false; count],
            dominator: vec![NONE; count],
        };
        let mut low = vec![NONE; count];
        for start in std::iter::once(root).chain(0..count) {
            if start < count && cuts.place[start] == NONE {
                cuts.walk(wiring, start, &mut low);
            }
        }
        cuts
    }

    fn walk(&mut self, wiring: &Wiring, root: usize, low: &mut [usize]) {
        let mut frames = vec![Frame { vertex: root, done: 0 }];
        // Vertices whose biconnected component is not closed yet.
        let mut open = Vec::new();
        self.reach(root, low);
        while let Some(frame) = frames.last_mut() {
            let at = frame.vertex;
            if let Some((next, edge)) = wiring.around(at).get(frame.done).copied() {
                frame.done += 1;
                if edge == self.through[at] || next == at {
                    continue;
                }
                if self.place[next] == NONE {
                    self.parent[next] = at;
                    self.through[next] = edge;
                    self.reach(next, low);
                    open.push(next);
                    frames.push(Frame { vertex: next, done: 0 });
                } else {
                    low[at] = low[at].min(self.place[next]);
                }
                continue;
            }
            frames.pop();
            let above = self.parent[at];
            if above == NONE {
                continue;
            }
            self.below[above] += self.below[at];
            low[above] = low[above].min(low[at]);
            self.hangs[at] = low[at] > self.place[above];
            self.splits[at] = low[at] >= self.place[above];
            if self.splits[at] {
                while let Some(member) = open.pop() {
                    self.dominator[member] = above;
                    if member == at {
                        break;
                    }
                }
            }
        }
    }

    fn reach(&mut self, vertex: usize, low: &mut [usize]) {
        self.place[vertex] = self.order.len();
        low[vertex] = self.place[vertex];
        self.order.push(vertex);
    }

    /// What lies below each vertex in the walk, itself included, where each weighs `weight`.
    pub(super) fn sums(&self, weight: impl Fn(usize) -> Weight) -> Vec<Weight> {
        let mut sums: Vec<Weight> = (0..self.order.len()).map(weight).collect();
        for at in self.order.iter().rev() {
            if self.parent[*at] != NONE {
                let sum = sums[*at];
                sums[self.parent[*at]].add(sum);
            }
        }
        sums
    }
}

/// How much hangs on something. The order is that of importance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight {
    pub(super) devices: usize,
    pub(super) hosts: usize,
}

impl Weight {
    pub(super) fn add(&mut self, other: Self) {
        self.devices += other.devices;
        self.hosts += other.hosts;
    }

    pub(super) fn less(self, other: Self) -> Self {
        Self { devices: self.devices.saturating_sub(other.devices), hosts: self.hosts.saturating_sub(other.hosts) }
    }

    pub(super) fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

//! The topology as an undirected graph of integers: what the questions about connectedness are computed on.

use std::collections::VecDeque;

/// No vertex, no edge.
pub(super) const NONE: usize = usize::MAX;

/// An undirected graph with parallel edges, by position.
#[derive(Clone, Debug, Default)]
pub(super) struct Wiring {
    /// The two vertices of each edge.
    ends: Vec<(usize, usize)>,
    /// Where the neighbors of each vertex begin in `around`; one more than there are vertices.
    first: Vec<usize>,
    /// Neighbors with the edge that leads there.
    around: Vec<(usize, usize)>,
}

impl Wiring {
    /// A graph of `vertices` vertices; `ends` below that number. An edge whose ends are [`NONE`] is not there.
    pub(super) fn new(vertices: usize, ends: Vec<(usize, usize)>) -> Self {
        let mut first = vec![0; vertices + 1];
        let there = |(a, b): &(usize, usize)| *a < vertices && *b < vertices;
        for (a, b) in ends.iter().filter(|ends| there(ends)) {
            first[a + 1] += 1;
            first[b + 1] += 1;
        }
        for at in 0..vertices {
            first[at + 1] += first[at];
        }
        let mut next = first.clone();
        let mut around = vec![(NONE, NONE); first[vertices]];
        for (edge, (a, b)) in ends.iter().enumerate().filter(|(_, ends)| there(ends)) {
            around[next[*a]] = (*b, edge);
            next[*a] += 1;
            around[next[*b]] = (*a, edge);
            next[*b] += 1;
        }
        Self { ends, first, around }
    }

    pub(super) fn vertices(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    pub(super) fn edges(&self) -> &[(usize, usize)] {
        &self.ends
    }

    /// The neighbors of a vertex, each with the edge that leads there, by edge.
    pub(super) fn around(&self, vertex: usize) -> &[(usize, usize)] {
        &self.around[self.first[vertex]..self.first[vertex + 1]]
    }

    /// The number of the component of each vertex, over the edges that `passes` accepts. Components are numbered by
    /// their first vertex.
    pub(super) fn components(&self, passes: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut component = vec![NONE; self.vertices()];
        let mut queue = VecDeque::new();
        let mut count = 0;
        for start in 0..self.vertices() {
            if component[start] != NONE {
                continue;
            }
            component[start] = count;
            queue.push_back(start);
            while let Some(at) = queue.pop_front() {
                for (next, edge) in self.around(at) {
                    if component[*next] == NONE && passes(*edge) {
                        component[*next] = count;
                        queue.push_back(*next);
                    }
                }
            }
            count += 1;
        }
        component
    }
}

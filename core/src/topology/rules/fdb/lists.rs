use std::ops::Index;

use crate::topology::ports::PortAt;

/// Many short lists in one allocation.
#[derive(Clone, Debug)]
pub(in crate::topology::rules) struct Lists<T> {
    /// Where each list starts, and where the last one ends.
    starts: Vec<usize>,
    flat: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { starts: vec![0], flat: Vec::new() }
    }
}

impl<T: Copy> Lists<T> {
    /// The lists `0..count`, given the number of the list that each value goes to: values keep their order.
    pub(super) fn gather(count: usize, values: impl Iterator<Item = (usize, T)> + Clone) -> Self {
        let mut starts = vec![0; count + 1];
        for (list, _) in values.clone() {
            if let Some(start) = starts.get_mut(list + 1) {
                *start += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let Some((_, first)) = values.clone().next() else { return Self { starts, flat: Vec::new() } };
        let mut flat = vec![first; starts.last().copied().unwrap_or_default()];
        let mut next = starts.clone();
        for (list, value) in values {
            if let Some(slot) = next.get_mut(list).filter(|_| list < count) {
                flat[*slot] = value;
                *slot += 1;
            }
        }
        Self { starts, flat }
    }

    pub(in crate::topology::rules) fn iter(&self) -> impl Iterator<Item = &[T]> {
        self.starts.windows(2).map(|pair| &self.flat[pair[0]..pair[1]])
    }
}

impl<T> Index<usize> for Lists<T> {
    type Output = [T];

    fn index(&self, at: usize) -> &[T] {
        &self.flat[self.starts[at]..self.starts[at + 1]]
    }
}

/// Something about each port of each bridge, up to the last port that counts.
#[derive(Clone, Debug)]
pub(in crate::topology::rules) struct PerPort<T> {
    /// Where each bridge starts, and where the last one ends.
    starts: Vec<usize>,
    flat: Vec<T>,
}

impl<T: Copy> PerPort<T> {
    /// So many ports of each bridge, and the same about all of them.
    pub(super) fn new(ports: impl Iterator<Item = usize>, value: T) -> Self {
        let mut starts = vec![0];
        let mut end = 0;
        starts.extend(ports.map(|count| {
            end += count;
            end
        }));
        Self { starts, flat: vec![value; end] }
    }

    /// The position of a port among those of all bridges.
    pub(super) fn position(&self, (at, port): (usize, PortAt)) -> Option<usize> {
        let position = self.starts.get(at)?.checked_add(port)?;
        (position < *self.starts.get(at + 1)?).then_some(position)
    }

    /// The port at a position.
    pub(super) fn at(&self, position: usize) -> Option<(usize, PortAt)> {
        let at = self.starts.partition_point(|start| *start <= position).checked_sub(1)?;
        Some((at, position - self.starts.get(at)?))
    }

    /// How many ports there are.
    pub(super) fn len(&self) -> usize {
        self.flat.len()
    }

    pub(in crate::topology::rules) fn get(&self, port: (usize, PortAt)) -> Option<T> {
        self.flat.get(self.position(port)?).copied()
    }

    pub(in crate::topology::rules) fn get_mut(&mut self, port: (usize, PortAt)) -> Option<&mut T> {
        let position = self.position(port)?;
        self.flat.get_mut(position)
    }

    /// By bridge and port.
    pub(in crate::topology::rules) fn iter(&self) -> impl Iterator<Item = ((usize, PortAt), T)> {
        let bridges = self.starts.windows(2).enumerate();
        let ports = bridges.flat_map(|(at, ends)| (ends[0]..ends[1]).enumerate().map(move |(port, to)| (at, port, to)));
        ports.filter_map(|(at, port, to)| Some(((at, port), *self.flat.get(to)?)))
    }
}

use std::ops::Index;

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

//! A few values, each once, in order: what most nodes have one of.

/// A set in one piece of memory, which becomes the list of the result as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ascending<T>(Vec<T>);

impl<T> Default for Ascending<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Ord> Ascending<T> {
    pub(super) fn insert(&mut self, value: T) {
        if let Err(at) = self.0.binary_search(&value) {
            self.0.insert(at, value);
        }
    }

    pub(super) fn contains(&self, value: &T) -> bool {
        self.0.binary_search(value).is_ok()
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T: Ord> FromIterator<T> for Ascending<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut all: Vec<T> = values.into_iter().collect();
        all.sort_unstable();
        all.dedup();
        all.shrink_to_fit();
        Self(all)
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for Ascending<T> {
    fn from(values: [T; N]) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Ord> Extend<T> for Ascending<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        let had = self.0.len();
        self.0.extend(values);
        if self.0.len() > had {
            self.0.sort_unstable();
            self.0.dedup();
        }
    }
}

impl<'a, T> IntoIterator for &'a Ascending<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

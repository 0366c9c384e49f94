/// Disjoint sets with the least member as representative, so that the order of unions does not matter.
pub(super) struct Sets(Vec<usize>);

impl Sets {
    pub(super) fn new(members: usize) -> Self {
        Self((0..members).collect())
    }

    pub(super) fn find(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    pub(super) fn union(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }

    pub(super) fn union_all(&mut self, same: &[usize]) {
        same.windows(2).for_each(|pair| self.union(pair[0], pair[1]));
    }

    /// The number of each member's set, counted from 0 in the order of the least members.
    pub(super) fn numbered(mut self) -> Vec<usize> {
        let mut numbers = vec![0; self.0.len()];
        let mut count = 0;
        for at in 0..numbers.len() {
            let root = self.find(at);
            if root == at {
                numbers[at] = count;
                count += 1;
            } else {
                // The representative is the least member and has its number.
                numbers[at] = numbers[root];
            }
        }
        numbers
    }
}

use super::masses::{Masses, Model, Rows};
use super::tree::Tree;

/// What one bridge saw, port by port, and how likely each of these items is in each part of a tree without the bridge.
pub(super) struct Seen {
    pub(super) items: Vec<u32>,
    pub(super) ports: Vec<u16>,
    /// Where the items of each port begin, and where those of the last one end.
    starts: Vec<usize>,
    /// The likelihood of the row of an item is `alone + agrees × (mass where the row is right)
    /// + of × (likelihood of wrong rows with the item at the bridge itself)`.
    pub(super) alone: Vec<f32>,
    pub(super) agrees: Vec<f32>,
    pub(super) of: Vec<f32>,
    /// The least rows that are wrong.
    pub(super) least: Vec<u16>,
    /// How likely the items are at each visit and below it: lines of items.
    below: Vec<f32>,
}

impl Seen {
    pub(super) fn of(bridge: u32, model: &Model<'_>, tree: &Tree, masses: &Masses) -> Self {
        let fabric = model.fabric;
        let ports = &fabric.on[bridge as usize];
        let items: Vec<u32> = ports.iter().flatten().copied().collect();
        let numbers = (0_u16..).zip(ports).flat_map(|(port, items)| items.iter().map(move |_| port));
        let mut starts = vec![0];
        let mut end = 0;
        starts.extend(ports.iter().map(|items| {
            end += items.len();
            end
        }));
        let owner = |item: &u32| fabric.owner[*item as usize];
        let wrong = model.cost_of_rows().likelihood(1);
        let own: Vec<bool> = items.iter().map(|item| owner(item) == Some(bridge)).collect();
        let is_free = |item: &u32| owner(item).is_none_or(|owner| owner != bridge && !tree.placed[owner as usize]);
        let mut seen = Self {
            ports: numbers.collect(),
            starts,
            alone: own.iter().map(|own| if *own { 1.0 } else { wrong }).collect(),
            agrees: own.iter().map(|own| if *own { 0.0 } else { 1.0 - wrong }).collect(),
            of: items.iter().map(|item| if is_free(item) { masses.inverse[*item as usize] } else { 0.0 }).collect(),
            least: items.iter().map(|item| masses.least[*item as usize]).collect(),
            below: Vec::new(),
            items,
        };
        seen.weigh(model, tree, masses);
        seen
    }

    fn weigh(&mut self, model: &Model<'_>, tree: &Tree, masses: &Masses) {
        let (rows, count) = (model.cost_of_rows(), self.items.len());
        let placed = |item: &u32| model.fabric.owner[*item as usize].and_then(|owner| masses.position(owner));
        let placed: Vec<Option<usize>> = self.items.iter().map(placed).collect();
        self.below = Vec::with_capacity(masses.visits.len() * count);
        for (at, visit) in masses.visits.iter().enumerate() {
            let (prior, wrong) = (Model::prior(tree, visit), masses.wrong(at));
            let items = self.items.iter().zip(&self.least).zip(&placed);
            self.below.extend(items.map(|((item, least), placed)| match placed {
                None => prior * rows.likelihood(wrong[*item as usize] - least),
                Some(there) => f32::from(u8::from(*there == at)),
            }));
        }
        for (at, visit) in masses.visits.iter().enumerate().skip(1).rev() {
            let (before, rest) = self.below.split_at_mut(at * count);
            let up = before[visit.parent * count..].iter_mut();
            up.zip(&rest[..count]).for_each(|(up, below)| *up += below);
        }
        let inverse: Vec<f32> = self.items.iter().map(|item| masses.inverse[*item as usize]).collect();
        for line in self.below.chunks_mut(count.max(1)) {
            line.iter_mut().zip(&inverse).for_each(|(below, inverse)| *below *= inverse);
        }
    }

    /// How likely the items are at a visit and below it.
    pub(super) fn below(&self, at: usize) -> &[f32] {
        &self.below[at * self.items.len()..][..self.items.len()]
    }

    /// The positions of the items of a port.
    pub(super) fn on(&self, port: u16) -> std::ops::Range<usize> {
        let start = |at: usize| self.starts.get(at).copied();
        let port = usize::from(port);
        start(port).zip(start(port + 1)).map_or(0..0, |(start, end)| start..end)
    }

    /// How likely each item is at the bridge itself, if it is where so many rows are wrong.
    pub(super) fn there<'s>(&'s self, wrong: &'s [u16], rows: Rows) -> impl Iterator<Item = f32> + 's {
        let items = self.items.iter().zip(&self.of).zip(&self.least);
        items.map(move |((item, of), least)| of * rows.likelihood(wrong[*item as usize] - least))
    }
}

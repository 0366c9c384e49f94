use super::fabric::Fabric;
use super::tree::{Tree, Visit};
use crate::topology::weights;

/// The tables, and what a wrong row costs.
pub(super) struct Model<'f> {
    pub(super) fabric: &'f Fabric,
    /// A wrong row is this power of one half as likely as a right one.
    pub(super) halvings: i32,
    /// Logarithm of how likely a port faces two others through a hidden node, against facing one.
    pub(super) hidden: f64,
}

/// How many rows would be wrong with each item at each place of a tree: lines of items, one for each visit. Bridges saw
/// few of the items each: a line is that of the place before it but for the rows of one bridge.
#[derive(Default)]
pub(super) struct Masses {
    pub(super) visits: Vec<Visit>,
    /// The visit of each bridge that is in the tree.
    position: Vec<usize>,
    items: usize,
    /// Rows that would be wrong if the item were there.
    wrong: Vec<u16>,
    /// Rows that would be wrong if the item were behind a port of the bridge that has no rows.
    beyond: Vec<u16>,
    /// The least that are wrong over all places.
    pub(super) least: Vec<u16>,
    /// One over the sum of how likely the item is at all places.
    pub(super) inverse: Vec<f32>,
}

impl<'f> Model<'f> {
    pub(super) fn new(fabric: &'f Fabric) -> Self {
        Self { fabric, halvings: weights::WRONG_ROW_HALVINGS, hidden: weights::HIDDEN_NODE }
    }

    /// How likely so many wrong rows are.
    pub(super) fn cost_of_rows(&self) -> Rows {
        Rows { halvings: u16::try_from(self.halvings).unwrap_or(MOST_HALVINGS).min(MOST_HALVINGS) }
    }

    /// The logarithm of what one wrong row costs.
    pub(super) fn cost(&self) -> f64 {
        f64::from(self.halvings) * std::f64::consts::LN_2
    }

    /// How likely an item is at a place rather than at a bridge, whatever the rows say.
    pub(super) fn prior(tree: &Tree, visit: &Visit) -> f32 {
        if visit.is_bridge {
            return 1.0;
        }
        Self::on_medium(tree.regions[visit.id as usize].len(), tree.shared[visit.id as usize])
    }

    /// How likely an item is on a region's medium rather than at a bridge.
    pub(super) fn on_medium(members: usize, shared: bool) -> f32 {
        if shared {
            weights::ON_A_HUB
        } else if members > 2 {
            weights::ON_HIDDEN_NODE
        } else {
            weights::ON_A_CABLE
        }
    }
}

/// Nothing is taken for less likely than this power of one half.
const MOST_HALVINGS: u16 = 60;

/// What wrong rows cost, as powers of one half.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    halvings: u16,
}

impl Rows {
    /// The likelihood of so many wrong rows. Small integers, so that many are worked out at once.
    #[inline]
    pub(super) fn likelihood(self, wrong: u16) -> f32 {
        let power = 127 - (wrong.min(MOST_HALVINGS) * self.halvings).min(MOST_HALVINGS);
        f32::from_bits(u32::from(power) << 23)
    }
}

impl Masses {
    /// Weighs all places of `tree` for all items; those that are addresses of a placed bridge are at that bridge.
    pub(super) fn weigh(&mut self, model: &Model<'_>, tree: &Tree) {
        let fabric = model.fabric;
        self.items = fabric.items();
        self.visits = tree.visits();
        self.position.clear();
        self.position.resize(fabric.bridges(), usize::MAX);
        for (at, visit) in self.visits.iter().enumerate().filter(|(_, visit)| visit.is_bridge) {
            self.position[visit.id as usize] = at;
        }
        let size = self.visits.len() * self.items;
        self.wrong.resize(size, 0);
        self.beyond.resize(size, 0);
        self.count(fabric, tree);
        self.sum(model, tree);
    }

    fn count(&mut self, fabric: &Fabric, tree: &Tree) {
        let items = self.items;
        self.least.clear();
        self.least.resize(items, u16::MAX);
        // Beyond the root: every row is wrong that does not point to it.
        if let Some(beyond) = self.beyond.get_mut(..items) {
            beyond.fill(0);
            for (at, visit) in self.visits.iter().enumerate().filter(|(_, visit)| visit.is_bridge) {
                let rows = &fabric.rows[visit.id as usize];
                rows.iter().filter(|(_, port)| at == 0 || *port != visit.port).for_each(|(item, _)| {
                    beyond[*item as usize] += 1;
                });
            }
        }
        for (at, visit) in self.visits.iter().enumerate() {
            let here = at * items..(at + 1) * items;
            let parent = visit.parent.saturating_mul(items)..visit.parent.saturating_add(1).saturating_mul(items);
            if visit.is_bridge {
                if at > 0 {
                    self.beyond[here.clone()].copy_from_slice(&self.wrong[parent]);
                    let beyond = &mut self.beyond[here.clone()];
                    fabric.items_behind(visit.id, visit.port).iter().for_each(|item| beyond[*item as usize] += 1);
                }
                let wrong = &mut self.wrong[here.clone()];
                wrong.copy_from_slice(&self.beyond[here.clone()]);
                let ends = |port: &u16| tree.region((visit.id, *port)).is_none();
                let rows = fabric.rows[visit.id as usize].iter();
                rows.filter(|(_, port)| ends(port)).for_each(|(item, _)| wrong[*item as usize] -= 1);
            } else {
                let bridge = self.visits[visit.parent].id;
                let wrong = &mut self.wrong[here.clone()];
                wrong.copy_from_slice(&self.beyond[parent]);
                fabric.items_behind(bridge, visit.port).iter().for_each(|item| wrong[*item as usize] -= 1);
            }
            let here = &self.wrong[here];
            self.least.iter_mut().zip(here).for_each(|(least, here)| *least = (*least).min(*here));
        }
    }

    fn sum(&mut self, model: &Model<'_>, tree: &Tree) {
        let rows = model.cost_of_rows();
        self.inverse.clear();
        self.inverse.resize(self.items, 0.0);
        for (visit, wrong) in self.visits.iter().zip(self.wrong.chunks(self.items.max(1))) {
            let prior = Model::prior(tree, visit);
            let items = self.inverse.iter_mut().zip(wrong).zip(&self.least);
            items.for_each(|((sum, wrong), least)| *sum += prior * rows.likelihood(wrong - least));
        }
        self.inverse.iter_mut().for_each(|sum| *sum = 1.0 / sum.max(f32::MIN_POSITIVE));
        for (inverse, owner) in self.inverse.iter_mut().zip(&model.fabric.owner) {
            if owner.is_some_and(|owner| tree.placed[owner as usize]) {
                *inverse = 1.0;
            }
        }
    }

    /// Where a bridge is among the visits.
    pub(super) fn position(&self, bridge: u32) -> Option<usize> {
        self.position.get(bridge as usize).copied().filter(|at| *at != usize::MAX)
    }

    /// Rows that would be wrong at a place.
    pub(super) fn wrong(&self, at: usize) -> &[u16] {
        &self.wrong[at * self.items..][..self.items]
    }

    /// Rows that would be wrong behind a port of the bridge at a place that has no rows.
    pub(super) fn beyond(&self, at: usize) -> &[u16] {
        &self.beyond[at * self.items..][..self.items]
    }
}

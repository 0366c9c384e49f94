use super::fabric::{Fabric, UNSEEN};
use super::tree::{Tree, Visit};
use crate::topology::weights;

/// The tables as arrays, and what a wrong row costs.
pub(super) struct Model<'f> {
    pub(super) fabric: &'f Fabric,
    dense: Vec<u16>,
    /// A wrong row is this power of one half as likely as a right one.
    pub(super) halvings: i32,
    /// Logarithm of how likely a port faces two others through a hidden node, against facing one.
    pub(super) hidden: f64,
}

/// How likely each item is at each place of a tree, all of it together being 1; and the same for all
/// places below. Lines of items, one for each visit.
#[derive(Default)]
pub(super) struct Masses {
    pub(super) visits: Vec<Visit>,
    items: usize,
    /// Rows that would be wrong if the item were there.
    wrong: Vec<i16>,
    /// The least of them over all places.
    pub(super) least: Vec<i16>,
    /// One over the sum of all places.
    pub(super) inverse: Vec<f32>,
    here: Vec<f32>,
    below: Vec<f32>,
    trunk: Vec<i16>,
}

impl<'f> Model<'f> {
    pub(super) fn new(fabric: &'f Fabric) -> Self {
        Self { fabric, dense: fabric.dense(), halvings: weights::WRONG_ROW_HALVINGS, hidden: weights::HIDDEN_NODE }
    }

    /// The port of a bridge for each item.
    pub(super) fn line(&self, bridge: u32) -> &[u16] {
        let items = self.fabric.items();
        &self.dense[bridge as usize * items..][..items]
    }

    /// The likelihood of so many wrong rows.
    #[inline]
    pub(super) fn likelihood(&self, wrong: i16) -> f32 {
        likelihood(wrong, self.halvings)
    }

    /// The logarithm of what one wrong row costs.
    pub(super) fn cost(&self) -> f64 {
        f64::from(self.halvings) * std::f64::consts::LN_2
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

/// A power of one half, at least the 60th.
#[inline]
pub(super) fn likelihood(wrong: i16, halvings: i32) -> f32 {
    let power = 127 - (i32::from(wrong) * halvings).min(60);
    f32::from_bits((power as u32) << 23)
}

/// 1 for items that a bridge sees on ports that lead to other bridges.
pub(super) fn on_trunks(line: &[u16], regions: &[Option<u32>], out: &mut [i16]) {
    out.fill(0);
    for (port, region) in (0_u16..).zip(regions) {
        if region.is_some() {
            out.iter_mut().zip(line).for_each(|(out, seen)| *out |= i16::from(*seen == port));
        }
    }
}

/// Whether a row is wrong if the item is behind `port`.
#[inline]
fn elsewhere(seen: u16, port: u16) -> i16 {
    i16::from(seen != port) & i16::from(seen != UNSEEN)
}

impl Masses {
    /// Weighs all places of `tree` for all items; those that are addresses of a placed bridge are at that bridge.
    pub(super) fn weigh(&mut self, model: &Model<'_>, tree: &Tree) {
        let items = model.fabric.items();
        self.items = items;
        self.visits = tree.visits();
        let size = self.visits.len() * items;
        self.wrong.resize(size, 0);
        self.here.resize(size, 0.0);
        self.below.resize(size, 0.0);
        self.trunk.resize(items, 0);
        self.count(model, tree);
        for (at, visit) in self.visits.iter().enumerate() {
            let prior = if visit.is_bridge {
                1.0
            } else {
                Model::on_medium(tree.regions[visit.id as usize].len(), tree.shared[visit.id as usize])
            };
            let (here, wrong) = (&mut self.here[at * items..][..items], &self.wrong[at * items..][..items]);
            for ((here, wrong), least) in here.iter_mut().zip(wrong).zip(&self.least) {
                *here = prior * likelihood(wrong - least, model.halvings);
            }
        }
        for (item, owner) in model.fabric.owner.iter().enumerate() {
            let Some(owner) = owner.filter(|owner| tree.placed[*owner as usize]) else { continue };
            for (at, visit) in self.visits.iter().enumerate() {
                self.here[at * items + item] = if visit.is_bridge && visit.id == owner { 1.0 } else { 0.0 };
            }
        }
        self.sum();
    }

    fn count(&mut self, model: &Model<'_>, tree: &Tree) {
        let items = self.items;
        let mut towards_root = vec![0_i16; items];
        for visit in self.visits.iter().skip(1).filter(|visit| visit.is_bridge) {
            let line = model.line(visit.id);
            towards_root.iter_mut().zip(line).for_each(|(wrong, seen)| *wrong += elsewhere(*seen, visit.port));
        }
        self.least.clear();
        self.least.resize(items, i16::MAX);
        for (at, visit) in self.visits.iter().enumerate() {
            let bridge = if visit.is_bridge { visit.id } else { self.visits[visit.parent].id };
            let line = model.line(bridge);
            on_trunks(line, &tree.region_at[bridge as usize], &mut self.trunk);
            let (before, here) = self.wrong.split_at_mut(at * items);
            let here = &mut here[..items];
            let parent = before.get(visit.parent.saturating_mul(items)..).and_then(|rest| rest.get(..items));
            let around = parent.unwrap_or(&towards_root).iter().zip(line).zip(&self.trunk);
            match (visit.is_bridge, at) {
                (_, 0) => here.iter_mut().zip(around).for_each(|(here, ((up, _), trunk))| *here = up + trunk),
                (true, _) => here
                    .iter_mut()
                    .zip(around)
                    .for_each(|(here, ((up, seen), trunk))| *here = up + trunk - elsewhere(*seen, visit.port)),
                (false, _) => here
                    .iter_mut()
                    .zip(around)
                    .for_each(|(here, ((up, seen), trunk))| *here = up - trunk + elsewhere(*seen, visit.port)),
            }
            self.least.iter_mut().zip(&*here).for_each(|(least, here)| *least = (*least).min(*here));
        }
    }

    fn sum(&mut self) {
        let items = self.items;
        self.below.copy_from_slice(&self.here);
        for (at, visit) in self.visits.iter().enumerate().skip(1).rev() {
            let (before, rest) = self.below.split_at_mut(at * items);
            let up = &mut before[visit.parent * items..][..items];
            up.iter_mut().zip(&rest[..items]).for_each(|(up, below)| *up += below);
        }
        self.inverse.clear();
        self.inverse.extend(self.below.iter().take(items).map(|total| 1.0 / total.max(f32::MIN_POSITIVE)));
        for line in self.below.chunks_mut(items.max(1)) {
            line.iter_mut().zip(&self.inverse).for_each(|(below, inverse)| *below *= inverse);
        }
    }

    /// Rows that would be wrong at a place.
    pub(super) fn wrong(&self, at: usize) -> &[i16] {
        &self.wrong[at * self.items..][..self.items]
    }

    /// The mass at a place, not normalized.
    pub(super) fn here(&self, at: usize) -> &[f32] {
        &self.here[at * self.items..][..self.items]
    }

    /// The mass at a place and below.
    pub(super) fn below(&self, at: usize) -> &[f32] {
        &self.below[at * self.items..][..self.items]
    }
}

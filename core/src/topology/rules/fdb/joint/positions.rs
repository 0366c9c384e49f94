use super::At;
use super::fabric::Fabric;
use super::masses::{Masses, Model, Rows};
use super::seen::Seen;
use super::tree::{Place, Tree};
use crate::topology::weights;

/// A place for a bridge and the logarithm of how likely it is, but for a constant.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    pub(super) score: f64,
    pub(super) place: Place,
}

/// The best regions of which other ways to divide them are tried, and how much worse than the best they may be.
const DIVIDED: usize = 6;
const HOPELESS: f64 = 25.0;

/// A port of the bridge that has no rows.
const NO_PORT: u16 = u16::MAX - 1;

/// Scores the places of one bridge in a tree that does not have it.
pub(super) struct Scorer<'s> {
    model: &'s Model<'s>,
    tree: &'s Tree,
    masses: &'s Masses,
    rows: Rows,
    bridge: u32,
    /// How many ports it has.
    count: usize,
    /// What it saw.
    seen: Seen,
    /// For each item: its position in `seen`, [`NOWHERE`] where the bridge has not seen it.
    slot: Vec<u32>,
    /// For each item that the bridge has not seen: one over the sum of all places; 0 where it may not be at the bridge.
    unseen: Vec<f32>,
    /// Items that are its own addresses.
    own: Vec<usize>,
    /// For each member of a region that is looked at: how likely what was seen is behind it. Lines of `seen`.
    branches: Vec<f32>,
    agreeing: Vec<f32>,
    there: Vec<f32>,
}

/// A division of a region's ports and how good it is.
struct Division {
    score: f64,
    at: usize,
    /// The logarithm of how likely what the bridge has not seen is.
    unseen: f64,
    by: Vec<u16>,
    /// The runners-up.
    second: Vec<u16>,
}

/// A port of another bridge that no bridge is known to be behind.
struct Open {
    port: u16,
    /// Whether there is enough behind it for a hub.
    is_several: bool,
    /// What it adds to the score with the bridge on it, by what the bridge has not seen: over a cable, and over a hub.
    on_cable: f64,
    on_hub: f64,
    /// What is behind it that the bridge has seen too: positions in [`Seen`].
    seen: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;

impl<'s> Scorer<'s> {
    pub(super) fn new(model: &'s Model<'s>, tree: &'s Tree, masses: &'s Masses, bridge: u32) -> Self {
        let seen = Seen::of(bridge, model, tree, masses);
        let mut slot = vec![NOWHERE; model.fabric.items()];
        let mut unseen = masses.inverse.clone();
        let mut own = Vec::new();
        for (item, owner) in model.fabric.owner.iter().enumerate() {
            if *owner == Some(bridge) {
                own.push(item);
            }
            if owner.is_some_and(|owner| owner == bridge || tree.placed[owner as usize]) {
                unseen[item] = 0.0;
            }
        }
        for (at, item) in (0_u32..).zip(&seen.items) {
            slot[*item as usize] = at;
            unseen[*item as usize] = 0.0;
        }
        let rows = model.cost_of_rows();
        let count = model.fabric.ports(bridge);
        let (branches, agreeing, there) = (Vec::new(), vec![0.0; seen.items.len()], Vec::new());
        Self { model, tree, masses, rows, bridge, count, seen, slot, unseen, own, branches, agreeing, there }
    }

    /// All places.
    pub(super) fn all(&mut self) -> Vec<Scored> {
        let mut all: Vec<Scored> = Vec::new();
        let mut within: Vec<Division> = Vec::new();
        let uplinks = self.heaviest();
        for at in 0..self.masses.visits.len() {
            let visit = self.masses.visits[at];
            if visit.is_bridge {
                self.on_ports(at, &uplinks, &mut all);
            } else {
                self.weigh_branches(at);
                let (by, second) = self.divide(at);
                let unseen = self.unseen(self.masses.wrong(at));
                let score = self.within(at, &by, unseen);
                all.push(Scored { score, place: Place::Within { region: visit.id, by: by.clone() } });
                within.push(Division { score, at, unseen, by, second });
            }
        }
        let best = all.iter().map(|scored| scored.score).fold(f64::MIN, f64::max);
        within.sort_by(|x, y| y.score.total_cmp(&x.score).then(x.at.cmp(&y.at)));
        for Division { at, unseen, by, second, .. } in
            within.into_iter().take(DIVIDED).take_while(|division| division.score > best - HOPELESS)
        {
            self.weigh_branches(at);
            for (member, other) in second.into_iter().enumerate().filter(|(member, other)| by[*member] != *other) {
                let mut by = by.clone();
                by[member] = other;
                let score = self.within(at, &by, unseen);
                all.push(Scored { score, place: Place::Within { region: self.masses.visits[at].id, by } });
            }
        }
        all
    }

    /// The two ports with most items.
    fn heaviest(&self) -> Vec<u16> {
        let on = &self.model.fabric.on[self.bridge as usize];
        let weight = |port: u16| on[usize::from(port)].len();
        let mut ports: Vec<u16> = (0_u16..).take(self.count).collect();
        ports.sort_by_key(|port| (std::cmp::Reverse(weight(*port)), *port));
        ports.truncate(2);
        if ports.len() > 1 && weight(ports[1]) * weights::UPLINK_MANY_TIMES < weight(ports[0]) {
            ports.truncate(1);
        }
        // Where hardly anything speaks for a port of its own, it may be one without rows.
        if ports.first().is_none_or(|port| weight(*port) < weights::UPLINK_AT_LEAST) {
            ports.push(NO_PORT);
        }
        ports
    }

    /// The logarithm of how likely what the bridge has not seen is where so many rows are wrong.
    fn unseen(&self, wrong: &[u16]) -> f64 {
        let least = self.masses.least.as_slice();
        let factor = |of: f32, wrong: u16, least: u16| 1.0 + of * self.rows.likelihood(wrong - least);
        let mut sum = 0.0;
        // Each factor is at most 21: two products of 64 do not overflow.
        let blocks = self.unseen.chunks(LANES * 64).zip(wrong.chunks(LANES * 64)).zip(least.chunks(LANES * 64));
        for ((of, wrong), least) in blocks {
            let mut products = [1_f64; LANES];
            let (mut ofs, mut wrongs, mut leasts) =
                (of.chunks_exact(LANES), wrong.chunks_exact(LANES), least.chunks_exact(LANES));
            while let (Some(of), Some(wrong), Some(least)) = (ofs.next(), wrongs.next(), leasts.next()) {
                let mut factors = [0_f32; LANES];
                let items = of.iter().zip(wrong).zip(least);
                factors.iter_mut().zip(items).for_each(|(to, ((of, wrong), least))| *to = factor(*of, *wrong, *least));
                products.iter_mut().zip(factors).for_each(|(product, factor)| *product *= f64::from(factor));
            }
            let mut product = Product::default();
            let rest = ofs.remainder().iter().zip(wrongs.remainder()).zip(leasts.remainder());
            rest.for_each(|((of, wrong), least)| product.times(factor(*of, *wrong, *least)));
            sum += product.ln() + products.chunks(2).map(|two| two.iter().product::<f64>().ln()).sum::<f64>();
        }
        sum
    }

    /// How likely what was seen is behind each port of a region.
    fn weigh_branches(&mut self, at: usize) {
        let visit = self.masses.visits[at];
        let parent = self.masses.visits[visit.parent].id;
        self.branches.clear();
        for (bridge, _) in &self.tree.regions[visit.id as usize] {
            match self.masses.position(*bridge).filter(|_| *bridge != parent) {
                Some(child) => self.branches.extend(self.seen.below(child)),
                None => self.branches.extend(self.seen.below(at).iter().map(|below| 1.0 - below)),
            }
        }
    }

    /// For each port of a region: the port of the bridge that the most of what is behind it was seen on, and the
    /// runner-up.
    fn divide(&self, at: usize) -> (Vec<u16>, Vec<u16>) {
        let members = self.tree.regions[self.masses.visits[at].id as usize].len();
        let mut votes = vec![0_f32; self.count];
        let mut divided = (Vec::with_capacity(members), Vec::with_capacity(members));
        for member in 0..members {
            let branch = self.branch(member);
            for (port, vote) in (0_u16..).zip(&mut votes) {
                *vote = branch[self.seen.on(port)].iter().sum();
            }
            let best = heaviest(&votes, None);
            divided.0.push(best);
            divided.1.push(heaviest(&votes, Some(best)));
        }
        divided
    }

    fn branch(&self, member: usize) -> &[f32] {
        let count = self.seen.items.len();
        &self.branches[member * count..][..count]
    }

    /// The score in a region divided so, its branches being weighed.
    fn within(&mut self, at: usize, by: &[u16], unseen: f64) -> f64 {
        let region = self.masses.visits[at].id as usize;
        let (members, shared) = (self.tree.regions[region].len(), self.tree.shared[region]);
        let mut agreeing = std::mem::take(&mut self.agreeing);
        agreeing.fill(0.0);
        for (member, by) in by.iter().enumerate() {
            let on = self.seen.on(*by);
            let branch = &self.branch(member)[on.clone()];
            agreeing[on].iter_mut().zip(branch).for_each(|(agreeing, mass)| *agreeing += mass);
        }
        let wrong = self.masses.wrong(at);
        self.there.clear();
        self.there.extend(self.seen.there(wrong, self.rows));
        let mut structure = if members > 2 { -self.model.hidden * hidden(members - 1) } else { 0.0 };
        for port in (0_u16..).take(self.count) {
            let others = by.iter().filter(|by| **by == port).count();
            if others > 0 {
                let share = Model::on_medium(others + 1, shared);
                self.there[self.seen.on(port)].iter_mut().for_each(|there| *there *= share);
                structure += trunk(self.model.fabric, (self.bridge, port)) + self.model.hidden * hidden(others);
            }
        }
        let rows = self.seen.alone.iter().zip(&self.seen.agrees).zip(&agreeing).zip(&self.there);
        let mut product = Product::default();
        rows.for_each(|(((alone, agrees), agreeing), there)| product.times(alone + agrees * agreeing + there));
        self.agreeing = agreeing;
        let own: f64 = self.own.iter().map(|item| f64::from(wrong[*item] - self.masses.least[*item])).sum();
        product.ln() + unseen + structure - self.model.cost() * own
    }

    /// The scores on the ports of a bridge that nothing else is known to be behind.
    fn on_ports(&mut self, at: usize, uplinks: &[u16], all: &mut Vec<Scored>) {
        let other = self.masses.visits[at].id;
        let ports = self.model.fabric.ports(other);
        let beyond = self.masses.beyond(at);
        let own: f64 = self.own.iter().map(|item| f64::from(beyond[*item] - self.masses.least[*item])).sum();
        let unseen = self.unseen(beyond) - self.model.cost() * own;
        self.there.clear();
        self.there.extend(self.seen.there(beyond, self.rows));
        let lines = (0_u16..).zip(&self.model.fabric.on[other as usize]);
        let open = lines.filter(|(port, items)| !items.is_empty() && self.tree.region((other, *port)).is_none());
        let open: Vec<Open> = open.map(|(port, items)| self.open(at, port, items)).collect();
        for by in uplinks {
            let rows = self.seen.alone.iter().zip(&self.seen.agrees).zip(&self.there).zip(&self.seen.ports);
            let mut product = Product::default();
            rows.for_each(|(((alone, agrees), there), port)| {
                product.times(alone + if port == by { agrees } else { there });
            });
            let base = product.ln() + unseen + trunk(self.model.fabric, (self.bridge, *by));
            let nowhere = (other, u16::try_from(ports).unwrap_or(u16::MAX));
            let place = Place::On { at: nowhere, by: *by, shared: false };
            all.push(Scored { score: base + trunk(self.model.fabric, nowhere), place });
            for open in &open {
                let base = base + trunk(self.model.fabric, (other, open.port));
                let mut add = |shared: bool, unseen: f64, share: f32, prior: f64| {
                    let gain = unseen + self.gain(open, at, *by, share);
                    let place = Place::On { at: (other, open.port), by: *by, shared };
                    all.push(Scored { score: base + gain + prior, place });
                };
                add(false, open.on_cable, weights::ON_A_CABLE, 0.0);
                if open.is_several {
                    add(true, open.on_hub, weights::ON_A_HUB, weights::HUB_ON_CABLE);
                }
            }
        }
    }

    /// What a port adds by the items behind it, as far as the bridge has not seen them: its own are not wrong any more,
    /// and what was at the other bridge may be on the way now.
    fn open(&self, at: usize, port: u16, items: &[u32]) -> Open {
        let (wrong, beyond) = (self.masses.wrong(at), self.masses.beyond(at));
        let mut open = Open { port, is_several: items.len() > 2, on_cable: 0.0, on_hub: 0.0, seen: Vec::new() };
        let (mut cable, mut hub, mut before) = (Product::default(), Product::default(), Product::default());
        let mut own = 0.0;
        for item in items.iter().map(|item| *item as usize) {
            if self.model.fabric.owner[item] == Some(self.bridge) {
                own += self.model.cost();
            } else if self.slot[item] != NOWHERE {
                open.seen.push(self.slot[item]);
            } else {
                let (of, least) = (self.unseen[item], self.masses.least[item]);
                let there = of * self.rows.likelihood(wrong[item] - least);
                before.times(1.0 + of * self.rows.likelihood(beyond[item] - least));
                cable.times(1.0 + there - there * (1.0 - weights::ON_A_CABLE));
                hub.times(1.0 + there - there * (1.0 - weights::ON_A_HUB));
            }
        }
        let before = before.ln();
        (open.on_cable, open.on_hub) = (cable.ln() - before + own, hub.ln() - before + own);
        open
    }

    /// What it adds to the score, as far as the bridge has seen what is behind a port, if the bridge is there rather than
    /// on a port without rows, and end systems are between the two as likely as that.
    fn gain(&self, open: &Open, at: usize, by: u16, on_the_way: f32) -> f64 {
        let wrong = self.masses.wrong(at);
        let (mut now, mut before) = (Product::default(), Product::default());
        for slot in open.seen.iter().map(|slot| *slot as usize) {
            let least = self.seen.least[slot];
            let there = self.seen.of[slot] * self.rows.likelihood(wrong[self.seen.items[slot] as usize] - least);
            let (alone, agrees) = (self.seen.alone[slot], self.seen.agrees[slot]);
            if self.seen.ports[slot] == by {
                now.times(alone + agrees * (1.0 - there * (1.0 - on_the_way)));
                before.times(alone + agrees);
            } else {
                now.times(alone + there);
                before.times(alone + self.there[slot]);
            }
        }
        now.ln() - before.ln()
    }
}

/// What speaks for a port to lead to a bridge: how many items are behind it.
pub(super) fn trunk(fabric: &Fabric, (bridge, port): At) -> f64 {
    match fabric.behind[bridge as usize].get(usize::from(port)) {
        None => weights::TRUNK_WITHOUT_ROWS,
        Some(0 | 1) => weights::TRUNK_WITH_ONE_ROW,
        Some(2) => weights::TRUNK_WITH_TWO_ROWS,
        Some(_) => weights::TRUNK_WITH_MORE_ROWS,
    }
}

/// By how many ports, at most two, a region with that many others on a port is more than a cable.
fn hidden(others: usize) -> f64 {
    match others {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => 2.0,
    }
}

fn heaviest(votes: &[f32], except: Option<u16>) -> u16 {
    let mut best: Option<(u16, f32)> = None;
    for (port, vote) in (0_u16..).zip(votes) {
        if except != Some(port) && best.is_none_or(|(_, most)| *vote > most) {
            best = Some((port, *vote));
        }
    }
    best.map_or_else(|| except.unwrap_or_default(), |(port, _)| port)
}

const SMALLEST: f32 = 1e-12;

/// How many products are worked out side by side.
const LANES: usize = 8;

/// The logarithm of a product of many factors, of which few are taken.
struct Product {
    product: f64,
    sum: f64,
    left: u32,
}

impl Default for Product {
    fn default() -> Self {
        Self { product: 1.0, sum: 0.0, left: Self::AT_ONCE }
    }
}

impl Product {
    /// So many factors, each at least 1e-12, do not underflow.
    const AT_ONCE: u32 = 24;

    #[inline]
    fn times(&mut self, factor: f32) {
        self.product *= f64::from(factor.max(SMALLEST));
        self.left -= 1;
        if self.left == 0 {
            self.sum += self.product.ln();
            (self.product, self.left) = (1.0, Self::AT_ONCE);
        }
    }

    fn ln(&self) -> f64 {
        self.sum + self.product.ln()
    }
}

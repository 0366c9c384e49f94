use super::At;
use super::fabric::{Fabric, UNSEEN};
use super::masses::{Masses, Model, likelihood, on_trunks};
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
const NO_PORT: u16 = UNSEEN - 1;

/// What every item adds for a bridge that is to be placed: the likelihood of its row is
/// `alone + agrees × (mass where the row is right) + there × (mass at the bridge itself)`.
#[derive(Default)]
struct Terms {
    alone: Vec<f32>,
    agrees: Vec<f32>,
    there: Vec<f32>,
}

/// Scores the places of one bridge in a tree that does not have it.
pub(super) struct Scorer<'s> {
    model: &'s Model<'s>,
    tree: &'s Tree,
    masses: &'s Masses,
    bridge: u32,
    /// Its port for each item, one past the last where it has not seen it.
    ports: Vec<u16>,
    /// How many ports it has.
    count: usize,
    terms: Terms,
    /// Items that are its own addresses.
    own: Vec<usize>,
    /// For each visit: its children.
    children: Vec<Vec<(u32, usize)>>,
    agreeing: Vec<f32>,
    branch: Vec<f32>,
    away: Vec<i16>,
    there: Vec<f32>,
    x: Vec<f32>,
}

impl<'s> Scorer<'s> {
    pub(super) fn new(model: &'s Model<'s>, tree: &'s Tree, masses: &'s Masses, bridge: u32) -> Self {
        let items = model.fabric.items();
        let line = model.line(bridge);
        let count = model.fabric.ports(bridge);
        let past = u16::try_from(count).unwrap_or(UNSEEN);
        let wrong = model.likelihood(1);
        let mut terms = Terms { alone: vec![1.0; items], agrees: vec![0.0; items], there: vec![0.0; items] };
        let mut own = Vec::new();
        for (item, owner) in model.fabric.owner.iter().enumerate() {
            if *owner == Some(bridge) {
                own.push(item);
                continue;
            }
            if line[item] != UNSEEN {
                (terms.alone[item], terms.agrees[item]) = (wrong, 1.0 - wrong);
            }
            if owner.is_none_or(|owner| !tree.placed[owner as usize]) {
                terms.there[item] = masses.inverse[item];
            }
        }
        let mut children = vec![Vec::new(); masses.visits.len()];
        for (at, visit) in masses.visits.iter().enumerate().skip(1) {
            children[visit.parent].push((visit.id, at));
        }
        let ports = line.iter().map(|seen| (*seen).min(past)).collect();
        let (agreeing, branch, there, x) = (vec![0.0; items], vec![0.0; items], vec![0.0; items], vec![0.0; items]);
        let away = vec![0; items];
        Self { model, tree, masses, bridge, ports, count, terms, own, children, agreeing, branch, away, there, x }
    }

    /// All places.
    pub(super) fn all(&mut self) -> Vec<Scored> {
        let mut all: Vec<Scored> = Vec::new();
        let mut within: Vec<(f64, usize, Vec<u16>, Vec<u16>)> = Vec::new();
        let uplinks = self.heaviest();
        for at in 0..self.masses.visits.len() {
            let visit = self.masses.visits[at];
            if visit.is_bridge {
                self.on_ports(at, &uplinks, &mut all);
            } else {
                let (by, second) = self.divide(at);
                let score = self.within(at, &by);
                all.push(Scored { score, place: Place::Within { region: visit.id, by: by.clone() } });
                within.push((score, at, by, second));
            }
        }
        let best = all.iter().map(|scored| scored.score).fold(f64::MIN, f64::max);
        within.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        for (_, at, by, second) in within.into_iter().take(DIVIDED).take_while(|(score, ..)| *score > best - HOPELESS) {
            for (member, other) in second.into_iter().enumerate().filter(|(member, other)| by[*member] != *other) {
                let mut by = by.clone();
                by[member] = other;
                let score = self.within(at, &by);
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

    /// The mass of the branch of a region behind one of its bridges, in `self.branch`.
    fn weigh_branch(&mut self, at: usize, bridge: u32) {
        let parent = self.masses.visits[self.masses.visits[at].parent].id;
        if bridge == parent {
            self.branch.iter_mut().zip(self.masses.below(at)).for_each(|(branch, below)| *branch = 1.0 - below);
        } else if let Some((_, child)) = self.children[at].iter().find(|(id, _)| *id == bridge) {
            self.branch.copy_from_slice(self.masses.below(*child));
        }
    }

    /// For each port of a region: the port of the bridge that the most of what is behind it was seen on, and the
    /// runner-up.
    fn divide(&mut self, at: usize) -> (Vec<u16>, Vec<u16>) {
        let members = &self.tree.regions[self.masses.visits[at].id as usize];
        let mut votes = vec![0_f32; self.count];
        let mut divided = (Vec::new(), Vec::new());
        for (bridge, _) in members {
            self.weigh_branch(at, *bridge);
            for (vote, items) in votes.iter_mut().zip(&self.model.fabric.on[self.bridge as usize]) {
                *vote = items.iter().map(|item| self.branch[*item as usize]).sum();
            }
            let best = heaviest(&votes, None);
            divided.0.push(best);
            divided.1.push(heaviest(&votes, Some(best)));
        }
        divided
    }

    /// The score in a region divided so.
    fn within(&mut self, at: usize, by: &[u16]) -> f64 {
        let region = self.masses.visits[at].id as usize;
        let (members, shared) = (&self.tree.regions[region], self.tree.shared[region]);
        self.agreeing.fill(0.0);
        for ((bridge, _), by) in members.iter().zip(by) {
            self.weigh_branch(at, *bridge);
            let rows = self.agreeing.iter_mut().zip(&self.branch).zip(&self.ports);
            rows.for_each(|((agreeing, mass), port)| *agreeing += if *port == *by { *mass } else { 0.0 });
        }
        let mut structure = if members.len() > 2 { -self.model.hidden * hidden(members.len() - 1) } else { 0.0 };
        let mut mediums: Vec<(u16, f32)> = Vec::new();
        for port in (0_u16..).take(self.count) {
            let there = by.iter().filter(|by| **by == port).count();
            if there > 0 {
                mediums.push((port, Model::on_medium(there + 1, shared)));
                structure += trunk(self.model.fabric, (self.bridge, port)) + self.model.hidden * hidden(there);
            }
        }
        let wrong = self.masses.wrong(at);
        let places = self.there.iter_mut().zip(wrong).zip(&self.masses.least).zip(&self.terms.there);
        let halvings = self.model.halvings;
        places.for_each(|(((there, wrong), least), of)| *there = of * likelihood(wrong - least, halvings));
        for (medium, share) in mediums {
            let rows = self.there.iter_mut().zip(&self.ports);
            rows.for_each(|(there, port)| *there *= if *port == medium { share } else { 1.0 });
        }
        let rows = self.terms.alone.iter().zip(&self.terms.agrees).zip(&self.there).zip(&self.agreeing);
        for (x, (((alone, agrees), there), agreeing)) in self.x.iter_mut().zip(rows) {
            *x = alone + agrees * agreeing + there;
        }
        let own: f64 = self.own.iter().map(|item| f64::from(wrong[*item] - self.masses.least[*item])).sum();
        log_product(&self.x) + structure - self.model.cost() * own
    }

    /// The scores on the ports of a bridge that nothing else is known to be behind.
    fn on_ports(&mut self, at: usize, uplinks: &[u16], all: &mut Vec<Scored>) {
        let other = self.masses.visits[at].id;
        let (line, regions) = (self.model.line(other), &self.tree.region_at[other as usize]);
        let ports = self.model.fabric.ports(other);
        let (wrong, least) = (self.masses.wrong(at), &self.masses.least);
        // A row of the other bridge is wrong if the item is behind a port of it that has no rows.
        on_trunks(line, regions, &mut self.away);
        self.away.iter_mut().zip(line).for_each(|(away, seen)| *away = i16::from(*seen != UNSEEN) - *away);
        let wrong_beyond = |item: usize, away: i16| wrong[item] + away - least[item];
        let own: f64 = self.own.iter().map(|item| f64::from(wrong_beyond(*item, self.away[*item]))).sum();
        let places = self.there.iter_mut().zip(wrong).zip(&self.away).zip(least).zip(&self.terms.there);
        let halvings = self.model.halvings;
        places
            .for_each(|((((there, wrong), away), least), of)| *there = of * likelihood(wrong + away - least, halvings));
        for by in uplinks {
            let rows = self.terms.alone.iter().zip(&self.terms.agrees).zip(&self.there).zip(&self.ports);
            for (x, (((alone, agrees), there), port)) in self.x.iter_mut().zip(rows) {
                *x = alone + if *port == *by { *agrees } else { *there };
            }
            let base = log_product(&self.x) - self.model.cost() * own + trunk(self.model.fabric, (self.bridge, *by));
            let unseen = (other, u16::try_from(ports).unwrap_or(u16::MAX));
            let place = Place::On { at: unseen, by: *by, shared: false };
            all.push(Scored { score: base + trunk(self.model.fabric, unseen), place });
            for (port, items) in (0_u16..).zip(&self.model.fabric.on[other as usize]) {
                if items.is_empty() || self.tree.region((other, port)).is_some() {
                    continue;
                }
                let base = base + trunk(self.model.fabric, (other, port));
                let mut add = |shared: bool, share: f32, prior: f64| {
                    let gain: f64 = items.iter().map(|item| self.gain(at, *item as usize, *by, share)).sum();
                    let place = Place::On { at: (other, port), by: *by, shared };
                    all.push(Scored { score: base + gain + prior, place });
                };
                add(false, weights::ON_A_CABLE, 0.0);
                if items.len() > 2 {
                    add(true, weights::ON_A_HUB, weights::HUB_ON_CABLE);
                }
            }
        }
    }

    /// What it adds to the score, if the bridge is on the port that an item is behind rather than on a port without
    /// rows, and end systems are between the two as likely as that.
    fn gain(&self, at: usize, item: usize, by: u16, on_the_way: f32) -> f64 {
        if self.model.fabric.owner[item] == Some(self.bridge) {
            return self.model.cost();
        }
        let there = self.terms.there[item];
        let beyond = there * self.model.likelihood(self.masses.wrong(at)[item] - self.masses.least[item]);
        // What was at the other bridge is on the way now.
        let lost = there * self.masses.here(at)[item] * (1.0 - on_the_way);
        let (alone, agrees, port) = (self.terms.alone[item], self.terms.agrees[item], self.ports[item]);
        let now = if port == by {
            alone + agrees * (1.0 - lost)
        } else if usize::from(port) == self.count {
            alone + beyond - lost
        } else {
            alone + beyond
        };
        (f64::from(now.max(SMALLEST)) / f64::from(self.x[item].max(SMALLEST))).ln()
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

/// The logarithm of the product.
fn log_product(factors: &[f32]) -> f64 {
    let (mut sum, mut products) = (0.0, [1_f64; 8]);
    let mut eights = factors.chunks_exact(8);
    let mut left = 12;
    for eight in eights.by_ref() {
        products.iter_mut().zip(eight).for_each(|(product, x)| *product *= f64::from(x.max(SMALLEST)));
        left -= 1;
        if left == 0 {
            // Two by two: neither under- nor overflows.
            sum += products.chunks(2).map(|two| two.iter().product::<f64>().ln()).sum::<f64>();
            (products, left) = ([1.0; 8], 12);
        }
    }
    sum += products.iter().map(|product| product.ln()).sum::<f64>();
    sum + eights.remainder().iter().map(|x| f64::from(x.max(SMALLEST)).ln()).sum::<f64>()
}

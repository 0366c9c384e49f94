use std::collections::BTreeMap;

use super::fabric::Fabric;
use super::masses::{Masses, Model};
use super::positions::{Scored, Scorer};
use super::tree::{Place, Tree};
use super::{At, Pair, laminar, pair, trails};
use crate::topology::weights;

/// Times that every bridge is taken out and put back until the tree is taken as it is.
const ROUNDS: usize = 8;

/// A port that has no rows, whichever it is.
pub(in super::super) const NO_ROWS: u16 = u16::MAX;

/// Less is not worth counting.
const NEGLIGIBLE: f64 = 1e-4;

/// What the tables say together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Findings {
    /// How probable it is that two ports face each other with no known bridge between them. A port that has no rows
    /// is [`NO_ROWS`].
    pub(in super::super) pairs: BTreeMap<Pair, f64>,
    /// The share of bridges whose place is in doubt, 0 to 1. The more, the more probabilities say too much: bridges
    /// are moved one by one, while whole branches may be elsewhere.
    pub(in super::super) doubt: f64,
    /// The share of rows that are wrong in the best tree.
    pub(in super::super) unexplained: f64,
}

impl Findings {
    /// Adds what one VLAN tells, its bridges having these numbers here.
    pub(in super::super) fn add(&mut self, of_vlan: Self, numbers: &[u32]) {
        let number = |(bridge, port): At| Some((*numbers.get(bridge as usize)?, port));
        for ((a, b), share) in of_vlan.pairs {
            let (Some(a), Some(b)) = (number(a), number(b)) else { continue };
            let known = self.pairs.entry(pair(a, b)).or_default();
            *known = known.max(share);
        }
        self.doubt = self.doubt.max(of_vlan.doubt);
        self.unexplained = self.unexplained.max(of_vlan.unexplained);
    }
}

/// Finds how the bridges of a fabric are joined. Nothing is found where a greater share of rows than that would be wrong.
pub(in super::super) fn solve(fabric: &Fabric, wrong_at_most: f64) -> Findings {
    if fabric.bridges() < 2 || fabric.items() == 0 {
        return Findings::default();
    }
    let up = laminar::upwards(fabric);
    let quick = |up: &Vec<_>| laminar::tree(fabric, up.clone()).or_else(|| trails::tree(fabric, up));
    if let Some(findings) = up.as_ref().and_then(quick) {
        return findings;
    }
    if fabric.bridges() > weights::BRIDGES_IN_DOUBT {
        return up.and_then(|up| laminar::forced(fabric, &up)).unwrap_or_default();
    }
    let mut search = Search::new(fabric);
    let mut random = Random(1);
    let (mut doubt, mut unexplained) = (0.0_f64, 1.0_f64);
    let work = fabric.items().saturating_mul(fabric.bridges()).saturating_mul(fabric.bridges());
    let mut chains: Vec<(f64, BTreeMap<Pair, f64>)> = Vec::new();
    for chain in 0..weights::CHAINS {
        search.restart(chain, &mut random);
        search.build();
        search.settle();
        unexplained = unexplained.min(search.learn());
        if unexplained > wrong_at_most {
            return Findings { unexplained, ..Findings::default() };
        }
        if search.learn_hidden() {
            search.settle();
        }
        search.settle_once();
        let likelihood = search.likelihood();
        chains.push((likelihood, search.sample(&mut random)));
        let unsure = search.sure.iter().filter(|sure| !**sure).count();
        doubt = doubt.max(share(unsure, search.sure.len()));
        if unsure == 0 || work > weights::WORK_OF_MORE_CHAINS {
            break;
        }
    }
    Findings { pairs: averaged(&chains), doubt, unexplained }
}

fn share(of: usize, all: usize) -> f64 {
    let float = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    float(of) / float(all).max(1.0)
}

/// What the chains say, each counting as much as its start explains.
fn averaged(chains: &[(f64, BTreeMap<Pair, f64>)]) -> BTreeMap<Pair, f64> {
    let most = chains.iter().map(|(likelihood, _)| *likelihood).fold(f64::MIN, f64::max);
    let weight = |likelihood: f64| ((likelihood - most) * weights::CHAIN_TEMPER).exp();
    let all: f64 = chains.iter().map(|(likelihood, _)| weight(*likelihood)).sum();
    let mut pairs = BTreeMap::new();
    for (likelihood, found) in chains {
        for (pair, share) in found {
            *pairs.entry(*pair).or_default() += share * weight(*likelihood) / all.max(f64::MIN_POSITIVE);
        }
    }
    pairs
}

struct Search<'f> {
    model: Model<'f>,
    tree: Tree,
    masses: Masses,
    /// Bridges, the most telling first.
    order: Vec<u32>,
    /// Bridges that can only be where they are, as long as the others stay.
    sure: Vec<bool>,
}

impl<'f> Search<'f> {
    fn new(fabric: &'f Fabric) -> Self {
        let telling = |bridge: &u32| {
            let behind = &fabric.behind[*bridge as usize];
            let all: u64 = behind.iter().map(|items| u64::from(*items)).sum();
            let alike: u64 = behind.iter().map(|items| u64::from(*items).saturating_mul(u64::from(*items))).sum();
            (std::cmp::Reverse(all.saturating_mul(all) - alike), *bridge)
        };
        let mut order: Vec<u32> = (0_u32..).take(fabric.bridges()).collect();
        order.sort_by_key(telling);
        Self {
            model: Model::new(fabric),
            tree: Tree::new(fabric),
            masses: Masses::default(),
            order,
            sure: vec![false; fabric.bridges()],
        }
    }

    /// An empty tree, and another order of the bridges than the last time.
    fn restart(&mut self, chain: u32, random: &mut Random) {
        self.tree = Tree::new(self.model.fabric);
        self.sure.fill(false);
        if chain > 0 {
            self.model.halvings = weights::WRONG_ROW_HALVINGS;
            self.model.hidden = weights::HIDDEN_NODE;
            let mut keyed: Vec<(f64, u32)> = (0_u32..)
                .zip(&self.order)
                .map(|(at, bridge)| (f64::from(at) * (0.5 + random.next()), *bridge))
                .collect();
            keyed.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
            self.order = keyed.into_iter().map(|(_, bridge)| bridge).collect();
        }
    }

    /// The places of a bridge that is not in the tree.
    fn places(&mut self, bridge: u32) -> Vec<Scored> {
        self.masses.weigh(&self.model, &self.tree);
        Scorer::new(&self.model, &self.tree, &self.masses, bridge).all()
    }

    fn insert(&mut self, bridge: u32, place: &Place) {
        self.tree.insert(bridge, place, self.model.fabric);
    }

    fn build(&mut self) {
        for (at, bridge) in self.order.clone().into_iter().enumerate() {
            if at == 0 {
                self.tree.placed[bridge as usize] = true;
                continue;
            }
            let places = self.places(bridge);
            if let Some(place) = best(&places) {
                self.insert(bridge, &place);
            }
        }
    }

    /// Puts every bridge where it fits best, until hardly any moves.
    fn settle(&mut self) {
        for _ in 0..ROUNDS {
            let moved = self.settle_once();
            if moved > 0 {
                self.sure.fill(false);
            }
            if moved * 40 <= self.order.len() {
                break;
            }
        }
    }

    fn settle_once(&mut self) -> usize {
        let mut moved = 0;
        for bridge in self.order.clone() {
            if self.sure[bridge as usize] {
                continue;
            }
            let before = self.neighbors(bridge);
            self.tree.remove(bridge, self.model.fabric);
            let places = self.places(bridge);
            if let Some(place) = best(&places) {
                self.insert(bridge, &place);
            }
            self.sure[bridge as usize] = is_certain(&places);
            moved += usize::from(self.neighbors(bridge) != before);
        }
        moved
    }

    /// The ports that face those of a bridge.
    fn neighbors(&self, bridge: u32) -> Vec<Vec<At>> {
        let regions = self.tree.region_at[bridge as usize].iter().flatten();
        let seen = |at: &At| self.model.fabric.is_seen(*at);
        regions.map(|region| self.tree.regions[*region as usize].iter().copied().filter(seen).collect()).collect()
    }

    /// What the tree leaves unexplained tells how often rows are wrong. The share of those that are.
    fn learn(&mut self) -> f64 {
        self.masses.weigh(&self.model, &self.tree);
        let mut wrong = 0.0;
        for (item, owner) in self.model.fabric.owner.iter().enumerate() {
            wrong += match owner.and_then(|owner| self.masses.position(owner)) {
                Some(at) => f64::from(self.masses.wrong(at)[item]),
                None => f64::from(self.masses.least[item]),
            };
        }
        let rows = self.model.fabric.told();
        let share = (rows + weights::ROWS_BEFOREHAND) / (wrong + 1.0);
        let halvings = weights::wrong_row_halvings(share);
        if halvings < self.model.halvings {
            self.sure.fill(false);
        }
        self.model.halvings = halvings;
        wrong / rows.max(1.0)
    }

    /// The tree tells how common hidden nodes are too: `true` where that is much more than was thought.
    fn learn_hidden(&mut self) -> bool {
        let with = |is_one: fn(usize) -> bool| self.tree.regions.iter().filter(|members| is_one(members.len())).count();
        let learned = weights::hidden_node(with(|members| members > 2), with(|members| members == 2));
        let is_more = learned > self.model.hidden + weights::HIDDEN_NODE_STEP;
        if is_more {
            self.sure.fill(false);
            self.model.hidden = learned;
        }
        is_more
    }

    /// The logarithm of how likely the tree is, but for a constant.
    fn likelihood(&mut self) -> f64 {
        self.masses.weigh(&self.model, &self.tree);
        let fabric = self.model.fabric;
        let mut sum = 0.0;
        for (item, owner) in fabric.owner.iter().enumerate() {
            sum -= match owner {
                Some(owner) => {
                    let at = self.masses.position(*owner).unwrap_or_default();
                    f64::from(self.masses.wrong(at)[item]) * self.model.cost()
                }
                None => {
                    let least = f64::from(self.masses.least[item]) * self.model.cost();
                    f64::from(self.masses.inverse[item]).ln() + least
                }
            };
        }
        for members in self.tree.regions.iter().filter(|members| members.len() > 2) {
            sum += self.model.hidden * if members.len() > 3 { 2.0 } else { 1.0 };
        }
        let trunks = self.tree.regions.iter().flatten();
        sum + trunks.map(|at| super::positions::trunk(fabric, *at)).sum::<f64>()
    }

    /// Puts bridges back at random and counts which ports face each other.
    fn sample(&mut self, random: &mut Random) -> BTreeMap<Pair, f64> {
        let sure = self.sure.clone();
        let both_sure = |(a, b): &Pair| sure[a.0 as usize] && sure[b.0 as usize];
        let mut found: BTreeMap<Pair, f64> = BTreeMap::new();
        let unsure: Vec<u32> = self.order.iter().copied().filter(|bridge| !sure[*bridge as usize]).collect();
        let rounds = if unsure.is_empty() { 1 } else { weights::SAMPLES };
        for _ in 0..rounds {
            for bridge in &unsure {
                self.tree.remove(*bridge, self.model.fabric);
                let places = self.places(*bridge);
                let shares = shares(&places);
                self.count(*bridge, &places, &shares, &mut found);
                if let Some(scored) = drawn(&places, &shares, random) {
                    self.insert(*bridge, &scored.place);
                }
            }
            self.tree.pairs().into_iter().filter(both_sure).for_each(|pair| *found.entry(pair).or_default() += 1.0);
        }
        let times = f64::from(rounds);
        let mut shares: BTreeMap<Pair, f64> = BTreeMap::new();
        for ((a, b), found) in found {
            *shares.entry(pair(self.known(a), self.known(b))).or_default() += found / times;
        }
        shares
    }

    /// A port as it is known outside: [`NO_ROWS`] for all that the tree made up.
    fn known(&self, at: At) -> At {
        if self.model.fabric.is_seen(at) { at } else { (at.0, NO_ROWS) }
    }

    /// Adds what each place would make face each other. Between two bridges that both move, each counts half.
    fn count(&self, bridge: u32, places: &[Scored], shares: &[f64], found: &mut BTreeMap<Pair, f64>) {
        for (scored, share) in places.iter().zip(shares).filter(|(_, share)| **share > NEGLIGIBLE) {
            let mut add = |at: At, by: u16| {
                let part = if self.sure[at.0 as usize] { 1.0 } else { 0.5 };
                *found.entry(pair(at, (bridge, by))).or_default() += share * part;
            };
            match &scored.place {
                Place::On { at, by, .. } => add(*at, *by),
                Place::Within { region, by } => {
                    self.tree.regions[*region as usize].iter().zip(by).for_each(|(at, by)| add(*at, *by));
                }
            }
        }
    }
}

fn best(places: &[Scored]) -> Option<Place> {
    let mut best: Option<&Scored> = None;
    for scored in places {
        if best.is_none_or(|best| scored.score > best.score + 1e-9) {
            best = Some(scored);
        }
    }
    best.map(|scored| scored.place.clone())
}

/// Whether only one place is likely, whatever else is there.
fn is_certain(places: &[Scored]) -> bool {
    let Some(best) = best(places) else { return false };
    let same = |place: &Place| match (place, &best) {
        (Place::On { at, by, .. }, Place::On { at: best_at, by: best_by, .. }) => at == best_at && by == best_by,
        (place, best) => place == best,
    };
    let shares = shares(places).into_iter().zip(places);
    shares.filter(|(_, scored)| same(&scored.place)).map(|(share, _)| share).sum::<f64>() > weights::CERTAIN_PLACE
}

/// How likely each place is, all of them together being 1.
fn shares(places: &[Scored]) -> Vec<f64> {
    let most = places.iter().map(|scored| scored.score).fold(f64::MIN, f64::max);
    let shares: Vec<f64> = places.iter().map(|scored| (scored.score - most).exp()).collect();
    let all: f64 = shares.iter().sum();
    shares.into_iter().map(|share| share / all.max(f64::MIN_POSITIVE)).collect()
}

fn drawn<'p>(places: &'p [Scored], shares: &[f64], random: &mut Random) -> Option<&'p Scored> {
    let mut left = random.next();
    for (scored, share) in places.iter().zip(shares) {
        left -= share;
        if left <= 0.0 {
            return Some(scored);
        }
    }
    places.last()
}

/// SplitMix64: the same numbers in every run.
struct Random(u64);

impl Random {
    /// 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        f64::from(u32::try_from(mixed >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }
}

//! From probabilities to cables and media, or to nothing where the tables do not tell.

use std::collections::{BTreeMap, BTreeSet};

use super::Tables;
use super::islands::{Exit, Islands};
use super::joint::{At, Findings, NO_ROWS};
use crate::topology::graph::{Reason, Strength, Unused};
use crate::topology::model::{Cable, Net, Other, Spot};
use crate::topology::sets::Sets;
use crate::topology::weights;

/// Other readings that a cable lists.
const ALTERNATIVES: usize = 3;

/// Two exits that face each other, and how probable that is. An exit that has no rows is the island's, at no port.
#[derive(Clone, Debug)]
struct Facing {
    a: At,
    b: At,
    share: f64,
}

pub(super) struct Conclusions<'c> {
    islands: &'c Islands,
    tables: &'c Tables,
    all: Vec<Facing>,
    /// How probable a cable must be.
    at_least: f64,
    /// For each end: the facings that it is in.
    at: BTreeMap<At, Vec<usize>>,
}

impl<'c> Conclusions<'c> {
    pub(super) fn of(findings: &Findings, islands: &'c Islands, tables: &'c Tables) -> Self {
        let shares = findings.pairs.iter().filter(|(_, share)| **share >= weights::WORTH_TELLING);
        let mut all: Vec<Facing> = shares.map(|((a, b), share)| Facing { a: *a, b: *b, share: *share }).collect();
        all.sort_by_key(|facing| (facing.a, facing.b));
        let mut at: BTreeMap<At, Vec<usize>> = BTreeMap::new();
        for (number, facing) in all.iter().enumerate() {
            at.entry(facing.a).or_default().push(number);
            at.entry(facing.b).or_default().push(number);
        }
        let at_least = weights::FACING_AT_LEAST + weights::FACING_IN_DOUBT * findings.doubt;
        Self { islands, tables, all, at_least, at }
    }

    fn exit(&self, (island, port): At) -> Option<Exit> {
        self.islands.exits.get(island as usize)?.get(usize::from(port)).copied()
    }

    /// Adds what is probable enough, and says what is not. How likely ports lead to other bridges, however cabled.
    pub(super) fn apply(&self, net: &mut Net<'_>) -> BTreeMap<Spot, f64> {
        let probable: Vec<&Facing> = self.all.iter().filter(|facing| self.is_probable(facing)).collect();
        for group in together(&probable) {
            self.conclude(&group, net);
        }
        self.one_sided(net);
        self.doubtful(net);
        let mut faced: BTreeMap<At, f64> = BTreeMap::new();
        for facing in &self.all {
            for end in [facing.a, facing.b] {
                *faced.entry(end).or_default() += facing.share;
            }
        }
        faced.into_iter().filter_map(|(at, share)| Some((self.exit(at)?, share))).collect()
    }

    fn is_probable(&self, facing: &Facing) -> bool {
        facing.share >= self.at_least && facing.a.1 != NO_ROWS && facing.b.1 != NO_ROWS
    }

    /// One pair is a cable; ports that all face one another share a medium; otherwise the order of the
    /// bridges is not known, and a medium with less confidence says so.
    fn conclude(&self, group: &[&Facing], net: &mut Net<'_>) {
        let ends: BTreeSet<At> = group.iter().flat_map(|facing| [facing.a, facing.b]).collect();
        let spots: Vec<Exit> = ends.iter().filter_map(|at| self.exit(*at)).collect();
        let share = group.iter().map(|facing| facing.share).fold(1.0, f64::min);
        let reasons = |net: &Net<'_>| group.iter().filter_map(|facing| self.because(facing, net)).collect::<Vec<_>>();
        let open = |spot: &Exit| spot.port.is_some() && net.is_open(*spot);
        if !spots.iter().all(open) {
            self.beside_others(group, share, net);
            return;
        }
        let because = reasons(net);
        if let ([facing], [a, b]) = (group, spots.as_slice()) {
            let mut cable = Cable::new(*a, *b, Strength::Inferred, share * weights::FDB_LINK);
            cable.because = because;
            cable.alternatives = self.alternatives(facing);
            net.add_cable(cable);
        } else {
            let complete = group.len() == ends.len() * (ends.len() - 1) / 2;
            let weight = if complete { weights::FDB_MEDIUM } else { weights::FDB_MEDIUM_UNORDERED };
            net.add_medium(spots.into_iter().collect(), share * weight, because);
        }
    }

    /// Ports that face one that is cabled elsewhere: to a bridge that was not asked, behind which the others are.
    /// Anything else stays unused.
    fn beside_others(&self, group: &[&Facing], share: f64, net: &mut Net<'_>) {
        let ends: BTreeSet<At> = group.iter().flat_map(|facing| [facing.a, facing.b]).collect();
        let spots: BTreeSet<Exit> = ends.iter().filter_map(|at| self.exit(*at)).collect();
        let opaque: Vec<Exit> = spots.iter().copied().filter(|spot| spot.port.is_none()).collect();
        let others: Vec<Exit> = spots.iter().copied().filter(|spot| spot.port.is_some()).collect();
        let because: Vec<Reason> = group.iter().filter_map(|facing| self.because(facing, net)).collect();
        if let ([inner], true) = (opaque.as_slice(), others.iter().all(|spot| net.is_open(*spot))) {
            for far in others {
                let mut cable = Cable::new(far, *inner, Strength::Inferred, share * weights::BEHIND_UNASKED);
                cable.because.clone_from(&because);
                net.add_cable(cable);
            }
            return;
        }
        let why = "one of the ports is cabled elsewhere".to_owned();
        net.unused.extend(because.into_iter().map(|reason| Unused { reason, why: why.clone() }));
    }

    /// Bridges that are on a port of another one for sure, on which port of their own their tables do not tell.
    fn one_sided(&self, net: &mut Net<'_>) {
        for (at, facings) in &self.at {
            let Some(here) = self.exit(*at).filter(|spot| spot.port.is_some() && net.is_open(*spot)) else { continue };
            let mut behind: BTreeMap<u32, (f64, bool)> = BTreeMap::new();
            for facing in facings.iter().map(|number| &self.all[*number]) {
                let other = if facing.a == *at { facing.b } else { facing.a };
                let sum = behind.entry(other.0).or_default();
                sum.0 += facing.share;
                sum.1 |= other.1 == NO_ROWS;
            }
            let probable = behind.iter().filter(|(_, (share, _))| *share >= self.at_least);
            let probable: Vec<(u32, bool)> = probable.map(|(island, (_, portless))| (*island, *portless)).collect();
            let [(island, true)] = probable.as_slice() else { continue };
            let nodes: Vec<usize> = self.nodes_of(*island).collect();
            let [node] = nodes.as_slice() else { continue };
            let there = Spot { node: *node, port: None };
            let mut cable = Cable::new(here, there, Strength::Inferred, weights::SEEN_FROM_ONE_SIDE);
            cable.because.push(Reason {
                source: "fdb".to_owned(),
                device: net.nodes[here.node].id.clone(),
                row: "dot1dTpFdbTable".to_owned(),
                text: format!(
                    "{} has addresses of {} behind it, and no bridge nearer to it",
                    net.say(here),
                    net.say(there)
                ),
            });
            net.add_cable(cable);
        }
    }

    /// The bridges of an island.
    fn nodes_of(&self, island: u32) -> impl Iterator<Item = usize> + '_ {
        self.islands.bridges.iter().filter(move |(_, of)| *of == island).map(|(node, _)| *node)
    }

    /// What may be but is not probable enough is told, not drawn.
    fn doubtful(&self, net: &mut Net<'_>) {
        for facing in &self.all {
            let doubtful = facing.share >= weights::DOUBTFUL_AT_LEAST && !self.is_probable(facing);
            if let Some(reason) = self.because(facing, net).filter(|_| doubtful) {
                let why = format!("not sure enough: {:.0} %, other readings are possible", facing.share * 100.0);
                net.unused.push(Unused { reason, why });
            }
        }
    }

    fn alternatives(&self, facing: &Facing) -> Vec<Other> {
        let near = [facing.a, facing.b].into_iter().filter_map(|end| self.at.get(&end)).flatten();
        let numbers: BTreeSet<usize> = near.copied().collect();
        let mut others: Vec<&Facing> = numbers.into_iter().map(|number| &self.all[number]).collect();
        others.retain(|other| (other.a, other.b) != (facing.a, facing.b));
        others.sort_by(|x, y| y.share.total_cmp(&x.share).then((x.a, x.b).cmp(&(y.a, y.b))));
        let other = |other: &Facing| {
            let text = "explains nearly as much of what the bridges saw".to_owned();
            Some(Other {
                a: self.exit(other.a)?,
                b: self.exit(other.b)?,
                confidence: other.share * weights::FDB_LINK,
                text,
            })
        };
        others.into_iter().filter_map(other).take(ALTERNATIVES).collect()
    }

    fn because(&self, facing: &Facing, net: &Net<'_>) -> Option<Reason> {
        let (a, b) = (self.exit(facing.a)?, self.exit(facing.b)?);
        let behind = |spot: Exit| {
            let at = self.tables.bridges.binary_search(&spot.node).ok()?;
            Some(self.tables.rows[at].iter().filter(|(_, port)| Some(*port) == spot.port).count())
        };
        let text = match (behind(a), behind(b)) {
            (Some(p), Some(q)) => format!(
                "{} ({p} addresses behind it) and {} ({q}) face each other: every address that both bridges know is behind one of them or between them, and no bridge is between",
                net.say(a),
                net.say(b)
            ),
            _ => format!("{} and {} face each other", net.say(a), net.say(b)),
        };
        Some(Reason {
            source: "fdb".to_owned(),
            device: net.nodes[a.node].id.clone(),
            row: format!("dot1dTpFdbTable, with that of {}", net.nodes[b.node].id),
            text,
        })
    }
}

fn together<'f>(facings: &[&'f Facing]) -> Vec<Vec<&'f Facing>> {
    let mut sets = Sets::new(facings.len());
    let mut first: BTreeMap<At, usize> = BTreeMap::new();
    for (number, facing) in facings.iter().enumerate() {
        for end in [facing.a, facing.b] {
            let known = *first.entry(end).or_insert(number);
            sets.union(known, number);
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Facing>> = BTreeMap::new();
    for (number, facing) in facings.iter().enumerate() {
        groups.entry(sets.find(number)).or_default().push(facing);
    }
    groups.into_values().collect()
}

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

/// Ports of which each is compared with each other; more are taken as one.
const MEMBERS_COMPARED: usize = 64;

/// Two exits that face each other, and how probable that is. An exit that has no rows is the island's, at no port.
#[derive(Clone, Debug)]
struct Facing {
    a: At,
    b: At,
    share: f64,
}

/// Ports that face one another, and how probable it is that the last of them does.
#[derive(Clone, Debug)]
struct Group {
    ends: BTreeSet<At>,
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
        let groups = self.together();
        for group in &groups {
            self.conclude(group, net);
        }
        self.one_sided(net);
        self.doubtful(&groups, net);
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

    /// Two ports are a cable, more are a medium. `share` is how probable it is that all of them face one another.
    fn conclude(&self, group: &Group, net: &mut Net<'_>) {
        let spots: Vec<Exit> = group.ends.iter().filter_map(|at| self.exit(*at)).collect();
        let open = |spot: &Exit| spot.port.is_some() && net.is_open(*spot);
        if !spots.iter().all(open) {
            self.beside_others(group, net);
            return;
        }
        let facings = self.within(group);
        let because = facings.iter().filter_map(|facing| self.because(facing, net)).collect();
        if let ([facing], [a, b]) = (facings.as_slice(), spots.as_slice()) {
            let mut cable = Cable::new(*a, *b, Strength::Inferred, weights::facing(group.share));
            cable.because = because;
            cable.alternatives = self.alternatives(facing);
            net.add_cable(cable);
        } else {
            net.add_medium(spots.into_iter().collect(), weights::facing(group.share), because);
        }
    }

    /// The facings between the ends of a group, as far as any are known.
    fn within(&self, group: &Group) -> Vec<&Facing> {
        let numbers: BTreeSet<usize> =
            group.ends.iter().filter_map(|end| self.at.get(end)).flatten().copied().collect();
        let inside = |facing: &&Facing| group.ends.contains(&facing.a) && group.ends.contains(&facing.b);
        numbers.into_iter().map(|number| &self.all[number]).filter(inside).collect()
    }

    /// Ports that face one another: first the two that most probably do, then groups of ports that do on average. In a
    /// tree, ports that face a common one face each other, but each pair is estimated apart.
    fn together(&self) -> Vec<Group> {
        let probable: Vec<&Facing> = self.all.iter().filter(|facing| self.is_probable(facing)).collect();
        connected(&probable).into_iter().flat_map(|ends| self.grouped(ends)).collect()
    }

    /// Merges ports that probable facings connect: the two groups that face each other most, as long as any do so
    /// enough. All must end in one.
    fn grouped(&self, ends: BTreeSet<At>) -> Vec<Group> {
        let share = |a: &At, b: &At| {
            let found = self.all.binary_search_by_key(&((*a).min(*b), (*a).max(*b)), |facing| (facing.a, facing.b));
            found.ok().map_or(0.0, |at| self.all[at].share)
        };
        let mut groups: Vec<Group> =
            ends.into_iter().map(|end| Group { ends: BTreeSet::from([end]), share: 1.0 }).collect();
        if groups.len() > MEMBERS_COMPARED {
            let least = |group: &Group| group.ends.iter().map(|end| self.most(*end)).fold(1.0, f64::min);
            let mut all = Group { ends: groups.into_iter().flat_map(|group| group.ends).collect(), share: 1.0 };
            all.share = least(&all);
            return vec![all];
        }
        while groups.len() > 1 {
            let average = |x: &Group, y: &Group| {
                let pairs = x.ends.iter().flat_map(|a| y.ends.iter().map(move |b| (a, b)));
                let (sum, count) = pairs.fold((0.0, 0.0), |(sum, count), (a, b)| (sum + share(a, b), count + 1.0_f64));
                sum / count.max(1.0)
            };
            let mut best: Option<(f64, usize, usize)> = None;
            for (at, x) in groups.iter().enumerate() {
                for (beyond, y) in groups.iter().enumerate().skip(at + 1) {
                    let average = average(x, y);
                    if best.is_none_or(|(most, ..)| average > most + 1e-9) {
                        best = Some((average, at, beyond));
                    }
                }
            }
            let Some((average, at, beyond)) = best.filter(|(average, ..)| *average >= self.at_least) else { break };
            let other = groups.remove(beyond);
            groups[at].ends.extend(other.ends);
            groups[at].share = groups[at].share.min(other.share).min(average);
        }
        if let [_] = groups.as_slice() {
            return groups;
        }
        // A medium is one, whoever else may be on it.
        if groups.iter().any(|group| group.ends.len() > 2) {
            groups.retain(|group| group.ends.len() > 1);
            return groups;
        }
        // In which order the bridges are is not known: a medium with all candidates, and little confidence, says so.
        let ends: BTreeSet<At> = groups.into_iter().flat_map(|group| group.ends).collect();
        let share = ends.iter().map(|end| self.most(*end)).fold(1.0, f64::min);
        vec![Group { ends, share: share * weights::FACING_UNORDERED }]
    }

    /// How probable the most probable facing of a port is.
    fn most(&self, end: At) -> f64 {
        self.at.get(&end).into_iter().flatten().map(|number| self.all[*number].share).fold(0.0, f64::max)
    }

    /// Ports that face one that is cabled elsewhere: to a bridge that was not asked, behind which the others are.
    /// Anything else stays unused.
    fn beside_others(&self, group: &Group, net: &mut Net<'_>) {
        let spots: BTreeSet<Exit> = group.ends.iter().filter_map(|at| self.exit(*at)).collect();
        let opaque: Vec<Exit> = spots.iter().copied().filter(|spot| spot.port.is_none()).collect();
        let others: Vec<Exit> = spots.iter().copied().filter(|spot| spot.port.is_some()).collect();
        let because: Vec<Reason> =
            self.within(group).into_iter().filter_map(|facing| self.because(facing, net)).collect();
        if let ([inner], true) = (opaque.as_slice(), others.iter().all(|spot| net.is_open(*spot))) {
            for far in others {
                let mut cable = Cable::new(far, *inner, Strength::Inferred, group.share * weights::BEHIND_UNASKED);
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

    /// What may be but is not probable enough, or not with the rest of a medium, is told, not drawn.
    fn doubtful(&self, groups: &[Group], net: &mut Net<'_>) {
        let group_of: BTreeMap<At, usize> =
            (0..).zip(groups).flat_map(|(number, group)| group.ends.iter().map(move |end| (*end, number))).collect();
        for facing in &self.all {
            let drawn = self.is_probable(facing) && group_of.get(&facing.a) == group_of.get(&facing.b);
            let doubtful = facing.share >= weights::DOUBTFUL_AT_LEAST && !drawn;
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
                confidence: weights::facing(other.share),
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

/// Ports that facings connect.
fn connected(facings: &[&Facing]) -> Vec<BTreeSet<At>> {
    let mut sets = Sets::new(facings.len());
    let mut first: BTreeMap<At, usize> = BTreeMap::new();
    for (number, facing) in facings.iter().enumerate() {
        for end in [facing.a, facing.b] {
            let known = *first.entry(end).or_insert(number);
            sets.union(known, number);
        }
    }
    let mut groups: BTreeMap<usize, BTreeSet<At>> = BTreeMap::new();
    for (number, facing) in facings.iter().enumerate() {
        groups.entry(sets.find(number)).or_default().extend([facing.a, facing.b]);
    }
    groups.into_values().collect()
}

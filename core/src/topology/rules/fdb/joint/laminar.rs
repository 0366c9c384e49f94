//! The quick way, where tables are full: all bridges see one address, so each has a port towards it, and the sets of
//! addresses on their other ports are nested or apart. Such a family is a tree, and the parent of a bridge is the
//! smallest set around its own.

use std::collections::BTreeMap;

use super::fabric::Fabric;
use super::search::{Findings, NO_ROWS};
use super::{At, pair};
use crate::topology::weights;

/// What the items of a bridge say about the next one towards the anchor.
#[derive(Clone, Debug, Default)]
struct Votes {
    /// For each port that the items are next seen on: how many.
    of: BTreeMap<At, u32>,
    all: u32,
}

impl Votes {
    /// The port that nearly all items are next seen on, and for which share of them.
    fn best(&self) -> Option<(At, u32, f64)> {
        let (at, votes) = self.of.iter().max_by_key(|(at, votes)| (**votes, std::cmp::Reverse(**at)))?;
        Some((*at, *votes, f64::from(*votes) / f64::from(self.all.max(1))))
    }

    /// Whether so many name the best that all others are wrong, of whom no two agree much.
    fn outvote(&self, best: At, times: u32) -> bool {
        let second = self.of.iter().filter(|(at, _)| **at != best).map(|(_, votes)| *votes).max().unwrap_or_default();
        let lone = self.all - self.of.values().sum::<u32>();
        let most = second.max(lone) * weights::OUTVOTED_TIMES;
        times >= weights::OUTVOTED_BY && times >= most && times * 2 > self.all
    }
}

/// The tree, where the tables leave no doubt of it, given what [`upwards`] tells.
///
/// A bridge of which the row about the anchor is wrong fits nowhere: then it is tried with its heaviest port instead.
pub(super) fn tree(fabric: &Fabric, mut up: Vec<Option<u16>>) -> Option<Findings> {
    for _ in 0..=MENDED.min(fabric.bridges() / 10) {
        let unclear = match up.iter().position(Option::is_none) {
            Some(lost) => lost,
            None => match nested(fabric, &up, false) {
                Ok(findings) => return findings,
                Err(unclear) => unclear as usize,
            },
        };
        let behind = &fabric.behind[unclear];
        let (heaviest, _) = (0_u16..).zip(behind).max_by_key(|(port, items)| (**items, std::cmp::Reverse(*port)))?;
        if up[unclear] == Some(heaviest) || up[unclear] == Some(NO_ROWS) {
            return None;
        }
        up[unclear] = Some(heaviest);
    }
    None
}

/// So many bridges may have the anchor on a wrong port, and one in ten at the most.
const MENDED: usize = 3;

/// The tree as the tables tell it, however little that is.
pub(super) fn forced(fabric: &Fabric, up: &[Option<u16>]) -> Option<Findings> {
    nested(fabric, up, true).ok().flatten()
}

/// The tree, given the port of each bridge towards the anchor; or the bridge that least fits, unless forced.
fn nested(fabric: &Fabric, up: &[Option<u16>], force: bool) -> Result<Option<Findings>, u32> {
    let size = sizes(fabric, up);
    let votes = votes(fabric, up, &size);
    let mut below: BTreeMap<At, Vec<(u32, f64)>> = BTreeMap::new();
    let mut tops = 0;
    let mut unclear: Option<(f64, u32)> = None;
    for (bridge, votes) in (0_u32..).zip(&votes) {
        let Some((parent, times, share)) = votes.best() else {
            tops += 1;
            continue;
        };
        let (within, around) = (size[bridge as usize], size[parent.0 as usize]);
        let alike = around == within;
        // Half of the doubt is gone with every address.
        let doubt = |times: u32| 0.5_f64.powi(i32::try_from(times.min(20)).unwrap_or(20) + 1);
        let sure = if times > 1 && share >= weights::NESTED_AT_LEAST && !alike {
            (1.0 - doubt(times)) * share
        } else if around > within + within / 8 + 1 && votes.outvote(parent, times) {
            // The others are wrong rows; the parent has clearly more behind it, so that it is no child.
            1.0 - doubt(times / 2)
        } else {
            if unclear.is_none_or(|(least, _)| share < least) {
                unclear = Some((share, bridge));
            }
            (1.0 - doubt(times)) * share * if alike { 0.5 } else { 1.0 }
        };
        below.entry(parent).or_default().push((bridge, sure));
    }
    match unclear.filter(|_| !force) {
        Some((_, bridge)) => Err(bridge),
        None => Ok((force || tops == 1).then(|| facings(&below, up))),
    }
}

/// For each bridge: its port towards the item that most see, the anchor. `None` where many do not see it.
///
/// A bridge that does not see it, or that has it where hardly anything else is that other bridges have together with it,
/// is asked about the rest of these.
pub(super) fn upwards(fabric: &Fabric) -> Option<Vec<Option<u16>>> {
    let mut seen = vec![0_u32; fabric.items()];
    fabric.rows.iter().flatten().for_each(|(item, _)| seen[*item as usize] += 1);
    let known = |item: usize| seen[item] + u32::from(fabric.owner[item].is_some());
    let anchor = (0..fabric.items()).max_by_key(|item| (known(*item), std::cmp::Reverse(*item)))?;
    if known(anchor) as usize * 10 < fabric.bridges() * 9 {
        return None;
    }
    let at = u32::try_from(anchor).ok()?;
    let port = |rows: &Vec<(u32, u16)>| rows.binary_search_by_key(&at, |(item, _)| *item).ok().map(|row| rows[row].1);
    let told: Vec<Option<u16>> = fabric.rows.iter().map(port).collect();
    let beside = beside(fabric, &told);
    let mut up: Vec<Option<u16>> =
        (0..).zip(&told).map(|(bridge, told)| towards(fabric, bridge, *told, &beside)).collect();
    if let Some(owner) = fabric.owner[anchor] {
        // All of its ports lead away.
        up[owner as usize] = Some(NO_ROWS);
    }
    Some(up)
}

/// Whether items are where the anchor is, as nearly all bridges have it that see both.
fn beside(fabric: &Fabric, told: &[Option<u16>]) -> Vec<bool> {
    let mut both = vec![(0_u32, 0_u32); fabric.items()];
    for (rows, told) in fabric.rows.iter().zip(told).filter_map(|(rows, told)| Some((rows, (*told)?))) {
        for (item, port) in rows {
            let (same, all) = &mut both[*item as usize];
            *all += 1;
            *same += u32::from(*port == told);
        }
    }
    let several = u32::try_from(fabric.bridges() / 3).unwrap_or(u32::MAX).max(weights::BESIDE_FOR);
    both.into_iter().map(|(same, all)| all >= several && same * 10 >= all * 9).collect()
}

/// The port of a bridge towards the anchor: where it is, unless nearly all that is beside the anchor is on another one.
fn towards(fabric: &Fabric, bridge: usize, told: Option<u16>, beside: &[bool]) -> Option<u16> {
    let mut votes = vec![0_u32; fabric.behind[bridge].len()];
    for (_, port) in fabric.rows[bridge].iter().filter(|(item, _)| beside[*item as usize]) {
        votes[usize::from(*port)] += 1;
    }
    let all: u32 = votes.iter().sum();
    let most = (0_u16..).zip(votes).max_by_key(|(port, votes)| (*votes, std::cmp::Reverse(*port)));
    let agreed = most.filter(|(_, votes)| *votes >= weights::BESIDE_FOR && votes * 4 >= all * 3);
    agreed.map(|(port, _)| port).or(told)
}

/// For each bridge: how many items are not towards the anchor.
fn sizes(fabric: &Fabric, up: &[Option<u16>]) -> Vec<u32> {
    let mut sizes = vec![0_u32; fabric.bridges()];
    for (bridge, rows) in fabric.rows.iter().enumerate() {
        let down = rows.iter().filter(|(_, port)| up[bridge].is_some_and(|up| up != *port)).count();
        sizes[bridge] = u32::try_from(down).unwrap_or(u32::MAX);
    }
    fabric.owner.iter().flatten().for_each(|owner| sizes[*owner as usize] += 1);
    sizes
}

/// Every item is on a chain of bridges that see it away from the anchor: the larger its set, the nearer to the anchor
/// a bridge is.
fn votes(fabric: &Fabric, up: &[Option<u16>], size: &[u32]) -> Vec<Votes> {
    let mut chains: Vec<(u32, u32, u32, u16)> = Vec::new();
    let order = |bridge: u32| u32::MAX - size[bridge as usize];
    for (bridge, rows) in (0_u32..).zip(&fabric.rows) {
        let down = rows.iter().filter(|(_, port)| up[bridge as usize].is_some_and(|up| up != *port));
        chains.extend(down.map(|(item, port)| (*item, order(bridge), bridge, *port)));
    }
    for (item, owner) in (0_u32..).zip(&fabric.owner) {
        chains.extend(owner.map(|owner| (item, order(owner), owner, NO_ROWS)));
    }
    chains.sort_unstable();
    let mut votes = vec![Votes::default(); fabric.bridges()];
    for chain in chains.windows(2) {
        let ((item, _, parent, port), (next, _, bridge, _)) = (chain[0], chain[1]);
        if item == next {
            let votes = &mut votes[bridge as usize];
            *votes.of.entry((parent, port)).or_default() += 1;
            votes.all += 1;
        }
    }
    for chain in chains.chunk_by(|x, y| x.0 == y.0) {
        // What nobody nearer to the anchor sees speaks against every parent.
        if let Some((_, _, first, _)) = chain.first() {
            votes[*first as usize].all += 1;
        }
    }
    votes
}

/// From the bridges below each port, with how sure that is, and the port of each bridge towards the anchor.
pub(super) fn facings(below: &BTreeMap<At, Vec<(u32, f64)>>, up: &[Option<u16>]) -> Findings {
    let mut findings = Findings::default();
    for (parent, children) in below {
        let child = |bridge: u32| (bridge, up[bridge as usize].unwrap_or(NO_ROWS));
        for (at, (bridge, sure)) in children.iter().enumerate() {
            findings.pairs.insert(pair(*parent, child(*bridge)), *sure);
            // Many on one port are joined by a hidden node: each with the first is enough to say so.
            let others = children[at + 1..].iter().take(if at == 0 { usize::MAX } else { weights::MEMBERS_IN_PAIRS });
            for (other, also) in others {
                findings.pairs.insert(pair(child(*bridge), child(*other)), sure.min(*also));
            }
        }
    }
    findings
}

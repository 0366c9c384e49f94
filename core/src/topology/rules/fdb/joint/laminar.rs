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
}

/// The tree, where the tables leave no doubt of it; with `force`, what they tell however little that is.
pub(super) fn tree(fabric: &Fabric, force: bool) -> Option<Findings> {
    let up = upwards(fabric)?;
    if !force && up.iter().any(Option::is_none) {
        return None;
    }
    let size = sizes(fabric, &up);
    let votes = votes(fabric, &up, &size);
    let mut below: BTreeMap<At, Vec<(u32, f64)>> = BTreeMap::new();
    let mut tops = 0;
    for (bridge, votes) in (0_u32..).zip(&votes) {
        let Some((parent, times, share)) = votes.best() else {
            tops += 1;
            continue;
        };
        let alike = size[parent.0 as usize] == size[bridge as usize];
        let certain = times > 1 && share >= weights::NESTED_AT_LEAST && !alike;
        if !certain && !force {
            return None;
        }
        // Half of the doubt is gone with every address.
        let sure = 1.0 - 0.5_f64.powi(i32::try_from(times.min(20)).unwrap_or(20) + 1);
        let sure = if alike { sure * 0.5 } else { sure };
        below.entry(parent).or_default().push((bridge, sure * share));
    }
    (force || tops == 1).then(|| facings(&below, &up))
}

/// For each bridge: its port towards the item that most see. `None` where many do not see it.
pub(super) fn upwards(fabric: &Fabric) -> Option<Vec<Option<u16>>> {
    let mut seen = vec![0_usize; fabric.items()];
    fabric.rows.iter().flatten().for_each(|(item, _)| seen[*item as usize] += 1);
    let known = |item: usize| seen[item] + usize::from(fabric.owner[item].is_some());
    let anchor = (0..fabric.items()).max_by_key(|item| (known(*item), std::cmp::Reverse(*item)))?;
    if known(anchor) * 10 < fabric.bridges() * 9 {
        return None;
    }
    let at = u32::try_from(anchor).ok()?;
    let port = |rows: &Vec<(u32, u16)>| rows.binary_search_by_key(&at, |(item, _)| *item).ok().map(|row| rows[row].1);
    let mut up: Vec<Option<u16>> = fabric.rows.iter().map(port).collect();
    if let Some(owner) = fabric.owner[anchor] {
        // All of its ports lead away.
        up[owner as usize] = Some(NO_ROWS);
    }
    Some(up)
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

//! The ways of what is said to the bridges themselves: whoever asks a bridge is answered, and every bridge on the way
//! learns its address from the answer. Where all bridges know a way to one address (the anchor) and the addresses of
//! bridges show that none forgot them on the way there, a bridge that does not have one away from the anchor is not on
//! that way: then absence tells, and the nearest bridge on the way is the parent.
//!
//! Whether any forgot is seen twice: in the addresses of bridges, for who is before one that is on a way is on it too; and
//! in all others, for two bridges that have one of them away from the anchor are on one way.

use std::collections::BTreeMap;

use super::At;
use super::fabric::Fabric;
use super::laminar::facings;
use super::search::Findings;
use crate::topology::weights;

/// The bridges on the way from each bridge to the anchor, with their port towards it, by bridge.
struct Ways(Vec<BTreeMap<u32, u16>>);

/// Of bridges and those before them on their way, as far as it follows from others that they are: how often, and how often
/// their addresses say so. The first bridge of all, which everybody is behind, is left out.
#[derive(Default)]
struct Followed(BTreeMap<(u32, u32), (u32, u32)>);

impl Followed {
    fn add(&mut self, before: u32, bridge: u32, held: bool, times: u32) {
        let (all, agreed) = self.0.entry((before, bridge)).or_default();
        *all += times;
        *agreed += if held { times } else { 0 };
    }

    /// How probable it is that a bridge has the address of one that it is on the way to. What one row alone says is not
    /// counted: it may be old.
    fn complete(&self) -> f64 {
        let float = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let told = self.0.values().filter(|(all, _)| *all >= SEVERAL);
        let held = told.clone().filter(|(all, agreed)| agreed * 2 > *all).count();
        (float(held) + 1.0) / (float(told.count()) + 2.0)
    }
}

/// So many rows are not all old.
const SEVERAL: u32 = 2;

/// The tree, where the addresses of bridges mark it; `up` tells the port of each bridge towards the anchor.
pub(super) fn tree(fabric: &Fabric, up: &[Option<u16>]) -> Option<Findings> {
    let ports: Vec<u16> = up.iter().copied().collect::<Option<_>>()?;
    let ways = Ways::of(fabric, &ports)?;
    let sure = ways.followed(fabric, &ports).complete();
    if sure < weights::TRAILS_COMPLETE {
        return None;
    }
    let mut below: BTreeMap<At, Vec<(u32, f64)>> = BTreeMap::new();
    let mut tops = 0;
    for bridge in (0_u32..).take(fabric.bridges()) {
        match ways.parent(bridge)? {
            Some(parent) => below.entry(parent).or_default().push((bridge, sure)),
            None => tops += 1,
        }
    }
    (tops == 1).then(|| facings(&below, up))
}

impl Ways {
    /// `None` where a bridge has addresses of another one on several ports, or on a port and towards the anchor.
    fn of(fabric: &Fabric, up: &[u16]) -> Option<Self> {
        let mut ways = vec![BTreeMap::new(); fabric.bridges()];
        for (bridge, rows) in (0_u32..).zip(&fabric.rows) {
            let owned = rows.iter().filter_map(|(item, port)| Some((fabric.owner[*item as usize]?, *port)));
            let mut owned: Vec<(u32, u16)> = owned.filter(|(owner, _)| *owner != bridge).collect();
            owned.sort_unstable();
            owned.dedup();
            if owned.windows(2).any(|two| two[0].0 == two[1].0) {
                return None;
            }
            for (owner, port) in owned.into_iter().filter(|(_, port)| *port != up[bridge as usize]) {
                ways[owner as usize].insert(bridge, port);
            }
        }
        Some(Self(ways))
    }

    /// Who is before a bridge on a way is on that way too; and two bridges that have one address away from the anchor are on
    /// one way, the farther where the nearer has that address.
    fn followed(&self, fabric: &Fabric, up: &[u16]) -> Followed {
        let mut followed = Followed::default();
        let is_first = |bridge: u32| self.0[bridge as usize].is_empty();
        for (bridge, way) in (0_u32..).zip(&self.0) {
            for (before, port) in self.last(way).into_iter().flat_map(|last| &self.0[last as usize]) {
                if !is_first(*before) {
                    followed.add(*before, bridge, way.get(before) == Some(port), SEVERAL);
                }
            }
        }
        let mut away: Vec<Vec<At>> = vec![Vec::new(); fabric.items()];
        for (bridge, rows) in (0_u32..).zip(&fabric.rows).filter(|(bridge, _)| !is_first(*bridge)) {
            for (item, port) in rows.iter().filter(|(_, port)| *port != up[bridge as usize]) {
                if fabric.owner[*item as usize].is_none() {
                    away[*item as usize].push((bridge, *port));
                }
            }
        }
        for mut chain in away {
            chain.sort_by_key(|(bridge, _)| (self.0[*bridge as usize].len(), *bridge));
            for two in chain.windows(2) {
                let ((nearer, port), (farther, _)) = (two[0], two[1]);
                followed.add(nearer, farther, self.0[farther as usize].get(&nearer) == Some(&port), 1);
            }
        }
        followed
    }

    /// The last bridge on a way: the one with most before it.
    fn last(&self, way: &BTreeMap<u32, u16>) -> Option<u32> {
        way.keys().copied().max_by_key(|bridge| (self.0[*bridge as usize].len(), *bridge))
    }

    /// The parent of a bridge, the last on its way, all the others being before it: `Some(None)` where there is none,
    /// `None` where they are on no one way.
    fn parent(&self, bridge: u32) -> Option<Option<At>> {
        let way = &self.0[bridge as usize];
        let Some((last, port)) = self.last(way).and_then(|last| Some((last, *way.get(&last)?))) else {
            return Some(None);
        };
        let before = &self.0[last as usize];
        let is_one = way.iter().all(|(other, port)| *other == last || before.get(other) == Some(port));
        is_one.then_some(Some((last, port)))
    }
}

//! VLANs that fall apart although the devices in them stay connected: the way that remains does not carry them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::changed::Changed;
use super::{Part, Reach, VlanLoss};
use crate::topology::graph::Layer;
use crate::topology::index::{Edge, Index};
use crate::topology::sets::Sets;
use crate::topology::skeleton::Skeleton;
use crate::value::VlanId;

/// The VLANs that lose something which is connected still, by number.
pub(super) fn losses(
    index: &Index<'_>,
    changed: &Changed<'_>,
    (before, after): (&Skeleton, &Skeleton),
    reach: &Reach,
    station: Option<usize>,
) -> Vec<VlanLoss> {
    let hit = hit(index, changed);
    if hit.is_empty() {
        return Vec::new();
    }
    let mut edges: BTreeMap<VlanId, Vec<usize>> = hit.iter().map(|vlan| (*vlan, Vec::new())).collect();
    for edge in 0..index.edges.len() {
        for vlan in vlans(index, edge) {
            if let Some(edges) = edges.get_mut(vlan) {
                edges.push(edge);
            }
        }
    }
    let mut before = Joined::of(index, before);
    let mut after = Joined::of(index, after);
    let stays = |at: usize| !changed.is_gone(at) && reach.after.get(at) == Some(&reach.main_after);
    let ends = changed.dead.iter().filter_map(|edge| changed.before.edges().get(*edge));
    let stubs: BTreeSet<usize> = ends.flat_map(|(a, b)| [*a, *b]).filter(|at| stays(*at)).collect();
    let stubs: Vec<usize> = stubs.into_iter().collect();
    let mut losses = Vec::new();
    for (vlan, edges) in edges {
        before.join(&edges);
        after.join(&edges);
        if is_split(&stubs, &before, &after) {
            let cut_off = apart(&edges, changed, (&before, &after), &stays, station);
            if !cut_off.is_empty() {
                losses.push(VlanLoss { vlan, cut_off });
            }
        }
        before.forget();
        after.forget();
    }
    losses
}

/// The VLANs that an edge is known to carry; none where it may carry any.
fn vlans<'i>(index: &'i Index<'_>, edge: usize) -> &'i [VlanId] {
    index.link(edge).map_or(&[], |link| link.vlans.as_slice())
}

/// Whether an edge may carry frames of any VLAN.
fn carries_any(index: &Index<'_>, edge: usize) -> bool {
    match index.edges.get(edge) {
        Some(Edge::Link(_)) => index.link(edge).is_some_and(|link| link.layer == Layer::L2 && link.vlans.is_empty()),
        // A cable that is supposed to be drawn is past the end.
        Some(Edge::Member { .. }) | None => true,
    }
}

/// The VLANs that what is gone may have carried: those of the ends, where it does not say.
fn hit(index: &Index<'_>, changed: &Changed<'_>) -> BTreeSet<VlanId> {
    let mut hit = BTreeSet::new();
    let mut asked = BTreeSet::new();
    for edge in &changed.dead {
        hit.extend(vlans(index, *edge));
        if !carries_any(index, *edge) {
            continue;
        }
        let Some((a, b)) = index.wiring.edges().get(*edge) else { continue };
        for at in [*a, *b] {
            if asked.insert(at) {
                hit.extend(index.wiring.around(at).iter().flat_map(|(_, edge)| vlans(index, *edge)));
            }
        }
    }
    hit
}

/// What of one VLAN is connected, on top of what the links join that may carry any.
struct Joined<'s> {
    skeleton: &'s Skeleton,
    /// The set of each vertex by the links that may carry any VLAN.
    any: Vec<usize>,
    /// Above those sets, by the links of the VLAN that is looked at.
    above: Vec<usize>,
    touched: Vec<usize>,
}

impl<'s> Joined<'s> {
    fn of(index: &Index<'_>, skeleton: &'s Skeleton) -> Self {
        let vertices = skeleton.wiring.vertices();
        let mut sets = Sets::new(vertices);
        for (edge, (a, b)) in skeleton.wiring.edges().iter().enumerate() {
            if *a < vertices && *b < vertices && carries_any(index, edge) {
                sets.union(*a, *b);
            }
        }
        let any = (0..vertices).map(|at| sets.find(at)).collect();
        Self { skeleton, any, above: (0..vertices).collect(), touched: Vec::new() }
    }

    fn join(&mut self, edges: &[usize]) {
        for edge in edges {
            let Some((a, b)) = self.skeleton.wiring.edges().get(*edge).copied() else { continue };
            let (Some(a), Some(b)) = (self.find(a), self.find(b)) else { continue };
            if a != b {
                self.above[a.max(b)] = a.min(b);
                self.touched.push(a.max(b));
            }
        }
    }

    /// The set of a vertex; `None` for none.
    fn find(&self, at: usize) -> Option<usize> {
        let mut at = *self.any.get(at)?;
        while self.above[at] != at {
            at = self.above[at];
        }
        Some(at)
    }

    fn forget(&mut self) {
        for at in self.touched.drain(..) {
            self.above[at] = at;
        }
    }
}

/// Whether something that stays connected loses its VLAN: ends of what is gone that were together and are not.
fn is_split(stubs: &[usize], before: &Joined<'_>, after: &Joined<'_>) -> bool {
    let mut is: BTreeMap<usize, usize> = BTreeMap::new();
    stubs.iter().any(|at| match (before.find(*at), after.find(*at)) {
        (Some(was), Some(now)) => *is.entry(was).or_insert(now) != now,
        _ => false,
    })
}

/// What of a VLAN with these links is apart from its heaviest part, or from that of the station.
fn apart(
    edges: &[usize],
    changed: &Changed<'_>,
    (before, after): (&Joined<'_>, &Joined<'_>),
    stays: &dyn Fn(usize) -> bool,
    station: Option<usize>,
) -> Vec<Part> {
    // End systems with several homes come last: they are wherever one of their homes is.
    let homed: BTreeSet<usize> = after.skeleton.homed.iter().map(|(host, _)| *host).collect();
    let mut homes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut members: BTreeSet<usize> = BTreeSet::new();
    for edge in edges {
        let Some((a, b)) = changed.before.edges().get(*edge).copied() else { continue };
        for (at, other) in [(a, b), (b, a)].into_iter().filter(|(at, _)| stays(*at)) {
            if !homed.contains(&at) {
                members.insert(at);
            } else if !changed.is_dead(*edge) {
                homes.entry(at).or_default().push(other);
            }
        }
    }
    // By what was one before: what is one after.
    let mut groups: BTreeMap<usize, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for at in members {
        if let (Some(was), Some(is)) = (before.find(at), after.find(at)) {
            groups.entry(was).or_default().entry(is).or_default().push(at);
        }
    }
    let weight = |piece: &[usize]| {
        let devices = piece.iter().filter(|at| changed.weight(**at).devices > 0).count();
        (devices, piece.len() - devices)
    };
    let here = |piece: &[usize]| station.is_some_and(|station| piece.contains(&station));
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for pieces in groups.into_values().filter(|pieces| pieces.len() > 1) {
        let main = pieces.iter().max_by_key(|(is, piece)| (here(piece), weight(piece), Reverse(**is)));
        let main = main.map(|(is, _)| *is);
        parts.extend(pieces.into_iter().filter(|(is, _)| Some(*is) != main));
    }
    for (host, homes) in homes {
        let is: Vec<usize> = homes.into_iter().filter_map(|home| after.find(home)).collect();
        if let (true, Some(part)) = (is.iter().all(|is| parts.contains_key(is)), is.first()) {
            parts.entry(*part).or_default().push(host);
        }
    }
    let mut parts: Vec<Part> = parts.into_values().map(|piece| part(&piece, changed)).collect();
    parts.retain(|part| !part.devices.is_empty() || !part.hosts.is_empty());
    parts.sort_by_key(|part| Reverse((part.devices.len(), part.hosts.len())));
    parts
}

fn part(piece: &[usize], changed: &Changed<'_>) -> Part {
    let mut part = Part::default();
    for at in piece {
        let weight = changed.weight(*at);
        let Some(element) = changed.element(*at).filter(|_| !weight.is_nothing()) else { continue };
        if weight.devices > 0 { part.devices.push(element) } else { part.hosts.push(element) }
    }
    part
}

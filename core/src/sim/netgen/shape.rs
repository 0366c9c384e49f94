//! The shapes: which switch is plugged into which.

use super::draft::Draft;
use super::{Plan, Shape, surroundings};

/// Puts the switches and all that is plugged into them into `draft`; returns the first switch and the VLANs of end
/// systems.
pub(super) fn cable(plan: &Plan, draft: &mut Draft, random: &mut fastrand::Rng) -> (usize, Vec<u16>) {
    let count = usize::try_from(plan.switches).unwrap_or(1);
    let priority = |at| if at == 0 { 4096 } else { 32_768 };
    let all: Vec<usize> = (0..count).map(|at| draft.switch(plan, priority(at), random)).collect();
    if let (true, Some(&second)) = (plan.trees_per_vlan, all.get(1)) {
        for vlan in plan.user_vlans().step_by(2) {
            draft.with(second, |switch| switch.bridge_priority_in(vlan, 0));
        }
    }
    let (pairs, edge) = match plan.shape {
        Shape::Tree => (tree(count), 0..count),
        Shape::RandomTree => (random_tree(count, random), 0..count),
        Shape::Ring => (ring(count), 0..count),
        Shape::Campus => campus(count),
        Shape::LeafSpine => leaf_spine(count),
    };
    let areas = (plan.switches_per_vlan > 0).then(|| Areas::of(count, &pairs, plan.switches_per_vlan));
    let everywhere: Vec<u16> = plan.user_vlans().collect();
    let vlans_below = |b: usize| areas.as_ref().and_then(|areas| areas.below.get(b)).unwrap_or(&everywhere);
    let (first, second) = (all.first().copied().unwrap_or(0), all.get(1).copied().unwrap_or(0));
    if plan.mlag && !pairs.contains(&(0, 1)) {
        draft.trunk(plan, first, second, &everywhere, random);
    }
    let mut rest = pairs.as_slice();
    while let [(a, b), after @ ..] = rest {
        rest = after;
        let (Some(&upper), Some(&lower)) = (all.get(*a), all.get(*b)) else { continue };
        if plan.mlag && *a == 0 && after.first() == Some(&(1, *b)) {
            draft.fork([first, second], lower, vlans_below(*b));
            rest = after.get(1..).unwrap_or_default();
        } else {
            draft.trunk(plan, upper, lower, vlans_below(*b), random);
        }
    }
    for &switch in &all {
        if plan.routing > 0.0 && random.f64() < plan.routing {
            surroundings::route(plan, draft, switch, random);
        }
    }
    for at in edge {
        let vlan = areas.as_ref().and_then(|areas| areas.vlan.get(at).copied());
        if let Some(&switch) = all.get(at) {
            surroundings::edge(plan, draft, switch, vlan, random);
        }
    }
    let vlans = areas.and_then(|mut areas| areas.below.drain(..).next()).unwrap_or(everywhere);
    (all.first().copied().unwrap_or(0), vlans)
}

/// Parts of a tree, each with a VLAN.
struct Areas {
    /// By switch: the VLAN of its end systems.
    vlan: Vec<u16>,
    /// By switch: the VLANs of it and of all below it, ascending.
    below: Vec<Vec<u16>>,
}

impl Areas {
    /// Cuts a tree into parts of `size` switches or a few more; `pairs` name the upper switch first.
    fn of(count: usize, pairs: &Pairs, size: u32) -> Self {
        let mut above: Vec<Option<usize>> = vec![None; count];
        for (upper, lower) in pairs {
            if let Some(slot) = above.get_mut(*lower) {
                *slot = Some(*upper);
            }
        }
        // From the leaves up: a part is full when it is large enough, else it goes on at the switch above.
        let mut sizes: Vec<u32> = vec![1; count];
        let mut is_top = vec![false; count];
        for at in (0..count).rev() {
            let own = sizes.get(at).copied().unwrap_or(1);
            let upper = above.get(at).copied().flatten();
            match upper.and_then(|upper| sizes.get_mut(upper)).filter(|_| own < size) {
                Some(sum) => *sum += own,
                None => is_top.iter_mut().skip(at).take(1).for_each(|top| *top = true),
            }
        }
        let mut vlan: Vec<u16> = vec![0; count];
        let mut next = 2;
        for at in 0..count {
            let upper = above.get(at).copied().flatten().and_then(|upper| vlan.get(upper)).copied();
            let own = match upper.filter(|_| !is_top.get(at).copied().unwrap_or(true)) {
                Some(vlan) => vlan,
                None => {
                    next += 1;
                    next - 1
                }
            };
            vlan.iter_mut().skip(at).take(1).for_each(|slot| *slot = own);
        }
        let mut below: Vec<Vec<u16>> = vlan.iter().map(|vlan| vec![*vlan]).collect();
        for at in (0..count).rev() {
            let own = below.get_mut(at).map_or_else(Vec::new, |own| {
                own.sort_unstable();
                own.dedup();
                own.clone()
            });
            if let Some(upper) = above.get(at).copied().flatten().and_then(|upper| below.get_mut(upper)) {
                upper.extend(own);
            }
        }
        Self { vlan, below }
    }
}

/// Which switches are joined, by their numbers.
type Pairs = Vec<(usize, usize)>;

/// Four switches below each.
const BRANCHES: usize = 4;

fn tree(count: usize) -> Pairs {
    (1..count).map(|at| ((at - 1) / BRANCHES, at)).collect()
}

fn random_tree(count: usize, random: &mut fastrand::Rng) -> Pairs {
    let mut pairs = Vec::new();
    // Those with room for one more, oldest first, with the number below each.
    let mut open: Vec<(usize, u32)> = Vec::new();
    for at in 0..count {
        if at > 0 {
            let from = if random.f64() < 0.4 { open.len().saturating_sub(6) } else { 0 };
            let choice = random.usize(from..open.len().max(1));
            if let Some((above, below)) = open.get_mut(choice) {
                pairs.push((*above, at));
                *below += 1;
                if *below == 12 {
                    open.remove(choice);
                }
            }
        }
        open.push((at, 0));
    }
    pairs
}

fn ring(count: usize) -> Pairs {
    let around = if count > 2 { count } else { count - 1 };
    (0..around).map(|at| (at, (at + 1) % count)).collect()
}

/// Access switches to each pair of distribution switches.
const ACCESS: usize = 8;

/// Two cores; then blocks of two distribution switches, which come first, and their access switches, which come last of
/// all so that they stand together.
fn campus(count: usize) -> (Pairs, std::ops::Range<usize>) {
    let blocks = count.saturating_sub(2).div_ceil(2 + ACCESS);
    let first_access = (2 + 2 * blocks).min(count);
    let mut pairs: Pairs = if count > 1 { vec![(0, 1)] } else { Vec::new() };
    for distribution in 2..first_access {
        pairs.extend([(0, distribution), (1, distribution)]);
    }
    for access in first_access..count {
        let block = 2 + 2 * ((access - first_access) / ACCESS);
        pairs.extend([(block, access), (block + 1, access)]);
    }
    (pairs, if first_access < count { first_access..count } else { 0..count })
}

fn leaf_spine(count: usize) -> (Pairs, std::ops::Range<usize>) {
    let spines = (count / 8).clamp(2, 8).min(count);
    let pairs = (spines..count).flat_map(|leaf| (0..spines).map(move |spine| (spine, leaf))).collect();
    (pairs, if spines < count { spines..count } else { 0..count })
}

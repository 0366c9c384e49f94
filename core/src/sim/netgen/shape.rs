//! The shapes: which switch is plugged into which.

use super::draft::Draft;
use super::{Plan, Shape, surroundings};

/// Puts the switches and all that is plugged into them into `draft`; returns the first switch.
pub(super) fn cable(plan: &Plan, draft: &mut Draft, random: &mut fastrand::Rng) -> usize {
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
    for (a, b) in pairs {
        if let (Some(&a), Some(&b)) = (all.get(a), all.get(b)) {
            draft.trunk(plan, a, b, random);
        }
    }
    for switch in all.get(edge).unwrap_or_default() {
        surroundings::edge(plan, draft, *switch, random);
    }
    all.first().copied().unwrap_or(0)
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

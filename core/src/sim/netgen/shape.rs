//! The shapes: which switch is plugged into which.

use super::draft::Draft;
use super::{Plan, Shape};
use crate::sim::world::Device;

/// Puts the switches and end systems of a plan into `draft`; returns the first switch.
pub(super) fn cable(plan: &Plan, draft: &mut Draft, random: &mut fastrand::Rng) -> usize {
    let count = usize::try_from(plan.switches).unwrap_or(1);
    let (switches, edge) = match plan.shape {
        Shape::Tree => tree(count, draft),
        Shape::RandomTree => random_tree(count, draft, random),
        Shape::Ring => ring(count, draft),
        Shape::Campus => campus(count, draft),
        Shape::LeafSpine => leaf_spine(count, draft),
    };
    for switch in edge {
        for _ in 0..plan.hosts_per_switch {
            draft.host(switch, random);
        }
    }
    switches.first().copied().unwrap_or(0)
}

/// All switches, the first of them first, and those that end systems are plugged into.
type Switches = (Vec<usize>, Vec<usize>);

fn switches(count: usize, draft: &mut Draft) -> Vec<usize> {
    let priority = |at| if at == 0 { 4096 } else { 32_768 };
    (0..count).map(|at| draft.add(Device::switch("").bridge_priority(priority(at)))).collect()
}

/// Four switches below each.
const BRANCHES: usize = 4;

fn tree(count: usize, draft: &mut Draft) -> Switches {
    let all = switches(count, draft);
    for (at, &switch) in all.iter().enumerate().skip(1) {
        if let Some(&above) = all.get((at - 1) / BRANCHES) {
            draft.join(above, switch);
        }
    }
    (all.clone(), all)
}

fn random_tree(count: usize, draft: &mut Draft, random: &mut fastrand::Rng) -> Switches {
    let all = switches(count, draft);
    // Those with room for one more, oldest first.
    let mut open: Vec<(usize, u32)> = Vec::new();
    for (at, &switch) in all.iter().enumerate() {
        if at > 0 {
            let from = if random.f64() < 0.4 { open.len().saturating_sub(6) } else { 0 };
            let choice = random.usize(from..open.len().max(1));
            if let Some((above, below)) = open.get_mut(choice) {
                draft.join(*above, switch);
                *below += 1;
                if *below == 12 {
                    open.remove(choice);
                }
            }
        }
        open.push((switch, 0));
    }
    (all.clone(), all)
}

fn ring(count: usize, draft: &mut Draft) -> Switches {
    let all = switches(count, draft);
    for (at, &switch) in all.iter().enumerate() {
        if let Some(&next) = all.get((at + 1) % all.len()).filter(|_| at + 1 < all.len() || all.len() > 2) {
            draft.join(switch, next);
        }
    }
    (all.clone(), all)
}

/// Access switches to each pair of distribution switches.
const ACCESS: usize = 8;

fn campus(count: usize, draft: &mut Draft) -> Switches {
    let all = switches(count, draft);
    let (cores, mut rest) = all.split_at(all.len().min(2));
    if let [a, b] = cores {
        draft.join(*a, *b);
    }
    let mut edge = Vec::new();
    while !rest.is_empty() {
        let (pair, others) = rest.split_at(rest.len().min(2));
        let (access, after) = others.split_at(others.len().min(ACCESS));
        for &distribution in pair {
            cores.iter().for_each(|&core| draft.join(core, distribution));
            access.iter().for_each(|&switch| draft.join(distribution, switch));
        }
        edge.extend(access);
        rest = after;
    }
    let edge = if edge.is_empty() { all.clone() } else { edge };
    (all, edge)
}

fn leaf_spine(count: usize, draft: &mut Draft) -> Switches {
    let all = switches(count, draft);
    let (spines, leaves) = all.split_at(all.len().min((all.len() / 8).clamp(2, 8)));
    for &leaf in leaves {
        spines.iter().for_each(|&spine| draft.join(spine, leaf));
    }
    let edge = if leaves.is_empty() { spines.to_vec() } else { leaves.to_vec() };
    (all, edge)
}

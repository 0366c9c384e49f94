//! On integers alone: random trees of bridges, rows dropped, wrong or hidden.

use std::collections::BTreeSet;

use super::laminar;
use super::search::NO_ROWS;
use super::{At, Fabric, Findings, Pair, pair, solve, trails};

const HOSTS: u32 = 10;

/// What one generated tree of bridges would answer, and which ports are on one cable.
struct World {
    rows: Vec<Vec<(u32, u16)>>,
    owners: Vec<Option<u32>>,
    cables: BTreeSet<Pair>,
    /// For each bridge: the others that it is cabled to, in the order of its ports; towards bridge 0 first.
    next: Vec<Vec<u32>>,
}

/// Bridges `0..bridges`: to each earlier one a port, then a port for each of its hosts. Items are the bridges' own
/// addresses, then the hosts.
fn world(bridges: u32, seed: u64, missing: f64, wrong: f64, managed: f64) -> World {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut next: Vec<Vec<u32>> = vec![Vec::new(); bridges as usize];
    for bridge in 1..bridges {
        let parent = random.u32(0..bridge);
        next[bridge as usize].push(parent);
        next[parent as usize].push(bridge);
    }
    let port =
        |from: u32, to: u32| u16::try_from(next[from as usize].iter().position(|other| *other == to).unwrap()).unwrap();
    let mut world = World { rows: Vec::new(), owners: Vec::new(), cables: BTreeSet::new(), next: next.clone() };
    world.owners.extend((0..bridges).map(|bridge| (managed > 0.0).then_some(bridge)));
    world.owners.extend((0..bridges * HOSTS).map(|_| None));
    for here in 0..bridges {
        let mut rows = Vec::new();
        let trunks = u16::try_from(next[here as usize].len()).unwrap();
        let mut queue = vec![(here, here, 0)];
        while let Some((at, from, over)) = queue.pop() {
            if at != here && random.f64() < managed {
                rows.push((at, over));
            }
            for host in 0..HOSTS {
                if random.f64() < missing {
                    continue;
                }
                let own = trunks + u16::try_from(host).unwrap();
                let right = if at == here { own } else { over };
                let seen = if random.f64() < wrong { random.u16(0..trunks) } else { right };
                rows.push((bridges + at * HOSTS + host, seen));
            }
            for to in next[at as usize].iter().filter(|to| **to != from) {
                queue.push((*to, at, if at == here { port(here, *to) } else { over }));
            }
        }
        world.cables.extend(next[here as usize].iter().map(|to| pair((here, port(here, *to)), (*to, port(*to, here)))));
        world.rows.push(rows);
    }
    world
}

/// Tables as somebody at bridge 0 finds them who asks all bridges: 70 % of the rows of hosts are missing, and those on the
/// way know whom they are on the way to, as often as `kept` says. Every third bridge does not answer: what is cabled to
/// it faces one another.
fn asked_from_bridge_0(seed: u64, kept: f64) -> World {
    let mut random = fastrand::Rng::with_seed(seed);
    let World { mut rows, next, .. } = world(48, seed, 0.7, 0.0, 0.2);
    let answers = |bridge: u32| bridge % 3 != 2;
    let port =
        |from: u32, to: u32| u16::try_from(next[from as usize].iter().position(|other| *other == to).unwrap()).unwrap();
    for bridge in 1..48 {
        rows[bridge as usize].push((0, 0));
        let mut at = bridge;
        while at > 0 {
            let before = next[at as usize][0];
            if random.f64() < kept {
                rows[before as usize].push((bridge, port(before, at)));
            } else {
                rows[before as usize].retain(|(item, _)| *item != bridge);
            }
            at = before;
        }
    }
    let number = |bridge: u32| (0..bridge).filter(|before| answers(*before)).fold(0, |count, _| count + 1);
    let mut cables = BTreeSet::new();
    for here in (0..48).filter(|bridge| answers(*bridge)) {
        let mut queue: Vec<(u32, u32, u16)> =
            next[here as usize].iter().map(|to| (*to, here, port(here, *to))).collect();
        while let Some((at, from, over)) = queue.pop() {
            if answers(at) {
                cables.insert(pair((number(here), over), (number(at), port(at, from))));
            } else {
                queue.extend(next[at as usize].iter().filter(|to| **to != from).map(|to| (*to, at, over)));
            }
        }
    }
    let owner = |item: u32| (item < 48 && answers(item)).then(|| number(item));
    let mut left: Vec<Vec<(u32, u16)>> =
        (0..48).zip(rows).filter(|(at, _)| answers(*at)).map(|(_, rows)| rows).collect();
    left.iter_mut().for_each(|rows| {
        rows.sort_unstable();
        rows.dedup();
    });
    World { rows: left, owners: (0..48 + 48 * HOSTS).map(owner).collect(), cables, next }
}

/// Precision and recall of the pairs that are at least this probable.
fn score(worlds: &[World], at_least: f64) -> (f64, f64) {
    let (mut right, mut said, mut there) = (0, 0, 0);
    for world in worlds {
        let findings = solve(&Fabric::new(&world.rows, &world.owners), 1.0);
        let probable = findings.pairs.iter().filter(|(_, share)| **share >= at_least).map(|(pair, _)| *pair);
        let found: BTreeSet<Pair> = probable.filter(|(a, b)| a.1 != NO_ROWS && b.1 != NO_ROWS).collect();
        (said, there) = (said + found.len(), there + world.cables.len());
        right += found.intersection(&world.cables).count();
    }
    let share = |of: usize| f64::from(u32::try_from(right).unwrap()) / f64::from(u32::try_from(of.max(1)).unwrap());
    (share(said), share(there))
}

#[test]
fn full_tables_leave_no_doubt() {
    let worlds: Vec<World> = (0..4).map(|seed| world(60, seed, 0.0, 0.0, 0.0)).collect();
    assert_eq!(score(&worlds, 0.99), (1.0, 1.0));
}

#[test]
fn half_of_the_rows_are_enough_although_no_bridge_is_ever_seen() {
    let worlds: Vec<World> = (10..12).map(|seed| world(30, seed, 0.5, 0.0, 0.0)).collect();
    let (precision, recall) = score(&worlds, 0.6);
    assert!(precision >= 0.98 && recall >= 0.95, "{precision} {recall}");
}

#[test]
fn wrong_rows_are_outvoted() {
    let worlds: Vec<World> = (20..22).map(|seed| world(30, seed, 0.5, 0.02, 0.3)).collect();
    let (precision, recall) = score(&worlds, 0.6);
    assert!(precision >= 0.97 && recall >= 0.95, "{precision} {recall}");
}

/// What the quick way tells.
fn quick(fabric: &Fabric) -> Option<Findings> {
    laminar::tree(fabric, laminar::upwards(fabric)?)
}

#[test]
fn single_wrong_rows_do_not_hide_a_tree_that_needs_no_search() {
    for seed in 0..10 {
        let mut world = world(24, seed, 0.0, 0.0, 0.0);
        let mut random = fastrand::Rng::with_seed(seed);
        // One bridge has a few addresses elsewhere, and another one lost the address that all others see.
        for row in world.rows[7].iter_mut().filter(|(item, _)| item % 9 == 4) {
            row.1 = random.u16(0..2);
        }
        world.rows[3].retain(|(item, _)| *item != 24);
        let found = quick(&Fabric::new(&world.rows, &world.owners));
        let Some(found) = found else { continue };
        let pairs: BTreeSet<Pair> =
            found.pairs.iter().filter(|(_, share)| **share > 0.9).map(|(pair, _)| *pair).collect();
        let wrong = pairs.difference(&world.cables).count();
        assert_eq!(wrong, 0, "seed {seed}");
    }
    let found = |seed: &u64| {
        let mut world = world(24, *seed, 0.0, 0.0, 0.0);
        world.rows[3].retain(|(item, _)| *item != 24);
        world.rows[7].iter_mut().filter(|(item, _)| item % 50 == 25).for_each(|row| row.1 = 0);
        quick(&Fabric::new(&world.rows, &world.owners)).is_some()
    };
    assert!((0..10).filter(found).count() >= 8);
}

#[test]
fn where_little_is_known_little_is_said() {
    let worlds: Vec<World> = (30..32).map(|seed| world(30, seed, 0.85, 0.0, 0.0)).collect();
    let (precision, recall) = score(&worlds, 0.6);
    assert!(precision >= 0.85 && recall < 0.9, "{precision} {recall}");
}

#[test]
fn three_bridges_on_one_hidden_node_face_each_other_two_by_two() {
    let own = |first: u32| (first..first + 10).map(move |item| (item, u16::try_from(item - first + 1).unwrap()));
    let rows: Vec<Vec<(u32, u16)>> = (0..3)
        .map(|bridge| {
            let others = (0..30).filter(|item| item / 10 != bridge).map(|item| (item, 0));
            own(bridge * 10).chain(others).collect()
        })
        .collect();
    let findings = solve(&Fabric::new(&rows, &[None; 30]), 1.0);
    let expected: Vec<Pair> = vec![((0, 0), (1, 0)), ((0, 0), (2, 0)), ((1, 0), (2, 0))];
    let probable: Vec<Pair> =
        findings.pairs.into_iter().filter(|(_, share)| *share > 0.9).map(|(pair, _)| pair).collect();
    assert_eq!(probable, expected);
}

#[test]
fn who_is_asked_marks_the_way_there_even_through_bridges_that_do_not_answer() {
    let worlds: Vec<World> = (40..44).map(|seed| asked_from_bridge_0(seed, 1.0)).collect();
    assert_eq!(score(&worlds, 0.9), (1.0, 1.0));
}

#[test]
fn where_bridges_forgot_who_was_asked_they_may_be_on_the_way_all_the_same() {
    for seed in 40..44 {
        let World { rows, owners, .. } = asked_from_bridge_0(seed, 0.9);
        let fabric = Fabric::new(&rows, &owners);
        let found = laminar::upwards(&fabric).and_then(|up| trails::tree(&fabric, &up));
        assert_eq!(found, None, "seed {seed}");
    }
}

#[test]
fn a_port_without_rows_is_none() {
    // Bridge 1 sees nothing but a host of its own; bridge 0 sees bridge 1 on port 0.
    let rows = vec![vec![(0, 0), (1, 1), (2, 2)], vec![(3, 0)]];
    let findings = solve(&Fabric::new(&rows, &[Some(1), None, None, None]), 1.0);
    let on_port: f64 = findings.pairs.iter().filter(|((a, _), _)| *a == (0, 0)).map(|(_, share)| share).sum();
    let unnamed: At = (1, NO_ROWS);
    assert!(on_port > 0.9 && findings.pairs.keys().any(|(_, b)| *b == unnamed), "{findings:?}");
}

#[test]
fn nothing_from_nothing() {
    assert!(solve(&Fabric::default(), 1.0).pairs.is_empty());
    assert!(solve(&Fabric::new(&[vec![], vec![]], &[]), 1.0).pairs.is_empty());
}

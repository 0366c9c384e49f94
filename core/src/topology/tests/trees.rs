//! Generated trees of bridges that never see each other's addresses, with rows missing at random.

use std::collections::BTreeSet;

use super::fixture::device;
use super::topology;
use crate::inventory::DeviceSnapshot;

const BRIDGES: usize = 40;
const HOSTS: usize = 10;

/// The snapshots of a random tree, and its cables as `s1 p1 ── s2 p2`.
fn tree(seed: u64, missing: f64) -> (Vec<DeviceSnapshot>, BTreeSet<String>) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut neighbors: Vec<Vec<usize>> = vec![Vec::new(); BRIDGES];
    for bridge in 1..BRIDGES {
        let parent = random.usize(0..bridge);
        neighbors[bridge].push(parent);
        neighbors[parent].push(bridge);
    }
    let port = |from: usize, to: usize| neighbors[from].iter().position(|next| *next == to).unwrap() + 1;
    let mut devices = Vec::new();
    let mut cables = BTreeSet::new();
    for here in 0..BRIDGES {
        for next in neighbors[here].iter().filter(|next| **next > here) {
            let mut ends = [format!("s{here} {}", port(here, *next)), format!("s{next} {}", port(*next, here))];
            ends.sort();
            cables.insert(ends.join(" ── "));
        }
        let mut bridge = device(&format!("s{here}")).bridge(&format!("02:bb:00:00:00:{here:02x}"));
        let mut queue: Vec<(usize, usize, usize)> = vec![(here, here, 0)];
        while let Some((at, from, first)) = queue.pop() {
            for host in (0..HOSTS).filter(|_| random.f64() >= missing) {
                let behind = if at == here { 100 + host } else { first };
                bridge = bridge.sees(u32::try_from(behind).unwrap(), &format!("02:aa:00:00:{at:02x}:{host:02x}"));
            }
            for next in neighbors[at].iter().filter(|next| **next != from) {
                queue.push((*next, at, if at == here { port(here, *next) } else { first }));
            }
        }
        devices.push(bridge.done());
    }
    (devices, cables)
}

#[test]
fn a_tree_is_found_from_its_hosts_alone_even_with_three_rows_in_ten_missing() {
    for seed in 0..4 {
        for missing in [0.0, 0.3] {
            let (devices, cables) = tree(seed, missing);
            let topology = topology(&devices);
            let bridge = |end: &super::super::End| end.node.starts_with('s');
            let found: BTreeSet<String> = topology
                .links()
                .filter(|link| bridge(&link.a) && bridge(&link.b))
                .map(|link| {
                    let mut ends = [link.a.to_string(), link.b.to_string()];
                    ends.sort();
                    ends.join(" ── ")
                })
                .collect();
            assert_eq!(found, cables, "seed {seed}, {missing} missing");
        }
    }
}

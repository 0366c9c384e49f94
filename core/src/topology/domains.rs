//! Devices that nothing ties to one another are inferred apart, and in any order: domains.

use super::digest::JoinKey;
use super::sets::Sets;

/// The domains of `count` devices, given which device has which key: each ascending, ordered by its least device.
pub(super) fn domains(count: usize, mut keys: Vec<(JoinKey, u32)>) -> Vec<Vec<u32>> {
    keys.sort_unstable_by_key(|(key, _)| *key);
    let mut sets = Sets::new(count);
    for same in keys.chunk_by(|x, y| x.0 == y.0) {
        for pair in same.windows(2) {
            sets.union(pair[0].1 as usize, pair[1].1 as usize);
        }
    }
    drop(keys);
    let mut domains: Vec<Vec<u32>> = Vec::new();
    for (device, domain) in (0..).zip(sets.numbered()) {
        if domain == domains.len() {
            domains.push(Vec::new());
        }
        if let Some(members) = domains.get_mut(domain) {
            members.push(device);
        }
    }
    domains
}

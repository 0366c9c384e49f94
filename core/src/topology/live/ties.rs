//! Whether an update leaves a domain in one piece, without putting all of its keys in order.

use super::{Entry, LiveTopology, Touched};
use crate::inventory::DeviceSnapshot;
use crate::topology::digest::{Digest, JoinKey};
use crate::topology::domains::domains;
use crate::topology::hash::{Map, Set};
use crate::topology::registry::{Everyone, Slot};

/// What tied the one device that an update is about to others.
pub(super) struct Ties(Vec<JoinKey>);

impl Ties {
    pub(super) fn of(keys: impl Iterator<Item = JoinKey>) -> Self {
        Self(keys.collect())
    }

    /// Whether the device, which has the keys `now`, is still tied to all that it was tied to, by the keys of the
    /// `others` of its domain: of those that have a key that it lost, one is tied to it by another.
    pub(super) fn hold<K: Iterator<Item = JoinKey>>(
        &self,
        now: impl Iterator<Item = JoinKey>,
        others: impl Iterator<Item = K>,
    ) -> bool {
        let now: Set<JoinKey> = now.collect();
        let lost: Set<JoinKey> = self.0.iter().filter(|key| !now.contains(key)).copied().collect();
        if lost.is_empty() {
            return true;
        }
        let mut tied: Map<JoinKey, bool> = Map::default();
        for keys in others {
            let (mut has, mut is_tied) = (Vec::new(), false);
            for key in keys {
                is_tied |= now.contains(&key);
                has.extend(Some(key).filter(|key| lost.contains(key)));
            }
            has.into_iter().for_each(|key| *tied.entry(key).or_default() |= is_tied);
        }
        tied.into_values().all(|tied| tied)
    }
}

impl LiveTopology {
    /// What ties the device of that id to others, unless it is somebody else now.
    pub(super) fn ties(&self, device: &DeviceSnapshot, digest: &Digest) -> Option<Ties> {
        let old = self.entry(*self.slots.get(&device.id)?)?;
        let same = old.digest.identity == digest.identity;
        same.then(|| Ties::of(old.digest.join_keys(&old.verdicts, &self.everyone)))
    }

    /// Whether only one device says something else, and it is tied to its domain as it was.
    pub(super) fn stays_tied(&self, members: &[Slot], touched: &Touched) -> bool {
        let (Some(ties), Some(slot), 1) = (&touched.ties, touched.devices.first(), touched.devices.len()) else {
            return false;
        };
        fn keys<'e>(entry: &'e Entry, everyone: &'e Everyone) -> impl Iterator<Item = JoinKey> + 'e {
            entry.digest.join_keys(&entry.verdicts, everyone)
        }
        let others = members.iter().filter(|member| *member != slot).filter_map(|member| self.entry(*member));
        let others = others.map(|entry| keys(entry, &self.everyone));
        self.entry(*slot).is_some_and(|entry| ties.hold(keys(entry, &self.everyone), others))
    }

    /// These devices by what ties them together.
    pub(super) fn groups(&self, members: &[Slot]) -> Vec<Vec<Slot>> {
        let mut keys: Vec<(JoinKey, u32)> = Vec::new();
        for (at, entry) in (0..).zip(members.iter().filter_map(|slot| self.entry(*slot))) {
            keys.extend(entry.digest.join_keys(&entry.verdicts, &self.everyone).map(|key| (key, at)));
        }
        let group = |group: Vec<u32>| group.into_iter().filter_map(|at| members.get(at as usize).copied()).collect();
        domains(members.len(), keys).into_iter().map(group).collect()
    }
}

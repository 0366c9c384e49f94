use crate::topology::digest::JoinKey;
use crate::topology::hash::Map;

/// Keys that may be out of date before the index is made anew.
const STALE: usize = 1 << 16;

/// Which domain has which key. A key that nobody has any more may stay for a while: it makes a domain be looked at
/// that need not be, nothing worse.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    of: Map<JoinKey, u32>,
    stale: usize,
    next: u32,
}

impl Places {
    pub(super) fn of(&self, key: JoinKey) -> Option<u32> {
        self.of.get(&key).copied()
    }

    pub(super) fn put(&mut self, keys: impl Iterator<Item = JoinKey>, domain: u32) {
        self.of.extend(keys.map(|key| (key, domain)));
    }

    /// A number that no domain has.
    pub(super) fn new_domain(&mut self) -> u32 {
        self.next = self.next.wrapping_add(1);
        self.next
    }

    /// That many keys may be nobody's now.
    pub(super) fn forgets(&mut self, keys: usize) {
        self.stale = self.stale.saturating_add(keys);
    }

    /// Makes the index anew from all devices where much of it may be out of date.
    pub(super) fn tidy<K: Iterator<Item = JoinKey>>(&mut self, devices: impl Iterator<Item = (Option<u32>, K)>) {
        if self.stale < STALE || self.stale < self.of.len() * 4 {
            return;
        }
        self.of.clear();
        self.stale = 0;
        for (domain, keys) in devices {
            if let Some(domain) = domain {
                self.put(keys, domain);
            }
        }
    }
}

//! One network seen by several collectors.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::inventory::{DeviceSnapshot, Site};
use crate::value::{DeviceId, MacAddr};

/// What several collectors see, each by name, and who sees what.
///
/// A device belongs to every collector that sees it. One that vanishes from the view of a collector is removed for that
/// collector only; it is gone once nobody sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Collectors {
    views: BTreeMap<String, Site>,
}

/// The views of several collectors as one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    /// All devices, each once, as it was seen last.
    pub site: Site,
    /// Who sees each device, by id.
    pub owners: Vec<Ownership>,
}

/// Who sees a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ownership {
    /// The device's id in the merged site.
    pub device: DeviceId,
    /// The collectors that see it, sorted.
    pub collectors: Vec<String>,
}

impl Collectors {
    /// Nobody sees anything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes over what a collector sees now. Devices that it saw before and does not see any more are removed for it,
    /// but not those that it tried in vain: they stay as they were. Returns the ids, in the merged site, of devices
    /// that nobody sees any more.
    pub fn set(&mut self, collector: &str, mut site: Site) -> Vec<DeviceId> {
        let before = self.ids();
        if let Some(known) = self.views.remove(collector) {
            let failed: BTreeSet<String> = site.failures.iter().map(|failure| failure.target.clone()).collect();
            let seen: BTreeSet<DeviceId> = site.devices.iter().map(|device| device.id.clone()).collect();
            let tried = |device: &DeviceSnapshot| {
                let address = device.address.map(|address| address.to_string());
                failed.contains(&device.id.0) || address.is_some_and(|address| failed.contains(&address))
            };
            site.devices.extend(known.devices.into_iter().filter(|it| !seen.contains(&it.id) && tried(it)));
        }
        self.views.insert(collector.to_owned(), site);
        self.gone_since(before)
    }

    /// Forgets a collector and what only it saw. Returns the ids of devices that nobody sees any more.
    pub fn remove(&mut self, collector: &str) -> Vec<DeviceId> {
        let before = self.ids();
        self.views.remove(collector);
        self.gone_since(before)
    }

    /// The names of the collectors, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.views.keys().map(String::as_str)
    }

    /// What all see, as one site: of a device that several see, what was seen last. Two devices that bear one id, as
    /// where networks use the same addresses, get the name of the collector in front: `north/10.0.0.1`.
    #[must_use]
    pub fn merged(&self) -> Merged {
        let mut merged = Merged::default();
        for (id, group) in self.groups() {
            let newest = group.iter().rev().max_by_key(|(_, device)| device.polled_at);
            if let Some((_, device)) = newest {
                merged.site.devices.push(DeviceSnapshot { id: id.clone(), ..(*device).clone() });
                let collectors = group.iter().map(|(collector, _)| (*collector).to_owned()).collect();
                merged.owners.push(Ownership { device: id, collectors });
            }
        }
        for view in self.views.values() {
            merged.site.failures.extend(view.failures.iter().cloned());
            merged.site.asked = merged.site.asked.saturating_add(view.asked);
            merged.site.cancelled |= view.cancelled;
        }
        merged.site.devices.sort_by(|a, b| (a.address, &a.id).cmp(&(b.address, &b.id)));
        merged
    }

    fn ids(&self) -> BTreeSet<DeviceId> {
        self.groups().into_keys().collect()
    }

    fn gone_since(&self, before: BTreeSet<DeviceId>) -> Vec<DeviceId> {
        let now = self.ids();
        before.into_iter().filter(|id| !now.contains(id)).collect()
    }

    /// What was seen of each device, by its id in the merged site and then by collector.
    fn groups(&self) -> BTreeMap<DeviceId, Vec<(&str, &DeviceSnapshot)>> {
        let mut by_id: BTreeMap<&DeviceId, Vec<(&str, &DeviceSnapshot)>> = BTreeMap::new();
        for (collector, view) in &self.views {
            for device in &view.devices {
                by_id.entry(&device.id).or_default().push((collector, device));
            }
        }
        let mut groups = BTreeMap::new();
        for (id, seen) in by_id {
            let one = seen.windows(2).all(|pair| matches!(pair, [(_, a), (_, b)] if same(a, b)));
            if one {
                groups.insert(id.clone(), seen);
            } else {
                for (collector, device) in seen {
                    let id = DeviceId(format!("{collector}/{id}"));
                    groups.entry(id).or_insert_with(Vec::new).push((collector, device));
                }
            }
        }
        groups
    }
}

/// Whether two snapshots of one id are of one device: they share a MAC address, or one has none and the names agree.
fn same(a: &DeviceSnapshot, b: &DeviceSnapshot) -> bool {
    let macs = |device: &DeviceSnapshot| -> BTreeSet<MacAddr> {
        let base = device.bridge.as_ref().and_then(|bridge| bridge.base_mac);
        device.interfaces.iter().filter_map(|interface| interface.mac).chain(base).collect()
    };
    let (x, y) = (macs(a), macs(b));
    if x.is_empty() || y.is_empty() { a.system.name == b.system.name } else { !x.is_disjoint(&y) }
}

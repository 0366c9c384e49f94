//! What should identify one device and is said by several.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::digest::own_key;
use super::identity::Identity;
use super::infer::in_order;
use super::registry::{Everyone, Owners, Slot};
use crate::inventory::DeviceSnapshot;

/// Owners that are listed of one key.
const LISTED: usize = 16;

/// A key of identity that several polled devices have: it identifies none of them, and no neighbor row that has only
/// this key is taken to be about one of them. Polled devices are never made one; where they share what one device alone
/// should have, they may be the same one, asked at several addresses, and that is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ambiguous {
    /// The key: `chassis id 02:00:00:00:00:0a`, `MAC address …`, `IP address …`, `name …`.
    pub key: String,
    /// The ids of the devices that have it, sorted; the first 16 of them.
    pub owners: Vec<String>,
    /// How many have it.
    pub count: u32,
    /// What follows.
    pub why: String,
}

impl fmt::Display for Ambiguous {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = if (self.count as usize) > self.owners.len() { ", …" } else { "" };
        write!(f, "{} belongs to {} devices ({}{rest}): {}", self.key, self.count, self.owners.join(", "), self.why)
    }
}

/// The keys of identity that several of these devices have, sorted. Addresses that routers share by design (VRRP, HSRP,
/// GLBP, CARP), loopback and zero addresses and default names count as nobody's and are not listed.
///
/// ```
/// assert!(netwarden::topology::ambiguous(&[]).is_empty());
/// ```
#[must_use]
pub fn ambiguous(devices: &[DeviceSnapshot]) -> Vec<Ambiguous> {
    let devices = in_order(devices);
    let mut everyone = Everyone::default();
    for (slot, device) in (0..).zip(&devices) {
        everyone.enter(slot, own_key(device), &Identity::of(device));
    }
    list(&everyone, |slot| devices.get(slot as usize).map(|device| device.id.0.as_str()))
}

/// The ambiguous keys of all devices, which have ids by slot.
pub(super) fn list<'d>(everyone: &Everyone, id: impl Fn(Slot) -> Option<&'d str>) -> Vec<Ambiguous> {
    let keys = everyone.shared_keys();
    // Who has both a chassis id and a name in common is probably one.
    let mut kinds: BTreeMap<&Owners, (bool, bool)> = BTreeMap::new();
    for (key, owners) in &keys {
        let (chassis, name) = kinds.entry(owners).or_default();
        *chassis |= key.starts_with("chassis id ");
        *name |= key.starts_with("name ");
    }
    let why = |owners: &Owners| match kinds.get(owners) {
        Some((true, true)) => {
            "they share a chassis id and a name: probably one device that was asked at several addresses"
        }
        _ => "it identifies none of them",
    };
    let mut list: Vec<Ambiguous> = keys
        .iter()
        .map(|(key, owners)| {
            let mut ids: Vec<&str> = owners.iter().filter_map(|slot| id(*slot)).collect();
            ids.sort_unstable();
            Ambiguous {
                key: key.clone(),
                owners: ids.into_iter().take(LISTED).map(str::to_owned).collect(),
                count: u32::try_from(owners.len()).unwrap_or(u32::MAX),
                why: why(owners).to_owned(),
            }
        })
        .collect();
    list.sort_unstable();
    list
}

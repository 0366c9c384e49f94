//! What should identify one device and is said by several.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::registry::{Everyone, Owners, Slot};

/// Owners that are listed of one key.
const LISTED: usize = 16;

/// A key of identity that several polled devices have: it identifies none of them, and no neighbor row that has only
/// this key is taken to be about one of them. Polled devices are never made one; where they share what one device alone
/// should have, they may be the same one, asked at several addresses, and that is said.
///
/// Addresses that routers share by design (VRRP, HSRP, GLBP, CARP), loopback and zero addresses, and the names, MAC
/// addresses and serial numbers that makers give to all of their devices count as nobody's and are not listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ambiguous {
    /// What sort of key it is.
    pub kind: AmbiguousKind,
    /// The key: `02:00:00:00:00:0a`, `192.0.2.1`, `core`.
    pub key: String,
    /// The ids of the devices that have it, sorted; the first 16 of them.
    pub owners: Vec<String>,
    /// How many have it.
    pub count: u32,
    /// What follows.
    pub why: String,
}

/// The sorts of keys of identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AmbiguousKind {
    /// A chassis id, a base bridge address, or a box of a stack.
    ChassisId,
    /// A MAC address of an interface.
    MacAddress,
    /// The serial number of a box.
    SerialNumber,
    /// `snmpEngineID`.
    EngineId,
    /// An IP address.
    IpAddress,
    /// `sysName`, or what is announced by that name.
    Name,
    /// The name without its domain, of hosts in several domains.
    ShortName,
}

impl AmbiguousKind {
    /// Two such keys in common tell that it is one device.
    fn telling(self) -> Option<&'static str> {
        match self {
            Self::ChassisId => Some("a chassis id"),
            Self::SerialNumber => Some("a serial number"),
            Self::EngineId => Some("an SNMP engine id"),
            Self::Name => Some("a name"),
            Self::MacAddress | Self::IpAddress | Self::ShortName => None,
        }
    }
}

impl fmt::Display for AmbiguousKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ChassisId => "chassis id",
            Self::MacAddress => "MAC address",
            Self::SerialNumber => "serial number",
            Self::EngineId => "SNMP engine id",
            Self::IpAddress => "IP address",
            Self::Name => "name",
            Self::ShortName => "short name",
        })
    }
}

impl fmt::Display for Ambiguous {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = if (self.count as usize) > self.owners.len() { ", …" } else { "" };
        let (kind, key, count, why) = (self.kind, &self.key, self.count, &self.why);
        write!(f, "{kind} {key} belongs to {count} devices ({}{rest}): {why}", self.owners.join(", "))
    }
}

/// The ambiguous keys of all devices, sorted; the devices have ids by slot.
pub(super) fn list<'d>(everyone: &Everyone, id: impl Fn(Slot) -> Option<&'d str>) -> Vec<Ambiguous> {
    let keys = everyone.shared_keys();
    // Who has two keys of different kinds in common that one device alone should have, or one and a name, is one.
    let mut kinds: BTreeMap<&Owners, BTreeSet<AmbiguousKind>> = BTreeMap::new();
    for (kind, _, owners) in &keys {
        kinds.entry(owners).or_default().insert(*kind);
    }
    let why = |owners: &Owners| {
        let telling: Vec<&str> = kinds.get(owners).into_iter().flatten().filter_map(|kind| kind.telling()).collect();
        match telling.as_slice() {
            [rest @ .., last] if !rest.is_empty() => format!(
                "they share {} and {last}: probably one device that was asked at several addresses",
                rest.join(", ")
            ),
            _ => "it identifies none of them".to_owned(),
        }
    };
    let mut list: Vec<Ambiguous> = keys
        .iter()
        .map(|(kind, key, owners)| {
            let mut ids: Vec<&str> = owners.iter().filter_map(|slot| id(*slot)).collect();
            ids.sort_unstable();
            Ambiguous {
                kind: *kind,
                key: key.clone(),
                owners: ids.into_iter().take(LISTED).map(str::to_owned).collect(),
                count: u32::try_from(owners.len()).unwrap_or(u32::MAX),
                why: why(owners),
            }
        })
        .collect();
    list.sort_unstable();
    list
}

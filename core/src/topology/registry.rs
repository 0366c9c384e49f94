//! Who is who among the polled devices.
//!
//! Strong keys are the chassis id, the base bridge address, interface MAC addresses and serial numbers; names and
//! addresses are weak: they count where no strong key speaks against them, and an address that routers share, not at
//! all. A key that several polled devices own identifies none of them, and two polled devices never become one.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::fmt;
use std::hash::Hash;
use std::net::IpAddr;

use smallvec::SmallVec;

use super::ambiguous::AmbiguousKind;
use super::defaults::is_default_address;
use super::digest::JoinKey;
use super::hash::Map;
use super::identity::{Chassis, Described, Identity};
use super::names::first_label;
use crate::value::MacAddr;

/// A polled device, by a number that it keeps.
pub(super) type Slot = u32;

/// The devices that own a key, ascending.
pub(super) type Owners = SmallVec<[Slot; 4]>;

/// Whom a neighbor row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A polled device.
    Polled(Slot),
    /// None of them.
    Stranger,
    /// Nobody can say; the reason in words.
    Unclear(String),
}

/// The keys of all polled devices and their owners.
#[derive(Clone, Debug, Default)]
pub(super) struct Everyone {
    chassis: Map<Chassis, Owners>,
    macs: Map<MacAddr, Owners>,
    addresses: Map<IpAddr, Owners>,
    names: Map<String, Owners>,
    labels: Map<String, Owners>,
    serials: Map<String, Owners>,
    engines: Map<String, Owners>,
    /// Addresses that routers share, and who knows it.
    shared: Map<IpAddr, Owners>,
    /// By slot.
    facts: Vec<Facts>,
}

/// What matters of a device besides its keys.
#[derive(Clone, Debug, Default)]
struct Facts {
    key: Option<JoinKey>,
    chassis: Option<Chassis>,
    named: bool,
    has_macs: bool,
}

impl Everyone {
    /// Makes room for so many interfaces.
    pub(super) fn expect(&mut self, macs: usize) {
        self.macs.reserve(macs);
    }

    /// Adds a device, which has `key` alone.
    pub(super) fn enter(&mut self, slot: Slot, key: JoinKey, identity: &Identity) {
        let at = slot as usize;
        if self.facts.len() <= at {
            self.facts.resize(at + 1, Facts::default());
        }
        self.facts[at] = Facts {
            key: Some(key),
            chassis: identity.chassis.clone(),
            named: !identity.names.is_empty(),
            has_macs: !identity.is_macless(),
        };
        for chassis in chassis_of(identity) {
            own(self.chassis.entry(chassis).or_default(), slot);
        }
        identity.macs.iter().for_each(|mac| own(self.macs.entry(*mac).or_default(), slot));
        identity.addresses.iter().for_each(|address| own(self.addresses.entry(*address).or_default(), slot));
        for name in &identity.names {
            own(self.labels.entry(first_label(name).to_owned()).or_default(), slot);
            own(self.names.entry(name.clone()).or_default(), slot);
        }
        identity.serials.iter().for_each(|serial| own(self.serials.entry(serial.clone()).or_default(), slot));
        identity.engine.iter().for_each(|engine| own(self.engines.entry(engine.clone()).or_default(), slot));
        identity.shared.iter().for_each(|address| own(self.shared.entry(*address).or_default(), slot));
    }

    /// Takes a device out again.
    pub(super) fn leave(&mut self, slot: Slot, identity: &Identity) {
        if let Some(facts) = self.facts.get_mut(slot as usize) {
            *facts = Facts::default();
        }
        chassis_of(identity).for_each(|chassis| disown(&mut self.chassis, &chassis, slot));
        identity.macs.iter().for_each(|mac| disown(&mut self.macs, mac, slot));
        identity.addresses.iter().for_each(|address| disown(&mut self.addresses, address, slot));
        for name in &identity.names {
            disown(&mut self.labels, first_label(name), slot);
            disown(&mut self.names, name.as_str(), slot);
        }
        identity.serials.iter().for_each(|serial| disown(&mut self.serials, serial.as_str(), slot));
        identity.engine.iter().for_each(|engine| disown(&mut self.engines, engine.as_str(), slot));
        identity.shared.iter().for_each(|address| disown(&mut self.shared, address, slot));
    }

    /// The keys that several devices have, of each kind, and these devices.
    pub(super) fn shared_keys(&self) -> Vec<(AmbiguousKind, String, &Owners)> {
        fn several<K: fmt::Display>(
            all: &Map<K, Owners>,
            kind: AmbiguousKind,
        ) -> impl Iterator<Item = (AmbiguousKind, String, &Owners)> {
            let several = all.iter().filter(|(_, owners)| owners.len() > 1);
            several.map(move |(key, owners)| (kind, key.to_string(), owners))
        }
        let by_design = |key: &str| key.parse().is_ok_and(|address| self.shared.contains_key(&address));
        let is_name = |label: &str, owners: &Owners| self.names.get(label).is_some_and(|all| all == owners);
        several(&self.chassis, AmbiguousKind::ChassisId)
            .chain(several(&self.macs, AmbiguousKind::MacAddress))
            .chain(several(&self.serials, AmbiguousKind::SerialNumber))
            .chain(several(&self.engines, AmbiguousKind::EngineId))
            .chain(several(&self.addresses, AmbiguousKind::IpAddress).filter(|(_, key, _)| !by_design(key)))
            .chain(several(&self.names, AmbiguousKind::Name))
            .chain(several(&self.labels, AmbiguousKind::ShortName).filter(|(_, key, owners)| !is_name(key, owners)))
            .collect()
    }

    /// The key that a device has alone.
    pub(super) fn key_of(&self, slot: Slot) -> Option<JoinKey> {
        self.facts.get(slot as usize)?.key
    }

    /// Whom these descriptions by the neighbors that `hearer` has mean.
    pub(super) fn verdicts(&self, hearer: Slot, described: &[Described]) -> Vec<Verdict> {
        described.iter().map(|described| self.verdict(hearer, described)).collect()
    }

    fn verdict(&self, hearer: Slot, described: &Described) -> Verdict {
        match self.find(described) {
            Ok(Some(slot)) if slot == hearer && !self.is_chassis_of(slot, described) => Verdict::Stranger,
            Ok(Some(slot)) => Verdict::Polled(slot),
            Ok(None) if described.is_nobody() => {
                Verdict::Unclear("it says nothing that identifies the neighbor".to_owned())
            }
            Ok(None) => Verdict::Stranger,
            Err(why) => Verdict::Unclear(why),
        }
    }

    /// The device that owns this MAC address alone.
    fn owner_of_mac(&self, mac: MacAddr) -> Option<Slot> {
        only(self.chassis.get(&Chassis::Mac(mac))).or_else(|| only(self.macs.get(&mac)))
    }

    /// The device that owns this IP address alone.
    fn owner_of_address(&self, address: IpAddr) -> Option<Slot> {
        only(self.addresses.get(&address)).filter(|_| !self.shared.contains_key(&address))
    }

    /// The device that owns this IP address alone and does not say which MAC addresses it has.
    pub(super) fn macless_owner(&self, address: IpAddr) -> Option<Slot> {
        self.owner_of_address(address)
            .filter(|slot| self.facts.get(*slot as usize).is_some_and(|facts| !facts.has_macs))
    }

    /// The device that is described; `Err` where several are, `Ok(None)` where none is.
    fn find(&self, described: &Described) -> Result<Option<Slot>, String> {
        let by_name = described.name.as_ref().and_then(|name| self.by_name(name));
        // What is new has such an address; where it says more of itself, that counts.
        let says_more = described.chassis.is_some() || described.name.is_some();
        let telling = described.addresses.iter().filter(|address| !(says_more && is_default_address(**address)));
        let by_address: BTreeSet<Slot> = telling.filter_map(|address| self.owner_of_address(*address)).collect();
        let strong = described.chassis.as_ref().and_then(|chassis| {
            let mac = if let Chassis::Mac(mac) = chassis { self.macs.get(mac) } else { None };
            let serial = if let Chassis::Text(text) = chassis { self.serials.get(text) } else { None };
            self.chassis.get(chassis).or(mac).or(serial)
        });
        if let Some(owners) = strong {
            let mut among = by_address.iter().filter(|slot| owners.contains(slot));
            let one_address = among.next().copied().filter(|_| among.next().is_none());
            return only(Some(owners))
                .or_else(|| by_name.filter(|slot| owners.contains(slot)))
                .or(one_address)
                .map(Some)
                .ok_or_else(|| format!("its chassis id belongs to {} devices", owners.len()));
        }
        let by_serial = described.serials.iter().find_map(|serial| only(self.serials.get(serial)));
        if let Some(slot) = by_serial.filter(|slot| !self.contradicts(*slot, described)) {
            return Ok(Some(slot));
        }
        if let Some(Chassis::Address(address)) = &described.chassis {
            if let Some(slot) = self.owner_of_address(*address) {
                return Ok(Some(slot));
            }
        }
        if let Some(slot) = by_name {
            let agrees = !self.contradicts(slot, described) || by_address.contains(&slot);
            return Ok(agrees.then_some(slot));
        }
        let one = if by_address.len() == 1 { by_address.first().copied() } else { None };
        let found = one.filter(|slot| !self.contradicts(*slot, described) && !self.named_otherwise(*slot, described));
        let namesakes = described.name.as_ref().and_then(|name| self.names.get(name)).map_or(0, SmallVec::len);
        let name_is_all = matches!(described.chassis, None | Some(Chassis::Text(_)));
        if found.is_none() && name_is_all && namesakes > 1 {
            return Err(format!("its name belongs to {namesakes} devices"));
        }
        Ok(found)
    }

    fn by_name(&self, name: &str) -> Option<Slot> {
        if let Some(owners) = self.names.get(name) {
            return only(Some(owners));
        }
        let label = first_label(name);
        let slot = only(self.labels.get(label))?;
        // One of the two lacks its domain; two different domains are two hosts.
        let bare = !name.contains('.') || self.names.get(label).is_some_and(|owners| owners.contains(&slot));
        bare.then_some(slot)
    }

    /// Whether the chassis id that is described is the device's. A device that hears a name or an address of its own
    /// hears another one that has it by mistake; only its own chassis id makes it an echo.
    fn is_chassis_of(&self, slot: Slot, described: &Described) -> bool {
        described.chassis.as_ref().is_some_and(|chassis| {
            let owns = |owners: Option<&Owners>| owners.is_some_and(|owners| owners.contains(&slot));
            owns(self.chassis.get(chassis)) || chassis.mac().is_some_and(|mac| owns(self.macs.get(&mac)))
        })
    }

    /// Whether the device announces another chassis id of the same kind.
    fn contradicts(&self, slot: Slot, described: &Described) -> bool {
        match (self.facts.get(slot as usize).map(|facts| &facts.chassis), &described.chassis) {
            (Some(Some(Chassis::Mac(own))), Some(Chassis::Mac(said))) => own != said,
            _ => false,
        }
    }

    /// Whether the device has names and all of them differ from the one said.
    fn named_otherwise(&self, slot: Slot, described: &Described) -> bool {
        let Some(name) = &described.name else { return false };
        let so_named = self.labels.get(first_label(name)).is_some_and(|owners| owners.contains(&slot));
        self.facts.get(slot as usize).is_some_and(|facts| facts.named) && !so_named
    }
}

/// The announced chassis id, the base bridge address and the boxes.
fn chassis_of(identity: &Identity) -> impl Iterator<Item = Chassis> {
    let base = identity.base.map(Chassis::Mac).filter(|base| Some(base) != identity.chassis.as_ref());
    identity.chassis.clone().into_iter().chain(base).chain(identity.boxes.iter().cloned())
}

fn own(owners: &mut Owners, slot: Slot) {
    if let Err(at) = owners.binary_search(&slot) {
        owners.insert(at, slot);
    }
}

fn disown<K, Q>(all: &mut Map<K, Owners>, key: &Q, slot: Slot)
where
    K: Borrow<Q> + Hash + Eq,
    Q: Hash + Eq + ?Sized,
{
    if let Some(owners) = all.get_mut(key) {
        owners.retain(|owner| *owner != slot);
        if owners.is_empty() {
            all.remove(key);
        }
    }
}

fn only(owners: Option<&Owners>) -> Option<Slot> {
    match owners.map(SmallVec::as_slice) {
        Some([one]) => Some(*one),
        _ => None,
    }
}

/// The registry as the rules see it that work on one domain: devices by their position there. Every owner of a
/// MAC address that the domain mentions is in it.
pub(super) struct Registry<'r> {
    everyone: &'r Everyone,
    positions: Map<Slot, usize>,
}

impl<'r> Registry<'r> {
    /// `members` in the order of their positions.
    pub(super) fn of(everyone: &'r Everyone, members: impl IntoIterator<Item = Slot>) -> Self {
        Self { everyone, positions: members.into_iter().enumerate().map(|(at, slot)| (slot, at)).collect() }
    }

    pub(super) fn position(&self, slot: Slot) -> Option<usize> {
        self.positions.get(&slot).copied()
    }

    /// The polled device that owns this MAC address alone.
    pub(super) fn owner_of_mac(&self, mac: MacAddr) -> Option<usize> {
        self.everyone.owner_of_mac(mac).and_then(|slot| self.position(slot))
    }

    /// Whether several polled devices own this MAC address, so that it identifies none.
    pub(super) fn is_shared_mac(&self, mac: MacAddr) -> bool {
        let all = self.everyone;
        all.owner_of_mac(mac).is_none() && (all.chassis.contains_key(&Chassis::Mac(mac)) || all.macs.contains_key(&mac))
    }
}

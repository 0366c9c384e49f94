//! A topology that is kept up to date, device by device.
//!
//! What an update costs depends on the domain of the device, which is what evidence ties together, and not on
//! the rest of the network.

mod cut;
mod names;
mod news;
mod places;
mod routed;
mod ties;
mod whole;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use smallvec::SmallVec;

use self::cut::Cut;
use self::names::{Names, are_akin};
use self::news::tell_the_same;
use self::places::Places;
use self::routed::{Routed, same};
use self::ties::Ties;
use self::whole::{Replaced, Whole};
use super::diff::{Change, Diff};
use super::digest::{Digest, JoinKey, Patches, mention_key, own_key};
use super::graph::{Node, Topology};
use super::hash::Map;
use super::infer::{Member, infer_domain};
use super::options::Options;
use super::registry::{Everyone, Slot, Verdict};
use super::union::put_in_order;
use crate::inventory::DeviceSnapshot;
use crate::value::DeviceId;

/// The topology of devices that come, change and go. At every moment it is, byte for byte, what
/// [`infer`](super::infer) makes of the same devices.
///
/// ```
/// use netwarden::topology::{LiveTopology, Options};
///
/// let live = LiveTopology::new(Options::new());
/// assert_eq!(live.topology().links().count(), 0);
/// ```
#[derive(Clone, Default)]
pub struct LiveTopology {
    options: Options,
    /// By slot.
    devices: Vec<Option<Entry>>,
    slots: BTreeMap<DeviceId, Slot>,
    everyone: Everyone,
    /// Which devices hear of somebody with that key.
    mentions: Map<JoinKey, SmallVec<[Slot; 2]>>,
    places: Places,
    domains: HashMap<u32, Domain>,
    names: Names,
    routed: Routed,
    whole: Whole,
}

#[derive(Clone)]
struct Entry {
    device: DeviceSnapshot,
    digest: Digest,
    verdicts: Vec<Verdict>,
    /// `None` until it was placed in one.
    domain: Option<u32>,
}

/// Devices that are inferred together, by id, and what is concluded.
#[derive(Clone)]
struct Domain {
    members: Vec<Slot>,
    part: Topology,
}

/// What an update starts from.
#[derive(Default)]
struct Touched {
    /// Devices that say something else than before, or mean somebody else by it.
    devices: BTreeSet<Slot>,
    /// Domains that such a device was in.
    domains: BTreeSet<u32>,
    /// Identity keys whose owners may be others now.
    keys: BTreeSet<JoinKey>,
    /// IP addresses that a device without MAC addresses had or has, or that routers share or shared.
    macless: BTreeSet<std::net::IpAddr>,
    /// What tied the device to others, where the update replaces one and nothing else.
    ties: Option<Ties>,
}

/// What an update changed.
struct Compared {
    changes: Vec<Change>,
    /// Layer 3, where it may be another one.
    routed: Option<Routed>,
    /// Whether nodes elsewhere may be shown otherwise.
    renamed: bool,
}

impl LiveTopology {
    /// Without devices.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// Adds a device, or puts this snapshot in the place of the one with the same id. Returns what changed, as
    /// [`Self::update`].
    pub fn replace(&mut self, device: DeviceSnapshot) -> Vec<Change> {
        self.update([device], [])
    }

    /// Removes the device of that id; without it, nothing changes. Returns what changed, as [`Self::update`].
    pub fn remove(&mut self, id: &DeviceId) -> Vec<Change> {
        self.update([], [id])
    }

    /// Removes devices, then adds or replaces others, at once: domains that several of them are in are inferred once.
    ///
    /// Returns what changed, layer 3 included, in canonical order: what [`Diff`] tells of [`Self::topology`] before and
    /// after, where the removed devices were taken away.
    pub fn update<'i>(
        &mut self,
        replaced: impl IntoIterator<Item = DeviceSnapshot>,
        removed: impl IntoIterator<Item = &'i DeviceId>,
    ) -> Vec<Change> {
        let replaced: BTreeMap<DeviceId, DeviceSnapshot> =
            replaced.into_iter().map(|device| (device.id.clone(), device)).collect();
        let known = removed.into_iter().filter(|id| self.slots.contains_key(*id));
        let removed: BTreeSet<&DeviceId> = known.filter(|id| !replaced.contains_key(id)).collect();
        let new: Vec<DeviceSnapshot> = replaced.into_values().filter_map(|device| self.news(device)).collect();
        if new.is_empty() && removed.is_empty() {
            return Vec::new();
        }
        let routes_differ = self.routes_differ(&new, &removed);
        let gone: BTreeSet<String> = removed.iter().map(|id| id.0.clone()).collect();
        let mut touched = Touched::default();
        let patches = Patches::of(&self.options);
        let digests: Vec<Digest> = new.iter().map(|device| Digest::of(device, &self.options, &patches)).collect();
        if let ([device], [digest], true) = (new.as_slice(), digests.as_slice(), removed.is_empty()) {
            touched.ties = self.ties(device, digest);
        }
        removed.into_iter().for_each(|id| self.take_out(id, &mut touched));
        new.into_iter().zip(digests).for_each(|(device, digest)| self.put_in(device, digest, &mut touched));
        self.look_again(&mut touched);
        let replaced = self.infer(&touched);
        let Compared { changes, routed, renamed } = self.compare(&replaced, routes_differ, gone);
        self.routed = routed.unwrap_or_else(|| std::mem::take(&mut self.routed));
        self.whole.replace(replaced);
        if renamed {
            self.whole.forget();
        }
        changes
    }

    /// Whether layer 3 may be another one with these devices and without those.
    fn routes_differ(&self, new: &[DeviceSnapshot], removed: &BTreeSet<&DeviceId>) -> bool {
        let depends = |device: Option<&DeviceSnapshot>| device.is_some_and(|device| self.routed.depends_on(device));
        let differs = |device: &DeviceSnapshot| {
            let old = self.device(&device.id);
            let told_the_same = old.is_some_and(|old| same(old, device));
            !told_the_same && (depends(Some(device)) || depends(old))
        };
        new.iter().any(differs) || removed.iter().any(|id| depends(self.device(id)))
    }

    /// What changed with these parts in the place of those, and layer 3, where it may be another one.
    fn compare(&self, replaced: &Replaced, routes_differ: bool, gone: BTreeSet<String>) -> Compared {
        let Replaced { before, after, .. } = replaced;
        let parts: Vec<&Topology> = after.iter().filter_map(|number| Some(&self.domains.get(number)?.part)).collect();
        let mut cut = Cut::of(before, &parts);
        let difference = Names::difference(before, &parts);
        let turned = self.names.turned(&difference);
        let numbers: BTreeSet<u32> = after.iter().copied().collect();
        // A name that only one node has any more may have been shown with an id before.
        let renamed: BTreeSet<&str> = difference.keys().copied().chain(turned.iter().map(|(name, _)| *name)).collect();
        cut.renames(&renamed);
        for (name, number) in turned.iter().filter(|(_, number)| !numbers.contains(number)) {
            let nodes = self.domains.get(number).into_iter().flat_map(|domain| &domain.part.nodes);
            nodes.filter(|node| node.name == *name && node.id != *name).for_each(|node| cut.add_other(node));
        }
        if cut.is_empty() && !routes_differ {
            return Compared { changes: Vec::new(), routed: None, renamed: !turned.is_empty() };
        }
        let routes_differ = routes_differ
            || cut.touched().any(|node| self.routed.depends_on_node(node))
            || turned.iter().any(|(name, _)| self.routed.calls(name));
        let routed = routes_differ.then(|| {
            let devices: Vec<&DeviceSnapshot> = self.devices().collect();
            let nodes = self.in_order().into_iter().flat_map(|part| &part.nodes);
            Routed::of(&devices, nodes, &self.options)
        });
        if let Some(routed) = &routed {
            let said: BTreeSet<&str> = self.routed.said().chain(routed.said()).collect();
            for id in said {
                if !cut.touch(id) {
                    self.node(id).into_iter().for_each(|node| cut.add_other(node));
                }
            }
        }
        // Who came or went may be somebody that is known elsewhere.
        let (was, now) = (&self.routed.nodes, routed.as_ref().map_or(&self.routed.nodes, |routed| &routed.nodes));
        let came = now.iter().filter(|node| !was.contains(node));
        let went = was.iter().filter(|node| !now.contains(node));
        let alone: Vec<&Node> = cut.alone.iter().copied().chain(came).chain(went).collect();
        if !alone.is_empty() {
            cut.touch_akin(&alone);
        }
        for node in alone {
            let akin: BTreeSet<u32> = self.names.akin(node).filter(|number| !numbers.contains(number)).collect();
            let nodes = akin.iter().filter_map(|number| self.domains.get(number)).flat_map(|domain| &domain.part.nodes);
            nodes.filter(|other| are_akin(other, node)).for_each(|other| cut.add_other(other));
        }
        let was = |name: &str| self.names.count(name) - difference.get(name).copied().unwrap_or_default();
        let mut before = cut.side(false, &|name| was(name) > 1);
        let mut after = cut.side(true, &|name| self.names.count(name) > 1);
        for (side, layer_3) in [(&mut before, &self.routed), (&mut after, routed.as_ref().unwrap_or(&self.routed))] {
            side.nodes.extend(layer_3.nodes.iter().cloned());
            if routed.is_some() {
                side.links.extend(layer_3.links.iter().cloned());
            }
            put_in_order(side);
        }
        let changes = Diff::new().removed(gone).between(&before, &after);
        Compared { changes, routed, renamed: !turned.is_empty() }
    }

    /// The node of that id: in the domain of its device, or else in any.
    fn node(&self, id: &str) -> Option<&Node> {
        let find = |domain: &Domain| {
            let nodes = &domain.part.nodes;
            nodes.binary_search_by(|node| node.id.as_str().cmp(id)).ok()
        };
        let own = self.slots.get(&DeviceId(id.to_owned())).and_then(|slot| self.entry(*slot)?.domain);
        match own {
            Some(number) => self.domains.get(&number).and_then(|domain| domain.part.nodes.get(find(domain)?)),
            None => self.domains.values().find_map(|domain| domain.part.nodes.get(find(domain)?)),
        }
    }

    /// The domains, by their least devices.
    fn in_order(&self) -> Vec<&Topology> {
        let mut parts: Vec<(&DeviceId, &Topology)> = self
            .domains
            .values()
            .filter_map(|domain| Some((&self.entry(*domain.members.first()?)?.device.id, &domain.part)))
            .collect();
        parts.sort_unstable_by_key(|(least, _)| *least);
        parts.into_iter().map(|(_, part)| part).collect()
    }

    /// The devices, by id.
    pub fn devices(&self) -> impl Iterator<Item = &DeviceSnapshot> {
        self.slots.values().filter_map(|slot| Some(&self.entry(*slot)?.device))
    }

    /// The device of that id.
    #[must_use]
    pub fn device(&self, id: &DeviceId) -> Option<&DeviceSnapshot> {
        Some(&self.entry(*self.slots.get(id)?)?.device)
    }

    fn entry(&self, slot: Slot) -> Option<&Entry> {
        self.devices.get(slot as usize)?.as_ref()
    }

    fn take_out(&mut self, id: &DeviceId, touched: &mut Touched) {
        let Some(slot) = self.slots.remove(id) else { return };
        if let Some(entry) = self.devices.get_mut(slot as usize).and_then(Option::take) {
            touched.macless.extend(&entry.digest.identity.shared);
            self.forget(slot, &entry, touched);
        }
    }

    /// The device, unless it tells what it told before: then it only takes the place of its old self.
    fn news(&mut self, device: DeviceSnapshot) -> Option<DeviceSnapshot> {
        let slot = self.slots.get(&device.id).copied();
        let old = slot.and_then(|slot| self.devices.get_mut(slot as usize)?.as_mut());
        match old {
            Some(old) if tell_the_same(&old.device, &device) => {
                old.device = device;
                None
            }
            _ => Some(device),
        }
    }

    fn put_in(&mut self, device: DeviceSnapshot, digest: Digest, touched: &mut Touched) {
        let known = self.slots.get(&device.id).copied();
        let free = || self.devices.iter().position(Option::is_none).unwrap_or(self.devices.len());
        let slot = known.or_else(|| {
            Slot::try_from(if self.slots.len() < self.devices.len() { free() } else { self.devices.len() }).ok()
        });
        // Four thousand million devices are not to be had.
        let Some(slot) = slot else { return };
        if self.devices.len() <= slot as usize {
            self.devices.resize_with(slot as usize + 1, || None);
        }
        let old = self.devices.get_mut(slot as usize).and_then(Option::take);
        let shared = old.as_ref().map_or(&[][..], |old| &old.digest.identity.shared);
        if *shared != digest.identity.shared {
            touched.macless.extend(shared.iter().chain(&digest.identity.shared));
        }
        if let Some(old) = old {
            self.forget(slot, &old, touched);
        }
        self.everyone.enter(slot, own_key(&device), &digest.identity);
        note_identity(&digest, touched);
        for key in digest.described.iter().flat_map(mention_key) {
            let mentioning = self.mentions.entry(key).or_default();
            if !mentioning.contains(&slot) {
                mentioning.push(slot);
            }
        }
        self.slots.insert(device.id.clone(), slot);
        touched.devices.insert(slot);
        self.devices[slot as usize] = Some(Entry { device, digest, verdicts: Vec::new(), domain: None });
    }

    /// Takes back what an entry added to the indexes.
    fn forget(&mut self, slot: Slot, entry: &Entry, touched: &mut Touched) {
        if let Some(at) = entry.domain {
            touched.domains.insert(at);
            if let Some(domain) = self.domains.get_mut(&at) {
                domain.members.retain(|member| *member != slot);
            }
        }
        self.everyone.leave(slot, &entry.digest.identity);
        note_identity(&entry.digest, touched);
        for key in entry.digest.described.iter().flat_map(mention_key) {
            if let Some(mentioning) = self.mentions.get_mut(&key) {
                mentioning.retain(|other| *other != slot);
                if mentioning.is_empty() {
                    self.mentions.remove(&key);
                }
            }
        }
        self.places.forgets(entry.digest.size());
    }

    /// Asks again whom the claims mean that mention somebody whose identity changed.
    fn look_again(&mut self, touched: &mut Touched) {
        let mentioning = touched.keys.iter().filter_map(|key| self.mentions.get(key)).flatten();
        let mut again: BTreeSet<Slot> = mentioning.chain(&touched.devices).copied().collect();
        if !touched.macless.is_empty() {
            let resolves =
                |entry: &Entry| entry.digest.resolved.iter().any(|address| touched.macless.contains(address));
            let resolving = (0..).zip(&self.devices).filter(|(_, entry)| entry.as_ref().is_some_and(resolves));
            let resolving: Vec<Slot> = resolving.map(|(slot, _)| slot).collect();
            again.extend(&resolving);
            touched.devices.extend(resolving);
        }
        for slot in again {
            let Some(entry) = self.devices.get_mut(slot as usize).and_then(Option::as_mut) else { continue };
            let verdicts = self.everyone.verdicts(slot, &entry.digest.described);
            if verdicts != entry.verdicts {
                entry.verdicts = verdicts;
                touched.devices.insert(slot);
            }
            if touched.devices.contains(&slot) {
                touched.domains.extend(entry.domain);
            }
        }
    }

    /// Infers the domains that touched devices were in or are in now.
    fn infer(&mut self, touched: &Touched) -> Replaced {
        let mut affected = touched.domains.clone();
        for entry in touched.devices.iter().filter_map(|slot| self.entry(*slot)) {
            affected
                .extend(entry.digest.join_keys(&entry.verdicts, &self.everyone).filter_map(|key| self.places.of(key)));
        }
        let known = affected.iter().filter_map(|domain| self.domains.get(domain)).flat_map(|domain| &domain.members);
        let fresh =
            touched.devices.iter().filter(|slot| self.entry(**slot).is_some_and(|entry| entry.domain.is_none()));
        let mut members: Vec<Slot> = known.chain(fresh).copied().collect();
        members.sort_by_cached_key(|slot| self.entry(*slot).map(|entry| entry.device.id.clone()));
        let groups = if affected.len() == 1 && self.stays_tied(&members, touched) {
            vec![members]
        } else {
            self.groups(&members)
        };
        let mut replaced = Replaced::default();
        let mut kept: BTreeSet<u32> = BTreeSet::new();
        let mut changed: Vec<(u32, Vec<Slot>)> = Vec::new();
        for group in groups {
            match self.unchanged(&group, touched) {
                Some(domain) => drop(kept.insert(domain)),
                None => changed.push((0, group)),
            }
        }
        for domain in affected.iter().filter(|domain| !kept.contains(domain)) {
            if let Some(old) = self.domains.remove(domain) {
                replaced.numbers.push(*domain);
                replaced.before.push(old.part);
            }
        }
        let mut free: BTreeSet<u32> = affected.difference(&kept).copied().collect();
        for (number, group) in &mut changed {
            // Most updates leave the domain as it is: then only the device's own keys are placed anew.
            let had = group.iter().find_map(|slot| self.entry(*slot)?.domain).filter(|domain| free.remove(domain));
            *number = had.unwrap_or_else(|| self.places.new_domain());
        }
        replaced.after = changed.iter().map(|(number, _)| *number).collect();
        for (number, group) in changed {
            let part = infer_domain(&self.members(&group), &self.everyone, &self.options);
            for slot in &group {
                let Some(entry) = self.devices.get_mut(*slot as usize).and_then(Option::as_mut) else { continue };
                if entry.domain != Some(number) || touched.devices.contains(slot) {
                    entry.domain = Some(number);
                    self.places.put(entry.digest.join_keys(&entry.verdicts, &self.everyone), number);
                }
            }
            let old = replaced.numbers.iter().position(|old| *old == number);
            self.names.replace(number, old.and_then(|at| replaced.before.get(at)), Some(&part));
            self.domains.insert(number, Domain { members: group, part });
        }
        let domains = replaced.numbers.iter().zip(&replaced.before);
        for (number, old) in domains.filter(|(number, _)| !replaced.after.contains(number)) {
            self.names.replace(*number, Some(old), None);
        }
        self.places.tidy(
            self.devices
                .iter()
                .flatten()
                .map(|entry| (entry.domain, entry.digest.join_keys(&entry.verdicts, &self.everyone))),
        );
        replaced
    }

    /// The domain that these devices were in alone, if nothing about them changed.
    fn unchanged(&self, group: &[Slot], touched: &Touched) -> Option<u32> {
        let number = self.entry(*group.first()?)?.domain?;
        let same = |slot: &Slot| {
            !touched.devices.contains(slot) && self.entry(*slot).is_some_and(|entry| entry.domain == Some(number))
        };
        let whole = self.domains.get(&number)?.members.len() == group.len();
        (whole && !touched.domains.contains(&number) && group.iter().all(same)).then_some(number)
    }

    fn members(&self, group: &[Slot]) -> Vec<Member<'_>> {
        let entries = group.iter().filter_map(|slot| Some((*slot, self.entry(*slot)?)));
        entries
            .map(|(slot, entry)| Member {
                slot,
                device: &entry.device,
                digest: &entry.digest,
                verdicts: &entry.verdicts,
            })
            .collect()
    }
}

impl fmt::Debug for LiveTopology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("LiveTopology");
        shown.field("options", &self.options).field("devices", &self.slots.len()).field("domains", &self.domains.len());
        shown.finish_non_exhaustive()
    }
}

fn note_identity(digest: &Digest, touched: &mut Touched) {
    touched.keys.extend(digest.identity.keys());
    if digest.identity.is_macless() {
        touched.macless.extend(&digest.identity.addresses);
    }
}

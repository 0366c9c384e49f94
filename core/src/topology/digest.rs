//! What one device contributes to the inference of others: who it is, whom it hears, and what it has in common with
//! them. A pure function of its snapshot.

use std::net::IpAddr;

use super::hash::{Map, stable_hash};
use super::heard::{neighbor_claims, stranger_id};
use super::identity::{Chassis, Described, Identity};
use super::names::{first_label, is_own};
use super::options::Options;
use super::overlay::ModelLink;
use super::ports::mac_in;
use super::registry::{Everyone, Verdict};
use crate::evidence::{Claim, Source, Statement};
use crate::inventory::DeviceSnapshot;
use crate::value::MacAddr;

/// Something that two devices may have in common so that what is concluded about one depends on the other. Two that
/// are not the same thing may share a number: then devices are looked at together that need not be.
pub(super) type JoinKey = u64;

/// One device, digested.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Digest {
    pub(super) identity: Identity,
    /// Whom its neighbor claims describe, in the order of [`neighbor_claims`].
    pub(super) described: Vec<Described>,
    /// For each of them: the id that the node gets where nobody knows the neighbor.
    ids: Vec<JoinKey>,
    /// What it mentions or is, whatever others say, sorted.
    keys: Vec<JoinKey>,
    /// IP addresses that it has resolved.
    pub(super) resolved: Vec<IpAddr>,
}

impl Digest {
    pub(super) fn of(device: &DeviceSnapshot, options: &Options, patches: &Patches<'_>) -> Self {
        let claims = neighbor_claims(device, options);
        let mut digest = Self {
            identity: Identity::of(device, options),
            described: claims.iter().map(|claim| Described::of(claim).unwrap_or_default()).collect(),
            ids: claims.iter().map(|claim| text(Kind::Id, &stranger_id(claim).unwrap_or_default())).collect(),
            keys: vec![own_key(device)],
            resolved: Vec::new(),
        };
        let identity = &digest.identity;
        let announced = identity.chassis.as_ref().and_then(Chassis::mac);
        let lldp_ports = device.lldp.iter().flat_map(|lldp| &lldp.ports).filter_map(|port| mac_in(&port.id));
        let boxes = identity.boxes.iter().filter_map(Chassis::mac);
        let own = boxes.chain(identity.macs.iter().copied()).chain(identity.base).chain(announced).chain(lldp_ports);
        digest.keys.extend(own.filter(|address| is_own(*address)).map(mac));
        digest.keys.extend(claims.iter().filter_map(port_mac).map(mac));
        if options.uses(Source::Lacp) {
            digest.keys.extend(device.lacp.iter().flat_map(|port| [port.system, port.partner_system]).map(mac));
        }
        digest.keys.extend(patches.keys(device));
        digest.read_tables(device, options);
        digest.keys.sort_unstable();
        digest.keys.dedup();
        digest
    }

    /// Lets go of what nobody asks for once everybody is entered and the domains are known.
    pub(super) fn forget_keys(&mut self) {
        (self.ids, self.keys, self.resolved) = (Vec::new(), Vec::new(), Vec::new());
        self.identity = Identity::default();
    }

    /// How many keys it has, about.
    pub(super) fn size(&self) -> usize {
        self.keys.len() + self.described.len()
    }

    fn read_tables(&mut self, device: &DeviceSnapshot, options: &Options) {
        let bridge = device.bridge.as_ref();
        if options.uses(Source::Stp) {
            let rows = bridge.iter().flat_map(|bridge| &bridge.spanning_trees).flat_map(|tree| &tree.ports);
            let led = rows.filter_map(|row| row.designated_bridge).map(|bridge| bridge.mac);
            self.keys.extend(led.filter(|bridge| is_own(*bridge)).map(mac));
        }
        if options.uses(Source::Fdb) {
            let rows = bridge.iter().flat_map(|bridge| &bridge.fdb);
            self.keys.extend(rows.map(|row| row.mac).filter(|address| is_own(*address)).map(mac));
        }
        if options.uses(Source::Arp) {
            let rows = device.arp.iter().filter(|row| is_own(row.mac));
            self.keys.extend(rows.clone().map(|row| mac(row.mac)));
            self.resolved.extend(rows.map(|row| row.address));
        }
    }

    /// Everything that ties it to others, given whom its neighbor claims are about.
    pub(super) fn join_keys<'k>(
        &'k self,
        verdicts: &'k [Verdict],
        everyone: &'k Everyone,
    ) -> impl Iterator<Item = JoinKey> + 'k {
        let neighbors = self.described.iter().zip(&self.ids).zip(verdicts).flat_map(|((described, id), verdict)| {
            let (polled, stranger) = match verdict {
                Verdict::Polled(slot) => (everyone.key_of(*slot), None),
                Verdict::Stranger => (None, Some(stranger_keys(described, *id))),
                Verdict::Unclear(_) => (None, None),
            };
            polled.into_iter().chain(stranger.into_iter().flatten())
        });
        let macless = self.resolved.iter().filter_map(|address| everyone.macless_owner(*address));
        self.keys.iter().copied().chain(neighbors).chain(macless.filter_map(|slot| everyone.key_of(slot)))
    }
}

/// Cables that people know, by what they call the devices at their ends.
#[derive(Default)]
pub(super) struct Patches<'o>(Map<&'o str, Vec<&'o ModelLink>>);

impl<'o> Patches<'o> {
    pub(super) fn of(options: &'o Options) -> Self {
        let mut patches = Self::default();
        for link in options.cables.values().flatten() {
            for end in [&link.a, &link.b] {
                patches.0.entry(end.device.trim()).or_default().push(link);
            }
        }
        patches
    }

    /// What the devices at both ends of a device's cables are called: what else ends there is in the same domain.
    fn keys(&self, device: &DeviceSnapshot) -> impl Iterator<Item = JoinKey> {
        let names = if self.0.is_empty() { Vec::new() } else { vec![device.id.0.as_str(), device.name.trim()] };
        let ending = names.into_iter().filter_map(|name| self.0.get(name)).flatten();
        let ends = ending.flat_map(|link| [link.a.device.trim(), link.b.device.trim()]);
        ends.flat_map(|name| [text(Kind::Patch, name), text(Kind::Id, name), text(Kind::Name, &name.to_lowercase())])
    }
}

/// The keys of which a device must have one to be the one that is described.
pub(super) fn mention_key(described: &Described) -> impl Iterator<Item = JoinKey> + '_ {
    let name = described.name.as_deref().map(|name| text(Kind::Name, first_label(name)));
    chassis_key(described.chassis.as_ref())
        .into_iter()
        .chain(name)
        .chain(described.addresses.iter().copied().map(address))
        .chain(described.serials.iter().map(|serial| text(Kind::Chassis, serial)))
}

impl Identity {
    /// The keys by which others can mean it.
    pub(super) fn keys(&self) -> impl Iterator<Item = JoinKey> + '_ {
        let macs = self.macs.iter().copied().chain(self.base).map(mac);
        let names = self.names.iter().map(|name| text(Kind::Name, first_label(name)));
        let addresses = self.addresses.iter().chain(&self.shared).copied().map(address);
        let serials = self.serials.iter().map(|serial| text(Kind::Chassis, serial));
        let chassis = self.boxes.iter().chain(&self.chassis).filter_map(|chassis| chassis_key(Some(chassis)));
        chassis.chain(macs).chain(names).chain(addresses).chain(serials)
    }
}

fn chassis_key(chassis: Option<&Chassis>) -> Option<JoinKey> {
    chassis.map(|chassis| match chassis {
        Chassis::Mac(of) => mac(*of),
        Chassis::Address(of) => address(*of),
        Chassis::Text(name) => text(Kind::Chassis, name),
    })
}

/// What makes two rows about strangers be about the same one.
fn stranger_keys(described: &Described, id: JoinKey) -> impl Iterator<Item = JoinKey> + '_ {
    let chassis = chassis_key(described.chassis.as_ref());
    let name = described.name.as_ref().map(|name| text(Kind::Name, name));
    chassis.into_iter().chain(name).chain(described.addresses.iter().map(|of| address(*of))).chain([id])
}

fn port_mac(claim: &Claim<'_>) -> Option<MacAddr> {
    match claim.statement {
        Statement::LldpSays(row) => mac_in(&row.port).filter(|address| is_own(*address)),
        _ => None,
    }
}

/// The key that a device has alone, and shares with those that name it.
pub(super) fn own_key(device: &DeviceSnapshot) -> JoinKey {
    text(Kind::Device, &device.id.0)
}

#[derive(Clone, Copy)]
enum Kind {
    Device = 1,
    Id,
    Chassis,
    Name,
    Address,
    Patch,
}

fn mac(address: MacAddr) -> JoinKey {
    address.0.iter().fold(0, |key, octet| (key << 8) | u64::from(*octet))
}

fn text(kind: Kind, text: &str) -> JoinKey {
    stable_hash([[kind as u8].as_slice(), text.as_bytes()]) | 1 << 63
}

/// The key of a name.
pub(super) fn name_key(name: &str) -> JoinKey {
    text(Kind::Name, name)
}

/// The key of an IP address.
pub(super) fn address_key(of: IpAddr) -> JoinKey {
    address(of)
}

fn address(address: IpAddr) -> JoinKey {
    let hash = match address {
        IpAddr::V4(v4) => stable_hash([[Kind::Address as u8].as_slice(), &v4.octets()]),
        IpAddr::V6(v6) => stable_hash([[Kind::Address as u8].as_slice(), &v6.octets()]),
    };
    hash | 1 << 63
}

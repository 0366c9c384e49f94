//! What identifies a device: in its own words, and in those of its neighbors.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;

use super::defaults::serial_key;
use super::names::{host_key, identifies, is_own, is_shared, short};
use super::options::Options;
use crate::evidence::{Claim, Source, Statement};
use crate::inventory::{CdpNeighbor, DeviceSnapshot, DiscoveredNeighbor, HardwareClass, Interface, LldpNeighbor};
use crate::value::{ChassisId, ChassisIdSubtype, IfIndex, MacAddr};

/// A chassis id reduced to what it means, whatever its subtype says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Chassis {
    Mac(MacAddr),
    Address(IpAddr),
    Text(String),
}

impl Chassis {
    pub(super) fn mac(&self) -> Option<MacAddr> {
        if let Self::Mac(mac) = self { Some(*mac) } else { None }
    }

    pub(super) fn of(id: &ChassisId) -> Option<Self> {
        let text = id.text().map(str::trim);
        let mac = id.mac().or_else(|| text.and_then(|text| text.parse().ok()));
        let mac = mac.or_else(|| if text.is_none() { MacAddr::from_slice(&id.bytes) } else { None });
        if let Some(mac) = mac {
            return is_own(mac).then_some(Self::Mac(mac));
        }
        let address = id.ip().or_else(|| text.and_then(|text| text.parse().ok()));
        if let Some(address) = address {
            return identifies(address).then_some(Self::Address(address));
        }
        let text =
            if text.is_some() || !id.bytes.is_empty() { id.to_string().trim().to_lowercase() } else { String::new() };
        (!text.is_empty()).then_some(Self::Text(text))
    }
}

impl fmt::Display for Chassis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mac(mac) => mac.fmt(f),
            Self::Address(address) => address.fmt(f),
            Self::Text(text) => f.write_str(&short(text)),
        }
    }
}

/// What one neighbor row says of the neighbor's identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Described {
    pub(super) chassis: Option<Chassis>,
    pub(super) name: Option<String>,
    pub(super) addresses: BTreeSet<IpAddr>,
    /// What may be its serial number.
    pub(super) serials: Vec<String>,
    /// Whether it says what is there, though not who.
    pub(super) anonymous: bool,
}

impl Described {
    pub(super) fn by_lldp(heard: &LldpNeighbor) -> Self {
        let chassis = Chassis::of(&heard.chassis);
        let name = heard.sys_name.as_deref().and_then(host_key).or_else(|| match &chassis {
            Some(Chassis::Text(text)) if !matches!(heard.chassis.subtype, ChassisIdSubtype::MacAddress) => {
                host_key(text)
            }
            _ => None,
        });
        let mut addresses: BTreeSet<IpAddr> = heard.addresses.iter().copied().filter(|a| identifies(*a)).collect();
        if let Some(Chassis::Address(address)) = chassis {
            addresses.insert(address);
        }
        let anonymous = heard.sys_description.is_some() || !heard.port.bytes.is_empty();
        let serials = heard.details.serial_number.as_deref().and_then(serial_key).into_iter().collect();
        Self { chassis, name, addresses, serials, anonymous }
    }

    pub(super) fn by_discovery(heard: &DiscoveredNeighbor) -> Self {
        Self {
            chassis: heard.mac.filter(|mac| is_own(*mac)).map(Chassis::Mac),
            name: heard.name.as_deref().and_then(host_key),
            addresses: heard.address.into_iter().filter(|address| identifies(*address)).collect(),
            serials: Vec::new(),
            anonymous: false,
        }
    }

    pub(super) fn by_cdp(heard: &CdpNeighbor) -> Self {
        let id = heard.device_id.trim();
        let chassis = id.parse().ok().filter(|mac| is_own(*mac)).map(Chassis::Mac);
        let name = if chassis.is_some() { None } else { host_key(id) };
        let addresses = heard.address.into_iter().filter(|address| identifies(*address)).collect();
        // `name(serial)` of newer agents, `serial(name)` of older ones.
        let parts = id.split_once('(').map(|(before, inner)| [before, inner.trim_end_matches(')')]);
        let serials = parts.into_iter().flatten().filter_map(serial_key).collect();
        Self { chassis, name, addresses, serials, anonymous: false }
    }

    pub(super) fn of(claim: &Claim<'_>) -> Option<Self> {
        match claim.statement {
            Statement::LldpSays(heard) => Some(Self::by_lldp(heard)),
            Statement::CdpSays(heard) => Some(Self::by_cdp(heard)),
            Statement::Discovered(heard) => Some(Self::by_discovery(heard)),
            _ => None,
        }
    }

    /// Whether it says nothing of anybody.
    pub(super) fn is_nobody(&self) -> bool {
        self.chassis.is_none() && self.name.is_none() && self.addresses.is_empty() && !self.anonymous
    }
}

/// What a polled device says of its own identity, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Identity {
    /// The chassis id that it announces.
    pub(super) chassis: Option<Chassis>,
    /// The base address of its bridge.
    pub(super) base: Option<MacAddr>,
    /// The boxes that it is made of: addresses of the switches of a stack.
    pub(super) boxes: Vec<Chassis>,
    /// The serial numbers of its boxes.
    pub(super) serials: Vec<String>,
    /// Its SNMP engine id.
    pub(super) engine: Option<String>,
    /// The addresses of its interfaces.
    pub(super) macs: Vec<MacAddr>,
    /// Its IP addresses.
    pub(super) addresses: Vec<IpAddr>,
    /// Its names, reduced to host names.
    pub(super) names: Vec<String>,
    /// IP addresses of which it knows that routers share them, whoever answers to them.
    pub(super) shared: Vec<IpAddr>,
}

impl Identity {
    pub(super) fn of(device: &DeviceSnapshot, options: &Options) -> Self {
        let lldp = device.lldp.as_ref();
        let shared = sorted(shared(device, options));
        let addresses = device.addresses.iter().map(|entry| entry.address).chain(device.address);
        let addresses = addresses.filter(|address| identifies(*address) && shared.binary_search(address).is_err());
        let names = device.system.name.as_deref().into_iter().chain(lldp.and_then(|lldp| lldp.sys_name.as_deref()));
        let stack = device.stack.iter().filter_map(|member| member.mac).filter(|mac| is_own(*mac));
        Self {
            chassis: lldp.and_then(|lldp| lldp.chassis.as_ref()).and_then(Chassis::of),
            base: device.bridge.as_ref().and_then(|bridge| bridge.base_mac).filter(|mac| is_own(*mac)),
            boxes: sorted(stack.map(Chassis::Mac)),
            serials: sorted(serials(device)),
            engine: device.system.engine_id.clone(),
            macs: sorted(device.interfaces.iter().filter_map(|interface| interface.mac).filter(|mac| is_own(*mac))),
            addresses: sorted(addresses),
            names: sorted(names.filter_map(host_key)),
            shared,
        }
    }
}

impl Identity {
    /// Whether it does not say which MAC addresses it has.
    pub(super) fn is_macless(&self) -> bool {
        self.macs.is_empty() && self.base.is_none()
    }
}

fn serials(device: &DeviceSnapshot) -> impl Iterator<Item = String> + '_ {
    let chassis = device.hardware.iter().filter(|part| part.kind == HardwareClass::Chassis);
    let numbers = chassis.filter_map(|part| part.serial_number.as_deref());
    let stack = device.stack.iter().filter_map(|member| member.serial_number.as_deref());
    numbers.chain(stack).filter_map(serial_key)
}

/// What VRRP and HSRP share, what an interface with a shared MAC address bears, and what others resolve to one: that is
/// how the addresses of GLBP and CARP are known, of which no table tells.
fn shared<'d>(device: &'d DeviceSnapshot, options: &Options) -> impl Iterator<Item = IpAddr> + 'd {
    let (by_table, by_arp) = (options.uses(Source::Vrrp), options.uses(Source::Arp));
    let is_virtual = |interface: &Interface| interface.mac.is_some_and(is_shared);
    let virtual_ones: BTreeSet<IfIndex> =
        device.interfaces.iter().filter(|interface| is_virtual(interface)).map(|interface| interface.index).collect();
    let borne = device.addresses.iter().filter(move |own| virtual_ones.contains(&own.interface));
    let resolved = device.arp.iter().filter(move |entry| by_arp && is_shared(entry.mac));
    let told = device.shared_addresses().filter(move |_| by_table);
    told.chain(borne.map(|own| own.address)).chain(resolved.map(|entry| entry.address))
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut sorted: Vec<T> = items.collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}

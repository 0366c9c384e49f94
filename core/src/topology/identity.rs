//! What identifies a device: in its own words, and in those of its neighbors.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;

use super::names::{host_key, identifies, is_own, short};
use crate::evidence::{Claim, Statement};
use crate::inventory::{CdpNeighbor, DeviceSnapshot, DiscoveredNeighbor, HardwareClass, LldpNeighbor};
use crate::value::{ChassisId, ChassisIdSubtype, MacAddr};

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
        Self { chassis, name, addresses, anonymous }
    }

    pub(super) fn by_discovery(heard: &DiscoveredNeighbor) -> Self {
        Self {
            chassis: heard.mac.filter(|mac| is_own(*mac)).map(Chassis::Mac),
            name: heard.name.as_deref().and_then(host_key),
            addresses: heard.address.into_iter().filter(|address| identifies(*address)).collect(),
            anonymous: false,
        }
    }

    pub(super) fn by_cdp(heard: &CdpNeighbor) -> Self {
        let id = heard.device_id.trim();
        let chassis = id.parse().ok().filter(|mac| is_own(*mac)).map(Chassis::Mac);
        let name = if chassis.is_some() { None } else { host_key(id) };
        let addresses = heard.address.into_iter().filter(|address| identifies(*address)).collect();
        Self { chassis, name, addresses, anonymous: false }
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
    /// The boxes that it is made of: addresses of the switches of a stack, serial numbers.
    pub(super) boxes: Vec<Chassis>,
    /// The addresses of its interfaces.
    pub(super) macs: Vec<MacAddr>,
    /// Its IP addresses.
    pub(super) addresses: Vec<IpAddr>,
    /// Its names, reduced to host names.
    pub(super) names: Vec<String>,
}

impl Identity {
    pub(super) fn of(device: &DeviceSnapshot) -> Self {
        let lldp = device.lldp.as_ref();
        let addresses = device.addresses.iter().map(|entry| entry.address).chain(device.address);
        let names = device.system.name.as_deref().into_iter().chain(lldp.and_then(|lldp| lldp.sys_name.as_deref()));
        Self {
            chassis: lldp.and_then(|lldp| lldp.chassis.as_ref()).and_then(Chassis::of),
            base: device.bridge.as_ref().and_then(|bridge| bridge.base_mac).filter(|mac| is_own(*mac)),
            boxes: sorted(boxes(device)),
            macs: sorted(device.interfaces.iter().filter_map(|interface| interface.mac).filter(|mac| is_own(*mac))),
            addresses: sorted(addresses.filter(|address| identifies(*address))),
            names: sorted(names.filter_map(host_key)),
        }
    }
}

impl Identity {
    /// Whether it does not say which MAC addresses it has.
    pub(super) fn is_macless(&self) -> bool {
        self.macs.is_empty() && self.base.is_none()
    }
}

fn boxes(device: &DeviceSnapshot) -> impl Iterator<Item = Chassis> {
    let macs = device.stack.iter().filter_map(|member| member.mac).filter(|mac| is_own(*mac)).map(Chassis::Mac);
    let chassis = device.hardware.iter().filter(|part| part.kind == HardwareClass::Chassis);
    let serials = chassis.filter_map(|part| part.serial_number.as_deref()).map(|serial| serial.trim().to_lowercase());
    macs.chain(serials.filter(|serial| !serial.is_empty()).map(Chassis::Text))
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut sorted: Vec<T> = items.collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}

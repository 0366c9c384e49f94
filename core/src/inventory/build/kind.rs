use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::inventory::{DeviceKind, Interface, InterfaceAddress};

/// `ieee80211(71)` of IANAifType-MIB.
const IEEE80211: u32 = 71;

/// What tells the kind of a device.
pub(super) struct Signs<'a> {
    /// `sysServices`.
    pub(super) services: Option<u32>,
    /// `sysDescr`.
    pub(super) description: Option<&'a str>,
    /// `ipForwarding`.
    pub(super) forwards_ip: Option<bool>,
    /// Whether Printer-MIB has a printer.
    pub(super) prints: bool,
    pub(super) interfaces: &'a [Interface],
    pub(super) addresses: &'a [InterfaceAddress],
    /// Ports that BRIDGE-MIB or Q-BRIDGE-MIB names.
    pub(super) bridge_ports: usize,
    /// `lldpLocSysCapEnabled`, bit 0 is other.
    pub(super) capabilities: Option<u16>,
}

impl Signs<'_> {
    /// The first that applies:
    ///
    /// 1. printer: Printer-MIB has one;
    /// 2. phone: LLDP says telephone;
    /// 3. router: it forwards IP between two subnets or more of its own interfaces, by `ipForwarding`, or, where
    ///    the agent does not have that, by LLDP, or by layer 3 without end-to-end services in `sysServices`;
    /// 4. access point: LLDP says so, or an interface is IEEE 802.11;
    /// 5. bridge: two bridge ports or more, or `sysServices` is layer 2 without layers 3 and above;
    /// 6. router: it forwards IP, or does not say, and LLDP says router or `sysServices` has layer 3
    ///    with layer 2 or without applications (a Linux host says 72 or 76, a stub router 78 or 6 or 4);
    /// 7. bridge: LLDP says bridge, or `sysServices` has layer 2 without applications;
    /// 8. printer: its description says so;
    /// 9. host: `sysServices` has end-to-end or application services, or LLDP says station;
    /// 10. repeater: LLDP or `sysServices` says so and nothing more.
    pub(super) fn kind(&self) -> DeviceKind {
        let says = |bit: u16| self.capabilities.is_some_and(|bits| bits >> bit & 1 == 1);
        let (repeater, bridge, access_point, router, phone, station) =
            (says(1), says(2), says(3), says(4), says(5), says(7));
        let services = self.services.unwrap_or(0);
        let serves = |layer: u32| services >> (layer - 1) & 1 == 1;
        let end_system = serves(4) || serves(7);

        if self.prints {
            DeviceKind::Printer
        } else if phone {
            DeviceKind::Phone
        } else if self.forwards_ip.unwrap_or(router || (serves(3) && !end_system)) && self.has_two_subnets() {
            DeviceKind::Router
        } else if access_point || self.interfaces.iter().any(|interface| interface.if_type == Some(IEEE80211)) {
            DeviceKind::AccessPoint
        } else if self.bridge_ports >= 2 || (serves(2) && !serves(3) && !end_system) {
            DeviceKind::Bridge
        } else if self.forwards_ip != Some(false) && (router || (serves(3) && (serves(2) || !end_system))) {
            DeviceKind::Router
        } else if bridge || (serves(2) && !serves(7)) {
            DeviceKind::Bridge
        } else if self.description.is_some_and(describes_printer) {
            DeviceKind::Printer
        } else if station || end_system {
            DeviceKind::Host
        } else if repeater || services == 1 {
            DeviceKind::Repeater
        } else {
            DeviceKind::Unknown
        }
    }

    /// Whether several interfaces that lead outside have addresses in several subnets. Loopback and link-local
    /// addresses do not count, nor do the networks that a host makes for its own containers and guests.
    fn has_two_subnets(&self) -> bool {
        const INSIDE: [&str; 9] = ["docker", "virbr", "br-", "veth", "cni", "flannel", "cali", "podman", "lxc"];
        let inside = |address: &InterfaceAddress| {
            let at = self.interfaces.binary_search_by_key(&address.interface, |interface| interface.index).ok();
            let name = at.and_then(|at| self.interfaces.get(at)).map_or("", |interface| interface.name.as_str());
            INSIDE.iter().any(|prefix| name.starts_with(prefix))
        };
        [true, false].into_iter().any(|v4| {
            let outside = self.addresses.iter().filter(|it| it.address.is_ipv4() == v4 && !inside(it));
            let found: Vec<_> = outside.filter_map(|it| Some((it.interface, subnet(it)?))).collect();
            let interfaces: BTreeSet<_> = found.iter().map(|(interface, _)| interface).collect();
            let subnets: BTreeSet<_> = found.iter().map(|(_, subnet)| subnet).collect();
            interfaces.len() > 1 && subnets.len() > 1
        })
    }
}

/// The subnet of an address that leads outside.
fn subnet(address: &InterfaceAddress) -> Option<IpNet> {
    let (outside, longest) = match address.address {
        IpAddr::V4(v4) => (!v4.is_loopback() && !v4.is_link_local(), 32),
        IpAddr::V6(v6) => (!v6.is_loopback() && !v6.is_unicast_link_local(), 128),
    };
    let prefix_len = address.prefix_len.unwrap_or(longest);
    outside.then(|| IpNet::new(address.address, prefix_len).ok()).flatten().map(|net| net.trunc())
}

fn describes_printer(description: &str) -> bool {
    let description = description.to_lowercase();
    ["printer", "laserjet", "jetdirect", "officejet", "ecosys", "imagerunner"]
        .iter()
        .any(|word| description.contains(word))
}

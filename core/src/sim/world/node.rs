use std::collections::BTreeSet;
use std::net::Ipv4Addr;
#[cfg(feature = "v3")]
use std::sync::Arc;
use std::time::Duration;

use super::device::{Device, Discovery, Kind, Role, Routing, Setting};
use super::vendor::Vendor;
use crate::error::{Error, Result};
use crate::sim::agent::Quirks;
use crate::value::{BridgeId, MacAddr};
#[cfg(feature = "v3")]
use crate::wire::usm::UsmUser;

/// An interface of a node, by positions in [`World::nodes`](super::World) and [`Node::interfaces`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::sim) struct Place {
    pub(in crate::sim) node: usize,
    pub(in crate::sim) port: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Medium {
    Copper,
    Radio,
    Aggregate,
    Virtual,
    Loopback,
}

/// A device with every number resolved.
#[derive(Clone, Debug)]
pub(in crate::sim) struct Node {
    pub(in crate::sim) name: String,
    pub(in crate::sim) role: Role,
    pub(in crate::sim) vendor: Vendor,
    pub(in crate::sim) base_mac: MacAddr,
    /// What it calls itself in LACP.
    pub(in crate::sim) lacp_system: MacAddr,
    /// What it adds to `ifIndex` for a port's number in LACP.
    pub(in crate::sim) lacp_offset: u32,
    pub(in crate::sim) bridge_priority: u16,
    pub(in crate::sim) vlan_priorities: Vec<(u16, u16)>,
    pub(in crate::sim) spanning_tree: bool,
    pub(in crate::sim) agent: bool,
    pub(in crate::sim) lldp: bool,
    pub(in crate::sim) cdp: bool,
    pub(in crate::sim) discovery: Discovery,
    pub(in crate::sim) talks: bool,
    pub(in crate::sim) community: Vec<u8>,
    #[cfg(feature = "v3")]
    pub(in crate::sim) users: Vec<Arc<UsmUser>>,
    pub(in crate::sim) write_community: Option<Vec<u8>>,
    pub(in crate::sim) location: String,
    pub(in crate::sim) uptime: Duration,
    pub(in crate::sim) routes: bool,
    pub(in crate::sim) routing: Routing,
    pub(in crate::sim) quirks: Quirks,
    /// Physical ones first, in the order given; then aggregates; then those that only bear addresses.
    pub(in crate::sim) interfaces: Vec<Interface>,
    /// The position of the interface that bears the management address.
    pub(in crate::sim) management: Option<usize>,
}

#[derive(Clone, Debug)]
pub(in crate::sim) struct Interface {
    pub(in crate::sim) name: String,
    pub(in crate::sim) description: String,
    pub(in crate::sim) alias: String,
    pub(in crate::sim) if_index: u32,
    pub(in crate::sim) mac: MacAddr,
    pub(in crate::sim) speed_bps: u64,
    pub(in crate::sim) medium: Medium,
    pub(in crate::sim) admin_up: bool,
    pub(in crate::sim) oper_up: bool,
    pub(in crate::sim) bridge_port: Option<u32>,
    pub(in crate::sim) lldp_port: u32,
    /// The aggregate that it is a member of.
    pub(in crate::sim) aggregate: Option<usize>,
    pub(in crate::sim) untagged: u16,
    pub(in crate::sim) tagged: BTreeSet<u16>,
    /// The VLAN in which it bears an address.
    pub(in crate::sim) vlan: Option<u16>,
    /// The interface below it.
    pub(in crate::sim) over: Option<usize>,
    pub(in crate::sim) address: Option<(Ipv4Addr, u8)>,
}

impl Interface {
    /// Whether a bridge port carries that VLAN.
    pub(in crate::sim) fn carries(&self, vlan: u16) -> bool {
        self.untagged == vlan || self.tagged.contains(&vlan)
    }
}

impl Node {
    pub(in crate::sim) fn kind(&self) -> Kind {
        match self.role {
            Role::Switch if self.routes => Kind::Router,
            Role::Switch => Kind::Bridge,
            Role::Router => Kind::Router,
            Role::Host => Kind::Host,
            Role::Printer => Kind::Printer,
            Role::AccessPoint => Kind::AccessPoint,
            Role::Phone => Kind::Phone,
            Role::Hub | Role::UnmanagedSwitch => Kind::Repeater,
        }
    }

    pub(in crate::sim) fn bridge_id(&self, vlan: Option<u16>) -> BridgeId {
        let own = self.vlan_priorities.iter().rev().find(|(of, _)| Some(*of) == vlan);
        let priority = own.map_or(self.bridge_priority, |(_, priority)| *priority);
        BridgeId { priority: priority.saturating_add(vlan.unwrap_or(0)), mac: self.base_mac }
    }

    /// The address at which it is managed.
    pub(in crate::sim) fn address(&self) -> Option<Ipv4Addr> {
        Some(self.interfaces.get(self.management?)?.address?.0)
    }

    /// The address on this machine that stands for it.
    pub(in crate::sim) fn asked_at(&self) -> Option<Ipv4Addr> {
        self.address().map(super::on_loopback)
    }

    /// The interface that decides about forwarding: the aggregate of a member, else the port itself.
    pub(in crate::sim) fn logical(&self, port: usize) -> usize {
        self.interfaces.get(port).and_then(|interface| interface.aggregate).unwrap_or(port)
    }

    /// The members of an aggregate, or the port itself.
    pub(in crate::sim) fn members(&self, port: usize) -> Vec<usize> {
        let members: Vec<usize> = (0..self.interfaces.len())
            .filter(|&at| self.interfaces.get(at).is_some_and(|interface| interface.aggregate == Some(port)))
            .collect();
        if members.is_empty() { vec![port] } else { members }
    }

    pub(in crate::sim) fn position_of(&self, name: &str) -> Option<usize> {
        self.interfaces.iter().position(|interface| interface.name == name)
    }

    /// Resolves a device; `serial` counts the MAC addresses given out so far.
    pub(super) fn new(
        device: &Device,
        community: &str,
        write_community: Option<&str>,
        serial: &mut u32,
    ) -> Result<Self> {
        check(device)?;
        let mut given = device.mac.map(number_of);
        let mut mac = || {
            if let Some(next) = given.as_mut() {
                *next = next.wrapping_add(1);
                return mac_of(next.wrapping_sub(1));
            }
            let [_, b, c, d] = serial.to_be_bytes();
            *serial = serial.saturating_add(1);
            let [x, y, z] = device.vendor.oui();
            MacAddr([x, y, z, b, c, d])
        };
        let base_mac = match device.mac {
            Some(of_first_port) if !device.role.bridges() => of_first_port,
            _ => mac(),
        };
        let mut node = Self {
            name: device.name.clone(),
            role: device.role,
            vendor: device.vendor,
            base_mac,
            lacp_system: base_mac,
            lacp_offset: 0,
            bridge_priority: device.bridge_priority,
            vlan_priorities: device.vlan_priorities.clone(),
            spanning_tree: device.spanning_tree && device.role == Role::Switch,
            agent: device.agent && !device.role.is_dumb(),
            lldp: device.lldp && device.discovery.has_lldp() && !device.role.is_dumb(),
            discovery: device.discovery,
            cdp: device.cdp && device.vendor == Vendor::Cisco && device.role != Role::Host,
            talks: device.talks,
            community: device.community.as_deref().unwrap_or(community).as_bytes().to_vec(),
            #[cfg(feature = "v3")]
            users: device.users.clone(),
            write_community: device.write_community.as_deref().or(write_community).map(|it| it.as_bytes().to_vec()),
            location: device.location.clone(),
            uptime: device.uptime.unwrap_or_default(),
            routes: !device.routes.is_empty() || device.role == Role::Router,
            routing: if device.role == Role::Router || !device.routes.is_empty() {
                device.routing.clone()
            } else {
                Routing::default()
            },
            quirks: device.quirks.clone(),
            interfaces: Vec::new(),
            management: None,
        };
        for (position, (name, speed_bps)) in (1..).zip(&device.ports) {
            let if_index = device.vendor.if_index(position);
            node.interfaces.push(Interface {
                description: device.vendor.port_description(name),
                if_index,
                mac: mac(),
                speed_bps: *speed_bps,
                medium: if name.starts_with("wlan") { Medium::Radio } else { Medium::Copper },
                bridge_port: device.role.bridges().then(|| device.vendor.bridge_port(position)),
                lldp_port: device.vendor.lldp_port(position, if_index),
                ..Interface::named(name, base_mac)
            });
        }
        node.add_aggregates(device)?;
        node.apply_settings(device)?;
        node.add_address_bearers(device)?;
        Ok(node)
    }

    fn add_aggregates(&mut self, device: &Device) -> Result<()> {
        let ports = u32::try_from(device.ports.len()).unwrap_or(u32::MAX);
        for (position, (name, members)) in (1..).zip(&device.lags) {
            let aggregate = self.interfaces.len();
            let mut speed_bps = 0_u64;
            let mut mac = None;
            for member in members {
                let port = self.find(member)?;
                if let Some(interface) = self.interfaces.get_mut(port) {
                    if interface.aggregate.is_some() || interface.medium != Medium::Copper {
                        return Err(Error::invalid(
                            "LAG member",
                            format!("{} {member}", device.name),
                            "a port belongs to one LAG at most, and is a cabled one",
                        ));
                    }
                    interface.aggregate = Some(aggregate);
                    interface.bridge_port = None;
                    speed_bps = speed_bps.saturating_add(interface.speed_bps);
                    mac = mac.or(Some(interface.mac));
                }
            }
            let if_index = device.vendor.lag_if_index(position);
            self.interfaces.push(Interface {
                description: device.vendor.port_description(name),
                if_index,
                mac: mac.unwrap_or(self.base_mac),
                speed_bps,
                medium: Medium::Aggregate,
                bridge_port: device.role.bridges().then(|| device.vendor.bridge_port(ports.saturating_add(position))),
                lldp_port: if_index,
                ..Interface::named(name, self.base_mac)
            });
        }
        Ok(())
    }

    fn apply_settings(&mut self, device: &Device) -> Result<()> {
        for (name, setting) in &device.settings {
            let port = self.find(name)?;
            let Some(interface) = self.interfaces.get_mut(port) else { continue };
            match setting {
                Setting::Speed(speed_bps) => interface.speed_bps = *speed_bps,
                Setting::Access(vlan) => {
                    interface.untagged = valid_vlan(*vlan)?;
                    interface.tagged.clear();
                }
                Setting::Trunk(vlans) => {
                    interface.untagged = 1;
                    interface.tagged = vlans.iter().map(|&vlan| valid_vlan(vlan)).collect::<Result<_>>()?;
                    interface.tagged.remove(&1);
                }
                Setting::Alias(text) => text.clone_into(&mut interface.alias),
                Setting::Shut => interface.admin_up = false,
            }
        }
        Ok(())
    }

    /// Interfaces with addresses: in VLAN 1 for management, and in each VLAN that it routes. An end
    /// system bears its address on its first port, in the VLAN that its switch puts it into.
    fn add_address_bearers(&mut self, device: &Device) -> Result<()> {
        match device.role {
            Role::Hub | Role::UnmanagedSwitch => {}
            Role::Host | Role::Printer => {
                self.management = (!self.interfaces.is_empty()).then_some(0);
                if device.vendor == Vendor::Linux {
                    self.interfaces.push(Interface {
                        if_index: 1,
                        speed_bps: 10_000_000,
                        medium: Medium::Loopback,
                        mac: MacAddr([0; 6]),
                        ..Interface::named("lo", self.base_mac)
                    });
                }
            }
            Role::Switch | Role::AccessPoint | Role::Phone => {
                let mut vlans: BTreeSet<u16> = [1].into();
                for route in &device.routes {
                    vlans.insert(valid_vlan(route.vlan)?);
                }
                self.management = Some(self.interfaces.len());
                for vlan in vlans {
                    let (if_index, name) = device.vendor.vlan_interface(vlan);
                    self.push_virtual(&name, if_index, vlan, None);
                }
            }
            Role::Router => {
                let first = device.ports.first().map(|(name, _)| (name.clone(), 1));
                let asked = device.routes.iter().filter_map(|route| Some((route.port.clone()?, route.vlan)));
                let asked: BTreeSet<(String, u16)> = asked.collect();
                let routes = if asked.is_empty() { first.into_iter().collect() } else { asked };
                for (number, (name, vlan)) in (0_u32..).zip(routes) {
                    let port = self.find(&name)?;
                    let vlan = valid_vlan(vlan)?;
                    if vlan == 1 {
                        if let Some(interface) = self.interfaces.get_mut(port) {
                            interface.vlan = Some(1);
                        }
                        self.management = self.management.or(Some(port));
                    } else {
                        let index = 6000_u32.saturating_add(number);
                        self.push_virtual(&format!("{name}.{vlan}"), index, vlan, Some(port));
                    }
                }
                let bearer = self.interfaces.iter().position(|interface| interface.vlan.is_some());
                self.management = self.management.or(bearer);
            }
        }
        Ok(())
    }

    fn push_virtual(&mut self, name: &str, if_index: u32, vlan: u16, over: Option<usize>) {
        let below = over.and_then(|port| self.interfaces.get(port));
        self.interfaces.push(Interface {
            description: name.to_owned(),
            if_index,
            mac: below.map_or(self.base_mac, |interface| interface.mac),
            speed_bps: below.map_or(1_000_000_000, |interface| interface.speed_bps),
            medium: Medium::Virtual,
            vlan: Some(vlan),
            over,
            ..Interface::named(name, self.base_mac)
        });
    }

    fn find(&self, port: &str) -> Result<usize> {
        self.position_of(port).ok_or_else(|| {
            let names: Vec<&str> = self.interfaces.iter().map(|interface| interface.name.as_str()).collect();
            Error::invalid("port", port, format!("{} has {}", self.name, listed(&names)))
        })
    }
}

impl Interface {
    fn named(name: &str, mac: MacAddr) -> Self {
        Self {
            name: name.to_owned(),
            description: name.to_owned(),
            alias: String::new(),
            if_index: 0,
            mac,
            speed_bps: 0,
            medium: Medium::Copper,
            admin_up: true,
            oper_up: true,
            bridge_port: None,
            lldp_port: 0,
            aggregate: None,
            untagged: 1,
            tagged: BTreeSet::new(),
            vlan: None,
            over: None,
            address: None,
        }
    }
}

fn check(device: &Device) -> Result<()> {
    for priority in device.vlan_priorities.iter().map(|(_, priority)| priority).chain([&device.bridge_priority]) {
        if priority % 4096 != 0 {
            return Err(Error::invalid("bridge priority", priority.to_string(), "0 to 61440 in steps of 4096"));
        }
    }
    let mut names = BTreeSet::new();
    for name in device.ports.iter().map(|(name, _)| name).chain(device.lags.iter().map(|(name, _)| name)) {
        if !names.insert(name) {
            return Err(Error::invalid("port", name.as_str(), format!("{} has that name already", device.name)));
        }
    }
    Ok(())
}

fn number_of(mac: MacAddr) -> u64 {
    mac.0.iter().fold(0, |number, &octet| number << 8 | u64::from(octet))
}

fn mac_of(number: u64) -> MacAddr {
    let [_, _, octets @ ..] = number.to_be_bytes();
    MacAddr(octets)
}

fn valid_vlan(vlan: u16) -> Result<u16> {
    if (1..=4094).contains(&vlan) {
        Ok(vlan)
    } else {
        Err(Error::invalid("VLAN", vlan.to_string(), "a number from 1 to 4094"))
    }
}

/// The first names of a list, for a message.
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [] => "none".to_owned(),
        [first, second, .., last] if names.len() > 8 => format!("{first}, {second} … {last}"),
        _ => names.join(", "),
    }
}

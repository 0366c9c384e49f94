use std::net::Ipv4Addr;
#[cfg(feature = "v3")]
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::vendor::Vendor;
use crate::sim::agent::Quirks;
use crate::value::MacAddr;
#[cfg(feature = "v3")]
use crate::wire::usm::UsmUser;

/// What a simulated device is. The names are those of the inventory, so that truth and conclusion compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A hub or an unmanaged switch: no address, no agent, no protocol.
    Repeater,
    /// A managed switch.
    Bridge,
    /// A router, or a switch that routes.
    Router,
    /// An end system.
    Host,
    /// A printer.
    Printer,
    /// A wireless access point.
    AccessPoint,
    /// A telephone with a socket for a computer.
    Phone,
}

/// By which protocol a device finds its neighbors, and which table of them its agent has. CDP comes on top of any, on
/// devices of [`Vendor::Cisco`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Discovery {
    /// LLDP, in LLDP-MIB (IEEE 802.1AB-2005).
    #[default]
    Lldp,
    /// LLDP, in LLDP-V2-MIB (IEEE 802.1AB-2009) alone.
    LldpV2,
    /// FDP, in FOUNDRY-SN-SWITCH-GROUP-MIB; CDP is heard too.
    Fdp,
    /// EDP, in EXTREME-EDP-MIB.
    Edp,
    /// MNDP beside LLDP, in MIKROTIK-MIB alone, which does not tell the neighbor's port; CDP is heard too.
    Mndp,
}

impl Discovery {
    /// Whether LLDP is spoken.
    pub(in crate::sim) fn has_lldp(self) -> bool {
        matches!(self, Self::Lldp | Self::LldpV2 | Self::Mndp)
    }

    /// `sysObjectID` below `enterprises` of the maker whose protocol it is, as others ask for its table on that maker's
    /// devices alone.
    pub(in crate::sim) fn object_id(self) -> Option<&'static [u32]> {
        match self {
            Self::Lldp | Self::LldpV2 => None,
            Self::Fdp => Some(&[1991, 1, 3, 62, 2, 1, 1]),
            Self::Edp => Some(&[1916, 2, 71]),
            Self::Mndp => Some(&[14988, 1]),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Role {
    Switch,
    Router,
    Host,
    Printer,
    AccessPoint,
    Phone,
    Hub,
    UnmanagedSwitch,
}

impl Role {
    /// Whether it forwards frames and learns addresses that somebody could ask for.
    pub(in crate::sim) fn bridges(self) -> bool {
        matches!(self, Self::Switch | Self::AccessPoint | Self::Phone)
    }

    /// Whether it is invisible to every protocol.
    pub(in crate::sim) fn is_dumb(self) -> bool {
        matches!(self, Self::Hub | Self::UnmanagedSwitch)
    }
}

#[derive(Clone, Debug)]
pub(in crate::sim) enum Setting {
    Speed(u64),
    Access(u16),
    Trunk(Vec<u16>),
    Alias(String),
    Shut,
}

#[derive(Clone, Debug)]
pub(in crate::sim) struct Route {
    /// The port that carries it, for a router; a switch routes between its own VLANs.
    pub(in crate::sim) port: Option<String>,
    pub(in crate::sim) vlan: u16,
}

/// The routing protocols that a device speaks.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Routing {
    pub(in crate::sim) ospf: bool,
    pub(in crate::sim) isis: bool,
    /// The autonomous system.
    pub(in crate::sim) bgp: Option<u32>,
}

/// One device of a world, as its owner would configure it. Made by one of the constructors, refined by
/// the methods, checked by [`WorldBuilder::build`](super::WorldBuilder::build).
///
/// ```
/// use netwarden::sim::{Device, Vendor};
///
/// let switch = Device::switch("floor2").vendor(Vendor::Cisco).ports(24).port("Te1/1/1", 10_000_000_000)
///     .trunk("Te1/1/1", &[10, 20])
///     .access("Gi1/0/5", 20)
///     .bridge_priority(8192);
/// # let _ = switch;
/// ```
#[derive(Clone, Debug)]
pub struct Device {
    pub(in crate::sim) name: String,
    pub(in crate::sim) role: Role,
    pub(in crate::sim) vendor: Vendor,
    pub(in crate::sim) ports: Vec<(String, u64)>,
    pub(in crate::sim) settings: Vec<(String, Setting)>,
    pub(in crate::sim) lags: Vec<(String, Vec<String>)>,
    pub(in crate::sim) routes: Vec<Route>,
    pub(in crate::sim) routing: Routing,
    pub(in crate::sim) bridge_priority: u16,
    pub(in crate::sim) vlan_priorities: Vec<(u16, u16)>,
    pub(in crate::sim) spanning_tree: bool,
    pub(in crate::sim) agent: bool,
    pub(in crate::sim) lldp: bool,
    pub(in crate::sim) cdp: bool,
    pub(in crate::sim) discovery: Discovery,
    pub(in crate::sim) talks: bool,
    pub(in crate::sim) community: Option<String>,
    #[cfg(feature = "v3")]
    pub(in crate::sim) users: Vec<Arc<UsmUser>>,
    pub(in crate::sim) write_community: Option<String>,
    pub(in crate::sim) address: Option<Ipv4Addr>,
    pub(in crate::sim) location: String,
    pub(in crate::sim) uptime: Option<Duration>,
    pub(in crate::sim) mac: Option<MacAddr>,
    pub(in crate::sim) quirks: Quirks,
}

const GIGABIT: u64 = 1_000_000_000;

impl Device {
    fn new(name: &str, role: Role, vendor: Vendor) -> Self {
        Self {
            name: name.to_owned(),
            role,
            vendor,
            ports: Vec::new(),
            settings: Vec::new(),
            lags: Vec::new(),
            routes: Vec::new(),
            routing: Routing::default(),
            bridge_priority: 32_768,
            vlan_priorities: Vec::new(),
            spanning_tree: role == Role::Switch,
            agent: !role.is_dumb() && role != Role::Phone,
            lldp: matches!(role, Role::Switch | Role::AccessPoint | Role::Phone),
            cdp: vendor == Vendor::Cisco,
            discovery: Discovery::default(),
            talks: !role.is_dumb(),
            community: None,
            #[cfg(feature = "v3")]
            users: Vec::new(),
            write_community: None,
            address: None,
            location: String::new(),
            uptime: None,
            mac: None,
            quirks: Quirks::new(),
        }
    }

    /// A managed switch without ports: add them with [`Self::ports`].
    #[must_use]
    pub fn switch(name: &str) -> Self {
        Self::new(name, Role::Switch, Vendor::Example)
    }

    /// A router without ports.
    #[must_use]
    pub fn router(name: &str) -> Self {
        Self::new(name, Role::Router, Vendor::Example)
    }

    /// An end system with an agent and one gigabit port, `eth0`.
    #[must_use]
    pub fn host(name: &str) -> Self {
        Self::new(name, Role::Host, Vendor::Linux).port("eth0", GIGABIT)
    }

    /// A network printer with an agent and one 100 Mbit/s port, `eth0`.
    #[must_use]
    pub fn printer(name: &str) -> Self {
        Self::new(name, Role::Printer, Vendor::LaserJet).port("eth0", 100_000_000)
    }

    /// An access point: a bridge between `eth0` and the radio `wlan0`, to which any number of
    /// stations can be cabled.
    #[must_use]
    pub fn access_point(name: &str) -> Self {
        Self::new(name, Role::AccessPoint, Vendor::Ubiquiti).port("eth0", GIGABIT).port("wlan0", 300_000_000)
    }

    /// A telephone: a small bridge between `net` and `pc`, without an agent.
    #[must_use]
    pub fn phone(name: &str) -> Self {
        Self::new(name, Role::Phone, Vendor::Example).port("net", GIGABIT).port("pc", GIGABIT)
    }

    /// A hub of `ports` ports, `1` and up: it repeats every frame on every port.
    #[must_use]
    pub fn hub(name: &str, ports: u32) -> Self {
        Self::new(name, Role::Hub, Vendor::Example).ports(ports)
    }

    /// A switch that nobody can ask, of `ports` ports, `1` and up. It forwards LLDP, as cheap ones do.
    #[must_use]
    pub fn unmanaged_switch(name: &str, ports: u32) -> Self {
        Self::new(name, Role::UnmanagedSwitch, Vendor::Example).ports(ports)
    }

    /// The maker: it decides port names, numbering, identifiers and which tables the agent has.
    /// Set it before [`Self::ports`].
    #[must_use]
    pub fn vendor(mut self, vendor: Vendor) -> Self {
        self.vendor = vendor;
        self.cdp = vendor == Vendor::Cisco;
        self
    }

    /// Adds `count` gigabit ports, named as the maker names them: `p1`, `Gi1/0/1`, `ether1`.
    #[must_use]
    pub fn ports(mut self, count: u32) -> Self {
        let dumb = self.role.is_dumb();
        self.ports.extend((1..=count).map(|number| {
            let name = if dumb { number.to_string() } else { self.vendor.port_name(number) };
            (name, GIGABIT)
        }));
        self
    }

    /// Adds one port of `speed_bps` bit/s.
    #[must_use]
    pub fn port(mut self, name: &str, speed_bps: u64) -> Self {
        self.ports.push((name.to_owned(), speed_bps));
        self
    }

    /// Sets the speed of a port in bit/s; the default is 1 Gbit/s.
    #[must_use]
    pub fn speed(self, port: &str, speed_bps: u64) -> Self {
        self.set(port, Setting::Speed(speed_bps))
    }

    /// Puts a port (or LAG) into one VLAN, untagged; the default is VLAN 1.
    #[must_use]
    pub fn access(self, port: &str, vlan: u16) -> Self {
        self.set(port, Setting::Access(vlan))
    }

    /// Lets a port (or LAG) carry `vlans` tagged, besides VLAN 1 untagged.
    #[must_use]
    pub fn trunk(self, port: &str, vlans: &[u16]) -> Self {
        self.set(port, Setting::Trunk(vlans.to_vec()))
    }

    /// What the operator wrote on the port (`ifAlias`).
    #[must_use]
    pub fn alias(self, port: &str, text: &str) -> Self {
        self.set(port, Setting::Alias(text.to_owned()))
    }

    /// Switches a port off (`ifAdminStatus` down).
    #[must_use]
    pub fn shut(self, port: &str) -> Self {
        self.set(port, Setting::Shut)
    }

    fn set(mut self, port: &str, setting: Setting) -> Self {
        self.settings.push((port.to_owned(), setting));
        self
    }

    /// Bundles ports into an aggregate (IEEE 802.1AX).
    #[must_use]
    pub fn lag(mut self, name: &str, members: &[&str]) -> Self {
        self.lags.push((name.to_owned(), members.iter().map(|&member| member.to_owned()).collect()));
        self
    }

    /// Makes a switch route between these VLANs: it becomes their gateway.
    #[must_use]
    pub fn routes(mut self, vlans: &[u16]) -> Self {
        self.routes.extend(vlans.iter().map(|&vlan| Route { port: None, vlan }));
        self
    }

    /// Gives a router an interface in each of these VLANs on one port: VLAN 1 on the port itself,
    /// the others on `port.vlan`.
    #[must_use]
    pub fn routes_on(mut self, port: &str, vlans: &[u16]) -> Self {
        self.routes.extend(vlans.iter().map(|&vlan| Route { port: Some(port.to_owned()), vlan }));
        self
    }

    /// Makes a router speak OSPF on all its interfaces with addresses, in area 0; its management address is its
    /// router id. It has as neighbors the routers on its subnets that speak OSPF too.
    #[must_use]
    pub fn ospf(mut self) -> Self {
        self.routing.ospf = true;
        self
    }

    /// Makes a router speak IS-IS of level 2 on all its interfaces with addresses; its base MAC address is its system
    /// id.
    #[must_use]
    pub fn isis(mut self) -> Self {
        self.routing.isis = true;
        self
    }

    /// Makes a router speak BGP in that autonomous system, 1 to 65535. Its peers are all others of the system, at
    /// their management addresses, and those of other systems on its subnets.
    #[must_use]
    pub fn bgp(mut self, autonomous_system: u16) -> Self {
        self.routing.bgp = (autonomous_system > 0).then_some(u32::from(autonomous_system));
        self
    }

    /// The spanning tree priority: 0 to 61440 in steps of 4096; the least becomes the root.
    #[must_use]
    pub fn bridge_priority(mut self, priority: u16) -> Self {
        self.bridge_priority = priority;
        self
    }

    /// The priority in one VLAN, where each has a tree of its own
    /// ([`WorldBuilder::spanning_tree_per_vlan`](super::WorldBuilder::spanning_tree_per_vlan)).
    #[must_use]
    pub fn bridge_priority_in(mut self, vlan: u16, priority: u16) -> Self {
        self.vlan_priorities.push((vlan, priority));
        self
    }

    /// Takes the bridge out of the spanning tree: it forwards on every port and passes BPDUs through.
    #[must_use]
    pub fn without_spanning_tree(mut self) -> Self {
        self.spanning_tree = false;
        self
    }

    /// Takes the agent away: the device works but answers no question.
    #[must_use]
    pub fn silent(mut self) -> Self {
        self.agent = false;
        self
    }

    /// Gives the device an agent, where it has none by default.
    #[must_use]
    pub fn with_agent(mut self) -> Self {
        self.agent = true;
        self
    }

    /// Makes the device speak LLDP, where it does not by default.
    #[must_use]
    pub fn with_lldp(mut self) -> Self {
        self.lldp = true;
        self
    }

    /// By which protocol it finds its neighbors, and which table of them its agent has; the default is LLDP in LLDP-MIB.
    #[must_use]
    pub fn discovery(mut self, discovery: Discovery) -> Self {
        self.discovery = discovery;
        self
    }

    /// Stops LLDP.
    #[must_use]
    pub fn without_lldp(mut self) -> Self {
        self.lldp = false;
        self
    }

    /// Stops CDP, which only [`Vendor::Cisco`] speaks.
    #[must_use]
    pub fn without_cdp(mut self) -> Self {
        self.cdp = false;
        self
    }

    /// Its own address never sends into the data plane: other bridges do not learn it. So it is with
    /// switches that are managed over a network of their own.
    #[must_use]
    pub fn out_of_band(mut self) -> Self {
        self.talks = false;
        self
    }

    /// The community that its agent wants, where it is not the world's.
    #[must_use]
    pub fn community(mut self, community: &str) -> Self {
        self.community = Some(community.to_owned());
        self
    }

    /// A user of SNMPv3 that its agent knows; several calls add up. They take the place of the world's.
    #[cfg(feature = "v3")]
    #[must_use]
    pub fn user(mut self, user: impl Into<Arc<UsmUser>>) -> Self {
        self.users.push(user.into());
        self
    }

    /// The community that may also set values, where it is not the world's: see
    /// [`WorldBuilder::write_community`](super::WorldBuilder::write_community).
    #[must_use]
    pub fn write_community(mut self, community: &str) -> Self {
        self.write_community = Some(community.to_owned());
        self
    }

    /// Its management address; otherwise the next free one of its VLAN is taken.
    #[must_use]
    pub fn address(mut self, address: Ipv4Addr) -> Self {
        self.address = Some(address);
        self
    }

    /// `sysLocation`.
    #[must_use]
    pub fn location(mut self, location: &str) -> Self {
        location.clone_into(&mut self.location);
        self
    }

    /// How long it has been up when the world starts: at most [`World::HISTORY`](super::World::HISTORY);
    /// otherwise some days, different for each device.
    #[must_use]
    pub fn uptime(mut self, uptime: Duration) -> Self {
        self.uptime = Some(uptime);
        self
    }

    /// Its MAC address: the base address of a bridge, whose ports take those after it, or that of the first port of
    /// another. Otherwise addresses are handed out in the order of the devices.
    #[must_use]
    pub fn mac(mut self, mac: MacAddr) -> Self {
        self.mac = Some(mac);
        self
    }

    /// The bad habits of its agent.
    #[must_use]
    pub fn quirks(mut self, quirks: Quirks) -> Self {
        self.quirks = quirks;
        self
    }
}

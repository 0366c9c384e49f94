use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
#[cfg(feature = "v3")]
use std::sync::Arc;
use std::time::Duration;

use ipnet::Ipv4Net;

use super::device::{Device, Role};
use super::forwarding::{Flow, Station, Trees, habits, stations};
use super::learning::{self, Learning};
use super::load::{Load, scramble};
use super::mlag;
use super::node::{Medium, Node, Place};
use super::wiring::{Cable, Wiring};
use super::{World, find_port};
use crate::error::{Error, Result};
use crate::value::MacAddr;
#[cfg(feature = "v3")]
use crate::wire::usm::UsmUser;

/// Collects devices and cables, then works out everything else.
///
/// Mistakes are reported by [`Self::build`], so that a world reads as a list.
#[derive(Clone, Debug)]
pub struct WorldBuilder {
    name: String,
    network: String,
    community: String,
    #[cfg(feature = "v3")]
    users: Vec<Arc<UsmUser>>,
    write_community: Option<String>,
    devices: Vec<Device>,
    cables: Vec<[String; 4]>,
    vlans: Vec<(u16, String, String)>,
    flows: Vec<(String, String, u64)>,
    loads: Vec<(String, String, u64, u64)>,
    per_vlan: bool,
    broadcast_every: Duration,
    virtual_routers: Vec<(u8, Vec<String>)>,
    mlags: Vec<[String; 4]>,
    learning: Learning,
    wrong_rows: f64,
    seed: u64,
}

impl WorldBuilder {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            network: "10.99.0.0/24".to_owned(),
            community: "public".to_owned(),
            #[cfg(feature = "v3")]
            users: Vec::new(),
            write_community: None,
            devices: Vec::new(),
            cables: Vec::new(),
            vlans: Vec::new(),
            flows: Vec::new(),
            loads: Vec::new(),
            per_vlan: false,
            broadcast_every: Duration::from_secs(200),
            virtual_routers: Vec::new(),
            mlags: Vec::new(),
            learning: Learning::Everything,
            wrong_rows: 0.0,
            seed: 1,
        }
    }

    /// The network that addresses are taken from; the default is 10.99.0.0/24. On this machine each device
    /// is asked at 127 followed by the last three octets of its address ([`World::range`]).
    #[must_use]
    pub fn network(mut self, network: &str) -> Self {
        network.clone_into(&mut self.network);
        self
    }

    /// The community that agents want; the default is `public`.
    #[must_use]
    pub fn community(mut self, community: &str) -> Self {
        community.clone_into(&mut self.community);
        self
    }

    /// A user of SNMPv3 that the agents know, at the level that its passwords give; several calls add up. Without
    /// any, nobody is answered in v3.
    #[cfg(feature = "v3")]
    #[must_use]
    pub fn user(mut self, user: impl Into<Arc<UsmUser>>) -> Self {
        self.users.push(user.into());
        self
    }

    /// The community that may also set values; by default nothing can be set. What can be set is `ifAdminStatus`,
    /// `ifAlias`, `sysContact`, `sysName` and `sysLocation`. The users of SNMPv3 may then set, too.
    ///
    /// A port that is taken down says so, and its counters stand still. The rest of the world, the device at the other
    /// end included, goes on as it was.
    #[must_use]
    pub fn write_community(mut self, community: &str) -> Self {
        self.write_community = Some(community.to_owned());
        self
    }

    /// Adds a device.
    #[must_use]
    pub fn device(mut self, device: Device) -> Self {
        self.devices.push(device);
        self
    }

    /// Adds several devices.
    #[must_use]
    pub fn devices(mut self, devices: impl IntoIterator<Item = Device>) -> Self {
        self.devices.extend(devices);
        self
    }

    /// Plugs a cable from one device's port to another's. A radio port takes any number of stations.
    #[must_use]
    pub fn cable(mut self, device: &str, port: &str, other_device: &str, other_port: &str) -> Self {
        self.cables.push([device, port, other_device, other_port].map(str::to_owned));
        self
    }

    /// Names a VLAN and gives it a part of the network; VLANs without a part share all of it.
    #[must_use]
    pub fn vlan(mut self, vlan: u16, name: &str, subnet: &str) -> Self {
        self.vlans.push((vlan, name.to_owned(), subnet.to_owned()));
        self
    }

    /// Sends about `bps` bit/s from one device to another, through gateways where their VLANs differ.
    #[must_use]
    pub fn flow(mut self, from: &str, to: &str, bps: u64) -> Self {
        self.flows.push((from.to_owned(), to.to_owned(), bps));
        self
    }

    /// Sends exactly `out_bps` out of a port and `in_bps` into it, over its cable alone.
    #[must_use]
    pub fn load(mut self, device: &str, port: &str, in_bps: u64, out_bps: u64) -> Self {
        self.loads.push((device.to_owned(), port.to_owned(), in_bps, out_bps));
        self
    }

    /// Gives every VLAN a spanning tree of its own; otherwise there is one for all.
    #[must_use]
    pub fn spanning_tree_per_vlan(mut self) -> Self {
        self.per_vlan = true;
        self
    }

    /// How often a station broadcasts: beyond [`World::AGING`] bridges off the usual paths forget it in
    /// between. The default is 200 s.
    #[must_use]
    pub fn broadcast_every(mut self, period: Duration) -> Self {
        self.broadcast_every = period.max(Duration::from_secs(1));
        self
    }

    /// Lets routers share one gateway, as VRRP does (RFC 5798): in each VLAN that the first of them routes, the stations'
    /// gateway is an address that it bears besides its own, with the MAC address 00:00:5e:00:01 and the group's number.
    #[must_use]
    pub fn virtual_router(mut self, group: u8, routers: &[&str]) -> Self {
        self.virtual_routers.push((group, routers.iter().map(|&router| router.to_owned()).collect()));
        self
    }

    /// Makes aggregates of two switches one (multi-chassis link aggregation), so that a device with an aggregate can
    /// have some of its members plugged into the one switch and some into the other. The two announce one LACP system,
    /// have a cable between them, and know whom either knows.
    #[must_use]
    pub fn mlag(mut self, device: &str, lag: &str, other_device: &str, other_lag: &str) -> Self {
        self.mlags.push([device, lag, other_device, other_lag].map(str::to_owned));
        self
    }

    /// How bridges come by the rows of their forwarding tables; the default is [`Learning::Everything`].
    #[must_use]
    pub fn learning(mut self, learning: Learning) -> Self {
        self.learning = learning;
        self
    }

    /// The share of rows, 0 to 1, that name a port chosen at random among those of the bridge that lead to other
    /// bridges: loops that came and went, moved stations, broken agents. The default is 0.
    #[must_use]
    pub fn wrong_rows(mut self, share: f64) -> Self {
        self.wrong_rows = share;
        self
    }

    /// Decides uptimes, amounts of traffic, and which rows bridges have.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Works out the world.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a name or address that is taken or unknown, a port with two cables, a
    /// LAG whose members lead to different places, or a network that is used up.
    pub fn build(self) -> Result<World> {
        let network = parse_network(&self.network)?;
        let mut nodes = self.nodes()?;
        let cables = self.cables(&nodes)?;
        let wiring = Wiring::new(&nodes, &cables, true, |node| node.role.is_dumb());
        let earshot = Wiring::new(&nodes, &cables, false, |node| node.role.is_dumb());
        let bpdu = Wiring::new(&nodes, &cables, true, |node| {
            node.role.is_dumb() || (node.role.bridges() && !node.spanning_tree)
        });
        let pairs = mlag::pairs(&self.mlags, &mut nodes, &wiring)?;
        let shadows: BTreeSet<Place> = pairs.iter().flat_map(mlag::Pair::shadows).collect();
        check_bundles(&nodes, &cables, &wiring, &shadows)?;
        settle_links(&mut nodes, &earshot);
        settle_vlans(&mut nodes, &wiring)?;
        let vlans = self.vlans(&nodes, network)?;
        self.assign_addresses(&mut nodes, &vlans)?;
        let trees = Trees::new(&nodes, &bpdu, &vlans.keys().copied().collect(), self.per_vlan, shadows);
        let stations = self.with_virtual_routers(&nodes, network, stations(&nodes, &wiring))?;
        let mut world = World {
            name: self.name.clone(),
            network,
            learned: vec![Vec::new(); nodes.len()],
            sociable: matches!(self.learning, Learning::Everything),
            nodes,
            cables,
            vlans,
            wiring,
            earshot,
            trees,
            stations,
            traffic: BTreeMap::new(),
            broadcast_every: self.broadcast_every,
        };
        let mut flows = habits(&world.nodes, &world.stations, self.seed);
        flows.extend(self.wanted_flows(&world)?);
        let ways = world.ways();
        self.learning.apply(&mut world, &ways, &flows, self.seed)?;
        pairs.iter().for_each(|pair| pair.tell(&mut world, &ways));
        learning::mistake(&mut world, self.wrong_rows, self.seed);
        world.send(&ways, &flows);
        world.hello();
        self.add_loads(&mut world)?;
        Ok(world)
    }

    fn nodes(&self) -> Result<Vec<Node>> {
        let (mut names, mut serial) = (BTreeSet::new(), 1);
        let mut nodes = Vec::with_capacity(self.devices.len());
        for (device, number) in self.devices.iter().zip(1_u64..) {
            if device.name.is_empty() || !names.insert(device.name.as_str()) {
                return Err(Error::invalid("device", &*device.name, "a name that no other device has"));
            }
            let mut node = Node::new(device, &self.community, self.write_community.as_deref(), &mut serial)?;
            if device.uptime.is_none() {
                let draw = scramble(self.seed ^ (number << 40));
                node.uptime = Duration::from_millis(3_600_000 + draw % (38 * 86_400_000));
            }
            node.uptime = node.uptime.min(World::HISTORY);
            #[cfg(feature = "v3")]
            if node.users.is_empty() {
                node.users.clone_from(&self.users);
            }
            nodes.push(node);
        }
        Ok(nodes)
    }

    fn cables(&self, nodes: &[Node]) -> Result<Vec<Cable>> {
        let mut taken = BTreeSet::new();
        let mut cables = Vec::with_capacity(self.cables.len());
        let by_name: BTreeMap<&str, usize> = nodes.iter().map(|node| node.name.as_str()).zip(0..).collect();
        for [a, a_port, b, b_port] in &self.cables {
            let mut end = |device: &String, port: &String| {
                let node = by_name.get(device.as_str()).copied().ok_or_else(|| {
                    Error::invalid("device", device.as_str(), format!("{} has no device of that name", self.name))
                })?;
                let place = find_port(nodes, node, port)?;
                let medium = nodes.get(node).and_then(|node| node.interfaces.get(place.port)).map(|it| it.medium);
                let free = medium == Some(Medium::Radio) || (medium == Some(Medium::Copper) && taken.insert(place));
                let expected = "a port takes one cable, an aggregate none";
                if free { Ok(place) } else { Err(Error::invalid("cable", format!("{device} {port}"), expected)) }
            };
            cables.push(Cable { a: end(a, a_port)?, b: end(b, b_port)? });
        }
        Ok(cables)
    }

    fn vlans(&self, nodes: &[Node], network: Ipv4Net) -> Result<BTreeMap<u16, (String, Ipv4Net)>> {
        let mut vlans: BTreeMap<u16, (String, Ipv4Net)> = BTreeMap::new();
        for interface in nodes.iter().flat_map(|node| &node.interfaces) {
            for vlan in interface.tagged.iter().copied().chain(interface.vlan).chain([1, interface.untagged]) {
                let name = if vlan == 1 { "default".to_owned() } else { format!("VLAN{vlan:04}") };
                vlans.entry(vlan).or_insert((name, network));
            }
        }
        for (vlan, name, subnet) in &self.vlans {
            let subnet = parse_network(subnet)?;
            if !network.contains(&subnet) {
                return Err(Error::invalid("subnet", subnet.to_string(), format!("a part of {network}")));
            }
            vlans.insert(*vlan, (name.clone(), subnet));
        }
        Ok(vlans)
    }

    /// Fixed addresses first, then gateways, then all others, in the order of the devices.
    fn assign_addresses(&self, nodes: &mut [Node], vlans: &BTreeMap<u16, (String, Ipv4Net)>) -> Result<()> {
        let mut taken: BTreeSet<Ipv4Addr> = BTreeSet::new();
        for (node, device) in nodes.iter_mut().zip(&self.devices) {
            let Some(address) = device.address else { continue };
            if !taken.insert(address) {
                return Err(Error::invalid("address", address.to_string(), "each device has an address of its own"));
            }
            let Some(interface) = node.management.and_then(|at| node.interfaces.get_mut(at)) else { continue };
            let prefix = interface.vlan.and_then(|vlan| vlans.get(&vlan)).map_or(32, |(_, subnet)| subnet.prefix_len());
            interface.address = Some((address, prefix));
        }
        let mut next: BTreeMap<Ipv4Net, u32> = BTreeMap::new();
        for gateways in [true, false] {
            for node in nodes.iter_mut().filter(|node| node.routes == gateways) {
                for interface in node.interfaces.iter_mut().filter(|interface| interface.address.is_none()) {
                    let Some((_, subnet)) = interface.vlan.and_then(|vlan| vlans.get(&vlan)) else { continue };
                    let address = next_free(*subnet, next.entry(*subnet).or_insert(1), &mut taken)?;
                    interface.address = Some((address, subnet.prefix_len()));
                }
            }
        }
        Ok(())
    }

    /// The stations, with those of virtual routers before all others, so that they are the gateways.
    fn with_virtual_routers(&self, nodes: &[Node], network: Ipv4Net, stations: Vec<Station>) -> Result<Vec<Station>> {
        let mut all = Vec::new();
        let mut last = u32::from(network.broadcast());
        for (group, routers) in &self.virtual_routers {
            let mut masters = Vec::new();
            for name in routers {
                let node = nodes.iter().position(|node| node.name == *name && node.routes);
                masters.push(node.ok_or_else(|| Error::invalid("virtual router", name, "routers of this world"))?);
            }
            let Some(master) = masters.first() else { continue };
            for station in stations.iter().filter(|station| station.place.node == *master) {
                last = last.saturating_sub(1);
                let mac = MacAddr([0x00, 0x00, 0x5e, 0x00, 0x01, *group]);
                all.push(Station { mac, address: Some(Ipv4Addr::from(last)), ..station.clone() });
            }
        }
        all.extend(stations);
        Ok(all)
    }

    fn wanted_flows(&self, world: &World) -> Result<Vec<Flow>> {
        let mut flows = Vec::new();
        for ((from, to, bps), number) in self.flows.iter().zip(1_u64..) {
            let load = Load::swinging(*bps, scramble(self.seed ^ number << 24));
            let (from, to) = (world.station_of(from)?, world.station_of(to)?);
            flows.extend(world.route(from, to)?.into_iter().map(|(from, to)| Flow { from, to, load }));
        }
        Ok(flows)
    }

    fn add_loads(&self, world: &mut World) -> Result<()> {
        for (device, port, in_bps, out_bps) in &self.loads {
            let place = world.place(device, port)?;
            let far = world.cables.iter().find_map(|cable| match cable {
                Cable { a, b } if *a == place => Some(*b),
                Cable { a, b } if *b == place => Some(*a),
                _ => None,
            });
            let expected = "a port with a cable";
            let far = far.ok_or_else(|| Error::invalid("load", format!("{device} {port}"), expected))?;
            world.count(far, place, &Load::steady(*in_bps));
            world.count(place, far, &Load::steady(*out_bps));
        }
        Ok(())
    }
}

/// A port is up where it is on and something is at the other end; an aggregate, where a member is.
fn settle_links(nodes: &mut [Node], earshot: &Wiring) {
    for (at, node) in nodes.iter_mut().enumerate() {
        for (port, interface) in node.interfaces.iter_mut().enumerate() {
            let cabled = matches!(interface.medium, Medium::Radio | Medium::Virtual | Medium::Loopback)
                || earshot.segment_of(Place { node: at, port }).is_some();
            interface.oper_up = interface.admin_up && cabled;
        }
        for port in 0..node.interfaces.len() {
            let up = node.members(port).iter().any(|&member| node.interfaces.get(member).is_some_and(|it| it.oper_up));
            if let Some(interface) = node.interfaces.get_mut(port).filter(|it| it.medium == Medium::Aggregate) {
                interface.oper_up = interface.admin_up && up;
            }
        }
    }
}

/// An end system is in the VLAN that its bridge puts untagged frames into; bridges must agree on it.
fn settle_vlans(nodes: &mut [Node], wiring: &Wiring) -> Result<()> {
    for segment in &wiring.segments {
        let untagged = |place: &Place| {
            let interface = nodes.get(place.node)?.interfaces.get(place.port)?;
            interface.bridge_port?;
            Some((interface.untagged, format!("{} {}", nodes.get(place.node)?.name, interface.name)))
        };
        let mut bridges = segment.members.iter().filter_map(untagged);
        let vlan = match bridges.next() {
            None => 1,
            Some((vlan, name)) => match bridges.find(|(other, _)| *other != vlan) {
                None => vlan,
                Some((other, other_name)) => {
                    let expected = format!("both ends agree, but {other_name} puts untagged frames into VLAN {other}");
                    return Err(Error::invalid("untagged VLAN", format!("{name}: {vlan}"), expected));
                }
            },
        };
        for place in &segment.members {
            let Some(node) = nodes.get_mut(place.node) else { continue };
            if matches!(node.role, Role::Host | Role::Printer) {
                if let Some(interface) = node.interfaces.get_mut(place.port) {
                    interface.vlan = Some(vlan);
                }
            }
        }
    }
    Ok(())
}

fn check_bundles(nodes: &[Node], cables: &[Cable], wiring: &Wiring, shadows: &BTreeSet<Place>) -> Result<()> {
    let mut far_ends: BTreeMap<Place, Place> = BTreeMap::new();
    for (near, far) in cables.iter().flat_map(|cable| [(cable.a, cable.b), (cable.b, cable.a)]) {
        let Some(node) = nodes.get(near.node) else { continue };
        let Some(aggregate) = node.interfaces.get(near.port).and_then(|it| it.aggregate) else { continue };
        let port = nodes.get(far.node).map_or(far.port, |other| other.logical(far.port));
        let far = Place { port, ..far };
        let own = Place { node: near.node, port: aggregate };
        let of_pair = |place: &Place| shadows.contains(place);
        if of_pair(&far) || of_pair(&own) || wiring.others(own).any(|place| of_pair(&place)) {
            continue;
        }
        if *far_ends.entry(own).or_insert(far) != far {
            let name = node.interfaces.get(aggregate).map_or("", |it| &it.name);
            let expected = "all members lead to one port or aggregate";
            return Err(Error::invalid("LAG", format!("{} {name}", node.name), expected));
        }
    }
    Ok(())
}

fn next_free(subnet: Ipv4Net, next: &mut u32, taken: &mut BTreeSet<Ipv4Addr>) -> Result<Ipv4Addr> {
    let first = u32::from(subnet.network());
    let last = u32::from(subnet.broadcast());
    while let Some(number) = first.checked_add(*next).filter(|&number| number < last) {
        *next += 1;
        let address = Ipv4Addr::from(number);
        if taken.insert(address) {
            return Ok(address);
        }
    }
    Err(Error::Limit { what: "the number of devices".to_owned(), limit: format!("the addresses of {subnet}") })
}

fn parse_network(text: &str) -> Result<Ipv4Net> {
    let net: Option<Ipv4Net> = text.parse().ok();
    let net = net.filter(|net| net.prefix_len() >= 8).map(|net| net.trunc());
    net.ok_or_else(|| Error::invalid("network", text, "an IPv4 network of /8 to /32, such as 10.20.0.0/24"))
}

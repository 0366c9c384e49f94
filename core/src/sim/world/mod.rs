mod build;
mod conversations;
mod device;
mod flow;
mod forwarding;
mod learning;
mod load;
mod mlag;
mod node;
mod spanning_tree;
mod truth;
mod vendor;
mod ways;
mod wiring;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::time::Duration;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::value::Moment;

pub use build::WorldBuilder;
pub use conversations::Conversations;
pub use device::{Device, Discovery, Kind};
pub use learning::{Drops, Learning};
pub use truth::{
    LinkKind, Truth, TruthAdjacency, TruthDevice, TruthEnd, TruthHop, TruthHost, TruthLag, TruthLink, TruthMedium,
    TruthMember, TruthRouting, TruthSegment, TruthState, TruthSubnet,
};
pub use vendor::Vendor;

pub(in crate::sim) use device::{Role, Routing, Setting};
pub(in crate::sim) use forwarding::{Learned, Station, Tree, Trees};
pub(in crate::sim) use load::{Load, scramble};
pub(in crate::sim) use node::{Interface, Medium, Node, Place};
pub(in crate::sim) use spanning_tree::PortRole;
pub(in crate::sim) use vendor::{ChassisStyle, FdbStyle, PortStyle};
pub(in crate::sim) use wiring::{Cable, Wiring};

/// A network that stands still in its cabling and moves in its traffic: devices, cables, and all that
/// the protocols between them have settled on. Made by [`World::builder`] or taken from
/// [`gallery`](crate::sim::gallery).
#[derive(Clone, Debug)]
pub struct World {
    name: String,
    network: Ipv4Net,
    pub(in crate::sim) nodes: Vec<Node>,
    pub(in crate::sim) cables: Vec<Cable>,
    /// By name and subnet; VLAN 1 is always there.
    pub(in crate::sim) vlans: BTreeMap<u16, (String, Ipv4Net)>,
    /// Who hears whose frames.
    pub(in crate::sim) wiring: Wiring,
    /// Who hears whose LLDP: port by port.
    pub(in crate::sim) earshot: Wiring,
    pub(in crate::sim) trees: Trees,
    pub(in crate::sim) stations: Vec<Station>,
    /// What each node's bridge has learned, ascending by station.
    pub(in crate::sim) learned: Vec<Vec<Learned>>,
    /// Whether every station has lately spoken with every other that it can reach.
    pub(in crate::sim) sociable: bool,
    /// Per physical interface, and per interface that bears an address.
    pub(in crate::sim) traffic: BTreeMap<Place, Traffic>,
    pub(in crate::sim) broadcast_every: Duration,
}

/// What goes in and out of one interface.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::sim) struct Traffic {
    pub(in crate::sim) ins: Load,
    pub(in crate::sim) outs: Load,
}

/// Traffic on one interface at one moment, and since the world began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortTraffic {
    /// Received now, in bit/s.
    pub in_bps: u64,
    /// Sent now, in bit/s.
    pub out_bps: u64,
    /// Octets received since [`World::HISTORY`] before the start.
    pub in_octets: u64,
    /// Octets sent since [`World::HISTORY`] before the start.
    pub out_octets: u64,
}

impl World {
    /// How long the traffic has been running at [`Moment::START`]: 40 days. No device has been up longer.
    pub const HISTORY: Duration = Duration::from_secs(40 * 86_400);

    /// How long a bridge keeps an address that it has not heard (`dot1dTpAgingTime`): 300 s.
    pub const AGING: Duration = Duration::from_secs(300);

    /// Starts a world without devices, in the network 10.99.0.0/24.
    #[must_use]
    pub fn builder(name: &str) -> WorldBuilder {
        WorldBuilder::new(name)
    }

    /// The same world, whose agents also answer to that user in SNMPv3, beside those that they have.
    #[cfg(feature = "v3")]
    #[must_use]
    pub fn with_user(mut self, user: impl Into<std::sync::Arc<crate::wire::usm::UsmUser>>) -> Self {
        let user = user.into();
        for node in self.nodes.iter_mut().filter(|node| node.talks) {
            node.users.push(std::sync::Arc::clone(&user));
        }
        self
    }

    /// The same world, whose agents also take orders from that community, in place of those that
    /// their builder named ([`WorldBuilder::write_community`]).
    #[must_use]
    pub fn with_write_community(mut self, community: &str) -> Self {
        for node in self.nodes.iter_mut().filter(|node| node.talks) {
            node.write_community = Some(community.as_bytes().to_vec());
        }
        self
    }

    /// The name given to [`Self::builder`].
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The network that the devices' addresses lie in.
    #[must_use]
    pub fn network(&self) -> Ipv4Net {
        self.network
    }

    /// Where the devices are asked on this machine: the network with 127 as its first octet.
    #[must_use]
    pub fn range(&self) -> Ipv4Net {
        let network = Ipv4Net::new(on_loopback(self.network.network()), self.network.prefix_len());
        network.unwrap_or(self.network)
    }

    /// The names of all devices, in the order in which they were added.
    pub fn device_names(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(|node| node.name.as_str())
    }

    /// The address at which a device is asked on this machine, where it has one.
    #[must_use]
    pub fn address(&self, device: &str) -> Option<Ipv4Addr> {
        self.nodes.iter().find(|node| node.name == device)?.asked_at()
    }

    /// The device and port at the other end of the cable in a port; `None` where there is no cable.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is no such device or port.
    pub fn other_end(&self, device: &str, port: &str) -> Result<Option<(&str, &str)>> {
        let here = self.place(device, port)?;
        let far = self.cables.iter().find_map(|cable| match cable {
            Cable { a, b } if *a == here => Some(*b),
            Cable { a, b } if *b == here => Some(*a),
            _ => None,
        });
        let name = |place: Place| {
            let node = self.nodes.get(place.node)?;
            Some((node.name.as_str(), node.interfaces.get(place.port)?.name.as_str()))
        };
        Ok(far.and_then(name))
    }

    /// The true traffic of an interface, to compare measured rates with.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is no such device or port.
    pub fn traffic(&self, device: &str, port: &str, now: Moment) -> Result<PortTraffic> {
        let place = self.place(device, port)?;
        let age = Self::age(now);
        let mut sum = PortTraffic::default();
        for traffic in self.traffic_of(place) {
            sum.in_bps = sum.in_bps.saturating_add(traffic.ins.bps(age));
            sum.out_bps = sum.out_bps.saturating_add(traffic.outs.bps(age));
            sum.in_octets = sum.in_octets.saturating_add(traffic.ins.octets(age));
            sum.out_octets = sum.out_octets.saturating_add(traffic.outs.octets(age));
        }
        Ok(sum)
    }

    /// The traffic of an interface by physical port: an aggregate counts what its members count.
    pub(in crate::sim) fn traffic_of(&self, place: Place) -> Vec<Traffic> {
        let ports = self.nodes.get(place.node).map_or_else(Vec::new, |node| node.members(place.port));
        ports.into_iter().map(|port| self.traffic.get(&Place { port, ..place }).copied().unwrap_or_default()).collect()
    }

    /// Time since the traffic began.
    pub(in crate::sim) fn age(now: Moment) -> Duration {
        Self::HISTORY + now.since(Moment::START)
    }

    pub(in crate::sim) fn node(&self, device: &str) -> Result<(usize, &Node)> {
        self.nodes.iter().enumerate().find(|(_, node)| node.name == device).ok_or_else(|| {
            let names: Vec<&str> = self.device_names().collect();
            Error::invalid("device", device, format!("{} has {}", self.name, node::listed(&names)))
        })
    }

    pub(in crate::sim) fn place(&self, device: &str, port: &str) -> Result<Place> {
        let (node, _) = self.node(device)?;
        find_port(&self.nodes, node, port)
    }

    pub(in crate::sim) fn interface(&self, place: Place) -> Option<&Interface> {
        self.nodes.get(place.node)?.interfaces.get(place.port)
    }
}

/// The address on this machine that stands for `address`: 127 and the last three octets.
fn on_loopback(address: Ipv4Addr) -> Ipv4Addr {
    let [_, b, c, d] = address.octets();
    Ipv4Addr::new(127, b, c, d)
}

/// The port of that name, or an error that lists the names there are.
fn find_port(nodes: &[Node], node: usize, port: &str) -> Result<Place> {
    let Some(it) = nodes.get(node) else { return Err(Error::invalid("device", "", "a device of this world")) };
    let found = it.position_of(port).map(|port| Place { node, port });
    found.ok_or_else(|| {
        let names: Vec<&str> = it.interfaces.iter().map(|interface| interface.name.as_str()).collect();
        Error::invalid("port", port, format!("{} has {}", it.name, node::listed(&names)))
    })
}

#[cfg(test)]
mod tests;

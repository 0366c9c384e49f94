//! Layer 3 of a topology that is kept up to date. It ties all domains together, so it is looked at anew as a whole, but
//! only where something that it depends on differs.

use std::collections::HashSet;
use std::net::IpAddr;

use ipnet::IpNet;

use super::cut::devices;
use crate::inventory::{DeviceSnapshot, Interface};
use crate::topology::graph::{Link, Node, Port, Topology};
use crate::topology::infer::add_layer_3;
use crate::topology::options::Options;
use crate::topology::union::name_apart;
use crate::value::{IfIndex, MacAddr};

/// Links of layer 3, the nodes that only routers know, and what both depend on.
#[derive(Clone, Debug, Default)]
pub(super) struct Routed {
    pub(super) nodes: Vec<Node>,
    pub(super) links: Vec<Link>,
    addresses: HashSet<IpAddr>,
    macs: HashSet<MacAddr>,
    /// Subnets that routers are in.
    networks: HashSet<IpNet>,
    /// What the nodes would be called if nobody else were called so.
    names: HashSet<String>,
    /// The nodes that the links lead to, by id.
    ends: HashSet<String>,
}

impl Routed {
    /// Layer 3 of all these devices, over the domains' nodes.
    pub(super) fn of<'t>(
        devices: &[&DeviceSnapshot],
        nodes: impl Iterator<Item = &'t Node>,
        options: &Options,
    ) -> Self {
        let mut routed = Self::default();
        devices.iter().for_each(|device| routed.depend_on(device));
        if routed.addresses.is_empty() && routed.macs.is_empty() && !devices.iter().any(|device| routes(device)) {
            return routed;
        }
        let told = devices.iter().filter(|device| routed.depends_on(device)).map(|device| device.id.0.as_str());
        let told: HashSet<&str> = told.collect();
        let nodes = nodes.map(|node| bare(node, told.contains(node.id.as_str()))).collect();
        let mut whole = Topology { nodes, ..Topology::default() };
        name_apart(&mut whole);
        whole.nodes.sort_by(|x, y| x.id.cmp(&y.id));
        add_layer_3(&mut whole, devices, options);
        routed.links = whole.links;
        routed.nodes = whole.nodes.into_iter().filter(is_of_routers).collect();
        routed.ends = routed.links.iter().flat_map(|link| [link.a.node.clone(), link.b.node.clone()]).collect();
        routed.names = routed.nodes.iter().map(own_name).collect();
        routed
    }

    fn depend_on(&mut self, device: &DeviceSnapshot) {
        let own =
            || device.addresses.iter().filter_map(|own| Some((own, IpNet::new(own.address, own.prefix_len?).ok()?)));
        let for_two = own().filter(|(_, network)| is_for_two(*network));
        for (own, _) in for_two {
            self.addresses.insert(own.address);
        }
        let Some(routing) = device.routing.as_ref().filter(|_| routes(device)) else { return };
        self.addresses.extend(device.addresses.iter().map(|own| own.address).chain(device.address));
        self.networks.extend(own().map(|(_, network)| network.trunc()));
        self.addresses.extend(routing.ids.iter().filter_map(|id| id.id.parse::<IpAddr>().ok()));
        self.addresses.extend(routing.virtual_routers.iter().flat_map(|group| group.addresses.iter().copied()));
        for neighbor in &routing.neighbors {
            self.addresses.extend(&neighbor.addresses);
            self.addresses.extend(neighbor.router_id.iter().filter_map(|id| id.parse::<IpAddr>().ok()));
            self.macs.extend(neighbor.mac);
        }
    }

    /// Whether layer 3 may depend on what a device says.
    pub(super) fn depends_on(&self, device: &DeviceSnapshot) -> bool {
        let meant = |address: IpAddr| {
            self.addresses.contains(&address) || self.networks.iter().any(|network| network.contains(&address))
        };
        let bears = device.addresses.iter().any(|own| {
            let network = own.prefix_len.and_then(|length| IpNet::new(own.address, length).ok());
            network.is_some_and(is_for_two) || meant(own.address)
        });
        let macs = || device.interfaces.iter().filter_map(|interface| interface.mac);
        routes(device)
            || bears
            || device.address.is_some_and(meant)
            || (!self.macs.is_empty() && macs().any(|mac| self.macs.contains(&mac)))
    }

    /// Whether layer 3 may depend on that a node that was not polled is there, or on what a node is called.
    pub(super) fn depends_on_node(&self, node: &Node) -> bool {
        (!node.polled && node.addresses.iter().any(|address| self.addresses.contains(address)))
            || self.names.contains(&node.name)
            || self.ends.contains(&node.id)
    }

    /// Whether a node of that name may be at the end of a link of layer 3, or a node of layer 3 be called so.
    pub(super) fn calls(&self, name: &str) -> bool {
        let shown =
            |device: &str| device.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("));
        self.names.contains(name) || self.links.iter().any(|link| shown(&link.a.device) || shown(&link.b.device))
    }

    /// The nodes that links of layer 3 lead to, and the devices that tell of them, by id.
    pub(super) fn said(&self) -> impl Iterator<Item = &str> {
        let told = self.links.iter().flat_map(|link| devices(&link.because));
        self.ends.iter().map(String::as_str).chain(told)
    }
}

/// A node with what layer 3 looks at.
fn bare(node: &Node, with_ports: bool) -> Node {
    let ports = node.ports.iter().filter(|port| with_ports && port.if_index.is_some());
    Node {
        id: node.id.clone(),
        name: node.name.clone(),
        kind: node.kind,
        polled: node.polled,
        sys_name: None,
        description: None,
        vendor: None,
        addresses: node.addresses.clone(),
        macs: Vec::new(),
        ports: ports.map(|port| Port { alias: None, ..port.clone() }).collect(),
        coverage: Vec::new(),
    }
}

/// Whether layer 3 is told the same by both.
pub(super) fn same(x: &DeviceSnapshot, y: &DeviceSnapshot) -> bool {
    type Seen<'i> = (IfIndex, &'i str, Option<MacAddr>, crate::inventory::IfStatus);
    fn interface(of: &Interface) -> Seen<'_> {
        (of.index, &of.name, of.mac, of.oper)
    }
    let read =
        |of: &DeviceSnapshot| of.coverage.iter().map(|read| (read.table.clone(), read.complete)).collect::<Vec<_>>();
    x.address == y.address
        && x.addresses == y.addresses
        && x.routing == y.routing
        && x.name == y.name
        && x.interfaces.iter().map(interface).eq(y.interfaces.iter().map(interface))
        && (x.routing.is_none() || read(x) == read(y))
}

fn routes(device: &DeviceSnapshot) -> bool {
    device.routing.as_ref().is_some_and(|routing| {
        !routing.neighbors.is_empty() || !routing.ids.is_empty() || !routing.virtual_routers.is_empty()
    })
}

/// Whether it is one of the subnets that point-to-point links have.
fn is_for_two(network: IpNet) -> bool {
    matches!(network.max_prefix_len().saturating_sub(network.prefix_len()), 1 | 2)
}

/// Whether only routers know a node.
fn is_of_routers(node: &Node) -> bool {
    !node.polled && node.id.starts_with("router:")
}

/// What a node that only routers know would be called if nobody else were called so.
fn own_name(node: &Node) -> String {
    let id = || node.id.strip_prefix("router:").unwrap_or(&node.id).to_owned();
    node.sys_name.clone().unwrap_or_else(id)
}

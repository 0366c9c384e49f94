//! Layer 3, once layer 2 of the whole network is settled: routers that are neighbors by a routing protocol,
//! point-to-point subnets, cables that only ARP and ND tell of, subnets with their members and gateways, and what of layer 2 carries each link.
//!
//! Layer 3 ties sites together that have nothing to do with each other on layer 2, so it is looked at last and over all
//! domains at once. What it costs depends on the number of addresses and neighbors.

mod cables;
mod carry;
mod edges;
mod sights;
mod who;

pub(in crate::topology) mod subnets;

use std::collections::HashMap;

use self::edges::Edge;
use self::subnets::Networks;
use self::who::Who;
use crate::evidence::{Claim, Source};
use crate::inventory::DeviceSnapshot;
use crate::topology::assemble;
use crate::topology::graph::{End, Link, Node, Port, Topology, Unused};
use crate::topology::model::reason;
use crate::topology::options::Options;
use crate::value::IfIndex;

/// The sources that links of layer 3 come from.
const ROUTING: [Source; 4] = [Source::Ospf, Source::Ospfv3, Source::Isis, Source::Bgp];

/// An interface of a node, or the node where the interface is not known. Nodes by position in [`Topology::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Spot {
    node: usize,
    port: Option<IfIndex>,
}

/// Adds layer 3 to `whole`, the union of all domains. `devices` are all that were polled, in order.
pub(in crate::topology) fn add(whole: &mut Topology, devices: &[&DeviceSnapshot], options: &Options) {
    let polled = Polled::of(whole, devices);
    let networks = Networks::of(&polled, options);
    let mut stage = Stage { whole, polled: &polled, unused: Vec::new() };
    cables::add(&mut stage, &networks, options);
    let who = Who::of(&stage, options);
    let mut edges = edges::of_neighbors(&mut stage, who, &networks, options);
    networks.point_to_point(&stage, &mut edges);
    let mut links: Vec<Link> = edges.iter().map(|(ends, edge)| stage.link(*ends, edge)).collect();
    carry::tie(&stage, &edges, &mut links);
    stage.whole.subnets = networks.listed(&stage, options);
    stage.finish(links);
}

/// The polled devices and their nodes.
struct Polled<'a> {
    devices: Vec<(&'a DeviceSnapshot, usize)>,
    /// By node.
    at: HashMap<usize, usize>,
}

impl<'a> Polled<'a> {
    fn of(whole: &Topology, devices: &[&'a DeviceSnapshot]) -> Self {
        // Nodes are in the order of their ids.
        let find = |id: &str| whole.nodes.binary_search_by(|node| node.id.as_str().cmp(id)).ok();
        // The second device of one id has `#2` after it.
        let mut times: HashMap<&str, u32> = HashMap::new();
        let mut polled = Self { devices: Vec::with_capacity(devices.len()), at: HashMap::new() };
        for device in devices {
            let seen = times.entry(device.id.0.as_str()).and_modify(|seen| *seen += 1).or_insert(1);
            let node = match seen {
                1 => find(device.id.0.as_str()),
                _ => find(format!("{}#{seen}", device.id).as_str()),
            };
            if let Some(node) = node {
                polled.at.insert(node, polled.devices.len());
                polled.devices.push((device, node));
            }
        }
        polled
    }

    /// The device behind a node, where it was polled.
    fn device(&self, node: usize) -> Option<&'a DeviceSnapshot> {
        self.devices.get(*self.at.get(&node)?).map(|(device, _)| *device)
    }
}

/// The topology while layer 3 is added to it.
struct Stage<'w, 'a> {
    whole: &'w mut Topology,
    polled: &'w Polled<'a>,
    unused: Vec<Unused>,
}

/// Where the interface of that number is among the ports of a node, which are in this order, or belongs.
fn place(node: &Node, index: IfIndex) -> Result<usize, usize> {
    node.ports.binary_search_by(|port| (port.if_index.is_none(), port.if_index).cmp(&(false, Some(index))))
}

impl Stage<'_, '_> {
    fn port(&self, spot: Spot) -> Option<&Port> {
        let node = self.whole.nodes.get(spot.node)?;
        node.ports.get(place(node, spot.port?).ok()?)
    }

    /// The interface of that number, where the node has it.
    fn interface(&self, node: usize, index: Option<IfIndex>) -> Option<IfIndex> {
        self.port(Spot { node, port: index })?.if_index
    }

    /// The interface of that number of a polled device, which may not have told of it but here.
    fn interface_told(&mut self, node: usize, index: Option<IfIndex>) -> Option<IfIndex> {
        let index = index?;
        let node = self.whole.nodes.get_mut(node)?;
        if let Err(at) = place(node, index) {
            let port = Port {
                name: index.to_string(),
                if_index: Some(index),
                alias: None,
                mac: None,
                speed_bps: None,
                up: None,
            };
            node.ports.insert(at, port);
        }
        Some(index)
    }

    fn end(&self, spot: Spot) -> End {
        let Some(node) = self.whole.nodes.get(spot.node) else {
            // Positions come from this list of nodes.
            return End { node: String::new(), device: String::new(), port: None, if_index: None };
        };
        let port = self.port(spot);
        End {
            node: node.id.clone(),
            device: node.name.clone(),
            port: port.map(|port| port.name.clone()),
            if_index: port.and_then(|port| port.if_index),
        }
    }

    fn name(&self, node: usize) -> &str {
        self.whole.nodes.get(node).map_or("", |node| node.name.as_str())
    }

    /// Whether the interface is up, where it says.
    fn is_up(&self, spot: Spot) -> Option<bool> {
        self.port(spot)?.up
    }

    /// Keeps a claim that nothing uses.
    fn leave(&mut self, claim: &Claim<'_>, text: impl Into<String>, why: impl Into<String>) {
        self.unused.push(Unused { reason: reason(claim, text), why: why.into() });
    }

    fn link(&self, (a, b): (Spot, Spot), edge: &Edge) -> Link {
        let (a, b) = (self.end(a), self.end(b));
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        edge.link(a, b)
    }

    fn finish(self, links: Vec<Link>) {
        if links.is_empty() && self.unused.is_empty() {
            return;
        }
        let whole = self.whole;
        whole.links.extend(links);
        whole.links.sort_by(|x, y| (&x.a, &x.b, x.layer, &x.id).cmp(&(&y.a, &y.b, y.layer, &y.id)));
        whole.nodes.sort_by(|x, y| x.id.cmp(&y.id));
        whole.unused.extend(assemble::unused(self.unused));
        whole.unused.sort_by(|x, y| {
            (&x.reason.device, &x.reason.source, &x.why).cmp(&(&y.reason.device, &y.reason.source, &y.why))
        });
    }
}

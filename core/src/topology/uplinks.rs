use std::collections::HashMap;

use super::{Layer, Node, Topology};
use crate::inventory::DeviceKind;
use crate::measure::PortKey;
use crate::value::DeviceId;

impl Topology {
    /// The ports of polled devices from which a cable leads to another one, neither of them a host, a printer or a
    /// telephone: what a measurement of "all uplinks" means, see
    /// [`Selection::of_ports`](crate::measure::Selection::of_ports). Sorted.
    #[must_use]
    pub fn uplinks(&self) -> Vec<PortKey> {
        const ENDS: [DeviceKind; 3] = [DeviceKind::Host, DeviceKind::Printer, DeviceKind::Phone];
        let nodes: HashMap<&str, &Node> = self.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let mut ports = Vec::new();
        for link in self.links.iter().filter(|link| link.layer == Layer::L2) {
            for (own, other) in [(&link.a, &link.b), (&link.b, &link.a)] {
                let is_polled =
                    nodes.get(own.node.as_str()).is_some_and(|node| node.polled && !ENDS.contains(&node.kind));
                let is_network = nodes.get(other.node.as_str()).is_some_and(|node| !ENDS.contains(&node.kind));
                if let Some(port) = own.port.clone().filter(|_| is_polled && is_network) {
                    ports.push(PortKey { device: DeviceId(own.node.clone()), port });
                }
            }
        }
        ports.sort_unstable();
        ports.dedup();
        ports
    }
}

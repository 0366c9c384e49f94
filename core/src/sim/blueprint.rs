//! A network as data, for programs that do not build it step by step: from a file, or from another language.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::world::{Device, Vendor, World};
use crate::error::Result;

/// A network as data: what [`World::builder`] is told step by step, and what it means, stands there.
///
/// ```
/// use netwarden::sim::Blueprint;
///
/// let text = r#"{
///     "name": "two routers",
///     "devices": [
///         {"name": "r1", "role": "router", "ports": 2, "routes_on": [{"port": "p1", "vlans": [1]}], "ospf": true},
///         {"name": "r2", "role": "router", "ports": 2, "routes_on": [{"port": "p1", "vlans": [1]}], "ospf": true}
///     ],
///     "cables": [{"a": "r1", "a_port": "p1", "b": "r2", "b_port": "p1"}]
/// }"#;
/// let world = serde_json::from_str::<Blueprint>(text).unwrap().world()?;
/// assert_eq!(world.truth().links.len(), 1);
/// # Ok::<(), netwarden::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blueprint {
    /// What to call it.
    pub name: String,
    /// The network that addresses are taken from; 10.99.0.0/24 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// The community that agents want; `public` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
    /// The devices.
    #[serde(default)]
    pub devices: Vec<BlueprintDevice>,
    /// The cables.
    #[serde(default)]
    pub cables: Vec<BlueprintCable>,
    /// Aggregates of two switches that are one to others (MLAG), each by its name as the port.
    #[serde(default)]
    pub mlags: Vec<BlueprintCable>,
    /// VLANs with a name and a part of the network of their own.
    #[serde(default)]
    pub vlans: Vec<BlueprintVlan>,
    /// Traffic between devices.
    #[serde(default)]
    pub flows: Vec<BlueprintFlow>,
}

/// What a simulated device is built as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlueprintRole {
    /// A managed switch.
    Switch,
    /// A router.
    Router,
    /// An end system with one port, `eth0`.
    Host,
    /// A printer.
    Printer,
    /// A wireless access point.
    AccessPoint,
    /// A telephone with a socket for a computer.
    Phone,
    /// A hub, whose ports are `1`, `2`, …
    Hub,
    /// An unmanaged switch, whose ports are `1`, `2`, …
    UnmanagedSwitch,
}

/// A device of a blueprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintDevice {
    /// `sysName`, unique.
    pub name: String,
    /// What it is.
    pub role: BlueprintRole,
    /// The maker, which decides names, numbers and tables; `example` by default, which reads the standards plainly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Vendor>,
    /// Gigabit ports, named as the maker names them: `p1`, `Gi1/0/1`, `ether1`.
    #[serde(default)]
    pub ports: u32,
    /// Ports of other names or speeds, and what is set on any of them.
    #[serde(default)]
    pub settings: Vec<BlueprintPort>,
    /// Aggregates.
    #[serde(default)]
    pub lags: Vec<BlueprintLag>,
    /// VLANs that a switch is the gateway of.
    #[serde(default)]
    pub routes: Vec<u16>,
    /// Ports of a router with the VLANs that it has an interface in: 1 is the port itself.
    #[serde(default)]
    pub routes_on: Vec<BlueprintRoute>,
    /// Whether a router speaks OSPF, in area 0, on all its interfaces with addresses.
    #[serde(default)]
    pub ospf: bool,
    /// Whether a router speaks IS-IS of level 2 on all its interfaces with addresses.
    #[serde(default)]
    pub isis: bool,
    /// The autonomous system, 1 to 65535, in which a router speaks BGP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bgp: Option<u16>,
    /// The spanning tree priority: 0 to 61440 in steps of 4096; the least becomes the root. 32768 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge_priority: Option<u16>,
    /// Whether it does not answer SNMP.
    #[serde(default)]
    pub silent: bool,
    /// Whether it does not speak LLDP.
    #[serde(default)]
    pub without_lldp: bool,
    /// Its address; the next free one by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Ipv4Addr>,
    /// `sysLocation`; empty by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// A port of a device, and what is set on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintPort {
    /// Its name; one that the device does not have by its maker is added.
    pub port: String,
    /// Its speed in bit/s; 1 Gbit/s by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_bps: Option<u64>,
    /// The VLAN that it is in, untagged; 1 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<u16>,
    /// VLANs that it carries tagged, besides VLAN 1 untagged.
    #[serde(default)]
    pub trunk: Vec<u16>,
    /// `ifAlias`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Whether it is switched off.
    #[serde(default)]
    pub shut: bool,
}

/// An aggregate of a device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintLag {
    /// Its name.
    pub name: String,
    /// The names of its ports.
    pub members: Vec<String>,
}

/// The interfaces of a router on one port.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintRoute {
    /// The port.
    pub port: String,
    /// The VLANs.
    pub vlans: Vec<u16>,
}

/// A cable of a blueprint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintCable {
    /// One device.
    pub a: String,
    /// Its port.
    pub a_port: String,
    /// The other device.
    pub b: String,
    /// Its port.
    pub b_port: String,
}

/// A VLAN of a blueprint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintVlan {
    /// Its number.
    pub vlan: u16,
    /// Its name.
    pub name: String,
    /// Its part of the network: `10.99.0.64/26`.
    pub subnet: String,
}

/// Traffic from one device to another, through gateways where their VLANs differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlueprintFlow {
    /// Who sends.
    pub sender: String,
    /// Who receives.
    pub receiver: String,
    /// About how much, in bit/s.
    pub bps: u64,
}

impl Blueprint {
    /// Makes the network.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) with what is wrong and what there is: a port that a device does not
    /// have, a cable too many in a port, VLANs that do not fit.
    pub fn world(&self) -> Result<World> {
        let mut builder = World::builder(&self.name).devices(self.devices.iter().map(BlueprintDevice::device));
        if let Some(network) = &self.network {
            builder = builder.network(network);
        }
        if let Some(community) = &self.community {
            builder = builder.community(community);
        }
        for it in &self.cables {
            builder = builder.cable(&it.a, &it.a_port, &it.b, &it.b_port);
        }
        for it in &self.mlags {
            builder = builder.mlag(&it.a, &it.a_port, &it.b, &it.b_port);
        }
        for it in &self.vlans {
            builder = builder.vlan(it.vlan, &it.name, &it.subnet);
        }
        for it in &self.flows {
            builder = builder.flow(&it.sender, &it.receiver, it.bps);
        }
        builder.build()
    }
}

impl BlueprintDevice {
    fn device(&self) -> Device {
        let name = self.name.as_str();
        let mut device = match self.role {
            BlueprintRole::Switch => Device::switch(name),
            BlueprintRole::Router => Device::router(name),
            BlueprintRole::Host => Device::host(name),
            BlueprintRole::Printer => Device::printer(name),
            BlueprintRole::AccessPoint => Device::access_point(name),
            BlueprintRole::Phone => Device::phone(name),
            BlueprintRole::Hub => Device::hub(name, 0),
            BlueprintRole::UnmanagedSwitch => Device::unmanaged_switch(name, 0),
        };
        if let Some(vendor) = self.vendor {
            device = device.vendor(vendor);
        }
        device = device.ports(self.ports);
        for lag in &self.lags {
            device = device.lag(&lag.name, &lag.members.iter().map(String::as_str).collect::<Vec<_>>());
        }
        for port in &self.settings {
            device = port.set(device);
        }
        device = device.routes(&self.routes);
        for route in &self.routes_on {
            device = device.routes_on(&route.port, &route.vlans);
        }
        if let Some(system) = self.bgp {
            device = device.bgp(system);
        }
        if let Some(priority) = self.bridge_priority {
            device = device.bridge_priority(priority);
        }
        if let Some(address) = self.address {
            device = device.address(address);
        }
        if let Some(location) = &self.location {
            device = device.location(location);
        }
        type Mark = fn(Device) -> Device;
        let marks: [(bool, Mark); 4] = [
            (self.ospf, Device::ospf),
            (self.isis, Device::isis),
            (self.silent, Device::silent),
            (self.without_lldp, Device::without_lldp),
        ];
        marks.into_iter().filter(|(set, _)| *set).fold(device, |device, (_, mark)| mark(device))
    }
}

impl BlueprintPort {
    fn set(&self, mut device: Device) -> Device {
        let name = self.port.as_str();
        let known = device.ports.iter().any(|(port, _)| port == name) || device.lags.iter().any(|(lag, _)| lag == name);
        device = match self.speed_bps {
            _ if !known => device.port(name, self.speed_bps.unwrap_or(1_000_000_000)),
            Some(speed) => device.speed(name, speed),
            None => device,
        };
        if let Some(vlan) = self.access {
            device = device.access(name, vlan);
        }
        if !self.trunk.is_empty() {
            device = device.trunk(name, &self.trunk);
        }
        if let Some(text) = &self.alias {
            device = device.alias(name, text);
        }
        if self.shut { device.shut(name) } else { device }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blueprint(text: &str) -> Result<World> {
        serde_json::from_str::<Blueprint>(text).unwrap().world()
    }

    #[test]
    fn a_blueprint_is_what_the_builder_would_be_told() {
        let world = blueprint(
            r#"{"name": "lab", "network": "10.99.0.0/24", "devices": [
                {"name": "s1", "role": "switch", "ports": 4, "bridge_priority": 4096, "location": "cellar",
                 "lags": [{"name": "lag1", "members": ["p1", "p2"]}]},
                {"name": "s2", "role": "switch", "vendor": "cisco", "ports": 4,
                 "settings": [{"port": "Gi1/0/4", "alias": "to pc"}, {"port": "Te1/1/1", "speed_bps": 10000000000}],
                 "lags": [{"name": "Po1", "members": ["Gi1/0/1", "Gi1/0/2"]}]},
                {"name": "hub", "role": "hub", "ports": 4},
                {"name": "pc", "role": "host", "silent": true}],
                "cables": [{"a": "s1", "a_port": "p1", "b": "s2", "b_port": "Gi1/0/1"},
                    {"a": "s1", "a_port": "p2", "b": "s2", "b_port": "Gi1/0/2"},
                    {"a": "s2", "a_port": "Gi1/0/4", "b": "hub", "b_port": "1"},
                    {"a": "hub", "a_port": "2", "b": "pc", "b_port": "eth0"}],
                "flows": [{"sender": "pc", "receiver": "s1", "bps": 1000}]}"#,
        );
        let told = World::builder("lab")
            .network("10.99.0.0/24")
            .device(Device::switch("s1").ports(4).lag("lag1", &["p1", "p2"]).bridge_priority(4096).location("cellar"))
            .device(
                Device::switch("s2")
                    .vendor(Vendor::Cisco)
                    .ports(4)
                    .alias("Gi1/0/4", "to pc")
                    .port("Te1/1/1", 10_000_000_000)
                    .lag("Po1", &["Gi1/0/1", "Gi1/0/2"]),
            )
            .device(Device::hub("hub", 4))
            .device(Device::host("pc").silent())
            .cable("s1", "p1", "s2", "Gi1/0/1")
            .cable("s1", "p2", "s2", "Gi1/0/2")
            .cable("s2", "Gi1/0/4", "hub", "1")
            .cable("hub", "2", "pc", "eth0")
            .flow("pc", "s1", 1000)
            .build();
        let (world, told) = (world.unwrap(), told.unwrap());
        assert_eq!(world.truth(), told.truth());
        let all = |world: &World| {
            let shown = |agent: crate::sim::Agent| agent.recording(None, crate::value::Moment::START);
            world.agents().map(shown).collect::<Vec<_>>()
        };
        assert_eq!(all(&world), all(&told));
    }

    #[test]
    fn two_switches_share_an_aggregate() {
        let text = |peer: &str| {
            let switch = |name: &str, lags: &str| {
                format!(
                    r#"{{"name": "{name}", "role": "switch", "ports": 3, "lags": [{{"name": "up", "members": [{lags}]}}]}}"#
                )
            };
            format!(
                r#"{{"name": "lab", "devices": [{}, {}, {}], "cables": [{peer}
                    {{"a": "s1", "a_port": "p1", "b": "s3", "b_port": "p1"}},
                    {{"a": "s2", "a_port": "p1", "b": "s3", "b_port": "p2"}}],
                    "mlags": [{{"a": "s1", "a_port": "up", "b": "s2", "b_port": "up"}}]}}"#,
                switch("s1", r#""p1""#),
                switch("s2", r#""p1""#),
                switch("s3", r#""p1", "p2""#)
            )
        };
        let world = blueprint(&text(r#"{"a": "s1", "a_port": "p3", "b": "s2", "b_port": "p3"},"#)).unwrap();
        let truth = world.truth();
        assert_eq!(truth.links.iter().filter(|link| link.lag.is_some()).count(), 2);
        assert!(truth.links.iter().all(|link| link.state == crate::sim::TruthState::Forwarding), "{:?}", truth.links);
        let alone = blueprint(&text("")).unwrap_err().to_string();
        assert!(alone.contains("s1 and s2") && alone.contains("a cable between them"), "{alone}");
    }

    #[test]
    fn mistakes_are_told_as_the_builder_tells_them() {
        let wrong = blueprint(
            r#"{"name": "lab", "devices": [{"name": "s1", "role": "switch", "ports": 1}, {"name": "s2", "role": "switch"}],
                "cables": [{"a": "s1", "a_port": "p9", "b": "s2", "b_port": "p1"}]}"#,
        );
        assert!(wrong.unwrap_err().to_string().contains("p1"));
        assert!(serde_json::from_str::<Blueprint>(r#"{"name": "lab", "wires": []}"#).is_err());
    }
}

//! Snapshots by hand, in a few words.

use std::net::IpAddr;

use crate::inventory::*;
use crate::value::*;

/// A device with nothing in it yet.
pub(super) struct Fixture(pub(super) DeviceSnapshot);

pub(super) fn mac(text: &str) -> MacAddr {
    text.parse().unwrap()
}

pub(super) fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// A device of that name, which is also its id and `sysName`.
pub(super) fn device(name: &str) -> Fixture {
    Fixture(DeviceSnapshot {
        system: SystemInfo { name: Some(name.to_owned()), ..SystemInfo::default() },
        ..DeviceSnapshot::new(DeviceId(name.to_owned()))
    })
}

/// A neighbor row with nothing but the ids.
pub(super) fn neighbor(local_port: u32, chassis: ChassisId, port: PortId) -> LldpNeighbor {
    LldpNeighbor::new(LldpPortNum(local_port), chassis, port)
}

pub(super) fn mac_chassis(text: &str) -> ChassisId {
    ChassisId::new(ChassisIdSubtype::MacAddress, mac(text).0)
}

pub(super) fn named_port(name: &str) -> PortId {
    PortId::new(PortIdSubtype::InterfaceName, name)
}

pub(super) fn mac_port(text: &str) -> PortId {
    PortId::new(PortIdSubtype::MacAddress, mac(text).0)
}

impl Fixture {
    pub(super) fn interface(mut self, index: u32, name: &str) -> Self {
        self.0.interfaces.push(Interface {
            index: IfIndex(index),
            name: name.to_owned(),
            description: None,
            alias: None,
            if_type: Some(6),
            mac: None,
            speed_bps: None,
            mtu: None,
            admin: IfStatus::Up,
            oper: IfStatus::Up,
            last_change: None,
            counters: InterfaceCounters::default(),
        });
        self
    }

    pub(super) fn interface_mac(self, index: u32, name: &str, address: &str) -> Self {
        let mut fixture = self.interface(index, name);
        fixture.0.interfaces.last_mut().unwrap().mac = Some(mac(address));
        fixture
    }

    /// Interfaces 1 to `count`, called `p1` and so on.
    pub(super) fn interfaces(self, count: u32) -> Self {
        (1..=count).fold(self, |fixture, index| fixture.interface(index, &format!("p{index}")))
    }

    pub(super) fn address(mut self, index: u32, address: &str) -> Self {
        let entry = InterfaceAddress { interface: IfIndex(index), address: ip(address), prefix_len: Some(24) };
        self.0.addresses.push(entry);
        self
    }

    /// Speaks LLDP with that chassis id and `ifName` as port ids; its `lldpRemTable` was read completely.
    pub(super) fn lldp(mut self, chassis: &str) -> Self {
        let ports = self
            .0
            .interfaces
            .iter()
            .map(|interface| LldpLocalPort {
                port: LldpPortNum(interface.index.0),
                id: named_port(&interface.name),
                description: None,
            })
            .collect();
        self.0.lldp = Some(LldpInfo {
            chassis: Some(mac_chassis(chassis)),
            sys_name: Some(self.0.name.clone()),
            ports,
            ..LldpInfo::default()
        });
        self
    }

    /// Hears on `local_port` the chassis `chassis`, whose port is called `port`.
    pub(super) fn hears(self, local_port: u32, chassis: &str, port: &str) -> Self {
        self.hears_row(neighbor(local_port, mac_chassis(chassis), named_port(port)))
    }

    pub(super) fn hears_row(mut self, row: LldpNeighbor) -> Self {
        let lldp = self.0.lldp.get_or_insert_with(LldpInfo::default);
        lldp.neighbors.push(row);
        let rows = u32::try_from(lldp.neighbors.len()).unwrap();
        self.0.coverage.retain(|read| read.table != "lldpRemTable");
        self.0.coverage.push(TableCoverage {
            table: "lldpRemTable".to_owned(),
            vlan: None,
            rows,
            complete: true,
            reason: None,
        });
        self
    }

    pub(super) fn cdp(mut self, interface: u32, device_id: &str, port: &str) -> Self {
        self.0.cdp.push(CdpNeighbor {
            interface: IfIndex(interface),
            device_id: device_id.to_owned(),
            port: port.to_owned(),
            platform: None,
            address: None,
            capabilities: None,
            native_vlan: None,
        });
        self
    }

    pub(super) fn done(self) -> DeviceSnapshot {
        self.0
    }

    /// A bridge with that base address.
    pub(super) fn bridge(mut self, base: &str) -> Self {
        self.0.kind = DeviceKind::Bridge;
        self.0.bridge = Some(BridgeInfo { base_mac: Some(mac(base)), ..BridgeInfo::default() });
        self
    }

    fn bridge_mut(&mut self) -> &mut BridgeInfo {
        self.0.bridge.get_or_insert_with(BridgeInfo::default)
    }

    /// Bridge ports 1 to `count`, of the interfaces with the same numbers.
    pub(super) fn bridge_ports(self, count: u32) -> Self {
        (1..=count).fold(self, |fixture, number| fixture.bridge_port(number, number))
    }

    pub(super) fn bridge_port(mut self, port: u32, interface: u32) -> Self {
        let row = BridgePortInfo { port: BridgePort(port), interface: Some(IfIndex(interface)), pvid: None };
        self.bridge_mut().ports.push(row);
        self
    }

    /// Learned `address` behind bridge port `port`.
    pub(super) fn sees(self, port: u32, address: &str) -> Self {
        self.sees_as(port, address, FdbStatus::Learned)
    }

    pub(super) fn sees_as(mut self, port: u32, address: &str, status: FdbStatus) -> Self {
        self.bridge_mut().fdb.push(FdbEntry { mac: mac(address), port: BridgePort(port), vlan: None, status });
        self
    }

    /// A row of `dot1dStpPortTable` of the common tree.
    pub(super) fn tree(self, port: u32, state: StpState, bridge: &str, led: u16) -> Self {
        self.tree_of(None, port, state, bridge, led)
    }

    pub(super) fn tree_of(mut self, vlan: Option<u16>, port: u32, state: StpState, bridge: &str, led: u16) -> Self {
        let vlan = vlan.map(VlanId);
        let trees = &mut self.bridge_mut().spanning_trees;
        if !trees.iter().any(|tree| tree.vlan == vlan) {
            trees.push(SpanningTree { vlan, ..SpanningTree::default() });
        }
        let row = StpPort {
            port: BridgePort(port),
            state,
            path_cost: None,
            designated_bridge: Some(BridgeId { priority: 0x8000, mac: mac(bridge) }),
            designated_port: Some(led),
        };
        trees.iter_mut().filter(|tree| tree.vlan == vlan).for_each(|tree| tree.ports.push(row.clone()));
        self
    }

    pub(super) fn lag(mut self, aggregate: u32, members: &[u32]) -> Self {
        let members = members.iter().copied().map(IfIndex).collect();
        self.0.lags.push(Lag { interface: IfIndex(aggregate), members });
        self
    }

    /// An address with its prefix, such as `10.0.0.1/30`.
    pub(super) fn net(mut self, index: u32, address: &str) -> Self {
        let (address, len) = address.split_once('/').unwrap();
        let prefix_len = Some(len.parse().unwrap());
        self.0.addresses.push(InterfaceAddress { interface: IfIndex(index), address: ip(address), prefix_len });
        self
    }

    fn routing(&mut self) -> &mut RoutingInfo {
        self.0.routing.get_or_insert_with(RoutingInfo::default)
    }

    /// A router that runs `protocol` under that id.
    pub(super) fn router_id(mut self, protocol: RoutingProtocol, id: &str) -> Self {
        self.0.kind = DeviceKind::Router;
        self.routing().ids.push(RouterId { protocol, id: id.to_owned() });
        self
    }

    /// A neighbor by a routing protocol, with the table that says so.
    pub(super) fn routes_with(mut self, row: RoutingNeighbor) -> Self {
        let table = row.table.clone();
        self.routing().neighbors.push(row);
        let rows = u32::try_from(self.routing().neighbors.iter().filter(|row| row.table == table).count()).unwrap();
        self.0.coverage.retain(|read| read.table != table);
        self.0.coverage.push(TableCoverage { table, vlan: None, rows, complete: true, reason: None });
        self
    }

    /// Has that MAC address for an IP address, by ARP or ND.
    pub(super) fn arp(mut self, index: u32, address: &str, owner: &str) -> Self {
        self.0.arp.push(ArpEntry { interface: IfIndex(index), address: ip(address), mac: mac(owner) });
        self
    }

    /// Shares an address by VRRP.
    pub(super) fn shares(mut self, interface: u32, address: &str, state: VirtualRouterState) -> Self {
        self.routing().virtual_routers.push(VirtualRouter {
            protocol: VirtualRouterProtocol::Vrrp,
            interface: IfIndex(interface),
            group: 1,
            addresses: vec![ip(address)],
            state,
            priority: Some(100),
            master: None,
        });
        self
    }
}

/// A neighbor that is up, heard on interface `interface` (0 for none), known by its id and address (empty for none).
pub(super) fn routes(protocol: RoutingProtocol, interface: u32, id: &str, address: &str) -> RoutingNeighbor {
    let table = match protocol {
        RoutingProtocol::Ospf => "ospfNbrTable",
        RoutingProtocol::Ospfv3 => "ospfv3NbrTable",
        RoutingProtocol::Isis => "isisISAdjTable",
        RoutingProtocol::Bgp => "bgpPeerTable",
    };
    RoutingNeighbor {
        protocol,
        table: table.to_owned(),
        interface: (interface > 0).then_some(IfIndex(interface)),
        local_address: None,
        router_id: (!id.is_empty()).then(|| id.to_owned()),
        addresses: (!address.is_empty()).then(|| ip(address)).into_iter().collect(),
        mac: None,
        remote_interface: None,
        name: None,
        area: None,
        remote_as: None,
        state: RoutingState::Up,
    }
}

//! Networks of sites, each a tree of switches with hosts, as its devices would describe it.

use std::net::{IpAddr, Ipv4Addr};

use netwarden::inventory::{
    ArpEntry, BridgeInfo, BridgePortInfo, DeviceKind, DeviceSnapshot, FdbEntry, FdbStatus, IfStatus, Interface,
    InterfaceAddress, InterfaceCounters, LldpInfo, LldpLocalPort, LldpNeighbor, SpanningTree, StpPort, StpState,
    SystemInfo, TableCoverage,
};
use netwarden::value::{
    BridgeId, BridgePort, ChassisId, ChassisIdSubtype, DeviceId, IfIndex, LldpPortNum, MacAddr, PortId, PortIdSubtype,
};

/// What to make.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) sites: u32,
    pub(crate) switches_per_site: u32,
    pub(crate) hosts_per_switch: u32,
    /// Rows of the forwarding tables, on average.
    pub(crate) rows_per_switch: u32,
    /// Whether LLDP and STP are spoken: by most switches, or by none.
    pub(crate) announced: bool,
    pub(crate) seed: u64,
}

/// The port that leads to a switch's parent.
const UPLINK: u32 = 1;

struct Switch {
    parent: Option<u32>,
    /// The port of the parent that leads here.
    parent_port: u32,
    children: u32,
    ports: u32,
    lldp: bool,
    stp: bool,
}

struct Site<'p> {
    plan: &'p Plan,
    number: u32,
    switches: Vec<Switch>,
    rng: fastrand::Rng,
}

/// All devices of a plan, site by site.
pub(crate) fn devices(plan: &Plan) -> Vec<DeviceSnapshot> {
    (0..plan.sites).flat_map(|number| Site::new(plan, number).devices()).collect()
}

impl<'p> Site<'p> {
    fn new(plan: &'p Plan, number: u32) -> Self {
        let mut rng = fastrand::Rng::with_seed(plan.seed ^ (u64::from(number) << 32));
        let mut switches: Vec<Switch> = Vec::new();
        for at in 0..plan.switches_per_site {
            let ports = if rng.u32(..4) == 0 { 48 } else { 24 };
            // Hosts need ports too; the uplink has one.
            let free = |parent: &Switch| parent.children + plan.hosts_per_switch + 1 < parent.ports;
            let parent = (at > 0).then(|| {
                loop {
                    let nearest = if rng.u32(..10) < 4 { at.saturating_sub(6) } else { 0 };
                    let parent = rng.u32(nearest..at);
                    if free(&switches[parent as usize]) || switches.iter().all(|switch| !free(switch)) {
                        break parent;
                    }
                }
            });
            let parent_port = parent.map_or(0, |parent| {
                let parent = &mut switches[parent as usize];
                parent.children += 1;
                UPLINK + parent.children
            });
            let (lldp, stp) = (plan.announced && rng.u32(..10) < 7, plan.announced && rng.u32(..10) < 7);
            switches.push(Switch { parent, parent_port, children: 0, ports, lldp, stp });
        }
        Self { plan, number, switches, rng }
    }

    fn devices(mut self) -> Vec<DeviceSnapshot> {
        let tables = self.tables();
        (0..).zip(tables).map(|(at, fdb)| self.device(at, fdb)).collect()
    }

    /// Every host talks to the gateway behind the root, every switch answers its station there; the rest of the rows
    /// comes from hosts that talk to each other.
    fn tables(&mut self) -> Vec<Vec<FdbEntry>> {
        let count = self.plan.switches_per_site;
        let mut tables: Vec<Vec<FdbEntry>> = vec![Vec::new(); count as usize];
        let row = |mac, port| FdbEntry { mac, port: BridgePort(port), vlan: None, status: FdbStatus::Learned };
        for at in 0..count {
            for host in 0..self.plan.hosts_per_switch {
                let mac = self.host(at, host);
                tables[at as usize].push(row(mac, self.host_port(at, host)));
                self.upwards(at, |on, port| tables[on as usize].push(row(mac, port)));
            }
            let mac = self.base(at);
            self.upwards(at, |on, port| tables[on as usize].push(row(mac, port)));
            if at > 0 {
                tables[at as usize].push(row(self.base(0), UPLINK));
            }
        }
        let wanted = (count * self.plan.rows_per_switch) as usize;
        let mut have: usize = tables.iter().map(Vec::len).sum();
        // A table has no address twice: the switches take turns, each with a random start among the hosts.
        let hosts = count * self.plan.hosts_per_switch;
        while have < wanted && hosts > self.plan.rows_per_switch * 2 {
            let (at, other) = (self.rng.u32(..count), self.rng.u32(..count));
            let host = self.rng.u32(..self.plan.hosts_per_switch);
            if let Some(port) = self.towards(at, other) {
                tables[at as usize].push(row(self.host(other, host), port));
                have += 1;
            }
        }
        for table in &mut tables {
            table.sort_by_key(|row| (row.mac, row.port));
            table.dedup_by_key(|row| row.mac);
        }
        tables
    }

    /// Every switch above `at` with its port that leads down to it.
    fn upwards(&self, at: u32, mut each: impl FnMut(u32, u32)) {
        let mut switch = &self.switches[at as usize];
        while let Some(parent) = switch.parent {
            each(parent, switch.parent_port);
            switch = &self.switches[parent as usize];
        }
    }

    /// The port of `from` behind which `to` is.
    fn towards(&self, from: u32, to: u32) -> Option<u32> {
        if from == to {
            return None;
        }
        let mut port = UPLINK;
        self.upwards(to, |on, down| {
            if on == from {
                port = down;
            }
        });
        Some(port)
    }

    fn host_port(&self, at: u32, host: u32) -> u32 {
        let switch = &self.switches[at as usize];
        (UPLINK + switch.children + 1 + host).min(switch.ports)
    }

    fn number(&self, at: u32) -> u32 {
        self.number * self.plan.switches_per_site + at
    }

    fn base(&self, at: u32) -> MacAddr {
        let [_, a, b, c] = self.number(at).to_be_bytes();
        MacAddr([0x02, 0x10, a, b, c, 0])
    }

    fn host(&self, at: u32, host: u32) -> MacAddr {
        let [_, a, b, c] = self.number(at).to_be_bytes();
        MacAddr([0x02, 0x20, a, b, c, u8::try_from(host & 0xff).unwrap_or(0)])
    }

    fn port_mac(&self, at: u32, port: u32) -> MacAddr {
        let mut mac = self.base(at);
        mac.0[5] = u8::try_from(port & 0xff).unwrap_or(0);
        mac
    }

    fn device(&self, at: u32, fdb: Vec<FdbEntry>) -> DeviceSnapshot {
        let switch = &self.switches[at as usize];
        let number = self.number(at);
        let [_, a, b, c] = number.to_be_bytes();
        let address = IpAddr::V4(Ipv4Addr::new(10, a, b, c));
        let name = format!("sw{at}.site{}.example.net", self.number);
        let rows = u32::try_from(fdb.len()).unwrap_or(u32::MAX);
        let covered = |table: &str, rows| TableCoverage {
            table: table.to_owned(),
            vlan: None,
            rows,
            complete: true,
            reason: None,
        };
        let bridge = BridgeInfo {
            base_mac: Some(self.base(at)),
            num_ports: Some(switch.ports),
            ports: (1..=switch.ports)
                .map(|port| BridgePortInfo { port: BridgePort(port), interface: Some(IfIndex(port)), pvid: None })
                .collect(),
            spanning_trees: if switch.stp { vec![self.tree(at)] } else { Vec::new() },
            fdb,
        };
        let lldp = switch.lldp.then(|| self.lldp(at, &name));
        let heard = lldp.as_ref().map_or(0, |lldp| u32::try_from(lldp.neighbors.len()).unwrap_or(u32::MAX));
        DeviceSnapshot {
            name: name.clone(),
            kind: DeviceKind::Bridge,
            address: Some(address),
            system: SystemInfo {
                name: Some(name),
                description: Some("Example Switch 24, version 4.2".to_owned()),
                vendor: Some("Example".to_owned()),
                ..SystemInfo::default()
            },
            interfaces: (1..=switch.ports).map(|port| self.interface(at, port)).collect(),
            addresses: vec![InterfaceAddress { interface: IfIndex(1), address, prefix_len: Some(8) }],
            bridge: Some(bridge),
            lldp,
            arp: if at == 0 { self.arp() } else { Vec::new() },
            coverage: vec![covered("lldpRemTable", heard), covered("dot1dTpFdbTable", rows)],
            ..DeviceSnapshot::new(DeviceId(address.to_string()))
        }
    }

    fn interface(&self, at: u32, port: u32) -> Interface {
        Interface {
            index: IfIndex(port),
            name: format!("Gi1/0/{port}"),
            description: Some(format!("GigabitEthernet1/0/{port}")),
            alias: (port == UPLINK).then(|| "uplink".to_owned()),
            if_type: Some(6),
            mac: Some(self.port_mac(at, port)),
            speed_bps: Some(1_000_000_000),
            mtu: Some(1500),
            admin: IfStatus::Up,
            oper: IfStatus::Up,
            last_change: None,
            counters: InterfaceCounters::default(),
        }
    }

    fn bridge_id(&self, at: u32) -> BridgeId {
        BridgeId { priority: 0x8000, mac: self.base(at) }
    }

    fn tree(&self, at: u32) -> SpanningTree {
        let switch = &self.switches[at as usize];
        let led = |port: u32| 0x8000 | u16::try_from(port).unwrap_or(0);
        let ports = (1..=switch.ports).map(|port| {
            let up = switch.parent.filter(|parent| port == UPLINK && self.switches[*parent as usize].stp);
            let (bridge, raw) = up.map_or((at, port), |parent| (parent, switch.parent_port));
            StpPort {
                port: BridgePort(port),
                state: StpState::Forwarding,
                path_cost: Some(4),
                designated_bridge: Some(self.bridge_id(bridge)),
                designated_port: Some(led(raw)),
            }
        });
        SpanningTree {
            vlan: None,
            priority: Some(0x8000),
            root: Some(self.bridge_id(0)),
            ports: ports.collect(),
            ..SpanningTree::default()
        }
    }

    fn lldp(&self, at: u32, name: &str) -> LldpInfo {
        let switch = &self.switches[at as usize];
        let port_id = |port: u32| PortId::new(PortIdSubtype::InterfaceName, format!("Gi1/0/{port}"));
        let chassis = |at| ChassisId::new(ChassisIdSubtype::MacAddress, self.base(at).0);
        let hears = |local: u32, other: u32, port: u32| LldpNeighbor {
            sys_name: Some(format!("sw{other}.site{}.example.net", self.number)),
            sys_description: Some("Example Switch 24, version 4.2".to_owned()),
            capabilities: Some(4),
            ..LldpNeighbor::new(LldpPortNum(local), chassis(other), port_id(port))
        };
        let mut neighbors = Vec::new();
        if let Some(parent) = switch.parent.filter(|parent| self.switches[*parent as usize].lldp) {
            neighbors.push(hears(UPLINK, parent, switch.parent_port));
        }
        for (other, child) in (0..).zip(&self.switches) {
            if switch.children > 0 && child.parent == Some(at) && child.lldp {
                neighbors.push(hears(child.parent_port, other, UPLINK));
            }
        }
        LldpInfo {
            chassis: Some(chassis(at)),
            sys_name: Some(name.to_owned()),
            capabilities: Some(4),
            ports: (1..=switch.ports)
                .map(|port| LldpLocalPort { port: LldpPortNum(port), id: port_id(port), description: None })
                .collect(),
            neighbors,
            ..LldpInfo::default()
        }
    }

    fn arp(&self) -> Vec<ArpEntry> {
        let mut entries = Vec::new();
        for at in 0..self.plan.switches_per_site {
            for host in 0..self.plan.hosts_per_switch {
                let [_, a, b, c] = (self.number(at) * 16 + host).to_be_bytes();
                let address = IpAddr::V4(Ipv4Addr::new(172, a, b, c));
                entries.push(ArpEntry { interface: IfIndex(1), address, mac: self.host(at, host) });
            }
        }
        entries
    }
}

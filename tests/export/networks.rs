//! Topologies made by hand, with names that tell what they are for.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use netwarden::counter::{CounterWidth, Gap, InterfaceRate};
use netwarden::export::{Charts, Load, Plot, PortLoad};
use netwarden::inventory::DeviceKind;
use netwarden::series::{Columns, SeriesGap};
use netwarden::sim::netgen::{Plan, Shape};
use netwarden::sim::{Conversations, Device, World};
use netwarden::topology::{
    Alternative, End, Layer, Link, LinkState, Node, Port, Reason, Segment, SegmentKind, Strength, Topology, Unused,
};
use netwarden::value::{IfIndex, MacAddr, Timestamp, VlanId};

/// Puts a topology together: devices by name, links by `device port`.
#[derive(Default)]
pub(crate) struct Builder {
    topology: Topology,
    by_name: BTreeMap<String, usize>,
}

impl Builder {
    pub(crate) fn device(&mut self, name: &str, kind: DeviceKind) -> &mut Self {
        let number = self.topology.nodes.len();
        let polled = matches!(kind, DeviceKind::Bridge | DeviceKind::Router);
        let octets = u16::try_from(number).unwrap().to_be_bytes();
        self.by_name.insert(name.into(), number);
        self.topology.nodes.push(Node {
            id: if polled { name.into() } else { format!("mac:02:00:00:00:{:02x}:{:02x}", octets[0], octets[1]) },
            name: name.into(),
            kind,
            polled,
            sys_name: polled.then(|| name.into()),
            description: polled.then(|| format!("Example OS 4.2 on {name}")),
            vendor: polled.then(|| "Example Networks".into()),
            addresses: vec![Ipv4Addr::new(10, 0, octets[0], octets[1]).into()],
            macs: vec![MacAddr([2, 0, 0, 0, octets[0], octets[1]])],
            ports: Vec::new(),
            coverage: Vec::new(),
        });
        self
    }

    pub(crate) fn devices(&mut self, kind: DeviceKind, names: &[&str]) -> &mut Self {
        for name in names {
            self.device(name, kind);
        }
        self
    }

    /// The end `name port`; an empty port is one that nobody named.
    fn end(&mut self, name: &str, port: &str) -> End {
        let node = &mut self.topology.nodes[self.by_name[name]];
        let mut end = End { node: node.id.clone(), device: name.into(), port: None, if_index: None };
        if port.is_empty() {
            return end;
        }
        if !node.ports.iter().any(|known| known.name == port) {
            node.ports.push(Port {
                name: port.into(),
                if_index: Some(IfIndex(u32::try_from(node.ports.len()).unwrap() + 1)),
                alias: None,
                mac: None,
                speed_bps: Some(1_000_000_000),
                up: Some(true),
            });
        }
        end.port = Some(port.into());
        end.if_index = node.ports.iter().find(|known| known.name == port).and_then(|known| known.if_index);
        end
    }

    /// A confirmed, forwarding cable; change what differs on the link returned.
    pub(crate) fn link(&mut self, a: (&str, &str), b: (&str, &str)) -> &mut Link {
        let (first, second) = (self.end(a.0, a.1), self.end(b.0, b.1));
        let row = format!("lldpRemTable 0.{}.1", self.topology.links.len() + 1);
        let says = |end: &End, other: &End| Reason {
            source: "lldp".into(),
            device: end.node.clone(),
            row: row.clone(),
            text: format!("{} hears {} on {}", end.device, other.device, end.port.as_deref().unwrap_or("?")),
        };
        let because = vec![says(&first, &second), says(&second, &first)];
        let id = format!("link-{:04}", self.topology.links.len());
        self.topology.links.push(Link {
            id,
            a: first,
            b: second,
            layer: Layer::L2,
            state: LinkState::Forwarding,
            strength: Strength::Confirmed,
            confidence: 0.998,
            vlans: vec![VlanId(1), VlanId(10)],
            lag: None,
            adjacencies: Vec::new(),
            subnet: None,
            carried_by: Vec::new(),
            because,
            contradicting: Vec::new(),
            alternatives: Vec::new(),
        });
        self.topology.links.last_mut().unwrap()
    }

    pub(crate) fn host(&mut self, name: &str, kind: DeviceKind, switch: &str, port: &str) -> &mut Self {
        self.device(name, kind);
        let link = self.link((switch, port), (name, ""));
        link.strength = Strength::Inferred;
        link.state = LinkState::Unknown;
        link.confidence = 0.93;
        link.because.truncate(1);
        link.because[0].source = "fdb".into();
        link.because[0].row = "dot1dTpFdbTable".into();
        link.because[0].text = format!("{switch} learned {name} on {port} and on no edge port elsewhere");
        self
    }

    pub(crate) fn segment(&mut self, name: &str, members: &[(&str, &str)]) -> &mut Self {
        let members = members.iter().map(|(device, port)| self.end(device, port)).collect();
        let id = format!("segment-{:04}", self.topology.segments.len());
        self.topology.segments.push(Segment {
            id,
            name: name.into(),
            kind: SegmentKind::Hub,
            kind_because: "nothing tells a hub from an unmanaged switch".into(),
            members,
            confidence: 0.88,
            because: vec![Reason {
                source: "fdb".into(),
                device: "sw1".into(),
                row: "dot1dTpFdbTable".into(),
                text: "three addresses of different makers on one edge port".into(),
            }],
        });
        self
    }

    pub(crate) fn build(&mut self) -> Topology {
        self.topology.strategy = "default".into();
        std::mem::take(&mut self.topology)
    }
}

/// Ten devices with one of everything: an aggregate, a blocked link, one-sided and inferred links, a hub.
pub(crate) fn ten() -> Topology {
    let mut net = Builder::default();
    net.devices(DeviceKind::Router, &["gw1"]).devices(DeviceKind::Bridge, &["core1", "sw1", "sw2"]);
    net.link(("gw1", "ge-0/0/1"), ("core1", "Te1/1"));
    for member in ["1", "2"] {
        net.link(("core1", &format!("Gi1/{member}")), ("sw1", &format!("Gi0/{member}"))).lag =
            Some("core1 Po1 = sw1 Po1".into());
    }
    net.link(("core1", "Gi1/3"), ("sw2", "Gi0/1"));
    let ring = net.link(("sw1", "Gi0/24"), ("sw2", "Gi0/24"));
    ring.state = LinkState::Blocked;
    ring.because[1].source = "stp".into();
    ring.because[1].row = "dot1dStpPortTable 24".into();
    ring.because[1].text = "sw2 blocks Gi0/24 towards the segment that sw1 leads".into();
    net.host("pc-anna", DeviceKind::Host, "sw1", "Gi0/3");
    net.host("printer-2", DeviceKind::Printer, "sw1", "Gi0/4");
    net.device("ap-hall", DeviceKind::AccessPoint);
    let ap = net.link(("sw2", "Gi0/5"), ("ap-hall", "eth0"));
    ap.strength = Strength::Claimed;
    ap.confidence = 0.97;
    ap.because.truncate(1);
    ap.contradicting.push(Reason {
        source: "fdb".into(),
        device: "sw2".into(),
        row: "dot1qTpFdbTable 10.2.0.0.0.0.9".into(),
        text: "sw2 learned an address of ap-hall on Gi0/6 too".into(),
    });
    let (a, b) = (ap.a.clone(), ap.b.clone());
    ap.alternatives.push(Alternative {
        a: End { port: Some("Gi0/6".into()), ..a },
        b,
        confidence: 0.02,
        text: "one row of the forwarding table against one of LLDP".into(),
    });
    net.devices(DeviceKind::Host, &["cam-1", "cam-2"]).device("phone-7", DeviceKind::Phone);
    net.segment("hub at sw2 Gi0/7", &[("sw2", "Gi0/7"), ("cam-1", ""), ("cam-2", ""), ("phone-7", "")]);
    let mut topology = net.build();
    topology.unused.push(Unused {
        reason: Reason {
            source: "cdp".into(),
            device: "sw1".into(),
            row: "cdpCacheTable 3.1".into(),
            text: "sw1 hears old-sw on Gi0/3".into(),
        },
        why: "nothing else knows old-sw and the row is older than the reboot".into(),
    });
    topology
}

/// Two routers, a redundant core, `buildings` pairs of distribution switches, in each building `access` switches with
/// two uplinks and `hosts` hosts on each. Every second uplink is blocked.
pub(crate) fn campus(buildings: usize, access: usize, hosts: usize) -> Topology {
    let mut net = Builder::default();
    net.devices(DeviceKind::Router, &["edge1", "edge2"]).devices(DeviceKind::Bridge, &["core1", "core2"]);
    net.link(("edge1", "ge-0/0/0"), ("core1", "TenGigabitEthernet1/49"));
    net.link(("edge2", "ge-0/0/0"), ("core2", "TenGigabitEthernet1/49"));
    for port in ["TenGigabitEthernet1/51", "TenGigabitEthernet1/52"] {
        net.link(("core1", port), ("core2", port)).lag = Some("core1 Po1 = core2 Po1".into());
    }
    for building in 1..=buildings {
        let letter = char::from(b'a' + u8::try_from(building - 1).unwrap() % 26);
        for side in 1..=2 {
            let dist = format!("dist-{letter}{side}");
            net.device(&dist, DeviceKind::Bridge);
            for core in 1..=2 {
                let port = format!("TenGigabitEthernet1/{}", building * 2 + side - 2);
                net.link((&format!("core{core}"), &port), (&dist, &format!("Te1/{core}")));
            }
        }
        for number in 1..=access {
            let switch = format!("acc-{letter}{number:02}");
            net.device(&switch, DeviceKind::Bridge);
            net.link((&format!("dist-{letter}1"), &format!("Gi1/{number}")), (&switch, "Gi0/49"));
            let spare = net.link((&format!("dist-{letter}2"), &format!("Gi1/{number}")), (&switch, "Gi0/50"));
            spare.state = LinkState::Blocked;
            for host in 1..=hosts {
                let (kind, name) = match host % 7 {
                    3 => (DeviceKind::Phone, "phone"),
                    5 => (DeviceKind::Printer, "printer"),
                    6 => (DeviceKind::AccessPoint, "ap"),
                    _ => (DeviceKind::Host, "pc"),
                };
                net.host(&format!("{name}-{letter}{number}-{host}"), kind, &switch, &format!("Gi0/{host}"));
            }
        }
    }
    net.build()
}

/// A tree: a root with `branches` switches, each with `leaves` switches of `hosts` hosts.
pub(crate) fn tree(branches: usize, leaves: usize, hosts: usize) -> Topology {
    let mut net = Builder::default();
    net.device("gw", DeviceKind::Router).device("root", DeviceKind::Bridge);
    net.link(("gw", "eth1"), ("root", "1"));
    for branch in 0..branches {
        let middle = format!("b{branch}");
        net.device(&middle, DeviceKind::Bridge);
        net.link(("root", &format!("{}", branch + 2)), (&middle, "25"));
        for leaf in 0..leaves {
            let switch = format!("b{branch}-s{leaf}");
            net.device(&switch, DeviceKind::Bridge);
            net.link((&middle, &format!("{}", leaf + 1)), (&switch, "26"));
            for host in 0..hosts {
                net.host(&format!("h{branch}-{leaf}-{host}"), DeviceKind::Host, &switch, &format!("{}", host + 1));
            }
        }
    }
    net.build()
}

/// A ring of `count` switches, blocked at one place.
pub(crate) fn ring(count: usize) -> Topology {
    let mut net = Builder::default();
    let names: Vec<String> = (0..count).map(|number| format!("ring-{number:03}")).collect();
    for name in &names {
        net.device(name, DeviceKind::Bridge);
    }
    for (number, name) in names.iter().enumerate() {
        let link = net.link((name, "east"), (&names[(number + 1) % count], "west"));
        link.state = if number == count / 2 { LinkState::Blocked } else { LinkState::Forwarding };
    }
    net.build()
}

/// Every leaf is cabled to every spine, and there are layer 3 links over the cables.
pub(crate) fn fabric(spines: usize, leaves: usize) -> Topology {
    let mut net = Builder::default();
    for spine in 1..=spines {
        net.device(&format!("spine{spine}"), DeviceKind::Router);
    }
    for leaf in 1..=leaves {
        let name = format!("leaf{leaf}");
        net.device(&name, DeviceKind::Router);
        for spine in 1..=spines {
            let (up, down) = (format!("Ethernet{}", 48 + spine), format!("Ethernet{leaf}"));
            net.link((&format!("spine{spine}"), &down), (&name, &up));
            let adjacency = net.link((&format!("spine{spine}"), &down), (&name, &up));
            adjacency.layer = Layer::L3;
            adjacency.strength = Strength::Claimed;
        }
        for server in 1..=2 {
            let server = format!("server-{leaf}-{server}");
            net.host(&server, DeviceKind::Host, &name, &format!("Ethernet{}", server.len()));
        }
    }
    net.build()
}

/// Names as an attacker, a joker or a broken agent would choose them.
pub(crate) fn hostile() -> Topology {
    let long = "a very long name ".repeat(4000);
    let names = [
        "<script>document.title='owned'</script>",
        "</script><script>document.title='owned'</script>",
        "\"'><img src=x onerror=\"document.title='owned'\">",
        "]]><!-- --> <!DOCTYPE",
        "javascript:document.title='owned'",
        "\u{202e}nwo\u{202c} \u{0} \u{7} \u{1b}[31m",
        "${document.title='owned'} {{7*7}} &lt;b&gt; &#x3c;",
        "名前が日本語のスイッチ 🖧",
        "=HYPERLINK(\"http://example.invalid\")",
        "back\\slash \\\" \n new\tline\r",
        &long,
        "",
    ];
    let mut net = Builder::default();
    net.device("hub-of-all", DeviceKind::Bridge);
    for (number, name) in names.iter().enumerate() {
        let kind = if number % 2 == 0 { DeviceKind::Bridge } else { DeviceKind::Host };
        net.device(name, kind);
        let link = net.link(("hub-of-all", name), (name, names[(number + 1) % names.len()]));
        link.because[0].text = (*name).into();
        link.because[0].source = (*name).into();
        link.lag = Some((*name).into());
    }
    net.segment(names[0], &[("hub-of-all", names[1]), (names[2], names[0]), (names[3], "")]);
    let mut topology = net.build();
    for node in &mut topology.nodes {
        node.description = Some(node.name.clone());
        node.vendor = Some(node.name.clone());
    }
    topology
}

/// Traffic of every port that a link ends at: from nothing to more than the speed, with gaps here and there.
pub(crate) fn load(topology: &Topology) -> Load {
    let mut ports = Vec::new();
    for (number, end) in topology.links.iter().flat_map(|link| [&link.a, &link.b]).enumerate() {
        let Some(port) = end.port.clone() else { continue };
        let part = |turn: usize| [0.0, 0.004, 0.07, 0.18, 0.33, 0.5, 0.62, 0.8, 0.97, 1.02][(number * 7 + turn) % 10];
        let rate = if number % 11 == 5 {
            InterfaceRate::gap(Gap::FirstSample)
        } else {
            InterfaceRate {
                in_bps: Ok(part(3) * 1e9),
                out_bps: Ok(part(0) * 1e9),
                in_utilisation: Ok(part(3)),
                out_utilisation: Ok(part(0)),
                interval_ms: Some(60_000),
                drift_ms: None,
                width: CounterWidth::Bits64,
            }
        };
        ports.push(PortLoad { device: end.node.clone(), port: Some(port), if_index: end.if_index, rate });
    }
    Load { ports }
}

/// Four routers that speak OSPF and BGP on a ring of switches, with a line between two of them and a pair that shares
/// an address.
pub(crate) fn routed() -> World {
    let router = |name: &str| Device::router(name).ports(3).with_lldp();
    let mut builder = World::builder("routed").network("10.32.0.0/16");
    builder = builder.vlan(1, "backbone", "10.32.0.0/24").vlan(20, "office", "10.32.20.0/24");
    builder = builder.vlan(100, "line", "10.32.255.0/30");
    for switch in ["s1", "s2", "s3", "s4"] {
        builder = builder.device(Device::switch(switch).ports(8));
    }
    for (host, switch, port) in [("pc1", "s1", "p5"), ("pc2", "s2", "p5"), ("pc3", "s2", "p6"), ("pc4", "s4", "p5")] {
        builder = builder.device(Device::host(host)).cable(switch, port, host, "eth0");
    }
    builder
        .device(router("r1").routes_on("p1", &[1]).routes_on("p2", &[100]).ospf().bgp(64512))
        .device(router("r2").routes_on("p1", &[1]).routes_on("p2", &[100]).ospf().bgp(64513))
        .device(router("r3").routes_on("p1", &[1]).ospf())
        .device(router("r4").routes_on("p1", &[1]).ospf())
        .cable("s1", "p1", "s2", "p2")
        .cable("s2", "p1", "s3", "p2")
        .cable("s3", "p1", "s4", "p2")
        .cable("s4", "p1", "s1", "p2")
        .cable("s1", "p3", "r1", "p1")
        .cable("s3", "p3", "r2", "p1")
        .cable("s4", "p3", "r3", "p1")
        .cable("s2", "p3", "r4", "p1")
        .cable("r1", "p2", "r2", "p2")
        .build()
        .unwrap()
}

/// Offices with aggregates, telephones, hubs, hypervisors and two routers with one address.
pub(crate) fn office() -> World {
    let plan = Plan::new(Shape::Campus).switches(24).hosts_per_switch(6).vlans(3).lags(0.3).hubs(0.2).phones(0.2);
    let plan = plan.access_points(0.2).hypervisors(0.1).traffic(Conversations::default()).virtual_router(true);
    plan.world().unwrap()
}

/// A tree in which a third of the switches and of the rows of forwarding tables are missing.
pub(crate) fn silent() -> World {
    let plan = Plan::new(Shape::RandomTree).switches(40).hosts_per_switch(4).rows_missing(0.3).silent_switches(0.3);
    plan.in_band(true).world().unwrap()
}

/// A day from 2026-11-23T00:00:00Z on of every port that has a link, with a gap from 3:10 to 3:25, and the heat of the
/// first device.
pub(crate) fn charts(topology: &Topology) -> Charts {
    let at = |minute: i64| Timestamp::from_millis(1_795_392_000_000 + minute * 60_000);
    let gap = SeriesGap { from: at(190), to: at(205), reason: Gap::Missed };
    let day = |peak: u64| {
        let work = |minute: u64| 720_u64.saturating_sub(minute.abs_diff(780)) * (80 + minute * minute % 41) / 100;
        let octets: Vec<u64> = (0..1440).map(|minute| peak * (30 + work(minute)) * 10_000).collect();
        Columns::counted("octets", at(0), 60_000, &octets, None).unwrap().with_gap(gap)
    };
    let mut charts = Charts::new().utc_offset(60);
    for (link, peak) in topology.links.iter().zip(1..) {
        for (end, there, back) in [(&link.a, peak, peak * 2), (&link.b, peak * 2, peak)] {
            if let Some(port) = &end.port {
                charts.traffic(&end.node, port, &day(there), &day(back));
            }
        }
    }
    let heat: Vec<f64> = (0..288).map(|step| 40.0 + f64::from(step % 48) / 4.0).collect();
    let heat = Columns::levels("celsius", at(0), 300_000, &heat, None).unwrap();
    if let Some(node) = topology.nodes.first() {
        charts.device(&node.id, &Plot::new("Temperature").line("CPU", &heat).utc_offset(60));
    }
    charts
}

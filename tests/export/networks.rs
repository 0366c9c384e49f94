//! Topologies made by hand, with names that tell what they are for.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use netwarden::inventory::DeviceKind;
use netwarden::topology::{
    Alternative, End, Layer, Link, LinkState, Node, Port, Reason, Segment, Strength, Topology, Unused,
};
use netwarden::value::{IfIndex, MacAddr, VlanId};

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

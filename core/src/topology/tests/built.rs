//! Finished topologies in a few words.

use std::collections::BTreeMap;

use crate::evidence::Source;
use crate::inventory::DeviceKind;
use crate::topology::*;
use crate::value::{IfIndex, VlanId};

/// A topology of lines such as `sw1 p1 -- sw2 p2 blocked vlan=10 lag=a` and `hub: sw1 p3, pc1, pc2`; ports may be left
/// out. What a device is follows from its name: `sw1` a switch and `r1` a router that were asked, `pc1` a host and
/// `ph1` a telephone that were not, `x1` something of which nothing is known.
pub(super) fn net(lines: &str) -> Topology {
    let mut built = Built::default();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_once(": ") {
            Some((name, members)) => built.segment(name, members),
            None => built.link(line),
        }
    }
    built.done()
}

#[derive(Default)]
struct Built {
    nodes: BTreeMap<String, Node>,
    links: Vec<Link>,
    segments: Vec<Segment>,
}

impl Built {
    fn end(&mut self, text: &str) -> End {
        let mut words = text.split_whitespace();
        let name = words.next().unwrap();
        let port = words.next();
        let node = self.nodes.entry(name.to_owned()).or_insert_with(|| node(name));
        let if_index = port.and_then(|port| port.trim_start_matches('p').parse().ok()).map(IfIndex);
        if let Some(port) = port.filter(|port| node.ports.iter().all(|known| known.name != *port)) {
            node.ports.push(Port {
                name: port.to_owned(),
                if_index,
                alias: None,
                mac: None,
                speed_bps: None,
                up: Some(true),
            });
        }
        End { node: name.to_owned(), device: name.to_owned(), port: port.map(str::to_owned), if_index }
    }

    fn link(&mut self, line: &str) {
        let Some((a, rest)) = line.split_once("--") else {
            self.end(line);
            return;
        };
        let known = |word: &&str| word.contains('=') || ["blocked", "unknown", "l3", "claimed"].contains(word);
        let words: Vec<&str> = rest.split_whitespace().filter(known).collect();
        let far: Vec<&str> = rest.split_whitespace().filter(|word| !known(word)).collect();
        let value = |key: &str| words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
        let (a, b) = (self.end(a), self.end(&far.join(" ")));
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        let layer = if words.contains(&"l3") { Layer::L3 } else { Layer::L2 };
        let claimed = words.contains(&"claimed");
        self.links.push(Link {
            id: format!("{a}--{b}{}", if layer == Layer::L3 { " l3" } else { "" }),
            layer,
            state: match () {
                () if words.contains(&"blocked") => LinkState::Blocked,
                () if words.contains(&"unknown") => LinkState::Unknown,
                () => LinkState::Forwarding,
            },
            strength: if claimed { Strength::Claimed } else { Strength::Confirmed },
            confidence: value("conf").map_or(0.9, |value| value.parse().unwrap()),
            vlans: value("vlan")
                .map_or_else(Vec::new, |list| list.split(',').map(|id| VlanId(id.parse().unwrap())).collect()),
            lag: value("lag").map(str::to_owned),
            adjacencies: Vec::new(),
            subnet: None,
            carried_by: Vec::new(),
            because: [&a, &b]
                .into_iter()
                .filter(|end| self.nodes[&end.node].polled)
                .take(if claimed { 1 } else { 2 })
                .map(|end| hears(&end.node))
                .collect(),
            contradicting: Vec::new(),
            alternatives: Vec::new(),
            a,
            b,
        });
    }

    fn segment(&mut self, name: &str, members: &str) {
        let mut members: Vec<End> = members.split(", ").map(|end| self.end(end)).collect();
        members.sort();
        let (id, name) = (name.to_owned(), name.to_owned());
        self.segments.push(Segment {
            id,
            name,
            kind: SegmentKind::Hub,
            kind_because: "nothing tells".to_owned(),
            members,
            confidence: 0.8,
            because: vec![hears("sw1")],
        });
    }

    fn done(self) -> Topology {
        let mut topology = Topology {
            nodes: self.nodes.into_values().collect(),
            links: self.links,
            segments: self.segments,
            strategy: "default".to_owned(),
            ..Topology::default()
        };
        topology.links.sort_by(|x, y| (&x.a, &x.b, x.layer).cmp(&(&y.a, &y.b, y.layer)));
        topology
    }
}

pub(super) fn hears(device: &str) -> Reason {
    Reason {
        source: "lldp".to_owned(),
        device: device.to_owned(),
        row: "lldpRemTable local port 1".to_owned(),
        text: format!("{device} hears the other"),
    }
}

pub(super) fn whole(source: Source, rows: u32) -> SourceCoverage {
    SourceCoverage { source, rows, complete: true, reason: None }
}

fn node(name: &str) -> Node {
    let kind = match name.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "sw" => DeviceKind::Bridge,
        "r" => DeviceKind::Router,
        "pc" => DeviceKind::Host,
        "ph" => DeviceKind::Phone,
        _ => DeviceKind::Unknown,
    };
    let polled = matches!(kind, DeviceKind::Bridge | DeviceKind::Router);
    Node {
        id: name.to_owned(),
        name: name.to_owned(),
        kind,
        polled,
        sys_name: None,
        description: None,
        vendor: None,
        addresses: Vec::new(),
        macs: Vec::new(),
        ports: Vec::new(),
        coverage: if polled { vec![whole(Source::Lldp, 4)] } else { Vec::new() },
    }
}

/// The names of these, joined by `, `.
pub(super) fn names<'e>(elements: impl IntoIterator<Item = &'e Element>) -> String {
    elements.into_iter().map(|element| element.name.as_str()).collect::<Vec<_>>().join(", ")
}

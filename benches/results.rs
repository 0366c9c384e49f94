//! What questions to a finished topology cost: 10,000 switches in sites, 100,000 hosts.
//!
//! `cargo bench -p netwarden --bench results [switches] [hosts per switch]`

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods)]

use std::hint::black_box;
use std::time::Instant;

use netwarden::inventory::DeviceKind;
use netwarden::topology::{
    End, Layer, Link, LinkState, Node, Port, Reason, Strength, Supposition, Topology, Tracker, TrackerOptions, diff,
};
use netwarden::value::{IfIndex, Timestamp, VlanId};

const ROUNDS: usize = 11;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse::<usize>().ok());
    let (switches, hosts) = (numbers.next().unwrap_or(10_000), numbers.next().unwrap_or(10));
    let topology = network(switches, hosts);
    println!("{} nodes, {} links", topology.nodes.len(), topology.links.len());

    let (first, last) = ("sw000001".to_owned(), format!("pc{:06}-1", switches - 1));
    let middle = &topology.links[topology.links.len() / 2];
    time("index", || topology.index());
    time("explain(link)", || topology.explain(middle));
    time("explain_between by id, without an index", || topology.explain_between("sw000001", "sw000000"));
    time("node by name, without an index", || topology.node("Switch 4711"));
    let index = topology.index();
    time("explain_between with an index", || index.explain_between("sw000001", "sw000000"));
    time("why_not with an index", || index.why_not(&first, "sw009000"));
    time("why_not without", || topology.why_not(&first, "sw009000"));
    time("path with an index", || index.path(&first, &last, None).unwrap());
    time("path without", || topology.path(&first, &last, None).unwrap());
    time("single points of failure without an index", || topology.single_points_of_failure());
    time("dominators with an index", || index.dominators(&first).unwrap());
    time("dependencies of all without an index", || topology.dependencies(&first).unwrap());
    let gone = [Supposition::DeviceGone { device: "sw000100".to_owned() }];
    time("what_if with an index", || index.what_if(&gone, Some(&first)).unwrap());
    time("what_if without", || topology.what_if(&gone, Some(&first)).unwrap());
    let core = [Supposition::DeviceGone { device: "sw000000".to_owned() }];
    time("what_if the root is gone, with an index", || index.what_if(&core, None).unwrap());
    let trunk = topology.links.iter().find(|link| link.a.node == "sw000007" && link.b.node == "sw000000");
    let trunk = trunk.or_else(|| topology.links.iter().find(|link| link.a.node == "sw000000")).unwrap();
    let cut = [Supposition::LinkGone { link: trunk.id.clone() }];
    time("what_if a trunk is gone, with an index", || index.what_if(&cut, Some("sw000000")).unwrap());
    with_vlans(&topology);
    time("contradictions without an index", || topology.contradictions());

    let changed = changed(&topology);
    time("diff of equals", || diff(&topology, &topology));
    time("diff with a host in a hundred moved", || diff(&topology, &changed));
    println!("  ({} changes)", diff(&topology, &changed).len());
    let mut tracker = Tracker::new(TrackerOptions::new());
    tracker.observe(&topology, Timestamp::from_millis(0));
    let mut at = 0;
    time("tracker, one observation", || {
        at += 60_000;
        tracker.observe(if at % 120_000 == 0 { &topology } else { &changed }, Timestamp::from_millis(at))
    });
}

/// The same with a hundred VLANs: every trunk carries all of them, every spare cable the first half.
fn with_vlans(topology: &Topology) {
    let mut topology = topology.clone();
    for (at, link) in topology.links.iter_mut().enumerate() {
        link.vlans = match link.state {
            LinkState::Forwarding => (1..=100).map(VlanId).collect(),
            LinkState::Blocked => (1..=50).map(VlanId).collect(),
            LinkState::Unknown => vec![VlanId(1 + u16::try_from(at % 100).unwrap_or(0))],
        };
    }
    let index = topology.index();
    let gone = [Supposition::DeviceGone { device: "sw000100".to_owned() }];
    time("what_if with an index, 100 VLANs", || index.what_if(&gone, Some("sw000001")).unwrap());
    let spare = topology.links.iter().find(|link| link.state == LinkState::Blocked && link.a.node != "sw000000");
    let below = spare.map(|link| link.b.node.clone()).unwrap_or_default();
    let uplink = index.links_of(&below).into_iter().find(|link| link.state == LinkState::Forwarding).unwrap();
    let cut = [Supposition::LinkGone { link: uplink.id.clone() }];
    time("what_if a trunk with 100 VLANs is gone", || index.what_if(&cut, Some("sw000000")).unwrap());
    let answer = index.what_if(&cut, Some("sw000000")).unwrap();
    println!("  ({} VLANs fall apart, {} devices cut off)", answer.vlans.len(), answer.devices);
}

fn time<T>(what: &str, mut work: impl FnMut() -> T) {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{what:<48} {:>10.3} ms median, {:>10.3} ms worst", times[ROUNDS / 2], times[ROUNDS - 1]);
}

fn node(id: String, name: String, kind: DeviceKind, ports: usize, number: usize) -> Node {
    let [_, a, b, c] = u32::try_from(number).unwrap_or(0).to_be_bytes();
    Node {
        id,
        polled: kind == DeviceKind::Bridge,
        sys_name: Some(name.clone()),
        name,
        kind,
        description: None,
        vendor: None,
        addresses: vec![std::net::Ipv4Addr::new(10, a, b, c).into()],
        macs: vec![netwarden::value::MacAddr([2, 0, u8::from(kind == DeviceKind::Bridge), a, b, c])],
        ports: (1..=ports).map(port).collect(),
        coverage: Vec::new(),
    }
}

fn port(number: usize) -> Port {
    let if_index = u32::try_from(number).ok().map(IfIndex);
    Port {
        name: format!("p{number}"),
        if_index,
        alias: None,
        mac: None,
        speed_bps: Some(1_000_000_000),
        up: Some(true),
    }
}

fn end(node: &Node, port: Option<usize>) -> End {
    let if_index = port.and_then(|port| u32::try_from(port).ok()).map(IfIndex);
    End { node: node.id.clone(), device: node.name.clone(), port: port.map(|port| format!("p{port}")), if_index }
}

fn link(a: End, b: End, state: LinkState) -> Link {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let because = vec![Reason {
        source: "lldp".to_owned(),
        device: b.node.clone(),
        row: "lldpRemTable local port 7".to_owned(),
        text: format!("{b} hears {a}"),
    }];
    Link {
        id: format!("{a}-{b}"),
        a,
        b,
        layer: Layer::L2,
        state,
        strength: Strength::Confirmed,
        confidence: 0.998,
        vlans: Vec::new(),
        lag: None,
        adjacencies: Vec::new(),
        subnet: None,
        carried_by: Vec::new(),
        because,
        contradicting: Vec::new(),
        alternatives: Vec::new(),
    }
}

/// Switches in a tree of degree ten with a blocked cable beside every seventh, hosts on each.
fn network(switches: usize, hosts: usize) -> Topology {
    let mut topology = Topology { strategy: "default".to_owned(), ..Topology::default() };
    let bridges: Vec<Node> = (0..switches)
        .map(|at| node(format!("sw{at:06}"), format!("Switch {at}"), DeviceKind::Bridge, 24, at))
        .collect();
    for at in 1..switches {
        let above = (at - 1) / 10;
        let (up, down) = (end(&bridges[at], Some(24)), end(&bridges[above], Some(1 + (at - 1) % 10)));
        topology.links.push(link(up, down, LinkState::Forwarding));
        if at % 7 == 0 {
            let (a, b) = (end(&bridges[at], Some(23)), end(&bridges[at - 1], Some(22)));
            topology.links.push(link(a, b, LinkState::Blocked));
        }
    }
    for at in 0..switches * hosts {
        let (on, number) = (at / hosts.max(1), at % hosts.max(1));
        let name = format!("pc{on:06}-{number}");
        let host = node(name.clone(), name, DeviceKind::Host, 0, at);
        topology.links.push(link(end(&host, None), end(&bridges[on], Some(12 + number)), LinkState::Unknown));
        topology.nodes.push(host);
    }
    topology.nodes.extend(bridges);
    sorted(topology)
}

fn sorted(mut topology: Topology) -> Topology {
    topology.nodes.sort_by(|x, y| x.id.cmp(&y.id));
    topology.links.sort_by(|x, y| (&x.a, &x.b, x.layer, &x.id).cmp(&(&y.a, &y.b, y.layer, &y.id)));
    topology
}

/// Every hundredth host is on another port.
fn changed(topology: &Topology) -> Topology {
    let mut changed = topology.clone();
    let mut count = 0;
    for cable in changed.links.iter_mut().filter(|cable| cable.state == LinkState::Unknown) {
        count += 1;
        if count % 100 == 0 {
            cable.b.port = Some("p99".to_owned());
            cable.b.if_index = Some(IfIndex(99));
            cable.id = format!("{}-{}", cable.a, cable.b);
        }
    }
    sorted(changed)
}

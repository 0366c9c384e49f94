//! The judge: what is true of a network, read as the inferred topology is.

use std::collections::{BTreeMap, BTreeSet};

use super::{ConfidenceBin, Score, Tally};
use crate::inventory::{DeviceKind, DeviceSnapshot};
use crate::sim::{Kind, Truth, TruthEnd, TruthMedium, TruthState, World};
use crate::topology::{End, Layer, LinkState, Node, Topology};
use crate::value::MacAddr;

/// A port by the names of its device and its own.
pub type Port = (String, String);
/// Two adjacent ports, the lesser first.
pub type Pair = (Port, Port);

/// The truth about a network, to score topologies by.
#[derive(Clone, Debug)]
pub struct Judge {
    pub(super) truth: Truth,
    /// By address: the name of a device that was asked.
    pub(super) asked: BTreeMap<String, String>,
    /// By name: devices that forward and were asked.
    pub(super) forwards: BTreeSet<String>,
    /// By member: the aggregate that it belongs to.
    aggregates: BTreeMap<Port, Port>,
    by_mac: BTreeMap<MacAddr, String>,
    by_name: BTreeSet<String>,
    /// Addresses in any forwarding table.
    seen: BTreeSet<MacAddr>,
    /// Whether only forwarding tables tell, so that nothing blocked can be found.
    only_forwarding: bool,
}

impl Judge {
    /// The truth of `world`, as far as a visit that brought `devices` could have found it.
    #[must_use]
    pub fn new(world: &World, devices: &[DeviceSnapshot]) -> Self {
        let truth = world.truth();
        let asked = truth.devices.iter().filter(|device| device.agent);
        let forwards = |kind| matches!(kind, Kind::Bridge | Kind::Router | Kind::AccessPoint | Kind::Phone);
        let mut aggregates = BTreeMap::new();
        for link in &truth.links {
            for (end, lag) in link.lag.iter().flat_map(|lag| [(&link.a, &lag.a), (&link.b, &lag.b)]) {
                aggregates.insert((end.device.clone(), end.port.clone()), (end.device.clone(), lag.clone()));
            }
        }
        let of_devices = truth.devices.iter().filter_map(|device| Some((device.mac?, device.name.clone())));
        let of_hosts = truth.hosts.iter().map(|host| (host.mac, host.name.clone()));
        let tells = |device: &DeviceSnapshot| {
            let trees = device.bridge.as_ref().map_or(&[][..], |bridge| &bridge.spanning_trees);
            let heard = device.lldp.as_ref().is_some_and(|lldp| !lldp.neighbors.is_empty());
            heard || !device.cdp.is_empty() || trees.iter().any(|tree| !tree.ports.is_empty())
        };
        let rows = devices.iter().filter_map(|device| device.bridge.as_ref()).flat_map(|bridge| &bridge.fdb);
        Self {
            asked: asked.clone().filter_map(|it| Some((it.address?.to_string(), it.name.clone()))).collect(),
            forwards: asked.filter(|it| forwards(it.kind)).map(|it| it.name.clone()).collect(),
            aggregates,
            by_mac: of_devices.chain(of_hosts).collect(),
            by_name: truth.devices.iter().map(|device| device.name.clone()).collect(),
            seen: rows.map(|row| row.mac).collect(),
            only_forwarding: !devices.iter().any(tells),
            truth,
        }
    }

    /// The port, or the aggregate that it is a member of.
    pub(super) fn lifted(&self, port: Port) -> Port {
        self.aggregates.get(&port).cloned().unwrap_or(port)
    }

    fn media(&self) -> &[TruthMedium] {
        if self.only_forwarding { &self.truth.forwarding_media } else { &self.truth.media }
    }

    /// How many pairs of ports that some other method claims to be adjacent are.
    #[must_use]
    pub fn pairs(&self, claimed: &BTreeSet<Pair>) -> Tally {
        let wanted = pairs_of(self.media().iter().map(ports_of));
        let allowed = pairs_of(self.truth.media.iter().chain(&self.truth.forwarding_media).map(ports_of));
        Tally::of(claimed, &allowed, &wanted)
    }

    /// How right and how complete `topology` is.
    #[must_use]
    pub fn score(&self, topology: &Topology) -> Score {
        let read = Read::new(self, topology);
        let mut score = Score {
            links: self.pairs(&pairs_of(read.media.values().map(|medium| medium.ports.clone()))),
            segments: self.b_cubed(&read),
            hidden: self.hidden(&read),
            identity: self.identity(topology),
            lag: self.lag(topology),
            blocked: self.blocked(topology),
            ..Score::default()
        };
        self.hosts(topology, &read, &mut score);
        self.layer3(topology, &mut score);
        self.calibrate(topology, &mut score);
        score
    }

    /// B-cubed over ports: how much of a port's inferred medium is on its true one, and the reverse.
    fn b_cubed(&self, read: &Read<'_>) -> Tally {
        let clusters = |all: Vec<BTreeSet<Port>>| -> BTreeMap<Port, BTreeSet<Port>> {
            let joined = all.into_iter().filter(|ports| ports.len() > 1);
            joined.flat_map(|ports| ports.clone().into_iter().map(move |port| (port, ports.clone()))).collect()
        };
        let there = clusters(self.media().iter().map(ports_of).collect());
        let also = clusters(self.truth.media.iter().map(ports_of).collect());
        let claimed = clusters(read.media.values().map(|medium| medium.ports.clone()).collect());
        let mut tally = Tally { claimed: claimed.len() as f64, there: there.len() as f64, ..Tally::default() };
        let common = |x: &BTreeSet<Port>, y: &BTreeSet<Port>| x.intersection(y).count() as f64;
        for (port, cluster) in &claimed {
            let best = [there.get(port), also.get(port)].into_iter().flatten().map(|it| common(cluster, it));
            tally.right += best.fold(1.0, f64::max) / cluster.len() as f64;
        }
        for (port, cluster) in &there {
            tally.found += claimed.get(port).map_or(1.0, |it| common(it, cluster)) / cluster.len() as f64;
        }
        tally
    }

    /// Media with something in the middle: a forwarding device that was not asked, a radio, or more than two ends.
    fn hidden(&self, read: &Read<'_>) -> Tally {
        // What nothing can tell from a cable: one port with one end system, two ports with none.
        let shows = |medium: &&TruthMedium| medium.ports.len() + medium.hosts.len() > 2;
        // Three ports with nobody between them are the cables of an aggregate that two switches share.
        let is_hidden =
            |medium: &&TruthMedium| !medium.through.is_empty() || (shows(medium) && !medium.hosts.is_empty());
        let wanted = self.media().iter().filter(is_hidden).filter(shows).map(ports_of).collect();
        let all = self.truth.media.iter().chain(&self.truth.forwarding_media);
        let allowed = all.filter(is_hidden).map(ports_of).collect();
        let claimed = read.media.values().filter(|medium| medium.shared && !medium.ports.is_empty());
        Tally::of(&claimed.map(|medium| medium.ports.clone()).collect(), &allowed, &wanted)
    }

    fn hosts(&self, topology: &Topology, read: &Read<'_>, score: &mut Score) {
        let mut nodes: BTreeMap<MacAddr, Vec<&Node>> = BTreeMap::new();
        for node in &topology.nodes {
            node.macs.iter().for_each(|mac| nodes.entry(*mac).or_default().push(node));
        }
        let said = said(topology);
        let mut place: BTreeMap<&str, BTreeSet<Port>> = BTreeMap::new();
        for medium in self.truth.media.iter().chain(&self.truth.forwarding_media) {
            medium.hosts.iter().for_each(|host| place.entry(host).or_default().extend(ports_of(medium)));
        }
        for host in self.truth.hosts.iter().filter(|host| self.seen.contains(&host.mac)) {
            let Some(there) = place.get(host.name.as_str()) else { continue };
            score.hosts.there += 1.0;
            score.host_ports.there += 1.0;
            let own = || nodes.get(&host.mac).into_iter().flatten();
            let at: BTreeSet<&Port> = own().flat_map(|node| read.around(&node.id)).collect();
            let on: BTreeSet<&str> = own().flat_map(|node| read.on(&node.id)).collect();
            let on_it = |device: &str| there.iter().any(|(name, _)| name == device);
            let right = at.iter().all(|port| there.contains(*port)) && on.iter().all(|device| on_it(device));
            let count = |tally: &mut Tally| {
                tally.claimed += 1.0;
                tally.right += f64::from(u8::from(right));
                tally.found += f64::from(u8::from(right));
            };
            let places = || own().filter_map(|node| said.get(&*node.id)).flatten();
            let asked = |end: &&End| self.asked.get(&end.node).map(String::as_str);
            let given: BTreeSet<&str> = places().flat_map(|said| &said.anywhere).filter_map(asked).collect();
            let is_right = |end: &&End| match self.port(end) {
                Some(port) => there.contains(&port),
                None => asked(end).is_none_or(on_it),
            };
            if let Some(best) = places()
                .filter(|said| said.at.iter().any(|end| asked(end).is_some()))
                .max_by(|x, y| x.confidence.total_cmp(&y.confidence))
            {
                let right = best.at.iter().all(is_right);
                ConfidenceBin::enter(&mut score.host_bins, best.confidence, right);
            }
            score.host_candidates.there += 1.0;
            if !given.is_empty() {
                let among = f64::from(u8::from(given.iter().any(|device| on_it(device))));
                score.host_candidates.claimed += 1.0;
                score.host_candidates.right += among;
                score.host_candidates.found += among;
            }
            match (at.is_empty(), on.is_empty()) {
                (true, true) => score.unplaced += 1.0,
                (true, false) => count(&mut score.hosts),
                (false, _) => [&mut score.hosts, &mut score.host_ports].into_iter().for_each(count),
            }
        }
    }

    /// Each node stands for one device, and each device that is there at all is one node.
    fn identity(&self, topology: &Topology) -> Tally {
        let mut tally = Tally::default();
        let mut nodes_of: BTreeMap<&str, u32> = BTreeMap::new();
        for node in &topology.nodes {
            let mut owners: BTreeSet<&str> =
                node.macs.iter().filter_map(|mac| self.by_mac.get(mac)).map(String::as_str).collect();
            owners.extend(self.asked.get(&node.id).map(String::as_str));
            owners.extend(node.sys_name.as_deref().and_then(|name| self.by_name.get(name)).map(String::as_str));
            tally.claimed += 1.0;
            tally.right += if owners.len() == 1 { 1.0 } else { 0.0 };
            owners.into_iter().for_each(|owner| *nodes_of.entry(owner).or_default() += 1);
        }
        let asked: BTreeSet<&str> = self.asked.values().map(String::as_str).collect();
        tally.there = nodes_of.keys().copied().collect::<BTreeSet<_>>().union(&asked).count() as f64;
        tally.found = nodes_of.values().filter(|nodes| **nodes == 1).count() as f64;
        tally
    }

    /// Cables between asked devices that are members of an aggregate.
    fn lag(&self, topology: &Topology) -> Tally {
        let members = self.truth.links.iter().filter(|link| link.lag.is_some());
        let port = |end: &TruthEnd| (end.device.clone(), end.port.clone());
        let there: BTreeSet<Pair> = members
            .filter(|link| self.forwards.contains(&link.a.device) && self.forwards.contains(&link.b.device))
            .map(|link| pair(port(&link.a), port(&link.b)))
            .collect();
        let bundled = topology.links.iter().filter(|link| link.lag.is_some() && link.confidence > 0.5);
        let ends = |end: &End| Some((self.asked.get(&end.node)?.clone(), end.port.clone()?));
        let claimed = bundled.filter_map(|link| Some(pair(ends(&link.a)?, ends(&link.b)?))).collect();
        Tally::of(&claimed, &there, &there)
    }

    fn blocked(&self, topology: &Topology) -> Tally {
        let port = |end: &TruthEnd| self.lifted((end.device.clone(), end.port.clone()));
        let there: BTreeSet<Pair> = self
            .truth
            .links
            .iter()
            .filter(|link| link.state == TruthState::Blocked)
            .filter(|link| self.forwards.contains(&link.a.device) && self.forwards.contains(&link.b.device))
            .map(|link| pair(port(&link.a), port(&link.b)))
            .collect();
        let blocked = topology.links.iter().filter(|link| link.state == LinkState::Blocked && link.confidence > 0.5);
        let claimed = blocked.filter_map(|link| Some(pair(self.port(&link.a)?, self.port(&link.b)?))).collect();
        Tally::of(&claimed, &there, &there)
    }

    /// Every link and segment between ports by its confidence, and whether it is right.
    fn calibrate(&self, topology: &Topology, score: &mut Score) {
        let all = self.truth.media.iter().chain(&self.truth.forwarding_media);
        let media: Vec<BTreeSet<Port>> = all.map(ports_of).collect();
        let mut of: BTreeMap<&Port, Vec<usize>> = BTreeMap::new();
        for (at, ports) in media.iter().enumerate() {
            ports.iter().for_each(|port| of.entry(port).or_default().push(at));
        }
        let links = topology.links.iter().filter(|link| link.layer == Layer::L2);
        let links = links.map(|link| (link.confidence, vec![&link.a, &link.b]));
        let segments = topology.segments.iter().map(|it| (it.confidence, it.members.iter().collect()));
        for (confidence, ends) in links.chain(segments) {
            score.abstained += if confidence > 0.5 { 0.0 } else { 1.0 };
            let ports: BTreeSet<Port> = ends.into_iter().filter_map(|end| self.port(end)).collect();
            let mut ports_in_order = ports.iter();
            let (Some(first), true) = (ports_in_order.next(), ports.len() > 1) else { continue };
            let mut around = of.get(first).into_iter().flatten().filter_map(|&at| media.get(at));
            let right = around.any(|medium| ports.is_subset(medium));
            ConfidenceBin::enter(&mut score.bins, confidence, right);
        }
    }

    /// The port of a forwarding device that was asked.
    pub(super) fn port(&self, end: &End) -> Option<Port> {
        let device = self.asked.get(&end.node).filter(|device| self.forwards.contains(*device))?;
        Some(self.lifted((device.clone(), end.port.clone()?)))
    }
}

/// One statement of where a node is.
struct Said<'a> {
    confidence: f64,
    at: Vec<&'a End>,
    /// The same with all alternatives.
    anywhere: Vec<&'a End>,
}

/// By node: what links and segments say of where it is.
fn said(topology: &Topology) -> BTreeMap<&str, Vec<Said<'_>>> {
    let mut said: BTreeMap<&str, Vec<Said<'_>>> = BTreeMap::new();
    for link in topology.links.iter().filter(|link| link.layer == Layer::L2) {
        for (end, far) in [(&link.a, &link.b), (&link.b, &link.a)] {
            let others = link.alternatives.iter().flat_map(|other| [&other.a, &other.b]);
            let anywhere = others.filter(|other| other.node != end.node).chain([far]).collect();
            said.entry(&end.node).or_default().push(Said { confidence: link.confidence, at: vec![far], anywhere });
        }
    }
    for segment in &topology.segments {
        for member in &segment.members {
            let others: Vec<&End> = segment.members.iter().filter(|other| other.node != member.node).collect();
            let said = said.entry(&member.node).or_default();
            said.push(Said { confidence: segment.confidence, at: others.clone(), anywhere: others });
        }
    }
    said
}

fn ports_of(medium: &TruthMedium) -> BTreeSet<Port> {
    medium.ports.iter().map(|end| (end.device.clone(), end.port.clone())).collect()
}

/// Two ports as a pair.
#[must_use]
pub fn pair(x: Port, y: Port) -> Pair {
    if x <= y { (x, y) } else { (y, x) }
}

/// All pairs of ports on one medium.
fn pairs_of(media: impl Iterator<Item = BTreeSet<Port>>) -> BTreeSet<Pair> {
    let mut pairs = BTreeSet::new();
    for ports in media {
        let ports: Vec<Port> = ports.into_iter().collect();
        for (at, x) in ports.iter().enumerate() {
            pairs.extend(ports.iter().skip(at + 1).map(|y| (x.clone(), y.clone())));
        }
    }
    pairs
}

/// A topology as ports joined by media.
struct Read<'a> {
    /// By any number.
    media: BTreeMap<usize, Medium>,
    /// By node: ports beside it.
    beside: BTreeMap<&'a str, BTreeSet<Port>>,
    /// By node: devices that it is said to be on, at no port.
    on: BTreeMap<&'a str, BTreeSet<String>>,
}

#[derive(Default)]
struct Medium {
    ports: BTreeSet<Port>,
    /// Whether there is a segment or a forwarding device in the middle.
    shared: bool,
}

/// What media join.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Knot<'a> {
    Port(Port),
    Node(&'a str),
    Segment(&'a str),
}

impl<'a> Read<'a> {
    fn new(judge: &Judge, topology: &'a Topology) -> Self {
        let nodes: BTreeMap<&str, &Node> = topology.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let links = topology.links.iter().filter(|link| link.layer == Layer::L2 && link.confidence > 0.5);
        let host = |end: &End| nodes.get(end.node.as_str()).is_some_and(|node| !node.polled && !joins(node));
        // An end system that another one is plugged into: a hypervisor.
        let both = links.clone().filter(|link| host(&link.a) && host(&link.b));
        let fronts: BTreeSet<&str> = both.flat_map(|link| [link.a.node.as_str(), link.b.node.as_str()]).collect();
        let port_of: BTreeSet<&str> = links
            .clone()
            .flat_map(|link| [(&link.a, &link.b), (&link.b, &link.a)])
            .filter(|(_, far)| judge.port(far).is_some())
            .map(|(end, _)| end.node.as_str())
            .collect();
        let passes = |node: &Node| joins(node) || (fronts.contains(&*node.id) && port_of.contains(&*node.id));
        let knot = |end: &'a End| match judge.port(end) {
            Some(port) => Some(Knot::Port(port)),
            None => nodes.get(end.node.as_str()).filter(|node| passes(node)).map(|_| Knot::Node(end.node.as_str())),
        };
        let mut groups = Groups::default();
        for link in links.clone() {
            if let (Some(a), Some(b)) = (knot(&link.a), knot(&link.b)) {
                groups.join(a, b);
            }
        }
        let segments = topology.segments.iter().filter(|segment| segment.confidence > 0.5);
        for segment in segments.clone() {
            let middle = groups.number(Knot::Segment(&segment.id));
            for member in segment.members.iter().filter_map(knot) {
                groups.join_number(middle, member);
            }
        }
        let media = groups.media();
        let mut beside: BTreeMap<&str, BTreeSet<Port>> = BTreeMap::new();
        let on = |knot: &Knot<'a>| match knot {
            Knot::Port(port) => BTreeSet::from([port.clone()]),
            _ => groups.known(knot).and_then(|at| media.get(&at)).map_or_else(BTreeSet::new, |it| it.ports.clone()),
        };
        let mut put = |end: &'a End, at: Option<Knot<'a>>| {
            if let (None, Some(at)) = (knot(end), at) {
                beside.entry(&end.node).or_default().extend(on(&at));
            }
        };
        let mut on: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (end, far) in links.flat_map(|link| [(&link.a, &link.b), (&link.b, &link.a)]) {
            put(end, knot(far));
            let device = judge.asked.get(&far.node).filter(|name| far.port.is_none() && judge.forwards.contains(*name));
            on.entry(&end.node).or_default().extend(device.cloned());
        }
        for segment in segments {
            segment.members.iter().for_each(|member| put(member, Some(Knot::Segment(&segment.id))));
        }
        // What a front passes on is where the front is.
        for front in &fronts {
            if let Some(at) = groups.known(&Knot::Node(front)).and_then(|at| media.get(&at)) {
                beside.entry(front).or_default().extend(at.ports.iter().cloned());
            }
        }
        Self { media, beside, on }
    }

    fn on(&self, node: &str) -> impl Iterator<Item = &str> {
        self.on.get(node).into_iter().flatten().map(String::as_str)
    }

    fn around(&self, node: &str) -> impl Iterator<Item = &Port> {
        self.beside.get(node).into_iter().flatten()
    }
}

/// Whether a node that was not asked forwards, as far as anybody says.
fn joins(node: &Node) -> bool {
    let heard = node.id.starts_with("lldp:") || node.id.starts_with("cdp:");
    let end = matches!(node.kind, DeviceKind::Host | DeviceKind::Printer | DeviceKind::Router);
    let forwards =
        matches!(node.kind, DeviceKind::Bridge | DeviceKind::Repeater | DeviceKind::AccessPoint | DeviceKind::Phone);
    !node.polled && (forwards || (heard && !end))
}

/// Union-find over knots.
#[derive(Default)]
struct Groups<'a> {
    numbers: BTreeMap<Knot<'a>, usize>,
    parent: Vec<usize>,
}

impl<'a> Groups<'a> {
    fn number(&mut self, knot: Knot<'a>) -> usize {
        let next = self.parent.len();
        let number = *self.numbers.entry(knot).or_insert(next);
        if number == next {
            self.parent.push(next);
        }
        number
    }

    fn root(&self, mut at: usize) -> usize {
        while let Some(&above) = self.parent.get(at).filter(|&&above| above != at) {
            at = above;
        }
        at
    }

    fn known(&self, knot: &Knot<'a>) -> Option<usize> {
        self.numbers.get(knot).map(|&number| self.root(number))
    }

    fn join(&mut self, a: Knot<'a>, b: Knot<'a>) {
        let a = self.number(a);
        self.join_number(a, b);
    }

    fn join_number(&mut self, a: usize, b: Knot<'a>) {
        let b = self.number(b);
        let (a, b) = (self.root(a), self.root(b));
        if let Some(parent) = self.parent.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }

    fn media(&self) -> BTreeMap<usize, Medium> {
        let mut media: BTreeMap<usize, Medium> = BTreeMap::new();
        for (knot, &number) in &self.numbers {
            let medium = media.entry(self.root(number)).or_default();
            match knot {
                Knot::Port(port) => {
                    medium.ports.insert(port.clone());
                }
                Knot::Node(_) | Knot::Segment(_) => medium.shared = true,
            }
        }
        media
    }
}

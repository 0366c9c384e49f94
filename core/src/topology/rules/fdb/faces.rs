use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::{Owner, Owners, Tables};
use crate::inventory::DeviceKind;
use crate::topology::graph::LinkState;
use crate::topology::model::{Net, NodeModel};
use crate::topology::ports::PortAt;
use crate::topology::sets::Sets;
use crate::topology::weights;

/// Steps that the comparison of forwarding tables may take before addresses are sampled.
const WORK: usize = 200_000_000;

/// Bridges whose tables are compared pair by pair; with more, only addresses of bridges count.
const BRIDGES: usize = 4000;

/// Bridges among which implied faces are looked for, and how often.
const CLOSED: usize = 300;
const CLOSURES: usize = 4;

/// Addresses that may be behind a port that end systems are plugged into.
const LOCAL: u32 = 2;

/// Which port of each bridge leads to each other bridge. Bridges by position in [`Tables`].
pub(in crate::topology::rules) struct Faces {
    towards: HashMap<(usize, usize), Face>,
    /// For each bridge and port: the bridges behind it.
    behind: HashMap<(usize, PortAt), BTreeSet<usize>>,
    /// The number of each bridge's component of known links.
    pub(super) component: Vec<usize>,
}

/// A port that leads to another bridge, and how well that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::topology::rules) struct Face {
    pub(in crate::topology::rules) port: PortAt,
    /// 0 to 1.
    pub(in crate::topology::rules) sure: f64,
}

impl Faces {
    pub(super) fn find(tables: &Tables, owners: &Owners, net: &Net<'_>) -> Self {
        let mut faces = Self { towards: HashMap::new(), behind: HashMap::new(), component: components(tables, net) };
        faces.by_known_links(tables, net);
        faces.by_own_addresses(tables, owners, net);
        if faces.component.iter().collect::<BTreeSet<_>>().len() > 1 {
            let local = local_hosts(tables);
            faces.by_local_hosts(tables, &local);
            faces.by_cover(tables, owners);
            faces.close(tables.bridges.len());
        }
        faces
    }

    /// Makes the components of these bridges one.
    pub(super) fn join(&mut self, bridges: impl Iterator<Item = usize>) {
        let numbers: BTreeSet<usize> = bridges.map(|bridge| self.component[bridge]).collect();
        if let Some(least) = numbers.first() {
            self.component.iter_mut().filter(|number| numbers.contains(number)).for_each(|number| *number = *least);
        }
    }

    /// The port of `from` that leads to `to`.
    pub(in crate::topology::rules) fn towards(&self, from: usize, to: usize) -> Option<Face> {
        self.towards.get(&(from, to)).copied()
    }

    /// The bridges behind a port.
    pub(in crate::topology::rules) fn behind(&self, bridge: usize, port: PortAt) -> impl Iterator<Item = usize> + '_ {
        self.behind.get(&(bridge, port)).into_iter().flatten().copied()
    }

    fn set(&mut self, from: usize, to: usize, face: Face) {
        if self.towards.contains_key(&(from, to)) {
            return;
        }
        self.towards.insert((from, to), face);
        self.behind.entry((from, face.port)).or_default().insert(to);
    }

    /// The first step of the path over links that are known, where there is one path only.
    fn by_known_links(&mut self, tables: &Tables, net: &Net<'_>) {
        // Within one component of bridges that all were asked, nothing is left to find out.
        let one = self.component.iter().collect::<BTreeSet<_>>().len() <= 1;
        let opaque = |(at, node): (usize, &NodeModel<'_>)| node.device.is_none() && forwards(at, net);
        if tables.bridges.len() > BRIDGES || (one && !net.nodes.iter().enumerate().any(opaque)) {
            return;
        }
        let graph = Known::of(net);
        let position: HashMap<usize, usize> = tables.bridges.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        for (at, node) in tables.bridges.iter().enumerate() {
            for (other, port) in graph.first_ports(*node) {
                if let Some(to) = position.get(&other) {
                    self.set(at, *to, Face { port, sure: 1.0 });
                }
            }
        }
    }

    /// Ports behind which a bridge sees an address of another bridge.
    fn by_own_addresses(&mut self, tables: &Tables, owners: &Owners, net: &Net<'_>) {
        let position: HashMap<usize, usize> = tables.bridges.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        let mut votes: BTreeMap<(usize, usize), BTreeMap<PortAt, u32>> = BTreeMap::new();
        for (item, sightings) in tables.items.iter().zip(tables.sightings.iter()) {
            let Some(Owner::Node(node, port)) = owners.of_mac(item.mac) else { continue };
            let Some(owner) = position.get(&node).copied() else { continue };
            // A bridge that learned its own address from outside has it on a port that is not
            // bridged, such as one for management: it says where that is, not where the bridge is.
            let outside = sightings.iter().any(|(at, _)| *at == owner);
            let in_band = port.is_none_or(|port| net.nodes[node].ports.carries_frames(port));
            if outside || !in_band {
                continue;
            }
            for (at, port) in sightings {
                *votes.entry((*at, owner)).or_default().entry(*port).or_default() += 1;
            }
        }
        for ((from, to), ports) in votes {
            let total: u32 = ports.values().sum();
            let best = ports.iter().max_by_key(|(port, votes)| (**votes, std::cmp::Reverse(**port)));
            if let Some((port, votes)) = best.filter(|(_, votes)| **votes * 3 > total * 2) {
                let sure = f64::from(*votes) / f64::from(total) * weights::FACE_BY_ADDRESS;
                self.set(from, to, Face { port: *port, sure });
            }
        }
    }

    /// Ports behind which a bridge sees the hosts of another one.
    fn by_local_hosts(&mut self, tables: &Tables, local: &[Option<usize>]) {
        let mut votes: HashMap<(usize, usize), Vec<(PortAt, u32)>> = HashMap::new();
        for (home, sightings) in local.iter().zip(tables.sightings.iter()) {
            let Some(home) = *home else { continue };
            for (at, port) in sightings.iter().filter(|(at, _)| *at != home && self.towards(*at, home).is_none()) {
                let ports = votes.entry((*at, home)).or_default();
                match ports.iter_mut().find(|(known, _)| known == port) {
                    Some((_, votes)) => *votes += 1,
                    None => ports.push((*port, 1)),
                }
            }
        }
        for ((from, to), ports) in votes {
            let total: u32 = ports.iter().map(|(_, votes)| votes).sum();
            let best = ports.iter().max_by_key(|(port, votes)| (*votes, std::cmp::Reverse(*port)));
            if let Some((port, votes)) = best.filter(|(_, votes)| *votes * 3 > total * 2) {
                let doubt = weights::COVER_DOUBT / f64::from(*votes);
                let sure = f64::from(*votes) / f64::from(total) * (1.0 - doubt);
                self.set(from, to, Face { port: *port, sure });
            }
        }
    }

    /// Faces that follow from others: what is beyond a bridge is behind the port that leads to it.
    ///
    /// A bridge `c` is beyond `b`, seen from `a`, where `b` has `a` and `c` on different ports; and it is on
    /// the way to `b` where `c` itself has them on different ports. Either way one port of `a` leads to both.
    fn close(&mut self, count: usize) {
        if count > CLOSED {
            return;
        }
        for _ in 0..CLOSURES {
            let mut found: Vec<(usize, usize, Face)> = Vec::new();
            for a in 0..count {
                for c in (0..count).filter(|c| *c != a && self.towards(a, *c).is_none()) {
                    found.extend(self.implied(a, c, count).map(|face| (a, c, face)));
                }
            }
            if found.is_empty() {
                return;
            }
            found.into_iter().for_each(|(from, to, face)| self.set(from, to, face));
        }
    }

    /// The port of `a` towards `c` that most third bridges speak for, if nearly all of them do.
    fn implied(&self, a: usize, c: usize, count: usize) -> Option<Face> {
        let apart = |at: usize, x: usize, y: usize| match (self.towards(at, x), self.towards(at, y)) {
            (Some(x), Some(y)) => x.port != y.port,
            _ => false,
        };
        let mut votes: BTreeMap<PortAt, (u32, f64)> = BTreeMap::new();
        for b in (0..count).filter(|b| *b != a && *b != c) {
            let Some(face) = self.towards(a, b) else { continue };
            if apart(b, a, c) || apart(c, a, b) {
                let (count, sure) = votes.entry(face.port).or_default();
                *count += 1;
                *sure = sure.max(face.sure);
            }
        }
        let total: u32 = votes.values().map(|(count, _)| count).sum();
        let (port, (count, sure)) =
            votes.into_iter().max_by_key(|(port, (count, _))| (*count, std::cmp::Reverse(*port)))?;
        (count * 5 >= total * 4).then_some(Face { port, sure: sure * weights::FACE_IMPLIED })
    }

    /// The row and the column of the table of common addresses that cover it.
    fn by_cover(&mut self, tables: &Tables, owners: &Owners) {
        let count = tables.bridges.len();
        if count > BRIDGES || self.component.iter().collect::<BTreeSet<_>>().len() <= 1 {
            return;
        }
        let step = sampling(tables);
        let owner: Vec<Option<usize>> = tables
            .items
            .iter()
            .map(|item| match owners.of_mac(item.mac) {
                Some(Owner::Node(node, _)) => Some(node),
                _ => None,
            })
            .collect();
        for a in 0..count {
            for b in a + 1..count {
                let (ab, ba) = (self.towards(a, b), self.towards(b, a));
                if ab.is_some() && ba.is_some() {
                    continue;
                }
                let pairs = common(&tables.rows[a], &tables.rows[b], |item| {
                    item % step == 0 && owner[item] != Some(tables.bridges[a]) && owner[item] != Some(tables.bridges[b])
                });
                if let Some((p, q, sure)) = cover(&pairs, ab.map(|face| face.port), ba.map(|face| face.port)) {
                    self.set(a, b, Face { port: p, sure });
                    self.set(b, a, Face { port: q, sure });
                }
            }
        }
    }
}

/// The bridge that each address is plugged into, as far as it can be told: the only one that sees it on
/// a port with few addresses behind it.
fn local_hosts(tables: &Tables) -> Vec<Option<usize>> {
    let mut behind: HashMap<(usize, PortAt), u32> = HashMap::new();
    for seen in tables.sightings.iter().flatten() {
        *behind.entry(*seen).or_default() += 1;
    }
    let few = |seen: &&(usize, PortAt)| behind.get(*seen).is_some_and(|count| *count <= LOCAL);
    let home = |sightings: &[(usize, PortAt)]| {
        let mut near = sightings.iter().filter(few);
        near.next().filter(|_| near.next().is_none()).map(|(bridge, _)| *bridge)
    };
    tables.sightings.iter().map(home).collect()
}

/// Every how manieth address is compared, so that all pairs stay within [`WORK`].
fn sampling(tables: &Tables) -> usize {
    let rows = tables.rows.total();
    (rows.saturating_mul(tables.bridges.len()) / WORK) + 1
}

/// The ports of two bridges for each address that both know, counted.
fn common(
    a: &[(usize, PortAt)],
    b: &[(usize, PortAt)],
    wanted: impl Fn(usize) -> bool,
) -> BTreeMap<(PortAt, PortAt), u32> {
    let mut counts = BTreeMap::new();
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let (Some((x, p)), Some((y, q))) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                if wanted(*x) {
                    *counts.entry((*p, *q)).or_default() += 1;
                }
                a.next();
                b.next();
            }
        }
    }
    counts
}

/// The port of each bridge that faces the other, where the common addresses tell: the row and the
/// column that cover most of them, and how sure that is.
///
/// Each port needs an address that only it covers, else any port would do; and the next best pair of
/// ports must cover less.
fn cover(
    pairs: &BTreeMap<(PortAt, PortAt), u32>,
    p: Option<PortAt>,
    q: Option<PortAt>,
) -> Option<(PortAt, PortAt, f64)> {
    let mut rows: BTreeMap<PortAt, u32> = BTreeMap::new();
    let mut columns: BTreeMap<PortAt, u32> = BTreeMap::new();
    for ((p, q), count) in pairs {
        *rows.entry(*p).or_default() += count;
        *columns.entry(*q).or_default() += count;
    }
    let total: u32 = rows.values().sum();
    let candidates = |fixed: Option<PortAt>, all: &BTreeMap<PortAt, u32>| match fixed {
        Some(port) => vec![port],
        None => heaviest(all),
    };
    let mut best: Option<(u32, PortAt, PortAt)> = None;
    let mut second = 0;
    for row in candidates(p, &rows) {
        for column in candidates(q, &columns) {
            let both = pairs.get(&(row, column)).copied().unwrap_or_default();
            let (in_row, in_column) =
                (rows.get(&row).copied().unwrap_or_default(), columns.get(&column).copied().unwrap_or_default());
            let covered = in_row + in_column - both;
            match best {
                Some((most, ..)) if covered <= most => second = second.max(covered),
                _ => {
                    second = best.map_or(0, |(most, ..)| most);
                    best = Some((covered, row, column));
                }
            }
        }
    }
    let (covered, row, column) = best?;
    let both = pairs.get(&(row, column)).copied().unwrap_or_default();
    let proves =
        |fixed: Option<PortAt>, weight: Option<&u32>| fixed.is_some() || weight.is_some_and(|weight| *weight > both);
    let proven = proves(p, rows.get(&row)) && proves(q, columns.get(&column));
    if !proven || covered <= second || f64::from(covered) < f64::from(total) * weights::COVER_AT_LEAST {
        return None;
    }
    let share = f64::from(covered) / f64::from(total);
    let margin = f64::from(covered - second);
    Some((row, column, share * (1.0 - weights::COVER_DOUBT / (1.0 + margin))))
}

/// The ports that can cover most, at most sixteen.
fn heaviest(ports: &BTreeMap<PortAt, u32>) -> Vec<PortAt> {
    let mut sorted: Vec<(u32, PortAt)> = ports.iter().map(|(port, weight)| (*weight, *port)).collect();
    sorted.sort_by_key(|(weight, port)| (std::cmp::Reverse(*weight), *port));
    sorted.into_iter().take(16).map(|(_, port)| port).collect()
}

/// Links and media that are known to carry frames, between the places that forward them: nodes, and
/// after them the media.
struct Known {
    /// For each place: ports, and the places that they lead to.
    edges: Vec<Vec<(Option<PortAt>, usize)>>,
}

/// What is known of a place while paths are followed.
#[derive(Clone, Copy, PartialEq)]
enum Reached {
    No,
    /// Over this port, by every path so far.
    Over(Option<PortAt>),
    /// Over several ports.
    Unclear,
}

impl Known {
    fn of(net: &Net<'_>) -> Self {
        let mut edges: Vec<Vec<(Option<PortAt>, usize)>> = vec![Vec::new(); net.nodes.len() + net.media.len()];
        for (_, cable) in net.cables.iter().filter(|(_, cable)| cable.state != LinkState::Blocked) {
            let (a, b) = (net.bundle(cable.a), net.bundle(cable.b));
            if forwards(a.node, net) && forwards(b.node, net) {
                edges[a.node].push((a.port, b.node));
                edges[b.node].push((b.port, a.node));
            }
        }
        for (at, medium) in net.media.iter().enumerate() {
            for member in medium.members.iter().map(|member| net.bundle(*member)).filter(|at| forwards(at.node, net)) {
                edges[member.node].push((member.port, net.nodes.len() + at));
                edges[net.nodes.len() + at].push((None, member.node));
            }
        }
        for known in &mut edges {
            known.sort_unstable();
            known.dedup();
        }
        Self { edges }
    }

    /// For each place that frames from `start` reach over one port only: that port.
    fn first_ports(&self, start: usize) -> Vec<(usize, PortAt)> {
        let mut reached = vec![Reached::No; self.edges.len()];
        let mut touched = Vec::new();
        let first = self.edges[start].iter().map(|(port, to)| (start, *to, Reached::Over(*port)));
        let mut queue: VecDeque<(usize, usize, Reached)> = first.collect();
        while let Some((from, place, over)) = queue.pop_front() {
            let now = match reached[place] {
                _ if place == start => continue,
                Reached::No => over,
                known if known == over || known == Reached::Unclear => continue,
                // A second path, over another port.
                _ => Reached::Unclear,
            };
            if reached[place] == Reached::No {
                touched.push(place);
            }
            reached[place] = now;
            queue.extend(self.edges[place].iter().filter(|(_, to)| *to != from).map(|(_, to)| (place, *to, now)));
        }
        let clear = touched.into_iter().filter_map(|place| match reached[place] {
            Reached::Over(port) => Some((place, port?)),
            _ => None,
        });
        clear.collect()
    }
}

/// Whether frames pass through a node or medium.
pub(in crate::topology::rules) fn forwards(node: usize, net: &Net<'_>) -> bool {
    match net.nodes.get(node) {
        None => true,
        Some(model) => match model.device {
            Some(device) => device.bridge.is_some(),
            None => !matches!(model.kind, DeviceKind::Host | DeviceKind::Router | DeviceKind::Printer),
        },
    }
}

/// Bridges that known links join, through other nodes that forward.
fn components(tables: &Tables, net: &Net<'_>) -> Vec<usize> {
    let mut sets = Sets::new(net.nodes.len() + net.media.len());
    for (_, cable) in net.cables.iter().filter(|(_, cable)| cable.state != LinkState::Blocked) {
        if forwards(cable.a.node, net) && forwards(cable.b.node, net) {
            sets.union(cable.a.node, cable.b.node);
        }
    }
    for (at, medium) in net.media.iter().enumerate() {
        for member in medium.members.iter().filter(|member| forwards(member.node, net)) {
            sets.union(net.nodes.len() + at, member.node);
        }
    }
    tables.bridges.iter().map(|node| sets.find(*node)).collect()
}

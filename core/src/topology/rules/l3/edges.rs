//! Rows of neighbor tables, put together where both ends speak of the same thing.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::subnets::Networks;
use super::who::{Found, Who};
use super::{ROUTING, Spot, Stage};
use crate::evidence::{Claim, Statement, claims_of};
use crate::inventory::{RoutingNeighbor, RoutingProtocol, RoutingState};
use crate::topology::graph::{Adjacency, End, Layer, Link, LinkState, Reason, Strength};
use crate::topology::hash::stable_id;
use crate::topology::model::reason;
use crate::topology::options::Options;
use crate::topology::weights;

/// Neighbors of one device by one protocol before the rest is left aside.
const NEIGHBORS: usize = 4096;

/// Rows between two devices whose ports do not tell which belong together before they are left as they are.
const LOOSE: usize = 64;

/// What speaks for a link between two interfaces.
#[derive(Default)]
pub(super) struct Edge {
    /// By protocol: how far it has come, and who says so.
    said: BTreeMap<RoutingProtocol, Said>,
    /// The point-to-point subnets that both are in, and whether both interfaces are up.
    pub(super) subnets: Vec<(String, bool)>,
    pub(super) because: Vec<Reason>,
    pub(super) contradicting: Vec<Reason>,
    /// Whether one end was not polled.
    one_is_unpolled: bool,
}

struct Said {
    state: RoutingState,
    area: Option<String>,
    both: bool,
    /// The other end was asked, has neighbors of that protocol, and this is none of them.
    denied: bool,
}

/// The edges by their ends, the lesser first.
pub(super) type Edges = BTreeMap<(Spot, Spot), Edge>;

/// A neighbor row with both its ends.
struct Row<'a> {
    claim: Claim<'a>,
    says: &'a RoutingNeighbor,
    from: Spot,
    to: Spot,
}

/// The rows of one end, and those of the other.
type Sides<'a> = (Vec<Row<'a>>, Vec<Row<'a>>);

/// The edges that routing protocols tell of.
pub(super) fn of_neighbors(stage: &mut Stage<'_, '_>, who: Who, networks: &Networks<'_>, options: &Options) -> Edges {
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut strangers: Vec<(Row<'_>, &RoutingNeighbor)> = Vec::new();
    let polled = stage.polled;
    for (device, node) in &polled.devices {
        let mut counts: HashMap<RoutingProtocol, usize> = HashMap::new();
        for claim in claims_of(device, &|source| ROUTING.contains(&source) && options.uses(source)) {
            let Statement::RoutesWith(says) = claim.statement else { continue };
            let count = counts.entry(says.protocol).or_default();
            *count += 1;
            if *count > NEIGHBORS {
                if *count == NEIGHBORS + 1 {
                    let why = format!("more than {NEIGHBORS} neighbors by {}; the rest is left aside", says.protocol);
                    stage.leave(&claim, "one of many neighbors", why);
                }
                continue;
            }
            let from = Spot { node: *node, port: stage.interface_told(*node, says.interface) };
            match who.find(says, stage) {
                Found::Known(to) if to.node == *node => {
                    let text = format!("{} is a neighbor of itself by {}", stage.name(*node), says.protocol);
                    stage.leave(&claim, text, "a router id or an address that two devices have");
                }
                Found::Known(to) => rows.push(Row { claim, says, from, to }),
                Found::Stranger => strangers.push((Row { claim, says, from, to: from }, says)),
                Found::Nobody => {
                    let text = format!("{} waits for a neighbor by {}", stage.name(*node), says.protocol);
                    stage.leave(&claim, text, "nothing was heard of it, and no polled device has its address");
                }
                Found::Unclear(why) => {
                    let text = format!("{} has a neighbor by {}", stage.name(*node), says.protocol);
                    stage.leave(&claim, text, why);
                }
            }
        }
    }
    let said: Vec<&RoutingNeighbor> = strangers.iter().map(|(_, says)| *says).collect();
    let nodes = who.admit(&said, stage);
    rows.extend(strangers.into_iter().zip(nodes).map(|((mut row, _), node)| {
        row.to = Spot { node, port: None };
        row
    }));
    let mut rows = without_pairs_of_a_network(rows, stage);
    for row in rows.iter_mut().filter(|row| row.to.port.is_none()) {
        row.to.port = networks.facing(row.from, row.to.node);
    }
    paired(rows, stage)
}

/// The rows without those of two routers that both exchange routes with a designated one instead of with each other: on
/// a network of many that would be every pair of them. Who is reached by no other row keeps one.
fn without_pairs_of_a_network<'a>(rows: Vec<Row<'a>>, stage: &mut Stage<'_, '_>) -> Vec<Row<'a>> {
    let up = || rows.iter().filter(|row| row.says.state.is_up() && row.says.state != RoutingState::TwoWay);
    // Whom each interface is up with, and each router at all.
    let heads: HashSet<(Spot, usize, RoutingProtocol)> =
        up().map(|row| (row.from, row.to.node, row.says.protocol)).collect();
    let nodes: HashSet<(usize, usize, RoutingProtocol)> =
        up().map(|row| (row.from.node, row.to.node, row.says.protocol)).collect();
    let back = |row: &Row<'_>| match row.to.port {
        Some(_) => heads.contains(&(row.to, row.from.node, row.says.protocol)),
        None => nodes.contains(&(row.to.node, row.from.node, row.says.protocol)),
    };
    let served: HashSet<(Spot, RoutingProtocol)> = up().map(|row| (row.from, row.says.protocol)).collect();
    let mut reached: HashSet<usize> = up().flat_map(|row| [row.from.node, row.to.node]).collect();
    let mut left: BTreeMap<(Spot, RoutingProtocol), (Claim<'a>, usize)> = BTreeMap::new();
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let at = (row.from, row.says.protocol);
        let spare = row.says.state == RoutingState::TwoWay && served.contains(&at) && !back(&row);
        if !spare || reached.insert(row.to.node) {
            kept.push(row);
            continue;
        }
        left.entry(at).or_insert((row.claim, 0)).1 += 1;
    }
    for ((from, protocol), (claim, count)) in left {
        let text = format!("{} hears {count} more by {protocol} that are not designated either", stage.end(from));
        stage.leave(&claim, text, "they meet in the designated router, and in the subnet that lists them");
    }
    kept
}

/// Puts together what the two ends say, protocol by protocol.
fn paired(rows: Vec<Row<'_>>, stage: &Stage<'_, '_>) -> Edges {
    let mut groups: BTreeMap<(usize, usize, RoutingProtocol), Sides<'_>> = BTreeMap::new();
    for row in rows {
        let (a, b) = (row.from.node.min(row.to.node), row.from.node.max(row.to.node));
        let (forth, back) = groups.entry((a, b, row.says.protocol)).or_default();
        if row.from.node == a { forth.push(row) } else { back.push(row) }
    }
    let mut edges = Edges::new();
    for (mut forth, mut back) in groups.into_values() {
        agree(&mut forth, &mut back);
        let mut known: BTreeMap<(Spot, Spot), Sides<'_>> = BTreeMap::new();
        for row in forth {
            known.entry((row.from, row.to)).or_default().0.push(row);
        }
        for row in back {
            known.entry((row.to, row.from)).or_default().1.push(row);
        }
        for (ends, (forth, back)) in known {
            add(edges.entry(ends).or_default(), &forth, &back, stage);
        }
    }
    edges
}

/// Rows of both sides that can be about the same two interfaces and nothing else get the ports of both.
fn agree(forth: &mut [Row<'_>], back: &mut [Row<'_>]) {
    let there: HashSet<(Spot, Spot)> = forth.iter().map(|row| (row.from, row.to)).collect();
    let here: HashSet<(Spot, Spot)> = back.iter().map(|row| (row.to, row.from)).collect();
    let mut loose_forth: Vec<&mut Row<'_>> =
        forth.iter_mut().filter(|row| !here.contains(&(row.from, row.to))).collect();
    let mut loose_back: Vec<&mut Row<'_>> =
        back.iter_mut().filter(|row| !there.contains(&(row.to, row.from))).collect();
    if loose_forth.len() > LOOSE || loose_back.len() > LOOSE {
        return;
    }
    let fits = |x: &Row<'_>, y: &Row<'_>| {
        let same = |a: Spot, b: Spot| a.port.is_none() || b.port.is_none() || a.port == b.port;
        same(x.from, y.to) && same(x.to, y.from)
    };
    let forth_of: Vec<Vec<usize>> = loose_back
        .iter()
        .map(|back| loose_forth.iter().enumerate().filter(|(_, forth)| fits(forth, back)).map(|(at, _)| at).collect())
        .collect();
    for at in 0..loose_forth.len() {
        let backs: Vec<usize> =
            forth_of.iter().enumerate().filter(|(_, forth)| forth.contains(&at)).map(|(back, _)| back).collect();
        let [only] = backs.as_slice() else { continue };
        if forth_of.get(*only).is_none_or(|forth| forth.len() != 1) {
            continue;
        }
        if let (Some(x), Some(y)) = (loose_forth.get_mut(at), loose_back.get_mut(*only)) {
            x.from.port = x.from.port.or(y.to.port);
            x.to.port = x.to.port.or(y.from.port);
            y.from.port = x.to.port;
            y.to.port = x.from.port;
        }
    }
}

fn add(edge: &mut Edge, forth: &[Row<'_>], back: &[Row<'_>], stage: &Stage<'_, '_>) {
    let rows = || forth.iter().chain(back);
    let Some(first) = rows().next() else { return };
    let protocol = first.says.protocol;
    let both = !forth.is_empty() && !back.is_empty();
    // Of several rows, such as those of two levels of IS-IS, the best; of two ends, the worse.
    let best = |side: &[Row<'_>]| side.iter().map(|row| row.says.state).max();
    let state = [best(forth), best(back)].into_iter().flatten().min().unwrap_or(RoutingState::Down);
    // The end that says nothing, where one does not.
    let silent = if both { None } else { Some(first.to.node) };
    let denied = silent.and_then(|node| stage.polled.device(node)).is_some_and(|device| {
        let table = first.claim.table;
        let mut read = device.coverage.iter().filter(|read| read.table == table);
        state.is_up() && read.next().is_some_and(|read| read.complete && read.rows > 0)
    });
    edge.one_is_unpolled |= silent.is_some_and(|node| !stage.polled.at.contains_key(&node));
    for row in rows() {
        edge.because.push(reason(&row.claim, sentence(row, stage)));
    }
    if let (true, Some(device)) = (denied, silent.and_then(|node| stage.polled.device(node))) {
        edge.contradicting.push(Reason {
            source: protocol.name().to_owned(),
            device: device.id.0.clone(),
            row: first.claim.table.to_owned(),
            text: format!("{} was asked and has no such neighbor by {protocol}", stage.end(first.to)),
        });
    }
    let area = rows().filter_map(|row| row.says.area.clone()).min();
    edge.said.insert(protocol, Said { state, area, both, denied });
}

/// `r1 Gi0/0 is a neighbor of r2 by OSPF: up, area 0.0.0.0`
fn sentence(row: &Row<'_>, stage: &Stage<'_, '_>) -> String {
    let says = row.says;
    let mut text = format!(
        "{} is a neighbor of {} by {}: {}",
        stage.end(row.from),
        stage.name(row.to.node),
        says.protocol,
        says.state
    );
    if let Some(area) = &says.area {
        text.push_str(&format!(", area {area}"));
    }
    if let Some(number) = says.remote_as {
        text.push_str(&format!(", AS {number}"));
    }
    text
}

impl Edge {
    pub(super) fn link(&self, a: End, b: End) -> Link {
        let key = |end: &End| {
            let index = end.if_index.map_or(String::new(), |index| index.to_string());
            format!("{}\u{1}{}\u{1}{index}", end.node, end.port.as_deref().unwrap_or_default())
        };
        let mut because = self.because.clone();
        because.sort();
        because.dedup();
        let mut contradicting = self.contradicting.clone();
        contradicting.sort();
        contradicting.dedup();
        let (strength, confidence) = self.how_sure();
        Link {
            id: stable_id([key(&a).as_str(), key(&b).as_str(), "l3"]),
            a,
            b,
            layer: Layer::L3,
            state: if self.forwards() { LinkState::Forwarding } else { LinkState::Unknown },
            strength,
            confidence,
            vlans: Vec::new(),
            lag: None,
            adjacencies: self
                .said
                .iter()
                .map(|(protocol, said)| Adjacency { protocol: *protocol, state: said.state, area: said.area.clone() })
                .collect(),
            subnet: self.subnets.iter().map(|(prefix, _)| prefix.clone()).min(),
            carried_by: Vec::new(),
            because,
            contradicting,
            alternatives: Vec::new(),
        }
    }

    /// Whether packets pass: some protocol is up; without any, both interfaces are.
    fn forwards(&self) -> bool {
        let silent = self.said.is_empty();
        self.said.values().any(|said| said.state.is_up()) || (silent && self.subnets.iter().any(|(_, up)| *up))
    }

    /// The best of what the protocols say; a subnet alone is a conclusion.
    fn how_sure(&self) -> (Strength, f64) {
        let by_protocol = self.said.values().map(|said| match () {
            () if said.both && said.state.is_up() => (Strength::Confirmed, weights::ROUTING_BOTH),
            () if said.both => (Strength::Confirmed, weights::ROUTING_DOWN),
            () if said.denied => (Strength::Claimed, weights::ROUTING_DENIED),
            () if !said.state.is_up() => (Strength::Claimed, weights::ROUTING_DOWN_ONE),
            () if self.one_is_unpolled => (Strength::Claimed, weights::ROUTING_ONE),
            () => (Strength::Claimed, weights::ROUTING_ONE_SILENT),
        });
        let by_subnet = self.subnets.iter().map(|(_, up)| {
            (Strength::Inferred, if *up { weights::POINT_TO_POINT } else { weights::POINT_TO_POINT_DOWN })
        });
        let better = |x: &(Strength, f64), y: &(Strength, f64)| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1));
        by_protocol.chain(by_subnet).max_by(better).unwrap_or((Strength::Guessed, 0.0))
    }

    /// Whether some protocol says that packets pass.
    pub(super) fn is_up(&self) -> bool {
        self.said.values().any(|said| said.state.is_up())
    }
}

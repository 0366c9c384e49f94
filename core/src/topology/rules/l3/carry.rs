//! Which links and segments of layer 2 carry a link of layer 3.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

use super::edges::Edges;
use super::{Spot, Stage};
use crate::inventory::DeviceKind;
use crate::topology::graph::{End, Layer, Link, LinkState, Reason, Topology};
use crate::topology::ports::{PortAt, Ports};
use crate::value::{IfIndex, VlanId};

/// Steps of all searches together before the rest is left unknown.
const STEPS: usize = 4_000_000;

/// Links that a way may have.
const HOPS: usize = 64;

/// Sets `carried_by` of `links`, which are those of `edges` in order. A way that only a blocked link completes speaks
/// against a link that is up.
pub(super) fn tie(stage: &Stage<'_, '_>, edges: &Edges, links: &mut [Link]) {
    if links.is_empty() {
        return;
    }
    let mut search = Search::of(stage);
    for (((a, b), edge), link) in edges.iter().zip(links) {
        let Some(way) = search.way(*a, *b) else { continue };
        let starts_at_a = stage.whole.nodes.get(a.node).is_some_and(|node| node.id == link.a.node);
        let order: Vec<Step> = if starts_at_a { way } else { way.into_iter().rev().collect() };
        let blocked = order.iter().filter_map(|step| match step {
            Step::Link(at) => stage.whole.links.get(*at).filter(|link| link.state == LinkState::Blocked),
            Step::Segment(_) => None,
        });
        if edge.is_up() {
            link.contradicting.extend(blocked.map(|blocked| Reason {
                source: "stp".to_owned(),
                device: blocked.a.node.clone(),
                row: "dot1dStpPortTable".to_owned(),
                text: format!("no way of layer 2 joins them but over {} ── {}, which is blocked", blocked.a, blocked.b),
            }));
        }
        link.carried_by = order.into_iter().flat_map(|step| search.ids(step)).collect();
    }
}

/// A link or a segment, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Step {
    Link(usize),
    Segment(usize),
}

/// A place that a search has come to: a node with the port that it was entered by, or a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Vertex {
    Node(usize),
    Segment(usize),
}

/// The cost of a way: blocked links, links; then what makes the order of equals.
type Cost = (usize, usize, Step);

struct Search<'s, 'w, 'a> {
    stage: &'s Stage<'w, 'a>,
    /// Links of layer 2 and segments at each node, with the end there.
    at: HashMap<usize, Vec<(Step, &'s End)>>,
    nodes: HashMap<&'s str, usize>,
    /// The members of each aggregate, by its name.
    aggregates: HashMap<&'s str, Vec<usize>>,
    ports: HashMap<usize, Ports<'a>>,
    left: usize,
}

impl<'s, 'w, 'a> Search<'s, 'w, 'a> {
    fn of(stage: &'s Stage<'w, 'a>) -> Self {
        let whole: &'s Topology = stage.whole;
        let nodes: HashMap<&str, usize> =
            whole.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
        let mut search =
            Self { stage, at: HashMap::new(), nodes, aggregates: HashMap::new(), ports: HashMap::new(), left: STEPS };
        for (at, link) in whole.links.iter().enumerate().filter(|(_, link)| link.layer == Layer::L2) {
            for end in [&link.a, &link.b] {
                search.enter(Step::Link(at), end);
            }
            if let Some(lag) = &link.lag {
                search.aggregates.entry(lag.as_str()).or_default().push(at);
            }
        }
        for (at, segment) in whole.segments.iter().enumerate() {
            for end in &segment.members {
                search.enter(Step::Segment(at), end);
            }
        }
        search
    }

    fn enter(&mut self, step: Step, end: &'s End) {
        if let Some(node) = self.nodes.get(end.node.as_str()) {
            self.at.entry(*node).or_default().push((step, end));
        }
    }

    /// The id of a step, and those of the other members of its aggregate.
    fn ids(&self, step: Step) -> Vec<String> {
        let whole = &self.stage.whole;
        match step {
            Step::Segment(at) => whole.segments.get(at).map(|segment| segment.id.clone()).into_iter().collect(),
            Step::Link(at) => {
                let Some(link) = whole.links.get(at) else { return Vec::new() };
                let mut ids = vec![link.id.clone()];
                let members = link.lag.as_deref().and_then(|lag| self.aggregates.get(lag));
                let beside =
                    members.into_iter().flatten().filter_map(|other| whole.links.get(*other)).filter(|other| {
                        other.id != link.id && other.a.node == link.a.node && other.b.node == link.b.node
                    });
                ids.extend(beside.map(|other| other.id.clone()));
                ids
            }
        }
    }

    /// The way from an interface to another, over as few blocked links and then as few links as can be.
    fn way(&mut self, a: Spot, b: Spot) -> Option<Vec<Step>> {
        let vlan = self.vlan(a).or_else(|| self.vlan(b));
        let goals: BTreeSet<Step> = self.ways_out(b).into_iter().collect();
        let starts = self.ways_out(a);
        if goals.is_empty() || starts.is_empty() {
            return None;
        }
        let mut best: HashMap<Vertex, (usize, usize)> = HashMap::new();
        let mut came: HashMap<Vertex, (Vertex, Step)> = HashMap::new();
        let mut queue: BinaryHeap<Reverse<(Cost, Vertex)>> = BinaryHeap::new();
        let origin = Vertex::Node(a.node);
        best.insert(origin, (0, 0));
        queue.push(Reverse(((0, 0, Step::Link(0)), origin)));
        while let Some(Reverse(((blocked, hops, _), here))) = queue.pop() {
            if here == Vertex::Node(b.node) {
                return Some(trace(&came, origin, here));
            }
            if best.get(&here).is_some_and(|known| *known < (blocked, hops)) || hops >= HOPS {
                continue;
            }
            let steps: Vec<(Step, Vertex)> = match here {
                Vertex::Node(node) if node == a.node => self.onward(node, &starts),
                Vertex::Node(node) => {
                    let entered = came.get(&here).map(|(_, step)| *step);
                    let out = self.passes(node, entered);
                    self.onward(node, &out)
                }
                Vertex::Segment(segment) => self.members(segment),
            };
            self.left = self.left.checked_sub(steps.len().max(1))?;
            for (step, there) in steps {
                let ends = there == Vertex::Node(b.node);
                if !self.carries(step, vlan) || there == here || (ends && !goals.contains(&step)) {
                    continue;
                }
                let closed = matches!(step, Step::Link(at) if self.is_blocked(at));
                let cost = (blocked + usize::from(closed), hops + 1);
                if best.get(&there).is_none_or(|known| cost < *known) {
                    best.insert(there, cost);
                    came.insert(there, (here, step));
                    queue.push(Reverse(((cost.0, cost.1, step), there)));
                }
            }
        }
        None
    }

    /// Where the links and segments in `steps` lead from `node`.
    fn onward(&self, node: usize, steps: &[Step]) -> Vec<(Step, Vertex)> {
        let there = |step: &Step| match step {
            Step::Segment(at) => Some((*step, Vertex::Segment(*at))),
            Step::Link(at) => {
                let link = self.stage.whole.links.get(*at)?;
                let [a, b] = [&link.a, &link.b].map(|end| self.nodes.get(end.node.as_str()).copied());
                let far = if a == Some(node) { b } else { a };
                Some((*step, Vertex::Node(far?)))
            }
        };
        steps.iter().filter_map(there).collect()
    }

    fn members(&self, segment: usize) -> Vec<(Step, Vertex)> {
        let members = self.stage.whole.segments.get(segment).map_or(&[][..], |segment| segment.members.as_slice());
        let nodes = members.iter().filter_map(|end| self.nodes.get(end.node.as_str()));
        nodes.map(|node| (Step::Segment(segment), Vertex::Node(*node))).collect()
    }

    fn is_blocked(&self, link: usize) -> bool {
        self.stage.whole.links.get(link).is_some_and(|link| link.state == LinkState::Blocked)
    }

    /// Whether a link may carry the VLAN: one of which no VLAN is known may carry any.
    fn carries(&self, step: Step, vlan: Option<VlanId>) -> bool {
        let (Step::Link(at), Some(vlan)) = (step, vlan) else { return true };
        self.stage.whole.links.get(at).is_none_or(|link| link.vlans.is_empty() || link.vlans.contains(&vlan))
    }

    /// The links and segments on the port of an interface; of one that is on no port, such as that of a VLAN, all of
    /// the device, where it passes frames.
    fn ways_out(&mut self, spot: Spot) -> Vec<Step> {
        let all = self.at.get(&spot.node).cloned().unwrap_or_default();
        if let (Some(index), true) = (spot.port, self.stage.polled.device(spot.node).is_some()) {
            let port = self.bundle(spot.node, index);
            let own: Vec<Step> = all
                .iter()
                .filter(|(_, end)| end.if_index.is_some_and(|index| self.bundle(spot.node, index) == port))
                .map(|(step, _)| *step)
                .collect();
            if !own.is_empty() || port.is_none_or(|port| self.is_a_port(spot.node, port)) {
                return own;
            }
            return self.passes(spot.node, None);
        }
        all.into_iter().map(|(step, _)| step).collect()
    }

    /// The links and segments that a frame that came in by `entered` can leave a node by: none where the node is no
    /// bridge, or where that port is none of its bridge.
    fn passes(&mut self, node: usize, entered: Option<Step>) -> Vec<Step> {
        let Some(device) = self.stage.polled.device(node) else {
            let kind = self.stage.whole.nodes.get(node).map(|node| node.kind);
            let ends = matches!(kind, Some(DeviceKind::Host | DeviceKind::Printer | DeviceKind::Router) | None);
            let all = self.at.get(&node).into_iter().flatten().map(|(step, _)| *step);
            return if ends { Vec::new() } else { all.collect() };
        };
        if device.bridge.is_none() {
            return Vec::new();
        }
        let all = self.at.get(&node).cloned().unwrap_or_default();
        let bridged: Vec<Step> = all
            .iter()
            .filter(|(_, end)| match end.if_index.and_then(|index| self.bundle(node, index)) {
                Some(port) => self.ports(node).is_none_or(|ports| ports.carries_frames(port)),
                None => true,
            })
            .map(|(step, _)| *step)
            .collect();
        if entered.is_some_and(|step| !bridged.contains(&step)) { Vec::new() } else { bridged }
    }

    /// The VLAN that an interface is for, where its name ends in the number of a VLAN of the device: `Vlan10`, `irb.10`.
    fn vlan(&self, spot: Spot) -> Option<VlanId> {
        let (device, index) = (self.stage.polled.device(spot.node)?, spot.port?);
        let name = &device.interfaces.iter().find(|interface| interface.index == index)?.name;
        let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (kind, number) = name.split_at_checked(name.len() - digits)?;
        let kind = kind.to_ascii_lowercase();
        let for_vlans = ["vlan", "vl", "vlanif", "irb.", "vlan.", "ve", "bvi"].contains(&kind.as_str());
        let vlan = number.parse().ok().map(VlanId).filter(|_| for_vlans)?;
        device.vlans.iter().any(|known| known.id == vlan).then_some(vlan)
    }

    fn ports(&mut self, node: usize) -> Option<&Ports<'a>> {
        if !self.ports.contains_key(&node) {
            let ports = Ports::of(self.stage.polled.device(node)?);
            self.ports.insert(node, ports);
        }
        self.ports.get(&node)
    }

    /// The aggregate or physical port of an interface.
    fn bundle(&mut self, node: usize, index: IfIndex) -> Option<PortAt> {
        let ports = self.ports(node)?;
        Some(ports.bundle(ports.by_index(index)?))
    }

    /// Whether a port is one that a cable goes into, or an aggregate.
    fn is_a_port(&mut self, node: usize, port: PortAt) -> bool {
        self.ports(node).is_some_and(|ports| {
            let model = ports.at(port);
            model.ethernet || !model.members.is_empty()
        })
    }
}

/// The steps that led from `origin` to `there`. A segment is entered and left: it is named once.
fn trace(came: &HashMap<Vertex, (Vertex, Step)>, origin: Vertex, there: Vertex) -> Vec<Step> {
    let mut way = Vec::new();
    let mut at = there;
    while at != origin {
        let Some((before, step)) = came.get(&at) else { break };
        way.push(*step);
        at = *before;
    }
    way.dedup();
    way.reverse();
    way
}

//! Dijkstra's search, with what makes one way better than another in order of importance.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::inventory::DeviceKind;
use crate::topology::graph::{Layer, Node};
use crate::topology::index::Index;
use crate::value::VlanId;

/// Where from, where to, and what may be used.
#[derive(Clone, Debug)]
pub(super) struct Rules<'i> {
    pub(super) index: &'i Index<'i>,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) vlan: Option<VlanId>,
    /// Whether links that spanning tree blocks may be used.
    pub(super) open: bool,
    /// How often each edge was used before; empty where none was.
    pub(super) used: Vec<u32>,
}

impl Rules<'_> {
    /// Whether an edge may be in the VLAN.
    pub(super) fn carries(&self, edge: usize) -> bool {
        let Some(vlan) = self.vlan else { return true };
        self.index.link(edge).is_none_or(|link| link.vlans.is_empty() || link.vlans.contains(&vlan))
    }

    /// Whether an edge may be used, before or after the first router.
    pub(super) fn admits(&self, edge: usize, crossed: bool) -> bool {
        (crossed || self.carries(edge)) && (self.open || self.index.passes(edge))
    }
}

/// One edge of a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) edge: usize,
    /// Whether the device that it begins at routes here.
    pub(super) routed: bool,
    /// Whether a router was crossed before its end.
    pub(super) crossed: bool,
}

/// What a way costs: the first difference decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    used: u32,
    blocked: u32,
    routers: u32,
    edges: u32,
    /// In thousandths.
    doubt: u32,
}

/// The best way, step by step; `None` where there is none.
pub(super) fn find(rules: &Rules<'_>) -> Option<Vec<Step>> {
    let index = rules.index;
    // Two states of each vertex: before the first router, and after it.
    let mut best: Vec<Option<Cost>> = vec![None; index.wiring.vertices() * 2];
    let mut came: Vec<Option<(usize, Step)>> = vec![None; best.len()];
    let mut queue = BinaryHeap::from([(Reverse(Cost::default()), Reverse(rules.from * 2))]);
    best[rules.from * 2] = Some(Cost::default());
    while let Some((Reverse(cost), Reverse(state))) = queue.pop() {
        if best[state].is_some_and(|known| known < cost) {
            continue;
        }
        let (at, crossed) = (state / 2, state % 2 == 1);
        if at == rules.to {
            return Some(steps(&came, state));
        }
        if at != rules.from && index.only_ends(at) {
            continue;
        }
        let node = index.node_at(at).filter(|_| at != rules.from);
        let bridges = node.is_none_or(Node::bridges);
        let routes = node.is_some_and(|node| node.kind == DeviceKind::Router);
        for (to, edge) in index.wiring.around(at) {
            if *to != rules.to && index.only_ends(*to) {
                continue;
            }
            let over_layer_3 = index.link(*edge).is_some_and(|link| link.layer == Layer::L3);
            for routed in [false, true] {
                if (!routed && (!bridges || over_layer_3)) || (routed && !routes && !over_layer_3) {
                    continue;
                }
                // To route helps only where it leads out of the VLAN, or where there is no other way on.
                if routed && bridges && !over_layer_3 && (crossed || rules.vlan.is_none()) {
                    continue;
                }
                let beyond = crossed || routed;
                if !rules.admits(*edge, beyond) {
                    continue;
                }
                let next = to * 2 + usize::from(beyond);
                let total = cost.plus(rules, *edge, routed);
                if best[next].is_none_or(|known| total < known) {
                    best[next] = Some(total);
                    came[next] = Some((state, Step { from: at, to: *to, edge: *edge, routed, crossed: beyond }));
                    queue.push((Reverse(total), Reverse(next)));
                }
            }
        }
    }
    None
}

impl Cost {
    fn plus(self, rules: &Rules<'_>, edge: usize, routed: bool) -> Self {
        let confidence = rules.index.link(edge).map_or(1.0, |link| link.confidence);
        // A share of one in thousandths, whatever the number was.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let doubt = ((1.0 - confidence.clamp(0.0, 1.0)) * 1000.0) as u32;
        Self {
            used: self.used.saturating_add(rules.used.get(edge).copied().unwrap_or(0)),
            blocked: self.blocked.saturating_add(u32::from(!rules.index.passes(edge))),
            routers: self.routers.saturating_add(u32::from(routed)),
            edges: self.edges.saturating_add(1),
            doubt: self.doubt.saturating_add(doubt),
        }
    }
}

/// The way back, turned round.
fn steps(came: &[Option<(usize, Step)>], mut state: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    while let Some((before, step)) = came.get(state).copied().flatten() {
        steps.push(step);
        state = before;
    }
    steps.reverse();
    steps
}

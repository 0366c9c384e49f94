//! The rapid spanning tree after it has settled (IEEE 802.1D-2004 §17.4 to §17.7): root election, root
//! ports, designated ports, and what is left over blocks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::value::BridgeId;

/// A bridge as the election sees it.
#[derive(Clone, Debug)]
pub(in crate::sim) struct TreeBridge {
    pub(in crate::sim) id: BridgeId,
    pub(in crate::sim) ports: Vec<TreePort>,
}

/// A port as the election sees it.
#[derive(Clone, Copy, Debug)]
pub(in crate::sim) struct TreePort {
    /// Priority and number, the two octets of `dot1dStpPortDesignatedPort`.
    pub(in crate::sim) id: u16,
    pub(in crate::sim) cost: u32,
    /// The segment that it is on; `None` where its link is down.
    pub(in crate::sim) segment: Option<usize>,
}

/// What a port does in the tree (IEEE 802.1D-2004 §17.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum PortRole {
    Root,
    Designated,
    Alternate,
    Backup,
    Disabled,
}

impl PortRole {
    pub(in crate::sim) fn forwards(self) -> bool {
        matches!(self, Self::Root | Self::Designated)
    }
}

/// What a bridge knows when the tree has settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sim) struct BridgeState {
    pub(in crate::sim) root: BridgeId,
    pub(in crate::sim) root_cost: u32,
    /// A position in [`TreeBridge::ports`].
    pub(in crate::sim) root_port: Option<usize>,
    pub(in crate::sim) ports: Vec<PortState>,
}

/// What a bridge knows of a port when the tree has settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) struct PortState {
    pub(in crate::sim) role: PortRole,
    pub(in crate::sim) designated_cost: u32,
    pub(in crate::sim) designated_bridge: BridgeId,
    pub(in crate::sim) designated_port: u16,
}

/// Path cost by speed (IEEE 802.1D-1998 table 8-5), which fits into `dot1dStpPortPathCost`.
pub(in crate::sim) fn path_cost(speed_bps: u64) -> u32 {
    match speed_bps / 1_000_000 {
        0..=9 => 250,
        10..=99 => 100,
        100..=999 => 19,
        1000..=1999 => 4,
        2000..=9_999 => 3,
        10_000..=19_999 => 2,
        _ => 1,
    }
}

/// The vector by which a bridge chooses its root port, least first (IEEE 802.1D-2004 §17.6): cost to
/// the root, sending bridge, sending port, own port.
type Offer = (u32, BridgeId, u16, u16);

/// The settled tree of `bridges`, in their order. O((p + b) log b) for p pairs of ports on a segment.
pub(in crate::sim) fn settle(bridges: &[TreeBridge]) -> Vec<BridgeState> {
    let mut on_segment: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (bridge, port, segment) in every_port(bridges) {
        on_segment.entry(segment).or_default().push((bridge, port));
    }
    let reached = reach(bridges, &on_segment);
    let designated = designate(bridges, &on_segment, &reached);
    bridges.iter().zip(&reached).map(|(bridge, reach)| state_of(bridge, reach, &designated)).collect()
}

fn every_port(bridges: &[TreeBridge]) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    bridges.iter().enumerate().flat_map(|(at, bridge)| {
        bridge.ports.iter().enumerate().filter_map(move |(port, it)| Some((at, port, it.segment?)))
    })
}

#[derive(Clone, Copy)]
struct Reach {
    root: BridgeId,
    cost: u32,
    via: Option<usize>,
}

/// The way of every bridge to the root of its part of the network: Dijkstra from the least bridge id,
/// with the offers as the order, so that ties break as the standard wants.
fn reach(bridges: &[TreeBridge], on_segment: &BTreeMap<usize, Vec<(usize, usize)>>) -> Vec<Reach> {
    let mut reached: Vec<Option<Reach>> = vec![None; bridges.len()];
    let mut by_id: Vec<usize> = (0..bridges.len()).collect();
    by_id.sort_by_key(|&at| bridges.get(at).map(|bridge| bridge.id));
    for start in by_id {
        let Some(root) = bridges.get(start).map(|bridge| bridge.id) else { continue };
        if reached.get(start).is_none_or(Option::is_some) {
            continue;
        }
        let mut queue: BinaryHeap<Reverse<(Offer, usize, Option<usize>)>> = BinaryHeap::new();
        queue.push(Reverse(((0, root, 0, 0), start, None)));
        while let Some(Reverse((offer, at, via))) = queue.pop() {
            let (Some(bridge), Some(slot)) = (bridges.get(at), reached.get_mut(at)) else { continue };
            if slot.is_some() {
                continue;
            }
            let cost = offer.0;
            *slot = Some(Reach { root, cost, via });
            for sending in &bridge.ports {
                let listeners = sending.segment.and_then(|segment| on_segment.get(&segment));
                for &(other, port) in listeners.into_iter().flatten().filter(|(other, _)| *other != at) {
                    let Some(hearing) = bridges.get(other).and_then(|bridge| bridge.ports.get(port)) else { continue };
                    let offer = (cost.saturating_add(hearing.cost), bridge.id, sending.id, hearing.id);
                    queue.push(Reverse((offer, other, Some(port))));
                }
            }
        }
    }
    let alone = |at: usize| bridges.get(at).map(|bridge| Reach { root: bridge.id, cost: 0, via: None });
    reached.into_iter().enumerate().filter_map(|(at, reach)| reach.or_else(|| alone(at))).collect()
}

/// The designated port of every segment: the least (cost, bridge, port) on it.
fn designate(
    bridges: &[TreeBridge],
    on_segment: &BTreeMap<usize, Vec<(usize, usize)>>,
    reached: &[Reach],
) -> BTreeMap<usize, (u32, BridgeId, u16)> {
    let vector = |&(at, port): &(usize, usize)| {
        let bridge = bridges.get(at)?;
        Some((reached.get(at)?.cost, bridge.id, bridge.ports.get(port)?.id))
    };
    on_segment.iter().filter_map(|(&segment, ports)| Some((segment, ports.iter().filter_map(vector).min()?))).collect()
}

fn state_of(bridge: &TreeBridge, reach: &Reach, designated: &BTreeMap<usize, (u32, BridgeId, u16)>) -> BridgeState {
    let ports = bridge.ports.iter().enumerate().map(|(at, port)| {
        let own = (reach.cost, bridge.id, port.id);
        let best = port.segment.and_then(|segment| designated.get(&segment).copied());
        let role = match best {
            None => PortRole::Disabled,
            Some(best) if best == own => PortRole::Designated,
            Some(_) if reach.via == Some(at) => PortRole::Root,
            Some((_, leader, _)) if leader == bridge.id => PortRole::Backup,
            Some(_) => PortRole::Alternate,
        };
        let (designated_cost, designated_bridge, designated_port) = best.unwrap_or(own);
        PortState { role, designated_cost, designated_bridge, designated_port }
    });
    BridgeState { root: reach.root, root_cost: reach.cost, root_port: reach.via, ports: ports.collect() }
}

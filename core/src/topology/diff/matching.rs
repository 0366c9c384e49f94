//! Which node before is which node after.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;

use super::{Change, Compared};
use crate::topology::element::Element;
use crate::topology::graph::{End, Node, Topology};
use crate::value::MacAddr;

/// The node after for each node before, and the other way round.
pub(in crate::topology) struct Matching {
    /// By position before.
    forth: Vec<Option<usize>>,
    /// By position after: those before that became it, by position.
    back: Vec<Vec<usize>>,
    /// Nodes after that were part of another one before, by positions.
    split: BTreeMap<usize, usize>,
    /// Positions by id where an id is not the same on both sides; else the positions are found by order.
    by_id: HashMap<String, usize>,
    sorted: bool,
}

impl Matching {
    pub(super) fn of(before: &Topology, after: &Topology) -> Self {
        let mut matching = Self {
            forth: vec![None; before.nodes.len()],
            back: vec![Vec::new(); after.nodes.len()],
            split: BTreeMap::new(),
            by_id: HashMap::new(),
            sorted: before.nodes.windows(2).all(|pair| pair[0].id < pair[1].id),
        };
        if !matching.sorted {
            let ids = before.nodes.iter().enumerate().map(|(at, node)| (node.id.clone(), at));
            matching.by_id = ids.collect();
        }
        for (b, a) in joined(&before.nodes, &after.nodes, |x, y| x.id.cmp(&y.id), |node| node.id.as_str()) {
            matching.forth[b] = Some(a);
            matching.back[a].push(b);
        }
        let left: Vec<usize> = (0..before.nodes.len()).filter(|at| matching.forth[*at].is_none()).collect();
        let new: Vec<usize> = (0..after.nodes.len()).filter(|at| matching.back[*at].is_empty()).collect();
        if !left.is_empty() && !after.nodes.is_empty() {
            let keys = Keys::of(&after.nodes);
            for b in left {
                if let Some(a) = keys.owner(&before.nodes[b]) {
                    matching.forth[b] = Some(a);
                    matching.back[a].push(b);
                }
            }
        }
        let new: Vec<usize> = new.into_iter().filter(|at| matching.back[*at].is_empty()).collect();
        if !new.is_empty() && !before.nodes.is_empty() {
            let keys = Keys::of(&before.nodes);
            let owned = new.into_iter().filter_map(|a| Some((a, keys.owner(&after.nodes[a])?)));
            matching.split = owned.collect();
        }
        matching
    }

    pub(super) fn after_of(&self, before: usize) -> Option<usize> {
        self.forth.get(before).copied().flatten()
    }

    pub(super) fn before_by_id(&self, before: &Topology, id: &str) -> Option<usize> {
        if self.sorted {
            return before.nodes.binary_search_by(|node| node.id.as_str().cmp(id)).ok();
        }
        self.by_id.get(id).copied()
    }

    /// The id after of the node of an end before.
    pub(super) fn now<'t>(&self, end: &'t End, before: &Topology, after: &'t Topology) -> &'t str {
        let node = self.before_by_id(before, &end.node).and_then(|at| self.after_of(at));
        node.and_then(|at| after.nodes.get(at)).map_or(end.node.as_str(), |node| node.id.as_str())
    }
}

/// Pairs of equal entries of two lists: in one pass where both are sorted, the rest by key.
pub(in crate::topology) fn joined<'t, T>(
    before: &'t [T],
    after: &'t [T],
    order: impl Fn(&T, &T) -> std::cmp::Ordering,
    key: impl Fn(&'t T) -> &'t str,
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::with_capacity(before.len().min(after.len()));
    let (mut left, mut new) = (Vec::new(), Vec::new());
    let (mut b, mut a) = (0, 0);
    while let (Some(x), Some(y)) = (before.get(b), after.get(a)) {
        match order(x, y) {
            std::cmp::Ordering::Less => {
                left.push(b);
                b += 1;
            }
            std::cmp::Ordering::Greater => {
                new.push(a);
                a += 1;
            }
            std::cmp::Ordering::Equal => {
                pairs.push((b, a));
                b += 1;
                a += 1;
            }
        }
    }
    left.extend(b..before.len());
    new.extend(a..after.len());
    if !left.is_empty() && !new.is_empty() {
        let mut by_key: HashMap<&str, usize> = HashMap::with_capacity(new.len());
        for at in new.into_iter().rev() {
            by_key.insert(key(&after[at]), at);
        }
        for at in left {
            if let Some(found) = by_key.remove(key(&before[at])) {
                pairs.push((at, found));
            }
        }
        pairs.sort_unstable();
    }
    pairs
}

/// Who has which key; `None` for keys that several have.
struct Keys<'t> {
    nodes: &'t [Node],
    macs: HashMap<MacAddr, Option<usize>>,
    addresses: HashMap<IpAddr, Option<usize>>,
    names: HashMap<&'t str, Option<usize>>,
}

impl<'t> Keys<'t> {
    fn of(nodes: &'t [Node]) -> Self {
        fn own<K: std::hash::Hash + Eq>(keys: &mut HashMap<K, Option<usize>>, key: K, at: usize) {
            keys.entry(key).and_modify(|owner| *owner = owner.filter(|owner| *owner == at)).or_insert(Some(at));
        }
        let mut keys = Self { nodes, macs: HashMap::new(), addresses: HashMap::new(), names: HashMap::new() };
        for (at, node) in nodes.iter().enumerate() {
            node.macs.iter().for_each(|mac| own(&mut keys.macs, *mac, at));
            node.addresses.iter().for_each(|address| own(&mut keys.addresses, *address, at));
            if let Some(name) = &node.sys_name {
                own(&mut keys.names, name.as_str(), at);
            }
        }
        keys
    }

    /// The one that has most of a node's keys of the best kind. Of two that both have MAC addresses, but no common one,
    /// an address or a name does not make one.
    fn owner(&self, node: &Node) -> Option<usize> {
        let best = |owners: &mut dyn Iterator<Item = usize>| {
            let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
            owners.for_each(|owner| *votes.entry(owner).or_default() += 1);
            votes.into_iter().max_by(|(a, x), (b, y)| x.cmp(y).then(b.cmp(a))).map(|(owner, _)| owner)
        };
        let macs = best(&mut node.macs.iter().filter_map(|mac| self.macs.get(mac).copied().flatten()));
        let by_address = || best(&mut node.addresses.iter().filter_map(|ip| self.addresses.get(ip).copied().flatten()));
        let by_name = || node.sys_name.as_deref().and_then(|name| self.names.get(name).copied().flatten());
        let macless =
            |at: &usize| node.macs.is_empty() || self.nodes.get(*at).is_some_and(|other| other.macs.is_empty());
        macs.or_else(|| by_address().filter(macless)).or_else(|| by_name().filter(macless))
    }
}

impl Compared<'_> {
    /// What changed of the nodes.
    pub(super) fn nodes(&self, changes: &mut Vec<Change>) {
        let gone: Vec<usize> = (0..self.before.nodes.len()).filter(|at| self.nodes.forth[*at].is_none()).collect();
        let held = if gone.is_empty() { HashSet::new() } else { self.held() };
        for at in gone {
            let Some(node) = self.before.nodes.get(at) else { continue };
            let element = Element::of_node(node);
            if self.fell_silent(at) {
                changes.push(Change::NoAnswer { node: element });
            } else if !held.contains(node.id.as_str()) {
                changes.push(Change::NodeRemoved { node: element });
            }
        }
        for (at, node) in self.after.nodes.iter().enumerate() {
            let element = Element::of_node(node);
            let was: Vec<&Node> = self.nodes.back[at].iter().filter_map(|at| self.before.nodes.get(*at)).collect();
            match was.as_slice() {
                [] => match self.nodes.split.get(&at).and_then(|at| self.split(*at)) {
                    Some(split) => changes.extend((!changes.contains(&split)).then_some(split)),
                    None => changes.push(Change::NodeAdded { node: element }),
                },
                [one] => {
                    if one.id != node.id {
                        changes.push(Change::NodeIdentified { node: element, was: Element::of_node(one) });
                    }
                    self.node(one, node, changes);
                }
                several => {
                    let was = several.iter().map(|node| Element::of_node(node)).collect();
                    changes.push(Change::NodesMerged { node: element, was });
                    let same = several.iter().find(|was| was.id == node.id);
                    same.into_iter().for_each(|was| self.node(was, node, changes));
                }
            }
        }
    }

    fn split(&self, before: usize) -> Option<Change> {
        let was = self.before.nodes.get(before)?;
        let parts = self.nodes.split.iter().filter(|(_, of)| **of == before).map(|(part, _)| *part);
        let mut parts: Vec<usize> = parts.chain(self.nodes.after_of(before)).collect();
        parts.sort_unstable();
        let nodes: Vec<Element> =
            parts.into_iter().filter_map(|at| self.after.nodes.get(at)).map(Element::of_node).collect();
        (nodes.len() > 1).then(|| Change::NodeSplit { nodes, was: Element::of_node(was) })
    }

    fn node(&self, was: &Node, node: &Node, changes: &mut Vec<Change>) {
        let element = || Element::of_node(node);
        match (was.polled, node.polled) {
            (true, false) if !self.removed.contains(&was.id) => changes.push(Change::NoAnswer { node: element() }),
            (false, true) => changes.push(Change::Answers { node: element() }),
            _ => {}
        }
        if was.polled != node.polled {
            // The rest is known from elsewhere now: it did not change.
            return;
        }
        if was.name != node.name && was.id == node.id {
            changes.push(Change::NodeRenamed { node: element(), was: was.name.clone() });
        }
        if was.addresses != node.addresses {
            let added = node.addresses.iter().filter(|it| !was.addresses.contains(it)).copied().collect();
            let removed = was.addresses.iter().filter(|it| !node.addresses.contains(it)).copied().collect();
            changes.push(Change::AddressesChanged { node: element(), added, removed });
        }
    }

    /// The nodes before, by id, that links and media which only silent devices could confirm lead to.
    fn held(&self) -> HashSet<&str> {
        let links = self.unseen_links().into_iter().filter_map(|at| self.before.links.get(at));
        let media = self.unseen_media().into_iter().filter_map(|at| self.before.segments.get(at));
        let of_links = links.flat_map(|link| [link.a.node.as_str(), link.b.node.as_str()]);
        let of_media = media.flat_map(|segment| segment.members.iter().map(|end| end.node.as_str()));
        of_links.chain(of_media).filter(|id| !self.removed.contains(*id)).collect()
    }
}

use std::collections::BTreeSet;

use smallvec::SmallVec;

use crate::topology::digest::{JoinKey, address_key, name_key};
use crate::topology::graph::{Node, Topology};
use crate::topology::hash::Map;

/// The numbers of domains, each once for each node that is meant.
type Domains = SmallVec<[u32; 2]>;

/// In which domains each name is: one that comes twice is shown with the node's id. And in which domains the keys are
/// by which a node may be the same under another id; those of MAC addresses stay within a domain.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    names: Map<String, Domains>,
    keys: Map<JoinKey, Domains>,
}

/// By how many a name became more, or fewer.
pub(super) type Difference<'t> = Map<&'t str, isize>;

impl Names {
    /// Takes note of what came in the place of a part. Nodes that are the same in both, which are most, cost nothing.
    pub(super) fn replace(&mut self, domain: u32, before: Option<&Topology>, after: Option<&Topology>) {
        let nodes = |part: Option<&'_ Topology>| part.map_or(0, |part| part.nodes.len());
        let (mut old, mut new) = (0, 0);
        while old < nodes(before) || new < nodes(after) {
            let was = before.and_then(|part| part.nodes.get(old));
            let now = after.and_then(|part| part.nodes.get(new));
            let (goes, comes) = match (was, now) {
                (Some(was), Some(now)) => (was.id <= now.id, now.id <= was.id),
                (was, now) => (was.is_some(), now.is_some()),
            };
            let same = |was: &Node, now: &Node| {
                was.name == now.name && was.sys_name == now.sys_name && was.addresses == now.addresses
            };
            let both = was.zip(now).filter(|_| goes && comes);
            if !both.is_some_and(|(was, now)| same(was, now)) {
                was.filter(|_| goes).into_iter().for_each(|node| self.leave(domain, node));
                now.filter(|_| comes).into_iter().for_each(|node| self.enter(domain, node));
            }
            (old, new) = (old + usize::from(goes), new + usize::from(comes));
        }
    }

    fn enter(&mut self, domain: u32, node: &Node) {
        match self.names.get_mut(&node.name) {
            Some(domains) => domains.push(domain),
            None => drop(self.names.insert(node.name.clone(), SmallVec::from_slice(&[domain]))),
        }
        keys(node).for_each(|key| self.keys.entry(key).or_default().push(domain));
    }

    fn leave(&mut self, domain: u32, node: &Node) {
        fn without(domains: &mut Domains, domain: u32) -> bool {
            if let Some(at) = domains.iter().position(|other| *other == domain) {
                domains.swap_remove(at);
            }
            domains.is_empty()
        }
        if self.names.get_mut(&node.name).is_some_and(|domains| without(domains, domain)) {
            self.names.remove(&node.name);
        }
        for key in keys(node) {
            if self.keys.get_mut(&key).is_some_and(|domains| without(domains, domain)) {
                self.keys.remove(&key);
            }
        }
    }

    /// How many nodes have a name.
    pub(super) fn count(&self, name: &str) -> isize {
        self.names.get(name).map_or(0, |domains| isize::try_from(domains.len()).unwrap_or(isize::MAX))
    }

    /// What parts that came in the place of others make of the names.
    pub(super) fn difference<'t>(before: &'t [Topology], after: &[&'t Topology]) -> Difference<'t> {
        let mut difference = Difference::default();
        for node in after.iter().flat_map(|part| &part.nodes) {
            *difference.entry(&node.name).or_default() += 1;
        }
        for node in before.iter().flat_map(|part| &part.nodes) {
            *difference.entry(&node.name).or_default() -= 1;
        }
        difference.retain(|_, difference| *difference != 0);
        difference
    }

    /// The names that are shown otherwise than before that difference, with the domains that they are in.
    pub(super) fn turned<'t>(&self, difference: &Difference<'t>) -> BTreeSet<(&'t str, u32)> {
        let mut turned = BTreeSet::new();
        for (name, difference) in difference {
            let now = self.count(name);
            if (now > 1) != (now - difference > 1) {
                let domains = self.names.get(*name).into_iter().flatten();
                turned.extend(domains.map(|domain| (*name, *domain)));
            }
        }
        turned
    }

    /// The domains of nodes that have a key of this one.
    pub(super) fn akin<'n>(&'n self, node: &'n Node) -> impl Iterator<Item = u32> + 'n {
        keys(node).filter_map(|key| self.keys.get(&key)).flatten().copied()
    }
}

fn keys(node: &Node) -> impl Iterator<Item = JoinKey> + '_ {
    node.addresses.iter().copied().map(address_key).chain(node.sys_name.as_deref().map(name_key))
}

/// Whether two nodes have an address or a name in common.
pub(super) fn are_akin(x: &Node, y: &Node) -> bool {
    let named = x.sys_name.is_some() && x.sys_name == y.sys_name;
    named || x.addresses.iter().any(|address| y.addresses.contains(address))
}
